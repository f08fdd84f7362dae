/* SPDX-License-Identifier: MIT */
/*
 * On which side of its cycles a bout rests.
 *
 * A chain of n cycles is n repetitions that begin where the cycles do, or the
 * inside of up to n + 1 that begin at the cycles' far turning points, with half
 * a repetition left over at each end. Whole halves on both sides tell: who
 * rests at the near side has nothing but rest or handling there. Where they
 * are doubtful the height of the sensor decides, if the exercise is known to
 * begin low or high, else where the movement stays longer.
 */
#include <math.h>
#include <string.h>

#include "count_priv.h"

#define RISES_M 0.1f            /* height that tells low from high */
#define STAYS 1.4f              /* times longer at one side than the other */
#define QUARTER 0.25f           /* of the swing: at one side */

/* A half beside a bout is one of its kind if this alike and, as a part of the
 * bout's swing, this large; at a cut edge less, if both make nearly one. */
#define WHOLE_LIKE 0.5f
#define WHOLE_PART 0.6f
#define WHOLE_PART_EDGE 0.3f
#define HALVES 0.9f
#define SURE_LIKE 0.6f          /* both: whatever the height says */

/* In a bout that rests at the far side the halves inside it are clean, those
 * beside it are mixed with handling: who came back up must have gone down, but
 * perhaps only took the weight; who went down comes back somehow. */
#define CLEAN 0.4f
#define SECOND_PART 0.25f
#define SOME_PART 0.5f

/* Of two halves beside a bout that rests at the near side, one is part of a
 * repetition more: rather one of the bout's size. */
#define ODD_PART 0.4f

/* In a bout that rests at the near side: a half cut off by the recording's
 * end. At its start a half is often what the filters make of a cold start. */
#define CUT_LIKE 0.6f
#define CUT_PART 0.75f

static int whole_part(const struct outer *o)
{
	return o->part > (o->at_edge ? WHOLE_PART_EDGE : WHOLE_PART);
}

int gn_half_whole(const struct outer *o)
{
	return o->like > WHOLE_LIKE && whole_part(o);
}

int gn_half_first(const struct outer *o)
{
	return o->like > CLEAN && whole_part(o);
}

int gn_half_second(const struct outer *o)
{
	return o->part > SECOND_PART;
}

int gn_half_cut(const struct outer *o)
{
	return o->at_edge && o->like > CUT_LIKE && o->part > CUT_PART;
}

/* How far the sensor rises in cycles a to b, m. */
static float rise_m(const struct gn_counter *c, size_t a, size_t b)
{
	const float *z = c->feat.sig[SIG_PZ];
	float sum = 0.0f;

	for (size_t i = a; i < b; i++) {
		const struct cycle *k = &c->cy.c[c->best.idx[i]];

		sum += z[k->peak] - 0.5f * (z[k->start] + z[k->end]);
	}
	return sum / (float)(b - a);
}

/* Does the movement of cycles a to b stay longer at their far side? */
static int stays_far(const struct gn_counter *c, size_t a, size_t b)
{
	const struct cycles *cy = &c->cy;
	size_t far = 0, near = 0;

	for (size_t i = a; i < b; i++) {
		const struct cycle *k = &cy->c[c->best.idx[i]];
		uint32_t last = i + 1 < b ? cy->c[c->best.idx[i + 1]].start
					  : k->end;
		float top = cy->sign * cy->sig[k->peak];

		for (uint32_t t = k->start; t < last; t++) {
			float down = top - cy->sign * cy->sig[t];

			far += down < QUARTER * k->amp;
			near += down > (1.0f - QUARTER) * k->amp;
		}
	}
	return (float)far > STAYS * (float)near;
}

/* Is the bout's end there half a repetition, or no end of a cycle at all? */
static int doubtful(const struct gn_counter *c, size_t a, size_t b,
		    const struct outer *o, int after)
{
	return (o->part > SOME_PART && o->like > CLEAN) ||
	       gn_half_inner(c, a, b, after ? b - 1 : a, after) < WHOLE_LIKE;
}

int gn_cut_on_rate(const struct gn_counter *c)
{
	return c->cy.sig == c->feat.sig[SIG_GYR1] ||
	       c->cy.sig == c->feat.sig[SIG_VZ];
}

/* How well a half beside the bout would do as part of one more repetition. */
static float merit(const struct outer *o)
{
	return o->like - fmaxf(0.0f, fabsf(o->part - 1.0f) - ODD_PART);
}

enum phase gn_phase_find(const struct gn_counter *c,
			 const struct gn_count_input *in, size_t a, size_t b)
{
	struct outer l = gn_half_outer(c, in, a, b, a, 0);
	struct outer r = gn_half_outer(c, in, a, b, b - 1, 1);
	int both = gn_half_whole(&l) && gn_half_whole(&r) &&
		   l.part + r.part > HALVES;
	float rise;

	if (gn_cut_on_rate(c) || (both && l.like > SURE_LIKE &&
				  r.like > SURE_LIKE))
		return both ? PHASE_FAR : PHASE_NEAR;
	rise = rise_m(c, a, b);
	if ((in->begins_low || in->begins_high) && fabsf(rise) > RISES_M) {
		if (rise < 0.0f ? in->begins_low : in->begins_high)
			return PHASE_FAR;
		if (!both)
			return PHASE_NEAR;
		return merit(&l) > merit(&r) ? PHASE_NEAR_BEFORE
					     : PHASE_NEAR_BEHIND;
	}
	if (both)
		return PHASE_FAR;
	return c->cy.sig != c->feat.sig[SIG_AZ] &&
	       doubtful(c, a, b, &l, 0) && doubtful(c, a, b, &r, 1) &&
	       stays_far(c, a, b) ? PHASE_FAR : PHASE_NEAR;
}

/* SPDX-License-Identifier: MIT */
/*
 * Where repetitions begin and end.
 *
 * A chain of n cycles cut at the far turning points leaves half a repetition
 * over at each end and is n + 1 repetitions: the phase of each bout is put
 * right first. A cycle of a rate lasts from one fastest moment to the next:
 * its ends move to where the rate is nought. Then each end moves out from the
 * flank to where the movement begins.
 */
#include <math.h>
#include <string.h>

#include "count_priv.h"

#define FLAT 0.12f              /* of the swing, at each end: rest */
#define HALF_LIKE 0.5f          /* of a left-over half to the bout's halves */
#define HALF_PART 0.6f          /* of the bout's swing; at a cut edge ... */
#define HALF_PART_EDGE 0.3f     /* ... less, if ... */
#define HALVES 0.9f             /* ... both together make nearly one */
#define ONSET 0.08f             /* of the peak speed: movement begins */
#define ONSET_SURE 0.3f         /* above it, a dip does not end the search */
#define SETTLED 0.14f           /* likewise, at the end: it trembles out */
#define STILL_RATE 0.1f         /* of a rate's amplitude: nought */
#define TURNS_RAD 0.15f         /* tilt range above which turning is timed */

/* A swing between a low and a high turning point, its flat ends trimmed. */
struct swing {
	uint32_t a, b;
	float size;
};

/* What lies beside a bout: [0] before it, [1] after it. */
struct ends {
	uint32_t top[2];              /* far turning points */
	float part[2];                /* size of the swing over the bout's */
	float like[2];                /* to the same half of the cycles */
	int   at_edge[2];             /* cut off by the recording's edge */
};

/* Trim the swing from x[lo] to x[hi]; lo may lie after hi. */
static struct swing trim(const struct cycles *cy, uint32_t lo, uint32_t hi)
{
	const float *x = cy->sig;
	float s = cy->sign, size = s * x[hi] - s * x[lo];
	float low = s * x[lo] + FLAT * size, high = s * x[hi] - FLAT * size;
	struct swing w = { lo, hi, size };
	int dir = hi > lo ? 1 : -1;

	if (size <= 0.0f)
		return w;
	for (uint32_t i = lo; i != hi && s * x[i] < high; i += (uint32_t)dir)
		if (s * x[i] <= low)
			w.a = i;
	for (uint32_t i = hi; i != w.a && s * x[i] > low; i -= (uint32_t)dir)
		if (s * x[i] >= high)
			w.b = i;
	if (w.a > w.b) {
		uint32_t t = w.a;

		w.a = w.b;
		w.b = t;
	}
	return w;
}

static float alike(const float *d, const float *mean, const float *weight)
{
	float sum = 0.0f;

	for (int g = 0; g < GROUP_N; g++) {
		float ab = 0.0f, bb = 0.0f;

		for (int i = gn_group_first[g] * POINTS;
		     i < gn_group_first[g + 1] * POINTS; i++) {
			ab += d[i] * mean[i];
			bb += mean[i] * mean[i];
		}
		if (bb > 0.0f)
			sum += weight[g] * ab / sqrtf(bb);
	}
	return sum;
}

/*
 * Likeness of a left-over swing to the same halves of the bout's cycles
 * (rising: start to peak; falling: peak to end).
 */
static float half_like(const struct gn_counter *c, size_t a, size_t b,
		       int rising, struct swing w)
{
	float mean[DESC] = { 0 }, d[DESC];

	for (size_t i = a; i < b; i++) {
		const struct cycle *k = &c->cy.c[c->best.idx[i]];
		uint32_t lo = c->cy.turn[rising ? k->from : k->to];
		struct swing half = trim(&c->cy, lo, k->peak);

		gn_describe(d, half.a, half.b, &c->feat);
		for (int j = 0; j < DESC; j++)
			mean[j] += d[j];
	}
	gn_describe(d, w.a, w.b, &c->feat);
	return alike(d, mean, c->pat[0].weight);
}

/* The highest point on the far side of sample from, dir -1 or +1. */
static uint32_t beyond(const struct cycles *cy, uint32_t from, int dir,
		       uint32_t stop, float amp)
{
	const float *x = cy->sig;
	float s = cy->sign, low = s * x[from];
	uint32_t i = from, top = i;

	while (i != stop) {
		float rise;

		i += (uint32_t)dir;
		if (s * x[i] > s * x[top])
			top = i;
		/* well below the bout's level: another movement */
		if (s * x[i] < low - 0.3f * amp)
			break;
		/* come back from the top by more than half: it is passed */
		rise = s * x[top] - low;
		if (rise > 0.5f * amp && s * x[i] < s * x[top] - 0.5f * rise)
			break;
	}
	return top;
}

/* Is the bout of cycles a to b cut at the far turning points? */
static int wrong_phase(const struct gn_counter *c,
		       const struct gn_count_input *in, size_t a, size_t b,
		       struct ends *e)
{
	const struct cycles *cy = &c->cy;
	const struct cycle *first = &cy->c[c->best.idx[a]];
	const struct cycle *last = &cy->c[c->best.idx[b - 1]];
	uint32_t low[2] = { cy->turn[first->from], cy->turn[last->to] };
	uint32_t stop[2] = { a ? cy->c[c->best.idx[a - 1]].end : 0,
			     b < c->best.n ? cy->c[c->best.idx[b]].start
					   : (uint32_t)c->feat.n - 1 };
	float amp = 0.0f;

	memset(e, 0, sizeof(*e));
	for (size_t i = a; i < b; i++)
		amp += cy->c[c->best.idx[i]].amp / (float)(b - a);
	for (int k = 0; k < 2; k++) {
		struct swing w;

		e->top[k] = beyond(cy, low[k], k ? 1 : -1, stop[k], amp);
		w = trim(cy, low[k], e->top[k]);
		e->part[k] = w.size / amp;
		if (e->part[k] > 0.2f && w.b > w.a + 2)
			e->like[k] = half_like(c, a, b, k, w);
		e->at_edge[k] = k ? in->cut_end && e->top[1] + 1 >= c->feat.n
				  : in->cut_start && e->top[0] == 0;
		if (e->like[k] <= HALF_LIKE || e->part[k] <=
		    (e->at_edge[k] ? HALF_PART_EDGE : HALF_PART))
			return 0;
	}
	return e->part[0] + e->part[1] > HALVES;
}

/* The n + 1 repetitions of such a bout. */
static size_t turned(const struct gn_counter *c, size_t a, size_t b,
		     const struct ends *e, uint32_t bout,
		     struct gn_count_rep *out)
{
	const struct cycles *cy = &c->cy;
	size_t n = b - a;

	for (size_t i = 0; i <= n; i++) {
		const struct cycle *l = i ? &cy->c[c->best.idx[a + i - 1]]
					  : NULL;
		const struct cycle *r = i < n ? &cy->c[c->best.idx[a + i]]
					      : NULL;
		uint32_t low_l = cy->turn[l ? l->to : r->from];
		uint32_t low_r = cy->turn[r ? r->from : l->to];
		struct swing down = trim(cy, low_l, l ? l->peak : e->top[0]);
		struct swing up = trim(cy, low_r, r ? r->peak : e->top[1]);

		out[i] = (struct gn_count_rep){
			.start = down.a, .turn = (low_l + low_r) / 2,
			.end = up.b, .bout = bout,
			.likeness = l && r ? 0.5f * (l->like + r->like)
					   : l ? l->like : r->like,
			.amplitude = 0.5f * (down.size + up.size),
		};
	}
	return n + 1;
}

/* How fast the working movement is at a sample: turning, else rising. */
static float speed(const struct gn_counter *c, uint32_t i)
{
	const struct feat *f = &c->feat;
	float x = f->ch[CH_W][i], y = f->ch[CH_W + 1][i];
	float z = f->ch[CH_W + 2][i];

	if (f->has_gyr && c->pat[0].rom_rad > TURNS_RAD)
		return sqrtf(x * x + y * y + z * z);
	return fabsf(f->ch[CH_V][i]);
}

/* From a point on the flank outwards to where the movement begins or ends. */
static uint32_t onset(const struct gn_counter *c, uint32_t from, int dir,
		      uint32_t stop, uint32_t turn)
{
	float top = 0.0f, still = dir < 0 ? ONSET : SETTLED;
	uint32_t i = from;

	for (uint32_t j = from; j != turn; j -= (uint32_t)dir)
		top = fmaxf(top, speed(c, j));
	while (i != stop) {
		float now = speed(c, i), next = speed(c, i + (uint32_t)dir);

		if (now <= still * top ||
		    (next >= now && now <= ONSET_SURE * top))
			break;
		i += (uint32_t)dir;
	}
	return i;
}

/* From a fast moment to where the rate has gone, dir -1 or +1. */
static uint32_t slowed(const struct cycles *cy, uint32_t from, int dir,
		       uint32_t stop, float still)
{
	uint32_t i = from;

	while (i != stop && fabsf(cy->sig[i]) > still &&
	       cy->sig[i] * cy->sig[from] > 0.0f)
		i += (uint32_t)dir;
	return i;
}

/*
 * Of the two halves beside a bout that was cut on a rate, one belongs to it:
 * that whose fastest moment is more like those between the cycles. 1: the one
 * before.
 */
static int half_before(const struct gn_counter *c, size_t a, size_t b)
{
	const struct cycles *cy = &c->cy;
	const struct cycle *first = &cy->c[c->best.idx[a]];
	const struct cycle *last = &cy->c[c->best.idx[b - 1]];
	float usual = 0.5f * first->amp, before, after;

	for (size_t i = a; i + 1 < b; i++)
		usual -= cy->sign *
			 cy->sig[cy->turn[cy->c[c->best.idx[i]].to]];
	usual /= (float)(b - a);
	before = -cy->sign * cy->sig[cy->turn[first->from]];
	after = -cy->sign * cy->sig[cy->turn[last->to]];
	return fabsf(before - usual) < fabsf(after - usual);
}

/* The repetitions of a bout of cycles a to b that were cut on a rate. */
static void from_rate(const struct gn_counter *c, size_t a, size_t b,
		      struct gn_count_rep *out)
{
	const struct cycles *cy = &c->cy;
	uint32_t last = (uint32_t)c->feat.n - 1;
	int early = half_before(c, a, b);

	for (size_t i = a; i < b; i++) {
		const struct cycle *k = &cy->c[c->best.idx[i]];
		float still = STILL_RATE * 0.5f * k->amp;
		struct gn_count_rep *r = &out[i - a];
		uint32_t from = cy->turn[k->from], to = cy->turn[k->to];
		uint32_t start, turn, end;

		start = slowed(cy, early ? from : k->peak, -1, 0, still);
		turn = slowed(cy, k->peak, early ? -1 : 1, early ? from : to,
			      still);
		end = slowed(cy, early ? k->peak : to, 1, last, still);
		/* flat there: it was trimmed */
		if (!early && end == to)
			end = k->end;
		if (i > a && start < r[-1].end)
			start = r[-1].end;
		if (start >= turn || turn >= end)
			continue;
		r->start = start;
		r->turn = turn;
		r->end = end;
	}
}

size_t gn_bouts_cut(struct gn_counter *c, const struct gn_count_input *in)
{
	struct gn_count_rep *r = c->reps;
	uint32_t bout = 0;
	size_t n = 0;

	for (size_t a = 0, b; a < c->best.n; a = b, bout++) {
		struct ends e;

		b = gn_bout_end(c, a);
		if (wrong_phase(c, in, a, b, &e)) {
			n += turned(c, a, b, &e, bout, r + n);
			continue;
		}
		for (size_t i = a; i < b; i++) {
			const struct cycle *k = &c->cy.c[c->best.idx[i]];

			r[n++] = (struct gn_count_rep){
				.start = k->start, .turn = k->peak,
				.end = k->end, .bout = bout,
				.likeness = k->like, .amplitude = k->amp,
			};
		}
		if (c->cy.sig == c->feat.sig[SIG_GYR1] ||
		    c->cy.sig == c->feat.sig[SIG_VZ])
			from_rate(c, a, b, r + n - (b - a));
	}
	for (size_t i = 0; i < n; i++) {
		uint32_t lo = i ? r[i - 1].end : 0;
		uint32_t hi = i + 1 < n ? r[i + 1].start
					: (uint32_t)c->feat.n - 1;

		if (r[i].start > lo)
			r[i].start = onset(c, r[i].start, -1, lo, r[i].turn);
		if (r[i].end < hi)
			r[i].end = onset(c, r[i].end, 1, hi, r[i].turn);
	}
	/* Back to frames: two of them a sample. */
	for (size_t i = 0; i < n; i++) {
		r[i].start *= 2;
		r[i].turn *= 2;
		r[i].end *= 2;
	}
	return n;
}

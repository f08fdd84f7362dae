/* SPDX-License-Identifier: MIT */
/* Has a strap turned about the vertical, where up does not tell? */
#include <math.h>

#include "gonio/count.h"
#include "gonio/theil_sen.h"
#include "gonio/vec.h"
#include "joints.h"

#define TURN_RAD 0.35f          /* 20 deg: a strap that has slipped */
#define SWAY_RAD 0.17f          /* 10 deg: what people do from one repetition
				 * to the next, and a neighbour at most */
#define LEAST 2                 /* repetitions before, and after */
#define LOOK 3                  /* that have a say on either side */

void gn_turned_measure(struct joints *j, const struct stretch *s,
		       size_t sensor, const struct view *v,
		       const uint32_t *frame_of)
{
	const float (*up)[3] = (const float (*)[3])s->curve->up;
	float *turn = j->limb[sensor].turn_rad;
	size_t i = 0, n = 0;
	double bias;

	j->limb[sensor].turns = s->n_parts > 0;
	while (i < v->n && s->n_parts && frame_of[i] < s->part[0].start)
		i++;
	if (s->n_parts)
		turn[0] = 0.0f;
	for (size_t k = 1; k < s->n_parts; k++) {
		double sum = 0.0;
		int hole = 0;

		for (; i < v->n && frame_of[i] < s->part[k].start; i++) {
			sum += (double)gn_dot3(v->frames[i].gyr_radps, up[i]);
			hole |= v->bridge[i];
		}
		turn[k] = hole ? NAN : (float)(sum / GN_COUNT_HZ);
		if (!hole)
			j->rate[n++] = sum / (double)(s->part[k].start -
						      s->part[k - 1].start);
	}
	/* what it says it turns from most repetitions to the next is its bias,
	 * as they begin alike */
	bias = n ? gn_median(j->rate, n) : 0.0;
	for (size_t k = 1; k < s->n_parts; k++)
		turn[k] += turn[k - 1] - (float)(bias / GN_COUNT_HZ *
			(double)(s->part[k].start - s->part[k - 1].start));
}

/*
 * By how much it stands turned in the parts from k on, against those before:
 * a and b (NULL: none) less each other. NAN: they do not agree among
 * themselves, or are too few.
 */
static float step(const float *a, const float *b, size_t n, size_t k)
{
	float sum[2] = { 0 }, least[2], most[2];
	int seen[2] = { 0 };

	for (int side = 0; side < 2; side++) {
		least[side] = INFINITY;
		most[side] = -INFINITY;
		for (size_t i = 0; i < LOOK; i++) {
			/* the one before may be that in which it slips */
			size_t at = side ? k + i : k - 2 - i;
			float x;

			if (side ? at >= n : k < 2 + i)
				break;
			x = a[at] - (b ? b[at] : 0.0f);
			if (!isfinite(x))
				return NAN;
			sum[side] += x;
			least[side] = fminf(least[side], x);
			most[side] = fmaxf(most[side], x);
			seen[side]++;
		}
		if (seen[side] < LEAST ||
		    most[side] - least[side] > SWAY_RAD)
			return NAN;
	}
	return sum[1] / (float)seen[1] - sum[0] / (float)seen[0];
}

/* Would b turn with a, from one repetition's beginning to the next? An arm
 * goes with the chest, but turns about itself without it. */
static int goes_with(const struct gn_sensor *a, const struct gn_sensor *b)
{
	static const enum gn_place pairs[][2] = {
		{ GN_PLACE_PELVIS, GN_PLACE_CHEST },
		{ GN_PLACE_PELVIS, GN_PLACE_THIGH },
		{ GN_PLACE_CHEST, GN_PLACE_PELVIS },
		{ GN_PLACE_CHEST, GN_PLACE_UPPER_ARM },
		{ GN_PLACE_THIGH, GN_PLACE_PELVIS },
		{ GN_PLACE_THIGH, GN_PLACE_SHANK },
		{ GN_PLACE_SHANK, GN_PLACE_THIGH },
		{ GN_PLACE_SHANK, GN_PLACE_FOOT },
		{ GN_PLACE_FOOT, GN_PLACE_SHANK },
	};
	int limbs = a->side != GN_SIDE_NONE && b->side != GN_SIDE_NONE;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (a->place == pairs[i][0] && b->place == pairs[i][1])
			return !limbs || a->side == b->side;
	return 0;
}

/* Has it turned at part k, and no neighbour with it? */
static int turned(const struct joints *j, const struct stretch *s,
		  size_t sensor, size_t k)
{
	const float *own = j->limb[sensor].turn_rad;
	int neighbours = 0;

	if (!(fabsf(step(own, NULL, s->n_parts, k)) > TURN_RAD))
		return 0;
	for (size_t i = 0; i < s->n_sensors; i++) {
		const float *other = j->limb[i].turn_rad;

		if (i == sensor || !j->limb[i].turns ||
		    !goes_with(&s->desc[sensor], &s->desc[i]))
			continue;
		if (!(fabsf(step(own, other, s->n_parts, k)) > TURN_RAD) ||
		    !(fabsf(step(other, NULL, s->n_parts, k)) < SWAY_RAD))
			return 0;
		neighbours++;
	}
	return neighbours > 0;
}

size_t gn_turned_find(const struct joints *j, const struct stretch *s,
		      size_t sensor)
{
	if (!j->limb[sensor].turns)
		return s->n_parts;
	for (size_t k = LEAST; k < s->n_parts; k++)
		if (turned(j, s, sensor, k))
			return k - 1;
	return s->n_parts;
}

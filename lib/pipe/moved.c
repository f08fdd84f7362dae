/* SPDX-License-Identifier: MIT */
/* How every sensor went along in the repetitions of a stretch. */
#include <math.h>

#include "session_priv.h"

#define JOLT_FRAMES 10          /* 0.2 s, to either side of the turn */

/* The first frame of a sensor's span at or after frame k of the stretch. */
static size_t at_frame(const struct sensor *x, int64_t k)
{
	size_t lo = 0, hi = x->n - 1;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (x->frame_of[mid] < k)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static int has_rates(const struct sensor *x)
{
	struct gn_quality q;

	gn_cond_quality(&x->cond, &q);
	return x->has_gyr && (double)q.rate_hz >= GN_TREMOR_RATE_HZ;
}

/* Of the sensor that it was measured on: a..b of its span, turn at t. */
static void measure_own(struct gn_session *s, const struct sensor *x,
			struct gn_rep *r, size_t a, size_t b)
{
	size_t t = at_frame(x, r->turn_ns / FRAME_NS - s->from);
	size_t lo = t > JOLT_FRAMES ? t - JOLT_FRAMES : 0;
	size_t hi = t + JOLT_FRAMES < x->n ? t + JOLT_FRAMES : x->n - 1;

	r->jolt_mps2 = gn_measure_jolt(x->span + lo, hi - lo + 1);
	if (has_rates(x))
		r->tremor_radps = gn_measure_tremor(x->span + a, b - a + 1,
						    FRAME_HZ, s->curve.scratch);
}

static void measure_sensor(struct gn_session *s, size_t i, size_t n)
{
	const float (*up)[3] = (const float (*)[3])s->curve.up;
	struct sensor *x = &s->s[i];
	enum gn_side side = s->desc[i].side;
	int limb = side == GN_SIDE_LEFT || side == GN_SIDE_RIGHT;
	struct view v = { x->span, x->bridge, x->n,
			  x->has_gyr ? x->gyr_step_s : 0.0f,
			  s->desc[i].aligned };

	gn_curve_up(&s->curve, &v);
	for (size_t k = 0; k < n; k++) {
		struct gn_rep *r = &s->reps[k];
		size_t a = at_frame(x, r->start_ns / FRAME_NS - s->from);
		size_t b = at_frame(x, r->end_ns / FRAME_NS - s->from);
		const struct gn_sensor *own = &s->desc[r->sensor];

		if (b < a + 2)
			continue;
		gn_measure_moved(up + a, x->bridge + a, b - a + 1,
				 &r->moved[i]);
		if (r->sensor == i)
			measure_own(s, x, r, a, b);
		if (r->side == GN_SIDE_BOTH && limb &&
		    s->desc[i].place == own->place &&
		    s->desc[i].aligned == own->aligned)
			s->midway[k][side == GN_SIDE_RIGHT] =
				(double)x->frame_of[a] +
				gn_measure_midway(up + a, b - a + 1);
	}
}

void gn_session_moved(struct gn_session *s, size_t n)
{
	for (size_t k = 0; k < n; k++)
		s->midway[k][0] = s->midway[k][1] = NAN;
	for (size_t i = 0; i < s->p.n_sensors && n; i++)
		if (s->s[i].cond.has_acc && s->s[i].n > 2)
			measure_sensor(s, i, n);
	for (size_t k = 0; k < n; k++)
		s->reps[k].lag_s = (float)((s->midway[k][1] -
					    s->midway[k][0]) / FRAME_HZ);
}

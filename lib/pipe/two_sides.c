/* SPDX-License-Identifier: MIT */
/* Two sides that take turns, seen by a sensor on the midline alone. */
#include <math.h>
#include <string.h>

#include "gonio/linalg.h"
#include "gonio/stats.h"
#include "gonio/vec.h"
#include "session_priv.h"

#define EACH_LEAST 2            /* repetitions of each side */
#define APART_RAD 0.035f        /* 2 deg between the sides, and ... */
#define APART_SDS 4.0           /* ... so many spreads within them */

/* A lean to one side, by the part of the usual one to that side. */
#define LEAN_RAD 0.015f         /* usual at least */
#define LEAN_TAIL 0.1f          /* of the frames lean further to a side */
#define LEANS_PART 0.5f         /* it leans .. */
#define BACK_PART 0.2f          /* .. and is back */
#define BEGINS_PART 0.08f       /* where it begins and ends */
#define MOST_PART 2.0f          /* more is another movement */
#define TWICE 1.5f              /* times as many leans as were counted */

static int on_midline(const struct gn_session *s)
{
	for (size_t i = 0; i < s->p.n_sensors; i++)
		if (s->desc[i].side != GN_SIDE_NONE)
			return 0;
	return 1;
}

/*
 * How the sensor leans in the frames all of its span against the middle between
 * both sides, along the direction in which it leans to and fro most, both of
 * frames [a, b); to s->curve.angle. Returns how far it leans to each as a rule.
 */
static float lean(struct gn_session *s, const size_t all[2], size_t a,
		  size_t b)
{
	float (*up)[3] = s->curve.up, *q = s->curve.angle, low, high;
	size_t tail = (size_t)(LEAN_TAIL * (float)(b - a));
	double mean[3] = { 0 }, m[3][3] = { { 0 } }, val[3], vec[3][3];
	float axis[3];

	for (size_t i = a; i < b; i++)
		for (int c = 0; c < 3; c++)
			mean[c] += (double)up[i][c] / (double)(b - a);
	for (size_t i = a; i < b; i++)
		for (int r = 0; r < 3; r++)
			for (int c = 0; c < 3; c++)
				m[r][c] += ((double)up[i][r] - mean[r]) *
					((double)up[i][c] - mean[c]);
	gn_eig_sym3(m, val, vec);
	for (int c = 0; c < 3; c++)
		axis[c] = (float)vec[0][c];
	for (size_t i = all[0]; i < all[1]; i++)
		q[i] = s->curve.speed[i] = gn_dot3(up[i], axis);
	low = gn_select(s->curve.speed + a, b - a, tail);
	high = gn_select(s->curve.speed + a, b - a, b - a - 1 - tail);
	for (size_t i = all[0]; i < all[1]; i++)
		q[i] -= (low + high) / 2;
	return (high - low) / 2;
}

/* The lean that is at frame i of [a, b), as marks; returns the frame that is
 * behind it. */
static size_t one_lean(const struct gn_session *s, size_t a, size_t b,
		       size_t i, float sign, float full, struct mark *m)
{
	const float *q = s->curve.angle;
	size_t from = i, top = i;

	while (from > a && sign * q[from] > BEGINS_PART * full)
		from--;
	while (i < b && sign * q[i] > BACK_PART * full) {
		if (sign * q[i] > sign * q[top])
			top = i;
		i++;
	}
	m->start = (uint32_t)from;
	m->turn = (uint32_t)top;
	while (i < b && sign * q[i] > BEGINS_PART * full)
		i++;
	m->end = (uint32_t)(i < b ? i : b - 1);
	return i;
}

/* All leans of a plausible length and size in [a, b), to s->marks. */
static size_t leans(struct gn_session *s, size_t a, size_t b,
		    float full)
{
	const float *q = s->curve.angle;
	size_t n = 0;

	for (size_t i = a; i < b && n < REPS_MAX; i++) {
		float sign = q[i] > 0 ? 1 : -1, len_s;
		struct mark m;

		if (sign * q[i] < LEANS_PART * full)
			continue;
		i = one_lean(s, a, b, i, sign, full, &m);
		len_s = (float)(m.end - m.start) / (float)FRAME_HZ;
		if (len_s < s->exercise.rep_min_s ||
		    len_s > s->exercise.rep_max_s ||
		    sign * q[m.turn] > MOST_PART * full)
			continue;
		s->marks[n++] = m;
	}
	return n;
}

/* Frame of the stretch -> the first of the sensor's span that is not before. */
static size_t span_at(const struct sensor *x, int64_t frame)
{
	size_t lo = 0, hi = x->n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if ((int64_t)x->frame_of[mid] < frame)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Do two leans follow each other as those of a set do? */
static int follow(const struct gn_session *s, const struct mark *a,
		  const struct mark *b, size_t half)
{
	const float *q = s->curve.angle;

	return (q[a->turn] > 0) != (q[b->turn] > 0) &&
	       b->start < a->end + half;
}

/* Of *n leans those outside what was counted that do not belong to the set are
 * left out; returns the first that stays. */
static size_t trim(const struct gn_session *s, size_t first, size_t last,
		   size_t half, size_t *n)
{
	const struct mark *m = s->marks;
	size_t from = 0, to = *n;

	while (from + 1 < to && m[from].turn < first)
		from++;
	while (from && follow(s, &m[from - 1], &m[from], half))
		from--;
	while (to > from + 1 && m[to - 1].turn > last)
		to--;
	while (to < *n && to && follow(s, &m[to - 1], &m[to], half))
		to++;
	*n = to - from;
	return from;
}

size_t gn_session_split(struct gn_session *s, size_t counted, size_t n)
{
	const struct sensor *x = &s->s[counted];
	const struct view v = { x->span, x->bridge, x->n, x->has_gyr ?
				x->gyr_step_s : 0.0f,
				s->desc[counted].aligned };
	float quality = s->reps[0].quality, full;
	int64_t half, first, last;
	size_t a, b, m, from, all[2];

	if (!s->exercise.alternating || !on_midline(s) || n < EACH_LEAST)
		return n;
	half = (s->reps[n - 1].end_ns - s->reps[0].start_ns) / FRAME_NS /
		(int64_t)(2 * n);
	first = s->reps[0].start_ns / FRAME_NS - s->from;
	last = s->reps[n - 1].end_ns / FRAME_NS - s->from;
	a = span_at(x, first - half / 2);
	b = span_at(x, last + half / 2);
	all[0] = span_at(x, first - 3 * half);
	all[1] = span_at(x, last + 3 * half);
	if (b < a + 3)
		return n;
	gn_curve_up(&s->curve, &v);
	full = lean(s, all, a, b);
	if (full < LEAN_RAD)
		return n;
	m = leans(s, all[0], all[1], full);
	from = trim(s, span_at(x, first), span_at(x, last), (size_t)half, &m);
	if ((float)m < TWICE * (float)n)
		return n;
	for (size_t i = 0; i < m; i++) {
		const struct mark *k = &s->marks[from + i];
		struct gn_rep *r = &s->reps[i];

		*r = s->reps[0];
		r->start_ns = (s->from + x->frame_of[k->start]) * FRAME_NS;
		r->turn_ns = (s->from + x->frame_of[k->turn]) * FRAME_NS;
		r->end_ns = (s->from + x->frame_of[k->end]) * FRAME_NS;
		r->quality = quality;
	}
	return m;
}

/* How far the sensor turned from repetition r's start to its turn, about its
 * own axes; 0: it was not seen. */
static int turned(const struct gn_session *s, const struct sensor *x,
		  const struct gn_rep *r, double out[3])
{
	size_t from = span_at(x, r->start_ns / FRAME_NS - s->from);
	size_t to = span_at(x, r->turn_ns / FRAME_NS - s->from);

	memset(out, 0, 3 * sizeof(*out));
	for (size_t i = from; i < to; i++)
		for (int c = 0; c < 3 && !x->bridge[i]; c++)
			out[c] += (double)x->span[i].gyr_radps[c] / FRAME_HZ;
	return to > from;
}

/* The direction in which the repetitions differ most, and their place on it
 * against their mean, to s->scratch. 0: nothing to go by. */
static int spread_out(struct gn_session *s, const struct sensor *x, size_t n)
{
	double v[3], mean[3] = { 0 }, m[3][3] = { { 0 } }, val[3], vec[3][3];

	for (size_t i = 0; i < n; i++) {
		if (!turned(s, x, &s->reps[i], v))
			return 0;
		for (int c = 0; c < 3; c++)
			mean[c] += v[c] / (double)n;
	}
	for (size_t i = 0; i < n; i++) {
		turned(s, x, &s->reps[i], v);
		for (int r = 0; r < 3; r++)
			for (int c = 0; c < 3; c++)
				m[r][c] += (v[r] - mean[r]) * (v[c] - mean[c]);
	}
	gn_eig_sym3(m, val, vec);
	for (size_t i = 0; i < n; i++) {
		turned(s, x, &s->reps[i], v);
		s->scratch[i] = 0;
		for (int c = 0; c < 3; c++)
			s->scratch[i] += (float)((v[c] - mean[c]) * vec[0][c]);
	}
	return 1;
}

/* Do they fall into two groups, far apart for how wide each is? */
static int in_two(const float *at, size_t n)
{
	double sum[2] = { 0 }, sq[2] = { 0 }, within = 0;
	size_t k[2] = { 0 };

	for (size_t i = 0; i < n; i++) {
		int g = at[i] > 0;

		sum[g] += (double)at[i];
		sq[g] += (double)at[i] * (double)at[i];
		k[g]++;
	}
	if (k[0] < EACH_LEAST || k[1] < EACH_LEAST)
		return 0;
	for (int g = 0; g < 2; g++) {
		sum[g] /= (double)k[g];
		within += sq[g] - (double)k[g] * sum[g] * sum[g];
	}
	within = sqrt(fmax(within, 0) / (double)(n - 2));
	return sum[1] - sum[0] > (double)APART_RAD &&
	       sum[1] - sum[0] > APART_SDS * within;
}

void gn_session_two_sides(struct gn_session *s, size_t counted, size_t n)
{
	const struct sensor *x = &s->s[counted];
	int first;

	if (!s->exercise.alternating || !on_midline(s) || !x->has_gyr ||
	    n < 2 * EACH_LEAST)
		return;
	if (!spread_out(s, x, n) || !in_two(s->scratch, n))
		return;
	first = s->scratch[0] > 0;
	for (size_t i = 0; i < n; i++) {
		struct gn_rep *r = &s->reps[i];

		r->side = (s->scratch[i] > 0) == first ? GN_SIDE_A : GN_SIDE_B;
		/* the pelvis' tilt is no range of the limb's movement */
		r->rom_rad = r->rom_sd_rad = NAN;
		r->rom_of[0] = 0;
	}
}

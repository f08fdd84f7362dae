/* SPDX-License-Identifier: MIT */
/* From repetitions to stands: when the seat was left, stood, touched. */
#include <math.h>

#include "session_priv.h"

#define REACH 150               /* 3 s: how far beyond its bounds to look */
#define THIGH_HZ 6.0            /* what of their rates is movement */
#define TRUNK_HZ 3.0
#define LEAN_HZ 1.0
#define PARTLY 0.2f             /* of a stand: less is no repetition of one */
#define RISING_NS INT64_C(200000000)    /* before half-way it leans no more */

/* A sensor at a place whose rates are there; -1: none. */
static int find(const struct gn_session *s, enum gn_place place)
{
	for (size_t i = 0; i < s->p.n_sensors; i++)
		if (s->desc[i].place == place && s->s[i].cond.has_acc &&
		    s->s[i].has_gyr && s->s[i].n > 2)
			return (int)i;
	return -1;
}

/* The n repetitions in the sensor's span; 0: not all show there. */
static int mark_all(struct gn_session *s, const struct sensor *x, size_t n)
{
	struct mark m;

	for (size_t k = 0; k < n; k++) {
		if (!gn_session_mark(s, x, &s->reps[k], &m))
			return 0;
		s->seats[k] = (struct gn_stand_mark){ m.start, m.turn, m.end };
	}
	return 1;
}

static int64_t time_of(const struct gn_session *s, const struct sensor *x,
		       float frame)
{
	return isfinite(frame) ? gn_session_time(s, x, (double)frame)
			       : GN_NO_TIME;
}

static void put(const struct gn_session *s, const struct sensor *x,
		const struct gn_stand_frames *f, enum gn_stand_by by,
		struct gn_stand *out)
{
	*out = (struct gn_stand){ GN_NO_TIME, time_of(s, x, f->off),
				  time_of(s, x, f->half), time_of(s, x, f->up),
				  time_of(s, x, f->on), by };
}

/* As far as a repetition's stand may reach. */
static void reach(const struct gn_session *s, const struct sensor *x, size_t k,
		  size_t n, uint32_t *low, uint32_t *high)
{
	const struct gn_stand_mark *m = &s->seats[k];

	*low = m->start > REACH ? m->start - REACH : 0;
	*high = m->end + REACH < x->n ? m->end + REACH : (uint32_t)x->n - 1;
	if (k && *low < m[-1].turn)
		*low = m[-1].turn;
	if (k + 1 < n && *high > m[1].turn)
		*high = m[1].turn;
}

static void turn_round(float *rate, size_t n, float sign)
{
	for (size_t i = 0; i < n; i++)
		rate[i] *= sign;
}

/* By the thigh, however its repetitions were cut; and one more stand after the
 * last. How many. */
static size_t by_thigh(struct gn_session *s, size_t i, size_t n)
{
	const struct sensor *x = &s->s[i];
	struct view v = gn_session_view(s, i);
	float *rate = s->curve.other, *speed = s->curve.angle, swing = 0.0f;
	struct gn_stand_frames f = { NAN, NAN, NAN, 0.0f };
	uint32_t low, high;

	gn_curve_up(&s->curve, &v);
	gn_curve_rise(&s->curve, &v, CURVE_RISE_S, speed);
	gn_stand_rate(x->span, x->n, s->seats, n, THIGH_HZ, rate);
	turn_round(rate, x->n, gn_stand_sign(rate, speed, x->n));
	n = gn_stand_swings(rate, x->n, s->seats, n, REPS_MAX, s->scratch);
	if (!n)
		return 0;
	for (size_t k = 0; k < n; k++) {
		reach(s, x, k, n, &low, &high);
		f = gn_stand_at(rate, x->n, &s->seats[k], low, high,
				GN_STAND_BY_THIGH);
		put(s, x, &f, GN_STAND_BY_THIGH, &s->stands[k]);
		for (uint32_t j = (uint32_t)f.off; j < (uint32_t)f.up; j++)
			swing += rate[j] / (float)(FRAME_HZ * (double)n);
	}
	f = gn_stand_last(rate, x->n, (uint32_t)f.on, swing);
	if (!isfinite(f.half) || n == REPS_MAX)
		return n;
	put(s, x, &f, GN_STAND_BY_THIGH, &s->stands[n]);
	return n + 1;
}

/* By how the trunk rises and falls: it leans forward both ways, so that its
 * repetitions may begin with either. How many. */
static size_t by_trunk(struct gn_session *s, size_t i, size_t n)
{
	const struct sensor *x = &s->s[i];
	struct view v = gn_session_view(s, i);
	float *speed = s->curve.angle;
	struct gn_stand_frames f;
	uint32_t low, high;

	gn_curve_up(&s->curve, &v);
	gn_curve_rise(&s->curve, &v, CURVE_RISE_S, speed);
	n = gn_stand_rises(speed, x->n, s->seats, n, REPS_MAX, s->scratch);
	for (size_t k = 0; k < n; k++) {
		reach(s, x, k, n, &low, &high);
		f = gn_stand_at(speed, x->n, &s->seats[k], low, high,
				GN_STAND_BY_TRUNK);
		put(s, x, &f, GN_STAND_BY_TRUNK, &s->stands[k]);
	}
	return n;
}

/* As a repetition of the same likeness as what was there before. */
static void to_rep(const struct gn_stand *d, double quality, struct gn_rep *out)
{
	gn_session_blank(out);
	out->start_ns = d->off_ns / FRAME_NS * FRAME_NS;
	out->turn_ns = d->up_ns / FRAME_NS * FRAME_NS;
	out->end_ns = d->on_ns / FRAME_NS * FRAME_NS;
	out->quality = (float)quality;
}

/* By how far the thigh turns between two frames, standing up positive. */
static float turned(const float *rate, uint32_t from, uint32_t to)
{
	float sum = 0.0f;

	for (uint32_t i = from; i < to; i++)
		sum += rate[i] / (float)FRAME_HZ;
	return sum;
}

/* Does each of n repetitions that a thigh shows go up, and come down again, by
 * a part of its m stands at least? s->curve.other is its rate. */
static int go_and_come(struct gn_session *s, const struct sensor *x, size_t n,
		       size_t m)
{
	const float *rate = s->curve.other;
	float least = 0.0f;

	for (size_t k = 0; k < m; k++)
		least += PARTLY / (float)m *
			 turned(rate, s->seats[k].start, s->seats[k].turn);
	if (!mark_all(s, x, n))
		return 1;
	for (size_t k = 0; k < n; k++) {
		const struct gn_stand_mark *r = &s->seats[k];

		if (turned(rate, r->start, r->turn) < least ||
		    turned(rate, r->turn, r->end) > -least)
			return 0;
	}
	return 1;
}

/* In time and whole; one at the end may not have been sat down from. */
static size_t whole(const struct gn_stand *d, size_t m)
{
	if (m && d[m - 1].on_ns == GN_NO_TIME)
		m--;
	for (size_t k = 0; k < m; k++)
		if (d[k].up_ns < d[k].off_ns + 2 * FRAME_NS ||
		    d[k].on_ns < d[k].up_ns + 2 * FRAME_NS)
			return 0;
	return m;
}

/* How many stands the sensor shows that the n repetitions are to be; 0: those
 * are good. One that went part of the way is no stand, but a repetition. */
static size_t better(struct gn_session *s, size_t counted, size_t n)
{
	const struct sensor *x = &s->s[counted];
	int test = s->exercise.test != GN_TEST_NONE;
	size_t m;

	if (gn_session_twice(s, counted)) {
		m = whole(s->stands, by_trunk(s, counted, n));
		return m == n || (!test && n + 1 < 2 * m) ? 0 : m;
	}
	if (!test || s->desc[counted].place != GN_PLACE_THIGH)
		return 0;
	m = by_thigh(s, counted, n);
	return m && go_and_come(s, x, n, m) ? 0 : whole(s->stands, m);
}

size_t gn_session_recut(struct gn_session *s, size_t counted, size_t n)
{
	const struct sensor *x = &s->s[counted];
	double quality = 0.0;
	size_t m;

	if (!s->seats || !x->has_gyr || x->n <= 2 || !mark_all(s, x, n))
		return n;
	m = better(s, counted, n);
	if (!m)
		return n;
	for (size_t k = 0; k < n; k++)
		quality += (double)s->reps[k].quality / (double)n;
	for (size_t k = 0; k < m; k++)
		to_rep(&s->stands[k], quality, &s->reps[k]);
	return m;
}

/* Neither thigh nor trunk: what the repetitions tell. */
static void by_rep(struct gn_session *s, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		const struct gn_rep *r = &s->reps[k];

		s->stands[k] = (struct gn_stand){ GN_NO_TIME, r->start_ns,
			r->start_ns + (r->turn_ns - r->start_ns) / 2,
			r->turn_ns, r->end_ns, GN_STAND_BY_REP };
	}
}

/* Where the frame of a time lies in the sensor's span. */
static float frame_of(const struct gn_session *s, const struct sensor *x,
		      int64_t t_ns)
{
	struct gn_rep at = { .start_ns = t_ns, .turn_ns = t_ns,
			     .end_ns = t_ns };
	struct mark m;

	gn_session_mark(s, x, &at, &m);
	return (float)m.start;
}

/*
 * When the trunk begins to lean for each of n stands, n_m of them marked. Seen
 * on the trunk alone, a stand leaves the seat when the lean is fastest: the
 * rise is too soft to tell.
 */
static void add_leans(struct gn_session *s, const struct sensor *x, size_t n,
		      size_t n_m)
{
	float *rate = s->curve.other, *slow = s->curve.angle;
	float *at = s->scratch, begin, peak, sign;
	int alone = s->stands[0].by == GN_STAND_BY_TRUNK;
	uint32_t low = 0;

	gn_stand_rate(x->span, x->n, s->seats, n_m, TRUNK_HZ, rate);
	gn_stand_rate(x->span, x->n, s->seats, n_m, LEAN_HZ, slow);
	for (size_t k = 0; k < n; k++)
		at[k] = alone ? frame_of(s, x, s->stands[k].half_ns -
					 RISING_NS)
			      : frame_of(s, x, s->stands[k].off_ns);
	sign = gn_stand_lean_sign(rate, x->n, at, n);
	turn_round(rate, x->n, sign);
	turn_round(slow, x->n, sign);
	for (size_t k = 0; k < n; k++) {
		struct gn_stand *d = &s->stands[k];

		if (gn_stand_lean(rate, slow, x->n, at[k], low, &begin,
				  &peak)) {
			d->lean_ns = time_of(s, x, begin);
			if (alone && time_of(s, x, peak) < d->half_ns)
				d->off_ns = time_of(s, x, peak);
			if (d->lean_ns > d->off_ns)
				d->lean_ns = d->off_ns;
		}
		if (d->on_ns != GN_NO_TIME)
			low = (uint32_t)frame_of(s, x, d->on_ns);
	}
}

void gn_session_stands(struct gn_session *s, size_t n)
{
	int thigh = find(s, GN_PLACE_THIGH), pelvis = find(s, GN_PLACE_PELVIS);
	int trunk = pelvis >= 0 ? pelvis : find(s, GN_PLACE_CHEST);
	size_t m = 0;

	if (!n)
		return;
	if (thigh >= 0 && mark_all(s, &s->s[thigh], n))
		m = by_thigh(s, (size_t)thigh, n);
	if (!m && trunk >= 0 && mark_all(s, &s->s[trunk], n))
		m = by_trunk(s, (size_t)trunk, n);
	if (!m) {
		by_rep(s, n);
		m = n;
	} else if (s->stands[0].by == GN_STAND_BY_TRUNK) {
		add_leans(s, &s->s[trunk], m, m);
	} else if (trunk >= 0 && mark_all(s, &s->s[trunk], n)) {
		add_leans(s, &s->s[trunk], m, n);
	}
	for (size_t k = 0; k < m; k++) {
		struct gn_session_event ev = { .kind = GN_EV_STAND };

		ev.u.stand = s->stands[k];
		gn_session_emit(s, &ev);
	}
}

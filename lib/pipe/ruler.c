/* SPDX-License-Identifier: MIT */
/* What repetitions are measured on, and their measures. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gonio/stats.h"
#include "session_priv.h"

#define MOVES_PART 0.3f         /* of the liveliest sensor: fit to measure */
#define NOISE_RAD 0.004f        /* of one sample of a tilt (ours) */
#define DRIFT_RADPS 0.0035f     /* 0.2 deg/s left of the gyroscope's bias */
#define HEIGHT_SD 0.05f         /* m: of double integration (ours) */
#define REST_S 6.0              /* and ... */
#define REST_REPS 2.5           /* ... repetitions: a rest between sets */
#define TURN_REACH 0.4f         /* of the usual length, to either side */
#define NEAR_PART 0.6f          /* of the highest summit: it is the turn */
#define UNEVEN_PART 0.2f        /* of the median: spread of the swings */
#define REST_BACK 0.15f         /* of the swing: another movement begins */
#define REST_REACH 0.3f         /* of its length: how far an end may move out */
#define REST_LEVEL 0.004f        /* of the swing: still at rest */

struct view gn_session_view(const struct gn_session *s, size_t i)
{
	const struct sensor *x = &s->s[i];

	return (struct view){ x->span, x->bridge, x->n,
			      x->has_gyr ? x->gyr_step_s : 0.0f,
			      s->desc[i].aligned };
}

/* Where in the sensor's span frame k of the stretch lies. */
static uint32_t locate(const struct sensor *x, uint32_t k)
{
	size_t lo = 0, hi = x->n - 1;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (x->frame_of[mid] < k)
			lo = mid + 1;
		else
			hi = mid;
	}
	return (uint32_t)lo;
}

static uint32_t frame_at(const struct gn_session *s, int64_t t_ns)
{
	return (uint32_t)(t_ns / FRAME_NS - s->from);
}

int gn_session_mark(const struct gn_session *s, const struct sensor *x,
		    const struct gn_rep *r, struct mark *m)
{
	if (x->n < 3)
		return 0;
	m->start = locate(x, frame_at(s, r->start_ns));
	m->end = locate(x, frame_at(s, r->end_ns));
	m->turn = locate(x, frame_at(s, r->turn_ns));
	return m->end > m->start + 2;
}

/*
 * The sensor to measure repetitions from..to on: the exercise's best placement
 * that moves, else the one that was counted on. What a camera sees gives way
 * to an inertial sensor at the same place.
 */
static size_t best_sensor(const struct gn_session *s, size_t counted,
			  enum gn_side side, size_t from, size_t to)
{
	const struct gn_exercise *e = &s->exercise;
	float most = 0.0f;

	for (size_t i = 0; i < s->p.n_sensors; i++)
		most = fmaxf(most, gn_session_liveliness(s, i, from, to));
	for (size_t k = 0; k < e->n_places; k++) {
		float live = MOVES_PART * most;
		int best = -1;

		for (size_t i = 0; i < s->p.n_sensors; i++) {
			float l;

			if (s->desc[i].place != e->places[k] ||
			    (best >= 0 && s->desc[i].aligned >
					  s->desc[best].aligned) ||
			    ((side == GN_SIDE_LEFT || side == GN_SIDE_RIGHT) &&
			     s->desc[i].side != side) ||
			    !s->s[i].cond.has_acc || s->s[i].n < 3)
				continue;
			l = gn_session_liveliness(s, i, from, to);
			if (l >= live) {
				live = l;
				best = (int)i;
			}
		}
		if (best >= 0)
			return (size_t)best;
	}
	return counted;
}

/* A pause this long is a rest between sets. */
int64_t gn_session_rest_ns(struct gn_session *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		s->scratch[i] = (float)((double)(s->reps[i].end_ns -
						 s->reps[i].start_ns) * 1e-9);
	return (int64_t)(1e9 * fmax(REST_S, REST_REPS *
				    gn_select(s->scratch, n, n / 2)));
}

/* What the repetitions of a side are measured on. */
struct ruler {
	size_t sensor;          /* whose frames the curve stands on */
	uint32_t holds;         /* frame from which on one of it does not */
	enum curve_kind kind;
	enum gn_place joint[2];
	char   name[32];
};

static void put_letter(char *to, size_t size, const char *text,
		       enum gn_side side)
{
	snprintf(to, size, "%s%s", text, side == GN_SIDE_LEFT ? "_l" :
		 side == GN_SIDE_RIGHT ? "_r" : "");
}

/*
 * Straight lines across what is not known; 0: that is more than a third of the
 * first so many.
 */
static int close_holes(float *x, size_t n, size_t first)
{
	size_t unknown = 0, last = n;

	for (size_t i = 0; i < n; i++) {
		if (!isfinite(x[i])) {
			unknown += i < first;
			continue;
		}
		for (size_t k = last == n ? 0 : last + 1; k < i; k++)
			x[k] = last == n ? x[i] : x[last] + (x[i] - x[last]) *
				(float)(k - last) / (float)(i - last);
		last = i;
	}
	for (size_t k = last + 1; last < n && k < n; k++)
		x[k] = x[last];
	return 3 * unknown <= first && last < n;
}

/*
 * The exercise's own angle where the body's pose is known: on the frames of
 * the ruler's sensor. 0: it is not known at one of them, or not at all.
 */
static int posed_curve(struct gn_session *s, struct ruler *u,
		       enum gn_side side)
{
	const struct sensor *x = &s->s[u->sensor];
	const struct gn_angle_def *d;
	float *angle = s->joints.span[0];
	size_t first = 0;
	int a;

	put_letter(u->name, sizeof(u->name), s->exercise.angle, side);
	a = gn_angle_find(u->name);
	if (a < 0 || !s->body.mount[u->sensor].has_up ||
	    !gn_joints_angle(&s->joints, &s->stretch, (enum gn_angle)a,
			     angle))
		return 0;
	for (size_t i = 0; i < x->n; i++)
		s->curve.angle[i] = angle[x->frame_of[i]];
	u->holds = gn_joints_holds(&s->joints, &s->stretch, (enum gn_angle)a);
	while (first < x->n && x->frame_of[first] < u->holds)
		first++;
	if (!close_holes(s->curve.angle, x->n, first))
		return 0;
	gn_curve_speed(&s->curve, x->n);
	d = gn_angle_def((enum gn_angle)a);
	u->kind = CURVE_TILT;
	u->joint[0] = d->base;
	u->joint[1] = d->moving;
	return 1;
}

/* How many of the marks end before a frame; all, if none does. */
static size_t held(const struct sensor *x, const struct mark *m, size_t n_m,
		   uint32_t holds)
{
	size_t n = 0;

	while (n < n_m && x->frame_of[m[n].end] < holds)
		n++;
	return n ? n : n_m;
}

/* Build the curve for marks m; n_m > 0. */
static void build_curve(struct gn_session *s, struct ruler *u,
			const struct mark *m, size_t n_m)
{
	static const char *const kinds[] = { "tilt", "rotation", HEIGHT };
	const struct gn_exercise *e = &s->exercise;
	enum gn_side side = s->desc[u->sensor].side;
	int a = gn_session_find(s, e->joint[0], side, u->sensor);
	int b = gn_session_find(s, e->joint[1], side, u->sensor);
	struct view v = gn_session_view(s, u->sensor);

	if (posed_curve(s, u, side))
		return;
	if (a < 0)
		a = gn_session_find(s, e->joint[0], GN_SIDE_NONE, u->sensor);
	if (a >= 0 && b >= 0 && e->angle[0] &&
	    !s->joints.limb[a].wrong && !s->joints.limb[b].wrong &&
	    s->s[a].n == s->s[u->sensor].n && s->s[b].n == s->s[a].n) {
		struct view p = gn_session_view(s, (size_t)a);
		struct view d = gn_session_view(s, (size_t)b);

		u->holds = s->joints.limb[a].holds;
		if (s->joints.limb[b].holds < u->holds)
			u->holds = s->joints.limb[b].holds;
		if (gn_curve_joint(&s->curve, &p, &d, m,
				   held(&s->s[a], m, n_m, u->holds))) {
			u->kind = CURVE_TILT;
			u->joint[0] = e->joint[0];
			u->joint[1] = e->joint[1];
			put_letter(u->name, sizeof(u->name), e->angle, side);
			return;
		}
	}
	u->joint[0] = s->desc[u->sensor].place;
	u->holds = s->joints.limb[u->sensor].holds;
	/* the tilt of a bar is no limb's angle */
	u->kind = gn_curve_segment(&s->curve, &v, m,
				   held(&s->s[u->sensor], m, n_m, u->holds),
				   e->signal == GN_SIGNAL_VERTICAL ||
				   u->joint[0] == GN_PLACE_BAR);
	u->joint[1] = GN_PLACE_UNKNOWN;
	snprintf(u->name, sizeof(u->name), "%s %.20s", kinds[u->kind],
		 s->desc[u->sensor].name);
}

/* Which way the angle goes in most of the movement, 1 or -1. */
static float direction(const float *x, const struct mark *m, size_t n_m)
{
	float sum = 0.0f;

	for (size_t k = 0; k < n_m; k++) {
		float base = 0.5f * (x[m[k].start] + x[m[k].end]), far = 0.0f;

		for (uint32_t i = m[k].start; i <= m[k].end; i++)
			if (fabsf(x[i] - base) > fabsf(far))
				far = x[i] - base;
		sum += far;
	}
	return sum < 0.0f ? -1.0f : 1.0f;
}

/* The highest summit strictly between a and b; without one, a. */
static uint32_t summit(const float *x, uint32_t a, uint32_t b, float dir)
{
	uint32_t at = a;
	float top = -INFINITY;

	for (uint32_t i = a + 1; i < b; i++)
		if (dir * x[i] > top && dir * x[i] >= dir * x[i - 1] &&
		    dir * x[i] >= dir * x[i + 1]) {
			top = dir * x[i];
			at = i;
		}
	return at;
}

/*
 * Where the repetition turns: the summit near the turn it was counted with,
 * for the mark may hold other movement too, unless another one in it is much
 * higher. The mark's edges are no summits: one that is cut too wide may begin
 * on the slope of the repetition before. Without a summit the middle.
 */
static uint32_t turning_point(const float *x, const struct mark *m, float dir,
			      uint32_t reach)
{
	uint32_t a = m->turn > m->start + reach ? m->turn - reach : m->start;
	uint32_t b = m->turn + reach < m->end ? m->turn + reach : m->end;
	uint32_t near = summit(x, a, b, dir);
	uint32_t far = summit(x, m->start, m->end, dir);
	float low = fminf(dir * x[m->start], dir * x[m->end]);

	if (far == m->start)
		return (m->start + m->end) / 2;
	return near != a && dir * x[near] - low >
	       NEAR_PART * (dir * x[far] - low) ? near : far;
}

int64_t gn_session_time(const struct gn_session *s, const struct sensor *x,
			double at)
{
	uint32_t i = (uint32_t)at;

	/* a move may end after the stretch does */
	if (i >= x->n)
		i = (uint32_t)x->n - 1;
	return (s->from + x->frame_of[i]) * FRAME_NS +
	       (int64_t)((at - i) * (double)FRAME_NS);
}

/*
 * The rest level beside a repetition: from a point on its flank outwards to
 * the lowest one (seen from the turn) before the angle comes back up, and from
 * there in again to where it leaves that level.
 */
static uint32_t rest_beside(const float *x, uint32_t turn, uint32_t from,
			    uint32_t stop, float dir)
{
	float top = dir * x[turn];
	int out = from < turn ? -1 : 1;
	float low = dir * x[from];
	uint32_t at = from;

	for (uint32_t i = from; i != stop;) {
		i += (uint32_t)out;
		if (dir * x[i] < low) {
			low = dir * x[i];
			at = i;
		} else if (dir * x[i] > low + REST_BACK * (top - low)) {
			break;
		}
	}
	while (at != from && dir * x[at] < low + REST_LEVEL * (top - low))
		at -= (uint32_t)out;
	return at;
}

/* The mark's ends moved to the rest on either side, up to the next turns. */
static void snap(const float *x, struct mark *m, uint32_t lo, uint32_t hi,
		 float dir)
{
	uint32_t a = m->turn - (m->turn - m->start) * 3 / 4;
	uint32_t b = m->turn + (m->end - m->turn) * 3 / 4;
	uint32_t reach = (uint32_t)(REST_REACH * (float)(m->end - m->start));

	if (m->start > lo + reach)
		lo = m->start - reach;
	if (m->end + reach < hi)
		hi = m->end + reach;
	/* nearer than two frames there is no flank */
	if (m->turn < m->start + 2 || m->turn + 2 > m->end || lo > a || hi < b)
		return;
	m->start = rest_beside(x, m->turn, a, lo, dir);
	m->end = rest_beside(x, m->turn, b, hi, dir);
}

/*
 * Where the movement of each repetition begins, turns and ends on the curve; a
 * repetition ends before the next begins.
 */
static void settle(struct gn_session *s, const struct gn_curve *c,
		   const struct sensor *x, size_t n_m)
{
	struct gn_bounds *b = s->bounds;

	for (size_t k = 0; k < n_m; k++) {
		const struct mark *m = &s->marks[k], *as = &s->kept[k];

		b[k] = (struct gn_bounds){ m->start, m->turn, m->end, NAN };
		if (gn_measure_trim(c, &b[k])) {
			b[k] = (struct gn_bounds){ as->start, as->turn,
						   as->end, NAN };
			continue;
		}
		if (k && b[k - 1].end > b[k].start)
			b[k - 1].end = b[k].start =
				0.5 * (b[k - 1].end + b[k].start);
	}
	for (size_t k = 0; k < n_m; k++) {
		struct gn_rep *r = &s->reps[s->whose[k]];

		r->start_ns = gn_session_time(s, x, b[k].start);
		r->turn_ns = gn_session_time(s, x, b[k].turn);
		r->end_ns = gn_session_time(s, x, b[k].end);
	}
}

static void measure_one(struct gn_session *s, const struct ruler *u,
			const struct gn_curve *c, const struct gn_bounds *b,
			struct gn_rep *r)
{
	struct gn_rom_error e = gn_rom_error_of(u->joint,
						s->desc[u->sensor].aligned);

	r->sensor = (uint32_t)u->sensor;
	if (gn_measure_rep(c, b, s->exercise.first, s->smooth, r))
		return;
	snprintf(r->rom_of, sizeof(r->rom_of), "%s", u->name);
	if (u->kind == CURVE_VERTICAL) {
		r->rom_sd_rad = HEIGHT_SD;
		return;
	}
	e.noise_rad = NOISE_RAD;
	e.drift_radps = DRIFT_RADPS;
	r->rom_sd_rad = gn_rom_sd(&e, r->rom_rad, (float)(b->end - b->start) /
						  (float)FRAME_HZ);
}

/*
 * Do the swings between the marks differ so much that the curve turns
 * elsewhere than the signal that was cut? Then its rests are not theirs.
 */
static int uneven(struct gn_session *s, const float *x, size_t n_m, float dir)
{
	float median;

	for (size_t k = 0; k < n_m; k++) {
		const struct mark *m = &s->marks[k];

		s->scratch[k] = dir * (x[m->turn] -
				       0.5f * (x[m->start] + x[m->end]));
	}
	median = gn_select(s->scratch, n_m, n_m / 2);
	for (size_t k = 0; k < n_m; k++)
		s->scratch[k] = fabsf(s->scratch[k] - median);
	return gn_select(s->scratch, n_m, n_m / 2) >
	       UNEVEN_PART * median;
}

static void show(const struct gn_session *s, const struct ruler *u,
		 enum gn_side side)
{
	const struct sensor *x = &s->s[u->sensor];
	const struct gn_shown_curve c = {
		.name = u->name, .side = side,
		.height = u->kind == CURVE_VERTICAL,
		.from_ns = s->from * FRAME_NS, .step_ns = FRAME_NS,
		.value = s->curve.angle, .frame = x->frame_of, .n = x->n,
	};

	s->p.show(s->p.user, &c);
}

/* Measure the repetitions of one side, all on one curve. */
static void measure_side(struct gn_session *s, size_t counted, size_t n,
			 enum gn_side side, int whole)
{
	struct ruler u = { .kind = CURVE_TILT };
	struct gn_curve c = { .angle_rad = s->curve.angle,
			      .speed_radps = s->curve.speed,
			      .fs_hz = FRAME_HZ };
	struct gn_bounds *b = s->bounds;
	const struct sensor *x;
	size_t n_m = 0;
	uint32_t reach;
	float dir;

	u.sensor = best_sensor(s, counted, side, 0, n);
	x = &s->s[u.sensor];
	for (size_t i = 0; i < n; i++)
		if (s->reps[i].side == side &&
		    gn_session_mark(s, x, &s->reps[i], &s->marks[n_m]))
			s->whose[n_m++] = (uint32_t)i;
	if (!n_m)
		return;
	build_curve(s, &u, s->marks, n_m);
	c.n = x->n;
	dir = direction(c.angle_rad, s->marks, n_m);
	for (size_t k = 0; k < n_m; k++)
		s->scratch[k] = (float)(s->marks[k].end - s->marks[k].start);
	reach = (uint32_t)(TURN_REACH * gn_select(s->scratch, n_m, n_m / 2));
	memcpy(s->kept, s->marks, n_m * sizeof(*s->kept));
	for (size_t k = 0; k < n_m; k++)
		s->marks[k].turn = turning_point(c.angle_rad, &s->marks[k],
						 dir, reach);
	for (size_t k = 0; k < n_m; k++)
		snap(c.angle_rad, &s->marks[k], k ? s->marks[k - 1].turn : 0,
		     k + 1 < n_m ? s->marks[k + 1].turn : (uint32_t)x->n - 1,
		     dir);
	if (uneven(s, c.angle_rad, n_m, dir))
		memcpy(s->marks, s->kept, n_m * sizeof(*s->kept));
	settle(s, &c, x, n_m);
	for (size_t k = 0; k < n_m; k++) {
		struct gn_rep *r = &s->reps[s->whose[k]];

		/* the pause after it, unless that is a rest between sets */
		if (k + 1 < n_m && s->whose[k + 1] == s->whose[k] + 1 &&
		    r[1].start_ns - r->end_ns < gn_session_rest_ns(s, n))
			b[k].next = fmax(b[k + 1].start, b[k].end);
		measure_one(s, &u, &c, &b[k], r);
		s->withheld[s->whose[k]] = frame_at(s, r->end_ns) > u.holds;
	}
	if (whole && s->p.show)
		show(s, &u, side);
}

void gn_session_measure(struct gn_session *s, size_t counted, size_t n,
			int whole)
{
	static const enum gn_side sides[] = { GN_SIDE_NONE, GN_SIDE_LEFT,
					      GN_SIDE_RIGHT, GN_SIDE_BOTH };

	for (size_t k = 0; k < sizeof(sides) / sizeof(sides[0]); k++)
		measure_side(s, counted, n, sides[k], whole);
}

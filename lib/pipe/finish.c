/* SPDX-License-Identifier: MIT */
/* From a finished stretch to repetitions, sets and rejects. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gonio/stats.h"
#include "session_priv.h"

#define OTHER_SIDE 1.5f         /* times more movement: that limb works */
#define MOVES_PART 0.3f         /* of the liveliest sensor: fit to measure */
#define NOISE_RAD 0.004f        /* of one sample of a tilt (ours) */
#define DRIFT_RADPS 0.0035f     /* 0.2 deg/s left of the gyroscope's bias */
#define REST_S 6.0              /* and ... */
#define REST_REPS 2.5           /* ... repetitions: a rest between sets */
#define REST_BACK 0.15f         /* of the swing: another movement begins */
#define REST_LEVEL 0.004f        /* of the swing: still at rest */
#define SHOW_S 40               /* what a provisional look goes back */

/* What counts as movement that is no repetition. */
#define OTHER_PART 0.3f         /* of the set's median peak speed */
#define OTHER_RADPS 0.5f        /* where there is no set */
#define OTHER_LEAST_S 0.4f
#define OTHER_JOIN_S 0.6f       /* shorter pauses do not divide it */
#define BESIDE_S 1.5f           /* next to the set: handling */

static struct view view_of(const struct sensor *x)
{
	return (struct view){ x->span, x->bridge, x->n, x->cond.has_gyr };
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

/* Repetition r in the sensor's span; 0: it does not show there. */
static int mark_of(const struct gn_session *s, const struct sensor *x,
		   const struct gn_rep *r, struct mark *m)
{
	if (x->n < 3)
		return 0;
	m->start = locate(x, frame_at(s, r->start_ns));
	m->end = locate(x, frame_at(s, r->end_ns));
	m->turn = locate(x, frame_at(s, r->turn_ns));
	return m->end > m->start + 2;
}

/* How much a sensor moves within repetitions from..to: rms turning, rad/s. */
static float liveliness(const struct gn_session *s, const struct sensor *x,
			size_t from, size_t to)
{
	double sum = 0.0, n = 0.0;

	for (size_t k = from; k < to; k++) {
		struct mark m;

		if (!mark_of(s, x, &s->reps[k], &m))
			continue;
		for (uint32_t i = m.start; i <= m.end; i++, n += 1.0)
			for (int c = 0; c < 3; c++)
				sum += x->span[i].gyr_radps[c] *
				       x->span[i].gyr_radps[c];
	}
	return n > 0.0 ? (float)sqrt(sum / n) : 0.0f;
}

static int fits(const struct gn_session *s, size_t i, enum gn_place place,
		enum gn_side side)
{
	return s->desc[i].place == place && s->desc[i].side == side &&
	       s->s[i].cond.has_acc && s->s[i].n > 2;
}

static int find_sensor(const struct gn_session *s, enum gn_place place,
		       enum gn_side side)
{
	for (size_t i = 0; i < s->p.n_sensors; i++)
		if (place != GN_PLACE_UNKNOWN && fits(s, i, place, side))
			return (int)i;
	return -1;
}

/*
 * The sensor to measure repetitions from..to on: the exercise's best placement
 * that moves, else the one that was counted on.
 */
static size_t best_sensor(const struct gn_session *s, size_t counted,
			  enum gn_side side, size_t from, size_t to)
{
	const struct gn_exercise *e = &s->exercise;
	float most = 0.0f;

	for (size_t i = 0; i < s->p.n_sensors; i++)
		most = fmaxf(most, liveliness(s, &s->s[i], from, to));
	for (size_t k = 0; k < e->n_places; k++) {
		float live = MOVES_PART * most;
		int best = -1;

		for (size_t i = 0; i < s->p.n_sensors; i++) {
			float l;

			if (s->desc[i].place != e->places[k] ||
			    ((side == GN_SIDE_LEFT || side == GN_SIDE_RIGHT) &&
			     s->desc[i].side != side) ||
			    !s->s[i].cond.has_acc || s->s[i].n < 3)
				continue;
			l = liveliness(s, &s->s[i], from, to);
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

/* Which limb works in each repetition, where both sides carry a sensor. */
static void find_sides(struct gn_session *s, size_t counted, size_t n)
{
	enum gn_place place = s->desc[counted].place;
	int l = find_sensor(s, place, GN_SIDE_LEFT);
	int r = find_sensor(s, place, GN_SIDE_RIGHT);
	float all_l, all_r;

	if (l < 0 || r < 0) {
		enum gn_side side = s->desc[counted].side;

		if (side != GN_SIDE_LEFT && side != GN_SIDE_RIGHT)
			side = GN_SIDE_NONE;
		for (size_t i = 0; i < n; i++)
			s->reps[i].side = side;
		return;
	}
	all_l = liveliness(s, &s->s[l], 0, n);
	all_r = liveliness(s, &s->s[r], 0, n);
	for (size_t i = 0; i < n; i++) {
		float a = all_l, b = all_r;

		if (s->exercise.alternating) {
			a = liveliness(s, &s->s[l], i, i + 1);
			b = liveliness(s, &s->s[r], i, i + 1);
		}
		s->reps[i].side = a > OTHER_SIDE * b ? GN_SIDE_LEFT
				: b > OTHER_SIDE * a ? GN_SIDE_RIGHT
						     : GN_SIDE_BOTH;
	}
}

/* A pause this long is a rest between sets. */
static int64_t rest_ns(struct gn_session *s, size_t n)
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

/* Build the curve for marks m; n_m > 0. */
static void build_curve(struct gn_session *s, struct ruler *u,
			const struct mark *m, size_t n_m)
{
	static const char *const kinds[] = { "tilt", "rotation", "height" };
	const struct gn_exercise *e = &s->exercise;
	enum gn_side side = s->desc[u->sensor].side;
	int a = find_sensor(s, e->joint[0], side);
	int b = find_sensor(s, e->joint[1], side);
	struct view v = view_of(&s->s[u->sensor]);

	if (a < 0)
		a = find_sensor(s, e->joint[0], GN_SIDE_NONE);
	if (a >= 0 && b >= 0 && e->angle[0] &&
	    s->s[a].n == s->s[u->sensor].n && s->s[b].n == s->s[a].n) {
		struct view p = view_of(&s->s[a]), d = view_of(&s->s[b]);

		if (gn_curve_joint(&s->curve, &p, &d, m, n_m)) {
			u->kind = CURVE_TILT;
			u->joint[0] = e->joint[0];
			u->joint[1] = e->joint[1];
			put_letter(u->name, sizeof(u->name), e->angle, side);
			return;
		}
	}
	u->kind = gn_curve_segment(&s->curve, &v, m, n_m);
	u->joint[0] = s->desc[u->sensor].place;
	u->joint[1] = GN_PLACE_UNKNOWN;
	snprintf(u->name, sizeof(u->name), "%s %.20s", kinds[u->kind],
		 s->desc[u->sensor].name);
}

/* The farthest point from the level of both ends, inside the mark. */
static uint32_t turning_point(const float *x, const struct mark *m)
{
	float base = 0.5f * (x[m->start] + x[m->end]), far = -1.0f;
	uint32_t at = (m->start + m->end) / 2;

	for (uint32_t i = m->start + 1; i < m->end; i++)
		if (fabsf(x[i] - base) > far) {
			far = fabsf(x[i] - base);
			at = i;
		}
	return at;
}

/* Frame number i + part of the span as a time. */
static int64_t time_at(const struct gn_session *s, const struct sensor *x,
		       double at)
{
	uint32_t i = (uint32_t)at;

	return (s->from + x->frame_of[i]) * FRAME_NS +
	       (int64_t)((at - i) * (double)FRAME_NS);
}

/*
 * The rest level beside a repetition: from a point on its flank outwards to
 * the lowest one (seen from the turn) before the angle comes back up, and from
 * there in again to where it leaves that level.
 */
static uint32_t rest_beside(const float *x, uint32_t turn, uint32_t from,
			    uint32_t stop, float base)
{
	float dir = x[turn] > base ? 1.0f : -1.0f, top = dir * x[turn];
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
static void snap(const float *x, struct mark *m, uint32_t lo, uint32_t hi)
{
	float base = 0.5f * (x[m->start] + x[m->end]);
	uint32_t a = m->turn - (m->turn - m->start) * 3 / 4;
	uint32_t b = m->turn + (m->end - m->turn) * 3 / 4;

	if (m->turn <= m->start || m->turn >= m->end || lo > a || hi < b)
		return;
	m->start = rest_beside(x, m->turn, a, lo, base);
	m->end = rest_beside(x, m->turn, b, hi, base);
}

/* Where the repetition's movement begins, turns and ends on the curve. */
static struct gn_bounds settle(struct gn_session *s, const struct gn_curve *c,
			       const struct sensor *x, const struct mark *m,
			       struct gn_rep *r)
{
	struct gn_bounds b = { m->start, m->turn, m->end, NAN };

	if (!gn_measure_trim(c, &b)) {
		r->start_ns = time_at(s, x, b.start);
		r->turn_ns = time_at(s, x, b.turn);
		r->end_ns = time_at(s, x, b.end);
	}
	return b;
}

static void measure_one(struct gn_session *s, const struct ruler *u,
			const struct gn_curve *c, const struct gn_bounds *b,
			struct gn_rep *r)
{
	struct gn_rom_error e = gn_rom_error_of(u->joint);

	if (gn_measure_rep(c, b, s->exercise.first, s->smooth, r))
		return;
	snprintf(r->rom_of, sizeof(r->rom_of), "%s", u->name);
	if (u->kind == CURVE_VERTICAL) {
		r->rom_rad = r->peak_radps = r->mean_radps = NAN;
		return;
	}
	e.noise_rad = NOISE_RAD;
	e.drift_radps = DRIFT_RADPS;
	r->rom_sd_rad = gn_rom_sd(&e, r->rom_rad, (float)(b->end - b->start) /
						  (float)FRAME_HZ);
}

/* Measure the repetitions of one side, all on one curve. */
static void measure_side(struct gn_session *s, size_t counted, size_t n,
			 enum gn_side side)
{
	struct ruler u = { .kind = CURVE_TILT };
	struct gn_curve c = { .angle_rad = s->curve.angle,
			      .speed_radps = s->curve.speed,
			      .fs_hz = FRAME_HZ };
	struct gn_bounds *b = s->bounds;
	const struct sensor *x;
	size_t n_m = 0;

	u.sensor = best_sensor(s, counted, side, 0, n);
	x = &s->s[u.sensor];
	for (size_t i = 0; i < n; i++)
		if (s->reps[i].side == side &&
		    mark_of(s, x, &s->reps[i], &s->marks[n_m]))
			s->whose[n_m++] = (uint32_t)i;
	if (!n_m)
		return;
	build_curve(s, &u, s->marks, n_m);
	c.n = x->n;
	for (size_t k = 0; k < n_m; k++)
		s->marks[k].turn = turning_point(c.angle_rad, &s->marks[k]);
	for (size_t k = 0; k < n_m; k++)
		snap(c.angle_rad, &s->marks[k], k ? s->marks[k - 1].turn : 0,
		     k + 1 < n_m ? s->marks[k + 1].turn : (uint32_t)x->n - 1);
	for (size_t k = 0; k < n_m; k++)
		b[k] = settle(s, &c, x, &s->marks[k], &s->reps[s->whose[k]]);
	for (size_t k = 0; k < n_m; k++) {
		struct gn_rep *r = &s->reps[s->whose[k]];

		/* the pause after it, unless that is a rest between sets */
		if (k + 1 < n_m && s->whose[k + 1] == s->whose[k] + 1 &&
		    r[1].start_ns - r->end_ns < rest_ns(s, n))
			b[k].next = fmax(b[k + 1].start, b[k].end);
		measure_one(s, &u, &c, &b[k], r);
	}
}

static void blank(struct gn_rep *r)
{
	for (int k = 0; k < 4; k++)
		r->tempo_s[k] = NAN;
	r->rom_rad = r->rom_sd_rad = NAN;
	r->peak_radps = r->mean_radps = r->sparc = r->ldlj = NAN;
	r->rom_of[0] = 0;
}

/* The counter's repetitions into s->reps. */
static size_t take_reps(struct gn_session *s, const struct gn_count_result *r,
			size_t sensor)
{
	const struct sensor *x = &s->s[sensor];
	size_t n = r->n_reps < REPS_MAX ? r->n_reps : REPS_MAX;

	for (size_t i = 0; i < n; i++) {
		const struct gn_count_rep *c = &r->reps[i];
		struct gn_rep *rep = &s->reps[i];

		memset(rep, 0, sizeof(*rep));
		blank(rep);
		rep->start_ns = (s->from + x->frame_of[c->start]) * FRAME_NS;
		rep->turn_ns = (s->from + x->frame_of[c->turn]) * FRAME_NS;
		rep->end_ns = (s->from + x->frame_of[c->end]) * FRAME_NS;
		rep->quality = c->likeness;
	}
	return n;
}

static void number(struct gn_session *s, size_t n)
{
	int64_t rest = n ? rest_ns(s, n) : 0;
	uint32_t k = 0;

	for (size_t i = 0; i < n; i++) {
		struct gn_rep *r = &s->reps[i];

		if (!i || r->start_ns - r[-1].end_ns >= rest) {
			s->n_sets++;
			k = 0;
		}
		r->set = s->n_sets;
		r->n = ++k;
	}
}

static void emit_sets(struct gn_session *s, size_t n, float rival)
{
	for (size_t a = 0, b; a < n; a = b) {
		struct gn_session_event ev = { .kind = GN_EV_SET };

		for (b = a; b < n && s->reps[b].set == s->reps[a].set; b++)
			;
		gn_measure_partial(s->reps + a, b - a, s->exercise.partial_of,
				   s->scratch);
		gn_measure_set(s->reps + a, b - a, &ev.u.set);
		ev.u.set.rival = rival;
		for (size_t i = a; i < b; i++) {
			struct gn_session_event rep = { .kind = GN_EV_REP };

			rep.u.rep = s->reps[i];
			gn_session_emit(s, &rep);
		}
		gn_session_emit(s, &ev);
	}
}

static float median_peak(struct gn_session *s, size_t n)
{
	float sum = 0.0f;
	size_t m = 0;

	for (size_t i = 0; i < n; i++)
		if (isfinite(s->reps[i].peak_radps)) {
			sum += s->reps[i].peak_radps;
			m++;
		}
	return m ? sum / (float)m : NAN;
}

static void reject(struct gn_session *s, const struct sensor *x, uint32_t a,
		   uint32_t b, size_t n)
{
	struct gn_session_event ev = { .kind = GN_EV_REJECT };
	float len = (float)(b - a) / (float)FRAME_HZ;
	int64_t beside = (int64_t)(BESIDE_S * 1e9f), from, to;
	int near = 0, hole = 0;

	if (len < OTHER_LEAST_S)
		return;
	from = (s->from + x->frame_of[a]) * FRAME_NS;
	to = (s->from + x->frame_of[b]) * FRAME_NS;
	for (uint32_t i = a; i <= b; i++)
		hole |= x->bridge[i];
	for (size_t i = 0; i < n; i++)
		near |= from - s->reps[i].end_ns < beside &&
			s->reps[i].start_ns - to < beside;
	ev.u.reject = (struct gn_reject){ from, to,
		hole ? GN_REJ_GAP : len < s->exercise.rep_min_s ? GN_REJ_SHORT
		: near ? GN_REJ_HANDLING
		: len > s->exercise.rep_max_s ? GN_REJ_LONG
		: n ? GN_REJ_SHAPE : GN_REJ_ALONE };
	gn_session_emit(s, &ev);
}

/* Movement outside the repetitions, with the reason why it was not counted. */
static void emit_rejects(struct gn_session *s, const struct sensor *x, size_t n)
{
	float peak = median_peak(s, n);
	float floor = isfinite(peak) ? OTHER_PART * peak : OTHER_RADPS;
	uint32_t join = (uint32_t)(OTHER_JOIN_S * (float)FRAME_HZ);
	uint32_t a = 0, b = 0;
	int on = 0;
	size_t k = 0;

	for (uint32_t i = 0; i < x->n; i++) {
		int64_t t = (s->from + x->frame_of[i]) * FRAME_NS;
		const float *w = x->span[i].gyr_radps;
		int inside;

		while (k < n && t > s->reps[k].end_ns)
			k++;
		inside = k < n && t >= s->reps[k].start_ns;
		if (on && (inside || i - b > join)) {
			reject(s, x, a, b, n);
			on = 0;
		}
		if (inside || w[0] * w[0] + w[1] * w[1] + w[2] * w[2] <
			      floor * floor)
			continue;
		if (!on)
			a = i;
		b = i;
		on = 1;
	}
	if (on)
		reject(s, x, a, b, n);
}

/* Count and measure [s->from, to) into s->reps; the sensor counted on. */
static size_t analyse(struct gn_session *s, int64_t to, int at_end,
		      size_t *counted, float *rival)
{
	static const enum gn_side sides[] = { GN_SIDE_NONE, GN_SIDE_LEFT,
					      GN_SIDE_RIGHT, GN_SIDE_BOTH };
	struct gn_count_sensor cs[GN_SENSORS_MAX];
	size_t which[GN_SENSORS_MAX], n;
	struct gn_count_input in;
	struct gn_count_result r;

	gn_session_gather(s, s->from, to, &in, cs, which);
	in.cut_start = s->from == 0;
	in.cut_end = at_end != 0;
	gn_counter_run(s->counter, &in, &r);
	*counted = in.n_sensors ? which[r.sensor] : 0;
	*rival = r.rival;
	n = take_reps(s, &r, *counted);
	if (!n)
		return 0;
	find_sides(s, *counted, n);
	for (size_t k = 0; k < sizeof(sides) / sizeof(sides[0]); k++)
		measure_side(s, *counted, n, sides[k]);
	number(s, n);
	return n;
}

void gn_session_finish(struct gn_session *s, int64_t to, int at_end)
{
	struct gn_session_event ev = { .kind = GN_EV_REVISE };
	size_t counted, n;
	float rival;

	if (s->n_shown)
		gn_session_emit(s, &ev);
	n = analyse(s, to, at_end, &counted, &rival);
	emit_sets(s, n, rival);
	emit_rejects(s, &s->s[counted], n);
}

void gn_session_preview(struct gn_session *s, int64_t now)
{
	int64_t back = now - (int64_t)(SHOW_S * FRAME_HZ), from = s->from;
	uint32_t sets = s->n_sets;
	size_t counted, n;
	float rival;

	if (s->from < back)
		s->from = back;
	n = analyse(s, now, 0, &counted, &rival);
	for (size_t i = 0; i < n; i++) {
		struct gn_session_event ev = { .kind = GN_EV_REP };
		struct gn_rep *r = &s->reps[i];

		/* its middle is new, and it has ended */
		if ((r->start_ns + r->end_ns) / 2 <= s->shown ||
		    r->end_ns > (now - 3) * FRAME_NS)
			continue;
		r->provisional = 1;
		r->set = sets + 1;
		r->n = ++s->n_shown;
		s->shown = r->end_ns;
		ev.u.rep = *r;
		gn_session_emit(s, &ev);
	}
	s->from = from;
	s->n_sets = sets;
}

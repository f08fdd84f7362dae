/* SPDX-License-Identifier: MIT */
#include "gonio/session.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "session_priv.h"

#define LAG_FRAMES 50           /* 1 s: how far one sensor may lag */
#define QUIET_FRAMES 400        /* 8 s of stillness end a stretch */
#define LEAD_FRAMES 100         /* 2 s kept before and after the movement */
#define BRIDGE_FRAMES 15        /* 0.3 s: what a hole is closed to */
#define HOLE_S 0.1f             /* a line across more than this, and ... */
#define HOLE_STEPS 2.5f         /* ... than so many samples is no movement */
#define SHOW_FRAMES 8           /* a provisional look every 0.16 s */

/* What counts as stillness; below the slowest exercise of 12 s. */
#define STILL_RADPS 0.12f
#define STILL_MPS2 0.35f
#define SLOW_GAIN 0.04f         /* of 50 Hz frames: 0.5 s */

void gn_session_emit(struct gn_session *s, const struct gn_session_event *ev)
{
	if (s->ev_n == EVENTS) {
		s->ev_lost = 1;
		return;
	}
	s->ev[(s->ev_head + s->ev_n++) % EVENTS] = *ev;
}

int gn_session_next(struct gn_session *s, struct gn_session_event *ev)
{
	if (!s->ev_n)
		return 0;
	*ev = s->ev[s->ev_head];
	s->ev_head = (s->ev_head + 1) % EVENTS;
	s->ev_n--;
	return 1;
}

uint32_t gn_session_cuts(const struct gn_session *s)
{
	return s->cuts;
}

void gn_session_destroy(struct gn_session *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->p.n_sensors; i++) {
		free(s->s[i].ring);
		free(s->s[i].span);
		free(s->s[i].bridge);
		free(s->s[i].made);
		free(s->s[i].apart);
		free(s->s[i].frame_of);
	}
	gn_counter_destroy(s->counter);
	gn_curve_work_free(&s->curve);
	gn_joints_free(&s->joints, s->p.n_sensors);
	gn_mistakes_free(&s->mistakes);
	free(s->walk.day);
	free(s->withheld);
	free(s->hold);
	free(s->midway);
	free(s->now);
	free(s->parts);
	free(s->smooth);
	free(s->reps);
	free(s->more);
	free(s->live);
	free(s->ends);
	free(s->marks);
	free(s->kept);
	free(s->whose);
	free(s->bounds);
	free(s->scratch);
	free(s->seats);
	free(s->stands);
	free(s->ev);
	free(s);
}

static void forget_preview(struct gn_session *s)
{
	s->n_shown = s->n_base = s->n_ends = 0;
	s->view = -1;
	s->sure = 0;
}

void gn_session_reset(struct gn_session *s)
{
	for (size_t i = 0; i < s->p.n_sensors; i++) {
		struct sensor *x = &s->s[i];

		gn_cond_init(&x->cond, &s->desc[i], FRAME_HZ);
		x->inited = x->next[0] = x->next[1] = 0;
		memset(x->hole_ns, 0, sizeof(x->hole_ns));
		x->slow[0] = NAN;
	}
	s->frontier = s->from = s->closed = s->newest = 0;
	s->moved = -1;
	forget_preview(s);
	s->open = 0;
	s->n_sets = s->cuts = 0;
	gn_session_now_reset(s);
	s->ev_head = s->ev_n = 0;
	s->ev_lost = 0;
	s->body = s->told;
	for (int a = 0; a < GN_ANGLES; a++)
		s->seen[a] = (struct gn_range){ NAN, NAN, NAN };
	memset(s->joints.note, 0, sizeof(s->joints.note));
	if (s->hold)
		gn_session_hold_reset(s);
	s->mistakes.n = s->mistakes.told = 0;
	memset(s->mistakes.sat, 0, sizeof(s->mistakes.sat));
	gn_session_walk_reset(s);
}

static int take_sensor(struct sensor *x)
{
	x->ring = calloc(SPAN_FRAMES, sizeof(*x->ring));
	x->span = calloc(SPAN_FRAMES, sizeof(*x->span));
	x->bridge = calloc(SPAN_FRAMES, 1);
	x->made = calloc(SPAN_FRAMES, 1);
	x->apart = calloc(SPAN_FRAMES, 1);
	x->frame_of = calloc(SPAN_FRAMES, sizeof(*x->frame_of));
	return x->ring && x->span && x->bridge && x->made && x->apart &&
	       x->frame_of ? GN_OK : GN_ENOMEM;
}

static int take_memory(struct gn_session *s)
{
	int err;

	if (s->p.provisional) {
		s->now = calloc(s->p.n_sensors, sizeof(*s->now));
		if (!s->now)
			return GN_ENOMEM;
	}
	if (s->exercise.test == GN_TEST_COUNT_STANDS ||
	    s->exercise.test == GN_TEST_TIME_STANDS || s->exercise.n_twice) {
		s->seats = calloc(REPS_MAX, sizeof(*s->seats));
		s->stands = calloc(REPS_MAX, sizeof(*s->stands));
		if (!s->seats || !s->stands)
			return GN_ENOMEM;
	}
	s->ev = calloc(EVENTS, sizeof(*s->ev));
	s->reps = calloc(REPS_MAX, sizeof(*s->reps));
	s->marks = calloc(REPS_MAX, sizeof(*s->marks));
	s->more = calloc(REPS_MAX, sizeof(*s->more));
	s->live = calloc(REPS_MAX, sizeof(*s->live));
	s->ends = calloc(REPS_MAX, sizeof(*s->ends));
	s->kept = calloc(REPS_MAX, sizeof(*s->kept));
	s->whose = calloc(REPS_MAX, sizeof(*s->whose));
	s->bounds = calloc(REPS_MAX, sizeof(*s->bounds));
	s->scratch = calloc(REPS_MAX, sizeof(*s->scratch));
	s->parts = calloc(REPS_MAX, sizeof(*s->parts));
	s->withheld = calloc(REPS_MAX, sizeof(*s->withheld));
	s->midway = calloc(REPS_MAX, sizeof(*s->midway));
	s->smooth = malloc(gn_measure_work_size(GN_SMOOTH_MAX));
	if (!s->ev || !s->reps || !s->more || !s->live || !s->ends ||
	    !s->marks || !s->kept || !s->whose || !s->bounds || !s->scratch ||
	    !s->parts || !s->smooth || !s->withheld || !s->midway ||
	    gn_mistakes_init(&s->mistakes) ||
	    gn_joints_init(&s->joints, s->p.n_sensors, SPAN_FRAMES,
			   REPS_MAX))
		return GN_ENOMEM;
	for (size_t i = 0; i < s->p.n_sensors; i++) {
		err = take_sensor(&s->s[i]);
		if (err)
			return err;
	}
	err = gn_curve_work_init(&s->curve, SPAN_FRAMES);
	if (!err && s->exercise.task == GN_TASK_HOLD)
		err = gn_session_hold_create(s);
	return err ? err : gn_counter_create(&s->counter, SPAN_FRAMES);
}

static int usable_sensor(const struct gn_sensor *d)
{
	return d->has_acc && !d->bad_acc;
}

static int valid(const struct gn_exercise *e)
{
	if (e->task == GN_TASK_HOLD)
		return e->leave_rad > 0.0f;
	if (e->task == GN_TASK_WALK && e->rep_max_s == 0.0f)
		return 1;
	return e->rep_min_s > 0.0f && e->rep_max_s > e->rep_min_s;
}

int gn_session_create(struct gn_session **out,
		      const struct gn_session_params *p)
{
	const struct gn_exercise *e = p->exercise;
	struct gn_session *s;
	size_t n = 0;

	if (!p->sensors || !p->n_sensors || p->n_sensors > GN_SENSORS_MAX ||
	    !e || !valid(e))
		return GN_EINVAL;
	for (size_t i = 0; i < p->n_sensors; i++)
		n += usable_sensor(&p->sensors[i]);
	if (!n)
		return GN_EINVAL;
	s = calloc(1, sizeof(*s));
	if (!s)
		return GN_ENOMEM;
	s->p = *p;
	s->exercise = *e;
	s->p.exercise = &s->exercise;
	memcpy(s->desc, p->sensors, p->n_sensors * sizeof(*p->sensors));
	s->p.sensors = s->desc;
	if (p->body)
		s->told = *p->body;
	if (take_memory(s) || gn_session_walk_create(s)) {
		gn_session_destroy(s);
		return GN_ENOMEM;
	}
	gn_session_reset(s);
	*out = s;
	return GN_OK;
}

/* Is the frame complete (all parts of this sensor measured)? */
static int complete(const struct sensor *x, const struct gn_frame *f)
{
	return isfinite(f->acc_mps2[0]) &&
	       (!x->has_gyr || isfinite(f->gyr_radps[0]));
}

/* A straight line of m frames from the newest of the span to f. */
static void bridge(struct sensor *x, size_t m, const struct gn_frame *f)
{
	const struct gn_frame a = x->span[x->n - 1];

	for (size_t i = 0; i < m; i++, x->n++) {
		float t = (float)(i + 1) / (float)(m + 1);

		for (int c = 0; c < 3; c++) {
			x->span[x->n].acc_mps2[c] = a.acc_mps2[c] + t *
				(f->acc_mps2[c] - a.acc_mps2[c]);
			x->span[x->n].gyr_radps[c] = a.gyr_radps[c] + t *
				(f->gyr_radps[c] - a.gyr_radps[c]);
		}
		x->bridge[x->n] = x->apart[x->n] = 1;
		x->frame_of[x->n] = x->frame_of[x->n - 1];
	}
}

/*
 * Copy the stretch [from, to), closing each hole to a bridge: a long straight
 * line would ruin filters and turning points.
 */
static void compact(struct sensor *x, int64_t from, int64_t to)
{
	int hole = 0;

	x->n = 0;
	for (int64_t k = from; k < to; k++) {
		struct gn_frame f = x->ring[k % SPAN_FRAMES];

		if (k >= x->inited || !complete(x, &f)) {
			hole = x->n > 0;
			continue;
		}
		if (!x->has_gyr)
			memset(f.gyr_radps, 0, sizeof(f.gyr_radps));
		if (hole) {
			size_t gap = (size_t)(k - from) - 1 -
				     x->frame_of[x->n - 1];

			bridge(x, gap < BRIDGE_FRAMES ? gap : BRIDGE_FRAMES,
			       &f);
			hole = 0;
		}
		x->span[x->n] = f;
		x->bridge[x->n] = 0;
		x->apart[x->n] = x->made[k % SPAN_FRAMES];
		x->frame_of[x->n++] = (uint32_t)(k - from);
	}
}

/* Does the exercise show there, in every repetition? Of sides that take turns
 * a limb does every other. */
static int shows(const struct gn_exercise *e, enum gn_place place)
{
	return !e->alternating && gn_exercise_rank(e, place) < e->n_places;
}

void gn_session_gather(struct gn_session *s, int64_t from, int64_t to,
		       struct gn_count_input *in, struct gn_count_sensor *cs,
		       size_t *which)
{
	*in = (struct gn_count_input){ .sensors = cs,
		.rep_min_s = s->exercise.rep_min_s,
		.rep_max_s = s->exercise.rep_max_s,
		.begins_low = s->exercise.begins == GN_BEGINS_LOW,
		.begins_high = s->exercise.begins == GN_BEGINS_HIGH,
		.cyclic = s->exercise.cyclic,
		.named = strcmp(s->exercise.name, "general") != 0 };
	for (size_t i = 0; i < s->p.n_sensors; i++) {
		struct sensor *x = &s->s[i];

		x->n = 0;
		if (!x->cond.has_acc)
			continue;
		/* declared but silent: the accelerometer counts alone */
		x->has_gyr = x->cond.has_gyr && x->next[1] > from;
		x->gyr_step_s = gn_cond_gyr_step_s(&x->cond);
		compact(x, from, to);
		which[in->n_sensors] = i;
		cs[in->n_sensors++] = (struct gn_count_sensor){
			.frames = x->span, .bridge = x->bridge, .n = x->n,
			.gyr_step_s = x->has_gyr ? x->gyr_step_s : 0.0f,
			.shows = (uint8_t)shows(&s->exercise,
						s->desc[i].place) };
	}
}

/* The stretch [from, to) is over. */
static void close_span(struct gn_session *s, int64_t to, int at_end)
{
	if (s->p.learn)
		gn_session_learn(s, to);
	else if (s->exercise.test == GN_TEST_UP_AND_GO)
		gn_session_tug(s, to);
	else
		gn_session_finish(s, to, at_end);
	s->open = 0;
	s->closed = to;
	forget_preview(s);
}

static int moves(struct sensor *x, const struct gn_frame *f)
{
	const float *a = f->acc_mps2, *w = f->gyr_radps;
	float da = 0.0f, sq;

	sq = w[0] * w[0] + w[1] * w[1] + w[2] * w[2];
	if (isfinite(a[0])) {
		if (!isfinite(x->slow[0]))
			memcpy(x->slow, a, sizeof(x->slow));
		for (int c = 0; c < 3; c++) {
			float d = a[c] - x->slow[c];

			x->slow[c] += SLOW_GAIN * d;
			da += d * d;
		}
	}
	return sq > STILL_RADPS * STILL_RADPS || da > STILL_MPS2 * STILL_MPS2;
}

/* Look at one complete frame of all sensors. */
static void step(struct gn_session *s, int64_t k)
{
	int moving = 0;

	for (size_t i = 0; i < s->p.n_sensors; i++) {
		struct sensor *x = &s->s[i];

		if (k < x->inited)
			moving |= moves(x, &x->ring[k % SPAN_FRAMES]);
	}
	if (s->now)
		gn_session_now_step(s, k);
	if (s->hold && !s->p.learn) {
		gn_session_hold_step(s, k);
		return;
	}
	if (moving)
		s->moved = k;
	if (moving && !s->open && !s->walk.steps_only) {
		s->open = 1;
		s->from = k - LEAD_FRAMES;
		if (s->from < s->closed)
			s->from = s->closed;
	}
	if (!s->open)
		return;
	if (k - s->moved >= QUIET_FRAMES) {
		close_span(s, s->moved + LEAD_FRAMES, 0);
	} else if (k + 1 - s->from >= SPAN_FRAMES - 2 * LAG_FRAMES) {
		s->cuts++;
		close_span(s, k + 1, 0);
	} else if (s->p.provisional && k % SHOW_FRAMES == 0 &&
		   s->exercise.test != GN_TEST_UP_AND_GO &&
		   k - s->moved < LEAD_FRAMES) {
		gn_session_preview(s, k + 1);
	}
}

static void advance(struct gn_session *s, int64_t to)
{
	if (to - s->frontier > SPAN_FRAMES / 2) {
		/* A hole of minutes: nothing in it to look at. */
		if (s->open)
			close_span(s, s->frontier, 0);
		s->frontier = s->closed = to - LAG_FRAMES;
	}
	while (s->frontier < to)
		step(s, s->frontier++);
}

/* The frame up to which every part of every sensor is in; one that lags too
 * far behind the newest is not waited for. */
static int64_t all_in(const struct gn_session *s, int64_t newest)
{
	int64_t to = newest;

	for (size_t i = 0; i < s->p.n_sensors; i++) {
		const struct sensor *x = &s->s[i];

		if (x->cond.has_acc && x->next[0] < to)
			to = x->next[0];
		if (x->cond.has_gyr && x->next[1] < to)
			to = x->next[1];
	}
	return to > newest - LAG_FRAMES ? to : newest - LAG_FRAMES;
}

struct sink {
	struct gn_session *s;
	struct sensor *x;
	int64_t t_ns;                   /* of the sample */
};

/* Does the instant that frame k stands for lie in the newest hole? A line
 * across it is no movement, up to the last sample before it all is known. */
static int in_hole(const struct sink *u, int part, int64_t k)
{
	struct sensor *x = u->x;
	int64_t last_ns = x->cond.part[part].last_ns, at_ns = k * FRAME_NS;
	float rate = u->s->desc[x - u->s->s].rate_hz;

	if ((float)(u->t_ns - last_ns) >
	    1e9f * fmaxf(HOLE_S, HOLE_STEPS / rate)) {
		x->hole_ns[part][0] = last_ns;
		x->hole_ns[part][1] = u->t_ns;
	}
	return at_ns > x->hole_ns[part][0] && at_ns < x->hole_ns[part][1];
}

static void sink(void *user, int part, int64_t k, const float v[3])
{
	struct sink *u = user;
	struct sensor *x = u->x;
	struct gn_frame *f;

	if (u->s->walk.on && !part && x == &u->s->s[u->s->walk.sensor])
		gn_session_walk_frame(u->s, k, v);
	if (u->s->walk.day && !part && x == &u->s->s[u->s->walk.thigh])
		gn_sitting_push(u->s->walk.day, k, v);
	if (k < u->s->frontier)
		return;
	advance(u->s, k - LAG_FRAMES);
	if (x->inited < k - SPAN_FRAMES)
		x->inited = k - SPAN_FRAMES;
	for (; x->inited <= k; x->inited++) {
		f = &x->ring[x->inited % SPAN_FRAMES];
		for (int c = 0; c < 3; c++)
			f->acc_mps2[c] = f->gyr_radps[c] = NAN;
		x->made[x->inited % SPAN_FRAMES] = 0;
	}
	f = &x->ring[k % SPAN_FRAMES];
	memcpy(part ? f->gyr_radps : f->acc_mps2, v, 3 * sizeof(*v));
	x->made[k % SPAN_FRAMES] |= in_hole(u, part, k) != 0;
	x->next[part] = k + 1;
	if (k + 1 > u->s->newest)
		u->s->newest = k + 1;
	advance(u->s, all_in(u->s, u->s->newest));
}

int gn_session_push(struct gn_session *s, const struct gn_sample *in, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct sink u = { .s = s };

		if (in[i].sensor >= s->p.n_sensors)
			return GN_EINVAL;
		u.x = &s->s[in[i].sensor];
		u.t_ns = in[i].t_ns;
		gn_cond_push(&u.x->cond, &in[i], sink, &u);
	}
	return s->ev_lost ? GN_ENOSPC : GN_OK;
}

void gn_session_flush(struct gn_session *s)
{
	int64_t end = s->frontier;

	for (size_t i = 0; i < s->p.n_sensors; i++) {
		struct sink u = { s, &s->s[i], s->s[i].cond.last_ns };

		gn_cond_flush(&u.x->cond, sink, &u);
		if (u.x->inited > end)
			end = u.x->inited;
	}
	advance(s, end);
	if (s->hold && !s->p.learn)
		gn_session_hold_end(s);
	if (s->open)
		close_span(s, end, 1);
	if (s->walk.on)
		gn_session_walk_end(s);
}

void gn_session_quality(const struct gn_session *s, size_t i,
			struct gn_quality *out)
{
	gn_cond_quality(&s->s[i].cond, out);
}

/* SPDX-License-Identifier: MIT */
#include "gonio/session.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/condition.h"
#include "gonio/count.h"

#define FRAME_HZ GN_COUNT_HZ
#define FRAME_NS INT64_C(20000000)
#define SPAN_FRAMES 30000       /* 10 min: the longest stretch analysed whole */
#define LAG_FRAMES 50           /* 1 s: how far one sensor may lag */
#define QUIET_FRAMES 400        /* 8 s of stillness end a stretch */
#define LEAD_FRAMES 100         /* 2 s kept before and after the movement */
#define BRIDGE_FRAMES 15        /* 0.3 s: what a hole is closed to */
#define EVENTS 8192

/* What counts as stillness; below the slowest exercise of 12 s. */
#define STILL_RADPS 0.12f
#define STILL_MPS2 0.35f

struct sensor {
	struct gn_cond cond;
	struct gn_frame *ring;          /* SPAN_FRAMES, frame k at k modulo */
	int64_t next[2];                /* frames below it are in, by part */
	int64_t inited;                 /* frames below it are set up */
	float   slow[3];                /* accelerometer, slowed down */
	struct gn_frame *span;          /* the stretch, holes closed */
	uint8_t *bridge;
	uint32_t *frame_of;             /* index in the ring's stretch */
	size_t  n;
};

struct gn_session {
	struct gn_session_params p;
	struct gn_exercise exercise;
	struct gn_sensor desc[GN_SENSORS_MAX];
	struct sensor s[GN_SENSORS_MAX];
	struct gn_counter *counter;
	int64_t frontier;               /* frames below it were looked at */
	int64_t moved;                  /* last frame with movement */
	int64_t from;                   /* start of the stretch that runs */
	int64_t closed;                 /* end of the one before */
	int     open;
	uint32_t n_sets;
	struct gn_session_event *ev;    /* EVENTS, ring */
	size_t  ev_head, ev_n;
	int     ev_lost;
};

static void emit(struct gn_session *s, const struct gn_session_event *ev)
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

void gn_session_destroy(struct gn_session *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->p.n_sensors; i++) {
		free(s->s[i].ring);
		free(s->s[i].span);
		free(s->s[i].bridge);
		free(s->s[i].frame_of);
	}
	gn_counter_destroy(s->counter);
	free(s->ev);
	free(s);
}

void gn_session_reset(struct gn_session *s)
{
	for (size_t i = 0; i < s->p.n_sensors; i++) {
		struct sensor *x = &s->s[i];

		gn_cond_init(&x->cond, &s->desc[i], FRAME_HZ);
		x->next[0] = x->next[1] = x->inited = 0;
		x->slow[0] = NAN;
	}
	s->frontier = s->from = s->closed = 0;
	s->moved = -1;
	s->open = 0;
	s->n_sets = 0;
	s->ev_head = s->ev_n = 0;
	s->ev_lost = 0;
}

int gn_session_create(struct gn_session **out,
		      const struct gn_session_params *p)
{
	struct gn_session *s;
	int err = GN_ENOMEM;

	if (!p->n_sensors || p->n_sensors > GN_SENSORS_MAX || !p->exercise)
		return GN_EINVAL;
	s = calloc(1, sizeof(*s));
	if (!s)
		return GN_ENOMEM;
	s->p = *p;
	s->exercise = *p->exercise;
	s->p.exercise = &s->exercise;
	memcpy(s->desc, p->sensors, p->n_sensors * sizeof(*p->sensors));
	s->p.sensors = s->desc;
	s->ev = calloc(EVENTS, sizeof(*s->ev));
	if (!s->ev)
		goto out;
	for (size_t i = 0; i < p->n_sensors; i++) {
		struct sensor *x = &s->s[i];

		x->ring = calloc(SPAN_FRAMES, sizeof(*x->ring));
		x->span = calloc(SPAN_FRAMES, sizeof(*x->span));
		x->bridge = calloc(SPAN_FRAMES, 1);
		x->frame_of = calloc(SPAN_FRAMES, sizeof(*x->frame_of));
		if (!x->ring || !x->span || !x->bridge || !x->frame_of)
			goto out;
	}
	err = gn_counter_create(&s->counter, SPAN_FRAMES);
	if (err)
		goto out;
	gn_session_reset(s);
	*out = s;
	return GN_OK;
out:
	gn_session_destroy(s);
	return err;
}

/* Is frame k of this sensor complete (all its parts measured)? */
static int usable(const struct sensor *x, const struct gn_frame *f)
{
	return (!x->cond.has_acc || isfinite(f->acc_mps2[0])) &&
	       (!x->cond.has_gyr || isfinite(f->gyr_radps[0]));
}

/*
 * Copy the stretch [from, to), closing each hole to a bridge: a long straight
 * line would ruin filters and turning points.
 */
static void compact(struct sensor *x, int64_t from, int64_t to)
{
	size_t n = 0;
	int hole = 0;

	for (int64_t k = from; k < to; k++) {
		struct gn_frame f = x->ring[k % SPAN_FRAMES];

		if (k >= x->inited || !usable(x, &f)) {
			hole = n > 0;
			continue;
		}
		if (!x->cond.has_gyr)
			memset(f.gyr_radps, 0, sizeof(f.gyr_radps));
		if (hole) {
			size_t gap = (size_t)(k - from) - x->frame_of[n - 1] -
				     1;
			size_t m = gap < BRIDGE_FRAMES ? gap : BRIDGE_FRAMES;
			const float *a = (const float *)&x->span[n - 1];
			const float *b = (const float *)&f;

			for (size_t i = 0; i < m; i++) {
				float t = (float)(i + 1) / (float)(m + 1);
				float *v = (float *)&x->span[n + i];

				for (int c = 0; c < 6; c++)
					v[c] = a[c] + t * (b[c] - a[c]);
				x->bridge[n + i] = 1;
				x->frame_of[n + i] = x->frame_of[n - 1];
			}
			n += m;
			hole = 0;
		}
		x->span[n] = f;
		x->bridge[n] = 0;
		x->frame_of[n] = (uint32_t)(k - from);
		n++;
	}
	x->n = n;
}

static void report(struct gn_session *s, const struct gn_count_result *r,
		   const size_t *which)
{
	const struct sensor *x = &s->s[which[r->sensor]];
	uint32_t n = 0;

	for (size_t i = 0; i < r->n_reps; i++) {
		const struct gn_count_rep *c = &r->reps[i];
		struct gn_session_event ev = { .kind = GN_EV_REP };
		struct gn_rep *rep = &ev.u.rep;

		if (!i || c->bout != r->reps[i - 1].bout) {
			s->n_sets++;
			n = 0;
		}
		rep->set = s->n_sets;
		rep->n = ++n;
		rep->start_ns = (s->from + x->frame_of[c->start]) * FRAME_NS;
		rep->turn_ns = (s->from + x->frame_of[c->turn]) * FRAME_NS;
		rep->end_ns = (s->from + x->frame_of[c->end]) * FRAME_NS;
		rep->quality = c->likeness;
		emit(s, &ev);
	}
}

/* The stretch [from, to) is over: count it. */
static void close_span(struct gn_session *s, int64_t to, int at_end)
{
	struct gn_count_sensor cs[GN_SENSORS_MAX];
	size_t which[GN_SENSORS_MAX], n = 0;
	struct gn_count_result r;
	struct gn_count_input in = {
		.sensors = cs,
		.cut_start = s->from == 0,
		.cut_end = at_end != 0,
		.rep_min_s = s->exercise.rep_min_s,
		.rep_max_s = s->exercise.rep_max_s,
		.cyclic = s->exercise.cyclic,
	};

	for (size_t i = 0; i < s->p.n_sensors; i++) {
		struct sensor *x = &s->s[i];

		if (!x->cond.has_acc)
			continue;
		compact(x, s->from, to);
		which[n] = i;
		cs[n++] = (struct gn_count_sensor){ .frames = x->span,
			.bridge = x->bridge, .n = x->n,
			.has_gyr = x->cond.has_gyr, .prior = 1.0f };
	}
	in.n_sensors = n;
	gn_counter_run(s->counter, &in, &r);
	if (r.n_reps)
		report(s, &r, which);
	s->open = 0;
	s->closed = to;
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

			x->slow[c] += 0.04f * d;
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
	if (moving)
		s->moved = k;
	if (moving && !s->open) {
		s->open = 1;
		s->from = k - LEAD_FRAMES;
		if (s->from < s->closed)
			s->from = s->closed;
	}
	if (!s->open)
		return;
	if (k - s->moved >= QUIET_FRAMES)
		close_span(s, s->moved + LEAD_FRAMES, 0);
	else if (k + 1 - s->from >= SPAN_FRAMES - 2 * LAG_FRAMES)
		close_span(s, k + 1, 0);
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

struct sink {
	struct gn_session *s;
	struct sensor *x;
};

static void sink(void *user, int part, int64_t k, const float v[3])
{
	struct sink *u = user;
	struct sensor *x = u->x;
	struct gn_frame *f;

	if (k < u->s->frontier)
		return;
	advance(u->s, k - LAG_FRAMES);
	if (x->inited < u->s->frontier)
		x->inited = u->s->frontier;
	for (; x->inited <= k; x->inited++) {
		f = &x->ring[x->inited % SPAN_FRAMES];
		for (int c = 0; c < 3; c++)
			f->acc_mps2[c] = f->gyr_radps[c] = NAN;
	}
	f = &x->ring[k % SPAN_FRAMES];
	memcpy(part ? f->gyr_radps : f->acc_mps2, v, 3 * sizeof(*v));
	x->next[part] = k + 1;
}

int gn_session_push(struct gn_session *s, const struct gn_sample *in, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct sink u = { .s = s };

		if (in[i].sensor >= s->p.n_sensors)
			return GN_EINVAL;
		u.x = &s->s[in[i].sensor];
		gn_cond_push(&u.x->cond, &in[i], sink, &u);
	}
	return s->ev_lost ? GN_ENOSPC : GN_OK;
}

void gn_session_flush(struct gn_session *s)
{
	int64_t end = s->frontier;

	for (size_t i = 0; i < s->p.n_sensors; i++) {
		struct sink u = { s, &s->s[i] };

		gn_cond_flush(&u.x->cond, sink, &u);
		if (u.x->inited > end)
			end = u.x->inited;
	}
	advance(s, end);
	if (s->open)
		close_span(s, end, 1);
}

void gn_session_quality(const struct gn_session *s, size_t i,
			struct gn_quality *out)
{
	gn_cond_quality(&s->s[i].cond, out);
}

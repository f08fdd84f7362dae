/* SPDX-License-Identifier: MIT */
#include "sessiontest.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct session_test st;

void session_fresh(void)
{
	motion_init(&st.m);
	st.m.acc_noise_mps2 = 0.03;
	st.m.gyr_noise_radps = 0.003;
}

void session_setup(void)
{
	session_fresh();
	memset(&st.exercise, 0, sizeof(st.exercise));
	strncpy(st.exercise.name, "general", sizeof(st.exercise.name) - 1);
	st.exercise.rep_min_s = 0.6f;
	st.exercise.rep_max_s = 12;
	st.exercise.rom_min_rad = st.exercise.rom_max_rad = NAN;
	st.exercise.partial_of = 0.75f;
	st.params = (struct gn_session_params){ .sensors = st.sensors,
		.n_sensors = 1, .exercise = &st.exercise };
}

void session_teardown(void)
{
	gn_session_destroy(st.session);
	st.session = NULL;
}

void session_begin(void)
{
	st.sensors[0] = motion_sensor(&st.m, "thigh_r");
	gn_session_destroy(st.session);
	st.session = NULL;
	ck_assert_int_eq(gn_session_create(&st.session, &st.params), GN_OK);
}

static void keep(struct session_log *l, const struct gn_session_event *ev)
{
	ck_assert_uint_lt(l->n, LOG_EVENTS);
	l->ev[l->n++] = *ev;
	l->sets += ev->kind == GN_EV_SET;
	l->rejects += ev->kind == GN_EV_REJECT;
	l->revised += ev->kind == GN_EV_REVISE;
	if (ev->kind != GN_EV_REP)
		return;
	l->provisional += ev->u.rep.provisional;
	if (ev->u.rep.provisional)
		return;
	ck_assert_uint_lt(l->reps, LOG_REPS);
	l->rep[l->reps++] = ev->u.rep;
}

void session_take(struct session_log *l)
{
	struct gn_session_event ev;

	while (gn_session_next(st.session, &ev))
		keep(l, &ev);
}

void session_feed(struct session_log *l, const struct gn_sample *in, size_t n,
		  size_t block)
{
	memset(l, 0, sizeof(*l));
	for (size_t i = 0; i < n; i += block) {
		size_t k = n - i < block ? n - i : block;

		ck_assert_int_eq(gn_session_push(st.session, in + i, k), GN_OK);
		session_take(l);
	}
	gn_session_flush(st.session);
	session_take(l);
	for (size_t i = 0; i < st.params.n_sensors && i < 2; i++)
		gn_session_quality(st.session, i, &l->q[i]);
}

void session_run(void)
{
	size_t n;
	struct gn_sample *in = motion_samples(&st.m, 0, &n);

	session_begin();
	session_feed(&st.got, in, n, 64);
	free(in);
}

static size_t size(enum gn_event_kind kind)
{
	switch (kind) {
	case GN_EV_REP:
		return sizeof(struct gn_rep);
	case GN_EV_SET:
		return sizeof(struct gn_set);
	case GN_EV_REJECT:
		return sizeof(struct gn_reject);
	default:
		return 0;
	}
}

void session_same(const struct session_log *a, const struct session_log *b)
{
	ck_assert_uint_eq(a->n, b->n);
	for (size_t i = 0; i < a->n; i++) {
		ck_assert_int_eq(a->ev[i].kind, b->ev[i].kind);
		ck_assert_mem_eq(&a->ev[i].u, &b->ev[i].u,
				 size(a->ev[i].kind));
	}
	ck_assert_mem_eq(a->q, b->q, sizeof(a->q));
}

void session_found(const char *what, double x, double tol_s, double ends_s)
{
	ck_assert_msg(st.got.reps == st.m.n_reps, "%s %g: %d found of %d", what,
		      x, (int)st.got.reps, (int)st.m.n_reps);
	for (size_t i = 0; i < st.m.n_reps; i++) {
		const struct motion_rep *t = &st.m.rep[i];
		const struct gn_rep *r = &st.got.rep[i];
		double turn = (double)r->turn_ns / LOG_S - st.m.shift_s;
		double a = (double)r->start_ns / LOG_S - st.m.shift_s;
		double b = (double)r->end_ns / LOG_S - st.m.shift_s;

		ck_assert_msg(turn > t->turn_s - tol_s &&
			      turn < t->back_s + tol_s,
			      "%s %g, %d: turn at %g, not %g to %g", what, x,
			      (int)i, turn, t->turn_s, t->back_s);
		ck_assert_msg(fabs(a - t->start_s) < ends_s &&
			      fabs(b - t->end_s) < ends_s,
			      "%s %g, %d: %g to %g, not %g to %g", what, x,
			      (int)i, a, b, t->start_s, t->end_s);
	}
}

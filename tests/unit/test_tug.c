/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gonio/function_test.h"
#include "gonio/session.h"
#include "gonio/sim.h"
#include "suites.h"

static struct gn_exercise tug = { .name = "timed_up_and_go",
				  .rep_min_s = 1.2f, .rep_max_s = 9.0f,
				  .test = GN_TEST_UP_AND_GO, .test_s = NAN };

/* What the session tells of a simulated recording that ends at cut_ns; how many
 * events. */
static int run_to(struct gn_sim *sim, size_t block, int64_t cut_ns,
		  struct gn_session_event *last)
{
	struct gn_session_params p = { .sensors = gn_sim_sensors(sim),
		.n_sensors = gn_sim_scenario(sim)->n_sensors,
		.exercise = &tug, .provisional = 1 };
	struct gn_session *s = NULL;
	struct gn_sample in[256];
	struct gn_session_event ev;
	int n, got = 0;

	ck_assert_int_eq(gn_session_create(&s, &p), GN_OK);
	while ((n = gn_sim_read(sim, in, block)) > 0 && in[0].t_ns < cut_ns)
		ck_assert_int_eq(gn_session_push(s, in, (size_t)n), GN_OK);
	gn_session_flush(s);
	while (gn_session_next(s, &ev)) {
		*last = ev;
		got++;
	}
	gn_session_destroy(s);
	return got;
}

static int run(struct gn_sim *sim, size_t block, struct gn_session_event *last)
{
	return run_to(sim, block, INT64_MAX, last);
}

static void load(struct gn_sim_scenario *sc)
{
	struct gn_diag why = { "" };

	ck_assert_msg(!gn_sim_load(sc, "timed_up_and_go", &why), "%s",
		      why.text);
}

static struct gn_sim *start(const struct gn_sim_scenario *sc, uint64_t seed)
{
	struct gn_sim *sim = NULL;
	struct gn_diag why = { "" };

	ck_assert_msg(!gn_sim_open(&sim, sc, seed, &why), "%s", why.text);
	return sim;
}

static double off(int64_t got, int64_t want)
{
	return fabs((double)(got - want) * 1e-9);
}

/*
 * Twelve people with a sensor on the pelvis, fast to slow, and twelve on the
 * chest. Measured: pelvis, total within 0.12 s, each phase within 0.28 s;
 * chest, phases before the last within 0.17 s, the last and the total within
 * 0.51 s, as the trunk comes upright while it sits down.
 */
static void one(const struct gn_sim_scenario *sc, uint64_t seed)
{
	static const enum gn_sim_act_kind want[] = {
		GN_SIM_SIT, GN_SIM_RISE, GN_SIM_WALK, GN_SIM_TURN,
		GN_SIM_WALK, GN_SIM_TURN, GN_SIM_LOWER, GN_SIM_SIT,
	};
	struct gn_sim *sim = start(sc, seed);
	struct gn_session_event ev;
	const struct gn_sim_span *p;
	const struct gn_tug *t = &ev.u.tug;
	int chest = sc->sensors[0].name[0] == 'c';
	double e[6];
	size_t n;

	ck_assert_int_eq(run(sim, 256, &ev), 1);
	ck_assert_msg(ev.kind == GN_EV_TUG, "seed %d: %s", (int)seed,
		      ev.kind == GN_EV_NO_TUG ? gn_tug_text(ev.u.no_tug) : "?");
	p = gn_sim_spans(sim, &n);
	ck_assert_uint_eq(n, 8);
	for (size_t i = 0; i < n; i++)
		ck_assert_int_eq(p[i].kind, want[i]);
	e[0] = off(t->end_ns - t->start_ns, p[6].end_ns - p[1].start_ns);
	e[1] = off(t->up_ns - t->start_ns, p[1].end_ns - p[1].start_ns);
	e[2] = off(t->turn_ns[0] - t->up_ns, p[2].end_ns - p[2].start_ns);
	e[3] = off(t->turned_ns[0] - t->turn_ns[0],
		   p[3].end_ns - p[3].start_ns);
	e[4] = off(t->turn_ns[1] - t->turned_ns[0],
		   p[4].end_ns - p[4].start_ns);
	e[5] = off(t->end_ns - t->turn_ns[1], p[6].end_ns - p[5].start_ns);
	for (int i = 0; i < 6; i++)
		ck_assert_msg(e[i] <= (chest && i % 5 == 0 ? 0.6 : 0.3),
			      "seed %d, %s: %.2f %.2f %.2f %.2f %.2f %.2f",
			      (int)seed, sc->sensors[0].name,
			      e[0], e[1], e[2], e[3], e[4], e[5]);
	gn_sim_close(sim);
}

START_TEST(phases_against_the_truth)
{
	struct gn_sim_scenario sc;

	load(&sc);
	if (_i % 2)
		gn_sim_sensor_default(&sc.sensors[0], "chest");
	sc.acts[0].slow = 0.8 + 0.1 * (_i / 2 % 6);
	one(&sc, (uint64_t)(100 + _i));
}
END_TEST

/* The recording is stopped while the person is still sitting down: the end lies
 * beyond it. */
START_TEST(stopped_too_early)
{
	struct gn_session_event ev;
	struct gn_sim_scenario sc;
	const struct gn_sim_span *p;
	struct gn_sim *sim;
	size_t n;

	load(&sc);
	sim = start(&sc, 7);
	p = gn_sim_spans(sim, &n);
	ck_assert_int_eq(run_to(sim, 1, p[6].end_ns - 250000000, &ev), 1);
	ck_assert_int_eq(ev.kind, GN_EV_TUG);
	ck_assert_double_lt(off(ev.u.tug.end_ns, p[6].end_ns), 0.3);
	gn_sim_close(sim);
}
END_TEST

START_TEST(any_block_same_times)
{
	struct gn_session_event a, b;
	struct gn_sim_scenario sc;
	struct gn_sim *sim;

	memset(&a, 0, sizeof(a));
	memset(&b, 0, sizeof(b));
	load(&sc);
	sim = start(&sc, 5);
	ck_assert_int_eq(run(sim, 1, &a), 1);
	gn_sim_close(sim);
	sim = start(&sc, 5);
	ck_assert_int_eq(run(sim, 256, &b), 1);
	gn_sim_close(sim);
	ck_assert_mem_eq(&a.u.tug, &b.u.tug, sizeof(a.u.tug));
}
END_TEST

START_TEST(what_is_missing_is_told)
{
	struct gn_session_event ev;
	struct gn_sim_scenario sc;
	struct gn_sim *sim;

	load(&sc);
	sc.acts[0] = (struct gn_sim_act){ .kind = GN_SIM_FIDGET,
					  .length_s = 10, .slow = 1 };
	sc.fidget_rad = 0.1;
	sim = start(&sc, 1);
	ck_assert_int_ge(run(sim, 256, &ev), 1);
	ck_assert_int_eq(ev.kind, GN_EV_NO_TUG);
	ck_assert_int_eq(ev.u.no_tug, GN_TUG_NO_TURNS);
	gn_sim_close(sim);
	load(&sc);
	gn_sim_sensor_default(&sc.sensors[0], "shank_l");
	sim = start(&sc, 1);
	ck_assert_int_eq(run(sim, 256, &ev), 1);
	ck_assert_int_eq(ev.u.no_tug, GN_TUG_NO_SENSOR);
	gn_sim_close(sim);
}
END_TEST

static struct gn_function_test of(double time_s)
{
	struct gn_tug t = { 1000000000, 2000000000,
			    { 4000000000, 7000000000 },
			    { 5500000000, 8000000000 }, 0,
			    GN_PLACE_PELVIS };
	struct gn_function_test got;

	t.end_ns = t.start_ns + (int64_t)(time_s * 1e9);
	gn_test_tug(&tug, &t, 1, GN_TUG_FOUND, &got);
	return got;
}

START_TEST(phases_and_the_limit)
{
	static const struct {
		const char *name;
		double s, sd;
	} want[] = {
		{ "time_s", 10.0, 0.1803 }, { "sit_to_walk_s", 1.0, 0.1803 },
		{ "walk_out_s", 2.0, 0.25 }, { "turn_s", 1.5, 0.2828 },
		{ "walk_back_s", 1.5, 0.2828 }, { "turn_to_sit_s", 4.0, 0.25 },
		{ "second_turn_s", 1.0, 0.2828 },
	};
	struct gn_function_test t = of(10.0);

	ck_assert_uint_eq(t.n_values, 7);
	for (size_t i = 0; i < t.n_values; i++) {
		ck_assert_str_eq(t.value[i].name, want[i].name);
		ck_assert_double_eq_tol((double)t.value[i].value, want[i].s,
					1e-5);
		ck_assert_double_eq_tol((double)t.value[i].sd, want[i].sd,
					1e-4);
	}
	ck_assert_int_eq(t.norm[0].reading, GN_READING_NO);
	/* 12 s or more, by more than 1.96 of 0.18 s */
	ck_assert_int_eq(of(11.6).norm[0].reading, GN_READING_NO);
	ck_assert_int_eq(of(11.7).norm[0].reading, GN_READING_NONE);
	ck_assert_int_eq(of(12.3).norm[0].reading, GN_READING_NONE);
	ck_assert_int_eq(of(12.4).norm[0].reading, GN_READING_YES);
	/* never one change for all */
	ck_assert_uint_eq(t.n_changes, 4);
	gn_test_tug(&tug, NULL, 0, GN_TUG_NO_SIT, &t);
	ck_assert_float_nan(t.value[0].value);
	ck_assert_str_eq(t.value[0].why, gn_tug_text(GN_TUG_NO_SIT));
	ck_assert_int_eq(t.norm[0].reading, GN_READING_NONE);
	ck_assert_int_eq(t.start_ns, GN_NO_TIME);
}
END_TEST

Suite *suite_tug(void)
{
	Suite *s = suite_create("tug");
	TCase *c = tcase_create("tug");

	tcase_add_loop_test(c, phases_against_the_truth, 0, 24);
	tcase_add_test(c, stopped_too_early);
	tcase_add_test(c, any_block_same_times);
	tcase_add_test(c, what_is_missing_is_told);
	tcase_add_test(c, phases_and_the_limit);
	tcase_set_timeout(c, 120);
	suite_add_tcase(s, c);
	return s;
}

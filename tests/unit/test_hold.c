/* SPDX-License-Identifier: MIT */
/* Postures that are held, in simulated sessions whose truth is known. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/session.h"
#include "lib/rep/catalogue_priv.h"
#include "simtest.h"
#include "suites.h"

#define NAMED "name = \"x\"; title = \"X\"; "
#define HOLD "task = \"hold\"; leave_deg = 12; "
#define SEEDS 6
#define TOL_S 0.3
#define TOL_ALONE_S 1.2         /* without rates, at 25 Hz */

static struct gn_catalogue *cat;
static struct gn_hold found[64];
static size_t n_found, n_shown;

static void setup(void)
{
	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, NULL), GN_OK);
}

static void teardown(void)
{
	gn_catalogue_free(cat);
}

START_TEST(a_hold_has_no_repetitions)
{
	struct gn_exercise e;

	ck_assert_int_eq(gn_entry_parse(&e, NAMED "first = \"eccentric\"; "
					"rep_s = [1, 2];", "x.cfg", NULL),
			 GN_OK);
	ck_assert_int_eq(e.task, GN_TASK_REPETITIONS);
	ck_assert_int_eq(gn_entry_parse(&e, NAMED "task = \"hold\"; "
					"leave_deg = 12; quiet_at = "
					"[ \"pelvis\" ]; cap_s = 45;",
					"x.cfg", NULL), GN_OK);
	ck_assert_int_eq(e.task, GN_TASK_HOLD);
	ck_assert_float_eq(e.rep_max_s, 0.0f);
	ck_assert_float_eq_tol(e.leave_rad, 0.20944f, 1e-5f);
	ck_assert_float_eq(e.cap_s, 45.0f);
	ck_assert_uint_eq(e.n_quiet_at, 1);
	ck_assert_int_eq(e.quiet_at[0], GN_PLACE_PELVIS);
}
END_TEST

START_TEST(entries_that_are_none)
{
	static const struct {
		const char *text, *reason;
	} bad[] = {
		{ "rep_s = [1, 2]; task = \"repetitions\";", "'first'" },
		{ "task = \"hold\";", "'leave_deg'" },
		{ "task = \"holds\";",
		  "task: must be repetitions, hold or walk" },
		{ "task = \"hold\"; leave_deg = 1;", "leave_deg: out of" },
		{ HOLD "away_deg = 181;", "away_deg: out of" },
		{ HOLD "least_s = 0;", "least_s: out of" },
		{ HOLD "break_s = -1;", "break_s: out of" },
		{ HOLD "cap_s = 0;", "cap_s: out of" },
		{ HOLD "quiet_at = [ \"arm\" ];", "no such" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct gn_exercise e;
		struct gn_diag why;
		char text[200];

		snprintf(text, sizeof(text), NAMED "%s", bad[i].text);
		ck_assert_int_eq(gn_entry_parse(&e, text, "x.cfg", &why),
				 GN_EFORMAT);
		ck_assert_msg(strstr(why.text, bad[i].reason) != NULL, "%s",
			      why.text);
	}
}
END_TEST

static int has_source(const struct gn_exercise *e, const char *field)
{
	for (size_t i = 0; i < e->n_sources; i++)
		if (!strcmp(e->sources[i].field, field))
			return 1;
	return 0;
}

/* Those of holds say where each number is from, and are in order. */
START_TEST(built_in_holds)
{
	size_t n = 0;

	for (size_t i = 0; i < gn_catalogue_size(cat); i++) {
		const struct gn_exercise *e = gn_catalogue_at(cat, i);

		if (e->task != GN_TASK_HOLD)
			continue;
		n++;
		ck_assert_msg(has_source(e, "leave_deg") &&
			      has_source(e, "least_s") &&
			      has_source(e, "break_s") &&
			      has_source(e, "places"), "%s", e->name);
		ck_assert_msg(has_source(e, "away_deg") || e->away_rad == 0,
			      "%s", e->name);
		ck_assert_msg(has_source(e, "cap_s") || e->cap_s == 0, "%s",
			      e->name);
		ck_assert_msg(e->n_places > 1 && e->least_s > 0, "%s", e->name);
		ck_assert_msg(e->away_rad == 0 || e->away_rad >= e->leave_rad,
			      "%s", e->name);
	}
	ck_assert_uint_eq(n, 4);
	ck_assert_str_eq(gn_catalogue_find(cat, "One-leg stand")->name,
			 "single_leg_stance");
}
END_TEST

static void take(struct gn_session *s)
{
	struct gn_session_event ev;

	while (gn_session_next(s, &ev)) {
		ck_assert_int_eq(ev.kind, GN_EV_HOLD);
		if (ev.u.hold.provisional) {
			n_shown++;
			continue;
		}
		ck_assert_uint_lt(n_found, 64);
		found[n_found++] = ev.u.hold;
	}
}

static struct gn_session *begin(const struct gn_sim *sim, const char *exercise,
				const struct gn_body *body, uint8_t show)
{
	struct gn_session_params p = {
		.sensors = gn_sim_sensors(sim),
		.n_sensors = gn_sim_scenario(sim)->n_sensors,
		.exercise = gn_catalogue_find(cat, exercise),
		.body = body, .provisional = show };
	struct gn_session *s = NULL;

	ck_assert_int_eq(gn_session_create(&s, &p), GN_OK);
	return s;
}

static void feed(struct gn_session *s, const struct gn_sample *in, size_t n,
		 size_t block)
{
	n_found = n_shown = 0;
	for (size_t at = 0; at < n; at += block) {
		size_t part = n - at < block ? n - at : block;

		ck_assert_int_eq(gn_session_push(s, in + at, part), GN_OK);
		take(s);
	}
	gn_session_flush(s);
	take(s);
}

/* A scenario through a session of an exercise; found is what it held. */
static struct gn_sim *run_sim(const struct gn_sim_scenario *sc, uint64_t seed,
			      const char *exercise, const struct gn_body *body)
{
	struct gn_sim *sim = simtest_open(sc, seed);
	struct gn_session *s = begin(sim, exercise, body, 0);
	struct gn_sample *in;
	size_t n;

	in = simtest_all(sim, 512, &n);
	feed(s, in, n, 300);
	free(in);
	gn_session_destroy(s);
	return sim;
}

static void load(struct gn_sim_scenario *sc, const char *name)
{
	struct gn_diag why = { 0 };

	ck_assert_msg(gn_sim_load(sc, name, &why) == GN_OK, "%s", why.text);
}

static void near_s(int64_t a, int64_t b, double tol_s)
{
	ck_assert_msg(fabs(1e-9 * (double)(a - b)) < tol_s, "%.2f, not %.2f",
		      1e-9 * (double)a, 1e-9 * (double)b);
}

static double true_held(const struct gn_sim_hold *t)
{
	int64_t ns = t->end_ns - t->start_ns;

	for (uint32_t k = 0; k < t->n_breaks; k++)
		ns -= t->break_ns[k][1] - t->break_ns[k][0];
	return 1e-9 * (double)ns;
}

/* All holds with their times and breaks, as the scenario made them. */
static void as_in(const struct gn_sim *sim, double tol_s)
{
	size_t n;
	const struct gn_sim_hold *t = gn_sim_holds(sim, &n);

	ck_assert_uint_eq(n_found, n);
	for (size_t i = 0; i < n; i++) {
		ck_assert_uint_eq(found[i].n, i + 1);
		near_s(found[i].start, t[i].start_ns, tol_s);
		near_s(found[i].end, t[i].end_ns, tol_s);
		ck_assert_uint_eq(found[i].n_breaks, t[i].n_breaks);
		for (uint32_t k = 0; k < t[i].n_breaks; k++) {
			near_s(found[i].breaks[k].start, t[i].break_ns[k][0],
			       tol_s);
			near_s(found[i].breaks[k].end, t[i].break_ns[k][1],
			       tol_s);
		}
		ck_assert_double_eq_tol((double)found[i].held_s,
					true_held(&t[i]),
					tol_s * (1 + t[i].n_breaks));
		ck_assert_uint_eq(found[i].cut_start + found[i].cut_end, 0);
	}
}

static const char *const shipped[][2] = {
	{ "plank", "plank" }, { "wall_sit", "wall_sit" },
	{ "one_leg", "single_leg_stance" },
};

START_TEST(holds_and_breaks_are_found)
{
	struct gn_sim_scenario sc;

	load(&sc, shipped[_i][0]);
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct gn_sim *sim = run_sim(&sc, seed, shipped[_i][1], NULL);

		as_in(sim, TOL_S);
		gn_sim_close(sim);
	}
}
END_TEST

/* One sensor alone, slow and without rates. */
START_TEST(an_accelerometer_is_enough)
{
	struct gn_sim_scenario sc;

	load(&sc, shipped[_i][0]);
	sc.systems[0].rate_hz = 25;
	for (size_t i = 0; i < sc.n_sensors; i++)
		sc.sensors[i].gyr = sc.sensors[i].mag = -1;
	/* a thigh; the shank that is lifted */
	if (_i == 2)
		sc.sensors[0] = sc.sensors[2];
	sc.n_sensors = 1;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct gn_sim *sim = run_sim(&sc, seed, shipped[_i][1], NULL);

		as_in(sim, TOL_ALONE_S);
		gn_sim_close(sim);
	}
}
END_TEST

/* Thighs that rise by 0.2 of 77 degrees in 45 s; those before do not. */
START_TEST(drift_against_its_own_start)
{
	struct gn_sim_scenario sc;
	struct gn_sim *sim;

	load(&sc, "wall_sit");
	sim = run_sim(&sc, 3, "wall_sit", NULL);
	ck_assert_uint_eq(n_found, 2);
	for (int i = 0; i < 2; i++) {
		const struct gn_hold_drift *a = &found[0].drift[i];
		const struct gn_hold_drift *b = &found[1].drift[i];

		ck_assert_float_lt(a->end_rad, 0.03f);
		ck_assert_float_lt(a->sd_rad, 0.02f);
		ck_assert_float_eq_tol(b->end_rad, 0.27f, 0.03f);
		ck_assert_float_ge(b->most_rad, b->end_rad);
		ck_assert_float_lt(b->most_rad, 0.30f);
	}
	ck_assert_float_nan(found[0].drift[2].end_rad);
	gn_sim_close(sim);
}
END_TEST

START_TEST(the_lifted_leg_is_told)
{
	struct gn_sim_scenario sc;

	load(&sc, "one_leg");
	for (int left = 0; left < 2; left++) {
		sc.side = left ? GN_SIDE_LEFT : GN_SIDE_RIGHT;
		gn_sim_close(run_sim(&sc, 5, "single_leg_stance", NULL));
		ck_assert_uint_eq(n_found, 3);
		for (int i = 0; i < 3; i++)
			ck_assert_int_eq(found[i].side, sc.side);
	}
	load(&sc, "wall_sit");
	gn_sim_close(run_sim(&sc, 5, "wall_sit", NULL));
	ck_assert_int_eq(found[0].side, GN_SIDE_BOTH);
	load(&sc, "plank");
	gn_sim_close(run_sim(&sc, 5, "plank", NULL));
	ck_assert_int_eq(found[0].side, GN_SIDE_NONE);
}
END_TEST

/* A touch of the floor ends a try on one leg. */
START_TEST(no_break_on_one_leg)
{
	struct gn_sim_scenario sc;
	struct gn_sim *sim;
	const struct gn_sim_hold *t;
	size_t n;

	load(&sc, "one_leg");
	sc.n_acts = 3;
	sc.acts[2].n_breaks = 1;
	sc.acts[2].break_rom = 0;
	sc.acts[2].breaks[0] = (struct gn_sim_break){ 5, 2 };
	sim = run_sim(&sc, 1, "single_leg_stance", NULL);
	t = gn_sim_holds(sim, &n);
	ck_assert_uint_eq(n_found, 2);
	near_s(found[0].end, t->break_ns[0][0], TOL_S);
	near_s(found[1].start, t->break_ns[0][1], TOL_S);
	ck_assert_uint_eq(found[0].n_breaks + found[1].n_breaks, 0);
	gn_sim_close(sim);
}
END_TEST

/* A recording that begins and ends in the posture: known as no rest by a
 * calibration, else it is what rest looks like. */
START_TEST(a_recording_cut_out)
{
	struct gn_sim_scenario sc;
	struct gn_body body = { 0 };
	struct gn_sim *sim;
	const struct gn_sim_hold *t;
	struct gn_sample *in;
	struct gn_sim_state up;
	size_t n, from = 0, to, n_holds;
	int64_t zero;

	load(&sc, "wall_sit");
	for (int known = 1; known >= 0; known--) {
		struct gn_session *s;

		sim = simtest_open(&sc, 2);
		for (size_t i = 0; i < 2 && known; i++) {
			gn_sim_state(sim, i, 0, &up);
			body.mount[i].has_up = 1;
			for (int c = 0; c < 3; c++)
				body.mount[i].axes.up[c] =
					(float)(up.force_mps2[c] / 9.81);
		}
		s = begin(sim, "wall_sit", known ? &body : NULL, 0);
		t = gn_sim_holds(sim, &n_holds);
		in = simtest_all(sim, 512, &n);
		while (in[from].t_ns < t[1].start_ns + 5000000000)
			from++;
		for (to = from; in[to].t_ns < t[1].end_ns - 9000000000; to++)
			;
		zero = in[from].t_ns;
		for (size_t i = from; i < to; i++)
			in[i].t_ns -= zero;
		feed(s, in + from, to - from, 300);
		ck_assert_uint_eq(n_found, (size_t)known);
		if (known) {
			ck_assert_uint_eq(found[0].cut_start, 1);
			ck_assert_uint_eq(found[0].cut_end, 1);
			ck_assert_float_eq_tol(found[0].held_s, 31.0f, 0.1f);
		}
		free(in);
		gn_session_destroy(s);
		gn_sim_close(sim);
		from = 0;
	}
}
END_TEST

/* Nothing that is done is a plank: squats, walking, curls. */
START_TEST(other_exercises_hold_nothing)
{
	static const char *const other[] = { "squat", "sit_to_stand", "curl",
					     "idle", "lunge" };

	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
		struct gn_sim_scenario sc;

		load(&sc, other[i]);
		gn_sim_close(run_sim(&sc, 1, "plank", NULL));
		for (size_t k = 0; k < n_found; k++)
			ck_assert_msg(found[k].held_s < 3, "%s: %.1f s",
				      other[i], (double)found[k].held_s);
	}
}
END_TEST

START_TEST(blocks_and_reset_do_not_matter)
{
	static const size_t block[] = { 1, 997, 1000000 };
	struct gn_hold before[64];
	struct gn_sim_scenario sc;
	struct gn_sim *sim;
	struct gn_session *s;
	struct gn_sample *in;
	size_t n, n_before;

	load(&sc, "plank");
	sim = simtest_open(&sc, 9);
	in = simtest_all(sim, 512, &n);
	for (uint8_t show = 0; show < 2; show++) {
		s = begin(sim, "plank", NULL, show);
		feed(s, in, n, 64);
		ck_assert_uint_eq(n_found, 2);
		/* every half second of the 65 that are held and seen so */
		if (show)
			ck_assert_uint_ge(n_shown, 110);
		else
			ck_assert_uint_eq(n_shown, 0);
		memcpy(before, found, sizeof(found));
		n_before = n_found;
		for (size_t b = 0; b < 3; b++) {
			gn_session_reset(s);
			feed(s, in, n, block[b] > 4096 && show ? 4096 :
			     block[b]);
			ck_assert_uint_eq(n_found, n_before);
			ck_assert_mem_eq(found, before,
					 n_found * sizeof(found[0]));
		}
		gn_session_destroy(s);
	}
	free(in);
	gn_sim_close(sim);
}
END_TEST

/* Sway of the pelvis on one leg against that of an ideal sensor there, its
 * acceleration turned into the world and low-passed likewise. */
START_TEST(sway_as_it_was)
{
	static struct gn_frame ideal[4096];
	static float a[4096][GN_SWAY_AXES];
	struct gn_sim_scenario sc;
	struct gn_sway truth;
	struct gn_sim *sim;

	load(&sc, "one_leg");
	sim = run_sim(&sc, 8, "single_leg_stance", NULL);
	ck_assert_uint_eq(n_found, 3);
	for (int i = 0; i < 3; i++) {
		size_t n = 0;

		for (int64_t t = found[i].longest.start + 1000000000;
		     t < found[i].longest.end - 1000000000; t += 20000000) {
			struct gn_sim_state at;

			gn_sim_state(sim, 0, t, &at);
			for (int c = 0; c < 3; c++)
				ideal[n].acc_mps2[c] =
					(float)at.force_mps2[c];
			n++;
		}
		gn_sway_level(ideal, n, 50, NULL, a);
		gn_sway_measure((const float (*)[GN_SWAY_AXES])a, n, 50,
				&truth);
		ck_assert_uint_eq(found[i].sway_of, 0);
		ck_assert_float_eq_tol(found[i].sway.rms_both_mps2 /
				       truth.rms_both_mps2, 1, 0.05f);
		ck_assert_float_eq_tol(found[i].sway.path_mps2 /
				       truth.path_mps2, 1, 0.05f);
		ck_assert_float_eq_tol(found[i].sway.jerk_m2ps5 /
				       truth.jerk_m2ps5, 1, 0.1f);
		/* which way is forward nobody said */
		ck_assert_float_nan(found[i].sway.rms_mps2[GN_SWAY_AP]);
	}
	gn_sim_close(sim);
}
END_TEST

/* From the pelvis alone: quiet stretches between movements. */
START_TEST(the_pelvis_sees_quiet)
{
	struct gn_sim_scenario sc;

	load(&sc, "one_leg");
	sc.n_sensors = 1;
	gn_sim_close(run_sim(&sc, 4, "single_leg_stance", NULL));
	ck_assert_uint_ge(n_found, 1);
	for (size_t i = 0; i < n_found; i++) {
		ck_assert_uint_eq(found[i].quiet, 1);
		ck_assert_int_eq(found[i].side, GN_SIDE_UNKNOWN);
	}
}
END_TEST

/* A hole of 3 s ends a hold where samples end, and one of 1 s does not. */
START_TEST(holes)
{
	struct gn_sim_scenario sc;
	struct gn_sim *sim;

	load(&sc, "wall_sit");
	sc.n_acts = 3;
	sc.acts[2].n_breaks = 0;
	sc.systems[0].n_gaps = 1;
	sc.systems[0].gaps[0] = (struct gn_sim_gap){ 25, 1 };
	sim = run_sim(&sc, 1, "wall_sit", NULL);
	as_in(sim, TOL_S);
	gn_sim_close(sim);
	sc.systems[0].gaps[0].length_s = 3;
	gn_sim_close(run_sim(&sc, 1, "wall_sit", NULL));
	ck_assert_uint_ge(n_found, 1);
	ck_assert_uint_eq(found[0].cut_end, 1);
	near_s(found[0].end, 25000000000, TOL_S);
}
END_TEST

Suite *suite_hold(void)
{
	Suite *s = suite_create("hold");
	TCase *t = tcase_create("catalogue");

	tcase_add_test(t, a_hold_has_no_repetitions);
	tcase_add_test(t, entries_that_are_none);
	suite_add_tcase(s, t);
	t = tcase_create("simulated");
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, built_in_holds);
	tcase_add_loop_test(t, holds_and_breaks_are_found, 0, 3);
	tcase_add_loop_test(t, an_accelerometer_is_enough, 1, 3);
	tcase_add_test(t, drift_against_its_own_start);
	tcase_add_test(t, the_lifted_leg_is_told);
	tcase_add_test(t, no_break_on_one_leg);
	tcase_add_test(t, a_recording_cut_out);
	tcase_add_test(t, other_exercises_hold_nothing);
	tcase_add_test(t, blocks_and_reset_do_not_matter);
	tcase_add_test(t, sway_as_it_was);
	tcase_add_test(t, the_pelvis_sees_quiet);
	tcase_add_test(t, holes);
	suite_add_tcase(s, t);
	return s;
}

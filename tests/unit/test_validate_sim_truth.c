/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/catalogue.h"
#include "gonio/walking.h"
#include "simtest.h"
#include "suites.h"
#include "valsimtest.h"

#define S INT64_C(1000000000)

static struct gn_diag why;
static struct gn_val_sim s;
static struct gn_val_sim_point p;
static double truth[4];

#define LEAST VALSIM_FIVE "places = [ \"thigh_r\" ];\n"

static void load(const char *text)
{
	valsim_load(&s, text);
}

static const struct gn_val_off *off(const char *name)
{
	return valsim_off(&p, name);
}

/* --- what is true of a stand --- */

static int64_t ns(double t_s)
{
	return (int64_t)llround(1e9 * t_s);
}

/*
 * By hand: of a way up of 1.4 s the thigh has the last 0.72, 1.008 s, and half
 * of it at the middle; of one down of 1.4 s the first 0.72, and 0.85 of it
 * after 0.7101 of its time (10 u^3 - 15 u^4 + 6 u^5 = 0.85).
 */
START_TEST(a_stand_by_hand)
{
	struct gn_sim_scenario *sc = &s.plain;
	struct gn_stand found[5];
	struct gn_result r = { .stands = found, .n_stands = 5, .n_reps = 2 };
	const struct gn_val_sim_session done = { NULL, &r };
	struct gn_val_sim_session as = done;
	const struct gn_sim_rep *rep;
	struct gn_sim *sim = NULL;
	size_t n;

	load(LEAST);
	sc->duration_cv = 0;
	sc->slowing = 0;
	ck_assert_int_eq(gn_sim_open(&sim, sc, 3, &why), GN_OK);
	rep = gn_sim_reps(sim, &n);
	ck_assert_uint_eq(n, 5);
	for (size_t i = 0; i < n; i++) {
		double at = 1e-9 * (double)rep[i].start_ns;

		found[i] = (struct gn_stand){ ns(at), ns(at + 0.392),
			ns(at + 0.896), ns(at + 1.4),
			ns(at + 1.5 + 0.7101 * 1.008), GN_STAND_BY_THIGH };
	}
	/* the first is called 0.1 s late, the last was not sat down from */
	found[0].off_ns += ns(0.1);
	found[4].on_ns = GN_NO_TIME;
	r.exercise = s.exercise;
	r.test.n_values = 1;
	snprintf(r.test.value[0].name, sizeof(r.test.value[0].name),
		 "time_to_stand_s");
	r.test.value[0].value = 0.25f + (float)(1e-9 * (double)
		(rep[4].turn_ns - rep[0].start_ns));
	as.sim = sim;
	memset(&p, 0, sizeof(p));
	ck_assert_int_eq(gn_val_sim_stands(&as, &p), GN_OK);
	gn_val_off_sum(&p);
	ck_assert_double_eq_tol(off("seat_off_s")->median, 0, 1e-6);
	ck_assert_double_eq_tol(off("seat_off_s")->worst, 0.1, 1e-6);
	ck_assert_double_eq_tol(off("half_way_s")->worst, 0, 1e-6);
	ck_assert_double_eq_tol(off("stood_s")->worst, 0, 1e-6);
	ck_assert_double_eq_tol(off("seat_on_s")->worst, 0, 1e-4);
	ck_assert_uint_eq(off("seat_on_s")->missed, 1);
	ck_assert_double_eq_tol(off("time_to_stand_s")->bias, 0.25, 1e-5);
	ck_assert_uint_eq(off("time_to_sit_s")->missed, 1);
	ck_assert_double_eq_tol(off("repetitions")->bias, -3, 1e-12);
	gn_sim_close(sim);
}
END_TEST

/* It is stopped after 30 s: the last one begins before, and ends after. */
START_TEST(it_is_stopped_in_time)
{
	static struct gn_sim_scenario sc;
	const struct gn_sim_rep *rep;
	struct gn_sim *sim = NULL;
	double last_s, all_s;
	size_t n;

	load("kind = \"session\"; scenario = \"chair_stand_30s\";"
	     "places = [ \"thigh_r\" ];");
	for (uint64_t seed = 1; seed <= 12; seed++) {
		sc = s.plain;
		sc.acts[1].slow = seed % 2 ? 0.7 : 1.6;
		ck_assert_int_eq(gn_val_sim_stop(s.exercise, &sc, seed, &why),
				 GN_OK);
		ck_assert_int_eq(gn_sim_open(&sim, &sc, seed, &why), GN_OK);
		rep = gn_sim_reps(sim, &n);
		last_s = 1e-9 * (double)(rep[n - 1].start_ns - rep[0].start_ns);
		all_s = 1e-9 * (double)(rep[n - 1].end_ns - rep[0].start_ns);
		ck_assert_double_lt(last_s, 30);
		ck_assert_double_gt(all_s, 28.5);
		gn_sim_close(sim);
	}
}
END_TEST

/* --- what is true of holds --- */

/*
 * A pelvis that turns about its own joint, where the sensor sits: its
 * horizontal acceleration is g times the tilt. By hand, for each axis: three
 * tones of 0.86 of sd, sd / 2 and sd / 3 (lib/sim/timeline.c), so that the
 * variance is 0.86^2 x 49 / 36 = 1.0067 of sd^2; RMS is that of two axes, the
 * ellipse 5.991 pi times one. The low-pass at 3.5 Hz leaves 0.97 and more of
 * each below 1.2 Hz.
 */
START_TEST(sway_in_closed_form)
{
	const double sd = SIMTEST_RAD * 0.5 * SIMTEST_G;
	struct gn_sim_scenario *sc = &s.plain;
	struct gn_sim *sim;
	double got[4], half[4];

	simtest_plain(sc, "pelvis");
	sc->anchor = GN_SIM_PELVIS;
	memset(sc->sensors[0].offset_m, 0, sizeof(sc->sensors[0].offset_m));
	sc->sensors[0].mount_rad[0] = 0.8;
	sc->sensors[0].mount_rad[1] = 0.7;
	sc->sway_rad = SIMTEST_RAD * 0.5;
	sc->acts[0].length_s = 400;
	sim = simtest_open(sc, 1);
	ck_assert_int_eq(gn_val_sway_true(sim, 0, 0, 400 * S, got), GN_OK);
	ck_assert_double_eq_tol(got[0] / (sd * sqrt(2 * 1.0067)), 1, 0.02);
	ck_assert_double_eq_tol(got[3] / (5.991465 * 3.141593 * 1.0067 * sd *
					  sd), 1, 0.04);
	/* path and jerk grow with time, the others do not */
	ck_assert_int_eq(gn_val_sway_true(sim, 0, 0, 200 * S, half), GN_OK);
	ck_assert_double_eq_tol(half[0] / got[0], 1, 0.03);
	ck_assert_double_eq_tol(half[1] / got[1], 0.5, 0.02);
	ck_assert_double_eq_tol(half[2] / got[2], 0.5, 0.02);
	/* by Schwarz: (path / time)^2 is at most twice the jerk over it */
	ck_assert_double_lt(got[1] * got[1] / 400, 2 * got[2]);
	ck_assert_double_gt(got[1] * got[1] / 400, 1.2 * got[2]);
	gn_sim_close(sim);
}
END_TEST

/* Two planks: the first is told 0.1 s late, without one of its breaks; a quiet
 * stretch beside it is no hold; of the second nothing is found. */
START_TEST(holds_by_hand)
{
	struct gn_hold found[2] = { { .n_breaks = 1 }, { .quiet = 1 } };
	struct gn_result r = { .holds = found, .n_holds = 2 };
	struct gn_val_sim_session done = { NULL, &r };
	const struct gn_sim_hold *t;
	struct gn_sim *sim;
	size_t n;

	load("kind = \"session\"; scenario = \"plank\";"
	     "places = [ \"thigh_r\" ]; sway_deg = 0.2;");
	ck_assert_double_eq(s.sway_deg, 0.2);
	sim = simtest_open(&s.plain, 3);
	t = gn_sim_holds(sim, &n);
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(t[0].n_breaks, 2);
	found[0].start = t[0].start_ns + ns(0.1);
	found[0].end = t[0].end_ns;
	found[1].start = t[1].start_ns;
	found[1].end = t[1].end_ns;
	/* 40 s, of which two breaks of 2.5 and 3 s are taken out */
	found[0].held_s = 34.25f;
	gn_sway_blank(&found[0].sway);
	r.exercise = s.exercise;
	done.sim = sim;
	memset(&p, 0, sizeof(p));
	ck_assert_int_eq(gn_val_sim_holds(&done, &p), GN_OK);
	gn_val_off_sum(&p);
	ck_assert_double_eq_tol(off("hold_start_s")->worst, 0.1, 1e-6);
	ck_assert_uint_eq(off("hold_start_s")->missed, 1);
	ck_assert_double_eq_tol(off("hold_end_s")->worst, 0, 1e-6);
	ck_assert_double_eq_tol(off("held_s")->bias, -0.25, 1e-5);
	ck_assert_double_eq_tol(off("breaks")->bias, -1, 1e-12);
	ck_assert_double_eq_tol(off("holds")->bias, -1, 1e-12);
	ck_assert_uint_eq(p.n_off, 5);
	/* sway is that of the longest part, the first 14 of 40 s */
	found[0].sway.time_s = 1;
	ck_assert_int_eq(gn_val_sway_true(sim, 0, t[0].start_ns + S,
					  t[0].break_ns[0][0] - S, truth),
			 GN_OK);
	found[0].sway.rms_both_mps2 = (float)(1.5 * truth[0]);
	found[0].sway.path_mps2 = (float)truth[1];
	found[0].sway.jerk_m2ps5 = (float)(0.5 * truth[2]);
	found[0].sway.ellipse_m2ps4 = (float)(3 * truth[3]);
	memset(&p, 0, sizeof(p));
	ck_assert_int_eq(gn_val_sim_holds(&done, &p), GN_OK);
	gn_val_off_sum(&p);
	ck_assert_double_eq_tol(off("sway_rms_pct")->bias, 50, 1e-3);
	ck_assert_double_eq_tol(off("sway_path_pct")->bias, 0, 1e-3);
	ck_assert_double_eq_tol(off("sway_jerk_pct")->bias, -50, 1e-3);
	ck_assert_double_eq_tol(off("sway_ellipse_pct")->bias, 200, 1e-3);
	gn_sim_close(sim);
}
END_TEST

/* --- what is true of walks --- */

/*
 * By hand: of 40 steps the last is not found, the bout begins and ends as long
 * after, so that its cadence is 38 / 39 of the truth, and its speed is right:
 * the way is that of 39. Of 18 all are found in half the time; of 8 none.
 */
START_TEST(walks_by_hand)
{
	struct gn_bout found[3] = { { .steps = 39 }, { .steps = 18 },
				    { .steps = 8 } };
	struct gn_result r = { .bouts = found, .n_bouts = 2 };
	struct gn_val_sim_session done = { NULL, &r };
	const struct gn_sim_step *t;
	struct gn_sim *sim;
	int64_t half;
	size_t n;

	load("kind = \"session\"; scenario = \"gait\"; uneven = 0.1;"
	     "places = [ \"pelvis\" ];");
	ck_assert_double_eq(s.uneven, 0.1);
	sim = simtest_open(&s.plain, 3);
	t = gn_sim_steps(sim, &n);
	ck_assert_uint_eq(n, 66);
	for (int i = 0; i < 2; i++) {
		found[i].start_ns = t[i ? 40 : 0].t_ns + S / 5;
		found[i].end_ns = t[i ? 57 : 39].t_ns + S / 5;
	}
	half = (t[57].t_ns - t[40].t_ns) / 2;
	found[1].end_ns = found[1].start_ns + half;
	for (int i = 0; i < 2; i++)
		found[i].cadence_spm = gn_cadence_spm(found[i].steps,
			found[i].start_ns, found[i].end_ns);
	done.sim = sim;
	memset(&p, 0, sizeof(p));
	ck_assert_int_eq(gn_val_sim_walks(&done, &p), GN_OK);
	gn_val_off_sum(&p);
	ck_assert_double_eq_tol(off("steps")->bias, -1, 1e-12);
	ck_assert_double_eq_tol(off("cadence_pct")->bias, -100.0 / 39, 1e-3);
	ck_assert_double_eq_tol(off("speed_pct")->bias, 0, 1e-3);
	ck_assert_double_eq_tol(off("speed_bounds")->bias, 0, 1e-12);
	ck_assert_double_eq_tol(off("steps_to_25")->bias, 0, 1e-12);
	ck_assert_double_eq_tol(off("cadence_to_25_pct")->bias, 100, 1e-3);
	ck_assert_double_eq_tol(off("speed_to_25_pct")->bias, 100, 1e-3);
	ck_assert_double_eq_tol(off("speed_to_25_bounds")->bias, 1, 1e-12);
	ck_assert_uint_eq(off("steps_to_10")->missed, 1);
	ck_assert_uint_eq(off("speed_to_10_bounds")->missed, 1);
	ck_assert_double_eq_tol(off("walks")->bias, -1, 1e-12);
	/* the third, too slow */
	found[2].start_ns = t[58].t_ns;
	found[2].end_ns = 3 * t[65].t_ns - 2 * t[58].t_ns;
	r.n_bouts = 3;
	memset(&p, 0, sizeof(p));
	ck_assert_int_eq(gn_val_sim_walks(&done, &p), GN_OK);
	gn_val_off_sum(&p);
	ck_assert_double_eq_tol(off("speed_to_10_pct")->bias, -200.0 / 3,
				1e-3);
	ck_assert_double_eq_tol(off("speed_to_10_bounds")->bias, 1, 1e-12);
	gn_sim_close(sim);
}
END_TEST

Suite *suite_validate_sim_truth(void)
{
	Suite *suite = suite_create("validate_sim_truth");
	TCase *t = tcase_create("by hand");

	suite_add_tcase(suite, t);
	tcase_add_checked_fixture(t, valsim_open, valsim_close);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_stand_by_hand);
	tcase_add_test(t, it_is_stopped_in_time);
	tcase_add_test(t, sway_in_closed_form);
	tcase_add_test(t, holds_by_hand);
	tcase_add_test(t, walks_by_hand);
	return suite;
}

/* SPDX-License-Identifier: MIT */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "suites.h"
#include "tabletest.h"
#include "valsimtest.h"

static struct gn_diag why;
static struct gn_val_sim s;
static struct gn_val_sim_point p;

#define FIVE VALSIM_FIVE
#define LEAST FIVE "places = [ \"thigh_r\" ];\n"

static void load(const char *text)
{
	valsim_load(&s, text);
}

static const struct gn_val_off *off(const char *name)
{
	return valsim_off(&p, name);
}

START_TEST(fields_and_defaults)
{
	load(LEAST);
	ck_assert_str_eq(s.name, "small");
	ck_assert_uint_eq(s.sessions, 100);
	ck_assert_double_eq(s.misplaced_deg, 15);
	ck_assert(isnan(s.duration_cv));
	ck_assert_uint_eq(s.slow.n, 1);
	ck_assert_double_eq(s.slow.v[0], 1);
	ck_assert_str_eq(s.exercise->name, "five_times_sit_to_stand");
	load(FIVE "places = [ \"pelvis\", \"thigh_l+chest\" ]; seed = 4;"
	     "sessions = 2; misplaced_deg = 3; duration_cv = 0.2;"
	     "slow = [ 0.5, 2.0 ];");
	ck_assert_uint_eq(s.places.n, 2);
	ck_assert_str_eq(s.places.v[1], "thigh_l+chest");
	ck_assert_uint_eq(s.seed, 4);
	ck_assert_uint_eq(s.sessions, 2);
	ck_assert_double_eq(s.misplaced_deg, 3);
	ck_assert_double_eq(s.duration_cv, 0.2);
	ck_assert_double_eq(s.slow.v[1], 2);
}
END_TEST

static const struct {
	const char *text, *part;
} wrong[] = {
	{ FIVE, "needs scenario and places" },
	{ "kind = \"session\"; places = [ \"chest\" ];", "needs scenario and" },
	{ "kind = \"trend\";", "kind must be \"session\"" },
	{ "scenario = 3;", "scenario must be of 1 to 63 letters in quotes" },
	{ "scenario = \"\";", "scenario must be of 1 to 63 letters" },
	{ "places = \"chest\";", "places must be a list of 1 to 16 texts" },
	{ "places = [ 1 ];", "places must be of 1 to 63 letters" },
	{ "places = [ ];", "places must be a list of 1 to 16 texts" },
	{ LEAST "slow = [ 0.1 ];", "slow must be a list of 1 to 16 numbers" },
	{ LEAST "sessions = 0;", "sessions must be a whole number from 1" },
	{ "scenario = \"nothing\"; places = [ \"chest\" ];",
	  "small.cfg: scenario: " },
	{ "scenario = \"squat\"; places = [ \"chest\" ];",
	  "its exercise has no figures to be compared" },
};

START_TEST(what_is_wrong_is_named)
{
	ck_assert_int_eq(gn_val_sim_load(&s, valsim_put(wrong[_i].text),
					 valsim_catalogue(), &why), GN_EFORMAT);
	ck_assert_msg(strstr(why.text, wrong[_i].part) != NULL, "%s", why.text);
}
END_TEST

START_TEST(a_place_that_is_none)
{
	load(FIVE "places = [ \"thigh_r+elbow\" ];");
	ck_assert_int_eq(gn_val_sim_run(&s, 0, &p, &why), GN_EINVAL);
	ck_assert_msg(strstr(why.text, "elbow") != NULL, "%s", why.text);
}
END_TEST

/* -0.3, -0.1, 0.2, 0.6: by hand. One was not found; of counts one was right. */
START_TEST(errors_are_summed_up)
{
	static const double e[] = { 0.2, -0.3, 0.6, NAN, -0.1 };

	memset(&p, 0, sizeof(p));
	for (size_t i = 0; i < 5; i++)
		ck_assert_int_eq(gn_val_off_add(&p, "a_s", 0, e[i]), GN_OK);
	for (int i = -1; i < 2; i++)
		ck_assert_int_eq(gn_val_off_add(&p, "b", 1, i), GN_OK);
	ck_assert_int_eq(gn_val_off_add(&p, "c_s", 0, NAN), GN_OK);
	gn_val_off_sum(&p);
	ck_assert_uint_eq(p.n_off, 3);
	ck_assert_uint_eq(off("a_s")->n, 4);
	ck_assert_uint_eq(off("a_s")->missed, 1);
	ck_assert_double_eq_tol(off("a_s")->bias, 0.05, 1e-12);
	ck_assert_double_eq_tol(off("a_s")->median, 0.25, 1e-12);
	ck_assert_double_eq_tol(off("a_s")->p95, 0.3 + 0.85 * 0.3, 1e-12);
	ck_assert_double_eq_tol(off("a_s")->worst, 0.6, 1e-12);
	ck_assert_uint_eq(off("b")->exact, 1);
	ck_assert_double_eq_tol(off("b")->worst, 1, 1e-12);
	ck_assert_double_nan(off("c_s")->worst);
}
END_TEST

/* --- the figures themselves: seeds that were far off once --- */

#define GAIT "kind = \"session\"; scenario = \"gait\"; seed = 11;" \
	     "uneven = 0.1;"
#define LEG "kind = \"session\"; scenario = \"one_leg\"; seed = 5;" \
	    "sway_deg = 0.8;"

static const struct {
	const char *text;
	const char *of;
	double      worst;      /* of few sessions; README has those of 100 */
} good[] = {
	{ FIVE "seed = 2; places = [ \"thigh_r+pelvis\" ]; slow = [ 1.6 ];"
	  "misplaced_deg = 30; duration_cv = 0.15;", "time_to_sit_s", 0.2 },
	{ FIVE "seed = 28; places = [ \"thigh_r\" ]; misplaced_deg = 30;"
	  "duration_cv = 0.15;", "seat_off_s", 0.06 },
	{ FIVE "seed = 28; places = [ \"thigh_r\" ]; misplaced_deg = 30;"
	  "duration_cv = 0.15;", "stood_s", 0.06 },
	{ FIVE "seed = 1; places = [ \"pelvis\" ]; misplaced_deg = 30;"
	  "duration_cv = 0.15;", "time_to_sit_s", 0.15 },
	{ FIVE "seed = 1; places = [ \"chest\" ]; misplaced_deg = 30;"
	  "duration_cv = 0.15;", "time_to_stand_s", 0.15 },
	{ "kind = \"session\"; scenario = \"chair_stand_30s\"; seed = 56;"
	  "places = [ \"thigh_r+pelvis\" ]; slow = [ 1.6 ];"
	  "misplaced_deg = 30; duration_cv = 0.15;", "half_way_s", 0.05 },
	{ "kind = \"session\"; scenario = \"timed_up_and_go\"; seed = 49;"
	  "places = [ \"pelvis\" ]; slow = [ 1.6 ]; misplaced_deg = 30;",
	  "time_s", 0.35 },
	{ "kind = \"session\"; scenario = \"timed_up_and_go\"; seed = 20;"
	  "places = [ \"chest\" ]; slow = [ 1.6 ]; misplaced_deg = 30;",
	  "time_s", 0.9 },
	{ LEG "places = [ \"pelvis+shank_l+shank_r\" ];", "held_s", 0.2 },
	{ LEG "places = [ \"pelvis+shank_l+shank_r\" ];", "sway_rms_pct", 2 },
	{ LEG "places = [ \"pelvis+shank_l+shank_r\" ];", "sway_path_pct",
	  10 },
	{ LEG "places = [ \"pelvis+shank_l+shank_r\" ];", "sway_ellipse_pct",
	  5 },
	{ "kind = \"session\"; scenario = \"plank\"; seed = 7;"
	  "places = [ \"chest+thigh_r\" ];", "held_s", 0.3 },
	{ "kind = \"session\"; scenario = \"four_stage_balance\"; seed = 3;"
	  "places = [ \"shank_r\" ];", "stage_s", 0.25 },
	{ GAIT "places = [ \"pelvis\" ];", "cadence_pct", 2 },
	{ GAIT "places = [ \"shank_r\" ];", "cadence_to_25_pct", 5 },
	{ GAIT "places = [ \"thigh_r\" ]; slow = [ 1.5 ];", "speed_pct", 3 },
};

START_TEST(figures_are_near_the_truth)
{
	char text[400];

	snprintf(text, sizeof(text), "%ssessions = 3;", good[_i].text);
	load(text);
	ck_assert_msg(!gn_val_sim_run(&s, 0, &p, &why), "%s", why.text);
	ck_assert_uint_eq(p.sessions, 3);
	ck_assert_uint_eq(off(good[_i].of)->missed, 0);
	ck_assert_msg(off(good[_i].of)->worst < good[_i].worst, "%s %.3f",
		      good[_i].of, off(good[_i].of)->worst);
	/* it is no shortcut: nothing is measured without an error */
	ck_assert_double_gt(off(good[_i].of)->worst, 1e-4);
}
END_TEST

/* Without a sensor on the trunk its lean is not in the time: 0.28 of the way up
 * of 1.4 s (and fatigue: up to 1.2 as long), the longer the slower it is. */
START_TEST(what_is_slower_takes_longer)
{
	double bias[2];

	load(FIVE "places = [ \"thigh_r\" ]; slow = [ 0.5, 2.0 ];"
	     "sessions = 3;");
	for (size_t i = 0; i < 2; i++) {
		ck_assert_int_eq(gn_val_sim_run(&s, i, &p, &why), GN_OK);
		bias[i] = off("time_to_stand_s")->bias;
		/* no two sessions are the same */
		ck_assert_double_gt(off("time_to_stand_s")->worst,
				    off("time_to_stand_s")->median + 1e-3);
	}
	ck_assert_double_eq_tol(bias[0], -0.28 * 0.7, 0.06);
	ck_assert_double_eq_tol(bias[1], -0.28 * 2.8, 0.24);
}
END_TEST

/* Whichever way round a sensor is strapped on, and though the trunk beside it
 * leans twice for each stand. */
START_TEST(turned_round_and_beside_the_trunk)
{
	for (int k = 0; k < 4; k++) {
		load(FIVE "seed = 20; places = [ \"thigh_r+pelvis\" ];"
		     "slow = [ 1.6 ]; sessions = 3; duration_cv = 0.1;");
		s.plain.sensors[0].mount_rad[k / 2] += 3.14159 * (k % 2);
		ck_assert_int_eq(gn_val_sim_run(&s, 0, &p, &why), GN_OK);
		ck_assert_uint_eq(off("seat_on_s")->missed, 0);
		ck_assert_double_lt(off("seat_on_s")->worst, 0.15);
		ck_assert_uint_eq(off("repetitions")->exact, 3);
	}
}
END_TEST

/* Repetitions that were counted in the wrong phase, or twice. */
START_TEST(repetitions_are_whole)
{
	static const char *const text[] = {
		FIVE "seed = 3; places = [ \"thigh_r\", \"chest\" ];"
		"slow = [ 1.6 ]; misplaced_deg = 30; sessions = 3;"
		"duration_cv = 0.15;",
		FIVE "seed = 1; places = [ \"pelvis\", \"chest\" ];"
		"misplaced_deg = 30; sessions = 6; duration_cv = 0.15;",
	};

	for (size_t k = 0; k < 2; k++) {
		load(text[k]);
		for (size_t i = 0; i < 2; i++) {
			ck_assert_int_eq(gn_val_sim_run(&s, i, &p, &why),
					 GN_OK);
			ck_assert_uint_eq(off("repetitions")->exact,
					  p.sessions);
		}
	}
}
END_TEST

/* Outside of a test it takes twice as many to be taken for halves. */
START_TEST(halves_are_joined_in_the_exercise_too)
{
	load(FIVE "seed = 1; places = [ \"chest\" ]; slow = [ 1.6 ];"
	     "misplaced_deg = 30; sessions = 4;");
	snprintf(s.plain.exercise, sizeof(s.plain.exercise), "sit_to_stand");
	for (int partial = 0; partial < 2; partial++) {
		s.plain.acts[1].reps = 6;
		s.plain.acts[1].partial = partial ? 1 << 3 : 0;
		s.plain.acts[1].partial_rom = 0.45;
		ck_assert_int_eq(gn_val_sim_run(&s, 0, &p, &why), GN_OK);
		if (!partial)
			ck_assert_uint_eq(off("repetitions")->exact, 4);
		ck_assert_double_le(off("repetitions")->worst, 1);
	}
}
END_TEST

/* More than half-way up counts: beside those that are near it is sure. */
START_TEST(stands_are_counted)
{
	load("kind = \"session\"; scenario = \"chair_stand_30s\"; seed = 1;"
	     "places = [ \"thigh_r+pelvis\" ]; slow = [ 0.8 ];"
	     "sessions = 8;");
	ck_assert_msg(!gn_val_sim_run(&s, 0, &p, &why), "%s", why.text);
	ck_assert_uint_eq(off("stands")->n, 8);
	ck_assert_double_le(off("stands")->worst, 1);
	ck_assert_uint_gt(off("stands_none_near")->n, 3);
	ck_assert_uint_eq(off("stands_none_near")->exact,
			  off("stands_none_near")->n);
}
END_TEST

/* Nobody counts to the step where a walk begins and ends: within one. */
START_TEST(steps_are_counted)
{
	static const char *const name[] = { "steps", "steps_to_25",
					    "steps_to_10" };

	double limps;

	load(GAIT "places = [ \"pelvis\", \"wrist_l\" ];"
	     "sessions = 4;");
	ck_assert_int_eq(gn_val_sim_run(&s, 0, &p, &why), GN_OK);
	limps = off("cadence_pct")->bias;
	s.uneven = 0;
	ck_assert_int_eq(gn_val_sim_run(&s, 0, &p, &why), GN_OK);
	ck_assert_double_gt(fabs(off("cadence_pct")->bias - limps), 1e-6);
	s.uneven = 0.1;
	for (size_t i = 0; i < 2; i++) {
		ck_assert_int_eq(gn_val_sim_run(&s, i, &p, &why), GN_OK);
		ck_assert_uint_eq(off("walks")->exact, 4);
		for (int k = 0; k < 3; k++) {
			ck_assert_uint_eq(off(name[k])->n, 4);
			ck_assert_double_le(off(name[k])->worst, 1);
		}
	}
	ck_assert_uint_ge(off("steps")->exact, 3);
}
END_TEST

/* A strong limp: one step half as long again as the other. On the shank the
 * other foot is hardly felt. */
START_TEST(steps_of_who_limps)
{
	load("kind = \"session\"; scenario = \"gait\"; uneven = 0.2;"
	     "seed = 11; places = [ \"shank_r\" ]; slow = [ 0.8, 1.5 ];"
	     "sessions = 4; misplaced_deg = 30;");
	for (size_t i = 0; i < 2; i++) {
		ck_assert_int_eq(gn_val_sim_run(&s, i, &p, &why), GN_OK);
		ck_assert_uint_eq(off("steps")->n, 4);
		ck_assert_double_le(off("steps")->worst, i ? 5 : 1);
		ck_assert_double_le(off("steps_to_25")->worst, i ? 4 : 1);
	}
}
END_TEST

START_TEST(tables)
{
	char *text;
	json_t *o;

	text = tabletest_text(gn_val_sim_all,
			      valsim_put(LEAST "sessions = 2;"));
	ck_assert_msg(!strncmp(text, "\nSESSION                  places", 32),
		      "%s", text);
	ck_assert_msg(strstr(text, "\nsmall                    thigh_r       "
			     "    1.0 seat_off_s              10      0"
			     "       -") != NULL, "%s", text);
	free(text);
	text = tabletest_lines(gn_val_sim_all, files_path("small.cfg"));
	o = tabletest_first(text, "session");
	ck_assert_str_eq(json_string_value(json_object_get(o, "error_of")),
			 "seat_off_s");
	ck_assert_int_eq(json_integer_value(json_object_get(o, "n")), 10);
	ck_assert(json_is_null(json_object_get(o, "exact")));
	ck_assert(json_is_real(json_object_get(o, "bias")));
	json_decref(o);
	free(text);
}
END_TEST

Suite *suite_validate_sim(void)
{
	Suite *suite = suite_create("validate_sim");
	TCase *t = tcase_create("sessions");

	suite_add_tcase(suite, t);
	tcase_add_checked_fixture(t, valsim_open, valsim_close);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, fields_and_defaults);
	tcase_add_loop_test(t, what_is_wrong_is_named, 0,
			    sizeof(wrong) / sizeof(wrong[0]));
	tcase_add_test(t, a_place_that_is_none);
	tcase_add_test(t, errors_are_summed_up);
	tcase_add_loop_test(t, figures_are_near_the_truth, 0,
			    sizeof(good) / sizeof(good[0]));
	tcase_add_test(t, what_is_slower_takes_longer);
	tcase_add_test(t, turned_round_and_beside_the_trunk);
	tcase_add_test(t, repetitions_are_whole);
	tcase_add_test(t, halves_are_joined_in_the_exercise_too);
	tcase_add_test(t, stands_are_counted);
	tcase_add_test(t, steps_are_counted);
	tcase_add_test(t, steps_of_who_limps);
	tcase_add_test(t, tables);
	return suite;
}

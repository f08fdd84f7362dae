/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/analyse.h"
#include "apps/analyse_warn.h"
#include "apps/jobs.h"
#include "fault.h"
#include "suites.h"

#define HZ 50
#define N  (30 * HZ)
#define PI 3.14159265358979323846

static const struct gn_sensor both = {
	.name = "wrist_r", .place = GN_PLACE_WRIST, .side = GN_SIDE_RIGHT,
	.rate_hz = HZ, .has_acc = 1, .has_gyr = 1,
};

/*
 * A segment that tilts to and fro by 40 deg in 4 s about its z axis, as a
 * sensor with its own units would report it.
 */
static struct gn_sample tilting(int i, double acc_unit, double gyr_unit)
{
	double t = (double)i / HZ, w = 2 * PI / 4;
	double a = 20 * PI / 180 * (1 - cos(w * t));
	double rate = 20 * PI / 180 * w * sin(w * t);
	struct gn_sample s = { .t_ns = (int64_t)(t * 1e9) };

	s.acc_mps2[0] = (float)(acc_unit * 9.81 * cos(a));
	s.acc_mps2[1] = (float)(acc_unit * -9.81 * sin(a));
	s.gyr_radps[2] = (float)(gyr_unit * rate);
	return s;
}

static struct gn_units_check units;

/* Two such sensors, in their units. */
static void feed(const double acc_unit[2], const double gyr_unit[2])
{
	struct gn_sensor pair[2] = { both, both };

	ck_assert_int_eq(gn_units_init(&units, pair, 2), GN_OK);
	for (int i = 0; i < N; i++) {
		for (unsigned k = 0; k < 2; k++) {
			struct gn_sample s = tilting(i, acc_unit[k],
						     gyr_unit[k]);

			s.sensor = k;
			gn_units_push(&units, &s, 1);
		}
	}
}

/* ---- warnings ---------------------------------------------------------- */

static struct gn_result res;
static struct gn_exercise curl;

static void make_result(void)
{
	static char name[] = "a_motion.tsv";

	memset(&res, 0, sizeof(res));
	memset(&curl, 0, sizeof(curl));
	snprintf(curl.name, sizeof(curl.name), "curl");
	curl.places[0] = GN_PLACE_WRIST;
	curl.n_places = 1;
	curl.rep_max_s = 9.0f;
	res.recording = name;
	res.exercise = &curl;
	res.n_sensors = 1;
	res.sensors[0] = both;
	res.quality[0].samples = 1000;
	res.quality[0].rate_hz = HZ;
	res.n_reps = 1;
}

static void drop_result(void)
{
	free(res.warnings);
}

static int warned(enum gn_warning_code code)
{
	int n = 0;

	for (size_t i = 0; i < res.n_warnings; i++)
		n += res.warnings[i].code == code;
	return n;
}

START_TEST(a_sound_recording_gets_no_warning)
{
	ck_assert_int_eq(gn_warn_quality(&res), GN_OK);
	ck_assert_uint_eq(res.n_warnings, 0);
}
END_TEST

START_TEST(each_defect_gets_its_warning)
{
	struct gn_quality *q = &res.quality[0];

	q->gaps = 2;
	q->repeated = 11;
	q->late = 11;
	q->clipped = 1;
	q->rate_hz = 19.9F;
	res.sensors[0].bad_gyr = 1;
	res.n_reps = 0;
	curl.places[0] = GN_PLACE_THIGH;
	ck_assert_int_eq(gn_warn_quality(&res), GN_OK);
	ck_assert_int_eq(warned(GN_WARN_GAPS), 1);
	ck_assert_int_eq(warned(GN_WARN_REPEATED), 1);
	ck_assert_int_eq(warned(GN_WARN_LATE), 1);
	ck_assert_int_eq(warned(GN_WARN_CLIPPED), 1);
	ck_assert_int_eq(warned(GN_WARN_RATE), 1);
	ck_assert_int_eq(warned(GN_WARN_SENSOR), 1);
	ck_assert_int_eq(warned(GN_WARN_PLACE), 1);
	ck_assert_int_eq(warned(GN_WARN_NO_REPS), 1);
	ck_assert_uint_eq(res.n_warnings, 8);
	ck_assert(strstr(res.warnings[0].text, "wrist_r: gyroscope"));
}
END_TEST

START_TEST(small_defects_are_passed_over)
{
	res.quality[0].repeated = 10;
	res.quality[0].late = 10;
	res.quality[0].rate_hz = 20;
	curl.places[0] = GN_PLACE_THIGH;
	curl.places[1] = GN_PLACE_WRIST;
	curl.n_places = 2;
	ck_assert_int_eq(gn_warn_quality(&res), GN_OK);
	ck_assert_uint_eq(res.n_warnings, 0);
}
END_TEST

START_TEST(a_silent_sensor_is_named_once)
{
	memset(&res.quality[0], 0, sizeof(res.quality[0]));
	ck_assert_int_eq(gn_warn_quality(&res), GN_OK);
	ck_assert_int_eq(warned(GN_WARN_SENSOR), 1);
	ck_assert_uint_eq(res.n_warnings, 1);
}
END_TEST

START_TEST(wrong_units_are_refused)
{
	static const double one[] = { 1, 1 }, g[] = { 1 / 9.81, 1 / 9.81 };
	struct gn_diag why = { "" };

	res.n_sensors = 2;
	res.sensors[1] = both;
	feed(one, one);
	ck_assert_int_eq(gn_warn_units(&res, &units, &why), GN_OK);
	ck_assert_uint_eq(res.n_warnings, 0);
	ck_assert_str_eq(why.text, "");

	feed(g, one);
	ck_assert_int_eq(gn_warn_units(&res, &units, &why), GN_EUNITS);
	ck_assert_msg(strstr(why.text, "a_motion.tsv: "), "%s", why.text);
	ck_assert_msg(strstr(why.text, "wrist_r"), "%s", why.text);
	ck_assert_int_eq(gn_warn_units(&res, &units, NULL), GN_EUNITS);
}
END_TEST

START_TEST(one_sound_sensor_is_enough)
{
	static const double one[] = { 1, 1 }, g[] = { 1 / 9.81, 1 };
	static const double off[] = { 0, 1 };

	res.n_sensors = 2;
	res.sensors[1] = both;
	feed(g, one);
	ck_assert_int_eq(gn_warn_units(&res, &units, NULL), GN_OK);
	ck_assert_int_eq(warned(GN_WARN_UNITS), 1);
	feed(off, one);
	ck_assert_int_eq(gn_warn_units(&res, &units, NULL), GN_OK);
	ck_assert_int_eq(warned(GN_WARN_SENSOR), 1);
	ck_assert_uint_eq(res.n_warnings, 2);
}
END_TEST

START_TEST(an_accelerometer_alone_is_enough)
{
	static const double one[] = { 1, 1 }, off[] = { 0, 0 };

	res.n_sensors = 2;
	res.sensors[1] = both;
	feed(one, off);
	ck_assert_int_eq(gn_warn_units(&res, &units, NULL), GN_OK);
	ck_assert_int_eq(warned(GN_WARN_SENSOR), 2);
}
END_TEST

START_TEST(warning_without_memory_adds_nothing)
{
	struct fault_stat st;
	int err;

	fault_start(1);
	err = gn_warn(&res, GN_WARN_GAPS, "%d", 1);
	st = fault_stop();
	ck_assert_int_eq(err, GN_ENOMEM);
	ck_assert_int_eq(st.live, 0);
	ck_assert_uint_eq(res.n_warnings, 0);
	ck_assert_int_eq(gn_warn(&res, GN_WARN_GAPS, "%d", 17), GN_OK);
	ck_assert_str_eq(res.warnings[0].text, "17");
}
END_TEST

/* ---- one recording ----------------------------------------------------- */

static struct gn_catalogue *cat;
static char dir[64], table[96];

static void make_table(void)
{
	strncpy(dir, "/tmp/gonio-analyse-XXXXXX", sizeof(dir) - 1);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(table, sizeof(table), "%s/swing.csv", dir);
	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, NULL), GN_OK);
}

static void drop_table(void)
{
	unlink(table);
	rmdir(dir);
	gn_catalogue_free(cat);
}

static void put_table(double acc_unit, double gyr_unit)
{
	FILE *f = fopen(table, "w");

	ck_assert_ptr_nonnull(f);
	fputs("time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z\n", f);
	for (int i = 0; i < N; i++) {
		struct gn_sample s = tilting(i, acc_unit, gyr_unit);

		fprintf(f, "%.2f,%.4f,%.4f,%.4f,%.5f,%.5f,%.5f\n",
			(double)i / HZ, s.acc_mps2[0], s.acc_mps2[1],
			s.acc_mps2[2], s.gyr_radps[0], s.gyr_radps[1],
			s.gyr_radps[2]);
	}
	ck_assert_int_eq(fclose(f), 0);
}

START_TEST(a_recording_is_analysed_whole)
{
	static struct gn_result r;

	put_table(1, 1);
	ck_assert_int_eq(gn_analyse(&r, table, cat, "lateral raise", NULL,
				    NULL),
			 GN_OK);
	ck_assert_str_eq(r.recording, table);
	ck_assert_str_eq(r.exercise->name, "lateral_raise");
	ck_assert_uint_eq(strlen(r.input_sha256), 64);
	ck_assert_uint_eq(r.n_sensors, 1);
	ck_assert_uint_eq(r.quality[0].samples, N);
	/* 30 s of 4 s each, cut into at both ends */
	ck_assert_uint_ge(r.n_reps, 6);
	ck_assert_uint_le(r.n_reps, 8);
	ck_assert_uint_ge(r.n_sets, 1);
	gn_result_free(&r);
}
END_TEST

START_TEST(an_unknown_exercise_is_general_with_a_warning)
{
	static struct gn_result r;

	put_table(1, 1);
	ck_assert_int_eq(gn_analyse(&r, table, cat, "lateral_rise", NULL, NULL),
			 GN_OK);
	ck_assert_str_eq(r.exercise->name, "general");
	ck_assert_uint_ge(r.n_warnings, 1);
	ck_assert_int_eq(r.warnings[0].code, GN_WARN_EXERCISE);
	ck_assert(strstr(r.warnings[0].text, "lateral_rise"));
	gn_result_free(&r);

	ck_assert_int_eq(gn_analyse(&r, table, cat, NULL, NULL, NULL), GN_OK);
	ck_assert_str_eq(r.exercise->name, "general");
	ck_assert_int_eq(r.warnings[0].code, GN_WARN_EXERCISE);
	gn_result_free(&r);
}
END_TEST

START_TEST(what_cannot_be_scored_leaves_nothing)
{
	static struct gn_result r;
	struct gn_diag why = { "" };

	put_table(1, 180 / PI);
	ck_assert_int_eq(gn_analyse(&r, table, cat, NULL, NULL, &why),
			 GN_EUNITS);
	ck_assert_msg(strstr(why.text, "deg/s"), "%s", why.text);
	ck_assert_ptr_null(r.recording);
	ck_assert_ptr_null(r.warnings);

	ck_assert_int_eq(gn_analyse(&r, "/nonexistent.csv", cat, NULL, NULL,
				    &why),
			 GN_ENOENT);
	ck_assert_ptr_null(r.recording);
}
END_TEST

START_TEST(analysis_survives_no_memory)
{
	static struct gn_result r;
	struct fault_stat st;
	int err, fail_at = 0;

	put_table(1, 1);
	do {
		fault_start(++fail_at);
		err = gn_analyse(&r, table, cat, "lateral_raise", NULL, NULL);
		st = fault_stop();
		if (err) {
			ck_assert_int_eq(err, GN_ENOMEM);
			ck_assert_int_eq(st.live, 0);
			ck_assert_ptr_null(r.reps);
		}
	} while (err);
	ck_assert_int_gt(fail_at, 5);
	gn_result_free(&r);
}
END_TEST

/* ---- jobs -------------------------------------------------------------- */

static atomic_int done[100];

static void tick(void *ctx, size_t i)
{
	atomic_fetch_add(&((atomic_int *)ctx)[i], 1);
}

START_TEST(every_job_runs_once)
{
	static const unsigned jobs[] = { 1, 2, 3, 100, 1000 };

	for (int i = 0; i < 100; i++)
		atomic_init(&done[i], 0);
	gn_jobs_run(100, jobs[_i], tick, done, NULL);
	for (int i = 0; i < 100; i++)
		ck_assert_int_eq(atomic_load(&done[i]), 1);
	gn_jobs_run(0, jobs[_i], tick, NULL, NULL);
	ck_assert_uint_ge(gn_jobs_default(), 1);
}
END_TEST

/* Standing on it, no knee bends forward, even where no pose says what is
 * straight. Truth: 82 deg. */
START_TEST(a_knee_bends_back)
{
	const struct gn_known_body none = { .n = 0 };
	struct gn_result r;

	ck_assert_int_eq(gn_analyse(&r, "sim:calibration", cat, "squat", &none,
				    NULL), GN_OK);
	ck_assert_uint_eq(r.n_reps, 3);
	for (size_t i = 0; i < r.n_reps; i++)
		for (int a = GN_KNEE_FLEXION_L; a <= GN_KNEE_FLEXION_R; a++) {
			const struct gn_range *g = &r.reps[i].angle[a];

			ck_assert_float_gt(g->least_rad, -0.1f);
			ck_assert_float_eq_tol(g->most_rad, 1.43f, 0.17f);
		}
	gn_result_free(&r);
}
END_TEST

Suite *suite_analyse(void)
{
	Suite *s = suite_create("analyse");
	TCase *warn = tcase_create("warnings");
	TCase *whole = tcase_create("recording");
	TCase *jobs = tcase_create("jobs");

	tcase_add_checked_fixture(warn, make_result, drop_result);
	tcase_add_test(warn, a_sound_recording_gets_no_warning);
	tcase_add_test(warn, each_defect_gets_its_warning);
	tcase_add_test(warn, small_defects_are_passed_over);
	tcase_add_test(warn, a_silent_sensor_is_named_once);
	tcase_add_test(warn, wrong_units_are_refused);
	tcase_add_test(warn, one_sound_sensor_is_enough);
	tcase_add_test(warn, an_accelerometer_alone_is_enough);
	tcase_add_test(warn, warning_without_memory_adds_nothing);
	suite_add_tcase(s, warn);

	tcase_add_checked_fixture(whole, make_table, drop_table);
	tcase_add_test(whole, a_recording_is_analysed_whole);
	tcase_add_test(whole, an_unknown_exercise_is_general_with_a_warning);
	tcase_add_test(whole, what_cannot_be_scored_leaves_nothing);
	tcase_add_test(whole, a_knee_bends_back);
	tcase_add_test(whole, analysis_survives_no_memory);
	tcase_set_timeout(whole, 30);
	suite_add_tcase(s, whole);

	tcase_add_loop_test(jobs, every_job_runs_once, 0, 5);
	suite_add_tcase(s, jobs);
	return s;
}

/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/analyse.h"
#include "apps/cli.h"
#include "capture.h"
#include "exporttest.h"
#include "files.h"
#include "gonio/num.h"
#include "legs.h"
#include "rectest.h"
#include "suites.h"

#define MOTION "out/" ET_STEM "motion.tsv"

/* The content of a file below the test's folder; "" if there is none. */
static const char *content(const char *name)
{
	static char text[16384];
	FILE *f = fopen(files_path(name), "rb");
	size_t n;

	if (!f)
		return "";
	n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = '\0';
	fclose(f);
	return text;
}

/* ---- values ------------------------------------------------------------ */

START_TEST(numbers_digit_by_digit)
{
	static const struct { float x; const char *text; } value[] = {
		{ 0.1F, "0.100000001" },      /* 0x1.99999ap-4 */
		{ 0x1.555556p-2F, "0.333333343" },
		{ 16777216.0F, "16777216" }, { -0.0F, "-0" },
		{ 0x1p-149F, "1.40129846e-45" },
	};
	static const struct { int64_t ns; const char *text; } time[] = {
		{ 0, "0.000000000" }, { -20000001, "-0.020000001" },
		{ INT64_C(1234567890123456789), "1234567890.123456789" },
		{ INT64_MIN, "-9223372036.854775808" },
	};
	char out[GN_NUM_TEXT];

	for (int i = 0; i < 5; i++) {
		ck_assert_uint_eq(gn_num_put_float(out, value[i].x),
				  strlen(value[i].text));
		ck_assert_str_eq(out, value[i].text);
	}
	for (int i = 0; i < 4; i++) {
		ck_assert_uint_eq(gn_num_put_ns(out, time[i].ns),
				  strlen(time[i].text));
		ck_assert_str_eq(out, time[i].text);
	}
}
END_TEST

START_TEST(a_session_as_bids_comes_back)
{
	et_put_session("a.gonio");
	et_export("a.gonio", GN_EXPORT_BIDS, "out");
	ck_assert_uint_eq(et_sum.samples, ET_N);
	ck_assert_uint_eq(et_sum.sensors, 2);
	ck_assert_uint_eq(et_sum.events, 2);
	et_comes_back(files_path("out/sub-P17/motion/sub-P17_task-sitToStand_"
			      "tracksys-imu01_acq-20261124T200000_run-01_"
			      "motion.tsv"));
}
END_TEST

START_TEST(a_session_as_csv_comes_back)
{
	et_put_session("a.gonio");
	et_export("a.gonio", GN_EXPORT_CSV, "out");
	ck_assert_uint_eq(et_sum.samples, ET_N);
	et_comes_back(files_path("out/a.csv"));
}
END_TEST

START_TEST(events_come_along_in_order)
{
	et_put_session("a.gonio");
	et_export("a.gonio", GN_EXPORT_BIDS, "out");
	ck_assert_str_eq(content("out/" ET_STEM "events.tsv"),
		"onset\tduration\ttrial_type\tside\tlabel\n"
		"1.500\t0.250\tset\tn/a\tn/a\n"
		"2.500\t0.000\tmark\tn/a\ta b\n");
	ck_assert_str_eq(content("out/participants.tsv"),
			 "participant_id\nsub-P17\n");
	/* by which its day is known again */
	ck_assert_str_eq(content("out/sub-P17/sub-P17_scans.tsv"),
			 "filename\tacq_time\nmotion/sub-P17_task-sitToStand_"
			 "tracksys-imu01_acq-20261124T200000_run-01_"
			 "motion.tsv\t2026-11-24T20:00:00Z\n");
	/* nobody counted it: no truth */
	ck_assert_str_eq(content("out/truth.tsv"), "");
}
END_TEST

/* Two samples of one instant share a row; infinite is missing. */
START_TEST(a_table_byte_by_byte)
{
	static const struct gn_sample in[] = {
		{ .t_ns = 5, .sensor = 0, .acc_mps2 = { 1, INFINITY, 0.1F },
		  .gyr_radps = { 4, 5, 6 }, .mag_ut = { NAN, NAN, NAN } },
		{ .t_ns = 5, .sensor = 1, .acc_mps2 = { 7, 8, 9 },
		  .gyr_radps = { NAN, NAN, NAN }, .mag_ut = { 1, 2, 3 } },
		{ .t_ns = 20000001, .sensor = 1, .acc_mps2 = { -7, -0.0F, 9 },
		  .gyr_radps = { 1, 2, 3 }, .mag_ut = { 1, 2, 3 } },
	};
	struct gn_rec_writer *w;

	et_two_sensors();
	snprintf(rt_meta.sensors[1].name, sizeof(rt_meta.sensors[1].name),
		 "b, \"c\"");
	rt_meta.sensors[0].has_mag = 0;
	rt_meta.sensors[1].bad_gyr = 1;
	w = rt_create("a.gonio");
	ck_assert_int_eq(gn_rec_write(w, in, 3, NULL), GN_OK);
	ck_assert_int_eq(gn_rec_close(w, NULL), GN_OK);
	et_export("a.gonio", GN_EXPORT_CSV, "out");
	ck_assert_str_eq(content("out/a.csv"), "time_s,"
		"thigh_l_acc_x_mps2,thigh_l_acc_y_mps2,thigh_l_acc_z_mps2,"
		"thigh_l_gyr_x_radps,thigh_l_gyr_y_radps,thigh_l_gyr_z_radps,"
		"b___c__acc_x_mps2,b___c__acc_y_mps2,b___c__acc_z_mps2\n"
		"0.000000005,1,,0.100000001,4,5,6,7,8,9\n"
		"0.020000001,,,,,,,-7,-0,9\n");
	et_holds(content("out/a.map.json"), "\"task\": \"sit_to_stand\"");
	et_holds(content("out/a.map.json"), "\"b, \\\"c\\\"\"");
	/* 99.9 and 100.9 Hz: the faster one's */
	et_holds(content("out/a.map.json"), "\"rate_hz\": 100.9");
}
END_TEST

START_TEST(what_is_declared_bad_stays_so)
{
	struct gn_recording *r = NULL;

	et_two_sensors();
	rt_meta.sensors[1].bad_gyr = 1;
	rt_write("a.gonio", 2);
	et_export("a.gonio", GN_EXPORT_BIDS, "out");
	ck_assert_int_eq(gn_recording_open(&r, files_path(MOTION),
					   &et_why), GN_OK);
	ck_assert_uint_eq(gn_recording_info(r)->sensors[1].has_gyr, 1);
	ck_assert_uint_eq(gn_recording_info(r)->sensors[1].bad_gyr, 1);
	ck_assert_uint_eq(gn_recording_info(r)->sensors[0].bad_gyr, 0);
	/* 100.9F to its last bit */
	ck_assert_float_eq(gn_recording_info(r)->sensors[1].rate_hz, 100.9F);
	gn_recording_close(r);

	for (int i = 0; i < 2; i++)
		rt_meta.sensors[i].bad_acc = rt_meta.sensors[i].bad_gyr = 1;
	rt_write("b.gonio", 2);
	ck_assert_int_eq(gn_export(files_path("b.gonio"), GN_EXPORT_CSV,
				   files_path("csv"), &et_sum, &et_why),
			 GN_ENODATA);
	ck_assert_int_ne(access(files_path("csv"), F_OK), 0);
}
END_TEST

/* 10 us between the rows of three sensors at 100 Hz: their rate is no 100 kHz,
 * though most of the steps say so. */
START_TEST(clocks_that_nearly_agree)
{
	static struct gn_sample in[600];
	struct gn_recording *r = NULL;
	struct gn_rec_writer *w;

	et_two_sensors();
	rt_meta.n_sensors = 3;
	for (int i = 0; i < 600; i++) {
		in[i] = et_odd(0);
		in[i].sensor = i % 3;
		in[i].t_ns = i / 3 * INT64_C(10000000) + i % 3 * 10000;
	}
	w = rt_create("a.gonio");
	ck_assert_int_eq(gn_rec_write(w, in, 600, NULL), GN_OK);
	ck_assert_int_eq(gn_rec_close(w, NULL), GN_OK);
	et_export("a.gonio", GN_EXPORT_CSV, "out");
	ck_assert_msg(!gn_recording_open(&r, files_path("out/a.csv"), &et_why),
		      "%s", et_why.text);
	gn_recording_close(r);
}
END_TEST

START_TEST(stamps_that_are_no_time_are_left_out)
{
	struct gn_sample in[3] = { et_odd(0), et_odd(0), et_odd(0) };
	struct gn_recording *r = NULL;
	struct gn_rec_writer *w;

	et_two_sensors();
	in[1].t_ns = INT64_MAX;
	in[2].t_ns = 20000000;
	for (int csv = 0; csv < 2; csv++) {
		const char *name = csv ? "b.gonio" : "a.gonio";

		w = rt_create(name);
		ck_assert_int_eq(gn_rec_write(w, in, 3, NULL), GN_OK);
		ck_assert_int_eq(gn_rec_close(w, NULL), GN_OK);
		et_export(name, csv ? GN_EXPORT_CSV : GN_EXPORT_BIDS, "out");
		ck_assert_uint_eq(et_sum.samples, 2);
		ck_assert_uint_eq(et_sum.left_out, 1);
		ck_assert_int_eq(gn_recording_open(&r,
			files_path(csv ? "out/b.csv" : MOTION),
			&et_why), GN_OK);
		gn_recording_close(r);
	}
}
END_TEST

/* ---- scoring ----------------------------------------------------------- */

static void analyse(struct gn_result *r, const struct gn_catalogue *cat,
		    const char *path)
{
	ck_assert_msg(!gn_analyse(r, path, cat, NULL, NULL, &et_why), "%s",
		      et_why.text);
}

/* All that a result says, but for the input's name and what its sensors'
 * streams were like: a table has rows for what a sensor did not send. */
static char *said(const char *path, const struct gn_catalogue *cat)
{
	static struct gn_result r;
	char *text = NULL;
	size_t n = 0;
	FILE *to = open_memstream(&text, &n);

	ck_assert_ptr_nonnull(to);
	analyse(&r, cat, path);
	ck_assert_uint_ge(r.n_reps, 2);
	free(r.recording);
	r.recording = strdup("it");
	r.input_sha256[0] = '\0';
	memset(r.quality, 0, sizeof(r.quality));
	ck_assert_int_eq(gn_report_json(&r, to), GN_OK);
	ck_assert_int_eq(fclose(to), 0);
	gn_result_free(&r);
	return text;
}

/* As a table, and as a data set, whatever they are called. */
static void score_alike(const char *source)
{
	static const char *const dir[] = { "csv", "bids" };
	struct gn_catalogue *cat = NULL;
	char *want;

	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, NULL), GN_OK);
	want = said(source, cat);
	for (int k = 0; k < 2; k++) {
		char **path = NULL, *got;
		size_t n = 0;

		ck_assert_int_eq(gn_export(source, k ? GN_EXPORT_BIDS :
					   GN_EXPORT_CSV, files_path(dir[k]),
					   &et_sum, &et_why), GN_OK);
		ck_assert_int_eq(gn_sources_find(files_path(dir[k]), &path, &n,
						 NULL), GN_OK);
		ck_assert_uint_eq(n, 1);
		got = said(path[0], cat);
		ck_assert_str_eq(got, want);
		free(got);
		gn_paths_free(path, n);
	}
	free(want);
	gn_catalogue_free(cat);
}

START_TEST(a_simulated_recording_scores_the_same)
{
	score_alike("sim:curl");
}
END_TEST

/* Uneven stamps, some of which go back, and lost samples. */
START_TEST(a_data_set_scores_the_same)
{
	score_alike("fixtures/recordings/sim/sub-sim/motion/sub-sim_task-"
		    "squat_tracksys-imu_acq-squatBar_run-01_motion.tsv");
}
END_TEST

/* Two sensors, and an angle that needs no pose. */
START_TEST(the_demo_scores_the_same)
{
	score_alike("fixtures/recordings/demo/sub-sim/motion/sub-sim_task-"
		    "squat_tracksys-imu_acq-demo_run-01_motion.tsv");
}
END_TEST

static char out[8192], err[4096];

/* Record what a sensor gives, or two of it: how they sat is known. */
static void record(const char *sensor, const char *calibration, char path[512])
{
	const char *words[12] = { "--sensor", sensor, "--exercise", "squat",
				  "--headless", "--speed", "max", "--out",
				  path };

	snprintf(path, 512, "%s", files_path("a.gonio"));
	if (calibration) {
		words[9] = "--calibration";
		words[10] = calibration;
	}
	ck_assert_int_eq(capture_command(cmd_capture, words, out, sizeof(out),
					 err, sizeof(err)), CLI_OK);
}

START_TEST(a_session_scores_the_same)
{
	char path[512];

	record("sim:demo", NULL, path);
	score_alike(path);
	ck_assert_int_ne(access(files_path("csv/a.mount.tsv"), F_OK), 0);
}
END_TEST

/* With all the angles that it takes a calibration for. */
START_TEST(how_sensors_sat_comes_along)
{
	struct gn_catalogue *cat = NULL;
	char path[512], *text;
	struct legs legs;

	legs_init(&legs);
	for (int k = 0; k < LEG_SENSORS; k++)
		legs.mount[k] = gn_quat_normalise((struct gn_quat){ 1, 2, 3,
						  (float)k });
	record(legs_table(&legs, "legs.csv", 0, 99), files_path("legs.csv"),
	       path);
	score_alike(path);
	ck_assert_int_eq(access(files_path("csv/a.mount.tsv"), F_OK), 0);
	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, NULL), GN_OK);
	text = said(files_path("csv/a.csv"), cat);
	et_holds(text, "\"hip_flexion_r\":");
	free(text);
	/* it is this file that tells so */
	unlink(files_path("csv/a.mount.tsv"));
	text = said(files_path("csv/a.csv"), cat);
	ck_assert_ptr_null(strstr(text, "\"hip_flexion_r\":"));
	free(text);
	gn_catalogue_free(cat);
}
END_TEST

/* A watch, and five sensors. */
START_TEST(real_recordings_score_the_same)
{
	static const char *const name[] = {
		"ds-carawatch/sub-P01/ses-1/motion/sub-P01_ses-1_"
		"task-lunge_tracksys-imu_run-01",
		"ds-ucipt/sub-01/motion/sub-01_task-bicepsCurl_"
		"tracksys-imu_acq-template" };
	char path[1024];

	if (!files_data())
		return;
	snprintf(path, sizeof(path), "%s/%s_motion.tsv", files_data(),
		 name[_i]);
	score_alike(path);
}
END_TEST

static TCase *part(Suite *s, const char *name)
{
	TCase *t = tcase_create(name);

	tcase_add_checked_fixture(t, rt_setup, files_close);
	tcase_set_timeout(t, 60);
	suite_add_tcase(s, t);
	return t;
}

Suite *suite_export(void)
{
	Suite *s = suite_create("export");
	TCase *t;

	t = part(s, "values");
	tcase_add_test(t, numbers_digit_by_digit);
	tcase_add_test(t, a_session_as_bids_comes_back);
	tcase_add_test(t, a_session_as_csv_comes_back);
	tcase_add_test(t, events_come_along_in_order);
	tcase_add_test(t, a_table_byte_by_byte);
	tcase_add_test(t, what_is_declared_bad_stays_so);
	tcase_add_test(t, clocks_that_nearly_agree);
	tcase_add_test(t, stamps_that_are_no_time_are_left_out);
	t = part(s, "scoring");
	tcase_add_test(t, a_simulated_recording_scores_the_same);
	tcase_add_test(t, a_data_set_scores_the_same);
	tcase_add_test(t, the_demo_scores_the_same);
	tcase_add_test(t, a_session_scores_the_same);
	tcase_add_test(t, how_sensors_sat_comes_along);
	tcase_add_loop_test(t, real_recordings_score_the_same, 0, 2);
	return s;
}

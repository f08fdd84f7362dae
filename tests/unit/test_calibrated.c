/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <getopt.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/analyse.h"
#include "apps/cal_store.h"
#include "apps/cli.h"
#include "apps/export.h"
#include "apps/live.h"
#include "apps/verify.h"
#include "capture.h"
#include "files.h"
#include "gonio/rec.h"
#include "rectest.h"
#include "suites.h"

/* Calibrations that hold for a recording: stored with it, and applied. */

#define URI "sim:still_poses"

static char out[32768], err[4096];
static struct gn_catalogue *cat;
static struct gn_cal_file cal;
static struct gn_diag why;

/* What the simulated sensor truly has. */
static void setup(void)
{
	files_open();
	setenv("GONIO_CALIBRATION", files_path("store"), 1);
	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, NULL), GN_OK);
	memset(&cal, 0, sizeof(cal));
	snprintf(cal.serial, sizeof(cal.serial), URI);
	cal.has_acc = cal.has_gyr = cal.has_scale = cal.has_mag = 1;
	cal.scale.turns = 11;
	cal.mag.samples = 400;
	cal.mag.field_ut = 48;
	cal.acc.poses = cal.gyr.poses = 12;
	for (int i = 0; i < 3; i++) {
		const float bias[3] = { 0.12F, -0.08F, 0.05F };
		const float scale[3] = { 1.006F, 0.992F, 0.998F };
		const float gyr_scale[3] = { 1.011F, 0.985F, 1.006F };

		cal.acc.cal.bias_mps2[i] = bias[i];
		cal.acc.cal.k[i][i] = 1 / scale[i];
		cal.scale.k[i][i] = 1 / gyr_scale[i];
		cal.mag.w[i][i] = 1;
	}
	cal.gyr.bias_radps[0] = 0.3F * 0.0174532925F;
	cal.gyr.bias_radps[1] = -0.2F * 0.0174532925F;
	cal.gyr.bias_radps[2] = 0.4F * 0.0174532925F;
}

static void teardown(void)
{
	unsetenv("GONIO_CALIBRATION");
	gn_catalogue_free(cat);
	files_close();
}

static int run(int (*cmd)(int, char **), const char *const *words)
{
	return capture_command(cmd, words, out, sizeof(out), err,
			       sizeof(err));
}

#define RUN(cmd, ...) run(cmd, (const char *const[]){ __VA_ARGS__, NULL })

static void file_it(void)
{
	char path[GN_CAL_PATH_SIZE];

	ck_assert_int_eq(gn_cal_path(path, cal.serial, &why), GN_OK);
	ck_assert_int_eq(gn_cal_store(&cal, path, &why), GN_OK);
}

static int capture(const char *name)
{
	return RUN(cmd_capture, "--sensor", URI, "--speed", "max",
		   "--exercise", "general", "--out", files_path(name));
}

/* The norm at rest, and the bias of the rate about z there. */
static struct rest {
	float acc_mps2, gyr_radps;
} rest_of(const char *path)
{
	struct gn_result r;
	struct rest rest;

	ck_assert_msg(!gn_analyse(&r, path, cat, NULL, NULL, &why), "%s",
		      why.text);
	rest.acc_mps2 = r.quality[0].rest_acc_mps2;
	rest.gyr_radps = r.quality[0].gyr_bias_radps[2];
	gn_result_free(&r);
	return rest;
}

static void same(struct rest a, struct rest b)
{
	ck_assert_float_eq(a.acc_mps2, b.acc_mps2);
	ck_assert_float_eq(a.gyr_radps, b.gyr_radps);
}

/* Gravity, and no rate but what the bias walked. */
static void is_true(struct rest r)
{
	ck_assert_float_eq_tol(r.acc_mps2, 9.80665F, 0.001F);
	ck_assert_float_eq_tol(r.gyr_radps, 0, 0.001F);
}

/* ---- a session --------------------------------------------------------- */

START_TEST(it_is_stored_and_the_samples_stay_raw)
{
	struct gn_sample a[64], b[64];
	struct gn_source *src;
	struct gn_rec *rec;
	char *text;
	int n;

	file_it();
	ck_assert_int_eq(capture("a.gonio"), CLI_OK);
	ck_assert_str_eq(err, "");
	ck_assert_int_eq(gn_rec_open(&rec, files_path("a.gonio"), &why),
			 GN_OK);
	ck_assert_uint_eq(gn_rec_version(rec), 2);
	ck_assert_int_eq(gn_cal_file_text(&cal, &text), GN_OK);
	ck_assert_str_eq(gn_rec_meta(rec)->calibration[0], text);
	free(text);
	ck_assert_int_eq(gn_source_open(&src, URI, &why), GN_OK);
	do {
		n = gn_source_read(src, a, 64, 0, &why);
		ck_assert_int_eq(gn_rec_read(rec, b, 64, &why), n);
		if (n > 0)
			ck_assert_mem_eq(a, b, (size_t)n * sizeof(a[0]));
	} while (n > 0);
	ck_assert_int_eq(n, GN_EOF);
	gn_source_close(src);
	gn_rec_reader_close(rec);
}
END_TEST

/* The norm at rest is gravity's only if it was applied. */
START_TEST(it_is_applied_live_and_again)
{
	struct rest raw = rest_of(URI);

	ck_assert_float_gt(fabsf(raw.acc_mps2 - 9.80665F), 0.004F);
	ck_assert_float_gt(raw.gyr_radps, 0.005F);
	file_it();
	/* who scores a source that was not captured has no calibration */
	same(rest_of(URI), raw);
	ck_assert_int_eq(capture("a.gonio"), CLI_OK);
	is_true(rest_of(files_path("a.gonio")));
	/* its own holds, whatever is filed later */
	cal.acc.cal.bias_mps2[0] = 1;
	file_it();
	is_true(rest_of(files_path("a.gonio")));
	ck_assert_int_eq(RUN(cmd_replay, "--verify", files_path("a.gonio")),
			 CLI_OK);
	ck_assert_int_eq(RUN(cmd_replay, "--speed", "max",
			     files_path("a.gonio")), CLI_OK);
}
END_TEST

static int live_has(const char *spec, uint8_t calibrated)
{
	struct gn_live_params p = { .spec = &spec, .n = 1, .cat = cat,
				    .calibrated = calibrated };
	struct gn_live *live;
	int has;

	ck_assert_msg(!gn_live_open(&live, &p, &why), "%s", why.text);
	has = gn_live_calibration(live, 0) != NULL;
	gn_live_close(live);
	return has;
}

/* What is filed is for who captures, a recording's own for all. */
START_TEST(a_replay_has_its_own_only)
{
	file_it();
	ck_assert_int_eq(capture("a.gonio"), CLI_OK);
	ck_assert_int_eq(live_has(URI, 0), 0);
	ck_assert_int_eq(live_has(URI, 1), 1);
	ck_assert_int_eq(live_has(files_path("a.gonio"), 0), 1);
	ck_assert_int_eq(live_has(files_path("a.gonio"), 1), 1);
	ck_assert_int_eq(unlink(files_path("store/sim_still_poses.cfg")), 0);
	ck_assert_int_eq(live_has(URI, 1), 0);
}
END_TEST

/* Without the calibration the stored result could not be had again. */
START_TEST(verify_needs_it)
{
	struct gn_verdict v;
	sqlite3 *db;

	file_it();
	ck_assert_int_eq(capture("a.gonio"), CLI_OK);
	ck_assert_int_eq(gn_verify(&v, files_path("a.gonio"), cat, &why),
			 GN_OK);
	ck_assert(v.equal);
	gn_verdict_free(&v);
	ck_assert_int_eq(sqlite3_open(files_path("a.gonio"), &db), 0);
	ck_assert_int_eq(sqlite3_exec(db, "PRAGMA user_version=1; DELETE FROM "
		"meta WHERE key LIKE 'calib%'", NULL, NULL, NULL), 0);
	sqlite3_close(db);
	ck_assert_int_eq(gn_verify(&v, files_path("a.gonio"), cat, &why),
			 GN_OK);
	ck_assert(!v.equal);
	gn_verdict_free(&v);
}
END_TEST

START_TEST(without_one_nothing_changes)
{
	struct gn_rec *rec;

	ck_assert_int_eq(capture("a.gonio"), CLI_OK);
	ck_assert_int_eq(gn_rec_open(&rec, files_path("a.gonio"), &why),
			 GN_OK);
	ck_assert_uint_eq(gn_rec_version(rec), 1);
	ck_assert_ptr_null(gn_rec_meta(rec)->calibration[0]);
	gn_rec_reader_close(rec);
	same(rest_of(files_path("a.gonio")), rest_of(URI));
}
END_TEST

START_TEST(a_damaged_one_is_refused)
{
	files_mkdir("store");
	files_put("store/sim_still_poses.cfg", "version = 1;\n");
	ck_assert_int_eq(capture("a.gonio"), CLI_FAILED);
	ck_assert_ptr_nonnull(strstr(err, "sim_still_poses.cfg:"));
	ck_assert_ptr_nonnull(strstr(err, "again, or remove the file\n"));
	ck_assert_int_ne(access(files_path("a.gonio"), F_OK), 0);
}
END_TEST

START_TEST(a_recording_is_checked_against_its_own)
{
	file_it();
	ck_assert_int_eq(capture("a.gonio"), CLI_OK);
	ck_assert_int_eq(unlink(files_path("store/sim_still_poses.cfg")), 0);
	ck_assert_int_eq(RUN(cmd_calibrate, "check", files_path("a.gonio")),
			 CLI_OK);
	ck_assert_ptr_nonnull(strstr(out, "Sensor  bar, sim:still_poses: "
				     "calibrated , in 12 poses\n"));
	ck_assert_ptr_nonnull(strstr(out, "at rest, off by "));
}
END_TEST

START_TEST(what_is_exported_is_calibrated)
{
	struct gn_export_sum sum;

	file_it();
	ck_assert_int_eq(capture("a.gonio"), CLI_OK);
	ck_assert_int_eq(gn_export(files_path("a.gonio"), GN_EXPORT_CSV,
				   files_path("csv"), &sum, &why), GN_OK);
	same(rest_of(files_path("csv/a.csv")),
	     rest_of(files_path("a.gonio")));
	is_true(rest_of(files_path("csv/a.csv")));
}
END_TEST

/* ---- the analysis ------------------------------------------------------ */

static uint32_t clipped_of(const char *text)
{
	struct gn_recording_info info = { .n_sensors = 1, .sensors = { {
		.name = "wrist_r", .rate_hz = 100, .has_acc = 1 } } };
	struct gn_sample s[1000];
	struct gn_analysis a;
	uint32_t n;

	for (int i = 0; i < 1000; i++) {
		double x = 30 * sin(0.1 * i);

		s[i] = (struct gn_sample){ .t_ns = i * INT64_C(10000000) };
		s[i].acc_mps2[0] = (float)fmin(fmax(x, -19.6), 19.6);
		s[i].acc_mps2[1] = (float)(5 * cos(0.1 * i));
		s[i].acc_mps2[2] = 9.8F;
		for (int k = 0; k < 3; k++)
			s[i].gyr_radps[k] = s[i].mag_ut[k] = NAN;
	}
	ck_assert_int_eq(gn_analysis_begin(&a, &info, "x", cat, NULL, NULL, 0,
					   &why), GN_OK);
	ck_assert_int_eq(gn_analysis_calibrate(&a, 0, text, &why), GN_OK);
	ck_assert_int_eq(gn_analysis_push(&a, s, 1000, &why), GN_OK);
	ck_assert_int_eq(gn_analysis_end(&a, &why), GN_OK);
	n = a.result.quality[0].clipped;
	gn_analysis_free(&a);
	return n;
}

/* A skew mixes an axis at its end with one that moves on. */
START_TEST(clipping_is_seen_in_the_raw_samples)
{
	uint32_t raw = clipped_of(NULL);
	char *text;

	cal.acc.cal.k[0][1] = 0.02F;
	ck_assert_int_eq(gn_cal_file_text(&cal, &text), GN_OK);
	ck_assert_uint_gt(raw, 100);
	ck_assert_uint_eq(clipped_of(text), raw);
	free(text);
}
END_TEST

START_TEST(a_text_that_is_none_is_refused)
{
	struct gn_recording_info info = { .n_sensors = 1, .sensors = { {
		.name = "wrist_r", .rate_hz = 100, .has_acc = 1 } } };
	struct gn_analysis a;

	ck_assert_int_eq(gn_analysis_begin(&a, &info, "x", cat, NULL, NULL, 0,
					   &why), GN_OK);
	ck_assert_int_eq(gn_analysis_calibrate(&a, 0, "version = 1;", &why),
			 GN_EFORMAT);
	ck_assert_int_eq(strncmp(why.text, "calibration of wrist_r:1: ", 26),
			 0);
	gn_analysis_free(&a);
}
END_TEST

/* ---- the file ---------------------------------------------------------- */

static void put_two(const char *name)
{
	rt_meta.n_sensors = 3;
	rt_meta.calibration[0] = "first";
	rt_meta.calibration[2] = "third";
	ck_assert_int_eq(gn_rec_close(rt_create(name), &why), GN_OK);
	memset(rt_meta.calibration, 0, sizeof(rt_meta.calibration));
}

START_TEST(each_sensor_has_its_own)
{
	struct gn_rec *rec;

	put_two("a.gonio");
	ck_assert_int_eq(gn_rec_open(&rec, files_path("a.gonio"), &why),
			 GN_OK);
	ck_assert_str_eq(gn_rec_meta(rec)->calibration[0], "first");
	ck_assert_ptr_null(gn_rec_meta(rec)->calibration[1]);
	ck_assert_str_eq(gn_rec_meta(rec)->calibration[2], "third");
	gn_rec_reader_close(rec);
}
END_TEST

static const char *const damage[] = {
	"DELETE FROM meta WHERE key='calibration.2'",
	"DELETE FROM meta WHERE key='calibrations'",
	"DELETE FROM meta WHERE key LIKE 'calib%'",
	"UPDATE meta SET value='fifth' WHERE key='calibration.0'",
	"UPDATE meta SET key='calibration.1' WHERE key='calibration.0'",
};

START_TEST(a_file_that_lost_one_is_damaged)
{
	struct gn_rec *rec;
	sqlite3 *db;

	put_two("a.gonio");
	ck_assert_int_eq(sqlite3_open(files_path("a.gonio"), &db), 0);
	ck_assert_int_eq(sqlite3_exec(db, damage[_i], NULL, NULL, NULL), 0);
	sqlite3_close(db);
	ck_assert_int_eq(gn_rec_open(&rec, files_path("a.gonio"), &why),
			 GN_EFORMAT);
	ck_assert_ptr_nonnull(strstr(why.text, "damaged"));
}
END_TEST

START_TEST(texts_that_cannot_be)
{
	static char longest[GN_REC_CALIBRATION_MAX + 2];
	struct gn_rec_writer *w;

	memset(longest, 'x', sizeof(longest) - 1);
	rt_meta.calibration[0] = longest;
	ck_assert_int_eq(gn_rec_create(&w, files_path("a.gonio"), &rt_meta,
				       &why), GN_EINVAL);
	rt_meta.calibration[0] = "";
	ck_assert_int_eq(gn_rec_create(&w, files_path("a.gonio"), &rt_meta,
				       &why), GN_EINVAL);
	rt_meta.calibration[0] = longest + 1;
	ck_assert_int_eq(gn_rec_create(&w, files_path("a.gonio"), &rt_meta,
				       &why), GN_OK);
	ck_assert_int_eq(gn_rec_close(w, &why), GN_OK);
	rt_meta.calibration[0] = NULL;
}
END_TEST

Suite *suite_calibrated(void)
{
	Suite *s = suite_create("calibrated");
	TCase *t = tcase_create("calibrated");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 30);
	tcase_add_test(t, it_is_stored_and_the_samples_stay_raw);
	tcase_add_test(t, it_is_applied_live_and_again);
	tcase_add_test(t, a_replay_has_its_own_only);
	tcase_add_test(t, verify_needs_it);
	tcase_add_test(t, without_one_nothing_changes);
	tcase_add_test(t, a_damaged_one_is_refused);
	tcase_add_test(t, a_recording_is_checked_against_its_own);
	tcase_add_test(t, what_is_exported_is_calibrated);
	tcase_add_test(t, clipping_is_seen_in_the_raw_samples);
	tcase_add_test(t, a_text_that_is_none_is_refused);
	suite_add_tcase(s, t);
	t = tcase_create("file");
	tcase_add_checked_fixture(t, rt_setup, files_close);
	tcase_add_test(t, each_sensor_has_its_own);
	tcase_add_loop_test(t, a_file_that_lost_one_is_damaged, 0,
			    sizeof(damage) / sizeof(damage[0]));
	tcase_add_test(t, texts_that_cannot_be);
	suite_add_tcase(s, t);
	return s;
}

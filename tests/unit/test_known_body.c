/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/analyse.h"
#include "apps/cli.h"
#include "apps/keep.h"
#include "apps/live.h"
#include "apps/mount_text.h"
#include "apps/verify.h"
#include "capture.h"
#include "files.h"
#include "gonio/cal_file.h"
#include "gonio/rec.h"
#include "legs.h"
#include "rectest.h"
#include "suites.h"

/* How sensors sit: stored with a recording, and used again. */

static char out[32768], err[4096];
static struct gn_catalogue *cat;
static struct legs legs;
static struct gn_diag why;

static void setup(void)
{
	files_open();
	legs_init(&legs);
	for (int k = 0; k < LEG_SENSORS; k++)
		legs.mount[k] = gn_quat_normalise((struct gn_quat){ 1, 2, 3,
						  (float)k });
	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, NULL), GN_OK);
	why.text[0] = '\0';
}

static void teardown(void)
{
	gn_catalogue_free(cat);
	files_close();
}

static int run(int (*cmd)(int, char **), const char *const *words)
{
	return capture_command(cmd, words, out, sizeof(out), err,
			       sizeof(err));
}

#define RUN(cmd, ...) run(cmd, (const char *const[]){ __VA_ARGS__, NULL })

/* ---- the text ---------------------------------------------------------- */

static const struct gn_mount whole = {
	.axes = { .up = { 0.6F, 0.8F, -0.0F }, .side = { 0.8F, -0.6F, 0 },
		  .fwd = { 0, 0, -1 }, .bias_radps = { 1e-9F, -3e-38F, 0.1F },
		  .share = 0.987654321F, .rms_radps = 1.0F / 3 },
	.has_up = 1, .has_side = 1, .has_sign = 1
};

static void comes_back(const struct gn_mount *m, int groups)
{
	char text[GN_MOUNT_TEXT];
	struct gn_mount back;

	ck_assert_uint_eq(gn_mount_text(m, text), strlen(text));
	ck_assert_int_eq(gn_mount_parse(&back, text), GN_OK);
	ck_assert_mem_eq(back.axes.up, m->axes.up, sizeof(m->axes.up));
	ck_assert_mem_eq(back.axes.bias_radps, m->axes.bias_radps,
			 sizeof(m->axes.bias_radps));
	ck_assert_int_eq(back.has_up, 1);
	ck_assert_int_eq(back.has_side, groups > 1);
	ck_assert_int_eq(back.has_sign, groups > 2);
	if (groups > 1)
		ck_assert_mem_eq(&back.axes, &m->axes, sizeof(m->axes));
	else
		ck_assert(isnan(back.axes.side[0]) && isnan(back.axes.fwd[2]) &&
			  isnan(back.axes.share) && isnan(back.axes.rms_radps));
}

START_TEST(a_mount_comes_back_bit_for_bit)
{
	struct gn_mount m = whole;

	comes_back(&m, 3);
	m.has_sign = 0;
	comes_back(&m, 2);
	m.has_side = 0;
	m.has_sign = 1;
	comes_back(&m, 1);
}
END_TEST

START_TEST(what_is_not_known_has_no_text)
{
	struct gn_mount m = whole;
	char text[GN_MOUNT_TEXT];

	m.has_up = 0;
	ck_assert_uint_eq(gn_mount_text(&m, text), 0);
	ck_assert_str_eq(text, "");
	m = whole;
	m.axes.rms_radps = NAN;
	ck_assert_uint_eq(gn_mount_text(&m, text), 0);
	ck_assert_str_eq(text, "");
	m.has_side = 0;         /* then it is not asked for */
	ck_assert_uint_gt(gn_mount_text(&m, text), 0);
}
END_TEST

#define POSE "mount 1 up 0 1 0 bias 0 0 0"
#define SIDE " side 1 0 0 fwd 0 0 -1"

static const char *const malformed[] = {
	"", "mount", "mount 2 up 0 1 0 bias 0 0 0", "mount 1 up 0 1 0",
	"mount 1 up 0 1 bias 0 0 0", "mount 1 up 0 1 0 bias 0 0 n/a",
	"mount 1 up 0 1 0 bias 0 0 1e39", "mount 1 up 0 1.01 0 bias 0 0 0",
	POSE " ", POSE " sign 1", POSE SIDE, POSE SIDE " share 0.9",
	POSE SIDE " share 0.9 rms 1 sign 0", POSE SIDE " share 0.9 rms 1 sign",
	POSE " side 0.6 0.8 0 fwd 0 0 -1 share 0.9 rms 1",
	POSE " side 1 0 0 fwd 0.6 0 -0.8 share 0.9 rms 1",
	POSE " side 1 0 0 fwd 0 0 -2 share 0.9 rms 1",
};

START_TEST(a_text_that_is_no_mount)
{
	struct gn_mount m = whole;

	ck_assert_int_eq(gn_mount_parse(&m, malformed[_i]), GN_EFORMAT);
	ck_assert_mem_eq(&m.axes, &whole.axes, sizeof(m.axes));
	ck_assert(m.has_side && m.has_sign);
	ck_assert_int_eq(gn_mount_parse(&m, POSE), GN_OK);
	ck_assert_int_eq(gn_mount_parse(&m, POSE SIDE " share 0.9 rms 1"),
			 GN_OK);
}
END_TEST

/* ---- the file ---------------------------------------------------------- */

static void put_two(const char *name)
{
	rt_meta.n_sensors = 3;
	rt_meta.mount[0] = "first";
	rt_meta.mount[2] = "third";
	rt_meta.calibration[1] = "second";
	ck_assert_int_eq(gn_rec_close(rt_create(name), &why), GN_OK);
	memset(rt_meta.mount, 0, sizeof(rt_meta.mount));
	memset(rt_meta.calibration, 0, sizeof(rt_meta.calibration));
}

START_TEST(each_sensor_has_its_own)
{
	struct gn_rec *rec;

	put_two("a.gonio");
	ck_assert_int_eq(gn_rec_open(&rec, files_path("a.gonio"), &why),
			 GN_OK);
	ck_assert_uint_eq(gn_rec_version(rec), 3);
	ck_assert_str_eq(gn_rec_meta(rec)->mount[0], "first");
	ck_assert_ptr_null(gn_rec_meta(rec)->mount[1]);
	ck_assert_str_eq(gn_rec_meta(rec)->mount[2], "third");
	ck_assert_str_eq(gn_rec_meta(rec)->calibration[1], "second");
	gn_rec_reader_close(rec);
}
END_TEST

static const char *const damage[] = {
	"DELETE FROM meta WHERE key='mount.2'",
	"DELETE FROM meta WHERE key='mounts'",
	"DELETE FROM meta WHERE key LIKE 'mount%'",
	"DELETE FROM meta WHERE key='calibrations'",
	"UPDATE meta SET value='fifth' WHERE key='mount.0'",
	"UPDATE meta SET key='mount.1' WHERE key='mount.0'",
	"UPDATE meta SET key='mount.x' WHERE key='mount.0'",
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
	rt_meta.mount[0] = longest;
	ck_assert_int_eq(gn_rec_create(&w, files_path("a.gonio"), &rt_meta,
				       &why), GN_EINVAL);
	rt_meta.mount[0] = "";
	ck_assert_int_eq(gn_rec_create(&w, files_path("a.gonio"), &rt_meta,
				       &why), GN_EINVAL);
	rt_meta.mount[0] = longest + 1;
	ck_assert_int_eq(gn_rec_create(&w, files_path("a.gonio"), &rt_meta,
				       &why), GN_OK);
	ck_assert_int_eq(gn_rec_close(w, &why), GN_OK);
	rt_meta.mount[0] = NULL;
}
END_TEST

/* ---- a session --------------------------------------------------------- */

/* The standing and two squats, as calibration. */
static void calib(const char *name)
{
	legs.reps = 2;
	legs_table(&legs, name, 0, 99);
	legs.reps = 6;
}

/* Squats that begin without standing, captured with that calibration. */
static int capture(const char *name, const char *calibration)
{
	char sensor[600], to[600], cal[600];

	snprintf(cal, sizeof(cal), "%s", files_path(calibration));
	snprintf(to, sizeof(to), "%s", files_path(name));
	snprintf(sensor, sizeof(sensor), "%s", legs_table(&legs, "squats.csv",
							  2, 99));
	return RUN(cmd_capture, "--sensor", sensor, "--speed", "max",
		   "--exercise", "squat", "--out", to, "--calibration", cal);
}

/* The JSON of a recording, without its name and hash. */
static char *score(const char *name, const struct gn_known_body *known)
{
	struct gn_result r;
	char *json;

	ck_assert_msg(!gn_analyse(&r, files_path(name), cat, "squat", known,
				  &why), "%s", why.text);
	ck_assert_int_eq(gn_keep_json(&r, "", &json), GN_OK);
	gn_result_free(&r);
	return json;
}

static void learn(struct gn_known_body *b, const char *name)
{
	memset(b, 0, sizeof(*b));
	ck_assert_msg(!gn_body_learn(b, files_path(name), &why), "%s",
		      why.text);
}

static int same_json(const char *a, const struct gn_known_body *ka,
		     const char *b, const struct gn_known_body *kb)
{
	char *x = score(a, ka), *y = score(b, kb);
	int same = !strcmp(x, y);

	free(x);
	free(y);
	return same;
}

/* Live, stored, scored again and replayed: one result, without the file. */
START_TEST(captured_once_known_for_ever)
{
	struct gn_known_body body;

	calib("calib.csv");
	ck_assert_msg(capture("a.gonio", "calib.csv") == CLI_OK, "%s", err);
	ck_assert_str_eq(err, "");
	ck_assert_ptr_nonnull(strstr(out, "hip_flexion_r "));
	learn(&body, "calib.csv");
	ck_assert_int_eq(unlink(files_path("calib.csv")), 0);
	ck_assert_int_eq(RUN(cmd_replay, "--verify", files_path("a.gonio")),
			 CLI_OK);
	ck_assert(same_json("a.gonio", NULL, "a.gonio", &body));
	ck_assert_int_eq(RUN(cmd_replay, "--speed", "max",
			     files_path("a.gonio")), CLI_OK);
	ck_assert_ptr_nonnull(strstr(out, "hip_flexion_r "));
}
END_TEST

/* The mounts that are stored are those that were learned, bit for bit. */
START_TEST(the_stored_ones_are_the_learned_ones)
{
	struct gn_known_body learned, stored;

	calib("calib.csv");
	ck_assert_int_eq(capture("a.gonio", "calib.csv"), CLI_OK);
	learn(&learned, "calib.csv");
	learn(&stored, "a.gonio");
	ck_assert_uint_eq(stored.n, LEG_SENSORS);
	for (size_t i = 0; i < stored.n; i++) {
		char a[GN_MOUNT_TEXT], b[GN_MOUNT_TEXT];

		ck_assert_str_eq(stored.part[i].name, learned.part[i].name);
		gn_mount_text(&stored.part[i].mount, a);
		ck_assert_uint_gt(gn_mount_text(&learned.part[i].mount, b), 0);
		ck_assert_str_eq(a, b);
	}
}
END_TEST

/* Taken away, the result is another: verify would notice. */
START_TEST(verify_needs_them)
{
	struct gn_verdict v;
	sqlite3 *db;

	calib("calib.csv");
	ck_assert_int_eq(capture("a.gonio", "calib.csv"), CLI_OK);
	ck_assert_int_eq(sqlite3_open(files_path("a.gonio"), &db), 0);
	ck_assert_int_eq(sqlite3_exec(db, "PRAGMA user_version=1; DELETE FROM "
		"meta WHERE key LIKE 'mount%' OR key LIKE 'calib%'", NULL,
		NULL, NULL), 0);
	sqlite3_close(db);
	ck_assert_int_eq(gn_verify(&v, files_path("a.gonio"), cat, &why),
			 GN_OK);
	ck_assert(!v.equal);
	gn_verdict_free(&v);
}
END_TEST

/* What is told goes before what is stored. */
START_TEST(a_calibration_that_is_named_holds)
{
	static char other[sizeof(out)];
	struct gn_known_body body;

	legs_table(&legs, "pose.csv", 0, 2);
	ck_assert_int_eq(capture("pose.gonio", "pose.csv"), CLI_OK);
	calib("calib.csv");
	ck_assert_int_eq(capture("whole.gonio", "calib.csv"), CLI_OK);
	learn(&body, "calib.csv");
	ck_assert(!same_json("pose.gonio", NULL, "whole.gonio", NULL));
	ck_assert(same_json("pose.gonio", &body, "whole.gonio", NULL));
	ck_assert_int_eq(RUN(cmd_replay, "--speed", "max",
			     files_path("pose.gonio")), CLI_OK);
	memcpy(other, out, sizeof(other));
	ck_assert_int_eq(RUN(cmd_replay, "--speed", "max", "--calibration",
			     files_path("calib.csv"), files_path("pose.gonio")),
			 CLI_OK);
	ck_assert_str_ne(out, other);
}
END_TEST

/* Every recording of a programme has it. */
START_TEST(the_next_recording_has_it_too)
{
	char spec[600];
	const char *specs[1] = { spec };
	struct gn_known_body body;
	struct gn_live_params p = { .spec = specs, .n = 1, .cat = cat,
				    .exercise = "squat", .body = &body };
	struct gn_body first;
	struct gn_live *live;

	calib("calib.csv");
	learn(&body, "calib.csv");
	snprintf(spec, sizeof(spec), "%s", legs_table(&legs, "s.csv", 2, 99));
	ck_assert_msg(!gn_live_open(&live, &p, &why), "%s", why.text);
	first = *gn_live_body(live);
	ck_assert(first.mount[LEG_SHANK].has_sign);
	ck_assert_int_gt(gn_live_step(live, INT64_MAX, 500, 0, &why), 0);
	ck_assert_int_eq(gn_live_again(live, "squat", &why), GN_OK);
	ck_assert_mem_eq(gn_live_body(live), &first, sizeof(first));
	gn_live_close(live);
}
END_TEST

/* ---- sensors that are calibrated themselves ---------------------------- */

/* The legs as a .gonio, the pelvis's sensor with a bias that its calibration
 * takes off again; calibrated 0: nobody says so. */
static void put_biased(const char *name, int calibrated)
{
	struct gn_cal_file cal = { .serial = "P", .has_acc = 1, .has_gyr = 1 };
	struct gn_rec_meta m = { .exercise = "calibration",
				 .n_sensors = LEG_SENSORS };
	struct gn_rec_writer *w;
	char *text = NULL;
	size_t n;
	struct gn_sample *s;

	cal.acc.poses = cal.gyr.poses = 12;
	for (int c = 0; c < 3; c++)
		cal.acc.cal.k[c][c] = 1;
	cal.acc.cal.bias_mps2[0] = 2;
	cal.gyr.bias_radps[1] = 0.125F;
	ck_assert_int_eq(gn_cal_file_text(&cal, &text), GN_OK);
	memcpy(m.sensors, legs_sensors, sizeof(legs_sensors));
	if (calibrated)
		m.calibration[LEG_PELVIS] = text;
	ck_assert_int_eq(gn_rec_create(&w, files_path(name), &m, &why), GN_OK);
	s = legs_samples(&legs, &n);
	for (size_t i = 0; i < n; i++)
		if (s[i].sensor == LEG_PELVIS) {
			s[i].acc_mps2[0] += 2;
			s[i].gyr_radps[1] += 0.125F;
		}
	ck_assert_int_eq(gn_rec_write(w, s, n, &why), GN_OK);
	ck_assert_int_eq(gn_rec_close(w, &why), GN_OK);
	free(s);
	free(text);
}

/* How far up of the pelvis is from the true one, and the bias that is left. */
static void pelvis(const char *name, float *off, float *bias)
{
	struct gn_known_body truth, b;
	const float *u, *v;

	calib("true.csv");
	learn(&truth, "true.csv");
	learn(&b, name);
	ck_assert_str_eq(b.part[LEG_PELVIS].name, "pelvis");
	u = b.part[LEG_PELVIS].mount.axes.up;
	v = truth.part[LEG_PELVIS].mount.axes.up;
	*off = hypotf(hypotf(u[0] - v[0], u[1] - v[1]), u[2] - v[2]);
	*bias = b.part[LEG_PELVIS].mount.axes.bias_radps[1];
}

START_TEST(its_own_calibration_holds_for_who_teaches)
{
	float off, bias;

	put_biased("raw.gonio", 0);
	pelvis("raw.gonio", &off, &bias);
	ck_assert_float_gt(off, 0.1F);
	ck_assert_float_eq_tol(bias, 0.125F, 3e-3F);
	put_biased("calibrated.gonio", 1);
	pelvis("calibrated.gonio", &off, &bias);
	ck_assert_float_lt(off, 1e-4F);
	ck_assert_float_eq_tol(bias, 0, 3e-3F);
}
END_TEST

/* ---- what cannot be ---------------------------------------------------- */

static void one_line(const char *says)
{
	ck_assert_ptr_nonnull(strstr(err, says));
	ck_assert_ptr_eq(strchr(err, '\n'), err + strlen(err) - 1);
	ck_assert_int_ne(access(files_path("a.gonio"), F_OK), 0);
}

START_TEST(before_anyone_has_moved)
{
	ck_assert_int_eq(capture("a.gonio", "none.csv"), CLI_FAILED);
	one_line("none.csv: ");
	files_put("bad.csv", "time,acc_x,acc_y,acc_z\n0,1,2\n");
	ck_assert_int_eq(capture("a.gonio", "bad.csv"), CLI_FAILED);
	one_line("bad.csv");
	calib("calib.csv");
	ck_assert_int_eq(RUN(cmd_capture, "--sensor", "sim:still_poses=head",
			     "--speed", "max", "--out", files_path("a.gonio"),
			     "--calibration", files_path("calib.csv")),
			 CLI_USAGE);
	one_line("is of sensors at pelvis thigh_r shank_r foot_r; here");
}
END_TEST

START_TEST(a_stored_one_that_is_damaged)
{
	struct gn_rec_writer *w;
	struct gn_rec_meta m = { .exercise = "squat", .n_sensors = 1,
				 .mount = { "mount 9" } };
	struct gn_result r;

	m.sensors[0] = legs_sensors[LEG_THIGH];
	ck_assert_int_eq(gn_rec_create(&w, files_path("b.gonio"), &m, &why),
			 GN_OK);
	ck_assert_int_eq(gn_rec_close(w, &why), GN_OK);
	ck_assert_int_eq(gn_analyse(&r, files_path("b.gonio"), cat, NULL, NULL,
				    &why), GN_EFORMAT);
	ck_assert_ptr_nonnull(strstr(why.text, "b.gonio: how thigh_r sat"));
	ck_assert_int_eq(RUN(cmd_replay, "--speed", "max",
			     files_path("b.gonio")), CLI_FAILED);
	one_line("b.gonio: how thigh_r sat");
	ck_assert_int_eq(capture("a.gonio", "b.gonio"), CLI_FAILED);
	one_line("b.gonio: how thigh_r sat");
}
END_TEST

START_TEST(verify_takes_none)
{
	ck_assert_int_eq(RUN(cmd_replay, "--verify", "--calibration", "x",
			     "y.gonio"), CLI_USAGE);
	one_line("leave --calibration out");
}
END_TEST

static void add_sessions(Suite *s)
{
	TCase *t = tcase_create("session");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 30);
	tcase_add_test(t, captured_once_known_for_ever);
	tcase_add_test(t, the_stored_ones_are_the_learned_ones);
	tcase_add_test(t, verify_needs_them);
	tcase_add_test(t, a_calibration_that_is_named_holds);
	tcase_add_test(t, the_next_recording_has_it_too);
	tcase_add_test(t, its_own_calibration_holds_for_who_teaches);
	tcase_add_test(t, before_anyone_has_moved);
	tcase_add_test(t, a_stored_one_that_is_damaged);
	tcase_add_test(t, verify_takes_none);
	suite_add_tcase(s, t);
}

Suite *suite_known_body(void)
{
	Suite *s = suite_create("known_body");
	TCase *text = tcase_create("text"), *file = tcase_create("file");

	tcase_add_test(text, a_mount_comes_back_bit_for_bit);
	tcase_add_test(text, what_is_not_known_has_no_text);
	tcase_add_loop_test(text, a_text_that_is_no_mount, 0,
			    sizeof(malformed) / sizeof(malformed[0]));
	suite_add_tcase(s, text);
	tcase_add_checked_fixture(file, rt_setup, files_close);
	tcase_add_test(file, each_sensor_has_its_own);
	tcase_add_loop_test(file, a_file_that_lost_one_is_damaged, 0,
			    sizeof(damage) / sizeof(damage[0]));
	tcase_add_test(file, texts_that_cannot_be);
	suite_add_tcase(s, file);
	add_sessions(s);
	return s;
}

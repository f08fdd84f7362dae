/* SPDX-License-Identifier: MIT */
#include <float.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/analyse.h"
#include "apps/cli.h"
#include "bids_files.h"
#include "body.h"
#include "capture.h"
#include "checktest.h"
#include "exporttest.h"
#include "fault.h"
#include "files.h"
#include "gonio/driver.h"
#include "rectest.h"
#include "suites.h"

/* Recordings of a depth camera, from files to samples. */
#define CAM "sub-1_task-squat_tracksys-kinect"
#define XSENS "sub-1_task-squat_tracksys-xsens"
#define CAM_JSON "{\"SamplingFrequency\": 30}"
#define N 90                    /* frames of most, 3 s */
#define N_SQUATS 790            /* of eight squats in 26 s */
#define CAP (N_SQUATS * (GN_SEGMENTS_MAX + 2) + 500)

static struct gn_diag why;
static char channels[8192], motion[N_SQUATS * 640];
static struct gn_sample got[CAP];
static const char *unit;        /* of the positions */
static int n_frames;
static void (*spoil)(int k, float at[GN_POINT_COUNT][3]);

static void setup(void)
{
	rt_setup();
	unit = "m";
	n_frames = N;
	spoil = NULL;
}

/* One point leaps, one wanders, one is out of sight. */
static void spoil_limbs(int k, float at[GN_POINT_COUNT][3])
{
	at[GN_POINT_WRIST_L][0] += k % 30 == 15 ? 1.0f : 0.0f;
	at[GN_POINT_WRIST_R][1] += 0.1f * (float)sin(0.4 * k);
	if (k < 10)
		at[GN_POINT_FOOT_R][0] = NAN;
	/* of a short bone as much is no fault */
	at[GN_POINT_FOOT_L][2] += 0.026f * (float)sin(0.4 * k);
}

/* Channels of all points but one, and a leg that swings. */
static void compose(enum gn_point without)
{
	double scale = !strcmp(unit, "mm") ? 1000 : 1;
	FILE *c = fmemopen(channels, sizeof(channels), "w");
	FILE *m = fmemopen(motion, sizeof(motion), "w");
	uint64_t seed = 5;
	int late;

	ck_assert(c && m);
	fputs(HEAD TIME, c);
	for (int i = 0; i < 3 * GN_POINT_COUNT; i++)
		if (i / 3 != (int)without)
			fprintf(c, "p%d\t%c\tPOS\t%s\t%s\n", i,
				"xyz"[i % 3], gn_point_name(i / 3), unit);
	for (int k = 0; k < n_frames; k++) {
		struct body b = { .hip_rad = 0.5 - 0.5 * cos(4.0 * k / 30) };
		float at[GN_POINT_COUNT][3];

		body_points(&b, at);
		body_noise(at, 0.001, &seed);
		if (spoil)
			spoil(k, at);
		/* with faults: one stamp three times */
		late = spoil == spoil_limbs && k / 2 == 20;
		fprintf(m, "%.6f", (late ? 39 : k) / 30.0);
		for (int i = 0; i < 3 * GN_POINT_COUNT; i++)
			if (i / 3 != (int)without)
				fprintf(m, "\t%.6g",
					scale * (double)at[i / 3][i % 3]);
		fputc('\n', m);
	}
	ck_assert(!fclose(c) && !fclose(m));
}

static const char *put(enum gn_point without)
{
	compose(without);
	return bids_put(CAM, channels, motion, CAM_JSON);
}

static struct gn_recording *open_ok(const char *name)
{
	struct gn_recording *r = NULL;

	ck_assert_msg(!gn_recording_open(&r, files_path(name), &why), "%s",
		      why.text);
	return r;
}

static int read_all(struct gn_recording *r, size_t cap)
{
	int n = 0, ret;

	while ((ret = gn_recording_read(r, got + n, cap, &why)) > 0) {
		n += ret;
		ck_assert_int_le((size_t)n + cap, CAP);
	}
	ck_assert_msg(ret == GN_EOF, "%s", why.text);
	return n;
}

static void fails(const char *name, int err, const char *part)
{
	struct gn_recording *r = NULL;

	ck_assert_int_eq(gn_recording_open(&r, files_path(name), &why), err);
	ck_assert_msg(strstr(why.text, part) != NULL, "%s", why.text);
}

START_TEST(points_become_segments)
{
	static struct gn_sample whole[CAP];
	const struct gn_recording_info *info;
	struct gn_limb limb;
	struct gn_recording *r = open_ok(put(GN_POINT_COUNT));
	int n;

	info = gn_recording_info(r);
	ck_assert_uint_eq(info->n_sensors, GN_SEGMENTS_MAX);
	ck_assert_str_eq(info->task, "squat");
	ck_assert_int_eq(info->even, 0);
	ck_assert_str_eq(info->sensors[7].name, "thigh_r");
	ck_assert(info->sensors[7].aligned);
	n = read_all(r, 7);
	ck_assert_int_eq(n, N * GN_SEGMENTS_MAX);
	for (int i = 0; i < n; i++) {
		ck_assert_uint_eq(got[i].sensor, i % GN_SEGMENTS_MAX);
		ck_assert_int_eq(llround(3e-8 * (double)got[i].t_ns),
				 i / GN_SEGMENTS_MAX);
		ck_assert_float_nan(got[i].mag_ut[0]);
	}
	ck_assert_int_eq(gn_recording_limb(r, 7, &limb), GN_OK);
	ck_assert_uint_eq(limb.frames, N);
	ck_assert_double_eq_tol(limb.length_m, 0.42, 1e-3);
	ck_assert_int_eq(gn_recording_limb(r, GN_SEGMENTS_MAX, &limb),
			 GN_ENODATA);
	gn_recording_close(r);
	memcpy(whole, got, sizeof(got));
	unit = "mm";
	r = open_ok(put(GN_POINT_COUNT));
	ck_assert_int_eq(read_all(r, 500), n);
	gn_recording_close(r);
	for (int i = 0; i < n; i++)
		for (int c = 0; c < 3; c++)
			ck_assert_float_eq_tol(got[i].gyr_radps[c],
					       whole[i].gyr_radps[c], 1e-2f);
}
END_TEST

/* Even rows need no stamps; other columns and other points are passed over. */
START_TEST(rows_without_stamps)
{
#define ROW "9 \t-0.1\t1\t0\t0.1\t1\t0\t0.1\t0.5\t0\t7\n"
	struct gn_recording *r;

	r = open_ok(bids_put(CAM, HEAD
		"j\tx\tJNTANG\tknee\tdeg\n"
		"a\tx\tPOS\thip_r\tm\nb\ty\tPOS\thip_r\tm\n"
		"c\tz\tPOS\thip_r\tm\nd\tx\tpos\thip_l\tm\n"
		"e\ty\tPOS\thip_l\tm\nf\tz\tPOS\thip_l\tm\n"
		"g\tx\tPOS\tknee_l\tm\nh\ty\tPOS\tknee_l\tm\n"
		"i\tz\tPOS\tknee_l\tm\nk\tx\tPOS\tthumb\tinch\n",
		ROW ROW ROW ROW ROW, CAM_JSON));
	ck_assert_int_eq(gn_recording_info(r)->even, 1);
	ck_assert_uint_eq(gn_recording_info(r)->n_sensors, 1);
	ck_assert_int_eq(read_all(r, 1), 5);
	for (int i = 0; i < 5; i++) {
		ck_assert_int_eq(got[i].t_ns, llround(i * 1e9 / 30));
		ck_assert_float_eq_tol(got[i].acc_mps2[1], 9.80665f, 1e-3f);
	}
	gn_recording_close(r);
}
END_TEST

/* A hip that is missing, or declared bad: its thigh is, too. */
START_TEST(without_a_hip)
{
	struct gn_recording *r = open_ok(put(GN_POINT_HIP_R));

	ck_assert_uint_eq(gn_recording_info(r)->n_sensors,
			  GN_SEGMENTS_MAX - 1);
	ck_assert_str_eq(gn_recording_info(r)->sensors[7].name, "shank_l");
	gn_recording_close(r);
	r = open_ok(bids_put(CAM, "name\tcomponent\ttype\ttracked_point\t"
		"units\tstatus\n"
		"a\tx\tPOS\thip_r\tm\tbad\nb\ty\tPOS\thip_r\tm\tgood\n"
		"c\tz\tPOS\thip_r\tm\tgood\nd\tx\tPOS\tshoulder_l\tm\tgood\n"
		"e\ty\tPOS\tshoulder_l\tm\tgood\n"
		"f\tz\tPOS\tshoulder_l\tm\tgood\n"
		"g\tx\tPOS\tshoulder_r\tm\tgood\n"
		"h\ty\tPOS\tshoulder_r\tm\tgood\n"
		"i\tz\tPOS\tshoulder_r\tm\tgood\n"
		"j\tx\tPOS\tknee_r\tm\tgood\nk\ty\tPOS\tknee_r\tm\tgood\n"
		"l\tz\tPOS\tknee_r\tm\tgood\nm\tx\tPOS\tankle_r\tm\tgood\n"
		"n\ty\tPOS\tankle_r\tm\tgood\no\tz\tPOS\tankle_r\tm\tgood\n",
		"1\t1\t1\t.2\t1.4\t0\t-.2\t1.4\t0\t-.1\t.5\t0\t-.1\t.1\t0\n",
		CAM_JSON));
	ck_assert_uint_eq(gn_recording_info(r)->n_sensors, 1);
	ck_assert_str_eq(gn_recording_info(r)->sensors[0].name, "shank_r");
	gn_recording_close(r);
}
END_TEST

static void absurd(int k, float at[GN_POINT_COUNT][3])
{
	static const float x[] = { 1e30f, -FLT_MAX, INFINITY, 1e-40f, 0 };

	for (int i = 0; i < 3 * GN_POINT_COUNT; i++)
		at[i / 3][i % 3] = x[(k * 7 + i * 3) % 5];
}

START_TEST(what_cannot_be_read)
{
	static const struct { const char *lines, *part; int err; } bad[] = {
		{ "a\tx\tPOS\thip_r\tm\n", "lacks POS y", GN_EFORMAT },
		{ "a\tx\tPOS\thip_r\tfoot\n", "unit of POS", GN_EFORMAT },
		{ "a\tw\tPOS\thip_r\tm\n", "x, y or z", GN_EFORMAT },
		{ "a\tx\tPOS\thip_r\tm\na\tx\tPOS\thip_r\tm\n", "already",
		  GN_EFORMAT },
		{ "a\tx\tPOS\thip_r\tm\na\ty\tPOS\thip_r\tm\n"
		  "a\tz\tPOS\thip_r\tm\n", "nothing to score", GN_ENODATA },
		{ "a\tx\tPOS\tthumb\tm\n", "nothing to score", GN_ENODATA },
	};
	struct gn_recording *r;
	int n, ret = 0;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char head[400];

		snprintf(head, sizeof(head), HEAD "%s", bad[i].lines);
		fails(bids_put(CAM, head, "1\t1\t1\n", CAM_JSON), bad[i].err,
		      bad[i].part);
	}
	/* numbers that no room holds are missing, or come to nothing */
	n_frames = 20;
	spoil = absurd;
	r = open_ok(put(GN_POINT_COUNT));
	ck_assert_int_eq(read_all(r, 9), 20 * GN_SEGMENTS_MAX);
	gn_recording_close(r);
	spoil = NULL;
	n_frames = N;
	/* what stands before a malformed row is delivered */
	compose(GN_POINT_COUNT);
	memcpy(strchr(motion, 0) - 40, "x", 1);
	r = open_ok(bids_put(CAM, channels, motion, CAM_JSON));
	for (n = 0; (ret = gn_recording_read(r, got, 1, &why)) == 1; n++)
		;
	ck_assert_int_eq(ret, GN_EFORMAT);
	ck_assert_int_eq(n, (N - 1) * GN_SEGMENTS_MAX);
	ck_assert_msg(strstr(why.text, ":90") != NULL, "%s", why.text);
	gn_recording_close(r);
}
END_TEST

/* An inertial sensor at the same place: all of both, each with its name. */
START_TEST(beside_inertial_sensors)
{
	const struct gn_recording_info *info;
	struct gn_recording *r;
	int n[2] = { 0 }, all;

	bids_put("sub-1_task-squat_tracksys-xsens", HEAD TIME
		 "ax\tx\tACCEL\tthigh_r\tm/s^2\nay\ty\tACCEL\tthigh_r\tm/s^2\n"
		 "az\tz\tACCEL\tthigh_r\tm/s^2\n",
		 "0\t1\t2\t3\n0.5\t4\t5\t6\n",
		 "{\"SamplingFrequency\": 2}");
	r = open_ok(put(GN_POINT_COUNT));
	info = gn_recording_info(r);
	ck_assert_uint_eq(info->n_sensors, 1 + GN_SEGMENTS_MAX);
	ck_assert_str_eq(info->sensors[0].name, "thigh_r");
	ck_assert(!info->sensors[0].aligned && !info->sensors[0].has_gyr);
	ck_assert_str_eq(info->sensors[7].name, "thigh_l");
	ck_assert_str_eq(info->sensors[8].name, "thigh_r@kinect");
	ck_assert_int_eq(info->sensors[8].place, GN_PLACE_THIGH);
	ck_assert_int_eq(info->sensors[8].side, GN_SIDE_RIGHT);
	ck_assert(info->sensors[8].aligned);
	all = read_all(r, 64);
	for (int i = 0; i < all; i++)
		n[got[i].sensor > 0]++;
	ck_assert_int_eq(n[0], 2);
	ck_assert_int_eq(n[1], N * GN_SEGMENTS_MAX);
	gn_recording_close(r);
	/* positions in the table of an inertial sensor are left alone */
	r = open_ok(bids_put("sub-2_tracksys-imu", HEAD ACC
		"p\tx\tPOS\thip_l\tm\nq\ty\tPOS\thip_l\tm\n"
		"r\tz\tPOS\thip_l\tm\ns\tx\tPOS\thip_r\tm\n"
		"t\ty\tPOS\thip_r\tm\nu\tz\tPOS\thip_r\tm\n"
		"v\tx\tPOS\tknee_r\tm\nw\ty\tPOS\tknee_r\tm\n"
		"x\tz\tPOS\tknee_r\tm\n",
		"1\t2\t3\t.1\t1\t0\t-.1\t1\t0\t-.1\tx\t0\n", JSON));
	ck_assert_uint_eq(gn_recording_info(r)->n_sensors, 1);
	gn_recording_close(r);
}
END_TEST

START_TEST(a_place_before_an_at)
{
	enum gn_side side;

	ck_assert_int_eq(gn_place_parse("thigh_l@kinect", &side),
			 GN_PLACE_THIGH);
	ck_assert_int_eq(side, GN_SIDE_LEFT);
	ck_assert_int_eq(gn_place_parse("@thigh_l", &side), GN_PLACE_UNKNOWN);
}
END_TEST

/* Of which segment a sensor has the axes stays known in every format. */
START_TEST(aligned_comes_back)
{
	static const char *const file[] = { "a.gonio", "csv/a.csv",
		"bids/" ET_STEM "motion.tsv" };

	et_two_sensors();
	rt_meta.sensors[1].aligned = 1;
	et_put_session("a.gonio");
	et_export("a.gonio", GN_EXPORT_CSV, "csv");
	et_export("a.gonio", GN_EXPORT_BIDS, "bids");
	for (int i = 0; i < 3; i++) {
		struct gn_source *src = NULL;
		const struct gn_sensor *s;
		struct gn_limb limb;

		ck_assert_msg(!gn_source_open(&src, files_path(file[i]),
					      &why), "%s", why.text);
		s = gn_source_info(src)->sensors;
		ck_assert_int_eq(s[0].aligned, 0);
		ck_assert_int_eq(s[1].aligned, 1);
		ck_assert_int_eq(s[0].has_mag, 1);
		ck_assert_int_eq(gn_source_limb(src, 1, &limb), GN_ENODATA);
		gn_source_close(src);
	}
}
END_TEST

START_TEST(check_tells_of_limbs)
{
	int late = 0;

	ct_run(put(GN_POINT_COUNT));
	ck_assert_uint_eq(ct_check.n_notes, 0);
	ck_assert_uint_eq(gn_check_accs(&ct_check), 0);
	ck_assert_double_eq_tol(ct_check.sensors[7].limb.length_m, 0.42, 1e-3);
	ct_teardown();
	setup();
	spoil = spoil_limbs;
	ct_run(put(GN_POINT_COUNT));
	ct_holds(ct_noted("limb_length")->text, "forearm_r: its length");
	ct_holds(ct_noted("limb_jumps")->text, "forearm_l: leaps in 3.4 %");
	/* of one instant the first row alone counts, in all segments */
	ck_assert_uint_eq(ct_check.sensors[0].limb.late, 2);
	for (size_t i = 0; i < ct_check.n_notes; i++)
		late += !strcmp(ct_check.notes[i].code, "limb_late");
	ck_assert_int_eq(late, GN_SEGMENTS_MAX);
	ct_holds(ct_noted("limb_unseen")->text, "foot_r: not seen in 11.4 %");
	ck_assert_int_eq(ct_check.verdict, GN_CHECK_REMARKS);
}
END_TEST

START_TEST(without_memory)
{
	struct gn_recording *r = NULL;
	struct fault_stat st;
	char path[300];
	int asked, err;

	snprintf(path, sizeof(path), "%s", files_path(put(GN_POINT_COUNT)));
	fault_start(0);
	err = gn_recording_open(&r, path, NULL);
	gn_recording_close(r);
	st = fault_stop();
	ck_assert_int_eq(err, GN_OK);
	ck_assert_int_eq(st.live, 0);
	asked = st.asked;
	for (int i = 1; i <= asked; i++) {
		r = NULL;
		fault_start(i);
		err = gn_recording_open(&r, path, NULL);
		st = fault_stop();
		ck_assert_int_eq(err, GN_ENOMEM);
		ck_assert_int_eq(st.live, 0);
		ck_assert_ptr_null(r);
	}
}
END_TEST

/* Down in 1.2 s and up again, every 3.2 s from 1 s on. */
static void squat(int k, float at[GN_POINT_COUNT][3])
{
	double u = fmod(fmax(k / 30.0 - 1, 0), 3.2);
	double f = body_ease(u / 1.2) - body_ease((u - 1.2) / 1.2);
	struct body b = { .hip_rad = 0.9 * f, .knee_rad = 1.5 * f };
	uint64_t seed = 99 + (uint64_t)k;

	body_points(&b, at);
	body_noise(at, 0.002, &seed);
}

/* An arm is raised sideways in as long. */
static void raise_arm(int k, float at[GN_POINT_COUNT][3])
{
	double u = fmod(fmax(k / 30.0 - 1, 0), 3.2);
	double f = body_ease(u / 1.2) - body_ease((u - 1.2) / 1.2);
	struct body b = { .abduct_rad = 2.0 * f };
	uint64_t seed = 99 + (uint64_t)k;

	body_points(&b, at);
	body_noise(at, 0.002, &seed);
}

/* Eight repetitions of that range; measured of what. */
static void analyse(const char *exercise, const char *of, float rom_rad)
{
	struct gn_catalogue *cat = NULL;
	struct gn_result result;

	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, &why), GN_OK);
	ck_assert_msg(!gn_analyse(&result, files_path(CAM "_motion.tsv"), cat,
				  exercise, NULL, &why), "%s", why.text);
	ck_assert_uint_eq(result.n_reps, 8);
	for (size_t i = 0; i < result.n_reps; i++) {
		ck_assert_str_eq(result.reps[i].rom_of, of);
		ck_assert_float_eq_tol(result.reps[i].rom_rad, rom_rad, 0.05f);
		ck_assert_int_eq(result.reps[i].side, GN_SIDE_RIGHT);
	}
	gn_result_free(&result);
	gn_catalogue_free(cat);
}

/* A segment as an inertial sensor has it, strapped on upside down, and one
 * that turns a little less than what the camera saw. */
static void put_inertial(const char *stem, const char *point)
{
	static char text[N_SQUATS * 100];
	char points[512];
	FILE *f = fmemopen(text, sizeof(text), "w");
	struct gn_recording *r = open_ok(CAM "_motion.tsv");
	const struct gn_recording_info *info = gn_recording_info(r);
	char name[40];
	int n = read_all(r, 64);

	ck_assert_ptr_nonnull(f);
	snprintf(name, sizeof(name), "%s@kinect", point);
	for (int i = 0; i < n; i++) {
		const float *a = got[i].acc_mps2, *w = got[i].gyr_radps;
		const char *of = info->sensors[got[i].sensor].name;

		if (!strcmp(of, point) || !strcmp(of, name))
			fprintf(f, "%.6f\t%g\t%g\t%g\t%g\t%g\t%g\n",
				1e-9 * (double)got[i].t_ns, (double)-a[0],
				(double)-a[1], (double)a[2],
				-0.98 * (double)w[0], -0.98 * (double)w[1],
				0.98 * (double)w[2]);
	}
	ck_assert(!fclose(f));
	gn_recording_close(r);
	f = fmemopen(points, sizeof(points), "w");
	fputs(HEAD TIME, f);
	for (int i = 0; i < 6; i++)
		fprintf(f, "c%d\t%c\t%s\t%s\t%s\n", i, "xyz"[i % 3],
			i < 3 ? "ACCEL" : "GYRO", point,
			i < 3 ? "m/s^2" : "rad/s");
	ck_assert(!fclose(f));
	bids_put(stem, points, text, CAM_JSON);
}

/* Joints of two segments; an inertial sensor measures alone, not with one. */
START_TEST(repetitions_are_measured)
{
	n_frames = N_SQUATS;
	spoil = raise_arm;
	put(GN_POINT_COUNT);
	analyse("shoulder_abduction", "shoulder_abduction_r", 2.0f);
	spoil = squat;
	put(GN_POINT_COUNT);
	analyse(NULL, "knee_flexion_r", 1.5f);
	put_inertial(XSENS, "thigh_r");
	analyse(NULL, "tilt thigh_r", 0.9f);
}
END_TEST

/* One session, seen by both: the same repetitions, and 2 % less of a range. */
START_TEST(two_systems_side_by_side)
{
	char cam[1100], imu[1100], out[8192], err[1024];
	const char *words[] = { "--format", "json", cam, imu, NULL };
	json_t *top, *m;
	int found = 0;

	n_frames = N_SQUATS;
	spoil = squat;
	put(GN_POINT_COUNT);
	put_inertial(XSENS, "thigh_r");
	put_inertial(XSENS "2", "shank_r");
	snprintf(cam, sizeof(cam), "%s", files_path(CAM "_motion.tsv"));
	snprintf(imu, sizeof(imu), "%s", files_path(XSENS "_motion.tsv"));
	ck_assert_int_eq(capture_command(cmd_compare, words, out, sizeof(out),
					 err, sizeof(err)), CLI_OK);
	top = json_loads(out, 0, NULL);
	ck_assert_msg(top != NULL, "%s", out);
	ck_assert_str_eq(json_string_value(json_object_get(top, "kind")),
			 "beside");
	ck_assert_int_eq(json_integer_value(json_object_get(top, "paired")), 8);
	ck_assert_double_eq(json_real_value(json_object_get(top, "offset_s")),
			    0);
	m = json_object_get(top, "measures");
	for (size_t i = 0; i < json_array_size(m); i++) {
		json_t *o = json_array_get(m, i);
		double d = json_real_value(json_object_get(o, "difference"));

		if (strcmp(json_string_value(json_object_get(o, "measure")),
			   "knee_flexion_r"))
			continue;
		found = 1;
		ck_assert_int_eq(json_integer_value(json_object_get(o, "n")),
				 8);
		ck_assert_double_eq_tol(d, -0.02 * 1.5 * 180 / M_PI, 1.0);
	}
	ck_assert(found);
	json_decref(top);
	/* two of one kind are one */
	snprintf(cam, sizeof(cam), "%s", files_path(XSENS "2_motion.tsv"));
	ck_assert_int_eq(capture_command(cmd_compare, words, out, sizeof(out),
					 err, sizeof(err)), CLI_FAILED);
	ck_assert_msg(strstr(err, "of one kind") != NULL, "%s", err);
}
END_TEST

Suite *suite_camera(void)
{
	Suite *s = suite_create("camera");
	TCase *c = tcase_create("files");

	tcase_add_checked_fixture(c, setup, ct_teardown);
	tcase_add_test(c, points_become_segments);
	tcase_add_test(c, rows_without_stamps);
	tcase_add_test(c, without_a_hip);
	tcase_add_test(c, what_cannot_be_read);
	tcase_add_test(c, beside_inertial_sensors);
	tcase_add_test(c, a_place_before_an_at);
	tcase_add_test(c, aligned_comes_back);
	tcase_add_test(c, check_tells_of_limbs);
	tcase_add_test(c, repetitions_are_measured);
	tcase_add_test(c, two_systems_side_by_side);
	tcase_add_test(c, without_memory);
	suite_add_tcase(s, c);
	return s;
}

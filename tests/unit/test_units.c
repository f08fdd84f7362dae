/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "gonio/recording.h"
#include "gonio/units.h"
#include "suites.h"

#define G 9.80665
#define DEG 57.29577951308232

static struct gn_units_check check;
static struct gn_diag why;

/* What a wrong declaration does to samples: factors, and two switches. */
struct fault {
	double acc, gyr;
	int    swap, no_gravity;
};

static const struct fault right = { 1, 1, 0, 0 };

static struct gn_sensor sensor_named(const char *name, int acc, int gyr)
{
	struct gn_sensor s = { .rate_hz = 100 };

	snprintf(s.name, sizeof(s.name), "%s", name);
	s.has_acc = (uint8_t)acc;
	s.has_gyr = (uint8_t)gyr;
	return s;
}

static double noise(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return (double)(*state >> 8) / (1 << 24) - 0.5;
}

/* Turn into the axes of a sensor that is mounted askew. */
static void askew(double v[3])
{
	const double c = cos(0.7), s = sin(0.7), d = cos(0.5), e = sin(0.5);
	double x = c * v[0] - s * v[1], y = s * v[0] + c * v[1];

	v[0] = d * x + e * v[2];
	v[1] = y;
	v[2] = d * v[2] - e * x;
}

/*
 * A limb that rests for three seconds and then swings about its x axis by 40
 * degrees, once in two seconds; both parts exact but for a little noise.
 */
static struct gn_sample swing(int i, const struct fault *f, uint32_t *state)
{
	double t = i / 100.0, w = 3.14159265358979, u = t > 3 ? t - 3 : 0;
	double a = t > 3 ? 0.35 * (1 - cos(w * u)) : 0;
	double rate = t > 3 ? 0.35 * w * sin(w * u) : 0;
	double acc[3] = { 0, G * sin(a), G * cos(a) };
	double gyr[3] = { rate, 0, 0 };
	struct gn_sample s = { .t_ns = i * INT64_C(10000000) };

	askew(acc);
	askew(gyr);
	if (f->no_gravity)
		acc[0] = acc[1] = acc[2] = 0;
	for (int k = 0; k < 3; k++) {
		double x = f->acc * (acc[k] + 0.05 * noise(state));
		double y = f->gyr * (gyr[k] + 0.01 * noise(state));

		s.acc_mps2[k] = (float)(f->swap ? y : x);
		s.gyr_radps[k] = (float)(f->swap ? x : y);
		s.mag_ut[k] = NAN;
	}
	return s;
}

/* The verdict over n samples of the swing, pushed block at a time. */
static enum gn_units_verdict judge(const struct fault *f, int n, int block)
{
	struct gn_sensor one = sensor_named("thigh_l", 1, 1);
	struct gn_sample s[100];
	uint32_t state = 7;
	int filled = 0;

	ck_assert_int_eq(gn_units_init(&check, &one, 1), GN_OK);
	for (int i = 0; i < n; i++) {
		s[filled++] = swing(i, f, &state);
		if (filled == block || i + 1 == n) {
			gn_units_push(&check, s, (size_t)filled);
			filled = 0;
		}
	}
	return gn_units_verdict(&check, 0, &why);
}

static const struct {
	struct fault f;
	enum gn_units_verdict want;
	const char *says;
} faults[] = {
	{ { 1, 1, 0, 0 }, GN_UNITS_FINE, "" },
	{ { 0.95, 1, 0, 0 }, GN_UNITS_FINE, "" },
	{ { 1 / G, 1, 0, 0 }, GN_UNITS_ACC_G, "'thigh_l': the accelerometer "
	  "reads 1.00 m/s^2 at rest instead of 9.81; it seems to be in g" },
	{ { 1000 / G, 1, 0, 0 }, GN_UNITS_ACC_MG, "reads 1000 m/s^2 at rest" },
	{ { 2048 / G, 1, 0, 0 }, GN_UNITS_ACC_COUNTS, "raw counts, 2048 to" },
	{ { 4096 / G, 1, 0, 0 }, GN_UNITS_ACC_COUNTS, "raw counts, 4096 to" },
	{ { 16384 / G, 1, 0, 0 }, GN_UNITS_ACC_COUNTS, "counts, 16384 to" },
	{ { G, 1, 0, 0 }, GN_UNITS_ACC_TWICE, "declare that, not g" },
	{ { 3, 1, 0, 0 }, GN_UNITS_ACC_OTHER, "reads 29.4 m/s^2 at rest" },
	{ { 1, 1, 0, 1 }, GN_UNITS_NO_GRAVITY, "export the raw acceleration" },
	{ { 1, DEG, 0, 0 }, GN_UNITS_GYR_DEG, "declare that, not rad/s" },
	{ { 1, 1 / DEG, 0, 0 }, GN_UNITS_GYR_RAD, "declare that, not deg/s" },
	{ { 1, 939, 0, 0 }, GN_UNITS_GYR_OTHER, "its unit seems wrong" },
	{ { 1, 1, 1, 0 }, GN_UNITS_SWAPPED, "swapped" },
	{ { 0, 1, 0, 0 }, GN_UNITS_ACC_DEAD, "the accelerometer reads the" },
	{ { 1, 0, 0, 0 }, GN_UNITS_GYR_DEAD, "the gyroscope reads the same" },
	{ { NAN, NAN, 0, 0 }, GN_UNITS_NO_DATA, "every sample is missing" },
	{ { NAN, 1, 0, 0 }, GN_UNITS_ACC_DEAD, "the accelerometer reads the" },
};

START_TEST(each_fault_is_named)
{
	enum gn_units_verdict v = judge(&faults[_i].f, 1500, 100);

	ck_assert_msg(v == faults[_i].want, "%s", gn_units_text(v));
	ck_assert_msg(strstr(why.text, faults[_i].says) != NULL, "%s",
		      why.text);
	if (v == GN_UNITS_FINE)
		ck_assert_str_eq(why.text, "");
	ck_assert_int_eq(gn_units_verdict(&check, 0, NULL), v);
}
END_TEST

START_TEST(the_figures_are_what_was_put_in)
{
	struct gn_units_figures f;

	judge(&right, 1500, 100);
	gn_units_figures(&check, 0, &f);
	ck_assert_double_eq_tol(f.rest_mps2, G, 0.02);
	ck_assert_double_eq_tol(f.median_mps2, G, 0.06 * G);
	ck_assert_double_eq_tol(f.slope, 1, 0.1);
	ck_assert_double_gt(f.r2, 0.95);
	ck_assert_double_eq(f.fast_part, 0);
	ck_assert_uint_eq(f.n_still, 3);
	judge(&(struct fault){ 1, DEG, 0, 0 }, 1500, 100);
	gn_units_figures(&check, 0, &f);
	ck_assert_double_eq_tol(f.slope * DEG, 1, 0.1);
}
END_TEST

START_TEST(block_size_does_not_matter)
{
	static struct gn_units_check whole;

	judge(&right, 1500, 100);
	memcpy(&whole, &check, sizeof(whole));
	judge(&right, 1500, 1);
	ck_assert_mem_eq(&whole, &check, sizeof(whole));
	judge(&right, 1500, 7);
	ck_assert_mem_eq(&whole, &check, sizeof(whole));
}
END_TEST

START_TEST(too_little_to_tell)
{
	struct gn_sensor s[2] = {
		sensor_named("bar", 1, 1), sensor_named("pelvis", 1, 1),
	};

	ck_assert_int_eq(judge(&right, 10, 10), GN_UNITS_UNKNOWN);
	ck_assert_str_eq(why.text, "");
	/* bad or lacking parts are not judged */
	s[0].bad_acc = s[0].bad_gyr = 1;
	s[1].has_acc = s[1].has_gyr = 0;
	ck_assert_int_eq(gn_units_init(&check, s, 2), GN_OK);
	ck_assert_int_eq(gn_units_verdict(&check, 0, &why), GN_UNITS_UNKNOWN);
	ck_assert_int_eq(gn_units_verdict(&check, 1, &why), GN_UNITS_UNKNOWN);
	ck_assert_int_eq(gn_units_init(&check, s, GN_SENSORS_MAX + 1),
			 GN_EINVAL);
}
END_TEST

/* Only the parts that are there count; others' samples are passed over. */
START_TEST(parts_alone)
{
	struct gn_sensor one = sensor_named("wrist_x", 0, 1);
	uint32_t state = 3;

	ck_assert_int_eq(gn_units_init(&check, &one, 1), GN_OK);
	for (int i = 0; i < 1500; i++) {
		struct gn_sample s = swing(i, &(struct fault){ NAN, 2 * DEG, 0,
						0 }, &state);
		struct gn_sample other = s;

		other.sensor = 1;
		gn_units_push(&check, &s, 1);
		gn_units_push(&check, &other, 1);
	}
	ck_assert_uint_eq(check.state[0].n_gyr, 1500);
	ck_assert_int_eq(gn_units_verdict(&check, 0, &why), GN_UNITS_GYR_DEG);
	ck_assert_ptr_nonnull(strstr(why.text, "beyond 60 rad/s"));
}
END_TEST

START_TEST(each_verdict_has_its_words)
{
	for (int i = 0; i < GN_UNITS_COUNT; i++)
		for (int k = 0; k <= i; k++)
			ck_assert_int_eq(!strcmp(
				gn_units_text((enum gn_units_verdict)i),
				gn_units_text((enum gn_units_verdict)k)),
				i == k);
	ck_assert_str_eq(gn_units_text((enum gn_units_verdict)99),
			 "unknown verdict");
}
END_TEST

/* Read a recording as if its declaration had this fault. */
static void feed(const char *path, const struct fault *f)
{
	struct gn_recording *r = NULL;
	struct gn_sample s[256], t;
	int n;

	check.n_sensors = 0;
	if (gn_recording_open(&r, path, &why))
		return;
	ck_assert_int_eq(gn_units_init(&check, gn_recording_info(r)->sensors,
				       gn_recording_info(r)->n_sensors),
			 GN_OK);
	while ((n = gn_recording_read(r, s, 256, &why)) > 0) {
		for (int i = 0; i < n; i++) {
			t = s[i];
			for (int k = 0; k < 3; k++) {
				double x = f->acc * (double)t.acc_mps2[k];
				double y = f->gyr * (double)t.gyr_radps[k];

				s[i].acc_mps2[k] = (float)(f->swap ? y : x);
				s[i].gyr_radps[k] = (float)(f->swap ? x : y);
			}
		}
		gn_units_push(&check, s, (size_t)n);
	}
	gn_recording_close(r);
}

/* How many recordings of the data have a sensor beyond "unknown". */
static size_t alarms(const struct fault *f, size_t *total)
{
	const char *data = files_data();
	size_t n, found = 0;
	char **paths;

	*total = 0;
	if (!data)
		return 0;
	ck_assert_int_eq(gn_recordings_find(data, &paths, &n, &why), GN_OK);
	for (size_t i = 0; i < n; i++) {
		int bad = 0;

		if (!strstr(paths[i], "_motion.tsv"))
			continue;
		feed(paths[i], f);
		for (size_t k = 0; k < check.n_sensors; k++)
			bad |= gn_units_verdict(&check, k, &why) >
			       GN_UNITS_UNKNOWN;
		*total += check.n_sensors > 0;
		found += bad != 0;
	}
	gn_paths_free(paths, n);
	return found;
}

START_TEST(real_recordings_raise_no_alarm)
{
	size_t total, found = alarms(&right, &total);

	ck_assert_uint_eq(found, 0);
}
END_TEST

/* The same recordings, wrongly declared: nearly all are caught. */
START_TEST(real_recordings_in_wrong_units)
{
	static const struct {
		struct fault f;
		double caught;
	} t[] = {
		{ { 1 / G, 1, 0, 0 }, 1.0 },
		{ { 2048 / G, 1, 0, 0 }, 1.0 },
		{ { G, 1, 0, 0 }, 1.0 },
		{ { 1, DEG, 0, 0 }, 0.9 },
		{ { 1, 1 / DEG, 0, 0 }, 0.6 },
		{ { 1, 1, 1, 0 }, 0.95 },
	};
	size_t total, found = alarms(&t[_i].f, &total);

	if (total)
		ck_assert_msg((double)found >= t[_i].caught * (double)total,
			      "%zu of %zu", found, total);
}
END_TEST

Suite *suite_units(void)
{
	Suite *s = suite_create("units");
	TCase *t = tcase_create("units");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, each_fault_is_named, 0,
			    sizeof(faults) / sizeof(*faults));
	tcase_add_test(t, the_figures_are_what_was_put_in);
	tcase_add_test(t, block_size_does_not_matter);
	tcase_add_test(t, too_little_to_tell);
	tcase_add_test(t, parts_alone);
	tcase_add_test(t, each_verdict_has_its_words);
	tcase_add_test(t, real_recordings_raise_no_alarm);
	tcase_add_loop_test(t, real_recordings_in_wrong_units, 0, 6);
	suite_add_tcase(s, t);
	return s;
}

/* SPDX-License-Identifier: MIT */
/* Sway in acceleration, against figures worked out by hand. */
#include <math.h>
#include <stdlib.h>

#include "gonio/sway.h"
#include "suites.h"

#define PI 3.14159265358979323846
#define N 2000
#define HZ 100.0

static float a[N][GN_SWAY_AXES];
static struct gn_frame frames[N];

/*
 * AP = 0.05 sin(pi t), ML = 0.03 cos(pi t), 20 s at 100 Hz. The figures were
 * worked out from the formulas of ISway's Table 2 by a program of its own, in
 * double precision; those of continuous time are close: RMS 0.05 / sqrt 2 and
 * 0.03 / sqrt 2, jerk 1/2 20 pi^2 (0.05^2 + 0.03^2) / 2 = 0.1677833.
 */
START_TEST(two_sines)
{
	struct gn_sway s;

	for (int i = 0; i < N; i++) {
		double t = i / HZ;

		a[i][GN_SWAY_AP] = (float)(0.05 * sin(PI * t) + 1);
		a[i][GN_SWAY_ML] = (float)(0.03 * cos(PI * t) - 2);
	}
	gn_sway_measure((const float (*)[2])a, N, HZ, &s);
	ck_assert_float_eq_tol(s.time_s, 20.0f, 1e-5f);
	ck_assert_float_eq_tol(s.rms_mps2[GN_SWAY_AP], 0.035355f, 1e-6f);
	ck_assert_float_eq_tol(s.rms_mps2[GN_SWAY_ML], 0.021213f, 1e-6f);
	ck_assert_float_eq_tol(s.rms_both_mps2, 0.041231f, 1e-6f);
	ck_assert_float_eq_tol(s.path_mps2, 2.551024f, 1e-5f);
	ck_assert_float_eq_tol(s.path_rate_mps3, 0.127551f, 1e-6f);
	ck_assert_float_eq_tol(s.dist_mps2, 0.040627f, 1e-6f);
	ck_assert_float_eq_tol(s.freq_hz, 0.499672f, 1e-5f);
	ck_assert_float_eq_tol(s.jerk_m2ps5, 0.1676461f, 2e-6f);
	ck_assert_float_eq_tol(s.ellipse_m2ps4, 0.0141595f, 1e-6f);
}
END_TEST

/*
 * Five samples by hand: (1, 0), (-1, 0), (0, 2), (0, -2), (0, 0). Sums of
 * squares 2 and 8, det S = 2 8 / 16 = 1; F of 2 and 3 degrees of freedom is
 * 3/2 (0.05^(-2/3) - 1) = 9.552094; area = pi 2 4 6 / (5 3) F = 96.0281.
 */
START_TEST(five_samples)
{
	static const float five[5][GN_SWAY_AXES] = {
		{ 1, 0 }, { -1, 0 }, { 0, 2 }, { 0, -2 }, { 0, 0 } };
	struct gn_sway s;

	gn_sway_measure(five, 5, 1.0, &s);
	ck_assert_float_eq_tol(s.rms_mps2[GN_SWAY_AP], sqrtf(0.4f), 1e-6f);
	ck_assert_float_eq_tol(s.rms_mps2[GN_SWAY_ML], sqrtf(1.6f), 1e-6f);
	ck_assert_float_eq_tol(s.dist_mps2, 1.2f, 1e-6f);
	ck_assert_float_eq_tol(s.path_mps2, 8 + sqrtf(5), 1e-5f);
	ck_assert_float_eq_tol(s.jerk_m2ps5, 14.5f, 1e-5f);
	ck_assert_float_eq_tol(s.ellipse_m2ps4, 96.0281f, 1e-2f);
}
END_TEST

START_TEST(too_short_or_still)
{
	static const float same[4][GN_SWAY_AXES] = {
		{ 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 } };
	struct gn_sway s;

	gn_sway_measure(same, 3, HZ, &s);
	ck_assert_float_nan(s.time_s);
	ck_assert_float_nan(s.rms_both_mps2);
	ck_assert_float_nan(s.ellipse_m2ps4);
	gn_sway_measure(same, 4, HZ, &s);
	ck_assert_float_eq(s.rms_both_mps2, 0);
	ck_assert_float_eq(s.ellipse_m2ps4, 0);
	ck_assert_float_nan(s.freq_hz);
}
END_TEST

/* Turns v about x by b, then about z by c. */
static void turn(const double v[3], double b, double c, float out[3])
{
	double y = cos(b) * v[1] - sin(b) * v[2];

	out[0] = (float)(cos(c) * v[0] - sin(c) * y);
	out[1] = (float)(sin(c) * v[0] + cos(c) * y);
	out[2] = (float)(sin(b) * v[1] + cos(b) * v[2]);
}

/* However the sensor sits, forward sway is AP where forward is known. */
static void strapped(double b, double c, int known, struct gn_sway *s)
{
	const double fwd[3] = { 1, 0, 0 };
	float axis[3];

	for (int i = 0; i < N; i++) {
		double t = i / HZ;
		double v[3] = { 0.1 * sin(PI * t), 0.02 * cos(2 * PI * t),
				9.81 };

		turn(v, b, c, frames[i].acc_mps2);
	}
	turn(fwd, b, c, axis);
	gn_sway_level(frames, N, HZ, known ? axis : NULL, a);
	gn_sway_measure((const float (*)[2])a, N, HZ, s);
}

START_TEST(strapped_on_anyhow)
{
	struct gn_sway s;

	for (int i = 0; i < 12; i++) {
		strapped(0.5 * i, 0.7 * i, 1, &s);
		ck_assert_float_eq_tol(s.rms_mps2[GN_SWAY_AP],
				       0.1f * sqrtf(0.5f), 7e-4f);
		ck_assert_float_eq_tol(s.rms_mps2[GN_SWAY_ML],
				       0.02f * sqrtf(0.5f), 2e-4f);
		strapped(0.5 * i, 0.7 * i, 0, &s);
		ck_assert_float_eq_tol(s.rms_both_mps2, 0.07211f, 7e-4f);
	}
}
END_TEST

/* What shakes faster than a person sways does not count. */
START_TEST(no_vibration)
{
	struct gn_sway s;

	for (int i = 0; i < N; i++) {
		frames[i].acc_mps2[0] = (float)(0.5 * sin(40 * PI * i / HZ));
		frames[i].acc_mps2[1] = 0;
		frames[i].acc_mps2[2] = 9.81f;
	}
	gn_sway_level(frames, N, HZ, NULL, a);
	gn_sway_measure((const float (*)[2])a, N, HZ, &s);
	ck_assert_float_lt(s.rms_both_mps2, 0.01f);
}
END_TEST

Suite *suite_sway(void)
{
	Suite *s = suite_create("sway");
	TCase *t = tcase_create("figures");

	tcase_add_test(t, two_sines);
	tcase_add_test(t, five_samples);
	tcase_add_test(t, too_short_or_still);
	tcase_add_test(t, strapped_on_anyhow);
	tcase_add_test(t, no_vibration);
	suite_add_tcase(s, t);
	return s;
}

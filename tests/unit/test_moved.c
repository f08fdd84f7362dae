/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "gonio/measure.h"
#include "suites.h"

#define N 101
#define DEG 57.29577951308232

/* Up of a sensor that tilts by angle(i) about its x axis. */
static void tilt_to(float up[3], double rad)
{
	up[0] = 0.0f;
	up[1] = (float)sin(rad);
	up[2] = (float)cos(rad);
}

/* There and back, up to most, with its summit at frame top. */
static void go(float (*up)[3], double most, double top)
{
	for (int i = 0; i < N; i++) {
		double part = i < top ? i / top : (N - 1 - i) / (N - 1 - top);

		tilt_to(up[i], most * part);
	}
}

START_TEST(tilt_is_against_both_ends)
{
	uint8_t bridge[N] = { 0 };
	struct gn_moved m;
	float up[N][3];

	go(up, 40.0 / DEG, 50.0);
	gn_measure_moved((const float (*)[3])up, bridge, N, &m);
	ck_assert_double_eq_tol(m.tilt_rad * DEG, 40.0, 0.01);
	/* the mean tilt of a triangle is half of its height */
	ck_assert_double_eq_tol(atan2(m.up[1], m.up[2]) * DEG, 20.0, 0.2);
	/* it ends 10 deg farther: half of that is rest */
	for (int i = 0; i < N; i++)
		tilt_to(up[i], i == 50 ? 40.0 / DEG : i < 50 ? 0.0 :
			10.0 / DEG);
	gn_measure_moved((const float (*)[3])up, bridge, N, &m);
	ck_assert_double_eq_tol(m.tilt_rad * DEG, 35.0, 0.01);
}
END_TEST

START_TEST(what_was_made_up_does_not_count)
{
	uint8_t bridge[N] = { 0 };
	struct gn_moved m;
	float up[N][3];

	go(up, 40.0 / DEG, 50.0);
	tilt_to(up[60], 1.5);
	bridge[60] = 1;
	gn_measure_moved((const float (*)[3])up, bridge, N, &m);
	ck_assert_double_eq_tol(m.tilt_rad * DEG, 40.0, 0.01);
	memset(bridge, 1, 33);
	gn_measure_moved((const float (*)[3])up, bridge, N, &m);
	ck_assert(isnan(m.tilt_rad) && isnan(m.up[0]));
	bridge[0] = 0;
	gn_measure_moved((const float (*)[3])up, bridge, N, &m);
	ck_assert(!isnan(m.tilt_rad));
	gn_measure_moved((const float (*)[3])up, bridge, 0, &m);
	ck_assert(isnan(m.tilt_rad));
}
END_TEST

START_TEST(midway_is_the_mean_of_both_halves)
{
	float up[N][3];

	/* half up at 20, half down at 70 */
	go(up, 0.6, 40.0);
	ck_assert_double_eq_tol(gn_measure_midway((const float (*)[3])up, N),
				45.0, 0.05);
	go(up, 0.6, 45.0);
	ck_assert_double_eq_tol(gn_measure_midway((const float (*)[3])up, N),
				47.5, 0.05);
	go(up, 0.04, 40.0);
	ck_assert(isnan(gn_measure_midway((const float (*)[3])up, N)));
	/* all of it lies between its ends */
	for (int i = 0; i < N; i++)
		tilt_to(up[i], 0.01 * i);
	ck_assert(isnan(gn_measure_midway((const float (*)[3])up, N)));
	ck_assert(isnan(gn_measure_midway((const float (*)[3])up, 2)));
	up[0][0] = NAN;
	ck_assert(isnan(gn_measure_midway((const float (*)[3])up, N)));
}
END_TEST

/* A rate of amplitude 1 rad/s about y, for 4 s at 50 Hz. */
static float tremor_at(double hz)
{
	static struct gn_frame f[200];
	float scratch[400];

	for (int i = 0; i < 200; i++)
		f[i].gyr_radps[1] = (float)sin(2.0 * M_PI * hz * i / 50.0);
	return gn_measure_tremor(f, 200, 50.0, scratch);
}

START_TEST(tremor_is_what_lies_in_its_band)
{
	/* 1 / sqrt(2), less what both filters take: (1 + (f/fc)^4)^-1, warped
	 * by the bilinear transform at 50 Hz */
	ck_assert_double_eq_tol(tremor_at(7.0), 0.70 * 0.90, 0.07);
	/* the rest of these is of the ends, which the filters meet in motion */
	ck_assert_double_lt(tremor_at(1.0), 0.03);
	ck_assert_double_lt(tremor_at(0.5), 0.02);
	ck_assert_double_lt(tremor_at(20.0), 0.05);
	ck_assert_double_gt(tremor_at(5.0), 0.4);
}
END_TEST

START_TEST(tremor_of_nothing_is_unknown)
{
	struct gn_frame f[3] = { { { 0 }, { 0 } } };
	float scratch[6];

	ck_assert(isnan(gn_measure_tremor(f, 2, 50.0, scratch)));
	ck_assert(gn_measure_tremor(f, 3, 50.0, scratch) == 0.0f);
	f[1].gyr_radps[2] = NAN;
	ck_assert(isnan(gn_measure_tremor(f, 3, 50.0, scratch)));
}
END_TEST

START_TEST(a_jolt_is_the_largest_difference_from_gravity)
{
	struct gn_frame f[3] = { { { 0 }, { 0 } } };

	f[0].acc_mps2[2] = GN_G_MPS2;
	f[1].acc_mps2[0] = GN_G_MPS2 - 3.0f;
	f[2].acc_mps2[1] = -GN_G_MPS2 - 2.0f;
	ck_assert_double_eq_tol(gn_measure_jolt(f, 3), 3.0, 1e-5);
	ck_assert_double_eq_tol(gn_measure_jolt(f, 1), 0.0, 1e-5);
	ck_assert(isnan(gn_measure_jolt(f, 0)));
}
END_TEST

Suite *suite_moved(void)
{
	Suite *s = suite_create("moved");
	TCase *t = tcase_create("moved");

	tcase_add_test(t, tilt_is_against_both_ends);
	tcase_add_test(t, what_was_made_up_does_not_count);
	tcase_add_test(t, midway_is_the_mean_of_both_halves);
	tcase_add_test(t, tremor_is_what_lies_in_its_band);
	tcase_add_test(t, tremor_of_nothing_is_unknown);
	tcase_add_test(t, a_jolt_is_the_largest_difference_from_gravity);
	suite_add_tcase(s, t);
	return s;
}

/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "gonio/gravity.h"
#include "motion.h"
#include "suites.h"

#define HZ    50.0
#define DEG   (180 / 3.14159265358979)
#define N_MAX 6000

static struct motion m;
static float up[N_MAX][3], scratch[GN_GRAVITY_SCRATCH(N_MAX)];

static void setup(void)
{
	motion_init(&m);
}

static void run(struct gn_frame *f, size_t n, int has_gyr)
{
	ck_assert_uint_le(n, N_MAX);
	gn_gravity(f, n, HZ, has_gyr ? 1 / HZ : 0, up, NULL, scratch);
	for (size_t i = 0; i < n; i++) {
		double sq = 0;

		for (int c = 0; c < 3; c++)
			sq += up[i][c] * up[i][c];
		ck_assert_double_eq_tol(sq, 1, 1e-5);
	}
}

static double angle_to(const float a[3], const float b[3])
{
	double cross = 0, dot = 0;

	for (int c = 0; c < 3; c++) {
		double x = a[(c + 1) % 3] * b[(c + 2) % 3] -
			   a[(c + 2) % 3] * b[(c + 1) % 3];

		cross += x * x;
		dot += a[c] * b[c];
	}
	return atan2(sqrt(cross), dot) * DEG;
}

/* Greatest and mean angle between up and truth, degrees. Truth comes from the
 * same tilts without lifting: then only gravity is felt. */
static void errors(int has_gyr, double *worst, double *mean)
{
	struct motion still = m;
	struct gn_frame *f, *truth;
	size_t n;

	for (size_t i = 0; i < still.n_steps; i++)
		still.step[i].lift[0] = still.step[i].lift[1] = 0;
	still.acc_noise_mps2 = 0;
	truth = motion_frames(&still, &n);
	f = motion_frames(&m, &n);
	run(f, n, has_gyr);
	*worst = *mean = 0;
	for (size_t i = 0; i < n; i++) {
		double e = angle_to(up[i], truth[i].acc_mps2);

		*worst = fmax(*worst, e);
		*mean += e / (double)n;
	}
	free(f);
	free(truth);
}

/* Rates that missed a third of the turning are believed for less long. */
START_TEST(rates_in_bursts)
{
	double mean[2] = { 0 };
	struct gn_frame *f, *truth;
	size_t n;

	motion_set(&m, 12, 2.0, 0.4);
	truth = motion_frames(&m, &n);
	f = motion_frames(&m, &n);
	for (size_t i = 0; i < n; i++)
		for (int c = 0; c < 3; c++)
			f[i].gyr_radps[c] *= f[i].gyr_radps[1] > 0 ? 0.66f
								   : 0.9f;
	for (int k = 0; k < 2; k++) {
		gn_gravity(f, n, HZ, k ? 0.2 : 1 / HZ, up, NULL, scratch);
		for (size_t i = 0; i < n; i++)
			mean[k] += angle_to(up[i], truth[i].acc_mps2) /
				   (double)n;
	}
	ck_assert_double_gt(mean[0], 2);
	ck_assert_double_lt(mean[1], 0.7 * mean[0]);
	free(f);
	free(truth);
}
END_TEST

START_TEST(at_rest_it_is_the_force)
{
	static const float r[3] = { 0.7f, -1.9f, 0.4f };
	double worst, mean;

	m.mount = gn_quat_from_rotvec(r);
	motion_wait(&m, 10);
	for (int gyr = 0; gyr < 2; gyr++) {
		errors(gyr, &worst, &mean);
		ck_assert_double_lt(worst, 0.02);
	}
}
END_TEST

START_TEST(pure_tilt_is_followed)
{
	double worst, mean;

	motion_set(&m, 8, 2, 0.5);
	errors(1, &worst, &mean);
	ck_assert_double_lt(worst, 0.15);
}
END_TEST

/* Pushed by half a metre in 0.9 s, half forwards: 3 m/s2 and more. */
START_TEST(pushing_does_not_pass_for_tilt)
{
	static const float r[3] = { 0.7f, -1.9f, 0.4f };
	double worst, mean, free_worst;

	m.mount = gn_quat_from_rotvec(r);
	m.slant_rad = 0.8;
	motion_wait(&m, 3);
	for (int i = 0; i < 8; i++)
		motion_rep(&m, 0.9, 0.2, 0.9, 1.2, 0.5);
	motion_wait(&m, 3);
	errors(1, &worst, &mean);
	ck_assert_double_lt(worst, 0.8);
	ck_assert_double_lt(mean, 0.4);
	/* without a gyroscope it is worse, but not lost */
	errors(0, &free_worst, &mean);
	ck_assert_double_gt(free_worst, worst);
	ck_assert_double_lt(mean, 14);
}
END_TEST

/* Tilted, turned about another axis, tilted back. */
START_TEST(about_two_axes)
{
	double worst, mean;

	motion_wait(&m, 2);
	motion_move(&m, 1, 0.9, 0);
	motion_fidget(&m, 8, 1.2);
	motion_move(&m, 1, -0.5, 0);
	motion_fidget(&m, 8, 1.2);
	motion_wait(&m, 2);
	errors(1, &worst, &mean);
	ck_assert_double_lt(worst, 0.5);
}
END_TEST

/* The piece begins and ends in mid-movement. */
START_TEST(cut_in_mid_movement)
{
	struct gn_frame *f, *truth;
	size_t n, from = 178;
	double worst = 0;

	m.slant_rad = 0.8;
	motion_set(&m, 8, 2, 0);
	truth = motion_frames(&m, &n);
	for (size_t i = 0; i < m.n_steps; i++)
		m.step[i].lift[1] = m.step[i].tilt[1] > 0 ? 0.3 : 0,
		m.step[i].lift[0] = m.step[i].tilt[0] > 0 ? 0.3 : 0;
	f = motion_frames(&m, &n);
	n = 640;
	run(f + from, n, 1);
	for (size_t i = 0; i < n; i++)
		worst = fmax(worst, angle_to(up[i], truth[from + i].acc_mps2));
	ck_assert_double_lt(worst, 1.2);
	free(f);
	free(truth);
}
END_TEST

/* 1 deg/s of bias must cost less than what it turns in a time constant. */
START_TEST(bias_is_held_down)
{
	double worst, mean;

	m.gyr_bias_radps[0] = m.gyr_bias_radps[1] = (float)(1 / DEG);
	m.gyr_noise_radps = 0.002;
	m.acc_noise_mps2 = 0.02;
	motion_set(&m, 8, 2, 0.5);
	motion_wait(&m, 60);
	errors(1, &worst, &mean);
	ck_assert_double_lt(worst, 7);
	ck_assert_double_lt(mean, 2);
}
END_TEST

/* No delay: time backwards gives the same backwards. */
START_TEST(time_backwards)
{
	static float fore[N_MAX][3];
	struct gn_frame *f;
	size_t n;
	double worst = 0;

	motion_set(&m, 5, 2, 0.5);
	motion_fidget(&m, 6, 0.6);
	motion_wait(&m, 2);
	f = motion_frames(&m, &n);
	for (int gyr = 0; gyr < 2; gyr++) {
		run(f, n, gyr);
		memcpy(fore, up, n * sizeof(*up));
		for (size_t i = 0; i < n - 1 - i; i++) {
			struct gn_frame t = f[i];

			f[i] = f[n - 1 - i];
			f[n - 1 - i] = t;
		}
		for (size_t i = 0; i < n; i++)
			for (int c = 0; c < 3; c++)
				f[i].gyr_radps[c] *= -1;
		run(f, n, gyr);
		for (size_t i = 0; i < n; i++)
			worst = fmax(worst, angle_to(up[i], fore[n - 1 - i]));
	}
	ck_assert_double_lt(worst, 0.1);
	free(f);
}
END_TEST

/* Turn the sensor on its segment: up turns with it. */
START_TEST(mounting_turns_the_answer)
{
	static const float r[3] = { -0.4f, 0.8f, 2.1f };
	static float plain[N_MAX][3];
	struct gn_frame *f;
	size_t n;

	motion_set(&m, 5, 2, 0.5);
	f = motion_frames(&m, &n);
	run(f, n, 1);
	free(f);
	memcpy(plain, up, n * sizeof(*up));
	m.mount = gn_quat_from_rotvec(r);
	f = motion_frames(&m, &n);
	run(f, n, 1);
	for (size_t i = 0; i < n; i++) {
		float v[3];

		gn_quat_rotate(m.mount, up[i], v);
		ck_assert_double_lt(angle_to(v, plain[i]), 0.05);
	}
	free(f);
}
END_TEST

START_TEST(rates_unused_are_not_read)
{
	static float plain[N_MAX][3];
	struct gn_frame *f;
	size_t n;

	motion_set(&m, 3, 2, 0.5);
	f = motion_frames(&m, &n);
	run(f, n, 0);
	memcpy(plain, up, n * sizeof(*up));
	for (size_t i = 0; i < n; i++)
		f[i].gyr_radps[0] = NAN;
	run(f, n, 0);
	ck_assert_mem_eq(plain, up, n * sizeof(*up));
	free(f);
}
END_TEST

/* Two minutes of turning fast: no rotation grows or shrinks. */
START_TEST(rotations_stay_rotations)
{
	static struct gn_quat level[N_MAX];
	struct gn_frame *f = calloc(N_MAX, sizeof(*f));

	for (int i = 0; i < N_MAX; i++)
		f[i] = (struct gn_frame){
			.acc_mps2 = { 9.8F * sinf((float)i * 0.37F),
				      9.8F * cosf((float)i * 0.37F), 0 },
			.gyr_radps = { 0.3F, -0.2F, 18.5F } };
	gn_gravity(f, N_MAX, HZ, 1 / HZ, up, level, scratch);
	for (int i = 0; i < N_MAX; i++)
		ck_assert_double_eq_tol((double)gn_quat_norm(level[i]), 1,
					2e-6);
	free(f);
}
END_TEST

START_TEST(short_pieces_and_no_force)
{
	struct gn_frame f[3] = { { .acc_mps2 = { 0, 3, -4 } } };
	struct fault_stat stat;

	up[1][0] = 7;
	gn_gravity(f, 1, HZ, 1 / HZ, up, NULL, scratch);
	ck_assert_double_eq_tol(up[0][1], 0.6, 1e-6);
	ck_assert_double_eq_tol(up[0][2], -0.8, 1e-6);
	ck_assert_double_eq(up[1][0], 7);
	/* all zero: no direction, no NAN */
	memset(f, 0, sizeof(f));
	fault_start(0);
	gn_gravity(f, 3, HZ, 1 / HZ, up, NULL, scratch);
	stat = fault_stop();
	for (int i = 0; i < 9; i++)
		ck_assert_double_eq(up[i / 3][i % 3], 0);
	ck_assert_int_eq(stat.asked, 0);
}
END_TEST

Suite *suite_gravity(void)
{
	Suite *s = suite_create("gravity");
	TCase *t = tcase_create("up");

	suite_add_tcase(s, t);
	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_test(t, rates_in_bursts);
	tcase_add_test(t, at_rest_it_is_the_force);
	tcase_add_test(t, pure_tilt_is_followed);
	tcase_add_test(t, pushing_does_not_pass_for_tilt);
	tcase_add_test(t, about_two_axes);
	tcase_add_test(t, cut_in_mid_movement);
	tcase_add_test(t, bias_is_held_down);
	tcase_add_test(t, time_backwards);
	tcase_add_test(t, mounting_turns_the_answer);
	tcase_add_test(t, rates_unused_are_not_read);
	tcase_add_test(t, rotations_stay_rotations);
	tcase_add_test(t, short_pieces_and_no_force);
	return s;
}

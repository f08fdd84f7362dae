/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/gravity.h"
#include "gonio/segment.h"
#include "motion.h"
#include "suites.h"

#define HZ    50.0
#define N_MAX 3000
#define DEG   (180 / 3.14159265358979)
#define POSE  100               /* frames that are still at the begin */

static struct motion m;
static struct gn_segment_fit fit;
static struct gn_segment_axes axes;
static struct gn_frame *frame;
static size_t n;
static struct gn_diag why;
static float up[N_MAX][3], lean[N_MAX], scratch[GN_GRAVITY_SCRATCH(N_MAX)];

static void setup(void)
{
	motion_init(&m);
	gn_segment_fit_init(&fit);
	frame = NULL;
	why.text[0] = '\0';
}

static void teardown(void)
{
	free(frame);
}

/* Two seconds of standing, then bends by rad. */
static void bends(double rad)
{
	motion_wait(&m, 3);
	for (int i = 0; i < 5; i++) {
		motion_rep(&m, 1.2, 0.2, 1.2, rad, 0.0);
		motion_wait(&m, 0.5);
	}
}

static int solve(void)
{
	frame = motion_frames(&m, &n);
	ck_assert_uint_le(n, N_MAX);
	for (size_t i = 0; i < POSE; i++)
		gn_segment_fit_pose(&fit, frame[i].acc_mps2,
				    frame[i].gyr_radps);
	gn_segment_fit_move(&fit, frame + POSE, n - POSE);
	return gn_segment_fit_axes(&fit, &axes, &why);
}

static void look(void)
{
	gn_gravity(frame, n, HZ, 1 / HZ, up, NULL, scratch);
}

static double dot(const float *a, const float *b)
{
	return (double)(a[0] * b[0] + a[1] * b[1] + a[2] * b[2]);
}

static const struct gn_quat mounts[] = {
	{ 1, 0, 0, 0 },
	{ 0.5F, 0.5F, -0.5F, 0.5F },
	{ 0.1825742F, 0.3651484F, 0.5477226F, 0.7302967F },
	{ 0, 1, 0, 0 },                 /* upside down */
};
#define MOUNTS ((int)(sizeof(mounts) / sizeof(mounts[0])))

/* However it is strapped on: the lean is the one that was made. */
START_TEST(any_way_round)
{
	double worst = 0;

	m.mount = mounts[_i];
	m.gyr_noise_radps = 0.005;
	m.acc_noise_mps2 = 0.05;
	bends(1.2);
	ck_assert_msg(!solve(), "%s", why.text);
	ck_assert_float_gt(axes.share, 0.99F);
	ck_assert_float_gt(axes.rms_radps, 0.5F);
	ck_assert_double_lt(fabs(dot(axes.up, axes.side)), 1e-5);
	ck_assert_double_lt(fabs(dot(axes.up, axes.fwd)), 1e-5);
	ck_assert_double_eq_tol(dot(axes.fwd, axes.fwd), 1, 1e-5);
	look();
	ck_assert_int_eq(gn_segment_toward(&axes, (const float (*)[3])up, n,
					   1), GN_OK);
	gn_segment_lean(&axes, (const float (*)[3])up, n, lean);
	for (size_t k = 0; k < m.n_reps; k++) {
		size_t turn = (size_t)((m.rep[k].turn_s + m.rep[k].back_s) *
				       HZ / 2);
		size_t end = (size_t)(m.rep[k].end_s * HZ) + 10;

		worst = fmax(worst, fabs((double)lean[turn] - 1.2));
		worst = fmax(worst, fabs((double)lean[end]));
	}
	ck_assert_double_lt(worst * DEG, 0.5);
	/* the other way round all is the other way round */
	ck_assert_int_eq(gn_segment_toward(&axes, (const float (*)[3])up, n,
					   0), GN_OK);
	gn_segment_lean(&axes, (const float (*)[3])up, n, &lean[0]);
	ck_assert_double_eq_tol((double)lean[(size_t)(m.rep[0].turn_s * HZ) +
					     3], -1.2, 0.02);
}
END_TEST

/* Twisting about the long axis, as a thigh does, does not tip the axis. */
START_TEST(twist_does_not_matter)
{
	struct gn_segment_axes straight;
	struct gn_frame twist = { 0 };

	bends(1.2);
	ck_assert_int_eq(solve(), GN_OK);
	straight = axes;
	for (size_t i = 0; i < n; i++) {
		for (int c = 0; c < 3; c++)
			twist.gyr_radps[c] = frame[i].gyr_radps[c] +
				2 * axes.up[c] *
				(float)dot(frame[i].gyr_radps, axes.side);
		gn_segment_fit_move(&fit, &twist, 1);
	}
	ck_assert_int_eq(gn_segment_fit_axes(&fit, &axes, &why), GN_OK);
	ck_assert_double_gt(fabs(dot(axes.side, straight.side)), 0.9999);
}
END_TEST

START_TEST(full_turns_go_on)
{
	static float round[200][3];

	bends(1.2);
	ck_assert_int_eq(solve(), GN_OK);
	for (int i = 0; i < 200; i++)
		for (int c = 0; c < 3; c++)
			round[i][c] = axes.up[c] * cosf(0.1F * (float)i) -
				axes.fwd[c] * sinf(0.1F * (float)i);
	round[50][1] = NAN;
	gn_segment_lean(&axes, (const float (*)[3])round, 200, lean);
	ck_assert(isnan(lean[50]));
	ck_assert_float_eq_tol(lean[199], 19.9F, 1e-3F);
}
END_TEST

/* Its own arc tangent, right round, and on the axes. */
START_TEST(leans_are_exact)
{
	struct gn_segment_axes flat = { .fwd = { 1, 0, 0 },
					.up = { 0, 1, 0 },
					.side = { 0, 0, 1 } };
	static const float on[5][2] = { { 0, 1 }, { 1, 0 }, { 0, -1 },
					{ -1, 0 }, { 0, 0 } };

	for (int i = 0; i < N_MAX; i++) {
		double a = 2 * 3.14159265358979 * i / N_MAX;

		up[i][0] = (float)sin(a);
		up[i][1] = (float)cos(a);
		up[i][2] = 0;
	}
	gn_segment_lean(&flat, (const float (*)[3])up, N_MAX, lean);
	for (int i = 0; i < N_MAX; i++)
		ck_assert_double_eq_tol(remainder((double)lean[i] +
			2 * 3.14159265358979 * i / N_MAX,
			2 * 3.14159265358979), 0, 2e-6);
	for (int i = 0; i < 5; i++) {
		const float v[3] = { on[i][0], on[i][1], 0 };

		gn_segment_lean(&flat, &v, 1, lean);
		ck_assert_double_eq_tol(fabs((double)lean[0]),
			fabs(atan2((double)v[0], (double)v[1])), 3e-7);
	}
	up[0][1] = NAN;
	gn_segment_lean(&flat, (const float (*)[3])up, 1, lean);
	ck_assert_float_nan(lean[0]);
}
END_TEST

START_TEST(what_the_pose_shows)
{
	static const float bias[3] = { 0.01F, -0.02F, 0.03F };

	memcpy(m.gyr_bias_radps, bias, sizeof(bias));
	bends(1.2);
	ck_assert_int_eq(solve(), GN_OK);
	for (int c = 0; c < 3; c++)
		ck_assert_float_eq_tol(axes.bias_radps[c], bias[c], 1e-4F);
}
END_TEST

static void move(const float gyr_radps[3])
{
	struct gn_frame f = { .gyr_radps = { gyr_radps[0], gyr_radps[1],
					     gyr_radps[2] } };

	gn_segment_fit_move(&fit, &f, 1);
}

START_TEST(refused)
{
	const struct gn_segment_axes was = axes;
	float a[3] = { 0, 0, 9.81F }, nan[3] = { 0, NAN, 0 };
	float w[3] = { 1, 0, 0 }, other[3] = { 0, 1, 0 };

	ck_assert_int_eq(gn_segment_fit_axes(&fit, &axes, &why), GN_ENODATA);
	ck_assert_ptr_nonnull(strstr(why.text, "too short"));
	for (int i = 0; i < GN_SEGMENT_POSE_MIN; i++) {
		gn_segment_fit_pose(&fit, nan, w);
		gn_segment_fit_pose(&fit, a, nan);
	}
	for (int i = 0; i < GN_SEGMENT_POSE_MIN; i++) {
		ck_assert_int_eq(gn_segment_fit_axes(&fit, &axes, &why),
				 GN_ENODATA);
		ck_assert_ptr_nonnull(strstr(why.text, "too short"));
		a[0] = i % 2 ? 0.4F : -0.4F;
		gn_segment_fit_pose(&fit, a, w);
	}
	ck_assert_int_eq(gn_segment_fit_axes(&fit, &axes, &why), GN_ENODATA);
	ck_assert_ptr_nonnull(strstr(why.text, "no movement"));
	move(nan);
	ck_assert_int_eq(gn_segment_fit_axes(&fit, &axes, NULL), GN_ENODATA);
	w[0] = 0.1F;
	move(w);
	ck_assert_int_eq(gn_segment_fit_axes(&fit, &axes, &why), GN_ENODATA);
	ck_assert_ptr_nonnull(strstr(why.text, "too little"));
	w[0] = 1;
	for (int i = 0; i < 10; i++) {
		move(w);
		move(other);
	}
	ck_assert_int_eq(gn_segment_fit_axes(&fit, &axes, &why), GN_EFORMAT);
	ck_assert_ptr_nonnull(strstr(why.text, "no one axis"));
	for (int i = 0; i < 10; i++)
		move(w);
	a[0] = 2;
	ck_assert_mem_eq(&axes, &was, sizeof(was));
	ck_assert_int_eq(gn_segment_fit_axes(&fit, &axes, &why), GN_OK);
	for (int i = 0; i < 20; i++) {
		a[0] = i % 2 ? 2 : -2;
		gn_segment_fit_pose(&fit, a, w);
	}
	ck_assert_int_eq(gn_segment_fit_axes(&fit, &axes, &why), GN_ENODATA);
	ck_assert_ptr_nonnull(strstr(why.text, "not still"));
}
END_TEST

/* Too small a lean tells no direction. */
START_TEST(which_way_is_not_known)
{
	bends(1.2);
	ck_assert_int_eq(solve(), GN_OK);
	look();
	ck_assert_int_eq(gn_segment_toward(&axes, (const float (*)[3])up,
					   POSE, 1), GN_ENODATA);
	ck_assert_int_eq(gn_segment_toward(&axes, NULL, 0, 1), GN_ENODATA);
}
END_TEST

/* Out of the sagittal plane, also where it leans far forward. */
START_TEST(to_the_right)
{
	const struct gn_segment_axes a = { .up = { 0, 0, 1 },
		.side = { 0, -1, 0 }, .fwd = { 1, 0, 0 } };
	/* the top to the right: up is to the left of the segment's axis */
	const float tilted[2][3] = { { 0, 0.29552F, 0.955336F },
				     { -0.955336F, 0.29552F, 0 } };
	float out[2];

	gn_segment_lean_right(&a, tilted, 2, out);
	ck_assert_double_eq_tol((double)out[0], 0.3, 1e-5);
	ck_assert_double_eq_tol((double)out[1], 0.3, 1e-5);
}
END_TEST

Suite *suite_segment(void)
{
	Suite *s = suite_create("segment");
	TCase *c = tcase_create("segment");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_loop_test(c, any_way_round, 0, MOUNTS);
	tcase_add_test(c, twist_does_not_matter);
	tcase_add_test(c, full_turns_go_on);
	tcase_add_test(c, leans_are_exact);
	tcase_add_test(c, what_the_pose_shows);
	tcase_add_test(c, refused);
	tcase_add_test(c, to_the_right);
	tcase_add_test(c, which_way_is_not_known);
	suite_add_tcase(s, c);
	return s;
}

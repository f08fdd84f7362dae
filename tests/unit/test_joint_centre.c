/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/joint_centre.h"
#include "legs.h"
#include "suites.h"

/*
 * Truth: a leg in closed form. The thigh's sensor sits 0.105 m above the
 * knee, the shank's 0.20 m below it, whichever way they are strapped on.
 */
#define THIGH_M 0.105
#define SHANK_M 0.20
#define HIP_M 0.365             /* from the pelvis sensor to the thigh's */
#define HZ 100.0
#define MOST 4000
#define PER_STEP 10             /* frames */

static struct legs legs;
static struct gn_frame frame[LEG_SENSORS][MOST];
static uint8_t use[MOST];
static size_t n;
static float up[LEG_SENSORS][3];

static void setup(void)
{
	static const struct gn_quat mount[LEG_SENSORS] = {
		{ 1, 0, 0, 0 }, { 0.5F, 0.5F, -0.5F, 0.5F },
		{ 0.1825742F, 0.3651484F, 0.5477226F, 0.7302967F },
		{ 0, 1, 0, 0 } };

	legs_init(&legs);
	legs.rep_s = 1.5;
	memcpy(legs.mount, mount, sizeof(mount));
}

static void frames(void)
{
	static const float z[3] = { 0, 0, 1 };
	size_t all;
	struct gn_sample *s = legs_samples(&legs, &all);

	n = all / LEG_SENSORS;
	ck_assert_uint_le(n, MOST);
	for (size_t i = 0; i < all; i++) {
		struct gn_frame *f = &frame[s[i].sensor][i / LEG_SENSORS];

		memcpy(f->acc_mps2, s[i].acc_mps2, sizeof(f->acc_mps2));
		memcpy(f->gyr_radps, s[i].gyr_radps, sizeof(f->gyr_radps));
	}
	free(s);
	memset(use, 1, sizeof(use));
	for (int k = 0; k < LEG_SENSORS; k++)
		gn_quat_rotate_inv(legs.mount[k], z, up[k]);
}

static double above(int a, int b, double *sd, struct gn_joint_centre *c)
{
	ck_assert_int_eq(gn_joint_centre_fit(frame[a], frame[b], use, n, HZ,
					     c), GN_OK);
	return gn_joint_centre_above(c, up[a], up[b], sd);
}

START_TEST(knee_is_between_thigh_and_shank)
{
	struct gn_joint_centre c;
	double sd, m;

	frames();
	m = above(LEG_THIGH, LEG_SHANK, &sd, &c);
	ck_assert_double_eq_tol(m, THIGH_M + SHANK_M, 0.002);
	/* each one's own part, along its segment and nowhere else */
	for (int k = 0; k < 3; k++) {
		ck_assert_double_eq_tol(c.to_m[0][k],
					THIGH_M * (double)up[LEG_THIGH][k],
					0.002);
		ck_assert_double_eq_tol(c.to_m[1][k],
					-SHANK_M * (double)up[LEG_SHANK][k],
					0.002);
	}
	ck_assert_double_lt(c.residual_mps2, 0.02);
	ck_assert_uint_eq(c.n, (n - 1) / PER_STEP * PER_STEP);
	m = above(LEG_SHANK, LEG_THIGH, &sd, &c);
	ck_assert_double_eq_tol(m, -THIGH_M - SHANK_M, 0.002);
}
END_TEST

/* Not of one joint: the lengths do not agree. */
START_TEST(pelvis_and_shank_share_none)
{
	struct gn_joint_centre knee, none;
	double sd;

	frames();
	above(LEG_THIGH, LEG_SHANK, &sd, &knee);
	above(LEG_PELVIS, LEG_SHANK, &sd, &none);
	ck_assert_double_gt(none.residual_mps2, 5 * knee.residual_mps2);
}
END_TEST

/* Of 0.05 m/s2. */
static void add_noise(unsigned int seed)
{
	srand(seed);
	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < LEG_SENSORS; k++)
			for (int x = 0; x < 3; x++)
				frame[k][i].acc_mps2[x] += 0.17f *
					((float)rand() / (float)RAND_MAX -
					 0.5f);
}

/* Within two of the sd that is told, and not all far within one. */
START_TEST(noise_is_told)
{
	struct gn_joint_centre c;
	double sd, m, most = 0;

	for (unsigned int seed = 1; seed <= 10; seed++) {
		frames();
		add_noise(seed);
		m = fabs(above(LEG_THIGH, LEG_SHANK, &sd, &c) - THIGH_M -
			 SHANK_M);
		ck_assert_double_lt(m, 2 * sd);
		ck_assert_double_lt(sd, 0.01);
		most = fmax(most, m / sd);
	}
	ck_assert_double_gt(most, 0.5);
}
END_TEST

/* A heel raise: thigh and shank tilt by little, and as one. Lengths of
 * accelerations do not show where the knee is: they are all gravity. */
START_TEST(what_tilts_by_little)
{
	struct gn_joint_centre c;
	double sd, m;

	legs.lean_rad[LEG_SHANK] = 0.17;
	legs.lean_rad[LEG_THIGH] = 0.15;
	legs.rep_s = 1.2;
	frames();
	add_noise(1);
	m = above(LEG_THIGH, LEG_SHANK, &sd, &c);
	ck_assert_double_lt(fabs(m - THIGH_M - SHANK_M), 2 * sd);
	ck_assert_double_lt(sd, 0.05);
}
END_TEST

/* Begun at the sensors alone this ends beside the truth. */
START_TEST(wherever_it_begins)
{
	struct gn_joint_centre c;
	double sd, m;

	legs.lean_rad[LEG_PELVIS] = 0.59;
	legs.lean_rad[LEG_THIGH] = -1.11;
	legs.lean_rad[LEG_SHANK] = 0.80;
	legs.wide[LEG_PELVIS] = 0.85;
	legs.wide[LEG_THIGH] = 0.90;
	legs.wide[LEG_SHANK] = 0.97;
	legs.stand_s = 0.1;
	legs.reps = 2;
	legs.rep_s = 2.02;
	frames();
	m = above(LEG_PELVIS, LEG_THIGH, &sd, &c);
	ck_assert_double_eq_tol(m, HIP_M, 0.01);
	m = above(LEG_THIGH, LEG_PELVIS, &sd, &c);
	ck_assert_double_eq_tol(m, -HIP_M, 0.01);
}
END_TEST

/* A shank that sways by 1 deg about the ankle: a point below the ground fits
 * as well as the knee, and whichever is given, the sd covers the other. */
START_TEST(a_mirrored_one_is_doubted)
{
	struct gn_joint_centre c;
	double sd, m;

	legs.lean_rad[LEG_PELVIS] = 0.27;
	legs.lean_rad[LEG_THIGH] = 0.33;
	legs.lean_rad[LEG_SHANK] = -0.02;
	legs.wide[LEG_THIGH] = 0.81;
	legs.stand_s = 0.1;
	legs.reps = 2;
	legs.rep_s = 1.96;
	frames();
	m = above(LEG_THIGH, LEG_SHANK, &sd, &c);
	ck_assert_double_lt(fabs(m - THIGH_M - SHANK_M), 2 * sd);
	ck_assert_double_gt(sd, 0.3);
}
END_TEST

/* What does not move has no joint to show: it stays at the sensor. */
START_TEST(still_shows_nothing)
{
	struct gn_joint_centre c;
	double sd, m;

	for (int k = 0; k < LEG_SENSORS; k++)
		legs.lean_rad[k] = 0;
	frames();
	m = above(LEG_THIGH, LEG_SHANK, &sd, &c);
	ck_assert_double_lt(fabs(m), 1e-6);
}
END_TEST

START_TEST(only_what_is_to_be_used)
{
	struct gn_joint_centre c = { .n = 77 }, all;
	size_t least = GN_JOINT_CENTRE_MIN;
	double sd;

	frames();
	above(LEG_THIGH, LEG_SHANK, &sd, &all);
	/* nonsense in the frame that does not count */
	use[505] = 0;
	frame[LEG_THIGH][505].acc_mps2[0] = 1e6f;
	frame[LEG_SHANK][505].gyr_radps[1] = NAN;
	above(LEG_THIGH, LEG_SHANK, &sd, &c);
	ck_assert_uint_eq(c.n, 500 + (n - 507) / PER_STEP * PER_STEP);
	ck_assert_double_eq_tol(c.to_m[1][0], all.to_m[1][0], 0.002);
	/* 0.4 s between two others are too little, 0.41 enough */
	use[545] = 0;
	above(LEG_THIGH, LEG_SHANK, &sd, &c);
	ck_assert_uint_eq(c.n, 500 + (n - 547) / PER_STEP * PER_STEP);
	use[545] = 1;
	use[547] = 0;
	above(LEG_THIGH, LEG_SHANK, &sd, &c);
	ck_assert_uint_eq(c.n, 540 + (n - 549) / PER_STEP * PER_STEP);

	memset(use, 0, sizeof(use));
	memset(use + 100, 1, least + 1);
	above(LEG_THIGH, LEG_SHANK, &sd, &c);
	ck_assert_uint_eq(c.n, least);
	use[100] = 0;
	ck_assert_int_eq(gn_joint_centre_fit(frame[0], frame[1], use, n, HZ,
					     &c), GN_ENODATA);
	ck_assert_uint_eq(c.n, least);
	ck_assert_int_eq(gn_joint_centre_fit(frame[0], frame[1], use, 0, HZ,
					     &c), GN_ENODATA);
}
END_TEST

Suite *suite_joint_centre(void)
{
	Suite *s = suite_create("joint_centre");
	TCase *c = tcase_create("fit");

	tcase_add_checked_fixture(c, setup, NULL);
	tcase_add_test(c, knee_is_between_thigh_and_shank);
	tcase_add_test(c, pelvis_and_shank_share_none);
	tcase_add_test(c, noise_is_told);
	tcase_add_test(c, what_tilts_by_little);
	tcase_add_test(c, wherever_it_begins);
	tcase_add_test(c, a_mirrored_one_is_doubted);
	tcase_add_test(c, still_shows_nothing);
	tcase_add_test(c, only_what_is_to_be_used);
	suite_add_tcase(s, c);
	return s;
}

/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <string.h>

#include "gonio/quat.h"
#include "gonio/turns.h"
#include "suites.h"
#include "turnrig.h"

static struct turnrig rig;

static const double about_x[3] = { 1, 0, 0 }, about_y[3] = { 0, 1, 0 };
static const double about_z[3] = { 0, 0, 1 };

static double length_s(const struct gn_turn *t)
{
	double sum = 0;

	for (size_t i = 0; i < t->n; i++)
		sum += (double)t->step[i].dt_s;
	return sum;
}

/* The turn's steps in a row, applied to where up was; how far from up now. */
static double off_rad(const struct gn_turn *t, const double from[3],
		      const double to[3])
{
	struct gn_quat q = gn_quat_identity();
	float u[3], v[3];
	double d[3];

	for (size_t i = 0; i < t->n; i++)
		q = gn_quat_mul(q, gn_quat_from_rotvec(t->step[i].rotvec_rad));
	for (int i = 0; i < 3; i++)
		u[i] = (float)from[i];
	gn_quat_rotate_inv(q, u, v);
	for (int i = 0; i < 3; i++)
		d[i] = (double)v[i] - to[i];
	return sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
}

static void setup(void)
{
	turnrig_begin(&rig);
}

START_TEST(a_turn_is_what_was_turned)
{
	static const double up[3] = { 0, 0, 1 };
	const struct gn_turn *t = &rig.turns.turn[0];

	turnrig_hold(&rig, 2);
	turnrig_turn(&rig, about_x, 1.5, 1);
	turnrig_turn(&rig, about_z, 0.7, 1);
	turnrig_turn(&rig, about_y, -1, 1);
	turnrig_hold(&rig, 1.75);
	ck_assert_uint_eq(rig.turns.n, 1);
	ck_assert_uint_eq(t->from, 0);
	ck_assert_uint_eq(t->to, 1);
	ck_assert_double_lt(off_rad(t, up, rig.up), 2e-4);
	/* the pose before, and the second and a half that made the next */
	ck_assert_double_ge(length_s(t), 3 + 1.25);
	ck_assert_double_le(length_s(t), 3 + 1.5 + 0.51);
	ck_assert_uint_gt(t->n, 3 * 10);
	for (size_t i = 0; i < t->n; i++) {
		ck_assert_float_le(t->step[i].dt_s, 0.2501F);
		ck_assert_double_lt(fabs((double)t->step[i].rotvec_rad[0]),
				    0.14);
	}
}
END_TEST

/* However long it lies, that adds nothing to the turn. */
START_TEST(lying_is_forgotten)
{
	turnrig_hold(&rig, 60);
	turnrig_turn(&rig, about_x, 1.5, 1);
	turnrig_hold(&rig, 60);
	turnrig_turn(&rig, about_z, 1.5, 1);
	turnrig_hold(&rig, 2);
	ck_assert_uint_eq(rig.turns.n, 2);
	for (int k = 0; k < 2; k++)
		ck_assert_double_lt(length_s(&rig.turns.turn[k]), 3.1);
	ck_assert_uint_eq(rig.turns.turn[1].from, 1);
	ck_assert_uint_eq(rig.turns.turn[1].to, 2);
}
END_TEST

/* Minutes in the hand: the steps get longer, and the turn stays right. */
START_TEST(a_long_turn_fits)
{
	static const double up[3] = { 0, 0, 1 };
	const struct gn_turn *t = &rig.turns.turn[0];

	turnrig_hold(&rig, 2);
	for (int i = 0; i < 40; i++) {
		turnrig_turn(&rig, about_x, 1.3, 0.8);
		turnrig_turn(&rig, about_y, -0.9, 0.9);
		turnrig_turn(&rig, about_z, 1.1, 0.7);
	}
	turnrig_turn(&rig, about_x, -0.5, 0.8);
	turnrig_hold(&rig, 2);
	ck_assert_uint_eq(rig.turns.n, 1);
	ck_assert_uint_le(t->n, GN_TURN_STEPS);
	ck_assert_uint_gt(t->n, GN_TURN_STEPS / 2 - 1);
	ck_assert_double_gt(length_s(t), 40 * 2.4);
	for (size_t i = 0; i < t->n; i++)
		ck_assert_float_gt(t->step[i].dt_s, 0);
	ck_assert_double_lt(off_rad(t, up, rig.up), 3e-3);
}
END_TEST

/* A direction that is there already ends no turn. */
START_TEST(a_pose_that_is_not_kept_is_passed_through)
{
	static const double up[3] = { 0, 0, 1 };

	turnrig_hold(&rig, 2);
	turnrig_turn(&rig, about_z, 1, 1);
	turnrig_hold(&rig, 3);
	turnrig_turn(&rig, about_x, 1.4, 1);
	turnrig_hold(&rig, 2);
	ck_assert_uint_eq(rig.poses.n, 2);
	ck_assert_uint_eq(rig.turns.n, 1);
	ck_assert_uint_eq(rig.turns.turn[0].from, 0);
	ck_assert_double_lt(off_rad(&rig.turns.turn[0], up, rig.up), 2e-4);
	ck_assert_double_gt(length_s(&rig.turns.turn[0]), 5);
}
END_TEST

START_TEST(a_gap_loses_the_turn_and_no_other)
{
	turnrig_hold(&rig, 2);
	turnrig_turn(&rig, about_x, 0.7, 1);
	rig.deaf = 1;
	turnrig_turn(&rig, about_x, 0.1, 0.2);
	rig.deaf = 0;
	turnrig_turn(&rig, about_x, 0.7, 1);
	turnrig_hold(&rig, 2);
	ck_assert_uint_eq(rig.turns.n, 0);
	ck_assert_uint_eq(rig.turns.n_lost, 1);
	rig.deaf = 1;                   /* while it lies, nothing is lost */
	turnrig_hold(&rig, 0.12);
	rig.deaf = 0;
	turnrig_hold(&rig, 1);
	turnrig_turn(&rig, about_z, 1.4, 1);
	rig.deaf = 1;                   /* two samples are no gap */
	turnrig_hold(&rig, 0.021);
	rig.deaf = 0;
	turnrig_hold(&rig, 2);
	ck_assert_uint_eq(rig.turns.n, 1);
	ck_assert_uint_eq(rig.turns.n_lost, 1);
	ck_assert_uint_eq(rig.turns.turn[0].from, 1);
}
END_TEST

/* Samples of others, without rates, or late, do not count. */
START_TEST(samples_that_say_nothing)
{
	static const double up[3] = { 0, 0, 1 };
	struct gn_sample s = { .gyr_radps = { 9, 9, 9 }, .sensor = 1 };

	turnrig_hold(&rig, 2);
	for (int i = 0; i < 10; i++) {
		turnrig_turn(&rig, about_x, 0.15, 0.3);
		s.t_ns = rig.t_ns - 5000000;
		s.sensor = 1;
		gn_turns_push(&rig.turns, &rig.poses, &s);
		s.sensor = 0;
		s.gyr_radps[1] = NAN;
		gn_turns_push(&rig.turns, &rig.poses, &s);
		s.gyr_radps[1] = 9;
		s.t_ns -= 10000000;
		gn_turns_push(&rig.turns, &rig.poses, &s);
	}
	turnrig_hold(&rig, 2);
	ck_assert_uint_eq(rig.turns.n, 1);
	ck_assert_double_lt(off_rad(&rig.turns.turn[0], up, rig.up), 2e-4);
}
END_TEST

START_TEST(without_rates_there_are_no_turns)
{
	rig.bias_radps[0] = NAN;
	turnrig_hold(&rig, 2);
	turnrig_turn(&rig, about_x, 1.5, 1);
	turnrig_hold(&rig, 2);
	ck_assert_uint_eq(rig.poses.n, 2);
	ck_assert_uint_eq(rig.turns.n, 0);
	ck_assert_uint_eq(rig.turns.n_lost, 0);
}
END_TEST

/* Pose 2 of five goes: turns 1-2 and 2-3 with it, the later ones move up. */
START_TEST(a_dropped_pose_takes_its_turns)
{
	for (size_t k = 0; k < 5; k++)
		turnrig_lay(&rig, k);
	ck_assert_uint_eq(rig.turns.n, 4);
	ck_assert_int_eq(gn_still_drop(&rig.poses, 2), GN_OK);
	gn_turns_drop_pose(&rig.turns, 2);
	ck_assert_uint_eq(rig.turns.n, 2);
	ck_assert_uint_eq(rig.turns.turn[0].from, 0);
	ck_assert_uint_eq(rig.turns.turn[1].from, 2);
	ck_assert_uint_eq(rig.turns.turn[1].to, 3);
	turnrig_lay(&rig, 2);           /* from the last one, pose 3 now */
	ck_assert_uint_eq(rig.turns.n, 3);
	ck_assert_uint_eq(rig.turns.turn[2].from, 3);
	ck_assert_uint_eq(rig.turns.turn[2].to, 4);
	/* the one that it lies in: the next turn begins nowhere */
	ck_assert_int_eq(gn_still_drop(&rig.poses, 4), GN_OK);
	gn_turns_drop_pose(&rig.turns, 4);
	turnrig_lay(&rig, 7);
	ck_assert_uint_eq(rig.turns.n, 2);
	turnrig_lay(&rig, 8);
	ck_assert_uint_eq(rig.turns.n, 3);
	ck_assert_uint_eq(rig.turns.turn[2].from, 4);
}
END_TEST

/* In the quarter second before the next one is found: it is found all the
 * same, and the turn after it. */
START_TEST(a_pose_dropped_at_the_last_moment)
{
	struct turnrig later;

	turnrig_lay(&rig, 0);
	turnrig_turn(&rig, about_x, 1.5, 1);
	for (later = rig; later.poses.n < 2;) {
		rig = later;
		turnrig_hold(&later, 0.25);
	}
	ck_assert_uint_eq(rig.poses.n, 1);
	ck_assert_int_eq(gn_still_drop(&rig.poses, 0), GN_OK);
	gn_turns_drop_pose(&rig.turns, 0);
	turnrig_hold(&rig, 0.5);
	ck_assert_uint_eq(rig.poses.n, 1);
	turnrig_lay(&rig, 1);
	ck_assert_uint_eq(rig.turns.n, 1);
	ck_assert_uint_eq(rig.turns.turn[0].from, 0);
}
END_TEST

START_TEST(a_turn_can_be_dropped)
{
	for (size_t k = 0; k < 4; k++)
		turnrig_lay(&rig, k);
	ck_assert_int_eq(gn_turns_drop(&rig.turns, 3), GN_EINVAL);
	ck_assert_int_eq(gn_turns_drop(&rig.turns, 1), GN_OK);
	ck_assert_uint_eq(rig.turns.n, 2);
	ck_assert_uint_eq(rig.turns.turn[0].to, 1);
	ck_assert_uint_eq(rig.turns.turn[1].from, 2);
}
END_TEST

Suite *suite_turns(void)
{
	Suite *s = suite_create("turns");
	TCase *t = tcase_create("turns");

	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_test(t, a_turn_is_what_was_turned);
	tcase_add_test(t, lying_is_forgotten);
	tcase_add_test(t, a_long_turn_fits);
	tcase_add_test(t, a_pose_that_is_not_kept_is_passed_through);
	tcase_add_test(t, a_gap_loses_the_turn_and_no_other);
	tcase_add_test(t, samples_that_say_nothing);
	tcase_add_test(t, without_rates_there_are_no_turns);
	tcase_add_test(t, a_dropped_pose_takes_its_turns);
	tcase_add_test(t, a_pose_dropped_at_the_last_moment);
	tcase_add_test(t, a_turn_can_be_dropped);
	suite_add_tcase(s, t);
	return s;
}

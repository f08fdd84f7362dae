/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <string.h>

#include "gonio/walking.h"
#include "suites.h"

#define S INT64_C(1000000000)

/* 20 steps in 10.3 s: 60 x 19 / 10.3 = 110.6796 a minute, by hand. */
START_TEST(cadence_is_of_the_steps_between)
{
	ck_assert_float_eq_tol(gn_cadence_spm(20, 2 * S, 2 * S + 10300000000),
			       110.6796f, 1e-4f);
	ck_assert_float_eq_tol(gn_cadence_spm(2, 0, S), 60.0f, 1e-5f);
	ck_assert_float_nan(gn_cadence_spm(1, 0, S));
	ck_assert_float_nan(gn_cadence_spm(0, 0, S));
	ck_assert_float_nan(gn_cadence_spm(5, S, S));
}
END_TEST

START_TEST(a_break_divides_bouts)
{
	struct gn_bouts b;
	struct gn_bout out;

	memset(&b, 0, sizeof(b));
	ck_assert_int_eq(gn_bouts_end(&b, &out), 0);
	ck_assert_int_eq(gn_bouts_at(&b, 100 * S, &out), 0);
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(gn_bouts_step(&b, 10 * S + i * S / 2, &out),
				 0);
	/* 3 s are no break, more is */
	ck_assert_int_eq(gn_bouts_step(&b, 15 * S, &out), 0);
	ck_assert_int_eq(gn_bouts_at(&b, 18 * S, &out), 0);
	ck_assert_int_eq(gn_bouts_step(&b, 18 * S + 1, &out), 1);
	ck_assert_int_eq(out.start_ns, 10 * S);
	ck_assert_int_eq(out.end_ns, 15 * S);
	ck_assert_uint_eq(out.steps, 6);
	ck_assert_float_eq_tol(out.cadence_spm, 60.0f, 1e-5f);
	ck_assert_int_eq(gn_bouts_at(&b, 22 * S, &out), 1);
	ck_assert_uint_eq(out.steps, 1);
	ck_assert_float_nan(out.cadence_spm);
	ck_assert_int_eq(gn_bouts_step(&b, 40 * S, &out), 0);
	ck_assert_int_eq(gn_bouts_end(&b, &out), 1);
	ck_assert_int_eq(out.start_ns, 40 * S);
	ck_assert_int_eq(gn_bouts_end(&b, &out), 0);
}
END_TEST

/* 21 steps in 12 s (100 a minute, moderate), 11 in 10 s (60). */
START_TEST(bouts_sum_up)
{
	const struct gn_bout b[] = {
		{ 0, 12 * S, 21, 100.0f }, { 60 * S, 70 * S, 11, 60.0f },
	};
	struct gn_walking w = { .assessed = 1, .sensor = 3 };

	gn_walking_sum(&w, b, 2);
	ck_assert_uint_eq(w.steps, 32);
	ck_assert_float_eq_tol(w.walking_s, 22.0f, 1e-5f);
	ck_assert_float_eq_tol(w.moderate_s, 12.0f, 1e-5f);
	/* 30 intervals in 22 s */
	ck_assert_float_eq_tol(w.cadence_spm, 81.81818f, 1e-4f);
	ck_assert_uint_eq(w.assessed, 1);
	ck_assert_uint_eq(w.sensor, 3);
	gn_walking_sum(&w, b, 0);
	ck_assert_uint_eq(w.steps, 0);
	ck_assert_float_eq(w.walking_s, 0.0f);
	ck_assert_float_nan(w.cadence_spm);
}
END_TEST

/* The edges of the legend's own intervals. */
START_TEST(points_of_the_4_m_walk)
{
	ck_assert_int_eq(gn_sppb_walk_points(4.81f), 4);
	ck_assert_int_eq(gn_sppb_walk_points(4.82f), 3);
	ck_assert_int_eq(gn_sppb_walk_points(6.20f), 3);
	ck_assert_int_eq(gn_sppb_walk_points(6.21f), 2);
	ck_assert_int_eq(gn_sppb_walk_points(8.70f), 2);
	ck_assert_int_eq(gn_sppb_walk_points(8.71f), 1);
}
END_TEST

/* 4 m in 5 s at 120 steps a minute: 0.8 m/s; 1.25 steps more or less, 0.625 s:
 * 4 / 5.625 = 0.7111 and 4 / 4.375 = 0.9143, 3 points and 4. */
START_TEST(speed_is_of_the_longest_bout)
{
	const struct gn_bout b[] = {
		{ 0, 3 * S, 5, 80.0f }, { 10 * S, 15 * S, 11, 120.0f },
		{ 20 * S, 22 * S, 4, 90.0f },
	};
	struct gn_gait_speed g;

	ck_assert_int_eq(gn_gait_speed(b, 3, 4.0f, &g), 1);
	ck_assert_float_eq_tol(g.time_s, 5.0f, 1e-5f);
	ck_assert_float_eq_tol(g.within_s, 0.625f, 1e-5f);
	ck_assert_float_eq_tol(g.speed_mps, 0.8f, 1e-5f);
	ck_assert_float_eq_tol(g.least_mps, 0.71111f, 1e-4f);
	ck_assert_float_eq_tol(g.most_mps, 0.91429f, 1e-4f);
	ck_assert_int_eq(g.sppb_least, 3);
	ck_assert_int_eq(g.sppb_most, 4);
	ck_assert_int_eq(gn_gait_speed(b, 3, 10.0f, &g), 1);
	ck_assert_int_eq(g.sppb_most, -1);
	ck_assert_int_eq(gn_gait_speed(b, 3, 0.0f, &g), 0);
	ck_assert_int_eq(gn_gait_speed(b, 3, NAN, &g), 0);
	ck_assert_int_eq(gn_gait_speed(b, 0, 4.0f, &g), 0);
}
END_TEST

Suite *suite_walking(void)
{
	Suite *s = suite_create("walking");
	TCase *t = tcase_create("walking");

	tcase_add_test(t, cadence_is_of_the_steps_between);
	tcase_add_test(t, a_break_divides_bouts);
	tcase_add_test(t, bouts_sum_up);
	tcase_add_test(t, points_of_the_4_m_walk);
	tcase_add_test(t, speed_is_of_the_longest_bout);
	suite_add_tcase(s, t);
	return s;
}

/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "counttest.h"
#include "suites.h"

/*
 * A weight taken up into the rest position and put down from it without a
 * pause, so that the outer halves of the set are mixed with handling; held
 * longer at the turn than at rest.
 */
static void taken_up_and_put_down(double lift_m)
{
	motion_wait(&ct.m, 2);
	motion_move(&ct.m, 0.7, -1.0, 0.2 * lift_m);
	motion_move(&ct.m, 0.5, 0.0, 0.4 * lift_m);
	for (int i = 0; i < 8; i++)
		motion_rep(&ct.m, 1.0, 0.5, 0.9, 0.5, lift_m);
	motion_move(&ct.m, 0.6, -0.8, 0.3 * lift_m);
	motion_move(&ct.m, 0.9, -0.2, 0.1 * lift_m);
	motion_wait(&ct.m, 2);
}

START_TEST(begins_low_or_high)
{
	for (int high = 0; high < 2; high++)
		for (double lift = 0.4; lift <= 0.6; lift += 0.1) {
			count_fresh(0);
			ct.in.begins_low = !high;
			ct.in.begins_high = (uint8_t)high;
			taken_up_and_put_down(high ? -lift : lift);
			count_run();
			count_found_all(high ? "high" : "low", lift, 0.2, 0.45);
		}
}
END_TEST

/* Eight repetitions with handling, drawn from a seed, right beside them. */
static int counted_amid_handling(uint32_t seed)
{
	double v[9];

	for (int i = 0; i < 20; i++)
		motion_random(&seed);
	for (int i = 0; i < 9; i++)
		v[i] = motion_random(&seed);
	count_fresh(0);
	motion_wait(&ct.m, 2);
	motion_move(&ct.m, 0.3 + v[0], 2 * v[1] - 1, 0);
	motion_move(&ct.m, 0.3 + v[2], 2 * v[3] - 1, 0);
	motion_move(&ct.m, 0.3 + v[4], 0, 0);
	for (int i = 0; i < 8; i++) {
		motion_rep(&ct.m, 1.0, 0.0, 1.4, 1.0, 0);
		if (i < 7)
			motion_wait(&ct.m, 1.2);
	}
	motion_move(&ct.m, 0.3 + v[5], 2 * v[6] - 1, 0);
	motion_move(&ct.m, 0.3 + v[7], 2 * v[8] - 1, 0);
	motion_wait(&ct.m, 2);
	count_run();
	return ct.got.n_reps == 8 &&
	       fabs(ct.reps[3].turn / GN_COUNT_HZ - ct.m.rep[3].turn_s) < 0.3;
}

START_TEST(handling_right_beside_the_set)
{
	/* those of the seeds that only the longer stay at rest tells */
	static const uint32_t stays[] = { 46, 239, 321, 345 };
	int n = 0;

	for (size_t i = 0; i < sizeof(stays) / sizeof(stays[0]); i++)
		ck_assert_msg(counted_amid_handling(stays[i]), "seed %u",
			      stays[i]);
	for (uint32_t seed = 1; seed <= 100; seed++)
		n += counted_amid_handling(seed);
	/* handling that is half a repetition by its looks is taken for one */
	ck_assert_int_ge(n, 70);
}
END_TEST

/* A recording that is stopped at the turn holds one attempt more. */
START_TEST(stopped_at_the_turn)
{
	for (int at_end = 0; at_end < 2; at_end++) {
		count_fresh(0);
		ct.in.cut_end = (uint8_t)at_end;
		motion_wait(&ct.m, 3);
		for (int i = 0; i < 6; i++) {
			motion_rep(&ct.m, 1.0, 0.1, 1.2, 1.2, 0);
			motion_wait(&ct.m, 0.5);
		}
		motion_move(&ct.m, 1.0, 1.2, 0);
		count_run();
		ck_assert_uint_eq(ct.got.n_reps, (size_t)(6 + at_end));
	}
}
END_TEST

Suite *suite_count_ends(void)
{
	Suite *s = suite_create("count_ends");
	TCase *t = tcase_create("truth");

	tcase_add_checked_fixture(t, count_setup, count_teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, begins_low_or_high);
	tcase_add_test(t, handling_right_beside_the_set);
	tcase_add_test(t, stopped_at_the_turn);
	suite_add_tcase(s, t);
	return s;
}

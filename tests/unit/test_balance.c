/* SPDX-License-Identifier: MIT */
/* Tests of balance: which tries count, and published means. */
#include <math.h>
#include <string.h>

#include "gonio/balance.h"
#include "gonio/stand.h"
#include "suites.h"

#define S_NS INT64_C(1000000000)

static struct gn_hold holds[8];

static void hold(size_t i, enum gn_side lifted, float s)
{
	memset(&holds[i], 0, sizeof(holds[i]));
	holds[i].side = lifted;
	holds[i].longest_s = holds[i].held_s = s;
}

START_TEST(three_tries)
{
	struct gn_one_leg o;

	hold(0, GN_SIDE_RIGHT, 12);
	hold(1, GN_SIDE_LEFT, 5);
	hold(2, GN_SIDE_RIGHT, 50);     /* to 45 */
	hold(3, GN_SIDE_RIGHT, 30);
	hold(4, GN_SIDE_RIGHT, 44);     /* a fourth: not in the mean */
	gn_one_leg_read(holds, 5, GN_SIDE_LEFT, 45, &o);
	ck_assert_uint_eq(o.tries, 4);
	ck_assert_float_eq(o.best_s, 45);
	ck_assert_float_eq(o.mean_s, 29);
	gn_one_leg_read(holds, 5, GN_SIDE_RIGHT, 45, &o);
	ck_assert_uint_eq(o.tries, 1);
	ck_assert_float_eq(o.best_s, 5);
	ck_assert_float_nan(o.mean_s);
	gn_one_leg_read(holds, 0, GN_SIDE_RIGHT, 45, &o);
	ck_assert_uint_eq(o.tries, 0);
	ck_assert_float_nan(o.best_s);
}
END_TEST

/* A time that is no try is left out. */
START_TEST(what_is_no_try)
{
	struct gn_one_leg o;

	for (size_t i = 0; i < 3; i++)
		hold(i, GN_SIDE_RIGHT, 20);
	holds[0].cut_start = 1;
	holds[1].cut_end = 1;
	holds[2].quiet = 1;
	gn_one_leg_read(holds, 3, GN_SIDE_LEFT, 45, &o);
	ck_assert_uint_eq(o.tries, 0);
}
END_TEST

/* Springer 2007, mean of three, eyes open: 40, 37, 27, 15, 6 s. */
START_TEST(published_means)
{
	ck_assert_float_nan(gn_one_leg_mean_s(NAN));
	ck_assert_float_nan(gn_one_leg_mean_s(39.9));
	ck_assert_float_eq(gn_one_leg_mean_s(40), 40);
	ck_assert_float_eq(gn_one_leg_mean_s(59.9), 37);
	ck_assert_float_eq(gn_one_leg_mean_s(60), 27);
	ck_assert_float_eq(gn_one_leg_mean_s(79), 15);
	ck_assert_float_eq(gn_one_leg_mean_s(95), 6);
}
END_TEST

START_TEST(stages_in_order)
{
	float s[GN_STAGES];

	for (size_t i = 0; i < 5; i++)
		hold(i, GN_SIDE_NONE, i == 2 ? 6 : 11);
	gn_stages_read(holds, 5, s);
	ck_assert_float_eq(s[GN_STAGE_SIDE], 10);
	ck_assert_float_eq(s[GN_STAGE_SEMI], 10);
	ck_assert_float_eq(s[GN_STAGE_TANDEM], 6);
	ck_assert_float_nan(s[GN_STAGE_LEG]);
	gn_stages_read(holds, 2, s);
	ck_assert_float_eq(s[GN_STAGE_SEMI], 10);
	ck_assert_float_nan(s[GN_STAGE_TANDEM]);
	ck_assert_str_eq(gn_stage_name(GN_STAGE_LEG), "one leg");
}
END_TEST

static void unbroken(size_t i, double from_s, double to_s)
{
	hold(i, GN_SIDE_NONE, (float)(to_s - from_s));
	holds[i].longest.start = (int64_t)(1e9 * from_s);
	holds[i].longest.end = (int64_t)(1e9 * to_s);
}

/* What was held before a stage began, or after the next did, is not its. */
START_TEST(stages_as_marked)
{
	const int64_t all[GN_STAGES] = { 5 * S_NS, 20 * S_NS, 40 * S_NS,
					 60 * S_NS };
	const int64_t some[GN_STAGES] = { GN_NO_TIME, 20 * S_NS, GN_NO_TIME,
					  60 * S_NS };
	float s[GN_STAGES];

	unbroken(0, 0, 12);
	unbroken(1, 13, 14);
	unbroken(2, 20.5, 44);
	unbroken(3, 47, 50);
	gn_stages_marked(holds, 4, all, s);
	ck_assert_float_eq(s[GN_STAGE_SIDE], 7);
	ck_assert_float_eq(s[GN_STAGE_SEMI], 10);
	ck_assert_float_eq(s[GN_STAGE_TANDEM], 4);
	ck_assert_float_eq(s[GN_STAGE_LEG], 0);
	unbroken(4, 58, 61.5);
	gn_stages_marked(holds, 5, some, s);
	ck_assert_float_nan(s[GN_STAGE_SIDE]);
	ck_assert_float_eq(s[GN_STAGE_SEMI], 10);
	ck_assert_float_nan(s[GN_STAGE_TANDEM]);
	ck_assert_float_eq(s[GN_STAGE_LEG], 1.5);
}
END_TEST

Suite *suite_balance(void)
{
	Suite *s = suite_create("balance");
	TCase *t = tcase_create("balance");

	tcase_add_test(t, three_tries);
	tcase_add_test(t, what_is_no_try);
	tcase_add_test(t, published_means);
	tcase_add_test(t, stages_in_order);
	tcase_add_test(t, stages_as_marked);
	suite_add_tcase(s, t);
	return s;
}

/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "gonio/theil_sen.h"
#include "suites.h"

static double work[1024];

/*
 * D. R. Helsel, R. M. Hirsch, Statistical Methods in Water Resources, 10.1:
 * the line through 1..7 with an outlier, 16 at 6. Of the 21 slopes 15 are 1,
 * the others -9, 3, 3.5, 4.33, 6 and 11.
 */
START_TEST(an_outlier_does_not_bend_it)
{
	const double x[] = { 1, 2, 3, 4, 5, 6, 7 };
	const double y[] = { 1, 2, 3, 4, 5, 16, 7 };
	struct gn_line l;

	ck_assert_int_eq(gn_theil_sen(x, y, 7, work, &l), GN_OK);
	ck_assert_double_eq_tol(l.slope, 1, 1e-12);
	ck_assert_double_eq_tol(l.at0, 0, 1e-12);
	/*
	 * C = 1.96 sqrt(7 6 19 / 18) = 13.0501, so the limits are the 3.975-th
	 * and the 18.025-th of the slopes: 1, and 3.5 (17: 3) + 0.025 of what
	 * is to 4.33.
	 */
	ck_assert_double_eq_tol(l.low, 1, 1e-12);
	ck_assert_double_eq_tol(l.high, 3.5 + 0.02505 * (13.0 / 3 - 3.5),
				1e-4);
}
END_TEST

/* By hand: 0 2 3 7 at 0 1 3 4: 2, 1, 7/4, 1/2, 5/3, 4 */
START_TEST(by_hand)
{
	const double x[] = { 0, 1, 3, 4 }, y[] = { 0, 2, 3, 7 };
	const double flat[] = { 5, 5, 5, 5 }, same[] = { 1, 1, 2, 2 };
	struct gn_line l = { 9, 9, 9, 9 };

	ck_assert_int_eq(gn_theil_sen(x, y, 4, work, &l), GN_OK);
	ck_assert_double_eq_tol(l.slope, 0.5 * (5.0 / 3 + 7.0 / 4), 1e-12);
	/* what is left: 0, 0.2917, -2.125, 0.1667 */
	ck_assert_double_eq_tol(l.at0, 0.5 * (7 - 4 * l.slope), 1e-12);
	/* too few for an interval */
	ck_assert(isnan(l.low) && isnan(l.high));
	ck_assert_int_eq(gn_theil_sen(x, flat, 4, work, &l), GN_OK);
	ck_assert_double_eq(l.slope, 0);
	ck_assert_double_eq(l.at0, 5);
	/* pairs at one place say nothing: 0 to 3 and 7, 2 to 3 and 7 */
	ck_assert_int_eq(gn_theil_sen(same, y, 4, work, &l), GN_OK);
	ck_assert_double_eq_tol(l.slope, 4, 1e-12);
}
END_TEST

START_TEST(no_line)
{
	const double x[] = { 3, 3 }, y[] = { 1, 2 };
	struct gn_line l = { 9, 9, 9, 9 };

	ck_assert_int_eq(gn_theil_sen(x, y, 2, work, &l), GN_ENODATA);
	ck_assert_int_eq(gn_theil_sen(x, y, 1, work, &l), GN_ENODATA);
	ck_assert_int_eq(gn_theil_sen(x, y, 0, work, &l), GN_ENODATA);
	ck_assert_double_eq(l.slope, 9);
}
END_TEST

START_TEST(medians)
{
	double odd[] = { 3, 1, 2 }, even[] = { 4, 1, 3, 2 }, one[] = { 7 };

	ck_assert_double_eq(gn_median(odd, 3), 2);
	ck_assert_double_eq(gn_median(even, 4), 2.5);
	ck_assert_double_eq(gn_median(one, 1), 7);
}
END_TEST

Suite *suite_theil_sen(void)
{
	Suite *s = suite_create("theil_sen");
	TCase *tc = tcase_create("theil_sen");

	tcase_add_test(tc, an_outlier_does_not_bend_it);
	tcase_add_test(tc, by_hand);
	tcase_add_test(tc, no_line);
	tcase_add_test(tc, medians);
	suite_add_tcase(s, tc);
	return s;
}

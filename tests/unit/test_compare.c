/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "gonio/compare.h"
#include "suites.h"

/*
 * The sleep data of Student, Biometrika 6:1, 1908, as in R's manual, whose
 * t.test() prints t = -1.8608, df = 17.776, p = 0.07939 (Welch) and t =
 * -4.0621, df = 9, p = 0.002833 (paired) for first - second.
 */
static const double drug1[10] = { 0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8,
				  0.0, 2.0 };
static const double drug2[10] = { 1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6,
				  3.4 };

START_TEST(welch_of_student_sleep)
{
	struct gn_ttest t;

	ck_assert_int_eq(gn_ttest_welch(drug1, 10, drug2, 10, 0, &t), GN_OK);
	ck_assert_double_eq_tol(t.difference / t.se, 1.8608, 5e-5);
	ck_assert_double_eq_tol(t.difference, 1.58, 1e-12);
	ck_assert_double_eq_tol(t.dof, 17.776, 5e-4);
	ck_assert_double_eq_tol(t.p, 0.07939, 5e-6);
}
END_TEST

START_TEST(paired_of_student_sleep)
{
	struct gn_ttest t;

	ck_assert_int_eq(gn_ttest_paired(drug1, drug2, 10, 0, &t), GN_OK);
	ck_assert_double_eq_tol(t.difference / t.se, 4.0621, 5e-5);
	ck_assert_double_eq_tol(t.dof, 9, 1e-9);
	ck_assert_double_eq_tol(t.p, 0.002833, 5e-7);
}
END_TEST

static const double left[5] = { 52, 55, 50, 53, 54 };
static const double right[5] = { 60, 58, 62, 61, 59 };

/*
 * By hand: variances 3.7 and 2.5, so that se^2 = 1.24 and dof = 1.24^2 /
 * (0.74^2 / 4 + 0.5^2 / 4) = 7.7111; with a further 2.0: se^2 = 5.24, dof =
 * 5.24^2 / 0.049850 / 4. p by Simpson's rule over the density.
 */
START_TEST(welch_with_more_uncertainty)
{
	struct gn_ttest t;

	ck_assert_int_eq(gn_ttest_welch(left, 5, right, 5, 0, &t), GN_OK);
	ck_assert_double_eq_tol(t.difference, 7.2, 1e-12);
	ck_assert_double_eq_tol(t.se * t.se, 1.24, 1e-12);
	ck_assert_double_eq_tol(t.dof, 7.71113, 1e-5);
	ck_assert_double_eq_tol(t.p, 0.00022868, 1e-8);

	ck_assert_int_eq(gn_ttest_welch(left, 5, right, 5, 2, &t), GN_OK);
	ck_assert_double_eq_tol(t.se * t.se, 5.24, 1e-12);
	ck_assert_double_eq_tol(t.dof, 137.7011, 1e-4);
	ck_assert_double_eq_tol(t.p, 0.0020330, 1e-6);
}
END_TEST

/* 3.7 / 5 and 4 / 3: dof = 2.07333^2 / (0.74^2 / 4 + 1.33333^2 / 2). */
START_TEST(welch_of_unequal_sizes)
{
	struct gn_ttest t;

	ck_assert_int_eq(gn_ttest_welch(left, 5, right, 3, 0, &t), GN_OK);
	ck_assert_double_eq_tol(t.se * t.se, 2.073333, 1e-6);
	ck_assert_double_eq_tol(t.dof, 4.19067, 1e-4);
}
END_TEST

/* Pairs are not two samples: what they share is not counted. */
START_TEST(paired_with_more_uncertainty)
{
	const double a[3] = { 10, 20, 30 }, b[3] = { 11, 22, 33 };
	struct gn_ttest t;

	ck_assert_int_eq(gn_ttest_paired(a, b, 3, 0, &t), GN_OK);
	ck_assert_double_eq_tol(t.difference, 2, 1e-12);
	ck_assert_double_eq_tol(t.se, 1 / sqrt(3), 1e-12);
	ck_assert_int_eq(gn_ttest_paired(a, b, 3, 2, &t), GN_OK);
	ck_assert_double_eq_tol(t.se, sqrt(4 + 1. / 3), 1e-12);
	/* (4 + 1/3)^2 / ((1/3)^2 / 2) */
	ck_assert_double_eq_tol(t.dof, 338, 1e-9);
}
END_TEST

START_TEST(without_spread)
{
	const double a[3] = { 7, 7, 7 }, b[3] = { 8, 8, 8 };
	struct gn_ttest t;

	ck_assert_int_eq(gn_ttest_welch(a, 3, a, 3, 0, &t), GN_OK);
	ck_assert_double_eq(t.p, 1);
	ck_assert_int_eq(gn_ttest_welch(a, 3, b, 3, 0, &t), GN_OK);
	ck_assert_double_eq(t.p, 0);
	/* a known uncertainty alone is a z-test: 1.96 of it is 5 % */
	ck_assert_int_eq(gn_ttest_paired(a, b, 3, 1 / 1.959964, &t), GN_OK);
	ck_assert(isinf(t.dof));
	ck_assert_double_eq_tol(t.p, 0.05, 1e-6);
}
END_TEST

START_TEST(too_few)
{
	struct gn_ttest t = { 1, 2, 3, 4 };

	ck_assert_int_eq(gn_ttest_welch(left, 1, right, 5, 0, &t), GN_ENODATA);
	ck_assert_int_eq(gn_ttest_welch(left, 5, right, 1, 0, &t), GN_ENODATA);
	ck_assert_int_eq(gn_ttest_paired(left, right, 1, 0, &t), GN_ENODATA);
	ck_assert_double_eq(t.p, 4);
}
END_TEST

START_TEST(spread_of_few)
{
	ck_assert(isnan(gn_spread_of(left, 0).mean));
	ck_assert(isnan(gn_spread_of(left, 1).sd));
	ck_assert_double_eq(gn_spread_of(left, 1).mean, 52);
	ck_assert_double_eq_tol(gn_spread_of(left, 5).mean, 52.8, 1e-12);
	ck_assert_double_eq_tol(gn_spread_of(left, 5).sd, 1.9235, 5e-5);
	ck_assert_double_eq_tol(gn_spread_of(right, 5).sd, 1.5811, 5e-5);
}
END_TEST

START_TEST(random_streams)
{
	struct gn_random a, b;
	size_t seen[7] = { 0 };
	double sum = 0, sq = 0;

	gn_random_seed(&a, 5);
	gn_random_seed(&b, 5);
	for (int i = 0; i < 7000; i++)
		seen[gn_random_below(&a, 7)]++;
	for (int i = 0; i < 7; i++)
		ck_assert_uint_ge(seen[i], 850);
	for (int i = 0; i < 7000; i++)
		gn_random_below(&b, 7);
	ck_assert_mem_eq(&a, &b, sizeof(a));
	b = a;
	for (int i = 0; i < 10000; i++) {
		double x = gn_random_gauss(&a);

		ck_assert_double_eq(x, gn_random_gauss(&b));
		sum += x;
		sq += x * x;
	}
	ck_assert_double_eq_tol(sum / 10000, 0, 0.04);
	ck_assert_double_eq_tol(sq / 10000, 1, 0.06);
	gn_random_seed(&b, 6);
	ck_assert_mem_ne(&a, &b, sizeof(a));
}
END_TEST

Suite *suite_compare(void)
{
	Suite *s = suite_create("compare");
	TCase *t = tcase_create("means");

	suite_add_tcase(s, t);
	tcase_add_test(t, welch_of_student_sleep);
	tcase_add_test(t, paired_of_student_sleep);
	tcase_add_test(t, welch_with_more_uncertainty);
	tcase_add_test(t, welch_of_unequal_sizes);
	tcase_add_test(t, paired_with_more_uncertainty);
	tcase_add_test(t, without_spread);
	tcase_add_test(t, too_few);
	tcase_add_test(t, spread_of_few);
	tcase_add_test(t, random_streams);
	return s;
}

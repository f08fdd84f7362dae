/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "gonio/asym.h"
#include "gonio/compare.h"
#include "suites.h"

/* Means 52.8 and 60, SD 1.9235 and 1.5811; the test by hand is in
 * test_compare.c: se 1.11355, p 0.00022868, with mount 2.0 p 0.0020330. */
static const double left[5] = { 52, 55, 50, 53, 54 };
static const double right[5] = { 60, 58, 62, 61, 59 };
static const struct gn_asym_sample five = { { left, right }, { 5, 5 }, 0 };

static struct gn_asym compare(const struct gn_asym_sample *s, double mdc,
			      double mount_sd)
{
	const struct gn_asym_params p = { .mdc = mdc, .mount_sd = mount_sd,
					  .alpha = 0.05,
					  .involved = GN_SIDE_LEFT };
	struct gn_asym a = { .name = "x" };

	gn_asym_compare(s, &p, &a);
	return a;
}

START_TEST(worked_example)
{
	struct gn_asym a = compare(&five, 0, 0);

	ck_assert_int_eq(a.verdict, GN_ASYM_DIFFERENT);
	ck_assert_str_eq(a.name, "x");
	ck_assert_uint_eq(a.n[0] + a.n[1], 10);
	ck_assert_double_eq_tol(a.mean[0], 52.8, 1e-12);
	ck_assert_double_eq_tol(a.sd[1], 1.5811, 5e-5);
	ck_assert_double_eq_tol(a.difference, 7.2, 1e-12);
	ck_assert_double_eq_tol(a.p, 0.00022868, 1e-8);
	ck_assert_double_eq_tol(a.p_all, a.p, 1e-15);
	ck_assert_double_eq_tol(a.mdc, 1.959964 * sqrt(1.24), 1e-6);
	ck_assert_double_eq_tol(a.index[GN_ASYM_SI], 7.2 / 56.4 * 100, 1e-9);
	ck_assert_double_eq_tol(a.index[GN_ASYM_SA], 4.0580, 5e-5);
	ck_assert_double_eq_tol(a.index[GN_ASYM_LSI], 88, 1e-9);
	/* normal theory: 7.2 +- 1.96 x 1.1136 */
	ck_assert_double_eq_tol(a.ci[0], 7.2 - 2.18, 0.3);
	ck_assert_double_eq_tol(a.ci[1], 7.2 + 2.18, 0.3);
	ck_assert_double_eq_tol(a.si_ci[0], 100 * a.ci[0] / 56.4, 0.4);
	ck_assert_double_eq_tol(a.si_ci[1], 100 * a.ci[1] / 56.4, 0.4);
}
END_TEST

/* Each of the three reasons alone is enough to say nothing. */
START_TEST(all_three_must_be_exceeded)
{
	const double wide[5] = { 40, 75, 52, 68, 66 };
	const struct gn_asym_sample vary = { { left, wide }, { 5, 5 }, 0 };
	struct gn_asym a = compare(&five, 3, 2);

	ck_assert_int_eq(a.verdict, GN_ASYM_DIFFERENT);
	ck_assert_double_eq_tol(a.p_all, 0.0020330, 1e-6);
	ck_assert_double_eq(a.mdc, 3);
	a = compare(&five, 7.3, 2);
	ck_assert_int_eq(a.verdict, GN_ASYM_BELOW_MDC);
	a = compare(&five, 3, 3.6);             /* 7.2 / 3.77: p 0.057 */
	ck_assert_int_eq(a.verdict, GN_ASYM_MOUNTING);
	ck_assert_double_eq(a.mount_sd, 3.6);
	a = compare(&vary, 3, 0);
	ck_assert_int_eq(a.verdict, GN_ASYM_VARIES);
}
END_TEST

START_TEST(mounting_widens_the_interval)
{
	struct gn_asym a = compare(&five, 0, 4);
	double half = 1.959964 * sqrt(1.24 + 16);

	ck_assert_double_eq_tol(a.ci[0], 7.2 - half, 0.8);
	ck_assert_double_eq_tol(a.ci[1], 7.2 + half, 0.8);
}
END_TEST

START_TEST(exchanged_samples)
{
	const struct gn_asym_sample back = { { right, left }, { 5, 5 }, 0 };
	struct gn_asym a = compare(&five, 3, 1), b = compare(&back, 3, 1);

	ck_assert_int_eq(a.verdict, b.verdict);
	ck_assert_double_eq_tol(a.difference, -b.difference, 1e-12);
	ck_assert_double_eq_tol(a.index[GN_ASYM_SI], -b.index[GN_ASYM_SI],
				1e-9);
	ck_assert_double_eq_tol(a.p_all, b.p_all, 1e-12);
	ck_assert_double_eq_tol(a.ci[0], -b.ci[1], 0.4);
}
END_TEST

/* Repetitions that go deeper go deeper on both sides: in pairs that is no
 * variability of the difference. */
START_TEST(pairs)
{
	const double a[4] = { 60, 75, 90, 105 }, b[4] = { 63, 79, 93, 109 };
	const struct gn_asym_sample two = { { a, b }, { 4, 4 }, 0 };
	const struct gn_asym_sample in_pairs = { { a, b }, { 4, 4 }, 1 };
	struct gn_asym x = compare(&two, 0, 0);

	ck_assert_int_eq(x.verdict, GN_ASYM_VARIES);
	ck_assert_uint_eq(x.paired, 0);
	x = compare(&in_pairs, 0, 0);
	ck_assert_int_eq(x.verdict, GN_ASYM_DIFFERENT);
	ck_assert_uint_eq(x.paired, 1);
	ck_assert_double_ge(x.ci[0], 2.5);
	ck_assert_double_le(x.ci[1], 4.5);
}
END_TEST

START_TEST(few)
{
	const struct gn_asym_sample two = { { left, right }, { 2, 5 }, 0 };
	const struct gn_asym_sample none = { { left, right }, { 5, 0 }, 0 };
	struct gn_asym a = compare(&two, 0, 0);

	ck_assert_int_eq(a.verdict, GN_ASYM_FEW);
	ck_assert_double_eq_tol(a.mean[0], 53.5, 1e-12);
	ck_assert(isnan(a.p) && isnan(a.ci[0]) && isnan(a.mdc));
	ck_assert_double_eq_tol(a.difference, 6.5, 1e-12);
	a = compare(&none, 0, 0);
	ck_assert_int_eq(a.verdict, GN_ASYM_FEW);
	ck_assert(isnan(a.mean[1]));
	ck_assert_int_eq(a.refused[GN_ASYM_SI], GN_ASYM_UNKNOWN);
}
END_TEST

/* Sessions without and with a difference, mounted anew each time. */
START_TEST(kept_promises)
{
	enum { SESSIONS = 1000, REPS = 8 };
	size_t alarms = 0, found = 0, covered = 0;
	struct gn_random r;

	gn_random_seed(&r, 11);
	for (int i = 0; i < SESSIONS; i++) {
		double x[2][REPS], y[REPS];
		struct gn_asym_sample s = { { x[0], x[1] }, { REPS, REPS }, 0 };
		double off = 3 * gn_random_gauss(&r);
		struct gn_asym a;

		for (int k = 0; k < REPS; k++) {
			x[0][k] = 90 + 4 * gn_random_gauss(&r);
			x[1][k] = 90 + off + 4 * gn_random_gauss(&r);
			y[k] = x[1][k] + 15;
		}
		a = compare(&s, 0, 3);
		alarms += a.verdict == GN_ASYM_DIFFERENT;
		covered += a.ci[0] <= 0 && a.ci[1] >= 0;
		s.x[1] = y;
		a = compare(&s, 0, 3);
		found += a.verdict == GN_ASYM_DIFFERENT;
	}
	/* 5 %, 95 %: 3 standard errors of 1000 are 2 % */
	ck_assert_uint_le(alarms, 70);
	ck_assert_uint_ge(covered, 930);
	ck_assert_uint_le(covered, 970);
	/* 15 / sqrt(9 + 4) = 4.16 se: 98.6 % */
	ck_assert_uint_ge(found, 960);
}
END_TEST

START_TEST(same_values_same_interval)
{
	struct gn_asym a = compare(&five, 3, 2), b = compare(&five, 3, 2);

	ck_assert_double_eq(a.ci[0], b.ci[0]);
	ck_assert_double_eq(a.si_ci[1], b.si_ci[1]);
}
END_TEST

/* SPARC of -1.4: there is a difference, and no ratio. */
START_TEST(logarithms_have_no_index)
{
	const double a[3] = { -1.40, -1.41, -1.39 };
	const double b[3] = { -1.60, -1.61, -1.59 };
	const struct gn_asym_sample s = { { a, b }, { 3, 3 }, 0 };
	const struct gn_asym_params p = { .scale = GN_SCALE_LOG,
					  .alpha = 0.05 };
	struct gn_asym x = { .name = "sparc" };

	gn_asym_compare(&s, &p, &x);
	ck_assert_int_eq(x.verdict, GN_ASYM_DIFFERENT);
	ck_assert_double_eq_tol(x.difference, -0.2, 1e-12);
	ck_assert_int_eq(x.refused[GN_ASYM_SI], GN_ASYM_LOG);
	ck_assert(isnan(x.index[GN_ASYM_SI]) && isnan(x.si_ci[0]));
}
END_TEST

START_TEST(verdicts_in_words)
{
	ck_assert_str_eq(gn_asym_verdict_name(GN_ASYM_MOUNTING),
			 "within_mounting");
	ck_assert_str_eq(gn_asym_verdict_text(GN_ASYM_VARIES),
			 "no more than repetitions vary");
	ck_assert_str_eq(gn_asym_verdict_name(GN_ASYM_VERDICT_COUNT),
			 "unknown");
	ck_assert_str_eq(gn_asym_verdict_text(GN_ASYM_VERDICT_COUNT),
			 "unknown");
	ck_assert(gn_asym_assessed(GN_ASYM_DIFFERENT));
	ck_assert(gn_asym_assessed(GN_ASYM_MOUNTING));
	ck_assert(!gn_asym_assessed(GN_ASYM_COUNTED));
	ck_assert(!gn_asym_assessed(GN_ASYM_ROLES));
}
END_TEST

Suite *suite_asym_compare(void)
{
	Suite *s = suite_create("asym_compare");
	TCase *t = tcase_create("samples");

	suite_add_tcase(s, t);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, worked_example);
	tcase_add_test(t, all_three_must_be_exceeded);
	tcase_add_test(t, mounting_widens_the_interval);
	tcase_add_test(t, exchanged_samples);
	tcase_add_test(t, pairs);
	tcase_add_test(t, few);
	tcase_add_test(t, kept_promises);
	tcase_add_test(t, same_values_same_interval);
	tcase_add_test(t, logarithms_have_no_index);
	tcase_add_test(t, verdicts_in_words);
	return s;
}

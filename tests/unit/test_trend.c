/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "gonio/trend.h"
#include "suites.h"

static double work[GN_TREND_ROOM(16)];

/* Weekly sessions of these values, with nothing known of their error. */
static size_t put(struct gn_trend_point *p, const double *value, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (struct gn_trend_point){ 7.0 * (double)i, value[i],
						NAN, NAN };
	return n;
}

#define PUT(p, ...)                                                        \
	put(p, (const double[]){ __VA_ARGS__ },                            \
	    sizeof((const double[]){ __VA_ARGS__ }) / sizeof(double))

/*
 * MDC95 = 1.96 sqrt(2) SEM. Two tries by six people: SEM 0.40497, MDC 1.12252
 * (computed by hand); SD 3.2 at ICC 0.95: SEM 0.71554, MDC 1.98338; five times
 * sit to stand, SEM 0.9 s: 2.4947 (Goldberg et al. 2012, as 2.5 s).
 */
START_TEST(smallest_change)
{
	ck_assert_double_eq_tol(gn_mdc95(0.40497), 1.12252, 2e-5);
	ck_assert_double_eq_tol(gn_mdc95(0.71554), 1.98338, 2e-5);
	ck_assert_double_eq_tol(gn_mdc95(0.9), 2.4947, 1e-4);
}
END_TEST

START_TEST(error_without_the_trend)
{
	struct gn_trend_error e = { 0 };
	struct gn_trend_point p[8];
	enum gn_sem_from from;
	size_t n;

	ck_assert(isnan(gn_trend_sem(&e, &from)));
	ck_assert_int_eq(from, GN_SEM_NONE);
	/* 10 a week, off it by 0 3 -3 0 0 0: the line is unbent */
	n = PUT(p, 0, 13, 17, 30, 40, 50);
	gn_trend_error_add(&e, p, n, work);
	ck_assert_double_eq_tol(e.ss, 18, 1e-9);
	ck_assert_double_eq_tol(e.dof, 4, 1e-12);
	ck_assert_double_eq_tol(gn_trend_sem(&e, &from), sqrt(18.0 / 4),
				1e-9);
	ck_assert_int_eq(from, GN_SEM_SESSIONS);
	/* the other limb's come to it */
	n = PUT(p, 5, 5, 5, 9, 5, 5);
	gn_trend_error_add(&e, p, n, work);
	ck_assert_double_eq_tol(gn_trend_sem(&e, &from), sqrt(34.0 / 8),
				1e-9);
	/* two sessions have no trend to be off */
	gn_trend_error_add(&e, p, 2, work);
	ck_assert_double_eq_tol(e.dof, 8, 1e-12);
}
END_TEST

START_TEST(few_sessions)
{
	struct gn_trend_error e = { 0 };
	struct gn_trend_point p[8];
	enum gn_sem_from from;

	PUT(p, 10, 14);
	for (int i = 0; i < 2; i++) {
		p[i].within_sd = 3;
		p[i].mount_sd = 4;
	}
	gn_trend_error_add(&e, p, 2, work);
	ck_assert_double_eq_tol(gn_trend_sem(&e, &from), 5, 1e-12);
	ck_assert_int_eq(from, GN_SEM_WITHIN);
	/* more than that between five sessions: dof 3, off by 20 once */
	memset(&e, 0, sizeof(e));
	PUT(p, 10, 10, 30, 10, 10);
	p[0].within_sd = 3;
	gn_trend_error_add(&e, p, 5, work);
	ck_assert_double_eq_tol(gn_trend_sem(&e, &from), sqrt(400.0 / 3),
				1e-9);
	ck_assert_int_eq(from, GN_SEM_WITHIN);
	/* less than the spread within: that stands, sensors' fit or not */
	memset(&e, 0, sizeof(e));
	PUT(p, 10, 10, 10, 10, 10, 10);
	for (int i = 0; i < 6; i++) {
		p[i].within_sd = 3;
		p[i].mount_sd = 4;
	}
	gn_trend_error_add(&e, p, 6, work);
	ck_assert_double_eq_tol(gn_trend_sem(&e, &from), 3, 1e-12);
	ck_assert_int_eq(from, GN_SEM_SESSIONS);
	/* three sessions and no spread: nothing is known */
	memset(&e, 0, sizeof(e));
	PUT(p, 10, 11, 10);
	gn_trend_error_add(&e, p, 3, work);
	ck_assert(isnan(gn_trend_sem(&e, &from)));
}
END_TEST

static struct gn_trend read_of(const struct gn_trend_point *p, size_t n,
			       double sem, int dated)
{
	struct gn_trend_error e = { .ss = 100 * sem * sem, .dof = 100 };
	struct gn_trend t;

	if (isnan(sem))
		memset(&e, 0, sizeof(e));

	gn_trend_read(p, n, &e, dated, work, &t);
	return t;
}

START_TEST(changed_or_not)
{
	struct gn_trend_point p[12];
	size_t n = PUT(p, 50, 52, 51, 53, 52.7);
	struct gn_trend t = read_of(p, n, 1, 1);

	/* 2.7 against 2.7719 */
	ck_assert_uint_eq(t.n, 5);
	ck_assert_double_eq(t.first, 50);
	ck_assert_double_eq(t.last, 52.7);
	ck_assert_double_eq_tol(t.mdc, 2.77186, 1e-5);
	ck_assert_int_eq(t.change, GN_CHANGE_NONE);
	p[4].value = 47.2;
	ck_assert_int_eq(read_of(p, n, 1, 1).change, GN_CHANGE_BEYOND);
	p[4].value = 52.8;
	ck_assert_int_eq(read_of(p, n, 1, 1).change, GN_CHANGE_BEYOND);
	ck_assert_int_eq(read_of(p, n, NAN, 1).change, GN_CHANGE_UNKNOWN);
	t = read_of(p, 1, 1, 1);
	ck_assert_int_eq(t.change, GN_CHANGE_UNKNOWN);
	ck_assert(isnan(t.line.slope));
}
END_TEST

START_TEST(weeks_4_and_8)
{
	struct gn_trend_point p[12];
	size_t n = PUT(p, 50, 50, 50, 52, 54, 55, 50, 50, 50, 60);
	struct gn_trend t = read_of(p, n, 1, 1);

	ck_assert_double_eq(t.week4.value, 54);
	ck_assert_double_eq(t.week4.at_days, 28);
	ck_assert_int_eq(t.week4.change, GN_CHANGE_BEYOND);
	ck_assert_double_eq(t.week8.value, 50);
	ck_assert_int_eq(t.week8.change, GN_CHANGE_NONE);
	/* the nearest, the earlier of two, at most a week off */
	p[4].at_days = 24;
	p[5].at_days = 32;
	ck_assert_double_eq(read_of(p, n, 1, 1).week4.value, 54);
	p[4].at_days = 23.9;
	ck_assert_double_eq(read_of(p, n, 1, 1).week4.value, 55);
	p[1].at_days = 21;
	ck_assert_double_eq(read_of(p, 2, 1, 1).week4.value, 50);
	p[1].at_days = 20.9;
	ck_assert(isnan(read_of(p, 2, 1, 1).week4.value));
	ck_assert(isnan(read_of(p, 1, 1, 1).week4.value));
	ck_assert_int_eq(read_of(p, 1, 1, 1).week4.change, GN_CHANGE_UNKNOWN);
	/* the first session is no reading, whenever it was */
	for (size_t i = 0; i < n; i++)
		p[i].at_days = 100 + 7 * (double)i;
	ck_assert_double_eq(read_of(p, n, 1, 1).week4.value, 54);
	ck_assert(isnan(read_of(p, n, 1, 0).week4.value));
	ck_assert(isnan(read_of(p, n, 1, 0).week8.value));
}
END_TEST

/* The fall of a series whose sessions err by 1, known from many. */
static struct gn_fall fall_of(const struct gn_trend_point *p, size_t n,
			      double alpha)
{
	struct gn_trend_error e = { .ss = 200, .dof = 200 };
	struct gn_fall f;

	gn_trend_fall(p, n, &e, &e, alpha, work, &f);
	return f;
}

START_TEST(falls)
{
	struct gn_trend_point p[12];
	size_t n = PUT(p, 50, 49.3, 48.6, 47.9, 47.2, 46.5);
	struct gn_fall f = fall_of(p, n, 0.05);

	/* 3.5 against 2.77; 0.7 a session, of which the error is 0.239 */
	ck_assert_int_eq(f.kind, GN_FALL_GRADUAL);
	ck_assert_double_eq_tol(f.drop, 3.5, 1e-9);
	ck_assert_double_eq_tol(f.mdc, 2.77186, 1e-5);
	/* 2.928 standard errors, p 0.0019 of one side: 0.7 of alpha */
	ck_assert_int_eq(fall_of(p, n, 0.0029).kind, GN_FALL_GRADUAL);
	ck_assert_int_eq(fall_of(p, n, 0.0025).kind, GN_FALL_NONE);
	/* what rises does not fall */
	n = PUT(p, 50, 51, 52, 53, 54, 55);
	f = fall_of(p, n, 0.05);
	ck_assert_int_eq(f.kind, GN_FALL_NONE);
	ck_assert(isnan(f.drop) && isnan(f.mdc));
	/* not more than the error, however many sessions say so */
	n = PUT(p, 50, 49.75, 49.5, 49.25, 49, 48.75, 48.5, 48.25, 48, 47.75,
		47.5, 47.25);
	ck_assert_int_eq(fall_of(p, n, 0.05).kind, GN_FALL_NONE);
}
END_TEST

START_TEST(sudden_falls)
{
	struct gn_trend_point p[12];
	size_t n = PUT(p, 50, 51, 49, 50, 51, 46);
	struct gn_fall f = fall_of(p, n, 0.05);

	/* below the median of 49 50 51 by 4 */
	ck_assert_int_eq(f.kind, GN_FALL_SUDDEN);
	ck_assert_double_eq_tol(f.drop, 4, 1e-9);
	/* 4 / sqrt(1.4487) = 3.323, p 0.00052 of one side: 0.3 of alpha */
	ck_assert_int_eq(fall_of(p, n, 0.0019).kind, GN_FALL_SUDDEN);
	ck_assert_int_eq(fall_of(p, n, 0.0016).kind, GN_FALL_NONE);
	p[5].value = 47.3;
	ck_assert_int_eq(fall_of(p, n, 0.5).kind, GN_FALL_NONE);
	/* only the latest counts */
	n = PUT(p, 50, 51, 49, 50, 46, 51);
	ck_assert_int_eq(fall_of(p, n, 0.05).kind, GN_FALL_NONE);
}
END_TEST

START_TEST(too_little_to_tell)
{
	struct gn_trend_error none = { .dof = 1 }, one = { .ss = 4, .dof = 4 };
	struct gn_trend_point p[5];
	struct gn_fall f;

	PUT(p, 90, 50, 10, 0);
	ck_assert_int_eq(fall_of(p, 3, 0.05).kind, GN_FALL_UNKNOWN);
	gn_trend_fall(p, 4, &none, &none, 0.05, work, &f);
	ck_assert_int_eq(f.kind, GN_FALL_UNKNOWN);
	ck_assert(isnan(f.drop));
	/* the error before the latest is not known: no sudden one */
	PUT(p, 50, 50, 50, 50, 0);
	gn_trend_fall(p, 5, &one, &none, 0.05, work, &f);
	ck_assert_int_eq(f.kind, GN_FALL_NONE);
	gn_trend_fall(p, 5, &one, &one, 0.05, work, &f);
	ck_assert_int_eq(f.kind, GN_FALL_SUDDEN);
}
END_TEST

Suite *suite_trend(void)
{
	Suite *s = suite_create("trend");
	TCase *tc = tcase_create("trend");

	tcase_add_test(tc, smallest_change);
	tcase_add_test(tc, error_without_the_trend);
	tcase_add_test(tc, few_sessions);
	tcase_add_test(tc, changed_or_not);
	tcase_add_test(tc, weeks_4_and_8);
	tcase_add_test(tc, falls);
	tcase_add_test(tc, sudden_falls);
	tcase_add_test(tc, too_little_to_tell);
	suite_add_tcase(s, tc);
	return s;
}

/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>

#include "apps/view_health.h"
#include "suites.h"

#define MS INT64_C(1000000)
#define S_NS (1000 * MS)

static struct gn_health h;
static struct gn_view_sensor seen;

static void setup(void)
{
	static const struct gn_sensor sensor = { .rate_hz = 100 };

	gn_health_init(&h, &sensor);
	seen.battery_pct = 50;
}

static void sample(int64_t t_ns)
{
	struct gn_sample s = { .t_ns = t_ns };

	gn_health_sample(&h, &s);
}

/* n samples, step_ns apart, the first at t_ns. */
static void samples(int64_t t_ns, int64_t step_ns, int n)
{
	for (int i = 0; i < n; i++)
		sample(t_ns + i * step_ns);
}

static void look(int64_t clock_ns, int gone)
{
	gn_health_show(&h, clock_ns, gone, &seen);
}

START_TEST(from_waiting_to_gone)
{
	look(50 * S_NS, 0);
	ck_assert_int_eq(seen.state, GN_VIEW_WAITING);
	ck_assert(isnan(seen.rate_hz) && isnan(seen.lost));
	sample(0);
	look(60 * S_NS, 0);
	ck_assert_int_eq(seen.state, GN_VIEW_STREAMING);
	ck_assert(isnan(seen.rate_hz));
	ck_assert_double_eq(seen.lost, 0);
	look(62 * S_NS - 1, 0);
	ck_assert_int_eq(seen.state, GN_VIEW_STREAMING);
	look(62 * S_NS, 0);
	ck_assert_int_eq(seen.state, GN_VIEW_SILENT);
	sample(2 * S_NS);
	look(63 * S_NS, 0);
	ck_assert_int_eq(seen.state, GN_VIEW_STREAMING);
	look(63 * S_NS, 1);
	ck_assert_int_eq(seen.state, GN_VIEW_GONE);
	ck_assert_double_eq(seen.battery_pct, 50);
}
END_TEST

START_TEST(the_rate_is_that_of_the_last_seconds)
{
	samples(7 * S_NS, 10 * MS, 50);
	look(0, 0);
	ck_assert(isnan(seen.rate_hz));                 /* 0.49 s */
	sample(7 * S_NS + 500 * MS);
	look(0, 0);
	ck_assert_double_eq_tol(seen.rate_hz, 100, 1e-6);
	samples(7 * S_NS + 510 * MS, 10 * MS, 949);     /* to 16.99 s */
	samples(17 * S_NS, 20 * MS, 300);
	look(0, 0);
	ck_assert_double_eq_tol(seen.rate_hz, 50, 1e-6);
}
END_TEST

/* 901 of 1001 due: 100 ones fail in ten holes of ten. */
START_TEST(holes_are_losses)
{
	int64_t t = 0;

	sample(0);
	for (int hole = 0; hole < 10; hole++) {
		samples(t + 10 * MS, 10 * MS, 89);
		sample(t + 1000 * MS);
		t += 1000 * MS;
	}
	look(0, 0);
	ck_assert_double_eq_tol(seen.lost, 100.0 / 1001, 1e-9);
}
END_TEST

START_TEST(slow_or_uneven_is_not_lost)
{
	samples(0, 14 * MS, 501);                       /* 71 Hz */
	look(0, 0);
	ck_assert_double_eq(seen.lost, 0);
	sample(7100 * MS);                              /* nine steps of it */
	look(0, 0);
	ck_assert_double_eq_tol(seen.lost, 9.0 / 711, 1e-9);
	setup();
	for (int i = 0; i < 100; i++)                   /* ten at once */
		samples(i * 100 * MS, 1, 10);
	look(0, 0);
	ck_assert_double_lt(seen.lost, 0.002);
}
END_TEST

START_TEST(what_says_nothing_does_not_count)
{
	struct gn_sample s = { .t_ns = 5 * MS,
			       .acc_mps2 = { NAN, NAN, NAN },
			       .gyr_radps = { NAN, NAN, NAN } };

	samples(0, 10 * MS, 301);
	samples(0, 10 * MS, 301);                       /* all of it late */
	sample(3000 * MS);                              /* repeated */
	for (int i = 1; i < 100; i++) {
		s.t_ns = 3000 * MS + i * 10 * MS;
		gn_health_sample(&h, &s);               /* without values */
	}
	sample(4 * S_NS);
	look(0, 0);
	ck_assert_double_eq_tol(seen.lost, 99.0 / 401, 1e-9);
	s.t_ns = 4010 * MS;
	s.gyr_radps[0] = 1;
	gn_health_sample(&h, &s);                       /* with one half */
	look(0, 0);
	ck_assert_double_eq_tol(seen.lost, 99.0 / 402, 1e-9);
	s.t_ns = 4020 * MS;
	s.gyr_radps[0] = NAN;
	s.acc_mps2[0] = 1;
	gn_health_sample(&h, &s);                       /* the other half */
	look(0, 0);
	ck_assert_double_eq_tol(seen.lost, 99.0 / 403, 1e-9);
}
END_TEST

Suite *suite_view_health(void)
{
	Suite *s = suite_create("view_health");
	TCase *tc = tcase_create("health");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, from_waiting_to_gone);
	tcase_add_test(tc, the_rate_is_that_of_the_last_seconds);
	tcase_add_test(tc, holes_are_losses);
	tcase_add_test(tc, slow_or_uneven_is_not_lost);
	tcase_add_test(tc, what_says_nothing_does_not_count);
	suite_add_tcase(s, tc);
	return s;
}

/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "condtest.h"
#include "motion.h"
#include "suites.h"

#define MS COND_MS

static void setup(void)
{
	cond_begin(1, 1);
}

static float clip(double x, double lo, double hi)
{
	return (float)fmin(fmax(x, lo), hi);
}

/* 3 g at 0.5 Hz seen by a 2 g sensor, 100 Hz for 20 s. */
static uint32_t clipped(double lo, double hi, double hold)
{
	uint32_t want = 0;

	setup();
	for (int i = 0, run = 0; i < 2000; i++) {
		double x = 30 * sin(3.14159265 * 0.01 * i);
		struct gn_sample s = {
			.t_ns = i * 10 * MS,
			.acc_mps2 = { clip(x, lo, hi), 0.1f * (float)(i % 17),
				      (float)hold },
		};

		gn_cond_push(&cond, &s, cond_sink, &cond_got);
		run = x >= hi || x <= lo ? run + 1 : 0;
		want += run >= 3;
	}
	return want;
}

START_TEST(range_limits_are_found)
{
	uint32_t want = clipped(-19.6133, 19.6133, 0);

	ck_assert_uint_gt(want, 800);
	ck_assert_uint_eq(cond_quality().clipped, want);
	/* int16: one step more below zero; another axis at 1 g all the time */
	want = clipped(-19.6133, 19.6133 * 32767 / 32768, 9.81);
	ck_assert_uint_eq(cond_quality().clipped, want);
	/* not clipped: the peaks of a sine */
	clipped(-99, 99, 0);
	ck_assert_uint_eq(cond_quality().clipped, 0);
}
END_TEST

START_TEST(gyroscope_limit)
{
	for (int i = 0; i < 1000; i++)
		cond_push(i * 10 * MS, (float)(i % 3),
		     clip(8 * sin(0.03 * i), -4.363, 4.363));
	ck_assert_uint_eq(cond_quality().clipped, 0);    /* others stay */
	setup();
	for (int i = 0; i < 1000; i++) {
		struct gn_sample s = { .t_ns = i * 10 * MS, .gyr_radps = {
			clip(8 * sin(0.03 * i), -4.363, 4.363),
			0.01f * (float)(i % 9), 0 } };

		gn_cond_push(&cond, &s, cond_sink, &cond_got);
	}
	ck_assert_uint_gt(cond_quality().clipped, 500);
}
END_TEST

START_TEST(a_higher_level_shows_it_was_no_limit)
{
	clipped(-19.6133, 19.6133, 0);
	cond_push(30000 * MS, 31, 0);
	ck_assert_uint_eq(cond_quality().clipped, 0);
}
END_TEST

/* At rest with coarse steps, all values repeat; nothing is at a limit. */
START_TEST(rest_is_not_clipped)
{
	uint32_t rng = 9;

	for (int i = 0; i < 3000; i++) {
		double a = 9.81 + 0.02 * motion_random(&rng);
		struct gn_sample s = { .t_ns = i * 10 * MS, .acc_mps2 = {
			0.16f * (float)(i % 2), 0,
			0.16f * floorf((float)a / 0.16f) } };

		gn_cond_push(&cond, &s, cond_sink, &cond_got);
	}
	ck_assert_uint_eq(cond_quality().clipped, 0);
}
END_TEST

/* Moving briskly, each sample sent four times. */
START_TEST(repeated_samples_are_not_clipped)
{
	for (int i = 0; i < 4000; i++)
		cond_push(i * 10 * MS, 25 * sinf(0.02f * (float)(i / 4)),
		     5 * cosf(0.02f * (float)(i / 4)));
	ck_assert_uint_eq(cond_quality().clipped, 0);
	ck_assert_uint_ge(cond_quality().repeated, 2990);
}
END_TEST

/* Rate and jitter of a moving sensor. */
static struct gn_quality stream(double hz, double dropped, double burst_s)
{
	struct motion m;
	struct gn_sample *s;
	size_t n;

	motion_init(&m);
	m.rate_hz = hz;
	m.dropped = dropped;
	m.burst_s = burst_s;
	motion_set(&m, 10, 2, 0.5);
	s = motion_samples(&m, 0, &n);
	setup();
	cond_feed(s, n);
	free(s);
	ck_assert_uint_eq(cond_quality().late, 0);
	return cond_quality();
}

START_TEST(rate_and_jitter)
{
	static const double rate[] = { 4, 12.5, 25, 100, 285.714, 1000, 6600 };
	struct gn_quality q;

	for (int i = 0; i < 7; i++) {
		q = stream(rate[i], 0, 0);
		ck_assert_double_eq_tol(q.rate_hz / rate[i], 1, 1e-3);
		ck_assert_float_lt(q.jitter, 1e-3f);
		q = stream(rate[i], 0.3, 0);
		ck_assert_double_eq_tol(q.rate_hz / rate[i], 1, 1e-3);
	}
	/* ten at once, 1 ms apart, every 0.1 s */
	q = stream(100, 0, 0.1);
	cond_near(q.rate_hz, 100, 0.5);
	cond_near(q.jitter, 0.9, 0.01);
}
END_TEST

START_TEST(jitter_by_hand)
{
	int64_t t = 0;

	for (int i = 0; i < 301; i++) {
		static const int64_t step[] = { 10, 10, 14 };

		cond_push(t, (float)(i % 9), 0);
		t += step[i % 3] * MS;
	}
	cond_near(cond_quality().rate_hz, 100, 0.1);
	cond_near(cond_quality().jitter, 0, 1e-3);
	setup();
	t = 0;
	for (int i = 0; i < 301; i++) {
		static const int64_t step[] = { 10, 12, 14, 7, 8 };

		cond_push(t, (float)(i % 9), 0);
		t += step[i % 5] * MS;
	}
	/* off by 0 2 2 3 4 */
	cond_near(cond_quality().rate_hz, 100, 0.1);
	cond_near(cond_quality().jitter, 0.2, 1e-3);
}
END_TEST

/* 10 s of rest, a set, 10 s; noise of a phone's sensor. */
static struct gn_quality rested(struct motion *m)
{
	struct gn_sample *s;
	size_t n;

	m->gyr_bias_radps[0] = 0.03f;
	m->gyr_bias_radps[2] = -0.05f;
	m->gyr_noise_radps = 0.003;
	m->acc_noise_mps2 = 0.03;
	motion_wait(m, 7);
	motion_set(m, 6, 3, 0.2);
	motion_wait(m, 7);
	s = motion_samples(m, 0, &n);
	cond_begin(1, !m->no_gyr);
	cond_feed(s, n);
	free(s);
	return cond_quality();
}

/* Five rates 10 ms apart, then nothing for 0.21 s, and so on. */
START_TEST(steps_between_rates_as_time_sees_them)
{
	int64_t t = 0;

	ck_assert_float_eq_tol(gn_cond_gyr_step_s(&cond), 0.02f, 1e-6f);
	for (int i = 0; i < 1000; i++) {
		struct gn_sample s = { .t_ns = t, .acc_mps2 = { 0, 0, 9.81f },
				       .gyr_radps = { 0.1f, 0, 0 } };

		gn_cond_push(&cond, &s, cond_sink, &cond_got);
		t += (i % 5 == 4 ? 210 : 10) * MS;
	}
	/* (4 x 0.01^2 + 0.21^2) / 0.25 */
	ck_assert_float_eq_tol(gn_cond_gyr_step_s(&cond), 0.178f, 3e-4f);
	setup();
	for (int i = 0; i < 100; i++) {
		struct gn_sample s = { .t_ns = i * 10 * MS,
				       .acc_mps2 = { 0, 0, 9.81f } };

		gn_cond_push(&cond, &s, cond_sink, &cond_got);
	}
	ck_assert_float_eq_tol(gn_cond_gyr_step_s(&cond), 0.01f, 1e-6f);
}
END_TEST

START_TEST(bias_and_gravity_at_rest)
{
	static const double rate[] = { 12.5, 100, 1000 };

	for (int i = 0; i < 3; i++) {
		struct gn_quality q;
		struct motion m;

		motion_init(&m);
		m.rate_hz = rate[i];
		q = rested(&m);
		cond_near(q.gyr_bias_radps[0], 0.03, 0.001);
		cond_near(q.gyr_bias_radps[1], 0, 0.001);
		cond_near(q.gyr_bias_radps[2], -0.05, 0.001);
		cond_near(q.rest_acc_mps2, GN_G_MPS2, 0.01);
		cond_near(q.rest_s, 20, 2.1);
	}
}
END_TEST

START_TEST(accelerometer_alone_at_rest)
{
	struct gn_quality q;
	struct motion m;

	motion_init(&m);
	m.no_gyr = 1;
	q = rested(&m);
	ck_assert_float_nan(q.gyr_bias_radps[0]);
	cond_near(q.rest_acc_mps2, GN_G_MPS2, 0.01);
	cond_near(q.rest_s, 20, 2.1);
}
END_TEST

START_TEST(never_at_rest)
{
	struct gn_quality q;
	struct motion m;
	struct gn_sample *s;
	size_t n;

	motion_init(&m);
	for (int i = 0; i < 6; i++)
		motion_rep(&m, 4, 0, 4, 1.0, 0);
	s = motion_samples(&m, 0, &n);
	cond_feed(s, n);
	free(s);
	q = cond_quality();
	ck_assert_float_eq(q.rest_s, 0);
	ck_assert_float_nan(q.rest_acc_mps2);
	for (int i = 0; i < 3; i++)
		ck_assert_float_nan(q.gyr_bias_radps[i]);
	/* turning slowly and evenly about gravity is no bias */
	setup();
	for (int i = 0; i < 1000; i++)
		cond_push(i * 10 * MS, 0, 0);        /* |(0, 3, 4)| = 5 rad/s */
	ck_assert_float_eq(cond_quality().rest_s, 0);
	/* nor is a sensor that gives nothing at rest on Earth */
	setup();
	for (int i = 0; i < 1000; i++) {
		struct gn_sample zero = { .t_ns = i * 10 * MS };

		gn_cond_push(&cond, &zero, cond_sink, &cond_got);
	}
	ck_assert_float_eq(cond_quality().rest_s, 0);
}
END_TEST

/* A trembling hold has another mean; the sensor on the table decides. */
START_TEST(the_stillest_rest_weighs_most)
{
	for (int i = 0; i < 4000; i++) {
		int hold = i >= 1000 && i < 3000;
		struct gn_sample s = { .t_ns = i * 10 * MS,
			.acc_mps2 = { 0, 0, 9.81f },
			.gyr_radps = { hold ? 0.06f + 0.03f *
					      sinf(0.5f * (float)i) : 0.01f,
				       0, 0 } };

		gn_cond_push(&cond, &s, cond_sink, &cond_got);
	}
	ck_assert_float_ge(cond_quality().rest_s, 37);
	/* 20 s of 1, 20 s of 1 / (1 + 0.03^2 / 2 / 0.005^2) = 1 / 19 */
	cond_near(cond_quality().gyr_bias_radps[0], 0.01 + 0.05 / 20, 0.0003);
}
END_TEST

/* A second of which half is missing tells nothing. */
START_TEST(no_rest_across_a_hole)
{
	for (int i = 0; i < 200; i++)
		cond_push(i / 6 * 1800 * MS + i % 6 * 10 * MS, 9, NAN);
	ck_assert_float_eq(cond_quality().rest_s, 0);
}
END_TEST

static TCase *part(Suite *s, const char *name)
{
	TCase *t = tcase_create(name);

	tcase_add_checked_fixture(t, setup, NULL);
	suite_add_tcase(s, t);
	return t;
}

Suite *suite_condition_quality(void)
{
	Suite *s = suite_create("condition_quality");
	TCase *t = part(s, "range");

	tcase_add_test(t, range_limits_are_found);
	tcase_add_test(t, gyroscope_limit);
	tcase_add_test(t, a_higher_level_shows_it_was_no_limit);
	tcase_add_test(t, rest_is_not_clipped);
	tcase_add_test(t, repeated_samples_are_not_clipped);
	t = part(s, "clock and rest");
	tcase_add_test(t, rate_and_jitter);
	tcase_add_test(t, jitter_by_hand);
	tcase_add_test(t, steps_between_rates_as_time_sees_them);
	tcase_add_test(t, bias_and_gravity_at_rest);
	tcase_add_test(t, accelerometer_alone_at_rest);
	tcase_add_test(t, never_at_rest);
	tcase_add_test(t, the_stillest_rest_weighs_most);
	tcase_add_test(t, no_rest_across_a_hole);
	return s;
}

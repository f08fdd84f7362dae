/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/condition.h"
#include "motion.h"
#include "suites.h"

#define MS INT64_C(1000000)
#define HZ 50.0                 /* of the grid: 20 ms frames */
#define CAP 8192

static void near(double is, double want, double tol)
{
	ck_assert_double_eq_tol(is, want, tol);
}

/* What came out, by part. */
static struct {
	int64_t k[2][CAP];
	float v[2][CAP][3];
	int n[2];
} got;

static struct gn_cond c;

static void sink(void *user, int part, int64_t k, const float v[3])
{
	int n = got.n[part]++;

	ck_assert_ptr_eq(user, &got);
	ck_assert_int_lt(n, CAP);
	ck_assert(n == 0 || k > got.k[part][n - 1]);
	got.k[part][n] = k;
	memcpy(got.v[part][n], v, 3 * sizeof(*v));
}

static void begin(int has_acc, int has_gyr)
{
	struct gn_sensor s = { .has_acc = (uint8_t)has_acc,
			       .has_gyr = (uint8_t)has_gyr };

	memset(&got, 0, sizeof(got));
	gn_cond_init(&c, &s, HZ);
}

static void setup(void)
{
	begin(1, 1);
}

static void push(int64_t t_ns, float ax, float gx)
{
	struct gn_sample s = { .t_ns = t_ns, .acc_mps2 = { ax, 1, 2 },
			       .gyr_radps = { gx, 3, 4 } };

	gn_cond_push(&c, &s, sink, &got);
}

static struct gn_quality quality(void)
{
	struct gn_quality q;

	gn_cond_quality(&c, &q);
	return q;
}

static void feed(const struct gn_sample *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		gn_cond_push(&c, &s[i], sink, &got);
}

/* Stamps that are anything but even, at that rate on average. */
static int64_t uneven(int i, double hz, uint32_t *rng)
{
	double d = i ? 0.9 * (motion_random(rng) - 0.5) : 0.0;

	return (int64_t)((i + d) / hz * 1e9);
}

START_TEST(a_ramp_comes_out_at_any_rate)
{
	static const double rate[] = { 7, 12.5, 33.3, 50, 100, 285.7, 1000 };

	for (size_t r = 0; r < 14; r++) {
		double hz = rate[r / 2];
		uint32_t rng = 5;

		begin(1, 1);
		for (int i = 0; i <= (int)(4 * hz); i++) {
			int64_t t = r % 2 ? uneven(i, hz, &rng)
					  : (int64_t)(i / hz * 1e9);

			push(t, (float)(1e-9 * (double)t),
			     (float)(-2e-9 * (double)t));
		}
		ck_assert_int_ge(got.n[0], 186);
		for (int i = 1; i < got.n[0]; i++) {
			ck_assert_int_eq(got.k[0][i], i);
			near(got.v[0][i][0], 0.02 * i, 2e-5);
			near(got.v[1][i][0], -0.04 * i, 4e-5);
			near(got.v[0][i][2], 2, 1e-5);
			near(got.v[1][i][1], 3, 1e-5);
		}
	}
}
END_TEST

/* What is turned in all is what the trapezoids of the samples add up to. */
START_TEST(the_integral_is_kept)
{
	double sum = 0, all = 0, last = 0;
	int64_t last_t = 0;
	uint32_t rng = 3;

	for (int i = 0; i <= 2000; i++) {
		int64_t t = uneven(i, 137, &rng);
		double w = 20 * (motion_random(&rng) - 0.5);

		push(t, 0, (float)w);
		if (i)
			sum += 0.5 * (w + last) * (double)(t - last_t) * 1e-9;
		last = w;
		last_t = t;
	}
	for (int i = 0; i < got.n[1]; i++)
		all += got.v[1][i][0] * (i ? 0.02 : 0.01);
	/* what the frame that is being filled still holds */
	gn_cond_flush(&c, sink, &got);
	if (isfinite(got.v[1][got.n[1] - 1][0]))
		all += got.v[1][got.n[1] - 1][0] *
		       ((double)last_t * 1e-9 - 0.02 * (got.n[1] - 1) + 0.01);
	ck_assert_double_eq_tol(all, sum, 2e-3);
}
END_TEST

START_TEST(first_and_last_frame)
{
	push(0, 1, 0);
	push(10 * MS, 1, 0);
	ck_assert_int_eq(got.n[0], 1);          /* 0..10 ms is frame 0 */
	push(26 * MS, 1, 0);
	ck_assert_int_eq(got.n[0], 1);
	gn_cond_flush(&c, sink, &got);
	ck_assert_int_eq(got.n[0], 2);          /* 10..26 of 10..30 ms */
	near(got.v[0][1][0], 1, 1e-6);
	gn_cond_flush(&c, sink, &got);          /* nothing is left */
	ck_assert_int_eq(got.n[0], 2);
	ck_assert_int_eq(got.n[1], 2);
}
END_TEST

START_TEST(too_little_of_a_frame_is_none)
{
	push(0, 1, 0);
	push(15 * MS, 1, 0);            /* 5 of 20 ms */
	gn_cond_flush(&c, sink, &got);
	ck_assert_int_eq(got.n[0], 2);
	ck_assert_float_eq(got.v[0][0][0], 1);
	ck_assert_float_nan(got.v[0][1][0]);
}
END_TEST

/* Accelerometer every 80 ms, gyroscope every 40; apart or in one sample. */
START_TEST(parts_at_rates_of_their_own)
{
	for (int apart = 0; apart < 2; apart++) {
		begin(1, 1);
		for (int i = 0; i < 100; i++) {
			int64_t t = i * 40 * MS;
			float a = (float)(1e-9 * (double)t), w = 5 - a;

			if (apart) {
				push(t, NAN, w);
				if (i % 2 == 0)
					push(t, a, NAN);
			} else {
				push(t, i % 2 ? NAN : a, w);
			}
		}
		for (int i = 0; i < 190; i++) {
			double want = i ? 0.02 * i : 0.005;

			near(got.v[0][i][0], want, 1e-4);
			near(got.v[1][i][0], 5 - want, 1e-4);
		}
		ck_assert_uint_eq(quality().repeated, 0);
		ck_assert_uint_eq(quality().late, 0);
		near(quality().rate_hz, 25, 0.01);
	}
}
END_TEST

START_TEST(a_hole_is_left_open)
{
	for (int i = 0; i <= 10; i++)
		push(i * 10 * MS, (float)i, 0);
	push(100 * MS + GN_GAP_NS + 1, 9, 9);
	for (int i = 1; i <= 4; i++)
		push(1105 * MS + i * 10 * MS, 9, 9);
	/* 0, 20 .. 80, 100 (the half of it), then on from 1.1 s */
	ck_assert_int_eq(got.k[0][5], 5);
	ck_assert_int_eq(got.k[0][6], 55);
	near(got.v[0][5][0], 9.5, 1e-4);
	ck_assert_float_eq(got.v[0][6][0], 9);
	ck_assert_uint_eq(quality().gaps, 1);
	near(quality().gap_s, 1, 1e-4);
}
END_TEST

START_TEST(a_second_is_crossed)
{
	push(0, 0, 0);
	push(GN_GAP_NS, 10, 0);
	ck_assert_int_eq(got.n[0], 50);
	near(got.v[0][25][0], 5, 1e-4);
	ck_assert_uint_eq(quality().gaps, 0);
	ck_assert_float_eq(quality().gap_s, 0);
}
END_TEST

/* The accelerometer is away 1..4 s, the gyroscope 3..6 and 10..12. */
START_TEST(holes_of_the_parts)
{
	for (int i = 0; i < 1300; i++) {
		int no_acc = i > 100 && i < 400;
		int no_gyr = (i > 300 && i < 600) || (i > 1000 && i < 1200);

		push(i * 10 * MS, no_acc ? NAN : 1 + 0.01f * (float)(i % 7),
		     no_gyr ? NAN : 0.01f * (float)(i % 5));
	}
	ck_assert_uint_eq(quality().gaps, 2);
	near(quality().gap_s, 7, 1e-3);
	ck_assert_uint_eq(quality().samples, 1300);
	near(quality().rate_hz, 100, 0.01);
}
END_TEST

START_TEST(late_and_repeated)
{
	push(100 * MS, 1, 1);
	push(110 * MS, 2, 2);
	push(109 * MS, 7, 7);           /* late */
	push(110 * MS, 8, 8);           /* same stamp */
	push(120 * MS, 2, 2);           /* same values */
	push(130 * MS, 2, 3);           /* half of them: not repeated */
	ck_assert_uint_eq(quality().late, 1);
	ck_assert_uint_eq(quality().repeated, 2);
	ck_assert_uint_eq(quality().samples, 4);
	for (int i = 0; i < got.n[0]; i++)
		ck_assert_float_le(got.v[0][i][0], 2);
}
END_TEST

/* Readings in turn: the same acc again is a repeat, and so is the same gyr. */
START_TEST(repeats_are_seen_by_part)
{
	for (int i = 0; i < 40; i++)
		push(i * 10 * MS, i % 2 ? NAN : (float)(i / 8),
		     i % 2 ? (float)(i / 8) : NAN);
	/* of each 8, two parts are new */
	ck_assert_uint_eq(quality().repeated, 40 - 10);
}
END_TEST

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

		gn_cond_push(&c, &s, sink, &got);
		run = x >= hi || x <= lo ? run + 1 : 0;
		want += run >= 3;
	}
	return want;
}

START_TEST(range_limits_are_found)
{
	uint32_t want = clipped(-19.6133, 19.6133, 0);

	ck_assert_uint_gt(want, 800);
	ck_assert_uint_eq(quality().clipped, want);
	/* int16: one step more below zero; another axis at 1 g all the time */
	want = clipped(-19.6133, 19.6133 * 32767 / 32768, 9.81);
	ck_assert_uint_eq(quality().clipped, want);
	/* not clipped: the peaks of a sine */
	clipped(-99, 99, 0);
	ck_assert_uint_eq(quality().clipped, 0);
}
END_TEST

START_TEST(gyroscope_limit)
{
	for (int i = 0; i < 1000; i++)
		push(i * 10 * MS, (float)(i % 3),
		     clip(8 * sin(0.03 * i), -4.363, 4.363));
	ck_assert_uint_eq(quality().clipped, 0);        /* the rest is still */
	setup();
	for (int i = 0; i < 1000; i++) {
		struct gn_sample s = { .t_ns = i * 10 * MS, .gyr_radps = {
			clip(8 * sin(0.03 * i), -4.363, 4.363),
			0.01f * (float)(i % 9), 0 } };

		gn_cond_push(&c, &s, sink, &got);
	}
	ck_assert_uint_gt(quality().clipped, 500);
}
END_TEST

START_TEST(a_higher_level_shows_it_was_no_limit)
{
	clipped(-19.6133, 19.6133, 0);
	push(30000 * MS, 31, 0);
	ck_assert_uint_eq(quality().clipped, 0);
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

		gn_cond_push(&c, &s, sink, &got);
	}
	ck_assert_uint_eq(quality().clipped, 0);
}
END_TEST

/* Moving briskly, each sample sent four times. */
START_TEST(repeated_samples_are_not_clipped)
{
	for (int i = 0; i < 4000; i++)
		push(i * 10 * MS, 25 * sinf(0.02f * (float)(i / 4)),
		     5 * cosf(0.02f * (float)(i / 4)));
	ck_assert_uint_eq(quality().clipped, 0);
	ck_assert_uint_ge(quality().repeated, 2990);
}
END_TEST

START_TEST(hostile_stamps_are_dropped)
{
	static const int64_t bad[] = { INT64_MIN, INT64_MIN + 1, -1, INT64_MAX,
				       INT64_MAX - 1, GN_T_MAX_NS + 1 };

	for (int i = 0; i < 100; i++) {
		push(i * 10 * MS, (float)i, 0);
		push(bad[i % 6], -99, -99);
	}
	ck_assert_uint_eq(quality().late, 100);
	ck_assert_uint_eq(quality().samples, 100);
	ck_assert_int_eq(got.n[0], 50);
	for (int i = 1; i < 50; i++)
		near(got.v[0][i][0], 2 * i, 1e-3);
}
END_TEST

/* One stamp far ahead is dropped, also the very first, also the last. */
START_TEST(a_jump_that_nobody_follows)
{
	push(GN_T_MAX_NS, -99, -99);
	for (int i = 0; i < 100; i++) {
		push(i * 10 * MS, (float)i, 0);
		if (i == 40 || i == 70)
			push(GN_JUMP_NS * i, -99, -99);
	}
	push(GN_JUMP_NS * 3, -99, -99);
	ck_assert_uint_eq(quality().late, 3);
	gn_cond_flush(&c, sink, &got);
	ck_assert_uint_eq(quality().late, 4);
	ck_assert_uint_eq(quality().gaps, 0);
	ck_assert_int_eq(got.n[0], 50);
	for (int i = 1; i < 50; i++)
		near(got.v[0][i][0], 2 * i, 1e-3);
}
END_TEST

START_TEST(a_jump_that_others_follow)
{
	int64_t far = GN_T_MAX_NS - 5 * GN_GAP_NS;

	push(0, 1, 1);
	push(10 * MS, 1, 1);
	push(100 * GN_JUMP_NS, 5, 5);   /* alone, then an older one that ... */
	push(99 * GN_JUMP_NS, 5, 5);    /* ... is alone too */
	for (int i = 0; i < 30; i++)
		push(far + i * 10 * MS, 2, (float)i);
	ck_assert_uint_eq(quality().late, 2);
	ck_assert_uint_eq(quality().gaps, 1);
	ck_assert_uint_eq(quality().samples, 32);
	ck_assert_int_eq(got.k[0][1], (far + 20 * MS) / (20 * MS));
	ck_assert_float_eq(got.v[0][3][0], 2);
	gn_cond_flush(&c, sink, &got);
}
END_TEST

START_TEST(hostile_values_are_missing)
{
	static const float bad[] = { INFINITY, -INFINITY, 3e38f, -1.1e6f };

	for (int i = 0; i < 400; i++)
		push(i * 10 * MS, i % 10 ? 1 : bad[i / 10 % 4],
		     i % 10 == 5 ? NAN : 1e6f);
	ck_assert_uint_eq(quality().nonfinite, 40);
	ck_assert_uint_eq(quality().samples, 400);
	for (int i = 0; i < got.n[0]; i++)
		near(got.v[0][i][0], 1, 1e-5);
	for (int i = 0; i < got.n[1]; i++)
		near(got.v[1][i][0], 1e6f, 2);
}
END_TEST

START_TEST(unused_parts_stay_out)
{
	struct gn_sensor s = { .has_acc = 1, .has_gyr = 1, .bad_acc = 1,
			       .bad_gyr = 1 };

	gn_cond_init(&c, &s, HZ);
	for (int i = 0; i < 300; i++)
		push(i * 10 * MS, 40, 40);
	gn_cond_flush(&c, sink, &got);
	ck_assert_int_eq(got.n[0] + got.n[1], 0);
	ck_assert_uint_eq(quality().samples, 300);
	ck_assert_uint_eq(quality().repeated, 0);
	ck_assert_float_nan(quality().rate_hz);
	ck_assert_float_nan(quality().jitter);
	ck_assert_float_eq(quality().rest_s, 0);
	ck_assert_float_nan(quality().rest_acc_mps2);
	ck_assert_float_nan(quality().gyr_bias_radps[0]);
	begin(0, 1);
	for (int i = 0; i < 300; i++)
		push(i * 10 * MS, 40, 0.01f);
	ck_assert_int_eq(got.n[0], 0);
	ck_assert_float_nan(quality().rest_acc_mps2);
	near(quality().rate_hz, 100, 0.01);
}
END_TEST

START_TEST(nothing_and_one_sample)
{
	ck_assert_float_nan(quality().rate_hz);
	ck_assert_uint_eq(quality().samples, 0);
	gn_cond_flush(&c, sink, &got);
	push(5 * MS, 1, 1);
	gn_cond_flush(&c, sink, &got);
	ck_assert_int_eq(got.n[0], 0);
	ck_assert_float_nan(quality().rate_hz);
	ck_assert_uint_eq(quality().samples, 1);
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
	feed(s, n);
	free(s);
	ck_assert_uint_eq(quality().late, 0);
	return quality();
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
	near(q.rate_hz, 100, 0.5);
	near(q.jitter, 0.9, 0.01);
}
END_TEST

START_TEST(jitter_by_hand)
{
	int64_t t = 0;

	for (int i = 0; i < 301; i++) {
		static const int64_t step[] = { 10, 10, 14 };

		push(t, (float)(i % 9), 0);
		t += step[i % 3] * MS;
	}
	near(quality().rate_hz, 100, 0.1);
	near(quality().jitter, 0, 1e-3);
	setup();
	t = 0;
	for (int i = 0; i < 301; i++) {
		static const int64_t step[] = { 10, 12, 14, 7, 8 };

		push(t, (float)(i % 9), 0);
		t += step[i % 5] * MS;
	}
	/* off by 0 2 2 3 4 */
	near(quality().rate_hz, 100, 0.1);
	near(quality().jitter, 0.2, 1e-3);
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
	begin(1, !m->no_gyr);
	feed(s, n);
	free(s);
	return quality();
}

START_TEST(bias_and_gravity_at_rest)
{
	static const double rate[] = { 12.5, 100, 1000 };

	for (int i = 0; i < 3; i++) {
		struct gn_quality q;
		struct motion m;

		motion_init(&m);
		m.rate_hz = rate[i];
		q = rested(&m);
		near(q.gyr_bias_radps[0], 0.03, 0.001);
		near(q.gyr_bias_radps[1], 0, 0.001);
		near(q.gyr_bias_radps[2], -0.05, 0.001);
		near(q.rest_acc_mps2, GN_G_MPS2, 0.01);
		near(q.rest_s, 20, 2.1);
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
	near(q.rest_acc_mps2, GN_G_MPS2, 0.01);
	near(q.rest_s, 20, 2.1);
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
	feed(s, n);
	free(s);
	q = quality();
	ck_assert_float_eq(q.rest_s, 0);
	ck_assert_float_nan(q.rest_acc_mps2);
	for (int i = 0; i < 3; i++)
		ck_assert_float_nan(q.gyr_bias_radps[i]);
	/* turning slowly and evenly about gravity is no bias */
	setup();
	for (int i = 0; i < 1000; i++)
		push(i * 10 * MS, 0, 0);        /* |(0, 3, 4)| = 5 rad/s */
	ck_assert_float_eq(quality().rest_s, 0);
	/* nor is a sensor that gives nothing at rest on Earth */
	setup();
	for (int i = 0; i < 1000; i++) {
		struct gn_sample zero = { .t_ns = i * 10 * MS };

		gn_cond_push(&c, &zero, sink, &got);
	}
	ck_assert_float_eq(quality().rest_s, 0);
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

		gn_cond_push(&c, &s, sink, &got);
	}
	ck_assert_float_ge(quality().rest_s, 37);
	/* 20 s of 1, 20 s of 1 / (1 + 0.03^2 / 2 / 0.005^2) = 1 / 19 */
	near(quality().gyr_bias_radps[0], 0.01 + 0.05 / 20, 0.0003);
}
END_TEST

/* A second of which half is missing tells nothing. */
START_TEST(no_rest_across_a_hole)
{
	for (int i = 0; i < 200; i++)
		push(i / 6 * 1800 * MS + i % 6 * 10 * MS, 9, NAN);
	ck_assert_float_eq(quality().rest_s, 0);
}
END_TEST

START_TEST(a_copy_goes_on_alike)
{
	struct gn_cond copy;
	struct motion m;
	struct gn_sample *s;
	size_t n;

	motion_init(&m);
	m.dropped = 0.1;
	motion_set(&m, 4, 2, 0);
	s = motion_samples(&m, 0, &n);
	feed(s, n / 2);
	memcpy(&copy, &c, sizeof(c));
	feed(s + n / 2, n - n / 2);
	memset(&got, 0, sizeof(got));
	for (size_t i = n / 2; i < n; i++)
		gn_cond_push(&copy, &s[i], sink, &got);
	ck_assert_mem_eq(&copy, &c, sizeof(c));
	free(s);
}
END_TEST

static TCase *part(Suite *s, const char *name)
{
	TCase *t = tcase_create(name);

	tcase_add_checked_fixture(t, setup, NULL);
	suite_add_tcase(s, t);
	return t;
}

Suite *suite_condition(void)
{
	Suite *s = suite_create("condition");
	TCase *t = part(s, "frames");

	tcase_add_test(t, a_ramp_comes_out_at_any_rate);
	tcase_add_test(t, the_integral_is_kept);
	tcase_add_test(t, first_and_last_frame);
	tcase_add_test(t, too_little_of_a_frame_is_none);
	tcase_add_test(t, parts_at_rates_of_their_own);
	tcase_add_test(t, a_hole_is_left_open);
	tcase_add_test(t, a_second_is_crossed);
	tcase_add_test(t, unused_parts_stay_out);
	tcase_add_test(t, nothing_and_one_sample);
	tcase_add_test(t, a_copy_goes_on_alike);
	t = part(s, "faults");
	tcase_add_test(t, holes_of_the_parts);
	tcase_add_test(t, late_and_repeated);
	tcase_add_test(t, repeats_are_seen_by_part);
	tcase_add_test(t, range_limits_are_found);
	tcase_add_test(t, gyroscope_limit);
	tcase_add_test(t, a_higher_level_shows_it_was_no_limit);
	tcase_add_test(t, rest_is_not_clipped);
	tcase_add_test(t, repeated_samples_are_not_clipped);
	tcase_add_test(t, hostile_stamps_are_dropped);
	tcase_add_test(t, a_jump_that_nobody_follows);
	tcase_add_test(t, a_jump_that_others_follow);
	tcase_add_test(t, hostile_values_are_missing);
	t = part(s, "quality");
	tcase_add_test(t, rate_and_jitter);
	tcase_add_test(t, jitter_by_hand);
	tcase_add_test(t, bias_and_gravity_at_rest);
	tcase_add_test(t, accelerometer_alone_at_rest);
	tcase_add_test(t, never_at_rest);
	tcase_add_test(t, the_stillest_rest_weighs_most);
	tcase_add_test(t, no_rest_across_a_hole);
	return s;
}

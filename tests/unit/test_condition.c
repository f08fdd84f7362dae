/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "condtest.h"
#include "motion.h"
#include "suites.h"

#define MS COND_MS
#define HZ COND_HZ

static void setup(void)
{
	cond_begin(1, 1);
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

		cond_begin(1, 1);
		for (int i = 0; i <= (int)(4 * hz); i++) {
			int64_t t = r % 2 ? uneven(i, hz, &rng)
					  : (int64_t)(i / hz * 1e9);

			cond_push(t, (float)(1e-9 * (double)t),
			     (float)(-2e-9 * (double)t));
		}
		ck_assert_int_ge(cond_got.n[0], 186);
		for (int i = 1; i < cond_got.n[0]; i++) {
			ck_assert_int_eq(cond_got.k[0][i], i);
			cond_near(cond_got.v[0][i][0], 0.02 * i, 2e-5);
			cond_near(cond_got.v[1][i][0], -0.04 * i, 4e-5);
			cond_near(cond_got.v[0][i][2], 2, 1e-5);
			cond_near(cond_got.v[1][i][1], 3, 1e-5);
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

		cond_push(t, 0, (float)w);
		if (i)
			sum += 0.5 * (w + last) * (double)(t - last_t) * 1e-9;
		last = w;
		last_t = t;
	}
	for (int i = 0; i < cond_got.n[1]; i++)
		all += cond_got.v[1][i][0] * (i ? 0.02 : 0.01);
	/* what the frame that is being filled still holds */
	gn_cond_flush(&cond, cond_sink, &cond_got);
	if (isfinite(cond_got.v[1][cond_got.n[1] - 1][0]))
		all += cond_got.v[1][cond_got.n[1] - 1][0] *
		       ((double)last_t * 1e-9 + 0.01 -
			0.02 * (cond_got.n[1] - 1));
	ck_assert_double_eq_tol(all, sum, 2e-3);
}
END_TEST

START_TEST(first_and_last_frame)
{
	cond_push(0, 1, 0);
	cond_push(10 * MS, 1, 0);
	ck_assert_int_eq(cond_got.n[0], 1);          /* 0..10 ms is frame 0 */
	cond_push(26 * MS, 1, 0);
	ck_assert_int_eq(cond_got.n[0], 1);
	gn_cond_flush(&cond, cond_sink, &cond_got);
	ck_assert_int_eq(cond_got.n[0], 2);          /* 10..26 of 10..30 ms */
	cond_near(cond_got.v[0][1][0], 1, 1e-6);
	gn_cond_flush(&cond, cond_sink, &cond_got);      /* no more */
	ck_assert_int_eq(cond_got.n[0], 2);
	ck_assert_int_eq(cond_got.n[1], 2);
}
END_TEST

START_TEST(too_little_of_a_frame_is_none)
{
	cond_push(0, 1, 0);
	cond_push(15 * MS, 1, 0);            /* 5 of 20 ms */
	gn_cond_flush(&cond, cond_sink, &cond_got);
	ck_assert_int_eq(cond_got.n[0], 2);
	ck_assert_float_eq(cond_got.v[0][0][0], 1);
	ck_assert_float_nan(cond_got.v[0][1][0]);
}
END_TEST

/* Accelerometer every 80 ms, gyroscope every 40; apart or in one sample. */
START_TEST(parts_at_rates_of_their_own)
{
	for (int apart = 0; apart < 2; apart++) {
		cond_begin(1, 1);
		for (int i = 0; i < 100; i++) {
			int64_t t = i * 40 * MS;
			float a = (float)(1e-9 * (double)t), w = 5 - a;

			if (apart) {
				cond_push(t, NAN, w);
				if (i % 2 == 0)
					cond_push(t, a, NAN);
			} else {
				cond_push(t, i % 2 ? NAN : a, w);
			}
		}
		for (int i = 0; i < 190; i++) {
			double want = i ? 0.02 * i : 0.005;

			cond_near(cond_got.v[0][i][0], want, 1e-4);
			cond_near(cond_got.v[1][i][0], 5 - want, 1e-4);
		}
		ck_assert_uint_eq(cond_quality().repeated, 0);
		ck_assert_uint_eq(cond_quality().late, 0);
		cond_near(cond_quality().rate_hz, 25, 0.01);
	}
}
END_TEST

START_TEST(a_hole_is_left_open)
{
	for (int i = 0; i <= 10; i++)
		cond_push(i * 10 * MS, (float)i, 0);
	cond_push(100 * MS + GN_GAP_NS + 1, 9, 9);
	for (int i = 1; i <= 4; i++)
		cond_push(1105 * MS + i * 10 * MS, 9, 9);
	/* 0, 20 .. 80, 100 (the half of it), then on from 1.1 s */
	ck_assert_int_eq(cond_got.k[0][5], 5);
	ck_assert_int_eq(cond_got.k[0][6], 55);
	cond_near(cond_got.v[0][5][0], 9.5, 1e-4);
	ck_assert_float_eq(cond_got.v[0][6][0], 9);
	ck_assert_uint_eq(cond_quality().gaps, 1);
	cond_near(cond_quality().gap_s, 1, 1e-4);
}
END_TEST

START_TEST(a_second_is_crossed)
{
	cond_push(0, 0, 0);
	cond_push(GN_GAP_NS, 10, 0);
	ck_assert_int_eq(cond_got.n[0], 50);
	cond_near(cond_got.v[0][25][0], 5, 1e-4);
	ck_assert_uint_eq(cond_quality().gaps, 0);
	ck_assert_float_eq(cond_quality().gap_s, 0);
}
END_TEST

/* The accelerometer is away 1..4 s, the gyroscope 3..6 and 10..12. */
START_TEST(holes_of_the_parts)
{
	for (int i = 0; i < 1300; i++) {
		int no_acc = i > 100 && i < 400;
		int no_gyr = (i > 300 && i < 600) || (i > 1000 && i < 1200);

		cond_push(i * 10 * MS,
			  no_acc ? NAN : 1 + 0.01f * (float)(i % 7),
			  no_gyr ? NAN : 0.01f * (float)(i % 5));
	}
	ck_assert_uint_eq(cond_quality().gaps, 2);
	cond_near(cond_quality().gap_s, 7, 1e-3);
	ck_assert_uint_eq(cond_quality().samples, 1300);
	cond_near(cond_quality().rate_hz, 100, 0.01);
}
END_TEST

START_TEST(late_and_repeated)
{
	cond_push(100 * MS, 1, 1);
	cond_push(110 * MS, 2, 2);
	cond_push(109 * MS, 7, 7);           /* late */
	cond_push(110 * MS, 8, 8);           /* same stamp */
	cond_push(120 * MS, 2, 2);           /* same values */
	cond_push(130 * MS, 2, 3);      /* half of them: not repeated */
	cond_push(140 * MS, 2, 4);
	ck_assert_uint_eq(cond_quality().late, 1);
	ck_assert_uint_eq(cond_quality().repeated, 2);
	ck_assert_uint_eq(cond_quality().samples, 5);
	for (int i = 0; i < cond_got.n[0]; i++)
		ck_assert_float_le(cond_got.v[0][i][0], 2);
}
END_TEST

/* Readings in turn: the same acc again is a repeat, and so is the same gyr. */
START_TEST(repeats_are_seen_by_part)
{
	for (int i = 0; i < 40; i++)
		cond_push(i * 10 * MS, i % 2 ? NAN : (float)(i / 8),
		     i % 2 ? (float)(i / 8) : NAN);
	/* of each 8, two parts are new */
	ck_assert_uint_eq(cond_quality().repeated, 40 - 10);
}
END_TEST

START_TEST(hostile_stamps_are_dropped)
{
	static const int64_t bad[] = { INT64_MIN, INT64_MIN + 1, -1, INT64_MAX,
				       INT64_MAX - 1, GN_T_MAX_NS + 1 };

	for (int i = 0; i < 100; i++) {
		cond_push(i * 10 * MS, (float)i, 0);
		cond_push(bad[i % 6], -99, -99);
	}
	ck_assert_uint_eq(cond_quality().late, 100);
	ck_assert_uint_eq(cond_quality().samples, 100);
	ck_assert_int_eq(cond_got.n[0], 50);
	for (int i = 1; i < 50; i++)
		cond_near(cond_got.v[0][i][0], 2 * i, 1e-3);
}
END_TEST

/* One stamp far ahead is dropped, also the very first, also the last. */
START_TEST(a_jump_that_nobody_follows)
{
	cond_push(GN_T_MAX_NS, -99, -99);
	for (int i = 0; i < 100; i++) {
		cond_push(i * 10 * MS, (float)i, 0);
		if (i == 40 || i == 70)
			cond_push(GN_JUMP_NS * i, -99, -99);
	}
	cond_push(GN_JUMP_NS * 3, -99, -99);
	ck_assert_uint_eq(cond_quality().late, 3);
	gn_cond_flush(&cond, cond_sink, &cond_got);
	ck_assert_uint_eq(cond_quality().late, 4);
	ck_assert_uint_eq(cond_quality().gaps, 0);
	ck_assert_int_eq(cond_got.n[0], 50);
	for (int i = 1; i < 50; i++)
		cond_near(cond_got.v[0][i][0], 2 * i, 1e-3);
}
END_TEST

START_TEST(a_jump_that_others_follow)
{
	int64_t far = GN_T_MAX_NS - 5 * GN_GAP_NS;

	cond_push(0, 1, 1);
	cond_push(10 * MS, 1, 1);
	cond_push(100 * GN_JUMP_NS, 5, 5);      /* alone; an older one ... */
	cond_push(99 * GN_JUMP_NS, 5, 5);       /* ... is alone too */
	for (int i = 0; i < 30; i++)
		cond_push(far + i * 10 * MS, 2, (float)i);
	ck_assert_uint_eq(cond_quality().late, 2);
	ck_assert_uint_eq(cond_quality().gaps, 1);
	ck_assert_uint_eq(cond_quality().samples, 32);
	ck_assert_int_eq(cond_got.k[0][1], (far + 20 * MS) / (20 * MS));
	ck_assert_float_eq(cond_got.v[0][3][0], 2);
	gn_cond_flush(&cond, cond_sink, &cond_got);
}
END_TEST

START_TEST(hostile_values_are_missing)
{
	static const float bad[] = { INFINITY, -INFINITY, 3e38f, -1.1e6f };

	for (int i = 0; i < 400; i++)
		cond_push(i * 10 * MS, i % 10 ? 1 : bad[i / 10 % 4],
		     i % 10 == 5 ? NAN : 1e6f);
	ck_assert_uint_eq(cond_quality().nonfinite, 40);
	ck_assert_uint_eq(cond_quality().samples, 400);
	for (int i = 0; i < cond_got.n[0]; i++)
		cond_near(cond_got.v[0][i][0], 1, 1e-5);
	for (int i = 0; i < cond_got.n[1]; i++)
		cond_near(cond_got.v[1][i][0], 1e6f, 2);
}
END_TEST

START_TEST(unused_parts_stay_out)
{
	struct gn_sensor s = { .has_acc = 1, .has_gyr = 1, .bad_acc = 1,
			       .bad_gyr = 1 };

	gn_cond_init(&cond, &s, HZ);
	for (int i = 0; i < 300; i++)
		cond_push(i * 10 * MS, 40, 40);
	gn_cond_flush(&cond, cond_sink, &cond_got);
	ck_assert_int_eq(cond_got.n[0] + cond_got.n[1], 0);
	ck_assert_uint_eq(cond_quality().samples, 300);
	ck_assert_uint_eq(cond_quality().repeated, 0);
	ck_assert_float_nan(cond_quality().rate_hz);
	ck_assert_float_nan(cond_quality().jitter);
	ck_assert_float_eq(cond_quality().rest_s, 0);
	ck_assert_float_nan(cond_quality().rest_acc_mps2);
	ck_assert_float_nan(cond_quality().gyr_bias_radps[0]);
	cond_begin(0, 1);
	for (int i = 0; i < 300; i++)
		cond_push(i * 10 * MS, 40, 0.01f);
	ck_assert_int_eq(cond_got.n[0], 0);
	ck_assert_float_nan(cond_quality().rest_acc_mps2);
	cond_near(cond_quality().rate_hz, 100, 0.01);
}
END_TEST

START_TEST(nothing_and_one_sample)
{
	ck_assert_float_nan(cond_quality().rate_hz);
	ck_assert_uint_eq(cond_quality().samples, 0);
	gn_cond_flush(&cond, cond_sink, &cond_got);
	cond_push(5 * MS, 1, 1);
	gn_cond_flush(&cond, cond_sink, &cond_got);
	ck_assert_int_eq(cond_got.n[0], 0);
	ck_assert_float_nan(cond_quality().rate_hz);
	ck_assert_uint_eq(cond_quality().samples, 1);
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
	cond_feed(s, n / 2);
	memcpy(&copy, &cond, sizeof(cond));
	cond_feed(s + n / 2, n - n / 2);
	memset(&cond_got, 0, sizeof(cond_got));
	for (size_t i = n / 2; i < n; i++)
		gn_cond_push(&copy, &s[i], cond_sink, &cond_got);
	ck_assert_mem_eq(&copy, &cond, sizeof(cond));
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
	tcase_add_test(t, hostile_stamps_are_dropped);
	tcase_add_test(t, a_jump_that_nobody_follows);
	tcase_add_test(t, a_jump_that_others_follow);
	tcase_add_test(t, hostile_values_are_missing);
	return s;
}

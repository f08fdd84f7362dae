/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "gonio/tap.h"
#include "lib/motion/tap_priv.h"
#include "motion.h"
#include "suites.h"
#include "taptest.h"

#define S_NS INT64_C(1000000000)
#define OFF_S 0.005             /* what check complains of */

static struct gn_taps taps;

/* ---- the time of a tap ------------------------------------------------- */

struct scatter {
	double sd_s, mean_s;
	int    n;
};

/* One tap, again and again: by how much the time is off. */
static struct scatter one_tap(double rate_hz, int averaged, double ring)
{
	struct scatter e = { 0 };

	for (uint32_t seed = 0; seed < 200; seed++) {
		struct tt_sensor s = tt_sensor(0, rate_hz, seed);
		struct tt_table t = tt_table();
		struct gn_tap_sensor w = { 0 };
		struct gn_sample x;
		int hit = 0;

		s.averaged = averaged;
		t.ring = ring;
		tt_knock(&t, 1, 1, 1);
		do {
			x = tt_next(&t, &s);
			hit = gn_tap_watch(&w, x.t_ns, x.acc_mps2);
		} while (!hit && x.t_ns < 2 * S_NS);
		if (hit) {
			double d = 1e-9 * (double)w.onset_ns + w.wt / w.w -
				   1 - tt_middle_s();

			e.mean_s += d;
			e.sd_s += d * d;
			e.n++;
		}
	}
	e.mean_s /= e.n;
	e.sd_s = sqrt(e.sd_s / e.n - e.mean_s * e.mean_s);
	return e;
}

/*
 * At rest with that noise but for n values from 1 s on. Returns the number of
 * taps, and the last one's time behind 1 s.
 */
static int feel(int hz, float noise, const float *v, int n, double *at_s)
{
	struct gn_tap_sensor s = { 0 };
	int taps_felt = 0;

	for (int i = 0; i < 2 * hz; i++) {
		float a[3] = { i >= hz && i < hz + n ? v[i - hz] : 0,
			       i % 2 ? noise : -noise };

		if (!gn_tap_watch(&s, i * (S_NS / hz), a))
			continue;
		taps_felt++;
		*at_s = 1e-9 * (double)s.onset_ns + s.wt / s.w - 1;
	}
	return taps_felt;
}

#define FEEL(hz, noise, ...)                                                \
	feel(hz, noise, (const float[]){ __VA_ARGS__ },                     \
	     (int)(sizeof((const float[]){ __VA_ARGS__ }) / sizeof(float)), \
	     &at_s)

START_TEST(what_a_tap_is)
{
	double at_s = NAN;

	ck_assert_int_eq(FEEL(100, 0, 4), 1);
	ck_assert_double_eq_tol(at_s, 0, 1e-6);
	/* the sample before the first that is no rest */
	ck_assert_int_eq(FEEL(100, 0, 0.45F, 4), 1);
	ck_assert_double_eq_tol(at_s, 0.0091, 0.0002);
	/* too weak; noise is no matter */
	ck_assert_int_eq(FEEL(100, 0, 2.9F), 0);
	ck_assert_int_eq(FEEL(100, 0.2F, 4), 1);
	ck_assert_double_eq_tol(at_s, 0, 0.001);
	/* too long: wide, or not over after 60, 70 to 140, 150 ms */
	ck_assert_int_eq(FEEL(100, 0, 4, -4, 4), 1);
	ck_assert_int_eq(FEEL(100, 0, 4, 4, 4, 4, 4, 4), 0);
	ck_assert_int_eq(FEEL(100, 0, 4, 0, 0, 0, 0, 0, 0, 0.9F), 1);
	ck_assert_int_eq(FEEL(100, 0, 4, 0, 0, 0, 0, 0, 0, 1.1F), 0);
	ck_assert_int_eq(FEEL(100, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1.1F), 0);
	ck_assert_int_eq(FEEL(100, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
			      0, 0, 0, 0, 0, 0, 0, 0, 0, 0.7F), 0);
	/* too slow */
	ck_assert_int_eq(FEEL(50, 0, 4), 1);
	ck_assert_int_eq(FEEL(40, 0, 4), 0);
}
END_TEST

START_TEST(stamps_that_go_back_in_a_tap)
{
	for (int back = 0; back < 2; back++) {
		struct gn_tap_sensor s = { 0 };
		int hits = 0;

		for (int i = 0; i < 400; i++) {
			int64_t t = i * (S_NS / 100);
			float a[3] = { i == 100 ? 4.0F : 0.0F };

			t -= back && i > 108 ? S_NS / 2 : 0;
			hits += gn_tap_watch(&s, t, a);
		}
		ck_assert_int_eq(hits, !back);
	}
}
END_TEST

/* At 1 kHz a lone sample is far above the noise, but less than it when both
 * are smoothed: it has no time. */
START_TEST(nothing_but_noise)
{
	struct gn_tap_sensor s = { 0 };

	for (int i = 0; i < 2000; i++) {
		float a[3] = { i == 1000 ? 3.05F : 0,
			       i % 2 ? 0.24F : -0.24F };

		ck_assert_int_eq(gn_tap_watch(&s, i * (S_NS / 1000), a), 0);
	}
	/* five times as long it is one */
	for (int i = 2000; i < 4000; i++) {
		float a[3] = { i / 5 == 600 ? 3.05F : 0,
			       i % 2 ? 0.24F : -0.24F };

		if (gn_tap_watch(&s, i * (S_NS / 1000), a))
			ck_assert_double_eq_tol(1e-9 * (double)s.onset_ns +
						s.wt / s.w, 3.002, 0.001);
		ck_assert_int_eq(s.onset_ns / (S_NS / 1000),
				 i < 3000 ? 1000 : 3000);
	}
	ck_assert_double_gt(s.w, 0);
}
END_TEST

static const double rates[] = { 50, 100, 200, 400 };

/* What tap.h claims. Filtered: a knock alone, and one that rings on. */
START_TEST(the_error_is_part_of_a_step)
{
	double step = 1 / rates[_i];
	struct scatter e = one_tap(rates[_i], 2, 0);

	ck_assert_int_eq(e.n, 200);
	ck_assert_double_lt(e.sd_s, 0.02 * step);
	ck_assert_double_lt(fabs(e.mean_s), 0.001 * step);
	e = one_tap(rates[_i], 2, 0.5);
	ck_assert_int_eq(e.n, 200);
	ck_assert_double_lt(e.sd_s, 0.1 * step);
	ck_assert_double_lt(fabs(e.mean_s), 0.003);
	/* unfiltered; a step cannot be told from the next */
	e = one_tap(rates[_i], 1, 0);
	ck_assert_int_eq(e.n, 200);
	ck_assert_double_lt(e.sd_s, 0.3 * step);
	ck_assert_double_lt(fabs(e.mean_s), 0.03 * step);
}
END_TEST

/* ---- offsets ----------------------------------------------------------- */

struct offsets {
	int n, right, off;      /* found, within the error, complained of */
	double mean_s;          /* of what it is off by */
};

/* Two sensors, three knocks, again and again. */
static struct offsets two(const double hz[2], double late_s, int averaged,
			  double ring)
{
	struct offsets o = { 0 };

	for (uint32_t seed = 0; seed < 50; seed++) {
		struct tt_sensor s[2] = { tt_sensor(4, hz[0], seed),
					  tt_sensor(9, hz[1], seed) };
		struct tt_table t = tt_table();
		const struct gn_tap_series *r;
		double d, error;
		size_t found;

		t.ring = ring;
		s[0].averaged = s[1].averaged = averaged;
		s[1].late_s = late_s;
		for (int k = 0; k < 3; k++)
			tt_knock(&t, 1, 1 + k + 0.1 *
				 motion_random(&s[0].rng), 0);
		r = tt_run(&taps, &t, s, 2, 5, &found);
		if (!found)
			continue;
		ck_assert_uint_eq(found, 1);
		ck_assert_uint_eq(r->taps, 3);
		d = (double)(r->offset_s[9] - r->offset_s[4]);
		error = (double)fmaxf(r->error_s[4], r->error_s[9]);
		o.n++;
		o.right += fabs(d - late_s) <= error;
		o.off += fabs(d) - error > OFF_S;
		o.mean_s += (d - late_s) / 50;
	}
	return o;
}

static const double couples[][2] = {
	{ 50, 50 }, { 100, 100 }, { 200, 200 }, { 400, 400 }, { 50, 400 },
	{ 100, 50 }, { 104, 208 }, { 250, 100 },
};

START_TEST(an_offset_of_12_ms_is_found)
{
	for (int ring = 0; ring < 2; ring++) {
		struct offsets o = two(couples[_i], 0.012, 2, 0.5 * ring);
		int slow = couples[_i][0] < 60 || couples[_i][1] < 60;

		ck_assert_int_eq(o.n, 50);
		ck_assert_int_eq(o.right, 50);
		ck_assert_double_lt(fabs(o.mean_s), 0.002);
		/* 50 Hz can just tell 12 from 5, and not what rings at 60 */
		ck_assert_int_ge(o.off, !slow ? 50 : ring ? 30 : 40);
	}
}
END_TEST

START_TEST(equal_clocks_are_not_complained_of)
{
	for (int ring = 0; ring < 2; ring++) {
		struct offsets o = two(couples[_i], 0, 2, 0.5 * ring);

		ck_assert_int_eq(o.n, 50);
		ck_assert_int_eq(o.right, 50);
		ck_assert_int_eq(o.off, 0);
		ck_assert_double_lt(fabs(o.mean_s), 0.002);
		/* unfiltered: the scatter of the taps tells */
		o = two(couples[_i], 0, 1, 0.5 * ring);
		ck_assert_int_ge(o.n, 40);
		ck_assert_int_ge(o.right, 35);
		ck_assert_int_le(o.off, 2);
	}
}
END_TEST

static void ck_ms(float s, double ms)
{
	ck_assert_double_eq_tol(1e3 * (double)s, ms, 0.2);
}

START_TEST(the_reference_is_in_the_middle)
{
	struct tt_table t;
	struct tt_sensor s[6];
	const struct gn_tap_series *r;
	size_t n;

	tt_three(&t, s, 5);
	s[0].late_s = 0.02;
	s[3].late_s = -0.01;
	r = tt_run(&taps, &t, s, 5, 5, &n);
	ck_assert_uint_eq(n, 1);
	ck_assert_double_eq_tol(1e-9 * (double)r->at_ns, 1.002, 0.001);
	ck_assert_uint_ne(r->reference, 0);
	ck_assert_uint_ne(r->reference, 3);
	ck_assert_float_eq(r->offset_s[r->reference], 0);
	ck_assert_float_eq(r->error_s[r->reference], 0);
	ck_ms(r->offset_s[0], 20);
	ck_ms(r->offset_s[1], 0);
	ck_ms(r->offset_s[3], -10);
	ck_assert_float_gt(r->error_s[3], 0.001F);
	ck_assert_float_lt(r->error_s[3], 0.003F);
	ck_assert_float_nan(r->offset_s[5]);
	ck_assert_float_nan(r->error_s[5]);
	/* of two the earlier one */
	tt_three(&t, s, 2);
	s[0].late_s = 0.03;
	r = tt_run(&taps, &t, s, 2, 5, &n);
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_eq(r->reference, 1);
	ck_ms(r->offset_s[0], 30);
}
END_TEST

START_TEST(a_drift_shows_at_the_end)
{
	struct tt_table t;
	struct tt_sensor s[3];
	const struct gn_tap_series *r;
	size_t n;

	tt_three(&t, s, 3);
	tt_knock(&t, 4, 60, 0.9);
	s[2].drift = 300e-6;
	r = tt_run(&taps, &t, s, 3, 70, &n);
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(r[1].taps, 4);
	ck_ms(r[0].offset_s[2], 0.6);
	ck_ms(r[1].offset_s[2], 18.4);
}
END_TEST

/* Eight are kept: the first seven and the last. */
START_TEST(many_series)
{
	struct tt_table t = tt_table();
	struct tt_sensor s[2] = { tt_sensor(0, 100, 1), tt_sensor(1, 100, 1) };
	const struct gn_tap_series *r;
	size_t n;

	for (int i = 0; i < 8; i++)
		tt_knock(&t, 3, 1 + 8 * i, 1);
	r = tt_run(&taps, &t, s, 2, 70, &n);
	ck_assert_uint_eq(n, 8);
	ck_assert_uint_eq(r[6].taps, 3);
	ck_assert_double_eq_tol(1e-9 * (double)r[6].at_ns, 49, 0.01);
	/* the ninth takes the eighth's place */
	t.n = 0;
	s[0].n = s[1].n = 0;
	for (int i = 0; i < 8; i++)
		tt_knock(&t, 3, 1 + 8 * i, 1);
	tt_knock(&t, 4, 65, 0.9);
	r = tt_run(&taps, &t, s, 2, 80, &n);
	ck_assert_uint_eq(n, 8);
	ck_assert_uint_eq(r[6].taps, 3);
	ck_assert_uint_eq(r[7].taps, 4);
	/* more than a series takes */
	t.n = 0;
	s[0].n = s[1].n = 0;
	tt_knock(&t, 20, 1, 1);
	r = tt_run(&taps, &t, s, 2, 30, &n);
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_eq(r->taps, GN_TAPS_MAX);
}
END_TEST

Suite *suite_tap(void)
{
	Suite *s = suite_create("tap");
	TCase *c = tcase_create("tap");
	int all = (int)(sizeof(couples) / sizeof(*couples));

	tcase_set_timeout(c, 60);
	tcase_add_test(c, what_a_tap_is);
	tcase_add_test(c, stamps_that_go_back_in_a_tap);
	tcase_add_test(c, nothing_but_noise);
	tcase_add_loop_test(c, the_error_is_part_of_a_step, 0, 4);
	tcase_add_loop_test(c, an_offset_of_12_ms_is_found, 0, all);
	tcase_add_loop_test(c, equal_clocks_are_not_complained_of, 0, all);
	tcase_add_test(c, the_reference_is_in_the_middle);
	tcase_add_test(c, a_drift_shows_at_the_end);
	tcase_add_test(c, many_series);
	suite_add_tcase(s, c);
	return s;
}

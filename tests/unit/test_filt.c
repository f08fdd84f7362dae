/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/filt.h"
#include "motion.h"
#include "suites.h"

#define N    4000
#define HZ   100.0
#define PI   3.14159265358979

static void near(double is, double want, double tol)
{
	ck_assert_msg(fabs(is - want) <= tol, "%.9g, not %.9g", is, want);
}

/* Gain of the second-order Butterworth low-pass as bilinear transform maps it:
 * 1 / sqrt(1 + (tan(pi f / rate) / tan(pi corner / rate))^4). */
static double butterworth(double hz, double corner, double rate)
{
	double r = tan(PI * hz / rate) / tan(PI * corner / rate);

	return 1 / sqrt(1 + r * r * r * r);
}

/* Gain of one pole y += a (x - y): |a / (1 - (1 - a) e^-iw)|. */
static double one_pole(double hz, double tau, double rate)
{
	double w = 2 * PI * hz / rate, a = 1 - exp(-1 / (tau * rate));
	double re = 1 - (1 - a) * cos(w), im = (1 - a) * sin(w);

	return a / sqrt(re * re + im * im);
}

static void sine(float *x, size_t n, double hz, double rate)
{
	for (size_t i = 0; i < n; i++)
		x[i] = (float)sin(2 * PI * hz * (double)i / rate);
}

/* Part in phase and in quadrature with that sine, of the middle half. */
static void fit(const float *x, size_t n, double hz, double rate, double out[2])
{
	size_t period = (size_t)(rate / hz + 0.5);
	size_t from = n / 4, m = n / 2 / period * period;

	out[0] = out[1] = 0;
	for (size_t i = from; i < from + m; i++) {
		double w = 2 * PI * hz * (double)i / rate;

		out[0] += 2 * x[i] * sin(w) / (double)m;
		out[1] += 2 * x[i] * cos(w) / (double)m;
	}
}

START_TEST(lowpass_has_its_gain_and_no_delay)
{
	static const double hz[] = { 0.5, 1, 2, 4, 5, 10, 20 };
	static float x[N];

	for (int i = 0; i < 7; i++) {
		struct gn_biquad f = gn_biquad_lowpass(4, HZ);
		double g = butterworth(hz[i], 4, HZ), is[2];

		sine(x, N, hz[i], HZ);
		gn_filtfilt(&f, x, N, 1);
		fit(x, N, hz[i], HZ, is);
		near(is[0], g * g, 1e-3);       /* twice, so squared */
		near(is[1], 0, 1e-3);
	}
}
END_TEST

START_TEST(corner_is_at_half)
{
	near(butterworth(4, 4, HZ), sqrt(0.5), 1e-12);
	for (double rate = 20; rate <= 1000; rate *= 1.7) {
		struct gn_biquad f = gn_biquad_lowpass(3, rate);

		/* a constant passes: sum of b = 1 + a1 + a2 */
		near(f.b0 + f.b1 + f.b2, 1 + f.a1 + f.a2, 1e-6);
		near(f.b1, 2 * f.b0, 1e-7);
		near(f.b2, f.b0, 1e-7);
		/* half the rate is stopped, and it is stable */
		near(f.b0 - f.b1 + f.b2, 0, 1e-7);
		ck_assert_float_lt(fabsf(f.a2), 1);
		ck_assert_float_lt(fabsf(f.a1), 1 + f.a2);
	}
}
END_TEST

START_TEST(constant_stays)
{
	struct gn_biquad f = gn_biquad_lowpass(3, 25);
	float x[100], y[100], z[100], scratch[100];

	for (int i = 0; i < 100; i++)
		x[i] = y[i] = z[i] = -7.25f;
	gn_filtfilt(&f, x, 100, 1);
	gn_lowpass1(y, 100, 1, 2, 25);
	gn_highpass(z, 100, scratch, 2, 25);
	for (int i = 0; i < 100; i++) {
		near(x[i], -7.25, 2e-4);
		near(y[i], -7.25, 0);
		near(z[i], 0, 0);
	}
}
END_TEST

/* Backwards in, backwards out: exactly for a symmetric impulse. */
START_TEST(forwards_equals_backwards)
{
	struct gn_biquad f = gn_biquad_lowpass(5, HZ);
	float x[401] = { 0 }, y[401] = { 0 };

	x[200] = y[200] = 1;
	gn_filtfilt(&f, x, 401, 1);
	gn_lowpass1(y, 401, 1, 0.1, HZ);
	for (int i = 0; i < 200; i++) {
		near(x[i], x[400 - i], 1e-6);
		near(y[i], y[400 - i], 1e-6);
	}
	ck_assert_float_gt(x[200], x[199]);
	ck_assert_float_gt(y[200], y[199]);
}
END_TEST

START_TEST(stride_touches_its_own_only)
{
	struct gn_biquad f = gn_biquad_lowpass(5, HZ);
	float x[200], rows[200][3], low[200], lows[200][3];
	uint32_t rng = 4;

	for (int i = 0; i < 200; i++) {
		x[i] = low[i] = (float)motion_random(&rng);
		for (int c = 0; c < 3; c++)
			rows[i][c] = lows[i][c] = c == 1 ? x[i] : 9;
	}
	gn_filtfilt(&f, x, 200, 1);
	gn_filtfilt(&f, &rows[0][1], 200, 3);
	gn_lowpass1(low, 200, 1, 0.2, HZ);
	gn_lowpass1(&lows[0][1], 200, 3, 0.2, HZ);
	for (int i = 0; i < 200; i++) {
		ck_assert_float_eq(rows[i][1], x[i]);
		ck_assert_float_eq(lows[i][1], low[i]);
		ck_assert_float_eq(rows[i][0], 9);
		ck_assert_float_eq(rows[i][2], 9);
		ck_assert_float_eq(lows[i][0], 9);
		ck_assert_float_eq(lows[i][2], 9);
	}
}
END_TEST

START_TEST(one_pole_low_and_high)
{
	static const double hz[] = { 0.1, 0.25, 0.5, 1, 2, 5 };
	static float low[N], high[N], scratch[N];

	for (int i = 0; i < 6; i++) {
		double g = one_pole(hz[i], 0.5, HZ), is[2];

		sine(low, N, hz[i], HZ);
		sine(high, N, hz[i], HZ);
		gn_lowpass1(low, N, 1, 0.5, HZ);
		gn_highpass(high, N, scratch, 0.5, HZ);
		fit(low, N, hz[i], HZ, is);
		near(is[0], g * g, 1e-3);
		near(is[1], 0, 1e-3);
		fit(high, N, hz[i], HZ, is);
		near(is[0], 1 - g * g, 1e-3);
		near(is[1], 0, 1e-3);
	}
}
END_TEST

/* By hand: a = 1 - 1/e; 0 1 forwards is 0 a, backwards a^2 - ... */
START_TEST(one_pole_by_hand)
{
	float x[2] = { 0, 1 };
	double a = 1 - exp(-1);

	gn_lowpass1(x, 2, 1, 0.02, 50);
	near(x[1], a, 1e-7);
	near(x[0], a - a * a, 1e-7);
}
END_TEST

START_TEST(nothing_and_one_value)
{
	struct gn_biquad f = gn_biquad_lowpass(5, HZ);
	float x = 3, scratch;

	gn_filtfilt(&f, NULL, 0, 1);
	gn_lowpass1(NULL, 0, 1, 1, HZ);
	gn_highpass(NULL, 0, NULL, 1, HZ);
	gn_filtfilt(&f, &x, 1, 1);
	near(x, 3, 1e-5);
	gn_lowpass1(&x, 1, 1, 1, HZ);
	near(x, 3, 1e-5);
	gn_highpass(&x, 1, &scratch, 1, HZ);
	near(x, 0, 1e-5);
}
END_TEST

Suite *suite_filt(void)
{
	Suite *s = suite_create("filt");
	TCase *t = tcase_create("filters");

	suite_add_tcase(s, t);
	tcase_add_test(t, lowpass_has_its_gain_and_no_delay);
	tcase_add_test(t, corner_is_at_half);
	tcase_add_test(t, constant_stays);
	tcase_add_test(t, forwards_equals_backwards);
	tcase_add_test(t, stride_touches_its_own_only);
	tcase_add_test(t, one_pole_low_and_high);
	tcase_add_test(t, one_pole_by_hand);
	tcase_add_test(t, nothing_and_one_value);
	return s;
}

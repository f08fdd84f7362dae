/* SPDX-License-Identifier: MIT */
#include "gonio/measure.h"

#include <gsl/gsl_fft_real.h>
#include <math.h>

/* [Balasubramanian:2015], Table 1 and its text. */
#define CUTOFF_HZ 10.0
#define THRESHOLD 0.05
#define PADDING   4

/* 2^(ceil(log2 n) + PADDING) */
static size_t fft_size(size_t n)
{
	size_t size = 1;

	while (size < n)
		size *= 2;
	return size << PADDING;
}

size_t gn_measure_work_size(size_t n)
{
	if (n > GN_SMOOTH_MAX)
		n = GN_SMOOTH_MAX;
	return fft_size(n) * sizeof(double);
}

/* Magnitude at bin k of a transform of a power of two of real values. */
static double magnitude(const double *x, size_t size, size_t k)
{
	if (k == 0 || k == size / 2)
		return fabs(x[k]);
	return hypot(x[k], x[size - k]);
}

/* Arc length of the spectrum from bin lo to bin hi, both axes scaled to 1. */
static double arc_length(const double *x, size_t size, size_t lo, size_t hi)
{
	double df = 1.0 / (double)(hi - lo), scale = 1.0 / fabs(x[0]);
	double last = magnitude(x, size, lo) * scale, now, sum = 0.0;

	for (size_t k = lo + 1; k <= hi; k++) {
		now = magnitude(x, size, k) * scale;
		sum += hypot(df, now - last);
		last = now;
	}
	return sum;
}

double gn_sparc(const float *speed, size_t n, double fs_hz, void *work)
{
	size_t size, k_max, lo, hi;
	double *x = work, floor_at;

	if (n < 2 || n > GN_SMOOTH_MAX)
		return NAN;
	size = fft_size(n);
	for (size_t i = 0; i < n; i++)
		x[i] = (double)speed[i];
	for (size_t i = n; i < size; i++)
		x[i] = 0.0;
	gsl_fft_real_radix2_transform(x, 1, size);

	/* No bin of values >= 0 exceeds that at 0 Hz, their sum. */
	if (!isfinite(x[0]) || x[0] <= 0.0)
		return NAN;
	k_max = size / 2;
	if (CUTOFF_HZ * (double)size / fs_hz < (double)k_max)
		k_max = (size_t)(CUTOFF_HZ * (double)size / fs_hz);
	floor_at = THRESHOLD * x[0];
	lo = 0;
	for (hi = k_max; hi > lo; hi--)
		if (magnitude(x, size, hi) >= floor_at)
			break;
	return hi > lo ? -arc_length(x, size, lo, hi) : NAN;
}

double gn_ldlj(const float *speed, size_t n, double fs_hz)
{
	double peak = 0.0, sum = 0.0, t = (double)n / fs_hz, d2;

	if (n < 3)
		return NAN;
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(speed[i]))
			return NAN;
		peak = fmax(peak, fabs((double)speed[i]));
	}
	for (size_t i = 2; i < n; i++) {
		d2 = (double)speed[i] - 2.0 * (double)speed[i - 1] +
		     (double)speed[i - 2];
		sum += d2 * d2;
	}
	if (peak <= 0.0 || sum <= 0.0)
		return NAN;
	/* The second derivative holds fs^2, its square fs^4, dt 1 / fs. */
	sum *= fs_hz * fs_hz * fs_hz;
	return -log(t * t * t / (peak * peak) * sum);
}

/* SPDX-License-Identifier: MIT */
#include "gonio/filt.h"

#include <math.h>

struct gn_biquad gn_biquad_lowpass(double corner_hz, double rate_hz)
{
	double k = tan(M_PI * corner_hz / rate_hz);
	double norm = 1.0 / (1.0 + M_SQRT2 * k + k * k);
	struct gn_biquad f = {
		.b0 = (float)(k * k * norm),
		.b1 = (float)(2.0 * k * k * norm),
		.b2 = (float)(k * k * norm),
		.a1 = (float)(2.0 * (k * k - 1.0) * norm),
		.a2 = (float)((1.0 - M_SQRT2 * k + k * k) * norm),
	};

	return f;
}

/* One pass, transposed direct form 2, settled on the first value. */
static void pass(const struct gn_biquad *f, float *x, size_t n,
		 ptrdiff_t stride)
{
	float z2 = x[0] * (f->b2 - f->a2);
	float z1 = x[0] * (f->b1 - f->a1) + z2;

	for (size_t i = 0; i < n; i++, x += stride) {
		float in = *x;
		float out = f->b0 * in + z1;

		z1 = f->b1 * in - f->a1 * out + z2;
		z2 = f->b2 * in - f->a2 * out;
		*x = out;
	}
}

void gn_filtfilt(const struct gn_biquad *f, float *x, size_t n, size_t stride)
{
	if (!n)
		return;
	pass(f, x, n, (ptrdiff_t)stride);
	pass(f, x + (n - 1) * stride, n, -(ptrdiff_t)stride);
}

void gn_lowpass1(float *x, size_t n, size_t stride, double tau_s,
		 double rate_hz)
{
	float a = (float)(1.0 - exp(-1.0 / (tau_s * rate_hz)));
	float y;

	if (!n)
		return;
	y = x[0];
	for (size_t i = 0; i < n; i++) {
		y += a * (x[i * stride] - y);
		x[i * stride] = y;
	}
	for (size_t i = n; i-- > 0;) {
		y += a * (x[i * stride] - y);
		x[i * stride] = y;
	}
}

void gn_highpass(float *x, size_t n, float *scratch, double tau_s,
		 double rate_hz)
{
	for (size_t i = 0; i < n; i++)
		scratch[i] = x[i];
	gn_lowpass1(scratch, n, 1, tau_s, rate_hz);
	for (size_t i = 0; i < n; i++)
		x[i] -= scratch[i];
}

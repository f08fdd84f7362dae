/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "gonio/filt.h"
#include "gonio/measure.h"
#include "gonio/vec.h"

#define TILT_LEAST 0.05         /* rad: less has no half-way */

/* Between unit vectors; exact for small angles, where acos is not. */
static double angle_between(const float a[3], const float b[3])
{
	double d[3], s[3];

	for (int c = 0; c < 3; c++) {
		d[c] = (double)a[c] - (double)b[c];
		s[c] = (double)a[c] + (double)b[c];
	}
	return 2.0 * atan2(sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]),
			   sqrt(s[0] * s[0] + s[1] * s[1] + s[2] * s[2]));
}

/* 0: it has no direction. */
static int normalise(float v[3])
{
	float norm = sqrtf(gn_dot3(v, v));

	if (!(norm > 0.0f))
		return 0;
	for (int c = 0; c < 3; c++)
		v[c] /= norm;
	return 1;
}

static int rest_of(const float (*up)[3], size_t n, float rest[3])
{
	for (int c = 0; c < 3; c++)
		rest[c] = up[0][c] + up[n - 1][c];
	return normalise(rest);
}

void gn_measure_moved(const float (*up)[3], const uint8_t *bridge, size_t n,
		      struct gn_moved *out)
{
	float mean[3] = { 0 }, rest[3];
	double most = 0.0;
	size_t made = 0;

	*out = (struct gn_moved){ { NAN, NAN, NAN }, NAN };
	if (!n || !rest_of(up, n, rest))
		return;
	for (size_t i = 0; i < n; i++) {
		if (bridge[i]) {
			made++;
			continue;
		}
		most = fmax(most, angle_between(up[i], rest));
		for (int c = 0; c < 3; c++)
			mean[c] += up[i][c];
	}
	if (3 * made > n || !normalise(mean))
		return;
	for (int c = 0; c < 3; c++)
		out->up[c] = mean[c];
	out->tilt_rad = (float)most;
}

/* Frame at which the tilt passes half of its most, from frame i on by step. */
static double half_way(const float (*up)[3], const float rest[3], size_t i,
		       int step, double half)
{
	double was = angle_between(up[i], rest), now;

	for (;; was = now) {
		i = (size_t)((ptrdiff_t)i + step);
		now = angle_between(up[i], rest);
		if (now >= half)
			return (double)i - step * (now - half) /
					   (now > was ? now - was : 1.0);
	}
}

double gn_measure_midway(const float (*up)[3], size_t n)
{
	double most = 0.0;
	float rest[3];

	if (n < 3 || !rest_of(up, n, rest))
		return NAN;
	for (size_t i = 1; i + 1 < n; i++)
		most = fmax(most, angle_between(up[i], rest));
	/* it has to begin below half of the most */
	if (most < TILT_LEAST ||
	    most <= 2.0 * angle_between(up[0], rest))
		return NAN;
	return 0.5 * (half_way(up, rest, 0, 1, 0.5 * most) +
		      half_way(up, rest, n - 1, -1, 0.5 * most));
}

float gn_measure_tremor(const struct gn_frame *f, size_t n, double fs_hz,
			float *scratch)
{
	struct gn_biquad high = gn_biquad_lowpass(GN_TREMOR_HIGH_HZ, fs_hz);
	struct gn_biquad low = gn_biquad_lowpass(GN_TREMOR_LOW_HZ, fs_hz);
	float *x = scratch, *slow = scratch + n;
	double sum = 0.0;

	if (n < 3)
		return NAN;
	for (int c = 0; c < 3; c++) {
		for (size_t i = 0; i < n; i++)
			x[i] = f[i].gyr_radps[c];
		gn_filtfilt(&high, x, n, 1);
		for (size_t i = 0; i < n; i++)
			slow[i] = x[i];
		gn_filtfilt(&low, slow, n, 1);
		for (size_t i = 0; i < n; i++)
			sum += ((double)x[i] - (double)slow[i]) *
			       ((double)x[i] - (double)slow[i]);
	}
	return isfinite(sum) ? (float)sqrt(sum / (double)n) : NAN;
}

float gn_measure_jolt(const struct gn_frame *f, size_t n)
{
	float most = NAN;

	for (size_t i = 0; i < n; i++) {
		const float *a = f[i].acc_mps2;

		most = fmaxf(most, fabsf(sqrtf(gn_dot3(a, a)) - GN_G_MPS2));
	}
	return most;
}

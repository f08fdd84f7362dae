/* SPDX-License-Identifier: MIT */
#ifndef GN_FILT_H
#define GN_FILT_H

#include <stddef.h>

/*
 * Second-order filters over whole arrays, without delay.
 *
 * The array is filtered forwards and then backwards, so the delay cancels and
 * the attenuation doubles (6 dB at the corner). Both passes start settled on
 * the first value they meet: a constant comes out unchanged.
 *
 * Source: Butterworth by bilinear transform, any textbook (e.g. Oppenheim,
 * Schafer, "Discrete-Time Signal Processing", ch. 7); one pole by matching
 * exp(-dt/tau).
 */
struct gn_biquad {
	float b0, b1, b2, a1, a2;
};

/**
 * Butterworth low-pass of second order.
 *
 * @param[in] corner_hz  0 < corner_hz < rate_hz / 2 (not checked)
 */
struct gn_biquad gn_biquad_lowpass(double corner_hz, double rate_hz);

/**
 * Filter x[0], x[stride], ... forwards and backwards in place.
 *
 * @param[in,out] x       n values, finite; NULL only if n = 0
 * @param[in]     stride  in elements, >= 1
 * Cost: O(n), no allocation.
 */
void gn_filtfilt(const struct gn_biquad *f, float *x, size_t n, size_t stride);

/**
 * Take away what is slower than a corner: x minus its low-pass of first
 * order, forwards and backwards, in place.
 *
 * @param[in,out] x        n values, finite
 * @param[out]    scratch  n values
 * @param[in]     tau_s    time constant, > 0
 */
void gn_highpass(float *x, size_t n, float *scratch, double tau_s,
		 double rate_hz);

/**
 * One-pole low-pass forwards and backwards in place.
 */
void gn_lowpass1(float *x, size_t n, size_t stride, double tau_s,
		 double rate_hz);

#endif

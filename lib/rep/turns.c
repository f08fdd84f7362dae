/* SPDX-License-Identifier: MIT */
/* Turning points of a signal. */
#include <math.h>

#include "count_priv.h"

#define RANGE_S 6               /* to each side: repetitions get smaller */
#define PROMINENCE 0.15f        /* of the local range */

/* Range of x within RANGE_S to each side, in whole seconds. */
static void local_range(const float *x, size_t n, float *range)
{
	const size_t sec = (size_t)FEAT_HZ;
	float lo[2 * RANGE_S + 1], hi[2 * RANGE_S + 1];
	size_t n_sec = (n + sec - 1) / sec;

	/* A ring of the last seconds' extremes; k runs RANGE_S ahead. */
	for (size_t k = 0; k < n_sec + RANGE_S; k++) {
		float *l = &lo[k % (2 * RANGE_S + 1)];
		float *h = &hi[k % (2 * RANGE_S + 1)];
		size_t to = (k + 1) * sec < n ? (k + 1) * sec : n;
		float a = INFINITY, b = -INFINITY;

		*l = a;
		*h = b;
		for (size_t i = k * sec; i < to; i++) {
			*l = x[i] < *l ? x[i] : *l;
			*h = x[i] > *h ? x[i] : *h;
		}
		if (k < RANGE_S)
			continue;
		for (size_t i = 0; i <= 2 * RANGE_S && i <= k; i++) {
			a = lo[i] < a ? lo[i] : a;
			b = hi[i] > b ? hi[i] : b;
		}
		to = (k - RANGE_S + 1) * sec;
		for (size_t i = to - sec; i < n && i < to; i++)
			range[i] = b - a;
	}
}

size_t gn_turns(const float *x, size_t n, float sign, float floor,
		float *range, uint32_t *idx, size_t cap)
{
	size_t m = 0, lo_at = 0;
	float lo = sign * x[0], hi = lo;
	int rising = 0;

	local_range(x, n, range);
	idx[m++] = 0;
	for (size_t i = 1; i < n && m + 2 < cap; i++) {
		float v = sign * x[i];
		float thr = fmaxf(floor, PROMINENCE * range[i]);

		if (rising) {
			if (v > hi)
				hi = v;
			if (v < hi - thr) {
				rising = 0;
				lo = v;
				lo_at = i;
			}
			continue;
		}
		if (v < lo) {
			lo = v;
			lo_at = i;
		}
		if (v > lo + thr) {
			rising = 1;
			hi = v;
			if (lo_at > 0)
				idx[m++] = (uint32_t)lo_at;
		}
	}
	/* The last minimum, if the signal fell to it, else the last sample. */
	if (!rising && lo_at > idx[m - 1] && lo_at + 1 < n)
		idx[m++] = (uint32_t)lo_at;
	if (idx[m - 1] < n - 1)
		idx[m++] = (uint32_t)(n - 1);
	return m;
}

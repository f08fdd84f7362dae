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

	for (size_t a = 0; a < n; a += sec) {
		size_t from = a > RANGE_S * sec ? a - RANGE_S * sec : 0;
		size_t to = a + (RANGE_S + 1) * sec;
		float lo = x[a], hi = x[a];

		if (to > n)
			to = n;
		for (size_t i = from; i < to; i++) {
			lo = x[i] < lo ? x[i] : lo;
			hi = x[i] > hi ? x[i] : hi;
		}
		for (size_t i = a; i < n && i < a + sec; i++)
			range[i] = hi - lo;
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

/* SPDX-License-Identifier: MIT */
#ifndef GN_STATS_H
#define GN_STATS_H

#include <stddef.h>

/**
 * The k-th smallest of n values (k from 0) by selection; x is reordered.
 * A median is gn_select(x, n, n / 2).
 *
 * @param[in,out] x  n values, no NAN; n > 0, k < n
 * Cost: O(n) on average, no allocation.
 */
float gn_select(float *x, size_t n, size_t k);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef GN_THEIL_SEN_H
#define GN_THEIL_SEN_H

#include <stddef.h>

#include "gonio/err.h"

/* y = at0 + slope x, and the slope's two-sided 95 % confidence interval. */
struct gn_line {
	double slope, at0;
	double low, high;       /* NAN: too few points for it */
};

/* Room that n points need. */
#define GN_THEIL_SEN_ROOM(n) ((n) * ((n) + 1) / 2)

/**
 * The line through points that outliers do not bend: the median of the slopes
 * of all pairs, and the median of what is left of y. Up to 29 % of the points
 * may be anywhere.
 *
 * Source: H. Theil, Proc. KNAW 53, 1950; the interval: P. K. Sen, J. Am. Stat.
 * Assoc. 63:1379, 1968, in the normal approximation of R. O. Gilbert,
 * Statistical Methods for Environmental Pollution Monitoring, 1987, 16.4.2:
 * the M1-th and (M2 + 1)-th of N slopes, M = (N -+ 1.96 sqrt(n (n - 1)
 * (2 n + 5) / 18)) / 2, between two of them by interpolation.
 *
 * @param[in]  x, y  n finite values; pairs of equal x are passed over
 * @param[out] work  GN_THEIL_SEN_ROOM(n) values
 *
 * @retval GN_OK
 * @retval GN_ENODATA  no two points of different x; *out is untouched
 *
 * Cost: O(n^2 log n), no allocation.
 */
GN_NODISCARD int gn_theil_sen(const double *x, const double *y, size_t n,
			      double *work, struct gn_line *out);

/* The middle of n > 0 values, the mean of both middle ones; sorts x. */
double gn_median(double *x, size_t n);

#endif

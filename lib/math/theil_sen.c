/* SPDX-License-Identifier: MIT */
#include "gonio/theil_sen.h"

#include <gsl/gsl_sort_double.h>
#include <math.h>

#define Z95 1.959963984540054

double gn_median(double *x, size_t n)
{
	gsl_sort(x, 1, n);
	return 0.5 * (x[(n - 1) / 2] + x[n / 2]);
}

/* The value at a rank from 1 on, between two by interpolation. */
static double at_rank(const double *sorted, size_t n, double rank)
{
	size_t below = (size_t)rank;
	double part = rank - (double)below;

	if (!(rank >= 1) || rank > (double)n)
		return NAN;
	if (below == n)
		return sorted[n - 1];
	return sorted[below - 1] + part * (sorted[below] - sorted[below - 1]);
}

int gn_theil_sen(const double *x, const double *y, size_t n, double *work,
		 struct gn_line *out)
{
	double *left = work, *slope = work + n, c, k = (double)n;
	size_t pairs = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n; j++)
			if (x[i] != x[j])
				slope[pairs++] = (y[j] - y[i]) / (x[j] - x[i]);
	if (!pairs)
		return GN_ENODATA;
	out->slope = gn_median(slope, pairs);
	c = Z95 * sqrt(k * (k - 1) * (2 * k + 5) / 18);
	out->low = at_rank(slope, pairs, 0.5 * ((double)pairs - c));
	out->high = at_rank(slope, pairs, 0.5 * ((double)pairs + c) + 1);
	if (isnan(out->low) || isnan(out->high))
		out->low = out->high = NAN;
	for (size_t i = 0; i < n; i++)
		left[i] = y[i] - out->slope * x[i];
	out->at0 = gn_median(left, n);
	return GN_OK;
}

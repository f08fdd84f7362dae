/* SPDX-License-Identifier: MIT */
#ifndef GN_COMPARE_H
#define GN_COMPARE_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"

/*
 * Do two samples differ, and by how much: tests of means, and random numbers
 * for resampling. None allocates.
 */

/* A mean and its spread; NAN: too few for it. */
struct gn_spread {
	double mean;
	double sd;              /* with n - 1 */
};

/* Of n finite values; n = 0 and, for sd, n = 1 are NAN. */
struct gn_spread gn_spread_of(const double *x, size_t n);

struct gn_ttest {
	double difference;      /* of the means, second - first */
	double se;              /* its standard error */
	double dof;             /* may be infinite */
	double p;               /* two-sided, 0..1 */
};

/**
 * Are the means of two samples different? Welch's t-test: each has its own
 * variance. more_sd is a further standard uncertainty of the difference, which
 * no repetition shows and which is taken as known; it is put in by the degrees
 * of freedom of Welch and Satterthwaite, as the GUM does.
 *
 * Source: B. L. Welch, Biometrika 34:28, 1947; JCGM 100:2008 (GUM), G.4.
 *
 * @param[in] a, b     n and m finite values
 * @param[in] more_sd  >= 0
 *
 * @retval GN_OK
 * @retval GN_ENODATA  fewer than 2 in one of them; *out is untouched
 *
 * No spread at all: p is 0 or, for equal means, 1.
 */
GN_NODISCARD int gn_ttest_welch(const double *a, size_t n, const double *b,
			       size_t m, double more_sd, struct gn_ttest *out);

/* The same for n pairs: each b[i] belongs to a[i]. */
GN_NODISCARD int gn_ttest_paired(const double *a, const double *b, size_t n,
				double more_sd, struct gn_ttest *out);

/* Two-sided p-value of a value that is t standard errors from 0; dof > 0. */
double gn_ttest_p(double t, double dof);

/*
 * A random stream: plain data, a copy goes on by itself, the same seed yields
 * the same numbers on every machine (GSL's taus2).
 */
struct gn_random {
	unsigned long state[4];
};

void gn_random_seed(struct gn_random *r, uint32_t seed);
size_t gn_random_below(struct gn_random *r, size_t n);  /* 0..n - 1, n > 0 */
double gn_random_gauss(struct gn_random *r);            /* mean 0, SD 1 */

#endif

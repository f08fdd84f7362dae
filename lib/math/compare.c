/* SPDX-License-Identifier: MIT */
#include "gonio/compare.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>

struct gn_spread gn_spread_of(const double *x, size_t n)
{
	struct gn_spread s = { NAN, NAN };
	double sum = 0.0, sq = 0.0;

	for (size_t i = 0; i < n; i++)
		sum += x[i];
	if (n)
		s.mean = sum / (double)n;
	for (size_t i = 0; i < n; i++)
		sq += (x[i] - s.mean) * (x[i] - s.mean);
	if (n > 1)
		s.sd = sqrt(sq / (double)(n - 1));
	return s;
}

double gn_ttest_p(double t, double dof)
{
	double p = isinf(dof) ? gsl_cdf_ugaussian_Q(fabs(t))
			      : gsl_cdf_tdist_Q(fabs(t), dof);

	return 2.0 * p;
}

/* v: variances of the means, of so many degrees of freedom. */
static void judge(struct gn_ttest *t, double difference, const double v[2],
		  const double dof[2], double more_sd)
{
	double all = v[0] + v[1] + more_sd * more_sd;
	double part = v[0] * v[0] / dof[0] + v[1] * v[1] / dof[1];

	t->difference = difference;
	t->se = sqrt(all);
	t->dof = part > 0.0 ? all * all / part : INFINITY;
	if (all > 0.0)
		t->p = gn_ttest_p(difference / t->se, t->dof);
	else
		t->p = difference == 0.0 ? 1.0 : 0.0;
}

int gn_ttest_welch(const double *a, size_t n, const double *b, size_t m,
		  double more_sd, struct gn_ttest *out)
{
	struct gn_spread x = gn_spread_of(a, n), y = gn_spread_of(b, m);
	const double v[2] = { x.sd * x.sd / (double)n,
			      y.sd * y.sd / (double)m };
	const double dof[2] = { (double)n - 1.0, (double)m - 1.0 };

	if (n < 2 || m < 2)
		return GN_ENODATA;
	judge(out, y.mean - x.mean, v, dof, more_sd);
	return GN_OK;
}

int gn_ttest_paired(const double *a, const double *b, size_t n, double more_sd,
		   struct gn_ttest *out)
{
	double mean = 0.0, sq = 0.0, v[2] = { 0.0, 0.0 };
	const double dof[2] = { (double)n - 1.0, 1.0 };

	if (n < 2)
		return GN_ENODATA;
	for (size_t i = 0; i < n; i++)
		mean += (b[i] - a[i]) / (double)n;
	for (size_t i = 0; i < n; i++)
		sq += (b[i] - a[i] - mean) * (b[i] - a[i] - mean);
	v[0] = sq / (double)(n - 1) / (double)n;
	judge(out, mean, v, dof, more_sd);
	return GN_OK;
}

/* GSL's generator over the state that the caller keeps. */
static gsl_rng stream(struct gn_random *r)
{
	return (gsl_rng){ gsl_rng_taus2, r->state };
}

void gn_random_seed(struct gn_random *r, uint32_t seed)
{
	gsl_rng g = stream(r);

	*r = (struct gn_random){ { 0 } };
	gsl_rng_set(&g, seed);
}

size_t gn_random_below(struct gn_random *r, size_t n)
{
	gsl_rng g = stream(r);

	/* taus2 yields 32 bits; uneven by n / 2^32 at most */
	return (size_t)((uint64_t)gsl_rng_get(&g) * n >> 32);
}

double gn_random_gauss(struct gn_random *r)
{
	gsl_rng g = stream(r);

	return gsl_ran_gaussian_ziggurat(&g, 1.0);
}

/* SPDX-License-Identifier: MIT */
#include "acc_fit.h"

#include <math.h>
#include <string.h>

#define N            GN_ACC_CAL_UNKNOWNS
#define STEPS_MAX    100
#define HALVINGS_MAX 20
#define DONE         1e-10      /* of a step, in sds of it squared */
#define PIVOT_MIN    1e-10      /* of a matrix with ones on its diagonal */

/* |K (m - b)| and its derivatives by the unknowns. */
static double norm_of(const double x[N], const double m[3], double d[N])
{
	double v[3] = { m[0] - x[0], m[1] - x[1], m[2] - x[2] };
	double a = x[GN_ACC_CAL_KXX] * v[0] + x[GN_ACC_CAL_KXY] * v[1] +
		   x[GN_ACC_CAL_KXZ] * v[2];
	double b = x[GN_ACC_CAL_KYY] * v[1] + x[GN_ACC_CAL_KYZ] * v[2];
	double c = x[GN_ACC_CAL_KZZ] * v[2];
	double norm = sqrt(a * a + b * b + c * c);

	a /= norm;
	b /= norm;
	c /= norm;
	d[GN_ACC_CAL_BX] = -a * x[GN_ACC_CAL_KXX];
	d[GN_ACC_CAL_BY] = -a * x[GN_ACC_CAL_KXY] - b * x[GN_ACC_CAL_KYY];
	d[GN_ACC_CAL_BZ] = -a * x[GN_ACC_CAL_KXZ] - b * x[GN_ACC_CAL_KYZ] -
			   c * x[GN_ACC_CAL_KZZ];
	d[GN_ACC_CAL_KXX] = a * v[0];
	d[GN_ACC_CAL_KYY] = b * v[1];
	d[GN_ACC_CAL_KZZ] = c * v[2];
	d[GN_ACC_CAL_KXY] = a * v[1];
	d[GN_ACC_CAL_KXZ] = a * v[2];
	d[GN_ACC_CAL_KYZ] = b * v[2];
	return norm;
}

/* Residuals and chi-square of x. */
static double chi_square(const struct gn_acc_problem *p, const double x[N],
			 double residual[GN_STILL_MAX])
{
	double d[N], sum = 0;

	for (size_t k = 0; k < p->n; k++) {
		double r = norm_of(x, p->pose[k].acc_mps2, d) - p->g_mps2;

		residual[k] = r;
		r /= p->sd_mps2[k];
		sum += k == p->skip ? 0 : r * r;
	}
	return sum;
}

/* The normal equations a step = y about x. */
static void normal(const struct gn_acc_problem *p, const double x[N],
		   double a[N][N], double y[N])
{
	double d[N];

	memset(a, 0, sizeof(double[N][N]));
	memset(y, 0, sizeof(double[N]));
	for (size_t k = 0; k < p->n; k++) {
		double w = 1 / (p->sd_mps2[k] * p->sd_mps2[k]), r;

		if (k == p->skip)
			continue;
		r = p->g_mps2 - norm_of(x, p->pose[k].acc_mps2, d);
		for (size_t i = 0; i < p->n_unknowns; i++) {
			y[i] += w * r * d[i];
			for (size_t j = 0; j <= i; j++)
				a[i][j] += w * d[i] * d[j];
		}
	}
}

/*
 * The lower triangle of a becomes its Cholesky factor. Its columns are scaled
 * to ones on the diagonal before, so that a pivot says how much of an unknown
 * the ones before it leave; scale takes what they were divided by. If one is
 * nothing, weak says which.
 */
static int factor(double a[N][N], size_t n, double scale[N], size_t *weak)
{
	for (size_t i = 0; i < n; i++) {
		*weak = i;
		if (!(a[i][i] > 0))
			return GN_ENODATA;
		scale[i] = sqrt(a[i][i]);
	}
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j <= i; j++)
			a[i][j] /= scale[i] * scale[j];
	for (size_t i = 0; i < n; i++) {
		*weak = i;
		for (size_t j = 0; j <= i; j++) {
			double sum = a[i][j];

			for (size_t k = 0; k < j; k++)
				sum -= a[i][k] * a[j][k];
			if (j < i)
				a[i][j] = sum / a[j][j];
			else if (sum > PIVOT_MIN)
				a[i][i] = sqrt(sum);
			else
				return GN_ENODATA;
		}
	}
	return GN_OK;
}

/* y becomes the solution. */
static void solve(double a[N][N], size_t n, const double scale[N], double y[N])
{
	for (size_t i = 0; i < n; i++) {
		y[i] /= scale[i];
		for (size_t k = 0; k < i; k++)
			y[i] -= a[i][k] * y[k];
		y[i] /= a[i][i];
	}
	for (size_t i = n; i-- > 0;) {
		for (size_t k = i + 1; k < n; k++)
			y[i] -= a[k][i] * y[k];
		y[i] /= a[i][i];
	}
	for (size_t i = 0; i < n; i++)
		y[i] /= scale[i];
}

/* One step of x; 1: it has arrived, 0: not yet, GN_ENODATA: it cannot. */
static int step(const struct gn_acc_problem *p, struct gn_acc_solution *s)
{
	double a[N][N], y[N], d[N], x[N], scale[N], chi2, gain = 0, part = 1;

	normal(p, s->x, a, y);
	if (factor(a, p->n_unknowns, scale, &s->weak))
		return GN_ENODATA;
	memcpy(d, y, sizeof(d));
	solve(a, p->n_unknowns, scale, d);
	for (size_t i = 0; i < p->n_unknowns; i++)
		gain += d[i] * y[i];
	for (int k = 0; k < HALVINGS_MAX; k++, part /= 2) {
		memcpy(x, s->x, sizeof(x));
		for (size_t i = 0; i < p->n_unknowns; i++)
			x[i] += part * d[i];
		chi2 = chi_square(p, x, s->residual_mps2);
		if (chi2 < s->chi2) {
			memcpy(s->x, x, sizeof(x));
			s->chi2 = chi2;
			return gain < DONE * (1 + chi2);
		}
	}
	/* Nothing helps: at the bottom, as near as rounding lets it. */
	return gain < 1e-6 * (1 + s->chi2) ? 1 : GN_ENODATA;
}

int gn_acc_solve(const struct gn_acc_problem *p, struct gn_acc_solution *out)
{
	double a[N][N], y[N], scale[N];
	int arrived = 0;

	memset(out, 0, sizeof(*out));
	for (int i = 0; i < 3; i++)
		out->x[GN_ACC_CAL_KXX + i] = 1;
	out->chi2 = chi_square(p, out->x, out->residual_mps2);
	for (int i = 0; i < STEPS_MAX && !arrived; i++)
		arrived = step(p, out);
	if (arrived != 1)
		return GN_ENODATA;
	out->chi2 = chi_square(p, out->x, out->residual_mps2);
	normal(p, out->x, a, y);
	if (factor(a, p->n_unknowns, scale, &out->weak))
		return GN_ENODATA;
	for (size_t i = 0; i < p->n_unknowns; i++) {
		memset(out->cov[i], 0, sizeof(out->cov[i]));
		out->cov[i][i] = 1;
		solve(a, p->n_unknowns, scale, out->cov[i]);
	}
	return GN_OK;
}

/* SPDX-License-Identifier: MIT */
#include "gonio/cal_drift.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "gonio/linalg.h"
#include "gonio/mag_cal.h"
#include "mag_quadric.h"

#define CHANCE   0.0027
#define ACC_MPS2 0.01           /* SD of temperature and place */
#define GYR_RADPS (0.2 * 3.14159265358979323846 / 180)  /* at the limit */

#define N GN_CAL_UNKNOWNS

/* chi-square of n differences d by their covariance, which is overwritten. */
static int judge(const double *d, double *cov, size_t n,
		 struct gn_cal_drift *out)
{
	double x[GN_STILL_MAX];

	if (gn_mag_cholesky(cov, (int)n, cov))
		return GN_EINVAL;
	gn_mag_cholesky_solve(cov, (int)n, d, x);
	out->chi2 = 0;
	for (size_t i = 0; i < n; i++)
		out->chi2 += d[i] * x[i];
	if (!isfinite(out->chi2))
		return GN_EINVAL;
	out->dof = n;
	out->share = sqrt(out->chi2 / gsl_cdf_chisq_Qinv(CHANCE, (double)n));
	return GN_OK;
}

/* ---- accelerometer ----------------------------------------------------- */

/* A pose as it is calibrated: which way is up, how far from gravity, and how
 * that changes with each unknown. */
struct seen {
	double u[3], off, d[N];
};

static void see(const struct gn_cal_acc *a, const double m[3],
		struct seen *out)
{
	double v[3], norm, *u = out->u;

	for (int i = 0; i < 3; i++)
		v[i] = m[i] - (double)a->cal.bias_mps2[i];
	for (int i = 0; i < 3; i++)
		u[i] = (double)a->cal.k[i][0] * v[0] +
		       (double)a->cal.k[i][1] * v[1] +
		       (double)a->cal.k[i][2] * v[2];
	norm = sqrt(u[0] * u[0] + u[1] * u[1] + u[2] * u[2]);
	out->off = norm - gn_acc_cal_defaults.g_mps2;
	for (int i = 0; i < 3; i++)
		u[i] /= norm;
	for (int i = 0; i < 3; i++) {
		out->d[GN_ACC_CAL_BX + i] = 0;
		for (int k = 0; k < 3; k++)
			out->d[GN_ACC_CAL_BX + i] -=
				u[k] * (double)a->cal.k[k][i];
		out->d[GN_ACC_CAL_KXX + i] = u[i] * v[i];
		out->d[GN_ACC_CAL_KXY + i] = u[i / 2] * v[i ? 2 : 1];
	}
}

/* x^T cov y. */
static double between(const double x[N], double cov[N][N], const double y[N])
{
	double sum = 0;

	for (int i = 0; i < N; i++)
		for (int j = 0; j < N; j++)
			sum += x[i] * cov[i][j] * y[j];
	return sum;
}

/* What temperature and place do to two poses alike. */
static double elsewhere(const double u[3], const double w[3])
{
	double bias = 0, scale = 0;

	for (int i = 0; i < 3; i++) {
		bias += u[i] * w[i];
		scale += u[i] * u[i] * w[i] * w[i];
	}
	return ACC_MPS2 * ACC_MPS2 * (bias + scale + 2) / 4;
}

/* The variance of a pose by itself. */
static double own(const struct gn_cal_acc *a, const struct gn_still_pose *p,
		  const double u[3])
{
	double model = fmax(gn_acc_cal_defaults.model_sd_mps2,
			    (double)a->residual_mps2), var = model * model;

	for (int i = 0; i < 3; i++)
		var += pow(u[i] * p->acc_se_mps2[i], 2);
	return var;
}

int gn_cal_drift_acc(const struct gn_cal_file *c,
		     const struct gn_still_pose *pose, size_t n,
		     struct gn_cal_drift *out)
{
	struct seen s[GN_STILL_MAX];
	double cov[N][N], all[GN_STILL_MAX * GN_STILL_MAX];
	double off[GN_STILL_MAX];
	struct gn_cal_drift got = { 0, 0, 0, NAN };

	if (n > GN_STILL_MAX || !gn_cal_file_cov(c, GN_CAL_ACC, cov))
		return GN_EINVAL;
	for (size_t k = 0; k < n; k++) {
		see(&c->acc, pose[k].acc_mps2, &s[k]);
		off[k] = s[k].off;
		if (!k || fabs(off[k]) > fabs(got.most))
			got.most = off[k];
		for (size_t l = 0; l <= k; l++)
			all[k * n + l] = between(s[k].d, cov, s[l].d) +
					 elsewhere(s[k].u, s[l].u);
		all[k * n + k] += own(&c->acc, &pose[k], s[k].u);
	}
	if (n && judge(off, all, n, &got))
		return GN_EINVAL;
	*out = got;
	return GN_OK;
}

/* ---- gyroscope --------------------------------------------------------- */

int gn_cal_drift_gyr(const struct gn_cal_file *c,
		     const struct gn_gyr_bias *now, struct gn_cal_drift *out)
{
	double cov[N][N], d[3], all[9];
	double place = GYR_RADPS * GYR_RADPS / gsl_cdf_chisq_Qinv(CHANCE, 3);
	struct gn_cal_drift got = { 0, 0, 0, 0 };

	if (!now->n_poses || !gn_cal_file_cov(c, GN_CAL_GYR, cov))
		return GN_EINVAL;
	for (int i = 0; i < 3; i++) {
		d[i] = now->bias_radps[i] - (double)c->gyr.bias_radps[i];
		got.most = fmax(got.most, fabs(d[i]));
		for (int j = 0; j < 3; j++)
			all[3 * i + j] = cov[i][j] + now->bias_cov[i][j] +
					 (i == j ? place : 0);
	}
	if (judge(d, all, 3, &got))
		return GN_EINVAL;
	*out = got;
	return GN_OK;
}

/* ---- angles ------------------------------------------------------------ */

/* The SD of up, where it is u: of what of the error lies across it. */
static double tilt_sd(const struct gn_cal_acc *a, double cov[N][N],
		      const double u[3])
{
	const double g = gn_acc_cal_defaults.g_mps2;
	double d[3][N] = { { 0 } }, var[3][3], val[3], vec[3][3];

	/* of K (m - b), for m - b = g u but for small things */
	for (int i = 0; i < 3; i++) {
		for (int k = 0; k < 3; k++)
			d[i][GN_ACC_CAL_BX + k] = -(double)a->cal.k[i][k];
		d[i][GN_ACC_CAL_KXX + i] = g * u[i];
	}
	d[0][GN_ACC_CAL_KXY] = g * u[1];
	d[0][GN_ACC_CAL_KXZ] = g * u[2];
	d[1][GN_ACC_CAL_KYZ] = g * u[2];
	for (int k = 0; k < N; k++) {
		double along = u[0] * d[0][k] + u[1] * d[1][k] +
			       u[2] * d[2][k];

		for (int i = 0; i < 3; i++)
			d[i][k] -= along * u[i];
	}
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++)
			var[i][j] = between(d[i], cov, d[j]);
	gn_eig_sym3(var, val, vec);
	return sqrt(fmax(val[0], 0)) / g;
}

/* The SD of an angle turned about u, as a part of it. */
static double turn_sd(double cov[N][N], const double u[3])
{
	/* in the file's order: the diagonal, xy xz yz, yx zx zy */
	const double d[N] = { u[0] * u[0], u[1] * u[1], u[2] * u[2],
			      u[0] * u[1], u[0] * u[2], u[1] * u[2],
			      u[0] * u[1], u[0] * u[2], u[1] * u[2] };

	return sqrt(fmax(between(d, cov, d), 0));
}

void gn_cal_angle_of(const struct gn_cal_file *c, struct gn_cal_angle *out)
{
	double acc[N][N], gyr[N][N];
	size_t has_acc = gn_cal_file_cov(c, GN_CAL_ACC, acc);
	size_t has_gyr = gn_cal_file_cov(c, GN_CAL_SCALE, gyr);

	*out = (struct gn_cal_angle){ NAN, NAN };
	for (size_t i = 0; i < GN_MAG_CAL_DIRS; i++) {
		double u[3];

		gn_mag_cal_direction(i, u);
		if (has_acc)
			out->tilt_rad = fmax(out->tilt_rad,
					     tilt_sd(&c->acc, acc, u));
		if (has_gyr)
			out->turn = fmax(out->turn, turn_sd(gyr, u));
	}
}

/* SPDX-License-Identifier: MIT */
#include "gyr_fit.h"

#include <gsl/gsl_multifit_nlinear.h>
#include <math.h>
#include <string.h>

#define N         GN_GYR_CAL_UNKNOWNS
#define STEPS_MAX 50
#define DONE      1e-9          /* of a step, of its unknown */
#define PIVOT_MIN 1e-4          /* of the Jacobian's, to the largest */

/* K of the unknowns. */
static void matrix(const struct gn_gyr_problem *p, const gsl_vector *x,
		   double k[3][3])
{
	memset(k, 0, sizeof(double[3][3]));
	for (size_t i = 0; i < p->n_unknowns; i++)
		if (p->n_unknowns == N)
			k[i / 3][i % 3] = gsl_vector_get(x, i);
		else
			k[i][i] = gsl_vector_get(x, i);
}

/* A fixed direction, as a sensor sees it that has turned by r. */
static void carry(double u[3], const double r[3])
{
	double a = sqrt(r[0] * r[0] + r[1] * r[1] + r[2] * r[2]);
	double s = a > 1e-9 ? sin(a) / a : 1;
	double c = a > 1e-9 ? (1 - cos(a)) / (a * a) : 0.5;
	double dot = r[0] * u[0] + r[1] * u[1] + r[2] * u[2];
	double x[3] = { u[1] * r[2] - u[2] * r[1], u[2] * r[0] - u[0] * r[2],
			u[0] * r[1] - u[1] * r[0] };

	for (int i = 0; i < 3; i++)
		u[i] = cos(a) * u[i] + s * x[i] + c * dot * r[i];
}

/* Where gravity of a turn's first pose points after it, as K has it. */
static void predict(const struct gn_gyr_problem *p, size_t turn,
		    const double k[3][3], double u[3])
{
	const struct gn_turn *t = &p->turn[turn];

	memcpy(u, p->from[turn], 3 * sizeof(double));
	for (size_t i = 0; i < t->n; i++) {
		const struct gn_turn_step *s = &t->step[i];
		double m[3], r[3];

		for (int j = 0; j < 3; j++)
			m[j] = (double)s->rotvec_rad[j] -
			       p->bias_radps[turn][j] * (double)s->dt_s;
		for (int j = 0; j < 3; j++)
			r[j] = k[j][0] * m[0] + k[j][1] * m[1] + k[j][2] * m[2];
		carry(u, r);
	}
}

/* Two axes square to v, and to each other. */
static void square_to(const double v[3], double a[3], double b[3])
{
	int least = 0;
	double norm;

	for (int i = 1; i < 3; i++)
		if (fabs(v[i]) < fabs(v[least]))
			least = i;
	for (int i = 0; i < 3; i++)
		a[i] = (i == least) - v[least] * v[i];
	norm = sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
	for (int i = 0; i < 3; i++)
		a[i] /= norm;
	b[0] = v[1] * a[2] - v[2] * a[1];
	b[1] = v[2] * a[0] - v[0] * a[2];
	b[2] = v[0] * a[1] - v[1] * a[0];
}

/* By what angle a turn misses, along two axes; in all up to a half turn. */
static void miss(const struct gn_gyr_problem *p, size_t turn,
		 const double k[3][3], double out[2])
{
	const double *v = p->to[turn];
	double u[3], a[3], b[3], sine, cosine, part;

	predict(p, turn, k, u);
	square_to(v, a, b);
	out[0] = a[0] * u[0] + a[1] * u[1] + a[2] * u[2];
	out[1] = b[0] * u[0] + b[1] * u[1] + b[2] * u[2];
	sine = hypot(out[0], out[1]);
	cosine = v[0] * u[0] + v[1] * u[1] + v[2] * u[2];
	part = sine > 1e-9 ? atan2(sine, cosine) / sine : 1;
	out[0] *= part;
	out[1] *= part;
}

/* All misses, in their sds, as GSL wants them. */
static int misses(const gsl_vector *x, void *data, gsl_vector *f)
{
	const struct gn_gyr_problem *p = data;
	double k[3][3], m[2];

	matrix(p, x, k);
	for (size_t t = 0; t < p->n; t++) {
		double w = t == p->skip ? 0 : 1 / p->sd_rad[t];

		miss(p, t, k, m);
		gsl_vector_set(f, 2 * t, w * m[0]);
		gsl_vector_set(f, 2 * t + 1, w * m[1]);
	}
	return GSL_SUCCESS;
}

/* What the solver came to; GN_ENODATA: nothing sure. */
static int describe(const struct gn_gyr_problem *p,
		    const gsl_multifit_nlinear_workspace *w,
		    struct gn_gyr_solution *out)
{
	double cov[N * N], m[2];
	gsl_matrix_view c = gsl_matrix_view_array(cov, p->n_unknowns,
						  p->n_unknowns);
	int err = GN_OK;

	matrix(p, w->x, out->k);
	gsl_multifit_nlinear_covar(w->J, PIVOT_MIN, &c.matrix);
	for (size_t i = 0; i < p->n_unknowns; i++)
		for (size_t j = 0; j < p->n_unknowns; j++) {
			out->cov[i][j] = gsl_matrix_get(&c.matrix, i, j);
			/* what is not determined has none */
			if (!isfinite(out->cov[i][j]) ||
			    (i == j && !(out->cov[i][j] > 0)))
				err = GN_ENODATA;
		}
	for (size_t t = 0; t < p->n; t++) {
		miss(p, t, out->k, m);
		out->residual_rad[t] = hypot(m[0], m[1]);
		if (t != p->skip)
			out->chi2 += pow(out->residual_rad[t] / p->sd_rad[t],
					 2);
	}
	return err;
}

int gn_gyr_solve(const struct gn_gyr_problem *p, struct gn_gyr_solution *out)
{
	const gsl_multifit_nlinear_parameters how =
		gsl_multifit_nlinear_default_parameters();
	gsl_multifit_nlinear_fdf f = { .f = misses, .n = 2 * p->n,
				       .p = p->n_unknowns,
				       .params = (void *)(uintptr_t)p };
	gsl_multifit_nlinear_workspace *w = gsl_multifit_nlinear_alloc(
		gsl_multifit_nlinear_trust, &how, f.n, f.p);
	double x[N] = { 0 };
	gsl_vector_view start = gsl_vector_view_array(x, f.p);
	int why, err;

	memset(out, 0, sizeof(*out));
	if (!w)
		return GN_ENOMEM;
	for (size_t i = 0; i < f.p; i++)
		x[i] = f.p != N || i % 4 == 0;
	gsl_multifit_nlinear_init(&start.vector, &f, w);
	/* that no step helps any more is what exact turns end with */
	(void)gsl_multifit_nlinear_driver(STEPS_MAX, DONE, DONE, 0, NULL, NULL,
					  &why, w);
	err = describe(p, w, out);
	gsl_multifit_nlinear_free(w);
	return err;
}

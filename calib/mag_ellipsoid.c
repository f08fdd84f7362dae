/* SPDX-License-Identifier: MIT */
#include "mag_quadric.h"

#include <math.h>

#include <gsl/gsl_eigen.h>

/* Added to the scatter: samples without noise would make it singular. */
#define RIDGE 1e-13

int gn_mag_sphere_of(const double q[10], struct mag_affine *f)
{
	double a[3][3] = { { q[0], q[5] / 2, q[4] / 2 },
			   { q[5] / 2, q[1], q[3] / 2 },
			   { q[4] / 2, q[3] / 2, q[2] } };
	double inv[3][3], level = -q[9];

	if (gn_mag_inverse(a, inv))
		return -1;
	for (int i = 0; i < 3; i++) {
		f->o[i] = 0;
		for (int j = 0; j < 3; j++)
			f->o[i] -= inv[i][j] * q[6 + j] / 2;
		level -= f->o[i] * q[6 + i] / 2;
	}
	for (int i = 0; i < 9; i++)
		a[i / 3][i % 3] /= level;
	return gn_mag_root(a, f->a);
}

/* The eigenvector of the largest eigenvalue of a symmetric 6 x 6 matrix. */
static void top_vector(double m[36], double vec[6])
{
	double d[6], sd[6], gc[6], gs[6], v[36], val[6];
	/* GSL's workspace on our stack: this must not allocate. */
	gsl_eigen_symmv_workspace w = { .size = 6, .d = d, .sd = sd,
					.gc = gc, .gs = gs };
	gsl_matrix_view mv = gsl_matrix_view_array(m, 6, 6);
	gsl_matrix_view vv = gsl_matrix_view_array(v, 6, 6);
	gsl_vector_view lv = gsl_vector_view_array(val, 6);
	int top = 0;

	gsl_eigen_symmv(&mv.matrix, &lv.vector, &vv.matrix, &w);
	for (int i = 1; i < 6; i++)
		if (val[i] > val[top])
			top = i;
	for (int i = 0; i < 6; i++)
		vec[i] = v[6 * i + top];
}

/*
 * The scatter of the quadratic part once the linear part is the best for it:
 * m = s11 - s12 s22^-1 s21; and x = s22^-1 s21, 4 x 6.
 */
static int reduce(const double s[10][10], double m[36], double x[4][6])
{
	double l[16], col[4], trace = 0;

	for (int i = 0; i < 16; i++)
		l[i] = s[6 + i / 4][6 + i % 4];
	if (gn_mag_cholesky(l, 4, l))
		return -1;
	for (int j = 0; j < 6; j++) {
		for (int i = 0; i < 4; i++)
			col[i] = s[6 + i][j];
		gn_mag_cholesky_solve(l, 4, col, col);
		for (int i = 0; i < 4; i++)
			x[i][j] = col[i];
	}
	for (int i = 0; i < 6; i++)
		for (int j = 0; j < 6; j++) {
			m[6 * i + j] = s[i][j];
			for (int k = 0; k < 4; k++)
				m[6 * i + j] -= s[i][6 + k] * x[k][j];
		}
	for (int i = 0; i < 6; i++)
		trace += s[i][i];
	for (int i = 0; i < 6; i++)
		m[7 * i] += RIDGE * trace;
	return 0;
}

/* b = L^-1 c L^-T, c: 4 J - I^2 of the quadratic part's invariants. */
static void constraint(const double l[36], double b[36])
{
	double c[36] = { 0 };

	for (int i = 0; i < 6; i++)
		for (int j = 0; j < 6; j++)
			if (i == j)
				c[6 * i + j] = -1;
			else if (i < 3 && j < 3)
				c[6 * i + j] = 1;
	/* Rows, then columns, each by forward substitution. */
	for (int i = 0; i < 6; i++)
		for (int j = 0; j < 6; j++) {
			for (int k = 0; k < i; k++)
				c[6 * i + j] -= l[6 * i + k] * c[6 * k + j];
			c[6 * i + j] /= l[7 * i];
		}
	for (int i = 0; i < 6; i++)
		for (int j = 0; j < 6; j++) {
			b[6 * i + j] = c[6 * i + j];
			for (int k = 0; k < j; k++)
				b[6 * i + j] -= l[6 * j + k] * b[6 * i + k];
			b[6 * i + j] /= l[7 * j];
		}
}

int gn_mag_ellipsoid(const double s[10][10], struct mag_affine *to_sphere)
{
	double m[36], x[4][6], b[36], q[10];

	if (reduce(s, m, x) || gn_mag_cholesky(m, 6, m))
		return -1;
	constraint(m, b);
	top_vector(b, q);
	for (int i = 5; i >= 0; i--) {
		for (int k = i + 1; k < 6; k++)
			q[i] -= m[6 * k + i] * q[k];
		q[i] /= m[7 * i];
	}
	for (int i = 0; i < 4; i++) {
		q[6 + i] = 0;
		for (int j = 0; j < 6; j++)
			q[6 + i] -= x[i][j] * q[j];
	}
	return gn_mag_sphere_of(q, to_sphere);
}

int gn_mag_refine(const double s[10][10], double q[10], double cov[9][9],
		  double *residual)
{
	double l[81], b[9], n = s[9][9], square = n;

	for (int i = 0; i < 81; i++)
		l[i] = s[i / 9][i % 9];
	for (int i = 0; i < 9; i++)
		b[i] = s[i][9];
	if (gn_mag_cholesky(l, 9, l))
		return -1;
	gn_mag_cholesky_solve(l, 9, b, q);
	q[9] = -1;
	for (int i = 0; i < 9; i++)
		square -= b[i] * q[i];
	*residual = sqrt(square > 0 ? square / (n - 9) : 0);
	for (int i = 0; i < 9; i++) {
		double unit[9] = { 0 };

		unit[i] = 1;
		gn_mag_cholesky_solve(l, 9, unit, unit);
		for (int j = 0; j < 9; j++)
			cov[i][j] = *residual * *residual * unit[j];
	}
	return 0;
}

/* SPDX-License-Identifier: MIT */
#include "mag_quadric.h"

#include <math.h>
#include <string.h>

#include "gonio/linalg.h"

/* D as products of (x, y, z, 1). */
static const int pair[10][2] = {
	{ 0, 0 }, { 1, 1 }, { 2, 2 }, { 1, 2 }, { 0, 2 }, { 0, 1 },
	{ 0, 3 }, { 1, 3 }, { 2, 3 }, { 3, 3 },
};

void gn_mag_products(const double x[3], double d[10])
{
	const double h[4] = { x[0], x[1], x[2], 1 };

	for (int i = 0; i < 10; i++)
		d[i] = h[pair[i][0]] * h[pair[i][1]];
}

/* D(x') = t D(x). */
static void products_of(const struct mag_affine *f, double t[10][10])
{
	double h[4][4] = { { 0 }, { 0 }, { 0 }, { 0, 0, 0, 1 } };

	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++) {
			h[i][j] = f->a[i][j];
			h[i][3] -= f->a[i][j] * f->o[j];
		}
	for (int i = 0; i < 10; i++)
		for (int j = 0; j < 10; j++) {
			const double *p = h[pair[i][0]], *q = h[pair[i][1]];
			int k = pair[j][0], l = pair[j][1];

			t[i][j] = p[k] * q[l];
			if (k != l)
				t[i][j] += p[l] * q[k];
		}
}

void gn_mag_sums_of(const double s[10][10], const struct mag_affine *f,
		 double out[10][10])
{
	double t[10][10], ts[10][10] = { { 0 } };

	products_of(f, t);
	for (int i = 0; i < 10; i++)
		for (int k = 0; k < 10; k++)
			for (int j = 0; j < 10; j++)
				ts[i][j] += t[i][k] * s[k][j];
	memset(out, 0, 100 * sizeof(double));
	for (int i = 0; i < 10; i++)
		for (int j = 0; j < 10; j++)
			for (int k = 0; k < 10; k++)
				out[i][j] += ts[i][k] * t[j][k];
}

double gn_mag_det(const double a[3][3])
{
	return a[0][0] * (a[1][1] * a[2][2] - a[1][2] * a[2][1]) -
	       a[0][1] * (a[1][0] * a[2][2] - a[1][2] * a[2][0]) +
	       a[0][2] * (a[1][0] * a[2][1] - a[1][1] * a[2][0]);
}

int gn_mag_inverse(const double a[3][3], double out[3][3])
{
	double det = gn_mag_det(a);

	if (!(fabs(det) > 0))
		return -1;
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++) {
			int r = (j + 1) % 3, s = (j + 2) % 3;
			int c = (i + 1) % 3, d = (i + 2) % 3;

			out[i][j] = (a[r][c] * a[s][d] - a[r][d] * a[s][c]) /
				    det;
		}
	return 0;
}

int gn_mag_after(const struct mag_affine *g, const struct mag_affine *f,
	      struct mag_affine *out)
{
	double inv[3][3];

	if (gn_mag_inverse(f->a, inv))
		return -1;
	for (int i = 0; i < 3; i++) {
		out->o[i] = f->o[i];
		for (int j = 0; j < 3; j++) {
			out->o[i] += inv[i][j] * g->o[j];
			out->a[i][j] = 0;
			for (int k = 0; k < 3; k++)
				out->a[i][j] += g->a[i][k] * f->a[k][j];
		}
	}
	return 0;
}

int gn_mag_root(const double a[3][3], double root[3][3])
{
	double val[3], vec[3][3];

	for (int i = 0; i < 9; i++)
		if (!isfinite(a[i / 3][i % 3]))
			return -1;
	gn_eig_sym3(a, val, vec);
	if (!(val[2] > 0))
		return -1;
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++) {
			root[i][j] = 0;
			for (int k = 0; k < 3; k++)
				root[i][j] += sqrt(val[k]) * vec[k][i] *
					      vec[k][j];
		}
	return 0;
}

int gn_mag_cholesky(const double *a, int n, double *l)
{
	for (int i = 0; i < n; i++)
		for (int j = 0; j <= i; j++) {
			double sum = a[i * n + j];

			for (int k = 0; k < j; k++)
				sum -= l[i * n + k] * l[j * n + k];
			if (i == j && !(sum > 0))
				return -1;
			l[i * n + j] = i == j ? sqrt(sum)
					      : sum / l[j * n + j];
		}
	return 0;
}

void gn_mag_cholesky_solve(const double *l, int n, const double *b, double *x)
{
	for (int i = 0; i < n; i++) {
		double sum = b[i];

		for (int k = 0; k < i; k++)
			sum -= l[i * n + k] * x[k];
		x[i] = sum / l[i * n + i];
	}
	for (int i = n - 1; i >= 0; i--) {
		for (int k = i + 1; k < n; k++)
			x[i] -= l[k * n + i] * x[k];
		x[i] /= l[i * n + i];
	}
}

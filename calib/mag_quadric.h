/* SPDX-License-Identifier: MIT */
#ifndef MAG_QUADRIC_H
#define MAG_QUADRIC_H

/*
 * Quadrics q . D = 0 with D = (xx, yy, zz, yz, xz, xy, x, y, z, 1), and the
 * sums s of D D^T over samples, 10 x 10, symmetric.
 */

/* x' = a (x - o). */
struct mag_affine {
	double a[3][3], o[3];
};

/* Products of D's kind for one point. */
void gn_mag_products(const double x[3], double d[10]);

/* The sums as they would be of x'. s and out are whole and may not overlap. */
void gn_mag_sums_of(const double s[10][10], const struct mag_affine *f,
		 double out[10][10]);

/* g after f: x'' = g(f(x)). Returns 0, -1 if f has no inverse. */
int gn_mag_after(const struct mag_affine *g, const struct mag_affine *f,
	      struct mag_affine *out);

/* Returns 0, -1 if a has no inverse. */
int gn_mag_inverse(const double a[3][3], double out[3][3]);

double gn_mag_det(const double a[3][3]);

/* The symmetric root of a. Returns 0, -1 if a is not positive definite. */
int gn_mag_root(const double a[3][3], double root[3][3]);

/*
 * Lower L of a = L L^T, n x n, row-major; l may be a. Returns 0, -1 if a is
 * not positive definite.
 */
int gn_mag_cholesky(const double *a, int n, double *l);

/* x = a^-1 b by the factor l of a; x may be b. */
void gn_mag_cholesky_solve(const double *l, int n, const double *b, double *x);

/*
 * Li and Griffiths' ellipsoid of the sums: the affine map that makes it the
 * unit sphere. Returns 0, -1 if there is none. The sums should be of samples
 * with a mean near 0 and a norm near 1.
 */
int gn_mag_ellipsoid(const double s[10][10], struct mag_affine *to_sphere);

/*
 * The least squares of |x'|^2 - 1 near the unit sphere, s[9][9] > 9 samples.
 * q: of the quadric, q[9] is -1; cov: of the nine before it; residual: sd of
 * |x'|^2. Returns 0, -1 if there is none.
 */
int gn_mag_refine(const double s[10][10], double q[10], double cov[9][9],
		  double *residual);

/* The map that makes q . D = 0 the unit sphere. Returns 0, -1 if it is no
 * ellipsoid. */
int gn_mag_sphere_of(const double q[10], struct mag_affine *f);

#endif

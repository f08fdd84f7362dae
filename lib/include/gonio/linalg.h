/* SPDX-License-Identifier: MIT */
#ifndef GN_LINALG_H
#define GN_LINALG_H

#include <stddef.h>

/*
 * The dense linear algebra of the core; the only place that calls OpenBLAS
 * (CBLAS); eigenvalues come from GSL.
 */

/**
 * Eigenvalues and eigenvectors of a symmetric 3 x 3 matrix.
 *
 * @param[in]  a    only the upper triangle is read; finite
 * @param[out] val  largest first
 * @param[out] vec  vec[k] belongs to val[k], of norm 1; its largest component
 *                  is positive, so that the sign does not depend on the library
 */
void gn_eig_sym3(const double a[3][3], double val[3], double vec[3][3]);

/**
 * y = A x for a row-major matrix: the likeness of n rows to one pattern.
 *
 * @param[in]  a     rows x cols, row-major, leading dimension cols
 * @param[in]  x     cols
 * @param[out] y     rows
 */
void gn_matvec(const float *a, size_t rows, size_t cols, const float *x,
	       float *y);

/**
 * C = A B^T, all row-major: the likeness of every row of A to every row of B.
 *
 * @param[in]  a  m x k
 * @param[in]  b  n x k
 * @param[out] c  m x n
 */
void gn_matmul_nt(const float *a, size_t m, const float *b, size_t n, size_t k,
		  float *c);

#endif

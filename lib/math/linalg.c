/* SPDX-License-Identifier: MIT */
#include "gonio/linalg.h"

#include <cblas.h>

void gn_matvec(const float *a, size_t rows, size_t cols, const float *x,
	       float *y)
{
	cblas_sgemv(CblasRowMajor, CblasNoTrans, (int)rows, (int)cols, 1.0f, a,
		    (int)cols, x, 1, 0.0f, y, 1);
}

void gn_matmul_nt(const float *a, size_t m, const float *b, size_t n, size_t k,
		  float *c)
{
	cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)m, (int)n,
		    (int)k, 1.0f, a, (int)k, b, (int)k, 0.0f, c, (int)n);
}

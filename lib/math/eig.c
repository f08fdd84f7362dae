/* SPDX-License-Identifier: MIT */
/* Apart from linalg.c: GSL's and OpenBLAS's cblas.h cannot be included both. */
#include "gonio/linalg.h"

#include <gsl/gsl_eigen.h>
#include <math.h>

void gn_eig_sym3(const double a[3][3], double val[3], double vec[3][3])
{
	double m[9], d[3], sd[3], gc[3], gs[3], v[9];
	/* GSL's workspace on our stack: this must not allocate. */
	gsl_eigen_symmv_workspace w = { .size = 3, .d = d, .sd = sd,
					.gc = gc, .gs = gs };
	gsl_matrix_view mv = gsl_matrix_view_array(m, 3, 3);
	gsl_matrix_view vv = gsl_matrix_view_array(v, 3, 3);
	gsl_vector_view lv = gsl_vector_view_array(val, 3);

	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++)
			m[3 * i + j] = a[i < j ? i : j][i < j ? j : i];
	gsl_eigen_symmv(&mv.matrix, &lv.vector, &vv.matrix, &w);
	gsl_eigen_symmv_sort(&lv.vector, &vv.matrix, GSL_EIGEN_SORT_VAL_DESC);
	for (int k = 0; k < 3; k++) {
		int big = 0;

		for (int i = 1; i < 3; i++)
			if (fabs(v[3 * i + k]) > fabs(v[3 * big + k]))
				big = i;
		for (int i = 0; i < 3; i++)
			vec[k][i] = v[3 * big + k] < 0 ? -v[3 * i + k]
						       : v[3 * i + k];
	}
}

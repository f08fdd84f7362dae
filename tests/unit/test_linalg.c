/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "gonio/linalg.h"
#include "gonio/quat.h"
#include "motion.h"
#include "suites.h"

static void near(double is, double want, double tol)
{
	ck_assert_msg(fabs(is - want) <= tol, "%.9g, not %.9g", is, want);
}

START_TEST(diagonal)
{
	const double a[3][3] = { { 2, 0, 0 }, { 0, -1, 0 }, { 0, 0, 7 } };
	double val[3], vec[3][3];

	gn_eig_sym3(a, val, vec);
	near(val[0], 7, 1e-14);
	near(val[1], 2, 1e-14);
	near(val[2], -1, 1e-14);
	near(vec[0][2], 1, 1e-14);
	near(vec[1][0], 1, 1e-14);
	near(vec[2][1], 1, 1e-14);
}
END_TEST

/* By hand: [2 1; 1 2] has 3 along (1, 1) and 1 along (1, -1). */
START_TEST(two_by_two_by_hand)
{
	const double a[3][3] = { { 2, 1, 0 }, { 1, 2, 0 }, { 0, 0, 0.5 } };
	double val[3], vec[3][3];

	gn_eig_sym3(a, val, vec);
	near(val[0], 3, 1e-14);
	near(val[1], 1, 1e-14);
	near(val[2], 0.5, 1e-14);
	near(fabs(vec[0][0]), sqrt(0.5), 1e-14);
	near(vec[0][0], vec[0][1], 1e-14);
	near(vec[1][0], -vec[1][1], 1e-14);
}
END_TEST

START_TEST(lower_triangle_is_not_read)
{
	const double a[3][3] = { { 2, 1, 3 }, { 1, 5, -1 }, { 3, -1, 4 } };
	const double b[3][3] = { { 2, 1, 3 }, { 99, 5, -1 }, { NAN, -7, 4 } };
	double val[2][3], vec[2][3][3];

	gn_eig_sym3(a, val[0], vec[0]);
	gn_eig_sym3(b, val[1], vec[1]);
	ck_assert_mem_eq(val[0], val[1], sizeof(val[0]));
	ck_assert_mem_eq(vec[0], vec[1], sizeof(vec[0]));
}
END_TEST

static void product(const double a[3][3], const double v[3], double out[3])
{
	for (int i = 0; i < 3; i++)
		out[i] = a[i][0] * v[0] + a[i][1] * v[1] + a[i][2] * v[2];
}

/* A v = val v, vectors perpendicular, of length 1, signed as promised. */
START_TEST(definition_holds)
{
	uint32_t rng = 6;

	for (int n = 0; n < 500; n++) {
		double a[3][3], val[3], vec[3][3], av[3];

		for (int i = 0; i < 3; i++)
			for (int j = i; j < 3; j++)
				a[i][j] = a[j][i] = motion_random(&rng) - 0.5;
		gn_eig_sym3(a, val, vec);
		ck_assert_double_ge(val[0], val[1]);
		ck_assert_double_ge(val[1], val[2]);
		for (int k = 0; k < 3; k++) {
			double big = 0, dot[3];

			product(a, vec[k], av);
			product(vec, vec[k], dot);
			for (int i = 0; i < 3; i++) {
				near(av[i], val[k] * vec[k][i], 1e-13);
				near(dot[i], i == k, 1e-13);
				if (fabs(vec[k][i]) > fabs(big))
					big = vec[k][i];
			}
			ck_assert_double_gt(big, 0);
		}
	}
}
END_TEST

/* Turned axes: A = R diag R'. */
START_TEST(finds_turned_axes)
{
	const float r[3] = { 0.4f, -0.9f, 0.7f };
	struct gn_quat q = gn_quat_from_rotvec(r);
	const double d[3] = { 9, 4, 1 };
	double a[3][3] = { { 0 } }, val[3], vec[3][3];
	float axis[3][3];

	for (int k = 0; k < 3; k++) {
		float e[3] = { k == 0, k == 1, k == 2 };

		gn_quat_rotate(q, e, axis[k]);
		for (int i = 0; i < 3; i++)
			for (int j = 0; j < 3; j++)
				a[i][j] += d[k] * axis[k][i] * axis[k][j];
	}
	gn_eig_sym3(a, val, vec);
	for (int k = 0; k < 3; k++) {
		double dot = 0;

		for (int i = 0; i < 3; i++)
			dot += vec[k][i] * axis[k][i];
		near(fabs(dot), 1, 1e-6);
		near(val[k], d[k], 1e-5);
	}
}
END_TEST

START_TEST(eig_does_not_allocate)
{
	const double a[3][3] = { { 2, 1, 3 }, { 1, 5, -1 }, { 3, -1, 4 } };
	double val[3], vec[3][3];
	struct fault_stat f;

	fault_start(0);
	gn_eig_sym3(a, val, vec);
	f = fault_stop();
	ck_assert_int_eq(f.asked, 0);
}
END_TEST

START_TEST(zero_matrix_has_vectors)
{
	const double a[3][3] = { { 0 } };
	double val[3], vec[3][3];

	gn_eig_sym3(a, val, vec);
	for (int k = 0; k < 3; k++) {
		near(val[k], 0, 0);
		near(vec[k][0] * vec[k][0] + vec[k][1] * vec[k][1] +
		     vec[k][2] * vec[k][2], 1, 1e-14);
	}
}
END_TEST

START_TEST(products_by_hand)
{
	const float a[] = { 1, 2, 3, 4, 5, 6 };         /* 2 x 3 */
	const float b[] = { 1, 0, -1, 2, 2, 2, 0, 0, 3, -1, 1, 0 };  /* 4 x 3 */
	const float want[] = { -2, 12, 9, 1, -2, 30, 18, 1 };
	float y[2], c[8];

	gn_matvec(a, 2, 3, b, y);
	near(y[0], -2, 0);
	near(y[1], -2, 0);
	gn_matmul_nt(a, 2, b, 4, 3, c);
	for (int i = 0; i < 8; i++)
		near(c[i], want[i], 0);
}
END_TEST

START_TEST(products_agree_with_sums)
{
	static float a[37 * 132], b[11 * 132], c[37 * 11], y[37];
	uint32_t rng = 12;

	for (int i = 0; i < 37 * 132; i++)
		a[i] = (float)(motion_random(&rng) - 0.5);
	for (int i = 0; i < 11 * 132; i++)
		b[i] = (float)(motion_random(&rng) - 0.5);
	for (int i = 0; i < 37 * 11; i++)
		c[i] = NAN;             /* must be overwritten */
	gn_matmul_nt(a, 37, b, 11, 132, c);
	for (int j = 0; j < 11; j++) {
		for (int i = 0; i < 37; i++)
			y[i] = NAN;
		gn_matvec(a, 37, 132, b + j * 132, y);
		for (int i = 0; i < 37; i++) {
			double sum = 0;

			for (int k = 0; k < 132; k++)
				sum += (double)a[i * 132 + k] * b[j * 132 + k];
			near(c[i * 11 + j], sum, 1e-5);
			near(y[i], sum, 1e-5);
		}
	}
}
END_TEST

Suite *suite_linalg(void)
{
	Suite *s = suite_create("linalg");
	TCase *t = tcase_create("eigenvalues");

	suite_add_tcase(s, t);
	tcase_add_test(t, diagonal);
	tcase_add_test(t, two_by_two_by_hand);
	tcase_add_test(t, lower_triangle_is_not_read);
	tcase_add_test(t, definition_holds);
	tcase_add_test(t, finds_turned_axes);
	tcase_add_test(t, eig_does_not_allocate);
	tcase_add_test(t, zero_matrix_has_vectors);
	t = tcase_create("products");
	suite_add_tcase(s, t);
	tcase_add_test(t, products_by_hand);
	tcase_add_test(t, products_agree_with_sums);
	return s;
}

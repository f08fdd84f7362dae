/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "gonio/quat.h"
#include "suites.h"

#define PI 3.14159265f

static void same(const float a[3], const float b[3], float tol)
{
	for (int i = 0; i < 3; i++)
		ck_assert_float_eq_tol(a[i], b[i], tol);
}

static const float axes[][3] = {
	{ 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, { 0.6f, 0, 0.8f },
	{ -0.36f, 0.48f, 0.8f }, { 0.48f, -0.8f, -0.36f },
};
#define N_AXES ((int)(sizeof(axes) / sizeof(axes[0])))

static struct gn_quat turn(const float axis[3], float rad)
{
	float r[3] = { axis[0] * rad, axis[1] * rad, axis[2] * rad };

	return gn_quat_from_rotvec(r);
}

START_TEST(quarter_turns_by_hand)
{
	const float x[3] = { 1, 0, 0 }, y[3] = { 0, 1, 0 }, z[3] = { 0, 0, 1 };
	struct gn_quat qz = turn(z, PI / 2), qx = turn(x, PI / 2), q;
	float v[3];

	ck_assert_float_eq_tol(qz.w, 0.70710678f, 1e-6f);
	ck_assert_float_eq_tol(qz.z, 0.70710678f, 1e-6f);
	gn_quat_rotate(qz, x, v);
	same(v, y, 1e-6f);
	gn_quat_rotate(qx, y, v);
	same(v, z, 1e-6f);
	/* first about z, then about x: x -> y -> z */
	q = gn_quat_mul(qx, qz);
	gn_quat_rotate(q, x, v);
	same(v, z, 1e-6f);
	/* i j = k */
	q = gn_quat_mul((struct gn_quat){ 0, 1, 0, 0 },
			(struct gn_quat){ 0, 0, 1, 0 });
	ck_assert_float_eq(q.w, 0);
	ck_assert_float_eq(q.x, 0);
	ck_assert_float_eq(q.y, 0);
	ck_assert_float_eq(q.z, 1);
}
END_TEST

START_TEST(product_is_one_turn_after_the_other)
{
	const float v[3] = { 0.3f, -2, 1.5f };
	float a[3], b[3];

	for (int i = 0; i < N_AXES; i++)
		for (int j = 0; j < N_AXES; j++) {
			struct gn_quat p = turn(axes[i], 0.7f + (float)i);
			struct gn_quat q = turn(axes[j], 2.1f - (float)j);

			gn_quat_rotate(q, v, a);
			gn_quat_rotate(p, a, a);        /* in place */
			gn_quat_rotate(gn_quat_mul(p, q), v, b);
			same(a, b, 2e-6f);
			gn_quat_rotate_inv(p, a, a);
			gn_quat_rotate_inv(q, a, a);
			same(a, v, 2e-6f);
		}
}
END_TEST

START_TEST(series_agrees_with_the_exact_turn)
{
	for (int i = 0; i < N_AXES; i++)
		for (float a = 0; a <= 1; a += 0.05f) {
			float r[3] = { axes[i][0] * a, axes[i][1] * a,
				       axes[i][2] * a };
			struct gn_quat e = gn_quat_from_rotvec(r);
			struct gn_quat s = gn_quat_from_rotvec_small(r);

			e = gn_quat_mul(s, gn_quat_conj(e));
			ck_assert_float_lt(gn_quat_angle(e), 1e-6f);
			ck_assert_float_eq_tol(gn_quat_norm(s), 1, 1e-6f);
		}
}
END_TEST

START_TEST(rotation_vector_there_and_back)
{
	const float tiny[3] = { 1e-8f, 0, -2e-8f };
	float r[3], minus[3];

	for (int i = 0; i < N_AXES; i++)
		for (float a = -3.1f; a <= 3.1f; a += 0.1f) {
			struct gn_quat q = turn(axes[i], a);
			float v[3] = { axes[i][0] * a, axes[i][1] * a,
				       axes[i][2] * a };

			gn_quat_to_rotvec(q, r);
			same(r, v, 3e-6f);
			q = (struct gn_quat){ -q.w, -q.x, -q.y, -q.z };
			gn_quat_to_rotvec(q, minus);
			same(minus, v, 3e-6f);
			ck_assert_float_eq_tol(gn_quat_angle(q), fabsf(a),
					       3e-6f);
		}
	gn_quat_to_rotvec(gn_quat_from_rotvec(tiny), r);
	same(r, tiny, 1e-14f);
	/* more than half a turn comes back as the shorter way */
	gn_quat_to_rotvec(turn(axes[2], 4), r);
	ck_assert_float_eq_tol(r[2], 4 - 2 * PI, 1e-5f);
}
END_TEST

START_TEST(small_angles_are_not_blurred)
{
	ck_assert_float_eq_tol(gn_quat_angle(turn(axes[4], 1e-5f)), 1e-5f,
			       1e-10f);
	ck_assert_float_eq(gn_quat_angle(gn_quat_identity()), 0);
}
END_TEST

START_TEST(arc_takes_one_vector_to_the_other)
{
	float v[3], r[3];

	for (int i = 0; i < N_AXES; i++)
		for (int j = 0; j < N_AXES; j++) {
			struct gn_quat q = gn_quat_shortest_arc(axes[i],
								axes[j]);

			gn_quat_rotate(q, axes[i], v);
			same(v, axes[j], 2e-6f);
			/* nothing is turned about either of them */
			gn_quat_to_rotvec(q, r);
			ck_assert_float_eq_tol(r[0] * axes[i][0] +
					       r[1] * axes[i][1] +
					       r[2] * axes[i][2], 0, 2e-6f);
		}
}
END_TEST

START_TEST(arc_to_the_opposite)
{
	for (int i = 0; i < N_AXES; i++) {
		float minus[3] = { -axes[i][0], -axes[i][1], -axes[i][2] };
		struct gn_quat q = gn_quat_shortest_arc(axes[i], minus);
		float v[3];

		gn_quat_rotate(q, axes[i], v);
		same(v, minus, 2e-6f);
		ck_assert_float_eq_tol(gn_quat_norm(q), 1, 1e-6f);
	}
}
END_TEST

START_TEST(lengths)
{
	struct gn_quat q = { 2, -2, 4, 5 };     /* 7 long */

	ck_assert_float_eq(gn_quat_norm(q), 7);
	q = gn_quat_normalise(q);
	ck_assert_float_eq_tol(q.z, 5.0f / 7, 1e-7f);
	q = gn_quat_normalise((struct gn_quat){ 0, 0, 0, 0 });
	ck_assert_float_eq(q.w, 1);
	q = turn(axes[4], 1);
	q.w *= 1.0003f;
	q.x *= 1.0003f;
	q.y *= 1.0003f;
	q.z *= 1.0003f;
	ck_assert_float_eq_tol(gn_quat_norm(gn_quat_renormalise(q)), 1, 3e-7f);
	q.y = NAN;
	ck_assert(isnan(gn_quat_normalise(q).w));
	ck_assert(isnan(gn_quat_angle(gn_quat_mul(q, q))));
}
END_TEST

Suite *suite_quat(void)
{
	Suite *s = suite_create("quat");
	TCase *t = tcase_create("quat");

	tcase_add_test(t, quarter_turns_by_hand);
	tcase_add_test(t, product_is_one_turn_after_the_other);
	tcase_add_test(t, series_agrees_with_the_exact_turn);
	tcase_add_test(t, rotation_vector_there_and_back);
	tcase_add_test(t, small_angles_are_not_blurred);
	tcase_add_test(t, arc_takes_one_vector_to_the_other);
	tcase_add_test(t, arc_to_the_opposite);
	tcase_add_test(t, lengths);
	suite_add_tcase(s, t);
	return s;
}

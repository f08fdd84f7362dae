/* SPDX-License-Identifier: MIT */
/*
 * Values: hand calculations of the definitions at the top of gonio/asym.h;
 * those of the symmetry angle also agree with two public implementations that
 * cite Zifchock 2008.
 */
#include <math.h>
#include <string.h>

#include "gonio/asym.h"
#include "suites.h"

#define L GN_SIDE_LEFT
#define R GN_SIDE_RIGHT
#define NO GN_SIDE_NONE

static const struct {
	enum gn_asym_index index;
	double left, right, value;
	enum gn_scale scale;
	enum gn_side role;
} vectors[] = {
	/* 90 against 100, 85 against 100 */
	{ GN_ASYM_LSI, 90, 100, 90.0000, GN_SCALE_RATIO, L },
	{ GN_ASYM_LSI, 85, 100, 85.0000, GN_SCALE_RATIO, L },
	{ GN_ASYM_LSI, 100, 90, 90.0000, GN_SCALE_RATIO, R },
	{ GN_ASYM_SI, 90, 100, 10.5263, GN_SCALE_RATIO, NO },
	{ GN_ASYM_SI, 85, 100, 16.2162, GN_SCALE_RATIO, NO },
	{ GN_ASYM_SI, 100, 85, -16.2162, GN_SCALE_RATIO, NO },
	{ GN_ASYM_BAI, 90, 100, 5.2632, GN_SCALE_RATIO, R },
	{ GN_ASYM_BAI, 85, 100, 8.1081, GN_SCALE_RATIO, R },
	{ GN_ASYM_BAI, 85, 100, -8.1081, GN_SCALE_RATIO, L },
	{ GN_ASYM_BSA, 90, 100, 10.0000, GN_SCALE_RATIO, NO },
	{ GN_ASYM_BSA, 100, 85, 15.0000, GN_SCALE_RATIO, NO },
	{ GN_ASYM_MAXMIN, 90, 100, 11.1111, GN_SCALE_RATIO, NO },
	{ GN_ASYM_MAXMIN, 100, 85, 17.6471, GN_SCALE_RATIO, NO },
	{ GN_ASYM_SA, 90, 100, 3.3475, GN_SCALE_RATIO, NO },
	{ GN_ASYM_SA, 85, 100, 5.1505, GN_SCALE_RATIO, NO },
	/* the involved side takes 10 s, the other 8 s: it reaches 80 % */
	{ GN_ASYM_LSI, 10, 8, 80.0000, GN_SCALE_TIME, L },
	{ GN_ASYM_LSI, 8, 10, 80.0000, GN_SCALE_TIME, R },
	{ GN_ASYM_SA, 100, 100, 0.0000, GN_SCALE_SIGNED, NO },
	{ GN_ASYM_SA, 80, 100, 7.0447, GN_SCALE_SIGNED, NO },
	{ GN_ASYM_SA, 50, 100, 20.4833, GN_SCALE_SIGNED, NO },
	{ GN_ASYM_SA, 100, 50, -20.4833, GN_SCALE_SIGNED, NO },
	{ GN_ASYM_SA, 0, 100, 50.0000, GN_SCALE_SIGNED, NO },
	{ GN_ASYM_SA, 100, 0, -50.0000, GN_SCALE_SIGNED, NO },
	{ GN_ASYM_SA, -100, 100, 100.0000, GN_SCALE_SIGNED, NO },
	{ GN_ASYM_SA, -50, 100, 79.5167, GN_SCALE_SIGNED, NO },
	{ GN_ASYM_SA, 100, -50, -79.5167, GN_SCALE_SIGNED, NO },
	/* means of 52 55 50 53 54 and 60 58 62 61 59 */
	{ GN_ASYM_SA, 52.8, 60, 4.0580, GN_SCALE_RATIO, NO },
	{ GN_ASYM_BSA, 52.8, 60, 12.0000, GN_SCALE_RATIO, NO },
	/* one side did nothing: a count, not an error */
	{ GN_ASYM_SI, 0, 10, 200.0000, GN_SCALE_RATIO, NO },
	{ GN_ASYM_LSI, 0, 10, 0.0000, GN_SCALE_RATIO, L },
};

START_TEST(worked_values)
{
	struct gn_asym_pair p = { vectors[_i].left, vectors[_i].right,
				  vectors[_i].scale, 0.0, vectors[_i].role };
	double out;

	ck_assert_int_eq(gn_asym_index(vectors[_i].index, &p, &out),
			 GN_ASYM_FINE);
	ck_assert_double_eq_tol(out, vectors[_i].value, 5e-5);
}
END_TEST

/* The left as involved equals the right as involved with sides exchanged. */
START_TEST(exchanged_sides_change_the_sign)
{
	struct gn_asym_pair p = { 83, 97, GN_SCALE_RATIO, 0, L };
	struct gn_asym_pair q = { 97, 83, GN_SCALE_RATIO, 0, R };
	double a, b;

	for (int i = 0; i < GN_ASYM_INDEX_COUNT; i++) {
		enum gn_asym_index index = (enum gn_asym_index)i;
		int is_signed = index == GN_ASYM_SI || index == GN_ASYM_SA;

		ck_assert_int_eq(gn_asym_index(index, &p, &a), GN_ASYM_FINE);
		ck_assert_int_eq(gn_asym_index(index, &q, &b), GN_ASYM_FINE);
		ck_assert_double_eq_tol(is_signed ? -a : a, b, 1e-12);
	}
}
END_TEST

static const struct {
	enum gn_asym_index index;
	double left, right;
	enum gn_scale scale;
	double least;
	enum gn_side role;
	enum gn_asym_refusal why;
} refused[] = {
	{ GN_ASYM_SI, NAN, 1, GN_SCALE_RATIO, 0, NO, GN_ASYM_UNKNOWN },
	{ GN_ASYM_SA, 1, INFINITY, GN_SCALE_RATIO, 0, NO, GN_ASYM_UNKNOWN },
	{ GN_ASYM_SI, 4, 5, GN_SCALE_SIGNED, 0, NO, GN_ASYM_SIGNED },
	{ GN_ASYM_SI, -4, 5, GN_SCALE_RATIO, 0, NO, GN_ASYM_SIGNED },
	{ GN_ASYM_LSI, 4, -5, GN_SCALE_RATIO, 0, L, GN_ASYM_SIGNED },
	{ GN_ASYM_SI, -1.4, -1.5, GN_SCALE_LOG, 0, NO, GN_ASYM_LOG },
	{ GN_ASYM_SA, -1.4, -1.5, GN_SCALE_LOG, 0, NO, GN_ASYM_LOG },
	{ GN_ASYM_SI, 3, 4, GN_SCALE_RATIO, 3.6, NO, GN_ASYM_SMALL },
	{ GN_ASYM_SI, 0, 0, GN_SCALE_RATIO, 0, NO, GN_ASYM_SMALL },
	{ GN_ASYM_BAI, 0, 0, GN_SCALE_RATIO, 0, R, GN_ASYM_SMALL },
	{ GN_ASYM_BSA, 0, 0, GN_SCALE_RATIO, 0, NO, GN_ASYM_SMALL },
	{ GN_ASYM_SA, 0, 0, GN_SCALE_SIGNED, 0, NO, GN_ASYM_SMALL },
	{ GN_ASYM_SA, -3, 3, GN_SCALE_SIGNED, 4, NO, GN_ASYM_SMALL },
	{ GN_ASYM_LSI, 5, 0, GN_SCALE_RATIO, 0, L, GN_ASYM_SMALL },
	{ GN_ASYM_LSI, 9, 3, GN_SCALE_RATIO, 4, L, GN_ASYM_SMALL },
	{ GN_ASYM_LSI, 9, 3, GN_SCALE_TIME, 4, R, GN_ASYM_SMALL },
	{ GN_ASYM_MAXMIN, 5, 0, GN_SCALE_RATIO, 0, NO, GN_ASYM_SMALL },
	{ GN_ASYM_LSI, 4, 5, GN_SCALE_RATIO, 0, NO, GN_ASYM_ROLE },
	{ GN_ASYM_BAI, 4, 5, GN_SCALE_RATIO, 0, GN_SIDE_BOTH, GN_ASYM_ROLE },
};

START_TEST(refuses_what_has_no_ratio)
{
	struct gn_asym_pair p = { refused[_i].left, refused[_i].right,
				  refused[_i].scale, refused[_i].least,
				  refused[_i].role };
	double out = 7;

	ck_assert_int_eq(gn_asym_index(refused[_i].index, &p, &out),
			 refused[_i].why);
	ck_assert(isnan(out));
}
END_TEST

/* At the limit it is still given. */
START_TEST(least_is_not_too_small)
{
	struct gn_asym_pair p = { 3, 4, GN_SCALE_RATIO, 3.5, L };
	double out;

	ck_assert_int_eq(gn_asym_index(GN_ASYM_SI, &p, &out), GN_ASYM_FINE);
	p.least = 4;
	p.left = 4;
	ck_assert_int_eq(gn_asym_index(GN_ASYM_LSI, &p, &out), GN_ASYM_FINE);
	ck_assert_int_eq(gn_asym_index(GN_ASYM_SA, &p, &out), GN_ASYM_FINE);
}
END_TEST

START_TEST(names_and_reasons)
{
	ck_assert_str_eq(gn_asym_index_name(GN_ASYM_SI), "symmetry_index");
	ck_assert_str_eq(gn_asym_index_name(GN_ASYM_BSA),
			 "bilateral_strength_asymmetry");
	ck_assert_str_eq(gn_asym_index_name(GN_ASYM_INDEX_COUNT), "unknown");
	ck_assert_str_eq(gn_asym_refusal_text(GN_ASYM_SMALL),
			 "too near zero for a ratio");
	ck_assert_str_eq(gn_asym_refusal_text(GN_ASYM_REFUSAL_COUNT),
			 "unknown");
}
END_TEST

Suite *suite_asym(void)
{
	Suite *s = suite_create("asym");
	TCase *t = tcase_create("index");

	suite_add_tcase(s, t);
	tcase_add_loop_test(t, worked_values, 0,
			    sizeof(vectors) / sizeof(vectors[0]));
	tcase_add_test(t, exchanged_sides_change_the_sign);
	tcase_add_loop_test(t, refuses_what_has_no_ratio, 0,
			    sizeof(refused) / sizeof(refused[0]));
	tcase_add_test(t, least_is_not_too_small);
	tcase_add_test(t, names_and_reasons);
	return s;
}

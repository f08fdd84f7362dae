/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gonio/form.h"
#include "suites.h"

#define S INT64_C(1000000000)

static uint64_t state;

/* Normal, by the sum of twelve uniform values; splitmix64. */
static double normal(void)
{
	double sum = -6.0;

	for (int i = 0; i < 12; i++) {
		uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);

		z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
		z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
		sum += (double)((z ^ z >> 31) >> 11) * 0x1p-53;
	}
	return sum;
}

static void blank(struct gn_rep *r, int i)
{
	memset(r, 0, sizeof(*r));
	r->set = 1;
	r->start_ns = 10 * S * i;
	r->end_ns = r->start_ns + 3 * S;
	r->rom_rad = r->rise_m = NAN;
	for (int a = 0; a < GN_ANGLES; a++)
		r->angle[a] = (struct gn_range){ NAN, NAN, NAN };
}

/* The factors of few values make the mean of their spread right to 3 %. */
START_TEST(the_spread_of_few_values_is_not_biased)
{
	static const size_t n_of[] = { 4, 5, 6, 7, 8, 9, 12, 20 };
	static struct gn_exercise e;
	struct gn_rep rep[1], base[20];
	struct gn_form_input in = { .exercise = &e, .reps = rep, .n_reps = 1,
				    .base = base, .n_base = n_of[_i] };
	struct gn_form_look l;
	double sum = 0.0;

	memset(&e, 0, sizeof(e));
	e.n_form = 1;
	e.form[0].kind = GN_FORM_SPEED;
	e.form[0].of_kind = GN_OF_SELF;
	blank(&rep[0], 100);
	rep[0].peak_radps = 1.0f;
	for (int i = 0; i < 20; i++)
		blank(&base[i], i);
	state = 7;
	for (int k = 0; k < 4000; k++) {
		for (size_t i = 0; i < in.n_base; i++)
			base[i].peak_radps = (float)(1.0 + 1000.0 * normal());
		ck_assert(gn_form_look(&in, &e.form[0], 0, &l, NULL, 0));
		sum += (double)(l.threshold - l.usual) / 3.0 * 1.4826;
	}
	ck_assert_double_eq_tol(sum / 4000 / 1000.0, 1.0, 0.03);
}
END_TEST

/* A peak speed against others' of a person. */
struct speeds {
	struct gn_exercise   e;
	struct gn_rep        rep[20];
	struct gn_form_input in;
};

static void put_speeds(struct speeds *p, const double *v, size_t n)
{
	memset(p, 0, sizeof(*p));
	p->e.n_form = 1;
	p->e.form[0].kind = GN_FORM_SPEED;
	p->e.form[0].of_kind = GN_OF_SELF;
	p->in = (struct gn_form_input){ .exercise = &p->e, .reps = p->rep,
					.n_reps = n };
	for (size_t i = 0; i < n; i++) {
		blank(&p->rep[i], (int)i);
		p->rep[i].peak_radps = (float)v[i];
	}
}

/*
 * By hand, of 20 50 52 54 56 58: median 53, MAD 3; 20 is farther than 3 *
 * 1.4826 * 1.2 * 3 = 16.0 and left out: spread 3.1623 * 1.143 = 3.6145 of six
 * values, threshold 53 + 3 / 1.4826 * 3.6145 = 60.314.
 */
START_TEST(an_outlier_does_not_widen_what_is_usual)
{
	static const double v[] = { 20, 50, 52, 54, 56, 58, 60 };
	struct gn_form_look l;
	struct speeds p;

	put_speeds(&p, v, 7);
	ck_assert(gn_form_look(&p.in, &p.e.form[0], 6, &l, NULL, 0));
	ck_assert_double_eq_tol(l.usual, 53.0, 1e-4);
	ck_assert_double_eq_tol(l.threshold, 60.314, 1e-3);
	/* 38 is not farther, and is taken in */
	p.rep[0].peak_radps = 38.0f;
	ck_assert(gn_form_look(&p.in, &p.e.form[0], 6, &l, NULL, 0));
	ck_assert_double_gt(l.threshold, 66.0);
}
END_TEST

/* The first twelve are compared with, the thirteenth is not. */
START_TEST(the_first_twelve_are_the_usual)
{
	struct gn_form_look l;
	struct speeds p;
	double v[20];

	for (int i = 0; i < 20; i++)
		v[i] = i < 12 ? 50.0 + i : 90.0;
	put_speeds(&p, v, 20);
	ck_assert(gn_form_look(&p.in, &p.e.form[0], 19, &l, NULL, 0));
	ck_assert_double_eq_tol(l.usual, 55.5, 1e-4);
	ck_assert(gn_form_look(&p.in, &p.e.form[0], 9, &l, NULL, 0));
	ck_assert_double_eq_tol(l.usual, 55.0, 1e-4);
}
END_TEST

Suite *suite_form_power(void)
{
	Suite *s = suite_create("form_power");
	TCase *t = tcase_create("form_power");

	tcase_add_loop_test(t, the_spread_of_few_values_is_not_biased, 0, 8);
	tcase_add_test(t, an_outlier_does_not_widen_what_is_usual);
	tcase_add_test(t, the_first_twelve_are_the_usual);
	suite_add_tcase(s, t);
	return s;
}

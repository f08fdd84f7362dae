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

/* The factors for the MAD of few values make its mean right to 3 %. */
START_TEST(the_spread_of_few_values_is_not_biased)
{
	static const size_t n_of[] = { 4, 5, 6, 7, 8, 9, 10, 20 };
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

Suite *suite_form_power(void)
{
	Suite *s = suite_create("form_power");
	TCase *t = tcase_create("form_power");

	tcase_add_loop_test(t, the_spread_of_few_values_is_not_biased, 0, 8);
	suite_add_tcase(s, t);
	return s;
}

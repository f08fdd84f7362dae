/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "apps/validate_form.h"
#include "suites.h"

/*
 * By hand: of good 1 2 3 and faulty 2 4, the faulty one is larger in 1 + 0.5 +
 * 0 and in 3 of 6 pairs: 4.5 / 6.
 */
START_TEST(roc_area_by_hand)
{
	static const float good[] = { 1, 2, 3 }, bad[] = { 2, 4 };

	ck_assert_double_eq_tol(gn_val_roc(good, 3, bad, 2), 0.75, 1e-9);
	ck_assert_double_eq_tol(gn_val_roc(bad, 2, good, 3), 0.25, 1e-9);
	ck_assert(isnan(gn_val_roc(good, 3, bad, 0)));
	ck_assert(isnan(gn_val_roc(good, 0, bad, 2)));
}
END_TEST

static struct gn_val_form_rep rep_of(const char *label, float range,
				     float fast)
{
	struct gn_val_form_rep f = { .good = !strcmp(label, "ok") };

	memcpy(f.label, label, strlen(label) + 1);
	for (int k = 0; k < GN_FORM_KINDS; k++)
		f.beyond[k] = NAN;
	f.beyond[GN_FORM_RANGE] = range;
	f.beyond[GN_FORM_FAST] = fast;
	return f;
}

START_TEST(sums_by_label_and_kind)
{
	struct gn_val_form_rep reps[] = {
		rep_of("ok", -3, 0), rep_of("ok", 2.5f, NAN),
		rep_of("small", 4, -1), rep_of("small", 1, 3),
		rep_of("small", NAN, NAN), rep_of("fast", 0, 9),
	};
	struct gn_truth good = { .trust = GN_TRUST_GOOD };
	struct gn_truth suspect = { .trust = GN_TRUST_SUSPECT };
	struct gn_val_rec recs[] = {
		{ .truth = &good, .exercise = "squat", .forms = reps,
		  .n_forms = 6 },
		{ .truth = &suspect, .exercise = "squat", .forms = reps,
		  .n_forms = 6 },
		{ .truth = &good, .exercise = "row", .forms = reps,
		  .n_forms = 3 },
	};
	struct gn_val_form_sum s;

	ck_assert_int_eq(gn_val_form_sum(recs, 3, "squat", "small",
					 GN_FORM_RANGE, &s), GN_OK);
	ck_assert_uint_eq(s.n, 3);
	ck_assert_uint_eq(s.seen, 2);
	ck_assert_uint_eq(s.found, 1);
	ck_assert_uint_eq(s.good, 2);
	ck_assert_uint_eq(s.good_found, 1);
	ck_assert_double_eq_tol(s.roc, 0.75, 1e-9);
	ck_assert_int_eq(gn_val_form_sum(recs, 3, "squat", "small",
					 GN_FORM_KINDS, &s), GN_OK);
	ck_assert_uint_eq(s.found, 2);
	ck_assert_int_eq(gn_val_form_sum(recs, 3, NULL, "small",
					 GN_FORM_RANGE, &s), GN_OK);
	ck_assert_uint_eq(s.n, 4);
	ck_assert_uint_eq(s.good, 4);
}
END_TEST

Suite *suite_validate_form(void)
{
	Suite *s = suite_create("validate_form");
	TCase *t = tcase_create("validate_form");

	tcase_add_test(t, roc_area_by_hand);
	tcase_add_test(t, sums_by_label_and_kind);
	suite_add_tcase(s, t);
	return s;
}

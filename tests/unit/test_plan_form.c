/* SPDX-License-Identifier: MIT */
/* What a plan prescribes for repetitions of each side. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gonio/plan.h"
#include "suites.h"

#define MONDAY 4                /* 1970-01-05 */
#define DEG (3.14159265358979323846f / 180)

static struct gn_plan plan;
static struct gn_form_plan form;

static struct gn_plan_item *item(size_t k, enum gn_side side, uint32_t reps)
{
	struct gn_plan_item *i = &plan.item[k];

	*i = (struct gn_plan_item){ .exercise = "squat", .side = side,
		.sets = 2, .reps = reps, .within_s = 0.5f,
		.tempo_s = { 2, 0, 1, 0 }, .rom_rad = 80 * DEG,
		.rom_of = "knee_flexion" };
	if (plan.n < k + 1)
		plan.n = k + 1;
	return i;
}

static void setup(void)
{
	memset(&plan, 0, sizeof(plan));
}

static const struct gn_form_target *on(enum gn_side side)
{
	return gn_form_target_of(&form, side);
}

START_TEST(one_item_is_for_all)
{
	item(0, GN_SIDE_NONE, 10);
	gn_plan_form(&plan, "squat", 0, 0, &form);
	ck_assert_uint_eq(form.n, 1);
	for (int side = 0; side <= GN_SIDE_B; side++)
		ck_assert_ptr_eq(on((enum gn_side)side), &form.target[0]);
	ck_assert_uint_eq(on(GN_SIDE_LEFT)->reps, 10);
	ck_assert_float_eq(on(GN_SIDE_LEFT)->tempo_s[0], 2);
	ck_assert_float_eq(on(GN_SIDE_LEFT)->within_s, 0.5f);
	ck_assert_float_eq(on(GN_SIDE_LEFT)->rom_rad, 80 * DEG);
	ck_assert_str_eq(on(GN_SIDE_LEFT)->rom_of, "knee_flexion");
	gn_plan_form(&plan, "lunge", 0, 0, &form);
	ck_assert_uint_eq(form.n, 0);
	ck_assert_ptr_null(on(GN_SIDE_LEFT));
	ck_assert_ptr_null(gn_form_target_of(NULL, GN_SIDE_LEFT));
}
END_TEST

START_TEST(each_side_has_its_own)
{
	item(0, GN_SIDE_LEFT, 12);
	item(1, GN_SIDE_RIGHT, 8);
	gn_plan_form(&plan, "squat", 0, 0, &form);
	ck_assert_uint_eq(on(GN_SIDE_LEFT)->reps, 12);
	ck_assert_uint_eq(on(GN_SIDE_RIGHT)->reps, 8);
	/* of a limb that no one named, nothing is known */
	ck_assert_ptr_null(on(GN_SIDE_UNKNOWN));
	ck_assert_ptr_null(on(GN_SIDE_A));
	/* both at once are of both */
	ck_assert_uint_eq(on(GN_SIDE_BOTH)->reps, 0);
	ck_assert_float_eq(on(GN_SIDE_BOTH)->tempo_s[0], 2);
}
END_TEST

START_TEST(of_that_day)
{
	item(0, GN_SIDE_NONE, 12)->days = 1 << 0;
	item(1, GN_SIDE_NONE, 8)->days = 1 << 2;
	gn_plan_form(&plan, "squat", 1, MONDAY, &form);
	ck_assert_uint_eq(on(GN_SIDE_LEFT)->reps, 12);
	gn_plan_form(&plan, "squat", 1, MONDAY + 2, &form);
	ck_assert_uint_eq(on(GN_SIDE_LEFT)->reps, 8);
	/* on a day of neither, or of none, it may be either */
	gn_plan_form(&plan, "squat", 1, MONDAY + 1, &form);
	ck_assert_uint_eq(on(GN_SIDE_LEFT)->reps, 0);
	gn_plan_form(&plan, "squat", 0, 0, &form);
	ck_assert_uint_eq(on(GN_SIDE_LEFT)->reps, 0);
}
END_TEST

/* Only what two items agree on holds for what both take. */
START_TEST(what_differs_is_left_out)
{
	struct gn_plan_item *b;
	const struct gn_form_target *t = &form.target[0];

	item(0, GN_SIDE_NONE, 10);
	b = item(1, GN_SIDE_NONE, 10);
	gn_plan_form(&plan, "squat", 0, 0, &form);
	ck_assert_uint_eq(form.n, 1);
	ck_assert_uint_eq(t->reps, 10);
	ck_assert_float_eq(t->tempo_s[2], 1);
	ck_assert_float_eq(t->rom_rad, 80 * DEG);
	b->tempo_s[2] = 2;
	gn_plan_form(&plan, "squat", 0, 0, &form);
	ck_assert_float_eq(t->tempo_s[0], 2);
	ck_assert(isnan(t->tempo_s[2]));
	b->within_s = 1;
	gn_plan_form(&plan, "squat", 0, 0, &form);
	ck_assert(isnan(t->tempo_s[0]));
	snprintf(b->rom_of, sizeof(b->rom_of), "hip_flexion");
	gn_plan_form(&plan, "squat", 0, 0, &form);
	ck_assert(isnan(t->rom_rad));
	item(1, GN_SIDE_NONE, 10)->rom_rad = NAN;
	gn_plan_form(&plan, "squat", 0, 0, &form);
	ck_assert(isnan(t->rom_rad));
	item(1, GN_SIDE_NONE, 10)->rom_rad = 90 * DEG;
	gn_plan_form(&plan, "squat", 0, 0, &form);
	ck_assert(isnan(t->rom_rad));
	item(1, GN_SIDE_NONE, 8);
	gn_plan_form(&plan, "squat", 0, 0, &form);
	ck_assert_uint_eq(t->reps, 0);
}
END_TEST

Suite *suite_plan_form(void)
{
	Suite *s = suite_create("plan_form");
	TCase *t = tcase_create("plan_form");

	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_test(t, one_item_is_for_all);
	tcase_add_test(t, each_side_has_its_own);
	tcase_add_test(t, of_that_day);
	tcase_add_test(t, what_differs_is_left_out);
	suite_add_tcase(s, t);
	return s;
}

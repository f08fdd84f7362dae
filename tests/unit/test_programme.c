/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "apps/programme.h"
#include "suites.h"

START_TEST(read_as_written)
{
	static const struct {
		const char *text, *exercise;
		uint32_t sets, reps;
	} good[] = {
		{ "squat", "squat", 0, 0 },
		{ "Sit to stand:1", "Sit to stand", 0, 1 },
		{ "squat:10", "squat", 0, 10 },
		{ "squat:3x10", "squat", 3, 10 },
		{ "squat:999x999", "squat", 999, 999 },
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct gn_task t = { "x", { .sets = 7, .reps = 7 }, 0 };

		ck_assert_int_eq(gn_task_parse(&t, good[i].text), GN_OK);
		ck_assert_str_eq(t.exercise, good[i].exercise);
		ck_assert_uint_eq(t.target.sets, good[i].sets);
		ck_assert_uint_eq(t.target.reps, good[i].reps);
	}
}
END_TEST

START_TEST(refused)
{
	static const char *const bad[] = {
		"", ":", ":3", "squat:", "squat:x", "squat:3x", "squat:x3",
		"squat:0", "squat:0x3", "squat:3x0", "squat:1000",
		"squat:99999999999999999999", "squat:3x10x2", "squat:-3",
		"squat: 3", "squat:3 ",
	};
	char longest[65];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct gn_task t = { "x", { .sets = 7, .reps = 7 }, 0 };

		ck_assert_msg(gn_task_parse(&t, bad[i]) == GN_EINVAL, "'%s'",
			      bad[i]);
		ck_assert_str_eq(t.exercise, "x");
		ck_assert_uint_eq(t.target.sets + t.target.reps, 14);
	}
	memset(longest, 'a', 64);
	longest[64] = '\0';
	for (int n = 64; n > 62; n--, longest[n] = '\0') {
		struct gn_task t;

		ck_assert_int_eq(gn_task_parse(&t, longest), n == 64 ?
				 GN_EINVAL : GN_OK);
	}
}
END_TEST

START_TEST(a_file_for_each)
{
	static const struct {
		const char *path, *second;
	} name[] = {
		{ "monday.gonio", "monday-2.gonio" },
		{ "monday", "monday-2" },
		{ "a.b/monday", "a.b/monday-2" },
		{ "a.b/.hidden", "a.b/.hidden-2" },
		{ "./c.d.gonio", "./c.d-2.gonio" },
	};
	char out[16];

	for (size_t i = 0; i < sizeof(name) / sizeof(name[0]); i++) {
		ck_assert_int_eq(gn_task_file(out, sizeof(out), name[i].path,
					      0), GN_OK);
		ck_assert_str_eq(out, name[i].path);
		ck_assert_int_eq(gn_task_file(out, sizeof(out), name[i].path,
					      1), GN_OK);
		ck_assert_str_eq(out, name[i].second);
	}
	ck_assert_int_eq(gn_task_file(out, 5, "abcd", 0), GN_OK);
	ck_assert_int_eq(gn_task_file(out, 4, "abcd", 0), GN_EINVAL);
	ck_assert_int_eq(gn_task_file(out, 6, "abcd", 1), GN_EINVAL);
}
END_TEST

/* ---- what a plan prescribes ---------------------------------------------- */

#define MONDAY 4                /* 1970-01-05 */

static struct gn_plan plan;

static struct gn_plan_item *item(const char *exercise, enum gn_side side,
				 uint32_t reps)
{
	struct gn_plan_item *i = &plan.item[plan.n++];

	*i = (struct gn_plan_item){ .side = side, .sets = 3, .reps = reps,
				    .within_s = 0.5f, .hold_s = NAN,
				    .tempo_s = { 3, 0, 1, 1 },
				    .rom_rad = 1.5f };
	snprintf(i->exercise, sizeof(i->exercise), "%s", exercise);
	snprintf(i->rom_of, sizeof(i->rom_of), "knee_flexion");
	return i;
}

START_TEST(the_plan_of_a_day)
{
	struct gn_task t[GN_TASKS_MAX];

	plan.n = 0;
	item("squat", GN_SIDE_NONE, 10)->days = 1 << 0 | 1 << 2;
	item("lunge", GN_SIDE_LEFT, 8);
	item("lunge", GN_SIDE_RIGHT, 6)->days = 1 << 1;
	item("plank", GN_SIDE_NONE, 0)->hold_s = 20;
	ck_assert_uint_eq(gn_tasks_of_plan(t, &plan, MONDAY), 3);
	ck_assert_str_eq(t[0].exercise, "squat");
	ck_assert_uint_eq(t[0].planned, 1);
	ck_assert_uint_eq(t[0].target.sets, 3);
	ck_assert_uint_eq(t[0].target.reps, 10);
	ck_assert_int_eq(t[0].target.side, GN_SIDE_NONE);
	ck_assert_float_eq(t[0].target.form.tempo_s[0], 3);
	ck_assert_float_eq(t[0].target.form.rom_rad, 1.5f);
	ck_assert_str_eq(t[0].target.form.rom_of, "knee_flexion");
	ck_assert(isnan(t[0].target.hold_s));
	ck_assert_int_eq(t[1].target.side, GN_SIDE_LEFT);
	ck_assert_float_eq(t[2].target.hold_s, 20);
	ck_assert_uint_eq(t[2].target.reps, 0);
	ck_assert_uint_eq(gn_tasks_of_plan(t, &plan, MONDAY + 1), 3);
	ck_assert_str_eq(t[0].exercise, "lunge");
	ck_assert_uint_eq(t[1].target.reps, 6);
	plan.n = 1;
	ck_assert_uint_eq(gn_tasks_of_plan(t, &plan, MONDAY + 1), 0);
}
END_TEST

START_TEST(a_plan_adds_to_what_is_said)
{
	struct gn_target t = { .sets = 2, .reps = 5 };

	plan.n = 0;
	item("lunge", GN_SIDE_LEFT, 8);
	item("lunge", GN_SIDE_RIGHT, 8)->tempo_s[0] = 2;
	ck_assert_int_eq(gn_target_add(&t, &plan, "squat", 0, 0), 0);
	ck_assert_uint_eq(t.sets, 2);
	ck_assert_int_eq(gn_target_add(&t, &plan, "lunge", 0, 0), 1);
	ck_assert_uint_eq(t.sets, 2);
	ck_assert_uint_eq(t.reps, 5);
	/* only in what they agree */
	ck_assert_int_eq(t.side, GN_SIDE_NONE);
	ck_assert(isnan(t.form.tempo_s[0]));
	ck_assert_float_eq(t.form.tempo_s[2], 1);
	memset(&t, 0, sizeof(t));
	ck_assert_int_eq(gn_target_add(&t, &plan, "lunge", 0, 0), 1);
	ck_assert_uint_eq(t.sets, 3);
	ck_assert_uint_eq(t.reps, 8);
	plan.item[1].sets = 2;
	plan.item[0].hold_s = plan.item[1].hold_s = 20;
	memset(&t, 0, sizeof(t));
	ck_assert_int_eq(gn_target_add(&t, &plan, "lunge", 0, 0), 1);
	ck_assert_uint_eq(t.sets, 0);
	ck_assert_float_eq(t.hold_s, 20);
	plan.item[1].hold_s = 30;
	memset(&t, 0, sizeof(t));
	ck_assert_int_eq(gn_target_add(&t, &plan, "lunge", 0, 0), 1);
	ck_assert(isnan(t.hold_s));
	/* on its day it is that one */
	plan.item[1].days = 1 << 3;
	plan.item[0].days = 1 << 0;
	memset(&t, 0, sizeof(t));
	ck_assert_int_eq(gn_target_add(&t, &plan, "lunge", 1, MONDAY), 1);
	ck_assert_int_eq(t.side, GN_SIDE_LEFT);
	ck_assert_uint_eq(t.sets, 3);
}
END_TEST

Suite *suite_programme(void)
{
	Suite *s = suite_create("programme");
	TCase *c = tcase_create("programme");

	tcase_add_test(c, read_as_written);
	tcase_add_test(c, refused);
	tcase_add_test(c, a_file_for_each);
	tcase_add_test(c, the_plan_of_a_day);
	tcase_add_test(c, a_plan_adds_to_what_is_said);
	suite_add_tcase(s, c);
	return s;
}

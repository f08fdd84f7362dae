/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "apps/validate_mistakes.h"
#include "files.h"
#include "suites.h"
#include "tabletest.h"

static struct gn_diag why;
static struct gn_val_mistakes scene;

static void setup(void)
{
	files_open();
	ck_assert_msg(!gn_val_mistakes_load(&scene,
		"fixtures/validation/mistakes.cfg", &why), "%s", why.text);
}

static const struct {
	const char *text, *part;
} wrong[] = {
	{ "kind = \"form\";", "kind must be \"mistakes\"" },
	{ "kind = \"mistakes\";", "needs slip_s" },
	{ "kind = \"mistakes\"; slip_s = [ 0 ];", "slip_s must be a list" },
	{ "kind = \"mistakes\"; slip_deg = 200;", "slip_deg must be a number" },
	{ "kind = \"mistakes\"; slips = 2;", "slips is no such field" },
};

START_TEST(what_is_wrong_is_named)
{
	tabletest_refuses(gn_val_mistakes_all, wrong[_i].text,
			  wrong[_i].part);
}
END_TEST

/* The row of an exercise and a mistake, run. */
static struct gn_val_mistake row(const char *exercise, enum gn_val_what what,
				 uint32_t sessions)
{
	struct gn_val_mistake m = { .scenario = "" };

	scene.sessions = sessions;
	for (size_t i = (size_t)what; i < gn_val_mistakes_rows();
	     i += GN_VAL_WHAT_COUNT) {
		ck_assert_int_eq(gn_val_mistakes_run(&scene, i, &m), GN_OK);
		if (!strcmp(m.scenario, exercise))
			return m;
	}
	ck_abort_msg("no %s", exercise);
}

/* The first exercise alone: what is known to be found there. */
START_TEST(squats_tell_of_them)
{
	struct gn_val_mistake m = row("squat", (enum gn_val_what)_i, 12);

	ck_assert_int_eq(m.what, _i);
	ck_assert_uint_eq(m.sessions, 12);
	ck_assert_uint_le(m.wrong, 1);
	switch (m.what) {
	case GN_VAL_NONE:
		ck_assert_uint_eq(m.found, 0);
		ck_assert_uint_eq(m.wrong, 0);
		break;
	default:
		ck_assert_uint_ge(m.found, 11);
	}
}
END_TEST

/* Nobody knows which lunge is of which side, where the pelvis counts them. */
START_TEST(lunges_take_turns)
{
	ck_assert_uint_eq(row("lunge", GN_VAL_SLIP, 24).found, 24);
}
END_TEST

/* A shank's sensor on the thigh sees no knee extend. */
START_TEST(what_nothing_moves_is_empty)
{
	struct gn_val_mistake m = row("knee_extension", GN_VAL_TOGETHER, 6);

	ck_assert_uint_ge(m.empty, 3);
	ck_assert_uint_le(m.empty + m.found, 6);
}
END_TEST

/* The calibration of a body tells them as well, but for slips, and for what is
 * exchanged between limbs that do the very same. */
START_TEST(calibrations_tell_of_them)
{
	static const char *const which[] = { "calibration", "body" };
	struct gn_val_mistake m = row(which[_i / GN_VAL_WHAT_COUNT],
			(enum gn_val_what)(_i % GN_VAL_WHAT_COUNT), 2);

	ck_assert_uint_eq(m.sessions, m.what == GN_VAL_SLIP ? 0 : 2);
	ck_assert_uint_eq(m.empty, 0);
	ck_assert_uint_ge(m.found, m.what == GN_VAL_SWAPPED ? 2 :
			  m.what == GN_VAL_TOGETHER ? 1 : 0);
	ck_assert_uint_eq(m.wrong, 0);
}
END_TEST

/* A slip too small is not found: it is the slip that is. */
START_TEST(a_small_slip_is_none)
{
	scene.slip_deg = 1;
	ck_assert_uint_eq(row("squat", GN_VAL_SLIP, 4).found, 0);
}
END_TEST

START_TEST(the_table_has_all_rows)
{
	const char *path = files_path("small.cfg");
	char *text, *lines;
	json_t *first;
	size_t n = 0;

	files_put("small.cfg", "kind = \"mistakes\"; sessions = 1;\n"
		  "slip_s = [ 0.3 ];");
	text = tabletest_text(gn_val_mistakes_all, path);
	ck_assert_int_eq(strncmp(text, "\nMISTAKE ", 9), 0);
	for (const char *p = text; (p = strstr(p, "\nsmall ")) != NULL; p++)
		n++;
	ck_assert_uint_eq(n, gn_val_mistakes_rows());
	ck_assert_ptr_nonnull(strstr(text, "squat           none"
				     "             1        0        -"
				     "      0.0\n"));
	free(text);
	lines = tabletest_lines(gn_val_mistakes_all, path);
	first = tabletest_first(lines, "mistake");
	ck_assert_str_eq(json_string_value(json_object_get(first, "exercise")),
			 "squat");
	ck_assert_str_eq(json_string_value(json_object_get(first, "what")),
			 "none");
	ck_assert(json_is_null(json_object_get(first, "found")));
	ck_assert_int_eq(json_integer_value(json_object_get(first, "false")),
			 0);
	json_decref(first);
	free(lines);
}
END_TEST

Suite *suite_validate_mistakes(void)
{
	Suite *s = suite_create("validate_mistakes");
	TCase *t = tcase_create("validate_mistakes");

	tcase_add_checked_fixture(t, setup, files_close);
	tcase_add_loop_test(t, what_is_wrong_is_named, 0,
			    sizeof(wrong) / sizeof(wrong[0]));
	tcase_add_loop_test(t, squats_tell_of_them, 0, GN_VAL_WHAT_COUNT);
	tcase_add_test(t, lunges_take_turns);
	tcase_add_test(t, what_nothing_moves_is_empty);
	tcase_add_loop_test(t, calibrations_tell_of_them, 0,
			    2 * GN_VAL_WHAT_COUNT);
	tcase_add_test(t, a_small_slip_is_none);
	tcase_add_test(t, the_table_has_all_rows);
	tcase_set_timeout(t, 60);
	suite_add_tcase(s, t);
	return s;
}

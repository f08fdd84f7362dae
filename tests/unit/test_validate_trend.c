/* SPDX-License-Identifier: MIT */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/validate_trend.h"
#include "files.h"
#include "suites.h"
#include "tabletest.h"

static struct gn_diag why;

#define LISTS "kind = \"trend\"; sessions = [ 4, 6 ]; falls_mdc = [ 0, 2 ];\n"

static const char *put(const char *text)
{
	files_put("small.cfg", text);
	return files_path("small.cfg");
}

START_TEST(fields_and_defaults)
{
	struct gn_val_trend s;

	ck_assert_msg(!gn_val_trend_load(&s, put(LISTS), &why), "%s", why.text);
	ck_assert_str_eq(s.name, "small");
	ck_assert_uint_eq(s.histories, 500);
	ck_assert_uint_eq(s.reps, 10);
	ck_assert_double_eq(s.mounting_deg, 3);
	ck_assert_uint_eq(s.sudden + s.velocity, 0);
	ck_assert_uint_eq(s.sessions.n, 2);
	ck_assert_double_eq(s.falls.v[1], 2);
	ck_assert_msg(!gn_val_trend_load(&s, put(LISTS "sudden = 1;"
		"velocity = 1; reps = 4; range_rep_deg = 7;"), &why), "%s",
		why.text);
	ck_assert_uint_eq(s.sudden, 1);
	ck_assert_uint_eq(s.velocity, 1);
	ck_assert_uint_eq(s.reps, 4);
	ck_assert_double_eq(s.range_rep_deg, 7);
}
END_TEST

static const struct {
	const char *text, *part;
} wrong[] = {
	{ "kind = \"asymmetry\";", "kind must be \"trend\"" },
	{ "sudden = 2;", "sudden must be a whole number from 0 to 1" },
	{ "sessions = [ 1 ];", "must be a list of 1 to 16 numbers, 2 to" },
	{ "sessions = [ 53 ];", "sessions must be a list" },
	{ "sessions = [ 4.5 ]; falls_mdc = [ 1 ];", "must be whole numbers" },
	{ "sessions = [ 4 ];", "needs sessions and falls_mdc" },
	{ "falls_mdc = [ 4 ];", "needs sessions and falls_mdc" },
	{ "falls = [ 4 ];", "falls is no such field" },
};

START_TEST(what_is_wrong_is_named)
{
	struct gn_val_trend s;

	ck_assert_int_eq(gn_val_trend_load(&s, put(wrong[_i].text), &why),
			 GN_EFORMAT);
	ck_assert_msg(strstr(why.text, wrong[_i].part) != NULL, "%s", why.text);
}
END_TEST

/* All points of a shipped file; at most 16. */
static size_t run_file(const char *path, struct gn_val_trend *s,
		       struct gn_val_trend_point *p)
{
	ck_assert_msg(!gn_val_trend_load(s, path, &why), "%s", why.text);
	ck_assert_uint_eq(s->histories, 500);
	for (size_t i = 0; i < s->falls.n * s->sessions.n; i++)
		ck_assert_int_eq(gn_val_trend_run(s, i, &p[i]), GN_OK);
	return s->falls.n * s->sessions.n;
}

/* False ones at most in 5 % (of 500: up to 6.9 % is chance), a fall of 2 MDC95
 * over 6 sessions found in 90 % (down to 88 %). */
START_TEST(warnings_are_right)
{
	struct gn_val_trend_point p[16];
	struct gn_val_trend s;
	size_t n = run_file("fixtures/validation/trend.cfg", &s, p);

	ck_assert_uint_eq(n, 16);
	for (size_t i = 0; i < n; i++) {
		ck_assert_uint_eq(p[i].histories, 500);
		ck_assert_uint_le(p[i].right, p[i].warned);
		if (p[i].mdc < 0.5)
			ck_assert_uint_le(p[i].warned, 34);
		if (p[i].mdc > 1.5 && p[i].sessions >= 6)
			ck_assert_uint_ge(p[i].right, 440);
	}
	/* one MDC95 is told less often than two, two in four sessions less
	 * often than in twelve */
	ck_assert_uint_lt(p[5].right + 100, p[9].right);
	ck_assert_uint_lt(p[8].right + 100, p[11].right);
}
END_TEST

START_TEST(what_else_falls)
{
	struct gn_val_trend_point slow[16], last[16], less[16];
	struct gn_val_trend s;
	size_t n = run_file("fixtures/validation/trend_sudden.cfg", &s, last);

	ck_assert_uint_eq(n, 8);
	for (size_t i = 0; i < n; i++)
		if (last[i].sessions >= 8)
			ck_assert_uint_ge(last[i].right, 460);
	/* four sessions do not tell */
	ck_assert_uint_le(last[0].right, 150);
	n = run_file("fixtures/validation/trend_velocity.cfg", &s, slow);
	ck_assert_uint_eq(n, 4);
	ck_assert_uint_ge(slow[1].right, 470);
	s.velocity = 0;
	ck_assert_int_eq(gn_val_trend_run(&s, 0, &less[0]), GN_OK);
	ck_assert_uint_gt(slow[0].right, less[0].right + 30);
}
END_TEST

START_TEST(tables)
{
	char *text;
	json_t *o;

	text = tabletest_text(gn_val_trend_all, put(LISTS "histories = 5;"));
	ck_assert_msg(!strncmp(text, "\nFALL             how", 20), "%s", text);
	ck_assert_msg(strstr(text, "\nsmall            nothing      0.0       "
			     " 4         5 ") != NULL, "%s", text);
	ck_assert_msg(strstr(text, "\nsmall            gradual      2.0       "
			     " 6         5 ") != NULL, "%s", text);
	free(text);
	text = tabletest_lines(gn_val_trend_all, files_path("small.cfg"));
	o = tabletest_first(text, "trend");
	ck_assert_int_eq(json_integer_value(json_object_get(o, "histories")),
			 5);
	json_decref(o);
	free(text);
}
END_TEST

Suite *suite_validate_trend(void)
{
	Suite *s = suite_create("validate_trend");
	TCase *t = tcase_create("histories");

	suite_add_tcase(s, t);
	tcase_add_checked_fixture(t, files_open, files_close);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, fields_and_defaults);
	tcase_add_loop_test(t, what_is_wrong_is_named, 0,
			    sizeof(wrong) / sizeof(wrong[0]));
	tcase_add_test(t, warnings_are_right);
	tcase_add_test(t, what_else_falls);
	tcase_add_test(t, tables);
	return s;
}

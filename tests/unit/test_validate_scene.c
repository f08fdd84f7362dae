/* SPDX-License-Identifier: MIT */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/validate_scene.h"
#include "files.h"
#include "suites.h"
#include "tabletest.h"

static struct gn_diag why;

#define LISTS "true_percent = [ 0, 15 ]; mounting_points = [ 3 ];\n"

static const char *put(const char *text)
{
	files_put("small.cfg", text);
	return files_path("small.cfg");
}

START_TEST(fields_and_defaults)
{
	struct gn_scene s;

	ck_assert_msg(!gn_scene_load(&s, put(LISTS), &why), "%s", why.text);
	ck_assert_str_eq(s.name, "small");
	ck_assert_uint_eq(s.sessions, 500);
	ck_assert_uint_eq(s.reps, 10);
	ck_assert_double_eq(s.rom_cv, 0.06);
	ck_assert_uint_eq(s.percent.n, 2);
	ck_assert_double_eq(s.percent.v[1], 15);
	ck_assert_uint_eq(s.mounting.n, 1);
	ck_assert_double_eq(s.mounting.v[0], 3);
	ck_assert_msg(!gn_scene_load(&s, put(LISTS "kind = \"asymmetry\";"
		"seed = 7; sessions = 20; reps = 5; range_deg = 60;"
		"rom_cv = 0.1; duration_cv = 0.2; rom_loss = 0.3;"
		"repeat_deg = 2.5; smooth_sd = 0.5;"), &why), "%s", why.text);
	ck_assert_uint_eq(s.seed, 7);
	ck_assert_uint_eq(s.sessions, 20);
	ck_assert_uint_eq(s.reps, 5);
	ck_assert_double_eq(s.range_deg, 60);
	ck_assert_double_eq(s.duration_cv, 0.2);
	ck_assert_double_eq(s.rom_loss, 0.3);
	ck_assert_double_eq(s.repeat_deg, 2.5);
	ck_assert_double_eq(s.smooth_sd, 0.5);
}
END_TEST

static const struct {
	const char *text, *part;
} wrong[] = {
	{ "\nreps = 2;", "small.cfg:2: reps must be a whole number from 3" },
	{ "reps = 4.5;", "reps must be a whole number" },
	{ "rom_cv = \"x\";", "rom_cv must be a number from 0 to 0.5" },
	{ "rom_cv = 0.6;", "rom_cv must be a number from 0 to 0.5" },
	{ "rep = 5;", "rep is no such field" },
	{ "kind = \"other\";", "kind must be \"asymmetry\"" },
	{ "kind = 3;", "kind must be \"asymmetry\"" },
	{ "true_percent = 3;", "true_percent must be a list" },
	{ "true_percent = [];", "true_percent must be a list" },
	{ "mounting_points = [ -1 ];", "mounting_points must be a list" },
	{ "mounting_points = [ 3 ];", "needs true_percent and" },
	{ "true_percent = [ 3 ];", "needs true_percent and" },
	{ "reps = ;", "small.cfg:1: syntax error" },
};

START_TEST(what_is_wrong_is_named)
{
	struct gn_scene s;

	ck_assert_int_eq(gn_scene_load(&s, put(wrong[_i].text), &why),
			 GN_EFORMAT);
	ck_assert_msg(strstr(why.text, wrong[_i].part) != NULL, "%s", why.text);
}
END_TEST

START_TEST(no_such_file)
{
	struct gn_scene s;

	ck_assert_int_eq(gn_scene_load(&s, "nowhere.cfg", &why), GN_ENOENT);
	ck_assert_ptr_nonnull(strstr(why.text, "nowhere.cfg"));
}
END_TEST

/* Equal limbs, and one that goes 15 % less far: 100 x 15 / 92.5 points. */
START_TEST(points)
{
	struct gn_scene s;
	struct gn_scene_point none, much;

	ck_assert_int_eq(gn_scene_load(&s, put(LISTS "sessions = 200;"), &why),
			 GN_OK);
	ck_assert_int_eq(gn_scene_run(&s, 0, &none), GN_OK);
	ck_assert_uint_eq(none.sessions, 200);
	ck_assert_double_eq(none.truth, 0);
	ck_assert_double_eq(none.mounting, 3);
	ck_assert_uint_le(none.any, 10);
	ck_assert_uint_le(none.range, none.any);
	ck_assert_uint_ge(none.covered, 180);
	ck_assert_int_eq(gn_scene_run(&s, 1, &much), GN_OK);
	ck_assert_double_eq_tol(much.truth, 16.2162, 1e-4);
	ck_assert_double_eq(much.percent, 15);
	ck_assert_uint_ge(much.range, 180);
	ck_assert_uint_ge(much.any, much.range);
	ck_assert_uint_eq(much.wrong, 0);
	ck_assert_uint_ge(much.covered, 180);
	/* the same again */
	ck_assert_int_eq(gn_scene_run(&s, 1, &none), GN_OK);
	ck_assert_mem_eq(&none, &much, sizeof(much));
}
END_TEST

/* Mounting that no one knows of would be taken for a difference. */
START_TEST(mounting_is_what_hides)
{
	struct gn_scene s;
	struct gn_scene_point p;

	ck_assert_int_eq(gn_scene_load(&s, put("sessions = 100;"
		"true_percent = [ 15 ]; mounting_points = [ 0, 8 ];"), &why),
		GN_OK);
	ck_assert_int_eq(gn_scene_run(&s, 0, &p), GN_OK);
	ck_assert_uint_ge(p.range, 98);
	ck_assert_int_eq(gn_scene_run(&s, 1, &p), GN_OK);
	ck_assert_double_eq(p.mounting, 8);
	ck_assert_uint_le(p.range, 70);
	ck_assert_uint_ge(p.range, 20);
}
END_TEST

START_TEST(tables)
{
	char *text = NULL;
	size_t size;
	FILE *f;
	json_t *o;

	text = tabletest_text(gn_scene_all, put(LISTS "sessions = 3;"));
	ck_assert_msg(!strncmp(text, "\nASYMMETRY        mounting  true %", 33),
		      "%s", text);
	ck_assert_ptr_nonnull(strstr(text, "\nsmall                 3.0     "
				     "0.0        3 "));
	ck_assert_ptr_nonnull(strstr(text, "\nsmall                 3.0    "
				     "15.0        3    100.0    100.0       "
				     "0"));
	free(text);
	text = tabletest_lines(gn_scene_all, files_path("small.cfg"));
	o = tabletest_first(text, "asymmetry");
	ck_assert_int_eq(json_integer_value(json_object_get(o, "sessions")),
			 3);
	json_decref(o);
	free(text);
	f = open_memstream(&text, &size);
	ck_assert_int_eq(gn_scene_all("nowhere.cfg", 1, f, 1, 1, &why),
			 GN_ENOENT);
	fclose(f);
	ck_assert_str_eq(text, "");
	free(text);
}
END_TEST

Suite *suite_validate_scene(void)
{
	Suite *s = suite_create("validate_scene");
	TCase *t = tcase_create("sessions");

	suite_add_tcase(s, t);
	tcase_add_checked_fixture(t, files_open, files_close);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, fields_and_defaults);
	tcase_add_loop_test(t, what_is_wrong_is_named, 0,
			    sizeof(wrong) / sizeof(wrong[0]));
	tcase_add_test(t, no_such_file);
	tcase_add_test(t, points);
	tcase_add_test(t, mounting_is_what_hides);
	tcase_add_test(t, tables);
	return s;
}

/* SPDX-License-Identifier: MIT */
/* The report as HTML: what is drawn, and that no name breaks out of it. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "page_case.h"
#include "suites.h"

/* The object in the script element of an id; the caller frees it. */
static json_t *data_of(const char *text, const char *id)
{
	char begin[64];
	const char *from;
	json_error_t error;
	json_t *root;

	snprintf(begin, sizeof(begin), "id=\"%s\">", id);
	from = strstr(text, begin);
	ck_assert_ptr_nonnull(from);
	root = json_loads(from + strlen(begin), JSON_DISABLE_EOF_CHECK,
			  &error);
	ck_assert_msg(root != NULL, "%s", error.text);
	return root;
}

static const json_t *chart(const json_t *all, const char *kind)
{
	const json_t *one;
	size_t i;

	json_array_foreach(all, i, one)
		if (!strcmp(json_string_value(json_object_get(one, "kind")),
			    kind))
			return one;
	ck_abort_msg("no chart '%s'", kind);
	return NULL;
}

static double at(const json_t *one, const char *key, size_t i)
{
	const json_t *v = json_array_get(json_object_get(one, key), i);

	return json_is_null(v) ? (double)NAN : json_number_value(v);
}

START_TEST(charts_have_what_was_measured)
{
	char *text = page_written(1);
	json_t *all = data_of(text, "charts");
	const json_t *line = json_array_get(json_object_get(
		chart(all, "curve"), "lines"), 0);
	const json_t *rep = json_array_get(json_object_get(
		chart(all, "curve"), "reps"), 1);
	const json_t *one;

	/* two seconds around the set, upwards, every value */
	ck_assert_double_eq_tol(json_number_value(json_object_get(line,
		"from")), 8.0, 1e-9);
	ck_assert_uint_eq(json_array_size(json_object_get(line, "values")),
			  23);
	ck_assert_double_eq_tol(at(line, "values", 0), 34.4, 1e-9);
	/* the second one: where it is, partial, with a remark */
	ck_assert_double_eq_tol(json_number_value(json_array_get(rep, 0)),
				13.0, 1e-9);
	ck_assert_int_eq(json_integer_value(json_array_get(rep, 3)), 2);
	ck_assert_int_eq(json_integer_value(json_array_get(rep, 4)), 3);
	one = chart(all, "range");
	ck_assert_double_eq_tol(at(one, "values", 1), 45.0, 1e-9);
	ck_assert_double_eq_tol(at(one, "within", 0), 2.2, 1e-9);
	one = json_array_get(json_object_get(chart(all, "tempo"), "parts"),
			     3);
	ck_assert_double_eq_tol(at(one, "values", 0), 0.5, 1e-9);
	ck_assert(isnan(at(one, "values", 1)));
	one = chart(all, "sides");
	ck_assert_double_eq_tol(at(one, "values", 0), -66.7, 1e-9);
	ck_assert_double_eq_tol(at(one, "to", 0), -40.0, 1e-9);
	ck_assert_double_eq_tol(at(one, "noise", 0), 6.7, 1e-9);
	json_decref(all);
	free(text);
}
END_TEST

/* A curve with a hole has one; of a joint angle the sign stays. */
START_TEST(a_curve_as_it_is)
{
	char *text;
	json_t *all;
	const json_t *line;

	snprintf(page_curve.name, sizeof(page_curve.name), "knee_flexion_r");
	page_curve.from_s = 8.0;
	text = page_written(1);
	all = data_of(text, "charts");
	line = json_array_get(json_object_get(chart(all, "curve"), "lines"),
			      0);
	ck_assert_double_eq_tol(at(line, "values", 6), -34.4, 1e-9);
	ck_assert(isnan(at(line, "values", 5)));
	json_decref(all);
	free(text);
}
END_TEST

START_TEST(a_page_is_whole)
{
	char *text = page_written(1), *at_;
	size_t canvases = 0;
	json_t *all = data_of(text, "charts");

	ck_assert_ptr_eq(strstr(text, "<!DOCTYPE html>\n<html lang=\"en\">"),
			 text);
	ck_assert_str_eq(text + strlen(text) - 8, "</html>\n");
	/* one canvas for each chart, and what draws, in this order */
	for (at_ = text; (at_ = strstr(at_, "<canvas id=\"c")) != NULL; at_++)
		canvases++;
	ck_assert_uint_eq(canvases, json_array_size(all));
	ck_assert_ptr_nonnull(strstr(text, "<script>\n/*c*/</script>\n"
				     "<script>\n/*s*/</script>\n"));
	ck_assert_ptr_nonnull(strstr(text, "default-src 'none';"));
	ck_assert_ptr_nonnull(strstr(text, "<style>\nmain{}\n</style>"));
	ck_assert_ptr_null(strstr(text, "http:"));
	ck_assert_ptr_null(strstr(text, "https:"));
	json_decref(all);
	all = data_of(text, "words");
	ck_assert_str_eq(json_string_value(json_object_get(all, "left")),
			 "left");
	json_decref(all);
	free(text);
}
END_TEST

/* Whoever named the file, the patient or the sensor: it stays a name. */
START_TEST(names_do_not_break_out)
{
	static const char bad[] = "</script><script>alert(1)</script>&\"\x1b";
	char *text;
	json_t *all;

	snprintf(page_path, sizeof(page_path), "x/%s", bad);
	page_of.patient = bad;
	page_squat.title[0] = '\0';
	strncat(page_squat.title, bad, sizeof(page_squat.title) - 1);
	snprintf(page_reps[0].rom_of, sizeof(page_reps[0].rom_of), "%.20s",
		 bad);
	snprintf(page_curve.name, sizeof(page_curve.name), "%.30s", bad);
	snprintf(page_asym[0].of, sizeof(page_asym[0].of), "%.30s", bad);
	text = page_written(1);
	ck_assert_ptr_null(strstr(text, "<script>alert"));
	ck_assert_ptr_null(strchr(text, '\x1b'));
	ck_assert_ptr_nonnull(strstr(text, "&lt;/script&gt;&lt;script&gt;"
				     "alert(1)&lt;/script&gt;&amp;&quot;?"));
	all = data_of(text, "charts");
	ck_assert_ptr_nonnull(strstr(json_string_value(json_object_get(
		chart(all, "curve"), "title")), "</script><script>"));
	json_decref(all);
	free(text);
	text = page_written(0);
	ck_assert_ptr_null(strchr(text, '\x1b'));
	free(text);
	snprintf(page_squat.title, sizeof(page_squat.title), "Squat");
}
END_TEST

START_TEST(progress_drawn)
{
	const json_t *one;
	char *text;
	json_t *all;

	page_case_progress();
	text = page_written(1);
	all = data_of(text, "charts");
	one = chart(all, "progress");
	ck_assert_double_eq_tol(at(one, "values", 0), 85.944, 1e-3);
	ck_assert(isnan(at(one, "values", 1)));
	ck_assert_double_eq_tol(at(one, "band", 0), 80.214, 1e-3);
	ck_assert_double_eq_tol(at(one, "band", 1), 91.673, 1e-3);
	ck_assert_str_eq(json_string_value(json_array_get(json_object_get(one,
		"labels"), 2)), "3");
	ck_assert_ptr_nonnull(strstr(text, "<th scope=\"row\">squat, range of "
		"knee flexion, right</th><td>85.9 deg</td><td>57.3 deg</td>"
		"<td>5.7 deg</td><td>changed</td></tr>"));
	json_decref(all);
	free(text);
}
END_TEST

/* The chart is of what the target is of, where that is known. */
START_TEST(a_target_is_drawn)
{
	for (int known = 1; known >= 0; known--) {
		const json_t *one;
		char *text;
		json_t *all;

		page_case_plan();
		if (!known)
			snprintf(page_plan.item[0].rom_of,
				 sizeof(page_plan.item[0].rom_of),
				 "hip_flexion");
		text = page_written(1);
		all = data_of(text, "charts");
		one = chart(all, "range");
		ck_assert_double_eq_tol(at(one, "values", 0),
					known ? 114.6 : 90.0, 1e-9);
		ck_assert_double_eq_tol(at(one, "within", 0),
					known ? 11.2 : 2.2, 1e-9);
		ck_assert_int_eq(json_is_null(json_object_get(one, "target")),
				 !known);
		ck_assert_int_eq(strstr(text, "the prescribed target") != NULL,
				 known);
		json_decref(all);
		free(text);
	}
}
END_TEST

Suite *suite_page_html(void)
{
	Suite *s = suite_create("page_html");
	TCase *t = tcase_create("page_html");

	tcase_add_checked_fixture(t, page_case, NULL);
	tcase_add_test(t, charts_have_what_was_measured);
	tcase_add_test(t, a_curve_as_it_is);
	tcase_add_test(t, a_page_is_whole);
	tcase_add_test(t, names_do_not_break_out);
	tcase_add_test(t, progress_drawn);
	tcase_add_test(t, a_target_is_drawn);
	suite_add_tcase(s, t);
	return s;
}

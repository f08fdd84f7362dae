/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/report.h"
#include "suites.h"

#define S_NS INT64_C(1000000000)

static char *written(int (*report)(const struct gn_result *, FILE *),
		     const struct gn_result *r)
{
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(to);
	ck_assert_int_eq(report(r, to), GN_OK);
	fclose(to);
	return text;
}

static json_t *parsed(const struct gn_result *r)
{
	char *text = written(gn_report_json, r);
	json_t *o = json_loads(text, 0, NULL);

	ck_assert_msg(o != NULL, "%s", text);
	free(text);
	return o;
}

static double number(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);

	ck_assert_msg(json_is_number(v), "%s", key);
	return json_number_value(v);
}

static void check_null(const json_t *o, const char *key)
{
	ck_assert_msg(json_is_null(json_object_get(o, key)), "%s", key);
}

static void check_holds(const char *text, const char *part)
{
	ck_assert_msg(strstr(text, part) != NULL, "'%s' is not in:\n%s", part,
		      text);
}

/* 30 bouts of 4 to 33 steps, the last with an unknown cadence. */
static void walk_result(struct gn_result *r, size_t n)
{
	static const struct gn_exercise steps = {
		.name = "steps", .title = "Steps", .task = GN_TASK_WALK,
	};

	memset(r, 0, sizeof(*r));
	r->recording = strdup("x");
	r->n_sensors = 2;
	snprintf(r->sensors[0].name, 8, "thigh_r");
	snprintf(r->sensors[1].name, 8, "pelvis");
	r->exercise = &steps;
	r->walking = (struct gn_walking){ .assessed = 1, .sensor = 1,
		.steps = 555, .walking_s = 300.25f, .moderate_s = 12.5f,
		.cadence_spm = 98.76f };
	r->bouts = calloc(n + 1, sizeof(*r->bouts));
	ck_assert_ptr_nonnull(r->bouts);
	r->n_bouts = n;
	for (size_t i = 0; i < n; i++)
		r->bouts[i] = (struct gn_bout){ (int64_t)i * 10 * S_NS,
			(int64_t)i * 10 * S_NS + 5 * S_NS,
			4 + (uint32_t)i, i + 1 < n ? 101.26f : NAN };
}

START_TEST(steps_are_told_with_their_bouts)
{
	struct gn_result r;
	char *text;

	walk_result(&r, 2);
	text = written(gn_report_table, &r);
	check_holds(text, "Exercise   Steps (steps)\n");
	check_holds(text, "\nSteps 555, seen by pelvis; cadence 98.8 steps/min"
		    " in 2 bouts of walking, 300.2 s\n"
		    "  bout   start s     end s  steps  steps/min\n"
		    "     1      0.00      5.00      4      101.3\n"
		    "     2     10.00     15.00      5          -\n"
		    "  at 100 steps/min or more (moderate intensity, "
		    "Tudor-Locke 2019): 12.5 s\n");
	/* nobody counted repetitions */
	ck_assert_ptr_null(strstr(text, "Counted"));
	free(text);
	gn_result_free(&r);
	walk_result(&r, 0);
	r.walking.steps = 0;
	text = written(gn_report_table, &r);
	check_holds(text, "\nSteps 0, seen by pelvis\n");
	ck_assert_ptr_null(strstr(text, "bout"));
	free(text);
	gn_result_free(&r);
}
END_TEST

START_TEST(of_many_bouts_the_longest_are_shown)
{
	struct gn_result r;
	char *text;

	walk_result(&r, 30);
	r.bouts[3].steps = 40;
	text = written(gn_report_table, &r);
	check_holds(text, "     4     30.00     35.00     40      101.3\n"
		    "    12    110.00    115.00     15      101.3\n");
	check_holds(text, "    30    290.00    295.00     33          -\n"
		    "  these are the 20 longest of 30 bouts\n");
	free(text);
	gn_result_free(&r);
}
END_TEST

START_TEST(json_holds_steps_only_where_they_were_looked_for)
{
	struct gn_result r;
	json_t *o, *w;

	walk_result(&r, 30);
	o = parsed(&r);
	w = json_object_get(o, "walking");
	ck_assert_ptr_nonnull(w);
	ck_assert_double_eq(number(w, "sensor"), 1);
	ck_assert_double_eq(number(w, "steps"), 555);
	ck_assert_double_eq(number(w, "cadence_spm"), 98.8);
	ck_assert_double_eq(number(w, "walking_s"), 300.25);
	ck_assert_double_eq(number(w, "moderate_s"), 12.5);
	w = json_object_get(w, "bouts");
	ck_assert_uint_eq(json_array_size(w), 30);
	ck_assert_double_eq(number(json_array_get(w, 1), "start_s"), 10);
	ck_assert_double_eq(number(json_array_get(w, 1), "end_s"), 15);
	ck_assert_double_eq(number(json_array_get(w, 1), "steps"), 5);
	ck_assert_double_eq(number(json_array_get(w, 1), "cadence_spm"),
			    101.3);
	check_null(json_array_get(w, 29), "cadence_spm");
	check_null(json_object_get(o, "walking"), "gait_speed");
	json_decref(o);
	gn_result_free(&r);
	walk_result(&r, 30);
	r.walking.assessed = 0;
	o = parsed(&r);
	ck_assert_ptr_null(json_object_get(o, "walking"));
	json_decref(o);
	gn_result_free(&r);
}
END_TEST

/* 4 m in 5 s, and a step is 60 / 101.26 = 0.59 s. */
START_TEST(gait_speed_needs_a_distance)
{
	struct gn_result r;
	char *text;
	json_t *o, *g;

	walk_result(&r, 3);
	r.bouts[1].steps = 9;
	text = written(gn_report_table, &r);
	ck_assert_ptr_null(strstr(text, "gait speed"));
	free(text);
	r.walking.distance_m = 4.0f;
	text = written(gn_report_table, &r);
	check_holds(text, "  gait speed 0.80 m/s (0.70 to 0.94), 4.0 m in 5.00"
		    " s, give or take 1.25 steps\n"
		    "  not to be told from 0.8 m/s, at and below which it is "
		    "low (EWGSOP2)\n"
		    "  SPPB 4 m walk: 4 or 3 of 4 points");
	free(text);
	o = parsed(&r);
	g = json_object_get(json_object_get(o, "walking"), "gait_speed");
	ck_assert_double_eq(number(g, "speed_mps"), 0.8);
	ck_assert_double_eq(number(g, "least_mps"), 0.697);
	ck_assert_double_eq(number(g, "most_mps"), 0.939);
	ck_assert_double_eq(number(g, "time_s"), 5);
	ck_assert_double_eq(number(g, "within_s"), 0.74);
	ck_assert_uint_eq(json_array_size(json_object_get(g, "sppb_points")),
			  2);
	json_decref(o);
	r.walking.distance_m = 10.0f;
	text = written(gn_report_table, &r);
	check_holds(text, "  above 0.8 m/s");
	ck_assert_ptr_null(strstr(text, "SPPB"));
	free(text);
	r.walking.distance_m = 3.0f;
	text = written(gn_report_table, &r);
	check_holds(text, "  at or below 0.8 m/s");
	free(text);
	gn_result_free(&r);
}
END_TEST

Suite *suite_report_walking(void)
{
	Suite *s = suite_create("report_walking");
	TCase *t = tcase_create("report");

	tcase_add_test(t, steps_are_told_with_their_bouts);
	tcase_add_test(t, of_many_bouts_the_longest_are_shown);
	tcase_add_test(t, gait_speed_needs_a_distance);
	tcase_add_test(t, json_holds_steps_only_where_they_were_looked_for);
	suite_add_tcase(s, t);
	return s;
}

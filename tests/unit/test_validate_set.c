/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/validate.h"
#include "fault.h"
#include "suites.h"

/* A data set of eight recordings, as if they had been scored. */
static struct gn_truth truth[] = {
	{ .recording = "a", .exercise = "squat", .reps = 10 },
	{ .recording = "b", .exercise = "squat", .reps = 10 },
	{ .recording = "c", .exercise = "row", .reps = 5,
	  .trust = GN_TRUST_NOMINAL },
	{ .recording = "d", .exercise = "row", .reps = 8,
	  .trust = GN_TRUST_SUSPECT },
	{ .recording = "e", .exercise = "walk", .reps = 100,
	  .reference = "steps" },
	{ .recording = "f", .exercise = "rest", .reps = 0 },
	{ .recording = "g", .exercise = "squat", .reps = 4 },
	{ .recording = "h", .exercise = "walk", .reps = 50,
	  .trust = GN_TRUST_SUSPECT, .reference = "steps" },
};

#define RECS (sizeof(truth) / sizeof(*truth))

static struct gn_val_set set;

static double *copy(const double *x, size_t n)
{
	double *p = malloc((n + 1) * sizeof(*p));

	ck_assert_ptr_nonnull(p);
	memcpy(p, x, n * sizeof(*p));
	return p;
}

/* Errors of a recording whose repetitions are known. */
static void bound(struct gn_val_rec *r, const double *start,
		  const double *end, size_t n)
{
	r->has_bounds = 1;
	r->errors.s[GN_VAL_START] = copy(start, n);
	r->errors.s[GN_VAL_END] = copy(end, n);
	r->errors.n[GN_VAL_START] = r->errors.n[GN_VAL_END] = n;
}

static void make_set(void)
{
	static const int found[RECS] = { 10, 12, 4, 8, 90, 3, 0, 60 };
	static const double s0[] = { 0.1, -0.3 }, e0[] = { 0.2, 0.2 };
	static const double s1[] = { 0.5 }, e1[] = { -0.6 };
	static const double seat[] = { -0.25 };

	memset(&set, 0, sizeof(set));
	snprintf(set.name, sizeof(set.name), "clinic");
	set.recs = calloc(RECS, sizeof(*set.recs));
	ck_assert_ptr_nonnull(set.recs);
	set.n_recs = RECS;
	for (size_t i = 0; i < RECS; i++) {
		set.recs[i].truth = &truth[i];
		set.recs[i].found = found[i];
		snprintf(set.recs[i].exercise, 8, "general");
	}
	set.recs[0].has_set = 1;
	set.recs[1].has_set = 1;
	set.recs[1].outside = 2;
	set.recs[3].has_set = 1;
	bound(&set.recs[0], s0, e0, 2);
	set.recs[0].errors.missed = 1;
	set.recs[0].errors.s[GN_VAL_SEAT] = copy(seat, 1);
	set.recs[0].errors.n[GN_VAL_SEAT] = 1;
	bound(&set.recs[1], s1, e1, 1);
	set.recs[1].errors.extra = 4;
	/* of a suspect: must not be pooled */
	bound(&set.recs[3], s1, e1, 1);
	set.recs[3].errors.extra = 100;
	set.recs[6].err = GN_EFORMAT;
	set.recs[0].angles = calloc(2, sizeof(*set.recs[0].angles));
	ck_assert_ptr_nonnull(set.recs[0].angles);
	set.recs[0].n_angles = 2;
	set.recs[0].angles[0] = (struct gn_val_angle){
		GN_KNEE_FLEXION_L, 3, 1.5, -2.5, 1, 0, 0 };
	set.recs[0].angles[1] = (struct gn_val_angle){
		GN_KNEE_FLEXION_R, 3, NAN, NAN, NAN, 0, 0 };
}

static void drop_set(void)
{
	gn_val_set_free(&set);
}

START_TEST(recordings_count_where_they_belong)
{
	const struct gn_val_counts *c = set.counts;

	ck_assert_int_eq(gn_val_set_sum(&set), GN_OK);
	/* a exact, b +2, f +3 (rest), g failed and thereby -4 */
	ck_assert_uint_eq(c[GN_VAL_GOOD].n, 4);
	ck_assert_uint_eq(c[GN_VAL_GOOD].exact, 1);
	ck_assert_uint_eq(c[GN_VAL_GOOD].within1, 1);
	ck_assert_uint_eq(c[GN_VAL_GOOD].failed, 1);
	ck_assert_double_eq(c[GN_VAL_GOOD].abs_sum, 9);
	ck_assert_double_eq(c[GN_VAL_GOOD].sum, 1);
	ck_assert_uint_eq(c[GN_VAL_NOMINAL].n, 1);
	ck_assert_uint_eq(c[GN_VAL_NOMINAL].within1, 1);
	ck_assert_uint_eq(c[GN_VAL_BOTH].n, 5);
	ck_assert_double_eq(c[GN_VAL_BOTH].abs_sum, 10);
	ck_assert_uint_eq(c[GN_VAL_SUSPECT].n, 1);
	ck_assert_uint_eq(c[GN_VAL_SUSPECT].exact, 1);
	ck_assert_uint_eq(c[GN_VAL_WALK].n, 1);
	ck_assert_double_eq(c[GN_VAL_WALK].sum, -10);
}
END_TEST

/* 90 of 100, 52 of 50 and 210 of 200: 10, 4 and 5 %. */
START_TEST(steps_are_judged_by_recording)
{
	struct gn_truth t[] = {
		{ .reps = 100, .reference = "steps" },
		{ .reps = 50, .reference = "steps" },
		{ .reps = 200, .reference = "steps" },
		{ .reps = 7, .reference = "none" },
		{ .reps = GN_REPS_UNKNOWN, .reference = "steps" },
	};
	static const int found[] = { 90, 52, 210, 99, 99 };
	struct gn_val_rec recs[5];
	struct gn_val_steps s;

	memset(recs, 0, sizeof(recs));
	for (int i = 0; i < 5; i++) {
		recs[i].truth = &t[i];
		recs[i].found = found[i];
	}
	ck_assert_int_eq(gn_val_steps_sum(recs, 5, &s), GN_OK);
	ck_assert_uint_eq(s.n, 3);
	ck_assert_int_eq(s.truth, 350);
	ck_assert_int_eq(s.found, 352);
	ck_assert_double_eq_tol(s.median_pct, 5.0, 1e-9);
	ck_assert_double_eq_tol(s.mean_pct, 19.0 / 3.0, 1e-9);
	ck_assert_double_eq_tol(s.worst_pct, 10.0, 1e-9);
	ck_assert_double_eq_tol(s.signed_pct, -1.0 / 3.0, 1e-9);
	ck_assert_int_eq(gn_val_steps_sum(recs, 0, &s), GN_OK);
	ck_assert_double_nan(s.mean_pct);
}
END_TEST

START_TEST(false_repetitions_are_counted)
{
	ck_assert_int_eq(gn_val_set_sum(&set), GN_OK);
	ck_assert_uint_eq(set.rest, 1);
	ck_assert_uint_eq(set.rest_clean, 0);
	ck_assert_uint_eq(set.rest_reps, 3);
	ck_assert_uint_eq(set.marked, 3);
	ck_assert_uint_eq(set.marked_clean, 2);
	ck_assert_uint_eq(set.outside, 2);
}
END_TEST

START_TEST(boundary_errors_are_pooled)
{
	const struct gn_val_dist *d = set.dist;

	ck_assert_int_eq(gn_val_set_sum(&set), GN_OK);
	ck_assert_uint_eq(set.n_bounds, 2);
	ck_assert_uint_eq(set.missed, 1);
	ck_assert_uint_eq(set.extra, 4);
	/* starts -0.3 0.1 0.5, ends -0.6 0.2 0.2 */
	ck_assert_uint_eq(d[GN_VAL_START].n, 3);
	ck_assert_double_eq_tol(d[GN_VAL_START].median_s, 0.3, 1e-12);
	ck_assert_double_eq_tol(d[GN_VAL_START].p90_s, 0.46, 1e-12);
	ck_assert_double_eq_tol(d[GN_VAL_START].signed_s, 0.1, 1e-12);
	ck_assert_double_eq_tol(d[GN_VAL_END].median_s, 0.2, 1e-12);
	ck_assert_double_eq_tol(d[GN_VAL_END].signed_s, 0.2, 1e-12);
	ck_assert_uint_eq(d[GN_VAL_SEAT].n, 1);
	ck_assert_double_eq_tol(d[GN_VAL_SEAT].signed_s, -0.25, 1e-12);
	ck_assert_double_eq_tol(set.recs[0].dist[GN_VAL_START].median_s, 0.2,
				1e-12);
}
END_TEST

START_TEST(orientation_is_averaged_over_what_is_known)
{
	struct gn_val_trial *t = calloc(3, sizeof(*t));

	ck_assert_ptr_nonnull(t);
	for (int i = 0; i < 3; i++) {
		t[i].truth = &truth[0];
		t[i].rmse[GN_VAL_CAUSAL_9D].deg[GN_VAL_TOTAL] = i + 1;
		t[i].rmse[GN_VAL_CAUSAL_6D].deg[GN_VAL_TOTAL] = NAN;
		t[i].rmse[GN_VAL_OFFLINE_6D].deg[GN_VAL_INCL] = i ? NAN : 7;
	}
	t[2].err = GN_EFORMAT;
	set.trials = t;
	set.n_trials = 3;
	ck_assert_int_eq(gn_val_set_sum(&set), GN_OK);
	ck_assert_double_eq_tol(
		set.mean[GN_VAL_CAUSAL_9D].deg[GN_VAL_TOTAL], 1.5, 1e-12);
	ck_assert_double_eq_tol(
		set.mean[GN_VAL_OFFLINE_6D].deg[GN_VAL_INCL], 7, 1e-12);
	ck_assert(isnan(set.mean[GN_VAL_CAUSAL_6D].deg[GN_VAL_TOTAL]));
}
END_TEST

START_TEST(summing_survives_no_memory)
{
	struct fault_stat st;
	int err, fail_at = 0;

	do {
		memset(set.counts, 0, sizeof(set.counts));
		fault_start(++fail_at);
		err = gn_val_set_sum(&set);
		st = fault_stop();
		ck_assert_int_eq(st.live, 0);
		if (err)
			ck_assert_int_eq(err, GN_ENOMEM);
	} while (err);
	/* two for each joint, one for steps, two for the boundaries */
	ck_assert_int_eq(fail_at, 2 * GN_VAL_JOINTS + GN_VAL_LIMBS + 4);
}
END_TEST

/* ---- printed ----------------------------------------------------------- */

static char *printed(int json, struct gn_val_print how)
{
	char *text = NULL;
	size_t size;
	int err = GN_OK;

	how.to = open_memstream(&text, &size);
	ck_assert_ptr_nonnull(how.to);
	if (json)
		err = gn_val_print_json(&set, 1, &how);
	else
		gn_val_print_table(&set, 1, &how);
	fclose(how.to);
	ck_assert_int_eq(err, GN_OK);
	return text;
}

START_TEST(the_table_reads_as_it_should)
{
	static const char *const want =
"COUNT            truth           n  exact % within1 %    MAE    bias failed\n"
"clinic           good            4     25.0      25.0   2.25   +0.25      1\n"
"clinic           nominal         1      0.0     100.0   1.00   -1.00      0\n"
"clinic           good+nominal    5     20.0      40.0   2.00   +0.00      1\n"
"clinic           walk            1      0.0       0.0  10.00  -10.00      0\n"
"\n"
"FALSE            where           n   none %     found\n"
"clinic           rest            1      0.0         3\n"
"clinic           outside set     3     66.7         2\n"
"\n"
"BOUNDARY         of              n median s    90 % s  signed s  missed"
"  extra\n"
"clinic           start           3    0.300     0.460     0.100       1"
"      4\n"
"clinic           end             3    0.200     0.520     0.200\n"
"clinic           seat-off        1    0.250     0.250    -0.250\n"
"\n"
"ANGLE            deg                    n range md   95 %  most md drift/min"
" cover %  withheld\n"
"clinic           knee_flexion           1     1.50   1.50     2.50         -"
"   100.0         1\n"
"\n"
"STEPS               n   truth   found  median %  mean %  worst %  signed %\n"
"clinic              1     100      90     10.00   10.00    10.00    -10.00\n";
	struct gn_val_print how = { .trust = { 1, 1, 0 } };
	char *text;

	ck_assert_int_eq(gn_val_set_sum(&set), GN_OK);
	text = printed(0, how);
	ck_assert_str_eq(text, want);
	free(text);
}
END_TEST

START_TEST(trust_chooses_the_rows)
{
	struct gn_val_print how = { .trust = { 1, 0, 1 } };
	char *text;

	ck_assert_int_eq(gn_val_set_sum(&set), GN_OK);
	text = printed(0, how);
	ck_assert(strstr(text, " good  "));
	ck_assert(strstr(text, " suspect "));
	ck_assert(!strstr(text, "nominal"));
	free(text);
}
END_TEST

START_TEST(verbose_lists_every_recording_with_its_mark)
{
	struct gn_val_print how = { .verbose = 1, .trust = { 1, 1, 0 } };
	char *text;

	ck_assert_int_eq(gn_val_set_sum(&set), GN_OK);
	text = printed(0, how);
	ck_assert(strstr(text, "  =    10    10    +0       0    0.20    0.20"
			       "  good     general                  a\n"));
	ck_assert(strstr(text, "  x    10    12    +2       2    0.50    0.60"
			       "  good "));
	ck_assert(strstr(text, "  ~     5     4    -1       -       -       -"
			       "  nominal "));
	ck_assert(strstr(text, "  !     4     0    -4 "));
	ck_assert(strstr(text, "  =     8     8    +0 "));
	free(text);
}
END_TEST

/* The i-th line of a given type, parsed. */
static json_t *pick(const char *text, const char *type, int i)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		json_t *o = json_loadb(text, len, 0, NULL);

		ck_assert_ptr_nonnull(o);
		ck_assert_str_eq(json_string_value(json_object_get(o,
			"schema")), "gonio.validate/1");
		ck_assert_str_eq(json_string_value(json_object_get(o,
			"dataset")), "clinic");
		if (!strcmp(type, json_string_value(json_object_get(o,
			"type"))) && i-- == 0)
			return o;
		json_decref(o);
		text += len + 1;
	}
	return NULL;
}

static double value(json_t *o, const char *key)
{
	json_t *v = json_object_get(o, key);

	ck_assert_msg(json_is_number(v), "%s", key);
	return json_number_value(v);
}

START_TEST(json_holds_the_same_figures)
{
	struct gn_val_print how = { .verbose = 1, .trust = { 1, 1, 0 } };
	char *text;
	json_t *o;

	ck_assert_int_eq(gn_val_set_sum(&set), GN_OK);
	text = printed(1, how);

	o = pick(text, "count", 0);
	ck_assert_double_eq(value(o, "recordings"), 4);
	ck_assert_double_eq(value(o, "exact_pct"), 25);
	ck_assert_double_eq(value(o, "mae"), 2.25);
	ck_assert_double_eq(value(o, "bias"), 0.25);
	ck_assert_double_eq(value(o, "failed"), 1);
	json_decref(o);
	o = pick(text, "false", 1);
	ck_assert_double_eq_tol(value(o, "none_pct"), 66.67, 1e-9);
	ck_assert_double_eq(value(o, "found"), 2);
	json_decref(o);
	o = pick(text, "steps", 0);
	ck_assert_double_eq(value(o, "recordings"), 1);
	ck_assert_double_eq(value(o, "truth"), 100);
	ck_assert_double_eq(value(o, "found"), 90);
	ck_assert_double_eq(value(o, "median_pct"), 10);
	ck_assert_double_eq(value(o, "mean_pct"), 10);
	ck_assert_double_eq(value(o, "worst_pct"), 10);
	ck_assert_double_eq(value(o, "signed_pct"), -10);
	json_decref(o);
	o = pick(text, "boundary", 0);
	ck_assert_double_eq(value(o, "missed"), 1);
	ck_assert_double_eq_tol(value(json_object_get(o, "start"), "p90_s"),
				0.46, 1e-9);
	ck_assert_double_eq_tol(value(json_object_get(o, "seat_off"),
				      "signed_s"), -0.25, 1e-9);
	json_decref(o);
	o = pick(text, "angle", 0);
	ck_assert_str_eq(json_string_value(json_object_get(o, "angle")),
			 "knee_flexion");
	ck_assert_double_eq(value(o, "repetitions"), 1);
	ck_assert_double_eq(value(o, "withheld"), 1);
	ck_assert_double_eq(value(o, "rom_median_deg"), 1.5);
	ck_assert_double_eq(value(o, "most_median_deg"), 2.5);
	ck_assert_double_eq(value(o, "covered_pct"), 100);
	ck_assert(json_is_null(json_object_get(o, "drift_deg_per_min")));
	json_decref(o);
	o = pick(text, "recording", 1);
	ck_assert_str_eq(json_string_value(json_object_get(o, "recording")),
			 "b");
	ck_assert_double_eq(value(o, "reps"), 10);
	ck_assert_double_eq(value(o, "found"), 12);
	ck_assert_double_eq(value(o, "outside"), 2);
	json_decref(o);
	o = pick(text, "recording", 6);
	ck_assert(json_is_false(json_object_get(o, "scored")));
	json_decref(o);
	ck_assert_ptr_null(pick(text, "recording", (int)RECS));
	free(text);
}
END_TEST

START_TEST(json_to_a_full_disk_fails)
{
	struct gn_val_print how = { .trust = { 1, 1, 0 } };
	int err;

	ck_assert_int_eq(gn_val_set_sum(&set), GN_OK);
	how.to = fopen("/dev/full", "w");
	if (!how.to)
		return;
	setvbuf(how.to, NULL, _IONBF, 0);
	err = gn_val_print_json(&set, 1, &how);
	fclose(how.to);
	ck_assert_int_eq(err, GN_EIO);
}
END_TEST

Suite *suite_validate_set(void)
{
	Suite *s = suite_create("validate_set");
	TCase *sum = tcase_create("sum");
	TCase *print = tcase_create("print");

	tcase_add_checked_fixture(sum, make_set, drop_set);
	tcase_add_test(sum, recordings_count_where_they_belong);
	tcase_add_test(sum, steps_are_judged_by_recording);
	tcase_add_test(sum, false_repetitions_are_counted);
	tcase_add_test(sum, boundary_errors_are_pooled);
	tcase_add_test(sum, orientation_is_averaged_over_what_is_known);
	tcase_add_test(sum, summing_survives_no_memory);
	suite_add_tcase(s, sum);

	tcase_add_checked_fixture(print, make_set, drop_set);
	tcase_add_test(print, the_table_reads_as_it_should);
	tcase_add_test(print, trust_chooses_the_rows);
	tcase_add_test(print, verbose_lists_every_recording_with_its_mark);
	tcase_add_test(print, json_holds_the_same_figures);
	tcase_add_test(print, json_to_a_full_disk_fails);
	suite_add_tcase(s, print);
	return s;
}

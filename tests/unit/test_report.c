/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "gonio/report.h"
#include "lib/report/report_priv.h"
#include "suites.h"

#define DEG 57.29577951308232
#define S_NS INT64_C(1000000000)
#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const struct gn_exercise squat = {
	.name = "squat", .title = "Squat", .first = GN_PHASE_ECCENTRIC,
	.rep_min_s = 0.5f, .rep_max_s = 12.0f,
};

/* Two sets of two repetitions; the last value of each kind is unknown. */
static const struct gn_rep reps[] = {
	{ .set = 1, .n = 1, .side = GN_SIDE_RIGHT, .kind = GN_REP_FULL,
	  .start_ns = 12345678901, .turn_ns = 13 * S_NS, .end_ns = 15 * S_NS,
	  .tempo_s = { 1.204f, 0.104f, 1.006f, 0.25f },
	  .rom_rad = 1.5f, .rom_sd_rad = 0.1f, .rom_of = "knee_flexion_r",
	  .peak_radps = 2.5f, .mean_radps = 1.25f, .sparc = -1.456f,
	  .ldlj = -5.678f, .quality = 0.91f },
	{ .set = 1, .n = 2, .side = GN_SIDE_RIGHT, .kind = GN_REP_PARTIAL,
	  .start_ns = 16 * S_NS, .turn_ns = 17 * S_NS, .end_ns = 18 * S_NS,
	  .tempo_s = { 1.0f, 0.0f, 1.0f, NAN },
	  .rom_rad = NAN, .rom_sd_rad = NAN, .rom_of = "knee_flexion_r",
	  .peak_radps = NAN, .mean_radps = -0.0001f, .sparc = NAN,
	  .ldlj = NAN, .quality = NAN },
	{ .set = 2, .n = 1, .side = GN_SIDE_NONE, .kind = GN_REP_FULL,
	  .start_ns = 100 * S_NS, .turn_ns = 101 * S_NS,
	  .end_ns = 102 * S_NS, .tempo_s = { 1, 0, 1, NAN },
	  .rom_rad = 1.4f, .rom_of = "tilt thigh_l", .sparc = -1.4f,
	  .ldlj = -5.3f, .peak_radps = 2, .mean_radps = 1 },
};

static const struct gn_set sets[] = {
	{ .n = 1, .start_ns = 12345678901, .end_ns = 18 * S_NS, .reps = 2,
	  .full = 1, .rep_mean_s = 2.33f, .rep_sd_s = 0.46f,
	  .rep_cv = 0.1985f, .rom_mean_rad = 1.5f, .rom_sd_rad = NAN,
	  .rom_cv = NAN, .peak_mean_radps = 2.5f, .peak_sd_radps = NAN,
	  .velocity_loss = 0.125f },
	{ .n = 2, .start_ns = 100 * S_NS, .end_ns = 102 * S_NS, .reps = 1,
	  .full = 1, .rep_mean_s = 2 },
};

static const struct gn_reject rejected[] = {
	{ 2 * S_NS, 3 * S_NS, GN_REJ_SMALL },
};

static const struct gn_warning warnings[] = {
	{ GN_WARN_GAPS, "thigh_r: 2 gaps" },
	{ GN_WARN_LONG, "maybe" },
};

static void *copy(const void *from, size_t size)
{
	void *to = malloc(size);

	ck_assert_ptr_nonnull(to);
	memcpy(to, from, size);
	return to;
}

static void empty_result(struct gn_result *r, const char *path)
{
	struct gn_recording_info info = { .n_sensors = 2 };

	info.sensors[0] = (struct gn_sensor){ .name = "thigh_r",
		.place = GN_PLACE_THIGH, .side = GN_SIDE_RIGHT,
		.rate_hz = 100 };
	info.sensors[1] = (struct gn_sensor){ .name = "pelvis",
		.place = GN_PLACE_PELVIS, .rate_hz = 50 };
	ck_assert_int_eq(gn_result_init(r, &info, path), GN_OK);
	r->exercise = &squat;
	memcpy(r->input_sha256, SHA, sizeof(SHA));
	r->quality[0] = (struct gn_quality){ .samples = 5000, .gaps = 2,
		.gap_s = 1.25f, .repeated = 3, .late = 1, .clipped = 4,
		.rate_hz = 99.98f };
	r->quality[1] = (struct gn_quality){ .rate_hz = NAN };
}

static void full_result(struct gn_result *r, const char *path)
{
	empty_result(r, path);
	r->reps = copy(reps, sizeof(reps));
	r->n_reps = sizeof(reps) / sizeof(reps[0]);
	r->sets = copy(sets, sizeof(sets));
	for (size_t i = 0; i < r->n_reps; i++)
		for (int a = 0; a < GN_ANGLES; a++)
			r->reps[i].angle[a] = (struct gn_range){ NAN, NAN,
								 NAN };
	r->reps[0].angle[GN_KNEE_FLEXION_R] =
		(struct gn_range){ 0.21f, 1.71f, 0.1f };
	r->angle[GN_KNEE_FLEXION_R].state = GN_ANGLE_GIVEN;
	r->angle[GN_PELVIS_TILT] =
		(struct gn_angle_note){ GN_ANGLE_AXIS, 1 };
	r->angle[GN_PELVIS_DROP] =
		(struct gn_angle_note){ GN_ANGLE_AXIS, 1 };
	r->n_sets = sizeof(sets) / sizeof(sets[0]);
	r->rejected = copy(rejected, sizeof(rejected));
	r->n_rejected = 1;
	r->warnings = copy(warnings, sizeof(warnings));
	r->n_warnings = 2;
}

/* What a report writes, malloc'd and 0-terminated. */
static char *written(int (*report)(const struct gn_result *, FILE *),
		     const struct gn_result *r)
{
	char *text = NULL;
	size_t n = 0;
	FILE *to = open_memstream(&text, &n);

	ck_assert_ptr_nonnull(to);
	ck_assert_int_eq(report(r, to), GN_OK);
	ck_assert_int_eq(fclose(to), 0);
	return text;
}

static json_t *parsed(const struct gn_result *r)
{
	char *text = written(gn_report_json, r);
	json_error_t error;
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);

	ck_assert_msg(root != NULL, "%s: %s", error.text, text);
	/* one object, one line */
	ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
	free(text);
	return root;
}

static double number(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);

	ck_assert_msg(json_is_number(v), "%s", key);
	return json_number_value(v);
}

static const char *string(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);

	ck_assert_msg(json_is_string(v), "%s", key);
	return json_string_value(v);
}

static void check_null(const json_t *o, const char *key)
{
	ck_assert_msg(json_is_null(json_object_get(o, key)), "%s", key);
}

START_TEST(json_holds_the_recording)
{
	struct gn_result r;
	json_t *j, *s;

	full_result(&r, "a/b_motion.tsv");
	j = parsed(&r);
	ck_assert_str_eq(string(j, "schema"), "gonio.score/1");
	ck_assert_str_eq(string(j, "recording"), "a/b_motion.tsv");
	ck_assert_str_eq(string(j, "input_sha256"), SHA);
	ck_assert_str_eq(string(j, "algorithm"), GN_ALGORITHM);
	ck_assert_str_eq(string(j, "exercise"), "squat");
	s = json_object_get(j, "rep_count");
	ck_assert_double_eq(number(s, "attempted"), 3);
	ck_assert_double_eq(number(s, "valid"), 2);

	ck_assert_uint_eq(json_array_size(json_object_get(j, "sensors")), 2);
	s = json_array_get(json_object_get(j, "sensors"), 0);
	ck_assert_str_eq(string(s, "name"), "thigh_r");
	ck_assert_str_eq(string(s, "place"), "thigh");
	ck_assert_str_eq(string(s, "side"), "right");
	ck_assert_double_eq(number(s, "rate_hz"), 99.98);
	ck_assert_double_eq(number(s, "samples"), 5000);
	ck_assert_double_eq(number(s, "gaps"), 2);
	ck_assert_double_eq(number(s, "gap_s"), 1.25);
	ck_assert_double_eq(number(s, "repeated"), 3);
	ck_assert_double_eq(number(s, "late"), 1);
	ck_assert_double_eq(number(s, "clipped"), 4);
	check_null(json_array_get(json_object_get(j, "sensors"), 1),
		   "rate_hz");

	s = json_array_get(json_object_get(j, "rejected"), 0);
	ck_assert_double_eq(number(s, "start_s"), 2);
	ck_assert_double_eq(number(s, "end_s"), 3);
	ck_assert_str_eq(string(s, "reason"), gn_reject_text(GN_REJ_SMALL));
	ck_assert_uint_eq(json_array_size(json_object_get(j, "warnings")), 2);
	s = json_array_get(json_object_get(j, "warnings"), 1);
	ck_assert_str_eq(string(s, "code"), "set_too_long");
	ck_assert_str_eq(string(s, "text"), "maybe");
	json_decref(j);
	gn_result_free(&r);
}
END_TEST

START_TEST(json_holds_the_repetitions)
{
	struct gn_result r;
	json_t *j, *a, *p;

	full_result(&r, "x");
	j = parsed(&r);
	ck_assert_uint_eq(json_array_size(json_object_get(j, "reps")), 3);
	p = json_array_get(json_object_get(j, "reps"), 0);
	ck_assert_double_eq(number(p, "set"), 1);
	ck_assert_double_eq(number(p, "n"), 1);
	ck_assert_str_eq(string(p, "side"), "right");
	ck_assert_str_eq(string(p, "kind"), "full");
	/* clinical precision: what is printed is what is meant */
	ck_assert_double_eq(number(p, "start_s"), 12.35);
	ck_assert_double_eq(number(p, "turn_s"), 13);
	ck_assert_double_eq(number(p, "end_s"), 15);
	a = json_object_get(p, "tempo_s");
	ck_assert_uint_eq(json_array_size(a), 4);
	ck_assert_double_eq(json_number_value(json_array_get(a, 0)), 1.2);
	ck_assert_double_eq(json_number_value(json_array_get(a, 1)), 0.1);
	ck_assert_double_eq(json_number_value(json_array_get(a, 2)), 1.01);
	ck_assert_double_eq(json_number_value(json_array_get(a, 3)), 0.25);
	ck_assert_double_eq(number(p, "rom_deg"), 85.9);
	ck_assert_double_eq(number(p, "rom_sd_deg"), 5.7);
	ck_assert_str_eq(string(p, "rom_of"), "knee_flexion_r");
	ck_assert_double_eq(number(p, "peak_dps"), 143.2);
	ck_assert_double_eq(number(p, "mean_dps"), 71.6);
	ck_assert_double_eq(number(p, "sparc"), -1.46);
	ck_assert_double_eq(number(p, "ldlj"), -5.68);
	ck_assert_double_eq(number(p, "quality"), 0.91);
	a = json_object_get(p, "roms");
	ck_assert_uint_eq(json_object_size(a), 1);
	ck_assert_double_eq(number(a, "knee_flexion_r"), 85.9);
	ck_assert_double_eq(number(json_object_get(p, "roms_sd"),
				   "knee_flexion_r"), 5.7);
	a = json_object_get(json_object_get(p, "angles"), "knee_flexion_r");
	ck_assert_double_eq(json_number_value(json_array_get(a, 0)), 12);
	ck_assert_double_eq(json_number_value(json_array_get(a, 1)), 98);
	ck_assert_uint_eq(json_object_size(json_object_get(json_array_get(
			  json_object_get(j, "reps"), 1), "roms")), 0);
	a = json_object_get(j, "angles_not_given");
	ck_assert_uint_eq(json_array_size(a), 2);
	a = json_array_get(a, 0);
	ck_assert_str_eq(string(a, "angle"), "pelvis_tilt");
	ck_assert_str_eq(string(a, "sensor"), "pelvis");
	ck_assert_ptr_nonnull(strstr(string(a, "reason"), "not show its axis"));

	p = json_array_get(json_object_get(j, "reps"), 1);
	ck_assert_str_eq(string(p, "kind"), "partial");
	a = json_object_get(p, "tempo_s");
	ck_assert(json_is_null(json_array_get(a, 3)));
	check_null(p, "rom_deg");
	check_null(p, "rom_sd_deg");
	check_null(p, "peak_dps");
	check_null(p, "sparc");
	check_null(p, "ldlj");
	ck_assert_double_eq(number(p, "mean_dps"), 0);
	p = json_array_get(json_object_get(j, "reps"), 2);
	ck_assert_str_eq(string(p, "side"), "n/a");
	json_decref(j);
	gn_result_free(&r);
}
END_TEST

START_TEST(json_holds_the_sets)
{
	struct gn_result r;
	json_t *j, *s;

	full_result(&r, "x");
	j = parsed(&r);
	ck_assert_uint_eq(json_array_size(json_object_get(j, "sets")), 2);
	s = json_array_get(json_object_get(j, "sets"), 0);
	ck_assert_double_eq(number(s, "n"), 1);
	ck_assert_double_eq(number(s, "start_s"), 12.35);
	ck_assert_double_eq(number(s, "end_s"), 18);
	ck_assert_double_eq(number(s, "attempted"), 2);
	ck_assert_double_eq(number(s, "full"), 1);
	ck_assert_double_eq(number(s, "rep_mean_s"), 2.33);
	ck_assert_double_eq(number(s, "rep_sd_s"), 0.46);
	ck_assert_double_eq_tol(number(s, "rep_cv"), 0.1985, 6e-4);
	ck_assert_double_eq(number(s, "rom_mean_deg"), 85.9);
	check_null(s, "rom_sd_deg");
	check_null(s, "rom_cv");
	ck_assert_double_eq(number(s, "peak_mean_dps"), 143.2);
	check_null(s, "peak_sd_dps");
	ck_assert_double_eq(number(s, "velocity_loss"), 0.125);
	json_decref(j);
	gn_result_free(&r);
}
END_TEST

START_TEST(json_of_nothing_is_whole)
{
	struct gn_result r;
	char *text;

	empty_result(&r, "x");
	r.n_sensors = 0;
	text = written(gn_report_json, &r);
	/* The order of keys is part of the format. */
	ck_assert_str_eq(text, "{\"schema\":\"gonio.score/1\","
			 "\"recording\":\"x\",\"input_sha256\":\"" SHA "\","
			 "\"algorithm\":\"" GN_ALGORITHM "\","
			 "\"exercise\":\"squat\",\"sensors\":[],\"sets\":[],"
			 "\"reps\":[],\"rejected\":[],"
			 "\"rep_count\":{\"attempted\":0,\"valid\":0},"
			 "\"findings\":[],\"not_assessed\":[],\"effort\":[],"
			 "\"ratings\":[],"
			 "\"angles_not_given\":[],\"warnings\":[]}\n");
	free(text);
	gn_result_free(&r);
}
END_TEST

/* Names as bytes, and as they must read in JSON. */
static const struct {
	const char *bytes, *read;
} texts[] = {
	{ "a\"b\\c", "a\"b\\c" },
	{ "a\tb\nc\x01\x7f", "a\tb\nc\x01\x7f" },
	{ "\xc3\xa4\xe2\x82\xac\xf0\x9f\x92\xaa",
	  "\xc3\xa4\xe2\x82\xac\xf0\x9f\x92\xaa" },
	{ "a\xff" "b", "a\xef\xbf\xbd" "b" },
	/* cut short, overlong, surrogate, above 10ffff */
	{ "a\xc3", "a\xef\xbf\xbd" },
	{ "\xe2\x82", "\xef\xbf\xbd\xef\xbf\xbd" },
	{ "\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd" },
	{ "\xe0\x80\xaf", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
	{ "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
	{ "\xf4\x90\x80\x80",
	  "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
	{ "\xf5\x80\x80\x80",
	  "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
};

START_TEST(json_text_is_utf8_whatever_the_bytes)
{
	struct gn_result r;
	json_t *j;

	empty_result(&r, texts[_i].bytes);
	j = parsed(&r);
	ck_assert_str_eq(string(j, "recording"), texts[_i].read);
	json_decref(j);
	gn_result_free(&r);
}
END_TEST

/* Ranges of four angles that are not known, and their deviations. */
#define EMPTY ",,,,,,,,"

START_TEST(csv_is_one_row_a_repetition)
{
	static const char expected[] =
		"\"a,\"\"b\"\".tsv\",squat,1,1,right,full,12.35,13.00,15.00,"
		"1.20,0.10,1.01,0.25,85.9,5.7,knee_flexion_r,143.2,71.6,"
		"-1.46,-5.68,0.91," GN_ALGORITHM "," SHA ",,,85.9,5.7"
		EMPTY EMPTY ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,6.5\n"
		"\"a,\"\"b\"\".tsv\",squat,1,2,right,partial,16.00,17.00,"
		"18.00,1.00,0.00,1.00,,,,knee_flexion_r,,0.0,,,,"
		GN_ALGORITHM "," SHA
		EMPTY EMPTY ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,6.5\n";
	struct gn_result r;
	char *text;

	full_result(&r, "a,\"b\".tsv");
	r.n_reps = 2;
	ck_assert_int_eq(gn_told_rate(&r.told, 1, 6.5f), GN_OK);
	text = written(gn_report_csv, &r);
	ck_assert_str_eq(text, expected);
	free(text);
	r.n_reps = 0;
	text = written(gn_report_csv, &r);
	ck_assert_str_eq(text, "");
	free(text);
	gn_result_free(&r);
}
END_TEST

static int header_only(const struct gn_result *r, FILE *to)
{
	(void)r;
	return gn_report_csv_header(to);
}

static size_t count(const char *text, char c)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == c;
	return n;
}

START_TEST(csv_header_names_every_column)
{
	struct gn_result r;
	char *head, *row;

	full_result(&r, "x");
	r.n_reps = 1;
	head = written(header_only, &r);
	row = written(gn_report_csv, &r);
	ck_assert_uint_eq(count(head, ','), count(row, ','));
	ck_assert_uint_eq(count(head, '\n'), 1);
	ck_assert_ptr_eq(strstr(head, "recording,exercise,set,n,side,kind,"
				"start_s,turn_s,end_s,eccentric_s,"), head);
	free(head);
	free(row);
	gn_result_free(&r);
}
END_TEST

static void check_holds(const char *text, const char *part)
{
	ck_assert_msg(strstr(text, part) != NULL, "'%s' is not in:\n%s", part,
		      text);
}

START_TEST(table_tells_all_a_person_needs)
{
	struct gn_result r;
	char *text;

	full_result(&r, "evil\x1b[2J.tsv");
	text = written(gn_report_table, &r);
	check_holds(text, "Recording  evil?[2J.tsv\n");
	check_holds(text, "Exercise   Squat (squat), lowering first\n");
	check_holds(text, "ROM of     knee_flexion_r, tilt thigh_l\n");
	check_holds(text, "  thigh_r        100.0 Hz, 2 gaps (1.2 s), 3 "
		    "repeated, 1 late, 4 clipped\n");
	check_holds(text, "  pelvis             - Hz\n");
	check_holds(text, "  1   1  right  full      12.35    1.2-0.1-1.0-0.2"
		    "    85.9   5.7       143.2  71.6  -1.46  -5.68\n");
	check_holds(text, "  1   2  right  partial   16.00      1.0-0.0-1.0-?"
		    "       -     -           -   0.0      -      -\n"
		    "    set 1: 2 repetitions, 1 of them partial, from "
		    "12.35 to 18.00 s\n");
	check_holds(text, "    set 2: 1 repetition, from 100.00");
	check_holds(text, "duration s 2.33 (SD 0.46, CV 20 %)");
	check_holds(text, "ROM deg 85.9 (SD -, CV - %)");
	/* half of 12.5 goes to the even neighbour */
	check_holds(text, "velocity loss 12 % (last against fastest)");
	check_holds(text, "\nCounted 3 repetitions, 2 in full range\n");
	check_holds(text, "Not counted: 2.00 to 3.00 s, movement too small");
	check_holds(text, "    angle deg, mean of the set   from      to   "
		    "range  +-sd\n      knee_flexion_r             12.0    98.0"
		    "    85.9   5.7\n");
	check_holds(text, "\nNot given: pelvis_tilt, pelvis_obliquity\n"
		    "           pelvis: this does not show its axis: bend "
		    "straight forward, twice, as calibration\n");
	check_holds(text, "Warning: thigh_r: 2 gaps\nWarning: maybe\n");
	free(text);
	gn_result_free(&r);
}
END_TEST

START_TEST(table_columns_stand_under_their_names)
{
	struct gn_result r;
	char *text, *line, *next, *head = NULL;

	full_result(&r, "x");
	text = written(gn_report_table, &r);
	for (line = text; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		ck_assert_uint_le(strlen(line), 96);
		if (!strncmp(line, "set   n", 7))
			head = line;
		if (!strncmp(line, "  1   1", 7)) {
			ck_assert_ptr_nonnull(head);
			ck_assert_uint_eq(strlen(head), strlen(line));
			ck_assert_ptr_eq(strstr(head, "P2 s") + 4 - head +
					 line, strstr(line, "-0.2 ") + 4);
		}
	}
	free(text);
	gn_result_free(&r);
}
END_TEST

START_TEST(table_of_nothing_says_so)
{
	struct gn_result r;
	char *text;

	empty_result(&r, "x");
	text = written(gn_report_table, &r);
	check_holds(text, "\nCounted 0 repetitions\n");
	ck_assert_ptr_null(strstr(text, "tempo"));
	ck_assert_ptr_null(strstr(text, "ROM of"));
	free(text);
	gn_result_free(&r);
}
END_TEST

START_TEST(numbers_are_short_and_never_minus_zero)
{
	char out[GN_NUMBER_SIZE];

	ck_assert_str_eq(gn_report_number(out, 1.005, 1, "-"), "1.0");
	ck_assert_str_eq(gn_report_number(out, -0.04, 1, "-"), "0.0");
	ck_assert_str_eq(gn_report_number(out, -0.0, 0, "-"), "0");
	ck_assert_str_eq(gn_report_number(out, -0.06, 1, "-"), "-0.1");
	ck_assert_str_eq(gn_report_number(out, NAN, 1, "null"), "null");
	ck_assert_str_eq(gn_report_number(out, INFINITY, 1, ""), "");
	ck_assert_str_eq(gn_report_number(out, -1e300, 1, "-"), "-");
	ck_assert_str_eq(gn_report_number(out, -999999999999999.0, 2, "-"),
			 "-999999999999999.00");
}
END_TEST

START_TEST(a_full_disk_is_noticed)
{
	struct gn_result r;
	FILE *to = fopen("/dev/full", "w");

	ck_assert_ptr_nonnull(to);
	setvbuf(to, NULL, _IONBF, 0);
	full_result(&r, "x");
	ck_assert_int_eq(gn_report_json(&r, to), GN_EIO);
	clearerr(to);
	ck_assert_int_eq(gn_report_csv_header(to), GN_EIO);
	clearerr(to);
	ck_assert_int_eq(gn_report_csv(&r, to), GN_EIO);
	clearerr(to);
	ck_assert_int_eq(gn_report_table(&r, to), GN_EIO);
	fclose(to);
	gn_result_free(&r);
}
END_TEST

START_TEST(result_is_made_and_given_back)
{
	struct gn_recording_info info = { .n_sensors = 1 };
	struct fault_stat st;
	struct gn_result r;
	int err;

	memset(&r, 0x55, sizeof(r));
	fault_start(1);
	err = gn_result_init(&r, &info, "x");
	st = fault_stop();
	ck_assert_int_eq(err, GN_ENOMEM);
	ck_assert_int_eq(st.live, 0);
	gn_result_free(&r);     /* empty: nothing to free */

	fault_start(0);
	err = gn_result_init(&r, &info, "x");
	gn_result_free(&r);
	st = fault_stop();
	ck_assert_int_eq(err, GN_OK);
	ck_assert_int_eq(st.live, 0);
	ck_assert_ptr_null(r.recording);
	gn_result_free(&r);
	gn_result_free(NULL);
}
END_TEST

Suite *suite_report(void)
{
	Suite *s = suite_create("report");
	TCase *t = tcase_create("report");

	tcase_add_test(t, json_holds_the_recording);
	tcase_add_test(t, json_holds_the_repetitions);
	tcase_add_test(t, json_holds_the_sets);
	tcase_add_test(t, json_of_nothing_is_whole);
	tcase_add_loop_test(t, json_text_is_utf8_whatever_the_bytes, 0,
			    (int)(sizeof(texts) / sizeof(texts[0])));
	tcase_add_test(t, csv_is_one_row_a_repetition);
	tcase_add_test(t, csv_header_names_every_column);
	tcase_add_test(t, table_tells_all_a_person_needs);
	tcase_add_test(t, table_columns_stand_under_their_names);
	tcase_add_test(t, table_of_nothing_says_so);
	tcase_add_test(t, numbers_are_short_and_never_minus_zero);
	tcase_add_test(t, a_full_disk_is_noticed);
	tcase_add_test(t, result_is_made_and_given_back);
	suite_add_tcase(s, t);
	return s;
}

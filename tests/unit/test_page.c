/* SPDX-License-Identifier: MIT */
/* The report of a session: its words, and that no name breaks out of it. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/page.h"
#include "suites.h"

#define S_NS INT64_C(1000000000)

static struct gn_exercise squat = {
	.name = "squat", .title = "Squat", .first = GN_PHASE_ECCENTRIC,
	.rep_min_s = 0.5f, .rep_max_s = 12.0f,
};

static struct gn_rep reps[2];
static struct gn_set sets[1];
static struct gn_reject rejected[1];
static struct gn_warning warnings[1];
static struct gn_finding finding[1];
static struct gn_asym asym[1];
static struct gn_result result;
static struct gn_page_item item;
static struct gn_page page;
static float curve[40];
static struct gn_kept_curve kept;
static struct gn_curves curves;
static char path[256];

/* 10 to 13 and 13 to 17 s; a range of 90 and of 45 deg, the second partial. */
static void set_reps(void)
{
	for (int i = 0; i < 2; i++) {
		struct gn_rep *r = &reps[i];

		memset(r, 0, sizeof(*r));
		r->set = 1;
		r->n = (uint32_t)i + 1;
		r->side = GN_SIDE_RIGHT;
		r->kind = i ? GN_REP_PARTIAL : GN_REP_FULL;
		r->start_ns = (i ? 13 : 10) * S_NS;
		r->turn_ns = (i ? 15 : 11) * S_NS;
		r->end_ns = (i ? 17 : 13) * S_NS;
		r->tempo_s[0] = i ? 1.5f : 1.0f;
		r->tempo_s[2] = 1.25f;
		r->tempo_s[1] = 0.25f;
		r->tempo_s[3] = i ? NAN : 0.5f;
		r->rom_rad = (float)M_PI / (i ? 4 : 2);
		r->rom_sd_rad = 0.02f;
		r->rise_m = NAN;
		snprintf(r->rom_of, sizeof(r->rom_of), "tilt thigh_r");
		for (int a = 0; a < GN_ANGLES; a++)
			r->angle[a] = (struct gn_range){ NAN, NAN, NAN };
		r->angle[GN_KNEE_FLEXION_R] =
			(struct gn_range){ 0, i ? 1.0f : 2.0f, 0.1f };
	}
	sets[0] = (struct gn_set){ .n = 1, .start_ns = 10 * S_NS,
				   .end_ns = 17 * S_NS, .reps = 2,
				   .full = 1 };
}

static void set_remarks(void)
{
	rejected[0] = (struct gn_reject){ 2 * S_NS, 3 * S_NS, GN_REJ_SMALL };
	warnings[0] = (struct gn_warning){ GN_WARN_GAPS, "thigh_r: 2 gaps" };
	finding[0] = (struct gn_finding){ .kind = GN_FORM_RANGE, .set = 1,
		.n = 2, .start_ns = 13 * S_NS, .cue = "Deeper.",
		.look = { .unit = GN_FORM_RAD, .value = (float)M_PI / 4,
			  .threshold = 1.3f } };
	asym[0] = (struct gn_asym){ .name = "range", .of = "knee_flexion",
		.unit = GN_UNIT_RAD, .verdict = GN_ASYM_DIFFERENT,
		.mean = { 2, 1 }, .difference = -1, .ci = { -1.5, -0.5 },
		.mdc = 0.1, .mount_sd = 0.05, .si_ci = { -90, -40 } };
	asym[0].index[GN_ASYM_SI] = -66.7;
}

static void set_up(void)
{
	set_reps();
	set_remarks();
	snprintf(path, sizeof(path), "some/where/a.csv");
	result = (struct gn_result){ .recording = path, .exercise = &squat,
		.reps = reps, .n_reps = 2, .sets = sets, .n_sets = 1,
		.rejected = rejected, .n_rejected = 1, .warnings = warnings,
		.n_warnings = 1, .asym = asym, .n_asym = 1,
		.input_sha256 = "abc", .n_sensors = 1 };
	snprintf(result.sensors[0].name, sizeof(result.sensors[0].name),
		 "thigh_r");
	result.angle[GN_THIGH_INWARD_R].state = GN_ANGLE_POSE;
	result.form.finding = finding;
	result.form.n = 1;
	result.form.gap[0] = (struct gn_form_gap){ .kind = GN_FORM_TRUNK,
		.of = "chest", .reps = 2, .all = 1, .why = "no sensor there" };
	result.form.n_gaps = 1;
	result.told.rating[0] = (struct gn_rating){ 1, 6.5f };
	result.told.n_ratings = 1;
	for (int i = 0; i < 40; i++)
		curve[i] = i == 5 ? NAN : -0.1f * (float)i;
	kept = (struct gn_kept_curve){ .name = "tilt thigh_r",
		.side = GN_SIDE_RIGHT, .from_s = 5.0, .step_s = 0.5,
		.value = curve, .n = 40 };
	curves = (struct gn_curves){ &kept, 1, GN_OK };
	item = (struct gn_page_item){ &result, &curves };
	page = (struct gn_page){ .patient = "P1", .day = "2026-03-29",
		.item = &item, .n = 1, .version = "9.9", .lang = "en",
		.decimal = '.' };
}

static char *written(int html)
{
	static const struct gn_page_parts parts = { "main{}\n", "/*c*/",
						    "/*s*/" };
	char *text = NULL;
	size_t n = 0;
	FILE *to = open_memstream(&text, &n);

	ck_assert_ptr_nonnull(to);
	ck_assert_int_eq(html ? gn_page_html(&page, &parts, to) :
			 gn_page_text(&page, to), GN_OK);
	ck_assert_int_eq(fclose(to), 0);
	return text;
}

static void has(int html, const char *part)
{
	char *text = written(html);

	ck_assert_msg(strstr(text, part) != NULL, "'%s' is not in:\n%s", part,
		      text);
	free(text);
}

static void lacks(int html, const char *part)
{
	char *text = written(html);

	ck_assert_msg(!strstr(text, part), "'%s' is in:\n%s", part, text);
	free(text);
}

START_TEST(words_of_a_therapist)
{
	static const char want[] =
"Session of 2026-03-29, P1\n"
"=========================\n"
"\n"
"In short\n"
"--------\n"
"* Squat: 2 repetitions in 1 set, 1 of them in full range.\n"
"! Knee flexion is less on the right, by 57.3 deg (95 % 28.6 to 85.9).\n"
"! Squat: 1 remark on how it was done, see below.\n"
"\n"
"Squat\n"
"-----\n"
"* Squat: 2 repetitions in 1 set, 1 of them in full range.\n"
"* A repetition took 3.5 s on average: 1.2 s lowering, 0.2 s pause, 1.2 s\n"
"  lifting, 0.5 s pause.\n"
"* Range of motion (tilt of right thigh): 68 degrees on average, from 45 to "
"90;\n"
"  each is known to ±2 degrees (95 %).\n"
"* Joint angle (right knee flexion): from 0 to 86 degrees on average; its "
"range\n"
"  is known to ±11 degrees (95 %).\n"
"! Set 1, repetition 2 (13.0 s): range smaller than at first, 45.0 deg with a\n"
"  limit of 74.5. Cue: \"Deeper.\"\n"
"! Knee flexion is less on the right, by 57.3 deg (95 % 28.6 to 85.9).\n"
"* Set 1 was rated 6.5 of 10 (CR10).\n"
"* Not counted, from 2.0 to 3.0 s: movement too small.\n"
"? Not given: right thigh inward tilt (right thigh: no still pose: stand "
"still\n"
"  for 2 s and give that recording with --calibration).\n"
"? Not looked for: trunk leans (chest); no sensor there.\n"
"! thigh_r: 2 gaps\n"
"\n"
"How this was made\n"
"-----------------\n"
"* gonio 9.9, algorithm " GN_ALGORITHM ". A measuring instrument, not a "
"medical device: it\n"
"  does not diagnose.\n"
"* a.csv, SHA-256 abc\n";
	char *text = written(0);
	size_t same = 0;

	while (text[same] && text[same] == want[same])
		same++;
	ck_assert_msg(!strcmp(text, want), "from here on: %.300s",
		      text + same);
	free(text);
}
END_TEST

START_TEST(words_of_a_patient)
{
	page.reader = GN_READER_PATIENT;
	has(0, "Range of motion (tilt of right thigh): 68 degrees on "
	    "average.\n");
	has(0, "! Range smaller than at first, once. What helps: "
	    "\"Deeper.\"\n");
	has(0, "! Knee flexion is less on the right, by 57.3 deg.\n");
	for (int html = 0; html < 2; html++) {
		lacks(html, "95 %)");
		lacks(html, "Not counted");
		lacks(html, "Not looked for");
		lacks(html, "2 gaps");
		lacks(html, "<table");
	}
}
END_TEST

/* What differs from one repetition to the next is told by set. */
START_TEST(a_set_that_slows)
{
	static struct gn_effort effort[2];

	for (int m = 0; m < GN_EFFORT_MEASURE_COUNT; m++)
		effort[0].trend[m] = effort[1].trend[m] =
			(struct gn_line){ .slope = NAN };
	effort[0].set = 1;
	effort[1].set = 2;
	effort[0].loss_last = 0.25f;
	effort[1].loss_last = 0.5f;
	effort[0].trend[GN_EFFORT_SPEED] = (struct gn_line){
		.slope = -0.1, .low = -0.12, .high = -0.08 };
	result.effort = effort;
	result.n_effort = 2;
	has(0, "* Set 1 became slower: the last repetition by 25 % against "
	    "the fastest.\n");
	has(0, "* Set 1, change from one repetition to the next: speed -5.73 "
	    "deg/s (95 % -6.88\n  to -4.58).\n");
	lacks(0, "Set 2");
}
END_TEST

START_TEST(what_is_held_walked_and_tested)
{
	static struct gn_hold hold[2];
	struct gn_test_value *v = result.test.value;

	hold[0] = (struct gn_hold){ .n = 1, .held_s = 20, .longest_s = 15,
		.sway = { .time_s = NAN } };
	hold[1] = (struct gn_hold){ .n = 2, .held_s = 30.5f, .longest_s = 25,
		.sway = { .time_s = 20, .rms_both_mps2 = 0.0625f,
			  .path_rate_mps3 = 0.5f } };
	result.n_reps = result.n_sets = 0;
	result.holds = hold;
	result.n_holds = 2;
	result.walking = (struct gn_walking){ .assessed = 1, .steps = 120,
		.walking_s = 90, .cadence_spm = 80 };
	result.test.kind = GN_TEST_UP_AND_GO;
	result.test.n_values = 2;
	snprintf(v[0].name, sizeof(v[0].name), "walk_out_s");
	snprintf(v[0].why, sizeof(v[0].why), "to the first turn");
	snprintf(v[1].name, sizeof(v[1].name), "power_w");
	snprintf(v[1].why, sizeof(v[1].why), "give --mass");
	v[0].value = 12.25f;
	v[0].sd = 0.5f;
	v[0].decimals = 2;
	v[1].value = NAN;
	squat.task = GN_TASK_HOLD;
	squat.test = GN_TEST_UP_AND_GO;
	has(0, "* Squat: held 2 times, 50.5 s in all, the longest unbroken "
	    "25.0 s.\n");
	has(0, "* Sway in hold 2: 0.062 m/s^2 (RMS), 0.50 m/s^3 of path in a "
	    "second.\n");
	has(0, "* Squat: 120 steps, 80 a minute while walking, 1.5 minutes of "
	    "it.\n");
	has(0, "* Squat, walk out: 12.25 s ±0.98 (95 %), to the first "
	    "turn.\n");
	has(0, "\n* Walk out: 12.25 s ±0.98 (95 %), to the first turn.\n");
	has(0, "? Power was not assessed: give --mass.\n");
	has(0, "* Hold 1 was rated 6.5 of 10 (CR10).\n");
	lacks(0, "0 repetitions");
	lacks(0, "hold 1:");
	page.reader = GN_READER_PATIENT;
	has(0, "* Walk out: 12.25 s, to the first turn.\n");
	lacks(0, "Power");
	lacks(0, "Sway");
	squat.task = GN_TASK_REPETITIONS;
	squat.test = GN_TEST_NONE;
}
END_TEST

/* --- HTML --- */

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
	char *text = written(1);
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

	snprintf(kept.name, sizeof(kept.name), "knee_flexion_r");
	kept.from_s = 8.0;
	text = written(1);
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
	char *text = written(1), *at_;
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

	snprintf(path, sizeof(path), "x/%s", bad);
	page.patient = bad;
	squat.title[0] = '\0';
	strncat(squat.title, bad, sizeof(squat.title) - 1);
	snprintf(reps[0].rom_of, sizeof(reps[0].rom_of), "%.20s", bad);
	snprintf(kept.name, sizeof(kept.name), "%.30s", bad);
	snprintf(asym[0].of, sizeof(asym[0].of), "%.30s", bad);
	text = written(1);
	ck_assert_ptr_null(strstr(text, "<script>alert"));
	ck_assert_ptr_null(strchr(text, '\x1b'));
	ck_assert_ptr_nonnull(strstr(text, "&lt;/script&gt;&lt;script&gt;"
				     "alert(1)&lt;/script&gt;&amp;&quot;?"));
	all = data_of(text, "charts");
	ck_assert_ptr_nonnull(strstr(json_string_value(json_object_get(
		chart(all, "curve"), "title")), "</script><script>"));
	json_decref(all);
	free(text);
	text = written(0);
	ck_assert_ptr_null(strchr(text, '\x1b'));
	free(text);
	snprintf(squat.title, sizeof(squat.title), "Squat");
}
END_TEST

/* --- progress --- */

static struct gn_cell cells[2][3];
static struct gn_series series[2];
static struct gn_series_set set = { series, 2, 3 };
static struct gn_progress progress = { "P1", &set, NULL, 0 };

static void set_progress(void)
{
	for (int i = 0; i < 2; i++) {
		series[i] = (struct gn_series){ .exercise = "squat",
			.measure = "range of knee_flexion",
			.unit = GN_SERIES_RAD,
			.side = i ? GN_SIDE_RIGHT : GN_SIDE_LEFT,
			.watched = 1, .cell = cells[i],
			.trend = { .n = 3, .first = 1.5, .last = i ? 1.0 : 1.52,
				   .mdc = 0.1, .change = i ? GN_CHANGE_BEYOND :
				   GN_CHANGE_NONE },
			.fall = { i ? GN_FALL_GRADUAL : GN_FALL_NONE, 0.5,
				  0.1 } };
		for (int k = 0; k < 3; k++)
			cells[i][k] = (struct gn_cell){ .sum = 3.0,
				.n = k == 1 ? 0 : 2 };
	}
	page.progress = &progress;
}

START_TEST(progress_in_words)
{
	set_progress();
	has(0, "\nIn short\n--------\n! Squat: range of knee flexion, right "
	    "has fallen by 28.6 deg over the sessions\n  (measurement error "
	    "5.7 deg): seek medical evaluation.\n");
	has(0, "\nProgress over sessions\n----------------------\n"
	    "* Squat, range of knee flexion, right: from 85.9 deg to 57.3 deg, "
	    "more than\n  measurement error (5.7 deg).\n* 1 other measure has "
	    "not changed");
	page.reader = GN_READER_PATIENT;
	has(0, "! Squat: range of knee flexion, right has become less, by "
	    "28.6 deg. Speak with\n  your therapist about it.\n");
	has(0, "* Squat, range of knee flexion, right: 85.9 deg at first, "
	    "57.3 deg now.\n");
}
END_TEST

START_TEST(progress_drawn)
{
	const json_t *one;
	char *text;
	json_t *all;

	set_progress();
	text = written(1);
	all = data_of(text, "charts");
	one = chart(all, "progress");
	ck_assert_double_eq_tol(at(one, "values", 0), 85.944, 1e-3);
	ck_assert(isnan(at(one, "values", 1)));
	ck_assert_double_eq_tol(at(one, "band", 0), 80.214, 1e-3);
	ck_assert_double_eq_tol(at(one, "band", 1), 91.673, 1e-3);
	ck_assert_str_eq(json_string_value(json_array_get(json_object_get(one,
		"labels"), 2)), "3");
	ck_assert_ptr_nonnull(strstr(text, "<th scope=\"row\">Squat, range of "
		"knee flexion, right</th><td>85.9 deg</td><td>57.3 deg</td>"
		"<td>5.7 deg</td><td>changed</td></tr>"));
	json_decref(all);
	free(text);
}
END_TEST

/* --- other languages --- */

static const char *shout(const char *one, const char *many, size_t n)
{
	const char *text = many && n != 1 ? many : one;

	if (!strcmp(text, "In short"))
		return "Kurz";
	return !strcmp(text, "%zu repetitions") ? "%zu Wiederholungen" : text;
}

START_TEST(in_another_language)
{
	page.say = shout;
	page.decimal = ',';
	page.lang = "de";
	has(0, "\nKurz\n----\n* Squat: 2 Wiederholungen in 1 set");
	has(0, "3,5 s on average");
	has(1, "<html lang=\"de\">");
	/* but not for programs */
	has(1, "\"values\":[90.0,45.0]");
}
END_TEST

START_TEST(a_full_disk_is_told)
{
	static const struct gn_page_parts parts = { "", "", "" };
	FILE *full = fopen("/dev/full", "w");

	if (!full)
		return;
	setvbuf(full, NULL, _IONBF, 0);
	ck_assert_int_eq(gn_page_text(&page, full), GN_EIO);
	ck_assert_int_eq(gn_page_html(&page, &parts, full), GN_EIO);
	fclose(full);
}
END_TEST

Suite *suite_page(void)
{
	Suite *s = suite_create("page");
	TCase *t = tcase_create("page");

	tcase_add_checked_fixture(t, set_up, NULL);
	tcase_add_test(t, words_of_a_therapist);
	tcase_add_test(t, words_of_a_patient);
	tcase_add_test(t, a_set_that_slows);
	tcase_add_test(t, what_is_held_walked_and_tested);
	tcase_add_test(t, charts_have_what_was_measured);
	tcase_add_test(t, a_curve_as_it_is);
	tcase_add_test(t, a_page_is_whole);
	tcase_add_test(t, names_do_not_break_out);
	tcase_add_test(t, progress_in_words);
	tcase_add_test(t, progress_drawn);
	tcase_add_test(t, in_another_language);
	tcase_add_test(t, a_full_disk_is_told);
	suite_add_tcase(s, t);
	return s;
}

/* SPDX-License-Identifier: MIT */
/* The report of a session: its words. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "page_case.h"
#include "suites.h"

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
	char *text = page_written(0);
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
	page_of.reader = GN_READER_PATIENT;
	page_has(0, "Range of motion (tilt of right thigh): 68 degrees on "
	    "average.\n");
	page_has(0, "! Range smaller than at first, once. What helps: "
	    "\"Deeper.\"\n");
	page_has(0, "! Knee flexion is less on the right, by 57.3 deg.\n");
	for (int html = 0; html < 2; html++) {
		page_lacks(html, "95 %)");
		page_lacks(html, "Not counted");
		page_lacks(html, "Not looked for");
		page_lacks(html, "2 gaps");
		page_lacks(html, "<table");
	}
}
END_TEST

static void has_once(int html, const char *part)
{
	char *text = page_written(html);
	const char *first = strstr(text, part);

	ck_assert_msg(first && !strstr(first + 1, part), "'%s' in:\n%s", part,
		      text);
	free(text);
}

/* Each range is of the repetitions that it was measured in. */
START_TEST(ranges_of_two_segments)
{
	snprintf(page_reps[1].rom_of, sizeof(page_reps[1].rom_of),
		 "tilt shank_r");
	page_has(0, "(tilt of right thigh): 90 degrees on average");
	page_has(0, "(tilt of right shank): 45 degrees on average");
}
END_TEST

/* A pause that is not known after any repetition is left out. */
START_TEST(a_pause_that_is_not_known)
{
	for (size_t i = 0; i < page_result.n_reps; i++)
		page_result.reps[i].tempo_s[3] = NAN;
	page_has(0, "on average: 1.2 s lowering, 0.2 s pause, 1.2 s\n"
		 "  lifting.\n");
}
END_TEST

/* What is found again and again is told once. */
START_TEST(many_faults_of_a_kind)
{
	static struct gn_finding all[46];
	const struct gn_finding one = page_result.form.finding[0];

	for (uint32_t i = 0; i < 46; i++) {
		all[i] = one;
		all[i].set = 1 + i / 20;
		all[i].n = 1 + i % 20;
		all[i].look.value -= 0.01f * (float)i;
	}
	all[1].against = GN_AGAINST_TARGET;
	snprintf(all[2].cue, sizeof(all[2].cue), "Other.");
	snprintf(all[3].look.of, sizeof(all[3].look.of), "other");
	all[4].n = all[5].n = 0;
	all[5].look.threshold -= 0.1f;
	all[6].kind = GN_FORM_SPEED;
	page_result.form.finding = all;
	page_result.form.n = 9;
	page_has(0, "! Squat: 9 remarks on how it was done, see below.\n");
	page_has(0, "! 3 repetitions (1.1, 1.8, 1.9): range smaller than at "
		 "first, 40.4 to 45.0 deg\n  with a limit of 74.5. Cue: "
		 "\"Deeper.\"\n");
	page_has(0, "! Set 1, repetition 2 (13.0 s): range smaller than "
		 "prescribed, 44.4 deg");
	page_has(0, "Cue: \"Other.\"\n");
	page_has(0, "! Set 1, repetition 4 (13.0 s): range smaller than at "
		 "first, 43.3 deg");
	page_has(0, "! 2 sets (1, 1): range smaller than at first, 42.1 to "
		 "42.7 deg with a limit of\n  68.8 to 74.5. Cue:");
	has_once(0, ".8, 1.9)");
	page_of.reader = GN_READER_PATIENT;
	has_once(0, "! Range smaller than at first, 7 times. What helps: "
		 "\"Deeper.\"\n");
	page_of.reader = GN_READER_THERAPIST;
	page_result.form.finding = all + 7;
	page_result.form.n = 39;
	page_has(0, "! 39 repetitions (1.8, 1.9, 1.10,");
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
	page_result.effort = effort;
	page_result.n_effort = 2;
	page_has(0, "* Set 1 became slower: the last repetition by 25 % "
		 "against the fastest.\n");
	page_has(0, "* Set 1, change from one repetition to the next: speed "
		 "-5.73 deg/s (95 % -6.88\n  to -4.58).\n");
	page_lacks(0, "Set 2");
	/* of two that do, the one that lost most */
	effort[1].trend[GN_EFFORT_SPEED] = effort[0].trend[GN_EFFORT_SPEED];
	page_has(0, "* Set 2 became slower: the last repetition by 50 % ");
	effort[1].loss_last = 0.1f;
	page_has(0, "* Set 1 became slower: the last repetition by 25 % ");
}
END_TEST

START_TEST(what_is_held_walked_and_tested)
{
	static struct gn_hold hold[2];
	struct gn_test_value *v = page_result.test.value;

	hold[0] = (struct gn_hold){ .n = 1, .held_s = 20, .longest_s = 15,
		.sway = { .time_s = NAN } };
	hold[1] = (struct gn_hold){ .n = 2, .held_s = 30.5f, .longest_s = 25,
		.sway = { .time_s = 20, .rms_both_mps2 = 0.0625f,
			  .path_rate_mps3 = 0.5f } };
	page_result.n_reps = page_result.n_sets = 0;
	page_result.holds = hold;
	page_result.n_holds = 2;
	page_result.walking = (struct gn_walking){ .assessed = 1, .steps = 120,
		.walking_s = 90, .cadence_spm = 80 };
	page_result.test.kind = GN_TEST_UP_AND_GO;
	page_result.test.n_values = 2;
	snprintf(v[0].name, sizeof(v[0].name), "walk_out_s");
	snprintf(v[0].why, sizeof(v[0].why), "to the first turn");
	snprintf(v[1].name, sizeof(v[1].name), "power_w");
	snprintf(v[1].why, sizeof(v[1].why), "give --mass");
	v[0].value = 12.25f;
	v[0].sd = 0.5f;
	v[0].decimals = 2;
	v[1].value = NAN;
	page_squat.task = GN_TASK_HOLD;
	page_squat.test = GN_TEST_UP_AND_GO;
	page_has(0, "* Squat: held 2 times, 50.5 s in all, the longest "
		 "unbroken 25.0 s.\n");
	page_has(0, "* Sway in hold 2: 0.062 m/s^2 (RMS), 0.50 m/s^3 of path "
		 "in a second.\n");
	page_has(0, "* Squat: 120 steps, 80 a minute while walking, 1.5 "
		 "minutes of it.\n");
	page_has(0, "* Squat, walk out: 12.25 s ±0.98 (95 %), to the first "
	    "turn.\n");
	page_has(0, "\n* Walk out: 12.25 s ±0.98 (95 %), to the first turn.\n");
	page_has(0, "? Power was not assessed: give --mass.\n");
	page_has(0, "* Hold 1 was rated 6.5 of 10 (CR10).\n");
	page_lacks(0, "0 repetitions");
	page_lacks(0, "hold 1:");
	page_of.reader = GN_READER_PATIENT;
	page_has(0, "* Walk out: 12.25 s, to the first turn.\n");
	page_lacks(0, "Power");
	page_lacks(0, "Sway");
	page_squat.task = GN_TASK_REPETITIONS;
	page_squat.test = GN_TEST_NONE;
}
END_TEST

START_TEST(progress_in_words)
{
	page_case_progress();
	page_has(0, "\nIn short\n--------\n! Squat: range of knee flexion, "
		 "right has fallen by 28.6 deg over the sessions\n"
		 "  (measurement error 5.7 deg): seek medical evaluation.\n");
	page_has(0, "\nProgress over sessions\n----------------------\n"
	    "* Squat, range of knee flexion, right: from 85.9 deg to 57.3 deg, "
	    "more than\n  measurement error (5.7 deg).\n* 1 other measure has "
	    "not changed");
	/* of three that are alike but in their course: sometimes, again and
	 * again on one side, and now on the other */
	page_lacks(0, "less on the right in 1 of 4");
	page_has(0, "\n! Squat, knee flexion: less on the right in 2 of 4 "
		 "recordings.\n");
	page_has(0, "\n* Squat, knee flexion: less on the left in 1 of 4 "
		 "recordings, on the right in 2.\n");
	page_of.reader = GN_READER_PATIENT;
	page_has(0, "! Squat: range of knee flexion, right has become less, by "
	    "28.6 deg. Speak with\n  your therapist about it.\n");
	page_has(0, "* Squat, range of knee flexion, right: 85.9 deg at first, "
	    "57.3 deg now.\n");
}
END_TEST

START_TEST(against_the_plan)
{
	page_case_plan();
	page_has(0, "\nAgainst the plan\n----------------\n"
	    "! Squat: 2 of 4 prescribed repetitions, 1 of 2 sets whole.\n"
	    "! Squat: the prescribed tempo (3.0 s lowering, 0.0 s pause, 1.0 s "
	    "lifting, 1.0 s\n  pause) was kept in 0 of 2 repetitions.\n"
	    "* Squat: 86 degrees on average (knee flexion), at the target of "
	    "80 as far as can\n  be measured.\n"
	    "! Knee extension, left: prescribed, not done.\n");
	/* a Sunday is no Monday */
	page_plan.item[1].days = 1;
	page_done.dated = 1;
	page_done.day = gn_day_of(2026, 3, 29);
	page_lacks(0, "Knee extension");
	page_done.day = gn_day_of(2026, 3, 30);
	page_has(0, "Knee extension");
	page_plan.item[0].rom_rad = 2.0f;
	page_done.done[0].reach = GN_REACH_SHORT;
	page_has(0, "! Squat: 86 degrees on average (knee flexion), below the "
	    "target of 115.\n");
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
	page_of.say = shout;
	page_of.decimal = ',';
	page_of.lang = "de";
	page_has(0, "\nKurz\n----\n* Squat: 2 Wiederholungen in 1 set");
	page_has(0, "3,5 s on average");
	page_has(1, "<html lang=\"de\">");
	/* but not for programs */
	page_has(1, "\"values\":[90.0,45.0]");
}
END_TEST

START_TEST(a_full_disk_is_told)
{
	static const struct gn_page_parts parts = { "", "", "" };
	FILE *full = fopen("/dev/full", "w");

	if (!full)
		return;
	setvbuf(full, NULL, _IONBF, 0);
	ck_assert_int_eq(gn_page_text(&page_of, full), GN_EIO);
	ck_assert_int_eq(gn_page_html(&page_of, &parts, full), GN_EIO);
	fclose(full);
}
END_TEST

Suite *suite_page(void)
{
	Suite *s = suite_create("page");
	TCase *t = tcase_create("page");

	tcase_add_checked_fixture(t, page_case, NULL);
	tcase_add_test(t, words_of_a_therapist);
	tcase_add_test(t, words_of_a_patient);
	tcase_add_test(t, ranges_of_two_segments);
	tcase_add_test(t, a_pause_that_is_not_known);
	tcase_add_test(t, many_faults_of_a_kind);
	tcase_add_test(t, a_set_that_slows);
	tcase_add_test(t, what_is_held_walked_and_tested);
	tcase_add_test(t, progress_in_words);
	tcase_add_test(t, against_the_plan);
	tcase_add_test(t, in_another_language);
	tcase_add_test(t, a_full_disk_is_told);
	suite_add_tcase(s, t);
	return s;
}

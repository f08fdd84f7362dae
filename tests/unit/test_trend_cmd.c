/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/cli.h"
#include "apps/sessions.h"
#include "capture.h"
#include "files.h"
#include "gonio/sim.h"
#include "suites.h"

struct run {
	char out[65536], err[4096];
	int  code;
};

#define RUN(cmd, r, ...)                                                   \
	((r)->code = capture_command(cmd,                                  \
		(const char *const[]){ __VA_ARGS__, NULL }, (r)->out,      \
		sizeof((r)->out), (r)->err, sizeof((r)->err)))

static void check_holds(const char *text, const char *part)
{
	ck_assert_msg(strstr(text, part) != NULL, "'%s' is not in:\n%s", part,
		      text);
}

static void check_lacks(const char *text, const char *part)
{
	ck_assert_msg(!strstr(text, part), "'%s' is in:\n%s", part, text);
}

/* The shipped sessions, of a person, into a folder. */
static void put_sessions(const char *subject)
{
	static struct run r;

	RUN(cmd_simulate, &r, "progress", "--subject", subject, "-o",
	    files_path("set"));
	ck_assert_str_eq(r.err, "");
	ck_assert_int_eq(r.code, CLI_OK);
}

START_TEST(one_limb_falls_and_it_is_told)
{
	static struct run r;

	put_sessions("p1");
	RUN(cmd_trend, &r, files_path("set"));
	ck_assert_str_eq(r.err, "");
	ck_assert_int_eq(r.code, CLI_OK);
	check_holds(r.out, "Patient    p1, 6 sessions from 2026-01-05 to "
		    "2026-02-09\n\nsquat\n");
	check_holds(r.out, "\nrange of knee_flexion deg            left   6");
	check_holds(r.out, "\nrange of knee_flexion deg            right  6");
	check_holds(r.out, "\nsquat, knee_flexion                           6  "
		    "right 3              -34.3   -51.3   -16.9  consistent\n");
	check_holds(r.out, "\nLeft against right: no difference in any "
		    "recording in 2 other measures\n");
	check_holds(r.out, "\nWarning: squat, right: the range of "
		    "knee_flexion has fallen by ");
	check_holds(r.out, "over the sessions");
	check_holds(r.out, ": seek medical evaluation\n");
	check_lacks(r.out, "squat, left: ");
	/* how sensors sit is no exercise */
	check_lacks(r.out, "general");

	RUN(cmd_trend, &r, "--format", "json", "--jobs", "1",
	    files_path("set"));
	ck_assert_int_eq(r.code, CLI_OK);
	check_holds(r.out, "{\"schema\":\"gonio.trend/1\",\"patient\":\"p1\","
		    "\"sessions\":6,\"dates\":[\"2026-01-05\",");
	check_holds(r.out, "\"fall\":{\"kind\":\"gradual\",\"drop\":");
	check_holds(r.out, "\"sem_from\":\"between_sessions\"");
	check_holds(r.out, "\"sides\":[{\"exercise\":\"squat\",\"measure\":"
		    "\"range\",\"of\":\"knee_flexion\",\"recordings\":6,"
		    "\"left_less\":0,\"right_less\":3,\"symmetry_index\":");
	check_holds(r.out, "\"course\":\"consistent\"}");
}
END_TEST

START_TEST(two_patients_are_refused)
{
	static struct run r;

	put_sessions("p1");
	put_sessions("p2");
	RUN(cmd_trend, &r, files_path("set"));
	ck_assert_int_eq(r.code, CLI_FAILED);
	ck_assert_str_eq(r.out, "");
	check_holds(r.err, "of patient 'p1'");
	check_holds(r.err, "of 'p2': give the sessions of one patient");
}
END_TEST

#define NAME "sub-p1_ses-%s_task-squat_motion.tsv"

/* Empty recordings: only their names are looked at. */
static void put_names(const char *const *ses, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		char name[128];

		snprintf(name, sizeof(name), NAME, ses[k]);
		files_put(name, "");
	}
}

START_TEST(without_dates_the_labels_have_an_order)
{
	static const char *const ses[] = { "10", "2", "1", "02b", "9" };
	static const char *const want[] = { "1", "2", "02b", "9", "10" };
	char *dir = strdup(files_path("."));
	struct gn_diag why = { "" };
	struct gn_sessions s;
	int err;

	put_names(ses, 5);
	err = gn_sessions_find(&s, &dir, 1, 0, &why);
	ck_assert_msg(!err, "%s", why.text);
	ck_assert_uint_eq(s.n, 5);
	ck_assert_uint_eq(s.n_sessions, 5);
	ck_assert_int_eq(s.dated, 0);
	ck_assert_str_eq(s.patient, "p1");
	for (size_t k = 0; k < 5; k++) {
		ck_assert_str_eq(s.at[k].visit.session, want[k]);
		ck_assert_uint_eq(s.at[k].session, k);
	}
	gn_sessions_free(&s);
	free(dir);
}
END_TEST

START_TEST(what_has_no_place)
{
	static struct run r;

	files_put("sub-p1_task-squat_motion.tsv", "");
	RUN(cmd_trend, &r, files_path("."));
	ck_assert_int_eq(r.code, CLI_FAILED);
	check_holds(r.err, "sub-p1_task-squat_motion.tsv: has neither a date "
		    "nor a ses- label");
	RUN(cmd_trend, &r, "sim:squat", "-e", "sqat");
	ck_assert_int_eq(r.code, CLI_USAGE);
	check_holds(r.err, "squat");
	RUN(cmd_trend, &r, "-f", "csv", ".");
	ck_assert_int_eq(r.code, CLI_USAGE);
	RUN(cmd_trend, &r, "-j", "0", ".");
	ck_assert_int_eq(r.code, CLI_USAGE);
	RUN(cmd_trend, &r, "--json");
	ck_assert_int_eq(r.code, CLI_USAGE);
	RUN(cmd_trend, &r, "-j", "2");
	ck_assert_int_eq(r.code, CLI_USAGE);
}
END_TEST

START_TEST(dates_of_some_are_not_enough)
{
	static struct run r;

	files_mkdir("in");
	files_mkdir("in/motion");
	files_put("in/motion/sub-p1_ses-1_task-squat_motion.tsv", "");
	files_put("in/motion/sub-p1_ses-2_task-squat_motion.tsv", "");
	files_put("in/sub-p1_ses-1_scans.tsv", "filename\tacq_time\n"
		  "motion/sub-p1_ses-1_task-squat_motion.tsv\t2026-01-05\n");
	RUN(cmd_trend, &r, files_path("in"));
	ck_assert_int_eq(r.code, CLI_FAILED);
	check_holds(r.err, "ses-2_task-squat_motion.tsv: has no date, which "
		    "others have");
	/* a folder of nothing but calibrations */
	files_mkdir("cal");
	files_put("cal/sub-p1_ses-1_task-calibration_motion.tsv", "");
	RUN(cmd_trend, &r, files_path("cal"));
	ck_assert_int_eq(r.code, CLI_FAILED);
	check_holds(r.err, "no recording of an exercise");
}
END_TEST

START_TEST(undated_sessions_say_so)
{
	static struct run r;
	char name[128];

	put_sessions("p1");
	for (int k = 1; k <= 6; k++) {
		snprintf(name, sizeof(name),
			 "set/sub-p1/ses-%02d/sub-p1_ses-%02d_scans.tsv", k,
			 k);
		ck_assert_int_eq(unlink(files_path(name)), 0);
	}
	RUN(cmd_trend, &r, files_path("set"));
	ck_assert_int_eq(r.code, CLI_OK);
	check_holds(r.out, "6 sessions in the order of their ses- labels\n"
		    "Not assessed: weeks; the recordings have no dates\n");
	check_holds(r.out, "per session");
	check_lacks(r.out, "week 4");
	check_holds(r.out, "\nWarning: squat, right: ");
}
END_TEST

Suite *suite_trend_cmd(void)
{
	Suite *s = suite_create("trend_cmd");
	TCase *tc = tcase_create("trend_cmd");

	tcase_set_timeout(tc, 120);
	tcase_add_checked_fixture(tc, files_open, files_close);
	tcase_add_test(tc, one_limb_falls_and_it_is_told);
	tcase_add_test(tc, two_patients_are_refused);
	tcase_add_test(tc, without_dates_the_labels_have_an_order);
	tcase_add_test(tc, what_has_no_place);
	tcase_add_test(tc, dates_of_some_are_not_enough);
	tcase_add_test(tc, undated_sessions_say_so);
	suite_add_tcase(s, tc);
	return s;
}

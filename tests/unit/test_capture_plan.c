/* SPDX-License-Identifier: MIT */
/* The commands that show a session, by a plan. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "apps/cli.h"
#include "apps/visit.h"
#include "capture.h"
#include "files.h"
#include "suites.h"

static char out[65536], err[4096];

static void setup(void)
{
	files_open();
}

static void teardown(void)
{
	files_close();
}

#define COMMAND(cmd, ...)                                                  \
	capture_command(cmd, (const char *const[]){ __VA_ARGS__, NULL },   \
			out, sizeof(out), err, sizeof(err))

static void check_holds(const char *text, const char *part)
{
	ck_assert_msg(strstr(text, part) != NULL, "'%s' is not in:\n%s", part,
		      text);
}

/* How often a text holds a part. */
static size_t times(const char *text, const char *part)
{
	size_t n = 0;

	for (const char *p = text; (p = strstr(p, part)); p++)
		n++;
	return n;
}

/* Squats for patient p1, on some weekdays ("": any), lowered for 3 s. */
static const char *plan(const char *days)
{
	static char path[300];
	char text[600];

	snprintf(text, sizeof(text), "patient = \"p1\";\nexercises = (\n"
		 "{ exercise = \"squat\"; sets = 2; reps = 6;\n"
		 "  tempo_s = [ 3.0, 0.0, 1.0, 1.0 ]; %s } );\n", days);
	files_put("plan.cfg", text);
	snprintf(path, sizeof(path), "%s", files_path("plan.cfg"));
	return path;
}

/* The findings by the plan and the foot are those that score has. */
START_TEST(as_score)
{
	char want[sizeof(out)];
	const char *by_plan, *p = plan("days_a_week = 3;");

	ck_assert_int_eq(COMMAND(cmd_score, "--plan", p, "sim:demo"), CLI_OK);
	snprintf(want, sizeof(want), "%s", out);
	ck_assert_uint_gt(times(want, "limit by the plan"), 9);
	by_plan = strstr(want, "\nForm\n");
	*strstr(want, "\n1 of the recordings do") = '\0';
	ck_assert_int_eq(COMMAND(cmd_replay, "--plan", p, "--speed=max",
				 "sim:demo"), CLI_OK);
	ck_assert_str_eq(strstr(out, "\nForm\n"), by_plan);
}
END_TEST

/* The exercise is the plan's, and so is the patient; what is stored is the
 * same with it or without. */
START_TEST(captured_by_it)
{
	const char *p = plan("days_a_week = 3;");

	ck_assert_int_eq(COMMAND(cmd_capture, "--plan", p, "--sensor=sim:demo",
				 "--speed=max", "--out",
				 files_path("a.gonio")), CLI_OK);
	check_holds(out, "Squat (squat)");
	check_holds(out, "Plan of    p1, 1 exercise");
	check_holds(out, "squat: 2 of 2 sets whole, 12 of 12 repetitions");
	ck_assert_uint_gt(times(out, "limit by the plan"), 9);
	ck_assert_int_eq(COMMAND(cmd_replay, "--verify",
				 files_path("a.gonio")), CLI_OK);
	ck_assert_int_eq(COMMAND(cmd_score, "--plan", p,
				 files_path("a.gonio")), CLI_OK);
	check_holds(out, "squat: 2 of 2 sets whole, 12 of 12 repetitions");
	ck_assert_uint_eq(times(out, "do not say whose"), 0);
	/* what somebody says goes before */
	ck_assert_int_eq(COMMAND(cmd_capture, "--plan", p, "--sensor=sim:demo",
				 "--speed=max", "--exercise=lunge",
				 "--duration=40", "--out",
				 files_path("b.gonio")), CLI_OK);
	check_holds(out, "Lunge (lunge)");
	check_holds(out, "squat: not done");
	check_holds(out, "not in the plan: lunge");
}
END_TEST

START_TEST(refused)
{
	char days[60];
	struct gn_visit today = { .label = 0 };
	const char *p = plan("days_a_week = 3;");

	ck_assert_int_eq(COMMAND(cmd_capture, "--plan", p, "--patient=p2",
				 "--sensor=sim:demo"), CLI_USAGE);
	check_holds(err, "--patient is 'p2', but ");
	ck_assert_str_eq(out, "");
	ck_assert_int_eq(COMMAND(cmd_capture, "--plan=nowhere.cfg",
				 "--sensor=sim:demo"), CLI_FAILED);
	check_holds(err, "nowhere.cfg: ");
	ck_assert_int_eq(COMMAND(cmd_replay, "--plan", p, "--verify",
				 "sim:demo"), CLI_USAGE);
	check_holds(err, "--plan");
	gn_visit_on(&today, (int64_t)time(NULL) * INT64_C(1000000000));
	snprintf(days, sizeof(days), "days = [ \"%s\" ];",
		 gn_weekday_name((gn_day_weekday(today.day) + 2) % 7));
	p = plan(days);
	ck_assert_int_eq(COMMAND(cmd_capture, "--plan", p,
				 "--sensor=sim:demo"), CLI_USAGE);
	check_holds(err, "nothing is prescribed for a day like today (");
	check_holds(err, "--exercise");
	ck_assert_int_eq(COMMAND(cmd_capture, "--plan", p, "--speed=max",
				 "--exercise=squat", "--sensor=sim:demo",
				 "--duration=5", "--out",
				 files_path("c.gonio")), CLI_OK);
	/* a recording of somebody else */
	ck_assert_int_eq(COMMAND(cmd_capture, "--patient=p2", "--speed=max",
				 "--exercise=squat", "--sensor=sim:demo",
				 "--duration=5", "--out",
				 files_path("d.gonio")), CLI_OK);
	ck_assert_int_eq(COMMAND(cmd_replay, "--plan", p, "--speed=max",
				 files_path("d.gonio")), CLI_FAILED);
	check_holds(err, "of patient 'p2', but the plan is for 'p1'");
	ck_assert_str_eq(out, "");
}
END_TEST

Suite *suite_capture_plan(void)
{
	Suite *s = suite_create("capture_plan");
	TCase *t = tcase_create("capture_plan");

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, as_score);
	tcase_add_test(t, captured_by_it);
	tcase_add_test(t, refused);
	suite_add_tcase(s, t);
	return s;
}

/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "apps/cli.h"
#include "capture.h"
#include "files.h"
#include "gonio/adherence.h"
#include "suites.h"

static struct gn_plan plan;
static struct gn_plan_day day[6];

/* Strength of 2 x 10 three times a week, and balance. 2026-01-05: a Monday. */
static void setup(void)
{
	files_open();
	memset(&plan, 0, sizeof(plan));
	plan.n = 2;
	plan.item[0] = (struct gn_plan_item){ .exercise = "squat", .sets = 2,
		.reps = 10, .hold_s = NAN, .days_a_week = 3, .rest = 1 };
	plan.item[1] = (struct gn_plan_item){ .exercise = "row", .sets = 1,
		.reps = 5, .hold_s = NAN, .kind = GN_PLAN_BALANCE };
	for (int k = 0; k < 6; k++) {
		gn_plan_day_init(&day[k]);
		day[k].dated = 1;
		day[k].day = gn_day_of(2026, 1, 5) + 2 * k;
	}
}

static void did(int k, int item, uint32_t whole, uint32_t over, uint32_t last)
{
	struct gn_done *d = &day[k].done[item];

	d->recordings = 1;
	d->sets = d->whole = whole;
	d->over = over;
	d->last = last;
	d->attempted = d->full = 10 * whole + over;
}

START_TEST(week_by_week)
{
	struct gn_plan_week w[4];

	day[3].day = gn_day_of(2026, 1, 19);
	day[4].day = gn_day_of(2026, 1, 20);
	did(0, 0, 2, 0, 10);
	did(1, 0, 1, 0, 10);
	did(1, 1, 1, 0, 5);
	did(2, 1, 1, 0, 5);
	did(3, 0, 2, 0, 10);
	did(4, 0, 2, 0, 10);
	ck_assert_uint_eq(gn_plan_weeks(day, 5), 3);
	gn_plan_adherence(&plan, day, 5, w);
	ck_assert_int_eq(w[0].year, 2026);
	ck_assert_int_eq(w[0].week, 2);
	ck_assert_uint_eq(w[0].days[GN_PLAN_STRENGTH], 2);
	ck_assert_uint_eq(w[0].days[GN_PLAN_BALANCE], 2);
	ck_assert_uint_eq(w[0].days[GN_PLAN_MOBILITY], 0);
	ck_assert_uint_eq(w[0].sets, 5);
	ck_assert_uint_eq(w[0].prescribed, 6);
	ck_assert_uint_eq(w[0].in_a_row, 0);
	/* a week in which nothing was done */
	ck_assert_int_eq(w[1].week, 3);
	ck_assert_uint_eq(w[1].days[0] + w[1].sets, 0);
	/* Monday and Tuesday, without the rest between */
	ck_assert_int_eq(w[2].week, 4);
	ck_assert_uint_eq(w[2].in_a_row, 1);
	plan.item[0].rest = 0;
	gn_plan_adherence(&plan, day, 5, w);
	ck_assert_uint_eq(w[2].in_a_row, 0);
	day[0].dated = 0;
	ck_assert_uint_eq(gn_plan_weeks(day, 5), 0);
	ck_assert_uint_eq(gn_plan_weeks(day, 0), 0);
}
END_TEST

START_TEST(days_that_are_wanted)
{
	ck_assert_uint_eq(gn_plan_wanted(&plan, GN_PLAN_STRENGTH), 3);
	ck_assert_uint_eq(gn_plan_wanted(&plan, GN_PLAN_BALANCE), 0);
	plan.strength_days = 4;
	plan.balance_days = 2;
	ck_assert_uint_eq(gn_plan_wanted(&plan, GN_PLAN_STRENGTH), 4);
	ck_assert_uint_eq(gn_plan_wanted(&plan, GN_PLAN_BALANCE), 2);
	plan.strength_days = 0;
	plan.item[0].days_a_week = 1;
	plan.item[0].days = 1 | 4 | 16;
	ck_assert_uint_eq(gn_plan_wanted(&plan, GN_PLAN_STRENGTH), 3);
}
END_TEST

/* Of two days with steps one had enough; the third says nothing. */
START_TEST(steps_a_day)
{
	struct gn_plan_week w[2];

	plan.steps_per_day = 6000;
	day[0].walks = 2;
	day[0].steps = 6000;
	day[2].walks = 1;
	day[2].steps = 5999;
	gn_plan_adherence(&plan, day, 3, w);
	ck_assert_uint_eq(w[0].walked, 2);
	ck_assert_uint_eq(w[0].enough, 1);
	ck_assert_uint_eq(w[0].steps, 11999);
}
END_TEST

START_TEST(next_steps)
{
	struct gn_suggestion s;

	/* never done */
	gn_plan_suggest(&plan, day, 6, 0, -1, &s);
	ck_assert_int_eq(s.step, GN_STEP_UNKNOWN);
	ck_assert_int_eq(s.rule[GN_RULE_ACSM], GN_RULE_NOT_ASSESSED);
	/* as prescribed */
	did(1, 0, 2, 0, 10);
	gn_plan_suggest(&plan, day, 6, 0, -1, &s);
	ck_assert_int_eq(s.step, GN_STEP_KEEP);
	ck_assert_int_eq(s.rule[GN_RULE_2_FOR_2], GN_RULE_NOT_ASSESSED);
	ck_assert_int_eq(s.rule[GN_RULE_EFFORT], GN_RULE_NOT_ASSESSED);
	ck_assert_int_eq(s.rule[GN_RULE_RANGE], GN_RULE_NOT_ASSESSED);
	/* over the goal in one of two sets, then in both */
	did(2, 0, 2, 1, 10);
	gn_plan_suggest(&plan, day, 6, 0, 0, &s);
	ck_assert_int_eq(s.step, GN_STEP_KEEP);
	did(2, 0, 2, 2, 11);
	gn_plan_suggest(&plan, day, 6, 0, 0, &s);
	ck_assert_int_eq(s.step, GN_STEP_UP);
	ck_assert_int_eq(s.rule[GN_RULE_ACSM], GN_RULE_YES);
	ck_assert_int_eq(s.rule[GN_RULE_2_FOR_2], GN_RULE_NO);
	/* 2-for-2 needs two over in the last set, twice */
	did(1, 0, 2, 1, 12);
	did(2, 0, 2, 1, 12);
	gn_plan_suggest(&plan, day, 6, 0, 0, &s);
	ck_assert_int_eq(s.step, GN_STEP_UP);
	ck_assert_int_eq(s.rule[GN_RULE_ACSM], GN_RULE_NO);
	ck_assert_int_eq(s.rule[GN_RULE_2_FOR_2], GN_RULE_YES);
	did(1, 0, 2, 1, 11);
	gn_plan_suggest(&plan, day, 6, 0, 0, &s);
	ck_assert_int_eq(s.step, GN_STEP_KEEP);
	/* what holds it, and what takes it down */
	did(2, 0, 2, 2, 12);
	day[2].done[0].partial = 1;
	gn_plan_suggest(&plan, day, 6, 0, 0, &s);
	ck_assert_int_eq(s.step, GN_STEP_HOLD);
	day[2].done[0].partial = 0;
	day[2].done[0].reach = GN_REACH_SHORT;
	gn_plan_suggest(&plan, day, 6, 0, 0, &s);
	ck_assert_int_eq(s.step, GN_STEP_HOLD);
	day[2].done[0].reach = GN_REACH_MET;
	gn_plan_suggest(&plan, day, 6, 0, 1, &s);
	ck_assert_int_eq(s.step, GN_STEP_DOWN);
	ck_assert_int_eq(s.rule[GN_RULE_RANGE], GN_RULE_YES);
	did(3, 0, 1, 1, 12);
	gn_plan_suggest(&plan, day, 6, 0, 0, &s);
	ck_assert_int_eq(s.step, GN_STEP_HOLD);
	/* all full, and rated hard or not; the rating alone holds nothing */
	did(3, 0, 2, 0, 10);
	day[3].done[0].rated = 4.9f;
	gn_plan_suggest(&plan, day, 6, 0, 0, &s);
	ck_assert_int_eq(s.step, GN_STEP_KEEP);
	ck_assert_int_eq(s.rule[GN_RULE_EFFORT], GN_RULE_NO);
	ck_assert_float_eq(s.rated, 4.9f);
	day[3].done[0].rated = 5.0f;
	gn_plan_suggest(&plan, day, 6, 0, 0, &s);
	ck_assert_int_eq(s.step, GN_STEP_UP);
	ck_assert_int_eq(s.rule[GN_RULE_EFFORT], GN_RULE_YES);
	day[3].done[0].partial = 1;
	gn_plan_suggest(&plan, day, 6, 0, 0, &s);
	ck_assert_int_eq(s.rule[GN_RULE_EFFORT], GN_RULE_NO);
	ck_assert_int_eq(s.step, GN_STEP_HOLD);
	day[3].done[0].partial = 0;
	day[3].done[0].whole = 1;
	gn_plan_suggest(&plan, day, 6, 0, 0, &s);
	ck_assert_int_eq(s.rule[GN_RULE_EFFORT], GN_RULE_NO);
	/* only of what is repeated */
	plan.item[0].reps = 0;
	gn_plan_suggest(&plan, day, 6, 0, 0, &s);
	ck_assert_int_eq(s.step, GN_STEP_UNKNOWN);
}
END_TEST

/* In a quarter of the repetitions, and three at least. */
START_TEST(faults_of_form_hold)
{
	struct gn_suggestion s;

	did(3, 0, 2, 2, 12);
	gn_plan_suggest(&plan, day, 6, 0, 0, &s);
	ck_assert_int_eq(s.rule[GN_RULE_FORM], GN_RULE_NOT_ASSESSED);
	ck_assert_int_eq(s.step, GN_STEP_UP);
	day[3].done[0].judged = 20;
	day[3].done[0].faulty = 4;
	gn_plan_suggest(&plan, day, 6, 0, 0, &s);
	ck_assert_int_eq(s.rule[GN_RULE_FORM], GN_RULE_NO);
	ck_assert_int_eq(s.step, GN_STEP_UP);
	day[3].done[0].faulty = 5;
	gn_plan_suggest(&plan, day, 6, 0, 0, &s);
	ck_assert_int_eq(s.rule[GN_RULE_FORM], GN_RULE_YES);
	ck_assert_int_eq(s.step, GN_STEP_HOLD);
	ck_assert_uint_eq(s.judged, 20);
	ck_assert_uint_eq(s.faulty, 5);
	day[3].done[0].judged = 4;
	day[3].done[0].faulty = 2;
	gn_plan_suggest(&plan, day, 6, 0, 0, &s);
	ck_assert_int_eq(s.rule[GN_RULE_FORM], GN_RULE_NO);
}
END_TEST

static void check_holds(const char *text, const char *part)
{
	ck_assert_msg(strstr(text, part) != NULL, "'%s' is not in:\n%s", part,
		      text);
}

START_TEST(of_recordings)
{
	static char out[65536], err[4096];
	char *set = strdup(files_path("set"));
	char *file = strdup(files_path("plan.cfg"));

	files_put("plan.cfg", "patient = \"p1\"; strength_days = 2;\n"
		  "steps_per_day = 6000; exercises = ( { exercise = \"squat\";"
		  " sets = 2; reps = 7; days = [ \"mon\", \"thu\" ]; } );");
	ck_assert_int_eq(capture_command(cmd_simulate, (const char *const[]){
		"progress", "--subject", "p1", "-o", set, NULL }, out,
		sizeof(out), err, sizeof(err)), CLI_OK);
	ck_assert_int_eq(capture_command(cmd_plan, (const char *const[]){
		file, set, NULL }, out, sizeof(out), err, sizeof(err)),
		CLI_OK);
	check_holds(out, "\n2026-W02    1 of 2         0         0    2 of 4"
		    "           0\n");
	check_holds(out, "\n2026-W07 ");
	check_holds(out, "\nNot assessed: steps a day; no recording "
		    "of walking\n");
	/* over the goal, but the right knee goes less far */
	check_holds(out, "\n  squat: one step down\n    faults of form in 0 "
		    "of 16 repetitions\n    yes           one or two "
		    "repetitions over");
	ck_assert_int_eq(capture_command(cmd_plan, (const char *const[]){
		"--format", "json", file, set, NULL }, out, sizeof(out), err,
		sizeof(err)), CLI_OK);
	check_holds(out, "{\"schema\":\"gonio.adherence/1\",\"patient\":"
		    "\"p1\",\"weeks\":[{\"week\":\"2026-W02\",\"strength\":"
		    "{\"days\":1,\"wanted\":2}");
	check_holds(out, "\"suggestion\":\"down\",\"rules\":{\"acsm\":true,"
		    "\"two_for_two\":false,\"effort\":null,\"hold\":false,"
		    "\"form\":false,\"range\":true},\"rated_cr10\":null,"
		    "\"judged\":16,\"with_faults\":0}");
	/* another patient's */
	files_put("plan.cfg", "patient = \"p2\"; exercises = ( { exercise = "
		  "\"squat\"; sets = 2; reps = 7; } );");
	ck_assert_int_eq(capture_command(cmd_plan, (const char *const[]){
		file, set, NULL }, out, sizeof(out), err, sizeof(err)),
		CLI_FAILED);
	ck_assert_str_eq(out, "");
	check_holds(err, "of patient 'p1', but the plan is for 'p2'");
	ck_assert_int_eq(capture_command(cmd_plan, (const char *const[]){
		file, NULL }, out, sizeof(out), err, sizeof(err)), CLI_USAGE);
	free(set);
	free(file);
}
END_TEST

Suite *suite_adherence(void)
{
	Suite *s = suite_create("adherence");
	TCase *tc = tcase_create("adherence");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, files_close);
	tcase_add_test(tc, week_by_week);
	tcase_add_test(tc, days_that_are_wanted);
	tcase_add_test(tc, steps_a_day);
	tcase_add_test(tc, next_steps);
	tcase_add_test(tc, faults_of_form_hold);
	tcase_add_test(tc, of_recordings);
	suite_add_tcase(s, tc);
	return s;
}

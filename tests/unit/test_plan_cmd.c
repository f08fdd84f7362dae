/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "apps/cli.h"
#include "apps/tally.h"
#include "apps/visit.h"
#include "capture.h"
#include "files.h"
#include "gonio/rec.h"
#include "suites.h"

#define DEMO "fixtures/recordings/demo"
#define PLAN "fixtures/plans/plan_demo.cfg"

struct run {
	char out[65536], err[4096];
	int  code;
};

#define SCORE(r, ...)                                                      \
	((r)->code = capture_command(cmd_score,                            \
		(const char *const[]){ __VA_ARGS__, NULL }, (r)->out,      \
		sizeof((r)->out), (r)->err, sizeof((r)->err)))

static void check_holds(const char *text, const char *part)
{
	ck_assert_msg(strstr(text, part) != NULL, "'%s' is not in:\n%s", part,
		      text);
}

/* A session's file of one patient, begun at a second since 1970. */
static const char *put_session(const char *name, const char *patient,
			       int64_t at_s)
{
	static struct gn_rec_meta meta;
	struct gn_sample s = { .t_ns = 0 };
	struct gn_rec_writer *w = NULL;

	memset(&meta, 0, sizeof(meta));
	snprintf(meta.patient, sizeof(meta.patient), "%s", patient);
	meta.started_unix_ns = at_s * 1000000000;
	meta.n_sensors = 1;
	snprintf(meta.sensors[0].name, sizeof(meta.sensors[0].name), "wrist");
	meta.sensors[0].rate_hz = 50;
	meta.sensors[0].has_acc = 1;
	ck_assert_int_eq(gn_rec_create(&w, files_path(name), &meta, NULL),
			 GN_OK);
	ck_assert_int_eq(gn_rec_write(w, &s, 1, NULL), GN_OK);
	ck_assert_int_eq(gn_rec_close(w, NULL), GN_OK);
	return files_path(name);
}

static void zone(const char *name)
{
	setenv("TZ", name, 1);
	tzset();
}

START_TEST(whose_and_when_of_a_session)
{
	struct gn_visit v;
	char uri[1024];

	zone("UTC0");
	/* 2026-11-28 20:00 UTC */
	put_session("a.gonio", "P-017", 20785 * 86400 + 72000);
	ck_assert_int_eq(gn_visit_of(&v, files_path("a.gonio"), NULL), GN_OK);
	ck_assert_str_eq(v.patient, "P-017");
	ck_assert_int_eq(v.label, 0);
	ck_assert_int_eq(v.dated, 1);
	ck_assert_int_eq(v.day, 20785);
	ck_assert_int_eq(v.started_unix_ns,
			 (20785 * INT64_C(86400) + 72000) * 1000000000);
	ck_assert_str_eq(v.session, "");
	/* where it is the next morning already */
	zone("JST-9");
	snprintf(uri, sizeof(uri), "replay:%s", files_path("a.gonio"));
	ck_assert_int_eq(gn_visit_of(&v, uri, NULL), GN_OK);
	ck_assert_int_eq(v.day, 20786);
	zone("UTC0");
	put_session("b.gonio", "", 0);
	ck_assert_int_eq(gn_visit_of(&v, files_path("b.gonio"), NULL), GN_OK);
	ck_assert_int_eq(v.dated, 0);
	ck_assert_str_eq(v.patient, "");
	/* what is no session's file says nothing */
	ck_assert_int_eq(gn_visit_of(&v, "sim:squat", NULL), GN_OK);
	ck_assert(!v.dated && !v.patient[0]);
	files_put("c.gonio", "SQLite format 3");
	ck_assert_int_eq(gn_visit_of(&v, files_path("b.csv"), NULL), GN_OK);
	ck_assert(!v.dated && !v.patient[0]);
}
END_TEST

#define MOTION "sub-P017/ses-03/motion/sub-P017_ses-03_task-squat_"

/* The moment is known where acq_time says that it is UTC. */
START_TEST(when_to_the_second)
{
	static const struct { const char *when; int64_t s; } row[] = {
		{ "1970-01-02T00:00:01Z", 86401 },
		{ "1970-01-01T23:59:59.750Z", 86399 },
		{ "1970-01-02T10:31:00", 0 }, { "1970-01-02", 0 },
		{ "1970-01-02T10:31Z", 0 }, { "1970-01-02T24:00:00Z", 0 },
		{ "1970-01-02T10:60:00Z", 0 }, { "1970-01-02T-1:00:00Z", 0 },
		{ "1970-01-02T10:31:60Z", 0 }, { "1970-01-02T10:31:00+01", 0 },
	};
	char scans[300], path[512];
	struct gn_visit v;

	files_mkdir("sub-P1");
	files_mkdir("sub-P1/motion");
	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		snprintf(scans, sizeof(scans), "filename\tacq_time\nmotion/"
			 "sub-P1_task-squat_motion.tsv\t%s\n", row[i].when);
		files_put("sub-P1/sub-P1_scans.tsv", scans);
		snprintf(path, sizeof(path), "%s",
			 files_path("sub-P1/motion/sub-P1_task-squat_"
				    "motion.tsv"));
		ck_assert_int_eq(gn_visit_of(&v, path, NULL), GN_OK);
		ck_assert(v.dated);
		ck_assert_msg(v.started_unix_ns == row[i].s * 1000000000,
			      "%s", row[i].when);
	}
}
END_TEST

START_TEST(whose_and_when_of_a_data_set)
{
	struct gn_diag why = { "" };
	const char *scans = "sub-P017/ses-03/sub-P017_ses-03_scans.tsv";
	struct gn_visit v;
	char path[512];

	files_mkdir("sub-P017");
	files_mkdir("sub-P017/ses-03");
	files_mkdir("sub-P017/ses-03/motion");
	snprintf(path, sizeof(path), "%s",
		 files_path(MOTION "tracksys-a_motion.tsv"));
	ck_assert_int_eq(gn_visit_of(&v, path, &why), GN_OK);
	ck_assert_str_eq(v.patient, "P017");
	ck_assert_str_eq(v.session, "03");
	ck_assert(v.label && !v.dated);

	files_put(scans, "filename\tacq_time\n"
		  "motion/sub-P017_ses-03_task-row_motion.tsv\t2026-01-01\n"
		  "motion/sub-P017_ses-03_task-squat_tracksys-b_motion.tsv\t"
		  "2026-03-29T10:31:00\n");
	ck_assert_int_eq(gn_visit_of(&v, path, &why), GN_OK);
	ck_assert(v.dated);
	ck_assert_int_eq(v.day, gn_day_of(2026, 3, 29));
	ck_assert_int_eq(v.started_unix_ns, 0);

	files_put(scans, "acq_time\tfilename\n2026-01-01\tother.tsv\n"
		  "n/a\tsub-P017_ses-03_task-squat_tracksys-a_motion.tsv\n");
	ck_assert_int_eq(gn_visit_of(&v, path, &why), GN_OK);
	ck_assert(!v.dated);
	files_put(scans, "filename\n"
		  "sub-P017_ses-03_task-squat_tracksys-a_motion.tsv\n");
	ck_assert_int_eq(gn_visit_of(&v, path, &why), GN_OK);
	ck_assert(!v.dated);

	files_put(scans, "file\tacq_time\n");
	ck_assert_int_eq(gn_visit_of(&v, path, &why), GN_EFORMAT);
	check_holds(why.text, "scans.tsv:1: no column 'filename'");
	files_put(scans, "filename\tacq_time\nsub-P017_ses-03_task-squat_"
		  "tracksys-a_motion.tsv\t29.3.2026\n");
	ck_assert_int_eq(gn_visit_of(&v, path, &why), GN_EFORMAT);
	check_holds(why.text, "29.3.2026");
}
END_TEST

START_TEST(one_patient_or_two)
{
	static const struct {
		const char *a, *b;
		int label_a, label_b, same;
	} c[] = {
		{ "P-1", "P-1", 0, 0, 1 }, { "P-1", "P1", 0, 0, 0 },
		{ "P1", "P-1", 1, 0, 1 },  { "P1", "p1", 1, 0, 0 },
		{ "", "P1", 0, 0, 1 },     { "P1", "", 1, 0, 1 },
		{ "P1", "P2", 1, 1, 0 },   { "P-1", "P1", 0, 1, 1 },
	};

	for (size_t k = 0; k < sizeof(c) / sizeof(c[0]); k++) {
		struct gn_visit a = { .label = (uint8_t)c[k].label_a };
		struct gn_visit b = { .label = (uint8_t)c[k].label_b };

		snprintf(a.patient, sizeof(a.patient), "%s", c[k].a);
		snprintf(b.patient, sizeof(b.patient), "%s", c[k].b);
		ck_assert_int_eq(gn_visit_same(&a, &b), c[k].same);
	}
}
END_TEST

START_TEST(days_in_order)
{
	static const struct {
		int dated;
		int64_t day;
		const char *session;
	} in[] = {
		{ 0, 0, "2" }, { 1, 20, "9" }, { 0, 0, "1" }, { 1, 10, "1" },
		{ 1, 20, "" }, { 0, 0, "2" },
	};
	struct gn_exercise squat = { .name = "squat" };
	struct gn_result r = { .exercise = &squat };
	struct gn_tally t = { .n = 0 };

	for (size_t k = 0; k < sizeof(in) / sizeof(in[0]); k++) {
		struct gn_visit v = { .dated = (uint8_t)in[k].dated,
				      .day = in[k].day };

		snprintf(v.session, sizeof(v.session), "%s", in[k].session);
		snprintf(v.patient, sizeof(v.patient), "%s", k ? "x" : "");
		ck_assert_int_eq(gn_tally_add(&t, &v, &r), GN_OK);
	}
	ck_assert_uint_eq(t.n, 4);
	ck_assert_uint_eq(t.unnamed, 1);
	ck_assert(t.day[0].dated && t.day[0].day == 10);
	ck_assert(t.day[1].dated && t.day[1].day == 20);
	ck_assert_str_eq(t.day[2].session, "1");
	ck_assert_str_eq(t.day[3].session, "2");
	gn_tally_free(&t);
}
END_TEST

START_TEST(done_against_prescribed)
{
	static struct run r;

	SCORE(&r, "--plan", PLAN, DEMO);
	ck_assert_str_eq(r.err, "");
	ck_assert_int_eq(r.code, CLI_OK);
	check_holds(r.out, "\nPlan of    sim, 2 exercises\n");
	check_holds(r.out, "\n  squat, 5.0 kg: 2 of 3 sets whole, 12 of 18 "
		    "repetitions (11 full, 1 partial)\n");
	check_holds(r.out, "      rejected: 2 unlike the set's other");
	check_holds(r.out, "prescribed 3.0-0.0-1.0-1.0: otherwise in 12 of "
		    "12\n        lowering too short in 12 of 12\n");
	check_holds(r.out, "ROM of knee_flexion");
	check_holds(r.out, "target 80.0: at the target, within uncertainty");
	check_holds(r.out, "\n  knee_extension left: not done\n");
	/* each repetition against it */
	check_holds(r.out, "  set 2, repetition 5, 59.38 s: range smaller than "
		    "prescribed\n      knee_flexion_r 52.4 +-6.7 deg, limit "
		    "by the plan 80.0. \"As far as prescribed.\"\n");
	ck_assert_int_eq(strncmp(r.out, "Recording  ", 11), 0);

	SCORE(&r, "--plan", PLAN, "--format", "json", DEMO);
	ck_assert_int_eq(r.code, CLI_OK);
	check_holds(r.out, "\n{\"schema\":\"gonio.plan/1\",\"patient\":"
		    "\"sim\",\"days\":[{\"date\":null");
	check_holds(r.out, "\"sets\":2,\"sets_whole\":2,\"attempted\":12,"
		    "\"partial\":1,\"full\":11,\"rejected\":[{\"reason\":"
		    "\"unlike the set's other repetitions\",\"n\":2}]");
	check_holds(r.out, "\"verdict\":\"within\"");
	check_holds(r.out, "\"against\":\"target\",\"cue\":\"Lower as "
		    "slowly as prescribed.\"");
}
END_TEST

START_TEST(what_is_not_in_it_is_listed)
{
	static struct run r;

	files_put("plan.cfg", "patient = \"x\"; exercises = (\n"
		  "{ exercise = \"squat\"; sets = 1; reps = 5; side = "
		  "\"left\"; }, { exercise = \"row\"; sets = 1; hold_s = 5; }"
		  ");");
	SCORE(&r, "--plan", files_path("plan.cfg"), "sim:curl", "sim:squat");
	ck_assert_str_eq(r.err, "");
	ck_assert_int_eq(r.code, CLI_OK);
	check_holds(r.out, "  not in the plan: biceps_curl right, ");
	check_holds(r.out, "\n2 of the recordings do not say whose they");
}
END_TEST

START_TEST(holds_and_steps)
{
	static struct run r;

	files_put("plan.cfg", "patient = \"x\"; steps_per_day = 150;\n"
		  "exercises = ({ exercise = \"single_leg_stance\"; kind = "
		  "\"balance\"; sets = 3; hold_s = 20; side = \"left\"; });");
	SCORE(&r, "--plan", files_path("plan.cfg"), "sim:one_leg");
	ck_assert_str_eq(r.err, "");
	check_holds(r.out, "\n  single_leg_stance left: held 3 times, 2 of 3 "
		    "prescribed for 20 s, the longest ");
	check_holds(r.out, "\n  steps: not assessed: no recording of ");
	SCORE(&r, "--plan", files_path("plan.cfg"), "--format", "json",
	      "sim:one_leg");
	check_holds(r.out, "\"longest_hold_s\":30.0");
	check_holds(r.out, "\"steps\":null");
}
END_TEST

START_TEST(another_patient_is_refused)
{
	static struct run r;

	files_put("plan.cfg", "patient = \"P017\"; exercises = (\n"
		  "{ exercise = \"squat\"; sets = 1; reps = 5; });");
	SCORE(&r, "--plan", files_path("plan.cfg"), DEMO);
	ck_assert_int_eq(r.code, CLI_FAILED);
	ck_assert_str_eq(r.out, "");
	check_holds(r.err, "of patient 'sim', but the plan is for 'P017'");
}
END_TEST

START_TEST(plans_that_are_none)
{
	static struct run r;

	files_put("plan.cfg", "patient = \"P017\";\nexercises = (\n"
		  "{ exercise = \"sqat\"; sets = 1; reps = 5; });");
	SCORE(&r, "--plan", files_path("plan.cfg"), DEMO);
	ck_assert_int_eq(r.code, CLI_FAILED);
	ck_assert_str_eq(r.out, "");
	check_holds(r.err, "plan.cfg:3: exercise: 'sqat'");
	check_holds(r.err, "nearest is squat");
	SCORE(&r, "--plan", files_path("none.cfg"), DEMO);
	ck_assert_int_eq(r.code, CLI_FAILED);
	check_holds(r.err, "none.cfg: the plan cannot be read: No such");
	files_put_bytes("plan.cfg", "a\0b", 3);
	SCORE(&r, "--plan", files_path("plan.cfg"), DEMO);
	ck_assert_int_eq(r.code, CLI_FAILED);
	check_holds(r.err, "plan.cfg: no plan");
	SCORE(&r, "--plan", PLAN, "--format", "csv", DEMO);
	ck_assert_int_eq(r.code, CLI_USAGE);
	check_holds(r.err, "--plan is told as table or json only");
}
END_TEST

Suite *suite_plan_cmd(void)
{
	Suite *s = suite_create("plan_cmd");
	TCase *tc = tcase_create("plan_cmd");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, files_open, files_close);
	tcase_add_test(tc, whose_and_when_of_a_session);
	tcase_add_test(tc, whose_and_when_of_a_data_set);
	tcase_add_test(tc, when_to_the_second);
	tcase_add_test(tc, one_patient_or_two);
	tcase_add_test(tc, days_in_order);
	tcase_add_test(tc, done_against_prescribed);
	tcase_add_test(tc, what_is_not_in_it_is_listed);
	tcase_add_test(tc, holds_and_steps);
	tcase_add_test(tc, another_patient_is_refused);
	tcase_add_test(tc, plans_that_are_none);
	suite_add_tcase(s, tc);
	return s;
}

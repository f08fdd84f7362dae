/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/cli.h"
#include "apps/validate.h"
#include "capture.h"
#include "fault.h"
#include "suites.h"

#define HZ     50
#define LEN_S  40
#define REPS   6
#define FIRST  8        /* s */
#define REP_S  4
#define PI     3.14159265358979323846
#define STEM   "sub-01_task-lateralRaise_tracksys-imu"

static char dir[64];
static struct gn_catalogue *cat;
static struct gn_truth truth = {
	.recording = STEM "_motion.tsv", .exercise = "lateral_raise",
	.reps = REPS, .boundaries = 1,
};
static struct gn_val_rec rec;

static FILE *open_part(const char *part)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/" STEM "_%s", dir, part);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	return f;
}

/* An arm that is raised six times by 80 deg, still before and after. */
static void put_motion(void)
{
	FILE *f = open_part("motion.tsv");

	for (int i = 0; i < LEN_S * HZ; i++) {
		double t = (double)i / HZ, w = 2 * PI / REP_S, a = 0, rate = 0;
		double u = t - FIRST, e = ((i * 7919) % 1000 - 500) * 1e-5;

		if (u > 0 && u < REPS * REP_S) {
			a = 40 * PI / 180 * (1 - cos(w * u));
			rate = 40 * PI / 180 * w * sin(w * u);
		}
		fprintf(f, "%.4f\t%.4f\t%.4f\t%.5f\t%.5f\t%.5f\n",
			9.81 * cos(a) + e, -9.81 * sin(a) - e, e, e / 9,
			-e / 9, rate + e / 9);
	}
	ck_assert_int_eq(fclose(f), 0);
}

static void put_sidecars(void)
{
	static const char *const types[] = { "ACCEL", "GYRO" };
	static const char *const unit[] = { "m/s^2", "rad/s" };
	FILE *f = open_part("channels.tsv");

	fputs("name\tcomponent\ttype\ttracked_point\tunits\t"
	      "sampling_frequency\tstatus\n", f);
	for (int k = 0; k < 6; k++)
		fprintf(f, "c%d\t%c\t%s\twrist_r\t%s\t50\tgood\n", k,
			"xyz"[k % 3], types[k / 3], unit[k / 3]);
	ck_assert_int_eq(fclose(f), 0);
	f = open_part("motion.json");
	fputs("{ \"TaskName\": \"lateralRaise\", \"SamplingFrequency\": 50 }",
	      f);
	ck_assert_int_eq(fclose(f), 0);
}

static void put_events(const char *more)
{
	FILE *f = open_part("events.tsv");

	fputs("onset\tduration\ttrial_type\tside\tlabel\n", f);
	for (int i = 0; i < REPS; i++)
		fprintf(f, "%d\t%d\trep\tright\tok\n", FIRST + i * REP_S,
			REP_S);
	fputs(more, f);
	ck_assert_int_eq(fclose(f), 0);
}

static void make(void)
{
	strncpy(dir, "/tmp/gonio-run-XXXXXX", sizeof(dir) - 1);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	put_motion();
	put_sidecars();
	put_events("");
	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, NULL), GN_OK);
	memset(&rec, 0, sizeof(rec));
	rec.truth = &truth;
	snprintf(rec.path, sizeof(rec.path), "%s/%s", dir, truth.recording);
}

static void drop(void)
{
	static const char *const parts[] = {
		"motion.tsv", "channels.tsv", "motion.json", "events.tsv",
	};

	for (int i = 0; i < 4; i++) {
		char path[256];

		snprintf(path, sizeof(path), "%s/" STEM "_%s", dir, parts[i]);
		unlink(path);
	}
	rmdir(dir);
	gn_val_rec_free(&rec);
	gn_catalogue_free(cat);
}

#define S INT64_C(1000000000)

static struct gn_rep reps[16];

/* A result with repetitions of 4 s that start at these seconds. */
static struct gn_result result_of(const double *start_s, size_t n)
{
	struct gn_result r;

	memset(&r, 0, sizeof(r));
	for (size_t i = 0; i < n; i++) {
		reps[i].start_ns = (int64_t)(start_s[i] * 1e9);
		reps[i].end_ns = reps[i].start_ns + REP_S * S;
		reps[i].turn_ns = reps[i].start_ns + REP_S * S / 2;
	}
	r.reps = reps;
	r.n_reps = n;
	return r;
}

START_TEST(repetitions_are_compared_with_their_events)
{
	/* true: 8 12 16 20 24 28; the fourth is missed, two are extra */
	static const double start[] = { 0, 8.25, 11.5, 16, 24, 28, 36 };
	struct gn_result r = result_of(start, 7);
	const struct gn_val_errors *e = &rec.errors;
	static const double want[] = { 0.25, -0.5, 0, 0, 0 };

	ck_assert_int_eq(gn_val_rec_judge(&rec, &r), GN_OK);
	ck_assert_int_eq(rec.found, 7);
	ck_assert(rec.has_bounds);
	ck_assert(!rec.has_set);
	ck_assert_uint_eq(e->n[GN_VAL_START], 5);
	ck_assert_uint_eq(e->n[GN_VAL_END], 5);
	ck_assert_uint_eq(e->missed, 1);
	ck_assert_uint_eq(e->extra, 2);
	ck_assert_uint_eq(e->n[GN_VAL_SEAT], 0);
	for (int i = 0; i < 5; i++) {
		ck_assert_double_eq_tol(e->s[GN_VAL_START][i], want[i], 1e-6);
		ck_assert_double_eq_tol(e->s[GN_VAL_END][i], want[i], 1e-6);
	}
}
END_TEST

START_TEST(nothing_found_is_all_missed)
{
	struct gn_result r = result_of(NULL, 0);

	put_events("13\t0\tseat_off\tboth\tn/a\n");
	ck_assert_int_eq(gn_val_rec_judge(&rec, &r), GN_OK);
	ck_assert_int_eq(rec.found, 0);
	ck_assert_uint_eq(rec.errors.missed, REPS);
	ck_assert_uint_eq(rec.errors.n[GN_VAL_SEAT], 0);
}
END_TEST

START_TEST(boundaries_are_left_alone_where_there_are_none)
{
	static const double start[] = { 8 };
	struct gn_result r = result_of(start, 1);
	struct gn_truth other = truth;

	rec.truth = &other;
	other.boundaries = 0;
	ck_assert_int_eq(gn_val_rec_judge(&rec, &r), GN_OK);
	ck_assert(!rec.has_bounds);
	other.boundaries = 1;
	snprintf(other.exercise, sizeof(other.exercise), "walk");
	ck_assert_int_eq(gn_val_rec_judge(&rec, &r), GN_OK);
	ck_assert(!rec.has_bounds);
	ck_assert_int_eq(rec.found, 1);
	/* steps are compared with steps */
	snprintf(other.reference, sizeof(other.reference), "steps");
	r.walking.steps = 17;
	ck_assert_int_eq(gn_val_rec_judge(&rec, &r), GN_OK);
	ck_assert_int_eq(rec.found, 17);
}
END_TEST

START_TEST(repetitions_outside_the_marked_sets_are_counted)
{
	static const double start[] = { 8, 12, 30 };
	struct gn_result r = result_of(start, 3);

	put_events("0\t12\tset\tn/a\tn/a\n31\t2\tset\tn/a\tn/a\n");
	ck_assert_int_eq(gn_val_rec_judge(&rec, &r), GN_OK);
	ck_assert(rec.has_set);
	ck_assert_uint_eq(rec.outside, 1);
}
END_TEST

START_TEST(seat_off_is_compared_with_the_start)
{
	static const double start[] = { 8, 12, 16 };
	static const double want[] = { -3, -1.5, -4.25, 2 };
	struct gn_result r = result_of(start, 3);

	/* in the second, though nearer to the third; in the third; after
	 * the last; before the first */
	put_events("15\t0\tseat_off\tboth\tn/a\n"
		   "17.5\t0\tseat_off\tboth\tn/a\n"
		   "20.25\t0\tseat_off\tboth\tn/a\n"
		   "6\t0\tseat_off\tboth\tn/a\n");
	ck_assert_int_eq(gn_val_rec_judge(&rec, &r), GN_OK);
	ck_assert_uint_eq(rec.errors.n[GN_VAL_SEAT], 4);
	/* events come in order of onset: 6 first */
	for (int i = 0; i < 4; i++)
		ck_assert_double_eq_tol(rec.errors.s[GN_VAL_SEAT][i],
					want[(i + 3) % 4], 1e-6);
}
END_TEST

START_TEST(a_recording_is_scored_and_judged)
{
	gn_val_rec_run(&rec, cat, NULL);
	ck_assert_msg(rec.err == GN_OK, "%s", rec.why.text);
	ck_assert_str_eq(rec.exercise, "lateral_raise");
	ck_assert_int_eq(rec.found, REPS);
	ck_assert(rec.has_bounds);
	ck_assert_uint_ge(rec.errors.n[GN_VAL_START], REPS - 1);
}
END_TEST

START_TEST(an_exercise_can_be_forced)
{
	gn_val_rec_run(&rec, cat, "general");
	ck_assert_int_eq(rec.err, GN_OK);
	ck_assert_str_eq(rec.exercise, "general");
}
END_TEST

START_TEST(what_is_not_scored_says_why)
{
	FILE *f = open_part("events.tsv");

	fputs("onset\tduration\ttrial_type\nsoon\t1\trep\n", f);
	ck_assert_int_eq(fclose(f), 0);
	gn_val_rec_run(&rec, cat, NULL);
	ck_assert_int_eq(rec.err, GN_EFORMAT);
	ck_assert_int_eq(rec.found, 0);
	ck_assert_msg(strstr(rec.why.text, "events.tsv:2"), "%s",
		      rec.why.text);

	snprintf(rec.path, sizeof(rec.path), "%s/none_motion.tsv", dir);
	gn_val_rec_run(&rec, cat, NULL);
	ck_assert_int_eq(rec.err, GN_ENOENT);
	ck_assert(rec.why.text[0]);
}
END_TEST

START_TEST(running_survives_no_memory)
{
	struct fault_stat st;
	int fail_at = 0;

	put_events("13\t0\tseat_off\tboth\tn/a\n");
	do {
		fault_start(++fail_at);
		gn_val_rec_run(&rec, cat, NULL);
		if (rec.err)
			gn_val_rec_free(&rec);
		st = fault_stop();
		if (rec.err) {
			ck_assert_int_eq(rec.err, GN_ENOMEM);
			ck_assert_int_eq(st.live, 0);
			ck_assert_int_eq(rec.found, 0);
		}
	} while (rec.err);
	ck_assert_int_eq(rec.found, REPS);
}
END_TEST

/* ---- the command ------------------------------------------------------- */

/* Run it and take what it prints; what it complains of is dropped. */
static int command(char *out, size_t cap, int argc, const char *const *args)
{
	struct capture said, complained;
	char *argv[12], rest[1024];
	int code;

	for (int i = 0; i < argc; i++)
		argv[i] = strdup(args[i]);
	argv[argc] = NULL;
	capture_start(&said, STDOUT_FILENO);
	capture_start(&complained, STDERR_FILENO);
	optind = 0;     /* glibc: forget the last command line */
	code = cmd_validate(argc, argv);
	capture_stop(&complained, rest, sizeof(rest));
	capture_stop(&said, out, cap);
	for (int i = 0; i < argc; i++)
		free(argv[i]);
	return code;
}

static void put_truth(const char *more)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/truth.tsv", dir);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fprintf(f, "recording\texercise\treps\ttrust\tboundaries\t"
		"reference\n%s\tlateral_raise\t%d\tgood\tyes\tnone\n%s",
		truth.recording, REPS, more);
	ck_assert_int_eq(fclose(f), 0);
}

static void make_data(void)
{
	make();
	put_truth("");
}

static void drop_data(void)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/truth.tsv", dir);
	unlink(path);
	drop();
}

static const char *const wrong[][4] = {
	{ "validate", NULL },
	{ "validate", "--trust", "fair", "x" },
	{ "validate", "--format", "xml", "x" },
	{ "validate", "--jobs", "0", "x" },
	{ "validate", "--exercise", "no_such_exercise", "x" },
	{ "validate", "--colour", "x", NULL },
	{ "validate", "--jobs", NULL },
};

START_TEST(a_wrong_command_line_is_usage)
{
	char out[64];
	int argc = 0;

	while (argc < 4 && wrong[_i][argc])
		argc++;
	ck_assert_int_eq(command(out, sizeof(out), argc, wrong[_i]), 2);
	ck_assert_str_eq(out, "");
}
END_TEST

START_TEST(a_data_set_is_validated)
{
	const char *const args[] = { "validate", "--jobs", "1", dir };
	char out[4096];

	ck_assert_int_eq(command(out, sizeof(out), 4, args), 0);
	ck_assert_msg(strstr(out, " good            1    100.0     100.0   "
			     "0.00   +0.00      0\n"), "%s", out);
	ck_assert_ptr_nonnull(strstr(out, "BOUNDARY"));
	ck_assert_ptr_null(strstr(out, "FALSE"));
}
END_TEST

START_TEST(what_fails_is_counted_and_the_rest_scored)
{
	const char *const args[] = { "validate", "--trust", "nominal,good",
				     "--format", "json", dir, "/nonexistent" };
	char out[4096];

	put_truth("gone_motion.tsv\trow\t4\tgood\tno\tnone\n"
		  "unknown_motion.tsv\trow\tn/a\tgood\tno\tnone\n");
	ck_assert_int_eq(command(out, sizeof(out), 7, args), 1);
	ck_assert_msg(strstr(out, "\"recordings\":2,\"exact_pct\":50.0,"
			     "\"within1_pct\":50.0,\"mae\":2.0,"
			     "\"bias\":-2.0,\"failed\":1}"), "%s", out);
}
END_TEST

/* What a file ending in .cfg says that it is. */
static const struct {
	const char *text, *part;
	int code;
} scenes[] = {
	{ "sessions = 2; true_percent = [ 0 ]; mounting_points = [ 3 ];\n",
	  "ASYMMETRY ", 0 },
	{ "kind = \"trend\"; histories = 2; sessions = [ 4 ]; "
	  "falls_mdc = [ 0 ];\n", "FALL  ", 0 },
	{ "kind = \"other\";\n", "", 1 }, { "kind = 3;\n", "", 1 },
};

START_TEST(a_file_says_what_is_simulated)
{
	char path[256], out[4096];
	const char *const args[] = { "validate", path };
	FILE *f;

	snprintf(path, sizeof(path), "%s/scene.cfg", dir);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs(scenes[_i].text, f);
	fclose(f);
	ck_assert_int_eq(command(out, sizeof(out), 2, args), scenes[_i].code);
	ck_assert_msg(!strncmp(out, scenes[_i].part, strlen(scenes[_i].part)),
		      "%s", out);
	if (scenes[_i].code)
		ck_assert_str_eq(out, "");
	unlink(path);
}
END_TEST

Suite *suite_validate_run(void)
{
	TCase *whole = tcase_create("command");

	Suite *s = suite_create("validate_run");
	TCase *t = tcase_create("run");

	tcase_add_checked_fixture(t, make, drop);
	tcase_add_test(t, repetitions_are_compared_with_their_events);
	tcase_add_test(t, nothing_found_is_all_missed);
	tcase_add_test(t, boundaries_are_left_alone_where_there_are_none);
	tcase_add_test(t, repetitions_outside_the_marked_sets_are_counted);
	tcase_add_test(t, seat_off_is_compared_with_the_start);
	tcase_add_test(t, a_recording_is_scored_and_judged);
	tcase_add_test(t, an_exercise_can_be_forced);
	tcase_add_test(t, what_is_not_scored_says_why);
	tcase_add_test(t, running_survives_no_memory);
	tcase_set_timeout(t, 60);
	suite_add_tcase(s, t);

	tcase_add_checked_fixture(whole, make_data, drop_data);
	tcase_add_loop_test(whole, a_wrong_command_line_is_usage, 0,
			    (int)(sizeof(wrong) / sizeof(*wrong)));
	tcase_add_test(whole, a_data_set_is_validated);
	tcase_add_loop_test(whole, a_file_says_what_is_simulated, 0,
			    sizeof(scenes) / sizeof(scenes[0]));
	tcase_add_test(whole, what_fails_is_counted_and_the_rest_scored);
	suite_add_tcase(s, whole);
	return s;
}

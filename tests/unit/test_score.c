/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/cli.h"
#include "capture.h"
#include "files.h"
#include "suites.h"

#define HZ 50
#define PI 3.14159265358979323846

/* Both standard streams of one call. */
struct run {
	char out[65536], err[4096];
	int  code;
};

/* gonio score with words, the last one NULL. */
static void score(struct run *r, const char *const *words)
{
	r->code = capture_command(cmd_score, words, r->out, sizeof(r->out),
				  r->err, sizeof(r->err));
}

#define SCORE(r, ...)                                                      \
	score(r, (const char *const[]){ __VA_ARGS__, NULL })

static size_t lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static void check_holds(const char *text, const char *part)
{
	ck_assert_msg(strstr(text, part) != NULL, "'%s' is not in:\n%s", part,
		      text);
}

/*
 * A table of one sensor on the thigh, at rest for 5 s on either side of reps
 * tilts by 80 deg of 4 s each.
 */
static void put_table(const char *name, int reps)
{
	int n = (10 + 4 * reps) * HZ;
	FILE *f = fopen(files_path(name), "w");

	ck_assert_ptr_nonnull(f);
	fprintf(f, "time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z\n");
	for (int i = 0; i < n; i++) {
		double u = ((double)i / HZ - 5) / 4, a = 0, w = 0;
		double e = ((i * 7919) % 1000 - 500) / 1e5;

		if (u > 0 && u < reps) {
			a = 0.7 * (1 - cos(2 * PI * u));
			w = 0.7 * 2 * PI / 4 * sin(2 * PI * u);
		}
		fprintf(f, "%.2f,%.4f,%.4f,%.4f,%.5f,%.5f,%.5f\n",
			(double)i / HZ, 9.81 * cos(a) + e, 9.81 * sin(a) - e,
			e, e / 9, -e / 9, w + e / 9);
	}
	ck_assert_int_eq(fclose(f), 0);
}

/* Three recordings, and among them one that is none. */
static void put_all(void)
{
	put_table("a.csv", 4);
	files_put("b.csv", "time_s,acc_x,acc_y,acc_z\n0,1,2,oops\n");
	put_table("c.csv", 6);
	put_table("d.csv", 3);
}

START_TEST(others_are_scored_beside_a_broken_one)
{
	static struct run r;
	const char *a, *b, *c;

	put_all();
	SCORE(&r, "--exercise", "squat", "--format", "json", "--jobs", "1",
	      files_path("."));
	ck_assert_int_eq(r.code, CLI_FAILED);
	ck_assert_uint_eq(lines(r.out), 3);
	ck_assert_uint_eq(lines(r.err), 1);
	check_holds(r.err, "gonio: ");
	check_holds(r.err, "b.csv:2");
	/* in the order of their names, whole lines */
	a = strstr(r.out, "a.csv");
	b = strstr(r.out, "c.csv");
	c = strstr(r.out, "d.csv");
	ck_assert(a && b && c && a < b && b < c);
	ck_assert_int_eq(strncmp(r.out, "{\"schema\":\"gonio.score/1\"", 25),
			 0);
	ck_assert_str_eq(r.out + strlen(r.out) - 3, "]}\n");
}
END_TEST

START_TEST(jobs_do_not_change_the_output)
{
	static struct run one, many;

	put_all();
	SCORE(&one, "--format", "json", "-j", "1", files_path("."),
	      files_path("a.csv"));
	for (int k = 0; k < 10; k++) {
		SCORE(&many, "--format", "json", "-j", "5", files_path("."),
		      files_path("a.csv"));
		ck_assert_str_eq(many.out, one.out);
		ck_assert_str_eq(many.err, one.err);
		ck_assert_int_eq(many.code, one.code);
	}
	ck_assert_uint_eq(lines(one.out), 4);
}
END_TEST

START_TEST(each_format_has_its_frame)
{
	static struct run r;

	put_table("a.csv", 4);
	put_table("c.csv", 4);
	SCORE(&r, "-e", "squat", "-f", "csv", files_path("a.csv"),
	      files_path("c.csv"));
	ck_assert_int_eq(r.code, CLI_OK);
	ck_assert_str_eq(r.err, "");
	/* one header for all */
	ck_assert_int_eq(strncmp(r.out, "recording,exercise,", 19), 0);
	ck_assert_ptr_null(strstr(r.out + 1, "recording,exercise,"));

	SCORE(&r, "-e", "squat", "-f", "fhir", files_path("a.csv"),
	      files_path("c.csv"));
	ck_assert_int_eq(r.code, CLI_OK);
	ck_assert_uint_eq(lines(r.out), 2);
	ck_assert_int_eq(strncmp(r.out, "{\"resourceType\":\"Bundle\"", 24),
			 0);
	check_holds(r.out, "\"valueQuantity\":{\"value\":4,");

	SCORE(&r, "-e", "squat", files_path("a.csv"), files_path("c.csv"));
	ck_assert_int_eq(r.code, CLI_OK);
	ck_assert_int_eq(strncmp(r.out, "Recording  ", 11), 0);
	check_holds(r.out, "\n\nRecording  ");
	check_holds(r.out, "Exercise   Squat (squat), lowering first\n");
}
END_TEST

START_TEST(a_wrong_command_line_does_nothing)
{
	static struct run r;

	put_table("a.csv", 3);
	SCORE(&r, "--exercise", "sqaut", files_path("a.csv"));
	ck_assert_int_eq(r.code, CLI_USAGE);
	check_holds(r.err, "'sqaut' is no exercise, did you mean squat;");
	ck_assert_str_eq(r.out, "");
	SCORE(&r, "--exercise", "xyzzy", files_path("a.csv"));
	ck_assert_int_eq(r.code, CLI_USAGE);
	check_holds(r.err, "'xyzzy' is no exercise; 'gonio exercises'");
	SCORE(&r, "--format", "xml", files_path("a.csv"));
	ck_assert_int_eq(r.code, CLI_USAGE);
	check_holds(r.err, "not 'xml'");
	SCORE(&r, "--jobs", "0", files_path("a.csv"));
	ck_assert_int_eq(r.code, CLI_USAGE);
	SCORE(&r, "--jobs", "2x", files_path("a.csv"));
	ck_assert_int_eq(r.code, CLI_USAGE);
	SCORE(&r, "--catalogue", "no/such/folder", files_path("a.csv"));
	ck_assert_int_eq(r.code, CLI_USAGE);
	check_holds(r.err, "no/such/folder");
	SCORE(&r, "--format");
	ck_assert_int_eq(r.code, CLI_USAGE);
	SCORE(&r, "--verbose", files_path("a.csv"));
	ck_assert_int_eq(r.code, CLI_USAGE);
	score(&r, (const char *const[]){ NULL });
	ck_assert_int_eq(r.code, CLI_USAGE);
	check_holds(r.err, "no recording given");
	ck_assert_uint_eq(lines(r.err), 1);
}
END_TEST

START_TEST(effort_is_of_one_recording)
{
	static const char *const bad[] = { "", ",", "11", "6,x", "6 7" };
	static struct run r;
	char *a = strdup(files_path("a.csv"));

	put_table("a.csv", 4);
	put_table("b.csv", 4);
	SCORE(&r, "--effort", ",8.5", "--effort", "6", a);
	ck_assert_int_eq(r.code, CLI_OK);
	check_holds(r.out, "set 1, fastest repetition ");
	check_holds(r.out, ", rated 6 of 10 (CR10): no sure change\n");
	check_holds(r.out, "\n  set 2, rated 8.5 of 10 (CR10)\n");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		SCORE(&r, "--effort", bad[i], a);
		ck_assert_int_eq(r.code, CLI_USAGE);
		check_holds(r.err, "--effort takes ratings of the sets, ");
	}
	SCORE(&r, "--effort", "6", a, files_path("b.csv"));
	ck_assert_int_eq(r.code, CLI_USAGE);
	check_holds(r.err, "--effort is of one recording, here are 2: ");
	ck_assert_str_eq(r.out, "");
	free(a);
}
END_TEST

START_TEST(a_path_that_is_not_there_fails_alone)
{
	static struct run r;

	put_table("a.csv", 3);
	files_mkdir("empty");
	SCORE(&r, "-f", "json", files_path("gone"), files_path("empty"),
	      files_path("a.csv"));
	ck_assert_int_eq(r.code, CLI_FAILED);
	ck_assert_uint_eq(lines(r.err), 2);
	check_holds(r.err, "gone");
	check_holds(r.err, "empty");
	ck_assert_uint_eq(lines(r.out), 1);
}
END_TEST

START_TEST(own_exercises_are_known)
{
	static struct run r;

	put_table("a.csv", 4);
	files_mkdir("cat");
	files_put("cat/slide.cfg", "name = \"wall_slide\"; title = \"Slide\";"
		  "first = \"eccentric\"; rep_s = [ 1, 8 ];");
	SCORE(&r, "--catalogue", files_path("cat"), "-e", "wall slide",
	      files_path("a.csv"));
	ck_assert_int_eq(r.code, CLI_OK);
	check_holds(r.out, "Exercise   Slide (wall_slide)");

	files_put("cat/broken.cfg", "name = ;");
	SCORE(&r, "--catalogue", files_path("cat"), files_path("a.csv"));
	ck_assert_int_eq(r.code, CLI_FAILED);
	check_holds(r.err, "broken.cfg:1: syntax error");
	ck_assert_str_eq(r.out, "");
}
END_TEST

Suite *suite_score(void)
{
	Suite *s = suite_create("score");
	TCase *t = tcase_create("score");

	tcase_add_checked_fixture(t, files_open, files_close);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, others_are_scored_beside_a_broken_one);
	tcase_add_test(t, jobs_do_not_change_the_output);
	tcase_add_test(t, each_format_has_its_frame);
	tcase_add_test(t, a_wrong_command_line_does_nothing);
	tcase_add_test(t, effort_is_of_one_recording);
	tcase_add_test(t, a_path_that_is_not_there_fails_alone);
	tcase_add_test(t, own_exercises_are_known);
	suite_add_tcase(s, t);
	return s;
}

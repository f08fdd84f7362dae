/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/cli.h"
#include "apps/jobs.h"
#include "apps/meter.h"
#include "capture.h"
#include "files.h"
#include "pty.h"
#include "suites.h"

#define S INT64_C(1000000000)

static char got[4096], out[65536], err[4096];
static int master;
static FILE *tty;

static void setup(void)
{
	tty = fdopen(pty_open(&master, 24, 100), "w");
	ck_assert_ptr_nonnull(tty);
	setenv("TERM", "xterm", 1);
}

static void teardown(void)
{
	fclose(tty);
	close(master);
}

/* What has come to the screen since. */
static const char *screen(void)
{
	fflush(tty);
	pty_seen(master, 5, got, sizeof(got));
	return got;
}

static const char *line(uint64_t done, uint64_t total, double elapsed_s,
			int cols)
{
	static char text[160];
	struct gn_meter p = {
		.unit = "recordings", .done = done, .total = total
	};

	gn_meter_line(text, sizeof(text), &p, elapsed_s, cols);
	return text;
}

START_TEST(a_line_says_how_far_how_fast_and_how_long)
{
	ck_assert_str_eq(line(75, 300, 5, 100), "[######------------------]"
			 "  25 %  75 of 300 recordings  15/s  0:15 left");
	ck_assert_str_eq(line(300, 300, 5, 100), "[########################]"
			 " 100 %  300 of 300 recordings  60/s  0:00 left");
	/* nothing is done: nobody knows */
	ck_assert_str_eq(line(0, 300, 5, 100), "[------------------------]"
			 "   0 %  0 of 300 recordings  0/s  ");
	/* 299 of 300 is not all */
	ck_assert_ptr_nonnull(strstr(line(299, 300, 1, 100), " 99 % "));
	ck_assert_ptr_nonnull(strstr(line(1, 91, 40, 100), "/s  1:00:00 left"));
	ck_assert_ptr_nonnull(strstr(line(1, 11, 60, 100), "/s  10:00 left"));
	ck_assert_str_eq(line(1500, 0, 2, 100), "1500 recordings  750/s");
	ck_assert_uint_eq(strlen(line(75, 300, 5, 40)), 39);
	ck_assert_uint_eq(strlen(line(75, 300, 5, 1)), 0);
	ck_assert_uint_gt(strlen(line(75, 300, 5, 0)), 60);
}
END_TEST

START_TEST(it_is_written_over_and_gone_at_the_end)
{
	struct gn_meter p;
	int64_t t;

	gn_meter_begin(&p, tty, "recordings", 10);
	t = p.began_ns;
	gn_meter_add_at(&p, 1, t + GN_METER_WAIT_NS - 1);
	ck_assert_str_eq(screen(), "");
	gn_meter_add_at(&p, 1, t + S);
	ck_assert_str_eq(screen(), "\r\x1b[K[#####-------------------]  20 %"
			 "  2 of 10 recordings  2/s  0:04 left");
	gn_meter_add_at(&p, 1, t + S + GN_METER_DRAW_NS - 1);
	ck_assert_str_eq(screen(), "");
	gn_meter_add_at(&p, 1, t + 2 * S);
	ck_assert_ptr_nonnull(strstr(screen(), "4 of 10"));
	gn_meter_pause(&p);
	ck_assert_str_eq(screen(), "\r\x1b[K");
	gn_meter_resume(&p);
	gn_meter_pause(&p);
	ck_assert_str_eq(screen(), "");
	gn_meter_resume(&p);
	gn_meter_add_at(&p, 1, t + 3 * S);
	ck_assert_ptr_nonnull(strstr(screen(), "5 of 10"));
	gn_meter_end(&p);
	ck_assert_str_eq(screen(), "\r\x1b[K");
}
END_TEST

START_TEST(what_is_over_in_a_moment_shows_nothing)
{
	struct gn_meter p;

	gn_meter_begin(&p, tty, "recordings", 10);
	gn_meter_add_at(&p, 10, p.began_ns + S / 10);
	gn_meter_end(&p);
	ck_assert_str_eq(screen(), "");
}
END_TEST

/* A pipe, a file, a terminal that cannot: not one byte. */
START_TEST(only_a_terminal_gets_it)
{
	static const char *const terms[] = { "dumb", "", NULL };
	struct gn_meter p;
	FILE *f = tmpfile();

	ck_assert_ptr_nonnull(f);
	gn_meter_begin(&p, f, "recordings", 10);
	gn_meter_add_at(&p, 5, p.began_ns + 10 * S);
	gn_meter_end(&p);
	ck_assert_int_eq(ftell(f), 0);
	fclose(f);
	for (size_t i = 0; i < 3; i++) {
		if (terms[i])
			setenv("TERM", terms[i], 1);
		else
			unsetenv("TERM");
		gn_meter_begin(&p, tty, "recordings", 10);
		gn_meter_add_at(&p, 5, p.began_ns + 10 * S);
		gn_meter_end(&p);
		ck_assert_str_eq(screen(), "");
	}
}
END_TEST

static void nothing(void *ctx, size_t i)
{
	(void)ctx;
	(void)i;
}

/* Each job that is done counts, whoever did it. */
START_TEST(jobs_tell_of_themselves)
{
	struct gn_meter p;

	for (unsigned jobs = 1; jobs <= 4; jobs += 3) {
		gn_meter_begin(&p, tty, "recordings", 100);
		gn_jobs_run(100, jobs, nothing, NULL, &p);
		ck_assert_uint_eq(p.done, 100);
		gn_meter_end(&p);
	}
}
END_TEST

START_TEST(commands_write_none_into_a_pipe)
{
	const char *words[] = { "--format", "csv", "sim:squat",
				"sim:demo", "sim:squat", NULL };
	const char *export[] = { "sim:squat", "--format", "csv",
				 "-o", files_path("csv"), NULL };

	capture_command(cmd_score, words, out, sizeof(out), err, sizeof(err));
	ck_assert_str_eq(err, "");
	ck_assert_ptr_null(strchr(out, '\r'));
	ck_assert_int_eq(capture_command(cmd_export, export, out, sizeof(out),
					 err, sizeof(err)), CLI_OK);
	ck_assert_str_eq(err, "");
}
END_TEST

Suite *suite_meter(void)
{
	Suite *s = suite_create("meter");
	TCase *t = tcase_create("meter");
	TCase *files = tcase_create("commands");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_line_says_how_far_how_fast_and_how_long);
	tcase_add_test(t, it_is_written_over_and_gone_at_the_end);
	tcase_add_test(t, what_is_over_in_a_moment_shows_nothing);
	tcase_add_test(t, only_a_terminal_gets_it);
	tcase_add_test(t, jobs_tell_of_themselves);
	suite_add_tcase(s, t);
	tcase_add_checked_fixture(files, files_open, files_close);
	tcase_add_test(files, commands_write_none_into_a_pipe);
	suite_add_tcase(s, files);
	return s;
}

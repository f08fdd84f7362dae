/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/cli.h"
#include "capture.h"
#include "suites.h"

/* What a call said, and on which stream. */
struct said {
	struct capture c;
	char text[32768];
};

static void listen(struct said *s, int fd)
{
	capture_start(&s->c, fd);
}

static void heard(struct said *s)
{
	capture_stop(&s->c, s->text, sizeof(s->text));
}

static int exercises(const char *arg, int fd, struct said *c)
{
	char name[] = "exercises", copy[64];
	char *argv[] = { name, copy, NULL };
	int code;

	snprintf(copy, sizeof(copy), "%s", arg ? arg : "");
	optind = 0;     /* glibc: forget the last command line */
	listen(c, fd);
	code = cmd_exercises(arg ? 2 : 1, argv);
	heard(c);
	return code;
}

START_TEST(numbers_are_whole_and_in_range)
{
	static const char *const bad[] = {
		"", " ", "x", "5x", "5 ", "1.5", "0x10", "-1", "0", "65",
		"99999999999999999999", "-99999999999999999999"
	};
	long v = 42;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		ck_assert_int_eq(cli_number(bad[i], 1, 64, &v), GN_EINVAL);
		ck_assert_int_eq(v, 42);
	}
	ck_assert_int_eq(cli_number("1", 1, 64, &v), GN_OK);
	ck_assert_int_eq(v, 1);
	ck_assert_int_eq(cli_number("64", 1, 64, &v), GN_OK);
	ck_assert_int_eq(v, 64);
	ck_assert_int_eq(cli_number("99999999999999999999", LONG_MIN, LONG_MAX,
				    &v), GN_EINVAL);
	ck_assert_int_eq(cli_number("-7", LONG_MIN, LONG_MAX, &v), GN_OK);
	ck_assert_int_eq(v, -7);
}
END_TEST

START_TEST(an_error_is_one_line)
{
	struct said c;

	listen(&c, STDERR_FILENO);
	cli_error("%s: no\nsuch\x1b[2J file", "a\tb");
	heard(&c);
	ck_assert_str_eq(c.text, "gonio: a?b: no?such?[2J file\n");
}
END_TEST

START_TEST(a_wrong_command_line_is_told_the_right_one)
{
	struct said c;
	int code;

	listen(&c, STDERR_FILENO);
	code = cli_usage("exercises", "%d is too many", 7);
	heard(&c);
	ck_assert_str_eq(c.text, "gonio: exercises: 7 is too many; "
			 "usage: gonio exercises [--catalogue DIR] "
			 "[NAME]\n");
	ck_assert_int_eq(code, CLI_USAGE);
}
END_TEST

static const struct {
	const char *arg, *says;
} options[] = {
	{ "--fast",   "unknown option --fast;" },
	{ "-x",       "unknown option -x;" },
	{ "-vx",      "unknown option -x;" },
	{ "--format", "--format needs a value;" },
	{ "-f",       "-f needs a value;" },
	{ "--list=3", "unknown option --list=3;" },
};

START_TEST(options_are_refused_by_name)
{
	static const struct option known[] = {
		{ "format", required_argument, NULL, 'f' },
		{ "list", no_argument, NULL, 'l' },
		{ NULL, 0, NULL, 0 }
	};
	char name[] = "score", arg[16];
	char *argv[] = { name, arg, NULL };
	struct said c;
	int got, code;

	snprintf(arg, sizeof(arg), "%s", options[_i].arg);
	opterr = 0;
	optind = 0;     /* glibc: forget the last command line */
	do {
		got = getopt_long(2, argv, ":f:v", known, NULL);
	} while (got == 'v');
	listen(&c, STDERR_FILENO);
	code = cli_bad_option("score", got, argv);
	heard(&c);
	ck_assert_ptr_nonnull(strstr(c.text, options[_i].says));
	ck_assert_int_eq(code, CLI_USAGE);
}
END_TEST

START_TEST(exercises_lists_every_entry_once)
{
	struct gn_catalogue *cat = NULL;
	struct said c;
	size_t lines = 0;

	ck_assert_int_eq(cli_catalogue(NULL, &cat), GN_OK);
	ck_assert_int_eq(exercises(NULL, STDOUT_FILENO, &c), CLI_OK);
	for (size_t i = 0; i < gn_catalogue_size(cat); i++) {
		char start[64];

		snprintf(start, sizeof(start), "\n%s ",
			 gn_catalogue_at(cat, i)->name);
		ck_assert_msg(strstr(c.text, start), "%s", start);
	}
	for (const char *p = c.text; *p; p++)
		lines += *p == '\n';
	ck_assert_uint_eq(lines, gn_catalogue_size(cat) + 1);
	gn_catalogue_free(cat);
}
END_TEST

START_TEST(an_entry_is_shown_with_its_sources)
{
	struct gn_catalogue *cat = NULL;
	const struct gn_exercise *e;
	struct said c;
	size_t width = 0;

	ck_assert_int_eq(cli_catalogue(NULL, &cat), GN_OK);
	e = gn_catalogue_find(cat, "squat");
	ck_assert_ptr_nonnull(e);
	ck_assert_int_eq(exercises("Squats", STDOUT_FILENO, &c), CLI_OK);
	ck_assert(!strncmp(c.text, e->title, strlen(e->title)));
	ck_assert_ptr_nonnull(strstr(c.text, "deg of knee_flexion\n"));
	ck_assert_ptr_nonnull(strstr(c.text, "75 % of the set's median"));
	for (size_t i = 0; i < e->n_sources; i++)
		ck_assert_ptr_nonnull(strstr(c.text, e->sources[i].field));
	for (const char *p = c.text; *p; p++) {
		width = *p == '\n' ? 0 : width + 1;
		ck_assert_uint_le(width, 80);
	}
	gn_catalogue_free(cat);
}
END_TEST

START_TEST(an_unknown_exercise_gets_the_nearest)
{
	struct said c;

	ck_assert_int_eq(exercises("sqat", STDERR_FILENO, &c), CLI_USAGE);
	ck_assert_ptr_nonnull(strstr(c.text, "did you mean squat;"));
	ck_assert_int_eq(exercises("xyzzyxyzzyxyzzy", STDERR_FILENO, &c),
			 CLI_USAGE);
	ck_assert_ptr_nonnull(strstr(c.text, "'gonio exercises' lists them"));
}
END_TEST

START_TEST(a_clinics_folder_that_is_not_there)
{
	struct gn_catalogue *cat = NULL;
	struct said c;
	int code;

	setenv("GONIO_CATALOGUE", "/nonexistent", 1);
	listen(&c, STDERR_FILENO);
	code = cli_catalogue(NULL, &cat);
	heard(&c);
	ck_assert_int_eq(code, CLI_FAILED);
	ck_assert_ptr_null(cat);
	ck_assert_ptr_nonnull(strstr(c.text, "/nonexistent"));
	/* what the command line names goes first, and is a wrong one */
	ck_assert_int_eq(exercises("--catalogue=/no/such", STDERR_FILENO, &c),
			 CLI_USAGE);
	ck_assert_ptr_nonnull(strstr(c.text, "/no/such"));
	/* set but empty is as good as not set */
	setenv("GONIO_CATALOGUE", "", 1);
	ck_assert_int_eq(cli_catalogue(NULL, &cat), GN_OK);
	gn_catalogue_free(cat);
	unsetenv("GONIO_CATALOGUE");
}
END_TEST

Suite *suite_cli(void)
{
	Suite *s = suite_create("cli");
	TCase *tc = tcase_create("cli");

	tcase_add_test(tc, numbers_are_whole_and_in_range);
	tcase_add_test(tc, an_error_is_one_line);
	tcase_add_test(tc, a_wrong_command_line_is_told_the_right_one);
	tcase_add_loop_test(tc, options_are_refused_by_name, 0,
			    sizeof(options) / sizeof(*options));
	tcase_add_test(tc, exercises_lists_every_entry_once);
	tcase_add_test(tc, an_entry_is_shown_with_its_sources);
	tcase_add_test(tc, an_unknown_exercise_gets_the_nearest);
	tcase_add_test(tc, a_clinics_folder_that_is_not_there);
	suite_add_tcase(s, tc);
	return s;
}

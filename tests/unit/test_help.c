/* SPDX-License-Identifier: MIT */
/* Help is made of the manual: it is there for every command, and whole. */
#include <check.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "apps/cli.h"
#include "apps/help.h"
#include "capture.h"
#include "suites.h"

static const struct { const char *name, *args; } commands[] = {
#define X(name, args, help) { #name, args },
	CLI_COMMANDS(X)
#undef X
};

#define N_COMMANDS ((int)(sizeof(commands) / sizeof(*commands)))

static char said[65536];

static void ask(const char *command, const char *part)
{
	struct capture c;

	capture_start(&c, STDOUT_FILENO);
	ck_assert_int_eq(cli_help(command, part), CLI_OK);
	fflush(stdout);
	capture_stop(&c, said, sizeof(said));
}

static void has(const char *text)
{
	ck_assert_msg(strstr(said, text) != NULL, "'%s' is not in:\n%s", text,
		      said);
}

START_TEST(every_command_is_shown_in_use)
{
	char text[64];

	ask(commands[_i].name, NULL);
	snprintf(text, sizeof(text), "Usage:\n  gonio %s ",
		 commands[_i].name);
	has(text);
	snprintf(text, sizeof(text), "\nExamples:\n  gonio %s ",
		 commands[_i].name);
	has(text);
	ck_assert_ptr_null(strstr(said, "#@"));
	ck_assert_ptr_null(strchr(said, '\\'));
}
END_TEST

/* What the one-line usage names, the help explains. */
START_TEST(every_option_is_explained)
{
	const char *p = commands[_i].args;
	char option[64];

	ask(commands[_i].name, NULL);
	while ((p = strstr(p, "--")) != NULL) {
		size_t n = 2 + strspn(p + 2, "abcdefghijklmnopqrstuvwxyz-");
		const char *in_usage, *again;

		snprintf(option, sizeof(option), "%.*s", (int)n, p);
		in_usage = strstr(said, option);
		ck_assert_msg(in_usage != NULL, "gonio %s: %s is not in the "
			      "help", commands[_i].name, option);
		again = strstr(in_usage + n, option);
		ck_assert_msg(again != NULL, "gonio %s: %s is not explained",
			      commands[_i].name, option);
		p += n;
	}
}
END_TEST

START_TEST(a_part_of_a_command_has_its_own)
{
	ask("calibrate", "body");
	has("Usage:\n  gonio calibrate body");
	has("Learn how sensors sit");
	ck_assert_ptr_null(strstr(said, "calibrate check"));
	ck_assert_ptr_null(strstr(said, "Is a sensor still good"));
	ask("calibrate", NULL);
	has("Learn how sensors sit");
	has("Is a sensor still good");
	ask("calibrate", "--help");
	has("Is a sensor still good");
	/* a whole word, and what is further in goes with it */
	ask("score", "x.csv");
	has("\n              [--jobs N]");
	ck_assert_ptr_null(strstr(said, "gonio simulate"));
}
END_TEST

Suite *suite_help(void)
{
	Suite *s = suite_create("help");
	TCase *t = tcase_create("help");

	tcase_add_loop_test(t, every_command_is_shown_in_use, 0, N_COMMANDS);
	tcase_add_loop_test(t, every_option_is_explained, 0, N_COMMANDS);
	tcase_add_test(t, a_part_of_a_command_has_its_own);
	suite_add_tcase(s, t);
	return s;
}

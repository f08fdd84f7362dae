/* SPDX-License-Identifier: MIT */
/* Help is made of the manual: it is there for every command, and whole. */
#include <check.h>
#include <gsl/gsl_version.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "apps/about.h"
#include "apps/cli.h"
#include "apps/help.h"
#include "capture.h"
#include "gonio/result.h"
#include "gonio/uses.h"
#include "gonio/version.h"
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
	ask("calibrate", "b");
	has("Is a sensor still good");
	ask("calibrate", "--help");
	has("Is a sensor still good");
	/* a whole word, and what is further in goes with it */
	ask("score", "x.csv");
	has("\n              [--jobs N]");
	ck_assert_ptr_null(strstr(said, "gonio simulate"));
}
END_TEST

/* All that a result depends on; of each library a name and a number. */
START_TEST(the_version_names_what_results_depend_on)
{
	static const char *const names[] = {
		"OpenBLAS", "GSL", "SQLite", "zstd", "jansson", "nettle",
		"libusb", "ncurses", "libwebsockets", "libqrencode"
	};
	struct capture c;
	int code, lines = 0;

	capture_start(&c, STDOUT_FILENO);
	code = cli_version();
	fflush(stdout);
	capture_stop(&c, said, sizeof(said));
	ck_assert_int_eq(code, CLI_OK);
	ck_assert(!strncmp(said, "gonio " GN_VERSION ", algorithm "
			   GN_ALGORITHM "\n", 19 + sizeof(GN_VERSION) - 1 +
			   sizeof(GN_ALGORITHM) - 1));
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *at = strstr(said, names[i]);

		ck_assert_msg(at != NULL, "%s is not in:\n%s", names[i], said);
		at += strlen(names[i]);
		ck_assert(at[0] == ' ' && at[1] >= '0' && at[1] <= '9');
	}
	has("; GSL " GSL_VERSION "\n");
	has("SQLite " SQLITE_VERSION ", ");
	for (const char *p = said; *p; p++)
		lines += *p == '\n';
	ck_assert_int_eq(lines, 4);
}
END_TEST

/* Cut where the room ends, and ended there. */
START_TEST(versions_fit_into_what_there_is)
{
	void (*const uses[])(char *out, size_t size) = {
		gn_uses_math, gn_uses_store, gn_uses_drivers
	};
	char out[GN_USES_MAX], whole[GN_USES_MAX];

	for (size_t i = 0; i < sizeof(uses) / sizeof(*uses); i++) {
		uses[i](whole, sizeof(whole));
		ck_assert_uint_lt(strlen(whole), GN_USES_MAX - 50);
		memset(out, 'x', sizeof(out));
		uses[i](out, 8);
		ck_assert_uint_eq(strlen(out), 7);
		ck_assert(!strncmp(out, whole, 7));
		ck_assert_int_eq(out[8], 'x');
	}
}
END_TEST

Suite *suite_help(void)
{
	Suite *s = suite_create("help");
	TCase *t = tcase_create("help");

	tcase_add_loop_test(t, every_command_is_shown_in_use, 0, N_COMMANDS);
	tcase_add_loop_test(t, every_option_is_explained, 0, N_COMMANDS);
	tcase_add_test(t, a_part_of_a_command_has_its_own);
	tcase_add_test(t, the_version_names_what_results_depend_on);
	tcase_add_test(t, versions_fit_into_what_there_is);
	suite_add_tcase(s, t);
	return s;
}

/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "gonio/result.h"
#include "gonio/version.h"

static const struct command {
	const char *name, *args, *help;
	int (*run)(int argc, char **argv);
} commands[] = {
#define X(name, args, help) { #name, args, help, cmd_##name },
	CLI_COMMANDS(X)
#undef X
};

#define N_COMMANDS (sizeof(commands) / sizeof(*commands))

static int help(void)
{
	printf("gonio counts and measures exercise repetitions in recordings "
	       "of body-worn sensors.\n\n");
	for (size_t i = 0; i < N_COMMANDS; i++)
		printf("  gonio %s %s\n        %s\n", commands[i].name,
		       commands[i].args, commands[i].help);
	printf("  gonio --version\n\nSee gonio(1).\n");
	return CLI_OK;
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : NULL;
	int code;

	if (!name) {
		cli_error("no command; 'gonio --help' lists them");
		return CLI_USAGE;
	}
	if (!strcmp(name, "--help") || !strcmp(name, "-h"))
		return help();
	if (!strcmp(name, "--version")) {
		printf("gonio %s, algorithm %s\n", GN_VERSION, GN_ALGORITHM);
		return CLI_OK;
	}
	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (strcmp(commands[i].name, name))
			continue;
		code = commands[i].run(argc - 1, argv + 1);
		/* a full disk or a closed pipe must not pass for success */
		if (fflush(stdout) || ferror(stdout)) {
			cli_error("output cannot be written");
			return CLI_FAILED;
		}
		return code;
	}
	cli_error("'%s' is no command; 'gonio --help' lists them", name);
	return CLI_USAGE;
}

/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "about.h"
#include "cli.h"
#include "help.h"

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
	printf("  gonio --version\n\n'gonio COMMAND --help' tells more of "
	       "each, and so does the manual: man gonio\n");
	return CLI_OK;
}

static int is_help(const char *arg)
{
	return !strcmp(arg, "--help") || !strcmp(arg, "-h");
}

/* "gonio score --help", wherever it stands: someone wants to know. */
static int asks_for_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (is_help(argv[i]))
			return 1;
	return 0;
}

/* A full disk or a closed pipe must not pass for success. */
static int written(int code)
{
	if (!fflush(stdout) && !ferror(stdout))
		return code;
	cli_error("output cannot be written");
	return CLI_FAILED;
}

static int run(const struct command *c, int argc, char **argv)
{
	if (asks_for_help(argc, argv))
		return cli_help(c->name, argv[1]);
	return c->run(argc, argv);
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : NULL;

	if (!name) {
		cli_error("no command; 'gonio --help' lists them");
		return CLI_USAGE;
	}
	if (is_help(name))
		return written(help());
	if (!strcmp(name, "--version"))
		return written(cli_version());
	for (size_t i = 0; i < N_COMMANDS; i++)
		if (!strcmp(commands[i].name, name))
			return written(run(&commands[i], argc - 1,
					   argv + 1));
	cli_error("'%s' is no command; 'gonio --help' lists them", name);
	return CLI_USAGE;
}

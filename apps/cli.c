/* SPDX-License-Identifier: MIT */
#include "cli.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name, *args;
} commands[] = {
#define X(name, args, help) { #name, args },
	CLI_COMMANDS(X)
#undef X
};

static const char *args_of(const char *command)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (!strcmp(commands[i].name, command))
			return commands[i].args;
	return "";
}

/* One line in one write, also when several threads report at once. */
static void say(const char *command, const char *fmt, va_list ap)
{
	char line[1024];
	int n;

	n = vsnprintf(line, sizeof(line), fmt, ap);
	if (n < 0)
		return;
	for (char *p = line; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = '?';
	if (command)
		fprintf(stderr, "gonio: %s: %s; usage: gonio %s %s\n",
			command, line, command, args_of(command));
	else
		fprintf(stderr, "gonio: %s\n", line);
}

void cli_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(NULL, fmt, ap);
	va_end(ap);
}

int cli_usage(const char *command, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(command, fmt, ap);
	va_end(ap);
	return CLI_USAGE;
}

int cli_bad_option(const char *command, int got, char **argv)
{
	const char *arg = argv[optind - 1];

	if (got == ':')
		return cli_usage(command, "%s needs a value", arg);
	/* in a bundle such as -xy, optopt tells which letter it was */
	if (optopt && arg[1] != '-')
		return cli_usage(command, "unknown option -%c", optopt);
	return cli_usage(command, "unknown option %s", arg);
}

int cli_catalogue(struct gn_catalogue **out)
{
	const char *dir = getenv("GONIO_CATALOGUE");
	struct gn_diag why;
	int err;

	err = gn_catalogue_load(out, dir && *dir ? dir : NULL, &why);
	if (err)
		cli_error("%s", why.text);
	return err;
}

int cli_number(const char *text, long min, long max, long *out)
{
	char *end;
	long v;

	errno = 0;
	v = strtol(text, &end, 10);
	if (errno || end == text || *end || v < min || v > max)
		return GN_EINVAL;
	*out = v;
	return GN_OK;
}

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

int cli_catalogue(const char *dir, struct gn_catalogue **out)
{
	const char *env = getenv("GONIO_CATALOGUE");
	struct gn_diag why;
	int err;

	err = gn_catalogue_load(out, dir ? dir : env && *env ? env : NULL,
				&why);
	if (!err)
		return CLI_OK;
	cli_error("%s", why.text);
	return dir && err == GN_ENOENT ? CLI_USAGE : CLI_FAILED;
}

const struct gn_exercise *cli_exercise(const char *command,
				       const struct gn_catalogue *c,
				       const char *name)
{
	const struct gn_exercise *e = gn_catalogue_find(c, name);
	const char *near;

	if (e)
		return e;
	near = gn_catalogue_nearest(c, name);
	cli_usage(command, "'%s' is no exercise%s%s; 'gonio exercises' lists "
		  "them", name, near ? ", did you mean " : "",
		  near ? near : "");
	return NULL;
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

int cli_format(const char *command, const char *text, uint8_t *json)
{
	int is_json = !strcmp(text, "json");

	if (!is_json && strcmp(text, "table"))
		return cli_usage(command, "--format is table or json, not "
				 "'%s'", text);
	*json = (uint8_t)is_json;
	return CLI_OK;
}

int cli_jobs(const char *command, const char *text, unsigned *out)
{
	long n;

	if (cli_number(text, 1, 64, &n))
		return cli_usage(command, "--jobs takes 1 to 64, not '%s'",
				 text);
	*out = (unsigned)n;
	return CLI_OK;
}

int cli_points(const char *command, const char *text, double *out)
{
	char *end;
	double v = strtod(text, &end);

	if (end == text || *end || !(v >= 0.0 && v <= 100.0))
		return cli_usage(command, "--mounting takes 0 to 100 points, "
				 "not '%s'", text);
	*out = v;
	return CLI_OK;
}

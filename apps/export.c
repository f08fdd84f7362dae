/* SPDX-License-Identifier: MIT */
#include "export.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "gonio/driver.h"

#define COMMAND "export"

struct options {
	const char *format, *dir;
};

static int parse(struct options *o, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "format", required_argument, NULL, 'f' },
		{ "output", required_argument, NULL, 'o' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":f:o:", longs, NULL)) != -1) {
		if (c == 'f')
			o->format = optarg;
		else if (c == 'o')
			o->dir = optarg;
		else
			return cli_bad_option(COMMAND, c, argv);
	}
	if (!o->format || (strcmp(o->format, "bids") &&
			   strcmp(o->format, "csv")))
		return cli_usage(COMMAND, "--format is bids or csv%s%s%s",
				 o->format ? ", not '" : "",
				 o->format ? o->format : "",
				 o->format ? "'" : "");
	if (!o->dir || !*o->dir)
		return cli_usage(COMMAND, "-o DIR is needed");
	if (argc - optind != 1)
		return cli_usage(COMMAND, "one recording at a time");
	return CLI_OK;
}

/* The only recording at or below path. */
static int export_one(const struct options *o, const char *path)
{
	enum gn_export_format format = strcmp(o->format, "csv") ?
				       GN_EXPORT_BIDS : GN_EXPORT_CSV;
	struct gn_export_sum sum = { 0 };
	struct gn_diag why = { "" };
	int err = gn_export(path, format, o->dir, &sum, &why);

	if (err) {
		cli_error("%s", why.text[0] ? why.text : gn_strerror(err));
		return CLI_FAILED;
	}
	printf("%s: %llu samples of %llu sensors, %llu events\n", o->dir,
	       (unsigned long long)sum.samples,
	       (unsigned long long)sum.sensors,
	       (unsigned long long)sum.events);
	if (sum.left_out)
		printf("left out: %llu samples whose stamp is no time\n",
		       (unsigned long long)sum.left_out);
	return CLI_OK;
}

int cmd_export(int argc, char **argv)
{
	struct options o = { 0 };
	struct gn_diag why = { "" };
	char **paths = NULL;
	size_t n = 0;
	int code = parse(&o, argc, argv);
	int err;

	if (code)
		return code;
	err = gn_sources_find(argv[optind], &paths, &n, &why);
	if (err)
		cli_error("%s", why.text[0] ? why.text : gn_strerror(err));
	else if (n != 1)
		cli_error("%s: %zu recordings in this folder; name one",
			  argv[optind], n);
	code = !err && n == 1 ? export_one(&o, paths[0]) : CLI_FAILED;
	gn_paths_free(paths, n);
	return code;
}

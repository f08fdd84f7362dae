/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <getopt.h>
#include <string.h>

#include "cli.h"
#include "gonio/driver.h"

#define COMMAND "check"

/* All recordings of one call. */
struct run {
	uint8_t json;
	size_t printed;
	int    failed;
};

static int parse(struct run *run, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "format", required_argument, NULL, 'f' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":f:", longs, NULL)) != -1) {
		if (c != 'f')
			return cli_bad_option(COMMAND, c, argv);
		if (cli_format(COMMAND, optarg, &run->json))
			return CLI_USAGE;
	}
	if (optind == argc)
		return cli_usage(COMMAND, "no recording given");
	return CLI_OK;
}

static void check_one(struct run *run, const char *path)
{
	struct gn_check c;
	int err = gn_check_run(&c, path);

	if (!err && !run->json && run->printed)
		putchar('\n');          /* an empty line between recordings */
	if (!err)
		err = run->json ? gn_check_json(&c, stdout) :
				  gn_check_table(&c, stdout);
	/* main() speaks of an output that cannot be written */
	if (err && err != GN_EIO)
		cli_error("%s: %s", path, gn_strerror(err));
	run->failed |= err || c.verdict == GN_CHECK_DAMAGED;
	run->printed++;
	gn_check_free(&c);
}

static void check_path(struct run *run, const char *path)
{
	struct gn_diag why = { "" };
	char **paths = NULL;
	size_t n = 0;
	int err = gn_sources_find(path, &paths, &n, &why);

	if (err) {
		cli_error("%s", why.text[0] ? why.text : gn_strerror(err));
		run->failed = 1;
	}
	for (size_t i = 0; i < n; i++)
		check_one(run, paths[i]);
	gn_paths_free(paths, n);
}

int cmd_check(int argc, char **argv)
{
	struct run run = { 0 };
	int code = parse(&run, argc, argv);

	if (code)
		return code;
	for (int i = optind; i < argc; i++)
		check_path(&run, argv[i]);
	return run.failed ? CLI_FAILED : CLI_OK;
}

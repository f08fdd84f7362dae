/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "gonio/report_trend.h"
#include "jobs.h"
#include "sessions.h"

#define COMMAND "trend"

struct options {
	const char *exercise;   /* NULL: each recording's own task */
	const char *catalogue;
	unsigned    jobs;       /* 0: as many as fit */
	uint8_t     json;
};

/* All recordings of one call, while they are scored. */
struct run {
	const struct options *opt;
	struct gn_catalogue  *cat;
	struct gn_sessions    s;
};

static int parse_option(struct options *o, int c)
{
	switch (c) {
	case 'e':
		o->exercise = optarg;
		return CLI_OK;
	case 'f':
		return cli_format(COMMAND, optarg, &o->json);
	case 'j':
		return cli_jobs(COMMAND, optarg, &o->jobs);
	default:
		o->catalogue = optarg;
		return CLI_OK;
	}
}

static int parse(struct options *o, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "exercise",  required_argument, NULL, 'e' },
		{ "format",    required_argument, NULL, 'f' },
		{ "jobs",      required_argument, NULL, 'j' },
		{ "catalogue", required_argument, NULL, 'c' },
		{ NULL, 0, NULL, 0 }
	};
	int c, code;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":e:f:j:", longs, NULL)) != -1) {
		if (c == '?' || c == ':')
			return cli_bad_option(COMMAND, c, argv);
		code = parse_option(o, c);
		if (code)
			return code;
	}
	if (optind == argc)
		return cli_usage(COMMAND, "no recordings given");
	return CLI_OK;
}

static int print(const struct run *run)
{
	struct gn_series_set set;
	struct gn_asym_over sides;
	struct gn_progress p = { run->s.patient, &set,
				 run->s.dated ? run->s.day : NULL,
				 run->s.n_unnamed, &sides };
	int err = gn_sessions_series(&run->s, &set);
	int lack = gn_sessions_sides(&run->s, &sides);

	if (!err)
		err = lack;
	if (!err)
		err = run->opt->json ? gn_report_trend_json(&p, stdout)
				     : gn_report_trend(&p, stdout);
	if (err == GN_ENOMEM)
		cli_error("%s", gn_strerror(err));
	gn_asym_over_free(&sides);
	gn_series_free(&set);
	return err ? CLI_FAILED : CLI_OK;
}

static int run_trend(struct run *run, char **paths, size_t n)
{
	const struct options *o = run->opt;
	const struct gn_ask ask = { .exercise = o->exercise };
	struct gn_diag why = { { 0 } };
	size_t failed;
	int printed;

	if (gn_sessions_find(&run->s, paths, n, 0, &why)) {
		cli_error("%s", why.text);
		return CLI_FAILED;
	}
	failed = gn_sessions_score(&run->s, run->cat, &ask, 0,
				   o->jobs ? o->jobs : gn_jobs_default());
	printed = print(run);
	return failed ? CLI_FAILED : printed;
}

int cmd_trend(int argc, char **argv)
{
	struct options opt = { 0 };
	struct run run = { .opt = &opt };
	int code = parse(&opt, argc, argv);

	if (!code)
		code = cli_catalogue(opt.catalogue, &run.cat);
	if (!code && opt.exercise &&
	    !cli_exercise(COMMAND, run.cat, opt.exercise))
		code = CLI_USAGE;
	if (!code)
		code = run_trend(&run, argv + optind, (size_t)(argc - optind));
	gn_sessions_free(&run.s);
	gn_catalogue_free(run.cat);
	return code;
}

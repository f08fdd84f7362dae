/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "gonio/report_adherence.h"
#include "jobs.h"
#include "sessions.h"
#include "tally.h"

#define COMMAND "plan"

/* A plan and the recordings of one call. */
struct run {
	const char          *catalogue;
	uint8_t              json;
	struct gn_catalogue *cat;
	struct gn_tally      tally;
	struct gn_sessions   s;
};

static int parse(struct run *run, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "format",    required_argument, NULL, 'f' },
		{ "catalogue", required_argument, NULL, 'c' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":f:", longs, NULL)) != -1) {
		if (c == '?' || c == ':')
			return cli_bad_option(COMMAND, c, argv);
		if (c == 'c') {
			run->catalogue = optarg;
			continue;
		}
		if (cli_format(COMMAND, optarg, &run->json))
			return CLI_USAGE;
	}
	if (argc - optind < 2)
		return cli_usage(COMMAND, "a plan and recordings are needed");
	return CLI_OK;
}

/* What was done, from results. */
static int count(struct run *run, struct gn_diag *why)
{
	const struct gn_ask ask = { 0 };
	int err = GN_OK;

	gn_sessions_score(&run->s, run->cat, &ask, 0, gn_jobs_default());
	for (size_t i = 0; i < run->s.n && !err; i++) {
		const struct gn_sitting *a = &run->s.at[i];

		if (!a->err)
			err = gn_tally_add(&run->tally, &a->visit,
					   &a->result);
	}
	return err ? gn_diag_set(why, err, "%s", gn_strerror(err)) : GN_OK;
}

static int load(struct run *run, char **argv, size_t n, struct gn_diag *why)
{
	int err = gn_tally_load(&run->tally, argv[0], run->cat, why);

	if (!err)
		err = gn_sessions_find(&run->s, argv + 1, n - 1, 0, why);
	for (size_t i = 0; i < run->s.n && !err; i++)
		err = gn_tally_check(&run->tally, run->s.at[i].path,
				     &run->s.at[i].visit, why);
	return err ? err : count(run, why);
}

/* Has a range of the item's exercise and limb fallen? -1: not assessed */
static int range_falls(const struct gn_series_set *set,
		       const struct gn_plan_item *i)
{
	int falls = -1;

	for (size_t k = 0; k < set->n; k++) {
		const struct gn_series *s = &set->s[k];

		if (!s->watched || s->unit != GN_SERIES_RAD ||
		    s->fall.kind == GN_FALL_UNKNOWN ||
		    strcmp(s->exercise, i->exercise) ||
		    ((i->side == GN_SIDE_LEFT || i->side == GN_SIDE_RIGHT) &&
		     s->side != i->side))
			continue;
		falls = falls > 0 || s->fall.kind != GN_FALL_NONE;
	}
	return falls;
}

static int report(struct run *run, const struct gn_series_set *set)
{
	struct gn_suggestion next[GN_PLAN_ITEMS_MAX];
	const struct gn_tally *t = &run->tally;
	struct gn_followed f = { &t->plan, NULL,
				 gn_plan_weeks(t->day, t->n), next };
	struct gn_plan_week *week = calloc(f.n_weeks + 1, sizeof(*week));
	int err;

	if (!week)
		return GN_ENOMEM;
	gn_plan_adherence(&t->plan, t->day, t->n, week);
	f.week = week;
	for (size_t k = 0; k < t->plan.n; k++)
		gn_plan_suggest(&t->plan, t->day, t->n, k,
				range_falls(set, &t->plan.item[k]), &next[k]);
	err = run->json ? gn_report_adherence_json(&f, stdout)
			: gn_report_adherence(&f, stdout);
	free(week);
	return err;
}

/* With what the measures of the sessions say of the ranges. */
static int judge(struct run *run)
{
	struct gn_series_set set;
	int err = gn_sessions_series(&run->s, &set);

	if (!err)
		err = report(run, &set);
	gn_series_free(&set);
	return err;
}

static int follow(struct run *run, char **argv, size_t n)
{
	struct gn_diag why = { { 0 } };
	int code = CLI_OK, err;

	if (load(run, argv, n, &why)) {
		cli_error("%s", why.text);
		return CLI_FAILED;
	}
	for (size_t i = 0; i < run->s.n; i++)
		if (run->s.at[i].err)
			code = CLI_FAILED;
	err = judge(run);
	if (err == GN_ENOMEM)
		cli_error("%s", gn_strerror(err));
	return err ? CLI_FAILED : code;
}

int cmd_plan(int argc, char **argv)
{
	struct run run = { .json = 0 };
	int code = parse(&run, argc, argv);

	if (!code)
		code = cli_catalogue(run.catalogue, &run.cat);
	if (!code)
		code = follow(&run, argv + optind, (size_t)(argc - optind));
	gn_sessions_free(&run.s);
	gn_tally_free(&run.tally);
	gn_catalogue_free(run.cat);
	return code;
}

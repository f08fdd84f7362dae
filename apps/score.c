/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse.h"
#include "analyse_test.h"
#include "cli_body.h"
#include "cli_person.h"
#include "cli_plan.h"
#include "gonio/driver.h"
#include "gonio/num.h"
#include "gonio/recording.h"
#include "gonio/report.h"
#include "gonio/report_fhir.h"
#include "gonio/report_plan.h"
#include "jobs.h"
#include "tally.h"

#define COMMAND "score"

enum format { FORMAT_TABLE, FORMAT_JSON, FORMAT_CSV, FORMAT_FHIR };

struct options {
	const char *exercise;   /* NULL: each recording's own task */
	const char *catalogue;  /* NULL: as the environment says */
	const char *plan;       /* NULL: none */
	enum format format;
	const char *baseline;   /* NULL: each recording's own repetitions */
	struct cli_body body;
	struct gn_person person;
	unsigned    jobs;       /* 0: as many as fit */
	float       distance_m; /* of a walk; 0: not known */
	struct gn_told effort;  /* ratings only */
};

/* What became of one recording. */
struct outcome {
	struct gn_result result;
	struct gn_visit  visit;    /* with a plan, or as FHIR, only */
	struct gn_diag   why;
	int              err;
};

struct item {
	char           *path;
	struct outcome *outcome;   /* NULL while done: out of memory */
	uint8_t         done;
};

/*
 * All recordings of one call. They are scored in any order, by several
 * threads, and printed in the order in which they were named: whoever ends
 * prints all that is ready, so few results are kept.
 */
struct run {
	const struct options *opt;
	struct gn_catalogue  *cat;
	struct gn_tally      *tally;     /* of the plan, or NULL */
	struct gn_result      base;      /* of the baseline; or empty */
	struct item          *items;
	size_t                n, next;   /* next: to be printed */
	int                   failed;
	struct gn_meter       progress;  /* paused: next, done, failed and
					  * the output are ours */
};

static int parse_format(const char *text, enum format *out)
{
	if (!strcmp(text, "table"))
		*out = FORMAT_TABLE;
	else if (!strcmp(text, "json"))
		*out = FORMAT_JSON;
	else if (!strcmp(text, "csv"))
		*out = FORMAT_CSV;
	else if (!strcmp(text, "fhir"))
		*out = FORMAT_FHIR;
	else
		return cli_usage(COMMAND, "--format is table, json, csv or "
				 "fhir, not '%s'", text);
	return CLI_OK;
}

static int parse_distance(const char *text, float *out)
{
	char *end;

	*out = strtof(text, &end);
	if (end == text || *end || !(*out >= 1.0f && *out <= 1000.0f))
		return cli_usage(COMMAND, "--distance takes 1 to 1000 m, not "
				 "'%s'", text);
	return CLI_OK;
}

/* "6,7,,9": of the first set, the second, the fourth. */
static int parse_effort(const char *text, struct gn_told *out)
{
	const char *p = text;
	uint32_t set = 1;

	for (;; p++, set++) {
		const char *end = p + strcspn(p, ",");
		double cr10 = NAN;

		if (end > p && (gn_num_parse_any(p, end, '.', &cr10) != end ||
				gn_told_rate(out, set, (float)cr10)))
			break;
		p = end;
		if (!*p && out->n_ratings)
			return CLI_OK;
		if (!*p)
			break;
	}
	return cli_usage(COMMAND, "--effort takes ratings of the sets, each 0 "
			 "to 10, with commas between, not '%s'", text);
}

static int parse_option(struct options *o, int c)
{
	if (cli_is_person(c))
		return cli_person_add(COMMAND, &o->person, c, optarg);
	switch (c) {
	case 'e':
		o->exercise = optarg;
		return CLI_OK;
	case 'b':
		return cli_body_add(COMMAND, &o->body, optarg);
	case 'p':
		o->plan = optarg;
		return CLI_OK;
	case 'd':
		return parse_distance(optarg, &o->distance_m);
	case 'E':
		return parse_effort(optarg, &o->effort);
	case 'r':
		o->baseline = optarg;
		return CLI_OK;
	case 'f':
		return parse_format(optarg, &o->format);
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
		{ "calibration", required_argument, NULL, 'b' },
		{ "plan",      required_argument, NULL, 'p' },
		{ "distance",  required_argument, NULL, 'd' },
		{ "effort",    required_argument, NULL, 'E' },
		CLI_PERSON_OPTIONS,
		{ "baseline",  required_argument, NULL, 'r' },
		{ NULL, 0, NULL, 0 }
	};
	int c, code;

	opterr = 0;
	for (;;) {
		c = getopt_long(argc, argv, ":e:f:j:", longs, NULL);
		if (c == -1)
			break;
		if (c == '?' || c == ':')
			return cli_bad_option(COMMAND, c, argv);
		code = parse_option(o, c);
		if (code)
			return code;
	}
	if (optind == argc)
		return cli_usage(COMMAND, "no recording given");
	if (o->plan && o->format != FORMAT_TABLE && o->format != FORMAT_JSON)
		return cli_usage(COMMAND, "--plan is told as table or json "
				 "only");
	return CLI_OK;
}

static int add_items(struct run *run, char **paths, size_t n)
{
	struct item *more;

	more = realloc(run->items, (run->n + n) * sizeof(*more));
	if (!more)
		return GN_ENOMEM;
	run->items = more;
	memset(more + run->n, 0, n * sizeof(*more));
	for (size_t i = 0; i < n; i++) {
		more[run->n++].path = paths[i];
		paths[i] = NULL;
	}
	return GN_OK;
}

/* The recordings below one path, or at one address, of the command line. */
static void add_path(struct run *run, const char *path)
{
	struct gn_diag why = { { 0 } };
	char **paths = NULL;
	size_t n = 0;
	int err;

	err = gn_sources_find(path, &paths, &n, &why);
	if (!err)
		err = add_items(run, paths, n);
	if (err) {
		cli_error("%s", why.text[0] ? why.text : gn_strerror(err));
		run->failed = 1;
	}
	gn_paths_free(paths, n);
}

static int print_fhir(const struct gn_result *r, const struct gn_visit *v)
{
	struct gn_fhir_about about = { .subject = v->patient, .day = "" };
	char day[GN_DAY_TEXT];

	about.started_unix_ns = v->started_unix_ns;
	if (v->dated) {
		gn_day_text(v->day, day);
		about.day = day;
	}
	return gn_report_fhir(r, &about, stdout);
}

static int print_result(const struct run *run, const struct outcome *o)
{
	const struct gn_result *r = &o->result;

	switch (run->opt->format) {
	case FORMAT_JSON: return gn_report_json(r, stdout);
	case FORMAT_CSV:  return gn_report_csv(r, stdout);
	case FORMAT_FHIR: return print_fhir(r, &o->visit);
	default:          break;
	}
	/* An empty line between recordings. */
	if (run->next > 0)
		putchar('\n');
	return gn_report_table(r, stdout);
}

static void print_item(struct run *run, const struct item *item)
{
	const struct outcome *o = item->outcome;

	if (!o) {
		cli_error("%s: %s", item->path, gn_strerror(GN_ENOMEM));
		run->failed = 1;
	} else if (o->err) {
		cli_error("%s", o->why.text);
		run->failed = 1;
	} else if (print_result(run, o)) {
		run->failed = 1;        /* main() says so, once */
	} else if (run->tally && gn_tally_add(run->tally, &o->visit,
					      &o->result)) {
		cli_error("%s: %s", item->path, gn_strerror(GN_ENOMEM));
		run->failed = 1;
	}
}

static void free_item(struct item *item)
{
	if (item->outcome)
		gn_result_free(&item->outcome->result);
	free(item->outcome);
	free(item->path);
	item->outcome = NULL;
	item->path = NULL;
}

/* One recording; with a plan only if it is of its patient. Whose it is, and of
 * when, is asked only where it is told. */
static int score_one(const struct run *run, const char *path,
		     struct outcome *o)
{
	int err = GN_OK;

	if (run->tally || run->opt->format == FORMAT_FHIR)
		err = gn_visit_of(&o->visit, path, &o->why);
	if (!err && run->tally)
		err = gn_tally_check(run->tally, path, &o->visit, &o->why);
	if (err)
		return err;
	return gn_analyse(&o->result, path, run->cat, run->opt->exercise,
			  cli_body_known(&run->opt->body), &o->why);
}

/* The form against the baseline's repetitions, or the plan, or both. */
static int judge(const struct run *run, struct outcome *o)
{
	const struct gn_result *base = run->opt->baseline ? &run->base : NULL;
	int err;

	if (base && base->exercise != o->result.exercise)
		return gn_diag_set(&o->why, GN_EINVAL, "%s: is %s, the "
				   "baseline %s is %s; name a baseline of the "
				   "same exercise", o->result.recording,
				   o->result.exercise->name,
				   run->opt->baseline,
				   base->exercise->name);
	err = run->tally ? gn_tally_judge(run->tally, &o->visit, &o->result,
					  base) :
	      gn_result_judge(&o->result, base, NULL);
	return err ? gn_diag_set(&o->why, err, "%s: %s", o->result.recording,
				 gn_strerror(err)) : GN_OK;
}

static int load_baseline(struct run *run)
{
	const struct options *o = run->opt;
	struct gn_diag why = { { 0 } };

	if (!o->baseline)
		return CLI_OK;
	if (!gn_analyse(&run->base, o->baseline, run->cat, o->exercise,
			cli_body_known(&o->body), &why))
		return CLI_OK;
	cli_error("%s", why.text);
	return CLI_FAILED;
}

/* Ratings of the command line go before the recording's own. */
static void rate(const struct run *run, struct outcome *o)
{
	const struct gn_told *said = &run->opt->effort;

	for (size_t k = 0; k < said->n_ratings && !o->err; k++)
		o->err = gn_told_rate(&o->result.told, said->rating[k].set,
				      said->rating[k].cr10);
	if (o->err)
		gn_diag_set(&o->why, o->err, "%s: more than %d sets are rated",
			    o->result.recording, GN_RATINGS_MAX);
}

static void score_item(void *ctx, size_t i)
{
	struct run *run = ctx;
	struct item *item = &run->items[i];
	struct outcome *o = calloc(1, sizeof(*o));

	if (o)
		o->err = score_one(run, item->path, o);
	if (o && !o->err) {
		gn_test_read(&o->result, &run->opt->person);
		rate(run, o);
	}
	if (o)
		o->result.walking.distance_m = run->opt->distance_m;
	if (o && !o->err && (run->opt->baseline || run->tally))
		o->err = judge(run, o);
	gn_meter_pause(&run->progress);
	item->outcome = o;
	item->done = 1;
	while (run->next < run->n && run->items[run->next].done) {
		print_item(run, &run->items[run->next]);
		free_item(&run->items[run->next]);
		run->next++;
	}
	fflush(stdout);
	gn_meter_resume(&run->progress);
}

/* What was done of the plan. */
static void print_plan(struct run *run)
{
	const struct gn_tally *t = run->tally;
	int err;

	if (run->opt->format == FORMAT_JSON) {
		err = gn_report_plan_json(&t->plan, t->day, t->n, stdout);
	} else {
		putchar('\n');
		err = gn_report_plan(&t->plan, t->day, t->n, stdout);
		if (t->unnamed)
			printf("\n%zu of the recordings do not say whose "
			       "they are\n", t->unnamed);
	}
	if (err == GN_ENOMEM)
		cli_error("%s: %s", run->opt->plan, gn_strerror(err));
	if (err)
		run->failed = 1;
}

static void score_items(struct run *run)
{
	unsigned jobs = run->opt->jobs;

	if (run->opt->format == FORMAT_CSV && gn_report_csv_header(stdout))
		run->failed = 1;
	gn_meter_begin(&run->progress, stderr, "recordings", run->n);
	gn_jobs_run(run->n, jobs ? jobs : gn_jobs_default(), score_item, run,
		    &run->progress);
	gn_meter_end(&run->progress);
	if (run->tally && run->tally->n)
		print_plan(run);
}

static int score_all(struct run *run, int n_paths, char **paths)
{
	int code = CLI_OK;

	for (int i = 0; i < n_paths; i++)
		add_path(run, paths[i]);
	if (run->opt->effort.n_ratings && run->n > 1)
		code = cli_usage(COMMAND, "--effort is of one recording, here "
				 "are %zu: score them one by one", run->n);
	else
		score_items(run);
	for (size_t i = 0; i < run->n; i++)
		free_item(&run->items[i]);
	free(run->items);
	return !code && run->failed ? CLI_FAILED : code;
}

int cmd_score(int argc, char **argv)
{
	struct options opt = { 0 };
	struct run run = { .opt = &opt };
	struct gn_tally tally = { .n = 0 };
	int code;

	gn_person_unknown(&opt.person);
	code = parse(&opt, argc, argv);
	if (!code)
		code = cli_catalogue(opt.catalogue, &run.cat);
	if (!code && opt.exercise &&
	    !cli_exercise(COMMAND, run.cat, opt.exercise))
		code = CLI_USAGE;
	if (!code)
		code = cli_body_learn(&opt.body);
	if (!code)
		code = load_baseline(&run);
	if (!code)
		code = cli_plan(opt.plan, run.cat, &tally);
	run.tally = opt.plan ? &tally : NULL;
	if (!code)
		code = score_all(&run, argc - optind, argv + optind);
	gn_tally_free(&tally);
	gn_result_free(&run.base);
	gn_catalogue_free(run.cat);
	return code;
}

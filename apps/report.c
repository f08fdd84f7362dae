/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "gonio/page.h"
#include "gonio/version.h"
#include "jobs.h"
#include "lang.h"
#include "page_data.h"
#include "pdf.h"
#include "sessions.h"
#include "tally.h"

#define COMMAND "report"

struct options {
	const char *exercise;   /* NULL: each recording's own task */
	const char *catalogue;
	const char *plan;       /* NULL: none */
	const char *output;     /* NULL: stdout */
	unsigned    jobs;       /* 0: as many as fit */
	uint8_t     text, pdf;
	struct gn_lang lang;
	enum gn_reader reader;
};

/* A report that is being made. */
struct run {
	const struct options *opt;
	struct gn_catalogue  *cat;
	struct gn_sessions    s;
	struct gn_page_item  *item;     /* of the latest session */
	struct gn_series_set  set;
	struct gn_progress    progress;
	struct gn_asym_over   sides;
	struct gn_tally       tally;    /* of the plan */
	struct gn_page        page;
	char day_text[GN_DAY_TEXT];
};

static int parse_reader(struct options *o, const char *text)
{
	o->reader = strcmp(text, "patient") ? GN_READER_THERAPIST :
					      GN_READER_PATIENT;
	if (o->reader == GN_READER_THERAPIST && strcmp(text, "therapist"))
		return cli_usage(COMMAND, "--for is therapist or patient, "
				 "not '%s'", text);
	return CLI_OK;
}

/* code NULL: that of the environment. */
static int parse_lang(struct options *o, const char *code)
{
	struct gn_diag why = { "" };
	int err = gn_lang_set(code, &o->lang, &why);

	if (err == GN_EINVAL)
		return cli_usage(COMMAND, "--lang is en, de, es or fr, not "
				 "'%s'", code ? code : "");
	if (err)
		cli_error("--lang: %s", why.text);
	return err ? CLI_FAILED : CLI_OK;
}

static int parse_option(struct options *o, int c)
{
	switch (c) {
	case 'e':
		o->exercise = optarg;
		return CLI_OK;
	case 'j':
		return cli_jobs(COMMAND, optarg, &o->jobs);
	case 'P':
		o->plan = optarg;
		return CLI_OK;
	case 'o':
		o->output = optarg;
		return CLI_OK;
	case 't':
		o->text = 1;
		return CLI_OK;
	case 'p':
		o->pdf = 1;
		return CLI_OK;
	case 'r':
		return parse_reader(o, optarg);
	case 'l':
		return parse_lang(o, optarg);
	default:
		o->catalogue = optarg;
		return CLI_OK;
	}
}

static int parse(struct options *o, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "exercise",  required_argument, NULL, 'e' },
		{ "jobs",      required_argument, NULL, 'j' },
		{ "plan",      required_argument, NULL, 'P' },
		{ "output",    required_argument, NULL, 'o' },
		{ "text",      no_argument,       NULL, 't' },
		{ "pdf",       no_argument,       NULL, 'p' },
		{ "for",       required_argument, NULL, 'r' },
		{ "lang",      required_argument, NULL, 'l' },
		{ "catalogue", required_argument, NULL, 'c' },
		{ NULL, 0, NULL, 0 }
	};
	int c, code;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":e:j:o:", longs, NULL)) != -1) {
		if (c == '?' || c == ':')
			return cli_bad_option(COMMAND, c, argv);
		code = parse_option(o, c);
		if (code)
			return code;
	}
	if (o->text && o->pdf)
		return cli_usage(COMMAND, "--text or --pdf, not both");
	if (o->pdf && !o->output)
		return cli_usage(COMMAND, "--pdf needs -o FILE");
	if (optind == argc)
		return cli_usage(COMMAND, "no recordings given");
	return o->lang.code[0] ? CLI_OK : parse_lang(o, NULL);
}

/* --- what is in it --- */

/* What was scored of the latest session. An exit code. */
static int take_latest(struct run *run)
{
	const struct gn_sessions *s = &run->s;
	size_t n = 0;

	run->item = calloc(s->n, sizeof(*run->item));
	if (!run->item) {
		cli_error("%s", gn_strerror(GN_ENOMEM));
		return CLI_FAILED;
	}
	for (size_t i = 0; i < s->n; i++) {
		if (s->at[i].session + 1 != s->n_sessions || s->at[i].err)
			continue;
		run->item[n].result = &s->at[i].result;
		run->item[n++].curves = &s->at[i].curves;
	}
	run->page.item = run->item;
	run->page.n = n;
	if (!n)
		cli_error("nothing of the latest session could be scored");
	return n ? CLI_OK : CLI_FAILED;
}

/* How the sessions went on, if there are several. */
static int take_progress(struct run *run)
{
	const struct gn_sessions *s = &run->s;

	if (gn_sessions_series(s, &run->set) ||
	    gn_sessions_sides(s, &run->sides)) {
		cli_error("%s", gn_strerror(GN_ENOMEM));
		return CLI_FAILED;
	}
	if (s->dated) {
		gn_day_text(s->day[s->n_sessions - 1], run->day_text);
		run->progress.day = s->day;
	}
	run->progress.patient = s->patient;
	run->progress.set = &run->set;
	run->progress.sides = &run->sides;
	run->progress.n_unnamed = s->n_unnamed;
	if (s->n_sessions > 1)
		run->page.progress = &run->progress;
	return CLI_OK;
}

/* A plan that is another patient's is an error before anything is scored. */
static int load_plan(struct run *run)
{
	struct gn_diag why = { "" };
	int err;

	if (!run->opt->plan)
		return CLI_OK;
	err = gn_tally_load(&run->tally, run->opt->plan, run->cat, &why);
	for (size_t i = 0; i < run->s.n && !err; i++)
		err = gn_tally_check(&run->tally, run->s.at[i].path,
				     &run->s.at[i].visit, &why);
	if (err)
		cli_error("%s", why.text);
	return err ? CLI_FAILED : CLI_OK;
}

/* What was done of it in the latest session. */
static int take_plan(struct run *run)
{
	struct gn_sessions *s = &run->s;
	int err = GN_OK;

	if (!run->opt->plan)
		return CLI_OK;
	for (size_t i = 0; i < s->n && !err; i++) {
		struct gn_sitting *at = &s->at[i];

		if (at->session + 1 != s->n_sessions || at->err)
			continue;
		err = gn_tally_judge(&run->tally, &at->visit, &at->result,
				     NULL);
		if (!err)
			err = gn_tally_add(&run->tally, &at->visit,
					   &at->result);
	}
	if (err) {
		cli_error("%s", gn_strerror(err));
		return CLI_FAILED;
	}
	run->page.plan = &run->tally.plan;
	run->page.done = run->tally.day;
	return CLI_OK;
}

/* --- where it goes --- */

static int write_to(const struct run *run, FILE *to)
{
	const struct gn_page_parts parts = { page_style, page_charts,
					     page_script };

	return run->opt->text ? gn_page_text(&run->page, to) :
	       gn_page_html(&run->page, &parts, to);
}

/* All of it in memory first: what cannot be made leaves a file as it was. */
static int make(const struct run *run, char **text)
{
	size_t size;
	FILE *to = open_memstream(text, &size);
	int err = to ? write_to(run, to) : GN_ENOMEM;

	if (to && fclose(to))
		err = GN_ENOMEM;
	if (err)
		cli_error("%s", gn_strerror(err));
	return err ? CLI_FAILED : CLI_OK;
}

static int put_file(const char *path, const char *text)
{
	FILE *to = fopen(path, "w");
	int bad;

	if (!to) {
		cli_error("%s: cannot be written: %s", path, strerror(errno));
		return CLI_FAILED;
	}
	bad = fputs(text, to) < 0;
	bad |= fclose(to) != 0;
	if (bad)
		cli_error("%s: cannot be written: %s", path, strerror(errno));
	return bad ? CLI_FAILED : CLI_OK;
}

static int put_pdf(const char *path, const char *html)
{
	struct gn_diag why = { "" };

	if (!gn_pdf_print(html, path, &why))
		return CLI_OK;
	cli_error("%s", why.text);
	return CLI_FAILED;
}

static int put(const struct run *run)
{
	const struct options *o = run->opt;
	char *text = NULL;
	int code = make(run, &text);

	if (!code && o->pdf)
		code = put_pdf(o->output, text);
	else if (!code && o->output)
		code = put_file(o->output, text);
	else if (!code)
		fputs(text, stdout);
	free(text);
	return code;
}

static int run_report(struct run *run, char **paths, size_t n)
{
	const struct options *o = run->opt;
	const struct gn_ask ask = { .exercise = o->exercise };
	struct gn_diag why = { { 0 } };
	int code, written;
	size_t failed;

	if (gn_sessions_find(&run->s, paths, n, 1, &why)) {
		cli_error("%s", why.text);
		return CLI_FAILED;
	}
	code = load_plan(run);
	if (code)
		return code;
	failed = gn_sessions_score(&run->s, run->cat, &ask, 1,
				   o->jobs ? o->jobs : gn_jobs_default());
	run->page.patient = run->s.patient;
	code = take_latest(run);
	if (!code)
		code = take_progress(run);
	if (!code)
		code = take_plan(run);
	if (code)
		return code;
	written = put(run);
	return failed ? CLI_FAILED : written;
}

int cmd_report(int argc, char **argv)
{
	struct options opt = { 0 };
	struct run run = { .opt = &opt };
	int code = parse(&opt, argc, argv);

	run.page = (struct gn_page){ .day = run.day_text, .reader = opt.reader,
		.version = GN_VERSION, .say = gn_lang_say,
		.lang = opt.lang.code, .decimal = opt.lang.decimal };
	if (!code)
		code = cli_catalogue(opt.catalogue, &run.cat);
	if (!code && opt.exercise &&
	    !cli_exercise(COMMAND, run.cat, opt.exercise))
		code = CLI_USAGE;
	run.page.catalogue = run.cat;
	if (!code)
		code = run_report(&run, argv + optind,
				  (size_t)(argc - optind));
	gn_series_free(&run.set);
	gn_asym_over_free(&run.sides);
	gn_tally_free(&run.tally);
	free(run.item);
	gn_sessions_free(&run.s);
	gn_catalogue_free(run.cat);
	return code;
}

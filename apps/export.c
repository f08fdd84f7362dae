/* SPDX-License-Identifier: MIT */
#include "export.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "cli_body.h"
#include "gonio/driver.h"

#define COMMAND "export"

enum format { FORMAT_BIDS, FORMAT_CSV, FORMAT_STO, FORMAT_MOT, FORMATS };
static const char *const format_name[FORMATS] = { "bids", "csv", "sto",
						  "mot" };

struct options {
	enum format format;             /* FORMATS: not said */
	const char *dir;
	const char *exercise;           /* NULL: the recording's own */
	const char *catalogue;          /* NULL: as the environment says */
	struct cli_body body;
};

static int parse_format(const char *text, enum format *out)
{
	for (int f = 0; f < FORMATS; f++)
		if (!strcmp(text, format_name[f])) {
			*out = (enum format)f;
			return CLI_OK;
		}
	return cli_usage(COMMAND, "--format is bids, csv, sto or mot, not "
			 "'%s'", text);
}

static int parse_option(struct options *o, int c)
{
	switch (c) {
	case 'f':
		return parse_format(optarg, &o->format);
	case 'e':
		o->exercise = optarg;
		return CLI_OK;
	case 'b':
		return cli_body_add(COMMAND, &o->body, optarg);
	case 'c':
		o->catalogue = optarg;
		return CLI_OK;
	default:
		o->dir = optarg;
		return CLI_OK;
	}
}

/* What was asked for goes with the format? */
static int vet(const struct options *o)
{
	if (o->format == FORMATS)
		return cli_usage(COMMAND, "--format is bids, csv, sto or mot");
	if (!o->dir || !*o->dir)
		return cli_usage(COMMAND, "-o DIR is needed");
	if (o->body.n && o->format != FORMAT_STO && o->format != FORMAT_MOT)
		return cli_usage(COMMAND, "--calibration is for sto and mot: "
				 "bids and csv hold samples, no angles");
	if ((o->exercise || o->catalogue) && o->format != FORMAT_MOT)
		return cli_usage(COMMAND, "--exercise and --catalogue are for "
				 "mot");
	return CLI_OK;
}

static int parse(struct options *o, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "format",    required_argument, NULL, 'f' },
		{ "output",    required_argument, NULL, 'o' },
		{ "exercise",  required_argument, NULL, 'e' },
		{ "catalogue", required_argument, NULL, 'c' },
		{ "calibration", required_argument, NULL, 'b' },
		{ NULL, 0, NULL, 0 }
	};
	int c, code;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":f:o:e:", longs, NULL)) != -1) {
		if (c == '?' || c == ':')
			return cli_bad_option(COMMAND, c, argv);
		code = parse_option(o, c);
		if (code)
			return code;
	}
	code = vet(o);
	if (!code && argc - optind != 1)
		return cli_usage(COMMAND, "one recording at a time");
	return code;
}

static int fail(int err, const struct gn_diag *why)
{
	cli_error("%s", why->text[0] ? why->text : gn_strerror(err));
	return CLI_FAILED;
}

static int export_samples(const struct options *o, const char *path)
{
	enum gn_export_format format = o->format == FORMAT_CSV ?
				       GN_EXPORT_CSV : GN_EXPORT_BIDS;
	struct gn_export_sum sum = { 0 };
	struct gn_diag why = { "" };
	int err = gn_export(path, format, o->dir, &sum, &why);

	if (err)
		return fail(err, &why);
	printf("%s: %llu samples of %llu sensors, %llu events\n", o->dir,
	       (unsigned long long)sum.samples,
	       (unsigned long long)sum.sensors,
	       (unsigned long long)sum.events);
	if (sum.left_out)
		printf("left out: %llu samples whose stamp is no time\n",
		       (unsigned long long)sum.left_out);
	return CLI_OK;
}

static int print_table(int err, const struct gn_export_table *t,
		       const char *of, const struct gn_diag *why)
{
	for (size_t i = 0; i < t->n_notes; i++)
		cli_error("%s", t->note[i]);
	if (err)
		return fail(err, why);
	printf("%s: %zu rows of %zu %s%s%s\n", t->path, t->rows, t->columns,
	       of, t->ground ? ", ground " : "", t->ground ? t->ground : "");
	return CLI_OK;
}

static int export_sto(const struct options *o, const char *path)
{
	struct gn_export_table t;
	struct gn_diag why = { "" };
	int err = gn_export_sto(path, o->dir, cli_body_known(&o->body), &t,
				&why);

	return print_table(err, &t, "orientations", &why);
}

static int export_mot(const struct options *o, const char *path)
{
	struct gn_catalogue *cat = NULL;
	struct gn_export_table t;
	struct gn_diag why = { "" };
	int code = cli_catalogue(o->catalogue, &cat), err;

	if (!code && o->exercise && !cli_exercise(COMMAND, cat, o->exercise))
		code = CLI_USAGE;
	if (!code) {
		err = gn_export_mot(path, o->dir, cat, o->exercise,
				    cli_body_known(&o->body), &t, &why);
		code = print_table(err, &t, "angles", &why);
	}
	gn_catalogue_free(cat);
	return code;
}

/* The only recording at or below path. */
static int export_one(const struct options *o, const char *path)
{
	switch (o->format) {
	case FORMAT_STO: return export_sto(o, path);
	case FORMAT_MOT: return export_mot(o, path);
	default:         return export_samples(o, path);
	}
}

int cmd_export(int argc, char **argv)
{
	struct options o = { .format = FORMATS };
	struct gn_diag why = { "" };
	char **paths = NULL;
	size_t n = 0;
	int code = parse(&o, argc, argv);
	int err;

	if (!code)
		code = cli_body_learn(&o.body);
	if (code)
		return code;
	err = gn_sources_find(argv[optind], &paths, &n, &why);
	if (err)
		fail(err, &why);
	else if (n != 1)
		cli_error("%s: %zu recordings in this folder; name one",
			  argv[optind], n);
	code = !err && n == 1 ? export_one(&o, paths[0]) : CLI_FAILED;
	gn_paths_free(paths, n);
	return code;
}

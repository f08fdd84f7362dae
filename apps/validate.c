/* SPDX-License-Identifier: MIT */
#include "validate.h"

#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli.h"
#include "jobs.h"
#include "validate_mistakes.h"
#include "validate_rules.h"
#include "validate_scene.h"
#include "validate_sim.h"
#include "validate_trend.h"

#define SETS_MAX 256
#define SCENES_MAX 16
#define COMMAND "validate"

struct options {
	const char         *exercise;  /* NULL: each recording's own */
	unsigned            jobs;
	uint8_t             json;
	double              mounting;  /* NAN: as score has it */
	struct gn_val_print print;
};

/* One recording to be scored, or one trial to be judged. */
struct work {
	struct gn_val_rec   *rec;
	struct gn_val_trial *trial;
};

/* All data sets of one call, and a flat list of what is to be done. */
struct run {
	const struct options *opt;
	struct gn_catalogue  *cat;
	struct gn_val_set     sets[SETS_MAX];
	size_t                n_sets;
	struct work          *work;
	size_t                n_work;
	const char           *scenes[SCENES_MAX];  /* files of them */
	size_t                n_scenes;
};

static int parse_trust(struct gn_val_print *p, const char *list)
{
	memset(p->trust, 0, sizeof(p->trust));
	while (*list) {
		size_t n = strcspn(list, ",");
		int known = 0;

		for (int t = 0; t < GN_TRUST_COUNT; t++) {
			const char *name = gn_trust_name((enum gn_trust)t);

			if (strlen(name) == n && !memcmp(name, list, n)) {
				p->trust[t] = 1;
				known = 1;
			}
		}
		if (!known)
			return cli_usage(COMMAND, "--trust takes good, "
					 "nominal and suspect, not '%s'", list);
		list += n + (list[n] == ',');
	}
	return CLI_OK;
}

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
	case 'm':
		return cli_points(COMMAND, optarg, &o->mounting);
	case 't':
		return parse_trust(&o->print, optarg);
	case 'a':
		memset(o->print.trust, 1, sizeof(o->print.trust));
		return CLI_OK;
	default:
		o->print.verbose = 1;
		return CLI_OK;
	}
}

static int parse_options(struct options *o, int argc, char **argv)
{
	static const struct option known[] = {
		{ "exercise", required_argument, NULL, 'e' },
		{ "format",   required_argument, NULL, 'f' },
		{ "jobs",     required_argument, NULL, 'j' },
		{ "trust",    required_argument, NULL, 't' },
		{ "all",      no_argument,       NULL, 'a' },
		{ "mounting", required_argument, NULL, 'm' },
		{ "verbose",  no_argument,       NULL, 'v' },
		{ NULL, 0, NULL, 0 },
	};
	int c, err;

	opterr = 0;
	optind = 1;
	for (;;) {
		c = getopt_long(argc, argv, ":e:f:j:v", known, NULL);
		if (c < 0)
			break;
		if (c == '?' || c == ':')
			return cli_bad_option(COMMAND, c, argv);
		err = parse_option(o, c);
		if (err)
			return err;
	}
	if (optind >= argc)
		return cli_usage(COMMAND, "no data set named");
	return CLI_OK;
}

static int has_truth(const char *dir)
{
	char path[1024];
	struct stat st;

	snprintf(path, sizeof(path), "%s/truth.tsv", dir);
	return stat(path, &st) == 0;
}

static void name_set(struct gn_val_set *s, const char *dir)
{
	size_t n = strlen(dir);
	const char *base;

	while (n > 1 && dir[n - 1] == '/')
		n--;
	snprintf(s->dir, sizeof(s->dir), "%.*s", (int)n, dir);
	base = strrchr(s->dir, '/');
	base = base && base[1] ? base + 1 : s->dir;
	snprintf(s->name, sizeof(s->name), "%.127s", base);
}

static int add_set(struct run *run, const char *dir)
{
	if (run->n_sets >= SETS_MAX) {
		cli_error("%s: left out, more than %d data sets", dir,
			  SETS_MAX);
		return CLI_FAILED;
	}
	name_set(&run->sets[run->n_sets++], dir);
	return CLI_OK;
}

/* The data sets in a folder, in order of name. */
static int add_children(struct run *run, const char *dir)
{
	struct dirent **list = NULL;
	int n = scandir(dir, &list, NULL, alphasort);
	size_t found = 0;
	int code = CLI_OK;

	if (n < 0) {
		cli_error("%s: %s", dir, strerror(errno));
		return CLI_FAILED;
	}
	for (int i = 0; i < n; i++) {
		char path[768];

		snprintf(path, sizeof(path), "%s/%s", dir, list[i]->d_name);
		if (list[i]->d_name[0] != '.' && has_truth(path)) {
			code |= add_set(run, path);
			found++;
		}
		free(list[i]);
	}
	free(list);
	if (found == 0) {
		cli_error("%s: no truth.tsv in it, nor in a folder below it; "
			  "name a folder of recordings with their truth", dir);
		return CLI_FAILED;
	}
	return code;
}

static int is_scene(const char *path)
{
	size_t n = strlen(path);

	return n > 4 && !strcmp(path + n - 4, ".cfg");
}

static int add_scene(struct run *run, const char *path)
{
	if (run->n_scenes == SCENES_MAX) {
		cli_error("%s: left out, more than %d of them", path,
			  SCENES_MAX);
		return CLI_FAILED;
	}
	run->scenes[run->n_scenes++] = path;
	return CLI_OK;
}

/* CLI_FAILED if one of them is no data set; the others are there. */
static int add_sets(struct run *run, int argc, char **argv)
{
	int code = CLI_OK;

	for (int i = optind; i < argc; i++)
		code |= is_scene(argv[i]) ? add_scene(run, argv[i]) :
			has_truth(argv[i]) ? add_set(run, argv[i]) :
			add_children(run, argv[i]);
	return code;
}

/* Put a row on the list of what its truth is good for. */
static void take(struct gn_val_set *s, const struct gn_truth *t)
{
	if (t->reps != GN_REPS_UNKNOWN) {
		struct gn_val_rec *r = &s->recs[s->n_recs++];

		r->truth = t;
		r->set = s;
		snprintf(r->path, sizeof(r->path), "%.600s/%s", s->dir,
			 t->recording);
	}
	if (strcmp(t->reference, "orientation") == 0) {
		struct gn_val_trial *o = &s->trials[s->n_trials++];

		o->truth = t;
		snprintf(o->path, sizeof(o->path), "%.600s/%s", s->dir,
			 t->recording);
	}
}

/* Read a data set's truth and make room for what will be found. */
static int load_set(struct gn_val_set *s)
{
	struct gn_diag why;
	int err;

	err = gn_truth_load(s->dir, &s->truth, &s->n_truth, &why);
	if (err) {
		cli_error("%s", why.text);
		return err;
	}
	s->recs = calloc(s->n_truth, sizeof(*s->recs));
	s->trials = calloc(s->n_truth, sizeof(*s->trials));
	if (!s->recs || !s->trials) {
		cli_error("%s: out of memory", s->dir);
		return GN_ENOMEM;
	}
	for (size_t i = 0; i < s->n_truth; i++)
		take(s, &s->truth[i]);
	return GN_OK;
}

static void do_work(void *ctx, size_t i)
{
	struct run *run = ctx;
	struct work *w = &run->work[i];

	if (w->rec)
		w->rec->mounting = run->opt->mounting;
	if (w->rec)
		gn_val_rec_run(w->rec, run->cat, run->opt->exercise);
	else
		w->trial->err = validate_orientation(w->trial->path,
						     w->trial->rmse,
						     &w->trial->why);
}

static int work_all(struct run *run)
{
	size_t n = 1;

	for (size_t k = 0; k < run->n_sets; k++)
		n += run->sets[k].n_recs + run->sets[k].n_trials;
	run->work = calloc(n, sizeof(*run->work));
	if (!run->work)
		return GN_ENOMEM;
	for (size_t k = 0; k < run->n_sets; k++) {
		struct gn_val_set *s = &run->sets[k];

		for (size_t i = 0; i < s->n_trials; i++)
			run->work[run->n_work++].trial = &s->trials[i];
		for (size_t i = 0; i < s->n_recs; i++)
			run->work[run->n_work++].rec = &s->recs[i];
	}
	gn_jobs_show(run->n_work, run->opt->jobs, do_work, run, "recordings");
	return GN_OK;
}

/*
 * Recordings without an inertial sensor (a camera's, say) are no failures:
 * they are taken out and counted. The others that could not be scored are
 * named. Returns how many these were.
 */
static size_t sift(struct gn_val_set *s)
{
	size_t kept = 0, failed = 0;

	for (size_t i = 0; i < s->n_recs; i++) {
		struct gn_val_rec *r = &s->recs[i];

		if (r->err == GN_ENODATA) {
			s->skipped++;
			gn_val_rec_free(r);
			continue;
		}
		if (r->err) {
			cli_error("%s", r->why.text);
			failed++;
		}
		s->recs[kept++] = *r;
	}
	s->n_recs = kept;
	for (size_t i = 0; i < s->n_trials; i++) {
		if (!s->trials[i].err)
			continue;
		cli_error("%s", s->trials[i].why.text);
		failed++;
	}
	if (s->skipped)
		cli_error("%s: %zu recordings without accelerometer, "
			  "gyroscope or joint positions left out", s->dir,
			  s->skipped);
	return failed;
}

static void run_free(struct run *run)
{
	for (size_t k = 0; k < run->n_sets; k++)
		gn_val_set_free(&run->sets[k]);
	gn_catalogue_free(run->cat);
	free(run->work);
	free(run);
}

static int out_of_memory(void)
{
	cli_error(COMMAND ": out of memory");
	return CLI_FAILED;
}

/* Everything that the data sets hold, scored and summed. */
static int evaluate(struct run *run)
{
	int code = CLI_OK;

	for (size_t k = 0; k < run->n_sets; k++)
		if (load_set(&run->sets[k]))
			code = CLI_FAILED;
	if (work_all(run))
		return out_of_memory();
	for (size_t k = 0; k < run->n_sets; k++) {
		if (sift(&run->sets[k]))
			code = CLI_FAILED;
		if (gn_val_set_sum(&run->sets[k]))
			return out_of_memory();
	}
	return code;
}

static int print_all(const struct run *run)
{
	const struct options *o = run->opt;

	if (!o->json) {
		gn_val_print_table(run->sets, run->n_sets, &o->print);
		return CLI_OK;
	}
	if (gn_val_print_json(run->sets, run->n_sets, &o->print))
		return out_of_memory();
	return CLI_OK;
}

/* What a file may have simulated. */
static const struct {
	const char *kind;
	int (*all)(const char *path, unsigned jobs, FILE *to, int json,
		   int before, struct gn_diag *why);
} kinds[] = {
	{ "asymmetry", gn_scene_all }, { "trend", gn_val_trend_all },
	{ "form", gn_val_rules_all }, { "session", gn_val_sim_all },
	{ "mistakes", gn_val_mistakes_all },
};

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static int find_kind(const char *path, size_t *k, struct gn_diag *why)
{
	char kind[24], known[128];
	int err = gn_cfg_kind(path, kind, why), at = 0;

	if (err)
		return err;
	for (*k = 0; *k < N_KINDS; (*k)++)
		if (!strcmp(kinds[*k].kind, kind))
			return GN_OK;
	for (size_t i = 0; i < N_KINDS; i++)
		at += snprintf(known + at, sizeof(known) - (size_t)at, "%s%s",
			       i ? ", " : "", kinds[i].kind);
	return gn_diag_set(why, GN_EFORMAT, "%s: kind \"%s\" is not known; "
			   "there are %s", path, kind, known);
}

/* A simulated file's points, done and printed. before: below other tables. */
static int scene(const char *path, const struct options *o, int before)
{
	struct gn_diag why = { "" };
	size_t k;
	int err = find_kind(path, &k, &why);

	if (!err)
		err = kinds[k].all(path, o->jobs, stdout, o->json, before,
				   &why);
	if (err)
		cli_error("%s", why.text[0] ? why.text : gn_strerror(err));
	return err ? CLI_FAILED : CLI_OK;
}

int cmd_validate(int argc, char **argv)
{
	struct options o = {
		.jobs = gn_jobs_default(), .mounting = NAN,
		.print = { .to = stdout, .trust = { 1, 1, 0 } },
	};
	struct run *run = NULL;
	int code = parse_options(&o, argc, argv);

	if (code)
		return code;
	run = calloc(1, sizeof(*run));
	if (!run)
		return out_of_memory();
	run->opt = &o;
	code = add_sets(run, argc, argv);
	if (cli_catalogue(NULL, &run->cat)) {
		code = CLI_FAILED;
		goto out;
	}
	if (o.exercise && !cli_exercise(COMMAND, run->cat, o.exercise)) {
		code = CLI_USAGE;
		goto out;
	}
	code |= evaluate(run);
	code |= print_all(run);
	for (size_t i = 0; i < run->n_scenes; i++)
		code |= scene(run->scenes[i], &o, run->n_sets || i);
out:
	run_free(run);
	return code;
}

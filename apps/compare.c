/* SPDX-License-Identifier: MIT */
#include "compare.h"

#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyse.h"
#include "analyse_clinic.h"
#include "cli_body.h"
#include "validate.h"
#include "visit.h"

#define COMMAND "compare"

enum kind { SIDES, BASELINE, BESIDE };

struct options {
	const char *exercise, *catalogue;
	struct cli_body body;
	enum kind     kind;
	uint8_t       json, same_mounting;
	double        mounting;         /* points; NAN: as ranges say */
	enum gn_side  involved;
	int           index;            /* -1: none asked for */
};

/* Two recordings and what they yielded. */
struct run {
	const struct options *opt;
	struct gn_catalogue  *cat;
	const char           *path[2];
	struct gn_result      r[2];
};

static int parse_side(const char *text, enum gn_side *out)
{
	if (!strcmp(text, "left"))
		*out = GN_SIDE_LEFT;
	else if (!strcmp(text, "right"))
		*out = GN_SIDE_RIGHT;
	else
		return cli_usage(COMMAND, "--involved is left or right, not "
				 "'%s'", text);
	return CLI_OK;
}

static int parse_index(const char *text, int *out)
{
	for (int i = 0; i < GN_ASYM_INDEX_COUNT; i++)
		if (!strcmp(gn_asym_index_name((enum gn_asym_index)i), text)) {
			*out = i;
			return CLI_OK;
		}
	return cli_usage(COMMAND, "'%s' is no index; they are symmetry_index, "
			 "symmetry_angle, limb_symmetry_index, max_over_min, "
			 "bilateral_asymmetry_index and "
			 "bilateral_strength_asymmetry", text);
}

static int parse_option(struct options *o, int c)
{
	switch (c) {
	case 'e': o->exercise = optarg; return CLI_OK;
	case 'c': o->catalogue = optarg; return CLI_OK;
	case 'b': return cli_body_add(COMMAND, &o->body, optarg);
	case 'B': o->kind = BASELINE; return CLI_OK;
	case 's': o->kind = BESIDE; return CLI_OK;
	case 'S': o->same_mounting = 1; return CLI_OK;
	case 'm': return cli_points(COMMAND, optarg, &o->mounting);
	case 'i': return parse_side(optarg, &o->involved);
	case 'x': return parse_index(optarg, &o->index);
	default:
		return cli_format(COMMAND, optarg, &o->json);
	}
}

static int parse(struct options *o, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "exercise",      required_argument, NULL, 'e' },
		{ "catalogue",     required_argument, NULL, 'c' },
		{ "calibration",   required_argument, NULL, 'b' },
		{ "baseline",      no_argument,       NULL, 'B' },
		{ "beside",        no_argument,       NULL, 's' },
		{ "same-mounting", no_argument,       NULL, 'S' },
		{ "mounting",      required_argument, NULL, 'm' },
		{ "involved",      required_argument, NULL, 'i' },
		{ "index",         required_argument, NULL, 'x' },
		{ "format",        required_argument, NULL, 'f' },
		{ NULL, 0, NULL, 0 }
	};
	int c, code;

	opterr = 0;
	optind = 1;
	for (;;) {
		c = getopt_long(argc, argv, ":e:f:", longs, NULL);
		if (c == -1)
			break;
		if (c == '?' || c == ':')
			return cli_bad_option(COMMAND, c, argv);
		code = parse_option(o, c);
		if (code)
			return code;
	}
	if (argc - optind != 2)
		return cli_usage(COMMAND, "two recordings are compared, not %d",
				 argc - optind);
	if (o->same_mounting && o->kind != BASELINE)
		return cli_usage(COMMAND, "--same-mounting goes with "
				 "--baseline");
	return CLI_OK;
}

/* --- two recordings --- */

/* Two tracking systems of one BIDS recording? */
static int one_recording(const char *a, const char *b)
{
	char x[1100], y[1100];

	return strcmp(a, b) && !gn_val_ref_path(a, "", x, sizeof(x)) &&
	       !gn_val_ref_path(b, "", y, sizeof(y)) && !strcmp(x, y);
}

static int is_camera(const struct gn_sensor *s)
{
	return s->aligned;
}

static int is_inertial(const struct gn_sensor *s)
{
	return !s->aligned;
}

/* Is a tracking system a camera's? By the channels beside it. */
static int of_camera(const char *path)
{
	char name[1100], line[512];
	const char *tail = strstr(path, "_motion.tsv");
	int inertial = 0;
	FILE *f;

	if (!tail || (size_t)snprintf(name, sizeof(name), "%.*s_channels.tsv",
				      (int)(tail - path), path) >= sizeof(name))
		return 0;
	f = fopen(name, "r");
	while (f && fgets(line, sizeof(line), f))
		inertial |= strstr(line, "ACCEL") || strstr(line, "GYRO");
	if (f)
		fclose(f);
	return !inertial;
}

static int analyse(struct run *run, int k)
{
	const struct options *o = run->opt;
	struct gn_ask ask = { .exercise = o->exercise,
			      .known = cli_body_known(&o->body) };
	struct gn_diag why = { "" };
	int err;

	if (one_recording(run->path[0], run->path[1])) {
		if (of_camera(run->path[0]) == of_camera(run->path[1])) {
			cli_error("%s: both are systems of one recording and "
				  "of one kind, which are read as one",
				  run->path[k]);
			return CLI_FAILED;
		}
		ask.keep = of_camera(run->path[k]) ? is_camera : is_inertial;
	}
	err = gn_analyse_as(&run->r[k], run->path[k], run->cat, &ask, &why);
	if (err)
		cli_error("%s", why.text[0] ? why.text : gn_strerror(err));
	return err ? CLI_FAILED : CLI_OK;
}

/* One person, one exercise? */
static int fit_together(const struct run *run)
{
	struct gn_visit v[2];
	struct gn_diag why = { "" };

	for (int k = 0; k < 2; k++)
		if (gn_visit_of(&v[k], run->path[k], &why)) {
			cli_error("%s", why.text);
			return CLI_FAILED;
		}
	if (!gn_visit_same(&v[0], &v[1])) {
		cli_error("%s is of %s and %s of %s: compare recordings of one "
			  "person", run->path[0], v[0].patient, run->path[1],
			  v[1].patient);
		return CLI_FAILED;
	}
	if (strcmp(run->r[0].exercise->name, run->r[1].exercise->name)) {
		cli_error("%s is %s and %s is %s: compare one exercise, or say "
			  "--exercise", run->path[0], run->r[0].exercise->name,
			  run->path[1], run->r[1].exercise->name);
		return CLI_FAILED;
	}
	return CLI_OK;
}

/* --- comparisons --- */

static void head(const struct run *run, const char *const names[2])
{
	const struct gn_exercise *e = run->r[0].exercise;
	static const char *const kinds[] = { "sides", "baseline", "beside" };

	if (run->opt->json) {
		fputs("{\"schema\":\"gonio.compare/1\",\"kind\":", stdout);
		gn_report_quoted(stdout, kinds[run->opt->kind]);
		fputs(",\"first\":", stdout);
		gn_report_quoted(stdout, run->path[0]);
		fputs(",\"second\":", stdout);
		gn_report_quoted(stdout, run->path[1]);
		printf(",\"algorithm\":\"%s\",\"exercise\":\"%s\",",
		       GN_ALGORITHM, e->name);
		return;
	}
	for (int k = 0; k < 2; k++)
		printf("%-11s%s\n", names[k], run->path[k]);
	printf("%-11s%s (%s)\n", "Exercise", e->title, e->name);
}

/* One index of each measure that has it. */
static void put_index(const struct gn_asym *a, size_t n, int index)
{
	const char *name = gn_asym_index_name((enum gn_asym_index)index);

	for (size_t i = 0; i < n; i++) {
		enum gn_asym_refusal why = a[i].refused[index];

		if (!a[i].n[0] || !a[i].n[1])
			continue;
		printf("  %s of %s: ", name, a[i].of[0] &&
		       !strcmp(a[i].name, "range") ? a[i].of : a[i].name);
		if (why == GN_ASYM_FINE)
			printf("%.1f %%\n", a[i].index[index]);
		else
			printf("%s\n", gn_asym_refusal_text(why));
	}
}

static void put(const struct run *run, const struct gn_asym *a, size_t n,
		enum gn_pair_kind kind)
{
	const struct options *o = run->opt;
	int index = o->index >= 0 || o->involved == GN_SIDE_NONE ? o->index
								 : GN_ASYM_LSI;

	if (o->json) {
		gn_report_asym_json(stdout, a, n, kind);
		return;
	}
	gn_report_asym_table(stdout, a, n, kind);
	if (index >= 0 && kind == GN_PAIR_SIDES)
		put_index(a, n, index);
}

/* n of the first and m of the second, of one limb each. */
static int compare(const struct run *run, const struct gn_rep *reps, size_t n,
		   struct gn_asym out[GN_ASYM_MAX], size_t *n_out)
{
	const struct options *o = run->opt;
	const struct gn_asym_about about = {
		.exercise = run->r[0].exercise, .involved = o->involved,
		.inertial = o->kind == SIDES &&
			    gn_clinic_inertial(&run->r[0]) &&
			    gn_clinic_inertial(&run->r[1]),
		.mount_points = o->same_mounting ? 0.0 : o->mounting };

	if (!gn_asym_reps(reps, n, &about, out, n_out))
		return CLI_OK;
	cli_error(COMMAND ": out of memory");
	return CLI_FAILED;
}

/* Sides that a recording's repetitions are of. */
static size_t count(const struct gn_result *r, enum gn_side side)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_reps; i++)
		n += r->reps[i].side == side;
	return n;
}

/* Repetitions of the limb that the command line says they are of. */
static int take_side(const struct run *run, int k, struct gn_rep *out,
		     size_t *n)
{
	enum gn_side limb = k ? GN_SIDE_RIGHT : GN_SIDE_LEFT;
	enum gn_side other = k ? GN_SIDE_LEFT : GN_SIDE_RIGHT;
	const struct gn_result *r = &run->r[k];

	if (count(r, other) || count(r, GN_SIDE_BOTH)) {
		cli_error("%s: should be of the %s limb, and %zu of its "
			  "repetitions are of the %s, %zu of both: name the "
			  "left limb's recording first; one that holds both is "
			  "compared by gonio score", run->path[k],
			  gn_side_name(limb), count(r, other),
			  gn_side_name(other), count(r, GN_SIDE_BOTH));
		return CLI_FAILED;
	}
	*n = count(r, limb) ? gn_limb_take(r->reps, r->n_reps, limb, limb, out)
			    : gn_limb_take(r->reps, r->n_reps, GN_SIDE_BOTH,
					   limb, out);
	if (*n)
		return CLI_OK;
	cli_error("%s: no repetitions in it", run->path[k]);
	return CLI_FAILED;
}

static int sides(const struct run *run, struct gn_rep *reps)
{
	static const char *const names[2] = { "Left", "Right" };
	struct gn_asym a[GN_ASYM_MAX];
	size_t n[2], n_out;

	if (take_side(run, 0, reps, &n[0]) ||
	    take_side(run, 1, reps + n[0], &n[1]) ||
	    compare(run, reps, n[0] + n[1], a, &n_out))
		return CLI_FAILED;
	head(run, names);
	if (run->opt->json)
		fputs("\"measures\":", stdout);
	else
		puts("\nLeft against right");
	put(run, a, n_out, GN_PAIR_SIDES);
	if (run->opt->json)
		puts("}");
	return CLI_OK;
}

/* Those measured both times; the others were never asked of this limb. */
static size_t measured(struct gn_asym *a, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (a[i].n[0] || a[i].n[1])
			a[kept++] = a[i];
	return kept;
}

/* One limb, before and after. shown: limbs so far. */
static int one_limb(const struct run *run, enum gn_side limb,
		    struct gn_rep *reps, int *shown)
{
	static const char *const title[] = {
		[GN_SIDE_LEFT] = "Left limb", [GN_SIDE_RIGHT] = "Right limb",
		[GN_SIDE_BOTH] = "Both together" };
	struct gn_asym a[GN_ASYM_MAX];
	size_t n[2], n_out;

	n[0] = gn_limb_take(run->r[0].reps, run->r[0].n_reps, limb,
			    GN_SIDE_LEFT, reps);
	n[1] = gn_limb_take(run->r[1].reps, run->r[1].n_reps, limb,
			    GN_SIDE_RIGHT, reps + n[0]);
	if (!n[0] || !n[1])
		return CLI_OK;
	if (compare(run, reps, n[0] + n[1], a, &n_out))
		return CLI_FAILED;
	n_out = measured(a, n_out);
	if (!n_out)
		return CLI_OK;
	if (run->opt->json)
		printf("%s{\"limb\":\"%s\",\"measures\":", *shown ? "," : "",
		       gn_side_name(limb));
	else
		printf("\n%s, against itself\n", title[limb]);
	put(run, a, n_out, GN_PAIR_TIMES);
	if (run->opt->json)
		putchar('}');
	++*shown;
	return CLI_OK;
}

static int baseline(const struct run *run, struct gn_rep *reps)
{
	static const char *const names[2] = { "Before", "After" };
	static const enum gn_side limbs[] = { GN_SIDE_LEFT, GN_SIDE_RIGHT,
					      GN_SIDE_BOTH };
	int shown = 0, code = CLI_OK;

	head(run, names);
	if (run->opt->json)
		fputs("\"limbs\":[", stdout);
	for (int k = 0; k < 3 && !code; k++)
		code = one_limb(run, limbs[k], reps, &shown);
	if (run->opt->json)
		puts("]}");
	else if (shown)
		puts("How a person varies from day to day is not in it: see "
		     "more than two sessions.");
	if (!shown && !code) {
		cli_error("%s and %s: no limb has repetitions in both",
			  run->path[0], run->path[1]);
		code = CLI_FAILED;
	}
	return code;
}

static int beside(const struct run *run)
{
	static const char *const names[2] = { "First", "Second" };
	struct gn_beside b;

	if (gn_beside_of(&run->r[0], &run->r[1], &b)) {
		cli_error(COMMAND ": out of memory");
		return CLI_FAILED;
	}
	head(run, names);
	if (run->opt->json)
		gn_beside_json(stdout, &b);
	else
		gn_beside_table(stdout, &b);
	if (run->opt->json)
		puts("}");
	return CLI_OK;
}

static int run_all(struct run *run)
{
	struct gn_rep *reps = NULL;
	int code = analyse(run, 0);

	if (!code)
		code = analyse(run, 1);
	if (!code)
		code = fit_together(run);
	if (!code && run->opt->kind == BESIDE) {
		code = beside(run);
	} else if (!code) {
		reps = calloc(run->r[0].n_reps + run->r[1].n_reps + 1,
			      sizeof(*reps));
		if (!reps)
			cli_error(COMMAND ": out of memory");
		code = !reps ? CLI_FAILED : run->opt->kind == SIDES ?
			sides(run, reps) : baseline(run, reps);
	}
	free(reps);
	gn_result_free(&run->r[0]);
	gn_result_free(&run->r[1]);
	return code;
}

int cmd_compare(int argc, char **argv)
{
	struct options o = { .mounting = NAN, .index = -1,
			     .involved = GN_SIDE_NONE };
	struct run run = { .opt = &o };
	int code = parse(&o, argc, argv);

	if (!code)
		code = cli_catalogue(o.catalogue, &run.cat);
	if (!code && o.exercise && !cli_exercise(COMMAND, run.cat, o.exercise))
		code = CLI_USAGE;
	if (!code)
		code = cli_body_learn(&o.body);
	if (!code) {
		run.path[0] = argv[optind];
		run.path[1] = argv[optind + 1];
		if (one_recording(run.path[0], run.path[1]))
			o.kind = BESIDE;
		code = run_all(&run);
	}
	gn_catalogue_free(run.cat);
	return code;
}

/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "validate_form.h"

#define HEAD3 "  total  head  incl"

/* A number in its column, or a dash where there is none. */
static void cell(FILE *to, int width, int digits, double v)
{
	if (isnan(v))
		fprintf(to, "%*s", width, "-");
	else
		fprintf(to, "%*.*f", width, digits, v);
}

static void count_row(FILE *to, const char *name, enum gn_val_group g,
		      const struct gn_val_counts *c)
{
	double n = (double)c->n;

	fprintf(to, "%-16s %-12s %4zu", name, gn_val_group_name(g), c->n);
	cell(to, 9, 1, gn_val_percent(c->exact, c->n));
	cell(to, 10, 1, gn_val_percent(c->within1, c->n));
	cell(to, 7, 2, c->abs_sum / n);
	fprintf(to, "  %+6.2f %6zu\n", c->sum / n, c->failed);
}

static int print_counts(const struct gn_val_set *sets, size_t n,
			const struct gn_val_print *how)
{
	int rows = 0;

	for (size_t k = 0; k < n; k++) {
		for (int g = 0; g < GN_VAL_GROUPS; g++) {
			if (!gn_val_group_shown(&sets[k],
						(enum gn_val_group)g,
						how->trust))
				continue;
			if (rows++ == 0)
				fprintf(how->to, "%-16s %-12s %4s%9s%10s%7s"
					"  %6s %6s\n", "COUNT", "truth", "n",
					"exact %", "within1 %", "MAE", "bias",
					"failed");
			count_row(how->to, sets[k].name, (enum gn_val_group)g,
				  &sets[k].counts[g]);
		}
	}
	return rows;
}

static void false_row(FILE *to, const char *name, const char *where,
		      size_t n, size_t clean, size_t reps)
{
	fprintf(to, "%-16s %-12s %4zu", name, where, n);
	cell(to, 9, 1, gn_val_percent(clean, n));
	fprintf(to, "%10zu\n", reps);
}

static int print_false(const struct gn_val_set *sets, size_t n,
		       const struct gn_val_print *how, int before)
{
	int rows = 0;

	for (size_t k = 0; k < n; k++) {
		const struct gn_val_set *s = &sets[k];

		if (s->rest + s->marked == 0)
			continue;
		if (rows++ == 0)
			fprintf(how->to, "%s%-16s %-12s %4s%9s%10s\n",
				before ? "\n" : "", "FALSE", "where", "n",
				"none %", "found");
		if (s->rest)
			false_row(how->to, s->name, "rest", s->rest,
				  s->rest_clean, s->rest_reps);
		if (s->marked)
			false_row(how->to, s->name, "outside set", s->marked,
				  s->marked_clean, s->outside);
	}
	return before + rows;
}

static void bound_row(FILE *to, const char *name, const char *what,
		      const struct gn_val_dist *d)
{
	fprintf(to, "%-16s %-12s %4zu", name, what, d->n);
	cell(to, 9, 3, d->median_s);
	cell(to, 10, 3, d->p90_s);
	cell(to, 10, 3, d->signed_s);
}

static int print_bounds(const struct gn_val_set *sets, size_t n,
			const struct gn_val_print *how, int before)
{
	int rows = 0;

	for (size_t k = 0; k < n; k++) {
		const struct gn_val_set *s = &sets[k];

		if (s->n_bounds == 0)
			continue;
		if (rows++ == 0)
			fprintf(how->to, "%s%-16s %-12s %4s%9s%10s%10s %7s "
				"%6s\n", before ? "\n" : "", "BOUNDARY", "of",
				"n", "median s", "90 % s", "signed s",
				"missed", "extra");
		bound_row(how->to, s->name, "start", &s->dist[GN_VAL_START]);
		fprintf(how->to, " %7zu %6zu\n", s->missed, s->extra);
		bound_row(how->to, s->name, "end", &s->dist[GN_VAL_END]);
		fputc('\n', how->to);
		if (s->dist[GN_VAL_HELD].n) {
			bound_row(how->to, s->name, "time held",
				  &s->dist[GN_VAL_HELD]);
			fputc('\n', how->to);
		}
		if (s->dist[GN_VAL_SEAT].n == 0)
			continue;
		bound_row(how->to, s->name, "seat-off", &s->dist[GN_VAL_SEAT]);
		fputc('\n', how->to);
	}
	return before + rows;
}

static void joint_row(FILE *to, const char *set, int joint,
		      const struct gn_val_joint *j)
{
	char name[32];

	gn_val_joint_name(joint, name);
	fprintf(to, "%-16s %-18s %5zu", set, name, j->n);
	cell(to, 9, 2, j->rom_median_deg);
	cell(to, 7, 2, j->rom_p95_deg);
	cell(to, 9, 2, j->most_median_deg);
	cell(to, 10, 3, j->drift_deg_per_min);
	cell(to, 8, 1, j->covered_pct);
	fprintf(to, " %9zu\n", j->withheld);
}

/* Angles of joints, in degrees. */
static int print_joints(const struct gn_val_set *sets, size_t n,
			const struct gn_val_print *how, int before)
{
	int rows = 0;

	for (size_t i = 0; i < n * GN_VAL_JOINTS; i++) {
		const struct gn_val_set *s = &sets[i / GN_VAL_JOINTS];
		int k = (int)(i % GN_VAL_JOINTS);

		if (s->joints[k].n + s->joints[k].withheld == 0)
			continue;
		if (rows++ == 0)
			fprintf(how->to, "%s%-16s %-18s %5s%9s%7s%9s%10s%8s "
				"%9s\n", before ? "\n" : "", "ANGLE", "deg",
				"n", "range md", "95 %", "most md",
				"drift/min", "cover %", "withheld");
		joint_row(how->to, s->name, k, &s->joints[k]);
	}
	return before + rows;
}

static void sym_row(FILE *to, const char *set, int joint,
		    const struct gn_val_sym_sum *y)
{
	char name[32];

	gn_val_joint_name(joint, name);
	fprintf(to, "%-16s %-18s %5zu", set, name, y->n);
	cell(to, 9, 2, y->median);
	cell(to, 7, 2, y->most);
	cell(to, 9, 2, y->between);
	cell(to, 8, 1, y->covered_pct);
	fprintf(to, "%9zu %6zu %9zu %6zu\n", y->assessed, y->real, y->flagged,
		y->wrong);
}

/* Left against right, in points of the symmetry index. */
static int print_syms(const struct gn_val_set *sets, size_t n,
		      const struct gn_val_print *how, int before)
{
	int rows = 0;

	for (size_t i = 0; i < n * GN_VAL_LIMBS; i++) {
		const struct gn_val_set *s = &sets[i / GN_VAL_LIMBS];
		const struct gn_val_sym_sum *y = &s->syms[i % GN_VAL_LIMBS];

		if (y->n + y->assessed == 0)
			continue;
		if (rows++ == 0)
			fprintf(how->to, "%s%-16s %-18s %5s%9s%7s%9s%8s%9s %6s "
				"%9s %6s\n", before ? "\n" : "", "SYMMETRY",
				"points", "n", "index md", "most", "rep sd",
				"cover %", "assessed", "truly", "different",
				"wrong");
		sym_row(how->to, s->name, (int)(i % GN_VAL_LIMBS), y);
	}
	return before + rows;
}

static int print_steps(const struct gn_val_set *sets, size_t n,
		       const struct gn_val_print *how, int before)
{
	int rows = 0;

	for (size_t k = 0; k < n; k++) {
		const struct gn_val_steps *s = &sets[k].steps;

		if (!s->n)
			continue;
		if (rows++ == 0)
			fprintf(how->to, "%s%-16s %4s%8s%8s%10s%8s%9s%10s\n",
				before ? "\n" : "", "STEPS", "n", "truth",
				"found", "median %", "mean %", "worst %",
				"signed %");
		fprintf(how->to, "%-16s %4zu%8ld%8ld", sets[k].name, s->n,
			s->truth, s->found);
		cell(how->to, 10, 2, s->median_pct);
		cell(how->to, 8, 2, s->mean_pct);
		cell(how->to, 9, 2, s->worst_pct);
		cell(how->to, 10, 2, s->signed_pct);
		fputc('\n', how->to);
	}
	return before + rows;
}

static void rmse_row(FILE *to, const char *name, const struct gn_val_rmse *r,
		     const char *trial)
{
	fprintf(to, "%-16s", name);
	for (int f = 0; f < GN_VAL_FILTERS; f++) {
		fputc(' ', to);
		for (int p = 0; p < GN_VAL_PARTS; p++)
			cell(to, 6, 2, r[f].deg[p]);
	}
	fprintf(to, "  %s\n", trial);
}

/* Orientation, root mean square in degrees. */
static int print_rmse(const struct gn_val_set *sets, size_t n,
		      const struct gn_val_print *how, int before)
{
	int rows = 0;

	for (size_t k = 0; k < n; k++) {
		const struct gn_val_set *s = &sets[k];

		if (s->n_trials == 0)
			continue;
		if (rows++ == 0)
			fprintf(how->to, "%s%-16s %18s %18s %18s %18s\n%-16s"
				"%s%s%s%s  trial\n", before ? "\n" : "",
				"ORIENTATION",
				"causal 9D", "causal 6D", "offline 9D",
				"offline 6D", "RMSE deg", HEAD3, HEAD3, HEAD3,
				HEAD3);
		for (size_t i = 0; i < s->n_trials; i++)
			if (!s->trials[i].err)
				rmse_row(how->to, s->name, s->trials[i].rmse,
					 s->trials[i].truth->recording);
		rmse_row(how->to, s->name, s->mean, "MEAN");
	}
	return before + rows;
}

/* "=" exact, "~" one off, "x" more, "!" not scored. */
static char mark(const struct gn_val_rec *r)
{
	int diff = abs(r->found - r->truth->reps);

	if (r->err)
		return '!';
	return diff == 0 ? '=' : diff == 1 ? '~' : 'x';
}

static void rec_row(FILE *to, const struct gn_val_rec *r)
{
	fprintf(to, "  %c %5d %5d %+5d", mark(r), r->truth->reps, r->found,
		r->found - r->truth->reps);
	if (r->has_set)
		fprintf(to, "%8zu", r->outside);
	else
		fprintf(to, "%8s", "-");
	cell(to, 8, 2, r->has_bounds ? r->dist[GN_VAL_START].median_s : NAN);
	cell(to, 8, 2, r->has_bounds ? r->dist[GN_VAL_END].median_s : NAN);
	fprintf(to, "  %-8s %-24s %s\n", gn_trust_name(r->truth->trust),
		r->exercise[0] ? r->exercise : "-", r->truth->recording);
}

static void print_recs(const struct gn_val_set *sets, size_t n,
		       const struct gn_val_print *how)
{
	for (size_t k = 0; k < n; k++) {
		if (sets[k].n_recs == 0)
			continue;
		fprintf(how->to, "%s\n    %5s %5s %5s%8s%8s%8s  %-8s %-24s "
			"%s\n", sets[k].name, "truth", "found", "diff",
			"outside", "start s", "end s", "trust", "exercise",
			"recording");
		for (size_t i = 0; i < sets[k].n_recs; i++)
			rec_row(how->to, &sets[k].recs[i]);
		fputc('\n', how->to);
	}
}

void gn_val_print_table(const struct gn_val_set *sets, size_t n,
			const struct gn_val_print *how)
{
	int rows;

	if (how->verbose)
		print_recs(sets, n, how);
	rows = print_counts(sets, n, how);
	rows = print_false(sets, n, how, rows);
	rows = print_bounds(sets, n, how, rows);
	rows = print_joints(sets, n, how, rows);
	rows = print_syms(sets, n, how, rows);
	rows = print_steps(sets, n, how, rows);
	rows = gn_val_print_form(sets, n, how, rows);
	print_rmse(sets, n, how, rows);
}

/* SPDX-License-Identifier: MIT */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "validate.h"
#include "validate_cfg.h"

#define SCHEMA "gonio.validate/1"

/* A number rounded to 1/scale; null where there is none. */
static json_t *number(double v, double scale)
{
	if (isnan(v))
		return json_null();
	return json_real(round(v * scale) / scale);
}

static json_t *object(const char *type, const struct gn_val_set *s)
{
	return json_pack("{s:s, s:s, s:s}", "schema", SCHEMA, "type", type,
			 "dataset", s->name);
}

/* Add members to o, both taken over; NULL if either is missing. */
static json_t *with(json_t *o, json_t *members)
{
	if (o && members && json_object_update(o, members) == 0) {
		json_decref(members);
		return o;
	}
	json_decref(o);
	json_decref(members);
	return NULL;
}

static int print_group(FILE *to, const struct gn_val_set *s,
		       enum gn_val_group g)
{
	const struct gn_val_counts *c = &s->counts[g];
	double n = (double)c->n;

	return gn_cfg_json(to, with(object("count", s), json_pack(
		"{s:s, s:I, s:o, s:o, s:o, s:o, s:I}",
		"truth", gn_val_group_name(g),
		"recordings", (json_int_t)c->n,
		"exact_pct", number(gn_val_percent(c->exact, c->n), 100),
		"within1_pct", number(gn_val_percent(c->within1, c->n), 100),
		"mae", number(c->abs_sum / n, 1000),
		"bias", number(c->sum / n, 1000),
		"failed", (json_int_t)c->failed)));
}

static int print_false(FILE *to, const struct gn_val_set *s,
		       const char *where, size_t n, size_t clean, size_t reps)
{
	return gn_cfg_json(to, with(object("false", s), json_pack(
		"{s:s, s:I, s:o, s:I}", "where", where,
		"recordings", (json_int_t)n,
		"none_pct", number(gn_val_percent(clean, n), 100),
		"found", (json_int_t)reps)));
}

static json_t *dist(const struct gn_val_dist *d)
{
	return json_pack("{s:I, s:o, s:o, s:o}", "n", (json_int_t)d->n,
			 "median_s", number(d->median_s, 10000),
			 "p90_s", number(d->p90_s, 10000),
			 "signed_s", number(d->signed_s, 10000));
}

static int print_bounds(FILE *to, const struct gn_val_set *s)
{
	json_t *o = json_pack("{s:I, s:I, s:I, s:o, s:o}",
		"recordings", (json_int_t)s->n_bounds,
		"missed", (json_int_t)s->missed,
		"extra", (json_int_t)s->extra,
		"start", dist(&s->dist[GN_VAL_START]),
		"end", dist(&s->dist[GN_VAL_END]));

	if (o && s->dist[GN_VAL_SEAT].n > 0 &&
	    json_object_set_new(o, "seat_off", dist(&s->dist[GN_VAL_SEAT]))) {
		json_decref(o);
		o = NULL;
	}
	if (o && s->dist[GN_VAL_HELD].n > 0 &&
	    json_object_set_new(o, "held", dist(&s->dist[GN_VAL_HELD]))) {
		json_decref(o);
		o = NULL;
	}
	return gn_cfg_json(to, with(object("boundary", s), o));
}

static int print_joint(FILE *to, const struct gn_val_set *s, int joint)
{
	const struct gn_val_joint *j = &s->joints[joint];
	char name[32];

	gn_val_joint_name(joint, name);
	return gn_cfg_json(to, with(object("angle", s), json_pack(
		"{s:s, s:I, s:o, s:o, s:o, s:o, s:o, s:I}", "angle", name,
		"repetitions", (json_int_t)j->n,
		"rom_median_deg", number(j->rom_median_deg, 1000),
		"rom_p95_deg", number(j->rom_p95_deg, 1000),
		"most_median_deg", number(j->most_median_deg, 1000),
		"drift_deg_per_min", number(j->drift_deg_per_min, 10000),
		"covered_pct", number(j->covered_pct, 100),
		"withheld", (json_int_t)j->withheld)));
}

static int print_sym(FILE *to, const struct gn_val_set *s, int joint)
{
	const struct gn_val_sym_sum *y = &s->syms[joint];
	char name[32];

	gn_val_joint_name(joint, name);
	return gn_cfg_json(to, with(object("symmetry", s), json_pack(
		"{s:s, s:I, s:o, s:o, s:o, s:o, s:I, s:I, s:I, s:I}",
		"angle", name, "recordings", (json_int_t)y->n,
		"index_median", number(y->median, 1000),
		"index_most", number(y->most, 1000),
		"between_reps_sd", number(y->between, 1000),
		"covered_pct", number(y->covered_pct, 100),
		"assessed", (json_int_t)y->assessed,
		"truly_different", (json_int_t)y->real,
		"different", (json_int_t)y->flagged,
		"wrong", (json_int_t)y->wrong)));
}

static int print_steps(FILE *to, const struct gn_val_set *s)
{
	return gn_cfg_json(to, with(object("steps", s), json_pack(
		"{s:I, s:I, s:I, s:o, s:o, s:o, s:o}",
		"recordings", (json_int_t)s->steps.n,
		"truth", (json_int_t)s->steps.truth,
		"found", (json_int_t)s->steps.found,
		"median_pct", number(s->steps.median_pct, 1000),
		"mean_pct", number(s->steps.mean_pct, 1000),
		"worst_pct", number(s->steps.worst_pct, 1000),
		"signed_pct", number(s->steps.signed_pct, 1000))));
}

static int print_rec(FILE *to, const struct gn_val_set *s,
		     const struct gn_val_rec *r)
{
	json_t *o = json_pack("{s:s, s:s, s:s, s:i, s:i, s:b}",
		"recording", r->truth->recording,
		"trust", gn_trust_name(r->truth->trust),
		"exercise", r->exercise, "reps", r->truth->reps,
		"found", r->found, "scored", r->err == GN_OK);

	if (o && r->has_set)
		o = with(o, json_pack("{s:I}", "outside",
				      (json_int_t)r->outside));
	if (o && r->has_bounds)
		o = with(o, json_pack("{s:o, s:o}",
			"start_s", number(r->dist[GN_VAL_START].median_s,
					  10000),
			"end_s", number(r->dist[GN_VAL_END].median_s,
					10000)));
	return gn_cfg_json(to, with(object("recording", s), o));
}

static json_t *rmse(const struct gn_val_rmse *r)
{
	return json_pack("{s:o, s:o, s:o}",
		"total_deg", number(r->deg[GN_VAL_TOTAL], 1000),
		"heading_deg", number(r->deg[GN_VAL_HEADING], 1000),
		"incl_deg", number(r->deg[GN_VAL_INCL], 1000));
}

static int print_rmse(FILE *to, const struct gn_val_set *s, const char *trial,
		      const struct gn_val_rmse *r)
{
	return gn_cfg_json(to, with(object("orientation", s), json_pack(
		"{s:s, s:o, s:o, s:o, s:o}", "trial", trial,
		"causal_9d", rmse(&r[GN_VAL_CAUSAL_9D]),
		"causal_6d", rmse(&r[GN_VAL_CAUSAL_6D]),
		"offline_9d", rmse(&r[GN_VAL_OFFLINE_9D]),
		"offline_6d", rmse(&r[GN_VAL_OFFLINE_6D]))));
}

static int print_trials(FILE *to, const struct gn_val_set *s)
{
	int err = GN_OK;

	for (size_t i = 0; i < s->n_trials && !err; i++)
		if (!s->trials[i].err)
			err = print_rmse(to, s, s->trials[i].truth->recording,
					 s->trials[i].rmse);
	if (!err && s->n_trials)
		err = print_rmse(to, s, "mean", s->mean);
	return err;
}

static int print_set(const struct gn_val_set *s,
		     const struct gn_val_print *how)
{
	FILE *to = how->to;
	int err = GN_OK;

	for (size_t i = 0; how->verbose && i < s->n_recs && !err; i++)
		err = print_rec(to, s, &s->recs[i]);
	for (int g = 0; g < GN_VAL_GROUPS && !err; g++)
		if (gn_val_group_shown(s, (enum gn_val_group)g, how->trust))
			err = print_group(to, s, (enum gn_val_group)g);
	if (!err && s->rest)
		err = print_false(to, s, "rest", s->rest, s->rest_clean,
				  s->rest_reps);
	if (!err && s->marked)
		err = print_false(to, s, "outside_set", s->marked,
				  s->marked_clean, s->outside);
	if (!err && s->n_bounds)
		err = print_bounds(to, s);
	for (int k = 0; k < GN_VAL_JOINTS && !err; k++)
		if (s->joints[k].n + s->joints[k].withheld)
			err = print_joint(to, s, k);
	for (int k = 0; k < GN_VAL_LIMBS && !err; k++)
		if (s->syms[k].n + s->syms[k].assessed)
			err = print_sym(to, s, k);
	if (!err && s->steps.n)
		err = print_steps(to, s);
	if (!err)
		err = print_trials(to, s);
	return err;
}

int gn_val_print_json(const struct gn_val_set *sets, size_t n,
		      const struct gn_val_print *how)
{
	int err = GN_OK;

	for (size_t k = 0; k < n && !err; k++)
		err = print_set(&sets[k], how);
	return err;
}

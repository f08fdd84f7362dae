/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "validate.h"

const char *gn_val_group_name(enum gn_val_group group)
{
	static const char *const names[GN_VAL_GROUPS] = {
		"good", "nominal", "suspect", "good+nominal", "walk",
	};

	if ((unsigned)group >= GN_VAL_GROUPS)
		return "?";
	return names[group];
}

int gn_val_is_walk(const struct gn_truth *t)
{
	return strcmp(t->exercise, "walk") == 0;
}

int gn_val_group_shown(const struct gn_val_set *s, enum gn_val_group g,
		       const uint8_t trust[GN_TRUST_COUNT])
{
	if (g == GN_VAL_BOTH)
		return trust[GN_TRUST_GOOD] && trust[GN_TRUST_NOMINAL] &&
		       s->counts[GN_VAL_GOOD].n > 0 &&
		       s->counts[GN_VAL_NOMINAL].n > 0;
	if (g < GN_VAL_BOTH && !trust[g])
		return 0;
	return s->counts[g].n > 0;
}

static void count(struct gn_val_counts *c, const struct gn_val_rec *r)
{
	/* not scored is not found: a failure never flatters a figure */
	gn_val_counts_add(c, r->truth->reps, r->found);
	c->failed += r->err != GN_OK;
}

static void count_false(struct gn_val_set *s, const struct gn_val_rec *r)
{
	if (r->err)
		return;
	if (r->truth->reps == 0) {
		s->rest++;
		s->rest_clean += r->found == 0;
		s->rest_reps += (size_t)r->found;
	}
	if (r->has_set) {
		s->marked++;
		s->marked_clean += r->outside == 0;
		s->outside += r->outside;
	}
}

/* Summarise each recording's errors, and all of one kind together. */
static void pool(struct gn_val_set *s, enum gn_val_bound b, double *all,
		 double *scratch)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_recs; i++) {
		struct gn_val_rec *r = &s->recs[i];
		const struct gn_val_errors *e = &r->errors;

		r->dist[b] = gn_val_summary(e->s[b], e->n[b], scratch);
		if (r->truth->trust == GN_TRUST_SUSPECT || e->n[b] == 0)
			continue;
		memcpy(all + n, e->s[b], e->n[b] * sizeof(*all));
		n += e->n[b];
	}
	s->dist[b] = gn_val_summary(all, n, scratch);
}

static int pool_all(struct gn_val_set *s)
{
	double *all, *scratch;
	size_t n = 1;
	int err = GN_ENOMEM;

	for (size_t i = 0; i < s->n_recs; i++)
		for (int b = 0; b < GN_VAL_BOUNDS; b++)
			n += s->recs[i].errors.n[b];
	all = calloc(n, sizeof(*all));
	scratch = calloc(n, sizeof(*scratch));
	if (!all || !scratch)
		goto out;
	for (int b = 0; b < GN_VAL_BOUNDS; b++)
		pool(s, (enum gn_val_bound)b, all, scratch);
	err = GN_OK;
out:
	free(scratch);
	free(all);
	return err;
}

static void count_bounds(struct gn_val_set *s, const struct gn_val_rec *r)
{
	if (!r->has_bounds || r->err || r->truth->trust == GN_TRUST_SUSPECT)
		return;
	s->n_bounds++;
	s->missed += r->errors.missed;
	s->extra += r->errors.extra;
}

/* Means over the trials that were judged and have the figure. */
static double mean_of(const struct gn_val_set *s, int filter, int part)
{
	double sum = 0;
	size_t n = 0;

	for (size_t i = 0; i < s->n_trials; i++) {
		const struct gn_val_trial *t = &s->trials[i];
		double v = t->rmse[filter].deg[part];

		if (t->err || isnan(v))
			continue;
		sum += v;
		n++;
	}
	return n ? sum / (double)n : NAN;
}

static void average(struct gn_val_set *s)
{
	for (int f = 0; f < GN_VAL_FILTERS; f++)
		for (int p = 0; p < GN_VAL_PARTS; p++)
			s->mean[f].deg[p] = mean_of(s, f, p);
}

int gn_val_set_sum(struct gn_val_set *s)
{
	struct gn_val_counts *c = s->counts;
	int err;

	for (size_t i = 0; i < s->n_recs; i++) {
		const struct gn_val_rec *r = &s->recs[i];

		if (gn_val_is_walk(r->truth)) {
			if (r->truth->trust != GN_TRUST_SUSPECT)
				count(&c[GN_VAL_WALK], r);
			continue;
		}
		count(&c[r->truth->trust], r);
		/* a doubtful count is no doubt about where the set is */
		count_false(s, r);
		count_bounds(s, r);
	}
	gn_val_counts_join(&c[GN_VAL_BOTH], &c[GN_VAL_GOOD]);
	gn_val_counts_join(&c[GN_VAL_BOTH], &c[GN_VAL_NOMINAL]);
	average(s);
	for (int k = 0; k < GN_VAL_JOINTS; k++) {
		err = gn_val_joint_sum(s->recs, s->n_recs, k, &s->joints[k]);
		if (err)
			return err;
	}
	for (int k = 0; k < GN_VAL_LIMBS; k++) {
		err = gn_val_sym_sum(s->recs, s->n_recs, k, &s->syms[k]);
		if (err)
			return err;
	}
	err = gn_val_steps_sum(s->recs, s->n_recs, &s->steps);
	return err ? err : pool_all(s);
}

void gn_val_set_free(struct gn_val_set *s)
{
	for (size_t i = 0; i < s->n_recs; i++)
		gn_val_rec_free(&s->recs[i]);
	free(s->recs);
	free(s->trials);
	free(s->truth);
}

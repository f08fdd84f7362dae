/* SPDX-License-Identifier: MIT */
#include "gonio/effort.h"

#include <math.h>
#include <stdlib.h>

static const struct {
	const char *name, *unit;
} measures[] = {
#define X(id, name, unit) [id] = { name, unit },
	GN_EFFORT_MEASURES(X)
#undef X
};

const char *gn_effort_name(enum gn_effort_measure m)
{
	return measures[m].name;
}

const char *gn_effort_unit(enum gn_effort_measure m)
{
	return measures[m].unit;
}

void gn_velocity_loss(const float *v, size_t n, float *out)
{
	float best = NAN;

	for (size_t i = 0; i < n; i++)
		best = fmaxf(best, v[i]);
	for (size_t i = 0; i < n; i++)
		out[i] = best > 0.0f ? (best - v[i]) / best : NAN;
}

/* Normal quantiles of 1 - .05 / 2 / 6 over 1 - .05 / 2: six are looked at. */
#define WIDER (2.638 / 1.960)

int gn_effort_sign(const struct gn_line *trend)
{
	double mid = (trend->low + trend->high) / 2;
	double half = (trend->high - trend->low) / 2 * WIDER;

	return (mid > half) - (mid < -half);
}

static float value_of(const struct gn_rep *r, enum gn_effort_measure m)
{
	switch (m) {
	case GN_EFFORT_SPEED:    return r->mean_radps;
	case GN_EFFORT_RANGE:    return r->rom_rad;
	case GN_EFFORT_SPARC:    return r->sparc;
	case GN_EFFORT_LDLJ:     return r->ldlj;
	case GN_EFFORT_TREMOR:   return r->tremor_radps;
	default:
		return (float)(1e-9 * (double)(r->end_ns - r->start_ns));
	}
}

/* The repetitions of one side in a set, and work for their trends. */
struct side_work {
	const struct gn_rep *rep[GN_EFFORT_MOST];
	size_t n;
	double x[GN_EFFORT_MOST], y[GN_EFFORT_MOST];
	double slope[GN_THEIL_SEN_ROOM(GN_EFFORT_MOST)];
};

static struct gn_line trend_of(struct side_work *w, enum gn_effort_measure m)
{
	struct gn_line line = { NAN, NAN, NAN, NAN };
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++) {
		float v = value_of(w->rep[i], m);

		if (!isfinite(v))
			continue;
		w->x[n] = (double)i;
		w->y[n++] = (double)v;
	}
	if (n < GN_EFFORT_LEAST ||
	    gn_theil_sen(w->x, w->y, n, w->slope, &line))
		line.slope = NAN;
	return line;
}

static void read_loss(const struct side_work *w, struct gn_effort *e)
{
	float v[GN_EFFORT_MOST], loss[GN_EFFORT_MOST];

	for (size_t i = 0; i < w->n; i++)
		v[i] = w->rep[i]->mean_radps;
	gn_velocity_loss(v, w->n, loss);
	e->loss_last = loss[w->n - 1];
	e->loss_most = NAN;
	for (size_t i = 0; i < w->n; i++) {
		e->loss_most = fmaxf(e->loss_most, loss[i]);
		if (loss[i] == 0.0f && !e->fastest)
			e->fastest = w->rep[i]->n;
	}
}

/* The side of reps[a] in its set a..b - 1, unless it was read before. */
static int read_side(const struct gn_rep *reps, size_t a, size_t i, size_t b,
		     struct side_work *w, struct gn_effort *e)
{
	for (size_t k = a; k < i; k++)
		if (reps[k].side == reps[i].side)
			return 0;
	w->n = 0;
	for (size_t k = i; k < b && w->n < GN_EFFORT_MOST; k++)
		if (reps[k].side == reps[i].side)
			w->rep[w->n++] = &reps[k];
	*e = (struct gn_effort){ .set = reps[i].set, .side = reps[i].side,
				 .reps = (uint32_t)w->n };
	read_loss(w, e);
	for (int m = 0; m < GN_EFFORT_MEASURE_COUNT; m++)
		e->trend[m] = trend_of(w, (enum gn_effort_measure)m);
	return 1;
}

int gn_effort_read(const struct gn_rep *reps, size_t n,
		   struct gn_effort **out, size_t *n_out)
{
	struct gn_effort *e;
	struct side_work *w;
	size_t m = 0;

	*out = NULL;
	*n_out = 0;
	if (!n)
		return GN_OK;
	e = calloc(n, sizeof(*e));
	w = malloc(sizeof(*w));
	for (size_t a = 0, b; e && w && a < n; a = b) {
		for (b = a; b < n && reps[b].set == reps[a].set; b++)
			;
		for (size_t i = a; i < b; i++)
			m += (size_t)read_side(reps, a, i, b, w, &e[m]);
	}
	if (!e || !w) {
		free(e);
		free(w);
		return GN_ENOMEM;
	}
	free(w);
	*out = e;
	*n_out = m;
	return GN_OK;
}

/* SPDX-License-Identifier: MIT */
#include "gonio/series.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "series_priv.h"

void gn_series_init(struct gn_series_set *set, size_t n_sessions)
{
	*set = (struct gn_series_set){ NULL, 0, n_sessions };
}

void gn_series_free(struct gn_series_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		free(set->s[i].cell);
	free(set->s);
	memset(set, 0, sizeof(*set));
}

int gn_series_is_limb(enum gn_side side)
{
	return side == GN_SIDE_LEFT || side == GN_SIDE_RIGHT;
}

struct gn_series *gn_series_of(struct gn_series_set *set, const char *exercise,
			       const char *measure, enum gn_side side,
			       enum gn_series_unit unit)
{
	struct gn_series *more, *s;
	size_t rank = set->n;

	for (size_t i = 0; i < set->n; i++) {
		if (strcmp(set->s[i].exercise, exercise) ||
		    strcmp(set->s[i].measure, measure))
			continue;
		if (set->s[i].side == side)
			return &set->s[i];
		rank = set->s[i].rank;
	}
	more = realloc(set->s, (set->n + 1) * sizeof(*more));
	if (!more)
		return NULL;
	set->s = more;
	s = &more[set->n];
	memset(s, 0, sizeof(*s));
	snprintf(s->exercise, sizeof(s->exercise), "%s", exercise);
	snprintf(s->measure, sizeof(s->measure), "%s", measure);
	s->side = side;
	s->unit = unit;
	s->rank = rank;
	s->cell = calloc(set->n_sessions, sizeof(*s->cell));
	if (!s->cell)
		return NULL;
	set->n++;
	return s;
}

/* The points of a series; how many. */
static size_t points_of(const struct gn_series *s, size_t n_sessions,
			const double *at_days, struct gn_trend_point *p)
{
	size_t n = 0;

	for (size_t k = 0; k < n_sessions; k++) {
		const struct gn_cell *c = &s->cell[k];
		double m = (double)c->n, mean, var;

		if (!c->n)
			continue;
		mean = c->sum / m;
		var = (c->squares - m * mean * mean) / (m - 1);
		p[n].at_days = at_days[k];
		p[n].value = s->total ? c->sum : mean;
		p[n].within_sd = s->total ? NAN :
				 c->n > 1 ? sqrt(fmax(var, 0) / m) :
				 c->alone > 0 ? sqrt(c->alone) : NAN;
		p[n].mount_sd = sqrt(c->mount / m);
		n++;
	}
	return n;
}

static int is_pair(const struct gn_series *a, const struct gn_series *b)
{
	return !strcmp(a->exercise, b->exercise) &&
	       !strcmp(a->measure, b->measure);
}

/* Room for reading one series after the other. */
struct desk {
	struct gn_trend_point *p;
	double *work;
};

/* The error of a measure, of both limbs. less: sessions to leave out. */
static void error_of(const struct gn_series_set *set,
		     const struct gn_series *s, const double *at_days,
		     size_t less, const struct desk *d,
		     struct gn_trend_error *e)
{
	memset(e, 0, sizeof(*e));
	for (size_t i = 0; i < set->n; i++) {
		size_t n;

		if (&set->s[i] != s &&
		    !(is_pair(&set->s[i], s) && gn_series_is_limb(s->side) &&
		      gn_series_is_limb(set->s[i].side)))
			continue;
		n = points_of(&set->s[i], set->n_sessions, at_days, d->p);
		if (n > less)
			gn_trend_error_add(e, d->p, n - less, d->work);
	}
}

/* The range, which the exercise is about, has most of alpha. */
static double weight_of(const struct gn_series *s)
{
	return !s->watched ? 0 : s->unit == GN_SERIES_RAD ? 0.7 : 0.3;
}

/* The part of alpha that a series has of its exercise's. */
static double share_of(const struct gn_series_set *set,
		       const struct gn_series *s)
{
	double sum = 0;

	for (size_t i = 0; i < set->n; i++)
		if (!strcmp(set->s[i].exercise, s->exercise))
			sum += weight_of(&set->s[i]);
	return weight_of(s) / sum;
}

/* The exercise's own range is watched where the angle that it is about is not
 * given. */
static void choose_ranges(struct gn_series_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		struct gn_series *s = &set->s[i];
		int better = 0;

		for (size_t k = 0; k < set->n; k++)
			better |= set->s[k].watched &&
				  set->s[k].unit == GN_SERIES_RAD &&
				  set->s[k].side == s->side &&
				  !strcmp(set->s[k].exercise, s->exercise);
		s->watched |= s->own && gn_series_is_limb(s->side) && !better;
	}
}

static void read_one(struct gn_series_set *set, struct gn_series *s,
		     const double *at_days, int dated, double alpha,
		     const struct desk *d)
{
	struct gn_trend_error all, before;
	size_t n;

	error_of(set, s, at_days, 0, d, &all);
	error_of(set, s, at_days, 1, d, &before);
	n = points_of(s, set->n_sessions, at_days, d->p);
	gn_trend_read(d->p, n, &all, dated, d->work, &s->trend);
	if (s->watched)
		gn_trend_fall(d->p, n, &all, &before,
			      alpha * share_of(set, s), d->work, &s->fall);
}

static int by_rank(const void *a, const void *b)
{
	const struct gn_series *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return (int)x->side - (int)y->side;
}

int gn_series_read(struct gn_series_set *set, const double *at_days, int dated,
		   double alpha)
{
	size_t room = GN_TREND_ROOM(set->n_sessions);
	struct desk d = { malloc(set->n_sessions * sizeof(*d.p)),
			  malloc(room * sizeof(*d.work)) };
	int err = d.p && d.work ? GN_OK : GN_ENOMEM;

	if (set->n)
		qsort(set->s, set->n, sizeof(*set->s), by_rank);
	choose_ranges(set);
	for (size_t i = 0; i < set->n && !err; i++)
		read_one(set, &set->s[i], at_days, dated, alpha, &d);
	free(d.p);
	free(d.work);
	return err;
}

int gn_series_both_fall(const struct gn_series_set *set,
			const struct gn_series *s)
{
	for (size_t i = 0; i < set->n; i++)
		if (&set->s[i] != s && is_pair(&set->s[i], s) &&
		    gn_series_is_limb(set->s[i].side) &&
		    set->s[i].fall.kind >= GN_FALL_GRADUAL)
			return 1;
	return 0;
}

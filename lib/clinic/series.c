/* SPDX-License-Identifier: MIT */
#include "gonio/series.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/joint.h"

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

static int is_limb(enum gn_side side)
{
	return side == GN_SIDE_LEFT || side == GN_SIDE_RIGHT;
}

/* The series of a name, made where there is none; NULL: out of memory. */
static struct gn_series *series_of(struct gn_series_set *set,
				   const char *exercise, const char *measure,
				   enum gn_side side, enum gn_series_unit unit)
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

/* One recording of one session while it is taken in. */
struct intake {
	struct gn_series_set *set;
	size_t session;
	const char *exercise;
	int err;
};

/* One value, of a repetition or a set; what is not known is passed over. */
static struct gn_series *take(struct intake *t, const char *measure,
			      enum gn_side side, enum gn_series_unit unit,
			      double value, double mount_sd)
{
	struct gn_series *s;
	struct gn_cell *c;

	if (t->err || !isfinite(value))
		return NULL;
	s = series_of(t->set, t->exercise, measure, side, unit);
	if (!s) {
		t->err = GN_ENOMEM;
		return NULL;
	}
	c = &s->cell[t->session];
	c->sum += value;
	c->squares += value * value;
	c->mount += mount_sd * mount_sd;
	c->n++;
	return s;
}

static void count(struct intake *t, const char *measure, enum gn_side side,
		  double n)
{
	struct gn_series *s = take(t, measure, side, GN_SERIES_COUNT, n, NAN);

	if (s)
		s->total = 1;
}

/* "knee_flexion_r": "knee_flexion", and which side that is. */
static enum gn_side bare(const char *of, char *out, size_t size)
{
	size_t n = strlen(of);

	snprintf(out, size, "range of %s", of);
	if (n < 2 || of[n - 2] != '_' || !strchr("lrx", of[n - 1]))
		return GN_SIDE_NONE;
	out[strlen(out) - 2] = '\0';
	return of[n - 1] == 'l' ? GN_SIDE_LEFT :
	       of[n - 1] == 'r' ? GN_SIDE_RIGHT : GN_SIDE_UNKNOWN;
}

/* Every angle that is given, and what the repetition itself goes by. */
static void take_ranges(struct intake *t, const struct gn_rep *r)
{
	char measure[48];
	enum gn_side side;
	struct gn_series *s = NULL;

	for (int a = 0; a < GN_ANGLES; a++) {
		const struct gn_angle_def *d = gn_angle_def((enum gn_angle)a);
		const struct gn_range *g = &r->angle[a];

		if (!isfinite(g->sd_rad) || !strcmp(d->name, r->rom_of))
			continue;
		side = bare(d->name, measure, sizeof(measure));
		take(t, measure, side, GN_SERIES_RAD,
		     (double)(g->most_rad - g->least_rad),
		     (double)g->sd_rad);
	}
	if (!r->rom_of[0])
		return;
	side = bare(r->rom_of, measure, sizeof(measure));
	s = take(t, measure, side, GN_SERIES_RAD, (double)r->rom_rad,
		 (double)r->rom_sd_rad);
	if (s)
		s->own = 1;
}

static void take_rep(struct intake *t, const struct gn_rep *r)
{
	static const char *const phase[4] = {
		"lowering", "pause after lowering", "lifting",
		"pause after lifting"
	};

	take_ranges(t, r);
	take(t, "peak velocity", r->side, GN_SERIES_RADPS,
	     (double)r->peak_radps, NAN);
	take(t, "mean velocity", r->side, GN_SERIES_RADPS,
	     (double)r->mean_radps, NAN);
	for (int k = 0; k < 4; k++)
		take(t, phase[k], r->side, GN_SERIES_S,
		     (double)r->tempo_s[k], NAN);
	take(t, "smoothness SPARC", r->side, GN_SERIES_NONE, (double)r->sparc,
	     NAN);
	take(t, "smoothness LDLJ", r->side, GN_SERIES_NONE, (double)r->ldlj,
	     NAN);
	count(t, "repetitions", r->side, 1);
	count(t, "in full range", r->side, r->kind == GN_REP_FULL);
}

/* The side of a set's first repetition. */
static enum gn_side side_of(const struct gn_set *set,
			    const struct gn_rep *reps, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (reps[i].set == set->n)
			return reps[i].side;
	return GN_SIDE_NONE;
}

int gn_series_add(struct gn_series_set *set, size_t session,
		  const struct gn_exercise *e, const struct gn_rep *reps,
		  size_t n, const struct gn_set *sets, size_t n_sets)
{
	struct intake t = { set, session, e->name, GN_OK };
	char measure[48];

	for (size_t i = 0; i < n; i++)
		take_rep(&t, &reps[i]);
	for (size_t i = 0; i < n_sets; i++)
		take(&t, "velocity loss", side_of(&sets[i], reps, n),
		     GN_SERIES_PART, (double)sets[i].velocity_loss, NAN);
	/* what the exercise is about, where its angle is given */
	snprintf(measure, sizeof(measure), "range of %s", e->angle);
	for (size_t i = 0; i < set->n; i++) {
		struct gn_series *s = &set->s[i];

		s->watched |= is_limb(s->side) &&
			      !strcmp(s->exercise, e->name) &&
			      (!strcmp(s->measure, measure) ||
			       !strcmp(s->measure, "peak velocity"));
	}
	return t.err;
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
		p[n].within_sd = s->total || c->n < 2 ? NAN :
				 sqrt(fmax(var, 0) / m);
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
		    !(is_pair(&set->s[i], s) && is_limb(s->side) &&
		      is_limb(set->s[i].side)))
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
		s->watched |= s->own && is_limb(s->side) && !better;
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
		    is_limb(set->s[i].side) &&
		    set->s[i].fall.kind >= GN_FALL_GRADUAL)
			return 1;
	return 0;
}

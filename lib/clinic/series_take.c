/* SPDX-License-Identifier: MIT */
/* What a recording adds to the series. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gonio/balance.h"
#include "gonio/joint.h"
#include "series_priv.h"

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
	s = gn_series_of(t->set, t->exercise, measure, side, unit);
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

		s->watched |= gn_series_is_limb(s->side) &&
			      !strcmp(s->exercise, e->name) &&
			      (!strcmp(s->measure, measure) ||
			       !strcmp(s->measure, "peak velocity"));
	}
	return t.err;
}

int gn_series_add_holds(struct gn_series_set *set, size_t session,
			const struct gn_exercise *e,
			const struct gn_hold *holds, size_t n)
{
	struct intake t = { set, session, e->name, GN_OK };

	for (size_t i = 0; i < n; i++) {
		const struct gn_hold *h = &holds[i];
		float s = e->on_one_leg ? h->longest_s : h->held_s;
		struct gn_series *held;

		if (h->quiet || h->cut_start || h->cut_end)
			continue;
		held = take(&t, "time held", e->on_one_leg ?
			    gn_stands_on(h->side) : h->side, GN_SERIES_S,
			    (double)(e->cap_s > 0 ? fminf(s, e->cap_s) : s),
			    NAN);
		if (held)
			held->chief = 1;
	}
	return t.err;
}

int gn_series_add_test(struct gn_series_set *set, size_t session,
		       const struct gn_exercise *e,
		       const struct gn_function_test *test)
{
	static const struct {
		const char *value, *measure;
		enum gn_series_unit unit;
		uint8_t chief;
	} told[] = {
		{ "stands", "stands", GN_SERIES_COUNT, 1 },
		{ "time_to_stand_s", "time to the last stand", GN_SERIES_S, 1 },
		{ "time_to_sit_s", "time to the last sit", GN_SERIES_S, 1 },
		{ "power_w_per_kg", "power", GN_SERIES_WKG, 1 },
		{ "time_s", "total time", GN_SERIES_S, 1 },
		{ "sit_to_walk_s", "sit to walk", GN_SERIES_S, 0 },
		{ "turn_s", "turn", GN_SERIES_S, 0 },
		{ "turn_to_sit_s", "turn to sit", GN_SERIES_S, 0 },
	};
	struct intake t = { set, session, e->name, GN_OK };

	for (size_t k = 0; k < sizeof(told) / sizeof(told[0]); k++)
		for (size_t i = 0; i < test->n_values; i++) {
			const struct gn_test_value *v = &test->value[i];
			struct gn_series *s;

			if (strcmp(v->name, told[k].value))
				continue;
			s = take(&t, told[k].measure, GN_SIDE_NONE,
				 told[k].unit, (double)v->value, NAN);
			if (!s)
				continue;
			s->chief = told[k].chief;
			if (isfinite(v->sd))
				s->cell[session].alone +=
					(double)v->sd * (double)v->sd;
		}
	return t.err;
}

int gn_series_add_walking(struct gn_series_set *set, size_t session,
			  const struct gn_exercise *e,
			  const struct gn_walking *w)
{
	struct intake t = { set, session, e->name, GN_OK };

	if (!w->assessed)
		return GN_OK;
	count(&t, "steps", GN_SIDE_NONE, w->steps);
	take(&t, "cadence", GN_SIDE_NONE, GN_SERIES_SPM,
	     (double)w->cadence_spm, NAN);
	return t.err;
}

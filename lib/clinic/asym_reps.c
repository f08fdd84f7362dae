/* SPDX-License-Identifier: MIT */
/* What repetitions measure of both sides. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asym_priv.h"
#include "gonio/compare.h"

#define DEG (M_PI / 180.0)
#define LIMB_ANGLES GN_PELVIS_TILT      /* left and right in turn */
#define ALPHA_FIRST 0.03
#define ALPHA_REST 0.02
#define SHARED 0.6
#define MDC_SURE (3.0 * DEG)
#define MDC_RANGE (4.5 * DEG)
#define MDC_PHASE_S 0.1
#define LEAST_RANGE (25.0 * DEG)
#define LEAST_PHASE_S 0.2

/* What a repetition has one number of. */
enum own { ROM, PEAK, MEAN, PHASE, SPARC = PHASE + 4, LDLJ, OWN };

static const struct {
	const char   *name;
	enum gn_unit  unit;
	enum gn_scale scale;
} owns[OWN] = {
	[ROM] = { "range", GN_UNIT_RAD, GN_SCALE_RATIO },
	[PEAK] = { "peak_velocity", GN_UNIT_RADPS, GN_SCALE_RATIO },
	[MEAN] = { "mean_velocity", GN_UNIT_RADPS, GN_SCALE_RATIO },
	[PHASE] = { "eccentric", GN_UNIT_S, GN_SCALE_TIME },
	[PHASE + 1] = { "pause_eccentric", GN_UNIT_S, GN_SCALE_TIME },
	[PHASE + 2] = { "concentric", GN_UNIT_S, GN_SCALE_TIME },
	[PHASE + 3] = { "pause_concentric", GN_UNIT_S, GN_SCALE_TIME },
	[SPARC] = { "sparc", GN_UNIT_NONE, GN_SCALE_LOG },
	[LDLJ] = { "ldlj", GN_UNIT_NONE, GN_SCALE_LOG },
};

/* A comparison being made. */
struct table {
	const struct gn_rep        *reps;
	size_t                      n;
	const struct gn_asym_about *about;
	struct gn_asym             *out;
	struct gn_asym_params       params[GN_ASYM_MAX];
	struct gn_asym_sample       sample[GN_ASYM_MAX];
	size_t                      n_out, tests;
	int                         first;      /* the main one; -1: none yet */
	double                     *values;     /* 2 n for each in out */
	double                      blur;       /* mounting's part of a range */
};

static float value_of(const struct gn_rep *r, int own)
{
	switch (own) {
	case ROM:   return r->rom_rad;
	case PEAK:  return r->peak_radps;
	case MEAN:  return r->mean_radps;
	case SPARC: return r->sparc;
	case LDLJ:  return r->ldlj;
	default:    return r->tempo_s[own - PHASE];
	}
}

static int index_of(enum gn_side side)
{
	return side == GN_SIDE_LEFT ? 0 : side == GN_SIDE_RIGHT ? 1 : -1;
}

/* "knee_flexion_l" without its last two, if they are of the side. */
static size_t stem(const char *of, enum gn_side side)
{
	const char *end = side == GN_SIDE_LEFT ? "_l" : "_r";
	size_t n = strlen(of);

	return n > 2 && !strcmp(of + n - 2, end) ? n - 2 : 0;
}

/* What the ranges of all repetitions are of, without the side; "" if it is not
 * the same thing. */
static void range_name(const struct table *t, char name[32])
{
	name[0] = 0;
	for (size_t i = 0; i < t->n; i++) {
		const struct gn_rep *r = &t->reps[i];
		size_t n = stem(r->rom_of, r->side);

		if (index_of(r->side) < 0)
			continue;
		if (!n || (name[0] && (strlen(name) != n ||
				       memcmp(name, r->rom_of, n)))) {
			name[0] = 0;
			return;
		}
		snprintf(name, 32, "%.*s", (int)n, r->rom_of);
	}
}

static struct gn_asym *add(struct table *t, const char *name, const char *of,
			   enum gn_unit unit, enum gn_scale scale)
{
	struct gn_asym *a = &t->out[t->n_out];
	struct gn_asym_sample *s = &t->sample[t->n_out];
	double *x = t->values + t->n_out * 2 * t->n;

	*a = (struct gn_asym){ .unit = unit, .verdict = GN_ASYM_DIFFERENT };
	snprintf(a->name, sizeof(a->name), "%s", name);
	snprintf(a->of, sizeof(a->of), "%s", of);
	*s = (struct gn_asym_sample){ .x = { x, x + t->n } };
	t->params[t->n_out++] = (struct gn_asym_params){
		.scale = scale, .involved = t->about->involved };
	return a;
}

/* One more value of a side of the newest measure. */
static void put(struct table *t, int side, double v)
{
	struct gn_asym_sample *s = &t->sample[t->n_out - 1];

	t->values[(t->n_out - 1) * 2 * t->n + (size_t)side * t->n +
		  s->n[side]++] = v;
}

/* The newest measure is not compared. */
static void refuse(struct table *t, enum gn_asym_verdict why)
{
	t->out[t->n_out - 1].verdict = why;
	if (why == GN_ASYM_UNLIKE)
		t->sample[t->n_out - 1].n[0] = t->sample[t->n_out - 1].n[1] = 0;
}

/* It is, if both sides have values. */
static int settle(struct table *t)
{
	const struct gn_asym_sample *s = &t->sample[t->n_out - 1];

	if (s->n[0] && s->n[1])
		return 1;
	refuse(t, GN_ASYM_UNKNOWN_SIDE);
	return 0;
}

double gn_asym_mounting(double a, double b, int inertial)
{
	double in_common = inertial ? SHARED : 0.0;

	return sqrt(a * a + b * b - 2.0 * in_common * a * b);
}

/* Of a range whose stated SDs add up to sd, over the newest sample. */
static double mounting(const struct table *t, const double sd[2])
{
	const struct gn_asym_sample *s = &t->sample[t->n_out - 1];

	if (isfinite(t->about->mount_points))
		return t->about->mount_points / 100.0 * 0.5 *
		       (gn_spread_of(s->x[0], s->n[0]).mean +
			gn_spread_of(s->x[1], s->n[1]).mean);
	return gn_asym_mounting(sd[0] / (double)s->n[0],
				sd[1] / (double)s->n[1], t->about->inertial);
}

/* A range with the SDs of its sides; 1: it is compared. */
static int settle_range(struct table *t, const double sd[2], int is_main)
{
	struct gn_asym_params *p = &t->params[t->n_out - 1];
	const char *of = t->out[t->n_out - 1].of;
	int sure = !strncmp(of, "knee", 4) || strchr(of, ' ') ||
		   strstr(of, "_tilt");

	if (!settle(t))
		return 0;
	p->mount_sd = mounting(t, sd);
	p->mdc = sure ? MDC_SURE : MDC_RANGE;
	p->least = LEAST_RANGE;
	if (!isfinite(p->mount_sd)) {
		refuse(t, GN_ASYM_UNKNOWN_SIDE);
		return 0;
	}
	if (is_main || t->first < 0)
		t->first = (int)t->n_out - 1;
	return 1;
}

/* Mean of both sides of the newest sample. */
static double level(const struct table *t)
{
	const struct gn_asym_sample *s = &t->sample[t->n_out - 1];

	return 0.5 * (gn_spread_of(s->x[0], s->n[0]).mean +
		      gn_spread_of(s->x[1], s->n[1]).mean);
}

static void add_own(struct table *t, int own, const char *of)
{
	struct gn_asym_params *p;
	double sd[2] = { 0.0, 0.0 };

	add(t, owns[own].name, of, owns[own].unit, owns[own].scale);
	p = &t->params[t->n_out - 1];
	for (size_t i = 0; i < t->n; i++) {
		int side = index_of(t->reps[i].side);
		double v = (double)value_of(&t->reps[i], own);

		if (side < 0 || !isfinite(v))
			continue;
		put(t, side, v);
		sd[side] += (double)t->reps[i].rom_sd_rad;
	}
	if (own <= MEAN && !of[0]) {
		refuse(t, GN_ASYM_UNLIKE);
		return;
	}
	if (own == ROM) {
		if (settle_range(t, sd, 1))
			t->blur = p->mount_sd / level(t);
	} else if (settle(t) && own < PHASE) {
		p->mount_sd = t->blur * level(t);
		if (!isfinite(p->mount_sd))
			refuse(t, GN_ASYM_UNKNOWN_SIDE);
	} else if (own < SPARC) {
		p->mdc = MDC_PHASE_S;
		p->least = LEAST_PHASE_S;
	}
}

static double range_of(const struct gn_range *g)
{
	return (double)(g->most_rad - g->least_rad);
}

/* a: the left one's angle. Those of the limb that works, or in pairs. */
static void add_angle(struct table *t, int a, int paired)
{
	const char *left = gn_angle_def((enum gn_angle)a)->name;
	double sd[2] = { 0.0, 0.0 };
	char of[32];
	int is_main;

	snprintf(of, sizeof(of), "%.*s", (int)strlen(left) - 2, left);
	is_main = paired && !strcmp(of, t->about->exercise->angle);
	add(t, "range", of, GN_UNIT_RAD, GN_SCALE_RATIO);
	for (size_t i = 0; i < t->n; i++) {
		const struct gn_rep *r = &t->reps[i];
		const struct gn_range *g = &r->angle[a];
		int side = index_of(r->side);

		if (paired && (r->side != GN_SIDE_BOTH ||
			       !isfinite(range_of(g) + range_of(g + 1))))
			continue;
		for (int k = 0; k < 2; k++) {
			if ((!paired && side != k) ||
			    !isfinite(range_of(g + k)))
				continue;
			put(t, k, range_of(g + k));
			sd[k] += (double)g[k].sd_rad;
		}
	}
	t->sample[t->n_out - 1].paired = (uint8_t)paired;
	if (paired && !t->about->exercise->symmetric)
		refuse(t, GN_ASYM_ROLES);
	else
		settle_range(t, sd, is_main);
}

/* Is an angle known of any repetition, of any side? */
static int seen(const struct table *t, int a)
{
	for (size_t i = 0; i < t->n; i++)
		if (isfinite(range_of(&t->reps[i].angle[a])) ||
		    isfinite(range_of(&t->reps[i].angle[a + 1])))
			return 1;
	return 0;
}

static void add_counts(struct table *t)
{
	struct gn_asym *a = add(t, "repetitions", "", GN_UNIT_NONE,
				GN_SCALE_RATIO);

	for (size_t i = 0; i < t->n; i++) {
		int side = index_of(t->reps[i].side);

		if (side < 0)
			continue;
		a->n[side]++;
		a->mean[side] += t->reps[i].kind == GN_REP_FULL;
	}
	for (int k = 0; k < 2; k++)
		a->sd[k] = a->ci[k] = a->si_ci[k] = NAN;
	a->difference = a->mean[1] - a->mean[0];
	a->mdc = a->mount_sd = a->p = a->p_all = NAN;
	refuse(t, GN_ASYM_COUNTED);
}

/* One limb's repetitions after the other's, in turn or in sets. */
static void add_sides(struct table *t)
{
	char of[32], angle[32];

	add_counts(t);
	range_name(t, of);
	for (int own = 0; own < OWN; own++)
		add_own(t, own, own == ROM || own == PEAK || own == MEAN ? of
								   : "");
	for (int a = 0; a < LIMB_ANGLES; a += 2) {
		const char *left = gn_angle_def((enum gn_angle)a)->name;

		snprintf(angle, sizeof(angle), "%.*s", (int)strlen(left) - 2,
			 left);
		if (seen(t, a) && strcmp(angle, of))
			add_angle(t, a, 0);
	}
}

/* Both limbs at once: only angles are known of each. */
static void add_pairs(struct table *t)
{
	for (int a = 0; a < LIMB_ANGLES; a += 2)
		if (seen(t, a))
			add_angle(t, a, 1);
	for (int own = t->n_out ? PEAK : ROM; own < OWN; own++) {
		add(t, owns[own].name, "", owns[own].unit, owns[own].scale);
		refuse(t, GN_ASYM_ONE_LIMB);
	}
}

/* All measures are there: how many are tested decides how sure each must be. */
static void finish(struct table *t)
{
	double rest;

	for (size_t i = 0; i < t->n_out; i++)
		t->tests += t->out[i].verdict == GN_ASYM_DIFFERENT &&
			    (int)i != t->first;
	rest = ALPHA_REST / (t->tests ? (double)t->tests : 1.0);
	for (size_t i = 0; i < t->n_out; i++) {
		t->params[i].alpha = (int)i == t->first ? ALPHA_FIRST : rest;
		if (t->out[i].verdict == GN_ASYM_DIFFERENT)
			gn_asym_compare(&t->sample[i], &t->params[i],
					&t->out[i]);
		else if (t->out[i].verdict == GN_ASYM_COUNTED)
			gn_asym_indices(&t->params[i], &t->out[i]);
		else
			gn_asym_describe(&t->sample[i], &t->params[i],
					 &t->out[i]);
	}
}

int gn_asym_reps(const struct gn_rep *reps, size_t n,
		 const struct gn_asym_about *about,
		 struct gn_asym out[GN_ASYM_MAX], size_t *n_out)
{
	struct table t = { .reps = reps, .n = n, .about = about, .out = out,
			   .first = -1, .blur = NAN };
	size_t limb[2] = { 0, 0 }, both = 0;

	*n_out = 0;
	for (size_t i = 0; i < n; i++) {
		int side = index_of(reps[i].side);

		both += reps[i].side == GN_SIDE_BOTH;
		if (side >= 0)
			limb[side]++;
	}
	if (!(limb[0] && limb[1]) && (!both || limb[0] || limb[1]))
		return GN_OK;
	t.values = calloc(2 * n * GN_ASYM_MAX, sizeof(*t.values));
	if (!t.values)
		return GN_ENOMEM;
	if (both && !limb[0])
		add_pairs(&t);
	else
		add_sides(&t);
	finish(&t);
	*n_out = t.n_out;
	free(t.values);
	return GN_OK;
}

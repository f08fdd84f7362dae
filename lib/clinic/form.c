/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "form_priv.h"
#include "gonio/stats.h"

#define MAD_SD 1.4826f          /* of normal values; [Leys:2013] */
#define MADS (3.0f / MAD_SD)    /* 3 MAD, in standard deviations */
#define OUTLIER_SD 3.0f         /* farther is not the usual; [Leys:2013] */
#define TOO_FEW "too few repetitions to compare with"
#define PAUSE_LEAST_S 0.3f      /* a shorter one is no pause to miss (ours) */

/* Variances in large samples, times n and by the spread squared: of the median
 * pi/2, of the scaled MAD 1.36, as its efficiency is 0.368; of what the few
 * outliers leave it lies between 0.5 and that. */
#define VAR_MEDIAN 1.5708f
#define VAR_MAD    1.361f

/* The others that a repetition is compared with. */
struct base {
	const struct gn_rep *rep[GN_FORM_BASE_MAX];
	size_t n;
};

const char *gn_form_unit_name(enum gn_form_unit unit)
{
	static const char *const names[] = {
		[GN_FORM_RAD] = "deg", [GN_FORM_RADPS] = "deg/s",
		[GN_FORM_S] = "s", [GN_FORM_M] = "m",
		[GN_FORM_MPS2] = "m/s^2", [GN_FORM_REPS] = "repetitions",
	};

	return (unsigned)unit < sizeof(names) / sizeof(names[0]) ?
		names[unit] : "?";
}

/* Which limb worked is not always known. */
static int same_side(enum gn_side a, enum gn_side b)
{
	int limbs = (a == GN_SIDE_LEFT || a == GN_SIDE_RIGHT ||
		     a == GN_SIDE_BOTH) &&
		    (b == GN_SIDE_LEFT || b == GN_SIDE_RIGHT ||
		     b == GN_SIDE_BOTH);

	return a == b || !limbs;
}

static void find_base(const struct gn_form_input *in, size_t i,
		      struct base *b)
{
	const struct gn_rep *of = in->base ? in->base : in->reps;
	size_t n = in->base ? in->n_base : in->n_reps, first = 0;

	b->n = 0;
	for (size_t k = 0; k < n && b->n < GN_FORM_BASE_MAX; k++) {
		const struct gn_rep *r = &of[k];

		if (!same_side(r->side, in->reps[i].side))
			continue;
		if (!in->base && r->kind != GN_REP_FULL)
			continue;
		if (!in->base && first++ == GN_FORM_FIRST)
			break;
		if (r != &in->reps[i] && (r->start_ns != in->reps[i].start_ns ||
					  in->base_sensors))
			b->rep[b->n++] = r;
	}
}

/* Which sensor of the base's recording is that one; GN_SENSORS_MAX: none. */
static size_t base_sensor(const struct gn_form_input *in, size_t i)
{
	size_t k = 0;

	if (!in->base_sensors)
		return i;
	while (k < in->n_base_sensors &&
	       strcmp(in->base_sensors[k].name, in->sensors[i].name))
		k++;
	return k < in->n_base_sensors ? k : GN_SENSORS_MAX;
}

static float median(float *x, size_t n)
{
	float hi = gn_select(x, n, n / 2);

	return n % 2 ? hi : 0.5f * (hi + gn_select(x, n, n / 2 - 1));
}

/* [Croux:1992] */
static float small_sample(size_t n)
{
	static const float factor[] = { 1.363f, 1.206f, 1.200f, 1.140f,
					1.129f, 1.107f };

	return n < 10 ? factor[n - 4] : (float)n / ((float)n - 0.8f);
}

/* Makes the mean of kept_sd() right for normal values; ours, of 400000 draws:
 * tests/unit/test_form_power.c. */
static float few_kept(size_t n)
{
	static const float factor[] = { 1.206f, 1.221f, 1.143f, 1.145f,
					1.110f, 1.108f };

	return n < 10 ? factor[n - 4] :
	       1.0136f * (float)n / ((float)n - 0.7f);
}

/* Standard deviation of those not farther than that from the centre, at least
 * half of them; about their own mean, or about 0. */
static float kept_sd(const float *x, size_t n, float centre, float far,
		     int about0)
{
	float mean = 0.0f, sum = 0.0f, kept = 0.0f;

	for (size_t i = 0; i < n; i++)
		if (fabsf(x[i] - centre) <= far) {
			mean += x[i];
			kept += 1.0f;
		}
	mean = about0 ? 0.0f : mean / kept;
	for (size_t i = 0; i < n; i++)
		if (fabsf(x[i] - centre) <= far)
			sum += (x[i] - mean) * (x[i] - mean);
	return sqrtf(sum / (about0 ? kept : kept - 1.0f));
}

/* Median and spread of n >= GN_FORM_LEAST values; of angles to the usual
 * direction, which have no other side, the spread about 0. */
static void spread_of(const float *x, size_t n, int about0, float *usual,
		      float *spread)
{
	float y[GN_FORM_BASE_MAX], centre, far;

	memcpy(y, x, n * sizeof(*y));
	*usual = median(y, n);
	centre = about0 ? 0.0f : *usual;
	for (size_t i = 0; i < n; i++)
		y[i] = fabsf(x[i] - centre);
	far = OUTLIER_SD * MAD_SD * small_sample(n) * median(y, n);
	*spread = few_kept(n) * kept_sd(x, n, centre, far, about0);
}

/* How much wider 95 % are by Student's distribution for n values than by the
 * normal one: Abramowitz, Stegun, 26.7.5. */
static float student(size_t n)
{
	float v = 1.0f / (float)(n - 1);

	return 1.0f + (2.372f * v + 2.823f * v * v) / GN_FORM_SURE;
}

/* The mean direction of up in the base, of a sensor of it, all but one. */
static void mean_up(const struct base *b, size_t sensor, size_t but,
		    float up[3])
{
	memset(up, 0, 3 * sizeof(*up));
	for (size_t k = 0; k < b->n; k++)
		for (int c = 0; c < 3; c++)
			if (k != but &&
			    isfinite(b->rep[k]->moved[sensor].up[c]))
				up[c] += b->rep[k]->moved[sensor].up[c];
}

/* Values of a measure in the base; how many are known. */
static size_t base_values(const struct gn_form_input *in,
			  const struct form_measure *m, const struct base *b,
			  const struct gn_rep *r, float up[3], float *x)
{
	int sensor = m->what == FORM_TILT || m->what == FORM_UP;
	size_t k = sensor ? base_sensor(in, m->index) : 0, n = 0;

	if (k == GN_SENSORS_MAX)
		return 0;
	for (size_t i = 0; i < b->n; i++) {
		if (m->what == FORM_UP)
			mean_up(b, k, i, up);
		if (m->what == FORM_ROM &&
		    strcmp(b->rep[i]->rom_of, r->rom_of))
			continue;
		x[n] = gn_form_value(in, m, b->rep[i], k, up);
		n += isfinite(x[n]) != 0;
	}
	if (m->what == FORM_UP)
		mean_up(b, k, b->n, up);
	return n;
}

static void say(char *why, size_t size, const char *text)
{
	if (why)
		snprintf(why, size, "%s", text);
}

/* Complete a look whose value, threshold and sd are known. */
static void weigh(enum gn_form_kind kind, struct gn_form_look *l)
{
	l->beyond = (float)gn_form_sign(kind) * (l->value - l->threshold) /
		    l->sd;
}

static int against_own(const struct gn_form_input *in,
		       const struct gn_form_rule *rule, size_t i,
		       const struct form_measure *m, struct gn_form_look *l,
		       char *why, size_t size)
{
	const struct gn_rep *r = &in->reps[i];
	float x[GN_FORM_BASE_MAX], up[3], spread, sd;
	struct base b;
	size_t n;

	find_base(in, i, &b);
	n = base_values(in, m, &b, r, up, x);
	l->value = gn_form_value(in, m, r, m->index, up);
	if (!isfinite(l->value)) {
		/* that there are too few tells more than that one is not known
		 * in another measure */
		if (why && strcmp(why, TOO_FEW))
			say(why, size, gn_form_lacking(in, m));
		return 0;
	}
	if (n < GN_FORM_LEAST) {
		say(why, size, TOO_FEW);
		return 0;
	}
	spread_of(x, n, m->what == FORM_UP, &l->usual, &spread);
	if (rule->kind == GN_FORM_PAUSE && l->usual < PAUSE_LEAST_S) {
		say(why, size, "there is no pause in those to compare with");
		return 0;
	}
	sd = gn_form_sd(in, m, r, l->usual, 1);
	spread = fmaxf(spread, sd);
	l->threshold = m->what == FORM_UP ? 0.0f : l->usual;
	l->threshold += (float)gn_form_sign(rule->kind) * MADS *
				  spread;
	spread *= student(n) * sqrtf((VAR_MEDIAN + MADS * MADS * VAR_MAD) /
				     (float)n);
	l->sd = sqrtf(sd * sd + spread * spread);
	return 1;
}

static int against_number(const struct gn_form_input *in,
			  const struct gn_form_rule *rule, size_t i,
			  const struct form_measure *m,
			  struct gn_form_look *l, char *why, size_t size)
{
	const struct gn_rep *r = &in->reps[i];
	const float none[3] = { NAN, NAN, NAN };

	l->usual = NAN;
	l->threshold = rule->limit;
	l->value = gn_form_value(in, m, r, m->index, none);
	l->sd = gn_form_sd(in, m, r, l->value, 0);
	if (m->what == FORM_ROM && !gn_form_is(r->rom_of, rule->of))
		l->value = NAN;
	if (isfinite(l->value) && isfinite(l->sd))
		return 1;
	say(why, size, gn_form_lacking(in, m));
	return 0;
}

int gn_form_look(const struct gn_form_input *in,
		 const struct gn_form_rule *rule, size_t i,
		 struct gn_form_look *out, char *why, size_t size)
{
	int first = rule->kind == GN_FORM_RANGE && rule->of_kind == GN_OF_SELF;
	struct form_measure m[FORM_MEASURES_MAX];
	const struct gn_rep *r = &in->reps[i];
	size_t n = gn_form_measures(in, rule, m, why, size);
	int found = 0;

	if (n)
		say(why, size, "it is of the other side");
	for (size_t k = 0; k < n && !(found && first); k++) {
		struct gn_form_look l = { .usual = NAN };

		if (m[k].side != GN_SIDE_NONE && m[k].side != r->side &&
		    (r->side == GN_SIDE_LEFT || r->side == GN_SIDE_RIGHT))
			continue;
		if (rule->against == GN_AGAINST_OWN ?
		    !against_own(in, rule, i, &m[k], &l, why, size) :
		    !against_number(in, rule, i, &m[k], &l, why, size))
			continue;
		gn_form_describe(in, &m[k], r, &l);
		weigh(rule->kind, &l);
		if (!found++ || l.beyond > out->beyond)
			*out = l;
	}
	return found > 0;
}

/* Room for one more after n; it doubles, see there. */
static int add(struct gn_form *f, const struct gn_finding *x)
{
	if (!(f->n & (f->n - 1))) {
		struct gn_finding *a = realloc(f->finding, (f->n ? 2 * f->n : 1)
							   * sizeof(*a));

		if (!a)
			return GN_ENOMEM;
		f->finding = a;
	}
	f->finding[f->n++] = *x;
	return GN_OK;
}

static struct gn_finding finding_of(const struct gn_form_rule *rule,
				    const struct gn_rep *r)
{
	struct gn_finding x = {
		.kind = rule->kind, .against = rule->against, .set = r->set,
		.n = r->n, .side = r->side, .start_ns = r->start_ns,
		.end_ns = r->end_ns,
	};

	snprintf(x.cue, sizeof(x.cue), "%s", rule->cue);
	return x;
}

/* A set that ended before the repetitions that were prescribed, of those that
 * the target is for. */
static int judge_stop(const struct gn_form_input *in,
		      const struct gn_form_rule *rule, size_t i,
		      struct gn_form *out)
{
	const struct gn_rep *r = &in->reps[i];
	const struct gn_form_target *t = gn_form_target_of(in->plan, r->side);
	struct gn_finding x = finding_of(rule, r);
	uint32_t n = 0;

	for (size_t k = i + 1; k < in->n_reps &&
			       in->reps[k].set == r->set; k++)
		if (gn_form_target_of(in->plan, in->reps[k].side) == t)
			return GN_OK;
	for (size_t k = i + 1; k-- && in->reps[k].set == r->set; ) {
		if (gn_form_target_of(in->plan, in->reps[k].side) != t)
			continue;
		x.start_ns = in->reps[k].start_ns;
		if (in->reps[k].side != r->side)
			x.side = GN_SIDE_NONE;
		n++;
	}
	x.n = 0;
	x.look = (struct gn_form_look){
		.of = "set", .unit = GN_FORM_REPS, .usual = NAN,
		.value = (float)n, .threshold = rule->limit,
		.beyond = INFINITY,
	};
	return x.look.value < rule->limit ? add(out, &x) : GN_OK;
}

/* What a rule could not be applied to, of so many repetitions. */
struct tried {
	struct gn_form_gap gap;
	uint32_t n;
};

static int judge_one(const struct gn_form_input *in,
		     const struct gn_form_rule *rule, size_t i,
		     struct gn_form *out, struct tried *t)
{
	struct gn_finding x = finding_of(rule, &in->reps[i]);
	char why[sizeof(t->gap.why)] = "";

	if (rule->kind == GN_FORM_STOP)
		return judge_stop(in, rule, i, out);
	t->n++;
	if (gn_form_look(in, rule, i, &x.look, why, sizeof(why)))
		return x.look.beyond > GN_FORM_SURE ? add(out, &x) : GN_OK;
	t->gap.reps++;
	memcpy(t->gap.why, why, sizeof(why));
	t->gap.kind = rule->kind;
	t->gap.against = rule->against;
	memcpy(t->gap.of, rule->of, sizeof(t->gap.of));
	return GN_OK;
}

/* A time of a repetition for which there is a target. */
static int is_prescribed(const struct gn_form_rule *rule,
			 const struct gn_form_rule *target, const int *on)
{
	if (rule->against != GN_AGAINST_OWN ||
	    !(rule->of_kind & (GN_OF_TIME | GN_OF_PAUSE)))
		return 0;
	for (size_t k = 0; k < GN_FORM_TARGET_RULES; k++)
		if (on[k] && target[k].kind == rule->kind &&
		    !strcmp(target[k].of, rule->of))
			return 1;
	return 0;
}

static int judge_rep(const struct gn_form_input *in, size_t i,
		     struct gn_form *out, struct tried *tried)
{
	const struct gn_exercise *e = in->exercise;
	const struct gn_form_target *t =
		gn_form_target_of(in->plan, in->reps[i].side);
	struct gn_form_rule rule[GN_FORM_TARGET_RULES];
	int on[GN_FORM_TARGET_RULES] = { 0 }, err = GN_OK;

	for (size_t k = 0; t && k < GN_FORM_TARGET_RULES; k++)
		on[k] = gn_form_target_rule(t, k, e->first, &rule[k]);
	for (size_t k = 0; k < e->n_form && !err; k++)
		if (!t || !is_prescribed(&e->form[k], rule, on))
			err = judge_one(in, &e->form[k], i, out, &tried[k]);
	for (size_t k = 0; t && k < GN_FORM_TARGET_RULES && !err; k++)
		if (on[k])
			err = judge_one(in, &rule[k], i, out,
					&tried[e->n_form + k]);
	return err;
}

int gn_form_judge_rep(const struct gn_form_input *in, size_t i,
		      struct gn_form *out)
{
	struct tried tried[GN_FORM_RULES_MAX + GN_FORM_TARGET_RULES];
	int err;

	memset(tried, 0, sizeof(tried));
	memset(out, 0, sizeof(*out));
	err = judge_rep(in, i, out, tried);
	if (err)
		gn_form_free(out);
	return err;
}

int gn_form_judge(const struct gn_form_input *in, struct gn_form *out)
{
	const size_t n = in->exercise->n_form + GN_FORM_TARGET_RULES;
	struct tried tried[GN_FORM_RULES_MAX + GN_FORM_TARGET_RULES];
	int err = GN_OK;

	memset(tried, 0, sizeof(tried));
	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < in->n_reps && !err; i++)
		err = judge_rep(in, i, out, tried);
	if (err) {
		gn_form_free(out);
		return err;
	}
	for (size_t k = 0; k < n; k++) {
		if (!tried[k].gap.reps)
			continue;
		out->gap[out->n_gaps] = tried[k].gap;
		out->gap[out->n_gaps++].all = tried[k].gap.reps == tried[k].n;
	}
	return GN_OK;
}

void gn_form_free(struct gn_form *f)
{
	free(f->finding);
	memset(f, 0, sizeof(*f));
}

/* SPDX-License-Identifier: MIT */
#include "validate_rules.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/compare.h"
#include "gonio/form.h"
#include "validate.h"

#define RAD 0.017453292519943295
#define MADS (3 * 0.6744897501960817)   /* 3 MAD of a normal law, in SD */
#define RULES_MAX 128

/* --- the file --- */

#define X(id, name)                                                        \
	{ #name, GN_CFG_LIST, offsetof(struct gn_val_rules, measure) +     \
	  (id) * sizeof(struct gn_cfg_list), 0, 1000 },
static const struct gn_cfg_field fields[] = {
	{ "seed", GN_CFG_WHOLE, offsetof(struct gn_val_rules, seed), 0, 4e9 },
	{ "sessions", GN_CFG_WHOLE, offsetof(struct gn_val_rules, sessions),
	  1, 1e6 },
	{ "within_s", GN_CFG_REAL, offsetof(struct gn_val_rules, within_s), 0,
	  10 },
	GN_VAL_MEASURES(X)
};
#undef X

#define X(id, name) [id] = #name,
static const char *const measure_names[] = { GN_VAL_MEASURES(X) };
#undef X

int gn_val_rules_load(struct gn_val_rules *out, const char *path,
		      struct gn_diag *why)
{
	struct gn_val_rules s = { .seed = 1, .sessions = 500, .within_s = 0.5 };
	int err = gn_cfg_read(path, "form", fields,
			      sizeof(fields) / sizeof(fields[0]), &s, why);

	for (size_t k = 0; k < GN_VAL_MEASURE_COUNT && !err; k++)
		if (s.measure[k].n != 3)
			err = gn_diag_set(why, GN_EFORMAT, "%s: %s must be 3 "
					  "numbers: usual, between "
					  "repetitions, of the measurement",
					  path, measure_names[k]);
	gn_cfg_name(s.name, path);
	if (!err)
		*out = s;
	return err;
}

/* --- the rules --- */

static enum gn_val_measure measure_of(const struct gn_form_rule *r)
{
	switch (r->of_kind) {
	case GN_OF_ANGLE: return GN_VAL_ANGLE;
	case GN_OF_PLACE: return r->kind == GN_FORM_POSTURE ?
				 GN_VAL_ATTITUDE : GN_VAL_TILT;
	case GN_OF_TIME:  return strcmp(r->of, "repetition") ? GN_VAL_PHASE :
				 GN_VAL_WHOLE;
	case GN_OF_PAUSE: return GN_VAL_PAUSE;
	default:          break;
	}
	switch (r->kind) {
	case GN_FORM_SPEED:  return GN_VAL_SPEED;
	case GN_FORM_BOUNCE: return GN_VAL_JOLT;
	case GN_FORM_UNEVEN: return GN_VAL_LAG;
	case GN_FORM_TREMOR: return GN_VAL_TREMOR;
	default:             return GN_VAL_RANGE;
	}
}

static void take(struct gn_val_rule *list, size_t *n,
		 const struct gn_exercise *e, const struct gn_form_rule *r,
		 enum gn_val_measure measure)
{
	for (size_t i = 0; i < *n; i++)
		if (list[i].rule.kind == r->kind &&
		    list[i].rule.against == r->against &&
		    list[i].measure == measure &&
		    !strcmp(list[i].rule.of, r->of))
			return;
	if (*n < RULES_MAX)
		list[(*n)++] = (struct gn_val_rule){ .rule = *r,
						     .exercise = e,
						     .measure = measure };
}

/* What a plan may say, of the usual values. */
static void take_plan(const struct gn_val_rules *s, struct gn_val_rule *list,
		      size_t *n, const struct gn_exercise *e)
{
	struct gn_form_target t = {
		.within_s = (float)s->within_s, .rom_of = "knee_flexion",
		.rom_rad = (float)(RAD * s->measure[GN_VAL_ANGLE].v[0]),
		.reps = 10,
	};

	for (int k = 0; k < 4; k++)
		t.tempo_s[k] = (float)s->measure[k % 2 ? GN_VAL_PAUSE :
						 GN_VAL_PHASE].v[0];
	for (size_t k = 0; k < GN_FORM_TARGET_RULES; k++) {
		struct gn_form_rule r;

		if (gn_form_target_rule(&t, k, e->first, &r))
			take(list, n, e, &r, measure_of(&r));
	}
}

int gn_val_rules_list(const struct gn_val_rules *s,
		      const struct gn_catalogue *cat,
		      struct gn_val_rule **out, size_t *n)
{
	size_t size = gn_catalogue_size(cat);

	*n = 0;
	*out = calloc(RULES_MAX, sizeof(**out));
	if (!*out)
		return GN_ENOMEM;
	for (size_t i = 0; i < size; i++) {
		const struct gn_exercise *e = gn_catalogue_at(cat, i);

		for (size_t k = 0; k < e->n_form; k++) {
			const struct gn_form_rule *r = &e->form[k];

			take(*out, n, e, r, measure_of(r));
			/* a range is also told by how high the body rises */
			if (measure_of(r) == GN_VAL_RANGE)
				take(*out, n, e, r, GN_VAL_HEIGHT);
		}
	}
	if (size)
		take_plan(s, *out, n, gn_catalogue_at(cat, 0));
	return GN_OK;
}

/* --- people --- */

/* A person's rule, and the repetitions that it sees. */
struct person {
	struct gn_form_input in;
	struct gn_sensor     sensor;
	struct gn_rep        rep[GN_FORM_FIRST + 1];
	int                  angle;     /* whose range it is */
	double               unit;      /* the measure's, in SI */
};

static double unit_of(enum gn_val_measure m)
{
	const char *name = measure_names[m];

	return strstr(name, "_deg") ? RAD : 1.0;
}

static int angle_of(const char *of)
{
	static const char *const letters[] = { "", "_l" };
	char name[40];
	int a = -1;

	for (int k = 0; k < 2 && a < 0; k++) {
		snprintf(name, sizeof(name), "%.32s%s", of, letters[k]);
		a = gn_angle_find(name);
	}
	return a;
}

static void put_time(struct gn_rep *r, const struct gn_val_rule *x, double s)
{
	const char *of = x->rule.of;
	int eccentric_first = x->exercise->first == GN_PHASE_ECCENTRIC;

	if (!strcmp(of, "eccentric"))
		r->tempo_s[0] = (float)s;
	else if (!strcmp(of, "concentric"))
		r->tempo_s[2] = (float)s;
	else
		r->tempo_s[(!strcmp(of, "turn")) == eccentric_first ? 1 : 3] =
			(float)s;
}

/* A measured value, SI, in its place. */
static void put(const struct gn_val_rules *s, const struct gn_val_rule *x,
		const struct person *p, struct gn_rep *r, double v)
{
	double err = p->unit * s->measure[x->measure].v[2];

	switch (x->measure) {
	case GN_VAL_RANGE:  r->rom_rad = (float)v; break;
	case GN_VAL_HEIGHT: r->rise_m = (float)v; break;
	case GN_VAL_TILT:   r->moved[0].tilt_rad = (float)v; break;
	case GN_VAL_ANGLE:
		r->angle[p->angle] = (struct gn_range){ 0.0f, (float)v,
							(float)err };
		break;
	case GN_VAL_ATTITUDE:
		r->moved[0].up[0] = (float)sin(v);
		r->moved[0].up[2] = (float)cos(v);
		break;
	case GN_VAL_WHOLE:
		r->end_ns = r->start_ns + (int64_t)(v * 1e9);
		break;
	case GN_VAL_SPEED:  r->peak_radps = (float)v; break;
	case GN_VAL_JOLT:   r->jolt_mps2 = (float)v; break;
	case GN_VAL_LAG:    r->lag_s = (float)v; break;
	case GN_VAL_TREMOR: r->tremor_radps = (float)v; break;
	default:            put_time(r, x, v); break;
	}
}

static void person_init(struct person *p, const struct gn_val_rules *s,
			const struct gn_val_rule *x)
{
	memset(p, 0, sizeof(*p));
	p->unit = unit_of(x->measure);
	p->angle = x->measure == GN_VAL_ANGLE ? angle_of(x->rule.of) : -1;
	snprintf(p->sensor.name, sizeof(p->sensor.name), "one");
	if (x->rule.of_kind == GN_OF_PLACE)
		p->sensor.place = gn_place_parse(x->rule.of, &p->sensor.side);
	p->in = (struct gn_form_input){
		.exercise = x->exercise, .sensors = &p->sensor,
		.n_sensors = x->rule.of_kind == GN_OF_PLACE,
		.reps = p->rep, .n_reps = GN_FORM_FIRST + 1,
	};
	for (size_t i = 0; i <= GN_FORM_FIRST; i++) {
		struct gn_rep *r = &p->rep[i];

		r->set = 1;
		r->start_ns = (int64_t)i * 20000000000;
		r->end_ns = r->start_ns + (int64_t)(1e9 *
			s->measure[GN_VAL_WHOLE].v[0]);
		r->rom_rad = r->rise_m = NAN;
		snprintf(r->rom_of, sizeof(r->rom_of), "knee_flexion");
		for (int a = 0; a < GN_ANGLES; a++)
			r->angle[a] = (struct gn_range){ NAN, NAN, NAN };
	}
}

/* A repetition as the person usually does it, as it is measured. */
static double usual(const struct gn_cfg_list *m, struct gn_random *r)
{
	return m->v[0] + m->v[1] * gn_random_gauss(r) +
	       m->v[2] * gn_random_gauss(r);
}

/* Is a value of the last repetition a finding? sd: what is stated of it. */
static int judge(const struct gn_val_rules *s, const struct gn_val_rule *x,
		 struct person *p, double value, double *sd)
{
	struct gn_form_look l;

	put(s, x, p, &p->rep[GN_FORM_FIRST], p->unit * value);
	if (!gn_form_look(&p->in, &x->rule, GN_FORM_FIRST, &l, NULL, 0)) {
		*sd = NAN;
		return 0;
	}
	*sd = (double)l.sd / p->unit;
	return l.beyond > GN_FORM_SURE;
}

static void first_reps(const struct gn_val_rules *s,
		       const struct gn_val_rule *x, struct person *p,
		       struct gn_random *r)
{
	for (size_t i = 0; i < GN_FORM_FIRST; i++)
		put(s, x, p, &p->rep[i],
		    p->unit * usual(&s->measure[x->measure], r));
}

/* The threshold that the rule would have of endless repetitions. */
static double true_threshold(const struct gn_val_rules *s,
			     const struct gn_val_rule *x, double unit)
{
	const struct gn_cfg_list *m = &s->measure[x->measure];

	if (x->rule.against != GN_AGAINST_OWN)
		return (double)x->rule.limit / unit;
	return m->v[0] + gn_form_sign(x->rule.kind) * MADS *
	       hypot(m->v[1], m->v[2]);
}

/* What the rule states on average, 95 %; NAN: it is not applied. */
static double stated(const struct gn_val_rules *s, const struct gn_val_rule *x,
		     struct person *p, struct gn_random r)
{
	double sum = 0, sd;

	for (uint32_t k = 0; k < s->sessions; k++) {
		first_reps(s, x, p, &r);
		judge(s, x, p, usual(&s->measure[x->measure], &r), &sd);
		sum += sd;
	}
	return (double)GN_FORM_SURE * sum / s->sessions;
}

void gn_val_rule_run(const struct gn_val_rules *s, size_t i,
		     struct gn_val_rule *x)
{
	const struct gn_cfg_list *m = &s->measure[x->measure];
	double at, far, near, sd;
	struct gn_random r;
	struct person p;

	if (x->rule.of_kind == GN_OF_SET) {
		x->why = "a number of repetitions, not measured";
		return;
	}
	person_init(&p, s, x);
	gn_random_seed(&r, s->seed + 1000u * (uint32_t)i);
	x->uncertainty = stated(s, x, &p, r);
	at = true_threshold(s, x, p.unit);
	far = gn_form_sign(x->rule.kind) * 2 * x->uncertainty;
	if (isnan(far) || at + far <= 0) {
		x->why = isnan(far) ? "the rule does not apply" :
			 "the fault would be less than nothing";
		return;
	}
	near = fmax(at - far, 0);       /* none is less than nothing */
	for (uint32_t k = 0; k < s->sessions; k++) {
		double off = m->v[2] * gn_random_gauss(&r);

		first_reps(s, x, &p, &r);
		x->usual += (size_t)judge(s, x, &p, usual(m, &r), &sd);
		x->found += (size_t)judge(s, x, &p, at + far + off, &sd);
		x->near += (size_t)judge(s, x, &p, near + off, &sd);
		x->sessions++;
	}
}

/* --- all of them --- */

struct table {
	const struct gn_val_rules *s;
	const struct gn_val_rule  *rule;
};

static int run_point(const void *scene, size_t i, void *point)
{
	const struct table *t = scene;
	struct gn_val_rule *x = point;

	*x = t->rule[i];
	gn_val_rule_run(t->s, i, x);
	return GN_OK;
}

static const char *against_of(const struct gn_val_rule *x)
{
	return x->rule.against == GN_AGAINST_OWN ? "own" :
	       x->rule.against == GN_AGAINST_LIMIT ? "limit" : "plan";
}

/* Whether the usual repetition is good is no matter of other numbers. */
static int has_usual(const struct gn_val_rule *x)
{
	return x->rule.against == GN_AGAINST_OWN;
}

static void print_shares(FILE *to, const struct gn_val_rule *x)
{
	fprintf(to, "%6.2f %8zu %7.1f ", x->uncertainty, x->sessions,
		gn_val_percent(x->found, x->sessions));
	if (has_usual(x))
		fprintf(to, "%7.1f ", gn_val_percent(x->usual, x->sessions));
	else
		fprintf(to, "%7s ", "-");
	fprintf(to, "%7.1f\n", gn_val_percent(x->near, x->sessions));
}

static void print_table(FILE *to, const void *scene, const void *points,
			size_t n)
{
	const struct table *t = scene;
	const struct gn_val_rule *x = points;

	fprintf(to, "%-10s %-13s %-17s %-7s %-12s %6s %8s %7s %7s %7s\n",
		"RULE", "rule", "of", "against", "measure", "sure",
		"sessions", "found %", "false %", "near %");
	for (size_t i = 0; i < n; i++, x++) {
		fprintf(to, "%-10.10s %-13s %-17s %-7s %-12s ", t->s->name,
			gn_form_name(x->rule.kind),
			x->rule.of[0] ? x->rule.of : "-", against_of(x),
			measure_names[x->measure]);
		if (x->why)
			fprintf(to, "not simulated: %s\n", x->why);
		else
			print_shares(to, x);
	}
}

static int print_json(FILE *to, const void *scene, const void *points,
		      size_t n)
{
	const struct table *t = scene;
	const struct gn_val_rule *x = points;
	int err = GN_OK;

	for (size_t i = 0; i < n && !err; i++, x++)
		err = gn_cfg_json(to, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s,"
			" s:s, s:f, s:I, s:I, s:o, s:I, s:s?}",
			"schema", "gonio.validate/1", "type", "form_rule",
			"dataset", t->s->name,
			"rule", gn_form_name(x->rule.kind),
			"of", x->rule.of, "against", against_of(x),
			"measure", measure_names[x->measure],
			"uncertainty", x->why ? 0 : x->uncertainty,
			"sessions", (json_int_t)x->sessions,
			"found", (json_int_t)x->found,
			"false", has_usual(x) ?
				json_integer((json_int_t)x->usual) :
				json_null(),
			"near_false", (json_int_t)x->near,
			"not_simulated", x->why));
	return err;
}

int gn_val_rules_all(const char *path, unsigned jobs, FILE *to, int json,
		     int before, struct gn_diag *why)
{
	struct gn_catalogue *cat = NULL;
	struct gn_val_rule *list = NULL;
	static const struct gn_cfg_table table = {
		sizeof(*list), run_point, print_table, print_json
	};
	struct gn_val_rules s;
	size_t n = 0;
	int err = gn_val_rules_load(&s, path, why);

	if (!err)
		err = gn_catalogue_load(&cat, NULL, why);
	if (!err)
		err = gn_val_rules_list(&s, cat, &list, &n);
	if (!err)
		err = gn_cfg_show(&table, &(struct table){ &s, list }, n, jobs,
				  to, json, before);
	free(list);
	gn_catalogue_free(cat);
	return err;
}

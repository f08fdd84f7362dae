/* SPDX-License-Identifier: MIT */
/* Which measures of a result become observations. */
#include "gonio/report_fhir.h"

#include <math.h>
#include <string.h>

#include "fhir_put.h"
#include "report_priv.h"

static const struct fhir_code full = { .code = "repetitions-full",
	.text = "Repetitions in full range" };
static const struct fhir_code rep_s = { .code = "repetition-duration",
	.text = "Duration of a repetition, mean" };
static const struct fhir_code rep_sd = { .code = "repetition-duration-sd",
	.text = "Duration of a repetition, SD between repetitions" };
static const struct fhir_code least = { .code = "angle-least",
	.text = "Least angle, mean of the repetitions" };
static const struct fhir_code most = { .code = "angle-most",
	.text = "Largest angle, mean of the repetitions" };
static const struct fhir_code between = { .code = "range-sd",
	.text = "SD between repetitions" };

static struct fhir_value count(double n, const char *unit, const char *ucum)
{
	return (struct fhir_value){ n, NAN, 0, unit, ucum };
}

static struct fhir_value repetitions(size_t n)
{
	return count((double)n, "repetitions", "{repetitions}");
}

static struct fhir_value seconds(double s)
{
	return (struct fhir_value){ s, NAN, 2, "s", "s" };
}

static struct fhir_value degrees(float rad, float sd_rad)
{
	return (struct fhir_value){ (double)rad * GN_DEG_PER_RAD,
				    (double)sd_rad * GN_DEG_PER_RAD, 1, "deg",
				    "deg" };
}

static struct fhir_of whole(const struct gn_result *r, const char *key)
{
	struct fhir_of of = { .end_ns = r->length_ns };

	snprintf(of.key, sizeof(of.key), "%s", key);
	return of;
}

static struct fhir_of of_set(const struct gn_set *s, const char *key)
{
	struct fhir_of of = { .start_ns = s->start_ns, .end_ns = s->end_ns };

	snprintf(of.key, sizeof(of.key), "set %u %.60s", (unsigned)s->n, key);
	return of;
}

/* ---- repetitions ------------------------------------------------------- */

static void put_total(struct fhir *f)
{
	const struct gn_result *r = f->r;
	struct fhir_of of = whole(r, "repetitions");
	struct fhir_code code = { .code = "repetitions" };
	struct fhir_value n = repetitions(r->n_reps);
	struct fhir_value n_full = repetitions(gn_report_full(r));
	int component = 1, note = 1;
	char text[100];

	snprintf(text, sizeof(text), "Repetitions, %s", r->exercise->title);
	code.text = text;
	gn_fhir_open(f, &of, &code, &n, "");
	gn_fhir_component(f, &component, &full, &n_full);
	gn_fhir_components_end(f, component);
	for (size_t i = 0; i < r->n_warnings; i++)
		gn_fhir_note(f, &note, r->warnings[i].text);
	gn_fhir_notes_end(f, note);
	gn_fhir_close(f);
}

static void put_counts(struct fhir *f, const struct gn_set *s)
{
	struct fhir_of of = of_set(s, "repetitions");
	struct fhir_code code = { .code = "repetitions" };
	struct fhir_value n = repetitions(s->reps), n_full =
		repetitions(s->full);
	struct fhir_value mean = seconds((double)s->rep_mean_s);
	struct fhir_value sd = seconds((double)s->rep_sd_s);
	char text[120];
	int first = 1;

	snprintf(text, sizeof(text), "Repetitions, %s, set %u",
		 f->r->exercise->title, (unsigned)s->n);
	code.text = text;
	gn_fhir_open(f, &of, &code, &n, "");
	gn_fhir_component(f, &first, &full, &n_full);
	gn_fhir_component(f, &first, &rep_s, &mean);
	gn_fhir_component(f, &first, &rep_sd, &sd);
	gn_fhir_components_end(f, first);
	gn_fhir_close(f);
	of = of_set(s, "duration");
	mean = seconds(gn_report_s(s->end_ns - s->start_ns));
	snprintf(text, sizeof(text), "Duration of set %u", (unsigned)s->n);
	code.code = "set-duration";
	gn_fhir_simple(f, &of, &code, &mean, "");
}

/* "Range of knee_flexion_r, set 2" */
static void range_text(const char *of, const struct gn_set *s, char text[120])
{
	snprintf(text, 120, "Range of %s, mean of set %u", of, (unsigned)s->n);
}

static void put_angles(struct fhir *f, const struct gn_set *s)
{
	for (int a = 0; a < GN_ANGLES; a++) {
		const struct gn_angle_def *d = gn_angle_def((enum gn_angle)a);
		struct fhir_of of = of_set(s, d->name);
		char text[120];
		struct fhir_code code = { .code = d->name, .text = text };
		struct fhir_value rom, from, up_to;
		struct gn_range g;
		int first = 1;

		if (!gn_report_mean_angle(f->r, s->n, a, 1, &g))
			continue;
		of.side = d->side;
		range_text(d->name, s, text);
		rom = degrees(g.most_rad - g.least_rad, g.sd_rad);
		from = degrees(g.least_rad, NAN);
		up_to = degrees(g.most_rad, NAN);
		gn_fhir_open(f, &of, &code, &rom, "");
		gn_fhir_component(f, &first, &least, &from);
		gn_fhir_component(f, &first, &most, &up_to);
		gn_fhir_components_end(f, first);
		gn_fhir_close(f);
	}
}

/* Of the set's repetitions: the uncertainty of one. */
static float mean_sd(const struct gn_result *r, uint32_t set, const char **of)
{
	float sum = 0.0f, n = 0.0f;

	for (size_t i = 0; i < r->n_reps; i++) {
		if (r->reps[i].set != set || !isfinite(r->reps[i].rom_rad))
			continue;
		sum += r->reps[i].rom_sd_rad;
		n += 1.0f;
		*of = r->reps[i].rom_of;
	}
	return sum / n;
}

/* What the repetitions were measured on, where that is no joint's angle. */
static void put_range(struct fhir *f, const struct gn_set *s)
{
	const char *name = "";
	float sd = mean_sd(f->r, s->n, &name);
	struct fhir_of of = of_set(s, "range");
	struct fhir_value rom = degrees(s->rom_mean_rad, sd);
	struct fhir_value spread = degrees(s->rom_sd_rad, NAN);
	char text[120];
	struct fhir_code code = { .code = "range", .text = text };
	int first = 1;

	if (!isfinite(s->rom_mean_rad) || gn_angle_find(name) >= 0)
		return;
	range_text(name, s, text);
	gn_fhir_open(f, &of, &code, &rom, "");
	gn_fhir_component(f, &first, &between, &spread);
	gn_fhir_components_end(f, first);
	gn_fhir_close(f);
}

/* Angles whose sensors are there and that are not given, and why. */
static void put_withheld(struct fhir *f)
{
	for (int a = 0; a < GN_ANGLES; a++) {
		const struct gn_angle_note *n = &f->r->angle[a];
		const struct gn_angle_def *d = gn_angle_def((enum gn_angle)a);
		struct fhir_of of = whole(f->r, d->name);
		struct fhir_value none = degrees(NAN, NAN);
		char text[120], why[200];
		struct fhir_code code = { .code = d->name, .text = text };

		if (n->state == GN_ANGLE_ABSENT || n->state == GN_ANGLE_GIVEN)
			continue;
		of.side = d->side;
		snprintf(text, sizeof(text), "Range of %s", d->name);
		snprintf(why, sizeof(why), "%s: %s",
			 f->r->sensors[n->sensor].name,
			 gn_angle_state_text(n->state));
		gn_fhir_simple(f, &of, &code, &none, why);
	}
}

static void put_repetitions(struct fhir *f)
{
	put_total(f);
	for (size_t i = 0; i < f->r->n_sets; i++) {
		put_counts(f, &f->r->sets[i]);
		put_range(f, &f->r->sets[i]);
		put_angles(f, &f->r->sets[i]);
	}
	put_withheld(f);
}

/* ---- tests, holds, walking --------------------------------------------- */

/* The unit that a figure's name ends in. */
static struct fhir_value figure(const struct gn_test_value *v)
{
	static const struct { const char *end, *unit, *ucum; } units[] = {
		{ "_s", "s", "s" }, { "_w", "W", "W" },
		{ "_w_per_kg", "W/kg", "W/kg" },
		{ "_w_per_m2", "W/m2", "W/m2" },
	};
	struct fhir_value out = { (double)v->value, (double)v->sd,
				  v->decimals, v->name, "1" };
	size_t len = strlen(v->name);

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		size_t end = strlen(units[i].end);

		if (len <= end || strcmp(v->name + len - end, units[i].end))
			continue;
		out.unit = units[i].unit;
		out.ucum = units[i].ucum;
	}
	return out;
}

/* Is it what LOINC calls so? */
static void take_loinc(const struct gn_exercise *e, const char *name,
		       struct fhir_code *code, struct fhir_value *v)
{
	if (e->test == GN_TEST_UP_AND_GO && !strcmp(name, "time_s")) {
		code->loinc = "89423-8";
		code->display = "Time to rise from chair, walk 10 feet and "
				"back, and return to sitting [TUG]";
	} else if (e->test == GN_TEST_COUNT_STANDS && e->test_s == 30.0f &&
		   !strcmp(name, "stands")) {
		code->loinc = "66247-8";
		code->display = "Sit to stand frequency in 30 seconds";
		v->unit = "stands in 30 s";
		v->ucum = "{#}/(30.s)";
	}
}

static void put_test(struct fhir *f)
{
	const struct gn_function_test *t = &f->r->test;

	for (size_t i = 0; i < t->n_values; i++) {
		const struct gn_test_value *v = &t->value[i];
		struct fhir_of of = whole(f->r, v->name);
		struct fhir_value value = figure(v);
		char text[160];
		struct fhir_code code = { .code = v->name, .text = text };
		int first = 1;

		if (t->start_ns != GN_NO_TIME) {
			of.start_ns = t->start_ns;
			of.end_ns = t->end_ns;
		}
		snprintf(text, sizeof(text), "%s, %s", f->r->exercise->title,
			 v->name);
		take_loinc(f->r->exercise, v->name, &code, &value);
		gn_fhir_open(f, &of, &code, &value, v->why);
		if (isfinite(v->value) && v->why[0])
			gn_fhir_note(f, &first, v->why);
		gn_fhir_notes_end(f, first);
		gn_fhir_close(f);
	}
}

static void put_holds(struct fhir *f)
{
	static const struct fhir_code held = { .code = "hold",
		.text = "Time that a posture was held" };
	static const struct fhir_code quiet = { .code = "quiet",
		.text = "Time without movement" };

	for (size_t i = 0; i < f->r->n_holds; i++) {
		const struct gn_hold *h = &f->r->holds[i];
		struct fhir_of of = { .start_ns = h->start, .end_ns = h->end,
				      .side = h->side };
		struct fhir_value s = seconds((double)h->held_s);

		snprintf(of.key, sizeof(of.key), "hold %u", (unsigned)h->n);
		gn_fhir_simple(f, &of, h->quiet ? &quiet : &held, &s, "");
	}
}

static void put_speed(struct fhir *f)
{
	static const struct fhir_code code = { .code = "gait-speed",
		.text = "Gait speed over a known distance" };
	struct fhir_of of = whole(f->r, "gait-speed");
	struct fhir_value v = { NAN, NAN, 2, "m/s", "m/s" };
	struct gn_gait_speed g;

	if (gn_gait_speed(f->r->bouts, f->r->n_bouts, f->r->walking.distance_m,
			  &g))
		v.value = (double)g.speed_mps;
	gn_fhir_simple(f, &of, &code, &v,
		       "nobody said how far the walk was, or none was seen");
}

static void put_walking(struct fhir *f)
{
	static const struct fhir_code steps = { .code = "steps",
		.text = "Steps", .loinc = "55423-8", .display =
		"Number of steps in unspecified time Pedometer" };
	static const struct fhir_code cadence = { .code = "cadence",
		.text = "Cadence while walking" };
	static const struct fhir_code walking = { .code = "walking-time",
		.text = "Time spent walking" };
	const struct gn_walking *w = &f->r->walking;
	struct fhir_of of = whole(f->r, "steps");
	struct fhir_value n = count(w->steps, "steps", "{steps}");
	struct fhir_value rate = { (double)w->cadence_spm, NAN, 1,
				   "steps/min", "{steps}/min" };
	struct fhir_value time = seconds((double)w->walking_s);

	gn_fhir_simple(f, &of, &steps, &n, "");
	of = whole(f->r, "cadence");
	gn_fhir_simple(f, &of, &cadence, &rate, "no bout of walking was seen");
	of = whole(f->r, "walking-time");
	gn_fhir_simple(f, &of, &walking, &time, "");
	if (w->distance_m > 0.0f || !strcmp(f->r->exercise->name, "gait_speed"))
		put_speed(f);
}

int gn_report_fhir(const struct gn_result *r, const struct gn_fhir_about *about,
		   FILE *to)
{
	struct fhir f = { .to = to, .r = r, .about = about };

	gn_fhir_begin(&f);
	if (r->exercise->task == GN_TASK_REPETITIONS &&
	    r->exercise->test != GN_TEST_UP_AND_GO)
		put_repetitions(&f);
	if (r->exercise->task == GN_TASK_HOLD)
		put_holds(&f);
	put_test(&f);
	if (r->walking.assessed)
		put_walking(&f);
	return gn_fhir_end(&f);
}

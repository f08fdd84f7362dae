/* SPDX-License-Identifier: MIT */
#include "analyse_warn.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

int gn_warn(struct gn_result *r, enum gn_warning_code code,
	    const char *fmt, ...)
{
	size_t n = r->n_warnings;
	struct gn_warning *w = r->warnings;
	va_list ap;

	w = realloc(w, (n + 1) * sizeof(*w));
	if (!w)
		return GN_ENOMEM;
	r->warnings = w;
	w[n].code = code;
	va_start(ap, fmt);
	vsnprintf(w[n].text, sizeof(w[n].text), fmt, ap);
	va_end(ap);
	r->n_warnings++;
	return GN_OK;
}

int gn_warn_units(struct gn_result *r, const struct gn_units_check *u,
		  struct gn_diag *why)
{
	size_t bad = 0;

	for (size_t i = 0; i < r->n_sensors; i++) {
		struct gn_diag text;
		enum gn_units_verdict v = gn_units_verdict(u, i, &text);
		int dead = v == GN_UNITS_NO_DATA || v == GN_UNITS_ACC_DEAD ||
			   v == GN_UNITS_GYR_DEAD;
		int err;

		if (v <= GN_UNITS_UNKNOWN)
			continue;
		/* an accelerometer alone also counts */
		bad += v != GN_UNITS_GYR_DEAD || !r->sensors[i].has_acc;
		gn_diag_set(why, GN_EUNITS, "%s: %s", r->recording, text.text);
		err = gn_warn(r, dead ? GN_WARN_SENSOR : GN_WARN_UNITS, "%s",
			      text.text);
		if (err)
			return err;
	}
	return bad > 0 && bad == r->n_sensors ? GN_EUNITS : GN_OK;
}

static double part(uint64_t n, const struct gn_quality *q)
{
	return q->samples ? (double)n / (double)q->samples : 0;
}

static int warn_samples(struct gn_result *r, const struct gn_sensor *s,
			const struct gn_quality *q)
{
	int err = GN_OK;

	if (q->gaps)
		err = gn_warn(r, GN_WARN_GAPS, "%s: %u gaps without samples, "
			      "%.1f s in all", s->name, q->gaps, q->gap_s);
	if (!err && part(q->repeated, q) > GN_WARN_PART_MIN)
		err = gn_warn(r, GN_WARN_REPEATED, "%s: %.0f %% of the "
			      "samples repeat the one before", s->name,
			      100 * part(q->repeated, q));
	if (!err && part(q->late, q) > GN_WARN_PART_MIN)
		err = gn_warn(r, GN_WARN_LATE, "%s: %u samples came late and "
			      "were dropped", s->name, q->late);
	if (!err && q->clipped)
		err = gn_warn(r, GN_WARN_CLIPPED, "%s: %u samples at the "
			      "limit of the sensor's range", s->name,
			      q->clipped);
	return err;
}

static int warn_sensor(struct gn_result *r, const struct gn_sensor *s,
		       const struct gn_quality *q)
{
	int err = GN_OK;

	if (s->bad_acc || s->bad_gyr)
		err = gn_warn(r, GN_WARN_SENSOR, "%s: %s declared bad, not "
			      "used", s->name, s->bad_acc && s->bad_gyr ?
			      "sensor" : s->bad_acc ? "accelerometer" :
			      "gyroscope");
	if (!err && q->samples == 0)
		err = gn_warn(r, GN_WARN_SENSOR, "%s: no samples", s->name);
	if (!err && q->rate_hz < GN_WARN_RATE_MIN_HZ && q->samples > 0)
		err = gn_warn(r, GN_WARN_RATE, "%s: %.1f samples per second; "
			      "fast repetitions may be missed", s->name,
			      q->rate_hz);
	return err;
}

void gn_mistake_text(const struct gn_mistake *m,
		     const struct gn_sensor *sensors, char *to, size_t size)
{
	const char *a = sensors[m->sensor].name, *b = sensors[m->other].name;
	double at_s = 1e-9 * (double)m->since_ns;

	switch (m->kind) {
	case GN_MISTAKE_SWAPPED:
		snprintf(to, size, "%s and %s seem to sit in each other's "
			 "place (%.1f s): swap them, or their names; ranges "
			 "of both are not given", a, b, at_s);
		return;
	case GN_MISTAKE_CROSSED:
		snprintf(to, size, "%s and %s seem swapped, left for right%s "
			 "(%.1f s): swap them, or their names; ranges of "
			 "both are not given", a, b, m->or_next ? ", or those "
			 "of the next segment" : "", at_s);
		return;
	case GN_MISTAKE_SLIPPED:
		snprintf(to, size, "%s has slipped on its segment (%.1f s): "
			 "strap it on tightly and calibrate again; its ranges "
			 "from then on are not given", a, at_s);
		return;
	case GN_MISTAKE_MOVED:
		snprintf(to, size, "%s does not sit as in its calibration "
			 "(%.1f s): calibrate again as it is now; its ranges "
			 "are not given", a, at_s);
		return;
	default:
		snprintf(to, size, "%s and %s move as one (%.1f s): both sit "
			 "on one segment; strap each where its name says; "
			 "ranges of both are not given", a, b, at_s);
	}
}

int gn_warn_mistake(struct gn_result *r, const struct gn_mistake *m)
{
	char text[sizeof(r->warnings->text)];

	gn_mistake_text(m, r->sensors, text, sizeof(text));
	return gn_warn(r, GN_WARN_MISPLACED, "%s", text);
}

static int fits(const struct gn_exercise *e, const struct gn_result *r)
{
	if (e->n_places == 0)
		return 1;
	for (size_t i = 0; i < r->n_sensors; i++)
		if (gn_exercise_rank(e, r->sensors[i].place) < e->n_places)
			return 1;
	return 0;
}

/* What the counting itself is not sure of. */
static int warn_count(struct gn_result *r)
{
	int err = GN_OK;

	if (r->exercise->task == GN_TASK_HOLD)
		return r->n_holds ? GN_OK :
			gn_warn(r, GN_WARN_NO_HOLD, "no hold found: record "
				"from before the posture is taken until after "
				"it is left");
	if (r->walking.assessed && !r->walking.steps)
		err = gn_warn(r, GN_WARN_NO_STEPS, "no steps found");
	if (!err && r->n_reps == 0 && r->exercise->rep_max_s > 0.0f &&
	    r->exercise->test != GN_TEST_UP_AND_GO)
		err = gn_warn(r, GN_WARN_NO_REPS, "no repetitions found");
	if (!err && r->n_cuts)
		err = gn_warn(r, GN_WARN_LONG, "%u stretches of movement were "
			      "longer than 10 min and cut; a repetition may be "
			      "missed at each cut", r->n_cuts);
	return err;
}

int gn_warn_quality(struct gn_result *r)
{
	int err = GN_OK;

	for (size_t i = 0; i < r->n_sensors && !err; i++) {
		err = warn_sensor(r, &r->sensors[i], &r->quality[i]);
		if (!err)
			err = warn_samples(r, &r->sensors[i], &r->quality[i]);
	}
	if (!err && !fits(r->exercise, r))
		err = gn_warn(r, GN_WARN_PLACE, "no sensor at a place that "
			      "%s is known to be measured well from",
			      r->exercise->name);
	return err ? err : warn_count(r);
}

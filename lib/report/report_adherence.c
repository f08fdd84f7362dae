/* SPDX-License-Identifier: MIT */
#include "gonio/report_adherence.h"

#include <jansson.h>
#include <math.h>

#include "report_priv.h"

static const struct {
	const char *name, *text;
} rules[GN_RULES] = {
	[GN_RULE_ACSM] = { "acsm", "one or two repetitions over the goal in "
		"every set: load 2 to 10 % up (ACSM 2009)" },
	[GN_RULE_2_FOR_2] = { "two_for_two", "two over the goal in the last "
		"set of two sessions in a row: load up (NSCA 2-for-2)" },
	[GN_RULE_EFFORT] = { "effort", "all repetitions full, the last set "
		"rated hard (CR10 5 or more): one step up" },
	[GN_RULE_HOLD] = { "hold", "sets not whole, partial repetitions or "
		"range below target: hold" },
	[GN_RULE_FORM] = { "form", "faults of form in a quarter of the "
		"repetitions or more: hold" },
	[GN_RULE_RANGE] = { "range", "range fallen by more than the error of "
		"measurement: step down" },
};

static const struct {
	const char *name, *text;
} steps[] = {
	[GN_STEP_UNKNOWN] = { "not_assessed", "not assessed" },
	[GN_STEP_UP] = { "up", "one step up" },
	[GN_STEP_KEEP] = { "keep", "go on as it is" },
	[GN_STEP_HOLD] = { "hold", "hold" },
	[GN_STEP_DOWN] = { "down", "one step down" },
};

static void put_days(FILE *to, uint32_t done, uint32_t wanted)
{
	char text[32];

	if (wanted)
		snprintf(text, sizeof(text), "%u of %u", (unsigned)done,
			 (unsigned)wanted);
	else
		snprintf(text, sizeof(text), "%u", (unsigned)done);
	fprintf(to, "%10s", text);
}

static void put_week(FILE *to, const struct gn_plan *p,
		     const struct gn_plan_week *w)
{
	fprintf(to, "%04d-W%02d", w->year, w->week);
	for (int k = 0; k < GN_PLAN_KINDS; k++)
		put_days(to, w->days[k],
			 gn_plan_wanted(p, (enum gn_plan_kind)k));
	put_days(to, w->sets, w->prescribed);
	fprintf(to, "%12u\n", (unsigned)w->in_a_row);
}

static void put_next(FILE *to, const struct gn_plan_item *i,
		     const struct gn_suggestion *s)
{
	static const char *const verdict[] = {
		[GN_RULE_NO] = "no", [GN_RULE_YES] = "yes",
		[GN_RULE_NOT_ASSESSED] = "not assessed",
	};
	const char *side = i->side == GN_SIDE_LEFT ? " left" :
			   i->side == GN_SIDE_RIGHT ? " right" : "";

	fprintf(to, "  %s%s: %s\n", i->exercise, side, steps[s->step].text);
	if (s->step == GN_STEP_UNKNOWN)
		return;
	if (isfinite(s->rated)) {
		fputs("    last set ", to);
		gn_report_rating(to, s->rated);
		fputc('\n', to);
	}
	if (s->judged)
		fprintf(to, "    faults of form in %u of %u repetitions\n",
			(unsigned)s->faulty, (unsigned)s->judged);
	for (int k = 0; k < GN_RULES; k++)
		fprintf(to, "    %-12s  %s\n", verdict[s->rule[k]],
			rules[k].text);
}

/* Days of which no steps are recorded say nothing. */
static void put_steps(const struct gn_followed *f, FILE *to)
{
	uint32_t walked = 0;

	if (!f->plan->steps_per_day)
		return;
	for (size_t k = 0; k < f->n_weeks; k++) {
		const struct gn_plan_week *w = &f->week[k];

		walked += w->walked;
		if (w->walked)
			fprintf(to, "%04d-W%02d  steps: %u a day on average, "
				"%u of %u recorded days with %u or more\n",
				w->year, w->week,
				(unsigned)(w->steps / w->walked),
				(unsigned)w->enough, (unsigned)w->walked,
				(unsigned)f->plan->steps_per_day);
	}
	if (!walked)
		fputs("Not assessed: steps a day; no recording of walking\n",
		      to);
}

int gn_report_adherence(const struct gn_followed *f, FILE *to)
{
	fprintf(to, "Plan of    %s\n\n", f->plan->patient);
	if (f->n_weeks)
		fputs("week      strength   balance  mobility      sets"
		      "  without rest\n", to);
	else
		fputs("Not assessed: weeks; the recordings have no dates\n",
		      to);
	for (size_t k = 0; k < f->n_weeks; k++)
		put_week(to, f->plan, &f->week[k]);
	put_steps(f, to);
	fputs("\nSuggestions to the therapist, who decides\n", to);
	for (size_t k = 0; k < f->plan->n; k++)
		put_next(to, &f->plan->item[k], &f->next[k]);
	return gn_report_end(to);
}

static json_t *week_json(const struct gn_plan *p,
			 const struct gn_plan_week *w)
{
	json_t *o = json_object();
	char text[32];

	snprintf(text, sizeof(text), "%04d-W%02d", w->year, w->week);
	json_object_set_new(o, "week", json_string(text));
	for (int k = 0; k < GN_PLAN_KINDS; k++)
		json_object_set_new(o, gn_plan_kind_name(
			(enum gn_plan_kind)k), json_pack("{si si}", "days",
			(int)w->days[k], "wanted",
			(int)gn_plan_wanted(p, (enum gn_plan_kind)k)));
	json_object_set_new(o, "sets", json_integer(w->sets));
	json_object_set_new(o, "sets_prescribed", w->prescribed ?
			    json_integer(w->prescribed) : json_null());
	json_object_set_new(o, "days_with_steps", json_integer(w->walked));
	json_object_set_new(o, "days_with_enough_steps", p->steps_per_day ?
			    json_integer(w->enough) : json_null());
	json_object_set_new(o, "steps", w->walked ? json_integer(w->steps) :
			    json_null());
	json_object_set_new(o, "days_without_rest",
			    json_integer(w->in_a_row));
	return o;
}

static json_t *next_json(const struct gn_plan_item *i,
			 const struct gn_suggestion *s)
{
	json_t *o = json_object();

	for (int k = 0; k < GN_RULES; k++)
		json_object_set_new(o, rules[k].name, s->rule[k] ==
				    GN_RULE_NOT_ASSESSED ? json_null() :
				    json_boolean(s->rule[k] == GN_RULE_YES));
	return json_pack("{ss so ss so so so so}", "exercise", i->exercise,
			 "side",
			 i->side == GN_SIDE_NONE ? json_null() :
			 json_string(gn_side_name(i->side)), "suggestion",
			 steps[s->step].name, "rules", o, "rated_cr10",
			 isfinite(s->rated) ? json_real((double)s->rated) :
			 json_null(), "judged", s->judged ?
			 json_integer(s->judged) : json_null(), "with_faults",
			 s->judged ? json_integer(s->faulty) : json_null());
}

int gn_report_adherence_json(const struct gn_followed *f, FILE *to)
{
	json_t *weeks = json_array(), *next = json_array(), *all;
	int err = GN_ENOMEM;

	for (size_t k = 0; k < f->n_weeks; k++)
		json_array_append_new(weeks, week_json(f->plan, &f->week[k]));
	for (size_t k = 0; k < f->plan->n; k++)
		json_array_append_new(next, next_json(&f->plan->item[k],
						      &f->next[k]));
	all = json_pack("{ss ss so so}", "schema", "gonio.adherence/1",
			"patient", f->plan->patient, "weeks", weeks,
			"suggestions", next);
	if (all && !json_dumpf(all, to, JSON_COMPACT))
		err = GN_OK;
	json_decref(all);
	fputc('\n', to);
	return err ? err : gn_report_end(to);
}

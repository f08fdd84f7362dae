/* SPDX-License-Identifier: MIT */
#include "gonio/adherence.h"

#include <math.h>
#include <string.h>

/* Fewer faults than that, or in a smaller part, may be none; see the header. */
#define FAULTY_LEAST 3
#define FAULTY_PART 4

static size_t dated(const struct gn_plan_day *day, size_t n)
{
	size_t k = 0;

	while (k < n && day[k].dated)
		k++;
	return k;
}

size_t gn_plan_weeks(const struct gn_plan_day *day, size_t n)
{
	n = dated(day, n);
	if (!n)
		return 0;
	return (size_t)((gn_day_monday(day[n - 1].day) -
			 gn_day_monday(day[0].day)) / GN_WEEKDAYS) + 1;
}

static int is_done(const struct gn_plan_day *d, size_t item)
{
	return d->done[item].attempted > 0;
}

/* Sets a week of the items that say on how many days. */
static uint32_t prescribed(const struct gn_plan *p)
{
	uint32_t sets = 0;

	for (size_t k = 0; k < p->n; k++)
		sets += p->item[k].sets * p->item[k].days_a_week;
	return sets;
}

static void add_day(const struct gn_plan *p, const struct gn_plan_day *d,
		    const struct gn_plan_day *before, struct gn_plan_week *w)
{
	uint8_t kind[GN_PLAN_KINDS] = { 0 };
	int in_a_row = 0;

	for (size_t k = 0; k < p->n; k++) {
		const struct gn_plan_item *i = &p->item[k];

		if (!is_done(d, k))
			continue;
		kind[i->kind] = 1;
		w->sets += d->done[k].whole;
		in_a_row |= i->kind == GN_PLAN_STRENGTH && i->rest && before &&
			    before->day + 1 == d->day && is_done(before, k);
	}
	for (int k = 0; k < GN_PLAN_KINDS; k++)
		w->days[k] += kind[k];
	w->in_a_row += (uint32_t)in_a_row;
	w->walked += d->walks > 0;
	w->enough += d->walks && d->steps >= p->steps_per_day;
	w->steps += d->steps;
}

void gn_plan_adherence(const struct gn_plan *p, const struct gn_plan_day *day,
		       size_t n, struct gn_plan_week *out)
{
	size_t weeks = gn_plan_weeks(day, n);
	int64_t first = weeks ? gn_day_monday(day[0].day) : 0;

	n = dated(day, n);
	for (size_t k = 0; k < weeks; k++) {
		memset(&out[k], 0, sizeof(out[k]));
		out[k].week = gn_day_week(first + GN_WEEKDAYS * (int64_t)k,
					  &out[k].year);
		out[k].prescribed = prescribed(p);
	}
	for (size_t k = 0; k < n; k++)
		add_day(p, &day[k], k ? &day[k - 1] : NULL,
			&out[(day[k].day - first) / GN_WEEKDAYS]);
}

uint32_t gn_plan_wanted(const struct gn_plan *p, enum gn_plan_kind kind)
{
	uint32_t said = kind == GN_PLAN_STRENGTH ? p->strength_days :
			kind == GN_PLAN_BALANCE ? p->balance_days : 0;
	uint32_t most = 0, named = 0;
	uint8_t days = 0;

	for (size_t k = 0; k < p->n; k++) {
		if (p->item[k].kind != kind)
			continue;
		days |= p->item[k].days;
		if (p->item[k].days_a_week > most)
			most = p->item[k].days_a_week;
	}
	for (; days; days &= (uint8_t)(days - 1))
		named++;
	return said ? said : named > most ? named : most;
}

/* The latest day of an item before day k; NULL: there is none. */
static const struct gn_done *latest(const struct gn_plan_day *day, size_t *k,
				    size_t item)
{
	while (*k > 0)
		if (is_done(&day[--*k], item))
			return &day[*k].done[item];
	return NULL;
}

static enum gn_rule_verdict yes(int met)
{
	return met ? GN_RULE_YES : GN_RULE_NO;
}

void gn_plan_suggest(const struct gn_plan *p, const struct gn_plan_day *day,
		     size_t n, size_t item, int range,
		     struct gn_suggestion *out)
{
	const struct gn_plan_item *i = &p->item[item];
	const struct gn_done *a = latest(day, &n, item);
	const struct gn_done *b = a ? latest(day, &n, item) : NULL;
	enum gn_rule_verdict *rule = out->rule;

	out->step = GN_STEP_UNKNOWN;
	out->rated = NAN;
	out->judged = out->faulty = 0;
	for (int k = 0; k < GN_RULES; k++)
		rule[k] = GN_RULE_NOT_ASSESSED;
	if (!a || !i->reps)
		return;
	rule[GN_RULE_ACSM] = yes(a->over >= i->sets);
	if (b)
		rule[GN_RULE_2_FOR_2] = yes(a->last >= i->reps + 2 &&
					    b->last >= i->reps + 2);
	rule[GN_RULE_HOLD] = yes(a->whole < i->sets || a->partial > 0 ||
				 a->reach == GN_REACH_SHORT);
	out->judged = a->judged;
	out->faulty = a->faulty;
	if (a->judged)
		rule[GN_RULE_FORM] = yes(a->faulty >= FAULTY_LEAST &&
					 FAULTY_PART * a->faulty >= a->judged);
	out->rated = a->rated;
	if (isfinite(a->rated))
		rule[GN_RULE_EFFORT] = yes(a->whole >= i->sets && !a->partial &&
					   a->rated >= GN_CR10_HARD);
	if (range >= 0)
		rule[GN_RULE_RANGE] = yes(range);
	if (rule[GN_RULE_RANGE] == GN_RULE_YES)
		out->step = GN_STEP_DOWN;
	else if (rule[GN_RULE_HOLD] == GN_RULE_YES ||
		 rule[GN_RULE_FORM] == GN_RULE_YES)
		out->step = GN_STEP_HOLD;
	else if (rule[GN_RULE_ACSM] == GN_RULE_YES ||
		 rule[GN_RULE_2_FOR_2] == GN_RULE_YES ||
		 rule[GN_RULE_EFFORT] == GN_RULE_YES)
		out->step = GN_STEP_UP;
	else
		out->step = GN_STEP_KEEP;
}

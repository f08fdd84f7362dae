/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "gonio/plan.h"

void gn_plan_day_init(struct gn_plan_day *d)
{
	memset(d, 0, sizeof(*d));
	for (size_t k = 0; k < GN_PLAN_ITEMS_MAX; k++)
		gn_done_init(&d->done[k]);
}

/* Is the item's exercise this one, and prescribed for the day? */
static int holds(const struct gn_plan_item *i, const char *exercise,
		 int dated, int64_t day)
{
	return !strcmp(i->exercise, exercise) && (!i->days || !dated ||
	       (i->days >> gn_day_weekday(day) & 1));
}

uint32_t gn_plan_items(const struct gn_plan *p, const char *exercise,
		       int dated, int64_t day)
{
	uint32_t today = 0, any = 0;

	for (size_t k = 0; k < p->n; k++) {
		if (holds(&p->item[k], exercise, dated, day))
			today |= 1u << k;
		if (!strcmp(p->item[k].exercise, exercise))
			any |= 1u << k;
	}
	return today ? today : any;
}

static void add_extra(struct gn_plan_day *d, const char *exercise,
		      enum gn_side side, int planned)
{
	struct gn_extra *e;
	size_t k = 0;

	while (k < d->n_extra && (strcmp(d->extra[k].exercise, exercise) ||
				  d->extra[k].side != side))
		k++;
	if (k == GN_PLAN_EXTRAS_MAX) {
		d->unlisted++;
		return;
	}
	e = &d->extra[k];
	if (k == d->n_extra) {
		memset(e, 0, sizeof(*e));
		snprintf(e->exercise, sizeof(e->exercise), "%s", exercise);
		e->side = side;
		e->planned = (uint8_t)planned;
		d->n_extra++;
	}
	e->reps++;
}

/* Repetitions that none of the items takes. */
static void add_extras(struct gn_plan_day *d, const struct gn_plan *p,
		       uint32_t items, const char *exercise,
		       const struct gn_rep *reps, size_t n)
{
	for (size_t r = 0; r < n; r++) {
		int taken = 0;

		for (size_t k = 0; k < p->n; k++)
			taken |= (items >> k & 1) &&
				 gn_plan_takes(&p->item[k], reps[r].side);
		if (!taken)
			add_extra(d, exercise, reps[r].side, items != 0);
	}
}

void gn_plan_day_add(struct gn_plan_day *d, const struct gn_plan *p,
		     const struct gn_plan_take *t)
{
	uint32_t items = gn_plan_items(p, t->exercise, d->dated, d->day);
	struct gn_done *first = NULL, *took = NULL;

	for (size_t k = 0; k < p->n; k++) {
		uint32_t before = d->done[k].attempted;

		if (!(items >> k & 1))
			continue;
		gn_done_add(&d->done[k], &p->item[k], t);
		if (!first)
			first = &d->done[k];
		if (!took && d->done[k].attempted > before)
			took = &d->done[k];
	}
	if (!took)
		took = first;
	if (t->walking && t->walking->assessed) {
		d->walks++;
		d->steps += t->walking->steps;
	}
	for (size_t k = 0; k < t->n_rejected && took; k++)
		took->rejected[t->rejected[k].reason]++;
	add_extras(d, p, items, t->exercise, t->reps, t->n);
}

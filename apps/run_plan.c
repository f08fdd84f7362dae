/* SPDX-License-Identifier: MIT */
/* What is prescribed for a session, and what was done of it. */
#include <string.h>

#include "run_priv.h"

#include "gonio/report_plan.h"

void gn_run_prescribe(const struct run *r, const char *name,
		      struct gn_target *target, struct gn_form_plan *plan)
{
	const struct gn_task *t = &r->o->tasks[r->task];
	const struct gn_tally *all = r->o->tally;
	const struct gn_visit *v = &r->o->visit;

	*target = t->target;
	memset(plan, 0, sizeof(*plan));
	if (!all)
		return;
	gn_tally_form(all, v, name, plan);
	if (!t->planned && *name &&
	    !gn_target_add(target, &all->plan, name, v->dated, v->day))
		gn_watch_say(r->watch, gn_live_now_ns(r->live),
			     "the plan does not have this exercise");
}

int gn_run_judge(struct run *r, const struct gn_result *result)
{
	struct gn_form_plan plan;
	const struct gn_visit *v = &r->o->visit;
	int err;

	if (!r->o->tally)
		return GN_OK;
	gn_tally_form(r->o->tally, v, result->exercise->name, &plan);
	err = gn_live_judge(r->live, &plan);
	return err ? err : gn_tally_add(r->o->tally, v, result);
}

int gn_run_followed(const struct run *r, FILE *to)
{
	const struct gn_tally *t = r->o->tally;

	if (!t || !t->n)
		return GN_OK;
	fputc('\n', to);
	return gn_report_plan(&t->plan, t->day, t->n, to);
}

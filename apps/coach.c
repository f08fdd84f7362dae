/* SPDX-License-Identifier: MIT */
#include "coach.h"

#include <string.h>

void gn_coach_begin(struct gn_coach *c, const struct gn_exercise *e,
		    const struct gn_sensor *sensors, size_t n_sensors,
		    const struct gn_form_plan *plan)
{
	c->exercise = e;
	c->sensors = sensors;
	c->n_sensors = n_sensors;
	memset(&c->plan, 0, sizeof(c->plan));
	if (plan)
		c->plan = *plan;
	c->n = c->final = 0;
	c->news = c->set_over = c->found = 0;
}

/* Those between the first and the newest make room. */
static void add(struct gn_coach *c, const struct gn_rep *r)
{
	const size_t at = GN_COACH_FIRST;

	if (c->n == GN_COACH_REPS) {
		memmove(&c->rep[at], &c->rep[at + 1],
			(c->n - at - 1) * sizeof(c->rep[0]));
		c->n--;
		c->final -= c->final > at;
	}
	c->rep[c->n++] = *r;
	c->final += !r->provisional;
	c->set_over = 0;
}

void gn_coach_event(struct gn_coach *c, const struct gn_session_event *ev)
{
	c->news = 1;
	if (ev->kind == GN_EV_REP)
		add(c, &ev->u.rep);
	else if (ev->kind == GN_EV_REVISE)
		c->n = c->final;
	else if (ev->kind == GN_EV_SET)
		c->set_over = 1;
}

/* The pause behind a repetition, which is known with the next one. */
static int is_behind(const struct gn_coach *c, const struct gn_finding *f)
{
	return !strcmp(f->look.of, c->exercise->first == GN_PHASE_ECCENTRIC ?
		       "pause after concentric" : "pause after eccentric");
}

/* What is found in repetition i; last: it is not the newest, and only what was
 * not known when it was is of use. */
static void look(struct gn_coach *c, const struct gn_form_input *in, size_t i,
		 int last)
{
	struct gn_form form;

	/* without memory there is nothing to say */
	if (gn_form_judge_rep(in, i, &form))
		return;
	for (size_t k = 0; k < form.n; k++) {
		const struct gn_finding *f = &form.finding[k];

		if ((!f->n && !c->set_over) ||
		    (last && !is_behind(c, f)))
			continue;
		/* infinitely far where a set ends early */
		if (!c->found || f->look.beyond > c->finding.look.beyond)
			c->finding = *f;
		c->found = 1;
	}
	gn_form_free(&form);
}

const struct gn_finding *gn_coach_look(struct gn_coach *c,
				       const struct gn_angle_note *angle)
{
	const struct gn_form_input in = {
		.exercise = c->exercise, .sensors = c->sensors,
		.n_sensors = c->n_sensors, .reps = c->rep, .n_reps = c->n,
		.angle = angle, .plan = &c->plan,
	};

	if (c->news && c->exercise && !c->exercise->cyclic) {
		c->found = 0;
		if (c->n)
			look(c, &in, c->n - 1, 0);
		if (!c->found && c->n > 1 &&
		    c->rep[c->n - 2].set == c->rep[c->n - 1].set)
			look(c, &in, c->n - 2, 1);
	}
	c->news = 0;
	return c->found ? &c->finding : NULL;
}

/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyse.h"
#include "validate_form.h"

/* What the events of one recording tell, and what was found in it. */
struct spans {
	struct gn_span *rep, *set;     /* true repetitions, marked sets */
	size_t          n_rep, n_set;
	double         *held_s;        /* of holds, which stand for reps */
	uint8_t         holds;
	int64_t        *seat_ns;       /* seat-off instants */
	size_t          n_seat;
	struct gn_span *found;
	double         *found_s;       /* held, of holds */
	int64_t        *turn_ns;       /* theirs, in the result's order */
	size_t          n_found;
};

static void spans_free(struct spans *s)
{
	free(s->rep);
	free(s->set);
	free(s->seat_ns);
	free(s->held_s);
	free(s->found);
	free(s->found_s);
	free(s->turn_ns);
}

static int by_start(const void *a, const void *b)
{
	const struct gn_span *x = a, *y = b;

	return (x->start_ns > y->start_ns) - (x->start_ns < y->start_ns);
}

/* True time of each hold, without its breaks. */
static void hold_times(struct spans *s, const struct gn_event *ev, size_t n)
{
	for (size_t i = 0; i < s->n_rep; i++) {
		const struct gn_span *h = &s->rep[i];
		int64_t ns = h->end_ns - h->start_ns;

		for (size_t k = 0; k < n; k++)
			if (strcmp(ev[k].type, "break") == 0 &&
			    ev[k].onset_ns >= h->start_ns &&
			    ev[k].onset_ns < h->end_ns)
				ns -= ev[k].duration_ns;
		s->held_s[i] = 1e-9 * (double)ns;
	}
}

static int spans_of_events(struct spans *s, const struct gn_event *ev,
			   size_t n)
{
	/* one more than needed: room for none is still an allocation */
	s->rep = calloc(n + 1, sizeof(*s->rep));
	s->set = calloc(n + 1, sizeof(*s->set));
	s->seat_ns = calloc(n + 1, sizeof(*s->seat_ns));
	s->held_s = calloc(n + 1, sizeof(*s->held_s));
	if (!s->rep || !s->set || !s->seat_ns || !s->held_s)
		return GN_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		struct gn_span at = {
			ev[i].onset_ns, ev[i].onset_ns + ev[i].duration_ns
		};

		if (strcmp(ev[i].type, "rep") == 0 ||
		    strcmp(ev[i].type, "hold") == 0)
			s->rep[s->n_rep++] = at;
		else if (strcmp(ev[i].type, "set") == 0)
			s->set[s->n_set++] = at;
		else if (strcmp(ev[i].type, "seat_off") == 0)
			s->seat_ns[s->n_seat++] = at.start_ns;
	}
	qsort(s->rep, s->n_rep, sizeof(*s->rep), by_start);
	hold_times(s, ev, n);
	return GN_OK;
}

static void spans_of_holds(struct spans *s, const struct gn_result *res)
{
	s->holds = 1;
	for (size_t i = 0; i < res->n_holds; i++) {
		const struct gn_hold *h = &res->holds[i];

		s->found[i] = (struct gn_span){ h->start, h->end };
		s->turn_ns[i] = (h->start + h->end) / 2;
		s->found_s[i] = (double)h->held_s;
	}
	s->n_found = res->n_holds;
}

static int spans_of_result(struct spans *s, const struct gn_result *res)
{
	size_t n = res->n_reps + res->n_holds + 1;

	s->found = calloc(n, sizeof(*s->found));
	s->found_s = calloc(n, sizeof(*s->found_s));
	s->turn_ns = calloc(n, sizeof(*s->turn_ns));
	if (!s->found || !s->found_s || !s->turn_ns)
		return GN_ENOMEM;
	if (res->exercise && res->exercise->task == GN_TASK_HOLD) {
		spans_of_holds(s, res);
		return GN_OK;
	}
	for (size_t i = 0; i < res->n_reps; i++) {
		s->found[i].start_ns = res->reps[i].start_ns;
		s->found[i].end_ns = res->reps[i].end_ns;
		s->turn_ns[i] = res->reps[i].turn_ns;
	}
	s->n_found = res->n_reps;
	qsort(s->found, s->n_found, sizeof(*s->found), by_start);
	return GN_OK;
}

/* Start of the repetition that holds t, else of the one that starts nearest. */
static int64_t start_near(const struct spans *s, int64_t t)
{
	int64_t best = s->found[0].start_ns;

	for (size_t i = 0; i < s->n_found; i++) {
		int64_t start = s->found[i].start_ns;

		if (start <= t && t <= s->found[i].end_ns)
			return start;
		if (llabs(start - t) < llabs(best - t))
			best = start;
	}
	return best;
}

static void add(struct gn_val_errors *e, enum gn_val_bound b, int64_t ns)
{
	e->s[b][e->n[b]++] = 1e-9 * (double)ns;
}

static int compare(struct gn_val_errors *e, const struct spans *s)
{
	int *pair = calloc(s->n_rep + 1, sizeof(*pair));
	int n = GN_ENOMEM;

	e->s[GN_VAL_START] = calloc(s->n_rep + 1, sizeof(double));
	e->s[GN_VAL_END] = calloc(s->n_rep + 1, sizeof(double));
	e->s[GN_VAL_SEAT] = calloc(s->n_seat + 1, sizeof(double));
	e->s[GN_VAL_HELD] = calloc(s->n_rep + 1, sizeof(double));
	if (pair && e->s[GN_VAL_START] && e->s[GN_VAL_END] &&
	    e->s[GN_VAL_SEAT] && e->s[GN_VAL_HELD])
		n = gn_val_match(s->rep, s->n_rep, s->found, s->n_found, pair);
	if (n < 0)
		goto out;
	for (size_t i = 0; i < s->n_rep; i++) {
		const struct gn_span *t = &s->rep[i], *f;

		if (pair[i] < 0)
			continue;
		f = &s->found[pair[i]];
		add(e, GN_VAL_START, f->start_ns - t->start_ns);
		add(e, GN_VAL_END, f->end_ns - t->end_ns);
		if (s->holds)
			e->s[GN_VAL_HELD][e->n[GN_VAL_HELD]++] =
				s->found_s[pair[i]] - s->held_s[i];
	}
	e->missed = s->n_rep - (size_t)n;
	e->extra = s->n_found - (size_t)n;
	for (size_t i = 0; s->n_found && i < s->n_seat; i++)
		add(e, GN_VAL_SEAT,
		    start_near(s, s->seat_ns[i]) - s->seat_ns[i]);
out:
	free(pair);
	return n < 0 ? n : GN_OK;
}

int gn_val_rec_judge(struct gn_val_rec *r, const struct gn_result *res)
{
	struct gn_event *ev = NULL;
	struct spans s = { 0 };
	size_t n = 0;
	int err;

	err = gn_events_load(r->path, &ev, &n, &r->why);
	if (err)
		return err;
	err = spans_of_events(&s, ev, n);
	if (!err)
		err = spans_of_result(&s, res);
	if (err)
		goto out;

	r->has_set = s.n_set > 0;
	if (r->has_set)
		r->outside = gn_val_outside(s.turn_ns, s.n_found, s.set,
					    s.n_set);
	/* steps are instants: nothing that could overlap */
	r->has_bounds = r->truth->boundaries && s.n_rep > 0 &&
			!gn_val_is_walk(r->truth);
	if (r->has_bounds)
		err = compare(&r->errors, &s);
	if (!err)
		r->found = gn_val_is_steps(r->truth) ?
			   (int)res->walking.steps : (int)s.n_found;
out:
	if (err)
		gn_diag_set(&r->why, err, "%s: %s", r->path,
			    gn_strerror(err));
	spans_free(&s);
	free(ev);
	return err;
}

void gn_val_rec_run(struct gn_val_rec *r, const struct gn_catalogue *cat,
		    const char *exercise)
{
	struct gn_result res;

	r->err = gn_analyse(&res, r->path, cat, exercise, NULL,
			    &r->why);
	if (r->err)
		return;
	snprintf(r->exercise, sizeof(r->exercise), "%s", res.exercise->name);
	r->err = gn_val_rec_judge(r, &res);
	if (!r->err)
		r->err = gn_val_rec_angles(r, &res);
	if (!r->err)
		r->err = gn_val_rec_sym(r, &res);
	if (!r->err)
		r->err = gn_val_rec_form(r, cat, &res);
	if (r->err)
		r->found = 0;
	gn_result_free(&res);
}

void gn_val_rec_free(struct gn_val_rec *r)
{
	for (int b = 0; b < GN_VAL_BOUNDS; b++)
		free(r->errors.s[b]);
	memset(&r->errors, 0, sizeof(r->errors));
	free(r->angles);
	free(r->forms);
	r->forms = NULL;
	r->n_forms = 0;
	r->angles = NULL;
	r->n_angles = 0;
}

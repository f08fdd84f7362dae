/* SPDX-License-Identifier: MIT */
#include "tally.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse.h"

#define PLAN_MAX 65536          /* bytes of a plan's file */

int gn_tally_load(struct gn_tally *t, const char *path,
		  const struct gn_catalogue *cat, struct gn_diag *why)
{
	FILE *f = fopen(path, "rb");
	char *text;
	size_t n;
	int err;

	memset(t, 0, sizeof(*t));
	if (!f)
		return gn_diag_set(why, errno == ENOENT ? GN_ENOENT : GN_EIO,
				   "%s: the plan cannot be read: %s", path,
				   strerror(errno));
	text = malloc(PLAN_MAX + 1);
	n = text ? fread(text, 1, PLAN_MAX + 1, f) : 0;
	if (!text)
		err = gn_diag_set(why, GN_ENOMEM, "%s: out of memory", path);
	else if (ferror(f))
		err = gn_diag_set(why, GN_EIO, "%s: the plan cannot be read",
				  path);
	else if (n > PLAN_MAX || memchr(text, 0, n))
		err = gn_diag_set(why, GN_EFORMAT, "%s: no plan: it is a "
				  "text of up to %d bytes", path, PLAN_MAX);
	else {
		text[n] = '\0';
		err = gn_plan_parse(&t->plan, text, path, cat, why);
	}
	free(text);
	fclose(f);
	return err;
}

int gn_tally_is_of(const struct gn_tally *t, const struct gn_visit *v)
{
	struct gn_visit plan = { .label = 0 };

	snprintf(plan.patient, sizeof(plan.patient), "%s", t->plan.patient);
	return gn_visit_same(v, &plan);
}

int gn_tally_check(const struct gn_tally *t, const char *path,
		   const struct gn_visit *v, struct gn_diag *why)
{
	if (gn_tally_is_of(t, v))
		return GN_OK;
	return gn_diag_set(why, GN_EINVAL, "%s: of patient '%s', but the plan "
			   "is for '%s': give recordings of one patient",
			   path, v->patient, t->plan.patient);
}

/* Is a before b? */
static int before(const struct gn_plan_day *a, const struct gn_plan_day *b)
{
	if (a->dated != b->dated)
		return a->dated;
	if (a->dated)
		return a->day < b->day;
	return strcmp(a->session, b->session) < 0;
}

/* Where the day is, made where it is not yet; NULL: out of memory. */
static struct gn_plan_day *day_of(struct gn_tally *t, const struct gn_visit *v)
{
	struct gn_plan_day *more, d;
	size_t k = 0;

	gn_plan_day_init(&d);
	d.dated = v->dated;
	d.day = v->dated ? v->day : 0;
	if (!v->dated)
		snprintf(d.session, sizeof(d.session), "%s", v->session);
	while (k < t->n && before(&t->day[k], &d))
		k++;
	if (k < t->n && !before(&d, &t->day[k]))
		return &t->day[k];
	more = realloc(t->day, (t->n + 1) * sizeof(*more));
	if (!more)
		return NULL;
	t->day = more;
	memmove(more + k + 1, more + k, (t->n - k) * sizeof(*more));
	more[k] = d;
	t->n++;
	return &more[k];
}

void gn_tally_form(const struct gn_tally *t, const struct gn_visit *v,
		   const char *exercise, struct gn_form_plan *out)
{
	gn_plan_form(&t->plan, exercise, v->dated, v->day, out);
}

int gn_tally_judge(const struct gn_tally *t, const struct gn_visit *v,
		   struct gn_result *r, const struct gn_result *base)
{
	struct gn_form_plan plan;

	gn_tally_form(t, v, r->exercise->name, &plan);
	return gn_result_judge(r, base, &plan);
}

/* Could any rule of the exercise be applied? */
static int is_judged(const struct gn_result *r)
{
	size_t rules = r->exercise->n_form;

	for (size_t k = 0; k < r->form.n_gaps; k++)
		rules -= r->form.gap[k].all &&
			 r->form.gap[k].against != GN_AGAINST_TARGET;
	return rules > 0;
}

int gn_tally_add(struct gn_tally *t, const struct gn_visit *v,
		 const struct gn_result *r)
{
	const struct gn_plan_take take = {
		.exercise = r->exercise->name,
		.reps = r->reps, .n = r->n_reps,
		.rejected = r->rejected, .n_rejected = r->n_rejected,
		.holds = r->holds, .n_holds = r->n_holds,
		.on_one_leg = r->exercise->on_one_leg,
		.walking = &r->walking, .told = &r->told,
		.form = is_judged(r) ? &r->form : NULL,
	};
	struct gn_plan_day *d = day_of(t, v);

	if (!d)
		return GN_ENOMEM;
	t->unnamed += !v->patient[0];
	gn_plan_day_add(d, &t->plan, &take);
	return GN_OK;
}

void gn_tally_free(struct gn_tally *t)
{
	free(t->day);
	memset(t, 0, sizeof(*t));
}

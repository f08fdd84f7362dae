/* SPDX-License-Identifier: MIT */
#include "sessions.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "analyse.h"
#include "cli.h"
#include "gonio/driver.h"
#include "gonio/recording.h"
#include "jobs.h"

#define ALPHA 0.05              /* of a warning where nothing falls */

static int add(struct gn_sessions *s, char **path, struct gn_diag *why)
{
	struct gn_sitting *more = realloc(s->at, (s->n + 1) * sizeof(*more));

	if (!more)
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory",
				   *path);
	s->at = more;
	memset(&more[s->n], 0, sizeof(*more));
	more[s->n].path = *path;
	*path = NULL;
	s->n++;
	return gn_visit_of(&more[s->n - 1].visit, more[s->n - 1].path, why);
}

/* Recordings of how sensors sit are no exercise. */
static int add_path(struct gn_sessions *s, const char *path,
		    struct gn_diag *why)
{
	char **found = NULL, task[64];
	size_t n = 0;
	int err = gn_sources_find(path, &found, &n, why);

	for (size_t k = 0; k < n && !err; k++) {
		gn_bids_entity(found[k], "task", task, sizeof(task));
		if (!gn_body_teaches(task))
			err = add(s, &found[k], why);
	}
	gn_paths_free(found, n);
	return err;
}

static int check_patient(struct gn_sessions *s, struct gn_diag *why)
{
	const struct gn_sitting *first = NULL;

	s->patient = "";
	for (size_t k = 0; k < s->n; k++) {
		const struct gn_sitting *a = &s->at[k];

		if (!a->visit.patient[0]) {
			s->n_unnamed++;
			continue;
		}
		if (!first)
			first = a;
		if (!gn_visit_same(&first->visit, &a->visit))
			return gn_diag_set(why, GN_EINVAL, "%s is of patient "
					   "'%s', %s of '%s': give the "
					   "sessions of one patient",
					   first->path, first->visit.patient,
					   a->path, a->visit.patient);
		s->patient = first->visit.patient;
	}
	return GN_OK;
}

/* Labels in order, digits in them as numbers: "2" before "10". */
static int by_label(const char *a, const char *b)
{
	while (*a && *b) {
		if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
			char *ea, *eb;
			unsigned long x = strtoul(a, &ea, 10);
			unsigned long y = strtoul(b, &eb, 10);

			if (x != y)
				return x < y ? -1 : 1;
			a = ea;
			b = eb;
			continue;
		}
		if (*a != *b)
			break;
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

/* Is it the same session, or which is first? All have days, or none. */
static int by_session(const struct gn_visit *a, const struct gn_visit *b)
{
	if (a->dated)
		return (a->day > b->day) - (a->day < b->day);
	return by_label(a->session, b->session);
}

static int by_order(const void *a, const void *b)
{
	const struct gn_sitting *x = a, *y = b;
	int order = by_session(&x->visit, &y->visit);

	return order ? order : strcmp(x->path, y->path);
}

static int check_order(struct gn_sessions *s, int alone, struct gn_diag *why)
{
	size_t dated = 0, labelled = 0;

	for (size_t k = 0; k < s->n; k++) {
		dated += s->at[k].visit.dated;
		labelled += s->at[k].visit.session[0] != 0;
	}
	s->dated = dated > 0;
	if (alone && !dated && !labelled)
		return GN_OK;
	for (size_t k = 0; k < s->n; k++) {
		const struct gn_visit *v = &s->at[k].visit;

		if (dated && !v->dated)
			return gn_diag_set(why, GN_ENODATA, "%s: has no date, "
					   "which others have: give it an "
					   "acq_time in its _scans.tsv",
					   s->at[k].path);
		if (!dated && !v->session[0])
			return gn_diag_set(why, GN_ENODATA, "%s: has neither "
					   "a date nor a ses- label, so it "
					   "has no place among the sessions",
					   s->at[k].path);
	}
	return GN_OK;
}

/* Which session each is of, and when those were. */
static int number(struct gn_sessions *s)
{
	qsort(s->at, s->n, sizeof(*s->at), by_order);
	for (size_t k = 0; k < s->n; k++) {
		if (k && by_session(&s->at[k - 1].visit, &s->at[k].visit))
			s->n_sessions++;
		s->at[k].session = s->n_sessions;
	}
	s->n_sessions++;
	s->day = malloc(s->n_sessions * sizeof(*s->day));
	s->at_days = malloc(s->n_sessions * sizeof(*s->at_days));
	if (!s->day || !s->at_days)
		return GN_ENOMEM;
	for (size_t k = 0; k < s->n; k++) {
		const struct gn_sitting *a = &s->at[k];

		s->day[a->session] = a->visit.day;
		s->at_days[a->session] = s->dated ?
			(double)(a->visit.day - s->at[0].visit.day) :
			(double)a->session;
	}
	return GN_OK;
}

int gn_sessions_find(struct gn_sessions *s, char **paths, size_t n,
		     int alone, struct gn_diag *why)
{
	int err = GN_OK;

	memset(s, 0, sizeof(*s));
	for (size_t k = 0; k < n && !err; k++)
		err = add_path(s, paths[k], why);
	if (!err)
		err = check_order(s, alone, why);
	if (!err && !s->n)
		err = gn_diag_set(why, GN_ENODATA, "%s: no recording of an "
				  "exercise in it", paths[0]);
	if (err)
		return err;
	if (number(s))
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory",
				   paths[0]);
	err = check_patient(s, why);
	if (!err && s->n_sessions > GN_SERIES_SESSIONS_MAX)
		err = gn_diag_set(why, GN_ENOSPC, "more than %d sessions: "
				  "give fewer", GN_SERIES_SESSIONS_MAX);
	return err;
}

/* One call's recordings while they are scored. */
struct scoring {
	struct gn_sessions *s;
	const struct gn_catalogue *cat;
	const struct gn_ask *ask;
	int curves;
};

static void score(void *ctx, size_t i)
{
	struct scoring *c = ctx;
	struct gn_sitting *a = &c->s->at[i];

	struct gn_ask ask = *c->ask;

	if (c->curves && a->session + 1 == c->s->n_sessions)
		ask.curves = &a->curves;
	a->err = gn_analyse_as(&a->result, a->path, c->cat, &ask, &a->why);
}

size_t gn_sessions_score(struct gn_sessions *s, const struct gn_catalogue *cat,
			 const struct gn_ask *ask, int curves, unsigned jobs)
{
	struct scoring c = { s, cat, ask, curves };
	size_t failed = 0;

	gn_jobs_show(s->n, jobs, score, &c, "recordings");
	for (size_t i = 0; i < s->n; i++) {
		if (!s->at[i].err)
			continue;
		cli_error("%s", s->at[i].why.text);
		failed++;
	}
	return failed;
}

static int add_series(struct gn_series_set *set, size_t session,
		      const struct gn_result *r)
{
	int err = gn_series_add(set, session, r->exercise, r->reps, r->n_reps,
				r->sets, r->n_sets);

	if (!err)
		err = gn_series_add_holds(set, session, r->exercise, r->holds,
					  r->n_holds);
	if (!err)
		err = gn_series_add_test(set, session, r->exercise, &r->test);
	if (!err)
		err = gn_series_add_walking(set, session, r->exercise,
					    &r->walking);
	return err;
}

int gn_sessions_series(const struct gn_sessions *s, struct gn_series_set *set)
{
	int err = GN_OK;

	gn_series_init(set, s->n_sessions);
	for (size_t i = 0; i < s->n && !err; i++) {
		const struct gn_sitting *a = &s->at[i];
		const struct gn_result *r = &a->result;

		if (!a->err)
			err = add_series(set, a->session, r);
	}
	return err ? err : gn_series_read(set, s->at_days, s->dated,
					 ALPHA);
}

int gn_sessions_sides(const struct gn_sessions *s, struct gn_asym_over *out)
{
	int err = GN_OK;

	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < s->n && !err; i++) {
		const struct gn_result *r = &s->at[i].result;

		if (!s->at[i].err)
			err = gn_asym_over_add(out, r->exercise->name,
					       r->asym, r->n_asym);
	}
	return err;
}

void gn_sessions_free(struct gn_sessions *s)
{
	for (size_t k = 0; k < s->n; k++) {
		free(s->at[k].path);
		gn_result_free(&s->at[k].result);
		gn_curves_free(&s->at[k].curves);
	}
	free(s->at);
	free(s->day);
	free(s->at_days);
	memset(s, 0, sizeof(*s));
}

/* SPDX-License-Identifier: MIT */
#include "validate_form.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyse.h"

#define LABELS_MAX 16

static int is_good(const char *label)
{
	return !strcmp(label, "good") || !strcmp(label, "ok") ||
	       !strcmp(label, "correct");
}

/* The labelled repetitions of a recording, with what was found of each. */
struct labelled {
	struct gn_span *span;
	char          (*label)[24];
	int            *pair;   /* its repetition in the result, or -1 */
	size_t          n, n_good;
};

static void labelled_free(struct labelled *l)
{
	free(l->span);
	free(l->label);
	free(l->pair);
}

static int take_events(struct labelled *l, const struct gn_event *ev, size_t n)
{
	l->span = calloc(n + 1, sizeof(*l->span));
	l->label = calloc(n + 1, sizeof(*l->label));
	l->pair = calloc(n + 1, sizeof(*l->pair));
	if (!l->span || !l->label || !l->pair)
		return GN_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(ev[i].type, "rep") || !ev[i].label[0])
			continue;
		l->span[l->n] = (struct gn_span){
			ev[i].onset_ns, ev[i].onset_ns + ev[i].duration_ns
		};
		memcpy(l->label[l->n], ev[i].label, sizeof(ev[i].label));
		l->n_good += (size_t)is_good(ev[i].label);
		l->n++;
	}
	return GN_OK;
}

static int match(struct labelled *l, const struct gn_result *res)
{
	struct gn_span *found = calloc(res->n_reps + 1, sizeof(*found));
	int n;

	if (!found)
		return GN_ENOMEM;
	for (size_t i = 0; i < res->n_reps; i++)
		found[i] = (struct gn_span){ res->reps[i].start_ns,
					     res->reps[i].end_ns };
	n = gn_val_match(l->span, l->n, found, res->n_reps, l->pair);
	free(found);
	return n < 0 ? n : GN_OK;
}

static int load(struct labelled *l, const char *path, struct gn_diag *why)
{
	struct gn_event *ev = NULL;
	size_t n = 0;
	int err;

	memset(l, 0, sizeof(*l));
	err = gn_events_load(path, &ev, &n, why);
	if (!err)
		err = take_events(l, ev, n);
	free(ev);
	return err;
}

/* Copies of the good repetitions, the first ones; NULL: out of memory. */
static struct gn_rep *good_reps(const struct labelled *l,
				const struct gn_result *res, size_t *n)
{
	struct gn_rep *to = calloc(GN_VAL_FORM_BASE, sizeof(*to));

	*n = 0;
	for (size_t i = 0; to && i < l->n && *n < GN_VAL_FORM_BASE; i++)
		if (is_good(l->label[i]) && l->pair[i] >= 0)
			to[(*n)++] = res->reps[l->pair[i]];
	return to;
}

/* Length of the folder in a path. */
static size_t folder(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) : 0;
}

/* Another recording of the person that holds good repetitions only: GN_OK,
 * GN_ENODATA: there is none. */
static int find_good(const struct gn_val_rec *r, struct labelled *l,
		     char *path, size_t size)
{
	const struct gn_truth *t = r->truth;
	size_t n = folder(t->recording);

	for (size_t i = 0; i < r->set->n_truth; i++) {
		const struct gn_truth *o = &r->set->truth[i];

		if (o == t || strcmp(o->exercise, t->exercise) ||
		    folder(o->recording) != n || !o->boundaries ||
		    strncmp(o->recording, t->recording, n))
			continue;
		snprintf(path, size, "%.600s/%s", r->set->dir, o->recording);
		if (load(l, path, NULL) == GN_OK && l->n &&
		    l->n_good == l->n)
			return GN_OK;
		labelled_free(l);
	}
	memset(l, 0, sizeof(*l));
	return GN_ENODATA;
}

static void look(const struct gn_form_input *in, size_t i,
		 struct gn_val_form_rep *to)
{
	for (int k = 0; k < GN_FORM_KINDS; k++)
		to->beyond[k] = NAN;
	for (size_t k = 0; k < in->exercise->n_form; k++) {
		const struct gn_form_rule *rule = &in->exercise->form[k];
		struct gn_form_look l;

		if (!gn_form_look(in, rule, i, &l, NULL, 0))
			continue;
		to->beyond[rule->kind] = fmaxf(to->beyond[rule->kind],
					       l.beyond);
	}
}

/* All labelled repetitions that were found, against in->base. */
static int judge(struct gn_val_rec *r, const struct labelled *l,
		 const struct gn_form_input *in)
{
	r->forms = calloc(l->n + 1, sizeof(*r->forms));
	if (!r->forms)
		return GN_ENOMEM;
	for (size_t i = 0; i < l->n; i++) {
		struct gn_val_form_rep *to = &r->forms[r->n_forms];

		if (l->pair[i] < 0)
			continue;
		memcpy(to->label, l->label[i], sizeof(to->label));
		to->good = (uint8_t)is_good(to->label);
		look(in, (size_t)l->pair[i], to);
		r->n_forms++;
	}
	return GN_OK;
}

static int against_own(struct gn_val_rec *r, const struct labelled *l,
		       const struct gn_result *res, struct gn_form_input *in)
{
	struct gn_rep *base = good_reps(l, res, &in->n_base);
	int err;

	in->base = base;
	err = base ? judge(r, l, in) : GN_ENOMEM;
	free(base);
	return err;
}

static int against_other(struct gn_val_rec *r, const struct labelled *l,
			 const struct gn_catalogue *cat,
			 struct gn_form_input *in)
{
	struct gn_result other = { 0 };
	struct gn_rep *base = NULL;
	struct labelled good;
	char path[1024];
	int err = find_good(r, &good, path, sizeof(path));

	if (!err)
		err = gn_analyse(&other, path, cat, in->exercise->name, NULL,
				 &r->why);
	if (!err)
		err = match(&good, &other);
	if (!err) {
		base = good_reps(&good, &other, &in->n_base);
		in->base = base;
		in->base_sensors = other.sensors;
		in->n_base_sensors = other.n_sensors;
		err = base ? judge(r, l, in) : GN_ENOMEM;
	}
	free(base);
	gn_result_free(&other);
	labelled_free(&good);
	return err == GN_ENODATA ? GN_OK : err;
}

int gn_val_rec_form(struct gn_val_rec *r, const struct gn_catalogue *cat,
		    const struct gn_result *res)
{
	struct gn_form_input in = {
		.exercise = res->exercise, .sensors = res->sensors,
		.n_sensors = res->n_sensors, .reps = res->reps,
		.n_reps = res->n_reps, .angle = res->angle,
	};
	struct labelled l;
	int err = load(&l, r->path, &r->why);

	if (!err && l.n && r->truth->boundaries && r->set) {
		err = match(&l, res);
		if (!err)
			err = l.n_good ? against_own(r, &l, res, &in) :
			      against_other(r, &l, cat, &in);
	}
	labelled_free(&l);
	return err;
}

double gn_val_roc(const float *a, size_t n, const float *b, size_t m)
{
	double sum = 0.0;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < m; k++)
			sum += b[k] > a[i] ? 1.0 : b[k] == a[i] ? 0.5 : 0.0;
	return n && m ? sum / ((double)n * (double)m) : NAN;
}

/* What a kind of rule, or any, says of a repetition; NAN: nothing. */
static float beyond_of(const struct gn_val_form_rep *f, enum gn_form_kind kind)
{
	float most = NAN;

	if (kind < GN_FORM_KINDS)
		return f->beyond[kind];
	for (int k = 0; k < GN_FORM_KINDS; k++)
		most = fmaxf(most, f->beyond[k]);
	return most;
}

static void take_rec(const struct gn_val_rec *r, const char *label,
		     enum gn_form_kind kind, struct gn_val_form_sum *s,
		     float *good, float *bad)
{
	for (size_t i = 0; i < r->n_forms; i++) {
		const struct gn_val_form_rep *f = &r->forms[i];
		float x = beyond_of(f, kind);

		s->n += !f->good && !strcmp(f->label, label);
		if (isnan(x))
			continue;
		if (f->good) {
			s->good_found += x > GN_FORM_SURE;
			good[s->good++] = x;
		} else if (!strcmp(f->label, label)) {
			s->found += x > GN_FORM_SURE;
			bad[s->seen++] = x;
		}
	}
}

int gn_val_form_sum(const struct gn_val_rec *recs, size_t n,
		    const char *exercise, const char *label,
		    enum gn_form_kind kind, struct gn_val_form_sum *out)
{
	size_t room = 1;
	float *good, *bad;

	for (size_t i = 0; i < n; i++)
		room += recs[i].n_forms;
	good = calloc(room, sizeof(*good));
	bad = calloc(room, sizeof(*bad));
	*out = (struct gn_val_form_sum){ 0 };
	for (size_t i = 0; good && bad && i < n; i++)
		if (recs[i].truth->trust != GN_TRUST_SUSPECT &&
		    (!exercise || !strcmp(exercise, recs[i].exercise)))
			take_rec(&recs[i], label, kind, out, good, bad);
	if (good && bad)
		out->roc = gn_val_roc(good, out->good, bad, out->seen);
	free(bad);
	free(good);
	return good && bad ? GN_OK : GN_ENOMEM;
}

static void row(FILE *to, const char *set, const char *exercise,
		const char *label, const char *rule,
		const struct gn_val_form_sum *s)
{
	fprintf(to, "%-12.12s %-24.24s %-14.14s %-13s %4zu %4zu", set,
		exercise, label, rule, s->n, s->seen);
	fprintf(to, "%8.1f %5zu%8.1f", gn_val_percent(s->found, s->seen),
		s->good, gn_val_percent(s->good_found, s->good));
	if (isnan(s->roc))
		fprintf(to, "%6s\n", "-");
	else
		fprintf(to, "%6.2f\n", s->roc);
}

static int print_rows(FILE *to, const struct gn_val_set *s,
		      const char *exercise, const char *label, int only_any)
{
	int rows = 0;

	for (int k = only_any ? GN_FORM_KINDS : 0; k <= GN_FORM_KINDS; k++) {
		struct gn_val_form_sum sum;

		if (gn_val_form_sum(s->recs, s->n_recs, exercise, label,
				    (enum gn_form_kind)k, &sum) || !sum.seen)
			continue;
		row(to, s->name, exercise ? exercise : "all", label,
		    k < GN_FORM_KINDS ? gn_form_name((enum gn_form_kind)k) :
		    "any", &sum);
		rows++;
	}
	return rows;
}

/* The texts of n that differ, in order of coming; at most LABELS_MAX. */
static size_t keep_new(const char **list, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i], text))
			return n;
	if (n == LABELS_MAX)
		return n;
	list[n] = text;
	return n + 1;
}

static int print_set(FILE *to, const struct gn_val_set *s)
{
	const char *label[LABELS_MAX], *exercise[LABELS_MAX];
	size_t n = 0, m = 0;
	int rows = 0;

	for (size_t i = 0; i < s->n_recs; i++) {
		const struct gn_val_rec *r = &s->recs[i];

		if (r->n_forms)
			m = keep_new(exercise, m, r->exercise);
		for (size_t k = 0; k < r->n_forms; k++)
			if (!r->forms[k].good)
				n = keep_new(label, n, r->forms[k].label);
	}
	for (size_t i = 0; i < n; i++) {
		rows += print_rows(to, s, NULL, label[i], 0);
		for (size_t k = 0; k < m && m > 1; k++)
			rows += print_rows(to, s, exercise[k], label[i], 1);
	}
	return rows;
}

static int has_faults(const struct gn_val_set *s)
{
	for (size_t i = 0; i < s->n_recs; i++)
		for (size_t k = 0; k < s->recs[i].n_forms; k++)
			if (!s->recs[i].forms[k].good)
				return 1;
	return 0;
}

int gn_val_print_form(const struct gn_val_set *sets, size_t n,
		      const struct gn_val_print *how, int before)
{
	int rows = 0;

	for (size_t k = 0; k < n; k++) {
		if (!has_faults(&sets[k]))
			continue;
		if (!rows++)
			fprintf(how->to, "%s%-12s %-24s %-14s %-13s %4s %4s%8s "
				"%5s%8s%6s\n", before ? "\n" : "", "FORM",
				"exercise", "label", "rule", "n", "seen",
				"found %",
				"good", "found %", "ROC");
		rows += print_set(how->to, &sets[k]);
	}
	return before + rows;
}

/* SPDX-License-Identifier: MIT */
#include "told_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/driver.h"
#include "gonio/num.h"
#include "gonio/rec.h"
#include "gonio/recording.h"
#include "gonio/stand.h"

static const char *const names[] = {
	[GN_PERSON_AGE] = "age ", [GN_PERSON_HEIGHT] = "height ",
	[GN_PERSON_MASS] = "mass ", [GN_PERSON_SEAT] = "seat ",
};

/* ---- to text ----------------------------------------------------------- */

static void put(char out[GN_TOLD_TEXT], const char *before, float x)
{
	char number[GN_NUM_TEXT];

	gn_num_put_float(number, x);
	snprintf(out, GN_TOLD_TEXT, "%.12s%.11s", before, number);
}

void gn_told_effort(uint32_t set, float cr10, char out[GN_TOLD_TEXT])
{
	char before[16];

	snprintf(before, sizeof(before), "set %u: ", (unsigned)set);
	put(out, before, cr10);
}

/* The k-th of what could be said of a person: 1 if it was, or else 0. */
static int person_line(const struct gn_person *p, size_t k,
		       char out[GN_TOLD_TEXT])
{
	float x;

	if (k == GN_PERSON_NUMBERS)
		snprintf(out, GN_TOLD_TEXT, "sex %c",
			 p->sex == GN_SEX_FEMALE ? 'f' : 'm');
	else if (k > GN_PERSON_NUMBERS)
		snprintf(out, GN_TOLD_TEXT, "arms");
	if (k >= GN_PERSON_NUMBERS)
		return k == GN_PERSON_NUMBERS ? p->sex != GN_SEX_UNKNOWN
					      : p->arms;
	x = gn_person_get(p, (enum gn_person_number)k);
	if (!isfinite(x))
		return 0;
	put(out, names[k], x);
	return 1;
}

int gn_told_line(const struct gn_told *t, size_t i, struct gn_told_line *out)
{
	out->t_ns = 0;
	out->what = GN_KEEP_PERSON;
	for (size_t k = 0; k < GN_PERSON_NUMBERS + 2; k++)
		if (person_line(&t->person, k, out->text) && !i--)
			return 1;
	out->text[0] = '\0';
	if (t->go_ns != GN_NO_TIME && !i--) {
		out->what = GN_KEEP_GO;
		out->t_ns = t->go_ns;
		return 1;
	}
	for (int k = 0; k < GN_STAGES; k++) {
		if (t->stage_ns[k] == GN_NO_TIME || i--)
			continue;
		out->what = GN_KEEP_STAGE;
		out->t_ns = t->stage_ns[k];
		snprintf(out->text, sizeof(out->text), "%d", k + 1);
		return 1;
	}
	if (i >= t->n_ratings)
		return 0;
	out->what = GN_KEEP_EFFORT;
	gn_told_effort(t->rating[i].set, t->rating[i].cr10, out->text);
	return 1;
}

/* ---- from text --------------------------------------------------------- */

/* A number to the text's end; NAN: it is none. */
static double number(const char *text)
{
	const char *end = text + strlen(text);
	double x = NAN;

	return gn_num_parse_any(text, end, '.', &x) == end ? x : NAN;
}

static int take_effort(struct gn_told *t, const char *text)
{
	unsigned set;
	int at = 0;

	if (sscanf(text, "set %9u: %n", &set, &at) != 1 || !at)
		return GN_EFORMAT;
	return gn_told_rate(t, set, (float)number(text + at));
}

static int take_person(struct gn_told *t, const char *text)
{
	for (int k = 0; k < GN_PERSON_NUMBERS; k++) {
		size_t n = strlen(names[k]);

		if (!strncmp(text, names[k], n))
			return gn_person_set(&t->person,
					     (enum gn_person_number)k,
					     number(text + n));
	}
	if (!strcmp(text, "arms"))
		t->person.arms = 1;
	else if (!strcmp(text, "sex f"))
		t->person.sex = GN_SEX_FEMALE;
	else if (!strcmp(text, "sex m"))
		t->person.sex = GN_SEX_MALE;
	else
		return GN_EFORMAT;
	return GN_OK;
}

static int take_stage(struct gn_told *t, int64_t t_ns, const char *text)
{
	if (text[0] < '1' || text[0] >= '1' + GN_STAGES || text[1])
		return GN_EFORMAT;
	t->stage_ns[text[0] - '1'] = t_ns;
	return GN_OK;
}

static int is(const char *type, enum gn_keep_event what)
{
	return !strcmp(type, gn_keep_name_of(what));
}

int gn_told_event(struct gn_told *t, const char *file, int64_t t_ns,
		  const char *type, const char *text, struct gn_diag *why)
{
	const char *takes = "";
	int err = GN_OK;

	if (is(type, GN_KEEP_EFFORT)) {
		takes = "'set 2: 7', 0 to 10, of up to 64 sets";
		err = take_effort(t, text);
	} else if (is(type, GN_KEEP_PERSON)) {
		takes = "'age 71', 'sex f' or m, 'height 1.65', 'mass 70', "
			"'seat 0.43' or 'arms'";
		err = take_person(t, text);
	} else if (is(type, GN_KEEP_STAGE)) {
		takes = "'1' to '4'";
		err = take_stage(t, t_ns, text);
	} else if (is(type, GN_KEEP_GO) && t->go_ns == GN_NO_TIME) {
		t->go_ns = t_ns;
	}
	if (!err)
		return GN_OK;
	return gn_diag_set(why, GN_EFORMAT, "%s: event '%s' at %.3f s says "
			   "'%.30s': it takes %s", file, type,
			   1e-9 * (double)t_ns, text, takes);
}

/* ---- of a recording ---------------------------------------------------- */

struct loading {
	struct gn_told *t;
	const char *file;
	struct gn_diag *why;
};

static int take_kept(void *user, const struct gn_rec_event *e)
{
	struct loading *l = user;

	return gn_told_event(l->t, l->file, e->t_ns, e->type, e->text,
			     l->why);
}

static int load_session(struct loading *l)
{
	struct gn_rec *r = NULL;
	int err = gn_rec_open(&r, l->file, l->why);

	if (err)
		return err;
	err = gn_rec_events(r, take_kept, l, l->why);
	gn_rec_reader_close(r);
	return err;
}

static int load_table(struct loading *l)
{
	struct gn_event *ev = NULL;
	int64_t set_ns = GN_NO_TIME;
	size_t n = 0;
	int err = gn_events_load(l->file, &ev, &n, l->why);

	for (size_t i = 0; i < n && !err; i++) {
		err = gn_told_event(l->t, l->file, ev[i].onset_ns, ev[i].type,
				    ev[i].label, l->why);
		if (set_ns == GN_NO_TIME && !strcmp(ev[i].type, "set") &&
		    strncmp(ev[i].label, "set ", 4) != 0)
			set_ns = ev[i].onset_ns;
	}
	if (l->t->go_ns == GN_NO_TIME)
		l->t->go_ns = set_ns;
	free(ev);
	return err;
}

int gn_told_load(struct gn_told *t, const char *path, struct gn_diag *why)
{
	struct loading l = { t, gn_source_file(path), why };

	return gn_rec_probe(l.file) ? load_session(&l) : load_table(&l);
}

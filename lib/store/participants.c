/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bids.h"
#include "gonio/num.h"
#include "text.h"

#define NAME "participants.tsv"
#define ABOVE 4                 /* sub-01/ses-1/motion in a data set */
#define METRES_MOST 3.0         /* of a height; more are centimetres */

/* Where it is read. */
struct place {
	const char *name;
	size_t line;
	struct gn_diag *why;
};

static int bad(const struct place *at, const char *column, const char *text,
	       const char *want)
{
	return gn_diag_set(at->why, GN_EFORMAT, "%s:%zu: %s '%.24s' is not %s",
			   at->name, at->line, column, text, want);
}

/* A number from least to most; NAN where it is missing. */
static int number(const struct place *at, const struct gn_fields *head,
		  const struct gn_fields *f, const char *column, double least,
		  double most, const char *want, float *out)
{
	const char *text = gn_field(f, gn_fields_find(head, column));
	const char *end = text + strlen(text), *q;
	double v = NAN;

	if (!*text || !strcasecmp(text, "n/a"))
		return GN_OK;
	q = gn_num_parse_any(text, end, '.', &v);
	if (q && !strcmp(column, "age") && !strcmp(q, "+"))
		q = end;
	if (q != end || !(v >= least && v <= most))
		return bad(at, column, text, want);
	*out = (float)v;
	return GN_OK;
}

static int read_sex(const struct place *at, const struct gn_fields *head,
		    const struct gn_fields *f, char *out)
{
	static const struct {
		const char *word;
		char sex;
	} words[] = { { "f", 'f' }, { "female", 'f' }, { "m", 'm' },
		      { "male", 'm' }, { "o", 0 }, { "other", 0 },
		      { "n/a", 0 }, { "", 0 } };
	const char *text = gn_field(f, gn_fields_find(head, "sex"));

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!strcasecmp(text, words[i].word)) {
			*out = words[i].sex;
			return GN_OK;
		}
	}
	return bad(at, "sex", text, "f, m, other or n/a");
}

static int read_line(const struct place *at, const struct gn_fields *head,
		     const struct gn_fields *f, struct gn_participant *p)
{
	int err = number(at, head, f, "age", 0.0, 120.0, "years, 0 to 120",
			 &p->age_y);

	if (!err)
		err = read_sex(at, head, f, &p->sex);
	if (!err)
		err = number(at, head, f, "height", 0.3, 250.0, "a height in "
			     "m or cm", &p->height_m);
	if ((double)p->height_m > METRES_MOST)
		p->height_m /= 100.0f;
	if (!err)
		err = number(at, head, f, "weight", 1.0, 500.0, "kg, 1 to 500",
			     &p->mass_kg);
	if (!err)
		err = number(at, head, f, "mass", 1.0, 500.0, "kg, 1 to 500",
			     &p->mass_kg);
	return err;
}

/* text[len] must be writable. */
static int parse(char *text, size_t len, const char *name, const char *who,
		 struct gn_participant *p, struct gn_diag *why)
{
	struct place at = { .name = name, .why = why };
	struct gn_fields head = { .n = 0 }, f = { .n = 0 };
	char *next = text;
	int got = gn_text_fields(&next, text + len, &at.line, &head), id;

	id = gn_fields_find(&head, "participant_id");
	if (got > 0 && id < 0)
		return gn_diag_set(why, GN_EFORMAT, "%s:1: no column "
				   "'participant_id'; it is required", name);
	while (got > 0) {
		got = gn_text_fields(&next, text + len, &at.line, &f);
		if (got > 0 && !strcmp(gn_field(&f, id), who))
			return read_line(&at, &head, &f, p);
	}
	if (got < 0)
		return gn_diag_set(why, GN_EFORMAT, "%s:%zu: more than %d "
				   "fields", name, at.line, GN_FIELDS_MAX);
	return GN_OK;
}

/* The file's text from the folder or one above; no file: text stays NULL. */
static int find(const char *path, char name[GN_PATH_MAX], char **text,
		size_t *len, struct gn_diag *why)
{
	const char *slash = strrchr(path, '/');
	char dir[GN_PATH_MAX];
	int err = GN_ENOENT;

	snprintf(dir, sizeof(dir), "%.*s", (int)(slash ? slash - path : 1),
		 slash ? path : ".");
	for (int up = 0; up <= ABOVE && err == GN_ENOENT; up++) {
		int n = snprintf(name, GN_PATH_MAX, "%s/" NAME, dir);
		size_t end = strlen(dir);

		if (n < 0 || n >= GN_PATH_MAX || end + 4 > sizeof(dir))
			break;
		err = gn_text_load(name, text, len, why);
		memcpy(dir + end, "/..", 4);
	}
	return err == GN_ENOENT ? GN_OK : err;
}

int gn_participant_load(const char *path, struct gn_participant *out,
			struct gn_diag *why)
{
	struct gn_participant p = { NAN, NAN, NAN, 0 };
	char name[GN_PATH_MAX], who[80], label[64];
	char *text = NULL;
	size_t len = 0;
	int err = GN_OK;

	if (gn_bids_is_motion(path)) {
		gn_bids_entity(path, "sub", label, sizeof(label));
		snprintf(who, sizeof(who), "sub-%s", label);
		err = find(path, name, &text, &len, why);
		if (!err && text)
			err = parse(text, len, name, who, &p, why);
		free(text);
	}
	if (!err)
		*out = p;
	return err;
}

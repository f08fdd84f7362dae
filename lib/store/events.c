/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
#include <strings.h>

#include "bids.h"
#include "gonio/num.h"
#include "sidecar.h"
#include "text.h"

/* Where the columns of an _events.tsv stand; -1: not there. */
struct heads {
	int onset, duration, type, side, label;
};

static enum gn_side side_of(const char *text)
{
	if (!strcasecmp(text, "left"))
		return GN_SIDE_LEFT;
	if (!strcasecmp(text, "right"))
		return GN_SIDE_RIGHT;
	if (!strcasecmp(text, "both"))
		return GN_SIDE_BOTH;
	return GN_SIDE_UNKNOWN;
}

/* A time in s that must be a number, to the end of the field. */
static int seconds(const char *text, int64_t *ns)
{
	const char *end = text + strlen(text);
	const char *q = gn_num_parse_ns(text, end, '.', 9, ns);

	return q == end ? GN_OK : GN_EFORMAT;
}

/* "n/a" reads as empty. */
static void copy_text(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s", strcmp(text, "n/a") ? text : "");
}

static int parse_event(const struct gn_fields *f, const struct heads *w,
		       const char *name, size_t line, struct gn_event *e,
		       struct gn_diag *why)
{
	const char *onset = gn_field(f, w->onset);
	const char *duration = gn_field(f, w->duration);

	memset(e, 0, sizeof(*e));
	if (seconds(onset, &e->onset_ns))
		return gn_diag_set(why, GN_EFORMAT,
				   "%s:%zu: onset '%.24s' is not a number (s)",
				   name, line, onset);
	if (!*duration || !strcmp(duration, "n/a"))
		e->duration_ns = 0;
	else if (seconds(duration, &e->duration_ns) || e->duration_ns < 0)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s:%zu: duration '%.24s' is not a number "
				   "of seconds from 0 up", name, line,
				   duration);
	copy_text(e->type, sizeof(e->type), gn_field(f, w->type));
	copy_text(e->label, sizeof(e->label), gn_field(f, w->label));
	e->side = side_of(gn_field(f, w->side));
	return GN_OK;
}

static size_t count_lines(const char *text, size_t len)
{
	size_t n = 1;

	for (size_t i = 0; i < len; i++)
		n += text[i] == '\n';
	return n;
}

/* Stable, so that events of one instant keep the file's order. */
static void sort_by_onset(struct gn_event *e, size_t n, struct gn_event *tmp)
{
	size_t half = n / 2, a = 0, b = half;

	if (n < 2)
		return;
	sort_by_onset(e, half, tmp);
	sort_by_onset(e + half, n - half, tmp);
	for (size_t i = 0; i < n; i++)
		if (b == n || (a < half && e[a].onset_ns <= e[b].onset_ns))
			tmp[i] = e[a++];
		else
			tmp[i] = e[b++];
	memcpy(e, tmp, n * sizeof(*e));
}

static int parse_head(const struct gn_fields *f, const char *name,
		      struct heads *w, struct gn_diag *why)
{
	w->onset = gn_fields_find(f, "onset");
	w->duration = gn_fields_find(f, "duration");
	w->type = gn_fields_find(f, "trial_type");
	w->side = gn_fields_find(f, "side");
	w->label = gn_fields_find(f, "label");
	if (w->onset < 0 || w->duration < 0)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s:1: no column '%s' in the header; it is "
				   "required", name,
				   w->onset < 0 ? "onset" : "duration");
	return GN_OK;
}

/* Fill e, which has room for all lines; *n counts them. */
static int parse_all(char *text, size_t len, const char *name,
		     struct gn_event *e, size_t *n, struct gn_diag *why)
{
	struct gn_fields f = { .n = 0 };
	struct heads w;
	size_t line = 0;
	char *p = text;
	int got, err;

	got = gn_text_fields(&p, text + len, &line, &f);
	if (got == 0)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: empty; it needs at least its header",
				   name);
	err = got > 0 ? parse_head(&f, name, &w, why) : GN_OK;
	while (!err && got > 0) {
		got = gn_text_fields(&p, text + len, &line, &f);
		if (got <= 0)
			break;
		err = parse_event(&f, &w, name, line, &e[*n], why);
		*n += !err;
	}
	if (!err && got < 0)
		err = gn_diag_set(why, GN_EFORMAT, "%s:%zu: more than %d "
				  "fields", name, line, GN_FIELDS_MAX);
	return err;
}

int gn_events_parse(char *text, size_t len, const char *name,
		    struct gn_event **out, size_t *n, struct gn_diag *why)
{
	size_t room = count_lines(text, len), found = 0;
	struct gn_event *e = malloc(2 * room * sizeof(*e));
	int err;

	if (!e)
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory", name);
	err = parse_all(text, len, name, e, &found, why);
	if (err) {
		free(e);
		return err;
	}
	sort_by_onset(e, found, e + room);
	*out = e;
	*n = found;
	return GN_OK;
}

/* Read one file; that it is not there is no error. */
static int load_file(const char *path, struct gn_event **out, size_t *n,
		     struct gn_diag *why)
{
	char *text;
	size_t len;
	int err = gn_text_load(path, &text, &len, why);

	if (err == GN_ENOENT) {
		*out = NULL;
		*n = 0;
		return GN_OK;
	}
	if (err)
		return err;
	err = gn_events_parse(text, len, path, out, n, why);
	free(text);
	return err;
}

static int is_events(const char *path)
{
	static const char ending[] = "_events.tsv";
	size_t n = strlen(path), m = sizeof(ending) - 1;

	return n >= m && !strcmp(path + n - m, ending);
}

int gn_events_load(const char *path, struct gn_event **out, size_t *n,
		   struct gn_diag *why)
{
	char systems[GN_SYSTEMS_MAX][GN_PATH_MAX], name[GN_PATH_MAX];
	size_t n_systems;
	int err;

	if (is_events(path))
		return load_file(path, out, n, why);
	if (!gn_bids_is_motion(path)) {
		*out = NULL;
		*n = 0;
		return GN_OK;
	}
	err = gn_bids_systems(path, systems, &n_systems, why);
	if (err)
		return err;
	/* They may stand beside any one of the tracking systems. */
	for (size_t i = 0; i <= n_systems; i++) {
		const char *from = i ? systems[i - 1] : path;

		if (gn_bids_beside(from, "_events.tsv", name))
			return gn_diag_set(why, GN_EIO,
					   "%s: the path is too long", path);
		err = load_file(name, out, n, why);
		if (err || *out)
			return err;
	}
	return GN_OK;
}

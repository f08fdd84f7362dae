/* SPDX-License-Identifier: MIT */
/* Ranges of joints as an optical system saw them, beside a recording. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/num.h"
#include "validate.h"

/*
 * The tracking system "ref" of the same recording, on its time: a column of
 * type LATENCY, s, and of type JNTANG, deg. Component x of a joint is its
 * flexion, whatever its sign and zero, so that only its range is compared.
 */
#define COLS_MAX 64
#define SEEN 0.8                /* part of a repetition that it must hold */
#define TIME GN_ANGLES          /* what a column is, if no angle */
#define NONE (GN_ANGLES + 1)

static int column_of(char *line)
{
	static const char *const joint[][2] = {
		{ "knee_", "knee_flexion_" }, { "hip_", "hip_flexion_" },
		{ "ankle_", "ankle_dorsiflexion_" },
		{ "elbow_", "elbow_flexion_" },
	};
	char *save = NULL, name[64];
	const char *part, *type, *point;

	(void)strtok_r(line, "\t\r\n", &save);
	part = strtok_r(NULL, "\t\r\n", &save);
	type = strtok_r(NULL, "\t\r\n", &save);
	point = strtok_r(NULL, "\t\r\n", &save);
	if (!part || !type || !point)
		return NONE;
	if (!strcmp(type, "LATENCY"))
		return TIME;
	for (size_t i = 0; i < sizeof(joint) / sizeof(joint[0]); i++) {
		size_t n = strlen(joint[i][0]);
		int a;

		if (strcmp(type, "JNTANG") || strcmp(part, "x") ||
		    strncmp(point, joint[i][0], n))
			continue;
		snprintf(name, sizeof(name), "%s%.8s", joint[i][1], point + n);
		a = gn_angle_find(name);
		return a < 0 ? NONE : a;
	}
	return NONE;
}

static int read_columns(const char *path, int what[COLS_MAX], size_t *n,
			struct gn_diag *why)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0;
	int timed = 0;

	if (!f)
		return gn_diag_set(why, GN_ENOENT, "%s: %s", path,
				   strerror(errno));
	*n = 0;
	for (int head = 1; getline(&line, &cap, f) > 0; head = 0) {
		if (head || *n == COLS_MAX)
			continue;
		what[*n] = column_of(line);
		timed |= what[*n] == TIME;
		++*n;
	}
	free(line);
	fclose(f);
	return timed ? GN_OK : gn_diag_set(why, GN_EFORMAT, "%s: needs a "
					   "channel LATENCY", path);
}

/* One line; 0 if it does not have the columns. */
static int parse_row(const char *p, const char *end, const int *what,
		     size_t n, double v[NONE + 1])
{
	for (size_t i = 0; i < n; i++) {
		p = gn_num_parse_any(p, end, '.', &v[what[i]]);
		if (!p || (i + 1 < n && (p == end || *p != '\t')))
			return 0;
		p += i + 1 < n;
	}
	return p == end || *p == '\r' || *p == '\n';
}

/* Rows taken in so far. */
struct taken {
	size_t  k;                      /* the repetition that they are at */
	size_t  rows;                   /* of it, and when they are */
	int64_t from_ns, to_ns;
};

/* No more rows of repetition k: what is seen of it is too little? */
static void leave(struct gn_val_true *t, struct taken *at)
{
	struct gn_val_true *r = &t[at->k++];
	double whole = (double)(r->at.end_ns - r->at.start_ns);

	for (int a = 0; a < GN_ANGLES; a++)
		if ((double)(at->to_ns - at->from_ns) < SEEN * whole)
			r->least_deg[a] = r->most_deg[a] = NAN;
	at->from_ns = at->to_ns = 0;
	at->rows = 0;
}

/* Widen the repetition that holds the row; they are in order of time. */
static void widen(struct gn_val_true *t, size_t n, struct taken *at,
		  const double v[NONE + 1])
{
	int64_t now = (int64_t)llround(1e9 * v[TIME]);
	struct gn_val_true *r;

	while (at->k < n && t[at->k].at.end_ns < now)
		leave(t, at);
	if (at->k == n || t[at->k].at.start_ns > now)
		return;
	r = &t[at->k];
	if (!at->rows++)
		at->from_ns = now;
	at->to_ns = now;
	for (int a = 0; a < GN_ANGLES; a++) {
		r->least_deg[a] = fmin(r->least_deg[a], v[a]);
		r->most_deg[a] = fmax(r->most_deg[a], v[a]);
	}
}

int gn_val_optical(const char *path, struct gn_val_true *t, size_t n,
		   struct gn_diag *why)
{
	char name[1100], *line = NULL;
	int what[COLS_MAX], err;
	size_t n_cols = 0, cap = 0, rows = 0;
	struct taken at = { 0 };
	ssize_t len;
	FILE *f;

	if (gn_val_ref_path(path, "_channels.tsv", name, sizeof(name)))
		return gn_diag_set(why, GN_ENOENT, "%s: not the name of a "
				   "recording with a reference", path);
	err = read_columns(name, what, &n_cols, why);
	if (err)
		return err;
	(void)gn_val_ref_path(path, "_motion.tsv", name, sizeof(name));
	f = fopen(name, "r");
	if (!f)
		return gn_diag_set(why, GN_ENOENT, "%s: %s", name,
				   strerror(errno));
	while (!err && (len = getline(&line, &cap, f)) > 0) {
		double v[NONE + 1];

		for (int i = 0; i <= NONE; i++)
			v[i] = NAN;
		rows++;
		if (parse_row(line, line + len, what, n_cols, v))
			widen(t, n, &at, v);
		else
			err = gn_diag_set(why, GN_EFORMAT, "%s:%zu: not %zu "
					  "numbers", name, rows, n_cols);
	}
	while (at.k < n)
		leave(t, &at);
	free(line);
	fclose(f);
	return err;
}

/* SPDX-License-Identifier: MIT */
/* The reference beside a recording, row by row. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/num.h"
#include "validate.h"

#define COLS_MAX 64             /* of a file */

int gn_val_ref_path(const char *path, const char *end, char *out, size_t size)
{
	static const char key[] = "_tracksys-";
	const char *at = NULL, *rest, *tail;

	for (const char *p = strstr(path, key); p; p = strstr(p + 1, key))
		at = p + strlen(key);
	tail = strstr(path, "_motion.tsv");
	if (!at || !tail)
		return GN_ENOENT;
	rest = at + strcspn(at, "_");
	if (rest > tail)
		return GN_ENOENT;
	if ((size_t)snprintf(out, size, "%.*sref%.*s%s", (int)(at - path), path,
			     (int)(tail - rest), rest, end) >= size)
		return GN_ENOENT;
	return GN_OK;
}

/* Which column is what. */
static int read_channels(const struct gn_val_ref *ref, const char *path,
			 int what[COLS_MAX], size_t *n_cols,
			 struct gn_diag *why)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0, n = 0;
	uint64_t seen = 0;
	int err = GN_OK, head = 1;

	if (!f)
		return gn_diag_set(why, GN_ENOENT, "%s: %s", path,
				   strerror(errno));
	while (getline(&line, &cap, f) > 0) {
		if (!head && n < COLS_MAX) {
			what[n] = ref->column(line);
			seen |= UINT64_C(1) << what[n];
			n++;
		}
		head = 0;
	}
	if (ferror(f))
		err = gn_diag_set(why, GN_EIO, "%s: cannot be read", path);
	else if ((seen & ref->needed) != ref->needed)
		err = gn_diag_set(why, GN_EFORMAT, "%s: needs %s", path,
				  ref->needs);
	*n_cols = n;
	free(line);
	fclose(f);
	return err;
}

/* One line; 0 if it does not have the columns. */
static int parse_row(const char *p, const char *end, const int *what,
		     size_t n_cols, double *v)
{
	for (size_t i = 0; i < n_cols; i++) {
		p = gn_num_parse_any(p, end, '.', &v[what[i]]);
		if (!p || (i + 1 < n_cols && (p == end || *p != '\t')))
			return 0;
		p += i + 1 < n_cols;
	}
	return p == end || *p == '\r' || *p == '\n';
}

static int read_rows(const struct gn_val_ref *ref, void *user,
		     const char *name, const int *what, size_t n_cols,
		     struct gn_diag *why)
{
	char *line = NULL;
	size_t cap = 0, rows = 0;
	int err = GN_OK;
	ssize_t len;
	FILE *f = fopen(name, "r");

	if (!f)
		return gn_diag_set(why, GN_ENOENT, "%s: %s", name,
				   strerror(errno));
	while (!err && (len = getline(&line, &cap, f)) > 0) {
		double v[GN_VAL_REF_MAX];

		memcpy(v, ref->blank, ref->n * sizeof(*v));
		rows++;
		if (parse_row(line, line + len, what, n_cols, v))
			err = ref->row(user, v);
		else
			err = gn_diag_set(why, GN_EFORMAT, "%s:%zu: not %zu "
					  "numbers", name, rows, n_cols);
	}
	if (!err && ferror(f))
		err = gn_diag_set(why, GN_EIO, "%s: cannot be read", name);
	free(line);
	fclose(f);
	return err;
}

int gn_val_ref_read(const struct gn_val_ref *ref, void *user,
		    const char *path, struct gn_diag *why)
{
	char name[1100];
	int what[COLS_MAX], err;
	size_t n_cols = 0;

	if (gn_val_ref_path(path, "_channels.tsv", name, sizeof(name)))
		return gn_diag_set(why, GN_ENOENT, "%s: not the name of a "
				   "recording with a reference", path);
	err = read_channels(ref, name, what, &n_cols, why);
	if (err)
		return err;
	(void)gn_val_ref_path(path, "_motion.tsv", name, sizeof(name));
	return read_rows(ref, user, name, what, n_cols, why);
}

/* SPDX-License-Identifier: MIT */
#include "validate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS_MAX 32
#define ROWS_MAX    100000
#define REPS_MAX    1000000

enum column { RECORDING, EXERCISE, REPS, TRUST, BOUNDARIES, REFERENCE,
	      COLUMN_COUNT };

static const char *const columns[COLUMN_COUNT] = {
	"recording", "exercise", "reps", "trust", "boundaries", "reference",
};

static const char *const trusts[GN_TRUST_COUNT] = {
	"good", "nominal", "suspect",
};

struct reader {
	const char      *path;
	size_t           line;
	int              at[COLUMN_COUNT];  /* position in the file's rows */
	struct gn_truth *rows;
	size_t           n, cap;
	struct gn_diag  *why;
};

const char *gn_trust_name(enum gn_trust trust)
{
	if ((unsigned)trust >= GN_TRUST_COUNT)
		return "?";
	return trusts[trust];
}

/* Cut a line at its tabs, in place; the number of fields. */
static size_t split(char *line, char *field[COLUMNS_MAX])
{
	size_t n = 0;
	char *tab;

	line[strcspn(line, "\r\n")] = '\0';
	while (n < COLUMNS_MAX) {
		field[n++] = line;
		tab = strchr(line, '\t');
		if (!tab)
			break;
		*tab = '\0';
		line = tab + 1;
	}
	return n;
}

static int read_header(struct reader *r, char *line)
{
	char *field[COLUMNS_MAX];
	size_t n = split(line, field);

	for (int c = 0; c < COLUMN_COUNT; c++) {
		r->at[c] = -1;
		for (size_t i = 0; i < n; i++)
			if (strcmp(field[i], columns[c]) == 0)
				r->at[c] = (int)i;
		if (r->at[c] < 0)
			return gn_diag_set(r->why, GN_EFORMAT,
				"%s:1: no column '%s'; the first line must "
				"name the columns", r->path, columns[c]);
	}
	return GN_OK;
}

static int bad(const struct reader *r, enum column c, const char *value,
	       const char *want)
{
	return gn_diag_set(r->why, GN_EFORMAT, "%s:%zu: %s '%.40s' is not %s",
			   r->path, r->line, columns[c], value, want);
}

/* Copy a field that must fit. 0, or -1 if it does not. */
static int copy(char *to, size_t size, const char *from)
{
	size_t n = strlen(from);

	if (n == 0 || n >= size)
		return -1;
	memcpy(to, from, n + 1);
	return 0;
}

static int parse_reps(const char *text, int *out)
{
	char *end;
	long n;

	if (strcmp(text, "n/a") == 0) {
		*out = GN_REPS_UNKNOWN;
		return 0;
	}
	errno = 0;
	n = strtol(text, &end, 10);
	if (end == text || *end || errno || n < 0 || n > REPS_MAX)
		return -1;
	*out = (int)n;
	return 0;
}

static int parse_trust(const char *text, enum gn_trust *out)
{
	for (int i = 0; i < GN_TRUST_COUNT; i++) {
		if (strcmp(text, trusts[i]) == 0) {
			*out = (enum gn_trust)i;
			return 0;
		}
	}
	return -1;
}

static int parse_row(struct reader *r, char *line, struct gn_truth *t)
{
	char *field[COLUMNS_MAX];
	size_t n = split(line, field);
	const char *v[COLUMN_COUNT];

	for (int c = 0; c < COLUMN_COUNT; c++) {
		if ((size_t)r->at[c] >= n)
			return gn_diag_set(r->why, GN_EFORMAT,
				"%s:%zu: the line ends before column '%s'",
				r->path, r->line, columns[c]);
		v[c] = field[r->at[c]];
	}
	memset(t, 0, sizeof(*t));
	if (copy(t->recording, sizeof(t->recording), v[RECORDING]))
		return bad(r, RECORDING, v[RECORDING], "a path");
	if (copy(t->exercise, sizeof(t->exercise), v[EXERCISE]))
		return bad(r, EXERCISE, v[EXERCISE], "a name");
	if (copy(t->reference, sizeof(t->reference), v[REFERENCE]))
		return bad(r, REFERENCE, v[REFERENCE], "a name");
	if (parse_reps(v[REPS], &t->reps))
		return bad(r, REPS, v[REPS], "a number or n/a");
	if (parse_trust(v[TRUST], &t->trust))
		return bad(r, TRUST, v[TRUST], "good, nominal or suspect");
	t->boundaries = strcmp(v[BOUNDARIES], "yes") == 0;
	if (!t->boundaries && strcmp(v[BOUNDARIES], "no") != 0)
		return bad(r, BOUNDARIES, v[BOUNDARIES], "yes or no");
	return GN_OK;
}

static int grow(struct reader *r)
{
	size_t cap = r->cap ? 2 * r->cap : 64;
	struct gn_truth *rows;

	if (r->n < r->cap)
		return GN_OK;
	if (r->n >= ROWS_MAX)
		return gn_diag_set(r->why, GN_EFORMAT,
				   "%s: more than %d rows", r->path, ROWS_MAX);
	rows = realloc(r->rows, cap * sizeof(*rows));
	if (!rows)
		return gn_diag_set(r->why, GN_ENOMEM, "%s: out of memory",
				   r->path);
	r->rows = rows;
	r->cap = cap;
	return GN_OK;
}

static int read_rows(struct reader *r, FILE *f, char **line, size_t *cap)
{
	int err = GN_OK;

	while (!err && getline(line, cap, f) >= 0) {
		r->line++;
		if (r->line == 1) {
			err = read_header(r, *line);
			continue;
		}
		if ((*line)[strspn(*line, "\r\n")] == '\0')
			continue;
		err = grow(r);
		if (!err)
			err = parse_row(r, *line, &r->rows[r->n]);
		if (!err)
			r->n++;
	}
	if (!err && ferror(f))
		err = gn_diag_set(r->why, GN_EIO, "%s: cannot be read: %s",
				  r->path, strerror(errno));
	if (!err && r->n == 0)
		err = gn_diag_set(r->why, GN_ENODATA, "%s: no recordings in it",
				  r->path);
	return err;
}

static int by_recording(const void *a, const void *b)
{
	const struct gn_truth *x = a, *y = b;

	return strcmp(x->recording, y->recording);
}

int gn_truth_load(const char *dir, struct gn_truth **out, size_t *n,
		  struct gn_diag *why)
{
	char path[1024];
	struct reader r = { .path = path, .why = why };
	char *line = NULL;
	size_t cap = 0;
	FILE *f;
	int err;

	snprintf(path, sizeof(path), "%s/truth.tsv", dir);
	f = fopen(path, "r");
	if (!f)
		return gn_diag_set(why, errno == ENOENT || errno == ENOTDIR ?
				   GN_ENOENT : GN_EIO, "%s: %s", path,
				   strerror(errno));
	err = read_rows(&r, f, &line, &cap);
	fclose(f);
	free(line);
	if (err) {
		free(r.rows);
		return err;
	}
	qsort(r.rows, r.n, sizeof(*r.rows), by_recording);
	*out = r.rows;
	*n = r.n;
	return GN_OK;
}

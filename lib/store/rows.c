/* SPDX-License-Identifier: MIT */
#include "rows.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_file(const char *path, int *fd, struct gn_diag *why)
{
	struct stat st;
	int f = open(path, O_RDONLY | O_CLOEXEC);

	if (f < 0 && errno == ENOENT)
		return gn_diag_set(why, GN_ENOENT,
				   "%s: no such file; check the path", path);
	if (f < 0)
		return gn_diag_set(why, GN_EIO, "%s: cannot be opened: %s",
				   path, strerror(errno));
	if (fstat(f, &st) == 0 && S_ISDIR(st.st_mode)) {
		close(f);
		return gn_diag_set(why, GN_EIO,
				   "%s: is a folder; give a recording's file",
				   path);
	}
	*fd = f;
	return GN_OK;
}

/* Fill the buffer behind end; GN_OK also at the end of the file. */
static int fill(struct gn_rows *r, struct gn_diag *why)
{
	char *limit = r->buf + GN_ROWS_BUF;

	while (r->fd >= 0 && !r->eof && r->end < limit) {
		ssize_t n = read(r->fd, r->end, (size_t)(limit - r->end));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return gn_diag_set(why, GN_EIO,
					   "%s: cannot be read: %s", r->path,
					   strerror(errno));
		if (n == 0) {
			r->eof = 1;
			break;
		}
		sha256_update(&r->sha, (size_t)n, (const uint8_t *)r->end);
		r->end += n;
	}
	return GN_OK;
}

/* Set lim behind the last line feed; the last line of a file may lack its. */
static void find_lim(struct gn_rows *r)
{
	char *p = r->end;

	if (r->eof && p > r->pos && p[-1] != '\n') {
		*p = '\n';
		r->end = p + 1;
	}
	p = r->end;
	while (p > r->pos && p[-1] != '\n')
		p--;
	r->lim = p;
}

int gn_rows_open(struct gn_rows *r, const char *path, struct gn_diag *why)
{
	int err;

	memset(r, 0, sizeof(*r));
	if (strlen(path) >= sizeof(r->path))
		return gn_diag_set(why, GN_EIO,
				   "%.60s...: the path is longer than %zu "
				   "bytes", path, sizeof(r->path) - 1);
	strncpy(r->path, path, sizeof(r->path) - 1);
	err = open_file(path, &r->fd, why);
	if (err)
		return err;
	r->buf = malloc(GN_ROWS_BUF + 1);
	if (!r->buf) {
		close(r->fd);
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory", path);
	}
	sha256_init(&r->sha);
	r->dialect = (struct gn_dialect){ .delim = '\t', .decimal = '.' };
	r->pos = r->end = r->lim = r->buf;
	err = fill(r, why);
	if (err) {
		gn_rows_close(r);
		return err;
	}
	find_lim(r);
	return GN_OK;
}

void gn_rows_close(struct gn_rows *r)
{
	if (!r->buf)
		return;
	if (r->fd >= 0)
		close(r->fd);
	free(r->buf);
	r->buf = NULL;
}

int gn_rows_bytes(struct gn_rows *r, size_t n, struct gn_diag *why)
{
	size_t left = (size_t)(r->end - r->pos);

	if (left >= n || r->eof)
		return GN_OK;
	memmove(r->buf, r->pos, left);
	r->pos = r->buf;
	r->end = r->buf + left;
	return fill(r, why);
}

/* Make pos point to a whole line: GN_OK, GN_EOF or an error. */
static int want_line(struct gn_rows *r, struct gn_diag *why)
{
	size_t left;
	int err;

	if (r->pos < r->lim)
		return GN_OK;
	left = (size_t)(r->end - r->pos);
	memmove(r->buf, r->pos, left);
	r->pos = r->buf;
	r->end = r->buf + left;
	err = fill(r, why);
	if (err) {
		r->lim = r->pos;
		return err;
	}
	find_lim(r);
	if (r->pos < r->lim)
		return GN_OK;
	if (r->eof)
		return GN_EOF;
	return gn_diag_set(why, GN_EFORMAT,
			   "%s:%llu: the line is longer than %d bytes; this "
			   "is no table of samples", r->path,
			   (unsigned long long)r->line + 1, GN_ROWS_BUF);
}

int gn_rows_line(struct gn_rows *r, const char **line, size_t *len,
		 struct gn_diag *why)
{
	char *nl;
	int err = want_line(r, why);

	if (err)
		return err;
	nl = memchr(r->pos, '\n', (size_t)(r->lim - r->pos));
	*line = r->pos;
	*len = (size_t)(nl - r->pos);
	if (*len && nl[-1] == '\r')
		--*len;
	r->pos = nl + 1;
	r->line++;
	return 1;
}

void gn_rows_unread(struct gn_rows *r, const char *line)
{
	r->pos -= r->pos - line;
	r->line--;
}

static int is_blank(const struct gn_rows *r, const char *p)
{
	if (r->dialect.lenient) {
		while (*p == ' ' || *p == '\t')
			p++;
		if (*p == '#')
			return 1;
	}
	return *p == '\n' || (*p == '\r' && p[1] == '\n');
}

static size_t count_fields(const struct gn_rows *r, const char *p)
{
	char delim = r->dialect.delim;
	size_t n = 1;

	for (; *p != '\n'; p++)
		n += *p == delim && (delim != ' ' || p[1] != ' ');
	return n;
}

/* Bytes that no table of text holds. */
static int is_binary(const char *p)
{
	for (; *p != '\n'; p++)
		if ((unsigned char)*p < 0x20 && *p != '\t' && *p != '\r')
			return 1;
	return 0;
}

static int explain(const struct gn_rows *r, const struct gn_layout *l,
		   size_t col, struct gn_diag *why)
{
	unsigned long long line = (unsigned long long)r->line + 1;
	const char *p = r->pos;
	size_t n = count_fields(r, p), len = 0;
	char name[64];

	if (is_binary(p))
		return gn_diag_set(why, GN_EFORMAT,
				   "%s:%llu: binary data; a table of text is "
				   "expected", r->path, line);
	if (n != l->n_cols)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s:%llu: %zu columns instead of %zu; mend "
				   "or delete the line", r->path, line, n,
				   l->n_cols);
	for (size_t c = 0; c < col; p++)
		c += *p == r->dialect.delim &&
		     (r->dialect.delim != ' ' || p[1] != ' ');
	while (len < 24 && p[len] != r->dialect.delim && p[len] != '\n' &&
	       p[len] != '\r')
		len++;
	gn_layout_col_name(l, col, name, sizeof(name));
	if (len == 0)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s:%llu: column %zu (%s) is empty; write "
				   "n/a for a missing value", r->path, line,
				   col + 1, name);
	return gn_diag_set(why, GN_EFORMAT,
			   "%s:%llu: column %zu (%s): '%.*s' is not a number%s",
			   r->path, line, col + 1, name, (int)len, p,
			   (int)col == l->time_col
			   ? "; every row needs its time"
			   : "; write n/a for a missing value");
}

/* Pass over blank lines: 1 when one was passed, 0 none, or an error. */
static int pass_blank(struct gn_rows *r, struct gn_diag *why)
{
	const char *line;
	size_t len;
	int n;

	if (!is_blank(r, r->pos))
		return 0;
	if (r->dialect.lenient)
		return gn_rows_line(r, &line, &len, why);
	/* Elsewhere blank lines may only end the file. */
	while ((n = gn_rows_line(r, &line, &len, why)) == 1)
		if (len)
			return gn_diag_set(why, GN_EFORMAT,
					   "%s:%llu: a blank line before this "
					   "one; delete it or write n/a in "
					   "every column", r->path,
					   (unsigned long long)r->line);
	return n;
}

int gn_rows_next(struct gn_rows *r, const struct gn_layout *l, double *v,
		 int64_t *t_ns, struct gn_diag *why)
{
	const char *next;
	size_t col = 0;
	int err;

	for (;;) {
		err = want_line(r, why);
		if (err)
			return err;
		if ((unsigned char)*r->pos > '#')
			break;
		err = pass_blank(r, why);
		if (err < 0)
			return err;
		if (!err)
			break;
	}
	next = gn_row_parse(r->pos, r->lim, &r->dialect, l, v, t_ns, &col);
	if (!next)
		return explain(r, l, col, why);
	r->pos += next - r->pos;
	r->line++;
	return 1;
}

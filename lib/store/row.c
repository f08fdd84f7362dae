/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "gonio/num.h"
#include "rows.h"

static int is_end(char c)
{
	return c == '\n' || c == '\r';
}

static const char *skip_blanks(const char *p, char delim)
{
	while (*p == ' ' || (*p == '\t' && delim != '\t'))
		p++;
	return p;
}

/* To the delimiter or line end that closes the field at p. */
static const char *skip_field(const char *p, char delim)
{
	if (*p == '"') {
		p++;
		while (*p != '"' && *p != '\n')
			p++;
	}
	while (*p != delim && *p != '\n')
		p++;
	return p;
}

/* One value the lenient way: blanks and quotes around it, or nothing. */
static const char *lenient_value(const char *p, const char *end,
				 const struct gn_dialect *d, double *v)
{
	const char *q;
	int quoted;

	p = skip_blanks(p, d->delim);
	quoted = *p == '"';
	p += quoted;
	if (*p == d->delim || is_end(*p) || *p == '"') {
		*v = NAN;
		q = p;
	} else {
		q = gn_num_parse(p, end, d->decimal, v);
	}
	if (!q)
		return NULL;
	if (quoted) {
		if (*q != '"')
			return NULL;
		q++;
	}
	return d->delim == ' ' ? q : skip_blanks(q, d->delim);
}

static const char *lenient_time(const char *p, const char *end,
				const struct gn_dialect *d, int exp10,
				int64_t *t_ns)
{
	int quoted;

	p = skip_blanks(p, d->delim);
	quoted = *p == '"';
	p = gn_num_parse_ns(p + quoted, end, d->decimal, exp10, t_ns);
	if (!p || (quoted && *p != '"'))
		return NULL;
	p += quoted;
	return d->delim == ' ' ? p : skip_blanks(p, d->delim);
}

static const char *field(const char *p, const char *end, size_t col,
			 const struct gn_dialect *d, const struct gn_layout *l,
			 double *v, int64_t *t_ns)
{
	const char *q;

	if ((int)col == l->time_col) {
		q = d->lenient
		  ? lenient_time(p, end, d, l->time_exp10, t_ns)
		  : gn_num_parse_ns(p, end, d->decimal, l->time_exp10, t_ns);
		return q;
	}
	if (!l->used[col])
		return skip_field(p, d->delim);
	if (!d->lenient)
		return gn_num_parse(p, end, d->decimal, &v[col]);
	return lenient_value(p, end, d, &v[col]);
}

/* Past the line end at p, or NULL: something else stands there. */
static const char *line_end(const char *p, const struct gn_dialect *d)
{
	if (d->lenient)
		while (*p == ' ' || *p == '\t')
			p++;
	if (*p == '\r')
		p++;
	return *p == '\n' ? p + 1 : NULL;
}

const char *gn_row_parse(const char *p, const char *end,
			 const struct gn_dialect *d, const struct gn_layout *l,
			 double *v, int64_t *t_ns, size_t *bad_col)
{
	size_t n = l->n_cols;

	if (d->delim == ' ')
		p = skip_blanks(p, ' ');
	for (size_t c = 0; c < n; c++) {
		p = field(p, end, c, d, l, v, t_ns);
		if (!p || (c + 1 < n && *p != d->delim)) {
			*bad_col = c;
			return NULL;
		}
		if (c + 1 == n)
			break;
		p++;
		if (d->delim == ' ')
			p = skip_blanks(p, ' ');
	}
	p = line_end(p, d);
	if (!p)
		*bad_col = n ? n - 1 : 0;
	return p;
}

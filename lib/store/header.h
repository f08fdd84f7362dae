/* SPDX-License-Identifier: MIT */
#ifndef GN_STORE_HEADER_H
#define GN_STORE_HEADER_H

#include <stddef.h>

#include "gonio/err.h"
#include "layout.h"
#include "rows.h"

/* Column names of a plain table, and what they mean. */
struct gn_header {
	char  *names[GN_COLS_MAX];      /* into text given to split */
	size_t n;
};

/* Longest column name that is looked at. */
#define GN_NAME_MAX 96

/**
 * Find the delimiter of a header line: the most frequent of tab, semicolon
 * and comma, else blanks.
 */
char gn_header_delim(const char *line, size_t len);

/**
 * Split a header line at the delimiter, in place; quotes and blanks around a
 * name go. text[len] must be writable.
 *
 * @retval GN_OK
 * @retval GN_EFORMAT  more than GN_COLS_MAX columns
 */
GN_NODISCARD int gn_header_split(char *text, size_t len, char delim,
				 struct gn_header *out);

/**
 * Recognise the usual names, see gonio/recording.h, and lay the columns out.
 * A time column without a unit gets time_exp10 = -1.
 *
 * @param[in] name  file and line, for the reason
 * @retval GN_OK
 * @retval GN_EFORMAT  as gn_layout_add(), gn_layout_finish()
 */
GN_NODISCARD int gn_header_layout(const struct gn_header *h, const char *name,
				  struct gn_layout *out, struct gn_diag *why);

/* What a NAME.map.json says, see gonio/recording.h for its form. */
struct gn_colmap;

/**
 * @param[in]  name  of the file, for the reason
 * @param[out] out   to be freed with gn_colmap_free()
 * @retval GN_OK, GN_EFORMAT, GN_ENOMEM
 */
GN_NODISCARD int gn_colmap_parse(const char *text, size_t len,
				 const char *name, struct gn_colmap **out,
				 struct gn_diag *why);
void gn_colmap_free(struct gn_colmap *m);

/* What it says about the table as a whole; 0 or "" where it says nothing. */
struct gn_colmap_table {
	char   delim, decimal;
	size_t skip_lines;      /* before the header */
	int    no_header;       /* 1: samples follow at once */
	int    by_header;       /* 1: it gives a rate_hz only: the columns are
				 * what their names say */
	double rate_hz;
	char   task[64];
};
const struct gn_colmap_table *gn_colmap_table(const struct gn_colmap *m);

/**
 * Lay out a table's columns by a map.
 *
 * @param[in] h  names of the header; n columns of any name without one
 * @retval GN_OK, GN_EFORMAT
 */
GN_NODISCARD int gn_colmap_layout(const struct gn_colmap *m,
				  const struct gn_header *h,
				  struct gn_layout *out, struct gn_diag *why);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef GN_STORE_ROWS_H
#define GN_STORE_ROWS_H

#include <nettle/sha2.h>
#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"
#include "layout.h"

/* Read at a time; also the longest line. */
#define GN_ROWS_BUF (128 * 1024)

/* How a table is written. */
struct gn_dialect {
	char    delim;          /* ',' ';' '\t', or ' ' for runs of blanks */
	char    decimal;        /* '.' or ',' */
	uint8_t lenient;        /* 1: blank lines, # comments, empty fields,
	                         * blanks and quotes around values are fine */
};

/*
 * Rows of numbers from a text file, a buffer at a time; the bytes are hashed
 * as they pass.
 */
struct gn_rows {
	int      fd;            /* -1: none, the text is in buf already */
	char     path[512];
	struct gn_dialect dialect;
	struct sha256_ctx sha;
	char    *buf;           /* GN_ROWS_BUF + 1 bytes, malloc'd */
	char    *pos;           /* next byte */
	char    *lim;           /* end of the whole lines in buf */
	char    *end;           /* end of the bytes in buf */
	uint64_t line;          /* lines taken so far */
	uint8_t  eof;
};

/**
 * Open a file; its first bytes are in buf afterwards (see pos, end).
 *
 * @retval GN_OK
 * @retval GN_ENOENT, GN_EIO, GN_ENOMEM  nothing to close
 */
GN_NODISCARD int gn_rows_open(struct gn_rows *r, const char *path,
			      struct gn_diag *why);
void gn_rows_close(struct gn_rows *r);

/**
 * For files that are no text: have n bytes at pos, up to end; fewer only at the
 * end of the file (one more may stand there, a line feed that is not in it).
 *
 * @param[in] n  up to GN_ROWS_BUF
 * @retval GN_OK, GN_EIO
 */
GN_NODISCARD int gn_rows_bytes(struct gn_rows *r, size_t n,
			       struct gn_diag *why);

/**
 * The next line as it stands, without its end of line; for headers.
 *
 * @param[out] line  points into buf, valid until the next call
 * @return 1, or GN_EOF, GN_EIO, GN_EFORMAT (line longer than GN_ROWS_BUF)
 */
GN_NODISCARD int gn_rows_line(struct gn_rows *r, const char **line,
			      size_t *len, struct gn_diag *why);

/* Give the line back that gn_rows_line() took last. */
void gn_rows_unread(struct gn_rows *r, const char *line);

/**
 * The next row of numbers.
 *
 * @param[in]  l     the columns; those not used are skipped, unread
 * @param[out] v     l->n_cols values; only those of used columns are written
 * @param[out] t_ns  the stamp, where l has a time column
 * @return 1, or GN_EOF, GN_EIO, GN_EFORMAT
 *
 * Cost: no allocation.
 */
GN_NODISCARD int gn_rows_next(struct gn_rows *r, const struct gn_layout *l,
			      double *v, int64_t *t_ns, struct gn_diag *why);

/* Steps between the stamps of the next rows, in ns; 0: not to be told. */
struct gn_steps {
	double median, mean;
};

/**
 * Look at the time of the rows that are in the buffer (up to 129 of them)
 * without taking them.
 *
 * @param[in]  l  with a time column
 * @param[out] v  room for l->n_cols values
 */
void gn_rows_steps(const struct gn_rows *r, const struct gn_layout *l,
		   double *v, struct gn_steps *out);

/**
 * Parse one row from bytes; what gn_rows_next() is made of.
 *
 * @param[in]  p, end  whole lines: end[-1] is a line feed
 * @param[out] bad_col on failure: the column it happened in
 * @return the first byte of the next line, or NULL: malformed
 */
const char *gn_row_parse(const char *p, const char *end,
			 const struct gn_dialect *d, const struct gn_layout *l,
			 double *v, int64_t *t_ns, size_t *bad_col);

#endif

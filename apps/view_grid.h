/* SPDX-License-Identifier: MIT */
#ifndef GN_VIEW_GRID_H
#define GN_VIEW_GRID_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"

/*
 * A screen as a grid of characters, and what is put on it: text, large digits,
 * bars. Plain data: what shows it on a terminal is in view.h.
 */

#define GN_GRID_ROWS_MAX 64     /* a larger terminal stays empty beyond */
#define GN_GRID_COLS_MAX 160

enum gn_grid_attr {
	GN_GRID_PLAIN,
	GN_GRID_STRONG,
	GN_GRID_BAR,            /* title and keys */
	GN_GRID_GOOD,
	GN_GRID_BAD,
	GN_GRID_CODE,           /* white on black, whatever the colours are */
	GN_GRID_ATTRS
};

struct gn_grid_cell {
	char    text[4];        /* one character of one column, 0-terminated */
	uint8_t attr;           /* enum gn_grid_attr */
};

struct gn_grid {
	int     rows, cols;     /* in use */
	uint8_t utf8;           /* 0: ASCII only */
	struct gn_grid_cell cell[GN_GRID_ROWS_MAX][GN_GRID_COLS_MAX];
};

/* Blank all of rows x cols, which are cut to 1..MAX. */
void gn_grid_clear(struct gn_grid *g, int rows, int cols, int utf8);

/* Where the next part is put. Outside of the grid nothing is. */
struct gn_grid_at {
	struct gn_grid *g;
	int row, col;           /* moves behind what was put */
	int end;                /* the first column that stays as it is */
	enum gn_grid_attr attr;
};

/* The start of a row, up to its end, plain. */
struct gn_grid_at gn_grid_row(struct gn_grid *g, int row);

/*
 * Text, as for printf, 255 bytes at most. A character that is not ASCII is
 * shown with utf8 if it is Latin, Greek or Cyrillic, so that it takes one
 * column; every other one, controls included, becomes a '?'.
 */
void gn_grid_put(struct gn_grid_at *at, const char *fmt, ...) GN_PRINTF(2, 3);

/* One character of those that blocks are drawn with, UTF-8; needs utf8. */
void gn_grid_put_block(struct gn_grid_at *at, const char *block);

/* Text so that it ends at a column; what does not fit is cut. */
void gn_grid_put_right(struct gn_grid_at *at, int width, const char *text);

/* The text of x with so many digits behind the point; "-" if not finite. */
const char *gn_grid_number(char *to, size_t cap, double x, int digits);

/* A number in digits 5 * scale rows high and, with a gap, 6 * scale wide. */
void gn_grid_put_big(struct gn_grid_at *at, uint32_t n, int scale);

/* A bar, "[####....]", share 0..1 of its inside; width >= 3 with its ends. */
void gn_grid_put_bar(struct gn_grid_at *at, int width, double share);

#endif

/* SPDX-License-Identifier: MIT */
#include "view_grid.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define DIGIT_ROWS 5
#define DIGIT_COLS 6

static const char *const shape[DIGIT_ROWS] = {
	" ###    #    ###  ####  #   # #####  ###  #####  ###   ###  ",
	"#   #  ##   #   #     # #   # #     #         # #   # #   # ",
	"#   #   #     ##   ###  ##### ####  ####     #   ###   #### ",
	"#   #   #    #        #     #     # #   #   #   #   #     # ",
	" ###   ###  ##### ####      # ####   ###    #    ###   ###  "
};

static int within(int x, int least, int most)
{
	return x < least ? least : x > most ? most : x;
}

void gn_grid_clear(struct gn_grid *g, int rows, int cols, int utf8)
{
	static const struct gn_grid_cell blank = { " ", GN_GRID_PLAIN };

	g->rows = within(rows, 1, GN_GRID_ROWS_MAX);
	g->cols = within(cols, 1, GN_GRID_COLS_MAX);
	g->utf8 = utf8 != 0;
	for (int r = 0; r < g->rows; r++)
		for (int c = 0; c < g->cols; c++)
			g->cell[r][c] = blank;
}

struct gn_grid_at gn_grid_row(struct gn_grid *g, int row)
{
	struct gn_grid_at at = { g, row, 0, g->cols, GN_GRID_PLAIN };

	return at;
}

/* One character of len bytes, 1..3. */
static void put_cell(struct gn_grid_at *at, const char *text, size_t len)
{
	struct gn_grid_cell *c;

	if (at->row >= 0 && at->row < at->g->rows && at->col >= 0 &&
	    at->col < at->end && at->col < at->g->cols) {
		c = &at->g->cell[at->row][at->col];
		memcpy(c->text, text, len);
		c->text[len] = '\0';
		c->attr = (uint8_t)at->attr;
	}
	at->col++;
}

/* Bytes of the character at s, and whether it takes one column for sure. */
static size_t scan(const unsigned char *s, int *plain)
{
	size_t len = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : s[0] >= 0xC0 ? 2 : 1;
	unsigned u;

	*plain = s[0] >= 0x20 && s[0] < 0x7F;
	for (size_t i = 1; i < len; i++)
		if ((s[i] & 0xC0) != 0x80)
			return 1;
	if (len == 2) {
		u = (s[0] & 0x1Fu) << 6 | (s[1] & 0x3Fu);
		*plain = (u >= 0xA1 && u < 0x300 && u != 0xAD) ||
			 (u >= 0x370 && u < 0x483) || (u >= 0x48A && u < 0x530);
	}
	return len;
}

void gn_grid_put(struct gn_grid_at *at, const char *fmt, ...)
{
	char text[256];
	va_list ap;
	size_t len;
	int plain;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	for (const char *s = text; *s; s += len) {
		len = scan((const unsigned char *)s, &plain);
		if (plain && (len == 1 || at->g->utf8))
			put_cell(at, s, len);
		else
			put_cell(at, "?", 1);
	}
}

void gn_grid_put_block(struct gn_grid_at *at, const char *block)
{
	put_cell(at, block, strlen(block));
}

void gn_grid_put_right(struct gn_grid_at *at, int width, const char *text)
{
	int len = (int)strlen(text), end = at->end, stop = at->col + width;

	at->col += len < width ? width - len : 0;
	at->end = end < stop ? end : stop;
	gn_grid_put(at, "%s", text);
	at->end = end;
	at->col = stop;
}

const char *gn_grid_number(char *to, size_t cap, double x, int digits)
{
	if (isfinite(x))
		snprintf(to, cap, "%.*f", digits, x);
	else
		snprintf(to, cap, "-");
	return to;
}

static void put_block(struct gn_grid_at *at)
{
	if (at->g->utf8)
		put_cell(at, "\xE2\x96\x88", 3);        /* U+2588, full */
	else
		put_cell(at, "#", 1);
}

static void put_digit(struct gn_grid_at at, int digit, int scale)
{
	int left = at.col;

	for (int r = 0; r < DIGIT_ROWS * scale; r++, at.row++) {
		at.col = left;
		for (int c = 0; c < DIGIT_COLS * scale; c++) {
			int i = digit * DIGIT_COLS + c / scale;

			if (shape[r / scale][i] == '#')
				put_block(&at);
			else
				at.col++;
		}
	}
}

void gn_grid_put_big(struct gn_grid_at *at, uint32_t n, int scale)
{
	char text[12];

	snprintf(text, sizeof(text), "%" PRIu32, n);
	for (const char *s = text; *s; s++) {
		put_digit(*at, *s - '0', scale);
		at->col += DIGIT_COLS * scale;
	}
}

void gn_grid_put_bar(struct gn_grid_at *at, int width, double share)
{
	int inside = width - 2;
	int full = within((int)(fmin(share, 1) * inside), 0, inside);

	put_cell(at, "[", 1);
	for (int i = 0; i < inside; i++)
		if (i < full)
			put_block(at);
		else
			put_cell(at, ".", 1);
	put_cell(at, "]", 1);
}

/* SPDX-License-Identifier: MIT */
#include "grid_text.h"

#include <check.h>
#include <string.h>

const char *grid_text(const struct gn_grid *grid, int row)
{
	static char text[GN_GRID_COLS_MAX * 3 + 1];
	size_t n = 0, len = 0;

	for (int c = 0; c < grid->cols; c++) {
		const char *s = grid->cell[row][c].text;

		memcpy(text + n, s, strlen(s) + 1);
		n += strlen(s);
		if (*s != ' ')
			len = n;
	}
	text[len] = '\0';
	return text;
}

void grid_same(const struct gn_grid *grid, const char *const *want, int rows)
{
	ck_assert_int_eq(grid->rows, rows);
	for (int r = 0; r < rows; r++)
		ck_assert_msg(!strcmp(grid_text(grid, r), want[r]),
			      "row %d is\n'%s', not\n'%s'", r,
			      grid_text(grid, r), want[r]);
}

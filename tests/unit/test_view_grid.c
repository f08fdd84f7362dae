/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <string.h>

#include "apps/view_grid.h"
#include "grid_text.h"
#include "suites.h"

static struct gn_grid grid;

static const char *row_text(int row)
{
	return grid_text(&grid, row);
}

START_TEST(large_digits)
{
	static const char *const want[5] = {
		" ###    #    ###  ####  #   # #####  ###  #####  ###   ###",
		"#   #  ##   #   #     # #   # #     #         # #   # #   #",
		"#   #   #     ##   ###  ##### ####  ####     #   ###   ####",
		"#   #   #    #        #     #     # #   #   #   #   #     #",
		" ###   ###  ##### ####      # ####   ###    #    ###   ###",
	};
	struct gn_grid_at at;

	gn_grid_clear(&grid, 5, 80, 0);
	at = gn_grid_row(&grid, 0);
	gn_grid_put_big(&at, 0, 1);
	gn_grid_put_big(&at, 123456789, 1);
	ck_assert_int_eq(at.col, 60);
	ck_assert_int_eq(at.row, 0);
	grid_same(&grid, want, 5);
}
END_TEST

START_TEST(only_what_takes_one_column)
{
	static const struct {
		const char *text, *utf8, *ascii;
	} word[] = {
		{ "K\u00fcr \u03b1 \u0436", "K\u00fcr \u03b1 \u0436",
		  "K?r ? ?" },
		{ "a\x1b[2J\x7f\tb\n", "a?[2J??b?", "a?[2J??b?" },
		{ "\u3042|\U0001F600|\u0301|\u00ad|\xc2\x85|\u0591|",
		  "?|?|?|?|?|?|", "?|?|?|?|?|?|" },
		{ "\xfc|\xc3|\x80|\xe2\x82", "?|?|?|??", "?|?|?|??" },
	};
	struct gn_grid_at at;

	for (size_t i = 0; i < sizeof(word) / sizeof(*word); i++) {
		for (int utf8 = 0; utf8 < 2; utf8++) {
			gn_grid_clear(&grid, 1, 20, utf8);
			at = gn_grid_row(&grid, 0);
			gn_grid_put(&at, "%s", word[i].text);
			ck_assert_str_eq(row_text(0), utf8 ? word[i].utf8 :
					 word[i].ascii);
		}
	}
}
END_TEST

START_TEST(nothing_is_put_outside)
{
	struct gn_grid_at at;
	struct gn_grid was;

	gn_grid_clear(&grid, GN_GRID_ROWS_MAX, GN_GRID_COLS_MAX, 0);
	grid.rows = 3;
	grid.cols = 10;
	was = grid;
	at = gn_grid_row(&grid, 3);
	gn_grid_put(&at, "below");
	at = gn_grid_row(&grid, -1);
	gn_grid_put(&at, "above");
	at = gn_grid_row(&grid, 1);
	at.col = -3;
	gn_grid_put(&at, "xyz");
	at.col = 10;
	at.end = 20;
	gn_grid_put(&at, "right");
	gn_grid_put_big(&at, 8, 2);
	ck_assert_mem_eq(&grid, &was, sizeof(grid));
	at = gn_grid_row(&grid, 1);
	at.end = 5;
	gn_grid_put(&at, "0123456789");
	ck_assert_str_eq(row_text(1), "01234");
	at = gn_grid_row(&grid, 2);
	gn_grid_put_right(&at, 4, "ab");
	gn_grid_put_right(&at, 2, "cdef");
	ck_assert_int_eq(at.col, 6);
	ck_assert_str_eq(row_text(2), "  abcd");
}
END_TEST

START_TEST(bars_and_numbers)
{
	static const struct {
		double share;
		const char *want;
	} bar[] = {
		{ 0, "[........]" }, { 0.124, "[........]" },
		{ 0.125, "[#.......]" }, { 0.999, "[#######.]" },
		{ 1, "[########]" }, { 7, "[########]" },
		{ -1, "[........]" },
	};
	struct gn_grid_at at;
	char text[32];

	for (size_t i = 0; i < sizeof(bar) / sizeof(*bar); i++) {
		gn_grid_clear(&grid, 1, 20, 0);
		at = gn_grid_row(&grid, 0);
		gn_grid_put_bar(&at, 10, bar[i].share);
		ck_assert_str_eq(row_text(0), bar[i].want);
	}
	ck_assert_str_eq(gn_grid_number(text, sizeof(text), 2.26, 1), "2.3");
	ck_assert_str_eq(gn_grid_number(text, sizeof(text), NAN, 1), "-");
	ck_assert_str_eq(gn_grid_number(text, sizeof(text), INFINITY, 0), "-");
}
END_TEST

Suite *suite_view_grid(void)
{
	Suite *s = suite_create("view_grid");
	TCase *tc = tcase_create("grid");

	tcase_add_test(tc, large_digits);
	tcase_add_test(tc, only_what_takes_one_column);
	tcase_add_test(tc, nothing_is_put_outside);
	tcase_add_test(tc, bars_and_numbers);
	suite_add_tcase(s, tc);
	return s;
}

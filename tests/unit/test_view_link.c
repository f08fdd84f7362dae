/* SPDX-License-Identifier: MIT */
/* Links of a served session, on the terminal that its view has taken over. */
#include <stdio.h>
#include <string.h>

#include "apps/view_screen.h"
#include "apps/view_link.h"
#include "grid_text.h"
#include "suites.h"

#define LINK "https://192.168.1.23:8750/#dk3vV5mPCU0TQzbnKQ3sJA"

static struct gn_grid grid;
static struct gn_view_state v;
static struct gn_links links;

static void setup(void)
{
	links.n = 2;
	links.at[0] = (struct gn_link){ .what = "view", .url = LINK,
					.coded = 1 };
	links.at[1] = (struct gn_link){ .what = "phone", .url = "http://x/" };
	ck_assert_int_eq(gn_qr_make(&links.at[0].code, LINK), GN_OK);
	gn_view_init(&v, "Squat", NULL, 0, NULL);
	v.links = &links;
}

static const char *row(int r)
{
	return grid_text(&grid, r);
}

START_TEST(a_code_instead_of_all_else)
{
	const struct gn_qr *q = &links.at[0].code;

	v.link = 1;
	gn_view_render(&grid, &v, 24, 80, 1);
	ck_assert_int_eq(gn_qr_rows(q), 19);
	for (int r = 0; r < gn_qr_rows(q); r++)
		for (int c = 0; c < gn_qr_cols(q); c++) {
			const struct gn_grid_cell *x = &grid.cell[r][c];

			ck_assert_str_eq(x->text, gn_qr_cell(q, r, c));
			ck_assert_int_eq(x->attr, GN_GRID_CODE);
		}
	for (int r = 19; r < 23; r++)
		ck_assert_str_eq(row(r), "");
	ck_assert_str_eq(row(23), "c:next  view " LINK);
	/* just room, and one row or column too few */
	gn_grid_clear(&grid, 20, gn_qr_cols(q), 1);
	gn_view_put_link(&grid, &links.at[0], 0);
	ck_assert_int_eq(grid.cell[0][0].attr, GN_GRID_CODE);
	ck_assert_int_eq(grid.cell[18][0].attr, GN_GRID_CODE);
	gn_grid_clear(&grid, 20, gn_qr_cols(q) - 1, 1);
	gn_view_put_link(&grid, &links.at[0], 0);
	ck_assert_int_eq(grid.cell[0][0].attr, GN_GRID_PLAIN);
	gn_view_render(&grid, &v, 19, 80, 1);
	ck_assert_str_eq(row(0), "its code needs 37 columns, 20 rows and "
			 "UTF-8");
	ck_assert_str_eq(row(18), "c:next  view " LINK);
	gn_view_render(&grid, &v, 24, 80, 0);
	ck_assert_str_eq(row(0), "its code needs 37 columns, 20 rows and "
			 "UTF-8");
}
END_TEST

START_TEST(a_key_leads_on)
{
	gn_view_render(&grid, &v, 24, 80, 1);
	ck_assert_str_eq(row(23), " b:beep   c:link   q:quit");
	gn_view_key(&v, GN_VIEW_KEY_LINK);
	ck_assert_uint_eq(v.link, 1);
	gn_view_key(&v, GN_VIEW_KEY_LINK);
	ck_assert_uint_eq(v.link, 2);
	gn_view_render(&grid, &v, 24, 80, 1);
	ck_assert_str_eq(row(0), "");
	ck_assert_str_eq(row(23), "c:close  phone http://x/");
	gn_view_key(&v, GN_VIEW_KEY_LINK);
	ck_assert_uint_eq(v.link, 0);
	v.links = NULL;
	gn_view_key(&v, GN_VIEW_KEY_LINK);
	ck_assert_uint_eq(v.link, 0);
	gn_view_render(&grid, &v, 24, 80, 1);
	ck_assert_str_eq(row(23), " b:beep   q:quit");
}
END_TEST

/* A code of what only this machine can reach would lead nowhere. */
START_TEST(of_a_session_on_this_machine)
{
	struct gn_serve_params p = { .cert = NULL };
	struct gn_serve *s;

	ck_assert_int_eq(gn_serve_addr_parse(&p.addr, "0", NULL), GN_OK);
	ck_assert_int_eq(gn_serve_open(&s, &p, NULL), GN_OK);
	gn_links_of(&links, s, 0);
	ck_assert_uint_eq(links.n, 1);
	ck_assert_str_eq(links.at[0].url, gn_serve_link(s, 1));
	ck_assert_uint_eq(links.at[0].coded, 0);
	gn_links_of(&links, s, 1);
	ck_assert_uint_eq(links.n, 2);
	ck_assert_str_eq(links.at[1].what, "phone");
	ck_assert_str_eq(links.at[1].url, gn_serve_phone_link(s));
	gn_serve_close(s);
}
END_TEST

Suite *suite_view_link(void)
{
	Suite *s = suite_create("view_link");
	TCase *tc = tcase_create("view_link");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, a_code_instead_of_all_else);
	tcase_add_test(tc, a_key_leads_on);
	tcase_add_test(tc, of_a_session_on_this_machine);
	suite_add_tcase(s, tc);
	return s;
}

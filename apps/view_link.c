/* SPDX-License-Identifier: MIT */
#include "view_link.h"

static void put_code(struct gn_grid *g, const struct gn_qr *q)
{
	for (int r = 0; r < gn_qr_rows(q); r++) {
		struct gn_grid_at at = gn_grid_row(g, r);

		at.attr = GN_GRID_CODE;
		for (int c = 0; c < gn_qr_cols(q); c++)
			gn_grid_put_block(&at, gn_qr_cell(q, r, c));
	}
}

void gn_view_put_link(struct gn_grid *g, const struct gn_link *l, int more)
{
	struct gn_grid_at at = gn_grid_row(g, g->rows - 1);

	if (l->coded && g->utf8 && gn_qr_rows(&l->code) < g->rows &&
	    gn_qr_cols(&l->code) <= g->cols) {
		put_code(g, &l->code);
	} else if (l->coded) {
		struct gn_grid_at why = gn_grid_row(g, 0);

		gn_grid_put(&why, "its code needs %d columns, %d rows and "
			    "UTF-8", gn_qr_cols(&l->code),
			    gn_qr_rows(&l->code) + 1);
	}
	at.attr = GN_GRID_STRONG;
	gn_grid_put(&at, more ? "c:next " : "c:close ");
	at.attr = GN_GRID_PLAIN;
	gn_grid_put(&at, " %s %s", l->what, l->url);
}

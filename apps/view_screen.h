/* SPDX-License-Identifier: MIT */
#ifndef GN_VIEW_SCREEN_H
#define GN_VIEW_SCREEN_H

#include "view_grid.h"
#include "view_state.h"

/*
 * The layout of the terminal view: from the state to a grid. The same state
 * and size give the same grid.
 */

#define GN_VIEW_ROWS_MIN 10
#define GN_VIEW_COLS_MIN 40

/**
 * Made for 80x24; with less room lines are joined or left out, sensors that
 * are well first; with more the count grows. Below the least size only the
 * count is shown.
 *
 * @param[in] rows, cols, utf8  as for gn_grid_clear()
 */
void gn_view_render(struct gn_grid *g, const struct gn_view_state *v,
		    int rows, int cols, int utf8);

#endif

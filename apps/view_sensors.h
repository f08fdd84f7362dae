/* SPDX-License-Identifier: MIT */
#ifndef GN_VIEW_SENSORS_H
#define GN_VIEW_SENSORS_H

#include "view_grid.h"
#include "view_state.h"

/*
 * The part of the terminal view that tells whether the sensors are well: a
 * line for each below a heading. If there are fewer rows, those in trouble
 * come first; in a single one all are summed up.
 */
void gn_view_put_sensors(struct gn_grid *g, int row, int rows,
			 const struct gn_view_state *v);

#endif

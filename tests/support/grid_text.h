/* SPDX-License-Identifier: MIT */
#ifndef GRID_TEXT_H
#define GRID_TEXT_H

#include "apps/view_grid.h"

/* A row of a terminal as text, without the blanks at its end. Valid until the
 * next call. */
const char *grid_text(const struct gn_grid *grid, int row);

/* Are its rows these, and no more? */
void grid_same(const struct gn_grid *grid, const char *const *want, int rows);

#endif

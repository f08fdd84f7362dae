/* SPDX-License-Identifier: MIT */
#ifndef GN_VIEW_LINK_H
#define GN_VIEW_LINK_H

#include "links.h"
#include "view_grid.h"

/**
 * Fill the grid with a link: its code if there is one and it fits, and in the
 * last row the link itself with the key that leads on.
 *
 * @param[in] more  1: to another link, 0: away
 */
void gn_view_put_link(struct gn_grid *g, const struct gn_link *l, int more);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef GN_VIEW_H
#define GN_VIEW_H

#include <stdio.h>

#include "gonio/err.h"
#include "view_state.h"

/*
 * The view on a terminal, by curses: only what differs is sent. One at a time;
 * curses keeps state of its own.
 */
struct gn_view;

#define GN_VIEW_DRAW_NS INT64_C(100000000)      /* at most 10 times a second */

/**
 * Take the terminal over. Handlers for SIGINT, SIGTERM and the like must be
 * set before: without them curses would end the program by itself.
 *
 * @param[out] out  gn_view_close() gives the terminal back
 * @param[in]  in   the keys
 * @param[in]  to   the screen; flushed, and not to be written to while open
 * @param[out] why  may be NULL
 *
 * @retval GN_OK
 * @retval GN_ENODEV  in or to is no terminal, or one that TERM does not
 *                    describe, or that cannot place its cursor
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_view_open(struct gn_view **out, FILE *in, FILE *to,
			      struct gn_diag *why);

/**
 * Show the state, with a beep if one is due. Nothing is done if the last time
 * is less than GN_VIEW_DRAW_NS ago, or while the line takes no more.
 *
 * @param[in] clock_ns  of any clock that never goes back, >= 0
 * @return 1 if it was drawn
 */
int gn_view_draw(struct gn_view *w, struct gn_view_state *v, int64_t clock_ns);

/* The next key that means something; GN_VIEW_KEY_NONE: no more, no waiting. */
enum gn_view_key gn_view_read_key(struct gn_view *w);

void gn_view_close(struct gn_view *w);          /* NULL is fine */

const char *gn_view_version(void);              /* "ncurses 6.4.20221231" */

#endif

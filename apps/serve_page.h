/* SPDX-License-Identifier: MIT */
#ifndef GN_SERVE_PAGE_H
#define GN_SERVE_PAGE_H

#include <libwebsockets.h>
#include <stddef.h>

/*
 * The page that shows a session, over HTTP: "/" is it, GET the only method. It
 * is built in, see serve_page.html, and needs nothing else.
 */
struct gn_serve_page {
	size_t sent;            /* bytes of it */
};

/* A request for a path. 0, or -1: the connection is to be closed. */
int gn_serve_page_begin(struct lws *wsi, struct gn_serve_page *p,
			const char *path);

/* The line takes more. As above. */
int gn_serve_page_more(struct lws *wsi, struct gn_serve_page *p);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef GN_SERVE_PAGE_H
#define GN_SERVE_PAGE_H

#include <libwebsockets.h>
#include <stddef.h>

/*
 * Pages over HTTP: "/" shows the session, "/phone" makes a phone a sensor; GET
 * is the only method. They are built in, see serve_page.html and
 * phone_page.html, and need nothing else.
 */
struct gn_serve_page {
	const char *text;       /* n bytes */
	size_t n;
	size_t sent;            /* bytes of it */
};

/* A request for a path. 0, or -1: the connection is to be closed. */
int gn_serve_page_begin(struct lws *wsi, struct gn_serve_page *p,
			const char *path);

/* The line takes more. As above. */
int gn_serve_page_more(struct lws *wsi, struct gn_serve_page *p);

#endif

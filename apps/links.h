/* SPDX-License-Identifier: MIT */
#ifndef GN_LINKS_H
#define GN_LINKS_H

#include <stddef.h>
#include <stdint.h>

#include "serve.h"
#include "serve_qr.h"

/* Where a session is served, for other devices to open. */
#define GN_LINKS_MAX 2

struct gn_link {
	const char  *what;      /* "view", "phone" */
	const char  *url;
	uint8_t      coded;     /* 1: there is a code of it */
	struct gn_qr code;
};

struct gn_links {
	struct gn_link at[GN_LINKS_MAX];
	size_t n;
};

/**
 * The link that controls, and that of phones if they are sensors. Codes are of
 * links that other machines can reach: one of what only this machine can would
 * lead a tablet nowhere.
 *
 * @param[out] l       valid until s is closed
 * @param[in]  phones  1: some of the sensors are
 */
void gn_links_of(struct gn_links *l, const struct gn_serve *s, int phones);

/* Print them, and that for who only watches, each on a line; codes where
 * standard output or error is a terminal on which they can be seen. */
void gn_links_tell(const struct gn_links *l, const struct gn_serve *s);

#endif

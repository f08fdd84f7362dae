/* SPDX-License-Identifier: MIT */
#ifndef GN_SERVE_H
#define GN_SERVE_H

#include <stdint.h>

#include "gonio/phones.h"
#include "serve_auth.h"
#include "serve_words.h"
#include "view_state.h"

/*
 * A session shown in browsers: one page over HTTP, which a WebSocket keeps up
 * to date. The server has a thread of its own; whoever runs the session gives
 * it the newest state and takes what is asked for, and never waits. A viewer
 * that is slow misses states, and none of what they tell.
 *
 * At most GN_SERVE_CONNECTIONS at a time; further ones are closed at once.
 */
#define GN_SERVE_CONNECTIONS 64

struct gn_serve;

struct gn_serve_params {
	struct gn_serve_addr addr;
	const char *cert, *key;         /* files of PEM; NULL: no TLS */
	struct gn_phones *phones;       /* that may send to its page "/phone",
					 * see phones.h; NULL: none. Outlives
					 * the server */
};

/**
 * Begin to serve.
 *
 * @param[out] out  gn_serve_close() when done; untouched on error
 * @param[in]  p    as gn_serve_allowed() allows it; copied
 *
 * @retval GN_OK
 * @retval GN_EINVAL  not allowed, see gn_serve_allowed()
 * @retval GN_EIO     the address is in use, or not this machine's; no
 *                    randomness
 * @retval GN_EFORMAT cert and key cannot be used
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_serve_open(struct gn_serve **out,
			       const struct gn_serve_params *p,
			       struct gn_diag *why);

/* Where a browser finds it, with the secret to control it, or to watch. Who
 * only watches needs none on this machine. Valid until close. */
#define GN_SERVE_LINK 128
const char *gn_serve_link(const struct gn_serve *s, int control);

/* Where a phone's browser finds the page that makes it a sensor, with the
 * secret to send. Valid until close. */
const char *gn_serve_phone_link(const struct gn_serve *s);

/* How the session is now, at unix_ns. Copied. Does not wait. About 2 us. */
void gn_serve_put(struct gn_serve *s, const struct gn_view_state *v,
		  int64_t unix_ns);

/* What someone who may asked for; 1 with *out filled, or 0: nothing more. */
int gn_serve_take(struct gn_serve *s, struct gn_serve_command *out);

/* Show the last state to all, for half a second at most, and end. NULL is
 * fine. */
void gn_serve_close(struct gn_serve *s);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef GN_SERVE_TALK_H
#define GN_SERVE_TALK_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/phones.h"
#include "serve_auth.h"

/*
 * The server's talk with browsers, by libwebsockets: the page at "/", and a
 * WebSocket of the protocol "gonio". There the first message is "auth SECRET",
 * or "auth" alone; it is answered by {"role":"control"} or {"role":"watch"},
 * and from then on by the newest state whenever there is a newer one. What
 * follows from a viewer that may control is asked for; from others it is
 * answered by {"refused":1}. A secret that is none closes with code 4401.
 * Phones that are sensors use the page "/phone", see phone_talk.h.
 *
 * One thread at a time; gn_talk_wake() may be called from any.
 */
struct gn_talk;

enum gn_talk_role { GN_TALK_NONE, GN_TALK_WATCH, GN_TALK_CONTROL };

struct gn_talk_params {
	void *user;
	/* Bytes of a state newer than the last, as JSON; 0: none is. */
	size_t (*newest)(void *user, char *out, size_t cap);
	/* Whose secret is it? */
	enum gn_talk_role (*role)(void *user, const char *said, size_t n);
	/* Who controls has said so; anything may stand there. */
	void (*asked)(void *user, const char *text, size_t n);
	/* 1: it is the secret of those who may send as a phone */
	int (*phone_may)(void *user, const char *said, size_t n);
	struct gn_phones *phones;       /* NULL: none may */
	int  fd;                /* a socket that listens; taken over */
	struct gn_serve_addr addr;      /* where */
	const char *cert, *key; /* files, or NULL */
	unsigned most;          /* connections */
};

/**
 * @param[out] out  gn_talk_close(); untouched on error
 * @retval GN_OK, GN_ENOMEM
 * @retval GN_EFORMAT  cert and key cannot be used
 */
GN_NODISCARD int gn_talk_open(struct gn_talk **out,
			      const struct gn_talk_params *p,
			      struct gn_diag *why);

/* Wait until there is something to do, and do it. */
void gn_talk_step(struct gn_talk *t);

/* gn_talk_step() returns soon, having asked for the newest state. */
void gn_talk_wake(struct gn_talk *t);

/* Show the last state and take leave of everyone; half a second at most. */
void gn_talk_finish(struct gn_talk *t);

void gn_talk_close(struct gn_talk *t);          /* NULL is fine */

const char *gn_talk_version(void);              /* "libwebsockets 4.1.6" */

#endif

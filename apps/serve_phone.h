/* SPDX-License-Identifier: MIT */
#ifndef GN_SERVE_PHONE_H
#define GN_SERVE_PHONE_H

#include <libwebsockets.h>
#include <stddef.h>

#include "phone_talk.h"

/*
 * A phone's connection by libwebsockets: phone_talk.h, with messages put
 * together and answers sent. Each returns 0, or -1: it is to be closed.
 */
struct gn_serve_phone {
	struct gn_phone_talk talk;
	time_t   second;
	unsigned said;          /* texts in that second */
	size_t   n;             /* bytes of the message so far */
	unsigned char message[GN_PHONE_MESSAGE];
};

/* It is there; phones: as in struct gn_phone_talk. */
void gn_serve_phone_begin(struct gn_serve_phone *p, struct gn_phones *phones,
			  int (*may)(void *user, const char *said, size_t n),
			  void *user);

/* Bytes of a message of its have come. */
int gn_serve_phone_heard(struct lws *wsi, struct gn_serve_phone *p,
			 const void *bytes, size_t n);

/* Its line takes more. */
int gn_serve_phone_more(struct lws *wsi, struct gn_serve_phone *p);

/* It is no more. */
void gn_serve_phone_end(struct gn_serve_phone *p);

#endif

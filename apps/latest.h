/* SPDX-License-Identifier: MIT */
#ifndef GN_LATEST_H
#define GN_LATEST_H

#include <stddef.h>

#include "gonio/err.h"

/*
 * The newest value of a kind, between one thread that makes it and one that
 * looks at it: three places, one each and one between them. Neither waits for
 * the other; a value that was not looked at in time is written over.
 *
 *     maker                              looker
 *     x = gn_latest_slot(l);             x = gn_latest_get(l);
 *     fill *x;                           if (x)
 *     gn_latest_put(l);                          use *x;
 */
struct gn_latest;

/**
 * @param[out] out   untouched on error; gn_latest_destroy()
 * @param[in]  size  bytes of a value, >= 1; each is aligned for any type
 * @retval GN_OK, GN_ENOMEM
 */
GN_NODISCARD int gn_latest_create(struct gn_latest **out, size_t size);

/* When neither thread uses it any more. NULL is fine. */
void gn_latest_destroy(struct gn_latest *l);

/* Maker: where the next value goes; what it holds is undefined. */
void *gn_latest_slot(struct gn_latest *l);

/**
 * Maker: the value in the slot is complete.
 * @return 1 if the one before had been looked at
 */
int gn_latest_put(struct gn_latest *l);

/* Looker: a value newer than the last, valid until the next call; NULL: there
 * is none. */
const void *gn_latest_get(struct gn_latest *l);

#endif

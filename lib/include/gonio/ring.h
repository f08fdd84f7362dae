/* SPDX-License-Identifier: MIT */
#ifndef GN_RING_H
#define GN_RING_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"

/*
 * A bounded queue of records of one size between two threads: one that only
 * puts in (the producer), one that only takes out (the consumer). Neither ever
 * waits for the other. When it is full the new record is lost and counted;
 * what is in it is never overwritten.
 *
 * Records are written and read in place:
 *
 *     producer                           consumer
 *     x = gn_ring_slot(r);               x = gn_ring_first(r);
 *     if (x) {                           if (x) {
 *             fill *x;                           use *x;
 *             gn_ring_put(r);                    gn_ring_drop(r);
 *     }                                  }
 *
 * Source: Lamport, "Specifying concurrent program modules", ACM TOPLAS 5(2)
 * 1983, doi 10.1145/69624.357207; with C11 release and acquire.
 */
struct gn_ring;

/**
 * Make an empty ring; all its memory is taken here.
 *
 * @param[out] out   untouched on error; gn_ring_destroy()
 * @param[in]  n     records it holds, 1..2^24, rounded up to a power of two
 * @param[in]  size  bytes of a record, 1..2^16; each is aligned for any type
 *
 * @retval GN_OK
 * @retval GN_EINVAL  n or size out of range
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_ring_create(struct gn_ring **out, size_t n, size_t size);

/* When neither thread uses it any more. NULL is fine. */
void gn_ring_destroy(struct gn_ring *r);

/*
 * Producer: where the next record goes, what it holds is undefined; NULL when
 * the ring is full, and the record that has no place is counted as lost.
 * Asked again before gn_ring_put() it is the same place.
 */
void *gn_ring_slot(struct gn_ring *r);

/* Producer: the record in the slot is complete. Only after gn_ring_slot(). */
void gn_ring_put(struct gn_ring *r);

/* Consumer: the oldest record, valid until gn_ring_drop(); NULL: none. */
const void *gn_ring_first(struct gn_ring *r);

/* Consumer: done with it. Only after gn_ring_first() gave one. */
void gn_ring_drop(struct gn_ring *r);

/* Records lost so far because it was full. Any thread. */
uint64_t gn_ring_overruns(const struct gn_ring *r);

/* Records it holds when full. Any thread. */
size_t gn_ring_capacity(const struct gn_ring *r);

#endif

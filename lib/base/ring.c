/* SPDX-License-Identifier: MIT */
#include "gonio/ring.h"

#include <stdalign.h>
#include <stdatomic.h>
#include <stdlib.h>

#define N_MAX      ((size_t)1 << 24)
#define RECORD_MAX ((size_t)1 << 16)
#define LINE       64   /* bytes of a cache line: the threads share none */

/*
 * put and taken count records since the start and wrap with size_t, which the
 * power of two divides. Each is written by one thread only.
 */
struct gn_ring {
	size_t mask;            /* capacity - 1 */
	size_t stride;          /* bytes from record to record */
	alignas(LINE) atomic_size_t put;        /* producer's */
	_Atomic uint64_t lost;                  /* producer's */
	alignas(LINE) atomic_size_t taken;      /* consumer's */
	alignas(LINE) unsigned char at[];
};

int gn_ring_create(struct gn_ring **out, size_t n, size_t size)
{
	const size_t align = alignof(max_align_t);
	size_t capacity = 1, bytes;
	struct gn_ring *r;

	if (n < 1 || n > N_MAX || size < 1 || size > RECORD_MAX)
		return GN_EINVAL;
	while (capacity < n)
		capacity *= 2;
	size = (size + align - 1) / align * align;
	if (size > (SIZE_MAX - sizeof(*r) - LINE) / capacity)
		return GN_ENOMEM;
	bytes = sizeof(*r) + capacity * size;
	r = aligned_alloc(LINE, (bytes + LINE - 1) / LINE * LINE);
	if (!r)
		return GN_ENOMEM;
	r->mask = capacity - 1;
	r->stride = size;
	atomic_init(&r->put, 0);
	atomic_init(&r->lost, 0);
	atomic_init(&r->taken, 0);
	*out = r;
	return GN_OK;
}

void gn_ring_destroy(struct gn_ring *r)
{
	free(r);
}

void *gn_ring_slot(struct gn_ring *r)
{
	size_t put = atomic_load_explicit(&r->put, memory_order_relaxed);
	/* acquire: the consumer has read what the slot held before */
	size_t taken = atomic_load_explicit(&r->taken, memory_order_acquire);

	if (put - taken > r->mask) {
		atomic_fetch_add_explicit(&r->lost, 1, memory_order_relaxed);
		return NULL;
	}
	return r->at + (put & r->mask) * r->stride;
}

void gn_ring_put(struct gn_ring *r)
{
	size_t put = atomic_load_explicit(&r->put, memory_order_relaxed);

	/* release: the record is seen before the count */
	atomic_store_explicit(&r->put, put + 1, memory_order_release);
}

const void *gn_ring_first(struct gn_ring *r)
{
	size_t taken = atomic_load_explicit(&r->taken, memory_order_relaxed);
	size_t put = atomic_load_explicit(&r->put, memory_order_acquire);

	if (put == taken)
		return NULL;
	return r->at + (taken & r->mask) * r->stride;
}

void gn_ring_drop(struct gn_ring *r)
{
	size_t taken = atomic_load_explicit(&r->taken, memory_order_relaxed);

	atomic_store_explicit(&r->taken, taken + 1, memory_order_release);
}

uint64_t gn_ring_overruns(const struct gn_ring *r)
{
	return atomic_load_explicit(&r->lost, memory_order_relaxed);
}

size_t gn_ring_capacity(const struct gn_ring *r)
{
	return r->mask + 1;
}

/* SPDX-License-Identifier: MIT */
#include "latest.h"

#include <stdalign.h>
#include <stdatomic.h>
#include <stdlib.h>

#define NEW 4u                  /* beside the number of the place between */
#define PLACE 3u

struct gn_latest {
	unsigned    made, seen;         /* of the maker, of the looker */
	atomic_uint between;
	size_t      size;
	alignas(max_align_t) char place[];
};

int gn_latest_create(struct gn_latest **out, size_t size)
{
	struct gn_latest *l;
	size_t whole = size + alignof(max_align_t) - 1;

	whole -= whole % alignof(max_align_t);
	l = calloc(1, sizeof(*l) + 3 * whole);
	if (!l)
		return GN_ENOMEM;
	l->size = whole;
	l->seen = 1;
	atomic_init(&l->between, 2);
	*out = l;
	return GN_OK;
}

void gn_latest_destroy(struct gn_latest *l)
{
	free(l);
}

void *gn_latest_slot(struct gn_latest *l)
{
	return l->place + l->made * l->size;
}

int gn_latest_put(struct gn_latest *l)
{
	unsigned was = atomic_exchange(&l->between, l->made | NEW);

	l->made = was & PLACE;
	return !(was & NEW);
}

const void *gn_latest_get(struct gn_latest *l)
{
	if (!(atomic_load(&l->between) & NEW))
		return NULL;
	l->seen = atomic_exchange(&l->between, l->seen) & PLACE;
	return l->place + l->seen * l->size;
}

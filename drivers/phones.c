/* SPDX-License-Identifier: MIT */
#include "gonio/phones.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/ring.h"

#define REASONS 8

struct place {
	char            name[GN_PHONE_NAME];
	struct gn_ring *readings;
	struct gn_ring *reasons;        /* char[GN_PHONE_WHY] */
	atomic_uint_least32_t session;  /* that has it; 0: none */
	uint32_t        sessions, page; /* the server's */
};

struct gn_phones {
	atomic_size_t n;                /* a place is whole before it counts */
	struct place  place[GN_PHONES_MAX];
};

int gn_phones_create(struct gn_phones **out)
{
	struct gn_phones *p = calloc(1, sizeof(*p));

	if (!p)
		return GN_ENOMEM;
	atomic_init(&p->n, 0);
	for (size_t i = 0; i < GN_PHONES_MAX; i++)
		atomic_init(&p->place[i].session, 0);
	*out = p;
	return GN_OK;
}

void gn_phones_destroy(struct gn_phones *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < GN_PHONES_MAX; i++) {
		gn_ring_destroy(p->place[i].readings);
		gn_ring_destroy(p->place[i].reasons);
	}
	free(p);
}

size_t gn_phones_count(const struct gn_phones *p)
{
	return atomic_load(&p->n);
}

const char *gn_phones_name(const struct gn_phones *p, size_t i)
{
	return p->place[i].name;
}

uint32_t gn_phones_session(const struct gn_phones *p, size_t i)
{
	return atomic_load(&p->place[i].session);
}

/* ---- the server's -------------------------------------------------------- */

uint32_t gn_phones_enter(struct gn_phones *p, size_t i, uint32_t page)
{
	struct place *x = &p->place[i];

	if (atomic_load(&x->session) && x->page != page)
		return 0;
	x->page = page;
	x->sessions += x->sessions == UINT32_MAX ? 2 : 1;
	atomic_store(&x->session, x->sessions);
	return x->sessions;
}

int gn_phones_put(struct gn_phones *p, size_t i,
		  const struct gn_phone_reading *r)
{
	struct place *x = &p->place[i];
	struct gn_phone_reading *to;

	if (atomic_load(&x->session) != r->session)
		return 0;
	to = gn_ring_slot(x->readings);
	if (!to)
		return 1;               /* counted by the ring */
	*to = *r;
	gn_ring_put(x->readings);
	return 1;
}

void gn_phones_leave(struct gn_phones *p, size_t i, uint32_t session,
		     const char *why)
{
	struct place *x = &p->place[i];
	char *to;

	if (atomic_load(&x->session) != session)
		return;
	to = gn_ring_slot(x->reasons);
	if (to) {
		snprintf(to, GN_PHONE_WHY, "%s", why);
		gn_ring_put(x->reasons);
	}
	atomic_store(&x->session, 0);
}

/* ---- the source's -------------------------------------------------------- */

int gn_phones_add(struct gn_phones *p, const char *name, size_t *i,
		  struct gn_diag *why)
{
	size_t n = atomic_load(&p->n);
	struct place *x = &p->place[n];

	if (strlen(name) >= GN_PHONE_NAME)
		return gn_diag_set(why, GN_EINVAL, "phone:%.40s...: a name "
				   "has up to %d letters", name,
				   GN_PHONE_NAME - 1);
	if (n == GN_PHONES_MAX)
		return gn_diag_set(why, GN_EINVAL, "phone:%s: more than %d "
				   "phones", name, GN_PHONES_MAX);
	for (size_t k = 0; k < n; k++)
		if (!strcmp(p->place[k].name, name))
			return gn_diag_set(why, GN_EINVAL, "phone:%s: there "
					   "are two of that name; call them "
					   "phone:thigh_l, phone:thigh_r",
					   name);
	if (!x->readings &&
	    gn_ring_create(&x->readings, GN_PHONE_QUEUE,
			   sizeof(struct gn_phone_reading)))
		return gn_diag_set(why, GN_ENOMEM, "out of memory");
	if (!x->reasons && gn_ring_create(&x->reasons, REASONS, GN_PHONE_WHY))
		return gn_diag_set(why, GN_ENOMEM, "out of memory");
	snprintf(x->name, sizeof(x->name), "%s", name);
	*i = n;
	atomic_store(&p->n, n + 1);
	return GN_OK;
}

const struct gn_phone_reading *gn_phones_first(struct gn_phones *p, size_t i)
{
	return gn_ring_first(p->place[i].readings);
}

void gn_phones_drop(struct gn_phones *p, size_t i)
{
	gn_ring_drop(p->place[i].readings);
}

int gn_phones_left(struct gn_phones *p, size_t i, char out[GN_PHONE_WHY])
{
	const char *why = gn_ring_first(p->place[i].reasons);

	if (!why)
		return 0;
	memcpy(out, why, GN_PHONE_WHY);
	gn_ring_drop(p->place[i].reasons);
	return 1;
}

uint64_t gn_phones_overruns(const struct gn_phones *p, size_t i)
{
	return gn_ring_overruns(p->place[i].readings);
}

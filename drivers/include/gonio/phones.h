/* SPDX-License-Identifier: MIT */
#ifndef GN_PHONES_H
#define GN_PHONES_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"

/*
 * Phones as sensors: what lies between the server that phones talk to and the
 * sources that read them (driver "phone"). Each source is a place that one
 * phone at a time may take; the phone's readings wait there in a queue of
 * GN_PHONE_QUEUE, and what finds it full is lost and counted.
 *
 * Two threads: the server's enters, puts and leaves, the session's adds and
 * reads. Neither waits for the other. All memory is taken when a place is
 * added.
 */
#define GN_PHONES_MAX  16
#define GN_PHONE_NAME  32       /* bytes of a place's name, with the 0 */
#define GN_PHONE_QUEUE 1024     /* 17 s at 60 Hz */
#define GN_PHONE_WHY   128      /* bytes of a reason, with the 0 */

/* One reading, in SI units and the axes of the phone: x to the right of the
 * screen, y to its top, z out of it. */
struct gn_phone_reading {
	int64_t  arrival_ns;    /* CLOCK_MONOTONIC; without the time that it
				 * waited in the phone to be sent */
	int64_t  clock_us;      /* the phone's own clock */
	int64_t  round_ns;      /* the least round trip to it */
	uint32_t session;       /* as gn_phones_enter() */
	uint32_t counter;       /* steps by one with each reading of a page */
	float    acc_mps2[3];   /* 9.8 upwards at rest */
	float    gyr_radps[3];  /* NAN: it has no gyroscope */
};

struct gn_phones;

/* GN_OK, GN_ENOMEM. */
GN_NODISCARD int gn_phones_create(struct gn_phones **out);

/* After its server and its sources. NULL is fine. */
void gn_phones_destroy(struct gn_phones *p);

/* ---- either thread ------------------------------------------------------- */

/* Places, 0..GN_PHONES_MAX; none is ever taken away. */
size_t gn_phones_count(const struct gn_phones *p);
const char *gn_phones_name(const struct gn_phones *p, size_t i);

/* The connection that has place i; 0: none does. */
uint32_t gn_phones_session(const struct gn_phones *p, size_t i);

/* ---- the server's -------------------------------------------------------- */

/**
 * A phone takes a place. The same page may take it again, as it does when its
 * connection broke before we knew.
 *
 * @param[in] page  tells pages apart
 * @return a number for this connection, from 1; 0: another has the place
 */
uint32_t gn_phones_enter(struct gn_phones *p, size_t i, uint32_t page);

/* Its next reading. 0: the place is no more this connection's. */
int gn_phones_put(struct gn_phones *p, size_t i,
		  const struct gn_phone_reading *r);

/* It has left, and why in words; of another connection than the place's:
 * nothing happens. */
void gn_phones_leave(struct gn_phones *p, size_t i, uint32_t session,
		     const char *why);

/* ---- the source's -------------------------------------------------------- */

/**
 * @param[out] i  the place's number
 * @retval GN_OK
 * @retval GN_EINVAL  the name is taken, or too long, or there are
 *                    GN_PHONES_MAX
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_phones_add(struct gn_phones *p, const char *name,
			       size_t *i, struct gn_diag *why);

/* The oldest reading, valid until gn_phones_drop(); NULL: none. */
const struct gn_phone_reading *gn_phones_first(struct gn_phones *p, size_t i);
void gn_phones_drop(struct gn_phones *p, size_t i);

/* Why a phone left, each told once; 1 with *out filled, or 0. */
int gn_phones_left(struct gn_phones *p, size_t i, char out[GN_PHONE_WHY]);

/* Readings lost because nobody read. */
uint64_t gn_phones_overruns(const struct gn_phones *p, size_t i);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef SESSIONS_H
#define SESSIONS_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"
#include "gonio/report.h"
#include "visit.h"

/* A patient's recordings, in the sessions that they are of. */
struct gn_sitting {
	char            *path;
	struct gn_visit  visit;
	size_t           session;       /* from 0 */
	struct gn_result result;        /* for who scores it; freed with it */
};

struct gn_sessions {
	struct gn_sitting *at;          /* in the order of sessions */
	size_t   n;
	size_t   n_sessions;
	int      dated;                 /* 0: in the order of ses- labels */
	const char *patient;            /* "": none of them says */
	uint32_t n_unnamed;
};

/**
 * Find the recordings at or below paths, and put them in order: by day, all of
 * one day being one session; where none has a day, by ses- label, numbers in it
 * as such.
 *
 * @param[out] s  gn_sessions_free() when done, also after an error
 *
 * @retval GN_OK
 * @retval GN_EINVAL  recordings of two patients: why names both
 * @retval GN_ENODATA no recording; or they cannot be put in order: why names
 *                    one that has neither day nor label, or lacks a day that
 *                    others have
 * @retval GN_ENOENT, GN_EIO, GN_EFORMAT, GN_ENODEV, GN_ENOMEM
 */
GN_NODISCARD int gn_sessions_find(struct gn_sessions *s, char **paths,
				  size_t n, struct gn_diag *why);

void gn_sessions_free(struct gn_sessions *s);   /* also a zeroed one */

#endif

/* SPDX-License-Identifier: MIT */
#ifndef SESSIONS_H
#define SESSIONS_H

#include <stddef.h>
#include <stdint.h>

#include "analyse.h"
#include "gonio/asym_over.h"
#include "gonio/err.h"
#include "gonio/report.h"
#include "gonio/series.h"
#include "visit.h"

/* A patient's recordings, in the sessions that they are of. */
struct gn_sitting {
	char            *path;
	struct gn_visit  visit;
	size_t           session;       /* from 0 */
	struct gn_result result;        /* by gn_sessions_score() */
	struct gn_curves curves;        /* of the latest session's, if asked */
	struct gn_diag   why;
	int              err;           /* of scoring it */
};

struct gn_sessions {
	struct gn_sitting *at;          /* in the order of sessions */
	size_t   n;
	size_t   n_sessions;            /* up to GN_SERIES_SESSIONS_MAX */
	int      dated;                 /* 0: in the order of ses- labels */
	int64_t *day;                   /* of each session; of no meaning if
					 * they are not dated */
	double  *at_days;               /* of each since the first, or, not
					 * dated, 0, 1, 2 ... */
	const char *patient;            /* "": none of them says */
	uint32_t n_unnamed;
};

/**
 * Find the recordings at or below paths, and put them in order: by day, all of
 * one day being one session; where none has a day, by ses- label, numbers in it
 * as such.
 *
 * @param[out] s      gn_sessions_free() when done, also after an error
 * @param[in]  alone  1: recordings of which none has either are one session;
 *                    0: they are an error
 *
 * @retval GN_OK
 * @retval GN_EINVAL  recordings of two patients: why names both
 * @retval GN_ENODATA no recording; or they cannot be put in order: why names
 *                    one that has neither day nor label, or lacks a day that
 *                    others have
 * @retval GN_ENOSPC  more than GN_SERIES_SESSIONS_MAX sessions
 * @retval GN_ENOENT, GN_EIO, GN_EFORMAT, GN_ENODEV, GN_ENOMEM
 */
GN_NODISCARD int gn_sessions_find(struct gn_sessions *s, char **paths,
				  size_t n, int alone, struct gn_diag *why);

/**
 * Score all of them, several at a time. What cannot be scored has err and why,
 * and a line on stderr.
 *
 * @param[in] ask     as for gn_analyse_as(), without keep and curves
 * @param[in] curves  1: keep those of the latest session
 * @param[in] jobs    > 0
 * @return how many could not be
 */
size_t gn_sessions_score(struct gn_sessions *s, const struct gn_catalogue *cat,
			 const struct gn_ask *ask, int curves, unsigned jobs);

/**
 * The measures of all that was scored, read as series, see gonio/series.h.
 *
 * @param[out] set  gn_series_free() when done, also after an error
 * @retval GN_OK, GN_ENOMEM
 */
GN_NODISCARD int gn_sessions_series(const struct gn_sessions *s,
				    struct gn_series_set *set);

/**
 * Left against right of all that was scored, in order of time.
 *
 * @param[out] out  gn_asym_over_free() when done, also after an error
 * @retval GN_OK, GN_ENOMEM
 */
GN_NODISCARD int gn_sessions_sides(const struct gn_sessions *s,
				   struct gn_asym_over *out);

void gn_sessions_free(struct gn_sessions *s);   /* also a zeroed one */

#endif

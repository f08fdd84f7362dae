/* SPDX-License-Identifier: MIT */
#ifndef GN_REPORT_TREND_H
#define GN_REPORT_TREND_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "gonio/asym_over.h"
#include "gonio/err.h"
#include "gonio/series.h"

/* A patient's progress, ready to be printed. */
struct gn_progress {
	const char   *patient;          /* "": the recordings do not say */
	const struct gn_series_set *set;
	const int64_t *day;             /* of each session; NULL: not known */
	uint32_t      n_unnamed;        /* recordings that name no patient */
	const struct gn_asym_over *sides;       /* NULL: nobody asked */
};

/**
 * A table for people: a line for each measure of each exercise and side, left
 * against right, then warnings of what falls, and what is not known.
 *
 * @retval GN_OK
 * @retval GN_EIO  writing failed
 */
GN_NODISCARD int gn_report_trend(const struct gn_progress *p, FILE *to);

/* The same as one line of JSON, schema "gonio.trend/1", see gonio(1). GN_OK,
 * GN_EIO or GN_ENOMEM. */
GN_NODISCARD int gn_report_trend_json(const struct gn_progress *p, FILE *to);

/**
 * The warning of a series that falls, as one sentence.
 * @retval GN_OK
 * @retval GN_ENODATA  it does not
 */
GN_NODISCARD int gn_report_fall(const struct gn_series_set *set,
				const struct gn_series *s, char *out,
				size_t size);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef GN_ANALYSE_WARN_H
#define GN_ANALYSE_WARN_H

#include "gonio/err.h"
#include "gonio/mistake.h"
#include "gonio/report.h"
#include "gonio/units.h"

/*
 * What a person must know of a result before trusting it. Warnings come in a
 * fixed order: exercise, units, then sensor by sensor, then the counting.
 */

/*
 * Ours. Below GN_WARN_RATE_MIN_HZ fast repetitions hold fewer than ten samples;
 * a share of odd samples below GN_WARN_PART_MIN changes nothing that is
 * reported.
 */
#define GN_WARN_RATE_MIN_HZ 20.0F
#define GN_WARN_PART_MIN    0.01

/**
 * Add a warning to a result.
 * @retval GN_OK
 * @retval GN_ENOMEM  nothing was added
 */
GN_NODISCARD int gn_warn(struct gn_result *r, enum gn_warning_code code,
			 const char *fmt, ...) GN_PRINTF(3, 4);

/**
 * Name the sensors whose samples cannot be what they declare.
 *
 * @param[in]  u    fed with all samples of the result's sensors
 * @param[out] why  the recording and the last such sensor; may be NULL
 *
 * @retval GN_OK      none, or some of several: warned of
 * @retval GN_EUNITS  all of them: there is nothing to score
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_warn_units(struct gn_result *r,
			       const struct gn_units_check *u,
			       struct gn_diag *why);

/* Say in words what the movement gave away: sensors, time, what to do. */
void gn_mistake_text(const struct gn_mistake *m,
		     const struct gn_sensor *sensors, char *to, size_t size);

/* Warn of it. */
GN_NODISCARD int gn_warn_mistake(struct gn_result *r,
				 const struct gn_mistake *m);

/* Warn of what the quality figures and counts of a result tell. */
GN_NODISCARD int gn_warn_quality(struct gn_result *r);

#endif

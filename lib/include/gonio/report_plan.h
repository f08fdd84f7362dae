/* SPDX-License-Identifier: MIT */
#ifndef GN_REPORT_PLAN_H
#define GN_REPORT_PLAN_H

#include <stddef.h>
#include <stdio.h>

#include "gonio/err.h"
#include "gonio/plan.h"

/**
 * What was done of a plan, day by day, for people: per exercise the sets and
 * repetitions against those prescribed, what was rejected and why, the tempo,
 * the range against its target, and what is not in the plan.
 *
 * @retval GN_OK
 * @retval GN_EIO  writing failed
 */
GN_NODISCARD int gn_report_plan(const struct gn_plan *p,
				const struct gn_plan_day *day, size_t n,
				FILE *to);

/* The same as one line of JSON, schema "gonio.plan/1", see gonio(1). GN_OK,
 * GN_EIO or GN_ENOMEM. */
GN_NODISCARD int gn_report_plan_json(const struct gn_plan *p,
				     const struct gn_plan_day *day, size_t n,
				     FILE *to);

#endif

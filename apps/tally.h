/* SPDX-License-Identifier: MIT */
#ifndef TALLY_H
#define TALLY_H

#include <stddef.h>

#include "gonio/catalogue.h"
#include "gonio/err.h"
#include "gonio/plan.h"
#include "gonio/report.h"
#include "visit.h"

/* A patient's plan, and the days on which something of it was done. */
struct gn_tally {
	struct gn_plan     plan;
	struct gn_plan_day *day;        /* by date; undated ones last, by
					 * session */
	size_t             n;
	size_t             unnamed;     /* recordings that name no patient */
};

/**
 * Read the plan in a file.
 *
 * @param[out] t  gn_tally_free() when done, also after an error
 * @retval GN_OK
 * @retval GN_ENOENT, GN_EIO, GN_ENOMEM
 * @retval GN_EFORMAT  see gn_plan_parse()
 */
GN_NODISCARD int gn_tally_load(struct gn_tally *t, const char *path,
			       const struct gn_catalogue *cat,
			       struct gn_diag *why);

/* Is it of the plan's patient? 1, also where it does not say whose, or 0 */
int gn_tally_is_of(const struct gn_tally *t, const struct gn_visit *v);

/**
 * May a recording be counted for the plan?
 * @retval GN_OK
 * @retval GN_EINVAL  it is of another patient; why names both
 */
GN_NODISCARD int gn_tally_check(const struct gn_tally *t, const char *path,
				const struct gn_visit *v, struct gn_diag *why);

/* What is prescribed on the visit's day of an exercise, see gn_plan_form(). */
void gn_tally_form(const struct gn_tally *t, const struct gn_visit *v,
		   const char *exercise, struct gn_form_plan *out);

/**
 * Look for faults of form again, against the plan as well.
 *
 * @param[in,out] r     see gn_result_judge()
 * @param[in]     base  likewise
 * @retval GN_OK, GN_ENOMEM
 */
GN_NODISCARD int gn_tally_judge(const struct gn_tally *t,
				const struct gn_visit *v, struct gn_result *r,
				const struct gn_result *base);

/* Add the result of a recording. GN_OK or GN_ENOMEM */
GN_NODISCARD int gn_tally_add(struct gn_tally *t, const struct gn_visit *v,
			      const struct gn_result *r);

void gn_tally_free(struct gn_tally *t);         /* also a zeroed one */

#endif

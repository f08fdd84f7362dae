/* SPDX-License-Identifier: MIT */
#ifndef GN_REPORT_ADHERENCE_H
#define GN_REPORT_ADHERENCE_H

#include <stddef.h>
#include <stdio.h>

#include "gonio/adherence.h"
#include "gonio/err.h"

/* A plan, how it was followed, and what could come next. */
struct gn_followed {
	const struct gn_plan *plan;
	const struct gn_plan_week *week;
	size_t n_weeks;                         /* 0: no dates */
	const struct gn_suggestion *next;       /* of each item */
};

/* For people. GN_OK or GN_EIO. */
GN_NODISCARD int gn_report_adherence(const struct gn_followed *f, FILE *to);

/* One line of JSON, schema "gonio.adherence/1", see gonio(1). GN_OK, GN_EIO or
 * GN_ENOMEM. */
GN_NODISCARD int gn_report_adherence_json(const struct gn_followed *f,
					  FILE *to);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef RUN_PRIV_H
#define RUN_PRIV_H

#include "keep.h"
#include "links.h"
#include "run.h"
#include "watch.h"

/* Parts of a session's course, see run.h. */

struct gn_phones;
#define PATH_ROOM 4096

struct run {
	const struct cli_run *o;
	size_t                task;     /* of its n_tasks */
	struct gn_live       *live;
	struct gn_keep       *keep;     /* NULL: nothing is recorded */
	char                  path[PATH_ROOM];  /* of what is */
	struct gn_watch      *watch;    /* NULL: nobody does */
	struct gn_serve      *serve;    /* NULL: no browsers */
	struct gn_phones     *phones;   /* NULL: likewise */
	struct gn_links       links;    /* where it is served */
	uint8_t               shown;    /* 1: the terminal is the view's */
	FILE                 *results;  /* of before, while it is */
	char                 *results_text;
	size_t                results_len;
	struct gn_diag        failed[GN_SENSORS_MAX + 2 * GN_TASKS_MAX];
	size_t                n_failed;
	int64_t               started_unix_ns;
	uint8_t               next;     /* 1: the next exercise is asked for */
};

/* What a live session tells, and what a person tells of it: into the
 * recording, the view and the lines. */
struct gn_live_ears gn_run_ears(struct run *r);
struct gn_view_actions gn_run_actions(struct run *r);

/**
 * What is prescribed of the exercise that runs. That the plan does not have it
 * is told in the view.
 *
 * @param[in]  name    as the catalogue has it; "": not known
 * @param[out] target  for the eye
 * @param[out] plan    to judge by
 */
void gn_run_prescribe(const struct run *r, const char *name,
		      struct gn_target *target, struct gn_form_plan *plan);

/* Judge its result by the plan, if there is one, and count it there. GN_OK or
 * GN_ENOMEM */
GN_NODISCARD int gn_run_judge(struct run *r, const struct gn_result *result);

/* What was done of the plan in the whole session. GN_OK or GN_EIO */
GN_NODISCARD int gn_run_followed(const struct run *r, FILE *to);

/* It ends as a failure. Under a view it is told there and again behind it. */
void gn_run_fail(struct run *r, const char *why);

#endif

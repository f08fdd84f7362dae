/* SPDX-License-Identifier: MIT */
#ifndef GN_PROGRAMME_H
#define GN_PROGRAMME_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"
#include "gonio/plan.h"

/* What a patient is to do in one session, exercise after exercise. */
#define GN_TASKS_MAX GN_PLAN_ITEMS_MAX

/* What is prescribed of an exercise. 0 and NAN: nothing. */
struct gn_target {
	uint32_t sets, reps;
	float    hold_s;        /* each set is held for so long */
	enum gn_side side;      /* GN_SIDE_NONE: not said */
	struct gn_form_target form;     /* of each repetition */
};

struct gn_task {
	char exercise[64];      /* "": what the recording says itself */
	struct gn_target target;
	uint8_t planned;        /* 1: it is an item of a plan */
};

/**
 * Read "squat", "squat:10" or "squat:3x10": a name, and how many repetitions
 * or how many sets of how many, 1..999 each. Whether there is such an exercise
 * is not looked at.
 *
 * @param[out] t  untouched on error
 * @retval GN_OK
 * @retval GN_EINVAL  it is none of these
 */
GN_NODISCARD int gn_task_parse(struct gn_task *t, const char *text);

/**
 * The file for the k-th exercise of a session, from 0: path as it is, then
 * "monday-2.gonio", "monday-3.gonio" for "monday.gonio".
 *
 * @retval GN_OK
 * @retval GN_EINVAL  it has no room in out
 */
GN_NODISCARD int gn_task_file(char *out, size_t cap, const char *path,
			      size_t k);

/**
 * The exercises of a plan for a day, in its order, a task for each of its
 * items: those for that weekday and those for any.
 *
 * @param[out] out  GN_TASKS_MAX
 * @return how many; 0: nothing is prescribed for that day
 */
size_t gn_tasks_of_plan(struct gn_task *out, const struct gn_plan *p,
			int64_t day);

/**
 * Add to a target what a plan prescribes of an exercise, to what is not known
 * yet; where its items differ, left against right, neither.
 *
 * @param[in] dated  0: the day is not known, see gn_plan_items()
 * @return 1, or 0: the plan does not have that exercise
 */
int gn_target_add(struct gn_target *t, const struct gn_plan *p,
		  const char *exercise, int dated, int64_t day);

#endif

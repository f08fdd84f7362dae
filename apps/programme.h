/* SPDX-License-Identifier: MIT */
#ifndef GN_PROGRAMME_H
#define GN_PROGRAMME_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"

/* What a patient is to do in one session, exercise after exercise. */
#define GN_TASKS_MAX 32

struct gn_task {
	char     exercise[64];  /* "": what the recording says itself */
	uint32_t sets, reps;    /* prescribed; 0: nothing is */
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

#endif

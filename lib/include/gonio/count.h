/* SPDX-License-Identifier: MIT */
#ifndef GN_COUNT_H
#define GN_COUNT_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"
#include "gonio/gravity.h"

/*
 * Find the repetitions in a finished stretch of movement.
 *
 * A repetition is what repeats: the stretch is cut at the turning points of
 * several movement signals into candidate cycles, and the chain of cycles that
 * are most alike is kept. The method is described in lib/rep/count.c.
 *
 * Source: ours, see tests/unit/test_count.c and `gonio validate`.
 */

/* The grid that frames stand on. */
#define GN_COUNT_HZ 50.0

/* One sensor's view of the stretch. */
struct gn_count_sensor {
	const struct gn_frame *frames;   /* n, finite */
	const uint8_t *bridge;           /* n: 1 where a hole was closed and the
	                                  * frame is made up; NULL: none */
	size_t  n;
	float   gyr_step_s;              /* as gn_gravity(); 0: no rates */
	uint8_t shows;                   /* 1: it is where the exercise shows */
};

struct gn_count_input {
	const struct gn_count_sensor *sensors;
	size_t         n_sensors;        /* 1..GN_SENSORS_MAX */
	uint8_t        cut_start, cut_end; /* 1: the recording starts (ends)
	                                    * here, perhaps in mid-repetition */
	float          rep_min_s, rep_max_s;
	uint8_t        begins_low;       /* 1: repetitions begin lower than they
	                                  * turn, where they go up and down */
	uint8_t        begins_high;      /* 1: higher; both 0: not known */
	uint8_t        turning;          /* 1: cut only where sensors turn: the
	                                  * other limb lifts them as well */
	uint8_t        cyclic;           /* 1: cycles follow without pause */
	uint8_t        named;            /* 1: the exercise is known, and how
	                                  * far it goes; 0: small and irregular
	                                  * movement counts 0 */
};

struct gn_count_rep {
	uint32_t start, turn, end;       /* the sensor's frames, increasing */
	uint32_t bout;                   /* from 0; a break lies between two */
	float    likeness;               /* to the pattern, -1..1 */
	float    amplitude;              /* in the cutting signal's unit */
	uint8_t  mixed[2];               /* 1: the first (second) half is mixed
	                                  * with handling; where it begins
	                                  * (ends) is an estimate */
};

struct gn_count_result {
	struct gn_count_rep *reps;       /* in the counter, until next run */
	size_t   n_reps;
	size_t   sensor;                 /* that showed them best */
	int      signal;                 /* which signal cut them */
	float    evidence;               /* sum of likeness above chance */
	uint8_t  by_chance;              /* 1: so irregular that, if it is small
	                                  * for the exercise, nothing repeats */
};

struct gn_counter;

/**
 * @param[in] max_frames  longest stretch it will be given
 * @retval GN_OK
 * @retval GN_EINVAL  max_frames < 2
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_counter_create(struct gn_counter **out, size_t max_frames);
void gn_counter_destroy(struct gn_counter *c);       /* NULL is fine */

/**
 * @param[in]  in   each sensor's n <= max_frames; fewer than 2: left out
 * @param[out] out  n_reps = 0 when nothing repeats
 * Cost: see lib/rep/count.c; no allocation.
 */
void gn_counter_run(struct gn_counter *c, const struct gn_count_input *in,
		    struct gn_count_result *out);

#endif

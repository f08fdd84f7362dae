/* SPDX-License-Identifier: MIT */
#ifndef GN_EFFORT_H
#define GN_EFFORT_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"
#include "gonio/result.h"
#include "gonio/theil_sen.h"

/*
 * How a set went on: what was lost in speed, and how speed, duration, range,
 * smoothness and tremor drift from one repetition to the next. A trend is told
 * with its uncertainty and no more: how many repetitions are left in someone
 * cannot be read from it, as thresholds do not carry from one person to
 * another.
 */

/* An X line is: enumerator, name, unit of the change per repetition. */
#define GN_EFFORT_MEASURES(X)                                              \
	X(GN_EFFORT_SPEED,    "speed",      "deg/s")                       \
	X(GN_EFFORT_DURATION, "duration",   "s")                           \
	X(GN_EFFORT_RANGE,    "range",      "deg")                         \
	X(GN_EFFORT_SPARC,    "smoothness", "SPARC")                       \
	X(GN_EFFORT_LDLJ,     "jerk",       "LDLJ")                        \
	X(GN_EFFORT_TREMOR,   "tremor",     "deg/s")

#define X(id, name, unit) id,
enum gn_effort_measure { GN_EFFORT_MEASURES(X) GN_EFFORT_MEASURE_COUNT };
#undef X

/* Fewer repetitions show no trend (ours). */
#define GN_EFFORT_LEAST 4
/* More than these, the first ones, are not looked at. */
#define GN_EFFORT_MOST 128

/* One set of one side. */
struct gn_effort {
	uint32_t     set;
	enum gn_side side;
	uint32_t     reps;
	uint32_t     fastest;       /* its number in the set; 0: not known */
	float        loss_last;     /* 0..1, of the last repetition ... */
	float        loss_most;     /* ... and of the slowest against the
				     * fastest, of the set; NAN: not known */
	/* Change per repetition and its 95 % limits, in rad, rad/s and s, of
	 * smoothness as it is; slope NAN: too few repetitions tell it. */
	struct gn_line trend[GN_EFFORT_MEASURE_COUNT];
};

const char *gn_effort_name(enum gn_effort_measure m);   /* "speed" */
const char *gn_effort_unit(enum gn_effort_measure m);   /* "deg/s" */

/**
 * Velocity loss of each repetition: (fastest - v) / fastest, against the
 * fastest of all n, not against the first. 0..1; NAN where v is.
 *
 * The reference is named, as against the first it would be another number: the
 * vector of tests/unit/test_effort.c.
 */
void gn_velocity_loss(const float *v, size_t n, float *out);

/* 1: it surely grows, -1: it surely shrinks; else 0. Six trends are looked at
 * in each set, so its limits are taken wider for this (Bonferroni): of sets in
 * which nothing changes 5 % are to show any. */
int gn_effort_sign(const struct gn_line *trend);

/**
 * Every set of a recording, and every side that worked in it.
 *
 * @param[in]  reps  n, in order of time
 * @param[out] out   malloc'd; the caller frees it; NULL for none
 *
 * @retval GN_OK
 * @retval GN_ENOMEM
 *
 * Cost: O(m^2 log m) for a set of m repetitions.
 */
GN_NODISCARD int gn_effort_read(const struct gn_rep *reps, size_t n,
				struct gn_effort **out, size_t *n_out);

#endif

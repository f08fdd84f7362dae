/* SPDX-License-Identifier: MIT */
#ifndef GN_STAND_H
#define GN_STAND_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/gravity.h"

/*
 * Standing up from a seat and sitting down again, seen by how fast the thigh
 * or the trunk turns. Pure functions of frames at GN_COUNT_HZ.
 */

/* A time that is not known. */
#define GN_NO_TIME INT64_MIN

/* What the instants were seen on. */
enum gn_stand_by {
	GN_STAND_BY_REP,        /* neither: the repetition's own bounds */
	GN_STAND_BY_TRUNK,      /* pelvis or chest */
	GN_STAND_BY_THIGH
};

/* One stand. Times count from the recording's first sample. */
struct gn_stand {
	int64_t lean_ns;        /* the trunk begins to lean forward; GN_NO_TIME:
	                         * no sensor on it */
	int64_t off_ns;         /* the seat is left */
	int64_t half_ns;        /* half-way up */
	int64_t up_ns;          /* stood */
	int64_t on_ns;          /* the seat is touched again; GN_NO_TIME: not
	                         * before the movement ended */
	enum gn_stand_by by;
};

/* The same in frames, interpolated; NAN: not known. */
struct gn_stand_frames {
	float off, half, up, on;
};

/* Where a repetition lies in the frames. */
struct gn_stand_mark {
	uint32_t start, turn, end;
};

/**
 * The rate about the axis that the repetitions turn about most, its mean over
 * all n frames (the gyroscope's bias, as people end as they began) taken away,
 * without what is faster than below_hz.
 *
 * @param[in]  f     n frames, finite
 * @param[in]  m     n_m > 0 repetitions within them
 * @param[out] rate  n, rad/s; of either sign
 */
void gn_stand_rate(const struct gn_frame *f, size_t n,
		   const struct gn_stand_mark *m, size_t n_m, double below_hz,
		   float *rate);

/**
 * Sign of a thigh's rate with which standing up is positive, +1 or -1: a sensor
 * on it rises then.
 *
 * @param[in] rate   n, of the thigh, of either sign
 * @param[in] speed  n, of its sensor, m/s, rising positive
 */
float gn_stand_sign(const float *rate, const float *speed, size_t n);

/**
 * The instants of one repetition by the rate of the thigh, or the speed of the
 * trunk, standing up positive.
 *
 * The seat is left where the rise begins and stood is where it ends: beyond
 * where the rate passes 1/10 of its peak, as a move of minimum jerk does (Flash
 * & Hogan 1985: 0.827 of its time from peak to end lie before that; of the
 * height that such a thigh lifts, 0.810 before the peak and 0.591 after it).
 * The seat is touched when the rate going down has fallen to 0.58 of its peak:
 * there the seat takes over the weight. A stop on the way (a failed try, a
 * jerk) with more than 1/4 of the way left is passed over.
 * Source of the touch: ours; one healthy person's five stands on an
 * instrumented chair (0.51 to 0.70, mean 0.58), see tests/unit/test_stand.c.
 *
 * @param[in] m     the repetition
 * @param[in] low   first frame that may belong to it
 * @param[in] high  last one, < n
 * @param[in] by    whose rate it is: thigh or trunk
 */
struct gn_stand_frames gn_stand_at(const float *rate, size_t n,
				   const struct gn_stand_mark *m, uint32_t low,
				   uint32_t high, enum gn_stand_by by);

/**
 * The stands that a thigh shows by how it turns: up, and then down, by half of
 * the usual way at least, with stops or without. Usual is the median of the
 * longest turns up near the repetitions, which may be cut anywhere.
 *
 * @param[in]     rate     n, rad/s, standing up positive
 * @param[in,out] m        n_m > 0 repetitions; then those stands, each from the
 *                         lowest to the highest to the lowest
 * @param[in]     max      room in m
 * @param[out]    scratch  n_m
 * @return how many; 0: it does not turn by 0.5 rad, and m is as it was
 */
size_t gn_stand_swings(const float *rate, size_t n, struct gn_stand_mark *m,
		       size_t n_m, size_t max, float *scratch);

/**
 * The stands that a sensor on the trunk shows by how fast it rises: it rises,
 * and then falls, by half of the usual way at least, whether fast or slowly,
 * which leaning forward and back does not. Usual is the median of the longest
 * rises of the repetitions, whichever half these begin with.
 *
 * @param[in]     speed    n, m/s, rising positive
 * @param[in,out] m        n_m > 0 repetitions; then those stands, from their
 *                         rise to the end of their fall
 * @param[in]     max      room in m
 * @param[out]    scratch  n_m
 * @return how many; 0: the sensor does not rise by 0.1 m
 */
size_t gn_stand_rises(const float *speed, size_t n, struct gn_stand_mark *m,
		      size_t n_m, size_t max, float *scratch);

/* Sign of the trunk's rate with which it leans forward in the half second
 * before each of n_m frames; +1 or -1. */
float gn_stand_lean_sign(const float *rate, size_t n, const float *at,
			 size_t n_m);

/**
 * The lean that leads to leaving the seat.
 *
 * @param[in]  rate   of the trunk, leaning forward positive
 * @param[in]  slow   of its slow movement alone, to find the lean by: a sensor
 *                    that is thrown about by leaving the seat turns faster
 * @param[in]  off    frame at which the seat is left, or the rise begins
 * @param[in]  low    first frame to look at
 * @param[out] begin  where the rate passes 1/10 of its peak, at most *peak
 * @param[out] peak   where it leans fastest, which is when the seat is left
 * @return 1; 0: no lean is seen, both are NAN
 */
int gn_stand_lean(const float *rate, const float *slow, size_t n, float off,
		  uint32_t low, float *begin, float *peak);

/**
 * The person stands up once more after the last repetition and stays, or the
 * movement ends before sitting: half-way and stood.
 *
 * @param[in] rate   of the thigh, standing up positive
 * @param[in] from   frame at which the seat was last touched
 * @param[in] swing  how far the thigh turns in a whole stand, rad
 * @return off is NAN: it does not; up is NAN: it ends on the way
 */
struct gn_stand_frames gn_stand_last(const float *rate, size_t n,
				     uint32_t from, float swing);

#endif

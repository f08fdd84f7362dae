/* SPDX-License-Identifier: MIT */
#ifndef GN_TUG_H
#define GN_TUG_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/gravity.h"
#include "gonio/types.h"

/*
 * Timed up and go: from a chair to the end of a short way, turn, back, turn,
 * sit, seen by one sensor on the trunk.
 */

/* What it takes, in order; the first that is missing is why there is none. */
#define GN_TUG_STATES(X)                                                   \
	X(GN_TUG_FOUND,    "")                                             \
	X(GN_TUG_NO_SENSOR, "it takes accelerometer and gyroscope on "     \
			    "pelvis, chest or a phone at the trunk")       \
	X(GN_TUG_NO_TURNS, "fewer than two turns of half a circle")        \
	X(GN_TUG_NO_RISE,  "no rise from a seat before the first turn")    \
	X(GN_TUG_NO_SIT,   "no sitting down after the second turn")

#define X(name, text) name,
enum gn_tug_state { GN_TUG_STATES(X) GN_TUG_STATE_COUNT };
#undef X

/* Times count from the recording's first sample. */
struct gn_tug {
	int64_t start_ns;       /* the trunk begins to lean, or to rise */
	int64_t up_ns;          /* it has risen; walking out */
	int64_t turn_ns[2], turned_ns[2];       /* each turn's begin and end */
	int64_t end_ns;         /* seated */
	enum gn_place place;    /* where it was seen: a chest comes upright
	                         * while it sits down, and tells its end less
	                         * surely */
};

/* The same in frames. */
struct gn_tug_frames {
	float start, up, turn[2], turned[2], end;
};

/* One sensor's stretch at GN_COUNT_HZ. */
struct gn_tug_input {
	const struct gn_frame *frames;  /* n, finite */
	const float (*up)[3];           /* n, as gn_gravity() */
	const float *speed;             /* n, m/s, rising positive */
	size_t n;
	float *heading, *work;          /* scratch, n each */
};

/**
 * Find the first timed up and go of a stretch.
 *
 * Turns are where the heading, averaged over a second (about a stride, so that
 * the swing of the pelvis cancels), changes by more than 0.5 rad/s and by 1.9
 * rad in all.
 * Begin and end of a turn lie beyond 5 % and 95 % of it, as those of a move of
 * minimum jerk do (Flash & Hogan 1985: at 0.189 of its time). Rise and sitting
 * down are the nearest moves up before and down after the turns of at least
 * half of the longest. They end as such a move of a thigh between level and
 * upright does, whose speed upwards has fallen to 1/10 of its peak: from the
 * peak that is 0.591 of the time to the end of a rise, 0.810 of a fall. If it
 * falls no more below 1/4 of the peak has ended too: what is left is an error
 * of the integration. The first begins with the lean before it.
 * Source: ours, see tests/unit/test_tug.c.
 *
 * @param[in]  in   n > 0
 * @param[out] out  filled if it is found
 * @return GN_TUG_FOUND or what is missing
 */
enum gn_tug_state gn_tug_find(const struct gn_tug_input *in,
			      struct gn_tug_frames *out);

/* The reason in words; never NULL. */
const char *gn_tug_text(enum gn_tug_state state);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef GN_SKELETON_PRIV_H
#define GN_SKELETON_PRIV_H

#include "gonio/skeleton.h"

/*
 * Inside the skeleton: skeleton.c takes frames through jumps, jitter and
 * rates, skeleton_axes.c says how the segments lie in one frame.
 */

/* Smoothed points of one frame; NAN: not known. */
struct gn_pose {
	float at[GN_POINT_COUNT][3];
};

/* How many segments these points give; which: their rows in the table. */
size_t gn_segments_of(uint32_t has, uint8_t which[GN_SEGMENTS_MAX]);

void gn_segment_describe(uint8_t which, struct gn_sensor *out);

/**
 * The two ends of a segment, the proximal one first.
 * @return bits of the points they come from; 0: they are not tracked
 */
uint32_t gn_segment_ends(uint8_t which, uint32_t has,
			 const float (*at)[3], float upper[3], float lower[3]);

/**
 * Axes of a segment in the world, NAN where it is not known; y and z are
 * carried on in *g.
 *
 * @param[in]  dt_s    since the frame before
 * @param[out] middle  of its ends, NAN as well
 */
void gn_segment_orient(struct gn_skeleton_segment *g, uint32_t has,
		       const struct gn_pose *pose, float dt_s,
		       float axes[3][3], float middle[3]);

#endif

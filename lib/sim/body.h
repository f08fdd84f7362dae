/* SPDX-License-Identifier: MIT */
#ifndef GN_SIM_BODY_H
#define GN_SIM_BODY_H

#include "gonio/sim.h"

/* Private to lib/sim: the linked segments. Units SI, world x fwd, z up. */

#define GN_BODY_PARTS(X)                                                   \
	X(PELVIS) X(CHEST) X(HEAD)                                         \
	X(THIGH_L) X(THIGH_R) X(SHANK_L) X(SHANK_R) X(FOOT_L) X(FOOT_R)    \
	X(UARM_L) X(UARM_R) X(FARM_L) X(FARM_R) X(HAND_L) X(HAND_R) X(BAR)

#define X(name) GN_PART_##name,
enum gn_part { GN_BODY_PARTS(X) GN_PART_COUNT };
#undef X

/* Angles of all segments, and the heading of the body as the last. */
#define GN_POSE_DIM (3 * GN_PART_COUNT + 1)
#define GN_POSE_HEADING (3 * GN_PART_COUNT)

struct gn_pose {
	double rad[GN_POSE_DIM];
};

/* A value with its first and second time derivative. */
struct gn_jet {
	double x, v, a;
};

struct gn_body {
	enum gn_sim_posture posture;
	enum gn_sim_anchor  anchor;
	uint8_t             bar_on_hands;
};

/* One segment's motion: attitude, rate, acceleration of rate; near joint. */
struct gn_part_motion {
	double rot[3][3];       /* takes segment axes to world */
	double rate[3], rate_dot[3];            /* world */
	double pos[3], acc[3];                  /* near joint, world */
	/* Sagittal turn against the parent (of the pelvis: against standing)
	 * about the segment's own y: the flexion of its near joint. */
	double flexion_rad, flexion_radps;
};

/* The segment of a place and side; GN_PART_COUNT: the body has none. */
enum gn_part gn_part_of(enum gn_place place, enum gn_side side);

/* Where a sensor usually sits on the segment, from its near joint. */
void gn_part_offset(enum gn_part part, double offset_m[3]);

/* Bit set of the segments needed to know where part is. */
uint32_t gn_body_needs(const struct gn_body *b, enum gn_part part);

/**
 * Motion of the segments in the bit set need (closed under parents: from
 * gn_body_needs), with the anchor at the world's origin.
 *
 * @param[in]  angle        GN_POSE_DIM jets
 * @param[in]  anchor_left  how much of the anchor is the left foot's, 0..1
 * @param[out] m            GN_PART_COUNT, those in need filled
 */
void gn_body_move(const struct gn_body *b, const struct gn_jet *angle,
		  double anchor_left, uint32_t need,
		  struct gn_part_motion *m);

/* Position and acceleration of a point of a segment, world. */
void gn_part_point(const struct gn_part_motion *m, const double r[3],
		   double pos[3], double acc[3]);

/* Rotation turns about x, then y, then z. */
void gn_mount_matrix(const double rad[3], double rot[3][3]);

#endif

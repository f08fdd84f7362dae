/* SPDX-License-Identifier: MIT */
#ifndef GN_JOINT_H
#define GN_JOINT_H

#include <stddef.h>

#include "gonio/types.h"

/*
 * The angles that are given by name. Each is how far one segment leans against
 * another, or against the vertical, in one plane of the body; 0 in quiet
 * standing.
 *
 * Flexion and dorsiflexion are the first angles of the ISB's sequences (Wu et
 * al., J Biomech 35:543, 2002; knee: Grood, Suntay, J Biomech Eng 105:136,
 * 1983), positive as there. Hip adduction is the second of its sequence (ZXY)
 * where the pelvis does not turn about the vertical against the thigh, which
 * like the third needs headings that are not known without a magnetometer.
 * Shoulder elevation is the second of YXY with the sign left out, 0 to 180 deg,
 * which that sequence names best of the three (near 0 and 180 its first and
 * third are not told apart); it is taken against the vertical, so that a lean
 * of the trunk is in it. In the frontal plane a segment's own tilt is given
 * beside: that of the thigh or shank, knee inward positive, stands for knee
 * valgus and is not it.
 *
 * An X line is: name, plane, sign, the segment that moves, the one that it
 * moves against. A limb's angle stands twice, left and right.
 */
#define GN_LIMB_ANGLES(X)                                                  \
	X(KNEE_FLEXION, "knee_flexion", SAGITTAL, 1, SHANK, THIGH)         \
	X(HIP_FLEXION, "hip_flexion", SAGITTAL, -1, THIGH, PELVIS)         \
	X(HIP_ADDUCTION, "hip_adduction", FRONTAL, 1, THIGH, PELVIS)       \
	X(ANKLE_FLEXION, "ankle_dorsiflexion", SAGITTAL, -1, FOOT, SHANK)  \
	X(ELBOW_FLEXION, "elbow_flexion", SAGITTAL, -1, WRIST, UPPER_ARM)  \
	X(SHOULDER_ELEVATION, "shoulder_elevation", ELEVATION, 1,          \
	  UPPER_ARM, UNKNOWN)                                              \
	X(THIGH_INWARD, "thigh_inward_tilt", FRONTAL, 1, THIGH, UNKNOWN)   \
	X(SHANK_INWARD, "shank_inward_tilt", FRONTAL, -1, SHANK, UNKNOWN)

#define GN_TRUNK_ANGLES(X)                                                 \
	X(PELVIS_TILT, "pelvis_tilt", SAGITTAL, 1, PELVIS, UNKNOWN)        \
	X(PELVIS_DROP, "pelvis_obliquity", FRONTAL, 1, PELVIS, UNKNOWN)    \
	X(TRUNK_LEAN, "trunk_lean", SAGITTAL, 1, CHEST, UNKNOWN)           \
	X(TRUNK_SIDE, "trunk_side_lean", FRONTAL, 1, CHEST, UNKNOWN)

enum gn_angle {
#define X(id, name, plane, sign, moving, base)                             \
	GN_##id##_L, GN_##id##_R,
	GN_LIMB_ANGLES(X)
#undef X
#define X(id, name, plane, sign, moving, base) GN_##id,
	GN_TRUNK_ANGLES(X)
#undef X
	GN_ANGLES
};

enum gn_plane { GN_PLANE_SAGITTAL, GN_PLANE_FRONTAL, GN_PLANE_ELEVATION,
		GN_PLANES };

struct gn_angle_def {
	char          name[32];         /* "knee_flexion_l" */
	enum gn_plane plane;
	int           sign;             /* of moving's lean less base's */
	enum gn_place moving, base;     /* base unknown: the vertical */
	enum gn_side  side;             /* none: the trunk's */
};

/* The angle of a name; -1: there is none such. */
int gn_angle_find(const char *name);

/* a < GN_ANGLES. Static data. */
const struct gn_angle_def *gn_angle_def(enum gn_angle a);

/**
 * The sensors that make an angle, of n: that on the segment that moves, and on
 * the one that it moves against, or the same again where that is the vertical.
 * For the wrist the forearm will do.
 *
 * @param[out] part  indices; only if both are there
 * @return 1, or 0: one of them is not there
 */
int gn_angle_sensors(enum gn_angle a, const struct gn_sensor *sensors,
		     size_t n, size_t part[2]);

/* How far an angle went in a repetition; NAN: not known. */
struct gn_range {
	float least_rad, most_rad;
	float sd_rad;                   /* of the difference */
};

/* Is it given, or what is in the way? */
#define GN_ANGLE_STATES(X)                                                 \
	X(GN_ANGLE_ABSENT, "a sensor that it needs is not there")          \
	X(GN_ANGLE_GIVEN,  "given")                                        \
	X(GN_ANGLE_POSE,   "no still pose: stand still for 2 s and give "  \
			   "that recording with --calibration")            \
	X(GN_ANGLE_AXIS,   "this does not show its axis: bend straight "   \
			   "forward, twice, as calibration")               \
	X(GN_ANGLE_SIGN,   "forward cannot be told from back: bend "       \
			   "forward twice, as calibration")                \
	X(GN_ANGLE_RATES,  "no angular rates, or too few")                 \
	X(GN_ANGLE_MISTAKE, "the sensor is not where its name says: see "  \
			   "the warning")

#define X(name, text) name,
enum gn_angle_state { GN_ANGLE_STATES(X) GN_ANGLE_STATE_COUNT };
#undef X

struct gn_angle_note {
	enum gn_angle_state state;
	uint32_t sensor;                /* which one it is about */
};

/* In words; never NULL. */
const char *gn_angle_state_text(enum gn_angle_state s);

#endif

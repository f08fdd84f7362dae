/* SPDX-License-Identifier: MIT */
#ifndef GN_JOINT_H
#define GN_JOINT_H

#include <stddef.h>

#include "gonio/types.h"

/*
 * The angles that are given by name. Each is how far one segment leans against
 * another, or against the vertical, in one plane of the body; 0 in quiet
 * standing or, of a turn, at a repetition's ends.
 *
 * Flexion and dorsiflexion are the first angles of the ISB's sequences (Wu et
 * al., J Biomech 35:543, 2002; knee: Grood, Suntay, J Biomech Eng 105:136,
 * 1983), positive as there. Hip adduction is the second of its sequence (ZXY)
 * where the pelvis does not turn about the vertical against the thigh.
 * Shoulder elevation is the second of YXY with the sign left out, 0 to 180 deg,
 * which that sequence names best of the three (near 0 and 180 its first and
 * third are not told apart); it is taken against the vertical, so that a lean
 * of the trunk is in it. In the frontal plane a segment's own tilt is given
 * beside: that of the thigh or shank, knee inward positive, stands for knee
 * valgus and is not it.
 *
 * Turns about the long axis are the third of their sequence: hip and elbow ZXY
 * (rotation, pronation), shoulder YXY; inward positive. The plane of elevation
 * is the first of YXY: 0 sideways, 90 deg forward. They need to know which way
 * two segments face each other, which without a magnetometer only the joint
 * tells, anew in each repetition. Elbow: its axis stays across the forearm
 * (Laidig, Weygers, Seel, "Self-calibrating magnetometer-free inertial motion
 * tracking of 2-DoF joints", Sensors 22:9850, 2022); where it bends too little
 * to tell, nothing is given. Hip, shoulder: none such; both ends of a
 * repetition are taken for the posture of calibration. What goes further than
 * a joint does is withheld (Lehmann, Laidig, Deimel, Seel, "Magnetometer-free
 * inertial motion tracking of arbitrary joints with range of motion
 * constraints", IFAC 2020, arXiv 2002.00639, of which the bounds alone are
 * used). So the range of a turn is known, and its zero but for the elbow is the
 * posture at the ends; where a person stands otherwise than in calibration,
 * the error grows with flexion, and the uncertainty says so.
 *
 * The third of the knee is left out: on the skin it reads 4.4 deg off in
 * walking and 13.1 in cutting, on average (Benoit et al., Gait & Posture
 * 24:152, 2006), 63 % of its range in running (Reinschmidt et al., J Biomech
 * 30:729, 1997), and axes of the knee that are 8 deg off make as much again of
 * a deep bend: more than a knee turns.
 *
 * Within GN_TURN_POLE_RAD of a sequence's pole (shoulder: arm hanging or
 * straight up; others: 90 deg of adduction) its turns are not known, NAN; close
 * to it an error of the axes is seen 1 / sin(distance) times, up to threefold.
 * Of the shoulder they are given only in repetitions at one end of which the
 * arm hangs, within GN_TURN_HANGS_RAD, and if calibration showed the arm's
 * axis: a set's own movement would be its own measure.
 *
 * An X line is: name, plane, sign, the segment that moves, the one that it
 * moves against. A limb's angle stands twice, left and right.
 */
#define GN_TURN_POLE_RAD 0.349f         /* 20 deg; ours */
#define GN_TURN_HANGS_RAD 0.524f        /* 30 deg; ours */

#define GN_LIMB_ANGLES(X)                                                  \
	X(KNEE_FLEXION, "knee_flexion", SAGITTAL, 1, SHANK, THIGH)         \
	X(HIP_FLEXION, "hip_flexion", SAGITTAL, -1, THIGH, PELVIS)         \
	X(HIP_ADDUCTION, "hip_adduction", FRONTAL, 1, THIGH, PELVIS)       \
	X(ANKLE_FLEXION, "ankle_dorsiflexion", SAGITTAL, -1, FOOT, SHANK)  \
	X(ELBOW_FLEXION, "elbow_flexion", SAGITTAL, -1, WRIST, UPPER_ARM)  \
	X(SHOULDER_ELEVATION, "shoulder_elevation", ELEVATION, 1,          \
	  UPPER_ARM, UNKNOWN)                                              \
	X(THIGH_INWARD, "thigh_inward_tilt", FRONTAL, 1, THIGH, UNKNOWN)   \
	X(SHANK_INWARD, "shank_inward_tilt", FRONTAL, -1, SHANK, UNKNOWN)  \
	X(HIP_ROTATION, "hip_rotation", AXIAL, 1, THIGH, PELVIS)           \
	X(ELBOW_PRONATION, "elbow_pronation", AXIAL, 1, WRIST, UPPER_ARM)  \
	X(SHOULDER_PLANE, "shoulder_plane", AROUND, 1, UPPER_ARM, CHEST)   \
	X(SHOULDER_ROTATION, "shoulder_rotation", AXIAL, 1, UPPER_ARM,     \
	  CHEST)

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

/* First the planes in which one segment leans, then turns of one against
 * another: about its own long axis, and where it points about the other's. */
enum gn_plane { GN_PLANE_SAGITTAL, GN_PLANE_FRONTAL, GN_PLANE_ELEVATION,
		GN_LEANS, GN_PLANE_AXIAL = GN_LEANS, GN_PLANE_AROUND,
		GN_PLANES };

struct gn_angle_def {
	char          name[32];         /* "knee_flexion_l" */
	enum gn_plane plane;
	int           sign;             /* of moving's lean less base's; of a
					 * turn 1 */
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
			   "the warning")                                  \
	X(GN_ANGLE_CAMERA, "positions of joints do not show how a limb "   \
			   "turns about itself")                           \
	X(GN_ANGLE_FACING, "which way the segments face each other is "    \
			   "not known: begin and end each repetition as "  \
			   "in calibration, without a gap in the data")

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

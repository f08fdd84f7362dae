/* SPDX-License-Identifier: MIT */
#ifndef GN_TYPES_H
#define GN_TYPES_H

#include <stdint.h>

/*
 * What every part of gonio exchanges.
 *
 * Units are SI and stand in the name: _ns _s _hz _rad _radps _mps2 _ut.
 * Degrees exist only where people read. Time is int64_t nanoseconds: a double
 * loses nanoseconds, a 32-bit tick wraps within a session. Unknown is NAN,
 * never 0.
 */

/* Most sensors that one recording or session may hold. */
#define GN_SENSORS_MAX 32

/* Where a sensor sits, and which side of the body that is. */
#define GN_PLACES(X)                                                       \
	X(GN_PLACE_UNKNOWN, "unknown")   X(GN_PLACE_HEAD,      "head")     \
	X(GN_PLACE_CHEST,   "chest")     X(GN_PLACE_PELVIS,    "pelvis")   \
	X(GN_PLACE_SHOULDER, "shoulder") X(GN_PLACE_UPPER_ARM, "upper_arm")\
	X(GN_PLACE_FOREARM, "forearm")   X(GN_PLACE_WRIST,     "wrist")    \
	X(GN_PLACE_HAND,    "hand")      X(GN_PLACE_THIGH,     "thigh")    \
	X(GN_PLACE_SHANK,   "shank")     X(GN_PLACE_FOOT,      "foot")     \
	X(GN_PLACE_BAR,     "bar")       X(GN_PLACE_PHONE,     "phone")    \
	X(GN_PLACE_WAND,    "wand")      X(GN_PLACE_BOARD,     "board")

#define X(name, text) name,
enum gn_place { GN_PLACES(X) GN_PLACE_COUNT };
#undef X

enum gn_side {
	GN_SIDE_NONE,           /* on the midline, or not a limb */
	GN_SIDE_LEFT,
	GN_SIDE_RIGHT,
	GN_SIDE_BOTH,
	GN_SIDE_UNKNOWN,        /* a limb, but nobody said which ("_x") */
	GN_SIDE_A, GN_SIDE_B    /* of repetitions: one and the other, but
				 * nobody knows which is left */
};

/* "thigh"; "unknown" for a number that is no place. Never NULL. */
const char *gn_place_name(enum gn_place place);

/* "left", "right", "both", "A", "B", "n/a" (none, unknown). Never NULL. */
const char *gn_side_name(enum gn_side side);

/**
 * Read a tracked point as BIDS names it: "thigh_l", "wrist_x", "pelvis". What
 * follows an @ tells sensors at one place apart: "thigh_l@kinect".
 *
 * @param[in]  name   0-terminated, case does not matter; not NULL
 * @param[out] side   from the ending _l _r _x; GN_SIDE_NONE without one
 * @return the place, GN_PLACE_UNKNOWN if the name is none of the table's
 */
enum gn_place gn_place_parse(const char *name, enum gn_side *side);

/*
 * One reading of one sensor, in that sensor's own right-handed axes. A part
 * that was not measured at this instant is NAN (an accelerometer and a
 * gyroscope may run at different rates on one clock).
 */
struct gn_sample {
	int64_t  t_ns;          /* since the recording's first sample */
	uint32_t sensor;        /* index into the recording's sensors */
	float    acc_mps2[3];   /* specific force: +9.81 up when at rest */
	float    gyr_radps[3];  /* angular rate */
	float    mag_ut[3];     /* magnetic field, uT or any fixed unit */
};

/* What is known of a sensor before its first sample. */
struct gn_sensor {
	char          name[32]; /* tracked point, "thigh_l" */
	enum gn_place place;
	enum gn_side  side;
	float         rate_hz;  /* nominal rate of its fastest part, > 0 */
	uint8_t       has_acc, has_gyr, has_mag;   /* 0 or 1 */
	uint8_t       bad_acc, bad_gyr;  /* 1: declared bad, not to be used */
	uint8_t       aligned;  /* 1: its axes are the segment's: x forward, y
	                         * up along it, z right; see skeleton.h */
};

#endif

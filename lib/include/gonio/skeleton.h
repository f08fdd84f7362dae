/* SPDX-License-Identifier: MIT */
#ifndef GN_SKELETON_H
#define GN_SKELETON_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"
#include "gonio/types.h"

/*
 * Joint positions of a depth camera as virtual sensors on body segments: each
 * segment whose two ends are tracked becomes a sensor that reads what an ideal
 * one would, strapped on in the segment's own axes. All that counts and
 * measures then works on positions as it does on inertial sensors.
 *
 * A virtual accelerometer reads gravity and the acceleration of the middle of
 * its segment, by where that is GN_SKELETON_REACH_S before and after (less next
 * to a gap, and there gravity alone); a gyroscope the turning from the frame
 * before to the one after.
 *
 * World: y up, right-handed, not mirrored, as cameras' skeletons are given; a
 * camera that is tilted tilts all angles against the vertical alike.
 *
 * Axes of a segment: x forward, y up along it (from its distal to its proximal
 * end; trunk: towards the head), z to the right. Of a foot x lies along it. z
 * comes from the line between the hips (trunk above them, arms: between the
 * shoulders), laid across the segment: a straight knee shows as much as a bent
 * one. Arms whose elbow is bent turn with the plane of the elbow instead. Where
 * the line lies along the segment, z is carried along with it. After Wu et al.,
 * "ISB recommendation on definitions of joint coordinate systems ... part I",
 * J Biomech 35:543, 2002, and part II, 38:981, 2005, for the directions;
 * where the axes come from differs, as there are no bony landmarks.
 *
 * Jumps: a point that is GN_SKELETON_JUMP_M or more from the median of five
 * frames about it leapt there; it is left out. Jitter: a straight line fitted
 * to GN_SKELETON_REACH_S on either side, weighted towards the middle (a
 * raised cosine), so that stamps are not delayed; less than half of the weight
 * there: unknown, NAN. Over a step in time longer than GN_SKELETON_GAP_S
 * nothing is fitted: the pieces on both sides do not know of each other. Both
 * ours, see tests/unit/test_skeleton.c.
 *
 * Life cycle:  init -> push / next* ... -> flush -> next* -> init
 * Memory:      this struct, whatever the length; no allocation, no pointers,
 *              so it may be copied.
 * Determinism: frames and numbers alone decide, not when they are taken.
 * Threads:     one object, one thread at a time.
 */

#define GN_SKELETON_JUMP_M 0.10f
#define GN_SKELETON_REACH_S 0.10
#define GN_SKELETON_GAP_S 0.17          /* four frames lost of 30 a second */

/* Points that cameras track. */
#define GN_POINTS(X)                                                       \
	X(PELVIS, "pelvis")         X(SPINE, "spine")                      \
	X(CHEST, "chest")           X(HEAD, "head")                        \
	X(SHOULDER_L, "shoulder_l") X(SHOULDER_R, "shoulder_r")            \
	X(ELBOW_L, "elbow_l")       X(ELBOW_R, "elbow_r")                  \
	X(WRIST_L, "wrist_l")       X(WRIST_R, "wrist_r")                  \
	X(HIP_L, "hip_l")           X(HIP_R, "hip_r")                      \
	X(KNEE_L, "knee_l")         X(KNEE_R, "knee_r")                    \
	X(ANKLE_L, "ankle_l")       X(ANKLE_R, "ankle_r")                  \
	X(FOOT_L, "foot_l")         X(FOOT_R, "foot_r")

#define X(name, text) GN_POINT_##name,
enum gn_point { GN_POINTS(X) GN_POINT_COUNT };
#undef X

/* The point of that name, in any case; GN_POINT_COUNT: none of them. */
enum gn_point gn_point_parse(const char *name);

/* "knee_l"; "unknown" for a number that is none. Never NULL. */
const char *gn_point_name(enum gn_point point);

/* pelvis, chest, and of each side upper arm, forearm, thigh, shank, foot. */
#define GN_SEGMENTS_MAX 12

#define GN_SKELETON_RING 64             /* frames */
#define GN_SKELETON_HALF_MAX 19         /* of them on either side of a fit */

/* How well one segment was tracked. */
struct gn_limb {
	uint64_t frames;        /* in which both of its ends were there */
	uint64_t missing;       /* in which one was not */
	uint64_t jumps;         /* in which one leapt; not in the two below */
	uint64_t late;          /* frames left out, see push; of all of it */
	double   length_m;      /* mean of the distance of its ends */
	double   spread;        /* its standard deviation as part of it, >= 0;
				 * NAN with fewer than two frames, as above */
};

/* One instant of all segments; parts that are not known are NAN. */
struct gn_skeleton_out {
	int64_t t_ns;
	float   acc_mps2[GN_SEGMENTS_MAX][3];
	float   gyr_radps[GN_SEGMENTS_MAX][3];
};

/* Private: a frame as it came, and what became of it. */
struct gn_skeleton_frame {
	int64_t  t_ns;
	uint32_t piece;
	uint32_t leapt;         /* bit p: point p is not to be believed */
	float    at[GN_POINT_COUNT][3];         /* m; NAN: not tracked */
	float    axes[GN_SEGMENTS_MAX][3][3];   /* x, y, z in the world */
	float    middle[GN_SEGMENTS_MAX][3];    /* of its ends, m */
};

/* Private: what is carried from frame to frame of a segment. */
struct gn_skeleton_segment {
	uint8_t  which;                 /* row of the table of segments */
	uint8_t  held;                  /* 1: y and z are of a frame before */
	float    y[3], z[3];
	uint64_t frames, missing, jumps, n;
	double   mean, m2;              /* of the length */
};

struct gn_skeleton {
	uint32_t has;                   /* bit p: point p is tracked */
	uint32_t n_segments;
	int32_t  half;                  /* frames of a fit on either side */
	double   step_ns;
	uint32_t piece;
	uint8_t  flushed;
	uint64_t late;
	uint64_t n_in, n_clean, n_axes, n_out;  /* frames through each stage */
	int64_t  last_ns, axes_ns;
	struct gn_skeleton_segment seg[GN_SEGMENTS_MAX];
	struct gn_skeleton_frame ring[GN_SKELETON_RING];
};

/**
 * Set up for the points that are tracked.
 *
 * @param[in] has      bit p set: point p is tracked
 * @param[in] rate_hz  frames a second, > 0, nominal
 *
 * @return number of segments, 1..GN_SEGMENTS_MAX, or
 * @retval GN_EINVAL  the rate is not positive and finite
 * @retval GN_ENODATA no segment has both its ends, or neither the two hips nor
 *                    the two shoulders are tracked; sensors can be told from it
 */
GN_NODISCARD int gn_skeleton_init(struct gn_skeleton *s, uint32_t has,
				  double rate_hz);

/**
 * The virtual sensor of segment i, i < number of segments: name ("thigh_l"),
 * place, side, rate, has_acc, has_gyr and aligned are set.
 */
void gn_skeleton_sensor(const struct gn_skeleton *s, size_t i,
			struct gn_sensor *out);

/**
 * Take one frame.
 *
 * @param[in] t_ns  from -2^62 to 2^62
 * @param[in] at  GN_POINT_COUNT x 3, m; those not tracked are not looked at.
 *                NAN in one of x, y, z: the point was not seen
 *
 * @retval GN_OK
 * @retval GN_EORDER  time stands still or goes back: the frame is left out,
 *                    and counted
 * @retval GN_ENOSPC  frames are ready that were not taken; nothing was done
 *
 * Cost: about 10 us a frame of 18 points, no allocation.
 */
GN_NODISCARD int gn_skeleton_push(struct gn_skeleton *s, int64_t t_ns,
				  const float (*at)[3]);

/* The stream has ended: what is held back becomes ready. */
void gn_skeleton_flush(struct gn_skeleton *s);

/**
 * Take the oldest instant that is ready; stamps are those of the frames. A
 * frame is ready when 0.3 s of later ones came, or its piece has ended.
 *
 * @return 1 with *out filled, or 0
 */
int gn_skeleton_next(struct gn_skeleton *s, struct gn_skeleton_out *out);

/* How well segment i was tracked in the frames that are ready. */
void gn_skeleton_limb(const struct gn_skeleton *s, size_t i,
		      struct gn_limb *out);

#endif

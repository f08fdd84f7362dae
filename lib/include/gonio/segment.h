/* SPDX-License-Identifier: MIT */
#ifndef GN_SEGMENT_H
#define GN_SEGMENT_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"
#include "gonio/gravity.h"
#include "gonio/vec.h"

/*
 * A sensor on a body segment: which way the segment's axes lie in the
 * sensor's, however it was strapped on, and how far the segment leans.
 *
 * The long axis is where gravity points while the person stands still; the
 * pose is also the zero of all angles. The medio-lateral axis is the one about
 * which the segment turns in a movement in the sagittal plane (squat, heel
 * raise, the exercise itself): main eigenvector of the rates' second moments,
 * after what turns about the long axis was taken out. Thigh and shank twist
 * while they swing, which would tip the axis by up to 45 deg.
 * After Seel, Raisch, Schauer, "IMU-based joint angle measurement for gait
 * analysis", Sensors 14, 2014, doi 10.3390/s140406891, sec. 3, who find the
 * axes of two sensors from their common hinge. Differs: each sensor by itself,
 * tied to the pose, which a single slow exercise can do as well; ours, see
 * tests/unit/test_segment.c.
 *
 * The sign of the medio-lateral axis follows from no rate: it is given by a
 * movement whose direction is known, see gn_segment_toward().
 *
 * Members are private but of gn_segment_axes. No allocation, no pointers.
 */

struct gn_segment_fit {
	double acc[3];          /* sums over the pose */
	double gyr[3];
	double acc2;
	struct gn_moments turn; /* of the rates, over the movement */
	uint64_t n_pose, n_move;
};

/* All of length 1, in sensor axes; right-handed: fwd = up x side. */
struct gn_segment_axes {
	float up[3];            /* along the segment, up while standing */
	float side[3];          /* medio-lateral, to the right, or to the left
				 * before gn_segment_toward() */
	float fwd[3];           /* forward, or back */
	float bias_radps[3];    /* the gyroscope's, as the pose showed it */
	float share;            /* of the turning across the long axis that was
				 * about side, 0.5..1; 1: a hinge */
	float rms_radps;        /* of the rate across the long axis */
};

/* Nothing seen yet. */
void gn_segment_fit_init(struct gn_segment_fit *f);

/* A sample of quiet standing. Not finite: left out. */
void gn_segment_fit_pose(struct gn_segment_fit *f, const float acc_mps2[3],
			 const float gyr_radps[3]);

/* n samples of the movement, of which only the rates tell. Not finite: left
 * out. */
void gn_segment_fit_move(struct gn_segment_fit *f, const struct gn_frame *move,
			 size_t n);

/* Limits of what is taken for an axis; ours. */
#define GN_SEGMENT_POSE_MIN 50          /* samples of the pose */
#define GN_SEGMENT_STILL_MPS2 0.5f      /* spread (SD) of it at most */
#define GN_SEGMENT_RMS_MIN 0.2f         /* rad/s: moved enough */
#define GN_SEGMENT_SHARE_MIN 0.65f

/**
 * The axes from what was seen so far.
 *
 * @param[out] axes  untouched on error
 * @param[out] why   may be NULL; says what is lacking
 *
 * @retval GN_OK
 * @retval GN_ENODATA  too short a pose, or one that was not still, or too
 *                     little movement across the long axis
 * @retval GN_EFORMAT  the movement was about no one axis
 */
GN_NODISCARD int gn_segment_fit_axes(const struct gn_segment_fit *f,
				     struct gn_segment_axes *axes,
				     struct gn_diag *why);

/* Its first half: up and bias_radps, by the pose alone; all else NAN. */
GN_NODISCARD int gn_segment_fit_up(const struct gn_segment_fit *f,
				   struct gn_segment_axes *axes,
				   struct gn_diag *why);

/* The second: the rest, by the movement, where axes->up is known. */
GN_NODISCARD int gn_segment_fit_side(const struct gn_segment_fit *f,
				     struct gn_segment_axes *axes,
				     struct gn_diag *why);

/* Turn side and fwd round. */
void gn_segment_flip(struct gn_segment_axes *axes);

/**
 * How far the top of the segment leans forward against the pose, from the
 * direction of up.
 *
 * @param[in]  up    n x 3, in sensor axes, as gn_gravity() gives it
 * @param[out] lean_rad  n; continuous, the first within -pi..pi; NAN where up
 *                   is not finite
 *
 * Cost: 4 ns a frame.
 */
void gn_segment_lean(const struct gn_segment_axes *axes, const float (*up)[3],
		     size_t n, float *lean_rad);

/* How far its long axis lies out of the sagittal plane, the top to the right;
 * -pi/2..pi/2. */
void gn_segment_lean_right(const struct gn_segment_axes *axes,
			   const float (*up)[3], size_t n, float *lean_rad);

/* Mean lean that tells forward from back, rad (3 deg); ours. */
#define GN_SEGMENT_LEAN_MIN 0.0524f

/**
 * Set the sign of the axes by a movement whose direction is known: in a squat
 * pelvis and shank lean forward, the thigh leans back.
 *
 * @param[in] up       n x 3 of that movement
 * @param[in] forward  1: it leant forward on the whole; 0: back
 *
 * @retval GN_OK
 * @retval GN_ENODATA  it leant by less than GN_SEGMENT_LEAN_MIN; unchanged
 */
GN_NODISCARD int gn_segment_toward(struct gn_segment_axes *axes,
				   const float (*up)[3], size_t n,
				   int forward);

#endif

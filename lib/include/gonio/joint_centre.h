/* SPDX-License-Identifier: MIT */
#ifndef GN_JOINT_CENTRE_H
#define GN_JOINT_CENTRE_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"
#include "gonio/gravity.h"

/*
 * Where the joint of two neighbouring segments lies, seen from the sensor on
 * each: both carry the same point, so its acceleration computed from either
 * has the same length, whichever way the sensors are strapped on. After Seel,
 * Schauer, Raisch, "Joint axis and position estimation from inertial
 * measurement data by exploiting kinematic constraints", Proc. IEEE Int. Conf.
 * Control Applications, 2012, pp. 45-49, sec. III-B: Gauss-Newton on the
 * difference of the two lengths. Ours: a pull towards the sensor itself, which
 * keeps what a movement does not show near 0, and the covariance.
 *
 * gonio uses it to tell which of two sensors sits above the joint, and which
 * two belong to one joint; it names no length.
 */
struct gn_joint_centre {
	double to_m[2][3];      /* from the joint to each sensor, its axes */
	double cov_m2[6][6];    /* of both, as if residuals were independent */
	double residual_mps2;   /* rms of the difference of lengths */
	size_t n;               /* frames used */
};

/* Fewest frames that are fitted: 2 s at 50 Hz. */
#define GN_JOINT_CENTRE_MIN 100

/**
 * Fit it.
 *
 * @param[in]  a, b     n frames each, of the same instants, bias left in
 * @param[in]  use      n: 1 where the frame is known and to be used; what
 *                      stands beside an unknown one is left out by itself
 * @param[in]  rate_hz  of the frames, > 0
 * @param[out] out      untouched on error
 *
 * @retval GN_OK
 * @retval GN_ENODATA  fewer than GN_JOINT_CENTRE_MIN frames
 *
 * Cost: 0.4 us a frame, 1.2 ms for a minute at 50 Hz. Allocates nothing.
 */
GN_NODISCARD int gn_joint_centre_fit(const struct gn_frame *a,
				     const struct gn_frame *b,
				     const uint8_t *use, size_t n,
				     double rate_hz,
				     struct gn_joint_centre *out);

/**
 * How far sensor a lies above sensor b, through the joint: the part along each
 * one's own upward axis.
 *
 * @param[in]  up_a, up_b  of length 1, in the axes of each, the segments' long
 *                         axes as in quiet standing
 * @param[out] sd_m        not NULL; four times that of cov_m2: neighbouring
 *                         residuals are alike, see tests
 * @return m
 */
double gn_joint_centre_above(const struct gn_joint_centre *c,
			     const float up_a[3], const float up_b[3],
			     double *sd_m);

#endif

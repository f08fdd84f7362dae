/* SPDX-License-Identifier: MIT */
#ifndef GN_JOINT_CENTRE_H
#define GN_JOINT_CENTRE_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"
#include "gonio/gravity.h"

/*
 * Where the joint of two neighbouring segments lies, seen from the sensor on
 * each: both carry the same point, so it accelerates alike whichever of them it
 * is computed from. After Seel, Schauer, Raisch, "Joint axis and position
 * estimation from inertial measurement data by exploiting kinematic
 * constraints", Proc. IEEE Int. Conf. Control Applications, 2012, pp. 45-49,
 * sec. III-B: Gauss-Newton on that difference.
 *
 * Differs. They compare lengths of accelerations, as nobody knows how the
 * sensors lie to each other; but gravity makes most of a length, and hides what
 * goes forward: of segments that stay upright, as in a heel raise, all that
 * tells. Here the rates carry each sensor's axes through 2 s of movement,
 * which leaves one unknown turn between the two for each 2 s (Kabsch, "A
 * solution for the best rotation to relate two sets of vectors", Acta Cryst.
 * A32, 1976, p. 922): whole vectors are compared. And not accelerations, but
 * the velocity that the joint gains in each 0.1 s: it needs no derivative of
 * rates, w x to at the ends is enough, and what swings on the bone faster than
 * that is gone. Ours, too: a pull towards the sensor itself, which keeps what a
 * movement does not show near 0, three starts, and the covariance.
 *
 * Seven exercises of one person: 42 heights of one sensor above its neighbour,
 * all on the right side and by 4 sd and more; from one exercise to the next
 * they scatter by 0.04 m. By lengths alone 2 of the 42 were on the wrong side,
 * half of them within 3 sd of it.
 *
 * gonio uses it to tell which of two sensors sits above the joint, and which
 * two belong to one joint; it names no length.
 */
struct gn_joint_centre {
	double to_m[2][3];      /* from the joint to each sensor, its axes */
	double cov_m2[6][6];    /* of both, as if residuals were independent */
	double residual_mps2;   /* rms of the difference, a component */
	size_t n;               /* frames used */
};

/* Fewest frames that are fitted: 2 s at 50 Hz. */
#define GN_JOINT_CENTRE_MIN 100

/**
 * Fit it.
 *
 * @param[in]  a, b     n frames each, of the same instants, without bias where
 *                      it is known
 * @param[in]  use      n: 1 where the frame is known and to be used; what is
 *                      left between two others that are not, shorter than
 *                      0.4 s, is not used either
 * @param[in]  rate_hz  of the frames, > 0
 * @param[out] out      untouched on error
 *
 * @retval GN_OK
 * @retval GN_ENODATA  fewer than GN_JOINT_CENTRE_MIN frames
 *
 * Cost: 2 us a frame, 6 ms for a minute at 50 Hz. Allocates nothing.
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
 * @param[out] sd_m        not NULL; twice that of cov_m2: residuals that follow
 *                         each other are alike, see tests
 * @return m
 */
double gn_joint_centre_above(const struct gn_joint_centre *c,
			     const float up_a[3], const float up_b[3],
			     double *sd_m);

#endif

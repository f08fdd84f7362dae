/* SPDX-License-Identifier: MIT */
#ifndef GN_SWAY_H
#define GN_SWAY_H

#include <stddef.h>

#include "gonio/gravity.h"

/*
 * Sway of a person who keeps a posture, from the acceleration of the trunk,
 * forward-back (AP) and left-right (ML) about their means.
 *
 * Source: Mancini et al., "ISway: a sensitive, valid and reliable measure of
 * postural control", J NeuroEng Rehabil 9:59, 2012, Table 2, where distances
 * and paths are those of the acceleration, and the jerk is half the integral
 * of the squared derivatives. The ellipse is the prediction ellipse with F for
 * N samples (Schubert, Kirchner, Gait Posture 39:518, 2014): the confidence
 * ellipse is the wrong statistic. Sway of the centre of pressure is another
 * thing in other units.
 */
enum { GN_SWAY_AP, GN_SWAY_ML, GN_SWAY_AXES };

/* NAN: not known. */
struct gn_sway {
	float time_s;           /* that it is of */
	float rms_mps2[GN_SWAY_AXES];   /* NAN where forward is not known */
	float rms_both_mps2;    /* of both together */
	float path_mps2;        /* sum of the steps from sample to sample */
	float path_rate_mps3;   /* path over time: no velocity of the body,
				 * which would be an integral */
	float dist_mps2;        /* mean distance from the middle */
	float freq_hz;          /* path / (2 pi dist time) */
	float jerk_m2ps5;
	float ellipse_m2ps4;    /* area that holds 95 % of further samples */
};

/* All of it NAN. */
void gn_sway_blank(struct gn_sway *out);

/**
 * The figures of two accelerations on an even grid, as they are.
 *
 * @param[in]  a    n x 2, AP and ML, m/s^2, finite; the means need not be 0
 * @param[in]  n    of 4 and more; fewer: all NAN
 * @param[out] out  path_rate, freq: NAN where nothing moves
 * Cost: O(n), about 20 ns a sample, no allocation.
 */
void gn_sway_measure(const float (*a)[GN_SWAY_AXES], size_t n, double rate_hz,
		     struct gn_sway *out);

/* Corner of the low-pass in gn_sway_level(), Hz: ISway's. */
#define GN_SWAY_CORNER_HZ 3.5

/**
 * From a sensor's frames to AP and ML: turned so that the mean acceleration is
 * vertical (Moe-Nilssen, Clin Biomech 13:320, 1998), what is horizontal then
 * low-passed at GN_SWAY_CORNER_HZ, both ways.
 *
 * @param[in]  f    n frames, acc_mps2 finite
 * @param[in]  fwd  forward in sensor axes, not vertical, any length; NULL: not
 *                  known, the two axes are at right angles, whichever way
 * @param[out] a    n x 2
 * Cost: O(n), no allocation.
 */
void gn_sway_level(const struct gn_frame *f, size_t n, double rate_hz,
		   const float fwd[3], float (*a)[GN_SWAY_AXES]);

#endif

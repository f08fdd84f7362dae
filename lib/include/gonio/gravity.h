/* SPDX-License-Identifier: MIT */
#ifndef GN_GRAVITY_H
#define GN_GRAVITY_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/quat.h"

/*
 * Which way is up, in sensor axes, over a finished stretch of movement.
 */

/* Standard gravity, m/s^2 (CGPM 1901). */
#define GN_G_MPS2 9.80665f

/* One instant of one sensor on an even grid. */
struct gn_frame {
	float acc_mps2[3];
	float gyr_radps[3];
};

/* Longest step between rates over which nothing of a turn is missed, s; ours,
 * from bursts of 0.2 s in which repetitions of 1 s were lost. */
#define GN_GRAVITY_STEP_S 0.05

/* Scratch that gn_gravity needs for n frames, in floats. */
#define GN_GRAVITY_SCRATCH(n) (8 * ((n) + 3))

/**
 * Unit vector towards up at every frame, in sensor axes, without delay.
 *
 * The rates are integrated from the piece's first frame; turned by that
 * orientation the accelerometer stands in a frame that hardly moves, where it
 * is gravity plus changes of velocity. Those average out, so a slow zero-phase
 * low-pass leaves gravity, which is turned back into the sensor. A repetition
 * that ends with the velocity it began with leaves no error however fast it
 * is. Source: idea of the almost inertial frame from Laidig, Seel, "VQF",
 * Information Fusion 91, 2023, doi 10.1016/j.inffus.2022.10.014, sec. 3; the
 * zero-phase form and its time constants are ours, see tests.
 *
 * Rates that come in bursts miss turns between them: the longer the steps, the
 * shorter the low-pass, as what was integrated is believed for less long.
 * Without a gyroscope the sensor's own frame takes the place of the inertial
 * one, with a shorter time constant still.
 *
 * @param[in]  f        n frames, finite
 * @param[in]  gyr_step_s  steps between the rates that came, as time sees them
 *                      (sum of squares over sum); 0: rates are not used
 * @param[out] up       n x 3
 * @param[out] level    n, turns sensor axes into a frame whose z is up; its
 *                      heading is that of the first frame, as far as the rates
 *                      are true. NULL: not wanted. Without rates nothing that
 *                      is told of headings.
 * @param[out] scratch  GN_GRAVITY_SCRATCH(n) floats
 *
 * Cost: O(n), about 15 ns a frame, no allocation.
 */
void gn_gravity(const struct gn_frame *f, size_t n, double rate_hz,
		double gyr_step_s, float (*up)[3], struct gn_quat *level,
		float *scratch);

#endif

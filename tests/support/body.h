/* SPDX-License-Identifier: MIT */
#ifndef BODY_H
#define BODY_H

#include <stdint.h>

#include "gonio/skeleton.h"

/*
 * A person in front of a depth camera: joint angles in, joint positions out.
 * The person faces the camera, which looks along -z: right is -x, forward +z.
 */
#define BODY_ALL ((UINT32_C(1) << GN_POINT_COUNT) - 1)

struct body {
	double hip_rad, knee_rad;       /* right leg: flexion, thigh forward */
	double abduct_rad, flex_rad;    /* right arm: sideways, or forward */
	double elbow_rad;               /* bent forward; arm hanging only */
	double lean_rad;                /* trunk forward, about the hips */
	double turn_rad;                /* all of it to the left */
};

/* GN_POINT_COUNT x 3, m. */
void body_points(const struct body *b, float at[GN_POINT_COUNT][3]);

/* Gaussian noise of that standard deviation on every coordinate. */
void body_noise(float at[GN_POINT_COUNT][3], double sd_m, uint64_t *seed);

/* From 0 to 1 in 0..1 by minimum jerk, and how fast; outside 0 and 1. */
double body_ease(double u);
double body_ease_rate(double u);

#endif

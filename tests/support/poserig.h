/* SPDX-License-Identifier: MIT */
#ifndef POSERIG_H
#define POSERIG_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/acc_cal.h"

/* Still poses of an accelerometer with known errors. */

#define POSERIG_G 9.80665

/* How they are simulated. */
struct poserig {
	double se_mps2;         /* noise of a mean */
	double model_mps2;      /* what the model lacks, along the pose */
	double g_mps2;
	int    square;          /* 1: no skew */
};

double poserig_uniform(uint32_t *state);        /* -1..1 */
double poserig_gauss(uint32_t *state);

void poserig_unit(double v[3]);          /* of norm 1 then */

/* The k-th way to lay it, as a hand does: sides, corners, edges; tilted. */
void poserig_way(size_t k, uint32_t *seed, double u[3]);

/* What a sensor with the unknowns t reads of the specific force a. */
void poserig_misread(const double t[GN_ACC_CAL_UNKNOWNS], const double a[3],
		     double m[3]);

/* n poses of one sensor; what it is goes to truth. pose has GN_STILL_MAX. */
void poserig_lay(const struct poserig *lab, size_t n, uint32_t seed,
		 struct gn_still_pose *pose,
		 double truth[GN_ACC_CAL_UNKNOWNS]);

#endif

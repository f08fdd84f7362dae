/* SPDX-License-Identifier: MIT */
#ifndef AHRS_PRIV_H
#define AHRS_PRIV_H

#include <math.h>

#include "gonio/ahrs.h"

#define GRAVITY 9.81f
#define RAD(deg) ((float)((deg) * (3.14159265358979323846 / 180.0)))

static inline float dot3(const float a[3], const float b[3])
{
	return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* Not NAN, not infinite, not beyond what a sensor can yield. */
static inline int usable(const float v[3], float max)
{
	return dot3(v, v) <= max * max;
}

#define GYR_MAX 300.0f
#define ACC_MAX 1e4f
#define MAG_MAX 1e6f

/*
 * One step of n second-order Butterworth low-passes, implicit Euler: stable
 * for every dt. tau as in VQF: half the step response at about tau, cut-off
 * sqrt(2) / (2 pi tau).
 */
static inline void low_pass(float *low, float *rate, const float *in, int n,
			    float dt_s, float tau_s)
{
	float k = 1.41421356f / tau_s * dt_s;
	float g = 1.0f / (1.0f + 1.41421356f * k + k * k);
	float c = g * k * k / dt_s;

	for (int i = 0; i < n; i++) {
		rate[i] = g * rate[i] + c * (in[i] - low[i]);
		low[i] += dt_s * rate[i];
	}
}

#define AHRS_SLOW_S 0.1f        /* bias and heading: every so often */

/*
 * Integrate n samples that lie within one block, summing up what corrections
 * need. Writes a->tilt x orientation to q6, a->head x that to q9.
 */
void gn_ahrs_integrate(struct gn_ahrs *a, size_t n, const float *dt_s,
		       const float *gyr, const float *acc, const float *mag,
		       struct gn_quat *q6, struct gn_quat *q9);

/* The turn that takes u upright, and no heading with it; 0 if u is tiny. */
int gn_ahrs_upright(const float u[3], struct gn_quat *turn);

void gn_ahrs_bias_init(struct gn_ahrs_bias *b, const struct gn_ahrs_params *p);
void gn_ahrs_bias_block(struct gn_ahrs *a, float dt_s);
void gn_ahrs_bias_slow(struct gn_ahrs *a);
void gn_ahrs_bias_restart(struct gn_ahrs_bias *b);

/* Random walk of the errors in dt: variances of bias and scale. */
void gn_ahrs_bias_walk(float dt_s, float *bias, float *gain);

/* What is known of a stretch of time that is judged at once. */
struct ahrs_mag_in {
	float dt_s;
	const float *mag;       /* mean field in e6, NULL: none */
	float rate_radps;       /* rms */
	float bias_var;         /* of the bias about the vertical */
	float gain_var;         /* of one scale factor */
};

void gn_ahrs_mag_init(struct gn_ahrs_mag *m);
/* 1 and delta set if mag (in e6) has a heading. */
int gn_ahrs_mag_align(struct gn_ahrs_mag *m, const float mag[3]);
void gn_ahrs_mag_lost(struct gn_ahrs_mag *m);
/* Returns by how much the variance grew before the measurement. */
float gn_ahrs_mag_step(struct gn_ahrs_mag *m, float sigma_rad,
		       const struct ahrs_mag_in *in);
void gn_ahrs_mag_slow(struct gn_ahrs *a);
struct gn_quat gn_ahrs_mag_head(float delta_rad);
float gn_ahrs_wrap(float rad);

#endif

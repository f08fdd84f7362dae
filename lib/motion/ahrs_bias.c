/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "ahrs_priv.h"

/*
 * Gyroscope bias and scale.
 *
 * As in VQF, in motion the filter learns from the corrections of inclination:
 * a bias b turns frame i by R b, which the low-passed acceleration shows as
 * its low-passed self. Here the scale errors s are learned the same way, from
 * R diag(w) s: MEMS gyroscopes are off by some 0.1 to 3 %, and at 400 deg/s
 * 0.2 % costs more inclination and heading than any bias left over. The
 * tilt itself (x[0], x[1]) is part of the state, so that the corrections'
 * errors, which undo each other from step to step, do not pass for drift.
 *
 * The model is linear in b and s: regressors are summed at block rate,
 * low-passed at 9 Hz, and the filter runs twice a second.
 *
 * The numbers are ours, from what MEMS data sheets promise. Half or double the
 * bias walk, scale sigma or shake moves the mean error of six recordings of a
 * benchmark by less than 0.03 deg (inclination) and 0.2 deg (total).
 */
#define BIAS_WALK  RAD(0.005)   /* rad/s per sqrt(s): 0.05 deg/s in 100 s */
#define GAIN_SIGMA 5e-3f        /* before any motion */
#define GAIN_WALK  1e-4f        /* per sqrt(s) */
#define TILT_WALK  RAD(0.02)    /* rad per sqrt(s), gyroscope noise */
#define TILT_SIGMA RAD(0.1)     /* of low-passed acc, at rest */
#define SHAKE      0.02f        /* part of the shaking that gets through */
#define REST_SIGMA RAD(0.03)    /* of one window's mean at rest, as in VQF */
#define WINDOW_S   0.5f
#define N          GN_AHRS_STATES

void gn_ahrs_bias_init(struct gn_ahrs_bias *b, const struct gn_ahrs_params *p)
{
	memset(b, 0, sizeof(*b));
	for (int i = 2; i < 5; i++) {
		b->cov[i][i] = p->bias_sigma_radps * p->bias_sigma_radps;
		b->cov[i + 3][i + 3] = GAIN_SIGMA * GAIN_SIGMA;
	}
	gn_ahrs_bias_restart(b);
}

void gn_ahrs_bias_restart(struct gn_ahrs_bias *b)
{
	for (int k = 0; k < 2; k++) {
		for (int i = 0; i < N; i++)
			b->cov[k][i] = b->cov[i][k] = 0.0f;
		b->cov[k][k] = RAD(1.0) * RAD(1.0);
		b->x[k] = 0.0f;
	}
	memset(b->low, 0, sizeof(b->low));
	memset(b->rate, 0, sizeof(b->rate));
	memset(b->sum, 0, sizeof(b->sum));
	memset(b->turn, 0, sizeof(b->turn));
	memset(b->still, 0, sizeof(b->still));
	b->window_s = b->still_s = 0.0f;
}

/* State i was measured to be z with variance r. */
static void measure(struct gn_ahrs_bias *b, int i, float z, float r)
{
	float s = 1.0f / (b->cov[i][i] + r), k[N], row[N];
	float d = z - b->x[i];

	for (int j = 0; j < N; j++) {
		row[j] = b->cov[i][j];
		k[j] = row[j] * s;
		b->x[j] += k[j] * d;
	}
	for (int j = 0; j < N; j++)
		for (int l = 0; l < N; l++)
			b->cov[j][l] -= k[j] * row[l];
}

void gn_ahrs_bias_walk(float dt, float *bias, float *gain)
{
	*bias = BIAS_WALK * BIAS_WALK * dt;
	*gain = GAIN_WALK * GAIN_WALK * dt;
}

static void predict(struct gn_ahrs_bias *b, float dt)
{
	float h[2][6], hp[2][6], bias, gain;

	for (int k = 0; k < 2; k++) {
		for (int j = 0; j < 3; j++) {
			h[k][j] = -b->sum[3 * k + j];
			h[k][3 + j] = b->sum[6 + 3 * k + j];
		}
		b->x[k] -= b->turn[k] - b->sum[12 + k];
		for (int j = 0; j < 6; j++)
			b->x[k] += h[k][j] * b->x[2 + j];
	}
	for (int k = 0; k < 2; k++)
		for (int j = 0; j < 6; j++) {
			hp[k][j] = 0.0f;
			for (int l = 0; l < 6; l++)
				hp[k][j] += h[k][l] * b->cov[2 + l][2 + j];
		}
	for (int k = 0; k < 2; k++)
		for (int l = 0; l < 2; l++)
			for (int j = 0; j < 6; j++)
				b->cov[k][l] += h[k][j] * b->cov[2 + j][l] +
						h[l][j] * b->cov[k][2 + j] +
						hp[k][j] * h[l][j];
	for (int k = 0; k < 2; k++)
		for (int j = 0; j < 6; j++) {
			b->cov[k][2 + j] += hp[k][j];
			b->cov[2 + j][k] = b->cov[k][2 + j];
		}
	for (int k = 0; k < 2; k++)
		b->cov[k][k] += TILT_WALK * TILT_WALK * dt;
	gn_ahrs_bias_walk(dt, &bias, &gain);
	for (int j = 0; j < 3; j++) {
		b->cov[2 + j][2 + j] += bias;
		b->cov[5 + j][5 + j] += gain;
	}
}

static void window(struct gn_ahrs *a)
{
	struct gn_ahrs_bias *b = &a->b;
	float r = TILT_SIGMA * TILT_SIGMA +
		  SHAKE * SHAKE * a->shake / (GRAVITY * GRAVITY);

	predict(b, b->window_s);
	if (a->age_s > 2.0f * a->p.tau_acc_s) {
		measure(b, 0, 0.0f, r);
		measure(b, 1, 0.0f, r);
	}
	if (b->still_s > 0.9f * b->window_s)
		for (int i = 0; i < 3; i++)
			measure(b, 2 + i, b->still[i] / b->still_s,
				REST_SIGMA * REST_SIGMA);
	for (int i = 0; i < 3; i++) {
		a->bias[i] = b->x[2 + i];
		a->gain[i] = 1.0f + b->x[5 + i];
	}
	memset(b->sum, 0, sizeof(b->sum));
	memset(b->turn, 0, sizeof(b->turn));
	memset(b->still, 0, sizeof(b->still));
	b->window_s = b->still_s = 0.0f;
}

void gn_ahrs_bias_block(struct gn_ahrs *a, float dt)
{
	float *s = a->slow, w[3], half[3], m[6];
	struct gn_quat q;

	for (int i = 0; i < 3; i++) {
		w[i] = a->s.gyr[i] - a->bias[i];
		half[i] = -0.5f * dt * w[i];
	}
	q = gn_quat_mul(a->q, gn_quat_from_rotvec_small(half));
	q = gn_quat_mul(a->tilt, q);
	m[0] = 1.0f - 2.0f * (q.y * q.y + q.z * q.z);
	m[1] = 2.0f * (q.x * q.y - q.w * q.z);
	m[2] = 2.0f * (q.x * q.z + q.w * q.y);
	m[3] = 2.0f * (q.x * q.y + q.w * q.z);
	m[4] = 1.0f - 2.0f * (q.x * q.x + q.z * q.z);
	m[5] = 2.0f * (q.y * q.z - q.w * q.x);
	for (int i = 0; i < 6; i++) {
		s[i] += dt * m[i];
		s[6 + i] += dt * m[i] * w[i % 3];
	}
	if (gn_ahrs_at_rest(a)) {
		for (int i = 0; i < 3; i++)
			a->b.still[i] += dt * a->s.gyr[i];
		a->b.still_s += dt;
	}
}

void gn_ahrs_bias_slow(struct gn_ahrs *a)
{
	struct gn_ahrs_bias *b = &a->b;
	float in[14], dt = a->slow_s, k = 1.0f / dt;

	in[12] = in[13] = 0.0f;
	for (int i = 0; i < 12; i++)
		in[i] = k * a->slow[i];
	for (int i = 0; i < 6; i++)
		in[12 + i / 3] += in[i] * b->x[2 + i % 3] -
				  in[6 + i] * b->x[5 + i % 3];
	if (a->age_s >= a->p.tau_acc_s) {
		low_pass(b->low, b->rate, in, 14, dt, a->p.tau_acc_s);
		for (int i = 0; i < 14; i++)
			b->sum[i] += dt * b->low[i];
		b->turn[0] += a->slow_turn[0];
		b->turn[1] += a->slow_turn[1];
	}
	b->window_s += dt;
	if (b->window_s >= WINDOW_S)
		window(a);
}

float gn_ahrs_bias(const struct gn_ahrs *a, float bias_radps[3])
{
	float v = 0.0f;

	for (int i = 0; i < 3; i++) {
		if (bias_radps != NULL)
			bias_radps[i] = a->bias[i];
		if (a->b.cov[2 + i][2 + i] > v)
			v = a->b.cov[2 + i][2 + i];
	}
	return sqrtf(v);
}

void gn_ahrs_gain(const struct gn_ahrs *a, float gain[3])
{
	memcpy(gain, a->gain, sizeof(a->gain));
}

int gn_ahrs_set_bias(struct gn_ahrs *a, const float bias_radps[3],
		     float sigma_radps)
{
	if (!(sigma_radps > 0.0f && sigma_radps < INFINITY))
		return GN_EINVAL;
	for (int i = 0; i < 3; i++)
		if (!(fabsf(bias_radps[i]) <= 0.2f))
			return GN_EINVAL;
	for (int i = 2; i < 5; i++) {
		for (int j = 0; j < N; j++)
			a->b.cov[i][j] = a->b.cov[j][i] = 0.0f;
		a->b.cov[i][i] = sigma_radps * sigma_radps;
		a->bias[i - 2] = a->b.x[i] = bias_radps[i - 2];
	}
	return GN_OK;
}

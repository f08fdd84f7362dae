/* SPDX-License-Identifier: MIT */
/* Feature channels and cutting signals of one sensor. */
#include <math.h>
#include <string.h>

#include "count_priv.h"
#include "gonio/filt.h"
#include "gonio/linalg.h"
#include "gonio/stats.h"

#define SHAPE_HZ 3.0            /* what of a movement makes its shape */

const uint8_t gn_group_first[GROUP_N + 1] = { CH_G, CH_W, CH_A, CH_V, CH_H,
					      CH_N };

/* Gravity piece by piece: orientation is not known across a closed hole. */
static void gravity(struct feat *f, const struct gn_count_sensor *s)
{
	size_t i = 0;

	while (i < s->n) {
		size_t a = i;

		if (s->bridge && s->bridge[i]) {
			i++;
			continue;
		}
		while (i < s->n && !(s->bridge && s->bridge[i]))
			i++;
		gn_gravity(s->frames + a, i - a, GN_COUNT_HZ, s->gyr_step_s,
			   f->up + a, NULL, f->scratch);
	}
	/* Across the bridge: straight from one piece's end to the next. */
	for (i = 0; s->bridge && i < s->n; i++) {
		size_t a = i, b;

		if (!s->bridge[i])
			continue;
		for (b = i; b < s->n && s->bridge[b]; b++)
			;
		for (; i < b; i++)
			for (int c = 0; c < 3; c++) {
				float lo = a ? f->up[a - 1][c] : f->up[b][c];
				float hi = b < s->n ? f->up[b][c] : lo;
				float t = (float)(i - a + 1) /
					  (float)(b - a + 1);

				f->up[i][c] = lo + t * (hi - lo);
			}
	}
}

/* Every other frame, after a half-band [1 2 1] / 4. */
static void decimate(float *out, const float *x, size_t stride, size_t n_in)
{
	size_t n = (n_in + 1) / 2;

	for (size_t k = 0; k < n; k++) {
		size_t i = 2 * k;
		size_t a = i ? i - 1 : i, b = i + 1 < n_in ? i + 1 : i;

		out[k] = 0.25f * x[a * stride] + 0.5f * x[i * stride] +
			 0.25f * x[b * stride];
	}
}

static void channels(struct feat *f, const struct gn_count_sensor *s)
{
	const size_t stride = sizeof(struct gn_frame) / sizeof(float);
	float *acc[3];

	for (int c = 0; c < 3; c++) {
		decimate(f->ch[CH_G + c], &f->up[0][c], 3, s->n);
		decimate(f->ch[CH_W + c], &s->frames[0].gyr_radps[c], stride,
			 s->n);
		decimate(f->ch[CH_H + c], &s->frames[0].acc_mps2[c], stride,
			 s->n);
		acc[c] = f->ch[CH_H + c];
	}
	for (size_t i = 0; i < f->n; i++) {
		float a = 0.0f;

		for (int c = 0; c < 3; c++) {
			acc[c][i] -= GN_G_MPS2 * f->ch[CH_G + c][i];
			a += acc[c][i] * f->ch[CH_G + c][i];
		}
		f->ch[CH_A][i] = a;
	}
	for (size_t i = 0; i < f->n; i++)
		if (f->made_up[i])
			f->ch[CH_A][i] = 0.0f;
}

static void integrate(float *out, const float *x, size_t n)
{
	double sum = 0.0;

	for (size_t i = 0; i < n; i++) {
		sum += x[i] * (1.0 / FEAT_HZ);
		out[i] = (float)sum;
	}
}

/*
 * Principal direction of three channels, every sample scaled down to at most
 * the median norm of those that move: long exercise outweighs short violent
 * handling (spatial-sign covariance, Visuri, Koivunen, Oja, J. Stat. Plan.
 * Inference 91, 2000, doi 10.1016/S0378-3758(00)00199-3).
 */
static void principal(float *const x[3], size_t n, float floor, float *scratch,
		      double vec[3][3])
{
	double cov[3][3] = { { 0 } }, val[3];
	size_t m = 0;
	float cap;

	for (size_t i = 0; i < n; i++) {
		float norm = sqrtf(x[0][i] * x[0][i] + x[1][i] * x[1][i] +
				   x[2][i] * x[2][i]);

		if (norm > floor)
			scratch[m++] = norm;
	}
	cap = m ? gn_select(scratch, m, m / 2) : floor;
	for (size_t i = 0; i < n; i++) {
		float v[3] = { x[0][i], x[1][i], x[2][i] };
		float sq = v[0] * v[0] + v[1] * v[1] + v[2] * v[2];
		double k = sq > cap * cap ? cap * cap / sq : 1.0;

		for (int a = 0; a < 3; a++)
			for (int b = a; b < 3; b++)
				cov[a][b] += k * v[a] * v[b];
	}
	gn_eig_sym3(cov, val, vec);
}

static void project(float *out, float *const x[3], size_t n,
		    const double v[3])
{
	float a = (float)v[0], b = (float)v[1], c = (float)v[2];

	for (size_t i = 0; i < n; i++)
		out[i] = a * x[0][i] + b * x[1][i] + c * x[2][i];
}

/* The tilts' and rates' principal directions become one-dimensional signals. */
static void principal_signals(struct feat *f)
{
	float *band[3];
	double vec[3][3];

	for (int c = 0; c < 3; c++) {
		band[c] = f->scratch + (size_t)c * f->n;
		memcpy(band[c], f->ch[CH_G + c], f->n * sizeof(float));
		gn_highpass(band[c], f->n, f->range, 6.0, FEAT_HZ);
	}
	principal(band, f->n, 0.02f, f->range, vec);
	project(f->sig[SIG_TILT1], band, f->n, vec[0]);
	project(f->sig[SIG_TILT2], band, f->n, vec[1]);
	if (!f->has_gyr)
		return;
	principal(&f->ch[CH_W], f->n, 0.1f, f->range, vec);
	project(f->sig[SIG_GYR1], &f->ch[CH_W], f->n, vec[0]);
	integrate(f->sig[SIG_ANG1], f->sig[SIG_GYR1], f->n);
	gn_highpass(f->sig[SIG_ANG1], f->n, f->range, 4.0, FEAT_HZ);
}

/* Sums up to each sample of what a cycle's posture averages. */
static void sum_up(const struct feat *f)
{
	memset(f->sum[0], 0, sizeof(f->sum[0]));
	for (size_t i = 0; i < f->n; i++) {
		double *to = f->sum[i + 1], sq = 0.0;
		float v = f->ch[CH_V][i];

		for (int k = 0; k < 3; k++) {
			float g = f->ch[CH_G + k][i];

			to[k] = f->sum[i][k] + g;
			sq += g * g;
		}
		to[3] = f->sum[i][3] + sq;
		to[4] = f->sum[i][4] + v * v;
	}
}

void gn_feat_compute(struct feat *f, const struct gn_count_sensor *s)
{
	struct gn_biquad lp = gn_biquad_lowpass(SHAPE_HZ, FEAT_HZ);

	f->n = (s->n + 1) / 2;
	f->has_gyr = s->gyr_step_s > 0.0f;
	for (size_t i = 0; i < f->n; i++)
		f->made_up[i] = s->bridge ? s->bridge[2 * i] : 0;
	gravity(f, s);
	channels(f, s);
	integrate(f->ch[CH_V], f->ch[CH_A], f->n);
	gn_highpass(f->ch[CH_V], f->n, f->range, 1.06, FEAT_HZ);
	for (int c = 0; c < CH_N; c++)
		gn_filtfilt(&lp, f->ch[c], f->n, 1);
	sum_up(f);
	principal_signals(f);
	memcpy(f->sig[SIG_VZ], f->ch[CH_V], f->n * sizeof(float));
	memcpy(f->sig[SIG_AZ], f->ch[CH_A], f->n * sizeof(float));
	integrate(f->sig[SIG_PZ], f->ch[CH_V], f->n);
	gn_highpass(f->sig[SIG_PZ], f->n, f->range, 1.06, FEAT_HZ);
}

float gn_feat_vigour(const struct feat *f)
{
	double w = 0.0, h = 0.0, n = (double)f->n;

	for (int k = 0; k < 3; k++)
		for (size_t i = 0; i < f->n; i++) {
			w += f->ch[CH_W + k][i] * f->ch[CH_W + k][i];
			h += f->ch[CH_H + k][i] * f->ch[CH_H + k][i];
		}
	/* 5 m/s2 of force weigh as much as 1 rad/s */
	return (float)(sqrt(w / n) + 0.2 * sqrt(h / n));
}

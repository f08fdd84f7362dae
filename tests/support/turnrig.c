/* SPDX-License-Identifier: MIT */
#include "turnrig.h"

#include <check.h>
#include <math.h>
#include <string.h>

#define G 9.80665
#define PI 3.14159265358979323846
#define STEP_S 0.01

double turnrig_uniform(struct turnrig *r)
{
	r->seed = r->seed * 1664525u + 1013904223u;
	return 2 * ((double)(r->seed >> 8) / (1 << 24)) - 1;
}

static double gauss(struct turnrig *r)
{
	double sum = 0;

	for (int i = 0; i < 12; i++)
		sum += turnrig_uniform(r);
	return sum / 2;
}

void turnrig_begin(struct turnrig *r)
{
	memset(r, 0, sizeof(*r));
	for (int i = 0; i < 3; i++)
		r->k[i][i] = 1;
	r->clip_radps = INFINITY;
	r->unit = 1;
	r->up[2] = 1;
	ck_assert_int_eq(gn_still_init(&r->poses, NULL), GN_OK);
	gn_turns_init(&r->turns, 0);
}

void turnrig_spoil(struct turnrig *r, uint32_t seed)
{
	r->seed = seed * 2654435761u + 1;
	for (int i = 0; i < 3; i++) {
		r->bias_radps[i] = 0.02 * turnrig_uniform(r);
		for (int j = 0; j < 3; j++)
			r->k[i][j] += (i == j ? 0.03 : 0.02) *
				      turnrig_uniform(r);
	}
	r->acc_sd_mps2 = 0.02;
	r->gyr_sd_radps = 0.002;
}

/* raw of w = K (raw - bias), by Cramer's rule. */
static double det(const double a[3], const double b[3], const double c[3])
{
	return a[0] * (b[1] * c[2] - b[2] * c[1]) -
	       a[1] * (b[0] * c[2] - b[2] * c[0]) +
	       a[2] * (b[0] * c[1] - b[1] * c[0]);
}

static void misread(struct turnrig *r, const double w[3], float out[3])
{
	double col[3][3];

	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++)
			col[i][j] = r->k[j][i];
	for (int i = 0; i < 3; i++) {
		const double *c[3] = { col[0], col[1], col[2] };
		double x;

		c[i] = w;
		x = det(c[0], c[1], c[2]) / det(col[0], col[1], col[2]) +
		    r->bias_radps[i] + r->gyr_sd_radps * gauss(r);
		out[i] = (float)(r->unit * fmax(fmin(x, r->clip_radps),
						-r->clip_radps));
	}
}

static void put(struct turnrig *r, const double w[3])
{
	struct gn_sample s = { .t_ns = r->t_ns };

	for (int i = 0; i < 3; i++)
		s.acc_mps2[i] = (float)(G * r->up[i] +
					r->acc_sd_mps2 * gauss(r));
	misread(r, w, s.gyr_radps);
	r->t_ns += (int64_t)(1e9 * STEP_S);
	if (r->deaf)
		return;
	gn_still_push(&r->poses, &s, 1);
	gn_turns_push(&r->turns, &r->poses, &s);
}

void turnrig_hold(struct turnrig *r, double s)
{
	static const double none[3];

	for (int i = 0; i < (int)(s / STEP_S); i++)
		put(r, none);
}

/* up, after the sensor was turned by rad. */
static void turned(double up[3], const double axis[3], double rad)
{
	double dot = axis[0] * up[0] + axis[1] * up[1] + axis[2] * up[2];
	double x[3] = { up[1] * axis[2] - up[2] * axis[1],
			up[2] * axis[0] - up[0] * axis[2],
			up[0] * axis[1] - up[1] * axis[0] };

	for (int i = 0; i < 3; i++)
		up[i] = cos(rad) * up[i] + sin(rad) * x[i] +
			(1 - cos(rad)) * dot * axis[i];
}

void turnrig_turn(struct turnrig *r, const double axis[3], double rad,
		  double s)
{
	int n = (int)(s / STEP_S);
	double from[3], w[3];

	memcpy(from, r->up, sizeof(from));
	for (int i = 1; i <= n; i++) {
		double part = (double)i / n;
		double rate = rad / s * (1 - cos(2 * PI * part));

		memcpy(r->up, from, sizeof(from));
		turned(r->up, axis, rad * (part - sin(2 * PI * part) /
					   (2 * PI)));
		for (int j = 0; j < 3; j++)
			w[j] = rate * axis[j];
		put(r, w);
	}
}

void turnrig_lay(struct turnrig *r, size_t k)
{
	static const double ways[18][3] = {
		{ 0, 0, 1 }, { 1, 0, 0 }, { -1, 0, 0 }, { 0, 1, 0 },
		{ 0, -1, 0 }, { 0, 0, -1 },
		{ 1, 1, 1 }, { -1, 1, -1 }, { 1, -1, -1 }, { -1, -1, 1 },
		{ -1, 1, 1 }, { 1, -1, 1 }, { 1, 1, -1 }, { -1, -1, -1 },
		{ 1, 1, 0 }, { 0, 1, -1 }, { -1, 0, 1 }, { -1, 1, 0 },
	};
	static const double odd[3] = { 0.6, 0.48, 0.64 };
	const double *w = ways[k], *u = r->up;
	double norm = sqrt(w[0] * w[0] + w[1] * w[1] + w[2] * w[2]), sine;
	double axis[3], dot;

	turnrig_turn(r, odd, k ? 0.8 : 0, 0.6);
	dot = (w[0] * u[0] + w[1] * u[1] + w[2] * u[2]) / norm;
	/* the direction of w turns to u's as the sensor turns the other way */
	axis[0] = w[1] * u[2] - w[2] * u[1];
	axis[1] = w[2] * u[0] - w[0] * u[2];
	axis[2] = w[0] * u[1] - w[1] * u[0];
	sine = sqrt(axis[0] * axis[0] + axis[1] * axis[1] +
		    axis[2] * axis[2]);
	if (sine < 1e-6) {      /* the same, or the opposite: about any */
		axis[0] = u[1] - u[2];
		axis[1] = u[2] - u[0];
		axis[2] = u[0] - u[1];
		sine = sqrt(axis[0] * axis[0] + axis[1] * axis[1] +
			    axis[2] * axis[2]);
	}
	for (int i = 0; i < 3; i++)
		axis[i] /= sine;
	turnrig_turn(r, axis, acos(fmax(-1, fmin(1, dot))), 1.2);
	turnrig_hold(r, 2.5);
}

/* SPDX-License-Identifier: MIT */
#include "body.h"

#include <math.h>
#include <string.h>

#define HIP_M 0.09
#define SHOULDER_M 0.18
#define PI 3.14159265358979323846

/* In the body's own axes: forward, up, right. */
static void put(float at[GN_POINT_COUNT][3], enum gn_point p, double fwd,
		double up, double right)
{
	at[p][0] = (float)fwd;
	at[p][1] = (float)up;
	at[p][2] = (float)right;
}

/* Another point, so far from one that is there. */
static void beside(float at[GN_POINT_COUNT][3], enum gn_point p,
		   enum gn_point from, double fwd, double up, double right)
{
	put(at, p, at[from][0] + fwd, at[from][1] + up, at[from][2] + right);
}

static void trunk(const struct body *b, float at[GN_POINT_COUNT][3])
{
	double s = sin(b->lean_rad), c = cos(b->lean_rad);

	put(at, GN_POINT_PELVIS, 0, 0.95, 0);
	put(at, GN_POINT_HIP_L, 0, 0.95, -HIP_M);
	put(at, GN_POINT_HIP_R, 0, 0.95, HIP_M);
	beside(at, GN_POINT_SPINE, GN_POINT_PELVIS, 0.2 * s, 0.2 * c, 0);
	beside(at, GN_POINT_CHEST, GN_POINT_PELVIS, 0.45 * s, 0.45 * c, 0);
	beside(at, GN_POINT_HEAD, GN_POINT_PELVIS, 0.6 * s, 0.6 * c, 0);
	beside(at, GN_POINT_SHOULDER_L, GN_POINT_CHEST, 0, 0, -SHOULDER_M);
	beside(at, GN_POINT_SHOULDER_R, GN_POINT_CHEST, 0, 0, SHOULDER_M);
}

static void leg(float at[GN_POINT_COUNT][3], enum gn_point hip,
		enum gn_point knee, enum gn_point ankle, enum gn_point foot,
		double flex, double bent)
{
	beside(at, knee, hip, 0.42 * sin(flex), -0.42 * cos(flex), 0);
	beside(at, ankle, knee, 0.4 * sin(flex - bent),
	       -0.4 * cos(flex - bent), 0);
	beside(at, foot, ankle, 0.15 * cos(flex - bent),
	       0.15 * sin(flex - bent), 0);
}

static void arms(const struct body *b, float at[GN_POINT_COUNT][3])
{
	double out = sin(b->abduct_rad), down = cos(b->abduct_rad);
	double fwd = sin(b->flex_rad), flex = b->flex_rad + b->elbow_rad;

	down *= cos(b->flex_rad);
	beside(at, GN_POINT_ELBOW_L, GN_POINT_SHOULDER_L, 0, -0.28, 0);
	beside(at, GN_POINT_WRIST_L, GN_POINT_ELBOW_L, 0, -0.25, 0);
	beside(at, GN_POINT_ELBOW_R, GN_POINT_SHOULDER_R, 0.28 * fwd,
	       -0.28 * down, 0.28 * out);
	beside(at, GN_POINT_WRIST_R, GN_POINT_ELBOW_R, 0.25 * sin(flex),
	       -0.25 * down * cos(b->elbow_rad), 0.25 * out);
}

void body_points(const struct body *b, float at[GN_POINT_COUNT][3])
{
	double s = sin(b->turn_rad), c = cos(b->turn_rad);

	trunk(b, at);
	leg(at, GN_POINT_HIP_L, GN_POINT_KNEE_L, GN_POINT_ANKLE_L,
	    GN_POINT_FOOT_L, 0, 0);
	leg(at, GN_POINT_HIP_R, GN_POINT_KNEE_R, GN_POINT_ANKLE_R,
	    GN_POINT_FOOT_R, b->hip_rad, b->knee_rad);
	arms(b, at);
	for (int p = 0; p < GN_POINT_COUNT; p++) {
		double fwd = at[p][0], right = at[p][2];

		at[p][0] = (float)(s * fwd - c * right);
		at[p][2] = (float)(c * fwd + s * right - 2.4);
	}
}

static double uniform(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) +
		UINT64_C(1442695040888963407);
	return ((double)(*seed >> 11) + 0.5) * 0x1p-53;
}

void body_noise(float at[GN_POINT_COUNT][3], double sd_m, uint64_t *seed)
{
	for (int i = 0; i < 3 * GN_POINT_COUNT; i++) {
		double r = sqrt(-2 * log(uniform(seed)));

		at[i / 3][i % 3] += (float)(sd_m * r *
					    cos(2 * PI * uniform(seed)));
	}
}

double body_ease(double u)
{
	u = fmin(fmax(u, 0), 1);
	return u * u * u * (10 - 15 * u + 6 * u * u);
}

double body_ease_rate(double u)
{
	u = fmin(fmax(u, 0), 1);
	return 30 * u * u * (1 - u) * (1 - u);
}

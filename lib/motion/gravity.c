/* SPDX-License-Identifier: MIT */
#include "gonio/gravity.h"

#include <math.h>

/* Ours: 1.5 s loses nothing in counting, 3 s is VQF's. */
#define TAU_GYR_S 2.0
#define TAU_ACC_S 0.25

#define RENORMALISE 8           /* frames */

/*
 * Four numbers at once, in the order of operations of gonio/quat.h, so that the
 * bits are the same: this is a quarter of the work on joints. What waits for
 * the frame before it works on one frame's vector, all else on one number of
 * LANES frames, which transpose() turns one into the other.
 */
#define LANES 4
typedef float v4 __attribute__((vector_size(16)));
typedef int32_t v4_mask __attribute__((vector_size(16)));
/* ... in the caller's memory, wherever that lies */
typedef float v4_at __attribute__((vector_size(16), aligned(4), may_alias));

static void transpose(v4 m[LANES])
{
	v4 a = __builtin_shufflevector(m[0], m[1], 0, 4, 1, 5);
	v4 b = __builtin_shufflevector(m[2], m[3], 0, 4, 1, 5);
	v4 c = __builtin_shufflevector(m[0], m[1], 2, 6, 3, 7);
	v4 d = __builtin_shufflevector(m[2], m[3], 2, 6, 3, 7);

	m[0] = __builtin_shufflevector(a, b, 0, 1, 4, 5);
	m[1] = __builtin_shufflevector(a, b, 2, 3, 6, 7);
	m[2] = __builtin_shufflevector(c, d, 0, 1, 4, 5);
	m[3] = __builtin_shufflevector(c, d, 2, 3, 6, 7);
}

/* Numbers c to c + 3 of the frames from i on; beyond the last as there. */
static void load(const struct gn_frame *f, size_t n, size_t i, size_t c,
		 v4 m[LANES])
{
	for (size_t k = 0; k < LANES; k++)
		m[k] = *(const v4_at *)
			&f[i + k < n ? i + k : n - 1].acc_mps2[c];
	transpose(m);
}

/* v turned by q, as gn_quat_rotate(). */
static void rotate(const v4 q[LANES], v4 v[LANES])
{
	v4 tx = 2.0f * (q[2] * v[2] - q[3] * v[1]);
	v4 ty = 2.0f * (q[3] * v[0] - q[1] * v[2]);
	v4 tz = 2.0f * (q[1] * v[1] - q[2] * v[0]);

	v[0] = v[0] + q[0] * tx + (q[2] * tz - q[3] * ty);
	v[1] = v[1] + q[0] * ty + (q[3] * tx - q[1] * tz);
	v[2] = v[2] + q[0] * tz + (q[1] * ty - q[2] * tx);
}

/* a b of one frame, each as w, x, y, z. */
static v4 multiply(v4 a, v4 b)
{
	const v4 x = { -1, 1, -1, 1 }, y = { -1, 1, 1, -1 };
	const v4 z = { -1, -1, 1, 1 };

	/* of b first, as a is what the frame before has to be waited for */
	return a[0] * b +
	       a[1] * (x * __builtin_shufflevector(b, b, 1, 0, 3, 2)) +
	       a[2] * (y * __builtin_shufflevector(b, b, 2, 3, 0, 1)) +
	       a[3] * (z * __builtin_shufflevector(b, b, 3, 2, 1, 0));
}

static v4 renormalise(v4 q)
{
	v4 sq = q * q;

	return q * (1.5f - 0.5f * (sq[0] + sq[1] + sq[2] + sq[3]));
}

/* From the frame before to each, by the mean of the rates at both, as
 * gn_quat_from_rotvec_small(). */
static void turns(const struct gn_frame *f, size_t n, float half_dt, v4_at *q)
{
	v4 before[3] = { { 0 } };

	for (size_t i = 0; i < n; i += LANES) {
		v4 m[LANES], r[3], h, s;

		load(f, n, i, 2, m);    /* a force, and the rates */
		for (int c = 0; c < 3; c++) {
			v4 now = m[c + 1];

			r[c] = half_dt * (now + __builtin_shufflevector(
				before[c], now, 3, 4, 5, 6));
			before[c] = now;
		}
		h = 0.25f * (r[0] * r[0] + r[1] * r[1] + r[2] * r[2]);
		s = 0.5f - h * (1.0f / 12 - h * (1.0f / 240 - h *
						 (1.0f / 10080)));
		m[0] = 1.0f - h * (1.0f / 2 - h * (1.0f / 24 - h *
						   (1.0f / 720)));
		for (int c = 0; c < 3; c++)
			m[c + 1] = r[c] * s;
		transpose(m);
		for (size_t k = 0; k < LANES; k++)
			q[i + k] = m[k];
	}
}

/* Orientations q from the turns in it, and by them forces a in the axes of the
 * first frame. */
static void integrate(const struct gn_frame *f, size_t n, int has_gyr,
		      v4_at *q, v4_at *a)
{
	v4 now = { 1, 0, 0, 0 };

	for (size_t i = 0; i < n; i += LANES) {
		v4 turn[LANES], force[LANES];

		for (size_t k = 0; k < LANES; k++) {
			if (has_gyr && i + k)
				now = multiply(now, q[i + k]);
			/* the norm goes by 1e-7 in a frame */
			if ((i + k) % RENORMALISE == 0)
				now = renormalise(now);
			q[i + k] = turn[k] = now;
		}
		transpose(turn);
		load(f, n, i, 0, force);
		rotate(turn, force);
		transpose(force);
		for (size_t k = 0; k < LANES; k++)
			a[i + k] = force[k];
	}
}

static v4 mean_of(const v4_at *a, size_t n)
{
	v4 sum = { 0 };

	for (size_t i = 0; i < n; i++)
		sum += a[i];
	return sum / (float)n;
}

/* To length 1. */
static void unit(v4 v[LANES])
{
	v4 sq = v[0] * v[0] + v[1] * v[1] + v[2] * v[2];
	v4 norm = { sqrtf(sq[0]), sqrtf(sq[1]), sqrtf(sq[2]), sqrtf(sq[3]) };
	v4 by = (v4)((norm > 0.0f) & (v4_mask)(1.0f / norm));

	for (int c = 0; c < 3; c++)
		v[c] *= by;
}

/* Up in the axes of n frames, LANES at most. */
static void turn_back(const v4_at *q, const v4_at *a, size_t n, float (*up)[3])
{
	v4 turn[LANES], u[LANES];

	for (size_t k = 0; k < LANES; k++) {
		turn[k] = q[k];
		u[k] = a[k];
	}
	transpose(turn);
	transpose(u);
	for (int c = 1; c < 4; c++)
		turn[c] = -turn[c];
	rotate(turn, u);
	unit(u);
	for (size_t k = 0; k < n; k++)
		for (int c = 0; c < 3; c++)
			up[k][c] = u[c][k];
}

/*
 * Low-pass of first order forwards and backwards over rows of three. Each pass
 * starts at the mean of its first time constant: a piece that begins in
 * mid-movement must not be judged by its first sample. What comes of the second
 * is turned back by q into up at once: either alone would wait for itself.
 */
static void smooth(v4_at *a, size_t n, double tau_s, double rate_hz,
		   const v4_at *q, float (*up)[3])
{
	size_t head = (size_t)(2.0 * tau_s * rate_hz) + 1;
	float k = (float)(1.0 - exp(-1.0 / (tau_s * rate_hz)));
	v4 y;

	if (head > n)
		head = n;
	y = mean_of(a, head);
	for (size_t i = 0; i < n; i++)
		a[i] = y += k * (a[i] - y);
	y = mean_of(a + n - head, head);
	for (size_t i = n; i-- > 0;) {
		a[i] = y += k * (a[i] - y);
		if (i % LANES == 0)
			turn_back(q + i, a + i, n - i < LANES ? n - i : LANES,
				  up + i);
	}
}

static void upright(v4 a, float out[3])
{
	v4 v[LANES] = { { a[0] }, { a[1] }, { a[2] } };

	unit(v);
	for (int c = 0; c < 3; c++)
		out[c] = v[c][0];
}

/*
 * The inertial frame's up, a, turned upright in two steps: that of the first
 * frame, which may lie anywhere, once for all; what is left is small, and its
 * shortest arc turns no heading.
 */
static void erect(const v4_at *q, const v4_at *a, size_t n,
		  struct gn_quat *level)
{
	static const float z[3] = { 0, 0, 1 };
	struct gn_quat first;
	float u[3];

	upright(a[0], u);
	first = gn_quat_shortest_arc(u, z);
	for (size_t i = 0; i < n; i++) {
		struct gn_quat at = { q[i][0], q[i][1], q[i][2], q[i][3] };

		upright(a[i], u);
		gn_quat_rotate(first, u, u);
		level[i] = gn_quat_mul(gn_quat_shortest_arc(u, z),
				       gn_quat_mul(first, at));
	}
}

void gn_gravity(const struct gn_frame *f, size_t n, double rate_hz,
		double gyr_step_s, float (*up)[3], struct gn_quat *level,
		float *scratch)
{
	int has_gyr = gyr_step_s > 0.0;
	double tau = has_gyr ? TAU_GYR_S : TAU_ACC_S;
	v4_at *q = (v4_at *)scratch, *a = q + n + LANES - 1;

	if (has_gyr)
		turns(f, n, (float)(0.5 / rate_hz), q);
	integrate(f, n, has_gyr, q, a);
	if (gyr_step_s > GN_GRAVITY_STEP_S)
		tau *= GN_GRAVITY_STEP_S / gyr_step_s;
	smooth(a, n, tau, rate_hz, q, up);
	if (level && n)
		erect(q, a, n, level);
}

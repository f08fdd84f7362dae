/* SPDX-License-Identifier: MIT */
#include "gonio/gravity.h"

#include <math.h>
#include <string.h>

/* Ours: 1.5 s loses nothing in counting, 3 s is VQF's. */
#define TAU_GYR_S 2.0
#define TAU_ACC_S 0.25

#define RENORMALISE 8           /* frames */

/*
 * Three or four numbers at once, in the order of operations of gonio/quat.h, so
 * that the bits are the same: this is a third of the work on joints.
 */
typedef float v4 __attribute__((vector_size(16)));
/* ... in the caller's memory, wherever that lies */
typedef float v4_at __attribute__((vector_size(16), aligned(4), may_alias));

static v4 load3(const float v[3])
{
	return (v4){ v[0], v[1], v[2], 0.0f };
}

static void store3(v4 v, float out[3])
{
	out[0] = v[0];
	out[1] = v[1];
	out[2] = v[2];
}

/* Of x, y, z, 0: y, z, x, 0. */
static v4 next(v4 v)
{
	return __builtin_shufflevector(v, v, 1, 2, 0, 3);
}

static v4 cross(v4 a, v4 b)
{
	v4 bn = next(b), an = next(a);

	return an * next(bn) - next(an) * bn;
}

/* By a rotation of which q is x, y, z, 0. */
static v4 rotate(v4 q, float w, v4 v)
{
	v4 t = 2.0f * cross(q, v);

	return v + w * t + cross(q, t);
}

/* a b, each as w, x, y, z. */
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

static v4 axis_of(v4 q)
{
	const v4 none = { 0 };

	return __builtin_shufflevector(q, none, 1, 2, 3, 4);
}

/* The turn of a frame, from the rates at both its ends. */
static v4 turn_of(v4 before, v4 now, float half_dt)
{
	v4 r = half_dt * (now + before), sq = r * r, rs;
	float h = 0.25f * (sq[0] + sq[1] + sq[2]);
	float c = 1.0f - h * (1.0f / 2 - h * (1.0f / 24 - h * (1.0f / 720)));
	float s = 0.5f - h * (1.0f / 12 - h * (1.0f / 240 - h *
					       (1.0f / 10080)));

	rs = r * s;
	return (v4){ c, rs[0], rs[1], rs[2] };
}

static v4 renormalise(v4 q)
{
	v4 sq = q * q;

	return q * (1.5f - 0.5f * (sq[0] + sq[1] + sq[2] + sq[3]));
}

static v4 mean_of(const v4_at *a, size_t n)
{
	v4 sum = { 0 };

	for (size_t i = 0; i < n; i++)
		sum += a[i];
	return sum / (float)n;
}

/* To length 1. */
static v4 unit(v4 v)
{
	v4 sq = v * v;
	float norm = sqrtf(sq[0] + sq[1] + sq[2]);

	return v * (norm > 0.0f ? 1.0f / norm : 0.0f);
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
		store3(unit(rotate(-axis_of(q[i]), q[i][0], y)), up[i]);
	}
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

	store3(unit(a[0]), u);
	first = gn_quat_shortest_arc(u, z);
	for (size_t i = 0; i < n; i++) {
		struct gn_quat at = { q[i][0], q[i][1], q[i][2], q[i][3] };

		store3(unit(a[i]), u);
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
	v4_at *q = (v4_at *)scratch, *a = q + n;
	v4 now = { 1, 0, 0, 0 }, rate = { 0 };
	float half_dt = (float)(0.5 / rate_hz);

	for (size_t i = 0; i < n; i++) {
		v4 before = rate;

		rate = load3(f[i].gyr_radps);
		if (has_gyr && i)
			now = multiply(now, turn_of(before, rate, half_dt));
		/* the norm goes by 1e-7 in a frame: now and then will do */
		if (i % RENORMALISE == 0)
			now = renormalise(now);
		q[i] = now;
		a[i] = rotate(axis_of(now), now[0], load3(f[i].acc_mps2));
	}
	if (gyr_step_s > GN_GRAVITY_STEP_S)
		tau *= GN_GRAVITY_STEP_S / gyr_step_s;
	smooth(a, n, tau, rate_hz, q, up);
	if (level && n)
		erect(q, a, n, level);
}

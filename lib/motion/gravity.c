/* SPDX-License-Identifier: MIT */
#include "gonio/gravity.h"

#include <math.h>
#include <string.h>

/* Ours: 1.5 s loses nothing in counting, 3 s is VQF's. */
#define TAU_GYR_S 2.0
#define TAU_ACC_S 0.25

static void mean_of(float (*a)[3], size_t n, float out[3])
{
	memset(out, 0, 3 * sizeof(*out));
	for (size_t i = 0; i < n; i++)
		for (int c = 0; c < 3; c++)
			out[c] += a[i][c];
	for (int c = 0; c < 3; c++)
		out[c] /= (float)n;
}

/* Three at a time: one alone would wait for itself. */
static void step(float a[3], float y[3], float k)
{
	for (int c = 0; c < 3; c++) {
		y[c] += k * (a[c] - y[c]);
		a[c] = y[c];
	}
}

static void unit(const float in[3], float out[3])
{
	float norm = sqrtf(in[0] * in[0] + in[1] * in[1] + in[2] * in[2]);
	float k = norm > 0.0f ? 1.0f / norm : 0.0f;

	for (int c = 0; c < 3; c++)
		out[c] = k * in[c];
}

/*
 * Low-pass of first order forwards and backwards over rows of three. Each pass
 * starts at the mean of its first time constant: a piece that begins in
 * mid-movement must not be judged by its first sample. What comes of the second
 * is turned back by q into up at once: either alone would wait for itself.
 */
static void smooth(float (*a)[3], size_t n, double tau_s, double rate_hz,
		   const struct gn_quat *q, float (*up)[3])
{
	size_t head = (size_t)(2.0 * tau_s * rate_hz) + 1;
	float k = (float)(1.0 - exp(-1.0 / (tau_s * rate_hz))), y[3];

	if (head > n)
		head = n;
	mean_of(a, head, y);
	for (size_t i = 0; i < n; i++)
		step(a[i], y, k);
	mean_of(a + n - head, head, y);
	for (size_t i = n; i-- > 0;) {
		float v[3];

		step(a[i], y, k);
		gn_quat_rotate_inv(q[i], y, v);
		unit(v, up[i]);
	}
}

/*
 * The inertial frame's up, a, turned upright in two steps: that of the first
 * frame, which may lie anywhere, once for all; what is left is small, and its
 * shortest arc turns no heading.
 */
static void erect(const struct gn_quat *q, const float (*a)[3], size_t n,
		  struct gn_quat *level)
{
	static const float z[3] = { 0, 0, 1 };
	struct gn_quat first;
	float u[3];

	unit(a[0], u);
	first = gn_quat_shortest_arc(u, z);
	for (size_t i = 0; i < n; i++) {
		unit(a[i], u);
		gn_quat_rotate(first, u, u);
		level[i] = gn_quat_mul(gn_quat_shortest_arc(u, z),
				       gn_quat_mul(first, q[i]));
	}
}

void gn_gravity(const struct gn_frame *f, size_t n, double rate_hz,
		double gyr_step_s, float (*up)[3], struct gn_quat *level,
		float *scratch)
{
	int has_gyr = gyr_step_s > 0.0;
	double tau = has_gyr ? TAU_GYR_S : TAU_ACC_S;
	struct gn_quat *q = (struct gn_quat *)scratch;
	float (*a)[3] = (float (*)[3])(scratch + 4 * n);
	float half_dt = (float)(0.5 / rate_hz);
	struct gn_quat now = gn_quat_identity();

	for (size_t i = 0; i < n; i++) {
		if (has_gyr && i) {
			float r[3];

			for (int c = 0; c < 3; c++)
				r[c] = half_dt * (f[i].gyr_radps[c] +
						  f[i - 1].gyr_radps[c]);
			now = gn_quat_mul(now, gn_quat_from_rotvec_small(r));
			now = gn_quat_renormalise(now);
		}
		q[i] = now;
		gn_quat_rotate(now, f[i].acc_mps2, a[i]);
	}
	if (gyr_step_s > GN_GRAVITY_STEP_S)
		tau *= GN_GRAVITY_STEP_S / gyr_step_s;
	smooth(a, n, tau, rate_hz, q, up);
	if (level && n)
		erect(q, (const float (*)[3])a, n, level);
}

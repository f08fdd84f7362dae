/* SPDX-License-Identifier: MIT */
#ifndef GN_QUAT_H
#define GN_QUAT_H

#include <math.h>

/*
 * Unit quaternions in float32, w first. All inline, no errors, no state.
 *
 * Convention: Hamilton product, right-handed axes. q_b_a turns coordinates of
 * frame a into those of frame b: v_b = rotate(q_b_a, v_a), and
 * q_c_a = mul(q_c_b, q_b_a). q and -q are the same rotation.
 *
 * Turning by a rate w (rad/s, sensor axes) for dt: q_e_s = mul(q_e_s,
 * from_rotvec(w dt)).
 *
 * NAN in, NAN out. Vectors are float[3]; results may overlap inputs.
 */
struct gn_quat {
	float w, x, y, z;
};

static inline struct gn_quat gn_quat_identity(void)
{
	return (struct gn_quat){ 1.0f, 0.0f, 0.0f, 0.0f };
}

static inline struct gn_quat gn_quat_mul(struct gn_quat a, struct gn_quat b)
{
	return (struct gn_quat){
		a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z,
		a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
		a.w * b.y - a.x * b.z + a.y * b.w + a.z * b.x,
		a.w * b.z + a.x * b.y - a.y * b.x + a.z * b.w,
	};
}

/* The inverse of a unit quaternion. */
static inline struct gn_quat gn_quat_conj(struct gn_quat q)
{
	return (struct gn_quat){ q.w, -q.x, -q.y, -q.z };
}

static inline float gn_quat_norm(struct gn_quat q)
{
	return sqrtf(q.w * q.w + q.x * q.x + q.y * q.y + q.z * q.z);
}

/* To length 1. Zero becomes the identity. */
static inline struct gn_quat gn_quat_normalise(struct gn_quat q)
{
	float n = gn_quat_norm(q);

	if (n == 0.0f)
		return gn_quat_identity();
	n = 1.0f / n;
	return (struct gn_quat){ q.w * n, q.x * n, q.y * n, q.z * n };
}

/*
 * One Newton step towards length 1: exact to 2e-7 when the length is already
 * within 3e-4 of 1, which holds after every product of unit quaternions.
 */
static inline struct gn_quat gn_quat_renormalise(struct gn_quat q)
{
	float n = 1.5f - 0.5f * (q.w * q.w + q.x * q.x + q.y * q.y + q.z * q.z);

	return (struct gn_quat){ q.w * n, q.x * n, q.y * n, q.z * n };
}

/* out = v turned by unit q. out may be v. */
static inline void gn_quat_rotate(struct gn_quat q, const float v[3],
				  float out[3])
{
	float tx = 2.0f * (q.y * v[2] - q.z * v[1]);
	float ty = 2.0f * (q.z * v[0] - q.x * v[2]);
	float tz = 2.0f * (q.x * v[1] - q.y * v[0]);
	float x = v[0] + q.w * tx + (q.y * tz - q.z * ty);
	float y = v[1] + q.w * ty + (q.z * tx - q.x * tz);
	float z = v[2] + q.w * tz + (q.x * ty - q.y * tx);

	out[0] = x;
	out[1] = y;
	out[2] = z;
}

/* out = v turned by the inverse of unit q. out may be v. */
static inline void gn_quat_rotate_inv(struct gn_quat q, const float v[3],
				      float out[3])
{
	gn_quat_rotate(gn_quat_conj(q), v, out);
}

/* Turn about axis r by |r| rad; exact for any length, 0 included. */
static inline struct gn_quat gn_quat_from_rotvec(const float r[3])
{
	float a = sqrtf(r[0] * r[0] + r[1] * r[1] + r[2] * r[2]);
	float s = a > 1e-6f ? sinf(0.5f * a) / a : 0.5f;

	return (struct gn_quat){ cosf(0.5f * a), r[0] * s, r[1] * s, r[2] * s };
}

/*
 * The same without calls, for the step of one sample: Taylor series in
 * h = |r|^2 / 4. Turns off by < 1e-6 rad for |r| <= 1 (57 deg a sample);
 * longer steps belong to gn_quat_from_rotvec().
 */
static inline struct gn_quat gn_quat_from_rotvec_small(const float r[3])
{
	float h = 0.25f * (r[0] * r[0] + r[1] * r[1] + r[2] * r[2]);
	float c = 1.0f - h * (1.0f / 2 - h * (1.0f / 24 - h * (1.0f / 720)));
	float s = 0.5f - h * (1.0f / 12 - h * (1.0f / 240 - h *
					       (1.0f / 10080)));

	return (struct gn_quat){ c, r[0] * s, r[1] * s, r[2] * s };
}

/* The rotation vector of unit q, rad, |out| <= pi. Inverse of from_rotvec. */
static inline void gn_quat_to_rotvec(struct gn_quat q, float out[3])
{
	float n = sqrtf(q.x * q.x + q.y * q.y + q.z * q.z);
	float k;

	if (n < 1e-7f)
		k = q.w < 0.0f ? -2.0f : 2.0f;
	else if (q.w < 0.0f)
		k = -2.0f * atan2f(n, -q.w) / n;
	else
		k = 2.0f * atan2f(n, q.w) / n;
	out[0] = k * q.x;
	out[1] = k * q.y;
	out[2] = k * q.z;
}

/* By how much unit q turns, 0..pi rad; accurate for small angles too. */
static inline float gn_quat_angle(struct gn_quat q)
{
	float n = sqrtf(q.x * q.x + q.y * q.y + q.z * q.z);

	return 2.0f * atan2f(n, fabsf(q.w));
}

/*
 * The shortest turn that takes unit vector u to unit vector v. For opposite
 * vectors (nearer than 1e-3 rad to it) a half turn about some axis
 * perpendicular to u.
 */
static inline struct gn_quat gn_quat_shortest_arc(const float u[3],
						  const float v[3])
{
	float d = u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
	struct gn_quat q = {
		1.0f + d,
		u[1] * v[2] - u[2] * v[1],
		u[2] * v[0] - u[0] * v[2],
		u[0] * v[1] - u[1] * v[0],
	};

	if (q.w < 5e-7f) {
		/* cross product with the axis that u is least along */
		if (fabsf(u[0]) <= fabsf(u[1]) && fabsf(u[0]) <= fabsf(u[2]))
			q = (struct gn_quat){ 0.0f, 0.0f, u[2], -u[1] };
		else if (fabsf(u[1]) <= fabsf(u[2]))
			q = (struct gn_quat){ 0.0f, -u[2], 0.0f, u[0] };
		else
			q = (struct gn_quat){ 0.0f, u[1], -u[0], 0.0f };
	}
	return gn_quat_normalise(q);
}

#endif

/* SPDX-License-Identifier: MIT */
#ifndef GN_VEC_H
#define GN_VEC_H

/*
 * Vectors of three floats, inline. NAN in, NAN out.
 */

static inline float gn_dot3(const float a[3], const float b[3])
{
	return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* out may be neither a nor b. */
static inline void gn_cross3(const float a[3], const float b[3], float out[3])
{
	out[0] = a[1] * b[2] - a[2] * b[1];
	out[1] = a[2] * b[0] - a[0] * b[2];
	out[2] = a[0] * b[1] - a[1] * b[0];
}

/* Second moments: sums of the products of a vector's parts. Six numbers by
 * name, as those of a matrix would not stay in registers. */
struct gn_moments {
	double xx, xy, xz, yy, yz, zz;
};

static inline void gn_moments_add(struct gn_moments *m, const float v[3])
{
	double x = (double)v[0], y = (double)v[1], z = (double)v[2];

	m->xx += x * x;
	m->xy += x * y;
	m->xz += x * z;
	m->yy += y * y;
	m->yz += y * z;
	m->zz += z * z;
}

static inline void gn_moments_matrix(const struct gn_moments *m,
				     double out[3][3])
{
	out[0][0] = m->xx;
	out[1][1] = m->yy;
	out[2][2] = m->zz;
	out[0][1] = out[1][0] = m->xy;
	out[0][2] = out[2][0] = m->xz;
	out[1][2] = out[2][1] = m->yz;
}

#endif

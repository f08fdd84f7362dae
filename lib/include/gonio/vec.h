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

#endif

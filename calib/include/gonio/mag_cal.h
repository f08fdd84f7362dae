/* SPDX-License-Identifier: MIT */
#ifndef GN_MAG_CAL_H
#define GN_MAG_CAL_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"

/*
 * Hard and soft iron of a magnetometer, from samples in many orientations: in
 * a field of constant strength they lie on an ellipsoid, and |W (m - o)| is
 * that strength. Whether it can be trusted is judged as well.
 *
 * Streaming: the sums of all products up to the fourth degree, of samples
 * relative to the first one, so that a large offset costs no digits. Samples
 * less than a step from the last one used are passed over, or a sensor put
 * down for a while would outweigh the turning.
 *
 * The fit, at the end: Li's ellipsoid-specific one finds an ellipsoid whatever
 * the noise; in the coordinates where that is the unit sphere, least squares of
 * the squared radius correct it and give standard deviations.
 *
 * What nobody can know from a magnetometer alone: W's scale, here det W = 1,
 * so that field is the geometric mean of the ellipsoid's axes; and its
 * rotation, here none, W is symmetric. A magnetometer whose axes are turned
 * against the accelerometer's stays so.
 *
 * Source, from memory: Li and Griffiths, "Least squares ellipsoid specific
 * fitting", Geometric Modeling and Processing 2004, with k = 4. Differs: posed
 * as a symmetric eigenvalue problem (Cholesky of the scatter instead of the
 * constraint's inverse), and the second step. Gietzelt et al., "Performance
 * comparison of accelerometer calibration algorithms based on 3D-ellipsoid
 * fitting methods", Comput. Methods Programs Biomed. 2013, compare such fits
 * and iterative ones for accelerometers: from there the warning that few
 * directions make any of them bad. Verdicts and their limits are ours, see
 * tests/unit/test_mag_cal.c.
 *
 * Units: any fixed one; the defaults of step and field are for uT.
 *
 * Members of gn_mag_sums are private. Life cycle: init -> push* -> solve. No
 * allocation, no pointers: memcpy is a valid clone.
 */

#define GN_MAG_CAL_VERDICTS(X)                                             \
	X(GN_MAG_CAL_FINE,      "calibrated")                              \
	X(GN_MAG_CAL_NO_DATA,   "too few samples, or it was not turned")   \
	X(GN_MAG_CAL_SATURATED, "values at the sensor's limit")            \
	X(GN_MAG_CAL_PLANAR,    "turned about one axis only")              \
	X(GN_MAG_CAL_NO_FIT,    "no ellipsoid fits")                       \
	X(GN_MAG_CAL_DISTURBED, "the field was not the same everywhere")   \
	X(GN_MAG_CAL_LACKING,   "directions are lacking")                  \
	X(GN_MAG_CAL_FIELD,     "not the strength of the earth's field")

#define X(name, text) name,
enum gn_mag_cal_verdict { GN_MAG_CAL_VERDICTS(X) GN_MAG_CAL_COUNT };
#undef X

/* The verdict in a few words; never NULL. */
const char *gn_mag_cal_text(enum gn_mag_cal_verdict v);

struct gn_mag_cal_params {
	double step_ut;         /* default 2: 2 degrees of the earth's field */
	double limit_ut;        /* default NAN: the sensor's limit, unknown */
	double field_min_ut;    /* default 22, earth's least; NAN: any */
	double field_max_ut;    /* default 67, earth's most; NAN: any */
	double residual_max;    /* default 0.05 of the field: 3 degrees */
	double sd_max;          /* default 0.01 of the field */
};
struct gn_mag_cal_params gn_mag_cal_params_default(void);

/* Directions looked at: a cube's faces, edges and corners. */
#define GN_MAG_CAL_DIRS 26

/* The lowest or highest value of an axis, and what else was read with it. */
struct gn_mag_end {
	float    value;
	uint32_t n;
	float    low[2], high[2];       /* of the two other axes */
};

struct gn_mag_sums {
	struct gn_mag_cal_params params;
	uint64_t n, n_missing, n_limit, n_used;
	float    first[3], last[3];
	double   s[10][10];             /* of products, upper triangle */
	double   reach[GN_MAG_CAL_DIRS];        /* farthest that way */
	struct gn_mag_end end[3][2];    /* per axis: lowest, highest */
};

struct gn_mag_cal {
	double offset_ut[3];            /* hard iron, o */
	double offset_sd_ut[3];
	double w[3][3];                 /* soft iron, W: symmetric, det 1 */
	double w_sd[3][3];              /* of its elements */
	/* Of the offset, W's diagonal, and its xy, xz, yz. As det W is 1, no
	 * error of W is the same along all axes: of rank 8. */
	double cov[9][9];
	double field_ut;                /* |W (m - o)| */
	double residual;                /* sd of that over field */
	double far_rad[GN_MAG_CAL_DIRS];/* from each direction to a sample */
	unsigned covered;               /* directions nearer than 30 degrees */
	double lacking[3];              /* the farthest of them; of norm 1 */
	double lacking_rad;             /* how far */
	uint64_t n, n_missing, n_limit, n_used;
};

/**
 * @param[in] p  copied; NULL: the defaults
 * @retval GN_OK
 * @retval GN_EINVAL  a step, residual or sd that is not above 0
 */
GN_NODISCARD int gn_mag_cal_init(struct gn_mag_sums *s,
				 const struct gn_mag_cal_params *p);

/**
 * Take n samples into account; any n, and the cut into calls does not matter.
 *
 * @param[in] mag_ut  n x 3, raw; NULL only if n = 0
 *
 * One that is not finite in all axes is missing. Those at params.limit_ut are
 * counted and not used. Cost: 0.1 us for each one used.
 */
void gn_mag_cal_push(struct gn_mag_sums *s, const float (*mag_ut)[3], size_t n);

/**
 * Fit and judge what was pushed so far.
 *
 * @param[out] out  all NAN that could not be found. From GN_MAG_CAL_DISTURBED
 *                  on there is a fit, to look at
 * @param[out] why  one line: what is wrong and what to do; empty for
 *                  GN_MAG_CAL_FINE; may be NULL
 *
 * Anything but GN_MAG_CAL_FINE means that it must not be used. A limit that
 * is not known is found where at least 8 samples read the same highest or
 * lowest value of an axis although the others vary by half the field.
 * Turning about one axis: the least spread's variance below 3 % of the
 * largest. Lacking: fewer than 18 of 26 directions (half a sphere has 17), or
 * an offset or W whose sd is beyond params.sd_max. Cost: 50 us.
 */
enum gn_mag_cal_verdict gn_mag_cal_solve(const struct gn_mag_sums *s,
					 struct gn_mag_cal *out,
					 struct gn_diag *why);

/**
 * W (m - o) for n samples.
 *
 * @param[in]  in   n x 3
 * @param[out] out  n x 3, may be in itself; NAN where in is missing, or where
 *                  the calibration is NAN
 */
void gn_mag_cal_apply(const struct gn_mag_cal *cal, const float (*in)[3],
		      size_t n, float (*out)[3]);

/* The i-th direction, i < GN_MAG_CAL_DIRS, of norm 1. */
void gn_mag_cal_direction(size_t i, double dir[3]);

#endif

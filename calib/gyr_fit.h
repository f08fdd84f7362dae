/* SPDX-License-Identifier: MIT */
#ifndef GN_GYR_FIT_H
#define GN_GYR_FIT_H

#include "gonio/gyr_cal.h"

/* The least squares behind gn_gyr_cal_fit(), which see. */
struct gn_gyr_problem {
	const struct gn_turn *turn;
	size_t n, n_unknowns;           /* 3 or 9, at most 2 n */
	size_t skip;                    /* a turn left out, or >= n: none */
	double from[GN_TURNS_MAX][3];   /* directions of gravity, norm 1 */
	double to[GN_TURNS_MAX][3];
	double bias_radps[GN_TURNS_MAX][3];
	double sd_rad[GN_TURNS_MAX];    /* of each turn, > 0 */
};

struct gn_gyr_solution {
	double k[3][3];
	double cov[GN_GYR_CAL_UNKNOWNS][GN_GYR_CAL_UNKNOWNS];
	double chi2;
	double residual_rad[GN_TURNS_MAX];      /* of the skipped one too */
};

/**
 * Levenberg-Marquardt from K = 1.
 *
 * @retval GN_OK
 * @retval GN_ENODATA  the turns do not determine it
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_gyr_solve(const struct gn_gyr_problem *p,
			      struct gn_gyr_solution *out);

#endif

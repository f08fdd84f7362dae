/* SPDX-License-Identifier: MIT */
#ifndef GN_ACC_FIT_H
#define GN_ACC_FIT_H

#include "gonio/acc_cal.h"

/* The least squares behind gn_acc_cal_fit(), which see. */
struct gn_acc_problem {
	const struct gn_still_pose *pose;
	size_t n, n_unknowns;           /* 6 or 9, at most n */
	size_t skip;                    /* a pose left out, or >= n: none */
	double g_mps2;
	double sd_mps2[GN_STILL_MAX];   /* of each pose, > 0 */
};

struct gn_acc_solution {
	double x[GN_ACC_CAL_UNKNOWNS];
	double cov[GN_ACC_CAL_UNKNOWNS][GN_ACC_CAL_UNKNOWNS];
	double chi2;
	size_t weak;            /* if it failed: what was not determined */
	double residual_mps2[GN_STILL_MAX];     /* of the skipped one too */
};

/**
 * Gauss-Newton from K = 1 and b = 0, steps halved where they do not help. Any
 * sensor whose norms are within 7..13 m/s^2 is near enough to that.
 *
 * @retval GN_OK
 * @retval GN_ENODATA  the poses do not determine it; see out->weak
 */
GN_NODISCARD int gn_acc_solve(const struct gn_acc_problem *p,
			      struct gn_acc_solution *out);

#endif

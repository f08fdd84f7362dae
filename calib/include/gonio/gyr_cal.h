/* SPDX-License-Identifier: MIT */
#ifndef GN_GYR_CAL_H
#define GN_GYR_CAL_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/acc_cal.h"
#include "gonio/err.h"
#include "gonio/still_poses.h"
#include "gonio/turns.h"

/*
 * Scale and axes of a gyroscope, from the turns between still poses: the
 * rotation that it says there was must carry the direction of gravity of one
 * pose into that of the next, as the calibrated accelerometer reads them. Of
 * the rate m is
 *
 *	w = K (m - b),
 *
 * K's diagonal the scales (1 if right), the others by how much, in rad, an
 * axis sees turns about another: the axes come out as the accelerometer's. The
 * bias b of a turn is the mean of its two poses' rates. A turn about the
 * vertical says nothing, so nine unknowns take nine turns or more, of two
 * equations each; four to eight give the three scales alone.
 *
 * After Tedaldi, Pretto and Menegatti (ICRA 2014), where Runge-Kutta
 * integrates all samples anew for each guess of K. Differences:
 * - A turn is the product of its steps' rotations, see gonio/turns.h.
 * - Each turn is weighed by its own error: the noise of rates and directions
 *   as the poses show them, what is not known of the bias, and
 *   params.model_sd_rad. So chi-square says whether the set fits at all.
 * - A set that does not is refused, and the turn is named without which the
 *   set fits best.
 * Least squares: Levenberg-Marquardt of GSL (gsl_multifit_nlinear).
 *
 * Accuracy: see tests/unit/test_gyr_cal.c.
 */

#define GN_GYR_CAL_VERDICTS(X)                                             \
	X(GN_GYR_CAL_FINE,      "the turns agree")                         \
	X(GN_GYR_CAL_BAD_INPUT, "a number that cannot be")                 \
	X(GN_GYR_CAL_FEW,       "too few turns")                           \
	X(GN_GYR_CAL_ILL,       "the turns do not determine it")           \
	X(GN_GYR_CAL_BAD_TURN,  "a turn does not fit")                     \
	X(GN_GYR_CAL_SCATTER,   "the turns do not agree")

#define X(name, text) name,
enum gn_gyr_cal_verdict { GN_GYR_CAL_VERDICTS(X) GN_GYR_CAL_COUNT };
#undef X

/* The verdict in a few words; never NULL. */
const char *gn_gyr_cal_text(enum gn_gyr_cal_verdict v);

struct gn_gyr_cal_params {
	double model_sd_rad;    /* what the model leaves of a turn, 0..0.1 */
};

/*
 * 1 mrad: what gn_acc_cal_defaults leaves of the direction of two poses, and
 * some for what the rates do between samples; ours.
 */
extern const struct gn_gyr_cal_params gn_gyr_cal_defaults;

#define GN_GYR_CAL_UNKNOWNS 9   /* K, row by row */
#define GN_GYR_CAL_MIN      4   /* turns, for the scales */
#define GN_GYR_CAL_MIN_AXES 9   /* turns, for the axes as well */
#define GN_GYR_CAL_NO_TURN  SIZE_MAX

/* A fit; what is not known is NAN. */
struct gn_gyr_cal_fit {
	enum gn_gyr_cal_verdict verdict;
	size_t n_turns;
	size_t n_unknowns;      /* 3 or 9; 0: not fitted */
	double k[3][3];         /* NAN unless FINE; 0 or 1 where not fitted */
	double sd[3][3];        /* NAN where not fitted */
	/* of the unknowns: K row by row, or its diagonal */
	double cov[GN_GYR_CAL_UNKNOWNS][GN_GYR_CAL_UNKNOWNS];
	double rms_rad;         /* of the turns' residuals */
	double chi2;            /* with 2 n_turns - n_unknowns degrees of it */
	double p;               /* of a larger chi2 */
	double residual_rad[GN_TURNS_MAX];      /* by how much each misses */
	/* What chi2 loses without each turn, two degrees of it */
	double outlying[GN_TURNS_MAX];
	size_t worst;           /* turn not to be used, or NO_TURN */
};

/**
 * Fit a gyroscope to its turns.
 *
 * @param[in]  turn  n of them; may be NULL if n is 0
 * @param[in]  n     0..GN_TURNS_MAX
 * @param[in]  pose  n_poses, that the turns' numbers are of
 * @param[in]  acc   calibrates the poses
 * @param[in]  p     NULL: gn_gyr_cal_defaults
 * @param[out] out   always filled, as far as it goes
 * @param[out] why   if refused, one line: what is wrong and what to do (poses
 *                   are counted from 1 there); else empty, or what is not
 *                   known; may be NULL
 *
 * Standard deviations come from the turns' errors, and from the residuals
 * where those are larger. Refused is, in this order: GN_EINVAL numbers that
 * cannot be; fewer than 4 turns; what is not determined; a chi-square, or a
 * turn that outlies among n, with a chance below 0.1 % each; sds beyond 0.2 %
 * and 3 mrad; a K further than 0.1 from 1, as turns may all be beyond the
 * range.
 *
 * @retval GN_OK       FINE
 * @retval GN_EINVAL   BAD_INPUT
 * @retval GN_ENOMEM   out is as after BAD_INPUT
 * @retval GN_ENODATA  all other verdicts
 * Cost: 10 ms for 11 turns, nearly all of it for the fits without each.
 */
GN_NODISCARD int gn_gyr_cal_fit(const struct gn_turn *turn, size_t n,
				const struct gn_still_pose *pose,
				size_t n_poses, const struct gn_acc_cal *acc,
				const struct gn_gyr_cal_params *p,
				struct gn_gyr_cal_fit *out,
				struct gn_diag *why);

#endif

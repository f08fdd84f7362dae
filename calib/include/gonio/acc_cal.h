/* SPDX-License-Identifier: MIT */
#ifndef GN_ACC_CAL_H
#define GN_ACC_CAL_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"
#include "gonio/still_poses.h"

/*
 * Bias, scale and skew of an accelerometer, and the bias of a gyroscope, from
 * still poses in any directions: a sensor at rest reads gravity, whichever way
 * it lies. Of the pose's mean m is
 *
 *	a = K (m - b),  |a| = g,  K upper triangular,
 *
 * K's diagonal the scales (1 if right), above it the skews in rad. How far K
 * is turned as a whole cannot be told from norms: triangular means that the z
 * axis is the sensor's own, and y in its y-z plane.
 *
 * After Frosio, Pedersini and Borghese (IEEE TIM 58, 2009: the model of nine
 * unknowns, with a symmetric K, and its covariance) and Tedaldi, Pretto and
 * Menegatti (ICRA 2014: the triangular one). Differences:
 * - The norm is fitted, not its square, each pose weighed by its own error:
 *   the standard error of its mean and params.model_sd_mps2. So residuals are
 *   in m/s^2, and chi-square says whether the set fits at all.
 * - A set that does not is refused, as a pose that moved bends the result, and
 *   the pose is named without which the set fits best.
 * - Six to eight poses give bias and scale alone, as the skew has no data.
 * - The gyroscope's scale and axes, which Tedaldi takes from the turns between
 *   the poses, are in gonio/gyr_cal.h; its bias and drift are here.
 *
 * Pure functions, no allocation. Accuracy and coverage: see
 * tests/unit/test_acc_cal.c.
 */

#define GN_ACC_CAL_VERDICTS(X)                                             \
	X(GN_ACC_CAL_FINE,       "the poses agree")                        \
	X(GN_ACC_CAL_UNCHECKED,  "as many poses as unknowns: unchecked")   \
	X(GN_ACC_CAL_BAD_INPUT,  "a number that cannot be")                \
	X(GN_ACC_CAL_FEW,        "too few poses")                          \
	X(GN_ACC_CAL_UNITS,      "not gravity in m/s^2")                   \
	X(GN_ACC_CAL_DIRECTIONS, "a direction lacks")                      \
	X(GN_ACC_CAL_ILL,        "the poses do not determine it")          \
	X(GN_ACC_CAL_MOVED,      "a pose moved")                           \
	X(GN_ACC_CAL_SCATTER,    "the poses do not agree")

#define X(name, text) name,
enum gn_acc_cal_verdict { GN_ACC_CAL_VERDICTS(X) GN_ACC_CAL_COUNT };
#undef X

/* The verdict in a few words; never NULL. */
const char *gn_acc_cal_text(enum gn_acc_cal_verdict v);

/* What is applied to each sample: a = k (m - bias). */
struct gn_acc_cal {
	float k[3][3];
	float bias_mps2[3];
};

/**
 * Correct one acceleration in place; NAN stays NAN. 9 multiplications, 9 sums.
 */
void gn_acc_cal_apply(const struct gn_acc_cal *c, float acc_mps2[3]);

struct gn_acc_cal_params {
	double g_mps2;          /* where it lay, 9.7..9.9 */
	double model_sd_mps2;   /* what the model leaves, 0..0.1 */
};

/*
 * 9.80665 and 0.005 m/s^2. At sea level g is 9.780 at the equator and 9.832 at
 * the poles, and a g that is 0.1 % off puts the scales 0.1 % off; nothing
 * else. 0.5 mg stands for what a mean does not remove and the model lacks
 * (curvature, temperature, slow noise); ours.
 */
extern const struct gn_acc_cal_params gn_acc_cal_defaults;

/* The unknowns, in the order of cov and sd. */
enum gn_acc_cal_unknown {
	GN_ACC_CAL_BX, GN_ACC_CAL_BY, GN_ACC_CAL_BZ,    /* m/s^2 */
	GN_ACC_CAL_KXX, GN_ACC_CAL_KYY, GN_ACC_CAL_KZZ,
	GN_ACC_CAL_KXY, GN_ACC_CAL_KXZ, GN_ACC_CAL_KYZ, /* rad */
	GN_ACC_CAL_UNKNOWNS
};

#define GN_ACC_CAL_MIN      6   /* poses, for bias and scale */
#define GN_ACC_CAL_MIN_SKEW 9   /* poses, for the skews as well */
#define GN_ACC_CAL_NO_POSE  SIZE_MAX

/* A fit; what is not known is NAN. */
struct gn_acc_cal_fit {
	enum gn_acc_cal_verdict verdict;
	struct gn_acc_cal cal;  /* NAN unless FINE or UNCHECKED */
	size_t n_poses;
	size_t n_unknowns;      /* 6 or 9; 0: not fitted */
	double x[GN_ACC_CAL_UNKNOWNS];  /* skews 0 where not fitted */
	double sd[GN_ACC_CAL_UNKNOWNS]; /* skews NAN where not fitted */
	double cov[GN_ACC_CAL_UNKNOWNS][GN_ACC_CAL_UNKNOWNS];
	double rms_mps2;        /* of the residuals */
	double chi2;            /* with n_poses - n_unknowns degrees of it */
	double p;               /* of a larger chi2; NAN without any degree */
	double residual_mps2[GN_STILL_MAX];     /* |K (m - b)| - g of each */
	/* The same as the others' fit sees it, in sds; NAN: unchecked */
	double outlying[GN_STILL_MAX];
	size_t worst;           /* the pose to repeat, or GN_ACC_CAL_NO_POSE */
	size_t also;            /* another that it may be as well, or none */
};

/**
 * Fit an accelerometer to its still poses.
 *
 * @param[in]  pose  n of them; may be NULL if n is 0
 * @param[in]  n     0..GN_STILL_MAX
 * @param[in]  p     NULL: gn_acc_cal_defaults
 * @param[out] out   always filled, as far as it goes
 * @param[out] why   if refused, one line: what is wrong and what to do (poses
 *                   are counted from 1 there); else empty, or what is not
 *                   known; may be NULL
 *
 * Standard deviations come from the poses' errors, and from the residuals
 * where those are larger. Refused is, in this order: GN_EINVAL numbers that
 * cannot be; fewer than 6 poses; GN_EUNITS a pose that does not read 7..13
 * m/s^2; none within 60 degrees of one of the six directions; a chi-square, or
 * a pose that outlies among n, with a chance below 0.1 % each; sds beyond 0.01
 * m/s^2, 0.1 % and 3 mrad.
 *
 * @retval GN_OK      FINE or UNCHECKED
 * @retval GN_EINVAL  BAD_INPUT: n, a parameter, or a pose that is not finite
 * @retval GN_EUNITS  UNITS
 * @retval GN_ENODATA  all other verdicts
 * Cost: 0.2 ms for 18 poses, nearly all of it for the fits without each.
 */
GN_NODISCARD int gn_acc_cal_fit(const struct gn_still_pose *pose, size_t n,
				const struct gn_acc_cal_params *p,
				struct gn_acc_cal_fit *out,
				struct gn_diag *why);

/* A gyroscope's bias at mid_ns, and how it goes on; NAN: not known. */
struct gn_gyr_bias {
	size_t  n_poses;                /* with a gyroscope */
	int64_t mid_ns;                 /* mean of the poses' middles */
	double  bias_radps[3], bias_sd_radps[3];
	double  drift_radps2[3], drift_sd_radps2[3];    /* of 2 poses or more */
	double  bias_cov[3][3], drift_cov[3][3];
};

/**
 * The mean rate over the poses and its slope over time, each pose alike: they
 * differ more than their noise does, by the earth's rotation (73 urad/s) and
 * by gravity's effect on the gyroscope. Both sds come from the poses' errors,
 * and from the scatter about the line where that is larger; axes are related
 * as they scatter together. Bias and drift are not. Ours.
 *
 * @param[in]  pose  n of them; may be NULL if n is 0
 * @param[in]  n     0..GN_STILL_MAX
 * @retval GN_OK
 * @retval GN_EINVAL   n too large; out is all NAN, as with the next
 * @retval GN_ENODATA  no pose has rates
 */
GN_NODISCARD int gn_gyr_bias_fit(const struct gn_still_pose *pose, size_t n,
				 struct gn_gyr_bias *out);

#endif

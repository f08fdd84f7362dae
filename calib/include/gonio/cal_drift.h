/* SPDX-License-Identifier: MIT */
#ifndef GN_CAL_DRIFT_H
#define GN_CAL_DRIFT_H

#include <stddef.h>

#include "gonio/acc_cal.h"
#include "gonio/cal_file.h"
#include "gonio/err.h"
#include "gonio/still_poses.h"

/*
 * Has a sensor drifted from its calibration, and what does the calibration's
 * own error do to an angle? Both by the covariance of all its unknowns
 * (gonio/cal_file.h); of a file without correlations they are taken as
 * unrelated, which may be too large or too small.
 *
 * Drift is judged of a part as a whole: chi-square of all that was measured,
 * by the covariance of what the calibration leaves, what the measurement
 * leaves, and what temperature and place may do. So an error that many poses
 * share is found before one of them shows it alone, and one in a direction
 * that the calibration knows badly is not taken for drift. Limit: chance 0.27
 * %, that of three standard deviations. Ours.
 */

struct gn_cal_drift {
	double chi2;
	size_t dof;             /* 0: nothing was measured */
	double share;           /* root of chi2 over its limit: above 1 it has
				 * drifted, and it grows as the drift does */
	double most;            /* largest difference; m/s^2 or rad/s */
};

/**
 * An accelerometer, by how far still poses read from gravity.
 *
 * Temperature and place: 0.01 m/s^2 (SD) in every pose, half of its square
 * from gravity where it lies, a quarter each from the biases and the scales.
 * Every pose also has the error of its mean and what the model leaves, which is
 * gn_acc_cal_defaults' or the calibration's residual.
 *
 * @param[in]  c     with an accelerometer
 * @param[in]  pose  n of them, raw; may be NULL if n is 0
 * @param[in]  n     0..GN_STILL_MAX
 * @param[out] out   most: of |K (m - b)| - g, with its sign; NAN if none
 * @retval GN_OK
 * @retval GN_EINVAL  no accelerometer, n too large, or a number that cannot be;
 *                    out is untouched
 */
GN_NODISCARD int gn_cal_drift_acc(const struct gn_cal_file *c,
				  const struct gn_still_pose *pose, size_t n,
				  struct gn_cal_drift *out);

/**
 * A gyroscope, by its bias as still poses show it now.
 *
 * Temperature and place: 0.2 deg/s in any direction are at the limit, were
 * both biases known exactly. How the bias went on in the calibration is not
 * extrapolated: it was of that day.
 *
 * @param[in]  c    with a gyroscope
 * @param[in]  now  of gn_gyr_bias_fit(), with poses
 * @param[out] out  most: of an axis, absolute
 * @retval GN_OK
 * @retval GN_EINVAL  no gyroscope, or now has no pose; out is untouched
 */
GN_NODISCARD int gn_cal_drift_gyr(const struct gn_cal_file *c,
				  const struct gn_gyr_bias *now,
				  struct gn_cal_drift *out);

/* Standard deviations, in the worst of 26 directions; NAN: no such part. */
struct gn_cal_angle {
	double tilt_rad;        /* of up at rest, in the worst plane */
	double turn;            /* of an angle turned, as a part of it */
};

/**
 * What a calibration's errors do to an angle. Its limits (gn_acc_cal_fit(),
 * gn_gyr_cal_fit()) leave at most 0.2 deg and 0.3 %, far below what skin and
 * strap do (gn_rom_error_of(): a SD of 1.5 deg and 7.5 % at the knee), so a
 * range's own uncertainty leaves it out.
 */
void gn_cal_angle_of(const struct gn_cal_file *c, struct gn_cal_angle *out);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef GN_CAL_RESULT_H
#define GN_CAL_RESULT_H

#include "gonio/cal_drift.h"
#include "gonio/cal_file.h"

/* What `gonio calibrate sensor` found. */
struct gn_cal_result {
	struct gn_acc_cal_fit acc;
	struct gn_gyr_bias    bias;
	struct gn_gyr_cal_fit gyr;
	struct gn_diag        gyr_why;  /* of no scale, or what it lacks */
	uint8_t               has_mag;  /* there is one: it was looked at */
	enum gn_mag_cal_verdict mag_verdict;
	struct gn_mag_cal     mag;
	struct gn_diag        mag_why;
};

/**
 * Bias, scale and axes of the gyroscope; res->acc must be found already. A
 * turn that does not fit is dropped and told, as long as enough are left.
 *
 * @param[in]     poses  where the turns go from and to
 * @param[in,out] turns  what does not fit is dropped
 * @param[in]     tell   called with a line for each that is; NULL: nobody
 * @retval GN_OK      also without a gyroscope, or a scale: see res->gyr
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_cal_result_gyr(struct gn_cal_result *res,
				   const struct gn_still_poses *poses,
				   struct gn_turns *turns,
				   void (*tell)(void *ctx, const char *line),
				   void *ctx);

/* The groups of a calibration. */
void gn_cal_result_file(const struct gn_cal_result *res,
			struct gn_cal_file *out);

/* A line on standard output; none if nothing is known. */
void gn_cal_angle_print(const struct gn_cal_angle *a);

/* Tables of it on standard output. */
void gn_cal_result_print(const struct gn_cal_result *res);

#endif

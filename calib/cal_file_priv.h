/* SPDX-License-Identifier: MIT */
#ifndef GN_CAL_FILE_PRIV_H
#define GN_CAL_FILE_PRIV_H

#include "gonio/cal_file.h"

/* Private to calib/cal_file*: the fields of a calibration file. */

/* n floats of a group; NAN where it is left out, if it may be. */
struct gn_cal_field {
	const char *name;
	size_t      at;         /* offset in gn_cal_acc or gn_cal_gyr */
	size_t      n;
	double      lo, hi;
	uint8_t     optional;
};

/* The diagonal of k, and what is above it, have tables of their own. */
struct gn_cal_acc_text {
	struct gn_cal_acc acc;
	float scale[3], skew_rad[3];
};

#define GN_CAL_ACC_FIELDS 7
#define GN_CAL_GYR_FIELDS 4
extern const struct gn_cal_field gn_cal_acc_fields[GN_CAL_ACC_FIELDS];
extern const struct gn_cal_field gn_cal_gyr_fields[GN_CAL_GYR_FIELDS];

/* Is a value within its field's range? NAN: only if it may be left out. */
int gn_cal_in_range(const struct gn_cal_field *f, double x);

/* FNV-1a, 32 bits, of len bytes. */
uint32_t gn_cal_sum(const char *text, size_t len);

#endif

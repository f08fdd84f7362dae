/* SPDX-License-Identifier: MIT */
#ifndef GN_EXPORT_FILE_H
#define GN_EXPORT_FILE_H

#include <stdio.h>

#include "export.h"
#include "gonio/cal_file.h"
#include "gonio/driver.h"
#include "meter.h"

/* What all exports do: read samples as they are analysed, make a file. */

struct gn_export_in {
	struct gn_source *src;
	uint64_t left_out;      /* samples whose stamp is no time */
	/* private: calibrations that are stored with the recording */
	struct gn_cal_file cal[GN_SENSORS_MAX];
	uint8_t calibrated[GN_SENSORS_MAX];
	struct gn_meter meter;
};

/* GN_OK, or what opening and the calibrations say; then nothing is open. */
GN_NODISCARD int gn_export_in_open(struct gn_export_in *in, const char *path,
				   struct gn_diag *why);

/**
 * Up to cap samples, calibrated where there is a calibration, without those
 * whose stamp no table can hold (which the conditioner drops as well).
 * @return how many, 0 also in between, or as gn_source_read()
 */
GN_NODISCARD int gn_export_in_read(struct gn_export_in *in,
				   struct gn_sample *out, size_t cap,
				   struct gn_diag *why);

void gn_export_in_close(struct gn_export_in *in);

/**
 * Make the folder where it is missing, and the path of what comes into it.
 *
 * @param[out] made  1: it was made, and is to be removed on an error
 * @retval GN_OK
 * @retval GN_EIO     the folder cannot be made
 * @retval GN_EINVAL  the path is too long
 */
GN_NODISCARD int gn_export_dir(const char *source, const char *dir,
			       const char *ending, char path[GN_EXPORT_PATH],
			       int *made, struct gn_diag *why);

/**
 * Write a new file, which carries the ending .part until it is whole.
 *
 * @param[in] write  writes all of it: GN_OK or GN_EIO
 * @retval GN_OK
 * @retval GN_EIO  it exists already, or cannot be written; nothing is left
 */
GN_NODISCARD int gn_export_write(const char *path,
				 int (*write)(FILE *to, const void *user),
				 const void *user, struct gn_diag *why);

#endif

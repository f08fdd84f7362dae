/* SPDX-License-Identifier: MIT */
#ifndef GN_CAL_STORE_H
#define GN_CAL_STORE_H

#include <stddef.h>

#include "gonio/cal_file.h"
#include "gonio/driver.h"
#include "gonio/err.h"

/*
 * Where the calibrations of sensors are kept: a folder with one file for each
 * serial number (gonio/cal_file.h). It is the one that the environment
 * variable GONIO_CALIBRATION names, else gonio/calibration below XDG_DATA_HOME,
 * else below ~/.local/share.
 */

/* Room for the path of a file, and its 0. */
#define GN_CAL_PATH_SIZE 1024

/**
 * What a sensor's calibration is filed under: a device's serial number; a
 * simulated sensor's address without its options, and with its place where
 * there are several.
 *
 * @param[out] out  "" for a sensor of a file, nobody knows which it was, and
 *                  for a device without a number: another one in its port
 *                  would get its calibration
 */
void gn_cal_serial(char out[64], const struct gn_source *src, size_t sensor);

/**
 * The path of a sensor's file, whether there is one or not.
 *
 * @retval GN_OK
 * @retval GN_ENOENT  none of the three variables is set
 * @retval GN_ENOSPC  the path is too long
 */
GN_NODISCARD int gn_cal_path(char out[GN_CAL_PATH_SIZE], const char *serial,
			     struct gn_diag *why);

/**
 * Read the calibration of a sensor.
 *
 * @param[in] serial  "": there is none
 * @retval GN_OK
 * @retval GN_ENOENT  there is none
 * @retval others     as gn_cal_file_read()
 */
GN_NODISCARD int gn_cal_load(struct gn_cal_file *out, const char *serial,
			     struct gn_diag *why);

/**
 * Store a calibration: the file is whole, or as it was. Folders are made where
 * they are missing. A file that is there already is kept under its name with
 * the time of its last change, SERIAL-20261126T162000Z.cfg.
 *
 * @retval GN_OK
 * @retval GN_EINVAL  as gn_cal_file_text()
 * @retval GN_EIO     it cannot be written; why names the file and the reason
 * @retval GN_ENOSPC  the path is too long
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_cal_store(const struct gn_cal_file *c, const char *path,
			      struct gn_diag *why);

#endif

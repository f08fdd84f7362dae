/* SPDX-License-Identifier: MIT */
#ifndef GN_STORE_OPAL_H
#define GN_STORE_OPAL_H

#include <stddef.h>
#include <stdint.h>

#include "bids.h"
#include "gonio/err.h"
#include "layout.h"

/*
 * APDM's Opal: an HDF5 file of one recording, a group for each sensor with
 * float arrays of three columns, in m/s^2, rad/s and uT, and a time of each row
 * in us since 1970. Known from published programs that read it (2026-11), in
 * two forms, by the attribute FileFormatVersion of the file:
 *
 *   5     /Sensors/ID/Accelerometer, Gyroscope, Magnetometer, Time; the label,
 *         "Right Thigh", is attribute "Label 0" of /Sensors/ID/Configuration,
 *         the rate its "Sample Rate"
 *   3, 4  /ID/Calibrated/Accelerometers, Gyroscopes, Magnetometers, /ID/Time;
 *         the file's attributes CaseIdList and MonitorLabelList name ID and
 *         label, the group's SampleRate is the rate
 *
 * What else such a file holds is not looked at. Read a block at a time.
 */

/* One sensor of a file. */
struct gn_opal_sensor {
	char id[64];            /* of its group */
	char label[64];         /* as people called it; "": not told */
	int  version;           /* of the file: 3 to 5 */
};

/* Being read; one for each sensor. */
struct gn_opal;

/* 1: the file is there and begins as an HDF5 file does. */
int gn_opal_probe(const char *path);

/**
 * The sensors of a file, in order of their groups' names.
 *
 * @param[out] out  GN_SENSORS_MAX
 * @retval GN_OK
 * @retval GN_EFORMAT  not whole, no Opal's, of a version not known, or more
 *                     sensors than GN_SENSORS_MAX
 * @retval GN_ENODATA  none in it
 */
GN_NODISCARD int gn_opal_list(const char *path, struct gn_opal_sensor *out,
			      size_t *n, struct gn_diag *why);

/**
 * Open one of them, and lay out what gn_opal_next() gives. Its name is where
 * the label says that it sits, see gn_place_guess(); without one, its id.
 *
 * @param[out] out      to be closed with gn_opal_close()
 * @param[out] rate_hz  as the file says, else by the first rows
 * @retval GN_OK
 * @retval GN_EFORMAT  a part of it is missing or has another shape
 * @retval GN_ENODATA  neither acceleration nor angular rate
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_opal_open(struct gn_opal **out, const char *path,
			      const struct gn_opal_sensor *sensor,
			      struct gn_layout *l, double *rate_hz,
			      struct gn_diag *why);
void gn_opal_close(struct gn_opal *o);          /* NULL is fine */

/**
 * The next row: acc, gyr, mag, 9 values; those of parts that the sensor has.
 * @return 1, or GN_EOF, GN_EFORMAT
 */
GN_NODISCARD int gn_opal_next(struct gn_opal *o, double *v, int64_t *t_ns,
			      struct gn_diag *why);

#endif

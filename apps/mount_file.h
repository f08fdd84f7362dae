/* SPDX-License-Identifier: MIT */
#ifndef GN_MOUNT_FILE_H
#define GN_MOUNT_FILE_H

#include <stddef.h>

#include "body.h"

/*
 * How the sensors of a recording sat, in a table beside it, so that what is
 * exported is scored as it was: NAME.mount.tsv beside NAME.csv, and in a BIDS
 * data set ..._mount.tsv, of all tracking systems of a recording. A row for
 * each sensor of which it is known, in the words of mount_text.h:
 *
 *     sensor<TAB>mount
 *     thigh_l<TAB>mount 1 up ...
 */

/* What follows the recording's name in a data set. */
#define GN_MOUNT_SUFFIX "mount.tsv"

/**
 * The table's path. 1, or 0: beside such a source there is none, or the path
 * is too long.
 */
int gn_mount_file_path(const char *recording, char *out, size_t size);

/* The table of n sensors, malloc'd; *out is NULL where nothing is known.
 * @retval GN_OK, GN_ENOMEM */
GN_NODISCARD int gn_mount_file_text(const struct gn_body *body,
				    const struct gn_sensor *sensors, size_t n,
				    char **out);

/**
 * Read the table beside a recording; sensors that it does not name stay as
 * they are.
 *
 * @return sensors of which it tells, 0 also where there is no table, or
 * @retval GN_EFORMAT  a line is none of such a table; why names it
 * @retval GN_EIO
 */
GN_NODISCARD int gn_mount_file_read(const char *recording,
				    const struct gn_sensor *sensors, size_t n,
				    struct gn_body *out, struct gn_diag *why);

#endif

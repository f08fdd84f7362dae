/* SPDX-License-Identifier: MIT */
#ifndef GN_CSV_WRITE_H
#define GN_CSV_WRITE_H

#include <stddef.h>

#include "gonio/err.h"
#include "gonio/types.h"

/*
 * Writing one recording as a plain table, NAME.csv, that gn_recording_open()
 * reads again, and NAME.map.json beside it with what a table cannot say: the
 * task, the rate, the sensors' names letter by letter.
 *
 *     time_s,thigh_l_acc_x_mps2,...,thigh_l_gyr_x_radps,...,thigh_l_mag_x_ut
 *
 * A row holds all samples of an instant; a sensor without one has empty fields
 * there, which read back as a sample whose values are all missing. Every stamp
 * (whole ns, within 146 years) and every bit of a value up to 3.4e38 comes
 * back; one that is infinite is written as missing. A part that is declared bad
 * has no columns, as a table cannot say so; nor has a sensor of such parts
 * only.
 *
 * Life cycle: create -> push* -> finish, or abort at any time. The files carry
 * the ending .part until finish gives them their names.
 */
struct gn_csv_writer;

/**
 * @param[out] out      untouched on error
 * @param[in]  path     ends in .csv; neither it nor its map may exist
 * @param[in]  task     "" for none
 * @param[in]  sensors  n of them, 1..GN_SENSORS_MAX; copied
 *
 * @retval GN_OK
 * @retval GN_EINVAL  another ending, a path of 500 bytes and more, or n
 *                    outside of that
 * @retval GN_ENODATA every part of every sensor is declared bad
 * @retval GN_EIO     exists, or cannot be written; why names the file
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_csv_create(struct gn_csv_writer **out, const char *path,
			       const char *task,
			       const struct gn_sensor *sensors, size_t n,
			       struct gn_diag *why);

/**
 * Append samples. Those with one stamp and rising sensor, in a row, share one.
 *
 * @retval GN_OK
 * @retval GN_EINVAL  a sensor that is not there
 * @retval GN_EIO     also a full disk
 *
 * Cost: about 2 us a sample; no allocation.
 */
GN_NODISCARD int gn_csv_push(struct gn_csv_writer *w,
			     const struct gn_sample *in, size_t n,
			     struct gn_diag *why);

/* Give both files their names, release w; on error also remove them.
 * @retval GN_OK, GN_EIO, GN_ENOMEM */
GN_NODISCARD int gn_csv_finish(struct gn_csv_writer *w, struct gn_diag *why);

/* Remove what was begun, release. NULL is fine. */
void gn_csv_abort(struct gn_csv_writer *w);

#endif

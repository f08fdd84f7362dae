/* SPDX-License-Identifier: MIT */
#ifndef GN_CAL_FILE_H
#define GN_CAL_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/acc_cal.h"
#include "gonio/err.h"
#include "gonio/gyr_cal.h"
#include "gonio/mag_cal.h"
#include "gonio/types.h"

/*
 * The calibration of one sensor as a text file, in libconfig's syntax:
 *
 *     version = 2;
 *     serial = "03A1F2";
 *     model = "MTi-3";
 *     date = "2026-11-26T16:20:00Z";
 *     software = "gonio 0.1.0";
 *     accelerometer = {
 *       poses = 14;
 *       bias_mps2 = ( 0.12, -0.0815, 0.05 );
 *       bias_sd_mps2 = ( ... );
 *       scale = ( 0.9941, 1.008, 1.002 );        the diagonal of k
 *       scale_sd = ( ... );
 *       skew_rad = ( 0.0, 0.0, 0.0 );            k xy, xz, yz
 *       skew_sd_rad = ( ... );                   left out: not fitted
 *       residual_mps2 = 0.0021;                  rms
 *     };
 *     gyroscope = {
 *       poses = 14;
 *       bias_radps = ( ... );
 *       bias_sd_radps = ( ... );
 *       drift_radps2 = ( ... );                  left out: not known
 *       drift_sd_radps2 = ( ... );
 *     };
 *     gyroscope_scale = {                        since version 2
 *       turns = 11;
 *       scale = ( ... );                         the diagonal of its k
 *       scale_sd = ( ... );
 *       above_rad = ( ... );                     k xy, xz, yz
 *       above_sd_rad = ( ... );                  left out: not fitted
 *       below_rad = ( ... );                     k yx, zx, zy
 *       below_sd_rad = ( ... );
 *       residual_rad = 0.0011;                   rms
 *     };
 *     magnetometer = {                           since version 2
 *       samples = 412;
 *       offset_ut = ( ... );                     hard iron
 *       offset_sd_ut = ( ... );
 *       scale = ( ... );                         the diagonal of its w
 *       scale_sd = ( ... );
 *       skew_rad = ( ... );                      w xy, xz, yz; symmetric
 *       skew_sd_rad = ( ... );
 *       field_ut = 48.9;
 *       residual = 0.011;                        rms, of the field
 *     };
 *     sum = "9b1c02d7";
 *
 * Groups may be left out, but not both of the first two. Version 1, which had
 * only those, is read as well. The sum, in the last line,
 * is FNV-1a of all bytes before that line: a figure of a measuring instrument
 * that a bad disk or a slip of an editor has changed is refused. Floats are
 * written with nine digits and come back bit for bit.
 */

#define GN_CAL_FILE_VERSION 2

/* Longest text that is read, in bytes. */
#define GN_CAL_FILE_MAX 16384

/* Room for a name as gn_cal_file_name() makes it, and its 0. */
#define GN_CAL_NAME_SIZE 80

/* What is not known is NAN. */
struct gn_cal_acc {
	struct gn_acc_cal cal;
	float    bias_sd_mps2[3], scale_sd[3];
	float    skew_sd_rad[3];        /* NAN: not fitted, skews are 0 */
	float    residual_mps2;         /* rms */
	uint32_t poses;
};

struct gn_cal_gyr {
	float    bias_radps[3], bias_sd_radps[3];
	float    drift_radps2[3], drift_sd_radps2[3];
	uint32_t poses;
};

/* A gyroscope's scale and axes: K of gonio/gyr_cal.h. */
struct gn_cal_scale {
	float    k[3][3];
	float    sd[3][3];              /* NAN: not fitted, 0 there */
	float    residual_rad;          /* rms */
	uint32_t turns;
};

/* A magnetometer's iron: W and o of gonio/mag_cal.h. */
struct gn_cal_mag {
	float    w[3][3];
	float    offset_ut[3], offset_sd_ut[3];
	float    scale_sd[3], skew_sd_rad[3];
	float    field_ut;
	float    residual;              /* rms, of the field */
	uint32_t samples;
};

struct gn_cal_file {
	char    serial[64];             /* never empty */
	char    model[64], software[64];        /* or "" */
	char    date[24];               /* ISO 8601, UTC; or "" */
	uint8_t has_acc, has_gyr, has_scale, has_mag;
	struct gn_cal_acc acc;          /* all 0 without has_acc */
	struct gn_cal_gyr gyr;          /* all 0 without has_gyr */
	struct gn_cal_scale scale;      /* all 0 without has_scale */
	struct gn_cal_mag mag;          /* all 0 without has_mag */
};

/* From what was fitted; GN_ACC_CAL_FINE or GN_ACC_CAL_UNCHECKED. */
void gn_cal_acc_set(struct gn_cal_file *c, const struct gn_acc_cal_fit *fit);

/* From what was fitted; without poses there is no gyroscope in it. */
void gn_cal_gyr_set(struct gn_cal_file *c, const struct gn_gyr_bias *fit);

/* From what was fitted; GN_GYR_CAL_FINE. */
void gn_cal_scale_set(struct gn_cal_file *c, const struct gn_gyr_cal_fit *fit);

/* From what was fitted; GN_MAG_CAL_FINE. */
void gn_cal_mag_set(struct gn_cal_file *c, const struct gn_mag_cal *fit);

/**
 * Calibrate a sample in place: acceleration as gn_acc_cal_apply(), the bias
 * off the rates, then their scale and axes, the iron off the field. NAN stays
 * NAN. The drift is not applied: it is of the day of the calibration.
 */
void gn_cal_file_apply(const struct gn_cal_file *c, struct gn_sample *s);

/**
 * The file's name for a serial number: SERIAL.cfg, where all but letters,
 * digits, '_' and '-' became '_', so that it is a name and never a path.
 * Cut to fit.
 */
void gn_cal_file_name(const char *serial, char out[GN_CAL_NAME_SIZE]);

/**
 * The text of a file.
 *
 * @param[out] out  malloc'd, 0-terminated; untouched on error
 * @retval GN_OK
 * @retval GN_EINVAL  no serial number, neither group, or a number that cannot
 *                    be: gn_cal_file_parse() would refuse it
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_cal_file_text(const struct gn_cal_file *c, char **out);

/**
 * Read a text.
 *
 * @param[out] out     untouched on error
 * @param[in]  text    0-terminated
 * @param[in]  name    of the file, for why
 * @param[in]  serial  of the sensor it must be of; NULL: any
 * @param[out] why     name, line, what is wrong and what to do; may be NULL
 *
 * @retval GN_OK
 * @retval GN_EFORMAT  syntax, a field that is unknown, lacks or is outside its
 *                     range, a sum that does not fit: cut off or changed
 * @retval GN_ENODEV   it is of another sensor
 */
GN_NODISCARD int gn_cal_file_parse(struct gn_cal_file *out, const char *text,
				   const char *name, const char *serial,
				   struct gn_diag *why);

/**
 * Read a file; as gn_cal_file_parse(), and
 *
 * @retval GN_ENOENT   no such file
 * @retval GN_EIO      it cannot be read
 * @retval GN_EFORMAT  also: longer than GN_CAL_FILE_MAX, or binary
 */
GN_NODISCARD int gn_cal_file_read(struct gn_cal_file *out, const char *path,
				  const char *serial, struct gn_diag *why);

#endif

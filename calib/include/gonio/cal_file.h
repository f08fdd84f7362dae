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
 *     version = 3;
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
 *       correlation = (                          since version 3
 *         ( -0.021345 ),
 *         ( 0.104221, 0.000312 ),
 *         ...
 *       );
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
 * Groups may be left out, but not both of the first two. The sum, in the last
 * line, is FNV-1a of all bytes before that line: a figure of a measuring
 * instrument that a bad disk or a slip of an editor has changed is refused.
 * Floats are written with nine digits and come back bit for bit.
 *
 * Every group may have a correlation, which with the standard deviations is
 * the covariance of all its unknowns, in the order of the _sd fields: each row
 * of the matrix up to its diagonal, which is 1. So it is symmetric by its form;
 * that it can be one at all (no eigenvalue below 0, but for rounding) is seen
 * to on reading and on writing. It has six digits behind the point. Left out,
 * as in files of version 1 and 2, it is not known how the errors are related.
 * Version 1, which had only the first two groups, and 2 are read as well.
 */

#define GN_CAL_FILE_VERSION 3

/* Unknowns of a group at most, and their correlations: (1,0), (2,0), (2,1)
 * and so on, row by row. */
#define GN_CAL_UNKNOWNS 9
#define GN_CAL_CORR(n)  ((n) * ((n) - 1) / 2)

/* Longest text that is read, in bytes. */
#define GN_CAL_FILE_MAX 16384

/* Room for a name as gn_cal_file_name() makes it, and its 0. */
#define GN_CAL_NAME_SIZE 80

/* What is not known is NAN: of correlations all, or those of what was not
 * fitted. */
struct gn_cal_acc {
	struct gn_acc_cal cal;
	float    bias_sd_mps2[3], scale_sd[3];
	float    skew_sd_rad[3];        /* NAN: not fitted, skews are 0 */
	float    residual_mps2;         /* rms */
	float    corr[GN_CAL_CORR(9)];  /* of bias, scale, skew */
	uint32_t poses;
};

struct gn_cal_gyr {
	float    bias_radps[3], bias_sd_radps[3];
	float    drift_radps2[3], drift_sd_radps2[3];
	float    corr[GN_CAL_CORR(6)];  /* of bias, drift */
	uint32_t poses;
};

/* A gyroscope's scale and axes: K of gonio/gyr_cal.h. */
struct gn_cal_scale {
	float    k[3][3];
	float    sd[3][3];              /* NAN: not fitted, 0 there */
	float    residual_rad;          /* rms */
	float    corr[GN_CAL_CORR(9)];  /* of diagonal, xy xz yz, yx zx zy */
	uint32_t turns;
};

/* A magnetometer's iron: W and o of gonio/mag_cal.h. */
struct gn_cal_mag {
	float    w[3][3];
	float    offset_ut[3], offset_sd_ut[3];
	float    scale_sd[3], skew_sd_rad[3];
	float    field_ut;
	float    residual;              /* rms, of the field */
	float    corr[GN_CAL_CORR(9)];  /* of offset, scale, skew */
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

enum gn_cal_part {
	GN_CAL_ACC, GN_CAL_GYR, GN_CAL_SCALE, GN_CAL_MAG, GN_CAL_PARTS
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
 * The covariance of a part's unknowns, in the order of its corr and in the
 * units of its standard deviations; where no correlation is known, they are
 * taken as unrelated: only the diagonal is not 0.
 *
 * @param[out] out   row and column of what is not known are 0
 * @return how many are known: 0 (the file has no such part), 3, 6 or 9
 */
size_t gn_cal_file_cov(const struct gn_cal_file *c, enum gn_cal_part part,
		       double out[GN_CAL_UNKNOWNS][GN_CAL_UNKNOWNS]);

/* 1: of every part in it the correlations are known; 0: of a file of version
 * 1 or 2. */
int gn_cal_file_related(const struct gn_cal_file *c);

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
 * @retval GN_EINVAL  no serial number, neither group, or a number or a
 *                    correlation that cannot be: gn_cal_file_parse() would
 *                    refuse it
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
 *                     range, a correlation that cannot be, a sum that does
 *                     not fit: cut off or changed
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

/* SPDX-License-Identifier: MIT */
#ifndef GN_CAL_FILE_PRIV_H
#define GN_CAL_FILE_PRIV_H

#include "gonio/cal_file.h"

/* Private to calib/cal_file*: the fields of a calibration file. */

/* n floats of a group; NAN where it is left out, if it may be. */
struct gn_cal_field {
	const char *name;
	size_t      at;         /* offset in the group's struct */
	size_t      n;
	double      lo, hi;
	uint8_t     optional;
};

/* A group of them, and how many poses or turns it was made of. */
struct gn_cal_group {
	const char *name, *count;
	uint32_t    count_max;
	int         since;      /* version of the file */
	size_t      n;
	const struct gn_cal_field *field;
	/* The unknowns' standard deviations, three by three (NAN: not fitted,
	 * nor are those behind), and their correlations. */
	size_t      sd_at[3], n_sd, corr_at;
};

#define GN_CAL_CORRELATION "correlation"
#define GN_CAL_CORR_SINCE  3

extern const struct gn_cal_group gn_cal_acc_group, gn_cal_gyr_group,
	gn_cal_scale_group, gn_cal_mag_group;

/* A matrix as it stands in a file: its diagonal, what is above it (xy, xz,
 * yz), and what is below (yx, zx, zy). */
struct gn_cal_matrix {
	float diagonal[3], above[3], below[3];
};

void gn_cal_matrix_of(const float m[3][3], struct gn_cal_matrix *out);
void gn_cal_matrix_to(const struct gn_cal_matrix *m, float out[3][3]);

/* The groups' matrices are in tables of their own. */
struct gn_cal_acc_text {
	struct gn_cal_acc acc;
	struct gn_cal_matrix k;
};

struct gn_cal_scale_text {
	struct gn_cal_scale scale;
	struct gn_cal_matrix k, sd;
};

struct gn_cal_mag_text {
	struct gn_cal_mag mag;
	struct gn_cal_matrix w;
};

/* Is a value within its field's range? NAN: only if it may be left out. */
int gn_cal_in_range(const struct gn_cal_field *f, double x);

/* How many unknowns of a group's struct are known. */
size_t gn_cal_unknowns(const struct gn_cal_group *g, const void *from);

/* Where its correlations are. */
const float *gn_cal_corr(const struct gn_cal_group *g, const void *from);

/* Can n unknowns be related like this? Each within -1 to 1, and the matrix
 * positive semidefinite, but for rounding. */
int gn_cal_corr_ok(const float *corr, size_t n);

/* The correlations of n unknowns by their covariance, rounded as a file has
 * them; the rest of room is NAN. An unknown without any error is unrelated. */
void gn_cal_corr_set(float *corr, size_t n, size_t room, const double *cov,
		     size_t stride);

/* FNV-1a, 32 bits, of len bytes. */
uint32_t gn_cal_sum(const char *text, size_t len);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef GN_STORE_CWA_H
#define GN_STORE_CWA_H

#include "rows.h"

/*
 * Axivity's .cwa: a header of 1024 bytes and blocks of 512, each with the time
 * of one of its samples, a sum that must be 0, and 40 to 120 samples of
 * acceleration (AX3) or angular rate and acceleration (AX6). The format is that
 * of the makers' public description, openmovement, Docs/ax3/cwa.h (read
 * 2026-11); the scale of the rate, which stands there in two ways, is 8000/2^n
 * deg/s full range, as the header of a real file confirms.
 *
 * A block whose sum is not 0 is passed over and leaves a gap.
 */
#define GN_CWA_BLOCK 512

struct gn_cwa {
	double  rate_hz;
	int     axes;                   /* 3, or 6: rates first */
	double  acc_mps2, gyr_radps;    /* of one unit */
	uint8_t block[GN_CWA_BLOCK];    /* being delivered ... */
	size_t  i, n;                   /* ... samples of it */
	int64_t start_ns;               /* of its sample 0 */
	double  step_ns;
};

/* 1: the file begins as a .cwa does. */
int gn_cwa_probe(const struct gn_rows *r);

/**
 * Read the header and lay out what gn_cwa_next() gives: one sensor "imu".
 *
 * @retval GN_OK
 * @retval GN_EFORMAT  not a header; ENODATA: no whole block; EIO
 */
GN_NODISCARD int gn_cwa_open(struct gn_cwa *c, struct gn_rows *r,
			     struct gn_layout *l, struct gn_diag *why);

/**
 * The next sample: acc, then gyr where it is measured.
 * @return 1, or GN_EOF, GN_EIO, GN_EFORMAT (it ends inside a block)
 */
GN_NODISCARD int gn_cwa_next(struct gn_cwa *c, struct gn_rows *r, double *v,
			     int64_t *t_ns, struct gn_diag *why);

#endif

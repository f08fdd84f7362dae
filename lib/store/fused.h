/* SPDX-License-Identifier: MIT */
#ifndef GN_STORE_FUSED_H
#define GN_STORE_FUSED_H

#include "gonio/quat.h"
#include "header.h"

/*
 * A table that holds a sensor's orientation instead of its angular rate, as
 * programs with a filter of their own export it: the rate follows from how the
 * orientation turns, and the specific force from the acceleration without
 * gravity ("free", in the axes of the earth, z up) with gravity added.
 *
 * The rate of a row is that from the row before it to the one after it, at the
 * ends of a stretch from or to its only neighbour; across a hole of more than
 * three rows there is none. It lags by nothing. Ours, see
 * tests/unit/test_fused.c.
 */
struct gn_fused {
	struct gn_layout layout;        /* of the file */
	double   *v;                    /* a row of it */
	int16_t   quat[4], mat[9];      /* columns; -1: not there */
	int16_t   acc[3];
	uint8_t   is_mat, is_free;
	int64_t   far_ns;               /* rows further apart have a hole */
	struct gn_fused_row {
		struct gn_quat q;       /* sensor to earth; NAN: not known */
		float   acc_mps2[3];    /* specific force, sensor's axes */
		int64_t t_ns;
	} row[2];                       /* before the one that goes out; it */
	unsigned  n;                    /* of them there are */
};

/**
 * Find an orientation in a header: Quat_W ... or q0 ..., or Mat[1][1] ... by
 * columns, with Acc_X ... of the sensor's axes or FreeAcc_X ... of the earth's.
 *
 * @param[in,out] l  as gn_header_layout() made it; where it lacks the rates, it
 *                   becomes the layout of what gn_fused_push() gives
 * @retval GN_OK      also where there is none: *out is NULL then, and the
 *                    layout unchanged
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_fused_create(struct gn_fused **out,
				 const struct gn_header *h,
				 struct gn_layout *l);
void gn_fused_free(struct gn_fused *f);         /* NULL is fine */

/**
 * Take the row in f->v; the one before it may go out.
 *
 * @param[out] v     6 values: acc, gyr
 * @param[out] t_ns  of them
 * @return 1, or 0: none goes out
 */
int gn_fused_push(struct gn_fused *f, int64_t now_ns, double *v,
		  int64_t *t_ns);

/* No more rows: the last goes out. As gn_fused_push(). */
int gn_fused_flush(struct gn_fused *f, double *v, int64_t *t_ns);

#endif

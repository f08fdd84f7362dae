/* SPDX-License-Identifier: MIT */
#ifndef GN_STORE_CAMERA_H
#define GN_STORE_CAMERA_H

#include "gonio/skeleton.h"
#include "layout.h"
#include "rows.h"

/*
 * A table of positions, read as the virtual sensors of skeleton.h.
 */
struct gn_camera {
	struct gn_layout   layout;      /* of the file */
	double            *v;           /* a row of it */
	double             rate_hz;
	uint64_t           row;         /* rows read */
	int                ended;       /* GN_EOF or an error: no row follows */
	struct gn_diag     why;
	struct gn_skeleton skeleton;
};

/**
 * Make a camera of a layout that has points, and replace the layout by that of
 * the virtual sensors: six columns each, acc and gyr.
 *
 * @param[in,out] l  has_points != 0
 * @retval GN_OK      also where the points give no segment: *out is NULL then,
 *                    and the layout unchanged
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_camera_create(struct gn_camera **out, struct gn_layout *l,
				  double rate_hz);
void gn_camera_free(struct gn_camera *c);       /* NULL is fine */

/**
 * The next instant of all virtual sensors; as gn_rows_next().
 * Rows whose stamps stand still or go back are passed over.
 *
 * @param[out] v  as the new layout says
 */
GN_NODISCARD int gn_camera_next(struct gn_camera *c, struct gn_rows *rows,
				double *v, int64_t *t_ns, struct gn_diag *why);

#endif

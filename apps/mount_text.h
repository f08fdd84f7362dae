/* SPDX-License-Identifier: MIT */
#ifndef GN_MOUNT_TEXT_H
#define GN_MOUNT_TEXT_H

#include "gonio/body.h"
#include "gonio/err.h"

/*
 * How a sensor sits on the body, as a line of text that comes back bit for
 * bit; a .gonio holds it for every sensor of which it is known:
 *
 *     mount 1 up X Y Z bias X Y Z side X Y Z fwd X Y Z share S rms R sign 1
 *
 * Axes are in those of the sensor, bias and rms in rad/s; see gonio/segment.h.
 * What is not known is left out from its end: sign (side may be to the left as
 * well), then side to rms.
 */

/* Room for a line, and its 0. */
#define GN_MOUNT_TEXT 320

/**
 * @param[out] out  the line
 * @return its length; 0, and "": not even up is known, or a number of it is
 *         not finite
 */
size_t gn_mount_text(const struct gn_mount *m, char out[GN_MOUNT_TEXT]);

/**
 * @param[out] out  untouched on error; what is not known is NAN
 * @retval GN_OK
 * @retval GN_EFORMAT  not such a line, of another version, or with axes that
 *                     are none: not of length 1, or not square
 */
GN_NODISCARD int gn_mount_parse(struct gn_mount *out, const char *text);

#endif

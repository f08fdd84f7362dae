/* SPDX-License-Identifier: MIT */
#ifndef GN_SERVE_QR_H
#define GN_SERVE_QR_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "gonio/err.h"

/*
 * A link as a QR code on a terminal, by libqrencode, for a tablet's camera. A
 * character holds two modules, one above the other, so that they are square.
 * Light modules are drawn and dark ones left out, as scanners want it on a
 * terminal that is dark; one that has colours is told to be.
 */
#define GN_QR_SIDE_MAX 57       /* modules, of version 10: 271 bytes */
#define GN_QR_QUIET 4           /* light modules around it */

struct gn_qr {
	int     side;           /* modules */
	uint8_t dark[GN_QR_SIDE_MAX * GN_QR_SIDE_MAX];  /* by rows; 0 or 1 */
};

/**
 * @param[out] q  undefined on error
 * @retval GN_OK
 * @retval GN_EINVAL  there is no text, or too much of it
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_qr_make(struct gn_qr *q, const char *text);

/* Its size in characters, with the quiet zone. */
int gn_qr_cols(const struct gn_qr *q);
int gn_qr_rows(const struct gn_qr *q);

/* The character there, UTF-8: a block, half of one, or a blank. */
const char *gn_qr_cell(const struct gn_qr *q, int row, int col);

/**
 * Draw it where it can be seen: to must be a terminal that shows UTF-8, is wide
 * enough, and leaves rows beside it.
 *
 * @param[in] beside  rows that are to stay in view with it
 * @return 1, or 0: nothing was drawn
 */
int gn_qr_show(const struct gn_qr *q, FILE *to, int beside);

void gn_qr_version(char *out, size_t cap);      /* "libqrencode 4.1.1" */

#endif

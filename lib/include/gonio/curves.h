/* SPDX-License-Identifier: MIT */
#ifndef GN_CURVES_H
#define GN_CURVES_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"
#include "gonio/session.h"

/*
 * The curves that the repetitions of a recording were measured on, kept to be
 * drawn: every GN_CURVE_STEPth frame of them.
 */
#define GN_CURVE_STEP 4

struct gn_kept_curve {
	char     name[32];      /* as gn_rep.rom_of */
	enum gn_side side;
	uint8_t  height;        /* 1: m, not rad */
	double   from_s, step_s;
	float   *value;         /* n; NAN: not known there */
	size_t   n;
};

struct gn_curves {
	struct gn_kept_curve *c;
	size_t n;
	int    err;             /* GN_ENOMEM: not all could be kept */
};

/* Take one in: the show of gn_session_params, user being a gn_curves. */
void gn_curves_keep(void *user, const struct gn_shown_curve *c);

void gn_curves_free(struct gn_curves *c);       /* also a zeroed one */

#endif

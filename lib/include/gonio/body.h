/* SPDX-License-Identifier: MIT */
#ifndef GN_BODY_H
#define GN_BODY_H

#include "gonio/segment.h"
#include "gonio/types.h"

/*
 * How the sensors of a session sit on the body: what a pose and movements have
 * taught so far. Plain data, copied freely; all zero: nothing is known.
 */
struct gn_mount {
	struct gn_segment_axes axes;    /* as far as the next ones say */
	uint8_t has_up;                 /* 1: up and bias_radps, of a pose */
	uint8_t has_side;               /* 1: side, fwd, share, rms_radps */
	uint8_t has_sign;               /* 1: side is to the right, for sure */
};

struct gn_body {
	struct gn_mount mount[GN_SENSORS_MAX];  /* by sensor */
};

#endif

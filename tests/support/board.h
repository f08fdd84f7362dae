/* SPDX-License-Identifier: MIT */
#ifndef BOARD_H
#define BOARD_H

#include <stddef.h>

#include "gonio/quat.h"

/*
 * A sensor on a board that is turned by hand: a movement in closed form, what
 * an ideal sensor on it measures, and the faults that a test asks for.
 */
struct board_params {
	float  rate_hz;
	float  rest_s;          /* still before the movement starts */
	float  turn_rad;        /* amplitude of each of three rotations */
	float  push_mps2;       /* amplitude of the translation */
	float  bias_radps[3];   /* added to gyr */
	float  gain;            /* gyr reads so much too large; 1: right */
	float  magnet_ut;       /* along sensor x, from magnet_s on */
	float  magnet_s, magnet_end_s;
};

struct board {
	size_t n;
	float rate_hz;
	float *gyr, *acc, *mag;         /* n x 3 */
	struct gn_quat *truth;          /* sensor to east, north, up */
};

struct board_params board_default(void);

/* duration_s seconds of it; aborts without memory. */
void board_make(struct board *b, const struct board_params *p,
		float duration_s);
void board_free(struct board *b);

/* Root mean square over samples from..n, degrees. */
float board_tilt_error(const struct board *b, const struct gn_quat *q,
		       size_t from);
float board_heading_error(const struct board *b, const struct gn_quat *q,
			  size_t from);

#endif

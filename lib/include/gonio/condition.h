/* SPDX-License-Identifier: MIT */
#ifndef GN_CONDITION_H
#define GN_CONDITION_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/gravity.h"
#include "gonio/result.h"
#include "gonio/types.h"

/*
 * From one sensor's stream, as it comes, to frames on an even grid.
 *
 * Frame k stands for the time around k / rate: it holds the mean of the
 * straight line between neighbouring samples over the frame's width. So any
 * rate comes out alike (a slow sensor is interpolated, a fast one averaged,
 * which keeps the integral of the rates exact), and accelerometer and
 * gyroscope may come at rates of their own. What is wrong with the stream is
 * counted, never mended in silence.
 *
 * Tier A: plain state, memcpy-able, no allocation. All members are private.
 */

/* Longest interval between samples that a straight line may cross. */
#define GN_GAP_NS INT64_C(1000000000)

struct gn_cond_part {                   /* accelerometer or gyroscope */
	int64_t last_ns;                /* newest sample */
	int64_t done_ns;                /* the line is integrated up to here */
	float   last[3], sum[3], cover_s;
	int64_t frame;                  /* that is being filled */
	uint8_t started;
};

struct gn_cond {
	int64_t width_ns;
	struct gn_cond_part acc, gyr;
	struct gn_quality q;
	int64_t last_ns;
	float   last[6], top_acc, top_gyr;
	uint32_t at_top_acc, at_top_gyr;
	float   step_s[64];             /* recent intervals, for the rate */
	uint32_t n_steps;
	uint8_t started, has_acc, has_gyr;
};

/* Receives frame k of a part (0 acc, 1 gyr). Frames inside a hole are left out
 * (k jumps); v[0] is NAN where too little of a frame was covered. */
typedef void gn_cond_sink(void *user, int part, int64_t k, const float v[3]);

/**
 * @param[in] sensor   has_acc, has_gyr, bad_* decide what is used
 * @param[in] rate_hz  of the grid, > 0
 */
void gn_cond_init(struct gn_cond *c, const struct gn_sensor *sensor,
		  double rate_hz);

/**
 * Take one sample; frames that it completes go to the sink, each part's in
 * increasing order.
 *
 * @param[in] s  t_ns >= 0; older than the newest: counted and dropped
 * Cost: about 15 ns at 100 Hz, no allocation.
 */
void gn_cond_push(struct gn_cond *c, const struct gn_sample *s,
		  gn_cond_sink *sink, void *user);

/* The stream has ended: deliver the frame that is being filled. */
void gn_cond_flush(struct gn_cond *c, gn_cond_sink *sink, void *user);

void gn_cond_quality(const struct gn_cond *c, struct gn_quality *out);

#endif

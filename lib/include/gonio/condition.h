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
 * gyroscope may come at rates of their own. Stamps are believed: those that
 * come in bursts shift what they stand for by up to a burst, no more. What is
 * wrong with the stream is counted, never mended in silence.
 *
 * Tier A: plain state, memcpy-able, no allocation. All members are private.
 */

/* Longest interval between samples that a straight line may cross. */
#define GN_GAP_NS INT64_C(1000000000)

/* A stamp further ahead than this waits for the next one to bear it out. */
#define GN_JUMP_NS INT64_C(60000000000)

/* A stamp beyond it is no time (146 years). */
#define GN_T_MAX_NS (INT64_MAX / 2)

/* Largest value that is a measurement, in any unit a sensor may come in. */
#define GN_VALUE_MAX 1e6f

/* Intervals by length, 16 classes an octave from 66 us to 1.07 s. */
#define GN_COND_STEPS 224

struct gn_cond_part {                   /* accelerometer or gyroscope */
	int64_t  last_ns;               /* newest sample */
	int64_t  done_ns;               /* the line is integrated up to here */
	int64_t  frame;                 /* that is being filled */
	float    last[3], sum[3], cover_s;
	float    top, top_min;          /* highest level; least range */
	uint32_t stuck, clipped;        /* samples at top: in a row, in all */
	uint8_t  used, started;
	uint32_t n_steps, steps[GN_COND_STEPS];
	int64_t  all_ns, steps_ns[GN_COND_STEPS];       /* their sums */
};

struct gn_cond_rest {
	int64_t from_ns;                /* start of the block */
	uint32_t n[2];                  /* samples in it, acc and gyr */
	float   ref[2][3], sum[2][3], sq[2][3];
	double  rest_s, weight, acc, gyr[3];    /* over blocks at rest */
};

struct gn_cond {
	int64_t width_ns;
	struct gn_cond_part part[2];    /* acc, gyr */
	struct gn_cond_rest rest;
	struct gn_quality q;
	int64_t last_ns, gap_end_ns;
	int64_t ahead_ns;               /* stamp that waits; 0: none */
	uint8_t has_acc, has_gyr;
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
 * increasing order; NULL: no one looks at them.
 *
 * Any stamp and any value is safe. A stamp below 0, above GN_T_MAX_NS or older
 * than the newest is counted late and dropped; one equal to the newest gives
 * what that instant lacks (accelerometer and gyroscope as samples of their
 * own), else counts as repeated; one GN_JUMP_NS ahead is accepted when the
 * next follows it within GN_GAP_NS, else dropped as late. A part with a
 * component that is NAN, infinite or beyond GN_VALUE_MAX is missing.
 *
 * Cost: about 25 ns at 100 Hz, no allocation.
 */
void gn_cond_push(struct gn_cond *c, const struct gn_sample *s,
		  gn_cond_sink *sink, void *user);

/* The stream has ended: deliver the frame that is being filled. */
void gn_cond_flush(struct gn_cond *c, gn_cond_sink *sink, void *user);

/**
 * What went in so far. Of the part with more samples come the rate (median of
 * the intervals within 4.5 %, or their mean where that is over twice as long:
 * stamps in bursts) and the jitter (median distance of an interval from it).
 * Clipped are samples from the third on that repeat an axis's value exactly at
 * the highest level of the whole stream, above any at rest, while another axis
 * moves on. At rest are seconds in which the accelerometer stays within 2 % of
 * its mean and the gyroscope within 2 deg/s of a mean below 7 deg/s (thresholds
 * as in VQF's rest detection, doi 10.1016/j.inffus.2022.10.014, sec. 3.3, on
 * blocks instead of filters); stiller ones weigh more. Lost is told by each
 * part's own intervals and the gaps: one of n times the median lacks n - 1
 * samples, a late sample and the short interval behind it cancel. It is that of
 * the part which lost more, and unknown where stamps come in bursts.
 *
 * Cost: about 1 us.
 */
void gn_cond_quality(const struct gn_cond *c, struct gn_quality *out);

/* What gn_cond_push() counts by itself, so far: samples, gaps, gap_s, repeated,
 * late, nonfinite. The other members are 0. Valid until the next call. */
const struct gn_quality *gn_cond_counts(const struct gn_cond *c);

/**
 * Steps between the rates that came, as time sees them: the sum of their
 * squares over their sum, s. Even samples: the sampling period; in bursts:
 * about the pause between two. One frame while there are none.
 *
 * Cost: about 0.3 us.
 */
float gn_cond_gyr_step_s(const struct gn_cond *c);

#endif

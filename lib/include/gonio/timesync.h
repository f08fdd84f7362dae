/* SPDX-License-Identifier: MIT */
#ifndef GN_TIMESYNC_H
#define GN_TIMESYNC_H

#include <stdint.h>

#include "gonio/err.h"

/*
 * When was a sample measured? From the device's own clock and the moment the
 * sample arrived, to the computer's monotonic clock, so that several devices
 * share one time base.
 *
 * A sample arrives late by transfer and scheduling, by a different time each
 * but never early. So against device time the arrivals lie above a line whose
 * slope is the drift of the device's clock: the line that lies below all points
 * and nearest to them, an edge of their lower convex hull. It is kept over the
 * least late sample of each half second of the last minute. What is late on
 * every sample (under 1 ms on USB) cannot be seen and stays.
 * Source: Moon, Skelly, Towsley, "Estimation and removal of clock skew from
 * network delay measurements", INFOCOM 1999, doi 10.1109/INFCOM.1999.749287,
 * sec. IV. Differs: running; of each half second one point; drift 0 until the
 * points span GN_TIMESYNC_SPAN_NS; restarts where the device's clock jumps.
 *
 * A device without a clock is timed by the number of samples at its nominal
 * rate, over the last ten seconds: what it loses unseen has faded by then.
 *
 * Tier A: plain state, memcpy-able, no allocation. All members are private.
 */
#define GN_TIMESYNC_POINTS 120
#define GN_TIMESYNC_SPAN_NS INT64_C(5000000000)

struct gn_timesync_params {
	uint32_t tick_num, tick_den; /* a tick is num/den s; num * den <= 9e9 */
	uint8_t  clock_bits;    /* width of the clock, 8..64; 0: it has none */
	uint8_t  counter_bits;  /* width of the sample counter, 4..32; 0: none;
	                         * steps by one a sample */
	double   rate_hz;       /* nominal, > 0; used if clock_bits is 0 */
};

struct gn_timesync_point {
	double x, y;            /* device time; how much later it arrived; ns */
};

/* What came in so far. */
struct gn_timesync_stats {
	uint64_t received;      /* all of them */
	uint64_t lost;          /* by the counter (less than half its range at
	                         * a time), or by a silence of a device without
	                         * clock and counter */
	uint32_t repeated;      /* same counter, or else same clock */
	uint32_t late;          /* older than one before */
	uint32_t jumps;         /* of the device's clock, or of the delay */
	double   drift_ppm;     /* device's clock too slow: > 0; 0 at first */
	int64_t  delay_mean_ns; /* beyond the least */
	int64_t  delay_max_ns;
	uint8_t  settled;       /* 1: the drift is known */
};

struct gn_timesync {
	struct gn_timesync_params p;
	struct gn_timesync_stats  stats;
	struct gn_timesync_point  point[GN_TIMESYNC_POINTS]; /* oldest first */
	struct gn_timesync_point  best;         /* of the half second */
	uint64_t mask, first_ticks;
	int64_t  origin_ns;     /* arrival of the first sample */
	int64_t  arrival_ns;    /* of the newest */
	int64_t  device_ns;     /* newest, from the first sample on */
	int64_t  out_ns;        /* newest stamp given */
	int64_t  index;         /* of the newest, without a clock */
	int64_t  half;          /* which half second best is of */
	double   x0, y0, slope; /* the line */
	double   delay_sum;
	uint32_t counter;
	int      n, back, behind;
};

enum gn_stamp {
	GN_STAMP_NEW,           /* newer than all before */
	GN_STAMP_REPEATED,
	GN_STAMP_LATE           /* out of order */
};

/**
 * Begin anew, also before each further recording: what was learnt of the
 * device's clock is forgotten with its old origin.
 *
 * @retval GN_OK
 * @retval GN_EINVAL  a parameter outside its range; *ts is untouched
 */
GN_NODISCARD int gn_timesync_init(struct gn_timesync *ts,
				  const struct gn_timesync_params *p);

/**
 * Time one sample.
 *
 * A clock is unwrapped by its arrival: the sample may be up to 7/8 of the
 * clock's range late, so also silences of many turns are bridged. Eight
 * samples in a row that go back are a clock set back: the line starts anew, as
 * it does when all samples of a second and more are a quarter of a second off.
 * The next GN_STAMP_NEW after a line's correction backwards is at least half
 * its device step (at most 10 ms) after the one before.
 *
 * @param[in]  arrival_ns  of the computer's monotonic clock, 0..2^61; never
 *                         decreasing
 * @param[in]  ticks       the device's clock; ignored if clock_bits is 0
 * @param[in]  counter     ignored if counter_bits is 0
 * @param[out] t_ns        when it was measured, on the clock of arrival_ns;
 *                         strictly increasing over those that are NEW
 *
 * Cost: about 10 ns, 1 us twice a second; no allocation.
 */
enum gn_stamp gn_timesync_push(struct gn_timesync *ts, int64_t arrival_ns,
			       uint64_t ticks, uint32_t counter,
			       int64_t *t_ns);

/* Never fails; all zero before the first sample. */
void gn_timesync_stats(const struct gn_timesync *ts,
		       struct gn_timesync_stats *out);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef GN_TAP_H
#define GN_TAP_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/types.h"

/*
 * Do the stamps of several sensors agree? A knock on the table on which all of
 * them lie reaches each in the same instant, so what their stamps differ by is
 * what their clocks differ by.
 *
 * In one sensor a tap is a burst of the specific force out of rest and into
 * rest: 0.3 s within 0.5 m/s2 of its mean; then, within 60 ms, 3 m/s2 and more,
 * of an SD in time of at most 15 ms; after these under a quarter of its peak;
 * and from 0.15 to 0.45 s after its onset again within 0.5 m/s2. Steps and
 * weights that are put down come out of a movement or go on into one. Its time
 * is the centroid of the deviation from the mean before it, smoothed by a
 * triangle of 20 ms to either side, less three times the noise. Sensors below
 * 45 Hz see no tap, nor do those with stamps that jump about by over half a
 * step.
 *
 * Taps of two and more sensors within 50 ms that are similar (SD within 5 ms
 * and half a sampling step, area within a factor of ten) are one shared tap.
 * Three of them, each within 5 s of the one before, are a series if a sensor's
 * offsets differ from their median by no more than 3 ms and half a step of
 * each. A series is all that is ever claimed; less may be chance.
 *
 * Error, from tests/unit/test_tap.c: of one tap in one sensor, as parts of a
 * sampling step (SD), where the sensor filters what it cannot sample: 0.01 for
 * a knock alone; for one that rings on at 60 Hz 0.07 at 50 Hz (1.4 ms), 0.05 at
 * 100 Hz (0.5 ms), 0.03 at 200 Hz (0.2 ms), 0.01 at 400 Hz. Where it averages
 * over a step and no more, 0.25 at 50 Hz (5 ms), 0.2 at 100 Hz, 0.01 at 400 Hz:
 * that shows in the scatter of the taps, and so in the error that is given.
 * Sensors of unlike rates differ by up to 1.2 ms by what rings. The delay of a
 * sensor's filter is in the stamps and so in the offset.
 * Source: ours. The centroid of |a| is linear, so it hardly depends on where in
 * its step the tap falls, as those of |da|, |da|^2 and |a|^2 do; smoothed to
 * the band of the slowest sensor it does not depend on the rate either.
 *
 * Tier A: plain state, memcpy-able, no allocation. All members are private.
 */
#define GN_TAP_SERIES_MAX 8     /* of a recording; more replace the last */
#define GN_TAPS_MAX 16          /* of a series; more are passed over */
#define GN_TAP_SAMPLES 64       /* of a burst: rates up to 1 kHz */
#define GN_TAP_OPEN 4           /* shared taps that wait for their sensors */

/* What a series of shared taps tells. Of sensors that are not in it, NAN. */
struct gn_tap_series {
	int64_t  at_ns;                 /* its first tap, reference's stamp */
	uint32_t taps;                  /* 3..GN_TAPS_MAX */
	uint32_t reference;             /* sensor in the middle of all; of an
	                                 * even number, the earlier one */
	/* Stamp less the reference's, median of the taps; > 0: late. Its
	 * error, 2 SD; the reference's is 0. */
	float    offset_s[GN_SENSORS_MAX], error_s[GN_SENSORS_MAX];
};

enum gn_tap_phase {
	GN_TAP_START,                   /* no sample yet */
	GN_TAP_WAIT,
	GN_TAP_BURST,
	GN_TAP_SETTLE,
	GN_TAP_REST
};

struct gn_tap_sensor {
	enum gn_tap_phase phase;
	int64_t  last_ns, still_ns, onset_ns;   /* newest; still since */
	uint32_t n_still;               /* steps in that time */
	float    last[3], mean[3], noise, step_s, peak;
	float    x[GN_TAP_SAMPLES][3], x_s[GN_TAP_SAMPLES];
	uint32_t n;                     /* the burst: deviations, times */
	double   w, wt, wtt;            /* moments about the onset */
};

struct gn_tap_group {                   /* one shared tap */
	int64_t  t_ns;                  /* of its first sensor */
	uint32_t mask;                  /* sensors in it; 0: free */
	float    t_s[GN_SENSORS_MAX];   /* from t_ns on */
	float    width_s[GN_SENSORS_MAX], size[GN_SENSORS_MAX];
};

struct gn_taps {
	struct gn_tap_sensor sensor[GN_SENSORS_MAX];
	struct gn_tap_group  open[GN_TAP_OPEN];
	struct gn_tap_group  taken[GN_TAPS_MAX];        /* of the series */
	struct gn_tap_series series[GN_TAP_SERIES_MAX];
	uint32_t next, n_taken, n_series;
	int64_t  newest_ns;             /* of the series */
};

/* Begin anew. */
void gn_taps_init(struct gn_taps *t);

/**
 * Take one sample. Any stamp, value and sensor is safe: passed over is one
 * whose acceleration is no measurement (gonio/condition.h), one of a sensor
 * from GN_SENSORS_MAX on, and one with a stamp below 0, above GN_T_MAX_NS or
 * not newer than its sensor's newest. A stamp that jumps by 45 ms either way
 * ends what it falls into. Sensors may be ahead of each other by a second and
 * more.
 *
 * Cost: about 10 ns, no allocation.
 */
void gn_taps_push(struct gn_taps *t, const struct gn_sample *s);

/* The stream has ended: judge the taps that wait for more sensors or taps. A
 * tap less than 0.45 s before the end is none. Then only init may follow. */
void gn_taps_flush(struct gn_taps *t);

/**
 * The series found so far; all of them after gn_taps_flush().
 *
 * @param[out] n  0..GN_TAP_SERIES_MAX
 * @return n of them, in order of time, valid until the next call
 */
const struct gn_tap_series *gn_taps_series(const struct gn_taps *t, size_t *n);

#endif

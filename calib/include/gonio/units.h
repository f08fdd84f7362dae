/* SPDX-License-Identifier: MIT */
#ifndef GN_UNITS_H
#define GN_UNITS_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"
#include "gonio/types.h"

/*
 * Do a recording's numbers fit the units it declares? Fed with the samples as
 * they are read, in bounded memory; judged at the end.
 *
 * What is used, all of it physics and independent of the exercise:
 * - A sensor that is still reads the specific force 9.81 m/s^2. Still is
 *   judged by the accelerometer's spread relative to its own mean, so that it
 *   is found in any unit. Where a recording is never still, the median over
 *   quarter seconds stands in, with wide limits: on a body that neither falls
 *   nor flies it stays near 9.81 too.
 * - Gravity turns in the sensor's axes exactly against the sensor's own
 *   rotation: da/dt = -omega x a. The slope of the left side on the right one
 *   is 1 in rad/s, 1/57 where degrees were declared as radians. It does not
 *   depend on the accelerometer's unit and is taken only where both sides
 *   agree well (linear acceleration spoils them).
 * - A rate of 60 rad/s (3400 deg/s) is beyond what bodies do for long.
 *
 * Ours; limits and false alarms measured in tests/unit/test_units.c.
 *
 * Members are private. Life cycle: init -> push* -> verdict. No allocation, no
 * pointers: memcpy is a valid clone.
 */

#define GN_UNITS_VERDICTS(X)                                               \
	X(GN_UNITS_FINE,       "the units fit")                            \
	X(GN_UNITS_UNKNOWN,    "too little to tell")                  \
	X(GN_UNITS_NO_DATA,    "every sample is missing")                  \
	X(GN_UNITS_ACC_DEAD,   "accelerometer stuck or all zero")          \
	X(GN_UNITS_GYR_DEAD,   "gyroscope stuck or all zero")              \
	X(GN_UNITS_SWAPPED,    "accelerometer and gyroscope swapped")      \
	X(GN_UNITS_NO_GRAVITY, "gravity was removed")                      \
	X(GN_UNITS_ACC_G,      "acceleration in g")                        \
	X(GN_UNITS_ACC_MG,     "acceleration in mg")                       \
	X(GN_UNITS_ACC_COUNTS, "acceleration in raw counts")               \
	X(GN_UNITS_ACC_TWICE,  "acceleration in m/s^2 declared as g")      \
	X(GN_UNITS_ACC_OTHER,  "acceleration not in its unit")             \
	X(GN_UNITS_GYR_DEG,    "rates in deg/s declared as rad/s")         \
	X(GN_UNITS_GYR_RAD,    "rates in rad/s declared as deg/s")         \
	X(GN_UNITS_GYR_OTHER,  "rates not in their unit")

#define X(name, text) name,
enum gn_units_verdict { GN_UNITS_VERDICTS(X) GN_UNITS_COUNT };
#undef X

/* The verdict in a few words; never NULL. */
const char *gn_units_text(enum gn_units_verdict v);

/* Bins of the logarithmic histograms: four per factor 2 of the square. */
#define GN_UNITS_BINS 256

/* Sums over some time of one sensor. */
struct gn_units_sums {
	uint32_t n_acc, n_gyr;
	double   acc[3], gyr[3], acc2;
};

struct gn_units_sensor {
	uint64_t n_acc, n_gyr;          /* samples that were there */
	uint64_t n_fast;                /* rates beyond 60 rad/s */
	uint8_t  acc_varies, gyr_varies;
	float    acc_first[3], gyr_first[3];
	int64_t  block;                 /* number of the quarter second */
	uint8_t  have_last, still_blocks;
	struct gn_units_sums now;       /* this quarter second */
	double   last_acc[3], last_gyr[3];      /* means of the one before */
	struct gn_units_sums still;     /* up to four of them in a row */
	double   num, den, tot;         /* slope of gravity's turning */
	uint32_t n_turn;
	uint16_t acc_hist[GN_UNITS_BINS];       /* |mean| of quarter seconds */
	uint16_t gyr_hist[GN_UNITS_BINS];
	uint16_t still_hist[GN_UNITS_BINS];     /* |mean| while still */
	double   still_sum;             /* of |mean| while still */
	uint32_t n_still;
};

/* 60 kB: rather a member of something allocated than on a small stack. */
struct gn_units_check {
	size_t n_sensors;
	struct gn_sensor        sensor[GN_SENSORS_MAX];
	struct gn_units_sensor  state[GN_SENSORS_MAX];
};

/**
 * @param[in] sensors  copied; parts they lack or call bad are not judged
 * @param[in] n        0..GN_SENSORS_MAX
 * @retval GN_OK
 * @retval GN_EINVAL  n too large
 */
GN_NODISCARD int gn_units_init(struct gn_units_check *c,
			       const struct gn_sensor *sensors, size_t n);

/**
 * Take n samples into account; any n, and the cut into calls does not matter.
 * Samples of sensors that are not there are passed over. Cost: about 5 ns a
 * sample.
 */
void gn_units_push(struct gn_units_check *c, const struct gn_sample *in,
		   size_t n);

/**
 * Judge sensor i by what was pushed so far.
 *
 * @param[in]  i    < n_sensors
 * @param[out] why  one line: the sensor's name, what it reads and what to do;
 *                  empty for GN_UNITS_FINE and GN_UNITS_UNKNOWN; may be NULL
 *
 * Anything beyond GN_UNITS_UNKNOWN means that this sensor must not be scored
 * as it is; GN_UNITS_GYR_DEAD leaves the accelerometer usable.
 */
enum gn_units_verdict gn_units_verdict(const struct gn_units_check *c,
				       size_t i, struct gn_diag *why);

/*
 * The figures behind it, for reports and tests; NAN where there is none.
 */
struct gn_units_figures {
	double rest_mps2;       /* norm of acc while still (n_still s) */
	double median_mps2;     /* median of the norm, a quarter second each */
	double low_part;        /* its 10 % quantile over its median */
	double gyr_radps;       /* median rate */
	double slope, r2;       /* gravity's turning on the rates; r2 in 0..1 */
	double fast_part;       /* part of the rates beyond 60 rad/s */
	uint32_t n_still, n_turn;
};
void gn_units_figures(const struct gn_units_check *c, size_t i,
		      struct gn_units_figures *out);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef GN_ALLAN_H
#define GN_ALLAN_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"

/*
 * The overlapping Allan deviation of one axis of a still sensor, and what it
 * says about the sensor: noise, bias instability, random walk of the bias.
 *
 * Streaming, so that a night's recording needs no memory of its length: the
 * running sum of the values is kept at every 2^k-th sample only, the last 201
 * of it for each k. Averaging times of up to 100 samples overlap fully and are
 * the textbook's estimate to rounding. Longer ones, m = 2^k {64, 80, 100},
 * overlap in steps of m/64 to m/100; the steps left out are nearly copies of
 * their neighbours and add no information. Three times per octave.
 *
 * Source: Riley, "Handbook of Frequency Stability Analysis", NIST SP 1065,
 * 2008: the overlapping Allan variance (5.2.4), degrees of freedom and the
 * chi-squared limits (5.3); IEEE Std 952-1997, Annex C, for N, B and K. The
 * formulas from memory; the deviation checked against SP 1065's table of its
 * 1000-point test suite, the limits against many seeds, tests/unit/
 * test_allan.c. Differs: which noise a point shows, that its degrees of
 * freedom depend on, comes from the curve's slope over the octaves before it,
 * not from the samples' autocorrelation; and what "seen" means below is ours.
 *
 * Members are private. Life cycle: init -> push* -> points, noise. No
 * allocation, no pointers: memcpy is a valid clone. 35 kB an axis.
 */

#define GN_ALLAN_LEVELS 20      /* averages over up to 5e7 samples */
#define GN_ALLAN_RING   201     /* twice the longest, 100, and one */
#define GN_ALLAN_SHORT  18      /* averaging times of the first level */
#define GN_ALLAN_POINTS_MAX (GN_ALLAN_SHORT + 3 * (GN_ALLAN_LEVELS - 1))

struct gn_allan {
	double   rate_hz;
	double   first;         /* subtracted from all, for the sum's sake */
	double   sum;
	uint64_t n, n_gaps, n_run;      /* n_run: since the last gap */
	double   ring[GN_ALLAN_LEVELS][GN_ALLAN_RING];
	double   square[GN_ALLAN_POINTS_MAX];
	uint64_t count[GN_ALLAN_POINTS_MAX];
};

/* One point of the curve. */
struct gn_allan_point {
	double   tau_s;         /* averaging time */
	double   adev;          /* deviation, in the values' unit */
	double   lo, hi;        /* the true one lies between them in 95 % */
	double   edf;           /* equivalent degrees of freedom, >= 1 */
	double   slope;         /* d log adev / d log tau; NAN: a lone point */
	uint64_t n;             /* second differences behind it */
};

/*
 * What the curve shows; U is the values' unit, rad/s or m/s^2. NAN: it does
 * not show it, as the recording is too short or another noise covers it.
 */
struct gn_allan_noise {
	double white;           /* N, U/sqrt(Hz): angle or velocity r. walk */
	double white_sd;        /* its standard deviation */
	double floor;           /* B, U: bias instability, minimum / 0.664 */
	double floor_tau_s;     /* where that minimum is */
	double walk;            /* K, U/s/sqrt(Hz): rate random walk */
	double walk_sd;
	double lowest;          /* U: the lowest that any point tells: B is */
	double lowest_tau_s;    /* below lowest / 0.664 if the floor is NAN */
};

/**
 * @param[in] rate_hz  of the values, finite and > 0; they are taken as even
 * @retval GN_OK
 * @retval GN_EINVAL  no such rate
 */
GN_NODISCARD int gn_allan_init(struct gn_allan *a, double rate_hz);

/**
 * Take the next value into account; at rest, in any unit.
 *
 * One that is not finite is a missing sample. It ends the stretch: averages do
 * not reach across it, so long ones need a recording without gaps. Cost: about
 * 30 ns. Error by rounding: below 1e-5 of the deviation for 1e8 values that
 * differ from the first by 1000 times their noise.
 */
void gn_allan_push(struct gn_allan *a, double value);

/**
 * The curve so far, shortest averaging time first; points without any second
 * difference are left out.
 *
 * @param[out] out  room for GN_ALLAN_POINTS_MAX
 * @return how many, 0 for less than three values in a row
 *
 * Constant values have a deviation of 0 and a slope of NAN.
 * Cost: about 50 us a point, for the limits.
 */
size_t gn_allan_points(const struct gn_allan *a, struct gn_allan_point *out);

/**
 * What a curve shows, from points with 5 degrees of freedom or more.
 *
 * - white: over the longest run of a slope of -1/2 +- 0.15, at least an octave;
 *   the mean of adev sqrt(tau), weighted by the degrees of freedom.
 * - walk: the same for adev sqrt(3 / tau) and +1/2 +- 0.25.
 * - floor: the curve's minimum, if the last two points lie above what the
 *   minimum would have become by averaging white noise on, limits included.
 *
 * @param[in] p  as gn_allan_points() made them; NULL only if n = 0
 */
void gn_allan_noise(const struct gn_allan_point *p, size_t n,
		    struct gn_allan_noise *out);

#endif

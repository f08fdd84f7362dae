/* SPDX-License-Identifier: MIT */
#ifndef GN_MEASURE_H
#define GN_MEASURE_H

#include <stddef.h>

#include "gonio/catalogue.h"
#include "gonio/err.h"
#include "gonio/gravity.h"
#include "gonio/result.h"

/*
 * What is measured of a repetition and of a set, once it is known where they
 * are. Pure functions of their arguments; none allocates.
 *
 * References:
 *   [Balasubramanian:2015] S. Balasubramanian et al., "On the analysis of
 *     movement smoothness", J NeuroEngineering Rehabil 12:112, 2015.
 *   [Flash:1985] T. Flash, N. Hogan, "The coordination of arm movements", J
 *     Neurosci 5:1688, 1985: the minimum-jerk profile.
 */

/* One movement on an even grid. */
struct gn_curve {
	const float *angle_rad;   /* n; not NULL */
	const float *rate_radps;  /* n, signed, about the axis of the angle;
	                           * NULL: central differences of the angle */
	const float *speed_radps; /* n, >= 0: magnitude of the angular rate;
	                           * NULL: |rate|, and no smoothness */
	size_t       n;
	double       fs_hz;       /* > 0 */
};

/* Where a repetition lies on a curve, in samples; fractions are fine. */
struct gn_bounds {
	double start, turn, end;  /* 0 <= start < turn < end <= n - 1 */
	double next;              /* the next one's start, >= end; NAN: none */
};

/* Longest movement that smoothness is computed of, samples; more is NAN. */
#define GN_SMOOTH_MAX 4096

/* Bytes of work memory, aligned for double, for movements of n samples. */
size_t gn_measure_work_size(size_t n);

/**
 * Measure one repetition: fills tempo_s, rom_rad, peak_radps, mean_radps,
 * sparc and ldlj of *out, and leaves its other members alone.
 *
 * tempo_s    E-P1-C-P2: P1 follows the eccentric half and P2 the concentric
 *            one, whichever half comes first. So the pause at the turn is P1
 *            of a squat and P2 of a curl; the pause after the end is the
 *            other, NAN where the next start is not known. The four add up to
 *            next - start. A pause begins and ends where a minimum-jerk
 *            movement that passes 10 % and 50 % of the half's peak rate at
 *            the same times would be still: the crossings are interpolated
 *            between samples, and the onset is extrapolated from them by
 *            t10 - 0.606 (t50 - t10); the rate is averaged over +-0.06 s
 *            before, which shifts an onset by a few ms. A smooth turn has no
 *            pause, and a hold is not stretched by the slow ends of the
 *            movement. Tremor in a hold below half of the peak rate does not
 *            end it. Ours, see tests/unit/test_measure.c.
 * rom_rad    angle at the turn against the mean of those at both ends; each
 *            by a parabola fitted to 1/10 of the repetition about it, so that
 *            noise does not widen it (largest minus least sample would).
 * peak_radps the highest speed, by a parabola through three samples
 * mean_radps over the two moving halves, the pause at the turn left out
 * sparc, ldlj  mean of those of the two moving halves: a hold that was asked
 *            for is no lack of smoothness
 *
 * @param[in]     c     not NULL; a NAN inside the span makes what depends on
 *                      it NAN
 * @param[in]     at    not NULL
 * @param[in]     first which half comes first
 * @param[out]    work  gn_measure_work_size(end - start + 2) bytes; NULL:
 *                      sparc is NAN
 * @param[in,out] out   not NULL
 *
 * @retval GN_OK
 * @retval GN_EINVAL  the span is not in order or not on the curve; *out is
 *                    untouched
 *
 * Cost: O(m log m) in the span's samples m.
 */
GN_NODISCARD int gn_measure_rep(const struct gn_curve *c,
				const struct gn_bounds *at, enum gn_phase first,
				void *work, struct gn_rep *out);

/**
 * The edges of movement inside a span: start and end are moved inwards to
 * where the pauses end and begin (see tempo_s), the turn to the middle of its
 * pause. Never outwards. A span that is all pause stays as it is.
 *
 * @retval GN_OK
 * @retval GN_EINVAL  as gn_measure_rep
 */
GN_NODISCARD int gn_measure_trim(const struct gn_curve *c,
				 struct gn_bounds *at);

/**
 * Spectral arc length of a speed profile, [Balasubramanian:2015] with the
 * amplitude threshold 0.05, 10 Hz (or half the sampling rate, if less), and
 * zero padding to 2^(ceil(log2 n) + 4). Nearer 0 is smoother; a minimum-jerk
 * second gives -1.406.
 *
 * @param[in]  speed  n values >= 0, any unit
 * @param[out] work   gn_measure_work_size(n) bytes, aligned for double
 *
 * @return the arc length, <= 0, or NAN: n < 2 or > GN_SMOOTH_MAX, all 0, or a
 *         value that is not finite
 */
double gn_sparc(const float *speed, size_t n, double fs_hz, void *work);

/**
 * Log dimensionless jerk of a speed profile, [Balasubramanian:2015]:
 * -ln(T^3 / peak^2 * sum (d2v/dt2)^2 dt), T = n / fs. Nearer 0 is smoother; a
 * minimum-jerk movement has -ln 204.8 = -5.32.
 *
 * @return NAN: n < 3, all 0, no jerk at all, or a value that is not finite
 */
double gn_ldlj(const float *speed, size_t n, double fs_hz);

/**
 * How a sensor went along in a repetition: the mean direction of up, and how
 * far up turned at most away from the mean of its first and last frame, which
 * needs no knowledge of how the sensor sits. The tilt of a slow movement is
 * that of gn_gravity(), about 1 deg. Ours, see tests/unit/test_moved.c.
 *
 * @param[in]  up      n > 0 unit vectors, in sensor axes
 * @param[in]  bridge  n: 1 where a frame is made up; those do not count
 * @param[out] out     NAN if more than a third of the frames are made up
 */
void gn_measure_moved(const float (*up)[3], const uint8_t *bridge, size_t n,
		      struct gn_moved *out);

/**
 * When the tilt of a repetition is half-way, on average over both ways, in
 * frames from the first: the earlier of two limbs has less. The crossings are
 * interpolated. Ours, see tests/unit/test_moved.c.
 *
 * @return NAN: no frames, or the tilt is below 0.05 rad
 */
double gn_measure_midway(const float (*up)[3], size_t n);

/* Band of tremor: physiological 8-12 Hz, essential 4-12 (PMC6806079); of the
 * parkinsonian, 3-8, what is below 4 is left out, as movement itself reaches
 * that far. */
#define GN_TREMOR_LOW_HZ  4.0
#define GN_TREMOR_HIGH_HZ 12.0
#define GN_TREMOR_RATE_HZ 30.0  /* a slower sensor does not show it */

/**
 * Root mean square of what is between GN_TREMOR_LOW_HZ and GN_TREMOR_HIGH_HZ
 * in the rates of a repetition, over all three axes: second-order Butterworth
 * low-passes, forwards and backwards. Of a movement without tremor it holds
 * what is fast in that: compare like with like.
 *
 * @param[in]  f        n frames
 * @param[out] scratch  2 n floats
 * @return NAN: n < 3 or a rate that is not finite
 */
float gn_measure_tremor(const struct gn_frame *f, size_t n, double fs_hz,
			float *scratch);

/* Largest difference of |acc| from gravity in n frames, m/s^2; NAN: none. */
float gn_measure_jolt(const struct gn_frame *f, size_t n);

/*
 * What limits a range of motion. Standard deviations; 0: negligible.
 */
struct gn_rom_error {
	float noise_rad;     /* of one sample of the angle */
	float drift_radps;   /* of the angle's slow error */
	float base_rad;      /* sensor against bone, any movement ... */
	float part;          /* ... and as a part of the range */
};

/**
 * Error of an angle by the kind of its segments: skin and strap let a sensor
 * move against the bone, and this grows with the range.
 *
 * Source: ours, ten sensors against an optical system, one person: 95 % half
 * widths of the range, deg: knee 3 + 0.15 ROM, hip 5 + 0.2 ROM, ankle 8 + 0.3
 * ROM; pelvis tilt 3 + 0.3 ROM; thigh and shank tilt within 2 deg RMSE. A
 * joint of the arm was not measured and takes the widest, that of the ankle;
 * another segment takes the pelvis's. A depth camera guesses where joints are,
 * whatever the range: three people against an optical system, knee 19, hip 43,
 * ankle 87; its arms take the widest, one segment takes the knee's. noise and
 * drift are set to 0.
 *
 * @param[in] joint  the two segments, as in gn_exercise; for the tilt or
 *                   rotation of one segment the second is GN_PLACE_UNKNOWN
 * @param[in] camera  1: of segments that a depth camera saw
 */
struct gn_rom_error gn_rom_error_of(const enum gn_place joint[2], int camera);

/**
 * The same of how far a segment turns about its long axis, or about the
 * other's; what is not sure of headings and axes is not in it.
 *
 * Skin follows a bone's turn only in part, so that what is read is too little:
 * the error is a part of the range, and none of it is made good. 95 % half
 * widths, deg: hip rotation 6 + 1.1 ROM: a sensor on the thigh saw 43 and 53 %
 * of it, far from the knee and near (Wren et al., Gait & Posture 27:530, 2008),
 * taken in the middle, 1 / 0.48 - 1; 5.8 deg stood a hip off besides
 * (Fiorentino et al., Gait & Posture 55:184, 2017). Shoulder rotation 12 +
 * 0.45 ROM: 64 to 74 % against the forearm (a cluster on the proximal ulna;
 * means of three tasks), 1 / 0.69 - 1; 5 deg on average off bone pins while an
 * arm is raised (Hamming et al., PMC3327809), 2.5 times that at 95 %. Other
 * joints and cameras: as gn_rom_error_of; of the plane of elevation bone pins
 * say 0 to 2 deg on average (Hamming), and of the forearm nothing was found.
 * Not one of them is set on recordings. Against optics, whose markers sit on
 * skin too: one person, ten sensors, six exercises, hip rotation of 5 to 29 deg
 * was off by 7 deg in the median, 16 at 95 %, and the width held 95 %.
 *
 * @param[in] joint   the base and the segment that turns
 * @param[in] around  1: where it points about the base, 0: about itself
 * @param[in] camera  1: as gn_rom_error_of
 */
struct gn_rom_error gn_rom_error_turn(const enum gn_place joint[2], int around,
				      int camera);

/**
 * Standard deviation of a range of motion: the root of the sum of
 *   1.5 noise^2            (the turn, and the mean of two ends)
 *   (drift duration)^2 / 4 (turn midway between the ends)
 *   (base + part rom)^2
 *
 * The first is an upper limit: parabolas average noise away.
 */
float gn_rom_sd(const struct gn_rom_error *e, float rom_rad, float duration_s);

/**
 * Tell partial repetitions from full ones: kind of each of n is set.
 *
 * Partial is a range below partial_of times the reference of its side, which
 * is the median of the ranges; or, where the ranges fall apart into two groups
 * (a gap of 1/10 of the upper group's median or more, the lower median below
 * partial_of times the upper one, at least a quarter of the repetitions and
 * three of them in the upper group), the median of the upper group. So ten
 * full repetitions followed by ten small ones are ten full and ten partial,
 * and one odd long repetition makes none of the others partial. Ours.
 *
 * @param[in,out] reps        n, of one set; an unknown range counts as full
 * @param[in]     partial_of  0..1; 0: all are full
 * @param[out]    scratch     n floats
 */
void gn_measure_partial(struct gn_rep *reps, size_t n, float partial_of,
			float *scratch);

/**
 * Sum up a set: counts, mean, standard deviation (n - 1) and coefficient of
 * variation (sd / mean) over all its repetitions, full and partial; unknown
 * values are left out, and a spread takes two values at least.
 *
 * velocity_loss is (fastest - last) / fastest in mean_radps: against the
 * fastest repetition of the set, not against the first.
 *
 * @param[in]  reps  n, in order of time
 * @param[out] out   n, start_ns, end_ns, reps and all else are set; n from the
 *                   first repetition's set; n = 0 gives zero counts and NAN
 */
void gn_measure_set(const struct gn_rep *reps, size_t n, struct gn_set *out);

#endif

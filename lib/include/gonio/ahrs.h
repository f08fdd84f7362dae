/* SPDX-License-Identifier: MIT */
#ifndef GN_AHRS_H
#define GN_AHRS_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"
#include "gonio/quat.h"

/*
 * Orientation of one sensor from its gyroscope, accelerometer and, where
 * there is one, magnetometer.
 *
 * Frame e: z up, heading fixed. "6D" quaternions use no magnetometer; their
 * heading starts at 0 and drifts. "9D" quaternions have x east, y (magnetic)
 * north. A quaternion q_e_s turns sensor axes into e: up in sensor axes is
 * gn_quat_rotate_inv(q, (0, 0, 1)).
 *
 * Method: strap-down integration of the gyroscope; the specific force is
 * low-passed in that almost-inertial frame, where a movement's accelerations
 * average out, and the frame is turned so that the mean points up; a Kalman
 * filter learns the gyroscope's bias at rest and in motion; the heading
 * follows the magnetometer while its field has the norm and dip it is known
 * by. After Laidig and Seel, "VQF: Highly accurate IMU orientation estimation
 * with bias estimation and magnetic disturbance rejection", Information
 * Fusion 91, 2023, doi 10.1016/j.inffus.2022.10.014. Differs: corrections
 * run at about 18 Hz on block means, whatever the rate; the scale factors of
 * the gyroscope are learned with its bias; the heading follows the field as
 * slowly as what is known of the gyroscope allows; the sensor's own delay is
 * made up for. All ours, reasons in ahrs.c, ahrs_bias.c and ahrs_mag.c.
 *
 * Life cycle: init -> update* -> reset | init. No destroy, no allocation.
 * Copying:    struct gn_ahrs holds no pointers; a copy is a valid clone.
 * Blocks:     the result depends on the samples only, not on how they are cut
 *             into calls, bit for bit; a reset filter equals a fresh one.
 * Threads:    one object, one thread at a time.
 *
 * Missing samples. acc or mag NAN, infinite or absurd (beyond 1e4 m/s^2, 1e6
 * units): that correction skips this sample. gyr NAN, infinite or beyond 300
 * rad/s: the time passes and the orientation is held; once more than 0.1 s
 * (and 3 samples) in a row are missing, or an interval is that long, the
 * movement in between is unknown, and inclination is found anew from the
 * acceleration that follows (as after a reset, but bias, scale and the
 * magnetic field known are kept).
 */

struct gn_ahrs_params {
	float rate_hz;          /* 1..20000; no default */
	float tau_acc_s;        /* inclination low-pass, default 3; 0.05..100 */
	float mag_sigma_rad;    /* how far the undisturbed field's direction is
				 * off, 1 sigma; default 0.052 (3 deg), > 0 */
	float bias_sigma_radps; /* bias before any rest, 1 sigma, default
				 * 0.0087 (0.5 deg/s); > 0, <= 0.1 */
	float rest_gyr_radps;   /* rest: gyr within, default 0.035 (2 deg/s) */
	float rest_acc_mps2;    /* rest: acc within, default 0.5 */
	float delay_s;          /* group delay of the sensor's own low-pass, see
				 * ahrs.c; 0..0.1; NAN, default: 0.75/rate_hz */
};

struct gn_ahrs_params gn_ahrs_params_default(float rate_hz);

/* Gyroscope errors: two tilts, three biases, three scale factors. */
#define GN_AHRS_STATES 8

/* All members of the following are private: see the functions below. */
struct gn_ahrs_bias {
	float x[GN_AHRS_STATES];
	float cov[GN_AHRS_STATES][GN_AHRS_STATES];
	float low[14], rate[14];        /* low-passed regressors, their slope */
	float sum[14];                  /* integrals over the window */
	float turn[2];                  /* tilt correction over the window */
	float window_s, still_s;
	float still[3];                 /* gyr over the window at rest */
};

struct gn_ahrs_mag {
	float    delta_rad;     /* heading of frame e6 against north */
	float    var;           /* of it, rad^2; negative: not known */
	float    norm, dip;     /* of the field now, smoothed */
	float    ref_norm, ref_dip;             /* of the field known */
	float    cand_norm, cand_dip, cand_s;   /* of one that may replace it */
	float    age_s, good_s;
	uint32_t known;
};

/* Sums over samples (acc, mag: in frame i) or over blocks. */
struct gn_ahrs_sums {
	float    time_s;
	float    gyr[3], acc[3], mag[3];
	uint32_t n_gyr, n_acc, n_mag;
};

struct gn_ahrs {
	struct gn_ahrs_params p;
	struct gn_quat q;               /* sensor to drifting frame i */
	struct gn_quat ahead;           /* the same, delay made up for */
	struct gn_quat tilt, head;      /* i to e6, e6 to e9 */
	float    bias[3], gain[3];
	uint32_t block, count;          /* samples a block has, and so far */
	uint32_t aligned;
	float    gap_max_s, gap_s, no_acc_s, age_s, rest_s;
	struct gn_ahrs_sums s;
	float    low[3], rate[3];               /* low-passed acc, frame i */
	float    shake;                         /* mean square of the rest */
	float    rest_gyr[3], rest_acc[3];
	float    slow_s, slow_gyr2, slow_turn[2];  /* sums over blocks */
	float    slow[12], slow_mag[3];
	uint32_t slow_n, slow_n_mag;
	struct gn_ahrs_bias b;
	struct gn_ahrs_mag m;
};

/**
 * Set up, with the orientation unknown.
 *
 * @param[out] a  not NULL; untouched on error
 * @param[in]  p  not NULL; copied
 *
 * @retval GN_OK
 * @retval GN_EINVAL  a parameter is outside its range or not finite
 */
GN_NODISCARD int gn_ahrs_init(struct gn_ahrs *a,
			      const struct gn_ahrs_params *p);

/* As after init with the same parameters. */
void gn_ahrs_reset(struct gn_ahrs *a);

/**
 * Feed n samples of an even stream (1 / rate_hz apart); any n, 0 included.
 *
 * @param[in,out] a    not NULL
 * @param[in]     n    samples
 * @param[in]     gyr  n x 3, row-major, rad/s; NULL only if n = 0
 * @param[in]     acc  n x 3, m/s^2 (specific force); NULL only if n = 0
 * @param[in]     mag  n x 3, any fixed unit; NULL: no magnetometer
 * @param[out]    q6   n, orientation at each sample without magnetometer;
 *                     NULL: not wanted
 * @param[out]    q9   n, the same with magnetometer; NULL: not wanted. Without
 *                     any valid mag so far equal to q6.
 *
 * Until the first valid acc the orientation is the identity turned by the
 * gyroscope. Cost: O(n), no allocation; see bench_ahrs.c.
 */
void gn_ahrs_update(struct gn_ahrs *a, size_t n, const float *gyr,
		    const float *acc, const float *mag, struct gn_quat *q6,
		    struct gn_quat *q9);

/**
 * The same for an uneven stream.
 *
 * @param[in] dt_s  n, time since the previous sample, s; >= 0. NULL: even.
 *                  The first sample's own is the time its rate is taken to
 *                  have lasted. NAN or negative: taken as 1 / rate_hz.
 */
void gn_ahrs_update_dt(struct gn_ahrs *a, size_t n, const float *dt_s,
		       const float *gyr, const float *acc, const float *mag,
		       struct gn_quat *q6, struct gn_quat *q9);

/* The orientation now, without and with magnetometer. */
struct gn_quat gn_ahrs_q6(const struct gn_ahrs *a);
struct gn_quat gn_ahrs_q9(const struct gn_ahrs *a);

/**
 * Gyroscope bias, sensor axes.
 *
 * @param[out] bias_radps  3; NULL: not wanted
 * @return its standard uncertainty, rad/s, that of the worst axis
 */
float gn_ahrs_bias(const struct gn_ahrs *a, float bias_radps[3]);

/**
 * Start from a bias known beforehand (calibration, an earlier session).
 *
 * @param[in] bias_radps   3, rad/s, each within +-0.2
 * @param[in] sigma_radps  its standard uncertainty, > 0
 *
 * @retval GN_OK
 * @retval GN_EINVAL  outside the range or not finite; nothing changed
 */
GN_NODISCARD int gn_ahrs_set_bias(struct gn_ahrs *a, const float bias_radps[3],
				  float sigma_radps);

/* 1: the sensor has lain still for 1.5 s or more. */
int gn_ahrs_at_rest(const struct gn_ahrs *a);

/*
 * 1: the magnetic field is not the one known, so that the heading runs on the
 * gyroscope; also before any valid mag.
 */
int gn_ahrs_mag_disturbed(const struct gn_ahrs *a);

/**
 * Scale factor of each gyroscope axis as learned in motion, near 1.
 *
 * @param[out] gain  3; true rate = gain x (reading - bias)
 */
void gn_ahrs_gain(const struct gn_ahrs *a, float gain[3]);

/*
 * Offline: a whole recording at once, forward and backward, without the lag
 * of a filter. For even streams; mark missing samples as NAN.
 */

/*
 * Bytes of work memory for n samples: 88 per block (18 a second) and 1.4 per
 * sample, 6.2 MB for an hour at 100 Hz. 0 when p is NULL or a parameter
 * outside its range.
 */
size_t gn_ahrs_offline_size(const struct gn_ahrs_params *p, size_t n);

/**
 * Orientation at each of n samples, from those before and after it.
 *
 * @param[in]  p     as for gn_ahrs_init; not NULL
 * @param[in]  n     samples, > 0
 * @param[in]  gyr, acc, mag  as for gn_ahrs_update
 * @param[in]  work  aligned for max_align_t; contents do not matter
 * @param[in]  size  bytes there, >= gn_ahrs_offline_size(p, n)
 * @param[out] q6    n; NULL: not wanted
 * @param[out] q9    n; NULL: not wanted
 *
 * @retval GN_OK
 * @retval GN_EINVAL  a parameter outside its range, or n = 0
 * @retval GN_ENOSPC  work memory too small
 *
 * On error nothing is written. Cost: O(n), no allocation.
 */
GN_NODISCARD int gn_ahrs_offline(const struct gn_ahrs_params *p, size_t n,
				 const float *gyr, const float *acc,
				 const float *mag, void *work, size_t size,
				 struct gn_quat *q6, struct gn_quat *q9);

#endif

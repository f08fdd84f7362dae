/* SPDX-License-Identifier: MIT */
#ifndef GN_CAL_HEALTH_H
#define GN_CAL_HEALTH_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/allan.h"
#include "gonio/cal_file.h"
#include "gonio/condition.h"
#include "gonio/driver.h"
#include "gonio/mag_cal.h"
#include "gonio/still_poses.h"

/*
 * Is a sensor still good? What `gonio calibrate check` measures on one, while
 * it lies still for some seconds at least once, and how that is judged.
 *
 * Limits are ours: without a calibration they are what sensors of the shelf
 * stay within; with one, see gonio/cal_drift.h. Bias instability,
 * which takes minutes of lying still, is compared with three times the data
 * sheet's where that is known.
 */

enum gn_vet_verdict {
	GN_VET_GOOD,
	GN_VET_UNKNOWN,      /* nothing was seen that tells */
	GN_VET_DRIFTED,      /* against its calibration */
	GN_VET_BAD
};

/* "good", "not assessed", "drifted", "bad". */
const char *gn_vet_text(enum gn_vet_verdict v);

enum gn_vet_part {
	GN_VET_ACC, GN_VET_GYR, GN_VET_NOISE, GN_VET_FLOOR,
	GN_VET_CLIPPED, GN_VET_RATE, GN_VET_MAG, GN_VET_PARTS
};

/* "accelerometer", "gyroscope", ... */
const char *gn_vet_part_name(enum gn_vet_part part);

struct gn_vet_line {
	uint8_t there;                  /* 0: the sensor has no such part */
	enum gn_vet_verdict verdict;
	char measured[64];              /* with its unit */
	char todo[100];                 /* "" where it is good */
};

/* Samples of a quarter second whose stillness is not known yet. */
#define GN_VET_PENDING 1024

/* Members are private. 300 kB: on the heap. */
struct gn_vet {
	struct gn_sensor      sensor;
	struct gn_still_poses poses;
	struct gn_cond        cond;
	struct gn_allan       noise[6];         /* acc, gyr */
	struct gn_sample      pending[GN_VET_PENDING];
	size_t   n_pending;
	int64_t  block;                 /* number of that quarter second */
	uint8_t  was_still, not_gravity;
	struct gn_mag_sums mag;
	struct gn_cal_file iron;        /* the magnetometer's group alone */
	uint64_t n_mag;
	double   mag_sum, mag_sum2;     /* of the norms */
};

/**
 * @param[in] i  which sensor of its source it is: the others' samples are
 *               passed over
 * @param[in] cal  the iron in it is taken off the field; NULL: none
 * @retval GN_OK
 * @retval GN_EINVAL  its nominal rate is no rate
 */
GN_NODISCARD int gn_vet_init(struct gn_vet *h, const struct gn_sensor *s,
				size_t i, const struct gn_cal_file *cal);

void gn_vet_push(struct gn_vet *h, const struct gn_sample *in, size_t n);

/**
 * Judge what was pushed; h cannot be pushed to after it.
 *
 * @param[in]  cal     its calibration; NULL: none
 * @param[in]  status  of the device; NULL: it is none
 * @param[out] out     a line for each part
 * @return the worst verdict: GN_VET_UNKNOWN counts only for accelerometer
 *         and gyroscope
 */
enum gn_vet_verdict
gn_vet_judge(struct gn_vet *h, const struct gn_cal_file *cal,
		const struct gn_source_status *status,
		struct gn_vet_line out[GN_VET_PARTS]);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef LEGS_H
#define LEGS_H

#include <stddef.h>

#include "gonio/body.h"
#include "gonio/quat.h"
#include "gonio/types.h"

/*
 * A leg and the trunk on it in closed form: foot on the ground, shank about
 * the ankle, thigh about the knee, pelvis about the hip, each leaning in the
 * sagittal plane by its own part of one movement. A squat bends all of them;
 * sensors sit anywhere on their segments, in any orientation.
 */
enum { LEG_PELVIS, LEG_THIGH, LEG_SHANK, LEG_FOOT, LEG_SENSORS };

struct legs {
	double lean_rad[LEG_SENSORS];   /* at the deepest, forward positive */
	struct gn_quat mount[LEG_SENSORS];      /* sensor to segment axes */
	double at[LEG_SENSORS];         /* sensors, from the lower end: 0..1 */
	double stand_s;                 /* before and after */
	int    reps;
	double rep_s, pause_s;
	double wide[LEG_SENSORS];       /* times rep_s that it moves, 1 */
	double hole_s[2];               /* no samples from, to; 0, 0: none */
};

/* 2 s of standing, six squats of 3 s: shank 25, thigh -60, pelvis 30 deg. */
void legs_init(struct legs *l);

extern const struct gn_sensor legs_sensors[LEG_SENSORS];   /* right leg */

/* How far segment k has gone at t s: 0 standing, 1 at its lean_rad. */
double legs_bent(const struct legs *l, int k, double t);

/* All samples at 100 Hz in order of time, malloc'd; *n of them. */
struct gn_sample *legs_samples(const struct legs *l, size_t *n);

/* Up of n sensors into the body, from the first 1.5 s, in which they stand. */
void legs_pose(const struct gn_sample *s, int n, struct gn_body *body);

/* Turn the samples of a sensor from a time on, as a strap does that slips in
 * LEGS_SLIP_S: the gyroscope feels it. */
#define LEGS_SLIP_S 0.3
void legs_slip(struct gn_sample *s, size_t n, size_t sensor, int64_t from_ns,
	       struct gn_quat by);

/* Those from..to s as a table that names the sensors; its path in the test's
 * folder, see files_path(). */
const char *legs_table(const struct legs *l, const char *name, double from_s,
		       double to_s);

#endif

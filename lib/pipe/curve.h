/* SPDX-License-Identifier: MIT */
#ifndef GN_CURVE_PRIV_H
#define GN_CURVE_PRIV_H

#include "gonio/gravity.h"
#include "gonio/measure.h"
#include "gonio/types.h"

/*
 * The curve that a set's repetitions are measured on: an angle and a speed
 * over the frames of one sensor, or of the two segments of a joint.
 */

/* One sensor's view of the stretch. */
struct view {
	const struct gn_frame *frames;   /* n, finite */
	const uint8_t *bridge;           /* n: 1 where a frame is made up */
	size_t n;
	float gyr_step_s;                /* 0: no rates */
	uint8_t aligned;                 /* 1: in the segment's own axes */
};

/* A repetition in that sensor's frames. */
struct mark {
	uint32_t start, turn, end;
};

/* Memory for stretches of max frames, taken once. */
struct curve_work {
	size_t  max;
	float (*up)[3];
	struct gn_quat *level;           /* as gn_gravity has it, of the sensor
					  * that is looked at; NULL: not
					  * wanted. Not of this memory */
	float  *scratch;                 /* of gn_gravity */
	float  *angle, *speed;           /* the result */
	float  *forward[2];              /* acceleration of each segment */
	float  *other;                   /* second segment's angle */
};

int gn_curve_work_init(struct curve_work *w, size_t max);
void gn_curve_work_free(struct curve_work *w);

/* Up at every frame into w->up, in sensor axes; across a hole it stands. */
void gn_curve_up(struct curve_work *w, const struct view *v);

/* How fast the sensor rises, m/s, into s, after gn_curve_up(); what is slower
 * than 2 pi tau_s is lost, and a move's both ends sink by its way / 2 tau_s. */
#define CURVE_RISE_S 1.06
void gn_curve_rise(struct curve_work *w, const struct view *v, double tau_s,
		   float *s);

/* The speed of the n values in w->angle, smoothed, into w->speed. */
void gn_curve_speed(struct curve_work *w, size_t n);

enum curve_kind { CURVE_TILT, CURVE_ROTATION, CURVE_VERTICAL };

/**
 * Angle and speed of one segment into w->angle and w->speed.
 *
 * Tilt: the pitch of the segment's long axis about the movement's own axis,
 * which is the main direction of the rates after their part along the
 * vertical is taken off (Seel, Raisch, Schauer 2014 for the idea; tying it to
 * the vertical is ours, see tests/unit/test_session.c). Rotation: about the
 * main direction of all rates, where the movement hardly tilts. Vertical:
 * height, where it hardly turns; then angle and speed are m and m/s.
 *
 * @param[in] m  n_m > 0 repetitions: what moves outside them has no say
 * @param[in] rises  1: height is what counts, if it rises at all
 */
enum curve_kind gn_curve_segment(struct curve_work *w, const struct view *v,
				 const struct mark *m, size_t n_m, int rises);

/**
 * Angle between two neighbouring segments, as the difference of their pitches.
 * The sign of the second is that which makes both accelerate forward alike;
 * two that are aligned pitch about one axis, that of the one that turns more.
 *
 * @return 1, or 0: the two do not show a hinge; nothing is to be named so
 */
int gn_curve_joint(struct curve_work *w, const struct view *proximal,
		   const struct view *distal, const struct mark *m,
		   size_t n_m);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef GN_FACING_PRIV_H
#define GN_FACING_PRIV_H

#include "gonio/quat.h"
#include "joints.h"

/*
 * How one segment is turned against another: which way they face each other,
 * told by their joint, and from that the turns of the joint's sequence. What
 * tells it is in joint.h: one heading for all of a repetition.
 */
struct facing {
	const struct gn_angle_def *def;
	const struct limb *moving, *base;
	struct gn_quat turn;    /* of moving's level frame into base's */
	float sd_rad;           /* of its heading; INFINITY: not known */
};

/* Is a sensor's place one that an angle by turns is of, and are its rates
 * frequent enough for headings? */
int gn_facing_wanted(const struct stretch *s, size_t sensor);

/* Sensor frames in l->level, one after the other, to frames of the stretch. */
void gn_facing_spread(struct limb *l, const struct stretch *s,
		      const struct view *v, const uint32_t *frame_of);

/* From sensor to segment axes, when signs are settled. told: as calibrated. */
void gn_facing_settle(struct limb *l, const struct gn_mount *told, size_t n);

/* The heading in a part, of which what a gap took off its ends is left out; 0:
 * it is not known. */
int gn_facing_find(struct facing *f, struct part *p);

/* The angle at a frame, -pi..pi; NAN: not known, or near a pole. */
float gn_facing_angle(const struct facing *f, size_t i);

/*
 * What is not sure in the angle at frame b less that at a: the heading, and
 * how the sensors sit on their segments. Standard deviation, rad.
 */
float gn_facing_sd(const struct facing *f, size_t a, size_t b);

#endif

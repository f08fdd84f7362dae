/* SPDX-License-Identifier: MIT */
#ifndef GN_BODY_VERDICT_H
#define GN_BODY_VERDICT_H

#include <stdio.h>

#include "body.h"
#include "gonio/joint.h"

/*
 * What a calibration recording taught: for every joint angle whose sensors are
 * there, is it given, how well, or what is to be done for it.
 *
 * An angle is given when each of its sensors knows up, which way it is strapped
 * round the segment and which way is forward; of a foot and an upper arm up is
 * enough, as long as they are still. A knee, hip or elbow must have bent by 20
 * deg in the recording: what did not bend was not shown. None is given of a
 * sensor that seems not to sit where its name says.
 */
struct gn_angle_verdict {
	enum gn_angle   angle;
	uint8_t         given;
	uint8_t         held;   /* 1: while a segment of it is still only */
	struct gn_range seen;   /* in the recording; NAN: not known */
	float           share;  /* of the turning about its axes, the lesser:
				 * 1 is a hinge; NAN: not known */
	char            ask[64];        /* what to do; "" if it is given */
};

struct gn_body_verdict {
	struct gn_angle_verdict angle[GN_ANGLES];
	size_t n, n_given;
	struct gn_mistake mistake[GN_BODY_MISTAKES];
	size_t n_mistakes;
};

/**
 * The angles that these sensors can give.
 * @return how many; 0: no joint has a sensor on each of its segments, nor is
 *         there one on thigh, shank, pelvis or chest
 */
size_t gn_body_angles(const struct gn_recording_info *info,
		      enum gn_angle out[GN_ANGLES]);

/**
 * Learn from a recording and judge.
 *
 * @param[out] v    all 0 on error
 * @param[out] why  may be NULL
 * @return GN_OK or the errors of gn_body_learn(); GN_ENODATA: no pose
 */
GN_NODISCARD int gn_body_judge(struct gn_body_verdict *v, const char *path,
			       const struct gn_recording_info *info,
			       struct gn_diag *why);

/* A line for each angle: how far it went, its uncertainty, how much of a hinge
 * it is; or what is to be done for it. Then one for each mistake. */
void gn_body_print(const struct gn_body_verdict *v,
		   const struct gn_recording_info *info, FILE *to);

#endif

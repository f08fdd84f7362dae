/* SPDX-License-Identifier: MIT */
#ifndef GN_BODY_GUIDE_H
#define GN_BODY_GUIDE_H

#include <stdint.h>

#include "gonio/types.h"

/*
 * When has a person stood still, and when has a movement ended? What
 * `gonio calibrate body` is led by. Times are those of the samples: a recording
 * that is played faster is led alike. A sensor without a gyroscope says
 * nothing.
 *
 * Plain data, no allocation; members are private but of phase and still_ns.
 */
#define GN_GUIDE_STAND_NS  INT64_C(2500000000)  /* of stillness: the pose */
#define GN_GUIDE_SETTLE_NS INT64_C(300000000)   /* after the last movement */
#define GN_GUIDE_PAUSE_NS  INT64_C(700000000)   /* a movement has ended */
#define GN_GUIDE_MOVED_RADPS 0.25f              /* as a pose ends */
#define GN_GUIDE_LONG_NS   INT64_C(6000000000)  /* in motion: two squats */
#define GN_GUIDE_SHORT_NS  INT64_C(1000000000)  /* .. less: not on purpose */

enum gn_guide_event {
	GN_GUIDE_NOTHING,
	GN_GUIDE_AGAIN,         /* moved before the pose was whole */
	GN_GUIDE_STOOD,         /* the pose is there */
	GN_GUIDE_ENDED          /* enough was moved, and that has ended */
};

struct gn_guide {
	enum { GN_GUIDE_STANDING, GN_GUIDE_BENDING } phase;
	uint8_t begun, answered;
	uint32_t reps;          /* counted, while bending */
	int64_t still_ns;       /* the pose begins here */
	int64_t moved_ns;       /* last movement ... */
	int64_t motion_ns;      /* ... and how long there was some by now */
};

/* Nothing seen yet. */
void gn_guide_init(struct gn_guide *g);

/* The next sample, those of all sensors in order of time. */
enum gn_guide_event gn_guide_push(struct gn_guide *g,
				  const struct gn_sample *s);

/* So many repetitions are counted by now. */
void gn_guide_count(struct gn_guide *g, uint32_t reps);

#endif

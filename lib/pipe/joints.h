/* SPDX-License-Identifier: MIT */
#ifndef GN_JOINTS_PRIV_H
#define GN_JOINTS_PRIV_H

#include "curve.h"
#include "gonio/body.h"
#include "gonio/joint.h"
#include "gonio/session.h"

/*
 * Joint angles over a stretch of movement: each sensor's segment by itself, how
 * far it leans in two planes, and from pairs of segments the angles by name.
 *
 * A segment's axes are those of the session's body where it was calibrated,
 * unless the stretch's own movement was strong and agrees. An exercise that is
 * not known to be straight forward shows them only where a knee or an elbow,
 * which bends in one plane alone, bent by KNEE_BENDS; without any pose up
 * is what it was at the repetitions' ends, and then only what needs no pose is
 * named. Which way is forward is told by what people do: shank, foot, pelvis
 * and chest lean further forward than back in exercises on the feet, the hand
 * rises in front; a foot in the air goes with its shank. A thigh has the sign
 * by which the knee does not bend forward; else it leans back while the shank
 * shows a foot on the ground; else it accelerates forward as its shank does.
 * Measured on ten sensors of one person, 7 exercises: right in all of them
 * where the segment leant by GN_SEGMENT_LEAN_MIN.
 */

/* How a sensor sat in a repetition. In its axes, of length 1. */
struct stance {
	float   rest[3];        /* up at the repetition's ends */
	float   far[3];         /* and farthest from there */
	float   axis[3];        /* of the movement, either way */
	uint8_t known;          /* 1: there are frames */
	uint8_t even;           /* 1: both ends are alike */
	uint8_t turns, clear;   /* 1: it turns about one axis; by enough */
};

/* In the latest repetitions of each side, where sides take turns. */
#define STANCES 9
struct sat {
	struct stance of[2][STANCES];   /* the i-th at i modulo STANCES */
	uint32_t n[2];
};

/* One sensor's segment in the stretch. */
struct limb {
	struct gn_mount m;      /* as it is used */
	uint8_t  seen;          /* 1: the curves stand ... */
	uint8_t  raised;        /* ... and that of the elevation */
	uint8_t  own;           /* 1: its side is of this stretch alone */
	uint8_t  still;         /* 1: it leant too little to have a side; its
				 * curve is 0 */
	uint8_t  camera;        /* 1: a camera saw it */
	uint8_t  wrong;         /* 1: the sensor is not where its name says,
				 * or does not sit as it did */
	uint32_t holds;         /* frame of the stretch from which on that is
				 * so; the stretch's n: never */
	uint8_t  moved;         /* 1: it does not sit as in the pose */
	struct sat sat;         /* while it held, with the stretches before */
	float    tilts_rad;     /* by how much at most */
	float   *lean[GN_LEANS];        /* per frame of the stretch; NAN where
					 * it is not known */
	struct gn_quat *level;          /* the same, after gn_joints_signs():
					 * turns segment axes (x forward, y up,
					 * z to the right) into a frame whose z
					 * is up and that keeps its heading
					 * where no NAN lies between; it is not
					 * known before and differs from sensor
					 * to sensor */
	uint8_t  faces;                 /* 1: level stands ... */
	uint8_t  aimless;               /* ... but forward is anywhere across */
	float   *ahead;         /* acceleration forward */
	/* How far it has turned about the vertical at the beginning of each
	 * part since that of the first, by its rates; NAN from a hole on. */
	float   *turn_rad;
	uint8_t  turns;         /* 1: these stand */
	size_t   alone;         /* part from which on it has turned by itself,
				 * see turned.c; beyond the last: it has not */
};

struct joints {
	struct gn_frame *frames;        /* without bias, of one sensor */
	float *span[2];                 /* curves over them: the leans */
	struct stance *stance;          /* of each part, of one sensor */
	double *rate;                   /* between parts, of one sensor */
	struct limb limb[GN_SENSORS_MAX];
	struct gn_angle_note note[GN_ANGLES];
	uint8_t faced[GN_ANGLES];       /* 1: a turn was known in the stretch */
};

/* A movement in frames of the stretch. */
struct part {
	uint32_t start, end;
	uint8_t  group;         /* 0, 1: of two sides that take turns */
};

/* A camera's segment is in its own axes. */
extern const struct gn_mount gn_joints_upright;

int gn_joints_init(struct joints *j, size_t n_sensors, size_t max,
		   size_t max_parts);
void gn_joints_free(struct joints *j, size_t n_sensors);

/*
 * The mounts and the curves of every sensor that sits on a segment. v and
 * frame_of are that sensor's, n its stretch's frames.
 */
struct stretch {
	const struct gn_sensor *desc;
	const struct gn_body *body;
	const struct part *part;        /* n_parts movements in it */
	int sagittal;                   /* 1: which are straight forward */
	int steady;                     /* 1: that begin in one posture ... */
	int upright;                    /* ... which is standing */
	int unsided;                    /* 1: of which side is not known */
	const struct sat *sat;          /* of each sensor, before the stretch */
	size_t n_sensors, n_parts, n;
	struct curve_work *curve;
};
void gn_joints_limb(struct joints *j, const struct stretch *s, size_t sensor,
		    const struct view *v, const uint32_t *frame_of);

/*
 * The first part in which the sensor does not sit as before; n_parts: none.
 * It has slipped when up at both ends of the next repetitions' movement, or
 * the axis of it, lies elsewhere in its own axes than in most of the latest
 * ones of that side, or half-way there: then it slips in it. sat: with the
 * parts before it. Ours, see slip.c.
 */
size_t gn_slip_find(struct joints *j, const struct stretch *s, size_t sensor,
		    const struct view *v, const uint32_t *frame_of,
		    struct sat *sat);

/*
 * About the vertical up tells nothing, and a segment that rests has no axis.
 * But a strap that slips turns its sensor, and only that: of two segments with
 * a joint between, one has turned by its rates from the beginning of some
 * repetitions to that of the next, the other has not, nor has the person. Of a
 * sensor without such a neighbour nothing is told. Ours.
 *
 * gn_turned_measure() after gn_curve_up(), for all sensors;
 * gn_turned_find() then: the part in which, or after which, it did; n_parts:
 * none.
 */
void gn_turned_measure(struct joints *j, const struct stretch *s,
		       size_t sensor, const struct view *v,
		       const uint32_t *frame_of);
size_t gn_turned_find(const struct joints *j, const struct stretch *s,
		      size_t sensor);

/* The limb on a segment, one of j->limb; NULL: there is none. */
struct limb *gn_joints_at(struct joints *j, const struct stretch *s,
			  enum gn_place place, enum gn_side side);

/* Which way is forward; after all limbs. */
void gn_joints_signs(struct joints *j, const struct stretch *s);

/*
 * How far every angle went in a part; what is not known is NAN. A joint may
 * move before and after the one that the part is of: its flank goes on beyond
 * the ends, until it turns back, but not out of reach.
 */
void gn_joints_ranges(struct joints *j, const struct stretch *s,
		      const struct part *p, const struct part *reach,
		      struct gn_range out[GN_ANGLES]);

/* Note of every angle whether it is given; one that was stays so. */
void gn_joints_note(struct joints *j, const struct stretch *s);

/* An angle of the leans of its segments; base 0: against the vertical. */
float gn_joints_lean(const struct gn_angle_def *d, float moving, float base);

/* The frame from which on an angle's sensors do not hold; n: never. */
uint32_t gn_joints_holds(struct joints *j, const struct stretch *s,
			 enum gn_angle angle);

/*
 * An angle at every frame of the stretch; NAN where it is not known.
 * @return 1, or 0: it is not known at any
 */
int gn_joints_angle(struct joints *j, const struct stretch *s,
		    enum gn_angle angle, float *out);

#endif

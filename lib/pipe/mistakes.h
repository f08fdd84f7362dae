/* SPDX-License-Identifier: MIT */
#ifndef GN_MISTAKES_PRIV_H
#define GN_MISTAKES_PRIV_H

#include "joints.h"
#include "gonio/mistake.h"

/*
 * Is every sensor where its name says? Five things tell, none of them the way
 * it is strapped on. That it has slipped its limb knows, see gn_slip_find().
 *
 * Order (order.c): in most exercises it is known which of two segments turns
 * or accelerates more; the catalogue says (turns, bounces).
 * Height (pairs.c): the joint between two segments lies below the sensor of
 * the upper one, see joint_centre.h; needs a pose.
 * Likeness (pairs.c): what shakes a shank shakes its own thigh more than the
 * other leg's.
 * Fit (pairs.c): two segments agree on how the joint between them moves; two
 * that share none, as another lies between or one is of the other limb, do not
 * unless both limbs do the same.
 * Together (pairs.c): what is shaken exactly alike is one segment.
 */
#define MISTAKES_MAX 32
#define GN_MISTAKES_REVERSED 1.15f      /* times more, against what is known */
#define PAIR_FRAMES 6000        /* 2 min: of a stretch, what is compared */

struct gn_session;

struct mistakes {
	struct gn_mistake found[MISTAKES_MAX];
	size_t n, told;
	struct sat sat[GN_SENSORS_MAX];      /* in stretches that are over */
	/* Two sensors' frames at the same instants. */
	struct gn_frame *pair[2];
	uint8_t *use;
	float *rate[2], *acc[2];        /* lengths */
	size_t n_pair;
	/* gn_mistakes_misfit() of two, NAN if there is none; < 0: not yet
	 * looked at */
	float misfit_mps2[GN_SENSORS_MAX][GN_SENSORS_MAX];
};

int gn_mistakes_init(struct mistakes *m);
void gn_mistakes_free(struct mistakes *m);

/*
 * Look at the n repetitions of the session's stretch, whose limbs are known,
 * for what was not known before.
 */
void gn_mistakes_find(struct gn_session *s, size_t n);

/* As that, but for slips, of a stretch in which the body is learned: its one
 * part is all of it. */
void gn_mistakes_learn(struct gn_session *s);

/* Events of what has not been told before. */
void gn_mistakes_tell(struct gn_session *s);

/* Two sensors in each other's place: by the joints that they should share with
 * others, which shows in any exercise; and by what is known of the order in
 * which segments turn and lie (swapped.c). */
void gn_mistakes_strained(struct gn_session *s);
void gn_mistakes_swapped(struct gn_session *s);

/* One place's left and right exchanged (crossed.c). */
void gn_mistakes_crossed(struct gn_session *s);

/* Is a mistake with that sensor known? */
int gn_mistakes_named(const struct mistakes *m, size_t sensor);

/* Another one, of the repetitions from the first on; NULL: there is no room. */
struct gn_mistake *gn_mistakes_note(struct gn_session *s,
				    enum gn_mistake_kind kind, size_t a,
				    size_t b);

/* Mark the limbs that mistakes are about. */
void gn_mistakes_mark(struct gn_session *s);

/* An inertial sensor with enough frames of acceleration and rate? */
int gn_mistakes_fit(const struct gn_session *s, size_t sensor);

/* Such a one at a place; -1: there is none. */
int gn_mistakes_at(const struct gn_session *s, enum gn_place place,
		   enum gn_side side);

/*
 * How many times more sensor a does what b should do more of, or the other way
 * round: over 1 in all that the catalogue knows of the two; 0: it knows
 * nothing, or they hardly move. side: the limb that they are of.
 */
float gn_mistakes_reversed(const struct gn_session *s, size_t a, size_t b,
			   enum gn_side side);

/* Does a sensor hardly turn? */
int gn_mistakes_rests(const struct gn_session *s, size_t sensor);

/* Do all four sensors of two limbs turn, none far less than another? */
int gn_mistakes_busy(const struct gn_session *s, const int id[2][2]);

/*
 * How far sensor a, of the upper segment, sits above b through the joint, m,
 * and its sd; NAN: no telling.
 */
double gn_mistakes_above(struct gn_session *s, size_t a, size_t b,
			 double *sd_m);

/* How badly two sensors agree on a joint between them, m/s2; NAN: too short. */
float gn_mistakes_misfit(struct gn_session *s, size_t a, size_t b);

/* Of other repetitions: what two sensors are to each other is not known yet. */
void gn_mistakes_forget(struct mistakes *m);

/* How alike two sensors are in what lasts less than 0.3 s, -1..1; NAN: too
 * short. frames: of how many. */
float gn_mistakes_likeness(struct gn_session *s, size_t a, size_t b,
			   size_t *frames);

/*
 * Do two sensors sit on one segment? What shakes one shakes the other alike and
 * as much. bends: the exercise bends the joint between, so that their rates
 * should not have the same length all the time.
 */
int gn_mistakes_together(struct gn_session *s, size_t a, size_t b, int bends);

#endif

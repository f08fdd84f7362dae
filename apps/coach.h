/* SPDX-License-Identifier: MIT */
#ifndef GN_COACH_H
#define GN_COACH_H

#include "gonio/form.h"
#include "gonio/session.h"

/*
 * What a therapist would say of the newest repetition while the set runs: the
 * rules of form and of the plan as they are applied in the end, to what is
 * known now. Provisional repetitions count until they are revised. Plain data,
 * no allocation that lasts.
 */

/* Repetitions that are kept: the first ones of an exercise, with which the
 * others are compared, and the newest. */
#define GN_COACH_FIRST 64
#define GN_COACH_REPS 128

struct gn_coach {
	const struct gn_exercise *exercise;     /* NULL: nothing to say */
	const struct gn_sensor   *sensors;
	size_t   n_sensors;
	struct gn_form_plan plan;
	struct gn_rep rep[GN_COACH_REPS];       /* by time */
	size_t   n, final;      /* of these the first are final */
	uint8_t  news;          /* 1: they have changed */
	uint8_t  set_over;      /* 1: no more belong to the newest one's set */
	uint8_t  found;         /* 1: there is something to say ... */
	struct gn_finding finding;      /* ... namely this */
};

/**
 * An exercise begins.
 *
 * @param[in] e     must outlive its use; NULL: it is not known
 * @param[in] plan  copied; NULL: nothing is prescribed
 */
void gn_coach_begin(struct gn_coach *c, const struct gn_exercise *e,
		    const struct gn_sensor *sensors, size_t n_sensors,
		    const struct gn_form_plan *plan);

/* Every event of the session, in order. */
void gn_coach_event(struct gn_coach *c, const struct gn_session_event *ev);

/**
 * Of the newest repetition that which is farthest beyond its limit; when its
 * set is over, that it ended early goes before; and where it has nothing, a
 * pause that was missing before it.
 *
 * @param[in] angle  GN_ANGLES, what is known of each now
 * @return NULL: nothing to say. Valid until the next call with *c
 * Cost: below 0.1 ms, and nothing while no repetition has changed.
 */
const struct gn_finding *gn_coach_look(struct gn_coach *c,
				       const struct gn_angle_note *angle);

#endif

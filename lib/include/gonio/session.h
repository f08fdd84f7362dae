/* SPDX-License-Identifier: MIT */
#ifndef GN_SESSION_H
#define GN_SESSION_H

#include <stddef.h>

#include "gonio/body.h"
#include "gonio/catalogue.h"
#include "gonio/err.h"
#include "gonio/hold.h"
#include "gonio/mistake.h"
#include "gonio/result.h"
#include "gonio/sitting.h"
#include "gonio/stand.h"
#include "gonio/tug.h"
#include "gonio/types.h"
#include "gonio/walking.h"

/*
 * The one engine: samples of one or more sensors in, repetitions out. Live
 * capture, replay and batch scoring all use it.
 *
 * Life cycle:  create -> push* / next* -> flush -> next* -> reset | destroy
 * Memory:      all taken by create, bounded, independent of the recording's
 *              length; push, flush and reset never allocate.
 * Determinism: results depend on the samples only, not on how they are cut
 *              into pushes; a reset session equals a fresh one, bit for bit.
 * Threads:     one object, one thread at a time; no global state.
 */
struct gn_session;

/*
 * What the repetitions of one side, or of one sensor, of a stretch of movement
 * were measured on. It holds while it is shown only.
 */
struct gn_shown_curve {
	const char     *name;       /* as gn_rep.rom_of */
	enum gn_side    side;       /* of these repetitions */
	uint8_t         height;     /* 1: m, not rad */
	int64_t         from_ns;    /* of frame 0 */
	int64_t         step_ns;    /* from one frame to the next */
	const float    *value;      /* n, finite */
	const uint32_t *frame;      /* n, rising: the frame of each value */
	size_t          n;
};

struct gn_session_params {
	const struct gn_sensor   *sensors;   /* copied */
	size_t                    n_sensors; /* 1..GN_SENSORS_MAX */
	const struct gn_exercise *exercise;  /* copied; not NULL */
	const struct gn_body     *body;      /* copied; NULL: not known */
	uint8_t provisional;    /* 1: report repetitions while a set runs */
	uint8_t learn;          /* 1: no repetitions; each stretch of movement
	                         * teaches how the sensors sit, and which of
	                         * them do not sit where their names say */
	/* sees each curve that final repetitions were measured on, from within
	 * push or flush; may be NULL */
	void  (*show)(void *user, const struct gn_shown_curve *c);
	/* sees each stretch of movement whose repetitions are final, n frames
	 * from from_ns on, from within push or flush; there, and only there, it
	 * may ask gn_session_curve(). May be NULL */
	void  (*stretch)(void *user, struct gn_session *s, int64_t from_ns,
			 size_t n);
	void   *user;
};

/* From one frame to the next. */
#define GN_SESSION_FRAME_NS INT64_C(20000000)

enum gn_event_kind {
	GN_EV_REP,              /* final, or provisional while the set runs */
	GN_EV_SET,              /* after the last repetition of the set */
	GN_EV_REJECT,
	GN_EV_MISTAKE,          /* before the set that gave it away; once */
	GN_EV_STAND,            /* of a test of stands: after its set */
	GN_EV_TUG,              /* a timed up and go was done */
	GN_EV_NO_TUG,           /* something moved and was none: why */
	GN_EV_BOUT,             /* of walking, about 15 s after it ended */
	GN_EV_HOLD,             /* of a task of holds: one that is over, or,
				 * provisional, every half second of one that
				 * runs; times in ns */
	GN_EV_REVISE            /* all provisional repetitions are void; what
	                         * follows stands in their place: the final ones
	                         * of the set that has ended, or better
	                         * provisional ones */
};

struct gn_session_event {
	enum gn_event_kind kind;
	union {
		struct gn_rep    rep;
		struct gn_set    set;
		struct gn_reject reject;
		struct gn_mistake mistake;
		struct gn_stand  stand;
		struct gn_tug    tug;
		enum gn_tug_state no_tug;
		struct gn_bout   bout;
		struct gn_hold   hold;
	} u;
};

/**
 * @retval GN_OK
 * @retval GN_EINVAL  a parameter outside its range, or no usable sensor
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_session_create(struct gn_session **out,
				   const struct gn_session_params *p);
void gn_session_destroy(struct gn_session *s);       /* NULL is fine */
void gn_session_reset(struct gn_session *s);

/**
 * Feed samples, those of all sensors merged in order of time (a sensor may
 * lag the others by up to 1 s). Any n, 0 included.
 *
 * Take the events at least once for every 10 s of samples: there is room for
 * the events of several sets, not of hours.
 *
 * @retval GN_OK
 * @retval GN_EINVAL  a sample names a sensor that is not there; what stands
 *                    before it in the block was consumed
 * @retval GN_ENOSPC  all was consumed, but events were lost: they were not
 *                    taken in time (until reset)
 *
 * Late, repeated, missing and clipped samples are counted, see quality.
 */
GN_NODISCARD int gn_session_push(struct gn_session *s,
				 const struct gn_sample *in, size_t n);

/* The stream has ended: the set that runs is closed and becomes final. */
void gn_session_flush(struct gn_session *s);

/**
 * Take the oldest event.
 * @return 1 with *ev filled, or 0 when there is none
 */
int gn_session_next(struct gn_session *s, struct gn_session_event *ev);

/* Walking as it is now, and the sensor that it is seen on; about 4 s late. An
 * exercise that is no walk: not assessed. sensor may be NULL. */
struct gn_walking_now gn_session_walking(const struct gn_session *s,
					 uint32_t *sensor);

/* Sitting so far, where steps alone are counted; bouts of walking that ended in
 * the last 15 s are not yet in it. */
void gn_session_sitting(const struct gn_session *s, struct gn_sitting_sum *out);

/* Stretches of movement that were cut because they were over 10 min long. */
uint32_t gn_session_cuts(const struct gn_session *s);

/* What is known of the body: what it was told, and what learning added. */
void gn_session_body(const struct gn_session *s, struct gn_body *out);

/* While learning: how far an angle went in the stretch of movement that showed
 * most of it; NAN: none has. angle < GN_ANGLES. */
struct gn_range gn_session_seen(const struct gn_session *s,
				enum gn_angle angle);

/* Is an angle given in any repetition so far, or why not? */
struct gn_angle_note gn_session_angle(const struct gn_session *s,
				      enum gn_angle angle);

/*
 * An angle as it is now, in rad, a frame every 20 ms: of the newest frame that
 * is whole for all sensors. It has the planes, signs and zero of those in the
 * repetitions, needs the body, and only sessions with provisional tell it.
 * NAN: not known. About 0.1 us for a frame of a sensor.
 */
float gn_session_now(const struct gn_session *s, enum gn_angle angle);

/**
 * An angle over the stretch that is being told of: what the ranges of its
 * repetitions are taken from.
 *
 * @param[out] out  rad, one for each of its frames; NAN where it is not known
 * @return 1, or 0: it is known at none of them, and out is untouched
 */
int gn_session_curve(struct gn_session *s, enum gn_angle angle, float *out);

/* What went in so far. i < n_sensors. */
void gn_session_quality(const struct gn_session *s, size_t i,
			struct gn_quality *out);

#endif

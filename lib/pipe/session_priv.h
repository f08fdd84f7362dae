/* SPDX-License-Identifier: MIT */
#ifndef GN_SESSION_PRIV_H
#define GN_SESSION_PRIV_H

#include "curve.h"
#include "gonio/ahrs.h"
#include "gonio/condition.h"
#include "gonio/count.h"
#include "gonio/session.h"
#include "gonio/stand.h"
#include "gonio/sitting.h"
#include "gonio/steps.h"
#include "joints.h"
#include "mistakes.h"

/*
 * Inside the session: session.c takes samples to frames and finds the
 * stretches in which something moves, finish.c turns a finished stretch into
 * repetitions, sets and rejects.
 */
#define FRAME_HZ GN_COUNT_HZ
#define FRAME_NS GN_SESSION_FRAME_NS
#define SPAN_FRAMES 30000       /* 10 min: the longest stretch analysed whole */
#define EVENTS 8192
#define REPS_MAX 4096           /* of one stretch */
#define HEIGHT "height"         /* rom_of of what rises and does not turn */

struct sensor {
	struct gn_cond cond;
	struct gn_frame *ring;          /* SPAN_FRAMES, frame k at k modulo */
	int64_t inited;                 /* frames below it are set up */
	int64_t next[2];                /* frames below it are in, by part */
	int64_t hole_ns[2][2];          /* the newest in each, from and to */
	float   slow[3];                /* accelerometer, slowed down */
	uint8_t has_gyr;                /* 1: it has delivered rates ... */
	float   gyr_step_s;             /* ... in such steps */
	struct gn_frame *span;          /* the stretch, holes closed */
	uint8_t *bridge;
	uint8_t *made;                  /* ring: 1: a line across a hole ... */
	uint8_t *apart;                 /* ... and the stretch: so, or bridge */
	uint32_t *frame_of;             /* its frames in the stretch */
	size_t  n;
};

/* A sensor's segment as it is now. */
struct now {
	struct gn_ahrs ahrs;
	struct gn_segment_axes axes;
	float   lean[GN_LEANS];        /* NAN: not known */
	uint8_t on;             /* 1: it can be known */
	uint8_t whole;          /* 0: of the axes only up is known */
};

/* Sides take turns if each has at least so many repetitions. */
#define SIDES_LEAST 3

/* Steps, where the exercise is walking. */
struct walk {
	uint8_t  on, steps_only;
	size_t   sensor;
	uint32_t n;                     /* steps so far */
	struct gn_steps steps;
	struct gn_bouts bouts;
	struct gn_sitting_day *day;     /* NULL: it cannot be known */
	size_t   thigh;                 /* that it is of */
};

struct gn_session {
	struct gn_session_params p;
	struct gn_exercise exercise;
	struct gn_sensor desc[GN_SENSORS_MAX];
	struct sensor s[GN_SENSORS_MAX];
	struct gn_counter *counter;
	struct curve_work curve;
	struct gn_body told, body;      /* of the parameters; known by now */
	struct now *now;                /* of each sensor; NULL: not wanted */
	struct gn_range seen[GN_ANGLES];        /* while learning: the widest */
	struct joints joints;
	struct stretch stretch;         /* that the joints are of */
	struct part *parts;             /* REPS_MAX, of the stretch */
	struct mistakes mistakes;       /* since reset */
	struct walk walk;
	struct gn_hold_finder *hold;    /* NULL: no task of holds */
	uint8_t *withheld;              /* REPS_MAX: its range is of a sensor
					 * that is not where its name says */
	void   *smooth;                 /* of gn_measure_rep */
	struct gn_rep *reps;            /* REPS_MAX, of the stretch */
	struct gn_rep *more;            /* REPS_MAX, of the other side */
	float  *scratch;                /* REPS_MAX */
	struct mark *marks;             /* REPS_MAX, of the side measured */
	struct mark *kept;              /* REPS_MAX: as they were counted */
	uint32_t *whose;                /* REPS_MAX: repetition of a mark */
	struct gn_bounds *bounds;       /* REPS_MAX */
	struct gn_stand_mark *seats;    /* REPS_MAX; NULL: no stands */
	struct gn_stand *stands;        /* REPS_MAX, as above */
	double (*midway)[2];            /* REPS_MAX: of left and right, frames
					 * of the stretch; NAN: not known */
	int64_t frontier;               /* frames below it were looked at */
	int64_t newest;                 /* frames below it came, of any part */
	int64_t moved;                  /* last frame with movement */
	int64_t from;                   /* start of the stretch that runs */
	int64_t closed;                 /* end of the one before */
	int     open;
	uint32_t n_sets;
	uint32_t cuts;                  /* stretches that were too long */
	struct gn_rep *live;            /* REPS_MAX, provisional */
	size_t  n_shown, n_base;        /* of them shown; settled */
	int64_t view;                   /* what is looked at begins here */
	int64_t *ends;                  /* REPS_MAX, of the look before */
	size_t  n_ends;
	int64_t sure;                   /* last look that agreed with them */
	struct gn_session_event *ev;    /* EVENTS, ring */
	size_t  ev_head, ev_n;
	int     ev_lost;
};

void gn_session_emit(struct gn_session *s, const struct gn_session_event *ev);

/* Copy frames [from, to) of every sensor into its span; what the counter is to
 * look at goes to in->sensors, their indices to which. */
void gn_session_gather(struct gn_session *s, int64_t from, int64_t to,
		       struct gn_count_input *in, struct gn_count_sensor *cs,
		       size_t *which);

/* A pause this long is a rest between sets: from the n repetitions' length. */
int64_t gn_session_rest_ns(struct gn_session *s, size_t n);

/* How much a sensor moves within repetitions from..to: rms turning, rad/s. */
float gn_session_liveliness(const struct gn_session *s, size_t sensor,
			    size_t from, size_t to);

/* The one at a place that is of a kind with sensor like: a camera's segments
 * and inertial sensors do not make one joint, nor one pair of limbs. -1: there
 * is none. */
int gn_session_find(const struct gn_session *s, enum gn_place place,
		    enum gn_side side, size_t like);

/* The limb that moves more in the n repetitions, of the two with a sensor where
 * the counted one is; GN_SIDE_NONE: there are no two. */
enum gn_side gn_session_working_side(const struct gn_session *s,
				     size_t counted, size_t n);

/* Which limb works in each of the n repetitions; in_turn: it may change from
 * one to the next. */
void gn_session_sides(struct gn_session *s, size_t counted, size_t n,
		      int in_turn);

/* Measure the n repetitions in s->reps; their ends settle on the curve. whole:
 * they are final, and the curves are shown. */
void gn_session_measure(struct gn_session *s, size_t counted, size_t n,
			int whole);

/* The segments of [s->from, to) by the n repetitions, still as they were
 * counted; sensors are gathered. */
void gn_session_limbs(struct gn_session *s, int64_t to, size_t n);

/* The angles of the n repetitions, their ends settled. */
void gn_session_angles(struct gn_session *s, size_t n);

/* How all sensors went along in the n repetitions, their ends settled. */
void gn_session_moved(struct gn_session *s, size_t n);

/* The stretch [s->from, to) is a calibration movement: keep what it shows. */
void gn_session_learn(struct gn_session *s, int64_t to);

/* What sensor i saw of the stretch. */
struct view gn_session_view(const struct gn_session *s, size_t i);

/* Repetition r in the sensor's span; 0: it does not show there. */
int gn_session_mark(const struct gn_session *s, const struct sensor *x,
		    const struct gn_rep *r, struct mark *m);

/* Frame number i + part of the sensor's span as a time. */
int64_t gn_session_time(const struct gn_session *s, const struct sensor *x,
			double at);

/* A repetition of which nothing is known. */
void gn_session_blank(struct gn_rep *r);

/* Does a sensor sit where a segment goes forth and back twice in each? */
int gn_session_twice(const struct gn_session *s, size_t sensor);

/* The n > 0 repetitions of standing up: those that were counted on a trunk,
 * which leans twice in each, are cut by how it rises, if there are half as many
 * stands, or in a test not as many; in a test those of a thigh by how it turns,
 * if one of them does not go up and come down. How many then. */
size_t gn_session_recut(struct gn_session *s, size_t counted, size_t n);

/* Tell of the stands that the n repetitions, measured, are made of, and of one
 * more at the end that was not sat down from. */
void gn_session_stands(struct gn_session *s, size_t n);

/* The stretch [s->from, to) as a timed up and go. */
void gn_session_tug(struct gn_session *s, int64_t to);

/* Repetitions in s->reps, and the sensor they were counted on. */
struct found {
	size_t sensor, n;
	size_t small;           /* n is 0: so many were too small */
};

/* Movement outside the repetitions, with the reason why it was not counted. */
void gn_session_rejects(struct gn_session *s, const struct found *f);

/* Count and measure [s->from, to) into s->reps. whole: the stretch is over,
 * look for mistakes. */
struct found gn_session_analyse(struct gn_session *s, int64_t to, int at_end,
				int whole);

/* The angles as they are now: from the start, and after frame k. */
void gn_session_now_reset(struct gn_session *s);
void gn_session_now_step(struct gn_session *s, int64_t k);

/* Steps: which sensor they are seen on; from the start; frame k of that
 * sensor's accelerometer; no more of them. */
GN_NODISCARD int gn_session_walk_create(struct gn_session *s);
void gn_session_walk_reset(struct gn_session *s);
void gn_session_walk_frame(struct gn_session *s, int64_t k, const float acc[3]);
void gn_session_walk_end(struct gn_session *s);

/* A sensor on the midline often counts both sides of an exercise in which they
 * take turns as one repetition: then each lean of it to a side is one. Returns
 * the new count, n if it is none such. */
size_t gn_session_split(struct gn_session *s, size_t counted, size_t n);

/* Of n repetitions that no limb's sensor shows, of sides that take turns: two
 * that the counted sensor tells apart are A, which is first, and B. */
void gn_session_two_sides(struct gn_session *s, size_t counted, size_t n);

/* A task of holds: its memory, the start, frame k, the end. */
int gn_session_hold_create(struct gn_session *s);
void gn_session_hold_reset(struct gn_session *s);
void gn_session_hold_step(struct gn_session *s, int64_t k);
void gn_session_hold_end(struct gn_session *s);

/* Show what the stretch holds by now; frames below now are in. */
void gn_session_preview(struct gn_session *s, int64_t now);

/* The stretch [s->from, to) is over: its final repetitions and sets. */
void gn_session_finish(struct gn_session *s, int64_t to, int at_end);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef GN_VIEW_STATE_H
#define GN_VIEW_STATE_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/session.h"
#include "programme.h"

/*
 * What the views of `capture` and `replay` show, on a terminal and in browsers,
 * kept up to date from the session's events. Plain data: no terminal, no clock,
 * no allocation. Set up with gn_view_init(); fields without a function are the
 * caller's to set.
 *
 * What was counted is never changed by hand: a correction is kept beside it.
 */

struct gn_links;                /* links.h */

#define GN_VIEW_SAYS 3          /* messages in view */
#define GN_VIEW_TYPED 5         /* room for "10" or "7.5" and more */
#define GN_VIEW_RECENT 16       /* repetitions that are kept one by one */

/* Repetitions of one side, or of all. */
struct gn_view_tally {
	uint32_t reps, full;
	struct gn_rep last;     /* if reps > 0 */
};

/* One repetition in short. NAN: not known. */
struct gn_view_rep {
	uint32_t set, n;
	enum gn_side side;
	uint8_t  full;          /* 0: partial */
	uint8_t  provisional;
	float    took_s, tempo_s[4], rom_rad;
};

enum gn_view_side { GN_VIEW_ALL, GN_VIEW_LEFT, GN_VIEW_RIGHT, GN_VIEW_SIDES };

struct gn_view_set {
	uint32_t n;             /* from 1; 0: none yet */
	uint8_t  ended;         /* 1: its repetitions are final */
	struct gn_view_tally side[GN_VIEW_SIDES];
};

enum gn_view_sensor_state {
	GN_VIEW_WAITING,        /* nothing has come yet */
	GN_VIEW_STREAMING,
	GN_VIEW_SILENT,         /* nothing comes any more */
	GN_VIEW_GONE            /* it has ended or failed */
};

/* NAN: unknown. */
struct gn_view_sensor {
	char   name[32];        /* where it sits, "thigh_l" */
	enum gn_view_sensor_state state;
	double rate_hz, nominal_hz;
	double lost;            /* share of samples, 0..1 */
	double battery_pct;
	double drift_ppm;       /* of its clock; too slow: > 0 */
};

/* A joint as it is now. */
struct gn_view_angle {
	char   name[32];        /* "knee_flexion_l" */
	double now_rad;         /* NAN: unknown */
	double full_rad;        /* that fills its bar */
};

struct gn_view_say {
	int64_t t_ns;
	char    text[120];
};

/* What to say of a repetition. */
struct gn_view_cue {
	uint32_t set, n;        /* n 0: of the set; set 0: nothing to say */
	char     text[80];
	char     seen[80];      /* "eccentric 1.2 s, limit 2.5" */
};

enum gn_view_key {
	GN_VIEW_KEY_NONE,
	GN_VIEW_KEY_SET,        /* a set begins or ends, as the user says */
	GN_VIEW_KEY_MARK,
	GN_VIEW_KEY_NEXT,       /* exercise */
	GN_VIEW_KEY_STAGE,      /* the next stage of the test begins */
	GN_VIEW_KEY_PLUS,       /* one repetition more than was counted */
	GN_VIEW_KEY_MINUS,
	GN_VIEW_KEY_BEEP,
	GN_VIEW_KEY_LINK,       /* show a link, the next, and then none */
	GN_VIEW_KEY_QUIT,
	GN_VIEW_KEY_ENTER,      /* take the number that was typed ... */
	GN_VIEW_KEY_ERASE,      /* ... without its last digit */
	GN_VIEW_KEY_POINT,
	GN_VIEW_KEY_DIGIT       /* and the nine after it: 0 to 9 */
};

/* What keys do, beside being shown. NULL: that key is not there. */
struct gn_view_actions {
	void *user;
	void (*set)(void *user, int64_t t_ns, int begins);
	void (*mark)(void *user, int64_t t_ns, uint32_t n);   /* from 1 */
	void (*next)(void *user, int64_t t_ns);
	/* by_hand: so many more than counted, in all; may be negative */
	void (*correct)(void *user, int64_t t_ns, uint32_t set,
			uint32_t counted, int by_hand);
	/* The patient's rating of a set's effort, 0 to 10 (CR10). */
	void (*rate)(void *user, int64_t t_ns, uint32_t set, float cr10);
	/* A stage of the test begins, from 1. */
	void (*stage)(void *user, int64_t t_ns, uint32_t stage);
};

/* What the large number is. */
enum gn_view_count { GN_VIEW_REPS, GN_VIEW_STEPS, GN_VIEW_SECONDS };

struct gn_view_state {
	char     title[64];     /* the exercise */
	int64_t  now_ns;        /* stream time */
	uint32_t exercise, n_exercises;         /* of the programme, from 1 */
	struct gn_target target;
	char     usual_of[24];  /* the exercise's own angle, "": none ... */
	float    usual_rad[2];  /* ... and how far it usually goes, see
				 * catalogue.h; NAN: not known */
	struct gn_view_cue cue;
	const struct gn_links *links;           /* NULL: it is not served */
	size_t   link;          /* that is in view instead of all else, from
				 * 1; 0: none */
	uint8_t  over;          /* 1: the session has ended, all is final */
	struct gn_view_sensor sensor[GN_SENSORS_MAX];
	size_t   n_sensors;
	struct gn_view_angle angle[GN_ANGLES];  /* the first are shown */
	size_t   n_angles;
	struct gn_walking_now walking;
	enum gn_view_count count;
	uint8_t  staged;        /* 1: the exercise has stages, see balance.h */
	struct gn_view_actions act;

	/* Kept by the functions below. */
	struct gn_view_set running, done;
	struct gn_view_rep recent[GN_VIEW_RECENT];      /* the oldest first */
	size_t   n_recent;
	uint32_t news;          /* grows with what is worth a look at once */
	uint32_t correct_set;   /* the set that by_hand is for */
	int      by_hand;
	char     typed[GN_VIEW_TYPED];  /* a rating, before it is taken */
	uint32_t rated_set;     /* the set that was rated last; 0: none */
	float    rated;
	uint32_t marks;
	uint32_t stage;         /* that runs, from 1; 0: none yet */
	uint8_t  set_open;      /* 1: begun and not ended by the user */
	uint8_t  beep;          /* 1: a beep for each repetition is wanted */
	uint8_t  quit;          /* 1: the user wants to leave */
	struct gn_hold hold;    /* the newest; n 0: none yet */
	uint32_t rung;          /* repetitions of the running set with a beep */
	struct gn_view_say say[GN_VIEW_SAYS];   /* the oldest first */
	size_t   n_says;
};

/**
 * @param[in] title    cut to its field
 * @param[in] sensors  n of them: name and nominal rate are taken, the rest is
 *                     unknown
 * @param[in] act      copied; NULL: no keys but those for beep and leaving
 */
void gn_view_init(struct gn_view_state *v, const char *title,
		  const struct gn_sensor *sensors, size_t n,
		  const struct gn_view_actions *act);

/* Every event of the session, in order. */
void gn_view_event(struct gn_view_state *v, const struct gn_session_event *ev);

/* Is a tempo prescribed? 1 or 0 */
int gn_view_paced(const struct gn_target *t);

/* A message with a time; cut to its field. The last few are kept. */
void gn_view_say(struct gn_view_state *v, int64_t t_ns, const char *fmt, ...)
	GN_PRINTF(3, 4);

/* Do what a key means; also calls the action that belongs to it. */
void gn_view_key(struct gn_view_state *v, enum gn_view_key key);

/* The set that is open or closed by hand becomes so, if it is not. */
void gn_view_open_set(struct gn_view_state *v, int open);

/* The effort of the set that gn_view_rates() tells, rated as CR10. What is no
 * rating, or has no set, is answered with a message. */
void gn_view_rate(struct gn_view_state *v, double cr10);

/* The set in view: the running one, else the last. Its n is never 0. */
struct gn_view_set gn_view_shown(const struct gn_view_state *v);

/* The set that a rating is of: the running one, or the last while that is no
 * more than a single movement; of an exercise that is held, the hold. 0: none
 * yet. */
uint32_t gn_view_rates(const struct gn_view_state *v);

/* Correction of the set in view, such that no count is below 0. */
int gn_view_by_hand(const struct gn_view_state *v);

/**
 * To be asked whenever the view is drawn.
 * @return 1 if a beep is due: wanted, and new repetitions are in view
 */
int gn_view_beep(struct gn_view_state *v);

#endif

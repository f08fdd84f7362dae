/* SPDX-License-Identifier: MIT */
#ifndef GN_FORM_RULE_H
#define GN_FORM_RULE_H

#include <stddef.h>

/*
 * The rules of form that an exercise's entry in the catalogue may name: what
 * to look at, and against what. In the entry:
 *
 *	form = (
 *		{ rule = "range_short"; cue = "As far as at first."; },
 *		{ rule = "too_fast"; of = "eccentric"; cue = "Lower slowly."; },
 *		{ rule = "swing"; of = "chest"; cue = "No swing."; },
 *		{ rule = "too_shallow"; of = "elbow_flexion"; limit = 90;
 *		  source = "protocol of ..."; verified = "V"; cue = "Lower."; }
 *	);
 *
 * of is an angle of gonio/joint.h without its side, a place on the body (how
 * far its sensor tilts), a part of the repetition, or, left out, what the
 * rule has of its own. A rule without limit compares with the person's own
 * first repetitions. A limit is in degrees, seconds or degrees a second; it
 * needs a source, and "GK", general knowledge, is none: what no one has
 * measured is no fault. What a person's plan prescribes is compared with too,
 * by the rules of gonio/form_target.h; those are no exercise's own.
 *
 * An X line is: enumerator, rule, sign of a fault (-1: too little), kinds of
 * `of` that it takes, in words.
 */
#define GN_FORM_RULES(X)                                                   \
	X(GN_FORM_RANGE, "range_short", -1,                                \
	  GN_OF_SELF | GN_OF_ANGLE | GN_OF_PLACE,                          \
	  "range smaller than at first")                                   \
	X(GN_FORM_SHALLOW, "too_shallow", -1, GN_OF_ANGLE | GN_OF_PLACE,   \
	  "not deep enough")                                               \
	X(GN_FORM_FAST, "too_fast", -1, GN_OF_TIME, "too fast")            \
	X(GN_FORM_SLOW, "too_slow", 1, GN_OF_TIME, "too slow")             \
	X(GN_FORM_PAUSE, "pause_missing", -1, GN_OF_PAUSE,                 \
	  "pause missing")                                                 \
	X(GN_FORM_SPEED, "peak_speed", 1, GN_OF_SELF,                      \
	  "not controlled: peak speed")                                    \
	X(GN_FORM_BOUNCE, "bounce", 1, GN_OF_SELF,                         \
	  "not controlled: bounce at the turn")                            \
	X(GN_FORM_TRUNK, "trunk_lean", 1, GN_OF_ANGLE | GN_OF_PLACE,       \
	  "trunk leans")                                                   \
	X(GN_FORM_PELVIS, "pelvic_drop", 1, GN_OF_ANGLE | GN_OF_PLACE,     \
	  "pelvis drops")                                                  \
	X(GN_FORM_KNEE, "knee_inward", 1, GN_OF_ANGLE | GN_OF_PLACE,       \
	  "knee inward")                                                   \
	X(GN_FORM_HIKE, "hike", 1, GN_OF_ANGLE | GN_OF_PLACE,              \
	  "hip or shoulder hikes")                                         \
	X(GN_FORM_SWING, "swing", 1, GN_OF_ANGLE | GN_OF_PLACE,            \
	  "swings along")                                                  \
	X(GN_FORM_POSTURE, "posture", 1, GN_OF_PLACE,                      \
	  "held otherwise than at first")                                  \
	X(GN_FORM_UNEVEN, "uneven", 1, GN_OF_SELF,                         \
	  "left and right not together")                                   \
	X(GN_FORM_TREMOR, "tremor", 1, GN_OF_SELF,                         \
	  "wobble or tremor, 4 to 12 Hz")                                  \
	X(GN_FORM_STOP, "stopped_early", -1, GN_OF_SET,                    \
	  "stopped early")

#define X(id, name, sign, takes, text) id,
enum gn_form_kind { GN_FORM_RULES(X) GN_FORM_KINDS };
#undef X

enum gn_form_of {
	GN_OF_SELF  = 1,
	GN_OF_ANGLE = 2,                /* "trunk_lean" */
	GN_OF_PLACE = 4,                /* "chest" */
	GN_OF_TIME  = 8,                /* eccentric, concentric, repetition */
	GN_OF_PAUSE = 16,               /* turn, end */
	GN_OF_SET   = 32                /* a whole one: only of a plan */
};

enum gn_form_against { GN_AGAINST_OWN, GN_AGAINST_LIMIT, GN_AGAINST_TARGET };

#define GN_FORM_RULES_MAX 20

struct gn_form_rule {
	enum gn_form_kind    kind;
	enum gn_form_of      of_kind;
	char                 of[32];    /* "" for GN_OF_SELF */
	enum gn_form_against against;
	float                limit;     /* rad, s, rad/s; NAN: none */
	char                 cue[80];   /* what a therapist would say */
	char                 source[120];      /* of the limit */
	char                 verified[4];
};

/* "range_short"; never NULL. */
const char *gn_form_name(enum gn_form_kind kind);

/* "range smaller than at first", or "... than prescribed"; never NULL. */
const char *gn_form_text(enum gn_form_kind kind, enum gn_form_against against);

/* 1: too much is the fault; -1: too little. */
int gn_form_sign(enum gn_form_kind kind);

/* What kinds of `of` it takes, or'ed. */
unsigned gn_form_takes(enum gn_form_kind kind);

/* The kind of a name; -1: there is none such. */
int gn_form_find_rule(const char *name);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef GN_CATALOGUE_H
#define GN_CATALOGUE_H

#include <stddef.h>

#include "gonio/err.h"
#include "gonio/form_rule.h"
#include "gonio/types.h"

/*
 * The exercise catalogue: what is known of each exercise before anyone moves.
 *
 * Entries are text files (lib/catalogue/NAME.cfg), one exercise each. Those of
 * the source tree are built into the program; a clinic's own files are added
 * from a folder and take precedence by name. No C changes with an entry.
 *
 * The syntax is libconfig's, whose settings are typed and carry their line:
 * an error names file, line and setting. INI files (inih) hold flat text only;
 * lists of places and sources would need a syntax of our own inside them.
 *
 *	name = "wall_slide";            # lower case, digits, '_'
 *	title = "Wall slide";
 *	aliases = [ "slide" ];
 *	first = "concentric";           # or "eccentric"
 *	task = "repetitions";           # or "hold", "walk"
 *	rep_s = [ 1.0, 6.5 ];           # least, most
 *	rom_deg = [ 30, 90 ];
 *	angle = "shoulder_flexion";
 *	joint = [ "chest", "upper_arm" ];
 *	places = [ "upper_arm", "wrist" ];
 *	signal = "tilt";                # auto, rotation, vertical
 *	begins = "low";                 # or "high"; any
 *	twice = [ "chest" ];
 *	plane = "sagittal";             # or "any"
 *	upright = false;                # true: it begins standing upright
 *	turns = ( [ "thigh", "shank", "foot" ] );
 *	bounces = ( [ "pelvis", "thigh", "shank" ] );
 *	on_one_leg = false;
 *	symmetric = false;
 *	alternating = false;
 *	cyclic = false;
 *	partial_of = 0.75;
 *	test = "count_stands";          # a function test; or none
 *	test_s = 30.0;                  # how long it takes
 *	leave_deg = 12;                 # of a hold, as the next ones
 *	away_deg = 30;
 *	least_s = 2; break_s = 5; cap_s = 45;
 *	quiet_at = [ "pelvis" ];
 *	form = ( { rule = "range_short"; cue = "As far as at first."; } );
 *	sources = (
 *		{ field = "rep_s"; text = "where from"; verified = "GK"; }
 *	);
 *
 * twice: there the segment goes forth and back twice in a repetition of
 * standing up, as a trunk that leans forward both to stand up and to sit down:
 * what is counted there is cut by how the trunk rises.
 *
 * turns and bounces say in which order segments turn, and accelerate, in it,
 * the one that does most first: each clearly more than every later one, on the
 * limb that works. Sensors that show another order are not where their names
 * say. on_one_leg: that holds for the leg that stands. form: the rules of form,
 * see form_rule.h.
 *
 * test makes it a function test (function_test.h): count_stands counts stands
 * in test_s, time_stands times test_reps of them, up_and_go times standing up,
 * walking, turning, walking back, turning and sitting.
 *
 * A hold ends where a sensor leaves the posture by leave_deg; it is away_deg
 * from that of rest or more, at a sensor of the first of places that has one;
 * least_s long without a break, and breaks of up to break_s belong to it
 * (0: none does). The test ends at cap_s. At quiet_at the posture itself cannot
 * be seen, only the movement to and from it; see hold.h.
 *
 * name and title must be there, and first and rep_s where repetitions are
 * counted, leave_deg of a hold. Each number says where it comes
 * from: V read in the named source, V2 in a secondary text, Vc in published
 * code, V0 noted earlier and not read again, M measured by us, GK general
 * knowledge, that is, a default without a source that a clinic may change and
 * never a norm.
 */

#define GN_EXERCISE_PLACES_MAX 8
#define GN_EXERCISE_ALIASES_MAX 16
#define GN_EXERCISE_SOURCES_MAX 24

/* What is done, and so what is looked for in the samples. */
enum gn_task_kind {
	GN_TASK_REPETITIONS,
	GN_TASK_HOLD,           /* a posture is taken and held */
	GN_TASK_WALK            /* steps; and strides, where rep_s is given */
};

/* Which movement signal shows the repetitions best. */
enum gn_signal {
	GN_SIGNAL_AUTO,         /* whichever repeats most evenly */
	GN_SIGNAL_TILT,         /* inclination of the segment to gravity */
	GN_SIGNAL_ROTATION,     /* angle about the segment's principal axis */
	GN_SIGNAL_VERTICAL      /* up and down movement */
};

/* Where sensors that move up and down in it are when a repetition begins. */
enum gn_begins {
	GN_BEGINS_ANY,          /* it depends, or they stay at one height */
	GN_BEGINS_LOW,          /* lower than at its turn: curl, deadlift */
	GN_BEGINS_HIGH          /* higher: squat, bench press */
};

enum gn_phase {
	GN_PHASE_ECCENTRIC,     /* starts lifted or standing, lowers first */
	GN_PHASE_CONCENTRIC     /* starts low or at rest, lifts first */
};

/* Which function test it is. */
enum gn_test {
	GN_TEST_NONE,
	GN_TEST_COUNT_STANDS,   /* stands in test_s */
	GN_TEST_TIME_STANDS,    /* time of test_reps stands */
	GN_TEST_UP_AND_GO       /* timed up and go, no repetitions */
};

/* Segments in order of how much they do. */
#define GN_EXERCISE_ORDERS_MAX 4
struct gn_order {
	enum gn_place place[4];
	size_t        n;             /* 2..4 */
};

/* One number's origin: field "rep_s", source text, verified "V" .. "GK". */
struct gn_source {
	char field[24];
	char text[200];
	char verified[4];
};

struct gn_exercise {
	char          name[40];      /* snake_case, unique */
	char          title[64];     /* for people */
	char          aliases[GN_EXERCISE_ALIASES_MAX][40];
	size_t        n_aliases;
	enum gn_task_kind task;
	enum gn_phase first;         /* which half comes first */
	float         rep_min_s, rep_max_s;  /* plausible, pauses left out;
	                              * 0: no repetitions */
	float         rom_min_rad, rom_max_rad;  /* usual; irregular movement
	                              * far below counts 0; NAN: not known */
	char          angle[24];     /* primary, "knee_flexion"; "": none */
	enum gn_place joint[2];      /* the two segments it lies between,
	                              * proximal first; or GN_PLACE_UNKNOWN */
	enum gn_place places[GN_EXERCISE_PLACES_MAX];  /* best first */
	size_t        n_places;
	enum gn_signal signal;       /* with a sensor at one of the places */
	enum gn_begins begins;
	uint8_t       sagittal;      /* 1: straight forward and back, so that it
	                              * shows how sensors sit; see joint.h */
	enum gn_place twice[GN_EXERCISE_PLACES_MAX];
	size_t        n_twice;
	struct gn_order turns[GN_EXERCISE_ORDERS_MAX];
	size_t        n_turns;
	struct gn_order bounces[GN_EXERCISE_ORDERS_MAX];
	size_t        n_bounces;
	uint8_t       on_one_leg;    /* 1: these hold for the leg that stands */
	uint8_t       upright;       /* 1: all segments stand upright when a
	                              * repetition begins and ends */
	uint8_t       symmetric;     /* 1: both limbs do the same at once */
	uint8_t       alternating;   /* 1: sides take turns */
	uint8_t       cyclic;        /* 1: no pauses are expected (walking) */
	float         leave_rad, away_rad;   /* of a hold; else 0 */
	float         least_s, break_s;
	float         cap_s;         /* 0: none */
	enum gn_place quiet_at[GN_EXERCISE_PLACES_MAX];
	size_t        n_quiet_at;
	float         partial_of;    /* full if ROM >= this part of the own
	                              * median; 0: never partial */
	enum gn_test  test;
	float         test_s;        /* NAN: not of this test */
	uint32_t      test_reps;     /* 0: not of this test */
	struct gn_form_rule form[GN_FORM_RULES_MAX];
	size_t        n_form;
	struct gn_source sources[GN_EXERCISE_SOURCES_MAX];
	size_t        n_sources;
};

struct gn_catalogue;

/**
 * Read the built-in entries, and a clinic's own on top of them.
 *
 * @param[out] out  the catalogue; untouched on error
 * @param[in]  dir  folder of further *.cfg files, read in order of name; NULL:
 *                  none. An entry of the same name replaces the built-in one.
 * @param[out] why  the reason on error, with file and line; may be NULL
 *
 * @retval GN_OK
 * @retval GN_ENOENT   dir, or an entry in it, cannot be read
 * @retval GN_EFORMAT  a file is no valid entry; two files of dir answer to the
 *                     same name or alias
 * @retval GN_ENOMEM
 *
 * Cost: a few ms for the built-in entries. A catalogue never changes after
 * this, so threads may share it.
 */
GN_NODISCARD int gn_catalogue_load(struct gn_catalogue **out, const char *dir,
				   struct gn_diag *why);

void gn_catalogue_free(struct gn_catalogue *c);      /* NULL is fine */

/* Entries, ordered by name. */
size_t gn_catalogue_size(const struct gn_catalogue *c);
const struct gn_exercise *gn_catalogue_at(const struct gn_catalogue *c,
					  size_t i);

/**
 * Find an exercise by name or alias. Case, '_', '-', blanks and camel case
 * make no difference: "sitToStand", "sit-to-stand", "Sit to stand". A name
 * comes before an alias, and an own entry's alias before a built-in one's.
 *
 * @return the entry, or NULL; "general" always exists
 */
const struct gn_exercise *gn_catalogue_find(const struct gn_catalogue *c,
					    const char *name);

/* How well a sensor at the place serves for the exercise: 0 is best; from
 * n_places on, it is none of its places. */
size_t gn_exercise_rank(const struct gn_exercise *e, enum gn_place place);

/* The nearest known name, for "did you mean"; NULL when none is near. */
const char *gn_catalogue_nearest(const struct gn_catalogue *c,
				 const char *name);

#endif

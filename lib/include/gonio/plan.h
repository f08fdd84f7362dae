/* SPDX-License-Identifier: MIT */
#ifndef GN_PLAN_H
#define GN_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/catalogue.h"
#include "gonio/day.h"
#include "gonio/err.h"
#include "gonio/form.h"
#include "gonio/form_target.h"
#include "gonio/hold.h"
#include "gonio/result.h"
#include "gonio/told.h"
#include "gonio/types.h"
#include "gonio/walking.h"

/*
 * What a patient is to do: a prescription, one text file a patient, and what
 * of it was done. The syntax is libconfig's, as that of the catalogue:
 *
 *	patient = "P017";               # pseudonym, as the recordings have it
 *	strength_days = 3;              # days a week, 2 to 4
 *	balance_days = 2;               # 2 or 3
 *	steps_per_day = 6000;
 *	exercises = (
 *	  { exercise = "squat"; sets = 3; reps = 10;
 *	    tempo_s = [ 2.0, 1.0, 2.0, 0.0 ];   # E-P1-C-P2
 *	    rom_deg = 90; load_kg = 5;
 *	    days = [ "mon", "wed", "fri" ]; },
 *	  { exercise = "knee_extension"; sets = 2; reps = 12; side = "left";
 *	    days_a_week = 3; },
 *	  { exercise = "single_leg_stance"; kind = "balance"; sets = 3;
 *	    hold_s = 20; side = "left"; days_a_week = 2; }
 *	);
 *
 * patient and exercises must be there; of an exercise its name, sets, and one
 * of reps and hold_s. tempo_within_s says how far from the tempo is still as
 * prescribed, 0.5 s if left out: what rounds to the whole seconds in which
 * tempo is prescribed. rom_of names the angle of a target
 * ("hip_flexion", or "tilt thigh" of one sensor); left out it is the
 * exercise's own. kind is strength (left out), balance or mobility. Days of a
 * strength exercise that follow each other within a week are refused unless it
 * says rest = false.
 */
#define GN_PLAN_ITEMS_MAX 32

enum gn_plan_kind {
	GN_PLAN_STRENGTH, GN_PLAN_BALANCE, GN_PLAN_MOBILITY, GN_PLAN_KINDS
};

/* One exercise that is prescribed. */
struct gn_plan_item {
	char     exercise[40];  /* as the catalogue has it */
	enum gn_plan_kind kind;
	enum gn_side side;      /* left, right, both; GN_SIDE_NONE: not said */
	uint32_t sets;          /* 1..20 */
	uint32_t reps;          /* 1..200 in a set; 0: it is held instead */
	float    hold_s;        /* 1..3600; NAN: it is not held */
	float    tempo_s[4];    /* E P1 C P2, each 0..60; NAN: no tempo */
	float    within_s;      /* 0..10 */
	float    rom_rad;       /* target; NAN: none */
	char     rom_of[32];    /* what the target is of, without a side */
	float    load_kg;       /* 0..1000; NAN: not said */
	uint8_t  days;          /* bit 0: Monday .. bit 6; 0: any */
	uint8_t  days_a_week;   /* 1..7; 0: not said */
	uint8_t  rest;          /* 1: a day of rest belongs between */
};

struct gn_plan {
	char     patient[65];
	struct gn_plan_item item[GN_PLAN_ITEMS_MAX];
	size_t   n;             /* 1.. */
	uint32_t strength_days, balance_days;   /* 0: not said */
	uint32_t steps_per_day;                 /* 0: not said */
};

/**
 * Read a prescription.
 *
 * @param[out] p     undefined on error
 * @param[in]  text  0-terminated
 * @param[in]  file  its name, for the reason
 * @param[in]  cat   which exercises there are
 *
 * @retval GN_OK
 * @retval GN_EFORMAT  a value is impossible, an exercise unknown, or two
 *                     settings contradict each other; why names file, line and
 *                     setting
 * Cost: below 1 ms; libconfig allocates.
 */
GN_NODISCARD int gn_plan_parse(struct gn_plan *p, const char *text,
			       const char *file,
			       const struct gn_catalogue *cat,
			       struct gn_diag *why);

/* "strength"; kind < GN_PLAN_KINDS. */
const char *gn_plan_kind_name(enum gn_plan_kind kind);

/* How far from a target: told only beyond its uncertainty. */
enum gn_reach {
	GN_REACH_UNKNOWN,       /* nothing to compare */
	GN_REACH_SHORT,         /* below, by more than the uncertainty */
	GN_REACH_WITHIN,        /* within the uncertainty of the target */
	GN_REACH_MET            /* above, by more than the uncertainty */
};

/* One phase of the tempo over the repetitions. */
struct gn_phase_kept {
	uint32_t n;             /* repetitions in which it is known */
	uint32_t kept;          /* as prescribed, or not surely otherwise */
	uint32_t fast, slow;    /* surely shorter, longer */
	float    mean_s;        /* NAN: n is 0 */
};

/*
 * What was done of one item, on one day. Sums go over recordings; zero it with
 * gn_done_init().
 */
struct gn_done {
	uint32_t recordings;    /* in which its exercise was found */
	uint32_t sets;          /* begun */
	uint32_t whole;         /* of these with all repetitions attempted */
	uint32_t over;          /* .. with more than are prescribed */
	uint32_t attempted, partial, full;      /* repetitions, or holds */
	float    longest_s;     /* of the holds; NAN: there is none */
	uint32_t last;          /* repetitions of the last set ... */
	float    rated;         /* ... and its rating, CR10; NAN: none */
	uint32_t judged;        /* repetitions of which form was judged ... */
	uint32_t faulty;        /* ... and that have a fault, other than by
				 * the plan, which has its own lines here */
	uint32_t rejected[GN_REJ_COUNT];
	struct gn_phase_kept tempo[4];
	uint32_t tempo_reps;    /* in which any phase is surely otherwise */
	uint32_t rom_n;         /* repetitions that tell of the target */
	uint32_t rom_short;     /* of these surely below it */
	float    rom_rad, rom_sd_rad;   /* mean, and its uncertainty */
	enum gn_reach reach;
	char     rom_seen[32];  /* what the recording gives instead; "" */
};

void gn_done_init(struct gn_done *d);

/* One recording, as far as a plan is concerned. */
struct gn_plan_take {
	const char *exercise;
	const struct gn_rep *reps;              /* n, final, by time */
	size_t n;
	const struct gn_reject *rejected;       /* n_rejected */
	size_t n_rejected;
	const struct gn_hold *holds;            /* n_holds, by time */
	size_t n_holds;
	uint8_t on_one_leg;                     /* 1: they are of a leg that
						 * stands, see catalogue.h */
	const struct gn_walking *walking;       /* NULL: nobody asked */
	const struct gn_told *told;             /* NULL: nothing was said */
	const struct gn_form *form;             /* NULL: not judged */
};

/**
 * How far a repetition went in the angle of the item's target, of the limb that
 * works. Both limbs at once: the one that went less far.
 *
 * @param[out] rom, sd  rad; untouched where it does not tell
 * @return 1, or 0: it does not tell
 */
int gn_plan_range(const struct gn_plan_item *i, const struct gn_rep *r,
		  float *rom, float *sd);

/* Is what was done on a side of the item's limb? Where no side is prescribed,
 * or both work, it is; where the side is not known it is not. 1 or 0 */
int gn_plan_takes(const struct gn_plan_item *i, enum gn_side side);

/**
 * Add one recording of the item's exercise.
 *
 * The target of range is compared with the angle of that name; a recording
 * that has only another (the tilt of a thigh, where a knee is meant) does not
 * tell, and is named in rom_seen. The uncertainty of the mean is that of one
 * repetition, as how the sensors sit is off the same way in all of them;
 * "surely" is beyond 1.96 of it. A phase is surely otherwise if it is
 * off by more than within_s and 1.96 times GN_FORM_TIME_SD_S, 0.255 s, just as
 * the rules of form have it.
 *
 * Where a hold is prescribed, each hold is a set; it is full if its longest
 * unbroken part is not surely shorter than hold_s, as far as half a second,
 * in which people count. One of which a sensor cannot tell if it is the hold
 * (quiet) is none. Ours.
 *
 * What the item does not take is passed over.
 */
void gn_done_add(struct gn_done *d, const struct gn_plan_item *i,
		 const struct gn_plan_take *t);

/* Repetitions that nothing in the plan asks for. */
#define GN_PLAN_EXTRAS_MAX 16
struct gn_extra {
	char     exercise[40];
	enum gn_side side;
	uint8_t  planned;       /* 1: the exercise is in the plan, the side not,
				 * or it is not known */
	uint32_t reps;
};

/* What was done on one day, or in one session of which no day is known. */
struct gn_plan_day {
	int64_t  day;
	uint8_t  dated;         /* 0: day is not known */
	char     session[40];   /* its label, "" */
	struct gn_done done[GN_PLAN_ITEMS_MAX];         /* of each item */
	struct gn_extra extra[GN_PLAN_EXTRAS_MAX];
	size_t   n_extra;
	uint32_t walks;         /* recordings in which steps were counted */
	uint32_t steps;         /* in all of them */
	uint32_t unlisted;      /* kinds of extra beyond that room */
};

void gn_plan_day_init(struct gn_plan_day *d);

/**
 * The items that a recording of an exercise counts for: those that hold on that
 * weekday, or all of that exercise where none does.
 *
 * @param[in] dated  0: the day is not known, and any will do
 * @return bit k for item k; 0: none
 */
uint32_t gn_plan_items(const struct gn_plan *p, const char *exercise,
		       int dated, int64_t day);

/* What some of the items (bit k: item k) prescribe for a repetition, as far as
 * they agree; no item: nothing. */
struct gn_form_target gn_plan_target(const struct gn_plan *p, uint32_t items);

/**
 * What is prescribed for the repetitions of such a recording, by their side. A
 * number in which several items differ that take the same side is left out,
 * as it is not known which of them was meant.
 *
 * Source: ours, see tests/unit/test_plan_form.c.
 */
void gn_plan_form(const struct gn_plan *p, const char *exercise, int dated,
		  int64_t day, struct gn_form_plan *out);

/**
 * Add one recording to the items that it counts for. What was rejected goes to
 * the first item that took a repetition, or else to the first.
 */
void gn_plan_day_add(struct gn_plan_day *d, const struct gn_plan *p,
		     const struct gn_plan_take *t);

#endif

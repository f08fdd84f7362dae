/* SPDX-License-Identifier: MIT */
#ifndef GN_ADHERENCE_H
#define GN_ADHERENCE_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"
#include "gonio/plan.h"

/*
 * How well a plan was followed, week by week, and what the plan's next step
 * could be: suggestions to the therapist by plain rules, each named.
 */

/* One week by ISO 8601, Monday to Sunday. */
struct gn_plan_week {
	int      year, week;
	uint32_t days[GN_PLAN_KINDS];   /* with an exercise of that kind */
	uint32_t sets;                  /* with all their repetitions */
	uint32_t prescribed;            /* of the items that say on how many
					 * days; 0: none does */
	uint32_t walked;                /* days with steps counted, ... */
	uint32_t enough;                /* ... with as many as prescribed */
	uint32_t steps;                 /* in all of them */
	uint32_t in_a_row;              /* days on which an exercise followed
					 * itself the day before, without the
					 * rest that it needs */
};

/* How many weeks lie between the first and the last day; 0: none is dated. */
size_t gn_plan_weeks(const struct gn_plan_day *day, size_t n);

/**
 * Fill them in, those without any day as well.
 *
 * @param[in]  day  n of them, dated ones first and by date
 * @param[out] out  as many as gn_plan_weeks() says
 */
void gn_plan_adherence(const struct gn_plan *p, const struct gn_plan_day *day,
		       size_t n, struct gn_plan_week *out);

/* Days a week that the plan asks for; 0: it does not say. */
uint32_t gn_plan_wanted(const struct gn_plan *p, enum gn_plan_kind kind);

enum gn_rule_verdict { GN_RULE_NO, GN_RULE_YES, GN_RULE_NOT_ASSESSED };

/*
 * The rules, none of them mixed with another:
 *   ACSM    raise the load by 2 to 10 % when the patient does one or two
 *           repetitions more than prescribed: here in every prescribed set of
 *           the latest day. American College of Sports Medicine, Med. Sci.
 *           Sports Exerc. 41:687, 2009.
 *   2-for-2 raise it when two or more repetitions more than prescribed are
 *           done in the last set of two sessions in a row. NSCA, in T. R.
 *           Baechle, R. W. Earle, Essentials of Strength Training.
 *   effort  one step up when all repetitions are full and the last two or
 *           three were hard: here, all of the latest day's prescribed sets are
 *           whole and full and the last one, rated at its end, has 5 ("strong,
 *           heavy") or more on the CR10 scale, see told.h. Needs the patient's
 *           rating.
 *   hold    not while sets are not whole, repetitions partial, or the range
 *           below its target.
 *   form    not while faults of form are found in a quarter of the latest day's
 *           repetitions and in three of them at least: one alone may be none,
 *           as up to 13 of 100 good repetitions are told one (README.md,
 *           Accuracy). Ours.
 *   range   a step down when the range has fallen by more than MDC95.
 */
enum gn_rule { GN_RULE_ACSM, GN_RULE_2_FOR_2, GN_RULE_EFFORT, GN_RULE_HOLD,
	       GN_RULE_FORM, GN_RULE_RANGE, GN_RULES };

enum gn_step { GN_STEP_UNKNOWN, GN_STEP_UP, GN_STEP_KEEP, GN_STEP_HOLD,
	       GN_STEP_DOWN };

struct gn_suggestion {
	enum gn_step step;      /* unknown: it was never done, or is held */
	enum gn_rule_verdict rule[GN_RULES];
	float rated;            /* of the latest day, CR10; NAN: it was not */
	uint32_t judged, faulty;        /* of that day, see struct gn_done */
};

/**
 * What an item's next step could be.
 *
 * @param[in] day   n of them, in order
 * @param[in] item  below p->n
 * @param[in] range has its range fallen by more than the error? 1, 0, or -1:
 *                  not assessed
 */
void gn_plan_suggest(const struct gn_plan *p, const struct gn_plan_day *day,
		     size_t n, size_t item, int range,
		     struct gn_suggestion *out);

#endif

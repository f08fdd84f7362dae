/* SPDX-License-Identifier: MIT */
#ifndef GN_FORM_TARGET_H
#define GN_FORM_TARGET_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/catalogue.h"
#include "gonio/form_rule.h"
#include "gonio/types.h"

/*
 * What a plan prescribes for repetitions, as rules of form: each phase neither
 * faster nor slower than its tempo, no pause left out, the range, and as many
 * repetitions in a set. They hold for every exercise, but only for those to
 * whom it is prescribed. gn_plan_form() in gonio/plan.h makes them of a plan.
 */

/* NAN and 0: nothing. */
struct gn_form_target {
	float    tempo_s[4];    /* eccentric, pause, concentric, pause */
	float    within_s;      /* so far from the tempo is as prescribed */
	float    rom_rad;
	char     rom_of[32];    /* of an angle, "knee_flexion", or of a sensor,
				 * "tilt thigh"; without a side */
	uint32_t reps;          /* in a set, of those it is for */
};

/* Which target is for repetitions of which side. */
struct gn_form_plan {
	struct gn_form_target target[GN_SIDE_B + 1];
	size_t  n;                      /* targets; 0: nothing is prescribed */
	uint8_t of[GN_SIDE_B + 1];      /* by side: 1 + target; 0: none */
};

/* That for repetitions of a side; NULL: none, also where p is NULL. */
const struct gn_form_target *gn_form_target_of(const struct gn_form_plan *p,
					       enum gn_side side);

/**
 * One of the rules: its limit is what is as prescribed yet.
 *
 * @param[in]  k      below GN_FORM_TARGET_RULES
 * @param[in]  first  which half of a repetition comes first
 * @param[out] out    undefined for 0
 * @return 1, or 0: nothing is prescribed for it
 */
#define GN_FORM_TARGET_RULES 8
int gn_form_target_rule(const struct gn_form_target *t, size_t k,
			enum gn_phase first, struct gn_form_rule *out);

/* Is "knee_flexion_r" of "knee_flexion", on any side or none? 1 or 0 */
int gn_form_is(const char *name, const char *of);

#endif

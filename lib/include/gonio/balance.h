/* SPDX-License-Identifier: MIT */
#ifndef GN_BALANCE_H
#define GN_BALANCE_H

#include <stddef.h>

#include "gonio/catalogue.h"
#include "gonio/hold.h"

/*
 * What holds say in tests of balance: times against what is published, in the
 * words of the source.
 */

/* The leg that stands while the other is lifted; of no leg as it is. */
enum gn_side gn_stands_on(enum gn_side lifted);

/*
 * Standing on one leg, eyes open, tries of up to 45 s. The published means are
 * of the mean of three tries, by age (Springer et al., J Geriatr Phys Ther
 * 30:8, 2007, doi 10.1519/00139143-200704000-00003, 549 people; read second
 * hand). Best-of-three has other, higher ones, which were not readable: the
 * best is told without any to compare with.
 */
#define GN_ONE_LEG_TRIES 3

struct gn_one_leg {
	size_t tries;
	float  best_s;          /* each try capped; NAN: no try */
	float  mean_s;          /* of the first three; NAN: fewer */
};

/**
 * The tries on one leg: holds in which the other side's limb is lifted.
 *
 * @param[in]  h      n holds in order of time; quiet stretches are none, nor
 *                    are those whose start or end was not seen
 * @param[in]  cap_s  a try ends there
 */
void gn_one_leg_read(const struct gn_hold *h, size_t n, enum gn_side stands,
		     float cap_s, struct gn_one_leg *out);

/* The published mean of three tries at an age in years; NAN: none is known to
 * us (under 40, or age NAN). */
float gn_one_leg_mean_s(double age_years);

/*
 * Four-stage balance test: side by side, semi-tandem, tandem, one leg, 10 s
 * each. Tandem under 10 s is "increased risk" (injurymatters.org.au). Weak:
 * 78 % of 29 fallers passed (WKU ijesab 11/58).
 */
enum gn_stage { GN_STAGE_SIDE, GN_STAGE_SEMI, GN_STAGE_TANDEM, GN_STAGE_LEG,
		GN_STAGES };

#define GN_STAGE_S 10.0f

/* Is it this test? 1 or 0 */
int gn_has_stages(const struct gn_exercise *e);

/* "side by side". s < GN_STAGES. */
const char *gn_stage_name(enum gn_stage s);

/**
 * Seconds in each stage, up to 10: holds in order are the stages in order, and
 * one that was shorter ends the test. NAN: not come to.
 */
void gn_stages_read(const struct gn_hold *h, size_t n, float s[GN_STAGES]);

/**
 * The same where somebody marked when each stage began: the longest unbroken
 * part of a hold between that and the next mark that there is, up to 10 s.
 *
 * @param[in] stage_ns  GN_NO_TIME: not marked; at least one is
 * @param[out] s        NAN: not marked; 0: nothing was held
 */
void gn_stages_marked(const struct gn_hold *h, size_t n,
		      const int64_t stage_ns[GN_STAGES], float s[GN_STAGES]);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef GN_TOLD_H
#define GN_TOLD_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/balance.h"
#include "gonio/err.h"
#include "gonio/function_test.h"

/*
 * What people said of a recording, which no sample shows: who did it, when the
 * signal to begin came, how hard a set was. Plain data, nothing allocates.
 */

/*
 * Effort as the patient rates it on Borg's CR10 scale: 0 nothing at all, 0.5
 * just noticeable, 1 very weak, 2 light, 3 moderate, 5 strong (heavy), 7 very
 * strong, 10 extremely strong; fractions may be used. Source of the words:
 * ACSM's Guidelines for Exercise Testing and Prescription, 8th ed., 2010, p.
 * 83, as academic.whitworth.edu/hs433 has it. Five is "hard" in the wording
 * for resistance training in J Sports Sci Med 5:289, table 1.
 */
#define GN_CR10_MOST 10.0f
#define GN_CR10_HARD 5.0f

struct gn_rating {
	uint32_t set;           /* from 1; of an exercise that is held, the
				 * hold */
	float    cr10;          /* 0..GN_CR10_MOST */
};

/* Sets beyond the first so many have no rating. */
#define GN_RATINGS_MAX 64

struct gn_told {
	struct gn_person person;
	int64_t go_ns;          /* the signal to begin; GN_NO_TIME */
	int64_t stage_ns[GN_STAGES];    /* each stage begins; GN_NO_TIME */
	struct gn_rating rating[GN_RATINGS_MAX];        /* by set */
	size_t n_ratings;
};

/* Nothing was said. */
void gn_told_init(struct gn_told *t);

/* Did anybody mark a stage? 1 or 0 */
int gn_told_stages(const struct gn_told *t);

/**
 * A set's rating; a later one takes the place of an earlier one.
 *
 * @retval GN_OK
 * @retval GN_EINVAL  set is 0, or cr10 not 0..GN_CR10_MOST
 * @retval GN_ENOSPC  more than GN_RATINGS_MAX sets
 */
GN_NODISCARD int gn_told_rate(struct gn_told *t, uint32_t set, float cr10);

/* The rating of a set; NAN: there is none. */
float gn_told_rating(const struct gn_told *t, uint32_t set);

#endif

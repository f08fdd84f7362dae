/* SPDX-License-Identifier: MIT */
#ifndef GN_COMPARE_CMD_H
#define GN_COMPARE_CMD_H

#include <stdio.h>

#include "gonio/asym.h"
#include "gonio/report.h"

/*
 * `gonio compare`: two recordings. compare.c has the command, compare_limb.c
 * picks repetitions of limbs, compare_beside.c pairs those of one session that
 * two systems saw.
 */

/**
 * Repetitions of one limb, as if they were of another, so that two times of
 * one limb are compared as left and right are: side, what the range is of, and
 * the limb's angles are those of the other one. Repetitions in which both
 * limbs work give the limb's angles only.
 *
 * @param[in]  limb  left or right; both: what is measured of both together or
 *                   of the trunk, and no angles
 * @param[in]  as    left or right
 * @param[out] out   room for n
 * @return how many
 */
size_t gn_limb_take(const struct gn_rep *reps, size_t n, enum gn_side limb,
		    enum gn_side as, struct gn_rep *out);

/* Agreement of two systems in one measure (Bland, Altman, Lancet 1:307, 1986).
 * NAN: too few. Angles in rad, times in s. */
struct gn_agree {
	char   name[32];                /* "start", "range", "knee_flexion_l" */
	int    angle;                   /* 1: rad, 0: s */
	size_t n;
	double mean[2];                 /* first, second system */
	double difference, sd;          /* second - first */
};

/* Angles, start, end, and the range. */
#define GN_AGREE_MAX (GN_ANGLES + 3)

struct gn_beside {
	double offset_s;                /* second's clock less the first's */
	size_t n[2];                    /* counted by each */
	size_t paired;
	struct gn_agree agree[GN_AGREE_MAX];
	size_t n_agree;
};

/**
 * Pair the repetitions of two results of one session, whose clocks may begin
 * at different times: the offset that pairs most of them is taken, none if it
 * does as well.
 *
 * @retval GN_OK
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_beside_of(const struct gn_result *a,
			      const struct gn_result *b,
			      struct gn_beside *out);

void gn_beside_table(FILE *to, const struct gn_beside *b);
void gn_beside_json(FILE *to, const struct gn_beside *b);

#endif

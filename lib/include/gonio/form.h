/* SPDX-License-Identifier: MIT */
#ifndef GN_FORM_H
#define GN_FORM_H

#include <stddef.h>

#include "gonio/catalogue.h"
#include "gonio/err.h"
#include "gonio/form_rule.h"
#include "gonio/form_target.h"
#include "gonio/joint.h"
#include "gonio/result.h"
#include "gonio/types.h"

/*
 * Faults of form: what the rules of an exercise find in its repetitions.
 *
 * A rule compares a measure of a repetition with a threshold: with a limit of
 * the catalogue, with what was prescribed, or with the person's own good
 * repetitions. The own threshold is their median -+ 3 MAD (after C. Leys et
 * al., J Exp Soc Psychol 49:764, 2013), where the MAD is not taken as such, as
 * of few values it is very unsure, but as the standard deviation by 1.4826 of
 * those that are no outliers: within 3 x 1.4826 MAD of the median (as they
 * have it too), the MAD freed of its bias in small samples (C. Croux, P.
 * Rousseeuw, "Time-efficient algorithms for two highly robust estimators of
 * scale", 1992: factors for n < 10, n / (n - 0.8) above). It is freed of its
 * own bias, see tests/unit/test_form_power.c, and never taken to be below the
 * measure's own uncertainty. The repetition that is judged is never among
 * those that it is compared with.
 *
 * A fault is told only if the value is beyond the threshold by more than the
 * uncertainty of both, 1.96 standard deviations: of the value by its measure,
 * of an own threshold sqrt((pi/2 + 1.36 (3 / 1.4826)^2) / n) times the spread,
 * by the asymptotic variances of median and MAD (the most that it can be), and
 * wider by Student's distribution as n is small. How much is found by that:
 * fixtures/validation/form.cfg. Against the person's own repetitions
 * a range is as sure as it repeats in one recording, not as it is true.
 */

#define GN_FORM_FIRST 12        /* own first repetitions of a side */
#define GN_FORM_LEAST 4         /* fewer others to compare with: no verdict */
#define GN_FORM_BASE_MAX 32     /* more are left out */

enum gn_form_unit { GN_FORM_RAD, GN_FORM_RADPS, GN_FORM_S, GN_FORM_M,
		    GN_FORM_MPS2, GN_FORM_REPS };

/* What a rule saw in a repetition. */
struct gn_form_look {
	char  of[48];           /* "trunk_lean", "tilt chest", "eccentric" */
	enum gn_form_unit unit;
	float value;
	float usual;            /* the own median; NAN: no own threshold */
	float threshold;
	float sd;               /* of value and threshold together */
	float beyond;           /* how far the value is beyond it, in sd;
				 * above GN_FORM_SURE it is a fault */
};
#define GN_FORM_SURE 1.96f

/* SD of a phase of a repetition: half of the errors of a start were below 0.09
 * s in simulated sets, and a time lies between two such edges. */
#define GN_FORM_TIME_SD_S 0.13f

struct gn_finding {
	enum gn_form_kind    kind;
	enum gn_form_against against;
	struct gn_form_look  look;
	uint32_t     set, n;    /* n 0: of the set */
	enum gn_side side;
	int64_t      start_ns, end_ns;
	char         cue[80];
};

/* A rule that could not be applied, in some or all repetitions. */
struct gn_form_gap {
	enum gn_form_kind kind;
	enum gn_form_against against;
	char     of[32];        /* as in the rule */
	uint32_t reps;          /* in so many */
	uint8_t  all;           /* 1: in all that it is for */
	char     why[120];
};

struct gn_form_input {
	const struct gn_exercise *exercise;
	const struct gn_sensor   *sensors;
	size_t n_sensors;
	const struct gn_rep *reps;      /* of one recording, in order of time */
	size_t n_reps;
	const struct gn_angle_note *angle;      /* GN_ANGLES; NULL: not known */
	/* The person's good repetitions; NULL: their first ones in full range,
	 * GN_FORM_FIRST of each side. base may point into reps. */
	const struct gn_rep *base;
	size_t n_base;
	const struct gn_sensor *base_sensors;   /* NULL: as sensors */
	size_t n_base_sensors;
	const struct gn_form_plan *plan;        /* NULL: nothing prescribed */
};

struct gn_form {
	struct gn_finding *finding;     /* in order of time */
	size_t n;
	struct gn_form_gap gap[GN_FORM_RULES_MAX + GN_FORM_TARGET_RULES];
	size_t n_gaps;
};

/**
 * Apply all rules of in->exercise and of in->plan to all repetitions. Where a
 * time is prescribed, it goes before the own one.
 *
 * @param[out] out  gn_form_free() when done; empty on error
 *
 * @retval GN_OK
 * @retval GN_ENOMEM
 *
 * Cost: O(repetitions times rules times base). Allocates out->finding only.
 */
GN_NODISCARD int gn_form_judge(const struct gn_form_input *in,
			       struct gn_form *out);

/**
 * The same of repetition i only, with nothing of what could not be applied: to
 * tell of it while the set still runs. A set that ends early is found with the
 * last of in->reps, so what is found of a set (n is 0) holds once it is over.
 *
 * @param[in]  i    below in->n_reps
 * @param[out] out  gn_form_free() when done; empty on error
 * @retval GN_OK
 * @retval GN_ENOMEM
 * Cost: O(rules times base).
 */
GN_NODISCARD int gn_form_judge_rep(const struct gn_form_input *in, size_t i,
				   struct gn_form *out);

void gn_form_free(struct gn_form *f);   /* also a zeroed one */

/**
 * What a rule sees in repetition i; of several measures (left and right) that
 * which is farthest beyond.
 *
 * @param[out] out  untouched if it is not assessed
 * @param[out] why  the reason then; may be NULL
 * @param[in]  size of why
 *
 * @return 1, or 0: not assessed
 */
int gn_form_look(const struct gn_form_input *in,
		 const struct gn_form_rule *rule, size_t i,
		 struct gn_form_look *out, char *why, size_t size);

/* "deg", "deg/s", "s", "m", "m/s^2", "repetitions". */
const char *gn_form_unit_name(enum gn_form_unit unit);

#endif

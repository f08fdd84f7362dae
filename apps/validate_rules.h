/* SPDX-License-Identifier: MIT */
#ifndef GN_VALIDATE_RULES_H
#define GN_VALIDATE_RULES_H

#include <stdint.h>
#include <stdio.h>

#include "gonio/catalogue.h"
#include "gonio/err.h"
#include "validate_cfg.h"

/*
 * How often each rule of form finds a fault of known size, and takes a good
 * repetition for one, over simulated people whose usual values and spread are
 * known: fixtures/validation/form.cfg with a comment for each field.
 *
 * A fault lies beyond the person's true threshold, which is not known to the
 * rule but guessed from the first repetitions, by twice the uncertainty that
 * the rule states on average; it is the same for all people of a row. Good are
 * a repetition like the person's others, and one that lies as far on the good
 * side of the threshold as a fault is beyond.
 */
#define GN_VAL_MEASURES(X)                                                 \
	X(GN_VAL_RANGE, range_deg) X(GN_VAL_HEIGHT, height_m)              \
	X(GN_VAL_TILT, tilt_deg) X(GN_VAL_ANGLE, angle_deg)                \
	X(GN_VAL_ATTITUDE, attitude_deg) X(GN_VAL_WHOLE, repetition_s)     \
	X(GN_VAL_PHASE, phase_s) X(GN_VAL_PAUSE, pause_s)                  \
	X(GN_VAL_SPEED, speed_degps) X(GN_VAL_JOLT, jolt_mps2)             \
	X(GN_VAL_LAG, lag_s) X(GN_VAL_TREMOR, tremor_degps)

#define X(id, name) id,
enum gn_val_measure { GN_VAL_MEASURES(X) GN_VAL_MEASURE_COUNT };
#undef X

struct gn_val_rules {
	char     name[64];              /* of the file, without its ending */
	uint32_t seed, sessions;
	double   within_s;              /* of a tempo that is prescribed */
	/* usual value, its standard deviation between a person's repetitions,
	 * and that of the error of measurement, in the unit of the name */
	struct gn_cfg_list measure[GN_VAL_MEASURE_COUNT];
};

/* One rule, and what became of its sessions. */
struct gn_val_rule {
	struct gn_form_rule rule;
	const struct gn_exercise *exercise;     /* the first that names it */
	enum gn_val_measure measure;
	const char *why;                /* not simulated; NULL: it was */
	double uncertainty;             /* stated, on average; of measure */
	size_t sessions, found;         /* those whose fault was found */
	size_t usual, near;             /* false ones: of a repetition like the
					 * others, of one as far on the good
					 * side */
};

/**
 * @param[out] out  untouched on error
 * @param[out] why  file, line and field on error
 * @retval GN_OK, GN_ENOENT, GN_EFORMAT
 */
GN_NODISCARD int gn_val_rules_load(struct gn_val_rules *out, const char *path,
				   struct gn_diag *why);

/**
 * Every rule that the catalogue names, once, and those of a plan.
 *
 * @param[in]  cat  outlives the list
 * @param[out] out  free() it
 * @retval GN_OK, GN_ENOMEM
 */
GN_NODISCARD int gn_val_rules_list(const struct gn_val_rules *s,
				   const struct gn_catalogue *cat,
				   struct gn_val_rule **out, size_t *n);

/* Simulate row i of the table: the seed depends on it. */
void gn_val_rule_run(const struct gn_val_rules *s, size_t i,
		     struct gn_val_rule *rule);

/* As gn_scene_all(). */
GN_NODISCARD int gn_val_rules_all(const char *path, unsigned jobs, FILE *to,
				  int json, int before, struct gn_diag *why);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef FORM_PRIV_H
#define FORM_PRIV_H

#include "gonio/form.h"

/* What one rule looks at: measures, each of one side or of none. */
enum form_what {
	FORM_ROM, FORM_RISE, FORM_ANGLE, FORM_TILT, FORM_UP, FORM_ECCENTRIC,
	FORM_CONCENTRIC, FORM_WHOLE, FORM_TURN, FORM_END, FORM_SPEED,
	FORM_JOLT, FORM_LAG, FORM_TREMOR
};

struct form_measure {
	enum form_what what;
	size_t         index;           /* angle or sensor */
	enum gn_side   side;            /* only of such repetitions */
	int            most;            /* 1: how far it got, not the range */
};

#define FORM_MEASURES_MAX GN_SENSORS_MAX

/**
 * The measures of a rule, in order of preference for FORM_RANGE of itself, all
 * of them otherwise.
 *
 * @return how many; 0: why tells what is lacking
 */
size_t gn_form_measures(const struct gn_form_input *in,
			const struct gn_form_rule *rule,
			struct form_measure m[FORM_MEASURES_MAX], char *why,
			size_t size);

/**
 * A measure of a repetition.
 *
 * @param[in] sensor  what m->index is in the repetition's recording
 * @param[in] up      to which FORM_UP is the angle
 */
float gn_form_value(const struct gn_form_input *in,
		    const struct form_measure *m, const struct gn_rep *r,
		    size_t sensor, const float up[3]);

/* Its standard deviation; own: from one repetition to the next. */
float gn_form_sd(const struct gn_form_input *in, const struct form_measure *m,
		 const struct gn_rep *r, float value, int own);

/* Name and unit of it for a look. */
void gn_form_describe(const struct gn_form_input *in,
		      const struct form_measure *m, const struct gn_rep *r,
		      struct gn_form_look *out);

/* Why it is not known in any repetition. */
const char *gn_form_lacking(const struct gn_form_input *in,
			    const struct form_measure *m);

#endif

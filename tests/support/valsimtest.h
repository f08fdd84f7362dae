/* SPDX-License-Identifier: MIT */
#ifndef VALSIMTEST_H
#define VALSIMTEST_H

#include "apps/validate_sim.h"

/* Sessions of a scenario file, with the catalogue that is built in. */
#define VALSIM_FIVE "kind = \"session\"; "                                  \
		    "scenario = \"five_times_sit_to_stand\";"

void valsim_open(void);                 /* before a test */
void valsim_close(void);

const struct gn_catalogue *valsim_catalogue(void);

/* A file of such a text, small.cfg; its path, until the next. */
const char *valsim_put(const char *text);

/* Load it, or fail the test. */
void valsim_load(struct gn_val_sim *s, const char *text);

/* A measure of a point, or fail the test. */
const struct gn_val_off *valsim_off(const struct gn_val_sim_point *p,
				    const char *name);

#endif

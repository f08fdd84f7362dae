/* SPDX-License-Identifier: MIT */
#ifndef GN_SIM_VALIDATE_H
#define GN_SIM_VALIDATE_H

#include "gonio/sim.h"

/* Private to lib/sim. GN_OK, or GN_EINVAL with the field's name in why. */
int gn_sim_check(const struct gn_sim_scenario *s, struct gn_diag *why);

#endif

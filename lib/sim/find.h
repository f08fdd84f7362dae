/* SPDX-License-Identifier: MIT */
#ifndef GN_SIM_FIND_H
#define GN_SIM_FIND_H

#include "gonio/err.h"

/* Private to lib/sim: the file of a scenario; GN_OK or GN_ENOENT. */
int gn_sim_find(const char *name, char path[512], struct gn_diag *why);

#endif

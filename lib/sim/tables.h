/* SPDX-License-Identifier: MIT */
#ifndef GN_SIM_TABLES_H
#define GN_SIM_TABLES_H

#include "fields.h"

/* Private to lib/sim: the fields of each group of a scenario file. */
struct gn_scenario_tables {
	struct gn_fields top, timing, move, act, brk, system, gap, sensor;
};

extern const struct gn_scenario_tables gn_scenario_tables;

#endif

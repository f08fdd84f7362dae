/* SPDX-License-Identifier: MIT */
#ifndef REPORT_TREND_PRIV_H
#define REPORT_TREND_PRIV_H

#include <jansson.h>
#include <stdio.h>

#include "gonio/asym_over.h"
#include "gonio/series.h"

/* What a unit is multiplied by for people: degrees, percent. */
double gn_report_scale(enum gn_series_unit unit);

/* "deg", "deg/s", "s", "%", "" */
const char *gn_report_unit(enum gn_series_unit unit);

/* That it deserves. */
int gn_report_decimals(enum gn_series_unit unit);

/* "left", "right", "both", "l/r?" where nobody said, "-" of no limb. */
const char *gn_report_limb(enum gn_side side);

/* Left against right over recordings: a table, and a list. */
void gn_report_over(const struct gn_asym_over *o, FILE *to);
json_t *gn_report_over_json(const struct gn_asym_over *o);

#endif

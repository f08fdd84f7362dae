/* SPDX-License-Identifier: MIT */
#ifndef SERIES_PRIV_H
#define SERIES_PRIV_H

#include "gonio/series.h"

/* The series of a name, made where there is none; NULL: out of memory. */
struct gn_series *gn_series_of(struct gn_series_set *set, const char *exercise,
			       const char *measure, enum gn_side side,
			       enum gn_series_unit unit);

/* Left or right? */
int gn_series_is_limb(enum gn_side side);

#endif

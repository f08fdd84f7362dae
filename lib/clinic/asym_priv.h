/* SPDX-License-Identifier: MIT */
#ifndef ASYM_PRIV_H
#define ASYM_PRIV_H

#include "gonio/asym.h"

/* All that needs no test: means, spreads, indices; the rest NAN. */
void gn_asym_describe(const struct gn_asym_sample *s,
		      const struct gn_asym_params *p, struct gn_asym *out);

/* The indices of out's means. */
void gn_asym_indices(const struct gn_asym_params *p, struct gn_asym *out);

#endif

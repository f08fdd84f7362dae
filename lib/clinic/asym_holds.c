/* SPDX-License-Identifier: MIT */
/* How long each limb held. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asym_priv.h"
#include "gonio/balance.h"

#define ALPHA 0.05
#define LEAST_S 1.0             /* nothing shorter is a hold, see hold.h */

int gn_asym_holds(const struct gn_hold *holds, size_t n, int on_one_leg,
		  struct gn_asym *out, size_t *n_out)
{
	const struct gn_asym_params p = { .scale = GN_SCALE_RATIO,
		.least = LEAST_S, .alpha = ALPHA };
	struct gn_asym_sample s = { .paired = 0 };
	double *x = calloc(2 * n + 1, sizeof(*x));

	*n_out = 0;
	if (!x)
		return GN_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		const struct gn_hold *h = &holds[i];
		enum gn_side side = on_one_leg ? gn_stands_on(h->side) :
						 h->side;
		int k = side == GN_SIDE_RIGHT;

		if ((side != GN_SIDE_LEFT && !k) || h->quiet || h->cut_start ||
		    h->cut_end)
			continue;
		x[(size_t)k * n + s.n[k]++] = (double)h->longest_s;
	}
	s.x[0] = x;
	s.x[1] = x + n;
	if (s.n[0] && s.n[1]) {
		memset(out, 0, sizeof(*out));
		snprintf(out->name, sizeof(out->name), "hold_time");
		out->unit = GN_UNIT_S;
		gn_asym_compare(&s, &p, out);
		*n_out = 1;
	}
	free(x);
	return GN_OK;
}

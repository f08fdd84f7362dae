/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "validate.h"

int gn_val_is_steps(const struct gn_truth *t)
{
	return strcmp(t->reference, "steps") == 0;
}

int gn_val_steps_sum(const struct gn_val_rec *recs, size_t n,
		     struct gn_val_steps *out)
{
	double *pct = calloc(n + 1, sizeof(*pct)), sum = 0, off = 0;

	memset(out, 0, sizeof(*out));
	if (!pct)
		return GN_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		const struct gn_truth *t = recs[i].truth;
		double e;

		if (!gn_val_is_steps(t) || t->trust == GN_TRUST_SUSPECT ||
		    t->reps <= 0)
			continue;
		e = 100.0 * (recs[i].found - t->reps) / t->reps;
		out->truth += t->reps;
		out->found += recs[i].found;
		sum += fabs(e);
		off += e;
		pct[out->n++] = fabs(e);
	}
	out->mean_pct = out->n ? sum / (double)out->n : NAN;
	out->signed_pct = out->n ? off / (double)out->n : NAN;
	out->median_pct = gn_val_quantile(pct, out->n, 0.5);
	out->worst_pct = gn_val_quantile(pct, out->n, 1.0);
	free(pct);
	return GN_OK;
}

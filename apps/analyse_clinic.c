/* SPDX-License-Identifier: MIT */
#include "analyse_clinic.h"

#include <math.h>
#include <stdlib.h>

int gn_clinic_inertial(const struct gn_result *r)
{
	for (size_t i = 0; i < r->n_sensors; i++)
		if (r->sensors[i].aligned)
			return 0;
	return 1;
}

int gn_clinic_read(struct gn_result *r)
{
	const struct gn_asym_about about = {
		.exercise = r->exercise,
		.involved = GN_SIDE_NONE,
		.inertial = (uint8_t)gn_clinic_inertial(r),
		.mount_points = NAN,
	};

	if (!r->n_reps && !r->n_holds)
		return GN_OK;
	r->asym = calloc(GN_ASYM_MAX, sizeof(*r->asym));
	if (!r->asym)
		return GN_ENOMEM;
	if (r->n_holds)
		return gn_asym_holds(r->holds, r->n_holds,
				     r->exercise->on_one_leg, r->asym,
				     &r->n_asym);
	return gn_asym_reps(r->reps, r->n_reps, &about, r->asym, &r->n_asym);
}

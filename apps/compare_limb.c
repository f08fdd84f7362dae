/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "compare.h"

static void blank_own(struct gn_rep *r)
{
	r->rom_rad = r->rom_sd_rad = r->peak_radps = r->mean_radps = NAN;
	r->sparc = r->ldlj = NAN;
	for (int k = 0; k < 4; k++)
		r->tempo_s[k] = NAN;
}

/* "knee_flexion_l" as that of the other side; what names no side, or both
 * limbs together, gets one on top. */
static void rename_range(struct gn_rep *r, enum gn_side limb, enum gn_side as)
{
	const char *own = limb == GN_SIDE_LEFT ? "_l" : "_r";
	size_t n = strlen(r->rom_of);

	if (limb != GN_SIDE_BOTH && n > 2 && !strcmp(r->rom_of + n - 2, own))
		n -= 2;
	if (n + 3 > sizeof(r->rom_of))
		n = sizeof(r->rom_of) - 3;
	snprintf(r->rom_of + n, sizeof(r->rom_of) - n, "%s",
		 as == GN_SIDE_LEFT ? "_l" : "_r");
}

static void move_angles(struct gn_rep *r, enum gn_side limb, enum gn_side as)
{
	static const struct gn_range none = { NAN, NAN, NAN };
	int from = limb == GN_SIDE_RIGHT, to = as == GN_SIDE_RIGHT;

	for (int a = 0; a < GN_PELVIS_TILT; a += 2) {
		struct gn_range own = limb == GN_SIDE_BOTH ? none
							   : r->angle[a + from];

		r->angle[a] = r->angle[a + 1] = none;
		r->angle[a + to] = own;
	}
}

size_t gn_limb_take(const struct gn_rep *reps, size_t n, enum gn_side limb,
		    enum gn_side as, struct gn_rep *out)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		enum gn_side side = reps[i].side;
		int is_limb = side == GN_SIDE_LEFT || side == GN_SIDE_RIGHT;
		struct gn_rep *r = &out[kept];

		if (limb == GN_SIDE_BOTH ? is_limb
					 : side != limb && side != GN_SIDE_BOTH)
			continue;
		*r = reps[i];
		if (limb != GN_SIDE_BOTH && side == GN_SIDE_BOTH)
			blank_own(r);
		rename_range(r, limb, as);
		move_angles(r, limb, as);
		r->side = as;
		kept++;
	}
	return kept;
}

/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gonio/plan.h"

static struct gn_form_target of_item(const struct gn_plan_item *i)
{
	struct gn_form_target t = { .within_s = i->within_s,
		.rom_rad = i->rom_rad, .reps = i->reps };

	memcpy(t.tempo_s, i->tempo_s, sizeof(t.tempo_s));
	snprintf(t.rom_of, sizeof(t.rom_of), "%s", i->rom_of);
	return t;
}

/* Leave out in what they differ; NAN differs from all. */
static void agree(struct gn_form_target *a, const struct gn_form_target *b)
{
	for (int k = 0; k < 4; k++)
		if (!(a->tempo_s[k] == b->tempo_s[k]) ||
		    !(a->within_s == b->within_s))
			a->tempo_s[k] = NAN;
	if (!(a->rom_rad == b->rom_rad) || strcmp(a->rom_of, b->rom_of))
		a->rom_rad = NAN;
	if (a->reps != b->reps)
		a->reps = 0;
}

struct gn_form_target gn_plan_target(const struct gn_plan *p, uint32_t items)
{
	struct gn_form_target t = { .reps = 0 };
	int first = 1;

	for (size_t k = 0; k < p->n; k++) {
		const struct gn_form_target one = of_item(&p->item[k]);

		if (!(items >> k & 1))
			continue;
		if (first)
			t = one;
		else
			agree(&t, &one);
		first = 0;
	}
	return t;
}

static uint32_t taking(const struct gn_plan *p, uint32_t items,
		       enum gn_side side)
{
	uint32_t out = 0;

	for (size_t k = 0; k < p->n; k++)
		if ((items >> k & 1) && gn_plan_takes(&p->item[k], side))
			out |= 1u << k;
	return out;
}

void gn_plan_form(const struct gn_plan *p, const char *exercise, int dated,
		  int64_t day, struct gn_form_plan *out)
{
	const uint32_t items = gn_plan_items(p, exercise, dated, day);
	uint32_t of[GN_SIDE_B + 1];     /* items of each target */

	memset(out, 0, sizeof(*out));
	for (int side = 0; side <= GN_SIDE_B; side++) {
		uint32_t takes = taking(p, items, (enum gn_side)side);
		size_t k = 0;

		while (k < out->n && of[k] != takes)
			k++;
		if (!takes)
			continue;
		if (k == out->n) {
			of[k] = takes;
			out->target[out->n++] = gn_plan_target(p, takes);
		}
		out->of[side] = (uint8_t)(k + 1);
	}
}

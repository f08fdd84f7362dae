/* SPDX-License-Identifier: MIT */
#include "gonio/curves.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The values at even frames, NAN where there are none. */
static void thin_out(const struct gn_shown_curve *c, struct gn_kept_curve *to)
{
	size_t i = 0;

	for (size_t k = 0; k < to->n; k++) {
		const uint32_t at = c->frame[0] + (uint32_t)k * GN_CURVE_STEP;

		while (i < c->n && c->frame[i] < at)
			i++;
		to->value[k] = i < c->n && c->frame[i] < at + GN_CURVE_STEP ?
			       c->value[i] : NAN;
	}
}

void gn_curves_keep(void *user, const struct gn_shown_curve *c)
{
	struct gn_curves *all = user;
	struct gn_kept_curve *more, *to;

	if (!c->n)
		return;
	more = realloc(all->c, (all->n + 1) * sizeof(*more));
	if (!more) {
		all->err = GN_ENOMEM;
		return;
	}
	all->c = more;
	to = &more[all->n];
	memset(to, 0, sizeof(*to));
	to->n = (c->frame[c->n - 1] - c->frame[0]) / GN_CURVE_STEP + 1;
	to->value = malloc(to->n * sizeof(*to->value));
	if (!to->value) {
		all->err = GN_ENOMEM;
		return;
	}
	snprintf(to->name, sizeof(to->name), "%s", c->name);
	to->side = c->side;
	to->height = c->height;
	to->from_s = 1e-9 * (double)(c->from_ns + c->frame[0] * c->step_ns);
	to->step_s = 1e-9 * (double)(c->step_ns * GN_CURVE_STEP);
	thin_out(c, to);
	all->n++;
}

void gn_curves_free(struct gn_curves *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->c[i].value);
	free(c->c);
	memset(c, 0, sizeof(*c));
}

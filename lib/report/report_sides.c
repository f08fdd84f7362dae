/* SPDX-License-Identifier: MIT */
#include "report_priv.h"

/* How many repetitions each side did where sides take turns. */

static size_t count(const struct gn_result *r, enum gn_side side)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_reps; i++)
		n += r->reps[i].side == side;
	return n;
}

static const enum gn_side sides[] = { GN_SIDE_LEFT, GN_SIDE_RIGHT,
				      GN_SIDE_BOTH, GN_SIDE_A, GN_SIDE_B,
				      GN_SIDE_NONE };
#define SIDES (sizeof(sides) / sizeof(sides[0]))

void gn_report_sides(const struct gn_result *r, FILE *to)
{
	int any = 0;

	if (!r->exercise->alternating || !r->n_reps)
		return;
	fputs("By side: ", to);
	for (size_t i = 0; i < SIDES; i++) {
		size_t n = count(r, sides[i]);

		if (n)
			fprintf(to, "%s%s %zu", any++ ? ", " : "",
				sides[i] == GN_SIDE_NONE ? "not known" :
				gn_side_name(sides[i]), n);
	}
	if (count(r, GN_SIDE_A))
		fputs(" (without a sensor on a limb it is not known which "
		      "one is left)", to);
	fputc('\n', to);
}

void gn_report_json_sides(const struct gn_result *r, FILE *to)
{
	if (!r->exercise->alternating)
		return;
	fputs(",\"sides\":{", to);
	for (size_t i = 0; i < SIDES; i++)
		fprintf(to, "%s\"%s\":%zu", i ? "," : "",
			gn_side_name(sides[i]), count(r, sides[i]));
	fputc('}', to);
}

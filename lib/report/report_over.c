/* SPDX-License-Identifier: MIT */
/* Left against right over recordings, for people and for programs. */
#include <math.h>

#include "report_priv.h"
#include "report_trend_priv.h"

static void put_run(FILE *to, const struct gn_asym_run *r)
{
	const struct gn_asym *a = &r->last;
	char text[4][GN_NUMBER_SIZE], name[96], less[64];

	snprintf(name, sizeof(name), "%s, %s", r->exercise,
		 gn_report_asym_measure(a));
	if (r->less[0] && r->less[1])
		snprintf(less, sizeof(less), "left %zu, right %zu", r->less[0],
			 r->less[1]);
	else
		snprintf(less, sizeof(less), "%s %zu", r->less[0] ? "left" :
			 "right", r->less[0] + r->less[1]);
	fprintf(to, "%-44s %2zu  %-18s %7s %7s %7s  %s\n", name, r->n, less,
		gn_report_number(text[0], a->index[GN_ASYM_SI], 1, "-"),
		gn_report_number(text[1], a->si_ci[0], 1, "-"),
		gn_report_number(text[2], a->si_ci[1], 1, "-"),
		gn_asym_course_text(gn_asym_course(r)));
}

void gn_report_over(const struct gn_asym_over *o, FILE *to)
{
	size_t none = 0, shown = 0;

	for (size_t k = 0; k < o->n; k++) {
		const struct gn_asym_run *r = &o->run[k];

		if (!r->less[0] && !r->less[1]) {
			none++;
			continue;
		}
		if (!shown++)
			fputs("\nLeft against right, in so many recordings\n"
			      "measure                                       n"
			      "  less on           latest SI % (95 % CI)\n",
			      to);
		put_run(to, r);
	}
	if (none)
		fprintf(to, "%sLeft against right: no difference in any "
			"recording in %zu%s measure%s\n", shown ? "" : "\n",
			none, shown ? " other" : "", none == 1 ? "" : "s");
}

static json_t *number(double v)
{
	return isfinite(v) ? json_real(v) : json_null();
}

json_t *gn_report_over_json(const struct gn_asym_over *o)
{
	json_t *list = json_array();

	for (size_t k = 0; k < o->n; k++) {
		const struct gn_asym_run *r = &o->run[k];
		const struct gn_asym *a = &r->last;

		json_array_append_new(list, json_pack(
			"{ss ss ss si si si so so so ss}",
			"exercise", r->exercise, "measure", a->name,
			"of", a->of, "recordings", (int)r->n,
			"left_less", (int)r->less[0],
			"right_less", (int)r->less[1],
			"symmetry_index", number(a->index[GN_ASYM_SI]),
			"low", number(a->si_ci[0]), "high",
			number(a->si_ci[1]), "course",
			gn_asym_course_name(gn_asym_course(r))));
	}
	return list;
}

/* SPDX-License-Identifier: MIT */
/* Tables of the page: joint angles, and each repetition. */
#include "page_out.h"

static void cell(struct gn_page_out *o, double v, int decimals)
{
	char text[GN_NUMBER_SIZE];

	fprintf(o->to, "<td>%s</td>", gn_page_number(o, text, v, decimals));
}

void gn_page_heads(struct gn_page_out *o, const char *const *text, size_t n)
{
	fputs("<table><thead><tr>", o->to);
	for (size_t i = 0; i < n; i++) {
		fputs("<th scope=\"col\">", o->to);
		gn_page_escaped(o->to, gn_page_say(o, text[i]));
		fputs("</th>", o->to);
	}
	fputs("</tr></thead>\n<tbody>\n", o->to);
}

void gn_page_angles(struct gn_page_out *o, const struct gn_result *r)
{
	static const char *const text[] = {
		N_("joint angle, mean of all repetitions"), N_("from, deg"),
		N_("to, deg"), N_("range, deg"), N_("±, deg (95 %)"),
	};
	char name[GN_LINE];
	struct gn_range g;
	int any = 0;

	for (int a = 0; a < GN_ANGLES; a++) {
		if (!gn_report_mean_angle(r, 0, a, 0, &g))
			continue;
		if (!any++)
			gn_page_heads(o, text, sizeof(text) / sizeof(*text));
		gn_page_name(o, name, gn_angle_def((enum gn_angle)a)->name);
		fputs("<tr><th scope=\"row\">", o->to);
		gn_page_escaped(o->to, name);
		fputs("</th>", o->to);
		cell(o, (double)g.least_rad * GN_DEG_PER_RAD, 1);
		cell(o, (double)g.most_rad * GN_DEG_PER_RAD, 1);
		cell(o, (double)(g.most_rad - g.least_rad) * GN_DEG_PER_RAD,
		     1);
		cell(o, 1.96 * (double)g.sd_rad * GN_DEG_PER_RAD, 1);
		fputs("</tr>\n", o->to);
	}
	if (any)
		fputs("</tbody></table>\n", o->to);
}

static void put_head(struct gn_page_out *o)
{
	static const char *const text[] = {
		N_("set"), N_("n"), N_("side"), N_("kind"), N_("at, s"),
		N_("lowering, s"), N_("pause, s"), N_("lifting, s"),
		N_("pause, s"), N_("range, deg"), N_("±, deg (95 %)"),
		N_("peak, deg/s"),
	};

	gn_page_heads(o, text, sizeof(text) / sizeof(*text));
}

static void put_rep(struct gn_page_out *o, const struct gn_rep *r)
{
	const char *side = gn_page_say(o, gn_side_name(r->side));
	const char *kind = gn_page_say(o, gn_report_kind(r->kind));

	fprintf(o->to, "<tr><td>%u</td><td>%u</td><td>", (unsigned)r->set,
		(unsigned)r->n);
	gn_page_escaped(o->to, side);
	fputs("</td><td>", o->to);
	gn_page_escaped(o->to, kind);
	fputs("</td>", o->to);
	cell(o, gn_report_s(r->start_ns), 1);
	for (int k = 0; k < 4; k++)
		cell(o, (double)r->tempo_s[k], 1);
	cell(o, (double)r->rom_rad * GN_DEG_PER_RAD, 1);
	cell(o, 1.96 * (double)r->rom_sd_rad * GN_DEG_PER_RAD, 1);
	cell(o, (double)r->peak_radps * GN_DEG_PER_RAD, 0);
	fputs("</tr>\n", o->to);
}

void gn_page_table(struct gn_page_out *o, const struct gn_result *r)
{
	if (!r->n_reps)
		return;
	fputs("<details><summary>", o->to);
	gn_page_escaped(o->to, gn_page_say(o, "Each repetition"));
	fputs("</summary>\n", o->to);
	put_head(o);
	for (size_t i = 0; i < r->n_reps; i++)
		put_rep(o, &r->reps[i]);
	fputs("</tbody></table></details>\n", o->to);
}

/* SPDX-License-Identifier: MIT */
/* What the charts of an exercise show. */
#include "page_chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BEFORE_S 2.0            /* that a curve shows around its set */

/* --- one chart --- */

void gn_page_chart_text(struct gn_page_out *o, const char *s)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	/* the quotes and escapes of a report, and no way out of a script */
	if (f)
		gn_report_quoted(f, s);
	if (f && !fclose(f))
		for (const char *c = text; *c; c++)
			if (*c == '<')
				fputs("\\u003c", o->data);
			else
				fputc(*c, o->data);
	else
		fputs("\"\"", o->data);
	free(text);
}

void gn_page_chart_begin(struct gn_page_out *o, const char *kind,
			 const char *title, const char *unit)
{
	fprintf(o->data, "%s\n{\"kind\":\"%s\",\"title\":",
		o->charts ? "," : "", kind);
	gn_page_chart_text(o, title);
	fputs(",\"unit\":", o->data);
	gn_page_chart_text(o, unit);
	fprintf(o->to, "<figure class=\"%s\"><figcaption>", kind);
	gn_page_escaped(o->to, title);
	fprintf(o->to, "</figcaption><div><canvas id=\"c%d\" role=\"img\" "
		"aria-label=\"", o->charts);
	gn_page_escaped(o->to, title);
	fputs("\"></canvas></div></figure>\n", o->to);
	o->charts++;
}

void gn_page_chart_end(struct gn_page_out *o)
{
	fputc('}', o->data);
}

void gn_page_chart_number(struct gn_page_out *o, size_t i, double v,
			  int decimals)
{
	char text[GN_NUMBER_SIZE];

	fprintf(o->data, "%s%s", i ? "," : "",
		gn_report_number(text, v, decimals, "null"));
}

/* --- the angle of a set, with its repetitions on it --- */

/* Tilt and turn have no sign of their own: a repetition is to go upwards. */
static double sign_of(const struct gn_kept_curve *c)
{
	float least = 0.0f, most = 0.0f;

	if (!strchr(c->name, ' ') || c->height)
		return 1.0;
	for (size_t i = 0; i < c->n; i++) {
		least = fminf(least, c->value[i]);
		most = fmaxf(most, c->value[i]);
	}
	return -least > most ? -1.0 : 1.0;
}

/* The part of a curve that is within from..to. */
static int put_line(struct gn_page_out *o, const struct gn_kept_curve *c,
		    double from_s, double to_s, int any)
{
	const double k = c->height ? 100.0 : sign_of(c) * GN_DEG_PER_RAD;
	const double first = ceil((from_s - c->from_s) / c->step_s);
	size_t i = first > 0.0 ? (size_t)first : 0, n = 0;

	if (i >= c->n || c->from_s + (double)i * c->step_s > to_s)
		return 0;
	fprintf(o->data, "%s{\"from\":%.2f,\"step\":%.6f,\"side\":\"%s\","
		"\"values\":[", any ? "," : "",
		c->from_s + (double)i * c->step_s, c->step_s,
		gn_side_name(c->side));
	for (; i < c->n && c->from_s + (double)i * c->step_s <= to_s; i++)
		gn_page_chart_number(o, n++, k * (double)c->value[i], 1);
	fputs("]}", o->data);
	return 1;
}

/* 0 full, 1 partial; 2 more if something is to be said of it. */
static int look_of(const struct gn_result *r, const struct gn_rep *p)
{
	int look = p->kind == GN_REP_PARTIAL;

	for (size_t i = 0; i < r->form.n; i++)
		if (r->form.finding[i].set == p->set &&
		    r->form.finding[i].n == p->n)
			return look + 2;
	return look;
}

static void put_bounds(struct gn_page_out *o, const struct gn_result *r,
		       uint32_t set)
{
	int any = 0;

	fputs(",\"reps\":[", o->data);
	for (size_t i = 0; i < r->n_reps; i++) {
		const struct gn_rep *p = &r->reps[i];

		if (p->set != set)
			continue;
		fprintf(o->data, "%s[%.2f,%.2f,%.2f,%u,%d]", any++ ? "," : "",
			gn_report_s(p->start_ns), gn_report_s(p->turn_ns),
			gn_report_s(p->end_ns), (unsigned)p->n,
			look_of(r, p));
	}
	fputc(']', o->data);
}

static int overlaps(const struct gn_kept_curve *c, double from_s, double to_s)
{
	return c->from_s <= to_s &&
	       c->from_s + (double)c->n * c->step_s >= from_s;
}

static void put_set(struct gn_page_out *o, const struct gn_page_item *item,
		    const struct gn_set *s)
{
	const double from_s = gn_report_s(s->start_ns) - BEFORE_S;
	const double to_s = gn_report_s(s->end_ns) + BEFORE_S;
	const struct gn_curves *all = item->curves;
	const struct gn_kept_curve *first = NULL;
	char name[GN_LINE], title[GN_LINE];
	int any = 0;

	for (size_t i = 0; all && i < all->n && !first; i++)
		if (overlaps(&all->c[i], from_s, to_s))
			first = &all->c[i];
	if (!first)
		return;
	gn_page_name(o, name, first->name);
	gn_page_fill(title, gn_page_say(o,
		"Set %1$u: %2$s over time, each repetition marked"),
		(unsigned)s->n, name);
	gn_page_chart_begin(o, "curve", title, first->height ? "cm" :
			    gn_page_say(o, "deg"));
	fputs(",\"lines\":[", o->data);
	for (size_t i = 0; i < all->n; i++)
		if (overlaps(&all->c[i], from_s, to_s))
			any |= put_line(o, &all->c[i], from_s, to_s, any);
	fputc(']', o->data);
	put_bounds(o, item->result, s->n);
	gn_page_chart_end(o);
}

/* --- bars, one of each repetition --- */

static void put_rep_labels(struct gn_page_out *o, const struct gn_result *r)
{
	fputs(",\"labels\":[", o->data);
	for (size_t i = 0; i < r->n_reps; i++)
		fprintf(o->data, "%s\"%u.%u\"", i ? "," : "",
			(unsigned)r->reps[i].set, (unsigned)r->reps[i].n);
	fputs("],\"looks\":[", o->data);
	for (size_t i = 0; i < r->n_reps; i++)
		fprintf(o->data, "%s%d", i ? "," : "",
			look_of(r, &r->reps[i]));
	fputs("],\"sides\":[", o->data);
	for (size_t i = 0; i < r->n_reps; i++)
		fprintf(o->data, "%s\"%s\"", i ? "," : "",
			gn_side_name(r->reps[i].side));
	fputc(']', o->data);
}

static void put_tempo(struct gn_page_out *o, const struct gn_result *r)
{
	static const char *const phase[4] = {
		N_("lowering"), N_("pause after lowering"), N_("lifting"),
		N_("pause after lifting"),
	};

	gn_page_chart_begin(o, "tempo", gn_page_say(o,
		"Tempo: the parts of each repetition"), "s");
	put_rep_labels(o, r);
	fputs(",\"parts\":[", o->data);
	for (int k = 0; k < 4; k++) {
		fprintf(o->data, "%s{\"name\":", k ? "," : "");
		gn_page_chart_text(o, gn_page_say(o, phase[k]));
		fputs(",\"values\":[", o->data);
		for (size_t i = 0; i < r->n_reps; i++)
			gn_page_chart_number(o, i,
				(double)r->reps[i].tempo_s[k], 2);
		fputs("]}", o->data);
	}
	fputc(']', o->data);
	gn_page_chart_end(o);
}

/* The range that a chart shows of a repetition, in degrees: that of the target,
 * where there is one, else what it goes by. */
static double range_of(const struct gn_plan_item *t, const struct gn_rep *r,
		       double *sd)
{
	float rom = NAN, rom_sd = NAN;

	if (!t) {
		rom = r->rom_rad;
		rom_sd = r->rom_sd_rad;
	} else {
		gn_plan_range(t, r, &rom, &rom_sd);
	}
	*sd = GN_DEG_PER_RAD * (double)rom_sd;
	return GN_DEG_PER_RAD * (double)rom;
}

static size_t known(const struct gn_plan_item *t, const struct gn_result *r)
{
	size_t n = 0;
	double sd;

	for (size_t i = 0; i < r->n_reps; i++)
		n += isfinite(range_of(t, &r->reps[i], &sd)) != 0;
	return n;
}

static void put_ranges(struct gn_page_out *o, const struct gn_result *r,
		       const struct gn_plan_item *t)
{
	double sd;

	fputs(",\"values\":[", o->data);
	for (size_t i = 0; i < r->n_reps; i++)
		gn_page_chart_number(o, i, range_of(t, &r->reps[i], &sd), 1);
	fputs("],\"within\":[", o->data);
	for (size_t i = 0; i < r->n_reps; i++) {
		range_of(t, &r->reps[i], &sd);
		gn_page_chart_number(o, i, 1.96 * sd, 1);
	}
	fputs("],\"target\":", o->data);
	gn_page_chart_number(o, 0, t ? GN_DEG_PER_RAD * (double)t->rom_rad :
			     NAN, 1);
}

static void put_range(struct gn_page_out *o, const struct gn_result *r)
{
	const struct gn_plan_item *t = gn_page_target(o, r);
	char title[GN_LINE], name[GN_LINE];

	if (t && !known(t, r))
		t = NULL;
	if (!known(t, r))
		return;
	if (t)
		gn_page_fill(title, gn_page_say(o,
			"Range of motion (%s) of each repetition, with its "
			"95 %% uncertainty and the prescribed target"),
			gn_page_name(o, name, t->rom_of));
	else
		gn_page_fill(title, "%s", gn_page_say(o,
			"Range of motion of each repetition, with its 95 % "
			"uncertainty"));
	gn_page_chart_begin(o, "range", title, gn_page_say(o, "deg"));
	put_rep_labels(o, r);
	put_ranges(o, r, t);
	gn_page_chart_end(o);
}

/* --- left against right --- */

static int has_index(const struct gn_asym *a)
{
	return gn_asym_assessed(a->verdict) && isfinite(a->index[GN_ASYM_SI]);
}

/* Points of the index that are within measurement and mounting. */
static double noise_of(const struct gn_asym *a)
{
	const double mean = (a->mean[0] + a->mean[1]) / 2.0;
	const double within = fmax(a->mdc, 1.96 * a->mount_sd);

	return 100.0 * within / fabs(mean);
}

static void put_side_values(struct gn_page_out *o, const struct gn_result *r,
			    const char *key, int which)
{
	size_t n = 0;

	fprintf(o->data, ",\"%s\":[", key);
	for (size_t i = 0; i < r->n_asym; i++) {
		const struct gn_asym *a = &r->asym[i];

		if (!has_index(a))
			continue;
		gn_page_chart_number(o, n++,
			which == 0 ? a->index[GN_ASYM_SI] :
			which == 1 ? a->si_ci[0] :
			which == 2 ? a->si_ci[1] : noise_of(a), 1);
	}
	fputc(']', o->data);
}

static void put_sides(struct gn_page_out *o, const struct gn_result *r)
{
	char name[GN_LINE];
	size_t n = 0;

	for (size_t i = 0; i < r->n_asym; i++)
		n += has_index(&r->asym[i]) != 0;
	if (!n)
		return;
	gn_page_chart_begin(o, "sides", gn_page_say(o,
		"Left against right: symmetry index with its 95 % interval; "
		"within the grey band it cannot be told from none"), "%");
	fputs(",\"labels\":[", o->data);
	n = 0;
	for (size_t i = 0; i < r->n_asym; i++) {
		const struct gn_asym *a = &r->asym[i];

		if (!has_index(a))
			continue;
		fputs(n++ ? "," : "", o->data);
		gn_page_chart_text(o, gn_page_name(o, name,
			gn_report_asym_measure(a)));
	}
	fputc(']', o->data);
	put_side_values(o, r, "values", 0);
	put_side_values(o, r, "from", 1);
	put_side_values(o, r, "to", 2);
	put_side_values(o, r, "noise", 3);
	fputs(",\"less\":[", o->data);
	gn_page_chart_text(o, gn_page_say(o, "right less"));
	fputc(',', o->data);
	gn_page_chart_text(o, gn_page_say(o, "left less"));
	fputc(']', o->data);
	gn_page_chart_end(o);
}

void gn_page_charts(struct gn_page_out *o, const struct gn_page_item *item)
{
	const struct gn_result *r = item->result;

	if (!r->n_reps || r->exercise->test == GN_TEST_UP_AND_GO)
		return;
	fputs("<div class=\"charts\">\n", o->to);
	if (o->p->reader == GN_READER_THERAPIST)
		for (size_t i = 0; i < r->n_sets; i++)
			put_set(o, item, &r->sets[i]);
	put_range(o, r);
	if (o->p->reader == GN_READER_THERAPIST) {
		put_tempo(o, r);
		put_sides(o, r);
	}
	fputs("</div>\n", o->to);
}

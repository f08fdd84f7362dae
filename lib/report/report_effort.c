/* SPDX-License-Identifier: MIT */
/* How sets went on: trends within them, for people and for programs. */
#include <math.h>

#include "report_priv.h"

double gn_report_effort_scale(enum gn_effort_measure m)
{
	switch (m) {
	case GN_EFFORT_SPEED:
	case GN_EFFORT_RANGE:
	case GN_EFFORT_TREMOR: return GN_DEG_PER_RAD;
	default:               return 1.0;
	}
}

static void put_slope(FILE *to, enum gn_effort_measure m, double v)
{
	char text[GN_NUMBER_SIZE];

	fputs(gn_report_number(text, v * gn_report_effort_scale(m), 3,
			       "null"), to);
}

static int any_trend(const struct gn_effort *e)
{
	for (int m = 0; m < GN_EFFORT_MEASURE_COUNT; m++)
		if (gn_effort_sign(&e->trend[m]))
			return 1;
	return 0;
}

/* "speed -2.10 deg/s (-3.00 to -1.20)" of each trend that is one. */
static void put_trends(FILE *to, const struct gn_effort *e)
{
	for (int i = 0; i < GN_EFFORT_MEASURE_COUNT; i++) {
		enum gn_effort_measure m = (enum gn_effort_measure)i;
		const struct gn_line *t = &e->trend[m];
		double k = gn_report_effort_scale(m);

		if (gn_effort_sign(t))
			fprintf(to, "      %s %+.2f %s (%+.2f to %+.2f)\n",
				gn_effort_name(m), k * t->slope,
				gn_effort_unit(m), k * t->low, k * t->high);
	}
}

static void put_set(FILE *to, const struct gn_effort *e, float rating)
{
	fprintf(to, "  set %u", (unsigned)e->set);
	if (e->side == GN_SIDE_LEFT || e->side == GN_SIDE_RIGHT)
		fprintf(to, ", %s", gn_side_name(e->side));
	if (e->fastest)
		fprintf(to, ", fastest repetition %u", (unsigned)e->fastest);
	if (isfinite(rating)) {
		fputs(", ", to);
		gn_report_rating(to, rating);
	}
	fputs(any_trend(e) ? "\n" : ": no sure change\n", to);
	put_trends(to, e);
}

/* Ratings of what has no trends: holds, strides, sets that are not there. */
static void put_rated(FILE *to, const struct gn_result *r)
{
	int holds = r->exercise->task == GN_TASK_HOLD;
	int any = 0;

	for (size_t k = 0; k < r->told.n_ratings; k++) {
		const struct gn_rating *g = &r->told.rating[k];
		size_t i = 0;

		while (i < r->n_effort && r->effort[i].set != g->set)
			i++;
		if (i < r->n_effort)
			continue;
		if (!any++)
			fputs("\nEffort\n", to);
		fprintf(to, "  %s %u, ", holds ? "hold" : "set",
			(unsigned)g->set);
		gn_report_rating(to, g->cr10);
		fputc('\n', to);
	}
}

void gn_report_effort_table(const struct gn_result *r, FILE *to)
{
	int any = 0;

	for (size_t i = 0; i < r->n_effort; i++) {
		float rating = gn_told_rating(&r->told, r->effort[i].set);

		if (!any_trend(&r->effort[i]) && !isfinite(rating))
			continue;
		if (!any++)
			fputs("\nEffort, change per repetition and its 95 % "
			      "interval\n", to);
		put_set(to, &r->effort[i], rating);
	}
	put_rated(to, r);
}

static void put_json(FILE *to, const struct gn_effort *e, float rating)
{
	char text[GN_NUMBER_SIZE];
	const char *before = "{";

	fprintf(to, "{\"set\":%u,\"side\":\"%s\",\"reps\":%u",
		(unsigned)e->set, gn_side_name(e->side), (unsigned)e->reps);
	if (e->fastest)
		fprintf(to, ",\"fastest\":%u", (unsigned)e->fastest);
	else
		fputs(",\"fastest\":null", to);
	fprintf(to, ",\"loss_last\":%s", gn_report_number(text,
		(double)e->loss_last, 3, "null"));
	fprintf(to, ",\"loss_most\":%s", gn_report_number(text,
		(double)e->loss_most, 3, "null"));
	fprintf(to, ",\"rated_cr10\":%s,\"trends\":", gn_report_number(text,
		(double)rating, 1, "null"));
	for (int i = 0; i < GN_EFFORT_MEASURE_COUNT; i++) {
		enum gn_effort_measure m = (enum gn_effort_measure)i;
		const struct gn_line *t = &e->trend[m];

		if (!isfinite(t->slope))
			continue;
		fprintf(to, "%s\"%s\":{\"per_rep\":", before,
			gn_effort_name(m));
		put_slope(to, m, t->slope);
		fputs(",\"ci95\":[", to);
		put_slope(to, m, t->low);
		fputc(',', to);
		put_slope(to, m, t->high);
		fprintf(to, "],\"unit\":\"%s\"}", gn_effort_unit(m));
		before = ",";
	}
	fputs(*before == '{' ? "{}}" : "}}", to);
}

void gn_report_effort_json(const struct gn_result *r, FILE *to)
{
	char text[GN_NUMBER_SIZE];

	fputs(",\"effort\":[", to);
	for (size_t i = 0; i < r->n_effort; i++) {
		if (i)
			fputc(',', to);
		put_json(to, &r->effort[i],
			 gn_told_rating(&r->told, r->effort[i].set));
	}
	fputs("],\"ratings\":[", to);
	for (size_t k = 0; k < r->told.n_ratings; k++)
		fprintf(to, "%s{\"set\":%u,\"cr10\":%s}", k ? "," : "",
			(unsigned)r->told.rating[k].set, gn_report_number(text,
			(double)r->told.rating[k].cr10, 1, "null"));
	fputc(']', to);
}

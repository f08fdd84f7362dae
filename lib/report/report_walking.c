/* SPDX-License-Identifier: MIT */
/* Steps and bouts of walking, for people and for programs. */
#include <math.h>
#include <string.h>

#include "report_priv.h"

#define LINES 20                /* bouts that a table shows */

static void put(FILE *to, int width, double v, int decimals, const char *none)
{
	char text[GN_NUMBER_SIZE];

	fprintf(to, "%*s", width, gn_report_number(text, v, decimals, none));
}

/* How many bouts have more steps, or as many and come before. */
static size_t before(const struct gn_result *r, size_t i)
{
	size_t n = 0;

	for (size_t k = 0; k < r->n_bouts && n < LINES; k++)
		n += r->bouts[k].steps > r->bouts[i].steps ||
		     (k < i && r->bouts[k].steps == r->bouts[i].steps);
	return n;
}

static void put_bouts(FILE *to, const struct gn_result *r)
{
	fputs("  bout   start s     end s  steps  steps/min\n", to);
	for (size_t i = 0; i < r->n_bouts; i++) {
		const struct gn_bout *b = &r->bouts[i];

		if (before(r, i) >= LINES)
			continue;
		fprintf(to, "  %4zu", i + 1);
		put(to, 10, gn_report_s(b->start_ns), 2, "-");
		put(to, 10, gn_report_s(b->end_ns), 2, "-");
		fprintf(to, " %6u", (unsigned)b->steps);
		put(to, 11, (double)b->cadence_spm, 1, "-");
		fputc('\n', to);
	}
	if (r->n_bouts > LINES)
		fprintf(to, "  these are the %d longest of %zu bouts\n", LINES,
			r->n_bouts);
}

/* "Gait speed 0.91 m/s (0.80 to 1.06) over 4.0 m in 4.40 s +- 0.60" */
static void put_speed(FILE *to, const struct gn_result *r)
{
	struct gn_gait_speed g;

	if (!gn_gait_speed(r->bouts, r->n_bouts, r->walking.distance_m, &g)) {
		fputs("  gait speed not assessed: --distance tells how far "
		      "the walk was\n", to);
		return;
	}
	fputs("  gait speed ", to);
	put(to, 0, (double)g.speed_mps, 2, "-");
	fputs(" m/s (", to);
	put(to, 0, (double)g.least_mps, 2, "-");
	fputs(" to ", to);
	put(to, 0, (double)g.most_mps, 2, "-");
	fputs("), ", to);
	put(to, 0, (double)g.distance_m, 1, "-");
	fputs(" m in ", to);
	put(to, 0, (double)g.time_s, 2, "-");
	fputs(" s, give or take 1.25 steps\n", to);
	fprintf(to, "  %s 0.8 m/s, at and below which it is low (EWGSOP2)\n",
		g.most_mps <= GN_GAIT_SLOW_MPS ? "at or below" :
		g.least_mps > GN_GAIT_SLOW_MPS ? "above" :
		"not to be told from");
	if (g.sppb_most < 0)
		return;
	fprintf(to, "  SPPB 4 m walk: %d", g.sppb_most);
	if (g.sppb_least != g.sppb_most)
		fprintf(to, " or %d", g.sppb_least);
	fputs(" of 4 points (4 m only, from the first step)\n", to);
}

void gn_report_walking_table(const struct gn_result *r, FILE *to)
{
	const struct gn_walking *w = &r->walking;

	if (!w->assessed)
		return;
	fprintf(to, "\nSteps %u, seen by ", (unsigned)w->steps);
	gn_report_text(to, r->sensors[w->sensor].name);
	if (!w->steps) {
		fputc('\n', to);
		return;
	}
	fputs("; cadence ", to);
	put(to, 0, (double)w->cadence_spm, 1, "-");
	fprintf(to, " steps/min in %zu bout%s of walking, ", r->n_bouts,
		r->n_bouts == 1 ? "" : "s");
	put(to, 0, (double)w->walking_s, 1, "-");
	fputs(" s\n", to);
	put_bouts(to, r);
	fprintf(to, "  at %.0f steps/min or more (moderate intensity, "
		"Tudor-Locke 2019): ", (double)GN_CADENCE_MODERATE_SPM);
	put(to, 0, (double)w->moderate_s, 1, "-");
	fputs(" s\n", to);
	if (w->distance_m > 0.0f || !strcmp(r->exercise->name, "gait_speed"))
		put_speed(to, r);
}

static void key(FILE *to, const char *name, double v, int decimals)
{
	fprintf(to, ",\"%s\":", name);
	put(to, 0, v, decimals, "null");
}

static void speed_json(const struct gn_result *r, FILE *to)
{
	struct gn_gait_speed g;

	if (!gn_gait_speed(r->bouts, r->n_bouts, r->walking.distance_m, &g)) {
		fputs("null", to);
		return;
	}
	fputs("{\"distance_m\":", to);
	put(to, 0, (double)g.distance_m, 2, "null");
	key(to, "time_s", (double)g.time_s, 2);
	key(to, "within_s", (double)g.within_s, 2);
	key(to, "speed_mps", (double)g.speed_mps, 3);
	key(to, "least_mps", (double)g.least_mps, 3);
	key(to, "most_mps", (double)g.most_mps, 3);
	if (g.sppb_most >= 0)
		fprintf(to, ",\"sppb_points\":[%d,%d]", g.sppb_least,
			g.sppb_most);
	fputc('}', to);
}

void gn_report_walking_json(const struct gn_result *r, FILE *to)
{
	const struct gn_walking *w = &r->walking;

	if (!w->assessed)
		return;
	fprintf(to, ",\"walking\":{\"sensor\":%u,\"steps\":%u,"
		"\"cadence_spm\":", (unsigned)w->sensor, (unsigned)w->steps);
	put(to, 0, (double)w->cadence_spm, 1, "null");
	fputs(",\"walking_s\":", to);
	put(to, 0, (double)w->walking_s, 2, "null");
	fputs(",\"moderate_s\":", to);
	put(to, 0, (double)w->moderate_s, 2, "null");
	fputs(",\"bouts\":[", to);
	for (size_t i = 0; i < r->n_bouts; i++) {
		const struct gn_bout *b = &r->bouts[i];

		fputs(i ? ",{\"start_s\":" : "{\"start_s\":", to);
		put(to, 0, gn_report_s(b->start_ns), 2, "null");
		fputs(",\"end_s\":", to);
		put(to, 0, gn_report_s(b->end_ns), 2, "null");
		fprintf(to, ",\"steps\":%u,\"cadence_spm\":",
			(unsigned)b->steps);
		put(to, 0, (double)b->cadence_spm, 1, "null");
		fputc('}', to);
	}
	fputs("],\"gait_speed\":", to);
	speed_json(r, to);
	fputc('}', to);
}

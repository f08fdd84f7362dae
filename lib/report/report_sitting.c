/* SPDX-License-Identifier: MIT */
/* Sitting and lying over a day, for people and for programs. */
#include "report_priv.h"

#define LINES 20                /* bouts that a table shows */

/* It belongs to steps that are counted alone, of a day. */
static int is_asked(const struct gn_result *r)
{
	return r->walking.assessed && !(r->exercise->rep_max_s > 0.0f);
}

static void put_bouts(const struct gn_sitting_sum *s, FILE *to)
{
	const size_t n = s->bouts < GN_SITTING_BOUTS ? s->bouts :
						       GN_SITTING_BOUTS;
	size_t lines = 0;

	for (size_t i = 0; i < n && lines < LINES; i++) {
		const double min = gn_report_s(s->bout[i].end_ns -
					       s->bout[i].start_ns) / 60;

		if (60 * min < GN_SITTING_LONG_S)
			continue;
		if (!lines++)
			fputs("   start s     end s  min\n", to);
		fprintf(to, "%10.0f%10.0f%5.0f\n",
			gn_report_s(s->bout[i].start_ns),
			gn_report_s(s->bout[i].end_ns), min);
	}
}

void gn_report_sitting_table(const struct gn_result *r, FILE *to)
{
	const struct gn_sitting_sum *s = &r->sitting;

	if (!is_asked(r))
		return;
	if (s->state != GN_SITTING_GIVEN) {
		fprintf(to, "\nNot assessed: sitting; %s\n",
			gn_sitting_state_text(s->state));
		return;
	}
	fprintf(to, "\nSitting or lying %.1f of %.1f min, seen by ",
		(double)s->sat_s / 60,
		(double)(s->sat_s + s->upright_s) / 60);
	gn_report_text(to, r->sensors[s->sensor].name);
	fprintf(to, ": %u time%s, %u of them 30 min or longer (breaks are "
		"asked for by then,\n  American Diabetes Association), the "
		"longest %.1f min\n", (unsigned)s->bouts,
		s->bouts == 1 ? "" : "s", (unsigned)s->over_long,
		(double)s->longest_s / 60);
	put_bouts(s, to);
	if (s->unknown_s > GN_SITTING_EPOCH_S)
		fprintf(to, "  not known of %.1f min\n",
			(double)s->unknown_s / 60);
}

void gn_report_sitting_json(const struct gn_result *r, FILE *to)
{
	const struct gn_sitting_sum *s = &r->sitting;

	if (!is_asked(r))
		return;
	if (s->state != GN_SITTING_GIVEN) {
		fputs(",\"sitting\":{\"not_assessed\":", to);
		gn_report_quoted(to, gn_sitting_state_text(s->state));
		fputc('}', to);
		return;
	}
	fprintf(to, ",\"sitting\":{\"sensor\":%u,\"sitting_s\":%.0f,"
		"\"upright_s\":%.0f,\"unknown_s\":%.2f,\"bouts\":%u,"
		"\"bouts_30_min\":%u,\"longest_s\":%.0f,\"first_bouts\":[",
		(unsigned)s->sensor, (double)s->sat_s, (double)s->upright_s,
		(double)s->unknown_s, (unsigned)s->bouts,
		(unsigned)s->over_long, (double)s->longest_s);
	for (size_t i = 0; i < s->bouts && i < GN_SITTING_BOUTS; i++)
		fprintf(to, "%s{\"start_s\":%.0f,\"end_s\":%.0f}",
			i ? "," : "", gn_report_s(s->bout[i].start_ns),
			gn_report_s(s->bout[i].end_ns));
	fputs("]}", to);
}

/* SPDX-License-Identifier: MIT */
#include "gonio/report_plan.h"

#include <math.h>
#include <string.h>

#include "report_priv.h"

static const char *const phase[4] = { "lowering", "pause after lowering",
				      "lifting", "pause after lifting" };

/* " left", " right", "" */
static const char *side_of(enum gn_side side)
{
	switch (side) {
	case GN_SIDE_LEFT:  return " left";
	case GN_SIDE_RIGHT: return " right";
	default:            return "";
	}
}

static void put_number(FILE *to, double v, int decimals)
{
	char text[GN_NUMBER_SIZE];

	fputs(gn_report_number(text, v, decimals, "?"), to);
}

static void put_rejected(FILE *to, const struct gn_done *d)
{
	uint32_t n = 0;

	for (int k = 0; k < GN_REJ_COUNT; k++) {
		if (!d->rejected[k])
			continue;
		fprintf(to, "%s%u %s", n ? "; " : "      rejected: ",
			(unsigned)d->rejected[k],
			gn_reject_text((enum gn_reject_reason)k));
		n += d->rejected[k];
	}
	if (n)
		fputc('\n', to);
}

static void put_times(FILE *to, const float t[4])
{
	for (int k = 0; k < 4; k++) {
		fputs(k ? "-" : "", to);
		put_number(to, (double)t[k], 1);
	}
}

static void put_tempo(FILE *to, const struct gn_plan_item *i,
		      const struct gn_done *d)
{
	float mean[4];

	if (!isfinite(i->tempo_s[0]) || !d->attempted)
		return;
	for (int k = 0; k < 4; k++)
		mean[k] = d->tempo[k].mean_s;
	fputs("      tempo ", to);
	put_times(to, mean);
	fputs(" s, prescribed ", to);
	put_times(to, i->tempo_s);
	fprintf(to, ": otherwise in %u of %u\n", (unsigned)d->tempo_reps,
		(unsigned)d->attempted);
	for (int k = 0; k < 4; k++) {
		const struct gn_phase_kept *t = &d->tempo[k];

		if (t->fast)
			fprintf(to, "        %s too short in %u of %u\n",
				phase[k], (unsigned)t->fast, (unsigned)t->n);
		if (t->slow)
			fprintf(to, "        %s too long in %u of %u\n",
				phase[k], (unsigned)t->slow, (unsigned)t->n);
	}
}

static void put_deg(FILE *to, float rad)
{
	put_number(to, (double)rad * GN_DEG_PER_RAD, 1);
}

static void put_range(FILE *to, const struct gn_plan_item *i,
		      const struct gn_done *d)
{
	static const char *const reach[] = {
		[GN_REACH_SHORT] = "below the target",
		[GN_REACH_WITHIN] = "at the target, within uncertainty",
		[GN_REACH_MET] = "above the target",
	};

	if (!isfinite(i->rom_rad) || !d->attempted)
		return;
	if (d->reach == GN_REACH_UNKNOWN) {
		fprintf(to, "      ROM of %s not assessed: the recording "
			"gives %s\n", i->rom_of,
			d->rom_seen[0] ? d->rom_seen : "none");
		return;
	}
	fprintf(to, "      ROM of %s ", i->rom_of);
	put_deg(to, d->rom_rad);
	fputs(" +-sd ", to);
	put_deg(to, d->rom_sd_rad);
	fputs(" deg, target ", to);
	put_deg(to, i->rom_rad);
	fprintf(to, ": %s", reach[d->reach]);
	if (d->rom_short)
		fprintf(to, "; %u of %u repetitions below it",
			(unsigned)d->rom_short, (unsigned)d->rom_n);
	fputc('\n', to);
}

static void put_holds(FILE *to, const struct gn_plan_item *i,
		      const struct gn_done *d)
{
	if (!d->attempted) {
		fputs(": recorded, but no hold that is known to be of it\n",
		      to);
		return;
	}
	fprintf(to, ": held %u time%s, %u of %u prescribed for ",
		(unsigned)d->attempted, d->attempted == 1 ? "" : "s",
		(unsigned)d->whole, (unsigned)i->sets);
	put_number(to, (double)i->hold_s, 0);
	fputs(" s, the longest ", to);
	put_number(to, (double)d->longest_s, 1);
	fputs(" s\n", to);
}

static void put_item(FILE *to, const struct gn_plan_item *i,
		     const struct gn_done *d)
{
	fprintf(to, "  %s%s", i->exercise, side_of(i->side));
	if (isfinite(i->load_kg)) {
		fputs(", ", to);
		put_number(to, (double)i->load_kg, 1);
		fputs(" kg", to);
	}
	if (!d->recordings) {
		fputs(": not done\n", to);
		return;
	}
	if (!i->reps) {
		put_holds(to, i, d);
		return;
	}
	fprintf(to, ": %u of %u sets whole, %u of %u repetitions (%u full, "
		"%u partial)\n", (unsigned)d->whole, (unsigned)i->sets,
		(unsigned)d->attempted, (unsigned)(i->sets * i->reps),
		(unsigned)d->full, (unsigned)d->partial);
	put_rejected(to, d);
	put_tempo(to, i, d);
	put_range(to, i, d);
}

/* Steps of the recordings of a day, where the plan has a number of them. */
static void put_steps(FILE *to, const struct gn_plan *p,
		      const struct gn_plan_day *d)
{
	if (!p->steps_per_day)
		return;
	if (d->walks)
		fprintf(to, "  steps: %u recorded of %u a day\n",
			(unsigned)d->steps, (unsigned)p->steps_per_day);
	else
		fputs("  steps: not assessed: no recording of walking\n", to);
}

int gn_report_plan_shows(const struct gn_plan *p, const struct gn_plan_day *d,
			 size_t k)
{
	const uint8_t days = p->item[k].days;

	return d->done[k].recordings || !days || !d->dated ||
	       (days >> gn_day_weekday(d->day) & 1);
}

static void put_extra(FILE *to, const struct gn_extra *e)
{
	fprintf(to, "  not in the plan: %s%s, %u repetition%s%s\n",
		e->exercise, side_of(e->side), (unsigned)e->reps,
		e->reps == 1 ? "" : "s",
		!e->planned || e->side == GN_SIDE_LEFT ||
		e->side == GN_SIDE_RIGHT ? "" :
		" of which it is not known if left or right");
}

static void put_day(FILE *to, const struct gn_plan *p,
		    const struct gn_plan_day *d)
{
	char text[GN_DAY_TEXT];

	fputc('\n', to);
	if (d->dated) {
		gn_day_text(d->day, text);
		fprintf(to, "%s %s\n", text,
			gn_weekday_name(gn_day_weekday(d->day)));
	} else {
		fprintf(to, "%s%s (day not known)\n",
			d->session[0] ? "session " : "one session",
			d->session);
	}
	for (size_t k = 0; k < p->n; k++)
		if (gn_report_plan_shows(p, d, k))
			put_item(to, &p->item[k], &d->done[k]);
	put_steps(to, p, d);
	for (size_t k = 0; k < d->n_extra; k++)
		put_extra(to, &d->extra[k]);
	if (d->unlisted)
		fprintf(to, "  not in the plan: %u more repetitions\n",
			(unsigned)d->unlisted);
}

int gn_report_plan(const struct gn_plan *p, const struct gn_plan_day *day,
		   size_t n, FILE *to)
{
	fprintf(to, "Plan of    %s, %zu exercise%s\n", p->patient, p->n,
		p->n == 1 ? "" : "s");
	for (size_t k = 0; k < n; k++)
		put_day(to, p, &day[k]);
	return gn_report_end(to);
}

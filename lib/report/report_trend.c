/* SPDX-License-Identifier: MIT */
#include "gonio/report_trend.h"

#include <math.h>
#include <string.h>

#include "gonio/day.h"
#include "report_priv.h"
#include "report_trend_priv.h"

double gn_report_scale(enum gn_series_unit unit)
{
	return unit == GN_SERIES_RAD || unit == GN_SERIES_RADPS ?
	       GN_DEG_PER_RAD : unit == GN_SERIES_PART ? 100 : 1;
}

const char *gn_report_unit(enum gn_series_unit unit)
{
	static const char *const name[] = {
		[GN_SERIES_RAD] = "deg", [GN_SERIES_RADPS] = "deg/s",
		[GN_SERIES_S] = "s", [GN_SERIES_COUNT] = "",
		[GN_SERIES_PART] = "%",
		[GN_SERIES_WKG] = "W/kg", [GN_SERIES_SPM] = "steps/min",
		[GN_SERIES_NONE] = "",
	};

	return name[unit];
}

int gn_report_decimals(enum gn_series_unit unit)
{
	switch (unit) {
	case GN_SERIES_COUNT: return 0;
	case GN_SERIES_S:
	case GN_SERIES_WKG:
	case GN_SERIES_NONE:  return 2;
	default:              return 1;
	}
}

const char *gn_report_limb(enum gn_side side)
{
	return side == GN_SIDE_UNKNOWN ? "l/r?" :
	       side == GN_SIDE_NONE ? "-" : gn_side_name(side);
}

/* A value of the series in its unit; sign: show that of what is above 0. */
static void put(FILE *to, const struct gn_series *s, int width, double v,
		int sign)
{
	char text[GN_NUMBER_SIZE], signed_text[GN_NUMBER_SIZE + 1];
	int decimals = gn_report_decimals(s->unit);

	if (s->unit == GN_SERIES_COUNT && v != rint(v))
		decimals = 1;
	gn_report_number(text, v * gn_report_scale(s->unit), decimals, "-");
	snprintf(signed_text, sizeof(signed_text), "%s%s",
		 sign && v > 0 ? "+" : "", text);
	fprintf(to, "%*s", width, signed_text);
}

/* The value of a week, marked where it has changed. */
static void put_week(FILE *to, const struct gn_series *s,
		     const struct gn_trend_reading *r)
{
	put(to, s, 8, r->value, 0);
	fputc(r->change == GN_CHANGE_BEYOND ? '*' : ' ', to);
}

static void put_series(FILE *to, const struct gn_progress *p,
		       const struct gn_series *s)
{
	static const char *const verdict[] = {
		[GN_CHANGE_UNKNOWN] = "not assessed",
		[GN_CHANGE_NONE] = "not beyond error",
		[GN_CHANGE_BEYOND] = "changed",
	};
	const struct gn_trend *t = &s->trend;
	double week = p->day ? 7 : 1;
	char name[64];

	snprintf(name, sizeof(name), "%s%s%s", s->measure,
		 *gn_report_unit(s->unit) ? " " : "",
		 gn_report_unit(s->unit));
	fprintf(to, "%-36s %-5s %2zu", name, gn_report_limb(s->side), t->n);
	put(to, s, 8, t->first, 0);
	put(to, s, 8, t->last, 0);
	put(to, s, 8, t->n > 1 ? t->last - t->first : NAN, 1);
	put(to, s, 7, t->mdc, 0);
	fputc(t->from == GN_SEM_WITHIN ? 'w' : ' ', to);
	put(to, s, 7, t->line.slope * week, 1);
	put(to, s, 8, t->line.low * week, 1);
	put(to, s, 7, t->line.high * week, 1);
	if (p->day) {
		put_week(to, s, &t->week4);
		put_week(to, s, &t->week8);
	}
	fprintf(to, "  %s\n", verdict[t->change]);
}

static void put_exercise(FILE *to, const struct gn_progress *p,
			 const char *exercise)
{
	fprintf(to, "\n%s\n%-36s side   n baseline  latest  change  MDC95 "
		"  per %s   (95 %% CI)%s\n", exercise, "measure",
		p->day ? "week" : "session",
		p->day ? "   week 4   week 8" : "");
	for (size_t i = 0; i < p->set->n; i++)
		if (!strcmp(p->set->s[i].exercise, exercise))
			put_series(to, p, &p->set->s[i]);
}

int gn_report_fall(const struct gn_series_set *set, const struct gn_series *s,
		   char *out, size_t size)
{
	double scale = gn_report_scale(s->unit);
	char drop[GN_NUMBER_SIZE], mdc[GN_NUMBER_SIZE];
	int decimals = gn_report_decimals(s->unit);

	if (s->fall.kind != GN_FALL_GRADUAL && s->fall.kind != GN_FALL_SUDDEN)
		return GN_ENODATA;
	gn_report_number(drop, s->fall.drop * scale, decimals, "-");
	gn_report_number(mdc, s->fall.mdc * scale, decimals, "-");
	snprintf(out, size, "%s, %s: the %s has fallen by %s %s%s "
		 "(measurement error %s)%s: seek medical evaluation",
		 s->exercise, gn_side_name(s->side), s->measure, drop,
		 gn_report_unit(s->unit), s->fall.kind == GN_FALL_SUDDEN ?
		 " in the latest session" : " over the sessions", mdc,
		 gn_series_both_fall(set, s) ? ", the other side's as well" :
		 "");
	return GN_OK;
}

static void put_head(FILE *to, const struct gn_progress *p)
{
	char text[GN_DAY_TEXT];
	size_t n = p->set->n_sessions;

	fprintf(to, "Patient    %s, %zu session%s", p->patient[0] ?
		p->patient : "not named", n, n == 1 ? "" : "s");
	if (p->day) {
		gn_day_text(p->day[0], text);
		fprintf(to, " from %s", text);
		gn_day_text(p->day[n - 1], text);
		fprintf(to, " to %s\n", text);
		return;
	}
	fputs(" in the order of their ses- labels\nNot assessed: weeks; the "
	      "recordings have no dates\n", to);
}

static void put_tail(FILE *to, const struct gn_progress *p)
{
	char text[256];
	int within = 0, unknown = 0, week = 0;

	for (size_t i = 0; i < p->set->n; i++) {
		const struct gn_series *s = &p->set->s[i];

		within |= s->trend.from == GN_SEM_WITHIN;
		unknown |= s->side == GN_SIDE_UNKNOWN;
		week |= s->trend.week4.change == GN_CHANGE_BEYOND ||
			s->trend.week8.change == GN_CHANGE_BEYOND;
	}
	fputc('\n', to);
	for (size_t i = 0; i < p->set->n; i++)
		if (!gn_report_fall(p->set, &p->set->s[i], text, sizeof(text)))
			fprintf(to, "Warning: %s\n", text);
	if (week)
		fputs("* changed against the baseline\n", to);
	if (within)
		fputs("w: few sessions; the error is the spread within them "
		      "and how surely sensors sat\n", to);
	if (unknown)
		fputs("l/r?: the recordings do not say which limb it was\n",
		      to);
	if (p->n_unnamed)
		fprintf(to, "%u of the recordings do not say whose they are\n",
			(unsigned)p->n_unnamed);
}

int gn_report_trend(const struct gn_progress *p, FILE *to)
{
	put_head(to, p);
	for (size_t i = 0; i < p->set->n; i++) {
		size_t k = 0;

		while (k < i && strcmp(p->set->s[k].exercise,
				       p->set->s[i].exercise))
			k++;
		if (k == i)
			put_exercise(to, p, p->set->s[i].exercise);
	}
	if (p->sides)
		gn_report_over(p->sides, to);
	put_tail(to, p);
	return gn_report_end(to);
}

/* SPDX-License-Identifier: MIT */
/* Progress over sessions: sentences, charts and table of a page. */
#include "page_out.h"

#include <math.h>
#include <string.h>

#include "gonio/day.h"
#include "page_chart.h"
#include "report_trend_priv.h"

/* Charts are of what an exercise is about; so many at most. */
#define CHARTS 12

/* "range of knee_flexion" in words, with its side. */
static const char *name_of(const struct gn_page_out *o, char out[GN_LINE],
			   const struct gn_series *s)
{
	static const char range[] = "range of ";
	char bare[GN_LINE], whole[GN_LINE];
	const char *limb = s->side == GN_SIDE_LEFT ? N_("%s, left") :
			   s->side == GN_SIDE_RIGHT ? N_("%s, right") : NULL;

	if (!strncmp(s->measure, range, sizeof(range) - 1)) {
		gn_page_name(o, bare, s->measure + sizeof(range) - 1);
		gn_page_fill(whole, gn_page_say(o, "range of %s"), bare);
	} else {
		gn_page_fill(whole, "%s", gn_page_say(o, s->measure));
	}
	return limb ? gn_page_fill(out, gn_page_say(o, limb), whole) :
		      gn_page_fill(out, "%s", whole);
}

/* A value with its unit. */
static const char *value(const struct gn_page_out *o, char out[GN_LINE],
			 const struct gn_series *s, double v)
{
	const char *unit = gn_page_say(o, gn_report_unit(s->unit));
	char text[GN_NUMBER_SIZE];

	gn_page_number(o, text, v * gn_report_scale(s->unit),
		       gn_report_decimals(s->unit));
	return gn_page_fill(out, "%s%s%s", text, *unit ? " " : "", unit);
}

/* Of the other side only if it has fallen too: as one warning. */
static void put_fall(struct gn_page_out *o, const struct gn_series *s)
{
	const int sudden = s->fall.kind == GN_FALL_SUDDEN;
	char name[GN_LINE], drop[GN_LINE], mdc[GN_LINE], title[GN_LINE];

	name_of(o, name, s);
	value(o, drop, s, s->fall.drop);
	value(o, mdc, s, s->fall.mdc);
	gn_page_title_of(o, title, s->exercise);
	if (o->p->reader == GN_READER_PATIENT)
		gn_page_line(o, GN_TONE_CAUTION, gn_page_say(o,
			"%3$s: %1$s has become less, by %2$s. Speak with "
			"your therapist about it."), name, drop, title);
	else
		gn_page_line(o, GN_TONE_CAUTION, gn_page_say(o, sudden ?
			N_("%4$s: %1$s has fallen by %2$s in the latest "
			   "session (measurement error %3$s): seek medical "
			   "evaluation.") :
			N_("%4$s: %1$s has fallen by %2$s over the sessions "
			   "(measurement error %3$s): seek medical "
			   "evaluation.")), name, drop, mdc, title);
}

void gn_page_falls(struct gn_page_out *o)
{
	const struct gn_progress *g = o->p->progress;

	for (size_t i = 0; g && i < g->set->n; i++) {
		const struct gn_series *s = &g->set->s[i];

		if (s->fall.kind == GN_FALL_GRADUAL ||
		    s->fall.kind == GN_FALL_SUDDEN)
			put_fall(o, s);
	}
}

/* What an exercise is about: its own range, what is watched, and how many. */
static int shown(const struct gn_series *s)
{
	return s->trend.n > 1 && (s->watched || s->own || s->total ||
				   s->chief);
}

void gn_page_progress(struct gn_page_out *o)
{
	const struct gn_progress *g = o->p->progress;
	char name[GN_LINE], from[GN_LINE], to[GN_LINE], mdc[GN_LINE];
	char title[GN_LINE];
	size_t same = 0;

	for (size_t i = 0; i < g->set->n; i++) {
		const struct gn_series *s = &g->set->s[i];
		const struct gn_trend *t = &s->trend;

		if (!shown(s))
			continue;
		if (t->change != GN_CHANGE_BEYOND) {
			same++;
			continue;
		}
		name_of(o, name, s);
		value(o, from, s, t->first);
		value(o, to, s, t->last);
		value(o, mdc, s, t->mdc);
		gn_page_title_of(o, title, s->exercise);
		if (o->p->reader == GN_READER_PATIENT)
			gn_page_line(o, GN_TONE_PLAIN, gn_page_say(o,
				"%4$s, %1$s: %2$s at first, %3$s now."),
				name, from, to, title);
		else
			gn_page_line(o, GN_TONE_PLAIN, gn_page_say(o,
				"%5$s, %1$s: from %2$s to %3$s, more than "
				"measurement error (%4$s)."), name, from, to,
				mdc, title);
	}
	if (same)
		gn_page_line(o, GN_TONE_PLAIN, gn_page_say_n(o,
			"%zu other measure has not changed by more than "
			   "measurement error, or it cannot be told.",
			"%zu other measures have not changed by more than "
			   "measurement error, or it cannot be told.", same),
			same);
}

/* A side that is less again and again, or now one and now the other. */
void gn_page_over(struct gn_page_out *o)
{
	const struct gn_asym_over *all = o->p->progress->sides;
	char name[GN_LINE], title[GN_LINE];

	for (size_t k = 0; all && k < all->n; k++) {
		const struct gn_asym_run *r = &all->run[k];
		const enum gn_asym_course c = gn_asym_course(r);

		if (c != GN_COURSE_CONSISTENT && c != GN_COURSE_CHANGES)
			continue;
		gn_page_title_of(o, title, r->exercise);
		gn_page_name(o, name, gn_report_asym_measure(&r->last));
		if (c == GN_COURSE_CHANGES)
			gn_page_line(o, GN_TONE_PLAIN, gn_page_say(o,
				"%1$s, %2$s: less on the left in %3$zu of "
				"%5$zu recordings, on the right in %4$zu."),
				title, name, r->less[0], r->less[1], r->n);
		else
			gn_page_line(o, GN_TONE_FAULT, gn_page_say(o,
				r->less[0] ?
				N_("%1$s, %2$s: less on the left in %3$zu of "
				   "%4$zu recordings.") :
				N_("%1$s, %2$s: less on the right in %3$zu of "
				   "%4$zu recordings.")),
				title, name, r->less[0] + r->less[1], r->n);
	}
}

/* --- HTML --- */

/* The session's value; NAN: nothing measured in it. */
static double point(const struct gn_series *s, size_t k)
{
	const struct gn_cell *c = &s->cell[k];

	return !c->n ? NAN : s->total ? c->sum : c->sum / (double)c->n;
}

static void put_label(struct gn_page_out *o, size_t k)
{
	const struct gn_progress *g = o->p->progress;
	char text[GN_DAY_TEXT];

	fputs(k ? "," : "", o->data);
	if (!g->day) {
		fprintf(o->data, "\"%zu\"", k + 1);
		return;
	}
	gn_day_text(g->day[k], text);
	fprintf(o->data, "\"%s\"", text);
}

static void put_chart(struct gn_page_out *o, const struct gn_series *s)
{
	const double k = gn_report_scale(s->unit);
	char name[GN_LINE], of[GN_LINE], title[GN_LINE];
	const size_t n = o->p->progress->set->n_sessions;

	name_of(o, name, s);
	gn_page_fill(title, gn_page_say(o,
		"%1$s: %2$s, with the band in which a change is no more than "
		"measurement error"),
		     gn_page_title_of(o, of, s->exercise), name);
	gn_page_chart_begin(o, "progress", title,
			    gn_page_say(o, gn_report_unit(s->unit)));
	fputs(",\"labels\":[", o->data);
	for (size_t i = 0; i < n; i++)
		put_label(o, i);
	fputs("],\"values\":[", o->data);
	for (size_t i = 0; i < n; i++)
		gn_page_chart_number(o, i, k * point(s, i), 3);
	fputs("],\"band\":[", o->data);
	gn_page_chart_number(o, 0, k * (s->trend.first - s->trend.mdc), 3);
	gn_page_chart_number(o, 1, k * (s->trend.first + s->trend.mdc), 3);
	fputc(']', o->data);
	gn_page_chart_end(o);
}

void gn_page_progress_charts(struct gn_page_out *o)
{
	const struct gn_progress *g = o->p->progress;
	size_t n = 0;

	fputs("<div class=\"charts\">\n", o->to);
	for (size_t i = 0; i < g->set->n && n < CHARTS; i++)
		if (shown(&g->set->s[i]) && !g->set->s[i].total) {
			put_chart(o, &g->set->s[i]);
			n++;
		}
	fputs("</div>\n", o->to);
}

static void cell(struct gn_page_out *o, const char *text)
{
	fputs("<td>", o->to);
	gn_page_escaped(o->to, text);
	fputs("</td>", o->to);
}

static void put_row(struct gn_page_out *o, const struct gn_series *s)
{
	static const char *const verdict[] = {
		[GN_CHANGE_UNKNOWN] = N_("not assessed"),
		[GN_CHANGE_NONE] = N_("not beyond error"),
		[GN_CHANGE_BEYOND] = N_("changed"),
	};
	char name[GN_LINE], text[GN_LINE];

	fputs("<tr><th scope=\"row\">", o->to);
	gn_page_escaped(o->to, gn_page_title_of(o, text, s->exercise));
	fputs(", ", o->to);
	gn_page_escaped(o->to, name_of(o, name, s));
	fputs("</th>", o->to);
	cell(o, value(o, text, s, s->trend.first));
	cell(o, value(o, text, s, s->trend.last));
	cell(o, value(o, text, s, s->trend.mdc));
	cell(o, gn_page_say(o, verdict[s->trend.change]));
	fputs("</tr>\n", o->to);
}

void gn_page_progress_table(struct gn_page_out *o)
{
	static const char *const heads[] = {
		N_("measure"), N_("at first"), N_("now"),
		N_("smallest sure change"), N_("verdict"),
	};
	const struct gn_progress *g = o->p->progress;

	fputs("<details><summary>", o->to);
	gn_page_escaped(o->to, gn_page_say(o, "All measures"));
	fputs("</summary>\n", o->to);
	gn_page_heads(o, heads, sizeof(heads) / sizeof(*heads));
	for (size_t i = 0; i < g->set->n; i++)
		put_row(o, &g->set->s[i]);
	fputs("</tbody></table></details>\n", o->to);
}

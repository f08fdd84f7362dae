/* SPDX-License-Identifier: MIT */
/* Faults, sides, and what could not be assessed, in sentences. */
#include "page_out.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Are they told together? */
static int alike(const struct gn_finding *a, const struct gn_finding *b)
{
	return a->kind == b->kind && a->against == b->against &&
	       !a->n == !b->n && !strcmp(a->cue, b->cue) &&
	       !strcmp(a->look.of, b->look.of);
}

/* "Set 2, repetition 5 (59.4 s): range smaller than at first, 38.7 deg" */
static void put_finding(struct gn_page_out *o, const struct gn_finding *f)
{
	const struct gn_form_look *l = &f->look;
	const double k = gn_report_form_scale(l->unit);
	const int d = gn_report_form_decimals(l->unit);
	char where[GN_LINE], t[3][GN_NUMBER_SIZE];

	gn_page_number(o, t[0], gn_report_s(f->start_ns), 1);
	if (f->n)
		gn_page_fill(where, gn_page_say(o,
			"Set %1$u, repetition %2$u (%3$s s)"),
			(unsigned)f->set, (unsigned)f->n, t[0]);
	else
		gn_page_fill(where, gn_page_say(o, "Set %1$u (%2$s s)"),
			     (unsigned)f->set, t[0]);
	gn_page_line(o, GN_TONE_FAULT, gn_page_say(o,
		"%1$s: %2$s, %3$s %5$s with a limit of %4$s. Cue: \"%6$s\""),
		where, gn_page_say(o, gn_form_text(f->kind, f->against)),
		gn_page_number(o, t[1], k * (double)l->value, d),
		gn_page_number(o, t[2], k * (double)l->threshold, d),
		gn_page_say(o, gn_form_unit_name(l->unit)),
		gn_page_say(o, f->cue));
}

/* "1.2, 1.3, 2.1": set and repetition, or "1, 2" for sets. */
static void put_place(char where[GN_LINE], size_t *at,
		      const struct gn_finding *f)
{
	if (*at < GN_LINE)
		*at += (size_t)snprintf(where + *at, GN_LINE - *at, "%s%u",
					*at ? ", " : "", (unsigned)f->set);
	if (f->n && *at < GN_LINE)
		*at += (size_t)snprintf(where + *at, GN_LINE - *at, ".%u",
					(unsigned)f->n);
}

/* "1.26" or "1.26 to 2.01". Returns out. */
static const char *put_span(const struct gn_page_out *o, char out[GN_LINE],
			    double a, double b, int decimals)
{
	char t[2][GN_NUMBER_SIZE];

	gn_page_number(o, t[0], a, decimals);
	gn_page_number(o, t[1], b, decimals);
	return strcmp(t[0], t[1]) ?
		gn_page_fill(out, gn_page_say(o, "%1$s to %2$s"), t[0], t[1]) :
		gn_page_fill(out, "%s", t[0]);
}

/* All that are like the kth, the first of them, in one line. */
static void put_findings(struct gn_page_out *o, const struct gn_form *form,
			 size_t k)
{
	const struct gn_finding *f = &form->finding[k];
	const double scale = gn_report_form_scale(f->look.unit);
	const int d = gn_report_form_decimals(f->look.unit);
	double value[2] = { INFINITY, -INFINITY }, limit[2] = { INFINITY,
							       -INFINITY };
	char where[GN_LINE], t[2][GN_LINE];
	size_t n = 0, at = 0;

	for (size_t i = k; i < form->n; i++) {
		const struct gn_form_look *l = &form->finding[i].look;

		if (!alike(f, &form->finding[i]))
			continue;
		put_place(where, &at, &form->finding[i]);
		value[0] = fmin(value[0], scale * (double)l->value);
		value[1] = fmax(value[1], scale * (double)l->value);
		limit[0] = fmin(limit[0], scale * (double)l->threshold);
		limit[1] = fmax(limit[1], scale * (double)l->threshold);
		n++;
	}
	if (n == 1) {
		put_finding(o, f);
		return;
	}
	gn_page_line(o, GN_TONE_FAULT, gn_page_say(o, f->n ?
		N_("%1$zu repetitions (%2$s): %3$s, %4$s %6$s with a limit of "
		   "%5$s. Cue: \"%7$s\"") :
		N_("%1$zu sets (%2$s): %3$s, %4$s %6$s with a limit of "
		   "%5$s. Cue: \"%7$s\"")), n, where,
		gn_page_say(o, gn_form_text(f->kind, f->against)),
		put_span(o, t[0], value[0], value[1], d),
		put_span(o, t[1], limit[0], limit[1], d),
		gn_page_say(o, gn_form_unit_name(f->look.unit)),
		gn_page_say(o, f->cue));
}

/* Is there none like it before? */
static int is_first(const struct gn_form *form, size_t k)
{
	size_t i = 0;

	while (i < k && !alike(&form->finding[i], &form->finding[k]))
		i++;
	return i == k;
}

/* For the patient: each kind of fault once, with what helps. */
static void put_cue(struct gn_page_out *o, const struct gn_form *f, size_t k)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++) {
		if (f->finding[i].kind != f->finding[k].kind ||
		    strcmp(f->finding[i].cue, f->finding[k].cue))
			continue;
		if (i < k)
			return;
		n++;
	}
	gn_page_line(o, GN_TONE_FAULT, gn_page_say_n(o,
		"%1$s, once. What helps: \"%2$s\"",
		"%1$s, %3$zu times. What helps: \"%2$s\"", n),
		gn_page_say(o, gn_form_text(f->finding[k].kind,
					    f->finding[k].against)),
		gn_page_say(o, f->finding[k].cue), n);
}

void gn_page_form(struct gn_page_out *o, const struct gn_result *r)
{
	for (size_t i = 0; i < r->form.n; i++)
		if (o->p->reader == GN_READER_PATIENT)
			put_cue(o, &r->form, i);
		else if (is_first(&r->form, i))
			put_findings(o, &r->form, i);
}

static void put_difference(struct gn_page_out *o, const struct gn_asym *a)
{
	static const char *const less[] = {
		N_("%1$s is less on the left, by %2$s%3$s (95 %% %4$s to "
		   "%5$s)."),
		N_("%1$s is less on the right, by %2$s%3$s (95 %% %4$s to "
		   "%5$s)."),
	};
	static const char *const plain[] = {
		N_("%1$s is less on the left, by %2$s%3$s."),
		N_("%1$s is less on the right, by %2$s%3$s."),
	};
	const struct gn_shown_unit *u = gn_report_asym_unit(a);
	const int down = a->difference < 0.0;
	const double sign = down ? -u->scale : u->scale;
	char name[GN_LINE], by[GN_LINE], t[3][GN_NUMBER_SIZE];

	gn_page_fill(by, "%s%s", u->text[0] ? " " : "",
		     gn_page_say(o, u->text + strspn(u->text, " ")));
	gn_page_line(o, GN_TONE_FAULT, gn_page_say(o,
		(o->p->reader == GN_READER_PATIENT ? plain : less)[down]),
		gn_page_name(o, name, gn_report_asym_measure(a)),
		gn_page_number(o, t[0], sign * a->difference, u->decimals),
		by,
		gn_page_number(o, t[1], sign * a->ci[down], u->decimals),
		gn_page_number(o, t[2], sign * a->ci[!down], u->decimals));
}

void gn_page_sides(struct gn_page_out *o, const struct gn_result *r,
		   int brief)
{
	size_t assessed = 0, different = 0;

	for (size_t i = 0; i < r->n_asym; i++) {
		assessed += gn_asym_assessed(r->asym[i].verdict) != 0;
		if (r->asym[i].verdict != GN_ASYM_DIFFERENT)
			continue;
		different++;
		put_difference(o, &r->asym[i]);
	}
	if (brief)
		return;
	if (assessed && !different)
		gn_page_line(o, GN_TONE_PLAIN, "%s", gn_page_say(o,
			"Left and right: no difference that is more than "
			"repetitions vary and sensors can tell."));
	else if (r->n_asym && !assessed)
		gn_page_line(o, GN_TONE_UNKNOWN, gn_page_say(o,
			"Left and right could not be compared: %s."),
			gn_page_say(o, gn_asym_verdict_text(
				r->asym[0].verdict)));
}

/* Angles of one reason in one line. */
static void put_angle(struct gn_page_out *o, const struct gn_result *r, int a)
{
	const struct gn_angle_note *n = &r->angle[a];
	char list[GN_LINE], name[GN_LINE];
	size_t used = 0;

	for (int k = 0; k < GN_ANGLES; k++) {
		if (r->angle[k].state != n->state ||
		    r->angle[k].sensor != n->sensor)
			continue;
		if (k < a)
			return;
		gn_page_name(o, name, gn_angle_def((enum gn_angle)k)->name);
		used += (size_t)snprintf(list + used, sizeof(list) - used,
					 "%s%s", used ? ", " : "", name);
		if (used >= sizeof(list))
			break;
	}
	gn_page_line(o, GN_TONE_UNKNOWN, gn_page_say(o,
		"Not given: %1$s (%2$s: %3$s)."), list,
		gn_page_name(o, name, r->sensors[n->sensor].name),
		gn_page_say(o, gn_angle_state_text(n->state)));
}

/* Rules of one reason in one line. */
static void put_gap(struct gn_page_out *o, const struct gn_form *f, size_t k)
{
	char list[GN_LINE], name[GN_LINE];
	size_t used = 0;

	for (size_t i = 0; i < f->n_gaps; i++) {
		const char *of = f->gap[i].of;

		if (!f->gap[i].all || strcmp(f->gap[i].why, f->gap[k].why))
			continue;
		if (i < k)
			return;
		used += (size_t)snprintf(list + used, sizeof(list) - used,
			"%s%s%s%s%s", used ? ", " : "",
			gn_page_say(o, gn_form_text(f->gap[i].kind,
						    f->gap[i].against)),
			of[0] ? " (" : "", gn_page_name(o, name, of),
			of[0] ? ")" : "");
		if (used >= sizeof(list))
			break;
	}
	gn_page_line(o, GN_TONE_UNKNOWN, gn_page_say(o,
		"Not looked for: %1$s; %2$s."), list,
		gn_page_say(o, f->gap[k].why));
}

void gn_page_unknown(struct gn_page_out *o, const struct gn_result *r)
{
	for (int a = 0; a < GN_ANGLES; a++)
		if (r->angle[a].state != GN_ANGLE_ABSENT &&
		    r->angle[a].state != GN_ANGLE_GIVEN)
			put_angle(o, r, a);
	for (size_t k = 0; k < r->form.n_gaps; k++)
		if (r->form.gap[k].all)
			put_gap(o, &r->form, k);
	for (size_t i = 0; i < r->n_warnings; i++)
		gn_page_line(o, GN_TONE_CAUTION, "%s", gn_page_say(o,
			r->warnings[i].text));
}

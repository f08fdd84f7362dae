/* SPDX-License-Identifier: MIT */
/* Faults of form, for people and for programs. */
#include <math.h>
#include <string.h>

#include "report_priv.h"

double gn_report_form_scale(enum gn_form_unit unit)
{
	return unit == GN_FORM_RAD || unit == GN_FORM_RADPS ? GN_DEG_PER_RAD
							    : 1.0;
}

int gn_report_form_decimals(enum gn_form_unit unit)
{
	switch (unit) {
	case GN_FORM_S:
	case GN_FORM_M:
	case GN_FORM_MPS2: return 2;
	case GN_FORM_REPS: return 0;
	default:           return 1;
	}
}

void gn_report_look(const struct gn_form_look *l, char *out, size_t cap)
{
	const double k = gn_report_form_scale(l->unit);
	const int d = gn_report_form_decimals(l->unit);

	snprintf(out, cap, "%s %.*f %s, limit %.*f", l->of, d,
		 k * (double)l->value, gn_form_unit_name(l->unit), d,
		 k * (double)l->threshold);
}

static void put_value(FILE *to, const struct gn_form_look *l, float v,
		      const char *none)
{
	char text[GN_NUMBER_SIZE];

	fputs(gn_report_number(text, (double)v * gn_report_form_scale(l->unit),
			       gn_report_form_decimals(l->unit), none), to);
}

/* "1.4   full  range smaller than at first: 61.2 deg ..." */
static void put_finding(FILE *to, const struct gn_finding *f)
{
	static const char *const limits[] = { "own limit", "limit",
					      "limit by the plan" };
	const struct gn_form_look *l = &f->look;
	char text[GN_NUMBER_SIZE];

	fprintf(to, "  set %u", (unsigned)f->set);
	if (f->n)
		fprintf(to, ", repetition %u", (unsigned)f->n);
	fprintf(to, ", %s s: %s\n      ",
		gn_report_number(text, gn_report_s(f->start_ns), 2, "-"),
		gn_form_text(f->kind, f->against));
	gn_report_text(to, l->of);
	fputc(' ', to);
	put_value(to, l, l->value, "-");
	if (l->sd > 0.0f) {
		fputs(" +-", to);
		put_value(to, l, l->sd, "-");
	}
	fprintf(to, " %s, ", gn_form_unit_name(l->unit));
	if (isfinite(l->usual)) {
		fputs("usually ", to);
		put_value(to, l, l->usual, "-");
		fputs(", ", to);
	}
	fprintf(to, "%s ", limits[f->against]);
	put_value(to, l, l->threshold, "-");
	fputs(". \"", to);
	gn_report_text(to, f->cue);
	fputs("\"\n", to);
}

/* Is that rule's reason told already, of a rule before it? */
static int told(const struct gn_form *f, size_t k)
{
	size_t i = 0;

	while (i < k && (strcmp(f->gap[i].why, f->gap[k].why) ||
			 !f->gap[i].all))
		i++;
	return i < k;
}

static void put_gaps(FILE *to, const struct gn_form *f)
{
	for (size_t k = 0; k < f->n_gaps; k++) {
		const char *before = "Form not assessed: ";

		if (!f->gap[k].all || told(f, k))
			continue;
		for (size_t i = k; i < f->n_gaps; i++) {
			if (!f->gap[i].all ||
			    strcmp(f->gap[i].why, f->gap[k].why))
				continue;
			fprintf(to, "%s%s", before,
				gn_form_name(f->gap[i].kind));
			if (f->gap[i].of[0])
				fprintf(to, " of %s", f->gap[i].of);
			if (f->gap[i].against == GN_AGAINST_TARGET)
				fputs(" by the plan", to);
			before = ", ";
		}
		fprintf(to, "\n           %s\n", f->gap[k].why);
	}
}

void gn_report_form_table(const struct gn_form *f, FILE *to)
{
	if (f->n)
		fputs("\nForm\n", to);
	for (size_t i = 0; i < f->n; i++)
		put_finding(to, &f->finding[i]);
}

void gn_report_form_gaps(const struct gn_form *f, FILE *to)
{
	put_gaps(to, f);
}

static void key_value(FILE *to, const char *key, const struct gn_form_look *l,
		      float v)
{
	fprintf(to, ",\"%s\":", key);
	put_value(to, l, v, "null");
}

static const char *const against[] = { "own", "limit", "target" };

static void put_finding_json(FILE *to, const struct gn_finding *f)
{
	const struct gn_form_look *l = &f->look;
	char text[GN_NUMBER_SIZE];

	fprintf(to, "{\"rule\":\"%s\",\"of\":", gn_form_name(f->kind));
	gn_report_quoted(to, l->of);
	fprintf(to, ",\"set\":%u,\"n\":", (unsigned)f->set);
	if (f->n)
		fprintf(to, "%u", (unsigned)f->n);
	else
		fputs("null", to);
	fprintf(to, ",\"side\":\"%s\"", gn_side_name(f->side));
	fprintf(to, ",\"start_s\":%s", gn_report_number(text,
		gn_report_s(f->start_ns), 2, "null"));
	fprintf(to, ",\"end_s\":%s", gn_report_number(text,
		gn_report_s(f->end_ns), 2, "null"));
	key_value(to, "value", l, l->value);
	key_value(to, "sd", l, l->sd);
	key_value(to, "usual", l, l->usual);
	key_value(to, "threshold", l, l->threshold);
	fprintf(to, ",\"unit\":\"%s\",\"against\":\"%s\",\"cue\":",
		gn_form_unit_name(l->unit), against[f->against]);
	gn_report_quoted(to, f->cue);
	fputc('}', to);
}

void gn_report_form_json(const struct gn_form *f, FILE *to)
{
	fputs(",\"findings\":[", to);
	for (size_t i = 0; i < f->n; i++) {
		fputs(i ? "," : "", to);
		put_finding_json(to, &f->finding[i]);
	}
	fputs("],\"not_assessed\":[", to);
	for (size_t k = 0; k < f->n_gaps; k++) {
		const struct gn_form_gap *g = &f->gap[k];

		fprintf(to, "%s{\"rule\":\"%s\",\"of\":", k ? "," : "",
			gn_form_name(g->kind));
		gn_report_quoted(to, g->of);
		fprintf(to, ",\"against\":\"%s\",\"reps\":%u,\"reason\":",
			against[g->against], (unsigned)g->reps);
		gn_report_quoted(to, g->why);
		fputc('}', to);
	}
	fputs("]", to);
}

/* SPDX-License-Identifier: MIT */
/* Left against right, or before against after, as table and JSON. */
#include <math.h>
#include <string.h>

#include "report_priv.h"

static const struct gn_shown_unit units[] = {
	[GN_UNIT_RAD] = { " deg", GN_DEG_PER_RAD, 1 },
	[GN_UNIT_RADPS] = { " deg/s", GN_DEG_PER_RAD, 1 },
	[GN_UNIT_S] = { " s", 1.0, 2 },
	[GN_UNIT_NONE] = { "", 1.0, 2 },
};

/* Names of the two samples, for a table and for keys. */
static const char *const heads[][3] = {
	[GN_PAIR_SIDES] = { "left", "right", "right-left" },
	[GN_PAIR_TIMES] = { "before", "after", "change" },
};

static const char *unit_name(const struct gn_asym *a)
{
	const char *text = units[a->unit].text;

	return text[0] ? text + 1 : text;
}

const struct gn_shown_unit *gn_report_asym_unit(const struct gn_asym *a)
{
	return &units[a->unit];
}

const char *gn_report_asym_measure(const struct gn_asym *a)
{
	return strcmp(a->name, "range") || !a->of[0] ? a->name : a->of;
}

static void cell(FILE *to, int width, double v, int decimals)
{
	char text[GN_NUMBER_SIZE];

	fprintf(to, "%*s", width, gn_report_number(text, v, decimals, "-"));
}

static void put_row(FILE *to, const struct gn_asym *a)
{
	double scale = units[a->unit].scale;
	int decimals = units[a->unit].decimals, used;

	if (a->verdict == GN_ASYM_COUNTED)
		decimals = 0;
	used = fprintf(to, "  %.32s%s", gn_report_asym_measure(a),
		       units[a->unit].text);
	fprintf(to, "%*s", used < 28 ? 28 - used : 0, "");
	cell(to, 8, scale * a->mean[0], decimals);
	cell(to, 8, scale * a->mean[1], decimals);
	cell(to, 11, scale * a->difference, decimals);
	cell(to, 8, scale * a->ci[0], decimals);
	cell(to, 8, scale * a->ci[1], decimals);
	cell(to, 7, a->index[GN_ASYM_SI], 1);
	fprintf(to, "  %s\n", gn_asym_verdict_name(a->verdict));
}

#define LINE 90                 /* a list goes on below after so much */

/* Names of all measures with a verdict, from the first one on. */
static void put_names(FILE *to, const struct gn_asym *a, size_t n)
{
	int at = fprintf(to, "  not assessed:");

	for (size_t k = 0; k < n; k++) {
		if (a[k].verdict != a[0].verdict)
			continue;
		if (k)
			at += fprintf(to, ",");
		if (at + (int)strlen(gn_report_asym_measure(&a[k])) > LINE)
			at = fprintf(to, "\n     ");
		at += fprintf(to, " %s", gn_report_asym_measure(&a[k]));
	}
}

/* The same reason once, after all that it is about. */
static void put_reasons(FILE *to, const struct gn_asym *a, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int before = gn_asym_assessed(a[i].verdict) ||
			     a[i].verdict == GN_ASYM_COUNTED;

		for (size_t k = 0; k < i; k++)
			before |= a[k].verdict == a[i].verdict;
		if (before)
			continue;
		put_names(to, a + i, n - i);
		fprintf(to, "\n      %s\n", gn_asym_verdict_text(a[i].verdict));
	}
}

/* "  different: knee_flexion, left less by 14.2 deg (95 % 2.1 to 26.3)" */
static void put_findings(FILE *to, const struct gn_asym *a, size_t n,
			 enum gn_pair_kind kind)
{
	for (size_t i = 0; i < n; i++) {
		const char *unit = units[a[i].unit].text;
		int decimals = units[a[i].unit].decimals;
		double scale = units[a[i].unit].scale;
		int down = a[i].difference < 0.0;
		double sign = down ? -scale : scale;

		if (a[i].verdict != GN_ASYM_DIFFERENT)
			continue;
		fprintf(to, "  different: %s, %s less by ",
			gn_report_asym_measure(&a[i]), heads[kind][down]);
		cell(to, 0, sign * a[i].difference, decimals);
		fprintf(to, "%s (95 %% ", unit);
		cell(to, 0, sign * a[i].ci[down], decimals);
		fputs(" to ", to);
		cell(to, 0, sign * a[i].ci[!down], decimals);
		fputs(")\n", to);
	}
}

void gn_report_asym_table(FILE *to, const struct gn_asym *a, size_t n,
			  enum gn_pair_kind kind)
{
	size_t rows = 0;

	for (size_t i = 0; i < n; i++) {
		if (!a[i].n[0] && !a[i].n[1])
			continue;
		if (!rows++)
			fprintf(to, "  %-26s%8s%8s%11s%16s%7s\n", "mean of",
				heads[kind][0], heads[kind][1], heads[kind][2],
				"95 % interval", "SI %");
		put_row(to, &a[i]);
	}
	put_findings(to, a, n, kind);
	put_reasons(to, a, n);
}

/* --- JSON --- */

static void key_number(FILE *to, const char *key, double v, int decimals)
{
	char text[GN_NUMBER_SIZE];

	fprintf(to, ",\"%s\":%s", key,
		gn_report_number(text, v, decimals, "null"));
}

static void key_two(FILE *to, const char *key, const double v[2], double scale,
		    int decimals)
{
	char a[GN_NUMBER_SIZE], b[GN_NUMBER_SIZE];

	fprintf(to, ",\"%s\":[%s,%s]", key,
		gn_report_number(a, scale * v[0], decimals, "null"),
		gn_report_number(b, scale * v[1], decimals, "null"));
}

static void put_object(FILE *to, const struct gn_asym *a,
		       enum gn_pair_kind kind)
{
	double scale = units[a->unit].scale;
	int decimals = units[a->unit].decimals;
	enum gn_asym_refusal why = a->refused[GN_ASYM_SI];

	fprintf(to, "{\"measure\":\"%s\",\"of\":", a->name);
	gn_report_quoted(to, a->of);
	fprintf(to, ",\"unit\":\"%s\",\"paired\":%s,\"verdict\":\"%s\"",
		unit_name(a), a->paired ? "true" : "false",
		gn_asym_verdict_name(a->verdict));
	for (int k = 0; k < 2; k++) {
		fprintf(to, ",\"%s\":{\"n\":%zu", heads[kind][k], a->n[k]);
		key_number(to, "mean", scale * a->mean[k], decimals);
		key_number(to, "sd", scale * a->sd[k], decimals);
		fputc('}', to);
	}
	key_number(to, "difference", scale * a->difference, decimals);
	key_two(to, "ci95", a->ci, scale, decimals);
	key_number(to, "mdc", scale * a->mdc, decimals);
	key_number(to, "mounting_sd", scale * a->mount_sd, decimals);
	key_number(to, "p", a->p, 4);
	key_number(to, "p_with_mounting", a->p_all, 4);
	for (int i = 0; i < GN_ASYM_INDEX_COUNT; i++)
		key_number(to, gn_asym_index_name((enum gn_asym_index)i),
			   a->index[i], 1);
	key_two(to, "symmetry_index_ci95", a->si_ci, 1.0, 1);
	fputs(",\"no_index\":", to);
	if (why == GN_ASYM_FINE)
		fputs("null", to);
	else
		gn_report_quoted(to, gn_asym_refusal_text(why));
	fputs(",\"reason\":", to);
	gn_report_quoted(to, gn_asym_verdict_text(a->verdict));
	fputc('}', to);
}

void gn_report_asym_json(FILE *to, const struct gn_asym *a, size_t n,
			 enum gn_pair_kind kind)
{
	for (size_t i = 0; i < n; i++) {
		fputc(i == 0 ? '[' : ',', to);
		put_object(to, &a[i], kind);
	}
	fputs(n == 0 ? "[]" : "]", to);
}

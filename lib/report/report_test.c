/* SPDX-License-Identifier: MIT */
/* The result as a function test. */
#include <math.h>
#include <string.h>

#include "report_priv.h"
#include "report_test.h"

static const char *reading_text(enum gn_reading r)
{
	switch (r) {
	case GN_READING_YES: return "yes";
	case GN_READING_NO:  return "no";
	default:             return "not_assessed";
	}
}

static void put_time(FILE *to, int64_t ns)
{
	char text[GN_NUMBER_SIZE];

	fputs(gn_report_number(text, ns == GN_NO_TIME ? (double)NAN :
			       gn_report_s(ns), 2, "-"), to);
}

static void put_value(FILE *to, const struct gn_test_value *v)
{
	char text[GN_NUMBER_SIZE];

	fprintf(to, "  %-18s %8s", v->name,
		gn_report_number(text, (double)v->value, v->decimals, "-"));
	if (isfinite(v->sd))
		fprintf(to, " +-%s", gn_report_number(text, (double)v->sd,
						      v->decimals, "-"));
	fprintf(to, "   %s\n", v->why);
}

/* What is not assessed, each reason once. */
static void put_unknown(FILE *to, const struct gn_function_test *t)
{
	for (size_t i = 0; i < t->n_values; i++) {
		const struct gn_test_value *v = &t->value[i];
		size_t k = 0;

		while (k < i && (isfinite(t->value[k].value) ||
				 strcmp(t->value[k].why, v->why) != 0))
			k++;
		if (isfinite(v->value) || k < i)
			continue;
		fprintf(to, "  not assessed: %s", v->name);
		for (k = i + 1; k < t->n_values; k++)
			if (!isfinite(t->value[k].value) &&
			    !strcmp(t->value[k].why, v->why))
				fprintf(to, ", %s", t->value[k].name);
		fprintf(to, ": %s\n", v->why);
	}
}

static void put_norm(FILE *to, const struct gn_test_norm *n)
{
	char text[GN_NUMBER_SIZE];

	if (n->reading == GN_READING_NONE) {
		fprintf(to, "  not assessed: %s: %s\n", n->name, n->why);
		return;
	}
	fprintf(to, "  %-18s %8s   %s; limit %s\n%*ssource: %s\n", n->name,
		n->reading == GN_READING_YES ? "yes" : "no", n->text,
		gn_report_number(text, (double)n->limit, 1, "-"), 32, "",
		n->source);
}

void gn_report_test_table(const struct gn_result *r, FILE *to)
{
	const struct gn_function_test *t = &r->test;
	char text[GN_NUMBER_SIZE];

	if (t->kind == GN_TEST_NONE)
		return;
	fputs("\nFunction test", to);
	if (t->start_ns != GN_NO_TIME) {
		fputs(" from ", to);
		put_time(to, t->start_ns);
		fprintf(to, " s (%s) to ", t->start_by);
		put_time(to, t->end_ns);
		fputs(" s", to);
	}
	fputc('\n', to);
	for (size_t i = 0; i < t->n_values; i++)
		if (isfinite(t->value[i].value))
			put_value(to, &t->value[i]);
	for (size_t i = 0; i < t->n_norms; i++)
		put_norm(to, &t->norm[i]);
	for (size_t i = 0; i < t->n_changes; i++)
		fprintf(to, "  a change counts from %s %s on: %s (%s)\n",
			gn_report_number(text, (double)t->change[i].mdc, 2,
					 "-"),
			t->change[i].unit, t->change[i].who,
			t->change[i].source);
	for (size_t i = 0; i < t->n_notes; i++)
		fprintf(to, "  %s\n", t->note[i]);
	put_unknown(to, t);
}

static void json_time(FILE *to, const char *key, int64_t ns)
{
	char text[GN_NUMBER_SIZE];

	fprintf(to, ",\"%s\":%s", key,
		gn_report_number(text, ns == GN_NO_TIME ? (double)NAN :
				 gn_report_s(ns), 2, "null"));
}

static void json_number(FILE *to, const char *key, float v, int decimals)
{
	char text[GN_NUMBER_SIZE];

	fprintf(to, ",\"%s\":%s", key,
		gn_report_number(text, (double)v, decimals, "null"));
}

static void json_values(FILE *to, const struct gn_function_test *t)
{
	for (size_t i = 0; i < t->n_values; i++) {
		const struct gn_test_value *v = &t->value[i];

		fprintf(to, "%s{\"name\":\"%s\"", i ? "," : "", v->name);
		json_number(to, "value", v->value, v->decimals);
		json_number(to, "sd", v->sd, v->decimals);
		fprintf(to, ",\"assessed\":%s,\"text\":\"%s\"}",
			isfinite(v->value) ? "true" : "false", v->why);
	}
}

static void json_norms(FILE *to, const struct gn_function_test *t)
{
	for (size_t i = 0; i < t->n_norms; i++) {
		const struct gn_test_norm *n = &t->norm[i];

		fprintf(to, "%s{\"name\":\"%s\",\"reading\":\"%s\"",
			i ? "," : "", n->name, reading_text(n->reading));
		json_number(to, "limit", n->limit, 2);
		fprintf(to, ",\"text\":\"%s\",\"source\":\"%s\",\"why\":"
			"\"%s\"}", n->text, n->source, n->why);
	}
}

static void json_changes(FILE *to, const struct gn_function_test *t)
{
	for (size_t i = 0; i < t->n_changes; i++) {
		const struct gn_test_change *c = &t->change[i];

		fprintf(to, "%s{\"unit\":\"%s\"", i ? "," : "", c->unit);
		json_number(to, "mdc", c->mdc, 2);
		fprintf(to, ",\"who\":\"%s\",\"source\":\"%s\"}", c->who,
			c->source);
	}
}

static void json_stands(FILE *to, const struct gn_result *r)
{
	static const char *const by[] = {
		[GN_STAND_BY_REP] = "repetition",
		[GN_STAND_BY_TRUNK] = "trunk",
		[GN_STAND_BY_THIGH] = "thigh",
	};

	for (size_t i = 0; i < r->n_stands; i++) {
		const struct gn_stand *s = &r->stands[i];

		fprintf(to, "%s{\"seen_on\":\"%s\"", i ? "," : "",
			by[s->by]);
		json_time(to, "lean_s", s->lean_ns);
		json_time(to, "seat_off_s", s->off_ns);
		json_time(to, "half_way_s", s->half_ns);
		json_time(to, "stood_s", s->up_ns);
		json_time(to, "seat_on_s", s->on_ns);
		fputc('}', to);
	}
}

/* All texts are the program's own: plain words, nothing to escape. */
void gn_report_test_json(const struct gn_result *r, FILE *to)
{
	const struct gn_function_test *t = &r->test;

	if (t->kind == GN_TEST_NONE)
		return;
	fprintf(to, ",\"function_test\":{\"test\":\"%s\"", r->exercise->name);
	json_time(to, "start_s", t->start_ns);
	json_time(to, "end_s", t->end_ns);
	fprintf(to, ",\"start_by\":\"%s\",\"values\":[", t->start_by);
	json_values(to, t);
	fputs("],\"norms\":[", to);
	json_norms(to, t);
	fputs("],\"changes\":[", to);
	json_changes(to, t);
	fputs("],\"notes\":[", to);
	for (size_t i = 0; i < t->n_notes; i++)
		fprintf(to, "%s\"%s\"", i ? "," : "", t->note[i]);
	fputs("],\"stands\":[", to);
	json_stands(to, r);
	fputs("]}", to);
}

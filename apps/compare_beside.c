/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "gonio/compare.h"
#include "validate.h"

#define DEG (180.0 / 3.14159265358979323846)
#define TRIES 32                /* repetitions of each that offsets are of */
#define Z95 1.96

/* Both systems' repetitions on the first one's clock. */
struct two {
	const struct gn_result *r[2];
	struct gn_span         *span[2];
	int                    *pair;   /* of the first: index in the second */
};

static void shift(const struct two *t, int64_t offset_ns)
{
	for (size_t i = 0; i < t->r[1]->n_reps; i++) {
		const struct gn_rep *r = &t->r[1]->reps[i];

		t->span[1][i] = (struct gn_span){ r->start_ns - offset_ns,
						  r->end_ns - offset_ns };
	}
}

/* Sum of what pairs share, in s: more is better. Negative: out of memory. */
static double overlap(const struct two *t, int64_t offset_ns, int *n)
{
	double sum = 0.0;

	shift(t, offset_ns);
	*n = gn_val_match(t->span[0], t->r[0]->n_reps, t->span[1],
			  t->r[1]->n_reps, t->pair);
	for (size_t i = 0; i < t->r[0]->n_reps && *n >= 0; i++) {
		const struct gn_span *a = &t->span[0][i], *b;

		if (t->pair[i] < 0)
			continue;
		b = &t->span[1][t->pair[i]];
		sum += 1e-9 * (double)((a->end_ns < b->end_ns ? a->end_ns
							: b->end_ns) -
			(a->start_ns > b->start_ns ? a->start_ns
						   : b->start_ns));
	}
	return *n < 0 ? -1.0 : sum;
}

/* The offset at which most repetitions meet; those of turns to turns. */
static int find_offset(const struct two *t, int64_t *best_ns)
{
	size_t m = t->r[0]->n_reps, n = t->r[1]->n_reps;
	int most, pairs;
	double best = overlap(t, 0, &most);

	*best_ns = 0;
	for (size_t i = 0; i < m && i < TRIES && best >= 0.0; i++)
		for (size_t k = 0; k < n && k < TRIES; k++) {
			int64_t off = t->r[1]->reps[k].turn_ns -
				      t->r[0]->reps[i].turn_ns;
			double sum = overlap(t, off, &pairs);

			if (sum < 0.0)
				return GN_ENOMEM;
			if (pairs > most || (pairs == most &&
					     sum > 1.25 * best)) {
				most = pairs;
				best = sum;
				*best_ns = off;
			}
		}
	return overlap(t, *best_ns, &pairs) < 0.0 ? GN_ENOMEM : GN_OK;
}

/* One measure of a repetition: an angle, else start, end, range. */
static double value(const struct gn_rep *r, int what)
{
	switch (what) {
	case GN_ANGLES:     return 1e-9 * (double)r->start_ns;
	case GN_ANGLES + 1: return 1e-9 * (double)r->end_ns;
	case GN_ANGLES + 2: return (double)r->rom_rad;
	default:            return (double)(r->angle[what].most_rad -
					    r->angle[what].least_rad);
	}
}

static const char *name_of(int what)
{
	static const char *const own[] = { "start", "end", "range" };

	return what < GN_ANGLES ? gn_angle_def((enum gn_angle)what)->name
				: own[what - GN_ANGLES];
}

/* One measure over the pairs that have it in both; 0: none has. */
static int agree(const struct two *t, int what, double off_s, double *scratch,
		 struct gn_agree *out)
{
	double *x[2] = { scratch, scratch + t->r[0]->n_reps }, sq = 0.0;
	int timed = what == GN_ANGLES || what == GN_ANGLES + 1;
	size_t n = 0;

	for (size_t i = 0; i < t->r[0]->n_reps; i++) {
		const struct gn_rep *a = &t->r[0]->reps[i], *b;

		if (t->pair[i] < 0)
			continue;
		b = &t->r[1]->reps[t->pair[i]];
		if (what == GN_ANGLES + 2 && strcmp(a->rom_of, b->rom_of))
			continue;
		x[0][n] = value(a, what);
		x[1][n] = value(b, what) - (timed ? off_s : 0.0);
		n += isfinite(x[0][n] + x[1][n]) != 0;
	}
	*out = (struct gn_agree){ .angle = !timed, .n = n, .sd = NAN };
	snprintf(out->name, sizeof(out->name), "%s", name_of(what));
	for (int k = 0; k < 2; k++)
		out->mean[k] = gn_spread_of(x[k], n).mean;
	out->difference = out->mean[1] - out->mean[0];
	for (size_t i = 0; i < n; i++) {
		double d = x[1][i] - x[0][i] - out->difference;

		sq += d * d;
	}
	if (n > 1)
		out->sd = sqrt(sq / (double)(n - 1));
	return n > 0;
}

static int pair_all(struct two *t, double *scratch, struct gn_beside *out)
{
	int64_t offset_ns;
	int err = find_offset(t, &offset_ns);

	if (err)
		return err;
	out->offset_s = 1e-9 * (double)offset_ns;
	for (size_t i = 0; i < t->r[0]->n_reps; i++)
		out->paired += t->pair[i] >= 0;
	for (int k = 0; k < GN_AGREE_MAX; k++) {
		/* times first */
		int what = (k + GN_ANGLES) % GN_AGREE_MAX;

		out->n_agree += (size_t)agree(t, what, out->offset_s, scratch,
					      &out->agree[out->n_agree]);
	}
	return GN_OK;
}

int gn_beside_of(const struct gn_result *a, const struct gn_result *b,
		 struct gn_beside *out)
{
	struct two t = { .r = { a, b } };
	double *scratch = calloc(2 * a->n_reps + 1, sizeof(*scratch));
	int err = GN_ENOMEM;

	*out = (struct gn_beside){ .n = { a->n_reps, b->n_reps } };
	t.span[0] = calloc(a->n_reps + 1, sizeof(*t.span[0]));
	t.span[1] = calloc(b->n_reps + 1, sizeof(*t.span[1]));
	t.pair = calloc(a->n_reps + 1, sizeof(*t.pair));
	if (scratch && t.span[0] && t.span[1] && t.pair) {
		for (size_t i = 0; i < a->n_reps; i++)
			t.span[0][i] = (struct gn_span){ a->reps[i].start_ns,
							 a->reps[i].end_ns };
		err = pair_all(&t, scratch, out);
	}
	free(scratch);
	free(t.span[0]);
	free(t.span[1]);
	free(t.pair);
	return err;
}

static void cell(FILE *to, int width, double v, int decimals)
{
	if (isnan(v))
		fprintf(to, "%*s", width, "-");
	else
		fprintf(to, "%*.*f", width, decimals, v);
}

void gn_beside_table(FILE *to, const struct gn_beside *b)
{
	fprintf(to, "Repetitions  %zu and %zu, %zu of them the same ones",
		b->n[0], b->n[1], b->paired);
	if (b->offset_s != 0.0)
		fprintf(to, "; the second clock is %.2f s ahead", b->offset_s);
	fputc('\n', to);
	if (!b->n_agree)
		return;
	fprintf(to, "\n  %-26s%5s%9s%9s%12s%8s%20s\n", "mean of", "n", "first",
		"second", "difference", "SD", "95 % of differences");
	for (size_t i = 0; i < b->n_agree; i++) {
		const struct gn_agree *a = &b->agree[i];
		double scale = a->angle ? DEG : 1.0;
		int decimals = a->angle ? 1 : 2, used;

		used = fprintf(to, "  %s %s", a->name, a->angle ? "deg" : "s");
		fprintf(to, "%*s%5zu", used < 28 ? 28 - used : 0, "", a->n);
		cell(to, 9, scale * a->mean[0], decimals);
		cell(to, 9, scale * a->mean[1], decimals);
		cell(to, 12, scale * a->difference, decimals);
		cell(to, 8, scale * a->sd, decimals);
		cell(to, 11, scale * (a->difference - Z95 * a->sd), decimals);
		cell(to, 9, scale * (a->difference + Z95 * a->sd), decimals);
		fputc('\n', to);
	}
}

static void number(FILE *to, double v, int decimals)
{
	if (isnan(v))
		fputs("null", to);
	else
		fprintf(to, "%.*f", decimals, v);
}

void gn_beside_json(FILE *to, const struct gn_beside *b)
{
	fprintf(to, "\"counts\":[%zu,%zu],\"paired\":%zu,\"offset_s\":%.3f,"
		"\"measures\":[", b->n[0], b->n[1], b->paired, b->offset_s);
	for (size_t i = 0; i < b->n_agree; i++) {
		const struct gn_agree *a = &b->agree[i];
		double scale = a->angle ? DEG : 1.0;
		int decimals = a->angle ? 1 : 3;

		fprintf(to, "%s{\"measure\":\"%s\",\"unit\":\"%s\",\"n\":%zu,"
			"\"first\":", i ? "," : "", a->name,
			a->angle ? "deg" : "s", a->n);
		number(to, scale * a->mean[0], decimals);
		fputs(",\"second\":", to);
		number(to, scale * a->mean[1], decimals);
		fputs(",\"difference\":", to);
		number(to, scale * a->difference, decimals);
		fputs(",\"sd\":", to);
		number(to, scale * a->sd, decimals);
		fputs(",\"limits95\":[", to);
		number(to, scale * (a->difference - Z95 * a->sd), decimals);
		fputc(',', to);
		number(to, scale * (a->difference + Z95 * a->sd), decimals);
		fputs("]}", to);
	}
	fputc(']', to);
}

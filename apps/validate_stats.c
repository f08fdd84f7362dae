/* SPDX-License-Identifier: MIT */
#include "validate.h"

#include <math.h>
#include <stdlib.h>

void gn_val_counts_add(struct gn_val_counts *c, int truth, int found)
{
	int diff = found - truth;

	c->n++;
	c->exact += diff == 0;
	c->within1 += diff >= -1 && diff <= 1;
	c->abs_sum += abs(diff);
	c->sum += diff;
}

void gn_val_counts_join(struct gn_val_counts *a,
			const struct gn_val_counts *b)
{
	a->n += b->n;
	a->exact += b->exact;
	a->within1 += b->within1;
	a->failed += b->failed;
	a->abs_sum += b->abs_sum;
	a->sum += b->sum;
}

double gn_val_percent(size_t part, size_t n)
{
	if (n == 0)
		return NAN;
	return 100.0 * (double)part / (double)n;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double gn_val_quantile(double *x, size_t n, double p)
{
	double at, part;
	size_t i;

	if (n == 0)
		return NAN;
	qsort(x, n, sizeof(*x), by_value);
	at = p * (double)(n - 1);
	i = (size_t)at;
	if (i + 1 >= n)
		return x[n - 1];
	part = at - (double)i;
	return x[i] + part * (x[i + 1] - x[i]);
}

struct gn_val_dist gn_val_summary(const double *x, size_t n, double *scratch)
{
	struct gn_val_dist d = { .n = n };

	for (size_t i = 0; i < n; i++)
		scratch[i] = x[i];
	d.signed_s = gn_val_quantile(scratch, n, 0.5);
	for (size_t i = 0; i < n; i++)
		scratch[i] = fabs(x[i]);
	d.median_s = gn_val_quantile(scratch, n, 0.5);
	d.p90_s = gn_val_quantile(scratch, n, 0.9);
	return d;
}

/* Intersection over union, 0 without overlap. */
static double overlap(const struct gn_span *a, const struct gn_span *b)
{
	int64_t from = a->start_ns > b->start_ns ? a->start_ns : b->start_ns;
	int64_t to = a->end_ns < b->end_ns ? a->end_ns : b->end_ns;
	double both, all;

	if (to <= from)
		return 0;
	both = (double)(to - from);
	all = (double)(a->end_ns - a->start_ns) +
	      (double)(b->end_ns - b->start_ns) - both;
	return both / all;
}

/*
 * best[i][j]: greatest sum over the first i true and j found spans, stored
 * row by row with m + 1 columns. Walked backwards it yields the pairs.
 */
static int trace(const double *best, size_t n, size_t m, int *pair)
{
	size_t w = m + 1, i = n, j = m;
	int pairs = 0;

	while (i > 0 && j > 0) {
		if (best[i * w + j] <= best[(i - 1) * w + j]) {
			i--;
		} else if (best[i * w + j] <= best[i * w + j - 1]) {
			j--;
		} else {
			i--;
			j--;
			pair[i] = (int)j;
			pairs++;
		}
	}
	return pairs;
}

int gn_val_match(const struct gn_span *t, size_t n, const struct gn_span *f,
		 size_t m, int *pair)
{
	size_t w = m + 1;
	double *best = calloc((n + 1) * w, sizeof(*best));
	int pairs;

	if (!best)
		return GN_ENOMEM;
	for (size_t i = 0; i < n; i++)
		pair[i] = -1;
	for (size_t i = 1; i <= n; i++) {
		for (size_t j = 1; j <= m; j++) {
			double o = overlap(&t[i - 1], &f[j - 1]);
			double b = best[(i - 1) * w + j - 1] + o;

			b = fmax(b, best[(i - 1) * w + j]);
			b = fmax(b, best[i * w + j - 1]);
			best[i * w + j] = b;
		}
	}
	pairs = trace(best, n, m, pair);
	free(best);
	return pairs;
}

size_t gn_val_outside(const int64_t *turn_ns, size_t m,
		      const struct gn_span *set, size_t n)
{
	size_t out = 0;

	for (size_t i = 0; i < m; i++) {
		int in = 0;

		for (size_t k = 0; k < n; k++)
			in |= turn_ns[i] >= set[k].start_ns &&
			      turn_ns[i] <= set[k].end_ns;
		out += !in;
	}
	return out;
}

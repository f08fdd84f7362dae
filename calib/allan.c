/* SPDX-License-Identifier: MIT */
#include "gonio/allan.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

/* Averaging times of the first level, in samples; of others, in 2^k. */
static const uint8_t first_level[GN_ALLAN_SHORT] = {
	1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 25, 32, 40, 50, 64, 80, 100
};
#define OCTAVE 3                        /* points */
#define LATER (GN_ALLAN_SHORT - 3)      /* those that later levels have */

int gn_allan_init(struct gn_allan *a, double rate_hz)
{
	if (!(rate_hz > 0) || !isfinite(rate_hz))
		return GN_EINVAL;
	memset(a, 0, sizeof(*a));
	a->rate_hz = rate_hz;
	return GN_OK;
}

/* The index of a level's first point. */
static size_t point_of(size_t level)
{
	return level ? GN_ALLAN_SHORT + 3 * (level - 1) : 0;
}

/* The sum as the c-th of a level's ring, c from 0, and what it completes. */
static void push_level(struct gn_allan *a, size_t level, uint64_t c)
{
	double *ring = a->ring[level];
	size_t point = point_of(level);

	ring[c % GN_ALLAN_RING] = a->sum;
	for (size_t i = level ? LATER : 0; i < GN_ALLAN_SHORT; i++, point++) {
		uint64_t q = first_level[i];
		double d;

		if (c < 2 * q)
			break;
		d = a->sum - 2 * ring[(c - q) % GN_ALLAN_RING] +
		    ring[(c - 2 * q) % GN_ALLAN_RING];
		a->square[point] += d * d;
		a->count[point]++;
	}
}

void gn_allan_push(struct gn_allan *a, double value)
{
	if (!isfinite(value)) {
		a->n_gaps += a->n_run > 0;
		a->n_run = 0;
		return;
	}
	if (!a->n)
		a->first = value;
	if (!a->n_run) {
		a->sum = 0;
		for (size_t k = 0; k < GN_ALLAN_LEVELS; k++)
			push_level(a, k, 0);
	}
	a->sum += value - a->first;
	a->n++;
	a->n_run++;
	for (size_t k = 0; k < GN_ALLAN_LEVELS; k++) {
		if (a->n_run & ((UINT64_C(1) << k) - 1))
			break;
		push_level(a, k, a->n_run >> k);
	}
}

/*
 * Degrees of freedom of the overlapping estimate: SP 1065's simple formulas
 * for N phase values, averages over m, and the noise that the slope tells.
 */
static double edf_of(double phases, double m, double slope)
{
	double n = phases, edf;

	if (slope < -0.75)              /* white phase noise: quantization */
		edf = (n + 1) * (n - 2 * m) / (2 * (n - m));
	else if (slope < -0.25)         /* white */
		edf = (3 * (n - 1) / (2 * m) - 2 * (n - 2) / n) *
		      4 * m * m / (4 * m * m + 5);
	else if (slope < 0.25)          /* flicker */
		edf = m < 2 ? 2 * (n - 2) * (n - 2) / (2.3 * n - 4.9)
			    : 5 * n * n / (4 * m * (n + 3 * m));
	else                            /* random walk */
		edf = (n - 2) / m *
		      ((n - 1) * (n - 1) - 3 * m * (n - 1) + 4 * m * m) /
		      ((n - 3) * (n - 3));
	/* At least 1, as n > 2 m; infinite of a random walk of 3 phases. */
	return isfinite(edf) ? edf : 1;
}

/*
 * The p-quantile of chi-squared with edf >= 1 degrees of freedom, over edf.
 * By bisection: the library's own inverse ends the program where it fails to
 * converge.
 */
static double chi2_over_edf(double p, double edf)
{
	double lo = 0, hi = 1 + 20 / sqrt(edf);

	for (int i = 0; i < 40; i++) {
		double mid = 0.5 * (lo + hi);

		if (gsl_cdf_chisq_P(mid * edf, edf) < p)
			lo = mid;
		else
			hi = mid;
	}
	return 0.5 * (lo + hi);
}

/* Slope around point i, from one to another, weighted by 1 / tau. */
static double slope_at(const struct gn_allan_point *p, size_t i, size_t from,
		       size_t to)
{
	double w = 0, x = 0, y = 0, xx = 0, xy = 0;

	for (size_t k = from; k <= to; k++) {
		double u = 1 / p[k].tau_s, a = log(p[k].tau_s / p[i].tau_s);
		double b = log(p[k].adev / p[i].adev);

		w += u;
		x += u * a;
		y += u * b;
		xx += u * a * a;
		xy += u * a * b;
	}
	return (w * xy - x * y) / (w * xx - x * x);
}

/* Slopes, and from them degrees of freedom and limits. */
static void finish(const struct gn_allan *a, struct gn_allan_point *p, size_t n)
{
	/* Each stretch between gaps has one phase value more than samples. */
	double stretches = (double)a->n_gaps + (a->n_run > 0);
	double phases = (double)a->n + stretches;

	for (size_t i = 0; i < n; i++) {
		double m = p[i].tau_s * a->rate_hz, before;
		size_t from = i > OCTAVE ? i - OCTAVE : 0;
		size_t to = i + OCTAVE < n ? i + OCTAVE : n - 1;

		p[i].slope = slope_at(p, i, from, to);
		/* A point's own chance must not choose its limits. */
		from = i > 3 * OCTAVE ? i - 3 * OCTAVE : 0;
		to = i > OCTAVE ? i - 1 : to;
		before = slope_at(p, i, from, to);
		p[i].edf = edf_of(phases, m, before);
		p[i].lo = p[i].adev / sqrt(chi2_over_edf(0.975, p[i].edf));
		p[i].hi = p[i].adev / sqrt(chi2_over_edf(0.025, p[i].edf));
	}
}

size_t gn_allan_points(const struct gn_allan *a, struct gn_allan_point *out)
{
	size_t n = 0;

	for (size_t k = 0; k < GN_ALLAN_LEVELS; k++) {
		size_t from = k ? LATER : 0, point = point_of(k);

		for (size_t i = from; i < GN_ALLAN_SHORT; i++, point++) {
			double q = first_level[i], m = ldexp(q, (int)k);
			double count = (double)a->count[point];

			if (!a->count[point])
				continue;
			out[n].n = a->count[point];
			out[n].tau_s = m / a->rate_hz;
			out[n].adev = sqrt(a->square[point] / (2 * count)) / m;
			n++;
		}
	}
	finish(a, out, n);
	return n;
}

/* SPDX-License-Identifier: MIT */
#include "gonio/allan.h"

#include <math.h>

#define EDF_MIN    5.0          /* for a point to be used at all */
#define RUN_MIN    4            /* points, an octave */
#define WALK_FROM  3            /* sampled, it reads too high before that */
#define FLICKER    0.664        /* sqrt(2 ln 2 / pi): B's share of the floor */

/* How many points can be used; they are the first ones. */
static size_t usable(const struct gn_allan_point *p, size_t n)
{
	size_t i = 0;

	while (i < n && p[i].edf >= EDF_MIN && p[i].adev > 0)
		i++;
	return i;
}

/*
 * The longest run of a slope, from *from on; returns its length, 0 if it is
 * too short.
 */
static size_t run_of(const struct gn_allan_point *p, size_t n, double slope,
		     double within, size_t *from)
{
	size_t best = 0, len = 0;

	for (size_t i = *from; i < n; i++) {
		len = fabs(p[i].slope - slope) <= within ? len + 1 : 0;
		if (len > best) {
			best = len;
			*from = i + 1 - len;
		}
	}
	return best >= RUN_MIN ? best : 0;
}

/*
 * The level of a line of this slope where it is 1 s, and its deviation. The
 * points of a run share their samples, so together they know little more than
 * the best of them.
 */
static double level_of(const struct gn_allan_point *p, size_t n, double slope,
		       double *sd)
{
	double sum = 0, weight = 0, most = 1;

	*sd = NAN;
	if (!n)
		return NAN;
	for (size_t i = 0; i < n; i++) {
		sum += p[i].edf * log(p[i].adev * pow(p[i].tau_s, -slope));
		weight += p[i].edf;
		most = p[i].edf > most ? p[i].edf : most;
	}
	*sd = exp(sum / weight) / sqrt(2 * most);
	return exp(sum / weight);
}

/* Does the curve's end lie above white noise from its minimum on? */
static int left_white(const struct gn_allan_point *p, size_t n, size_t min)
{
	if (!min || min + 2 >= n)
		return 0;
	for (size_t i = n - 2; i < n; i++)
		if (p[i].lo <= p[min].hi * sqrt(p[min].tau_s / p[i].tau_s))
			return 0;
	return 1;
}

void gn_allan_noise(const struct gn_allan_point *p, size_t n,
		    struct gn_allan_noise *out)
{
	size_t used = usable(p, n), from = 0, len, min = 0;

	len = run_of(p, used, -0.5, 0.15, &from);
	out->white = level_of(p + from, len, -0.5, &out->white_sd);
	from = WALK_FROM;
	len = run_of(p, used, 0.5, 0.25, &from);
	out->walk = level_of(p + from, len, 0.5, &out->walk_sd) * sqrt(3);
	out->walk_sd *= sqrt(3);
	for (size_t i = 0; i < used; i++)
		if (p[i].adev < p[min].adev)
			min = i;
	out->lowest = used ? p[min].adev : NAN;
	out->lowest_tau_s = used ? p[min].tau_s : NAN;
	out->floor = NAN;
	out->floor_tau_s = NAN;
	if (left_white(p, used, min)) {
		out->floor = p[min].adev / FLICKER;
		out->floor_tau_s = p[min].tau_s;
	}
}

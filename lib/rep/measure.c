/* SPDX-License-Identifier: MIT */
#include "gonio/measure.h"

#include <math.h>

/* Levels of the half's peak rate, and how far before the lower one a
 * minimum-jerk movement starts: v / peak = 16 t^2 (1 - t)^2 is 0.1 at
 * t = 0.0866 and 0.5 at t = 0.2294; 0.0866 / (0.2294 - 0.0866). */
#define LEVEL_LOW   0.1
#define LEVEL_HIGH  0.5
#define ONSET_RATIO 0.606

/* Parabolas are fitted to this part of a repetition on either side. */
#define FIT_PART    0.05

/* Rates are averaged over so long on either side when onsets are sought. */
#define SMOOTH_S    0.06

/* Where one half really moves. */
struct half {
	double from, to;
};

/* Value of a grid at a fraction of a sample. */
static double value_at(const float *x, size_t n, double t)
{
	size_t i = (size_t)t;
	double f = t - (double)i;

	if (i + 1 >= n)
		return (double)x[n - 1];
	return (double)x[i] + f * ((double)x[i + 1] - (double)x[i]);
}

static double rate_at(const struct gn_curve *c, size_t i)
{
	size_t a, b;

	if (c->rate_radps)
		return (double)c->rate_radps[i];
	a = i > 0 ? i - 1 : 0;
	b = i + 1 < c->n ? i + 1 : i;
	return ((double)c->angle_rad[b] - (double)c->angle_rad[a]) *
	       c->fs_hz / (double)(b - a);
}

static double speed_at(const struct gn_curve *c, size_t i)
{
	if (c->speed_radps)
		return (double)c->speed_radps[i];
	return fabs(rate_at(c, i));
}

/* The rate in the half's direction without what is faster than movement. */
static double pace_at(const struct gn_curve *c, size_t i, double sign)
{
	size_t w = (size_t)(SMOOTH_S * c->fs_hz), a, b;
	double sum = 0.0;

	a = i > w ? i - w : 0;
	b = i + w < c->n ? i + w : c->n - 1;
	for (size_t k = a; k <= b; k++)
		sum += rate_at(c, k);
	return sign * sum / (double)(b - a + 1);
}

static int check_span(const struct gn_curve *c, const struct gn_bounds *at)
{
	/* Written so that a NAN fails. */
	if (c->n < 3 || !(c->fs_hz > 0.0))
		return GN_EINVAL;
	if (!(at->start >= 0.0 && at->start < at->turn &&
	      at->turn < at->end && at->end <= (double)(c->n - 1)))
		return GN_EINVAL;
	if (at->next < at->end)
		return GN_EINVAL;
	return GN_OK;
}

/*
 * Level of the angle about t: the value at t of a parabola fitted to h
 * samples on either side, or with extreme set that of its vertex.
 */
static double fit_level(const struct gn_curve *c, double t, double h,
			int extreme)
{
	double s[5] = { 0.0 }, r[3] = { 0.0 }, x, y, p, det, a, b, k;
	double lo = fmax(ceil(t - h), 0.0);
	double hi = fmin(floor(t + h), (double)(c->n - 1));

	for (double i = lo; i <= hi; i += 1.0) {
		x = (i - t) / h;
		y = (double)c->angle_rad[(size_t)i];
		p = 1.0;
		for (int j = 0; j < 5; j++) {
			s[j] += p;
			if (j < 3)
				r[j] += p * y;
			p *= x;
		}
	}
	/* Cramer's rule for a + b x + k x^2. */
	det = s[0] * (s[2] * s[4] - s[3] * s[3]) -
	      s[1] * (s[1] * s[4] - s[3] * s[2]) +
	      s[2] * (s[1] * s[3] - s[2] * s[2]);
	if (s[0] < 3.0 || !(fabs(det) > 1e-9))
		return value_at(c->angle_rad, c->n, t);
	a = (r[0] * (s[2] * s[4] - s[3] * s[3]) -
	     s[1] * (r[1] * s[4] - s[3] * r[2]) +
	     s[2] * (r[1] * s[3] - s[2] * r[2])) / det;
	b = (s[0] * (r[1] * s[4] - r[2] * s[3]) -
	     r[0] * (s[1] * s[4] - s[3] * s[2]) +
	     s[2] * (s[1] * r[2] - s[2] * r[1])) / det;
	k = (s[0] * (s[2] * r[2] - s[3] * r[1]) -
	     s[1] * (s[1] * r[2] - s[2] * r[1]) +
	     r[0] * (s[1] * s[3] - s[2] * s[2])) / det;
	if (extreme && fabs(b) <= 2.0 * fabs(k) && k != 0.0)
		return a - b * b / (4.0 * k);
	return a;
}

static double fit_width(const struct gn_bounds *at)
{
	return fmax(2.0, FIT_PART * (at->end - at->start));
}

/* +1 when the angle grows towards the turn, else -1. */
static double direction(const struct gn_curve *c, const struct gn_bounds *at)
{
	double start = value_at(c->angle_rad, c->n, at->start);
	double turn = value_at(c->angle_rad, c->n, at->turn);
	double end = value_at(c->angle_rad, c->n, at->end);

	return turn - 0.5 * (start + end) < 0.0 ? -1.0 : 1.0;
}

/* Where v passes level between sample i and the next one, j = i +- 1. */
static double crossing(double vi, double vj, size_t i, size_t j, double level)
{
	double f = vj != vi ? (level - vi) / (vj - vi) : 0.0;

	return (double)i + f * ((double)j - (double)i);
}

/*
 * The time at which a movement starts, seen from limit inwards: step +1 looks
 * forward from the half's start, -1 backward from its end.
 */
static double find_onset(const struct gn_curve *c, size_t first, size_t last,
			 double sign, double peak, double limit)
{
	ptrdiff_t step = first <= last ? 1 : -1;
	double low = LEVEL_LOW * peak, high = LEVEL_HIGH * peak, t10, t50;
	size_t i = first, k;

	while (i != last && !(pace_at(c, i, sign) >= high))
		i = (size_t)((ptrdiff_t)i + step);
	if (i == first)
		return limit;
	k = (size_t)((ptrdiff_t)i - step);
	t50 = crossing(pace_at(c, k, sign), pace_at(c, i, sign), k, i, high);
	while (k != first && pace_at(c, k, sign) > low)
		k = (size_t)((ptrdiff_t)k - step);
	if (pace_at(c, k, sign) > low)
		return limit;
	i = (size_t)((ptrdiff_t)k + step);
	t10 = crossing(pace_at(c, k, sign), pace_at(c, i, sign), k, i, low);
	t10 -= ONSET_RATIO * (t50 - t10);
	return step > 0 ? fmax(t10, limit) : fmin(t10, limit);
}

/* The moving part of the half lo..hi; all of it when nothing moves. */
static struct half find_half(const struct gn_curve *c, double lo, double hi,
			     double sign)
{
	struct half whole = { lo, hi }, h;
	size_t a = (size_t)floor(lo), b = (size_t)ceil(hi);
	double peak = 0.0;

	for (size_t i = a; i <= b; i++)
		peak = fmax(peak, pace_at(c, i, sign));
	if (!(peak > 0.0))
		return whole;
	h.from = find_onset(c, a, b, sign, peak, lo);
	h.to = find_onset(c, b, a, sign, peak, hi);
	return h.from < h.to ? h : whole;
}

static void find_halves(const struct gn_curve *c, const struct gn_bounds *at,
			struct half h[2])
{
	double sign = direction(c, at);

	h[0] = find_half(c, at->start, at->turn, sign);
	h[1] = find_half(c, at->turn, at->end, -sign);
}

/* Integral of the speed over samples from..to, in samples. */
static double travel(const struct gn_curve *c, double from, double to)
{
	double sum = 0.0, lo, hi, a, b;
	size_t last = (size_t)ceil(to);

	for (size_t i = (size_t)floor(from); i < last; i++) {
		lo = fmax(from - (double)i, 0.0);
		hi = fmin(to - (double)i, 1.0);
		a = speed_at(c, i);
		b = speed_at(c, i + 1);
		sum += (hi - lo) * (a + 0.5 * (lo + hi) * (b - a));
	}
	return sum;
}

static double find_peak(const struct gn_curve *c, const struct gn_bounds *at)
{
	size_t lo = (size_t)ceil(at->start), hi = (size_t)floor(at->end);
	size_t top = lo;
	double a, b, d, bend;

	for (size_t i = lo; i <= hi; i++) {
		if (isnan(speed_at(c, i)))
			return NAN;
		if (speed_at(c, i) > speed_at(c, top))
			top = i;
	}
	b = speed_at(c, top);
	if (top == 0 || top + 1 >= c->n)
		return b;
	a = speed_at(c, top - 1);
	d = speed_at(c, top + 1);
	bend = a - 2.0 * b + d;
	if (!(bend < 0.0) || a > b || d > b)
		return b;
	return b - (d - a) * (d - a) / (8.0 * bend);
}

static void smoothness(const struct gn_curve *c, const struct half h[2],
		       void *work, struct gn_rep *out)
{
	double sparc = 0.0, ldlj = 0.0;

	for (int k = 0; k < 2; k++) {
		size_t a = (size_t)floor(h[k].from), b = (size_t)ceil(h[k].to);

		if (!c->speed_radps || !work)
			sparc = NAN;
		else
			sparc += gn_sparc(c->speed_radps + a, b - a + 1,
					  c->fs_hz, work);
		if (!c->speed_radps)
			ldlj = NAN;
		else
			ldlj += gn_ldlj(c->speed_radps + a, b - a + 1,
					c->fs_hz);
	}
	out->sparc = (float)(0.5 * sparc);
	out->ldlj = (float)(0.5 * ldlj);
}

static void fill_tempo(const struct gn_curve *c, const struct gn_bounds *at,
		       const struct half h[2], enum gn_phase first, float *t)
{
	int e = first == GN_PHASE_ECCENTRIC ? 0 : 2, o = 2 - e;

	t[e] = (float)((h[0].to - at->start) / c->fs_hz);
	t[e + 1] = (float)((h[1].from - h[0].to) / c->fs_hz);
	t[o] = (float)((h[1].to - h[1].from) / c->fs_hz);
	t[o + 1] = (float)((at->next - h[1].to) / c->fs_hz);
}

int gn_measure_rep(const struct gn_curve *c, const struct gn_bounds *at,
		   enum gn_phase first, void *work, struct gn_rep *out)
{
	double width, turn, ends, moving, path;
	struct half h[2];

	if (check_span(c, at))
		return GN_EINVAL;
	find_halves(c, at, h);
	fill_tempo(c, at, h, first, out->tempo_s);

	width = fit_width(at);
	turn = fit_level(c, at->turn, width, 1);
	ends = 0.5 * (fit_level(c, at->start, width, 0) +
		      fit_level(c, at->end, width, 0));
	out->rom_rad = (float)fabs(turn - ends);

	out->peak_radps = (float)find_peak(c, at);
	moving = h[0].to - h[0].from + h[1].to - h[1].from;
	path = travel(c, h[0].from, h[0].to) + travel(c, h[1].from, h[1].to);
	out->mean_radps = (float)(path / moving);
	smoothness(c, h, work, out);
	return GN_OK;
}

int gn_measure_trim(const struct gn_curve *c, struct gn_bounds *at)
{
	struct half h[2];

	if (check_span(c, at))
		return GN_EINVAL;
	find_halves(c, at, h);
	at->start = h[0].from;
	at->turn = 0.5 * (h[0].to + h[1].from);
	at->end = h[1].to;
	return GN_OK;
}

/* SPDX-License-Identifier: MIT */
#include "gonio/units.h"

#include <math.h>
#include <string.h>

#define BLOCK_NS    INT64_C(250000000)
#define BLOCK_S     0.25
#define G_MPS2      9.80665

/* The histograms' first bin starts at a square of 2^-24. */
#define HIST_FIRST  ((127 - 24) * 4)

/* Spread of the acceleration over its mean, below which a sensor is still. */
#define STILL_SPREAD 0.03
#define STILL_MIN    8          /* samples in a second, to judge it */

/* Norms of two neighbours that count as equal, over their sum. */
#define SAME_NORM    0.05

#define FAST_RADPS   60.0

static void add(double sum[3], const float v[3])
{
	sum[0] += (double)v[0];
	sum[1] += (double)v[1];
	sum[2] += (double)v[2];
}

static int finite3(const float v[3])
{
	return isfinite(v[0]) && isfinite(v[1]) && isfinite(v[2]);
}

/* By value: -0 is 0. */
static uint8_t differ(const float a[3], const float b[3])
{
	return a[0] != b[0] || a[1] != b[1] || a[2] != b[2];
}

static double dot(const double a[3], const double b[3])
{
	return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* Bin of a squared norm: the exponent and two more bits of a float. */
static size_t bin_of(double square)
{
	float f = (float)square;
	uint32_t bits;
	int bin;

	memcpy(&bits, &f, sizeof(bits));
	bin = (int)(bits >> 21) - HIST_FIRST;
	if (bin < 0)
		return 0;
	return bin < GN_UNITS_BINS ? (size_t)bin : GN_UNITS_BINS - 1;
}

static void count(uint16_t hist[GN_UNITS_BINS], double square)
{
	uint16_t *h = &hist[bin_of(square)];

	if (*h < UINT16_MAX)
		++*h;
}

/* A quantile (0..1) of a histogram of norms, to 6 %; NAN: nothing in it. */
static double quantile(const uint16_t hist[GN_UNITS_BINS], double q)
{
	uint32_t total = 0, seen = 0;
	size_t bin = 0;

	for (size_t i = 0; i < GN_UNITS_BINS; i++)
		total += hist[i];
	if (!total)
		return NAN;
	while (seen + hist[bin] <= q * total)
		seen += hist[bin++];
	if (bin == 0)
		return 0.0;
	/* Bins are [1 + k/4, 1 + (k+1)/4) 2^e of the square: the middle. */
	return sqrt(ldexp(1.125 + (double)(bin % 4) / 4, (int)(bin / 4) - 24));
}

int gn_units_init(struct gn_units_check *c, const struct gn_sensor *sensors,
		  size_t n)
{
	if (n > GN_SENSORS_MAX)
		return GN_EINVAL;
	memset(c, 0, sizeof(*c));
	c->n_sensors = n;
	for (size_t i = 0; i < n; i++)
		c->sensor[i] = sensors[i];
	return GN_OK;
}

/* Four quarter seconds in a row: were they still? */
static void judge_still(struct gn_units_sensor *s)
{
	struct gn_units_sums *w = &s->still;
	double mean2, var, n = w->n_acc;

	if (w->n_acc >= STILL_MIN) {
		mean2 = dot(w->acc, w->acc) / (n * n);
		var = w->acc2 / n - mean2;
		if (var <= STILL_SPREAD * STILL_SPREAD * mean2) {
			count(s->still_hist, mean2);
			s->still_sum += sqrt(mean2);
			s->n_still++;
		}
	}
	memset(w, 0, sizeof(*w));
	s->still_blocks = 0;
}

static void add_still(struct gn_units_sensor *s)
{
	s->still.n_acc += s->now.n_acc;
	s->still.acc2 += s->now.acc2;
	for (int i = 0; i < 3; i++)
		s->still.acc[i] += s->now.acc[i];
	s->still_blocks++;
	if (s->still_blocks == 4)
		judge_still(s);
}

/* Regress gravity's change between two neighbours on -omega x a. */
static void add_turn(struct gn_units_sensor *s, const double acc[3],
		     const double gyr[3])
{
	double a[3], w[3], d[3], p[3];
	double n0 = sqrt(dot(s->last_acc, s->last_acc));
	double n1 = sqrt(dot(acc, acc));

	/* A changed norm is linear acceleration, not only gravity. */
	if (fabs(n1 - n0) > SAME_NORM * (n1 + n0))
		return;
	for (int i = 0; i < 3; i++) {
		a[i] = 0.5 * (acc[i] + s->last_acc[i]);
		w[i] = 0.5 * (gyr[i] + s->last_gyr[i]) * BLOCK_S;
		d[i] = acc[i] - s->last_acc[i];
	}
	p[0] = a[1] * w[2] - a[2] * w[1];
	p[1] = a[2] * w[0] - a[0] * w[2];
	p[2] = a[0] * w[1] - a[1] * w[0];
	if (dot(d, d) > n0 * n1)
		return;         /* turned by 60 degrees: not linear any more */
	s->num += dot(d, p);
	s->den += dot(p, p);
	s->tot += dot(d, d);
	s->n_turn++;
}

/* The quarter second is over. */
static void close_block(struct gn_units_sensor *s, int adjacent)
{
	struct gn_units_sums *b = &s->now;
	double acc[3] = { 0 }, gyr[3] = { 0 };
	int both = b->n_acc && b->n_gyr;

	for (int i = 0; i < 3; i++) {
		acc[i] = b->n_acc ? b->acc[i] / b->n_acc : 0;
		gyr[i] = b->n_gyr ? b->gyr[i] / b->n_gyr : 0;
	}
	if (b->n_acc)
		count(s->acc_hist, dot(acc, acc));
	if (b->n_gyr)
		count(s->gyr_hist, dot(gyr, gyr));
	if (both && s->have_last)
		add_turn(s, acc, gyr);
	add_still(s);
	if (!adjacent) {
		memset(&s->still, 0, sizeof(s->still));
		s->still_blocks = 0;
	}
	s->have_last = (uint8_t)(both && adjacent);
	memcpy(s->last_acc, acc, sizeof(acc));
	memcpy(s->last_gyr, gyr, sizeof(gyr));
	memset(b, 0, sizeof(*b));
}

static void push_acc(struct gn_units_sensor *s, const float acc[3])
{
	if (!finite3(acc))
		return;
	if (!s->n_acc)
		memcpy(s->acc_first, acc, sizeof(s->acc_first));
	if (!s->acc_varies)
		s->acc_varies = differ(acc, s->acc_first);
	s->n_acc++;
	s->now.n_acc++;
	add(s->now.acc, acc);
	s->now.acc2 += (double)acc[0] * acc[0] + (double)acc[1] * acc[1] +
		       (double)acc[2] * acc[2];
}

static void push_gyr(struct gn_units_sensor *s, const float gyr[3])
{
	double w2;

	if (!finite3(gyr))
		return;
	if (!s->n_gyr)
		memcpy(s->gyr_first, gyr, sizeof(s->gyr_first));
	if (!s->gyr_varies)
		s->gyr_varies = differ(gyr, s->gyr_first);
	w2 = (double)gyr[0] * gyr[0] + (double)gyr[1] * gyr[1] +
	     (double)gyr[2] * gyr[2];
	s->n_fast += w2 > FAST_RADPS * FAST_RADPS;
	s->n_gyr++;
	s->now.n_gyr++;
	add(s->now.gyr, gyr);
}

void gn_units_push(struct gn_units_check *c, const struct gn_sample *in,
		   size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct gn_units_sensor *s;
		int64_t block = in[i].t_ns / BLOCK_NS;

		if (in[i].sensor >= c->n_sensors)
			continue;
		s = &c->state[in[i].sensor];
		if (block != s->block) {
			close_block(s, block == s->block + 1);
			s->block = block;
		}
		push_acc(s, in[i].acc_mps2);
		push_gyr(s, in[i].gyr_radps);
	}
}

/* The mean while still is exact; the median is what outliers cannot move. */
static double rest_norm(const struct gn_units_sensor *s)
{
	double mid = quantile(s->still_hist, 0.5);
	double mean;

	if (!s->n_still)
		return NAN;
	mean = s->still_sum / s->n_still;
	return fabs(mean - mid) < 0.1 * mid ? mean : mid;
}

void gn_units_figures(const struct gn_units_check *c, size_t i,
		      struct gn_units_figures *out)
{
	const struct gn_units_sensor *s = &c->state[i];

	out->rest_mps2 = rest_norm(s);
	out->median_mps2 = quantile(s->acc_hist, 0.5);
	out->low_part = quantile(s->acc_hist, 0.1) / out->median_mps2;
	out->gyr_radps = quantile(s->gyr_hist, 0.5);
	out->slope = NAN;
	out->r2 = NAN;
	out->fast_part = s->n_gyr ? (double)s->n_fast / (double)s->n_gyr : NAN;
	out->n_still = s->n_still;
	out->n_turn = s->n_turn;
	if (s->den > 0 && s->tot > 0) {
		out->slope = s->num / s->den;
		out->r2 = s->num > 0 ? s->num * s->num / (s->den * s->tot) : 0;
	}
}

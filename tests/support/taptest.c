/* SPDX-License-Identifier: MIT */
#include "taptest.h"

#include <check.h>
#include <math.h>

#include "gonio/gravity.h"
#include "motion.h"

#define PI 3.14159265358979323846
#define PULSE_S 0.004
#define LONG_S 0.25             /* by then all is quiet */
#define PARTS 40                /* of a sampling step */

struct tt_table tt_table(void)
{
	return (struct tt_table){ .ring_hz = 60, .ring_s = 0.01 };
}

void tt_knock(struct tt_table *t, size_t n, double from_s, double every_s)
{
	ck_assert_uint_le(t->n + n, TT_TAPS);
	for (size_t i = 0; i < n; i++)
		t->at_s[t->n++] = from_s + every_s * (double)i;
}

struct tt_sensor tt_sensor(uint32_t index, double rate_hz, uint32_t seed)
{
	struct tt_sensor s = { .index = index, .rate_hz = rate_hz,
		.gain_mps2 = 100, .noise_mps2 = 0.03, .averaged = 2,
		.rng = 2654435761U * (seed * 32 + index + 1) };

	for (int i = 0; i < 8; i++)
		s.phase = motion_random(&s.rng);
	return s;
}

double tt_middle_s(void)
{
	return PULSE_S / 2;
}

static double knock(const struct tt_table *t, double x)
{
	if (x < 0 || x > LONG_S)
		return 0;
	if (x < PULSE_S)
		return sin(PI * x / PULSE_S);
	x -= PULSE_S;
	return -t->ring * exp(-x / t->ring_s) * sin(2 * PI * t->ring_hz * x);
}

/* The mean around x, over a step or weighed by a triangle of two. */
static double felt(const struct tt_table *t, const struct tt_sensor *s,
		   double x)
{
	double step = fmax(1 / s->rate_hz, s->smear_s), sum = 0, all = 0;
	int half = s->averaged == 2 ? PARTS : PARTS / 2;

	if (x < -step || x > LONG_S + step)
		return 0;
	for (int k = -half; k < half; k++) {
		double u = (k + 0.5) / PARTS;
		double w = s->averaged == 2 ? 1 - fabs(u) : 1;

		sum += w * knock(t, x + u * step);
		all += w;
	}
	return sum / all;
}

struct gn_sample tt_next(const struct tt_table *t, struct tt_sensor *s)
{
	/* the knock comes from below and aside */
	static const double way[3] = { 0.48, -0.36, 0.8 };
	double at = ((double)s->n++ + s->phase) / s->rate_hz, a = 0;
	struct gn_sample out = { .sensor = s->index, .acc_mps2 = { 0, 0,
		(float)GN_G_MPS2 }, .mag_ut = { NAN, NAN, NAN } };

	for (size_t k = 0; k < t->n; k++)
		a += felt(t, s, at - s->slow_s - t->at_s[k]);
	a *= s->gain_mps2;
	a += t->sway_mps2 * sin(2 * PI * 2 * at);
	for (int k = 0; k < 3; k++) {
		double e = -6;

		for (int i = 0; i < 12; i++)
			e += motion_random(&s->rng);
		out.acc_mps2[k] += (float)(way[k] * a + s->noise_mps2 * e);
	}
	out.t_ns = (int64_t)(1e9 * (at * (1 + s->drift) + s->late_s));
	return out;
}

void tt_three(struct tt_table *t, struct tt_sensor *s, uint32_t n)
{
	*t = tt_table();
	tt_knock(t, 3, 1, 1.013);
	for (uint32_t i = 0; i < n; i++)
		s[i] = tt_sensor(i, 100, 3);
}

const struct gn_tap_series *tt_run(struct gn_taps *taps,
				   const struct tt_table *t,
				   struct tt_sensor *s, size_t n,
				   double length_s, size_t *found)
{
	struct gn_sample next[GN_SENSORS_MAX];

	gn_taps_init(taps);
	for (size_t i = 0; i < n; i++)
		next[i] = tt_next(t, &s[i]);
	for (;;) {
		size_t k = 0;

		for (size_t i = 1; i < n; i++)
			k = next[i].t_ns < next[k].t_ns ? i : k;
		if ((double)next[k].t_ns > 1e9 * length_s)
			break;
		gn_taps_push(taps, &next[k]);
		next[k] = tt_next(t, &s[k]);
	}
	gn_taps_flush(taps);
	return gn_taps_series(taps, found);
}

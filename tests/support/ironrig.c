/* SPDX-License-Identifier: MIT */
#include "ironrig.h"

#include <math.h>

#define PI 3.14159265358979323846

const struct ironrig ironrig_good = {
	.offset = { 30, -80, 12 },
	.iron = { { 1.15, 0.06, -0.03 }, { 0.06, 0.92, 0.04 },
		  { -0.03, 0.04, 1.02 } },
	.field = 48, .noise = 0.4, .z_from = -1,
};

static double uniform(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) +
		 UINT64_C(1442695040888963407);
	return ((double)(*state >> 11) + 0.5) / 9007199254740992.0;
}

double ironrig_gauss(uint64_t *state)
{
	double r = sqrt(-2 * log(uniform(state)));

	return r * cos(2 * PI * uniform(state));
}

void ironrig_direction(int i, int n, double z_from, double h[3])
{
	double z = z_from + (1 - z_from) * (i + 0.5) / n, a = 2.39996 * i;

	h[0] = sqrt(1 - z * z) * cos(a);
	h[1] = sqrt(1 - z * z) * sin(a);
	h[2] = z;
}

void ironrig_measure(const struct ironrig *s, const double h[3], double field,
		    uint64_t *state, float m[3])
{
	for (int k = 0; k < 3; k++) {
		double v = s->offset[k] + s->noise * ironrig_gauss(state);

		for (int j = 0; j < 3; j++)
			v += s->iron[k][j] * field * h[j];
		if (s->clip > 0)
			v = fmax(-s->clip, fmin(s->clip, v));
		if (s->step > 0)
			v = s->step * round(v / s->step);
		m[k] = (float)v;
	}
}

void ironrig_turn(const struct ironrig *s, int n, uint64_t seed,
		  struct gn_mag_sums *sums)
{
	uint64_t state = seed;
	double h[3];
	float m[3];

	for (int i = 0; i < n; i++) {
		ironrig_direction(i, n, s->z_from, h);
		ironrig_measure(s, h, i % 3 || !(s->elsewhere > 0) ? s->field
			: s->elsewhere, &state, m);
		gn_mag_cal_push(sums, &m, 1);
	}
}

/* SPDX-License-Identifier: MIT */
#include "gonio/mag_cal.h"

#include <math.h>
#include <string.h>

#include "mag_quadric.h"

struct gn_mag_cal_params gn_mag_cal_params_default(void)
{
	return (struct gn_mag_cal_params){
		.step_ut = 2, .limit_ut = NAN, .field_min_ut = 22,
		.field_max_ut = 67, .residual_max = 0.05, .sd_max = 0.01,
	};
}

int gn_mag_cal_init(struct gn_mag_sums *s, const struct gn_mag_cal_params *p)
{
	struct gn_mag_cal_params all = p ? *p : gn_mag_cal_params_default();

	if (!(all.step_ut > 0) || !(all.residual_max > 0) ||
	    !(all.sd_max > 0))
		return GN_EINVAL;
	memset(s, 0, sizeof(*s));
	s->params = all;
	for (size_t i = 0; i < GN_MAG_CAL_DIRS; i++)
		s->reach[i] = -INFINITY;
	return GN_OK;
}

void gn_mag_cal_direction(size_t i, double dir[3])
{
	/* of 27 cells of a cube, all but the middle one */
	int cell = (int)i + (i >= GN_MAG_CAL_DIRS / 2);
	double norm;

	dir[0] = cell % 3 - 1;
	dir[1] = cell / 3 % 3 - 1;
	dir[2] = cell / 9 - 1;
	norm = sqrt(dir[0] * dir[0] + dir[1] * dir[1] + dir[2] * dir[2]);
	for (int k = 0; k < 3; k++)
		dir[k] /= norm;
}

/* One more sample at, beyond or short of an end of an axis. */
static void push_end(struct gn_mag_end *e, float value, int beyond, float b,
		     float c)
{
	const float other[2] = { b, c };

	if (!e->n || beyond) {
		e->n = 0;
		e->value = value;
		memcpy(e->low, other, sizeof(other));
		memcpy(e->high, other, sizeof(other));
	}
	if (value != e->value)
		return;
	e->n++;
	for (int k = 0; k < 2; k++) {
		e->low[k] = other[k] < e->low[k] ? other[k] : e->low[k];
		e->high[k] = other[k] > e->high[k] ? other[k] : e->high[k];
	}
}

static void push_ends(struct gn_mag_sums *s, const float v[3])
{
	for (int k = 0; k < 3; k++) {
		float b = v[(k + 1) % 3], c = v[(k + 2) % 3];
		struct gn_mag_end *low = &s->end[k][0], *high = &s->end[k][1];

		push_end(low, v[k], v[k] < low->value, b, c);
		push_end(high, v[k], v[k] > high->value, b, c);
	}
}

static int at_limit(const struct gn_mag_sums *s, const float v[3])
{
	for (int k = 0; k < 3; k++)
		if (fabs((double)v[k]) >= s->params.limit_ut)
			return 1;
	return 0;
}

/* Near the last one used? */
static int same_place(const struct gn_mag_sums *s, const float v[3])
{
	double sum = 0;

	for (int k = 0; k < 3; k++)
		sum += ((double)v[k] - s->last[k]) *
		       ((double)v[k] - s->last[k]);
	return s->n_used && sum < s->params.step_ut * s->params.step_ut;
}

static void use(struct gn_mag_sums *s, const float v[3])
{
	double x[3], d[10];

	if (!s->n_used)
		memcpy(s->first, v, sizeof(s->first));
	memcpy(s->last, v, sizeof(s->last));
	s->n_used++;
	for (int k = 0; k < 3; k++)
		x[k] = (double)v[k] - s->first[k];
	gn_mag_products(x, d);
	for (int i = 0; i < 10; i++)
		for (int j = i; j < 10; j++)
			s->s[i][j] += d[i] * d[j];
	for (size_t i = 0; i < GN_MAG_CAL_DIRS; i++) {
		double dir[3], far;

		gn_mag_cal_direction(i, dir);
		far = x[0] * dir[0] + x[1] * dir[1] + x[2] * dir[2];
		s->reach[i] = far > s->reach[i] ? far : s->reach[i];
	}
}

void gn_mag_cal_push(struct gn_mag_sums *s, const float (*mag_ut)[3], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const float *v = mag_ut[i];

		s->n++;
		if (!isfinite(v[0]) || !isfinite(v[1]) || !isfinite(v[2])) {
			s->n_missing++;
			continue;
		}
		if (at_limit(s, v)) {
			s->n_limit++;
			continue;
		}
		push_ends(s, v);
		if (!same_place(s, v))
			use(s, v);
	}
}

void gn_mag_cal_apply(const struct gn_mag_cal *cal, const float (*in)[3],
		      size_t n, float (*out)[3])
{
	for (size_t i = 0; i < n; i++) {
		double v[3];

		for (int k = 0; k < 3; k++)
			v[k] = (double)in[i][k] - cal->offset_ut[k];
		for (int k = 0; k < 3; k++)
			out[i][k] = (float)(cal->w[k][0] * v[0] +
					    cal->w[k][1] * v[1] +
					    cal->w[k][2] * v[2]);
	}
}

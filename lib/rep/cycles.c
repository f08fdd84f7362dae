/* SPDX-License-Identifier: MIT */
/* Candidate cycles between turning points, and their shapes. */
#include <math.h>
#include <string.h>

#include "count_priv.h"

#define SPAN 8                  /* turning points one cycle may reach over */
#define FLAT 0.12f              /* of the excursion: no part of the cycle */
#define MOVE_RMS 0.02f          /* tilt, rad (1.1 deg), or ... */
#define MOVE_RMS_MPS 0.06f      /* ... vertical velocity: else it is rest */

/* Least excursion that is no noise, by signal: rad, rad/s, m/s, m/s2, m. */
static const float floors[SIG_N] = { 0.03f, 0.03f, 0.05f, 0.15f, 0.05f, 0.4f,
				     0.02f };

/* Start and end of the excursion from turning point to peak to the next. */
static int trim(struct cycle *c, const struct cycles *cy)
{
	const float *x = cy->sig;
	float sign = cy->sign;
	uint32_t a = cy->turn[c->from], b = cy->turn[c->to], i;
	float top = sign * x[c->peak];
	float left = top - sign * x[a], right = top - sign * x[b];

	if (c->peak == a || c->peak == b)
		return 0;
	for (i = a; sign * x[i] < sign * x[a] + FLAT * left; i++)
		;
	c->start = i > a ? i - 1 : a;
	for (i = b; sign * x[i] < sign * x[b] + FLAT * right; i--)
		;
	c->end = i < b ? i + 1 : b;
	c->amp = 0.5f * (left + right);
	c->closure = (left - right) / (left > right ? left : right);
	c->closure = 0.5f * c->closure * c->closure;
	return c->peak > c->start && c->peak < c->end;
}

/* Mean posture, its range, and whether anything moved at all. */
static int posture(struct cycle *c, const struct feat *f)
{
	const double *a = f->sum[c->start], *b = f->sum[c->end + 1];
	double n = c->end - c->start + 1.0, mean[3], norm, sq;

	for (int k = 0; k < 3; k++)
		mean[k] = (b[k] - a[k]) / n;
	norm = mean[0] * mean[0] + mean[1] * mean[1] + mean[2] * mean[2];
	sq = (b[3] - a[3]) / n - norm;
	sq = sq > 0.0 ? sq : 0.0;
	norm = norm > 0.0 ? 1.0 / sqrt(norm) : 0.0;
	for (int k = 0; k < 3; k++)
		c->up[k] = (float)(mean[k] * norm);
	c->rom_rad = 2.828f * (float)sqrt(sq);  /* peak to peak of a sine */
	c->v_rms = (float)sqrt((b[4] - a[4]) / n);
	return sq > MOVE_RMS * MOVE_RMS || c->v_rms > MOVE_RMS_MPS;
}

void gn_describe(float *d, uint32_t a, uint32_t b, const struct feat *f)
{
	float step = (float)(b - a) / POINTS;

	for (int k = 0; k < CH_N; k++) {
		const float *x = f->ch[k] + a;
		float *row = d + k * POINTS, mean = 0.0f;

		for (int p = 0; p < POINTS; p++) {
			float at = step * ((float)p + 0.5f);
			size_t i = (size_t)at;
			float t = at - (float)i;

			row[p] = x[i] + t * (x[i + 1] - x[i]);
			mean += row[p];
		}
		mean /= POINTS;
		for (int p = 0; p < POINTS; p++)
			row[p] -= mean;
	}
	for (int g = 0; g < GROUP_N; g++) {
		float *row = d + gn_group_first[g] * POINTS, sq = 0.0f;
		int m = (gn_group_first[g + 1] - gn_group_first[g]) * POINTS;

		for (int p = 0; p < m; p++)
			sq += row[p] * row[p];
		sq = sq > 0.0f ? 1.0f / sqrtf(sq) : 0.0f;
		for (int p = 0; p < m; p++)
			row[p] *= sq;
	}
}

/* Cycles grouped by the turning point they end at. */
static void index_ends(struct cycles *cy)
{
	memset(cy->first_to, 0, (cy->n_turns + 1) * sizeof(*cy->first_to));
	for (size_t k = 0; k < cy->n; k++)
		cy->first_to[cy->c[k].to + 1]++;
	for (size_t t = 0; t < cy->n_turns; t++)
		cy->first_to[t + 1] += cy->first_to[t];
	for (size_t k = 0; k < cy->n; k++)
		cy->by_end[cy->first_to[cy->c[k].to]++] = (uint32_t)k;
	for (size_t t = cy->n_turns; t > 0; t--)
		cy->first_to[t] = cy->first_to[t - 1];
	cy->first_to[0] = 0;
}

/* The highest sample between turning point t and the next. */
static uint32_t highest(const struct cycles *cy, size_t t)
{
	uint32_t top = cy->turn[t];

	for (uint32_t i = top + 1; i <= cy->turn[t + 1]; i++)
		if (cy->sign * cy->sig[i] > cy->sign * cy->sig[top])
			top = i;
	return top;
}

/* Complete a cycle whose turning points and peak are known; 1: it is one. */
static int complete(struct cycle *c, const struct cycles *cy,
		    const struct feat *f, float floor,
		    const struct gn_count_input *in)
{
	if (!trim(c, cy) || c->amp < floor)
		return 0;
	c->len_s = (float)(c->end - c->start) / FEAT_HZ;
	if (c->len_s < in->rep_min_s || c->len_s > in->rep_max_s ||
	    !posture(c, f))
		return 0;
	c->ln_len = logf(c->len_s);
	c->len_pow = powf(c->len_s, 0.9f);
	c->ln_amp = logf(c->amp);
	return 1;
}

void gn_cycles_find(struct cycles *cy, const struct feat *f, int sig,
		    float sign, const struct gn_count_input *in)
{
	cy->sig = f->sig[sig];
	cy->sign = sign;
	cy->n = 0;
	cy->n_turns = gn_turns(cy->sig, f->n, sign, floors[sig], f->range,
			       cy->turn, cy->cap_turns);
	for (size_t a = 0; a + 1 < cy->n_turns; a++) {
		uint32_t peak = cy->turn[a];

		for (size_t b = a + 1; b < cy->n_turns && b <= a + SPAN; b++) {
			struct cycle *c = &cy->c[cy->n];
			uint32_t top = highest(cy, b - 1);

			if (cy->n == cy->cap)
				break;
			if (sign * cy->sig[top] > sign * cy->sig[peak])
				peak = top;
			c->from = (uint16_t)a;
			c->to = (uint16_t)b;
			c->peak = peak;
			if (!complete(c, cy, f, floors[sig], in))
				continue;
			gn_describe(cy->desc + cy->n * DESC, c->start, c->end,
				    f);
			cy->n++;
		}
	}
	index_ends(cy);
}

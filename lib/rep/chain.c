/* SPDX-License-Identifier: MIT */
/* Patterns, and the best chain of cycles that follow them. */
#include <math.h>
#include <string.h>

#include "count_priv.h"
#include "gonio/linalg.h"
#include "gonio/stats.h"

/*
 * What a chain gains and pays, in repetitions. All ours; chosen on the
 * development recordings, see `gonio validate`.
 */
#define LIKE_MIN 0.35f          /* likeness below it is chance */
#define BOUT_COST 1.0f          /* opening a bout: a lone movement is no set */
#define PAIR_LEN 0.6f           /* times ln(length ratio)^2 of neighbours */
#define PAIR_AMP 0.25f          /* times ln(amplitude ratio)^2 */
#define PAIR_GAP 0.25f          /* times gap over mean length */
#define LEN_LN 0.788f           /* ln 2.2: lengths of cycle and pattern */
#define DEG 0.017453293f

/* Hash of a chain: FNV-1a, draft-eastlake-fnv, by whole indices. */
#define FNV_START UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)

#define POSTURE_FREE (25.0f * DEG)      /* off the pattern's, or ... */
#define POSTURE_ROM 0.35f               /* ... this times its range */
#define POSTURE_COST 0.5f               /* per rad beyond, and at most ... */
#define POSTURE_MAX 0.15f               /* ... this */

static float dot(const float *a, const float *b, size_t n)
{
	float s = 0.0f;

	for (size_t i = 0; i < n; i++)
		s += a[i] * b[i];
	return s;
}

/* Without fmaxf's care for NAN, which is a call. */
static float larger(float a, float b)
{
	return a > b ? a : b;
}

/* Angle between unit vectors; the chord is near enough below a radian. */
static float between(const float a[3], const float b[3])
{
	return sqrtf(larger(0.0f, 2.0f - 2.0f * dot(a, b, 3)));
}

void gn_pattern_weigh(struct pattern *p, const float weight[GROUP_N])
{
	float sum = 0.0f;

	for (int g = 0; g < GROUP_N; g++)
		sum += weight[g];
	for (int g = 0; g < GROUP_N; g++) {
		size_t a = gn_group_first[g] * POINTS;
		size_t b = gn_group_first[g + 1] * POINTS;

		p->weight[g] = sum > 0.0f ? weight[g] / sum : 0.0f;
		for (size_t i = a; i < b; i++)
			p->folded[i] = p->weight[g] * p->shape[i];
	}
}

static float median_of(const struct cycles *cy, const uint32_t *idx, size_t n,
		       size_t offset, float *scratch)
{
	for (size_t i = 0; i < n; i++)
		memcpy(&scratch[i], (const char *)&cy->c[idx[i]] + offset,
		       sizeof(float));
	return gn_select(scratch, n, n / 2);
}

void gn_pattern_from(struct pattern *p, const struct cycles *cy,
		     const uint32_t *idx, size_t n, float *scratch)
{
	float weight[GROUP_N], up[3] = { 0 }, norm;

	memset(p->shape, 0, sizeof(p->shape));
	for (size_t i = 0; i < n; i++) {
		const float *d = cy->desc + (size_t)idx[i] * DESC;

		for (int k = 0; k < DESC; k++)
			p->shape[k] += d[k];
		for (int k = 0; k < 3; k++)
			up[k] += cy->c[idx[i]].up[k];
	}
	for (int g = 0; g < GROUP_N; g++) {
		float *row = p->shape + gn_group_first[g] * POINTS;
		size_t m = (size_t)(gn_group_first[g + 1] - gn_group_first[g]) *
			   POINTS;
		float sq = dot(row, row, m), k;
		/* Mean likeness of two different members: a sum of unit
		 * vectors has sq = n + (sum over pairs). Unlike a mean
		 * against its own members it is not flattered by small n. */
		float mutual = n > 1 ? (sq - (float)n) /
				       ((float)n * (float)(n - 1)) : 1.0f;

		mutual = sq > 0.0f ? larger(mutual, 0.05f) : 0.0f;
		weight[g] = mutual * mutual;
		k = sq > 0.0f ? 1.0f / sqrtf(sq) : 0.0f;
		for (size_t i = 0; i < m; i++)
			row[i] *= k;
	}
	gn_pattern_weigh(p, weight);
	norm = 1.0f / larger(1e-6f, sqrtf(dot(up, up, 3)));
	for (int k = 0; k < 3; k++)
		p->up[k] = up[k] * norm;
	p->len_s = median_of(cy, idx, n, offsetof(struct cycle, len_s),
			     scratch);
	p->amp = median_of(cy, idx, n, offsetof(struct cycle, amp), scratch);
	p->rom_rad = median_of(cy, idx, n, offsetof(struct cycle, rom_rad),
			       scratch);
}

/* Gain of every cycle under its best pattern. */
static void rate(struct cycles *cy, const struct pattern *p, size_t n_patterns,
		 const float *like)
{
	for (size_t k = 0; k < cy->n; k++) {
		cy->c[k].base = 0.0f;
		cy->c[k].like = -1.0f;
	}
	for (size_t j = 0; j < n_patterns; j++, p++, like += cy->cap) {
		float free = larger(POSTURE_FREE, POSTURE_ROM * p->rom_rad);
		float ln_len = logf(p->len_s);

		for (size_t k = 0; k < cy->n; k++) {
			struct cycle *c = &cy->c[k];
			float away, gain;

			if (fabsf(c->ln_len - ln_len) > LEN_LN)
				continue;
			c->like = larger(c->like, like[k]);
			gain = like[k] - LIKE_MIN - c->closure;
			if (gain * c->len_pow <= c->base)
				continue;
			away = POSTURE_COST * (between(c->up, p->up) - free);
			away = away < POSTURE_MAX ? away : POSTURE_MAX;
			gain = (gain - larger(0.0f, away)) * c->len_pow;
			c->base = larger(c->base, gain);
		}
	}
}

/* What it costs that c follows p in one bout, in repetitions. */
static float pair_cost(const struct cycle *p, const struct cycle *c)
{
	float dl = c->ln_len - p->ln_len, da = c->ln_amp - p->ln_amp;
	float gap = ((float)c->start - (float)p->end) / FEAT_HZ;
	float rom = 0.5f * (c->rom_rad + p->rom_rad);
	float step = between(c->up, p->up) - larger(4.0f * DEG, 0.35f * rom);
	float cost = PAIR_LEN * dl * dl + PAIR_AMP * da * da;

	cost += PAIR_GAP * larger(gap, 0.0f) / (0.5f * (c->len_s + p->len_s));
	if (step > 0.0f) {
		step /= larger(8.0f * DEG, 0.5f * rom);
		cost += step * step;
	}
	return cost;
}

/*
 * The best chain that ends in cycle k, of those that end before it starts. None
 * that ends by turn u has more than best[u]: most searches end after a few.
 */
static void extend(struct cycles *cy, uint32_t k, const struct search *s,
		   float unit)
{
	struct cycle *c = &cy->c[k];
	float best = s->best[c->from] - BOUT_COST * unit;
	int32_t at = s->best_at[c->from];

	c->fresh = 1;
	for (uint32_t u = c->from; u && s->best[u] > best; u--)
		for (uint32_t i = s->first[u]; i < s->first[u + 1]; i++) {
			float total = s->total[i];

			if (total <= best)
				continue;
			total -= unit * pair_cost(&cy->c[s->active[i]], c);
			if (total > best) {
				best = total;
				at = (int32_t)s->active[i];
				c->fresh = 0;
			}
		}
	c->total = best + c->base;
	c->prev = at;
}

/* Gains and predecessors of all cycles, in order of their ends. */
static void search(struct cycles *cy, struct search *s, float unit)
{
	uint32_t m = 0;

	for (size_t t = 0; t < cy->n_turns; t++) {
		s->best[t] = t ? s->best[t - 1] : 0.0f;
		s->best_at[t] = t ? s->best_at[t - 1] : -1;
		s->first[t] = m;
		for (uint32_t i = cy->first_to[t]; i < cy->first_to[t + 1];
		     i++) {
			uint32_t k = cy->by_end[i];

			if (cy->c[k].base <= 0.0f)
				continue;
			extend(cy, k, s, unit);
			s->active[m] = k;
			s->total[m++] = cy->c[k].total;
			if (cy->c[k].total > s->best[t]) {
				s->best[t] = cy->c[k].total;
				s->best_at[t] = (int32_t)k;
			}
		}
	}
}

void gn_chain_find(struct chain *out, struct cycles *cy,
		   const struct pattern *p, size_t n_patterns, struct search *s)
{
	int32_t at;

	for (size_t j = 0; j < n_patterns; j++)
		gn_matvec(cy->desc, cy->n, DESC, p[j].folded,
			  s->like + j * cy->cap);
	rate(cy, p, n_patterns, s->like);
	search(cy, s, powf(p[0].len_s, 0.9f));
	out->n = 0;
	out->total = s->best[cy->n_turns - 1];
	out->hash = FNV_START;
	for (at = s->best_at[cy->n_turns - 1]; at >= 0; at = cy->c[at].prev) {
		out->idx[out->n++] = (uint32_t)at;
		out->hash = (out->hash ^ (uint32_t)at) * FNV_PRIME;
	}
	for (size_t i = 0; i < out->n / 2; i++) {
		uint32_t t = out->idx[i];

		out->idx[i] = out->idx[out->n - 1 - i];
		out->idx[out->n - 1 - i] = t;
	}
}

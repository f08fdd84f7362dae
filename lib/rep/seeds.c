/* SPDX-License-Identifier: MIT */
/* From seeds to the best chain for one way of cutting. */
#include <math.h>
#include <string.h>

#include "count_priv.h"
#include "gonio/linalg.h"

#define SEED_RATIO 1.6f         /* of lengths, at most */
#define SEED_LIKE 0.6f
#define LIKE_FLOOR 0.35f

/* When a further pattern may join the first. */
#define JOIN_LIKE 0.35f
#define JOIN_AMP 4.0f           /* ratio */
#define JOIN_COSINE 0.766f      /* of postures: 40 deg */

struct seed {
	uint32_t cycle;
	int weighting;
	float cover;
};

static const float weightings[WEIGHTINGS][GROUP_N] = {
	[TURNING] = { 1, 1, 0, 0, 0 },  /* in a curl translation is noise */
	[MOVING] = { 0, 0, 1, 1, 1 },   /* in a squat a watch's turns are */
	[BOTH] = { 1, 1, 1, 1, 1 },
};

/* Groups that turning and moving consist of: their parts of both. */
#define PART_TURNING 0.4f
#define PART_MOVING 0.6f

/* How much time cycles like the seed and about as long cover. */
static float cover(const struct cycles *cy, uint32_t seed, const float *like)
{
	float sum = 0.0f, ln = cy->c[seed].ln_len, reach = logf(SEED_RATIO);
	uint32_t last = 0;

	for (size_t k = 0; k < cy->n; k++) {
		const struct cycle *c = &cy->c[k];

		if (like[k] < SEED_LIKE || c->start < last ||
		    fabsf(c->ln_len - ln) > reach)
			continue;
		sum += c->len_pow * (like[k] - LIKE_FLOOR);
		last = c->end;
	}
	return sum;
}

/* Put a seed among the best KEEP of its kind. */
static void keep(struct seed *best, struct seed s)
{
	for (int i = 0; i < KEEP; i++)
		if (s.cover > best[i].cover) {
			struct seed t = best[i];

			best[i] = s;
			s = t;
		}
}

/* Up to PIVOTS cycles of a length, evenly spread over the stretch. */
static size_t pivots(const struct cycles *cy, float lo, float hi,
		     uint32_t *pick)
{
	size_t in = 0, n = 0;

	for (size_t k = 0; k < cy->n; k++)
		in += cy->c[k].len_s >= lo && cy->c[k].len_s < hi;
	for (size_t k = 0, j = 0; k < cy->n && n < PIVOTS; k++) {
		if (cy->c[k].len_s < lo || cy->c[k].len_s >= hi)
			continue;
		if (in <= PIVOTS || j * PIVOTS >= n * in)
			pick[n++] = (uint32_t)k;
		j++;
	}
	return n;
}

static void pattern_of_seed(struct gn_counter *c, struct pattern *p,
			    uint32_t cycle, int weighting)
{
	float w[GROUP_N];

	gn_pattern_from(p, &c->cy, &cycle, 1, c->scratch);
	for (int g = 0; g < GROUP_N; g++)
		w[g] = p->weight[g] * weightings[weighting][g];
	gn_pattern_weigh(p, w);
}

/* Likeness of the picked cycles to all, in each weighting. */
static void compare(struct gn_counter *c, const uint32_t *pick, size_t n)
{
	const struct cycles *cy = &c->cy;
	float *turning = c->pivot_like[TURNING];
	float *moving = c->pivot_like[MOVING];
	float *both = c->pivot_like[BOTH];

	for (int w = TURNING; w <= MOVING; w++) {
		for (size_t i = 0; i < n; i++) {
			pattern_of_seed(c, &c->pat[0], pick[i], w);
			memcpy(c->pivot + i * DESC, c->pat[0].folded,
			       sizeof(c->pat[0].folded));
		}
		gn_matmul_nt(c->pivot, n, cy->desc, cy->n, DESC,
			     c->pivot_like[w]);
	}
	for (size_t i = 0; i < n * cy->n; i++)
		both[i] = PART_TURNING * turning[i] + PART_MOVING * moving[i];
}

static size_t seeds_of_length(struct gn_counter *c, float lo, float hi,
			      struct seed *out)
{
	const struct cycles *cy = &c->cy;
	uint32_t pick[PIVOTS];
	size_t n = pivots(cy, lo, hi, pick), m = 0;

	if (!n)
		return 0;
	compare(c, pick, n);
	for (int w = 0; w < WEIGHTINGS; w++) {
		struct seed best[KEEP] = { { 0 } };

		if (!c->feat.has_gyr && w == BOTH)
			continue;
		for (size_t i = 0; i < n; i++)
			keep(best, (struct seed){ pick[i], w,
				cover(cy, pick[i],
				      c->pivot_like[w] + i * cy->n) });
		for (int i = 0; i < KEEP; i++)
			if (best[i].cover > 0.0f)
				out[m++] = best[i];
	}
	return m;
}

/* 1 if this chain was met before, from whichever seed; else note it. */
static int met(struct gn_counter *c, uint64_t hash)
{
	for (size_t i = 0; i < c->n_met; i++)
		if (c->met[i] == hash)
			return 1;
	c->met[c->n_met++] = hash;
	return 0;
}

/*
 * From a seed to the chain it settles on, c->trial; its pattern is left in p.
 * 0: another seed came this way, or there is none.
 */
static int refine(struct gn_counter *c, const struct seed *s,
		  struct pattern *p)
{
	struct chain *ch = &c->trial;

	pattern_of_seed(c, p, s->cycle, s->weighting);
	for (int r = 0; r <= ROUNDS; r++) {
		uint64_t before = ch->hash;

		gn_chain_find(ch, &c->cy, p, 1, &c->search);
		if (!ch->n)
			return 0;
		if (r && ch->hash == before)
			break;
		if (met(c, ch->hash))
			return 0;
		if (r < ROUNDS)
			gn_pattern_from(p, &c->cy, ch->idx, ch->n, c->scratch);
	}
	ch->total -= gn_alternation(c, p, ch);
	return 1;
}

/* Every seed's pattern into c->refined, the best of them first. */
static void refine_all(struct gn_counter *c, const struct seed *seed,
		       size_t n_seeds)
{
	float top = 0.0f;

	c->n_met = c->n_refined = 0;
	for (size_t i = 0; i < n_seeds; i++) {
		struct pattern *p = &c->refined[c->n_refined];

		if (!refine(c, &seed[i], p))
			continue;
		if (c->trial.total > top) {
			struct pattern t = c->refined[0];

			top = c->trial.total;
			c->refined[0] = *p;
			*p = t;
			c->n_refined++;
		} else if (top > 0.0f && c->trial.n >= 2) {
			c->n_refined++;
		}
	}
	c->best.total = top;
}

/* May this pattern stand for repetitions of the same exercise? */
static int may_join(const struct pattern *p, const struct pattern *first)
{
	float agree = 0.0f, ratio = p->amp / first->amp;
	float cosine = p->up[0] * first->up[0] + p->up[1] * first->up[1] +
		       p->up[2] * first->up[2];

	for (int k = 0; k < DESC; k++)
		agree += p->folded[k] * first->shape[k];
	return agree >= JOIN_LIKE && ratio <= JOIN_AMP &&
	       ratio >= 1.0f / JOIN_AMP && cosine >= JOIN_COSINE;
}

/* Further patterns that explain more: fast, slow, small repetitions. */
static size_t add_patterns(struct gn_counter *c)
{
	float total = c->best.total;
	size_t n = 1;

	for (; n < PATTERNS; n++) {
		float best = total + powf(c->pat[0].len_s, 0.9f);
		const struct pattern *found = NULL;

		for (size_t i = 1; i < c->n_refined; i++) {
			if (!may_join(&c->refined[i], &c->pat[0]))
				continue;
			c->pat[n] = c->refined[i];
			gn_chain_find(&c->trial, &c->cy, c->pat, n + 1,
				      &c->search);
			c->trial.total -= gn_alternation(c, &c->pat[0],
							 &c->trial);
			if (c->trial.total <= best)
				continue;
			best = c->trial.total;
			found = &c->refined[i];
		}
		if (!found)
			break;
		c->pat[n] = *found;
		total = best;
	}
	return n;
}

int gn_solve(struct gn_counter *c, const struct gn_count_input *in, int sig,
	     float sign)
{
	struct seed seed[SEEDS_MAX];
	size_t n_seeds = 0, n_patterns;
	float step = powf(in->rep_max_s / in->rep_min_s, 1.0f / LENGTHS);

	gn_cycles_find(&c->cy, &c->feat, sig, sign, in);
	if (!c->cy.n)
		return 0;
	for (int l = 0; l < LENGTHS; l++) {
		float lo = in->rep_min_s * powf(step, (float)l);

		n_seeds += seeds_of_length(c, lo, lo * step, seed + n_seeds);
	}
	refine_all(c, seed, n_seeds);
	if (c->best.total <= 0.0f)
		return 0;
	c->pat[0] = c->refined[0];
	n_patterns = add_patterns(c);
	gn_chain_find(&c->best, &c->cy, c->pat, n_patterns, &c->search);
	c->best.total -= gn_alternation(c, &c->pat[0], &c->best);
	return c->best.n > 0;
}

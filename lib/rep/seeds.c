/* SPDX-License-Identifier: MIT */
/* From seeds to the best chain for one way of cutting. */
#include <math.h>
#include <string.h>

#include "count_priv.h"
#include "gonio/linalg.h"

#define LENGTHS 8               /* seeds are sought by length of cycle ... */
#define WEIGHTINGS 3            /* ... and by kind of movement */
#define KEEP 3                  /* of each, by the time alike ones cover */
#define SEED_RATIO 1.6f         /* of lengths, at most */
#define SEED_LIKE 0.6f
#define LIKE_FLOOR 0.35f
#define ROUNDS 4                /* of refinement: it settles in 2 or 3 */

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
	{ 1, 1, 1, 1, 1 },      /* everything */
	{ 1, 1, 0, 0, 0 },      /* turning: in a curl translation is noise */
	{ 0, 0, 1, 1, 1 },      /* moving: in a squat a watch's turns are */
};

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

static size_t seeds_of_length(struct gn_counter *c, float lo, float hi,
			      struct seed *out)
{
	const struct cycles *cy = &c->cy;
	uint32_t pick[PIVOTS];
	size_t n = pivots(cy, lo, hi, pick), m = 0;

	for (int w = 0; n && w < WEIGHTINGS; w++) {
		struct seed best[KEEP] = { { 0 } };

		if (!c->feat.has_gyr && w == 0)
			continue;
		for (size_t i = 0; i < n; i++) {
			struct pattern *p = &c->try[0];

			pattern_of_seed(c, p, pick[i], w);
			memcpy(c->pivot + i * DESC, p->folded,
			       sizeof(p->folded));
		}
		gn_matmul_nt(c->pivot, n, cy->desc, cy->n, DESC, c->pivot_like);
		for (size_t i = 0; i < n; i++)
			keep(best, (struct seed){ pick[i], w,
				cover(cy, pick[i],
				      c->pivot_like + i * cy->n) });
		for (int i = 0; i < KEEP; i++)
			if (best[i].cover > 0.0f)
				out[m++] = best[i];
	}
	return m;
}

/* From a seed to the chain it settles on, c->trial; its pattern is left in p. */
static void refine(struct gn_counter *c, const struct seed *s,
		   struct pattern *p)
{
	struct chain *ch = &c->trial;

	pattern_of_seed(c, p, s->cycle, s->weighting);
	for (int r = 0; r < ROUNDS; r++) {
		gn_chain_find(ch, &c->cy, p, 1, &c->search);
		if (!ch->n)
			return;
		gn_pattern_from(p, &c->cy, ch->idx, ch->n, c->scratch);
	}
	gn_chain_find(ch, &c->cy, p, 1, &c->search);
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

/* The seed's pattern beside the n there are; 1 if the total rises above best. */
static int try_pattern(struct gn_counter *c, const struct seed *s, size_t n,
		       float *best)
{
	struct pattern p;

	refine(c, s, &p);
	if (c->trial.n < 2 || !may_join(&p, &c->pat[0]))
		return 0;
	memcpy(c->try, c->pat, n * sizeof(*c->pat));
	c->try[n] = p;
	gn_chain_find(&c->trial, &c->cy, c->try, n + 1, &c->search);
	c->trial.total -= gn_alternation(c, &c->try[0], &c->trial);
	if (c->trial.total <= *best)
		return 0;
	*best = c->trial.total;
	c->pat[n] = p;
	return 1;
}

/* Further patterns that explain more: fast, slow, small repetitions. */
static size_t add_patterns(struct gn_counter *c, const struct seed *seed,
			   size_t n_seeds)
{
	float total = c->best.total;
	size_t n = 1;

	for (; n < PATTERNS; n++) {
		float best = total + powf(c->pat[0].len_s, 0.9f);
		int found = 0;

		for (size_t i = 0; i < n_seeds; i++)
			found |= try_pattern(c, &seed[i], n, &best);
		if (!found)
			break;
		total = best;
	}
	return n;
}

int gn_solve(struct gn_counter *c, const struct gn_count_input *in, int sig,
	     float sign)
{
	struct seed seed[LENGTHS * WEIGHTINGS * KEEP];
	size_t n_seeds = 0, n_patterns;
	float step = powf(in->rep_max_s / in->rep_min_s, 1.0f / LENGTHS);
	float top = 0.0f;

	gn_cycles_find(&c->cy, &c->feat, sig, sign, in);
	if (!c->cy.n)
		return 0;
	for (int l = 0; l < LENGTHS; l++) {
		float lo = in->rep_min_s * powf(step, (float)l);

		n_seeds += seeds_of_length(c, lo, lo * step, seed + n_seeds);
	}
	for (size_t i = 0; i < n_seeds; i++) {
		struct pattern p;

		refine(c, &seed[i], &p);
		if (!c->trial.n)
			continue;
		c->trial.total -= gn_alternation(c, &p, &c->trial);
		if (c->trial.total > top) {
			top = c->trial.total;
			c->pat[0] = p;
		}
	}
	if (top <= 0.0f)
		return 0;
	c->best.total = top;
	n_patterns = add_patterns(c, seed, n_seeds);
	gn_chain_find(&c->best, &c->cy, c->pat, n_patterns, &c->search);
	c->best.total -= gn_alternation(c, &c->pat[0], &c->best);
	return c->best.n > 0;
}

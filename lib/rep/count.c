/* SPDX-License-Identifier: MIT */
#include "gonio/count.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "count_priv.h"
#include "gonio/linalg.h"
#include "gonio/stats.h"

#define LENGTHS 8               /* seeds are sought by length of cycle ... */
#define WEIGHTINGS 3            /* ... and by kind of movement */
#define PIVOTS 16               /* cycles tried as seed, of each length */
#define KEEP 3                  /* of them, by the time alike ones cover */
#define SEED_RATIO 1.6f
#define PURE_RATIO 2.2f
#define ROUNDS 4
#define CHANCE 0.30f            /* likeness that is no evidence */

static float P(const char *n, double d) { return getenv(n) ? (float)atof(getenv(n)) : (float)d; }
struct seed {
	uint32_t cycle;
	int weighting;
	float cover;
};

struct solution {
	int sig;
	float sign;
	size_t sensor, n, extra;
	float total, evidence;
};

struct gn_counter {
	size_t max_n;
	struct feat feat;
	struct cycles cy;
	struct search search;
	struct chain a, b;
	float *scratch;                /* cycles */
	float *pivot;                  /* PIVOTS x DESC */
	float *pivot_like;             /* PIVOTS x cycles */
	struct pattern pat[PATTERNS], try[PATTERNS];
	struct gn_count_rep *reps;
	struct solution sol[2 * SIG_N * 32];
	size_t n_sol;
};

static const float weightings[WEIGHTINGS][GROUP_N] = {
	{ 1, 1, 1, 1, 1 },      /* everything */
	{ 1, 1, 0, 0, 0 },      /* turning: in a curl translation is noise */
	{ 0, 0, 1, 1, 1 },      /* moving: in a squat a watch's turns are */
};

void gn_counter_destroy(struct gn_counter *c)
{
	if (!c)
		return;
	for (int k = 0; k < CH_N; k++)
		free(c->feat.ch[k]);
	for (int k = 0; k < SIG_N; k++)
		free(c->feat.sig[k]);
	free(c->feat.range);
	free(c->feat.scratch);
	free(c->feat.up);
	free(c->feat.made_up);
	free(c->cy.c);
	free(c->cy.desc);
	free(c->cy.turn);
	free(c->cy.first_to);
	free(c->cy.by_end);
	free(c->search.like);
	free(c->search.best);
	free(c->search.best_at);
	free(c->a.idx);
	free(c->b.idx);
	free(c->scratch);
	free(c->pivot);
	free(c->pivot_like);
	free(c->reps);
	free(c);
}

static void *take(size_t n, size_t size, int *err)
{
	void *p = *err ? NULL : calloc(n, size);

	if (!p)
		*err = GN_ENOMEM;
	return p;
}

int gn_counter_create(struct gn_counter **out, size_t max_frames)
{
	struct gn_counter *c;
	size_t n = (max_frames + 1) / 2, cyc = 64 + n, turns = 16 + n / 4;
	int err = 0;

	if (max_frames < 2)
		return GN_EINVAL;
	c = take(1, sizeof(*c), &err);
	if (!c)
		return GN_ENOMEM;
	c->max_n = max_frames;
	for (int k = 0; k < CH_N; k++)
		c->feat.ch[k] = take(n, sizeof(float), &err);
	for (int k = 0; k < SIG_N; k++)
		c->feat.sig[k] = take(n, sizeof(float), &err);
	c->feat.range = take(n, sizeof(float), &err);
	c->feat.scratch = take(GN_GRAVITY_SCRATCH(max_frames), sizeof(float),
			       &err);
	c->feat.up = take(max_frames, sizeof(*c->feat.up), &err);
	c->feat.made_up = take(n, 1, &err);
	c->cy.cap = cyc;
	c->cy.cap_turns = turns;
	c->cy.c = take(cyc, sizeof(*c->cy.c), &err);
	c->cy.desc = take(cyc * DESC, sizeof(float), &err);
	c->cy.turn = take(turns, sizeof(uint32_t), &err);
	c->cy.first_to = take(turns + 1, sizeof(uint32_t), &err);
	c->cy.by_end = take(cyc, sizeof(uint32_t), &err);
	c->search.like = take(cyc * PATTERNS, sizeof(float), &err);
	c->search.best = take(turns, sizeof(float), &err);
	c->search.best_at = take(turns, sizeof(int32_t), &err);
	c->a.idx = take(turns, sizeof(uint32_t), &err);
	c->b.idx = take(turns, sizeof(uint32_t), &err);
	c->scratch = take(cyc, sizeof(float), &err);
	c->pivot = take(PIVOTS * DESC, sizeof(float), &err);
	c->pivot_like = take(PIVOTS * cyc, sizeof(float), &err);
	c->reps = take(2 * turns, sizeof(*c->reps), &err);
	if (err) {
		gn_counter_destroy(c);
		return err;
	}
	*out = c;
	return GN_OK;
}

/* Time that cycles like the seed and about as long cover, without overlap. */
static float cover(const struct cycles *cy, uint32_t seed, const float *like)
{
	float sum = 0.0f, ln = cy->c[seed].ln_len, reach = logf(SEED_RATIO);
	uint32_t last = 0;

	for (size_t k = 0; k < cy->n; k++) {
		const struct cycle *c = &cy->c[k];

		if (like[k] < 0.6f || c->start < last ||
		    fabsf(c->ln_len - ln) > reach)
			continue;
		sum += c->len_pow * (like[k] - 0.35f);
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

static size_t seeds_of_length(struct gn_counter *c, float lo, float hi,
			      struct seed *out)
{
	const struct cycles *cy = &c->cy;
	uint32_t pick[PIVOTS];
	size_t in = 0, n = 0, m = 0;

	for (size_t k = 0; k < cy->n; k++)
		in += cy->c[k].len_s >= lo && cy->c[k].len_s < hi;
	for (size_t k = 0, j = 0; k < cy->n && n < PIVOTS; k++) {
		if (cy->c[k].len_s < lo || cy->c[k].len_s >= hi)
			continue;
		/* evenly spread over those of this length */
		if (in <= PIVOTS || j * PIVOTS >= n * in)
			pick[n++] = (uint32_t)k;
		j++;
	}
	for (int w = 0; n && w < WEIGHTINGS; w++) {
		struct seed best[KEEP] = { { 0 } };

		if (!c->feat.has_gyr && w == 0)
			continue;
		for (size_t i = 0; i < n; i++) {
			struct pattern *p = &c->try[0];

			gn_pattern_from(p, cy, &pick[i], 1, c->scratch);
			for (int g = 0; g < GROUP_N; g++)
				p->weight[g] *= weightings[w][g];
			gn_pattern_weigh(p, p->weight);
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

/* From a seed to the chain it settles on; the pattern is left in p. */
static void refine(struct gn_counter *c, const struct seed *s,
		   struct pattern *p, struct chain *ch)
{
	gn_pattern_from(p, &c->cy, &s->cycle, 1, c->scratch);
	for (int g = 0; g < GROUP_N; g++)
		p->weight[g] *= weightings[s->weighting][g];
	gn_pattern_weigh(p, p->weight);
	for (int r = 0; r < ROUNDS; r++) {
		gn_chain_find(ch, &c->cy, p, 1, PURE_RATIO, &c->search);
		if (!ch->n)
			return;
		gn_pattern_from(p, &c->cy, ch->idx, ch->n, c->scratch);
	}
	gn_chain_find(ch, &c->cy, p, 1, PURE_RATIO, &c->search);
}

static float likeness(const struct gn_counter *c, const float weight[GROUP_N],
		      uint32_t a, uint32_t b)
{
	const float *x = c->cy.desc + (size_t)a * DESC;
	const float *y = c->cy.desc + (size_t)b * DESC;
	float sum = 0.0f;

	for (int g = 0; g < GROUP_N; g++)
		for (int i = gn_group_first[g] * POINTS;
		     i < gn_group_first[g + 1] * POINTS; i++)
			sum += weight[g] * x[i] * y[i];
	return sum;
}

/*
 * Half repetitions: every second cycle is more alike than neighbours are.
 * Up and down are opposites in vertical velocity; a left and a right
 * repetition are not. Returns what the chain pays for it.
 */
static float alternation(const struct gn_counter *c, const struct pattern *p,
			 const struct chain *ch)
{
	static const float vertical[GROUP_N] = { 0, 0, 0, 1, 0 };
	float next = 0.0f, after = 0.0f, cover = 0.0f, excess, v = 0.0f;
	float vnext = 0.0f, vafter = 0.0f, n = (float)ch->n - 2.0f;

	if (ch->n < 4)
		return 0.0f;
	for (size_t i = 0; i + 2 < ch->n; i++) {
		next += likeness(c, p->weight, ch->idx[i], ch->idx[i + 1]) / n;
		after += likeness(c, p->weight, ch->idx[i], ch->idx[i + 2]) / n;
		vnext += likeness(c, vertical, ch->idx[i], ch->idx[i + 1]) / n;
		vafter += likeness(c, vertical, ch->idx[i], ch->idx[i + 2]) / n;
		v += c->cy.c[ch->idx[i]].v_rms / n;
	}
	for (size_t i = 0; i < ch->n; i++)
		cover += c->cy.c[ch->idx[i]].len_pow;
	excess = after - next;
	if (getenv("GN_DEBUG2")) fprintf(stderr, "   alt n %zu next %.2f after %.2f vnext %.2f vafter %.2f v %.3f\n", ch->n, next, after, vnext, vafter, v);
	if (v > P("VA", .1) && vafter > P("VB", .5))
		excess = vafter - vnext;
	excess -= P("VO", .05);
	return excess > 0.0f ? P("VF", 2) * excess * cover : 0.0f;
}

static float evidence(const struct gn_counter *c, const struct chain *ch,
		      const struct gn_count_input *in)
{
	float sum = 0.0f;

	for (size_t i = 0; i < ch->n; i++) {
		const struct cycle *k = &c->cy.c[ch->idx[i]];
		float like = k->like;
		float edge = 0.3f * k->len_s * FEAT_HZ;

		if (i == 0 && in->cut_start && (float)k->start < edge)
			like = fmaxf(like, 0.75f);
		if (i + 1 == ch->n && in->cut_end &&
		    (float)(c->feat.n - 1 - k->end) < edge)
			like = fmaxf(like, 0.75f);
		sum += like - CHANCE;
	}
	return sum;
}

static void chain_copy(struct chain *to, const struct chain *from)
{
	memcpy(to->idx, from->idx, from->n * sizeof(*to->idx));
	to->n = from->n;
	to->total = from->total;
}

/* Further patterns that explain more: fast, slow, small repetitions. */
static size_t add_patterns(struct gn_counter *c, const struct seed *seed,
			   size_t n_seeds)
{
	size_t n = 1;

	for (; n < PATTERNS; n++) {
		float best = c->b.total + powf(c->pat[0].len_s, 0.9f);
		int found = 0;

		for (size_t i = 0; i < n_seeds; i++) {
			struct pattern p;
			float agree = 0.0f, ratio, cosine;

			refine(c, &seed[i], &p, &c->a);
			if (c->a.n < 2)
				continue;
			for (int k = 0; k < DESC; k++)
				agree += p.folded[k] * c->pat[0].shape[k];
			ratio = p.amp / c->pat[0].amp;
			cosine = p.up[0] * c->pat[0].up[0] +
				 p.up[1] * c->pat[0].up[1] +
				 p.up[2] * c->pat[0].up[2];
			if (agree < 0.35f || ratio < 0.25f || ratio > 4.0f ||
			    cosine < 0.766f)
				continue;
			memcpy(c->try, c->pat, n * sizeof(*c->pat));
			c->try[n] = p;
			gn_chain_find(&c->a, &c->cy, c->try, n + 1, PURE_RATIO,
				      &c->search);
			c->a.total -= alternation(c, &c->try[0], &c->a);
			if (c->a.total > best) {
				best = c->a.total;
				c->pat[n] = p;
				found = 1;
			}
		}
		if (!found)
			break;
		gn_chain_find(&c->b, &c->cy, c->pat, n + 1, PURE_RATIO,
			      &c->search);
		c->b.total -= alternation(c, &c->pat[0], &c->b);
	}
	return n;
}

/*
 * First and last cycle of each bout that are far less alike than the bout's
 * own: taking up or putting down the weight.
 */

static float bout_median(struct gn_counter *c, size_t a, size_t b, int what)
{
	for (size_t i = a; i < b; i++) {
		const struct cycle *k = &c->cy.c[c->b.idx[i]];

		c->scratch[i - a] = what == 0 ? 1.0f - k->like :
				    what == 1 ? k->ln_len : k->ln_amp;
	}
	return gn_select(c->scratch, b - a, (b - a) / 2);
}

static void drop_odd_ends(struct gn_counter *c, const struct gn_count_input *in)
{
	size_t a = 0, m = 0;
	static int init; static float A, B, C, E;

	if (!init) { init = 1; A = P("PA", .02); B = P("PB", 2.0); C = P("PC", 6); E = P("PE", 4);}
	while (a < c->b.n) {
		size_t b = a + 1, from = a, to;
		float far, len, amp;

		while (b < c->b.n && !c->cy.c[c->b.idx[b]].fresh)
			b++;
		to = b;
		far = bout_median(c, a, b, 0);
		len = bout_median(c, a, b, 1);
		amp = bout_median(c, a, b, 2);
		while (to - from > 3) {
			float z[2];
			for (int e = 0; e < 2; e++) {
				const struct cycle *k = &c->cy.c[c->b.idx[e ? to - 1 : from]];
				float dl = fabsf(k->ln_len - len), da = fabsf(k->ln_amp - amp);
				z[e] = fmaxf(0, (1.0f - k->like - far)) / (A + B * far) + C * fmaxf(0, dl - .2f) + E * fmaxf(0, da - .2f);
				{
					float gap, pos[3] = {0}, d = 0, nn = 0, gaps = 0; size_t at = e ? to - 1 : from;
					for (size_t i = from + 1; i + 1 < to; i++) {
						const struct cycle *q = &c->cy.c[c->b.idx[i]];
						for (int x = 0; x < 3; x++) pos[x] += c->feat.ch[CH_G + x][e ? q->end : q->start];
						nn += 1; if (i > from + 1) gaps += (q->start - c->cy.c[c->b.idx[i-1]].end) / FEAT_HZ;
					}
					for (int x = 0; x < 3; x++) { float q = pos[x] / nn - c->feat.ch[CH_G + x][e ? k->end : k->start]; d += q * q; }
					d = sqrtf(d); gaps /= fmaxf(1, nn - 1);
					gap = e ? k->start - c->cy.c[c->b.idx[at - 1]].end : c->cy.c[c->b.idx[at + 1]].start - k->end;
					gap = gap / FEAT_HZ - gaps;
					z[e] += P("PG", 0.5) * fmaxf(0, gap - .2f * k->len_s) / k->len_s;
					z[e] += P("PP", 3) * fmaxf(0, d - fmaxf(.15f, .25f * k->rom_rad)) / (.3f + k->rom_rad);
				}
				if (e == 0 && in->cut_start && k->start < 12) z[e] = 0;
				if (e == 1 && in->cut_end && k->end + 12 > c->feat.n) z[e] = 0;
			}
			if (fmaxf(z[0], z[1]) < P("PT", 2.2))
				break;
			if (z[0] > z[1])
				from++;
			else
				to--;
		}
		for (size_t i = from; i < to; i++) {
			c->b.idx[m] = c->b.idx[i];
			c->cy.c[c->b.idx[m++]].fresh = i == from;
		}
		a = b;
	}
	c->b.n = m;
}

/* Best chain for one way of cutting; it is left in c->b. */
static int solve(struct gn_counter *c, const struct gn_count_input *in,
		 int sig, float sign)
{
	struct seed seed[LENGTHS * WEIGHTINGS * KEEP];
	size_t n_seeds = 0, n_pat;
	float step = powf(in->rep_max_s / in->rep_min_s, 1.0f / LENGTHS);

	c->b.n = 0;
	c->b.total = 0.0f;
	gn_cycles_find(&c->cy, &c->feat, sig, sign, in);
	if (!c->cy.n)
		return 0;
	for (int l = 0; l < LENGTHS; l++) {
		float lo = in->rep_min_s * powf(step, (float)l);

		n_seeds += seeds_of_length(c, lo, lo * step, seed + n_seeds);
	}
	for (size_t i = 0; i < n_seeds; i++) {
		struct pattern p;

		refine(c, &seed[i], &p, &c->a);
		if (!c->a.n)
			continue;
		c->a.total -= alternation(c, &p, &c->a);
		if (c->a.total > c->b.total) {
			chain_copy(&c->b, &c->a);
			c->pat[0] = p;
		}
	}
	if (!c->b.n)
		return 0;
	n_pat = add_patterns(c, seed, n_seeds);
	gn_chain_find(&c->b, &c->cy, c->pat, n_pat, PURE_RATIO, &c->search);
	c->b.total -= alternation(c, &c->pat[0], &c->b);
	drop_odd_ends(c, in);
	c->b.evidence = evidence(c, &c->b, in);
	return c->b.n > 0;
}

/* One past the last cycle of the bout that begins at cycle a of the chain. */
static size_t bout_end(const struct gn_counter *c, size_t a)
{
	size_t b = a + 1;

	while (b < c->b.n && !c->cy.c[c->b.idx[b]].fresh)
		b++;
	return b;
}

/* Is the bout of cycles a to b cut in the wrong phase? */
static int wrong_phase(const struct gn_counter *c,
		       const struct gn_count_input *in, size_t a, size_t b,
		       struct bout_ends *e)
{
	uint32_t lo = a ? c->cy.c[c->b.idx[a - 1]].end : 0;
	uint32_t hi = b < c->b.n ? c->cy.c[c->b.idx[b]].start
				 : (uint32_t)c->feat.n - 1;

	return gn_bout_phase(&c->feat, &c->cy, c->b.idx + a, b - a, lo, hi,
			     in->cut_start, in->cut_end, c->pat[0].weight, e);
}

/* Repetitions of the chain, each bout in its right phase. */
static size_t repetitions(struct gn_counter *c,
			  const struct gn_count_input *in)
{
	size_t n = 0;
	uint32_t bout = 0;

	for (size_t a = 0, b; a < c->b.n; a = b, bout++) {
		struct bout_ends e;

		b = bout_end(c, a);
		if (wrong_phase(c, in, a, b, &e)) {
			n += gn_bout_turn(&c->feat, &c->cy, c->b.idx + a,
					  b - a, &e, bout, c->reps + n);
			continue;
		}
		for (size_t i = a; i < b; i++) {
			const struct cycle *k = &c->cy.c[c->b.idx[i]];

			c->reps[n++] = (struct gn_count_rep){
				.start = 2 * k->start, .turn = 2 * k->peak,
				.end = 2 * k->end, .bout = bout,
				.likeness = k->like, .amplitude = k->amp,
			};
		}
	}
	return n;
}

static const struct solution *choose(const struct gn_counter *c, float *rival)
{
	const struct solution *top = NULL, *win = NULL;
	float best = 0;

	*rival = 0.0f;
	for (size_t i = 0; i < c->n_sol; i++)
		if (!top || c->sol[i].total > top->total)
			top = &c->sol[i];
	for (size_t i = 0; i < c->n_sol; i++) {
		const struct solution *s = &c->sol[i];
		float off = fabsf((float)s->n - (float)top->n);

		int support = 0;
		for (size_t j = 0; j < c->n_sol; j++)
			support += j != i && c->sol[j].total > P("CQ", .4) * top->total && fabsf((float)c->sol[j].n - (float)s->n) <= fmaxf(1.0f, P("CW", .12) * (float)s->n);
		int relevant = 0;
		for (size_t j = 0; j < c->n_sol; j++)
			relevant += c->sol[j].total > P("CQ", .4) * top->total;
		if (s->total < P("CT", .5) * top->total ||
		    off > fmaxf(2.0f, P("CN", 9) * (float)top->n))
			continue;
		float score = s->evidence * (1.0f - expf(-((float)support * P("CR", 10) / (float)relevant + P("CB", .5)) / P("CA", 1)));
		if (!win || score > best) {
			win = s;
			best = score;
		}
	}
	return win;
}

void gn_counter_run(struct gn_counter *c, const struct gn_count_input *in,
		    struct gn_count_result *out)
{
	const struct solution *win;

	memset(out, 0, sizeof(*out));
	c->n_sol = 0;
	for (size_t s = 0; s < in->n_sensors; s++) {
		if (in->sensors[s].n < 2)
			continue;
		gn_feat_compute(&c->feat, &in->sensors[s]);
		for (int k = 0; k < 2 * SIG_N; k++) {
			int sig = k / 2;
			float sign = k % 2 ? -1.0f : 1.0f;

			if (!c->feat.has_gyr &&
			    (sig == SIG_ANG1 || sig == SIG_GYR1))
				continue;
			if (!solve(c, in, sig, sign))
				continue;
			size_t extra = repetitions(c, in) - c->b.n;
			c->b.evidence += 0.6f * extra;
			c->sol[c->n_sol++] = (struct solution){
				.sig = sig, .sign = sign, .sensor = s,
				 .n = c->b.n + extra, .extra = extra, .total = c->b.total,
				.evidence = c->b.evidence };
			if (getenv("GN_DEBUG"))
				fprintf(stderr, "  s%zu sig%d%c n=%zu total=%.2f ev=%.2f len=%.2f  %.2f(q%.2f) .. %.2f(q%.2f) of %.2f\n", s, sig, sign > 0 ? '+' : '-', c->b.n, c->b.total, c->b.evidence, c->pat[0].len_s, c->cy.c[c->b.idx[0]].start/25.0, c->cy.c[c->b.idx[0]].like, c->cy.c[c->b.idx[c->b.n-1]].end/25.0, c->cy.c[c->b.idx[c->b.n-1]].like, c->feat.n/25.0);
		}
	}
	win = choose(c, &out->rival);
	if (!win)
		return;
	gn_feat_compute(&c->feat, &in->sensors[win->sensor]);
	solve(c, in, win->sig, win->sign);
	out->sensor = win->sensor;
	out->signal = win->sig;
	out->evidence = win->evidence;
	out->reps = c->reps;
	out->n_reps = repetitions(c, in);
}

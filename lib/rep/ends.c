/* SPDX-License-Identifier: MIT */
/* Is the chain one of whole repetitions, and where do its bouts end? */
#include <math.h>

#include "count_priv.h"
#include "gonio/stats.h"

/*
 * Half repetitions. Ours: up and down are opposites in vertical velocity, a
 * left and a right repetition are not; so where the sensor moves vertically
 * that alone decides.
 */
#define V_MOVES_MPS 0.1f        /* vertical movement worth a judgement */
#define V_LIKE 0.5f
#define EXCESS_FREE 0.05f
#define EXCESS_COST 2.0f

/*
 * How odd an end cycle is against its bout, each part in units that make
 * ODD_MAX a fair limit. Ours, from the development recordings: handling of the
 * weight differs in shape, length, size and in the posture it ends in; true
 * first and last repetitions rarely in more than one of them.
 */
#define ODD_MAX 2.2f
#define ODD_LIKE 0.03f          /* plus twice the bout's own unlikeness */
#define ODD_LEN 6.0f
#define ODD_AMP 3.0f
#define ODD_RATIO_FREE 0.2f     /* ln ratio within which sizes agree */
#define ODD_GAP 0.25f
#define ODD_POSTURE 3.0f
#define EDGE 12                 /* samples: cut by the recording itself */

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

/* By how much cycle i + 2 is more like i than i + 1 is, on average. */
static float excess(const struct gn_counter *c, const struct chain *ch,
		    const float weight[GROUP_N], float *after)
{
	float next = 0.0f, n = (float)ch->n - 2.0f;

	*after = 0.0f;
	for (size_t i = 0; i + 2 < ch->n; i++) {
		next += likeness(c, weight, ch->idx[i], ch->idx[i + 1]) / n;
		*after += likeness(c, weight, ch->idx[i], ch->idx[i + 2]) / n;
	}
	return *after - next;
}

float gn_alternation(const struct gn_counter *c, const struct pattern *p,
		     const struct chain *ch)
{
	static const float vertical[GROUP_N] = { [GROUP_V] = 1.0f };
	float covered = 0.0f, v = 0.0f, after, over, over_v;

	if (ch->n < 4)
		return 0.0f;
	for (size_t i = 0; i < ch->n; i++) {
		covered += c->cy.c[ch->idx[i]].len_pow;
		v += c->cy.c[ch->idx[i]].v_rms / (float)ch->n;
	}
	over = excess(c, ch, p->weight, &after);
	over_v = excess(c, ch, vertical, &after);
	if (v > V_MOVES_MPS && after > V_LIKE)
		over = over_v;
	over -= EXCESS_FREE;
	return over > 0.0f ? EXCESS_COST * over * covered : 0.0f;
}

size_t gn_bout_end(const struct gn_counter *c, size_t a)
{
	size_t b = a + 1;

	while (b < c->best.n && !c->cy.c[c->best.idx[b]].fresh)
		b++;
	return b;
}

static const struct cycle *at(const struct gn_counter *c, size_t i)
{
	return &c->cy.c[c->best.idx[i]];
}

/* What the cycles of a bout have in common. */
struct usual {
	float unlike, ln_len, ln_amp;   /* medians */
};

static struct usual usual(struct gn_counter *c, size_t a, size_t b)
{
	size_t n = b - a;
	struct usual u;

	for (size_t i = a; i < b; i++)
		c->scratch[i - a] = 1.0f - at(c, i)->like;
	u.unlike = gn_select(c->scratch, n, n / 2);
	for (size_t i = a; i < b; i++)
		c->scratch[i - a] = at(c, i)->ln_len;
	u.ln_len = gn_select(c->scratch, n, n / 2);
	for (size_t i = a; i < b; i++)
		c->scratch[i - a] = at(c, i)->ln_amp;
	u.ln_amp = gn_select(c->scratch, n, n / 2);
	return u;
}

/* Chord between the posture the end cycle ends in and that of the others. */
static float off_posture(const struct gn_counter *c, size_t from, size_t to,
			 int last)
{
	const struct cycle *k = at(c, last ? to - 1 : from);
	float sq = 0.0f;

	for (int x = 0; x < 3; x++) {
		const float *g = c->feat.ch[CH_G + x];
		float mean = 0.0f, d;

		for (size_t i = from + 1; i + 1 < to; i++)
			mean += g[last ? at(c, i)->end : at(c, i)->start];
		mean /= (float)(to - from - 2);
		d = mean - g[last ? k->end : k->start];
		sq += d * d;
	}
	return sqrtf(sq);
}

/* How much longer the end cycle stands apart than the others do, s. */
static float apart_s(const struct gn_counter *c, size_t from, size_t to,
		     int last)
{
	float gaps = 0.0f, own;
	size_t n = 0;

	for (size_t i = from + 2; i + 1 < to; i++, n++)
		gaps += (float)(at(c, i)->start - at(c, i - 1)->end);
	if (n)
		gaps /= (float)n;
	own = last ? (float)(at(c, to - 1)->start - at(c, to - 2)->end)
		   : (float)(at(c, from + 1)->start - at(c, from)->end);
	return (own - gaps) / FEAT_HZ;
}

/* Distance to the nearer one: a set slows down and shrinks by degrees. */
static float nearer(float x, float a, float b)
{
	return fminf(fabsf(x - a), fabsf(x - b));
}

static float oddness(const struct gn_counter *c,
		     const struct gn_count_input *in, const struct usual *u,
		     size_t from, size_t to, int last)
{
	const struct cycle *k = at(c, last ? to - 1 : from);
	const struct cycle *next = at(c, last ? to - 2 : from + 1);
	float z, off;

	if (!last && in->cut_start && k->start < EDGE)
		return 0.0f;
	if (last && in->cut_end && k->end + EDGE > c->feat.n)
		return 0.0f;
	z = fmaxf(0.0f, 1.0f - k->like - u->unlike) /
	    (ODD_LIKE + 2.0f * u->unlike);
	z += ODD_LEN * fmaxf(0.0f, nearer(k->ln_len, u->ln_len, next->ln_len) -
			     ODD_RATIO_FREE);
	z += ODD_AMP * fmaxf(0.0f, nearer(k->ln_amp, u->ln_amp, next->ln_amp) -
			     ODD_RATIO_FREE);
	off = off_posture(c, from, to, last) - fmaxf(0.15f, 0.25f * k->rom_rad);
	z += ODD_POSTURE * fmaxf(0.0f, off) / (0.3f + k->rom_rad);
	off = apart_s(c, from, to, last) / k->len_s - 0.2f;
	return z + ODD_GAP * fmaxf(0.0f, off);
}

void gn_ends_drop(struct gn_counter *c, const struct gn_count_input *in)
{
	size_t m = 0;

	for (size_t a = 0, b; a < c->best.n; a = b) {
		size_t from = a, to;
		struct usual u;

		b = to = gn_bout_end(c, a);
		u = usual(c, a, b);
		while (to - from > 3) {
			float first = oddness(c, in, &u, from, to, 0);
			float last = oddness(c, in, &u, from, to, 1);

			if (fmaxf(first, last) < ODD_MAX)
				break;
			if (first > last)
				from++;
			else
				to--;
		}
		for (size_t i = from; i < to; i++) {
			c->best.idx[m] = c->best.idx[i];
			c->cy.c[c->best.idx[m++]].fresh = i == from;
		}
	}
	c->best.n = m;
}

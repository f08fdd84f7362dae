/* SPDX-License-Identifier: MIT */
/* Half repetitions: the swings inside a bout's cycles, and those beside it. */
#include <math.h>
#include <string.h>

#include "count_priv.h"

#define FLAT 0.12f              /* of the swing, at each end: rest */
#define LEVEL 0.15f             /* of the swing: two levels are the same */
#define LOWER 0.3f              /* of the swing below the bout: elsewhere */
#define LONG 2.5f               /* times the bout's usual half: no part of it */
#define SHORTEST 0.5f           /* length tried, of the usual, ... */
#define STEP 0.07f              /* ... by such steps ... */
#define FITS 16                 /* ... up to 1.6 */
#define SEEN 0.2f               /* of the bout's swing: enough to compare */

/* Trim the swing from x[lo] to x[hi]; lo may lie after hi. */
struct swing gn_swing(const struct cycles *cy, uint32_t lo, uint32_t hi)
{
	const float *x = cy->sig;
	float s = cy->sign, size = s * x[hi] - s * x[lo];
	float low = s * x[lo] + FLAT * size, high = s * x[hi] - FLAT * size;
	struct swing w = { lo, hi, size };
	int dir = hi > lo ? 1 : -1;

	if (size <= 0.0f)
		return w;
	for (uint32_t i = lo; i != hi && s * x[i] < high; i += (uint32_t)dir)
		if (s * x[i] <= low)
			w.a = i;
	for (uint32_t i = hi; i != w.a && s * x[i] > low; i -= (uint32_t)dir)
		if (s * x[i] >= high)
			w.b = i;
	if (w.a > w.b) {
		uint32_t t = w.a;

		w.a = w.b;
		w.b = t;
	}
	return w;
}

static float alike(const float *d, const float *mean, const float *weight)
{
	float sum = 0.0f;

	for (int g = 0; g < GROUP_N; g++) {
		float ab = 0.0f, bb = 0.0f;

		for (int i = gn_group_first[g] * POINTS;
		     i < gn_group_first[g + 1] * POINTS; i++) {
			ab += d[i] * mean[i];
			bb += mean[i] * mean[i];
		}
		if (bb > 0.0f)
			sum += weight[g] * ab / sqrtf(bb);
	}
	return sum;
}

/* The half of cycle i of the chain that rises to its peak, or falls from it. */
static struct swing half(const struct gn_counter *c, size_t i, int falling)
{
	const struct cycle *k = &c->cy.c[c->best.idx[i]];

	return gn_swing(&c->cy, c->cy.turn[falling ? k->to : k->from],
			k->peak);
}

/* Likeness of a swing to the rising (falling) halves of cycles a to b, but for
 * cycle skip. */
static float half_like(const struct gn_counter *c, size_t a, size_t b,
		       int falling, struct swing w, size_t skip)
{
	float mean[DESC] = { 0 }, d[DESC];

	for (size_t i = a; i < b; i++) {
		struct swing h;

		if (i == skip)
			continue;
		h = half(c, i, falling);
		gn_describe(d, h.a, h.b, &c->feat);
		for (int j = 0; j < DESC; j++)
			mean[j] += d[j];
	}
	gn_describe(d, w.a, w.b, &c->feat);
	return alike(d, mean, c->pat[0].weight);
}

float gn_half_inner(const struct gn_counter *c, size_t a, size_t b, size_t i,
		    int falling)
{
	struct swing w = half(c, i, falling);

	if (b - a < 3)
		return 1.0f;
	return w.b > w.a ? half_like(c, a, b, falling, w, i) : 0.0f;
}

static float usual_length(const struct gn_counter *c, size_t a, size_t b,
			  int falling)
{
	float sum = 0.0f;

	for (size_t i = a; i < b; i++) {
		struct swing w = half(c, i, falling);

		sum += (float)(w.b - w.a);
	}
	return sum / (float)(b - a);
}

void gn_half_fit(const struct gn_counter *c, size_t a, size_t b, size_t i,
		 int falling, int after, struct swing *w)
{
	float usual = usual_length(c, a, b, falling), top = -INFINITY;
	struct swing best = *w;

	for (int k = 0; k <= FITS; k++) {
		float part = SHORTEST + (float)k * STEP;
		uint32_t len = (uint32_t)(usual * part);
		struct swing v = *w;
		float like;

		if (len < 3 || len > w->b - w->a)
			continue;
		if (after)
			v.b = v.a + len;
		else
			v.a = v.b - len;
		like = half_like(c, a, b, falling, v, i);
		if (like > top) {
			top = like;
			best = v;
		}
	}
	*w = best;
}

/*
 * The top of the half-swing beside a bout, from its edge at sample from in
 * direction dir: where it reaches the far level of the bout's cycles or, short
 * of it, turns.
 */
static uint32_t beyond(const struct cycles *cy, uint32_t from, int dir,
		       uint32_t stop, float amp, float level)
{
	const float *x = cy->sig;
	float s = cy->sign, low = s * x[from];
	uint32_t i = from, top = i;

	while (i != stop) {
		float rise, back;

		i += (uint32_t)dir;
		if (s * x[i] > s * x[top])
			top = i;
		rise = s * x[top] - low;
		back = s * x[top] - s * x[i];
		if (s * x[i] < low - LOWER * amp ||
		    s * x[top] > level + LEVEL * amp ||
		    (s * x[top] > level - LEVEL * amp && back > LEVEL * amp) ||
		    (rise > 0.5f * amp && back > 0.5f * rise))
			break;
	}
	return top;
}

struct outer gn_half_outer(const struct gn_counter *c,
			   const struct gn_count_input *in, size_t a, size_t b,
			   size_t i, int after)
{
	const struct cycles *cy = &c->cy;
	const struct cycle *k = &cy->c[c->best.idx[i]];
	uint32_t end = (uint32_t)c->feat.n - 1, low, stop, reach;
	float amp = 0.0f, level = 0.0f, len = 0.0f, n = (float)(b - a);
	struct outer o = { 0 };
	struct swing w;

	for (size_t j = a; j < b; j++) {
		const struct cycle *m = &cy->c[c->best.idx[j]];

		amp += m->amp / n;
		level += cy->sign * cy->sig[m->peak] / n;
		len += 0.5f * (float)(cy->turn[m->to] - cy->turn[m->from]) / n;
	}
	low = cy->turn[after ? k->to : k->from];
	reach = (uint32_t)(LONG * len);
	if (after) {
		stop = i + 1 < c->best.n ? cy->c[c->best.idx[i + 1]].start
					 : end;
		stop = stop > low + reach ? low + reach : stop;
	} else {
		stop = i ? cy->c[c->best.idx[i - 1]].end : 0;
		stop = low > stop + reach ? low - reach : stop;
	}
	o.top = beyond(cy, low, after ? 1 : -1, stop, amp, level);
	w = gn_swing(cy, low, o.top);
	o.part = w.size / amp;
	if (o.part > SEEN && w.b > w.a + 2)
		o.like = half_like(c, a, b, !after, w, b);
	o.at_edge = after ? in->cut_end && o.top == end
			  : in->cut_start && o.top == 0;
	return o;
}

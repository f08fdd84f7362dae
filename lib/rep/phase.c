/* SPDX-License-Identifier: MIT */
/*
 * The phase of a bout: a chain of n cycles cut at the far turning points
 * leaves half a repetition over at each end, and is n + 1 repetitions.
 */
#include <math.h>
#include <string.h>

#include "count_priv.h"

#define FLAT 0.12f              /* of the swing, at each end: rest */

/* A swing between a low and a high turning point, its flat ends trimmed. */
struct swing {
	uint32_t a, b;
	float size;
};

/* Trim the swing from x[lo] to x[hi]; lo may lie after hi. */
static struct swing trim(const struct cycles *cy, uint32_t lo, uint32_t hi)
{
	const float *x = cy->sig;
	float s = cy->sign, size = s * x[hi] - s * x[lo];
	float low = s * x[lo] + FLAT * size, high = s * x[hi] - FLAT * size;
	int dir = hi > lo ? 1 : -1;
	struct swing w = { lo, hi, size };

	if (size <= 0.0f)
		return w;
	for (uint32_t i = lo; i != hi && s * x[i] < high; i += dir)
		if (s * x[i] <= low)
			w.a = i;
	for (uint32_t i = hi; i != w.a && s * x[i] > low; i -= dir)
		if (s * x[i] >= high)
			w.b = i;
	if (w.a > w.b) {
		uint32_t t = w.a;

		w.a = w.b;
		w.b = t;
	}
	return w;
}

static void shape(float *d, struct swing w, const struct feat *f)
{
	gn_describe(d, w.a, w.b, f);
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

/*
 * Likeness of the swing between lo and hi to the same halves of the bout's
 * cycles (rising: start to peak; falling: peak to end).
 */
static float half_like(const struct feat *f, const struct cycles *cy,
		       const uint32_t *idx, size_t n, int rising,
		       struct swing w, const float *weight)
{
	float mean[DESC] = { 0 }, d[DESC];

	for (size_t i = 0; i < n; i++) {
		const struct cycle *c = &cy->c[idx[i]];
		uint32_t lo = cy->turn[rising ? c->from : c->to];

		shape(d, trim(cy, lo, c->peak), f);
		for (int k = 0; k < DESC; k++)
			mean[k] += d[k];
	}
	shape(d, w, f);
	return alike(d, mean, weight);
}

/* The highest point on the far side of turning point t, dir -1 or +1. */
static uint32_t beyond(const struct cycles *cy, uint16_t t, int dir,
		       uint32_t stop, float amp)
{
	const float *x = cy->sig;
	float s = cy->sign, low = s * x[cy->turn[t]];
	uint32_t i = cy->turn[t], top = i;

	while (i != stop) {
		i += dir;
		if (s * x[i] > s * x[top])
			top = i;
		/* well below the bout's level: another movement */
		if (s * x[i] < low - 0.3f * amp)
			break;
		/* come back from the top by more than half: it is passed */
		if (s * x[top] - low > 0.5f * amp &&
		    s * x[i] < s * x[top] - 0.5f * (s * x[top] - low))
			break;
	}
	return top;
}

int gn_bout_phase(const struct feat *f, const struct cycles *cy,
		  const uint32_t *idx, size_t n, uint32_t stop_lo,
		  uint32_t stop_hi, int cut_lo, int cut_hi,
		  const float *weight, struct bout_ends *e)
{
	const struct cycle *first = &cy->c[idx[0]], *last = &cy->c[idx[n - 1]];
	struct swing a, b;
	float amp = 0.0f, len = 0.0f;

	for (size_t i = 0; i < n; i++) {
		amp += cy->c[idx[i]].amp / (float)n;
		len += cy->c[idx[i]].len_s / (float)n;
	}
	memset(e, 0, sizeof(*e));
	e->lo = beyond(cy, first->from, -1, stop_lo, amp);
	e->hi = beyond(cy, last->to, 1, stop_hi, amp);
	a = trim(cy, cy->turn[first->from], e->lo);
	b = trim(cy, cy->turn[last->to], e->hi);
	e->part[0] = a.size / amp;
	e->part[1] = b.size / amp;
	if (a.size > 0.2f * amp && a.b > a.a + 2)
		e->like[0] = half_like(f, cy, idx, n, 0, a, weight);
	if (b.size > 0.2f * amp && b.b > b.a + 2)
		e->like[1] = half_like(f, cy, idx, n, 1, b, weight);
	e->time[0] = (float)(a.b - a.a) / FEAT_HZ / len;
	e->time[1] = (float)(b.b - b.a) / FEAT_HZ / len;
	e->at_edge[0] = cut_lo && e->lo == 0;
	e->at_edge[1] = cut_hi && e->hi + 1 >= f->n;
	e->start = a.a;
	e->end = b.b;
	return e->like[0] > 0.5f && e->like[1] > 0.5f &&
	       e->part[0] > (e->at_edge[0] ? 0.3f : 0.6f) &&
	       e->part[1] > (e->at_edge[1] ? 0.3f : 0.6f) &&
	       e->part[0] + e->part[1] > 0.9f;
}

size_t gn_bout_turn(const struct feat *f, const struct cycles *cy,
		    const uint32_t *idx, size_t n, const struct bout_ends *e,
		    uint32_t bout, struct gn_count_rep *out)
{
	(void)f;
	for (size_t i = 0; i <= n; i++) {
		const struct cycle *a = i ? &cy->c[idx[i - 1]] : NULL;
		const struct cycle *b = i < n ? &cy->c[idx[i]] : NULL;
		uint32_t low_a = cy->turn[a ? a->to : b->from];
		uint32_t low_b = cy->turn[b ? b->from : a->to];
		struct swing down = trim(cy, low_a, a ? a->peak : e->lo);
		struct swing up = trim(cy, low_b, b ? b->peak : e->hi);

		out[i] = (struct gn_count_rep){
			.start = 2 * down.a, .turn = low_a + low_b,
			.end = 2 * up.b, .bout = bout,
			.likeness = a && b ? 0.5f * (a->like + b->like)
					   : a ? a->like : b->like,
			.amplitude = 0.5f * (down.size + up.size),
		};
	}
	return n + 1;
}

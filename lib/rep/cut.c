/* SPDX-License-Identifier: MIT */
/*
 * Where repetitions begin, turn and end: bouts become repetitions, those that
 * rest at their cycles' far turning points (phase.c) from there to there. A
 * cycle of a rate lasts from one fastest moment to the next: its ends move to
 * where the rate is nought. Then each end moves out from the flank to where
 * the movement begins.
 */
#include <math.h>

#include "count_priv.h"

#define ONSET 0.08f             /* of the peak speed: movement begins */
#define ONSET_SURE 0.3f         /* above it, a dip does not end the search */
#define SETTLED 0.14f           /* likewise, at the end: it trembles out */
#define STILL_RATE 0.1f         /* of a rate's amplitude: nought */
#define CLEAN_END 0.3f          /* likeness of an end's half to the others */
#define RATE_LIKE 0.8f          /* of a half beside, in a cut on a rate, ... */
#define RATE_PART 1.4f          /* ... and its size over the bout's, at most */
#define MIXED 0.5f              /* below it, the half is not clean */
#define APART 0.5f              /* of the swing: a movement of its own */
#define TURNS_RAD 0.15f         /* tilt range above which turning is timed */

/* A bout, and where its repetitions go. */
struct bout {
	const struct gn_counter *c;
	const struct gn_count_input *in;
	size_t a, b;
	struct gn_count_rep *out;
	size_t n;
};

static const struct cycle *cycle(const struct bout *u, size_t i)
{
	return &u->c->cy.c[u->c->best.idx[i]];
}

/* A cycle as the repetition that it is between its flanks. */
static struct gn_count_rep as_cycle(const struct cycle *k)
{
	return (struct gn_count_rep){
		.start = k->start, .turn = k->peak, .end = k->end,
		.likeness = k->like, .amplitude = k->amp,
	};
}

/* A repetition that turns between the swings down and up. */
static void add(struct bout *u, struct swing down, struct swing up,
		uint32_t turn, float likeness)
{
	u->out[u->n++] = (struct gn_count_rep){
		.start = down.a, .turn = turn, .end = up.b,
		.likeness = likeness,
		.amplitude = 0.5f * (down.size + up.size),
	};
}

/*
 * The repetition that turns where cycle i begins (after: ends), whose other
 * half lies before (behind) the cycle and is mixed with handling.
 */
static void add_end(struct bout *u, size_t i, int after)
{
	const struct cycles *cy = &u->c->cy;
	const struct cycle *k = cycle(u, i);
	struct outer o = gn_half_outer(u->c, u->in, u->a, u->b, i, after);
	uint32_t low = cy->turn[after ? k->to : k->from];
	struct swing inner = gn_swing(cy, low, k->peak);
	struct swing outer = gn_swing(cy, low, o.top);

	if (!gn_half_whole(&o) &&
	    (!(after ? gn_half_second(&o) : gn_half_first(&o)) ||
	     gn_half_inner(u->c, u->a, u->b, i, after) < CLEAN_END))
		return;
	if (!gn_half_whole(&o))
		gn_half_fit(u->c, u->a, u->b, u->b, !after, after, &outer);
	add(u, after ? inner : outer, after ? outer : inner, low, k->like);
	u->out[u->n - 1].mixed[after] = !gn_half_whole(&o);
}

/* Does the signal swing away between cycles i - 1 and i? */
static int apart(const struct bout *u, size_t i)
{
	const struct cycles *cy = &u->c->cy;
	const struct cycle *l = cycle(u, i - 1), *r = cycle(u, i);
	uint32_t from = cy->turn[l->to], to = cy->turn[r->from];
	float least = cy->sign * cy->sig[from] + APART * l->amp;

	for (uint32_t t = from; t < to; t++)
		if (cy->sign * cy->sig[t] > least)
			return 1;
	return 0;
}

/* The repetitions of a bout that rests at its cycles' peaks: each turns where
 * one cycle ends and the next begins. */
static void from_far(struct bout *u)
{
	const struct cycles *cy = &u->c->cy;

	add_end(u, u->a, 0);
	for (size_t i = u->a + 1; i < u->b; i++) {
		const struct cycle *l = cycle(u, i - 1), *r = cycle(u, i);
		uint32_t low_l = cy->turn[l->to], low_r = cy->turn[r->from];

		if (apart(u, i)) {
			add_end(u, i - 1, 1);
			add_end(u, i, 0);
			continue;
		}
		add(u, gn_swing(cy, low_l, l->peak),
		    gn_swing(cy, low_r, r->peak), (low_l + low_r) / 2,
		    0.5f * (l->like + r->like));
	}
	add_end(u, u->b - 1, 1);
}

/*
 * The repetition of which one half lies right before (behind) the bout, its
 * other half beyond: mixed with handling, or cut off by the recording.
 */
static void add_beside(struct bout *u, int after)
{
	const struct cycles *cy = &u->c->cy;
	size_t i = after ? u->b - 1 : u->a;
	const struct cycle *k = cycle(u, i);
	struct outer o = gn_half_outer(u->c, u->in, u->a, u->b, i, after);
	struct swing w = gn_swing(cy, cy->turn[after ? k->to : k->from],
				  o.top), far = { o.top, o.top, w.size };
	uint32_t last = (uint32_t)u->c->feat.n - 1, len = 2 * (w.b - w.a);

	if (after)
		far.b = last - o.top > len ? o.top + len : last;
	else
		far.a = o.top > len ? o.top - len : 0;
	gn_half_fit(u->c, u->a, u->b, u->b, after, after, &far);
	/* its turn may be the recording's last sample, but is not its end */
	add(u, after ? w : far, after ? far : w,
	    o.top - (after && o.top == last) + (!after && !o.top), o.like);
	u->out[u->n - 1].mixed[after] = 1;
}

/* How fast the working movement is at a sample: turning, else rising. */
static float speed(const struct gn_counter *c, uint32_t i)
{
	const struct feat *f = &c->feat;
	float x = f->ch[CH_W][i], y = f->ch[CH_W + 1][i];
	float z = f->ch[CH_W + 2][i];

	if (f->has_gyr && c->pat[0].rom_rad > TURNS_RAD)
		return sqrtf(x * x + y * y + z * z);
	return fabsf(f->ch[CH_V][i]);
}

/* From a point on the flank outwards to where the movement begins or ends. */
static uint32_t onset(const struct gn_counter *c, uint32_t from, int dir,
		      uint32_t stop, uint32_t turn)
{
	float top = 0.0f, still = dir < 0 ? ONSET : SETTLED;
	uint32_t i = from;

	for (uint32_t j = from; j != turn; j -= (uint32_t)dir)
		top = fmaxf(top, speed(c, j));
	while (i != stop) {
		float now = speed(c, i), next = speed(c, i + (uint32_t)dir);

		if (now <= still * top ||
		    (next >= now && now <= ONSET_SURE * top))
			break;
		i += (uint32_t)dir;
	}
	return i;
}

/* Both ends of repetition i of n out from the flanks, up to its neighbours. */
static void move_out(const struct gn_counter *c, struct gn_count_rep *r,
		     size_t n, size_t i)
{
	uint32_t lo = i ? r[i - 1].end : 0, turn = r[i].turn;
	uint32_t hi = i + 1 < n ? r[i + 1].start : (uint32_t)c->feat.n - 1;
	uint32_t before = turn - r[i].start, after = r[i].end - turn;

	if (r[i].mixed[0])
		before /= 2;
	if (r[i].mixed[1])
		after /= 2;
	if (r[i].start > lo + before)
		lo = r[i].start - before;
	if (r[i].end + after < hi)
		hi = r[i].end + after;
	if (r[i].start > lo)
		r[i].start = onset(c, r[i].start, -1, lo, turn);
	if (r[i].end < hi)
		r[i].end = onset(c, r[i].end, 1, hi, turn);
}

/* From a fast moment to where the rate has gone, dir -1 or +1. */
static uint32_t slowed(const struct cycles *cy, uint32_t from, int dir,
		       uint32_t stop, float still)
{
	uint32_t i = from;

	while (i != stop && fabsf(cy->sig[i]) > still &&
	       cy->sig[i] * cy->sig[from] > 0.0f)
		i += (uint32_t)dir;
	return i;
}

/*
 * Of the two halves beside a bout that was cut on a rate, one belongs to it:
 * that whose fastest moment is more like those between the cycles. 1: the one
 * before.
 */
static int half_before(const struct gn_counter *c, size_t a, size_t b)
{
	const struct cycles *cy = &c->cy;
	const struct cycle *first = &cy->c[c->best.idx[a]];
	const struct cycle *last = &cy->c[c->best.idx[b - 1]];
	float usual = 0.5f * first->amp, before, after;

	for (size_t i = a; i + 1 < b; i++)
		usual -= cy->sign *
			 cy->sig[cy->turn[cy->c[c->best.idx[i]].to]];
	usual /= (float)(b - a);
	before = -cy->sign * cy->sig[cy->turn[first->from]];
	after = -cy->sign * cy->sig[cy->turn[last->to]];
	return fabsf(before - usual) < fabsf(after - usual);
}

/* Those of cycles a to b that were cut on a rate. */
static void from_rate(const struct gn_counter *c, size_t a, size_t b,
		      struct gn_count_rep *out)
{
	const struct cycles *cy = &c->cy;
	uint32_t last = (uint32_t)c->feat.n - 1;
	int early = half_before(c, a, b);

	for (size_t i = a; i < b; i++) {
		const struct cycle *k = &cy->c[c->best.idx[i]];
		float still = STILL_RATE * 0.5f * k->amp;
		struct gn_count_rep *r = &out[i - a];
		uint32_t from = cy->turn[k->from], to = cy->turn[k->to];
		uint32_t start, turn, end;

		*r = as_cycle(k);
		start = slowed(cy, early ? from : k->peak, -1, 0, still);
		turn = slowed(cy, k->peak, early ? -1 : 1, early ? from : to,
			      still);
		end = slowed(cy, early ? k->peak : to, 1, last, still);
		/* flat there: it was trimmed */
		if (!early && end == to)
			end = k->end;
		if (i > a && start < r[-1].end)
			start = r[-1].end;
		if (start >= turn || turn >= end)
			continue;
		r->start = start;
		r->turn = turn;
		r->end = end;
	}
}

/* Where the first (last) repetition begins (ends), if that is mixed with
 * handling. */
static void fit_end(struct bout *u, int last)
{
	size_t i = last ? u->b - 1 : u->a;
	const struct cycle *k = cycle(u, i);
	struct gn_count_rep *r = &u->out[last ? u->n - 1 : 0];
	struct swing w = { last ? k->peak : k->start,
			   last ? k->end : k->peak, k->amp };

	if (gn_half_inner(u->c, u->a, u->b, i, last) > MIXED)
		return;
	gn_half_fit(u->c, u->a, u->b, i, last, last, &w);
	if (last)
		r->end = w.b;
	else
		r->start = w.a;
	r->mixed[last] = 1;
}

/*
 * The repetitions of a bout that was cut on a rate. Its n cycles have n + 1
 * fastest moments of one kind, n of the other between them: if one more of that
 * kind stands beside them, all pair up.
 */
static void from_rates(struct bout *u)
{
	int early = half_before(u->c, u->a, u->b);
	struct outer o = gn_half_outer(u->c, u->in, u->a, u->b,
				       early ? u->b - 1 : u->a, early);
	int more = gn_half_whole(&o) && o.like > RATE_LIKE &&
		   o.part < RATE_PART;

	if (more && !early)
		add_beside(u, 0);
	from_rate(u->c, u->a, u->b, u->out + u->n);
	u->n += u->b - u->a;
	if (more && early)
		add_beside(u, 1);
}

/* The repetitions of a bout that rests where its cycles begin and end. */
static void from_near(struct bout *u, enum phase phase)
{
	const struct gn_counter *c = u->c;
	struct outer o = gn_half_outer(c, u->in, u->a, u->b, u->b - 1, 1);

	if (gn_cut_on_rate(c)) {
		from_rates(u);
		return;
	}
	if (phase == PHASE_NEAR_BEFORE)
		add_beside(u, 0);
	for (size_t i = u->a; i < u->b; i++)
		u->out[u->n++] = as_cycle(cycle(u, i));
	if (phase != PHASE_NEAR_BEFORE)
		fit_end(u, 0);
	if (phase != PHASE_NEAR_BEHIND)
		fit_end(u, 1);
	if (phase == PHASE_NEAR_BEHIND || gn_half_cut(&o))
		add_beside(u, 1);
}

size_t gn_bouts_cut(struct gn_counter *c, const struct gn_count_input *in)
{
	struct gn_count_rep *r = c->reps;
	uint32_t number = 0;
	size_t n = 0;

	for (size_t a = 0, b; a < c->best.n; a = b) {
		struct bout u = { .c = c, .in = in, .a = a, .out = r + n };
		enum phase phase;

		b = u.b = gn_bout_end(c, a);
		phase = gn_phase_find(c, in, a, b);
		if (phase == PHASE_FAR)
			from_far(&u);
		else
			from_near(&u, phase);
		for (size_t i = 0; i < u.n; i++)
			u.out[i].bout = number;
		n += u.n;
		number += u.n > 0;
	}
	for (size_t i = 1; i < n; i++) {
		/* of neighbouring bouts cut on a rate both may claim a half */
		if (r[i].start >= r[i - 1].end)
			continue;
		if (r[i].start > r[i - 1].turn)
			r[i - 1].end = r[i].start;
		else if (r[i - 1].end < r[i].turn)
			r[i].start = r[i - 1].end;
	}
	for (size_t i = 0; i < n; i++)
		move_out(c, r, n, i);
	/* Back to frames: two of them a sample. */
	for (size_t i = 0; i < n; i++) {
		r[i].start *= 2;
		r[i].turn *= 2;
		r[i].end *= 2;
	}
	return n;
}

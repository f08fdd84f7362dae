/* SPDX-License-Identifier: MIT */
#include "gonio/tug.h"

#include <math.h>

#include "gonio/count.h"
#include "gonio/stand.h"
#include "gonio/vec.h"

#define HALF_FRAMES 25          /* of the second that is averaged over */
#define TURN_RADPS 0.5f
#define TURN_LEAST 1.9f         /* rad */
#define LEVEL_FRAMES 60         /* heading before and after a turn */
#define EDGE_PART 0.05f         /* of a turn: seen ... */
#define EDGE_SHARE 0.6214f      /* ... and so much of its time lies between */
#define RISE_LEAST 0.12f        /* m */
#define RISE_PART 0.5f          /* of the longest */
#define STILL_PART 0.1f         /* of the peak speed: seen to end ... */
#define LEFT_PART 0.25f         /* of it: it may be left over */
#define LEFT_FRAMES 5
#define RISE_SHARE 0.591f       /* ... in so much of the time to its end */
#define FALL_SHARE 0.810f
#define LEAN_HZ 3.0
#define BEFORE_FRAMES 10        /* the lean ends this long before the peak */

/* Frames from..to, to not among them. */
struct piece {
	size_t from, to;
};

const char *gn_tug_text(enum gn_tug_state state)
{
#define X(name, text) text,
	static const char *const texts[] = { GN_TUG_STATES(X) };
#undef X

	return (unsigned)state < GN_TUG_STATE_COUNT ? texts[state] : "?";
}

/* The heading, and its mean rate over a second into work. */
static void head(const struct gn_tug_input *in)
{
	double sum = 0.0;
	size_t n = in->n;

	for (size_t i = 0; i < n; i++) {
		sum += (double)gn_dot3(in->frames[i].gyr_radps, in->up[i]) /
		       GN_COUNT_HZ;
		in->heading[i] = (float)sum;
	}
	for (size_t i = 0; i < n; i++) {
		size_t a = i > HALF_FRAMES ? i - HALF_FRAMES : 0;
		size_t b = i + HALF_FRAMES < n ? i + HALF_FRAMES : n - 1;

		in->work[i] = (in->heading[b] - in->heading[a]) *
			      (float)GN_COUNT_HZ / (2.0f * HALF_FRAMES);
	}
}

/* The next turn from frame i on; 0: none. */
static int next_turn(const struct gn_tug_input *in, size_t i, struct piece *t)
{
	while (i < in->n) {
		float dir = in->work[i] > 0.0f ? 1.0f : -1.0f;

		t->from = i;
		while (i < in->n && dir * in->work[i] > TURN_RADPS)
			i++;
		t->to = i;
		if (t->to > t->from && fabsf(in->heading[t->to - 1] -
					     in->heading[t->from]) > TURN_LEAST)
			return 1;
		i += t->to == t->from;
	}
	return 0;
}

static float mean(const float *x, size_t a, size_t b)
{
	double sum = 0.0;

	for (size_t i = a; i < b; i++)
		sum += (double)x[i];
	return b > a ? (float)(sum / (double)(b - a)) : x[a];
}

/* Where the heading passes a level within a piece. */
static float pass(const float *x, const struct piece *t, float level,
		  float dir)
{
	for (size_t i = t->from + 1; i < t->to; i++)
		if (dir * (x[i] - level) >= 0.0f)
			return (float)i - (x[i] - level) / (x[i] - x[i - 1]);
	return (float)t->to;
}

/* Begin and end of a turn that was found roughly. */
static void edges(const struct gn_tug_input *in, const struct piece *t,
		  float *begin, float *end)
{
	size_t a = t->from > LEVEL_FRAMES ? t->from - LEVEL_FRAMES : 0;
	size_t b = t->to + LEVEL_FRAMES < in->n ? t->to + LEVEL_FRAMES
						: in->n - 1;
	float before = mean(in->heading, a, t->from);
	float after = mean(in->heading, t->to, b), way = after - before;
	float dir = way > 0.0f ? 1.0f : -1.0f, beyond;
	struct piece wide = { a, b };

	*begin = pass(in->heading, &wide, before + EDGE_PART * way, dir);
	*end = pass(in->heading, &wide, after - EDGE_PART * way, dir);
	beyond = 0.5f * (*end - *begin) * (1.0f / EDGE_SHARE - 1.0f);
	*begin -= beyond;
	*end += beyond;
}

/* The move up or down that begins at frame i, and its way. */
static struct piece move(const struct gn_tug_input *in, size_t i, float *way)
{
	struct piece p = { i, i };
	int up = in->speed[i] > 0.0f;

	for (*way = 0.0f; p.to < in->n && (in->speed[p.to] > 0.0f) == up;
	     p.to++)
		*way += in->speed[p.to] / (float)GN_COUNT_HZ;
	return p;
}

static float longest(const struct gn_tug_input *in)
{
	float most = 0.0f, way;

	for (size_t i = 0; i < in->n;) {
		i = move(in, i, &way).to;
		most = fmaxf(most, way);
	}
	return most;
}

/* The last rise that begins before frame turn, the first fall whose middle
 * lies after frame turned. */
static enum gn_tug_state find_moves(const struct gn_tug_input *in,
				    size_t turn, size_t turned,
				    struct piece *rise, struct piece *fall)
{
	float least = fmaxf(RISE_LEAST, RISE_PART * longest(in)), way;
	struct piece p;

	for (size_t i = 0; i < in->n && !fall->to; i = p.to) {
		p = move(in, i, &way);
		if (way > least && p.from < turn)
			*rise = p;
		if (way < -least && (p.from + p.to) / 2 > turned)
			*fall = p;
	}
	return !rise->to ? GN_TUG_NO_RISE : !fall->to ? GN_TUG_NO_SIT
						      : GN_TUG_FOUND;
}

static size_t peak_of(const float *x, const struct piece *p, float dir)
{
	size_t best = p->from;

	for (size_t i = p->from; i < p->to; i++)
		if (dir * x[i] > dir * x[best])
			best = i;
	return best;
}

/* Does a speed that has fallen so far fall no more? What is left is an error
 * of its integration. */
static int is_left(const struct gn_tug_input *in, size_t i, float dir,
		   float peak)
{
	float now = dir * in->speed[i];

	return now < LEFT_PART * peak && i + LEFT_FRAMES < in->n &&
	       dir * in->speed[i + LEFT_FRAMES] >= now;
}

/* Where after its peak a move has ended. */
static float ended(const struct gn_tug_input *in, const struct piece *p,
		   float dir, float share)
{
	size_t peak = peak_of(in->speed, p, dir), i = peak;
	float top = dir * in->speed[peak];

	while (i < p->to && dir * in->speed[i] > STILL_PART * top &&
	       !is_left(in, i, dir, top))
		i++;
	return (float)peak + (float)(i - peak) / share;
}

/* The lean before the rise begins, else the rise. */
static float started(const struct gn_tug_input *in, const struct piece *rise,
		     const struct piece *fall)
{
	const struct gn_stand_mark m[2] = {
		{ (uint32_t)rise->from, (uint32_t)rise->to,
		  (uint32_t)rise->to },
		{ (uint32_t)fall->from, (uint32_t)fall->to,
		  (uint32_t)fall->to },
	};
	size_t peak = peak_of(in->speed, rise, 1.0f);
	float at = peak > BEFORE_FRAMES ? (float)(peak - BEFORE_FRAMES) : 0.0f;
	float begin, top, sign;

	gn_stand_rate(in->frames, in->n, m, 2, LEAN_HZ, in->work);
	sign = gn_stand_lean_sign(in->work, in->n, &at, 1);
	for (size_t i = 0; i < in->n; i++)
		in->work[i] *= sign;
	if (gn_stand_lean(in->work, in->work, in->n, at, 0, &begin, &top))
		return begin;
	return (float)rise->from;
}

enum gn_tug_state gn_tug_find(const struct gn_tug_input *in,
			      struct gn_tug_frames *out)
{
	struct piece turn[2], rise = { 0, 0 }, fall = { 0, 0 };
	enum gn_tug_state state;

	head(in);
	if (!next_turn(in, 0, &turn[0]) ||
	    !next_turn(in, turn[0].to, &turn[1]))
		return GN_TUG_NO_TURNS;
	state = find_moves(in, turn[0].from, turn[1].from, &rise, &fall);
	if (state != GN_TUG_FOUND)
		return state;
	for (int k = 0; k < 2; k++)
		edges(in, &turn[k], &out->turn[k], &out->turned[k]);
	out->up = ended(in, &rise, 1.0f, RISE_SHARE);
	out->end = ended(in, &fall, -1.0f, FALL_SHARE);
	out->start = started(in, &rise, &fall);
	return GN_TUG_FOUND;
}

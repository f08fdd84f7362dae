/* SPDX-License-Identifier: MIT */
/* Two sensors of a limb, or of it and the trunk, in each other's place. */
#include <math.h>
#include <stdlib.h>

#include "session_priv.h"

/* Constants are ours, from ten sensors on one person in seven exercises and
 * five on two persons in nine; see tests/unit/test_mistakes_real.c. */
#define REVERSED GN_MISTAKES_REVERSED
#define OUTER 100.0f            /* more, of two with another between: the
				 * pairs that it makes with it are wrong, too */
#define BELOW_M 0.05            /* a sensor sits this far on the right ... */
#define SURE 3.0                /* ... side of the other, or less than 0: on
				 * the wrong one; both by so many sd, ... */
#define LEAST_SD_M 0.03
#define GAIN 0.08               /* ... each worth so much more likeness */
#define STRAINED 1.4f           /* times: limbs as named reach 0.8 */
#define OWN 0.7f                /* of that misfit: the two share a joint */

/* The leg from above; neighbours share a joint. */
static int level(enum gn_place p)
{
	return p == GN_PLACE_PELVIS ? 1 : p == GN_PLACE_THIGH ? 2 :
	       p == GN_PLACE_SHANK ? 3 : p == GN_PLACE_FOOT ? 4 : 0;
}

/* Do the two places share a joint, a above b while standing? */
static int is_above(enum gn_place a, enum gn_place b)
{
	return (level(a) && level(b) == level(a) + 1) ||
	       (a == GN_PLACE_UPPER_ARM && (b == GN_PLACE_FOREARM ||
					    b == GN_PLACE_WRIST));
}

/* Where the upper arm hangs. */
static int is_shoulder(enum gn_place p)
{
	return p == GN_PLACE_CHEST || p == GN_PLACE_SHOULDER;
}

/* The side that a pair of sensors is of; -1: they are of two. */
static int side_of(const struct gn_session *s, size_t a, size_t b)
{
	enum gn_side x = s->desc[a].side, y = s->desc[b].side;

	if (x == y || y == GN_SIDE_NONE)
		return (int)x;
	return x == GN_SIDE_NONE ? (int)y : -1;
}

static int is_neighbour(const struct gn_session *s, size_t a, size_t b)
{
	enum gn_place p = s->desc[a].place, q = s->desc[b].place;

	return side_of(s, a, b) >= 0 && level(p) && level(q) &&
	       abs(level(p) - level(q)) == 1;
}

/* Two of one limb, with another segment between? */
static int is_outer(enum gn_place p, enum gn_place q)
{
	return (p == GN_PLACE_THIGH && q == GN_PLACE_FOOT) ||
	       (p == GN_PLACE_FOOT && q == GN_PLACE_THIGH);
}

/* Do two sensors share a joint, as they are named? */
static int is_joined(const struct gn_session *s, size_t a, size_t b)
{
	enum gn_place p = s->desc[a].place, q = s->desc[b].place;

	return side_of(s, a, b) >= 0 &&
	       (is_above(p, q) || is_above(q, p) ||
		(is_shoulder(p) && q == GN_PLACE_UPPER_ARM) ||
		(is_shoulder(q) && p == GN_PLACE_UPPER_ARM));
}

/*
 * How many times better the joints of a and b with their other neighbours fit
 * with the two exchanged: one that two sensors do not share, as another
 * segment lies between, moves otherwise as either of them sees it. 0: a and b
 * do not share a joint: where one is of the other limb, that does not fit
 * either; or one of them rests, which fits whatever moves slowly.
 */
static float strain(struct gn_session *s, size_t a, size_t b, int outer)
{
	float as_is = 0.0f, exchanged = 0.0f;

	for (size_t i = 0; i < s->p.n_sensors; i++) {
		int by_a = is_joined(s, a, i), by_b = is_joined(s, b, i);
		float x, y;

		if (i == a || i == b || by_a == by_b ||
		    !gn_mistakes_fit(s, i) ||
		    gn_mistakes_named(&s->mistakes, i))
			continue;
		x = gn_mistakes_misfit(s, a, i);
		y = gn_mistakes_misfit(s, b, i);
		as_is += by_a ? x : y;
		exchanged += by_a ? y : x;
	}
	if (!outer && (!(gn_mistakes_misfit(s, a, b) < OWN * as_is) ||
		       gn_mistakes_rests(s, a) || gn_mistakes_rests(s, b)))
		return 0.0f;
	return as_is > 0.0f ? as_is / exchanged : 0.0f;
}

/* How much more alike the neighbours of a leg are with a and b exchanged. */
static double gain(struct gn_session *s, size_t a, size_t b)
{
	double sum = 0.0;
	size_t n;

	for (size_t i = 0; i < s->p.n_sensors; i++) {
		int by_a = is_neighbour(s, a, i), by_b = is_neighbour(s, b, i);
		float x, y;

		if (i == a || i == b || by_a == by_b || !gn_mistakes_fit(s, i))
			continue;
		x = gn_mistakes_likeness(s, a, i, &n);
		y = gn_mistakes_likeness(s, b, i, &n);
		sum += (double)(by_a ? y - x : x - y);
	}
	return isfinite(sum) ? sum : 0.0;
}

/* 1: a is above b, through their joint; -1: below; 0: there is no telling. */
static int height(struct gn_session *s, size_t a, size_t b)
{
	double sd = 0.0, above = gn_mistakes_above(s, a, b, &sd);

	sd = fmax(sd, LEAST_SD_M);
	if (above > BELOW_M && above > SURE * sd)
		return 1;
	return above < 0.0 && gain(s, a, b) / GAIN - above / sd > SURE ?
		-1 : 0;
}

/* As height(), of places that may lie further apart: with another between. */
static int order_of(struct gn_session *s, size_t a, size_t b)
{
	enum gn_place p = s->desc[a].place, q = s->desc[b].place;

	if (is_above(p, q))
		return height(s, a, b);
	if (!level(p) || level(q) != level(p) + 2)
		return 0;
	for (size_t i = 0; i < s->p.n_sensors; i++)
		if (level(s->desc[i].place) == level(p) + 1 &&
		    s->desc[i].side == s->desc[b].side &&
		    gn_mistakes_fit(s, i))
			return height(s, a, i) < 0 && height(s, i, b) < 0 ?
				-2 : 0;
	return 0;
}

/* How sure it is that two of one limb sit in each other's place, by the joints
 * that they should share with others; 0: it is not. */
static float strained(struct gn_session *s, size_t a, size_t b,
		      enum gn_side side)
{
	enum gn_place p = s->desc[a].place, q = s->desc[b].place;
	float by = gn_mistakes_reversed(s, a, b, side), more;

	if ((by != 0.0f && by < 1.0f) || s->desc[a].side != s->desc[b].side ||
	    (!is_above(p, q) && !is_above(q, p) && !is_outer(p, q)))
		return 0.0f;
	more = strain(s, a, b, is_outer(p, q));
	return more > STRAINED ? more : 0.0f;
}

/* As that, by the order in which they turn and lie. Of two that hardly bend the
 * joint lies anywhere: those with the others have a say, too. */
static float disordered(struct gn_session *s, size_t a, size_t b,
			enum gn_side side)
{
	float by = gn_mistakes_reversed(s, a, b, side), more;
	int way = order_of(s, a, b);

	if (!way)
		way = order_of(s, b, a);
	more = way < 0 ? strain(s, a, b, 0) : 0.0f;
	if (way < 0 && (by == 0.0f || by > 1.0f) &&
	    (more == 0.0f || more > 1.0f))
		return fmaxf(by, REVERSED) + (way < -1 ? OUTER : 0.0f);
	return way == 0 && by > REVERSED ? by : 0.0f;
}

typedef float sure_fn(struct gn_session *, size_t, size_t, enum gn_side);

/* The two that most surely do, of those that nothing is known against. */
static float find_swap(struct gn_session *s, sure_fn *sure, size_t *a,
		       size_t *b)
{
	float most = 0.0f;

	for (size_t i = 0; i < s->p.n_sensors; i++)
		for (size_t k = 0; k < i; k++) {
			int side = side_of(s, i, k);
			float by;

			if (side < 0 || !gn_mistakes_fit(s, i) ||
			    !gn_mistakes_fit(s, k) ||
			    gn_mistakes_named(&s->mistakes, i) ||
			    gn_mistakes_named(&s->mistakes, k))
				continue;
			by = sure(s, i, k, (enum gn_side)side);
			if (by > most) {
				most = by;
				*a = i;
				*b = k;
			}
		}
	return most;
}

static void find_all(struct gn_session *s, sure_fn *sure)
{
	size_t a, b;

	while (s->mistakes.n < MISTAKES_MAX &&
	       find_swap(s, sure, &a, &b) > 0.0f)
		gn_mistakes_note(s, GN_MISTAKE_SWAPPED, a, b);
}

void gn_mistakes_strained(struct gn_session *s)
{
	find_all(s, strained);
}

void gn_mistakes_swapped(struct gn_session *s)
{
	find_all(s, disordered);
}

/* SPDX-License-Identifier: MIT */
/* Sensors that are not where their names say. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/joint_centre.h"
#include "session_priv.h"

/* Constants are ours, from ten sensors on one person in seven exercises and
 * five on two persons in nine; see tests/unit/test_mistakes_real.c. */
#define REVERSED 1.15f          /* times more, against what is known */
#define OUTER 100.0f            /* more, of two with another between: the
				 * pairs that it makes with it are wrong, too */
#define BELOW_M 0.05            /* a sensor sits this far on the right ... */
#define SURE 3.0                /* ... side of the other, or less than 0: on
				 * the wrong one; both by so many sd, ... */
#define LEAST_SD_M 0.03
#define GAIN 0.08               /* ... each worth so much more likeness */
#define CROSS 0.15f             /* of likeness, more with the other side ... */
#define CROSS_BY_N 4.8f         /* ... and over the root of frames */
#define SELF 0.88f              /* of how alike the two limbs are */
#define FITS 0.7                /* times the misfit: that joint is the one */
#define BENDS_RAD 0.7f          /* the exercise bends the joint between */

int gn_mistakes_init(struct mistakes *m)
{
	int have = 1;

	memset(m, 0, sizeof(*m));
	m->use = calloc(PAIR_FRAMES, 1);
	for (int k = 0; k < 2; k++) {
		m->pair[k] = calloc(PAIR_FRAMES, sizeof(*m->pair[k]));
		m->rate[k] = calloc(PAIR_FRAMES, sizeof(float));
		m->acc[k] = calloc(PAIR_FRAMES, sizeof(float));
		have = have && m->pair[k] && m->rate[k] && m->acc[k];
	}
	return have && m->use ? GN_OK : GN_ENOMEM;
}

void gn_mistakes_free(struct mistakes *m)
{
	free(m->use);
	for (int k = 0; k < 2; k++) {
		free(m->pair[k]);
		free(m->rate[k]);
		free(m->acc[k]);
	}
	memset(m, 0, sizeof(*m));
}

int gn_mistakes_fit(const struct gn_session *s, size_t i)
{
	return s->desc[i].has_gyr && !s->desc[i].bad_gyr &&
	       !s->desc[i].aligned && s->s[i].has_gyr &&
	       s->s[i].n > GN_JOINT_CENTRE_MIN;
}

int gn_mistakes_at(const struct gn_session *s, enum gn_place place,
		   enum gn_side side)
{
	for (size_t i = 0; i < s->p.n_sensors; i++)
		if (s->desc[i].place == place && s->desc[i].side == side &&
		    gn_mistakes_fit(s, i))
			return (int)i;
	return -1;
}

static int is_named(const struct mistakes *m, uint32_t sensor)
{
	for (size_t k = 0; k < m->n; k++)
		if (m->found[k].sensor == sensor ||
		    m->found[k].other == sensor)
			return 1;
	return 0;
}

static struct gn_mistake *note(struct gn_session *s, enum gn_mistake_kind kind,
			       size_t a, size_t b)
{
	struct mistakes *m = &s->mistakes;
	struct gn_mistake *f = &m->found[m->n];

	if (m->n == MISTAKES_MAX)
		return NULL;
	m->n++;
	*f = (struct gn_mistake){
		.kind = kind, .sensor = (uint32_t)a, .other = (uint32_t)b,
		.since_ns = s->reps[0].start_ns };
	return f;
}

/* --- two sensors of one side, or of a limb and the trunk --- */

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

/* How sure it is that two sensors sit in each other's place; 0: it is not. */
static float swapped(struct gn_session *s, size_t a, size_t b,
		     enum gn_side side)
{
	float by = gn_mistakes_reversed(s, a, b, side);
	int way = order_of(s, a, b);

	if (!way)
		way = order_of(s, b, a);
	if (way < 0 && (by == 0.0f || by > 1.0f))
		return fmaxf(by, REVERSED) + (way < -1 ? OUTER : 0.0f);
	return way == 0 && by > REVERSED ? by : 0.0f;
}

/* The two that most surely do, of those that nothing is known against. */
static float find_swap(struct gn_session *s, size_t *a, size_t *b)
{
	float most = 0.0f;

	for (size_t i = 0; i < s->p.n_sensors; i++)
		for (size_t k = 0; k < i; k++) {
			int side = side_of(s, i, k);
			float by;

			if (side < 0 || !gn_mistakes_fit(s, i) ||
			    !gn_mistakes_fit(s, k) ||
			    is_named(&s->mistakes, (uint32_t)i) ||
			    is_named(&s->mistakes, (uint32_t)k))
				continue;
			by = swapped(s, i, k, (enum gn_side)side);
			if (by > most) {
				most = by;
				*a = i;
				*b = k;
			}
		}
	return most;
}

static void find_swapped(struct gn_session *s)
{
	size_t a, b;

	while (s->mistakes.n < MISTAKES_MAX && find_swap(s, &a, &b) > 0.0f)
		note(s, GN_MISTAKE_SWAPPED, a, b);
}

static void find_together(struct gn_session *s)
{
	static const enum gn_side sides[] = { GN_SIDE_LEFT, GN_SIDE_RIGHT,
					      GN_SIDE_UNKNOWN };
	const struct gn_exercise *e = &s->exercise;

	if (!(e->rom_min_rad >= BENDS_RAD))
		return;
	for (size_t k = 0; k < sizeof(sides) / sizeof(sides[0]); k++) {
		int a = gn_mistakes_at(s, e->joint[0], sides[k]);
		int b = gn_mistakes_at(s, e->joint[1], sides[k]);

		if (a >= 0 && b >= 0 &&
		    gn_mistakes_together(s, (size_t)a, (size_t)b))
			note(s, GN_MISTAKE_TOGETHER, (size_t)a, (size_t)b);
	}
}

/* --- left against right --- */

/*
 * 1: each limb's two sensors belong together; -1: one's with the other's. Where
 * the limbs are more alike than a limb is in itself, as both do the very same,
 * nothing tells.
 */
static int shaken_straight(struct gn_session *s, const int id[2][2])
{
	float own, other, across = 0.0f, least, with[2][2];
	size_t frames = 0, n;

	for (int a = 0; a < 2; a++) {
		for (int b = 0; b < 2; b++) {
			with[a][b] = gn_mistakes_likeness(s, (size_t)id[0][a],
							  (size_t)id[1][b],
							  &n);
			frames = frames && frames < n ? frames : n;
		}
		across += gn_mistakes_likeness(s, (size_t)id[a][0],
					       (size_t)id[a][1], &n);
	}
	own = with[0][0] + with[1][1];
	other = with[0][1] + with[1][0];
	least = fmaxf(CROSS, CROSS_BY_N / sqrtf((float)frames));
	if (own < other - least && other > SELF * across)
		return -1;
	return own > other + least;
}

/*
 * As that, by the joints: one that two sensors do not share moves otherwise as
 * either of them sees it, unless both limbs do the very same. Either joint of
 * the one way has to fit better than either of the other.
 */
static int jointed_straight(struct gn_session *s, const int id[2][2])
{
	double best[2], worst[2];       /* as they are named; crossed */

	for (int k = 0; k < 2; k++) {
		double l = gn_mistakes_misfit(s, (size_t)id[0][0],
					      (size_t)id[1][k]);
		double r = gn_mistakes_misfit(s, (size_t)id[0][1],
					      (size_t)id[1][!k]);

		if (isnan(l + r))
			return 0;
		best[k] = fmin(l, r);
		worst[k] = l > r ? l : r;
	}
	if (worst[1] < FITS * best[0])
		return -1;
	return worst[0] < FITS * best[1];
}

/*
 * As these, of two neighbouring places; 0: a sensor is missing. Two of one limb
 * in each other's place look crossed too, if both limbs do the very same: each
 * is then compared with its like. The order in which they turn tells.
 */
static int limbs_straight(struct gn_session *s, enum gn_place upper,
			  enum gn_place lower)
{
	int id[2][2], way;

	for (int k = 0; k < 2; k++) {
		id[0][k] = gn_mistakes_at(s, upper, GN_SIDE_LEFT + k);
		id[1][k] = gn_mistakes_at(s, lower, GN_SIDE_LEFT + k);
		if (id[0][k] < 0 || id[1][k] < 0)
			return 0;
	}
	for (int k = 0; k < 2; k++)
		if (gn_mistakes_reversed(s, (size_t)id[0][k],
					 (size_t)id[1][k],
					 GN_SIDE_LEFT + k) > REVERSED &&
		    gn_mistakes_busy(s, id))
			return 0;
	way = shaken_straight(s, id);
	return way ? way : jointed_straight(s, id);
}

static void note_crossed(struct gn_session *s, enum gn_place place,
			 int or_next)
{
	int l = gn_mistakes_at(s, place, GN_SIDE_LEFT);
	int r = gn_mistakes_at(s, place, GN_SIDE_RIGHT);
	struct gn_mistake *f;

	if (l < 0 || r < 0 || is_named(&s->mistakes, (uint32_t)l))
		return;
	f = note(s, GN_MISTAKE_CROSSED, (size_t)l, (size_t)r);
	if (f)
		f->or_next = (uint8_t)or_next;
}

/* Which of three places in a row is crossed, by its neighbours. */
static void find_crossed(struct gn_session *s, const enum gn_place p[3])
{
	int a = limbs_straight(s, p[0], p[1]);
	int b = limbs_straight(s, p[1], p[2]);

	if (a < 0 && b > 0)
		note_crossed(s, p[0], 0);
	else if (a < 0 && b < 0)
		note_crossed(s, p[1], 0);
	else if (b < 0 && a > 0)
		note_crossed(s, p[2], 0);
	else if (a < 0 || b < 0) {
		note_crossed(s, p[1], 1);
		note_crossed(s, p[a < 0 ? 0 : 2], 1);
	}
}

/* --- one that does not sit as it did --- */

static void find_slipped(struct gn_session *s)
{
	for (size_t i = 0; i < s->p.n_sensors; i++) {
		const struct limb *l = &s->joints.limb[i];
		struct gn_mistake *f;
		size_t k = 0;

		if (l->holds == s->stretch.n) {
			s->mistakes.sat[i] = l->sat;
			continue;
		}
		if (is_named(&s->mistakes, (uint32_t)i))
			continue;
		/* one may begin where the one before ends */
		while (s->parts[k].end < l->holds)
			k++;
		f = note(s, l->moved ? GN_MISTAKE_MOVED : GN_MISTAKE_SLIPPED,
			 i, i);
		if (f)
			f->since_ns = s->reps[k].start_ns;
	}
}

void gn_mistakes_find(struct gn_session *s, size_t n)
{
	static const enum gn_place leg[] = { GN_PLACE_THIGH, GN_PLACE_SHANK,
					     GN_PLACE_FOOT };
	static const enum gn_place arm[] = { GN_PLACE_UPPER_ARM,
					     GN_PLACE_FOREARM,
					     GN_PLACE_WRIST };
	static const enum gn_place short_arm[] = { GN_PLACE_UPPER_ARM,
						   GN_PLACE_WRIST,
						   GN_PLACE_HAND };

	if (n < 2)
		return;
	/* first: what a strap's slip does to rates looks like anything */
	find_slipped(s);
	find_crossed(s, leg);
	find_crossed(s, arm);
	find_crossed(s, short_arm);
	find_together(s);
	find_swapped(s);
}

static void mark(struct limb *l)
{
	l->wrong = 1;
	l->holds = 0;
}

void gn_mistakes_mark(struct gn_session *s)
{
	const struct mistakes *m = &s->mistakes;

	for (size_t k = 0; k < m->n; k++) {
		const struct gn_mistake *f = &m->found[k];

		/* one that slipped in this stretch held until then */
		if (f->sensor == f->other &&
		    f->since_ns > s->reps[0].start_ns)
			continue;
		mark(&s->joints.limb[f->sensor]);
		mark(&s->joints.limb[f->other]);
	}
}

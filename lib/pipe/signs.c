/* SPDX-License-Identifier: MIT */
/* Which way is forward, and what an exercise does not show. */
#include <math.h>
#include <string.h>

#include "covary.h"
#include "facing.h"

#define ALIKE 0.1f              /* correlation that tells a thigh's sign ... */
#define THIGH_LEAST 0.175f      /* 10 deg: it has leant */
#define SHANK_MOST 0.785f       /* 45 deg: further forward the heel is up */
#define KNEE_BENDS 0.35f        /* 20 deg */
#define KNEE_LEAST -0.262f      /* -15 deg: further forward is no knee */
#define HINGE 0.4f              /* ... and shows a knee without any pose */
#define CLOSER 0.7f             /* times less range: the two go together */

static void turn_round(struct limb *l, size_t n)
{
	gn_segment_flip(&l->m.axes);
	for (size_t i = 0; i < n; i++) {
		l->lean[0][i] = -l->lean[0][i];
		l->lean[1][i] = -l->lean[1][i];
		l->ahead[i] = -l->ahead[i];
	}
}

/* To which side it leans further: the root of the mean cube over the parts. */
static float leans(const struct limb *l, const struct stretch *s)
{
	double sum = 0.0, n = 0.0;

	for (size_t k = 0; k < s->n_parts; k++)
		for (uint32_t i = s->part[k].start; i <= s->part[k].end; i++) {
			double a = (double)l->lean[0][i];

			if (!isfinite(l->lean[0][i]))
				continue;
			sum += a * a * a;
			n += 1.0;
		}
	return n > 0.0 ? (float)cbrt(sum / n) : 0.0f;
}

/* Do two segments accelerate forward alike? */
static float alike(const struct limb *a, const struct limb *b,
		   const struct stretch *s)
{
	struct covary c = { 0 };

	for (size_t k = 0; k < s->n_parts; k++)
		for (uint32_t i = s->part[k].start; i <= s->part[k].end; i++)
			if (isfinite(a->ahead[i]) && isfinite(b->ahead[i]))
				covary_add(&c, a->ahead[i], b->ahead[i]);
	if (c.n < 3.0)
		return 0.0f;
	covary_centre(&c);
	return c.xx > 0.0 && c.yy > 0.0 ? (float)(c.xy / sqrt(c.xx * c.yy))
					: 0.0f;
}

struct limb *gn_joints_at(struct joints *j, const struct stretch *s,
			  enum gn_place place, enum gn_side side)
{
	for (size_t i = 0; i < s->n_sensors; i++)
		if (s->desc[i].place == place && s->desc[i].side == side)
			return &j->limb[i];
	return NULL;
}

/*
 * How far the hinge of two segments goes: from least to most of b less a, and
 * of b plus a, as it were if the sign of a is the other.
 */
struct swing {
	float least[2], most[2];
};

/* Not a number: no wider. */
static void widen(float *least, float *most, float x)
{
	if (x < *least)
		*least = x;
	if (x > *most)
		*most = x;
}

static struct swing swing_of(const struct limb *a, const struct limb *b,
			     const struct stretch *s)
{
	struct swing w = { { INFINITY, INFINITY }, { -INFINITY, -INFINITY } };

	for (size_t k = 0; k < s->n_parts; k++)
		for (uint32_t i = s->part[k].start; i <= s->part[k].end; i++) {
			float x = a->lean[0][i], y = b->lean[0][i];

			widen(&w.least[0], &w.most[0], y - x);
			widen(&w.least[1], &w.most[1], y + x);
		}
	return w;
}

/*
 * A foot in the air goes with its shank: 1 or -1 by which sign of its lean
 * leaves less of the ankle's range, 0 if that is not clear.
 */
static float together(const struct limb *foot, const struct limb *shank,
		      const struct stretch *s)
{
	struct swing w = swing_of(foot, shank, s);
	float with = w.most[0] - w.least[0], against = w.most[1] - w.least[1];

	return with < CLOSER * against ? 1.0f :
	       against < CLOSER * with ? -1.0f : 0.0f;
}

/*
 * A knee does not bend forward: 1 or -1 by which sign of the thigh's lean
 * spares it that, 0 if both do.
 */
static float knee_way(const struct limb *thigh, const struct limb *shank,
		      const struct stretch *s)
{
	struct swing w = swing_of(thigh, shank, s);

	if ((w.least[0] < KNEE_LEAST) == (w.least[1] < KNEE_LEAST))
		return 0.0f;
	return w.least[0] < w.least[1] ? -1.0f : 1.0f;
}

/* How surely it is that a thigh or foot has the right sign, -1..1. back: which
 * way it leans. */
static float by_shank(const struct limb *l, const struct limb *shank,
		      enum gn_place place, float back, const struct stretch *s)
{
	float way = 0.0f;

	if (place == GN_PLACE_FOOT)
		return together(l, shank, s);
	/* straight is what the pose says, or how a squat begins */
	if ((l->m.has_up && shank->m.has_sign) || s->upright)
		way = knee_way(l, shank, s);
	/* over a foot that is down a bent leg's thigh leans back */
	if (way == 0.0f && l->m.has_up && fabsf(back) > THIGH_LEAST &&
	    fabsf(leans(shank, s)) < SHANK_MOST)
		way = back < 0.0f ? 1.0f : -1.0f;
	return way != 0.0f ? way : alike(l, shank, s);
}

static void sign_of(struct joints *j, const struct stretch *s, size_t sensor)
{
	enum gn_place place = s->desc[sensor].place;
	struct limb *l = &j->limb[sensor], *shank = NULL;
	float lean, tells, same = 0.0f;

	if (!l->seen || l->still || l->m.has_sign)
		return;
	lean = tells = leans(l, s);
	if (place == GN_PLACE_THIGH || place == GN_PLACE_FOOT)
		shank = gn_joints_at(j, s, GN_PLACE_SHANK,
				     s->desc[sensor].side);
	l->m.has_sign = l->m.has_up && fabsf(tells) >= GN_SEGMENT_LEAN_MIN;
	if (place == GN_PLACE_THIGH || place == GN_PLACE_WRIST ||
	    place == GN_PLACE_FOREARM || place == GN_PLACE_UPPER_ARM)
		tells = -tells;
	if (shank && shank->seen && !shank->still)
		same = by_shank(l, shank, place, lean, s);
	if (fabsf(same) >= (l->m.has_up ? ALIKE : HINGE)) {
		tells = same;
		l->m.has_sign = 1;
	}
	if (tells < 0.0f)
		turn_round(l, s->n);
}

/* How much a hinge bent in the parts, whatever the signs: the lesser. */
static float bends(const struct limb *a, const struct limb *b,
		   const struct stretch *s)
{
	struct swing w = swing_of(a, b, s);

	return fminf(w.most[0] - w.least[0], w.most[1] - w.least[1]);
}

/* Did the hinge of a limb's two segments bend? */
static int hinge_bent(struct joints *j, const struct stretch *s,
		      enum gn_place proximal, enum gn_place distal,
		      enum gn_side side)
{
	struct limb *a = gn_joints_at(j, s, proximal, side);
	struct limb *b = gn_joints_at(j, s, distal, side);

	return a && b && a->seen && b->seen && bends(a, b, s) >= KNEE_BENDS;
}

/* Which axes an exercise in an unknown plane does not show. */
static void doubt(struct joints *j, const struct stretch *s)
{
	static const enum gn_side sides[] = { GN_SIDE_LEFT, GN_SIDE_RIGHT };
	int leg[2], arm[2];

	for (int k = 0; k < 2; k++) {
		leg[k] = hinge_bent(j, s, GN_PLACE_THIGH, GN_PLACE_SHANK,
				    sides[k]);
		arm[k] = hinge_bent(j, s, GN_PLACE_UPPER_ARM, GN_PLACE_WRIST,
				    sides[k]) ||
			hinge_bent(j, s, GN_PLACE_UPPER_ARM, GN_PLACE_FOREARM,
				   sides[k]);
	}
	for (size_t i = 0; i < s->n_sensors; i++) {
		struct limb *l = &j->limb[i];
		int k = s->desc[i].side == GN_SIDE_RIGHT, shown;

		switch (s->desc[i].place) {
		case GN_PLACE_THIGH: case GN_PLACE_SHANK: case GN_PLACE_FOOT:
			shown = leg[k];
			break;
		case GN_PLACE_UPPER_ARM: case GN_PLACE_FOREARM:
		case GN_PLACE_WRIST:
			shown = arm[k];
			break;
		default:
			shown = leg[0] || leg[1];
			break;
		}
		if (l->own && !l->still && !shown)
			l->seen = 0;
	}
}

void gn_joints_signs(struct joints *j, const struct stretch *s)
{
	/* thighs and feet ask their shank */
	for (int later = 0; later < 2; later++)
		for (size_t i = 0; i < s->n_sensors; i++)
			if ((s->desc[i].place == GN_PLACE_THIGH ||
			     s->desc[i].place == GN_PLACE_FOOT) == later)
				sign_of(j, s, i);
	if (!s->sagittal)
		doubt(j, s);
	for (size_t i = 0; i < s->n_sensors; i++)
		gn_facing_settle(&j->limb[i], s->desc[i].aligned ?
				 &gn_joints_upright : &s->body->mount[i], s->n);
	memset(j->faced, 0, sizeof(j->faced));
}

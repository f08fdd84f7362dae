/* SPDX-License-Identifier: MIT */
/* One place's two sensors exchanged, left for right. */
#include <math.h>

#include "session_priv.h"

/* Constants are ours, see swapped.c. */
#define CROSS 0.15f             /* of likeness, more with the other side ... */
#define CROSS_BY_N 4.8f         /* ... and over the root of frames */
#define SELF 0.88f              /* of how alike the two limbs are */
#define FITS 0.7f               /* times the misfit: that joint is the one */

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
	float best[2], worst[2];       /* as they are named; crossed */

	for (int k = 0; k < 2; k++) {
		float l = gn_mistakes_misfit(s, (size_t)id[0][0],
					     (size_t)id[1][k]);
		float r = gn_mistakes_misfit(s, (size_t)id[0][1],
					     (size_t)id[1][!k]);

		if (isnan(l + r))
			return 0;
		best[k] = fminf(l, r);
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
	for (int k = 0; k < 2; k++) {
		float by = gn_mistakes_reversed(s, (size_t)id[0][k],
						(size_t)id[1][k],
						GN_SIDE_LEFT + k);

		if (by > GN_MISTAKES_REVERSED && gn_mistakes_busy(s, id))
			return 0;
	}
	way = shaken_straight(s, id);
	return way ? way : jointed_straight(s, id);
}

static void note_crossed(struct gn_session *s, enum gn_place place,
			 int or_next)
{
	int l = gn_mistakes_at(s, place, GN_SIDE_LEFT);
	int r = gn_mistakes_at(s, place, GN_SIDE_RIGHT);
	struct gn_mistake *f;

	/* two of one limb in each other's place look so, too */
	if (l < 0 || r < 0 || gn_mistakes_named(&s->mistakes, (size_t)l) ||
	    gn_mistakes_named(&s->mistakes, (size_t)r))
		return;
	f = gn_mistakes_note(s, GN_MISTAKE_CROSSED, (size_t)l, (size_t)r);
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

void gn_mistakes_crossed(struct gn_session *s)
{
	static const enum gn_place leg[] = { GN_PLACE_THIGH, GN_PLACE_SHANK,
					     GN_PLACE_FOOT };
	static const enum gn_place arm[] = { GN_PLACE_UPPER_ARM,
					     GN_PLACE_FOREARM,
					     GN_PLACE_WRIST };
	static const enum gn_place short_arm[] = { GN_PLACE_UPPER_ARM,
						   GN_PLACE_WRIST,
						   GN_PLACE_HAND };

	find_crossed(s, leg);
	find_crossed(s, arm);
	find_crossed(s, short_arm);
}

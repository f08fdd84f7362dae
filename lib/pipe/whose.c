/* SPDX-License-Identifier: MIT */
/* Whose repetitions are: of the left limb, of the right, or of both. */
#include <math.h>

#include "session_priv.h"

#define OTHER_SIDE 1.5f         /* times more movement: that limb works */

float gn_session_liveliness(const struct gn_session *s, size_t sensor,
			    size_t from, size_t to)
{
	const struct sensor *x = &s->s[sensor];
	double sum = 0.0, n = 0.0;

	for (size_t k = from; k < to; k++) {
		struct mark m;

		if (!gn_session_mark(s, x, &s->reps[k], &m))
			continue;
		for (uint32_t i = m.start; i <= m.end; i++, n += 1.0)
			for (int c = 0; c < 3; c++)
				sum += x->span[i].gyr_radps[c] *
				       x->span[i].gyr_radps[c];
	}
	return n > 0.0 ? (float)sqrt(sum / n) : 0.0f;
}

int gn_session_find(const struct gn_session *s, enum gn_place place,
		    enum gn_side side, size_t like)
{
	for (size_t i = 0; i < s->p.n_sensors; i++)
		if (place != GN_PLACE_UNKNOWN && s->desc[i].place == place &&
		    s->desc[i].side == side &&
		    s->desc[i].aligned == s->desc[like].aligned &&
		    s->s[i].cond.has_acc && s->s[i].n > 2)
			return (int)i;
	return -1;
}

/* Two limbs' sensors at a place; 0: they are not there. */
static int find_pair(const struct gn_session *s, enum gn_place place,
		     size_t like, size_t limb[2])
{
	int l = gn_session_find(s, place, GN_SIDE_LEFT, like);
	int r = gn_session_find(s, place, GN_SIDE_RIGHT, like);

	if (l < 0 || r < 0)
		return 0;
	limb[0] = (size_t)l;
	limb[1] = (size_t)r;
	return 1;
}

enum gn_side gn_session_working_side(const struct gn_session *s,
				     size_t counted, size_t n)
{
	size_t limb[2];

	if (!find_pair(s, s->desc[counted].place, counted, limb))
		return GN_SIDE_NONE;
	return gn_session_liveliness(s, limb[0], 0, n) >
	       gn_session_liveliness(s, limb[1], 0, n) ?
	       GN_SIDE_LEFT : GN_SIDE_RIGHT;
}

/* Which of two limbs works in repetitions from..to. */
static enum gn_side livelier(const struct gn_session *s, const size_t limb[2],
			     size_t from, size_t to)
{
	float l = gn_session_liveliness(s, limb[0], from, to);
	float r = gn_session_liveliness(s, limb[1], from, to);

	return l > OTHER_SIDE * r ? GN_SIDE_LEFT :
	       r > OTHER_SIDE * l ? GN_SIDE_RIGHT : GN_SIDE_BOTH;
}

/*
 * Repetitions that were counted where both limbs show alike, on the pelvis,
 * while these take turns: each is of that which works. 0: they do not, or
 * there are no two sensors to tell by.
 */
static int sides_of_limbs(struct gn_session *s, size_t counted, size_t n)
{
	const struct gn_exercise *e = &s->exercise;
	size_t limb[2], of[2] = { 0, 0 }, k = 0;

	while (k < e->n_places &&
	       !find_pair(s, e->places[k], counted, limb))
		k++;
	if (k == e->n_places)
		return 0;
	for (size_t i = 0; i < n; i++) {
		s->reps[i].side = livelier(s, limb, i, i + 1);
		of[0] += s->reps[i].side == GN_SIDE_LEFT;
		of[1] += s->reps[i].side == GN_SIDE_RIGHT;
	}
	return of[0] >= SIDES_LEAST && of[1] >= SIDES_LEAST;
}

void gn_session_sides(struct gn_session *s, size_t counted, size_t n,
		      int in_turn)
{
	enum gn_side side = s->desc[counted].side;
	const int limbed = side == GN_SIDE_LEFT || side == GN_SIDE_RIGHT;
	size_t limb[2];

	if (find_pair(s, s->desc[counted].place, counted, limb)) {
		side = livelier(s, limb, 0, n);
		for (size_t i = 0; i < n; i++)
			s->reps[i].side = in_turn ?
				livelier(s, limb, i, i + 1) : side;
		return;
	}
	if (!limbed && sides_of_limbs(s, counted, n))
		return;
	for (size_t i = 0; i < n; i++)
		s->reps[i].side = limbed ? side : GN_SIDE_NONE;
}

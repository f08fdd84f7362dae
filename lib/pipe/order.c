/* SPDX-License-Identifier: MIT */
/* What the catalogue knows of the order in which segments move. */
#include <math.h>

#include "gonio/joint_centre.h"
#include "session_priv.h"

#define WORKS 0.6f              /* of what the other limb does: it works, too */
#define STANDS 0.85f            /* of what shakes the other leg */
#define BUSY 0.15f              /* of what turns most: it turns, too */
#define RESTS_RADPS 0.02f       /* slower: it is what a sway does */
#define MOVES_RADPS 0.06f       /* slower: nothing is known of its order */

/* How a sensor moves in the repetitions; NAN: not known. */
struct moves {
	float turn_radps;       /* rms of the rates less their mean */
	float bounce_mps2;      /* sd of the acceleration's length */
};

static struct moves moves_of(const struct gn_session *s, size_t sensor)
{
	const struct sensor *x = &s->s[sensor];
	double w[3] = { 0 }, ww = 0.0, a = 0.0, aa = 0.0, n = 0.0;
	struct moves m = { NAN, NAN };
	size_t k = 0;

	for (size_t i = 0; i < x->n; i++) {
		double sq = 0.0;

		while (k < s->stretch.n_parts &&
		       s->parts[k].end < x->frame_of[i])
			k++;
		if (k == s->stretch.n_parts)
			break;
		if (x->apart[i] || s->parts[k].start > x->frame_of[i])
			continue;
		for (int c = 0; c < 3; c++) {
			double g = (double)x->span[i].gyr_radps[c];
			double f = (double)x->span[i].acc_mps2[c];

			w[c] += g;
			ww += g * g;
			sq += f * f;
		}
		a += sqrt(sq);
		aa += sq;
		n += 1.0;
	}
	if (n < (double)GN_JOINT_CENTRE_MIN)
		return m;
	for (int c = 0; c < 3; c++)
		ww -= w[c] * w[c] / n;
	m.turn_radps = (float)sqrt(fmax(ww / n, 0.0));
	m.bounce_mps2 = (float)sqrt(fmax(aa / n - a * a / n / n, 0.0));
	return m;
}

/* Does a chain of the catalogue put place a before b? */
static int ordered(const struct gn_order *o, size_t n, enum gn_place a,
		   enum gn_place b)
{
	for (size_t k = 0; k < n; k++) {
		int seen = 0;

		for (size_t i = 0; i < o[k].n; i++) {
			if (o[k].place[i] == b && seen)
				return 1;
			seen |= o[k].place[i] == a;
		}
	}
	return 0;
}

/* All that the limb of a side does, and the other one, at places where both
 * have a sensor: sensors of one limb that are exchanged change nothing. */
static void sum_limbs(const struct gn_session *s, enum gn_side side,
		      struct moves *own, struct moves *other)
{
	enum gn_side away = side == GN_SIDE_LEFT ? GN_SIDE_RIGHT
						 : GN_SIDE_LEFT;

	*own = *other = (struct moves){ 0, 0 };
	for (size_t i = 0; i < s->p.n_sensors; i++) {
		struct moves x, y;
		int k;

		if (s->desc[i].side != side || !gn_mistakes_fit(s, i))
			continue;
		k = gn_mistakes_at(s, s->desc[i].place, away);
		if (k < 0)
			continue;
		x = moves_of(s, i);
		y = moves_of(s, (size_t)k);
		own->turn_radps += x.turn_radps;
		own->bounce_mps2 += x.bounce_mps2;
		other->turn_radps += y.turn_radps;
		other->bounce_mps2 += y.bounce_mps2;
	}
}

/* Is the limb of a side one that the catalogue's order is about: it works, or
 * it stands where that is what counts? */
static int counts(const struct gn_session *s, enum gn_side side)
{
	struct moves own, other;

	if (side != GN_SIDE_LEFT && side != GN_SIDE_RIGHT)
		return 1;
	sum_limbs(s, side, &own, &other);
	return s->exercise.on_one_leg ?
		own.bounce_mps2 <= STANDS * other.bounce_mps2 :
		own.turn_radps >= WORKS * other.turn_radps;
}

/* How many times over x and y are against the order of a and b; infinite:
 * there is none. */
static float against(const struct gn_order *o, size_t n, enum gn_place a,
		     enum gn_place b, float x, float y)
{
	if (ordered(o, n, a, b))
		return y / x;
	return ordered(o, n, b, a) ? x / y : INFINITY;
}

float gn_mistakes_reversed(const struct gn_session *s, size_t a, size_t b,
			   enum gn_side side)
{
	const struct gn_exercise *e = &s->exercise;
	enum gn_place p = s->desc[a].place, q = s->desc[b].place;
	struct moves x, y;
	float by;

	if (isinf(fminf(against(e->turns, e->n_turns, p, q, 1, 1),
			against(e->bounces, e->n_bounces, p, q, 1, 1))) ||
	    !counts(s, side))
		return 0.0f;
	x = moves_of(s, a);
	y = moves_of(s, b);
	if (!(fmaxf(x.turn_radps, y.turn_radps) >= MOVES_RADPS))
		return 0.0f;
	by = against(e->turns, e->n_turns, p, q, x.turn_radps, y.turn_radps);
	return fminf(by, against(e->bounces, e->n_bounces, p, q,
				 x.bounce_mps2, y.bounce_mps2));
}

int gn_mistakes_rests(const struct gn_session *s, size_t sensor)
{
	return moves_of(s, sensor).turn_radps < RESTS_RADPS;
}

int gn_mistakes_busy(const struct gn_session *s, const int id[2][2])
{
	float least = INFINITY, most = 0.0f;

	for (int k = 0; k < 4; k++) {
		struct moves x = moves_of(s, (size_t)id[k / 2][k % 2]);

		least = fminf(least, x.turn_radps);
		most = fmaxf(most, x.turn_radps);
	}
	return least > BUSY * most && least > MOVES_RADPS;
}

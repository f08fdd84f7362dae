/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "timeline.h"

/*
 * The movement at one instant: strokes, sway and gait, each with its first
 * and second derivative in closed form.
 *
 * Flash & Hogan, "The coordination of arm movements", J Neurosci 1985, 5:1688,
 * eq. (3): x(u) = 10 u^3 - 15 u^4 + 6 u^5 between rest and rest.
 */
static struct gn_jet min_jerk(double u, double per_s)
{
	struct gn_jet j;

	j.x = u * u * u * (10 + u * (6 * u - 15));
	j.v = 30 * u * u * (1 - u) * (1 - u) * per_s;
	j.a = 60 * u * (1 - u) * (1 - 2 * u) * per_s * per_s;
	return j;
}

/* 64 u^3 (1-u)^3: up to 1 in the middle, at rest at both ends. */
static struct gn_jet bump(double u, double per_s)
{
	double p = u * (1 - u);
	double dp = 1 - 2 * u;
	struct gn_jet j;

	j.x = 64 * p * p * p;
	j.v = 192 * p * p * dp * per_s;
	j.a = 192 * p * (2 * dp * dp - 2 * p) * per_s * per_s;
	return j;
}

/* Most calls ask for the same stroke again or for the next one. */
static size_t find_stroke(const struct gn_timeline *tl, double t, size_t i)
{
	size_t lo = 0, hi = tl->n_strokes - 1;

	for (int k = 0; k < 2 && i + k < tl->n_strokes; k++)
		if (t >= tl->stroke[i + k].t0 && t < tl->stroke[i + k].t1)
			return i + k;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (t >= tl->stroke[mid].t1)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* The same in a part of the stroke: its end, or on the way back its start. */
static struct gn_jet delayed(double u, double per_s, double late, int way)
{
	double part = 1 - late;

	return min_jerk(fmin(fmax((u - (way > 0 ? late : 0)) / part, 0), 1),
			per_s / part);
}

static void add_strokes(const struct gn_stroke *k, double t, uint32_t need,
			struct gn_jet *angle)
{
	double per_s = 1.0 / (k->t1 - k->t0);
	double u = fmin(fmax((t - k->t0) * per_s, 0.0), 1.0);
	struct gn_jet s = min_jerk(u, per_s);
	struct gn_jet b = bump(u, per_s);

	for (int i = 0; i < GN_POSE_DIM; i++) {
		double d = k->to.rad[i] - k->from.rad[i];
		double h = k->bumpy ? k->bump.rad[i] : 0.0;
		struct gn_jet m = s;

		if (i < GN_POSE_HEADING && !(need >> (i / 3) & 1))
			continue;
		if (k->way && k->late.rad[i] > 0)
			m = delayed(u, per_s, k->late.rad[i], k->way);
		angle[i].x = k->from.rad[i] + d * m.x + h * b.x;
		angle[i].v = d * m.v + h * b.v;
		angle[i].a = d * m.a + h * b.a;
	}
}

/* Postural sway lies below 1 Hz, physiological tremor at 4 to 8 Hz; of the
 * latter trunk and legs, that bear weight, show little. */
void gn_timeline_sway(struct gn_timeline *tl, const struct gn_sim_scenario *s,
		      struct gn_sim_rng *rng)
{
	const double slow[GN_SWAY_TONES] = {0.12, 0.31, 0.7, 4};
	const double fast[GN_SWAY_TONES] = {0.25, 0.55, 1.2, 8};
	const double two_pi = 2 * 3.14159265358979;

	tl->sways = s->sway_rad > 0 || s->tremor_rad > 0;
	for (int part = 0; part < GN_PART_COUNT; part++) {
		double tremor = s->tremor_rad *
			(part < GN_PART_UARM_L ? 0.2 : 1.0);

		for (int axis = 0; axis < 2; axis++) {
			struct gn_tone *tone = tl->sway[part][axis];

			for (int k = 0; k < GN_SWAY_TONES; k++) {
				double sd = k + 1 == GN_SWAY_TONES ?
					tremor :
					s->sway_rad / (1 + k) * 0.86;

				/* A sinusoid's SD is its height / sqrt 2. */
				tone[k].amp = 1.4142135623731 * sd;
				tone[k].omega = two_pi * gn_sim_uniform(
					rng, slow[k], fast[k]);
				tone[k].phase = gn_sim_uniform(rng, 0,
							       two_pi);
			}
		}
	}
}

static void add_tone(struct gn_jet *j, const struct gn_tone *tone, double t)
{
	double s = tone->amp * sin(tone->omega * t + tone->phase);
	double c = tone->amp * cos(tone->omega * t + tone->phase);

	j->x += s;
	j->v += c * tone->omega;
	j->a -= s * tone->omega * tone->omega;
}

static void add_sway(const struct gn_timeline *tl, double t, uint32_t need,
		     struct gn_jet *angle)
{
	for (int part = 0; part < GN_PART_COUNT; part++) {
		if (!(need >> part & 1))
			continue;
		for (int axis = 0; axis < 2; axis++)
			for (int k = 0; k < GN_SWAY_TONES; k++)
				add_tone(&angle[3 * part + axis],
					 &tl->sway[part][axis][k], t);
	}
}

/* Swing of each segment in gait, left side; the right is half a stride off. */
static const struct {
	enum gn_part left, right;
	double mean, amp, lag;          /* rad, sagittal */
} swings[] = {
	{GN_PART_THIGH_L, GN_PART_THIGH_R, 0.05, 0.38, 0.0},
	{GN_PART_SHANK_L, GN_PART_SHANK_R, -0.30, 0.55, 0.9},
	{GN_PART_FOOT_L, GN_PART_FOOT_R, -0.10, 0.45, 0.7},
	{GN_PART_UARM_L, GN_PART_UARM_R, 0.0, -0.25, 0.1},
	{GN_PART_FARM_L, GN_PART_FARM_R, 0.20, -0.35, 0.3},
	{GN_PART_HAND_L, GN_PART_HAND_R, 0.20, -0.35, 0.3},
};

/* p: phase of the stride, of which the swing is lag behind, and turn ahead. */
static void add_swing(struct gn_jet *j, const struct gn_jet *e, double mean,
		      double amp, const struct gn_jet *p, double lag,
		      double turn)
{
	double phase = p->x - lag + turn;
	struct gn_jet g = {mean + amp * sin(phase), amp * p->v * cos(phase),
			   -amp * p->v * p->v * sin(phase)};

	if (p->a < 0 || p->a > 0)
		g.a += amp * p->a * cos(phase);

	j->x += e->x * g.x;
	j->v += e->v * g.x + e->x * g.v;
	j->a += e->a * g.x + 2 * e->v * g.v + e->x * g.a;
}

/* Knot i of a walk of n known steps: its begin, and each heel strike. */
static double knot(const struct gn_timeline *tl, const struct gn_gait *g,
		   size_t i)
{
	return i == 0 ? g->t0 :
	       1e-9 * (double)tl->step[g->first + i - 1].t_ns;
}

/* By how much of a half-turn and step the phase goes on at knot i, per s. */
static double pace(const struct gn_timeline *tl, const struct gn_gait *g,
		   size_t i)
{
	size_t from = i ? i - 1 : 0, to = i < g->n ? i + 1 : i;

	return (double)(to - from) / (knot(tl, g, to) - knot(tl, g, from));
}

/*
 * The phase of the stride. Each known step is half a turn, from -pi / 2 on, and
 * the left heel strikes at pi / 2. Between two knots it is the polynomial of
 * fifth order that is even at each of them: no jerk of the rate.
 */
static struct gn_jet phase_of(const struct gn_timeline *tl,
			      const struct gn_gait *g, double t)
{
	const double pi = 3.14159265358979;
	size_t lo = 0, hi = g->n - 1;
	double from, len, u, a, b;

	if (!g->n)
		return (struct gn_jet){ g->omega * (t - g->t0), g->omega, 0 };
	while (lo < hi) {
		size_t mid = (lo + hi + 1) / 2;

		if (knot(tl, g, mid) <= t)
			lo = mid;
		else
			hi = mid - 1;
	}
	from = knot(tl, g, lo);
	len = knot(tl, g, lo + 1) - from;
	u = (t - from) / len;
	a = pace(tl, g, lo) * len - 1;
	b = pace(tl, g, lo + 1) * len - 1;
	return (struct gn_jet){
		pi * ((double)lo - 0.5 + u +
		      a * u * (1 + u * u * (-6 + u * (8 - 3 * u))) +
		      b * u * u * u * (-4 + u * (7 - 3 * u))),
		pi / len * (1 + a * (1 + u * u * (-18 + u * (32 - 15 * u))) +
			    b * u * u * (-12 + u * (28 - 15 * u))),
		pi / (len * len) * (a * u * (-36 + u * (96 - 60 * u)) +
				    b * u * (-24 + u * (84 - 60 * u))) };
}

static void add_gait(const struct gn_timeline *tl, const struct gn_gait *g,
		     double t, uint32_t need, struct gn_jet *angle)
{
	const double pi = 3.14159265358979;
	double ramp = g->ramp_s > 0 ? g->ramp_s :
		      fmin(1.0, 0.4 * (g->t1 - g->t0));
	double edge = fmin(t - g->t0, g->t1 - t);
	struct gn_jet e, p;

	if (edge <= 0)
		return;
	p = phase_of(tl, g, t);
	e = (struct gn_jet){1, 0, 0};
	if (edge < ramp)
		e = min_jerk(edge / ramp, 1 / ramp);
	if (t - g->t0 > g->t1 - t)
		e.v = -e.v;
	e.x *= g->size;
	e.v *= g->size;
	e.a *= g->size;
	for (size_t i = 0; i < sizeof(swings) / sizeof(swings[0]); i++) {
		double lag = swings[i].lag;

		if (need >> swings[i].left & 1)
			add_swing(&angle[3 * swings[i].left], &e,
				  swings[i].mean, swings[i].amp, &p, lag,
				  0);
		if (need >> swings[i].right & 1)
			add_swing(&angle[3 * swings[i].right], &e,
				  swings[i].mean, swings[i].amp, &p, lag,
				  pi);
	}
	add_swing(&angle[3 * GN_PART_PELVIS + 2], &e, 0, 0.07, &p, 0, 0);
	add_swing(&angle[3 * GN_PART_CHEST + 2], &e, 0, -0.05, &p, 0, 0);
}

void gn_timeline_move(const struct gn_timeline *tl, double t_s, uint32_t need,
		      size_t *cursor, struct gn_part_motion *m)
{
	struct gn_jet angle[GN_POSE_DIM];
	const struct gn_stroke *k;

	*cursor = find_stroke(tl, t_s, *cursor);
	k = &tl->stroke[*cursor];
	add_strokes(k, t_s, need, angle);
	if (tl->sways)
		add_sway(tl, t_s, need, angle);
	for (size_t i = 0; i < tl->n_gaits; i++)
		add_gait(tl, &tl->gait[i], t_s, need, angle);
	gn_body_move(&tl->body, angle, k->anchor_left, need, m);
}

#define ACROSS 0.3      /* as far as it gets to the trunk */

/* How much of a knock at the feet or at the hands gets to a segment. */
static double reach(enum gn_part part, int hands)
{
	switch (part) {
	case GN_PART_FOOT_L:
	case GN_PART_FOOT_R:
	case GN_PART_SHANK_L:
	case GN_PART_SHANK_R:
		return hands ? 0.05 : 1.0;
	case GN_PART_THIGH_L:
	case GN_PART_THIGH_R:
		return hands ? 0.1 : 0.7;
	case GN_PART_PELVIS:
		return hands ? 0.2 : 0.5;
	case GN_PART_FARM_L:
	case GN_PART_FARM_R:
	case GN_PART_HAND_L:
	case GN_PART_HAND_R:
	case GN_PART_BAR:
		return hands ? 1.0 : 0.25;
	default:
		return 0.3;
	}
}

/* Is it part of the leg that the other foot's knock only reaches through the
 * pelvis? */
static int is_other_leg(enum gn_part part, enum gn_side side)
{
	return side != GN_SIDE_NONE && part >= GN_PART_THIGH_L &&
	       part <= GN_PART_FOOT_R &&
	       ((part - GN_PART_THIGH_L) % 2 != 0) != (side == GN_SIDE_RIGHT);
}

double gn_timeline_knock(const struct gn_timeline *tl, double t_s,
			 enum gn_part part)
{
	const double decay_s = 0.025, omega = 2 * 3.14159265358979 * 22;
	size_t lo = 0, hi = tl->n_knocks;
	double sum = 0;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (tl->knock[mid].t <= t_s)
			lo = mid + 1;
		else
			hi = mid;
	}
	while (lo > 0) {
		const struct gn_knock *k = &tl->knock[--lo];
		double age = t_s - k->t;

		if (age > 12 * decay_s)
			break;
		sum += (is_other_leg(part, k->side) ? ACROSS :
			reach(part, k->hands)) * k->amp_mps2 *
			exp(-age / decay_s) * sin(omega * age);
	}
	return sum;
}

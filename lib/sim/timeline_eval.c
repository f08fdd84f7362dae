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

static void add_swing(struct gn_jet *j, const struct gn_jet *e, double mean,
		      double amp, double omega, double phase)
{
	struct gn_jet g = {mean + amp * sin(phase), amp * omega * cos(phase),
			   -amp * omega * omega * sin(phase)};

	j->x += e->x * g.x;
	j->v += e->v * g.x + e->x * g.v;
	j->a += e->a * g.x + 2 * e->v * g.v + e->x * g.a;
}

static void add_gait(const struct gn_gait *g, double t, uint32_t need,
		     struct gn_jet *angle)
{
	const double pi = 3.14159265358979;
	double ramp = fmin(1.0, 0.4 * (g->t1 - g->t0));
	double edge = fmin(t - g->t0, g->t1 - t);
	double phase = g->omega * (t - g->t0);
	struct gn_jet e;

	if (edge <= 0)
		return;
	e = (struct gn_jet){1, 0, 0};
	if (edge < ramp)
		e = min_jerk(edge / ramp, 1 / ramp);
	if (t - g->t0 > g->t1 - t)
		e.v = -e.v;
	for (size_t i = 0; i < sizeof(swings) / sizeof(swings[0]); i++) {
		double p = phase - swings[i].lag;

		if (need >> swings[i].left & 1)
			add_swing(&angle[3 * swings[i].left], &e,
				  swings[i].mean, swings[i].amp, g->omega, p);
		if (need >> swings[i].right & 1)
			add_swing(&angle[3 * swings[i].right], &e,
				  swings[i].mean, swings[i].amp, g->omega,
				  p + pi);
	}
	add_swing(&angle[3 * GN_PART_PELVIS + 2], &e, 0, 0.07, g->omega,
		  phase);
	add_swing(&angle[3 * GN_PART_CHEST + 2], &e, 0, -0.05, g->omega,
		  phase);
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
		add_gait(&tl->gait[i], t_s, need, angle);
	gn_body_move(&tl->body, angle, k->anchor_left, need, m);
}

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
		sum += reach(part, k->hands) * k->amp_mps2 *
			exp(-age / decay_s) * sin(omega * age);
	}
	return sum;
}

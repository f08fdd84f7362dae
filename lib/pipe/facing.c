/* SPDX-License-Identifier: MIT */
#include "facing.h"

#include <math.h>

#define ENDS 5                  /* frames that stand for an end */
#define AXIS_RAD 0.14f          /* 8 deg: of a segment's axis across (ours) */
#define LONG_RAD 0.05f          /* 3 deg: of its long one (ours) */
#define ALIKE_RAD 0.17f         /* 10 deg: of the legs' posture at an end */
#define HANG_RAD 0.35f          /* 20 deg: as an arm hangs (ours) */
#define CARRIED_RAD 0.52f       /* 30 deg: less sure the elbow tells nothing */
#define SEEN 0.8f               /* part of a repetition without a gap (ours) */
#define LOOKS 64                /* frames at most that tell of an axis */
#define GRID 45                 /* headings looked at on either side ... */
#define GRID_RAD (0.5f * (float)M_PI / GRID)
#define STEPS 3                 /* ... and of the iteration from the best */
#define SMALL_RAD 0.02f         /* of a difference quotient */

static int is_turn(const struct gn_angle_def *d)
{
	return d->plane >= GN_LEANS;
}

static int is_shoulder(const struct gn_angle_def *d)
{
	return d->base == GN_PLACE_CHEST;
}

int gn_facing_wanted(const struct stretch *s, size_t sensor)
{
	if (!(s->desc[sensor].rate_hz * (float)GN_GRAVITY_STEP_S >= 1.0f))
		return 0;
	for (int a = 0; a < GN_ANGLES; a++) {
		size_t part[2];

		if (is_turn(gn_angle_def((enum gn_angle)a)) &&
		    gn_angle_sensors((enum gn_angle)a, s->desc, s->n_sensors,
				     part) &&
		    (part[0] == sensor || part[1] == sensor))
			return 1;
	}
	return 0;
}

void gn_facing_spread(struct limb *l, const struct stretch *s,
		      const struct view *v, const uint32_t *frame_of)
{
	static const struct gn_quat unknown = { NAN, NAN, NAN, NAN };
	size_t to = s->n;

	/* from the end on: a frame does not come before its place; those that
	 * close a hole have none of their own */
	for (size_t i = v->n; i-- > 0;) {
		if (i && frame_of[i] == frame_of[i - 1])
			continue;
		while (to > frame_of[i] + 1)
			l->level[--to] = unknown;
		to = frame_of[i];
		l->level[to] = v->bridge[i] || to >= l->holds ? unknown
							      : l->level[i];
	}
	while (to > 0)
		l->level[--to] = unknown;
	l->faces = 1;
}

/* Some direction across the long axis, where none is known. */
static void any_side(struct gn_segment_axes *a)
{
	static const float z[3] = { 0, 0, 1 }, x[3] = { 1, 0, 0 };
	struct gn_quat q = gn_quat_shortest_arc(z, a->up);

	gn_quat_rotate(q, x, a->side);
}

void gn_facing_settle(struct limb *l, const struct gn_mount *told, size_t n)
{
	static const float y[3] = { 0, 1, 0 }, z[3] = { 0, 0, 1 };
	struct gn_segment_axes axes = l->m.axes;
	struct gn_quat q;
	float back[3];

	if (!l->faces)
		return;
	/* a set's own axis is what moved in it: no measure of a turn, if there
	 * is a better one */
	if (told->has_side && told->has_sign)
		axes = told->axes;
	l->aimless = !l->m.has_side;
	if (l->aimless)
		any_side(&axes);
	q = gn_quat_shortest_arc(y, axes.up);
	gn_quat_rotate_inv(q, axes.side, back);
	q = gn_quat_mul(q, gn_quat_shortest_arc(z, back));
	for (size_t i = 0; i < n; i++)
		l->level[i] = gn_quat_mul(l->level[i], q);
}

/* ---- the heading ------------------------------------------------------- */

/* About the vertical. */
static struct gn_quat heading(float rad)
{
	return (struct gn_quat){ cosf(0.5f * rad), 0, 0, sinf(0.5f * rad) };
}

static float wrap(float rad)
{
	return remainderf(rad, 2.0f * (float)M_PI);
}

/* Sums of what says that a heading of moving is atan2(s, c). */
struct vote {
	float s, c;
};

/* The heading by which two segments are nearest to the posture of
 * calibration: least angle of the turn between them. */
static void posture(const struct facing *f, size_t i, struct vote *v)
{
	struct gn_quat n = gn_quat_mul(f->moving->level[i],
				       gn_quat_conj(f->base->level[i]));

	v->s -= 2.0f * n.w * n.z;
	v->c += n.w * n.w - n.z * n.z;
}

static int hangs(const struct facing *f, size_t i)
{
	static const float y[3] = { 0, 1, 0 };
	float up[2][3];

	gn_quat_rotate(f->moving->level[i], y, up[0]);
	gn_quat_rotate(f->base->level[i], y, up[1]);
	return up[0][2] > cosf(GN_TURN_HANGS_RAD) &&
	       up[1][2] > cosf(GN_TURN_HANGS_RAD);
}

/* What the posture at both ends says: heading and its standard deviation. */
static int by_posture(const struct facing *f, const struct part *p,
		      float *rad, float *sd_rad)
{
	float apart, usual = is_shoulder(f->def) ? HANG_RAD : ALIKE_RAD;
	struct vote end[2] = { { 0, 0 }, { 0, 0 } };
	int used[2] = { 1, 1 };

	if (is_shoulder(f->def)) {
		used[0] = hangs(f, p->start);
		used[1] = hangs(f, p->end);
	}
	for (uint32_t k = 0; k < ENDS; k++) {
		if (used[0])
			posture(f, p->start + k, &end[0]);
		if (used[1])
			posture(f, p->end - k, &end[1]);
	}
	if (!used[0] && !used[1])
		return 0;
	*rad = atan2f(end[0].s + end[1].s, end[0].c + end[1].c);
	apart = used[0] && used[1] ? wrap(atan2f(end[0].s, end[0].c) -
					  atan2f(end[1].s, end[1].c)) : 0.0f;
	*sd_rad = hypotf(usual, 0.5f * apart);
	return 1;
}

/* A segment's axis k in its level frame. */
static void axis(const struct limb *l, size_t i, int k, float out[3])
{
	const float unit[3] = { k == 0, k == 1, k == 2 };

	gn_quat_rotate(l->level[i], unit, out);
}

/* Sums over a part, of b . Rz(rad) m = x cos(rad) + y sin(rad) + k. */
struct across {
	float xx, xy, yy, xk, yk, kk, n;
};

static void add(struct across *a, const float b[3], const float m[3])
{
	float x = b[0] * m[0] + b[1] * m[1];
	float y = b[1] * m[0] - b[0] * m[1];
	float k = b[2] * m[2];

	a->xx += x * x;
	a->xy += x * y;
	a->yy += y * y;
	a->xk += x * k;
	a->yk += y * k;
	a->kk += k * k;
	a->n += 1.0f;
}

/* Mean square of what is not across, at a heading. */
static float along(const struct across *a, float rad)
{
	float c = cosf(rad), s = sinf(rad);
	float sq = a->xx * c * c + 2.0f * a->xy * c * s + a->yy * s * s +
		   2.0f * (a->xk * c + a->yk * s) + a->kk;

	return fmaxf(sq, 0.0f) / a->n;
}

/* The sum over its slope's square, one step of Gauss and Newton. */
static float step_of(const struct across *a, float rad, float *slope_sq)
{
	float c = cosf(rad), s = sinf(rad);

	*slope_sq = a->yy * c * c - 2.0f * a->xy * c * s + a->xx * s * s;
	return (a->xy * (c * c - s * s) + (a->yy - a->xx) * c * s +
		a->yk * c - a->xk * s) / *slope_sq;
}

/*
 * The elbow's axis stays across the forearm, by least squares. Of the two
 * headings that do so the other turns the palm round: a hand is within a right
 * angle of how it hung in calibration, so that the posture tells which, and no
 * more than that. 0: the elbow bends too little to tell, or is no hinge.
 */
static int by_carrying(const struct facing *f, const struct part *p,
		       float prior, float *rad, float *sd_rad)
{
	uint32_t every = 1 + (p->end - p->start) / LOOKS;
	struct across a = { 0 };
	float least = INFINITY, slope_sq;
	int at = 0;

	for (uint32_t i = p->start; i <= p->end; i += every) {
		float b[3], m[3];

		axis(f->base, i, 2, b);
		axis(f->moving, i, 1, m);
		add(&a, b, m);
	}
	for (int g = -GRID; g <= GRID; g++) {
		float sq = along(&a, prior + (float)g * GRID_RAD);

		if (sq < least)
			least = sq, at = g;
	}
	if (at == -GRID || at == GRID)
		return 0;
	*rad = prior + (float)at * GRID_RAD;
	for (int k = 0; k < STEPS; k++)
		*rad -= step_of(&a, *rad, &slope_sq);
	/* both axes are off, and what is left over is seen; the same all along,
	 * so that many frames make it no surer */
	*sd_rad = sqrtf((2.0f * AXIS_RAD * AXIS_RAD + along(&a, *rad)) *
			a.n / slope_sq);
	return *sd_rad < CARRIED_RAD;
}

static int known(const struct facing *f, uint32_t i)
{
	return !isnan(f->moving->level[i].w) && !isnan(f->base->level[i].w);
}

/* Cut off what is not known at a part's ends; 0: too much, or a hole in it. */
static int trim(const struct facing *f, struct part *p)
{
	uint32_t n = p->end - p->start + 1;

	while (p->start < p->end && !known(f, p->start))
		p->start++;
	while (p->end > p->start && !known(f, p->end))
		p->end--;
	for (uint32_t i = p->start; i <= p->end; i++)
		if (!known(f, i))
			return 0;
	return (float)(p->end - p->start + 1) >= SEEN * (float)n &&
	       p->end - p->start >= 2 * ENDS;
}

int gn_facing_find(struct facing *f, struct part *p)
{
	float rad, sd;

	f->sd_rad = INFINITY;
	if (!trim(f, p) || !by_posture(f, p, &rad, &sd))
		return 0;
	if (f->def->base == GN_PLACE_UPPER_ARM &&
	    !by_carrying(f, p, rad, &rad, &sd))
		return 0;
	f->turn = heading(rad);
	f->sd_rad = sd;
	return 1;
}

/* ---- the angle --------------------------------------------------------- */

/*
 * r takes the moving segment's axes into the base's; of a left one what a
 * mirror shows. pole: sine of the distance from it within which nothing is
 * known.
 */
static float sequence(const struct gn_angle_def *d, struct gn_quat r,
		      float pole)
{
	float w = r.w, z = r.z, x = r.x, y = r.y, a, b;

	if (d->side == GN_SIDE_LEFT) {
		x = -x;
		y = -y;
	}
	if (d->plane == GN_PLANE_AROUND) {
		/* where the moving one's lower end points */
		a = 2 * (w * z - x * y);
		b = -2 * (y * z + w * x);
	} else if (is_shoulder(d)) {
		/* where the base's up lies in the moving one */
		a = -2 * (x * y + w * z);
		b = 2 * (y * z - w * x);
	} else {
		/* ... and its axis to the right */
		a = 2 * (w * y - x * z);
		b = 1 - 2 * (x * x + y * y);
	}
	return a * a + b * b < pole * pole ? NAN : atan2f(a, b);
}

/* From the moving segment's axes into the base's. */
static struct gn_quat between(const struct facing *f, size_t i)
{
	return gn_quat_mul(gn_quat_conj(f->base->level[i]),
			   gn_quat_mul(f->turn, f->moving->level[i]));
}

float gn_facing_angle(const struct facing *f, size_t i)
{
	return sequence(f->def, between(f, i), sinf(GN_TURN_POLE_RAD));
}

/* How much more the angle changes from a to b, for each rad by which ... */
static float more(const struct facing *f, size_t a, size_t b,
		  struct gn_quat base, struct gn_quat world,
		  struct gn_quat moving)
{
	struct facing g = *f;
	float d[2];

	g.turn = gn_quat_mul(world, g.turn);
	for (int k = 0; k < 2; k++) {
		struct gn_quat r = gn_quat_mul(base, gn_quat_mul(
			between(&g, k ? b : a), moving));

		d[k] = sequence(f->def, r, 0.0f) -
		       sequence(f->def, between(f, k ? b : a), 0.0f);
	}
	return wrap(d[1] - d[0]) / SMALL_RAD;
}

float gn_facing_sd(const struct facing *f, size_t a, size_t b)
{
	const struct gn_quat none = gn_quat_identity();
	float sq, sens;

	/* the heading; an axis across that is off is taken for one */
	sens = more(f, a, b, none, heading(SMALL_RAD), none);
	sq = sens * sens * (f->sd_rad * f->sd_rad + AXIS_RAD * AXIS_RAD);
	for (int k = 0; k < 3; k++) {
		const float r[3] = { SMALL_RAD * (k == 0), SMALL_RAD * (k == 1),
				     SMALL_RAD * (k == 2) };
		struct gn_quat q = gn_quat_from_rotvec(r);
		float sd = k == 1 ? AXIS_RAD : LONG_RAD;

		sens = more(f, a, b, q, k == 1 ? heading(-SMALL_RAD) : none,
			    none);
		sq += sens * sens * sd * sd;
		if (k == 1)
			continue;
		sens = more(f, a, b, none, none, q);
		sq += sens * sens * sd * sd;
	}
	return sqrtf(sq);
}

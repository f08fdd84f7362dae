/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "timeline.h"

/* Poses of an exercise, and the truth measured on the movement itself. */

static int is_for(enum gn_sim_on on, int left, enum gn_side working)
{
	switch (on) {
	case GN_SIM_ON_BOTH:
		return 1;
	case GN_SIM_ON_WORKING:
		return working == GN_SIDE_BOTH || working == GN_SIDE_NONE ||
			(working == GN_SIDE_LEFT) == left;
	case GN_SIM_ON_OTHER:
		return working != GN_SIDE_BOTH && working != GN_SIDE_NONE &&
			(working == GN_SIDE_LEFT) != left;
	case GN_SIM_ON_LEFT:
		return left;
	case GN_SIM_ON_RIGHT:
		return !left;
	}
	return 0;
}

/* A midline segment leans to the working side, or to the other: for the left
 * as it stands, for the right mirrored. */
static double mirrored(const struct gn_sim_move *v, enum gn_side working)
{
	enum gn_side to = v->on == GN_SIM_ON_WORKING ? GN_SIDE_RIGHT :
		v->on == GN_SIM_ON_OTHER ? GN_SIDE_LEFT : GN_SIDE_NONE;

	return v->axis != GN_SIM_SAGITTAL && working == to &&
		gn_part_of(v->place, GN_SIDE_LEFT) ==
		gn_part_of(v->place, GN_SIDE_RIGHT) ? -1 : 1;
}

static double at_key(const struct gn_sim_move *v, enum gn_key key)
{
	switch (key) {
	case GN_KEY_IDLE:
		return isnan(v->idle_rad) ? v->start_rad : v->idle_rad;
	case GN_KEY_START:
		return v->start_rad;
	case GN_KEY_TURN:
		return v->turn_rad;
	case GN_KEY_BUMP:
		return v->bump_rad;
	case GN_KEY_LATE:
		return v->late;
	}
	return 0;
}

static void follow(struct gn_pose *p, enum gn_part part, enum gn_part like)
{
	memcpy(&p->rad[3 * part], &p->rad[3 * like], 3 * sizeof(p->rad[0]));
}

void gn_timeline_pose(const struct gn_sim_scenario *s, enum gn_side working,
		      enum gn_key key, struct gn_pose *out)
{
	uint32_t given = 0;

	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < s->n_moves; i++) {
		const struct gn_sim_move *v = &s->moves[i];

		for (int left = 0; left < 2; left++) {
			enum gn_part p = gn_part_of(v->place, left ?
				GN_SIDE_LEFT : GN_SIDE_RIGHT);

			if (!is_for(v->on, left, working))
				continue;
			out->rad[3 * p + v->axis] = at_key(v, key) *
				(key == GN_KEY_LATE ? 1 :
				 mirrored(v, working));
			given |= 1u << p;
		}
	}
	/* An arm of which nothing is said below the elbow is straight. */
	if (!(given >> GN_PART_FARM_L & 1))
		follow(out, GN_PART_FARM_L, GN_PART_UARM_L);
	if (!(given >> GN_PART_FARM_R & 1))
		follow(out, GN_PART_FARM_R, GN_PART_UARM_R);
	if (!(given >> GN_PART_HAND_L & 1))
		follow(out, GN_PART_HAND_L, GN_PART_FARM_L);
	if (!(given >> GN_PART_HAND_R & 1))
		follow(out, GN_PART_HAND_R, GN_PART_FARM_R);
}

/* Angle of the rotation from a to b. */
static double angle_between(const double a[3][3], const double b[3][3])
{
	double anti[3], rel[3][3], trace = 0;

	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++)
			rel[i][j] = a[0][i] * b[0][j] + a[1][i] * b[1][j] +
				a[2][i] * b[2][j];
	for (int i = 0; i < 3; i++) {
		trace += rel[i][i];
		anti[i] = rel[(i + 2) % 3][(i + 1) % 3] -
			rel[(i + 1) % 3][(i + 2) % 3];
	}
	return atan2(sqrt(anti[0] * anti[0] + anti[1] * anti[1] +
			  anti[2] * anti[2]), trace - 1);
}

/* Attitude of the distal segment as seen from the proximal one. */
static void relative(const struct gn_part_motion *m, enum gn_part from,
		     enum gn_part to, double out[3][3])
{
	if (from == GN_PART_COUNT) {
		memcpy(out, m[to].rot, 9 * sizeof(double));
		return;
	}
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++)
			out[i][j] = m[from].rot[0][i] * m[to].rot[0][j] +
				m[from].rot[1][i] * m[to].rot[1][j] +
				m[from].rot[2][i] * m[to].rot[2][j];
}

struct range {
	double min, max;
};

static void widen(struct range *r, double x)
{
	r->min = fmin(r->min, x);
	r->max = fmax(r->max, x);
}

struct measuring {
	const struct gn_sim_scenario *s;
	enum gn_part part[GN_SENSORS_MAX];
	enum gn_part joint[2][2];       /* [left, right][near, far] */
	uint32_t     need;
	double       joint0[2][3][3], part0[GN_SENSORS_MAX][3][3];
	struct range tilt[GN_SENSORS_MAX], height[GN_SENSORS_MAX];
	enum gn_part angle[GN_ANGLES][2];       /* [moving, base]; moving
						 * GN_PART_COUNT: not known */
	struct range angle_rad[GN_ANGLES];
};

/*
 * A turn, from the moving segment's axes as the base sees them: of a left one
 * what a mirror shows. NAN near a pole.
 */
static double turn_of(const struct gn_angle_def *d, const double rel[3][3])
{
	double m = d->side == GN_SIDE_LEFT ? -1 : 1, a, b;

	if (d->plane == GN_PLANE_AROUND) {
		a = -rel[0][2];
		b = m * rel[1][2];
	} else if (d->base == GN_PLACE_CHEST) {
		a = -rel[2][0];
		b = -m * rel[2][1];
	} else {
		a = m * rel[1][0];
		b = rel[1][1];
	}
	return hypot(a, b) < sin(GN_TURN_POLE_RAD) ? NAN : atan2(a, b);
}

/*
 * An angle by name, from the segments' own axes: the turn about the base's
 * medio-lateral axis that is the first of the joint's sequence; against the
 * vertical how far the segment's up leans in its own planes.
 */
static double angle_of(const struct gn_angle_def *d, const enum gn_part of[2],
		       const struct gn_part_motion *m)
{
	const struct gn_part_motion *p = &m[of[0]];
	int frontal = d->plane == GN_PLANE_FRONTAL;
	double rel[3][3], a;

	if (of[1] != GN_PART_COUNT) {
		relative(m, of[1], of[0], rel);
		if (d->plane >= GN_LEANS)
			return turn_of(d, (const double (*)[3])rel);
		a = frontal ? asin(fmin(fmax(-rel[1][2], -1), 1))
			    : atan2(rel[0][2], rel[2][2]);
	} else if (d->plane == GN_PLANE_ELEVATION) {
		return acos(fmin(fmax(p->rot[2][2], -1), 1));
	} else {
		a = frontal ? asin(fmin(fmax(p->rot[2][1], -1), 1))
			    : atan2(-p->rot[2][0], p->rot[2][2]);
	}
	return (frontal && d->side == GN_SIDE_LEFT ? -d->sign : d->sign) * a;
}

static void angles_at(struct measuring *k, const struct gn_part_motion *m,
		      int first)
{
	for (int a = 0; a < GN_ANGLES; a++) {
		if (k->angle[a][0] == GN_PART_COUNT)
			continue;
		if (first)
			k->angle_rad[a] = (struct range){INFINITY, -INFINITY};
		widen(&k->angle_rad[a],
		      angle_of(gn_angle_def((enum gn_angle)a), k->angle[a],
			       m));
	}
}

/* Which angles the segments that carry sensors make. */
static void choose_angles(struct measuring *k)
{
	uint32_t worn = 0;

	for (size_t i = 0; i < k->s->n_sensors; i++)
		worn |= 1u << k->part[i];
	for (int a = 0; a < GN_ANGLES; a++) {
		const struct gn_angle_def *d = gn_angle_def((enum gn_angle)a);
		enum gn_part *of = k->angle[a];

		of[0] = gn_part_of(d->moving, d->side);
		of[1] = gn_part_of(d->base, d->side);
		if (!(worn >> of[0] & 1) || (of[1] != GN_PART_COUNT &&
					     !(worn >> of[1] & 1)))
			of[0] = GN_PART_COUNT;
	}
}

/* One instant of a repetition; the first one is what is measured from. */
static void measure_at(struct measuring *k, const struct gn_part_motion *m,
		       int first, struct gn_sim_rep *r)
{
	double rel[3][3], pos[3], acc[3];

	for (int side = 0; side < 2; side++) {
		if (k->joint[side][1] == GN_PART_COUNT)
			continue;
		relative(m, k->joint[side][0], k->joint[side][1], rel);
		if (first)
			memcpy(k->joint0[side], rel, sizeof(rel));
		r->rom_rad[side] = fmax(r->rom_rad[side],
			angle_between(k->joint0[side], rel));
	}
	for (size_t i = 0; i < k->s->n_sensors; i++) {
		const struct gn_part_motion *p = &m[k->part[i]];

		if (first) {
			memcpy(k->part0[i], p->rot, sizeof(p->rot));
			k->tilt[i] = (struct range){INFINITY, -INFINITY};
			k->height[i] = (struct range){INFINITY, -INFINITY};
		}
		gn_part_point(p, k->s->sensors[i].offset_m, pos, acc);
		r->turned_rad[i] = fmax(r->turned_rad[i],
			angle_between(k->part0[i], p->rot));
		widen(&k->tilt[i], atan2(hypot(p->rot[0][2], p->rot[1][2]),
					 p->rot[2][2]));
		widen(&k->height[i], pos[2]);
	}
	angles_at(k, m, first);
}

static void measure(const struct gn_timeline *tl, struct measuring *k,
		    struct gn_sim_rep *r, size_t *cursor)
{
	const int steps = 100;          /* to the turn, and from there on */
	struct gn_part_motion m[GN_PART_COUNT];
	double start = 1e-9 * (double)r->start_ns;
	double turn = 1e-9 * (double)r->turn_ns;
	double end = 1e-9 * (double)r->end_ns;

	for (int i = 0; i <= 2 * steps; i++) {
		double t = i < steps ? start + (turn - start) * i / steps :
			turn + (end - turn) * (i - steps) / steps;

		gn_timeline_move(tl, t, k->need, cursor, m);
		measure_at(k, m, i == 0, r);
	}
	for (size_t i = 0; i < k->s->n_sensors; i++) {
		r->tilt_rad[i] = k->tilt[i].max - k->tilt[i].min;
		r->travel_m[i] = k->height[i].max - k->height[i].min;
	}
	for (int a = 0; a < GN_ANGLES; a++) {
		int known = k->angle[a][0] != GN_PART_COUNT &&
			k->angle_rad[a].min <= k->angle_rad[a].max;

		r->least_rad[a] = known ? k->angle_rad[a].min : NAN;
		r->most_rad[a] = known ? k->angle_rad[a].max : NAN;
	}
	for (int side = 0; side < 2; side++)
		if (k->joint[side][1] == GN_PART_COUNT ||
		    r->side == (side ? GN_SIDE_LEFT : GN_SIDE_RIGHT))
			r->rom_rad[side] = NAN;
}

void gn_timeline_measure(struct gn_timeline *tl,
			 const struct gn_sim_scenario *s)
{
	struct measuring k = {.s = s};
	size_t cursor = 0;

	for (size_t i = 0; i < s->n_sensors; i++) {
		enum gn_side side;
		enum gn_place place = gn_place_parse(s->sensors[i].name,
						     &side);

		k.part[i] = gn_part_of(place, side);
		k.need |= gn_body_needs(&tl->body, k.part[i]);
	}
	choose_angles(&k);
	for (int i = 0; i < 2; i++) {
		enum gn_side side = i ? GN_SIDE_RIGHT : GN_SIDE_LEFT;
		enum gn_part a = gn_part_of(s->joint[0], side);
		enum gn_part b = gn_part_of(s->joint[1], side);

		/* One segment alone turns against the world. */
		k.joint[i][0] = b == GN_PART_COUNT ? b : a;
		k.joint[i][1] = b == GN_PART_COUNT ? a : b;
		for (int j = 0; j < 2; j++)
			if (k.joint[i][j] != GN_PART_COUNT)
				k.need |= gn_body_needs(&tl->body,
							k.joint[i][j]);
	}
	for (size_t i = 0; i < tl->n_reps; i++)
		measure(tl, &k, &tl->rep[i], &cursor);
}

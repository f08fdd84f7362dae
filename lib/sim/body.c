/* SPDX-License-Identifier: MIT */
#include "body.h"

#include <math.h>
#include <string.h>

/*
 * The tree. Segment axes: x forward, y left, z up when standing upright. An
 * arm or leg hangs from its near joint along -z, pelvis, chest and head stand
 * on it along +z, the foot points along +x. Lengths: an adult of 1.75 m,
 * rounded from the segment proportions of Winter, "Biomechanics and Motor
 * Control of Human Movement", ch. 4; nothing depends on their exact values.
 */
struct part_def {
	int    parent;          /* -1: the root */
	double attach[3];       /* near joint in the parent's axes, m */
	double sign[3];         /* of sagittal, frontal, axial about y, x, z */
	double sensor[3];       /* usual place of a sensor, m */
};

#define LIMB_L {-1.0, 1.0, 1.0}
#define LIMB_R {-1.0, -1.0, -1.0}
#define TRUNK  {1.0, -1.0, 1.0}

static const struct part_def parts[GN_PART_COUNT] = {
	[GN_PART_PELVIS]  = {-1, {0, 0, 0}, TRUNK, {-0.10, 0, 0.06}},
	[GN_PART_CHEST]   = {GN_PART_PELVIS, {0, 0, 0.10}, TRUNK,
			     {0.11, 0, 0.28}},
	[GN_PART_HEAD]    = {GN_PART_CHEST, {0, 0, 0.45}, TRUNK,
			     {0.09, 0, 0.15}},
	[GN_PART_THIGH_L] = {GN_PART_PELVIS, {0, 0.09, 0}, LIMB_L,
			     {0.03, 0.07, -0.25}},
	[GN_PART_THIGH_R] = {GN_PART_PELVIS, {0, -0.09, 0}, LIMB_R,
			     {0.03, -0.07, -0.25}},
	[GN_PART_SHANK_L] = {GN_PART_THIGH_L, {0, 0, -0.42}, LIMB_L,
			     {0.02, 0.05, -0.22}},
	[GN_PART_SHANK_R] = {GN_PART_THIGH_R, {0, 0, -0.42}, LIMB_R,
			     {0.02, -0.05, -0.22}},
	[GN_PART_FOOT_L]  = {GN_PART_SHANK_L, {0, 0, -0.42}, LIMB_L,
			     {0.09, 0, -0.01}},
	[GN_PART_FOOT_R]  = {GN_PART_SHANK_R, {0, 0, -0.42}, LIMB_R,
			     {0.09, 0, -0.01}},
	[GN_PART_UARM_L]  = {GN_PART_CHEST, {0, 0.19, 0.40}, LIMB_L,
			     {0, 0.05, -0.17}},
	[GN_PART_UARM_R]  = {GN_PART_CHEST, {0, -0.19, 0.40}, LIMB_R,
			     {0, -0.05, -0.17}},
	[GN_PART_FARM_L]  = {GN_PART_UARM_L, {0, 0, -0.30}, LIMB_L,
			     {0, 0.03, -0.23}},
	[GN_PART_FARM_R]  = {GN_PART_UARM_R, {0, 0, -0.30}, LIMB_R,
			     {0, -0.03, -0.23}},
	[GN_PART_HAND_L]  = {GN_PART_FARM_L, {0, 0, -0.26}, LIMB_L,
			     {0, 0.02, -0.05}},
	[GN_PART_HAND_R]  = {GN_PART_FARM_R, {0, 0, -0.26}, LIMB_R,
			     {0, -0.02, -0.05}},
	[GN_PART_BAR]     = {GN_PART_CHEST, {-0.06, 0, 0.42}, TRUNK,
			     {0, 0, 0}},
};

static const double ankle[3] = {0, 0, -0.42};
static const double wrist[3] = {0, 0, -0.26};
static const double ball[3] = {0.14, 0, -0.07};

#define BIT(part) (1u << (part))

enum gn_part gn_part_of(enum gn_place place, enum gn_side side)
{
	int left = side == GN_SIDE_LEFT;

	switch (place) {
	case GN_PLACE_PELVIS:
		return GN_PART_PELVIS;
	case GN_PLACE_CHEST:
	case GN_PLACE_SHOULDER:
		return GN_PART_CHEST;
	case GN_PLACE_HEAD:
		return GN_PART_HEAD;
	case GN_PLACE_THIGH:
		return left ? GN_PART_THIGH_L : GN_PART_THIGH_R;
	case GN_PLACE_SHANK:
		return left ? GN_PART_SHANK_L : GN_PART_SHANK_R;
	case GN_PLACE_FOOT:
		return left ? GN_PART_FOOT_L : GN_PART_FOOT_R;
	case GN_PLACE_UPPER_ARM:
		return left ? GN_PART_UARM_L : GN_PART_UARM_R;
	case GN_PLACE_FOREARM:
	case GN_PLACE_WRIST:
		return left ? GN_PART_FARM_L : GN_PART_FARM_R;
	case GN_PLACE_HAND:
		return left ? GN_PART_HAND_L : GN_PART_HAND_R;
	case GN_PLACE_BAR:
		return GN_PART_BAR;
	default:
		return GN_PART_COUNT;
	}
}

void gn_part_offset(enum gn_part part, double offset_m[3])
{
	memcpy(offset_m, parts[part].sensor, sizeof(parts[part].sensor));
}

static uint32_t with_parents(enum gn_part part)
{
	uint32_t bits = 0;

	for (int i = (int)part; i >= 0; i = parts[i].parent)
		bits |= BIT(i);
	return bits;
}

uint32_t gn_body_needs(const struct gn_body *b, enum gn_part part)
{
	uint32_t bits = with_parents(part);

	if (part == GN_PART_BAR && b->bar_on_hands)
		bits |= with_parents(GN_PART_FARM_L) |
			with_parents(GN_PART_FARM_R);
	switch (b->anchor) {
	case GN_SIM_FEET:
	case GN_SIM_OTHER_FOOT:
		return bits | with_parents(GN_PART_SHANK_L) |
			with_parents(GN_PART_SHANK_R);
	case GN_SIM_TOES:
		return bits | with_parents(GN_PART_FOOT_L) |
			with_parents(GN_PART_FOOT_R);
	case GN_SIM_HANDS:
		return bits | with_parents(GN_PART_FARM_L) |
			with_parents(GN_PART_FARM_R);
	case GN_SIM_PELVIS:
		break;
	}
	return bits | BIT(GN_PART_PELVIS);
}

/* out = rot turned by an angle about its own axis k (columns mix). */
static void turn(double rot[3][3], int k, double rad)
{
	int i = (k + 1) % 3;
	int j = (k + 2) % 3;
	double c = cos(rad);
	double s = sin(rad);

	for (int r = 0; r < 3; r++) {
		double a = rot[r][i];
		double b = rot[r][j];

		rot[r][i] = c * a + s * b;
		rot[r][j] = c * b - s * a;
	}
}

static void identity(double rot[3][3])
{
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++)
			rot[i][j] = i == j;
}

void gn_mount_matrix(const double rad[3], double rot[3][3])
{
	identity(rot);
	for (int k = 2; k >= 0; k--)
		turn(rot, k, rad[k]);
}

static void posture(enum gn_sim_posture p, double rot[3][3])
{
	const double half_pi = 1.5707963267948966;

	switch (p) {
	case GN_SIM_SUPINE:
		turn(rot, 1, -half_pi);
		break;
	case GN_SIM_PRONE:
		turn(rot, 1, half_pi);
		break;
	case GN_SIM_LYING_LEFT:
		turn(rot, 0, -half_pi);
		break;
	case GN_SIM_LYING_RIGHT:
		turn(rot, 0, half_pi);
		break;
	case GN_SIM_UPRIGHT:
		break;
	}
}

static void cross(const double a[3], const double b[3], double out[3])
{
	out[0] = a[1] * b[2] - a[2] * b[1];
	out[1] = a[2] * b[0] - a[0] * b[2];
	out[2] = a[0] * b[1] - a[1] * b[0];
}

/*
 * Turn a segment by a moving angle about its own axis k: rates add up along
 * the axes, and an axis that itself turns adds rate x axis.
 */
static void spin(struct gn_part_motion *m, int k, double sign,
		 const struct gn_jet *angle)
{
	double axis[3], moved[3];

	for (int i = 0; i < 3; i++)
		axis[i] = sign * m->rot[i][k];
	cross(m->rate, axis, moved);
	for (int i = 0; i < 3; i++) {
		m->rate_dot[i] += angle->a * axis[i] + angle->v * moved[i];
		m->rate[i] += angle->v * axis[i];
	}
	turn(m->rot, k, sign * angle->x);
}

void gn_part_point(const struct gn_part_motion *m, const double r[3],
		   double pos[3], double acc[3])
{
	double p[3], t[3], u[3], w[3];

	for (int i = 0; i < 3; i++)
		p[i] = m->rot[i][0] * r[0] + m->rot[i][1] * r[1] +
			m->rot[i][2] * r[2];
	cross(m->rate_dot, p, t);
	cross(m->rate, p, u);
	cross(m->rate, u, w);
	for (int i = 0; i < 3; i++) {
		pos[i] = m->pos[i] + p[i];
		acc[i] = m->acc[i] + t[i] + w[i];
	}
}

/* Middle of the same point on a left and a right segment. */
static void middle(const struct gn_part_motion *m, enum gn_part left,
		   enum gn_part right, const double r[3], double weight_left,
		   double pos[3], double acc[3])
{
	double p[2][3], a[2][3];

	gn_part_point(&m[left], r, p[0], a[0]);
	gn_part_point(&m[right], r, p[1], a[1]);
	for (int i = 0; i < 3; i++) {
		pos[i] = weight_left * p[0][i] + (1 - weight_left) * p[1][i];
		acc[i] = weight_left * a[0][i] + (1 - weight_left) * a[1][i];
	}
}

static void anchor_at(const struct gn_body *b, const struct gn_part_motion *m,
		      double left, double pos[3], double acc[3])
{
	switch (b->anchor) {
	case GN_SIM_FEET:
	case GN_SIM_OTHER_FOOT:
		middle(m, GN_PART_SHANK_L, GN_PART_SHANK_R, ankle, left, pos,
		       acc);
		return;
	case GN_SIM_TOES:
		middle(m, GN_PART_FOOT_L, GN_PART_FOOT_R, ball, left, pos,
		       acc);
		return;
	case GN_SIM_HANDS:
		middle(m, GN_PART_FARM_L, GN_PART_FARM_R, wrist, left, pos,
		       acc);
		return;
	case GN_SIM_PELVIS:
		break;
	}
	memset(pos, 0, 3 * sizeof(*pos));
	memset(acc, 0, 3 * sizeof(*acc));
}

/* All sagittal angles are against upright: a joint's is their difference. */
static void bend(struct gn_part_motion *m, const struct part_def *d,
		 const struct gn_jet *angle, int part)
{
	m->flexion_rad = d->sign[0] * angle[3 * part].x;
	m->flexion_radps = d->sign[0] * angle[3 * part].v;
	if (d->parent < 0)
		return;
	m->flexion_rad -= parts[d->parent].sign[0] * angle[3 * d->parent].x;
	m->flexion_radps -= parts[d->parent].sign[0] * angle[3 * d->parent].v;
}

void gn_body_move(const struct gn_body *b, const struct gn_jet *angle,
		  double anchor_left, uint32_t need,
		  struct gn_part_motion *m)
{
	struct gn_part_motion body = {0};
	double pos[3], acc[3];

	identity(body.rot);
	spin(&body, 2, 1.0, &angle[GN_POSE_HEADING]);
	posture(b->posture, body.rot);
	for (int i = 0; i < GN_PART_COUNT; i++) {
		const struct part_def *d = &parts[i];

		if (!(need & BIT(i)))
			continue;
		m[i] = body;
		spin(&m[i], 1, d->sign[0], &angle[3 * i]);
		spin(&m[i], 0, d->sign[1], &angle[3 * i + 1]);
		spin(&m[i], 2, d->sign[2], &angle[3 * i + 2]);
		bend(&m[i], d, angle, i);
		if (i == GN_PART_BAR && b->bar_on_hands)
			middle(m, GN_PART_FARM_L, GN_PART_FARM_R, wrist, 0.5,
			       m[i].pos, m[i].acc);
		else if (d->parent >= 0)
			gn_part_point(&m[d->parent], d->attach, m[i].pos,
				      m[i].acc);
	}
	anchor_at(b, m, anchor_left, pos, acc);
	for (int i = 0; i < GN_PART_COUNT; i++) {
		if (!(need & BIT(i)))
			continue;
		for (int k = 0; k < 3; k++) {
			m[i].pos[k] -= pos[k];
			m[i].acc[k] -= acc[k];
		}
	}
}

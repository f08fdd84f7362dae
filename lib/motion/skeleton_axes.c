/* SPDX-License-Identifier: MIT */
/* How body segments lie, from the points of one frame. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "gonio/quat.h"
#include "gonio/vec.h"
#include "skeleton_priv.h"

/* Part of a line that lies across the segment: from none to full trust. */
#define ACROSS_MIN 0.3f
#define ACROSS_FULL 0.7f
#define FOLLOW_S 0.05f          /* how fast z goes where the line says */
#define HANGS 0.5f              /* cosine: along the trunk, z is to the right */

#define BIT(p) (UINT32_C(1) << (p))
#define NONE GN_POINT_COUNT

enum kind { TRUNK, ARM, FOREARM, LEG, TOES };

/* Ends of a limb, and the point beyond; the trunk has rules of its own. */
struct row {
	const char   *name;
	enum gn_place place;
	enum gn_side  side;
	enum kind     kind;
	enum gn_point upper, lower, next;
};

#define BOTH(X, text, place, kind, a, b, c)                                \
	{ text "_l", place, GN_SIDE_LEFT, kind, X(a##_L), X(b##_L), c##_L }, \
	{ text "_r", place, GN_SIDE_RIGHT, kind, X(a##_R), X(b##_R), c##_R }
#define P(name) GN_POINT_##name

static const struct row rows[GN_SEGMENTS_MAX] = {
	{ "pelvis", GN_PLACE_PELVIS, GN_SIDE_NONE, TRUNK, NONE, NONE, NONE },
	{ "chest", GN_PLACE_CHEST, GN_SIDE_NONE, TRUNK, NONE, NONE, NONE },
	BOTH(P, "upper_arm", GN_PLACE_UPPER_ARM, ARM, SHOULDER, ELBOW,
	     GN_POINT_WRIST),
	BOTH(P, "forearm", GN_PLACE_FOREARM, FOREARM, ELBOW, WRIST,
	     GN_POINT_SHOULDER),
	BOTH(P, "thigh", GN_PLACE_THIGH, LEG, HIP, KNEE, GN_POINT_ANKLE),
	BOTH(P, "shank", GN_PLACE_SHANK, LEG, KNEE, ANKLE, GN_POINT_HIP),
	BOTH(P, "foot", GN_PLACE_FOOT, TOES, ANKLE, FOOT, GN_POINT_KNEE),
};

static void minus(const float a[3], const float b[3], float out[3])
{
	for (int c = 0; c < 3; c++)
		out[c] = a[c] - b[c];
}

/* 0: no direction in it, or not a number. */
static int unit(float v[3])
{
	float n = sqrtf(gn_dot3(v, v));

	if (!(n > 1e-4f) || !isfinite(n))
		return 0;
	for (int c = 0; c < 3; c++)
		v[c] /= n;
	return 1;
}

/* v less its part along unit y; its length. */
static float lay_across(float v[3], const float y[3])
{
	float along = gn_dot3(v, y);

	for (int c = 0; c < 3; c++)
		v[c] -= along * y[c];
	return sqrtf(gn_dot3(v, v));
}

static int has_all(uint32_t has, uint32_t bits)
{
	return (has & bits) == bits;
}

enum gn_point gn_point_parse(const char *name)
{
	static const char *const text[] = {
#define X(point, s) s,
		GN_POINTS(X)
#undef X
	};

	for (int i = 0; i < GN_POINT_COUNT; i++)
		if (!strcasecmp(text[i], name))
			return (enum gn_point)i;
	return GN_POINT_COUNT;
}

const char *gn_point_name(enum gn_point point)
{
	switch (point) {
#define X(name, text) case GN_POINT_##name: return text;
	GN_POINTS(X)
#undef X
	default: return "unknown";
	}
}

/* ---- the trunk --------------------------------------------------------- */

#define HIPS (BIT(GN_POINT_HIP_L) | BIT(GN_POINT_HIP_R))
#define SHOULDERS (BIT(GN_POINT_SHOULDER_L) | BIT(GN_POINT_SHOULDER_R))

/* One point, or the middle of two; the bits that it took, 0: not there. */
static uint32_t middle(uint32_t has, const float (*at)[3], enum gn_point one,
		       enum gn_point l, enum gn_point r, float out[3])
{
	if (has & BIT(one)) {
		memcpy(out, at[one], 3 * sizeof(*out));
		return BIT(one);
	}
	if (!has_all(has, BIT(l) | BIT(r)))
		return 0;
	for (int c = 0; c < 3; c++)
		out[c] = 0.5f * (at[l][c] + at[r][c]);
	return BIT(l) | BIT(r);
}

static uint32_t base(uint32_t has, const float (*at)[3], float out[3])
{
	return middle(has, at, GN_POINT_PELVIS, GN_POINT_HIP_L,
		      GN_POINT_HIP_R, out);
}

static uint32_t top(uint32_t has, const float (*at)[3], float out[3])
{
	return middle(has, at, GN_POINT_CHEST, GN_POINT_SHOULDER_L,
		      GN_POINT_SHOULDER_R, out);
}

/* Pelvis up to the spine, chest down to it; without a spine both are one. */
static uint32_t trunk_ends(enum gn_place place, uint32_t has,
			   const float (*at)[3], float upper[3],
			   float lower[3])
{
	uint32_t spine = has & BIT(GN_POINT_SPINE), a, b;

	a = base(has, at, lower);
	b = top(has, at, upper);
	if (spine && place == GN_PLACE_PELVIS) {
		memcpy(upper, at[GN_POINT_SPINE], 3 * sizeof(*upper));
		b = spine;
	} else if (spine) {
		memcpy(lower, at[GN_POINT_SPINE], 3 * sizeof(*lower));
		a = spine;
	}
	return a && b ? a | b : 0;
}

uint32_t gn_segment_ends(uint8_t which, uint32_t has, const float (*at)[3],
			 float upper[3], float lower[3])
{
	const struct row *r = &rows[which];

	if (r->kind == TRUNK)
		return trunk_ends(r->place, has, at, upper, lower);
	if (!has_all(has, BIT(r->upper) | BIT(r->lower)))
		return 0;
	memcpy(upper, at[r->upper], 3 * sizeof(*upper));
	memcpy(lower, at[r->lower], 3 * sizeof(*lower));
	return BIT(r->upper) | BIT(r->lower);
}

size_t gn_segments_of(uint32_t has, uint8_t which[GN_SEGMENTS_MAX])
{
	static const float nowhere[GN_POINT_COUNT][3];
	float a[3], b[3];
	size_t n = 0;

	if (!has_all(has, HIPS) && !has_all(has, SHOULDERS))
		return 0;
	for (uint8_t i = 0; i < GN_SEGMENTS_MAX; i++)
		if (gn_segment_ends(i, has, nowhere, a, b))
			which[n++] = i;
	return n;
}

void gn_segment_describe(uint8_t which, struct gn_sensor *out)
{
	*out = (struct gn_sensor){
		.place = rows[which].place, .side = rows[which].side,
		.has_acc = 1, .has_gyr = 1, .aligned = 1,
	};
	snprintf(out->name, sizeof(out->name), "%s", rows[which].name);
}

/* ---- to the right ------------------------------------------------------ */

/* From left to right between two points; 0: not known in this frame. */
static int line(uint32_t has, uint32_t pair, const struct gn_pose *p,
		enum gn_point l, enum gn_point r, float out[3])
{
	if (!has_all(has, pair))
		return 0;
	minus(p->at[r], p->at[l], out);
	return unit(out);
}

static int right(const struct row *r, uint32_t has, const struct gn_pose *p,
		 float out[3])
{
	int arms = r->kind == ARM || r->kind == FOREARM ||
		   r->place == GN_PLACE_CHEST;

	for (int k = 0; k < 2; k++)
		if (k == arms ? line(has, HIPS, p, GN_POINT_HIP_L,
				     GN_POINT_HIP_R, out)
			      : line(has, SHOULDERS, p, GN_POINT_SHOULDER_L,
				     GN_POINT_SHOULDER_R, out))
			return 1;
	return 0;
}

/*
 * What a bent elbow turns about, of the length of the sine of its angle; to
 * the right where the forearm points forward.
 */
static int elbow(const struct row *r, uint32_t has, const struct gn_pose *p,
		 float out[3])
{
	enum gn_point s = r->kind == ARM ? r->upper : r->next;
	enum gn_point e = r->kind == ARM ? r->lower : r->upper;
	enum gn_point w = r->kind == ARM ? r->next : r->lower;
	float arm[3], fore[3];

	if (!has_all(has, BIT(s) | BIT(e) | BIT(w)))
		return 0;
	minus(p->at[e], p->at[s], arm);
	minus(p->at[w], p->at[e], fore);
	if (!unit(arm) || !unit(fore))
		return 0;
	gn_cross3(arm, fore, out);
	return gn_dot3(out, out) > ACROSS_FULL * ACROSS_FULL;
}

static void trunk_up(uint32_t has, const struct gn_pose *p, float out[3])
{
	float low[3], high[3];

	if (base(has, p->at, low) && top(has, p->at, high)) {
		minus(high, low, out);
		if (unit(out))
			return;
	}
	out[0] = out[2] = 0.0f;
	out[1] = 1.0f;
}

/* The line across y, turned to the side that z is on; its trust 0..1. */
static float target(const struct row *r, uint32_t has,
		    const struct gn_pose *p, const float y[3],
		    const float *carried, float out[3])
{
	int bent = (r->kind == ARM || r->kind == FOREARM) &&
		   elbow(r, has, p, out);
	float up[3], across;

	if (!bent && !right(r, has, p, out))
		return 0.0f;
	across = lay_across(out, y);
	if (!(across > ACROSS_MIN) || !unit(out))
		return 0.0f;
	trunk_up(has, p, up);
	/* raised sideways beyond the line its right side is the line's left */
	if (!bent && carried && r->kind != TRUNK && r->kind != TOES &&
	    gn_dot3(y, up) < HANGS && gn_dot3(out, carried) < 0.0f)
		for (int c = 0; c < 3; c++)
			out[c] = -out[c];
	return fminf(1.0f, (across - ACROSS_MIN) / (ACROSS_FULL - ACROSS_MIN));
}

/* z turned about y towards the target by a part of the angle between. */
static void turn_towards(float z[3], const float y[3], const float to[3],
			 float part)
{
	float across[3], angle, r[3];

	gn_cross3(z, to, across);
	angle = part * atan2f(gn_dot3(across, y), gn_dot3(z, to));
	for (int c = 0; c < 3; c++)
		r[c] = angle * y[c];
	gn_quat_rotate(gn_quat_from_rotvec(r), z, z);
}

static void unknown(float axes[3][3])
{
	for (int i = 0; i < 9; i++)
		axes[i / 3][i % 3] = NAN;
}

/* z of this frame into g->z; 0: there is none yet. */
static int settle_z(struct gn_skeleton_segment *g, const struct row *r,
		    uint32_t has, const struct gn_pose *p, const float y[3],
		    float dt_s)
{
	float to[3], trust;

	if (g->held)
		gn_quat_rotate(gn_quat_shortest_arc(g->y, y), g->z, g->z);
	trust = target(r, has, p, y, g->held ? g->z : NULL, to);
	if (!g->held) {
		if (!(trust > 0.0f))
			return 0;
		memcpy(g->z, to, sizeof(to));
	} else if (trust > 0.0f) {
		turn_towards(g->z, y, to,
			     trust * (1.0f - expf(-dt_s / FOLLOW_S)));
	}
	lay_across(g->z, y);
	if (!unit(g->z))
		return 0;
	memcpy(g->y, y, sizeof(g->y));
	g->held = 1;
	return 1;
}

void gn_segment_orient(struct gn_skeleton_segment *g, uint32_t has,
		       const struct gn_pose *pose, float dt_s,
		       float axes[3][3], float middle[3])
{
	const struct row *r = &rows[g->which];
	float upper[3], lower[3], along[3];

	unknown(axes);
	gn_segment_ends(g->which, has, pose->at, upper, lower);
	minus(upper, lower, along);
	for (int c = 0; c < 3; c++)
		middle[c] = 0.5f * (upper[c] + lower[c]);
	if (!unit(along) || !settle_z(g, r, has, pose, along, dt_s))
		return;
	memcpy(axes[2], g->z, sizeof(axes[2]));
	if (r->kind == TOES) {
		for (int c = 0; c < 3; c++)
			axes[0][c] = -along[c];
		gn_cross3(axes[2], axes[0], axes[1]);
		return;
	}
	memcpy(axes[1], along, sizeof(axes[1]));
	gn_cross3(axes[1], axes[2], axes[0]);
}

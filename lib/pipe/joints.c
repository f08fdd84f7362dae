/* SPDX-License-Identifier: MIT */
#include "facing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/vec.h"

#define STILL_RAD 0.175f        /* 10 deg: a segment that tilts less ... */
#define ACROSS 0.87f            /* sin 60 deg: out of the plane of its lean */
#define OWN_SHARE 0.8f          /* a movement that is better than another */
#define OWN_RMS 0.5f            /* ... rad/s */
#define OWN_NEAR 0.82f          /* cos 35 deg: and about the same axis */

const struct gn_mount gn_joints_upright = {
	.axes = { .up = { 0, 1, 0 }, .side = { 0, 0, 1 }, .fwd = { 1, 0, 0 } },
	.has_up = 1, .has_side = 1, .has_sign = 1 };

int gn_joints_init(struct joints *j, size_t n_sensors, size_t max,
		   size_t max_parts)
{
	memset(j, 0, sizeof(*j));
	j->frames = calloc(max, sizeof(*j->frames));
	j->span[0] = calloc(max, sizeof(float));
	j->span[1] = calloc(max, sizeof(float));
	j->stance = calloc(max_parts, sizeof(*j->stance));
	j->rate = calloc(max_parts, sizeof(*j->rate));
	if (!j->frames || !j->span[0] || !j->span[1] || !j->stance ||
	    !j->rate)
		return GN_ENOMEM;
	for (size_t i = 0; i < n_sensors; i++) {
		struct limb *l = &j->limb[i];

		for (int p = 0; p < GN_LEANS; p++) {
			l->lean[p] = calloc(max, sizeof(float));
			if (!l->lean[p])
				return GN_ENOMEM;
		}
		l->ahead = calloc(max, sizeof(float));
		l->level = calloc(max, sizeof(*l->level));
		l->turn_rad = calloc(max_parts, sizeof(float));
		if (!l->ahead || !l->level || !l->turn_rad)
			return GN_ENOMEM;
	}
	return GN_OK;
}

void gn_joints_free(struct joints *j, size_t n_sensors)
{
	free(j->frames);
	free(j->span[0]);
	free(j->span[1]);
	free(j->stance);
	free(j->rate);
	for (size_t i = 0; i < n_sensors; i++) {
		for (int p = 0; p < GN_LEANS; p++)
			free(j->limb[i].lean[p]);
		free(j->limb[i].ahead);
		free(j->limb[i].level);
		free(j->limb[i].turn_rad);
	}
	memset(j, 0, sizeof(*j));
}

/* Frame i of the sensor is in one of the parts? They are in order. */
static int inside(const struct stretch *s, uint32_t frame, size_t *k)
{
	while (*k < s->n_parts && s->part[*k].end < frame)
		++*k;
	return *k < s->n_parts && s->part[*k].start <= frame;
}

/* Known frames [from, to) of a sensor in one part. */
struct run {
	size_t part, from, to;
};

/* The next of them; 0: there are no more. */
static int next_run(struct run *r, const struct stretch *s,
		    const struct view *v, const uint32_t *frame_of)
{
	size_t i = r->to;

	while (i < v->n &&
	       (v->bridge[i] || !inside(s, frame_of[i], &r->part)))
		i++;
	r->from = i;
	while (i < v->n && !v->bridge[i] &&
	       frame_of[i] <= s->part[r->part].end)
		i++;
	r->to = i;
	return r->from < r->to;
}

/* Up in the pose is not known: that of the movements' ends. */
static int find_pose(const struct stretch *s, const struct view *v,
		     const uint32_t *frame_of, struct gn_segment_axes *axes)
{
	const float (*up)[3] = (const float (*)[3])s->curve->up;
	float norm;
	size_t k = 0;

	memset(axes, 0, sizeof(*axes));
	for (size_t i = 0; i < v->n; i++)
		if (inside(s, frame_of[i], &k) &&
		    (frame_of[i] == s->part[k].start ||
		     frame_of[i] == s->part[k].end))
			for (int c = 0; c < 3; c++)
				axes->up[c] += up[i][c];
	norm = sqrtf(gn_dot3(axes->up, axes->up));
	for (int c = 0; c < 3; c++)
		axes->up[c] /= norm;
	return isfinite(axes->up[0]);
}

/* The axis of the stretch's own movement; twice the farthest it tilted. */
static int find_side(struct joints *j, const struct stretch *s,
		     const struct view *v, const uint32_t *frame_of,
		     struct gn_segment_axes *axes, float *tilts)
{
	const float (*up)[3] = (const float (*)[3])s->curve->up;
	struct gn_segment_fit fit;
	struct run r = { 0 }, again = { 0 };
	float mean[3] = { 0 }, least = INFINITY;

	gn_segment_fit_init(&fit);
	while (next_run(&r, s, v, frame_of)) {
		gn_segment_fit_move(&fit, j->frames + r.from, r.to - r.from);
		for (size_t i = r.from; i < r.to; i++)
			for (int c = 0; c < 3; c++)
				mean[c] += up[i][c];
	}
	while (next_run(&again, s, v, frame_of))
		for (size_t i = again.from; i < again.to; i++) {
			float near = gn_dot3(up[i], mean);

			least = near < least ? near : least;
		}
	least /= sqrtf(gn_dot3(mean, mean));
	*tilts = 2.0f * acosf(fmaxf(fminf(least, 1.0f), -1.0f));
	return gn_segment_fit_side(&fit, axes, NULL) == GN_OK;
}

/*
 * Of the calibrated axis and that of the stretch's own movement: the own one
 * where it is clear and near the other, with the other's sign.
 */
static void choose(struct gn_mount *m, const struct gn_segment_axes *own)
{
	float same = gn_dot3(m->axes.side, own->side);

	if (m->has_side &&
	    (own->share < OWN_SHARE || own->rms_radps < OWN_RMS ||
	     fabsf(same) < OWN_NEAR))
		return;
	m->axes = *own;
	if (m->has_side && same < 0.0f)
		gn_segment_flip(&m->axes);
	m->has_side = 1;
}

static void forget(float *curve, size_t n)
{
	for (size_t i = 0; i < n; i++)
		curve[i] = NAN;
}

/* The curves of a limb whose axes are known, from the sensor's frames. */
static void draw(struct joints *j, const struct stretch *s, struct limb *l,
		 const struct view *v, const uint32_t *frame_of)
{
	const float (*up)[3] = (const float (*)[3])s->curve->up;
	const float *side = l->m.axes.side;

	gn_segment_lean(&l->m.axes, up, v->n, j->span[0]);
	gn_segment_lean_right(&l->m.axes, up, v->n, j->span[1]);
	for (size_t i = 0; i < v->n; i++) {
		uint32_t at = frame_of[i];
		float ahead[3];

		if (v->bridge[i] || at >= l->holds)
			continue;
		gn_cross3(up[i], side, ahead);
		l->ahead[at] = gn_dot3(j->frames[i].acc_mps2, ahead);
		l->lean[GN_PLANE_FRONTAL][at] = j->span[1][i];
		/* lying across its axis it has no lean about it */
		if (fabsf(gn_dot3(up[i], side)) <= ACROSS)
			l->lean[GN_PLANE_SAGITTAL][at] = j->span[0][i];
	}
}

/* Those of one that leant too little to have a side. */
static void rest(struct limb *l, const struct view *v,
		 const uint32_t *frame_of)
{
	for (size_t i = 0; i < v->n; i++)
		if (!v->bridge[i] && frame_of[i] < l->holds)
			l->lean[GN_PLANE_SAGITTAL][frame_of[i]] =
				l->lean[GN_PLANE_FRONTAL][frame_of[i]] = 0.0f;
}

/* How far the segment is from hanging as in the pose. */
static void raise(const struct stretch *s, struct limb *l,
		  const struct view *v, const uint32_t *frame_of)
{
	forget(l->lean[GN_PLANE_ELEVATION], s->n);
	for (size_t i = 0; i < v->n; i++) {
		float c = gn_dot3(s->curve->up[i], l->m.axes.up);

		if (!v->bridge[i] && frame_of[i] < l->holds)
			l->lean[GN_PLANE_ELEVATION][frame_of[i]] =
				acosf(fmaxf(fminf(c, 1.0f), -1.0f));
	}
	l->raised = 1;
}

static int is_segment(enum gn_place p)
{
	switch (p) {
	case GN_PLACE_PELVIS: case GN_PLACE_CHEST: case GN_PLACE_THIGH:
	case GN_PLACE_SHANK: case GN_PLACE_FOOT: case GN_PLACE_UPPER_ARM:
	case GN_PLACE_FOREARM: case GN_PLACE_WRIST:
		return 1;
	default:
		return 0;
	}
}

/* Strapped on where nothing but a slip turns it against the segment. */
static int is_strapped(enum gn_place p)
{
	return is_segment(p) && p != GN_PLACE_WRIST && p != GN_PLACE_FOREARM;
}

/* How many of the parts it sat as before; those after it are not used. */
static size_t find_slip(struct joints *j, const struct stretch *s,
			size_t sensor, const struct view *v,
			const uint32_t *frame_of)
{
	struct limb *l = &j->limb[sensor];
	size_t k = s->n_parts;

	if (s->steady && !s->desc[sensor].aligned &&
	    is_strapped(s->desc[sensor].place)) {
		gn_turned_measure(j, s, sensor, v, frame_of);
		k = gn_slip_find(j, s, sensor, v, frame_of, &l->sat);
		k = l->alone < k ? l->alone : k;
	}
	if (k < s->n_parts)
		l->holds = k ? s->part[k - 1].end + 1 : 0;
	l->moved = !k && !s->sat[sensor].n[0] && !s->sat[sensor].n[1];
	l->wrong = !k;
	return k;
}

void gn_joints_limb(struct joints *j, const struct stretch *s, size_t sensor,
		    const struct view *v, const uint32_t *frame_of)
{
	struct limb *l = &j->limb[sensor];
	struct view clean = *v;
	struct stretch good = *s;
	struct gn_segment_axes own;

	l->m = s->desc[sensor].aligned ? gn_joints_upright
				       : s->body->mount[sensor];
	l->camera = s->desc[sensor].aligned;
	l->seen = l->raised = l->still = l->wrong = l->moved = 0;
	l->faces = l->aimless = l->turns = 0;
	l->holds = (uint32_t)s->n;
	l->own = !l->m.has_side;
	l->tilts_rad = 0.0f;
	if (!is_segment(s->desc[sensor].place) || v->n < 3 ||
	    !(v->gyr_step_s > 0.0f))
		return;
	memcpy(j->frames, v->frames, v->n * sizeof(*j->frames));
	clean.frames = j->frames;
	for (size_t i = 0; i < v->n && l->m.has_up; i++)
		for (int c = 0; c < 3; c++)
			j->frames[i].gyr_radps[c] -= l->m.axes.bias_radps[c];
	s->curve->level = gn_facing_wanted(s, sensor) ? l->level : NULL;
	gn_curve_up(s->curve, &clean);
	s->curve->level = NULL;
	good.n_parts = find_slip(j, s, sensor, &clean, frame_of);
	if (l->m.has_up && s->desc[sensor].place == GN_PLACE_UPPER_ARM)
		raise(s, l, v, frame_of);
	if (!good.n_parts ||
	    (!l->m.has_up && !find_pose(&good, v, frame_of, &l->m.axes)))
		return;
	own = l->m.axes;
	if (find_side(j, &good, v, frame_of, &own, &l->tilts_rad) &&
	    !s->desc[sensor].aligned)
		choose(&l->m, &own);
	l->still = !l->m.has_side && l->tilts_rad < STILL_RAD;
	l->seen = l->m.has_side || l->still;
	forget(l->lean[GN_PLANE_SAGITTAL], s->n);
	forget(l->lean[GN_PLANE_FRONTAL], s->n);
	forget(l->ahead, s->n);
	if (l->m.has_side)
		draw(j, s, l, v, frame_of);
	else if (l->still)
		rest(l, v, frame_of);
	if (gn_facing_wanted(s, sensor))
		gn_facing_spread(l, s, v, frame_of);
}

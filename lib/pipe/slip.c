/* SPDX-License-Identifier: MIT */
/* Does a sensor still sit as it did? */
#include <math.h>
#include <string.h>

#include "gonio/linalg.h"
#include "gonio/vec.h"
#include "joints.h"

#define RAD 0.017453293f
#define POSE_RAD (40 * RAD)     /* standing, against the pose: no slip */
#define RESTS_RAD (12 * RAD)    /* a segment that rests may lie elsewhere */
#define EVEN_RAD (20 * RAD)     /* apart at both ends: cut otherwise */
#define LIKE_RANGE 0.6f         /* of the range: the same movement */
#define CLEAR_SHARE 0.7f        /* of the turning about one axis: it is one */
#define CLEAR_RADPS 0.25f       /* enough to be sure of it, and ... */
#define TURNS_RADPS 0.15f       /* ... to see that it is another one */
#define BEFORE 2                /* repetitions that show how it sat */
#define AFTER 3                 /* and that agree that it does no more */
#define AFTER_LEAST 2
#define AROUND 5                /* frames */
#define HALF 0.6f               /* of what strays: half-way */

static void add(float to[3], const float v[3], float by)
{
	for (int c = 0; c < 3; c++)
		to[c] += by * v[c];
}

static void normalise(float v[3])
{
	float n = sqrtf(gn_dot3(v, v));

	for (int c = 0; c < 3 && n > 0.0f; c++)
		v[c] /= n;
}

static float angle(const float a[3], const float b[3])
{
	float cross[3];

	gn_cross3(a, b, cross);
	return atan2f(sqrtf(gn_dot3(cross, cross)), gn_dot3(a, b));
}

/*
 * Up by the accelerometer alone, over AROUND frames to either side of one, in
 * [from, to]: what gn_curve_up() says is slow to believe that a sensor turned
 * without any rate.
 */
static void level(const struct view *v, size_t i, size_t from, size_t to,
		  float out[3])
{
	float sum[3] = { 0 };
	size_t k = i > from + AROUND ? i - AROUND : from;

	for (; k <= to && k <= i + AROUND; k++)
		if (!v->bridge[k])
			add(sum, v->frames[k].acc_mps2, 1.0f);
	normalise(sum);
	add(out, sum, 1.0f);
}

/* Up at the ends of a part and farthest from there, and the axis. */
static void show(const struct stretch *s, const struct view *v,
		 const uint32_t *frame_of, const struct part *p, size_t *at,
		 struct stance *out)
{
	const float (*up)[3] = (const float (*)[3])s->curve->up;
	double turn[3][3], val[3], vec[3][3], n = 0.0;
	struct gn_moments sum = { 0 };
	float least = 3.0f, end[3] = { 0 };
	size_t far = 0, last = 0;

	memset(out, 0, sizeof(*out));
	while (*at < v->n && (frame_of[*at] < p->start || v->bridge[*at]))
		++*at;
	for (size_t i = *at; i < v->n && frame_of[i] <= p->end; i++) {
		if (v->bridge[i])
			continue;
		gn_moments_add(&sum, v->frames[i].gyr_radps);
		n += 1.0;
		last = i;
	}
	if (!(n > 0.0))
		return;
	for (size_t i = *at; i <= last; i++) {
		float near = gn_dot3(up[i], up[*at]) +
			     gn_dot3(up[i], up[last]);

		if (near < least && !v->bridge[i]) {
			least = near;
			far = i;
		}
	}
	level(v, *at, *at, last, out->rest);
	level(v, last, *at, last, end);
	out->even = angle(out->rest, end) < EVEN_RAD;
	add(out->rest, end, 1.0f);
	normalise(out->rest);
	level(v, far, *at, last, out->far);
	gn_moments_matrix(&sum, turn);
	gn_eig_sym3(turn, val, vec);
	for (int c = 0; c < 3; c++)
		out->axis[c] = (float)vec[0][c];
	out->known = gn_dot3(out->rest, out->rest) > 0.5f &&
		     gn_dot3(out->far, out->far) > 0.5f;
	out->turns = val[0] > (double)CLEAR_SHARE *
			      (val[0] + val[1] + val[2]) &&
		     val[0] > (double)(TURNS_RADPS * TURNS_RADPS) * n;
	out->clear = out->turns &&
		     val[0] > (double)(CLEAR_RADPS * CLEAR_RADPS) * n;
}

/* x with rest and far as those of was: repetitions may be cut at either. */
static struct stance aligned(const struct stance *was, const struct stance *x)
{
	struct stance y = *x;

	if (was->known && fmaxf(angle(was->rest, x->rest),
				angle(was->far, x->far)) >
			  fmaxf(angle(was->rest, x->far),
				angle(was->far, x->rest))) {
		memcpy(y.rest, x->far, sizeof(y.rest));
		memcpy(y.far, x->rest, sizeof(y.far));
	}
	return y;
}

/* By how much up lies elsewhere about the axis, and along it. */
static void turned(const float was[3], const float is[3], const float axis[3],
		   float *about, float *along)
{
	float cross[3];

	gn_cross3(was, is, cross);
	*about = gn_dot3(cross, axis);
	*about = asinf(fmaxf(fminf(*about, 1), -1));
	*along = asinf(fmaxf(fminf(gn_dot3(is, axis), 1), -1)) -
		 asinf(fmaxf(fminf(gn_dot3(was, axis), 1), -1));
}

/*
 * What is no slip. Ours; of 270 series of repetitions on three persons all are
 * below two thirds of it. Another set may be done otherwise: then the axis
 * counts only where the exercise leaves no choice and the range is the same.
 */
struct leeway {
	float aside_rad;        /* up out of the plane of movement, and ... */
	float plane_rad;        /* ... in it, at both ends, and ... */
	float axis_rad;         /* ... the axis of movement, as one vector */
	int   any_range;        /* 1: the axis counts always */
};
static const struct leeway in_set = { 15 * RAD, 24 * RAD, 15 * RAD, 1 };
static const struct leeway in_next = { 20 * RAD, 35 * RAD, 15 * RAD, 0 };

static int same_range(const struct stance *a, const struct stance *b)
{
	float x = angle(a->rest, a->far), y = angle(b->rest, b->far);

	return x > LIKE_RANGE * y && y > LIKE_RANGE * x;
}

/* How far x lies from how it sat, 1: as far as it may. */
static float strays(const struct stretch *s, const struct stance *was,
		    const struct stance *x, const struct leeway *w)
{
	struct stance is = aligned(was, x);
	float about[2], along[2], plane, aside, by;

	/* a segment that rests has no plane of movement */
	if (!was->clear)
		return fminf(angle(was->rest, is.rest),
			     angle(was->far, is.far)) / RESTS_RAD;
	turned(was->rest, is.rest, was->axis, &about[0], &along[0]);
	turned(was->far, is.far, was->axis, &about[1], &along[1]);
	plane = 0.0f;
	if (about[0] * about[1] > 0.0f && was->even && is.even)
		plane = fminf(fabsf(about[0]), fabsf(about[1])) / w->plane_rad;
	aside = 0.5f * (along[0] + along[1]) / w->aside_rad;
	by = angle(was->axis, is.axis);
	by = fminf(by, (float)M_PI - by) / w->axis_rad;
	if (!is.turns ||
	    !(w->any_range || (s->sagittal && same_range(was, &is))))
		by = 0.0f;
	return sqrtf(by * by + plane * plane + aside * aside);
}

/* From most of those of n that can tell? Too few show nothing. */
static int strays_most(const struct stretch *s,
		       const struct stance *const *was, size_t n,
		       const struct stance *x, const struct leeway *w)
{
	size_t near = 0, far = 0;

	/* half of them near: not more can be far */
	for (size_t i = 0; i < n && 2 * near < n; i++) {
		if (strays(s, was[i], x, w) > 1.0f)
			far++;
		else if (was[i]->even)
			near++;
	}
	return near + far >= BEFORE && far > near;
}

/* Stands the sensor's segment otherwise than in the pose, at either end? */
static int off_pose(const struct gn_mount *m, const struct stance *x)
{
	return fminf(angle(m->axes.up, x->rest),
				 angle(m->axes.up, x->far)) > POSE_RAD;
}

/*
 * Does every one of the next few of a side, from part k on, stray from most of
 * the n, or from the pose if w is NULL? Fewer than AFTER_LEAST do not tell.
 * Every other one has a say if by is 2.
 */
static int all_stray(const struct joints *j, const struct stretch *s,
		     const struct stance *const *was, size_t n,
		     const struct gn_mount *m, size_t k,
		     const struct leeway *w, size_t by)
{
	uint8_t group = s->part[k].group;
	int seen = 0;

	for (; k < s->n_parts && seen < AFTER; k += by) {
		const struct stance *x = &j->stance[k];

		if (s->part[k].group != group || !x->known)
			continue;
		if (w ? !strays_most(s, was, n, x, w) : !off_pose(m, x))
			return 0;
		seen++;
	}
	return seen >= AFTER_LEAST;
}

/*
 * The latest of its side before part k of this stretch, newest first. The one
 * just before may be that in which it slips: it has no say if others have.
 */
static size_t latest(const struct joints *j, const struct stretch *s, size_t k,
		     size_t by, const struct stance *out[STANCES + 1],
		     size_t *skip)
{
	uint8_t group = s->part[k].group;
	size_t n = 0;

	for (; k >= by && n < STANCES + 1; k -= by)
		if (s->part[k - by].group == group && j->stance[k - by].known)
			out[n++] = &j->stance[k - by];
	*skip = n > BEFORE;
	return n - *skip;
}

/* As it sat in the stretches before. */
static size_t earlier(const struct sat *sat, uint8_t group,
		      const struct stance *out[STANCES])
{
	size_t n = sat->n[group] < STANCES ? sat->n[group] : STANCES;

	for (size_t i = 0; i < n; i++)
		out[i] = &sat->of[group][i];
	return n;
}

/* Does it sit otherwise from part k on? */
static int slips(const struct joints *j, const struct stretch *s,
		 const struct sat *before, size_t k)
{
	const struct stance *was[STANCES + 1];
	size_t skip, n = earlier(before, s->part[k].group, was);

	if (all_stray(j, s, was, n, NULL, k, &in_next, 1))
		return 1;
	n = latest(j, s, k, 1, was, &skip);
	if (all_stray(j, s, was + skip, n, NULL, k, &in_set, 1))
		return 1;
	/* sides that take turns, but nobody knows which is which */
	n = latest(j, s, k, 2, was, &skip);
	return s->unsided &&
	       all_stray(j, s, was + skip, n, NULL, k, &in_set, 2);
}

/*
 * Is the part before k the one in which it slips? Then it ends otherwise than
 * it began, or lies half-way to those from k on; its ranges are no ranges.
 */
static int slips_in(const struct joints *j, const struct stretch *s,
		    const struct sat *before, size_t k)
{
	const struct stance *was[STANCES + 1], *x = &j->stance[k - 1];
	size_t skip, n = latest(j, s, k - 1, 1, was, &skip), far = 0;

	if (!n)
		n = earlier(before, s->part[k - 1].group, was);
	for (size_t i = 0; i < n; i++)
		far += !was[i]->even || strays(s, was[i], x, &in_set) > HALF;
	return !x->known || !x->even || 2 * far > n;
}

static void keep(struct sat *sat, uint8_t group, const struct stance *x)
{
	if (x->known)
		sat->of[group][sat->n[group]++ % STANCES] = *x;
}

size_t gn_slip_find(struct joints *j, const struct stretch *s, size_t sensor,
		    const struct view *v, const uint32_t *frame_of,
		    struct sat *sat)
{
	const struct gn_mount *m = &s->body->mount[sensor];
	const struct sat *before = &s->sat[sensor];
	size_t at = 0;

	*sat = *before;
	for (size_t k = 0; k < s->n_parts; k++)
		show(s, v, frame_of, &s->part[k], &at, &j->stance[k]);
	if (s->upright && m->has_up && !before->n[0] && !before->n[1] &&
	    s->n_parts && all_stray(j, s, NULL, 0, m, 0, NULL, 1))
		return 0;
	for (size_t k = 0; k < s->n_parts; k++) {
		if (slips(j, s, before, k))
			return k && slips_in(j, s, before, k) ? k - 1 : k;
		keep(sat, s->part[k].group, &j->stance[k]);
	}
	return s->n_parts;
}

/* SPDX-License-Identifier: MIT */
/* The session's segments: how its sensors sit, and the angles between them. */
#include <math.h>
#include <string.h>

#include "session_priv.h"

void gn_session_body(const struct gn_session *s, struct gn_body *out)
{
	*out = s->body;
}

struct gn_angle_note gn_session_angle(const struct gn_session *s,
				      enum gn_angle angle)
{
	return s->joints.note[angle];
}

int gn_session_curve(struct gn_session *s, enum gn_angle angle, float *out)
{
	return gn_joints_angle(&s->joints, &s->stretch, angle, out);
}

struct gn_range gn_session_seen(const struct gn_session *s,
				enum gn_angle angle)
{
	return s->seen[angle];
}

static void find_limb(struct gn_session *s, size_t i)
{
	const struct sensor *x = &s->s[i];
	struct view v = { x->span, x->apart, x->n,
			  x->has_gyr ? x->gyr_step_s : 0.0f,
			  s->desc[i].aligned };

	gn_joints_limb(&s->joints, &s->stretch, i, &v, x->frame_of);
}

/* The limbs of every sensor over n frames from s->from, by the parts. */
static void find_limbs(struct gn_session *s, size_t n, size_t n_parts)
{
	s->stretch = (struct stretch){
		.desc = s->desc, .body = &s->body, .part = s->parts,
		.n_sensors = s->p.n_sensors, .n_parts = n_parts, .n = n,
		.curve = &s->curve,
		.sagittal = s->exercise.sagittal,
		.steady = s->exercise.n_places > 0 && !s->exercise.cyclic &&
			  !s->p.learn,
		.upright = s->exercise.upright, .sat = s->mistakes.sat,
		.unsided = n_parts && (s->reps[0].side == GN_SIDE_NONE ||
				       s->reps[0].side == GN_SIDE_UNKNOWN),
	};
	for (size_t i = 0; i < s->p.n_sensors; i++) {
		s->joints.limb[i].alone = n_parts;
		find_limb(s, i);
	}
	for (size_t i = 0; i < s->p.n_sensors; i++) {
		struct limb *l = &s->joints.limb[i];
		size_t k = gn_turned_find(&s->joints, &s->stretch, i);

		if (k == n_parts || s->parts[k].start >= l->holds)
			continue;
		l->alone = k;
		find_limb(s, i);
	}
	gn_joints_signs(&s->joints, &s->stretch);
}

/* On the midline, where sides take turns, it is of every other one. */
static uint8_t group_of(const struct gn_session *s, size_t i)
{
	enum gn_side side = s->reps[i].side;

	if (s->exercise.alternating && side != GN_SIDE_LEFT &&
	    side != GN_SIDE_RIGHT)
		return i & 1;
	return side == GN_SIDE_LEFT;
}

static struct part part_of(const struct gn_session *s, const struct gn_rep *r)
{
	return (struct part){
		.start = (uint32_t)(r->start_ns / FRAME_NS - s->from),
		.end = (uint32_t)(r->end_ns / FRAME_NS - s->from) };
}

void gn_session_limbs(struct gn_session *s, int64_t to, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		s->parts[i] = part_of(s, &s->reps[i]);
		s->parts[i].group = group_of(s, i);
	}
	find_limbs(s, (size_t)(to - s->from), n);
}

/* Up to half-way to its neighbours, and its own length at most. */
static struct part reach_of(const struct gn_session *s, size_t i, size_t n)
{
	struct part p = part_of(s, &s->reps[i]), r = { 0 };
	uint32_t length = p.end - p.start, last = (uint32_t)s->stretch.n - 1;

	if (i)
		r.start = (part_of(s, &s->reps[i - 1]).end + p.start) / 2;
	r.end = i + 1 < n ? (p.end + part_of(s, &s->reps[i + 1]).start) / 2
			  : last;
	if (r.start + length < p.start)
		r.start = p.start - length;
	if (r.end > p.end + length)
		r.end = p.end + length;
	return r;
}

void gn_session_angles(struct gn_session *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct part p = part_of(s, &s->reps[i]), reach = reach_of(s, i,
									  n);

		gn_joints_ranges(&s->joints, &s->stretch, &p, &reach,
				 s->reps[i].angle);
	}
}

/* Is the axis that a movement showed better than what was known? */
static int better(const struct gn_mount *now, const struct gn_mount *before)
{
	if (!now->has_side || !now->has_sign)
		return 0;
	return !before->has_side || now->axes.rms_radps * now->axes.share >
	       before->axes.rms_radps * before->axes.share;
}

void gn_session_learn(struct gn_session *s, int64_t to)
{
	struct gn_count_sensor cs[GN_SENSORS_MAX];
	struct gn_range range[GN_ANGLES];
	size_t which[GN_SENSORS_MAX];
	struct gn_count_input in;

	gn_session_gather(s, s->from, to, &in, cs, which);
	s->parts[0] = (struct part){ .end = (uint32_t)(to - s->from - 1) };
	find_limbs(s, (size_t)(to - s->from), 1);
	for (size_t i = 0; i < s->p.n_sensors; i++) {
		struct limb *l = &s->joints.limb[i];

		if (l->seen && l->m.has_up &&
		    better(&l->m, &s->body.mount[i]))
			s->body.mount[i] = l->m;
	}
	gn_mistakes_learn(s);
	gn_mistakes_tell(s);
	gn_joints_ranges(&s->joints, &s->stretch, s->parts, s->parts, range);
	for (int a = 0; a < GN_ANGLES; a++)
		if (isnan(s->seen[a].most_rad) ||
		    range[a].most_rad - range[a].least_rad >
		    s->seen[a].most_rad - s->seen[a].least_rad)
			s->seen[a] = range[a];
}

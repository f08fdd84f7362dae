/* SPDX-License-Identifier: MIT */
#include "gonio/turns.h"

#include <math.h>
#include <string.h>

#include "gonio/quat.h"

#define GAP_NS   INT64_C(100000000)
#define STEP_RAD 0.1f

static struct gn_quat load(const float q[4])
{
	return (struct gn_quat){ q[0], q[1], q[2], q[3] };
}

static void keep(float out[4], struct gn_quat q)
{
	out[0] = q.w;
	out[1] = q.x;
	out[2] = q.y;
	out[3] = q.z;
}

static void new_step(struct gn_turns *t)
{
	keep(t->q, gn_quat_identity());
	t->dt_s = 0;
}

void gn_turns_init(struct gn_turns *t, uint32_t sensor)
{
	memset(t, 0, sizeof(*t));
	t->sensor = sensor;
	t->now.from = GN_STILL_NONE;
	new_step(t);
}

/* Each two steps become one. */
static void halve(struct gn_turns *t)
{
	struct gn_turn_step *s = t->now.step;

	for (size_t k = 0; k + 1 < t->now.n; k += 2) {
		struct gn_quat a = gn_quat_from_rotvec(s[k].rotvec_rad);
		struct gn_quat b = gn_quat_from_rotvec(s[k + 1].rotvec_rad);
		struct gn_turn_step both = {
			.dt_s = s[k].dt_s + s[k + 1].dt_s };

		gn_quat_to_rotvec(gn_quat_mul(a, b), both.rotvec_rad);
		s[k / 2] = both;
	}
	t->now.n /= 2;
	t->mark /= 2;
}

static void close_step(struct gn_turns *t)
{
	struct gn_turn_step *s;

	if (!(t->dt_s > 0))
		return;
	if (t->now.n == GN_TURN_STEPS)
		halve(t);
	s = &t->now.step[t->now.n++];
	gn_quat_to_rotvec(load(t->q), s->rotvec_rad);
	s->dt_s = t->dt_s;
	new_step(t);
}

/* The turn since the last pose ends in the newest. */
static void end_turn(struct gn_turns *t, size_t to)
{
	int lost = t->lost && t->lost_block >= t->first_block;

	t->n_lost += (uint32_t)(lost && t->now.from != GN_STILL_NONE);
	if (!lost && t->now.from != GN_STILL_NONE && t->now.n &&
	    t->n < GN_TURNS_MAX) {
		t->turn[t->n] = t->now;
		t->turn[t->n++].to = to;
	}
	t->now.from = to;
}

/* Only what came in the last quarter second stays. */
static void forget_older(struct gn_turns *t)
{
	t->now.n -= t->mark;
	memmove(t->now.step, t->now.step + t->mark,
		t->now.n * sizeof(t->now.step[0]));
	t->first_block = t->block;
}

/* A quarter second is over, and poses has judged it. */
static void end_block(struct gn_turns *t, const struct gn_still_poses *poses)
{
	close_step(t);
	if (poses->n > t->seen)
		end_turn(t, poses->n - 1);
	if (t->now.from != GN_STILL_NONE && poses->run.pose == t->now.from)
		forget_older(t);
	t->seen = poses->n;
	t->mark = t->now.n;
}

/* By the mean of this rate and the one before. */
static void turn_on(struct gn_turns *t, const float gyr_radps[3], int64_t ns)
{
	float dt_s = (float)ns * 1e-9f, r[3];
	struct gn_quat q;

	for (int i = 0; i < 3; i++)
		r[i] = 0.5f * dt_s * (t->gyr_radps[i] + gyr_radps[i]);
	q = gn_quat_mul(load(t->q), gn_quat_from_rotvec(r));
	keep(t->q, gn_quat_renormalise(q));
	t->dt_s += dt_s;
	if (gn_quat_angle(q) > STEP_RAD)
		close_step(t);
}

void gn_turns_push(struct gn_turns *t, const struct gn_still_poses *poses,
		   const struct gn_sample *in)
{
	const float *w = in->gyr_radps;
	int64_t block = in->t_ns / GN_STILL_BLOCK_NS;
	int64_t ns = in->t_ns - t->t_ns;

	if (in->sensor != t->sensor || !isfinite(w[0]) || !isfinite(w[1]) ||
	    !isfinite(w[2]) || (t->have && ns <= 0))
		return;
	if (t->have && block != t->block)
		end_block(t, poses);
	t->block = block;
	if (t->have && ns <= GAP_NS) {
		turn_on(t, w, ns);
	} else {
		t->lost = 1;
		t->lost_block = block;
	}
	t->have = 1;
	t->t_ns = in->t_ns;
	memcpy(t->gyr_radps, w, sizeof(t->gyr_radps));
}

int gn_turns_drop(struct gn_turns *t, size_t k)
{
	if (k >= t->n)
		return GN_EINVAL;
	t->n--;
	memmove(&t->turn[k], &t->turn[k + 1],
		(t->n - k) * sizeof(t->turn[0]));
	return GN_OK;
}

void gn_turns_drop_pose(struct gn_turns *t, size_t k)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->n; i++) {
		struct gn_turn *d = &t->turn[i];

		if (d->from == k || d->to == k)
			continue;
		d->from -= d->from > k;
		d->to -= d->to > k;
		if (kept++ != i)
			t->turn[kept - 1] = *d;
	}
	t->n = kept;
	t->seen -= t->seen > k;
	if (t->now.from == k)
		t->now.from = GN_STILL_NONE;
	else if (t->now.from != GN_STILL_NONE && t->now.from > k)
		t->now.from--;
}

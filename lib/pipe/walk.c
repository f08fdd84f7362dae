/* SPDX-License-Identifier: MIT */
/* Steps and bouts of walking, from the sensor that sees them best. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "session_priv.h"

/* No step older than this is still to come. */
#define LATE_NS (INT64_C(12) * 1000000000)

/* Where steps alone are asked for, of a day, sitting belongs to it. */
static int choose_thigh(struct gn_session *s)
{
	struct walk *w = &s->walk;
	size_t i = 0;

	while (i < s->p.n_sensors && (s->desc[i].place != GN_PLACE_THIGH ||
				      !s->desc[i].has_acc ||
				      s->desc[i].bad_acc))
		i++;
	if (!w->steps_only || i == s->p.n_sensors)
		return GN_OK;
	w->thigh = i;
	w->day = malloc(sizeof(*w->day));
	return w->day ? GN_OK : GN_ENOMEM;
}

int gn_session_walk_create(struct gn_session *s)
{
	struct walk *w = &s->walk;
	size_t best = 0;

	w->on = s->exercise.task == GN_TASK_WALK;
	w->steps_only = w->on && !(s->exercise.rep_max_s > 0.0f);
	for (size_t i = 0, found = 0; i < s->p.n_sensors; i++) {
		size_t r = gn_exercise_rank(&s->exercise, s->desc[i].place);

		if (!s->desc[i].has_acc || s->desc[i].bad_acc ||
		    (found && r >= best))
			continue;
		found = 1;
		best = r;
		w->sensor = i;
	}
	return choose_thigh(s);
}

void gn_session_walk_reset(struct gn_session *s)
{
	gn_steps_init(&s->walk.steps, s->desc[s->walk.sensor].place);
	memset(&s->walk.bouts, 0, sizeof(s->walk.bouts));
	s->walk.n = 0;
	if (s->walk.day)
		gn_sitting_init(s->walk.day);
}

static void tell(struct gn_session *s, const struct gn_bout *b)
{
	struct gn_session_event ev = { .kind = GN_EV_BOUT };

	ev.u.bout = *b;
	gn_session_emit(s, &ev);
	if (s->walk.day)
		gn_sitting_walk(s->walk.day, b->start_ns, b->end_ns);
}

static void take_step(void *user, const struct gn_step *step)
{
	struct gn_session *s = user;
	struct gn_bout bout;

	s->walk.n++;
	if (gn_bouts_step(&s->walk.bouts, step->frame * FRAME_NS, &bout))
		tell(s, &bout);
}

void gn_session_walk_frame(struct gn_session *s, int64_t k, const float acc[3])
{
	struct gn_bout bout;

	gn_steps_push(&s->walk.steps, k, acc, take_step, s);
	if (gn_bouts_at(&s->walk.bouts, k * FRAME_NS - LATE_NS, &bout))
		tell(s, &bout);
}

void gn_session_walk_end(struct gn_session *s)
{
	struct gn_bout bout;

	gn_steps_flush(&s->walk.steps, take_step, s);
	if (gn_bouts_end(&s->walk.bouts, &bout))
		tell(s, &bout);
}

struct gn_walking_now gn_session_walking(const struct gn_session *s,
					 uint32_t *sensor)
{
	struct gn_walking_now now = { .assessed = s->walk.on,
				      .steps = s->walk.n,
				      .cadence_spm = NAN };

	if (now.assessed)
		now.cadence_spm = gn_steps_cadence(&s->walk.steps);
	if (sensor)
		*sensor = (uint32_t)s->walk.sensor;
	return now;
}

void gn_session_sitting(const struct gn_session *s, struct gn_sitting_sum *out)
{
	memset(out, 0, sizeof(*out));
	out->sensor = (uint32_t)s->walk.thigh;
	out->state = GN_SITTING_NO_THIGH;
	if (s->walk.day)
		gn_sitting_read(s->walk.day, out);
}

/* SPDX-License-Identifier: MIT */
/* A task of holds: frames to the finder, its holds to events. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "session_priv.h"

#define SHOW_FRAMES 25          /* a provisional hold every half second */
#define SWAY_EDGE 50            /* 1 s at both ends is taking and leaving */
#define SWAY_LEAST 250          /* 5 s: a cycle of the slowest sway */
#define SWAY_MADE 0.05f         /* part of its frames that may be missing */

int gn_session_hold_create(struct gn_session *s)
{
	s->hold = calloc(1, sizeof(*s->hold));
	return s->hold ? GN_OK : GN_ENOMEM;
}

static int is_quiet(const struct gn_exercise *e, enum gn_place place)
{
	for (size_t i = 0; i < e->n_quiet_at; i++)
		if (e->quiet_at[i] == place)
			return 1;
	return 0;
}

/* The sensors at the first of the places that has one; else all. */
static void choose(const struct gn_session *s, struct gn_hold_params *p)
{
	const struct gn_exercise *e = &s->exercise;
	int any = 0;

	for (size_t k = 0; k < e->n_places && !any; k++) {
		for (size_t i = 0; i < s->p.n_sensors; i++) {
			p->watch[i] = s->s[i].cond.has_acc &&
				s->desc[i].place == e->places[k];
			any |= p->watch[i];
		}
		p->quiet = any && is_quiet(e, e->places[k]);
	}
	for (size_t i = 0; i < s->p.n_sensors && !any; i++)
		p->watch[i] = s->s[i].cond.has_acc;
}

void gn_session_hold_reset(struct gn_session *s)
{
	struct gn_hold_params p = { .n_sensors = s->p.n_sensors,
		.leave_rad = s->exercise.leave_rad,
		.away_rad = s->exercise.away_rad,
		.least_s = s->exercise.least_s,
		.break_s = s->exercise.break_s, .knows_rest = 1 };

	choose(s, &p);
	if (p.quiet)
		p.away_rad = 0;
	for (size_t i = 0; i < s->p.n_sensors; i++) {
		const struct gn_mount *m = &s->told.mount[i];

		/* what both limbs do at once is of neither */
		p.side[i] = s->exercise.symmetric ? GN_SIDE_NONE :
			    s->desc[i].side;
		if (p.watch[i] && !m->has_up)
			p.knows_rest = 0;
		if (m->has_up)
			memcpy(p.rest[i], m->axes.up, sizeof(p.rest[i]));
	}
	gn_hold_init(s->hold, &p);
}

/* Forward in sensor axes; NULL: not known. */
static const float *forward(const struct gn_session *s, size_t sensor)
{
	static const float x[3] = { 1, 0, 0 };
	const struct gn_mount *m = &s->told.mount[sensor];

	if (s->desc[sensor].aligned)
		return x;
	return m->has_side && m->has_sign ? m->axes.fwd : NULL;
}

/* Frames [from, to) of a sensor into its span, those missing as the one before;
 * how many, 0: too many are missing. */
static size_t copy(struct sensor *x, int64_t from, int64_t to)
{
	size_t n = 0, made = 0;

	for (int64_t k = from; k < to; k++) {
		const struct gn_frame *f = &x->ring[k % SPAN_FRAMES];

		if (k < x->inited && isfinite(f->acc_mps2[0]))
			x->span[n++] = *f;
		else if (n) {
			x->span[n] = x->span[n - 1];
			n++;
			made++;
		}
	}
	return (float)made > SWAY_MADE * (float)n ? 0 : n;
}

/* Sway in the longest stretch, or its newest 10 min, of the trunk. */
static void tell_sway(struct gn_session *s, struct gn_hold *h)
{
	static const enum gn_place trunk[] = { GN_PLACE_PELVIS,
					       GN_PLACE_CHEST };
	int64_t from = h->longest.start + SWAY_EDGE;
	int64_t to = h->longest.end - SWAY_EDGE;
	float (*a)[GN_SWAY_AXES];
	struct sensor *x;
	size_t i = s->p.n_sensors, n;

	for (size_t k = 0; k < 2 && i == s->p.n_sensors; k++)
		for (i = 0; i < s->p.n_sensors; i++)
			if (s->desc[i].place == trunk[k] &&
			    s->s[i].cond.has_acc)
				break;
	if (i == s->p.n_sensors)
		return;
	x = &s->s[i];
	if (from <= s->newest - SPAN_FRAMES)
		from = s->newest - SPAN_FRAMES + 1;
	if (to - from < SWAY_LEAST)
		return;
	n = copy(x, from, to);
	if (!n)
		return;
	a = (float (*)[GN_SWAY_AXES])(void *)s->curve.up;
	gn_sway_level(x->span, n, FRAME_HZ, forward(s, i), a);
	gn_sway_measure((const float (*)[GN_SWAY_AXES])a, n, FRAME_HZ,
			&h->sway);
	if (!forward(s, i))
		h->sway.rms_mps2[GN_SWAY_AP] =
			h->sway.rms_mps2[GN_SWAY_ML] = NAN;
	h->sway_of = (uint32_t)i;
}

static void to_ns(struct gn_hold_span *s)
{
	s->start *= FRAME_NS;
	s->end *= FRAME_NS;
}

static void tell(struct gn_session *s, const struct gn_hold *h)
{
	struct gn_session_event ev = { .kind = GN_EV_HOLD };
	struct gn_hold *to = &ev.u.hold;

	*to = *h;
	if (!to->provisional)
		tell_sway(s, to);
	to->start *= FRAME_NS;
	to->end *= FRAME_NS;
	to_ns(&to->longest);
	for (size_t i = 0; i < GN_HOLD_BREAKS_MAX; i++)
		to_ns(&to->breaks[i]);
	gn_session_emit(s, &ev);
}

void gn_session_hold_step(struct gn_session *s, int64_t k)
{
	struct gn_frame f[GN_SENSORS_MAX];
	struct gn_hold h;

	for (size_t i = 0; i < s->p.n_sensors; i++) {
		const struct sensor *x = &s->s[i];

		if (k < x->inited)
			f[i] = x->ring[k % SPAN_FRAMES];
		else
			for (int c = 0; c < 3; c++)
				f[i].acc_mps2[c] = f[i].gyr_radps[c] = NAN;
	}
	if (gn_hold_step(s->hold, k, f, &h))
		tell(s, &h);
	else if (s->p.provisional && k % SHOW_FRAMES == 0 &&
		 gn_hold_now(s->hold, &h))
		tell(s, &h);
}

void gn_session_hold_end(struct gn_session *s)
{
	struct gn_hold h;

	if (gn_hold_flush(s->hold, &h))
		tell(s, &h);
}

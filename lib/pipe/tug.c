/* SPDX-License-Identifier: MIT */
/* A stretch as a timed up and go. */
#include "session_priv.h"

#define RISE_S 5.0              /* it is done in a minute */

/* The sensor to see it on; -1: none. */
static int find(const struct gn_session *s)
{
	static const enum gn_place places[] = { GN_PLACE_PELVIS,
						GN_PLACE_CHEST,
						GN_PLACE_PHONE };

	for (size_t k = 0; k < sizeof(places) / sizeof(places[0]); k++)
		for (size_t i = 0; i < s->p.n_sensors; i++)
			if (s->desc[i].place == places[k] &&
			    s->s[i].cond.has_acc && s->s[i].has_gyr &&
			    s->s[i].n > 2)
				return (int)i;
	return -1;
}

static void emit(struct gn_session *s, size_t i,
		 const struct gn_tug_frames *f)
{
	const struct sensor *x = &s->s[i];
	struct gn_session_event ev = { .kind = GN_EV_TUG };
	struct gn_tug *t = &ev.u.tug;

	t->start_ns = gn_session_time(s, x, (double)f->start);
	t->up_ns = gn_session_time(s, x, (double)f->up);
	for (int k = 0; k < 2; k++) {
		t->turn_ns[k] = gn_session_time(s, x, (double)f->turn[k]);
		t->turned_ns[k] = gn_session_time(s, x, (double)f->turned[k]);
	}
	t->end_ns = gn_session_time(s, x, (double)f->end);
	t->place = s->desc[i].place;
	gn_session_emit(s, &ev);
}

void gn_session_tug(struct gn_session *s, int64_t to)
{
	struct gn_count_sensor cs[GN_SENSORS_MAX];
	struct gn_session_event no = { .kind = GN_EV_NO_TUG };
	size_t which[GN_SENSORS_MAX];
	struct gn_tug_frames f;
	struct gn_count_input in;
	int i;

	gn_session_gather(s, s->from, to, &in, cs, which);
	i = find(s);
	no.u.no_tug = GN_TUG_NO_SENSOR;
	if (i >= 0) {
		const struct sensor *x = &s->s[i];
		struct view v = gn_session_view(s, (size_t)i);

		gn_curve_up(&s->curve, &v);
		gn_curve_rise(&s->curve, &v, RISE_S, s->curve.speed);
		no.u.no_tug = gn_tug_find(&(struct gn_tug_input){ x->span,
			(const float (*)[3])s->curve.up, s->curve.speed, x->n,
			s->curve.angle, s->curve.other }, &f);
		if (no.u.no_tug == GN_TUG_FOUND) {
			emit(s, (size_t)i, &f);
			return;
		}
	}
	gn_session_emit(s, &no);
}

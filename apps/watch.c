/* SPDX-License-Identifier: MIT */
#include "watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "coach.h"
#include "gonio/balance.h"
#include "gonio/report.h"
#include "links.h"
#include "serve.h"
#include "view.h"
#include "view_health.h"

#define DEG (180 / 3.14159265358979323846)

#define S_NS INT64_C(1000000000)
#define SHOW_NS (S_NS / 20)     /* browsers see this often what goes on */

struct gn_watch {
	struct gn_view       *view;             /* NULL: no terminal */
	struct gn_serve      *serve;            /* NULL: no browsers */
	struct gn_view_state  state;
	struct gn_health      health[GN_SENSORS_MAX];
	const struct gn_recording_info *info;
	char                  angle[24];        /* the exercise's own, or "" */
	int64_t               next_ns;          /* that browsers see */
	uint32_t              news;             /* that they have seen */
	struct gn_coach       coach;
};

int gn_watch_open(struct gn_watch **out, const struct gn_watch_params *p,
		  struct gn_diag *why)
{
	struct gn_watch *w = calloc(1, sizeof(*w));
	int err = GN_OK;

	if (!w)
		return gn_diag_set(why, GN_ENOMEM, "out of memory");
	w->info = p->info;
	w->serve = p->serve;
	if (p->act)
		w->state.act = *p->act;
	w->state.links = p->links;
	/* first of all it is what tablets are shown */
	w->state.link = p->links && p->links->at[0].coded;
	gn_watch_exercise(w, &(struct gn_watch_exercise){ .name = "" });
	if (p->in)
		err = gn_view_open(&w->view, p->in, p->to, why);
	if (err) {
		free(w);
		return err;
	}
	*out = w;
	return GN_OK;
}

/* Whoever walks is told steps, and whoever holds seconds. */
static enum gn_view_count counts(const struct gn_exercise *e)
{
	switch (e->task) {
	case GN_TASK_WALK: return GN_VIEW_STEPS;
	case GN_TASK_HOLD: return GN_VIEW_SECONDS;
	default:           return GN_VIEW_REPS;
	}
}

/* "Knee extension, left", where only that is prescribed. */
static void name_side(struct gn_view_state *v)
{
	size_t at = strlen(v->title);

	if (v->target.side == GN_SIDE_LEFT || v->target.side == GN_SIDE_RIGHT)
		snprintf(v->title + at, sizeof(v->title) - at, ", %s",
			 gn_side_name(v->target.side));
}

void gn_watch_exercise(struct gn_watch *w, const struct gn_watch_exercise *x)
{
	const struct gn_view_actions act = w->state.act;
	const struct gn_exercise *e = x->entry;
	uint32_t news = w->state.news;
	const struct gn_links *links = w->state.links;
	size_t link = w->state.link;
	uint8_t beep = w->state.beep;

	gn_view_init(&w->state, e ? e->title : x->name, w->info->sensors,
		     w->info->n_sensors, &act);
	w->state.beep = beep;
	w->state.links = links;
	w->state.link = link;
	w->state.news = news + 1;
	w->angle[0] = '\0';
	if (e) {
		snprintf(w->angle, sizeof(w->angle), "%s", e->angle);
		memcpy(w->state.usual_of, w->angle, sizeof(w->angle));
		w->state.usual_rad[0] = e->rom_min_rad;
		w->state.usual_rad[1] = e->rom_max_rad;
		w->state.count = counts(e);
		w->state.staged = (uint8_t)gn_has_stages(e);
	}
	w->state.exercise = x->number;
	w->state.n_exercises = x->of;
	w->state.target = x->target;
	gn_coach_begin(&w->coach, e, w->info->sensors, w->info->n_sensors,
		       x->plan);
	name_side(&w->state);
	for (size_t i = 0; i < w->info->n_sensors; i++)
		gn_health_init(&w->health[i], &w->info->sensors[i]);
}

void gn_watch_samples(struct gn_watch *w, const struct gn_sample *in, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (in[i].sensor < w->state.n_sensors)
			gn_health_sample(&w->health[in[i].sensor], &in[i]);
}

void gn_watch_event(struct gn_watch *w, const struct gn_session_event *ev)
{
	gn_view_event(&w->state, ev);
	gn_coach_event(&w->coach, ev);
}

void gn_watch_say(struct gn_watch *w, int64_t t_ns, const char *why)
{
	gn_view_say(&w->state, t_ns, "%s", why);
}

/* What a device knows of itself is better than what its samples tell. */
static void show_status(struct gn_view_sensor *s,
			const struct gn_source_status *st)
{
	static const enum gn_view_sensor_state state[] = {
		[GN_SOURCE_STREAMING] = GN_VIEW_STREAMING,
		[GN_SOURCE_SILENT]    = GN_VIEW_SILENT,
		[GN_SOURCE_GONE]      = GN_VIEW_GONE,
	};

	s->state = state[st->state];
	if (st->received + st->lost > 0)
		s->lost = (double)st->lost /
			(double)(st->received + st->lost);
	s->battery_pct = st->battery_pct;
	s->drift_ppm = st->drift_ppm;
}

/* A change for the worse and back is worth a message; the end has its own. */
static void look_at(struct gn_watch *w, const struct gn_live *l, size_t i,
		    int64_t clock_ns)
{
	struct gn_view_sensor *s = &w->state.sensor[i];
	enum gn_view_sensor_state was = s->state;
	struct gn_source_status st;

	gn_health_show(&w->health[i], clock_ns, gn_live_sensor(l, i).gone, s);
	if (!gn_live_status(l, i, &st)) {
		show_status(s, &st);
		return;
	}
	if (was == GN_VIEW_STREAMING && s->state == GN_VIEW_SILENT)
		gn_view_say(&w->state, w->state.now_ns, "%s: silent", s->name);
	if (was == GN_VIEW_SILENT && s->state == GN_VIEW_STREAMING)
		gn_view_say(&w->state, w->state.now_ns, "%s: back", s->name);
}

/* Does it need nothing but how its sensors sit, which is known? */
static int can_show(const struct gn_watch *w, const struct gn_live *l,
		    enum gn_angle angle)
{
	const struct gn_body *body = gn_live_body(l);
	size_t part[2];

	/* a turn is known once its repetition has ended */
	if (gn_angle_def(angle)->plane >= GN_LEANS ||
	    !gn_angle_sensors(angle, w->info->sensors, w->info->n_sensors,
			      part))
		return 0;
	for (int k = 0; k < 2; k++)
		if (!w->info->sensors[part[k]].aligned &&
		    !body->mount[part[k]].has_up)
			return 0;
	return 1;
}

/* What a bar is full at: a joint that is bent all the way. */
static double full_rad(const struct gn_angle_def *d)
{
	if (d->plane == GN_PLANE_FRONTAL)
		return 30 / DEG;
	if (d->plane == GN_PLANE_ELEVATION)
		return 150 / DEG;
	if (d->moving == GN_PLACE_FOOT)
		return 45 / DEG;
	return (d->base == GN_PLACE_UNKNOWN ? 90 : 150) / DEG;
}

/* The angles as they are now: the exercise's own first, then the others. */
static void show_angles(struct gn_watch *w, const struct gn_live *l)
{
	size_t len = strlen(w->angle);

	w->state.n_angles = 0;
	for (int i = 0; i < 2 * GN_ANGLES; i++) {
		enum gn_angle a = (enum gn_angle)(i % GN_ANGLES);
		const struct gn_angle_def *d = gn_angle_def(a);
		int own = len && !strncmp(d->name, w->angle, len);
		struct gn_view_angle *to;

		if (own != (i < GN_ANGLES) || !can_show(w, l, a))
			continue;
		to = &w->state.angle[w->state.n_angles++];
		snprintf(to->name, sizeof(to->name), "%s", d->name);
		to->now_rad = (double)gn_live_angle(l, a);
		to->full_rad = full_rad(d);
	}
}

/* What to say now. */
static void show_cue(struct gn_watch *w, const struct gn_live *l)
{
	struct gn_view_cue *to = &w->state.cue;
	struct gn_angle_note angle[GN_ANGLES];
	const struct gn_finding *f;

	if (!w->coach.news)
		return;
	for (int i = 0; i < GN_ANGLES; i++)
		angle[i] = gn_live_note(l, (enum gn_angle)i);
	f = gn_coach_look(&w->coach, angle);
	memset(to, 0, sizeof(*to));
	if (!f)
		return;
	to->set = f->set;
	to->n = f->n;
	snprintf(to->text, sizeof(to->text), "%s", f->cue);
	gn_report_look(&f->look, to->seen, sizeof(to->seen));
}

static void put(struct gn_watch *w)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	gn_serve_put(w->serve, &w->state, t.tv_sec * S_NS + t.tv_nsec);
	w->news = w->state.news;
}

/* What was asked for on the terminal, then in browsers. */
static void obey(struct gn_watch *w)
{
	enum gn_view_key key = GN_VIEW_KEY_NONE;
	struct gn_serve_command c;

	do {
		if (w->view)
			key = gn_view_read_key(w->view);
		gn_view_key(&w->state, key);
	} while (key != GN_VIEW_KEY_NONE);
	while (w->serve && gn_serve_take(w->serve, &c))
		gn_serve_command_do(&c, &w->state);
}

int gn_watch_look(struct gn_watch *w, const struct gn_live *l,
		  int64_t clock_ns)
{
	w->state.now_ns = gn_live_now_ns(l);
	for (size_t i = 0; i < w->state.n_sensors; i++)
		look_at(w, l, i, clock_ns);
	show_angles(w, l);
	show_cue(w, l);
	w->state.walking = gn_live_walking(l);
	obey(w);
	if (w->view)
		gn_view_draw(w->view, &w->state, clock_ns);
	if (w->serve &&
	    (clock_ns >= w->next_ns || w->news != w->state.news)) {
		put(w);
		w->next_ns = clock_ns + SHOW_NS;
	}
	return w->state.quit;
}

void gn_watch_leave(struct gn_watch *w)
{
	if (!w)
		return;
	gn_view_close(w->view);
	w->view = NULL;
}

void gn_watch_over(struct gn_watch *w)
{
	if (!w || !w->serve)
		return;
	w->state.over = 1;
	put(w);
}

void gn_watch_close(struct gn_watch *w)
{
	gn_watch_leave(w);
	free(w);
}

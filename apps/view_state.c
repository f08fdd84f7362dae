/* SPDX-License-Identifier: MIT */
#include "view_state.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "gonio/balance.h"
#include "gonio/num.h"
#include "gonio/told.h"
#include "links.h"

#define BY_HAND_MAX 99

void gn_view_init(struct gn_view_state *v, const char *title,
		  const struct gn_sensor *sensors, size_t n,
		  const struct gn_view_actions *act)
{
	memset(v, 0, sizeof(*v));
	snprintf(v->title, sizeof(v->title), "%s", title);
	v->n_sensors = n < GN_SENSORS_MAX ? n : GN_SENSORS_MAX;
	for (size_t i = 0; i < v->n_sensors; i++) {
		struct gn_view_sensor *s = &v->sensor[i];

		memcpy(s->name, sensors[i].name, sizeof(s->name));
		s->nominal_hz = sensors[i].rate_hz;
		s->rate_hz = s->lost = s->battery_pct = s->drift_ppm = NAN;
	}
	if (act)
		v->act = *act;
}

static void add(struct gn_view_tally *t, const struct gn_rep *r)
{
	t->reps++;
	t->full += r->kind == GN_REP_FULL;
	t->last = *r;
}

static void add_rep(struct gn_view_set *s, const struct gn_rep *r)
{
	if (s->n != r->set)
		memset(s, 0, sizeof(*s));
	s->n = r->set;
	add(&s->side[GN_VIEW_ALL], r);
	if (r->side == GN_SIDE_LEFT || r->side == GN_SIDE_BOTH)
		add(&s->side[GN_VIEW_LEFT], r);
	if (r->side == GN_SIDE_RIGHT || r->side == GN_SIDE_BOTH)
		add(&s->side[GN_VIEW_RIGHT], r);
}

static void keep_recent(struct gn_view_state *v, const struct gn_rep *r)
{
	struct gn_view_rep *to;

	if (v->n_recent == GN_VIEW_RECENT)
		memmove(v->recent, v->recent + 1,
			--v->n_recent * sizeof(*v->recent));
	to = &v->recent[v->n_recent++];
	to->set = r->set;
	to->n = r->n;
	to->side = r->side;
	to->full = r->kind == GN_REP_FULL;
	to->provisional = r->provisional;
	to->took_s = 1e-9F * (float)(r->end_ns - r->start_ns);
	memcpy(to->tempo_s, r->tempo_s, sizeof(to->tempo_s));
	to->rom_rad = r->rom_rad;
}

/* The provisional ones are void. */
static void forget_recent(struct gn_view_state *v)
{
	size_t n = 0;

	for (size_t i = 0; i < v->n_recent; i++)
		if (!v->recent[i].provisional)
			v->recent[n++] = v->recent[i];
	v->n_recent = n;
}

void gn_view_event(struct gn_view_state *v, const struct gn_session_event *ev)
{
	v->news++;
	switch (ev->kind) {
	case GN_EV_REP:
		add_rep(&v->running, &ev->u.rep);
		keep_recent(v, &ev->u.rep);
		break;
	case GN_EV_REVISE:
		memset(&v->running, 0, sizeof(v->running));
		forget_recent(v);
		break;
	case GN_EV_SET:
		v->done = v->running;
		v->done.n = ev->u.set.n;
		v->done.ended = 1;
		memset(&v->running, 0, sizeof(v->running));
		break;
	case GN_EV_REJECT:
	case GN_EV_STAND:
	case GN_EV_TUG:
	case GN_EV_NO_TUG:
	case GN_EV_MISTAKE:
	case GN_EV_BOUT:
		break;
	case GN_EV_HOLD:
		v->hold = ev->u.hold;
		break;
	}
}

int gn_view_paced(const struct gn_target *t)
{
	int paced = 0;

	for (int i = 0; i < 4; i++)
		paced |= t->form.tempo_s[i] > 0;
	return paced;
}

void gn_view_say(struct gn_view_state *v, int64_t t_ns, const char *fmt, ...)
{
	struct gn_view_say *s;
	va_list ap;

	if (v->n_says == GN_VIEW_SAYS) {
		memmove(v->say, v->say + 1,
			(GN_VIEW_SAYS - 1) * sizeof(*v->say));
		v->n_says--;
	}
	s = &v->say[v->n_says++];
	v->news++;
	s->t_ns = t_ns;
	va_start(ap, fmt);
	vsnprintf(s->text, sizeof(s->text), fmt, ap);
	va_end(ap);
}

struct gn_view_set gn_view_shown(const struct gn_view_state *v)
{
	struct gn_view_set s = v->running.n ? v->running : v->done;

	if (!s.n)
		s.n = 1;
	return s;
}

int gn_view_by_hand(const struct gn_view_state *v)
{
	struct gn_view_set s = gn_view_shown(v);
	int64_t least = -(int64_t)s.side[GN_VIEW_ALL].reps;

	if (v->correct_set != s.n)
		return 0;
	return v->by_hand < least ? (int)least : v->by_hand;
}

static void correct(struct gn_view_state *v, int by)
{
	struct gn_view_set s = gn_view_shown(v);
	int was = gn_view_by_hand(v), is = was + by;

	if (!v->act.correct || is > BY_HAND_MAX || is < -BY_HAND_MAX ||
	    is + (int64_t)s.side[GN_VIEW_ALL].reps < 0)
		return;
	v->correct_set = s.n;
	v->by_hand = is;
	v->news++;
	v->act.correct(v->act.user, v->now_ns, s.n, s.side[GN_VIEW_ALL].reps,
		       is);
}

static void toggle_set(struct gn_view_state *v)
{
	if (!v->act.set)
		return;
	v->set_open = !v->set_open;
	v->act.set(v->act.user, v->now_ns, v->set_open);
	gn_view_say(v, v->now_ns, "set %s by hand",
		    v->set_open ? "begun" : "ended");
}

void gn_view_open_set(struct gn_view_state *v, int open)
{
	if (v->set_open != (open != 0))
		toggle_set(v);
}

static void mark(struct gn_view_state *v)
{
	if (!v->act.mark)
		return;
	v->marks++;
	v->act.mark(v->act.user, v->now_ns, v->marks);
	gn_view_say(v, v->now_ns, "mark %u", v->marks);
}

uint32_t gn_view_rates(const struct gn_view_state *v)
{
	if (v->hold.n)
		return v->hold.n;
	if (v->running.side[GN_VIEW_ALL].reps > 1 || !v->done.n)
		return v->running.n;
	return v->done.n;
}

static void type(struct gn_view_state *v, char c)
{
	size_t n = strlen(v->typed);

	if (v->act.rate && n + 1 < sizeof(v->typed))
		v->typed[n] = c;
}

static void erase(struct gn_view_state *v)
{
	size_t n = strlen(v->typed);

	if (n)
		v->typed[n - 1] = '\0';
}

/* As typed, or as it is known otherwise: "7.5". */
static void rate_as(struct gn_view_state *v, double cr10, const char *text)
{
	uint32_t set = gn_view_rates(v);

	if (!(cr10 >= 0 && cr10 <= GN_CR10_MOST)) {
		gn_view_say(v, v->now_ns, "effort is rated 0 to 10, not %s",
			    text);
	} else if (!set) {
		gn_view_say(v, v->now_ns, "no set yet that could be rated");
	} else {
		v->rated_set = set;
		v->rated = (float)cr10;
		v->act.rate(v->act.user, v->now_ns, set, v->rated);
		gn_view_say(v, v->now_ns, "effort of %s %u: %s", v->hold.n ?
			    "hold" : "set", (unsigned)set, text);
	}
}

void gn_view_rate(struct gn_view_state *v, double cr10)
{
	char text[32];

	if (!v->act.rate)
		return;
	snprintf(text, sizeof(text), "%.3g", cr10);
	rate_as(v, cr10, text);
}

/* "7", "10", "7.5" are ratings; "11" or "." is not, nor what is empty. */
static void rate_typed(struct gn_view_state *v)
{
	char *end = v->typed + strlen(v->typed);
	double cr10 = NAN;

	if (!v->typed[0])
		return;
	if (gn_num_parse_any(v->typed, end, '.', &cr10) != end)
		cr10 = NAN;
	rate_as(v, cr10, v->typed);
	memset(v->typed, 0, sizeof(v->typed));
}

static void next_stage(struct gn_view_state *v)
{
	if (!v->act.stage || !v->staged)
		return;
	if (v->stage == GN_STAGES) {
		gn_view_say(v, v->now_ns, "this is the last stage");
		return;
	}
	v->act.stage(v->act.user, v->now_ns, ++v->stage);
	gn_view_say(v, v->now_ns, "stage %u: %s", (unsigned)v->stage,
		    gn_stage_name((enum gn_stage)(v->stage - 1)));
}

void gn_view_key(struct gn_view_state *v, enum gn_view_key key)
{
	switch (key) {
	case GN_VIEW_KEY_NONE:
		break;
	case GN_VIEW_KEY_SET:
		toggle_set(v);
		break;
	case GN_VIEW_KEY_MARK:
		mark(v);
		break;
	case GN_VIEW_KEY_NEXT:
		if (v->act.next)
			v->act.next(v->act.user, v->now_ns);
		break;
	case GN_VIEW_KEY_STAGE:
		next_stage(v);
		break;
	case GN_VIEW_KEY_PLUS:
		correct(v, 1);
		break;
	case GN_VIEW_KEY_MINUS:
		correct(v, -1);
		break;
	case GN_VIEW_KEY_BEEP:
		v->beep = !v->beep;
		break;
	case GN_VIEW_KEY_LINK:
		if (v->links)
			v->link = (v->link + 1) % (v->links->n + 1);
		break;
	case GN_VIEW_KEY_QUIT:
		v->quit = 1;
		break;
	case GN_VIEW_KEY_ENTER:
		rate_typed(v);
		break;
	case GN_VIEW_KEY_ERASE:
		erase(v);
		break;
	case GN_VIEW_KEY_POINT:
		type(v, '.');
		break;
	default:
		type(v, (char)('0' + (key - GN_VIEW_KEY_DIGIT)));
		break;
	}
}

int gn_view_beep(struct gn_view_state *v)
{
	uint32_t reps = v->running.side[GN_VIEW_ALL].reps;
	int due = v->beep && reps > v->rung;

	v->rung = reps;
	return due;
}

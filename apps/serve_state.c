/* SPDX-License-Identifier: MIT */
#include "serve_state.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define DEG (180 / 3.14159265358979323846)

struct text {
	char  *to;
	size_t at, cap;
};

static void put(struct text *x, const char *fmt, ...) GN_PRINTF(2, 3);

/* What does not fit is noticed at the end: at runs on. */
static void put(struct text *x, const char *fmt, ...)
{
	size_t room = x->at < x->cap ? x->cap - x->at : 0;
	va_list ap;

	va_start(ap, fmt);
	x->at += (size_t)vsnprintf(room ? x->to + x->at : NULL, room, fmt, ap);
	va_end(ap);
}

static void put_number(struct text *x, double v, int digits)
{
	if (isfinite(v))
		put(x, "%.*f", digits, v);
	else
		put(x, "null");
}

/* Bytes of the character at s if it is UTF-8, at most 3 of them; else 0. */
static size_t utf8(const unsigned char *s)
{
	size_t len = s[0] < 0x80 ? 1 : s[0] >= 0xC2 && s[0] < 0xE0 ? 2 :
		     s[0] >= 0xE0 && s[0] < 0xF0 ? 3 : 0;

	for (size_t i = 1; i < len; i++)
		if ((s[i] & 0xC0) != 0x80)
			return 0;
	/* too long for what it says, or half of a pair */
	if ((s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xED && s[1] >= 0xA0))
		return 0;
	return len;
}

/* A browser leaves at what is no UTF-8, as a text cut within a character. */
static void put_text(struct text *x, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t len;

	put(x, "\"");
	for (; *s; s += len ? len : 1) {
		len = utf8(s);
		if (!len || *s < 0x20 || *s == 0x7F)
			put(x, "?");
		else if (*s == '"' || *s == '\\')
			put(x, "\\%c", *s);
		else
			put(x, "%.*s", (int)len, (const char *)s);
	}
	put(x, "\"");
}

static void put_tempo(struct text *x, const float tempo_s[4])
{
	for (int i = 0; i < 4; i++) {
		put(x, i ? "," : "[");
		put_number(x, (double)tempo_s[i], 1);
	}
	put(x, "]");
}

static void put_tally(struct text *x, const char *name,
		      const struct gn_view_tally *t)
{
	put(x, ",\"%s\":{\"reps\":%" PRIu32 ",\"full\":%" PRIu32 ",\"rom\":",
	    name, t->reps, t->full);
	put_number(x, t->reps ? DEG * (double)t->last.rom_rad : NAN, 1);
	put(x, ",\"of\":");
	if (t->reps)
		put_text(x, t->last.rom_of);
	else
		put(x, "null");
	put(x, ",\"tempo\":");
	if (t->reps)
		put_tempo(x, t->last.tempo_s);
	else
		put(x, "null");
	put(x, "}");
}

static void put_set(struct text *x, const struct gn_view_state *v)
{
	struct gn_view_set s = gn_view_shown(v);

	put(x, ",\"set\":{\"n\":%" PRIu32 ",\"ended\":%d,\"open\":%d,"
	    "\"by_hand\":%d", s.n, s.ended, v->set_open, gn_view_by_hand(v));
	put_tally(x, "all", &s.side[GN_VIEW_ALL]);
	put_tally(x, "left", &s.side[GN_VIEW_LEFT]);
	put_tally(x, "right", &s.side[GN_VIEW_RIGHT]);
	put(x, "}");
}

/* 0 and NAN: nothing is prescribed. */
static void put_prescribed(struct text *x, const char *name, double v)
{
	put(x, ",\"%s\":", name);
	put_number(x, v > 0 ? v : NAN, 1);
}

static void put_target(struct text *x, const struct gn_view_state *v)
{
	const struct gn_target *t = &v->target;
	const struct gn_form_target *f = &t->form;

	put(x, ",\"target\":");
	if (!t->sets && !t->reps) {
		put(x, "null");
		return;
	}
	put(x, "{\"sets\":%" PRIu32 ",\"reps\":%" PRIu32, t->sets, t->reps);
	put_prescribed(x, "hold", (double)t->hold_s);
	put(x, ",\"tempo\":");
	if (gn_view_paced(t))
		put_tempo(x, f->tempo_s);
	else
		put(x, "null");
	put_prescribed(x, "rom", DEG * (double)f->rom_rad);
	put(x, ",\"of\":");
	put_text(x, f->rom_of);
	put(x, "}");
}

static void put_cue(struct text *x, const struct gn_view_cue *c)
{
	put(x, ",\"cue\":");
	if (!c->set) {
		put(x, "null");
		return;
	}
	put(x, "[%" PRIu32 ",%" PRIu32 ",", c->set, c->n);
	put_text(x, c->text);
	put(x, ",");
	put_text(x, c->seen);
	put(x, "]");
}

static void put_usual(struct text *x, const struct gn_view_state *v)
{
	put(x, ",\"usual\":");
	if (!v->usual_of[0] || !isfinite(v->usual_rad[0])) {
		put(x, "null");
		return;
	}
	put(x, "[");
	put_text(x, v->usual_of);
	for (int i = 0; i < 2; i++) {
		put(x, ",");
		put_number(x, DEG * (double)v->usual_rad[i], 0);
	}
	put(x, "]");
}

static void put_reps(struct text *x, const struct gn_view_state *v)
{
	put(x, ",\"reps\":[");
	for (size_t i = 0; i < v->n_recent; i++) {
		const struct gn_view_rep *r = &v->recent[i];

		put(x, "%s[%" PRIu32 ",%" PRIu32 ",\"%s\",%d,", i ? "," : "",
		    r->set, r->n, gn_side_name(r->side), r->full);
		put_number(x, (double)r->took_s, 2);
		put(x, ",");
		put_number(x, DEG * (double)r->rom_rad, 1);
		put(x, "]");
	}
	put(x, "]");
}

static void put_angles(struct text *x, const struct gn_view_state *v)
{
	put(x, ",\"angles\":[");
	for (size_t i = 0; i < v->n_angles; i++) {
		put(x, i ? ",[" : "[");
		put_text(x, v->angle[i].name);
		put(x, ",");
		put_number(x, DEG * v->angle[i].now_rad, 1);
		put(x, ",");
		put_number(x, DEG * v->angle[i].full_rad, 0);
		put(x, "]");
	}
	put(x, "]");
}

static void put_other(struct text *x, const struct gn_view_state *v)
{
	put(x, ",\"hold\":");
	if (v->hold.n) {
		put(x, "{\"n\":%" PRIu32 ",\"s\":", v->hold.n);
		put_number(x, (double)v->hold.held_s, 1);
		put(x, ",\"runs\":%d,\"quiet\":%d,\"breaks\":%" PRIu32 "}",
		    v->hold.provisional, v->hold.quiet, v->hold.n_breaks);
	} else {
		put(x, "null");
	}
	put(x, ",\"steps\":");
	if (v->walking.assessed) {
		put(x, "[%" PRIu32 ",", v->walking.steps);
		put_number(x, (double)v->walking.cadence_spm, 0);
		put(x, "]");
	} else {
		put(x, "null");
	}
	put(x, ",\"effort\":");
	if (v->rated_set) {
		put(x, "[%" PRIu32 ",", v->rated_set);
		put_number(x, (double)v->rated, 1);
		put(x, "]");
	} else {
		put(x, "null");
	}
}

static void put_sensors(struct text *x, const struct gn_view_state *v)
{
	static const char *const state[] = {
		[GN_VIEW_WAITING] = "waiting",
		[GN_VIEW_STREAMING] = "streaming",
		[GN_VIEW_SILENT] = "silent",
		[GN_VIEW_GONE] = "gone",
	};

	put(x, ",\"sensors\":[");
	for (size_t i = 0; i < v->n_sensors; i++) {
		const struct gn_view_sensor *s = &v->sensor[i];
		const double number[] = { s->rate_hz, s->nominal_hz, s->lost,
					  s->battery_pct };

		put(x, i ? ",[" : "[");
		put_text(x, s->name);
		put(x, ",\"%s\"", state[s->state]);
		for (size_t k = 0; k < 4; k++) {
			put(x, ",");
			put_number(x, number[k], k == 2 ? 3 : 1);
		}
		put(x, "]");
	}
	put(x, "]");
}

static void put_says(struct text *x, const struct gn_view_state *v)
{
	put(x, ",\"say\":[");
	for (size_t i = 0; i < v->n_says; i++) {
		put(x, "%s[%.1f,", i ? "," : "",
		    1e-9 * (double)v->say[i].t_ns);
		put_text(x, v->say[i].text);
		put(x, "]");
	}
	put(x, "]");
}

static void put_can(struct text *x, const struct gn_view_state *v)
{
	put(x, ",\"can\":[%s%s%s%s%s\"quit\"]", v->act.set ? "\"set\"," : "",
	    v->act.mark ? "\"mark\"," : "",
	    v->act.next && v->exercise < v->n_exercises ? "\"next\"," : "",
	    v->act.correct ? "\"correct\"," : "",
	    v->act.rate ? "\"rate\"," : "");
}

size_t gn_serve_json(const struct gn_view_state *v, int64_t unix_ms, char *out,
		     size_t cap)
{
	struct text x = { .to = out, .cap = cap };

	put(&x, "{\"t\":%.2f,\"at\":%" PRId64 ",\"title\":",
	    1e-9 * (double)v->now_ns, unix_ms);
	put_text(&x, v->title);
	put(&x, ",\"exercise\":[%" PRIu32 ",%" PRIu32 "]", v->exercise,
	    v->n_exercises);
	put_target(&x, v);
	put_usual(&x, v);
	put_cue(&x, &v->cue);
	put_set(&x, v);
	put_reps(&x, v);
	put_angles(&x, v);
	put_other(&x, v);
	put_sensors(&x, v);
	put_says(&x, v);
	put_can(&x, v);
	put(&x, ",\"marks\":%" PRIu32 ",\"over\":%d}", v->marks, v->over);
	return x.at < x.cap ? x.at : 0;
}

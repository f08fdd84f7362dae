/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "run_priv.h"

#include "analyse_warn.h"
#include "event_line.h"
#include "told_text.h"

/* ---- what the session tells -------------------------------------------- */

static int on_samples(void *user, const struct gn_sample *in, size_t n,
		      struct gn_diag *why)
{
	struct run *r = user;

	if (r->watch)
		gn_watch_samples(r->watch, in, n);
	return r->keep ? gn_keep_samples(r->keep, in, n, why) : GN_OK;
}

/* A sensor is not where its name says: to be mended now, not at the end. */
static void tell_mistake(const struct run *r, const struct gn_mistake *m)
{
	char text[200];

	gn_mistake_text(m, gn_live_info(r->live)->sensors, text, sizeof(text));
	if (r->watch)
		gn_watch_say(r->watch, gn_live_now_ns(r->live), text);
	if (!r->shown)
		printf("warning: %s\n", text);
}

static void on_event(void *user, const struct gn_session_event *ev)
{
	struct run *r = user;

	if (r->keep)
		gn_keep_session(r->keep, gn_live_now_ns(r->live), ev);
	if (ev->kind == GN_EV_MISTAKE)
		tell_mistake(r, &ev->u.mistake);
	if (r->watch)
		gn_watch_event(r->watch, ev);
	if (!r->shown)
		gn_event_line(ev);
}

/* "thigh_l shank_l: why" of a source's sensors. */
static void keep_source(const struct run *r, int64_t t_ns, size_t source,
			enum gn_keep_event what, const char *why)
{
	const struct gn_recording_info *info = gn_live_info(r->live);
	char text[GN_SENSORS_MAX * sizeof(info->sensors[0].name) + 600];
	size_t at = 0;

	for (size_t i = 0; i < info->n_sensors; i++)
		if (gn_live_sensor(r->live, i).source == source)
			at += (size_t)snprintf(text + at, sizeof(text) - at,
					       "%s%s", at ? " " : "",
					       info->sensors[i].name);
	snprintf(text + at, sizeof(text) - at, ": %s", why);
	gn_keep_event(r->keep, t_ns, 0, what, text);
}

/* It ends as a failure. Under a view it is told there and again behind it. */
void gn_run_fail(struct run *r, const char *why)
{
	size_t room = sizeof(r->failed) / sizeof(r->failed[0]);

	if (r->shown && r->n_failed < room)
		gn_diag_set(&r->failed[r->n_failed], GN_EIO, "%s", why);
	if (r->watch)
		gn_watch_say(r->watch, gn_live_now_ns(r->live), why);
	if (!r->shown)
		cli_error("%s", why);
	r->n_failed++;
}

/* Anything but the regular end is an error; either way others go on. */
static void on_gone(void *user, int64_t t_ns, size_t source, int err,
		    const char *why)
{
	struct run *r = user;

	if (r->keep)
		keep_source(r, t_ns, source,
			    err == GN_EOF ? GN_KEEP_END : GN_KEEP_GAP, why);
	if (err == GN_EOF)
		return;
	if (!r->shown)
		printf("gap %.2f s %s\n", 1e-9 * (double)t_ns, why);
	gn_run_fail(r, why);
}

/* A device in trouble, or out of it. */
static void on_note(void *user, int64_t t_ns, size_t source,
		    const struct gn_source_status *st)
{
	struct run *r = user;
	int well = st->state == GN_SOURCE_STREAMING;

	if (r->keep)
		keep_source(r, t_ns, source, well ? GN_KEEP_BACK : GN_KEEP_GAP,
			    st->note);
	if (r->watch)
		gn_watch_say(r->watch, t_ns, st->note);
	if (!r->shown)
		printf("%s %.2f s %s\n", well ? "back" : "gap",
		       1e-9 * (double)t_ns, st->note);
}

/* ---- what a person tells ----------------------------------------------- */

static void on_set(void *user, int64_t t_ns, int begins)
{
	const struct run *r = user;

	gn_keep_event(r->keep, t_ns, 0, GN_KEEP_MARK,
		      begins ? "set begins" : "set ends");
}

static void on_mark(void *user, int64_t t_ns, uint32_t n)
{
	const struct run *r = user;
	char text[32];

	snprintf(text, sizeof(text), "%u", n);
	gn_keep_event(r->keep, t_ns, 0, GN_KEEP_MARK, text);
}

static void on_correct(void *user, int64_t t_ns, uint32_t set,
		       uint32_t counted, int by_hand)
{
	const struct run *r = user;
	char text[80];

	snprintf(text, sizeof(text), "set %u: %lld, counted %u", set,
		 (long long)counted + by_hand, counted);
	gn_keep_event(r->keep, t_ns, 0, GN_KEEP_CORRECTED, text);
}

static void on_rate(void *user, int64_t t_ns, uint32_t set, float cr10)
{
	struct run *r = user;
	char text[GN_TOLD_TEXT];

	if (gn_told_rate(gn_live_told(r->live), set, cr10)) {
		gn_watch_say(r->watch, t_ns, "no room for the rating of one "
			     "more set");
		return;
	}
	gn_told_effort(set, cr10, text);
	gn_keep_event(r->keep, t_ns, 0, GN_KEEP_EFFORT, text);
}

static void on_stage(void *user, int64_t t_ns, uint32_t stage)
{
	const struct run *r = user;
	char text[8];

	gn_live_told(r->live)->stage_ns[stage - 1] = t_ns;
	snprintf(text, sizeof(text), "%u", (unsigned)stage);
	gn_keep_event(r->keep, t_ns, 0, GN_KEEP_STAGE, text);
}

static void on_next(void *user, int64_t t_ns)
{
	struct run *r = user;

	(void)t_ns;
	r->next = 1;
}

struct gn_live_ears gn_run_ears(struct run *r)
{
	return (struct gn_live_ears){ .user = r, .samples = on_samples,
				      .event = on_event, .gone = on_gone,
				      .note = on_note };
}

struct gn_view_actions gn_run_actions(struct run *r)
{
	return (struct gn_view_actions){
		.user = r, .set = on_set, .mark = on_mark,
		.correct = on_correct, .rate = on_rate, .stage = on_stage,
		.next = r->o->n_tasks > 1 ? on_next : NULL,
	};
}

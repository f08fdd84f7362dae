/* SPDX-License-Identifier: MIT */
#include "run.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "gonio/num.h"
#include "gonio/report.h"
#include "keep.h"
#include "pacer.h"
#include "watch.h"

#define WAIT_MS 20
#define AT_ONCE 512             /* samples between two looks at the rest */
#define S_NS INT64_C(1000000000)
#define DEG (180 / 3.14159265358979323846)

struct run {
	const struct cli_run *o;
	struct gn_live       *live;
	struct gn_keep       *keep;     /* NULL: nothing is recorded */
	struct gn_watch      *watch;    /* NULL: lines instead */
	struct gn_diag        lost[GN_SENSORS_MAX];     /* why sources failed */
	size_t                n_lost;
	int                   quiet;    /* 1: no lines */
};

static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
	(void)number;
	interrupted = 1;
}

static int64_t clock_ns(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return t.tv_sec * S_NS + t.tv_nsec;
}

/* ---- what the session tells -------------------------------------------- */

static void print_rep(const struct gn_rep *r)
{
	printf("rep %u %s %s %.1f s", r->n, gn_side_name(r->side),
	       r->kind == GN_REP_FULL ? "full" : "partial",
	       1e-9 * (double)(r->end_ns - r->start_ns));
	if (isfinite(r->rom_rad))
		printf(" %.0f deg", DEG * r->rom_rad);
	putchar('\n');
}

static void print_event(const struct gn_session_event *ev)
{
	switch (ev->kind) {
	case GN_EV_REP:
		if (ev->u.rep.provisional)
			print_rep(&ev->u.rep);
		break;
	case GN_EV_SET:
		printf("set %u %u repetitions %u full\n", ev->u.set.n,
		       ev->u.set.reps, ev->u.set.full);
		break;
	case GN_EV_REVISE:
		puts("revised");
		break;
	case GN_EV_REJECT:
		break;
	}
}

static int on_samples(void *user, const struct gn_sample *in, size_t n,
		      struct gn_diag *why)
{
	struct run *r = user;

	if (r->watch)
		gn_watch_samples(r->watch, in, n);
	return r->keep ? gn_keep_samples(r->keep, in, n, why) : GN_OK;
}

static void on_event(void *user, const struct gn_session_event *ev)
{
	struct run *r = user;

	if (r->keep)
		gn_keep_session(r->keep, gn_live_now_ns(r->live), ev);
	if (r->watch)
		gn_watch_event(r->watch, ev);
	if (!r->quiet)
		print_event(ev);
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
	gn_diag_set(&r->lost[r->n_lost++], err, "%s", why);
	if (r->watch)
		gn_watch_say(r->watch, t_ns, why);
	if (r->quiet)
		return;
	printf("gap %.2f s %s\n", 1e-9 * (double)t_ns, why);
	cli_error("%s", why);
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
	if (!r->quiet)
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

/* Where there is a terminal, and time to look at it; else there are lines. */
static void watch(struct run *r)
{
	const struct cli_run *o = r->o;
	const struct gn_recording_info *info = gn_live_info(r->live);
	const char *name = o->live.exercise ? o->live.exercise : info->task;
	const struct gn_exercise *e = gn_catalogue_find(o->live.cat, name);
	struct gn_view_actions act = { .user = r, .set = on_set,
				       .mark = on_mark,
				       .correct = on_correct };
	struct gn_diag why;

	if (o->headless || !(o->speed > 0) || !isatty(STDIN_FILENO) ||
	    !isatty(STDOUT_FILENO))
		return;
	if (gn_watch_open(&r->watch, e ? e->title : name, info,
			  r->keep ? &act : NULL, stdin, stdout, &why))
		cli_error("%s: lines instead of the view", why.text);
	else
		r->quiet = 1;
}

/* What the view had no room for is told behind it. */
static void unwatch(struct run *r)
{
	gn_watch_close(r->watch);
	r->watch = NULL;
	for (size_t i = 0; i < r->n_lost && r->quiet; i++)
		cli_error("%s", r->lost[i].text);
}

/* ---- its course -------------------------------------------------------- */

static void sleep_until(int64_t ns)
{
	struct timespec t = { .tv_sec = ns / S_NS, .tv_nsec = ns % S_NS };

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

/* What has come before to_ns. GN_EOF at the sources' end, or an error. */
static int drain(struct run *r, int64_t to_ns, struct gn_diag *why)
{
	int err = GN_OK, n = 1;

	while (n > 0 && !err && !interrupted) {
		n = gn_live_step(r->live, to_ns, AT_ONCE, WAIT_MS, why);
		if (r->keep && n >= 0)
			err = gn_keep_tick(r->keep, clock_ns(CLOCK_MONOTONIC),
					   why);
	}
	return n < 0 ? n : err;
}

/* Wait for the next sample; not for long, as disk and keys wait meanwhile. */
static void rest(const struct run *r, const struct gn_pacer *pacer, int64_t to)
{
	int64_t now = clock_ns(CLOCK_MONOTONIC), due = gn_live_next_ns(r->live);
	int64_t longest = r->watch ? S_NS / 20 : S_NS / 4;

	due = gn_pacer_due_ns(pacer, due > to ? due + 1 : to);
	if (due < now + WAIT_MS * (S_NS / 1000))
		due = now + WAIT_MS * (S_NS / 1000);
	if (due > now + longest)
		due = now + longest;
	sleep_until(due);
}

/* Until the sources or the time end, or someone does. */
static int stream(struct run *r, struct gn_diag *why)
{
	struct gn_pacer pacer = { .start_ns = gn_live_epoch_ns(r->live),
				  .speed = r->o->speed };
	int64_t to = 0, end = r->o->until_ns;
	int err = GN_OK;

	while (!interrupted && to < end) {
		to = gn_pacer_stream_ns(&pacer, clock_ns(CLOCK_MONOTONIC));
		if (to > end)
			to = end;
		err = drain(r, to, why);
		if (err)
			break;
		if (r->watch && gn_watch_look(r->watch, r->live,
					      clock_ns(CLOCK_MONOTONIC)))
			break;
		fflush(stdout);
		if (r->o->speed > 0)
			rest(r, &pacer, to);
	}
	return err == GN_EOF ? GN_OK : err;
}

/* A signal's first wish is an end with a result. */
static void listen(struct sigaction old[4], const struct sigaction *act)
{
	static const int signals[4] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };

	for (int i = 0; i < 4; i++)
		sigaction(signals[i], act ? act : &old[i],
			  act ? &old[i] : NULL);
}

/* The result, kept and then printed. err: what the stream ended with. */
static int finish(struct run *r, int err, struct gn_diag *why)
{
	int64_t now_ns = gn_live_now_ns(r->live);
	const struct gn_result *result = NULL;
	int lost;

	/* Where only the file has failed there is still something to tell. */
	if (!err || (r->keep && gn_keep_error(r->keep)))
		err = gn_live_end(r->live, &result, why);
	if (r->keep && result)
		gn_keep_result(r->keep, now_ns, result);
	else if (r->keep)
		gn_keep_event(r->keep, now_ns, 0, GN_KEEP_NO_RESULT,
			      why->text);
	if (err)
		cli_error("%s", why->text);
	lost = gn_keep_close(r->keep, why);
	if (lost)
		cli_error("%s", why->text);
	if (result && gn_report_table(result, stdout))
		err = GN_EIO;
	if (r->keep)
		printf("recorded in %s%s\n", r->o->out,
		       lost ? ", but not all of it" : "");
	return err || lost || r->n_lost ? CLI_FAILED : CLI_OK;
}

static int open_all(struct run *r, struct gn_diag *why)
{
	const struct cli_run *o = r->o;
	struct gn_live_params p = o->live;
	struct gn_keep_about about = { .path = o->out,
				       .patient = o->patient };
	const struct gn_recording_info *info;
	int err;

	p.ears = (struct gn_live_ears){ .user = r, .samples = on_samples,
					.event = on_event, .gone = on_gone,
					.note = on_note };
	err = gn_live_open(&r->live, &p, why);
	if (err || !o->out)
		return err;
	info = gn_live_info(r->live);
	about.exercise = p.exercise ? p.exercise : info->task;
	about.started_unix_ns = clock_ns(CLOCK_REALTIME);
	return gn_keep_open(&r->keep, &about, info, why);
}

int cli_run(const struct cli_run *o)
{
	struct sigaction act = { .sa_handler = on_signal }, old[4];
	struct run r = { .o = o };
	struct gn_diag why = { "" };
	int err, code;

	interrupted = 0;
	sigemptyset(&act.sa_mask);
	listen(old, &act);
	err = open_all(&r, &why);
	if (err) {
		cli_error("%s", why.text);
		code = err == GN_EINVAL ? CLI_USAGE : CLI_FAILED;
	} else {
		watch(&r);
		err = stream(&r, &why);
		unwatch(&r);
		code = finish(&r, err, &why);
	}
	listen(old, NULL);
	gn_live_close(r.live);
	return code;
}

int cli_positive(const char *text, double max, double *out)
{
	const char *end = text + strlen(text);
	double v = NAN;

	if (gn_num_parse_any(text, end, '.', &v) != end || !(v > 0 && v <= max))
		return GN_EINVAL;
	*out = v;
	return GN_OK;
}

int cli_speed(const char *command, const char *text, double *speed)
{
	if (!strcmp(text, "max"))
		*speed = 0;
	else if (cli_positive(text, 1000, speed))
		return cli_usage(command, "--speed is max or a number up to "
				 "1000, not '%s'", text);
	return CLI_OK;
}

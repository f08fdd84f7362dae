/* SPDX-License-Identifier: MIT */
#include "run_priv.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "gonio/num.h"
#include "gonio/report.h"
#include "pacer.h"
#include "serve.h"
#include "told_text.h"

#define WAIT_MS 20
#define AT_ONCE 512             /* samples between two looks at the rest */
#define S_NS INT64_C(1000000000)

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

/* ---- the view ---------------------------------------------------------- */

/* Where there is a terminal, and time to look at it; else there are lines. */
static int can_watch(const struct cli_run *o)
{
	return !o->headless && o->speed > 0 && isatty(STDIN_FILENO) &&
		isatty(STDOUT_FILENO);
}

/* The exercise that runs, by name; "" if nobody has said. */
static const char *exercise(const struct run *r)
{
	const struct gn_task *t = &r->o->tasks[r->task];

	return t->exercise[0] ? t->exercise : gn_live_info(r->live)->task;
}

static void show_exercise(struct run *r)
{
	const char *name = exercise(r);
	const struct gn_exercise *e;
	struct gn_watch_exercise x = { .name = name,
		.number = (uint32_t)r->task + 1,
		.of = (uint32_t)r->o->n_tasks };
	struct gn_form_plan plan;

	e = gn_catalogue_find(r->o->live.cat, name);
	x.entry = e;
	x.plan = &plan;
	gn_run_prescribe(r, e ? e->name : name, &x.target, &plan);
	gn_watch_exercise(r->watch, &x);
}

/* On the terminal, if it can be; else with lines there. */
static void watch(struct run *r)
{
	struct gn_view_actions act = gn_run_actions(r);
	struct gn_watch_params p = { .info = gn_live_info(r->live),
				     .act = r->keep ? &act : NULL,
				     .in = stdin, .to = stdout,
				     .serve = r->serve,
				     .links = r->serve ? &r->links : NULL };
	struct gn_diag why;

	if (can_watch(r->o)) {
		r->results = open_memstream(&r->results_text, &r->results_len);
		if (!r->results)
			cli_error("out of memory: lines instead of the view");
		else if (gn_watch_open(&r->watch, &p, &why))
			cli_error("%s: lines instead of the view", why.text);
		r->shown = r->watch != NULL;
	}
	p.in = p.to = NULL;
	if (!r->watch && r->serve && gn_watch_open(&r->watch, &p, &why))
		cli_error("%s: nothing to see in browsers", why.text);
	if (r->watch)
		show_exercise(r);
}

/* The terminal is given back. What the view had no room for is told then. */
static void unwatch(struct run *r)
{
	size_t room = sizeof(r->failed) / sizeof(r->failed[0]);
	size_t n = r->n_failed < room ? r->n_failed : room;
	int shown = r->shown;

	gn_watch_leave(r->watch);
	r->shown = 0;
	if (r->results && !fclose(r->results))
		fputs(r->results_text, stdout);
	free(r->results_text);
	for (size_t i = 0; i < n && shown; i++)
		cli_error("%s", r->failed[i].text);
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

/* The exercise that runs: who does it, and its recording if one is wanted. */
static int record(struct run *r, struct gn_diag *why)
{
	const struct cli_run *o = r->o;
	struct gn_keep_about about = { .path = r->path, .patient = o->patient,
				       .exercise = exercise(r) };
	struct gn_told_line line;
	int err;

	if (o->person)
		gn_person_join(&gn_live_told(r->live)->person, o->person);
	if (!o->out)
		return GN_OK;
	about.started_unix_ns = r->started_unix_ns + gn_live_base_ns(r->live);
	if (gn_task_file(r->path, sizeof(r->path), o->out, r->task))
		return gn_diag_set(why, GN_EINVAL, "%.60s...: the name is too "
				   "long", o->out);
	for (size_t i = 0; i < gn_live_info(r->live)->n_sensors; i++)
		about.calibration[i] = gn_live_calibration(r->live, i);
	about.body = gn_live_body(r->live);
	err = gn_keep_open(&r->keep, &about, gn_live_info(r->live), why);
	for (size_t i = 0; !err && gn_told_line(gn_live_told(r->live), i,
						&line); i++)
		gn_keep_event(r->keep, line.t_ns, 0, line.what, line.text);
	return err;
}

/* The exercise's result, kept and then printed. err: what the stream ended
 * with. */
static void finish(struct run *r, int err, struct gn_diag *why)
{
	FILE *to = r->shown ? r->results : stdout;
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
		gn_run_fail(r, why->text);
	lost = gn_keep_close(r->keep, why);
	if (lost)
		gn_run_fail(r, why->text);
	/* what is stored is the same without a plan */
	if (result && gn_run_judge(r, result))
		gn_run_fail(r, "out of memory: not judged by the plan");
	if (result && gn_report_table(result, to))
		gn_run_fail(r, "the result could not be printed");
	if (r->keep)
		fprintf(to, "recorded in %s%s\n", r->path,
			lost ? ", but not all of it" : "");
	r->keep = NULL;
}

/* The next exercise, on the same sensors: each is a recording of its own. */
static int go_on(struct run *r, struct gn_diag *why)
{
	const struct gn_task *t = &r->o->tasks[r->task + 1];
	int err;

	r->next = 0;
	if (r->task + 1 == r->o->n_tasks) {
		gn_watch_say(r->watch, gn_live_now_ns(r->live),
			     "this is the last exercise");
		return GN_OK;
	}
	if (r->keep)
		gn_keep_event(r->keep, gn_live_now_ns(r->live), 0,
			      GN_KEEP_EXERCISE, t->exercise);
	finish(r, GN_OK, why);
	r->task++;
	err = gn_live_again(r->live, t->exercise, why);
	if (!err)
		err = record(r, why);
	if (!err)
		show_exercise(r);
	return err;
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
		if (r->next)
			err = go_on(r, why);
		if (err)
			break;
		fflush(stdout);
		if (r->o->speed > 0)
			rest(r, &pacer, to);
	}
	return err == GN_EOF ? GN_OK : err;
}

/* A signal's first wish is an end with a result. */
static void mind_signals(struct sigaction old[4], const struct sigaction *act)
{
	static const int signals[4] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };

	for (int i = 0; i < 4; i++)
		sigaction(signals[i], act ? act : &old[i],
			  act ? &old[i] : NULL);
}

/* What would be written over is found before anyone has moved. */
static int names_are_free(struct run *r, struct gn_diag *why)
{
	const struct cli_run *o = r->o;

	for (size_t k = 1; o->out && k < o->n_tasks; k++)
		if (!gn_task_file(r->path, sizeof(r->path), o->out, k) &&
		    !access(r->path, F_OK))
			return gn_diag_set(why, GN_EINVAL, "%s: exists "
					   "already; give --out another name",
					   r->path);
	return GN_OK;
}

/* The server, and what phones send to it. */
static int serve(struct run *r, struct gn_diag *why)
{
	struct gn_serve_params p = *r->o->serve;

	if (gn_phones_create(&r->phones))
		return gn_diag_set(why, GN_ENOMEM, "out of memory");
	p.phones = r->phones;
	return gn_serve_open(&r->serve, &p, why);
}

static int open_all(struct run *r, struct gn_diag *why)
{
	const struct cli_run *o = r->o;
	struct gn_live_params p = o->live;
	int err;

	if (o->n_tasks > 1 && !can_watch(o) && !o->serve)
		return gn_diag_set(why, GN_EINVAL, "the next of several "
				   "exercises begins on a key: that needs a "
				   "terminal or --serve; without give one "
				   "exercise");
	p.ears = gn_run_ears(r);
	if (o->tasks[0].exercise[0])
		p.exercise = o->tasks[0].exercise;
	err = names_are_free(r, why);
	if (!err && o->serve)
		err = serve(r, why);
	p.phones = r->phones;
	if (!err)
		err = gn_live_open(&r->live, &p, why);
	r->started_unix_ns = clock_ns(CLOCK_REALTIME);
	return err ? err : record(r, why);
}

int cli_run(const struct cli_run *o)
{
	struct sigaction act = { .sa_handler = on_signal }, old[4];
	struct run r = { .o = o };
	struct gn_diag why = { "" };
	int err, code;

	interrupted = 0;
	sigemptyset(&act.sa_mask);
	mind_signals(old, &act);
	err = open_all(&r, &why);
	if (err) {
		cli_error("%s", why.text);
		code = err == GN_EINVAL ? CLI_USAGE : CLI_FAILED;
	} else {
		if (r.serve) {
			gn_links_of(&r.links, r.serve,
				    gn_phones_count(r.phones) > 0);
			gn_links_tell(&r.links, r.serve);
		}
		watch(&r);
		err = stream(&r, &why);
		unwatch(&r);
		finish(&r, err, &why);
		if (gn_run_followed(&r, stdout))
			gn_run_fail(&r, "the plan could not be printed");
		gn_watch_over(r.watch);
		code = r.n_failed ? CLI_FAILED : CLI_OK;
	}
	gn_serve_close(r.serve);
	gn_watch_close(r.watch);
	mind_signals(old, NULL);
	gn_live_close(r.live);
	gn_phones_destroy(r.phones);
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

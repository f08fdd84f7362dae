/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "body_guide.h"
#include "body_verdict.h"
#include "calibrate.h"
#include "cli.h"
#include "keep.h"
#include "live.h"
#include "pacer.h"
#include "run.h"

#define COMMAND "calibrate"
#define AT_ONCE 64              /* samples between two looks */
#define WAIT_MS 20
#define S_NS INT64_C(1000000000)
#define STATUS_WIDTH 60

/* A person who is led through pose and movements. */
struct lead {
	const char *spec[GN_SENSORS_MAX];
	size_t      n;
	const char *out;
	double      speed;
	uint8_t     headless, shown;    /* shown: a line is written over */
	char        name[GN_KEEP_NAME_SIZE];
	struct gn_live  *live;
	struct gn_keep  *keep;
	struct gn_guide  guide;
	struct gn_sample *held;         /* of the pose, until it is whole */
	size_t      n_held, room;
	uint8_t     event[GN_GUIDE_ENDED + 1];  /* 1: has come */
	uint32_t    reps;
	int         failed;             /* a source is gone */
	struct gn_body_verdict verdict;
};

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
	(void)number;
	stopped = 1;
}

static int64_t clock_ns(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return t.tv_sec * S_NS + t.tv_nsec;
}

/* A line that stays. */
static void GN_PRINTF(2, 3) say(const struct lead *l, const char *fmt, ...)
{
	va_list ap;

	if (l->shown)
		printf("\r%*s\r", STATUS_WIDTH, "");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
}

/* ---- samples ----------------------------------------------------------- */

/* The pose as far as it has come; whoever moves begins it anew. */
static int hold(struct lead *l, const struct gn_sample *s, struct gn_diag *why)
{
	struct gn_sample *more;

	if (s->t_ns < l->guide.still_ns)
		l->n_held = 0;
	if (s->t_ns < l->guide.still_ns)
		return GN_OK;
	if (l->n_held == l->room) {
		more = realloc(l->held, (2 * l->room + 1024) * sizeof(*more));
		if (!more)
			return gn_diag_set(why, GN_ENOMEM, "out of memory");
		l->held = more;
		l->room = 2 * l->room + 1024;
	}
	l->held[l->n_held++] = *s;
	return GN_OK;
}

static int on_samples(void *user, const struct gn_sample *in, size_t n,
		      struct gn_diag *why)
{
	struct lead *l = user;
	int err = GN_OK;

	for (size_t i = 0; i < n && !err; i++) {
		enum gn_guide_event e = gn_guide_push(&l->guide, &in[i]);

		l->event[e] = 1;
		if (l->guide.phase == GN_GUIDE_STANDING) {
			err = hold(l, &in[i], why);
			continue;
		}
		if (e == GN_GUIDE_STOOD)
			err = gn_keep_samples(l->keep, l->held, l->n_held, why);
		if (!err)
			err = gn_keep_samples(l->keep, &in[i], 1, why);
	}
	return err;
}

/* Bends are counted as repetitions of anything. */
static void on_event(void *user, const struct gn_session_event *ev)
{
	struct lead *l = user;

	if (ev->kind == GN_EV_REVISE)
		l->reps = 0;
	if (ev->kind == GN_EV_REP)
		l->reps++;
	gn_guide_count(&l->guide, l->reps);
}

static void on_gone(void *user, int64_t t_ns, size_t source, int err,
		    const char *why)
{
	struct lead *l = user;

	(void)t_ns;
	(void)source;
	if (err == GN_EOF)
		return;
	l->failed = 1;
	cli_error("%s", why);
}

static void on_note(void *user, int64_t t_ns, size_t source,
		    const struct gn_source_status *status)
{
	(void)t_ns;
	(void)source;
	say(user, "  %s", status->note);
}

/* ---- what is said ------------------------------------------------------ */

static int has(const struct lead *l, enum gn_angle left, enum gn_angle right)
{
	for (size_t i = 0; i < l->verdict.n; i++)
		if (l->verdict.angle[i].angle == left ||
		    l->verdict.angle[i].angle == right)
			return 1;
	return 0;
}

static void greet(const struct lead *l)
{
	const struct gn_recording_info *info = gn_live_info(l->live);

	printf("Sensors ");
	for (size_t i = 0; i < info->n_sensors; i++)
		printf(" %s", info->sensors[i].name);
	say(l, "\nStand upright and still, arms hanging, for 3 s. Ctrl-C ends "
	    "it.");
}

static void ask_to_bend(const struct lead *l)
{
	int arms = has(l, GN_ELBOW_FLEXION_L, GN_ELBOW_FLEXION_R);

	say(l, "  good. Now bend straight forward: two or three squats%s, then "
	    "stand still",
	    arms ? ",\n  and each elbow with a sensor two or three times" : "");
}

static void tell_now(const struct lead *l)
{
	const struct gn_guide *g = &l->guide;
	double now_s = 1e-9 * (double)gn_live_now_ns(l->live);
	char text[STATUS_WIDTH];
	double still_s = now_s - 1e-9 * (double)g->still_ns;

	if (!l->shown)
		return;
	if (g->phase == GN_GUIDE_STANDING)
		snprintf(text, sizeof(text), "still for %.1f s",
			 still_s > 0 ? still_s : 0.0);
	else
		snprintf(text, sizeof(text), "bent %u times, %.1f s in motion",
			 (unsigned)g->reps, 1e-9 * (double)g->motion_ns);
	printf("\r  %-*s", STATUS_WIDTH - 2, text);
	fflush(stdout);
}

/* What the recording teaches by now; GN_ENODATA is an answer as well. */
static int answer(struct lead *l, struct gn_diag *why)
{
	int err = gn_keep_sync(l->keep, why);

	if (!err)
		err = gn_body_judge(&l->verdict, l->out,
				    gn_live_info(l->live), why);
	if (err == GN_ENODATA) {
		say(l, "  %s", why->text);
		return GN_OK;
	}
	if (err)
		return err;
	if (l->shown)
		printf("\r%*s\r", STATUS_WIDTH, "");
	gn_body_print(&l->verdict, gn_live_info(l->live), stdout);
	say(l, "Given %zu of %zu angles", l->verdict.n_given, l->verdict.n);
	return GN_OK;
}

/* 1: all is given; 0: go on; or an error. */
static int react(struct lead *l, struct gn_diag *why)
{
	int err = GN_OK;

	if (l->event[GN_GUIDE_AGAIN])
		say(l, "  moved: stand still again");
	if (l->event[GN_GUIDE_STOOD])
		ask_to_bend(l);
	if (l->event[GN_GUIDE_ENDED])
		err = answer(l, why);
	if (l->event[GN_GUIDE_ENDED] && !err &&
	    l->verdict.n_given == l->verdict.n && l->verdict.n)
		err = 1;
	else if (l->event[GN_GUIDE_ENDED] && !err)
		say(l, "  do what is missing, and stand still again");
	memset(l->event, 0, sizeof(l->event));
	tell_now(l);
	return err;
}

/* ---- its course -------------------------------------------------------- */

static void rest(const struct lead *l)
{
	struct timespec nap = { 0, WAIT_MS * 1000000 };

	if (l->speed > 0 && !stopped)
		nanosleep(&nap, NULL);
}

/* Until all is given, the sources end or someone does. */
static int stream(struct lead *l, struct gn_diag *why)
{
	struct gn_pacer pacer = { .start_ns = gn_live_epoch_ns(l->live),
				  .speed = l->speed };
	int n = 0, code = 0;

	while (!stopped && !code) {
		int64_t to = gn_pacer_stream_ns(&pacer,
						clock_ns(CLOCK_MONOTONIC));

		n = gn_live_step(l->live, to, AT_ONCE, WAIT_MS, why);
		if (n < 0)
			break;
		code = react(l, why);
		if (!code && ferror(stdout))    /* nobody is led any more */
			code = gn_diag_set(why, GN_EIO, "no output");
		if (!n)
			rest(l);
	}
	if (n < 0 && n != GN_EOF)
		return n;
	/* what has come since the last answer */
	if (code == 0 && l->guide.phase == GN_GUIDE_BENDING &&
	    (!l->guide.answered || l->guide.motion_ns))
		code = answer(l, why);
	return code < 0 ? code : GN_OK;
}

static int open_all(struct lead *l, const struct gn_catalogue *cat,
		    struct gn_diag *why)
{
	struct gn_live_params p = { .spec = l->spec, .n = l->n, .places = 1,
				    .calibrated = 1, .cat = cat,
				    .exercise = "general",
				    .ears = { .user = l, .samples = on_samples,
					      .event = on_event,
					      .gone = on_gone,
					      .note = on_note } };
	struct gn_keep_about about = { .path = l->out,
				       .exercise = "calibration" };
	const struct gn_recording_info *info;
	enum gn_angle any[GN_ANGLES];
	int err = gn_live_open(&l->live, &p, why);

	if (err)
		return err;
	info = gn_live_info(l->live);
	l->verdict.n = gn_body_angles(info, any);
	if (!l->verdict.n)
		return gn_diag_set(why, GN_EINVAL, "no angle can come of these "
				   "sensors: a knee needs thigh_r and shank_r, "
				   "a hip pelvis and thigh_r, an elbow "
				   "upper_arm_r and wrist_r");
	for (size_t i = 0; i < l->verdict.n; i++)
		l->verdict.angle[i].angle = any[i];
	for (size_t i = 0; i < info->n_sensors; i++)
		about.calibration[i] = gn_live_calibration(l->live, i);
	about.started_unix_ns = clock_ns(CLOCK_REALTIME);
	return gn_keep_open(&l->keep, &about, info, why);
}

/* The file is closed, or gone if nothing is in it. */
static int finish(struct lead *l, int err, struct gn_diag *why)
{
	int posed = l->guide.phase == GN_GUIDE_BENDING, lost;

	gn_keep_event(l->keep, gn_live_now_ns(l->live), 0, GN_KEEP_NO_RESULT,
		      "a calibration of the body");
	lost = gn_keep_close(l->keep, err ? NULL : why);
	if (!posed) {
		unlink(l->out);
		return err ? err : gn_diag_set(why, GN_ENODATA, "nothing was "
					       "learned: nobody stood still "
					       "for 3 s");
	}
	say(l, "recorded in %s%s", l->out, lost || !l->verdict.n_given ? "" :
	    "; give it to capture, score or replay with --calibration");
	if (err || lost)
		return err ? err : lost;
	return l->verdict.n_given ? GN_OK :
	       gn_diag_set(why, GN_ENODATA, "nothing was learned: begin again, "
			   "stand still and then bend");
}

static int lead(struct lead *l, const struct gn_catalogue *cat)
{
	struct gn_diag why = { "" };
	int err = open_all(l, cat, &why);

	if (err) {
		cli_error("%s", why.text);
		return err == GN_EINVAL ? CLI_USAGE : CLI_FAILED;
	}
	l->shown = !l->headless && l->speed > 0 && isatty(STDOUT_FILENO);
	greet(l);
	err = stream(l, &why);
	err = finish(l, err, &why);
	if (err)
		cli_error("%s", why.text[0] ? why.text : gn_strerror(err));
	return err || l->failed ? CLI_FAILED : CLI_OK;
}

static int run(struct lead *l)
{
	static const int signals[2] = { SIGINT, SIGTERM };
	struct sigaction act = { .sa_handler = on_signal }, old[2];
	struct gn_catalogue *cat = NULL;
	int code = cli_catalogue(NULL, &cat);

	stopped = 0;
	sigemptyset(&act.sa_mask);
	for (int i = 0; i < 2; i++)
		sigaction(signals[i], &act, &old[i]);
	if (!code)
		code = lead(l, cat);
	for (int i = 0; i < 2; i++)
		sigaction(signals[i], &old[i], NULL);
	gn_live_close(l->live);
	free(l->held);
	gn_catalogue_free(cat);
	return code;
}

static int take_option(struct lead *l, int c)
{
	switch (c) {
	case 's':
		if (l->n == GN_SENSORS_MAX)
			return cli_usage(COMMAND, "more than %d sources",
					 GN_SENSORS_MAX);
		l->spec[l->n++] = optarg;
		return CLI_OK;
	case 'x':
		return cli_speed(COMMAND, optarg, &l->speed);
	case 'o':
		l->out = optarg;
		return *optarg ? CLI_OK : cli_usage(COMMAND, "--out takes "
						    "the name of a file");
	default:
		l->headless = 1;
		return CLI_OK;
	}
}

int gn_calibrate_body(int argc, char **argv)
{
	static const struct option known[] = {
		{ "sensor", required_argument, NULL, 's' },
		{ "out", required_argument, NULL, 'o' },
		{ "speed", required_argument, NULL, 'x' },
		{ "headless", no_argument, NULL, 'H' },
		{ 0 }
	};
	struct lead l = { .speed = 1 };
	int c, code = CLI_OK;

	opterr = 0;
	gn_guide_init(&l.guide);
	gn_keep_name(l.name, time(NULL));
	l.out = l.name;
	while (!code && (c = getopt_long(argc, argv, ":", known, NULL)) != -1)
		code = c == '?' || c == ':' ?
		       cli_bad_option(COMMAND, c, argv) : take_option(&l, c);
	if (code)
		return code;
	if (optind < argc)
		return cli_usage(COMMAND, "'%s': sources are given with "
				 "--sensor", argv[optind]);
	if (!l.n)
		return cli_usage(COMMAND, "body needs --sensor URI=PLACE; "
				 "'gonio sensors' lists what is plugged in");
	return run(&l);
}

/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "gonio/num.h"
#include "gonio/report.h"
#include "live.h"
#include "pacer.h"

#define WAIT_MS 20
#define AT_ONCE 4096            /* samples between two looks at the rest */
#define S_NS INT64_C(1000000000)
#define DEG (180 / 3.14159265358979323846)

struct options {
	const char *command;
	const char *spec[GN_SENSORS_MAX];
	size_t      n;
	const char *exercise, *catalogue;
	double      speed;      /* 0: without waiting */
	int64_t     until_ns;   /* stream time */
};

static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
	(void)number;
	interrupted = 1;
}

static void print_rep(const struct gn_rep *r)
{
	printf("rep %u %s %s %.1f s", r->n, gn_side_name(r->side),
	       r->kind == GN_REP_FULL ? "full" : "partial",
	       1e-9 * (double)(r->end_ns - r->start_ns));
	if (isfinite(r->rom_rad))
		printf(" %.0f deg", DEG * r->rom_rad);
	putchar('\n');
}

static void on_event(void *user, const struct gn_session_event *ev)
{
	(void)user;
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

/* Anything but the regular end is an error; either way others go on. */
static void on_gone(void *user, int64_t t_ns, size_t source, int err,
		    const char *why)
{
	int *failed = user;

	(void)source;
	if (err == GN_EOF)
		return;
	*failed = 1;
	printf("gap %.2f s %s\n", 1e-9 * (double)t_ns, why);
	cli_error("%s", why);
}

static int64_t clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * S_NS + t.tv_nsec;
}

static void sleep_until(int64_t ns)
{
	struct timespec t = { .tv_sec = ns / S_NS, .tv_nsec = ns % S_NS };

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

/* Until the sources or the time end, or someone does. */
static int stream(struct gn_live *l, const struct options *o,
		  struct gn_diag *why)
{
	struct gn_pacer pacer = { .start_ns = clock_ns(), .speed = o->speed };
	int64_t to = 0, now, due;
	int n;

	while (!interrupted && to < o->until_ns) {
		now = clock_ns();
		to = gn_pacer_stream_ns(&pacer, now);
		if (to > o->until_ns)
			to = o->until_ns;
		do {
			n = gn_live_step(l, to, AT_ONCE, WAIT_MS, why);
		} while (n > 0 && !interrupted);
		if (n < 0)
			return n == GN_EOF ? GN_OK : n;
		fflush(stdout);
		due = gn_live_next_ns(l);
		due = gn_pacer_due_ns(&pacer, due > to ? due + 1 : to);
		if (due < now + WAIT_MS * (S_NS / 1000))
			due = now + WAIT_MS * (S_NS / 1000);
		if (o->speed > 0)
			sleep_until(due);
	}
	return GN_OK;
}

static int run(const struct options *o, const struct gn_catalogue *cat)
{
	int failed = 0, err;
	struct gn_live_ears ears = { &failed, on_event, on_gone };
	struct sigaction act = { .sa_handler = on_signal };
	const struct gn_result *result;
	struct gn_live *l = NULL;
	struct gn_diag why = { "" };

	err = gn_live_open(&l, o->spec, o->n, cat, o->exercise, &ears, &why);
	if (err) {
		cli_error("%s", why.text);
		return err == GN_EINVAL ? CLI_USAGE : CLI_FAILED;
	}
	interrupted = 0;
	sigemptyset(&act.sa_mask);
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	err = stream(l, o, &why);
	if (!err)
		err = gn_live_end(l, &result, &why);
	if (!err)
		err = gn_report_table(result, stdout);
	if (err && why.text[0])
		cli_error("%s", why.text);
	gn_live_close(l);
	return err || failed ? CLI_FAILED : CLI_OK;
}

static int seconds(const char *text, double max, double *out)
{
	const char *end = text + strlen(text);
	double v = NAN;

	if (gn_num_parse_any(text, end, '.', &v) != end || !(v > 0 && v <= max))
		return GN_EINVAL;
	*out = v;
	return GN_OK;
}

static int take(struct options *o, int c)
{
	double v;

	switch (c) {
	case 's':
		if (o->n == GN_SENSORS_MAX)
			return cli_usage(o->command, "more than %d sources",
					 GN_SENSORS_MAX);
		o->spec[o->n++] = optarg;
		return CLI_OK;
	case 'e':
		o->exercise = optarg;
		return CLI_OK;
	case 'C':
		o->catalogue = optarg;
		return CLI_OK;
	case 'd':
		if (seconds(optarg, 1e6, &v))
			return cli_usage(o->command, "--duration takes seconds "
					 "up to 1000000, not '%s'", optarg);
		o->until_ns = (int64_t)(v * 1e9);
		return CLI_OK;
	default:
		if (!strcmp(optarg, "max"))
			o->speed = 0;
		else if (seconds(optarg, 1000, &o->speed))
			return cli_usage(o->command, "--speed is max or a "
					 "number up to 1000, not '%s'", optarg);
		return CLI_OK;
	}
}

static int parse(struct options *o, const struct option *known, int argc,
		 char **argv)
{
	int c, code = CLI_OK;

	opterr = 0;
	while (!code && (c = getopt_long(argc, argv, ":", known, NULL)) != -1)
		code = c == '?' || c == ':' ?
		       cli_bad_option(o->command, c, argv) : take(o, c);
	return code;
}

static int go(const struct options *o)
{
	struct gn_catalogue *cat = NULL;
	int code = cli_catalogue(o->catalogue, &cat);

	if (!code && o->exercise &&
	    !cli_exercise(o->command, cat, o->exercise))
		code = CLI_USAGE;
	if (!code)
		code = run(o, cat);
	gn_catalogue_free(cat);
	return code;
}

int cmd_capture(int argc, char **argv)
{
	static const struct option known[] = {
		{ "sensor", required_argument, NULL, 's' },
		{ "exercise", required_argument, NULL, 'e' },
		{ "catalogue", required_argument, NULL, 'C' },
		{ "duration", required_argument, NULL, 'd' },
		{ 0 }
	};
	struct options o = { .command = "capture", .speed = 1,
			     .until_ns = INT64_MAX };
	int code = parse(&o, known, argc, argv);

	if (code)
		return code;
	if (optind < argc)
		return cli_usage(o.command, "'%s': sources are given with "
				 "--sensor", argv[optind]);
	if (!o.n)
		return cli_usage(o.command, "no --sensor given");
	return go(&o);
}

int cmd_replay(int argc, char **argv)
{
	static const struct option known[] = {
		{ "exercise", required_argument, NULL, 'e' },
		{ "catalogue", required_argument, NULL, 'C' },
		{ "speed", required_argument, NULL, 'x' },
		{ 0 }
	};
	struct options o = { .command = "replay", .speed = 1,
			     .until_ns = INT64_MAX };
	char **path = NULL;
	struct gn_diag why;
	size_t n = 0;
	int code = parse(&o, known, argc, argv);

	if (code)
		return code;
	if (argc - optind != 1)
		return cli_usage(o.command, "one recording is needed");
	if (gn_sources_find(argv[optind], &path, &n, &why)) {
		cli_error("%s", why.text);
		return CLI_FAILED;
	}
	if (n == 1) {
		o.spec[o.n++] = path[0];
		code = go(&o);
	} else {
		code = cli_usage(o.command, "%s holds %zu recordings; name one "
				 "of them, such as %s", argv[optind], n,
				 path[0]);
	}
	gn_paths_free(path, n);
	return code;
}

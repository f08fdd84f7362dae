/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "gonio/driver.h"

#define COMMAND  "sensors"
#define SENSORS  64
#define LISTEN_MS 500           /* to each, for its rate */
#define LOOK_NS  200000000L     /* between two looks of --watch */

static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
	(void)number;
	interrupted = 1;
}

struct list {
	struct gn_device_info dev[SENSORS];
	int n;
};

/* What is plugged in; an exit code. */
static int look(struct gn_host *host, struct list *l)
{
	struct gn_diag why;

	l->n = gn_host_devices(host, l->dev, SENSORS, &why);
	if (l->n < 0) {
		cli_error("%s", why.text);
		return CLI_FAILED;
	}
	if (l->n > SENSORS)
		l->n = SENSORS;
	return CLI_OK;
}

/* ---- one look ---------------------------------------------------------- */

/* Samples a second, by their own stamps; NAN: not enough came. */
static double measured_hz(struct gn_source *src)
{
	struct gn_sample s[64];
	int64_t first = 0, last = 0;
	struct timespec now, began;
	long n = 0;
	int got;

	clock_gettime(CLOCK_MONOTONIC, &began);
	do {
		got = gn_source_read(src, s, 64, 50, NULL);
		for (int i = 0; i < got; i++) {
			if (!n++)
				first = s[i].t_ns;
			last = s[i].t_ns;
		}
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (got >= 0 && 1000 * (now.tv_sec - began.tv_sec) +
		 (now.tv_nsec - began.tv_nsec) / 1000000 < LISTEN_MS);
	return n > 2 && last > first ?
		1e9 * (double)(n - 1) / (double)(last - first) : NAN;
}

static const char *or_dash(const char *text)
{
	return text[0] ? text : "-";
}

static void number(char out[16], const char *fmt, double x)
{
	if (isfinite(x))
		snprintf(out, 16, fmt, x);
	else
		snprintf(out, 16, "-");
}

static void print_row(const char *uri, const char *model, const char *serial,
		      const char *port, const char *rate, const char *battery,
		      const char *firmware)
{
	printf("%-26s %-20s %-14s %-8s %8s %8s  %s\n", uri, model, serial,
	       port, rate, battery, firmware);
}

static void print_known(const struct gn_device_info *d, const char *why)
{
	print_row(d->uri, d->model, or_dash(d->serial), d->port, "-", "-", "-");
	printf("    %s\n", why);
}

/* Ask it itself; 0 or 1 in trouble. */
static int print_opened(struct gn_host *host, const struct gn_device_info *d)
{
	struct gn_source_status st;
	struct gn_source *src;
	struct gn_diag why;
	char rate[16], battery[16];

	if (gn_source_open_on(&src, host, d->uri, &why)) {
		print_known(d, why.text);
		return 1;
	}
	number(rate, "%.0f Hz", measured_hz(src));
	if (!gn_source_status(src, &st)) {
		number(battery, "%.0f %%", st.battery_pct);
		print_row(d->uri, st.model, or_dash(st.serial), st.port, rate,
			  battery, or_dash(st.firmware));
	}
	gn_source_close(src);
	return 0;
}

static int show(struct gn_host *host)
{
	struct list l;
	int code = look(host, &l);

	if (code)
		return code;
	if (!l.n) {
		puts("no sensor that gonio knows is plugged in; a phone can "
		     "be one, see 'gonio capture --help'");
		return CLI_OK;
	}
	print_row("sensor", "model", "serial", "port", "rate", "battery",
		  "firmware");
	for (int i = 0; i < l.n; i++) {
		fflush(stdout);
		if (l.dev[i].maybe)
			print_known(&l.dev[i], "a serial adapter; whether a "
				    "sensor is behind it shows when it is "
				    "used");
		else if (print_opened(host, &l.dev[i]))
			code = CLI_FAILED;
	}
	return code;
}

/* ---- what comes and goes ----------------------------------------------- */

static int has(const struct list *l, const struct gn_device_info *d)
{
	for (int i = 0; i < l->n; i++)
		if (!strcmp(l->dev[i].uri, d->uri) &&
		    !strcmp(l->dev[i].port, d->port))
			return 1;
	return 0;
}

/* A line for each of a that is not in b. */
static void tell(const char *sign, const struct list *a, const struct list *b)
{
	for (int i = 0; i < a->n; i++)
		if (!has(b, &a->dev[i]))
			printf("%s %s %s at %s%s\n", sign, a->dev[i].uri,
			       a->dev[i].model, a->dev[i].port,
			       a->dev[i].maybe ? ", a serial adapter" : "");
	fflush(stdout);
}

static int watch(struct gn_host *host)
{
	struct sigaction act = { .sa_handler = on_signal };
	struct timespec nap = { .tv_nsec = LOOK_NS };
	struct list was = { .n = 0 }, now;
	int code = CLI_OK;

	interrupted = 0;
	sigemptyset(&act.sa_mask);
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	while (!interrupted && !code) {
		code = look(host, &now);
		if (code)
			break;
		tell("-", &was, &now);
		tell("+", &now, &was);
		was = now;
		/* stdout may be a pipe whose reader has left */
		if (ferror(stdout))
			break;
		nanosleep(&nap, NULL);
	}
	return code;
}

int cmd_sensors(int argc, char **argv)
{
	static const struct option known[] = {
		{ "watch", no_argument, NULL, 'w' },
		{ 0 }
	};
	struct gn_host *host = NULL;
	struct gn_diag why;
	int c, code, watched = 0;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":", known, NULL)) != -1) {
		if (c != 'w')
			return cli_bad_option(COMMAND, c, argv);
		watched = 1;
	}
	if (optind < argc)
		return cli_usage(COMMAND, "'%s': it takes no name",
				 argv[optind]);
	if (gn_host_create(&host, &why)) {
		cli_error("%s", why.text);
		return CLI_FAILED;
	}
	code = watched ? watch(host) : show(host);
	gn_host_destroy(host);
	return code;
}

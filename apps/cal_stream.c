/* SPDX-License-Identifier: MIT */
#include "cal_stream.h"

#include <string.h>
#include <time.h>

#define TIMEOUT_MS 200
#define SILENT_NS INT64_C(10000000000)
#define S_NS INT64_C(1000000000)

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
	(void)number;
	stopped = 1;
}

static const int signals[2] = { SIGINT, SIGTERM };

static int64_t clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * S_NS + t.tv_nsec;
}

int gn_cal_stream_open(struct gn_cal_stream *s, const char *uri, double speed,
		       struct gn_diag *why)
{
	struct sigaction act = { .sa_handler = on_signal };
	int err;

	memset(s, 0, sizeof(*s));
	err = gn_source_open(&s->src, uri, why);
	if (err)
		return err;
	stopped = 0;
	sigemptyset(&act.sa_mask);
	for (int i = 0; i < 2; i++)
		sigaction(signals[i], &act, &s->old[i]);
	s->heard_ns = s->pacer.start_ns = clock_ns();
	if (!gn_source_driver(s->src)->device)
		s->pacer.speed = speed;
	return GN_OK;
}

/* Until the sample of t_ns is due; a signal ends it. */
static void rest(const struct gn_cal_stream *s, int64_t t_ns)
{
	int64_t left = gn_pacer_due_ns(&s->pacer, t_ns) - clock_ns();
	struct timespec nap = { left / S_NS, left % S_NS };

	if (s->pacer.speed > 0 && left > 0 && !stopped)
		nanosleep(&nap, NULL);
}

int gn_cal_stream_read(struct gn_cal_stream *s, struct gn_sample *out,
		       size_t cap, struct gn_diag *why)
{
	int n;

	if (stopped)
		return gn_diag_set(why, GN_EOF, "stopped");
	n = gn_source_read(s->src, out, cap, TIMEOUT_MS, why);
	if (n > 0) {
		rest(s, out[n - 1].t_ns);
		s->heard_ns = clock_ns();
	} else if (!n && clock_ns() - s->heard_ns > SILENT_NS) {
		return gn_diag_set(why, GN_ENODEV, "%s: nothing came for 10 "
				   "s; is it plugged in and switched on?",
				   gn_source_info(s->src)->path);
	}
	return n;
}

int gn_cal_stream_stopped(void)
{
	return stopped;
}

void gn_cal_stream_close(struct gn_cal_stream *s)
{
	for (int i = 0; i < 2 && s->src; i++)
		sigaction(signals[i], &s->old[i], NULL);
	gn_source_close(s->src);
	s->src = NULL;
}

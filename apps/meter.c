/* SPDX-License-Identifier: MIT */
#include "meter.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define BAR 24
#define COLS 80                 /* where the terminal does not say */
#define ERASE "\r\x1b[K"

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* A line can be written over there. */
static int is_screen(FILE *to)
{
	const char *term = getenv("TERM");

	return isatty(fileno(to)) && term && *term && strcmp(term, "dumb");
}

static int columns(FILE *to)
{
	struct winsize w;

	if (ioctl(fileno(to), TIOCGWINSZ, &w) || !w.ws_col)
		return COLS;
	return w.ws_col;
}

void gn_meter_begin(struct gn_meter *p, FILE *to, const char *unit,
		       uint64_t total)
{
	memset(p, 0, sizeof(*p));
	pthread_mutex_init(&p->lock, NULL);
	p->to = is_screen(to) ? to : NULL;
	p->unit = unit;
	p->total = total;
	p->began_ns = now_ns();
	p->next_ns = p->began_ns + GN_METER_WAIT_NS;
}

/* "0:09", "12:00", "1:02:03" */
static void put_time(char *out, size_t size, double s)
{
	unsigned long t = s < 1e6 ? (unsigned long)(s + 0.5) : 1000000;

	if (t < 3600)
		snprintf(out, size, "%lu:%02lu left", t / 60, t % 60);
	else
		snprintf(out, size, "%lu:%02lu:%02lu left", t / 3600,
			 t / 60 % 60, t % 60);
}

void gn_meter_line(char *out, size_t size, const struct gn_meter *p,
		      double elapsed_s, int cols)
{
	double rate = (double)p->done / elapsed_s;
	char left[32] = "", bar[BAR + 1];
	double part;
	size_t n;

	if (!p->total) {
		snprintf(out, size, "%llu %s  %.3g/s",
			 (unsigned long long)p->done, p->unit, rate);
	} else {
		part = (double)p->done / (double)p->total;
		for (int i = 0; i < BAR; i++)
			bar[i] = i + 0.5 < part * BAR ? '#' : '-';
		bar[BAR] = '\0';
		if (p->done)
			put_time(left, sizeof(left),
				 (double)(p->total - p->done) / rate);
		snprintf(out, size, "[%s] %3d %%  %llu of %llu %s  %.3g/s  %s",
			 bar, (int)(100 * part), (unsigned long long)p->done,
			 (unsigned long long)p->total, p->unit, rate, left);
	}
	n = strlen(out);
	if (cols > 0 && n >= (size_t)cols)
		out[cols - 1] = '\0';
}

void gn_meter_add_at(struct gn_meter *p, uint64_t n, int64_t at_ns)
{
	char line[160];

	pthread_mutex_lock(&p->lock);
	p->done += n;
	if (p->to && at_ns >= p->next_ns) {
		gn_meter_line(line, sizeof(line), p,
				 1e-9 * (double)(at_ns - p->began_ns),
				 columns(p->to));
		fprintf(p->to, ERASE "%s", line);
		fflush(p->to);
		p->drawn = 1;
		p->next_ns = at_ns + GN_METER_DRAW_NS;
	}
	pthread_mutex_unlock(&p->lock);
}

void gn_meter_add(struct gn_meter *p, uint64_t n)
{
	gn_meter_add_at(p, n, now_ns());
}

void gn_meter_pause(struct gn_meter *p)
{
	pthread_mutex_lock(&p->lock);
	if (!p->drawn)
		return;
	fprintf(p->to, ERASE);
	fflush(p->to);
	p->drawn = 0;
}

void gn_meter_resume(struct gn_meter *p)
{
	pthread_mutex_unlock(&p->lock);
}

void gn_meter_end(struct gn_meter *p)
{
	gn_meter_pause(p);
	gn_meter_resume(p);
	pthread_mutex_destroy(&p->lock);
}

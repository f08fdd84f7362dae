/* SPDX-License-Identifier: MIT */
#ifndef METER_H
#define METER_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * How far long work is, as one line that is written over: a bar, the rate, and
 * the time that is left if it goes on so. Only on a terminal, and only of work
 * that takes longer than a moment; elsewhere nothing is written, ever.
 *
 *   [#########---------------]  38 %  114 of 300 recordings  21.4/s  0:09 left
 *
 * It may be told of by several threads at once.
 */
struct gn_meter {
	FILE           *to;             /* NULL: shown nowhere */
	const char     *unit;           /* "recordings" */
	uint64_t        done, total;    /* total 0: not known */
	int64_t         began_ns;
	int64_t         next_ns;        /* not drawn before */
	uint8_t         drawn;          /* a line stands there */
	pthread_mutex_t lock;
};

/* Ten times a second; what is over till the first is not shown at all. */
#define GN_METER_DRAW_NS INT64_C(100000000)
#define GN_METER_WAIT_NS INT64_C(700000000)

/**
 * Begin.
 *
 * @param[in] to     most often stderr; is it no terminal, or TERM=dumb,
 *                   nothing will be shown
 * @param[in] total  0: not known; then there is neither bar nor time left
 */
void gn_meter_begin(struct gn_meter *p, FILE *to, const char *unit,
		       uint64_t total);

/* So many more are done; draws if it is time to. */
void gn_meter_add(struct gn_meter *p, uint64_t n);

/* The same at a time of CLOCK_MONOTONIC. */
void gn_meter_add_at(struct gn_meter *p, uint64_t n, int64_t now_ns);

/* Others may write to the terminal between these two: the line is gone. */
void gn_meter_pause(struct gn_meter *p);
void gn_meter_resume(struct gn_meter *p);

/* Over; the line is gone. */
void gn_meter_end(struct gn_meter *p);

/**
 * The line as it is drawn.
 *
 * @param[in] elapsed_s  > 0
 * @param[in] cols       of the terminal; the line is cut to fewer
 */
void gn_meter_line(char *out, size_t size, const struct gn_meter *p,
		      double elapsed_s, int cols);

#endif

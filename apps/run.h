/* SPDX-License-Identifier: MIT */
#ifndef RUN_H
#define RUN_H

#include <stdint.h>

#include "cli.h"
#include "live.h"
#include "programme.h"
#include "tally.h"
#include "visit.h"

struct gn_serve_params;         /* serve.h */

/*
 * A session from its first sample to its result, as `capture` and `replay`
 * show it: on a terminal the view (see watch.h), elsewhere a line for each
 * event; in browsers, if that is wanted; the table at the end, and a recording
 * if one is wanted.
 */
struct cli_run {
	struct gn_live_params live;     /* exercise and ears are set here */
	const struct gn_task *tasks;    /* n_tasks, 1..GN_TASKS_MAX */
	size_t      n_tasks;
	double      speed;      /* 1: as time goes by; 0: without waiting */
	int64_t     until_ns;   /* stream time */
	const char *out;        /* recording to make, see keep.h, and for the
				 * next exercises gn_task_file(); NULL: none */
	const char *patient;    /* as there */
	struct gn_tally *tally; /* with the plan to show and to judge by, and
				 * what is done is added; NULL: none */
	struct gn_visit visit;  /* for the plan: whose and of which day */
	const struct gn_person *person; /* goes before what its source says;
					 * NULL: nothing is known */
	uint8_t     headless;   /* 1: lines on a terminal as well */
	const struct gn_serve_params *serve;    /* NULL: in no browser */
};

/**
 * Run it until the sources or the time end, or SIGINT, SIGTERM, SIGHUP or
 * SIGPIPE comes: each is a regular end. One at a time in a process.
 *
 * @return an exit code; the reason was printed. When the recording cannot be
 *         written the session ends, and its result is printed all the same.
 */
GN_NODISCARD int cli_run(const struct cli_run *o);

/* A number in (0, max] of an option. GN_OK or GN_EINVAL, *out untouched. */
GN_NODISCARD int cli_positive(const char *text, double max, double *out);

/* What --speed takes: a number up to 1000, or max for 0. An exit code. */
GN_NODISCARD int cli_speed(const char *command, const char *text,
			   double *speed);

#endif

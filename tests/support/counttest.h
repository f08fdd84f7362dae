/* SPDX-License-Identifier: MIT */
#ifndef COUNTTEST_H
#define COUNTTEST_H

#include "gonio/count.h"
#include "motion.h"

/* A counter fed with closed-form movement, and what it found. */
#define COUNT_MAX_FRAMES 12000
#define COUNT_MAX_REPS 512

/* Plain state of the test that runs. */
struct count_test {
	struct gn_counter *counter;
	struct motion m;
	struct gn_count_input in;
	struct gn_count_sensor view[2];
	struct gn_count_result got;
	struct gn_count_rep reps[COUNT_MAX_REPS];
};

extern struct count_test ct;

void count_setup(void);
void count_teardown(void);

/* A movement yet to be filled in, seen by a sensor with a phone's noise. */
void count_fresh(int no_gyr);

/* What holds of every result, of n frames. */
void count_well_formed(size_t n);

/* Count the movement, or n frames; the result is well formed. */
void count_run(void);
void count_run_frames(const struct gn_frame *f, size_t n, int has_gyr);

/*
 * All found, each turn within tol_s of the hold, start and end within ends_s.
 * Seen by an accelerometer alone, each holds its turn: the session finds times
 * on the angle.
 */
void count_found_all(const char *what, double x, double tol_s, double ends_s);

#endif

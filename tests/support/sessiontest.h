/* SPDX-License-Identifier: MIT */
#ifndef SESSIONTEST_H
#define SESSIONTEST_H

#include "gonio/session.h"
#include "motion.h"

/* A session fed with closed-form movement, and all that it said, in order. */
#define LOG_EVENTS 4096
#define LOG_REPS 256
#define LOG_S 1000000000.0

struct session_log {
	struct gn_session_event ev[LOG_EVENTS];
	size_t n, reps, sets, rejects, revised, provisional;
	struct gn_rep rep[LOG_REPS];            /* the final ones */
	struct gn_quality q[2];
};

/* Plain state of the test that runs. */
struct session_test {
	struct motion m;
	struct gn_sensor sensors[2];
	struct gn_exercise exercise;    /* general */
	struct gn_session_params params;        /* one sensor */
	struct gn_session *session;
	struct session_log got, other;
};

extern struct session_test st;

void session_setup(void);
void session_teardown(void);

/* No movement yet; a sensor with a phone's noise. */
void session_fresh(void);

/* A new session for the first sensor's movement. */
void session_begin(void);

/* Feed it block by block and flush; what it says goes to l. */
void session_feed(struct session_log *l, const struct gn_sample *in, size_t n,
		  size_t block);
void session_take(struct session_log *l);

/* The movement through a new session, into st.got. */
void session_run(void);

/* Both said the same, bit for bit. */
void session_same(const struct session_log *a, const struct session_log *b);

/* st.got holds the movement's repetitions: turns within tol_s of the hold,
 * starts and ends within ends_s. */
void session_found(const char *what, double x, double tol_s, double ends_s);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef GN_TREND_H
#define GN_TREND_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"
#include "gonio/theil_sen.h"

/*
 * One measure of one patient over sessions: is a change more than the error of
 * measurement, and does a limb lose what it had?
 *
 * The smallest change that can be told is MDC95 = 1.96 sqrt(2) SEM (J. P.
 * Weir, J. Strength Cond. Res. 19:231, 2005). The SEM, the standard error of
 * one session's value, is taken from the patient's own sessions: what is left
 * of them when the trend is taken away, of both limbs together. Where that
 * stands on fewer than four degrees of freedom it is at least the spread
 * within a session and how surely the sensors sat.
 */

/* One session's value. */
struct gn_trend_point {
	double at_days;         /* rising; or the number of the session */
	double value;
	double within_sd;       /* of the value, by the spread of repetitions:
				 * SD / sqrt(n); NAN: not known */
	double mount_sd;        /* by how sensors sit; NAN: not known */
};

/* What the measurement errs, collected from one or more series. */
struct gn_trend_error {
	double ss, dof;         /* about the trend */
	double within, mount;   /* sums of variances */
	size_t n_within, n_mount;
};

enum gn_sem_from {
	GN_SEM_NONE,            /* nothing to take it from */
	GN_SEM_WITHIN,          /* sessions are few: the spread within them and
				 * the sensors' fit, at least */
	GN_SEM_SESSIONS         /* how much sessions differ */
};

/**
 * Take in a series. zeroed: none yet.
 *
 * @param[in]  p     n of them
 * @param[out] work  GN_TREND_ROOM(n) values
 */
#define GN_TREND_ROOM(n) (GN_THEIL_SEN_ROOM(n) + 2 * (n))
void gn_trend_error_add(struct gn_trend_error *e,
			const struct gn_trend_point *p, size_t n,
			double *work);

/* The SEM, and what it comes from; NAN with GN_SEM_NONE. */
double gn_trend_sem(const struct gn_trend_error *e, enum gn_sem_from *from);

/* 1.96 sqrt(2) SEM */
double gn_mdc95(double sem);

enum gn_change {
	GN_CHANGE_UNKNOWN,      /* the error of measurement is not known */
	GN_CHANGE_NONE,         /* not beyond it */
	GN_CHANGE_BEYOND
};

/* The session nearest to a day, at most a week off. */
struct gn_trend_reading {
	double at_days, value;  /* NAN: there is none */
	enum gn_change change;  /* against the first session */
};

struct gn_trend {
	size_t n;
	double first, last;             /* baseline and latest */
	struct gn_line line;            /* slope a day, or a session; NAN of
					 * one session */
	double sem, mdc;                /* NAN: not known */
	enum gn_sem_from from;
	enum gn_change change;          /* latest against baseline */
	struct gn_trend_reading week4, week8;
};

/**
 * Read a series.
 *
 * @param[in]  p      n > 0 of them
 * @param[in]  e      the error of the measure
 * @param[in]  dated  0: at_days counts sessions, and no weeks are read
 * @param[out] work   GN_TREND_ROOM(n) values
 */
void gn_trend_read(const struct gn_trend_point *p, size_t n,
		   const struct gn_trend_error *e, int dated, double *work,
		   struct gn_trend *out);

/* Does a limb lose what it had? */
enum gn_fall_kind {
	GN_FALL_UNKNOWN,        /* too few sessions */
	GN_FALL_NONE,
	GN_FALL_GRADUAL,        /* over all sessions */
	GN_FALL_SUDDEN          /* in the latest */
};

struct gn_fall {
	enum gn_fall_kind kind;
	double drop;            /* > 0, of a fall; else NAN */
	double mdc;             /* of what it was compared with; else NAN */
};

/*
 * Gradual: the line falls, from the first session to the last, by more than
 * MDC95, and its slope is below 0 by a one-sided t-test. Sudden: the last
 * session is below the median of the three before it by more than MDC95 and by
 * such a test, the error being that of the sessions before the last. Of alpha
 * 0.7 goes to the one and 0.3 to the other; ours, see
 * fixtures/validation/trend.cfg.
 *
 * @param[in]  p       n of them; below 4: GN_FALL_UNKNOWN
 * @param[in]  all     the error of the measure, of all sessions
 * @param[in]  before  the same without the last session of each series
 * @param[in]  alpha   how often it may be told where there is none
 * @param[out] work    GN_TREND_ROOM(n) values
 */
void gn_trend_fall(const struct gn_trend_point *p, size_t n,
		   const struct gn_trend_error *all,
		   const struct gn_trend_error *before, double alpha,
		   double *work, struct gn_fall *out);

#endif

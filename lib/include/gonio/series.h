/* SPDX-License-Identifier: MIT */
#ifndef GN_SERIES_H
#define GN_SERIES_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/catalogue.h"
#include "gonio/err.h"
#include "gonio/function_test.h"
#include "gonio/hold.h"
#include "gonio/result.h"
#include "gonio/trend.h"
#include "gonio/types.h"
#include "gonio/walking.h"

/*
 * The measures of a patient over sessions, exercise by exercise, left and
 * right apart: from repetitions to the points that trend.h reads.
 */

enum gn_series_unit {
	GN_SERIES_RAD, GN_SERIES_RADPS, GN_SERIES_S, GN_SERIES_COUNT,
	GN_SERIES_PART, GN_SERIES_WKG, GN_SERIES_SPM,
	GN_SERIES_NONE
};

/* What was measured of one series in one session. */
struct gn_cell {
	double   sum, squares;  /* over n repetitions, or sets */
	double   mount;         /* of variances by how sensors sit */
	double   alone;         /* of variances of what tells its own; where n
				 * is 1 it is all that is known of a spread */
	uint32_t n;             /* 0: nothing */
};

struct gn_series {
	char     exercise[40];
	char     measure[48];   /* "range of knee_flexion", "peak velocity" */
	enum gn_series_unit unit;
	enum gn_side side;      /* GN_SIDE_UNKNOWN: a limb, nobody said which */
	uint8_t  total;         /* 1: a count of the session, no mean */
	uint8_t  watched;       /* 1: told of if it falls; of each limb that is
				 * the range that the exercise is about and the
				 * peak velocity */
	uint8_t  own;           /* 1: the range that repetitions go by */
	uint8_t  chief;         /* 1: what a hold or a test is about */
	size_t   rank;          /* of the measure, as they came */
	struct gn_cell *cell;   /* of each session */
	/* by gn_series_read(): */
	struct gn_trend trend;
	struct gn_fall  fall;
};

struct gn_series_set {
	struct gn_series *s;    /* by rank, left before right, once read */
	size_t n, n_sessions;
};

/**
 * @param[out] set         gn_series_free() when done
 * @param[in]  n_sessions  1..GN_SERIES_SESSIONS_MAX
 */
#define GN_SERIES_SESSIONS_MAX 400
void gn_series_init(struct gn_series_set *set, size_t n_sessions);

/**
 * Add one recording of a session.
 *
 * @param[in] session  below n_sessions
 * @param[in] reps     n of them, final
 * @param[in] sets     n_sets of them
 * @retval GN_OK, GN_ENOMEM
 */
GN_NODISCARD int gn_series_add(struct gn_series_set *set, size_t session,
			       const struct gn_exercise *e,
			       const struct gn_rep *reps, size_t n,
			       const struct gn_set *sets, size_t n_sets);

/**
 * Likewise of what has no repetitions: how long postures were held, by the limb
 * that it is of (on one leg that which stands), of those whose start and end
 * were seen; the figures of a function test; steps and cadence, where steps
 * were counted.
 */
GN_NODISCARD int gn_series_add_holds(struct gn_series_set *set, size_t session,
				     const struct gn_exercise *e,
				     const struct gn_hold *holds, size_t n);
GN_NODISCARD int gn_series_add_test(struct gn_series_set *set, size_t session,
				    const struct gn_exercise *e,
				    const struct gn_function_test *test);
GN_NODISCARD int gn_series_add_walking(struct gn_series_set *set,
				       size_t session,
				       const struct gn_exercise *e,
				       const struct gn_walking *w);

/**
 * Read all series: trend, and of watched ones the fall. The error of a measure
 * is that of both limbs; what is watched of one exercise shares alpha, a range
 * having 7 parts of it and a velocity 3.
 *
 * @param[in] at_days  of each session, rising; or 0, 1, 2 ...
 * @param[in] dated    0: they are numbers of sessions
 * @param[in] alpha    how often an exercise may be told to fall where it does
 *                     not
 * @retval GN_OK, GN_ENOMEM
 */
GN_NODISCARD int gn_series_read(struct gn_series_set *set,
				const double *at_days, int dated,
				double alpha);

void gn_series_free(struct gn_series_set *set);         /* also a zeroed one */

/* Has the other limb's series of the same measure fallen as well? */
int gn_series_both_fall(const struct gn_series_set *set,
			const struct gn_series *s);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef GN_ASYM_OVER_H
#define GN_ASYM_OVER_H

#include <stddef.h>

#include "gonio/asym.h"
#include "gonio/err.h"

/*
 * Left against right over recordings: whether a difference that is one comes
 * again, and on the same side. One that shows now on the left, now on the
 * right, is no weakness of a limb.
 */

/* An X line is: id, name for programs, text for people. */
#define GN_ASYM_COURSES(X)                                                 \
	X(FEW,        "few",        "too few recordings to tell")          \
	X(NONE,       "none",       "no difference in any")                \
	X(SOMETIMES,  "sometimes",  "not in most of them")                 \
	X(CONSISTENT, "consistent", "consistent")                          \
	X(CHANGES,    "changes_sides", "now on one side, now on the other")

#define X(id, name, text) GN_COURSE_##id,
enum gn_asym_course { GN_ASYM_COURSES(X) GN_COURSE_COUNT };
#undef X

/* "changes_sides": stable, for programs; and in words. Never NULL. */
const char *gn_asym_course_name(enum gn_asym_course c);
const char *gn_asym_course_text(enum gn_asym_course c);

/* One measure of one exercise, over the recordings in which both sides were
 * tested. */
struct gn_asym_run {
	char   exercise[40];
	size_t n;               /* recordings, > 0 */
	size_t less[2];         /* of these different: [0] the left was less,
				 * [1] the right */
	struct gn_asym last;    /* the newest of them */
};

struct gn_asym_over {
	struct gn_asym_run *run;        /* as they came */
	size_t n;
};

/**
 * Add a recording, in order of time.
 *
 * @param[in,out] o  zeroed at first; gn_asym_over_free() when done
 * @param[in]     a  n of them, of left and right; what was not tested is
 *                   passed over
 * @retval GN_OK, GN_ENOMEM
 */
GN_NODISCARD int gn_asym_over_add(struct gn_asym_over *o,
				  const char *exercise,
				  const struct gn_asym *a, size_t n);

/**
 * What became of it.
 *
 * Of fewer than 3 recordings nothing is said. Consistent: different in half of
 * them or more, the same side being less each time. Where nothing differs that
 * comes by chance in less than 1 of 100 courses of 3 recordings, as one of them
 * is called different in at most 5 of 100. Ours, see
 * tests/unit/test_asym_over.c.
 */
#define GN_COURSE_LEAST 3
enum gn_asym_course gn_asym_course(const struct gn_asym_run *r);

void gn_asym_over_free(struct gn_asym_over *o); /* also a zeroed one */

#endif

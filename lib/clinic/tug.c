/* SPDX-License-Identifier: MIT */
/* Timed up and go. */
#include <math.h>
#include <stdio.h>

#include "function_test_priv.h"

/* SD of the instants, s (ours, see tests/unit/test_tug.c). */
#define START_S 0.1
#define RISEN_S 0.15
#define TURN_S  0.2
#define SAT_S   0.15
#define SAT_CHEST_S 0.3

static void add(struct gn_function_test *t, const char *name, int64_t from_ns,
		int64_t to_ns, double a, double b, const char *what)
{
	gn_test_value(t, name, (double)(to_ns - from_ns) * 1e-9,
		      sqrt(a * a + b * b), 2, "%s", what);
}

static void add_risk(struct gn_function_test *t, double time_s, double sd_s)
{
	struct gn_test_norm *n = &t->norm[t->n_norms++];

	gn_norm_at_risk(n);
	if (!isfinite(time_s))
		snprintf(n->why, sizeof(n->why), "the test was not timed");
	else if (time_s - 1.96 * sd_s >= (double)n->limit)
		n->reading = GN_READING_YES;
	else if (time_s + 1.96 * sd_s < (double)n->limit)
		n->reading = GN_READING_NO;
	else
		snprintf(n->why, sizeof(n->why), "too near the limit: within "
			 "the uncertainty of the time");
}

void gn_test_tug(const struct gn_exercise *e, const struct gn_tug *tug,
		 size_t n, enum gn_tug_state why, struct gn_function_test *out)
{
	double sat;

	gn_test_begin(out, e->test);
	out->n_changes = gn_norm_changes(e, out->change);
	if (!n) {
		gn_test_value(out, "time_s", NAN, NAN, 2, "%s",
			      why == GN_TUG_FOUND ? "nothing moved" :
			      gn_tug_text(why));
		add_risk(out, NAN, NAN);
		return;
	}
	sat = tug->place == GN_PLACE_PELVIS ? SAT_S : SAT_CHEST_S;
	out->start_ns = tug->start_ns;
	out->end_ns = tug->end_ns;
	snprintf(out->start_by, sizeof(out->start_by), "first movement of the "
		 "trunk");
	add(out, "time_s", tug->start_ns, tug->end_ns, START_S, sat,
	    "from the first movement to being seated");
	add(out, "sit_to_walk_s", tug->start_ns, tug->up_ns, START_S, RISEN_S,
	    "until the trunk has risen");
	add(out, "walk_out_s", tug->up_ns, tug->turn_ns[0], RISEN_S, TURN_S,
	    "to the first turn");
	add(out, "turn_s", tug->turn_ns[0], tug->turned_ns[0], TURN_S, TURN_S,
	    "the first turn");
	add(out, "walk_back_s", tug->turned_ns[0], tug->turn_ns[1], TURN_S,
	    TURN_S, "to the second turn");
	add(out, "turn_to_sit_s", tug->turn_ns[1], tug->end_ns, TURN_S, sat,
	    "from the second turn to being seated");
	add(out, "second_turn_s", tug->turn_ns[1], tug->turned_ns[1], TURN_S,
	    TURN_S, "of it: the turn");
	if (n > 1)
		gn_test_note(out, "%zu tries: the time is of the first", n);
	add_risk(out, (double)out->value[0].value, (double)out->value[0].sd);
}

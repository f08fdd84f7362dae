/* SPDX-License-Identifier: MIT */
/* Does an entry agree with itself? */
#include <math.h>

#include "catalogue_priv.h"

int gn_entry_check(const struct gn_exercise *e, const char *file,
		   struct gn_diag *why)
{
	static const struct {
		uint8_t s, reps;
		const char *want;
	} tests[] = {
		[GN_TEST_NONE] = { 0, 0, "test_s and test_reps need a test" },
		[GN_TEST_COUNT_STANDS] = { 1, 0, "count_stands takes test_s, "
					   "and no test_reps" },
		[GN_TEST_TIME_STANDS] = { 0, 1, "time_stands takes test_reps, "
					  "and no test_s" },
		[GN_TEST_UP_AND_GO] = { 0, 0, "up_and_go takes neither test_s "
					"nor test_reps" },
	};

	if (isfinite(e->test_s) != tests[e->test].s ||
	    (e->test_reps > 0) != tests[e->test].reps)
		return gn_diag_set(why, GN_EFORMAT, "%s: test: %s", file,
				   tests[e->test].want);
	if (e->test != GN_TEST_NONE && e->task == GN_TASK_HOLD)
		return gn_diag_set(why, GN_EFORMAT, "%s: test: a hold is no "
				   "test of these", file);
	return GN_OK;
}

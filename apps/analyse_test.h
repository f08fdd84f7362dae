/* SPDX-License-Identifier: MIT */
#ifndef GN_ANALYSE_TEST_H
#define GN_ANALYSE_TEST_H

#include "gonio/report.h"

/**
 * What stands beside a recording of a function test: the signal to begin (the
 * first event "go", else the first "set") and who did it (participants.tsv).
 *
 * @param[in,out] r     go_ns and person
 * @param[in]     path  the recording
 * @retval GN_OK, GN_EFORMAT, GN_EIO, GN_ENOMEM
 */
GN_NODISCARD int gn_test_beside(struct gn_result *r, const char *path,
				struct gn_diag *why);

/* Read a whole result as its exercise's function test, if it is one. What is
 * known in over goes before the result's own person; NULL: nothing. */
void gn_test_read(struct gn_result *r, const struct gn_person *over);

#endif

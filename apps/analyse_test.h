/* SPDX-License-Identifier: MIT */
#ifndef GN_ANALYSE_TEST_H
#define GN_ANALYSE_TEST_H

#include "gonio/report.h"

/**
 * What was said of a recording, see told_text.h; and of a function test or a
 * hold, who did it (participants.tsv).
 *
 * @param[in,out] r     told
 * @param[in]     path  the recording
 * @retval GN_OK, GN_EFORMAT, GN_EIO, GN_ENOMEM
 */
GN_NODISCARD int gn_test_beside(struct gn_result *r, const char *path,
				struct gn_diag *why);

/* Read a whole result as its exercise's function test, if it is one. What is
 * known in over goes before the result's own person; NULL: nothing. */
void gn_test_read(struct gn_result *r, const struct gn_person *over);

#endif

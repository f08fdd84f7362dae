/* SPDX-License-Identifier: MIT */
#ifndef VISIT_H
#define VISIT_H

#include <stdint.h>

#include "gonio/day.h"
#include "gonio/err.h"

/* Whose recording it is, and of which day. */
struct gn_visit {
	char    patient[65];    /* pseudonym; "": the recording does not say */
	uint8_t label;          /* 1: as BIDS has it, letters and digits only */
	char    session[40];    /* ses-<label> of BIDS; "": none */
	int64_t day;
	uint8_t dated;          /* 0: the recording does not say */
	int64_t started_unix_ns;  /* 0: it does not say to the second, or not
				   * in UTC */
};

/**
 * Find that out: of a session's file from what is stored in it, its day being
 * that of this computer's time zone; of a BIDS recording from its name and the
 * _scans.tsv of its session. A plain table, or a source that is no file, says
 * nothing.
 *
 * @param[in] path  as for gn_source_open()
 * @retval GN_OK
 * @retval GN_EFORMAT  a _scans.tsv is malformed, or its date is none
 * @retval GN_ENOENT, GN_EIO, GN_ENOMEM
 */
GN_NODISCARD int gn_visit_of(struct gn_visit *v, const char *path,
			     struct gn_diag *why);

/* Put in the day of a moment, that of this computer's time zone. */
void gn_visit_on(struct gn_visit *v, int64_t unix_ns);

/* Are two recordings of one patient? Names of BIDS lack all but letters and
 * digits. 1, also where one does not say whose it is, or 0 */
int gn_visit_same(const struct gn_visit *a, const struct gn_visit *b);

#endif

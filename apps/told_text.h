/* SPDX-License-Identifier: MIT */
#ifndef TOLD_TEXT_H
#define TOLD_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"
#include "gonio/told.h"
#include "keep.h"

/*
 * What people said of a recording, as events of it: in a .gonio, and in the
 * _events.tsv that it is exported to or that stands beside any BIDS recording
 * (trial_type, label):
 *     effort   "set 2: 7"
 *     person   "age 71", "sex f", "height 1.65", "mass 70", "seat 0.43",
 *              "arms": years, m, kg, m; pushed up with the arms
 *     go       the signal to begin
 *     stage    "1" to "4": from then on that of the four-stage balance test
 */

/* Room for an event's text; no more come along into an _events.tsv. */
#define GN_TOLD_TEXT 24

struct gn_told_line {
	int64_t t_ns;
	enum gn_keep_event what;
	char    text[GN_TOLD_TEXT];
};

/**
 * All that was said, one line after the other.
 *
 * @param[in] i  from 0
 * @return 1 with *out filled, 0 if there are no more
 */
int gn_told_line(const struct gn_told *t, size_t i, struct gn_told_line *out);

/* The text of a rating: "set 2: 7". */
void gn_told_effort(uint32_t set, float cr10, char out[GN_TOLD_TEXT]);

/**
 * Take an event of a recording; one that says nothing of this is passed over.
 *
 * @retval GN_OK
 * @retval GN_EFORMAT  it is of a type above, and says something impossible;
 *                     why names file, time and text
 */
GN_NODISCARD int gn_told_event(struct gn_told *t, const char *file,
			       int64_t t_ns, const char *type,
			       const char *text, struct gn_diag *why);

/**
 * Take all events of a recording. Where there is no "go", the first "set" that
 * a data set marks is the signal to begin; one that gonio has found itself is
 * none.
 *
 * @param[in] path  a file, or replay: and a file; of another source nothing
 *                  was said
 * @retval GN_OK
 * @retval GN_EFORMAT, GN_EIO, GN_ENOMEM
 */
GN_NODISCARD int gn_told_load(struct gn_told *t, const char *path,
			      struct gn_diag *why);

#endif

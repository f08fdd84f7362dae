/* SPDX-License-Identifier: MIT */
#ifndef GN_STORE_SIDECAR_H
#define GN_STORE_SIDECAR_H

#include <stddef.h>

#include "gonio/err.h"
#include "gonio/recording.h"
#include "layout.h"

/* What a _motion.json says that matters here. */
struct gn_motion_json {
	double rate_hz;         /* SamplingFrequency */
	char   task[64];        /* TaskName, "" if not there */
};

/*
 * The parsers of the files beside a motion.tsv. Pure: bytes in, struct out;
 * name stands in the reasons. All return GN_OK, GN_EFORMAT with a reason, or
 * GN_ENOMEM.
 */

/* text[len] must be writable; text is cut up. */
GN_NODISCARD int gn_channels_parse(char *text, size_t len, const char *name,
				   struct gn_layout *out,
				   struct gn_diag *why);

GN_NODISCARD int gn_motion_json_parse(const char *text, size_t len,
				      const char *name,
				      struct gn_motion_json *out,
				      struct gn_diag *why);

/* As gn_events_load(); text[len] must be writable. */
GN_NODISCARD int gn_events_parse(char *text, size_t len, const char *name,
				 struct gn_event **out, size_t *n,
				 struct gn_diag *why);

#endif

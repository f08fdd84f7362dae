/* SPDX-License-Identifier: MIT */
#ifndef GN_EXPORT_H
#define GN_EXPORT_H

#include <stdint.h>

#include "gonio/bids_write.h"
#include "gonio/err.h"
#include "gonio/rec.h"
#include "gonio/recording.h"

/*
 * One recording, or another source, written as files that other programs read,
 * so that scoring them gives the same result.
 */
enum gn_export_format { GN_EXPORT_BIDS, GN_EXPORT_CSV };

/* What was written. */
struct gn_export_sum {
	uint64_t samples, sensors, events;
	uint64_t left_out;      /* samples whose stamp is no time */
};

/**
 * Read a source to its end and write it below a folder. Nothing that exists is
 * replaced; what was begun is removed again on error, the folder too if it was
 * made for it.
 *
 * BIDS: each sensor is a tracking system of its own, as its clock may be its
 * own; events come along. CSV: see csv_write.h.
 *
 * @param[in]  path  as for gn_source_open()
 * @param[in]  dir   made where missing (its parent not)
 * @param[out] sum   filled on success
 * @retval GN_OK
 * @retval GN_EIO    exists, or cannot be written; why says which
 * @return else what opening, reading or the writers say
 */
GN_NODISCARD int gn_export(const char *path, enum gn_export_format format,
			   const char *dir, struct gn_export_sum *sum,
			   struct gn_diag *why);

/**
 * How a recording is called in BIDS: what its own name, or a session's file,
 * tells.
 *
 * @param[in] info  of the source
 * @param[in] meta  NULL: it is no session's file
 */
void gn_export_bids_info(const struct gn_recording_info *info,
			 const struct gn_rec_meta *meta,
			 struct gn_bids_info *out);

/* dir/NAME.csv, NAME that of the source less its ending.
 * @retval GN_OK, GN_EINVAL (the path is too long) */
GN_NODISCARD int gn_export_csv_path(const struct gn_recording_info *info,
				    const char *dir, char *out, size_t size);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef GN_EXPORT_H
#define GN_EXPORT_H

#include <stdint.h>

#include "body.h"
#include "gonio/bids_write.h"
#include "gonio/catalogue.h"
#include "gonio/err.h"
#include "gonio/joint.h"
#include "gonio/rec.h"
#include "gonio/recording.h"

/*
 * One recording, or another source, written as files that other programs read:
 * as it is, so that scoring them gives the same result, or what was made of it.
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
 * own; events come along. CSV: see csv_write.h. How the sensors sat, where
 * gn_body_source() knows, stands in a table beside, see mount_file.h.
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

/* Longest path of a file that is written, its 0 included. */
#define GN_EXPORT_PATH 600

/* dir/NAME.ending, NAME that of the source less its own ending.
 * @retval GN_OK, GN_EINVAL (the path is too long) */
GN_NODISCARD int gn_export_path(const char *source, const char *dir,
				const char *ending, char out[GN_EXPORT_PATH]);

/* A table for OpenSim that was written. */
#define GN_EXPORT_NOTES (2 * GN_SENSORS_MAX)
struct gn_export_table {
	char   path[GN_EXPORT_PATH];
	size_t rows, columns;
	const char *ground;             /* axes of orientations; else NULL */
	/* what a reader has to know: what is left out, and why */
	char   note[GN_EXPORT_NOTES][240];
	size_t n_notes;
};

/**
 * The orientation of each sensor, 50 rows a second, as dir/NAME.sto, see
 * gonio/opensim.h: from its whole recording (gn_ahrs_offline), NAN in holes.
 *
 * The ground is z up. Where it is known how all sensors sit, x is forward and
 * y to the left of the person as it is in the first row; else, where all have
 * magnetometers, x is east and y north; else headings are not of one frame,
 * and a note says so.
 *
 * @param[in]  path   as for gn_source_open()
 * @param[in]  dir    made where missing (its parent not)
 * @param[in]  known  NULL: as gn_body_source() finds
 * @param[out] out    filled on success
 * @retval GN_OK
 * @retval GN_ENODATA  no sensor has both accelerometer and gyroscope
 * @retval GN_EIO      exists, or cannot be written; why says which
 * @retval GN_EFORMAT  longer than GN_EXPORT_ROWS_MAX
 * @return else what opening and reading say
 *
 * Memory: 56 bytes for each row and sensor.
 */
GN_NODISCARD int gn_export_sto(const char *path, const char *dir,
			       const struct gn_known_body *known,
			       struct gn_export_table *out,
			       struct gn_diag *why);

/**
 * The joint angles that `score` takes its ranges from, 50 rows a second from 0
 * to the end of the last movement, as dir/NAME.mot: NAN at rest, and where
 * nothing was counted.
 *
 * @param[in] exercise  NULL: the recording's own
 * @retval GN_OK
 * @retval GN_ENODATA  no angle is known; notes of out say why all the same
 * @return else as gn_export_sto() and gn_analyse()
 */
GN_NODISCARD int gn_export_mot(const char *path, const char *dir,
			       const struct gn_catalogue *cat,
			       const char *exercise,
			       const struct gn_known_body *known,
			       struct gn_export_table *out,
			       struct gn_diag *why);

#define GN_EXPORT_ROWS_MAX ((size_t)24 * 3600 * 50)

#endif

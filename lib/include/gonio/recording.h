/* SPDX-License-Identifier: MIT */
#ifndef GN_RECORDING_H
#define GN_RECORDING_H

#include <stddef.h>

#include "gonio/err.h"
#include "gonio/types.h"

/*
 * Recorded sessions from files, as one stream of samples in order of time.
 *
 * Read are BIDS-Motion recordings (a *_motion.tsv with the _channels.tsv,
 * _motion.json and _events.tsv beside it; the tracking systems of one
 * recording are merged on their common clock) and plain CSV or TSV with a
 * header line, or with a column map NAME.map.json beside it when the header is
 * foreign. Everything comes out in SI units; declared units other than ours
 * (g, deg/s, ms ...) are converted.
 *
 * Memory: buffers of fixed size; a file of any length is streamed.
 */
struct gn_recording;

/* What is known of a recording before its samples are read. */
struct gn_recording_info {
	char   path[512];       /* of the file that was opened */
	char   task[64];        /* TaskName, else task-<label>, else "" */
	struct gn_sensor sensors[GN_SENSORS_MAX];
	size_t n_sensors;
	uint8_t even;           /* 1: no time column, even at rate_hz */
};

/**
 * Open one recording.
 *
 * @param[out] out   untouched on error
 * @param[in]  path  a *_motion.tsv, or a .csv/.tsv/.txt with a header
 * @param[out] why   on error: file, line or field, and what to do; may be NULL
 *
 * @retval GN_OK
 * @retval GN_ENOENT   no such file
 * @retval GN_EIO      it cannot be read
 * @retval GN_EFORMAT  file, sidecar or header malformed
 * @retval GN_ENODATA  no accelerometer or gyroscope columns in it
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_recording_open(struct gn_recording **out,
				   const char *path, struct gn_diag *why);

const struct gn_recording_info *
gn_recording_info(const struct gn_recording *r);

/**
 * Read the next samples, those of all sensors and tracking systems merged in
 * order of time (equal times: in order of sensor).
 *
 * Stamps are passed on as they are, also when one sensor's own stamps stand
 * still or go back: counting and dropping that is the conditioner's work. A
 * part that is n/a in the file is NAN.
 *
 * @param[out] out  cap samples
 * @param[in]  cap  > 0
 * @param[out] why  as above
 *
 * @return samples written, 1..cap, or
 * @retval GN_EOF      the recording has ended (again on every later call)
 * @retval GN_EIO
 * @retval GN_EFORMAT  a line is malformed; samples before it were delivered
 *
 * Cost: no allocation.
 */
GN_NODISCARD int gn_recording_read(struct gn_recording *r,
				   struct gn_sample *out, size_t cap,
				   struct gn_diag *why);

/**
 * The SHA-256 of the bytes of all motion files read (in order of name), as 64
 * hexadecimal digits. Valid after GN_EOF only.
 *
 * @param[out] hex  65 bytes
 * @retval GN_OK
 * @retval GN_EINVAL  not read to the end
 */
GN_NODISCARD int gn_recording_sha256(struct gn_recording *r, char hex[65]);

void gn_recording_close(struct gn_recording *r);     /* NULL is fine */

/* One line of an _events.tsv. */
struct gn_event {
	int64_t onset_ns, duration_ns;
	char    type[24];            /* trial_type */
	char    label[24];
	enum gn_side side;
};

/**
 * Read a whole _events.tsv (or those beside a recording).
 *
 * @param[in]  path  of the recording (its events are looked up by name)
 * @param[out] out   malloc'd array of n events, by onset; NULL if none exist.
 *                   The caller frees it.
 * @retval GN_OK       also when there is no such file (n = 0)
 * @retval GN_EFORMAT  malformed, why names the line
 * @retval GN_EIO, GN_ENOMEM
 */
GN_NODISCARD int gn_events_load(const char *path, struct gn_event **out,
				size_t *n, struct gn_diag *why);

/**
 * List the recordings at or below a path, in order of name: a folder is
 * searched for BIDS recordings (one entry per recording, not per tracking
 * system; tracksys-ref left out) and plain tables; a file stands for itself.
 *
 * @param[out] out  malloc'd array of n malloc'd paths, see gn_paths_free
 * @retval GN_OK
 * @retval GN_ENOENT   path does not exist
 * @retval GN_ENODATA  a folder without recordings
 * @retval GN_EIO, GN_ENOMEM
 */
GN_NODISCARD int gn_recordings_find(const char *path, char ***out, size_t *n,
				    struct gn_diag *why);

void gn_paths_free(char **paths, size_t n);          /* NULL, 0 is fine */

#endif

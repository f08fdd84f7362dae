/* SPDX-License-Identifier: MIT */
#ifndef GN_REC_H
#define GN_REC_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/err.h"
#include "gonio/recording.h"
#include "gonio/types.h"

/*
 * The recording file of a session, NAME.gonio: one SQLite database (SQLite 3,
 * application_id 0x676e696f), written while the session runs. Its user_version
 * is 1, or 2 where sensors have a calibration, or 3 where it is known how they
 * sit: then the samples alone do not give the same result again, and who knows
 * only a version before must not read it.
 *
 *     meta    key, value        patient, exercise, software, device,
 *                               started_unix_ns, sensors (their number);
 *                               version 2: calibrations (their number) and
 *                               calibration.ID of a sensor, as text;
 *                               version 3: these, mounts and mount.ID, too
 *     sensor  id, name, place, side, rate_hz, has_acc ... bad_gyr
 *                               has_mag + 2: aligned, too
 *     block   id, first_ns, last_ns, count, data    id from 1, without holes
 *     event   id, t_ns, duration_ns, type, text
 *     result  id, t_ns, final, algorithm, json
 *     tail    blocks, samples, events, results, closed
 *                               how many there must be; 1: writing has ended
 *
 * A block's data are samples of all sensors, in the order written, as one zstd
 * frame with its checksum (lib/store/rec_block.h); rows of the other tables
 * end with sum, a checksum of the row. So what SQLite itself does not notice,
 * a flipped bit or a page that is lost, is an error and never other samples.
 *
 * Lossless: every bit of every float, NANs included, and every stamp comes
 * back, in the order written.
 *
 * Safe: write-ahead log, synchronous=FULL. What gn_rec_sync() returned from is
 * there after kill -9 and after loss of power, as far as the disk keeps its
 * word. Until it is closed a recording has FILE-wal and FILE-shm beside it,
 * which belong to it; a closed one is a single file.
 */

/* The version of the file's schema. Files of a newer one are refused. */
#define GN_REC_VERSION 3

/* Longest text of an event, and of a result, in bytes. */
#define GN_REC_TEXT_MAX 4096
#define GN_REC_JSON_MAX (16 * 1024 * 1024)

/* Longest text of a sensor's calibration, and of its mount, in bytes. */
#define GN_REC_CALIBRATION_MAX 16384

/* What is known when a session starts. */
struct gn_rec_meta {
	char    patient[65];            /* pseudonym, "" for none */
	char    exercise[64];           /* catalogue name, "" for none */
	char    software[64];           /* that writes it, "gonio 0.1.0" */
	char    device[128];            /* in words, "" for none */
	int64_t started_unix_ns;        /* at t_ns = 0; since 1970, UTC */
	struct gn_sensor sensors[GN_SENSORS_MAX];
	size_t  n_sensors;
	/* What held for each sensor: the text of a file as gonio/cal_file.h
	 * has it, which this layer does not look into; NULL: none. Its samples
	 * are raw all the same. Of a file that was opened: valid until close */
	const char *calibration[GN_SENSORS_MAX];
	/* How each sensor sat on the body, as text that this layer does not
	 * look into; NULL: not known. Valid as above */
	const char *mount[GN_SENSORS_MAX];
};

struct gn_rec_writer;

/**
 * Make a recording file.
 *
 * @param[out] out   untouched on error
 * @param[in]  path  must not exist; removed again on error
 * @param[in]  meta  copied; 1..GN_SENSORS_MAX sensors with names of their own
 *                   and rates > 0; calibrations and mounts of 1 to
 *                   GN_REC_CALIBRATION_MAX bytes
 *
 * @retval GN_OK
 * @retval GN_EINVAL  meta is outside that
 * @retval GN_EIO     the file exists, or cannot be written: the folder is read
 *                    only; why says which
 * @retval GN_ENOSPC  the disk, a quota or a limit is full
 * @retval GN_ENOMEM
 *
 * Threads: one object, one thread at a time.
 */
GN_NODISCARD int gn_rec_create(struct gn_rec_writer **out, const char *path,
			       const struct gn_rec_meta *meta,
			       struct gn_diag *why);

/**
 * Append samples, in any order of time. They are buffered; a block is stored
 * when it is full or gn_rec_sync() is called, and every 32 full blocks are
 * made safe as gn_rec_sync() does.
 *
 * @param[in] in  n samples; NULL only if n = 0
 *
 * @retval GN_OK
 * @retval GN_EINVAL  a sensor that is not there; what stands before it in the
 *                    block was taken
 * @retval GN_ENOSPC  the disk is full; what was synced is kept and can be
 *                    read. Final: every later call returns it again
 * @retval GN_EIO     it cannot be written; as above
 * @retval GN_ENOMEM  final, as above
 *
 * Cost: about 0.3 us a sample; no memory of our own is taken (SQLite and zstd
 * have theirs, bounded).
 */
GN_NODISCARD int gn_rec_write(struct gn_rec_writer *w,
			      const struct gn_sample *in, size_t n,
			      struct gn_diag *why);

/**
 * Append an event. Like samples it is safe after the next gn_rec_sync().
 *
 * @param[in] duration_ns  0 for a moment
 * @param[in] type  set, mark, gap, exercise, count_corrected, ...; not empty
 * @param[in] text  what goes with it, NULL is ""; at most GN_REC_TEXT_MAX
 *
 * @retval GN_OK
 * @retval GN_EINVAL  no type, or a text too long; nothing was done
 * @retval GN_ENOSPC, GN_EIO, GN_ENOMEM  final, as above
 */
GN_NODISCARD int gn_rec_event(struct gn_rec_writer *w, int64_t t_ns,
			      int64_t duration_ns, const char *type,
			      const char *text, struct gn_diag *why);

/**
 * Append a result: JSON, which this layer does not look into.
 *
 * @param[in] t_ns   up to where the samples were used
 * @param[in] final  1, or 0: provisional
 * @param[in] algorithm  its version
 *
 * @retval GN_OK
 * @retval GN_EINVAL  json longer than GN_REC_JSON_MAX; nothing was done
 * @retval GN_ENOSPC, GN_EIO, GN_ENOMEM  final, as above
 */
GN_NODISCARD int gn_rec_result(struct gn_rec_writer *w, int64_t t_ns,
			       int final, const char *algorithm,
			       const char *json, struct gn_diag *why);

/**
 * Store the samples that are buffered and have all so far on the disk: when it
 * returns GN_OK, kill -9 and loss of power lose nothing of it. Blocks until
 * the disk has it (ms). Nothing new: costs nothing.
 *
 * @retval GN_OK, GN_ENOSPC, GN_EIO, GN_ENOMEM  as above
 */
GN_NODISCARD int gn_rec_sync(struct gn_rec_writer *w, struct gn_diag *why);

/**
 * Sync, mark the recording as closed and make it a single file. Releases w
 * always, also on error. NULL is fine.
 *
 * @retval GN_OK
 * @retval GN_ENOSPC, GN_EIO, GN_ENOMEM  also what an earlier call failed with;
 *                    everything synced before is kept and can be read
 */
GN_NODISCARD int gn_rec_close(struct gn_rec_writer *w, struct gn_diag *why);

/* ---- reading ----------------------------------------------------------- */

struct gn_rec;

/* Does the file at path start as SQLite databases do? 1, or 0, also where
 * there is no such file or it cannot be read. */
int gn_rec_probe(const char *path);

/**
 * Open a recording file to read what is in it now, also while a writer has it
 * open; what is written later does not show. Nothing in it is altered, but
 * that a change is undone which kill -9 or loss of power left half made.
 *
 * @param[out] out  untouched on error
 *
 * @retval GN_OK
 * @retval GN_ENOENT   no such file
 * @retval GN_EIO      it cannot be read
 * @retval GN_EFORMAT  no SQLite file, one of another program, of a newer
 *                     gonio, or damaged; why says which
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_rec_open(struct gn_rec **out, const char *path,
			     struct gn_diag *why);

/* Its task is the exercise; even is 0. Valid until close; never NULL. */
const struct gn_recording_info *gn_rec_info(const struct gn_rec *r);
const struct gn_rec_meta *gn_rec_meta(const struct gn_rec *r);

/* The version of the file's schema, 1..GN_REC_VERSION. */
uint32_t gn_rec_version(const struct gn_rec *r);

/* How much is in it. */
struct gn_rec_tail {
	uint64_t blocks, samples, events, results;
	uint8_t  closed;        /* 0: its writer runs, or was killed */
};
const struct gn_rec_tail *gn_rec_tail(const struct gn_rec *r);

/**
 * Read the next samples, as they were written: in that order, bit for bit.
 *
 * @param[in] cap  > 0
 * @return samples written, 1..cap, or
 * @retval GN_EOF      the recording has ended (again on every later call)
 * @retval GN_EIO
 * @retval GN_EFORMAT  damaged; samples before it were delivered, and every
 *                     later call returns this again
 * @retval GN_ENOMEM   SQLite or zstd found no memory; final as well
 *
 * The samples do not depend on cap. No memory of our own is taken.
 */
GN_NODISCARD int gn_rec_read(struct gn_rec *r, struct gn_sample *out,
			     size_t cap, struct gn_diag *why);

/**
 * The SHA-256 of all samples as gn_sample_hash_push() takes it: the same as
 * gn_source_hash() gave while they were captured. Valid after GN_EOF only.
 *
 * @param[out] hex  65 bytes
 * @retval GN_OK
 * @retval GN_EINVAL  not read to the end
 */
GN_NODISCARD int gn_rec_sha256(struct gn_rec *r, char hex[65]);

struct gn_rec_event {
	int64_t     t_ns, duration_ns;
	const char *type, *text;        /* valid during the call only */
};

struct gn_rec_result {
	int64_t     t_ns;
	int         final;
	const char *algorithm, *json;   /* valid during the call only */
};

/**
 * Hand over all events, or results, in the order written. At any time, also
 * between reads, but not from within each.
 *
 * @param[in] each  0: go on; any other value ends it and is returned
 * @return GN_OK, what each returned, or
 * @retval GN_EIO, GN_ENOMEM
 * @retval GN_EFORMAT  damaged; those before it were handed over
 */
GN_NODISCARD int gn_rec_events(struct gn_rec *r,
			       int (*each)(void *user,
					   const struct gn_rec_event *e),
			       void *user, struct gn_diag *why);
GN_NODISCARD int gn_rec_results(struct gn_rec *r,
				int (*each)(void *user,
					    const struct gn_rec_result *e),
				void *user, struct gn_diag *why);

/**
 * SQLite's own check of the file's structure. Slow: reads all of it.
 *
 * @retval GN_OK
 * @retval GN_EFORMAT  why says what is the first that is wrong
 * @retval GN_EIO, GN_ENOMEM
 */
GN_NODISCARD int gn_rec_integrity(struct gn_rec *r, struct gn_diag *why);

void gn_rec_reader_close(struct gn_rec *r);             /* NULL is fine */

#endif

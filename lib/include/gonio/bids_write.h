/* SPDX-License-Identifier: MIT */
#ifndef GN_BIDS_WRITE_H
#define GN_BIDS_WRITE_H

#include <stddef.h>

#include "gonio/err.h"
#include "gonio/recording.h"
#include "gonio/types.h"

/*
 * Writing one recording of a BIDS-Motion data set (BIDS 1.9).
 *
 * Life cycle: create -> push* event* attach* -> finish, or abort at any time.
 * Files carry the ending .part until finish gives them their names, so that a
 * recording that was cut short never looks like a whole one.
 *
 *   DIR/dataset_description.json, README         where missing
 *   DIR/.bidsignore                              with a truth, where missing
 *   DIR/participants.tsv, truth.tsv              rows added or replaced
 *   DIR/sub-S/motion/sub-S_task-T_tracksys-N[_acq-A]_run-NN_motion.tsv
 *       with _channels.tsv, _motion.json, _events.tsv and its .json beside
 *   of a session: DIR/sub-S/ses-X/motion/sub-S_ses-X_task-T...
 *   where it is known when: DIR/sub-S/[ses-X/]sub-S[_ses-X]_scans.tsv, row
 *       added or replaced
 *
 * Values are written with 4 (acceleration, m/s2), 5 (rate, rad/s), 2 (field)
 * and 6 (LATENCY, s) decimals, or so that every bit comes back (info.exact);
 * NAN and infinite values as n/a.
 */
#define GN_BIDS_SYSTEMS_MAX GN_SENSORS_MAX

/* One tracking system: rows on one clock. */
struct gn_bids_system {
	char    name[24];       /* label: letters and digits */
	char    title[64];      /* TrackingSystemName */
	double  rate_hz;        /* nominal, > 0 */
	uint8_t even;           /* 1: no LATENCY column, row k is at k/rate */
	/* Which part of which sensor is in it; each part in one system only. */
	uint8_t acc[GN_SENSORS_MAX], gyr[GN_SENSORS_MAX], mag[GN_SENSORS_MAX];
};

struct gn_bids_info {
	char   subject[24], task[40], acq[40];  /* labels; acq "": none */
	char   session[8];                      /* label; "": none */
	char   acq_time[32];                    /* 2026-03-29T10:31:00; "" */
	uint32_t run;                           /* 1..99 */
	char   dataset[120];                    /* Name of the data set */
	char   licence[40];
	char   description[240];                /* TaskDescription */
	char   readme[1200];                    /* text of README */
	struct gn_sensor sensors[GN_SENSORS_MAX];
	char   placement[GN_SENSORS_MAX][80];   /* in words, "": n/a */
	size_t n_sensors;
	struct gn_bids_system systems[GN_BIDS_SYSTEMS_MAX];
	size_t n_systems;
	uint8_t exact;          /* 1: 9 significant digits, LATENCY to 1 ns */
	uint8_t fresh;          /* 1: refuse to replace a recording */
};

/**
 * A text as a label, which has letters and digits only: "knee_extension" to
 * "kneeExtension".
 *
 * @param[out] out  cut to size; "" where name has neither
 */
void gn_bids_label(const char *name, char *out, size_t size);

/* The recording's row of truth.tsv. */
struct gn_bids_truth {
	char   exercise[40];
	enum gn_side side;
	int    reps;            /* < 0: n/a */
	uint8_t boundaries;     /* 1: events hold every repetition */
	char   note[160];
};

struct gn_bids_writer;

/**
 * Make the folders and begin.
 *
 * @param[out] out   untouched on error
 * @param[in]  dir   of the data set, made where missing (its parent not)
 * @param[in]  info  copied
 *
 * @retval GN_OK
 * @retval GN_EINVAL  a label that is empty or not of letters and digits, no
 *                    sensors or systems, a rate that is not positive
 * @retval GN_EIO     cannot be written, or info.fresh and it exists; why names
 *                    the file and the reason
 * @retval GN_ENOMEM
 */
GN_NODISCARD int gn_bids_create(struct gn_bids_writer **out, const char *dir,
				const struct gn_bids_info *info,
				struct gn_diag *why);

/**
 * Append samples. Each part of a sample goes to the system that holds it;
 * samples of one system with the same stamp and rising sensor make one row,
 * what is missing of it is n/a.
 *
 * @retval GN_OK
 * @retval GN_EINVAL  a sensor that is not there
 * @retval GN_EIO
 */
GN_NODISCARD int gn_bids_push(struct gn_bids_writer *w,
			      const struct gn_sample *in, size_t n,
			      struct gn_diag *why);

/* Append a line of _events.tsv; in order of onset. GN_OK or GN_EIO. */
GN_NODISCARD int gn_bids_event(struct gn_bids_writer *w,
			       const struct gn_event *e, struct gn_diag *why);

/**
 * Add a file of the caller's own beside the recording, named as it is with
 * _SUFFIX in place of _motion.tsv: "truth.json".
 *
 * @param[in] text  its whole content
 * @retval GN_OK, GN_EINVAL (a suffix with '/', empty, or over 40
 * characters), GN_EIO
 */
GN_NODISCARD int gn_bids_attach(struct gn_bids_writer *w, const char *suffix,
				const char *text, size_t len,
				struct gn_diag *why);

/**
 * Write what goes with the samples, give all files their names, release w
 * (also on error, after removing what it had begun).
 *
 * @param[in] truth  NULL: no truth.tsv row
 * @retval GN_OK
 * @retval GN_EIO, GN_ENOMEM
 */
GN_NODISCARD int gn_bids_finish(struct gn_bids_writer *w,
				const struct gn_bids_truth *truth,
				struct gn_diag *why);

/* Remove what was begun, also folders that were made for it and are empty,
 * release. NULL is fine. */
void gn_bids_abort(struct gn_bids_writer *w);

#endif

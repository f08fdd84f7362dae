/* SPDX-License-Identifier: MIT */
#ifndef GN_BIDS_WRITE_PRIV_H
#define GN_BIDS_WRITE_PRIV_H

#include <jansson.h>
#include <stdio.h>

#include "gonio/bids_write.h"

/* Private to the writer of BIDS recordings. */

#define GN_BIDS_PATH 800
#define GN_BIDS_FILES_MAX (4 * GN_BIDS_SYSTEMS_MAX + 10)

/* The row that is being put together, of one system. */
struct gn_bids_row {
	int64_t          t_ns;
	uint8_t          open;          /* 1: holds something */
	uint32_t         last;          /* newest sensor in it */
	struct gn_sample sample[GN_SENSORS_MAX];
	uint64_t         rows;          /* written so far */
	int64_t          last_ns;       /* newest stamp written */
};

struct gn_bids_writer {
	struct gn_bids_info info;
	char     dir[300];              /* of the data set */
	char     stem[640];             /* dir/sub-S/motion/sub-S_task-T */
	char     tail[80];              /* [_acq-A]_run-NN */
	FILE    *motion[GN_BIDS_SYSTEMS_MAX];
	FILE    *events;
	uint8_t  has_events;            /* 1: there are or were any */
	struct gn_bids_row row[GN_BIDS_SYSTEMS_MAX];
	/* Final names of what is written under NAME.part. */
	char     file[GN_BIDS_FILES_MAX][GN_BIDS_PATH];
	size_t   n_files;
	uint8_t  aligned;               /* 1: a sensor is: told of each */
	uint8_t  made[4];               /* 1: dir, sub-S, ses-X, motion */
};

/* Open NAME.part for writing and note NAME; NULL with why on error. */
FILE *gn_bids_begin_file(struct gn_bids_writer *w, const char *name,
			 struct gn_diag *why);

/* Close f; GN_OK, or GN_EIO with why when anything of it was not written. */
int gn_bids_end_file(FILE *f, const char *name, struct gn_diag *why);

/* dir/.../sub-S_task-T[_tracksys-N][_acq-A]_run-NN_SUFFIX */
void gn_bids_name(const struct gn_bids_writer *w, const char *system,
		  const char *suffix, char out[GN_BIDS_PATH]);

/* _channels.tsv and _motion.json of every system. GN_OK, GN_EIO, GN_ENOMEM */
int gn_bids_write_sidecars(struct gn_bids_writer *w, struct gn_diag *why);

/* What belongs to the data set: description, README, participants, truth. */
int gn_bids_write_dataset(struct gn_bids_writer *w,
			  const struct gn_bids_truth *truth,
			  struct gn_diag *why);

/* A JSON object as a file of its own, begun as above; steals json. */
int gn_bids_write_json(struct gn_bids_writer *w, const char *name,
		       json_t *json, struct gn_diag *why);

#endif

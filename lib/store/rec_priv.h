/* SPDX-License-Identifier: MIT */
#ifndef GN_REC_PRIV_H
#define GN_REC_PRIV_H

#include "gonio/rec.h"
#include "gonio/sample_hash.h"
#include "rec_block.h"
#include "rec_db.h"

/*
 * A recording file that is read: rec_read.c opens it and reads samples, events
 * and results, rec_meta.c what it says of itself.
 */
struct gn_rec {
	sqlite3                 *db;
	sqlite3_stmt            *blocks;
	struct gn_rec_codec     *codec;
	struct gn_recording_info info;
	struct gn_rec_meta       meta;
	char                    *calibration[GN_SENSORS_MAX];
	char                    *mount[GN_SENSORS_MAX];
	struct gn_rec_tail       tail;
	uint32_t                 version;
	struct gn_sample_hash    hash;
	uint64_t                 n_blocks, n_samples;   /* read so far */
	size_t                   at, n;         /* next of block, and its end */
	int                      ended;         /* GN_EOF, or an error */
	struct gn_diag           why;           /* of that error */
	struct gn_sample         block[GN_REC_BLOCK];
};

/* "damaged (what)", GN_EFORMAT. */
int gn_rec_damaged(const struct gn_rec *r, const char *what,
		   struct gn_diag *why);

/* Text of a column, "" for NULL. */
const char *gn_rec_text(sqlite3_stmt *q, int column);

/*
 * Hand every row of a query to row(); the query's first column tells whether
 * the row's checksum is right. row: 0 to go on.
 */
int gn_rec_each_row(struct gn_rec *r, const char *sql, const char *what,
		    int (*row)(struct gn_rec *r, sqlite3_stmt *q, void *user,
			       struct gn_diag *why),
		    void *user, struct gn_diag *why);

/* The tables tail, meta and sensor: all that is known before samples. */
int gn_rec_load(struct gn_rec *r, struct gn_diag *why);

#endif

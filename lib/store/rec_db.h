/* SPDX-License-Identifier: MIT */
#ifndef GN_STORE_REC_DB_H
#define GN_STORE_REC_DB_H

#include <sqlite3.h>

#include "gonio/err.h"

/* What writing and reading a recording file share. */

/* "gnio", at byte 68 of the file. */
#define GN_REC_APPLICATION_ID 0x676e696f

/* Longest text or blob that is ever in a recording; more is damage. */
#define GN_REC_LENGTH_MAX (32 * 1024 * 1024)

/**
 * Open an existing file's database, never one in memory or a URI, with the
 * function gn_sum() (see below) and nothing of the file's trusted.
 *
 * @param[in] flags  SQLITE_OPEN_READONLY or SQLITE_OPEN_READWRITE
 * @return GN_OK, or as gn_rec_db_error() with *out NULL
 *
 * gn_sum(...): the first 8 bytes of the SHA-256 of its arguments, as a number.
 */
GN_NODISCARD int gn_rec_db_open(sqlite3 **out, const char *path, int flags,
				struct gn_diag *why);

/* Say what SQLite's code rc means: GN_ENOSPC, GN_EIO, GN_ENOMEM, GN_EFORMAT. */
int gn_rec_db_error(sqlite3 *db, int rc, const char *path,
		    struct gn_diag *why);

/* Does this errno mean that the disk, a quota or a limit is full? */
int gn_rec_is_full(int no);

/* Prepare one statement, or fail as above. */
GN_NODISCARD int gn_rec_db_prepare(sqlite3 *db, const char *sql,
				   sqlite3_stmt **out, const char *path,
				   struct gn_diag *why);

#endif

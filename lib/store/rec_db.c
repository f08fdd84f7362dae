/* SPDX-License-Identifier: MIT */
#include "rec_db.h"

#include <errno.h>
#include <nettle/sha2.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static void hash_number(struct sha256_ctx *sha, uint64_t v)
{
	uint8_t bytes[8];

	for (int i = 0; i < 8; i++)
		bytes[i] = (uint8_t)(v >> 8 * i);
	sha256_update(sha, sizeof(bytes), bytes);
}

/* A value with its type and length, so that no two rows read alike. */
static void hash_value(struct sha256_ctx *sha, sqlite3_value *v)
{
	int type = sqlite3_value_type(v), len;
	const void *data;
	uint64_t bits;
	double x;

	hash_number(sha, (uint64_t)type);
	switch (type) {
	case SQLITE_INTEGER:
		hash_number(sha, (uint64_t)sqlite3_value_int64(v));
		break;
	case SQLITE_FLOAT:
		x = sqlite3_value_double(v);
		memcpy(&bits, &x, sizeof(bits));
		hash_number(sha, bits);
		break;
	default:
		data = sqlite3_value_blob(v);
		len = sqlite3_value_bytes(v);
		hash_number(sha, (uint64_t)len);
		if (data)
			sha256_update(sha, (size_t)len, data);
		break;
	}
}

static void sum(sqlite3_context *ctx, int n, sqlite3_value **value)
{
	uint8_t bytes[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;
	uint64_t v = 0;

	sha256_init(&sha);
	for (int i = 0; i < n; i++)
		hash_value(&sha, value[i]);
	sha256_digest(&sha, sizeof(bytes), bytes);
	for (int i = 0; i < 8; i++)
		v |= (uint64_t)bytes[i] << 8 * i;
	sqlite3_result_int64(ctx, (int64_t)v);
}

int gn_rec_db_open(sqlite3 **out, const char *path, int flags,
		   struct gn_diag *why)
{
	char name[1024];
	sqlite3 *db = NULL;
	int rc, err;

	/* SQLite takes some names for something else than a file's. */
	if (snprintf(name, sizeof(name), "%s%s", path[0] == '/' ? "" : "./",
		     path) >= (int)sizeof(name))
		return gn_diag_set(why, GN_EIO, "%.60s...: the path is too "
				   "long", path);
	rc = sqlite3_open_v2(name, &db, flags | SQLITE_OPEN_NOMUTEX, NULL);
	if (db)
		sqlite3_extended_result_codes(db, 1);
	if (!rc) {
		sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
		sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
		sqlite3_limit(db, SQLITE_LIMIT_LENGTH, GN_REC_LENGTH_MAX);
		sqlite3_busy_timeout(db, 5000);
		rc = sqlite3_create_function(db, "gn_sum", -1, SQLITE_UTF8 |
					     SQLITE_DETERMINISTIC, NULL, sum,
					     NULL, NULL);
	}
	if (rc) {
		err = gn_rec_db_error(db, rc, path, why);
		sqlite3_close(db);
		return err;
	}
	*out = db;
	return GN_OK;
}

int gn_rec_is_full(int no)
{
	return no == ENOSPC || no == EDQUOT || no == EFBIG;
}

/* What the system said last of the file, or of its log; 0: nothing. */
static int errno_of(sqlite3 *db, int which)
{
	sqlite3_file *f = NULL;
	int no = 0;

	sqlite3_file_control(db, "main", which, &f);
	if (f && f->pMethods)
		f->pMethods->xFileControl(f, SQLITE_FCNTL_LAST_ERRNO, &no);
	return no;
}

/* SQLite itself does not keep it where a COMMIT fails. */
static int system_errno(sqlite3 *db, int rc)
{
	int no = db ? sqlite3_system_errno(db) : 0;

	if (db && !no && (rc & 0xff) == SQLITE_IOERR)
		no = errno_of(db, SQLITE_FCNTL_JOURNAL_POINTER);
	if (db && !no && (rc & 0xff) == SQLITE_IOERR)
		no = errno_of(db, SQLITE_FCNTL_FILE_POINTER);
	return no;
}

int gn_rec_db_error(sqlite3 *db, int rc, const char *path,
		    struct gn_diag *why)
{
	int no = system_errno(db, rc);

	if ((rc & 0xff) == SQLITE_NOMEM || rc == SQLITE_IOERR_NOMEM)
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory", path);
	if (rc == SQLITE_FULL || (((rc & 0xff) == SQLITE_IOERR ||
	    (rc & 0xff) == SQLITE_CANTOPEN) && gn_rec_is_full(no)))
		return gn_diag_set(why, GN_ENOSPC, "%s: the disk is full; "
				   "what was stored before is kept", path);
	switch (rc & 0xff) {
	case SQLITE_READONLY:
		return gn_diag_set(why, GN_EIO, "%s: cannot be written: the "
				   "file or its folder is read only", path);
	case SQLITE_CANTOPEN:
		return gn_diag_set(why, GN_EIO, "%s: cannot be opened%s%s; if "
				   "it was not closed, it needs its -wal file "
				   "and a folder that can be written", path,
				   no ? ": " : "", no ? strerror(no) : "");
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return gn_diag_set(why, GN_EIO, "%s: another program has it "
				   "locked; close that", path);
	case SQLITE_IOERR:
		if (rc == SQLITE_IOERR_SHORT_READ)
			break;
		return gn_diag_set(why, GN_EIO, "%s: input/output error%s%s; "
				   "what was stored before is kept", path,
				   no ? ": " : "", no ? strerror(no) : "");
	default:
		break;
	}
	return gn_diag_set(why, GN_EFORMAT, "%s: damaged (%s); use a copy of "
			   "it", path, sqlite3_errstr(rc));
}

int gn_rec_db_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out,
		      const char *path, struct gn_diag *why)
{
	int rc = sqlite3_prepare_v2(db, sql, -1, out, NULL);

	return rc ? gn_rec_db_error(db, rc, path, why) : GN_OK;
}

/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rec_priv.h"

#define HEADER 100
#define MAGIC "SQLite format 3"         /* and its 0 */

/* The file's first bytes through SQLite's own handle: to open it once more and
 * close it would drop the locks that this process has on it. */
static int read_header(sqlite3 *db, uint8_t header[HEADER])
{
	sqlite3_file *f = NULL;

	sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &f);
	memset(header, 0, HEADER);
	if (!f || !f->pMethods)
		return SQLITE_CANTOPEN;
	return f->pMethods->xRead(f, header, HEADER, 0);
}

static int is_file(const char *path, struct gn_diag *why)
{
	struct stat st;

	if (stat(path, &st))
		return gn_diag_set(why, errno == ENOENT ? GN_ENOENT : GN_EIO,
				   "%s: %s; check the path", path,
				   strerror(errno));
	if (!S_ISREG(st.st_mode))
		return gn_diag_set(why, GN_EIO, "%s: is not a file", path);
	return GN_OK;
}

int gn_rec_probe(const char *path)
{
	uint8_t header[HEADER];
	sqlite3 *db = NULL;
	int found;

	if (is_file(path, NULL) ||
	    gn_rec_db_open(&db, path, SQLITE_OPEN_READONLY, NULL))
		return 0;
	read_header(db, header);
	found = !memcmp(header, MAGIC, sizeof(MAGIC));
	sqlite3_close(db);
	return found;
}

static uint32_t get_be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

static int check_header(struct gn_rec *r, struct gn_diag *why)
{
	const char *path = r->info.path;
	uint8_t header[HEADER];
	int rc = read_header(r->db, header);
	uint32_t version = get_be32(header + 60);

	if (rc && rc != SQLITE_IOERR_SHORT_READ)
		return gn_rec_db_error(r->db, rc, path, why);
	if (memcmp(header, MAGIC, sizeof(MAGIC)))
		return gn_diag_set(why, GN_EFORMAT, "%s: is no recording file "
				   "(.gonio)", path);
	if (get_be32(header + 68) != GN_REC_APPLICATION_ID)
		return gn_diag_set(why, GN_EFORMAT, "%s: a database of another "
				   "program, not a recording", path);
	if (version > GN_REC_VERSION)
		return gn_diag_set(why, GN_EFORMAT, "%s: written by a newer "
				   "gonio (version %u of the file, this one "
				   "reads up to %d); install that", path,
				   version, GN_REC_VERSION);
	if (version < 1)
		return gn_diag_set(why, GN_EFORMAT, "%s: damaged (no version "
				   "in it)", path);
	r->version = version;
	return GN_OK;
}

/*
 * A writer that ended within a change that goes without the log, when the file
 * is made or closed, leaves a journal. Only who may write can undo the change.
 * Where that fails, opening says why.
 */
static void undo_half_made(const char *path)
{
	char journal[600];
	sqlite3 *db = NULL;

	snprintf(journal, sizeof(journal), "%s-journal", path);
	if (access(journal, F_OK) ||
	    gn_rec_db_open(&db, path, SQLITE_OPEN_READWRITE, NULL))
		return;
	sqlite3_exec(db, "SELECT 1 FROM sqlite_master", NULL, NULL, NULL);
	sqlite3_close(db);
}

/* All that is read is of one moment: a transaction that lasts until close. */
static int start(struct gn_rec *r, struct gn_diag *why)
{
	const char *path = r->info.path;
	int rc, err = check_header(r, why);

	if (err)
		return err;
	rc = sqlite3_exec(r->db, "PRAGMA query_only=ON;"
			  "PRAGMA cell_size_check=ON; BEGIN", NULL, NULL,
			  NULL);
	if (rc)
		return gn_rec_db_error(r->db, rc, path, why);
	err = gn_rec_load(r, why);
	if (!err)
		err = gn_rec_db_prepare(r->db, "SELECT id,first_ns,last_ns,"
					"count,data FROM block ORDER BY id",
					&r->blocks, path, why);
	if (err)
		return err;
	memcpy(r->info.task, r->meta.exercise, sizeof(r->info.task));
	memcpy(r->info.sensors, r->meta.sensors, sizeof(r->info.sensors));
	r->info.n_sensors = r->meta.n_sensors;
	gn_sample_hash_init(&r->hash);
	return GN_OK;
}

int gn_rec_open(struct gn_rec **out, const char *path, struct gn_diag *why)
{
	struct gn_rec *r;
	int err = is_file(path, why);

	if (err)
		return err;
	if (strlen(path) >= sizeof(r->info.path))
		return gn_diag_set(why, GN_EIO, "%.60s...: the path is too "
				   "long", path);
	r = calloc(1, sizeof(*r));
	if (!r || gn_rec_codec_create(&r->codec)) {
		free(r);
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory", path);
	}
	snprintf(r->info.path, sizeof(r->info.path), "%s", path);
	undo_half_made(path);
	err = gn_rec_db_open(&r->db, path, SQLITE_OPEN_READONLY, why);
	if (!err)
		err = start(r, why);
	if (err) {
		gn_rec_reader_close(r);
		return err;
	}
	*out = r;
	return GN_OK;
}

const struct gn_recording_info *gn_rec_info(const struct gn_rec *r)
{
	return &r->info;
}

const struct gn_rec_meta *gn_rec_meta(const struct gn_rec *r)
{
	return &r->meta;
}

uint32_t gn_rec_version(const struct gn_rec *r)
{
	return r->version;
}

const struct gn_rec_tail *gn_rec_tail(const struct gn_rec *r)
{
	return &r->tail;
}

void gn_rec_reader_close(struct gn_rec *r)
{
	if (!r)
		return;
	sqlite3_finalize(r->blocks);
	sqlite3_close(r->db);
	gn_rec_codec_free(r->codec);
	for (size_t i = 0; i < GN_SENSORS_MAX; i++) {
		free(r->calibration[i]);
		free(r->mount[i]);
	}
	free(r);
}

/* ---- samples ----------------------------------------------------------- */

static int block_error(struct gn_rec *r, const char *what)
{
	return gn_diag_set(&r->why, GN_EFORMAT, "%s: damaged (block %llu of "
			   "%llu: %s)", r->info.path,
			   (unsigned long long)r->n_blocks + 1,
			   (unsigned long long)r->tail.blocks, what);
}

/* Take the row that the query stands on. */
static int take_block(struct gn_rec *r)
{
	sqlite3_stmt *q = r->blocks;
	const void *data = sqlite3_column_blob(q, 4);
	int len = sqlite3_column_bytes(q, 4), n;

	if (sqlite3_column_int64(q, 0) != (int64_t)r->n_blocks + 1)
		return block_error(r, "it is missing");
	if (!data && sqlite3_errcode(r->db) == SQLITE_NOMEM)
		return gn_rec_db_error(r->db, SQLITE_NOMEM, r->info.path,
				       &r->why);
	n = data ? gn_rec_decode(r->codec, data, (size_t)len,
				 r->meta.n_sensors, r->block) : GN_EFORMAT;
	if (n == GN_ENOMEM)
		return gn_rec_db_error(r->db, SQLITE_NOMEM, r->info.path,
				       &r->why);
	if (n < 0)
		return block_error(r, "its checksum is wrong");
	if (sqlite3_column_int64(q, 1) != r->block[0].t_ns ||
	    sqlite3_column_int64(q, 2) != r->block[n - 1].t_ns ||
	    sqlite3_column_int64(q, 3) != n)
		return block_error(r, "its stamps or count are wrong");
	r->at = 0;
	r->n = (size_t)n;
	r->n_blocks++;
	r->n_samples += (uint64_t)n;
	gn_sample_hash_push(&r->hash, r->block, r->n);
	return GN_OK;
}

/* GN_OK with samples in the block, GN_EOF, or an error. */
static int next_block(struct gn_rec *r)
{
	int rc;

	if (r->ended)
		return r->ended;
	rc = sqlite3_step(r->blocks);
	if (rc == SQLITE_ROW)
		r->ended = take_block(r);
	else if (rc != SQLITE_DONE)
		r->ended = gn_rec_db_error(r->db, rc, r->info.path, &r->why);
	else if (r->n_blocks != r->tail.blocks ||
		 r->n_samples != r->tail.samples)
		r->ended = block_error(r, "it is missing");
	else
		r->ended = GN_EOF;
	return r->ended;
}

int gn_rec_read(struct gn_rec *r, struct gn_sample *out, size_t cap,
		struct gn_diag *why)
{
	size_t n = 0;

	while (n < cap) {
		size_t take = r->n - r->at;

		if (!take) {
			if (next_block(r))
				break;
			continue;
		}
		if (take > cap - n)
			take = cap - n;
		memcpy(out + n, r->block + r->at, take * sizeof(*out));
		r->at += take;
		n += take;
	}
	if (n)
		return (int)n;
	if (r->ended && r->ended != GN_EOF)
		return gn_diag_set(why, r->ended, "%s", r->why.text);
	return r->ended;
}

int gn_rec_sha256(struct gn_rec *r, char hex[65])
{
	if (r->ended != GN_EOF || r->at < r->n)
		return GN_EINVAL;
	gn_sample_hash_hex(&r->hash, hex);
	return GN_OK;
}

/* ---- events, results --------------------------------------------------- */

struct walk {
	uint64_t n;
	int    (*event)(void *user, const struct gn_rec_event *e);
	int    (*result)(void *user, const struct gn_rec_result *e);
	void    *user;
};

static int event_row(struct gn_rec *r, sqlite3_stmt *q, void *user,
		     struct gn_diag *why)
{
	struct walk *w = user;
	struct gn_rec_event e = {
		.t_ns = sqlite3_column_int64(q, 2),
		.duration_ns = sqlite3_column_int64(q, 3),
		.type = gn_rec_text(q, 4),
		.text = gn_rec_text(q, 5),
	};

	if (sqlite3_column_int64(q, 1) != (int64_t)++w->n)
		return gn_rec_damaged(r, "an event is missing", why);
	return w->event(w->user, &e);
}

static int result_row(struct gn_rec *r, sqlite3_stmt *q, void *user,
		      struct gn_diag *why)
{
	struct walk *w = user;
	struct gn_rec_result e = {
		.t_ns = sqlite3_column_int64(q, 2),
		.final = sqlite3_column_int(q, 3),
		.algorithm = gn_rec_text(q, 4),
		.json = gn_rec_text(q, 5),
	};

	if (sqlite3_column_int64(q, 1) != (int64_t)++w->n)
		return gn_rec_damaged(r, "a result is missing", why);
	return w->result(w->user, &e);
}

int gn_rec_events(struct gn_rec *r,
		  int (*each)(void *user, const struct gn_rec_event *e),
		  void *user, struct gn_diag *why)
{
	struct walk w = { .event = each, .user = user };
	int err;

	err = gn_rec_each_row(r, "SELECT sum IS gn_sum(id,t_ns,duration_ns,"
			      "type,text),id,t_ns,duration_ns,type,text FROM "
			      "event ORDER BY id", "the table event",
			      event_row, &w, why);
	if (!err && w.n != r->tail.events)
		err = gn_rec_damaged(r, "an event is missing", why);
	return err;
}

int gn_rec_results(struct gn_rec *r,
		   int (*each)(void *user, const struct gn_rec_result *e),
		   void *user, struct gn_diag *why)
{
	struct walk w = { .result = each, .user = user };
	int err;

	err = gn_rec_each_row(r, "SELECT sum IS gn_sum(id,t_ns,final,"
			      "algorithm,json),id,t_ns,final,algorithm,json "
			      "FROM result ORDER BY id", "the table result",
			      result_row, &w, why);
	if (!err && w.n != r->tail.results)
		err = gn_rec_damaged(r, "a result is missing", why);
	return err;
}

int gn_rec_integrity(struct gn_rec *r, struct gn_diag *why)
{
	sqlite3_stmt *q = NULL;
	int rc, err;

	err = gn_rec_db_prepare(r->db, "PRAGMA integrity_check(1)", &q,
				r->info.path, why);
	if (err)
		return err;
	rc = sqlite3_step(q);
	if (rc != SQLITE_ROW)
		err = gn_rec_db_error(r->db, rc, r->info.path, why);
	else if (strcmp(gn_rec_text(q, 0), "ok"))
		err = gn_rec_damaged(r, gn_rec_text(q, 0), why);
	sqlite3_finalize(q);
	return err;
}

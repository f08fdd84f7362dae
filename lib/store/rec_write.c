/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gonio/rec.h"
#include "rec_block.h"
#include "rec_db.h"

/* Full blocks that may wait for a commit when nobody asks for one. */
#define BLOCKS_WAIT 32

static const char schema[] =
	"PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL;"
	"BEGIN;"
	"PRAGMA application_id=0x676e696f; PRAGMA user_version=1;"
	"CREATE TABLE meta(key TEXT PRIMARY KEY, value, sum INTEGER)"
	" WITHOUT ROWID;"
	"CREATE TABLE sensor(id INTEGER PRIMARY KEY, name TEXT, place TEXT,"
	" side TEXT, rate_hz REAL, has_acc INTEGER, has_gyr INTEGER,"
	" has_mag INTEGER, bad_acc INTEGER, bad_gyr INTEGER, sum INTEGER);"
	"CREATE TABLE block(id INTEGER PRIMARY KEY, first_ns INTEGER,"
	" last_ns INTEGER, count INTEGER, data BLOB);"
	"CREATE TABLE event(id INTEGER PRIMARY KEY, t_ns INTEGER,"
	" duration_ns INTEGER, type TEXT, text TEXT, sum INTEGER);"
	"CREATE TABLE result(id INTEGER PRIMARY KEY, t_ns INTEGER,"
	" final INTEGER, algorithm TEXT, json TEXT, sum INTEGER);"
	"CREATE TABLE tail(id INTEGER PRIMARY KEY, blocks INTEGER,"
	" samples INTEGER, events INTEGER, results INTEGER, closed INTEGER,"
	" sum INTEGER);";

enum query { BLOCK, EVENT, RESULT, TAIL, QUERIES };

static const char *const sql[QUERIES] = {
	[BLOCK]  = "INSERT INTO block VALUES(?1,?2,?3,?4,?5)",
	[EVENT]  = "INSERT INTO event VALUES(?1,?2,?3,?4,?5,"
		   "gn_sum(?1,?2,?3,?4,?5))",
	[RESULT] = "INSERT INTO result VALUES(?1,?2,?3,?4,?5,"
		   "gn_sum(?1,?2,?3,?4,?5))",
	[TAIL]   = "REPLACE INTO tail VALUES(1,?1,?2,?3,?4,?5,"
		   "gn_sum(?1,?2,?3,?4,?5))",
};

struct gn_rec_writer {
	sqlite3             *db;
	sqlite3_stmt        *query[QUERIES];
	struct gn_rec_codec *codec;
	size_t               n_sensors;
	struct gn_rec_tail   tail;
	uint8_t              open;      /* 1: within a transaction */
	uint32_t             waiting;   /* full blocks in it */
	int                  err;       /* what has failed for good */
	struct gn_diag       why;
	char                 path[512];
	size_t               n;         /* samples in block */
	struct gn_sample     block[GN_REC_BLOCK];
};

/* Keep the first failure: it is what every later call gives. */
static int fail(struct gn_rec_writer *w, int rc)
{
	if (!w->err)
		w->err = gn_rec_db_error(w->db, rc, w->path, &w->why);
	if (w->open)
		sqlite3_exec(w->db, "ROLLBACK", NULL, NULL, NULL);
	w->open = 0;
	return w->err;
}

static int tell(const struct gn_rec_writer *w, struct gn_diag *why)
{
	return w->err ? gn_diag_set(why, w->err, "%s", w->why.text) : GN_OK;
}

static int exec(struct gn_rec_writer *w, const char *text)
{
	int rc = sqlite3_exec(w->db, text, NULL, NULL, NULL);

	return rc ? fail(w, rc) : GN_OK;
}

static int begin(struct gn_rec_writer *w)
{
	int err;

	if (w->err || w->open)
		return w->err;
	err = exec(w, "BEGIN IMMEDIATE");
	w->open = !err;
	return err;
}

/* Run a query whose values are bound. */
static int run(struct gn_rec_writer *w, enum query which)
{
	int rc = sqlite3_step(w->query[which]);

	sqlite3_reset(w->query[which]);
	return rc == SQLITE_DONE ? GN_OK : fail(w, rc);
}

static int store_block(struct gn_rec_writer *w)
{
	sqlite3_stmt *q = w->query[BLOCK];
	const uint8_t *data = NULL;
	size_t len = 0;
	int err = begin(w);

	if (err || !w->n)
		return err;
	if (gn_rec_encode(w->codec, w->block, w->n, &data, &len))
		return fail(w, SQLITE_NOMEM);
	sqlite3_bind_int64(q, 1, (int64_t)w->tail.blocks + 1);
	sqlite3_bind_int64(q, 2, w->block[0].t_ns);
	sqlite3_bind_int64(q, 3, w->block[w->n - 1].t_ns);
	sqlite3_bind_int64(q, 4, (int64_t)w->n);
	sqlite3_bind_blob(q, 5, data, (int)len, SQLITE_STATIC);
	err = run(w, BLOCK);
	sqlite3_clear_bindings(q);
	if (err)
		return err;
	w->tail.blocks++;
	w->tail.samples += w->n;
	w->n = 0;
	w->waiting++;
	return GN_OK;
}

static int commit(struct gn_rec_writer *w)
{
	sqlite3_stmt *q = w->query[TAIL];
	int err;

	if (w->err || !w->open)
		return w->err;
	sqlite3_bind_int64(q, 1, (int64_t)w->tail.blocks);
	sqlite3_bind_int64(q, 2, (int64_t)w->tail.samples);
	sqlite3_bind_int64(q, 3, (int64_t)w->tail.events);
	sqlite3_bind_int64(q, 4, (int64_t)w->tail.results);
	sqlite3_bind_int64(q, 5, w->tail.closed);
	err = run(w, TAIL);
	if (!err)
		err = exec(w, "COMMIT");
	if (err)
		return err;
	w->open = 0;
	w->waiting = 0;
	return GN_OK;
}

/* ---- creating ---------------------------------------------------------- */

static int is_text(const char *s, size_t size)
{
	return memchr(s, 0, size) != NULL;
}

/* A sensor's text of meta; NULL: it has none. */
static int fits(const char *text)
{
	return !text || (*text && strlen(text) <= GN_REC_CALIBRATION_MAX);
}

static int check_meta(const struct gn_rec_meta *m, const char *path,
		      struct gn_diag *why)
{
	const char *bad = NULL;

	if (m->n_sensors < 1 || m->n_sensors > GN_SENSORS_MAX)
		bad = "1 to 32 sensors are needed";
	else if (!is_text(m->patient, sizeof(m->patient)) ||
		 !is_text(m->exercise, sizeof(m->exercise)) ||
		 !is_text(m->software, sizeof(m->software)) ||
		 !is_text(m->device, sizeof(m->device)))
		bad = "a text of the session has no end";
	else if (strlen(path) >= sizeof(((struct gn_rec_writer *)0)->path))
		bad = "the path is too long";
	for (size_t i = 0; i < m->n_sensors && !bad; i++) {
		const struct gn_sensor *s = &m->sensors[i];

		if (!fits(m->calibration[i]))
			bad = "a calibration is empty or too long";
		else if (!fits(m->mount[i]))
			bad = "a mount is empty or too long";
		if (!is_text(s->name, sizeof(s->name)) || !s->name[0] ||
		    !(s->rate_hz > 0) || isinf(s->rate_hz) ||
		    (unsigned)s->side > GN_SIDE_UNKNOWN ||
		    (unsigned)s->place >= GN_PLACE_COUNT)
			bad = "a sensor needs a name, a place and a rate";
		for (size_t k = 0; k < i && !bad; k++)
			if (!strcmp(m->sensors[k].name, s->name))
				bad = "two sensors have one name";
	}
	return bad ? gn_diag_set(why, GN_EINVAL, "%.300s: %s", path, bad)
		   : GN_OK;
}

/* What stays beside the file of a recording that was not closed. */
static const char *const beside[] = { "-wal", "-journal", "-shm" };

#define BESIDE 3

static int check_free(const char *path, struct gn_diag *why)
{
	char name[600];

	for (int i = 0; i < BESIDE; i++) {
		snprintf(name, sizeof(name), "%s%s", path, beside[i]);
		if (!access(name, F_OK))
			return gn_diag_set(why, GN_EIO, "%s: belongs to "
					   "another recording of this name; "
					   "choose another name", name);
	}
	return GN_OK;
}

static int put_meta(struct gn_rec_writer *w, const struct gn_rec_meta *m)
{
	const struct {
		const char *key, *text;
		int64_t     number;
	} row[] = {
		{ "patient", m->patient, 0 },
		{ "exercise", m->exercise, 0 },
		{ "software", m->software, 0 },
		{ "device", m->device, 0 },
		{ "started_unix_ns", NULL, m->started_unix_ns },
		{ "sensors", NULL, (int64_t)m->n_sensors },
	};
	sqlite3_stmt *q = NULL;
	int rc;

	rc = sqlite3_prepare_v2(w->db, "INSERT INTO meta VALUES(?1,?2,"
				"gn_sum(?1,?2))", -1, &q, NULL);
	for (size_t i = 0; i < sizeof(row) / sizeof(*row) && !rc; i++) {
		sqlite3_bind_text(q, 1, row[i].key, -1, SQLITE_STATIC);
		if (row[i].text)
			sqlite3_bind_text(q, 2, row[i].text, -1,
					  SQLITE_STATIC);
		else
			sqlite3_bind_int64(q, 2, row[i].number);
		sqlite3_step(q);
		rc = sqlite3_reset(q);
	}
	sqlite3_finalize(q);
	return rc ? fail(w, rc) : GN_OK;
}

static int put_sensors(struct gn_rec_writer *w, const struct gn_rec_meta *m)
{
	static const char *const sides[] = {
		[GN_SIDE_NONE] = "none", [GN_SIDE_LEFT] = "left",
		[GN_SIDE_RIGHT] = "right", [GN_SIDE_BOTH] = "both",
		[GN_SIDE_UNKNOWN] = "unknown",
	};
	sqlite3_stmt *q = NULL;
	int rc;

	rc = sqlite3_prepare_v2(w->db, "INSERT INTO sensor VALUES(?1,?2,?3,?4,"
				"?5,?6,?7,?8,?9,?10,gn_sum(?1,?2,?3,?4,?5,?6,"
				"?7,?8,?9,?10))", -1, &q, NULL);
	for (size_t i = 0; i < m->n_sensors && !rc; i++) {
		const struct gn_sensor *s = &m->sensors[i];

		sqlite3_bind_int64(q, 1, (int64_t)i);
		sqlite3_bind_text(q, 2, s->name, -1, SQLITE_STATIC);
		sqlite3_bind_text(q, 3, gn_place_name(s->place), -1,
				  SQLITE_STATIC);
		sqlite3_bind_text(q, 4, sides[s->side], -1, SQLITE_STATIC);
		sqlite3_bind_double(q, 5, (double)s->rate_hz);
		sqlite3_bind_int(q, 6, s->has_acc);
		sqlite3_bind_int(q, 7, s->has_gyr);
		sqlite3_bind_int(q, 8, s->has_mag | s->aligned << 1);
		sqlite3_bind_int(q, 9, s->bad_acc);
		sqlite3_bind_int(q, 10, s->bad_gyr);
		sqlite3_step(q);
		rc = sqlite3_reset(q);
	}
	sqlite3_finalize(q);
	return rc ? fail(w, rc) : GN_OK;
}

/* The texts of the sensors that have one, "KEY.ID", and how many, "KEYs". */
static int put_texts(struct gn_rec_writer *w, const char *what,
		     const char *const text[GN_SENSORS_MAX])
{
	sqlite3_stmt *q = NULL;
	char key[40];
	int64_t n = 0;
	int rc;

	rc = sqlite3_prepare_v2(w->db, "INSERT INTO meta VALUES(?1,?2,"
				"gn_sum(?1,?2))", -1, &q, NULL);
	for (size_t i = 0; i < w->n_sensors && !rc; i++) {
		if (!text[i])
			continue;
		n++;
		snprintf(key, sizeof(key), "%s.%zu", what, i);
		sqlite3_bind_text(q, 1, key, -1, SQLITE_STATIC);
		sqlite3_bind_text(q, 2, text[i], -1, SQLITE_STATIC);
		sqlite3_step(q);
		rc = sqlite3_reset(q);
	}
	if (!rc) {
		snprintf(key, sizeof(key), "%ss", what);
		sqlite3_bind_text(q, 1, key, -1, SQLITE_STATIC);
		sqlite3_bind_int64(q, 2, n);
		sqlite3_step(q);
		rc = sqlite3_reset(q);
	}
	sqlite3_finalize(q);
	return rc ? fail(w, rc) : GN_OK;
}

static int has_any(const char *const text[GN_SENSORS_MAX], size_t n)
{
	while (n && !text[n - 1])
		n--;
	return n > 0;
}

/* What only later versions hold; without any of it the file is of the first. */
static int put_later(struct gn_rec_writer *w, const struct gn_rec_meta *m)
{
	int mounts = has_any(m->mount, m->n_sensors), err;

	if (!mounts && !has_any(m->calibration, m->n_sensors))
		return GN_OK;
	err = put_texts(w, "calibration", m->calibration);
	if (!err && mounts)
		err = put_texts(w, "mount", m->mount);
	if (err)
		return err;
	return exec(w, mounts ? "PRAGMA user_version=3" :
				"PRAGMA user_version=2");
}

/* The tables and what is known, all or nothing; from there on a log. */
static int set_up(struct gn_rec_writer *w, const struct gn_rec_meta *m)
{
	int err = exec(w, schema);

	w->open = !err;
	if (!err)
		err = put_meta(w, m);
	if (!err)
		err = put_sensors(w, m);
	if (!err)
		err = put_later(w, m);
	for (int i = 0; i < QUERIES && !err; i++)
		if (gn_rec_db_prepare(w->db, sql[i], &w->query[i], w->path,
				      &w->why))
			err = fail(w, sqlite3_extended_errcode(w->db));
	if (!err)
		err = commit(w);
	return err ? err : exec(w, "PRAGMA journal_mode=WAL");
}

static void release(struct gn_rec_writer *w)
{
	for (int i = 0; i < QUERIES; i++)
		sqlite3_finalize(w->query[i]);
	sqlite3_close(w->db);
	gn_rec_codec_free(w->codec);
	free(w);
}

/* None of it was there before. A full disk keeps SQLite from doing this. */
static void remove_files(const char *path)
{
	char name[600];

	unlink(path);
	for (int i = 0; i < BESIDE; i++) {
		snprintf(name, sizeof(name), "%s%s", path, beside[i]);
		unlink(name);
	}
}

int gn_rec_create(struct gn_rec_writer **out, const char *path,
		  const struct gn_rec_meta *meta, struct gn_diag *why)
{
	struct gn_rec_writer *w;
	int fd, err = check_meta(meta, path, why);

	if (!err)
		err = check_free(path, why);
	if (err)
		return err;
	w = calloc(1, sizeof(*w));
	if (!w || gn_rec_codec_create(&w->codec)) {
		free(w);
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory", path);
	}
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0) {
		err = gn_diag_set(why, gn_rec_is_full(errno) ? GN_ENOSPC :
				  GN_EIO, "%s: cannot be made: %s%s",
				  path, strerror(errno), errno == EEXIST ?
				  "; choose another name" : "");
		release(w);
		return err;
	}
	close(fd);
	snprintf(w->path, sizeof(w->path), "%s", path);
	w->n_sensors = meta->n_sensors;
	err = gn_rec_db_open(&w->db, path, SQLITE_OPEN_READWRITE, why);
	if (!err && set_up(w, meta))
		err = tell(w, why);
	if (err) {
		release(w);
		remove_files(path);
		return err;
	}
	*out = w;
	return GN_OK;
}

/* ---- writing ----------------------------------------------------------- */

int gn_rec_write(struct gn_rec_writer *w, const struct gn_sample *in,
		 size_t n, struct gn_diag *why)
{
	for (size_t i = 0; i < n && !w->err; i++) {
		if (in[i].sensor >= w->n_sensors)
			return gn_diag_set(why, GN_EINVAL, "%s: sample of "
					   "sensor %u, which is not there",
					   w->path, in[i].sensor);
		w->block[w->n++] = in[i];
		if (w->n == GN_REC_BLOCK && !store_block(w) &&
		    w->waiting >= BLOCKS_WAIT)
			commit(w);
	}
	return tell(w, why);
}

int gn_rec_event(struct gn_rec_writer *w, int64_t t_ns, int64_t duration_ns,
		 const char *type, const char *text, struct gn_diag *why)
{
	sqlite3_stmt *q = w->query[EVENT];

	if (!type[0] || strlen(type) > GN_REC_TEXT_MAX ||
	    (text && strlen(text) > GN_REC_TEXT_MAX))
		return gn_diag_set(why, GN_EINVAL, "%s: an event needs a type "
				   "and a text of at most %d bytes", w->path,
				   GN_REC_TEXT_MAX);
	if (begin(w))
		return tell(w, why);
	sqlite3_bind_int64(q, 1, (int64_t)w->tail.events + 1);
	sqlite3_bind_int64(q, 2, t_ns);
	sqlite3_bind_int64(q, 3, duration_ns);
	sqlite3_bind_text(q, 4, type, -1, SQLITE_STATIC);
	sqlite3_bind_text(q, 5, text ? text : "", -1, SQLITE_STATIC);
	if (!run(w, EVENT))
		w->tail.events++;
	sqlite3_clear_bindings(q);
	return tell(w, why);
}

int gn_rec_result(struct gn_rec_writer *w, int64_t t_ns, int final,
		  const char *algorithm, const char *json,
		  struct gn_diag *why)
{
	sqlite3_stmt *q = w->query[RESULT];

	if (strlen(json) > GN_REC_JSON_MAX ||
	    strlen(algorithm) > GN_REC_TEXT_MAX)
		return gn_diag_set(why, GN_EINVAL, "%s: a result of more than "
				   "%d bytes", w->path, GN_REC_JSON_MAX);
	if (begin(w))
		return tell(w, why);
	sqlite3_bind_int64(q, 1, (int64_t)w->tail.results + 1);
	sqlite3_bind_int64(q, 2, t_ns);
	sqlite3_bind_int(q, 3, final != 0);
	sqlite3_bind_text(q, 4, algorithm, -1, SQLITE_STATIC);
	sqlite3_bind_text(q, 5, json, -1, SQLITE_STATIC);
	if (!run(w, RESULT))
		w->tail.results++;
	sqlite3_clear_bindings(q);
	return tell(w, why);
}

int gn_rec_sync(struct gn_rec_writer *w, struct gn_diag *why)
{
	if (w->n)
		store_block(w);
	commit(w);
	return tell(w, why);
}

int gn_rec_close(struct gn_rec_writer *w, struct gn_diag *why)
{
	int err;

	if (!w)
		return GN_OK;
	if (w->n)
		store_block(w);
	w->tail.closed = 1;
	begin(w);
	commit(w);
	/* A single file, unless somebody reads it just now. */
	sqlite3_busy_timeout(w->db, 0);
	if (!w->err)
		sqlite3_exec(w->db, "PRAGMA journal_mode=DELETE", NULL, NULL,
			     NULL);
	err = tell(w, why);
	release(w);
	return err;
}

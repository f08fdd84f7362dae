/* SPDX-License-Identifier: MIT */
/* What a recording file says of itself. */
#include <stdio.h>
#include <string.h>

#include "rec_priv.h"

int gn_rec_damaged(const struct gn_rec *r, const char *what,
		   struct gn_diag *why)
{
	return gn_diag_set(why, GN_EFORMAT, "%s: damaged (%s)", r->info.path,
			   what);
}

int gn_rec_each_row(struct gn_rec *r, const char *sql, const char *what,
		    int (*row)(struct gn_rec *r, sqlite3_stmt *q, void *user,
			       struct gn_diag *why),
		    void *user, struct gn_diag *why)
{
	sqlite3_stmt *q = NULL;
	int err, rc = SQLITE_DONE;

	err = gn_rec_db_prepare(r->db, sql, &q, r->info.path, why);
	while (!err) {
		rc = sqlite3_step(q);
		if (rc != SQLITE_ROW)
			break;
		err = sqlite3_column_int(q, 0) == 1 ?
		      row(r, q, user, why) : gn_rec_damaged(r, what, why);
	}
	if (!err && rc != SQLITE_DONE)
		err = gn_rec_db_error(r->db, rc, r->info.path, why);
	sqlite3_finalize(q);
	return err;
}

const char *gn_rec_text(sqlite3_stmt *q, int column)
{
	const unsigned char *p = sqlite3_column_text(q, column);

	return p ? (const char *)p : "";
}

static int tail_row(struct gn_rec *r, sqlite3_stmt *q, void *user,
		    struct gn_diag *why)
{
	int *seen = user;

	(void)why;
	r->tail.blocks = (uint64_t)sqlite3_column_int64(q, 1);
	r->tail.samples = (uint64_t)sqlite3_column_int64(q, 2);
	r->tail.events = (uint64_t)sqlite3_column_int64(q, 3);
	r->tail.results = (uint64_t)sqlite3_column_int64(q, 4);
	r->tail.closed = sqlite3_column_int(q, 5) == 1;
	++*seen;
	return GN_OK;
}

/* What the rows of meta hold. */
struct meta_seen {
	int     keys;                   /* that must be there */
	int64_t n[2], of[2];            /* so many came of each of texts[],
					 * of so many */
};

/* What later versions hold of sensors, from the second on. */
static const char *const texts[] = { "calibration", "mount" };

/* "KEY.ID", whose text goes to to[ID] and shown[ID]. */
static int text_row(struct gn_rec *r, int k, const char *id, const char *text,
		    struct meta_seen *seen, struct gn_diag *why)
{
	char **to = k ? r->mount : r->calibration, want[24];
	const char **shown = k ? r->meta.mount : r->meta.calibration;

	for (size_t i = 0; i < GN_SENSORS_MAX; i++) {
		snprintf(want, sizeof(want), "%zu", i);
		if (strcmp(id, want) || to[i])
			continue;
		if (!*text || strlen(text) > GN_REC_CALIBRATION_MAX)
			break;
		to[i] = strdup(text);
		if (!to[i])
			return gn_diag_set(why, GN_ENOMEM, "%s: out of memory",
					   r->info.path);
		shown[i] = to[i];
		seen->n[k]++;
		return GN_OK;
	}
	return gn_rec_damaged(r, k ? "a mount" : "a calibration", why);
}

/* A key that is not known here is passed over. */
static int later_row(struct gn_rec *r, const char *key, sqlite3_stmt *q,
		     struct meta_seen *seen, struct gn_diag *why)
{
	for (int k = 0; k + 2 <= (int)r->version; k++) {
		size_t len = strlen(texts[k]);

		if (strncmp(key, texts[k], len))
			continue;
		if (key[len] == '.')
			return text_row(r, k, key + len + 1, gn_rec_text(q, 2),
					seen, why);
		if (strcmp(key + len, "s"))
			continue;
		seen->of[k] = sqlite3_column_int64(q, 2);
		seen->keys++;
	}
	return GN_OK;
}

static int meta_row(struct gn_rec *r, sqlite3_stmt *q, void *user,
		    struct gn_diag *why)
{
	struct gn_rec_meta *m = &r->meta;
	const struct {
		const char *key;
		char       *text;
		size_t      size;
	} field[] = {
		{ "patient", m->patient, sizeof(m->patient) },
		{ "exercise", m->exercise, sizeof(m->exercise) },
		{ "software", m->software, sizeof(m->software) },
		{ "device", m->device, sizeof(m->device) },
	};
	const char *key = gn_rec_text(q, 1);
	struct meta_seen *seen = user;

	for (int i = 0; i < 4; i++) {
		if (strcmp(field[i].key, key))
			continue;
		snprintf(field[i].text, field[i].size, "%s", gn_rec_text(q, 2));
		seen->keys++;
	}
	if (!strcmp(key, "started_unix_ns")) {
		m->started_unix_ns = sqlite3_column_int64(q, 2);
		seen->keys++;
	}
	if (!strcmp(key, "sensors")) {
		m->n_sensors = (size_t)sqlite3_column_int64(q, 2);
		seen->keys++;
	}
	return later_row(r, key, q, seen, why);
}

static enum gn_side side_of(const char *text)
{
	if (!strcmp(text, "left"))
		return GN_SIDE_LEFT;
	if (!strcmp(text, "right"))
		return GN_SIDE_RIGHT;
	if (!strcmp(text, "both"))
		return GN_SIDE_BOTH;
	return strcmp(text, "none") ? GN_SIDE_UNKNOWN : GN_SIDE_NONE;
}

static int sensor_row(struct gn_rec *r, sqlite3_stmt *q, void *user,
		      struct gn_diag *why)
{
	size_t *n = user;
	struct gn_sensor *s = &r->meta.sensors[*n];
	enum gn_side side;

	if (*n == r->meta.n_sensors ||
	    sqlite3_column_int64(q, 1) != (int64_t)*n)
		return gn_rec_damaged(r, "the list of sensors", why);
	snprintf(s->name, sizeof(s->name), "%s", gn_rec_text(q, 2));
	s->place = gn_place_parse(gn_rec_text(q, 3), &side);
	s->side = side_of(gn_rec_text(q, 4));
	s->rate_hz = (float)sqlite3_column_double(q, 5);
	s->has_acc = sqlite3_column_int(q, 6) == 1;
	s->has_gyr = sqlite3_column_int(q, 7) == 1;
	s->has_mag = sqlite3_column_int(q, 8) & 1;
	s->aligned = sqlite3_column_int(q, 8) >> 1 & 1;
	s->bad_acc = sqlite3_column_int(q, 9) == 1;
	s->bad_gyr = sqlite3_column_int(q, 10) == 1;
	++*n;
	return GN_OK;
}

static const char tail_sql[] =
	"SELECT sum IS gn_sum(blocks,samples,events,results,closed),"
	"blocks,samples,events,results,closed FROM tail";
static const char meta_sql[] =
	"SELECT sum IS gn_sum(key,value),key,value FROM meta";
static const char sensor_sql[] =
	"SELECT sum IS gn_sum(id,name,place,side,rate_hz,has_acc,has_gyr,"
	"has_mag,bad_acc,bad_gyr),id,name,place,side,rate_hz,has_acc,has_gyr,"
	"has_mag,bad_acc,bad_gyr FROM sensor ORDER BY id";

int gn_rec_load(struct gn_rec *r, struct gn_diag *why)
{
	struct meta_seen seen = { 0 };
	int tails = 0, err;
	size_t sensors = 0;

	err = gn_rec_each_row(r, tail_sql, "the table tail", tail_row, &tails,
			      why);
	if (!err)
		err = gn_rec_each_row(r, meta_sql, "the table meta", meta_row,
				      &seen, why);
	if (!err && (tails != 1 || seen.keys != 5 + (int)r->version ||
		     memcmp(seen.n, seen.of, sizeof(seen.n)) ||
		     r->meta.n_sensors < 1 ||
		     r->meta.n_sensors > GN_SENSORS_MAX))
		err = gn_rec_damaged(r, "it says too little of itself", why);
	if (!err)
		err = gn_rec_each_row(r, sensor_sql, "the table sensor",
				      sensor_row, &sensors, why);
	if (!err && sensors != r->meta.n_sensors)
		err = gn_rec_damaged(r, "a sensor is missing", why);
	return err;
}

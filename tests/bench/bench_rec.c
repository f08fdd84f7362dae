/* SPDX-License-Identifier: MIT */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "bench.h"
#include "benches.h"
#include "gonio/rec.h"
#include "gonio/sim.h"
#include "lib/store/rec_block.h"

/*
 * The recording file, written and read: the simulated hour of one sensor (and
 * a squat with a magnetometer), and beside it what it is made of: zstd alone
 * on the same bytes, and SQLite alone with blobs of 1 MB that nothing can
 * compress, on the same disk and as safe. Bytes of samples are those in
 * memory, sizeof(struct gn_sample) each.
 */
#define BLOCKS 80
#define N      (BLOCKS * (size_t)GN_REC_BLOCK)
#define BLOB   ((size_t)1 << 20)
#define BLOBS  32

struct work {
	struct gn_sample    *in, *out;
	struct gn_rec_meta   meta;
	struct gn_rec_codec *codec;
	uint8_t *packed;        /* the blocks, one behind the other */
	size_t   len[BLOCKS], all;
	uint8_t *blob;
	uint8_t  plain[GN_REC_PLAIN], room[2 * GN_REC_PLAIN];
	char     folder[300], path[320];
};

static void must(int ok)
{
	if (!ok)
		abort();
}

/* The scenario's samples again and again, until there are N. */
static void simulate(struct work *w, const char *name)
{
	struct gn_sim_scenario *s = malloc(sizeof(*s));
	struct gn_sim *sim = NULL;
	size_t n = 0, whole;
	int got;

	must(s && !gn_sim_load(s, name, NULL));
	must(!gn_sim_open(&sim, s, s->seed, NULL));
	w->meta.n_sensors = s->n_sensors;
	memcpy(w->meta.sensors, gn_sim_sensors(sim),
	       s->n_sensors * sizeof(struct gn_sensor));
	while (n < N && (got = gn_sim_read(sim, w->in + n, N - n)) > 0)
		n += (size_t)got;
	whole = n;
	for (; n < N; n++) {
		w->in[n] = w->in[n - whole];
		w->in[n].t_ns += gn_sim_length_ns(sim);
	}
	gn_sim_close(sim);
	free(s);
}

static void encode(void *arg)
{
	struct work *w = arg;
	const uint8_t *data;

	w->all = 0;
	for (size_t i = 0; i < BLOCKS; i++) {
		must(!gn_rec_encode(w->codec, w->in + i * GN_REC_BLOCK,
				    GN_REC_BLOCK, &data, &w->len[i]));
		memcpy(w->packed + w->all, data, w->len[i]);
		w->all += w->len[i];
	}
}

static void decode(void *arg)
{
	struct work *w = arg;
	size_t at = 0;

	for (size_t i = 0; i < BLOCKS; at += w->len[i++])
		must(gn_rec_decode(w->codec, w->packed + at, w->len[i],
				   GN_SENSORS_MAX, w->out) == GN_REC_BLOCK);
}

static void unpack(void *arg)
{
	struct work *w = arg;
	size_t at = 0;

	for (size_t i = 0; i < BLOCKS; at += w->len[i++])
		must(ZSTD_decompress(w->plain, sizeof(w->plain),
				     w->packed + at, w->len[i]) ==
		     GN_REC_PLAIN);
}

/* The last block over and over: one is like another. */
static void pack(void *arg)
{
	struct work *w = arg;

	for (size_t i = 0; i < BLOCKS; i++)
		must(!ZSTD_isError(ZSTD_compress(w->room, sizeof(w->room),
						 w->plain, GN_REC_PLAIN, 1)));
}

/* By blocks of 256, as they come from sensors that are read often. */
static void write_file(void *arg)
{
	struct work *w = arg;
	struct gn_rec_writer *file = NULL;

	remove(w->path);
	must(!gn_rec_create(&file, w->path, &w->meta, NULL));
	for (size_t i = 0; i < N; i += 256)
		must(!gn_rec_write(file, w->in + i, 256, NULL));
	must(!gn_rec_close(file, NULL));
}

static void read_file(void *arg)
{
	struct work *w = arg;
	struct gn_rec *file = NULL;
	size_t n = 0;
	int got;

	must(!gn_rec_open(&file, w->path, NULL));
	while ((got = gn_rec_read(file, w->out, 256, NULL)) > 0)
		n += (size_t)got;
	must(got == GN_EOF && n == N);
	gn_rec_reader_close(file);
}

static void write_blobs(void *arg)
{
	struct work *w = arg;
	sqlite3_stmt *q = NULL;
	sqlite3 *db = NULL;

	remove(w->path);
	must(!sqlite3_open(w->path, &db));
	must(!sqlite3_exec(db, "PRAGMA journal_mode=WAL;"
			   "PRAGMA synchronous=FULL;"
			   "CREATE TABLE b(id INTEGER PRIMARY KEY, data BLOB)",
			   NULL, NULL, NULL));
	must(!sqlite3_prepare_v2(db, "INSERT INTO b(data) VALUES(?)", -1, &q,
				 NULL));
	for (size_t i = 0; i < BLOBS; i++) {
		sqlite3_bind_blob(q, 1, w->blob, (int)BLOB, SQLITE_STATIC);
		must(sqlite3_step(q) == SQLITE_DONE && !sqlite3_reset(q));
	}
	sqlite3_finalize(q);
	must(!sqlite3_close(db));
}

static void read_blobs(void *arg)
{
	struct work *w = arg;
	sqlite3_stmt *q = NULL;
	sqlite3 *db = NULL;
	size_t n = 0;

	must(!sqlite3_open(w->path, &db));
	must(!sqlite3_prepare_v2(db, "SELECT data FROM b", -1, &q, NULL));
	for (; sqlite3_step(q) == SQLITE_ROW; n++)
		must(!memcmp(sqlite3_column_blob(q, 0), w->blob, BLOB));
	must(n == BLOBS);
	sqlite3_finalize(q);
	sqlite3_close(db);
}

static void recording(struct work *w)
{
	simulate(w, "hour");
	bench_run("rec_encode", N, N * sizeof(*w->in), encode, w);
	bench_ratio("rec_ratio", N * sizeof(*w->in), w->all);
	bench_run("rec_decode", N, N * sizeof(*w->in), decode, w);
	bench_run("rec_zstd_unpack", N, N * sizeof(*w->in), unpack, w);
	bench_run("rec_zstd_pack", N, N * sizeof(*w->in), pack, w);
	bench_run("rec_write", N, N * sizeof(*w->in), write_file, w);
	bench_run("rec_read", N, N * sizeof(*w->in), read_file, w);
	simulate(w, "squat");
	encode(w);
	bench_ratio("rec_ratio_mag", N * sizeof(*w->in), w->all);
}

static void blobs(struct work *w)
{
	uint32_t lcg = 1;

	for (size_t i = 0; i < BLOB; i++) {
		lcg = lcg * 1664525U + 1013904223U;
		w->blob[i] = (uint8_t)(lcg >> 24);
	}
	bench_run("rec_sqlite_write", 0, BLOBS * BLOB, write_blobs, w);
	bench_run("rec_sqlite_read", 0, BLOBS * BLOB, read_blobs, w);
}

void bench_rec(void)
{
	struct work *w = calloc(1, sizeof(*w));
	const char *tmp = getenv("TMPDIR");

	must(w != NULL);
	w->in = malloc(N * sizeof(*w->in));
	w->out = malloc(GN_REC_BLOCK * sizeof(*w->out));
	w->packed = malloc(BLOCKS * 2 * (size_t)GN_REC_PLAIN);
	w->blob = malloc(BLOB);
	must(w->in && w->out && w->packed && w->blob);
	must(!gn_rec_codec_create(&w->codec));
	snprintf(w->folder, sizeof(w->folder), "%.200s/gonio-bench.XXXXXX",
		 tmp ? tmp : "/tmp");
	must(mkdtemp(w->folder) != NULL);
	snprintf(w->path, sizeof(w->path), "%s/bench", w->folder);
	recording(w);
	blobs(w);
	remove(w->path);
	rmdir(w->folder);
	gn_rec_codec_free(w->codec);
	free(w->in);
	free(w->out);
	free(w->packed);
	free(w->blob);
	free(w);
}

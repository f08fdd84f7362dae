/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"
#include "benches.h"
#include "gonio/num.h"
#include "gonio/recording.h"
#include "lib/store/rows.h"

/*
 * Ten minutes of one 100 Hz sensor as text: the rows alone, in memory (what
 * the parser does), and the recording from its file (reading, hashing, parsing
 * and merging).
 */
#define ROWS    60000
#define ROW_MAX 80

struct table {
	struct gn_layout layout;
	char  *text;
	size_t len;
	char   folder[64];
};

/* The path of the bench's recording, by its ending. */
static const char *path_of(const struct table *t, const char *ending)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/task-bench%s", t->folder, ending);
	return path;
}

static void put(const struct table *t, const char *ending, const char *text,
		size_t len)
{
	FILE *f = fopen(path_of(t, ending), "wb");

	if (!f || fwrite(text, 1, len, f) != len || fclose(f))
		abort();
}

static void fill(struct table *t)
{
	unsigned s = 1;
	double x[6];

	for (int i = 0; i < ROWS; i++) {
		for (int k = 0; k < 6; k++) {
			s = s * 1664525u + 1013904223u;
			x[k] = ((double)(s >> 8) / (1 << 24) - 0.5) *
			       (k < 3 ? 30 : 6);
		}
		t->len += (size_t)snprintf(t->text + t->len, ROW_MAX,
					   "%.3f\t%.5f\t%.5f\t%.5f\t%.6f\t"
					   "%.6f\t%.6f\n", i / 100.0, x[0],
					   x[1], x[2], x[3], x[4], x[5]);
	}
}

static void put_files(struct table *t)
{
	static const char json[] = "{\"SamplingFrequency\": 100}";
	char channels[1000] = "name\tcomponent\ttype\ttracked_point\tunits\n"
			      "t\tn/a\tLATENCY\tn/a\ts\n";
	size_t len = strlen(channels);

	for (int k = 0; k < 6; k++)
		len += (size_t)snprintf(channels + len, sizeof(channels) - len,
					"c%d\t%c\t%s\tbar\t%s\n", k,
					'x' + k % 3, k < 3 ? "ACCEL" : "GYRO",
					k < 3 ? "m/s^2" : "rad/s");
	snprintf(t->folder, sizeof(t->folder), "/tmp/gonio-bench.XXXXXX");
	if (!mkdtemp(t->folder))
		abort();
	put(t, "_channels.tsv", channels, len);
	put(t, "_motion.json", json, sizeof(json) - 1);
	put(t, "_motion.tsv", t->text, t->len);
}

static void remove_files(const struct table *t)
{
	remove(path_of(t, "_channels.tsv"));
	remove(path_of(t, "_motion.json"));
	remove(path_of(t, "_motion.tsv"));
	rmdir(t->folder);
}

static void rows(void *arg)
{
	const struct gn_dialect tsv = { .delim = '\t', .decimal = '.' };
	struct table *t = arg;
	const char *p = t->text, *end = t->text + t->len;
	double v[7];
	int64_t t_ns;
	size_t col;

	while (p && p < end)
		p = gn_row_parse(p, end, &tsv, &t->layout, v, &t_ns, &col);
	if (!p)
		abort();
}

static void by_strtod(void *arg)
{
	struct table *t = arg;
	char *p = t->text, *end = t->text + t->len;
	volatile double sum = 0;

	while (p < end) {
		sum = sum + strtod(p, &p);
		p++;
	}
}

static void recording(void *arg)
{
	struct table *t = arg;
	struct gn_recording *r = NULL;
	struct gn_sample s[256];
	char hex[65];
	int n, total = 0;

	if (gn_recording_open(&r, path_of(t, "_motion.tsv"), NULL))
		abort();
	while ((n = gn_recording_read(r, s, 256, NULL)) > 0)
		total += n;
	if (n != GN_EOF || total != ROWS || gn_recording_sha256(r, hex))
		abort();
	gn_recording_close(r);
}

void bench_parse(void)
{
	struct table *t = calloc(1, sizeof(*t));

	if (!t)
		abort();
	t->text = malloc((size_t)ROWS * ROW_MAX);
	if (!t->text)
		abort();
	fill(t);
	gn_layout_init(&t->layout);
	t->layout.n_cols = 7;
	t->layout.time_col = 0;
	t->layout.time_exp10 = 9;
	memset(t->layout.used + 1, 1, 6);
	put_files(t);
	bench_run("parse_rows", ROWS, t->len, rows, t);
	bench_run("parse_strtod", ROWS, t->len, by_strtod, t);
	bench_run("parse_recording", ROWS, t->len, recording, t);
	remove_files(t);
	free(t->text);
	free(t);
}

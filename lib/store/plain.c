/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fused.h"
#include "header.h"
#include "maker.h"
#include "recording.h"
#include "text.h"

/* Rates that a sensor worn on a body may have. */
#define RATE_MIN_HZ 0.5
#define RATE_MAX_HZ 5000.0
/* Off by this factor a time column's unit is wrong, not its rate. */
#define STEP_FACTOR 100.0
/* Orientations further apart than so many rows give no rate. */
#define HOLE_ROWS 3.5

/* "dir/name.csv" -> "dir/name.map.json" */
static void map_path(const char *path, char out[GN_PATH_MAX + 16])
{
	const char *slash = strrchr(path, '/');
	const char *dot = strrchr(path, '.');
	size_t stem = strlen(path);

	if (dot && (!slash || dot > slash + 1))
		stem = (size_t)(dot - path);
	snprintf(out, GN_PATH_MAX + 16, "%.*s.map.json", (int)stem, path);
}

/* *out stays NULL when there is no such file. */
static int load_map(const char *path, struct gn_colmap **out,
		    struct gn_diag *why)
{
	char name[GN_PATH_MAX + 16], *text = NULL;
	size_t len;
	int err;

	map_path(path, name);
	err = gn_text_load(name, &text, &len, why);
	if (err == GN_ENOENT)
		return GN_OK;
	if (err)
		return err;
	err = gn_colmap_parse(text, len, name, out, why);
	free(text);
	return err;
}

/* The first line that is neither blank nor a comment. */
static int header_line(struct gn_rows *r, const char **line, size_t *len,
		       struct gn_diag *why)
{
	for (;;) {
		int got = gn_rows_line(r, line, len, why);
		size_t i = 0;

		if (got < 0)
			return got;
		if (r->line == 1 && *len >= 3 &&
		    !memcmp(*line, "\xef\xbb\xbf", 3)) {
			*line += 3;     /* a byte order mark */
			*len -= 3;
		}
		while (i < *len && strchr(" \t,;", (*line)[i]))
			i++;
		if (i < *len && (*line)[i] != '#')
			return GN_OK;
	}
}

static int is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * Where commas do not delimit they may be decimal signs: if the rows in the
 * buffer have them between digits, and no points.
 */
static char find_decimal(const struct gn_rows *r)
{
	size_t commas = 0, points = 0;

	if (r->dialect.delim == ',')
		return '.';
	for (const char *p = r->pos; p + 2 < r->lim; p++) {
		if (!is_digit(p[0]) || !is_digit(p[2]))
			continue;
		commas += p[1] == ',';
		points += p[1] == '.';
	}
	return commas > 0 && points == 0 ? ',' : '.';
}

static int all_numbers(const struct gn_header *h)
{
	for (size_t i = 0; i < h->n; i++)
		if (strspn(h->names[i], "0123456789+-.,eE") !=
		    strlen(h->names[i]))
			return 0;
	return 1;
}

/* A name for each column of a table without a header: "1", "2" ... */
static void number_columns(struct gn_header *h, char *room, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; i < h->n && used + 8 < size; i++) {
		h->names[i] = room + used;
		used += (size_t)snprintf(room + used, size - used, "%zu",
					 i + 1) + 1;
	}
}

struct peek {
	double  v[GN_COLS_MAX];
	struct gn_header header;
	char    numbers[GN_COLS_MAX * 5 + 8];
	char    names[GN_COLS_MAX][GN_NAME_MAX];        /* as header.h knows */
	const struct gn_maker *maker;   /* whose program wrote it, or NULL */
	struct gn_maker_says   says;
};

static int explain_step(const struct gn_table *t, double step, int known,
			int exp10, struct gn_diag *why)
{
	if (known)
		return gn_diag_set(why, GN_EUNITS,
				   "%s: its time column steps by %g s, i.e. a "
				   "rate of %g Hz; correct the unit, as in "
				   "'time (ms)'", t->rows.path, step * 1e-9,
				   1e9 / step);
	return gn_diag_set(why, GN_EUNITS,
			   "%s: its time column steps by %g, which is no rate "
			   "in s, ms, us or ns; name the unit, as in 'time "
			   "(ms)'", t->rows.path, step * pow(10, -exp10));
}

/* Rows of sensors with clocks of their own come closer than one's samples. */
static int agree(double step_ns, double rate_hz)
{
	double x = step_ns * 1e-9 * rate_hz;

	return x > 1 / STEP_FACTOR && x < STEP_FACTOR;
}

/* Find the rate, and the unit of the time where the header gives none. */
static int find_rate(struct gn_table *t, double given_hz, struct peek *k,
		     struct gn_diag *why)
{
	static const int units[] = { 9, 6, 3, 0 };
	struct gn_layout *l = t->fused ? &t->fused->layout : &t->layout;
	int known = l->time_exp10 >= 0, ask = known ? l->time_exp10 : 9;
	struct gn_steps steps = { 0, 0 };

	t->rate_hz = given_hz > 0 ? given_hz : 1.0;     /* if nothing steps */
	if (l->time_col < 0)
		return GN_OK;
	/* an epoch in ms is beyond what int64_t holds when taken for s */
	for (; ask >= 0 && !(steps.median > 0); ask -= 3) {
		l->time_exp10 = ask;
		gn_rows_steps(&t->rows, l, k->v, &steps);
		if (known)
			break;
	}
	if (!(steps.median > 0) || (known && given_hz > 0 &&
				    agree(steps.mean, given_hz)))
		return GN_OK;
	ask = l->time_exp10;
	for (int i = 0; i < 4; i++) {
		double hz = 1e9 / (steps.median * pow(10, units[i] - ask));

		if ((known && units[i] != ask) || hz < RATE_MIN_HZ ||
		    hz > RATE_MAX_HZ)
			continue;
		l->time_exp10 = units[i];
		if (!(given_hz > 0))
			t->rate_hz = hz;
		return GN_OK;
	}
	return explain_step(t, steps.median, known, ask, why);
}

/* The sensor of a maker's table, named by what stands around the table. */
static void name_sensor(struct gn_layout *l, const char *name)
{
	struct gn_sensor *s = &l->sensors[0].sensor;

	if (l->n_sensors != 1 || !name[0] || strcmp(s->name, "imu"))
		return;
	snprintf(s->name, sizeof(s->name), "%s", name);
	s->place = gn_place_parse(s->name, &s->side);
}

/* Columns by the names that header.h knows, and orientations as rates. */
static int understand(struct gn_table *t, struct peek *k, const char *where,
		      struct gn_diag *why)
{
	struct gn_header *h = &k->header;
	int err;

	for (size_t i = 0; k->maker && k->maker->column && i < h->n; i++) {
		snprintf(k->names[i], GN_NAME_MAX, "%s", h->names[i]);
		k->maker->column(&k->says, h, i, k->names[i]);
	}
	for (size_t i = 0; k->maker && k->maker->column && i < h->n; i++)
		h->names[i] = k->names[i];
	err = gn_header_layout(h, where, &t->layout, why);
	if (err)
		return err;
	if (gn_fused_create(&t->fused, h, &t->layout))
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory", where);
	name_sensor(&t->layout, k->says.sensor);
	return GN_OK;
}

static int lay_out(struct gn_table *t, const struct gn_colmap *m,
		   struct peek *k, struct gn_diag *why)
{
	struct gn_header *h = &k->header;
	char where[GN_PATH_MAX + 32];
	int err;

	snprintf(where, sizeof(where), "%s:%llu", t->rows.path,
		 (unsigned long long)t->rows.line);
	if (m && !gn_colmap_table(m)->by_header)
		return gn_colmap_layout(m, h, &t->layout, why);
	if (all_numbers(h))
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: no header line; name the columns or "
				   "put a column map (.map.json) beside it",
				   where);
	err = understand(t, k, where, why);
	if (err)
		return err;
	if (!t->layout.n_sensors && k->maker)
		return gn_diag_set(why, GN_ENODATA,
				   "%s: %s's table holds neither acceleration "
				   "with gravity nor angular rate; export "
				   "those too", where, k->maker->name);
	if (!t->layout.n_sensors)
		return gn_diag_set(why, GN_ENODATA,
				   "%s: the header names no accelerometer or "
				   "gyroscope (acc_x, gyr_x ...); rename the "
				   "columns or put a column map (.map.json) "
				   "beside it", where);
	if (t->layout.time_col < 0 && !m)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: the header names no time column in "
				   "s, ms, us or ns; add one, or a column map "
				   "(.map.json) with rate_hz", where);
	return GN_OK;
}

/* Pass over what stands before the header, and fetch it. */
static int fetch_header(struct gn_rows *r, size_t skip, const char **line,
			size_t *len, struct gn_diag *why)
{
	int got = 1;

	for (size_t i = 0; i < skip && got == 1; i++)
		got = gn_rows_line(r, line, len, why);
	if (got == 1)
		got = header_line(r, line, len, why);
	if (got == GN_EOF)
		return gn_diag_set(why, GN_ENODATA, "%s: is empty", r->path);
	if (got == GN_OK && memchr(*line, 0, *len))
		return gn_diag_set(why, GN_EFORMAT,
				   "%s:%llu: binary data; a table of text is "
				   "expected", r->path,
				   (unsigned long long)r->line);
	return got;
}

/* The time as the maker's clock tells it. */
static int use_clock(struct gn_table *t, struct peek *k, double rate_hz,
		     struct gn_diag *why)
{
	int err = GN_OK;

	t->clock.tick_ns = k->says.tick_ns;
	t->clock.wrap_ns = k->says.wrap_ns;
	if (k->says.tick_ns > 0)
		t->rate_hz = k->says.rate_hz;
	else
		err = find_rate(t, k->maker ? k->says.rate_hz : rate_hz, k,
				why);
	if (t->fused)
		t->fused->far_ns = llround(HOLE_ROWS * 1e9 / t->rate_hz);
	return err;
}

/* Understand the header line, which text (writable) is a copy of. */
static int use_header(struct gn_table *t, const struct gn_colmap *m,
		      const struct gn_colmap_table *say, char *text,
		      const char *line, struct peek *k, struct gn_diag *why)
{
	struct gn_dialect *d = &t->rows.dialect;
	struct gn_rows *r = &t->rows;

	if (gn_header_split(text, strlen(text), d->delim, &k->header))
		return gn_diag_set(why, GN_EFORMAT,
				   "%s:%llu: more than %d columns", r->path,
				   (unsigned long long)r->line, GN_COLS_MAX);
	if (say->no_header) {
		gn_rows_unread(r, line);
		number_columns(&k->header, k->numbers, sizeof(k->numbers));
	}
	d->decimal = say->decimal ? say->decimal : find_decimal(r);
	return lay_out(t, m, k, why);
}

static int read_header(struct gn_table *t, const struct gn_colmap *m,
		       struct peek *k, struct gn_diag *why)
{
	static const struct gn_colmap_table nothing;
	const struct gn_colmap_table *say = m ? gn_colmap_table(m) : &nothing;
	struct gn_dialect *d = &t->rows.dialect;
	const char *line = NULL;
	size_t len = 0;
	char *copy;
	int err;

	k->maker = m ? NULL : gn_maker_find(t->rows.path, t->rows.pos,
					    (size_t)(t->rows.end - t->rows.pos),
					    &k->says);
	err = fetch_header(&t->rows, k->maker ? k->says.lines
					      : say->skip_lines,
			   &line, &len, why);
	if (err)
		return err;
	d->lenient = 1;
	d->delim = say->delim ? say->delim : gn_header_delim(line, len);
	copy = malloc(len + 1);
	if (!copy)
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory",
				   t->rows.path);
	memcpy(copy, line, len);
	copy[len] = '\0';
	err = use_header(t, m, say, copy, line, k, why);
	free(copy);
	for (size_t i = 0; !err && k->maker && i < k->says.after; i++)
		err = gn_rows_line(&t->rows, &line, &len, why) == 1 ? GN_OK :
		      gn_diag_set(why, GN_ENODATA, "%s: is empty",
				  t->rows.path);
	if (!err)
		err = use_clock(t, k, say->rate_hz, why);
	memcpy(t->task, say->task, sizeof(t->task));
	return err;
}

static int open_text(struct gn_table *t, const char *path,
		     struct gn_diag *why)
{
	struct gn_colmap *map = NULL;
	struct peek *k = calloc(1, sizeof(*k));
	int err;

	if (!k)
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory", path);
	err = load_map(path, &map, why);
	if (!err)
		err = read_header(t, map, k, why);
	gn_colmap_free(map);
	free(k);
	return err;
}

static int open_cwa(struct gn_table *t, struct gn_diag *why)
{
	int err;

	t->cwa = calloc(1, sizeof(*t->cwa));
	if (!t->cwa)
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory",
				   t->rows.path);
	err = gn_cwa_open(t->cwa, &t->rows, &t->layout, why);
	t->rate_hz = t->cwa->rate_hz;
	return err;
}

int gn_table_open_plain(struct gn_table *t, const char *path,
			struct gn_diag *why)
{
	int err;

	memset(t, 0, sizeof(*t));
	err = gn_rows_open(&t->rows, path, why);
	if (err)
		return err;
	t->v = calloc(GN_COLS_MAX, sizeof(*t->v));
	if (!t->v)
		err = gn_diag_set(why, GN_ENOMEM, "%s: out of memory", path);
	else
		err = gn_cwa_probe(&t->rows) ? open_cwa(t, why)
					     : open_text(t, path, why);
	if (err)
		gn_table_close(t);
	return err;
}

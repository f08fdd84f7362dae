/* SPDX-License-Identifier: MIT */
#include "gonio/csv_write.h"

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gonio/num.h"

#define PATH_SIZE 500
#define PART ".part"
#define ENDING ".csv"
#define PARTS 3

static const char *const part_name[PARTS] = { "acc", "gyr", "mag" };
static const char *const part_unit[PARTS] = { "mps2", "radps", "ut" };

struct gn_csv_writer {
	char   path[PATH_SIZE], map[PATH_SIZE + 16];
	char   task[64];
	struct gn_sensor sensors[GN_SENSORS_MAX];
	size_t n;
	uint8_t has[GN_SENSORS_MAX][PARTS];     /* has columns */
	FILE  *f;
	int    begun;                   /* there are files of ours */
	int    open;                    /* the row holds something */
	int64_t t_ns;
	uint32_t last;                  /* newest sensor in the row */
	uint8_t here[GN_SENSORS_MAX];   /* 1: it has a sample in the row */
	struct gn_sample sample[GN_SENSORS_MAX];
};

static int io_error(struct gn_diag *why, const char *name)
{
	return gn_diag_set(why, GN_EIO, "%s: cannot be written: %s", name,
			   strerror(errno));
}

static void part_path(const char *path, char out[PATH_SIZE + 32])
{
	snprintf(out, PATH_SIZE + 32, "%s" PART, path);
}

static int check_new(const char *path, struct gn_diag *why)
{
	if (access(path, F_OK))
		return GN_OK;
	return gn_diag_set(why, GN_EIO, "%s: exists already; choose another "
			   "folder, or remove it", path);
}

static int use_sensors(struct gn_csv_writer *w,
		       const struct gn_sensor *sensors, size_t n)
{
	int any = 0;

	w->n = n;
	for (size_t i = 0; i < n; i++) {
		const struct gn_sensor *s = &sensors[i];

		w->sensors[i] = *s;
		w->has[i][0] = s->has_acc && !s->bad_acc;
		w->has[i][1] = s->has_gyr && !s->bad_gyr;
		any |= w->has[i][0] || w->has[i][1];
		w->has[i][2] = s->has_mag && (w->has[i][0] || w->has[i][1]);
	}
	return any;
}

/* A name that no delimiter or quote can be part of. */
static void put_header(const struct gn_csv_writer *w)
{
	fputs("time_s", w->f);
	for (size_t i = 0; i < w->n; i++)
		for (int k = 0; k < 3 * PARTS; k++) {
			if (!w->has[i][k / 3])
				continue;
			fputc(',', w->f);
			for (const char *p = w->sensors[i].name; *p; p++)
				fputc(isalnum((unsigned char)*p) ? *p : '_',
				      w->f);
			fprintf(w->f, "_%s_%c_%s", part_name[k / 3],
				"xyz"[k % 3], part_unit[k / 3]);
		}
	fputc('\n', w->f);
}

static int begin(struct gn_csv_writer *w, struct gn_diag *why)
{
	char part[PATH_SIZE + 32];
	int err = check_new(w->path, why);

	if (!err)
		err = check_new(w->map, why);
	if (err)
		return err;
	part_path(w->path, part);
	w->f = fopen(part, "wb");
	if (!w->f)
		return io_error(why, part);
	w->begun = 1;
	put_header(w);
	return GN_OK;
}

int gn_csv_create(struct gn_csv_writer **out, const char *path,
		  const char *task, const struct gn_sensor *sensors, size_t n,
		  struct gn_diag *why)
{
	size_t len = strlen(path), end = strlen(ENDING);
	struct gn_csv_writer *w;
	int err;

	if (len <= end || strcmp(path + len - end, ENDING) ||
	    len >= PATH_SIZE || n < 1 || n > GN_SENSORS_MAX)
		return gn_diag_set(why, GN_EINVAL, "%.100s: no table can have "
				   "this name or so many sensors", path);
	w = calloc(1, sizeof(*w));
	if (!w)
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory", path);
	snprintf(w->path, sizeof(w->path), "%s", path);
	snprintf(w->map, sizeof(w->map), "%.*s.map.json", (int)(len - end),
		 path);
	snprintf(w->task, sizeof(w->task), "%s", task);
	err = use_sensors(w, sensors, n) ? begin(w, why) :
	      gn_diag_set(why, GN_ENODATA, "%s: all sensors are declared bad; "
			  "nothing is left to write", path);
	if (err) {
		gn_csv_abort(w);
		return err;
	}
	*out = w;
	return GN_OK;
}

static int write_row(struct gn_csv_writer *w, struct gn_diag *why)
{
	char line[(9 * GN_SENSORS_MAX + 1) * GN_NUM_TEXT];
	size_t n = gn_num_put_ns(line, w->t_ns);

	for (size_t i = 0; i < w->n; i++) {
		const struct gn_sample *s = &w->sample[i];
		const float *v[PARTS] = { s->acc_mps2, s->gyr_radps,
					  s->mag_ut };

		for (int k = 0; k < 3 * PARTS; k++) {
			float x = v[k / 3][k % 3];

			if (!w->has[i][k / 3])
				continue;
			line[n++] = ',';
			if (w->here[i] && isfinite(x))
				n += gn_num_put_float(line + n, x);
		}
	}
	line[n++] = '\n';
	w->open = 0;
	memset(w->here, 0, sizeof(w->here));
	return fwrite(line, 1, n, w->f) == n ? GN_OK : io_error(why, w->path);
}

int gn_csv_push(struct gn_csv_writer *w, const struct gn_sample *in, size_t n,
		struct gn_diag *why)
{
	for (size_t i = 0; i < n; i++) {
		const struct gn_sample *s = &in[i];
		int err;

		if (s->sensor >= w->n)
			return gn_diag_set(why, GN_EINVAL, "%s: sample of "
					   "sensor %u, which is not there",
					   w->path, s->sensor);
		if (!w->has[s->sensor][0] && !w->has[s->sensor][1])
			continue;
		if (w->open && (w->t_ns != s->t_ns || s->sensor <= w->last)) {
			err = write_row(w, why);
			if (err)
				return err;
		}
		w->open = 1;
		w->t_ns = s->t_ns;
		w->last = s->sensor;
		w->here[s->sensor] = 1;
		w->sample[s->sensor] = *s;
	}
	return GN_OK;
}

/* ---- the column map ---------------------------------------------------- */

/* A sensor by the numbers of its columns, from *col on; *col moves on. */
static json_t *sensor_json(const struct gn_csv_writer *w, size_t i, int *col)
{
	json_t *o = json_object();
	int err = json_object_set_new(o, "name",
				      json_string(w->sensors[i].name));

	for (int k = 0; k < PARTS; k++) {
		if (!w->has[i][k])
			continue;
		err |= json_object_set_new(o, part_name[k],
					   json_pack("[iii]", *col, *col + 1,
						     *col + 2));
		*col += 3;
	}
	if (w->sensors[i].aligned)
		err |= json_object_set_new(o, "aligned", json_true());
	if (!err)
		return o;
	json_decref(o);
	return NULL;
}

static json_t *map_json(const struct gn_csv_writer *w)
{
	json_t *o, *list = json_array();
	double rate_hz = 0;
	int col = 2, err = 0;

	for (size_t i = 0; i < w->n; i++) {
		if (!w->has[i][0] && !w->has[i][1])
			continue;
		rate_hz = fmax(rate_hz, (double)w->sensors[i].rate_hz);
		err |= json_array_append_new(list, sensor_json(w, i, &col));
	}
	o = json_pack("{s:{s:i, s:s}, s:s, s:s, s:s, s:o}", "time", "column",
		      1, "unit", "s", "delimiter", ",", "decimal", ".",
		      "task", w->task, "sensors", list);
	if (o && rate_hz > 0)
		err |= json_object_set_new(o, "rate_hz", json_real(rate_hz));
	if (!err)
		return o;
	json_decref(o);
	return NULL;
}

static int write_map(const struct gn_csv_writer *w, struct gn_diag *why)
{
	char part[PATH_SIZE + 32];
	json_t *json = map_json(w);
	int bad;
	FILE *f;

	if (!json)
		return gn_diag_set(why, GN_ENOMEM, "%s: cannot be made: out "
				   "of memory, or a name is no UTF-8", w->map);
	part_path(w->map, part);
	f = fopen(part, "wb");
	if (!f) {
		json_decref(json);
		return io_error(why, part);
	}
	bad = json_dumpf(json, f, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
	json_decref(json);
	bad |= fputc('\n', f) == EOF;
	bad |= fclose(f);
	return bad ? io_error(why, part) : GN_OK;
}

/* The map first: a table without it would read as something else. */
static int rename_both(const struct gn_csv_writer *w, struct gn_diag *why)
{
	char part[PATH_SIZE + 32];

	part_path(w->map, part);
	if (rename(part, w->map))
		return io_error(why, w->map);
	part_path(w->path, part);
	if (!rename(part, w->path))
		return GN_OK;
	io_error(why, w->path);
	unlink(w->map);
	return GN_EIO;
}

int gn_csv_finish(struct gn_csv_writer *w, struct gn_diag *why)
{
	int err = w->open ? write_row(w, why) : GN_OK;
	int bad = ferror(w->f);

	bad |= fclose(w->f);    /* a full disk may show only now */
	w->f = NULL;
	if (!err && bad)
		err = io_error(why, w->path);
	if (!err)
		err = write_map(w, why);
	if (!err)
		err = rename_both(w, why);
	gn_csv_abort(w);
	return err;
}

void gn_csv_abort(struct gn_csv_writer *w)
{
	char part[PATH_SIZE + 32];

	if (!w)
		return;
	if (w->f)
		fclose(w->f);
	part_path(w->path, part);
	if (w->begun)
		unlink(part);
	part_path(w->map, part);
	if (w->begun)
		unlink(part);
	free(w);
}

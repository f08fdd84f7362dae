/* SPDX-License-Identifier: MIT */
#include "opal.h"

#include <hdf5.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "maker.h"
#include "opal_attr.h"

/* Rows read at a time. */
#define BLOCK 256
/* A stored piece of an array is read into memory whole: no larger ones. */
#define CHUNK_MAX (64ULL << 20)
#define RATE_MIN_HZ 0.5
#define RATE_MAX_HZ 5000.0

struct gn_opal {
	char    path[GN_PATH_MAX];
	hid_t   file, time, part[GN_PARTS];     /* < 0: not open, not there */
	hsize_t rows, at;               /* of the file; the block's first */
	size_t  i, n;                   /* in the block: next row, rows */
	int64_t t_us[BLOCK];
	double  v[GN_PARTS][BLOCK][3];
};

static int broken(const struct gn_opal *o, const char *what,
		  struct gn_diag *why)
{
	return gn_diag_set(why, GN_EFORMAT,
			   "%s: %s cannot be read; the file is damaged or not "
			   "whole: export it again", o->path, what);
}

/* Is it stored in this file, in pieces that fit into memory? */
static int is_stored(hid_t set)
{
	hid_t plist = H5Dget_create_plist(set), type = H5Dget_type(set);
	hsize_t dim[2] = { 0, 0 }, bytes = H5Tget_size(type);
	H5D_layout_t layout = H5Pget_layout(plist);
	int ok = H5Pget_external_count(plist) == 0 && layout != H5D_VIRTUAL &&
		 layout != H5D_LAYOUT_ERROR && bytes > 0 && bytes <= 16;

	if (ok && layout == H5D_CHUNKED) {
		int rank = H5Pget_chunk(plist, 2, dim);

		ok = rank > 0 && dim[0] > 0 && dim[0] <= CHUNK_MAX / 256 &&
		     (rank < 2 || (dim[1] > 0 && dim[1] <= 16));
	}
	H5Tclose(type);
	H5Pclose(plist);
	return ok;
}

/* Open the array at path: rows of 3 values (width 3) or one (width 1).
 * *set stays < 0 where there is none. */
static int open_set(struct gn_opal *o, const char *path, hsize_t width,
		    hid_t *set, hsize_t *rows, struct gn_diag *why)
{
	hsize_t dim[2] = { 0, 1 };
	hid_t space, type;
	int fits;

	if (H5Lexists(o->file, path, H5P_DEFAULT) <= 0)
		return GN_OK;
	*set = H5Dopen2(o->file, path, H5P_DEFAULT);
	if (*set < 0)
		return broken(o, path, why);
	space = H5Dget_space(*set);
	type = H5Dget_type(*set);
	fits = H5Sget_simple_extent_ndims(space) == (width > 1 ? 2 : 1) &&
	       H5Sget_simple_extent_dims(space, dim, NULL) > 0 &&
	       dim[1] == width &&
	       H5Tget_class(type) == (width > 1 ? H5T_FLOAT : H5T_INTEGER) &&
	       is_stored(*set);
	H5Tclose(type);
	H5Sclose(space);
	if (!fits)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: %s has not the shape of an Opal's "
				   "(%s); export it again", o->path, path,
				   width > 1 ? "rows of 3 floats" :
				   "one whole number a row");
	*rows = dim[0];
	return GN_OK;
}

/* Read n rows of an array from row o->at on. */
static int read_set(const struct gn_opal *o, hid_t set, hsize_t width,
		    size_t n, hid_t type, void *out)
{
	hsize_t start[2] = { o->at, 0 }, count[2] = { n, width };
	int rank = width > 1 ? 2 : 1;
	hid_t space = H5Dget_space(set), mem;
	int ok;

	mem = H5Screate_simple(rank, count, NULL);
	ok = H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count,
				 NULL) >= 0 &&
	     H5Dread(set, type, mem, space, H5P_DEFAULT, out) >= 0;
	H5Sclose(mem);
	H5Sclose(space);
	return ok;
}

/* Read the block behind the one that is read: 1, or GN_EOF, GN_EFORMAT. */
static int next_block(struct gn_opal *o, struct gn_diag *why)
{
	size_t n;
	int ok;

	gn_opal_quiet();
	o->at += o->n;
	o->i = o->n = 0;
	if (o->at >= o->rows)
		return GN_EOF;
	n = o->rows - o->at < BLOCK ? (size_t)(o->rows - o->at) : BLOCK;
	ok = read_set(o, o->time, 1, n, H5T_NATIVE_INT64, o->t_us);
	for (int p = 0; p < GN_PARTS && ok; p++)
		if (o->part[p] >= 0)
			ok = read_set(o, o->part[p], 3, n, H5T_NATIVE_DOUBLE,
				      o->v[p]);
	if (!ok)
		return broken(o, "what it measured", why);
	for (size_t i = 0; i < n; i++)
		if (o->t_us[i] < 0 || o->t_us[i] > INT64_MAX / 1000)
			return gn_diag_set(why, GN_EFORMAT,
					   "%s: Time of row %llu is no time in "
					   "us since 1970; export it again",
					   o->path, (unsigned long long)
					   (o->at + i + 1));
	o->n = n;
	return 1;
}

static int open_sets(struct gn_opal *o, const struct gn_opal_sensor *s,
		     struct gn_diag *why)
{
	static const char *const names[GN_PARTS] = {
		"Accelerometer", "Gyroscope", "Magnetometer",
	};
	int is5 = s->version == 5;
	char path[192];
	hsize_t n = 0;
	int err;

	snprintf(path, sizeof(path), "%s/%s/Time", is5 ? "/Sensors" : "",
		 s->id);
	err = open_set(o, path, 1, &o->time, &o->rows, why);
	if (!err && o->time < 0)
		return gn_diag_set(why, GN_EFORMAT, "%s: %s is missing; export "
				   "it again", o->path, path);
	for (int p = 0; p < GN_PARTS && !err; p++) {
		snprintf(path, sizeof(path), is5 ? "/Sensors/%s/%s" :
			 "/%s/Calibrated/%ss", s->id, names[p]);
		/* the group between may be missing too, which is no error */
		if (!is5 && !gn_opal_has(o->file, s->id, "Calibrated"))
			break;
		err = open_set(o, path, 3, &o->part[p], &n, why);
		if (!err && o->part[p] >= 0 && n != o->rows)
			err = gn_diag_set(why, GN_EFORMAT,
					  "%s: %s has %llu rows, but Time "
					  "%llu; export it again",
					  o->path, path,
					  (unsigned long long)n,
					  (unsigned long long)o->rows);
	}
	return err;
}

static void lay_out(const struct gn_opal *o, const struct gn_opal_sensor *from,
		    struct gn_layout *l)
{
	struct gn_layout_sensor *s = &l->sensors[0];

	gn_layout_init(l);
	l->n_sensors = 1;
	l->n_cols = 9;
	l->time_col = 9;        /* behind the values: that there is one */
	gn_layout_computed(s, 0, 9);
	gn_place_guess(from->label[0] ? from->label : from->id,
		       s->sensor.name);
	s->sensor.place = gn_place_parse(s->sensor.name, &s->sensor.side);
	s->sensor.has_acc = o->part[GN_PART_ACC] >= 0;
	s->sensor.has_gyr = o->part[GN_PART_GYR] >= 0;
	s->sensor.has_mag = o->part[GN_PART_MAG] >= 0;
	for (int p = 0; p < GN_PARTS; p++)
		if (o->part[p] < 0)
			memset(s->col[p], -1, sizeof(s->col[p]));
}

/* As the first block steps, if the file does not say. */
static double rate_of(const struct gn_opal *o,
		      const struct gn_opal_sensor *s)
{
	double hz = gn_opal_rate(o->file, s);

	if (!(hz >= RATE_MIN_HZ && hz <= RATE_MAX_HZ) && o->n > 1)
		hz = 1e6 * (double)(o->n - 1) /
		     (double)(o->t_us[o->n - 1] - o->t_us[0]);
	return hz >= RATE_MIN_HZ && hz <= RATE_MAX_HZ ? hz : 1.0;
}

int gn_opal_open(struct gn_opal **out, const char *path,
		 const struct gn_opal_sensor *sensor, struct gn_layout *l,
		 double *rate_hz, struct gn_diag *why)
{
	struct gn_opal *o = calloc(1, sizeof(*o));
	int err;

	if (!o)
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory", path);
	gn_opal_quiet();
	snprintf(o->path, sizeof(o->path), "%s", path);
	o->time = -1;
	for (int p = 0; p < GN_PARTS; p++)
		o->part[p] = -1;
	o->file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
	err = o->file < 0 ? broken(o, "it", why) : open_sets(o, sensor, why);
	if (!err && o->part[GN_PART_ACC] < 0 && o->part[GN_PART_GYR] < 0)
		err = gn_diag_set(why, GN_ENODATA,
				  "%s: sensor %s has neither Accelerometer nor "
				  "Gyroscope; export those too", path,
				  sensor->id);
	if (!err && next_block(o, why) == GN_EFORMAT)
		err = GN_EFORMAT;
	if (err) {
		gn_opal_close(o);
		return err;
	}
	lay_out(o, sensor, l);
	*rate_hz = rate_of(o, sensor);
	*out = o;
	return GN_OK;
}

void gn_opal_close(struct gn_opal *o)
{
	if (!o)
		return;
	gn_opal_quiet();
	for (int p = 0; p < GN_PARTS; p++)
		if (o->part[p] >= 0)
			H5Dclose(o->part[p]);
	if (o->time >= 0)
		H5Dclose(o->time);
	if (o->file >= 0)
		H5Fclose(o->file);
	free(o);
}

int gn_opal_next(struct gn_opal *o, double *v, int64_t *t_ns,
		 struct gn_diag *why)
{
	if (o->i == o->n) {
		int ret = next_block(o, why);

		if (ret != 1)
			return ret;
	}
	for (int p = 0; p < GN_PARTS; p++)
		for (int k = 0; k < 3 && o->part[p] >= 0; k++)
			v[3 * p + k] = o->v[p][o->i][k];
	*t_ns = o->t_us[o->i++] * 1000;
	return 1;
}

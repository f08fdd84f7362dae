/* SPDX-License-Identifier: MIT */
/* Orientations of a whole recording, for OpenSense. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "export_file.h"
#include "gonio/ahrs.h"
#include "gonio/condition.h"
#include "gonio/opensim.h"
#include "gonio/session.h"

#define BLOCK 256
#define STEP_NS GN_SESSION_FRAME_NS
#define RATE_HZ 50.0
#define DELAY 0.75f             /* samples, of a sensor's own: see ahrs.c */
#define LEVEL 0.5f              /* sin 30 deg: of side, that is heading */

/* One sensor's frames. */
struct track {
	struct gn_cond cond;
	float (*gyr)[3], (*acc)[3], (*mag)[3];  /* n, NAN where unknown */
	size_t  n, room;
	double  sum[3];                 /* of the field, over ... */
	int64_t frame;                  /* ... this one */
	int     n_sum, has_mag;         /* has_mag: there was some */
	int     err;
};

struct sto {
	struct gn_export_in in;
	struct track *track;            /* of each sensor of the source */
	const struct gn_recording_info *info;
	struct gn_body body;
	size_t column[GN_SENSORS_MAX];  /* a sensor for each */
	char   name[GN_SENSORS_MAX][GN_OPENSIM_NAME];
	struct gn_opensim_table table;
	struct gn_quat *q;              /* n_rows x n_columns */
};

static void note(struct gn_export_table *out, const struct gn_sensor *s,
		 const char *text)
{
	if (out->n_notes < GN_EXPORT_NOTES)
		snprintf(out->note[out->n_notes++], sizeof(out->note[0]),
			 "%s: %s", s->name, text);
}

/* ---- frames ------------------------------------------------------------ */

/* Room for n frames, those that are new unknown. */
static int reach(struct track *t, size_t n)
{
	float (**part[3])[3] = { &t->gyr, &t->acc, &t->mag };
	size_t room = t->room ? t->room : 4096;

	if (n > GN_EXPORT_ROWS_MAX)
		return GN_EFORMAT;
	while (room < n)
		room *= 2;
	for (int k = 0; k < 3 && room > t->room; k++) {
		float (*more)[3] = realloc(*part[k], room * sizeof(*more));

		if (!more)
			return GN_ENOMEM;
		*part[k] = more;
	}
	t->room = room;
	for (; t->n < n; t->n++)
		for (int c = 0; c < 3; c++)
			t->gyr[t->n][c] = t->acc[t->n][c] =
				t->mag[t->n][c] = NAN;
	return GN_OK;
}

static void sink(void *user, int part, int64_t k, const float v[3])
{
	struct track *t = user;

	if (!t->err)
		t->err = reach(t, (size_t)k + 1);
	if (!t->err)
		memcpy(part ? t->gyr[k] : t->acc[k], v, sizeof(t->gyr[k]));
}

/* The mean field of the frame that is over. */
static void end_field(struct track *t)
{
	if (t->n_sum && t->frame < (int64_t)t->n) {
		for (int c = 0; c < 3; c++)
			t->mag[t->frame][c] = (float)(t->sum[c] / t->n_sum);
		t->has_mag = 1;
	}
	t->n_sum = 0;
	memset(t->sum, 0, sizeof(t->sum));
}

static void add_field(struct track *t, const struct gn_sample *s)
{
	int64_t k = (s->t_ns + STEP_NS / 2) / STEP_NS;

	if (s->t_ns < 0 || k < t->frame)
		return;
	if (k > t->frame)
		end_field(t);
	t->frame = k;
	for (int c = 0; c < 3; c++) {
		if (!(fabsf(s->mag_ut[c]) < GN_VALUE_MAX))
			return;
	}
	for (int c = 0; c < 3; c++)
		t->sum[c] += (double)s->mag_ut[c];
	t->n_sum++;
}

static int usable(const struct gn_sensor *s)
{
	return s->has_acc && s->has_gyr && !s->bad_acc && !s->bad_gyr;
}

static int read_all(struct sto *x, struct gn_diag *why)
{
	struct gn_sample block[BLOCK];
	int n = 0, err = GN_OK;

	for (size_t i = 0; i < x->info->n_sensors; i++)
		gn_cond_init(&x->track[i].cond, &x->info->sensors[i], RATE_HZ);
	while (!err &&
	       (n = gn_export_in_read(&x->in, block, BLOCK, why)) >= 0)
		for (int i = 0; i < n && !err; i++) {
			struct track *t = &x->track[block[i].sensor];

			if (!usable(&x->info->sensors[block[i].sensor]))
				continue;
			gn_cond_push(&t->cond, &block[i], sink, t);
			add_field(t, &block[i]);
			err = t->err;
		}
	for (size_t i = 0; i < x->info->n_sensors && !err && n == GN_EOF; i++) {
		gn_cond_flush(&x->track[i].cond, sink, &x->track[i]);
		end_field(&x->track[i]);
		err = x->track[i].err;
	}
	if (err == GN_EFORMAT)
		return gn_diag_set(why, err, "%s: longer than 24 h; export a "
				   "part of it", x->info->path);
	return err || n == GN_EOF ? err : n;
}

/* ---- orientations ------------------------------------------------------ */

static int has_axes(const struct sto *x, size_t i)
{
	const struct gn_mount *m = &x->body.mount[i];

	return x->info->sensors[i].aligned ||
	       (m->has_up && m->has_side && m->has_sign);
}

/* Frames of a sensor to orientations; in a hole there is none. */
static int orient(const struct sto *x, size_t i, struct gn_quat *q)
{
	struct track *t = &x->track[i];
	struct gn_ahrs_params p = gn_ahrs_params_default((float)RATE_HZ);
	size_t n = x->table.n_rows, size;
	void *work;
	int err;

	/* a frame is the mean about its own instant: it adds no delay */
	p.delay_s = fminf(DELAY / x->info->sensors[i].rate_hz, 0.1f);
	err = reach(t, n);
	if (err)
		return err;
	size = gn_ahrs_offline_size(&p, n);
	work = malloc(size);
	if (!work)
		return GN_ENOMEM;
	err = gn_ahrs_offline(&p, n, t->gyr[0], t->acc[0],
			      t->has_mag ? t->mag[0] : NULL, work, size,
			      t->has_mag ? NULL : q, t->has_mag ? q : NULL);
	free(work);
	for (size_t k = 0; k < n && !err; k++)
		if (isnan(t->gyr[k][0]))
			q[k].w = NAN;
	return err;
}

/* Turn headings so that the segment looks along x at first. 0: it lies on its
 * side there, or is never seen. */
static int face_forward(const struct sto *x, size_t i, struct gn_quat *q)
{
	static const float upright[3] = { 0, 0, 1 };
	const float *side = x->info->sensors[i].aligned ? upright :
			    x->body.mount[i].axes.side;
	float right[3], turn[3] = { 0 };
	struct gn_quat z;
	size_t k = 0;

	while (k < x->table.n_rows && isnan(q[k].w))
		k++;
	if (k == x->table.n_rows)
		return 0;
	gn_quat_rotate(q[k], side, right);
	if (hypotf(right[0], right[1]) < LEVEL)
		return 0;
	turn[2] = -(float)M_PI_2 - atan2f(right[1], right[0]);
	z = gn_quat_from_rotvec(turn);
	for (; k < x->table.n_rows; k++)
		q[k] = gn_quat_mul(z, q[k]);
	return 1;
}

/* Have all sensors a field, and not all of them axes? */
static int is_north(const struct sto *x)
{
	int axes = 1, field = 1;

	for (size_t c = 0; c < x->table.n_columns; c++) {
		axes &= has_axes(x, x->column[c]);
		field &= x->track[x->column[c]].has_mag;
	}
	return field && !axes;
}

static int orient_all(struct sto *x, struct gn_export_table *out)
{
	struct gn_quat *one = malloc(x->table.n_rows * sizeof(*one));
	size_t cols = x->table.n_columns;
	int north = is_north(x), err = GN_OK;

	x->q = malloc(x->table.n_rows * cols * sizeof(*x->q));
	if (!one || !x->q) {
		free(one);
		return GN_ENOMEM;
	}
	out->ground = north ? "x east, y north, z up"
			    : "x forward, y left, z up";
	for (size_t c = 0; c < cols && !err; c++) {
		size_t i = x->column[c];

		err = orient(x, i, one);
		if (!err && !north &&
		    !(has_axes(x, i) && face_forward(x, i, one))) {
			out->ground = "z up";
			note(out, &x->info->sensors[i], "its heading is its "
			     "own, and OpenSense needs one for all: it has no "
			     "magnetometer, and how it sits is not known; give "
			     "--calibration");
		}
		for (size_t k = 0; k < x->table.n_rows && !err; k++)
			x->q[k * cols + c] = one[k];
	}
	free(one);
	return err;
}

/* ---- the table --------------------------------------------------------- */

static void choose_columns(struct sto *x, struct gn_export_table *out)
{
	const struct gn_sensor *s = x->info->sensors;

	for (size_t i = 0; i < x->info->n_sensors; i++) {
		size_t c = x->table.n_columns;

		if (!usable(&s[i]) || !x->track[i].n) {
			note(out, &s[i], "left out: an orientation takes "
			     "accelerometer and gyroscope");
			continue;
		}
		if (!gn_opensim_sensor(s, i, x->name[c]))
			note(out, &s[i], "OpenSim's models have no body of its "
			     "own for it; it keeps its name");
		if (x->track[i].n > x->table.n_rows)
			x->table.n_rows = x->track[i].n;
		x->column[c] = i;
		x->table.n_columns++;
	}
}

static int write_table(FILE *to, const void *user)
{
	const struct sto *x = user;

	return gn_opensim_sto(to, &x->table,
			      (const char (*)[GN_OPENSIM_NAME])x->name, x->q);
}

static int make(struct sto *x, struct gn_export_table *out,
		struct gn_diag *why)
{
	int err;

	x->track = calloc(x->info->n_sensors, sizeof(*x->track));
	if (!x->track)
		return GN_ENOMEM;
	err = read_all(x, why);
	if (err)
		return err;
	x->table.step_ns = STEP_NS;
	choose_columns(x, out);
	if (!x->table.n_columns)
		return gn_diag_set(why, GN_ENODATA, "%s: no sensor with both "
				   "accelerometer and gyroscope",
				   x->info->path);
	out->rows = x->table.n_rows;
	out->columns = x->table.n_columns;
	return orient_all(x, out);
}

static void drop(struct sto *x)
{
	for (size_t i = 0; x->track && i < x->info->n_sensors; i++) {
		free(x->track[i].gyr);
		free(x->track[i].acc);
		free(x->track[i].mag);
	}
	free(x->track);
	free(x->q);
	gn_export_in_close(&x->in);
}

int gn_export_sto(const char *path, const char *dir,
		  const struct gn_known_body *known,
		  struct gn_export_table *out, struct gn_diag *why)
{
	struct sto *x = calloc(1, sizeof(*x));
	int made = 0, err;

	memset(out, 0, sizeof(*out));
	if (!x)
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory", path);
	err = gn_export_in_open(&x->in, path, why);
	if (err) {
		free(x);
		return err;
	}
	x->info = gn_source_info(x->in.src);
	err = gn_body_source(x->in.src, path, known, &x->body, why);
	if (!err)
		err = make(x, out, why);
	if (err == GN_ENOMEM)
		gn_diag_set(why, err, "%s: out of memory", path);
	if (!err)
		err = gn_export_dir(x->info->path, dir, "sto", out->path,
				    &made, why);
	if (!err)
		err = gn_export_write(out->path, write_table, x, why);
	if (err && made)
		rmdir(dir);
	drop(x);
	free(x);
	return err;
}

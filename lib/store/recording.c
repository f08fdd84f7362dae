/* SPDX-License-Identifier: MIT */
#include "gonio/recording.h"

#include <float.h>
#include <math.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "maker.h"
#include "recording.h"

/* Add a table's sensor to the recording's, or join it with its namesake. */
static int join_sensor(struct gn_recording_info *info,
		       const struct gn_sensor *s, double rate_hz,
		       const char *path, uint8_t *index, struct gn_diag *why)
{
	struct gn_sensor *t;
	size_t i = 0;

	while (i < info->n_sensors && strcmp(info->sensors[i].name, s->name))
		i++;
	if (i == GN_SENSORS_MAX)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: more than %d sensors in the recording",
				   path, GN_SENSORS_MAX);
	t = &info->sensors[i];
	*index = (uint8_t)i;
	if (i == info->n_sensors) {
		*t = *s;
		t->rate_hz = (float)rate_hz;
		info->n_sensors++;
		return GN_OK;
	}
	if ((t->has_acc && s->has_acc) || (t->has_gyr && s->has_gyr))
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: tracked point '%s' stands in two "
				   "tracking systems with the same type; give "
				   "each its own name", path, s->name);
	t->has_acc |= s->has_acc;
	t->has_gyr |= s->has_gyr;
	t->has_mag |= s->has_mag;
	t->aligned &= s->aligned;
	t->bad_acc |= s->bad_acc;
	t->bad_gyr |= s->bad_gyr;
	t->rate_hz = fmaxf(t->rate_hz, (float)rate_hz);
	return GN_OK;
}

/* Sensors of a row go out in the recording's order: sort them once. */
static void sort_sensors(struct gn_table *t)
{
	struct gn_layout *l = &t->layout;

	for (size_t i = 1; i < l->n_sensors; i++) {
		for (size_t k = i; k > 0 && t->map[k - 1] > t->map[k]; k--) {
			struct gn_layout_sensor s = l->sensors[k];
			uint8_t m = t->map[k];

			l->sensors[k] = l->sensors[k - 1];
			l->sensors[k - 1] = s;
			t->map[k] = t->map[k - 1];
			t->map[k - 1] = m;
		}
	}
}

/* A camera's segment where a sensor sits already: "thigh_l@kinect". */
static void rename_segment(const struct gn_recording_info *info,
			   const char *path, struct gn_sensor *s)
{
	char system[16];

	for (size_t i = 0; i < info->n_sensors; i++) {
		if (strcmp(info->sensors[i].name, s->name))
			continue;
		gn_bids_entity(path, "tracksys", system, sizeof(system));
		snprintf(s->name + strlen(s->name),
			 sizeof(s->name) - strlen(s->name), "@%s", system);
		return;
	}
}

static int join_table(struct gn_recording_info *info, struct gn_table *t,
		      struct gn_diag *why)
{
	for (size_t k = 0; k < t->layout.n_sensors; k++) {
		struct gn_sensor *s = &t->layout.sensors[k].sensor;
		int err;

		if (t->camera)
			rename_segment(info, t->rows.path, s);
		err = join_sensor(info, s, t->rate_hz, t->rows.path,
				  &t->map[k], why);
		if (err)
			return err;
	}
	sort_sensors(t);
	return GN_OK;
}

/* Sensors first: they are numbered and named as without a camera. */
static int join_tables(struct gn_recording *r, struct gn_diag *why)
{
	struct gn_recording_info *info = &r->info;
	int err;

	for (int camera = 0; camera < 2; camera++)
		for (size_t i = 0; i < r->n_tables; i++) {
			if ((r->tables[i].camera != NULL) != camera)
				continue;
			err = join_table(info, &r->tables[i], why);
			if (err)
				return err;
		}
	info->even = 1;
	for (size_t i = 0; i < r->n_tables; i++) {
		struct gn_table *t = &r->tables[i];

		info->even &= t->layout.time_col < 0;
		if (!info->task[0])
			memcpy(info->task, t->task, sizeof(info->task));
	}
	return GN_OK;
}

/* Read the first row of each table; time counts from the earliest. */
static int start(struct gn_recording *r, struct gn_diag *why)
{
	int any = 0;

	for (size_t i = 0; i < r->n_tables; i++) {
		struct gn_table *t = &r->tables[i];

		gn_table_advance(t);
		if (t->ended == GN_EOF)
			continue;
		if (t->ended)
			return gn_diag_set(why, t->ended, "%s", t->why.text);
		if (!any || t->t_ns < r->zero_ns)
			r->zero_ns = t->t_ns;
		any = 1;
	}
	if (!any)
		return gn_diag_set(why, GN_ENODATA,
				   "%s: holds no samples; the recording is "
				   "empty", r->info.path);
	return GN_OK;
}

static int open_systems(struct gn_recording *r, const char *path,
			char systems[GN_SYSTEMS_MAX][GN_PATH_MAX], size_t n,
			struct gn_diag *why)
{
	struct gn_diag points = { "" };

	r->tables = calloc(n, sizeof(*r->tables));
	if (!r->tables)
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory", path);
	for (size_t i = 0; i < n; i++) {
		struct gn_table *t = &r->tables[r->n_tables];
		int err = gn_table_open_bids(t, systems[i], why);

		if (err)
			return err;
		if (t->layout.n_sensors) {
			r->n_tables++;
			continue;
		}
		if (!points.text[0])
			points = t->layout.points_why;
		gn_table_close(t);              /* angles ... */
	}
	if (r->n_tables == 0 && points.text[0])
		return gn_diag_set(why, GN_EFORMAT, "%s", points.text);
	if (r->n_tables == 0)
		return gn_diag_set(why, GN_ENODATA,
				   "%s: no ACCEL or GYRO channels in it, nor "
				   "POS of both hips or shoulders and both "
				   "ends of a segment; there is nothing to "
				   "score", path);
	return GN_OK;
}

static int open_bids(struct gn_recording *r, const char *path,
		     struct gn_diag *why)
{
	char systems[GN_SYSTEMS_MAX][GN_PATH_MAX];
	size_t n = 1;
	int err = GN_OK;

	if (gn_bids_is_ref(path))
		return gn_diag_set(why, GN_ENODATA,
				   "%s: a reference system, not sensors; give "
				   "the other tracking system's file", path);
	snprintf(systems[0], GN_PATH_MAX, "%s", path);
	/* One that is not there must say so, not find its siblings. */
	if (access(path, F_OK) == 0)
		err = gn_bids_systems(path, systems, &n, why);
	if (!err)
		err = open_systems(r, path, systems, n, why);
	if (err)
		return err;
	return join_tables(r, why);
}

/* One table, or those that a maker's program wrote of one recording. */
static int open_plain(struct gn_recording *r, const char *path,
		      struct gn_diag *why)
{
	char files[GN_SYSTEMS_MAX][GN_PATH_MAX];
	size_t n = 0;
	int err = GN_OK;

	if (access(path, F_OK) == 0)
		err = gn_files_beside(path, gn_maker_same, files, &n, why);
	if (!err && n < 2) {
		n = 1;
		snprintf(files[0], GN_PATH_MAX, "%s", path);
	}
	if (err)
		return err;
	r->tables = calloc(n, sizeof(*r->tables));
	if (!r->tables)
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory", path);
	for (size_t i = 0; i < n; i++) {
		err = gn_table_open_plain(&r->tables[r->n_tables], files[i],
					  why);
		if (err && err != GN_ENODATA)
			return err;
		r->n_tables += !err;
	}
	/* a file without sensors is passed over beside one with sensors */
	return r->n_tables ? join_tables(r, why) : err;
}

/* A table for each sensor: each has a time of its own. */
static int open_opal(struct gn_recording *r, const char *path,
		     struct gn_diag *why)
{
	struct gn_opal_sensor sensors[GN_SENSORS_MAX];
	size_t n;
	int err = gn_opal_list(path, sensors, &n, why);

	if (err)
		return err;
	r->tables = calloc(n, sizeof(*r->tables));
	if (!r->tables)
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory", path);
	while (r->n_tables < n) {
		err = gn_table_open_opal(&r->tables[r->n_tables], path,
					 &sensors[r->n_tables],
					 !r->n_tables, why);
		if (err)
			return err;
		r->n_tables++;
	}
	return join_tables(r, why);
}

int gn_recording_open(struct gn_recording **out, const char *path,
		      struct gn_diag *why)
{
	struct gn_recording *r;
	int err;

	if (strlen(path) >= sizeof(r->info.path))
		return gn_diag_set(why, GN_EIO,
				   "%.60s...: the path is longer than %zu "
				   "bytes", path, sizeof(r->info.path) - 1);
	r = calloc(1, sizeof(*r));
	if (!r)
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory", path);
	snprintf(r->info.path, sizeof(r->info.path), "%s", path);
	if (gn_bids_is_motion(path)) {
		err = open_bids(r, path, why);
		if (!err && !r->info.task[0])
			gn_bids_entity(path, "task", r->info.task,
				       sizeof(r->info.task));
	} else if (gn_opal_probe(path)) {
		err = open_opal(r, path, why);
	} else {
		err = open_plain(r, path, why);
	}
	if (!err)
		err = start(r, why);
	if (err) {
		gn_recording_close(r);
		return err;
	}
	*out = r;
	return GN_OK;
}

const struct gn_recording_info *
gn_recording_info(const struct gn_recording *r)
{
	return &r->info;
}

int gn_recording_limb(const struct gn_recording *r, size_t sensor,
		      struct gn_limb *out)
{
	for (size_t i = 0; i < r->n_tables; i++) {
		const struct gn_table *t = &r->tables[i];

		for (size_t k = 0; t->camera && k < t->layout.n_sensors; k++)
			if (t->map[k] == sensor) {
				gn_skeleton_limb(&t->camera->skeleton, k, out);
				return GN_OK;
			}
	}
	return GN_ENODATA;
}

void gn_recording_close(struct gn_recording *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->n_tables; i++)
		gn_table_close(&r->tables[i]);
	free(r->tables);
	free(r);
}

/* The table whose turn it is, or NULL: all have ended. */
static struct gn_table *first_table(struct gn_recording *r)
{
	struct gn_table *best = NULL;

	for (size_t i = 0; i < r->n_tables; i++) {
		struct gn_table *t = &r->tables[i];

		if (t->ended)
			continue;
		if (!best || t->t_ns < best->t_ns ||
		    (t->t_ns == best->t_ns &&
		     t->map[t->next] < best->map[best->next]))
			best = t;
	}
	return best;
}

static void take_part(const struct gn_table *t,
		      const struct gn_layout_sensor *s, enum gn_part part,
		      float out[3])
{
	if (s->col[part][0] < 0)
		return;
	for (int i = 0; i < 3; i++) {
		double x = t->v[s->col[part][i]] * s->scale[part][i];

		/* beyond a float is beyond any sensor */
		out[i] = fabs(x) <= (double)FLT_MAX ? (float)x : NAN;
	}
}

/* Put the table's next sensor into *out and step on; 1: the next row failed. */
static int take(struct gn_table *t, struct gn_sample *out)
{
	const struct gn_layout_sensor *s = &t->layout.sensors[t->next];

	take_part(t, s, GN_PART_ACC, out->acc_mps2);
	take_part(t, s, GN_PART_GYR, out->gyr_radps);
	if (s->sensor.has_mag)
		take_part(t, s, GN_PART_MAG, out->mag_ut);
	t->next++;
	if (t->next == t->layout.n_sensors)
		gn_table_advance(t);
	return t->ended && t->ended != GN_EOF;
}

static const struct gn_sample nothing = {
	.acc_mps2 = { NAN, NAN, NAN },
	.gyr_radps = { NAN, NAN, NAN },
	.mag_ut = { NAN, NAN, NAN },
};

/* One sensor's parts of the same instant in other systems join its sample. */
static int take_same_instant(struct gn_recording *r,
			     const struct gn_table *from, int64_t t_ns,
			     struct gn_sample *out)
{
	int failed = 0;

	for (size_t i = 0; i < r->n_tables; i++) {
		struct gn_table *t = &r->tables[i];

		if (t != from && !t->ended && t->t_ns == t_ns &&
		    t->map[t->next] == out->sensor)
			failed |= take(t, out);
	}
	return failed;
}

/* GN_OK, or the error that ended a table. */
static int failure(const struct gn_recording *r, struct gn_diag *why)
{
	for (size_t i = 0; i < r->n_tables; i++) {
		const struct gn_table *t = &r->tables[i];

		if (t->ended && t->ended != GN_EOF)
			return gn_diag_set(why, t->ended, "%s", t->why.text);
	}
	return GN_OK;
}

int gn_recording_read(struct gn_recording *r, struct gn_sample *out,
		      size_t cap, struct gn_diag *why)
{
	size_t n = 0;
	int failed = failure(r, why);

	if (failed)
		return failed;
	while (n < cap && !failed) {
		struct gn_table *t = first_table(r);
		struct gn_sample *s = &out[n];
		int64_t t_ns;

		if (!t)
			break;
		t_ns = t->t_ns;
		*s = nothing;
		s->sensor = t->map[t->next];
		s->t_ns = t_ns - r->zero_ns;
		failed = take(t, s);
		if (r->n_tables > 1)
			failed |= take_same_instant(r, t, t_ns, s);
		n++;
	}
	if (n)
		return (int)n;
	r->done = 1;
	return GN_EOF;
}

static void to_hex(const uint8_t *digest, char hex[65])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < SHA256_DIGEST_SIZE; i++) {
		hex[2 * i] = digits[digest[i] >> 4];
		hex[2 * i + 1] = digits[digest[i] & 15];
	}
	hex[64] = '\0';
}

int gn_recording_sha256(struct gn_recording *r, char hex[65])
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx all, one;
	/* the tables of an Opal are of one file, which the first hashes */
	size_t n = r->n_tables && r->tables[0].opal ? 1 : r->n_tables;

	if (!r->done)
		return GN_EINVAL;
	sha256_init(&all);
	for (size_t i = 0; i < n; i++) {
		one = r->tables[i].rows.sha;
		sha256_digest(&one, sizeof(digest), digest);
		sha256_update(&all, sizeof(digest), digest);
	}
	if (n > 1)
		sha256_digest(&all, sizeof(digest), digest);
	to_hex(digest, hex);
	return GN_OK;
}

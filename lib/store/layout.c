/* SPDX-License-Identifier: MIT */
#include "layout.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *const part_name[GN_PARTS] = { "acc", "gyr", "mag" };
static const char *const part_type[GN_PARTS] = { "ACCEL", "GYRO", "MAGN" };

void gn_layout_init(struct gn_layout *l)
{
	memset(l, 0, sizeof(*l));
	l->time_col = -1;
	for (int p = 0; p < GN_POINT_COUNT; p++)
		memset(l->points[p].col, -1, sizeof(l->points[p].col));
}

void gn_layout_computed(struct gn_layout_sensor *s, size_t first, int n)
{
	memset(s->col, -1, sizeof(s->col));
	for (int k = 0; k < n; k++) {
		s->col[k / 3][k % 3] = (int16_t)(first + (size_t)k);
		s->scale[k / 3][k % 3] = 1.0;
	}
}

static struct gn_layout_sensor *sensor_named(struct gn_layout *l,
					     const char *name)
{
	struct gn_layout_sensor *s;

	for (size_t i = 0; i < l->n_sensors; i++)
		if (!strcmp(l->sensors[i].sensor.name, name))
			return &l->sensors[i];
	if (l->n_sensors == GN_SENSORS_MAX)
		return NULL;
	s = &l->sensors[l->n_sensors++];
	snprintf(s->sensor.name, sizeof(s->sensor.name), "%s", name);
	s->sensor.place = gn_place_parse(name, &s->sensor.side);
	s->sensor.aligned = 1;
	memset(s->col, -1, sizeof(s->col));
	return s;
}

static int add_time(struct gn_layout *l, const struct gn_column *c,
		    const char *where, struct gn_diag *why)
{
	if (l->time_col >= 0)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: column '%s': a second time column; "
				   "keep one", where, c->name);
	if (gn_unit_time(c->unit, &l->time_exp10))
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: column '%s': time unit '%s' is not "
				   "known; use s, ms, us or ns", where,
				   c->name, c->unit);
	l->time_col = (int)l->n_cols;
	return GN_OK;
}

static int add_value(struct gn_layout *l, const struct gn_column *c,
		     enum gn_part part, const char *where, struct gn_diag *why)
{
	struct gn_layout_sensor *s;
	int axis = (c->component[0] | 0x20) - 'x';

	if (axis < 0 || axis > 2 || c->component[1])
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: column '%s': component '%s' of %s "
				   "must be x, y or z", where, c->name,
				   c->component, part_type[part]);
	if (strlen(c->point) >= sizeof(s->sensor.name))
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: column '%s': the tracked point's name "
				   "is longer than %zu characters", where,
				   c->name, sizeof(s->sensor.name) - 1);
	s = sensor_named(l, c->point);
	if (!s)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: column '%s': more than %d sensors; "
				   "split the recording", where, c->name,
				   GN_SENSORS_MAX);
	if (s->col[part][axis] >= 0)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: column '%s': sensor '%s' has %s %c "
				   "already; each component may stand once",
				   where, c->name, c->point, part_type[part],
				   'x' + axis);
	if (gn_unit_factor(part, c->unit, &s->scale[part][axis]))
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: column '%s': unit '%s' of %s is not "
				   "known; known are %s", where, c->name,
				   c->unit, part_type[part],
				   gn_unit_list(part));
	s->col[part][axis] = (int16_t)l->n_cols;
	s->bad[part] |= c->bad != 0;
	s->sensor.aligned &= c->aligned != 0;
	l->used[l->n_cols] = 1;
	return GN_OK;
}

int gn_layout_add(struct gn_layout *l, const struct gn_column *c,
		  const char *where, struct gn_diag *why)
{
	int err = GN_OK;

	if (l->n_cols == GN_COLS_MAX)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: more than %d columns", where,
				   GN_COLS_MAX);
	if (!strcasecmp(c->type, "LATENCY")) {
		err = add_time(l, c, where, why);
	} else if (!strcasecmp(c->type, "POS")) {
		gn_layout_add_point(l, c, where);
	} else {
		for (int i = 0; i < GN_PARTS; i++)
			if (!strcasecmp(c->type, part_type[i]))
				err = add_value(l, c, (enum gn_part)i, where,
						why);
	}
	if (!err)
		l->n_cols++;
	return err;
}

static int finish_part(struct gn_layout_sensor *s, enum gn_part part,
		       uint8_t *has, const char *where, struct gn_diag *why)
{
	int n = 0;

	for (int i = 0; i < 3; i++)
		n += s->col[part][i] >= 0;
	*has = n == 3;
	for (int i = 0; n && i < 3; i++)
		if (s->col[part][i] < 0)
			return gn_diag_set(why, GN_EFORMAT,
					   "%s: sensor '%s' lacks %s %c; all "
					   "of x, y, z must be there", where,
					   s->sensor.name, part_type[part],
					   'x' + i);
	return GN_OK;
}

static void drop_sensor(struct gn_layout *l, size_t at)
{
	for (int p = 0; p < GN_PARTS; p++)
		for (int i = 0; i < 3; i++)
			if (l->sensors[at].col[p][i] >= 0)
				l->used[l->sensors[at].col[p][i]] = 0;
	l->n_sensors--;
	memmove(&l->sensors[at], &l->sensors[at + 1],
		(l->n_sensors - at) * sizeof(l->sensors[0]));
}

int gn_layout_finish(struct gn_layout *l, const char *where,
		     struct gn_diag *why)
{
	for (size_t i = 0; i < l->n_sensors;) {
		struct gn_layout_sensor *s = &l->sensors[i];
		struct gn_sensor *t = &s->sensor;
		int err;

		err = finish_part(s, GN_PART_ACC, &t->has_acc, where, why);
		if (!err)
			err = finish_part(s, GN_PART_GYR, &t->has_gyr, where,
					  why);
		if (!err)
			err = finish_part(s, GN_PART_MAG, &t->has_mag, where,
					  why);
		if (err)
			return err;
		t->bad_acc = s->bad[GN_PART_ACC];
		t->bad_gyr = s->bad[GN_PART_GYR];
		if (s->bad[GN_PART_MAG])
			t->has_mag = 0;
		if (t->has_acc || t->has_gyr)
			i++;
		else
			drop_sensor(l, i);
	}
	if (!l->n_sensors)
		gn_layout_finish_points(l, where);
	return GN_OK;
}

void gn_layout_col_name(const struct gn_layout *l, size_t col, char *out,
			size_t size)
{
	out[0] = '\0';
	if ((int)col == l->time_col)
		snprintf(out, size, "time");
	for (size_t i = 0; i < l->n_sensors; i++)
		for (int p = 0; p < GN_PARTS; p++)
			for (int k = 0; k < 3; k++)
				if (l->sensors[i].col[p][k] == (int)col)
					snprintf(out, size, "%s %s %c",
						 l->sensors[i].sensor.name,
						 part_name[p], 'x' + k);
}

/* SPDX-License-Identifier: MIT */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "header.h"

struct gn_colmap {
	json_t *root;
	char    name[600];
	struct gn_colmap_table table;
};

/* Fail unless every key of an object is one of the list. */
static int only_keys(json_t *obj, const char *const *keys,
		     const char *name, const char *of, struct gn_diag *why)
{
	void *it = json_object_iter(obj);

	for (; it; it = json_object_iter_next(obj, it)) {
		const char *key = json_object_iter_key(it);
		size_t i = 0;

		while (keys[i] && strcmp(keys[i], key) != 0)
			i++;
		if (!keys[i])
			return gn_diag_set(why, GN_EFORMAT,
					   "%s: '%.40s' is not known %s; see "
					   "the manual for the column map",
					   name, key, of);
	}
	return GN_OK;
}

/* An optional string; *out is untouched without it. */
static int text_of(const json_t *obj, const char *key, const char **out,
		   const char *name, struct gn_diag *why)
{
	const json_t *v = json_object_get(obj, key);

	if (!v)
		return GN_OK;
	if (!json_is_string(v))
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: '%s' must be a string", name, key);
	*out = json_string_value(v);
	return GN_OK;
}

static int one_char(const json_t *root, const char *key, const char *allowed,
		    char *out, const char *name, struct gn_diag *why)
{
	const char *text = NULL;
	int err = text_of(root, key, &text, name, why);

	if (err || !text)
		return err;
	if (strlen(text) != 1 || !strchr(allowed, text[0]))
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: '%s' must be one of the characters "
				   "'%s' (tab as \\t)", name, key, allowed);
	*out = text[0];
	return GN_OK;
}

static int parse_numbers(struct gn_colmap *m, struct gn_diag *why)
{
	const json_t *rate = json_object_get(m->root, "rate_hz");
	const json_t *skip = json_object_get(m->root, "skip_lines");
	const json_t *header = json_object_get(m->root, "header");

	if (rate) {
		m->table.rate_hz = json_number_value(rate);
		if (!(m->table.rate_hz > 0) || m->table.rate_hz > 1e5)
			return gn_diag_set(why, GN_EFORMAT,
					   "%s: 'rate_hz' must be a number "
					   "above 0 and at most 100000",
					   m->name);
	}
	if (skip) {
		json_int_t n = json_integer_value(skip);

		if (!json_is_integer(skip) || n < 0 || n > 10000)
			return gn_diag_set(why, GN_EFORMAT,
					   "%s: 'skip_lines' must be a whole "
					   "number from 0 to 10000", m->name);
		m->table.skip_lines = (size_t)n;
	}
	if (header && !json_is_boolean(header))
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: 'header' must be true or false",
				   m->name);
	m->table.no_header = json_is_false(header);
	m->table.by_header = rate && !json_is_false(header) &&
			     !json_object_get(m->root, "time") &&
			     !json_object_get(m->root, "sensors");
	return GN_OK;
}

static int parse_table(struct gn_colmap *m, struct gn_diag *why)
{
	static const char *const keys[] = {
		"time", "rate_hz", "delimiter", "decimal", "skip_lines",
		"header", "task", "sensors", NULL,
	};
	const char *task = "";
	int err;

	if (!json_is_object(m->root))
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: the file must hold one JSON object",
				   m->name);
	err = only_keys(m->root, keys, m->name, "here", why);
	if (!err)
		err = one_char(m->root, "delimiter", ",;\t ",
			       &m->table.delim, m->name, why);
	if (!err)
		err = one_char(m->root, "decimal", ".,", &m->table.decimal,
			       m->name, why);
	if (!err)
		err = text_of(m->root, "task", &task, m->name, why);
	if (!err)
		err = parse_numbers(m, why);
	if (err)
		return err;
	snprintf(m->table.task, sizeof(m->table.task), "%s", task);
	if (!json_object_get(m->root, "time") && !(m->table.rate_hz > 0))
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: neither 'time' nor 'rate_hz'; give "
				   "one", m->name);
	return GN_OK;
}

int gn_colmap_parse(const char *text, size_t len, const char *name,
		    struct gn_colmap **out, struct gn_diag *why)
{
	struct gn_colmap *m = calloc(1, sizeof(*m));
	json_error_t e;
	int err;

	if (!m)
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory", name);
	snprintf(m->name, sizeof(m->name), "%s", name);
	m->root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &e);
	if (!m->root)
		err = gn_diag_set(why, GN_EFORMAT,
				  "%s:%d: not valid JSON: %s", name, e.line,
				  e.text);
	else
		err = parse_table(m, why);
	if (err) {
		gn_colmap_free(m);
		return err;
	}
	*out = m;
	return GN_OK;
}

void gn_colmap_free(struct gn_colmap *m)
{
	if (!m)
		return;
	json_decref(m->root);
	free(m);
}

const struct gn_colmap_table *gn_colmap_table(const struct gn_colmap *m)
{
	return &m->table;
}

/* What a column is, until all are known and can be laid out in order. */
struct role {
	const char *type, *point, *unit;
	char        component[2];
	int         aligned;
};

/* A column by its name, or by its number from 1. */
static int find_column(const struct gn_colmap *m, const struct gn_header *h,
		       const json_t *v, size_t *col, struct gn_diag *why)
{
	if (json_is_integer(v)) {
		json_int_t n = json_integer_value(v);

		if (n < 1 || (size_t)n > h->n)
			return gn_diag_set(why, GN_EFORMAT,
					   "%s: column number %lld; the table "
					   "has columns 1 to %zu", m->name,
					   (long long)n, h->n);
		*col = (size_t)n - 1;
		return GN_OK;
	}
	if (!json_is_string(v))
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: a column must be given by its name or "
				   "its number", m->name);
	for (size_t i = 0; i < h->n; i++) {
		if (strcasecmp(h->names[i], json_string_value(v)))
			continue;
		*col = i;
		return GN_OK;
	}
	return gn_diag_set(why, GN_EFORMAT,
			   "%s: the table has no column '%.60s'; compare with "
			   "its header line", m->name, json_string_value(v));
}

static int assign(const struct gn_colmap *m, const struct gn_header *h,
		  const json_t *v, const struct role *what, struct role *roles,
		  struct gn_diag *why)
{
	size_t col = 0;
	int err = find_column(m, h, v, &col, why);

	if (err)
		return err;
	if (roles[col].type)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: column '%.60s' is used twice", m->name,
				   h->names[col]);
	roles[col] = *what;
	return GN_OK;
}

static int assign_part(const struct gn_colmap *m, const struct gn_header *h,
		       json_t *sensor, const char *point, enum gn_part p,
		       struct role *roles, struct gn_diag *why)
{
	static const char *const key[] = { "acc", "gyr", "mag" };
	static const char *const unit[] = { "acc_unit", "gyr_unit",
					    "mag_unit" };
	static const char *const type[] = { "ACCEL", "GYRO", "MAGN" };
	static const char *const si[] = { "m/s^2", "rad/s", "uT" };
	const json_t *list = json_object_get(sensor, key[p]);
	struct role what = { type[p], point, si[p], "x",
			     json_is_true(json_object_get(sensor,
							  "aligned")) };
	int err = text_of(sensor, unit[p], &what.unit, m->name, why);

	if (err || !list)
		return err;
	if (json_array_size(list) != 3)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: '%s' of sensor '%.31s' must be a list "
				   "of three columns, x, y and z", m->name,
				   key[p], point);
	for (size_t i = 0; i < 3 && !err; i++) {
		what.component[0] = (char)('x' + i);
		err = assign(m, h, json_array_get(list, i), &what, roles, why);
	}
	return err;
}

static int assign_sensor(const struct gn_colmap *m, const struct gn_header *h,
			 json_t *sensor, struct role *roles,
			 struct gn_diag *why)
{
	static const char *const keys[] = {
		"name", "acc", "acc_unit", "gyr", "gyr_unit", "mag",
		"mag_unit", "aligned", NULL,
	};
	const char *point = NULL;
	int err;

	if (!json_is_object(sensor))
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: each of 'sensors' must be an object",
				   m->name);
	err = only_keys(sensor, keys, m->name, "in a sensor", why);
	if (!err)
		err = text_of(sensor, "name", &point, m->name, why);
	if (err)
		return err;
	if (!point || !*point)
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: a sensor lacks its 'name'", m->name);
	for (int p = 0; p < GN_PARTS && !err; p++)
		err = assign_part(m, h, sensor, point, (enum gn_part)p, roles,
				  why);
	return err;
}

static int assign_time(const struct gn_colmap *m, const struct gn_header *h,
		       struct role *roles, struct gn_diag *why)
{
	static const char *const keys[] = { "column", "unit", NULL };
	json_t *time = json_object_get(m->root, "time");
	struct role what = { "LATENCY", "", "s", "", 0 };
	int err;

	if (!time)
		return GN_OK;
	if (!json_is_object(time))
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: 'time' must be an object with "
				   "'column' and 'unit'", m->name);
	err = only_keys(time, keys, m->name, "in 'time'", why);
	if (!err)
		err = text_of(time, "unit", &what.unit, m->name, why);
	if (err)
		return err;
	return assign(m, h, json_object_get(time, "column"), &what, roles,
		      why);
}

static int assign_all(const struct gn_colmap *m, const struct gn_header *h,
		      struct role *roles, struct gn_diag *why)
{
	const json_t *sensors = json_object_get(m->root, "sensors");
	int err = assign_time(m, h, roles, why);

	if (!err && !json_array_size(sensors))
		return gn_diag_set(why, GN_EFORMAT,
				   "%s: 'sensors' must be a list of at least "
				   "one sensor", m->name);
	for (size_t i = 0; !err && i < json_array_size(sensors); i++)
		err = assign_sensor(m, h, json_array_get(sensors, i), roles,
				    why);
	return err;
}

int gn_colmap_layout(const struct gn_colmap *m, const struct gn_header *h,
		     struct gn_layout *out, struct gn_diag *why)
{
	struct role *roles = calloc(h->n + 1, sizeof(*roles));
	int err;

	if (!roles)
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory",
				   m->name);
	gn_layout_init(out);
	err = assign_all(m, h, roles, why);
	for (size_t i = 0; i < h->n && !err; i++) {
		struct gn_column c = {
			.name = h->names[i],
			.type = roles[i].type ? roles[i].type : "",
			.component = roles[i].component,
			.point = roles[i].point,
			.unit = roles[i].unit,
			.aligned = roles[i].aligned,
		};

		err = gn_layout_add(out, &c, m->name, why);
	}
	if (!err)
		err = gn_layout_finish(out, m->name, why);
	free(roles);
	return err;
}

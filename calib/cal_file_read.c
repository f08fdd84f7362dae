/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <libconfig.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cal_file_priv.h"

#define AGAIN "calibrate this sensor again, or remove the file"

/* One text that is read, and what is made of it. */
struct reading {
	const char         *name, *text;
	int                 version;
	struct gn_cal_file *out;
	struct gn_diag     *why;
};

static int wrong(const struct reading *r, const config_setting_t *s,
		 const char *what)
{
	const config_setting_t *of = s;

	/* a row or a number has no name but that of its list */
	while (of && !config_setting_name(of))
		of = config_setting_parent(of);
	return gn_diag_set(r->why, GN_EFORMAT, "%s:%u: %s: %s; " AGAIN,
			   r->name, config_setting_source_line(s),
			   of ? config_setting_name(of) : "value", what);
}

static int lacks(const struct reading *r, const config_setting_t *group,
		 const char *what)
{
	unsigned line = config_setting_is_root(group) ? 1 :
			config_setting_source_line(group);

	return gn_diag_set(r->why, GN_EFORMAT, "%s:%u: %s is missing; " AGAIN,
			   r->name, line, what);
}

/* A number of any kind; NAN for what is none. */
static double number(const config_setting_t *s)
{
	switch (config_setting_type(s)) {
	case CONFIG_TYPE_INT:
		return config_setting_get_int(s);
	case CONFIG_TYPE_INT64:
		return (double)config_setting_get_int64(s);
	case CONFIG_TYPE_FLOAT:
		return config_setting_get_float(s);
	default:
		return NAN;
	}
}

static int read_text(const struct reading *r, const config_setting_t *top,
		     const char *name, char *out, size_t size)
{
	const config_setting_t *s = config_setting_get_member(top, name);
	const char *text;

	if (!s)
		return lacks(r, top, name);
	text = config_setting_get_string(s);
	if (!text)
		return wrong(r, s, "must be text in quotes");
	if (strlen(text) >= size)
		return wrong(r, s, "text is too long");
	for (const char *p = text; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return wrong(r, s, "control character in text");
	memcpy(out, text, strlen(text) + 1);
	return GN_OK;
}

/* The i-th of a field's numbers; the field itself, if it is one. */
static double value(const config_setting_t *s, size_t n, size_t i)
{
	return number(n == 1 ? s : config_setting_get_elem(s, (unsigned)i));
}

static int read_field(const struct reading *r, const config_setting_t *group,
		      const struct gn_cal_field *f, void *to)
{
	const config_setting_t *s = config_setting_get_member(group, f->name);
	float x[3] = { NAN, NAN, NAN };
	char range[80];

	if (!s && !f->optional)
		return lacks(r, group, f->name);
	if (s && f->n > 1 && (!config_setting_is_aggregate(s) ||
			      config_setting_length(s) != (int)f->n))
		return wrong(r, s, "must be three numbers, ( x, y, z )");
	for (size_t i = 0; s && i < f->n; i++) {
		double v = value(s, f->n, i);

		if (isnan(v) || !gn_cal_in_range(f, (double)(float)v)) {
			snprintf(range, sizeof(range), "must lie in %g to %g",
				 f->lo, f->hi);
			return wrong(r, s, range);
		}
		x[i] = (float)v;
	}
	memcpy((char *)to + f->at, x, f->n * sizeof(x[0]));
	return GN_OK;
}

/* Nothing else is in the group: what was not understood must not be passed
 * over. */
static int only(const struct reading *r, const config_setting_t *group,
		const struct gn_cal_group *g)
{
	for (int k = 0; k < config_setting_length(group); k++) {
		const config_setting_t *s =
			config_setting_get_elem(group, (unsigned)k);
		const char *name = config_setting_name(s);
		size_t i = 0;

		while (i < g->n && strcmp(g->field[i].name, name))
			i++;
		if (i == g->n && strcmp(name, g->count) &&
		    (strcmp(name, GN_CAL_CORRELATION) ||
		     r->version < GN_CAL_CORR_SINCE))
			return wrong(r, s, "unknown here");
	}
	return GN_OK;
}

/* The i-th row: i + 1 numbers. */
static int read_row(const struct reading *r, const config_setting_t *s,
		    size_t i, float *to)
{
	char need[80];

	if (!config_setting_is_aggregate(s) ||
	    config_setting_length(s) != (int)i + 1) {
		snprintf(need, sizeof(need), "row %zu must be %zu numbers in "
			 "( )", i + 1, i + 1);
		return wrong(r, s, need);
	}
	for (size_t j = 0; j <= i; j++) {
		double v = value(s, i + 2, j);

		if (!(v >= -1 && v <= 1)) {
			snprintf(need, sizeof(need), "number %zu of row %zu "
				 "must lie in -1 to 1", j + 1, i + 1);
			return wrong(r, s, need);
		}
		to[j] = (float)v;
	}
	return GN_OK;
}

/* NAN where they are not known. */
static int read_corr(const struct reading *r, const config_setting_t *group,
		     const struct gn_cal_group *g, void *to)
{
	const config_setting_t *s =
		config_setting_get_member(group, GN_CAL_CORRELATION);
	float corr[GN_CAL_CORR(GN_CAL_UNKNOWNS)];
	size_t n = gn_cal_unknowns(g, to), room = GN_CAL_CORR(3 * g->n_sd);
	char need[80];
	int err = GN_OK;

	for (size_t i = 0; i < room; i++)
		corr[i] = NAN;
	if (s && (!config_setting_is_aggregate(s) ||
		  config_setting_length(s) != (int)n - 1)) {
		snprintf(need, sizeof(need), "must be %zu rows, as there are "
			 "%zu unknowns", n - 1, n);
		return wrong(r, s, need);
	}
	for (size_t i = 0; s && i + 1 < n && !err; i++)
		err = read_row(r, config_setting_get_elem(s, (unsigned)i), i,
			       corr + GN_CAL_CORR(i + 1));
	if (err)
		return err;
	if (s && !gn_cal_corr_ok(corr, n))
		return wrong(r, s, "no errors can be related like this: its "
			     "matrix has an eigenvalue below 0");
	memcpy((char *)to + g->corr_at, corr, room * sizeof(corr[0]));
	return GN_OK;
}

static int read_group(const struct reading *r, const config_setting_t *group,
		      const struct gn_cal_group *g, uint32_t *count, void *to)
{
	const config_setting_t *s;
	char range[80];
	double x;
	int err;

	if (r->version < g->since)
		return wrong(r, group, "unknown here");
	if (!config_setting_is_group(group))
		return wrong(r, group, "must be a group { ... }");
	err = only(r, group, g);
	for (size_t i = 0; i < g->n && !err; i++)
		err = read_field(r, group, &g->field[i], to);
	if (!err)
		err = read_corr(r, group, g, to);
	if (err)
		return err;
	s = config_setting_get_member(group, g->count);
	if (!s)
		return lacks(r, group, g->count);
	x = number(s);
	if (!(x >= 1 && x <= g->count_max) || floor(x) < x) {
		snprintf(range, sizeof(range), "must be a whole number of 1 "
			 "to %u", g->count_max);
		return wrong(r, s, range);
	}
	*count = (uint32_t)x;
	return GN_OK;
}

static int read_acc(const struct reading *r, const config_setting_t *group)
{
	struct gn_cal_acc_text t = { 0 };
	int err = read_group(r, group, &gn_cal_acc_group, &t.acc.poses, &t);

	if (err)
		return err;
	gn_cal_matrix_to(&t.k, t.acc.cal.k);
	r->out->acc = t.acc;
	r->out->has_acc = 1;
	return GN_OK;
}

static int read_gyr(const struct reading *r, const config_setting_t *group)
{
	r->out->has_gyr = 1;
	return read_group(r, group, &gn_cal_gyr_group, &r->out->gyr.poses,
			  &r->out->gyr);
}

static int read_scale(const struct reading *r, const config_setting_t *group)
{
	struct gn_cal_scale_text t = { 0 };
	int err = read_group(r, group, &gn_cal_scale_group, &t.scale.turns,
			     &t);

	if (err)
		return err;
	gn_cal_matrix_to(&t.k, t.scale.k);
	gn_cal_matrix_to(&t.sd, t.scale.sd);
	r->out->scale = t.scale;
	r->out->has_scale = 1;
	return GN_OK;
}

static int read_mag(const struct reading *r, const config_setting_t *group)
{
	struct gn_cal_mag_text t = { 0 };
	int err = read_group(r, group, &gn_cal_mag_group, &t.mag.samples, &t);

	if (err)
		return err;
	memcpy(t.w.below, t.w.above, sizeof(t.w.below));
	gn_cal_matrix_to(&t.w, t.mag.w);
	r->out->mag = t.mag;
	r->out->has_mag = 1;
	return GN_OK;
}

/* Is a name of the file's head? */
static int of_head(const char *name)
{
	static const char *const head[] = { "version", "serial", "model",
					    "date", "software", "sum" };

	for (size_t i = 0; i < sizeof(head) / sizeof(head[0]); i++)
		if (!strcmp(name, head[i]))
			return 1;
	return 0;
}

static int read_groups(const struct reading *r, const config_setting_t *top)
{
	int err = GN_OK;

	for (int i = 0; i < config_setting_length(top) && !err; i++) {
		const config_setting_t *s =
			config_setting_get_elem(top, (unsigned)i);
		const char *name = config_setting_name(s);

		if (!strcmp(name, gn_cal_acc_group.name))
			err = read_acc(r, s);
		else if (!strcmp(name, gn_cal_gyr_group.name))
			err = read_gyr(r, s);
		else if (!strcmp(name, gn_cal_scale_group.name))
			err = read_scale(r, s);
		else if (!strcmp(name, gn_cal_mag_group.name))
			err = read_mag(r, s);
		else if (!of_head(name))
			err = wrong(r, s, "unknown here");
	}
	if (!err && !r->out->has_acc && !r->out->has_gyr)
		err = lacks(r, top, "an accelerometer or gyroscope");
	return err;
}

static int read_version(struct reading *r, const config_setting_t *top)
{
	const config_setting_t *s = config_setting_get_member(top, "version");

	if (!s)
		return lacks(r, top, "version");
	if (number(s) > GN_CAL_FILE_VERSION)
		return gn_diag_set(r->why, GN_EFORMAT, "%s:%u: made by a newer "
				   "gonio; use that one, or calibrate this "
				   "sensor again", r->name,
				   config_setting_source_line(s));
	r->version = (int)number(s);
	if (!(number(s) >= 1) || r->version < number(s))
		return wrong(r, s, "must be 1, 2 or 3");
	return GN_OK;
}

static int read_head(struct reading *r, const config_setting_t *top)
{
	struct gn_cal_file *c = r->out;
	int err = read_version(r, top);

	if (!err)
		err = read_text(r, top, "serial", c->serial,
				sizeof(c->serial));
	if (!err && !c->serial[0])
		err = lacks(r, top, "the serial number");
	if (!err)
		err = read_text(r, top, "model", c->model, sizeof(c->model));
	if (!err)
		err = read_text(r, top, "date", c->date, sizeof(c->date));
	if (!err)
		err = read_text(r, top, "software", c->software,
				sizeof(c->software));
	return err;
}

static unsigned last_line(const char *text)
{
	unsigned n = 1;

	for (; *text; text++)
		n += *text == '\n' && text[1];
	return n;
}

/* The sum is that of all before its line, and behind it is nothing. */
static int check_sum(const struct reading *r, const config_setting_t *top)
{
	const config_setting_t *s = config_setting_get_member(top, "sum");
	const char *last = r->text;
	char want[32];

	for (const char *p = last; p; p = strstr(p + 1, "\nsum ="))
		last = p;
	if (!s)
		return gn_diag_set(r->why, GN_EFORMAT, "%s:%u: cut off, the "
				   "line with the sum is missing; " AGAIN,
				   r->name, last_line(r->text));
	last++;
	snprintf(want, sizeof(want), "sum = \"%08x\";\n",
		 gn_cal_sum(r->text, (size_t)(last - r->text)));
	if (strcmp(last, want))
		return wrong(r, s, "does not fit: the file was damaged, or "
			     "changed by hand");
	return GN_OK;
}

static int same_sensor(const struct reading *r, const config_setting_t *top,
		       const char *serial)
{
	const config_setting_t *s = config_setting_get_member(top, "serial");

	if (!serial || !strcmp(serial, r->out->serial))
		return GN_OK;
	return gn_diag_set(r->why, GN_ENODEV, "%s:%u: it is of sensor '%s', "
			   "not of '%s'; calibrate that one, or move the file "
			   "away", r->name, config_setting_source_line(s),
			   r->out->serial, serial);
}

static int read_all(struct reading *r, const config_setting_t *top,
		    const char *serial)
{
	int err = read_head(r, top);

	if (!err)
		err = read_groups(r, top);
	if (!err)
		err = check_sum(r, top);
	if (!err)
		err = same_sensor(r, top, serial);
	return err;
}

/* What stands at p, if it is a comment: up to its end; else p. */
static const char *comment(const char *p)
{
	const char *end;

	if (*p == '#' || !strncmp(p, "//", 2))
		return p + strcspn(p, "\n");
	if (strncmp(p, "/*", 2))
		return p;
	end = strstr(p + 2, "*/");
	return end ? end + 2 : p + strlen(p);
}

/* The line of a text in quotes that never ends, for libconfig 1.5 would lose
 * its memory; 0: there is none. */
static unsigned unended(const char *text)
{
	const char *from = NULL, *p = text;
	unsigned line = 1;

	while (*p) {
		const char *next = from ? p : comment(p);

		if (next != p) {
			p = next;
			continue;
		}
		if (from && *p == '\\' && p[1])
			p++;
		else if (*p == '"')
			from = from ? NULL : p;
		p++;
	}
	for (p = text; from && p < from; p++)
		line += *p == '\n';
	return from ? line : 0;
}

int gn_cal_file_parse(struct gn_cal_file *out, const char *text,
		      const char *name, const char *serial,
		      struct gn_diag *why)
{
	struct gn_cal_file c = { 0 };
	struct reading r = { name, text, 0, &c, why };
	unsigned line = unended(text);
	config_t cfg;
	int err;

	if (line)
		return gn_diag_set(why, GN_EFORMAT, "%s:%u: a text in quotes "
				   "has no end; " AGAIN, name, line);
	/* it would read further files from anywhere */
	if (strstr(text, "@include"))
		return gn_diag_set(why, GN_EFORMAT, "%s: @include: a "
				   "calibration stands in one file; " AGAIN,
				   name);
	config_init(&cfg);
	if (config_read_string(&cfg, text))
		err = read_all(&r, config_root_setting(&cfg), serial);
	else
		err = gn_diag_set(why, GN_EFORMAT, "%s:%d: %s; " AGAIN, name,
				  config_error_line(&cfg),
				  config_error_text(&cfg));
	config_destroy(&cfg);
	if (!err)
		*out = c;
	return err;
}

int gn_cal_file_read(struct gn_cal_file *out, const char *path,
		     const char *serial, struct gn_diag *why)
{
	char text[GN_CAL_FILE_MAX + 2];
	FILE *from = fopen(path, "r");
	size_t n;
	int failed;

	if (!from)
		return gn_diag_set(why, errno == ENOENT ? GN_ENOENT : GN_EIO,
				   "%s: %s", path, strerror(errno));
	n = fread(text, 1, sizeof(text) - 1, from);
	failed = ferror(from) ? errno : 0;
	fclose(from);
	if (failed)
		return gn_diag_set(why, GN_EIO, "%s: %s", path,
				   strerror(failed));
	text[n] = '\0';
	if (n > GN_CAL_FILE_MAX || strlen(text) < n)
		return gn_diag_set(why, GN_EFORMAT, "%s: no calibration file; "
				   AGAIN, path);
	return gn_cal_file_parse(out, text, path, serial, why);
}

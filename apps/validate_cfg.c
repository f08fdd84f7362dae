/* SPDX-License-Identifier: MIT */
#include "validate_cfg.h"

#include <libconfig.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/recording.h"
#include "jobs.h"

static int bad(const char *path, const config_setting_t *s, const char *what,
	       struct gn_diag *why)
{
	return gn_diag_set(why, GN_EFORMAT, "%s:%u: %s %s", path,
			   (unsigned)config_setting_source_line(s),
			   config_setting_name(s), what);
}

static int is_number(const config_setting_t *s, double *out)
{
	switch (config_setting_type(s)) {
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		*out = (double)config_setting_get_int64(s);
		return 1;
	case CONFIG_TYPE_FLOAT:
		*out = config_setting_get_float(s);
		return 1;
	default:
		return 0;
	}
}

/* A number within the field's bounds. */
static int is_good(const config_setting_t *s, const struct gn_cfg_field *f,
		   double *out)
{
	return is_number(s, out) && *out >= f->least && *out <= f->most &&
	       (f->type != GN_CFG_WHOLE || *out == floor(*out));
}

static int read_list(struct gn_cfg_list *to, const struct gn_cfg_field *f,
		     const config_setting_t *s, const char *path,
		     struct gn_diag *why)
{
	int len = config_setting_length(s);
	int good = config_setting_is_aggregate(s) && len >= 1 &&
		   len <= GN_CFG_VALUES;
	char text[80];

	for (int i = 0; good && i < len; i++)
		good = is_good(config_setting_get_elem(s, (unsigned)i), f,
			       &to->v[i]);
	to->n = good ? (size_t)len : 0;
	if (good)
		return GN_OK;
	snprintf(text, sizeof(text), "must be a list of 1 to %d numbers, %g "
		 "to %g", GN_CFG_VALUES, f->least, f->most);
	return bad(path, s, text, why);
}

static int read_text(char *to, const config_setting_t *s,
		     const config_setting_t *field, const char *path,
		     struct gn_diag *why)
{
	const char *text = config_setting_get_string(s);
	char must[48];

	if (text && *text && strlen(text) < GN_CFG_TEXT_MAX) {
		memcpy(to, text, strlen(text) + 1);
		return GN_OK;
	}
	snprintf(must, sizeof(must), "must be of 1 to %d letters in quotes",
		 GN_CFG_TEXT_MAX - 1);
	return bad(path, field, must, why);
}

static int read_texts(struct gn_cfg_texts *to, const config_setting_t *s,
		      const char *path, struct gn_diag *why)
{
	int len = config_setting_length(s), err = GN_OK;
	char must[48];

	snprintf(must, sizeof(must), "must be a list of 1 to %d texts",
		 GN_CFG_VALUES);
	if (!config_setting_is_aggregate(s) || len < 1 || len > GN_CFG_VALUES)
		return bad(path, s, must, why);
	for (int i = 0; i < len && !err; i++)
		err = read_text(to->v[i], config_setting_get_elem(s,
				(unsigned)i), s, path, why);
	to->n = err ? 0 : (size_t)len;
	return err;
}

static int read_field(void *to, const struct gn_cfg_field *f,
		      const config_setting_t *s, const char *path,
		      struct gn_diag *why)
{
	char *at = (char *)to + f->at, text[80];
	double v;

	if (f->type == GN_CFG_LIST)
		return read_list((struct gn_cfg_list *)(void *)at, f, s, path,
				 why);
	if (f->type == GN_CFG_TEXT)
		return read_text(at, s, s, path, why);
	if (f->type == GN_CFG_TEXTS)
		return read_texts((struct gn_cfg_texts *)(void *)at, s, path,
				  why);
	if (!is_good(s, f, &v)) {
		snprintf(text, sizeof(text), "must be a %snumber from %g to %g",
			 f->type == GN_CFG_WHOLE ? "whole " : "", f->least,
			 f->most);
		return bad(path, s, text, why);
	}
	if (f->type == GN_CFG_WHOLE)
		memcpy(at, &(uint32_t){ (uint32_t)v }, sizeof(uint32_t));
	else
		memcpy(at, &v, sizeof(v));
	return GN_OK;
}

static int read_setting(const struct gn_cfg_field *fields, size_t n, void *to,
			const char *kind, const config_setting_t *s,
			const char *path, struct gn_diag *why)
{
	const char *name = config_setting_name(s), *text;
	char must[48];

	if (!strcmp(name, "kind")) {
		text = config_setting_get_string(s);
		snprintf(must, sizeof(must), "must be \"%s\"", kind);
		return text && !strcmp(text, kind) ? GN_OK :
		       bad(path, s, must, why);
	}
	for (size_t i = 0; i < n; i++)
		if (!strcmp(name, fields[i].name))
			return read_field(to, &fields[i], s, path, why);
	return bad(path, s, "is no such field", why);
}

/* config_destroy() when done, also on error. */
static int open_file(config_t *c, const char *path, struct gn_diag *why)
{
	config_init(c);
	if (config_read_file(c, path))
		return GN_OK;
	if (config_error_type(c) == CONFIG_ERR_FILE_IO)
		return gn_diag_set(why, GN_ENOENT, "%s: cannot be read", path);
	return gn_diag_set(why, GN_EFORMAT, "%s:%d: %s", path,
			   config_error_line(c), config_error_text(c));
}

int gn_cfg_read(const char *path, const char *kind,
		const struct gn_cfg_field *fields, size_t n, void *to,
		struct gn_diag *why)
{
	const config_setting_t *root;
	config_t c;
	int err = open_file(&c, path, why);

	root = err ? NULL : config_root_setting(&c);
	for (int i = 0; root && i < config_setting_length(root) && !err; i++)
		err = read_setting(fields, n, to, kind,
				   config_setting_get_elem(root, (unsigned)i),
				   path, why);
	config_destroy(&c);
	return err;
}

int gn_cfg_kind(const char *path, char kind[24], struct gn_diag *why)
{
	const config_setting_t *s;
	const char *text;
	config_t c;
	int err = open_file(&c, path, why);

	s = err ? NULL : config_lookup(&c, "kind");
	text = s ? config_setting_get_string(s) : "asymmetry";
	if (!err && !text)
		err = bad(path, s, "must be a text in quotes", why);
	if (!err)
		snprintf(kind, 24, "%s", text);
	config_destroy(&c);
	return err;
}

void gn_cfg_name(char out[64], const char *path)
{
	const char *base = gn_base_name(path);

	snprintf(out, 64, "%.*s", (int)strcspn(base, "."), base);
}

/* All points of a table. */
struct points {
	const struct gn_cfg_table *t;
	const void *scene;
	char       *point;
	int        *err;
};

static void run_point(void *ctx, size_t i)
{
	const struct points *p = ctx;

	p->err[i] = p->t->run(p->scene, i, p->point + i * p->t->size);
}

int gn_cfg_show(const struct gn_cfg_table *t, const void *scene, size_t n,
		unsigned jobs, FILE *to, int json, int before)
{
	struct points p = { t, scene, calloc(n, t->size),
			    calloc(n, sizeof(*p.err)) };
	int err = p.point && p.err ? GN_OK : GN_ENOMEM;

	if (!err)
		gn_jobs_show(n, jobs, run_point, &p, "points");
	for (size_t i = 0; i < n && !err; i++)
		err = p.err[i];
	if (!err && json) {
		err = t->json(to, scene, p.point, n);
	} else if (!err) {
		if (before)
			fputc('\n', to);
		t->print(to, scene, p.point, n);
	}
	free(p.point);
	free(p.err);
	return err;
}

int gn_cfg_json(FILE *to, json_t *o)
{
	int err;

	if (!o)
		return GN_ENOMEM;
	err = json_dumpf(o, to, JSON_COMPACT | JSON_REAL_PRECISION(8)) ||
	      fputc('\n', to) == EOF;
	json_decref(o);
	return err ? GN_EIO : GN_OK;
}

/* SPDX-License-Identifier: MIT */
#include "validate_scene.h"

#include <jansson.h>
#include <libconfig.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/asym.h"
#include "gonio/compare.h"
#include "gonio/recording.h"
#include "jobs.h"
#include "validate.h"

#define DEG (3.14159265358979323846 / 180.0)

/* --- the file --- */

/* A field that is one number. */
struct field {
	const char *name;
	size_t      at;
	int         whole;              /* 1: uint32_t, 0: double */
	double      least, most;
};

#define REAL(name, least, most)                                            \
	{ #name, offsetof(struct gn_scene, name), 0, least, most }
#define WHOLE(name, least, most)                                           \
	{ #name, offsetof(struct gn_scene, name), 1, least, most }

static const struct field fields[] = {
	WHOLE(seed, 0, 4e9), WHOLE(sessions, 1, 1e6), WHOLE(reps, 3, 200),
	REAL(range_deg, 1, 180), REAL(rom_cv, 0, 0.5),
	REAL(duration_cv, 0, 0.5), REAL(rom_loss, 0, 0.9),
	REAL(repeat_deg, 0, 45), REAL(smooth_sd, 0, 1),
};

#define N_FIELDS (sizeof(fields) / sizeof(fields[0]))

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

static int read_field(struct gn_scene *to, const struct field *f,
		      const config_setting_t *s, const char *path,
		      struct gn_diag *why)
{
	char *at = (char *)to + f->at, text[80];
	double v;

	if (!is_number(s, &v) || !(v >= f->least && v <= f->most) ||
	    (f->whole && v != floor(v))) {
		snprintf(text, sizeof(text), "must be a %snumber from %g to %g",
			 f->whole ? "whole " : "", f->least, f->most);
		return bad(path, s, text, why);
	}
	if (f->whole)
		memcpy(at, &(uint32_t){ (uint32_t)v }, sizeof(uint32_t));
	else
		memcpy(at, &v, sizeof(v));
	return GN_OK;
}

static int read_list(double out[GN_SCENE_VALUES], size_t *n,
		     const config_setting_t *s, const char *path,
		     struct gn_diag *why)
{
	static const char what[] = "must be a list of 1 to 16 numbers, 0 to 50";
	int len = config_setting_length(s);

	if (!config_setting_is_aggregate(s) || len < 1 || len > GN_SCENE_VALUES)
		return bad(path, s, what, why);
	for (int i = 0; i < len; i++) {
		const config_setting_t *e =
			config_setting_get_elem(s, (unsigned)i);

		if (!is_number(e, &out[i]) ||
		    !(out[i] >= 0.0 && out[i] <= 50.0))
			return bad(path, s, what, why);
	}
	*n = (size_t)len;
	return GN_OK;
}

static int read_setting(struct gn_scene *to, const config_setting_t *s,
			const char *path, struct gn_diag *why)
{
	const char *name = config_setting_name(s);

	if (!strcmp(name, "kind"))
		return config_setting_get_string(s) &&
		       !strcmp(config_setting_get_string(s), "asymmetry") ?
			GN_OK : bad(path, s, "must be \"asymmetry\"", why);
	if (!strcmp(name, "true_percent"))
		return read_list(to->percent, &to->n_percent, s, path, why);
	if (!strcmp(name, "mounting_points"))
		return read_list(to->mounting, &to->n_mounting, s, path, why);
	for (size_t i = 0; i < N_FIELDS; i++)
		if (!strcmp(name, fields[i].name))
			return read_field(to, &fields[i], s, path, why);
	return bad(path, s, "is no such field", why);
}

static int read_all(struct gn_scene *to, const config_t *c, const char *path,
		    struct gn_diag *why)
{
	const config_setting_t *root = config_root_setting(c);
	int err = GN_OK;

	for (int i = 0; i < config_setting_length(root) && !err; i++)
		err = read_setting(to, config_setting_get_elem(root,
				   (unsigned)i), path, why);
	if (!err && (!to->n_percent || !to->n_mounting))
		err = gn_diag_set(why, GN_EFORMAT, "%s: needs true_percent and "
				  "mounting_points", path);
	return err;
}

int gn_scene_load(struct gn_scene *out, const char *path, struct gn_diag *why)
{
	struct gn_scene s = { .seed = 1, .sessions = 500, .reps = 10,
			      .range_deg = 90.0, .rom_cv = 0.06,
			      .duration_cv = 0.1, .rom_loss = 0.05,
			      .repeat_deg = 1.0, .smooth_sd = 0.03 };
	const char *base = gn_base_name(path);
	config_t c;
	int err;

	snprintf(s.name, sizeof(s.name), "%.*s",
		 (int)strcspn(base, "."), base);
	config_init(&c);
	if (config_read_file(&c, path))
		err = read_all(&s, &c, path, why);
	else if (config_error_type(&c) == CONFIG_ERR_FILE_IO)
		err = gn_diag_set(why, GN_ENOENT, "%s: cannot be read", path);
	else
		err = gn_diag_set(why, GN_EFORMAT, "%s:%d: %s", path,
				  config_error_line(&c), config_error_text(&c));
	config_destroy(&c);
	if (!err)
		*out = s;
	return err;
}

/* --- sessions --- */

/* A repetition as it would come out of an analysis. */
static void make_rep(const struct gn_scene *s, struct gn_random *r,
		     double own_deg, double gain, enum gn_side side,
		     double done, struct gn_rep *out)
{
	double range = own_deg * (1.0 - s->rom_loss * done * done) *
		       (1.0 + s->rom_cv * gn_random_gauss(r)) * gain +
		       s->repeat_deg * gn_random_gauss(r);
	double half = 1.2 * (1.0 + s->duration_cv * gn_random_gauss(r));

	memset(out, 0, sizeof(*out));
	out->side = side;
	snprintf(out->rom_of, sizeof(out->rom_of), "knee_flexion%s",
		 side == GN_SIDE_LEFT ? "_l" : "_r");
	out->rom_rad = (float)(range * DEG);
	out->rom_sd_rad = 0.0f;
	out->mean_radps = (float)(range * DEG / half);
	out->peak_radps = (float)(1.875 * range * DEG / half);
	for (int k = 0; k < 4; k++)
		out->tempo_s[k] = (float)(k % 2 ? 0.4 * (1.0 + s->duration_cv *
			gn_random_gauss(r)) : half * (1.0 + 0.5 *
			s->duration_cv * gn_random_gauss(r)));
	out->sparc = (float)(-1.4 * (1.0 + s->smooth_sd * gn_random_gauss(r)));
	out->ldlj = (float)(-5.6 * (1.0 + s->smooth_sd * gn_random_gauss(r)));
	for (int a = 0; a < GN_ANGLES; a++)
		out->angle[a] = (struct gn_range){ NAN, NAN, NAN };
}

static int run_session(const struct gn_scene *s, struct gn_random *r,
		       struct gn_rep *reps, struct gn_scene_point *p)
{
	static const struct gn_exercise exercise = { .name = "lunge" };
	const struct gn_asym_about about = { &exercise, GN_SIDE_NONE, 1,
					     p->mounting };
	double off = p->mounting / 100.0 * gn_random_gauss(r);
	double right = s->range_deg / (1.0 - p->percent / 200.0);
	struct gn_asym a[GN_ASYM_MAX];
	size_t n = 0;
	int err, any = 0;

	for (size_t i = 0; i < 2 * s->reps; i++) {
		int left = i % 2 == 0;

		make_rep(s, r, right * (left ? 1.0 - p->percent / 100.0 : 1.0),
			 1.0 + (left ? -0.5 : 0.5) * off,
			 left ? GN_SIDE_LEFT : GN_SIDE_RIGHT,
			 (double)i / (double)(2 * s->reps - 1), &reps[i]);
	}
	err = gn_asym_reps(reps, 2 * s->reps, &about, a, &n);
	for (size_t i = 0; i < n; i++) {
		int different = a[i].verdict == GN_ASYM_DIFFERENT;

		any |= different;
		if (strcmp(a[i].name, "range"))
			continue;
		p->range += different;
		p->wrong += different && a[i].difference < 0.0;
		p->covered += a[i].si_ci[0] <= p->truth &&
			      p->truth <= a[i].si_ci[1];
	}
	p->any += any;
	p->sessions++;
	return err;
}

int gn_scene_run(const struct gn_scene *s, size_t i,
		 struct gn_scene_point *out)
{
	struct gn_rep *reps = calloc(2 * s->reps, sizeof(*reps));
	struct gn_scene_point p = {
		.mounting = s->mounting[i / s->n_percent],
		.percent = s->percent[i % s->n_percent] };
	struct gn_random r;
	int err = reps ? GN_OK : GN_ENOMEM;

	p.truth = 100.0 * p.percent / (100.0 - p.percent / 2.0);
	gn_random_seed(&r, s->seed + 1000u * (uint32_t)i);
	for (uint32_t k = 0; k < s->sessions && !err; k++)
		err = run_session(s, &r, reps, &p);
	free(reps);
	*out = p;
	return err;
}

/* --- all of them --- */

struct all {
	const struct gn_scene *scene;
	struct gn_scene_point *point;
	int                   *err;
};

static void run_point(void *ctx, size_t i)
{
	const struct all *a = ctx;

	a->err[i] = gn_scene_run(a->scene, i, &a->point[i]);
}

static void print_table(FILE *to, const struct gn_scene *s,
			const struct gn_scene_point *p, size_t n)
{
	fprintf(to, "%-16s %8s %7s %8s %8s %8s %7s %8s\n", "ASYMMETRY",
		"mounting", "true %", "sessions", "range %", "any %", "wrong",
		"cover %");
	for (size_t i = 0; i < n; i++)
		fprintf(to, "%-16s %8.1f %7.1f %8zu %8.1f %8.1f %7zu %8.1f\n",
			s->name, p[i].mounting, p[i].percent, p[i].sessions,
			gn_val_percent(p[i].range, p[i].sessions),
			gn_val_percent(p[i].any, p[i].sessions), p[i].wrong,
			gn_val_percent(p[i].covered, p[i].sessions));
}

static int print_json(FILE *to, const struct gn_scene *s,
		      const struct gn_scene_point *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		json_t *o = json_pack("{s:s, s:s, s:s, s:f, s:f, s:I, s:I, s:I,"
			" s:I, s:I}", "schema", "gonio.validate/1",
			"type", "asymmetry", "dataset", s->name,
			"mounting_points", p[i].mounting,
			"true_percent", p[i].percent,
			"sessions", (json_int_t)p[i].sessions,
			"range_different", (json_int_t)p[i].range,
			"any_different", (json_int_t)p[i].any,
			"wrong_side", (json_int_t)p[i].wrong,
			"covered", (json_int_t)p[i].covered);
		int err = o ? json_dumpf(o, to, JSON_COMPACT |
					 JSON_REAL_PRECISION(8)) : 0;

		if (!o)
			return GN_ENOMEM;
		json_decref(o);
		if (err || fputc('\n', to) == EOF)
			return GN_EIO;
	}
	return GN_OK;
}

int gn_scene_all(const char *path, unsigned jobs, FILE *to, int json,
		 int before, struct gn_diag *why)
{
	struct gn_scene scene;
	struct all all = { .scene = &scene };
	int err = gn_scene_load(&scene, path, why);
	size_t n;

	if (err)
		return err;
	n = scene.n_percent * scene.n_mounting;
	all.point = calloc(n, sizeof(*all.point));
	all.err = calloc(n, sizeof(*all.err));
	if (all.point && all.err)
		gn_jobs_show(n, jobs, run_point, &all, "points");
	else
		err = GN_ENOMEM;
	for (size_t i = 0; i < n && !err; i++)
		err = all.err[i];
	if (!err && json)
		err = print_json(to, &scene, all.point, n);
	else if (!err) {
		if (before)
			fputc('\n', to);
		print_table(to, &scene, all.point, n);
	}
	free(all.point);
	free(all.err);
	return err;
}

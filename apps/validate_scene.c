/* SPDX-License-Identifier: MIT */
#include "validate_scene.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/asym.h"
#include "gonio/compare.h"
#include "validate.h"

#define DEG (3.14159265358979323846 / 180.0)

/* --- the file --- */

#define REAL(name, least, most)                                            \
	{ #name, GN_CFG_REAL, offsetof(struct gn_scene, name), least, most }
#define WHOLE(name, least, most)                                           \
	{ #name, GN_CFG_WHOLE, offsetof(struct gn_scene, name), least, most }
#define LIST(name, to)                                                     \
	{ name, GN_CFG_LIST, offsetof(struct gn_scene, to), 0, 50 }

static const struct gn_cfg_field fields[] = {
	WHOLE(seed, 0, 4e9), WHOLE(sessions, 1, 1e6), WHOLE(reps, 3, 200),
	REAL(range_deg, 1, 180), REAL(rom_cv, 0, 0.5),
	REAL(duration_cv, 0, 0.5), REAL(rom_loss, 0, 0.9),
	REAL(repeat_deg, 0, 45), REAL(smooth_sd, 0, 1),
	LIST("true_percent", percent), LIST("mounting_points", mounting),
};

int gn_scene_load(struct gn_scene *out, const char *path, struct gn_diag *why)
{
	struct gn_scene s = { .seed = 1, .sessions = 500, .reps = 10,
			      .range_deg = 90.0, .rom_cv = 0.06,
			      .duration_cv = 0.1, .rom_loss = 0.05,
			      .repeat_deg = 1.0, .smooth_sd = 0.03 };
	int err = gn_cfg_read(path, "asymmetry", fields,
			      sizeof(fields) / sizeof(fields[0]), &s, why);

	if (!err && (!s.percent.n || !s.mounting.n))
		err = gn_diag_set(why, GN_EFORMAT, "%s: needs true_percent and "
				  "mounting_points", path);
	gn_cfg_name(s.name, path);
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
		.mounting = s->mounting.v[i / s->percent.n],
		.percent = s->percent.v[i % s->percent.n] };
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

static int run_point(const void *scene, size_t i, void *point)
{
	return gn_scene_run(scene, i, point);
}

static void print_table(FILE *to, const void *scene, const void *points,
			size_t n)
{
	const struct gn_scene *s = scene;
	const struct gn_scene_point *p = points;

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

static int print_json(FILE *to, const void *scene, const void *points,
		      size_t n)
{
	const struct gn_scene *s = scene;
	const struct gn_scene_point *p = points;
	int err = GN_OK;

	for (size_t i = 0; i < n && !err; i++)
		err = gn_cfg_json(to, json_pack("{s:s, s:s, s:s, s:f, s:f, s:I,"
			" s:I, s:I, s:I, s:I}", "schema", "gonio.validate/1",
			"type", "asymmetry", "dataset", s->name,
			"mounting_points", p[i].mounting,
			"true_percent", p[i].percent,
			"sessions", (json_int_t)p[i].sessions,
			"range_different", (json_int_t)p[i].range,
			"any_different", (json_int_t)p[i].any,
			"wrong_side", (json_int_t)p[i].wrong,
			"covered", (json_int_t)p[i].covered));
	return err;
}

int gn_scene_all(const char *path, unsigned jobs, FILE *to, int json,
		 int before, struct gn_diag *why)
{
	static const struct gn_cfg_table table = {
		sizeof(struct gn_scene_point), run_point, print_table,
		print_json
	};
	struct gn_scene s;
	int err = gn_scene_load(&s, path, why);

	return err ? err : gn_cfg_show(&table, &s, s.percent.n * s.mounting.n,
				       jobs, to, json, before);
}

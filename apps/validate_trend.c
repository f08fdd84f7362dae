/* SPDX-License-Identifier: MIT */
#include "validate_trend.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/compare.h"
#include "gonio/series.h"
#include "validate.h"

#define ALPHA 0.05              /* as gonio trend has it */
#define RAD (3.14159265358979323846 / 180)

#define REAL(name, least, most)                                            \
	{ #name, GN_CFG_REAL, offsetof(struct gn_val_trend, name), least,  \
	  most }
#define WHOLE(name, least, most)                                           \
	{ #name, GN_CFG_WHOLE, offsetof(struct gn_val_trend, name), least, \
	  most }

static const struct gn_cfg_field fields[] = {
	WHOLE(seed, 0, 4e9), WHOLE(histories, 1, 1e6), WHOLE(reps, 2, 100),
	WHOLE(velocity, 0, 1), WHOLE(sudden, 0, 1),
	REAL(range_deg, 1, 180), REAL(range_rep_deg, 0, 45),
	REAL(range_day_deg, 0, 45), REAL(mounting_deg, 0, 45),
	REAL(speed_degps, 1, 2000), REAL(speed_rep_degps, 0, 500),
	REAL(speed_day_degps, 0, 500),
	{ "sessions", GN_CFG_LIST, offsetof(struct gn_val_trend, sessions), 2,
	  GN_VAL_TREND_SESSIONS },
	{ "falls_mdc", GN_CFG_LIST, offsetof(struct gn_val_trend, falls), 0,
	  50 },
};

int gn_val_trend_load(struct gn_val_trend *out, const char *path,
		      struct gn_diag *why)
{
	struct gn_val_trend s = {
		.seed = 1, .histories = 500, .reps = 10, .range_deg = 90,
		.range_rep_deg = 4, .range_day_deg = 2, .mounting_deg = 3,
		.speed_degps = 120, .speed_rep_degps = 12,
		.speed_day_degps = 8,
	};
	int err = gn_cfg_read(path, "trend", fields,
			      sizeof(fields) / sizeof(fields[0]), &s, why);

	if (!err && (!s.sessions.n || !s.falls.n))
		err = gn_diag_set(why, GN_EFORMAT, "%s: needs sessions and "
				  "falls_mdc", path);
	for (size_t i = 0; i < s.sessions.n && !err; i++)
		if (s.sessions.v[i] != floor(s.sessions.v[i]))
			err = gn_diag_set(why, GN_EFORMAT, "%s: sessions must "
					  "be whole numbers", path);
	gn_cfg_name(s.name, path);
	if (!err)
		*out = s;
	return err;
}

/* The standard error of a session's mean. */
static double sem(uint32_t reps, double rep_sd, double day_sd, double mount_sd)
{
	return sqrt(rep_sd * rep_sd / reps + day_sd * day_sd +
		    mount_sd * mount_sd);
}

/* The repetitions of one limb in one session, by fallen MDC95. */
static void put_reps(const struct gn_val_trend *s, struct gn_random *r,
		     double fallen, enum gn_side side, struct gn_rep *rep)
{
	double angle = s->range_deg + s->range_day_deg * gn_random_gauss(r) +
		       s->mounting_deg * gn_random_gauss(r);
	double rate = s->speed_degps + s->speed_day_degps * gn_random_gauss(r);

	if (side == GN_SIDE_RIGHT) {
		angle -= fallen * gn_mdc95(sem(s->reps, s->range_rep_deg,
					       s->range_day_deg,
					       s->mounting_deg));
		if (s->velocity)
			rate -= fallen * gn_mdc95(sem(s->reps,
						      s->speed_rep_degps,
						      s->speed_day_degps, 0));
	}
	for (uint32_t k = 0; k < s->reps; k++) {
		memset(&rep[k], 0, sizeof(rep[k]));
		rep[k].set = 1;
		rep[k].side = side;
		for (int a = 0; a < GN_ANGLES; a++)
			rep[k].angle[a].sd_rad = NAN;
		rep[k].rom_rad = (float)(RAD * (angle + s->range_rep_deg *
						gn_random_gauss(r)));
		rep[k].rom_sd_rad = (float)(RAD * s->mounting_deg);
		rep[k].peak_radps = (float)(RAD * (rate + s->speed_rep_degps *
						   gn_random_gauss(r)));
		snprintf(rep[k].rom_of, sizeof(rep[k].rom_of),
			 "knee_flexion_%c", side == GN_SIDE_LEFT ? 'l' : 'r');
	}
}

/* One patient's sessions, and what is said of them. rep: room for both limbs
 * of one. GN_OK or GN_ENOMEM */
static int patient(const struct gn_val_trend *s, struct gn_random *r,
		   struct gn_rep *rep, struct gn_val_trend_point *p)
{
	struct gn_exercise e = { .name = "squat", .angle = "knee_flexion" };
	double at_days[GN_VAL_TREND_SESSIONS];
	int err = GN_OK, last = (int)p->sessions - 1, any = 0, right = 0;
	struct gn_series_set set;

	gn_series_init(&set, p->sessions);
	for (int k = 0; k <= last && !err; k++) {
		double part = s->sudden ? k == last : (double)k / last;

		at_days[k] = 7 * k;
		put_reps(s, r, part * p->mdc, GN_SIDE_LEFT, rep);
		put_reps(s, r, part * p->mdc, GN_SIDE_RIGHT, rep + s->reps);
		err = gn_series_add(&set, (size_t)k, &e, rep, 2 * s->reps,
				    NULL, 0);
	}
	if (!err)
		err = gn_series_read(&set, at_days, 1, ALPHA);
	for (size_t i = 0; i < set.n && !err; i++) {
		int falls = set.s[i].fall.kind == GN_FALL_GRADUAL ||
			    set.s[i].fall.kind == GN_FALL_SUDDEN;

		any |= falls;
		right |= falls && set.s[i].side == GN_SIDE_RIGHT;
	}
	p->warned += (size_t)any;
	p->right += (size_t)right;
	p->histories++;
	gn_series_free(&set);
	return err;
}

int gn_val_trend_run(const struct gn_val_trend *s, size_t i,
		     struct gn_val_trend_point *out)
{
	struct gn_rep *rep = calloc(2 * s->reps, sizeof(*rep));
	struct gn_val_trend_point p = {
		.mdc = s->falls.v[i / s->sessions.n],
		.sessions = (size_t)s->sessions.v[i % s->sessions.n],
	};
	int err = rep ? GN_OK : GN_ENOMEM;
	struct gn_random r;

	gn_random_seed(&r, s->seed + 1000u * (uint32_t)i);
	for (uint32_t k = 0; k < s->histories && !err; k++)
		err = patient(s, &r, rep, &p);
	free(rep);
	*out = p;
	return err;
}

static int run_point(const void *scene, size_t i, void *point)
{
	return gn_val_trend_run(scene, i, point);
}

static const char *what_falls(const struct gn_val_trend *s,
			      const struct gn_val_trend_point *p)
{
	return p->mdc <= 0 ? "nothing" : s->sudden ? "at last" : "gradual";
}

static void print_table(FILE *to, const void *scene, const void *points,
			size_t n)
{
	const struct gn_val_trend *s = scene;
	const struct gn_val_trend_point *p = points;

	fprintf(to, "%-16s %-9s %6s %8s %9s %9s %8s\n", "FALL", "how", "MDC95",
		"sessions", "histories", "warned %", "right %");
	for (size_t i = 0; i < n; i++)
		fprintf(to, "%-16s %-9s %6.1f %8zu %9zu %9.1f %8.1f\n",
			s->name, what_falls(s, &p[i]), p[i].mdc, p[i].sessions,
			p[i].histories,
			gn_val_percent(p[i].warned, p[i].histories),
			gn_val_percent(p[i].right, p[i].histories));
}

static int print_json(FILE *to, const void *scene, const void *points,
		      size_t n)
{
	const struct gn_val_trend *s = scene;
	const struct gn_val_trend_point *p = points;
	int err = GN_OK;

	for (size_t i = 0; i < n && !err; i++)
		err = gn_cfg_json(to, json_pack("{s:s, s:s, s:s, s:f, s:I, s:b,"
			" s:b, s:I, s:I, s:I}", "schema", "gonio.validate/1",
			"type", "trend", "dataset", s->name,
			"falls_mdc", p[i].mdc,
			"sessions", (json_int_t)p[i].sessions,
			"velocity", (int)s->velocity, "sudden", (int)s->sudden,
			"histories", (json_int_t)p[i].histories,
			"warned", (json_int_t)p[i].warned,
			"right", (json_int_t)p[i].right));
	return err;
}

int gn_val_trend_all(const char *path, unsigned jobs, FILE *to, int json,
		     int before, struct gn_diag *why)
{
	static const struct gn_cfg_table table = {
		sizeof(struct gn_val_trend_point), run_point, print_table,
		print_json
	};
	struct gn_val_trend s;
	int err = gn_val_trend_load(&s, path, why);

	return err ? err : gn_cfg_show(&table, &s, s.falls.n * s.sessions.n,
				       jobs, to, json, before);
}

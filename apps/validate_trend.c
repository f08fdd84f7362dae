/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gonio/compare.h"
#include "gonio/series.h"
#include "validate.h"

/*
 * Are the warnings of `gonio trend` right? Patients whose truth is known: an
 * exercise with both limbs, REPS repetitions a side in each weekly session, of
 * a range and a peak velocity that vary from repetition to repetition and from
 * day to day, the range also by how the sensors were put on.
 */
#define SERIES 500
#define SESSIONS_MAX 12
#define REPS 10
#define ALPHA 0.05              /* as gonio trend has it */
#define RAD (3.14159265358979323846 / 180)

/* What varies, in degrees and degrees a second. */
static const struct {
	double mean, rep_sd, day_sd, mount_sd;
} range = { 90, 4, 2, 3 }, speed = { 120, 12, 8, 0 };

/* One point of the table. */
struct point {
	int    sessions;
	double mdc;             /* the right limb falls by so many MDC95 */
	int    velocity;        /* 1: its velocity as well */
	int    sudden;          /* 1: in the last session, else evenly */
};

static double sem(double rep_sd, double day_sd, double mount_sd)
{
	return sqrt(rep_sd * rep_sd / REPS + day_sd * day_sd +
		    mount_sd * mount_sd);
}

/* The repetitions of one limb in one session, by fallen MDC95. */
static void put_reps(struct gn_random *r, const struct point *p,
		     double fallen, enum gn_side side, struct gn_rep *rep)
{
	double angle = range.mean + range.day_sd * gn_random_gauss(r) +
		       range.mount_sd * gn_random_gauss(r);
	double rate = speed.mean + speed.day_sd * gn_random_gauss(r);

	if (side == GN_SIDE_RIGHT) {
		angle -= fallen * gn_mdc95(sem(range.rep_sd, range.day_sd,
					       range.mount_sd));
		if (p->velocity)
			rate -= fallen * gn_mdc95(sem(speed.rep_sd,
						      speed.day_sd, 0));
	}
	for (int k = 0; k < REPS; k++) {
		memset(&rep[k], 0, sizeof(rep[k]));
		rep[k].set = 1;
		rep[k].side = side;
		for (int a = 0; a < GN_ANGLES; a++)
			rep[k].angle[a].sd_rad = NAN;
		rep[k].rom_rad = (float)(RAD * (angle + range.rep_sd *
						gn_random_gauss(r)));
		rep[k].rom_sd_rad = (float)(RAD * range.mount_sd);
		rep[k].peak_radps = (float)(RAD * (rate + speed.rep_sd *
						   gn_random_gauss(r)));
		snprintf(rep[k].rom_of, sizeof(rep[k].rom_of),
			 "knee_flexion_%c", side == GN_SIDE_LEFT ? 'l' : 'r');
	}
}

/* Is any limb warned of, and the right one? GN_OK or GN_ENOMEM */
static int patient(struct gn_random *r, const struct point *p,
		   const struct gn_exercise *e, int *any, int *right)
{
	struct gn_rep rep[2 * REPS];
	double at_days[SESSIONS_MAX];
	struct gn_series_set set;
	int err = GN_OK, last = p->sessions - 1;

	gn_series_init(&set, (size_t)p->sessions);
	for (int k = 0; k <= last && !err; k++) {
		double part = p->sudden ? k == last : (double)k / last;

		at_days[k] = 7 * k;
		put_reps(r, p, part * p->mdc, GN_SIDE_LEFT, rep);
		put_reps(r, p, part * p->mdc, GN_SIDE_RIGHT, rep + REPS);
		err = gn_series_add(&set, (size_t)k, e, rep, 2 * REPS, NULL,
				    0);
	}
	if (!err)
		err = gn_series_read(&set, at_days, 1, ALPHA);
	*any = *right = 0;
	for (size_t i = 0; i < set.n; i++) {
		int falls = set.s[i].fall.kind == GN_FALL_GRADUAL ||
			    set.s[i].fall.kind == GN_FALL_SUDDEN;

		*any |= falls;
		*right |= falls && set.s[i].side == GN_SIDE_RIGHT;
	}
	gn_series_free(&set);
	return err;
}

static int row(FILE *to, int json, uint32_t seed, const struct point *p)
{
	struct gn_exercise e = { .name = "squat", .angle = "knee_flexion" };
	int any, right, n_any = 0, n_right = 0, err = GN_OK;
	struct gn_random r;

	gn_random_seed(&r, seed);
	for (int k = 0; k < SERIES && !err; k++) {
		err = patient(&r, p, &e, &any, &right);
		n_any += any;
		n_right += right;
	}
	if (err)
		return err;
	if (json)
		fprintf(to, "{\"schema\":\"gonio.validate_trend/1\","
			"\"sessions\":%d,\"mdc\":%.1f,\"velocity\":%s,"
			"\"sudden\":%s,\"n\":%d,\"warned\":%d,\"right\":%d}\n",
			p->sessions, p->mdc, p->velocity ? "true" : "false",
			p->sudden ? "true" : "false", SERIES, n_any, n_right);
	else
		fprintf(to, "%-9s %8d %6.1f  %-18s %4d %9.1f %8.1f\n",
			p->mdc > 0 ? p->sudden ? "at last" : "gradual" :
			"nothing", p->sessions, p->mdc, p->mdc > 0 ?
			p->velocity ? "range and velocity" : "range" : "-",
			SERIES, 100.0 * n_any / SERIES,
			100.0 * n_right / SERIES);
	return GN_OK;
}

int gn_val_trend(FILE *to, int json)
{
	static const int sessions[] = { 4, 6, 8, 12 };
	static const struct point kind[] = {
		{ 0, 0, 0, 0 }, { 0, 1, 0, 0 }, { 0, 2, 0, 0 }, { 0, 2, 1, 0 },
		{ 0, 3, 0, 0 }, { 0, 2, 1, 1 }, { 0, 3, 0, 1 },
	};
	uint32_t seed = 1;
	int err = GN_OK;

	if (!json)
		fputs("FALL      sessions  MDC95  of the right limb     n  "
		      "warned %  right %\n", to);
	for (size_t k = 0; k < sizeof(kind) / sizeof(kind[0]); k++)
		for (size_t i = 0; i < 4 && !err; i++) {
			struct point p = kind[k];

			p.sessions = sessions[i];
			err = row(to, json, seed++, &p);
		}
	return err;
}

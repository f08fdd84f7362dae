/* SPDX-License-Identifier: MIT */
/* Angles of joints against the truth that lies beside a recording. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "validate.h"

#define DEG (180.0 / 3.14159265358979323846)
#define SPAN_S 300.0            /* shorter recordings show no drift ... */
#define DRIFT_REPS 3            /* ... nor do fewer repetitions */

int gn_val_joint_of(enum gn_angle angle)
{
	return angle < GN_PELVIS_TILT ? (int)angle / 2
				      : (int)angle - GN_PELVIS_TILT / 2;
}

void gn_val_joint_name(int joint, char name[32])
{
	int limb = joint < GN_PELVIS_TILT / 2;
	int angle = limb ? 2 * joint : joint + GN_PELVIS_TILT / 2;
	const char *full = gn_angle_def((enum gn_angle)angle)->name;

	snprintf(name, 32, "%.*s", (int)strlen(full) - 2 * limb, full);
}

/* ---- truth ------------------------------------------------------------ */

struct truths {
	struct gn_val_true *rep;        /* in order of time */
	size_t n;
};

/* Truth of a simulated recording is beside it, and of no tracking system. */
static int truth_path(const char *path, char *out, size_t size)
{
	static const char key[] = "_tracksys-", end[] = "_motion.tsv";
	const char *at = strstr(path, key), *tail = strstr(path, end), *rest;

	if (!at || !tail)
		return 0;
	rest = at + 1 + strcspn(at + 1, "_");
	return rest <= tail && (size_t)snprintf(out, size,
		"%.*s%.*s_truth.json", (int)(at - path), path,
		(int)(tail - rest), rest) < size;
}

static double number(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);

	return json_is_number(v) ? json_number_value(v) : NAN;
}

/* 0: it has no times. */
static int parse_rep(const json_t *o, struct gn_val_true *out)
{
	const json_t *angles = json_object_get(o, "angles");
	double start_s = number(o, "start_s"), end_s = number(o, "end_s");

	if (!isfinite(start_s) || !isfinite(end_s))
		return 0;
	out->at.start_ns = (int64_t)llround(1e9 * start_s);
	out->at.end_ns = (int64_t)llround(1e9 * end_s);
	out->zeroed = 1;
	for (int a = 0; a < GN_ANGLES; a++) {
		const json_t *v = json_object_get(angles, gn_angle_def(
			(enum gn_angle)a)->name);

		out->least_deg[a] = number(v, "least_deg");
		out->most_deg[a] = number(v, "most_deg");
	}
	return 1;
}

static int read_truth(const char *path, struct truths *t, struct gn_diag *why)
{
	json_error_t at;
	json_t *top = json_load_file(path, 0, &at), *reps;
	int err = GN_OK;
	size_t n;

	if (!top)
		return gn_diag_set(why, json_error_code(&at) ==
				   json_error_out_of_memory ? GN_ENOMEM :
				   GN_EFORMAT, "%s:%d: %s", path, at.line,
				   at.text);
	reps = json_object_get(top, "reps");
	n = json_array_size(reps);
	t->rep = calloc(n + 1, sizeof(*t->rep));
	if (!t->rep)
		err = gn_diag_set(why, GN_ENOMEM, "%s: out of memory", path);
	for (; !err && t->n < n; t->n++)
		if (!parse_rep(json_array_get(reps, t->n), &t->rep[t->n]))
			err = gn_diag_set(why, GN_EFORMAT, "%s: reps[%zu] "
					  "needs start_s and end_s", path,
					  t->n);
	json_decref(top);
	return err;
}

/* The repetitions that events mark, by the optical system. */
static int read_optical(const char *path, struct truths *t,
			struct gn_diag *why)
{
	struct gn_event *ev = NULL;
	size_t n = 0;
	int err = gn_events_load(path, &ev, &n, why);

	if (err)
		return err;
	t->rep = calloc(n + 1, sizeof(*t->rep));
	for (size_t i = 0; i < n && t->rep; i++) {
		struct gn_val_true *to = &t->rep[t->n];

		if (strcmp(ev[i].type, "rep"))
			continue;
		t->n++;
		to->at = (struct gn_span){
			ev[i].onset_ns, ev[i].onset_ns + ev[i].duration_ns };
		for (int a = 0; a < GN_ANGLES; a++)
			to->least_deg[a] = to->most_deg[a] = NAN;
	}
	free(ev);
	if (!t->rep)
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory", path);
	return t->n ? gn_val_optical(path, t->rep, t->n, why) : GN_OK;
}

/* ---- one recording ---------------------------------------------------- */

/* What was found of a true repetition. */
static void add_rep(struct gn_val_rec *r, const struct gn_val_true *t,
		    const struct gn_rep *f)
{
	for (int a = 0; a < GN_ANGLES; a++) {
		const struct gn_range *g = &f->angle[a];
		double range = t->most_deg[a] - t->least_deg[a];

		if (isnan(range))
			continue;
		r->angles[r->n_angles++] = (struct gn_val_angle){
			.angle = (enum gn_angle)a, .side = f->side,
			.range_deg = range,
			.at_s = 1e-9 * (double)f->turn_ns,
			.rom_deg = DEG * (double)(g->most_rad - g->least_rad) -
				   range,
			.most_deg = t->zeroed ? DEG * (double)g->most_rad -
						t->most_deg[a] : NAN,
			.sd_deg = DEG * (double)g->sd_rad,
		};
	}
}

static int by_start(const void *a, const void *b)
{
	const struct gn_rep *x = *(const struct gn_rep *const *)a;
	const struct gn_rep *y = *(const struct gn_rep *const *)b;

	return (x->start_ns > y->start_ns) - (x->start_ns < y->start_ns);
}

static int compare(struct gn_val_rec *r, const struct truths *t,
		   const struct gn_result *res)
{
	const struct gn_rep **found = calloc(res->n_reps + 1, sizeof(*found));
	struct gn_span *a = calloc(t->n + 1, sizeof(*a));
	struct gn_span *b = calloc(res->n_reps + 1, sizeof(*b));
	int *pair = calloc(t->n + 1, sizeof(*pair)), err = GN_ENOMEM;

	r->angles = calloc(t->n * GN_ANGLES + 1, sizeof(*r->angles));
	if (!found || !a || !b || !pair || !r->angles)
		goto out;
	for (size_t i = 0; i < res->n_reps; i++)
		found[i] = &res->reps[i];
	qsort(found, res->n_reps, sizeof(*found), by_start);
	for (size_t i = 0; i < res->n_reps; i++)
		b[i] = (struct gn_span){ found[i]->start_ns,
					 found[i]->end_ns };
	for (size_t i = 0; i < t->n; i++)
		a[i] = t->rep[i].at;
	err = gn_val_match(a, t->n, b, res->n_reps, pair);
	for (size_t i = 0; i < t->n && err >= 0; i++)
		if (pair[i] >= 0)
			add_rep(r, &t->rep[i], found[pair[i]]);
out:
	free(found);
	free(a);
	free(b);
	free(pair);
	return err < 0 ? gn_diag_set(&r->why, err, "%s: out of memory",
				     r->path) : GN_OK;
}

int gn_val_rec_angles(struct gn_val_rec *r, const struct gn_result *res)
{
	struct truths t = { 0 };
	char path[1100];
	int err = GN_OK;

	if (truth_path(r->path, path, sizeof(path)) && !access(path, F_OK))
		err = read_truth(path, &t, &r->why);
	else if (!strcmp(r->truth->reference, "joint_angle"))
		err = read_optical(r->path, &t, &r->why);
	if (!err && t.n)
		err = compare(r, &t, res);
	free(t.rep);
	return err;
}

/* ---- figures ---------------------------------------------------------- */

/* Slope of the most's error in a recording, deg/min; NAN: not to be told. */
static double slope(const struct gn_val_rec *r, enum gn_angle angle)
{
	double t = 0, y = 0, tt = 0, ty = 0, n = 0, from = NAN, to = NAN;

	for (size_t i = 0; i < r->n_angles; i++) {
		const struct gn_val_angle *a = &r->angles[i];

		if (a->angle != angle || isnan(a->most_deg))
			continue;
		from = fmin(from, a->at_s);
		to = fmax(to, a->at_s);
		n += 1;
		t += a->at_s;
		y += a->most_deg;
		tt += a->at_s * a->at_s;
		ty += a->at_s * a->most_deg;
	}
	if (n < DRIFT_REPS || !(to - from >= SPAN_S))
		return NAN;
	return 60.0 * (ty - t * y / n) / (tt - t * t / n);
}

static void take(struct gn_val_joint *j, const struct gn_val_angle *a,
		 double *rom, double *most, size_t *n_most)
{
	if (isnan(a->rom_deg)) {
		j->withheld++;
		return;
	}
	rom[j->n++] = fabs(a->rom_deg);
	j->covered += fabs(a->rom_deg) <= 1.96 * a->sd_deg;
	if (!isnan(a->most_deg))
		most[(*n_most)++] = fabs(a->most_deg);
}

/* The errors of one joint in a recording, and its drift. */
static void take_all(struct gn_val_joint *j, const struct gn_val_rec *r,
		     int joint, double *rom, double *most, size_t *n_most)
{
	for (size_t i = 0; i < r->n_angles; i++)
		if (gn_val_joint_of(r->angles[i].angle) == joint)
			take(j, &r->angles[i], rom, most, n_most);
	for (int a = 0; a < GN_ANGLES; a++)
		if (gn_val_joint_of((enum gn_angle)a) == joint)
			j->drift_deg_per_min = fmax(j->drift_deg_per_min,
				fabs(slope(r, (enum gn_angle)a)));
}

int gn_val_joint_sum(const struct gn_val_rec *recs, size_t n, int joint,
		     struct gn_val_joint *out)
{
	struct gn_val_joint j = { .drift_deg_per_min = NAN };
	size_t all = 1, n_most = 0;
	double *rom, *most;

	for (size_t k = 0; k < n; k++)
		all += recs[k].n_angles;
	rom = calloc(all, sizeof(*rom));
	most = calloc(all, sizeof(*most));
	if (!rom || !most) {
		free(rom);
		free(most);
		return GN_ENOMEM;
	}
	for (size_t k = 0; k < n; k++)
		if (recs[k].truth->trust != GN_TRUST_SUSPECT)
			take_all(&j, &recs[k], joint, rom, most, &n_most);
	j.rom_median_deg = gn_val_quantile(rom, j.n, 0.5);
	j.rom_p95_deg = gn_val_quantile(rom, j.n, 0.95);
	j.most_median_deg = gn_val_quantile(most, n_most, 0.5);
	j.covered_pct = gn_val_percent(j.covered, j.n);
	*out = j;
	free(rom);
	free(most);
	return GN_OK;
}

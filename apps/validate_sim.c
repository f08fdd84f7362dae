/* SPDX-License-Identifier: MIT */
#include "validate_sim.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "analyse.h"
#include "cli.h"
#include "validate.h"

#define BLOCK 256
#define DEG (3.14159265358979323846 / 180)

/* --- the file --- */

#define AT(name) offsetof(struct gn_val_sim, name)

static const struct gn_cfg_field fields[] = {
	{ "scenario", GN_CFG_TEXT, AT(scenario), 0, 0 },
	{ "places", GN_CFG_TEXTS, AT(places), 0, 0 },
	{ "seed", GN_CFG_WHOLE, AT(seed), 0, 4e9 },
	{ "sessions", GN_CFG_WHOLE, AT(sessions), 1, 1e5 },
	{ "misplaced_deg", GN_CFG_REAL, AT(misplaced_deg), 0, 180 },
	{ "duration_cv", GN_CFG_REAL, AT(duration_cv), 0, 0.5 },
	{ "sway_deg", GN_CFG_REAL, AT(sway_deg), 0, 10 },
	{ "uneven", GN_CFG_REAL, AT(uneven), -0.5, 0.5 },
	{ "slow", GN_CFG_LIST, AT(slow), 0.2, 5 },
};

/* What of an exercise has a truth to be compared with. */
static int (*comparison(const struct gn_exercise *e))
	(const struct gn_val_sim_session *, struct gn_val_sim_point *)
{
	switch (e->test) {
	case GN_TEST_COUNT_STANDS:
	case GN_TEST_TIME_STANDS:
		return gn_val_sim_stands;
	case GN_TEST_UP_AND_GO:
		return gn_val_sim_tug;
	case GN_TEST_NONE:
		break;
	}
	return e->task == GN_TASK_HOLD ? gn_val_sim_holds :
	       e->task == GN_TASK_WALK ? gn_val_sim_walks : NULL;
}

static int load_scenario(struct gn_val_sim *s, const char *path,
			 struct gn_diag *why)
{
	struct gn_diag reason = { "" };

	if (gn_sim_load(&s->plain, s->scenario, &reason))
		return gn_diag_set(why, GN_EFORMAT, "%s: scenario: %s", path,
				   reason.text);
	s->exercise = gn_catalogue_find(s->cat, s->plain.exercise);
	if (!s->exercise || !comparison(s->exercise) || !s->plain.n_sensors)
		return gn_diag_set(why, GN_EFORMAT, "%s: scenario: its "
				   "exercise has no figures to be compared",
				   path);
	return GN_OK;
}

int gn_val_sim_load(struct gn_val_sim *out, const char *path,
		    const struct gn_catalogue *cat, struct gn_diag *why)
{
	struct gn_val_sim *s = calloc(1, sizeof(*s));
	int err = s ? GN_OK : GN_ENOMEM;

	if (err)
		return err;
	*s = (struct gn_val_sim){ .seed = 1, .sessions = 100,
				  .misplaced_deg = 15, .duration_cv = NAN,
				  .sway_deg = NAN, .uneven = NAN,
				  .slow = { { 1 }, 1 }, .cat = cat };
	err = gn_cfg_read(path, "session", fields,
			  sizeof(fields) / sizeof(fields[0]), s, why);
	if (!err && (!s->scenario[0] || !s->places.n))
		err = gn_diag_set(why, GN_EFORMAT, "%s: needs scenario and "
				  "places", path);
	gn_cfg_name(s->name, path);
	if (!err)
		err = load_scenario(s, path, why);
	if (!err)
		*out = *s;
	free(s);
	return err;
}

/* --- errors --- */

int gn_val_off_add(struct gn_val_sim_point *p, const char *name, uint8_t whole,
		   double e)
{
	struct gn_val_off *o = p->off;

	while (o < p->off + p->n_off && strcmp(o->name, name))
		o++;
	if (o == p->off + p->n_off) {
		if (p->n_off == GN_VAL_OFFS)
			return GN_ENOMEM;
		p->n_off++;
		o->name = name;
		o->whole = whole;
	}
	if (!isfinite(e)) {
		o->missed++;
		return GN_OK;
	}
	if (o->n == o->cap) {
		size_t cap = o->cap ? 2 * o->cap : 64;
		double *more = realloc(o->e, cap * sizeof(*more));

		if (!more)
			return GN_ENOMEM;
		o->e = more;
		o->cap = cap;
	}
	o->e[o->n++] = e;
	return GN_OK;
}

static void sum(struct gn_val_off *o)
{
	o->bias = gn_val_quantile(o->e, o->n, 0.5);
	for (size_t i = 0; i < o->n; i++) {
		o->e[i] = fabs(o->e[i]);
		o->exact += o->e[i] < 0.5;
	}
	o->median = gn_val_quantile(o->e, o->n, 0.5);
	o->p95 = gn_val_quantile(o->e, o->n, 0.95);
	o->worst = gn_val_quantile(o->e, o->n, 1);
	free(o->e);
	o->e = NULL;
}

void gn_val_off_sum(struct gn_val_sim_point *p)
{
	for (size_t i = 0; i < p->n_off; i++)
		sum(&p->off[i]);
}

/* --- sessions --- */

/* One sensor at each place of a list with '+', else like the first. */
static void put_sensors(const struct gn_val_sim *s, const char *places,
			struct gn_sim_scenario *out)
{
	struct gn_sim_sensor at, like = s->plain.sensors[0];
	char place[GN_CFG_TEXT_MAX];

	like.misplaced_rad = DEG * s->misplaced_deg;
	for (out->n_sensors = 0; *places &&
	     out->n_sensors < GN_SENSORS_MAX; out->n_sensors++) {
		size_t n = strcspn(places, "+");

		snprintf(place, sizeof(place), "%.*s", (int)n, places);
		gn_sim_sensor_default(&at, place);
		memcpy(like.name, at.name, sizeof(like.name));
		memcpy(like.offset_m, at.offset_m, sizeof(like.offset_m));
		out->sensors[out->n_sensors] = like;
		places += n + (places[n] == '+');
	}
}

static int analyse(const struct gn_val_sim *s, struct gn_sim *sim,
		   struct gn_analysis *a, struct gn_diag *why)
{
	struct gn_recording_info info;
	struct gn_sample in[BLOCK];
	struct gn_body body = { 0 };
	int n, err;

	gn_sim_info(sim, &info);
	err = gn_analysis_begin(a, &info, s->name, s->cat, NULL, &body, 0,
				why);
	if (err)
		return err;
	while ((n = gn_sim_read(sim, in, BLOCK)) > 0 && !err)
		err = gn_analysis_push(a, in, (size_t)n, why);
	return err ? err : gn_analysis_end(a, why);
}

static int session(const struct gn_val_sim *s, const struct gn_sim_scenario *as,
		   uint64_t seed, struct gn_val_sim_point *p,
		   struct gn_diag *why)
{
	struct gn_val_sim_session done;
	struct gn_analysis *a = calloc(1, sizeof(*a));
	struct gn_sim *sim = NULL;
	int err = a ? gn_sim_open(&sim, as, seed, why) : GN_ENOMEM;

	if (!err) {
		err = analyse(s, sim, a, why);
		done = (struct gn_val_sim_session){ sim, &a->result };
		if (!err)
			err = comparison(s->exercise)(&done, p);
		gn_analysis_free(a);
	}
	gn_sim_close(sim);
	free(a);
	p->sessions++;
	return err;
}

int gn_val_sim_run(const struct gn_val_sim *s, size_t i,
		   struct gn_val_sim_point *out, struct gn_diag *why)
{
	struct gn_sim_scenario *as = malloc(sizeof(*as));
	int err = as ? GN_OK : GN_ENOMEM;

	memset(out, 0, sizeof(*out));
	out->places = s->places.v[i / s->slow.n];
	out->slow = s->slow.v[i % s->slow.n];
	for (uint64_t k = 0; k < s->sessions && !err; k++) {
		*as = s->plain;
		for (size_t j = 0; j < as->n_acts; j++) {
			as->acts[j].slow *= out->slow;
			if (isfinite(s->uneven))
				as->acts[j].uneven = s->uneven;
		}
		if (isfinite(s->duration_cv))
			as->duration_cv = s->duration_cv;
		if (isfinite(s->sway_deg))
			as->sway_rad = DEG * s->sway_deg;
		put_sensors(s, out->places, as);
		err = gn_val_sim_stop(s->exercise, as, s->seed + k, why);
		if (!err)
			err = session(s, as, s->seed + k, out, why);
	}
	gn_val_off_sum(out);
	free(as);
	return err;
}

/* --- all of them --- */

static int run_point(const void *scene, size_t i, void *point)
{
	struct gn_diag why = { "" };
	int err = gn_val_sim_run(scene, i, point, &why);

	if (err && why.text[0])
		cli_error("%s", why.text);
	return err;
}

static void print_table(FILE *to, const void *scene, const void *points,
			size_t n)
{
	const struct gn_val_sim *s = scene;
	const struct gn_val_sim_point *p = points;

	fprintf(to, "%-24s %-16s %4s %-20s %5s %6s %7s %6s %6s %6s %7s\n",
		"SESSION", "places", "slow", "error of", "n", "missed",
		"exact %", "bias", "median", "95 %", "worst");
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < p[i].n_off; k++) {
			const struct gn_val_off *o = &p[i].off[k];
			char exact[16] = "-";

			if (o->whole)
				snprintf(exact, sizeof(exact), "%.1f",
					 gn_val_percent(o->exact, o->n));
			fprintf(to, "%-24s %-16s %4.1f %-20s %5zu %6zu %7s "
				"%6.2f %6.2f %6.2f %7.2f\n", s->name,
				p[i].places, p[i].slow, o->name, o->n,
				o->missed, exact, o->bias, o->median, o->p95,
				o->worst);
		}
}

static json_t *number(double x)
{
	return isfinite(x) ? json_real(x) : json_null();
}

static int print_json(FILE *to, const void *scene, const void *points,
		      size_t n)
{
	const struct gn_val_sim *s = scene;
	const struct gn_val_sim_point *p = points;
	int err = GN_OK;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < p[i].n_off && !err; k++) {
			const struct gn_val_off *o = &p[i].off[k];

			err = gn_cfg_json(to, json_pack("{s:s, s:s, s:s, s:s,"
				" s:f, s:I, s:s, s:I, s:I, s:o, s:o, s:o, s:o,"
				" s:o}", "schema", "gonio.validate/1",
				"type", "session", "dataset", s->name,
				"places", p[i].places, "slow", p[i].slow,
				"sessions", (json_int_t)p[i].sessions,
				"error_of", o->name, "n", (json_int_t)o->n,
				"missed", (json_int_t)o->missed,
				"exact", o->whole ? json_integer(
					(json_int_t)o->exact) : json_null(),
				"bias", number(o->bias),
				"median", number(o->median),
				"p95", number(o->p95),
				"worst", number(o->worst)));
		}
	return err;
}

int gn_val_sim_all(const char *path, unsigned jobs, FILE *to, int json,
		   int before, struct gn_diag *why)
{
	static const struct gn_cfg_table table = {
		sizeof(struct gn_val_sim_point), run_point, print_table,
		print_json
	};
	struct gn_val_sim *s = calloc(1, sizeof(*s));
	struct gn_catalogue *cat = NULL;
	int err = s ? GN_OK : GN_ENOMEM;

	if (!err)
		err = gn_catalogue_load(&cat, NULL, why);
	if (!err)
		err = gn_val_sim_load(s, path, cat, why);
	if (!err)
		err = gn_cfg_show(&table, s, s->places.n * s->slow.n, jobs,
				  to, json, before);
	gn_catalogue_free(cat);
	free(s);
	return err;
}

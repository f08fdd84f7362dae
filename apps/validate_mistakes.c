/* SPDX-License-Identifier: MIT */
#include "validate_mistakes.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "gonio/catalogue.h"
#include "gonio/compare.h"
#include "gonio/session.h"
#include "gonio/sim.h"
#include "validate.h"

#define RAD (3.14159265358979323846 / 180.0)
#define RATE_HZ 100.0
#define SKIN 0.09               /* see gonio/sim.h: of one person's knees */
#define SENSORS 5
#define BLOCK 256
#define REPS 2                  /* of each side, before a slip and after, and
				 * of a session of which anything is said */

/* --- the file --- */

#define FIELD(type, name, least, most)                                     \
	{ #name, type, offsetof(struct gn_val_mistakes, name), least, most }

static const struct gn_cfg_field fields[] = {
	FIELD(GN_CFG_WHOLE, seed, 0, 4e9),
	FIELD(GN_CFG_WHOLE, sessions, 1, 1e5),
	FIELD(GN_CFG_REAL, slip_deg, 0, 120),
	FIELD(GN_CFG_LIST, slip_s, 0.01, 60),
	FIELD(GN_CFG_REAL, misplaced_deg, 0, 90),
};

int gn_val_mistakes_load(struct gn_val_mistakes *out, const char *path,
			 struct gn_diag *why)
{
	struct gn_val_mistakes s = { .seed = 1, .sessions = 100,
				     .slip_deg = 30, .misplaced_deg = 30 };
	int err = gn_cfg_read(path, "mistakes", fields,
			      sizeof(fields) / sizeof(fields[0]), &s, why);

	if (!err && !s.slip_s.n)
		err = gn_diag_set(why, GN_EFORMAT, "%s: needs slip_s", path);
	gn_cfg_name(s.name, path);
	if (!err)
		*out = s;
	return err;
}

/* --- sessions --- */

/* The midline, then left and right of the upper segment, then of the lower. */
static const char *const legs[SENSORS] = {
	"pelvis", "thigh_l", "thigh_r", "shank_l", "shank_r"
};
static const char *const arms[SENSORS] = {
	"chest", "upper_arm_l", "upper_arm_r", "forearm_l", "forearm_r"
};

/* strapped: the first ones, of which a slip can be told; a forearm turns in
 * itself. learns: the body's calibration, in which none is looked for. */
static const struct exercise {
	const char *scenario;
	const char *const *sensors;
	size_t strapped;
	uint8_t learns;
} exercises[] = {
	{ "squat", legs, 5, 0 }, { "lunge", legs, 5, 0 },
	{ "sit_to_stand", legs, 5, 0 }, { "deadlift", legs, 5, 0 },
	{ "heel_raise", legs, 5, 0 }, { "hip_abduction", legs, 5, 0 },
	{ "knee_extension", legs, 5, 0 }, { "push_up", arms, 3, 0 },
	{ "lateral_raise", arms, 3, 0 }, { "overhead_press", arms, 3, 0 },
	{ "calibration", legs, 0, 1 }, { "body", arms, 0, 1 },
};

#define EXERCISES (sizeof(exercises) / sizeof(exercises[0]))

size_t gn_val_mistakes_rows(void)
{
	return EXERCISES * GN_VAL_WHAT_COUNT;
}

/* What is wrong in one session. */
struct mistaken {
	enum gn_val_what what;
	size_t a, b;            /* sensors; b is the other, or a */
	double axis[3], takes_s, at;    /* at: 0..1 of the time there is */
	double wobble_hz[SENSORS];
};

/* strapped: the first so many may slip. A limb that rests shows nothing of
 * what is exchanged on it. */
static void choose(const struct gn_val_mistakes *s, enum gn_val_what what,
		   const struct gn_sim_scenario *sim, size_t strapped,
		   struct gn_random *r, struct mistaken *m)
{
	double norm = 0;
	size_t side = gn_random_below(r, 2);

	if (!sim->alternating && (sim->side == GN_SIDE_LEFT ||
				  sim->side == GN_SIDE_RIGHT))
		side = sim->side == GN_SIDE_RIGHT;

	*m = (struct mistaken){ .what = what };
	switch (what) {
	case GN_VAL_SWAPPED:
	case GN_VAL_TOGETHER:
		m->a = 1 + side;
		m->b = 3 + side;
		break;
	case GN_VAL_CROSSED:
		m->a = side ? 1 : 3;
		m->b = m->a + 1;
		break;
	default:
		m->a = m->b = strapped ? gn_random_below(r, strapped) : 0;
	}
	for (int i = 0; i < 3; i++) {
		m->axis[i] = gn_random_gauss(r);
		norm += m->axis[i] * m->axis[i];
	}
	for (int i = 0; i < 3; i++)
		m->axis[i] /= sqrt(norm);
	m->takes_s = s->slip_s.v[gn_random_below(r, s->slip_s.n)];
	m->at = (double)gn_random_below(r, 1000000) / 1e6;
	for (int k = 0; k < SENSORS; k++)
		m->wobble_hz[k] = 8 + (double)gn_random_below(r, 800) / 100;
}

/* Five of them, named as they should be; where they sit is told by sits. */
static void strap_on(struct gn_sim_scenario *sim,
		     const struct gn_val_mistakes *s,
		     const char *const names[SENSORS],
		     const struct mistaken *m)
{
	size_t sits[SENSORS] = { 0, 1, 2, 3, 4 };

	if (m->what == GN_VAL_SWAPPED || m->what == GN_VAL_CROSSED) {
		sits[m->a] = m->b;
		sits[m->b] = m->a;
	} else if (m->what == GN_VAL_TOGETHER) {
		sits[m->b] = m->a;
	}
	sim->n_systems = 1;
	sim->systems[0].rate_hz = RATE_HZ;
	sim->skin = SKIN;
	sim->n_sensors = SENSORS;
	for (size_t k = 0; k < SENSORS; k++) {
		struct gn_sim_sensor *x = &sim->sensors[k];

		gn_sim_sensor_default(x, names[sits[k]]);
		x->mag = -1;
		x->misplaced_rad = RAD * s->misplaced_deg;
		x->acc_noise = 0.002;
		x->gyr_noise = RAD * 0.01;
		x->gyr_bias_sd_radps = RAD * 0.3;
		x->wobble_hz = m->wobble_hz[k];
		/* along the limb, so that two of one segment differ */
		if (m->what == GN_VAL_TOGETHER && k == m->b)
			x->offset_m[2] *= 1.3;
	}
}

/* Does it have enough repetitions of each side before and after? */
static int between(const struct gn_sim_rep *reps, size_t n, int64_t from,
		   int64_t to)
{
	size_t before[2] = { 0 }, after[2] = { 0 }, all[2] = { 0 };

	for (size_t i = 0; i < n; i++) {
		int side = reps[i].side == GN_SIDE_LEFT;

		if (reps[i].kind != GN_REP_FULL)
			continue;
		all[side]++;
		before[side] += reps[i].end_ns <= from;
		after[side] += reps[i].start_ns >= to;
	}
	for (int k = 0; k < 2; k++)
		if (all[k] && (before[k] < REPS || after[k] < REPS))
			return 0;
	return 1;
}

/* A time for the slip; NAN: there is none. */
static double slip_time(const struct gn_sim *sim, const struct mistaken *m)
{
	size_t n;
	const struct gn_sim_rep *reps = gn_sim_reps(sim, &n);
	int64_t first = INT64_MAX, last = 0;

	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < 20; k++) {
			int64_t t = reps[i].start_ns +
				(int64_t)(k * 0.05 * (double)(
				(i + 1 < n ? reps[i + 1].start_ns :
				 reps[i].end_ns) - reps[i].start_ns));

			if (!between(reps, n, t, t +
				     (int64_t)(1e9 * m->takes_s)))
				continue;
			first = t < first ? t : first;
			last = t > last ? t : last;
		}
	return last ? 1e-9 * ((double)first +
			      m->at * (double)(last - first)) : NAN;
}

/* Every sample of a simulation through a session. */
static int feed(struct gn_sim *sim, struct gn_session *session)
{
	struct gn_sample block[BLOCK];
	int n, err = GN_OK;

	while (!err && (n = gn_sim_read(sim, block, BLOCK)) > 0)
		err = gn_session_push(session, block, (size_t)n);
	gn_session_flush(session);
	return err == GN_ENOSPC ? GN_OK : err;
}

static int is_it(const struct mistaken *m, const struct gn_mistake *f)
{
	static const enum gn_mistake_kind kinds[GN_VAL_WHAT_COUNT] = {
		[GN_VAL_SWAPPED] = GN_MISTAKE_SWAPPED,
		[GN_VAL_CROSSED] = GN_MISTAKE_CROSSED,
		[GN_VAL_TOGETHER] = GN_MISTAKE_TOGETHER,
		[GN_VAL_SLIP] = GN_MISTAKE_SLIPPED,
	};

	return m->what != GN_VAL_NONE && f->kind == kinds[m->what] &&
	       (f->sensor == m->a || f->sensor == m->b) &&
	       (f->other == m->a || f->other == m->b);
}

/* Of two neighbouring segments nothing tells which one is crossed. */
static int is_next(const struct mistaken *m, const struct gn_mistake *f)
{
	return m->what == GN_VAL_CROSSED && f->kind == GN_MISTAKE_CROSSED &&
	       f->or_next;
}

static void count(const struct mistaken *m, struct gn_session *session,
		  int learns, struct gn_val_mistake *out)
{
	struct gn_session_event ev;
	int found = 0, wrong = 0;
	size_t reps = 0;

	while (gn_session_next(session, &ev)) {
		reps += ev.kind == GN_EV_REP;
		if (ev.kind != GN_EV_MISTAKE)
			continue;
		if (is_it(m, &ev.u.mistake))
			found = 1;
		else if (!is_next(m, &ev.u.mistake))
			wrong = 1;
	}
	out->sessions++;
	out->empty += !learns && reps < REPS && !found;
	out->found += (size_t)found;
	out->wrong += (size_t)wrong;
}

/* One session, from its scenario on. */
static int run_session(const struct gn_val_mistakes *s,
		       const struct gn_catalogue *cat,
		       const struct gn_sim_scenario *scenario,
		       const struct exercise *e, const struct mistaken *m,
		       uint64_t seed, struct gn_val_mistake *out)
{
	const char *const *names = e->sensors;
	struct gn_sim_scenario all = *scenario;
	struct gn_sensor sensors[SENSORS];
	struct gn_session_params p = { .sensors = sensors,
				       .n_sensors = SENSORS,
				       .learn = e->learns };
	struct gn_session *session = NULL;
	struct gn_sim *sim = NULL;
	int err;

	strap_on(&all, s, names, m);
	err = gn_sim_open(&sim, &all, seed, NULL);
	if (!err && m->what == GN_VAL_SLIP) {
		struct gn_sim_sensor *x = &all.sensors[m->a];

		x->slip_at_s = slip_time(sim, m);
		x->slip_s = m->takes_s;
		for (int i = 0; i < 3; i++)
			x->slip_rad[i] = RAD * s->slip_deg * m->axis[i];
		gn_sim_close(sim);
		sim = NULL;
		err = gn_sim_open(&sim, &all, seed, NULL);
	}
	if (err)
		return err;
	memcpy(sensors, gn_sim_sensors(sim), sizeof(sensors));
	for (size_t k = 0; k < SENSORS; k++) {
		snprintf(sensors[k].name, sizeof(sensors[k].name), "%s",
			 names[k]);
		sensors[k].place = gn_place_parse(names[k], &sensors[k].side);
	}
	p.exercise = e->learns ? gn_body_exercise() :
		     gn_catalogue_find(cat, scenario->exercise);
	err = gn_session_create(&session, &p);
	if (!err)
		err = feed(sim, session);
	if (!err)
		count(m, session, e->learns, out);
	gn_session_destroy(session);
	gn_sim_close(sim);
	return err;
}

int gn_val_mistakes_run(const struct gn_val_mistakes *s, size_t i,
			struct gn_val_mistake *out)
{
	const struct exercise *e = &exercises[i / GN_VAL_WHAT_COUNT];
	enum gn_val_what what = (enum gn_val_what)(i % GN_VAL_WHAT_COUNT);
	uint32_t n = e->learns && what == GN_VAL_SLIP ? 0 : s->sessions;
	struct gn_sim_scenario *scenario = calloc(1, sizeof(*scenario));
	struct gn_catalogue *cat = NULL;
	struct gn_random r;
	int err = scenario ? gn_sim_load(scenario, e->scenario, NULL) :
			     GN_ENOMEM;

	*out = (struct gn_val_mistake){ .scenario = e->scenario,
					.what = what };
	gn_random_seed(&r, s->seed + 1000u * (uint32_t)i);
	if (!err)
		err = gn_catalogue_load(&cat, NULL, NULL);
	for (uint32_t k = 0; k < n && !err; k++) {
		struct mistaken m;

		choose(s, what, scenario, e->strapped, &r, &m);
		err = run_session(s, cat, scenario, e, &m, s->seed + k, out);
	}
	gn_catalogue_free(cat);
	free(scenario);
	return err;
}

/* --- all of them --- */

static int run_point(const void *scene, size_t i, void *point)
{
	return gn_val_mistakes_run(scene, i, point);
}

#define X(id, name) [id] = #name,
static const char *const what_names[] = { GN_VAL_WHATS(X) };
#undef X

/* Is there anything to be found? */
static int has_found(const struct gn_val_mistake *p)
{
	return p->what != GN_VAL_NONE && p->sessions > p->empty;
}

static void print_table(FILE *to, const void *scene, const void *points,
			size_t n)
{
	const struct gn_val_mistakes *s = scene;
	const struct gn_val_mistake *p = points;

	fprintf(to, "%-16s %-15s %-9s %8s %8s %8s %8s\n", "MISTAKE", "exercise",
		"what", "sessions", "empty", "found %", "false %");
	for (size_t i = 0; i < n; i++, p++) {
		fprintf(to, "%-16s %-15s %-9s %8zu %8zu ", s->name,
			p->scenario, what_names[p->what], p->sessions,
			p->empty);
		if (has_found(p))
			fprintf(to, "%8.1f ", gn_val_percent(
				p->found, p->sessions - p->empty));
		else
			fprintf(to, "%8s ", "-");
		fprintf(to, "%8.1f\n", gn_val_percent(p->wrong, p->sessions));
	}
}

static int print_json(FILE *to, const void *scene, const void *points,
		      size_t n)
{
	const struct gn_val_mistakes *s = scene;
	const struct gn_val_mistake *p = points;
	int err = GN_OK;

	for (size_t i = 0; i < n && !err; i++, p++)
		err = gn_cfg_json(to, json_pack("{s:s, s:s, s:s, s:s, s:s, s:I,"
			" s:I, s:o, s:I}", "schema", "gonio.validate/1",
			"type", "mistake", "dataset", s->name,
			"exercise", p->scenario, "what", what_names[p->what],
			"sessions", (json_int_t)p->sessions,
			"empty", (json_int_t)p->empty,
			"found", !has_found(p) ? json_null() :
				json_integer((json_int_t)p->found),
			"false", (json_int_t)p->wrong));
	return err;
}

int gn_val_mistakes_all(const char *path, unsigned jobs, FILE *to, int json,
			int before, struct gn_diag *why)
{
	static const struct gn_cfg_table table = {
		sizeof(struct gn_val_mistake), run_point, print_table,
		print_json
	};
	struct gn_val_mistakes s;
	int err = gn_val_mistakes_load(&s, path, why);

	return err ? err : gn_cfg_show(&table, &s, gn_val_mistakes_rows(),
				       jobs, to, json, before);
}

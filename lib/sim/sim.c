/* SPDX-License-Identifier: MIT */
#include "gonio/sim.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sensor.h"
#include "timeline.h"
#include "validate.h"

#define RNG_CLOCK 100

/* One row of a system: a sample of each of its sensors, one stamp. */
struct row {
	struct gn_sample sample[GN_SENSORS_MAX];
	size_t           n;
	uint32_t         taken;         /* bit i: went out with another row */
};

struct feed {
	const struct gn_sim_system *def;
	struct gn_sim_rng rng;
	uint64_t   tick;
	uint32_t   need;                /* segments its sensors depend on */
	size_t     cursor;
	struct row next, held;
	uint8_t    has_next, has_held, again;
};

struct gn_sim {
	struct gn_sim_scenario scenario;
	struct gn_timeline     tl;
	struct gn_sensor       sensors[GN_SENSORS_MAX];
	struct gn_probe        probe[GN_SENSORS_MAX];
	struct feed            feed[GN_SIM_SYSTEMS_MAX];
	int                    from;    /* feed whose row goes out; -1: none */
	size_t                 at;      /* next sample of that row */
};

static int in_system(const struct gn_sim_sensor *d, int system)
{
	return d->acc == system || d->gyr == system || d->mag == system;
}

static void measure_row(struct gn_sim *sim, struct feed *f, int system,
			double t_s)
{
	struct gn_part_motion m[GN_PART_COUNT];
	struct gn_sim_state truth;

	gn_timeline_move(&sim->tl, t_s, f->need, &f->cursor, m);
	f->next.n = 0;
	for (size_t i = 0; i < sim->scenario.n_sensors; i++) {
		struct gn_probe *p = &sim->probe[i];
		struct gn_sample *out = &f->next.sample[f->next.n];

		if (!in_system(p->def, system))
			continue;
		gn_probe_truth(p, &sim->tl, t_s, m, &truth);
		gn_probe_read(p, t_s, f->def->rate_hz, &truth, system, out);
		if (gn_sim_chance(&f->rng, p->def->missing))
			for (int k = 0; k < 3; k++) {
				out->acc_mps2[k] = NAN;
				out->gyr_radps[k] = NAN;
				out->mag_ut[k] = NAN;
			}
		out->sensor = (uint32_t)i;
		f->next.n++;
	}
}

static int in_gap(const struct gn_sim_system *d, double t_s)
{
	for (size_t i = 0; i < d->n_gaps; i++)
		if (t_s >= d->gaps[i].at_s &&
		    t_s < d->gaps[i].at_s + d->gaps[i].length_s)
			return 1;
	return 0;
}

/* The next row that is not lost, into f->next; 0 at the end. */
static int produce(struct gn_sim *sim, struct feed *f, int system)
{
	const struct gn_sim_system *d = f->def;
	double t_s, stamp_s;
	int lost;

	do {
		double period_s = 1 / d->rate_hz;
		double jitter_s = d->jitter_s > 0 ?
			d->jitter_s * gn_sim_gauss(&f->rng) : 0;

		t_s = (double)f->tick / d->rate_hz;
		lost = in_gap(d, t_s) || gn_sim_chance(&f->rng, d->dropped);
		/* The first row is there and opens the recording at 0. */
		if (f->tick > 0)
			t_s += fmin(fmax(jitter_s, -0.45 * period_s),
				    0.45 * period_s);
		else
			lost = 0;
		f->tick++;
		if (t_s > sim->tl.end_s)
			return 0;
	} while (lost);
	stamp_s = t_s * (1 + 1e-6 * d->skew_ppm);
	if (d->stamp_sd_s > 0 && f->tick > 1)
		stamp_s = fmax(0, stamp_s + d->stamp_sd_s *
			       gn_sim_gauss(&f->rng));
	if (f->tick == 1 || !gn_sim_chance(&f->rng, d->repeated))
		measure_row(sim, f, system, t_s);
	f->next.taken = 0;
	for (size_t i = 0; i < f->next.n; i++)
		f->next.sample[i].t_ns = (int64_t)llround(stamp_s * 1e9);
	return 1;
}

static void advance(struct gn_sim *sim, int system)
{
	struct feed *f = &sim->feed[system];

	if (f->again) {
		f->again = 0;
		f->next.taken = 0;
		return;
	}
	if (f->has_held) {
		f->has_held = 0;
		f->next = f->held;
		return;
	}
	f->has_next = (uint8_t)produce(sim, f, system);
	if (!f->has_next)
		return;
	if (f->tick > 1 && gn_sim_chance(&f->rng, f->def->late)) {
		f->held = f->next;
		if (produce(sim, f, system))
			f->has_held = 1;
	}
	if (gn_sim_chance(&f->rng, f->def->doubled))
		f->again = 1;
}

/* The system whose row is the oldest; -1 at the end. */
static int oldest(const struct gn_sim *sim)
{
	int best = -1;

	for (int i = 0; i < (int)sim->scenario.n_systems; i++) {
		const struct feed *f = &sim->feed[i];

		if (!f->has_next)
			continue;
		if (best < 0 || f->next.sample[0].t_ns <
		    sim->feed[best].next.sample[0].t_ns)
			best = i;
	}
	return best;
}

static void fill(float part[3], const float from[3])
{
	if (isnan(part[0]))
		memcpy(part, from, 3 * sizeof(part[0]));
}

/* Parts of one sensor that other systems measured at the same instant. */
static void join(struct gn_sim *sim, struct gn_sample *out)
{
	for (int k = 0; k < (int)sim->scenario.n_systems; k++) {
		struct row *row = &sim->feed[k].next;

		if (k == sim->from || !sim->feed[k].has_next ||
		    row->sample[0].t_ns != out->t_ns)
			continue;
		for (size_t i = 0; i < row->n; i++) {
			if (row->sample[i].sensor != out->sensor ||
			    row->taken >> i & 1)
				continue;
			fill(out->acc_mps2, row->sample[i].acc_mps2);
			fill(out->gyr_radps, row->sample[i].gyr_radps);
			fill(out->mag_ut, row->sample[i].mag_ut);
			row->taken |= (uint32_t)1 << i;
		}
	}
}

int gn_sim_read(struct gn_sim *sim, struct gn_sample *out, size_t cap)
{
	size_t n = 0;

	while (n < cap) {
		const struct row *row;

		if (sim->from < 0) {
			sim->from = oldest(sim);
			sim->at = 0;
		}
		if (sim->from < 0)
			break;
		row = &sim->feed[sim->from].next;
		while (sim->at < row->n && row->taken >> sim->at & 1)
			sim->at++;
		if (sim->at < row->n) {
			out[n] = row->sample[sim->at++];
			join(sim, &out[n++]);
		} else {
			advance(sim, sim->from);
			sim->from = -1;
		}
	}
	return n ? (int)n : GN_EOF;
}

static void describe(struct gn_sim *sim, size_t i)
{
	const struct gn_sim_scenario *s = &sim->scenario;
	const struct gn_sim_sensor *d = &s->sensors[i];
	struct gn_sensor *out = &sim->sensors[i];
	const int system[3] = {d->acc, d->gyr, d->mag};

	memcpy(out->name, d->name, sizeof(out->name));
	out->place = gn_place_parse(d->name, &out->side);
	out->has_acc = d->acc >= 0;
	out->has_gyr = d->gyr >= 0;
	out->has_mag = d->mag >= 0;
	for (int k = 0; k < 3; k++)
		if (system[k] >= 0)
			out->rate_hz = fmaxf(out->rate_hz,
				(float)s->systems[system[k]].rate_hz);
}

/* Sensors and clocks, once the movement is laid out. */
static void fit_out(struct gn_sim *sim, uint64_t seed)
{
	const struct gn_sim_scenario *s = &sim->scenario;

	for (size_t i = 0; i < s->n_sensors; i++) {
		gn_probe_init(&sim->probe[i], s, i, seed);
		describe(sim, i);
	}
	for (size_t k = 0; k < s->n_systems; k++) {
		struct feed *f = &sim->feed[k];

		f->def = &s->systems[k];
		gn_sim_rng_seed(&f->rng, seed,
				GN_SIM_TAKE(s->take) + RNG_CLOCK + k);
		for (size_t i = 0; i < s->n_sensors; i++)
			if (in_system(&s->sensors[i], (int)k))
				f->need |= gn_body_needs(&sim->tl.body,
						sim->probe[i].part);
		advance(sim, (int)k);
	}
	sim->from = -1;
}

int gn_sim_open(struct gn_sim **out, const struct gn_sim_scenario *s,
		uint64_t seed, struct gn_diag *why)
{
	struct gn_sim *sim;
	int err = gn_sim_check(s, why);

	if (err)
		return err;
	sim = calloc(1, sizeof(*sim));
	if (!sim)
		return gn_diag_set(why, GN_ENOMEM, "%s: out of memory",
				   s->name);
	sim->scenario = *s;
	sim->scenario.seed = seed;
	err = gn_timeline_build(&sim->tl, &sim->scenario, seed);
	if (err) {
		gn_sim_close(sim);
		return gn_diag_set(why, err, "%s: out of memory", s->name);
	}
	gn_timeline_measure(&sim->tl, &sim->scenario);
	fit_out(sim, seed);
	*out = sim;
	return GN_OK;
}

void gn_sim_close(struct gn_sim *sim)
{
	if (!sim)
		return;
	gn_timeline_free(&sim->tl);
	free(sim);
}

const struct gn_sensor *gn_sim_sensors(const struct gn_sim *sim)
{
	return sim->sensors;
}

const struct gn_sim_scenario *gn_sim_scenario(const struct gn_sim *sim)
{
	return &sim->scenario;
}

int gn_sim_even(const struct gn_sim *sim, size_t system)
{
	const struct gn_sim_scenario *s = &sim->scenario;
	const struct gn_sim_system *d = &s->systems[system];

	/* A sensor that is missing cannot tell which of its systems lost it. */
	for (size_t i = 0; i < s->n_sensors; i++)
		if (s->n_systems > 1 && s->sensors[i].missing > 0)
			return 0;
	return !(d->jitter_s > 0) && !(d->stamp_sd_s > 0) &&
		!(fabs(d->skew_ppm) > 0) && !(d->dropped > 0) &&
		!(d->doubled > 0) && !(d->late > 0) && !d->n_gaps;
}

void gn_sim_info(const struct gn_sim *sim, struct gn_recording_info *out)
{
	const struct gn_sim_scenario *s = &sim->scenario;

	memset(out, 0, sizeof(*out));
	snprintf(out->task, sizeof(out->task), "%s", s->exercise);
	out->n_sensors = s->n_sensors;
	memcpy(out->sensors, gn_sim_sensors(sim),
	       s->n_sensors * sizeof(out->sensors[0]));
	out->even = 1;
	for (size_t i = 0; i < s->n_systems; i++)
		out->even &= (uint8_t)gn_sim_even(sim, i);
}

int64_t gn_sim_length_ns(const struct gn_sim *sim)
{
	return (int64_t)llround(sim->tl.end_s * 1e9);
}

const struct gn_sim_set *gn_sim_sets(const struct gn_sim *sim, size_t *n)
{
	*n = sim->tl.n_sets;
	return sim->tl.set;
}

const struct gn_sim_rep *gn_sim_reps(const struct gn_sim *sim, size_t *n)
{
	*n = sim->tl.n_reps;
	return sim->tl.rep;
}

const struct gn_sim_hold *gn_sim_holds(const struct gn_sim *sim, size_t *n)
{
	*n = sim->tl.n_holds;
	return sim->tl.hold;
}

const struct gn_sim_span *gn_sim_spans(const struct gn_sim *sim, size_t *n)
{
	*n = sim->tl.n_spans;
	return sim->tl.span;
}

const struct gn_sim_step *gn_sim_steps(const struct gn_sim *sim, size_t *n)
{
	*n = sim->tl.n_steps;
	return sim->tl.step;
}

void gn_sim_state(const struct gn_sim *sim, size_t sensor, int64_t t_ns,
		  struct gn_sim_state *out)
{
	const struct gn_probe *p = &sim->probe[sensor];
	struct gn_part_motion m[GN_PART_COUNT];
	double t_s = 1e-9 * (double)t_ns;
	size_t cursor = 0;

	gn_timeline_move(&sim->tl, t_s, gn_body_needs(&sim->tl.body, p->part),
			 &cursor, m);
	gn_probe_truth(p, &sim->tl, t_s, m, out);
}

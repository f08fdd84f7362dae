/* SPDX-License-Identifier: MIT */
/* Walks of simulated sessions against their known steps. */
#include <math.h>
#include <stdio.h>

#include "gonio/walking.h"
#include "validate_sim.h"

static double seconds(int64_t ns)
{
	return 1e-9 * (double)ns;
}

/* Measures are told apart by how many steps the walk has. */
static const struct {
	size_t      most;
	const char *steps, *cadence, *speed, *bounds;
} kinds[] = {
	{ 10, "steps_to_10", "cadence_to_10_pct", "speed_to_10_pct",
	  "speed_to_10_bounds" },
	{ 25, "steps_to_25", "cadence_to_25_pct", "speed_to_25_pct",
	  "speed_to_25_bounds" },
	{ SIZE_MAX, "steps", "cadence_pct", "speed_pct", "speed_bounds" },
};

/* The bout that has most of its time in a walk; NULL: none. */
static const struct gn_bout *find(const struct gn_result *r, int64_t from,
				  int64_t to)
{
	const struct gn_bout *best = NULL;
	int64_t most = 0;

	for (size_t i = 0; i < r->n_bouts; i++) {
		const struct gn_bout *b = &r->bouts[i];
		int64_t a = b->start_ns > from ? b->start_ns : from;
		int64_t e = b->end_ns < to ? b->end_ns : to;

		if (e - a > most) {
			most = e - a;
			best = b;
		}
	}
	return best;
}

static double pct(double found, double truth)
{
	return 100 * (found / truth - 1);
}

/* n steps of step_m: what is found of them, told how far they went. */
static int compare(const struct gn_sim_step *step, size_t n, double step_m,
		   const struct gn_result *r, struct gn_val_sim_point *p)
{
	int64_t from = step[0].t_ns, to = step[n - 1].t_ns;
	double way_m = step_m * (double)(n - 1), mps = way_m /
		       seconds(to - from), out = NAN;
	struct gn_gait_speed v = { .speed_mps = NAN };
	const struct gn_bout *b = find(r, from, to);
	size_t k = 0;
	int err;

	while (n > kinds[k].most)
		k++;
	if (b && gn_gait_speed(b, 1, (float)way_m, &v))
		out = mps < (double)v.least_mps || mps > (double)v.most_mps;
	err = gn_val_off_add(p, kinds[k].steps, 1, b ? (double)b->steps -
			     (double)n : NAN);
	if (!err)
		err = gn_val_off_add(p, kinds[k].cadence, 0, b ?
			pct((double)b->cadence_spm, 60 * (double)(n - 1) /
			    seconds(to - from)) : NAN);
	if (!err)
		err = gn_val_off_add(p, kinds[k].speed, 0,
				     pct((double)v.speed_mps, mps));
	if (!err)
		err = gn_val_off_add(p, kinds[k].bounds, 1, out);
	return err;
}

int gn_val_sim_walks(const struct gn_val_sim_session *s,
		     struct gn_val_sim_point *p)
{
	const struct gn_sim_scenario *sc = gn_sim_scenario(s->sim);
	const struct gn_sim_step *step;
	int err = GN_OK, walks = 0;
	size_t n;

	step = gn_sim_steps(s->sim, &n);
	for (size_t i = 0; i < sc->n_acts && !err; i++) {
		if (sc->acts[i].kind != GN_SIM_WALK || !sc->acts[i].steps)
			continue;
		err = compare(step, sc->acts[i].steps, sc->acts[i].step_m,
			      s->found, p);
		step += sc->acts[i].steps;
		walks++;
	}
	return err ? err : gn_val_off_add(p, "walks", 1,
					  (double)s->found->n_bouts - walks);
}

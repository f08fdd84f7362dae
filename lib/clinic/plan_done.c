/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gonio/balance.h"
#include "gonio/form_target.h"
#include "gonio/joint.h"
#include "gonio/plan.h"

#define Z95 1.96f               /* two-sided 95 % of a normal */
#define SURE_S (GN_FORM_SURE * GN_FORM_TIME_SD_S)       /* see plan.h */
#define COUNTED_S 0.5f         /* people count whole seconds */

void gn_done_init(struct gn_done *d)
{
	memset(d, 0, sizeof(*d));
	for (int k = 0; k < 4; k++)
		d->tempo[k].mean_s = NAN;
	d->rom_rad = d->rom_sd_rad = d->rated = d->longest_s = NAN;
}

int gn_plan_takes(const struct gn_plan_item *i, enum gn_side side)
{
	return i->side == GN_SIDE_NONE || i->side == GN_SIDE_BOTH ||
	       side == GN_SIDE_BOTH || side == i->side;
}

int gn_plan_range(const struct gn_plan_item *i, const struct gn_rep *r,
		  float *rom, float *sd)
{
	int found = 0;

	if (gn_form_is(r->rom_of, i->rom_of) && isfinite(r->rom_rad) &&
	    isfinite(r->rom_sd_rad)) {
		*rom = r->rom_rad;
		*sd = r->rom_sd_rad;
		return 1;
	}
	for (int a = 0; a < GN_ANGLES; a++) {
		const struct gn_angle_def *def = gn_angle_def((enum gn_angle)a);
		const struct gn_range *g = &r->angle[a];
		float went = g->most_rad - g->least_rad;

		if (!gn_form_is(def->name, i->rom_of) || !isfinite(g->sd_rad) ||
		    !isfinite(went))
			continue;
		if ((r->side == GN_SIDE_LEFT || r->side == GN_SIDE_RIGHT) &&
		    def->side != GN_SIDE_NONE && def->side != r->side)
			continue;
		if (!found++ || went < *rom) {
			*rom = went;
			*sd = g->sd_rad;
		}
	}
	return found > 0;
}

static void add_range(struct gn_done *d, const struct gn_plan_item *i,
		      const struct gn_rep *r)
{
	float rom = NAN, sd = NAN, n = (float)d->rom_n;

	if (!isfinite(i->rom_rad))
		return;
	if (!gn_plan_range(i, r, &rom, &sd)) {
		snprintf(d->rom_seen, sizeof(d->rom_seen), "%s", r->rom_of);
		return;
	}
	d->rom_rad = d->rom_n ? (n * d->rom_rad + rom) / (n + 1) : rom;
	d->rom_sd_rad = d->rom_n ? (n * d->rom_sd_rad + sd) / (n + 1) : sd;
	d->rom_n++;
	d->rom_short += rom + Z95 * sd < i->rom_rad;
}

static void judge_range(struct gn_done *d, const struct gn_plan_item *i)
{
	float off = d->rom_rad - i->rom_rad, most = Z95 * d->rom_sd_rad;

	if (!d->rom_n)
		d->reach = GN_REACH_UNKNOWN;
	else if (off < -most)
		d->reach = GN_REACH_SHORT;
	else
		d->reach = off > most ? GN_REACH_MET : GN_REACH_WITHIN;
}

static void add_tempo(struct gn_done *d, const struct gn_plan_item *i,
		      const struct gn_rep *r)
{
	int other = 0;

	for (int k = 0; k < 4 && isfinite(i->tempo_s[k]); k++) {
		struct gn_phase_kept *t = &d->tempo[k];
		float off = r->tempo_s[k] - i->tempo_s[k];
		float most = i->within_s + SURE_S, n = (float)t->n;

		if (!isfinite(off))
			continue;
		t->mean_s = t->n ? (n * t->mean_s + r->tempo_s[k]) / (n + 1)
				 : r->tempo_s[k];
		t->n++;
		t->fast += off < -most;
		t->slow += off > most;
		t->kept += fabsf(off) <= most;
		other |= fabsf(off) > most;
	}
	d->tempo_reps += (uint32_t)other;
}

static void end_set(struct gn_done *d, const struct gn_plan_item *i,
		    uint32_t reps, float rated)
{
	if (!reps)
		return;
	d->rated = rated;
	d->sets++;
	d->whole += reps >= i->reps;
	d->over += reps > i->reps;
	d->last = reps;
}

static float rating(const struct gn_told *told, const struct gn_rep *r)
{
	return told ? gn_told_rating(told, r->set) : NAN;
}

static int has_fault(const struct gn_form *f, const struct gn_rep *r)
{
	for (size_t k = 0; k < f->n; k++)
		if (f->finding[k].against != GN_AGAINST_TARGET &&
		    f->finding[k].set == r->set && f->finding[k].n == r->n)
			return 1;
	return 0;
}

static void add_reps(struct gn_done *d, const struct gn_plan_item *i,
		     const struct gn_plan_take *t)
{
	const struct gn_rep *reps = t->reps;
	uint32_t in_set = 0;

	for (size_t k = 0; k < t->n; k++) {
		if (k && reps[k].set != reps[k - 1].set) {
			end_set(d, i, in_set, rating(t->told, &reps[k - 1]));
			in_set = 0;
		}
		if (!gn_plan_takes(i, reps[k].side))
			continue;
		in_set++;
		d->attempted++;
		d->full += reps[k].kind == GN_REP_FULL;
		d->partial += reps[k].kind == GN_REP_PARTIAL;
		add_tempo(d, i, &reps[k]);
		add_range(d, i, &reps[k]);
		if (t->form) {
			d->judged++;
			d->faulty += (uint32_t)has_fault(t->form, &reps[k]);
		}
	}
	if (t->n)
		end_set(d, i, in_set, rating(t->told, &reps[t->n - 1]));
	judge_range(d, i);
}

static void add_holds(struct gn_done *d, const struct gn_plan_item *i,
		      const struct gn_plan_take *t)
{
	for (size_t k = 0; k < t->n_holds; k++) {
		const struct gn_hold *h = &t->holds[k];
		int full = h->longest_s + COUNTED_S >= i->hold_s;

		if (h->quiet || !gn_plan_takes(i, t->on_one_leg ?
					       gn_stands_on(h->side) :
					       h->side))
			continue;
		d->attempted++;
		d->sets++;
		d->full += (uint32_t)full;
		d->whole += (uint32_t)full;
		d->partial += (uint32_t)!full;
		d->longest_s = fmaxf(d->longest_s, h->longest_s);
	}
}

void gn_done_add(struct gn_done *d, const struct gn_plan_item *i,
		 const struct gn_plan_take *t)
{
	d->recordings++;
	if (i->reps)
		add_reps(d, i, t);
	else
		add_holds(d, i, t);
}

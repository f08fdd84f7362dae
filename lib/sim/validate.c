/* SPDX-License-Identifier: MIT */
#include "validate.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>

#include "body.h"
#include "gonio/day.h"

#define PI 3.14159265358979

/* The first complaint stays; later ones are dropped. */
struct verdict {
	const char     *what;           /* "scenario", "sensor thigh_r" ... */
	const char     *name;
	struct gn_diag *why;
	int             err;
};

static void need(struct verdict *v, int ok, const char *field,
		 const char *rule)
{
	if (ok || v->err)
		return;
	v->err = gn_diag_set(v->why, GN_EINVAL, "%s: %s: %s %s", v->name,
			     v->what, field, rule);
}

/* False for NAN, too. */
static void within(struct verdict *v, double x, double lo, double hi,
		   const char *field)
{
	char rule[64];

	snprintf(rule, sizeof(rule), "must lie in %g to %g", lo, hi);
	need(v, x >= lo && x <= hi, field, rule);
}

static void within3(struct verdict *v, const double x[3], double limit,
		    const char *field)
{
	for (int i = 0; i < 3; i++)
		within(v, x[i], -limit, limit, field);
}

static int is_label(const char *s)
{
	if (!*s)
		return 0;
	for (; *s; s++)
		if (!isalnum((unsigned char)*s))
			return 0;
	return 1;
}

static void check_move(struct verdict *v, const struct gn_sim_move *m)
{
	need(v, gn_part_of(m->place, GN_SIDE_RIGHT) != GN_PART_COUNT,
	     "segment", "is none of the body");
	if (!isnan(m->idle_rad))
		within(v, m->idle_rad, -2 * PI, 2 * PI, "idle");
	within(v, m->start_rad, -2 * PI, 2 * PI, "start");
	within(v, m->turn_rad, -2 * PI, 2 * PI, "turn");
	within(v, m->bump_rad, -PI, PI, "bump");
	within(v, m->late, 0, 0.8, "late");
}

/* One after the other, each with time to go and come back. */
static void check_hold(struct verdict *v, const struct gn_sim_act *a)
{
	double from = 0;

	within(v, a->rom, 0.05, 2, "rom");
	within(v, a->slow, 0.1, 10, "slow");
	within(v, a->drift_rom, 0, 1, "drift_rom");
	within(v, a->break_rom, 0, 1, "break_rom");
	need(v, a->n_breaks <= GN_SIM_BREAKS_MAX, "breaks", "are too many");
	for (size_t i = 0; i < a->n_breaks && i < GN_SIM_BREAKS_MAX; i++) {
		within(v, a->breaks[i].at_s, from, a->length_s, "break at_s");
		within(v, a->breaks[i].length_s, 0.3, a->length_s -
		       a->breaks[i].at_s, "break s");
		from = a->breaks[i].at_s + a->breaks[i].length_s;
	}
}

static void check_steps(struct verdict *v, const struct gn_sim_act *a)
{
	need(v, a->steps >= 2 && a->steps <= 100000, "steps",
	     "must lie in 2 to 100000");
	within(v, a->rom, 0.05, 2, "rom");
	within(v, a->slow, 0.1, 10, "slow");
	within(v, a->cadence_spm, 20, 240, "cadence_spm");
	within(v, a->cadence_cv, 0, 0.2, "cadence_cv");
	within(v, a->uneven, -0.5, 0.5, "uneven");
	within(v, a->step_m, 0.05, 2, "step_m");
}

static void check_act(struct verdict *v, const struct gn_sim_act *a)
{
	if (a->kind == GN_SIM_WALK && a->steps)
		check_steps(v, a);
	if (a->kind == GN_SIM_HOLD)
		check_hold(v, a);
	if (a->kind != GN_SIM_SET) {
		within(v, a->length_s, 0.5, 7200, "s");
		within3(v, a->turn_rad, 2 * PI, "turn");
		if (a->kind == GN_SIM_UP_AND_GO)
			within(v, a->slow, 0.1, 10, "slow");
		return;
	}
	need(v, a->reps >= 1 && a->reps <= GN_SIM_REPS_MAX, "reps",
	     "must lie in 1 to 64");
	need(v, a->reps >= 64 || !(a->partial >> (a->reps & 63)), "partial",
	     "names a repetition that is not in the set");
	within(v, a->partial_rom, 0.1, 0.95, "partial_rom");
	within(v, a->rom, 0.05, 2, "rom");
	within(v, a->slow, 0.1, 10, "slow");
}

static void check_system(struct verdict *v, const struct gn_sim_scenario *s,
			 int index)
{
	const struct gn_sim_system *d = &s->systems[index];
	int used = 0;

	need(v, is_label(d->name), "name", "must be letters and digits");
	within(v, d->rate_hz, 1, 4000, "rate_hz");
	within(v, d->jitter_s, 0, 1, "jitter_s");
	within(v, d->stamp_sd_s, 0, 1, "stamp_sd_s");
	within(v, d->skew_ppm, -1e5, 1e5, "skew_ppm");
	within(v, d->dropped, 0, 0.9, "dropped");
	within(v, d->repeated, 0, 0.9, "repeated");
	within(v, d->doubled, 0, 0.9, "doubled");
	within(v, d->late, 0, 0.9, "late");
	need(v, d->n_gaps <= GN_SIM_GAPS_MAX, "gaps", "are too many");
	for (size_t i = 0; i < d->n_gaps && i < GN_SIM_GAPS_MAX; i++) {
		within(v, d->gaps[i].at_s, 0, 86400, "gap at_s");
		within(v, d->gaps[i].length_s, 0, 3600, "gap s");
	}
	for (size_t i = 0; i < s->n_sensors; i++)
		used |= s->sensors[i].acc == index ||
			s->sensors[i].gyr == index ||
			s->sensors[i].mag == index;
	need(v, used, "name", "holds no sensor");
}

static void check_sensor(struct verdict *v, const struct gn_sim_sensor *d,
			 int n_systems)
{
	enum gn_side side;

	need(v, gn_part_of(gn_place_parse(d->name, &side), GN_SIDE_RIGHT) !=
	     GN_PART_COUNT, "place", "is none of the body");
	need(v, d->acc >= -1 && d->acc < n_systems && d->gyr >= -1 &&
	     d->gyr < n_systems && d->mag >= -1 && d->mag < n_systems,
	     "system", "is not there");
	need(v, d->acc >= 0 || d->gyr >= 0, "acc", "or gyr must be there");
	within3(v, d->offset_m, 1, "offset_m");
	within3(v, d->mount_rad, 2 * PI, "mount");
	within(v, d->misplaced_rad, 0, PI, "misplaced");
	within(v, d->acc_noise, 0, 1, "acc_noise");
	within(v, d->gyr_noise, 0, 1, "gyr_noise");
	within(v, d->mag_noise_ut, 0, 100, "mag_noise_ut");
	within3(v, d->acc_bias_mps2, 10, "acc_bias_mps2");
	within3(v, d->gyr_bias_radps, 1, "gyr_bias");
	within3(v, d->mag_bias_ut, 1000, "mag_bias_ut");
	within(v, d->gyr_bias_sd_radps, 0, 0.1, "gyr_bias_sd");
	within(v, d->gyr_walk, 0, 0.1, "gyr_walk");
	within3(v, d->acc_scale, 0.5, "acc_scale");
	within3(v, d->gyr_scale, 0.5, "gyr_scale");
	within3(v, d->mag_scale, 0.5, "mag_scale");
	within(v, d->wobble_hz, 0, 100, "wobble_hz");
	if (d->wobble_hz > 0)
		within(v, d->wobble_damping, 0.01, 0.99, "wobble_damping");
	within(v, d->wobble_gain, 0, 1, "wobble_gain");
	within(v, d->wobble_turn_rad, 0, 0.3, "wobble_turn");
	need(v, !(d->wobble_turn_rad > 0) || d->wobble_gain > 0,
	     "wobble_gain", "must be there for wobble_turn");
	within(v, d->acc_range_mps2, 0, 1e4, "acc_range_mps2");
	within(v, d->gyr_range_radps, 0, 1e3, "gyr_range");
	within(v, d->mag_range_ut, 0, 1e4, "mag_range_ut");
	need(v, d->bits >= 0 && d->bits <= 32, "bits",
	     "must lie in 0 to 32");
	within(v, d->missing, 0, 0.9, "missing");
	within3(v, d->slip_rad, PI, "slip");
	within(v, d->slip_at_s, 0, 1e6, "slip_at_s");
	within(v, d->slip_s, 0, 60, "slip_s");
}

static void check_movement(struct verdict *v, const struct gn_sim_scenario *s)
{
	within(v, s->go_s, 0.1, 60, "go_s");
	within(v, s->back_s, 0.1, 60, "back_s");
	within(v, s->turn_pause_s, 0, 60, "turn_pause_s");
	within(v, s->end_pause_s, 0, 60, "end_pause_s");
	within(v, s->duration_cv, 0, 0.5, "duration_cv");
	within(v, s->rom_cv, 0, 0.5, "rom_cv");
	within(v, s->slowing, 0, 5, "slowing");
	within(v, s->rom_loss, 0, 0.9, "rom_loss");
	within(v, s->session_days, 1, 365, "session_days");
	within(v, s->rom_left_step, -1, 1, "rom_left_step");
	within(v, s->rom_right_step, -1, 1, "rom_right_step");
	within(v, s->rom_left, 0, 2, "rom_left");
	within(v, s->rom_right, 0, 2, "rom_right");
	within(v, s->thump_mps2, 0, 200, "thump_mps2");
	within(v, s->sway_rad, 0, 0.2, "sway");
	within(v, s->tremor_rad, 0, 0.1, "tremor");
	within(v, s->fidget_rad, 0, 2, "fidget");
	within(v, s->skin, 0, 0.5, "skin");
	within3(v, s->field_ut, 1000, "field_ut");
	within3(v, s->disturb_ut, 1000, "disturb_ut");
	within(v, s->disturb_at_s, 0, 86400, "disturb_at_s");
	within(v, s->disturb_length_s, 0, 86400, "disturb_s");
	need(v, !s->alternating || s->side == GN_SIDE_LEFT ||
	     s->side == GN_SIDE_RIGHT, "side",
	     "must be left or right where sides alternate");
}

static void check_counts(struct verdict *v, const struct gn_sim_scenario *s)
{
	int64_t day;

	need(v, s->exercise[0], "exercise", "is missing");
	need(v, is_label(s->subject), "subject",
	     "must be letters and digits");
	need(v, s->sessions >= 1 && s->sessions <= GN_SIM_SESSIONS_MAX,
	     "sessions", "must be 1 to 100");
	need(v, !s->first_day[0] || !gn_day_parse(s->first_day, &day),
	     "first_day", "must be a day: 2026-01-05");
	need(v, s->n_moves <= GN_SIM_MOVES_MAX, "moves", "are too many");
	need(v, s->n_acts >= 1 && s->n_acts <= GN_SIM_ACTS_MAX, "acts",
	     "must be 1 to 64");
	need(v, s->n_systems >= 1 && s->n_systems <= GN_SIM_SYSTEMS_MAX,
	     "systems", "must be 1 to 4");
	need(v, s->n_sensors >= 1 && s->n_sensors <= GN_SENSORS_MAX,
	     "sensors", "must be 1 to 32");
}

int gn_sim_check(const struct gn_sim_scenario *s, struct gn_diag *why)
{
	struct verdict v = {"scenario", s->name, why, GN_OK};

	check_counts(&v, s);
	check_movement(&v, s);
	if (v.err)
		return v.err;
	v.what = "move";
	for (size_t i = 0; i < s->n_moves; i++)
		check_move(&v, &s->moves[i]);
	v.what = "act";
	for (size_t i = 0; i < s->n_acts; i++)
		check_act(&v, &s->acts[i]);
	for (size_t i = 0; i < s->n_sensors; i++) {
		v.what = s->sensors[i].name;
		check_sensor(&v, &s->sensors[i], (int)s->n_systems);
	}
	for (size_t i = 0; i < s->n_systems; i++) {
		v.what = "system";
		check_system(&v, s, (int)i);
	}
	return v.err;
}

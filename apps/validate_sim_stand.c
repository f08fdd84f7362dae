/* SPDX-License-Identifier: MIT */
/* Function tests of simulated sessions against their truth. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "validate_sim.h"

#define TOUCH_PART 0.85         /* of the way down: see validate_sim.h */
#define NEAR_S 0.3              /* as gonio score calls it near the end */
#define STANDS_MAX (GN_SIM_REPS_MAX * GN_SIM_ACTS_MAX)

/* When a movement of minimum jerk has gone a part of its way, as a part of its
 * time: Flash & Hogan 1985, eq. (3), turned round. */
static double time_of(double part)
{
	double a = 0, b = 1;

	for (int i = 0; i < 40; i++) {
		double u = 0.5 * (a + b);

		if (u * u * u * (10 + u * (6 * u - 15)) < part)
			a = u;
		else
			b = u;
	}
	return 0.5 * (a + b);
}

/* The true instants of a repetition, s. */
struct stand {
	double off, half, up, on;
};

static double seconds(int64_t ns)
{
	return ns == GN_NO_TIME ? NAN : 1e-9 * (double)ns;
}

/* How late the thigh moves. */
static double lateness(const struct gn_sim *sim)
{
	const struct gn_sim_scenario *s = gn_sim_scenario(sim);

	for (size_t i = 0; i < s->n_moves; i++)
		if (s->moves[i].place == GN_PLACE_THIGH &&
		    s->moves[i].axis == GN_SIM_SAGITTAL)
			return s->moves[i].late;
	return 0;
}

static struct stand truth_of(const struct gn_sim *sim,
			     const struct gn_sim_rep *r)
{
	double start = seconds(r->start_ns), turn = seconds(r->turn_ns);
	double late = lateness(sim), back = r->tempo_s[0];
	double off = start + late * (turn - start);

	return (struct stand){ off, 0.5 * (off + turn), turn,
			       seconds(r->end_ns) - back + (1 - late) * back *
			       time_of(TOUCH_PART) };
}

/* The stand that was found nearest to a true one; NULL: none within 1 s. */
static const struct gn_stand *nearest(const struct gn_result *r, double half_s)
{
	const struct gn_stand *best = NULL;

	for (size_t i = 0; i < r->n_stands; i++) {
		double d = fabs(seconds(r->stands[i].half_ns) - half_s);

		if (d < 1 && (!best || d < fabs(seconds(best->half_ns) -
						half_s)))
			best = &r->stands[i];
	}
	return best;
}

static double value(const struct gn_result *r, const char *name)
{
	for (size_t i = 0; i < r->test.n_values; i++)
		if (!strcmp(r->test.value[i].name, name))
			return (double)r->test.value[i].value;
	return NAN;
}

static int each(const struct gn_val_sim_session *s, const struct stand *t,
		struct gn_val_sim_point *p)
{
	static const struct gn_stand none = { GN_NO_TIME, GN_NO_TIME,
					      GN_NO_TIME, GN_NO_TIME,
					      GN_NO_TIME, GN_STAND_BY_REP };
	const struct gn_stand *f = nearest(s->found, t->half);
	int err;

	f = f ? f : &none;
	err = gn_val_off_add(p, "seat_off_s", 0, seconds(f->off_ns) - t->off);
	if (!err)
		err = gn_val_off_add(p, "half_way_s", 0,
				     seconds(f->half_ns) - t->half);
	if (!err)
		err = gn_val_off_add(p, "stood_s", 0,
				     seconds(f->up_ns) - t->up);
	return err ? err : gn_val_off_add(p, "seat_on_s", 0,
					  seconds(f->on_ns) - t->on);
}

/* Of the test: the true count within its time, or the times of so many. */
static int count(const struct gn_val_sim_session *s, const double *half,
		 size_t n, double end_s, struct gn_val_sim_point *p)
{
	double found = value(s->found, "stands");
	int near = 0, err;
	size_t truth = 0;

	for (size_t i = 0; i < n; i++) {
		truth += half[i] <= end_s;
		near |= fabs(half[i] - end_s) <= NEAR_S;
	}
	err = gn_val_off_add(p, "stands", 1, found - (double)truth);
	return err ? err : gn_val_off_add(p, near ? "stands_one_near" :
					  "stands_none_near", 1,
					  found - (double)truth);
}

static int totals(const struct gn_val_sim_session *s, double start_s,
		  const struct stand *last, struct gn_val_sim_point *p)
{
	int err = gn_val_off_add(p, "time_to_stand_s", 0,
				 value(s->found, "time_to_stand_s") -
				 (last->up - start_s));

	return err ? err : gn_val_off_add(p, "time_to_sit_s", 0,
					  value(s->found, "time_to_sit_s") -
					  (last->on - start_s));
}

int gn_val_sim_stands(const struct gn_val_sim_session *s,
		      struct gn_val_sim_point *p)
{
	const struct gn_exercise *e = s->found->exercise;
	double half[STANDS_MAX], start_s;
	const struct gn_sim_rep *r;
	struct stand t = { 0 };
	size_t n, want;
	int err = GN_OK;

	r = gn_sim_reps(s->sim, &n);
	if (!n)
		return GN_OK;
	start_s = seconds(r[0].start_ns);
	want = e->test == GN_TEST_TIME_STANDS && e->test_reps < n ?
	       e->test_reps : n;
	for (size_t i = 0; i < want && !err; i++) {
		t = truth_of(s->sim, &r[i]);
		half[i] = t.half;
		err = each(s, &t, p);
	}
	if (!err)
		err = gn_val_off_add(p, "repetitions", 1,
				     (double)s->found->n_reps - (double)n);
	if (err)
		return err;
	return e->test == GN_TEST_TIME_STANDS ? totals(s, start_s, &t, p) :
	       count(s, half, want, start_s + (double)e->test_s, p);
}

int gn_val_sim_stop(const struct gn_exercise *e, struct gn_sim_scenario *s,
		    uint64_t seed, struct gn_diag *why)
{
	struct gn_sim_act *set = s->acts;
	int err = GN_OK;

	while (set < s->acts + s->n_acts && set->kind != GN_SIM_SET)
		set++;
	if (e->test != GN_TEST_COUNT_STANDS || set == s->acts + s->n_acts)
		return GN_OK;
	/* fatigue depends on how many there are: a few rounds settle it */
	for (int k = 0; k < 8 && !err; k++) {
		const struct gn_sim_rep *r;
		struct gn_sim *sim = NULL;
		double rate, left_s;
		size_t n;

		err = gn_sim_open(&sim, s, seed, why);
		if (err)
			break;
		r = gn_sim_reps(sim, &n);
		left_s = (double)e->test_s - seconds(r[n - 1].start_ns -
						     r[0].start_ns);
		rate = seconds(r[n - 1].end_ns - r[0].start_ns) / (double)n;
		gn_sim_close(sim);
		if (left_s > 0 && left_s <= 1.2 * rate)
			break;
		n += (size_t)(int)floor(left_s / rate);
		set->reps = n < 2 ? 2 : n > GN_SIM_REPS_MAX ? GN_SIM_REPS_MAX :
			    (uint32_t)n;
	}
	return err;
}

/* One of six spans, in order, less what was found. */
int gn_val_sim_tug(const struct gn_val_sim_session *s,
		   struct gn_val_sim_point *p)
{
	static const struct {
		const char *name;
		int from, to;           /* the first and the last span */
	} part[] = {
		{ "time_s", 1, 6 }, { "sit_to_walk_s", 1, 1 },
		{ "walk_out_s", 2, 2 }, { "turn_s", 3, 3 },
		{ "walk_back_s", 4, 4 }, { "turn_to_sit_s", 5, 6 },
		{ "second_turn_s", 5, 5 },
	};
	const struct gn_sim_span *span;
	int err = GN_OK;
	size_t n, i = 0;

	span = gn_sim_spans(s->sim, &n);
	while (i < n && span[i].kind != GN_SIM_RISE)
		i++;
	if (i == n || i < 1 || i + 6 >= n)
		return GN_OK;
	span += i - 1;
	for (size_t k = 0; k < sizeof(part) / sizeof(part[0]) && !err; k++)
		err = gn_val_off_add(p, part[k].name, 0,
			value(s->found, part[k].name) -
			seconds(span[part[k].to].end_ns -
				span[part[k].from].start_ns));
	return err;
}

/* SPDX-License-Identifier: MIT */
/* From a finished stretch to repetitions and sets. */
#include <math.h>
#include <string.h>

#include "gonio/stats.h"
#include "session_priv.h"

#define TURNS_PART 0.5f         /* of this side's */
#define SMALL_PART 0.25f        /* of the least usual range */
#define SURE_SD 2.0f            /* so much more, and it is still small */

void gn_session_blank(struct gn_rep *r)
{
	memset(r, 0, sizeof(*r));
	for (int k = 0; k < 4; k++)
		r->tempo_s[k] = NAN;
	r->rom_rad = r->rom_sd_rad = NAN;
	r->peak_radps = r->mean_radps = r->sparc = r->ldlj = NAN;
	r->rom_of[0] = 0;
	for (int a = 0; a < GN_ANGLES; a++)
		r->angle[a] = (struct gn_range){ NAN, NAN, NAN };
	r->rise_m = r->rise_sd_m = r->tremor_radps = r->jolt_mps2 = NAN;
	r->lag_s = NAN;
	for (size_t i = 0; i < GN_SENSORS_MAX; i++)
		r->moved[i] = (struct gn_moved){ { NAN, NAN, NAN }, NAN };
}

/*
 * What begins on the line across a hole begins with the hole's end, as what
 * ends on one ends with its begin; unless more of its way to the turn lies on
 * the line than was seen.
 */
static uint32_t begin_of(const struct sensor *x, const struct gn_count_rep *c)
{
	uint32_t i = c->start;

	while (i < c->turn && x->bridge[i])
		i++;
	return x->frame_of[i - c->start <= c->turn - i ? i : c->start];
}

/* The counter's repetitions, seen by a sensor, into to. */
static size_t take_reps(const struct gn_session *s,
			const struct gn_count_result *r, size_t sensor,
			struct gn_rep *to)
{
	const struct sensor *x = &s->s[sensor];
	size_t n = r->n_reps < REPS_MAX ? r->n_reps : REPS_MAX;

	for (size_t i = 0; i < n; i++) {
		const struct gn_count_rep *c = &r->reps[i];
		struct gn_rep *rep = &to[i];

		gn_session_blank(rep);
		rep->start_ns = (s->from + begin_of(x, c)) * FRAME_NS;
		rep->turn_ns = (s->from + x->frame_of[c->turn]) * FRAME_NS;
		rep->end_ns = (s->from + x->frame_of[c->end]) * FRAME_NS;
		rep->quality = c->likeness;
	}
	return n;
}

/* Does it overlap one of n by more than a third of its length? */
static int overlaps(const struct gn_rep *r, const struct gn_rep *of, size_t n)
{
	int64_t shared = 0;

	for (size_t i = 0; i < n; i++) {
		int64_t a = of[i].start_ns > r->start_ns ? of[i].start_ns
							 : r->start_ns;
		int64_t b = of[i].end_ns < r->end_ns ? of[i].end_ns : r->end_ns;

		if (b > a)
			shared += b - a;
	}
	return 3 * shared > r->end_ns - r->start_ns;
}

/* Put m more into the n in s->reps, in order of time. */
static size_t merge(struct gn_session *s, size_t n, size_t m)
{
	for (size_t k = 0; k < m && n < REPS_MAX; k++) {
		struct gn_rep add = s->more[k];
		size_t i = n++;

		for (; i && s->reps[i - 1].start_ns > add.start_ns; i--)
			s->reps[i] = s->reps[i - 1];
		s->reps[i] = add;
	}
	return n;
}

/*
 * Sides that take turns: what the other side's sensor shows between the
 * repetitions of this one. Returns the new count, n if they do not take turns.
 */
static size_t add_other_side(struct gn_session *s, struct gn_count_input *in,
			     const size_t *which, size_t counted, size_t n)
{
	enum gn_side other;
	struct gn_count_result r;
	size_t m, kept = 0, i;

	/* the counted sensor may have been carried along by the other limb */
	switch (gn_session_working_side(s, counted, n)) {
	case GN_SIDE_LEFT:  other = GN_SIDE_RIGHT; break;
	case GN_SIDE_RIGHT: other = GN_SIDE_LEFT; break;
	default:            return n;
	}
	for (i = 0; i < in->n_sensors; i++)
		if (s->desc[which[i]].place == s->desc[counted].place &&
		    s->desc[which[i]].aligned == s->desc[counted].aligned &&
		    s->desc[which[i]].side == other)
			break;
	if (i == in->n_sensors)
		return n;
	in->sensors += i;
	in->n_sensors = 1;
	in->turning = 1;
	gn_counter_run(s->counter, in, &r);
	m = take_reps(s, &r, which[i], s->more);
	for (size_t k = 0; k < m; k++) {
		if (overlaps(&s->more[k], s->reps, n))
			continue;
		s->more[kept++] = s->more[k];
	}
	if (kept < SIDES_LEAST || (float)kept < TURNS_PART * (float)n)
		return n;
	return merge(s, n, kept);
}

/* Number sets and the repetitions in each: a rest divides sets. */
static void number(struct gn_session *s, size_t n)
{
	int64_t rest = n ? gn_session_rest_ns(s, n) : 0;
	uint32_t k = 0;

	for (size_t i = 0; i < n; i++) {
		struct gn_rep *r = &s->reps[i];

		if (!i || r->start_ns - r[-1].end_ns >= rest) {
			s->n_sets++;
			k = 0;
		}
		r->set = s->n_sets;
		r->n = ++k;
	}
}

/* A repetition is partial only if it is short by more than its uncertainty. */
static void confirm_partial(struct gn_session *s, struct gn_rep *r, size_t n)
{
	size_t full = 0;
	float least;

	for (size_t i = 0; i < n; i++)
		if (r[i].kind == GN_REP_FULL && isfinite(r[i].rom_rad))
			s->scratch[full++] = r[i].rom_rad;
	if (!full)
		return;
	least = s->exercise.partial_of * gn_select(s->scratch, full, full / 2);
	for (size_t i = 0; i < n; i++)
		if (r[i].rom_rad + r[i].rom_sd_rad > least)
			r[i].kind = GN_REP_FULL;
}

static int is_height(const struct gn_rep *r)
{
	return !strncmp(r->rom_of, HEIGHT, sizeof(HEIGHT) - 1);
}

/*
 * Height is measured in m and m/s: it decides what is partial and how speed is
 * lost, but is no range of motion.
 */
static void blank_heights(struct gn_rep *r, size_t n, struct gn_set *set)
{
	int any = 0;

	for (size_t i = 0; i < n; i++) {
		if (!is_height(&r[i]))
			continue;
		r[i].rise_m = r[i].rom_rad;
		r[i].rise_sd_m = r[i].rom_sd_rad;
		r[i].rom_rad = r[i].rom_sd_rad = NAN;
		r[i].peak_radps = r[i].mean_radps = NAN;
		any = 1;
	}
	if (any)
		set->rom_mean_rad = set->rom_sd_rad = set->rom_cv =
			set->peak_mean_radps = set->peak_sd_radps = NAN;
}

/* What is measured on a sensor that is not where its name says. */
static void blank_withheld(const struct gn_session *s, size_t a, size_t b)
{
	for (size_t i = a; i < b; i++) {
		struct gn_rep *r = &s->reps[i];

		if (!s->withheld[i])
			continue;
		r->rom_rad = r->rom_sd_rad = NAN;
		r->peak_radps = r->mean_radps = NAN;
	}
}

/* Every set's repetitions and then the set itself, final. */
static void emit_sets(struct gn_session *s, size_t n)
{
	for (size_t a = 0, b; a < n; a = b) {
		struct gn_session_event ev = { .kind = GN_EV_SET };

		for (b = a; b < n && s->reps[b].set == s->reps[a].set; b++)
			;
		gn_measure_partial(s->reps + a, b - a, s->exercise.partial_of,
				   s->scratch);
		confirm_partial(s, s->reps + a, b - a);
		blank_withheld(s, a, b);
		gn_measure_set(s->reps + a, b - a, &ev.u.set);
		blank_heights(s->reps + a, b - a, &ev.u.set);
		for (size_t i = a; i < b; i++) {
			struct gn_session_event rep = { .kind = GN_EV_REP };

			rep.u.rep = s->reps[i];
			gn_session_emit(s, &rep);
		}
		gn_session_emit(s, &ev);
	}
}

int gn_session_twice(const struct gn_session *s, size_t sensor)
{
	const struct gn_exercise *e = &s->exercise;

	for (size_t i = 0; i < e->n_twice; i++)
		if (e->twice[i] == s->desc[sensor].place)
			return 1;
	return 0;
}

/* Is the range one of the joint that the exercise moves? */
static int is_its_range(const struct gn_session *s, const struct gn_rep *r)
{
	const struct gn_exercise *e = &s->exercise;
	enum gn_place at = s->desc[r->sensor].place;

	if (!isfinite(r->rom_rad) || is_height(r))
		return 0;
	return (e->angle[0] && !strncmp(r->rom_of, e->angle,
					strlen(e->angle))) ||
	       (e->n_places && at == e->places[0] &&
		(at == e->joint[0] || at == e->joint[1]));
}

/*
 * Is every one of the n repetitions far from what the exercise moves? Somebody
 * who sits and waits sways, with one limb like with the other, by some degrees.
 * Ours: so measured, sways are 0.08 to 0.26 of the least usual range, by the
 * medians of 19 simulated sessions of sitting; of 541 repetitions in recordings
 * of people the smallest is 0.39.
 */
static int are_small(const struct gn_session *s, size_t n)
{
	float least = SMALL_PART * s->exercise.rom_min_rad;
	size_t small = 0;

	for (size_t i = 0; i < n; i++) {
		const struct gn_rep *r = &s->reps[i];

		if (!is_its_range(s, r))
			continue;
		/* also where the least is not known */
		if (!(r->rom_rad + SURE_SD * r->rom_sd_rad < least))
			return 0;
		small++;
	}
	return small > 0;
}

struct found gn_session_analyse(struct gn_session *s, int64_t to, int at_end,
				int whole)
{
	struct gn_count_sensor cs[GN_SENSORS_MAX];
	size_t which[GN_SENSORS_MAX], n, both;
	struct gn_count_input in;
	struct gn_count_result r;
	struct found f = { 0, 0, 0 };
	int in_turn;

	gn_session_gather(s, s->from, to, &in, cs, which);
	in.cut_start = s->from == 0;
	in.cut_end = at_end != 0;
	gn_counter_run(s->counter, &in, &r);
	f.sensor = in.n_sensors ? which[r.sensor] : 0;
	n = take_reps(s, &r, f.sensor, s->reps);
	if (!n)
		return f;
	n = gn_session_recut(s, f.sensor, n);
	both = add_other_side(s, &in, which, f.sensor, n);
	in_turn = both > n || s->exercise.alternating;
	n = gn_session_split(s, f.sensor, both);
	gn_session_sides(s, f.sensor, n, in_turn);
	gn_session_limbs(s, to, n);
	if (whole)
		gn_mistakes_find(s, n);
	gn_mistakes_mark(s);
	gn_session_measure(s, f.sensor, n, whole);
	if (r.by_chance && are_small(s, n)) {
		f.small = n;
		return f;
	}
	f.n = n;
	number(s, n);
	gn_session_two_sides(s, f.sensor, n);
	return f;
}

void gn_session_finish(struct gn_session *s, int64_t to, int at_end)
{
	struct gn_session_event ev = { .kind = GN_EV_REVISE };
	struct found f;
	size_t n;

	if (s->n_shown)
		gn_session_emit(s, &ev);
	f = gn_session_analyse(s, to, at_end, 1);
	n = f.n;
	gn_mistakes_tell(s);
	/* no one asks for those of a provisional look */
	gn_session_angles(s, n);
	gn_session_moved(s, n);
	if (n)
		gn_joints_note(&s->joints, &s->stretch);
	if (n && s->p.stretch)
		s->p.stretch(s->p.user, s, s->from * FRAME_NS, s->stretch.n);
	emit_sets(s, n);
	if (s->stands && s->exercise.test != GN_TEST_NONE)
		gn_session_stands(s, n);
	gn_session_rejects(s, &f);
}

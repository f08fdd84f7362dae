/* SPDX-License-Identifier: MIT */
/* Tests of standing up from a chair. */
#include <math.h>
#include <stdio.h>

#include "function_test_priv.h"

#define REST_NS INT64_C(6000000000)     /* between two tries */
#define LATE_NS INT64_C(500000000)      /* a recording may end this early */
#define HALF_S 0.3      /* uncertainty of half-way up, 95 % (ours) */
#define SEEN_S 0.1      /* SD of an instant seen on thigh or trunk (ours) */
#define GUESSED_S 0.3   /* .. taken from the repetition's bounds */
#define LEAN_S 0.5      /* how long the trunk leans before the seat is left,
			 * where no sensor shows it (ours: measured on one
			 * person) */

static double seconds(int64_t ns)
{
	return (double)ns * 1e-9;
}

/* Does a try begin with stand i? */
static int begins(const struct gn_test_input *in, size_t i)
{
	const struct gn_stand *s = &in->stands[i];
	int64_t before;

	if (!i)
		return 1;
	before = s[-1].on_ns != GN_NO_TIME ? s[-1].on_ns : s[-1].up_ns;
	return before == GN_NO_TIME || s->off_ns - before >= REST_NS;
}

static int64_t start_of(const struct gn_stand *s)
{
	return s->lean_ns != GN_NO_TIME ? s->lean_ns : s->off_ns;
}

static void say_start(struct gn_function_test *t, const struct gn_stand *s)
{
	snprintf(t->start_by, sizeof(t->start_by), "%s",
		 s->lean_ns != GN_NO_TIME ? "first lean of the trunk" :
		 s->by == GN_STAND_BY_REP ? "the first repetition" :
		 "leaving the seat (no sensor on the trunk)");
}

/* Is the lean that it began with unseen? */
static int lacks_lean(const struct gn_stand *s)
{
	return s->lean_ns == GN_NO_TIME && s->by != GN_STAND_BY_REP;
}

static double sd_of(const struct gn_stand *s)
{
	return s->by == GN_STAND_BY_REP ? GUESSED_S : SEEN_S;
}

/* Stands that are half-way up from start_ns on to end_ns. */
static size_t half_ways(const struct gn_test_input *in, int64_t start_ns,
			int64_t end_ns)
{
	size_t n = 0;

	for (size_t i = 0; i < in->n_stands; i++)
		n += in->stands[i].half_ns >= start_ns &&
		     in->stands[i].half_ns <= end_ns;
	return n;
}

static double rise_s(const struct gn_test_input *in, int64_t start_ns,
		     int64_t end_ns)
{
	double sum = 0.0, n = 0.0;

	for (size_t i = 0; i < in->n_stands; i++) {
		const struct gn_stand *s = &in->stands[i];

		if (s->by == GN_STAND_BY_REP || s->up_ns == GN_NO_TIME ||
		    s->half_ns < start_ns || s->half_ns > end_ns)
			continue;
		sum += seconds(s->up_ns - s->off_ns);
		n += 1.0;
	}
	return n > 0.0 ? sum / n : NAN;
}

/* Why there is no power, or how it was made. */
static void why_power(const struct gn_person *p, const char *made,
		      char *out, size_t size)
{
	if (!isfinite(p->mass_kg) || !isfinite(p->height_m) ||
	    !isfinite(p->seat_m))
		snprintf(out, size, "give --mass, --height and --seat");
	else if (!(0.5f * p->height_m > p->seat_m))
		snprintf(out, size, "refused: the seat is not lower than half "
			 "of the height");
	else
		snprintf(out, size, "%s", made);
}

/* Power by the formula, of n stands in t_s, and by the measured rises. */
static void add_power(struct gn_function_test *t, const struct gn_person *p,
		      double t_s, double n, double measured_s)
{
	double w = gn_stand_power_w((double)p->mass_kg, (double)p->height_m,
				    (double)p->seat_m, 0.5 * t_s / n);
	double own = gn_stand_power_w((double)p->mass_kg, (double)p->height_m,
				      (double)p->seat_m, measured_s);
	double h = (double)p->height_m;
	char why[80];

	why_power(p, isfinite(w) ? "0.9 m g (0.5 h - seat) / (0.5 t / n), "
		  "10.1002/jcsm.12737" : "the test is not whole", why,
		  sizeof(why));
	gn_test_value(t, "power_w", w, NAN, 0, "%s", why);
	gn_test_value(t, "power_w_per_kg", w / (double)p->mass_kg, NAN, 2,
		      "%s", why);
	gn_test_value(t, "power_w_per_m2", w / (h * h), NAN, 1, "%s", why);
	why_power(p, isfinite(own) ? "with the measured time of rising "
		  "instead of 0.5 t / n" : "no rise was timed", why,
		  sizeof(why));
	gn_test_value(t, "power_measured_w", own, NAN, 0, "%s", why);
}

static void add_below_average(struct gn_function_test *t,
			      const struct gn_exercise *e,
			      const struct gn_person *p, double least,
			      double most, int whole)
{
	struct gn_test_norm *n = &t->norm[t->n_norms++];

	gn_norm_below_average(n);
	if (fabsf(e->test_s - 30.0f) > 0.0f) {
		snprintf(n->why, sizeof(n->why), "it is for 30 s");
		return;
	}
	n->limit = gn_norm_chair_stand(p->age_y, p->sex);
	if (!isfinite(p->age_y) || p->sex == GN_SEX_UNKNOWN)
		snprintf(n->why, sizeof(n->why), "age and sex are not known: "
			 "give --age and --sex");
	else if (!isfinite(n->limit))
		snprintf(n->why, sizeof(n->why), "the table is for ages 60 to "
			 "94");
	else if (!whole)
		snprintf(n->why, sizeof(n->why), "the test is not whole");
	else if (most < (double)n->limit)
		n->reading = GN_READING_YES;
	else if (least >= (double)n->limit)
		n->reading = GN_READING_NO;
	else
		snprintf(n->why, sizeof(n->why), "one stand at the end is too "
			 "near half-way to tell");
}

/* The start of the try with most stands within length_ns. */
static int64_t best_try(const struct gn_test_input *in, int64_t length_ns,
			const struct gn_stand **first)
{
	int64_t best = GN_NO_TIME;
	size_t most = 0;

	*first = NULL;
	for (size_t i = 0; i < in->n_stands; i++) {
		int64_t at = start_of(&in->stands[i]);
		size_t n;

		if (!begins(in, i))
			continue;
		n = half_ways(in, at, at + length_ns);
		if (n > most) {
			most = n;
			best = at;
			*first = &in->stands[i];
		}
	}
	return best;
}

static void count_stands(const struct gn_exercise *e,
			 const struct gn_test_input *in,
			 struct gn_function_test *t)
{
	int64_t length_ns = (int64_t)((double)e->test_s * 1e9), half, early;
	double n, least, most;
	const struct gn_stand *first;
	int whole;

	t->start_ns = best_try(in, length_ns, &first);
	if (in->go_ns != GN_NO_TIME) {
		t->start_ns = in->go_ns;
		snprintf(t->start_by, sizeof(t->start_by), "the go signal");
	} else if (first) {
		say_start(t, first);
	} else {
		gn_test_value(t, "stands", NAN, NAN, 0,
			      "no stand was found in the recording");
		return;
	}
	t->end_ns = t->start_ns + length_ns;
	whole = in->length_ns >= t->end_ns - LATE_NS;
	half = early = (int64_t)(HALF_S * 1e9);
	if (in->go_ns == GN_NO_TIME && lacks_lean(first))
		early += (int64_t)(LEAN_S * 1e9);
	n = (double)half_ways(in, t->start_ns, t->end_ns);
	least = (double)half_ways(in, t->start_ns, t->end_ns - early);
	most = (double)half_ways(in, t->start_ns, t->end_ns + half);
	if (in->person.arms)
		n = least = most = 0.0;
	gn_test_value(t, "stands", n, NAN, 0, in->person.arms ?
		      "the arms were used: it counts 0" :
		      "more than half-way up at the end counts");
	if (least < most)
		gn_test_note(t, "%.0f to %.0f stands: one was half-way up "
			     "within %.1f s of the end", least, most,
			     seconds(early));
	if (!whole)
		gn_test_note(t, "the recording ends %.1f s before the test: "
			     "the stands are of what was recorded",
			     seconds(t->end_ns - in->length_ns));
	add_power(t, &in->person, whole ? (double)e->test_s : NAN, n,
		  rise_s(in, t->start_ns, t->end_ns));
	add_below_average(t, e, &in->person, least, most, whole);
}

/* First stand of the first try with n of them; else that with most, their
 * number through *n. */
static const struct gn_stand *find_run(const struct gn_test_input *in,
				       size_t *n)
{
	const struct gn_stand *best = NULL;
	size_t want = *n, most = 0;

	for (size_t i = 0, m; i < in->n_stands; i += m) {
		for (m = 1; i + m < in->n_stands && !begins(in, i + m); m++)
			;
		if (m <= most)
			continue;
		most = m;
		best = &in->stands[i];
		if (m >= want)
			break;
	}
	*n = most;
	return best;
}

/* A limit that both conventions must agree on, beyond their uncertainty. */
static void add_low_strength(struct gn_function_test *t,
			     const struct gn_exercise *e, double stand_s,
			     double sit_s, double sd_s)
{
	struct gn_test_norm *n = &t->norm[t->n_norms++];
	double limit;

	gn_norm_low_strength(n);
	limit = (double)n->limit;
	if (e->test_reps != 5)
		snprintf(n->why, sizeof(n->why), "it is for five rises");
	else if (!isfinite(stand_s))
		snprintf(n->why, sizeof(n->why), "the test is not whole");
	else if (stand_s - 1.96 * sd_s > limit)
		n->reading = GN_READING_YES;
	else if (fmax(stand_s, sit_s) + 1.96 * sd_s <= limit)
		n->reading = GN_READING_NO;
	else
		snprintf(n->why, sizeof(n->why), "too near the limit: it "
			 "depends on where timing ends");
}

static void add_points(struct gn_function_test *t, const struct gn_exercise *e,
		       double stand_s)
{
	int points = gn_sppb_chair(stand_s);

	if (e->test_reps != 5)
		return;
	gn_test_value(t, "sppb_chair_points",
		      points < 0 ? (double)NAN : (double)points, NAN, 0,
		      points < 0 ? "five stands were not seen" :
		      "0-4, of the time to the fifth stand");
}

static void time_stands(const struct gn_exercise *e,
			const struct gn_test_input *in,
			struct gn_function_test *t)
{
	size_t want = e->test_reps, n = want;
	const struct gn_stand *first = find_run(in, &n), *last;
	double stand_s = NAN, sit_s = NAN, sd_s = NAN, rise = NAN;

	if (n >= want) {
		last = &first[want - 1];
		t->start_ns = start_of(first);
		t->end_ns = last->up_ns;
		say_start(t, first);
		if (last->up_ns != GN_NO_TIME)
			stand_s = seconds(last->up_ns - t->start_ns);
		if (last->on_ns != GN_NO_TIME) {
			sit_s = seconds(last->on_ns - t->start_ns);
			t->end_ns = last->on_ns;
		}
		sd_s = hypot(lacks_lean(first) ? LEAN_S : sd_of(first),
			     sd_of(last));
		rise = rise_s(in, t->start_ns, last->half_ns);
		if (lacks_lean(first))
			gn_test_note(t, "no sensor on the trunk: its lean, "
				     "some %.1f s, is not in the time",
				     LEAN_S);
		if (n > want)
			gn_test_note(t, "%zu stands in a row: the time is of "
				     "the first %zu", n, want);
	}
	if (n < want) {
		gn_test_value(t, "time_to_stand_s", NAN, NAN, 2,
			      "%zu of %zu stands in a row", n, want);
	} else {
		gn_test_value(t, "time_to_stand_s", stand_s, sd_s, 2,
			      isfinite(stand_s) ?
			      "timing ends with the last stand" :
			      "the last stand was not completed");
		gn_test_value(t, "time_to_sit_s", sit_s, sd_s, 2,
			      isfinite(sit_s) ?
			      "timing ends with the last sit" :
			      "it was not sat down after the last stand");
	}
	if (n >= want && in->person.arms)
		gn_test_note(t, "the arms were used: this is not the test as "
			     "published");
	add_points(t, e, stand_s);
	add_power(t, &in->person, sit_s, (double)want, rise);
	add_low_strength(t, e, stand_s, sit_s, sd_s);
}

void gn_test_stands(const struct gn_exercise *e,
		    const struct gn_test_input *in,
		    struct gn_function_test *out)
{
	gn_test_begin(out, e->test);
	if (e->test == GN_TEST_COUNT_STANDS)
		count_stands(e, in, out);
	else
		time_stands(e, in, out);
	out->n_changes = gn_norm_changes(e, out->change);
}

/* SPDX-License-Identifier: MIT */
/* What was done, in sentences: repetitions and sets. */
#include "page_out.h"

#include <math.h>
#include <string.h>

/* What so many at most of one kind are told of, one by one. */
#define LINES 30

static int patient(const struct gn_page_out *o)
{
	return o->p->reader == GN_READER_PATIENT;
}

/* "12 repetitions in 2 sets, 11 of them in full range" */
static void put_count(struct gn_page_out *o, const struct gn_result *r)
{
	const size_t full = gn_report_full(r);
	char reps[GN_LINE], sets[GN_LINE], all[GN_LINE];

	gn_page_fill(reps, gn_page_say_n(o, "%zu repetition",
					 "%zu repetitions", r->n_reps),
		     r->n_reps);
	gn_page_fill(sets, gn_page_say_n(o, "%1$s in %2$zu set",
					 "%1$s in %2$zu sets", r->n_sets),
		     reps, r->n_sets);
	if (full < r->n_reps)
		gn_page_fill(all, gn_page_say_n(o,
			"%1$s, %2$zu of them in full range",
			"%1$s, %2$zu of them in full range", full), sets,
			full);
	else
		gn_page_fill(all, gn_page_say(o,
			"%1$s, all in full range"), sets);
	gn_page_line(o, GN_TONE_PLAIN, "%s: %s.", gn_page_title(o, r),
		     r->n_reps ? all : reps);
}

void gn_page_done(struct gn_page_out *o, const struct gn_result *r,
		  int brief)
{
	const size_t faults = r->form.n;

	gn_page_task(o, r, brief);
	if (r->exercise->rep_max_s > 0.0f &&
	    (r->n_reps || r->test.kind == GN_TEST_NONE) &&
	    r->exercise->test != GN_TEST_UP_AND_GO)
		put_count(o, r);
	if (brief)
		gn_page_sides(o, r, 1);
	if (faults && brief)
		gn_page_line(o, GN_TONE_FAULT, gn_page_say_n(o,
			"%1$s: %2$zu remark on how it was done, see "
			   "below.",
			"%1$s: %2$zu remarks on how it was done, see "
			   "below.", faults), gn_page_title(o, r), faults);
}

/* Mean over all repetitions in which it is known; NAN: in none. */
static double mean_phase(const struct gn_result *r, int phase)
{
	double sum = 0;
	size_t n = 0;

	for (size_t i = 0; i < r->n_reps; i++)
		if (isfinite(r->reps[i].tempo_s[phase])) {
			sum += (double)r->reps[i].tempo_s[phase];
			n++;
		}
	return n ? sum / (double)n : NAN;
}

static void put_tempo(struct gn_page_out *o, const struct gn_result *r)
{
	char t[5][GN_NUMBER_SIZE];
	double all = 0;

	for (size_t i = 0; i < r->n_reps; i++)
		all += gn_report_s(r->reps[i].end_ns - r->reps[i].start_ns);
	gn_page_number(o, t[4], all / (double)r->n_reps, 1);
	for (int i = 0; i < 4; i++)
		gn_page_number(o, t[i], mean_phase(r, i), 1);
	gn_page_line(o, GN_TONE_PLAIN, gn_page_say(o,
		isfinite(mean_phase(r, 3)) ?
		N_("A repetition took %1$s s on average: %2$s s lowering, "
		   "%3$s s pause, %4$s s lifting, %5$s s pause.") :
		N_("A repetition took %1$s s on average: %2$s s lowering, "
		   "%3$s s pause, %4$s s lifting.")), t[4], t[0], t[1], t[2],
		t[3]);
}

/* Mean range of the repetitions that it is of, and how they scatter. */
static void put_range(struct gn_page_out *o, const struct gn_result *r,
		      const char *of)
{
	double sum = 0, least = INFINITY, most = 0, sd = 0;
	char name[GN_LINE], t[4][GN_NUMBER_SIZE];
	size_t n = 0;

	for (size_t i = 0; i < r->n_reps; i++) {
		const double v = (double)r->reps[i].rom_rad * GN_DEG_PER_RAD;

		if (strcmp(r->reps[i].rom_of, of) || !isfinite(v))
			continue;
		n++;
		sum += v;
		least = fmin(least, v);
		most = fmax(most, v);
		sd += (double)r->reps[i].rom_sd_rad * GN_DEG_PER_RAD;
	}
	if (!n)
		return;
	gn_page_name(o, name, of);
	gn_page_number(o, t[0], sum / (double)n, 0);
	gn_page_number(o, t[1], least, 0);
	gn_page_number(o, t[2], most, 0);
	gn_page_number(o, t[3], 1.96 * sd / (double)n, 0);
	if (patient(o))
		gn_page_line(o, GN_TONE_PLAIN, gn_page_say(o,
			"Range of motion (%1$s): %2$s degrees on average."),
			name, t[0]);
	else
		gn_page_line(o, GN_TONE_PLAIN, gn_page_say(o,
			"Range of motion (%1$s): %2$s degrees on average, "
			"from %3$s to %4$s; each is known to ±%5$s degrees "
			"(95 %%)."), name, t[0], t[1], t[2], t[3]);
}

static void put_ranges(struct gn_page_out *o, const struct gn_result *r)
{
	for (size_t i = 0; i < r->n_reps; i++) {
		size_t k = 0;

		while (k < i && strcmp(r->reps[k].rom_of, r->reps[i].rom_of))
			k++;
		if (k == i && r->reps[i].rom_of[0])
			put_range(o, r, r->reps[i].rom_of);
	}
}

/* HTML has a table of them. */
static void put_angle(struct gn_page_out *o, const struct gn_result *r, int a)
{
	char name[GN_LINE], t[3][GN_NUMBER_SIZE];
	struct gn_range g;

	if (!gn_report_mean_angle(r, 0, a, 0, &g))
		return;
	gn_page_line(o, GN_TONE_PLAIN, gn_page_say(o,
		"Joint angle (%1$s): from %2$s to %3$s degrees on average; "
		"its range is known to ±%4$s degrees (95 %%)."),
		gn_page_name(o, name, gn_angle_def((enum gn_angle)a)->name),
		gn_page_number(o, t[0],
			       (double)g.least_rad * GN_DEG_PER_RAD, 0),
		gn_page_number(o, t[1],
			       (double)g.most_rad * GN_DEG_PER_RAD, 0),
		gn_page_number(o, t[2],
			       1.96 * (double)g.sd_rad * GN_DEG_PER_RAD, 0));
}

/* Of what rises and does not turn. */
static void put_rise(struct gn_page_out *o, const struct gn_result *r)
{
	char text[GN_NUMBER_SIZE];
	double sum = 0;
	size_t n = 0;

	for (size_t i = 0; i < r->n_reps; i++)
		if (isfinite(r->reps[i].rise_m)) {
			sum += (double)r->reps[i].rise_m;
			n++;
		}
	if (n)
		gn_page_line(o, GN_TONE_PLAIN, gn_page_say(o,
			"It rose by %s cm on average."),
			gn_page_number(o, text, 100.0 * sum / (double)n, 1));
}

/* The set that lost most speed, if any surely did. */
static void put_speed(struct gn_page_out *o, const struct gn_result *r)
{
	const struct gn_effort *most = NULL;
	char loss[GN_NUMBER_SIZE];

	for (size_t i = 0; i < r->n_effort; i++) {
		const struct gn_effort *e = &r->effort[i];

		if (gn_effort_sign(&e->trend[GN_EFFORT_SPEED]) < 0 &&
		    (!most || e->loss_last > most->loss_last))
			most = e;
	}
	if (!most)
		return;
	gn_page_number(o, loss, 100.0 * (double)most->loss_last, 0);
	gn_page_line(o, GN_TONE_PLAIN, gn_page_say(o,
		"Set %1$u became slower: the last repetition by %2$s %% "
		"against the fastest."), (unsigned)most->set, loss);
}

/* "speed -3.1 deg/s (95 % -5.6 to -1.3)" into list, at used. */
static size_t put_trend(struct gn_page_out *o, const struct gn_effort *e,
			enum gn_effort_measure m, char list[GN_LINE],
			size_t used)
{
	const struct gn_line *l = &e->trend[m];
	const double k = gn_report_effort_scale(m);
	char t[3][GN_NUMBER_SIZE], one[GN_LINE];

	gn_page_fill(one, gn_page_say(o, "%1$s %2$s %5$s (95 %% %3$s to "
					    "%4$s)"),
		     gn_page_say(o, gn_effort_name(m)),
		     gn_page_number(o, t[0], k * l->slope, 2),
		     gn_page_number(o, t[1], k * l->low, 2),
		     gn_page_number(o, t[2], k * l->high, 2),
		     gn_page_say(o, gn_effort_unit(m)));
	snprintf(list + used, GN_LINE - used, "%s%.160s", used ? ", " : "",
		 one);
	return strlen(list);
}

/* What changed surely from one repetition to the next. */
static void put_trends(struct gn_page_out *o, const struct gn_effort *e)
{
	char list[GN_LINE] = "";
	size_t used = 0;

	for (int i = 0; i < GN_EFFORT_MEASURE_COUNT; i++)
		if (gn_effort_sign(&e->trend[i]))
			used = put_trend(o, e, (enum gn_effort_measure)i,
					 list, used);
	if (used)
		gn_page_line(o, GN_TONE_PLAIN, gn_page_say(o,
			"Set %1$u, change from one repetition to the next: "
			"%2$s."), (unsigned)e->set, list);
}

static void put_ratings(struct gn_page_out *o, const struct gn_result *r)
{
	const int holds = r->exercise->task == GN_TASK_HOLD;
	char text[GN_NUMBER_SIZE];

	for (size_t i = 0; i < r->told.n_ratings; i++) {
		const struct gn_rating *g = &r->told.rating[i];

		gn_page_number(o, text, (double)g->cr10,
			       g->cr10 != rintf(g->cr10));
		gn_page_line(o, GN_TONE_PLAIN, gn_page_say(o, holds ?
			N_("Hold %1$u was rated %2$s of 10 (CR10).") :
			N_("Set %1$u was rated %2$s of 10 (CR10).")),
			(unsigned)g->set, text);
	}
}

static void put_rejected(struct gn_page_out *o, const struct gn_result *r)
{
	char from[GN_NUMBER_SIZE], to[GN_NUMBER_SIZE];

	for (size_t i = 0; i < r->n_rejected && i < LINES; i++)
		gn_page_line(o, GN_TONE_PLAIN, gn_page_say(o,
			"Not counted, from %1$s to %2$s s: %3$s."),
			gn_page_number(o, from, gn_report_s(
				r->rejected[i].start_ns), 1),
			gn_page_number(o, to, gn_report_s(
				r->rejected[i].end_ns), 1),
			gn_page_say(o, gn_reject_text(
				r->rejected[i].reason)));
	if (r->n_rejected > LINES)
		gn_page_line(o, GN_TONE_PLAIN, gn_page_say(o,
			"Not counted: %zu more."), r->n_rejected - LINES);
}

void gn_page_words(struct gn_page_out *o, const struct gn_result *r)
{
	gn_page_done(o, r, 0);
	if (r->n_reps && r->exercise->test != GN_TEST_UP_AND_GO &&
	    r->exercise->rep_max_s > 0.0f) {
		put_tempo(o, r);
		put_ranges(o, r);
		put_rise(o, r);
		for (int a = 0; a < GN_ANGLES && !o->html && !patient(o); a++)
			put_angle(o, r, a);
		put_speed(o, r);
	}
	gn_page_form(o, r);
	gn_page_sides(o, r, 0);
	put_ratings(o, r);
	if (patient(o))
		return;
	for (size_t i = 0; i < r->n_effort; i++)
		put_trends(o, &r->effort[i]);
	put_rejected(o, r);
	gn_page_unknown(o, r);
}

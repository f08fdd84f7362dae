/* SPDX-License-Identifier: MIT */
/* Holds, walking and function tests, in sentences. */
#include "page_out.h"

#include <math.h>
#include <string.h>

#include "gonio/balance.h"

static int patient(const struct gn_page_out *o)
{
	return o->p->reader == GN_READER_PATIENT;
}

static void put_sway(struct gn_page_out *o, const struct gn_hold *h)
{
	char t[2][GN_NUMBER_SIZE];

	if (patient(o) || !isfinite(h->sway.time_s))
		return;
	gn_page_line(o, GN_TONE_PLAIN, gn_page_say(o,
		"Sway in hold %1$u: %2$s m/s^2 (RMS), %3$s m/s^3 of path in a "
		"second."), (unsigned)h->n,
		gn_page_number(o, t[0], (double)h->sway.rms_both_mps2, 3),
		gn_page_number(o, t[1], (double)h->sway.path_rate_mps3, 2));
}

static void put_legs(struct gn_page_out *o, const struct gn_result *r)
{
	static const struct { enum gn_side side; const char *text; } leg[] = {
		{ GN_SIDE_LEFT, N_("On the left leg: %1$s s the best of %2$zu "
				   "tries.") },
		{ GN_SIDE_RIGHT, N_("On the right leg: %1$s s the best of "
				    "%2$zu tries.") },
	};
	char best[GN_NUMBER_SIZE];

	for (int i = 0; i < 2; i++) {
		struct gn_one_leg l;

		gn_one_leg_read(r->holds, r->n_holds, leg[i].side,
				r->exercise->cap_s, &l);
		if (l.tries)
			gn_page_line(o, GN_TONE_PLAIN,
				gn_page_say(o, leg[i].text),
				gn_page_number(o, best, (double)l.best_s, 1),
				l.tries);
	}
}

static void put_holds(struct gn_page_out *o, const struct gn_result *r,
		      int brief)
{
	double sum = 0, most = 0;
	char t[2][GN_NUMBER_SIZE];

	for (size_t i = 0; i < r->n_holds; i++) {
		sum += (double)r->holds[i].held_s;
		most = fmax(most, (double)r->holds[i].longest_s);
	}
	gn_page_line(o, GN_TONE_PLAIN, gn_page_say_n(o,
		"%1$s: held once, %2$s s, the longest unbroken %3$s s.",
		"%1$s: held %4$zu times, %2$s s in all, the longest "
		   "unbroken %3$s s.", r->n_holds), gn_page_title(o, r),
		gn_page_number(o, t[0], sum, 1),
		gn_page_number(o, t[1], most, 1), r->n_holds);
	if (r->exercise->on_one_leg)
		put_legs(o, r);
	for (size_t i = 0; i < r->n_holds && !brief; i++)
		put_sway(o, &r->holds[i]);
}

static void put_gait(struct gn_page_out *o, const struct gn_result *r)
{
	struct gn_gait_speed g;
	char t[3][GN_NUMBER_SIZE];

	if (!gn_gait_speed(r->bouts, r->n_bouts, r->walking.distance_m, &g))
		return;
	gn_page_line(o, GN_TONE_PLAIN, gn_page_say(o,
		"Gait speed: %1$s m/s (%2$s to %3$s)."),
		gn_page_number(o, t[0], (double)g.speed_mps, 2),
		gn_page_number(o, t[1], (double)g.least_mps, 2),
		gn_page_number(o, t[2], (double)g.most_mps, 2));
}

static void put_steps(struct gn_page_out *o, const struct gn_result *r)
{
	const struct gn_walking *w = &r->walking;
	char t[2][GN_NUMBER_SIZE];

	if (!w->steps) {
		gn_page_line(o, GN_TONE_PLAIN, gn_page_say(o,
			"%s: no steps."), gn_page_title(o, r));
		return;
	}
	gn_page_line(o, GN_TONE_PLAIN, gn_page_say_n(o,
		"%1$s: %2$u step.",
		"%1$s: %2$u steps, %3$s a minute while walking, %4$s "
		   "minutes of it.", w->steps), gn_page_title(o, r),
		(unsigned)w->steps,
		gn_page_number(o, t[0], (double)w->cadence_spm, 0),
		gn_page_number(o, t[1], (double)w->walking_s / 60.0, 1));
	put_gait(o, r);
}

/* "time_to_sit_s" in words, and its unit. */
static void split(const char *name, char what[GN_LINE], const char **unit)
{
	static const struct { const char *end, *unit; } units[] = {
		{ "_s", " s" }, { "_w", " W" }, { "_w_per_kg", " W/kg" },
		{ "_w_per_m2", " W/m^2" },
	};
	size_t n;

	snprintf(what, GN_LINE, "%s", name);
	*unit = "";
	n = strlen(what);
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		const size_t k = strlen(units[i].end);

		if (n > k && !strcmp(what + n - k, units[i].end)) {
			*unit = units[i].unit;
			what[n - k] = '\0';
			break;
		}
	}
}

/* Brief: with the title of the test before it. */
static void put_value(struct gn_page_out *o, const struct gn_result *r,
		      const struct gn_test_value *v, int brief)
{
	char what[GN_LINE], name[GN_LINE], plain[GN_LINE];
	char t[2][GN_NUMBER_SIZE];
	const char *unit;

	split(v->name, what, &unit);
	gn_page_name(o, plain, what);
	if (brief)
		gn_page_fill(name, "%s, %s", gn_page_title(o, r), plain);
	else
		gn_page_fill(name, "%s", plain);
	gn_page_number(o, t[0], (double)v->value, v->decimals);
	gn_page_number(o, t[1], 1.96 * (double)v->sd, v->decimals);
	if (!isfinite(v->value))
		gn_page_line(o, GN_TONE_UNKNOWN, gn_page_say(o,
			"%1$s was not assessed: %2$s."), name,
			gn_page_say(o, v->why));
	else if (isfinite(v->sd) && !patient(o))
		gn_page_line(o, GN_TONE_PLAIN, gn_page_say(o,
			"%1$s: %2$s%4$s ±%3$s (95 %%), %5$s."), name, t[0],
			t[1], unit, gn_page_say(o, v->why));
	else
		gn_page_line(o, GN_TONE_PLAIN, "%s: %s%s, %s.", name, t[0],
			     unit, gn_page_say(o, v->why));
}

static void put_norm(struct gn_page_out *o, const struct gn_test_norm *n)
{
	if (n->reading == GN_READING_NONE)
		return;
	if (n->reading == GN_READING_YES)
		gn_page_line(o, GN_TONE_CAUTION, gn_page_say(o,
			"Limit reached: %1$s (%2$s)."), n->text, n->source);
	else
		gn_page_line(o, GN_TONE_PLAIN, gn_page_say(o,
			"Limit not reached: %1$s (%2$s)."), n->text,
			n->source);
}

static void put_test(struct gn_page_out *o, const struct gn_result *r,
		     int brief)
{
	const struct gn_function_test *t = &r->test;

	for (size_t i = 0; i < t->n_values; i++) {
		const int known = isfinite(t->value[i].value) != 0;

		if (known || !(brief || patient(o)))
			put_value(o, r, &t->value[i], brief);
		if (known && brief)
			return;         /* the first is what it is about */
	}
	for (size_t i = 0; i < t->n_norms && !patient(o); i++)
		put_norm(o, &t->norm[i]);
}

void gn_page_task(struct gn_page_out *o, const struct gn_result *r,
		  int brief)
{
	if (r->exercise->task == GN_TASK_HOLD)
		put_holds(o, r, brief);
	if (r->walking.assessed)
		put_steps(o, r);
	if (r->test.kind != GN_TEST_NONE)
		put_test(o, r, brief);
}

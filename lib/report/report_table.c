/* SPDX-License-Identifier: MIT */
#include "report_priv.h"
#include "report_test.h"

#include <math.h>
#include <string.h>

/* Right aligned; "-" where nothing is known. */
static void put_number(FILE *to, int width, double v, int decimals)
{
	char text[GN_NUMBER_SIZE];

	fprintf(to, "%*s", width, gn_report_number(text, v, decimals, "-"));
}

static void put_deg(FILE *to, int width, float rad)
{
	put_number(to, width, (double)rad * GN_DEG_PER_RAD, 1);
}

/* "thigh_r   100.0 Hz, 2 gaps (1.5 s), 3 clipped" */
static void put_sensor(FILE *to, const struct gn_sensor *s,
		       const struct gn_quality *q)
{
	fputs("  ", to);
	gn_report_text(to, s->name);
	fprintf(to, "%*s", (int)(14 - (strlen(s->name) > 13 ? 13 :
				       strlen(s->name))), "");
	put_number(to, 6, (double)q->rate_hz, 1);
	fputs(" Hz", to);
	if (q->gaps) {
		fprintf(to, ", %u gaps (", (unsigned)q->gaps);
		put_number(to, 0, (double)q->gap_s, 1);
		fputs(" s)", to);
	}
	if (q->repeated)
		fprintf(to, ", %u repeated", (unsigned)q->repeated);
	if (q->late)
		fprintf(to, ", %u late", (unsigned)q->late);
	if (q->clipped)
		fprintf(to, ", %u clipped", (unsigned)q->clipped);
	fputc('\n', to);
}

/* Each different angle once: one for all, or one a side. */
static void put_angles(FILE *to, const struct gn_result *r)
{
	size_t shown = 0;

	for (size_t i = 0; i < r->n_reps; i++) {
		size_t k = 0;

		while (k < i && strcmp(r->reps[k].rom_of, r->reps[i].rom_of))
			k++;
		if (k < i || !r->reps[i].rom_of[0])
			continue;
		fputs(shown++ ? ", " : "ROM of     ", to);
		gn_report_text(to, r->reps[i].rom_of);
	}
	if (shown)
		fputc('\n', to);
}

static void put_head(FILE *to, const struct gn_result *r)
{
	const struct gn_exercise *e = r->exercise;

	fputs("Recording  ", to);
	gn_report_text(to, r->recording);
	fputs("\nExercise   ", to);
	gn_report_text(to, e->title);
	fprintf(to, " (%s)", e->name);
	if (e->rep_max_s > 0.0f)
		fprintf(to, ", %s first", e->first == GN_PHASE_ECCENTRIC ?
			"lowering" : "lifting");
	fputc('\n', to);
	put_angles(to, r);
	fputs("Sensors\n", to);
	for (size_t i = 0; i < r->n_sensors; i++)
		put_sensor(to, &r->sensors[i], &r->quality[i]);
}

static void put_columns(FILE *to)
{
	fputs("\nset   n  side   kind    start s  tempo E-P1-C-P2 s ROM deg"
	      "  +-sd  deg/s peak  mean  SPARC   LDLJ\n", to);
}

/* "2.1-0.0-1.3-0.4" */
static void put_tempo(FILE *to, const float tempo_s[4])
{
	char text[4 * GN_NUMBER_SIZE + 4], one[GN_NUMBER_SIZE];
	size_t used = 0;

	for (int i = 0; i < 4; i++) {
		gn_report_number(one, (double)tempo_s[i], 1, "?");
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "%s%s", i ? "-" : "", one);
	}
	fprintf(to, "%19s", text);
}

static void put_rep(FILE *to, const struct gn_rep *r)
{
	fprintf(to, "%3u %3u  %-5s  %-7s", (unsigned)r->set, (unsigned)r->n,
		gn_side_name(r->side), gn_report_kind(r->kind));
	put_number(to, 8, gn_report_s(r->start_ns), 2);
	put_tempo(to, r->tempo_s);
	put_deg(to, 8, r->rom_rad);
	put_deg(to, 6, r->rom_sd_rad);
	put_deg(to, 12, r->peak_radps);
	put_deg(to, 6, r->mean_radps);
	put_number(to, 7, (double)r->sparc, 2);
	put_number(to, 7, (double)r->ldlj, 2);
	fputc('\n', to);
}

/* "  duration 2.10 s (SD 0.12, CV 6 %)" */
static void put_spread(FILE *to, const char *what, double mean, double sd,
		       double cv, int decimals)
{
	fprintf(to, "  %s ", what);
	put_number(to, 0, mean, decimals);
	fputs(" (SD ", to);
	put_number(to, 0, sd, decimals);
	fputs(", CV ", to);
	put_number(to, 0, 100.0 * cv, 0);
	fputs(" %)", to);
}

static void put_set(FILE *to, const struct gn_set *s)
{
	fprintf(to, "    set %u: %u repetition%s", (unsigned)s->n,
		(unsigned)s->reps, s->reps == 1 ? "" : "s");
	if (s->full < s->reps)
		fprintf(to, ", %u of them partial",
			(unsigned)(s->reps - s->full));
	fputs(", from ", to);
	put_number(to, 0, gn_report_s(s->start_ns), 2);
	fputs(" to ", to);
	put_number(to, 0, gn_report_s(s->end_ns), 2);
	fputs(" s\n  ", to);
	put_spread(to, "duration s", (double)s->rep_mean_s,
		   (double)s->rep_sd_s, (double)s->rep_cv, 2);
	put_spread(to, " ROM deg", (double)s->rom_mean_rad * GN_DEG_PER_RAD,
		   (double)s->rom_sd_rad * GN_DEG_PER_RAD,
		   (double)s->rom_cv, 1);
	fputs("\n  ", to);
	put_spread(to, "peak deg/s",
		   (double)s->peak_mean_radps * GN_DEG_PER_RAD,
		   (double)s->peak_sd_radps * GN_DEG_PER_RAD,
		   (double)(s->peak_sd_radps / s->peak_mean_radps), 1);
	fputs("   velocity loss ", to);
	put_number(to, 0, 100.0 * (double)s->velocity_loss, 0);
	fputs(" % (last against fastest)\n", to);
}

static void put_angle_means(FILE *to, const struct gn_result *r, uint32_t set)
{
	struct gn_range g;
	int any = 0;

	for (int a = 0; a < GN_ANGLES; a++) {
		if (!gn_report_mean_angle(r, set, a, 0, &g))
			continue;
		if (!any++)
			fputs("    angle deg, mean of the set   from      to"
			      "   range  +-sd\n", to);
		fprintf(to, "      %-24s",
			gn_angle_def((enum gn_angle)a)->name);
		put_deg(to, 7, g.least_rad);
		put_deg(to, 8, g.most_rad);
		put_deg(to, 8, g.most_rad - g.least_rad);
		put_deg(to, 6, g.sd_rad);
		fputc('\n', to);
	}
}

static void put_reps(FILE *to, const struct gn_result *r)
{
	for (size_t i = 0; i < r->n_reps; i++) {
		const struct gn_rep *p = &r->reps[i];

		put_rep(to, p);
		if (i + 1 < r->n_reps && p[1].set == p->set)
			continue;
		for (size_t k = 0; k < r->n_sets; k++)
			if (r->sets[k].n == p->set)
				put_set(to, &r->sets[k]);
		put_angle_means(to, r, p->set);
	}
}

/* Angles that are not given, by sensor and reason. */
static void put_refused(FILE *to, const struct gn_result *r)
{
	for (int a = 0; a < GN_ANGLES; a++) {
		const struct gn_angle_note *n = &r->angle[a];
		int before = 0;

		for (int k = 0; k < a; k++)
			before |= r->angle[k].state == n->state &&
				  r->angle[k].sensor == n->sensor;
		if (n->state == GN_ANGLE_ABSENT ||
		    n->state == GN_ANGLE_GIVEN || before)
			continue;
		fputs("Not given: ", to);
		for (int k = a; k < GN_ANGLES; k++)
			if (r->angle[k].state == n->state &&
			    r->angle[k].sensor == n->sensor)
				fprintf(to, "%s%s", k > a ? ", " : "",
					gn_angle_def((enum gn_angle)k)->name);
		fputs("\n           ", to);
		gn_report_text(to, r->sensors[n->sensor].name);
		fprintf(to, ": %s\n", gn_angle_state_text(n->state));
	}
}

static void put_count(FILE *to, const struct gn_result *r)
{
	if (!(r->exercise->rep_max_s > 0.0f))
		return;
	if (r->exercise->test != GN_TEST_UP_AND_GO)
		fprintf(to, "\nCounted %zu repetition%s", r->n_reps,
			r->n_reps == 1 ? "" : "s");
	if (r->n_reps)
		fprintf(to, ", %zu in full range", gn_report_full(r));
	fputc('\n', to);
	gn_report_sides(r, to);
}

static void put_tail(FILE *to, const struct gn_result *r)
{
	if (r->exercise->task == GN_TASK_HOLD)
		gn_report_holds(r, to);
	gn_report_walking_table(r, to);
	gn_report_sitting_table(r, to);
	put_count(to, r);
	for (size_t i = 0; i < r->n_rejected; i++) {
		fputs("Not counted: ", to);
		put_number(to, 0, gn_report_s(r->rejected[i].start_ns), 2);
		fputs(" to ", to);
		put_number(to, 0, gn_report_s(r->rejected[i].end_ns), 2);
		fprintf(to, " s, %s\n",
			gn_reject_text(r->rejected[i].reason));
	}
	put_refused(to, r);
	gn_report_form_gaps(&r->form, to);
	for (size_t i = 0; i < r->n_warnings; i++) {
		fputs("Warning: ", to);
		gn_report_text(to, r->warnings[i].text);
		fputc('\n', to);
	}
}

int gn_report_table(const struct gn_result *r, FILE *to)
{
	put_head(to, r);
	if (r->n_reps) {
		put_columns(to);
		put_reps(to, r);
	}
	gn_report_test_table(r, to);
	if (r->n_asym) {
		fputs("\nLeft against right\n", to);
		gn_report_asym_table(to, r->asym, r->n_asym, GN_PAIR_SIDES);
	}
	gn_report_form_table(&r->form, to);
	gn_report_effort_table(r, to);
	put_tail(to, r);
	return gn_report_end(to);
}

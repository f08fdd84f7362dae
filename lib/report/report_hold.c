/* SPDX-License-Identifier: MIT */
#include "report_priv.h"

#include <math.h>
#include <string.h>

#include "gonio/balance.h"

/* Holds: as table for people, and as JSON. */

static const char *num(char out[GN_NUMBER_SIZE], double v, int decimals)
{
	return gn_report_number(out, v, decimals, "-");
}

/* Whose limb it is: known, or nothing is said. */
static const char *side(const struct gn_hold *h)
{
	return h->side == GN_SIDE_NONE ? "" : gn_side_name(h->side);
}

static void put_row(FILE *to, const struct gn_hold *h)
{
	char held[GN_NUMBER_SIZE], longest[GN_NUMBER_SIZE];

	fprintf(to, "%4u  %-5s%8.2f%9.2f%8s%9s%8u%s%s\n", (unsigned)h->n,
		side(h), gn_report_s(h->start), gn_report_s(h->end),
		num(held, (double)h->held_s, 1),
		num(longest, (double)h->longest_s, 1), (unsigned)h->n_breaks,
		h->cut_start ? "  start not seen" : "",
		h->cut_end ? "  end not seen" : "");
	for (uint32_t i = 0; i < h->n_breaks && i < GN_HOLD_BREAKS_MAX; i++)
		fprintf(to, "      break from %.2f to %.2f s\n",
			gn_report_s(h->breaks[i].start),
			gn_report_s(h->breaks[i].end));
}

static void put_drift(FILE *to, const struct gn_result *r,
		      const struct gn_hold *h)
{
	char end[GN_NUMBER_SIZE], most[GN_NUMBER_SIZE], sd[GN_NUMBER_SIZE];
	int any = 0;

	for (size_t i = 0; i < r->n_sensors; i++) {
		const struct gn_hold_drift *d = &h->drift[i];

		if (!isfinite(d->end_rad))
			continue;
		fprintf(to, "%s%s %s (at most %s) +-%s", any++ ? ", " :
			"      turned since its start, deg: ",
			r->sensors[i].name,
			num(end, (double)d->end_rad * GN_DEG_PER_RAD, 1),
			num(most, (double)d->most_rad * GN_DEG_PER_RAD, 1),
			num(sd, (double)d->sd_rad * GN_DEG_PER_RAD, 1));
	}
	if (any)
		fputc('\n', to);
}

static void put_sway(FILE *to, const struct gn_result *r,
		     const struct gn_hold *h)
{
	const struct gn_sway *s = &h->sway;
	char a[8][GN_NUMBER_SIZE];

	if (!isfinite(s->time_s))
		return;
	fprintf(to, "      sway of %s in %s s: RMS %s m/s2 (AP %s, ML %s), "
		"path %s m/s2,\n      jerk %s m2/s5, %s Hz, 95 %% ellipse %s "
		"m2/s4\n", r->sensors[h->sway_of].name,
		num(a[0], (double)s->time_s, 1),
		num(a[1], (double)s->rms_both_mps2, 3),
		num(a[2], (double)s->rms_mps2[GN_SWAY_AP], 3),
		num(a[3], (double)s->rms_mps2[GN_SWAY_ML], 3),
		num(a[4], (double)s->path_mps2, 2),
		num(a[5], (double)s->jerk_m2ps5, 3),
		num(a[6], (double)s->freq_hz, 2),
		num(a[7], (double)s->ellipse_m2ps4, 4));
}

/* No verdict: the source gives means, and no limits. */
static void put_norm(FILE *to, double age_y)
{
	char age[GN_NUMBER_SIZE], mean[GN_NUMBER_SIZE];

	if (isfinite(gn_one_leg_mean_s(age_y)))
		fprintf(to, "At %s years the mean of three tries, eyes open, "
			"was %s s (Springer 2007, second hand)\n",
			num(age, age_y, 0),
			num(mean, (double)gn_one_leg_mean_s(age_y), 0));
	else if (isfinite(age_y))
		fputs("No published mean of three tries is known here for "
		      "this age\n", to);
	else
		fputs("Not compared with published means: age not known\n",
		      to);
}

static void put_one_leg(FILE *to, const struct gn_result *r)
{
	static const enum gn_side legs[] = { GN_SIDE_LEFT, GN_SIDE_RIGHT };
	char best[GN_NUMBER_SIZE], mean[GN_NUMBER_SIZE];
	int any = 0;

	for (int i = 0; i < 2; i++) {
		struct gn_one_leg o;

		gn_one_leg_read(r->holds, r->n_holds, legs[i],
				r->exercise->cap_s, &o);
		if (!o.tries)
			continue;
		any = 1;
		fprintf(to, "On the %s leg: %zu tr%s, best %s s, mean of the "
			"first three %s s (up to %.0f s each)\n",
			gn_side_name(legs[i]), o.tries,
			o.tries == 1 ? "y" : "ies",
			num(best, (double)o.best_s, 1),
			num(mean, (double)o.mean_s, 1),
			(double)r->exercise->cap_s);
	}
	if (any)
		put_norm(to, (double)r->told.person.age_y);
}

/* By the marks, 1; or without any in the order of the holds, 0. */
static int read_stages(const struct gn_result *r, float s[GN_STAGES])
{
	int marked = gn_told_stages(&r->told);

	if (marked)
		gn_stages_marked(r->holds, r->n_holds, r->told.stage_ns, s);
	else
		gn_stages_read(r->holds, r->n_holds, s);
	return marked;
}

static void put_stages(FILE *to, const struct gn_result *r)
{
	char text[GN_NUMBER_SIZE];
	float s[GN_STAGES];

	fputs(read_stages(r, s) ? "Stages, as they were marked:" :
	      "Stages, if these are they in order:", to);
	for (int i = 0; i < GN_STAGES; i++)
		fprintf(to, "%s %s %s s", i ? "," : "",
			gn_stage_name((enum gn_stage)i),
			num(text, (double)s[i], 1));
	fputc('\n', to);
	if (s[GN_STAGE_TANDEM] < GN_STAGE_S)
		fputs("Tandem under 10 s: \"increased risk\" "
		      "(injurymatters.org.au)\n", to);
}

void gn_report_holds(const struct gn_result *r, FILE *to)
{
	char total[GN_NUMBER_SIZE], longest[GN_NUMBER_SIZE];
	double sum = 0, most = 0;

	if (r->n_holds)
		fputs("\nhold  side  start s    end s  held s  longest  "
		      "breaks\n", to);
	for (size_t i = 0; i < r->n_holds; i++) {
		const struct gn_hold *h = &r->holds[i];

		put_row(to, h);
		put_drift(to, r, h);
		put_sway(to, r, h);
		sum += (double)h->held_s;
		most = fmax(most, (double)h->longest_s);
	}
	if (r->n_holds && r->holds[0].quiet)
		fprintf(to, "\nSeen are quiet stretches between movements: "
			"which of them are holds, these\nsensors cannot "
			"tell. The longest is %s s\n", num(longest, most, 1));
	else
		fprintf(to, "\nHeld %zu time%s, %s s in all, %s s the longest "
			"unbroken\n", r->n_holds, r->n_holds == 1 ? "" : "s",
			num(total, sum, 1), num(longest, most, 1));
	if (r->exercise->on_one_leg)
		put_one_leg(to, r);
	if (gn_has_stages(r->exercise))
		put_stages(to, r);
}

static void key(FILE *to, const char *name, double v, int decimals)
{
	char text[GN_NUMBER_SIZE];

	fprintf(to, ",\"%s\":%s", name,
		gn_report_number(text, v, decimals, "null"));
}

static void json_span(FILE *to, const struct gn_hold_span *s)
{
	fprintf(to, "{\"start_s\":%.2f", gn_report_s(s->start));
	key(to, "end_s", gn_report_s(s->end), 2);
	fputc('}', to);
}

static void json_drift(FILE *to, const struct gn_result *r,
		       const struct gn_hold *h)
{
	int any = 0;

	fputs(",\"drift\":[", to);
	for (size_t i = 0; i < r->n_sensors; i++) {
		const struct gn_hold_drift *d = &h->drift[i];

		if (!isfinite(d->end_rad))
			continue;
		fprintf(to, "%s{\"sensor\":%zu", any++ ? "," : "", i);
		key(to, "end_deg", (double)d->end_rad * GN_DEG_PER_RAD, 1);
		key(to, "most_deg", (double)d->most_rad * GN_DEG_PER_RAD, 1);
		key(to, "sd_deg", (double)d->sd_rad * GN_DEG_PER_RAD, 1);
		fputc('}', to);
	}
	fputc(']', to);
}

static void json_sway(FILE *to, const struct gn_hold *h)
{
	const struct gn_sway *s = &h->sway;

	if (!isfinite(s->time_s)) {
		fputs(",\"sway\":null", to);
		return;
	}
	fprintf(to, ",\"sway\":{\"sensor\":%u", (unsigned)h->sway_of);
	key(to, "time_s", (double)s->time_s, 2);
	key(to, "rms_mps2", (double)s->rms_both_mps2, 4);
	key(to, "rms_ap_mps2", (double)s->rms_mps2[GN_SWAY_AP], 4);
	key(to, "rms_ml_mps2", (double)s->rms_mps2[GN_SWAY_ML], 4);
	key(to, "path_mps2", (double)s->path_mps2, 3);
	key(to, "path_rate_mps3", (double)s->path_rate_mps3, 4);
	key(to, "dist_mps2", (double)s->dist_mps2, 4);
	key(to, "freq_hz", (double)s->freq_hz, 3);
	key(to, "jerk_m2ps5", (double)s->jerk_m2ps5, 4);
	key(to, "ellipse_m2ps4", (double)s->ellipse_m2ps4, 5);
	fputc('}', to);
}

static void json_hold(FILE *to, const struct gn_result *r,
		      const struct gn_hold *h)
{
	fprintf(to, "{\"n\":%u,\"kind\":\"%s\",\"side\":\"%s\"",
		(unsigned)h->n, h->quiet ? "quiet" : "hold",
		gn_side_name(h->side));
	key(to, "start_s", gn_report_s(h->start), 2);
	key(to, "end_s", gn_report_s(h->end), 2);
	fprintf(to, ",\"start_seen\":%s,\"end_seen\":%s",
		h->cut_start ? "false" : "true", h->cut_end ? "false" : "true");
	key(to, "held_s", (double)h->held_s, 2);
	key(to, "longest_s", (double)h->longest_s, 2);
	fprintf(to, ",\"n_breaks\":%u,\"breaks\":[", (unsigned)h->n_breaks);
	for (uint32_t i = 0; i < h->n_breaks && i < GN_HOLD_BREAKS_MAX; i++) {
		if (i)
			fputc(',', to);
		json_span(to, &h->breaks[i]);
	}
	fputc(']', to);
	json_drift(to, r, h);
	json_sway(to, h);
	fputc('}', to);
}

static void json_one_leg(FILE *to, const struct gn_result *r)
{
	static const enum gn_side legs[] = { GN_SIDE_LEFT, GN_SIDE_RIGHT };

	fputs(",\"one_leg\":{", to);
	for (int i = 0; i < 2; i++) {
		struct gn_one_leg o;

		gn_one_leg_read(r->holds, r->n_holds, legs[i],
				r->exercise->cap_s, &o);
		fprintf(to, "%s\"%s\":{\"tries\":%zu", i ? "," : "",
			gn_side_name(legs[i]), o.tries);
		key(to, "best_s", (double)o.best_s, 2);
		key(to, "mean_of_three_s", (double)o.mean_s, 2);
		fputc('}', to);
	}
	key(to, "published_mean_s",
	    (double)gn_one_leg_mean_s((double)r->told.person.age_y), 0);
	fputc('}', to);
}

static void json_stages(FILE *to, const struct gn_result *r)
{
	char text[GN_NUMBER_SIZE];
	float s[GN_STAGES];

	fprintf(to, ",\"stages_by\":\"%s\",\"stages_s\":[",
		read_stages(r, s) ? "marks" : "order");
	for (int i = 0; i < GN_STAGES; i++)
		fprintf(to, "%s%s", i ? "," : "",
			gn_report_number(text, (double)s[i], 2, "null"));
	fputc(']', to);
}

void gn_report_json_holds(const struct gn_result *r, FILE *to)
{
	if (r->exercise->task != GN_TASK_HOLD)
		return;
	fputs(",\"holds\":[", to);
	for (size_t i = 0; i < r->n_holds; i++) {
		if (i)
			fputc(',', to);
		json_hold(to, r, &r->holds[i]);
	}
	fputc(']', to);
	if (r->exercise->on_one_leg)
		json_one_leg(to, r);
	if (gn_has_stages(r->exercise))
		json_stages(to, r);
}

/* SPDX-License-Identifier: MIT */
#include "report_priv.h"
#include "report_test.h"

#include <math.h>

/*
 * Written straight to the file: objects have a fixed order of keys, no copy
 * of the result is made, and numbers keep their decimals (a JSON library
 * prints 2.1 as 2.1000000000000001 or drops the last 0).
 */

/* Bytes of the UTF-8 sequence at p, 0 if there is none. */
static int utf8_length(const unsigned char *p)
{
	unsigned least, code;
	int n;

	if (p[0] < 0x80)
		return 1;
	if (p[0] >= 0xc2 && p[0] <= 0xdf) {
		n = 2;
		least = 0x80;
		code = p[0] & 0x1fU;
	} else if (p[0] >= 0xe0 && p[0] <= 0xef) {
		n = 3;
		least = 0x800;
		code = p[0] & 0x0fU;
	} else if (p[0] >= 0xf0 && p[0] <= 0xf4) {
		n = 4;
		least = 0x10000;
		code = p[0] & 0x07U;
	} else {
		return 0;
	}
	/* The terminating 0 is no continuation: nothing is read past it. */
	for (int i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (p[i] & 0x3fU);
	}
	if (code < least || code > 0x10ffff ||
	    (code >= 0xd800 && code <= 0xdfff))
		return 0;
	return n;
}

static void put_string(FILE *to, const char *s)
{
	const unsigned char *p = (const unsigned char *)s;
	int n;

	fputc('"', to);
	for (; *p; p += n) {
		n = utf8_length(p);
		if (n == 0) {
			fputs("\xef\xbf\xbd", to);
			n = 1;
		} else if (*p == '"' || *p == '\\') {
			fprintf(to, "\\%c", *p);
		} else if (*p < 0x20 || *p == 0x7f) {
			fprintf(to, "\\u%04x", *p);
		} else {
			fwrite(p, 1, (size_t)n, to);
		}
	}
	fputc('"', to);
}

void gn_report_quoted(FILE *to, const char *s)
{
	put_string(to, s);
}

static void put_number(FILE *to, double v, int decimals)
{
	char text[GN_NUMBER_SIZE];

	fputs(gn_report_number(text, v, decimals, "null"), to);
}

/* `,"key":` and the value; before the first key of an object no comma. */
static void put_key(FILE *to, const char *key)
{
	fprintf(to, ",\"%s\":", key);
}

static void key_number(FILE *to, const char *key, double v, int decimals)
{
	put_key(to, key);
	put_number(to, v, decimals);
}

static void key_string(FILE *to, const char *key, const char *s)
{
	put_key(to, key);
	put_string(to, s);
}

static void key_time(FILE *to, const char *key, int64_t ns)
{
	key_number(to, key, gn_report_s(ns), 2);
}

static void put_deg(FILE *to, float rad)
{
	put_number(to, (double)rad * GN_DEG_PER_RAD, 1);
}

static void key_deg(FILE *to, const char *key, float rad)
{
	put_key(to, key);
	put_deg(to, rad);
}

static void put_sensor(FILE *to, const struct gn_sensor *s,
		       const struct gn_quality *q)
{
	fputs("{\"name\":", to);
	put_string(to, s->name);
	key_string(to, "place", gn_place_name(s->place));
	key_string(to, "side", gn_side_name(s->side));
	key_number(to, "rate_hz", (double)q->rate_hz, 2);
	key_number(to, "samples", (double)q->samples, 0);
	key_number(to, "gaps", q->gaps, 0);
	key_number(to, "gap_s", (double)q->gap_s, 2);
	key_number(to, "repeated", q->repeated, 0);
	key_number(to, "late", q->late, 0);
	key_number(to, "clipped", q->clipped, 0);
	fputc('}', to);
}

static void put_set(FILE *to, const struct gn_set *s)
{
	fprintf(to, "{\"n\":%u", (unsigned)s->n);
	key_time(to, "start_s", s->start_ns);
	key_time(to, "end_s", s->end_ns);
	key_number(to, "attempted", s->reps, 0);
	key_number(to, "full", s->full, 0);
	key_number(to, "rep_mean_s", (double)s->rep_mean_s, 2);
	key_number(to, "rep_sd_s", (double)s->rep_sd_s, 2);
	key_number(to, "rep_cv", (double)s->rep_cv, 3);
	key_deg(to, "rom_mean_deg", s->rom_mean_rad);
	key_deg(to, "rom_sd_deg", s->rom_sd_rad);
	key_number(to, "rom_cv", (double)s->rom_cv, 3);
	key_deg(to, "peak_mean_dps", s->peak_mean_radps);
	key_deg(to, "peak_sd_dps", s->peak_sd_radps);
	key_number(to, "velocity_loss", (double)s->velocity_loss, 3);
	fputc('}', to);
}

static void put_range(FILE *to, const struct gn_range *g)
{
	put_deg(to, g->most_rad - g->least_rad);
}

static void put_range_sd(FILE *to, const struct gn_range *g)
{
	put_deg(to, g->sd_rad);
}

static void put_limits(FILE *to, const struct gn_range *g)
{
	fputc('[', to);
	put_deg(to, g->least_rad);
	fputc(',', to);
	put_deg(to, g->most_rad);
	fputc(']', to);
}

/* `"knee_flexion_r":92.1` of each angle that is known. */
static void key_angles(FILE *to, const char *key, const struct gn_rep *r,
		       void (*put)(FILE *, const struct gn_range *))
{
	const char *before = "{";

	put_key(to, key);
	for (int a = 0; a < GN_ANGLES; a++) {
		if (!isfinite(r->angle[a].sd_rad))
			continue;
		fprintf(to, "%s\"%s\":", before,
			gn_angle_def((enum gn_angle)a)->name);
		put(to, &r->angle[a]);
		before = ",";
	}
	fputs(*before == '{' ? "{}" : "}", to);
}

/* Angles whose sensors are there and that are not given, and why. */
static void key_refused(FILE *to, const struct gn_result *r)
{
	const char *before = "[";

	put_key(to, "angles_not_given");
	for (int a = 0; a < GN_ANGLES; a++) {
		const struct gn_angle_note *n = &r->angle[a];

		if (n->state == GN_ANGLE_ABSENT || n->state == GN_ANGLE_GIVEN)
			continue;
		fprintf(to, "%s{\"angle\":\"%s\"", before,
			gn_angle_def((enum gn_angle)a)->name);
		key_string(to, "sensor", r->sensors[n->sensor].name);
		key_string(to, "reason", gn_angle_state_text(n->state));
		fputc('}', to);
		before = ",";
	}
	fputs(*before == '[' ? "[]" : "]", to);
}

/* `"chest":12.3`: how far each sensor tilted. */
static void key_tilts(FILE *to, const struct gn_result *res,
		      const struct gn_rep *r)
{
	const char *before = "{";

	put_key(to, "tilts");
	for (size_t i = 0; i < res->n_sensors; i++) {
		if (!isfinite(r->moved[i].tilt_rad))
			continue;
		fputs(before, to);
		put_string(to, res->sensors[i].name);
		fputc(':', to);
		put_deg(to, r->moved[i].tilt_rad);
		before = ",";
	}
	fputs(*before == '{' ? "{}" : "}", to);
}

static void put_rep(FILE *to, const struct gn_result *res,
		    const struct gn_rep *r)
{
	fprintf(to, "{\"set\":%u,\"n\":%u", (unsigned)r->set, (unsigned)r->n);
	key_string(to, "side", gn_side_name(r->side));
	key_string(to, "kind", gn_report_kind(r->kind));
	key_time(to, "start_s", r->start_ns);
	key_time(to, "turn_s", r->turn_ns);
	key_time(to, "end_s", r->end_ns);
	put_key(to, "tempo_s");
	for (int i = 0; i < 4; i++) {
		fputc(i == 0 ? '[' : ',', to);
		put_number(to, (double)r->tempo_s[i], 2);
	}
	fputc(']', to);
	key_deg(to, "rom_deg", r->rom_rad);
	key_deg(to, "rom_sd_deg", r->rom_sd_rad);
	key_string(to, "rom_of", r->rom_of);
	key_angles(to, "roms", r, put_range);
	key_angles(to, "roms_sd", r, put_range_sd);
	key_angles(to, "angles", r, put_limits);
	key_deg(to, "peak_dps", r->peak_radps);
	key_deg(to, "mean_dps", r->mean_radps);
	key_number(to, "sparc", (double)r->sparc, 2);
	key_number(to, "ldlj", (double)r->ldlj, 2);
	key_number(to, "quality", (double)r->quality, 2);
	key_number(to, "rise_m", (double)r->rise_m, 3);
	key_deg(to, "tremor_dps", r->tremor_radps);
	key_number(to, "jolt_mps2", (double)r->jolt_mps2, 2);
	key_number(to, "lag_s", (double)r->lag_s, 3);
	key_tilts(to, res, r);
	fputc('}', to);
}

static void put_reject(FILE *to, const struct gn_reject *r)
{
	fputs("{\"start_s\":", to);
	put_number(to, gn_report_s(r->start_ns), 2);
	key_time(to, "end_s", r->end_ns);
	key_string(to, "reason", gn_reject_text(r->reason));
	fputc('}', to);
}

static void put_warning(FILE *to, const struct gn_warning *w)
{
	fputs("{\"code\":", to);
	put_string(to, gn_warning_name(w->code));
	key_string(to, "text", w->text);
	fputc('}', to);
}

static void put_arrays(FILE *to, const struct gn_result *r)
{
	put_key(to, "sensors");
	for (size_t i = 0; i < r->n_sensors; i++) {
		fputc(i == 0 ? '[' : ',', to);
		put_sensor(to, &r->sensors[i], &r->quality[i]);
	}
	fputs(r->n_sensors == 0 ? "[],\"sets\":" : "],\"sets\":", to);
	for (size_t i = 0; i < r->n_sets; i++) {
		fputc(i == 0 ? '[' : ',', to);
		put_set(to, &r->sets[i]);
	}
	fputs(r->n_sets == 0 ? "[],\"reps\":" : "],\"reps\":", to);
	for (size_t i = 0; i < r->n_reps; i++) {
		fputc(i == 0 ? '[' : ',', to);
		put_rep(to, r, &r->reps[i]);
	}
	fputs(r->n_reps == 0 ? "[],\"rejected\":" : "],\"rejected\":", to);
	for (size_t i = 0; i < r->n_rejected; i++) {
		fputc(i == 0 ? '[' : ',', to);
		put_reject(to, &r->rejected[i]);
	}
	fputs(r->n_rejected == 0 ? "[]" : "]", to);
}

int gn_report_json(const struct gn_result *r, FILE *to)
{
	fputs("{\"schema\":\"gonio.score/1\"", to);
	key_string(to, "recording", r->recording);
	key_string(to, "input_sha256", r->input_sha256);
	key_string(to, "algorithm", GN_ALGORITHM);
	key_string(to, "exercise", r->exercise->name);
	put_arrays(to, r);
	fprintf(to, ",\"rep_count\":{\"attempted\":%zu,\"valid\":%zu}",
		r->n_reps, gn_report_full(r));
	gn_report_test_json(r, to);
	if (r->n_asym) {
		put_key(to, "asymmetry");
		gn_report_asym_json(to, r->asym, r->n_asym, GN_PAIR_SIDES);
	}
	gn_report_json_sides(r, to);
	gn_report_json_holds(r, to);
	gn_report_form_json(&r->form, to);
	gn_report_effort_json(r, to);
	key_refused(to, r);
	gn_report_walking_json(r, to);
	gn_report_sitting_json(r, to);
	put_key(to, "warnings");
	for (size_t i = 0; i < r->n_warnings; i++) {
		fputc(i == 0 ? '[' : ',', to);
		put_warning(to, &r->warnings[i]);
	}
	fputs(r->n_warnings == 0 ? "[]}\n" : "]}\n", to);
	return gn_report_end(to);
}

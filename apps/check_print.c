/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#define SCHEMA "gonio.check/1"

/* Names and texts come from files: nothing of them may steer a terminal. */
static void put_text(FILE *to, const char *s)
{
	for (; *s; s++)
		fputc((unsigned char)*s < 0x20 || *s == 0x7f ? '?' : *s, to);
}

static double seconds(int64_t ns)
{
	return 1e-9 * (double)ns;
}

static double length_s(const struct gn_check_sensor *s)
{
	return s->q.samples ? seconds(s->last_ns - s->first_ns) : NAN;
}

/* Percent of the samples in which a part is missing; NAN: there is none. */
static double missing_pct(const struct gn_check *c, size_t i, int part)
{
	const struct gn_sensor *t = &c->info.sensors[i];
	const struct gn_check_sensor *s = &c->sensors[i];
	const uint8_t has[3] = { t->has_acc, t->has_gyr, t->has_mag };

	if (!has[part] || !s->n)
		return NAN;
	return 100.0 * (double)(s->n - s->there[part]) / (double)s->n;
}

static double rest_pct(const struct gn_check_sensor *s)
{
	double part = (double)s->q.rest_s / length_s(s);

	return 100.0 * fmin(part, 1.0);
}

/* ---- for people -------------------------------------------------------- */

/* Right aligned; "-" where nothing is known. */
static void put_number(FILE *to, int width, double v, int decimals)
{
	if (isnan(v))
		fprintf(to, "%*s", width, "-");
	else
		fprintf(to, "%*.*f", width, decimals, v);
}

static void put_name(FILE *to, const char *name)
{
	size_t len = strlen(name);

	fputs("  ", to);
	put_text(to, name);
	fprintf(to, "%*s", len < 13 ? (int)(13 - len) : 1, "");
}

static void put_file(FILE *to, const struct gn_check_file *f)
{
	fprintf(to, "File       schema %u, %s, %s; %llu blocks, %llu samples, "
		"%llu events, %llu results\n", f->version,
		f->tail.closed ? "closed" : "not closed",
		f->sound ? "database sound" : "database damaged",
		(unsigned long long)f->tail.blocks,
		(unsigned long long)f->tail.samples,
		(unsigned long long)f->tail.events,
		(unsigned long long)f->tail.results);
}

static void put_stream(FILE *to, const struct gn_check *c, size_t i)
{
	const struct gn_sensor *t = &c->info.sensors[i];
	const struct gn_check_sensor *s = &c->sensors[i];
	char place[32];

	snprintf(place, sizeof(place), "%s %s", gn_place_name(t->place),
		 t->side == GN_SIDE_NONE ? "" : gn_side_name(t->side));
	put_name(to, t->name);
	fprintf(to, "%-16s %8llu", place, (unsigned long long)s->n);
	put_number(to, 9, length_s(s), 1);
	put_number(to, 9, (double)t->rate_hz, 1);
	put_number(to, 8, (double)s->q.rate_hz, 1);
	fprintf(to, "%6u", s->q.gaps);
	put_number(to, 10, s->q.gaps ? seconds(s->gap_ns) : NAN, 1);
	put_number(to, 7, (double)s->q.gap_s, 1);
	put_number(to, 7, 100.0 * (double)s->q.lost, 1);
	fprintf(to, " %8u %5u\n", s->q.repeated, s->q.late);
}

static void put_values(FILE *to, const struct gn_check *c, size_t i)
{
	const struct gn_check_sensor *s = &c->sensors[i];

	put_name(to, c->info.sensors[i].name);
	for (int k = 0; k < 3; k++)
		put_number(to, 8, missing_pct(c, i, k), 1);
	fprintf(to, " %8u", s->q.clipped);
	put_number(to, 8, rest_pct(s), 0);
	put_number(to, 11, (double)s->q.rest_acc_mps2, 2);
	fprintf(to, "  %s\n", gn_units_text(s->units));
}

static void put_sensors(FILE *to, const struct gn_check *c)
{
	fputs("\nsensor         place             samples length s "
	      "declared found Hz  gaps longest s  all s lost % repeated  "
	      "late\n", to);
	for (size_t i = 0; i < c->info.n_sensors; i++)
		put_stream(to, c, i);
	fputs("\nmissing %          acc     gyr     mag  clipped still % "
	      "rest m/s^2  units\n", to);
	for (size_t i = 0; i < c->info.n_sensors; i++)
		put_values(to, c, i);
	fputc('\n', to);
}

static int seen_by_camera(const struct gn_check_sensor *s)
{
	return s->limb.frames + s->limb.missing > 0;
}

static double limb_pct(const struct gn_check_sensor *s, uint64_t n)
{
	return seen_by_camera(s) ? 100.0 * (double)n /
		(double)(s->limb.frames + s->limb.missing) : NAN;
}

/* Segments that a camera saw, if any. */
static void put_limbs(FILE *to, const struct gn_check *c)
{
	int any = 0;

	for (size_t i = 0; i < c->info.n_sensors; i++) {
		const struct gn_check_sensor *s = &c->sensors[i];

		if (!seen_by_camera(s))
			continue;
		if (!any++)
			fputs("tracked        length m  spread %  jumps %  "
			      "unseen %\n", to);
		put_name(to, c->info.sensors[i].name);
		put_number(to, 8, s->limb.length_m, 3);
		put_number(to, 10, 100.0 * s->limb.spread, 1);
		put_number(to, 9, limb_pct(s, s->limb.jumps), 1);
		put_number(to, 10, limb_pct(s, s->limb.missing), 1);
		fputc('\n', to);
	}
	if (any)
		fputc('\n', to);
}

/* Each series: the first line says when, and how many taps. */
static void put_series(FILE *to, const struct gn_check *c,
		       const struct gn_tap_series *s)
{
	int first = 1;

	for (size_t i = 0; i < c->info.n_sensors; i++) {
		if (isnan(s->offset_s[i]))
			continue;
		put_name(to, c->info.sensors[i].name);
		put_number(to, 8, first ? seconds(s->at_ns) : NAN, 2);
		put_number(to, 6, first ? (double)s->taps : NAN, 0);
		put_number(to, 11, 1e3 * (double)s->offset_s[i], 1);
		put_number(to, 7, 1e3 * (double)s->error_s[i], 1);
		fputc('\n', to);
		first = 0;
	}
}

/* With one sensor there is nothing to agree with. */
static void put_taps(FILE *to, const struct gn_check *c)
{
	size_t n;
	const struct gn_tap_series *s = gn_taps_series(&c->taps, &n);

	if (gn_check_accs(c) < 2)
		return;
	if (!n)
		fputs("No shared tap: whether the clocks agree is not known\n",
		      to);
	else
		fputs("shared tap        at s  taps  offset ms  +- ms\n", to);
	for (size_t k = 0; k < n; k++)
		put_series(to, c, &s[k]);
	fputc('\n', to);
}

static void put_note(FILE *to, const struct gn_check_note *n)
{
	fputs(n->weight == GN_CHECK_DAMAGED ? "Damaged: " : "Remark: ", to);
	if (!isnan(n->at_s))
		fprintf(to, "at %.2f s: ", n->at_s);
	put_text(to, n->text);
	fputc('\n', to);
}

int gn_check_table(const struct gn_check *c, FILE *to)
{
	fputs("Recording  ", to);
	put_text(to, c->path);
	fputc('\n', to);
	if (c->file.is_rec)
		put_file(to, &c->file);
	if (c->sensors) {
		put_sensors(to, c);
		put_limbs(to, c);
		put_taps(to, c);
	}
	for (size_t i = 0; i < c->n_notes; i++)
		put_note(to, &c->notes[i]);
	fprintf(to, "Verdict    %s\n", gn_check_verdict_text(c->verdict));
	return ferror(to) ? GN_EIO : GN_OK;
}

/* ---- for programs ------------------------------------------------------ */

/* A number rounded to 1/scale; null where there is none. */
static json_t *number(double v, double scale)
{
	return isfinite(v) ? json_real(round(v * scale) / scale) : json_null();
}

/* A text of any bytes; what is no UTF-8 cannot stand in JSON. */
static json_t *text(const char *s)
{
	json_t *o = json_string(s);

	return o ? o : json_string("?");
}

/* null: no camera's segment. */
static json_t *limb_json(const struct gn_check_sensor *s)
{
	if (!seen_by_camera(s))
		return json_null();
	return json_pack("{s:o, s:o, s:o, s:o}",
		"length_m", number(s->limb.length_m, 1e4),
		"spread_pct", number(100.0 * s->limb.spread, 1e2),
		"jumps_pct", number(limb_pct(s, s->limb.jumps), 1e3),
		"unseen_pct", number(limb_pct(s, s->limb.missing), 1e3));
}

static json_t *sensor_json(const struct gn_check *c, size_t i)
{
	const struct gn_sensor *t = &c->info.sensors[i];
	const struct gn_check_sensor *s = &c->sensors[i];

	return json_pack("{s:o, s:s, s:s, s:I, s:o, s:o, s:o, s:o, s:i, s:o, "
		"s:o, s:o, s:i, s:i, s:[ooo], s:i, s:o, s:o, s:s, s:o}",
		"name", text(t->name), "place", gn_place_name(t->place),
		"side", gn_side_name(t->side),
		"samples", (json_int_t)s->n, "length_s",
		number(length_s(s), 1e3), "declared_hz",
		number((double)t->rate_hz, 1e2), "rate_hz",
		number((double)s->q.rate_hz, 1e2), "jitter",
		number((double)s->q.jitter, 1e4), "gaps", (int)s->q.gaps,
		"gap_s", number((double)s->q.gap_s, 1e3), "gap_longest_s",
		number(s->q.gaps ? seconds(s->gap_ns) : NAN, 1e3),
		"lost_pct", number(100.0 * (double)s->q.lost, 1e3),
		"repeated", (int)s->q.repeated, "late", (int)s->q.late,
		"missing_pct", number(missing_pct(c, i, 0), 1e3),
		number(missing_pct(c, i, 1), 1e3),
		number(missing_pct(c, i, 2), 1e3),
		"clipped", (int)s->q.clipped, "still_pct",
		number(rest_pct(s), 1e1), "rest_mps2",
		number((double)s->q.rest_acc_mps2, 1e4),
		"units", gn_units_text(s->units), "limb", limb_json(s));
}

static json_t *offset_json(const struct gn_check *c,
			   const struct gn_tap_series *s, size_t i)
{
	return json_pack("{s:o, s:o, s:o}",
		"sensor", text(c->info.sensors[i].name),
		"offset_ms", number(1e3 * (double)s->offset_s[i], 1e2),
		"error_ms", number(1e3 * (double)s->error_s[i], 1e2));
}

static json_t *series_json(const struct gn_check *c,
			   const struct gn_tap_series *s)
{
	json_t *offsets = json_array();
	int err = 0;

	for (size_t i = 0; i < c->info.n_sensors; i++)
		if (!isnan(s->offset_s[i]))
			err |= json_array_append_new(offsets,
						     offset_json(c, s, i));
	if (err) {
		json_decref(offsets);
		return NULL;
	}
	return json_pack("{s:o, s:i, s:o, s:o}",
		"at_s", number(seconds(s->at_ns), 1e4), "taps", (int)s->taps,
		"reference", text(c->info.sensors[s->reference].name),
		"offsets", offsets);
}

/* null: no tap is shared, nothing is known. */
static json_t *taps_json(const struct gn_check *c)
{
	size_t n;
	const struct gn_tap_series *s = gn_taps_series(&c->taps, &n);
	json_t *list = n ? json_array() : json_null();
	int err = 0;

	for (size_t k = 0; k < n; k++)
		err |= json_array_append_new(list, series_json(c, &s[k]));
	if (!err)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *note_json(const struct gn_check *c,
			 const struct gn_check_note *n)
{
	return json_pack("{s:s, s:s, s:o, s:o, s:o}",
		"weight", n->weight == GN_CHECK_DAMAGED ? "damaged" : "remark",
		"code", n->code, "sensor", n->sensor < 0 ? json_null() :
		text(c->info.sensors[n->sensor].name),
		"at_s", number(n->at_s, 1e3), "text", text(n->text));
}

static json_t *file_json(const struct gn_check_file *f)
{
	if (!f->is_rec)
		return json_null();
	return json_pack("{s:i, s:b, s:b, s:I, s:I, s:I, s:I}",
		"version", (int)f->version, "closed", f->tail.closed != 0,
		"sound", f->sound != 0,
		"blocks", (json_int_t)f->tail.blocks,
		"samples", (json_int_t)f->tail.samples,
		"events", (json_int_t)f->tail.events,
		"results", (json_int_t)f->tail.results);
}

int gn_check_json(const struct gn_check *c, FILE *to)
{
	static const char *const verdicts[] = { "ok", "remarks", "damaged" };
	json_t *sensors = json_array(), *notes = json_array(), *o;
	int err = GN_OK;

	for (size_t i = 0; c->sensors && i < c->info.n_sensors; i++)
		err |= json_array_append_new(sensors, sensor_json(c, i));
	for (size_t i = 0; i < c->n_notes; i++)
		err |= json_array_append_new(notes, note_json(c,
							&c->notes[i]));
	o = json_pack("{s:s, s:o, s:s, s:o, s:o, s:o, s:o}", "schema", SCHEMA,
		      "recording", text(c->path),
		      "verdict", verdicts[c->verdict],
		      "file", file_json(&c->file), "sensors", sensors,
		      "taps", taps_json(c), "notes", notes);
	if (!o || err) {
		json_decref(o);
		return GN_ENOMEM;
	}
	if (json_dumpf(o, to, JSON_COMPACT | JSON_REAL_PRECISION(8)))
		err = GN_EIO;
	json_decref(o);
	if (!err && fputc('\n', to) == EOF)
		err = GN_EIO;
	return err;
}

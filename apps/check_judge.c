/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "analyse_warn.h"

/* Ours: found and declared rate that differ by more are not one rate; the
 * classes by which it is found are 4.5 % wide. */
#define RATE_OFF 0.1

/* Ours: a bone is as long as it is. A Kinect v2 saw them vary by 2 to 9 % (SD,
 * p10-p90, 3 people, 30 recordings), feet by up to 2.4 cm, and leap in 0.3 % of
 * the frames (p90). Stamps that go back are rarer. */
#define LIMB_SPREAD 0.10
#define LIMB_SPREAD_M 0.025
#define LIMB_JUMPS 0.01
#define LIMB_UNSEEN 0.05

/* Sensors of one recording are promised to agree within it. */
#define CLOCK_OFF_S 0.005F

const char *gn_check_verdict_text(enum gn_check_verdict v)
{
	static const char *const text[] = {
		"ok", "usable with remarks", "damaged",
	};

	return text[v];
}

static double seconds(int64_t ns)
{
	return 1e-9 * (double)ns;
}

static struct gn_check_note remark(const char *code, int sensor, double at_s)
{
	const struct gn_check_note note = {
		.weight = GN_CHECK_REMARKS, .code = code, .sensor = sensor,
		.at_s = at_s,
	};

	return note;
}

/* ---- the file ---------------------------------------------------------- */

/* "2026-11-24 09:41:13 UTC" of an instant of the session. */
static void wall_clock(const struct gn_check *c, int64_t t_ns, char out[40])
{
	time_t s = (time_t)((c->file.meta.started_unix_ns + t_ns) /
			    INT64_C(1000000000));
	struct tm tm;

	out[0] = '\0';
	if (gmtime_r(&s, &tm))
		strftime(out, 40, "%Y-%m-%d %H:%M:%S UTC", &tm);
}

static int judge_file(struct gn_check *c)
{
	const struct gn_check_file *f = &c->file;
	struct gn_check_note note;
	char when[40];
	int err = GN_OK;

	if (!f->is_rec)
		return GN_OK;
	if (!f->tail.closed) {
		wall_clock(c, c->end_ns, when);
		note = remark("not_closed", -1, seconds(c->end_ns));
		err = gn_check_note(c, &note, "it was not closed: it is being "
				    "recorded still, or was cut off; it ends "
				    "after %.1f s (%s), what came later is "
				    "not in it", seconds(c->end_ns), when);
	}
	if (!err && f->away) {
		note = remark("sensor_away", -1, seconds(f->away_at_ns));
		err = gn_check_note(c, &note, "a sensor was away %llu times, "
				    "first: %s; charge it and keep it near "
				    "the receiver",
				    (unsigned long long)f->away,
				    f->away_text[0] ? f->away_text : "n/a");
	}
	return err;
}

/* ---- a sensor ---------------------------------------------------------- */

/* Is there anything left to score? As gn_analyse() decides. */
static int judge_units(struct gn_check *c)
{
	struct gn_result r;
	int err, all;

	if (gn_result_init(&r, &c->info, c->path))
		return GN_ENOMEM;
	all = gn_warn_units(&r, c->units, NULL);
	gn_result_free(&r);
	if (all == GN_ENOMEM)
		return all;
	err = GN_OK;
	for (size_t i = 0; i < c->info.n_sensors && !err; i++) {
		struct gn_check_note note = remark("units", (int)i, NAN);

		if (c->sensors[i].units <= GN_UNITS_UNKNOWN)
			continue;
		if (all == GN_EUNITS)
			note.weight = GN_CHECK_DAMAGED;
		err = gn_check_note(c, &note, "%s",
				    c->sensors[i].units_text);
	}
	return err;
}

static int judge_rate(struct gn_check *c, int i)
{
	const struct gn_sensor *t = &c->info.sensors[i];
	const struct gn_check_sensor *s = &c->sensors[i];
	struct gn_check_note note = remark("low_rate", i, NAN);
	int err = GN_OK;

	if (s->q.rate_hz < GN_WARN_RATE_MIN_HZ)
		err = gn_check_note(c, &note, "%s: %.1f samples a second; "
				    "fast repetitions may be missed: record "
				    "at 50 or more", t->name,
				    (double)s->q.rate_hz);
	note.code = "rate";
	if (!err && fabsf(s->q.rate_hz / t->rate_hz - 1.0F) > RATE_OFF)
		err = gn_check_note(c, &note, "%s: %.1f samples a second, "
				    "declared are %.1f; correct the rate or "
				    "the stamps, unless samples were lost",
				    t->name, (double)s->q.rate_hz,
				    (double)t->rate_hz);
	return err;
}

static int judge_holes(struct gn_check *c, int i)
{
	const struct gn_check_sensor *s = &c->sensors[i];
	const char *name = c->info.sensors[i].name;
	struct gn_check_note note = remark("gaps", i, seconds(s->gap_at_ns));
	int camera = c->info.sensors[i].aligned, err = GN_OK;

	if (s->q.gaps)
		err = gn_check_note(c, &note, "%s: %u gap%s without samples, "
				    "%.1f s in all, the longest of %.1f s; "
				    "repetitions in it are not counted: %s",
				    name, s->q.gaps, s->q.gaps == 1 ? "" : "s",
				    (double)s->q.gap_s, seconds(s->gap_ns),
				    camera ? "stay in the camera's view" :
				    "keep the sensor near the receiver");
	note = remark("lost", i, NAN);
	if (!err && s->q.lost > GN_WARN_PART_MIN)
		err = gn_check_note(c, &note, "%s: %.1f %% of the samples are "
				    "missing; %s", name,
				    100 * (double)s->q.lost, camera ?
				    "stay in the camera's view, and let "
				    "nothing else run while it records" :
				    "keep the sensor near the receiver, or "
				    "record at a lower rate");
	return err;
}

static double part(uint64_t n, const struct gn_quality *q)
{
	return q->samples ? (double)n / (double)q->samples : 0;
}

static int judge_stamps(struct gn_check *c, int i)
{
	const struct gn_check_sensor *s = &c->sensors[i];
	const char *name = c->info.sensors[i].name;
	struct gn_check_note note;
	int err = GN_OK;

	note = remark("repeated_samples", i, seconds(s->repeated_at_ns));
	if (part(s->q.repeated, &s->q) > GN_WARN_PART_MIN)
		err = gn_check_note(c, &note, "%s: %.1f %% of the samples "
				    "repeat the one before; is the sensor "
				    "stuck, or its rate lower than that of "
				    "the table?", name,
				    100 * part(s->q.repeated, &s->q));
	note = remark("late_samples", i, seconds(s->late_at_ns));
	if (!err && part(s->q.late, &s->q) > GN_WARN_PART_MIN)
		err = gn_check_note(c, &note, "%s: the stamps of %u samples "
				    "go back, these are not used; sort the "
				    "table by time, or export it again", name,
				    s->q.late);
	return err;
}

static int judge_values(struct gn_check *c, int i)
{
	const struct gn_check_sensor *s = &c->sensors[i];
	const struct gn_sensor *t = &c->info.sensors[i];
	struct gn_check_note note;
	int k = s->at_top[1] > s->at_top[0], err = GN_OK;

	note = remark("clipped", i, seconds(s->top_at_ns[k]));
	if (s->q.clipped)
		err = gn_check_note(c, &note, "%s: %u samples at the limit of "
				    "its range, %.4g %s; record with a wider "
				    "range", t->name, s->q.clipped,
				    (double)s->top[k], k ? "rad/s" : "m/s^2");
	note = remark("declared_bad", i, NAN);
	if (!err && (t->bad_acc || t->bad_gyr))
		err = gn_check_note(c, &note, "%s: %s declared bad, and not "
				    "used", t->name, t->bad_acc && t->bad_gyr ?
				    "the sensor is" : t->bad_acc ?
				    "the accelerometer is" :
				    "the gyroscope is");
	return err;
}

#define FACE "stand facing the camera, nothing in between"

/* How a camera saw the segment. */
static int judge_limb(struct gn_check *c, int i)
{
	const struct gn_limb *l = &c->sensors[i].limb;
	const char *name = c->info.sensors[i].name;
	double frames = (double)(l->frames + l->missing);
	struct gn_check_note note = remark("limb_length", i, NAN);
	int err = GN_OK;

	if (l->spread > LIMB_SPREAD && l->spread * l->length_m > LIMB_SPREAD_M)
		err = gn_check_note(c, &note, "%s: its length varies by "
				    "%.0f %% (SD), so its angles are not to "
				    "be relied on; " FACE, name,
				    100 * l->spread);
	note.code = "limb_jumps";
	if (!err && (double)l->jumps > LIMB_JUMPS * frames)
		err = gn_check_note(c, &note, "%s: leaps in %.1f %% of the "
				    "frames, these are not used; " FACE, name,
				    100 * (double)l->jumps / frames);
	note.code = "limb_late";
	if (!err && (double)l->late > LIMB_JUMPS * frames)
		err = gn_check_note(c, &note, "%s: the stamps of %llu frames "
				    "stand still or go back, these are not "
				    "used; sort the table by time, or export "
				    "it again", name,
				    (unsigned long long)l->late);
	note.code = "limb_unseen";
	if (!err && (double)l->missing > LIMB_UNSEEN * frames)
		err = gn_check_note(c, &note, "%s: not seen in %.1f %% of the "
				    "frames; " FACE, name,
				    100 * (double)l->missing / frames);
	return err;
}

/* A part that no one calls bad. */
static int usable(const struct gn_sensor *t)
{
	return (t->has_acc && !t->bad_acc) || (t->has_gyr && !t->bad_gyr);
}

static int judge_sensors(struct gn_check *c)
{
	struct gn_check_note note = remark("no_sensor", -1, NAN);
	int n = 0;

	for (size_t i = 0; i < c->info.n_sensors; i++)
		n += usable(&c->info.sensors[i]);
	note.weight = GN_CHECK_DAMAGED;
	return n ? judge_units(c) :
	       gn_check_note(c, &note, "all sensors are declared bad; there "
			     "is nothing to score");
}

/* By how much an offset is beyond what is promised; < 0: it may be within. */
static float beyond(const struct gn_tap_series *s, size_t i)
{
	return fabsf(s->offset_s[i]) - s->error_s[i] - CLOCK_OFF_S;
}

static int note_clock(struct gn_check *c, const struct gn_tap_series *s,
		      int i)
{
	const struct gn_check_note note = remark("clock_offset", i,
						 seconds(s->at_ns));

	return gn_check_note(c, &note, "%s: by %u shared taps its stamps are "
			     "%.1f ms %s against %s, +-%.1f ms; record again; "
			     "if it stays, its clock drifts: see gonio sensors",
			     c->info.sensors[i].name, s->taps,
			     1e3 * (double)fabsf(s->offset_s[i]),
			     s->offset_s[i] > 0 ? "late" : "early",
			     c->info.sensors[s->reference].name,
			     1e3 * (double)s->error_s[i]);
}

/* Once a sensor, where it is worst. */
static int judge_clocks(struct gn_check *c)
{
	size_t n;
	const struct gn_tap_series *s = gn_taps_series(&c->taps, &n);
	int err = GN_OK;

	for (size_t i = 0; i < c->info.n_sensors && !err; i++) {
		const struct gn_tap_series *worst = NULL;

		for (size_t k = 0; k < n; k++)
			if (beyond(&s[k], i) > 0.0F &&
			    (!worst || beyond(&s[k], i) > beyond(worst, i)))
				worst = &s[k];
		if (worst)
			err = note_clock(c, worst, (int)i);
	}
	return err;
}

int gn_check_judge(struct gn_check *c)
{
	int err = judge_file(c);

	if (!err)
		err = judge_sensors(c);
	for (int i = 0; i < (int)c->info.n_sensors && !err; i++) {
		err = judge_values(c, i);
		if (err || !c->sensors[i].q.samples)
			continue;
		err = judge_rate(c, i);
		if (!err)
			err = judge_holes(c, i);
		if (!err)
			err = judge_stamps(c, i);
		if (!err)
			err = judge_limb(c, i);
	}
	return err ? err : judge_clocks(c);
}

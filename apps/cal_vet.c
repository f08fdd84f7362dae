/* SPDX-License-Identifier: MIT */
#include "cal_vet.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cal_sheet.h"
#include "gonio/cal_drift.h"

#define BLOCK_NS INT64_C(250000000)
#define GRID_HZ 100.0           /* of the frames, which no one looks at */
#define RAD (3.14159265358979323846 / 180)

#define ACC_OFF_MPS2    0.25    /* of one that was never calibrated */
#define GYR_OFF_RADPS   (3 * RAD)
#define ACC_NOISE       0.02    /* m/s^2/sqrt(Hz): 2 mg */
#define GYR_NOISE       (0.1 * RAD)
#define LOST_MAX        0.01
#define RATE_TOL        0.05
#define FIELD_MIN_UT    22.0    /* the earth's */
#define FIELD_MAX_UT    67.0
#define FIELD_SPREAD    0.1     /* sd over mean */
#define MAG_MIN         20      /* samples */
#define FLOOR_TAU_S     30      /* averages that tell of a floor */
#define FLOOR_MAX       3.0     /* times the data sheet's, typical value */
#define FLICKER         0.664   /* share of the floor, see gonio/allan.h */
#define DEG_H           (RAD / 3600)
#define UG              9.80665e-6

#define RECALIBRATE "calibrate it: gonio calibrate sensor"
#define LAY_STILL   "lay it on a table for 5 s"

const char *gn_vet_text(enum gn_vet_verdict v)
{
	static const char *const text[] = {
		[GN_VET_GOOD] = "good",
		[GN_VET_UNKNOWN] = "not assessed",
		[GN_VET_DRIFTED] = "drifted",
		[GN_VET_BAD] = "bad",
	};

	return text[v];
}

const char *gn_vet_part_name(enum gn_vet_part part)
{
	static const char *const name[GN_VET_PARTS] = {
		"accelerometer", "gyroscope", "noise", "instability",
		"clipping", "rate", "magnetometer",
	};

	return name[part];
}

/* ---- measuring --------------------------------------------------------- */

int gn_vet_init(struct gn_vet *h, const struct gn_sensor *s, size_t i,
		const struct gn_cal_file *cal)
{
	struct gn_still_params p = gn_still_defaults;
	int err;

	memset(h, 0, sizeof(*h));
	h->sensor = *s;
	if (cal && cal->has_mag) {
		h->iron.has_mag = 1;
		h->iron.mag = cal->mag;
	}
	p.sensor = (uint32_t)i;
	gn_cond_init(&h->cond, s, GRID_HZ);
	err = gn_still_init(&h->poses, &p);
	for (int k = 0; k < 6 && !err; k++)
		err = gn_allan_init(&h->noise[k], (double)s->rate_hz);
	return err ? err : gn_mag_cal_init(&h->mag, NULL);
}

static int is_still(enum gn_still_reason now)
{
	return now == GN_STILL_QUIET || now == GN_STILL_SAME ||
	       now == GN_STILL_FULL;
}

/* Values of a still quarter second; what moves ends the stretch. The first
 * one after a movement may have begun in it, and is left out. */
static void settle(struct gn_vet *h)
{
	int still = is_still(h->poses.now);

	for (size_t i = 0; i < h->n_pending && still && h->was_still; i++)
		for (int k = 0; k < 3; k++) {
			const struct gn_sample *s = &h->pending[i];

			gn_allan_push(&h->noise[k], (double)s->acc_mps2[k]);
			gn_allan_push(&h->noise[3 + k],
				      (double)s->gyr_radps[k]);
		}
	for (int k = 0; k < 6 && !still; k++)
		gn_allan_push(&h->noise[k], NAN);
	h->was_still = (uint8_t)still;
	h->not_gravity |= h->poses.now == GN_STILL_UNITS;
	h->n_pending = 0;
}

static void push_mag(struct gn_vet *h, const struct gn_sample *s)
{
	struct gn_sample clean = *s;
	const float *m = clean.mag_ut;
	double x;

	gn_cal_file_apply(&h->iron, &clean);
	x = hypot(hypot((double)m[0], (double)m[1]), (double)m[2]);
	if (!h->sensor.has_mag || !isfinite(x))
		return;
	gn_mag_cal_push(&h->mag, &s->mag_ut, 1);
	h->n_mag++;
	h->mag_sum += x;
	h->mag_sum2 += x * x;
}

static void push(struct gn_vet *h, const struct gn_sample *s)
{
	int64_t block = s->t_ns / BLOCK_NS;

	gn_cond_push(&h->cond, s, NULL, NULL);
	gn_still_push(&h->poses, s, 1);
	if (block != h->block)
		settle(h);
	h->block = block;
	if (h->n_pending < GN_VET_PENDING)
		h->pending[h->n_pending++] = *s;
	push_mag(h, s);
}

void gn_vet_push(struct gn_vet *h, const struct gn_sample *in, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (in[i].sensor == h->poses.sensor)
			push(h, &in[i]);
}

/* ---- judging ----------------------------------------------------------- */

static void GN_PRINTF(2, 3) measured(struct gn_vet_line *l,
				     const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(l->measured, sizeof(l->measured), fmt, ap);
	va_end(ap);
}

static void find(struct gn_vet_line *l, enum gn_vet_verdict v,
		 const char *todo)
{
	l->verdict = v;
	snprintf(l->todo, sizeof(l->todo), "%s", todo);
}

/* Farthest from gravity that a pose reads, without any calibration. */
static double worst_raw(const struct gn_still_poses *poses)
{
	double worst = 0;

	for (size_t k = 0; k < poses->n; k++) {
		const double *a = poses->pose[k].acc_mps2;
		double d = hypot(hypot(a[0], a[1]), a[2]) -
			   gn_acc_cal_defaults.g_mps2;

		if (fabs(d) > fabs(worst))
			worst = d;
	}
	return worst;
}

static void judge_acc(const struct gn_vet *h, const struct gn_cal_file *cal,
		      struct gn_vet_line *l)
{
	const struct gn_still_poses *p = &h->poses;
	struct gn_cal_drift d = { 0, 0, 0, NAN };
	int known = 0;

	l->there = h->sensor.has_acc;
	if (!p->n) {
		measured(l, h->not_gravity ? "at rest, but not gravity" :
			 "never still");
		if (h->not_gravity)
			find(l, GN_VET_BAD, "is it in m/s^2? see gonio "
			     "check");
		else
			find(l, GN_VET_UNKNOWN, LAY_STILL);
		return;
	}
	if (cal && cal->has_acc)
		known = !gn_cal_drift_acc(cal, p->pose, p->n, &d);
	if (!known) {
		d.most = worst_raw(p);
		d.share = fabs(d.most) / ACC_OFF_MPS2;
	}
	measured(l, "%+.3f m/s^2 off, %.0f %% of limit, %zu poses", d.most,
		 100 * d.share, p->n);
	if (d.share > 1)
		find(l, known ? GN_VET_DRIFTED : GN_VET_BAD, RECALIBRATE);
}

static void judge_gyr(const struct gn_vet *h, const struct gn_cal_file *cal,
		      struct gn_vet_line *l)
{
	struct gn_gyr_bias b;
	struct gn_cal_drift d;
	double norm;

	l->there = h->sensor.has_gyr;
	if (gn_gyr_bias_fit(h->poses.pose, h->poses.n, &b)) {
		measured(l, "never still");
		find(l, GN_VET_UNKNOWN, LAY_STILL);
		return;
	}
	norm = hypot(hypot(b.bias_radps[0], b.bias_radps[1]), b.bias_radps[2]);
	measured(l, "%.2f deg/s at rest", norm / RAD);
	if (cal && cal->has_gyr && !gn_cal_drift_gyr(cal, &b, &d)) {
		measured(l, "%.2f deg/s at rest, off by %.2f, %.0f %% of limit",
			 norm / RAD, d.most / RAD, 100 * d.share);
		if (d.share > 1)
			find(l, GN_VET_DRIFTED, "let it warm up, then "
			     RECALIBRATE);
	} else if (norm > GYR_OFF_RADPS) {
		find(l, GN_VET_BAD, RECALIBRATE);
	}
}

/* The noisiest of three axes; NAN: not seen. */
static double white(const struct gn_allan *axis)
{
	struct gn_allan_point p[GN_ALLAN_POINTS_MAX];
	struct gn_allan_noise n;
	double most = NAN;

	for (int k = 0; k < 3; k++) {
		gn_allan_noise(p, gn_allan_points(&axis[k], p), &n);
		most = fmax(most, n.white);
	}
	return most;
}

static void judge_noise(const struct gn_vet *h, struct gn_vet_line *l)
{
	double acc = white(h->noise), gyr = white(h->noise + 3);

	l->there = 1;
	/* what sways may be still for a second, by chance */
	if (!h->poses.n || (isnan(acc) && isnan(gyr))) {
		measured(l, "not still for long enough");
		find(l, GN_VET_UNKNOWN, "lay it on a table for 30 s");
		return;
	}
	if (isnan(gyr))
		measured(l, "%.1f mm/s^2 per sqrt(Hz)", 1e3 * acc);
	else if (isnan(acc))
		measured(l, "%.3f deg/s per sqrt(Hz)", gyr / RAD);
	else
		measured(l, "%.1f mm/s^2, %.3f deg/s per sqrt(Hz)", 1e3 * acc,
			 gyr / RAD);
	if (acc > ACC_NOISE || gyr > GYR_NOISE)
		find(l, GN_VET_BAD, "is the table shaking? else use "
		     "another sensor");
}

/* The worst floor of three axes; *below: that is all that is known. */
static double floor_of(const struct gn_allan *axis, int *below)
{
	struct gn_allan_point p[GN_ALLAN_POINTS_MAX];
	struct gn_allan_noise n;
	double floor = NAN, lowest = NAN;

	for (int k = 0; k < 3; k++) {
		gn_allan_noise(p, gn_allan_points(&axis[k], p), &n);
		floor = fmax(floor, n.floor);
		if (n.lowest_tau_s >= FLOOR_TAU_S)
			lowest = fmax(lowest, n.lowest / FLICKER);
	}
	*below = isnan(floor);
	return *below ? lowest : floor;
}

/* "gyr 3.1 deg/h (sheet 10)" */
static size_t put_floor(char *out, size_t size, const char *part, double x,
			int below, const char *unit, double sheet)
{
	int n = 0;

	if (isnan(x))
		return 0;
	n = snprintf(out, size, "%s %s%.3g %s", part, below ? "< " : "", x,
		     unit);
	if (sheet > 0)
		n += snprintf(out + n, size - (size_t)n, " (sheet %.3g)",
			      sheet);
	return (size_t)n;
}

/* Bias instability, if it lay for long enough to show it. */
static void judge_floor(const struct gn_vet *h, const char *model,
			struct gn_vet_line *l)
{
	static const struct gn_sheet none = { .model = "" };
	const struct gn_sheet *s = gn_sheet_of(model);
	int gyr_below, acc_below;
	double acc = floor_of(h->noise, &acc_below);
	double gyr = floor_of(h->noise + 3, &gyr_below);
	char *to = l->measured;
	size_t at;

	s = s ? s : &none;
	l->there = !isnan(acc) || !isnan(gyr);
	at = put_floor(to, sizeof(l->measured), "gyr", gyr / DEG_H,
		       gyr_below, "deg/h", s->gyr_floor_radps / DEG_H);
	if (at && !isnan(acc))
		at += (size_t)snprintf(to + at, sizeof(l->measured) - at,
				       ", ");
	put_floor(to + at, sizeof(l->measured) - at, "acc", acc / UG,
		  acc_below, "ug", s->acc_floor_mps2 / UG);
	if (s != &none && ((!gyr_below && gyr > FLOOR_MAX *
			    s->gyr_floor_radps) ||
			   (!acc_below && acc > FLOOR_MAX *
			    s->acc_floor_mps2)))
		find(l, GN_VET_BAD, "let it warm up, at an even "
		     "temperature; else it is worn");
}

static void judge_clipped(const struct gn_quality *q,
			  const struct gn_source_status *st,
			  struct gn_vet_line *l)
{
	uint64_t n = st && st->clipped > q->clipped ? st->clipped :
						      q->clipped;

	l->there = 1;
	measured(l, "%llu of %llu samples at the end of the range",
		 (unsigned long long)n, (unsigned long long)q->samples);
	if (n)
		find(l, GN_VET_BAD, "set a larger range on the sensor");
}

static void judge_rate(const struct gn_vet *h, const struct gn_quality *q,
		       struct gn_vet_line *l)
{
	double rate = (double)q->rate_hz, wanted = (double)h->sensor.rate_hz;
	double lost = (double)q->lost;

	l->there = 1;
	if (!isfinite(rate)) {
		measured(l, "%llu samples", (unsigned long long)q->samples);
		find(l, GN_VET_UNKNOWN, "let it run for some seconds");
		return;
	}
	if (isnan(lost))
		measured(l, "%.1f Hz of %.1f", rate, wanted);
	else
		measured(l, "%.1f Hz of %.1f, %.2f %% lost", rate, wanted,
			 100 * lost);
	if (fabs(rate - wanted) > RATE_TOL * wanted)
		find(l, GN_VET_BAD, "set the sensor to the rate it should "
		     "have");
	else if (lost > LOST_MAX)
		find(l, GN_VET_BAD, "another cable or port; closer to the "
		     "receiver");
}

static void judge_mag(const struct gn_vet *h, struct gn_vet_line *l)
{
	double n = (double)h->n_mag, mean = h->mag_sum / n;
	double sd = sqrt(fmax(h->mag_sum2 / n - mean * mean, 0));
	struct gn_mag_cal fit;

	l->there = h->sensor.has_mag;
	if (h->n_mag < MAG_MIN) {
		measured(l, "no values");
		find(l, GN_VET_UNKNOWN, "let it run for some seconds");
		return;
	}
	measured(l, "%.1f uT, SD %.1f", mean, sd);
	if (gn_mag_cal_solve(&h->mag, &fit, NULL) == GN_MAG_CAL_SATURATED)
		find(l, GN_VET_BAD, "at its limit: is a magnet near it?");
	else if (!(mean >= FIELD_MIN_UT && mean <= FIELD_MAX_UT))
		find(l, GN_VET_BAD, "not the earth's field: is iron or "
		     "another unit at work?");
	else if (sd > FIELD_SPREAD * mean)
		find(l, GN_VET_BAD, "uneven: iron or current is near it, "
		     "or on it");
}

enum gn_vet_verdict
gn_vet_judge(struct gn_vet *h, const struct gn_cal_file *cal,
		const struct gn_source_status *status,
		struct gn_vet_line out[GN_VET_PARTS])
{
	enum gn_vet_verdict worst = GN_VET_GOOD;
	struct gn_quality q;

	memset(out, 0, GN_VET_PARTS * sizeof(out[0]));
	gn_cond_flush(&h->cond, NULL, NULL);
	gn_cond_quality(&h->cond, &q);
	judge_acc(h, cal, &out[GN_VET_ACC]);
	judge_gyr(h, cal, &out[GN_VET_GYR]);
	judge_noise(h, &out[GN_VET_NOISE]);
	judge_floor(h, status && status->model[0] ? status->model :
		    cal ? cal->model : NULL, &out[GN_VET_FLOOR]);
	judge_clipped(&q, status, &out[GN_VET_CLIPPED]);
	judge_rate(h, &q, &out[GN_VET_RATE]);
	judge_mag(h, &out[GN_VET_MAG]);
	for (int k = 0; k < GN_VET_PARTS; k++) {
		if (!out[k].there || out[k].verdict <= worst)
			continue;
		if (out[k].verdict == GN_VET_UNKNOWN && k > GN_VET_GYR)
			continue;
		worst = out[k].verdict;
	}
	return worst;
}

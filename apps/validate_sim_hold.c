/* SPDX-License-Identifier: MIT */
/* Holds of simulated sessions, and sway in them, against their truth. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/balance.h"
#include "gonio/filt.h"
#include "validate_sim.h"

#define STEP_NS INT64_C(5000000)        /* of the true sway */
#define EDGE_NS INT64_C(1000000000)     /* left out at both ends: sway.h */
#define LEAST_NS INT64_C(5000000000)
#define CHI2_95 5.991464547107979       /* -2 ln 0.05: two axes, 95 % */
#define PI 3.14159265358979323846

static double seconds(int64_t ns)
{
	return 1e-9 * (double)ns;
}

static int64_t overlap(const struct gn_hold *f, const struct gn_sim_hold *t)
{
	int64_t from = f->start > t->start_ns ? f->start : t->start_ns;
	int64_t to = f->end < t->end_ns ? f->end : t->end_ns;

	return to - from;
}

/* What was found of a true hold, no quiet stretches; NULL: nothing. */
static const struct gn_hold *find(const struct gn_result *r,
				  const struct gn_sim_hold *t)
{
	const struct gn_hold *best = NULL;

	for (size_t i = 0; i < r->n_holds; i++)
		if (!r->holds[i].quiet && overlap(&r->holds[i], t) >
		    (best ? overlap(best, t) : 0))
			best = &r->holds[i];
	return best;
}

static double held_s(const struct gn_sim_hold *t)
{
	int64_t held = t->end_ns - t->start_ns;

	for (uint32_t i = 0; i < t->n_breaks; i++)
		held -= t->break_ns[i][1] - t->break_ns[i][0];
	return seconds(held);
}

/* The longest part between breaks. */
static void longest(const struct gn_sim_hold *t, int64_t *from, int64_t *to)
{
	int64_t at = t->start_ns;

	*from = *to = at;
	for (uint32_t i = 0; i <= t->n_breaks; i++) {
		int64_t end = i < t->n_breaks ? t->break_ns[i][0] : t->end_ns;

		if (end - at > *to - *from) {
			*from = at;
			*to = end;
		}
		at = i < t->n_breaks ? t->break_ns[i][1] : end;
	}
}

/* --- sway --- */

struct sway {
	double rms, path, jerk, ellipse;
};

static double dot(const double a[3], const double b[3])
{
	return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* Two axes at right angles to up. */
static void horizontal(const double up[3], double axis[2][3])
{
	double any[3] = { 0 }, along, length;

	any[fabs(up[0]) > fabs(up[1])] = 1;
	along = dot(any, up);
	for (int c = 0; c < 3; c++)
		axis[0][c] = any[c] - along * up[c];
	length = sqrt(dot(axis[0], axis[0]));
	for (int c = 0; c < 3; c++)
		axis[0][c] /= length;
	for (int c = 0; c < 3; c++)
		axis[1][c] = up[(c + 1) % 3] * axis[0][(c + 2) % 3] -
			     up[(c + 2) % 3] * axis[0][(c + 1) % 3];
}

/* As gonio/sway.h defines it, but of a signal that is as good as continuous:
 * the 95 % ellipse is that of a normal distribution. */
static void sway_of(const float (*a)[2], size_t n, struct sway *out)
{
	double mean[2] = { 0 }, m[3] = { 0 }, dt = seconds(STEP_NS);

	*out = (struct sway){ 0 };
	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < 2; k++)
			mean[k] += (double)a[i][k] / (double)n;
	for (size_t i = 0; i < n; i++) {
		double x = (double)a[i][0] - mean[0];
		double y = (double)a[i][1] - mean[1];

		m[0] += x * x / (double)n;
		m[1] += y * y / (double)n;
		m[2] += x * y / (double)n;
	}
	for (size_t i = 1; i < n; i++) {
		double x = (double)a[i][0] - (double)a[i - 1][0];
		double y = (double)a[i][1] - (double)a[i - 1][1];

		out->path += hypot(x, y);
		out->jerk += 0.5 * (x * x + y * y) / dt;
	}
	out->rms = sqrt(m[0] + m[1]);
	out->ellipse = PI * CHI2_95 * sqrt(m[0] * m[1] - m[2] * m[2]);
}

int gn_val_sway_true(const struct gn_sim *sim, size_t sensor, int64_t from,
		     int64_t to, double out[4])
{
	size_t n = (size_t)((to - from) / STEP_NS);
	double (*f)[3] = calloc(n, sizeof(*f)), up[3] = { 0 }, axis[2][3];
	const struct gn_biquad low = gn_biquad_lowpass(GN_SWAY_CORNER_HZ,
						       1e9 / STEP_NS);
	float (*a)[2] = calloc(n, sizeof(*a));
	double length;
	int err = f && a ? GN_OK : GN_ENOMEM;
	struct gn_sim_state st;
	struct sway sway;

	for (size_t i = 0; i < n && !err; i++) {
		gn_sim_state(sim, sensor, from + (int64_t)i * STEP_NS, &st);
		memcpy(f[i], st.force_mps2, sizeof(f[i]));
		for (int c = 0; c < 3; c++)
			up[c] += f[i][c];
	}
	if (!err) {
		length = sqrt(dot(up, up));
		for (int c = 0; c < 3; c++)
			up[c] /= length;
		horizontal(up, axis);
		for (size_t i = 0; i < n; i++)
			for (int k = 0; k < 2; k++)
				a[i][k] = (float)dot(f[i], axis[k]);
		for (int k = 0; k < 2; k++)
			gn_filtfilt(&low, &a[0][k], n, 2);
		sway_of((const float (*)[2])a, n, &sway);
		memcpy(out, &sway, sizeof(sway));
	}
	free(f);
	free(a);
	return err;
}

/* Of a hold that was found, in percent of the truth in the true stretch. */
static int compare_sway(const struct gn_sim *sim, const struct gn_hold *f,
			const struct gn_sim_hold *t,
			struct gn_val_sim_point *p)
{
	static const char *const name[] = { "sway_rms_pct", "sway_path_pct",
					    "sway_jerk_pct",
					    "sway_ellipse_pct" };
	const float found[] = { f->sway.rms_both_mps2, f->sway.path_mps2,
				f->sway.jerk_m2ps5, f->sway.ellipse_m2ps4 };
	int64_t from, to;
	double truth[4];
	int err;

	longest(t, &from, &to);
	from += EDGE_NS;
	to -= EDGE_NS;
	if (to - from < LEAST_NS || !isfinite(f->sway.time_s))
		return GN_OK;
	err = gn_val_sway_true(sim, f->sway_of, from, to, truth);
	for (int i = 0; i < 4 && !err; i++)
		err = gn_val_off_add(p, name[i], 0, 100 *
				     ((double)found[i] / truth[i] - 1));
	return err;
}

/* --- holds --- */

static int compare_hold(const struct gn_val_sim_session *s,
			const struct gn_sim_hold *t,
			struct gn_val_sim_point *p)
{
	const struct gn_hold *f = find(s->found, t);
	int err = gn_val_off_add(p, "hold_start_s", 0,
				 f ? seconds(f->start - t->start_ns) : NAN);

	if (!err)
		err = gn_val_off_add(p, "hold_end_s", 0,
				     f ? seconds(f->end - t->end_ns) : NAN);
	if (!err)
		err = gn_val_off_add(p, "held_s", 0,
				     f ? (double)f->held_s - held_s(t) : NAN);
	if (!err)
		err = gn_val_off_add(p, "breaks", 1, f ? (double)f->n_breaks -
				     (double)t->n_breaks : NAN);
	return err || !f ? err : compare_sway(s->sim, f, t, p);
}

/* The stages are the standing between steps, 10 s of each counts. */
static int compare_stages(const struct gn_val_sim_session *s,
			  struct gn_val_sim_point *p)
{
	const struct gn_sim_span *span;
	float found[GN_STAGES];
	int err = GN_OK, over = 0;
	size_t n, k = 0;

	gn_stages_read(s->found->holds, s->found->n_holds, found);
	span = gn_sim_spans(s->sim, &n);
	for (size_t i = 0; i < n && k < GN_STAGES && !err && !over; i++) {
		double truth = seconds(span[i].end_ns - span[i].start_ns);

		if (span[i].kind != GN_SIM_STAND)
			continue;
		over = truth < (double)GN_STAGE_S;
		truth = fmin(truth, (double)GN_STAGE_S);
		err = gn_val_off_add(p, "stage_s", 0,
				     (double)found[k++] - truth);
	}
	return err;
}

int gn_val_sim_holds(const struct gn_val_sim_session *s,
		     struct gn_val_sim_point *p)
{
	const struct gn_sim_hold *t;
	size_t n, found = 0;
	int err = GN_OK;

	if (gn_has_stages(s->found->exercise))
		return compare_stages(s, p);
	t = gn_sim_holds(s->sim, &n);
	for (size_t i = 0; i < n && !err; i++)
		err = compare_hold(s, &t[i], p);
	for (size_t i = 0; i < s->found->n_holds; i++)
		found += !s->found->holds[i].quiet;
	return err ? err : gn_val_off_add(p, "holds", 1, (double)found -
					  (double)n);
}

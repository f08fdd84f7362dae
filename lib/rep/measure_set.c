/* SPDX-License-Identifier: MIT */
#include "gonio/measure.h"

#include <math.h>
#include <string.h>

#define RAD_PER_DEG 0.017453292519943295f
#define NS_PER_S    1e9

/* gn_measure_partial(): what two groups are. */
#define GROUP_GAP   0.1f        /* of the upper group's median */
#define GROUP_LEAST 3

/* A 95 % half width a + b ROM, in degrees, as standard deviations. */
static struct gn_rom_error half_width(float a_deg, float b)
{
	struct gn_rom_error e = { 0 };

	e.base_rad = a_deg * RAD_PER_DEG / 1.96f;
	e.part = b / 1.96f;
	return e;
}

static int is_joint(const enum gn_place j[2], enum gn_place a, enum gn_place b)
{
	return (j[0] == a && j[1] == b) || (j[0] == b && j[1] == a);
}

static struct gn_rom_error of_camera(const enum gn_place joint[2])
{
	if (joint[1] == GN_PLACE_UNKNOWN ||
	    is_joint(joint, GN_PLACE_THIGH, GN_PLACE_SHANK))
		return half_width(19.0f, 0.0f);
	if (is_joint(joint, GN_PLACE_PELVIS, GN_PLACE_THIGH))
		return half_width(43.0f, 0.0f);
	return half_width(87.0f, 0.0f);
}

struct gn_rom_error gn_rom_error_of(const enum gn_place joint[2], int camera)
{
	if (camera)
		return of_camera(joint);
	if (joint[1] == GN_PLACE_UNKNOWN) {
		/* 2 deg is an RMSE, that is, a standard deviation. */
		if (joint[0] == GN_PLACE_THIGH || joint[0] == GN_PLACE_SHANK)
			return half_width(2.0f * 1.96f, 0.0f);
		return half_width(3.0f, 0.3f);
	}
	if (is_joint(joint, GN_PLACE_THIGH, GN_PLACE_SHANK))
		return half_width(3.0f, 0.15f);
	if (is_joint(joint, GN_PLACE_PELVIS, GN_PLACE_THIGH))
		return half_width(5.0f, 0.2f);
	return half_width(8.0f, 0.3f);
}

struct gn_rom_error gn_rom_error_turn(const enum gn_place joint[2], int around,
				      int camera)
{
	if (camera || around)
		return gn_rom_error_of(joint, camera);
	if (is_joint(joint, GN_PLACE_PELVIS, GN_PLACE_THIGH))
		return half_width(6.0f, 1.1f);
	if (is_joint(joint, GN_PLACE_CHEST, GN_PLACE_UPPER_ARM))
		return half_width(12.0f, 0.45f);
	return gn_rom_error_of(joint, 0);
}

float gn_rom_sd(const struct gn_rom_error *e, float rom_rad, float duration_s)
{
	float drift = 0.5f * e->drift_radps * duration_s;
	float slip = e->base_rad + e->part * rom_rad;

	return sqrtf(1.5f * e->noise_rad * e->noise_rad + drift * drift +
		     slip * slip);
}

/* Insertion: sets are short, and qsort() may allocate. */
static void sort_up(float *x, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		float v = x[i];
		size_t k = i;

		for (; k > 0 && x[k - 1] > v; k--)
			x[k] = x[k - 1];
		x[k] = v;
	}
}

/* Median of n > 0 sorted values. */
static float median(const float *x, size_t n)
{
	return 0.5f * (x[(n - 1) / 2] + x[n / 2]);
}

/* The range that counts as full, of n > 0 sorted ranges. */
static float full_range(const float *x, size_t n, float partial_of)
{
	float reference = median(x, n), widest = 0.0f, upper;
	size_t least = n / 4 > GROUP_LEAST ? n / 4 : GROUP_LEAST;

	for (size_t cut = 1; cut + least <= n; cut++) {
		float gap = x[cut] - x[cut - 1];

		upper = median(x + cut, n - cut);
		if (gap > widest && gap >= GROUP_GAP * upper &&
		    median(x, cut) < partial_of * upper) {
			widest = gap;
			reference = upper;
		}
	}
	return reference;
}

static void mark_side(struct gn_rep *reps, size_t n, enum gn_side side,
		      float partial_of, float *scratch)
{
	size_t m = 0;
	float limit;

	for (size_t i = 0; i < n; i++)
		if (reps[i].side == side && isfinite(reps[i].rom_rad))
			scratch[m++] = reps[i].rom_rad;
	if (m == 0)
		return;
	sort_up(scratch, m);
	limit = partial_of * full_range(scratch, m, partial_of);
	for (size_t i = 0; i < n; i++)
		if (reps[i].side == side && reps[i].rom_rad < limit)
			reps[i].kind = GN_REP_PARTIAL;
}

void gn_measure_partial(struct gn_rep *reps, size_t n, float partial_of,
			float *scratch)
{
	for (size_t i = 0; i < n; i++)
		reps[i].kind = GN_REP_FULL;
	for (int s = GN_SIDE_NONE; s <= GN_SIDE_B; s++)
		mark_side(reps, n, (enum gn_side)s, partial_of, scratch);
}

static float duration_of(const struct gn_rep *r)
{
	return (float)((double)(r->end_ns - r->start_ns) / NS_PER_S);
}

static float rom_of(const struct gn_rep *r)
{
	return r->rom_rad;
}

static float peak_of(const struct gn_rep *r)
{
	return r->peak_radps;
}

/* Mean and standard deviation of what is known. */
static void spread(const struct gn_rep *reps, size_t n,
		   float (*get)(const struct gn_rep *), float *mean, float *sd)
{
	double sum = 0.0, squares = 0.0, d;
	size_t m = 0;

	*mean = NAN;
	*sd = NAN;
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(get(&reps[i])))
			continue;
		sum += (double)get(&reps[i]);
		m++;
	}
	if (m == 0)
		return;
	sum /= (double)m;
	*mean = (float)sum;
	if (m < 2)
		return;
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(get(&reps[i])))
			continue;
		d = (double)get(&reps[i]) - sum;
		squares += d * d;
	}
	*sd = (float)sqrt(squares / (double)(m - 1));
}

static float velocity_loss(const struct gn_rep *reps, size_t n)
{
	float best = NAN, last;

	if (n == 0)
		return NAN;
	last = reps[n - 1].mean_radps;
	for (size_t i = 0; i < n; i++)
		best = fmaxf(best, reps[i].mean_radps);
	return best > 0.0f ? (best - last) / best : NAN;
}

void gn_measure_set(const struct gn_rep *reps, size_t n, struct gn_set *out)
{
	memset(out, 0, sizeof(*out));
	if (n > 0) {
		out->n = reps[0].set;
		out->start_ns = reps[0].start_ns;
		out->end_ns = reps[n - 1].end_ns;
	}
	out->reps = (uint32_t)n;
	for (size_t i = 0; i < n; i++)
		out->full += reps[i].kind == GN_REP_FULL;

	spread(reps, n, duration_of, &out->rep_mean_s, &out->rep_sd_s);
	out->rep_cv = out->rep_sd_s / out->rep_mean_s;
	spread(reps, n, rom_of, &out->rom_mean_rad, &out->rom_sd_rad);
	out->rom_cv = out->rom_sd_rad / out->rom_mean_rad;
	spread(reps, n, peak_of, &out->peak_mean_radps, &out->peak_sd_radps);
	out->velocity_loss = velocity_loss(reps, n);
}

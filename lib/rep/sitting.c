/* SPDX-License-Identifier: MIT */
#include "gonio/sitting.h"

#include <math.h>
#include <string.h>

#define EPOCH (GN_SITTING_HZ * GN_SITTING_EPOCH_S)      /* frames */
#define EPOCH_NS (INT64_C(1000000000) * GN_SITTING_EPOCH_S)
#define BREAK (GN_SITTING_BREAK_S / GN_SITTING_EPOCH_S) /* epochs */
#define WALKED 4                /* epochs that tell how upright is */
#define LEANS 0.70710678f       /* cosine of 45 deg */

const char *gn_sitting_state_text(enum gn_sitting_state s)
{
	static const char *const text[] = {
#define X(id, text) text,
		GN_SITTING_STATES(X)
#undef X
	};

	return text[s];
}

void gn_sitting_init(struct gn_sitting_day *d)
{
	memset(d, 0, sizeof(*d));
}

void gn_sitting_push(struct gn_sitting_day *d, int64_t frame,
		     const float acc_mps2[3])
{
	int64_t e = frame / EPOCH;

	d->frames = frame + 1;
	if (e >= GN_SITTING_EPOCHS ||
	    !isfinite(acc_mps2[0] + acc_mps2[1] + acc_mps2[2]))
		return;
	for (int k = 0; k < 3; k++)
		d->mean[e][k] += acc_mps2[k];
	d->n[e]++;
}

void gn_sitting_walk(struct gn_sitting_day *d, int64_t start_ns,
		     int64_t end_ns)
{
	int64_t e = (start_ns + EPOCH_NS - 1) / EPOCH_NS;

	for (; (e + 1) * EPOCH_NS <= end_ns && e < GN_SITTING_EPOCHS; e++)
		d->walks[e] = 1;
}

static float dot(const float a[3], const float b[3])
{
	return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* Which way up is in walking; 0: too little of it. */
static int upright(const struct gn_sitting_day *d, float up[3])
{
	float len;
	int walked = 0;

	up[0] = up[1] = up[2] = 0;
	for (size_t e = 0; e < GN_SITTING_EPOCHS; e++) {
		if (!d->walks[e] || !d->n[e])
			continue;
		for (int k = 0; k < 3; k++)
			up[k] += d->mean[e][k] / (float)d->n[e];
		walked++;
	}
	len = sqrtf(dot(up, up));
	if (walked < WALKED || !(len > 0))
		return 0;
	for (int k = 0; k < 3; k++)
		up[k] /= len;
	return 1;
}

enum posture { UNKNOWN, UPRIGHT, SITS };

/* Half of an epoch's frames must be there. */
static enum posture posture(const struct gn_sitting_day *d, int64_t e,
			    const float up[3])
{
	float len = sqrtf(dot(d->mean[e], d->mean[e]));

	if (2 * d->n[e] < EPOCH || !(len > 0))
		return UNKNOWN;
	return dot(d->mean[e], up) < LEANS * len ? SITS : UPRIGHT;
}

/* Sitting from epoch a up to b. */
static void add(struct gn_sitting_sum *out, int64_t a, int64_t b)
{
	const float s = (float)((b - a) * GN_SITTING_EPOCH_S);

	if (b - a < BREAK)
		return;
	if (out->bouts < GN_SITTING_BOUTS)
		out->bout[out->bouts] = (struct gn_sitting_bout){
			a * EPOCH_NS, b * EPOCH_NS };
	out->bouts++;
	out->over_long += s >= GN_SITTING_LONG_S;
	out->longest_s = fmaxf(out->longest_s, s);
}

/* Runs of sitting; what interrupts one for less than BREAK is none, but what is
 * not known ends it. */
static void read_runs(const struct gn_sitting_day *d, int64_t n,
		      const float up[3], struct gn_sitting_sum *out)
{
	int64_t from = -1, last = 0;    /* of the run; -1: none */

	for (int64_t e = 0; e < n; e++) {
		const enum posture p = posture(d, e, up);

		if (p == SITS) {
			out->sat_s += GN_SITTING_EPOCH_S;
			from = from < 0 ? e : from;
			last = e + 1;
			continue;
		}
		if (p == UPRIGHT)
			out->upright_s += GN_SITTING_EPOCH_S;
		if (from >= 0 && (p == UNKNOWN || e + 1 - last >= BREAK)) {
			add(out, from, last);
			from = -1;
		}
	}
	if (from >= 0)
		add(out, from, last);
}

void gn_sitting_read(const struct gn_sitting_day *d, struct gn_sitting_sum *out)
{
	int64_t n = d->frames / EPOCH;
	const uint32_t sensor = out->sensor;
	float up[3];

	memset(out, 0, sizeof(*out));
	out->sensor = sensor;
	out->state = GN_SITTING_NO_WALK;
	if (!upright(d, up))
		return;
	out->state = GN_SITTING_GIVEN;
	read_runs(d, n < GN_SITTING_EPOCHS ? n : GN_SITTING_EPOCHS, up, out);
	out->unknown_s = (float)d->frames / GN_SITTING_HZ - out->sat_s -
			 out->upright_s;
}

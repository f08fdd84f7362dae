/* SPDX-License-Identifier: MIT */
#include "tap_priv.h"

#include <math.h>
#include <string.h>

#define MS INT64_C(1000000)

/* Ours, from tests/unit/test_tap.c and recordings of walking and exercises. */
#define STILL_MPS2 0.5F
#define STILL_NS (300 * MS)
#define PEAK_MPS2 3.0F          /* six times what rest allows */
#define FLOOR 3.0F              /* deviations at rest that are no signal */
#define WINDOW_NS (60 * MS)
#define SETTLE_NS (150 * MS)
#define DONE_NS (SETTLE_NS + STILL_NS)
#define WIDTH_MAX_S 0.015F
#define SMOOTH_S 0.02F          /* half of a triangle: a step at 50 Hz */
#define GRID_S 0.0025F
#define MEAN_S 0.1F             /* time constant at rest */
#define STEP_MAX_S 0.0222F      /* 45 Hz */
#define LOST_NS (45 * MS)
#define JITTER 1.6F             /* a longer step in the burst: lost samples */

static float seconds(int64_t ns)
{
	return 1e-9F * (float)ns;
}

static void wait_anew(struct gn_tap_sensor *s, int64_t t, const float a[3])
{
	s->phase = GN_TAP_WAIT;
	s->still_ns = t;
	s->n_still = 0;
	s->noise = 0.0F;
	memcpy(s->mean, a, sizeof(s->mean));
}

static float deviation(const struct gn_tap_sensor *s, const float a[3])
{
	float x = a[0] - s->mean[0], y = a[1] - s->mean[1],
	      z = a[2] - s->mean[2];

	return sqrtf(x * x + y * y + z * z);
}

/* A sample at rest: what the mean and the noise are. */
static void learn(struct gn_tap_sensor *s, float dt, const float a[3],
		  float dev)
{
	float part = dt / (MEAN_S + dt);

	for (int k = 0; k < 3; k++)
		s->mean[k] += part * (a[k] - s->mean[k]);
	s->noise += part * (dev - s->noise);
	s->n_still++;
}

static void keep(struct gn_tap_sensor *s, int64_t t, const float a[3])
{
	for (int k = 0; k < 3; k++)
		s->x[s->n][k] = a[k] - s->mean[k];
	s->x_s[s->n++] = seconds(t - s->onset_ns);
	s->peak = fmaxf(s->peak, deviation(s, a));
}

/* It begins with the sample before: the first that is felt at all may be
 * within what rest allows. */
static void begin(struct gn_tap_sensor *s, int64_t t, const float a[3])
{
	s->phase = GN_TAP_BURST;
	s->onset_ns = t;
	s->step_s = seconds(s->last_ns - s->still_ns) / (float)s->n_still;
	s->n = 0;
	s->peak = 0.0F;
	keep(s, s->last_ns, s->last);
	keep(s, t, a);
}

static int lost_before(const struct gn_tap_sensor *s, int64_t t)
{
	return seconds(t - s->last_ns) > JITTER * s->step_s;
}

static float smoothing_s(const struct gn_tap_sensor *s)
{
	return fmaxf(SMOOTH_S, s->step_s);
}

/* The burst's deviation at a time from its onset, smoothed by a triangle. */
static float smooth(const struct gn_tap_sensor *s, float at_s)
{
	float half = smoothing_s(s), sum[3] = { 0 };

	for (uint32_t i = 0; i < s->n; i++) {
		float part = 1.0F - fabsf(s->x_s[i] - at_s) / half;

		for (int k = 0; k < 3 && part > 0.0F; k++)
			sum[k] += part * s->x[i][k];
	}
	return s->step_s / half * sqrtf(sum[0] * sum[0] + sum[1] * sum[1] +
					sum[2] * sum[2]);
}

/* The burst's moments in time, about its onset. */
static void weigh(struct gn_tap_sensor *s)
{
	float half = smoothing_s(s);
	float least = FLOOR * s->noise * sqrtf(s->step_s / half);
	float end = s->x_s[s->n - 1] + half;

	s->w = s->wt = s->wtt = 0.0;
	for (float x = s->x_s[0] - half; x < end; x += GRID_S) {
		double w = fmax(smooth(s, x) - least, 0.0);

		s->w += w;
		s->wt += w * x;
		s->wtt += w * x * x;
	}
}

float gn_tap_width_s(const struct gn_tap_sensor *s)
{
	double c = s->wt / s->w, step = s->step_s, half = smoothing_s(s);

	return (float)sqrt(fmax(s->wtt / s->w - c * c -
				(step * step + half * half) / 6, 0));
}

static int is_burst(const struct gn_tap_sensor *s)
{
	return s->peak >= PEAK_MPS2 && s->w > 0.0 &&
	       gn_tap_width_s(s) <= WIDTH_MAX_S;
}

static void wait_for_burst(struct gn_tap_sensor *s, int64_t t,
			   const float a[3])
{
	float dev = deviation(s, a), dt = seconds(t - s->last_ns);

	if (dev <= STILL_MPS2)
		learn(s, dt, a, dev);
	else if (s->last_ns - s->still_ns >= STILL_NS)
		begin(s, t, a);
	else
		wait_anew(s, t, a);
	if (s->phase == GN_TAP_BURST &&
	    (s->step_s > STEP_MAX_S || lost_before(s, t)))
		wait_anew(s, t, a);
}

static void end_burst(struct gn_tap_sensor *s, int64_t t, const float a[3])
{
	weigh(s);
	if (deviation(s, a) <= s->peak / 4.0F && is_burst(s))
		s->phase = GN_TAP_SETTLE;
	else
		wait_anew(s, t, a);
}

static void follow_burst(struct gn_tap_sensor *s, int64_t t, const float a[3])
{
	if (lost_before(s, t))
		wait_anew(s, t, a);
	else if (t - s->onset_ns > WINDOW_NS)
		end_burst(s, t, a);
	else if (s->n < GN_TAP_SAMPLES)
		keep(s, t, a);
	else
		wait_anew(s, t, a);
}

static void settle(struct gn_tap_sensor *s, int64_t t, const float a[3])
{
	if (deviation(s, a) > s->peak / 4.0F) {
		wait_anew(s, t, a);
	} else if (t - s->onset_ns >= SETTLE_NS) {
		wait_anew(s, t, a);
		s->phase = GN_TAP_REST;
	}
}

/* Returns 1 when a tap is complete. */
static int rest(struct gn_tap_sensor *s, int64_t t, const float a[3])
{
	float dev = deviation(s, a);

	if (dev > STILL_MPS2) {
		wait_anew(s, t, a);
		return 0;
	}
	learn(s, seconds(t - s->last_ns), a, dev);
	if (t - s->onset_ns < DONE_NS)
		return 0;
	s->phase = GN_TAP_WAIT;
	return 1;
}

int gn_tap_watch(struct gn_tap_sensor *s, int64_t t, const float a[3])
{
	int tap = 0;

	if (s->phase != GN_TAP_START && t <= s->last_ns &&
	    s->last_ns - t < LOST_NS)
		return 0;
	if (s->phase == GN_TAP_START || t < s->last_ns ||
	    t - s->last_ns > LOST_NS)
		wait_anew(s, t, a);
	else if (s->phase == GN_TAP_WAIT)
		wait_for_burst(s, t, a);
	else if (s->phase == GN_TAP_BURST)
		follow_burst(s, t, a);
	else if (s->phase == GN_TAP_SETTLE)
		settle(s, t, a);
	else
		tap = rest(s, t, a);
	s->last_ns = t;
	memcpy(s->last, a, sizeof(s->last));
	return tap;
}

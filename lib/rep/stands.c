/* SPDX-License-Identifier: MIT */
#include "gonio/stand.h"

#include <math.h>

#include "gonio/count.h"
#include "gonio/filt.h"
#include "gonio/linalg.h"
#include "gonio/stats.h"

#define EDGE_PART 0.1f          /* of the peak rate: there it moves */
#define THIGH_SHARE 0.827f      /* ... and so much of the time to its end is
				 * between that and the peak */
#define TRUNK_FROM 0.810f       /* the same of a trunk that it lifts, before */
#define TRUNK_TO 0.591f         /* the peak and after it: see tug.h */
#define TOUCH_PART 0.58f         /* there the seat takes the weight */
#define WAY_PART 0.25f          /* of the way left: a stop is not the end */
#define EARLY_FRAMES 10         /* a peak may lie outside its half by this */
#define LEAN_FRAMES 125         /* 2.5 s: the longest lean forward */
#define AFTER_FRAMES 5          /* it may peak this long after */
#define ABOUT_FRAMES 12         /* a slow peak is off by this */
#define LEAN_RADPS 0.25f        /* a slower one is no lean */
#define RISE_PART 0.5f          /* of the usual way: a rise, or a fall */
#define RISE_LEAST 0.1f         /* m: less is no rise */
#define SWING_LEAST 0.5f        /* rad: less is no stand of a thigh */
#define LAST_PART 0.5f          /* of the swing: half-way up */

void gn_stand_rate(const struct gn_frame *f, size_t n,
		   const struct gn_stand_mark *m, size_t n_m, double below_hz,
		   float *rate)
{
	struct gn_biquad lp = gn_biquad_lowpass(below_hz, GN_COUNT_HZ);
	double cov[3][3] = { { 0 } }, val[3], vec[3][3], mean = 0.0;

	for (size_t k = 0; k < n_m; k++)
		for (uint32_t i = m[k].start; i <= m[k].end && i < n; i++)
			for (int a = 0; a < 3; a++)
				for (int b = a; b < 3; b++)
					cov[a][b] += (double)
						f[i].gyr_radps[a] *
						f[i].gyr_radps[b];
	gn_eig_sym3(cov, val, vec);
	for (size_t i = 0; i < n; i++) {
		rate[i] = 0.0f;
		for (int c = 0; c < 3; c++)
			rate[i] += (float)vec[0][c] * f[i].gyr_radps[c];
		mean += (double)rate[i] / (double)n;
	}
	for (size_t i = 0; i < n; i++)
		rate[i] -= (float)mean;
	gn_filtfilt(&lp, rate, n, 1);
}

float gn_stand_sign(const float *rate, const float *speed, size_t n)
{
	double sum = 0.0;

	for (size_t i = 0; i < n; i++)
		sum += (double)rate[i] * (double)speed[i];
	return sum < 0.0 ? -1.0f : 1.0f;
}

static uint32_t earlier(uint32_t i, uint32_t by, uint32_t low)
{
	return i > low + by ? i - by : low;
}

static uint32_t later(uint32_t i, uint32_t by, uint32_t high)
{
	return i + by < high ? i + by : high;
}

/* Angle turned from frame a to frame b. */
static float swing(const float *rate, uint32_t a, uint32_t b)
{
	double sum = 0.0;

	for (uint32_t i = a; i < b; i++)
		sum += 0.5 * (double)(rate[i] + rate[i + 1]) / GN_COUNT_HZ;
	return (float)sum;
}

/* Most of the angle that is turned from frame a on up to some frame <= b, or
 * with step -1 from some frame >= b on up to a. */
static float most(const float *rate, uint32_t a, uint32_t b, int step,
		  float dir)
{
	float sum = 0.0f, top = 0.0f;

	for (uint32_t i = a; i != b; i += (uint32_t)step) {
		uint32_t next = i + (uint32_t)step;

		sum += 0.5f * dir * (rate[i] + rate[next]) /
		       (float)GN_COUNT_HZ;
		top = fmaxf(top, sum);
	}
	return top;
}

/*
 * From a peak in steps to where the rate has fallen to part of it and at most
 * WAY_PART of the whole way is left up to frame stop; between two frames.
 */
static float fall_to(const float *rate, uint32_t peak, uint32_t stop, int step,
		     float dir, float part, float way)
{
	float level = part * dir * rate[peak];

	for (uint32_t i = peak; i != stop;) {
		float before = dir * rate[i], now;

		i += (uint32_t)step;
		now = dir * rate[i];
		if (now >= level || before < level ||
		    most(rate, i, stop, step, dir) > WAY_PART * way)
			continue;
		return (float)i - (float)step * (level - now) /
		       (before - now);
	}
	return (float)stop;
}

/*
 * Where a move of minimum jerk ends (or begins, with step -1) of which seen is
 * where its rate has fallen to EDGE_PART: so much of its time lies between that
 * and its peak, the last one before.
 */
static float beyond(const float *rate, float seen, uint32_t peak,
		    uint32_t stop, int step, float share)
{
	uint32_t i = (uint32_t)(seen + (step < 0 ? 1.0f : 0.0f));
	float end;

	while (i != peak && rate[i - (uint32_t)step] >= rate[i])
		i -= (uint32_t)step;
	end = seen + (seen - (float)i) * (1.0f / share - 1.0f);
	return step < 0 ? fmaxf(end, (float)stop) : fminf(end, (float)stop);
}

static uint32_t peak_of(const float *rate, uint32_t a, uint32_t b, float dir)
{
	uint32_t best = a;

	for (uint32_t i = a; i <= b; i++)
		if (dir * rate[i] > dir * rate[best])
			best = i;
	return best;
}

/* Where half of the angle between two frames is turned. */
static float half_way(const float *rate, float from, float to)
{
	uint32_t a = (uint32_t)from, b = (uint32_t)to;
	float all = swing(rate, a, b), sum = 0.0f;

	for (uint32_t i = a; i < b; i++) {
		float d = 0.5f * (rate[i] + rate[i + 1]) / (float)GN_COUNT_HZ;

		if (sum + d >= 0.5f * all)
			return (float)i + (0.5f * all - sum) / d;
		sum += d;
	}
	return 0.5f * (from + to);
}

struct gn_stand_frames gn_stand_at(const float *rate, size_t n,
				   const struct gn_stand_mark *m, uint32_t low,
				   uint32_t high, enum gn_stand_by by)
{
	const int trunk = by == GN_STAND_BY_TRUNK;
	struct gn_stand_frames s;
	uint32_t a = earlier(m->start, EARLY_FRAMES, low);
	uint32_t b = later(m->end, EARLY_FRAMES, high), rise, fall;
	float up, down;

	if (b >= n)
		b = (uint32_t)n - 1;
	rise = peak_of(rate, a, later(m->turn, EARLY_FRAMES, b), 1.0f);
	fall = peak_of(rate, rise, b, -1.0f);
	up = most(rate, rise, low, -1, 1.0f) +
	     most(rate, rise, fall, 1, 1.0f);
	down = most(rate, fall, rise, -1, -1.0f) +
	       most(rate, fall, high, 1, -1.0f);
	s.off = fall_to(rate, rise, low, -1, 1.0f, EDGE_PART, up);
	s.up = fall_to(rate, rise, fall, 1, 1.0f, EDGE_PART, up);
	s.half = half_way(rate, s.off, s.up);
	s.off = beyond(rate, s.off, rise, low, -1,
		       trunk ? TRUNK_FROM : THIGH_SHARE);
	s.up = beyond(rate, s.up, rise, fall, 1,
		      trunk ? TRUNK_TO : THIGH_SHARE);
	s.on = fall_to(rate, fall, high, 1, -1.0f, TOUCH_PART, down);
	return s;
}

/* The end of the stretch from i on in which the speed has one sign, and how
 * far it goes in it. */
static uint32_t stroke(const float *speed, size_t n, uint32_t i, float *way)
{
	int up = speed[i] > 0.0f;

	for (*way = 0.0f; i < n && (speed[i] > 0.0f) == up; i++)
		*way += speed[i] / (float)GN_COUNT_HZ;
	return i;
}

/* Median over the repetitions of the longest rise near each: they may be cut so
 * that it lies before their start. */
static float usual_rise(const float *speed, size_t n,
			const struct gn_stand_mark *m, size_t n_m,
			float *scratch)
{
	float way;

	for (size_t k = 0; k < n_m; k++) {
		uint32_t from = earlier(m[k].start, m[k].end - m[k].start, 0);

		scratch[k] = 0.0f;
		for (uint32_t i = from; i <= m[k].end && i < n;) {
			i = stroke(speed, n, i, &way);
			scratch[k] = fmaxf(scratch[k], way);
		}
	}
	return gn_select(scratch, n_m, n_m / 2);
}

/* The stand that is being followed. */
struct swing {
	struct gn_stand_mark s;
	float low, high, least;         /* angles at its start and turn */
	int   dir;                      /* 0: seated; 1: going up; -1: down */
};

/* One more frame, at such an angle; 1: *done has ended where s now starts. */
static int follow(struct swing *w, uint32_t i, float angle,
		  struct gn_stand_mark *done)
{
	int ended = w->dir < 0 && angle > w->low + w->least;

	*done = w->s;
	if (ended) {
		w->s.start = w->s.end;
		w->dir = 0;
	}
	if (w->dir <= 0 && angle < w->low) {
		w->low = angle;
		*(w->dir ? &w->s.end : &w->s.start) = i;
	} else if (w->dir == 0 && angle > w->low + w->least) {
		w->dir = 1;
		w->high = angle;
		w->s.turn = i;
	} else if (w->dir > 0 && angle > w->high) {
		w->high = angle;
		w->s.turn = i;
	} else if (w->dir > 0 && angle < w->high - w->least) {
		w->dir = -1;
		w->low = angle;
		w->s.end = i;
	}
	return ended;
}

size_t gn_stand_swings(const float *rate, size_t n, struct gn_stand_mark *m,
		       size_t n_m, size_t max, float *scratch)
{
	struct swing w = { .least = RISE_PART * usual_rise(rate, n, m, n_m,
							   scratch) };
	struct gn_stand_mark done;
	float angle = 0.0f;
	size_t found = 0;

	if (!(w.least > RISE_PART * SWING_LEAST))
		return 0;
	for (uint32_t i = 1; i < n && found < max; i++) {
		angle += 0.5f * (rate[i - 1] + rate[i]) / (float)GN_COUNT_HZ;
		if (follow(&w, i, angle, &done))
			m[found++] = done;
	}
	if (w.dir < 0 && found < max)
		m[found++] = w.s;
	return found;
}

size_t gn_stand_rises(const float *speed, size_t n, struct gn_stand_mark *m,
		      size_t n_m, size_t max, float *scratch)
{
	float least = RISE_PART * usual_rise(speed, n, m, n_m, scratch), way;
	struct gn_stand_mark s = { 0, 0, 0 };
	size_t found = 0;
	int up = 0;

	if (!(least > RISE_PART * RISE_LEAST))
		return 0;
	for (uint32_t i = 0, end; i < n && found < max; i = end) {
		end = stroke(speed, n, i, &way);
		if (way > least && !up) {
			s.start = i;
			s.turn = end;
			up = 1;
		} else if (way < -least && up) {
			s.end = end - 1;
			m[found++] = s;
			up = 0;
		}
	}
	return found;
}

float gn_stand_lean_sign(const float *rate, size_t n, const float *at,
			 size_t n_m)
{
	double sum = 0.0;

	for (size_t k = 0; k < n_m; k++) {
		uint32_t to = (uint32_t)at[k];
		uint32_t from = earlier(to, (uint32_t)(GN_COUNT_HZ / 2), 0);

		for (uint32_t i = from; i < to && i < n; i++)
			sum += rate[i];
	}
	return sum < 0.0 ? -1.0f : 1.0f;
}

int gn_stand_lean(const float *rate, const float *slow, size_t n, float off,
		  uint32_t low, float *begin, float *peak)
{
	uint32_t to = later((uint32_t)off, AFTER_FRAMES, (uint32_t)n - 1);
	uint32_t from = earlier((uint32_t)off, LEAN_FRAMES, low);
	uint32_t about = peak_of(slow, from, to, 1.0f);
	uint32_t at = peak_of(rate, earlier(about, ABOUT_FRAMES, from),
			      later(about, ABOUT_FRAMES, to), 1.0f);

	*begin = *peak = NAN;
	if (rate[at] < LEAN_RADPS)
		return 0;
	*peak = (float)at;
	*begin = fall_to(rate, at, from, -1, 1.0f, EDGE_PART,
			 most(rate, at, from, -1, 1.0f));
	return 1;
}

struct gn_stand_frames gn_stand_last(const float *rate, size_t n,
				     uint32_t from, float swing_rad)
{
	struct gn_stand_frames s = { NAN, NAN, NAN, NAN };
	float sum = 0.0f, low = 0.0f;
	uint32_t peak = from, at = from;

	for (uint32_t i = from; i + 1 < n; i++) {
		sum += 0.5f * (rate[i] + rate[i + 1]) / (float)GN_COUNT_HZ;
		if (sum < low) {
			low = sum;
			at = i + 1;
		}
		if (!isfinite(s.half) && sum - low > LAST_PART * swing_rad)
			s.half = (float)(i + 1);
	}
	if (!isfinite(s.half))
		return s;
	peak = peak_of(rate, at, (uint32_t)n - 1, 1.0f);
	s.off = fall_to(rate, peak, at, -1, 1.0f, EDGE_PART, swing_rad);
	s.off = beyond(rate, s.off, peak, at, -1, THIGH_SHARE);
	s.up = fall_to(rate, peak, (uint32_t)n - 1, 1, 1.0f, EDGE_PART,
		       swing_rad);
	s.up = s.up >= (float)(n - 1) ? NAN :
	       beyond(rate, s.up, peak, (uint32_t)n - 1, 1, THIGH_SHARE);
	return s;
}

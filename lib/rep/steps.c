/* SPDX-License-Identifier: MIT */
#include "gonio/steps.h"

#include <math.h>
#include <string.h>

#define RING GN_STEPS_RING
#define TICKS (RING / 2)
#define TICK_FRAMES 2
#define TICK_HZ 25.0f
#define WINDOW 128              /* ticks that are compared: 5.12 s */
#define LEAST 64                /* of them, in a short recording */
#define HOP 12                  /* ticks from look to look */

/* Strides of 52 to 150 steps a minute. */
#define LAG_MIN 20
#define LAG_MAX 58

#define SAME 0.9f               /* as alike as the best delay */
#define LIKE_START 0.45f        /* likeness of strides that opens a bout ... */
#define LIKE_GO 0.3f           /* ... and that keeps it open */
#define STEP_LIKE 0.25f         /* half a stride is a repetition too ... */
#define SHARP_STEP 0.1f         /* ... if its footfalls are this sharp, and */
#define SHARP_STRIDE 0.5f       /* else, if so, or on a leg that does ... */
#define SHARP_LEG 0.3f          /* ... so much alike in each stride: */
#define LEG_LIKE 0.8f           /* it limps */
#define TURNS (-0.75f)          /* half a stride turns the sensor over: */
#define WAVE (-0.45f)           /* a mere wave: the delay is a step */
#define SHAKE_MPS2 0.25f        /* least rms of the magnitude */
#define SHAKE_MAX_MPS2 10.0f    /* beyond it someone jumps */
#define SHAKE_PART 0.55f        /* of the bout's, to be part of it */
#define HOLD 32                 /* ticks past the last walking that count ... */
#define LOST 64                 /* ... and that end the bout */
#define STEPS_MIN 4             /* of a bout */
#define DRAW 0.3                /* how much a step is drawn to its peak */
#define REACH 0.25              /* of a step, where the peak is looked for */
#define OCTAVE_HOPS 6           /* the stride doubles or halves if it stays */
#define NEAR 1.2f               /* strides that follow one another */
#define SURE 2                  /* looks at one rhythm open a bout */

void gn_steps_init(struct gn_steps *s, enum gn_place place)
{
	memset(s, 0, sizeof(*s));
	s->leg = place == GN_PLACE_THIGH || place == GN_PLACE_SHANK ||
		 place == GN_PLACE_FOOT;
	s->last[2] = 9.81f;
	s->alive = s->ended = -1;
}

static float norm_at(const struct gn_steps *s, int64_t frame)
{
	return s->norm[frame & (RING - 1)];
}

static float mean_at(const struct gn_steps *s, int64_t tick)
{
	return s->mean[tick & (TICKS - 1)];
}

/* What one look back over the window shows. */
struct look {
	int64_t from;           /* first tick of the window */
	int     n;
	float   norm[WINDOW], axis[WINDOW][3];  /* their means taken away */
	float   rms;            /* of the magnitude */
	float   sharp;          /* part of it that is faster than steps */
	float   like[LAG_MAX + 2];      /* of the axes, by delay */
	float   norm_like[LAG_MAX + 2]; /* of the magnitude */
	float   stride;         /* ticks; 0: none */
	float   quality;        /* likeness of strides */
	float   half;           /* likeness of half strides, magnitude */
	float   half_axes;      /* and axes */
};

static void load(const struct gn_steps *s, struct look *l)
{
	float mean[4] = { 0 };

	for (int i = 0; i < l->n; i++) {
		int64_t k = (l->from + i) & (TICKS - 1);

		l->norm[i] = s->mean[k];
		memcpy(l->axis[i], s->axis[k], sizeof(l->axis[i]));
		mean[3] += l->norm[i];
		for (int c = 0; c < 3; c++)
			mean[c] += l->axis[i][c];
	}
	l->rms = 0.0f;
	for (int i = 0; i < l->n; i++) {
		l->norm[i] -= mean[3] / (float)l->n;
		l->rms += l->norm[i] * l->norm[i];
		for (int c = 0; c < 3; c++)
			l->axis[i][c] -= mean[c] / (float)l->n;
	}
	l->rms = sqrtf(l->rms / (float)l->n);
}

/* Slower than 3.2 Hz, so that a delay between two ticks is no less alike. The
 * two ticks at either end stay as they are. */
static void soften(float *x, int n, int width)
{
	float was[2] = { x[0], x[width] }, mid;

	for (int i = 2; i < n - 2; i++) {
		float *y = x + i * width;

		mid = y[0];
		y[0] = (was[0] + 4.0f * was[1] + 6.0f * mid +
			4.0f * y[width] + y[2 * width]) / 16.0f;
		was[0] = was[1];
		was[1] = mid;
	}
}

/* What is left of the magnitude when 0.22 s around each frame are averaged,
 * against all of it. */
static void sharpness(const struct gn_steps *s, struct look *l)
{
	enum { W = 5 };
	int64_t a = TICK_FRAMES * l->from, b = a + TICK_FRAMES * l->n;
	float sum = 0.0f, fast = 0.0f, all = 0.0f, mean = 0.0f;

	for (int64_t i = a; i < b; i++)
		mean += norm_at(s, i);
	mean /= (float)(b - a);
	for (int64_t i = a; i < a + 2 * W; i++)
		sum += norm_at(s, i);
	for (int64_t i = a + W; i < b - W; i++) {
		float x = norm_at(s, i), d;

		sum += norm_at(s, i + W);
		d = x - sum / (2 * W + 1);
		fast += d * d;
		all += (x - mean) * (x - mean);
		sum -= norm_at(s, i - W);
	}
	l->sharp = all > 0.0f ? sqrtf(fast / all) : 0.0f;
}

/* Normalised by the two parts that are compared: unbiased by their length. */
static float likeness(const float *x, int n, int width, int lag)
{
	float ab = 0.0f, aa = 0.0f, bb = 0.0f;

	for (int i = 0; i < (n - lag) * width; i++) {
		float a = x[i], b = x[i + lag * width];

		ab += a * b;
		aa += a * a;
		bb += b * b;
	}
	return ab / sqrtf(aa * bb + 1e-9f);
}

static int is_peak(const float *x, int i)
{
	return x[i] > x[i - 1] && x[i] >= x[i + 1];
}

/* Where the parabola through three points peaks, from the middle one. */
static float vertex(const float *x, int i)
{
	float d = x[i - 1] - 2.0f * x[i] + x[i + 1];

	return d < 0.0f ? 0.5f * (x[i - 1] - x[i + 1]) / d : 0.0f;
}

static float halfway(const float *like, int lag)
{
	return 0.5f * (like[lag / 2] + like[(lag + 1) / 2]);
}

/* The shortest delay as good as any, unless it is a single wave: then that is
 * a step, and the stride is the delay of two. On a leg that is the stride: what
 * it does is one wave where a limp lets the other foot hardly be felt. */
static int stride_of(const struct look *l, int most, int leg)
{
	float best = 0.0f;
	int lag = 0;

	for (int i = LAG_MIN; i <= most; i++)
		if (is_peak(l->like, i) && l->like[i] > best)
			best = l->like[i];
	for (int i = LAG_MIN; i <= most && !lag; i++)
		if (is_peak(l->like, i) && l->like[i] >= SAME * best)
			lag = i;
	if (!lag || leg || halfway(l->norm_like, lag) > WAVE)
		return lag;
	for (int i = 2 * lag - 2; i <= 2 * lag + 2 && i <= most; i++)
		if (is_peak(l->like, i))
			return i;
	return 0;
}

static void take_look(const struct gn_steps *s, struct look *l)
{
	int most = LAG_MAX, lag;

	load(s, l);
	l->stride = l->quality = l->half = l->half_axes = l->sharp = 0.0f;
	if (l->rms < SHAKE_MPS2)
		return;
	soften(l->norm, l->n, 1);
	for (int c = 0; c < 3; c++)
		soften(&l->axis[0][c], l->n, 3);
	if (most > l->n / 2 + 8)
		most = l->n / 2 + 8;
	for (int i = LAG_MIN / 2 - 1; i <= most + 1; i++) {
		l->norm_like[i] = likeness(l->norm, l->n, 1, i);
		l->like[i] = likeness(l->axis[0], l->n, 3, i);
	}
	lag = stride_of(l, most, s->leg);
	if (!lag)
		return;
	sharpness(s, l);
	l->stride = (float)lag + vertex(l->like, lag);
	l->half = halfway(l->norm_like, lag);
	l->half_axes = halfway(l->like, lag);
	l->quality = 0.5f * (l->like[lag] + fmaxf(l->norm_like[lag], l->half));
}

/* Is this the shaking of footsteps? */
static int footsteps(const struct gn_steps *s, const struct look *l)
{
	float sharp = l->half > STEP_LIKE ? SHARP_STEP :
		      s->leg && l->quality > LEG_LIKE ? SHARP_LEG :
							SHARP_STRIDE;

	return l->sharp > sharp && (s->leg ||
		(l->half_axes > TURNS && l->rms < SHAKE_MAX_MPS2));
}

/* Those that are sure by now, once they are enough. */
static void tell(struct gn_steps *s, int64_t until, gn_steps_sink *sink,
		 void *user)
{
	uint32_t n = 0;

	while (n < s->queued && s->queue[n].frame <= until)
		n++;
	if (!s->told && n < STEPS_MIN)
		return;
	for (uint32_t i = 0; i < n; i++)
		sink(user, &s->queue[i]);
	if (n)
		s->ended = s->queue[n - 1].frame / TICK_FRAMES;
	s->told = 1;
	s->queued -= n;
	memmove(s->queue, s->queue + n, s->queued * sizeof(s->queue[0]));
}

/* Does it shake around a step, as the bout does? Ticks that are there. */
static int shakes(const struct gn_steps *s, double at)
{
	float half = 0.25f * s->stride, sum = 0.0f, sq = 0.0f;
	int64_t a = (int64_t)(at - half), b = (int64_t)(at + half) + 1, top;
	float n;

	top = s->n / TICK_FRAMES;
	a = a < 0 ? 0 : a < top - TICKS ? top - TICKS : a;
	b = b < top ? b : top;
	n = (float)(b - a);
	if (n < 4.0f)
		return 0;
	for (int64_t i = a; i < b; i++) {
		sum += mean_at(s, i);
		sq += mean_at(s, i) * mean_at(s, i);
	}
	sq = sq / n - sum / n * (sum / n);
	return sq > SHAKE_PART * SHAKE_PART * s->level * s->level;
}

/* The magnitude, smoothed over 0.36 s. */
static float smooth(const struct gn_steps *s, int64_t tick)
{
	static const float w[] = { 5, 4, 3, 2, 1 };
	float sum = 5.0f * mean_at(s, tick);

	for (int i = 1; i < 5; i++)
		sum += w[i] * (mean_at(s, tick - i) + mean_at(s, tick + i));
	return sum;
}

/* A step expected at a tick, drawn to the peak beside it. */
static double draw(const struct gn_steps *s, double at)
{
	double reach = REACH * 0.5 * (double)s->stride;
	int64_t a = (int64_t)ceil(at - reach), b = (int64_t)floor(at + reach);
	int64_t best = -1;

	if (a < s->n / TICK_FRAMES - TICKS + 5)
		return at;
	for (int64_t i = a; i <= b; i++)
		if (i >= 5 && i + 5 < s->n / TICK_FRAMES &&
		    (best < 0 || smooth(s, i) > smooth(s, best)))
			best = i;
	return best < 0 ? at : at + DRAW * ((double)best - at);
}

static void lay(struct gn_steps *s, double at)
{
	struct gn_step *q;

	if (s->queued == GN_STEPS_QUEUE)
		return;
	q = &s->queue[s->queued++];
	q->frame = (int64_t)(at * TICK_FRAMES + 0.5);
	q->stride_s = s->stride / TICK_HZ;
}

/* Does it shake one or two steps on from a tick, or back if step < 0? */
static int shakes_on(const struct gn_steps *s, double at, double step)
{
	return shakes(s, at + step) || shakes(s, at + 2.0 * step);
}

/*
 * A bout is seen around a tick: its first step is as far from it as the sensor
 * shakes, one step of a foot that it does not feel left out.
 */
static void open_bout(struct gn_steps *s, const struct look *l, int64_t tick)
{
	double step = 0.5 * (double)l->stride, at = (double)tick;
	double least = at - WINDOW / 2, most = at + WINDOW / 2;

	s->open = 1;
	s->octave = s->told = 0;
	s->queued = 0;
	s->stride = l->stride;
	s->level = l->rms;
	if (least < (double)s->ended + 0.5 * step)
		least = (double)s->ended + 0.5 * step;
	while (at < most && !shakes(s, at))
		at += 0.5 * step;
	at = draw(s, at);
	while (at - step >= least && shakes_on(s, at, -step))
		at = draw(s, at - step);
	lay(s, at);
	s->at = at;
}

static void close_bout(struct gn_steps *s, int64_t until, gn_steps_sink *sink,
		       void *user)
{
	tell(s, until, sink, user);
	s->open = s->sure = 0;
	s->queued = 0;
}

/* Steps up to a tick; 0: the bout has ended before. */
static int lay_until(struct gn_steps *s, int64_t tick)
{
	for (;;) {
		double step = 0.5 * (double)s->stride;
		double next = draw(s, s->at + step);

		if (next > (double)tick)
			return 1;
		if (!shakes_on(s, s->at, step))
			return 0;
		s->at = next;
		lay(s, next);
	}
}

static int near(float a, float b)
{
	return a < NEAR * b && b < NEAR * a;
}

/* Follow the stride; one that doubles or halves has to stay so. 0: it is of
 * another rhythm. */
static int follow(struct gn_steps *s, const struct look *l)
{
	int same = near(l->stride, s->stride);
	int octave = near(l->stride, 2.0f * s->stride) ||
		     near(2.0f * l->stride, s->stride);

	s->octave = octave ? s->octave + 1 : 0;
	if (!same && s->octave < OCTAVE_HOPS)
		return octave;
	s->octave = 0;
	s->stride = l->stride;
	s->level = l->rms;
	return 1;
}

static void judge(struct gn_steps *s, int64_t tick, const struct look *l,
		  gn_steps_sink *sink, void *user)
{
	int walks = l->stride > 0.0f && footsteps(s, l) &&
		    l->quality > (s->open ? LIKE_GO : LIKE_START);

	if (!s->open) {
		s->sure = !walks ? 0 : near(l->stride, s->stride) ?
			  s->sure + 1 : 1;
		s->stride = l->stride;
		if (s->sure < SURE)
			return;
		s->alive = tick;
		open_bout(s, l, tick - HOP);
	} else if (walks && follow(s, l)) {
		s->alive = tick;
	}
	if (!lay_until(s, tick) || tick - s->alive > LOST)
		close_bout(s, TICK_FRAMES * (s->alive + HOLD), sink, user);
	else
		tell(s, TICK_FRAMES * s->alive, sink, user);
}

static void look_back(struct gn_steps *s, int64_t from, int n,
		      gn_steps_sink *sink, void *user)
{
	struct look l = { .from = from, .n = n };

	take_look(s, &l);
	judge(s, from + n / 2, &l, sink, user);
}

/* One frame, of what was measured last. */
static void step(struct gn_steps *s, gn_steps_sink *sink, void *user)
{
	int64_t frame = s->n++, tick = frame / TICK_FRAMES;
	float *axis = s->axis[tick & (TICKS - 1)];
	float *mean = &s->mean[tick & (TICKS - 1)], norm;

	norm = sqrtf(s->last[0] * s->last[0] + s->last[1] * s->last[1] +
		     s->last[2] * s->last[2]);
	s->norm[frame & (RING - 1)] = norm;
	if (frame % TICK_FRAMES == 0) {
		memcpy(axis, s->last, sizeof(s->last));
		*mean = norm;
		return;
	}
	for (int c = 0; c < 3; c++)
		axis[c] = 0.5f * (axis[c] + s->last[c]);
	*mean = 0.5f * (*mean + norm);
	tick++;
	if (tick >= WINDOW && tick % HOP == 0) {
		s->seen = 1;
		look_back(s, tick - WINDOW, WINDOW, sink, user);
	}
}

void gn_steps_push(struct gn_steps *s, int64_t frame, const float acc_mps2[3],
		   gn_steps_sink *sink, void *user)
{
	if (frame < s->n)
		return;
	if (frame - s->n > RING) {
		/* a hole in which nothing is known but its ends */
		for (int i = 0; i < RING; i++)
			step(s, sink, user);
		s->n = (frame - RING) / TICK_FRAMES * TICK_FRAMES;
	}
	while (s->n < frame)
		step(s, sink, user);
	if (isfinite(acc_mps2[0] + acc_mps2[1] + acc_mps2[2]))
		memcpy(s->last, acc_mps2, sizeof(s->last));
	step(s, sink, user);
}

void gn_steps_flush(struct gn_steps *s, gn_steps_sink *sink, void *user)
{
	int64_t end = s->n / TICK_FRAMES;

	if (!s->seen && end >= LEAST)
		for (int i = 0; i < SURE; i++)
			look_back(s, 0, (int)end, sink, user);
	if (!s->open)
		return;
	lay_until(s, end);
	close_bout(s, TICK_FRAMES * end, sink, user);
}

float gn_steps_cadence(const struct gn_steps *s)
{
	return s->open && s->told ? 120.0f * TICK_HZ / s->stride : NAN;
}

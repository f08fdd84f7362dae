/* SPDX-License-Identifier: MIT */
#include "gonio/hold.h"

#include <math.h>
#include <string.h>

#include "gonio/vec.h"

#define DT ((float)(1 / GN_HOLD_HZ))
#define SETTLE 50               /* frames a posture lasts to be one */
#define SETTLE_PART 0.5f        /* within this part of leave_rad */
#define BACK_PART 0.7f          /* it is taken again within this part of it */
#define CONFIRM 30              /* frames after it was left: the speed's peak */
#define LOST 100                /* frames without samples end a hold */
#define MARK 25                 /* frames between marks */
#define CLEAR 50                /* frames before its end that drift is told */

/* Time constants, s. */
#define TILT_S 0.7f             /* accelerometer over the rates' tilt */
#define TILT_ALONE_S 0.1f       /* .. without rates */
#define MEAN_S 0.12f
#define SLOW_S 0.5f
#define FOLLOW_S 10.0f          /* of slow drift */
#define SPEED_S 0.06f
#define SHAKE_S 0.2f
#define SPREAD_S 5.0f

/* Where a movement begins and ends, by its speed. */
#define PEAK_PART 0.1f
#define SLOWEST_RADPS 0.05f     /* sway, drift of the gyroscope */
#define SPREADS 4.0f            /* a posture's own spread times this, .. */
#define LEAVE_MOST 2.0f         /* .. and leave_rad times this, is the limit */

/* What ends a quiet stretch; sway on one leg stays below. */
#define QUIET_RADPS 0.25f
#define QUIET_MPS2 0.6f

static float gain(float tau_s)
{
	return DT / (tau_s + DT);
}

static void toward(float v[3], const float to[3], float part)
{
	for (int c = 0; c < 3; c++)
		v[c] += part * (to[c] - v[c]);
}

static void unit(float v[3])
{
	float l = sqrtf(gn_dot3(v, v));

	for (int c = 0; c < 3; c++)
		v[c] /= l;
}

/* Between two directions of length 1, also where they nearly agree. */
static float between(const float a[3], const float b[3])
{
	float d[3] = { a[0] - b[0], a[1] - b[1], a[2] - b[2] };

	return 2 * asinf(fminf(sqrtf(gn_dot3(d, d)) / 2, 1));
}

void gn_hold_init(struct gn_hold_finder *h, const struct gn_hold_params *p)
{
	memset(h, 0, sizeof(*h));
	h->p = *p;
	h->k = h->seen = -1;
	h->rested = p->knows_rest;
	for (size_t i = 0; i < p->n_sensors; i++)
		memcpy(h->s[i].rest, p->rest[i], sizeof(h->s[i].rest));
}

static int whole(const struct gn_frame *f)
{
	return isfinite(f->acc_mps2[0]) &&
	       gn_dot3(f->acc_mps2, f->acc_mps2) > 0;
}

/* A sensor's first frame, or the first after a long hole. */
static void start_sensor(struct gn_hold_sensor *s, const struct gn_frame *f)
{
	memcpy(s->up, f->acc_mps2, sizeof(s->up));
	unit(s->up);
	memcpy(s->mean, s->up, sizeof(s->mean));
	memcpy(s->anchor, s->up, sizeof(s->anchor));
	memcpy(s->slow, f->acc_mps2, sizeof(s->slow));
	s->seen = 1;
}

/* Turn up by one frame; returns how fast it turns, rad/s, NAN without rates. */
static float tilt(struct gn_hold_sensor *s, const struct gn_frame *f)
{
	float to[3], by[3];

	memcpy(to, f->acc_mps2, sizeof(to));
	unit(to);
	if (!isfinite(f->gyr_radps[0])) {
		toward(s->up, to, gain(TILT_ALONE_S));
		unit(s->up);
		return NAN;
	}
	gn_cross3(s->up, f->gyr_radps, by);
	for (int c = 0; c < 3; c++)
		s->up[c] += by[c] * DT;
	toward(s->up, to, gain(TILT_S));
	unit(s->up);
	return sqrtf(gn_dot3(by, by));
}

static const float *posture(const struct gn_hold_sensor *s, size_t offset)
{
	return (const float *)((const char *)s + offset);
}

/* How far what is watched is in one posture from another. */
static float distance(const struct gn_hold_finder *h, size_t a, size_t b)
{
	float most = 0;

	for (size_t i = 0; i < h->p.n_sensors; i++) {
		const struct gn_hold_sensor *s = &h->s[i];

		if (h->p.watch[i] && s->seen)
			most = fmaxf(most, between(posture(s, a),
						   posture(s, b)));
	}
	return most;
}

#define APART(h, a, b) distance(h, offsetof(struct gn_hold_sensor, a),     \
				offsetof(struct gn_hold_sensor, b))
#define FROM(h, a) APART(h, mean, a)

/* Take a frame in: posture, speed, shaking. 0: nothing watched is whole. */
static int take(struct gn_hold_finder *h, const struct gn_frame *f)
{
	float fast = 0, shake = 0, d[3], before[3];
	int any = 0;

	for (size_t i = 0; i < h->p.n_sensors; i++) {
		struct gn_hold_sensor *s = &h->s[i];
		float v;

		if (!whole(&f[i]))
			continue;
		if (!s->seen)
			start_sensor(s, &f[i]);
		memcpy(before, s->mean, sizeof(before));
		v = tilt(s, &f[i]);
		toward(s->mean, s->up, gain(MEAN_S));
		unit(s->mean);
		if (isnan(v))
			v = between(before, s->mean) / DT;
		for (int c = 0; c < 3; c++)
			d[c] = f[i].acc_mps2[c] - s->slow[c];
		toward(s->slow, f[i].acc_mps2, gain(SLOW_S));
		if (!h->p.watch[i])
			continue;
		any = 1;
		fast = fmaxf(fast, v);
		shake = fmaxf(shake, sqrtf(gn_dot3(d, d)));
	}
	if (!any)
		return 0;
	h->fast += gain(SPEED_S) * (fast - h->fast);
	h->shake += gain(SHAKE_S) * (shake - h->shake);
	h->speed[h->k % GN_HOLD_SPEEDS] = h->fast;
	return 1;
}

static float speed(const struct gn_hold_finder *h, int64_t k)
{
	return h->speed[k % GN_HOLD_SPEEDS];
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* The fastest frame of the movement about frame k. */
static int64_t peak(const struct gn_hold_finder *h, int64_t k)
{
	int64_t from = later(k - SETTLE, later(0, h->k - GN_HOLD_SPEEDS + 1));
	int64_t best = from;

	for (int64_t i = from; i <= sooner(k + CONFIRM, h->k); i++)
		if (speed(h, i) > speed(h, best))
			best = i;
	return best;
}

/* The posture settled on was reached: after the movement's peak its speed fell
 * below a tenth. */
static int64_t reached(const struct gn_hold_finder *h)
{
	int64_t i = peak(h, h->anchor);
	float slow = fmaxf(PEAK_PART * speed(h, i), SLOWEST_RADPS);

	while (i < h->k && speed(h, i) > slow)
		i++;
	return i < h->k ? i : h->anchor;
}

/* It was left: before the peak the speed rose above a tenth of it. */
static int64_t begun_to_leave(const struct gn_hold_finder *h)
{
	int64_t top = peak(h, h->crossed), i = top;
	int64_t from = later(h->part, h->k - GN_HOLD_SPEEDS + 1);
	float slow = fmaxf(PEAK_PART * speed(h, top), SLOWEST_RADPS);

	while (i > from && speed(h, i) > slow)
		i--;
	return sooner(i, h->crossed);
}

static int restless(const struct gn_hold_finder *h)
{
	return h->p.quiet && (h->fast > QUIET_RADPS || h->shake > QUIET_MPS2);
}

static void set_anchor(struct gn_hold_finder *h)
{
	for (size_t i = 0; i < h->p.n_sensors; i++)
		memcpy(h->s[i].anchor, h->s[i].mean, sizeof(h->s[i].mean));
	h->anchor = h->k;
}

/* One mark of every sensor's posture, for the drift. */
static void mark(struct gn_hold_finder *h)
{
	size_t slot = (size_t)(h->k / MARK % GN_HOLD_MARKS);

	for (size_t i = 0; i < h->p.n_sensors; i++)
		memcpy(h->s[i].mark[slot], h->s[i].mean,
		       sizeof(h->s[i].mean));
}

/* Let a mark count for the drift. */
static void settle_mark(struct gn_hold_finder *h, int64_t k)
{
	size_t slot = (size_t)(k / MARK % GN_HOLD_MARKS);

	for (size_t i = 0; i < h->p.n_sensors; i++) {
		struct gn_hold_sensor *s = &h->s[i];
		float step = between(s->mark[slot], s->last_mark);

		if (!s->seen)
			continue;
		s->most_rad = fmaxf(s->most_rad,
				    between(s->mark[slot], s->first));
		s->sq += step * step;
		s->steps++;
		memcpy(s->last_mark, s->mark[slot], sizeof(s->last_mark));
	}
}

/* .. and all those up to frame k that do not yet. */
static void settle_marks(struct gn_hold_finder *h, int64_t k)
{
	for (; h->marked + MARK <= k; h->marked += MARK)
		settle_mark(h, h->marked + MARK);
}

/* A posture is settled on: it is that of all sensors. */
static void take_posture(struct gn_hold_finder *h)
{
	for (size_t i = 0; i < h->p.n_sensors; i++)
		memcpy(h->s[i].at, h->s[i].mean, sizeof(h->s[i].at));
	h->spread_rad = 0;
	h->marked = h->k / MARK * MARK;
}

/* The limb that is away from its posture of rest. */
static enum gn_side moved(const struct gn_hold_finder *h)
{
	float left = NAN, right = NAN;

	if (h->p.quiet || !h->rested)
		return GN_SIDE_UNKNOWN;
	for (size_t i = 0; i < h->p.n_sensors; i++) {
		const struct gn_hold_sensor *s = &h->s[i];
		float away = between(s->mean, s->rest);

		if (!h->p.watch[i] || !s->seen)
			continue;
		if (h->p.side[i] == GN_SIDE_LEFT)
			left = fmaxf(left, away);
		else if (h->p.side[i] == GN_SIDE_RIGHT)
			right = fmaxf(right, away);
		else
			return h->p.side[i];
	}
	if (left >= h->p.away_rad && right >= h->p.away_rad)
		return GN_SIDE_BOTH;
	return left >= h->p.away_rad ? GN_SIDE_LEFT : GN_SIDE_RIGHT;
}

static void begin_hold(struct gn_hold_finder *h, int64_t at)
{
	uint32_t n = h->hold.n;

	memset(&h->hold, 0, sizeof(h->hold));
	h->hold.n = n;
	h->hold.quiet = h->p.quiet;
	h->hold.side = moved(h);
	h->hold.start = h->part = at;
	h->hold.cut_start = !h->begun;
	for (size_t i = 0; i < h->p.n_sensors; i++) {
		struct gn_hold_sensor *s = &h->s[i];

		memcpy(s->first, s->mean, sizeof(s->first));
		memcpy(s->last_mark, s->mean, sizeof(s->last_mark));
		s->most_rad = s->sq = 0;
		s->steps = 0;
	}
}

/* A stretch that was unbroken has ended. */
static void end_part(struct gn_hold *o, int64_t part, int64_t end)
{
	float s = (float)(end - part) * DT;

	o->end = end;
	o->held_s += s;
	if (s > o->longest_s) {
		o->longest_s = s;
		o->longest = (struct gn_hold_span){ part, end };
	}
}

static void tell_drift(const struct gn_hold_finder *h, struct gn_hold *o)
{
	for (size_t i = 0; i < GN_SENSORS_MAX; i++) {
		const struct gn_hold_sensor *s = &h->s[i];
		struct gn_hold_drift *d = &o->drift[i];

		d->end_rad = d->most_rad = d->sd_rad = NAN;
		if (i >= h->p.n_sensors || s->steps < 2)
			continue;
		d->end_rad = between(s->last_mark, s->first);
		d->most_rad = s->most_rad;
		d->sd_rad = sqrtf(s->sq / (float)s->steps);
	}
}

/* The pending hold is over; 1: it counts. */
static int finish(struct gn_hold_finder *h, struct gn_hold *out)
{
	h->pending = 0;
	if (h->hold.longest_s < h->p.least_s)
		return 0;
	h->hold.n++;
	*out = h->hold;
	tell_drift(h, out);
	gn_sway_blank(&out->sway);
	return 1;
}

/* What was held ends at frame end, perhaps to be taken again. */
static void leave(struct gn_hold_finder *h, int64_t end, uint8_t cut)
{
	settle_marks(h, end - CLEAR);
	end_part(&h->hold, h->part, end);
	h->hold.cut_end = cut;
	h->left = end;
	h->pending = 1;
	h->state = GN_HOLD_MOVING;
	set_anchor(h);
}

/* Back to the hold that was left, soon enough? Then that was a break. */
static int resumes(struct gn_hold_finder *h, int64_t at)
{
	struct gn_hold *o = &h->hold;

	if (!h->pending || o->cut_end ||
	    (float)(at - h->left) * DT > h->p.break_s ||
	    APART(h, anchor, at) > BACK_PART * h->p.leave_rad)
		return 0;
	if (o->n_breaks < GN_HOLD_BREAKS_MAX)
		o->breaks[o->n_breaks] =
			(struct gn_hold_span){ h->left, at };
	o->n_breaks++;
	h->pending = 0;
	h->part = at;
	h->marked = h->k / MARK * MARK;
	return 1;
}

/* May what was left still be taken again? */
static int may_resume(const struct gn_hold_finder *h, float margin_s)
{
	return h->pending && !h->hold.cut_end &&
		(float)(h->k - h->left) * DT < h->p.break_s + margin_s;
}

/* A posture that has lasted since frame at: is it rest, or a hold? */
static void classify(struct gn_hold_finder *h, int64_t at)
{
	int rest = h->p.away_rad > 0 &&
		(!h->rested || FROM(h, rest) < h->p.away_rad);

	if (rest) {
		/* a shift of the weight is no new way to rest */
		int same = !h->rested || FROM(h, rest) < h->p.leave_rad;

		for (size_t i = 0; i < h->p.n_sensors && same &&
		     !h->p.knows_rest; i++)
			memcpy(h->s[i].rest, h->s[i].mean,
			       sizeof(h->s[i].rest));
		h->rested = 1;
		h->state = GN_HOLD_REST;
	} else {
		begin_hold(h, at);
		h->state = GN_HOLD_HELD;
	}
	h->begun = 1;
}

/* A posture has lasted. */
static int settle(struct gn_hold_finder *h, struct gn_hold *out)
{
	int64_t at = h->begun ? reached(h) : h->anchor;
	int done = 0;

	if (resumes(h, at)) {
		h->state = GN_HOLD_HELD;
		return 0;
	}
	if (may_resume(h, 0)) {
		h->state = GN_HOLD_PAUSE;
		h->paused = at;
		return 0;
	}
	if (h->pending)
		done = finish(h, out);
	take_posture(h);
	classify(h, at);
	return done;
}

static int moving(struct gn_hold_finder *h, struct gn_hold *out)
{
	if (FROM(h, anchor) > SETTLE_PART * h->p.leave_rad || restless(h)) {
		set_anchor(h);
		h->begun |= h->k > SETTLE;
	}
	if (h->k - h->anchor >= SETTLE)
		return settle(h, out);
	if (h->pending && !may_resume(h, SETTLE * DT))
		return finish(h, out);
	return 0;
}

/* In a posture between two parts of a hold, or after it. */
static int pausing(struct gn_hold_finder *h, struct gn_hold *out)
{
	int done;

	if (FROM(h, anchor) > h->p.leave_rad) {
		h->state = GN_HOLD_MOVING;
		set_anchor(h);
		return 0;
	}
	if (may_resume(h, 0))
		return 0;
	done = finish(h, out);
	take_posture(h);
	classify(h, h->paused);
	return done;
}

/* How far from the posture is too far. */
static float limit(const struct gn_hold_finder *h)
{
	return fminf(fmaxf(h->p.leave_rad, SPREADS * h->spread_rad),
		     LEAVE_MOST * h->p.leave_rad);
}

/* In a posture: is it left? Else follow it. */
static int leaves(struct gn_hold_finder *h)
{
	float away = FROM(h, at);

	if (away > limit(h) || restless(h))
		return 1;
	h->spread_rad += gain(SPREAD_S) * (away - h->spread_rad);
	for (size_t i = 0; i < h->p.n_sensors; i++) {
		toward(h->s[i].at, h->s[i].mean, gain(FOLLOW_S));
		unit(h->s[i].at);
	}
	return 0;
}

static void held(struct gn_hold_finder *h)
{
	if (h->k % MARK == 0) {
		mark(h);
		settle_marks(h, h->k - (GN_HOLD_MARKS - 1) * MARK);
	}
	if (!leaves(h))
		return;
	h->crossed = h->k;
	h->state = GN_HOLD_LEAVING;
}

int gn_hold_step(struct gn_hold_finder *h, int64_t k, const struct gn_frame *f,
		 struct gn_hold *out)
{
	int done = 0;

	for (int64_t i = later(h->k + 1, k - GN_HOLD_SPEEDS); i < k; i++)
		h->speed[i % GN_HOLD_SPEEDS] = h->fast;
	h->k = k;
	if (!take(h, f)) {
		h->speed[k % GN_HOLD_SPEEDS] = h->fast;
		return 0;
	}
	if (h->seen >= 0 && k - h->seen > LOST) {
		int64_t end = h->seen;

		if (h->state == GN_HOLD_HELD || h->state == GN_HOLD_LEAVING)
			leave(h, end, 1);
		h->state = GN_HOLD_MOVING;
		h->begun = 0;
		if (h->pending)
			done = finish(h, out);
		set_anchor(h);
	}
	h->seen = k;
	switch (h->state) {
	case GN_HOLD_MOVING:
		return moving(h, out) || done;
	case GN_HOLD_PAUSE:
		return pausing(h, out) || done;
	case GN_HOLD_REST:
		if (leaves(h)) {
			h->state = GN_HOLD_MOVING;
			set_anchor(h);
		}
		break;
	case GN_HOLD_HELD:
		held(h);
		break;
	case GN_HOLD_LEAVING:
		if (k - h->crossed >= CONFIRM)
			leave(h, begun_to_leave(h), 0);
		break;
	}
	return done;
}

int gn_hold_flush(struct gn_hold_finder *h, struct gn_hold *out)
{
	if (h->state == GN_HOLD_LEAVING)
		leave(h, begun_to_leave(h), 0);
	else if (h->state == GN_HOLD_HELD)
		leave(h, h->seen, 1);
	return h->pending ? finish(h, out) : 0;
}

int gn_hold_now(const struct gn_hold_finder *h, struct gn_hold *out)
{
	if (h->state != GN_HOLD_HELD && h->state != GN_HOLD_LEAVING)
		return 0;
	*out = h->hold;
	out->n++;
	out->provisional = 1;
	end_part(out, h->part, h->seen);
	tell_drift(h, out);
	gn_sway_blank(&out->sway);
	return 1;
}

/* SPDX-License-Identifier: MIT */
#include "gonio/timesync.h"

#include <math.h>
#include <string.h>

#define S_NS INT64_C(1000000000)
#define HALF_NS (S_NS / 2)      /* of device time: one point */
#define POINTS_BARE 20          /* without a clock */
#define SPAN_BARE_NS (2 * S_NS)
#define OFF_NS 250e6            /* so far off the line, it has jumped */
#define BEHIND 2                /* half seconds off in a row */
#define BACK 8                  /* samples in a row that go back */
#define SILENCE_NS HALF_NS      /* without a clock: samples were lost */
#define STEP_MAX_NS (S_NS / 100)
#define FAR_S 1e9               /* 31 years: sums of times stay in 63 bits */

/* Crystals are good to 100 ppm; rates made by RC oscillators to a few %. */
#define DRIFT_MAX 1e-3
#define DRIFT_MAX_BARE 0.05

static int valid(const struct gn_timesync_params *p)
{
	if (p->counter_bits && (p->counter_bits < 4 || p->counter_bits > 32))
		return 0;
	if (!p->clock_bits)
		return p->rate_hz > 0 && p->rate_hz <= 1e6;
	return p->clock_bits >= 8 && p->clock_bits <= 64 && p->tick_num &&
	       p->tick_den &&
	       (uint64_t)p->tick_num * p->tick_den <= UINT64_C(9000000000);
}

int gn_timesync_init(struct gn_timesync *ts,
		     const struct gn_timesync_params *p)
{
	if (!valid(p))
		return GN_EINVAL;
	memset(ts, 0, sizeof(*ts));
	ts->p = *p;
	ts->mask = p->clock_bits < 64 ? (UINT64_C(1) << p->clock_bits) - 1
				      : UINT64_MAX;
	return GN_OK;
}

static double line(const struct gn_timesync *ts, double x)
{
	return ts->y0 + ts->slope * (x - ts->x0);
}

static int64_t ticks_to_ns(const struct gn_timesync_params *p, int64_t ticks)
{
	double all_s = (double)ticks * p->tick_num / p->tick_den;
	int64_t s = ticks / p->tick_den, rest = ticks % p->tick_den;

	if (fabs(all_s) > FAR_S)        /* a clock's nonsense */
		return (int64_t)copysign(FAR_S * 1e9, all_s);
	return s * p->tick_num * S_NS +
	       (int64_t)((double)(rest * p->tick_num) * 1e9 / p->tick_den);
}

/* Near enough: what it is for allows an eighth of the clock's range. */
static uint64_t ns_to_ticks(const struct gn_timesync_params *p, double ns)
{
	double ticks = ns * 1e-9 * p->tick_den / p->tick_num;

	return (uint64_t)(int64_t)fmin(fmax(ticks, -4e18), 4e18);
}

/* Device time from the first sample on: the youngest that fits the ticks and is
 * at most an eighth of the clock's range early. */
static int64_t unwrap(const struct gn_timesync *ts, int64_t arrival_ns,
		      uint64_t ticks)
{
	double x = (double)(arrival_ns - ts->origin_ns);
	uint64_t latest = ns_to_ticks(&ts->p, x - line(ts, x)) +
			  ts->mask / 8;
	uint64_t since = ticks - ts->first_ticks;

	return ticks_to_ns(&ts->p, (int64_t)(latest -
					     ((latest - since) & ts->mask)));
}

/* Start the line anew at this point. */
static void jump(struct gn_timesync *ts, double x, double y)
{
	ts->stats.jumps++;
	ts->stats.settled = 0;
	ts->n = ts->behind = 0;
	ts->slope = 0;
	ts->x0 = x;
	ts->y0 = y;
	ts->half = (int64_t)floor(x / (double)HALF_NS);
	ts->best = (struct gn_timesync_point){ x, y };
}

/* Is b above the straight line from a to c, or on it? */
static int above(const struct gn_timesync_point *a,
		 const struct gn_timesync_point *b,
		 const struct gn_timesync_point *c)
{
	return (b->y - a->y) * (c->x - a->x) >= (c->y - a->y) * (b->x - a->x);
}

/* Indices of the points' lower convex hull, left to right (Andrew's chain). */
static int hull(const struct gn_timesync *ts, int *h)
{
	int n = 0;

	for (int i = 0; i < ts->n; i++) {
		while (n > 1 && above(&ts->point[h[n - 2]],
				      &ts->point[h[n - 1]], &ts->point[i]))
			n--;
		h[n++] = i;
	}
	return n;
}

/* The slope of the line below all points whose distances sum to the least: the
 * hull's edge below their mean. */
static double hull_slope(const struct gn_timesync *ts)
{
	const struct gn_timesync_point *p = ts->point;
	int h[GN_TIMESYNC_POINTS] = { 0 };
	int n = hull(ts, h), k = 1;
	double mean = 0;

	for (int i = 0; i < ts->n; i++)
		mean += p[i].x / ts->n;
	while (k < n - 1 && p[h[k]].x < mean)
		k++;
	return (p[h[k]].y - p[h[k - 1]].y) / (p[h[k]].x - p[h[k - 1]].x);
}

static void fit(struct gn_timesync *ts)
{
	double span = (double)(ts->p.clock_bits ? GN_TIMESYNC_SPAN_NS
						: SPAN_BARE_NS);
	double most = ts->p.clock_bits ? DRIFT_MAX : DRIFT_MAX_BARE;

	ts->stats.settled = ts->point[ts->n - 1].x - ts->point[0].x >= span;
	ts->slope = 0;
	if (ts->stats.settled)
		ts->slope = fmin(fmax(hull_slope(ts), -most), most);
	ts->x0 = ts->point[ts->n - 1].x;
	ts->y0 = INFINITY;
	for (int i = 0; i < ts->n; i++)
		ts->y0 = fmin(ts->y0, ts->point[i].y + ts->slope *
			      (ts->x0 - ts->point[i].x));
}

/* A half second is complete: its best sample becomes a point of the line. */
static void add_point(struct gn_timesync *ts)
{
	int most = ts->p.clock_bits ? GN_TIMESYNC_POINTS : POINTS_BARE;
	int old = 0;

	ts->behind = ts->best.y - line(ts, ts->best.x) > OFF_NS ?
		     ts->behind + 1 : 0;
	if (ts->behind == BEHIND)
		jump(ts, ts->best.x, ts->best.y);
	while (old < ts->n && (ts->n - old >= most || ts->best.x -
	       ts->point[old].x > (double)most * (double)HALF_NS))
		old++;
	ts->n -= old;
	memmove(ts->point, ts->point + old,
		(size_t)ts->n * sizeof(*ts->point));
	ts->point[ts->n++] = ts->best;
	fit(ts);
}

/* A sample newer than all before, with its delay. */
static void learn(struct gn_timesync *ts, double x, double y)
{
	int64_t half = (int64_t)floor(x / (double)HALF_NS);
	double delay;

	if (half != ts->half) {
		add_point(ts);
		ts->half = half;
		ts->best = (struct gn_timesync_point){ x, y };
	} else if (y - line(ts, x) < ts->best.y - line(ts, ts->best.x)) {
		ts->best = (struct gn_timesync_point){ x, y };
	}
	delay = y - line(ts, x);
	if (delay < -OFF_NS)
		jump(ts, x, y);
	else if (delay < 0)
		ts->y0 += delay;
	delay = fmax(delay, 0);
	ts->delay_sum += delay;
	if (delay > (double)ts->stats.delay_max_ns)
		ts->stats.delay_max_ns = (int64_t)delay;
}

/* Is the sample new, by its counter? Counts what is lost before it. */
static enum gn_stamp by_counter(struct gn_timesync *ts, uint32_t counter,
				int newer)
{
	uint32_t mask = UINT32_MAX >> (32 - ts->p.counter_bits);
	uint32_t step = (counter - ts->counter) & mask;

	if (!newer && !step)
		return GN_STAMP_REPEATED;
	if (!newer && step > mask / 2) {
		ts->stats.lost -= ts->stats.lost > 0;   /* it came after all */
		return GN_STAMP_LATE;
	}
	ts->counter = counter;
	if (step && step <= mask / 2) {
		ts->stats.lost += step - 1;
		ts->index += step - 1;
	}
	return GN_STAMP_NEW;
}

/* With a clock that tells the order; the counter tells loss. */
static enum gn_stamp by_clock(struct gn_timesync *ts, int64_t device_ns,
			      uint32_t counter)
{
	enum gn_stamp count = GN_STAMP_NEW;
	int newer = device_ns > ts->device_ns;

	if (ts->p.counter_bits)
		count = by_counter(ts, counter, newer);
	if (newer)
		return GN_STAMP_NEW;
	if (ts->p.counter_bits ? count == GN_STAMP_REPEATED
			       : device_ns == ts->device_ns)
		return GN_STAMP_REPEATED;
	return GN_STAMP_LATE;
}

/* A device without clock and counter was silent: as many samples are gone. */
static void silence(struct gn_timesync *ts, int64_t arrival_ns)
{
	int64_t pause = arrival_ns - ts->arrival_ns, lost;

	if (ts->p.counter_bits || pause < SILENCE_NS)
		return;
	lost = (int64_t)((double)pause * 1e-9 * ts->p.rate_hz + 0.5) - 1;
	ts->index += lost > 0 ? lost : 0;
	ts->stats.lost += (uint64_t)(lost > 0 ? lost : 0);
}

/* Place the sample on the device's time axis. */
static enum gn_stamp place(struct gn_timesync *ts, int64_t arrival_ns,
			   uint64_t ticks, uint32_t counter, int64_t *device)
{
	enum gn_stamp kind = GN_STAMP_NEW;

	if (ts->p.clock_bits) {
		*device = unwrap(ts, arrival_ns, ticks);
		return by_clock(ts, *device, counter);
	}
	if (ts->p.counter_bits)
		kind = by_counter(ts, counter, 0);
	if (kind == GN_STAMP_NEW) {
		silence(ts, arrival_ns);
		ts->index++;
	}
	*device = (int64_t)((double)ts->index * 1e9 / ts->p.rate_hz);
	return kind;
}

/* Eight in a row that go back: the device has begun anew. */
static int begun_anew(struct gn_timesync *ts, enum gn_stamp kind,
		      uint32_t counter)
{
	ts->back = kind == GN_STAMP_LATE ? ts->back + 1 : 0;
	if (ts->back < BACK)
		return 0;
	ts->back = 0;
	ts->counter = counter;
	return 1;
}

static enum gn_stamp first(struct gn_timesync *ts, int64_t arrival_ns,
			   uint64_t ticks, uint32_t counter, int64_t *t_ns)
{
	ts->stats.received = 1;
	ts->origin_ns = ts->arrival_ns = ts->out_ns = *t_ns = arrival_ns;
	ts->first_ticks = ticks;
	ts->counter = counter;
	return GN_STAMP_NEW;
}

enum gn_stamp gn_timesync_push(struct gn_timesync *ts, int64_t arrival_ns,
			       uint64_t ticks, uint32_t counter, int64_t *t_ns)
{
	int64_t device, least, step;
	enum gn_stamp kind;
	double x, y;

	if (!ts->stats.received)
		return first(ts, arrival_ns, ticks, counter, t_ns);
	ts->stats.received++;
	kind = place(ts, arrival_ns, ticks, counter, &device);
	ts->arrival_ns = arrival_ns;
	x = (double)device;
	y = (double)(arrival_ns - ts->origin_ns - device);
	if (begun_anew(ts, kind, counter)) {
		jump(ts, x, y);
		ts->device_ns = device - 1;
		kind = GN_STAMP_NEW;
	}
	if (kind == GN_STAMP_NEW)
		learn(ts, x, y);
	*t_ns = ts->origin_ns + device + (int64_t)floor(line(ts, x) + 0.5);
	ts->stats.repeated += kind == GN_STAMP_REPEATED;
	ts->stats.late += kind == GN_STAMP_LATE;
	if (kind != GN_STAMP_NEW)
		return kind;
	step = (device - ts->device_ns) / 2;
	least = ts->out_ns + (step > STEP_MAX_NS ? STEP_MAX_NS : step);
	if (*t_ns <= least)
		*t_ns = least + (least == ts->out_ns);
	ts->device_ns = device;
	ts->out_ns = *t_ns;
	return kind;
}

void gn_timesync_stats(const struct gn_timesync *ts,
		       struct gn_timesync_stats *out)
{
	*out = ts->stats;
	out->drift_ppm = ts->slope * 1e6;
	if (ts->stats.received)
		out->delay_mean_ns = (int64_t)(ts->delay_sum /
					       (double)ts->stats.received);
}

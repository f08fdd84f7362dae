/* SPDX-License-Identifier: MIT */
#include "gonio/condition.h"

#include <math.h>
#include <string.h>

/* Cover below this part of a frame is too little for its mean. */
#define COVER_MIN 0.3f

/* One exact value this often in a row, at the top, is a range limit. */
#define CLIP_RUN 3
#define CLIP_TOL 1e-4f          /* int16 reaches -32768 but only +32767 */
/* Below any sensor's range and above what rest reads: 1.4 g, 100 deg/s. */
#define CLIP_ACC_MPS2 13.7f
#define CLIP_GYR_RADPS 1.745f

/* A block of rest, and what may move in it (see the header). */
#define REST_NS INT64_C(1000000000)
#define REST_LATE_NS INT64_C(300000000) /* block with a hole: no rest */
#define REST_MIN 4              /* samples */
#define REST_ACC 0.02f          /* of the mean norm */
#define REST_GYR 0.035f         /* rad/s */
#define REST_BIAS 0.12f         /* rad/s */
/* Spread at which a block weighs half. */
#define CALM_ACC 0.005f
#define CALM_GYR 0.005f

/* First of the interval classes: 2^16 ns as a float, 4 bits of fraction. */
#define STEP_SHIFT 19
#define STEP_FIRST ((127 + 16) << 4)
#define BURST 2.0               /* mean interval over their median */

void gn_cond_init(struct gn_cond *c, const struct gn_sensor *sensor,
		  double rate_hz)
{
	memset(c, 0, sizeof(*c));
	c->width_ns = (int64_t)(1e9 / rate_hz + 0.5);
	c->has_acc = sensor->has_acc && !sensor->bad_acc;
	c->has_gyr = sensor->has_gyr && !sensor->bad_gyr;
	c->part[0].used = c->has_acc;
	c->part[0].top_min = CLIP_ACC_MPS2;
	c->part[1].used = c->has_gyr;
	c->part[1].top_min = CLIP_GYR_RADPS;
}

static void deliver(struct gn_cond *c, int part, gn_cond_sink *sink,
		    void *user)
{
	struct gn_cond_part *p = &c->part[part];
	float width_s = (float)c->width_ns * 1e-9f;
	float v[3] = { NAN, NAN, NAN };

	if (p->cover_s > COVER_MIN * width_s) {
		float k = 1.0f / p->cover_s;

		for (int i = 0; i < 3; i++)
			v[i] = k * p->sum[i];
	}
	if (sink)
		sink(user, part, p->frame, v);
	p->frame++;
	p->cover_s = 0.0f;
	for (int i = 0; i < 3; i++)
		p->sum[i] = 0.0f;
}

/* Begin anew at t, where no line leads to. */
static void restart(struct gn_cond *c, int part, int64_t t, gn_cond_sink *sink,
		    void *user)
{
	struct gn_cond_part *p = &c->part[part];

	if (p->cover_s > 0.0f)
		deliver(c, part, sink, user);
	p->frame = (t + c->width_ns / 2) / c->width_ns;
	p->done_ns = t;
	p->started = 1;
}

/* Add its piece up to instant to, whose middle is at part mid of the way. */
static void add_line(struct gn_cond_part *p, int64_t to, float mid,
		     const float v[3])
{
	float dt = (float)(to - p->done_ns) * 1e-9f;

	for (int i = 0; i < 3; i++)
		p->sum[i] += dt * (p->last[i] + mid * (v[i] - p->last[i]));
	p->cover_s += dt;
	p->done_ns = to;
}

/* Integrate the straight line from the last sample to (t, v). */
static void line_to(struct gn_cond *c, int part, int64_t t, const float v[3],
		    gn_cond_sink *sink, void *user)
{
	struct gn_cond_part *p = &c->part[part];
	/* frame k covers [k - 1/2, k + 1/2) widths */
	int64_t edge = p->frame * c->width_ns + c->width_ns / 2;
	float a = 0.0f, slope = 1.0f;

	if (edge <= t)
		slope = 1.0f / (float)(t - p->last_ns);
	for (; edge <= t; edge += c->width_ns) {
		float b = (float)(edge - p->last_ns) * slope;

		add_line(p, edge, 0.5f * (a + b), v);
		deliver(c, part, sink, user);
		a = b;
	}
	if (p->done_ns < t)
		add_line(p, t, 0.5f * (a + 1.0f), v);
}

static inline int measured(const float v[3])
{
	return fabsf(v[0]) <= GN_VALUE_MAX && fabsf(v[1]) <= GN_VALUE_MAX &&
	       fabsf(v[2]) <= GN_VALUE_MAX;
}

static int same(const float a[3], const float b[3])
{
	return a[0] == b[0] && a[1] == b[1] && a[2] == b[2];
}

/* A level above all others that an axis is stuck at is the sensor's limit. */
static void watch_range(struct gn_cond_part *p, const float v[3])
{
	float x = fabsf(v[0]), y = fabsf(v[1]), z = fabsf(v[2]);
	float m = x > y ? x : y, level = (1.0f - CLIP_TOL) * p->top;
	int stuck = 0;

	m = m > z ? m : z;
	if (m < level || m < p->top_min) {
		p->stuck = 0;
		return;
	}
	if (same(v, p->last))
		return;         /* repeated: tells nothing */
	if (m > p->top) {
		if ((1.0f - CLIP_TOL) * m > p->top)
			p->clipped = p->stuck = 0;
		p->top = m;
	}
	for (int i = 0; i < 3; i++)
		stuck |= v[i] == p->last[i] && fabsf(v[i]) >= level;
	p->stuck = stuck ? p->stuck + 1 : 1;
	if (p->stuck >= CLIP_RUN)
		p->clipped++;
}

static void note_step(struct gn_cond_part *p, int64_t step)
{
	float x = (float)step;
	uint32_t bits, k;

	memcpy(&bits, &x, sizeof(bits));
	k = bits >> STEP_SHIFT;
	k = k < STEP_FIRST ? 0 : k - STEP_FIRST;
	if (k >= GN_COND_STEPS)
		k = GN_COND_STEPS - 1;
	p->steps[k]++;
	p->steps_ns[k] += step;
	p->n_steps++;
	p->all_ns += step;
}

/* Both parts may miss the same stretch: it is one hole. */
static void note_gap(struct gn_cond *c, int64_t from, int64_t to)
{
	if (from < c->gap_end_ns)
		from = c->gap_end_ns;
	else
		c->q.gaps++;
	if (to <= from)
		return;
	c->q.gap_s += (float)((double)(to - from) * 1e-9);
	c->gap_end_ns = to;
}

static void rest_add(struct gn_cond_rest *r, int part, const float v[3])
{
	float *ref = r->ref[part];

	if (!r->n[part]++)
		memcpy(ref, v, 3 * sizeof(*v));
	for (int i = 0; i < 3; i++) {
		float d = v[i] - ref[i];

		r->sum[part][i] += d;
		r->sq[part][i] += d * d;
	}
}

/* Mean of a part over the block; returns its variance, all axes together. */
static float block_mean(const struct gn_cond_rest *r, int part, float mean[3])
{
	float k = 1.0f / (float)r->n[part], var = 0.0f;

	for (int i = 0; i < 3; i++) {
		float d = k * r->sum[part][i];

		mean[i] = r->ref[part][i] + d;
		var += k * r->sq[part][i] - d * d;
	}
	return fmaxf(var, 0.0f);
}

static float norm3(const float v[3])
{
	return sqrtf(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

/* Was the block that ends at t one of rest? Then it counts. */
static void rest_close(struct gn_cond *c, int64_t t)
{
	struct gn_cond_rest *r = &c->rest;
	float acc[3] = { 0 }, gyr[3] = { 0 }, norm = 0.0f, spread = 0.0f, var;
	double s = (double)(t - r->from_ns) * 1e-9, w;

	if (!r->n[0] && !r->n[1])
		return;
	for (int k = 0; k < 2; k++)
		if (c->part[k].started && r->n[k] < REST_MIN)
			return;
	if (r->n[0]) {
		var = block_mean(r, 0, acc);
		norm = norm3(acc);
		if (var > REST_ACC * REST_ACC * norm * norm || norm == 0.0f)
			return;
		spread += var / (CALM_ACC * CALM_ACC * norm * norm);
	}
	if (r->n[1]) {
		var = block_mean(r, 1, gyr);
		if (var > REST_GYR * REST_GYR || norm3(gyr) > REST_BIAS)
			return;
		spread += var / (CALM_GYR * CALM_GYR);
	}
	w = s / (1.0 + (double)spread);
	r->rest_s += s;
	r->weight += w;
	r->acc += w * norm;
	for (int i = 0; i < 3; i++)
		r->gyr[i] += w * gyr[i];
}

static void rest_clock(struct gn_cond *c, int64_t t)
{
	struct gn_cond_rest *r = &c->rest;
	int64_t age = t - r->from_ns;

	if (age < REST_NS && (r->n[0] || r->n[1]))
		return;
	if (age <= REST_NS + REST_LATE_NS)
		rest_close(c, t);
	r->from_ns = t;
	r->n[0] = r->n[1] = 0;
	memset(r->sum, 0, sizeof(r->sum));
	memset(r->sq, 0, sizeof(r->sq));
}

static void take(struct gn_cond *c, int part, int64_t t, const float v[3],
		 gn_cond_sink *sink, void *user)
{
	struct gn_cond_part *p = &c->part[part];

	if (p->started && t - p->last_ns <= GN_GAP_NS) {
		note_step(p, t - p->last_ns);
		line_to(c, part, t, v, sink, user);
	} else {
		if (p->started)
			note_gap(c, p->last_ns, t);
		restart(c, part, t, sink, user);
	}
	watch_range(p, v);
	rest_add(&c->rest, part, v);
	p->last_ns = t;
	memcpy(p->last, v, sizeof(p->last));
}

/* Is the stamp to be believed? */
static int admit(struct gn_cond *c, int64_t t)
{
	if (t < c->last_ns || t > GN_T_MAX_NS) {
		c->q.late++;
		return 0;
	}
	if (t - c->last_ns > GN_JUMP_NS) {
		int64_t step = t - c->ahead_ns;

		if (!c->ahead_ns || step <= 0 || step > GN_GAP_NS) {
			c->q.late += c->ahead_ns != 0;
			c->ahead_ns = t;
			return 0;
		}
		c->q.samples++;         /* the one that waited */
	} else if (c->ahead_ns) {
		c->q.late++;
	}
	c->ahead_ns = 0;
	return 1;
}

void gn_cond_push(struct gn_cond *c, const struct gn_sample *s,
		  gn_cond_sink *sink, void *user)
{
	const float *v[2] = { s->acc_mps2, s->gyr_radps };
	int fresh = 0, known = 0, present = 0;

	if (!admit(c, s->t_ns))
		return;
	rest_clock(c, s->t_ns);
	for (int k = 0; k < 2; k++) {
		const struct gn_cond_part *p = &c->part[k];

		if (!measured(v[k])) {
			for (int i = 0; i < 3; i++)
				c->q.nonfinite += fabsf(v[k][i]) > GN_VALUE_MAX;
			continue;
		}
		if (!p->used)
			continue;
		present++;
		if (p->started && s->t_ns == p->last_ns)
			continue;
		fresh++;
		known += p->started && same(v[k], p->last);
		take(c, k, s->t_ns, v[k], sink, user);
	}
	if (present && known == fresh)
		c->q.repeated++;
	if (fresh || !present)
		c->q.samples++;
	c->last_ns = s->t_ns;
}

void gn_cond_flush(struct gn_cond *c, gn_cond_sink *sink, void *user)
{
	c->q.late += c->ahead_ns != 0;
	c->ahead_ns = 0;
	for (int k = 0; k < 2; k++)
		if (c->part[k].cover_s > 0.0f)
			deliver(c, k, sink, user);
}

/* Mean of the class that holds the median interval, ns. */
static double median_step(const struct gn_cond_part *p)
{
	uint32_t below = 0, k = 0;

	while (below + p->steps[k] <= p->n_steps / 2)
		below += p->steps[k++];
	return (double)p->steps_ns[k] / (double)p->steps[k];
}

/* How far the intervals of class k are from ns; far off when it has none. */
static double off(const struct gn_cond_part *p, int k, double ns)
{
	if (k < 0 || k >= GN_COND_STEPS || !p->steps[k])
		return INFINITY;
	return fabs((double)p->steps_ns[k] / (double)p->steps[k] - ns);
}

/* Median distance of the intervals from ns: outwards from the class nearest. */
static double step_mad(const struct gn_cond_part *p, double ns)
{
	uint64_t n = 0;
	double d = 0.0;
	int lo, hi = 0;

	while (hi < GN_COND_STEPS &&
	       (!p->steps[hi] ||
		(double)p->steps_ns[hi] < ns * (double)p->steps[hi]))
		hi++;
	for (lo = hi - 1; 2 * n < p->n_steps;) {
		while (lo >= 0 && !p->steps[lo])
			lo--;
		while (hi < GN_COND_STEPS && !p->steps[hi])
			hi++;
		if (off(p, lo, ns) < off(p, hi, ns)) {
			d = off(p, lo, ns);
			n += p->steps[lo--];
		} else {
			d = off(p, hi, ns);
			n += p->steps[hi++];
		}
	}
	return d;
}

/* The part of the samples that is missing, gap_s of them in gaps. */
static float lost_part(const struct gn_cond_part *p, float gap_s)
{
	double step, missing;

	if (!p->n_steps)
		return NAN;
	step = median_step(p);
	if ((double)p->all_ns / p->n_steps > BURST * step)
		return NAN;
	missing = floor((double)gap_s * 1e9 / step);
	for (int i = 0; i < GN_COND_STEPS; i++) {
		double n = (double)p->steps[i];

		if (p->steps[i])
			missing += n * rint((double)p->steps_ns[i] / n / step) -
				   n;
	}
	missing = fmax(missing, 0.0);
	return (float)(missing / (missing + p->n_steps + 1.0));
}

const struct gn_quality *gn_cond_counts(const struct gn_cond *c)
{
	return &c->q;
}

void gn_cond_quality(const struct gn_cond *c, struct gn_quality *out)
{
	const struct gn_cond_part *p = c->part;
	const struct gn_cond_rest *r = &c->rest;
	double step, mean;

	if (p[1].n_steps > p[0].n_steps)
		p++;
	*out = c->q;
	out->clipped = c->part[0].clipped + c->part[1].clipped;
	out->lost = fmaxf(lost_part(&c->part[0], c->q.gap_s),
			  lost_part(&c->part[1], c->q.gap_s));
	out->rate_hz = out->jitter = out->rest_acc_mps2 = NAN;
	for (int i = 0; i < 3; i++)
		out->gyr_bias_radps[i] = NAN;
	out->rest_s = (float)r->rest_s;
	if (r->weight > 0.0 && c->part[0].started)
		out->rest_acc_mps2 = (float)(r->acc / r->weight);
	for (int i = 0; i < 3 && r->weight > 0.0 && c->part[1].started; i++)
		out->gyr_bias_radps[i] = (float)(r->gyr[i] / r->weight);
	if (!p->n_steps)
		return;
	step = median_step(p);
	mean = (double)p->all_ns / p->n_steps;
	if (mean > BURST * step)
		step = mean;
	out->rate_hz = (float)(1e9 / step);
	out->jitter = (float)(step_mad(p, step) / step);
}

float gn_cond_gyr_step_s(const struct gn_cond *c)
{
	const struct gn_cond_part *p = &c->part[1];
	double sq = 0.0;

	if (!p->all_ns)
		return (float)(1e-9 * (double)c->width_ns);
	for (int i = 0; i < GN_COND_STEPS; i++)
		if (p->steps[i])
			sq += (double)p->steps_ns[i] * (double)p->steps_ns[i] /
			      p->steps[i];
	return (float)(1e-9 * sq / (double)p->all_ns);
}

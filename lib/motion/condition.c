/* SPDX-License-Identifier: MIT */
#include "gonio/condition.h"

#include <math.h>
#include <string.h>

#include "gonio/stats.h"

/* A value held at the highest seen level this often is a range limit. */
#define CLIP_RUN 3

void gn_cond_init(struct gn_cond *c, const struct gn_sensor *sensor,
		  double rate_hz)
{
	memset(c, 0, sizeof(*c));
	c->width_ns = (int64_t)(1e9 / rate_hz + 0.5);
	c->has_acc = sensor->has_acc && !sensor->bad_acc;
	c->has_gyr = sensor->has_gyr && !sensor->bad_gyr;
}

static void deliver(struct gn_cond_part *p, int part, gn_cond_sink *sink,
		    void *user, float width_s)
{
	float v[3] = { NAN, NAN, NAN };

	if (p->cover_s > 0.3f * width_s)
		for (int i = 0; i < 3; i++)
			v[i] = p->sum[i] / p->cover_s;
	sink(user, part, p->frame++, v);
	p->cover_s = 0.0f;
	for (int i = 0; i < 3; i++)
		p->sum[i] = 0.0f;
}

/* Integrate the straight line from the last sample to (t, v). */
static void line_to(struct gn_cond_part *p, int64_t t, const float v[3],
		    int64_t width, int part, gn_cond_sink *sink, void *user)
{
	float width_s = (float)width * 1e-9f;
	float slope = 1.0f / (float)(t - p->last_ns);
	int joined = p->started && t - p->last_ns <= GN_GAP_NS;

	if (!joined) {
		if (p->cover_s > 0.0f)
			deliver(p, part, sink, user, width_s);
		p->frame = (t + width / 2) / width;
		p->done_ns = t;
		p->started = 1;
	}
	while (p->done_ns < t) {
		/* frame k covers [k - 1/2, k + 1/2) widths */
		int64_t edge = p->frame * width + width / 2;
		int64_t to = t < edge ? t : edge;

		float a = (float)(p->done_ns - p->last_ns) * slope;
		float b = (float)(to - p->last_ns) * slope;
		float dt = (float)(to - p->done_ns) * 1e-9f;
		float mid = 0.5f * (a + b);

		for (int i = 0; i < 3; i++)
			p->sum[i] += dt * (p->last[i] +
					   mid * (v[i] - p->last[i]));
		p->cover_s += dt;
		p->done_ns = to;
		if (to == edge)
			deliver(p, part, sink, user, width_s);
	}
	p->last_ns = t;
	for (int i = 0; i < 3; i++)
		p->last[i] = v[i];
}

static int finite3(const float v[3])
{
	return isfinite(v[0]) && isfinite(v[1]) && isfinite(v[2]);
}

/* The same extreme value several times in a row is the sensor's limit. */
static void watch_clipping(struct gn_cond *c, const float v[3], float *top,
			   uint32_t *run)
{
	float m = fmaxf(fabsf(v[0]), fmaxf(fabsf(v[1]), fabsf(v[2])));

	if (m > *top) {
		*top = m;
		*run = 1;
	} else if (m == *top && m > 0.0f) {
		(*run)++;
		if (*run == CLIP_RUN)
			c->q.clipped += CLIP_RUN;
		else if (*run > CLIP_RUN)
			c->q.clipped++;
	}
}

/* Order, repeats and rate; 0: the sample is to be dropped. */
static int admit(struct gn_cond *c, const struct gn_sample *s)
{
	float v[6];

	memcpy(v, s->acc_mps2, sizeof(s->acc_mps2));
	memcpy(v + 3, s->gyr_radps, sizeof(s->gyr_radps));
	if (c->started && s->t_ns < c->last_ns) {
		c->q.late++;
		return 0;
	}
	if (c->started && s->t_ns == c->last_ns) {
		c->q.repeated++;
		return 0;
	}
	if (c->started) {
		int64_t step = s->t_ns - c->last_ns;

		if (!memcmp(v, c->last, sizeof(v)))
			c->q.repeated++;
		if (step > GN_GAP_NS) {
			c->q.gaps++;
			c->q.gap_s += (float)((double)step * 1e-9);
		}
		c->step_s[c->n_steps++ % 64] = (float)((double)step * 1e-9);
	}
	memcpy(c->last, v, sizeof(v));
	c->last_ns = s->t_ns;
	c->started = 1;
	c->q.samples++;
	return 1;
}

void gn_cond_push(struct gn_cond *c, const struct gn_sample *s,
		  gn_cond_sink *sink, void *user)
{
	if (!admit(c, s))
		return;
	if (c->has_acc && finite3(s->acc_mps2)) {
		watch_clipping(c, s->acc_mps2, &c->top_acc, &c->at_top_acc);
		line_to(&c->acc, s->t_ns, s->acc_mps2, c->width_ns, 0, sink,
			user);
	}
	if (c->has_gyr && finite3(s->gyr_radps)) {
		watch_clipping(c, s->gyr_radps, &c->top_gyr, &c->at_top_gyr);
		line_to(&c->gyr, s->t_ns, s->gyr_radps, c->width_ns, 1, sink,
			user);
	}
	for (int i = 0; i < 3; i++)
		c->q.nonfinite += isinf(s->acc_mps2[i]) +
				  isinf(s->gyr_radps[i]);
}

void gn_cond_flush(struct gn_cond *c, gn_cond_sink *sink, void *user)
{
	float width_s = (float)c->width_ns * 1e-9f;

	if (c->acc.cover_s > 0.0f)
		deliver(&c->acc, 0, sink, user, width_s);
	if (c->gyr.cover_s > 0.0f)
		deliver(&c->gyr, 1, sink, user, width_s);
}

void gn_cond_quality(const struct gn_cond *c, struct gn_quality *out)
{
	float x[64], med;
	size_t n = c->n_steps < 64 ? c->n_steps : 64;

	*out = c->q;
	out->rate_hz = out->jitter = NAN;
	if (!n)
		return;
	memcpy(x, c->step_s, n * sizeof(*x));
	med = gn_select(x, n, n / 2);
	for (size_t i = 0; i < n; i++)
		x[i] = fabsf(c->step_s[i] - med);
	out->rate_hz = 1.0f / med;
	out->jitter = gn_select(x, n, n / 2) / med;
}

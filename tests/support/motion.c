/* SPDX-License-Identifier: MIT */
#include "motion.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void motion_init(struct motion *m)
{
	memset(m, 0, sizeof(*m));
	m->rate_hz = 100.0;
	m->mount = gn_quat_identity();
	m->seed = 1;
}

static struct motion_step *add(struct motion *m, double s)
{
	struct motion_step *p = &m->step[m->n_steps];

	if (m->n_steps++ == MOTION_STEPS)
		abort();
	*p = (struct motion_step){ .at_s = m->end_s, .len_s = s,
				   .tilt = { m->tilt_rad, m->tilt_rad },
				   .lift = { m->lift_m, m->lift_m } };
	m->end_s += s;
	return p;
}

void motion_wait(struct motion *m, double s)
{
	if (s > 0.0)
		add(m, s);
}

void motion_move(struct motion *m, double s, double tilt_rad, double lift_m)
{
	struct motion_step *p = add(m, s);

	p->tilt[1] = m->tilt_rad = tilt_rad;
	p->lift[1] = m->lift_m = lift_m;
}

void motion_fidget(struct motion *m, double s, double rad)
{
	add(m, s)->fidget = rad;
}

void motion_rep(struct motion *m, double away_s, double hold_s, double back_s,
		double rom_rad, double lift_m)
{
	struct motion_rep *r = &m->rep[m->n_reps];
	double tilt = m->tilt_rad, lift = m->lift_m;

	if (m->n_reps++ == MOTION_REPS)
		abort();
	r->rom_rad = rom_rad;
	r->start_s = m->end_s;
	motion_move(m, away_s, tilt + rom_rad, lift + lift_m);
	r->turn_s = m->end_s;
	motion_wait(m, hold_s);
	r->back_s = m->end_s;
	motion_move(m, back_s, tilt, lift);
	r->end_s = m->end_s;
}

void motion_set(struct motion *m, size_t n, double rep_s, double pause_s)
{
	motion_wait(m, 3.0);
	for (size_t i = 0; i < n; i++) {
		if (i)
			motion_wait(m, pause_s);
		motion_rep(m, 0.45 * rep_s, 0.0, 0.55 * rep_s, 1.2, 0.0);
	}
	motion_wait(m, 3.0);
}

void motion_stands(struct motion *m, size_t n, int twice)
{
	motion_wait(m, 3.0);
	for (size_t i = 0; i < n; i++) {
		if (twice) {
			motion_rep(m, 0.7, 0.0, 0.7, 0.3, 0.0);
			motion_wait(m, 0.2);
			motion_rep(m, 0.7, 0.0, 0.7, 0.3, 0.0);
		} else {
			motion_rep(m, 1.5, 0.0, 1.5, 1.2, 0.0);
		}
		motion_wait(m, 0.5);
	}
	motion_wait(m, 3.0);
}

/* Value, first and second derivative of a minimum-jerk move at t. */
static void jerk(const double end[2], double len, double t, double out[3])
{
	double u = len > 0.0 ? fmin(fmax(t / len, 0.0), 1.0) : 1.0;
	double d = end[1] - end[0];

	out[0] = end[0] + d * u * u * u * (10.0 + u * (6.0 * u - 15.0));
	out[1] = d / len * 30.0 * u * u * (1.0 - u) * (1.0 - u);
	out[2] = d / len / len * 60.0 * u * (1.0 + u * (2.0 * u - 3.0));
}

/* The wobble's angle and rate: its frequency falls, nothing comes back. */
static void wobble(const struct motion_step *p, double t, double out[2])
{
	double u = t / p->len_s, turn = 6.2831853;
	double w = sin(3.1415927 * u) * sin(3.1415927 * u);
	double dw = 3.1415927 / p->len_s * sin(turn * u);
	double a = turn * (2.1 * t - 0.35 / p->len_s * t * t) * 0.5;
	double da = turn * (2.1 - 0.7 / p->len_s * t) * 0.5;
	double b = turn * (0.37 * t + 0.21 / p->len_s * t * t) + 1.0;
	double db = turn * (0.37 + 0.42 / p->len_s * t);

	out[0] = p->fidget * w * (0.6 * sin(a) + 0.4 * sin(b));
	out[1] = p->fidget * (dw * (0.6 * sin(a) + 0.4 * sin(b)) +
			      w * (0.6 * da * cos(a) + 0.4 * db * cos(b)));
}

static struct motion_step step_at(const struct motion *m, double t)
{
	size_t i = 0;

	while (i + 1 < m->n_steps && t >= m->step[i + 1].at_s)
		i++;
	return m->step[i];
}

void motion_at(const struct motion *m, double t_s, float acc_mps2[3],
	       float gyr_radps[3])
{
	struct motion_step p = step_at(m, t_s);
	double tilt[3], lift[3], wob[2] = { 0 }, t = t_s - p.at_s;
	float about_x[3] = { 0 }, about_y[3] = { 0 }, force[3] = { 0 };
	struct gn_quat q, y;

	jerk(p.tilt, p.len_s, t, tilt);
	jerk(p.lift, p.len_s, t, lift);
	if (p.fidget != 0.0)
		wobble(&p, t, wob);
	about_x[0] = (float)tilt[0];
	about_y[1] = (float)wob[0];
	y = gn_quat_from_rotvec(about_y);
	q = gn_quat_mul(gn_quat_from_rotvec(about_x), y);
	force[1] = (float)(lift[2] * sin(m->slant_rad));
	force[2] = GN_G_MPS2 + (float)(lift[2] * cos(m->slant_rad));
	gn_quat_rotate_inv(q, force, force);
	gn_quat_rotate_inv(m->mount, force, acc_mps2);
	/* the rate about the level axis, seen from the segment */
	about_x[0] = (float)tilt[1];
	gn_quat_rotate_inv(y, about_x, about_x);
	about_x[1] += (float)wob[1];
	gn_quat_rotate_inv(m->mount, about_x, gyr_radps);
}

double motion_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state / 4294967296.0;
}

/* Sum of twelve: near enough to normal, and no logarithm. */
static float noise(uint32_t *state, double sd)
{
	double x = -6.0;

	for (int i = 0; i < 12; i++)
		x += motion_random(state);
	return (float)(sd * x);
}

static void measure(const struct motion *m, double t, uint32_t *rng,
		    struct gn_sample *s)
{
	motion_at(m, t, s->acc_mps2, s->gyr_radps);
	for (int c = 0; c < 3; c++) {
		s->mag_ut[c] = NAN;
		s->acc_mps2[c] += noise(rng, m->acc_noise_mps2);
		s->gyr_radps[c] += m->gyr_bias_radps[c] +
				   noise(rng, m->gyr_noise_radps);
		if (m->no_gyr)
			s->gyr_radps[c] = NAN;
	}
}

/* Samples of a burst are stamped when it comes, 1 ms apart. */
static double stamp(const struct motion *m, double t)
{
	double first;

	if (m->burst_s <= 0.0)
		return t;
	first = floor(t / m->burst_s) * m->burst_s;
	return first + m->burst_s + 0.001 * (t - first) * m->rate_hz;
}

struct gn_sample *motion_samples(const struct motion *m, uint32_t sensor,
				 size_t *n)
{
	size_t all = (size_t)(m->end_s * m->rate_hz) + 1, k = 0;
	struct gn_sample *out = calloc(all, sizeof(*out));
	uint32_t rng = 2463534242U + m->seed, fate = m->seed * 2654435761U + 1;

	if (!out)
		abort();
	for (size_t i = 0; i < all; i++) {
		double t = (double)i / m->rate_hz, f = motion_random(&fate);

		if (f < m->dropped && i)
			continue;
		measure(m, t, &rng, &out[k]);
		if (k && f > 1.0 - m->repeated)
			out[k] = out[k - 1];
		out[k].sensor = sensor;
		out[k++].t_ns = (int64_t)((stamp(m, t) + m->shift_s) * 1e9 +
					  0.5);
	}
	*n = k;
	return out;
}

struct gn_frame *motion_frames(const struct motion *m, size_t *n)
{
	struct motion even = *m;
	struct gn_sample *in;
	struct gn_frame *f;

	even.rate_hz = 50.0;
	even.dropped = even.repeated = even.burst_s = 0.0;
	in = motion_samples(&even, 0, n);
	f = calloc(*n, sizeof(*f));
	if (!f)
		abort();
	for (size_t i = 0; i < *n; i++) {
		memcpy(f[i].acc_mps2, in[i].acc_mps2, sizeof(f->acc_mps2));
		if (!m->no_gyr)
			memcpy(f[i].gyr_radps, in[i].gyr_radps,
			       sizeof(f->gyr_radps));
	}
	free(in);
	return f;
}

struct gn_sensor motion_sensor(const struct motion *m, const char *name)
{
	struct gn_sensor s = { .rate_hz = (float)m->rate_hz, .has_acc = 1,
			       .has_gyr = !m->no_gyr };

	snprintf(s.name, sizeof(s.name), "%s", name);
	s.place = gn_place_parse(name, &s.side);
	return s;
}

struct gn_sample *motion_merge(struct gn_sample *a, size_t n_a,
			       struct gn_sample *b, size_t n_b)
{
	struct gn_sample *out = calloc(n_a + n_b, sizeof(*out));
	size_t i = 0, k = 0;

	if (!out)
		abort();
	while (i < n_a || k < n_b)
		if (k == n_b || (i < n_a && a[i].t_ns <= b[k].t_ns)) {
			out[i + k] = a[i];
			i++;
		} else {
			out[i + k] = b[k];
			k++;
		}
	free(a);
	free(b);
	return out;
}

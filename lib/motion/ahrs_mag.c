/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "ahrs_priv.h"

/*
 * Heading. VQF turns towards the magnetometer with a fixed time constant.
 * Here a scalar Kalman filter does: the gyroscope's heading grows unsure as
 * fast as its bias and scale are, the field's direction is off by mag_sigma
 * and stays off alike for FIELD_TIME_S, since it is the building's iron that
 * bends it, not noise. A gyroscope that has lain still for a while is then
 * believed for a minute and more, one with an unknown bias for seconds.
 * Disturbance by norm and dip as in VQF.
 */
#define FIELD_TAU_S  0.05f      /* smoothing of the field now */
#define REF_TAU_S    20.0f
#define NORM_TOL     0.1f
#define DIP_TOL      RAD(10.0)
#define NEW_S        20.0f      /* a new field must last, in motion */
#define FIRST_S      5.0f
#define NEW_RATE     RAD(20.0)
#define GOOD_MIN_S   0.5f

#define FIELD_TIME_S 10.0f      /* its direction errs so long alike */
#define FLOOR        0.4f       /* never surer than this x sigma */
#define DISTURBED    10.0f      /* x sigma while the field is another */
#define START_SIGMA  RAD(30.0)

void gn_ahrs_mag_init(struct gn_ahrs_mag *m)
{
	memset(m, 0, sizeof(*m));
	m->var = -1.0f;
}

struct gn_quat gn_ahrs_mag_head(float delta_rad)
{
	float h = 0.5f * delta_rad;

	return (struct gn_quat){ cosf(h), 0.0f, 0.0f, sinf(h) };
}

float gn_ahrs_wrap(float rad)
{
	const float pi = 3.14159265f;

	if (rad > pi)
		return rad - 2.0f * pi;
	if (rad < -pi)
		return rad + 2.0f * pi;
	return rad;
}

int gn_ahrs_mag_align(struct gn_ahrs_mag *m, const float mag[3])
{
	if (mag[0] == 0.0f && mag[1] == 0.0f)
		return 0;
	m->delta_rad = atan2f(mag[0], mag[1]);
	m->var = START_SIGMA * START_SIGMA;
	return 1;
}

void gn_ahrs_mag_lost(struct gn_ahrs_mag *m)
{
	if (m->var >= 0.0f)
		m->var = START_SIGMA * START_SIGMA;
}

static int alike(const struct gn_ahrs_mag *m, float norm, float dip)
{
	return fabsf(m->norm - norm) < NORM_TOL * norm &&
	       fabsf(m->dip - dip) < DIP_TOL;
}

/* Is the field the one known? Learn it, or a new one in its place. */
static void judge(struct gn_ahrs_mag *m, float dt, float norm, float dip,
		  float rate)
{
	float k = dt / (FIELD_TAU_S + dt), kr = dt / (REF_TAU_S + dt);

	if (m->age_s == 0.0f)
		k = 1.0f;
	m->age_s += dt;
	m->norm += k * (norm - m->norm);
	m->dip += k * (dip - m->dip);
	if (m->known && alike(m, m->ref_norm, m->ref_dip)) {
		m->good_s += dt;
		if (m->good_s >= GOOD_MIN_S) {
			m->ref_norm += kr * (m->norm - m->ref_norm);
			m->ref_dip += kr * (m->dip - m->ref_dip);
		}
	} else {
		m->good_s = 0.0f;
	}
	if (m->cand_s > 0.0f && alike(m, m->cand_norm, m->cand_dip)) {
		if (rate >= NEW_RATE || !m->known)
			m->cand_s += dt;
		m->cand_norm += kr * (m->norm - m->cand_norm);
		m->cand_dip += kr * (m->dip - m->cand_dip);
	} else {
		m->cand_s = dt;
		m->cand_norm = m->norm;
		m->cand_dip = m->dip;
	}
	if (m->good_s < GOOD_MIN_S &&
	    m->cand_s >= (m->known ? NEW_S : FIRST_S)) {
		m->ref_norm = m->cand_norm;
		m->ref_dip = m->cand_dip;
		m->good_s = GOOD_MIN_S;
		m->known = 1;
	}
}

static int disturbed(const struct gn_ahrs_mag *m)
{
	return m->known && m->good_s < GOOD_MIN_S;
}

/*
 * Variance of the field's heading that comes with being unlike the known
 * field. Norm and dip show two components of the deviation; the third, which
 * turns the heading and cannot be seen, is taken to be as large.
 */
static float strange(const struct gn_ahrs_mag *m, float norm, float dip,
		     float horizontal)
{
	float dn = norm - m->ref_norm, dd = norm * (dip - m->ref_dip);

	if (!m->known)
		return 0.0f;
	return 0.5f * (dn * dn + dd * dd) / (horizontal * horizontal);
}

float gn_ahrs_mag_step(struct gn_ahrs_mag *m, float sigma,
		       const struct ahrs_mag_in *in)
{
	const float *e = in->mag;
	float before = m->var, dt = in->dt_s, grown, h, norm, dip, r, k;
	float least = FLOOR * sigma * (FLOOR * sigma);

	/* a bias turns on and on, scale errors as often back as forth */
	h = sqrtf(m->var) + sqrtf(in->bias_var) * dt;
	m->var = h * h +
		 in->gain_var / 3.0f * in->rate_radps * in->rate_radps * dt;
	grown = m->var - before;
	if (e == NULL)
		return grown;
	h = sqrtf(e[0] * e[0] + e[1] * e[1]);
	if (!(h > 0.0f))
		return grown;
	norm = sqrtf(h * h + e[2] * e[2]);
	dip = -atan2f(e[2], h);
	judge(m, dt, norm, dip, in->rate_radps);
	r = disturbed(m) ? DISTURBED * sigma * (DISTURBED * sigma)
			 : sigma * sigma;
	r = (r + strange(m, norm, dip, h)) * (FIELD_TIME_S / dt);
	k = m->var / (m->var + r);
	m->delta_rad = gn_ahrs_wrap(m->delta_rad +
				    k * gn_ahrs_wrap(atan2f(e[0], e[1]) -
						     m->delta_rad));
	r = (1.0f - k) * m->var;
	if (r > least)
		m->var = r;
	else if (m->var > least)
		m->var = least;
	return grown;
}

void gn_ahrs_mag_slow(struct gn_ahrs *a)
{
	struct gn_quat q = gn_quat_mul(a->tilt, a->q);
	float up[3], e[3], n = (float)(a->slow_n ? a->slow_n : 1);
	struct ahrs_mag_in in = {
		.dt_s = a->slow_s,
		.rate_radps = sqrtf(a->slow_gyr2 / n),
	};

	if (a->m.var < 0.0f)
		return;
	up[0] = 2.0f * (q.x * q.z - q.w * q.y);
	up[1] = 2.0f * (q.y * q.z + q.w * q.x);
	up[2] = 1.0f - 2.0f * (q.x * q.x + q.y * q.y);
	for (int i = 0; i < 3; i++) {
		in.bias_var += up[i] * up[i] * a->b.cov[2 + i][2 + i];
		in.gain_var += a->b.cov[5 + i][5 + i] / 3.0f;
	}
	if (a->slow_n_mag > 0) {
		for (int i = 0; i < 3; i++)
			e[i] = a->slow_mag[i] / (float)a->slow_n_mag;
		gn_quat_rotate(a->tilt, e, e);
		in.mag = e;
	}
	(void)gn_ahrs_mag_step(&a->m, a->p.mag_sigma_rad, &in);
	a->head = gn_ahrs_mag_head(a->m.delta_rad);
}

int gn_ahrs_mag_disturbed(const struct gn_ahrs *a)
{
	return a->m.var < 0.0f || disturbed(&a->m);
}

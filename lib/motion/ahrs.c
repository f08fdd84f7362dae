/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "ahrs_priv.h"

/*
 * Causal orientation: integration, blocks, inclination, rest.
 *
 * Inclination. Where all that is known of a movement is that its velocity is
 * bounded, and the frame drifts like a random walk, the best linear filter of
 * the specific force is a second-order Butterworth low-pass (the steady Kalman
 * filter of a double integrator). Hence VQF's filter, which is kept.
 *
 * Delay. A sampled gyroscope has a low-pass before its sampler and so a
 * delay: data sheets give bandwidth x delay of 0.17 to 0.5 (InvenSense
 * MPU-6500 register map, table of DLPF_CFG), which at the usual bandwidth of
 * 0.4 x rate is 0.4 to 1.3 samples. 0.75 stands for a sensor of which nothing
 * is known; one whose data sheet is at hand sets delay_s. Without it the
 * orientation is late: at 500 deg/s and 285 Hz each sample is 1.75 deg. The
 * prediction is linear and does not feed back.
 *
 * Blocks. acc is turned into frame i sample by sample, so its mean over a
 * block loses nothing: 36, 18 and 12 corrections a second are equally good
 * (0.610, 0.609, 0.606 deg of inclination on six recordings of a benchmark).
 *
 * Limit of the speed: a 6D sample takes one quaternion from a rotation vector
 * (20 operations), three products (28 each, one of them in the chain from
 * sample to sample: about 16 cycles), one rotation (30), normalising (10
 * and a root) and 20 for sums: 165 operations, 40 to 50 cycles of scalar code
 * at 3 to 4 a cycle. 9D adds a product and a rotation. A block (18 Hz) takes
 * about 300, a heading and bias step (9 Hz) 500.
 */

#define BLOCK_HZ   18.0f        /* corrections a second, see above */
#define GAP_S      0.1f         /* longer without gyr: tilt unknown */
#define NO_ACC_S   0.5f         /* longer without acc: a break in learning */
#define DELAY      0.75f        /* samples, see above */
#define REST_TAU_S 0.5f         /* rest as in VQF */
#define REST_MIN_S 1.5f
#define BIAS_MAX   RAD(5.0)     /* a slower turn may be bias */

struct gn_ahrs_params gn_ahrs_params_default(float rate_hz)
{
	return (struct gn_ahrs_params){
		.rate_hz          = rate_hz,
		.tau_acc_s        = 3.0f,
		.mag_sigma_rad    = RAD(3.0),
		.bias_sigma_radps = RAD(0.5),
		.rest_gyr_radps   = RAD(2.0),
		.rest_acc_mps2    = 0.5f,
		.delay_s          = NAN,
	};
}

static int within(float v, float lo, float hi)
{
	return v >= lo && v <= hi;
}

int gn_ahrs_init(struct gn_ahrs *a, const struct gn_ahrs_params *p)
{
	struct gn_ahrs_params copy = *p;

	if (!within(p->rate_hz, 1.0f, 20000.0f) ||
	    !within(p->tau_acc_s, 0.05f, 100.0f) ||
	    !within(p->mag_sigma_rad, 1e-6f, 10.0f) ||
	    !within(p->bias_sigma_radps, 1e-6f, 0.1f) ||
	    !within(p->rest_gyr_radps, 0.0f, 1.0f) ||
	    !within(p->rest_acc_mps2, 0.0f, 10.0f) ||
	    !(isnan(p->delay_s) || within(p->delay_s, 0.0f, 0.1f)))
		return GN_EINVAL;
	memset(a, 0, sizeof(*a));
	a->p = copy;
	a->gap_max_s = fmaxf(GAP_S, 3.5f / copy.rate_hz);
	a->q = a->ahead = a->tilt = a->head = gn_quat_identity();
	a->gain[0] = a->gain[1] = a->gain[2] = 1.0f;
	a->block = (uint32_t)(copy.rate_hz / BLOCK_HZ + 0.5f);
	if (a->block == 0)
		a->block = 1;
	gn_ahrs_bias_init(&a->b, &a->p);
	gn_ahrs_mag_init(&a->m);
	return GN_OK;
}

void gn_ahrs_reset(struct gn_ahrs *a)
{
	struct gn_ahrs_params p = a->p;
	int err = gn_ahrs_init(a, &p);

	(void)err;      /* the parameters were valid before */
}

int gn_ahrs_upright(const float u[3], struct gn_quat *turn)
{
	float n = sqrtf(dot3(u, u)), w = n + u[2], k;

	if (!(n > 0.1f))
		return 0;       /* free fall: no direction in it */
	/* as gn_quat_shortest_arc(u, z), for a u of any length */
	if (w > 1e-6f * n) {
		k = 1.0f / sqrtf(2.0f * n * w);
		*turn = (struct gn_quat){ w * k, u[1] * k, -u[0] * k, 0.0f };
	} else {
		*turn = (struct gn_quat){ 0.0f, 1.0f, 0.0f, 0.0f };
	}
	return 1;
}

/* Turn frame e6 so that up_i points up; the heading moves least. */
static void tilt_to(struct gn_ahrs *a, const float up_i[3], float turn[2])
{
	float u[3];
	struct gn_quat c;

	gn_quat_rotate(a->tilt, up_i, u);
	if (!gn_ahrs_upright(u, &c))
		return;
	a->tilt = gn_quat_renormalise(gn_quat_mul(c, a->tilt));
	turn[0] += 2.0f * c.x;
	turn[1] += 2.0f * c.y;
}

static void align(struct gn_ahrs *a, const float acc[3])
{
	float up[3], turn[2] = { 0.0f, 0.0f };

	if (!usable(acc, ACC_MAX))
		return;
	gn_quat_rotate(a->q, acc, up);
	tilt_to(a, up, turn);
	a->aligned = 1;
}

/*
 * What the newest orientation lacks, in samples. The rectangle rule turns by
 * the newest sample for a whole interval: half a sample too far for a rate
 * without delay.
 */
static float lead_of(const struct gn_ahrs_params *p)
{
	return (isnan(p->delay_s) ? DELAY : p->delay_s * p->rate_hz) - 0.5f;
}

static void align_mag(struct gn_ahrs *a, const float mag[3])
{
	float e[3];

	if (!usable(mag, MAG_MAX))
		return;
	gn_quat_rotate(gn_quat_mul(a->tilt, a->q), mag, e);
	if (gn_ahrs_mag_align(&a->m, e))
		a->head = gn_ahrs_mag_head(a->m.delta_rad);
}

/* sum += v turned by q, if v can be used. */
static inline void add_turned(float sum[3], uint32_t *n, struct gn_quat q,
			      const float v[3], float max)
{
	float e[3];

	if (!usable(v, max))
		return;
	gn_quat_rotate(q, v, e);
	sum[0] += e[0];
	sum[1] += e[1];
	sum[2] += e[2];
	(*n)++;
}

/* One sample of turning at w, bias and scale taken out. */
static inline struct gn_quat turned(struct gn_quat q, const float w[3],
				    const float bias[3], const float gain[3],
				    float dt)
{
	float r[3] = {
		gain[0] * (w[0] - bias[0]) * dt,
		gain[1] * (w[1] - bias[1]) * dt,
		gain[2] * (w[2] - bias[2]) * dt,
	};

	if (dot3(r, r) <= 1.0f)
		return gn_quat_mul(q, gn_quat_from_rotvec_small(r));
	return gn_quat_mul(q, gn_quat_from_rotvec(r));
}

/*
 * Go on from now as from was to now, `lead` times as far. The sum is longer
 * than 1 by lead (1 + lead) (1 - cos of half the step's angle).
 */
static inline struct gn_quat extrapolate(struct gn_quat was,
					 struct gn_quat now, float lead)
{
	float step = was.w * now.w + was.x * now.x + was.y * now.y +
		     was.z * now.z;
	struct gn_quat q = {
		now.w + lead * (now.w - was.w), now.x + lead * (now.x - was.x),
		now.y + lead * (now.y - was.y), now.z + lead * (now.z - was.z),
	};

	if (lead * (1.0f + lead) * (1.0f - step) < 2e-4f)
		return gn_quat_renormalise(q);
	return gn_quat_normalise(q);
}

void gn_ahrs_integrate(struct gn_ahrs *a, size_t n, const float *dt_s,
		       const float *gyr, const float *acc, const float *mag,
		       struct gn_quat *q6, struct gn_quat *q9)
{
	/* copies, since the compiler must think that q6 and q9 overlap *a */
	const struct gn_quat tilt = a->tilt, head = a->head;
	const float bias[3] = { a->bias[0], a->bias[1], a->bias[2] };
	const float gain[3] = { a->gain[0], a->gain[1], a->gain[2] };
	const float nominal = 1.0f / a->p.rate_hz, lead = lead_of(&a->p);
	const float gap_max = a->gap_max_s;
	struct gn_ahrs_sums s = a->s;
	struct gn_quat q = a->q, ahead = a->ahead, e;
	float gap = a->gap_s;

	for (size_t i = 0; i < n; i++) {
		const float *w = gyr + 3 * i;
		float dt = nominal;

		if (dt_s != NULL && dt_s[i] >= 0.0f)
			dt = dt_s[i] <= gap_max ? dt_s[i] : 2.0f * gap_max;
		s.time_s += dt;
		if (dt <= gap_max && usable(w, GYR_MAX)) {
			e = turned(q, w, bias, gain, dt);
			ahead = extrapolate(q, e, lead);
			q = e;
			s.gyr[0] += w[0];
			s.gyr[1] += w[1];
			s.gyr[2] += w[2];
			s.n_gyr++;
			if (gap <= gap_max)
				gap = 0.0f;
		} else {
			ahead = q;
			gap += dt;
		}
		add_turned(s.acc, &s.n_acc, q, acc + 3 * i, ACC_MAX);
		if (mag != NULL)
			add_turned(s.mag, &s.n_mag, q, mag + 3 * i, MAG_MAX);
		e = gn_quat_mul(tilt, ahead);
		if (q6 != NULL)
			q6[i] = e;
		if (q9 != NULL)
			q9[i] = gn_quat_mul(head, e);
	}
	a->s = s;
	a->q = q;
	a->ahead = ahead;
	a->gap_s = gap;
	a->count += (uint32_t)n;
}

/* acc NULL: none came, gyr alone decides. */
static void rest_block(struct gn_ahrs *a, float dt, const float *gyr,
		       const float *acc)
{
	float k = 1.0f - 1.0f / (1.0f + dt / REST_TAU_S);
	float g2 = 0.0f, a2 = 0.0f;
	int slow = 1;

	for (int i = 0; i < 3; i++) {
		float dg = gyr[i] - a->rest_gyr[i];
		float da = acc != NULL ? acc[i] - a->rest_acc[i] : 0.0f;

		a->rest_gyr[i] += k * dg;
		a->rest_acc[i] += k * da;
		g2 += dg * dg;
		a2 += da * da;
		slow &= fabsf(a->rest_gyr[i]) <= BIAS_MAX;
	}
	if (g2 <= a->p.rest_gyr_radps * a->p.rest_gyr_radps &&
	    a2 <= a->p.rest_acc_mps2 * a->p.rest_acc_mps2 && slow)
		a->rest_s += dt;
	else
		a->rest_s = 0.0f;
}

static void tilt_block(struct gn_ahrs *a, float dt, const float acc[3])
{
	float k, d, d2 = 0.0f;

	if (a->no_acc_s > NO_ACC_S && a->age_s > a->p.tau_acc_s) {
		/* corrections stood still: nothing to learn bias from */
		a->age_s = a->p.tau_acc_s;
		gn_ahrs_bias_restart(&a->b);
	}
	dt += a->no_acc_s < NO_ACC_S ? a->no_acc_s : NO_ACC_S;
	a->no_acc_s = 0.0f;
	a->age_s += dt;
	if (a->age_s < a->p.tau_acc_s) {
		k = dt / a->age_s;
		for (int i = 0; i < 3; i++)
			a->low[i] += k * (acc[i] - a->low[i]);
	} else {
		low_pass(a->low, a->rate, acc, 3, dt, a->p.tau_acc_s);
	}
	for (int i = 0; i < 3; i++) {
		d = acc[i] - a->low[i];
		d2 += d * d;
	}
	a->shake += (d2 - a->shake) * dt / (a->p.tau_acc_s + dt);
	tilt_to(a, a->low, a->slow_turn);
}

static void restart_tilt(struct gn_ahrs *a)
{
	a->age_s = 0.0f;
	a->rest_s = 0.0f;
	a->gap_s = 0.0f;
	a->no_acc_s = 0.0f;
	memset(a->low, 0, sizeof(a->low));
	memset(a->rate, 0, sizeof(a->rate));
	gn_ahrs_bias_restart(&a->b);
	gn_ahrs_mag_lost(&a->m);
}

/* About nine times a second: what changes slowly. */
static void slow(struct gn_ahrs *a)
{
	gn_ahrs_bias_slow(a);
	if (a->aligned)
		gn_ahrs_mag_slow(a);
	memset(a->slow, 0, sizeof(a->slow));
	memset(a->slow_mag, 0, sizeof(a->slow_mag));
	memset(a->slow_turn, 0, sizeof(a->slow_turn));
	a->slow_s = a->slow_gyr2 = 0.0f;
	a->slow_n = a->slow_n_mag = 0;
}

static void block(struct gn_ahrs *a)
{
	struct gn_ahrs_sums *s = &a->s;
	float k;

	a->q = gn_quat_renormalise(a->q);
	if (a->gap_s > a->gap_max_s && s->n_gyr > 0)
		restart_tilt(a);
	if (s->time_s > 0.0f && s->n_gyr > 0) {
		k = 1.0f / (float)s->n_gyr;
		for (int i = 0; i < 3; i++)
			s->gyr[i] *= k;
		if (s->n_acc > 0) {
			k = 1.0f / (float)s->n_acc;
			for (int i = 0; i < 3; i++)
				s->acc[i] *= k;
			tilt_block(a, s->time_s, s->acc);
		} else {
			a->no_acc_s += s->time_s;
		}
		rest_block(a, s->time_s, s->gyr, s->n_acc ? s->acc : NULL);
		gn_ahrs_bias_block(a, s->time_s);
		a->slow_gyr2 += dot3(s->gyr, s->gyr);
		a->slow_n++;
	}
	for (int i = 0; i < 3; i++)
		a->slow_mag[i] += s->mag[i];
	a->slow_n_mag += s->n_mag;
	a->slow_s += s->time_s;
	*s = (struct gn_ahrs_sums){ 0 };
	a->count = 0;
	if (a->slow_s >= AHRS_SLOW_S)
		slow(a);
}

void gn_ahrs_update_dt(struct gn_ahrs *a, size_t n, const float *dt_s,
		       const float *gyr, const float *acc, const float *mag,
		       struct gn_quat *q6, struct gn_quat *q9)
{
	for (size_t i = 0, run; i < n; i += run) {
		run = 1;
		if (!a->aligned)
			align(a, acc + 3 * i);
		if (a->m.var < 0.0f && a->aligned && mag != NULL)
			align_mag(a, mag + 3 * i);
		if (a->aligned)
			run = a->block - a->count;
		if (run > n - i)
			run = n - i;
		gn_ahrs_integrate(a, run, dt_s != NULL ? dt_s + i : NULL,
				  gyr + 3 * i, acc + 3 * i,
				  mag != NULL ? mag + 3 * i : NULL,
				  q6 != NULL ? q6 + i : NULL,
				  q9 != NULL ? q9 + i : NULL);
		if (a->count >= a->block)
			block(a);
	}
}

void gn_ahrs_update(struct gn_ahrs *a, size_t n, const float *gyr,
		    const float *acc, const float *mag, struct gn_quat *q6,
		    struct gn_quat *q9)
{
	gn_ahrs_update_dt(a, n, NULL, gyr, acc, mag, q6, q9);
}

struct gn_quat gn_ahrs_q6(const struct gn_ahrs *a)
{
	return gn_quat_mul(a->tilt, a->ahead);
}

struct gn_quat gn_ahrs_q9(const struct gn_ahrs *a)
{
	return gn_quat_mul(a->head, gn_ahrs_q6(a));
}

int gn_ahrs_at_rest(const struct gn_ahrs *a)
{
	return a->rest_s >= REST_MIN_S;
}

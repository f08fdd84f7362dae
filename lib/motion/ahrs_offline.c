/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "ahrs_priv.h"

/*
 * Offline orientation. Three passes over the samples:
 *
 * 1. the causal filter, for the gyroscope's errors; a fixed-interval smoother
 *    (Rauch, Tung, Striebel, AIAA J. 3(8), 1965) over their random walk then
 *    tells each chunk of the recording what the rest of it knows;
 * 2. integration with those; acc and mag are summed block by block. Over the
 *    blocks, acc is low-passed forward and backward (zero phase) and the
 *    heading smoothed;
 * 3. the corrections are put on the samples.
 */
#define CHUNK  128              /* samples with the same bias and scale */
#define PARAMS 6

struct chunk {
	float x[PARAMS];                /* bias, gain - 1 */
	float cov[PARAMS][PARAMS];
	float time_s;
};

struct offline_block {
	float          acc[3], mag[3];  /* means in frame i */
	float          low[3];          /* acc, low-passed */
	float          gyr2;
	float          delta_rad, var, grown;
	float          time_s;
	uint32_t       n_gyr, n_acc, n_mag, restart;
	struct gn_quat tilt;
};

struct offline {
	struct gn_ahrs a;
	const float *gyr, *acc, *mag;
	size_t n, block, n_blocks, n_chunks, n_pad;
	struct chunk *chunks;
	struct offline_block *blocks;
	float (*pad)[3];        /* mirrored ends of a piece, forward pass */
};

static size_t align_up(size_t n)
{
	return (n + 15) / 16 * 16;
}

static size_t n_pad(const struct gn_ahrs *a, size_t n_blocks)
{
	float s = 3.0f * a->p.tau_acc_s * a->p.rate_hz / (float)a->block;

	return s < (float)n_blocks ? (size_t)s + 1 : n_blocks;
}

/* Lay out work memory; returns the bytes it takes. mem NULL: only count. */
static size_t lay_out(struct offline *o, char *mem)
{
	size_t at = 0;

	o->block = o->a.block;
	o->n_blocks = (o->n + o->block - 1) / o->block;
	o->n_chunks = (o->n + CHUNK - 1) / CHUNK;
	o->n_pad = n_pad(&o->a, o->n_blocks);
	if (mem != NULL)
		o->chunks = (struct chunk *)(void *)mem;
	at += align_up(o->n_chunks * sizeof(*o->chunks));
	if (mem != NULL)
		o->blocks = (struct offline_block *)(void *)(mem + at);
	at += align_up(o->n_blocks * sizeof(*o->blocks));
	if (mem != NULL)
		o->pad = (float (*)[3])(void *)(mem + at);
	at += align_up(o->n_pad * sizeof(*o->pad));
	return at;
}

size_t gn_ahrs_offline_size(const struct gn_ahrs_params *p, size_t n)
{
	struct offline o;

	if (p == NULL || gn_ahrs_init(&o.a, p) != GN_OK)
		return 0;
	o.n = n;
	return lay_out(&o, NULL);
}

/* ---- pass 1: the gyroscope's errors ----------------------------------- */

static void learn(struct offline *o)
{
	struct gn_ahrs *a = &o->a;

	for (size_t c = 0; c < o->n_chunks; c++) {
		size_t at = c * CHUNK;
		size_t n = o->n - at < CHUNK ? o->n - at : CHUNK;
		struct chunk *k = &o->chunks[c];

		gn_ahrs_update(a, n, o->gyr + 3 * at, o->acc + 3 * at, NULL,
			       NULL, NULL);
		k->time_s = (float)n / a->p.rate_hz;
		for (int i = 0; i < PARAMS; i++) {
			k->x[i] = a->b.x[2 + i];
			for (int j = 0; j < PARAMS; j++)
				k->cov[i][j] = a->b.cov[2 + i][2 + j];
		}
	}
}

/* Solve m y = d for a symmetric positive definite m (Cholesky, in place). */
static void solve(float m[PARAMS][PARAMS], float d[PARAMS])
{
	for (int i = 0; i < PARAMS; i++) {
		for (int j = 0; j <= i; j++) {
			float s = m[i][j];

			for (int k = 0; k < j; k++)
				s -= m[i][k] * m[j][k];
			if (i == j)
				m[i][i] = s > 0.0f ? 1.0f / sqrtf(s) : 0.0f;
			else
				m[i][j] = s * m[j][j];
		}
		for (int k = 0; k < i; k++)
			d[i] -= m[i][k] * d[k];
		d[i] *= m[i][i];
	}
	for (int i = PARAMS - 1; i >= 0; i--) {
		for (int k = i + 1; k < PARAMS; k++)
			d[i] -= m[k][i] * d[k];
		d[i] *= m[i][i];
	}
}

/* x(k) += P (P + Q)^-1 (x(k + 1) - x(k)), from the last chunk down. */
static void smooth_errors(struct offline *o)
{
	for (size_t c = o->n_chunks - 1; c-- > 0;) {
		struct chunk *k = &o->chunks[c];
		float m[PARAMS][PARAMS], d[PARAMS], bias, gain;

		gn_ahrs_bias_walk(k[1].time_s, &bias, &gain);
		memcpy(m, k->cov, sizeof(m));
		for (int i = 0; i < PARAMS; i++) {
			m[i][i] += i < 3 ? bias : gain;
			d[i] = k[1].x[i] - k->x[i];
		}
		solve(m, d);
		for (int i = 0; i < PARAMS; i++)
			for (int j = 0; j < PARAMS; j++)
				k->x[i] += k->cov[i][j] * d[j];
	}
}

/* ---- pass 2: integration, block means --------------------------------- */

static void take_block(struct gn_ahrs *a, struct offline_block *b)
{
	struct gn_ahrs_sums *s = &a->s;

	for (int i = 0; i < 3; i++) {
		b->acc[i] = s->acc[i] / (float)(s->n_acc ? s->n_acc : 1);
		b->mag[i] = s->mag[i];
	}
	for (int i = 0; i < 3 && s->n_gyr > 0; i++)
		s->gyr[i] /= (float)s->n_gyr;
	b->gyr2 = dot3(s->gyr, s->gyr);
	b->n_acc = s->n_gyr ? s->n_acc : 0;
	b->n_gyr = s->n_gyr;
	b->n_mag = s->n_mag;
	b->time_s = s->time_s;
	b->restart = a->gap_s > a->gap_max_s && s->n_gyr > 0;
	if (b->restart)
		a->gap_s = 0.0f;
	*s = (struct gn_ahrs_sums){ 0 };
	a->count = 0;
	a->q = gn_quat_renormalise(a->q);
}

/* Orientations in frame i go to q. */
static void integrate_all(struct offline *o, struct gn_quat *q)
{
	struct gn_ahrs *a = &o->a;
	size_t b = 0;

	for (size_t i = 0, run; i < o->n; i += run) {
		const struct chunk *k = &o->chunks[i / CHUNK];

		run = CHUNK - i % CHUNK;
		if (run > o->block - a->count)
			run = o->block - a->count;
		if (run > o->n - i)
			run = o->n - i;
		for (int j = 0; j < 3; j++) {
			a->bias[j] = k->x[j];
			a->gain[j] = 1.0f + k->x[3 + j];
		}
		gn_ahrs_integrate(a, run, NULL, o->gyr + 3 * i, o->acc + 3 * i,
				  o->mag != NULL ? o->mag + 3 * i : NULL,
				  q + i, NULL);
		if (a->count == o->block || i + run == o->n)
			take_block(a, &o->blocks[b++]);
	}
}

/* ---- over the blocks -------------------------------------------------- */

struct filter {
	float low[3], rate[3], dt, tau;
};

static void step(struct filter *f, const float in[3])
{
	low_pass(f->low, f->rate, in, 3, f->dt, f->tau);
}

/* Blocks without acc lie on the line between their neighbours that have it. */
static void fill(struct offline_block *b, size_t n)
{
	size_t was = n;         /* the last one with acc */

	for (size_t i = 0; i < n; i++) {
		if (b[i].n_acc == 0)
			continue;
		for (size_t k = was < n ? was + 1 : 0; k < i; k++)
			for (int j = 0; j < 3; j++) {
				float part = was < n ? (float)(k - was) /
						       (float)(i - was) : 1.0f;
				float from = was < n ? b[was].acc[j] : 0.0f;

				b[k].acc[j] = from + part * (b[i].acc[j] -
							     from);
			}
		was = i;
	}
	for (size_t k = was + 1; k < n; k++)
		memcpy(b[k].acc, b[was].acc, sizeof(b[k].acc));
}

/*
 * Zero-phase low-pass of one piece, its ends mirrored: the mean over the
 * piece when that is shorter than tau.
 */
static void smooth_piece(struct offline *o, struct offline_block *b, size_t n)
{
	size_t pad, all = n;
	struct filter f = { .tau = o->a.p.tau_acc_s };

	while (n > 1 && b[n - 1].n_gyr == 0)
		n--;            /* a gap at the end tells nothing */
	pad = n < o->n_pad ? n : o->n_pad;
	f.dt = (float)o->block / o->a.p.rate_hz;
	fill(b, n);
	for (size_t i = 0; i < pad; i++)
		for (int j = 0; j < 3; j++)
			f.low[j] += (b[i].acc[j] - f.low[j]) / (float)(i + 1);
	for (size_t i = pad; i-- > 0;)
		step(&f, b[i].acc);
	for (size_t i = 0; i < n; i++) {
		step(&f, b[i].acc);
		memcpy(b[i].low, f.low, sizeof(f.low));
	}
	for (size_t i = 0; i < pad; i++) {
		step(&f, b[n - 1 - i].acc);
		memcpy(o->pad[i], f.low, sizeof(f.low));
	}
	memset(f.rate, 0, sizeof(f.rate));
	for (size_t i = pad; i-- > 0;)
		step(&f, o->pad[i]);
	for (size_t i = n; i-- > 0;) {
		step(&f, b[i].low);
		memcpy(b[i].low, f.low, sizeof(f.low));
	}
	for (size_t i = n; i < all; i++)
		memcpy(b[i].low, b[n - 1].low, sizeof(b[i].low));
}

static void smooth_tilt(struct offline *o)
{
	struct gn_quat tilt = gn_quat_identity(), c;
	float u[3];

	for (size_t i = 0, n; i < o->n_blocks; i += n) {
		for (n = 1; i + n < o->n_blocks; n++)
			if (o->blocks[i + n].restart)
				break;
		smooth_piece(o, &o->blocks[i], n);
	}
	for (size_t i = 0; i < o->n_blocks; i++) {
		gn_quat_rotate(tilt, o->blocks[i].low, u);
		if (gn_ahrs_upright(u, &c))
			tilt = gn_quat_renormalise(gn_quat_mul(c, tilt));
		o->blocks[i].tilt = tilt;
	}
}

/* Heading over n blocks from i on, judged at once. */
static void heading_step(struct offline *o, struct gn_ahrs_mag *m, size_t i,
			 size_t n)
{
	struct offline_block *b = &o->blocks[i];
	const struct gn_ahrs *a = &o->a;
	struct ahrs_mag_in in = { 0 };
	float sum[3] = { 0.0f, 0.0f, 0.0f }, n_mag = 0.0f, u[3], grown = 0.0f;

	for (size_t k = 0; k < n; k++) {
		gn_quat_rotate(b[k].tilt, b[k].mag, u);
		for (int j = 0; j < 3; j++)
			sum[j] += u[j];
		n_mag += (float)b[k].n_mag;
		in.dt_s += b[k].time_s;
		in.rate_radps += b[k].gyr2 / (float)n;
		if (b[k].restart)
			gn_ahrs_mag_lost(m);
	}
	in.rate_radps = sqrtf(in.rate_radps);
	for (int j = 0; j < 3; j++) {
		in.bias_var += a->b.cov[2 + j][2 + j] / 3.0f;
		in.gain_var += a->b.cov[5 + j][5 + j] / 3.0f;
		sum[j] /= n_mag > 0.0f ? n_mag : 1.0f;
	}
	in.mag = n_mag > 0.0f ? sum : NULL;
	if (m->var < 0.0f && in.mag != NULL)
		(void)gn_ahrs_mag_align(m, sum);
	if (m->var >= 0.0f)
		grown = gn_ahrs_mag_step(m, a->p.mag_sigma_rad, &in);
	for (size_t k = 0; k < n; k++) {
		b[k].delta_rad = m->delta_rad;
		b[k].var = m->var;
		b[k].grown = grown;
	}
}

/* Forward as the causal filter does, then the same smoother backward. */
static void smooth_heading(struct offline *o)
{
	size_t every = (size_t)(AHRS_SLOW_S * o->a.p.rate_hz /
				(float)o->block) + 1;
	struct gn_ahrs_mag m;
	float later = 0.0f, grown = -1.0f;

	gn_ahrs_mag_init(&m);
	for (size_t i = 0; i < o->n_blocks; i += every)
		heading_step(o, &m, i, o->n_blocks - i < every ?
				       o->n_blocks - i : every);
	for (size_t i = (o->n_blocks - 1) / every * every;; i -= every) {
		struct offline_block *b = &o->blocks[i];
		float c = b->var < 0.0f ? 1.0f : b->var / (b->var + grown);

		if (grown >= 0.0f)
			b->delta_rad += c * gn_ahrs_wrap(later - b->delta_rad);
		later = b->delta_rad;
		grown = b->grown;
		for (size_t k = 1; k < every && i + k < o->n_blocks; k++)
			b[k].delta_rad = later;
		if (i == 0)
			break;
	}
}

/* ---- pass 3 ----------------------------------------------------------- */

static void finish(const struct offline *o, const struct gn_quat *q,
		   struct gn_quat *q6, struct gn_quat *q9)
{
	for (size_t b = 0, i = 0; b < o->n_blocks; b++) {
		struct gn_quat tilt = o->blocks[b].tilt, head, e;
		size_t end = i + o->block < o->n ? i + o->block : o->n;

		head = gn_ahrs_mag_head(o->blocks[b].delta_rad);
		for (; i < end; i++) {
			e = gn_quat_mul(tilt, q[i]);
			if (q9 != NULL)
				q9[i] = gn_quat_mul(head, e);
			if (q6 != NULL)
				q6[i] = e;
		}
	}
}

int gn_ahrs_offline(const struct gn_ahrs_params *p, size_t n,
		    const float *gyr, const float *acc, const float *mag,
		    void *work, size_t size, struct gn_quat *q6,
		    struct gn_quat *q9)
{
	struct offline o = { .gyr = gyr, .acc = acc, .mag = mag, .n = n };
	struct gn_ahrs_bias learned;
	struct gn_quat *q = q6 != NULL ? q6 : q9;

	if (n == 0 || gn_ahrs_init(&o.a, p) != GN_OK)
		return GN_EINVAL;
	if (size < lay_out(&o, NULL))
		return GN_ENOSPC;
	if (q == NULL)
		return GN_OK;
	(void)lay_out(&o, work);
	learn(&o);
	smooth_errors(&o);
	learned = o.a.b;
	gn_ahrs_reset(&o.a);
	o.a.b = learned;
	integrate_all(&o, q);
	smooth_tilt(&o);
	smooth_heading(&o);
	finish(&o, q, q6, q9);
	return GN_OK;
}

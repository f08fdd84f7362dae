/* SPDX-License-Identifier: MIT */
/* Two sensors side by side: shaken alike, turned alike, one above the other? */
#include <math.h>
#include <string.h>

#include "covary.h"
#include "gonio/joint_centre.h"
#include "gonio/vec.h"
#include "session_priv.h"

/* What is compared: rate or acceleration, against the mean of the frames so
 * many before and after. Steps longer than 0.16 s are the exercise itself, in
 * which left and right are alike. */
static const struct { uint8_t acc, lag; } looks[] = {
	{ 0, 1 }, { 0, 2 }, { 1, 2 }, { 1, 4 }, { 1, 8 },
};
/* One segment: twice likeness, less what is not shared. Real neighbours reach
 * 0.7; less is enough of a joint that should bend and does not. */
#define ONE 1.2
#define ONE_UNBENT 0.9
#define APART 0.5               /* not shared: a stiff joint between */
#define NOISE_MPS2 0.02f        /* in every misfit: less is no evidence */
#define ALIKE_PART 0.36f        /* of the rates: it does not bend ... */
#define ALIKE_RADPS 0.3f        /* ... and turns */
#define LOOKS (sizeof(looks) / sizeof(looks[0]))

/* One sensor's frames; bit says in use where they are known. */
static void load(struct gn_session *s, size_t sensor, int k)
{
	const struct sensor *x = &s->s[sensor];
	const struct gn_mount *at_rest = &s->body.mount[sensor];
	struct mistakes *m = &s->mistakes;

	for (size_t i = 0; i < x->n; i++) {
		const struct gn_frame *f = &x->span[i];
		uint32_t at = x->frame_of[i];

		if (at >= m->n_pair || x->apart[i])
			continue;
		m->pair[k][at] = *f;
		for (int c = 0; c < 3 && at_rest->has_up; c++)
			m->pair[k][at].gyr_radps[c] -=
				at_rest->axes.bias_radps[c];
		m->rate[k][at] = sqrtf(gn_dot3(f->gyr_radps, f->gyr_radps));
		m->acc[k][at] = sqrtf(gn_dot3(f->acc_mps2, f->acc_mps2));
		m->use[at] |= (uint8_t)(1 << k);
	}
}

/* Sensors i and k at the same instants. */
static void pair(struct gn_session *s, size_t i, size_t k)
{
	struct mistakes *m = &s->mistakes;

	m->n_pair = s->stretch.n < PAIR_FRAMES ? s->stretch.n : PAIR_FRAMES;
	memset(m->use, 0, m->n_pair);
	load(s, i, 0);
	load(s, k, 1);
	for (size_t f = 0; f < m->n_pair; f++)
		m->use[f] = m->use[f] == 3;
}

static float bend(const float *x, size_t i, size_t lag)
{
	return x[i] - 0.5f * (x[i - lag] + x[i + lag]);
}

/* Correlation of one look; *n: the frames in it. */
static double correlate(const struct mistakes *m, const float *a,
			const float *b, size_t lag, size_t *n)
{
	double ab = 0.0, aa = 0.0, bb = 0.0;

	*n = 0;
	for (size_t i = lag; i + lag < m->n_pair; i++) {
		double x, y;

		if (!m->use[i - lag] || !m->use[i] || !m->use[i + lag])
			continue;
		x = (double)bend(a, i, lag);
		y = (double)bend(b, i, lag);
		ab += x * y;
		aa += x * x;
		bb += y * y;
		++*n;
	}
	return aa > 0.0 && bb > 0.0 ? ab / sqrt(aa * bb) : NAN;
}

float gn_mistakes_likeness(struct gn_session *s, size_t a, size_t b,
			   size_t *frames)
{
	const struct mistakes *m = &s->mistakes;
	double sum = 0.0, n = 0.0;

	pair(s, a, b);
	for (size_t k = 0; k < LOOKS; k++) {
		double r = correlate(m, looks[k].acc ? m->acc[0] : m->rate[0],
				     looks[k].acc ? m->acc[1] : m->rate[1],
				     looks[k].lag, frames);

		/* one of them at perfect rest has nothing to say */
		if (!isfinite(r))
			continue;
		sum += r;
		n += 1.0;
	}
	return *frames >= GN_JOINT_CENTRE_MIN && n > 0.0 ? (float)(sum / n)
							 : NAN;
}

/*
 * How much of the swing of the acceleration's length the two do not share, of
 * the one that swings more: rms of the difference, less its mean.
 */
static double apart(const struct mistakes *m)
{
	struct covary c = { 0 };

	for (size_t i = 0; i < m->n_pair; i++)
		if (m->use[i])
			covary_add(&c, m->acc[0][i], m->acc[1][i]);
	covary_centre(&c);
	return sqrt(fmax(c.xx - 2.0 * c.xy + c.yy, 0.0) / fmax(c.xx, c.yy));
}

/* Do the rates of both have much the same length all the time? */
static int turns_alike(const struct mistakes *m)
{
	double diff = 0.0, all = 0.0, n = 0.0;

	for (size_t i = 0; i < m->n_pair; i++) {
		double x = (double)m->rate[0][i], y = (double)m->rate[1][i];

		if (!m->use[i])
			continue;
		diff += (x - y) * (x - y);
		all += x * y;
		n += 1.0;
	}
	return all > n * (double)(ALIKE_RADPS * ALIKE_RADPS) &&
	       diff < (double)(ALIKE_PART * ALIKE_PART) * all;
}

int gn_mistakes_together(struct gn_session *s, size_t a, size_t b, int bends)
{
	size_t n;
	double alike = (double)gn_mistakes_likeness(s, a, b, &n);
	double not_shared = apart(&s->mistakes);
	double one = bends && turns_alike(&s->mistakes) ? ONE_UNBENT : ONE;

	return n >= GN_JOINT_CENTRE_MIN && not_shared < APART &&
	       2.0 * alike - not_shared > one;
}

double gn_mistakes_above(struct gn_session *s, size_t a, size_t b,
			 double *sd_m)
{
	const struct gn_mount *x = &s->body.mount[a], *y = &s->body.mount[b];
	const struct mistakes *m = &s->mistakes;
	struct gn_joint_centre c;

	if (!x->has_up || !y->has_up)
		return NAN;
	pair(s, a, b);
	if (gn_joint_centre_fit(m->pair[0], m->pair[1], m->use, m->n_pair,
				FRAME_HZ, &c))
		return NAN;
	return gn_joint_centre_above(&c, x->axes.up, y->axes.up, sd_m);
}

void gn_mistakes_forget(struct mistakes *m)
{
	for (size_t a = 0; a < GN_SENSORS_MAX; a++)
		for (size_t b = 0; b < GN_SENSORS_MAX; b++)
			m->misfit_mps2[a][b] = -1.0f;
}

float gn_mistakes_misfit(struct gn_session *s, size_t a, size_t b)
{
	const struct mistakes *m = &s->mistakes;
	float *known = &s->mistakes.misfit_mps2[a < b ? a : b][a < b ? b : a];
	struct gn_joint_centre c;

	if (*known < 0.0f) {
		pair(s, a, b);
		*known = gn_joint_centre_fit(m->pair[0], m->pair[1], m->use,
					     m->n_pair, FRAME_HZ, &c) ?
			 NAN : hypotf((float)c.residual_mps2, NOISE_MPS2);
	}
	return *known;
}

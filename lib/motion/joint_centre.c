/* SPDX-License-Identifier: MIT */
#include "gonio/joint_centre.h"

#include <math.h>
#include <string.h>

#include "gonio/linalg.h"
#include "gonio/quat.h"
#include "gonio/vec.h"

#define ROUNDS 8
#define DONE_M 1e-3             /* a step this short ends them */
#define USUAL_M 0.3             /* of a sensor from its joint: the pull */
#define STARTS 3                /* at the sensors, a above b, below it, ... */
#define START_M 0.2             /* ... each so far from the joint */
#define LIKE_NEIGHBOUR 2.0      /* times the sd: ours, see tests */
#define STEP_S 0.1              /* muscle and skin swing faster ... */
#define STEPS 20                /* ... and in 2 s no rate drifts far */
#define STEPS_LEAST 4           /* fewer show nothing but how they stand */
#define UNSEEN 1e-9             /* keeps what is not seen at 0 */

/* Some steps of one sensor, in its axes at their start. */
struct run {
	float gain[STEPS][3];   /* of velocity and of gravity in each, m/s */
	float arm[STEPS][3][3]; /* ... of the joint: gain - arm * to */
};

/* Velocity about the joint, per metre from it: (R w x) as a matrix. */
static void spin(struct gn_quat q, const float w[3], float out[3][3])
{
	for (int k = 0; k < 3; k++) {
		float unit[3] = { k == 0, k == 1, k == 2 }, v[3];

		gn_cross3(w, unit, v);
		gn_quat_rotate(q, v, v);
		for (int i = 0; i < 3; i++)
			out[i][k] = v[i];
	}
}

/* The sensor from one frame to the next: *q is that of the second. */
static void turn(const struct gn_frame *f, float dt, struct gn_quat *q,
		 float gain[3])
{
	float by[3], a[3], b[3];

	gn_quat_rotate(*q, f[0].acc_mps2, a);
	for (int c = 0; c < 3; c++)
		by[c] = 0.5f * dt * (f[0].gyr_radps[c] + f[1].gyr_radps[c]);
	*q = gn_quat_renormalise(gn_quat_mul(*q,
					     gn_quat_from_rotvec_small(by)));
	gn_quat_rotate(*q, f[1].acc_mps2, b);
	for (int c = 0; c < 3; c++)
		gain[c] += 0.5f * dt * (a[c] + b[c]);
}

/* n steps of so many frames each. */
static void integrate(const struct gn_frame *f, size_t n, size_t frames,
		      float dt, struct run *r)
{
	struct gn_quat q = gn_quat_identity();
	float was[3][3], is[3][3];

	memset(r, 0, sizeof(*r));
	spin(q, f->gyr_radps, was);
	for (size_t k = 0; k < n; k++) {
		for (size_t i = 0; i < frames; i++, f++)
			turn(f, dt, &q, r->gain[k]);
		spin(q, f->gyr_radps, is);
		for (int i = 0; i < 3; i++)
			for (int c = 0; c < 3; c++)
				r->arm[k][i][c] = is[i][c] - was[i][c];
		memcpy(was, is, sizeof(was));
	}
}

/* The joint's gain of velocity in a step, as the sensor sees it. */
static void gain_of_joint(const struct run *r, size_t k, const double to[3],
			  double out[3])
{
	for (int i = 0; i < 3; i++) {
		out[i] = (double)r->gain[k][i];
		for (int c = 0; c < 3; c++)
			out[i] -= (double)r->arm[k][i][c] * to[c];
	}
}

/*
 * The rotation that takes the vectors a to b best, from the sum of their
 * products (Kabsch 1976). What moves in a plane leaves the third direction to
 * the other two.
 */
static void align(const double ab[3][3], double out[3][3])
{
	double sq[3][3] = { { 0 } }, val[3], v[3][3], u[3][3], along, norm;

	for (int i = 0; i < 3; i++)
		for (int k = i; k < 3; k++)
			for (int c = 0; c < 3; c++)
				sq[i][k] += ab[c][i] * ab[c][k];
	gn_eig_sym3((const double (*)[3])sq, val, v);
	for (int k = 0; k < 2; k++) {
		for (int i = 0; i < 3; i++)
			u[k][i] = ab[i][0] * v[k][0] + ab[i][1] * v[k][1] +
				  ab[i][2] * v[k][2];
		along = k ? u[0][0] * u[1][0] + u[0][1] * u[1][1] +
			    u[0][2] * u[1][2] : 0.0;
		for (int i = 0; i < 3; i++)
			u[k][i] -= along * u[0][i];
		norm = sqrt(u[k][0] * u[k][0] + u[k][1] * u[k][1] +
			    u[k][2] * u[k][2]);
		for (int i = 0; i < 3; i++)
			u[k][i] /= fmax(norm, UNSEEN);
	}
	for (int i = 0; i < 3; i++) {
		int j = (i + 1) % 3, k = (i + 2) % 3;

		u[2][i] = u[0][j] * u[1][k] - u[0][k] * u[1][j];
		v[2][i] = v[0][j] * v[1][k] - v[0][k] * v[1][j];
	}
	for (int i = 0; i < 3; i++)
		for (int k = 0; k < 3; k++)
			out[i][k] = u[0][i] * v[0][k] + u[1][i] * v[1][k] +
				    u[2][i] * v[2][k];
}

/* Normal equations: of both places, and of the turn of one run. */
struct sums {
	double a[9][9], b[9], sq;
	size_t n;
};

/* One component of one step: e, and its slope. */
static void add(struct sums *s, const double slope[9], double e)
{
	for (int i = 0; i < 9; i++) {
		s->b[i] -= slope[i] * e;
		for (int k = 0; k < 9; k++)
			s->a[i][k] += slope[i] * slope[k];
	}
	s->sq += e * e;
}

/* Step k, where the joint gains a by one sensor, turned, and b by the other. */
static void add_step(struct sums *s, const struct run r[2], size_t k,
		     const double turn[3][3], const double a[3],
		     const double b[3])
{
	for (int i = 0; i < 3; i++) {
		int j = (i + 1) % 3, l = (i + 2) % 3;
		double slope[9] = { 0 };

		for (int c = 0; c < 3; c++) {
			for (int x = 0; x < 3; x++)
				slope[c] -= turn[i][x] *
					    (double)r[0].arm[k][x][c];
			slope[3 + c] = (double)r[1].arm[k][i][c];
		}
		slope[6 + j] = a[l];
		slope[6 + l] = -a[j];
		add(s, slope, a[i] - b[i]);
	}
	s->n++;
}

/* Solve for the last three by the others: they are of this run alone. */
static void eliminate(struct sums *s)
{
	for (int p = 8; p > 5; p--) {
		double pivot = s->a[p][p] + UNSEEN;

		for (int i = 0; i < p; i++) {
			double part = s->a[i][p] / pivot;

			s->b[i] -= part * s->b[p];
			for (int k = 0; k < p; k++)
				s->a[i][k] -= part * s->a[p][k];
		}
	}
}

/* A run of n steps. */
static void add_run(struct sums *s, const struct run r[2], size_t n,
		    double to[2][3])
{
	double joint[2][STEPS][3], ab[3][3] = { { 0 } }, turn[3][3];
	struct sums here = { .n = 0 };

	for (size_t k = 0; k < n; k++) {
		for (int x = 0; x < 2; x++)
			gain_of_joint(&r[x], k, to[x], joint[x][k]);
		for (int i = 0; i < 3; i++)
			for (int c = 0; c < 3; c++)
				ab[i][c] += joint[1][k][i] * joint[0][k][c];
	}
	align((const double (*)[3])ab, turn);
	for (size_t k = 0; k < n; k++) {
		double a[3];

		for (int i = 0; i < 3; i++)
			a[i] = turn[i][0] * joint[0][k][0] +
			       turn[i][1] * joint[0][k][1] +
			       turn[i][2] * joint[0][k][2];
		add_step(&here, r, k, (const double (*)[3])turn, a,
			 joint[1][k]);
	}
	eliminate(&here);
	for (int i = 0; i < 6; i++) {
		s->b[i] += here.b[i];
		for (int k = 0; k < 6; k++)
			s->a[i][k] += here.a[i][k];
	}
	s->sq += here.sq;
	s->n += here.n;
}

/* Inverse of a positive definite matrix, in place. */
static void invert(double a[9][9], int n)
{
	for (int p = 0; p < n; p++) {
		double pivot = a[p][p];

		a[p][p] = 1.0;
		for (int k = 0; k < n; k++)
			a[p][k] /= pivot;
		for (int i = 0; i < n; i++) {
			double part = a[i][p];

			if (i == p)
				continue;
			a[i][p] = 0.0;
			for (int k = 0; k < n; k++)
				a[i][k] -= part * a[p][k];
		}
	}
}

/* One round: the inverse in s->a, the step taken; its longest part. */
static double step(struct sums *s, double to[2][3])
{
	double pull = s->sq / (double)(3 * s->n) / (USUAL_M * USUAL_M);
	double *x = &to[0][0], by[6] = { 0 }, most = 0.0;

	for (int i = 0; i < 6; i++) {
		s->a[i][i] += pull + UNSEEN;
		s->b[i] -= pull * x[i];
	}
	invert(s->a, 6);
	for (int i = 0; i < 6; i++)
		for (int k = 0; k < 6; k++)
			by[i] += s->a[i][k] * s->b[k];
	for (int i = 0; i < 6; i++) {
		x[i] += by[i];
		most = fmax(most, fabs(by[i]));
	}
	return most;
}

/* All frames that are to be used, in runs. */
static void add_all(struct sums *s, const struct gn_frame *a,
		    const struct gn_frame *b, const uint8_t *use, size_t n,
		    size_t frames, float dt, double to[2][3])
{
	struct run r[2];
	size_t end, steps;

	memset(s, 0, sizeof(*s));
	for (size_t i = 0; i < n; i = end + 1) {
		for (end = i; end < n && use[end]; end++)
			;
		for (; i + STEPS_LEAST * frames < end; i += steps * frames) {
			steps = (end - 1 - i) / frames;
			steps = steps < STEPS ? steps : STEPS;
			integrate(a + i, steps, frames, dt, &r[0]);
			integrate(b + i, steps, frames, dt, &r[1]);
			add_run(s, r, steps, to);
		}
	}
}

/* Up as it was on the whole, times by. */
static void start_at(const struct gn_frame *f, const uint8_t *use, size_t n,
		     double by_m, double to[3])
{
	double sum[3] = { 0 }, norm;

	for (size_t i = 0; i < n; i++)
		for (int c = 0; c < 3 && use[i]; c++)
			sum[c] += (double)f[i].acc_mps2[c];
	norm = sqrt(sum[0] * sum[0] + sum[1] * sum[1] + sum[2] * sum[2]);
	for (int c = 0; c < 3; c++)
		to[c] = by_m * sum[c] / fmax(norm, UNSEEN);
}

/* From one start; to_m holds it. */
static int fit(const struct gn_frame *a, const struct gn_frame *b,
	       const uint8_t *use, size_t n, double rate_hz, size_t frames,
	       struct gn_joint_centre *c)
{
	double most = 1.0, var;
	struct sums s;

	for (int round = 0; round < ROUNDS && most > DONE_M; round++) {
		add_all(&s, a, b, use, n, frames, (float)(1.0 / rate_hz),
			c->to_m);
		if (s.n * frames < GN_JOINT_CENTRE_MIN)
			return GN_ENODATA;
		most = step(&s, c->to_m);
	}
	c->n = s.n * frames;
	var = s.sq / (double)(3 * s.n);
	c->residual_mps2 = sqrt(var) * rate_hz / (double)frames;
	for (int i = 0; i < 6; i++)
		for (int k = 0; k < 6; k++)
			c->cov_m2[i][k] = s.a[i][k] * var;
	return GN_OK;
}

/*
 * Add to the covariance that another answer may be the right one: it is as
 * likely as its residual is no larger. Of two upright segments that sway a
 * point below the ground sways as the joint does, the other way round.
 */
static void doubt(struct gn_joint_centre *c,
		  const struct gn_joint_centre *other, size_t equations)
{
	double by = other->residual_mps2 / c->residual_mps2;
	double worse = (by * by - 1.0) * (double)equations /
		       (LIKE_NEIGHBOUR * LIKE_NEIGHBOUR);
	const double *x = &c->to_m[0][0], *y = &other->to_m[0][0];

	for (int i = 0; i < 6; i++)
		for (int k = 0; k < 6; k++)
			c->cov_m2[i][k] += exp(-0.5 * worse) *
				(x[i] - y[i]) * (x[k] - y[k]);
}

int gn_joint_centre_fit(const struct gn_frame *a, const struct gn_frame *b,
			const uint8_t *use, size_t n, double rate_hz,
			struct gn_joint_centre *out)
{
	size_t frames = (size_t)fmax(round(STEP_S * rate_hz), 1.0), best = 0;
	struct gn_joint_centre c[STARTS];

	for (size_t k = 0; k < STARTS; k++) {
		double by_m = k == 0 ? 0.0 : k == 1 ? START_M : -START_M;
		int err;

		start_at(a, use, n, by_m, c[k].to_m[0]);
		start_at(b, use, n, -by_m, c[k].to_m[1]);
		err = fit(a, b, use, n, rate_hz, frames, &c[k]);
		if (err)
			return err;
		if (c[k].residual_mps2 < c[best].residual_mps2)
			best = k;
	}
	*out = c[best];
	for (size_t k = 0; k < STARTS && out->residual_mps2 > 0.0; k++)
		doubt(out, &c[k], 3 * out->n / frames);
	return GN_OK;
}

double gn_joint_centre_above(const struct gn_joint_centre *c,
			     const float up_a[3], const float up_b[3],
			     double *sd_m)
{
	const double *to = &c->to_m[0][0];
	double along = 0.0, sq = 0.0, g[6];

	for (int i = 0; i < 3; i++) {
		g[i] = (double)up_a[i];
		g[3 + i] = -(double)up_b[i];
	}
	for (int i = 0; i < 6; i++) {
		along += g[i] * to[i];
		for (int k = 0; k < 6; k++)
			sq += g[i] * c->cov_m2[i][k] * g[k];
	}
	*sd_m = LIKE_NEIGHBOUR * sqrt(fmax(sq, 0.0));
	return along;
}

/* SPDX-License-Identifier: MIT */
#include "gonio/joint_centre.h"

#include <math.h>
#include <string.h>

#define ROUNDS 8
#define DONE_M 1e-3             /* a step this short ends them */
#define USUAL_M 0.3             /* of a sensor from its joint: the pull */
#define LIKE_NEIGHBOUR 4.0      /* times the sd: of 5 s movements at 50 Hz */

/* One sensor at an instant: smoothed, and what a metre from it adds. */
struct lever {
	double acc[3];
	double arm[3][3];       /* acceleration = acc - arm * to */
};

static void find_lever(const struct gn_frame *f, double rate_hz,
		       struct lever *l)
{
	double w[3], d[3];

	for (int c = 0; c < 3; c++) {
		const float *a[3] = { f[-1].gyr_radps, f[0].gyr_radps,
				      f[1].gyr_radps };

		l->acc[c] = 0.25 * (double)f[-1].acc_mps2[c] +
			0.5 * (double)f[0].acc_mps2[c] +
			0.25 * (double)f[1].acc_mps2[c];
		w[c] = 0.25 * (double)a[0][c] + 0.5 * (double)a[1][c] +
			0.25 * (double)a[2][c];
		d[c] = 0.5 * rate_hz * ((double)a[2][c] - (double)a[0][c]);
	}
	/* rate's derivative x to + rate x (rate x to), as a matrix */
	for (int i = 0; i < 3; i++)
		for (int k = 0; k < 3; k++)
			l->arm[i][k] = w[i] * w[k];
	for (int i = 0; i < 3; i++) {
		int j = (i + 1) % 3, k = (i + 2) % 3;

		l->arm[i][i] -= w[0] * w[0] + w[1] * w[1] + w[2] * w[2];
		l->arm[j][k] -= d[i];
		l->arm[k][j] += d[i];
	}
}

/* Length of the joint's acceleration from one side, and its slope by to. */
static double length(const struct lever *l, const double to[3],
		     double slope[3])
{
	double v[3], norm = 0.0;

	for (int i = 0; i < 3; i++) {
		v[i] = l->acc[i];
		for (int k = 0; k < 3; k++)
			v[i] -= l->arm[i][k] * to[k];
		norm += v[i] * v[i];
	}
	norm = sqrt(norm);
	for (int k = 0; k < 3; k++) {
		slope[k] = 0.0;
		for (int i = 0; i < 3 && norm > 0.0; i++)
			slope[k] -= v[i] * l->arm[i][k] / norm;
	}
	return norm;
}

/* The normal equations of one round. */
struct sums {
	double a[6][6], b[6], sq;
	size_t n;
};

static void add(struct sums *s, const struct lever l[2], double to[2][3])
{
	double slope[6], e;

	e = length(&l[0], to[0], slope) - length(&l[1], to[1], slope + 3);
	for (int i = 3; i < 6; i++)
		slope[i] = -slope[i];
	for (int i = 0; i < 6; i++) {
		s->b[i] -= slope[i] * e;
		for (int k = 0; k < 6; k++)
			s->a[i][k] += slope[i] * slope[k];
	}
	s->sq += e * e;
	s->n++;
}

/* Inverse of a positive definite matrix, in place. */
static void invert(double a[6][6])
{
	for (int p = 0; p < 6; p++) {
		double pivot = a[p][p];

		a[p][p] = 1.0;
		for (int k = 0; k < 6; k++)
			a[p][k] /= pivot;
		for (int i = 0; i < 6; i++) {
			double part = a[i][p];

			if (i == p)
				continue;
			a[i][p] = 0.0;
			for (int k = 0; k < 6; k++)
				a[i][k] -= part * a[p][k];
		}
	}
}

/* One round: the inverse in s->a, the step taken; its longest part. */
static double step(struct sums *s, double to[2][3])
{
	double pull = s->sq / (double)s->n / (USUAL_M * USUAL_M), most = 0.0;
	double *x = &to[0][0];
	double by[6] = { 0 };

	for (int i = 0; i < 6; i++) {
		s->a[i][i] += pull + 1e-9;
		s->b[i] -= pull * x[i];
	}
	invert(s->a);
	for (int i = 0; i < 6; i++)
		for (int k = 0; k < 6; k++)
			by[i] += s->a[i][k] * s->b[k];
	for (int i = 0; i < 6; i++) {
		x[i] += by[i];
		most = fmax(most, fabs(by[i]));
	}
	return most;
}

int gn_joint_centre_fit(const struct gn_frame *a, const struct gn_frame *b,
			const uint8_t *use, size_t n, double rate_hz,
			struct gn_joint_centre *out)
{
	struct gn_joint_centre c = { .n = 0 };
	struct sums s;
	double most = 1.0;

	for (int round = 0; round < ROUNDS && most > DONE_M; round++) {
		memset(&s, 0, sizeof(s));
		for (size_t i = 1; i + 1 < n; i++) {
			struct lever l[2];

			if (!use[i - 1] || !use[i] || !use[i + 1])
				continue;
			find_lever(&a[i], rate_hz, &l[0]);
			find_lever(&b[i], rate_hz, &l[1]);
			add(&s, l, c.to_m);
		}
		if (s.n < GN_JOINT_CENTRE_MIN)
			return GN_ENODATA;
		most = step(&s, c.to_m);
	}
	c.n = s.n;
	c.residual_mps2 = sqrt(s.sq / (double)s.n);
	for (int i = 0; i < 6; i++)
		for (int k = 0; k < 6; k++)
			c.cov_m2[i][k] = s.a[i][k] * s.sq / (double)s.n;
	*out = c;
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

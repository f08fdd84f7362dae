/* SPDX-License-Identifier: MIT */
#include "board.h"

#include <math.h>
#include <stdlib.h>

#define TAU 6.283185307179586

struct board_params board_default(void)
{
	return (struct board_params){
		.rate_hz = 100.0f, .rest_s = 10.0f, .turn_rad = 1.0f,
		.push_mps2 = 2.0f, .gain = 1.0f, .magnet_s = 1e9f,
	};
}

/* The three angles of the movement at t, s after its start. */
static struct gn_quat pose(const struct board_params *p, double t)
{
	double ramp = t < 0 ? 0 : t < 2 ? (1 - cos(TAU * t / 4)) / 2 : 1;
	float x[3] = { 0 }, y[3] = { 0 }, z[3] = { 0 };

	x[0] = (float)(0.3 + ramp * p->turn_rad * sin(TAU * 0.53 * t));
	y[1] = (float)(ramp * p->turn_rad * sin(TAU * 0.37 * t));
	z[2] = (float)(0.5 + ramp * p->turn_rad * sin(TAU * 0.21 * t));
	return gn_quat_mul(gn_quat_from_rotvec(z),
			   gn_quat_mul(gn_quat_from_rotvec(y),
				       gn_quat_from_rotvec(x)));
}

static void sample(struct board *b, const struct board_params *p, size_t i)
{
	const float field[3] = { 0.0f, 16.0f, -41.0f };
	double s = (double)i / p->rate_hz, t = s - p->rest_s;
	struct gn_quat q = b->truth[i], was;
	float f[3] = { 0.0f, 0.0f, 9.81f }, turn[3];

	if (t > 0) {
		f[0] += p->push_mps2 * (float)sin(TAU * 1.1 * t);
		f[1] += p->push_mps2 * (float)cos(TAU * 0.7 * t);
	}
	gn_quat_rotate_inv(q, f, b->acc + 3 * i);
	gn_quat_rotate_inv(q, field, b->mag + 3 * i);
	if (s >= p->magnet_s && s < p->magnet_end_s)
		b->mag[3 * i] += p->magnet_ut;
	was = i ? b->truth[i - 1] : q;
	gn_quat_to_rotvec(gn_quat_mul(gn_quat_conj(was), q), turn);
	for (int k = 0; k < 3; k++)
		b->gyr[3 * i + k] = turn[k] * p->rate_hz * p->gain +
				    p->bias_radps[k];
}

void board_make(struct board *b, const struct board_params *p,
		float duration_s)
{
	b->n = (size_t)(duration_s * p->rate_hz);
	b->rate_hz = p->rate_hz;
	b->gyr = calloc(b->n, 3 * sizeof(float));
	b->acc = calloc(b->n, 3 * sizeof(float));
	b->mag = calloc(b->n, 3 * sizeof(float));
	b->truth = calloc(b->n, sizeof(*b->truth));
	if (!b->gyr || !b->acc || !b->mag || !b->truth)
		abort();
	for (size_t i = 0; i < b->n; i++)
		b->truth[i] = pose(p, (double)i / p->rate_hz - p->rest_s);
	for (size_t i = 0; i < b->n; i++)
		sample(b, p, i);
}

void board_free(struct board *b)
{
	free(b->gyr);
	free(b->acc);
	free(b->mag);
	free(b->truth);
}

float board_tilt_error(const struct board *b, const struct gn_quat *q,
		       size_t from)
{
	double sum = 0;

	for (size_t i = from; i < b->n; i++) {
		struct gn_quat e = gn_quat_mul(q[i], gn_quat_conj(b->truth[i]));
		double a = 2 * atan2(hypot(e.x, e.y), hypot(e.w, e.z));

		sum += a * a;
	}
	return (float)(sqrt(sum / (double)(b->n - from)) * 360 / TAU);
}

float board_heading_error(const struct board *b, const struct gn_quat *q,
			  size_t from)
{
	double sum = 0;

	for (size_t i = from; i < b->n; i++) {
		struct gn_quat e = gn_quat_mul(q[i], gn_quat_conj(b->truth[i]));
		double a = 2 * atan2(fabs((double)e.z), fabs((double)e.w));

		sum += a * a;
	}
	return (float)(sqrt(sum / (double)(b->n - from)) * 360 / TAU);
}

/* SPDX-License-Identifier: MIT */
#include "curve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/count.h"
#include "gonio/filt.h"
#include "gonio/linalg.h"
#include "gonio/vec.h"

#define SMOOTH_HZ 8.0           /* what of a speed is movement */
#define TILT_SHARE 0.5f         /* of the turning: else it is rotation */
#define TURNS_LEAST 0.10f       /* rad: less turning is no angle ... */
#define RISES_LEAST 0.10f       /* m: ... if it rises by as much */
#define HINGE_LIKE 0.4f         /* correlation that decides a sign */

int gn_curve_work_init(struct curve_work *w, size_t max)
{
	memset(w, 0, sizeof(*w));
	w->max = max;
	w->up = calloc(max, sizeof(*w->up));
	w->scratch = calloc(GN_GRAVITY_SCRATCH(max), sizeof(float));
	w->angle = calloc(max, sizeof(float));
	w->speed = calloc(max, sizeof(float));
	w->forward[0] = calloc(max, sizeof(float));
	w->forward[1] = calloc(max, sizeof(float));
	w->other = calloc(max, sizeof(float));
	if (w->up && w->scratch && w->angle && w->speed && w->forward[0] &&
	    w->forward[1] && w->other)
		return GN_OK;
	gn_curve_work_free(w);
	return GN_ENOMEM;
}

void gn_curve_work_free(struct curve_work *w)
{
	free(w->up);
	free(w->scratch);
	free(w->angle);
	free(w->speed);
	free(w->forward[0]);
	free(w->forward[1]);
	free(w->other);
	memset(w, 0, sizeof(*w));
}

static int normalise(float v[3])
{
	float n = sqrtf(gn_dot3(v, v));

	if (n < 1e-6f)
		return 0;
	for (int c = 0; c < 3; c++)
		v[c] /= n;
	return 1;
}

/* Up, piece by piece: orientation is not known across a closed hole. */
void gn_curve_up(struct curve_work *w, const struct view *v)
{
	size_t i = 0;

	while (i < v->n) {
		size_t a = i;

		if (v->bridge[i]) {
			memcpy(w->up[i], i ? w->up[i - 1]
					   : v->frames[i].acc_mps2,
			       sizeof(w->up[i]));
			i++;
			continue;
		}
		while (i < v->n && !v->bridge[i])
			i++;
		gn_gravity(v->frames + a, i - a, GN_COUNT_HZ, v->gyr_step_s,
			   w->up + a, w->level ? w->level + a : NULL,
			   w->scratch);
	}
}

/* The axes of the movement, in sensor axes. */
struct axes {
	float l[3];             /* up in the pose the repetitions start from */
	float j[3];             /* the segment pitches about it */
	float f[3];             /* l x j: forward */
	float r[3];             /* main direction of all turning */
};

/*
 * Main direction of the rates within the repetitions; part along off, if any,
 * taken away. Without a gyroscope that of the change of up, turned by 90 deg.
 */
static int main_axis(const struct curve_work *w, const struct view *v,
		     const struct mark *m, size_t n_m, const float *off,
		     const float *l, float out[3])
{
	double cov[3][3], val[3], vec[3][3];
	struct gn_moments sum = { 0 };

	for (size_t k = 0; k < n_m; k++)
		for (uint32_t i = m[k].start; i <= m[k].end && i < v->n; i++) {
			float x[3], d[3];

			if (v->gyr_step_s > 0.0f) {
				memcpy(x, v->frames[i].gyr_radps, sizeof(x));
			} else {
				for (int c = 0; c < 3; c++)
					d[c] = w->up[i][c] - l[c];
				gn_cross3(d, l, x);
			}
			if (off) {
				float p = gn_dot3(x, off);

				for (int c = 0; c < 3; c++)
					x[c] -= p * off[c];
			}
			gn_moments_add(&sum, x);
		}
	gn_moments_matrix(&sum, cov);
	gn_eig_sym3(cov, val, vec);
	for (int c = 0; c < 3; c++)
		out[c] = (float)vec[0][c];
	if (off) {
		float p = gn_dot3(out, off);

		for (int c = 0; c < 3; c++)
			out[c] -= p * off[c];
	}
	return normalise(out);
}

static int find_axes(const struct curve_work *w, const struct view *v,
		     const struct mark *m, size_t n_m, struct axes *a)
{
	memset(a, 0, sizeof(*a));
	for (size_t k = 0; k < n_m; k++)
		for (int c = 0; c < 3; c++)
			a->l[c] += w->up[m[k].start][c] + w->up[m[k].end][c];
	if (!normalise(a->l) ||
	    !main_axis(w, v, m, n_m, a->l, a->l, a->j) ||
	    !main_axis(w, v, m, n_m, NULL, a->l, a->r))
		return 0;
	gn_cross3(a->l, a->j, a->f);
	return 1;
}

static float range_within(const float *x, const struct mark *m, size_t n_m)
{
	float sum = 0.0f;

	for (size_t k = 0; k < n_m; k++) {
		float lo = x[m[k].start], hi = lo;

		for (uint32_t i = m[k].start; i <= m[k].end; i++) {
			lo = fminf(lo, x[i]);
			hi = fmaxf(hi, x[i]);
		}
		sum += (hi - lo) / (float)n_m;
	}
	return sum;
}

static void pitch(const struct curve_work *w, const struct view *v,
		  const struct axes *a, float *out)
{
	float turns = 0.0f, last = 0.0f;

	for (size_t i = 0; i < v->n; i++) {
		float p = atan2f(gn_dot3(w->up[i], a->f),
				 gn_dot3(w->up[i], a->l));

		if (i && p - last > (float)M_PI)
			turns -= 2.0f * (float)M_PI;
		else if (i && last - p > (float)M_PI)
			turns += 2.0f * (float)M_PI;
		last = p;
		out[i] = p + turns;
	}
}

/* Angle about the axis by integration: good within a repetition. */
static void rotation(const struct view *v, const float axis[3], float *out)
{
	double sum = 0.0;

	for (size_t i = 0; i < v->n; i++) {
		sum += gn_dot3(v->frames[i].gyr_radps, axis) / GN_COUNT_HZ;
		out[i] = (float)sum;
	}
}

static void turning_speed(const struct view *v, const float *angle, float *out)
{
	struct gn_biquad lp = gn_biquad_lowpass(SMOOTH_HZ, GN_COUNT_HZ);

	for (size_t i = 0; i < v->n; i++) {
		size_t a = i ? i - 1 : i, b = i + 1 < v->n ? i + 1 : i;

		out[i] = v->gyr_step_s > 0.0f
			? sqrtf(gn_dot3(v->frames[i].gyr_radps,
				    v->frames[i].gyr_radps))
			: fabsf(angle[b] - angle[a]) *
			  (float)GN_COUNT_HZ / (float)(b - a ? b - a : 1);
	}
	gn_filtfilt(&lp, out, v->n, 1);
	for (size_t i = 0; i < v->n; i++)
		out[i] = fmaxf(out[i], 0.0f);
}

void gn_curve_rise(struct curve_work *w, const struct view *v, double tau_s,
		   float *s)
{
	double sum = 0.0;

	for (size_t i = 0; i < v->n; i++) {
		sum += (gn_dot3(v->frames[i].acc_mps2, w->up[i]) - GN_G_MPS2) /
		       GN_COUNT_HZ;
		s[i] = (float)sum;
	}
	gn_highpass(s, v->n, w->scratch, tau_s, GN_COUNT_HZ);
}

/* Height and vertical speed into x and s. */
static void height(struct curve_work *w, const struct view *v, float *x,
		   float *s)
{
	double sum = 0.0;

	gn_curve_rise(w, v, CURVE_RISE_S, s);
	for (size_t i = 0; i < v->n; i++) {
		sum += s[i] / GN_COUNT_HZ;
		x[i] = (float)sum;
		s[i] = fabsf(s[i]);
	}
	gn_highpass(x, v->n, w->scratch, 1.06, GN_COUNT_HZ);
}

enum curve_kind gn_curve_segment(struct curve_work *w, const struct view *v,
				 const struct mark *m, size_t n_m, int rises)
{
	struct axes a;
	float tilts = 0.0f, turns = 0.0f;

	gn_curve_up(w, v);
	if (find_axes(w, v, m, n_m, &a)) {
		pitch(w, v, &a, w->angle);
		tilts = turns = range_within(w->angle, m, n_m);
		if (v->gyr_step_s > 0.0f) {
			rotation(v, a.r, w->other);
			turns = fmaxf(tilts, range_within(w->other, m, n_m));
		}
	}
	if (rises || turns < TURNS_LEAST) {
		height(w, v, w->other, w->speed);
		if (range_within(w->other, m, n_m) > RISES_LEAST) {
			memcpy(w->angle, w->other, v->n * sizeof(float));
			return CURVE_VERTICAL;
		}
	}
	if (tilts < TILT_SHARE * turns) {
		rotation(v, a.r, w->angle);
		turning_speed(v, w->angle, w->speed);
		return CURVE_ROTATION;
	}
	turning_speed(v, w->angle, w->speed);
	return CURVE_TILT;
}

/*
 * One segment's pitch and its forward acceleration, in the level frame; about
 * the axis given, if any.
 */
static int joint_side(struct curve_work *w, const struct view *v,
		      const struct mark *m, size_t n_m, const float *axis,
		      float *angle, float *forward)
{
	struct axes a;

	gn_curve_up(w, v);
	if (!find_axes(w, v, m, n_m, &a))
		return 0;
	if (axis) {
		float along = gn_dot3(axis, a.l);

		for (int c = 0; c < 3; c++)
			a.j[c] = axis[c] - along * a.l[c];
		if (!normalise(a.j))
			return 0;
		gn_cross3(a.l, a.j, a.f);
	}
	pitch(w, v, &a, angle);
	for (size_t i = 0; i < v->n; i++) {
		float ahead[3];

		gn_cross3(w->up[i], a.j, ahead);
		forward[i] = gn_dot3(v->frames[i].acc_mps2, ahead);
	}
	return 1;
}

static float correlation(const float *a, const float *b, const struct mark *m,
			 size_t n_m)
{
	double ab = 0.0, aa = 0.0, bb = 0.0, ma = 0.0, mb = 0.0, n = 0.0;

	for (size_t k = 0; k < n_m; k++)
		for (uint32_t i = m[k].start; i <= m[k].end; i++, n += 1.0) {
			ma += a[i];
			mb += b[i];
		}
	for (size_t k = 0; k < n_m; k++)
		for (uint32_t i = m[k].start; i <= m[k].end; i++) {
			double x = a[i] - ma / n, y = b[i] - mb / n;

			ab += x * y;
			aa += x * x;
			bb += y * y;
		}
	return aa > 0.0 && bb > 0.0 ? (float)(ab / sqrt(aa * bb)) : 0.0f;
}

void gn_curve_speed(struct curve_work *w, size_t n)
{
	struct gn_biquad lp = gn_biquad_lowpass(SMOOTH_HZ, GN_COUNT_HZ);

	for (size_t i = 0; i < n; i++) {
		size_t a = i ? i - 1 : i, b = i + 1 < n ? i + 1 : i;

		w->speed[i] = fabsf(w->angle[b] - w->angle[a]) *
			      (float)GN_COUNT_HZ / (float)(b - a ? b - a : 1);
	}
	gn_filtfilt(&lp, w->speed, n, 1);
	for (size_t i = 0; i < n; i++)
		w->speed[i] = fmaxf(w->speed[i], 0.0f);
}

/*
 * What two aligned segments pitch about, in the axes that they share: the axis
 * of the one that turns more. 0: neither turns.
 */
static int common_axis(struct curve_work *w, const struct view *const v[2],
		       const struct mark *m, size_t n_m, float out[3])
{
	float most = -1.0f;
	struct axes a;

	for (int k = 0; k < 2; k++) {
		float turns;

		gn_curve_up(w, v[k]);
		if (!find_axes(w, v[k], m, n_m, &a))
			continue;
		pitch(w, v[k], &a, w->angle);
		turns = range_within(w->angle, m, n_m);
		if (turns > most)
			memcpy(out, a.j, sizeof(a.j));
		most = fmaxf(most, turns);
	}
	return most >= 0.0f;
}

int gn_curve_joint(struct curve_work *w, const struct view *proximal,
		   const struct view *distal, const struct mark *m, size_t n_m)
{
	const struct view *const both[] = { proximal, distal };
	int aligned = proximal->aligned && distal->aligned;
	size_t n = proximal->n;
	float agree, sign, axis[3];

	if (n != distal->n || !(proximal->gyr_step_s > 0.0f) ||
	    !(distal->gyr_step_s > 0.0f) ||
	    (aligned && !common_axis(w, both, m, n_m, axis)) ||
	    !joint_side(w, proximal, m, n_m, aligned ? axis : NULL, w->angle,
			w->forward[0]) ||
	    !joint_side(w, distal, m, n_m, aligned ? axis : NULL, w->other,
			w->forward[1]))
		return 0;
	agree = aligned ? 1.0f :
		correlation(w->forward[0], w->forward[1], m, n_m);
	if (fabsf(agree) < HINGE_LIKE)
		return 0;
	sign = agree > 0.0f ? 1.0f : -1.0f;
	for (size_t i = 0; i < n; i++)
		w->angle[i] = sign * w->other[i] - w->angle[i];
	gn_curve_speed(w, n);
	return 1;
}

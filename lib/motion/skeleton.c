/* SPDX-License-Identifier: MIT */
#include "gonio/skeleton.h"

#include <math.h>
#include <string.h>

#include "gonio/gravity.h"
#include "gonio/quat.h"
#include "skeleton_priv.h"

#define MEDIAN_HALF 2           /* frames to either side */
#define RATE_MIN_STEPS 2.5      /* a gap is longer than so many of them */

static struct gn_skeleton_frame *frame(struct gn_skeleton *s, uint64_t k)
{
	return &s->ring[k % GN_SKELETON_RING];
}

int gn_skeleton_init(struct gn_skeleton *s, uint32_t has, double rate_hz)
{
	uint8_t which[GN_SEGMENTS_MAX];
	double half;

	if (!(rate_hz > 0.0) || !isfinite(rate_hz))
		return GN_EINVAL;
	memset(s, 0, sizeof(*s));
	s->has = has;
	s->n_segments = (uint32_t)gn_segments_of(has, which);
	if (!s->n_segments)
		return GN_ENODATA;
	for (uint32_t i = 0; i < s->n_segments; i++)
		s->seg[i].which = which[i];
	half = round(GN_SKELETON_REACH_S * rate_hz);
	s->half = (int32_t)fmin(fmax(half, 1.0), GN_SKELETON_HALF_MAX);
	s->step_ns = 1e9 / rate_hz;
	return (int)s->n_segments;
}

void gn_skeleton_sensor(const struct gn_skeleton *s, size_t i,
			struct gn_sensor *out)
{
	gn_segment_describe(s->seg[i].which, out);
	out->rate_hz = (float)(1e9 / s->step_ns);
}

/*
 * Are the frames up to k + ahead through the stage that n counts? Those of
 * another piece are not waited for.
 */
static int reached(struct gn_skeleton *s, uint64_t k, int ahead, uint64_t n)
{
	for (uint64_t i = k + 1; i <= k + (uint64_t)ahead; i++) {
		if (i >= s->n_in)
			return s->flushed;
		if (frame(s, i)->piece != frame(s, k)->piece)
			return 1;
		if (i >= n)
			return 0;
	}
	return 1;
}

/* Frames of k's piece within half of it, from a to below b. */
static void window(struct gn_skeleton *s, uint64_t k, int half, uint64_t *a,
		   uint64_t *b)
{
	uint32_t piece = frame(s, k)->piece;

	for (*a = k; *a > 0 && k - *a < (uint64_t)half &&
	     frame(s, *a - 1)->piece == piece; --*a)
		;
	for (*b = k + 1; *b < s->n_in && *b - k <= (uint64_t)half &&
	     frame(s, *b)->piece == piece; ++*b)
		;
}

/* ---- jumps ------------------------------------------------------------- */

static float median(float *x, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k && x[k - 1] > x[k]; k--) {
			float t = x[k];

			x[k] = x[k - 1];
			x[k - 1] = t;
		}
	return n % 2 ? x[n / 2] : 0.5f * (x[n / 2 - 1] + x[n / 2]);
}

static int seen(const float at[3])
{
	return isfinite(at[0]) && isfinite(at[1]) && isfinite(at[2]);
}

/* Did point p leap in frame k? As many frames before it as after it tell. */
static int leaps(struct gn_skeleton *s, uint64_t k, int p)
{
	float x[3][2 * MEDIAN_HALF + 1], sq = 0.0f;
	uint64_t a, b, side;
	size_t n = 0;

	window(s, k, MEDIAN_HALF, &a, &b);
	side = k - a < b - 1 - k ? k - a : b - 1 - k;
	for (uint64_t i = k - side; i <= k + side; i++) {
		const float *at = frame(s, i)->at[p];

		if (!seen(at))
			continue;
		for (int c = 0; c < 3; c++)
			x[c][n] = at[c];
		n++;
	}
	if (n < 3)
		return 0;
	for (int c = 0; c < 3; c++) {
		float d = frame(s, k)->at[p][c] - median(x[c], n);

		sq += d * d;
	}
	return sq >= GN_SKELETON_JUMP_M * GN_SKELETON_JUMP_M;
}

static void note_length(struct gn_skeleton *s, struct gn_skeleton_segment *g,
			const struct gn_skeleton_frame *f)
{
	float upper[3], lower[3];
	double sq = 0.0, d;
	uint32_t ends = gn_segment_ends(g->which, s->has, f->at, upper, lower);

	if (!seen(upper) || !seen(lower)) {
		g->missing++;
		return;
	}
	g->frames++;
	if (ends & f->leapt) {
		g->jumps++;
		return;
	}
	for (int c = 0; c < 3; c++)
		sq += ((double)upper[c] - lower[c]) *
		      ((double)upper[c] - lower[c]);
	g->n++;
	d = sqrt(sq) - g->mean;
	g->mean += d / (double)g->n;
	g->m2 += d * (sqrt(sq) - g->mean);
}

static void clean(struct gn_skeleton *s, uint64_t k)
{
	struct gn_skeleton_frame *f = frame(s, k);

	for (int p = 0; p < GN_POINT_COUNT; p++)
		if (seen(f->at[p]) && leaps(s, k, p))
			f->leapt |= UINT32_C(1) << p;
	for (uint32_t i = 0; i < s->n_segments; i++)
		note_length(s, &s->seg[i], f);
}

/* ---- jitter ------------------------------------------------------------ */

/* Where point p is in frame k, by the frames about it. */
static void fit(struct gn_skeleton *s, uint64_t k, int p, float out[3])
{
	double reach = (s->half + 1) * s->step_ns, all = 0.0;
	double s0 = 0.0, s1 = 0.0, s2 = 0.0, v[3] = { 0 }, tv[3] = { 0 };
	uint64_t a, b;

	window(s, k, s->half, &a, &b);
	for (uint64_t i = a; i < b; i++) {
		const struct gn_skeleton_frame *f = frame(s, i);
		double u = (double)(f->t_ns - frame(s, k)->t_ns) / reach, w;

		if (!(fabs(u) < 1.0))
			continue;
		w = 0.5 + 0.5 * cos(M_PI * u);
		all += w;
		if (!seen(f->at[p]) || (f->leapt >> p & 1))
			continue;
		s0 += w;
		s1 += w * u;
		s2 += w * u * u;
		for (int c = 0; c < 3; c++) {
			v[c] += w * f->at[p][c];
			tv[c] += w * u * f->at[p][c];
		}
	}
	for (int c = 0; c < 3; c++) {
		double det = s0 * s2 - s1 * s1;

		out[c] = NAN;
		if (!(s0 >= 0.5 * all))
			continue;
		out[c] = (float)(det > 1e-6 ? (s2 * v[c] - s1 * tv[c]) / det
					    : v[c] / s0);
	}
}

static void orient(struct gn_skeleton *s, uint64_t k)
{
	struct gn_skeleton_frame *f = frame(s, k);
	float dt_s = k ? 1e-9f * (float)(f->t_ns - s->axes_ns) : 0.0f;
	struct gn_pose pose;

	for (int p = 0; p < GN_POINT_COUNT; p++)
		if (s->has >> p & 1)
			fit(s, k, p, pose.at[p]);
	for (uint32_t i = 0; i < s->n_segments; i++)
		gn_segment_orient(&s->seg[i], s->has, &pose, dt_s,
				  f->axes[i], f->middle[i]);
	s->axes_ns = f->t_ns;
}

static void advance(struct gn_skeleton *s)
{
	while (s->n_clean < s->n_in &&
	       reached(s, s->n_clean, MEDIAN_HALF, s->n_in))
		clean(s, s->n_clean++);
	while (s->n_axes < s->n_clean &&
	       reached(s, s->n_axes, s->half, s->n_clean))
		orient(s, s->n_axes++);
}

int gn_skeleton_push(struct gn_skeleton *s, int64_t t_ns,
		     const float (*at)[3])
{
	double gap = fmax(1e9 * GN_SKELETON_GAP_S, RATE_MIN_STEPS * s->step_ns);
	struct gn_skeleton_frame *f = frame(s, s->n_in);

	if (s->n_in && t_ns <= s->last_ns) {
		s->late++;
		return GN_EORDER;
	}
	if (s->n_in - s->n_out + (uint64_t)s->half >= GN_SKELETON_RING)
		return GN_ENOSPC;
	if (s->flushed || (double)(t_ns - s->last_ns) > gap)
		s->piece++;
	s->flushed = 0;
	f->t_ns = s->last_ns = t_ns;
	f->piece = s->piece;
	f->leapt = 0;
	for (int p = 0; p < GN_POINT_COUNT; p++)
		for (int c = 0; c < 3; c++)
			f->at[p][c] = s->has >> p & 1 ? at[p][c] : NAN;
	s->n_in++;
	advance(s);
	return GN_OK;
}

void gn_skeleton_flush(struct gn_skeleton *s)
{
	s->flushed = 1;
	advance(s);
}

/* ---- rates ------------------------------------------------------------- */

/* The turn from axes a to axes b, in a's own: rotation vector. */
static void turn_between(const float a[3][3], const float b[3][3],
			 float out[3])
{
	/* the world's axes turned to y and z of each: two shortest arcs */
	static const float y[3] = { 0, 1, 0 }, z[3] = { 0, 0, 1 };
	struct gn_quat q;
	float m[3][3], back[3];

	for (int r = 0; r < 3; r++)
		for (int c = 0; c < 3; c++)
			m[r][c] = a[c][0] * b[r][0] + a[c][1] * b[r][1] +
				  a[c][2] * b[r][2];
	q = gn_quat_shortest_arc(y, m[1]);
	gn_quat_rotate_inv(q, m[2], back);
	q = gn_quat_mul(q, gn_quat_shortest_arc(z, back));
	gn_quat_to_rotvec(q, out);
}

/* Is segment i known in frame n, and n of k's piece? */
static int knows(struct gn_skeleton *s, uint64_t k, uint64_t n, uint32_t i)
{
	return n < s->n_axes && frame(s, n)->piece == frame(s, k)->piece &&
	       isfinite(frame(s, n)->axes[i][0][0]);
}

/*
 * Acceleration of the middle of segment i in frame k, in the world: from where
 * it is in frames as far before as after, at most the reach of a fit.
 */
static void accelerates(struct gn_skeleton *s, uint64_t k, uint32_t i,
			float out[3])
{
	const struct gn_skeleton_frame *f[3] = { NULL, frame(s, k), NULL };
	float before_s, after_s;
	uint64_t n = 0;

	while (n < (uint64_t)s->half && n < k && knows(s, k, k - n - 1, i) &&
	       knows(s, k, k + n + 1, i))
		n++;
	f[0] = frame(s, k - n);
	f[2] = frame(s, k + n);
	before_s = 1e-9f * (float)(f[1]->t_ns - f[0]->t_ns);
	after_s = 1e-9f * (float)(f[2]->t_ns - f[1]->t_ns);
	for (int c = 0; c < 3; c++) {
		float v0 = f[1]->middle[i][c] - f[0]->middle[i][c];
		float v1 = f[2]->middle[i][c] - f[1]->middle[i][c];

		out[c] = n ? 2.0f * (v1 / after_s - v0 / before_s) /
			     (before_s + after_s) : 0.0f;
	}
}

/* What a sensor on segment i reads in frame k. */
static void read_off(struct gn_skeleton *s, uint64_t k, uint32_t i,
		     float acc[3], float gyr[3])
{
	const struct gn_skeleton_frame *f = frame(s, k);
	uint64_t a = k && knows(s, k, k - 1, i) ? k - 1 : k;
	uint64_t b = knows(s, k, k + 1, i) ? k + 1 : k;
	float dt_s = 1e-9f * (float)(frame(s, b)->t_ns - frame(s, a)->t_ns);
	float world[3];

	accelerates(s, k, i, world);
	world[1] += GN_G_MPS2;
	for (int c = 0; c < 3; c++) {
		acc[c] = f->axes[i][c][0] * world[0] +
			 f->axes[i][c][1] * world[1] +
			 f->axes[i][c][2] * world[2];
		gyr[c] = NAN;
	}
	if (!isfinite(acc[0]) || a == b)
		return;
	turn_between(frame(s, a)->axes[i], frame(s, b)->axes[i], gyr);
	for (int c = 0; c < 3; c++)
		gyr[c] /= dt_s;
}

int gn_skeleton_next(struct gn_skeleton *s, struct gn_skeleton_out *out)
{
	uint64_t k = s->n_out;

	if (k >= s->n_axes || !reached(s, k, s->half, s->n_axes))
		return 0;
	out->t_ns = frame(s, k)->t_ns;
	for (uint32_t i = 0; i < s->n_segments; i++)
		read_off(s, k, i, out->acc_mps2[i], out->gyr_radps[i]);
	s->n_out++;
	return 1;
}

void gn_skeleton_limb(const struct gn_skeleton *s, size_t i,
		      struct gn_limb *out)
{
	const struct gn_skeleton_segment *g = &s->seg[i];

	*out = (struct gn_limb){ .frames = g->frames, .missing = g->missing,
				 .jumps = g->jumps, .late = s->late,
				 .length_m = NAN, .spread = NAN };
	if (g->n < 2)
		return;
	out->length_m = g->mean;
	out->spread = sqrt(g->m2 / (double)(g->n - 1)) / g->mean;
}

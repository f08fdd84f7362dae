/* SPDX-License-Identifier: MIT */
#include "gonio/still_poses.h"

#include <math.h>
#include <string.h>

#define BLOCK_MIN    4          /* samples in it */
#define POSE_BLOCKS  4          /* one second */
#define REJECT_QUIET 2          /* blocks, for a lost pose to be counted */

/* Gravity as an accelerometer out of the box may read it. */
#define REST_MIN     7.0
#define REST_MAX     13.0

#define TURNS_RADPS  0.2        /* beyond any gyroscope's bias */
#define CREEP_MPS2   0.1        /* from the pose's mean: 0.6 degrees */
#define CREEP_RADPS  0.02

#define SAME_COS     0.96592582628906829        /* 15 degrees */
#define AXIS_COS     0.70710678118654752        /* 45 degrees */
#define CORNER_PART  0.3

const struct gn_still_params gn_still_defaults = {
	.acc_sd_mps2 = 0.1f,
	.gyr_sd_radps = 0.02f,
};

const char *gn_still_text(enum gn_still_reason r)
{
	switch (r) {
#define X(name, text) case name: return text;
	GN_STILL_REASONS(X)
#undef X
	default: return "unknown reason";
	}
}

static int limit_ok(float x)
{
	return isfinite(x) && x > 0;
}

int gn_still_init(struct gn_still_poses *s, const struct gn_still_params *p)
{
	if (!p)
		p = &gn_still_defaults;
	if (!limit_ok(p->acc_sd_mps2) || !limit_ok(p->gyr_sd_radps))
		return GN_EINVAL;
	memset(s, 0, sizeof(*s));
	s->sensor = p->sensor;
	s->acc_sd_mps2 = p->acc_sd_mps2;
	s->gyr_sd_radps = p->gyr_sd_radps;
	s->run.pose = GN_STILL_NONE;
	s->now = GN_STILL_NO_DATA;
	return GN_OK;
}

static double norm3(const double v[3])
{
	return sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

static double cosine(const double a[3], const double b[3])
{
	return (a[0] * b[0] + a[1] * b[1] + a[2] * b[2]) /
	       (norm3(a) * norm3(b));
}

static void add_sample(struct gn_still_sums *s, const float v[3])
{
	if (!isfinite(v[0]) || !isfinite(v[1]) || !isfinite(v[2]))
		return;
	s->n++;
	for (int i = 0; i < 3; i++) {
		s->x[i] += (double)v[i];
		s->xx[i] += (double)v[i] * (double)v[i];
	}
}

/* A block's sums into its run's. */
static void add_block(struct gn_still_sums *run, const struct gn_still_sums *b)
{
	if (!b->n)
		return;
	run->n += b->n;
	run->n_means++;
	for (int i = 0; i < 3; i++) {
		double mean = b->x[i] / b->n;

		run->x[i] += b->x[i];
		run->xx[i] += b->xx[i];
		run->m[i] += mean;
		run->mm[i] += mean * mean;
	}
}

static void mean_of(const struct gn_still_sums *s, double out[3])
{
	for (int i = 0; i < 3; i++)
		out[i] = s->n ? s->x[i] / s->n : NAN;
}

/* Variance about the mean of n values, from their sum and squares' sum. */
static double variance(double sum, double squares, uint32_t n)
{
	double v = (squares - sum * sum / n) / (n - 1.0);

	return v > 0 ? v : 0;
}

/* Does no axis vary by more? */
static int steady(const struct gn_still_sums *s, double sd)
{
	for (int i = 0; i < 3; i++)
		if (s->n > 1 && variance(s->x[i], s->xx[i], s->n) > sd * sd)
			return 0;
	return 1;
}

/* Is a block's mean as its run's? Yes, where there is none. */
static int agrees(const struct gn_still_sums *run,
		  const struct gn_still_sums *b, double limit)
{
	double d[3];

	if (!run->n || !b->n)
		return 1;
	for (int i = 0; i < 3; i++)
		d[i] = b->x[i] / b->n - run->x[i] / run->n;
	return norm3(d) <= limit;
}

static enum gn_still_reason judge(const struct gn_still_poses *s)
{
	double acc[3], gyr[3], rest;

	if (s->acc.n < BLOCK_MIN)
		return GN_STILL_NO_DATA;
	mean_of(&s->acc, acc);
	mean_of(&s->gyr, gyr);
	if (!steady(&s->acc, (double)s->acc_sd_mps2))
		return GN_STILL_SHAKEN;
	if (norm3(gyr) > TURNS_RADPS)
		return GN_STILL_TURNS;
	if (!steady(&s->gyr, (double)s->gyr_sd_radps))
		return GN_STILL_TURNED;
	rest = norm3(acc);
	if (!(rest > REST_MIN && rest < REST_MAX))
		return GN_STILL_UNITS;
	if (!agrees(&s->run.acc, &s->acc, CREEP_MPS2) ||
	    !agrees(&s->run.gyr, &s->gyr, CREEP_RADPS))
		return GN_STILL_CREPT;
	return GN_STILL_QUIET;
}

static void end_run(struct gn_still_poses *s, enum gn_still_reason why)
{
	if (s->run.quiet >= REJECT_QUIET && !s->run.settled)
		s->rejected[why]++;
	memset(&s->run, 0, sizeof(s->run));
	s->run.pose = GN_STILL_NONE;
	s->now = why;
}

/*
 * The standard error of a mean, once from the samples and once from the
 * blocks' means; the larger, as a sensor's filter makes neighbours alike. That
 * covers filters down to some 4 Hz.
 */
static void finish(const struct gn_still_sums *s, double mean[3], double se[3])
{
	for (int i = 0; i < 3; i++) {
		double white, blocks;

		mean[i] = s->n ? s->x[i] / s->n : NAN;
		se[i] = NAN;
		if (s->n < 2)
			continue;
		white = variance(s->x[i], s->xx[i], s->n) / s->n;
		blocks = s->n_means < 2 ? 0 : variance(s->m[i], s->mm[i],
					s->n_means) / s->n_means;
		se[i] = sqrt(white > blocks ? white : blocks);
	}
}

/* A second is there: is it a new direction, and is there room? */
static void settle(struct gn_still_poses *s)
{
	double acc[3];

	s->run.settled = 1;
	mean_of(&s->run.acc, acc);
	for (size_t k = 0; k < s->n; k++)
		if (cosine(acc, s->pose[k].acc_mps2) > SAME_COS) {
			s->rejected[GN_STILL_SAME]++;
			s->now = GN_STILL_SAME;
			return;
		}
	if (s->n == GN_STILL_MAX) {
		s->rejected[GN_STILL_FULL]++;
		s->now = GN_STILL_FULL;
		return;
	}
	s->run.pose = s->n++;
}

static void write_pose(struct gn_still_poses *s)
{
	const struct gn_still_run *r = &s->run;
	struct gn_still_pose *p = &s->pose[r->pose];

	p->start_ns = r->first * GN_STILL_BLOCK_NS;
	p->end_ns = (r->first + r->used) * GN_STILL_BLOCK_NS;
	p->n_acc = r->acc.n;
	p->n_gyr = r->gyr.n;
	finish(&r->acc, p->acc_mps2, p->acc_se_mps2);
	finish(&r->gyr, p->gyr_radps, p->gyr_se_radps);
}

/* This block is quiet: the one before is used, unless it was the first. */
static void extend(struct gn_still_poses *s)
{
	struct gn_still_run *r = &s->run;

	if (!r->settled)
		s->now = GN_STILL_QUIET;
	r->quiet++;
	if (r->quiet == 2)
		r->first = s->block;
	if (r->quiet < 3)
		return;
	add_block(&r->acc, &s->last_acc);
	add_block(&r->gyr, &s->last_gyr);
	r->used++;
	if (r->used == POSE_BLOCKS)
		settle(s);
	if (r->pose != GN_STILL_NONE)
		write_pose(s);
}

static void close_block(struct gn_still_poses *s)
{
	enum gn_still_reason why = judge(s);

	if (why == GN_STILL_QUIET)
		extend(s);
	else
		end_run(s, why);
	s->last_acc = s->acc;
	s->last_gyr = s->gyr;
	memset(&s->acc, 0, sizeof(s->acc));
	memset(&s->gyr, 0, sizeof(s->gyr));
}

void gn_still_push(struct gn_still_poses *s, const struct gn_sample *in,
		   size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int64_t block = in[i].t_ns / GN_STILL_BLOCK_NS;

		if (in[i].sensor != s->sensor)
			continue;
		if (s->have_block && block != s->block) {
			close_block(s);
			if (block != s->block + 1)
				end_run(s, GN_STILL_NO_DATA);
		}
		s->have_block = 1;
		s->block = block;
		add_sample(&s->acc, in[i].acc_mps2);
		add_sample(&s->gyr, in[i].gyr_radps);
	}
}

int gn_still_drop(struct gn_still_poses *s, size_t k)
{
	if (k >= s->n)
		return GN_EINVAL;
	s->n--;
	memmove(&s->pose[k], &s->pose[k + 1],
		(s->n - k) * sizeof(s->pose[0]));
	memset(&s->pose[s->n], 0, sizeof(s->pose[0]));
	if (s->run.pose == k)
		s->run.pose = GN_STILL_NONE;
	else if (s->run.pose != GN_STILL_NONE && s->run.pose > k)
		s->run.pose--;
	return GN_OK;
}

const char *gn_still_direction(size_t k)
{
	static const char *const names[GN_STILL_DIRECTIONS] = {
		"+x", "-x", "+y", "-y", "+z", "-z",
		"+x+y+z", "-x+y+z", "+x-y+z", "-x-y+z",
		"+x+y-z", "-x+y-z", "+x-y-z", "-x-y-z",
	};

	return k < GN_STILL_DIRECTIONS ? names[k] : "none";
}

/* What one pose adds. */
static void cover_one(const double acc[3], struct gn_still_coverage *out)
{
	double norm = norm3(acc), u;
	size_t corner = 0;
	int oblique = 1;

	for (size_t i = 0; i < 3; i++) {
		u = acc[i] / norm;
		out->reach[2 * i] = fmax(out->reach[2 * i], u);
		out->reach[2 * i + 1] = fmax(out->reach[2 * i + 1], -u);
		if (u >= AXIS_COS)
			out->lacks[2 * i] = 0;
		if (u <= -AXIS_COS)
			out->lacks[2 * i + 1] = 0;
		oblique &= fabs(u) > CORNER_PART;
		corner += (size_t)(u < 0) << i;
	}
	if (oblique)
		out->lacks[6 + corner] = 0;
}

void gn_still_cover(const struct gn_still_pose *pose, size_t n,
		    struct gn_still_coverage *out)
{
	memset(out, 0, sizeof(*out));
	out->next = GN_STILL_NONE;
	for (size_t i = 0; i < 6; i++)
		out->reach[i] = NAN;
	memset(out->lacks, 1, sizeof(out->lacks));
	for (size_t k = 0; k < n; k++)
		cover_one(pose[k].acc_mps2, out);
	for (size_t i = GN_STILL_DIRECTIONS; i-- > 0;) {
		if (!out->lacks[i])
			continue;
		out->next = i;
		if (i < 6)
			out->n_axes++;
		else
			out->n_corners++;
	}
}

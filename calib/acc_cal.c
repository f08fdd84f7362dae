/* SPDX-License-Identifier: MIT */
#include "gonio/acc_cal.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "acc_fit.h"

/* Limits, ours; see the header. Two sds are 0.02 m/s^2, 0.2 %, 6 mrad. */
#define REST_MIN      7.0
#define REST_MAX      13.0
#define REACH_MIN     0.5
#define BIAS_SD_MAX   0.01
#define SCALE_SD_MAX  0.001
#define SKEW_SD_MAX   0.003
#define CHANCE        1e-3

const struct gn_acc_cal_params gn_acc_cal_defaults = {
	.g_mps2 = 9.80665,
	.model_sd_mps2 = 0.005,
};

const char *gn_acc_cal_text(enum gn_acc_cal_verdict v)
{
	switch (v) {
#define X(name, text) case name: return text;
	GN_ACC_CAL_VERDICTS(X)
#undef X
	default: return "unknown verdict";
	}
}

void gn_acc_cal_apply(const struct gn_acc_cal *c, float acc_mps2[3])
{
	float v[3];

	for (int i = 0; i < 3; i++)
		v[i] = acc_mps2[i] - c->bias_mps2[i];
	for (int i = 0; i < 3; i++)
		acc_mps2[i] = c->k[i][0] * v[0] + c->k[i][1] * v[1] +
			      c->k[i][2] * v[2];
}

static double norm3(const double v[3])
{
	return sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

static void forget(struct gn_acc_cal_fit *f)
{
	memset(f, 0, sizeof(*f));
	f->worst = f->also = GN_ACC_CAL_NO_POSE;
	f->rms_mps2 = f->chi2 = f->p = NAN;
	for (int i = 0; i < GN_ACC_CAL_UNKNOWNS; i++) {
		f->x[i] = f->sd[i] = NAN;
		for (int k = 0; k < GN_ACC_CAL_UNKNOWNS; k++)
			f->cov[i][k] = NAN;
	}
	for (int i = 0; i < GN_STILL_MAX; i++)
		f->residual_mps2[i] = f->outlying[i] = NAN;
	for (int i = 0; i < 3; i++) {
		f->cal.bias_mps2[i] = NAN;
		for (int k = 0; k < 3; k++)
			f->cal.k[i][k] = NAN;
	}
}

static int refuse(struct gn_acc_cal_fit *f, enum gn_acc_cal_verdict v)
{
	f->verdict = v;
	switch (v) {
	case GN_ACC_CAL_BAD_INPUT: return GN_EINVAL;
	case GN_ACC_CAL_UNITS: return GN_EUNITS;
	default: return GN_ENODATA;
	}
}

/* Is every number of a pose one that can be? */
static int pose_ok(const struct gn_still_pose *p)
{
	for (int i = 0; i < 3; i++)
		if (!isfinite(p->acc_mps2[i]) ||
		    !isfinite(p->acc_se_mps2[i]) || p->acc_se_mps2[i] < 0)
			return 0;
	return 1;
}

static int check_input(const struct gn_still_pose *pose, size_t n,
		       const struct gn_acc_cal_params *p,
		       struct gn_acc_cal_fit *f, struct gn_diag *why)
{
	if (n > GN_STILL_MAX)
		return gn_diag_set(why, refuse(f, GN_ACC_CAL_BAD_INPUT),
				   "%zu poses; give at most %d", n,
				   GN_STILL_MAX);
	if (!(p->g_mps2 >= 9.7 && p->g_mps2 <= 9.9))
		return gn_diag_set(why, refuse(f, GN_ACC_CAL_BAD_INPUT),
				   "gravity of %g m/s^2; give 9.7 to 9.9",
				   p->g_mps2);
	if (!(p->model_sd_mps2 >= 0 && p->model_sd_mps2 <= 0.1))
		return gn_diag_set(why, refuse(f, GN_ACC_CAL_BAD_INPUT),
				   "a model's sd of %g m/s^2; give 0 to 0.1",
				   p->model_sd_mps2);
	for (size_t k = 0; k < n; k++)
		if (!pose_ok(&pose[k]))
			return gn_diag_set(why,
				refuse(f, GN_ACC_CAL_BAD_INPUT),
				"pose %zu has a number that cannot be; "
				"leave it out", k + 1);
	return GN_OK;
}

/* Number, units and directions of the poses. */
static int check_set(const struct gn_still_pose *pose, size_t n,
		     struct gn_acc_cal_fit *f, struct gn_diag *why)
{
	struct gn_still_coverage c;

	if (n < GN_ACC_CAL_MIN)
		return gn_diag_set(why, refuse(f, GN_ACC_CAL_FEW),
				   "%zu poses; lay it in %d or more ways, "
				   "best %d or more", n, GN_ACC_CAL_MIN,
				   GN_ACC_CAL_MIN_SKEW + 3);
	for (size_t k = 0; k < n; k++) {
		double rest = norm3(pose[k].acc_mps2);

		if (!(rest > REST_MIN && rest < REST_MAX))
			return gn_diag_set(why, refuse(f, GN_ACC_CAL_UNITS),
				"pose %zu reads %.3g m/s^2 at rest instead of "
				"9.81; correct the unit", k + 1, rest);
	}
	gn_still_cover(pose, n, &c);
	for (size_t i = 0; i < 6; i++)
		if (c.reach[i] < REACH_MIN)
			return gn_diag_set(why,
				refuse(f, GN_ACC_CAL_DIRECTIONS),
				"no pose with %s up, or within 60 degrees of "
				"it; add one", gn_still_direction(i));
	return GN_OK;
}

static void set_up(const struct gn_still_pose *pose, size_t n,
		   const struct gn_acc_cal_params *p,
		   struct gn_acc_problem *q)
{
	memset(q, 0, sizeof(*q));
	q->pose = pose;
	q->n = n;
	q->skip = GN_ACC_CAL_NO_POSE;
	q->n_unknowns = n < GN_ACC_CAL_MIN_SKEW ? 6 : 9;
	q->g_mps2 = p->g_mps2;
	for (size_t k = 0; k < n; k++) {
		double norm = norm3(pose[k].acc_mps2);
		double var = p->model_sd_mps2 * p->model_sd_mps2;

		for (int i = 0; i < 3; i++) {
			double u = pose[k].acc_mps2[i] / norm;
			double se = pose[k].acc_se_mps2[i];

			var += u * u * se * se;
		}
		/* 1 um/s^2: exact poses need a weight too */
		q->sd_mps2[k] = sqrt(var + 1e-12);
	}
}

/* What came out, in the words of the result. */
static void describe(const struct gn_acc_problem *q,
		     const struct gn_acc_solution *s, struct gn_acc_cal_fit *f)
{
	size_t dof = q->n - q->n_unknowns;
	double more = dof ? fmax(1, s->chi2 / (double)dof) : 1, sum = 0;

	f->n_unknowns = q->n_unknowns;
	f->chi2 = s->chi2;
	f->p = dof ? gsl_cdf_chisq_Q(s->chi2, (double)dof) : NAN;
	memcpy(f->x, s->x, sizeof(f->x));
	for (size_t i = 0; i < q->n_unknowns; i++) {
		for (size_t k = 0; k < q->n_unknowns; k++)
			f->cov[i][k] = more * s->cov[i][k];
		f->sd[i] = sqrt(f->cov[i][i]);
	}
	for (size_t k = 0; k < q->n; k++) {
		f->residual_mps2[k] = s->residual_mps2[k];
		sum += s->residual_mps2[k] * s->residual_mps2[k];
	}
	f->rms_mps2 = sqrt(sum / (double)q->n);
}

/*
 * Fit without each pose: what chi-square loses is the square of that pose's
 * residual to the others' fit, in sds. Notes the two that it loses most by.
 */
static void leave_out(struct gn_acc_problem *q, struct gn_acc_cal_fit *f,
		      size_t top[2])
{
	struct gn_acc_solution s;

	top[0] = top[1] = GN_ACC_CAL_NO_POSE;
	for (size_t k = 0; k < q->n && q->n > q->n_unknowns; k++) {
		double t;

		q->skip = k;
		if (gn_acc_solve(q, &s))
			continue;
		t = sqrt(fmax(0, f->chi2 - s.chi2));
		f->outlying[k] = f->residual_mps2[k] < 0 ? -t : t;
		if (top[0] == GN_ACC_CAL_NO_POSE ||
		    t > fabs(f->outlying[top[0]])) {
			top[1] = top[0];
			top[0] = k;
		} else if (top[1] == GN_ACC_CAL_NO_POSE ||
			   t > fabs(f->outlying[top[1]])) {
			top[1] = k;
		}
	}
	q->skip = GN_ACC_CAL_NO_POSE;
}

/* Would the set be fine without pose k? */
static int mends(const struct gn_acc_cal_fit *f, size_t k)
{
	double dof = (double)(f->n_poses - f->n_unknowns) - 1, t;

	if (k == GN_ACC_CAL_NO_POSE || dof < 1)
		return 0;
	t = f->outlying[k];
	return gsl_cdf_chisq_Q(fmax(0, f->chi2 - t * t), dof) >= CHANCE;
}

/* Do the poses agree, and if not, which is to be repeated? */
static int check_fit(struct gn_acc_cal_fit *f, const size_t top[2],
		     struct gn_diag *why)
{
	const char *skew = f->n_unknowns == 6 ?
		", or give 9 or more, as its axes may be askew" : "";
	double out = top[0] == GN_ACC_CAL_NO_POSE ? 0 :
		     fabs(f->outlying[top[0]]);
	double chance = 2 * gsl_cdf_ugaussian_Q(out) * (double)f->n_poses;

	if (!(f->p < CHANCE) && !(chance < CHANCE))
		return GN_OK;
	if (f->n_poses - f->n_unknowns < 2)
		return gn_diag_set(why, refuse(f, GN_ACC_CAL_SCATTER),
			"the poses disagree by %.2g m/s^2, and are too few to "
			"tell which one moved; add two, or begin anew",
			f->rms_mps2);
	f->worst = top[0];
	if (!mends(f, top[0]))
		return gn_diag_set(why, refuse(f, GN_ACC_CAL_SCATTER),
			"the poses disagree by %.2g m/s^2, pose %zu most, but "
			"not it alone; begin anew, on something firm%s",
			f->rms_mps2, f->worst + 1, skew);
	if (!mends(f, top[1]))
		return gn_diag_set(why, refuse(f, GN_ACC_CAL_MOVED),
			"pose %zu moved: it disagrees with the others by %.1f "
			"sds; repeat it%s", f->worst + 1, out, skew);
	f->also = top[1];
	return gn_diag_set(why, refuse(f, GN_ACC_CAL_MOVED),
		"pose %zu moved, or pose %zu; repeat both%s", f->worst + 1,
		f->also + 1, skew);
}

static int unsure(struct gn_acc_cal_fit *f, size_t i, struct gn_diag *why)
{
	static const char *const names[] = {
		"bias of x", "bias of y", "bias of z", "scale of x",
		"scale of y", "scale of z", "skew of x to y", "skew of x to z",
		"skew of y to z",
	};
	const char *more = i < 6 ? "more poses, and longer ones" :
			   "poses with the edges between these axes up";

	if (isnan(f->sd[i]))
		return gn_diag_set(why, refuse(f, GN_ACC_CAL_ILL),
				   "the poses do not tell the %s; add %s",
				   names[i], more);
	return gn_diag_set(why, refuse(f, GN_ACC_CAL_ILL),
			   "the poses leave the %s unsure by %.2g%s; add %s",
			   names[i], f->sd[i], i < 3 ? " m/s^2" : "", more);
}

static int check_sds(struct gn_acc_cal_fit *f, struct gn_diag *why)
{
	static const double limit[] = {
		BIAS_SD_MAX, SCALE_SD_MAX, SKEW_SD_MAX,
	};

	for (size_t i = 0; i < f->n_unknowns; i++)
		if (!(f->sd[i] <= limit[i / 3]))
			return unsure(f, i, why);
	return GN_OK;
}

static void accept(struct gn_acc_cal_fit *f, struct gn_diag *why)
{
	const double *x = f->x;
	const double k[3][3] = {
		{ x[GN_ACC_CAL_KXX], x[GN_ACC_CAL_KXY], x[GN_ACC_CAL_KXZ] },
		{ 0, x[GN_ACC_CAL_KYY], x[GN_ACC_CAL_KYZ] },
		{ 0, 0, x[GN_ACC_CAL_KZZ] },
	};

	for (int i = 0; i < 3; i++) {
		f->cal.bias_mps2[i] = (float)x[i];
		for (int j = 0; j < 3; j++)
			f->cal.k[i][j] = (float)k[i][j];
	}
	f->verdict = f->n_poses > f->n_unknowns ? GN_ACC_CAL_FINE :
		     GN_ACC_CAL_UNCHECKED;
	gn_diag_set(why, GN_OK, "%s%s",
		    f->n_unknowns == 6 ? "bias and scale only: skew needs 9 "
		    "poses or more. " : "",
		    f->verdict == GN_ACC_CAL_UNCHECKED ? "As many poses as "
		    "unknowns: one more would show if one moved." : "");
}

int gn_acc_cal_fit(const struct gn_still_pose *pose, size_t n,
		   const struct gn_acc_cal_params *p,
		   struct gn_acc_cal_fit *out, struct gn_diag *why)
{
	struct gn_acc_problem q;
	struct gn_acc_solution s;
	size_t top[2];
	int err;

	if (!p)
		p = &gn_acc_cal_defaults;
	forget(out);
	err = check_input(pose, n, p, out, why);
	if (err)
		return err;
	out->n_poses = n;
	err = check_set(pose, n, out, why);
	if (err)
		return err;
	set_up(pose, n, p, &q);
	if (gn_acc_solve(&q, &s))
		return unsure(out, s.weak, why);
	describe(&q, &s, out);
	leave_out(&q, out, top);
	err = check_fit(out, top, why);
	if (!err)
		err = check_sds(out, why);
	if (!err)
		accept(out, why);
	return err;
}

/* SPDX-License-Identifier: MIT */
#include "gonio/gyr_cal.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "gyr_fit.h"

/* Limits, ours; see the header. */
#define SCALE_SD_MAX 0.002
#define AXES_SD_MAX  0.003
#define CHANCE       1e-3
#define OFF_MAX      0.1        /* of K from 1: beyond any gyroscope */
#define DEG_PER_RAD  (180 / 3.14159265358979323846)

const struct gn_gyr_cal_params gn_gyr_cal_defaults = {
	.model_sd_rad = 0.001,
};

const char *gn_gyr_cal_text(enum gn_gyr_cal_verdict v)
{
	switch (v) {
#define X(name, text) case name: return text;
	GN_GYR_CAL_VERDICTS(X)
#undef X
	default: return "unknown verdict";
	}
}

static void forget(struct gn_gyr_cal_fit *f)
{
	memset(f, 0, sizeof(*f));
	f->verdict = GN_GYR_CAL_BAD_INPUT;
	f->worst = GN_GYR_CAL_NO_TURN;
	f->rms_rad = f->chi2 = f->p = NAN;
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++)
			f->k[i][j] = f->sd[i][j] = NAN;
	for (int i = 0; i < GN_GYR_CAL_UNKNOWNS; i++)
		for (int j = 0; j < GN_GYR_CAL_UNKNOWNS; j++)
			f->cov[i][j] = NAN;
	for (int i = 0; i < GN_TURNS_MAX; i++)
		f->residual_rad[i] = f->outlying[i] = NAN;
}

static int refuse(struct gn_gyr_cal_fit *f, enum gn_gyr_cal_verdict v)
{
	f->verdict = v;
	return v == GN_GYR_CAL_BAD_INPUT ? GN_EINVAL : GN_ENODATA;
}

static int turn_ok(const struct gn_turn *t, size_t n_poses)
{
	if (t->from >= n_poses || t->to >= n_poses || t->n > GN_TURN_STEPS)
		return 0;
	for (size_t i = 0; i < t->n; i++)
		for (int k = 0; k < 3; k++)
			if (!isfinite(t->step[i].rotvec_rad[k]) ||
			    !(t->step[i].dt_s >= 0))
				return 0;
	return 1;
}

static int pose_ok(const struct gn_still_pose *p)
{
	double all = 0;

	for (int i = 0; i < 3; i++)
		all += p->acc_mps2[i] + p->acc_se_mps2[i] + p->gyr_radps[i] +
		       p->gyr_se_radps[i];
	return isfinite(all) && p->n_gyr > 1;
}

/* Where gravity points in a pose, and the variance of that. */
static double direction(const struct gn_still_pose *p,
			const struct gn_acc_cal *acc, double out[3])
{
	float a[3];
	double norm, var = 0;

	for (int i = 0; i < 3; i++)
		a[i] = (float)p->acc_mps2[i];
	gn_acc_cal_apply(acc, a);
	norm = hypot(hypot((double)a[0], (double)a[1]), (double)a[2]);
	for (int i = 0; i < 3; i++) {
		out[i] = (double)a[i] / norm;
		var += p->acc_se_mps2[i] * p->acc_se_mps2[i] / 3;
	}
	return var / (norm * norm);
}

/*
 * The variance of a turn's angle by its rates: noise over its time, of the
 * density that the poses' means show, and what is not known of the bias, which
 * may have gone from one pose's to the other's at any time.
 */
static double rate_var(const struct gn_turn *t, const struct gn_still_pose *a,
		       const struct gn_still_pose *b)
{
	double time_s = 0, noise = 0, bias = 0;
	double pose_s = 0.5e-9 * (double)((a->end_ns - a->start_ns) +
					  (b->end_ns - b->start_ns));

	for (size_t i = 0; i < t->n; i++)
		time_s += (double)t->step[i].dt_s;
	for (int i = 0; i < 3; i++) {
		double se2 = (a->gyr_se_radps[i] * a->gyr_se_radps[i] +
			      b->gyr_se_radps[i] * b->gyr_se_radps[i]) / 2;
		double d = a->gyr_radps[i] - b->gyr_radps[i];

		noise += se2 * pose_s * time_s / 3;
		bias += (se2 / 2 + d * d / 12) * time_s * time_s / 3;
	}
	return noise + bias;
}

static int set_up(const struct gn_turn *turn, size_t n,
		  const struct gn_still_pose *pose, size_t n_poses,
		  const struct gn_acc_cal *acc, double model_sd_rad,
		  struct gn_gyr_problem *q)
{
	memset(q, 0, sizeof(*q));
	q->turn = turn;
	q->n = n;
	q->skip = GN_GYR_CAL_NO_TURN;
	q->n_unknowns = n < GN_GYR_CAL_MIN_AXES ? 3 : GN_GYR_CAL_UNKNOWNS;
	for (size_t k = 0; k < n; k++) {
		const struct gn_still_pose *a, *b;
		double var;

		if (!turn_ok(&turn[k], n_poses))
			return GN_EINVAL;
		a = &pose[turn[k].from];
		b = &pose[turn[k].to];
		if (!pose_ok(a) || !pose_ok(b))
			return GN_EINVAL;
		var = model_sd_rad * model_sd_rad + rate_var(&turn[k], a, b) +
		      direction(a, acc, q->from[k]) +
		      direction(b, acc, q->to[k]);
		for (int i = 0; i < 3; i++)
			q->bias_radps[k][i] = (a->gyr_radps[i] +
					       b->gyr_radps[i]) / 2;
		if (!isfinite(var) || !isfinite(q->from[k][0]) ||
		    !isfinite(q->to[k][0]))
			return GN_EINVAL;
		/* 1 urad: exact turns need a weight too */
		q->sd_rad[k] = sqrt(var + 1e-12);
	}
	return GN_OK;
}

/* What came out, in the words of the result. */
static void describe(const struct gn_gyr_problem *q,
		     const struct gn_gyr_solution *s, struct gn_gyr_cal_fit *f)
{
	size_t n = q->n_unknowns;
	double dof = 2 * (double)q->n - (double)n, sum = 0;
	double more = fmax(1, s->chi2 / dof);

	f->n_unknowns = n;
	f->chi2 = s->chi2;
	f->p = gsl_cdf_chisq_Q(s->chi2, dof);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			f->cov[i][j] = more * s->cov[i][j];
	for (size_t i = 0; i < n; i++) {
		size_t at = n == 3 ? 4 * i : i;

		f->sd[at / 3][at % 3] = sqrt(f->cov[i][i]);
	}
	for (size_t k = 0; k < q->n; k++) {
		f->residual_rad[k] = s->residual_rad[k];
		sum += s->residual_rad[k] * s->residual_rad[k];
	}
	f->rms_rad = sqrt(sum / (double)q->n);
}

/* Fit without each turn; the one that chi-square loses most by. */
static size_t leave_out(struct gn_gyr_problem *q, struct gn_gyr_cal_fit *f)
{
	struct gn_gyr_solution s;
	size_t top = GN_GYR_CAL_NO_TURN;

	for (size_t k = 0; k < q->n && 2 * q->n - 2 > q->n_unknowns; k++) {
		q->skip = k;
		if (gn_gyr_solve(q, &s))
			continue;
		f->outlying[k] = fmax(0, f->chi2 - s.chi2);
		if (top == GN_GYR_CAL_NO_TURN ||
		    f->outlying[k] > f->outlying[top])
			top = k;
	}
	q->skip = GN_GYR_CAL_NO_TURN;
	return top;
}

/* Do the turns agree, and if not, which is not to be used? */
static int check_fit(const struct gn_gyr_problem *q, size_t top,
		     struct gn_gyr_cal_fit *f, struct gn_diag *why)
{
	double loss = top == GN_GYR_CAL_NO_TURN ? 0 : f->outlying[top];
	double dof = 2 * (double)q->n - (double)q->n_unknowns - 2;

	/* of two degrees, the chance of more is exp(-x / 2) */
	if (!(f->p < CHANCE) && !(exp(-loss / 2) * (double)q->n < CHANCE))
		return GN_OK;
	if (top == GN_GYR_CAL_NO_TURN || dof < 1 ||
	    gsl_cdf_chisq_Q(fmax(0, f->chi2 - loss), dof) < CHANCE)
		return gn_diag_set(why, refuse(f, GN_GYR_CAL_SCATTER),
			"the turns miss by %.2g degrees, more than one of "
			"them: turn it slower, within its range",
			DEG_PER_RAD * f->rms_rad);
	f->worst = top;
	return gn_diag_set(why, refuse(f, GN_GYR_CAL_BAD_TURN),
		"the turn from pose %zu to pose %zu misses by %.2g degrees, "
		"and is not used: was it beyond the range?",
		q->turn[top].from + 1, q->turn[top].to + 1,
		DEG_PER_RAD * f->residual_rad[top]);
}

/* Are they known well enough, and such as can be? */
static int check_k(const struct gn_gyr_solution *s, struct gn_gyr_cal_fit *f,
		   struct gn_diag *why)
{
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++) {
			double most = i == j ? SCALE_SD_MAX : AXES_SD_MAX;

			if (f->n_unknowns == 3 && i != j)
				continue;
			if (!(f->sd[i][j] <= most))
				return gn_diag_set(why,
					refuse(f, GN_GYR_CAL_ILL),
					"the turns leave what the %c axis "
					"reads of turns about %c unsure by "
					"%.2g; turn it about each axis, by 90 "
					"degrees and more", "xyz"[i], "xyz"[j],
					f->sd[i][j]);
			if (!(fabs(s->k[i][j] - (i == j)) <= OFF_MAX))
				return gn_diag_set(why,
					refuse(f, GN_GYR_CAL_ILL),
					"what the %c axis reads of turns about "
					"%c is off by %.0f %%: were they "
					"beyond its range, are rates in rad/s, "
					"and the axes right?", "xyz"[i],
					"xyz"[j], 100 * (s->k[i][j] -
					(i == j)));
		}
	return GN_OK;
}

static int few(struct gn_gyr_cal_fit *f, size_t n, struct gn_diag *why)
{
	return gn_diag_set(why, refuse(f, GN_GYR_CAL_FEW), "%zu turns with all "
			   "their rates; %d are needed, best %d or more", n,
			   GN_GYR_CAL_MIN, GN_GYR_CAL_MIN_AXES + 2);
}

/* Of a problem that can be. */
static int fit(struct gn_gyr_problem *q, struct gn_gyr_cal_fit *f,
	       struct gn_diag *why)
{
	struct gn_gyr_solution s;
	int err = gn_gyr_solve(q, &s);

	if (err == GN_ENOMEM)
		return gn_diag_set(why, err, "out of memory");
	if (err)
		return gn_diag_set(why, refuse(f, GN_GYR_CAL_ILL),
			"the turns do not tell scale and axes: turn it about "
			"each axis, by 90 degrees and more");
	describe(q, &s, f);
	err = check_fit(q, leave_out(q, f), f, why);
	if (!err)
		err = check_k(&s, f, why);
	if (err)
		return err;
	memcpy(f->k, s.k, sizeof(f->k));
	f->verdict = GN_GYR_CAL_FINE;
	return gn_diag_set(why, GN_OK, "%s", f->n_unknowns == 3 ?
			   "scales only: the axes need 9 turns or more" : "");
}

int gn_gyr_cal_fit(const struct gn_turn *turn, size_t n,
		   const struct gn_still_pose *pose, size_t n_poses,
		   const struct gn_acc_cal *acc,
		   const struct gn_gyr_cal_params *p,
		   struct gn_gyr_cal_fit *out, struct gn_diag *why)
{
	struct gn_gyr_problem q;

	if (!p)
		p = &gn_gyr_cal_defaults;
	forget(out);
	if (n > GN_TURNS_MAX || n_poses > GN_STILL_MAX ||
	    !(p->model_sd_rad >= 0 && p->model_sd_rad <= 0.1) ||
	    set_up(turn, n, pose, n_poses, acc, p->model_sd_rad, &q))
		return gn_diag_set(why, refuse(out, GN_GYR_CAL_BAD_INPUT),
				   "a turn, a pose or a parameter with a "
				   "number that cannot be");
	out->n_turns = n;
	if (n < GN_GYR_CAL_MIN)
		return few(out, n, why);
	return fit(&q, out, why);
}

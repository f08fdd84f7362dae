/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calib/mag_quadric.h"
#include "gonio/cal_drift.h"
#include "ironrig.h"
#include "poserig.h"
#include "suites.h"
#include "turnrig.h"

#define SEEDS 300
#define N GN_CAL_UNKNOWNS
#define RAD (3.14159265358979323846 / 180)

static const struct poserig usual = { 0.003, 0.005, POSERIG_G, 0 };

static struct gn_cal_file c, back;
static struct gn_still_pose pose[GN_STILL_MAX];
static double truth[N];
static struct gn_diag why;

static void setup(void)
{
	memset(&c, 0, sizeof(c));
	snprintf(c.serial, sizeof(c.serial), "1");
}

/* As it comes back from its text. */
static void through_text(void)
{
	char *text = NULL;

	ck_assert_int_eq(gn_cal_file_text(&c, &text), GN_OK);
	ck_assert_msg(!gn_cal_file_parse(&back, text, "x", NULL, &why), "%s",
		      why.text);
	ck_assert_mem_eq(&back, &c, sizeof(c));
	free(text);
}

/* d^T C^-1 d of the first n unknowns of a part. */
static double chi2_of(enum gn_cal_part part, const double *d, size_t n)
{
	double cov[N][N], a[N * N], x[N], sum = 0;

	ck_assert_uint_ge(gn_cal_file_cov(&back, part, cov), n);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			a[i * n + j] = cov[i][j];
	ck_assert_int_eq(gn_mag_cholesky(a, (int)n, a), 0);
	gn_mag_cholesky_solve(a, (int)n, d, x);
	for (size_t i = 0; i < n; i++)
		sum += d[i] * x[i];
	return sum;
}

/* What chi-square of n was over the seeds. */
struct tally {
	double n, sum;
	int inside, of;
};

static void count(struct tally *t, double n, double chi2)
{
	t->n = n;
	t->sum += chi2;
	t->inside += chi2 < gsl_cdf_chisq_Pinv(0.95, n);
	t->of++;
}

/* Its mean is n, within three of its own errors and a part besides, and 95 %
 * are where 95 % should be. */
static void holds(const struct tally *t, double part)
{
	double mean = t->sum / t->of, sd = sqrt(2 * t->n / t->of);

	ck_assert_int_ge(t->of, 50);
	ck_assert_msg(fabs(mean - t->n) < 3 * sd + part * t->n,
		      "chi-square of %g is %g", t->n, mean);
	ck_assert_msg(t->inside >= (0.95 - 0.03 - part) * t->of &&
		      t->inside <= 0.99 * t->of, "%d of %d within 95 %%",
		      t->inside, t->of);
}

/* The calibration of a simulated sensor; 0: none came of it. */
static int calibrate(const struct poserig *lab, size_t n, uint32_t seed)
{
	struct gn_acc_cal_fit fit;

	poserig_lay(lab, n, seed, pose, truth);
	if (gn_acc_cal_fit(pose, n, NULL, &fit, &why))
		return 0;
	gn_cal_acc_set(&c, &fit);
	through_text();
	return 1;
}

static const struct {
	struct poserig lab;
	size_t n, unknowns;
} rooms[] = {
	{ { 0.003, 0.005, POSERIG_G, 0 }, 24, 9 },
	{ { 0.003, 0.005, POSERIG_G, 0 }, 14, 9 },
	{ { 0.003, 0.005, POSERIG_G, 1 }, 8, 6 },
};

START_TEST(an_accelerometers_is_true)
{
	struct tally t = { 0 };

	for (uint32_t seed = 1; seed <= SEEDS; seed++) {
		double d[N];

		if (!calibrate(&rooms[_i].lab, rooms[_i].n, seed))
			continue;
		for (int i = 0; i < 3; i++) {
			const float (*k)[3] = back.acc.cal.k;

			d[i] = (double)back.acc.cal.bias_mps2[i] - truth[i];
			d[3 + i] = (double)k[i][i] - truth[3 + i];
			d[6 + i] = (double)k[i / 2][i ? 2 : 1] - truth[6 + i];
		}
		count(&t, (double)rooms[_i].unknowns,
		      chi2_of(GN_CAL_ACC, d, rooms[_i].unknowns));
	}
	holds(&t, 0.06);
}
END_TEST

/* Noise of each axis by itself, or what all poses scatter by together: how
 * gravity acts on a gyroscope. */
START_TEST(a_gyroscopes_is_true)
{
	const double g[3][3] = { { 1, 0.8, 0 }, { 0.9, 1, 0.2 },
				 { 0, 0.1, 1 } };
	struct tally t = { 0 };

	for (uint32_t seed = 1; seed <= SEEDS; seed++) {
		uint32_t state = seed * 2654435761u;
		struct gn_gyr_bias b;
		double d[6], part = _i ? 2e-4 : 0;

		memset(pose, 0, sizeof(pose));
		for (size_t k = 0; k < 24; k++) {
			double e[3] = { poserig_gauss(&state),
					poserig_gauss(&state),
					poserig_gauss(&state) };

			pose[k].start_ns = (int64_t)k * 4000000000;
			pose[k].end_ns = pose[k].start_ns + 2000000000;
			pose[k].n_gyr = 200;
			for (int i = 0; i < 3; i++) {
				pose[k].gyr_se_radps[i] = 1e-4;
				pose[k].gyr_radps[i] = 0.01 * i + 1e-4 *
					poserig_gauss(&state) + part *
					(g[i][0] * e[0] + g[i][1] * e[1] +
					 g[i][2] * e[2]);
			}
		}
		ck_assert_int_eq(gn_gyr_bias_fit(pose, 24, &b), GN_OK);
		gn_cal_gyr_set(&c, &b);
		through_text();
		for (int i = 0; i < 3; i++) {
			d[i] = (double)back.gyr.bias_radps[i] - 0.01 * i;
			d[3 + i] = (double)back.gyr.drift_radps2[i];
		}
		/* two of the same scatter are nearly unknown apart */
		ck_assert(!_i || (back.gyr.corr[0] > 0.4F &&
				  back.gyr.corr[GN_CAL_CORR(4) + 3] > 0.4F));
		count(&t, 6, chi2_of(GN_CAL_GYR, d, 6));
	}
	/* it is known from 22 degrees: Hotelling's, not chi-square */
	if (_i)
		t.sum *= (22.0 - 4) / 22, t.inside = (int)(0.95 * t.of);
	holds(&t, _i ? 0.1 : 0.06);
}
END_TEST

START_TEST(a_gyroscopes_scale_is_true)
{
	static const struct gn_acc_cal ideal = {
		{ { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } }, { 0, 0, 0 }
	};
	const struct gn_gyr_cal_params p = { 0 };
	static struct turnrig rig;
	struct tally t = { 0 };

	for (uint32_t seed = 0; seed < 60; seed++) {
		struct gn_gyr_cal_fit fit;
		double d[9];

		turnrig_begin(&rig);
		turnrig_spoil(&rig, seed + 1000);
		rig.acc_sd_mps2 = 0.05;
		for (size_t k = 0; k < 14; k++)
			turnrig_lay(&rig, k);
		ck_assert_msg(!gn_gyr_cal_fit(rig.turns.turn, rig.turns.n,
					      rig.poses.pose, rig.poses.n,
					      &ideal, &p, &fit, &why),
			      "seed %u: %s", seed, why.text);
		c.has_gyr = 1;
		c.gyr.poses = 1;
		gn_cal_scale_set(&c, &fit);
		through_text();
		for (int i = 0; i < 3; i++) {
			int row = i / 2, col = i ? 2 : 1;

			d[i] = (double)back.scale.k[i][i] - rig.k[i][i];
			d[3 + i] = (double)back.scale.k[row][col] -
				   rig.k[row][col];
			d[6 + i] = (double)back.scale.k[col][row] -
				   rig.k[col][row];
		}
		count(&t, 9, chi2_of(GN_CAL_SCALE, d, 9));
	}
	/* a little less, as the poses' errors are on the safe side: see
	 * standard_deviations_are_true in test_gyr_cal.c */
	ck_assert_double_gt(t.sum / t.of, 4);
	ck_assert_double_lt(t.sum / t.of, 9);
	ck_assert_double_ge(t.inside, 0.92 * t.of);
}
END_TEST

/* Without W's last diagonal, which follows from the others: det W is 1. */
START_TEST(a_magnetometers_is_true)
{
	const struct ironrig *s = &ironrig_good;
	double inv[3][3], scale = cbrt(gn_mag_det(s->iron));
	struct tally t = { 0 };

	ck_assert_int_eq(gn_mag_inverse(s->iron, inv), 0);
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		static const size_t at[8] = { 0, 1, 2, 3, 4, 6, 7, 8 };
		struct gn_mag_sums sums;
		struct gn_mag_cal cal;
		double d[9], cov[N][N], a[64], x[8], y[8], chi2 = 0;

		ck_assert_int_eq(gn_mag_cal_init(&sums, NULL), GN_OK);
		ironrig_turn(s, 400, seed * 991, &sums);
		ck_assert_int_eq(gn_mag_cal_solve(&sums, &cal, &why),
				 GN_MAG_CAL_FINE);
		c.has_gyr = 1;
		c.gyr.poses = 1;
		gn_cal_mag_set(&c, &cal);
		through_text();
		for (int i = 0; i < 3; i++) {
			int row = i / 2, col = i ? 2 : 1;

			d[i] = (double)back.mag.offset_ut[i] - s->offset[i];
			d[3 + i] = (double)back.mag.w[i][i] -
				   scale * inv[i][i];
			d[6 + i] = (double)back.mag.w[row][col] -
				   scale * inv[row][col];
		}
		ck_assert_uint_eq(gn_cal_file_cov(&back, GN_CAL_MAG, cov), 9);
		for (int i = 0; i < 8; i++) {
			x[i] = d[at[i]];
			for (int j = 0; j < 8; j++)
				a[8 * i + j] = cov[at[i]][at[j]];
		}
		ck_assert_int_eq(gn_mag_cholesky(a, 8, a), 0);
		gn_mag_cholesky_solve(a, 8, x, y);
		for (int i = 0; i < 8; i++)
			chi2 += x[i] * y[i];
		count(&t, 8, chi2);
	}
	holds(&t, 0.1);
}
END_TEST

START_TEST(what_is_not_known_is_unrelated)
{
	double cov[N][N];

	ck_assert_int_eq(calibrate(&usual, 14, 3), 1);
	ck_assert_int_eq(gn_cal_file_related(&back), 1);
	ck_assert_uint_eq(gn_cal_file_cov(&back, GN_CAL_ACC, cov), 9);
	ck_assert_double_ne(cov[0][3], 0);
	ck_assert_double_eq(cov[0][3], cov[3][0]);
	ck_assert_double_eq_tol(cov[0][3], (double)back.acc.corr[3] *
				(double)back.acc.bias_sd_mps2[0] *
				(double)back.acc.scale_sd[0], 1e-12);
	ck_assert_uint_eq(gn_cal_file_cov(&back, GN_CAL_GYR, cov), 0);
	ck_assert_double_eq(cov[0][0], 0);
	for (int i = 0; i < 36; i++)
		back.acc.corr[i] = NAN;
	ck_assert_int_eq(gn_cal_file_related(&back), 0);
	ck_assert_uint_eq(gn_cal_file_cov(&back, GN_CAL_ACC, cov), 9);
	ck_assert_double_eq(cov[0][3], 0);
	ck_assert_double_gt(cov[3][3], 0);
}
END_TEST

/* ---- drift ------------------------------------------------------------- */

/* Other poses of the same sensor, after its bias and scales changed. */
static void again(size_t n, uint32_t seed, const double bias[3], double scale)
{
	double moved[N], none[N];
	uint32_t state = seed * 77u + 5;

	memcpy(moved, truth, sizeof(moved));
	poserig_lay(&usual, n, seed + 5000, pose, none);
	for (int i = 0; i < 3; i++) {
		moved[i] += bias[i];
		moved[3 + i] *= scale;
	}
	for (size_t k = 0; k < n; k++) {
		double u[3], e = usual.model_mps2 * poserig_gauss(&state);

		poserig_way(k, &state, u);
		for (int i = 0; i < 3; i++)
			u[i] *= POSERIG_G + e;
		poserig_misread(moved, u, pose[k].acc_mps2);
		for (int i = 0; i < 3; i++)
			pose[k].acc_mps2[i] += pose[k].acc_se_mps2[i] *
					       poserig_gauss(&state);
	}
}

static const struct {
	size_t n;               /* poses of the check */
	double bias, scale;     /* that changed; random direction */
	double least, most;     /* found, of 1 */
} drifts[] = {
	{ 1, 0, 1, 0, 0.01 }, { 6, 0, 1, 0, 0.01 }, { 14, 0, 1, 0, 0.01 },
	/* another place: at the equator, where calibrated half-way */
	{ 6, 0, 1 + 0.026 / POSERIG_G, 0, 0.03 },
	{ 6, 0.015, 1, 0, 0.02 },
	{ 6, 0.04, 1, 0.9, 1 }, { 14, 0.04, 1, 0.9, 1 },
	{ 6, 0.08, 1, 0.97, 1 }, { 14, 0.06, 1, 0.97, 1 },
	{ 6, 0, 1.006, 0.97, 1 }, { 1, 0, 1.008, 0.97, 1 },
};

START_TEST(drift_is_found_as_a_whole)
{
	int found = 0, of = 0;
	double part;

	for (uint32_t seed = 1; seed <= SEEDS; seed++) {
		uint32_t state = seed * 13u;
		struct gn_cal_drift d;
		double b[3];

		if (!calibrate(&usual, 14, seed))
			continue;
		for (int i = 0; i < 3; i++)
			b[i] = poserig_gauss(&state);
		poserig_unit(b);
		for (int i = 0; i < 3; i++)
			b[i] *= drifts[_i].bias;
		again(drifts[_i].n, seed, b, drifts[_i].scale);
		ck_assert_int_eq(gn_cal_drift_acc(&back, pose, drifts[_i].n,
						  &d), GN_OK);
		ck_assert_uint_eq(d.dof, drifts[_i].n);
		found += d.share > 1;
		of++;
	}
	part = (double)found / of;
	ck_assert_msg(part >= drifts[_i].least && part <= drifts[_i].most,
		      "%d of %d", found, of);
}
END_TEST

START_TEST(a_gyroscopes_drift_is_found)
{
	struct gn_gyr_bias was = { .n_poses = 9 }, now = { .n_poses = 1 };
	struct gn_cal_drift d;

	for (int i = 0; i < 3; i++)
		was.drift_sd_radps2[i] = NAN;
	gn_cal_gyr_set(&c, &was);
	now.bias_radps[1] = 0.199 * RAD;
	ck_assert_int_eq(gn_cal_drift_gyr(&c, &now, &d), GN_OK);
	ck_assert_double_eq_tol(d.share, 0.995, 1e-6);
	ck_assert_double_eq_tol(d.most, 0.199 * RAD, 1e-9);
	ck_assert_uint_eq(d.dof, 3);
	/* none of the axes alone */
	for (int i = 0; i < 3; i++)
		now.bias_radps[i] = 0.13 * RAD;
	ck_assert_int_eq(gn_cal_drift_gyr(&c, &now, &d), GN_OK);
	ck_assert_double_gt(d.share, 1.1);
	/* what is known badly is no drift: x and y together, by 1 deg/s */
	for (int i = 0; i < 2; i++)
		for (int j = 0; j < 2; j++)
			was.bias_cov[i][j] = RAD * RAD;
	was.bias_sd_radps[0] = was.bias_sd_radps[1] = RAD;
	gn_cal_gyr_set(&c, &was);
	now.bias_radps[0] = now.bias_radps[1] = 2 * RAD;
	now.bias_radps[2] = 0;
	ck_assert_int_eq(gn_cal_drift_gyr(&c, &now, &d), GN_OK);
	ck_assert_double_lt(d.share, 1);
	now.bias_radps[1] = 1.5 * RAD;
	ck_assert_int_eq(gn_cal_drift_gyr(&c, &now, &d), GN_OK);
	ck_assert_double_gt(d.share, 1);
	/* nor is what was measured badly just now */
	for (int i = 0; i < 2; i++)
		for (int j = 0; j < 2; j++) {
			now.bias_cov[i][j] = was.bias_cov[i][j];
			was.bias_cov[i][j] = 0;
		}
	was.bias_sd_radps[0] = was.bias_sd_radps[1] = 0;
	gn_cal_gyr_set(&c, &was);
	now.bias_radps[1] = 2 * RAD;
	ck_assert_int_eq(gn_cal_drift_gyr(&c, &now, &d), GN_OK);
	ck_assert_double_lt(d.share, 1);
	now.bias_radps[1] = NAN;
	ck_assert_int_eq(gn_cal_drift_gyr(&c, &now, &d), GN_EINVAL);
	now.n_poses = 0;
	ck_assert_int_eq(gn_cal_drift_gyr(&c, &now, &d), GN_EINVAL);
}
END_TEST

START_TEST(nothing_is_no_drift)
{
	struct gn_cal_drift d;

	ck_assert_int_eq(gn_cal_drift_acc(&c, NULL, 0, &d), GN_EINVAL);
	ck_assert_int_eq(calibrate(&usual, 14, 3), 1);
	ck_assert_int_eq(gn_cal_drift_acc(&back, NULL, 0, &d), GN_OK);
	ck_assert_uint_eq(d.dof, 0);
	ck_assert_double_eq(d.share, 0);
	ck_assert_double_nan(d.most);
	ck_assert_int_eq(gn_cal_drift_acc(&back, pose, GN_STILL_MAX + 1, &d),
			 GN_EINVAL);
	pose[1].acc_mps2[1] = NAN;
	ck_assert_int_eq(gn_cal_drift_acc(&back, pose, 2, &d), GN_EINVAL);
}
END_TEST

/* Of 300 sensors, up is off by no more than it says, in the worst way. */
START_TEST(what_it_adds_to_a_tilt)
{
	double sum = 0;
	int of = 0;

	for (uint32_t seed = 1; seed <= SEEDS; seed++) {
		struct gn_cal_angle a;
		double worst = 0;

		if (!calibrate(&usual, 24, seed))
			continue;
		gn_cal_angle_of(&back, &a);
		ck_assert_double_nan(a.turn);
		for (size_t i = 0; i < GN_MAG_CAL_DIRS; i++) {
			double u[3], m[3], dot = 0;
			float v[3];

			gn_mag_cal_direction(i, u);
			for (int k = 0; k < 3; k++)
				v[k] = (float)(POSERIG_G * u[k]);
			for (int k = 0; k < 3; k++)
				m[k] = (double)v[k];
			poserig_misread(truth, m, m);
			for (int k = 0; k < 3; k++)
				v[k] = (float)m[k];
			gn_acc_cal_apply(&back.acc.cal, v);
			for (int k = 0; k < 3; k++)
				m[k] = (double)v[k];
			poserig_unit(m);
			for (int k = 0; k < 3; k++)
				dot += pow(m[k] - u[k], 2);
			worst = fmax(worst, sqrt(dot));
		}
		sum += pow(worst / a.tilt_rad, 2);
		of++;
		ck_assert_double_lt(a.tilt_rad, 0.2 * RAD);
	}
	/* the worst of 26 is more than one SD, and less than three */
	ck_assert_double_gt(sqrt(sum / of), 0.8);
	ck_assert_double_lt(sqrt(sum / of), 2);
}
END_TEST

/* By hand, one unknown at a time. */
START_TEST(a_tilt_by_each_error)
{
	static const double want[9] = { 0.001 / POSERIG_G, 0.001 / POSERIG_G,
					0.001 / POSERIG_G, 0.0005, 0.0005,
					0.0005, 0.001, 0.001, 0.001 };
	struct gn_acc_cal_fit fit = { .n_unknowns = 9, .n_poses = 9 };
	struct gn_cal_angle a;

	for (int i = 0; i < 3; i++)
		fit.cal.k[i][i] = 1;
	for (int i = 0; i < 9; i++) {
		memset(fit.cov, 0, sizeof(fit.cov));
		memset(fit.sd, 0, sizeof(fit.sd));
		fit.sd[i] = 0.001;
		fit.cov[i][i] = 1e-6;
		gn_cal_acc_set(&c, &fit);
		gn_cal_angle_of(&c, &a);
		ck_assert_double_eq_tol(a.tilt_rad, want[i], 1e-8);
	}
}
END_TEST

/* K row by row has each of its pairs where the file wants it. */
START_TEST(a_matrix_changes_its_order)
{
	struct gn_gyr_cal_fit fit = { .n_turns = 9, .n_unknowns = 9 };
	const float *r = c.scale.corr;

	for (int i = 0; i < 9; i++) {
		fit.sd[i / 3][i % 3] = 1;
		for (int j = 0; j < 9; j++)
			fit.cov[i][j] = i == j ? 1 : 1e-4 * (i * j + i + j);
	}
	gn_cal_scale_set(&c, &fit);
	/* yy to xx, xy to xx, yz to xz, yx to yz, zy to zx */
	ck_assert_float_eq(r[0], 0.0004F);
	ck_assert_float_eq(r[GN_CAL_CORR(3)], 0.0001F);
	ck_assert_float_eq(r[GN_CAL_CORR(5) + 4], 0.0017F);
	ck_assert_float_eq(r[GN_CAL_CORR(6) + 5], 0.0023F);
	ck_assert_float_eq(r[GN_CAL_CORR(8) + 7], 0.0055F);
}
END_TEST

/* Scales that are wrong alike, against scales that are not. */
START_TEST(what_it_adds_to_a_turn)
{
	struct gn_gyr_cal_fit fit = { .n_turns = 9, .n_unknowns = 3 };
	struct gn_cal_angle a;

	for (int i = 0; i < 3; i++) {
		fit.k[i][i] = 1;
		for (int j = 0; j < 3; j++) {
			fit.sd[i][j] = i == j ? 0.001 : NAN;
			fit.cov[i][j] = 1e-6;
		}
	}
	gn_cal_scale_set(&c, &fit);
	gn_cal_angle_of(&c, &a);
	ck_assert_double_nan(a.tilt_rad);
	ck_assert_double_eq_tol(a.turn, 0.001, 1e-8);
	/* yx is known well, xy is not: about the diagonal half of it */
	fit.n_unknowns = 9;
	memset(fit.cov, 0, sizeof(fit.cov));
	for (int i = 0; i < 9; i++) {
		fit.sd[i / 3][i % 3] = i == 1 ? 0.002 : 1e-9;
		fit.cov[i][i] = pow(fit.sd[i / 3][i % 3], 2);
	}
	gn_cal_scale_set(&c, &fit);
	gn_cal_angle_of(&c, &a);
	ck_assert_double_eq_tol(a.turn, 0.001, 1e-6);
}
END_TEST

Suite *suite_cal_cov(void)
{
	Suite *s = suite_create("cal_cov");
	TCase *t = tcase_create("cal_cov");

	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_loop_test(t, an_accelerometers_is_true, 0,
			    sizeof(rooms) / sizeof(rooms[0]));
	tcase_add_loop_test(t, a_gyroscopes_is_true, 0, 2);
	tcase_add_test(t, a_gyroscopes_scale_is_true);
	tcase_add_test(t, a_magnetometers_is_true);
	tcase_add_test(t, what_is_not_known_is_unrelated);
	tcase_add_loop_test(t, drift_is_found_as_a_whole, 0,
			    sizeof(drifts) / sizeof(drifts[0]));
	tcase_add_test(t, a_gyroscopes_drift_is_found);
	tcase_add_test(t, nothing_is_no_drift);
	tcase_add_test(t, what_it_adds_to_a_tilt);
	tcase_add_test(t, a_tilt_by_each_error);
	tcase_add_test(t, a_matrix_changes_its_order);
	tcase_add_test(t, what_it_adds_to_a_turn);
	suite_add_tcase(s, t);
	return s;
}

/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <string.h>

#include "gonio/acc_cal.h"
#include "poserig.h"
#include "suites.h"

#define G POSERIG_G
#define SEEDS 200
#define N GN_ACC_CAL_UNKNOWNS

static struct gn_still_pose pose[GN_STILL_MAX];
static double truth[N];
static struct gn_acc_cal_fit fit;
static struct gn_diag why;

static const struct poserig usual = { 0.003, 0.005, G, 0 };

static void lay(const struct poserig *lab, size_t n, uint32_t seed)
{
	poserig_lay(lab, n, seed, pose, truth);
}

static int run(const struct poserig *lab, size_t n)
{
	struct gn_acc_cal_params p = { lab->g_mps2, lab->model_mps2 };

	return gn_acc_cal_fit(pose, n, &p, &fit, &why);
}

START_TEST(exact_poses_give_it_back)
{
	static const struct poserig exact = { 0, 0, G, 0 };
	double a[3] = { 1, -7, 5 }, m[3];
	float v[3];

	lay(&exact, 12, 5);
	ck_assert_msg(run(&exact, 12) == GN_OK, "%s", why.text);
	ck_assert_int_eq(fit.verdict, GN_ACC_CAL_FINE);
	ck_assert_str_eq(why.text, "");
	ck_assert_uint_eq(fit.n_unknowns, 9);
	for (int i = 0; i < N; i++)
		ck_assert_double_eq_tol(fit.x[i], truth[i], 1e-8);
	ck_assert_double_lt(fit.rms_mps2, 1e-8);
	poserig_misread(truth, a, m);
	for (int i = 0; i < 3; i++)
		v[i] = (float)m[i];
	gn_acc_cal_apply(&fit.cal, v);
	for (int i = 0; i < 3; i++)
		ck_assert_double_eq_tol((double)v[i], a[i], 2e-6);
	v[1] = NAN;
	gn_acc_cal_apply(&fit.cal, v);
	ck_assert_float_nan(v[0]);
	ck_assert_float_nan(v[1]);
}
END_TEST

/* Bad beyond what is sold: 1.5 m/s^2, 15 %, 6 degrees. */
START_TEST(far_from_the_start)
{
	static const struct poserig exact = { 0, 0, G, 0 };
	static const double far[N] = { 1.5, -1.5, 1, 1.15, 0.9, 1.1, 0.1, -0.1,
				       0.1 };
	uint32_t seed = 3;

	lay(&exact, 18, 5);
	for (size_t k = 0; k < 18; k++) {
		double u[3];

		poserig_way(k, &seed, u);
		for (int i = 0; i < 3; i++)
			u[i] *= G;
		poserig_misread(far, u, pose[k].acc_mps2);
	}
	ck_assert_msg(run(&exact, 18) == GN_OK, "%s", why.text);
	for (int i = 0; i < N; i++)
		ck_assert_double_eq_tol(fit.x[i], far[i], 1e-8);
}
END_TEST

/*
 * The covariance is that of the estimate: what each pose, moved in its norm by
 * a little, does to the unknowns, adds up to it. Far from square, so that no
 * derivative is small.
 */
START_TEST(the_covariance_is_the_estimates)
{
	static const double far[N] = { 0.5, -0.4, 0.3, 1.1, 0.9, 1.05, 0.1,
				       -0.1, 0.1 };
	double sum[N][N] = { { 0 } }, x[N], e = 1e-3;
	uint32_t seed;

	lay(&usual, 18, 5);
	for (int turn = 0; turn <= 18; turn++) {
		seed = 3;
		for (int k = 0; k < 18; k++) {
			double u[3];

			poserig_way((size_t)k, &seed, u);
			for (int i = 0; i < 3; i++) {
				u[i] *= G + (k + 1 == turn ? e : 0);
				pose[k].acc_se_mps2[i] = 0;
			}
			poserig_misread(far, u, pose[k].acc_mps2);
		}
		ck_assert_int_eq(run(&usual, 18), GN_OK);
		if (!turn)
			memcpy(x, fit.x, sizeof(x));
		for (int i = 0; i < N; i++)
			for (int j = 0; j < N; j++)
				sum[i][j] += (fit.x[i] - x[i]) *
					     (fit.x[j] - x[j]) *
					     (0.005 / e) * (0.005 / e);
	}
	for (int i = 0; i < N; i++)
		for (int j = 0; j < N; j++)
			ck_assert_double_eq_tol(sum[i][j], fit.cov[i][j], 2e-3 *
						fit.sd[i] * fit.sd[j]);
}
END_TEST

static const struct {
	struct poserig lab;
	size_t n;
	int    refused;         /* so many at most */
} rooms[] = {
	{ { 0.003, 0.005, G, 0 }, 18, 2 },
	{ { 0.003, 0.005, 9.7803, 0 }, 12, 2 },
	{ { 0.004, 0, G, 0 }, 18, 2 },
	{ { 0.003, 0.005, G, 0 }, 9, 10 },      /* the skew may be unsure */
	{ { 0.003, 0.005, G, 1 }, 8, 2 },
	{ { 0.003, 0.005, G, 1 }, 6, 2 },
};

/*
 * Recovered within 0.02 m/s^2 and 0.2 %, and the stated sds stand by that:
 * 95 % intervals hold the truth in 90 to 99 % of the seeds, for each unknown.
 */
START_TEST(the_truth_is_found_and_covered)
{
	const struct poserig *lab = &rooms[_i].lab;
	size_t n = rooms[_i].n, unknowns = n < 9 ? 6 : 9;
	int inside[N] = { 0 }, refused = 0;
	double chi2 = 0, rms = 0, worst[3] = { 0 };

	for (uint32_t seed = 1; seed <= SEEDS; seed++) {
		lay(lab, n, seed);
		if (run(lab, n) != GN_OK) {
			refused++;
			continue;
		}
		ck_assert_uint_eq(fit.n_unknowns, unknowns);
		for (size_t i = 0; i < unknowns; i++) {
			double d = fabs(fit.x[i] - truth[i]);

			inside[i] += d < 1.96 * fit.sd[i];
			worst[i / 3] = fmax(worst[i / 3], d);
		}
		chi2 += fit.chi2;
		rms += fit.rms_mps2;
	}
	ck_assert_int_le(refused, rooms[_i].refused);
	for (size_t i = 0; i < unknowns; i++)
		ck_assert_msg(inside[i] >= 0.90 * (SEEDS - refused) &&
			      inside[i] <= 0.99 * (SEEDS - refused),
			      "unknown %zu: %d of %d", i, inside[i], SEEDS);
	/* nine are accepted up to half of that as an sd, so three are more */
	ck_assert_double_lt(worst[0], n == 9 ? 0.03 : 0.02);
	ck_assert_double_lt(worst[1], n == 9 ? 0.003 : 0.002);
	ck_assert_double_lt(worst[2], n == 9 ? 0.009 : 0.004);
	/* residuals as the noise predicts */
	chi2 /= SEEDS - refused;
	rms /= SEEDS - refused;
	ck_assert_double_eq_tol(chi2, (double)(n - unknowns),
				0.1 + 0.1 * (double)(n - unknowns));
	ck_assert_double_eq_tol(rms, sqrt((double)(n - unknowns) / (double)n) *
		hypot(1.04 * lab->se_mps2, lab->model_mps2), 5e-4);
}
END_TEST

/*
 * One pose is off, in its norm, by so much: found and named. Of 12, three
 * degrees of freedom may leave two that it could be: then both are named.
 */
START_TEST(a_moved_pose_is_named)
{
	static const double off[] = { 0.1, -0.1, 0.3, -1, 2 };
	static const size_t sizes[] = { 12, 18, 24 };
	size_t n = sizes[_i];
	int first = 0, named = 0;

	for (uint32_t seed = 1; seed <= SEEDS; seed++) {
		size_t k = seed % n;
		double f = 1 + off[seed % 5] / G;

		lay(&usual, n, seed);
		for (int j = 0; j < 3; j++)
			pose[k].acc_mps2[j] *= f;
		if (run(&usual, n) == GN_OK)
			continue;
		ck_assert_float_nan(fit.cal.k[0][0]);
		ck_assert_double_gt(fit.outlying[k] * (f - 1), 0);
		first += fit.worst == k && fit.also == GN_ACC_CAL_NO_POSE;
		named += fit.worst == k || fit.also == k;
	}
	ck_assert_msg(named >= 0.99 * SEEDS, "%d", named);
	if (n > 12)
		ck_assert_msg(first >= 0.99 * SEEDS, "%d", first);
}
END_TEST

START_TEST(the_name_is_said)
{
	lay(&usual, 18, 4);
	pose[6].acc_mps2[1] += 0.3;
	ck_assert_int_eq(run(&usual, 18), GN_ENODATA);
	ck_assert_int_eq(fit.verdict, GN_ACC_CAL_MOVED);
	ck_assert_ptr_nonnull(strstr(why.text, "pose 7 moved: it disagrees"));
	ck_assert_uint_eq(fit.also, GN_ACC_CAL_NO_POSE);
	/* two moved: not one alone */
	pose[1].acc_mps2[0] += 0.3;
	ck_assert_int_eq(run(&usual, 18), GN_ENODATA);
	ck_assert_int_eq(fit.verdict, GN_ACC_CAL_SCATTER);
	ck_assert_ptr_nonnull(strstr(why.text, "not it alone"));
	/* ten: it could be any */
	lay(&usual, 10, 4);
	pose[6].acc_mps2[1] += 0.3;
	ck_assert_int_eq(run(&usual, 10), GN_ENODATA);
	ck_assert_int_eq(fit.verdict, GN_ACC_CAL_SCATTER);
	ck_assert_uint_eq(fit.worst, GN_ACC_CAL_NO_POSE);
	ck_assert_ptr_nonnull(strstr(why.text, "too few to tell which"));
	/* eight of a sensor that is askew, all in corners and sides */
	lay(&usual, 8, 4);
	pose[6].acc_mps2[1] += 0.3;
	ck_assert_int_eq(run(&usual, 8), GN_ENODATA);
	ck_assert_ptr_nonnull(strstr(why.text, "its axes may be askew"));
}
END_TEST

START_TEST(six_to_eight_say_what_they_lack)
{
	lay(&rooms[4].lab, 8, 3);
	ck_assert_int_eq(run(&rooms[4].lab, 8), GN_OK);
	ck_assert_int_eq(fit.verdict, GN_ACC_CAL_FINE);
	ck_assert_ptr_nonnull(strstr(why.text, "skew needs 9 poses"));
	ck_assert_double_eq(fit.x[GN_ACC_CAL_KXY], 0);
	ck_assert_double_nan(fit.sd[GN_ACC_CAL_KXY]);
	ck_assert_double_nan(fit.cov[0][GN_ACC_CAL_KYZ]);
	lay(&usual, 9, 3);
	ck_assert_int_eq(run(&usual, 9), GN_OK);
	ck_assert_int_eq(fit.verdict, GN_ACC_CAL_UNCHECKED);
	ck_assert_ptr_nonnull(strstr(why.text, "one more would show"));
	ck_assert_double_nan(fit.p);
	ck_assert_double_nan(fit.outlying[0]);
	ck_assert_float_eq(fit.cal.k[1][0], 0);
}
END_TEST

START_TEST(a_lacking_direction_is_named)
{
	for (size_t d = 0; d < 6; d++) {
		uint32_t seed = 9;
		size_t n = 0;

		lay(&usual, 0, 1);
		for (size_t k = 0; k < 54; k++) {
			double u[3];

			poserig_way(k, &seed, u);
			if (u[d / 2] * (d % 2 ? -1 : 1) > 0.4)
				continue;
			for (int i = 0; i < 3; i++) {
				pose[n].acc_mps2[i] = G * u[i];
				pose[n].acc_se_mps2[i] = 0.003;
			}
			if (n < 30)
				n++;
		}
		ck_assert_int_eq(run(&usual, n), GN_ENODATA);
		ck_assert_int_eq(fit.verdict, GN_ACC_CAL_DIRECTIONS);
		ck_assert_ptr_nonnull(strstr(why.text, gn_still_direction(d)));
		ck_assert_double_nan(fit.x[0]);
	}
}
END_TEST

/* Nine that only turn about z and one edge: no word on the skew to z. */
START_TEST(what_is_not_determined_is_named)
{
	size_t n = 0;

	lay(&usual, 0, 1);
	for (int i = 0; i < 14; i++) {
		double a = i * 0.523598775598, u[3] = { cos(a), sin(a), 0.02 };

		if (i >= 12) {
			u[0] = u[1] = 0.01;
			u[2] = i == 12 ? 1 : -1;
		}
		for (int j = 0; j < 3; j++) {
			pose[n].acc_mps2[j] = G * u[j];
			pose[n].acc_se_mps2[j] = 0.003;
		}
		poserig_unit(u);
		n++;
	}
	ck_assert_int_eq(run(&usual, n), GN_ENODATA);
	ck_assert_int_eq(fit.verdict, GN_ACC_CAL_ILL);
	ck_assert_ptr_nonnull(strstr(why.text, "skew of x to z"));
	ck_assert_float_nan(fit.cal.bias_mps2[0]);
	/* six that are six times the same noise: unsure by more than allowed */
	lay(&usual, 6, 1);
	for (size_t k = 0; k < 6; k++)
		pose[k].acc_se_mps2[k / 2] = 0.2;
	ck_assert_int_eq(run(&usual, 6), GN_ENODATA);
	ck_assert_int_eq(fit.verdict, GN_ACC_CAL_ILL);
	ck_assert_ptr_nonnull(strstr(why.text, "bias of x"));
}
END_TEST

/* Each in turn in a good set, and it must be refused. */
START_TEST(bad_input_is_refused)
{
	static const struct gn_acc_cal_params bad[] = {
		{ 0, 0.005 }, { 1, 0.005 }, { NAN, 0.005 }, { G, -1 },
		{ G, NAN }, { G, 1 },
	};

	lay(&usual, 18, 2);
	for (size_t i = 0; i < 6; i++) {
		ck_assert_int_eq(gn_acc_cal_fit(pose, 18, &bad[i], &fit, &why),
				 GN_EINVAL);
		ck_assert_int_eq(fit.verdict, GN_ACC_CAL_BAD_INPUT);
		ck_assert_str_ne(why.text, "");
	}
	ck_assert_int_eq(run(&usual, GN_STILL_MAX + 1), GN_EINVAL);
	pose[4].acc_mps2[1] = NAN;
	ck_assert_int_eq(run(&usual, 18), GN_EINVAL);
	ck_assert_ptr_nonnull(strstr(why.text, "pose 5 has a number"));
	ck_assert_float_nan(fit.cal.k[2][2]);
	lay(&usual, 18, 2);
	pose[3].acc_se_mps2[1] = -1;
	ck_assert_int_eq(run(&usual, 18), GN_EINVAL);
	pose[3].acc_se_mps2[1] = NAN;
	ck_assert_int_eq(run(&usual, 18), GN_EINVAL);
	ck_assert_int_eq(gn_acc_cal_fit(NULL, 0, NULL, &fit, NULL),
			 GN_ENODATA);
	ck_assert_int_eq(fit.verdict, GN_ACC_CAL_FEW);
	lay(&usual, 18, 2);
	ck_assert_int_eq(run(&usual, 5), GN_ENODATA);
	ck_assert_ptr_nonnull(strstr(why.text, "5 poses; lay it in 6 or"));
	/* in g, and in mg */
	for (int i = 0; i < 2; i++) {
		lay(&usual, 18, 2);
		for (size_t k = 0; k < 18 * 3; k++)
			pose[k / 3].acc_mps2[k % 3] *= i ? 1000 / G : 1 / G;
		ck_assert_int_eq(run(&usual, 18), GN_EUNITS);
		ck_assert_int_eq(fit.verdict, GN_ACC_CAL_UNITS);
	}
	/* the defaults are what is said of them */
	lay(&usual, 18, 2);
	ck_assert_int_eq(gn_acc_cal_fit(pose, 18, NULL, &fit, NULL), GN_OK);
}
END_TEST

START_TEST(each_verdict_has_its_words)
{
	for (int i = 0; i < GN_ACC_CAL_COUNT; i++)
		for (int k = 0; k <= i; k++)
			ck_assert_int_eq(!strcmp(
				gn_acc_cal_text((enum gn_acc_cal_verdict)i),
				gn_acc_cal_text((enum gn_acc_cal_verdict)k)),
				i == k);
	ck_assert_str_eq(gn_acc_cal_text((enum gn_acc_cal_verdict)99),
			 "unknown verdict");
}
END_TEST

/* The whole way: samples, poses, fit, corrected samples. */
START_TEST(from_samples)
{
	static struct gn_still_poses s;
	uint32_t seed = 21;
	struct gn_sample x = { 0 };
	double u[3], m[3];

	lay(&usual, 0, 8);
	ck_assert_int_eq(gn_still_init(&s, NULL), GN_OK);
	for (size_t k = 0; k < 18; k++) {
		poserig_way(k, &seed, u);
		for (int i = 0; i < 3; i++)
			u[i] *= G;
		poserig_misread(truth, u, m);
		for (int t = 0; t < 400; t++, x.t_ns += 10000000) {
			double carried = t < 100 ? 5 : 0.03;

			for (int i = 0; i < 3; i++) {
				x.acc_mps2[i] = (float)(m[i] + carried *
							poserig_gauss(&seed));
				x.gyr_radps[i] = (float)(0.01 * (i + 1) +
					0.1 * carried * poserig_gauss(&seed));
			}
			gn_still_push(&s, &x, 1);
		}
	}
	ck_assert_uint_eq(s.n, 18);
	ck_assert_msg(!gn_acc_cal_fit(s.pose, s.n, NULL, &fit, &why), "%s",
		      why.text);
	for (int i = 0; i < N; i++)
		ck_assert_double_eq_tol(fit.x[i], truth[i],
					i < 3 ? 0.01 : 0.001);
}
END_TEST

/* Rates of poses: bias, drift, noise and what each pose adds of its own. */
static void rates(size_t n, double scatter, uint32_t seed)
{
	for (size_t k = 0; k < n; k++) {
		double t = (double)k * 4 + 1;

		pose[k].n_gyr = 200;
		for (int i = 0; i < 3; i++) {
			pose[k].gyr_se_radps[i] = 2e-4;
			pose[k].gyr_radps[i] = 0.01 * (i + 1) + 1e-5 * i * t +
				2e-4 * poserig_gauss(&seed) +
				scatter * poserig_gauss(&seed);
		}
	}
}

START_TEST(the_gyroscope_is_covered)
{
	double scatter = _i ? 1e-3 : 0;
	struct gn_gyr_bias b;
	int bias = 0, drift = 0;

	for (uint32_t seed = 1; seed <= SEEDS; seed++) {
		lay(&usual, 18, seed);
		rates(18, scatter, seed * 77);
		ck_assert_int_eq(gn_gyr_bias_fit(pose, 18, &b), GN_OK);
		ck_assert_uint_eq(b.n_poses, 18);
		ck_assert_int_eq(b.mid_ns, 35000000000);
		for (int i = 0; i < 3; i++) {
			double want = 0.01 * (i + 1) + 1e-5 * i * 35;

			bias += fabs(b.bias_radps[i] - want) <
				1.96 * b.bias_sd_radps[i];
			drift += fabs(b.drift_radps2[i] - 1e-5 * i) <
				 1.96 * b.drift_sd_radps2[i];
		}
	}
	ck_assert_msg(bias >= 0.90 * 3 * SEEDS && bias <= 0.99 * 3 * SEEDS,
		      "bias: %d of %d", bias, 3 * SEEDS);
	ck_assert_msg(drift >= 0.90 * 3 * SEEDS && drift <= 0.99 * 3 * SEEDS,
		      "drift: %d of %d", drift, 3 * SEEDS);
}
END_TEST

START_TEST(the_gyroscope_of_few_poses)
{
	struct gn_gyr_bias b;

	ck_assert_int_eq(gn_gyr_bias_fit(NULL, 0, &b), GN_ENODATA);
	ck_assert_double_nan(b.bias_radps[1]);
	ck_assert_double_nan(b.drift_sd_radps2[1]);
	lay(&usual, 3, 1);
	ck_assert_int_eq(gn_gyr_bias_fit(pose, 3, &b), GN_ENODATA);
	rates(3, 0, 5);
	ck_assert_int_eq(gn_gyr_bias_fit(pose, GN_STILL_MAX + 1, &b),
			 GN_EINVAL);
	pose[1].gyr_radps[2] = NAN;
	pose[2].n_gyr = 0;
	ck_assert_int_eq(gn_gyr_bias_fit(pose, 3, &b), GN_OK);
	ck_assert_uint_eq(b.n_poses, 1);
	ck_assert_int_eq(b.mid_ns, 1000000000);
	ck_assert_double_eq(b.bias_radps[0], pose[0].gyr_radps[0]);
	ck_assert_double_eq_tol(b.bias_sd_radps[0], 2e-4, 1e-12);
	ck_assert_double_nan(b.drift_radps2[0]);
	ck_assert_double_nan(b.drift_sd_radps2[0]);
	rates(2, 0, 5);
	ck_assert_int_eq(gn_gyr_bias_fit(pose, 2, &b), GN_OK);
	ck_assert_double_eq_tol(b.drift_radps2[0], (pose[1].gyr_radps[0] -
				pose[0].gyr_radps[0]) / 4, 1e-12);
	ck_assert_double_eq_tol(b.drift_sd_radps2[0], 2e-4 * sqrt(2) / 4,
				1e-9);
}
END_TEST

Suite *suite_acc_cal(void)
{
	Suite *s = suite_create("acc_cal");
	TCase *t = tcase_create("acc_cal");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, exact_poses_give_it_back);
	tcase_add_test(t, far_from_the_start);
	tcase_add_test(t, the_covariance_is_the_estimates);
	tcase_add_loop_test(t, the_truth_is_found_and_covered, 0,
			    sizeof(rooms) / sizeof(*rooms));
	tcase_add_loop_test(t, a_moved_pose_is_named, 0, 3);
	tcase_add_test(t, the_name_is_said);
	tcase_add_test(t, six_to_eight_say_what_they_lack);
	tcase_add_test(t, a_lacking_direction_is_named);
	tcase_add_test(t, what_is_not_determined_is_named);
	tcase_add_test(t, bad_input_is_refused);
	tcase_add_test(t, each_verdict_has_its_words);
	tcase_add_test(t, from_samples);
	tcase_add_loop_test(t, the_gyroscope_is_covered, 0, 2);
	tcase_add_test(t, the_gyroscope_of_few_poses);
	suite_add_tcase(s, t);
	return s;
}

/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <string.h>

#include "gonio/gyr_cal.h"
#include "suites.h"
#include "turnrig.h"

#define SEEDS 60
#define POSES 12

static struct turnrig rig;
static struct gn_gyr_cal_fit fit;
static struct gn_diag why;

static const struct gn_acc_cal ideal = {
	{ { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } }, { 0, 0, 0 }
};

static void lay(size_t n)
{
	for (size_t k = 0; k < n; k++)
		turnrig_lay(&rig, k);
	ck_assert_uint_eq(rig.turns.n, n - 1);
}

static int run(void)
{
	return gn_gyr_cal_fit(rig.turns.turn, rig.turns.n, rig.poses.pose,
			      rig.poses.n, &ideal, NULL, &fit, &why);
}

static void says(const char *part)
{
	ck_assert_msg(strstr(why.text, part) != NULL, "%s", why.text);
	ck_assert_ptr_null(strchr(why.text, '\n'));
}

START_TEST(exact_turns_give_it_back)
{
	turnrig_begin(&rig);
	turnrig_spoil(&rig, 3);
	rig.acc_sd_mps2 = rig.gyr_sd_radps = 0;
	lay(POSES);
	ck_assert_msg(run() == GN_OK, "%s", why.text);
	ck_assert_int_eq(fit.verdict, GN_GYR_CAL_FINE);
	ck_assert_str_eq(why.text, "");
	ck_assert_uint_eq(fit.n_unknowns, 9);
	ck_assert_uint_eq(fit.n_turns, POSES - 1);
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++)
			ck_assert_double_eq_tol(fit.k[i][j], rig.k[i][j],
						1e-4);
	ck_assert_double_lt(fit.rms_rad, 1e-4);
	/* a turn's bias is the mean of its poses': up here, down there */
	for (size_t k = 0; k < POSES; k++)
		rig.poses.pose[k].gyr_radps[0] += k % 2 ? 0.003 : -0.003;
	ck_assert_msg(run() == GN_OK, "%s", why.text);
	ck_assert_double_eq_tol(fit.k[0][0], rig.k[0][0], 1e-4);
}
END_TEST

/* Within its sds, and these are not idle: model_sd_rad is most of them. */
START_TEST(cheap_sensors_are_found)
{
	double sum = 0, most = 0;

	for (uint32_t seed = 0; seed < SEEDS; seed++) {
		turnrig_begin(&rig);
		turnrig_spoil(&rig, seed);
		lay(POSES);
		ck_assert_msg(run() == GN_OK, "seed %u: %s", seed, why.text);
		for (int i = 0; i < 9; i++) {
			double d = fit.k[i / 3][i % 3] - rig.k[i / 3][i % 3];

			most = fmax(most, i % 4 ? 0 : fabs(d));
			sum += pow(d / fit.sd[i / 3][i % 3], 2) / 9;
		}
		ck_assert_double_lt(fit.rms_rad, 0.002);
	}
	ck_assert_double_lt(most, 0.0015);
	ck_assert_double_lt(sqrt(sum / SEEDS), 1);
	ck_assert_double_gt(sqrt(sum / SEEDS), 0.2);
}
END_TEST

/* Without a model's error, chi-square and the sds are those of the noise; a
 * little less, as the poses' standard errors are on the safe side. */
START_TEST(standard_deviations_are_true)
{
	const struct gn_gyr_cal_params p = { 0 };
	double sum = 0, chi2 = 0;

	for (uint32_t seed = 0; seed < SEEDS; seed++) {
		turnrig_begin(&rig);
		turnrig_spoil(&rig, seed + 1000);
		rig.acc_sd_mps2 = 0.05;
		lay(POSES);
		if (gn_gyr_cal_fit(rig.turns.turn, rig.turns.n,
				   rig.poses.pose, rig.poses.n, &ideal, &p,
				   &fit, &why))
			ck_abort_msg("seed %u: %s", seed, why.text);
		chi2 += fit.chi2 / (2 * POSES - 2 - 9);
		for (int i = 0; i < 9; i++)
			sum += pow((fit.k[i / 3][i % 3] -
				    rig.k[i / 3][i % 3]) /
				   sqrt(fit.cov[i][i]), 2) / 9;
	}
	ck_assert_double_eq_tol(chi2 / SEEDS, 0.75, 0.35);
	ck_assert_double_eq_tol(sqrt(sum / SEEDS), 0.85, 0.25);
}
END_TEST

START_TEST(few_turns_give_the_scales)
{
	turnrig_begin(&rig);
	rig.k[0][0] = 1.02;
	rig.k[1][1] = 0.97;
	rig.k[2][2] = 1.01;
	rig.gyr_sd_radps = 0.001;
	lay(4);
	ck_assert_int_eq(run(), GN_ENODATA);
	ck_assert_int_eq(fit.verdict, GN_GYR_CAL_FEW);
	says("3 turns with all their rates; 4 are needed");
	for (size_t k = 4; k < 9; k++)
		turnrig_lay(&rig, k);
	ck_assert_msg(run() == GN_OK, "%s", why.text);
	says("scales only");
	ck_assert_uint_eq(fit.n_unknowns, 3);
	for (int i = 0; i < 3; i++) {
		ck_assert_double_eq_tol(fit.k[i][i], rig.k[i][i], 0.001);
		ck_assert_double_lt(fit.sd[i][i], 0.002);
		ck_assert_double_eq(fit.k[i][(i + 1) % 3], 0);
		ck_assert_double_nan(fit.sd[i][(i + 1) % 3]);
	}
	turnrig_lay(&rig, 9);
	ck_assert_msg(run() == GN_OK, "%s", why.text);
	ck_assert_uint_eq(fit.n_unknowns, 9);
}
END_TEST

/* Beyond the range in one turn of twelve: named, and the rest is fine. */
START_TEST(a_bad_turn_is_named)
{
	turnrig_begin(&rig);
	turnrig_spoil(&rig, 8);
	for (size_t k = 0; k < POSES; k++) {
		rig.clip_radps = k == 5 ? 1.8 : INFINITY;
		turnrig_lay(&rig, k);
	}
	ck_assert_int_eq(run(), GN_ENODATA);
	ck_assert_int_eq(fit.verdict, GN_GYR_CAL_BAD_TURN);
	ck_assert_uint_eq(fit.worst, 4);
	says("the turn from pose 5 to pose 6 misses by ");
	ck_assert_double_nan(fit.k[0][0]);
	ck_assert_double_gt(fit.outlying[4], fit.outlying[3]);
	ck_assert_int_eq(gn_turns_drop(&rig.turns, 4), GN_OK);
	ck_assert_msg(run() == GN_OK, "%s", why.text);
	ck_assert_double_eq_tol(fit.k[0][0], rig.k[0][0], 0.002);
}
END_TEST

START_TEST(turns_that_do_not_agree)
{
	turnrig_begin(&rig);
	turnrig_spoil(&rig, 9);
	for (size_t k = 0; k < POSES; k++) {
		rig.clip_radps = k % 3 == 2 ? 1.5 : INFINITY;
		turnrig_lay(&rig, k);
	}
	ck_assert_int_eq(run(), GN_ENODATA);
	ck_assert_int_eq(fit.verdict, GN_GYR_CAL_SCATTER);
	ck_assert_uint_eq(fit.worst, GN_GYR_CAL_NO_TURN);
	says("more than one of them");
}
END_TEST

/* About one axis only, the others' scales are unknown. */
START_TEST(turns_about_one_axis)
{
	static const double about_x[3] = { 1, 0, 0 };

	turnrig_begin(&rig);
	turnrig_spoil(&rig, 10);
	turnrig_hold(&rig, 2);
	for (int k = 0; k < 10; k++) {
		turnrig_turn(&rig, about_x, 0.55, 1);
		turnrig_hold(&rig, 2);
	}
	ck_assert_uint_ge(rig.turns.n, 9);
	ck_assert_int_eq(run(), GN_ENODATA);
	ck_assert_int_eq(fit.verdict, GN_GYR_CAL_ILL);
	says("turn it about each axis");
	rig.turns.n = 5;
	ck_assert_int_eq(run(), GN_ENODATA);
	ck_assert_int_eq(fit.verdict, GN_GYR_CAL_ILL);
	/* exactly about one, without noise: not even that much is known */
	turnrig_begin(&rig);
	turnrig_hold(&rig, 2);
	for (int k = 0; k < 10; k++) {
		turnrig_turn(&rig, about_x, 0.55, 1);
		turnrig_hold(&rig, 2);
	}
	ck_assert_int_eq(run(), GN_ENODATA);
	ck_assert_int_eq(fit.verdict, GN_GYR_CAL_ILL);
	says("the turns do not tell scale and axes");
}
END_TEST

/* In deg/s, nothing fits at all. */
START_TEST(rates_in_degrees)
{
	turnrig_begin(&rig);
	lay(POSES);
	for (size_t k = 0; k < rig.turns.n; k++)
		for (size_t i = 0; i < rig.turns.turn[k].n; i++)
			for (int j = 0; j < 3; j++)
				rig.turns.turn[k].step[i].rotvec_rad[j] *=
					57.29578F;
	ck_assert_int_eq(run(), GN_ENODATA);
	ck_assert_double_nan(fit.k[1][1]);
}
END_TEST

START_TEST(numbers_that_cannot_be)
{
	struct gn_gyr_cal_params p = { -1 };

	turnrig_begin(&rig);
	lay(6);
	ck_assert_int_eq(run(), GN_OK);
	ck_assert_int_eq(gn_gyr_cal_fit(rig.turns.turn, rig.turns.n,
					rig.poses.pose, rig.poses.n, &ideal,
					&p, &fit, NULL), GN_EINVAL);
	ck_assert_int_eq(gn_gyr_cal_fit(rig.turns.turn, GN_TURNS_MAX + 1,
					rig.poses.pose, rig.poses.n, &ideal,
					NULL, &fit, &why), GN_EINVAL);
	ck_assert_int_eq(fit.verdict, GN_GYR_CAL_BAD_INPUT);
	rig.turns.turn[2].step[3].rotvec_rad[1] = NAN;
	ck_assert_int_eq(run(), GN_EINVAL);
	rig.turns.turn[2].step[3].rotvec_rad[1] = 0;
	rig.turns.turn[1].to = rig.poses.n;
	ck_assert_int_eq(run(), GN_EINVAL);
	says("number that cannot be");
	rig.turns.turn[1].to = 2;
	rig.poses.pose[3].gyr_radps[0] = NAN;
	ck_assert_int_eq(run(), GN_EINVAL);
}
END_TEST

START_TEST(verdicts_have_texts)
{
	for (int v = 0; v <= GN_GYR_CAL_COUNT; v++)
		ck_assert_uint_gt(strlen(gn_gyr_cal_text(
			(enum gn_gyr_cal_verdict)v)), 5);
}
END_TEST

Suite *suite_gyr_cal(void)
{
	Suite *s = suite_create("gyr_cal");
	TCase *t = tcase_create("gyr_cal");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, exact_turns_give_it_back);
	tcase_add_test(t, cheap_sensors_are_found);
	tcase_add_test(t, standard_deviations_are_true);
	tcase_add_test(t, few_turns_give_the_scales);
	tcase_add_test(t, a_bad_turn_is_named);
	tcase_add_test(t, turns_that_do_not_agree);
	tcase_add_test(t, turns_about_one_axis);
	tcase_add_test(t, rates_in_degrees);
	tcase_add_test(t, numbers_that_cannot_be);
	tcase_add_test(t, verdicts_have_texts);
	suite_add_tcase(s, t);
	return s;
}

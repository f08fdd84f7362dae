/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "calib/mag_quadric.h"
#include "gonio/mag_cal.h"
#include "ironrig.h"
#include "suites.h"

#define PI 3.14159265358979323846

static struct gn_mag_sums sums;
static struct gn_mag_cal cal;
static struct gn_diag why;

static enum gn_mag_cal_verdict calibrate(const struct ironrig *s, int n,
					 uint64_t seed)
{
	ck_assert_int_eq(gn_mag_cal_init(&sums, NULL), GN_OK);
	ironrig_turn(s, n, seed, &sums);
	return gn_mag_cal_solve(&sums, &cal, &why);
}

static void verdict(enum gn_mag_cal_verdict is, enum gn_mag_cal_verdict want,
		    const char *says)
{
	ck_assert_msg(is == want, "%s: %s", gn_mag_cal_text(is), why.text);
	ck_assert_msg(strstr(why.text, says) != NULL, "%s", why.text);
	if (want == GN_MAG_CAL_FINE)
		ck_assert_str_eq(why.text, "");
}

/* The true field's strength, as it is defined: with det W = 1. */
static double scale_of(const double a[3][3])
{
	return cbrt(a[0][0] * (a[1][1] * a[2][2] - a[1][2] * a[2][1]) -
		    a[0][1] * (a[1][0] * a[2][2] - a[1][2] * a[2][0]) +
		    a[0][2] * (a[1][0] * a[2][1] - a[1][1] * a[2][0]));
}

/* Offset, field and W iron = scale, to a part of the field. */
static void right_within(const struct ironrig *s, double part)
{
	double scale = scale_of(s->iron);

	ck_assert_double_eq_tol(cal.field_ut / (s->field * scale), 1, part);
	for (int i = 0; i < 3; i++) {
		ck_assert_double_eq_tol(cal.offset_ut[i], s->offset[i],
					part * s->field);
		for (int j = 0; j < 3; j++) {
			double w = 0;

			for (int k = 0; k < 3; k++)
				w += cal.w[i][k] * s->iron[k][j] / scale;
			ck_assert_double_eq_tol(w, i == j, part);
			ck_assert_double_eq_tol(cal.w[i][j], cal.w[j][i],
						1e-9);
		}
	}
}

START_TEST(the_truth_is_found)
{
	double noises[] = { 0, 0.4, 1 };
	struct ironrig s = ironrig_good;

	s.noise = noises[_i];
	verdict(calibrate(&s, 600, 7), GN_MAG_CAL_FINE, "");
	right_within(&s, s.noise > 0 ? 0.01 : 1e-5);
	ck_assert_double_eq_tol(cal.residual, s.noise / 48,
				0.15 * s.noise / 48 + 1e-6);
	ck_assert_uint_eq(cal.covered, GN_MAG_CAL_DIRS);
	ck_assert_uint_eq(cal.n, 600);
}
END_TEST

/* An offset of many fields costs neither digits nor the verdict. */
START_TEST(far_off_centre)
{
	struct ironrig s = ironrig_good;

	s.offset[1] = 2000;
	verdict(calibrate(&s, 600, 7), GN_MAG_CAL_FINE, "");
	right_within(&s, 0.01);
}
END_TEST

/* The standard deviations are those over seeds; and they are small. */
START_TEST(deviations_over_seeds)
{
	double scale = scale_of(ironrig_good.iron);
	double off = 0, diag = 0, mixed = 0;
	double off_sd = 0, diag_sd = 0, mixed_sd = 0;

	for (uint64_t seed = 1; seed <= 100; seed++) {
		double ww = 0, w = 0;

		ck_assert_int_eq(calibrate(&ironrig_good, 300, seed * 991), 0);
		right_within(&ironrig_good, 0.01);
		off += pow(cal.offset_ut[0] - ironrig_good.offset[0], 2) / 100;
		off_sd += cal.offset_sd_ut[0] / 100;
		for (int k = 0; k < 3; k++) {
			ww += cal.w[1][k] * ironrig_good.iron[k][1] / scale;
			w += cal.w[0][k] * ironrig_good.iron[k][2] / scale;
		}
		/* to the field as well: W alone has det 1 */
		ww *= ironrig_good.field * scale / cal.field_ut;
		diag += pow(ww - 1, 2) / 100;
		diag_sd += cal.w_sd[1][1] / 100;
		mixed += pow(w, 2) / 100;
		mixed_sd += cal.w_sd[0][2] / 100;
	}
	ck_assert_double_eq_tol(sqrt(off) / off_sd, 1, 0.25);
	ck_assert_double_eq_tol(sqrt(diag) / diag_sd, 1, 0.25);
	ck_assert_double_eq_tol(sqrt(mixed) / mixed_sd, 1, 0.25);
	ck_assert_double_lt(off_sd, 0.1);
}
END_TEST

START_TEST(what_is_not_turned_enough)
{
	struct ironrig s = ironrig_good;

	/* a cap, half a sphere, and a little more than that */
	s.z_from = 0.6;
	verdict(calibrate(&s, 600, 7), GN_MAG_CAL_LACKING, "directions");
	ck_assert_double_lt(cal.lacking[2], 0);
	s.z_from = 0.05;
	verdict(calibrate(&s, 600, 7), GN_MAG_CAL_LACKING, "turn it that way");
	ck_assert_uint_le(cal.covered, 17);
	ck_assert_double_eq_tol(cal.lacking[2], -1, 1e-12);
	ck_assert_double_eq_tol(cal.lacking_rad, PI / 2, 0.2);
	s.z_from = -0.5;
	verdict(calibrate(&s, 600, 7), GN_MAG_CAL_FINE, "");
	right_within(&s, 0.01);
	ck_assert_uint_lt(cal.covered, GN_MAG_CAL_DIRS);
	/* enough directions, too few samples for their noise */
	s.z_from = -1;
	s.noise = 2;
	verdict(calibrate(&s, 60, 7), GN_MAG_CAL_LACKING, "of the field");
}
END_TEST

/* About one axis, with the field askew to it, and with a little wobble. */
START_TEST(one_axis)
{
	uint64_t state = 3;

	ck_assert_int_eq(gn_mag_cal_init(&sums, NULL), GN_OK);
	for (int i = 0; i < 2000; i++) {
		double a = i * 0.05, z = 0.4 + 0.1 * sin(i * 0.011) * _i;
		double h[3] = { sqrt(1 - z * z) * cos(a),
				sqrt(1 - z * z) * sin(a), z };
		float m[3];

		ironrig_measure(&ironrig_good, h, ironrig_good.field, &state,
				m);
		gn_mag_cal_push(&sums, &m, 1);
	}
	verdict(gn_mag_cal_solve(&sums, &cal, &why), GN_MAG_CAL_PLANAR,
		"one axis");
	ck_assert_double_nan(cal.offset_ut[0]);
	ck_assert_double_nan(cal.field_ut);
}
END_TEST

/* Noise-free and exactly in a plane of the sensor. */
START_TEST(exactly_planar)
{
	ck_assert_int_eq(gn_mag_cal_init(&sums, NULL), GN_OK);
	for (int i = 0; i < 2000; i++) {
		float m[3] = { (float)(40 * cos(i * 0.05)),
			       (float)(40 * sin(i * 0.05)), 7 };

		gn_mag_cal_push(&sums, &m, 1);
	}
	verdict(gn_mag_cal_solve(&sums, &cal, &why), GN_MAG_CAL_PLANAR,
		"one axis");
}
END_TEST

START_TEST(saturated)
{
	struct gn_mag_cal_params p = gn_mag_cal_params_default();
	struct ironrig s = ironrig_good;

	/* at -80, an axis reaches -125 */
	s.clip = 110;
	verdict(calibrate(&s, 600, 7), GN_MAG_CAL_SATURATED, "wider range");
	s.offset[1] = 80;
	verdict(calibrate(&s, 600, 7), GN_MAG_CAL_SATURATED, "wider range");
	/* only just, but it is known */
	s.clip = 122;
	p.limit_ut = 122;
	ck_assert_int_eq(gn_mag_cal_init(&sums, &p), GN_OK);
	ironrig_turn(&s, 600, 7, &sums);
	verdict(gn_mag_cal_solve(&sums, &cal, &why), GN_MAG_CAL_SATURATED,
		"wider range");
	ck_assert_uint_ge(cal.n_limit, 5);
	ck_assert_uint_eq(cal.n_used + cal.n_limit, 600);
	/* far from the limit */
	p.limit_ut = 200;
	s.clip = 200;
	ck_assert_int_eq(gn_mag_cal_init(&sums, &p), GN_OK);
	ironrig_turn(&s, 600, 7, &sums);
	verdict(gn_mag_cal_solve(&sums, &cal, &why), GN_MAG_CAL_FINE, "");
	ck_assert_uint_eq(cal.n_limit, 0);
}
END_TEST

/* Coarse steps repeat the highest value too, and are no limit. */
START_TEST(coarse_steps_are_fine)
{
	struct ironrig s = ironrig_good;

	s.step = 0.6;
	verdict(calibrate(&s, 5000, 7), GN_MAG_CAL_FINE, "");
	right_within(&s, 0.01);
}
END_TEST

START_TEST(disturbed)
{
	struct ironrig s = ironrig_good;

	s.elsewhere = 60;
	verdict(calibrate(&s, 600, 7), GN_MAG_CAL_DISTURBED, "away from iron");
	ck_assert_double_gt(cal.residual, 0.05);
	ck_assert(!isnan(cal.field_ut));
	s.elsewhere = 49;
	verdict(calibrate(&s, 600, 7), GN_MAG_CAL_FINE, "");
}
END_TEST

START_TEST(not_the_earths_field)
{
	struct gn_mag_cal_params p = gn_mag_cal_params_default();
	struct ironrig s = ironrig_good;

	s.field = 100;
	verdict(calibrate(&s, 600, 7), GN_MAG_CAL_FIELD, "not the earth's");
	right_within(&s, 0.01);
	s.field = 15;
	s.noise = 0.1;
	verdict(calibrate(&s, 600, 7), GN_MAG_CAL_FIELD, "not the earth's");
	/* normalized values, for which any field will do */
	p.field_min_ut = p.field_max_ut = NAN;
	p.step_ut = 0.04;
	s.field = 1;
	s.noise = 0.01;
	ck_assert_int_eq(gn_mag_cal_init(&sums, &p), GN_OK);
	ironrig_turn(&s, 600, 7, &sums);
	verdict(gn_mag_cal_solve(&sums, &cal, &why), GN_MAG_CAL_FINE, "");
	ck_assert_int_eq(gn_mag_cal_solve(&sums, &cal, NULL), 0);
	right_within(&s, 0.01);
}
END_TEST

START_TEST(nothing_to_go_by)
{
	const float bad[3][3] = { { NAN, 1, 2 }, { 1, INFINITY, 2 },
				  { 1, 2, NAN } };
	struct ironrig s = ironrig_good;
	const double h[3] = { 0, 0, 1 };
	uint64_t state = 9;
	float still[3];

	s.noise = 0;
	ironrig_measure(&s, h, s.field, &state, still);
	ck_assert_int_eq(gn_mag_cal_init(&sums, NULL), GN_OK);
	verdict(gn_mag_cal_solve(&sums, &cal, &why), GN_MAG_CAL_NO_DATA,
		"turn it");
	ck_assert_uint_eq(cal.n, 0);
	ck_assert_double_nan(cal.w[2][1]);
	ck_assert_double_nan(cal.lacking[1]);
	ck_assert_double_nan(cal.lacking_rad);
	gn_mag_cal_push(&sums, NULL, 0);
	gn_mag_cal_push(&sums, bad, 3);
	for (int i = 0; i < 1000; i++)
		gn_mag_cal_push(&sums, (const float (*)[3])&still, 1);
	verdict(gn_mag_cal_solve(&sums, &cal, &why), GN_MAG_CAL_NO_DATA,
		"1 samples apart");
	ck_assert_uint_eq(cal.n_missing, 3);
	ck_assert_uint_eq(cal.n, 1003);
	/* and nothing of it matters once it is turned */
	ironrig_turn(&ironrig_good, 600, 7, &sums);
	verdict(gn_mag_cal_solve(&sums, &cal, &why), GN_MAG_CAL_FINE, "");
}
END_TEST

/* Put down for long in one place, it is still the same calibration. */
START_TEST(rest_does_not_weigh)
{
	struct ironrig s = ironrig_good;
	uint64_t state = 5;
	const double h[3] = { 0, 0, 1 };
	double before;
	float m[3];

	s.noise = 0.3;
	calibrate(&s, 600, 7);
	before = cal.offset_sd_ut[0];
	for (int i = 0; i < 100000; i++) {
		ironrig_measure(&s, h, s.field, &state, m);
		gn_mag_cal_push(&sums, &m, 1);
	}
	verdict(gn_mag_cal_solve(&sums, &cal, &why), GN_MAG_CAL_FINE, "");
	right_within(&s, 0.01);
	ck_assert_uint_lt(cal.n_used, 700);
	ck_assert_double_eq_tol(cal.offset_sd_ut[0], before, 0.2 * before);
}
END_TEST

/* A ball of noise is no shell; a hyperboloid is no ellipsoid. */
START_TEST(no_ellipsoid)
{
	uint64_t state = 5;
	float m[3];

	ck_assert_int_eq(gn_mag_cal_init(&sums, NULL), GN_OK);
	for (int i = 0; i < 600; i++) {
		for (int k = 0; k < 3; k++)
			m[k] = (float)(30 * ironrig_gauss(&state));
		gn_mag_cal_push(&sums, &m, 1);
	}
	verdict(gn_mag_cal_solve(&sums, &cal, &why), GN_MAG_CAL_DISTURBED,
		"varied");
	ck_assert_int_eq(gn_mag_cal_init(&sums, NULL), GN_OK);
	for (int i = 0; i < 600; i++) {
		double u = (i - 299.5) / 250, a = 2.39996 * i;

		m[0] = (float)(30 * cosh(u) * cos(a));
		m[1] = (float)(30 * cosh(u) * sin(a));
		m[2] = (float)(30 * sinh(u));
		gn_mag_cal_push(&sums, &m, 1);
	}
	verdict(gn_mag_cal_solve(&sums, &cal, &why), GN_MAG_CAL_NO_FIT,
		"no ellipsoid");
	ck_assert_double_nan(cal.field_ut);
	ck_assert_double_nan(cal.offset_ut[2]);
}
END_TEST

/* Everything at a known limit: nothing is left, and that is why. */
START_TEST(all_at_the_limit)
{
	struct gn_mag_cal_params p = gn_mag_cal_params_default();

	p.limit_ut = 1;
	ck_assert_int_eq(gn_mag_cal_init(&sums, &p), GN_OK);
	ironrig_turn(&ironrig_good, 600, 7, &sums);
	verdict(gn_mag_cal_solve(&sums, &cal, &why), GN_MAG_CAL_SATURATED,
		"wider range");
	ck_assert_uint_eq(cal.n_used, 0);
	ck_assert_double_nan(cal.residual);
}
END_TEST

START_TEST(applied)
{
	const struct gn_mag_cal c = {
		.offset_ut = { 1, 2, 3 },
		.w = { { 2, 0.5, 0 }, { 0.5, 1, 0.25 }, { 0, 0.25, 4 } },
	};
	const float in[2][3] = { { 2, 4, 7 }, { NAN, 0, 0 } };
	float out[2][3];

	gn_mag_cal_apply(&c, in, 2, out);
	ck_assert_float_eq(out[0][0], 3);
	ck_assert_float_eq(out[0][1], 3.5f);
	ck_assert_float_eq(out[0][2], 16.5f);
	ck_assert_float_nan(out[1][0]);
	memcpy(out, in, sizeof(out));
	gn_mag_cal_apply(&c, out, 2, out);
	ck_assert_float_eq(out[0][0], 3);
	ck_assert_float_eq(out[0][2], 16.5f);
}
END_TEST

START_TEST(arguments_and_words)
{
	struct gn_mag_cal_params p = gn_mag_cal_params_default();

	p.step_ut = 0;
	ck_assert_int_eq(gn_mag_cal_init(&sums, &p), GN_EINVAL);
	p = gn_mag_cal_params_default();
	p.residual_max = NAN;
	ck_assert_int_eq(gn_mag_cal_init(&sums, &p), GN_EINVAL);
	p = gn_mag_cal_params_default();
	p.sd_max = -1;
	ck_assert_int_eq(gn_mag_cal_init(&sums, &p), GN_EINVAL);
	ck_assert_str_eq(gn_mag_cal_text(GN_MAG_CAL_FINE), "calibrated");
	ck_assert_str_eq(gn_mag_cal_text(GN_MAG_CAL_FIELD),
			 "not the strength of the earth's field");
	ck_assert_str_eq(gn_mag_cal_text(GN_MAG_CAL_COUNT), "unknown verdict");
	for (size_t i = 0; i < GN_MAG_CAL_DIRS; i++) {
		double a[3], b[3];

		gn_mag_cal_direction(i, a);
		gn_mag_cal_direction(GN_MAG_CAL_DIRS - 1 - i, b);
		for (int k = 0; k < 3; k++)
			ck_assert_double_eq_tol(a[k], -b[k], 1e-15);
		ck_assert_double_eq_tol(a[0] * a[0] + a[1] * a[1] +
					a[2] * a[2], 1, 1e-12);
	}
}
END_TEST

START_TEST(only_what_is_an_ellipsoid_has_a_root)
{
	static const double egg[3][3] = { { 4 }, { 0, 9 }, { 0, 0, 16 } };
	static const double saddle[3][3] = { { 4 }, { 0, 9 }, { 0, 0, -16 } };
	double root[3][3];

	ck_assert_int_eq(gn_mag_root(egg, root), 0);
	for (int i = 0; i < 9; i++)
		ck_assert_double_eq_tol(root[i / 3][i % 3],
					i % 4 ? 0 : 2 + i / 4, 1e-12);
	ck_assert_int_eq(gn_mag_root(saddle, root), -1);
}
END_TEST

Suite *suite_mag_cal(void)
{
	Suite *s = suite_create("mag_cal");
	TCase *t = tcase_create("mag_cal");

	tcase_add_loop_test(t, the_truth_is_found, 0, 3);
	tcase_add_test(t, far_off_centre);
	tcase_add_test(t, deviations_over_seeds);
	tcase_add_test(t, what_is_not_turned_enough);
	tcase_add_loop_test(t, one_axis, 0, 2);
	tcase_add_test(t, exactly_planar);
	tcase_add_test(t, saturated);
	tcase_add_test(t, coarse_steps_are_fine);
	tcase_add_test(t, disturbed);
	tcase_add_test(t, not_the_earths_field);
	tcase_add_test(t, nothing_to_go_by);
	tcase_add_test(t, rest_does_not_weigh);
	tcase_add_test(t, no_ellipsoid);
	tcase_add_test(t, all_at_the_limit);
	tcase_add_test(t, applied);
	tcase_add_test(t, only_what_is_an_ellipsoid_has_a_root);
	tcase_add_test(t, arguments_and_words);
	suite_add_tcase(s, t);
	return s;
}

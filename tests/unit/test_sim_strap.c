/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "gonio/sim.h"
#include "simtest.h"
#include "suites.h"

#define G_MPS2 SIMTEST_G

static struct gn_sim_scenario s;

/* The direction of up that the gyroscope tells, carried along from the first
 * sample: v' = v x w. */
static void carry(const struct gn_sample *x, double dt_s, double v[3])
{
	const int steps = 10;

	for (int k = 0; k < steps; k++) {
		double w[3], d[3], norm = 0;

		for (int i = 0; i < 3; i++)
			w[i] = (double)x[0].gyr_radps[i] +
				(k + 0.5) / steps *
				(double)(x[1].gyr_radps[i] -
					 x[0].gyr_radps[i]);
		for (int i = 0; i < 3; i++)
			d[i] = v[(i + 1) % 3] * w[(i + 2) % 3] -
				v[(i + 2) % 3] * w[(i + 1) % 3];
		for (int i = 0; i < 3; i++) {
			v[i] += d[i] * dt_s / steps;
			norm += v[i] * v[i];
		}
		for (int i = 0; i < 3; i++)
			v[i] /= sqrt(norm);
	}
}

/*
 * A soft strap: 1 g along the skin leans the sensor by wobble_turn, and what
 * the gyroscope has turned is what gravity says.
 */
START_TEST(soft_strap_leans_and_all_parts_feel_it)
{
	struct gn_sample *x;
	const struct gn_sim_rep *r;
	struct gn_sim *sim;
	double up[3];
	size_t n, reps, rest;

	simtest_plain(&s, "wrist_r");
	s.anchor = GN_SIM_PELVIS;
	s.systems[0].rate_hz = 1000;
	s.turn_pause_s = 3;
	/* face outwards: x ahead, y up, z to the right */
	s.sensors[0].mount_rad[0] = 90 * SIMTEST_RAD;
	s.sensors[0].wobble_hz = 5;
	s.sensors[0].wobble_turn_rad = 3 * SIMTEST_RAD;
	simtest_move(&s, GN_PLACE_UPPER_ARM, GN_SIM_ON_BOTH, 0, 90);
	simtest_set(&s, 1);
	sim = simtest_open(&s, 4);
	r = gn_sim_reps(sim, &reps);
	x = simtest_all(sim, 1000, &n);
	rest = (size_t)(r[0].turn_ns / 1000000) + 2900;
	/* standing: 1 g along y leans it about x */
	for (int i = 0; i < 3; i++)
		up[i] = (double)x[0].acc_mps2[i] / G_MPS2;
	ck_assert_double_eq_tol(up[0], 0, 1e-6);
	ck_assert_double_eq_tol(fabs(up[2]), sin(3 * SIMTEST_RAD), 1e-4);
	for (size_t i = 0; i < rest; i++)
		carry(&x[i], 1e-3, up);
	/* the arm level: 1 g along x leans it about y */
	ck_assert_double_eq_tol((double)x[rest].acc_mps2[1], 0, 0.01);
	ck_assert_double_eq_tol(fabs((double)x[rest].acc_mps2[2]) / G_MPS2,
				sin(3 * SIMTEST_RAD), 1e-3);
	for (int i = 0; i < 3; i++)
		ck_assert_double_eq_tol((double)x[rest].acc_mps2[i] / G_MPS2,
					up[i], 3e-4);
	free(x);
	gn_sim_close(sim);
}
END_TEST

/*
 * A strap slips: what the gyroscope turns by is what gravity and the field say
 * and what is set, about the axis that is set; the accelerometer feels that it
 * goes round the limb.
 */
START_TEST(a_slip_is_felt_by_all_parts)
{
	static const double slow_s[] = { 0.1, 1.0 };
	struct gn_sim_sensor *d = &s.sensors[0];
	struct gn_sample *x;
	struct gn_sim *sim;
	double up[3], turned = 0, most = 0;
	size_t n;

	simtest_plain(&s, "thigh_r");
	s.systems[0].rate_hz = 1000;
	d->mount_rad[0] = 70 * SIMTEST_RAD;
	d->mount_rad[1] = 20 * SIMTEST_RAD;
	d->slip_rad[0] = 0.3;
	d->slip_rad[1] = 0.4;
	d->slip_at_s = 2;
	d->slip_s = slow_s[_i];
	sim = simtest_open(&s, 4);
	x = simtest_all(sim, 1000, &n);
	for (int i = 0; i < 3; i++)
		up[i] = (double)x[0].acc_mps2[i] / G_MPS2;
	for (size_t i = 0; i < n; i++) {
		double along = 0.6 * (double)x[i].gyr_radps[0] +
			       0.8 * (double)x[i].gyr_radps[1];

		carry(&x[i], 1e-3, up);
		turned += along * 1e-3;
		most = fmax(most, fabs(simtest_norm(x[i].acc_mps2) - G_MPS2));
		ck_assert_double_eq_tol(simtest_norm(x[i].gyr_radps),
					fabs(along), 1e-6);
		if (i < 2000)
			ck_assert_double_eq(along, 0);
	}
	ck_assert_double_eq_tol(turned, 0.5, 1e-4);
	for (int i = 0; i < 3; i++)
		ck_assert_double_eq_tol((double)x[n - 1].acc_mps2[i] / G_MPS2,
					up[i], 1e-3);
	/* 0.06 m by 5.77 * 0.5 rad / slip_s^2 at most, square to gravity or
	 * not; a creep is not felt */
	ck_assert_double_lt(most, 0.06 * 5.78 * 0.5 / pow(slow_s[_i], 2) +
			    0.06 * pow(1.875 * 0.5 / slow_s[_i], 2));
	ck_assert(_i ? most < 0.2 : most > 2);
	free(x);
	gn_sim_close(sim);
}
END_TEST

Suite *suite_sim_strap(void)
{
	Suite *suite = suite_create("sim_strap");
	TCase *t = tcase_create("sim_strap");

	tcase_add_test(t, soft_strap_leans_and_all_parts_feel_it);
	tcase_add_loop_test(t, a_slip_is_felt_by_all_parts, 0, 2);
	suite_add_tcase(suite, t);
	return suite;
}

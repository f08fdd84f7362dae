/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <string.h>

#include "gonio/sim.h"
#include "simtest.h"
#include "suites.h"

/*
 * Skin that moves over the bone: a sensor turns against its segment by a part
 * of the near joint's flexion. What comes of it is in test_angles_sim.c.
 */
static struct gn_sim_scenario s;

/* A squat of the right leg: thigh to 40, shank to -30 deg, so a knee of 70. */
static void squat(double skin, uint32_t take, double rom)
{
	simtest_plain(&s, "shank_r");
	gn_sim_sensor_default(&s.sensors[1], "thigh_r");
	s.n_sensors = 2;
	s.skin = skin;
	s.take = take;
	simtest_move(&s, GN_PLACE_THIGH, GN_SIM_ON_BOTH, 0, 40);
	simtest_move(&s, GN_PLACE_SHANK, GN_SIM_ON_BOTH, 0, -30);
	simtest_set(&s, 2)->rom = rom;
}

/* out = conj(a) b */
static void from_to(const double a[4], const double b[4], double out[4])
{
	out[0] = a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3];
	out[1] = a[0] * b[1] - a[1] * b[0] - a[2] * b[3] + a[3] * b[2];
	out[2] = a[0] * b[2] + a[1] * b[3] - a[2] * b[0] - a[3] * b[1];
	out[3] = a[0] * b[3] - a[1] * b[2] + a[2] * b[1] - a[3] * b[0];
}

/* The rotation vector of a small turn from a to b, as a sees it. */
static void turn_of(const double a[4], const double b[4], double out[3])
{
	double q[4], sine, angle;

	from_to(a, b, q);
	sine = sqrt(q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
	angle = 2 * atan2(sine, fabs(q[0]));
	for (int i = 0; i < 3; i++)
		out[i] = sine > 0 ? copysign(angle, q[0]) * q[1 + i] / sine
				  : 0;
}

/* How far the skin has turned both sensors in the first squat's depth. */
static void slid(uint64_t seed, uint32_t take, double rom, double out[2][3])
{
	const struct gn_sim_rep *r;
	struct gn_sim *bone, *skin;
	struct gn_sim_state a, b;
	size_t n;

	squat(0, take, rom);
	bone = simtest_open(&s, seed);
	squat(0.1, take, rom);
	skin = simtest_open(&s, seed);
	r = gn_sim_reps(bone, &n);
	for (size_t i = 0; i < 2; i++) {
		gn_sim_state(bone, i, r[0].turn_ns, &a);
		gn_sim_state(skin, i, r[0].turn_ns, &b);
		turn_of(a.q, b.q, out[i]);
		/* it stays in its place */
		ck_assert(!memcmp(a.pos_m, b.pos_m, sizeof(a.pos_m)));
		/* standing straight nothing has slid */
		gn_sim_state(bone, i, 0, &a);
		gn_sim_state(skin, i, 0, &b);
		for (int k = 0; k < 4; k++)
			ck_assert_double_eq_tol(a.q[k], b.q[k], 1e-12);
	}
	gn_sim_close(bone);
	gn_sim_close(skin);
}

/* The knee's 70 deg slide the shank's sensor, the hip's 40 the thigh's. */
START_TEST(in_proportion_to_flexion)
{
	static const double flexion_deg[2] = { 70, -40 };
	const int seeds = 600;
	double squares[2] = { 0, 0 }, sum[2] = { 0, 0 };

	for (int k = 0; k < seeds; k++) {
		double full[2][3], half[2][3];

		slid((uint64_t)k, 0, 1, full);
		slid((uint64_t)k, 0, 0.5, half);
		for (int i = 0; i < 2; i++) {
			double gain = full[i][1] /
				(flexion_deg[i] * SIMTEST_RAD);

			/* about the segment's medio-lateral axis alone */
			ck_assert_double_eq_tol(full[i][0], 0, 1e-9);
			ck_assert_double_eq_tol(full[i][2], 0, 1e-9);
			ck_assert_double_eq_tol(half[i][1], full[i][1] / 2,
						1e-9);
			squares[i] += gain * gain / seeds;
			sum[i] += gain / seeds;
		}
	}
	for (int i = 0; i < 2; i++) {
		/* within 4 SD of what 600 draws give */
		ck_assert_double_eq_tol(sqrt(squares[i]), 0.1, 0.012);
		ck_assert_double_eq_tol(sum[i], 0, 0.0165);
	}
}
END_TEST

/* A person's skin is the same in a calibration, but for what it varies. */
START_TEST(alike_in_every_take)
{
	const int seeds = 300;
	double apart = 0, all = 0;

	for (int k = 0; k < seeds; k++) {
		double a[2][3], b[2][3];

		slid((uint64_t)k, 0, 1, a);
		slid((uint64_t)k, 1, 1, b);
		ck_assert_double_ge(a[0][1] * b[0][1], 0);
		apart += (a[0][1] - b[0][1]) * (a[0][1] - b[0][1]);
		all += a[0][1] * a[0][1] + b[0][1] * b[0][1];
	}
	/* twice 0.16^2 to 2 (1 + 0.16^2) */
	ck_assert_double_eq_tol(sqrt(apart / all), 0.158, 0.03);
}
END_TEST

/* Truth is the bone's. */
START_TEST(truth_does_not_slide)
{
	const struct gn_sim_rep *r[2];
	struct gn_sim *sim[2];
	size_t n[2];

	for (int k = 0; k < 2; k++) {
		squat(k ? 0.1 : 0, 0, 1);
		sim[k] = simtest_open(&s, 3);
		r[k] = gn_sim_reps(sim[k], &n[k]);
	}
	ck_assert_uint_eq(n[0], 2);
	ck_assert_uint_eq(n[1], 2);
	ck_assert(!memcmp(r[0], r[1], 2 * sizeof(*r[0])));
	ck_assert_double_eq_tol(r[1][0].most_rad[GN_KNEE_FLEXION_R],
				70 * SIMTEST_RAD, 1e-9);
	gn_sim_close(sim[0]);
	gn_sim_close(sim[1]);
}
END_TEST

/* The rate that is felt is that of the attitude: central differences. */
START_TEST(rate_is_that_of_the_attitude)
{
	const int64_t h_ns = 1000000;
	struct gn_sim *sim;
	double most = 0;

	squat(0.3, 0, 1);
	s.moves[s.n_moves++] = (struct gn_sim_move){
		.place = GN_PLACE_THIGH, .axis = GN_SIM_FRONTAL,
		.idle_rad = NAN, .turn_rad = 0.3 };
	s.sensors[1].misplaced_rad = 0.5;
	s.sensors[0].mount_rad[2] = 1;
	s.sway_rad = 0.01;
	sim = simtest_open(&s, 8);
	for (int64_t t = h_ns; t < 12000000000; t += 37000000) {
		for (size_t i = 0; i < 2; i++) {
			struct gn_sim_state a, b, at;
			double turn[3];

			gn_sim_state(sim, i, t - h_ns, &a);
			gn_sim_state(sim, i, t, &at);
			gn_sim_state(sim, i, t + h_ns, &b);
			turn_of(a.q, b.q, turn);
			for (int k = 0; k < 3; k++) {
				double w = turn[k] / (2e-9 * (double)h_ns);

				most = fmax(most, fabs(w));
				ck_assert_double_eq_tol(w, at.rate_radps[k],
							1e-3);
			}
		}
	}
	ck_assert_double_gt(most, 0.5);
	gn_sim_close(sim);
}
END_TEST

Suite *suite_skin(void)
{
	Suite *suite = suite_create("skin");
	TCase *t = tcase_create("skin");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, in_proportion_to_flexion);
	tcase_add_test(t, alike_in_every_take);
	tcase_add_test(t, truth_does_not_slide);
	tcase_add_test(t, rate_is_that_of_the_attitude);
	suite_add_tcase(suite, t);
	return suite;
}

/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/sim.h"
#include "simtest.h"
#include "suites.h"

#define G_MPS2 SIMTEST_G
#define RAD SIMTEST_RAD

static struct gn_sim_scenario s;

/* v turned by q from sensor to world axes. */
static void to_world(const double q[4], const double v[3], double out[3])
{
	double t[3];

	for (int i = 0; i < 3; i++) {
		int j = (i + 1) % 3, k = (i + 2) % 3;

		t[i] = 2 * (q[1 + j] * v[k] - q[1 + k] * v[j]);
	}
	for (int i = 0; i < 3; i++) {
		int j = (i + 1) % 3, k = (i + 2) % 3;

		out[i] = v[i] + q[0] * t[i] + q[1 + j] * t[k] -
			q[1 + k] * t[j];
	}
}

START_TEST(rest_reads_gravity)
{
	static const char *const places[] = {"pelvis", "chest", "thigh_l",
		"shank_r", "foot_l", "wrist_r", "upper_arm_l", "bar", "head"};
	struct gn_sample *x;
	struct gn_sim *sim;
	size_t n;

	for (size_t k = 0; k < sizeof(places) / sizeof(places[0]); k++) {
		simtest_plain(&s, places[k]);
		s.sensors[0].mount_rad[0] = 0.7 * (double)k;
		s.sensors[0].mount_rad[1] = -1.9;
		s.sensors[0].mount_rad[2] = 3.0;
		s.sensors[0].wobble_hz = 10;
		sim = simtest_open(&s, 1);
		x = simtest_all(sim, 64, &n);
		ck_assert_uint_eq(n, 501);
		for (size_t i = 0; i < n; i++) {
			ck_assert_double_eq_tol(simtest_norm(x[i].acc_mps2),
						G_MPS2, 1e-5);
			ck_assert_double_eq_tol(simtest_norm(x[i].gyr_radps), 0,
						1e-9);
			ck_assert_double_eq_tol(simtest_norm(x[i].mag_ut),
						sqrt(20 * 20 + 44 * 44), 1e-4);
		}
		free(x);
		gn_sim_close(sim);
	}
}
END_TEST

/* Hanging shank, sensor axes = segment axes: up is +z; field 20 ahead. */
START_TEST(axes_are_as_documented)
{
	struct gn_sim_state st;
	struct gn_sim *sim;

	simtest_plain(&s, "shank_r");
	sim = simtest_open(&s, 1);
	gn_sim_state(sim, 0, 0, &st);
	ck_assert_double_eq_tol(st.force_mps2[2], G_MPS2, 1e-9);
	ck_assert_double_eq_tol(st.field_ut[0], 20, 1e-9);
	ck_assert_double_eq_tol(st.field_ut[2], -44, 1e-9);
	gn_sim_close(sim);
	/* Forward by 90: the shank's upper side (its x) points up. */
	simtest_move(&s, GN_PLACE_SHANK, GN_SIM_ON_BOTH, 90, 90);
	sim = simtest_open(&s, 1);
	gn_sim_state(sim, 0, 0, &st);
	ck_assert_double_eq_tol(st.force_mps2[0], G_MPS2, 1e-9);
	gn_sim_close(sim);
	/* Out by 90: of the right leg, its outer side (-y) points up. */
	s.moves[0].axis = GN_SIM_FRONTAL;
	sim = simtest_open(&s, 1);
	gn_sim_state(sim, 0, 0, &st);
	ck_assert_double_eq_tol(st.force_mps2[1], -G_MPS2, 1e-9);
	gn_sim_close(sim);
	/* Mounted turned by 90 about z: sensor x is segment y. */
	s.sensors[0].mount_rad[2] = 90 * RAD;
	sim = simtest_open(&s, 1);
	gn_sim_state(sim, 0, 0, &st);
	ck_assert_double_eq_tol(st.force_mps2[0], -G_MPS2, 1e-9);
	gn_sim_close(sim);
	/* Lying on the left, nothing raised: the right side (-y) is up. */
	s.moves[0].start_rad = 0;
	s.sensors[0].mount_rad[2] = 0;
	s.posture = GN_SIM_LYING_LEFT;
	s.anchor = GN_SIM_PELVIS;
	sim = simtest_open(&s, 1);
	gn_sim_state(sim, 0, 0, &st);
	ck_assert_double_eq_tol(st.force_mps2[1], -G_MPS2, 1e-9);
	s.posture = GN_SIM_SUPINE;
	gn_sim_close(sim);
	sim = simtest_open(&s, 1);
	gn_sim_state(sim, 0, 0, &st);
	ck_assert_double_eq_tol(st.force_mps2[0], G_MPS2, 1e-9);
	gn_sim_close(sim);
}
END_TEST

/*
 * A sensor r from a fixed hinge, at angle a from hanging down, reads along the
 * shank g cos a + r a'^2 and across it g sin a + r a''; the minimum-jerk angle
 * at u = 1/2 of a stroke of A in T has a' = 1.875 A/T, a'' = 0, and at u = 1/4
 * a = A 106/1024, a' = 30 A/T 9/256, a'' = 5.625 A/T^2.
 */
START_TEST(hinge_in_closed_form)
{
	const double A = 80 * RAD, r = 0.3;
	const double at[2] = {0.25, 0.5};
	const double a[2] = {A * 106 / 1024, A / 2};
	const double v[2] = {A * 30 * 9 / 256, A * 1.875};
	const double acc[2] = {A * 5.625, 0};
	const struct gn_sim_rep *rep;
	struct gn_sim_state st;
	struct gn_sim *sim;
	size_t n;

	simtest_swing(&s, "shank_r");
	s.sensors[0].offset_m[0] = 0;
	s.sensors[0].offset_m[1] = 0;
	s.sensors[0].offset_m[2] = -r;
	sim = simtest_open(&s, 5);
	rep = gn_sim_reps(sim, &n);
	ck_assert_uint_eq(n, 3);
	for (int k = 0; k < 2; k++) {
		gn_sim_state(sim, 0, rep[1].start_ns +
			     (int64_t)(at[k] * 1e9), &st);
		/* Forward is a turn about -y. */
		ck_assert_double_eq_tol(st.rate_radps[1], -v[k], 1e-6);
		ck_assert_double_eq_tol(st.rate_radps[0], 0, 1e-9);
		ck_assert_double_eq_tol(st.force_mps2[2], G_MPS2 * cos(a[k]) +
					r * v[k] * v[k], 1e-6);
		ck_assert_double_eq_tol(st.force_mps2[0], G_MPS2 * sin(a[k]) +
					r * acc[k], 1e-6);
	}
	gn_sim_close(sim);
}
END_TEST

/* Late by 0.2: in 0.8 of 1 s there and of 2 s back, at half of it half of the
 * way and the peak; at rest before and after. A frontal one alike. */
START_TEST(what_is_late_moves_in_a_part_of_the_time)
{
	static const struct {
		int    back;
		double at_s, radps;
	} want[] = { { 0, 0.19, 0 }, { 0, 0.6, 1.875 / 0.8 }, { 0, 1, 0 },
		     { 1, 0.8, -1.875 / 1.6 }, { 1, 1.61, 0 } };
	const struct gn_sim_rep *rep;
	struct gn_sim_state st;
	struct gn_sim *sim;
	size_t n;

	for (int axis = 0; axis < 2; axis++) {
		simtest_swing(&s, "shank_r");
		s.moves[1].axis = (enum gn_sim_axis)axis;
		s.moves[1].late = 0.2;
		sim = simtest_open(&s, 5);
		rep = gn_sim_reps(sim, &n);
		for (size_t k = 0; k < sizeof(want) / sizeof(want[0]); k++) {
			gn_sim_state(sim, 0, (want[k].back ? rep[1].turn_ns +
				500000000 : rep[1].start_ns) +
				(int64_t)(want[k].at_s * 1e9), &st);
			ck_assert_double_eq_tol(st.rate_radps[1 - axis],
						-80 * RAD * want[k].radps,
						1e-6);
		}
		gn_sim_close(sim);
	}
	s.moves[1].late = 0.81;
	ck_assert_int_eq(gn_sim_open(&sim, &s, 5, NULL), GN_EINVAL);
	/* of a segment on the midline that leans to the working side, too */
	simtest_plain(&s, "pelvis");
	s.side = GN_SIDE_RIGHT;
	simtest_move(&s, GN_PLACE_PELVIS, GN_SIM_ON_WORKING, 0, 20);
	s.moves[0].axis = GN_SIM_FRONTAL;
	s.moves[0].late = 0.2;
	simtest_set(&s, 1);
	sim = simtest_open(&s, 5);
	rep = gn_sim_reps(sim, &n);
	gn_sim_state(sim, 0, rep[0].start_ns + 190000000, &st);
	ck_assert_double_eq_tol(st.rate_radps[0], 0, 1e-9);
	gn_sim_state(sim, 0, rep[0].start_ns + 600000000, &st);
	ck_assert_double_eq_tol(fabs(st.rate_radps[0]),
				20 * RAD * 1.875 / 0.8, 1e-6);
	gn_sim_close(sim);
}
END_TEST

/* q1 = q0 turned by rate (sensor axes) for dt. */
static void integrate(double q[4], const double w[3], double dt)
{
	double n = sqrt(w[0] * w[0] + w[1] * w[1] + w[2] * w[2]);
	double s2 = n > 0 ? sin(0.5 * n * dt) / n : 0.5 * dt;
	double p[4] = {cos(0.5 * n * dt), s2 * w[0], s2 * w[1], s2 * w[2]};
	double o[4] = {q[0], q[1], q[2], q[3]};

	q[0] = o[0] * p[0] - o[1] * p[1] - o[2] * p[2] - o[3] * p[3];
	q[1] = o[0] * p[1] + o[1] * p[0] + o[2] * p[3] - o[3] * p[2];
	q[2] = o[0] * p[2] - o[1] * p[3] + o[2] * p[0] + o[3] * p[1];
	q[3] = o[0] * p[3] + o[1] * p[2] - o[2] * p[1] + o[3] * p[0];
}

/* Of a shipped scenario: the rate integrates to the attitude, and the force
 * is the second difference of the position, less gravity. */
static void check_physics(const char *name)
{
	const double h = 1e-3;
	struct gn_diag why;
	struct gn_sim *sim;
	size_t n_sensors;

	ck_assert_msg(!gn_sim_load(&s, name, &why), "%s", why.text);
	n_sensors = s.n_sensors;
	/* Knocks are no movement of the segments. */
	s.thump_mps2 = 0;
	for (size_t i = 0; i < s.n_acts; i++)
		if (s.acts[i].kind == GN_SIM_WALK)
			s.acts[i].kind = GN_SIM_FIDGET;
	sim = simtest_open(&s, 3);
	for (size_t i = 0; i < n_sensors; i++) {
		struct gn_sim_state a, b, c;
		double q[4], f[3], worst = 0;
		int64_t end = gn_sim_length_ns(sim);

		gn_sim_state(sim, i, 0, &a);
		gn_sim_state(sim, i, 1000000, &b);
		memcpy(q, a.q, sizeof(q));
		for (int64_t t = 2000000; t < end && t < 20000000000;
		     t += 1000000) {
			gn_sim_state(sim, i, t, &c);
			to_world(b.q, b.force_mps2, f);
			f[2] -= G_MPS2;
			for (int k = 0; k < 3; k++)
				worst = fmax(worst, fabs(f[k] -
					(c.pos_m[k] - 2 * b.pos_m[k] +
					 a.pos_m[k]) / (h * h)));
			/* Simpson's rule would do better; the middle does. */
			for (int k = 0; k < 3; k++)
				f[k] = 0.5 * (a.rate_radps[k] +
					      b.rate_radps[k]);
			integrate(q, f, h);
			a = b;
			b = c;
		}
		ck_assert_double_lt(worst, 0.05);
		worst = fabs(q[0] * a.q[0] + q[1] * a.q[1] + q[2] * a.q[2] +
			     q[3] * a.q[3]);
		ck_assert_double_lt(2 * acos(fmin(worst, 1)), 0.05 * RAD);
	}
	gn_sim_close(sim);
}

START_TEST(rate_and_force_fit_the_movement)
{
	static const char *const names[] = {"squat", "curl", "push_up",
		"hip_abduction", "heel_raise", "overhead_press", "deadlift",
		"five_times_sit_to_stand"};

	check_physics(names[_i]);
}
END_TEST

START_TEST(walking_is_smooth_but_for_its_knocks)
{
	struct gn_sample *x;
	struct gn_sim *sim;
	double peak = 0, swing_radps = 0;
	size_t n;

	simtest_plain(&s, "shank_r");
	s.acts[0] = (struct gn_sim_act){.kind = GN_SIM_WALK, .length_s = 8};
	sim = simtest_open(&s, 2);
	x = simtest_all(sim, 100, &n);
	for (size_t i = 0; i < n; i++) {
		peak = fmax(peak, simtest_norm(x[i].acc_mps2));
		swing_radps = fmax(swing_radps, simtest_norm(x[i].gyr_radps));
	}
	ck_assert_double_gt(peak, 12);
	ck_assert_double_lt(peak, 40);
	ck_assert_double_gt(swing_radps, 2);
	ck_assert_double_lt(swing_radps, 6);
	ck_assert_double_eq_tol(simtest_norm(x[0].acc_mps2), G_MPS2, 1e-4);
	ck_assert_double_eq_tol(simtest_norm(x[n - 1].gyr_radps), 0, 0.05);
	free(x);
	gn_sim_close(sim);
}
END_TEST

/* How far the left thigh has swung forward, rad, and how fast; not turned. */
static double thigh(struct gn_sim *sim, int64_t t_ns, double *radps)
{
	struct gn_sim_state st;

	gn_sim_state(sim, 0, t_ns, &st);
	*radps = -st.rate_radps[1];
	return -2 * atan2(st.q[2], st.q[0]);
}

/*
 * Left and right in turn, each left step 1.2 of the mean and each right one 0.8
 * (60 / 100 s), from standing to standing. By hand: at a left heel strike the
 * left thigh is foremost, half of 0.05 + 0.38 rad, at a right one it is behind,
 * half of 0.05 - 0.38 (lib/sim/timeline_eval.c), and it stands still at both.
 */
START_TEST(steps_are_where_they_are_told)
{
	const struct gn_sim_step *step;
	double rate, after, sum = 0;
	struct gn_sim *sim;
	size_t n;

	simtest_plain(&s, "thigh_l");
	s.acts[1] = (struct gn_sim_act){ .kind = GN_SIM_WALK, .length_s = 1,
		.steps = 21, .cadence_spm = 100, .uneven = 0.2, .step_m = 0.5,
		.rom = 0.5, .slow = 1 };
	s.n_acts = 2;
	sim = simtest_open(&s, 4);
	step = gn_sim_steps(sim, &n);
	ck_assert_uint_eq(n, 21);
	ck_assert_double_eq_tol(1e-9 * (double)step[0].t_ns, 5.72, 1e-6);
	ck_assert_int_eq(gn_sim_length_ns(sim), step[20].t_ns);
	for (size_t i = 0; i < n; i++) {
		int left = i % 2 == 0;
		double at = thigh(sim, step[i].t_ns, &rate);

		ck_assert_int_eq(step[i].side == GN_SIDE_LEFT, left);
		ck_assert_double_eq_tol(at, i == 20 ? 0 : left ? 0.215 :
					-0.165, 1e-6);
		ck_assert_double_eq_tol(rate, 0, 1e-6);
		if (i)
			ck_assert_double_eq_tol(1e-9 * (double)(step[i].t_ns -
				step[i - 1].t_ns), left ? 0.72 : 0.48, 1e-6);
	}
	/* the rate is that of the angle, and has no steps itself */
	for (int64_t t = step[0].t_ns - 500000000; t < step[20].t_ns;
	     t += 7000000) {
		double a = thigh(sim, t - 100000, &rate);
		double b = thigh(sim, t + 100000, &after);

		ck_assert_double_eq_tol(rate, after, 0.02);
		ck_assert_double_eq_tol((b - a) / 2e-4, 0.5 * (rate + after),
					1e-4);
	}
	gn_sim_close(sim);
	/* even, and whole: half of the last one's way is half of the mean */
	s.acts[1].uneven = 0;
	s.acts[1].rom = 1;
	sim = simtest_open(&s, 4);
	step = gn_sim_steps(sim, &n);
	ck_assert_double_eq_tol(thigh(sim, step[20].t_ns - 300000000, &rate),
				0.025, 1e-6);
	gn_sim_close(sim);
	/* slower, and of a time that varies */
	s.acts[1].slow = 1.5;
	s.acts[1].cadence_cv = 0.05;
	s.acts[1].steps = 1001;
	sim = simtest_open(&s, 4);
	step = gn_sim_steps(sim, &n);
	ck_assert_double_eq_tol(thigh(sim, step[10].t_ns, &rate), 0.43, 1e-6);
	ck_assert_double_eq_tol(1e-9 * (double)(step[1000].t_ns -
						step[0].t_ns), 900, 9);
	for (size_t i = 1; i < n; i++)
		sum += pow(1e-9 * (double)(step[i].t_ns - step[i - 1].t_ns) -
			   0.9, 2);
	ck_assert_double_eq_tol(sqrt(sum / 1000) / 0.9, 0.05, 0.005);
	gn_sim_close(sim);
	s.acts[1].steps = 1;
	ck_assert_int_eq(gn_sim_open(&sim, &s, 4, NULL), GN_EINVAL);
	s.acts[1].steps = 10;
	s.acts[1].uneven = 0.6;
	ck_assert_int_eq(gn_sim_open(&sim, &s, 4, NULL), GN_EINVAL);
}
END_TEST

START_TEST(truth_without_variation_is_what_was_asked)
{
	const struct gn_sim_rep *r;
	const struct gn_sim_set *set;
	struct gn_sim *sim;
	size_t n, sets;

	simtest_swing(&s, "shank_r");
	s.acts[1].partial = 2;
	sim = simtest_open(&s, 1);
	r = gn_sim_reps(sim, &n);
	set = gn_sim_sets(sim, &sets);
	ck_assert_uint_eq(n, 3);
	ck_assert_uint_eq(sets, 1);
	ck_assert_uint_eq(set->reps, 3);
	ck_assert_uint_eq(set->partial, 1);
	ck_assert_int_eq(set->start_ns, r[0].start_ns);
	ck_assert_int_eq(set->end_ns, r[2].end_ns);
	for (size_t i = 0; i < n; i++) {
		double part = i == 1 ? 0.5 : 1, k = i == 1 ? 0.75 : 1;

		ck_assert_int_eq(r[i].kind,
				 i == 1 ? GN_REP_PARTIAL : GN_REP_FULL);
		ck_assert_uint_eq(r[i].set, 1);
		ck_assert_uint_eq(r[i].n, i + 1);
		ck_assert_int_eq(r[i].side, GN_SIDE_RIGHT);
		/* Lifts first: eccentric is the way back. */
		ck_assert_double_eq_tol(r[i].tempo_s[0], 2 * k, 1e-9);
		ck_assert_double_eq_tol(r[i].tempo_s[2], 1 * k, 1e-9);
		ck_assert_double_eq_tol(r[i].tempo_s[3], 0.5, 1e-9);
		if (i < 2)
			ck_assert_double_eq_tol(r[i].tempo_s[1], 0.25, 1e-9);
		else
			ck_assert(isnan(r[i].tempo_s[1]));
		ck_assert_double_eq_tol(1e-9 * (double)(r[i].turn_ns -
					r[i].start_ns), k, 1e-8);
		ck_assert_double_eq_tol(1e-9 * (double)(r[i].end_ns -
					r[i].start_ns), 3 * k + 0.5, 1e-8);
		ck_assert(isnan(r[i].rom_rad[0]));
		ck_assert_double_eq_tol(r[i].rom_rad[1], part * 80 * RAD,
					1e-6);
		ck_assert_double_eq_tol(r[i].turned_rad[0], part * 80 * RAD,
					1e-6);
		ck_assert_double_eq_tol(r[i].tilt_rad[0], part * 80 * RAD,
					1e-6);
	}
	ck_assert_int_eq(r[1].start_ns - r[0].end_ns, 250000000);
	gn_sim_close(sim);
	s.eccentric_first = 1;
	sim = simtest_open(&s, 1);
	r = gn_sim_reps(sim, &n);
	ck_assert_double_eq_tol(r[0].tempo_s[0], 1, 1e-9);
	ck_assert_double_eq_tol(r[0].tempo_s[1], 0.5, 1e-9);
	ck_assert_double_eq_tol(r[0].tempo_s[2], 2, 1e-9);
	ck_assert_double_eq_tol(r[0].tempo_s[3], 0.25, 1e-9);
	gn_sim_close(sim);
}
END_TEST

/*
 * Thigh level, shank from hanging to 80: the knee from 90 to 10. The left
 * shank stays; a thigh that lies 20 out is no longer in the plane, and flexion
 * is the first angle of the joint's sequence.
 */
START_TEST(angles_by_name_are_those_of_the_segments)
{
	const struct gn_sim_rep *r;
	struct gn_sim *sim;
	size_t n;

	simtest_swing(&s, "shank_r");
	sim = simtest_open(&s, 1);
	r = gn_sim_reps(sim, &n);
	ck_assert(isnan(r[0].most_rad[GN_KNEE_FLEXION_R]));
	ck_assert_double_eq_tol(r[0].least_rad[GN_SHANK_INWARD_R], 0, 1e-9);
	ck_assert(isnan(r[0].most_rad[GN_SHANK_INWARD_L]));
	gn_sim_close(sim);
	gn_sim_sensor_default(&s.sensors[1], "thigh_r");
	s.n_sensors = 2;
	sim = simtest_open(&s, 1);
	r = gn_sim_reps(sim, &n);
	for (size_t i = 0; i < n; i++) {
		ck_assert_double_eq_tol(r[i].least_rad[GN_KNEE_FLEXION_R],
					10 * RAD, 1e-9);
		ck_assert_double_eq_tol(r[i].most_rad[GN_KNEE_FLEXION_R],
					90 * RAD, 1e-9);
		ck_assert(isnan(r[i].most_rad[GN_KNEE_FLEXION_L]));
	}
	gn_sim_close(sim);
	/* a thigh that lies forward has its hip bent */
	gn_sim_sensor_default(&s.sensors[0], "pelvis");
	sim = simtest_open(&s, 1);
	r = gn_sim_reps(sim, &n);
	ck_assert_double_eq_tol(r[0].least_rad[GN_HIP_FLEXION_R], 90 * RAD,
				1e-9);
	gn_sim_close(sim);
	gn_sim_sensor_default(&s.sensors[0], "shank_r");
	/* standing, the right thigh 20 out: the knee is 20 outward */
	s.moves[0].start_rad = s.moves[0].turn_rad = 20 * RAD;
	s.moves[0].axis = GN_SIM_FRONTAL;
	s.moves[1].turn_rad = -60 * RAD;
	sim = simtest_open(&s, 1);
	r = gn_sim_reps(sim, &n);
	ck_assert_double_eq_tol(r[0].least_rad[GN_THIGH_INWARD_R], -20 * RAD,
				1e-9);
	ck_assert_double_eq_tol(r[0].most_rad[GN_THIGH_INWARD_R], -20 * RAD,
				1e-9);
	ck_assert_double_eq_tol(r[0].most_rad[GN_KNEE_FLEXION_R],
				atan2(sin(60 * RAD),
				      cos(20 * RAD) * cos(60 * RAD)), 1e-9);
	gn_sim_close(sim);
	/* the same of the left is outward too, and the trunk bows forward */
	gn_sim_sensor_default(&s.sensors[0], "thigh_l");
	gn_sim_sensor_default(&s.sensors[1], "chest");
	simtest_move(&s, GN_PLACE_CHEST, GN_SIM_ON_BOTH, 5, 40);
	sim = simtest_open(&s, 1);
	r = gn_sim_reps(sim, &n);
	ck_assert_double_eq_tol(r[0].most_rad[GN_THIGH_INWARD_L], -20 * RAD,
				1e-9);
	ck_assert_double_eq_tol(r[0].least_rad[GN_TRUNK_LEAN], 5 * RAD, 1e-9);
	ck_assert_double_eq_tol(r[0].most_rad[GN_TRUNK_LEAN], 40 * RAD, 1e-9);
	gn_sim_close(sim);
}
END_TEST

START_TEST(fatigue_sides_and_turns)
{
	const struct gn_sim_rep *r;
	struct gn_sim *sim;
	size_t n;

	simtest_swing(&s, "shank_r");
	s.slowing = 0.5;
	s.rom_loss = 0.2;
	s.acts[1].reps = 5;
	sim = simtest_open(&s, 1);
	r = gn_sim_reps(sim, &n);
	ck_assert_double_eq_tol(r[4].tempo_s[0], 3, 1e-9);
	ck_assert_double_eq_tol(r[2].tempo_s[0], 2 * 1.125, 1e-9);
	ck_assert_double_eq_tol(r[4].rom_rad[1], 64 * RAD, 1e-6);
	gn_sim_close(sim);
	simtest_swing(&s, "shank_r");
	s.alternating = 1;
	s.rom_left = 0.5;
	s.acts[1].reps = 4;
	sim = simtest_open(&s, 1);
	r = gn_sim_reps(sim, &n);
	for (size_t i = 0; i < n; i++) {
		int left = i % 2;

		ck_assert_int_eq(r[i].side,
				 left ? GN_SIDE_LEFT : GN_SIDE_RIGHT);
		ck_assert_double_eq_tol(r[i].rom_rad[!left],
					(left ? 40 : 80) * RAD, 1e-6);
		ck_assert(isnan(r[i].rom_rad[left]));
		/* The sensor on the right sees its own side only. */
		ck_assert_double_eq_tol(r[i].turned_rad[0],
					left ? 0 : 80 * RAD, 1e-6);
	}
	gn_sim_close(sim);
}
END_TEST

START_TEST(acts_follow_each_other)
{
	const struct gn_sim_span *span;
	struct gn_sim *sim;
	size_t n;

	simtest_plain(&s, "wrist_r");
	s.fidget_rad = 0.5;
	s.acts[1] = (struct gn_sim_act){.kind = GN_SIM_FIDGET, .length_s = 6};
	s.acts[2] = (struct gn_sim_act){.kind = GN_SIM_REACH, .length_s = 3};
	s.acts[3] = (struct gn_sim_act){.kind = GN_SIM_WALK, .length_s = 4};
	s.n_acts = 4;
	sim = simtest_open(&s, 4);
	span = gn_sim_spans(sim, &n);
	ck_assert_uint_eq(n, 4);
	for (size_t i = 0; i < n; i++)
		ck_assert_int_eq(span[i].start_ns,
				 i ? span[i - 1].end_ns : 0);
	ck_assert_int_eq(span[0].end_ns, 5000000000);
	ck_assert_int_eq(span[3].end_ns, gn_sim_length_ns(sim));
	ck_assert_double_eq_tol(1e-9 * (double)gn_sim_length_ns(sim), 18,
				1.5);
	gn_sim_reps(sim, &n);
	ck_assert_uint_eq(n, 0);
	gn_sim_close(sim);
}
END_TEST

Suite *suite_sim(void)
{
	Suite *suite = suite_create("sim");
	TCase *t = tcase_create("sim");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, rest_reads_gravity);
	tcase_add_test(t, axes_are_as_documented);
	tcase_add_test(t, hinge_in_closed_form);
	tcase_add_test(t, what_is_late_moves_in_a_part_of_the_time);
	tcase_add_loop_test(t, rate_and_force_fit_the_movement, 0, 8);
	tcase_add_test(t, walking_is_smooth_but_for_its_knocks);
	tcase_add_test(t, steps_are_where_they_are_told);
	tcase_add_test(t, truth_without_variation_is_what_was_asked);
	tcase_add_test(t, angles_by_name_are_those_of_the_segments);
	tcase_add_test(t, fatigue_sides_and_turns);
	tcase_add_test(t, acts_follow_each_other);
	suite_add_tcase(suite, t);
	return suite;
}

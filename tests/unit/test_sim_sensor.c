/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "gonio/sim.h"
#include "simtest.h"
#include "suites.h"

#define G_MPS2 SIMTEST_G

static struct gn_sim_scenario s;

static void same(const struct gn_sample *a, const struct gn_sample *b,
		 size_t n)
{
	for (size_t i = 0; i < n; i++)
		ck_assert_msg(a[i].t_ns == b[i].t_ns &&
			      !memcmp(a[i].acc_mps2, b[i].acc_mps2,
				      9 * sizeof(float)), "sample %zu", i);
}

START_TEST(same_seed_same_bytes_any_block)
{
	struct gn_sample *a, *b;
	struct gn_diag why;
	struct gn_sim *sim;
	size_t n, m;

	ck_assert_int_eq(gn_sim_load(&s, "squat_bar", &why), GN_OK);
	sim = simtest_open(&s, 9);
	a = simtest_all(sim, 1000, &n);
	gn_sim_close(sim);
	sim = simtest_open(&s, 9);
	b = simtest_all(sim, 7, &m);
	gn_sim_close(sim);
	ck_assert_uint_eq(n, m);
	same(a, b, n);
	free(b);
	sim = simtest_open(&s, 10);
	b = simtest_all(sim, 7, &m);
	gn_sim_close(sim);
	ck_assert(n != m || memcmp(a, b, n * sizeof(*a)));
	free(a);
	free(b);
}
END_TEST

START_TEST(sensors_do_not_disturb_each_other)
{
	struct gn_sample *a, *b;
	struct gn_diag why;
	struct gn_sim *sim;
	size_t n, m, k = 0;

	ck_assert_int_eq(gn_sim_load(&s, "squat_fatigue", &why), GN_OK);
	sim = simtest_open(&s, 9);
	a = simtest_all(sim, 1000, &n);
	gn_sim_close(sim);
	s.n_sensors = 1;
	sim = simtest_open(&s, 9);
	b = simtest_all(sim, 1000, &m);
	gn_sim_close(sim);
	ck_assert_uint_eq(n, 2 * m);
	for (size_t i = 0; i < n; i++)
		if (a[i].sensor == 0)
			same(&a[i], &b[k++], 1);
	free(a);
	free(b);
}
END_TEST

/* Mean and SD of one axis. */
static void moments(const struct gn_sample *x, size_t n, int part, int axis,
		    double *mean, double *sd)
{
	double sum = 0, sum2 = 0;

	for (size_t i = 0; i < n; i++) {
		double v = (double)(part ? x[i].gyr_radps[axis] :
				    x[i].acc_mps2[axis]);

		sum += v;
		sum2 += v * v;
	}
	*mean = sum / (double)n;
	*sd = sqrt(fmax(sum2 / (double)n - *mean * *mean, 0));
}

START_TEST(noise_bias_and_scale_are_as_set)
{
	struct gn_sample *x;
	struct gn_sim *sim;
	double mean, sd;
	size_t n;

	simtest_plain(&s, "pelvis");
	s.acts[0].length_s = 100;
	s.sensors[0].acc_noise = 0.01;
	s.sensors[0].gyr_noise = 0.002;
	s.sensors[0].acc_bias_mps2[0] = 0.3;
	s.sensors[0].gyr_bias_radps[1] = -0.05;
	s.sensors[0].acc_scale[2] = 0.02;
	sim = simtest_open(&s, 4);
	x = simtest_all(sim, 1000, &n);
	ck_assert_uint_eq(n, 10001);
	moments(x, n, 0, 0, &mean, &sd);
	ck_assert_double_eq_tol(mean, 0.3, 0.003);
	ck_assert_double_eq_tol(sd, 0.01 * sqrt(50), 0.002);
	moments(x, n, 0, 2, &mean, &sd);
	ck_assert_double_eq_tol(mean, 1.02 * G_MPS2, 0.003);
	moments(x, n, 1, 1, &mean, &sd);
	ck_assert_double_eq_tol(mean, -0.05, 0.001);
	ck_assert_double_eq_tol(sd, 0.002 * sqrt(50), 0.0005);
	free(x);
	gn_sim_close(sim);
}
END_TEST

/* Iron and a range: standing still, the field is (20, 0, -44) uT. */
START_TEST(iron_is_as_set)
{
	struct gn_sample *x;
	struct gn_sim *sim;
	size_t n;

	simtest_plain(&s, "pelvis");
	s.sensors[0].mag = 0;
	s.sensors[0].mag_scale[0] = 0.1;
	s.sensors[0].mag_bias_ut[1] = 7;
	s.sensors[0].mag_range_ut = 40;
	sim = simtest_open(&s, 4);
	x = simtest_all(sim, 1000, &n);
	ck_assert_float_eq_tol(x[9].mag_ut[0], 22, 0.01F);
	ck_assert_float_eq_tol(x[9].mag_ut[1], 7, 0.01F);
	ck_assert_float_eq(x[9].mag_ut[2], -40);
	free(x);
	gn_sim_close(sim);
}
END_TEST

/* Bias of a random walk after T seconds: SD = walk sqrt(T) over seeds. */
START_TEST(bias_drifts)
{
	double sum2 = 0;

	for (uint64_t seed = 0; seed < 100; seed++) {
		struct gn_sample *x;
		struct gn_sim *sim;
		size_t n;

		simtest_plain(&s, "pelvis");
		s.acts[0].length_s = 16;
		s.systems[0].rate_hz = 20;
		s.sensors[0].gyr_walk = 0.001;
		sim = simtest_open(&s, seed);
		x = simtest_all(sim, 1000, &n);
		for (int k = 0; k < 3; k++)
			sum2 += (double)x[n - 1].gyr_radps[k] *
				(double)x[n - 1].gyr_radps[k];
		ck_assert_double_eq_tol(simtest_norm(x[0].gyr_radps), 0, 1e-9);
		free(x);
		gn_sim_close(sim);
	}
	ck_assert_double_eq_tol(sqrt(sum2 / 300), 0.004, 0.0006);
}
END_TEST

START_TEST(range_clips_and_bits_round)
{
	struct gn_sample *x;
	struct gn_sim *sim;
	double step = 2 * 1.0 / 256, most = 0;
	int clipped = 0;
	size_t n;

	simtest_swing(&s, "shank_r");
	s.sensors[0].gyr_range_radps = 1.0;
	s.sensors[0].acc_range_mps2 = 19.6;
	s.sensors[0].bits = 8;
	sim = simtest_open(&s, 4);
	x = simtest_all(sim, 1000, &n);
	for (size_t i = 0; i < n; i++) {
		double w = (double)x[i].gyr_radps[1];

		most = fmax(most, fabs(w));
		clipped += fabs(w) >= 1;
		ck_assert_double_eq_tol(w / step, rint(w / step), 1e-4);
	}
	ck_assert_double_eq_tol(most, 1, 1e-7);
	ck_assert_int_gt(clipped, 50);
	free(x);
	gn_sim_close(sim);
}
END_TEST

/* A knock excites the strap; its ringing dies out and has its frequency. */
START_TEST(strap_rings_at_its_frequency)
{
	struct gn_sample *x;
	const struct gn_sim_rep *r;
	struct gn_sim *sim;
	int crossings = 0;
	double peak = 0, late = 0;
	size_t n, reps, from;

	simtest_plain(&s, "wrist_r");
	s.anchor = GN_SIM_PELVIS;
	s.systems[0].rate_hz = 1000;
	s.thump_mps2 = 50;
	s.end_pause_s = 1.5;
	s.sensors[0].wobble_hz = 8;
	s.sensors[0].wobble_damping = 0.05;
	simtest_move(&s, GN_PLACE_UPPER_ARM, GN_SIM_ON_BOTH, 0, 20);
	simtest_set(&s, 2);
	sim = simtest_open(&s, 4);
	r = gn_sim_reps(sim, &reps);
	from = (size_t)(r[0].end_ns / 1000000) + 300;
	x = simtest_all(sim, 1000, &n);
	for (size_t i = from; i < from + 500; i++) {
		double a = (double)x[i].acc_mps2[2] - G_MPS2;
		double b = (double)x[i + 1].acc_mps2[2] - G_MPS2;

		crossings += (a < 0) != (b < 0);
		peak = fmax(peak, fabs(a));
	}
	for (size_t i = from + 900; i < from + 1000; i++)
		late = fmax(late, fabs((double)x[i].acc_mps2[2] - G_MPS2));
	/* Half a second of 8 Hz. */
	ck_assert_int_ge(crossings, 7);
	ck_assert_int_le(crossings, 9);
	ck_assert_double_gt(peak, 0.1);
	ck_assert_double_lt(late, 0.25 * peak);
	free(x);
	gn_sim_close(sim);
}
END_TEST

/* How far the sensor of a seed and take is turned from where it should be. */
static double turned(uint64_t seed, uint32_t take, struct gn_sim_state *st)
{
	struct gn_sim *sim;

	simtest_plain(&s, "thigh_r");
	s.sensors[0].misplaced_rad = 0.5;
	s.take = take;
	sim = simtest_open(&s, seed);
	gn_sim_state(sim, 0, 0, st);
	gn_sim_close(sim);
	return 2 * acos(fmin(fabs(st->q[0]), 1));
}

START_TEST(sensors_are_misplaced_by_the_seed_alike_in_every_take)
{
	double sum = 0, most = 0, mean[3] = {0, 0, 0};
	const int seeds = 400;

	for (int i = 0; i < seeds; i++) {
		struct gn_sim_state a, b;
		double angle = turned((uint64_t)i, 0, &a);

		ck_assert_double_eq_tol(turned((uint64_t)i, 1, &b), angle,
					1e-12);
		ck_assert(!memcmp(a.q, b.q, sizeof(a.q)));
		ck_assert_double_le(angle, 0.5);
		sum += angle;
		most = fmax(most, angle);
		for (int k = 0; k < 3; k++)
			mean[k] += a.q[k + 1] / seeds;
	}
	/* evenly spread to the limit, and in no direction more than another */
	ck_assert_double_eq_tol(sum / seeds, 0.25, 0.025);
	ck_assert_double_gt(most, 0.49);
	for (int k = 0; k < 3; k++)
		ck_assert_double_eq_tol(mean[k], 0, 0.02);
}
END_TEST

/* A gyroscope's bias is the seed's; its noise is each take's own. */
START_TEST(takes_share_the_bias_not_the_noise)
{
	double bias[2][3], sd;
	struct gn_sample *x[2];
	size_t n[2];

	simtest_plain(&s, "pelvis");
	s.acts[0].length_s = 100;
	s.sensors[0].gyr_noise = 0.0002;
	s.sensors[0].gyr_bias_sd_radps = 0.02;
	for (uint32_t take = 0; take < 2; take++) {
		struct gn_sim *sim;

		s.take = take;
		sim = simtest_open(&s, 5);
		x[take] = simtest_all(sim, 1000, &n[take]);
		gn_sim_close(sim);
		for (int k = 0; k < 3; k++)
			moments(x[take], n[take], 1, k, &bias[take][k], &sd);
	}
	for (int k = 0; k < 3; k++)
		ck_assert_double_eq_tol(bias[0][k], bias[1][k], 1e-4);
	ck_assert_double_gt(fabs(bias[0][0]) + fabs(bias[0][1]) +
			    fabs(bias[0][2]), 0.005);
	ck_assert(memcmp(x[0], x[1], n[0] * sizeof(*x[0])));
	free(x[0]);
	free(x[1]);
}
END_TEST

START_TEST(clock_faults_are_as_likely_as_set)
{
	size_t n, zero = 0, late = 0, copies = 0;
	struct gn_sample *x;
	struct gn_sim *sim;

	simtest_plain(&s, "pelvis");
	s.acts[0].length_s = 200;
	s.sensors[0].acc_noise = 0.01;
	s.systems[0].dropped = 0.1;
	s.systems[0].repeated = 0.05;
	s.systems[0].doubled = 0.03;
	s.systems[0].late = 0.02;
	s.systems[0].gaps[0] = (struct gn_sim_gap){50, 2};
	s.systems[0].n_gaps = 1;
	sim = simtest_open(&s, 4);
	ck_assert_int_eq(gn_sim_even(sim, 0), 0);
	x = simtest_all(sim, 1000, &n);
	ck_assert_int_eq(x[0].t_ns, 0);
	for (size_t i = 1; i < n; i++) {
		int64_t d = x[i].t_ns - x[i - 1].t_ns;

		zero += d == 0;
		late += d < 0;
		copies += !memcmp(x[i].acc_mps2, x[i - 1].acc_mps2,
				  sizeof(x[i].acc_mps2)) && d > 0;
		ck_assert(x[i].t_ns < 50000000000 || x[i].t_ns >= 52000000000);
	}
	/* 19800 ticks, nine tenths of them: within 4 SD. */
	ck_assert_double_eq_tol((double)n, 19800 * 0.9 * 1.03, 400);
	ck_assert_double_eq_tol((double)zero, 17820 * 0.03, 100);
	ck_assert_double_eq_tol((double)late, 17820 * 0.02, 90);
	ck_assert_double_eq_tol((double)copies, 17820 * 0.05, 130);
	free(x);
	gn_sim_close(sim);
}
END_TEST

START_TEST(jitter_skew_and_stamps)
{
	double sum2 = 0;
	struct gn_sample *x;
	struct gn_sim *sim;
	size_t n;

	simtest_plain(&s, "pelvis");
	s.acts[0].length_s = 100;
	s.systems[0].stamp_sd_s = 0.001;
	s.systems[0].skew_ppm = 1000;
	sim = simtest_open(&s, 4);
	ck_assert_int_eq(gn_sim_even(sim, 0), 0);
	x = simtest_all(sim, 1000, &n);
	for (size_t i = 1; i < n; i++) {
		double e = 1e-9 * (double)x[i].t_ns -
			0.01 * (double)i * 1.001;

		sum2 += e * e;
	}
	ck_assert_double_eq_tol(sqrt(sum2 / (double)(n - 1)), 0.001, 5e-5);
	free(x);
	gn_sim_close(sim);
	s.systems[0].stamp_sd_s = 0;
	s.systems[0].skew_ppm = 0;
	sim = simtest_open(&s, 4);
	ck_assert_int_eq(gn_sim_even(sim, 0), 1);
	gn_sim_close(sim);
	/* The instant moves with its stamp: both fit the truth. */
	simtest_swing(&s, "shank_r");
	s.systems[0].jitter_s = 0.003;
	sim = simtest_open(&s, 4);
	x = simtest_all(sim, 1000, &n);
	for (size_t i = 0; i < n; i++) {
		struct gn_sim_state st;

		gn_sim_state(sim, 0, x[i].t_ns, &st);
		ck_assert_double_eq_tol((double)x[i].gyr_radps[1],
					st.rate_radps[1], 1e-6);
		if (i > 0)
			ck_assert_int_gt(x[i].t_ns, x[i - 1].t_ns);
	}
	free(x);
	gn_sim_close(sim);
}
END_TEST

START_TEST(parts_in_systems_of_their_own)
{
	const struct gn_sensor *d;
	size_t n, accs = 0, gyrs = 0;
	struct gn_sample *x;
	struct gn_sim *sim;

	simtest_plain(&s, "wrist_l");
	s.systems[1] = (struct gn_sim_system){.name = "gyr", .rate_hz = 25};
	s.systems[0].rate_hz = 12.5;
	s.n_systems = 2;
	s.sensors[0].gyr = 1;
	s.sensors[0].mag = -1;
	s.acts[0].length_s = 8;
	sim = simtest_open(&s, 4);
	d = gn_sim_sensors(sim);
	ck_assert_str_eq(d->name, "wrist_l");
	ck_assert_int_eq(d->place, GN_PLACE_WRIST);
	ck_assert_int_eq(d->side, GN_SIDE_LEFT);
	ck_assert_int_eq(d->has_acc, 1);
	ck_assert_int_eq(d->has_mag, 0);
	ck_assert_float_eq(d->rate_hz, 25.0f);
	x = simtest_all(sim, 10, &n);
	for (size_t i = 0; i < n; i++) {
		ck_assert(isnan(x[i].mag_ut[0]));
		/* Every other tick of the gyroscope is one of both. */
		ck_assert(!isnan(x[i].gyr_radps[0]));
		ck_assert_int_eq(isnan(x[i].acc_mps2[0]) != 0, i % 2 != 0);
		accs += !isnan(x[i].acc_mps2[0]);
		gyrs += !isnan(x[i].gyr_radps[0]);
		if (i > 0)
			ck_assert_int_ge(x[i].t_ns, x[i - 1].t_ns);
	}
	ck_assert_uint_eq(accs, 101);
	ck_assert_uint_eq(gyrs, 201);
	free(x);
	gn_sim_close(sim);
}
END_TEST

START_TEST(lost_sensor_and_disturbed_field)
{
	size_t n, lost = 0;
	struct gn_sim_state st;
	struct gn_sample *x;
	struct gn_sim *sim;

	simtest_plain(&s, "pelvis");
	s.acts[0].length_s = 100;
	s.sensors[0].missing = 0.1;
	s.disturb_ut[1] = 30;
	s.disturb_at_s = 10;
	s.disturb_length_s = 20;
	sim = simtest_open(&s, 4);
	gn_sim_state(sim, 0, 20000000000, &st);
	ck_assert_double_eq_tol(st.field_ut[1], 30, 1e-9);
	gn_sim_state(sim, 0, 31000000000, &st);
	ck_assert_double_eq_tol(st.field_ut[1], 0, 1e-9);
	x = simtest_all(sim, 10, &n);
	for (size_t i = 0; i < n; i++)
		lost += isnan(x[i].acc_mps2[0]) && isnan(x[i].gyr_radps[2]) &&
			isnan(x[i].mag_ut[1]);
	ck_assert_double_eq_tol((double)lost, 1000, 120);
	free(x);
	gn_sim_close(sim);
}
END_TEST

/* Reading takes no memory. */
START_TEST(reading_does_not_allocate)
{
	struct gn_sample x[64];
	struct fault_stat f;
	struct gn_sim *sim;

	simtest_swing(&s, "shank_r");
	sim = simtest_open(&s, 1);
	fault_start(0);
	while (gn_sim_read(sim, x, 64) > 0)
		;
	f = fault_stop();
	ck_assert_int_eq(f.asked, 0);
	gn_sim_close(sim);
}
END_TEST

Suite *suite_sim_sensor(void)
{
	Suite *suite = suite_create("sim_sensor");
	TCase *t = tcase_create("sim_sensor");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, same_seed_same_bytes_any_block);
	tcase_add_test(t, sensors_do_not_disturb_each_other);
	tcase_add_test(t, noise_bias_and_scale_are_as_set);
	tcase_add_test(t, iron_is_as_set);
	tcase_add_test(t, bias_drifts);
	tcase_add_test(t, range_clips_and_bits_round);
	tcase_add_test(t, strap_rings_at_its_frequency);
	tcase_add_test(t,
		       sensors_are_misplaced_by_the_seed_alike_in_every_take);
	tcase_add_test(t, takes_share_the_bias_not_the_noise);
	tcase_add_test(t, clock_faults_are_as_likely_as_set);
	tcase_add_test(t, jitter_skew_and_stamps);
	tcase_add_test(t, parts_in_systems_of_their_own);
	tcase_add_test(t, lost_sensor_and_disturbed_field);
	tcase_add_test(t, reading_does_not_allocate);
	suite_add_tcase(suite, t);
	return suite;
}

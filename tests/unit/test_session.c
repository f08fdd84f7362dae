/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sessiontest.h"
#include "suites.h"

START_TEST(range_and_tempo)
{
	for (int i = 0; i < 5; i++) {
		if (!i)
			motion_wait(&st.m, 3);
		motion_rep(&st.m, 1.0, 0.6, 1.5, 1.2, 0);
		motion_wait(&st.m, i == 4 ? 3 : 0.8);
	}
	st.exercise.first = GN_PHASE_CONCENTRIC;
	session_run();
	session_found("tempo", 1, 0.2, 0.2);
	for (size_t i = 0; i < 5; i++) {
		const struct gn_rep *r = &st.got.rep[i];

		ck_assert_double_eq_tol(r->rom_rad, 1.2, 0.05);
		ck_assert_double_eq_tol(r->tempo_s[0], 1.5, 0.35);
		ck_assert_double_eq_tol(r->tempo_s[3], 0.6, 0.45);
		if (i < 4)
			ck_assert_double_eq_tol(r->tempo_s[1], 0.8, 0.45);
		else
			ck_assert_float_nan(r->tempo_s[1]);
		ck_assert_double_eq_tol(r->tempo_s[2], 1.0, 0.35);
		/* peak of a minimum jerk is 1.875 of the mean */
		ck_assert_double_eq_tol(r->peak_radps, 1.875 * 1.2, 0.15);
	}
}
END_TEST

START_TEST(counts)
{
	for (size_t n = 3; n <= 20; n += n < 6 ? 1 : 7) {
		session_fresh();
		motion_set(&st.m, n, 2.4, 0.5);
		session_run();
		session_found("repetitions", (double)n, 0.2, 0.25);
		ck_assert_uint_eq(st.got.sets, 1);
	}
}
END_TEST

START_TEST(tempo_and_pauses)
{
	for (double s = 1; s <= 10; s += 3)
		for (double pause = 0; pause <= 5; pause += 2.5) {
			session_fresh();
			motion_set(&st.m, 8, s, pause);
			session_run();
			session_found("tempo", s, 0.1 + 0.05 * s,
				      0.15 + 0.06 * s);
		}
}
END_TEST

START_TEST(idle_and_fidgets)
{
	for (double rad = 0; rad < 0.9; rad += 0.4) {
		session_fresh();
		motion_wait(&st.m, 30);
		motion_fidget(&st.m, 5, rad);
		motion_set(&st.m, 8, 2.5, 0.5);
		motion_fidget(&st.m, 5, rad);
		motion_wait(&st.m, 30);
		session_run();
		session_found("fidget", rad, 0.2, 0.3);
	}
}
END_TEST

START_TEST(rates)
{
	static const double rate[] = { 12.5, 25, 50, 104, 285.7, 1000 };

	for (int i = 0; i < 6; i++)
		for (int faulty = 0; faulty < 2; faulty++) {
			session_fresh();
			st.m.rate_hz = rate[i];
			st.m.dropped = st.m.repeated = 0.1 * faulty;
			motion_set(&st.m, 8, 2.5, 0.5);
			session_run();
			session_found("rate", rate[i], 0.2, 0.3);
			ck_assert_double_eq_tol(st.got.q[0].rate_hz / rate[i],
						1, 0.01);
			ck_assert(!faulty || st.got.q[0].repeated > 10);
		}
}
END_TEST

/* Stamps in bursts of a tenth of a second: late by that at most. */
START_TEST(bursts)
{
	st.m.burst_s = 0.1;
	motion_set(&st.m, 8, 2.5, 0.5);
	session_run();
	session_found("burst", 0.1, 0.3, 0.4);
	ck_assert_float_gt(st.got.q[0].jitter, 0.5f);
}
END_TEST

START_TEST(a_silent_gyroscope_is_done_without)
{
	struct gn_sample *in;
	size_t n;

	st.m.no_gyr = 1;
	motion_set(&st.m, 8, 2.5, 0.5);
	in = motion_samples(&st.m, 0, &n);
	st.sensors[0] = motion_sensor(&st.m, "thigh_r");
	st.sensors[0].has_gyr = 1;
	ck_assert_int_eq(gn_session_create(&st.session, &st.params), GN_OK);
	session_feed(&st.got, in, n, 64);
	free(in);
	session_found("silent gyroscope", 0, 0.25, 0.5);
}
END_TEST

START_TEST(accelerometer_alone)
{
	st.m.no_gyr = 1;
	motion_set(&st.m, 8, 2.5, 0.5);
	session_run();
	session_found("accelerometer", 0, 0.25, 0.5);
	/* nor is a gyroscope declared bad looked at */
	session_teardown();
	session_fresh();
	motion_set(&st.m, 8, 2.5, 0.5);
	for (int bad = 0; bad < 2; bad++) {
		size_t n;
		struct gn_sample *in = motion_samples(&st.m, 0, &n);
		struct gn_sensor d = motion_sensor(&st.m, "thigh_r");

		for (size_t i = 0; i < n; i++)
			in[i].gyr_radps[0] = bad ? 77 : NAN;
		d.bad_gyr = 1;
		st.params.sensors = &d;
		ck_assert_int_eq(gn_session_create(&st.session, &st.params),
				 GN_OK);
		session_feed(&st.got, in, n, 50);
		ck_assert_uint_eq(st.got.reps, 8);
		free(in);
		gn_session_destroy(st.session);
		st.session = NULL;
	}
}
END_TEST

START_TEST(mounting_and_side)
{
	uint32_t rng = 5;

	for (int i = 0; i < 8; i++) {
		float r[3];

		session_fresh();
		for (int c = 0; c < 3; c++)
			r[c] = (float)(6 * motion_random(&rng) - 3);
		st.m.mount = gn_quat_from_rotvec(r);
		motion_wait(&st.m, 3);
		for (int k = 0; k < 7; k++) {
			motion_rep(&st.m, 1, 0.2, 1.3, i % 2 ? 1.1 : -1.1, 0);
			motion_wait(&st.m, 0.4);
		}
		motion_wait(&st.m, 3);
		session_run();
		session_found("mounting", i, 0.2, 0.25);
		for (size_t k = 0; k < 7; k++)
			ck_assert_double_eq_tol(st.got.rep[k].rom_rad, 1.1,
						0.05);
	}
}
END_TEST

START_TEST(shifted_in_time)
{
	static const double shift[] = { 0.013, 7, 59.99, 4000, 3e8 };

	for (int i = 0; i < 5; i++) {
		session_fresh();
		st.m.shift_s = shift[i];
		motion_set(&st.m, 8, 2.5, 0.5);
		session_run();
		session_found("shift", shift[i], 0.2, 0.25);
	}
}
END_TEST

START_TEST(rest_only)
{
	motion_wait(&st.m, 120);
	st.m.gyr_bias_radps[2] = 0.02f;
	session_run();
	ck_assert_uint_eq(st.got.n, 0);
	ck_assert_float_gt(st.got.q[0].rest_s, 115);
	ck_assert_double_eq_tol(st.got.q[0].gyr_bias_radps[2], 0.02, 0.001);
}
END_TEST

/* Two hours with a set in the middle: no stretch is too long. */
START_TEST(long_rest)
{
	st.m.rate_hz = 25;
	motion_wait(&st.m, 3600);
	motion_set(&st.m, 8, 2.5, 0.5);
	motion_wait(&st.m, 3600);
	session_run();
	ck_assert_uint_eq(st.got.reps, 8);
	ck_assert_uint_eq(gn_session_cuts(st.session), 0);
}
END_TEST

static const struct gn_sample *merged(double lag_s, size_t *n)
{
	static struct gn_sample *in;
	struct gn_sample *a, *b;
	size_t n_a, n_b;

	free(in);
	in = NULL;
	if (!n)
		return NULL;
	a = motion_samples(&st.m, 0, &n_a);
	st.m.seed = 2;
	b = motion_samples(&st.m, 1, &n_b);
	for (size_t i = 0; i < n_b; i++)
		b[i].t_ns += (int64_t)(lag_s * LOG_S);
	in = motion_merge(a, n_a, b, n_b);
	*n = n_a + n_b;
	/* merged by the time of arrival; stamped with that of measuring */
	for (size_t i = 0; i < *n; i++)
		if (in[i].sensor)
			in[i].t_ns -= (int64_t)(lag_s * LOG_S);
	return in;
}

START_TEST(two_sensors_and_a_lag)
{
	const struct gn_sample *in;
	size_t n;

	st.params.n_sensors = 2;
	st.sensors[1] = motion_sensor(&st.m, "thigh_l");
	motion_set(&st.m, 8, 2.5, 0.5);
	motion_wait(&st.m, 15);
	in = merged(0, &n);
	session_begin();
	session_feed(&st.got, in, n, 64);
	session_found("sensors", 2, 0.2, 0.25);
	for (size_t i = 0; i < st.got.reps; i++)
		ck_assert_int_eq(st.got.rep[i].side, GN_SIDE_BOTH);
	/* 0.9 s late changes nothing: the same bits */
	in = merged(0.9, &n);
	st.m.seed = 1;
	in = merged(0.9, &n);
	session_begin();
	session_feed(&st.other, in, n, 64);
	session_same(&st.got, &st.other);
	merged(0, NULL);
}
END_TEST

/* The thigh once in each, the shank forth and back twice. */
static struct gn_sample *stand_up(size_t *n)
{
	struct gn_sample *one[2];
	size_t n_one[2];

	for (uint32_t i = 0; i < 2; i++) {
		session_fresh();
		st.m.seed = i + 1;
		motion_stands(&st.m, 8, i == 1);
		one[i] = motion_samples(&st.m, i, &n_one[i]);
	}
	*n = n_one[0] + n_one[1];
	return motion_merge(one[0], n_one[0], one[1], n_one[1]);
}

START_TEST(counted_where_it_shows)
{
	size_t n;
	struct gn_sample *in = stand_up(&n);

	st.params.n_sensors = 2;
	st.sensors[1] = motion_sensor(&st.m, "shank_r");
	strncpy(st.exercise.name, "stand", sizeof(st.exercise.name) - 1);
	st.exercise.places[0] = GN_PLACE_CHEST;
	st.exercise.places[1] = GN_PLACE_THIGH;
	for (int k = 0; k < 3; k++) {
		st.exercise.n_places = k == 1 ? 1 : 2;
		st.exercise.alternating = k == 2;
		session_begin();
		session_feed(&st.got, in, n, 64);
		ck_assert_uint_eq(st.got.reps, k ? 16 : 8);
	}
	free(in);
}
END_TEST

/* A sensor that dies does not hold up the other. */
START_TEST(one_sensor_falls_silent)
{
	struct gn_sample *in;
	const struct gn_sample *all;
	size_t n, k = 0;

	st.params.n_sensors = 2;
	st.sensors[1] = motion_sensor(&st.m, "thigh_l");
	motion_set(&st.m, 8, 2.5, 0.5);
	motion_wait(&st.m, 20);
	all = merged(0, &n);
	in = malloc(n * sizeof(*in));
	ck_assert_ptr_nonnull(in);
	for (size_t i = 0; i < n; i++)
		if (!all[i].sensor || all[i].t_ns < 6000000000)
			in[k++] = all[i];
	session_begin();
	memset(&st.got, 0, sizeof(st.got));
	ck_assert_int_eq(gn_session_push(st.session, in, k), GN_OK);
	session_take(&st.got);             /* before the flush */
	ck_assert_uint_eq(st.got.reps, 8);
	free(in);
	merged(0, NULL);
}
END_TEST

START_TEST(hole_between_sets)
{
	struct gn_sample *in;
	size_t n;

	motion_set(&st.m, 6, 2.5, 0.5);
	motion_set(&st.m, 6, 2.5, 0.5);
	in = motion_samples(&st.m, 0, &n);
	for (size_t i = 0; i < n; i++)
		if ((double)in[i].t_ns > (st.m.rep[5].end_s + 3) * LOG_S)
			in[i].t_ns += (int64_t)(3600 * LOG_S);
	session_begin();
	session_feed(&st.got, in, n, 64);
	ck_assert_uint_eq(st.got.reps, 12);
	ck_assert_uint_eq(st.got.sets, 2);
	ck_assert_uint_eq(st.got.q[0].gaps, 1);
	free(in);
}
END_TEST

/* Sways of 1 to 6 degrees times so much, no two alike. */
static void sways(uint32_t seed, double times)
{
	session_fresh();
	motion_wait(&st.m, 3);
	for (size_t i = 0; i < 12; i++) {
		double away = 0.5 + 1.5 * motion_random(&seed);
		double back = 0.5 + 1.5 * motion_random(&seed);
		double rad = 0.02 + 0.08 * motion_random(&seed);

		motion_rep(&st.m, away, 0, back, times * rad, 0);
		motion_wait(&st.m, 0.3 + 1.7 * motion_random(&seed));
	}
	motion_wait(&st.m, 3);
	session_run();
}

static size_t small(void)
{
	size_t n = 0;

	for (size_t i = 0; i < st.got.n; i++)
		n += st.got.ev[i].kind == GN_EV_REJECT &&
		     st.got.ev[i].u.reject.reason == GN_REJ_SMALL;
	return n;
}

static void bends_the_knee(void)
{
	strncpy(st.exercise.name, "knee", sizeof(st.exercise.name) - 1);
	strncpy(st.exercise.angle, "knee_flexion",
		sizeof(st.exercise.angle) - 1);
	st.exercise.joint[0] = GN_PLACE_THIGH;
	st.exercise.joint[1] = GN_PLACE_SHANK;
	st.exercise.places[0] = GN_PLACE_THIGH;
	st.exercise.n_places = 1;
	st.exercise.rom_min_rad = 1;
}

START_TEST(sways_are_no_exercise)
{
	static const uint32_t seeds[] = { 8, 15, 27 };

	bends_the_knee();
	for (size_t k = 0; k < 3; k++) {
		sways(seeds[k], 1);
		ck_assert_uint_eq(st.got.reps, 0);
		ck_assert_uint_eq(st.got.sets, 0);
		ck_assert_uint_eq(st.got.provisional, 0);
		ck_assert_uint_ge(small(), 4);
	}
	/* one among them that is not small speaks for the others */
	sways(27, 3);
	ck_assert_uint_ge(st.got.reps, 4);
	ck_assert_uint_eq(small(), 0);
}
END_TEST

START_TEST(sways_of_what_need_not_move)
{
	for (int k = 0; k < 3; k++) {
		bends_the_knee();
		if (k == 0)     /* how far it goes is not known */
			st.exercise.rom_min_rad = NAN;
		else if (k == 1)        /* the thigh is none of the joint */
			st.exercise.joint[0] = GN_PLACE_FOOT;
		else            /* it rests, the shank moves */
			st.exercise.places[0] = GN_PLACE_SHANK;
		sways(27, 1);
		ck_assert_msg(st.got.reps >= 2, "%d", k);
		ck_assert_uint_eq(small(), 0);
	}
}
END_TEST

START_TEST(small_repetitions_count)
{
	bends_the_knee();
	motion_wait(&st.m, 3);
	for (int i = 0; i < 10; i++) {
		motion_rep(&st.m, 1.0, 0, 1.1, 0.14, 0);
		motion_wait(&st.m, i == 9 ? 3 : 0.5);
	}
	session_run();
	session_found("8 degrees", 0, 0.3, 0.3);
}
END_TEST

static TCase *part(Suite *s, const char *name)
{
	TCase *t = tcase_create(name);

	tcase_add_checked_fixture(t, session_setup, session_teardown);
	tcase_set_timeout(t, 30);
	suite_add_tcase(s, t);
	return t;
}

Suite *suite_session(void)
{
	Suite *s = suite_create("session");
	TCase *t = part(s, "truth");

	tcase_add_test(t, counts);
	tcase_add_test(t, tempo_and_pauses);
	tcase_add_test(t, range_and_tempo);
	tcase_add_test(t, idle_and_fidgets);
	tcase_add_test(t, rates);
	tcase_add_test(t, bursts);
	tcase_add_test(t, accelerometer_alone);
	tcase_add_test(t, a_silent_gyroscope_is_done_without);
	tcase_add_test(t, mounting_and_side);
	tcase_add_test(t, shifted_in_time);
	tcase_add_test(t, rest_only);
	tcase_add_test(t, long_rest);
	tcase_add_test(t, two_sensors_and_a_lag);
	tcase_add_test(t, counted_where_it_shows);
	tcase_add_test(t, one_sensor_falls_silent);
	tcase_add_test(t, hole_between_sets);
	tcase_add_test(t, sways_are_no_exercise);
	tcase_add_test(t, sways_of_what_need_not_move);
	tcase_add_test(t, small_repetitions_count);
	return s;
}

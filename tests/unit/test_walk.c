/* SPDX-License-Identifier: MIT */
/* Steps through the session: bouts, the sensor they are seen on, live. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/session.h"
#include "suites.h"

#define HZ 100
#define LENGTH (70 * HZ)
#define PI 3.14159265358979

/* 25 s of walking at 108 steps a minute (45), a rest of 20 s, 10 s more (18):
 * rise, sway, and a knock at each footfall. */
static void sample_at(int i, uint32_t sensor, struct gn_sample *s)
{
	double t = (double)i / HZ, p, age, up = 9.81, side = 0.0;
	int walks = (t >= 5.0 && t < 30.0) || (t >= 50.0 && t < 60.0);

	if (walks) {
		p = 2.0 * PI * 1.8 * (t - 5.0);
		age = fmod(t - 5.0, 1.0 / 1.8);
		up += -2.0 * cos(p) + 0.7 * cos(2.0 * p + 0.5) +
		      3.0 * exp(-age / 0.04) * cos(2.0 * PI * 9.0 * age);
		side = 0.8 * sin(0.5 * p);
	}
	*s = (struct gn_sample){ .t_ns = INT64_C(10000000) * i,
		.sensor = sensor, .acc_mps2 = { (float)side, 0.0f, (float)up },
		.gyr_radps = { NAN, NAN, NAN }, .mag_ut = { NAN, NAN, NAN } };
}

static struct gn_exercise exercise;
static struct gn_sensor sensors[3];
static struct gn_session *session;
static struct gn_bout bouts[8];
static size_t n_bouts, n_other;

static void make(size_t n)
{
	struct gn_session_params p = { .sensors = sensors, .n_sensors = n,
				       .exercise = &exercise };

	ck_assert_int_eq(gn_session_create(&session, &p), GN_OK);
}

static void setup(void)
{
	static const char *const names[] = { "wrist_l", "pelvis", "thigh_l" };

	memset(&exercise, 0, sizeof(exercise));
	snprintf(exercise.name, sizeof(exercise.name), "steps");
	exercise.task = GN_TASK_WALK;
	exercise.places[0] = GN_PLACE_PELVIS;
	exercise.places[1] = GN_PLACE_THIGH;
	exercise.n_places = 2;
	for (int i = 0; i < 3; i++) {
		sensors[i] = (struct gn_sensor){ .rate_hz = HZ, .has_acc = 1 };
		snprintf(sensors[i].name, sizeof(sensors[i].name), "%s",
			 names[i]);
		sensors[i].place = gn_place_parse(names[i], &sensors[i].side);
	}
	n_bouts = n_other = 0;
}

static void teardown(void)
{
	gn_session_destroy(session);
	session = NULL;
}

static void collect(void)
{
	struct gn_session_event ev;

	while (gn_session_next(session, &ev)) {
		if (ev.kind != GN_EV_BOUT) {
			n_other++;
			continue;
		}
		ck_assert_uint_lt(n_bouts, 8);
		bouts[n_bouts++] = ev.u.bout;
	}
}

/* Only one of n sensors walks; the others lie still. */
static void run(size_t n, uint32_t moves, size_t block)
{
	struct gn_sample in[64];
	size_t used = 0;

	for (int i = 0; i < LENGTH; i++) {
		for (uint32_t k = 0; k < n; k++) {
			sample_at(k == moves ? i : 0, k, &in[used]);
			in[used++].t_ns = INT64_C(10000000) * i;
			if (used < block)
				continue;
			ck_assert_int_eq(gn_session_push(session, in, used),
					 GN_OK);
			used = 0;
			collect();
		}
	}
	ck_assert_int_eq(gn_session_push(session, in, used), GN_OK);
	gn_session_flush(session);
	collect();
}

static void check_bouts(void)
{
	ck_assert_uint_eq(n_bouts, 2);
	ck_assert_uint_ge(bouts[0].steps, 44);
	ck_assert_uint_le(bouts[0].steps, 46);
	ck_assert_uint_ge(bouts[1].steps, 17);
	ck_assert_uint_le(bouts[1].steps, 19);
	ck_assert_float_eq_tol(bouts[0].cadence_spm, 108.0f, 1.0f);
	ck_assert_double_eq_tol(1e-9 * (double)bouts[0].start_ns, 5.28, 0.6);
	ck_assert_double_eq_tol(1e-9 * (double)bouts[1].end_ns, 59.72, 0.6);
}

/* No strides, though they are all repetitions: nobody asked for them. */
START_TEST(steps_only_has_no_repetitions)
{
	make(1);
	run(1, 0, 64);
	check_bouts();
	ck_assert_uint_eq(n_other, 0);
}
END_TEST

START_TEST(the_best_place_is_asked)
{
	uint32_t sensor;

	make(3);
	run(3, 1, 64);
	check_bouts();
	ck_assert_uint_eq(gn_session_walking(session, &sensor).assessed, 1);
	ck_assert_uint_eq(sensor, 1);
	gn_session_destroy(session);
	n_bouts = 0;
	sensors[1].bad_acc = 1;         /* then the next one */
	make(3);
	run(3, 1, 64);
	ck_assert_uint_eq(n_bouts, 0);
	gn_session_walking(session, &sensor);
	ck_assert_uint_eq(sensor, 2);
}
END_TEST

/* Of a thigh that hangs down all the time; after a reset nobody has walked. */
START_TEST(sitting_is_seen_on_a_thigh)
{
	struct gn_sitting_sum s;

	make(2);
	run(2, 1, 64);
	gn_session_sitting(session, &s);
	ck_assert_int_eq(s.state, GN_SITTING_NO_THIGH);
	gn_session_destroy(session);
	make(3);
	run(3, 1, 64);
	gn_session_sitting(session, &s);
	ck_assert_int_eq(s.state, GN_SITTING_GIVEN);
	ck_assert_uint_eq(s.sensor, 2);
	ck_assert_uint_eq(s.bouts, 0);
	ck_assert_float_eq(s.upright_s, 70);
	gn_session_reset(session);
	gn_session_sitting(session, &s);
	ck_assert_int_eq(s.state, GN_SITTING_NO_WALK);
	gn_session_destroy(session);
	/* one that is not usable tells nothing */
	sensors[2].bad_acc = 1;
	make(3);
	gn_session_sitting(session, &s);
	ck_assert_int_eq(s.state, GN_SITTING_NO_THIGH);
	gn_session_destroy(session);
	sensors[2].bad_acc = 0;
	/* nobody asked: it is an exercise with strides */
	exercise.rep_min_s = 0.7f;
	exercise.rep_max_s = 1.8f;
	make(3);
	run(3, 1, 64);
	gn_session_sitting(session, &s);
	ck_assert_int_eq(s.state, GN_SITTING_NO_THIGH);
}
END_TEST

START_TEST(blocks_and_reset_make_no_difference)
{
	struct gn_bout first[2];

	make(1);
	run(1, 0, 64);
	ck_assert_uint_eq(n_bouts, 2);
	memcpy(first, bouts, sizeof(first));
	for (size_t block = 1; block < 50; block += 16) {
		gn_session_reset(session);
		ck_assert_uint_eq(gn_session_walking(session, NULL).steps, 0);
		n_bouts = 0;
		run(1, 0, block);
		ck_assert_uint_eq(n_bouts, 2);
		ck_assert_mem_eq(first, bouts, sizeof(first));
	}
}
END_TEST

START_TEST(live_it_tells_steps_and_cadence)
{
	struct gn_walking_now now;
	struct gn_sample s;

	make(1);
	for (int i = 0; i < 46 * HZ; i++) {
		sample_at(i, 0, &s);
		ck_assert_int_eq(gn_session_push(session, &s, 1), GN_OK);
		now = gn_session_walking(session, NULL);
		if (i == 5 * HZ)
			ck_assert_float_nan(now.cadence_spm);
		/* at 20 s there were 27 */
		if (i == 20 * HZ) {
			ck_assert_float_eq_tol(now.cadence_spm, 108.0f, 2.0f);
			ck_assert_uint_ge(now.steps, 18);
			ck_assert_uint_le(now.steps, 27);
		}
		collect();
	}
	/* the bout is told while nobody walks, without waiting for the end */
	ck_assert_uint_eq(n_bouts, 1);
	ck_assert_uint_eq(now.steps, bouts[0].steps);
	ck_assert_float_nan(now.cadence_spm);
}
END_TEST

/* The same walk as an exercise of any other kind, and as strides too. */
START_TEST(only_walking_counts_steps)
{
	exercise.task = GN_TASK_REPETITIONS;
	exercise.rep_min_s = 0.7f;
	exercise.rep_max_s = 1.8f;
	exercise.cyclic = 1;
	make(1);
	run(1, 0, 64);
	ck_assert_uint_eq(n_bouts, 0);
	ck_assert_uint_eq(gn_session_walking(session, NULL).assessed, 0);
	ck_assert_float_nan(gn_session_walking(session, NULL).cadence_spm);
	gn_session_destroy(session);
	exercise.task = GN_TASK_WALK;
	make(1);
	n_other = 0;
	run(1, 0, 64);
	check_bouts();
	ck_assert_uint_gt(n_other, 20);
}
END_TEST

START_TEST(other_tasks_need_their_length)
{
	struct gn_session_params p = { .sensors = sensors, .n_sensors = 1,
				       .exercise = &exercise };
	struct gn_session *s = NULL;

	exercise.task = GN_TASK_REPETITIONS;
	ck_assert_int_eq(gn_session_create(&s, &p), GN_EINVAL);
	exercise.task = GN_TASK_WALK;
	exercise.rep_max_s = 1.0f;
	ck_assert_int_eq(gn_session_create(&s, &p), GN_EINVAL);
	ck_assert_ptr_null(s);
}
END_TEST

Suite *suite_walk(void)
{
	Suite *s = suite_create("walk");
	TCase *t = tcase_create("walk");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, steps_only_has_no_repetitions);
	tcase_add_test(t, the_best_place_is_asked);
	tcase_add_test(t, sitting_is_seen_on_a_thigh);
	tcase_add_test(t, blocks_and_reset_make_no_difference);
	tcase_add_test(t, live_it_tells_steps_and_cadence);
	tcase_add_test(t, only_walking_counts_steps);
	tcase_add_test(t, other_tasks_need_their_length);
	suite_add_tcase(s, t);
	return s;
}

/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "counttest.h"
#include "fault.h"
#include "suites.h"

/* n repetitions that differ only in what is asked for. */
static void set(size_t n, double hold_s, double rom_rad, double lift_m)
{
	motion_wait(&ct.m, 3);
	for (size_t i = 0; i < n; i++) {
		motion_rep(&ct.m, 1.0, hold_s, 1.2, rom_rad, lift_m);
		motion_wait(&ct.m, 0.4);
	}
	motion_wait(&ct.m, 3);
}

START_TEST(three_to_twenty)
{
	for (int no_gyr = 0; no_gyr < 2; no_gyr++)
		for (size_t n = 3; n <= 20; n++) {
			count_fresh(no_gyr);
			motion_set(&ct.m, n, 2.4, 0.5);
			count_run();
			count_found_all("repetitions", (double)n, 0.15, 0.25);
			ck_assert_uint_eq(ct.reps[n - 1].bout, 0);
		}
}
END_TEST

START_TEST(tempo_and_pauses)
{
	for (int no_gyr = 0; no_gyr < 2; no_gyr++)
		for (double s = 1; s <= 10; s += 1.5)
			for (double pause = 0; pause <= 5; pause += 2.5) {
				count_fresh(no_gyr);
				motion_set(&ct.m, 8, s, pause);
				count_run();
				count_found_all("tempo", s, 0.12 + 0.05 * s,
					  0.12 + 0.05 * s);
			}
}
END_TEST

START_TEST(held_at_the_turn)
{
	for (int no_gyr = 0; no_gyr < 2; no_gyr++)
		for (double hold = 0.5; hold <= 5; hold += 0.9) {
			count_fresh(no_gyr);
			set(8, hold, 1.2, 0);
			count_run();
			count_found_all("hold", hold, 0.2, 0.3);
		}
}
END_TEST

START_TEST(small_and_large)
{
	for (int no_gyr = 0; no_gyr < 2; no_gyr++)
		for (double rom = 0.25; rom <= 2.5; rom *= 1.35) {
			count_fresh(no_gyr);
			set(8, 0.2, rom, 0);
			count_run();
			count_found_all("range", rom, 0.2, 0.4);
			/* to the other side it is the same */
			count_fresh(no_gyr);
			set(8, 0.2, -rom, 0);
			count_run();
			count_found_all("range", -rom, 0.2, 0.4);
		}
}
END_TEST

START_TEST(lifted_with_and_without_tilting)
{
	for (int no_gyr = 0; no_gyr < 2; no_gyr++)
		for (double lift = -0.5; lift <= 0.6; lift += 0.5) {
			count_fresh(no_gyr);
			set(8, 0.2, 0.6, lift);
			count_run();
			count_found_all("lift", lift, 0.2, 0.4);
		}
	for (int no_gyr = 0; no_gyr < 2; no_gyr++) {
		count_fresh(no_gyr);
		set(8, 0, 0, 0.5);
		count_run();
		ck_assert_uint_eq(ct.got.n_reps, 8);
	}
}
END_TEST

START_TEST(two_bouts)
{
	for (int no_gyr = 0; no_gyr < 2; no_gyr++) {
		count_fresh(no_gyr);
		set(8, 0.2, 1.2, 0);
		motion_wait(&ct.m, 25);
		set(6, 0.2, 1.2, 0);
		count_run();
		count_found_all("bouts", 2, 0.2, 0.3);
		for (size_t i = 0; i < 14; i++)
			ck_assert_uint_eq(ct.reps[i].bout, i >= 8);
	}
}
END_TEST

START_TEST(half_size_in_between)
{
	for (int no_gyr = 0; no_gyr < 2; no_gyr++) {
		count_fresh(no_gyr);
		motion_wait(&ct.m, 3);
		for (int i = 0; i < 9; i++) {
			motion_rep(&ct.m, 1.2, 0.2, 1.4, i % 3 == 1 ? 0.6 : 1.2,
				   0);
			motion_wait(&ct.m, 0.4);
		}
		motion_wait(&ct.m, 3);
		count_run();
		ck_assert_uint_eq(ct.got.n_reps, 9);
	}
}
END_TEST

START_TEST(slowing_down)
{
	for (int no_gyr = 0; no_gyr < 2; no_gyr++) {
		count_fresh(no_gyr);
		motion_wait(&ct.m, 3);
		for (int i = 0; i < 12; i++) {
			double k = 1 + 0.1 * i;

			motion_rep(&ct.m, 0.8 * k, 0.2, k, 1.2, 0);
			motion_wait(&ct.m, 0.3 * k);
		}
		motion_wait(&ct.m, 3);
		count_run();
		count_found_all("slowing", 2, 0.2, 0.4);
	}
}
END_TEST

START_TEST(fidgeting_before_and_after)
{
	for (int no_gyr = 0; no_gyr < 2; no_gyr++)
		for (double rad = 0.2; rad <= 1; rad += 0.2) {
			count_fresh(no_gyr);
			motion_fidget(&ct.m, 6, rad);
			motion_set(&ct.m, 8, 2.5, 0.5);
			motion_fidget(&ct.m, 5, rad);
			motion_wait(&ct.m, 2);
			count_run();
			count_found_all("fidget", rad, 0.2, 0.3);
		}
}
END_TEST

START_TEST(rest_holds_nothing)
{
	for (int no_gyr = 0; no_gyr < 2; no_gyr++)
		for (double noise = 0; noise < 0.2; noise += 0.05) {
			count_fresh(no_gyr);
			ct.m.acc_noise_mps2 = noise;
			ct.m.gyr_noise_radps = 0.1 * noise;
			motion_wait(&ct.m, 60);
			count_run();
			ck_assert_uint_eq(ct.got.n_reps, 0);
			ck_assert_float_eq(ct.got.evidence, 0);
		}
}
END_TEST

START_TEST(noise_and_bias)
{
	for (int no_gyr = 0; no_gyr < 2; no_gyr++) {
		count_fresh(no_gyr);
		ct.m.acc_noise_mps2 = 0.2;
		ct.m.gyr_noise_radps = 0.05;
		ct.m.gyr_bias_radps[1] = 0.05f;
		motion_set(&ct.m, 10, 2.5, 0.5);
		count_run();
		count_found_all("noise", 0.2, 0.2, 0.3);
	}
}
END_TEST

/* However the sensor is strapped on. */
START_TEST(mounting)
{
	uint32_t rng = 7;

	for (int i = 0; i < 24; i++) {
		float r[3];

		count_fresh(i % 2);
		for (int c = 0; c < 3; c++)
			r[c] = (float)(6 * motion_random(&rng) - 3);
		ct.m.mount = gn_quat_from_rotvec(r);
		motion_set(&ct.m, 7, 2.2, 0.3);
		count_run();
		count_found_all("mounting", i, 0.2, 0.25);
	}
}
END_TEST

START_TEST(the_sensor_that_moves)
{
	struct gn_frame *f, *still;
	size_t n, k;

	motion_set(&ct.m, 8, 2.4, 0.5);
	f = motion_frames(&ct.m, &n);
	for (size_t i = 0; i < ct.m.n_steps; i++)
		ct.m.step[i].tilt[0] = ct.m.step[i].tilt[1] = 0;
	ct.m.seed = 2;
	still = motion_frames(&ct.m, &k);
	ck_assert_uint_eq(n, k);
	for (size_t i = 0; i < 2; i++) {
		ct.view[i] = (struct gn_count_sensor){ .frames = f, .n = n,
						    .gyr_step_s = 0.01f };
		ct.view[1 - i] = ct.view[i];
		ct.view[1 - i].frames = still;
		ct.in.n_sensors = 2;
		gn_counter_run(ct.counter, &ct.in, &ct.got);
		ck_assert_uint_eq(ct.got.n_reps, 8);
		ck_assert_uint_eq(ct.got.sensor, i);
		/* one that has nothing is left out */
		ct.view[1 - i].n = i;
		ct.view[1 - i].frames = NULL;
		gn_counter_run(ct.counter, &ct.in, &ct.got);
		ck_assert_uint_eq(ct.got.n_reps, 8);
		ck_assert_uint_eq(ct.got.sensor, i);
	}
	free(f);
	free(still);
}
END_TEST

/* Two in every one of the other's: halves, where that one shows it whole. */
START_TEST(twice_beside_what_shows)
{
	struct gn_frame *f[2];
	size_t n[2];

	for (int i = 0; i < 2; i++) {
		count_fresh(0);
		motion_stands(&ct.m, 8, i == 0);
		f[i] = motion_frames(&ct.m, &n[i]);
	}
	ct.in.n_sensors = 2;
	for (uint8_t shows = 0; shows < 3; shows++) {
		for (int i = 0; i < 2; i++)
			ct.view[i] = (struct gn_count_sensor){ .frames = f[i],
				.n = n[i], .gyr_step_s = 0.01f,
				.shows = shows == 1 ? i == 1 : shows == 2 };
		gn_counter_run(ct.counter, &ct.in, &ct.got);
		ck_assert_uint_eq(ct.got.n_reps, shows == 1 ? 8 : 16);
	}
	free(f[0]);
	free(f[1]);
}
END_TEST

/* 0.3 s of made-up frames in the middle of a pause cost no repetition. */
START_TEST(bridged_hole)
{
	static uint8_t bridge[COUNT_MAX_FRAMES];
	struct gn_frame *f;
	size_t n, a;

	motion_set(&ct.m, 8, 2.4, 1.0);
	f = motion_frames(&ct.m, &n);
	a = (size_t)((ct.m.rep[3].end_s + 0.3) * GN_COUNT_HZ);
	memset(bridge, 0, sizeof(bridge));
	memset(bridge + a, 1, 15);
	for (size_t i = a; i < a + 15; i++)
		f[i] = f[a - 1];
	ct.view[0] = (struct gn_count_sensor){ .frames = f, .bridge = bridge,
					    .n = n, .gyr_step_s = 0.01f };
	gn_counter_run(ct.counter, &ct.in, &ct.got);
	count_well_formed(n);
	ck_assert_uint_eq(ct.got.n_reps, 8);
	/* all of it made up: nothing that can be believed, and no crash */
	memset(bridge, 1, sizeof(bridge));
	gn_counter_run(ct.counter, &ct.in, &ct.got);
	count_well_formed(n);
	free(f);
}
END_TEST

START_TEST(length_limits)
{
	motion_set(&ct.m, 8, 6, 0.5);
	ct.in.rep_max_s = 2.5f;
	count_run();
	/* two halves at most, of which one repetition is made */
	for (size_t i = 0; i < ct.got.n_reps; i++)
		ck_assert_uint_le(ct.reps[i].end - ct.reps[i].start, 250);
	count_fresh(0);
	motion_set(&ct.m, 8, 1.2, 0);
	ct.in.rep_min_s = 2;
	count_run();
	for (size_t i = 0; i < ct.got.n_reps; i++)
		ck_assert_uint_ge(ct.reps[i].end - ct.reps[i].start, 90);
}
END_TEST

START_TEST(again_is_the_same)
{
	struct gn_count_rep first[COUNT_MAX_REPS];
	struct gn_count_result was;

	motion_set(&ct.m, 12, 2, 0.2);
	count_run();
	was = ct.got;
	memcpy(first, ct.reps, sizeof(first));
	count_fresh(1);                       /* something else in between */
	motion_set(&ct.m, 5, 6, 2);
	count_run();
	ck_assert_uint_eq(ct.got.n_reps, 5);
	count_fresh(0);
	motion_set(&ct.m, 12, 2, 0.2);
	count_run();
	ck_assert_uint_eq(ct.got.n_reps, was.n_reps);
	ck_assert_mem_eq(&ct.got.evidence, &was.evidence, sizeof(was.evidence));
	ck_assert_mem_eq(ct.reps, first,
			 was.n_reps * sizeof(*ct.reps));
}
END_TEST

/* A lone movement is no repetition; two are. */
START_TEST(one_and_two)
{
	set(1, 0, 1.2, 0);
	count_run();
	ck_assert_uint_eq(ct.got.n_reps, 0);
	count_fresh(0);
	set(2, 0, 1.2, 0);
	count_run();
	count_found_all("repetitions", 2, 0.2, 0.3);
}
END_TEST

START_TEST(nothing_to_go_by)
{
	static struct gn_frame f[COUNT_MAX_FRAMES];

	for (size_t n = 0; n < 60; n++) {
		count_run_frames(f, n, 1);            /* all zero, and short */
		ck_assert_uint_eq(ct.got.n_reps, 0);
	}
	count_run_frames(f, COUNT_MAX_FRAMES, 1);
	ck_assert_uint_eq(ct.got.n_reps, 0);
	ct.in.n_sensors = 0;
	gn_counter_run(ct.counter, &ct.in, &ct.got);
	ck_assert_uint_eq(ct.got.n_reps, 0);
}
END_TEST

/* Whatever comes, it ends and the result is in order. */
START_TEST(wild_values)
{
	static const float size[] = { 1e-30f, 1e-3f, 1, 1e3f, 1e6f };
	static struct gn_frame f[3000];
	uint32_t rng = 3;

	for (int k = 0; k < 5; k++)
		for (int step = 1; step < 40; step += 13) {
			for (int i = 0; i < 3000; i++)
				for (int c = 0; c < 3; c++) {
					double a = motion_random(&rng) - 0.5;
					double w = motion_random(&rng) - 0.5;

					if (i % step)
						f[i] = f[i - 1];
					f[i].acc_mps2[c] = size[k] * (float)a;
					f[i].gyr_radps[c] = size[k] * (float)w;
				}
			count_run_frames(f, 3000, step < 20);
		}
}
END_TEST

START_TEST(bad_parameters)
{
	struct gn_counter *c = ct.counter;

	ck_assert_int_eq(gn_counter_create(&c, 0), GN_EINVAL);
	ck_assert_int_eq(gn_counter_create(&c, 1), GN_EINVAL);
	ck_assert_ptr_eq(c, ct.counter);
	gn_counter_destroy(NULL);
	ck_assert_int_eq(gn_counter_create(&c, 2), GN_OK);
	gn_counter_destroy(c);
}
END_TEST

START_TEST(without_memory)
{
	struct gn_counter *c = NULL;
	struct fault_stat stat;
	int asked, err;

	fault_start(0);
	err = gn_counter_create(&c, 500);
	gn_counter_destroy(c);
	stat = fault_stop();
	ck_assert_int_eq(err, GN_OK);
	ck_assert_int_eq(stat.live, 0);
	asked = stat.asked;
	ck_assert_int_gt(asked, 5);
	for (int i = 1; i <= asked; i++) {
		c = NULL;
		fault_start(i);
		err = gn_counter_create(&c, 500);
		stat = fault_stop();
		ck_assert_int_eq(err, GN_ENOMEM);
		ck_assert_int_eq(stat.live, 0);
		ck_assert_ptr_null(c);
	}
}
END_TEST

START_TEST(run_does_not_allocate)
{
	struct fault_stat stat;
	struct gn_frame *f;
	size_t n;

	motion_set(&ct.m, 8, 2, 0.5);
	f = motion_frames(&ct.m, &n);
	ct.view[0] = (struct gn_count_sensor){ .frames = f, .n = n,
					       .gyr_step_s = 0.01f };
	fault_start(0);
	gn_counter_run(ct.counter, &ct.in, &ct.got);
	stat = fault_stop();
	ck_assert_int_eq(stat.asked, 0);
	ck_assert_uint_eq(ct.got.n_reps, 8);
	free(f);
}
END_TEST

static TCase *part(Suite *s, const char *name)
{
	TCase *t = tcase_create(name);

	tcase_add_checked_fixture(t, count_setup, count_teardown);
	tcase_set_timeout(t, 20);
	suite_add_tcase(s, t);
	return t;
}

Suite *suite_count(void)
{
	Suite *s = suite_create("count");
	TCase *t = part(s, "truth");

	tcase_add_test(t, three_to_twenty);
	tcase_add_test(t, tempo_and_pauses);
	tcase_add_test(t, held_at_the_turn);
	tcase_add_test(t, small_and_large);
	tcase_add_test(t, lifted_with_and_without_tilting);
	tcase_add_test(t, two_bouts);
	tcase_add_test(t, half_size_in_between);
	tcase_add_test(t, slowing_down);
	tcase_add_test(t, fidgeting_before_and_after);
	tcase_add_test(t, rest_holds_nothing);
	tcase_add_test(t, noise_and_bias);
	tcase_add_test(t, mounting);
	tcase_add_test(t, the_sensor_that_moves);
	tcase_add_test(t, twice_beside_what_shows);
	tcase_add_test(t, one_and_two);
	t = part(s, "contract");
	tcase_add_test(t, bridged_hole);
	tcase_add_test(t, length_limits);
	tcase_add_test(t, again_is_the_same);
	tcase_add_test(t, nothing_to_go_by);
	tcase_add_test(t, wild_values);
	tcase_add_test(t, bad_parameters);
	tcase_add_test(t, without_memory);
	tcase_add_test(t, run_does_not_allocate);
	return s;
}

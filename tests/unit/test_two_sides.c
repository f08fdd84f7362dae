/* SPDX-License-Identifier: MIT */
/* Sides that take turns, counted apart: six a side in every scenario. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/session.h"
#include "simtest.h"
#include "suites.h"

#define SEEDS 4

static const char *const names[] = { "bird_dog", "dead_bug", "seated_march" };
static struct gn_catalogue *cat;
static struct gn_rep reps[64];
static int in_turn;             /* lunges */
static size_t n_reps;

static void setup(void)
{
	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, NULL), GN_OK);
	in_turn = 1;
}

static void teardown(void)
{
	gn_catalogue_free(cat);
}

static void take(struct gn_session *s)
{
	struct gn_session_event ev;

	while (gn_session_next(s, &ev)) {
		if (ev.kind != GN_EV_REP)
			continue;
		ck_assert_uint_lt(n_reps, 64);
		reps[n_reps++] = ev.u.rep;
	}
}

/* The first so many of a scenario's sensors, whom nothing has moved before. */
static struct gn_sim *run_sim(const char *name, size_t sensors, uint64_t seed)
{
	struct gn_session_params p = { .n_sensors = sensors };
	struct gn_sim_scenario sc;
	struct gn_session *s;
	struct gn_sample *in;
	struct gn_sim *sim;
	size_t n;

	ck_assert_int_eq(gn_sim_load(&sc, name, NULL), GN_OK);
	if (!strcmp(name, "lunge")) {   /* has thighs only */
		sc.sensors[2] = sc.sensors[0];
		snprintf(sc.sensors[2].name, sizeof(sc.sensors[2].name),
			 "pelvis");
		sc.alternating = (uint8_t)in_turn;
	}
	sc.n_sensors = sensors;
	sc.acts[1].kind = GN_SIM_STAND;
	sim = simtest_open(&sc, seed);
	p.sensors = gn_sim_sensors(sim);
	p.exercise = gn_catalogue_find(cat, name);
	ck_assert_int_eq(gn_session_create(&s, &p), GN_OK);
	in = simtest_all(sim, 512, &n);
	n_reps = 0;
	ck_assert_int_eq(gn_session_push(s, in, n), GN_OK);
	gn_session_flush(s);
	take(s);
	free(in);
	gn_session_destroy(s);
	return sim;
}

static size_t of_side(enum gn_side side)
{
	size_t n = 0;

	for (size_t i = 0; i < n_reps; i++)
		n += reps[i].side == side;
	return n;
}

START_TEST(limbs_tell_left_from_right)
{
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		gn_sim_close(run_sim(names[_i], 3, seed));
		ck_assert_uint_eq(of_side(GN_SIDE_LEFT), 6);
		ck_assert_uint_eq(of_side(GN_SIDE_RIGHT), 6);
		ck_assert_uint_eq(n_reps, 12);
	}
}
END_TEST

/* The first one is called A; each is the true one in turn. The last one may be
 * lost: who gets up leans as well. */
START_TEST(a_pelvis_tells_two_sides_apart)
{
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct gn_sim *sim = run_sim(names[_i], 1, seed);
		size_t n;
		const struct gn_sim_rep *t = gn_sim_reps(sim, &n);

		ck_assert_uint_ge(n_reps, n - 1);
		ck_assert_uint_le(n_reps, n);
		for (size_t i = 0; i < n_reps; i++) {
			int64_t turn = reps[i].turn_ns;

			ck_assert_int_eq(reps[i].side, i % 2 ? GN_SIDE_B
							     : GN_SIDE_A);
			ck_assert_int_eq(reps[i].kind, GN_REP_FULL);
			ck_assert_float_nan(reps[i].rom_rad);
			ck_assert(turn > t[i].start_ns && turn < t[i].end_ns);
		}
		gn_sim_close(sim);
	}
}
END_TEST

/* Both legs at once: what leans to no side is not divided. */
START_TEST(no_sides_where_there_are_none)
{
	struct gn_sim *sim = run_sim("squat", 3, 1);

	ck_assert_uint_eq(of_side(GN_SIDE_A) + of_side(GN_SIDE_B), 0);
	gn_sim_close(sim);
}
END_TEST

/* Lunges in turn that are counted on a pelvis between both thighs: each is of
 * the leg that works, and is measured on it. */
START_TEST(limbs_beside_a_pelvis_tell_sides)
{
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		gn_sim_close(run_sim("lunge", 3, seed));
		ck_assert_uint_eq(n_reps, 12);
		for (size_t i = 0; i < n_reps; i++) {
			ck_assert_int_eq(reps[i].side, i % 2 ? GN_SIDE_LEFT :
							       GN_SIDE_RIGHT);
			ck_assert_float_gt(reps[i].rom_rad, 1);
			ck_assert_int_eq(reps[i].kind, GN_REP_FULL);
		}
	}
	/* one leg that works alone is no turn */
	in_turn = 0;
	gn_sim_close(run_sim("lunge", 3, 1));
	ck_assert_uint_eq(n_reps, 12);
	ck_assert_uint_eq(of_side(GN_SIDE_LEFT), 0);
}
END_TEST

/* Ten steps and twelve heel to toe: a repetition is a step with each foot, of
 * the leg that the one sensor is on or of both. A walk's first or last may be
 * mixed with setting off or halting. */
START_TEST(heel_to_toe_counts_strides)
{
	size_t exact = 0;

	for (uint64_t seed = 1; seed <= SEEDS; seed++)
		for (size_t sensors = 1; sensors <= 2; sensors++) {
			size_t first = 0;

			gn_sim_close(run_sim("tandem_walk", sensors, seed));
			for (size_t i = 0; i < n_reps; i++)
				first += reps[i].set == 1;
			ck_assert_uint_eq(first, 5);
			ck_assert_uint_ge(n_reps, 10);
			ck_assert_uint_le(n_reps, 11);
			exact += n_reps == 11;
			ck_assert_uint_eq(of_side(sensors == 1 ?
				GN_SIDE_LEFT : GN_SIDE_BOTH), n_reps);
		}
	ck_assert_uint_ge(exact, 6);
}
END_TEST

Suite *suite_two_sides(void)
{
	Suite *s = suite_create("two_sides");
	TCase *t = tcase_create("simulated");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, limbs_tell_left_from_right, 0, 3);
	tcase_add_loop_test(t, a_pelvis_tells_two_sides_apart, 0, 3);
	tcase_add_test(t, no_sides_where_there_are_none);
	tcase_add_test(t, limbs_beside_a_pelvis_tell_sides);
	tcase_add_test(t, heel_to_toe_counts_strides);
	suite_add_tcase(s, t);
	return s;
}

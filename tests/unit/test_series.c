/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gonio/series.h"
#include "suites.h"

static struct gn_series_set set;
static struct gn_rep reps[4];
static struct gn_exercise squat = { .name = "squat",
				    .angle = "knee_flexion" };

#define PUT(to, text) snprintf(to, sizeof(to), "%s", text)

static void setup(void)
{
	gn_series_init(&set, 6);
	memset(reps, 0, sizeof(reps));
	for (int k = 0; k < 4; k++) {
		reps[k].set = 1;
		reps[k].side = GN_SIDE_LEFT;
		reps[k].rom_rad = 1;
		reps[k].rom_sd_rad = 0.1f;
		PUT(reps[k].rom_of, "tilt thigh_l");
		reps[k].peak_radps = 2;
		reps[k].mean_radps = NAN;
		for (int t = 0; t < 4; t++)
			reps[k].tempo_s[t] = (float)(t + 1);
		for (int a = 0; a < GN_ANGLES; a++)
			reps[k].angle[a] = (struct gn_range){ NAN, NAN, NAN };
	}
}

static void teardown(void)
{
	gn_series_free(&set);
}

static const struct gn_series *find(const char *measure, enum gn_side side)
{
	for (size_t i = 0; i < set.n; i++)
		if (set.s[i].side == side &&
		    !strcmp(set.s[i].measure, measure))
			return &set.s[i];
	return NULL;
}

static void add(size_t session, size_t n)
{
	ck_assert_int_eq(gn_series_add(&set, session, &squat, reps, n, NULL,
				       0), GN_OK);
}

static void read_all(int n)
{
	const double day[] = { 0, 7, 14, 21, 28, 35 };

	ck_assert_int_le(n, 6);
	ck_assert_int_eq(gn_series_read(&set, day, 1, 0.05), GN_OK);
}

START_TEST(left_and_right_apart)
{
	const struct gn_series *l, *r;

	reps[1].rom_rad = 2;
	reps[2].side = reps[3].side = GN_SIDE_RIGHT;
	PUT(reps[2].rom_of, "tilt thigh_r");
	PUT(reps[3].rom_of, "tilt thigh_r");
	reps[3].kind = GN_REP_PARTIAL;
	add(0, 4);
	add(1, 4);
	read_all(2);
	l = find("range of tilt thigh", GN_SIDE_LEFT);
	r = find("range of tilt thigh", GN_SIDE_RIGHT);
	ck_assert(l && r && r == l + 1);
	ck_assert_int_eq(l->unit, GN_SERIES_RAD);
	ck_assert_uint_eq(l->trend.n, 2);
	ck_assert_double_eq_tol(l->trend.first, 1.5, 1e-6);
	ck_assert_double_eq_tol(r->trend.first, 1, 1e-6);
	/*
	 * Left: SD of 1 2 is 0.70711, of their mean 0.5; right 0. Sensors 0.1:
	 * SEM^2 = 0.25 / 2 + 0.01.
	 */
	ck_assert_double_eq_tol(l->trend.sem, sqrt(0.135), 1e-6);
	ck_assert_double_eq_tol(r->trend.sem, sqrt(0.135), 1e-6);
	ck_assert_int_eq(l->trend.from, GN_SEM_WITHIN);
	ck_assert_double_eq_tol(find("repetitions", GN_SIDE_LEFT)->trend.last,
				2, 1e-9);
	ck_assert_double_eq_tol(find("in full range", GN_SIDE_RIGHT)->
				trend.last, 1, 1e-9);
	ck_assert_double_eq_tol(find("lifting", GN_SIDE_LEFT)->trend.last, 3,
				1e-6);
	/* what is not known makes no series */
	ck_assert_ptr_null(find("mean velocity", GN_SIDE_LEFT));
	/* counts have no error within a session */
	ck_assert(isnan(find("repetitions", GN_SIDE_LEFT)->trend.mdc));
}
END_TEST

START_TEST(recordings_of_one_session_go_together)
{
	struct gn_set s = { .n = 1, .velocity_loss = 0.25f };

	add(0, 3);
	reps[0].rom_rad = 5;
	ck_assert_int_eq(gn_series_add(&set, 0, &squat, reps, 1, &s, 1),
			 GN_OK);
	read_all(1);
	ck_assert_double_eq_tol(find("range of tilt thigh", GN_SIDE_LEFT)->
				trend.first, 2, 1e-6);
	ck_assert_double_eq_tol(find("repetitions", GN_SIDE_LEFT)->
				trend.first, 4, 1e-9);
	ck_assert_double_eq_tol(find("velocity loss", GN_SIDE_LEFT)->
				trend.first, 0.25, 1e-6);
}
END_TEST

START_TEST(sides_that_are_not_known)
{
	reps[0].side = GN_SIDE_UNKNOWN;
	PUT(reps[0].rom_of, "tilt thigh_x");
	PUT(reps[1].rom_of, "tilt pelvis");
	reps[1].side = GN_SIDE_NONE;
	add(0, 2);
	read_all(1);
	ck_assert_ptr_nonnull(find("range of tilt thigh", GN_SIDE_UNKNOWN));
	ck_assert_ptr_nonnull(find("range of tilt pelvis", GN_SIDE_NONE));
	ck_assert_ptr_nonnull(find("peak velocity", GN_SIDE_UNKNOWN));
	for (size_t i = 0; i < set.n; i++)
		ck_assert_uint_eq(set.s[i].watched, 0);
}
END_TEST

START_TEST(what_is_watched)
{
	struct gn_range g = { 0.5f, 1.5f, 0.1f };

	/* the angle that the exercise is about, where it is given */
	reps[0].angle[GN_KNEE_FLEXION_L] = g;
	reps[0].angle[GN_HIP_FLEXION_L] = g;
	reps[1].side = GN_SIDE_RIGHT;
	PUT(reps[1].rom_of, "tilt thigh_r");
	add(0, 2);
	read_all(1);
	ck_assert_uint_eq(find("range of knee_flexion", GN_SIDE_LEFT)->watched,
			  1);
	ck_assert_uint_eq(find("range of tilt thigh", GN_SIDE_LEFT)->watched,
			  0);
	ck_assert_uint_eq(find("range of tilt thigh", GN_SIDE_RIGHT)->watched,
			  1);
	ck_assert_uint_eq(find("range of hip_flexion", GN_SIDE_LEFT)->watched,
			  0);
	ck_assert_uint_eq(find("peak velocity", GN_SIDE_LEFT)->watched, 1);
	ck_assert_uint_eq(find("lifting", GN_SIDE_LEFT)->watched, 0);
	/* an angle that the repetition goes by counts once */
	teardown();
	setup();
	PUT(reps[0].rom_of, "knee_flexion_l");
	reps[0].angle[GN_KNEE_FLEXION_L] = g;
	add(0, 1);
	ck_assert_uint_eq(find("range of knee_flexion", GN_SIDE_LEFT)->
			  cell[0].n, 1);
}
END_TEST

START_TEST(one_limb_falls)
{
	static const double off[6] = { 0, 0.01, -0.01, 0.01, -0.01, 0 };
	const struct gn_series *l, *r;

	for (int both = 0; both < 2; both++) {
		teardown();
		setup();
		for (size_t k = 0; k < 6; k++) {
			float fall = (float)(0.1 * (double)k);

			for (int i = 0; i < 4; i++) {
				reps[i].side = i < 2 ? GN_SIDE_LEFT :
					       GN_SIDE_RIGHT;
				PUT(reps[i].rom_of, i < 2 ? "tilt thigh_l" :
				    "tilt thigh_r");
				reps[i].rom_rad = 2 + (float)off[k];
				if (i < 2 || both)
					reps[i].rom_rad -= fall;
			}
			add(k, 4);
		}
		read_all(6);
		l = find("range of tilt thigh", GN_SIDE_LEFT);
		r = find("range of tilt thigh", GN_SIDE_RIGHT);
		ck_assert_int_eq(l->fall.kind, GN_FALL_GRADUAL);
		ck_assert_double_eq_tol(l->fall.drop, 0.5, 0.02);
		ck_assert_int_eq(r->fall.kind, both ? GN_FALL_GRADUAL :
				 GN_FALL_NONE);
		ck_assert_int_eq(gn_series_both_fall(&set, l), both);
		ck_assert_int_eq(find("lifting", GN_SIDE_LEFT)->fall.kind,
				 GN_FALL_UNKNOWN);
		ck_assert_int_eq(l->trend.from, GN_SEM_SESSIONS);
	}
}
END_TEST

static const struct gn_series *of(const char *measure, enum gn_side side)
{
	const struct gn_series *s = find(measure, side);

	ck_assert_msg(s != NULL, "no %s", measure);
	return s;
}

/* On one leg the limb is that which stands, and more than is asked for does
 * not count; a plank is of no limb and counts without its breaks. */
START_TEST(holds)
{
	struct gn_exercise e = { .name = "stance", .angle = "",
				 .on_one_leg = 1, .cap_s = 30 };
	struct gn_hold h[5];

	memset(h, 0, sizeof(h));
	for (int k = 0; k < 5; k++) {
		h[k].side = GN_SIDE_RIGHT;
		h[k].held_s = 50;
		h[k].longest_s = k ? 40 : 20;
	}
	h[2].quiet = 1;
	h[3].cut_start = 1;
	h[4].cut_end = 1;
	ck_assert_int_eq(gn_series_add_holds(&set, 0, &e, h, 5), GN_OK);
	ck_assert_ptr_null(find("time held", GN_SIDE_RIGHT));
	ck_assert_uint_eq(of("time held", GN_SIDE_LEFT)->cell[0].n, 2);
	ck_assert_uint_eq(of("time held", GN_SIDE_LEFT)->chief, 1);
	ck_assert_int_eq(of("time held", GN_SIDE_LEFT)->unit, GN_SERIES_S);
	e.on_one_leg = 0;
	e.cap_s = 0;
	h[0].side = GN_SIDE_NONE;
	ck_assert_int_eq(gn_series_add_holds(&set, 1, &e, h, 1), GN_OK);
	read_all(2);
	ck_assert_double_eq_tol(of("time held", GN_SIDE_LEFT)->trend.first,
				25, 1e-6);
	ck_assert_double_eq_tol(of("time held", GN_SIDE_NONE)->trend.first,
				50, 1e-6);
}
END_TEST

/* One test a session: its error is that which it tells itself. Of two, how
 * much they differ. */
START_TEST(a_function_test)
{
	const struct gn_exercise e = { .name = "five", .angle = "" };
	struct gn_function_test t = { .n_values = 3 };

	t.value[0] = (struct gn_test_value){ .name = "sppb_chair_points",
					     .value = 3, .sd = NAN };
	t.value[1] = (struct gn_test_value){ .name = "time_to_sit_s",
					     .value = 12, .sd = 0.1f };
	t.value[2] = (struct gn_test_value){ .name = "power_w_per_kg",
					     .value = NAN, .sd = NAN };
	for (size_t k = 0; k < 3; k++) {
		t.value[1].value = 12 - (float)k;
		ck_assert_int_eq(gn_series_add_test(&set, k, &e, &t), GN_OK);
	}
	read_all(3);
	ck_assert_uint_eq(set.n, 1);
	ck_assert_double_eq_tol(set.s[0].trend.last, 10, 1e-6);
	ck_assert_double_eq_tol(set.s[0].trend.sem, 0.1, 1e-6);
	ck_assert_int_eq(set.s[0].trend.from, GN_SEM_WITHIN);
	ck_assert_int_eq(set.s[0].trend.change, GN_CHANGE_BEYOND);
	ck_assert_int_eq(set.s[0].unit, GN_SERIES_S);
	ck_assert_uint_eq(set.s[0].chief, 1);
	teardown();
	setup();
	ck_assert_int_eq(gn_series_add_test(&set, 0, &e, &t), GN_OK);
	t.value[1].value = 12;
	ck_assert_int_eq(gn_series_add_test(&set, 0, &e, &t), GN_OK);
	read_all(1);
	/* SD of 10 12 is 1.414, of their mean 1 */
	ck_assert_double_eq_tol(set.s[0].trend.first, 11, 1e-6);
	ck_assert_double_eq_tol(set.s[0].trend.sem, 1, 1e-6);
}
END_TEST

/* Steps of a session add up; where none were asked for there are none. */
START_TEST(walking)
{
	const struct gn_exercise e = { .name = "walk", .angle = "" };
	struct gn_walking w = { .steps = 100, .cadence_spm = 90 };

	ck_assert_int_eq(gn_series_add_walking(&set, 0, &e, &w), GN_OK);
	ck_assert_uint_eq(set.n, 0);
	w.assessed = 1;
	ck_assert_int_eq(gn_series_add_walking(&set, 0, &e, &w), GN_OK);
	w.steps = 0;
	w.cadence_spm = NAN;
	ck_assert_int_eq(gn_series_add_walking(&set, 0, &e, &w), GN_OK);
	w.steps = 20;
	w.cadence_spm = 110;
	ck_assert_int_eq(gn_series_add_walking(&set, 0, &e, &w), GN_OK);
	read_all(1);
	ck_assert_double_eq_tol(of("steps", GN_SIDE_NONE)->trend.first, 120,
				1e-9);
	ck_assert_double_eq_tol(of("cadence", GN_SIDE_NONE)->trend.first, 100,
				1e-5);
	ck_assert_int_eq(of("cadence", GN_SIDE_NONE)->unit, GN_SERIES_SPM);
}
END_TEST

Suite *suite_series(void)
{
	Suite *s = suite_create("series");
	TCase *tc = tcase_create("series");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, left_and_right_apart);
	tcase_add_test(tc, recordings_of_one_session_go_together);
	tcase_add_test(tc, sides_that_are_not_known);
	tcase_add_test(tc, what_is_watched);
	tcase_add_test(tc, one_limb_falls);
	tcase_add_test(tc, holds);
	tcase_add_test(tc, a_function_test);
	tcase_add_test(tc, walking);
	suite_add_tcase(s, tc);
	return s;
}

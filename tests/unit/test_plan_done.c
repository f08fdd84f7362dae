/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gonio/joint.h"
#include "gonio/plan.h"
#include "suites.h"

#define DEG (3.14159265358979323846f / 180)

#define PUT(to, text) snprintf(to, sizeof(to), "%s", text)

static struct gn_plan plan;
static struct gn_plan_day day;
static struct gn_rep reps[12];
static struct gn_told told;

/* Two exercises: squats of 2 x 3, and left knee extensions on Tuesdays. */
static void setup(void)
{
	memset(&plan, 0, sizeof(plan));
	plan.n = 3;
	for (size_t k = 0; k < plan.n; k++) {
		struct gn_plan_item *i = &plan.item[k];

		PUT(i->exercise, k ? "knee_extension" : "squat");
		i->sets = 2;
		i->reps = 3;
		i->within_s = 0.5f;
		i->hold_s = i->load_kg = i->rom_rad = NAN;
		for (int t = 0; t < 4; t++)
			i->tempo_s[t] = NAN;
	}
	plan.item[1].side = GN_SIDE_LEFT;
	plan.item[1].days = 1 << 1;
	plan.item[2].side = GN_SIDE_LEFT;
	plan.item[2].days = 1 << 3;
	gn_plan_day_init(&day);
	gn_told_init(&told);
	memset(reps, 0, sizeof(reps));
	for (size_t r = 0; r < 12; r++) {
		reps[r].set = 1 + (uint32_t)r / 4;
		reps[r].side = GN_SIDE_RIGHT;
		reps[r].rom_rad = 80 * DEG;
		reps[r].rom_sd_rad = 2 * DEG;
		PUT(reps[r].rom_of, "knee_flexion_r");
		for (int t = 0; t < 4; t++)
			reps[r].tempo_s[t] = 1;
		for (int a = 0; a < GN_ANGLES; a++)
			reps[r].angle[a] = (struct gn_range){ NAN, NAN, NAN };
	}
}

/* A recording of the first n repetitions. */
static void add(const char *exercise, size_t n, const struct gn_reject *no,
		size_t n_no)
{
	const struct gn_plan_take t = {
		.exercise = exercise, .reps = reps, .n = n, .rejected = no,
		.n_rejected = n_no, .told = told.n_ratings ? &told : NULL,
	};

	gn_plan_day_add(&day, &plan, &t);
}

/* Of both limbs at once it is the one that went less far. */
START_TEST(the_lesser_of_two_limbs)
{
	const int knee[2] = { gn_angle_find("knee_flexion_l"),
			      gn_angle_find("knee_flexion_r") };
	float rom = NAN, sd = NAN;

	PUT(plan.item[0].rom_of, "knee_flexion");
	PUT(reps[0].rom_of, "tilt thigh_r");
	reps[0].side = GN_SIDE_BOTH;
	for (int less = 0; less < 2; less++) {
		reps[0].angle[knee[less]] = (struct gn_range){ 0, 1, 0.1f };
		reps[0].angle[knee[!less]] = (struct gn_range){ 0, 2, 0.2f };
		ck_assert_int_eq(gn_plan_range(&plan.item[0], &reps[0], &rom,
					       &sd), 1);
		ck_assert_float_eq(rom, 1);
		ck_assert_float_eq(sd, 0.1f);
	}
}
END_TEST

/* Repetitions with a fault, each once, of the side that is prescribed. */
START_TEST(faults_of_form)
{
	struct gn_finding found[5] = {
		{ .set = 1, .n = 2, .against = GN_AGAINST_OWN },
		{ .set = 1, .n = 2, .against = GN_AGAINST_LIMIT },
		{ .set = 1, .n = 3, .against = GN_AGAINST_TARGET },
		{ .set = 1, .n = 0, .against = GN_AGAINST_OWN },
		{ .set = 2, .n = 1, .against = GN_AGAINST_LIMIT },
	};
	const struct gn_form form = { .finding = found, .n = 5 };
	struct gn_plan_take t = { .exercise = "squat", .reps = reps, .n = 8 };
	const struct gn_done *d = &day.done[0];

	for (size_t r = 0; r < 12; r++)
		reps[r].n = 1 + (uint32_t)r % 4;
	gn_plan_day_add(&day, &plan, &t);
	ck_assert_uint_eq(d->judged, 0);
	ck_assert_uint_eq(d->faulty, 0);
	t.form = &form;
	gn_plan_day_add(&day, &plan, &t);
	ck_assert_uint_eq(d->judged, 8);
	ck_assert_uint_eq(d->faulty, 2);
	plan.item[0].side = GN_SIDE_LEFT;
	reps[4].side = GN_SIDE_LEFT;
	gn_plan_day_add(&day, &plan, &t);
	ck_assert_uint_eq(d->judged, 9);
	ck_assert_uint_eq(d->faulty, 3);
}
END_TEST

START_TEST(the_last_set_is_rated)
{
	const struct gn_done *d = &day.done[0];

	ck_assert(isnan(d->rated));
	add("squat", 10, NULL, 0);
	ck_assert(isnan(d->rated));
	ck_assert_int_eq(gn_told_rate(&told, 2, 4.0f), GN_OK);
	ck_assert_int_eq(gn_told_rate(&told, 3, 7.0f), GN_OK);
	add("squat", 10, NULL, 0);
	ck_assert_float_eq(d->rated, 7.0f);
	add("squat", 6, NULL, 0);
	ck_assert_float_eq(d->rated, 4.0f);
	/* the latest recording is of a set that nobody rated */
	add("squat", 3, NULL, 0);
	ck_assert(isnan(d->rated));
	/* sets of the other side are not the item's */
	for (int r = 0; r < 4; r++)
		reps[r].side = GN_SIDE_LEFT;
	ck_assert_int_eq(gn_told_rate(&told, 1, 2.0f), GN_OK);
	add("knee_extension", 10, NULL, 0);
	ck_assert_float_eq(day.done[1].rated, 2.0f);
}
END_TEST

START_TEST(sets_and_repetitions)
{
	const struct gn_done *d = &day.done[0];
	struct gn_reject no[3] = { { 0, 0, GN_REJ_SHORT },
				   { 0, 0, GN_REJ_GAP },
				   { 0, 0, GN_REJ_SHORT } };

	reps[2].kind = GN_REP_PARTIAL;
	/* sets of 4, 4 and 2 */
	add("squat", 10, no, 3);
	ck_assert_uint_eq(d->recordings, 1);
	ck_assert_uint_eq(d->sets, 3);
	ck_assert_uint_eq(d->whole, 2);
	ck_assert_uint_eq(d->attempted, 10);
	ck_assert_uint_eq(d->partial, 1);
	ck_assert_uint_eq(d->full, 9);
	ck_assert_uint_eq(d->over, 2);
	ck_assert_uint_eq(d->last, 2);
	ck_assert_uint_eq(d->rejected[GN_REJ_SHORT], 2);
	ck_assert_uint_eq(d->rejected[GN_REJ_GAP], 1);
	/* a second recording of the same day */
	add("squat", 3, no, 1);
	ck_assert_uint_eq(d->recordings, 2);
	ck_assert_uint_eq(d->sets, 4);
	ck_assert_uint_eq(d->whole, 3);
	ck_assert_uint_eq(d->attempted, 13);
	ck_assert_uint_eq(d->last, 3);
	ck_assert_uint_eq(d->over, 2);
	ck_assert_uint_eq(d->rejected[GN_REJ_SHORT], 3);
	ck_assert_uint_eq(day.done[1].recordings, 0);
	ck_assert_uint_eq(day.n_extra, 0);
}
END_TEST

START_TEST(which_item_it_is_for)
{
	struct gn_reject no = { 0, 0, GN_REJ_LONG };

	for (int r = 0; r < 6; r++)
		reps[r].side = r < 3 ? GN_SIDE_LEFT : r < 5 ?
			       GN_SIDE_RIGHT : GN_SIDE_UNKNOWN;
	/* a Thursday: 1970-01-01 */
	day.dated = 1;
	add("knee_extension", 6, &no, 1);
	ck_assert_uint_eq(day.done[1].recordings, 0);
	ck_assert_uint_eq(day.done[2].attempted, 3);
	ck_assert_uint_eq(day.done[2].rejected[GN_REJ_LONG], 1);
	ck_assert_uint_eq(day.n_extra, 2);
	ck_assert_int_eq(day.extra[0].side, GN_SIDE_RIGHT);
	ck_assert_uint_eq(day.extra[0].reps, 2);
	ck_assert_uint_eq(day.extra[0].planned, 1);
	ck_assert_int_eq(day.extra[1].side, GN_SIDE_UNKNOWN);
	ck_assert_uint_eq(day.extra[1].reps, 1);
	/* on a day for which it is not prescribed it counts all the same */
	gn_plan_day_init(&day);
	day.dated = 1;
	day.day = 1;
	add("knee_extension", 3, &no, 1);
	ck_assert_uint_eq(day.done[1].attempted, 3);
	ck_assert_uint_eq(day.done[2].attempted, 3);
	ck_assert_uint_eq(day.done[1].rejected[GN_REJ_LONG], 1);
	ck_assert_uint_eq(day.done[2].rejected[GN_REJ_LONG], 0);
	/* where nothing was counted, the first has what was rejected */
	gn_plan_day_init(&day);
	add("knee_extension", 0, &no, 1);
	ck_assert_uint_eq(day.done[1].rejected[GN_REJ_LONG], 1);
	ck_assert_uint_eq(day.done[2].rejected[GN_REJ_LONG], 0);
	/* what works on both sides is of the left one as well */
	reps[0].side = GN_SIDE_BOTH;
	ck_assert_int_eq(gn_plan_takes(&plan.item[1], reps[0].side), 1);
	reps[0].side = GN_SIDE_NONE;
	ck_assert_int_eq(gn_plan_takes(&plan.item[1], reps[0].side), 0);
	ck_assert_int_eq(gn_plan_takes(&plan.item[0], reps[0].side), 1);
	plan.item[0].side = GN_SIDE_BOTH;
	ck_assert_int_eq(gn_plan_takes(&plan.item[0], reps[0].side), 1);
}
END_TEST

START_TEST(what_is_not_in_the_plan)
{
	char name[8] = "aa";

	add("lunge", 5, NULL, 0);
	ck_assert_uint_eq(day.n_extra, 1);
	ck_assert_str_eq(day.extra[0].exercise, "lunge");
	ck_assert_uint_eq(day.extra[0].reps, 5);
	ck_assert_uint_eq(day.extra[0].planned, 0);
	for (int k = 0; k < GN_PLAN_EXTRAS_MAX; k++) {
		name[0] = (char)('a' + k);
		add(name, 2, NULL, 0);
	}
	ck_assert_uint_eq(day.n_extra, GN_PLAN_EXTRAS_MAX);
	ck_assert_uint_eq(day.unlisted, 2);
}
END_TEST

/*
 * A phase is otherwise beyond 0.5 s + 0.255 s: 1.754 is the last that is kept
 * at 1 s, 0.246 the first.
 */
START_TEST(tempo)
{
	const struct gn_done *d = &day.done[0];
	float t[4] = { 1, 1, 1, 1 };

	memcpy(plan.item[0].tempo_s, t, sizeof(t));
	reps[0].tempo_s[0] = 1.750f;
	reps[1].tempo_s[0] = 1.760f;
	reps[2].tempo_s[0] = 0.250f;
	reps[3].tempo_s[0] = 0.240f;
	reps[3].tempo_s[2] = 3;
	reps[3].tempo_s[3] = NAN;
	add("squat", 4, NULL, 0);
	ck_assert_uint_eq(d->tempo[0].n, 4);
	ck_assert_uint_eq(d->tempo[0].kept, 2);
	ck_assert_uint_eq(d->tempo[0].slow, 1);
	ck_assert_uint_eq(d->tempo[0].fast, 1);
	ck_assert_float_eq_tol(d->tempo[0].mean_s, 1, 1e-6f);
	ck_assert_uint_eq(d->tempo[1].kept, 4);
	ck_assert_uint_eq(d->tempo[2].slow, 1);
	ck_assert_float_eq_tol(d->tempo[2].mean_s, 1.5, 1e-6f);
	ck_assert_uint_eq(d->tempo[3].n, 3);
	ck_assert_uint_eq(d->tempo_reps, 2);
	/* nothing prescribed, nothing judged */
	add("knee_extension", 4, NULL, 0);
	ck_assert_uint_eq(day.done[1].tempo[0].n, 0);
	ck_assert(isnan(day.done[1].tempo[0].mean_s));
}
END_TEST

/* 80 deg with 2 deg: surely below from 83.92 deg up, above to 76.08. */
START_TEST(range_beyond_its_uncertainty)
{
	static const struct {
		float target_deg;
		enum gn_reach reach;
		uint32_t below;
	} c[] = {
		{ 84, GN_REACH_SHORT, 4 }, { 83.9f, GN_REACH_WITHIN, 0 },
		{ 76.1f, GN_REACH_WITHIN, 0 }, { 76, GN_REACH_MET, 0 },
	};

	for (size_t k = 0; k < 4; k++) {
		const struct gn_done *d = &day.done[0];

		gn_plan_day_init(&day);
		plan.item[0].rom_rad = c[k].target_deg * DEG;
		PUT(plan.item[0].rom_of, "knee_flexion");
		add("squat", 4, NULL, 0);
		ck_assert_int_eq(d->reach, c[k].reach);
		ck_assert_uint_eq(d->rom_short, c[k].below);
		ck_assert_uint_eq(d->rom_n, 4);
		ck_assert_float_eq_tol(d->rom_rad, 80 * DEG, 1e-5f);
		ck_assert_float_eq_tol(d->rom_sd_rad, 2 * DEG, 1e-6f);
	}
}
END_TEST

START_TEST(range_of_what_is_meant)
{
	const struct gn_plan_take one = { .reps = reps, .n = 1 };
	struct gn_done *d = &day.done[0];
	struct gn_range left = { 0, 60 * DEG, 3 * DEG };
	struct gn_range right = { 10 * DEG, 80 * DEG, 4 * DEG };

	plan.item[0].rom_rad = 50 * DEG;
	PUT(plan.item[0].rom_of, "hip_flexion");
	add("squat", 1, NULL, 0);
	ck_assert_int_eq(d->reach, GN_REACH_UNKNOWN);
	ck_assert_uint_eq(d->rom_n, 0);
	ck_assert_str_eq(d->rom_seen, "knee_flexion_r");
	ck_assert(isnan(d->rom_rad));
	/* the limb that works */
	reps[0].angle[GN_HIP_FLEXION_L] = left;
	reps[0].angle[GN_HIP_FLEXION_R] = right;
	gn_done_init(d);
	gn_done_add(d, &plan.item[0], &one);
	ck_assert_float_eq_tol(d->rom_rad, 70 * DEG, 1e-5f);
	ck_assert_float_eq_tol(d->rom_sd_rad, 4 * DEG, 1e-6f);
	/* both: the one that went less far */
	reps[0].side = GN_SIDE_BOTH;
	gn_done_init(d);
	gn_done_add(d, &plan.item[0], &one);
	ck_assert_float_eq_tol(d->rom_rad, 60 * DEG, 1e-5f);
	ck_assert_float_eq_tol(d->rom_sd_rad, 3 * DEG, 1e-6f);
	/* a name is not taken for the one that it begins with */
	PUT(plan.item[0].rom_of, "hip_flex");
	gn_done_init(d);
	gn_done_add(d, &plan.item[0], &one);
	ck_assert_uint_eq(d->rom_n, 0);
	/* the tilt of one sensor, and the trunk's own */
	PUT(reps[0].rom_of, "tilt thigh_r");
	PUT(plan.item[0].rom_of, "tilt thigh");
	gn_done_init(d);
	gn_done_add(d, &plan.item[0], &one);
	ck_assert_float_eq_tol(d->rom_rad, 80 * DEG, 1e-5f);
	reps[0].angle[GN_TRUNK_LEAN] = left;
	reps[0].side = GN_SIDE_LEFT;
	PUT(plan.item[0].rom_of, "trunk_lean");
	gn_done_init(d);
	gn_done_add(d, &plan.item[0], &one);
	ck_assert_float_eq_tol(d->rom_rad, 60 * DEG, 1e-5f);
	/* no uncertainty, no verdict */
	PUT(plan.item[0].rom_of, "tilt thigh");
	reps[0].rom_sd_rad = NAN;
	gn_done_init(d);
	gn_done_add(d, &plan.item[0], &one);
	ck_assert_int_eq(d->reach, GN_REACH_UNKNOWN);
}
END_TEST

/* Each hold is a set: the left leg stands while the right one is lifted. */
START_TEST(holds)
{
	struct gn_hold h[5];
	struct gn_plan_take t = { .exercise = "stance", .holds = h,
				  .n_holds = 5, .on_one_leg = 1 };
	struct gn_plan_item *i = &plan.item[0];
	const struct gn_done *d = &day.done[0];

	memset(h, 0, sizeof(h));
	for (int k = 0; k < 5; k++) {
		h[k].side = GN_SIDE_RIGHT;
		h[k].longest_s = 19.5f;
		h[k].held_s = 40;
	}
	h[1].longest_s = 19.4f;
	h[2].side = GN_SIDE_LEFT;
	h[3].quiet = 1;
	h[4].longest_s = 30;
	PUT(i->exercise, "stance");
	i->side = GN_SIDE_LEFT;
	i->reps = 0;
	i->hold_s = 20;
	ck_assert(isnan(d->longest_s));
	gn_plan_day_add(&day, &plan, &t);
	ck_assert_uint_eq(d->recordings, 1);
	ck_assert_uint_eq(d->attempted, 3);
	ck_assert_uint_eq(d->sets, 3);
	ck_assert_uint_eq(d->whole, 2);
	ck_assert_uint_eq(d->full, 2);
	ck_assert_uint_eq(d->partial, 1);
	ck_assert_float_eq(d->longest_s, 30);
	/* a plank is of no limb */
	i->side = GN_SIDE_NONE;
	t.on_one_leg = 0;
	gn_plan_day_add(&day, &plan, &t);
	ck_assert_uint_eq(d->attempted, 7);
}
END_TEST

/* Recordings of a day add up; where nobody asked for steps there are none. */
START_TEST(steps)
{
	struct gn_walking w = { .steps = 500 };
	const struct gn_plan_take t = { .exercise = "walk", .walking = &w };

	gn_plan_day_add(&day, &plan, &t);
	ck_assert_uint_eq(day.walks, 0);
	ck_assert_uint_eq(day.steps, 0);
	w.assessed = 1;
	gn_plan_day_add(&day, &plan, &t);
	gn_plan_day_add(&day, &plan, &t);
	ck_assert_uint_eq(day.walks, 2);
	ck_assert_uint_eq(day.steps, 1000);
}
END_TEST

Suite *suite_plan_done(void)
{
	Suite *s = suite_create("plan_done");
	TCase *tc = tcase_create("plan_done");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, the_lesser_of_two_limbs);
	tcase_add_test(tc, faults_of_form);
	tcase_add_test(tc, sets_and_repetitions);
	tcase_add_test(tc, the_last_set_is_rated);
	tcase_add_test(tc, which_item_it_is_for);
	tcase_add_test(tc, what_is_not_in_the_plan);
	tcase_add_test(tc, tempo);
	tcase_add_test(tc, range_beyond_its_uncertainty);
	tcase_add_test(tc, range_of_what_is_meant);
	tcase_add_test(tc, holds);
	tcase_add_test(tc, steps);
	suite_add_tcase(s, tc);
	return s;
}

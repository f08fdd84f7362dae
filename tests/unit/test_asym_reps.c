/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fault.h"
#include "gonio/asym.h"
#include "suites.h"

#define DEG (M_PI / 180)

static const struct gn_exercise lunge = { .name = "lunge",
					  .angle = "knee_flexion" };
static const struct gn_exercise squat = { .name = "squat", .symmetric = 1,
					  .angle = "knee_flexion" };

/* Twelve repetitions; those that are of no limb measure no range. */
static struct gn_rep reps[12];

static void blank(struct gn_rep *r)
{
	memset(r, 0, sizeof(*r));
	for (int a = 0; a < GN_ANGLES; a++)
		r->angle[a] = (struct gn_range){ NAN, NAN, NAN };
}

/* Left and right in turn, the left one going less far by a part. */
static void in_turn(float less)
{
	for (int i = 0; i < 12; i++) {
		struct gn_rep *r = &reps[i];
		int left = i % 2 == 0;
		float vary = 1 + 0.02f * (float)(i / 2 % 3 - 1);
		float part = (left ? 1 - less : 1) * vary;

		blank(r);
		r->side = left ? GN_SIDE_LEFT : GN_SIDE_RIGHT;
		r->kind = i == 0 ? GN_REP_PARTIAL : GN_REP_FULL;
		snprintf(r->rom_of, sizeof(r->rom_of), "tilt thigh%s",
			 left ? "_l" : "_r");
		r->rom_rad = (float)(80 * DEG) * part;
		r->rom_sd_rad = (float)(2 * DEG);
		r->peak_radps = 2 * part;
		r->mean_radps = part;
		for (int k = 0; k < 4; k++)
			r->tempo_s[k] = (k % 2 ? 0.1f : 1.5f) * vary;
		r->sparc = -1.4f * vary;
		r->ldlj = -5.3f * vary;
		r->angle[left ? GN_HIP_FLEXION_L : GN_HIP_FLEXION_R] =
			(struct gn_range){ 0, (float)(70 * DEG) * part,
					   (float)(4 * DEG) };
		/* what the other one does meanwhile is not compared */
		r->angle[left ? GN_HIP_FLEXION_R : GN_HIP_FLEXION_L] =
			(struct gn_range){ 0, (float)(9 * DEG),
					   (float)(1 * DEG) };
	}
}

/* Both at once: knee 90 on the left and 90 + more on the right, in deg. */
static void at_once(double more)
{
	for (int i = 0; i < 12; i++) {
		float deep = (float)(5 * DEG * (i % 3));

		blank(&reps[i]);
		reps[i].side = GN_SIDE_BOTH;
		for (int k = 0; k < 2; k++) {
			reps[i].angle[GN_ANKLE_FLEXION_L + k] =
				(struct gn_range){ 0, (float)(30 * DEG),
						   (float)(3 * DEG) };
			reps[i].angle[GN_KNEE_FLEXION_L + k] =
				(struct gn_range){ (float)(-5 * DEG), (float)
					(85 * DEG + k * more * DEG) + deep,
					(float)(5 * DEG) };
		}
	}
}

static struct gn_asym out[GN_ASYM_MAX];
static size_t n_out;

static void run(const struct gn_exercise *e, double points, uint8_t inertial)
{
	const struct gn_asym_about about = { e, GN_SIDE_LEFT, inertial,
					     points };

	memset(out, 0xa5, sizeof(out));
	ck_assert_int_eq(gn_asym_reps(reps, 12, &about, out, &n_out), GN_OK);
	ck_assert_uint_le(n_out, GN_ASYM_MAX);
}

static const struct gn_asym *find(const char *name, const char *of)
{
	for (size_t i = 0; i < n_out; i++)
		if (!strcmp(out[i].name, name) && !strcmp(out[i].of, of))
			return &out[i];
	ck_abort_msg("no %s of %s", name, of);
	return NULL;
}

START_TEST(sides_in_turn)
{
	const struct gn_asym *a;

	in_turn(0.25f);
	run(&lunge, NAN, 1);
	ck_assert_uint_eq(n_out, 11);
	a = find("range", "tilt thigh");
	ck_assert_int_eq(a->verdict, GN_ASYM_DIFFERENT);
	ck_assert_int_eq(a->unit, GN_UNIT_RAD);
	ck_assert_uint_eq(a->n[0], 6);
	ck_assert_double_eq_tol(a->mean[0], 60 * DEG, 1e-5);
	ck_assert_double_eq_tol(a->difference, 20 * DEG, 1e-5);
	ck_assert_double_eq_tol(a->index[GN_ASYM_SI], 20 / 70. * 100, 1e-3);
	ck_assert_double_eq_tol(a->index[GN_ASYM_LSI], 75, 1e-3);
	/* 2 and 2 deg, 0.6 of it in common: 2 sqrt(2 - 1.2) */
	ck_assert_double_eq_tol(a->mount_sd, 2 * sqrt(0.8) * DEG, 1e-6);
	ck_assert_double_eq_tol(a->mdc, 3 * DEG, 1e-6);

	a = find("peak_velocity", "tilt thigh");
	ck_assert_int_eq(a->verdict, GN_ASYM_DIFFERENT);
	ck_assert_int_eq(a->unit, GN_UNIT_RADPS);
	/* the same part of 1.75 as that of 70 deg */
	ck_assert_double_eq_tol(a->mount_sd, 2 * sqrt(0.8) / 70 * 1.75, 1e-5);
	a = find("mean_velocity", "tilt thigh");
	ck_assert_double_eq_tol(a->mount_sd, 2 * sqrt(0.8) / 70 * 0.875, 1e-5);

	a = find("range", "hip_flexion");
	ck_assert_int_eq(a->verdict, GN_ASYM_DIFFERENT);
	ck_assert_double_eq_tol(a->mount_sd, 4 * sqrt(0.8) * DEG, 1e-6);
	ck_assert_double_eq_tol(a->mdc, 4.5 * DEG, 1e-6);
}
END_TEST

START_TEST(what_has_no_mounting)
{
	const struct gn_asym *a;

	in_turn(0.25f);
	run(&lunge, NAN, 1);
	a = find("eccentric", "");
	ck_assert_int_eq(a->verdict, GN_ASYM_VARIES);
	ck_assert_int_eq(a->unit, GN_UNIT_S);
	ck_assert_double_eq(a->mount_sd, 0);
	ck_assert_double_eq_tol(a->mdc, 0.1, 1e-9);
	ck_assert_int_eq(a->refused[GN_ASYM_SI], GN_ASYM_FINE);
	a = find("pause_eccentric", "");        /* 0.1 s */
	ck_assert_int_eq(a->refused[GN_ASYM_SI], GN_ASYM_SMALL);
	a = find("sparc", "");
	ck_assert_double_eq(a->mount_sd, 0);
	ck_assert_int_eq(a->refused[GN_ASYM_SI], GN_ASYM_LOG);
	a = find("ldlj", "");
	ck_assert_double_eq_tol(a->mean[0], -5.3, 1e-6);
	a = find("repetitions", "");
	ck_assert_int_eq(a->verdict, GN_ASYM_COUNTED);
	ck_assert_uint_eq(a->n[0], 6);
	ck_assert_double_eq(a->mean[0], 5);     /* full ones */
	ck_assert_double_eq(a->mean[1], 6);
	ck_assert_double_eq_tol(a->index[GN_ASYM_LSI], 500 / 6., 1e-9);
	ck_assert(isnan(a->p) && isnan(a->ci[0]));
}
END_TEST

/* A camera's errors are not known to be alike. */
START_TEST(cameras_have_nothing_in_common)
{
	in_turn(0.25f);
	run(&lunge, NAN, 0);
	ck_assert_double_eq_tol(find("range", "tilt thigh")->mount_sd,
				2 * sqrt(2) * DEG, 1e-6);
}
END_TEST

/* A clinic that has measured it says how much it is: 3 points of 70 deg. */
START_TEST(mounting_by_points)
{
	in_turn(0.25f);
	run(&lunge, 3, 1);
	ck_assert_double_eq_tol(find("range", "tilt thigh")->mount_sd,
				2.1 * DEG, 1e-6);
	ck_assert_double_eq_tol(find("mean_velocity", "tilt thigh")->mount_sd,
				0.03 * 0.875, 1e-6);
	run(&lunge, 20, 1);
	ck_assert_int_eq(find("range", "tilt thigh")->verdict,
			 GN_ASYM_MOUNTING);
}
END_TEST

START_TEST(ranges_of_different_things)
{
	in_turn(0.25f);
	snprintf(reps[3].rom_of, sizeof(reps[3].rom_of), "tilt shank_r");
	run(&lunge, NAN, 1);
	ck_assert_int_eq(find("range", "")->verdict, GN_ASYM_UNLIKE);
	ck_assert_uint_eq(find("range", "")->n[0], 0);
	ck_assert_int_eq(find("peak_velocity", "")->verdict, GN_ASYM_UNLIKE);
	ck_assert_int_eq(find("eccentric", "")->verdict, GN_ASYM_VARIES);
	/* what is left to be measured by */
	ck_assert_int_eq(find("range", "hip_flexion")->verdict,
			 GN_ASYM_DIFFERENT);
	in_turn(0.25f);
	snprintf(reps[3].rom_of, sizeof(reps[3].rom_of), "tilt thigh_l");
	run(&lunge, NAN, 1);
	ck_assert_int_eq(find("range", "")->verdict, GN_ASYM_UNLIKE);
}
END_TEST

START_TEST(one_side_unknown)
{
	in_turn(0.25f);
	for (int i = 0; i < 12; i += 2)
		reps[i].rom_rad = NAN;
	run(&lunge, NAN, 1);
	ck_assert_int_eq(find("range", "tilt thigh")->verdict,
			 GN_ASYM_UNKNOWN_SIDE);
	ck_assert_int_eq(find("peak_velocity", "tilt thigh")->verdict,
			 GN_ASYM_UNKNOWN_SIDE);
}
END_TEST

/* An angle that the range is of stands once. */
START_TEST(not_twice)
{
	in_turn(0.25f);
	for (int i = 0; i < 12; i++)
		snprintf(reps[i].rom_of, sizeof(reps[i].rom_of),
			 "hip_flexion%s", i % 2 ? "_r" : "_l");
	run(&lunge, NAN, 1);
	ck_assert_uint_eq(n_out, 10);
}
END_TEST

START_TEST(both_at_once)
{
	const struct gn_asym *a;

	at_once(25);
	run(&squat, NAN, 1);
	a = find("range", "knee_flexion");
	ck_assert_int_eq(a->verdict, GN_ASYM_DIFFERENT);
	ck_assert_uint_eq(a->paired, 1);
	ck_assert_uint_eq(a->n[1], 12);
	ck_assert_double_eq_tol(a->mean[0], 95 * DEG, 1e-5);
	ck_assert_double_eq_tol(a->mount_sd, 5 * sqrt(0.8) * DEG, 1e-6);
	a = find("range", "ankle_dorsiflexion");
	ck_assert_int_eq(a->verdict, GN_ASYM_VARIES);
	ck_assert_int_eq(a->refused[GN_ASYM_SI], GN_ASYM_FINE);
	ck_assert_int_eq(find("peak_velocity", "")->verdict, GN_ASYM_ONE_LIMB);
	ck_assert_int_eq(find("sparc", "")->verdict, GN_ASYM_ONE_LIMB);
	at_once(7);                     /* 1.56 of mounting */
	run(&squat, NAN, 1);
	ck_assert_int_eq(find("range", "knee_flexion")->verdict,
			 GN_ASYM_MOUNTING);
}
END_TEST

START_TEST(small_ranges_have_no_index)
{
	at_once(0);
	for (int i = 0; i < 12; i++)
		reps[i].angle[GN_ANKLE_FLEXION_L].most_rad =
			reps[i].angle[GN_ANKLE_FLEXION_R].most_rad =
			(float)(24 * DEG);
	run(&squat, NAN, 1);
	ck_assert_int_eq(find("range", "ankle_dorsiflexion")->refused[
			 GN_ASYM_SI], GN_ASYM_SMALL);
}
END_TEST

/* In front of a lunge and behind it are no pair. */
START_TEST(limbs_that_do_different_things)
{
	at_once(25);
	run(&lunge, NAN, 1);
	ck_assert_int_eq(find("range", "knee_flexion")->verdict,
			 GN_ASYM_ROLES);
	ck_assert_double_eq_tol(find("range", "knee_flexion")->mean[0],
				95 * DEG, 1e-5);
}
END_TEST

/* The first of an angle's repetitions is not known on the left. */
START_TEST(only_whole_pairs)
{
	at_once(25);
	reps[0].angle[GN_KNEE_FLEXION_L].most_rad = NAN;
	run(&squat, NAN, 1);
	ck_assert_uint_eq(find("range", "knee_flexion")->n[0], 11);
	ck_assert_uint_eq(find("range", "knee_flexion")->n[1], 11);
	reps[1].side = GN_SIDE_NONE;    /* no one knows whose it is */
	run(&squat, NAN, 1);
	ck_assert_uint_eq(find("range", "knee_flexion")->n[0], 10);
}
END_TEST

START_TEST(one_limb_alone)
{
	in_turn(0.25f);
	for (int i = 0; i < 12; i++)
		reps[i].side = GN_SIDE_RIGHT;
	run(&lunge, NAN, 1);
	ck_assert_uint_eq(n_out, 0);
	for (int i = 0; i < 12; i++)
		reps[i].side = GN_SIDE_NONE;
	run(&lunge, NAN, 1);
	ck_assert_uint_eq(n_out, 0);
}
END_TEST

/* Nothing of the exercise's own is there: it is still told. */
START_TEST(no_angles_at_all)
{
	at_once(25);
	for (int i = 0; i < 12; i++) {
		blank(&reps[i]);
		reps[i].side = GN_SIDE_BOTH;
	}
	run(&squat, NAN, 1);
	ck_assert_int_eq(find("range", "")->verdict, GN_ASYM_ONE_LIMB);
}
END_TEST

/* 3 % for the main range, 2 % for all others: ten sessions' worth of the same
 * difference is found in one and not in the other. */
START_TEST(others_must_be_surer)
{
	const struct gn_asym *knee, *ankle;

	at_once(0);
	for (int i = 0; i < 12; i++) {
		float off = (float)((8.5 + 3 * (i % 2)) * DEG);

		reps[i].angle[GN_KNEE_FLEXION_R].most_rad += off;
		reps[i].angle[GN_ANKLE_FLEXION_R].most_rad =
			reps[i].angle[GN_ANKLE_FLEXION_L].most_rad + off;
		for (int a = 0; a < GN_ANGLES; a++)
			reps[i].angle[a].sd_rad = (float)(5 * DEG);
	}
	run(&squat, NAN, 1);
	knee = find("range", "knee_flexion");
	ankle = find("range", "ankle_dorsiflexion");
	ck_assert_double_eq_tol(knee->p_all, ankle->p_all, 1e-4);
	ck_assert_double_lt(knee->p_all, 0.03);
	ck_assert_double_gt(knee->p_all, 0.02);
	ck_assert_int_eq(knee->verdict, GN_ASYM_DIFFERENT);
	ck_assert_int_eq(ankle->verdict, GN_ASYM_MOUNTING);
	/* one other measure has all of the 2 % */
	for (int i = 0; i < 12; i++)
		reps[i].angle[GN_ANKLE_FLEXION_R].most_rad +=
			(float)(0.9 * DEG);
	run(&squat, NAN, 1);
	ankle = find("range", "ankle_dorsiflexion");
	ck_assert_double_lt(ankle->p_all, 0.02);
	ck_assert_double_gt(ankle->p_all, 0.01);
	ck_assert_int_eq(ankle->verdict, GN_ASYM_DIFFERENT);
}
END_TEST

/* One in which both seem to work is no reason to compare no sides. */
START_TEST(sides_in_turn_but_for_one)
{
	in_turn(0.25f);
	reps[0].side = GN_SIDE_BOTH;
	run(&lunge, NAN, 1);
	ck_assert_uint_eq(find("range", "tilt thigh")->n[0], 5);
	ck_assert_uint_eq(find("range", "tilt thigh")->n[1], 6);
}
END_TEST

START_TEST(out_of_memory)
{
	const struct gn_asym_about about = { &squat, GN_SIDE_NONE, 1, NAN };
	struct fault_stat st;
	int err;

	at_once(25);
	fault_start(1);
	err = gn_asym_reps(reps, 12, &about, out, &n_out);
	st = fault_stop();
	ck_assert_int_eq(err, GN_ENOMEM);
	ck_assert_uint_eq(n_out, 0);
	ck_assert_int_eq(st.live, 0);
}
END_TEST

Suite *suite_asym_reps(void)
{
	Suite *s = suite_create("asym_reps");
	TCase *t = tcase_create("repetitions");

	suite_add_tcase(s, t);
	tcase_add_test(t, sides_in_turn);
	tcase_add_test(t, what_has_no_mounting);
	tcase_add_test(t, cameras_have_nothing_in_common);
	tcase_add_test(t, mounting_by_points);
	tcase_add_test(t, ranges_of_different_things);
	tcase_add_test(t, one_side_unknown);
	tcase_add_test(t, not_twice);
	tcase_add_test(t, both_at_once);
	tcase_add_test(t, small_ranges_have_no_index);
	tcase_add_test(t, limbs_that_do_different_things);
	tcase_add_test(t, only_whole_pairs);
	tcase_add_test(t, one_limb_alone);
	tcase_add_test(t, no_angles_at_all);
	tcase_add_test(t, others_must_be_surer);
	tcase_add_test(t, sides_in_turn_but_for_one);
	tcase_add_test(t, out_of_memory);
	return s;
}

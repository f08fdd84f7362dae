/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/validate.h"
#include "files.h"
#include "gonio/sim.h"
#include "suites.h"

/*
 * From simulated sensors, strapped on up to 30 deg off and by straps that give
 * 3 deg, to the error of the knee, calibrated by the recording beside.
 */
static struct gn_catalogue *cat;
static struct gn_val_rec rec;
static struct gn_truth truth;
static struct gn_sim_scenario s;

static void make(void)
{
	files_open();
	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, NULL), GN_OK);
	ck_assert_int_eq(gn_sim_load(&s, "angles", NULL), GN_OK);
	memset(&rec, 0, sizeof(rec));
	rec.truth = &truth;
}

static void drop(void)
{
	gn_val_rec_free(&rec);
	gn_catalogue_free(cat);
	files_close();
}

static void record(const struct gn_sim_scenario *what, uint64_t seed)
{
	struct gn_diag why = { { 0 } };
	struct gn_sim *sim = NULL;
	int err = gn_sim_open(&sim, what, seed, &why);

	if (!err)
		err = gn_sim_write(sim, files_path("set"), &why);
	gn_sim_close(sim);
	ck_assert_msg(!err, "%s", why.text);
}

/* The scenario of a seed, its calibration beside it, scored and judged. */
static struct gn_val_joint judge(uint64_t seed)
{
	static struct gn_sim_scenario first;
	struct gn_val_joint knee;

	ck_assert_int_eq(gn_sim_load_calibration(&first, &s, NULL), GN_OK);
	record(&first, seed);
	record(&s, seed);
	snprintf(rec.path, sizeof(rec.path), "%s/sub-sim/motion/sub-sim_task-"
		 "squat_tracksys-imu_acq-angles_run-01_motion.tsv",
		 files_path("set"));
	gn_val_rec_run(&rec, cat, NULL);
	ck_assert_msg(!rec.err, "%s", rec.why.text);
	ck_assert_int_eq(gn_val_joint_sum(&rec, 1, gn_val_joint_of(
		GN_KNEE_FLEXION_L), &knee), GN_OK);
	return knee;
}

/* The marks of the project. */
START_TEST(fifteen_minutes)
{
	struct gn_val_joint knee = judge(6);

	ck_assert_uint_eq(knee.n, 240);
	ck_assert_uint_eq(knee.withheld, 0);
	ck_assert_double_le(knee.rom_median_deg, 2);
	ck_assert_double_le(knee.rom_p95_deg, 5);
	ck_assert_double_le(knee.most_median_deg, 2);
	ck_assert_double_le(knee.drift_deg_per_min, 0.2);
	ck_assert_double_ge(knee.covered_pct, 92);
}
END_TEST

/* What moves after a rest is not of the repetition before it. */
START_TEST(a_walk_away_is_no_range)
{
	static const struct gn_sim_act acts[] = {
		{ .kind = GN_SIM_STAND, .length_s = 3 },
		{ .kind = GN_SIM_SET, .reps = 6, .rom = 1, .slow = 1.4,
		  .partial_rom = 0.5 },
		{ .kind = GN_SIM_WALK, .length_s = 8 },
		{ .kind = GN_SIM_STAND, .length_s = 4 },
	};

	memcpy(s.acts, acts, sizeof(acts));
	s.n_acts = sizeof(acts) / sizeof(acts[0]);
	judge((uint64_t)_i);
	ck_assert_uint_ge(rec.n_angles, 6);
	for (size_t i = 0; i < rec.n_angles; i++) {
		const struct gn_val_angle *a = &rec.angles[i];

		if (gn_val_joint_of(a->angle) == 0)
			ck_assert_msg(fabs(a->rom_deg) < 5, "at %.1f s: %.1f",
				      a->at_s, a->rom_deg);
	}
}
END_TEST

Suite *suite_angles_sim(void)
{
	Suite *suite = suite_create("angles_sim");
	TCase *t = tcase_create("sim");

	tcase_add_checked_fixture(t, make, drop);
	tcase_add_test(t, fifteen_minutes);
	tcase_add_loop_test(t, a_walk_away_is_no_range, 1, 9);
	tcase_set_timeout(t, 60);
	suite_add_tcase(suite, t);
	return suite;
}

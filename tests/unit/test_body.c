/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/analyse.h"
#include "apps/body.h"
#include "files.h"
#include "legs.h"
#include "suites.h"

#define DEG (180 / 3.14159265358979)

static struct legs legs;
static struct gn_known_body body;
static struct gn_diag why;

static void setup(void)
{
	files_open();
	legs_init(&legs);
	for (int k = 0; k < LEG_SENSORS; k++)
		legs.mount[k] = gn_quat_normalise((struct gn_quat){ 1, 2, 3,
						  (float)k });
	memset(&body, 0, sizeof(body));
	why.text[0] = '\0';
}

static void teardown(void)
{
	files_close();
}

static const char *table(const char *name, double from_s, double to_s)
{
	return legs_table(&legs, name, from_s, to_s);
}

/* A recording that begins standing teaches pose and axes. */
START_TEST(a_movement_that_begins_standing)
{
	ck_assert_msg(!gn_body_learn(&body, table("calib.csv", 0, 99), &why),
		      "%s", why.text);
	ck_assert_uint_eq(body.n, LEG_SENSORS);
	for (size_t i = 0; i < body.n; i++) {
		ck_assert(body.part[i].mount.has_up);
		ck_assert_int_eq(body.part[i].mount.has_side,
				 strcmp(body.part[i].name, "foot_r") != 0);
		ck_assert_int_eq(body.part[i].mount.has_sign,
				 body.part[i].mount.has_side);
	}
}
END_TEST

START_TEST(no_standing_no_pose)
{
	ck_assert_int_eq(gn_body_learn(&body, table("calib.csv", 2.8, 99),
				       &why), GN_ENODATA);
	ck_assert_ptr_nonnull(strstr(why.text, "calib.csv"));
	ck_assert_ptr_nonnull(strstr(why.text, "stand still"));
	ck_assert_uint_eq(body.n, 0);
	ck_assert_int_eq(gn_body_learn(&body, files_path("none.csv"), &why),
			 GN_ENOENT);
}
END_TEST

/* With a pose from another recording it need not stand. */
START_TEST(pose_first_then_movement)
{
	const char *paths[2] = { table("sub-1_task-squat_motion.csv", 2.8,
				       99),
				 table("sub-1_task-pose_motion.csv", 0, 2) };
	struct gn_recording_info info = { .n_sensors = 1 };
	struct gn_body of;

	ck_assert_msg(!gn_body_learn_all(&body, paths, 2, &why), "%s",
		      why.text);
	info.sensors[0] = legs_sensors[LEG_SHANK];
	gn_body_of(&body, &info, &of);
	ck_assert(of.mount[0].has_up && of.mount[0].has_sign);
	for (size_t i = 0; i < body.n; i++)
		if (!strcmp(body.part[i].name, "shank_r"))
			ck_assert_mem_eq(&of.mount[0], &body.part[i].mount,
					 sizeof(of.mount[0]));
	snprintf(info.sensors[0].name, sizeof(info.sensors[0].name), "head");
	gn_body_of(&body, &info, &of);
	ck_assert(!of.mount[0].has_up);
}
END_TEST

/* score: angles with the calibration named; without, what needs no pose. */
START_TEST(a_score_with_calibration)
{
	struct gn_catalogue *cat = NULL;
	struct gn_result r;

	ck_assert_int_eq(gn_catalogue_load(&cat, NULL, NULL), GN_OK);
	ck_assert_int_eq(gn_body_learn(&body, table("pose.csv", 0, 2), &why),
			 GN_OK);
	table("squats.csv", 1, 99);
	ck_assert_int_eq(gn_analyse(&r, files_path("squats.csv"), cat, "squat",
				    &body, &why), GN_OK);
	ck_assert_uint_eq(r.n_reps, 6);
	ck_assert_double_eq_tol(DEG * r.reps[2].angle[GN_HIP_FLEXION_R]
				.most_rad, 90, 2);
	gn_result_free(&r);
	ck_assert_int_eq(gn_analyse(&r, files_path("squats.csv"), cat, "squat",
				    NULL, &why), GN_OK);
	ck_assert_int_eq(r.angle[GN_HIP_FLEXION_R].state, GN_ANGLE_POSE);
	gn_result_free(&r);
	gn_catalogue_free(cat);
}
END_TEST

/* A BIDS recording of the legs, from..to s. */
static void bids(const char *sub, const char *task, double from_s, double to_s)
{
	char stem[64], name[128];
	size_t n, at = 0;
	struct gn_sample *s = legs_samples(&legs, &n);
	FILE *f;

	snprintf(stem, sizeof(stem), "sub-%s_task-%s", sub, task);
	snprintf(name, sizeof(name), "%s_motion.json", stem);
	files_put(name, "{\"SamplingFrequency\": 100}\n");
	snprintf(name, sizeof(name), "%s_channels.tsv", stem);
	f = fopen(files_path(name), "we");
	ck_assert_ptr_nonnull(f);
	fputs("name\tcomponent\ttype\ttracked_point\tunits\n", f);
	for (int k = 0; k < LEG_SENSORS; k++)
		for (int c = 0; c < 6; c++)
			fprintf(f, "c%zu\t%c\t%s\t%s\t%s\n", at++, 'x' + c % 3,
				c < 3 ? "ACCEL" : "GYRO", legs_sensors[k].name,
				c < 3 ? "m/s^2" : "rad/s");
	fclose(f);
	snprintf(name, sizeof(name), "%s_motion.tsv", stem);
	f = fopen(files_path(name), "we");
	ck_assert_ptr_nonnull(f);
	for (size_t i = 0; i < n; i++) {
		const float *a = s[i].acc_mps2, *w = s[i].gyr_radps;
		double t = 1e-9 * (double)s[i].t_ns;

		if (t < from_s || t >= to_s)
			continue;
		fprintf(f, "%.6f\t%.6f\t%.6f\t%.6f\t%.6f\t%.6f%c", (double)a[0],
			(double)a[1], (double)a[2], (double)w[0], (double)w[1],
			(double)w[2],
			s[i].sensor == LEG_SENSORS - 1 ? '\n' : '\t');
	}
	fclose(f);
	free(s);
}

/* Of the same person only, the pose before the movement. */
START_TEST(what_lies_beside)
{
	char path[600];

	bids("2", "staticPose", 0, 2);
	bids("1", "squat", 1, 99);
	snprintf(path, sizeof(path), "%s",
		 files_path("sub-1_task-squat_motion.tsv"));
	ck_assert_int_eq(gn_body_beside(&body, path), GN_OK);
	ck_assert_uint_eq(body.n, 0);
	bids("1", "calibration", 2.8, 99);
	ck_assert_int_eq(gn_body_beside(&body, path), GN_OK);
	ck_assert_uint_eq(body.n, 0);
	bids("1", "staticPose", 0, 2);
	ck_assert_int_eq(gn_body_beside(&body, path), GN_OK);
	ck_assert_uint_eq(body.n, LEG_SENSORS);
	for (size_t i = 0; i < body.n; i++)
		ck_assert_int_eq(body.part[i].mount.has_side,
				 strcmp(body.part[i].name, "foot_r") != 0);
	ck_assert_int_eq(gn_body_beside(&body, "sim:squat"), GN_OK);
	ck_assert_uint_eq(body.n, 0);
}
END_TEST

Suite *suite_body(void)
{
	Suite *s = suite_create("body");
	TCase *t = tcase_create("body");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_movement_that_begins_standing);
	tcase_add_test(t, no_standing_no_pose);
	tcase_add_test(t, pose_first_then_movement);
	tcase_add_test(t, a_score_with_calibration);
	tcase_add_test(t, what_lies_beside);
	tcase_set_timeout(t, 30);
	suite_add_tcase(s, t);
	return s;
}

/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gonio/opensim.h"
#include "suites.h"

/* The tables that OpenSim reads, byte by byte. */

static char *text;
static size_t length;
static FILE *to;

static void begin(void)
{
	to = open_memstream(&text, &length);
	ck_assert_ptr_nonnull(to);
}

/* What was written is want. */
static void is(const char *want)
{
	ck_assert_int_eq(fclose(to), 0);
	ck_assert_str_eq(text, want);
	free(text);
}

/* Half a turn and a third of one, in closed form; what is half known is not. */
START_TEST(orientations)
{
	static const char name[2][GN_OPENSIM_NAME] = { "pelvis_imu",
						       "femur_r_imu" };
	static const struct gn_quat q[] = {
		{ 1, 0, 0, 0 }, { 0.5F, 0.5F, -0.5F, 0.5F },
		{ 0.70710678F, 0, 0, -0.70710678F }, { 0, 1, NAN, 0 },
	};
	const struct gn_opensim_table t = { 2, 2, 20000000 };

	begin();
	ck_assert_int_eq(gn_opensim_sto(to, &t, name, q), GN_OK);
	is("DataRate=50.000000\nDataType=Quaternion\nversion=3\n"
	   "OpenSimVersion=4.1\nendheader\n"
	   "time\tpelvis_imu\tfemur_r_imu\n"
	   "0.000000000\t1.0000000,0.0000000,0.0000000,0.0000000"
	   "\t0.5000000,0.5000000,-0.5000000,0.5000000\n"
	   "0.020000000\t0.7071068,0.0000000,0.0000000,-0.7071068"
	   "\tnan,nan,nan,nan\n");
}
END_TEST

/* Degrees with OpenSim's signs; the sign of a nan is not shown. */
START_TEST(angles)
{
	static const enum gn_angle angle[] = {
		GN_KNEE_FLEXION_R, GN_PELVIS_TILT, GN_SHOULDER_ELEVATION_L };
	const float quarter = (float)M_PI_2;
	const float rad[] = { quarter, quarter / 3, -quarter,
			      -NAN, -0.25F, INFINITY };
	const struct gn_opensim_table t = { 2, 3, 10000000 };

	begin();
	ck_assert_int_eq(gn_opensim_mot(to, &t, angle, rad), GN_OK);
	is("Coordinates\nversion=1\nnRows=2\nnColumns=4\ninDegrees=yes\n"
	   "endheader\n"
	   "time\tknee_angle_r\tpelvis_tilt\tshoulder_elevation_l\n"
	   "0.000000000\t90.0000\t-30.0000\t-90.0000\n"
	   "0.010000000\tnan\t14.3239\tnan\n");
}
END_TEST

START_TEST(nothing_but_the_head_of_no_rows)
{
	const struct gn_opensim_table t = { 0, 0, 20000000 };

	begin();
	ck_assert_int_eq(gn_opensim_mot(to, &t, NULL, NULL), GN_OK);
	is("Coordinates\nversion=1\nnRows=0\nnColumns=1\ninDegrees=yes\n"
	   "endheader\ntime\n");
}
END_TEST

/* Each angle: a name of its own, and only the pelvis's tilt is turned. */
START_TEST(coordinates)
{
	static const struct { enum gn_angle a; const char *name; } want[] = {
		{ GN_KNEE_FLEXION_L, "knee_angle_l" },
		{ GN_KNEE_FLEXION_R, "knee_angle_r" },
		{ GN_HIP_FLEXION_R, "hip_flexion_r" },
		{ GN_HIP_ADDUCTION_L, "hip_adduction_l" },
		{ GN_ANKLE_FLEXION_R, "ankle_angle_r" },
		{ GN_ELBOW_FLEXION_L, "elbow_flex_l" },
		{ GN_PELVIS_TILT, "pelvis_tilt" },
		{ GN_PELVIS_DROP, "pelvis_list" },
		{ GN_TRUNK_LEAN, "trunk_lean" },
		{ GN_THIGH_INWARD_R, "thigh_inward_tilt_r" },
	};
	char name[GN_ANGLES][GN_OPENSIM_NAME];

	for (int a = 0; a < GN_ANGLES; a++) {
		int sign = gn_opensim_coordinate((enum gn_angle)a, name[a]);

		ck_assert_int_eq(sign, a == GN_PELVIS_TILT ? -1 : 1);
		for (int k = 0; k < a; k++)
			ck_assert_str_ne(name[k], name[a]);
	}
	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++)
		ck_assert_str_eq(name[want[i].a], want[i].name);
}
END_TEST

static struct gn_sensor sensor(const char *name)
{
	struct gn_sensor s = { .rate_hz = 100 };

	snprintf(s.name, sizeof(s.name), "%s", name);
	s.place = gn_place_parse(name, &s.side);
	return s;
}

START_TEST(sensors)
{
	static const struct { const char *is, *want; int body; } row[] = {
		{ "pelvis", "pelvis_imu", 1 }, { "chest", "torso_imu", 1 },
		{ "thigh_l", "femur_l_imu", 1 },
		{ "shank_r", "tibia_r_imu", 1 },
		{ "foot_r", "calcn_r_imu", 1 }, { "hand_l", "hand_l_imu", 1 },
		{ "upper_arm_l", "humerus_l_imu", 1 },
		{ "wrist_r", "radius_r_imu", 1 },
		{ "forearm_l", "radius_l_imu", 1 },
		/* that body is taken, or there is none */
		{ "forearm_r", "forearm_r_imu", 0 },
		{ "pelvis@two", "pelvis_two_imu", 0 },
		{ "thigh_x", "thigh_x_imu", 0 }, { "bar", "bar_imu", 0 },
		{ "head", "head_imu", 0 },
	};
	enum { N = sizeof(row) / sizeof(*row) };
	struct gn_sensor s[N];
	char name[GN_OPENSIM_NAME];

	for (int i = 0; i < N; i++)
		s[i] = sensor(row[i].is);
	for (int i = 0; i < N; i++) {
		ck_assert_int_eq(gn_opensim_sensor(s, (size_t)i, name),
				 row[i].body);
		ck_assert_str_eq(name, row[i].want);
	}
}
END_TEST

START_TEST(a_full_disk)
{
	const struct gn_opensim_table t = { 1, 1, 20000000 };
	static const char name[1][GN_OPENSIM_NAME] = { "pelvis_imu" };
	static const struct gn_quat q = { 1, 0, 0, 0 };
	static const enum gn_angle angle = GN_TRUNK_LEAN;
	static const float rad = 1;

	for (int mot = 0; mot < 2; mot++) {
		to = fopen("/dev/full", "w");
		if (!to)
			return;
		ck_assert_int_eq(mot ? gn_opensim_mot(to, &t, &angle, &rad) :
				 gn_opensim_sto(to, &t, name, &q), GN_EIO);
		fclose(to);
	}
}
END_TEST

Suite *suite_opensim(void)
{
	Suite *s = suite_create("opensim");
	TCase *t = tcase_create("tables");

	tcase_add_test(t, orientations);
	tcase_add_test(t, angles);
	tcase_add_test(t, nothing_but_the_head_of_no_rows);
	tcase_add_test(t, coordinates);
	tcase_add_test(t, sensors);
	tcase_add_test(t, a_full_disk);
	suite_add_tcase(s, t);
	return s;
}

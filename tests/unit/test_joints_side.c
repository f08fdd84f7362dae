/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/joint.h"
#include "gonio/session.h"
#include "suites.h"

/*
 * Limbs that are lifted to the side: two sensors in their segments' own axes
 * (x forward, y up, z right; as a camera gives them), the lower one of which
 * leans by a known angle.
 */
#define DEG (180 / 3.14159265358979)
#define G 9.80665
#define HZ 100
#define REPS 5
#define ROWS (HZ * (4 + 3 * REPS))

static struct gn_exercise lift;
static struct gn_sensor sensors[2];
static struct gn_rep rep[64];
static size_t n_reps;
static struct gn_angle_note note[GN_ANGLES];
static double most_deg[2];      /* how far each leans, top to the right */

static void setup(void)
{
	lift = (struct gn_exercise){
		.name = "lift", .first = GN_PHASE_CONCENTRIC,
		.rep_min_s = 0.7f, .rep_max_s = 8,
		.places = { GN_PLACE_THIGH, GN_PLACE_UPPER_ARM },
		.n_places = 2, .signal = GN_SIGNAL_TILT, .partial_of = 0.75f };
	memset(sensors, 0, sizeof(sensors));
	for (int k = 0; k < 2; k++) {
		sensors[k].rate_hz = HZ;
		sensors[k].has_acc = sensors[k].has_gyr = 1;
		sensors[k].aligned = 1;
	}
}

static void wear(int k, const char *name)
{
	snprintf(sensors[k].name, sizeof(sensors[k].name), "%s", name);
	sensors[k].place = gn_place_parse(name, &sensors[k].side);
}

static void run(void)
{
	struct gn_session_params p = { .sensors = sensors, .n_sensors = 2,
				       .exercise = &lift };
	struct gn_session *session = NULL;
	struct gn_session_event ev;

	ck_assert_int_eq(gn_session_create(&session, &p), GN_OK);
	for (int i = 0; i < ROWS; i++) {
		double t = (double)i / HZ - 2, w = 2 * 3.14159265358979 / 3;
		int moves = t > 0 && t < 3 * REPS;

		for (uint32_t k = 0; k < 2; k++) {
			double top = most_deg[k] / DEG;
			double a = moves ? top * (1 - cos(w * t)) / 2 : 0;
			struct gn_sample s = { .sensor = k };

			s.t_ns = (int64_t)i * 1000000000 / HZ;
			s.acc_mps2[1] = (float)(G * cos(a));
			s.acc_mps2[2] = (float)(-G * sin(a));
			s.gyr_radps[0] = moves ? (float)(top * w * sin(w * t)
							 / 2) : 0;
			for (int c = 0; c < 3; c++)
				s.mag_ut[c] = NAN;
			ck_assert_int_eq(gn_session_push(session, &s, 1),
					 GN_OK);
		}
	}
	gn_session_flush(session);
	n_reps = 0;
	while (gn_session_next(session, &ev))
		if (ev.kind == GN_EV_REP)
			rep[n_reps++] = ev.u.rep;
	for (int a = 0; a < GN_ANGLES; a++)
		note[a] = gn_session_angle(session, (enum gn_angle)a);
	gn_session_destroy(session);
	ck_assert_uint_eq(n_reps, REPS);
}

static void goes(enum gn_angle a, double least, double most, double sd_deg)
{
	ck_assert_int_eq(note[a].state, GN_ANGLE_GIVEN);
	for (size_t i = 0; i < n_reps; i++) {
		const struct gn_range *g = &rep[i].angle[a];

		ck_assert_double_eq_tol(g->least_rad * DEG, least, 1.5);
		ck_assert_double_eq_tol(g->most_rad * DEG, most, 1.5);
		ck_assert_double_gt(g->sd_rad * DEG, 0.7 * sd_deg);
		ck_assert_double_lt(g->sd_rad * DEG, 1.4 * sd_deg);
	}
}

/* The thigh's foot end out to the right: its top to the left. */
START_TEST(hip_abducts)
{
	wear(0, "pelvis");
	wear(1, _i ? "thigh_l" : "thigh_r");
	most_deg[0] = 0;
	most_deg[1] = -30;
	run();
	if (_i)
		goes(GN_HIP_ADDUCTION_L, 0, 30, 22);
	else
		goes(GN_HIP_ADDUCTION_R, -30, 0, 22);
	ck_assert_int_eq(note[_i ? GN_HIP_ADDUCTION_R : GN_HIP_ADDUCTION_L]
			 .state, GN_ANGLE_ABSENT);
}
END_TEST

/* A pelvis that drops on the other side adducts the hip it stands on. */
START_TEST(pelvis_drops)
{
	wear(0, "pelvis");
	wear(1, "thigh_r");
	most_deg[0] = -12;
	most_deg[1] = 20;
	run();
	goes(GN_HIP_ADDUCTION_R, 0, 32, 22);
	goes(GN_THIGH_INWARD_R, 0, 20, 10);
	goes(GN_PELVIS_DROP, -12, 0, 10);
}
END_TEST

/* Any way up, with no axis at all. */
START_TEST(arm_is_raised)
{
	wear(0, "chest");
	wear(1, "upper_arm_l");
	most_deg[0] = 0;
	most_deg[1] = _i ? 150 : 70;
	run();
	goes(GN_SHOULDER_ELEVATION_L, 0, most_deg[1], _i ? 15 : 11);
}
END_TEST

/* An arm that lies across has no lean forward, and its elbow no angle. */
START_TEST(nothing_of_what_lies_across)
{
	float near;

	wear(0, "upper_arm_r");
	wear(1, "wrist_r");
	most_deg[0] = most_deg[1] = -10;
	run();
	near = rep[1].angle[GN_ELBOW_FLEXION_R].sd_rad;
	most_deg[0] = most_deg[1] = -_i;
	run();
	for (size_t i = 0; i < n_reps; i++) {
		ck_assert_int_eq(!isnan(rep[i].angle[GN_ELBOW_FLEXION_R]
					.sd_rad), _i < 60);
		ck_assert(isfinite(rep[i].angle[GN_SHOULDER_ELEVATION_R]
				   .sd_rad));
		if (_i == 50)   /* by 9 deg of each of the two limbs */
			ck_assert_float_gt(rep[i].angle[GN_ELBOW_FLEXION_R]
					   .sd_rad, hypotf(near, 0.19f));
	}
}
END_TEST

Suite *suite_joints_side(void)
{
	Suite *s = suite_create("joints_side");
	TCase *c = tcase_create("to the side");
	static const int across[] = { 50, 100 };

	tcase_add_checked_fixture(c, setup, NULL);
	tcase_add_loop_test(c, hip_abducts, 0, 2);
	tcase_add_test(c, pelvis_drops);
	tcase_add_loop_test(c, arm_is_raised, 0, 2);
	for (int k = 0; k < 2; k++)
		tcase_add_loop_test(c, nothing_of_what_lies_across, across[k],
				    across[k] + 1);
	suite_add_tcase(s, c);
	return s;
}

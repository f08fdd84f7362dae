/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/joint.h"
#include "gonio/session.h"
#include "legs.h"
#include "suites.h"

#define DEG (180 / 3.14159265358979)
#define REPS_MAX 64

static struct legs legs;
static struct gn_body body;
static struct gn_rep rep[REPS_MAX];
static size_t n_reps;
static struct gn_angle_note note[GN_ANGLES];
static enum gn_place place[LEG_SENSORS];
static uint8_t has_gyr[LEG_SENSORS];
static const struct legs *later;        /* another set in the same session */
static double edge_s[2];                /* of a hole; 0, 0: none */
static int looks;                       /* at them */
static int64_t begins_ns;               /* the set: when its first sample is */
static int again;                       /* without it, after a reset */

static struct gn_exercise squat = {
	.name = "squat", .first = GN_PHASE_ECCENTRIC, .rep_min_s = 0.7f,
	.rep_max_s = 8, .angle = "knee_flexion",
	.joint = { GN_PLACE_THIGH, GN_PLACE_SHANK },
	.places = { GN_PLACE_THIGH }, .n_places = 1,
	.signal = GN_SIGNAL_TILT, .begins = GN_BEGINS_HIGH,
	.partial_of = 0.75f, .sagittal = 1,
};

static void setup(void)
{
	legs_init(&legs);
	later = NULL;
	edge_s[0] = edge_s[1] = 0;
	looks = again = 0;
	begins_ns = 0;
	squat.sagittal = 1;
	memset(&body, 0, sizeof(body));
	for (int k = 0; k < LEG_SENSORS; k++) {
		place[k] = legs_sensors[k].place;
		has_gyr[k] = 1;
	}
}

/* The pose, from the first second and a half. */
static void stand(void)
{
	size_t n;
	struct gn_sample *s = legs_samples(&legs, &n);

	legs_pose(s, LEG_SENSORS, &body);
	free(s);
}

/* The knee stands up to the last sample before a hole, and from the first
 * behind it: at edge_s. */
static void at_the_edges(void *user, struct gn_session *s, int64_t from_ns,
			 size_t n)
{
	float *knee = calloc(n, sizeof(*knee));

	(void)user;
	ck_assert_ptr_nonnull(knee);
	ck_assert(gn_session_curve(s, GN_KNEE_FLEXION_R, knee));
	/* up to the last repetition's end */
	for (size_t i = 0; i < n && i < 1000; i++) {
		double t = 1e-9 * (double)(from_ns - begins_ns) +
			   0.02 * (double)i;
		int hole = t > edge_s[0] + 1e-6 && t < edge_s[1] - 1e-6;

		ck_assert_msg(hole == !isfinite(knee[i]), "%.2f s", t);
		if (!hole)
			ck_assert_double_eq_tol(knee[i] * DEG, 85 *
				legs_bent(&legs, LEG_THIGH, t), 2);
	}
	free(knee);
	looks++;
}

/* One set, from t_ns on. */
static void push(struct gn_session *session, const struct legs *l, int64_t t_ns)
{
	size_t n;
	struct gn_sample *s = legs_samples(l, &n);

	for (size_t i = 0; i < n; i++)
		s[i].t_ns += t_ns;
	ck_assert_int_eq(gn_session_push(session, s, n), GN_OK);
	free(s);
}

static void run(uint8_t learn)
{
	struct gn_sensor sensors[LEG_SENSORS];
	struct gn_session_params p = {
		.sensors = sensors, .n_sensors = LEG_SENSORS,
		.exercise = &squat, .body = &body, .learn = learn,
		.stretch = edge_s[1] > 0 ? at_the_edges : NULL };
	struct gn_session *session = NULL;
	struct gn_session_event ev;

	memcpy(sensors, legs_sensors, sizeof(sensors));
	for (int k = 0; k < LEG_SENSORS; k++) {
		sensors[k].place = place[k];
		sensors[k].has_gyr = has_gyr[k];
	}
	ck_assert_int_eq(gn_session_create(&session, &p), GN_OK);
	push(session, &legs, begins_ns);
	if (later)
		push(session, later, INT64_C(40000000000));
	gn_session_flush(session);
	if (again) {
		legs.hole_s[1] = edge_s[1] = 0;
		gn_session_reset(session);
		push(session, &legs, begins_ns);
		gn_session_flush(session);
	}
	n_reps = 0;
	while (gn_session_next(session, &ev))
		if (ev.kind == GN_EV_REP && n_reps < REPS_MAX)
			rep[n_reps++] = ev.u.rep;
	for (int a = 0; a < GN_ANGLES; a++)
		note[a] = gn_session_angle(session, (enum gn_angle)a);
	gn_session_body(session, &body);
	gn_session_destroy(session);
}

/* In every repetition from least to most, deg, within tol. */
static void goes(enum gn_angle a, double least, double most, double tol)
{
	for (size_t i = 0; i < n_reps; i++) {
		const struct gn_range *g = &rep[i].angle[a];

		ck_assert_msg(fabs(g->least_rad * DEG - least) < tol &&
			      fabs(g->most_rad * DEG - most) < tol,
			      "%s %zu: %.1f to %.1f", gn_angle_def(a)->name, i,
			      g->least_rad * DEG, g->most_rad * DEG);
		ck_assert_float_gt(g->sd_rad, 0);
	}
	ck_assert_int_eq(note[a].state, GN_ANGLE_GIVEN);
}

static void withheld(enum gn_angle a, enum gn_angle_state why, uint32_t sensor)
{
	for (size_t i = 0; i < n_reps; i++)
		ck_assert(isnan(rep[i].angle[a].sd_rad));
	ck_assert_msg(note[a].state == why, "%s: %s", gn_angle_def(a)->name,
		      gn_angle_state_text(note[a].state));
	if (why != GN_ANGLE_ABSENT)
		ck_assert_uint_eq(note[a].sensor, sensor);
}

static const struct gn_quat mounts[] = {
	{ 1, 0, 0, 0 },
	{ 0.5F, 0.5F, -0.5F, 0.5F },
	{ 0.1825742F, 0.3651484F, 0.5477226F, 0.7302967F },
	{ 0, 1, 0, 0 },                 /* upside down */
};

/* Shank 25, thigh -60, pelvis 30: knee 85, hip 90, ankle 25. */
START_TEST(angles_of_a_squat)
{
	for (int k = 0; k < LEG_SENSORS; k++)
		legs.mount[k] = mounts[(_i + k) % 4];
	stand();
	run(0);
	ck_assert_uint_eq(n_reps, 6);
	goes(GN_KNEE_FLEXION_R, 0, 85, 1.5);
	goes(GN_HIP_FLEXION_R, 0, 90, 1.5);
	goes(GN_ANKLE_FLEXION_R, 0, 25, 1.5);
	goes(GN_PELVIS_TILT, 0, 30, 1.5);
	goes(GN_THIGH_INWARD_R, 0, 0, 1.5);
	withheld(GN_KNEE_FLEXION_L, GN_ANGLE_ABSENT, 0);
	withheld(GN_TRUNK_LEAN, GN_ANGLE_ABSENT, 0);
	/* what was measured on the same curve agrees */
	for (size_t i = 0; i < n_reps; i++) {
		ck_assert_str_eq(rep[i].rom_of, "knee_flexion_r");
		ck_assert_double_eq_tol(rep[i].rom_rad * DEG, 85, 2);
	}
}
END_TEST

/* High on the thigh a sensor does not accelerate as the shank does; but over a
 * foot on the ground a thigh leans back, and no knee bends forward. */
START_TEST(a_knee_bends_one_way)
{
	static const double shank[] = { 25, 25, 80 }, thigh[] = { 60, 30, 105 };

	legs.at[LEG_THIGH] = 0.9;
	legs.lean_rad[LEG_THIGH] = -thigh[_i] / DEG;
	legs.lean_rad[LEG_SHANK] = shank[_i] / DEG;
	stand();
	run(0);
	goes(GN_KNEE_FLEXION_R, 0, shank[_i] + thigh[_i], 1.5);
}
END_TEST

/* What no joint does is no range of one; the segments alone may do it. */
START_TEST(further_than_a_joint_goes)
{
	legs.lean_rad[LEG_THIGH] = -130 / DEG;
	legs.lean_rad[LEG_SHANK] = 80 / DEG;
	stand();
	run(0);
	ck_assert_uint_ge(n_reps, 6);
	for (size_t i = 0; i < n_reps; i++) {
		ck_assert(isnan(rep[i].angle[GN_KNEE_FLEXION_R].most_rad));
		ck_assert(isnan(rep[i].angle[GN_KNEE_FLEXION_R].sd_rad));
		ck_assert(!isnan(rep[i].angle[GN_ANKLE_FLEXION_R].sd_rad));
	}
}
END_TEST

/* Only what needs no pose is given without one, and less surely. */
START_TEST(without_a_pose)
{
	float sd;

	stand();
	run(0);
	sd = rep[1].angle[GN_KNEE_FLEXION_R].sd_rad;
	memset(&body, 0, sizeof(body));
	run(0);
	ck_assert_uint_eq(n_reps, 6);
	withheld(GN_HIP_FLEXION_R, GN_ANGLE_POSE, LEG_THIGH);
	withheld(GN_ANKLE_FLEXION_R, GN_ANGLE_POSE, LEG_FOOT);
	withheld(GN_THIGH_INWARD_R, GN_ANGLE_POSE, LEG_THIGH);
	goes(GN_KNEE_FLEXION_R, 0, 85, 4);
	/* by a twentieth of the range for each of the two */
	ck_assert_float_gt(rep[1].angle[GN_KNEE_FLEXION_R].sd_rad,
			   hypotf(sd, 0.06f * 85 / (float)DEG));
}
END_TEST

/* The trunk begins to lean before the knee bends, and ends after it. */
START_TEST(what_goes_on_beside_the_repetition)
{
	legs.pause_s = 1.2;
	legs.wide[LEG_PELVIS] = 1.35;
	stand();
	run(0);
	ck_assert_uint_eq(n_reps, 6);
	goes(GN_PELVIS_TILT, 0, 30, 1.5);
}
END_TEST

/* A pelvis that hardly tilts is taken as still, and its tilt as an error. */
START_TEST(a_still_segment)
{
	float sd;

	legs.lean_rad[LEG_PELVIS] = 0;
	stand();
	run(0);
	goes(GN_HIP_FLEXION_R, 0, 60, 1.5);
	withheld(GN_PELVIS_TILT, GN_ANGLE_AXIS, LEG_PELVIS);
	sd = rep[1].angle[GN_HIP_FLEXION_R].sd_rad;
	legs.lean_rad[LEG_PELVIS] = 0.06;
	run(0);
	goes(GN_HIP_FLEXION_R, 0, 60, 5);
	ck_assert_float_gt(rep[1].angle[GN_HIP_FLEXION_R].sd_rad, sd);
}
END_TEST

/* What one set gave stays said when another does not show it. */
START_TEST(given_once)
{
	struct legs upright = legs;

	upright.lean_rad[LEG_PELVIS] = 0;
	later = &upright;
	stand();
	run(0);
	ck_assert_uint_eq(n_reps, 12);
	ck_assert(isfinite(rep[5].angle[GN_PELVIS_TILT].sd_rad));
	ck_assert(isnan(rep[6].angle[GN_PELVIS_TILT].sd_rad));
	ck_assert_int_eq(note[GN_PELVIS_TILT].state, GN_ANGLE_GIVEN);
}
END_TEST

/* What leant as far forward as back does not tell which is which. */
START_TEST(calibration_tells_forward)
{
	stand();
	run(1);
	ck_assert_uint_eq(n_reps, 0);
	ck_assert(body.mount[LEG_PELVIS].has_sign);
	ck_assert(body.mount[LEG_THIGH].has_side);
	ck_assert(!body.mount[LEG_FOOT].has_side);
	/* leaning back now: against what people do */
	legs.lean_rad[LEG_PELVIS] *= -1;
	run(0);
	goes(GN_PELVIS_TILT, -30, 0, 1.5);
	goes(GN_HIP_FLEXION_R, 0, 30, 1.5);
	/* an axis that the set shows clearly is taken from it, with the sign */
	ck_assert_float_gt(body.mount[LEG_PELVIS].axes.rms_radps, 0.2f);
}
END_TEST

/* Over a hole nothing is made up; at its edges the angles stand. */
START_TEST(a_hole_between_repetitions)
{
	legs.hole_s[0] = 4.75;          /* standing is at 5 s */
	legs.hole_s[1] = 5.9 + 0.3 * _i;
	stand();
	run(0);
	ck_assert_uint_ge(n_reps, 5);
	for (size_t i = 0; i < n_reps; i++) {
		const struct gn_range *g = &rep[i].angle[GN_KNEE_FLEXION_R];

		ck_assert_msg(isnan(g->sd_rad) ||
			      fabs(g->most_rad * DEG - 85) < 3, "%zu: %.1f", i,
			      g->most_rad * DEG);
	}
	for (size_t i = 2; i < n_reps; i++)
		if (rep[i].start_ns > INT64_C(8000000000))
			ck_assert_double_eq_tol(rep[i].angle[GN_PELVIS_TILT]
						.most_rad * DEG, 30, 2);
	ck_assert_double_eq_tol(rep[n_reps - 1].angle[GN_KNEE_FLEXION_R]
				.least_rad * DEG, 0, 2);
}
END_TEST

/* What was measured at a hole's edges is used, and no more than that. */
START_TEST(edges_of_a_hole)
{
	static const double last[] = { 6.20, 6.19, 6.20 };
	static const double first[] = { 6.90, 6.91, 7.42 };

	edge_s[0] = last[_i % 3];
	edge_s[1] = first[_i % 3];
	legs.hole_s[0] = last[_i % 3] + 0.001;
	legs.hole_s[1] = first[_i % 3] - 0.001;
	begins_ns = _i / 3 * INT64_C(5000000);
	again = 1;
	stand();
	run(0);
	ck_assert_int_ge(looks, 2);
}
END_TEST

/* The third repetition, 8 to 11 s, begins where nothing was seen. */
START_TEST(begins_in_a_hole)
{
	legs.hole_s[0] = 7.405;
	legs.hole_s[1] = 8.755 + 0.1 * _i;
	stand();
	run(0);
	ck_assert_uint_eq(n_reps, 6);
	ck_assert_double_le(1e-9 * (double)rep[1].end_ns, legs.hole_s[0]);
	ck_assert_double_ge(1e-9 * (double)rep[2].start_ns, legs.hole_s[1]);
	ck_assert_int_lt(rep[2].start_ns, rep[2].turn_ns);
	ck_assert_double_eq_tol(rep[2].angle[GN_KNEE_FLEXION_R].most_rad * DEG,
				85, 1);
}
END_TEST

/* Of its way there next to nothing is seen, which is no beginning. */
START_TEST(turns_as_a_hole_ends)
{
	legs.hole_s[0] = 7.855;
	legs.hole_s[1] = 9.505;
	stand();
	run(0);
	ck_assert_uint_eq(n_reps, 6);
	ck_assert_int_lt(rep[2].start_ns, INT64_C(8000000000));
	ck_assert_double_eq_tol(1e-9 * (double)rep[2].turn_ns, 9.5, 0.05);
}
END_TEST

START_TEST(a_hole_at_the_turn)
{
	legs.hole_s[0] = 6.2;           /* deepest at 6.5 s */
	legs.hole_s[1] = 6.9;
	stand();
	run(0);
	for (size_t i = 0; i < n_reps; i++)
		if (rep[i].start_ns < INT64_C(6200000000) &&
		    rep[i].end_ns > INT64_C(6900000000))
			ck_assert(isnan(rep[i].angle[GN_KNEE_FLEXION_R]
					.sd_rad));
	ck_assert(isfinite(rep[0].angle[GN_KNEE_FLEXION_R].sd_rad));
}
END_TEST

/* An exercise whose plane nobody knows: a knee that bends tells it, a leg that
 * is lifted straight does not, and needs calibration. */
START_TEST(any_plane)
{
	squat.sagittal = 0;
	stand();
	run(0);
	goes(GN_HIP_FLEXION_R, 0, 90, 1.5);
	squat.sagittal = 1;
	run(1);
	legs.lean_rad[LEG_THIGH] = legs.lean_rad[LEG_SHANK] = -40 / DEG;
	squat.sagittal = 0;
	run(0);
	goes(GN_HIP_FLEXION_R, 0, 70, 1.5);
	stand();
	for (int k = 0; k < LEG_SENSORS; k++)
		body.mount[k].has_side = body.mount[k].has_sign = 0;
	run(0);
	withheld(GN_HIP_FLEXION_R, GN_ANGLE_AXIS, LEG_THIGH);
	withheld(GN_PELVIS_TILT, GN_ANGLE_AXIS, LEG_PELVIS);
}
END_TEST

/* Where no gyroscope is, or no segment, there is no angle. */
START_TEST(other_places)
{
	place[LEG_SHANK] = GN_PLACE_BAR;
	stand();
	run(0);
	withheld(GN_KNEE_FLEXION_R, GN_ANGLE_ABSENT, 0);
	goes(GN_HIP_FLEXION_R, 0, 90, 1.5);
	has_gyr[LEG_PELVIS] = 0;
	run(0);
	withheld(GN_HIP_FLEXION_R, GN_ANGLE_RATES, LEG_PELVIS);
	withheld(GN_PELVIS_TILT, GN_ANGLE_RATES, LEG_PELVIS);
}
END_TEST

START_TEST(names)
{
	for (int a = 0; a < GN_ANGLES; a++)
		ck_assert_int_eq(gn_angle_find(gn_angle_def(
				 (enum gn_angle)a)->name), a);
	ck_assert_int_eq(gn_angle_find("knee_flexion"), -1);
	ck_assert_str_eq(gn_angle_def(GN_KNEE_FLEXION_L)->name,
			 "knee_flexion_l");
	ck_assert_str_eq(gn_angle_state_text(GN_ANGLE_GIVEN), "given");
	ck_assert_str_eq(gn_angle_state_text(GN_ANGLE_STATE_COUNT), "unknown");
}
END_TEST

Suite *suite_joints(void)
{
	Suite *s = suite_create("joints");
	TCase *t = tcase_create("joints");

	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_loop_test(t, angles_of_a_squat, 0, 4);
	tcase_add_loop_test(t, a_knee_bends_one_way, 0, 3);
	tcase_add_test(t, further_than_a_joint_goes);
	tcase_add_test(t, without_a_pose);
	tcase_add_test(t, what_goes_on_beside_the_repetition);
	tcase_add_test(t, a_still_segment);
	tcase_add_test(t, given_once);
	tcase_add_test(t, calibration_tells_forward);
	tcase_add_loop_test(t, a_hole_between_repetitions, 0, 4);
	tcase_add_loop_test(t, edges_of_a_hole, 0, 6);
	tcase_add_loop_test(t, begins_in_a_hole, 0, 3);
	tcase_add_test(t, turns_as_a_hole_ends);
	tcase_add_test(t, a_hole_at_the_turn);
	tcase_add_test(t, any_plane);
	tcase_add_test(t, other_places);
	tcase_add_test(t, names);
	suite_add_tcase(s, t);
	return s;
}

/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "apps/body.h"
#include "files.h"
#include "gonio/session.h"
#include "legs.h"
#include "suites.h"

/* Joint angles as they are now, while samples come. */

#define DEG (180 / 3.14159265358979)

static struct legs legs;
static struct gn_body body;
static struct gn_sensor sensors[LEG_SENSORS];
static struct gn_session *session;
static struct gn_sample *sample;
static size_t n_samples;

static const struct gn_exercise squat = {
	.name = "squat", .rep_min_s = 0.7f, .rep_max_s = 8, .sagittal = 1 };

static void setup(void)
{
	files_open();
	legs_init(&legs);
	for (int k = 0; k < LEG_SENSORS; k++)
		legs.mount[k] = gn_quat_normalise((struct gn_quat){ 1, 2, 3,
						  (float)k });
	memcpy(sensors, legs_sensors, sizeof(sensors));
	sample = legs_samples(&legs, &n_samples);
	session = NULL;
}

static void teardown(void)
{
	gn_session_destroy(session);
	free(sample);
	files_close();
}

/* As a calibration of the same legs teaches. */
static void learn(void)
{
	struct gn_recording_info info = { .n_sensors = LEG_SENSORS };
	struct gn_known_body known = { .n = 0 };

	memcpy(info.sensors, legs_sensors, sizeof(legs_sensors));
	ck_assert_int_eq(gn_body_learn(&known, legs_table(&legs, "calib.csv",
							  0, 99), NULL),
			 GN_OK);
	gn_body_of(&known, &info, &body);
}

static void start(uint8_t provisional)
{
	struct gn_session_params p = {
		.sensors = sensors, .n_sensors = LEG_SENSORS,
		.exercise = &squat, .body = &body,
		.provisional = provisional };

	ck_assert_int_eq(gn_session_create(&session, &p), GN_OK);
}

/* Samples up to t s; how far an angle is then, deg. */
static double at(double t, size_t *i, enum gn_angle a)
{
	while (*i < n_samples && 1e-9 * (double)sample[*i].t_ns <= t)
		ck_assert_int_eq(gn_session_push(session, &sample[(*i)++], 1),
				 GN_OK);
	return DEG * (double)gn_session_now(session, a);
}

/* What it truly is when the knee has gone by part of its way. */
struct truth {
	enum gn_angle angle;
	double deepest_deg;
};

static const struct truth truth[] = {
	{ GN_KNEE_FLEXION_R, 85 }, { GN_HIP_FLEXION_R, 90 },
	{ GN_ANKLE_FLEXION_R, 25 }, { GN_PELVIS_TILT, 30 },
	{ GN_THIGH_INWARD_R, 0 }, { GN_PELVIS_DROP, 0 },
};

/* At every moment of six squats, 60 ms late at most. */
START_TEST(they_follow_the_movement)
{
	const struct truth *a = &truth[_i];
	double worst = 0;
	size_t i = 0;

	learn();
	start(1);
	for (double t = 0.5; t < 20; t += 0.02) {
		double now = at(t, &i, a->angle), least = 1e9;

		for (double late = 0; late <= 0.06; late += 0.005) {
			double b = legs_bent(&legs, LEG_SHANK, t - late);

			least = fmin(least, fabs(now - a->deepest_deg * b));
		}
		worst = fmax(worst, least);
	}
	ck_assert_msg(worst < 2.5, "%s: off by %.1f deg",
		      gn_angle_def(a->angle)->name, worst);
}
END_TEST

START_TEST(only_what_is_known_is_told)
{
	size_t i = 0;

	learn();
	start(1);
	ck_assert(isnan(at(-1, &i, GN_KNEE_FLEXION_R)));
	ck_assert(!isnan(at(3.5, &i, GN_KNEE_FLEXION_R)));
	ck_assert(isnan(at(3.5, &i, GN_KNEE_FLEXION_L)));
	ck_assert(isnan(at(3.5, &i, GN_TRUNK_LEAN)));
	/* of the foot only up is known, and it is the vertical's other side */
	ck_assert(!isnan(at(3.5, &i, GN_ANKLE_FLEXION_R)));
}
END_TEST

/* Forward or back: who cannot tell says nothing, once it leans. */
START_TEST(without_the_axis_or_the_sign_nothing)
{
	size_t i = 0;

	learn();
	body.mount[LEG_SHANK].has_sign = 0;
	start(1);
	ck_assert(!isnan(at(1.5, &i, GN_KNEE_FLEXION_R)));
	ck_assert(isnan(at(3.5, &i, GN_KNEE_FLEXION_R)));
	ck_assert(isnan(at(3.5, &i, GN_SHANK_INWARD_R)));
	ck_assert(!isnan(at(3.5, &i, GN_HIP_FLEXION_R)));
}
END_TEST

/* How far an arm is raised needs no axis. */
START_TEST(an_arm_that_is_raised)
{
	size_t i = 0;

	learn();
	sensors[LEG_THIGH].place = GN_PLACE_UPPER_ARM;
	body.mount[LEG_THIGH].has_side = 0;
	start(1);
	ck_assert_double_eq_tol(at(1.5, &i, GN_SHOULDER_ELEVATION_R), 0, 1);
	ck_assert_double_eq_tol(at(3.55, &i, GN_SHOULDER_ELEVATION_R), 60, 2);
	ck_assert(isnan(at(3.55, &i, GN_SHOULDER_ELEVATION_L)));
}
END_TEST

START_TEST(no_body_or_not_live)
{
	size_t i = 0;

	memset(&body, 0, sizeof(body));
	start(1);
	ck_assert(isnan(at(3.5, &i, GN_KNEE_FLEXION_R)));
	gn_session_destroy(session);
	learn();
	start(0);
	i = 0;
	ck_assert(isnan(at(3.5, &i, GN_KNEE_FLEXION_R)));
}
END_TEST

/* A gyroscope with a bias that the pose has shown; nobody stands before. */
START_TEST(the_bias_of_the_pose_is_taken_off)
{
	size_t i = 0;

	learn();
	for (int k = 0; k < LEG_SENSORS; k++)
		body.mount[k].axes.bias_radps[0] += 0.15F;
	for (size_t k = 0; k < n_samples; k++)
		sample[k].gyr_radps[0] += 0.15F;
	start(1);
	while (sample[i].t_ns < INT64_C(2000000000))
		i++;
	ck_assert_double_eq_tol(at(3.55, &i, GN_PELVIS_TILT), 30, 2);
	ck_assert_double_eq_tol(at(3.55, &i, GN_KNEE_FLEXION_R), 85, 2.5);
	ck_assert_double_eq_tol(at(19.5, &i, GN_KNEE_FLEXION_R), 85 *
				legs_bent(&legs, LEG_SHANK, 19.48), 5);
}
END_TEST

START_TEST(a_hole_is_not_known)
{
	size_t i = 0;

	learn();
	start(1);
	for (size_t k = 0; k < n_samples; k++)
		if (sample[k].sensor == LEG_SHANK &&
		    sample[k].t_ns > INT64_C(3000000000) &&
		    sample[k].t_ns < INT64_C(8000000000))
			for (int c = 0; c < 3; c++)
				sample[k].gyr_radps[c] = NAN;
	ck_assert(!isnan(at(2.9, &i, GN_KNEE_FLEXION_R)));
	ck_assert(isnan(at(6, &i, GN_KNEE_FLEXION_R)));
	ck_assert(!isnan(at(6, &i, GN_HIP_FLEXION_R)));
	ck_assert(!isnan(at(9, &i, GN_KNEE_FLEXION_R)));
}
END_TEST

/* Any block size, and after a reset: the same bits. */
START_TEST(the_same_bits)
{
	float one[GN_ANGLES], now;
	size_t i = 0;

	learn();
	start(1);
	at(7.3, &i, GN_KNEE_FLEXION_R);
	for (int a = 0; a < GN_ANGLES; a++)
		one[a] = gn_session_now(session, (enum gn_angle)a);
	gn_session_reset(session);
	ck_assert(isnan(gn_session_now(session, GN_KNEE_FLEXION_R)));
	ck_assert_int_eq(gn_session_push(session, sample, i), GN_OK);
	for (int a = 0; a < GN_ANGLES; a++) {
		now = gn_session_now(session, (enum gn_angle)a);
		ck_assert_mem_eq(&now, &one[a], sizeof(now));
	}
}
END_TEST

Suite *suite_now(void)
{
	Suite *s = suite_create("now");
	TCase *t = tcase_create("now");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 30);
	tcase_add_loop_test(t, they_follow_the_movement, 0,
			    sizeof(truth) / sizeof(truth[0]));
	tcase_add_test(t, only_what_is_known_is_told);
	tcase_add_test(t, without_the_axis_or_the_sign_nothing);
	tcase_add_test(t, an_arm_that_is_raised);
	tcase_add_test(t, no_body_or_not_live);
	tcase_add_test(t, the_bias_of_the_pose_is_taken_off);
	tcase_add_test(t, a_hole_is_not_known);
	tcase_add_test(t, the_same_bits);
	suite_add_tcase(s, t);
	return s;
}

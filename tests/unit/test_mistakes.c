/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/session.h"
#include "legs.h"
#include "suites.h"

/*
 * Two legs in closed form, of which only the sensors' names lie. What shakes a
 * leg shakes all of its segments; each leg by its own.
 */
enum { THIGH_L = LEG_SENSORS, SHANK_L, FOOT_L, SENSORS };

static const enum gn_place places[SENSORS] = {
	GN_PLACE_PELVIS, GN_PLACE_THIGH, GN_PLACE_SHANK, GN_PLACE_FOOT,
	GN_PLACE_THIGH, GN_PLACE_SHANK, GN_PLACE_FOOT };

static struct gn_exercise squat;
static struct gn_sensor sensors[SENSORS];
static struct gn_sample *samples;
static size_t n_samples;
static struct gn_body body;
static float shake_mps2, rattle_mps2, drift_radps;
static size_t left_late;                /* samples behind the right leg */

static struct {
	struct gn_mistake mistake[8];
	struct gn_rep rep[64];
	size_t mistakes, reps, sets, early;
	struct gn_angle_note note[GN_ANGLES];
} got;

static void setup(void)
{
	squat = (struct gn_exercise){
		.name = "squat", .first = GN_PHASE_ECCENTRIC,
		.rep_min_s = 0.7f, .rep_max_s = 8, .angle = "knee_flexion",
		.joint = { GN_PLACE_THIGH, GN_PLACE_SHANK },
		.rom_min_rad = 1, .rom_max_rad = 2,
		.places = { GN_PLACE_THIGH }, .n_places = 1,
		.signal = GN_SIGNAL_TILT, .begins = GN_BEGINS_HIGH,
		.partial_of = 0.75f, .sagittal = 1,
		.turns = { { { GN_PLACE_THIGH, GN_PLACE_SHANK,
			       GN_PLACE_FOOT }, 3 } },
		.n_turns = 1,
	};
	memset(&body, 0, sizeof(body));
	memset(&got, 0, sizeof(got));
	shake_mps2 = 0.1f;
	rattle_mps2 = drift_radps = 0;
	left_late = 0;
	for (int k = 0; k < SENSORS; k++) {
		sensors[k] = legs_sensors[k < LEG_SENSORS ? k : k - 3];
		sensors[k].place = places[k];
		sensors[k].side = k == LEG_PELVIS ? GN_SIDE_NONE :
				  k < THIGH_L ? GN_SIDE_RIGHT : GN_SIDE_LEFT;
	}
}

static void teardown(void)
{
	free(samples);
	samples = NULL;
}

static float noise(void)
{
	return (float)rand() / (float)RAND_MAX - 0.5f;
}

/* What a sensor has for itself: a loose strap, a gyroscope's bias. */
static void spoil(struct gn_sample *s)
{
	for (int c = 0; c < 3; c++) {
		s->acc_mps2[c] += rattle_mps2 * noise();
		s->gyr_radps[c] += drift_radps + 0.1f * rattle_mps2 * noise();
	}
}

/* Both legs do the same, but for what shakes them; the left one later. */
static void move(void)
{
	struct legs l;
	struct gn_sample *one;
	size_t n;

	legs_init(&l);
	one = legs_samples(&l, &n);
	samples = calloc(n / LEG_SENSORS * SENSORS, sizeof(*samples));
	ck_assert_ptr_nonnull(samples);
	n_samples = 0;
	srand(3);
	for (size_t i = 0; i < n; i += LEG_SENSORS) {
		float shake[2] = { shake_mps2 * noise(), shake_mps2 * noise() };

		for (uint32_t k = 0; k < SENSORS; k++) {
			struct gn_sample *s = &samples[n_samples++];

			size_t late = k < THIGH_L ? 0 :
				i / LEG_SENSORS < left_late ? i :
				left_late * LEG_SENSORS;

			*s = one[i - late + (k < LEG_SENSORS ? k : k - 3)];
			s->t_ns = one[i].t_ns;
			s->sensor = k;
			spoil(s);
			if (k != LEG_PELVIS)
				s->acc_mps2[2] += shake[k >= THIGH_L];
		}
	}
	free(one);
}

static void swap(int a, int b)
{
	struct gn_sensor s = sensors[a];

	sensors[a] = sensors[b];
	sensors[b] = s;
}

static void take(struct gn_session *session)
{
	struct gn_session_event ev;

	memset(&got, 0, sizeof(got));
	while (gn_session_next(session, &ev)) {
		if (ev.kind == GN_EV_MISTAKE)
			got.mistake[got.mistakes++] = ev.u.mistake;
		if (ev.kind == GN_EV_REP)
			got.rep[got.reps++] = ev.u.rep;
		got.sets += ev.kind == GN_EV_SET;
		got.early = got.reps && ev.kind == GN_EV_MISTAKE;
	}
	for (int a = 0; a < GN_ANGLES; a++)
		got.note[a] = gn_session_angle(session, (enum gn_angle)a);
}

static void run(void)
{
	struct gn_session_params p = {
		.sensors = sensors, .n_sensors = SENSORS,
		.exercise = &squat, .body = &body };
	struct gn_session *session = NULL;

	ck_assert_int_eq(gn_session_create(&session, &p), GN_OK);
	ck_assert_int_eq(gn_session_push(session, samples, n_samples), GN_OK);
	gn_session_flush(session);
	take(session);
	gn_session_destroy(session);
	ck_assert_uint_eq(got.reps, 6);
	ck_assert_uint_eq(got.sets, 1);
}

/* Of mistake k: kind and sensors, in any order. */
static void is(size_t k, enum gn_mistake_kind kind, uint32_t a, uint32_t b)
{
	const struct gn_mistake *m = &got.mistake[k];

	ck_assert_uint_gt(got.mistakes, k);
	ck_assert_int_eq(m->kind, kind);
	ck_assert_msg((m->sensor == a && m->other == b) ||
		      (m->sensor == b && m->other == a), "%u %u", m->sensor,
		      m->other);
}

static void withheld(enum gn_angle a)
{
	for (size_t i = 0; i < got.reps; i++)
		ck_assert(isnan(got.rep[i].angle[a].sd_rad));
	ck_assert_int_eq(got.note[a].state, GN_ANGLE_MISTAKE);
}

START_TEST(nothing_where_names_are_true)
{
	move();
	for (int posed = 0; posed < 2; posed++) {
		run();
		ck_assert_uint_eq(got.mistakes, 0);
		legs_pose(samples, SENSORS, &body);
	}
	ck_assert(isfinite(got.rep[0].rom_rad));
	ck_assert_int_eq(got.note[GN_KNEE_FLEXION_R].state, GN_ANGLE_GIVEN);
}
END_TEST

/* By what the catalogue knows; counts and tempo stay, ranges go. */
START_TEST(thigh_and_shank_by_their_order)
{
	move();
	swap(LEG_THIGH, LEG_SHANK);
	run();
	ck_assert_uint_eq(got.mistakes, 1);
	is(0, GN_MISTAKE_SWAPPED, LEG_THIGH, LEG_SHANK);
	ck_assert_uint_eq(got.early, 0);
	ck_assert_int_eq(got.mistake[0].since_ns / 100000000,
			 got.rep[0].start_ns / 100000000);
	withheld(GN_KNEE_FLEXION_R);
	for (size_t i = 0; i < got.reps; i++) {
		ck_assert(isfinite(got.rep[i].tempo_s[0]));
		/* both limbs work; measured on a thigh */
		ck_assert(got.rep[i].side != GN_SIDE_RIGHT ||
			  isnan(got.rep[i].rom_rad));
	}
}
END_TEST

/* One leg alone: nothing is left to measure on. */
START_TEST(ranges_of_a_wrong_sensor_are_withheld)
{
	move();
	swap(LEG_THIGH, LEG_SHANK);
	for (int k = THIGH_L; k < SENSORS; k++)
		sensors[k].bad_acc = sensors[k].bad_gyr = 1;
	run();
	is(0, GN_MISTAKE_SWAPPED, LEG_THIGH, LEG_SHANK);
	for (size_t i = 0; i < got.reps; i++) {
		ck_assert(isnan(got.rep[i].rom_rad));
		ck_assert(isnan(got.rep[i].rom_sd_rad));
		ck_assert(isnan(got.rep[i].peak_radps));
		ck_assert(isnan(got.rep[i].mean_radps));
		ck_assert(isfinite(got.rep[i].tempo_s[2]));
	}
}
END_TEST

/* Where nothing is known of the order, by where the joint is. */
START_TEST(neighbours_by_their_height)
{
	static const int pairs[][2] = {
		{ LEG_THIGH, LEG_SHANK }, { SHANK_L, THIGH_L },
		{ LEG_PELVIS, LEG_THIGH } };

	squat.n_turns = 0;
	move();
	swap(pairs[_i][0], pairs[_i][1]);
	legs_pose(samples, SENSORS, &body);
	run();
	is(0, GN_MISTAKE_SWAPPED, (uint32_t)pairs[_i][0],
	   (uint32_t)pairs[_i][1]);
	ck_assert_uint_eq(got.mistakes, 1);
}
END_TEST

/* By what the pose has told of the gyroscopes, not by that they drift. */
START_TEST(height_in_spite_of_a_drift)
{
	squat.n_turns = 0;
	sensors[LEG_PELVIS].bad_gyr = sensors[LEG_FOOT].bad_gyr = 1;
	drift_radps = 0.1f;
	move();
	legs_pose(samples, SENSORS, &body);
	run();
	ck_assert_uint_eq(got.mistakes, 0);
	swap(LEG_THIGH, LEG_SHANK);
	legs_pose(samples, SENSORS, &body);
	run();
	is(0, GN_MISTAKE_SWAPPED, LEG_THIGH, LEG_SHANK);
}
END_TEST

/* The joint knows better than the catalogue: an odd squat, no swap. */
START_TEST(height_overrules_order)
{
	squat.turns[0] = (struct gn_order){ { GN_PLACE_SHANK, GN_PLACE_THIGH },
					    2 };
	move();
	run();
	ck_assert_uint_eq(got.mistakes, 2);     /* both legs */
	legs_pose(samples, SENSORS, &body);
	run();
	ck_assert_uint_eq(got.mistakes, 0);
}
END_TEST

/* A slower one is no evidence of anything. */
START_TEST(a_leg_at_rest_says_nothing)
{
	squat.on_one_leg = 0;
	move();
	sensors[LEG_PELVIS].bad_gyr = 1;
	for (size_t i = SENSORS; i < n_samples; i++) {
		struct gn_sample *s = &samples[i];

		if (s->sensor < THIGH_L)
			continue;
		memcpy(s->acc_mps2, samples[s->sensor].acc_mps2,
		       sizeof(s->acc_mps2));
		for (int c = 0; c < 3; c++)
			s->gyr_radps[c] *= 0.02f;
	}
	swap(THIGH_L, SHANK_L);
	run();
	ck_assert_uint_eq(got.mistakes, 0);
}
END_TEST

/* Nor are two that hardly turn. */
START_TEST(what_hardly_turns_says_nothing)
{
	move();
	for (size_t i = 0; i < n_samples; i++)
		switch (places[samples[i].sensor]) {
		case GN_PLACE_SHANK:
			samples[i].gyr_radps[1] *= 0.02f;
			break;
		case GN_PLACE_FOOT:
			samples[i].gyr_radps[1] = 0.1f * noise();
			break;
		default:
			break;
		}
	run();
	ck_assert_uint_eq(got.mistakes, 0);
}
END_TEST

/* Two that have another between them, once and no more. */
START_TEST(thigh_and_foot)
{
	move();
	swap(LEG_THIGH, LEG_FOOT);
	run();
	ck_assert_uint_eq(got.mistakes, 1);
	is(0, GN_MISTAKE_SWAPPED, LEG_THIGH, LEG_FOOT);
}
END_TEST

/* Each place of thighs and shanks as on the other leg, more than its leg. */
static void shake_places(float by_mps2)
{
	float place[2], cross[2];

	for (size_t i = 0; i < n_samples; i++) {
		struct gn_sample *s = &samples[i];
		int left = s->sensor >= THIGH_L, low;

		if (s->sensor == 0)
			for (int k = 0; k < 2; k++) {
				place[k] = by_mps2 * noise();
				cross[k] = by_mps2 / 2 * noise();
			}
		if (places[s->sensor] != GN_PLACE_THIGH &&
		    places[s->sensor] != GN_PLACE_SHANK)
			continue;
		low = places[s->sensor] == GN_PLACE_SHANK;
		s->acc_mps2[2] += place[low] + cross[left ^ low];
	}
}

/* Where no order is known and nobody stood still, the joints with the others
 * tell, though both legs do the very same. */
START_TEST(two_that_share_no_joint_with_the_next)
{
	static const int pairs[][2] = {
		{ LEG_THIGH, LEG_SHANK }, { THIGH_L, SHANK_L },
		{ LEG_THIGH, LEG_FOOT } };

	squat.n_turns = 0;
	shake_mps2 = 0;
	move();
	run();
	ck_assert_uint_eq(got.mistakes, 0);
	shake_places(0.03f);
	swap(pairs[_i][0], pairs[_i][1]);
	run();
	ck_assert_uint_eq(got.mistakes, 1);
	is(0, GN_MISTAKE_SWAPPED, (uint32_t)pairs[_i][0],
	   (uint32_t)pairs[_i][1]);
}
END_TEST

/* Joints that say so against an order that is known say nothing. */
START_TEST(order_overrules_the_joints)
{
	squat.turns[0] = (struct gn_order){ { GN_PLACE_SHANK, GN_PLACE_THIGH },
					    2 };
	move();
	swap(LEG_THIGH, LEG_SHANK);
	swap(THIGH_L, SHANK_L);
	run();
	ck_assert_uint_eq(got.mistakes, 0);
}
END_TEST

/* On one leg the order is that of the leg that stands; no other joint tells. */
START_TEST(the_other_leg_may_do_what_it_will)
{
	squat.on_one_leg = 1;
	sensors[LEG_PELVIS].bad_gyr = sensors[FOOT_L].bad_gyr = 1;
	move();
	swap(THIGH_L, SHANK_L);
	for (size_t i = 0; i < n_samples; i++)
		if (samples[i].sensor >= THIGH_L)
			samples[i].acc_mps2[0] += 5.0f *
				samples[i].gyr_radps[1];
	run();
	ck_assert_uint_eq(got.mistakes, 0);
	swap(THIGH_L, SHANK_L);
	swap(LEG_THIGH, LEG_SHANK);
	run();
	is(0, GN_MISTAKE_SWAPPED, LEG_THIGH, LEG_SHANK);
}
END_TEST

/* Left for right, told by the neighbours that are right. */
START_TEST(left_for_right)
{
	static const int pairs[][2] = { { LEG_THIGH, THIGH_L },
					{ LEG_SHANK, SHANK_L },
					{ LEG_FOOT, FOOT_L } };

	move();
	swap(pairs[_i][0], pairs[_i][1]);
	run();
	is(0, GN_MISTAKE_CROSSED, (uint32_t)pairs[_i][0],
	   (uint32_t)pairs[_i][1]);
	ck_assert_uint_eq(got.mistakes, 1);
	ck_assert_uint_eq(got.mistake[0].or_next, 0);
	if (_i < 2) {
		withheld(GN_KNEE_FLEXION_L);
		withheld(GN_KNEE_FLEXION_R);
	}
}
END_TEST

/* Two places a side: one of them is, and which cannot be told. */
START_TEST(left_for_right_here_or_there)
{
	sensors[LEG_FOOT].bad_gyr = sensors[FOOT_L].bad_gyr = 1;
	move();
	swap(LEG_THIGH, THIGH_L);
	run();
	ck_assert_uint_eq(got.mistakes, 2);
	is(0, GN_MISTAKE_CROSSED, LEG_SHANK, SHANK_L);
	is(1, GN_MISTAKE_CROSSED, LEG_THIGH, THIGH_L);
	ck_assert_uint_eq(got.mistake[0].or_next, 1);
	ck_assert_uint_eq(got.mistake[1].or_next, 1);
}
END_TEST

/* Each sensor rattles by itself, but the knee of one leg bends when the other's
 * does not; the ankles, which stand still, do not tell which end it is. */
START_TEST(left_for_right_by_their_joints)
{
	shake_mps2 = 0;
	rattle_mps2 = 0.45f;
	left_late = 30;
	move();
	run();
	ck_assert_uint_eq(got.mistakes, 0);
	swap(LEG_THIGH, THIGH_L);
	run();
	ck_assert_uint_eq(got.mistakes, 2);
	is(0, GN_MISTAKE_CROSSED, LEG_SHANK, SHANK_L);
	is(1, GN_MISTAKE_CROSSED, LEG_THIGH, THIGH_L);
	ck_assert_uint_eq(got.mistake[0].or_next, 1);
}
END_TEST

/* Nothing shakes them: nobody can tell. */
START_TEST(left_for_right_unseen)
{
	shake_mps2 = 0;
	move();
	swap(LEG_THIGH, THIGH_L);
	run();
	ck_assert_uint_eq(got.mistakes, 0);
}
END_TEST

/* Legs of one mind: each place shakes as on the other side, more than it shakes
 * its own leg; that a left one is like the next right one shows nothing. */
START_TEST(legs_that_do_the_same)
{
	shake_mps2 = 0;
	move();
	shake_places(0.3f);
	run();
	ck_assert_uint_eq(got.mistakes, 0);
}
END_TEST

/* A sensor on the thigh that is named a shank's; what it has of its own. */
static void on_the_thigh(float own_mps2)
{
	move();
	for (size_t i = LEG_SHANK; i < n_samples; i += SENSORS) {
		struct gn_sample *s = &samples[i];

		s->gyr_radps[0] = s[-1].gyr_radps[1];
		s->gyr_radps[1] = 0;
		s->acc_mps2[0] = s[-1].acc_mps2[1];
		s->acc_mps2[1] = s[-1].acc_mps2[0];
		s->acc_mps2[2] = s[-1].acc_mps2[2] + own_mps2 * noise();
	}
}

/* Shaken as one, whatever the exercise is. */
START_TEST(two_on_one_segment)
{
	on_the_thigh(0.02f);
	for (int bends = 1; bends >= 0; bends--) {
		squat.rom_min_rad = bends ? 1 : NAN;
		run();
		ck_assert_uint_eq(got.mistakes, 1);
		is(0, GN_MISTAKE_TOGETHER, LEG_THIGH, LEG_SHANK);
		withheld(GN_KNEE_FLEXION_R);
	}
}
END_TEST

/* Shaken a little otherwise, and turning as one, as a straight leg does that is
 * lifted; but not in an exercise that bends it. */
START_TEST(two_that_turn_as_one)
{
	on_the_thigh(0.3f);
	run();
	ck_assert_uint_eq(got.mistakes, 1);
	is(0, GN_MISTAKE_TOGETHER, LEG_THIGH, LEG_SHANK);
	squat.n_turns = 0;
	for (int bends = 0; bends < 2; bends++) {
		squat.rom_min_rad = bends ? 1 : NAN;
		for (size_t i = LEG_SHANK; i < n_samples && bends; i += SENSORS)
			samples[i].gyr_radps[0] *= 0.5f;
		run();
		ck_assert(!got.mistakes ||
			  got.mistake[0].kind != GN_MISTAKE_TOGETHER);
	}
}
END_TEST

/* Told once, known until reset; any block size gives the same. */
START_TEST(told_once)
{
	struct gn_session_params p = {
		.sensors = sensors, .n_sensors = SENSORS,
		.exercise = &squat, .body = &body };
	struct gn_session *session = NULL;
	struct gn_rep first;
	int64_t later = INT64_C(60000000000);
	int other = _i ? THIGH_L : LEG_SHANK;

	move();
	swap(LEG_THIGH, other);
	run();
	first = got.rep[5];
	ck_assert_int_eq(gn_session_create(&session, &p), GN_OK);
	for (size_t i = 0; i < n_samples; i += 7)
		ck_assert_int_eq(gn_session_push(session, samples + i,
			n_samples - i < 7 ? n_samples - i : 7), GN_OK);
	for (size_t i = 0; i < n_samples; i++)
		samples[i].t_ns += later;
	ck_assert_int_eq(gn_session_push(session, samples, n_samples), GN_OK);
	gn_session_flush(session);
	take(session);
	ck_assert_uint_eq(got.mistakes, 1);
	ck_assert_uint_eq(got.reps, 12);
	ck_assert_mem_eq(&first, &got.rep[5], sizeof(first));
	withheld(GN_KNEE_FLEXION_R);
	gn_session_reset(session);
	ck_assert_int_eq(gn_session_push(session, samples, n_samples), GN_OK);
	gn_session_flush(session);
	take(session);
	ck_assert_uint_eq(got.mistakes, 1);
	gn_session_destroy(session);
}
END_TEST

Suite *suite_mistakes(void)
{
	Suite *s = suite_create("mistakes");
	TCase *c = tcase_create("two legs");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, nothing_where_names_are_true);
	tcase_add_test(c, thigh_and_shank_by_their_order);
	tcase_add_test(c, ranges_of_a_wrong_sensor_are_withheld);
	tcase_add_loop_test(c, neighbours_by_their_height, 0, 3);
	tcase_add_test(c, height_in_spite_of_a_drift);
	tcase_add_test(c, height_overrules_order);
	tcase_add_test(c, a_leg_at_rest_says_nothing);
	tcase_add_test(c, what_hardly_turns_says_nothing);
	tcase_add_test(c, thigh_and_foot);
	tcase_add_test(c, the_other_leg_may_do_what_it_will);
	tcase_add_loop_test(c, left_for_right, 0, 3);
	tcase_add_test(c, left_for_right_here_or_there);
	tcase_add_test(c, left_for_right_by_their_joints);
	tcase_add_test(c, left_for_right_unseen);
	tcase_add_test(c, legs_that_do_the_same);
	tcase_add_loop_test(c, two_that_share_no_joint_with_the_next, 0, 3);
	tcase_add_test(c, order_overrules_the_joints);
	tcase_add_test(c, two_on_one_segment);
	tcase_add_test(c, two_that_turn_as_one);
	tcase_add_loop_test(c, told_once, 0, 2);
	suite_add_tcase(s, c);
	return s;
}

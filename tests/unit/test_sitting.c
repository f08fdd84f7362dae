/* SPDX-License-Identifier: MIT */
/* Sitting over a day, of a thigh whose every posture is known. */
#include <math.h>
#include <string.h>

#include "apps/cli.h"
#include "capture.h"
#include "gonio/sitting.h"
#include "suites.h"

#define S_NS INT64_C(1000000000)
#define G 9.81f
#define DEG (3.14159265358979f / 180)

static struct gn_sitting_day day;
static struct gn_sitting_sum got;
static int64_t frame;
static float turn;              /* of the sensor on the thigh */

static void setup(void)
{
	gn_sitting_init(&day);
	frame = 0;
	turn = 0.7f;
}

/* The thigh leans so far from upright, for s seconds. */
static void lean(float deg, int s)
{
	const float a = deg * DEG;

	for (int64_t end = frame + (int64_t)s * GN_SITTING_HZ; frame < end;
	     frame++) {
		const float up[3] = { G * sinf(a), 0, G * cosf(a) };
		const float acc[3] = {
			up[0] * cosf(turn) - up[2] * sinf(turn),
			0.3f * sinf(0.1f * (float)frame),
			up[0] * sinf(turn) + up[2] * cosf(turn) };

		gn_sitting_push(&day, frame, acc);
	}
}

/* Walking: the thigh swings about a little forward. */
static void walk(int s)
{
	const int64_t from = frame;

	lean(5, s);
	gn_sitting_walk(&day, from * S_NS / GN_SITTING_HZ,
			frame * S_NS / GN_SITTING_HZ);
}

static void missing(int s)
{
	const float nothing[3] = { NAN, 0, 0 };

	for (int64_t end = frame + (int64_t)s * GN_SITTING_HZ; frame < end;
	     frame++)
		gn_sitting_push(&day, frame, nothing);
}

START_TEST(however_it_is_strapped_on)
{
	for (int k = 0; k < 8; k++) {
		setup();
		turn = (float)k;
		lean(80, 300);
		walk(60);
		lean(-85, 100);         /* lying on the front */
		lean(10, 40);
		gn_sitting_read(&day, &got);
		ck_assert_int_eq(got.state, GN_SITTING_GIVEN);
		ck_assert_float_eq(got.sat_s, 400);
		ck_assert_float_eq(got.upright_s, 100);
		ck_assert_float_eq(got.unknown_s, 0);
		ck_assert_uint_eq(got.bouts, 2);
		ck_assert_float_eq(got.longest_s, 300);
		ck_assert_int_eq(got.bout[0].start_ns, 0);
		ck_assert_int_eq(got.bout[0].end_ns, 300 * S_NS);
		ck_assert_int_eq(got.bout[1].start_ns, 360 * S_NS);
		ck_assert_int_eq(got.bout[1].end_ns, 460 * S_NS);
	}
}
END_TEST

/* Half-way between upright, 5 deg forward in walking, and level. */
START_TEST(half_way)
{
	walk(60);
	lean(48, 100);
	lean(52, 100);
	gn_sitting_read(&day, &got);
	ck_assert_float_eq(got.sat_s, 100);
	ck_assert_float_eq(got.upright_s, 160);
}
END_TEST

START_TEST(what_breaks_it)
{
	walk(60);
	lean(80, 1000);
	lean(10, 5);            /* someone shifts */
	lean(80, 795);
	lean(10, 10);
	lean(80, 1795);
	walk(10);
	lean(80, 5);            /* too short to be any */
	walk(10);
	gn_sitting_read(&day, &got);
	ck_assert_uint_eq(got.bouts, 2);
	ck_assert_uint_eq(got.over_long, 1);
	ck_assert_float_eq(got.longest_s, 1800);
	ck_assert_float_eq(got.sat_s, 1000 + 795 + 1795 + 5);
}
END_TEST

START_TEST(what_is_missing)
{
	walk(60);
	lean(80, 100);
	missing(5);
	lean(80, 100);
	missing(50);
	gn_sitting_read(&day, &got);
	ck_assert_uint_eq(got.bouts, 2);
	ck_assert_float_eq(got.sat_s, 200);
	ck_assert_float_eq(got.unknown_s, 55);
	/* half an epoch is enough */
	setup();
	walk(60);
	lean(80, 3);
	missing(2);
	missing(3);
	lean(80, 2);
	gn_sitting_read(&day, &got);
	ck_assert_float_eq(got.sat_s, 5);
	ck_assert_float_eq(got.unknown_s, 5);
}
END_TEST

/* How the sensor sits is not known without walking. */
START_TEST(nobody_walks)
{
	lean(80, 103);
	walk(19);               /* of which 15 s are whole epochs */
	gn_sitting_read(&day, &got);
	ck_assert_int_eq(got.state, GN_SITTING_NO_WALK);
	ck_assert_uint_eq(got.bouts, 0);
	setup();
	gn_sitting_read(&day, &got);
	ck_assert_int_eq(got.state, GN_SITTING_NO_WALK);
	ck_assert_str_eq(gn_sitting_state_text(GN_SITTING_NO_THIGH),
			 "it takes a sensor on a thigh");
}
END_TEST

/* More than a day: what is beyond is not known, and many bouts are counted. */
START_TEST(longer_than_there_is_room)
{
	walk(60);
	for (int k = 0; k < 300; k++) {
		lean(80, 250);
		lean(10, 50);
	}
	gn_sitting_read(&day, &got);
	ck_assert_uint_eq(got.bouts, (86400 - 60 + 299) / 300);
	ck_assert_float_eq_tol(got.unknown_s, 60 + 300 * 300 - 86400, 1);
	ck_assert_int_eq(got.bout[GN_SITTING_BOUTS - 1].start_ns,
			 (60 + 300 * (GN_SITTING_BOUTS - 1)) * S_NS);
}
END_TEST

/* A simulated day, as `gonio score` tells it: 40 and 10 min, walks between. */
START_TEST(through_the_session)
{
	static char out[20000], err[2000];
	static const char *const words[] = { "--exercise", "steps",
					     "sim:sitting", NULL };
	static const char *const json[] = { "--format", "json", "--exercise",
					    "steps", "sim:sitting", NULL };
	static const char *const gait[] = { "--exercise", "steps", "sim:gait",
					    NULL };

	ck_assert_int_eq(capture_command(cmd_score, words, out, sizeof(out),
					 err, sizeof(err)), CLI_OK);
	ck_assert_ptr_nonnull(strstr(out, "\nSitting or lying 50.0 of 52.8 "
		"min, seen by thigh_r: 2 times, 1 of them 30 min or longer"));
	ck_assert_ptr_nonnull(strstr(out, "the longest 40.0 min\n"
		"   start s     end s  min\n        55      2455   40\n"));
	ck_assert_ptr_null(strstr(out, "2540"));
	ck_assert_int_eq(capture_command(cmd_score, json, out, sizeof(out),
					 err, sizeof(err)), CLI_OK);
	ck_assert_ptr_nonnull(strstr(out, "\"sitting\":{\"sensor\":0,"
		"\"sitting_s\":3000,\"upright_s\":170,\"unknown_s\":4.36,"
		"\"bouts\":2,\"bouts_30_min\":1,\"longest_s\":2400,"
		"\"first_bouts\":[{\"start_s\":55,\"end_s\":2455},"
		"{\"start_s\":2540,\"end_s\":3140}]}"));
	ck_assert_int_eq(capture_command(cmd_score, gait, out, sizeof(out),
					 err, sizeof(err)), CLI_OK);
	ck_assert_ptr_nonnull(strstr(out, "\nNot assessed: sitting; it takes "
				     "a sensor on a thigh\n"));
}
END_TEST

Suite *suite_sitting(void)
{
	Suite *s = suite_create("sitting");
	TCase *t = tcase_create("sitting");

	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_test(t, however_it_is_strapped_on);
	tcase_add_test(t, half_way);
	tcase_add_test(t, what_breaks_it);
	tcase_add_test(t, what_is_missing);
	tcase_add_test(t, nobody_walks);
	tcase_add_test(t, longer_than_there_is_room);
	tcase_add_test(t, through_the_session);
	suite_add_tcase(s, t);
	return s;
}

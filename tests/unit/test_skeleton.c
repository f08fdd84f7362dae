/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "body.h"
#include "gonio/gravity.h"
#include "suites.h"

#define HZ 30
#define N 300                   /* frames of a take, 10 s */
#define MS INT64_C(1000000)
#define DEG 57.29577951308232
#define PI 3.14159265358979323846

/* What a test moves, how it is seen, and what came of it. */
static struct gn_skeleton sk;
static struct gn_skeleton_out got[N + 8];
static int n_got, n_seg;
static double noise_m, facing_rad;
static uint64_t seed;

static void setup(void)
{
	n_got = 0;
	noise_m = facing_rad = 0;
	seed = 1;
}

static void begin(uint32_t has, double rate_hz)
{
	n_seg = gn_skeleton_init(&sk, has, rate_hz);
	ck_assert_int_gt(n_seg, 0);
}

/* Number of a segment, or the test fails. */
static int segment(const char *name)
{
	struct gn_sensor s;

	for (int i = 0; i < n_seg; i++) {
		gn_skeleton_sensor(&sk, (size_t)i, &s);
		if (!strcmp(s.name, name))
			return i;
	}
	ck_abort_msg("no segment %s", name);
}

static void take(void)
{
	while (n_got < N + 8 && gn_skeleton_next(&sk, &got[n_got]))
		n_got++;
}

static void push(int64_t t_ns, const struct body *b)
{
	float at[GN_POINT_COUNT][3];

	body_points(b, at);
	if (noise_m > 0)
		body_noise(at, noise_m, &seed);
	ck_assert_int_eq(gn_skeleton_push(&sk, t_ns, (const float (*)[3])at),
			 GN_OK);
	take();
}

static void finish(void)
{
	gn_skeleton_flush(&sk);
	take();
}

static int64_t at_ns(int i)
{
	return (int64_t)i * 1000000000 / HZ;
}

/* 0 to 1 from 2 s to 4 s, held, and back from 6 s to 8 s. */
static double swing(double t)
{
	return body_ease((t - 2) / 2) - body_ease((t - 6) / 2);
}

static double swing_rate(double t)
{
	return (body_ease_rate((t - 2) / 2) - body_ease_rate((t - 6) / 2)) / 2;
}

static double seconds(int i)
{
	return (double)i / HZ;
}

/* A whole take; part of body b in proportion to the swing. */
static void act(const struct body *b)
{
	for (int i = 0; i < N; i++) {
		double k = swing(seconds(i));
		struct body now = {
			.hip_rad = k * b->hip_rad, .knee_rad = k * b->knee_rad,
			.abduct_rad = k * b->abduct_rad,
			.flex_rad = k * b->flex_rad,
			.elbow_rad = k * b->elbow_rad,
			.lean_rad = k * b->lean_rad,
			.turn_rad = facing_rad + k * b->turn_rad,
		};

		push(at_ns(i), &now);
	}
	finish();
	ck_assert_int_eq(n_got, N);
}

static void near3(const float v[3], double x, double y, double z, double tol,
		  const char *what, int i)
{
	ck_assert_msg(fabs(v[0] - x) <= tol && fabs(v[1] - y) <= tol &&
		      fabs(v[2] - z) <= tol,
		      "%s at %d: %.4f %.4f %.4f, not %.4f %.4f %.4f", what, i,
		      v[0], v[1], v[2], x, y, z);
}

/* Turning about axis c between 0 and 5 s, rad. */
static double turned(int seg, int c)
{
	double sum = 0;

	for (int i = 0; i < 5 * HZ; i++)
		sum += got[i].gyr_radps[seg][c] / HZ;
	return sum;
}

START_TEST(points_have_names)
{
	ck_assert_int_eq(gn_point_parse("Knee_L"), GN_POINT_KNEE_L);
	ck_assert_int_eq(gn_point_parse("pelvis"), GN_POINT_PELVIS);
	ck_assert_int_eq(gn_point_parse("knee"), GN_POINT_COUNT);
	for (int i = 0; i < GN_POINT_COUNT; i++)
		ck_assert_int_eq(gn_point_parse(gn_point_name(i)), i);
	ck_assert_str_eq(gn_point_name(GN_POINT_COUNT), "unknown");
}
END_TEST

START_TEST(a_sensor_for_each_segment)
{
	static const struct {
		const char *name; enum gn_place place; enum gn_side side;
	} want[] = {
		{ "pelvis", GN_PLACE_PELVIS, GN_SIDE_NONE },
		{ "chest", GN_PLACE_CHEST, GN_SIDE_NONE },
		{ "upper_arm_l", GN_PLACE_UPPER_ARM, GN_SIDE_LEFT },
		{ "upper_arm_r", GN_PLACE_UPPER_ARM, GN_SIDE_RIGHT },
		{ "forearm_l", GN_PLACE_FOREARM, GN_SIDE_LEFT },
		{ "forearm_r", GN_PLACE_FOREARM, GN_SIDE_RIGHT },
		{ "thigh_l", GN_PLACE_THIGH, GN_SIDE_LEFT },
		{ "thigh_r", GN_PLACE_THIGH, GN_SIDE_RIGHT },
		{ "shank_l", GN_PLACE_SHANK, GN_SIDE_LEFT },
		{ "shank_r", GN_PLACE_SHANK, GN_SIDE_RIGHT },
		{ "foot_l", GN_PLACE_FOOT, GN_SIDE_LEFT },
		{ "foot_r", GN_PLACE_FOOT, GN_SIDE_RIGHT },
	};

	begin(BODY_ALL, 25);
	ck_assert_int_eq(n_seg, GN_SEGMENTS_MAX);
	for (size_t i = 0; i < GN_SEGMENTS_MAX; i++) {
		struct gn_sensor s;

		gn_skeleton_sensor(&sk, i, &s);
		ck_assert_str_eq(s.name, want[i].name);
		ck_assert_int_eq(s.place, want[i].place);
		ck_assert_int_eq(s.side, want[i].side);
		ck_assert_float_eq(s.rate_hz, 25);
		ck_assert(s.has_acc && s.has_gyr && s.aligned);
		ck_assert(!s.has_mag && !s.bad_acc && !s.bad_gyr);
	}
}
END_TEST

/* Stamps are the frames', also where they are not even. */
START_TEST(standing_still)
{
	struct body b = { .turn_rad = 0.7 };
	int64_t t[40];

	begin(BODY_ALL, HZ);
	for (int i = 0; i < 40; i++)
		push(t[i] = at_ns(i) + (i % 3) * 4 * MS, &b);
	finish();
	ck_assert_int_eq(n_got, 40);
	for (int i = 0; i < n_got; i++) {
		ck_assert_int_eq(got[i].t_ns, t[i]);
		for (int k = 0; k < n_seg; k++) {
			near3(got[i].acc_mps2[k], 0, (double)GN_G_MPS2, 0,
			      2e-2, "acc", k);
			near3(got[i].gyr_radps[k], 0, 0, 0, 1e-3, "gyr", k);
		}
	}
}
END_TEST

/* What is held back: 8 frames, 0.27 s. */
START_TEST(soon)
{
	struct body b = { 0 };

	begin(BODY_ALL, HZ);
	for (int i = 0; i < 40; i++) {
		push(at_ns(i), &b);
		ck_assert_int_eq(n_got, i < 8 ? 0 : i - 7);
	}
}
END_TEST

/* The leg swings: rates, gravity and angles are those of the bones. */
START_TEST(a_knee_bends)
{
	struct body b = { .hip_rad = 1.0, .knee_rad = 1.5, .turn_rad = 0.4 };
	int thigh, shank, foot;

	begin(BODY_ALL, HZ);
	thigh = segment("thigh_r");
	shank = segment("shank_r");
	foot = segment("foot_r");
	act(&b);
	for (int i = 1; i < N - 1; i++) {
		double w = swing_rate(seconds(i)), f = swing(seconds(i));

		/* turning to the left is about up, which leans with it */
		near3(got[i].gyr_radps[thigh], 0.4 * w * sin(f),
		      0.4 * w * cos(f), w, 0.06, "thigh", i);
		near3(got[i].gyr_radps[foot], 0.4 * w * sin(-f / 2),
		      0.4 * w * cos(-f / 2), -w / 2, 0.06, "foot", i);
	}
	ck_assert_double_eq_tol(turned(thigh, 2) - turned(shank, 2), 1.5,
				0.005);
	/* held: gravity alone */
	near3(got[5 * HZ].acc_mps2[shank], (double)GN_G_MPS2 * sin(-0.5),
	      (double)GN_G_MPS2 * cos(0.5), 0, 0.03, "held", 0);
}
END_TEST

/* Specific force: gravity and the acceleration of the thigh's middle. */
START_TEST(what_swings_accelerates)
{
	struct body b = { .hip_rad = 1.2 };
	double worst = 0, most = 0;
	int thigh;

	facing_rad = 1;
	begin(BODY_ALL, HZ);
	thigh = segment("thigh_r");
	act(&b);
	for (int i = 2 * HZ; i < 4 * HZ; i++) {
		double t = seconds(i), f = 1.2 * swing(t), d = 1e-3;
		double w = 1.2 * swing_rate(t);
		double a = 1.2 * (swing_rate(t + d) - swing_rate(t - d)) /
			   (2 * d);

		/* forward, and towards the hip */
		worst = fmax(worst, fabs(got[i].acc_mps2[thigh][0] -
			     (double)GN_G_MPS2 * sin(f) - 0.21 * a));
		worst = fmax(worst, fabs(got[i].acc_mps2[thigh][1] -
			     (double)GN_G_MPS2 * cos(f) - 0.21 * w * w));
		most = fmax(most, 0.21 * fabs(a));
	}
	ck_assert_double_gt(most, 0.3);
	ck_assert_double_lt(worst, 0.08);
}
END_TEST

/* An arm that is raised sideways does not turn about itself, also where the
 * line between the shoulders lies along it. */
START_TEST(an_arm_is_raised)
{
	struct body side = { .abduct_rad = 150 / DEG };
	struct body ahead = { .flex_rad = 150 / DEG };
	int arm;

	begin(BODY_ALL, HZ);
	arm = segment("upper_arm_r");
	act(&side);
	ck_assert_double_eq_tol(turned(arm, 0), -150 / DEG, 0.01);
	for (int i = 0; i < N; i++)
		ck_assert_msg(fabsf(got[i].gyr_radps[arm][1]) < 0.05f &&
			      fabsf(got[i].gyr_radps[arm][2]) < 0.05f,
			      "%d", i);
	setup();
	begin(BODY_ALL, HZ);
	act(&ahead);
	ck_assert_double_eq_tol(turned(arm, 2), 150 / DEG, 0.01);
	for (int i = 0; i < N; i++)
		ck_assert_msg(fabsf(got[i].gyr_radps[arm][0]) < 0.05f &&
			      fabsf(got[i].gyr_radps[arm][1]) < 0.05f,
			      "%d", i);
}
END_TEST

START_TEST(the_trunk_leans)
{
	struct body b = { .lean_rad = 0.8 };
	int pelvis, chest;

	begin(BODY_ALL, HZ);
	pelvis = segment("pelvis");
	chest = segment("chest");
	act(&b);
	ck_assert_double_eq_tol(turned(pelvis, 2), -0.8, 0.005);
	ck_assert_double_eq_tol(turned(chest, 2), -0.8, 0.005);
	near3(got[5 * HZ].acc_mps2[chest], (double)GN_G_MPS2 * sin(-0.8),
	      (double)GN_G_MPS2 * cos(0.8), 0, 0.03, "chest", 0);
}
END_TEST

/* With the elbow bent the upper arm turns with the forearm. */
START_TEST(an_arm_turns_about_itself)
{
	float at[GN_POINT_COUNT][3];
	int arm, fore;

	begin(BODY_ALL, HZ);
	arm = segment("upper_arm_r");
	fore = segment("forearm_r");
	for (int i = 0; i < N; i++) {
		struct body b = { .elbow_rad = PI / 2 };
		double a = 1.2 * swing(seconds(i));
		float *e = at[GN_POINT_ELBOW_R], *w = at[GN_POINT_WRIST_R];

		body_points(&b, at);
		/* from forward (z) to the left (x) */
		w[0] = e[0] + 0.25f * (float)sin(a);
		w[2] = e[2] + 0.25f * (float)cos(a);
		ck_assert_int_eq(gn_skeleton_push(&sk, at_ns(i),
					(const float (*)[3])at), GN_OK);
		take();
	}
	finish();
	ck_assert_double_eq_tol(turned(arm, 1), 1.2, 0.03);
	/* level, its x points down: what is up for the arm is -x */
	ck_assert_double_eq_tol(fabs(turned(fore, 0)), 1.2, 0.03);
	near3(got[5 * HZ].acc_mps2[fore], (double)GN_G_MPS2, 0, 0, 0.1,
	      "level", 0);
}
END_TEST

/* 1 cm of jitter: what is left of it. */
START_TEST(jitter_is_smoothed)
{
	struct body b = { .hip_rad = 1.2, .knee_rad = 1.6 };
	double rms[2] = { 0 };
	int thigh;

	noise_m = 0.01;
	begin(BODY_ALL, HZ);
	thigh = segment("thigh_r");
	act(&b);
	for (int i = 0; i < N; i++) {
		double f = 1.2 * swing(seconds(i));
		double is = atan2((double)got[i].acc_mps2[thigh][0],
				  (double)got[i].acc_mps2[thigh][1]);

		rms[0] += (is - f) * (is - f) / N;
		rms[1] += pow((double)got[i].gyr_radps[thigh][2] -
			      1.2 * swing_rate(seconds(i)), 2) / N;
	}
	/* unsmoothed 0.7 rad/s; in acc the acceleration is the most */
	ck_assert_double_lt(sqrt(rms[0]) * DEG, 4.0);
	ck_assert_double_lt(sqrt(rms[1]), 0.25);
	ck_assert_double_eq_tol(turned(thigh, 2), 1.2, 0.08);
}
END_TEST

/* Of a tremble of four frames nothing is left. */
START_TEST(a_tremble_is_gone)
{
	int thigh;

	begin(BODY_ALL, HZ);
	thigh = segment("thigh_r");
	for (int i = 0; i < N; i++) {
		static const double sway[] = { 0, 0.05, 0, -0.05 };
		struct body b = { .hip_rad = sway[i % 4] };

		push(at_ns(i), &b);
	}
	finish();
	for (int i = 10; i < N - 10; i++)
		ck_assert_float_lt(fabsf(got[i].gyr_radps[thigh][2]), 0.02f);
}
END_TEST

/* Frames come when they like; their stamps are right. */
START_TEST(uneven_stamps)
{
	int thigh;

	begin(BODY_ALL, HZ);
	thigh = segment("thigh_r");
	for (int i = 0; i < 60; i++) {
		int64_t t = at_ns(i) + (i * 7 % 5 - 2) * 5 * MS + 10 * MS;
		struct body b = { .hip_rad = 1e-9 * (double)t - 1 };

		push(t, &b);
	}
	finish();
	for (int i = 5; i < 55; i++)
		near3(got[i].gyr_radps[thigh], 0, 0, 1, 0.03, "thigh", i);
}
END_TEST

Suite *suite_skeleton(void)
{
	Suite *s = suite_create("skeleton");
	TCase *c = tcase_create("bones");

	tcase_add_checked_fixture(c, setup, NULL);
	tcase_add_test(c, points_have_names);
	tcase_add_test(c, a_sensor_for_each_segment);
	tcase_add_test(c, standing_still);
	tcase_add_test(c, soon);
	tcase_add_test(c, a_knee_bends);
	tcase_add_test(c, what_swings_accelerates);
	tcase_add_test(c, an_arm_is_raised);
	tcase_add_test(c, the_trunk_leans);
	tcase_add_test(c, an_arm_turns_about_itself);
	tcase_add_test(c, jitter_is_smoothed);
	tcase_add_test(c, a_tremble_is_gone);
	tcase_add_test(c, uneven_stamps);
	suite_add_tcase(s, c);
	return s;
}

/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "body.h"
#include "suites.h"

#define HZ 30
#define N 120                   /* frames of a take, 4 s */
#define MS INT64_C(1000000)

/* Frames of a leg that swings, as a camera would deliver them. */
static float frame[N][GN_POINT_COUNT][3];
static int64_t t_ns[N];
static struct gn_skeleton sk;

struct take {
	struct gn_skeleton_out out[N];
	int n;
};

static struct take a, b;

static void setup(void)
{
	uint64_t seed = 7;

	memset(&a, 0, sizeof(a));
	memset(&b, 0, sizeof(b));
	for (int i = 0; i < N; i++) {
		double k = sin(3.0 * i / HZ);
		struct body now = { .hip_rad = 0.5 + 0.5 * k,
				    .knee_rad = 0.6 + 0.6 * k,
				    .abduct_rad = 0.8 + 0.8 * k };

		body_points(&now, frame[i]);
		body_noise(frame[i], 0.002, &seed);
		t_ns[i] = (int64_t)i * 1000000000 / HZ;
	}
}

static void begin(uint32_t has)
{
	ck_assert_int_gt(gn_skeleton_init(&sk, has, HZ), 0);
}

static void take(struct take *to)
{
	while (to->n < N && gn_skeleton_next(&sk, &to->out[to->n]))
		to->n++;
}

/* Frames from..below to, taken after every n of them. */
static void feed(struct take *to, int from, int below, int n)
{
	for (int i = from; i < below; i++) {
		ck_assert_int_eq(gn_skeleton_push(&sk, t_ns[i],
				 (const float (*)[3])frame[i]), GN_OK);
		if ((i + 1) % n == 0)
			take(to);
	}
}

static void finish(struct take *to)
{
	gn_skeleton_flush(&sk);
	take(to);
}

static void same(const struct gn_skeleton_out *x,
		 const struct gn_skeleton_out *y, int n, size_t segments)
{
	for (int i = 0; i < n; i++) {
		ck_assert_int_eq(x[i].t_ns, y[i].t_ns);
		ck_assert_mem_eq(x[i].acc_mps2, y[i].acc_mps2,
				 segments * sizeof(x[i].acc_mps2[0]));
		ck_assert_mem_eq(x[i].gyr_radps, y[i].gyr_radps,
				 segments * sizeof(x[i].gyr_radps[0]));
	}
}

/* Number of a segment, GN_SEGMENTS_MAX: it is not there. */
static size_t segment(const char *name)
{
	for (size_t i = 0; i < sk.n_segments; i++) {
		struct gn_sensor s;

		gn_skeleton_sensor(&sk, i, &s);
		if (!strcmp(s.name, name))
			return i;
	}
	return GN_SEGMENTS_MAX;
}

static int known(const struct gn_skeleton_out *o, size_t seg)
{
	int n = 0;

	for (int c = 0; c < 3; c++)
		n += isfinite(o->acc_mps2[seg][c]) != 0;
	return n == 3;
}

START_TEST(when_it_is_taken_makes_no_difference)
{
	begin(BODY_ALL);
	feed(&a, 0, N, 1);
	finish(&a);
	ck_assert_int_eq(a.n, N);
	for (int n = 2; n < 40; n += 5) {
		b.n = 0;
		begin(BODY_ALL);
		feed(&b, 0, N, n);
		finish(&b);
		ck_assert_int_eq(b.n, N);
		same(a.out, b.out, N, GN_SEGMENTS_MAX);
	}
}
END_TEST

START_TEST(begun_anew_it_is_fresh)
{
	begin(BODY_ALL);
	feed(&a, 0, N, 1);
	finish(&a);
	begin(BODY_ALL);
	feed(&b, 40, N, 1);
	begin(BODY_ALL);
	b.n = 0;
	feed(&b, 0, N, 1);
	finish(&b);
	same(a.out, b.out, N, GN_SEGMENTS_MAX);
}
END_TEST

/* The pieces on both sides of a gap do not know of each other. */
START_TEST(nothing_crosses_a_gap)
{
	begin(BODY_ALL);
	feed(&a, 0, 60, 1);
	finish(&a);
	ck_assert_int_eq(a.n, 60);
	for (int i = 60; i < N; i++)
		t_ns[i] += 171 * MS - 33333333;
	/* were it bridged, this would be seen */
	for (int i = 60; i < N; i++)
		for (int p = 0; p < GN_POINT_COUNT; p++)
			frame[i][p][1] += 0.05f;
	begin(BODY_ALL);
	feed(&b, 0, 61, 1);
	ck_assert_int_eq(b.n, 60);      /* nothing to wait for */
	feed(&b, 61, N, 1);
	finish(&b);
	same(a.out, b.out, 60, GN_SEGMENTS_MAX);
	for (int i = 0; i < N; i++)
		ck_assert_float_lt(fabsf(b.out[i].acc_mps2[0][1] - 9.8f),
				   0.5f);
}
END_TEST

/* A little less is no gap: a jerk there is seen. */
START_TEST(less_is_no_gap)
{
	float most = 0;

	for (int i = 60; i < N; i++) {
		t_ns[i] += 169 * MS - 33333333;
		for (int p = 0; p < GN_POINT_COUNT; p++)
			frame[i][p][1] += 0.05f;
	}
	begin(BODY_ALL);
	feed(&a, 0, N, 1);
	finish(&a);
	for (int i = 0; i < N; i++)
		most = fmaxf(most, fabsf(a.out[i].acc_mps2[0][1] - 9.8f));
	ck_assert_float_gt(most, 0.5f);
}
END_TEST

/* After a flush the stream may go on, as a new piece. */
START_TEST(flushed_it_goes_on)
{
	begin(BODY_ALL);
	feed(&a, 0, 60, 1);
	finish(&a);
	ck_assert_int_eq(a.n, 60);
	feed(&a, 60, N, 1);
	ck_assert_int_lt(a.n, N);
	finish(&a);
	ck_assert_int_eq(a.n, N);
}
END_TEST

/* Up to four frames lost are no gap; stamps tell how long it took. */
START_TEST(a_few_lost_frames_are_bridged)
{
	size_t thigh;
	int k = 0;

	begin(BODY_ALL);
	thigh = segment("thigh_r");
	feed(&a, 0, N, 1);
	finish(&a);
	begin(BODY_ALL);
	for (int i = 0; i < N; i++)
		if (i % 40 < 38)
			feed(&b, i, i + 1, 1);
	finish(&b);
	for (int i = 0; i < N; i++) {
		if (i % 40 >= 38)
			continue;
		ck_assert_int_eq(b.out[k].t_ns, t_ns[i]);
		ck_assert_float_lt(fabsf(b.out[k].gyr_radps[thigh][2] -
					 a.out[i].gyr_radps[thigh][2]), 0.4f);
		k++;
	}
	ck_assert_int_eq(k, b.n);
}
END_TEST

/* Ankle and knee leap in single frames, and in two together. */
START_TEST(jumps_are_left_out)
{
	struct gn_limb limb;
	size_t shank, thigh;
	float worst = 0;

	begin(BODY_ALL);
	shank = segment("shank_r");
	thigh = segment("thigh_r");
	feed(&a, 0, N, 1);
	finish(&a);
	for (int i = 20; i < N; i += 20) {
		frame[i][GN_POINT_ANKLE_R][0] += 1.0f;
		frame[i + 1][GN_POINT_ANKLE_R][0] += 0.8f;
		frame[i + 8][GN_POINT_KNEE_R][2] += 0.3f;
	}
	begin(BODY_ALL);
	feed(&b, 0, N, 1);
	finish(&b);
	for (int i = 0; i < N; i++)
		for (int c = 0; c < 3; c++)
			worst = fmaxf(worst,
				      fabsf(b.out[i].gyr_radps[shank][c] -
					    a.out[i].gyr_radps[shank][c]));
	ck_assert_float_lt(worst, 0.6f);
	gn_skeleton_limb(&sk, shank, &limb);
	ck_assert_uint_eq(limb.jumps, 15);
	ck_assert_uint_eq(limb.frames, N);
	ck_assert_uint_eq(limb.missing, 0);
	gn_skeleton_limb(&sk, thigh, &limb);
	ck_assert_uint_eq(limb.jumps, 5);
	ck_assert_double_eq_tol(limb.length_m, 0.42, 0.002);
	gn_skeleton_limb(&sk, segment("thigh_l"), &limb);
	ck_assert_uint_eq(limb.jumps, 0);
}
END_TEST

/* Fast is no jump: 5 m/s. */
START_TEST(speed_is_no_jump)
{
	struct gn_limb limb;

	for (int i = 0; i < N; i++)
		for (int p = 0; p < GN_POINT_COUNT; p++)
			frame[i][p][0] += 5.0f * (float)i / HZ;
	begin(BODY_ALL);
	feed(&a, 0, N, 1);
	finish(&a);
	for (size_t i = 0; i < sk.n_segments; i++) {
		gn_skeleton_limb(&sk, i, &limb);
		ck_assert_uint_eq(limb.jumps, 0);
	}
}
END_TEST

START_TEST(limbs_of_constant_length)
{
	struct gn_limb limb;
	size_t shank, thigh;

	begin(BODY_ALL);
	shank = segment("shank_l");
	thigh = segment("thigh_l");
	gn_skeleton_limb(&sk, shank, &limb);
	ck_assert_uint_eq(limb.frames, 0);
	ck_assert_double_nan(limb.spread);
	ck_assert_double_nan(limb.length_m);
	for (int i = 0; i < N; i++)             /* 0.36 or 0.44 m, 10 % */
		frame[i][GN_POINT_ANKLE_L][1] += i / 2 % 2 ? 0.04f : -0.04f;
	feed(&a, 0, N, 1);
	finish(&a);
	gn_skeleton_limb(&sk, shank, &limb);
	ck_assert_double_eq_tol(limb.length_m, 0.40, 0.002);
	ck_assert_double_eq_tol(limb.spread, 0.10, 0.003);
	gn_skeleton_limb(&sk, thigh, &limb);
	ck_assert_double_lt(limb.spread, 0.01);
}
END_TEST

/* Not seen for half of a second, all of the time, or in some coordinate. */
START_TEST(what_is_not_seen_is_not_known)
{
	struct gn_limb limb;
	size_t shank, thigh;

	for (int i = 50; i < 65; i++)
		frame[i][GN_POINT_ANKLE_R][i % 3] = i % 2 ? NAN : INFINITY;
	frame[30][GN_POINT_ANKLE_R][0] = NAN;
	begin(BODY_ALL);
	shank = segment("shank_r");
	thigh = segment("thigh_r");
	feed(&a, 0, N, 1);
	finish(&a);
	for (int i = 0; i < N; i++) {
		ck_assert_int_eq(known(&a.out[i], shank), i < 50 || i >= 65);
		ck_assert(known(&a.out[i], thigh));
		if (!known(&a.out[i], shank))
			ck_assert_float_nan(a.out[i].gyr_radps[shank][0]);
	}
	gn_skeleton_limb(&sk, shank, &limb);
	ck_assert_uint_eq(limb.missing, 16);
	ck_assert_uint_eq(limb.frames, N - 16);
	for (int i = 0; i < N; i++)
		for (int p = 0; p < GN_POINT_COUNT; p++)
			frame[i][p][1] = NAN;
	begin(BODY_ALL);
	feed(&b, 0, N, 1);
	finish(&b);
	ck_assert_int_eq(b.n, N);
	for (int i = 0; i < N; i++)
		for (size_t k = 0; k < sk.n_segments; k++)
			ck_assert(!known(&b.out[i], k));
}
END_TEST

/* Without one hip the shoulders say where right is; without these, too, what
 * was known last. */
START_TEST(to_the_right_without_hips)
{
	size_t thigh;
	uint32_t has = BODY_ALL & ~(UINT32_C(1) << GN_POINT_HIP_R);

	begin(BODY_ALL);
	thigh = segment("thigh_l");
	feed(&a, 0, N, 1);
	finish(&a);
	begin(has);
	ck_assert_uint_eq(segment("thigh_r"), GN_SEGMENTS_MAX);
	ck_assert_uint_eq(segment("pelvis"), 0);
	thigh = segment("thigh_l");
	feed(&b, 0, N, 1);
	finish(&b);
	for (int i = 0; i < N; i++)
		for (int c = 0; c < 3; c++)
			ck_assert_float_lt(fabsf(b.out[i].acc_mps2[thigh][c] -
						 a.out[i].acc_mps2[thigh][c]),
					   0.1f);
	for (int i = 60; i < N; i++)
		frame[i][GN_POINT_HIP_R][0] = frame[i][GN_POINT_CHEST][0] =
			frame[i][GN_POINT_SHOULDER_R][0] = NAN;
	begin(BODY_ALL);
	thigh = segment("thigh_l");
	b.n = 0;
	feed(&b, 0, N, 1);
	finish(&b);
	for (int i = 0; i < N; i++)
		for (int c = 0; c < 3; c++)
			ck_assert_float_lt(fabsf(b.out[i].acc_mps2[thigh][c] -
						 a.out[i].acc_mps2[thigh][c]),
					   0.1f);
}
END_TEST

START_TEST(what_is_refused)
{
	static const float bad_hz[] = { 0, -30, NAN, INFINITY };
	struct gn_skeleton_out o;
	int n = 0, err;

	for (size_t i = 0; i < sizeof(bad_hz) / sizeof(bad_hz[0]); i++)
		ck_assert_int_eq(gn_skeleton_init(&sk, BODY_ALL,
						  (double)bad_hz[i]),
				 GN_EINVAL);
	ck_assert_int_eq(gn_skeleton_init(&sk, 0, HZ), GN_ENODATA);
	for (int p = 0; p < GN_POINT_COUNT; p++)
		ck_assert_int_eq(gn_skeleton_init(&sk, UINT32_C(1) << p, HZ),
				 GN_ENODATA);
	/* a leg without hips or shoulders: nothing says where right is */
	ck_assert_int_eq(gn_skeleton_init(&sk, UINT32_C(1) << GN_POINT_KNEE_L |
			 UINT32_C(1) << GN_POINT_ANKLE_L, HZ), GN_ENODATA);
	begin(BODY_ALL);
	ck_assert_int_eq(gn_skeleton_next(&sk, &o), 0);
	feed(&a, 0, 20, 1);
	for (int k = 0; k < 3; k++)
		ck_assert_int_eq(gn_skeleton_push(&sk, t_ns[19 - k],
				 (const float (*)[3])frame[60]), GN_EORDER);
	while ((err = gn_skeleton_push(&sk, t_ns[20 + n],
			(const float (*)[3])frame[20 + n])) == GN_OK)
		n++;
	ck_assert_int_eq(err, GN_ENOSPC);
	take(&a);
	feed(&a, 20 + n, N, 1);
	finish(&a);
	begin(BODY_ALL);
	feed(&b, 0, N, 1);
	finish(&b);
	same(a.out, b.out, N, GN_SEGMENTS_MAX);
}
END_TEST

/* The fastest camera that fits is smoothed over as long a time. */
START_TEST(at_any_rate)
{
	static const double hz[] = { 1, 5, 15, 60, 190, 1000 };

	for (size_t k = 0; k < sizeof(hz) / sizeof(hz[0]); k++) {
		struct gn_skeleton_out o;
		int n = 0;

		ck_assert_int_gt(gn_skeleton_init(&sk, BODY_ALL, hz[k]), 0);
		for (int i = 0; i < 300; i++) {
			struct body now = { .hip_rad = 0.005 * i };
			float at[GN_POINT_COUNT][3];
			size_t thigh = segment("thigh_r");

			body_points(&now, at);
			ck_assert_int_eq(gn_skeleton_push(&sk,
					 llround(1e9 * i / hz[k]),
					 (const float (*)[3])at), GN_OK);
			while (gn_skeleton_next(&sk, &o))
				if (++n > 30)
					ck_assert_msg(fabs(
						(double)o.gyr_radps[thigh][2] /
						hz[k] - 0.005) < 3e-4, "%g",
						hz[k]);
		}
		ck_assert_int_gt(n, 200);
	}
}
END_TEST

Suite *suite_skeleton_stream(void)
{
	Suite *s = suite_create("skeleton_stream");
	TCase *c = tcase_create("stream");

	tcase_add_checked_fixture(c, setup, NULL);
	tcase_add_test(c, when_it_is_taken_makes_no_difference);
	tcase_add_test(c, begun_anew_it_is_fresh);
	tcase_add_test(c, nothing_crosses_a_gap);
	tcase_add_test(c, less_is_no_gap);
	tcase_add_test(c, flushed_it_goes_on);
	tcase_add_test(c, a_few_lost_frames_are_bridged);
	tcase_add_test(c, jumps_are_left_out);
	tcase_add_test(c, speed_is_no_jump);
	tcase_add_test(c, limbs_of_constant_length);
	tcase_add_test(c, what_is_not_seen_is_not_known);
	tcase_add_test(c, to_the_right_without_hips);
	tcase_add_test(c, what_is_refused);
	tcase_add_test(c, at_any_rate);
	suite_add_tcase(s, c);
	return s;
}

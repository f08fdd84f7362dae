/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/steps.h"
#include "suites.h"

/*
 * Walks made of closed forms, so that each step is known: between footfalls
 * the body rises and falls once, sways to one side and the other, and each
 * footfall knocks.
 */
#define HZ 50.0
#define FRAMES 20000
#define STEPS 2000
#define PI 3.14159265358979

/* How a place sees it, m/s2. */
struct gait {
	const char *name;
	enum gn_place place;
	double rise;            /* once a step ... */
	double twice;           /* ... and twice */
	double sway;            /* once a stride, sideways */
	double tilt_rad;        /* the sensor turns with the leg, or the arm */
	double knock[2];        /* own foot, other foot */
};

static const struct gait gaits[] = {
	{ "trunk",  GN_PLACE_PELVIS, 2.0, 0.7, 0.8, 0.00, { 3.0, 3.0 } },
	{ "hand",   GN_PLACE_PHONE,  2.5, 0.3, 0.5, 0.02, { 1.0, 1.0 } },
	{ "pocket", GN_PLACE_PHONE,  1.5, 0.8, 0.5, 0.30, { 12.0, 4.0 } },
	{ "watch",  GN_PLACE_WRIST,  1.5, 0.5, 0.5, 0.35, { 2.0, 2.0 } },
	{ "shank",  GN_PLACE_SHANK,  1.0, 0.5, 1.0, 0.50, { 20.0, 3.0 } },
	{ "weak",   GN_PLACE_CHEST,  0.8, 0.2, 0.3, 0.00, { 0.8, 0.8 } },
};
#define GAITS ((int)(sizeof(gaits) / sizeof(gaits[0])))

static float acc[FRAMES][3];
static double at[STEPS];        /* true footfalls, s */
static size_t n_frames, n_steps;
static uint64_t seed;

static double noise(void)       /* near enough to a Gauss of SD 1 */
{
	double sum = -6.0;

	for (int i = 0; i < 12; i++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		sum += (double)(seed >> 11) / 9007199254740992.0;
	}
	return sum;
}

struct found {
	struct gn_step step[STEPS];
	size_t n;
};

static struct found got;

static void begin(void)
{
	n_frames = n_steps = got.n = 0;
	seed = 7;
}

static void put(double vertical, double forward, double side, double tilt)
{
	float *a = acc[n_frames++];
	double up = 9.81 + vertical;

	ck_assert_uint_lt(n_frames, FRAMES);
	/* as it lies in the hand: turned about two axes */
	a[0] = (float)(cos(0.4 + tilt) * forward - sin(0.4 + tilt) * up +
		       0.05 * noise());
	a[1] = (float)(side + 0.05 * noise());
	a[2] = (float)(sin(0.4 + tilt) * forward + cos(0.4 + tilt) * up +
		       0.05 * noise());
}

static void stand(double length_s)
{
	for (size_t n = (size_t)(length_s * HZ); n > 0; n--)
		put(0.0, 0.0, 0.0, 0.0);
}

/* n steps; each as long as the next but for 2 %. */
static void walk(const struct gait *g, size_t n, double cadence_spm)
{
	double t = (double)n_frames / HZ, step = 60.0 / cadence_spm;
	size_t first = n_steps;

	/* slow walking shakes less */
	double size = cadence_spm < 100.0 ? cadence_spm / 100.0 : 1.0;

	for (size_t i = 0; i <= n; i++) {
		at[n_steps + i] = t;
		t += step * (1.0 + 0.02 * noise());
	}
	for (size_t i = first; (double)n_frames / HZ < at[first + n];) {
		double now = (double)n_frames / HZ, age, p, knock = 0.0;

		while (now >= at[i + 1])
			i++;
		age = now - at[i];
		p = 2.0 * PI * age / (at[i + 1] - at[i]);
		if (age < 0.2)
			knock = g->knock[(i - first) % 2] *
				exp(-age / 0.04) * cos(2.0 * PI * 9.0 * age);
		put(size * (g->rise * -cos(p) + g->twice * cos(2.0 * p + 0.5) +
			    knock),
		    size * g->rise * 0.5 * sin(p),
		    size * g->sway * sin(0.5 * p + PI * (double)(i % 2)),
		    size * g->tilt_rad *
			    sin(0.5 * p + PI * (double)(i % 2) + 0.7));
	}
	n_steps += n;
}

static void take(void *user, const struct gn_step *s)
{
	struct found *f = user;

	ck_assert_uint_lt(f->n, STEPS);
	if (f->n)
		ck_assert_int_gt(s->frame, f->step[f->n - 1].frame);
	f->step[f->n++] = *s;
}

static void detect(enum gn_place place)
{
	struct gn_steps s;

	got.n = 0;
	gn_steps_init(&s, place);
	for (size_t i = 0; i < n_frames; i++)
		gn_steps_push(&s, (int64_t)i, acc[i], take, &got);
	gn_steps_flush(&s, take, &got);
}

static double off_pct(void)
{
	return 100.0 * fabs((double)got.n - (double)n_steps) /
	       (double)n_steps;
}

/* ---- walking ----------------------------------------------------------- */

/* From shuffling to hurrying, at every place: 1 step, or 2 % of 100. */
START_TEST(every_cadence_is_counted)
{
	const struct gait *g = &gaits[_i];

	for (double c = 60.0; c < 131.0; c += 5.0) {
		begin();
		stand(5.0);
		walk(g, 100, c);
		stand(5.0);
		detect(g->place);
		ck_assert_msg(off_pct() <= 2.0, "%s at %.0f/min: %zu of %zu",
			      g->name, c, got.n, n_steps);
	}
}
END_TEST

START_TEST(steps_are_where_they_are)
{
	begin();
	stand(8.0);
	walk(&gaits[0], 60, 105.0);
	stand(8.0);
	detect(GN_PLACE_PELVIS);
	ck_assert_uint_ge(got.n, 59);
	ck_assert_uint_le(got.n, 61);
	/* the peak of the rise is half a step after the footfall */
	for (size_t i = 2; i < 57; i++) {
		double t = (double)got.step[i].frame / HZ - 0.286, e = 9.9;

		for (size_t k = 0; k < n_steps; k++)
			e = fmin(e, fabs(at[k] - t));
		ck_assert_double_lt(e, 0.15);
		ck_assert_double_eq_tol((double)got.step[i].stride_s, 1.143,
					0.06);
	}
}
END_TEST

/* A pace that changes, a stop, and on. */
START_TEST(pace_may_change)
{
	begin();
	stand(3.0);
	for (double c = 70.0; c <= 120.0; c += 2.0)
		walk(&gaits[0], 6, c);
	stand(6.0);
	walk(&gaits[0], 40, 85.0);
	stand(6.0);
	detect(GN_PLACE_PELVIS);
	ck_assert_double_le(off_pct(), 2.0);
}
END_TEST

/* Across a room: eight steps, at the end of the recording too. */
START_TEST(a_short_walk_is_counted)
{
	for (int tail = 0; tail < 2; tail++) {
		begin();
		stand(4.0);
		walk(&gaits[0], 8, 100.0);
		if (!tail)
			stand(4.0);
		detect(GN_PLACE_PELVIS);
		ck_assert_uint_ge(got.n, 7);
		ck_assert_uint_le(got.n, 9);
	}
}
END_TEST

/* A recording shorter than what is compared. */
START_TEST(a_cut_recording_is_counted)
{
	begin();
	walk(&gaits[0], 8, 110.0);
	ck_assert_uint_lt(n_frames, 256);
	detect(GN_PLACE_PELVIS);
	ck_assert_uint_ge(got.n, 7);
	ck_assert_uint_le(got.n, 9);
	n_frames = 100;
	detect(GN_PLACE_PELVIS);
	ck_assert_uint_eq(got.n, 0);
}
END_TEST

START_TEST(cadence_is_known_while_it_walks)
{
	struct gn_steps s;

	begin();
	stand(4.0);
	walk(&gaits[0], 60, 96.0);
	gn_steps_init(&s, GN_PLACE_PELVIS);
	for (size_t i = 0; i < n_frames; i++) {
		if (i == 200)
			ck_assert_float_nan(gn_steps_cadence(&s));
		gn_steps_push(&s, (int64_t)i, acc[i], take, &got);
	}
	ck_assert_float_eq_tol(gn_steps_cadence(&s), 96.0f, 3.0f);
	gn_steps_flush(&s, take, &got);
	ck_assert_float_nan(gn_steps_cadence(&s));
}
END_TEST

/* ---- no walking -------------------------------------------------------- */

START_TEST(nobody_walks_at_rest)
{
	begin();
	stand(60.0);
	detect(GN_PLACE_PHONE);
	ck_assert_uint_eq(got.n, 0);
}
END_TEST

/* Typing: knocks without a rhythm, strong enough to be steps. */
START_TEST(knocks_without_rhythm_are_no_steps)
{
	begin();
	for (int i = 0; i < 200; i++) {
		size_t n = 8 + (size_t)(fabs(noise()) * 25.0);
		double size = 3.0 + 2.0 * noise();

		for (size_t k = 0; k < n; k++)
			put(size * exp(-(double)k / 3.0), 0.0, 0.0, 0.0);
	}
	detect(GN_PLACE_WRIST);
	/* a few are in step by chance */
	ck_assert_uint_le(got.n, 50);
}
END_TEST

/* Squats, curls: smooth, and slower or with one wave a repetition. */
START_TEST(smooth_exercise_is_no_walk)
{
	static const struct { double period_s, rise, tilt; } e[] = {
		{ 1.3, 4.0, 0.0 }, { 1.6, 3.0, 0.0 }, { 2.0, 3.0, 0.5 },
		{ 2.5, 0.5, 1.2 }, { 3.0, 1.5, 0.8 }, { 1.8, 0.8, 1.4 },
	};

	begin();
	for (size_t k = 0; k < sizeof(e) / sizeof(e[0]); k++) {
		for (double t = 0.0; t < 12.0 * e[k].period_s; t += 1.0 / HZ) {
			double p = 2.0 * PI * t / e[k].period_s;

			put(e[k].rise * cos(p), 0.0, 0.0,
			    e[k].tilt * sin(p));
		}
		stand(6.0);
	}
	detect(GN_PLACE_PHONE);
	ck_assert_uint_eq(got.n, 0);
}
END_TEST

/* Jumping: a watch is shaken as no walk does. */
START_TEST(jumping_is_no_walk)
{
	static const struct gait jump = { "jump", GN_PLACE_WRIST,
		28.0, 9.0, 4.0, 0.3, { 20.0, 20.0 } };

	begin();
	stand(5.0);
	walk(&jump, 40, 120.0);
	stand(5.0);
	detect(GN_PLACE_WRIST);
	ck_assert_uint_eq(got.n, 0);
	/* a foot is */
	detect(GN_PLACE_FOOT);
	ck_assert_uint_ge(got.n, 38);
}
END_TEST

/* ---- the stream -------------------------------------------------------- */

/* Frames that are missing, one by one, for seconds, and for years. */
START_TEST(holes_are_no_steps)
{
	static const float none[3] = { NAN, NAN, NAN };
	struct gn_steps s;

	begin();
	stand(5.0);
	walk(&gaits[0], 100, 110.0);
	gn_steps_init(&s, GN_PLACE_PELVIS);
	for (size_t i = 0; i < n_frames; i++) {
		if (i > 1500 && i < 1900)       /* 8 s lost */
			continue;
		gn_steps_push(&s, (int64_t)i, i % 25 ? acc[i] : none, take,
			      &got);
	}
	/* in 8 s there were 14.7 steps */
	ck_assert_uint_ge(got.n, 60);
	ck_assert_uint_le(got.n, 92);
	for (size_t i = 0; i < n_frames; i++)
		gn_steps_push(&s, INT64_C(1) << 48 | (int64_t)i, acc[i], take,
			      &got);
	gn_steps_flush(&s, take, &got);
	ck_assert_uint_ge(got.n, 160);
	ck_assert_uint_le(got.n, 192);
	ck_assert_int_gt(got.step[got.n - 1].frame, INT64_C(1) << 48);
}
END_TEST

/* The past has no say, and nothing old comes back. */
START_TEST(init_forgets)
{
	struct gn_steps fresh, used;

	memset(&fresh, 0, sizeof(fresh));
	memset(&used, 0, sizeof(used));
	gn_steps_init(&fresh, GN_PLACE_PHONE);
	begin();
	walk(&gaits[1], 50, 100.0);
	gn_steps_init(&used, GN_PLACE_FOOT);
	for (size_t i = 0; i < n_frames; i++)
		gn_steps_push(&used, (int64_t)i, acc[i], take, &got);
	gn_steps_init(&used, GN_PLACE_PHONE);
	ck_assert_mem_eq(&fresh, &used, sizeof(fresh));
}
END_TEST

/* A frame that was there already is passed over. */
START_TEST(the_past_is_passed_over)
{
	struct gn_steps a, b;

	begin();
	walk(&gaits[0], 20, 100.0);
	memset(&a, 0, sizeof(a));
	gn_steps_init(&a, GN_PLACE_PELVIS);
	for (size_t i = 0; i < 500; i++)
		gn_steps_push(&a, (int64_t)i, acc[i], take, &got);
	memcpy(&b, &a, sizeof(b));
	gn_steps_push(&b, 499, acc[0], take, &got);
	ck_assert_mem_eq(&a, &b, sizeof(a));
}
END_TEST

Suite *suite_steps(void)
{
	Suite *s = suite_create("steps");
	TCase *t = tcase_create("walking");

	tcase_add_loop_test(t, every_cadence_is_counted, 0, GAITS);
	tcase_add_test(t, steps_are_where_they_are);
	tcase_add_test(t, pace_may_change);
	tcase_add_test(t, a_short_walk_is_counted);
	tcase_add_test(t, a_cut_recording_is_counted);
	tcase_add_test(t, cadence_is_known_while_it_walks);
	suite_add_tcase(s, t);
	t = tcase_create("no walking");
	tcase_add_test(t, nobody_walks_at_rest);
	tcase_add_test(t, knocks_without_rhythm_are_no_steps);
	tcase_add_test(t, smooth_exercise_is_no_walk);
	tcase_add_test(t, jumping_is_no_walk);
	suite_add_tcase(s, t);
	t = tcase_create("stream");
	tcase_add_test(t, holes_are_no_steps);
	tcase_add_test(t, init_forgets);
	tcase_add_test(t, the_past_is_passed_over);
	suite_add_tcase(s, t);
	return s;
}

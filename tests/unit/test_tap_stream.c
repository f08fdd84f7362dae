/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "gonio/sim.h"
#include "gonio/tap.h"
#include "motion.h"
#include "suites.h"
#include "taptest.h"

#define S_NS INT64_C(1000000000)

static struct gn_taps taps;

/* ---- what is no shared tap --------------------------------------------- */

static size_t series_of(const struct tt_table *t, struct tt_sensor *s, size_t n)
{
	size_t found;

	tt_run(&taps, t, s, n, t->at_s[t->n - 1] + 2, &found);
	return found;
}

START_TEST(too_few_or_too_far_apart)
{
	struct tt_table t;
	struct tt_sensor s[2];

	tt_three(&t, s, 2);
	ck_assert_uint_eq(series_of(&t, s, 2), 1);
	tt_three(&t, s, 2);
	ck_assert_uint_eq(series_of(&t, s, 1), 0);
	tt_three(&t, s, 2);
	t.n = 2;
	ck_assert_uint_eq(series_of(&t, s, 2), 0);
	tt_three(&t, s, 2);
	t.at_s[2] = 7.2;
	ck_assert_uint_eq(series_of(&t, s, 2), 0);
	t.at_s[2] = 6.9;
	tt_three(&t, s, 2);
	ck_assert_uint_eq(series_of(&t, s, 2), 1);
	/* too soon after the one before: that does not end at rest */
	tt_three(&t, s, 2);
	t.at_s[1] = t.at_s[0] + 0.4;
	ck_assert_uint_eq(series_of(&t, s, 2), 0);
}
END_TEST

START_TEST(not_from_rest_to_rest)
{
	struct tt_table t;
	struct tt_sensor s[2];

	tt_three(&t, s, 2);
	t.sway_mps2 = 0.3;
	ck_assert_uint_eq(series_of(&t, s, 2), 1);
	tt_three(&t, s, 2);
	t.sway_mps2 = 0.8;
	ck_assert_uint_eq(series_of(&t, s, 2), 0);
	/* weak; not above the noise; ringing too long */
	tt_three(&t, s, 2);
	s[0].gain_mps2 = s[1].gain_mps2 = 10;
	ck_assert_uint_eq(series_of(&t, s, 2), 0);
	tt_three(&t, s, 2);
	s[0].gain_mps2 = s[1].gain_mps2 = 30;
	ck_assert_uint_eq(series_of(&t, s, 2), 1);
	tt_three(&t, s, 2);
	t.ring = 0.5;
	t.ring_hz = 20;
	t.ring_s = 0.06;
	ck_assert_uint_eq(series_of(&t, s, 2), 0);
}
END_TEST

START_TEST(not_together_or_not_alike)
{
	struct tt_table t;
	struct tt_sensor s[2];

	tt_three(&t, s, 2);
	s[1].late_s = 0.045;
	ck_assert_uint_eq(series_of(&t, s, 2), 1);
	tt_three(&t, s, 2);
	s[1].late_s = 0.056;
	ck_assert_uint_eq(series_of(&t, s, 2), 0);
	tt_three(&t, s, 2);
	s[1].late_s = -0.056;
	ck_assert_uint_eq(series_of(&t, s, 2), 0);
	/* through something soft */
	tt_three(&t, s, 2);
	s[0].smear_s = s[1].smear_s = 0.033;
	ck_assert_uint_eq(series_of(&t, s, 2), 1);
	tt_three(&t, s, 2);
	s[1].smear_s = 0.033;
	ck_assert_uint_eq(series_of(&t, s, 2), 0);
	/* a tenth of it arrives */
	tt_three(&t, s, 2);
	s[0].gain_mps2 = 300;
	s[1].gain_mps2 = 25;
	ck_assert_uint_eq(series_of(&t, s, 2), 0);
	tt_three(&t, s, 2);
	s[0].gain_mps2 = 300;
	s[1].gain_mps2 = 40;
	ck_assert_uint_eq(series_of(&t, s, 2), 1);
}
END_TEST

static void push_part(struct tt_table *t, struct tt_sensor *s, int n)
{
	for (int i = 0; i < n; i++) {
		struct gn_sample x = tt_next(t, s);

		gn_taps_push(&taps, &x);
	}
}

/* Knocks a second apart, each with an offset of its own. */
static const struct gn_tap_series *offsets(const double *late_s, int taken,
					   size_t *n)
{
	struct tt_table t = tt_table();
	struct tt_sensor s[2] = { tt_sensor(0, 100, 3), tt_sensor(1, 100, 3) };

	gn_taps_init(&taps);
	for (int k = 0; k < taken; k++) {
		tt_knock(&t, 1, k + 0.4, 0);
		s[1].late_s = late_s[k];
		for (int i = 0; i < 100; i++) {
			push_part(&t, &s[0], 1);
			push_part(&t, &s[1], 1);
		}
	}
	gn_taps_flush(&taps);
	return gn_taps_series(&taps, n);
}

START_TEST(offsets_that_scatter)
{
	static const double one[] = { 0, 0.018, 0 }, two[] = { 0.001, 0.006,
		0.001, 0.001 }, four[] = { 0.008, 0, 0.006, 0.002 };
	const struct gn_tap_series *r;
	float error;
	size_t n;

	offsets(one, 3, &n);
	ck_assert_uint_eq(n, 0);
	r = offsets(two, 4, &n);
	ck_assert_uint_eq(n, 1);
	ck_assert_float_eq_tol(r->offset_s[1], 0.001F, 0.0003F);
	error = r->error_s[1];
	r = offsets(four, 4, &n);
	ck_assert_uint_eq(n, 1);
	ck_assert_float_eq_tol(r->offset_s[1], 0.004F, 0.0003F);
	/* 2.5 sqrt((2 * 2 * 1.5^2 + 40) / 5 / 4), and 25 for 40 */
	ck_assert_float_eq_tol(r->error_s[1], 0.0039F, 0.0002F);
	ck_assert_float_eq_tol(error, 0.0033F, 0.0002F);
}
END_TEST

/* Steps, squats, bends; all of the body's sensors, at 100 Hz. */
START_TEST(exercise_is_no_tap)
{
	static const char *const place[] = { "foot_r", "foot_l", "shank_r",
		"thigh_r", "pelvis", "chest", "wrist_l" };
	static struct gn_sim_scenario s;
	static const char *const name[] = { "squat", "idle", "heel_raise" };
	struct gn_sim *sim = NULL;
	struct gn_sample x;
	size_t n;

	ck_assert_int_eq(gn_sim_load(&s, name[_i], NULL), GN_OK);
	s.thump_mps2 = 20;
	s.systems[0].rate_hz = 100;
	s.n_sensors = 7;
	for (int i = 0; i < 7; i++) {
		gn_sim_sensor_default(&s.sensors[i], place[i]);
		s.sensors[i].wobble_hz = 15;
		s.sensors[i].wobble_damping = 0.3;
		s.sensors[i].wobble_gain = 0.5;
	}
	ck_assert_int_eq(gn_sim_open(&sim, &s, 1, NULL), GN_OK);
	gn_taps_init(&taps);
	while (gn_sim_read(sim, &x, 1) == 1)
		gn_taps_push(&taps, &x);
	gn_sim_close(sim);
	gn_taps_flush(&taps);
	gn_taps_series(&taps, &n);
	ck_assert_uint_eq(n, 0);
	for (int k = 0; k < GN_TAP_OPEN; k++)
		ck_assert_uint_eq(taps.open[k].mask, 0);
}
END_TEST

/* ---- the stream -------------------------------------------------------- */

/* Sensors second by second, one after the other, as in a file of blocks. */
START_TEST(any_order_of_the_sensors)
{
	struct tt_table t;
	struct tt_sensor s[3];
	struct gn_tap_series one;
	const struct gn_tap_series *r;
	size_t n;

	tt_three(&t, s, 3);
	s[1].late_s = 0.012;
	one = *tt_run(&taps, &t, s, 3, 5, &n);
	ck_assert_uint_eq(n, 1);
	tt_three(&t, s, 3);
	s[1].late_s = 0.012;
	gn_taps_init(&taps);
	for (int i = 0; i < 5; i++)
		for (int k = 2; k >= 0; k--)
			push_part(&t, &s[k], 100);
	gn_taps_flush(&taps);
	r = gn_taps_series(&taps, &n);
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_eq(r->reference, one.reference);
	/* against another first sensor: the same but for rounding */
	for (int k = 0; k < 3; k++) {
		ck_assert_float_eq_tol(r->offset_s[k], one.offset_s[k], 1e-8F);
		ck_assert_float_eq_tol(r->error_s[k], one.error_s[k], 1e-8F);
	}
	/* an earlier tap that comes later is not shared either */
	tt_three(&t, s, 2);
	s[1].late_s = -0.056;
	gn_taps_init(&taps);
	for (int i = 0; i < 5; i++) {
		push_part(&t, &s[0], 100);
		push_part(&t, &s[1], 100);
	}
	gn_taps_flush(&taps);
	gn_taps_series(&taps, &n);
	ck_assert_uint_eq(n, 0);
}
END_TEST

/* What happens to sample n of the first sensor, and to those behind it. */
static size_t spoilt(int at, int lose, int64_t jump_ns, float value)
{
	struct tt_table t;
	struct tt_sensor s[2];
	size_t n;

	tt_three(&t, s, 2);
	s[0].phase = s[1].phase = 0.3;
	gn_taps_init(&taps);
	for (int i = 0; i < 500; i++)
		for (int k = 0; k < 2; k++) {
			struct gn_sample x = tt_next(&t, &s[k]);

			if (!k && i >= at && i < at + lose)
				continue;
			if (!k && i >= at)
				x.t_ns += jump_ns;
			if (!k && i == at && value != 0.0F)
				x.acc_mps2[1] = value;
			gn_taps_push(&taps, &x);
		}
	gn_taps_flush(&taps);
	gn_taps_series(&taps, &n);
	return n;
}

START_TEST(what_is_wrong_with_a_stream)
{
	/* the knocks are at 1.000, 2.013 and 3.026 s */
	ck_assert_uint_eq(spoilt(0, 0, 0, 0), 1);
	ck_assert_uint_eq(spoilt(150, 1, 0, 0), 1);
	ck_assert_uint_eq(spoilt(203, 1, 0, 0), 0);
	ck_assert_uint_eq(spoilt(200, 1, 0, 0), 0);
	ck_assert_uint_eq(spoilt(190, 6, 0, 0), 0);
	ck_assert_uint_eq(spoilt(150, 6, 0, 0), 1);
	ck_assert_uint_eq(spoilt(150, 0, 0, NAN), 1);
	ck_assert_uint_eq(spoilt(150, 0, 0, 1e38F), 1);
	ck_assert_uint_eq(spoilt(203, 0, 0, INFINITY), 0);
	ck_assert_uint_eq(spoilt(230, 0, 0, 1e3F), 0);
	/* from here on it is late by too much, or goes back */
	ck_assert_uint_eq(spoilt(260, 0, S_NS / 10, 0), 0);
	ck_assert_uint_eq(spoilt(160, 0, 20 * S_NS, 0), 0);
	ck_assert_uint_eq(spoilt(150, 0, -S_NS / 50, 0), 0);
	ck_assert_uint_eq(spoilt(150, 0, -S_NS, 0), 0);
}
END_TEST

START_TEST(one_wild_stamp)
{
	struct tt_table t;
	struct tt_sensor s[2];
	struct gn_sample x = { .t_ns = INT64_C(1) << 61,
			       .acc_mps2 = { 0, 0, 9.8F } };
	size_t n;

	tt_three(&t, s, 2);
	gn_taps_init(&taps);
	for (int i = 0; i < 500; i++) {
		push_part(&t, &s[0], 1);
		push_part(&t, &s[1], 1);
		if (i == 30)
			gn_taps_push(&taps, &x);
		x.t_ns = i % 2 ? -5 : INT64_MAX;
		gn_taps_push(&taps, &x);
		x.sensor = i % 3 ? 0 : 77;
	}
	gn_taps_flush(&taps);
	gn_taps_series(&taps, &n);
	ck_assert_uint_eq(n, 1);
}
END_TEST

START_TEST(whatever_comes)
{
	uint32_t rng = 5;
	int64_t t = 0;

	gn_taps_init(&taps);
	for (int i = 0; i < 300000; i++) {
		double u = motion_random(&rng);
		struct gn_sample x = { .t_ns = t,
			.sensor = (uint32_t)(40 * motion_random(&rng)) };

		t += u < 0.999 ? (int64_t)(1e6 * u) :
		     (int64_t)(1e19 * (motion_random(&rng) - 0.5));
		t = llabs(t % INT64_C(4000000000000000000));
		x.acc_mps2[0] = (float)((i / 300) % 7 ? 1e-3 * u :
					exp(170 * u - 85));
		gn_taps_push(&taps, &x);
	}
	gn_taps_flush(&taps);
}
END_TEST

Suite *suite_tap_stream(void)
{
	Suite *s = suite_create("tap_stream");
	TCase *c = tcase_create("tap_stream");

	tcase_set_timeout(c, 60);
	tcase_add_test(c, too_few_or_too_far_apart);
	tcase_add_test(c, not_from_rest_to_rest);
	tcase_add_test(c, not_together_or_not_alike);
	tcase_add_test(c, offsets_that_scatter);
	tcase_add_loop_test(c, exercise_is_no_tap, 0, 3);
	tcase_add_test(c, any_order_of_the_sensors);
	tcase_add_test(c, what_is_wrong_with_a_stream);
	tcase_add_test(c, one_wild_stamp);
	tcase_add_test(c, whatever_comes);
	suite_add_tcase(s, c);
	return s;
}

/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "board.h"
#include "gonio/ahrs.h"
#include "suites.h"

#define DEG 57.29578f

static struct board b;
static struct board_params bp;
static struct gn_ahrs_params p;
static struct gn_ahrs a;
static struct gn_quat *q6, *q9, *r6, *r9;

/* The board's movement, causal, with the parameters in bp and p. */
static void make(float duration_s)
{
	board_make(&b, &bp, duration_s);
	q6 = calloc(4 * b.n, sizeof(*q6));
	ck_assert_ptr_nonnull(q6);
	q9 = q6 + b.n;
	r6 = q9 + b.n;
	r9 = r6 + b.n;
}

static void run(void)
{
	ck_assert_int_eq(gn_ahrs_init(&a, &p), GN_OK);
	gn_ahrs_update(&a, b.n, b.gyr, b.acc, b.mag, q6, q9);
}

static void setup(void)
{
	bp = board_default();
	p = gn_ahrs_params_default(bp.rate_hz);
	p.delay_s = 0.5f / bp.rate_hz;  /* the board's gyroscope has none */
	q6 = NULL;
	memset(&b, 0, sizeof(b));
}

static void teardown(void)
{
	board_free(&b);
	free(q6);
}

static void same_quats(const struct gn_quat *x, const struct gn_quat *y,
		       size_t n)
{
	ck_assert_mem_eq(x, y, n * sizeof(*x));
}

START_TEST(bad_parameters)
{
	static const float bad[] = { NAN, INFINITY, -1.0f };
	struct gn_ahrs was;

	ck_assert_int_eq(gn_ahrs_init(&a, &p), GN_OK);
	was = a;
	for (int k = 0; k < 8; k++)
		for (int i = 0; i < 3; i++) {
			struct gn_ahrs_params x = p;
			float *const f[] = {
				&x.rate_hz, &x.tau_acc_s, &x.mag_sigma_rad,
				&x.bias_sigma_radps, &x.rest_gyr_radps,
				&x.rest_acc_mps2, &x.delay_s, &x.rate_hz,
			};

			*f[k] = bad[i];
			if (k == 6 && i == 0)
				continue;       /* NAN: the default */
			ck_assert_int_eq(gn_ahrs_init(&a, &x), GN_EINVAL);
			ck_assert_mem_eq(&a, &was, sizeof(a));
			ck_assert_uint_eq(gn_ahrs_offline_size(&x, 10), 0);
		}
	p.rate_hz = 0.9f;
	ck_assert_int_eq(gn_ahrs_init(&a, &p), GN_EINVAL);
	p.rate_hz = 20001.0f;
	ck_assert_int_eq(gn_ahrs_init(&a, &p), GN_EINVAL);
}
END_TEST

START_TEST(upright_from_the_first_sample)
{
	const float gyr[3] = { 0, 0, 0 }, up[3] = { 0, 0, 1 };
	const float acc[3] = { 0, 9.81f * 0.6f, 9.81f * 0.8f };
	struct gn_quat q, now;
	float v[3];

	ck_assert_int_eq(gn_ahrs_init(&a, &p), GN_OK);
	gn_ahrs_update(&a, 1, gyr, acc, NULL, &q, NULL);
	gn_quat_rotate_inv(q, up, v);
	ck_assert_float_eq_tol(v[1], 0.6f, 1e-6f);
	ck_assert_float_eq_tol(v[2], 0.8f, 1e-6f);
	ck_assert_float_eq_tol(q.z, 0, 1e-6f);          /* no heading */
	now = gn_ahrs_q6(&a);
	ck_assert_mem_eq(&q, &now, sizeof(q));
	now = gn_ahrs_q9(&a);
	ck_assert_mem_eq(&q, &now, sizeof(q));
	ck_assert_int_eq(gn_ahrs_mag_disturbed(&a), 1); /* none so far */
}
END_TEST

START_TEST(follows_an_ideal_sensor)
{
	bp.push_mps2 = 0;
	make(40);
	run();
	ck_assert_float_lt(board_tilt_error(&b, q6, 0), 0.05f);
	ck_assert_float_lt(board_tilt_error(&b, q9, 0), 0.05f);
	ck_assert_float_lt(board_heading_error(&b, q9, 0), 0.1f);
	ck_assert_int_eq(gn_ahrs_mag_disturbed(&a), 0);
	/* without magnetometer: the same inclination, bit for bit */
	ck_assert_int_eq(gn_ahrs_init(&a, &p), GN_OK);
	gn_ahrs_update(&a, b.n, b.gyr, b.acc, NULL, r6, r9);
	same_quats(q6, r6, b.n);
	same_quats(r6, r9, b.n);
}
END_TEST

START_TEST(movement_does_not_pass_for_tilt)
{
	make(60);
	run();
	ck_assert_float_lt(board_tilt_error(&b, q6, 0), 0.35f);
}
END_TEST

START_TEST(bias_at_rest)
{
	float bias[3], before, after;

	bp.bias_radps[0] = 0.02f;
	bp.bias_radps[1] = -0.01f;
	bp.bias_radps[2] = 0.005f;
	make(40);
	ck_assert_int_eq(gn_ahrs_init(&a, &p), GN_OK);
	before = gn_ahrs_bias(&a, NULL);
	ck_assert_float_eq_tol(before, p.bias_sigma_radps, 1e-7f);
	gn_ahrs_update(&a, 140, b.gyr, b.acc, b.mag, q6, q9);
	ck_assert_int_eq(gn_ahrs_at_rest(&a), 0);       /* 1.4 s */
	gn_ahrs_update(&a, 860, b.gyr + 420, b.acc + 420, b.mag + 420, q6, q9);
	ck_assert_int_eq(gn_ahrs_at_rest(&a), 1);
	after = gn_ahrs_bias(&a, bias);
	ck_assert_float_lt(after, before / 10);
	for (int i = 0; i < 3; i++)
		ck_assert_float_eq_tol(bias[i], bp.bias_radps[i], 3e-4f);
	gn_ahrs_update(&a, 300, b.gyr + 3000, b.acc + 3000, b.mag + 3000, q6,
		       q9);
	ck_assert_int_eq(gn_ahrs_at_rest(&a), 0);
	run();
	ck_assert_float_lt(board_tilt_error(&b, q6, 1000), 0.4f);
}
END_TEST

START_TEST(bias_in_motion)
{
	float bias[3];

	bp.rest_s = 0;
	bp.bias_radps[0] = 0.012f;
	bp.bias_radps[1] = -0.008f;
	bp.bias_radps[2] = 0.006f;
	make(120);
	run();
	(void)gn_ahrs_bias(&a, bias);
	for (int i = 0; i < 3; i++)
		ck_assert_float_eq_tol(bias[i], bp.bias_radps[i], 0.0015f);
	ck_assert_float_lt(board_tilt_error(&b, q6, 4000), 0.6f);
}
END_TEST

START_TEST(scale_is_learned)
{
	float gain[3];

	bp.gain = 1.005f;
	bp.turn_rad = 2.0f;
	make(120);
	run();
	gn_ahrs_gain(&a, gain);
	for (int i = 0; i < 3; i++)
		ck_assert_float_eq_tol(gain[i], 1 / 1.005f, 0.0015f);
}
END_TEST

START_TEST(magnet_is_seen_and_left_out)
{
	bp.magnet_ut = 40;
	bp.magnet_s = 20;
	bp.magnet_end_s = 40;
	make(60);
	ck_assert_int_eq(gn_ahrs_init(&a, &p), GN_OK);
	gn_ahrs_update(&a, 1900, b.gyr, b.acc, b.mag, q6, q9);
	ck_assert_int_eq(gn_ahrs_mag_disturbed(&a), 0);
	gn_ahrs_update(&a, 1100, b.gyr + 5700, b.acc + 5700, b.mag + 5700, q6,
		       q9);
	ck_assert_int_eq(gn_ahrs_mag_disturbed(&a), 1);
	gn_ahrs_update(&a, 1500, b.gyr + 9000, b.acc + 9000, b.mag + 9000, q6,
		       q9);
	ck_assert_int_eq(gn_ahrs_mag_disturbed(&a), 0);
	run();
	ck_assert_float_lt(board_heading_error(&b, q9, 0), 1.0f);
	ck_assert_float_lt(board_tilt_error(&b, q9, 0), 0.4f);
}
END_TEST

START_TEST(heading_drift_is_pulled_back)
{
	float drift;

	bp.rest_s = 0;
	bp.push_mps2 = 0;
	bp.turn_rad = 0.3f;     /* the vertical axis stays nearly z */
	bp.bias_radps[2] = 0.02f;
	make(120);
	run();
	for (size_t i = 0; i < b.n; i++) {      /* same start for 6D */
		struct gn_quat h = { cosf(0.25f), 0, 0, sinf(0.25f) };

		q6[i] = gn_quat_mul(h, q6[i]);
	}
	drift = board_heading_error(&b, q6, 6000);
	ck_assert_float_gt(drift, 20);
	ck_assert_float_lt(board_heading_error(&b, q9, 6000), drift / 4);
}
END_TEST

/* Faults at odd places, so that blocks matter if they can. */
static void spoil(void)
{
	for (size_t i = 0; i < b.n; i++) {
		if (i % 97 == 13)
			b.acc[3 * i] = NAN;
		if (i % 101 == 7)
			b.mag[3 * i + 1] = INFINITY;
		if (i % 89 == 0 || (i > 3000 && i < 3021))
			b.gyr[3 * i + 2] = NAN;
	}
}

START_TEST(blocks_do_not_matter)
{
	static const size_t cuts[] = { 1, 2, 7, 64, 333 };
	struct gn_ahrs c, clone;

	make(40);
	spoil();
	run();
	for (int k = 0; k < 5; k++) {
		ck_assert_int_eq(gn_ahrs_init(&c, &p), GN_OK);
		for (size_t i = 0, n; i < b.n; i += n) {
			n = b.n - i < cuts[k] ? b.n - i : cuts[k];
			gn_ahrs_update(&c, n, b.gyr + 3 * i, b.acc + 3 * i,
				       b.mag + 3 * i, r6 + i, r9 + i);
			clone = c;              /* a copy goes on alike */
			c = clone;
		}
		same_quats(q6, r6, b.n);
		same_quats(q9, r9, b.n);
		ck_assert_mem_eq(&a, &c, sizeof(a));
	}
	gn_ahrs_update(&c, 0, NULL, NULL, NULL, NULL, NULL);
	ck_assert_mem_eq(&a, &c, sizeof(a));
	gn_ahrs_reset(&c);
	ck_assert_int_eq(gn_ahrs_init(&clone, &p), GN_OK);
	ck_assert_mem_eq(&clone, &c, sizeof(c));
	gn_ahrs_update(&c, b.n, b.gyr, b.acc, b.mag, NULL, r9);
	same_quats(q9, r9, b.n);
}
END_TEST

START_TEST(uneven_equals_even)
{
	float *dt;

	make(30);
	run();
	dt = calloc(b.n, sizeof(*dt));
	ck_assert_ptr_nonnull(dt);
	for (size_t i = 0; i < b.n; i++)
		dt[i] = i % 3 == 0 ? 1.0f / p.rate_hz : i % 3 == 1 ? NAN : -1;
	ck_assert_int_eq(gn_ahrs_init(&a, &p), GN_OK);
	gn_ahrs_update_dt(&a, b.n, dt, b.gyr, b.acc, b.mag, r6, r9);
	same_quats(q6, r6, b.n);
	same_quats(q9, r9, b.n);
	free(dt);
}
END_TEST

START_TEST(uneven_stream)
{
	float *dt;
	size_t n = 0;

	make(40);
	dt = calloc(b.n, sizeof(*dt));
	ck_assert_ptr_nonnull(dt);
	/* leave out samples: the one after turned for longer, as fast */
	for (size_t i = 0, last = 0; i < b.n; i++) {
		float turn[3];
		struct gn_quat d;

		if (i % 5 == 1 || i % 7 == 3)
			continue;
		d = gn_quat_mul(gn_quat_conj(b.truth[last]), b.truth[i]);
		dt[n] = (float)(i ? i - last : 1) / p.rate_hz;
		gn_quat_to_rotvec(d, turn);
		for (int k = 0; k < 3; k++) {
			b.gyr[3 * n + k] = turn[k] / dt[n];
			b.acc[3 * n + k] = b.acc[3 * i + k];
			b.mag[3 * n + k] = b.mag[3 * i + k];
		}
		b.truth[n++] = b.truth[i];
		last = i;
	}
	/* truth[last] above is not overwritten before it is read: n <= i */
	b.n = n;
	ck_assert_int_eq(gn_ahrs_init(&a, &p), GN_OK);
	gn_ahrs_update_dt(&a, n, dt, b.gyr, b.acc, b.mag, q6, q9);
	ck_assert_float_lt(board_tilt_error(&b, q6, 0), 0.5f);
	ck_assert_float_lt(board_heading_error(&b, q9, 0), 0.5f);
	free(dt);
}
END_TEST

START_TEST(missing_parts_are_skipped)
{
	make(40);
	for (size_t i = 1500; i < 2000; i++)
		b.acc[3 * i + i % 3] = i % 2 ? NAN : 1e30f;
	for (size_t i = 0; i < b.n; i++)
		if (i % 50 == 20)
			b.mag[3 * i] = i % 100 < 50 ? NAN : 1e20f;
	run();
	ck_assert_float_lt(board_tilt_error(&b, q6, 0), 0.8f);
	ck_assert_float_lt(board_heading_error(&b, q9, 0), 0.8f);
}
END_TEST

START_TEST(slow_accelerometer)
{
	float bias[3];

	bp.bias_radps[0] = 0.01f;
	make(40);
	for (size_t i = 0; i < b.n; i++)
		if (i % 15 != 2)
			b.acc[3 * i] = NAN;     /* 7 Hz, fewer than blocks */
	ck_assert_int_eq(gn_ahrs_init(&a, &p), GN_OK);
	gn_ahrs_update(&a, 990, b.gyr, b.acc, NULL, q6, NULL);
	ck_assert_int_eq(gn_ahrs_at_rest(&a), 1);
	run();
	ck_assert_float_lt(board_tilt_error(&b, q6, 1000), 0.5f);
	(void)gn_ahrs_bias(&a, bias);
	ck_assert_float_eq_tol(bias[0], 0.01f, 1e-3f);
}
END_TEST

START_TEST(movement_without_acc_is_no_rest)
{
	float bias[3];

	make(30);
	for (size_t i = 990; i < 1300; i++)
		b.acc[3 * i] = NAN;
	run();
	(void)gn_ahrs_bias(&a, bias);
	for (int i = 0; i < 3; i++)
		ck_assert_float_eq_tol(bias[i], 0, 5e-4f);
}
END_TEST

START_TEST(after_a_gap_tilt_is_found_anew)
{
	size_t from = 2000, to = 2070;

	make(60);
	for (size_t i = from; i < to; i++)
		for (int k = 0; k < 3; k++)
			b.gyr[3 * i + k] = i % 2 ? NAN : 400;
	run();
	/* held meanwhile */
	ck_assert_float_lt(gn_quat_angle(gn_quat_mul(gn_quat_conj(q6[from + 9]),
						     q6[to - 1])), 0.05f);
	ck_assert_float_lt(board_tilt_error(&b, q6, to + 300), 0.6f);
	ck_assert_float_lt(board_heading_error(&b, q9, to + 3500), 8.0f);
}
END_TEST

START_TEST(long_interval_is_a_gap)
{
	const float w[3] = { 1, 0, 0 }, f[3] = { 0, 0, 9.81f };
	float dt[2] = { 0.01f, 5.0f };
	struct gn_quat q[2];

	ck_assert_int_eq(gn_ahrs_init(&a, &p), GN_OK);
	gn_ahrs_update_dt(&a, 1, dt, w, f, NULL, q, NULL);
	gn_ahrs_update_dt(&a, 1, dt + 1, w, f, NULL, q + 1, NULL);
	ck_assert_float_lt(gn_quat_angle(gn_quat_mul(gn_quat_conj(q[0]),
						     q[1])), 1e-3f);
	dt[1] = INFINITY;
	gn_ahrs_update_dt(&a, 1, dt + 1, w, f, NULL, q, NULL);
	ck_assert(isfinite(q[0].w));
}
END_TEST

START_TEST(never_other_than_a_rotation)
{
	static const float odd[] = {
		NAN, INFINITY, -INFINITY, 1e38f, -1e38f, 1e-38f, 0, 200, -9,
	};
	uint32_t seed = 12345;

	make(20);
	for (size_t i = 0; i < 3 * b.n; i++) {
		seed = seed * 1664525u + 1013904223u;
		if ((seed >> 28) < 8)
			b.gyr[i] = odd[(seed >> 16) % 9];
		if ((seed >> 24 & 15) < 8)
			b.acc[i] = odd[(seed >> 12) % 9];
		if ((seed >> 20 & 15) < 8)
			b.mag[i] = odd[(seed >> 8) % 9];
	}
	run();
	for (size_t i = 0; i < b.n; i++) {
		ck_assert_float_eq_tol(gn_quat_norm(q6[i]), 1, 1e-5f);
		ck_assert_float_eq_tol(gn_quat_norm(q9[i]), 1, 1e-5f);
	}
}
END_TEST

START_TEST(without_acc_the_gyroscope_goes_on)
{
	const float w[3] = { 0, 0, 1 }, none[3] = { NAN, NAN, NAN };
	struct gn_quat q = gn_quat_identity();

	ck_assert_int_eq(gn_ahrs_init(&a, &p), GN_OK);
	for (int i = 0; i < 100; i++)
		gn_ahrs_update(&a, 1, w, none, NULL, &q, NULL);
	ck_assert_float_eq_tol(gn_quat_angle(q), 1, 1e-4f);
	ck_assert_float_eq_tol(q.z, sinf(0.5f), 1e-4f);
}
END_TEST

START_TEST(delay_is_made_up_for)
{
	const float w[3] = { 0, 0, 2 }, f[3] = { 0, 0, 9.81f };
	struct gn_quat q[2];

	for (int k = 0; k < 2; k++) {
		p.delay_s = k ? 0.015f : 0.005f;
		ck_assert_int_eq(gn_ahrs_init(&a, &p), GN_OK);
		for (int i = 0; i < 20; i++)
			gn_ahrs_update(&a, 1, w, f, NULL, &q[k], NULL);
	}
	/* 10 ms at 2 rad/s */
	ck_assert_float_eq_tol(gn_quat_angle(gn_quat_mul(gn_quat_conj(q[0]),
							 q[1])), 0.02f, 1e-5f);
	p.delay_s = NAN;        /* 0.75 of a sample */
	ck_assert_int_eq(gn_ahrs_init(&a, &p), GN_OK);
	for (int i = 0; i < 20; i++)
		gn_ahrs_update(&a, 1, w, f, NULL, &q[1], NULL);
	ck_assert_float_eq_tol(gn_quat_angle(gn_quat_mul(gn_quat_conj(q[0]),
							 q[1])), 0.005f, 1e-5f);
}
END_TEST

START_TEST(bias_given_beforehand)
{
	float bias[3] = { 0.01f, -0.02f, 0.03f }, got[3];

	ck_assert_int_eq(gn_ahrs_init(&a, &p), GN_OK);
	ck_assert_int_eq(gn_ahrs_set_bias(&a, bias, 0.001f), GN_OK);
	ck_assert_float_eq_tol(gn_ahrs_bias(&a, got), 0.001f, 1e-7f);
	ck_assert_mem_eq(bias, got, sizeof(got));
	ck_assert_int_eq(gn_ahrs_set_bias(&a, bias, 0), GN_EINVAL);
	ck_assert_int_eq(gn_ahrs_set_bias(&a, bias, NAN), GN_EINVAL);
	ck_assert_int_eq(gn_ahrs_set_bias(&a, bias, INFINITY), GN_EINVAL);
	bias[1] = 0.21f;
	ck_assert_int_eq(gn_ahrs_set_bias(&a, bias, 0.001f), GN_EINVAL);
	bias[1] = NAN;
	ck_assert_int_eq(gn_ahrs_set_bias(&a, bias, 0.001f), GN_EINVAL);
	(void)gn_ahrs_bias(&a, got);
	ck_assert_float_eq(got[1], -0.02f);
}
END_TEST

START_TEST(rates)
{
	static const float rate[] = { 12.5f, 25, 50, 285.7143f, 1000 };

	for (int k = 0; k < 5; k++) {
		float worst = rate[k] < 20 ? 3.0f : 0.5f;

		teardown();
		setup();
		bp.rate_hz = rate[k];
		bp.bias_radps[1] = 0.01f;
		p = gn_ahrs_params_default(rate[k]);
		p.delay_s = 0.5f / rate[k];
		make(40);
		run();
		ck_assert_float_lt(board_tilt_error(&b, q6, 0), worst);
	}
}
END_TEST

static TCase *with_board(Suite *s, const char *name)
{
	TCase *t = tcase_create(name);

	tcase_add_checked_fixture(t, setup, teardown);
	suite_add_tcase(s, t);
	return t;
}

Suite *suite_ahrs(void)
{
	Suite *s = suite_create("ahrs");
	TCase *t = with_board(s, "estimate");

	tcase_add_test(t, upright_from_the_first_sample);
	tcase_add_test(t, follows_an_ideal_sensor);
	tcase_add_test(t, movement_does_not_pass_for_tilt);
	tcase_add_test(t, bias_at_rest);
	tcase_add_test(t, bias_in_motion);
	tcase_add_test(t, scale_is_learned);
	tcase_add_test(t, magnet_is_seen_and_left_out);
	tcase_add_test(t, heading_drift_is_pulled_back);
	tcase_add_test(t, delay_is_made_up_for);
	tcase_add_test(t, rates);
	t = with_board(s, "stream");
	tcase_add_test(t, bad_parameters);
	tcase_add_test(t, blocks_do_not_matter);
	tcase_add_test(t, uneven_equals_even);
	tcase_add_test(t, uneven_stream);
	tcase_add_test(t, missing_parts_are_skipped);
	tcase_add_test(t, slow_accelerometer);
	tcase_add_test(t, movement_without_acc_is_no_rest);
	tcase_add_test(t, after_a_gap_tilt_is_found_anew);
	tcase_add_test(t, long_interval_is_a_gap);
	tcase_add_test(t, never_other_than_a_rotation);
	tcase_add_test(t, without_acc_the_gyroscope_goes_on);
	tcase_add_test(t, bias_given_beforehand);
	return s;
}

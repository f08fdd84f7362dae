/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "board.h"
#include "gonio/ahrs.h"
#include "suites.h"

static struct board b;
static struct board_params bp;
static struct gn_ahrs_params p;
static struct gn_quat *q6, *q9, *r6, *r9;
static void *work;
static size_t size;

static void make(float duration_s)
{
	board_make(&b, &bp, duration_s);
	q6 = calloc(4 * b.n, sizeof(*q6));
	size = gn_ahrs_offline_size(&p, b.n);
	work = malloc(size);
	ck_assert(q6 && work);
	memset(work, 0xff, size);
	q9 = q6 + b.n;
	r6 = q9 + b.n;
	r9 = r6 + b.n;
}

static void run(void)
{
	ck_assert_int_eq(gn_ahrs_offline(&p, b.n, b.gyr, b.acc, b.mag, work,
					 size, q6, q9), GN_OK);
}

static void setup(void)
{
	bp = board_default();
	p = gn_ahrs_params_default(bp.rate_hz);
	p.delay_s = 0.5f / bp.rate_hz;
	q6 = NULL;
	work = NULL;
	memset(&b, 0, sizeof(b));
}

static void teardown(void)
{
	board_free(&b);
	free(q6);
	free(work);
}

START_TEST(errors_leave_everything)
{
	make(5);
	ck_assert_int_eq(gn_ahrs_offline(&p, 0, b.gyr, b.acc, b.mag, work,
					 size, q6, q9), GN_EINVAL);
	ck_assert_int_eq(gn_ahrs_offline(&p, b.n, b.gyr, b.acc, b.mag, work,
					 size - 1, q6, q9), GN_ENOSPC);
	p.tau_acc_s = 0;
	ck_assert_int_eq(gn_ahrs_offline(&p, b.n, b.gyr, b.acc, b.mag, work,
					 size, q6, q9), GN_EINVAL);
	for (size_t i = 0; i < 4 * b.n; i++)
		ck_assert_float_eq(q6[i].w, 0);
	ck_assert_int_eq(((unsigned char *)work)[0], 0xff);
	ck_assert_uint_eq(gn_ahrs_offline_size(NULL, 10), 0);
}
END_TEST

START_TEST(better_than_causal)
{
	struct gn_ahrs a;
	float off, causal;

	bp.bias_radps[0] = 0.01f;
	bp.bias_radps[2] = -0.008f;
	bp.gain = 1.004f;
	make(80);
	run();
	ck_assert_int_eq(gn_ahrs_init(&a, &p), GN_OK);
	gn_ahrs_update(&a, b.n, b.gyr, b.acc, b.mag, r6, r9);
	off = board_tilt_error(&b, q6, 0);
	causal = board_tilt_error(&b, r6, 0);
	ck_assert_float_lt(off, 0.2f);
	ck_assert_float_lt(off, causal / 2);
	ck_assert_float_lt(board_heading_error(&b, q9, 0), 0.5f);
}
END_TEST

START_TEST(same_result_with_less_asked_for)
{
	make(20);
	run();
	memset(work, 0x5a, size);
	ck_assert_int_eq(gn_ahrs_offline(&p, b.n, b.gyr, b.acc, b.mag, work,
					 size, NULL, r9), GN_OK);
	ck_assert_mem_eq(q9, r9, b.n * sizeof(*q9));
	ck_assert_int_eq(gn_ahrs_offline(&p, b.n, b.gyr, b.acc, NULL, work,
					 size, r6, r9), GN_OK);
	ck_assert_mem_eq(q6, r6, b.n * sizeof(*q6));
	ck_assert_mem_eq(r6, r9, b.n * sizeof(*q6));
	ck_assert_int_eq(gn_ahrs_offline(&p, b.n, b.gyr, b.acc, b.mag, work,
					 size, NULL, NULL), GN_OK);
}
END_TEST

START_TEST(short_piece_in_full_movement)
{
	/* two seconds without any rest: no filter could settle */
	bp.rest_s = -3.0f;
	bp.push_mps2 = 1.0f;
	make(2.7f);
	run();
	ck_assert_float_lt(board_tilt_error(&b, q6, 0), 2.0f);
}
END_TEST

START_TEST(bias_without_any_rest)
{
	bp.rest_s = 0;
	bp.bias_radps[0] = 0.012f;
	bp.bias_radps[1] = -0.01f;
	make(100);
	run();
	ck_assert_float_lt(board_tilt_error(&b, q6, 0), 0.4f);
}
END_TEST

START_TEST(magnet_is_left_out)
{
	bp.magnet_ut = 40;
	bp.magnet_s = 20;
	bp.magnet_end_s = 40;
	make(60);
	run();
	ck_assert_float_lt(board_heading_error(&b, q9, 0), 1.0f);
}
END_TEST

START_TEST(pieces_around_a_gap)
{
	make(60);
	for (size_t i = 3000; i < 3200; i++)
		b.gyr[3 * i] = NAN;
	for (size_t i = 1000; i < 1100; i++)
		b.acc[3 * i] = NAN;
	run();
	ck_assert_float_lt(board_tilt_error(&b, q6, 3210), 0.5f);
	b.n = 2990;
	ck_assert_float_lt(board_tilt_error(&b, q6, 0), 0.5f);
}
END_TEST

START_TEST(nothing_usable)
{
	make(3);
	for (size_t i = 0; i < 3 * b.n; i++)
		b.acc[i] = b.mag[i] = b.gyr[i] = NAN;
	run();
	for (size_t i = 0; i < b.n; i++) {
		ck_assert_float_eq_tol(q6[i].w, 1, 1e-6f);
		ck_assert_float_eq_tol(q9[i].w, 1, 1e-6f);
	}
	ck_assert_int_eq(gn_ahrs_offline(&p, 1, b.gyr, b.acc, b.mag, work,
					 size, q6, q9), GN_OK);
}
END_TEST

Suite *suite_ahrs_offline(void)
{
	Suite *s = suite_create("ahrs_offline");
	TCase *t = tcase_create("offline");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, errors_leave_everything);
	tcase_add_test(t, better_than_causal);
	tcase_add_test(t, same_result_with_less_asked_for);
	tcase_add_test(t, short_piece_in_full_movement);
	tcase_add_test(t, bias_without_any_rest);
	tcase_add_test(t, magnet_is_left_out);
	tcase_add_test(t, pieces_around_a_gap);
	tcase_add_test(t, nothing_usable);
	suite_add_tcase(s, t);
	return s;
}

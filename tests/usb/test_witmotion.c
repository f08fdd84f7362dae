/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <string.h>

#include "devtest.h"
#include "suites.h"
#include "wit.h"

/* What the driver asks a WitMotion, and what becomes of what that sends. */
static void begin(void)
{
	dt_begin();
	wit_plug(1);
}

START_TEST(a_fast_line)
{
	struct gn_source_status st;
	int r, n = 0;

	dt_open("witmotion:?rate=60");
	/* contents: acc, gyr, mag; rate: 50 Hz */
	ck_assert_uint_eq(wit.n_asked, 2);
	ck_assert_mem_eq(wit.asked, "\x02\x16\x03\x08", 4);
	for (int i = 0; i < 10; i++)
		wit_feed_next(1);
	while ((r = dt_next(64, 100)) > 0) {
		n += r;
		ck_assert_float_eq_tol(dt_got[0].acc_mps2[2], 9.80665F, 1e-5F);
		ck_assert_float_eq_tol(dt_got[0].gyr_radps[0], 17.453293F,
				       1e-4F);
	}
	ck_assert_int_ge(n, 10);
	ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
	ck_assert(st.rate_hz == 50);
	ck_assert_uint_eq(st.errors, 0);
	ck_assert(isnan(st.drift_ppm));
}
END_TEST

START_TEST(a_slow_line_is_made_faster)
{
	wit.its_baud = 9600;
	dt_open("witmotion:?rate=200");
	ck_assert_uint_eq(wit.n_asked, 3);
	ck_assert_mem_eq(wit.asked, "\x04\x06\x02\x16\x03\x0B", 6);
	ck_assert_uint_eq(wit.its_baud, 115200);
	ck_assert_uint_eq(wit.line_baud, 115200);
}
END_TEST

START_TEST(a_slow_line_may_do)
{
	wit.its_baud = 9600;
	dt_open("witmotion:?rate=20");
	ck_assert_uint_eq(wit.n_asked, 2);
	ck_assert_uint_eq(wit.line_baud, 9600);
}
END_TEST

START_TEST(nobody_is_there)
{
	wit.dead = 1;
	ck_assert_int_eq(dt_try("witmotion:"), GN_ENODEV);
	ck_assert_ptr_nonnull(strstr(dt_why.text, "no data at any speed"));
	ck_assert_ptr_null(dt_src);
}
END_TEST

START_TEST(half_a_cycle_is_no_reading)
{
	struct gn_source_status st;
	uint8_t out[64];
	int r, n = 0;

	dt_open("witmotion:");
	while (dt_next(64, 100) > 0) ;
	wit_cycle(out);
	usbemu_feed(1, out, 11);                /* acc alone */
	wit_feed_next(1);
	wit_feed_next(1);
	while ((r = dt_next(64, 100)) > 0) n += r;
	ck_assert_int_eq(n, 2);
	ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
	ck_assert_uint_eq(st.errors, 1);
}
END_TEST

/* Of 20 ms each: 30 s, rather than to wait for ever. */
#define LOOKS 1500

START_TEST(it_is_set_up_again)
{
	struct gn_source_status st = { .returns = 0 };

	dt_open("witmotion:");
	usbemu_unplug(1);
	for (int i = 0; st.state != GN_SOURCE_GONE; i++) {
		ck_assert_int_lt(i, LOOKS);
		ck_assert_int_ge(dt_next(64, 20), 0);
		ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
	}
	wit_plug(1);
	for (int i = 0; st.returns == 0; i++) {
		ck_assert_int_lt(i, LOOKS);
		ck_assert_int_ge(dt_next(64, 20), 0);
		ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
	}
	ck_assert_uint_eq(wit.n_asked, 2);
}
END_TEST

START_TEST(it_may_be_one)
{
	struct gn_device_info list[2];

	ck_assert_int_eq(gn_host_devices(dt_host, list, 2, &dt_why), 1);
	ck_assert_str_eq(list[0].uri, "witmotion:1-1");
	ck_assert_uint_eq(list[0].maybe, 1);
}
END_TEST

Suite *suite_witmotion(void)
{
	Suite *s = suite_create("witmotion");
	TCase *tc = tcase_create("witmotion");

	tcase_add_checked_fixture(tc, begin, dt_end);
	tcase_add_test(tc, a_fast_line);
	tcase_add_test(tc, a_slow_line_is_made_faster);
	tcase_add_test(tc, a_slow_line_may_do);
	tcase_add_test(tc, nobody_is_there);
	tcase_add_test(tc, half_a_cycle_is_no_reading);
	tcase_add_test(tc, it_is_set_up_again);
	tcase_add_test(tc, it_may_be_one);
	tcase_set_timeout(tc, 30);
	suite_add_tcase(s, tc);
	return s;
}

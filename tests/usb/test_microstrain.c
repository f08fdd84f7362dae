/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <string.h>

#include "devtest.h"
#include "mip.h"
#include "suites.h"

/* What the driver asks a MicroStrain, and what becomes of what it sends. */
static void begin(void)
{
	dt_begin();
	mip_plug(1);
}

START_TEST(a_newer_one)
{
	static const uint8_t want[][2] = {
		{ 1, 0x02 }, { 1, 0x03 }, { 0x0C, 0x0E }, { 0x0C, 0x0F },
		{ 0x0C, 0x11 }, { 1, 0x06 } };
	/* new settings, for the sensor set: acc, gyr, mag, D5, 18; 500 / 5 */
	static const uint8_t fields[] = {
		0x04, 0, 5, 0x05, 0, 5, 0x06, 0, 5, 0xD5, 0, 5, 0x18, 0, 5 };
	struct gn_source_status st;

	dt_open("microstrain:");
	ck_assert_uint_eq(mip.n_asked, 6);
	ck_assert_mem_eq(mip.asked, want, sizeof(want));
	ck_assert_uint_eq(mip.n_format, 3 + sizeof(fields));
	ck_assert_mem_eq(mip.format, "\x01\x80\x05", 3);
	ck_assert_mem_eq(mip.format + 3, fields, sizeof(fields));
	ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
	ck_assert(st.rate_hz == 100);
	while (mip.sent < 20)
		mip_feed_next(1);
	ck_assert_uint_eq(dt_read(20), 20);
	for (int i = 0; i < 20; i++) {
		ck_assert_float_eq_tol(dt_got[i].acc_mps2[2], 9.80665F, 1e-6F);
		ck_assert(dt_got[i].gyr_radps[0] == 0.5F);
		ck_assert(dt_got[i].gyr_radps[1] == (float)i);
		ck_assert(isnan(dt_got[i].mag_ut[0]));
	}
	ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
	ck_assert_uint_eq(st.received, 20);
	ck_assert_uint_eq(st.errors, 0);
}
END_TEST

START_TEST(an_older_one)
{
	/* acc, gyr, mag, 12; 1000 / 10 */
	static const uint8_t fields[] = {
		0x04, 0, 10, 0x05, 0, 10, 0x06, 0, 10, 0x12, 0, 10 };

	mip.old = 1;
	mip.base_hz = 1000;
	dt_open("microstrain:");
	ck_assert_uint_eq(mip.n_format, 2 + sizeof(fields));
	ck_assert_mem_eq(mip.format, "\x01\x04", 2);
	ck_assert_mem_eq(mip.format + 2, fields, sizeof(fields));
	mip_feed_next(1);
	ck_assert_uint_eq(dt_read(2), 2);
	ck_assert(dt_got[1].gyr_radps[1] == 1);
	ck_assert_int_gt(dt_got[1].t_ns, dt_got[0].t_ns);
}
END_TEST

START_TEST(no_answer_or_no_data)
{
	mip.deaf = 1;
	ck_assert_int_eq(dt_try("microstrain:"), GN_ENODEV);
	ck_assert_ptr_nonnull(strstr(dt_why.text,
				     "no answer to command 01 02"));
	mip.deaf = 0;
	mip.mute = 1;
	ck_assert_int_eq(dt_try("microstrain:"), GN_ENODEV);
	ck_assert_ptr_nonnull(strstr(dt_why.text, "sends no data"));
	ck_assert_int_eq(dt_try("microstrain:?rate=2k"), GN_EINVAL);
	ck_assert_ptr_null(dt_src);
}
END_TEST

START_TEST(it_is_waited_for)
{
	struct gn_source_status st = { .returns = 0 };

	dt_open("microstrain:");
	ck_assert_uint_eq(dt_read(1), 1);
	usbemu_unplug(1);
	for (int i = 0; i < 200 && st.state != GN_SOURCE_GONE; i++) {
		ck_assert_int_eq(dt_next(1, 20), 0);
		ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
	}
	mip_plug(1);
	while (st.returns == 0) {
		ck_assert_int_ge(dt_next(1, 20), 0);
		ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
	}
	ck_assert_uint_eq(mip.n_asked, 6);
	ck_assert_uint_eq(mip.sent, 1);
}
END_TEST

START_TEST(it_is_listed)
{
	struct gn_device_info list[2];

	ck_assert_int_eq(gn_host_devices(dt_host, list, 2, &dt_why), 1);
	ck_assert_str_eq(list[0].uri, "microstrain:6254.1");
}
END_TEST

Suite *suite_microstrain(void)
{
	Suite *s = suite_create("microstrain");
	TCase *tc = tcase_create("microstrain");

	tcase_add_checked_fixture(tc, begin, dt_end);
	tcase_add_test(tc, a_newer_one);
	tcase_add_test(tc, an_older_one);
	tcase_add_test(tc, no_answer_or_no_data);
	tcase_add_test(tc, it_is_waited_for);
	tcase_add_test(tc, it_is_listed);
	tcase_set_timeout(tc, 30);
	suite_add_tcase(s, tc);
	return s;
}

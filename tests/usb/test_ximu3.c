/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <string.h>

#include "devtest.h"
#include "suites.h"
#include "ximu.h"

/* What the driver asks an x-IMU3, and what becomes of what that sends. */
static void begin(void)
{
	dt_begin();
	ximu_plug(1);
}

START_TEST(it_streams)
{
	static const char want[] =
		"{\"ping\":null} {\"binary_mode_enabled\":true} "
		"{\"usb_data_messages_enabled\":true} "
		"{\"inertial_message_rate_divisor\":4} "
		"{\"magnetometer_message_rate_divisor\":0} "
		"{\"ahrs_message_rate_divisor\":0} "
		"{\"high_g_message_rate_divisor\":0} "
		"{\"temperature_message_rate_divisor\":0} "
		"{\"battery_message_rate_divisor\":5} {\"apply\":null} ";
	struct gn_source_status st;
	uint8_t battery[21] = { 0xC2 }, out[70];
	float percent = 75, volt = 4;

	ck_assert_msg(!dt_try("ximu3:1234:abcd"), "%s", dt_why.text);
	ck_assert_str_eq(ximu.asked, want);
	while (ximu.sent < 20)
		ximu_feed_next(1);
	memcpy(battery + 9, &percent, 4);
	memcpy(battery + 13, &volt, 4);
	usbemu_feed(1, out, ximu_stuff(out, battery, sizeof(battery)));
	ximu_feed_next(1);
	ck_assert_uint_eq(dt_read(21), 21);
	for (int i = 0; i < 21; i++) {
		ck_assert_float_eq_tol(dt_got[i].acc_mps2[0], 2.4516625F,
				       1e-6F);
		ck_assert_float_eq_tol(dt_got[i].gyr_radps[0], 1.5707963F,
				       1e-6F);
		ck_assert_float_eq_tol(dt_got[i].gyr_radps[1],
				       (float)i * 0.017453293F, 1e-6F);
		ck_assert(isnan(dt_got[i].mag_ut[0]));
	}
	ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
	ck_assert_str_eq(st.serial, "00C0-FFEE");
	ck_assert(st.battery_pct == 75);
	ck_assert(st.rate_hz == 100);
	ck_assert_uint_eq(st.received, 21);
	ck_assert_uint_eq(st.errors, 0);
}
END_TEST

START_TEST(it_must_be_named)
{
	static const char *const bad[] = { "ximu3:", "ximu3:M1", "ximu3:123:4",
					   "ximu3:12345:abcd" };

	for (int i = 0; i < 4; i++) {
		ck_assert_int_eq(dt_try(bad[i]), GN_EINVAL);
		ck_assert_ptr_nonnull(strstr(dt_why.text, "lsusb"));
	}
	ck_assert_int_eq(dt_try("ximu3:1234:ffff"), GN_ENODEV);
	ck_assert_ptr_null(dt_src);
}
END_TEST

START_TEST(no_answer_or_refused)
{
	ximu.deaf = 1;
	ck_assert_int_eq(dt_try("ximu3:1234:abcd"), GN_ENODEV);
	ck_assert_ptr_nonnull(strstr(dt_why.text, "no answer to \"ping\""));
	ximu.deaf = 0;
	ximu.refuse = 1;
	ck_assert_int_eq(dt_try("ximu3:1234:abcd"), GN_ENODEV);
	ck_assert_ptr_nonnull(strstr(dt_why.text, "refuses \"inertial"));
	ximu.refuse = 0;
	ximu.mute = 1;
	ck_assert_int_eq(dt_try("ximu3:1234:abcd"), GN_ENODEV);
	ck_assert_ptr_nonnull(strstr(dt_why.text, "sends no data"));
	ck_assert_ptr_null(dt_src);
}
END_TEST

Suite *suite_ximu3(void)
{
	Suite *s = suite_create("ximu3");
	TCase *tc = tcase_create("ximu3");

	tcase_add_checked_fixture(tc, begin, dt_end);
	tcase_add_test(tc, it_streams);
	tcase_add_test(tc, it_must_be_named);
	tcase_add_test(tc, no_answer_or_refused);
	tcase_set_timeout(tc, 30);
	suite_add_tcase(s, tc);
	return s;
}

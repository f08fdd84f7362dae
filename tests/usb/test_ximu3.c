/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "devtest.h"
#include "suites.h"

/* An x-IMU3 that echoes its commands, as its manual says. */
static int deaf, mute, refuse;
static char asked[1024];        /* the commands without line ends, by blanks */
static uint32_t sent;


/* Bytes with 0A and DB stuffed, and the end. */
static size_t stuff(uint8_t *out, const uint8_t *p, size_t n)
{
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		if (p[i] == 0x0A || p[i] == 0xDB)
			out[len++] = 0xDB;
		out[len++] = p[i] == 0x0A ? 0xDC : p[i] == 0xDB ? 0xDD : p[i];
	}
	out[len++] = 0x0A;
	return len;
}

/* Message sent of 100 Hz: 0.25 g along x; 90, its number, 0 deg/s. */
static size_t measured(uint8_t *out)
{
	float v[6] = { 90, (float)sent, 0, 0.25F, 0, 0 };
	uint8_t m[33] = { 0xC9 };
	uint64_t us = 5000000 + UINT64_C(10000) * sent;

	/* both are little-endian, as is every machine this runs on */
	memcpy(m + 1, &us, 8);
	memcpy(m + 9, v, 24);
	sent++;
	return stuff(out, m, sizeof(m));
}

static size_t answer(const uint8_t *p, size_t n, uint8_t reply[64])
{
	size_t len = n >= 2 ? n - 2 : 0, at = strlen(asked);

	if (at + len + 2 < sizeof(asked)) {
		memcpy(asked + at, p, len);
		memcpy(asked + at + len, " ", 2);
	}
	if (deaf || len == 0)
		return 0;
	if (refuse && memmem(p, n, "inertial", 8))
		return (size_t)snprintf((char *)reply, 64,
					"{\"inertial_message_rate_divisor\":"
					"{\"error\":\"no\"}}\n");
	if (memmem(p, n, "\"ping\"", 6))
		return (size_t)snprintf((char *)reply, 64, "{\"ping\":{\"sn\":"
					"\"00C0-FFEE\"}}\n");
	memcpy(reply, p, len);
	reply[len] = '\n';
	len++;
	if (memmem(p, n, "\"apply\"", 7) && !mute)
		len += measured(reply + len);
	return len;
}

static void begin(void)
{
	static struct usbemu_model m;

	m = usbemu_cdc;
	m.vid = 0x1234;
	m.pid = 0xabcd;
	m.out = answer;
	deaf = mute = refuse = 0;
	asked[0] = '\0';
	sent = 0;
	dt_begin();
	usbemu_plug(1, &m);
}

static void feed(const uint8_t *p, size_t n)
{
	usbemu_feed(1, p, n);
}

static void feed_next(void)
{
	uint8_t out[70];

	feed(out, measured(out));
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
	ck_assert_str_eq(asked, want);
	while (sent < 20)
		feed_next();
	memcpy(battery + 9, &percent, 4);
	memcpy(battery + 13, &volt, 4);
	feed(out, stuff(out, battery, sizeof(battery)));
	feed_next();
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
	deaf = 1;
	ck_assert_int_eq(dt_try("ximu3:1234:abcd"), GN_ENODEV);
	ck_assert_ptr_nonnull(strstr(dt_why.text, "no answer to \"ping\""));
	deaf = 0;
	refuse = 1;
	ck_assert_int_eq(dt_try("ximu3:1234:abcd"), GN_ENODEV);
	ck_assert_ptr_nonnull(strstr(dt_why.text, "refuses \"inertial"));
	refuse = 0;
	mute = 1;
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

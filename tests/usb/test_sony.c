/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "apps/cal_store.h"
#include "devtest.h"
#include "sony.h"
#include "suites.h"

/*
 * What the driver asks a DualSense and a DualShock 4, and what becomes of what
 * they send.
 */
static struct sony *pad;
static struct gn_source_status st;

static void plug(uint16_t pid)
{
	pad = sony_plug(1, pid);
}

static void feed(uint32_t k)
{
	sony_feed(1, pad, k);
}

static void begin(void)
{
	dt_begin();
	plug(0x0ce6);
}

static void status(void)
{
	ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
}

/* Open it, with report k waiting, which comes in got[0]. */
static void open_it(const char *uri, uint32_t k)
{
	feed(k);
	dt_open(uri);
	ck_assert_int_eq(dt_next(1, 500), 1);
	status();
}

static void cannot_open(const char *uri, int err, const char *text)
{
	ck_assert_int_eq(dt_try(uri), err);
	ck_assert_msg(strstr(dt_why.text, text) != NULL, "%s", dt_why.text);
	ck_assert_ptr_null(dt_src);
}

static void near(const float v[3], double x, double y, double z)
{
	ck_assert_double_eq_tol((double)v[0], x, 1e-5);
	ck_assert_double_eq_tol((double)v[1], y, 1e-5);
	ck_assert_double_eq_tol((double)v[2], z, 1e-5);
}

/* Of the DualSense: 60 dps, 1 g. */
static void is_factory(void)
{
	near(dt_got[0].gyr_radps, 1.047198, -1.047198, 0);
	near(dt_got[0].acc_mps2, 9.80665, -9.80665, 0);
}

/* 61.03516 dps; 8100, -7900 and 100 of 8192. */
static void is_nominal(void)
{
	near(dt_got[0].gyr_radps, 1.065264, -1.065264, 0);
	near(dt_got[0].acc_mps2, 9.696517, -9.457097, 0.119710);
}

static void wait_ms(int ms)
{
	struct timespec t = { .tv_nsec = 1000000L * ms };

	nanosleep(&t, NULL);
}

/* Until so many are listed. */
static void wait_listed(int n)
{
	struct gn_device_info list[4];

	for (int i = 0; i < 100; i++) {
		if (gn_host_devices(dt_host, list, 4, &dt_why) == n)
			return;
		wait_ms(20);
	}
	ck_abort_msg("it is not listed, or still");
}

START_TEST(a_dualsense)
{
	const struct gn_recording_info *info;
	int64_t before;

	open_it("dualsense:", 250);
	ck_assert_str_eq(usbemu_log(1), "a1 01 0305 0001\n");
	is_factory();
	ck_assert(isnan(dt_got[0].mag_ut[0]));
	ck_assert(st.rate_hz == 250);
	ck_assert(st.battery_pct == 75);
	ck_assert_uint_eq(st.n_notes, 0);
	ck_assert_str_eq(st.model, "Wireless Controller");
	ck_assert_str_eq(st.port, "1-1");
	info = gn_source_info(dt_src);
	ck_assert_str_eq(info->path, "dualsense:054c:0ce6:1-1");
	ck_assert(info->sensors[0].has_acc && info->sensors[0].has_gyr);
	ck_assert(!info->sensors[0].has_mag);
	before = dt_got[0].t_ns;
	/* its clock says 100 ms, its counter turns, 24 are missing */
	wait_ms(100);
	feed(275);
	ck_assert_int_eq(dt_next(1, 500), 1);
	ck_assert_int_le(llabs(dt_got[0].t_ns - before - 100000000), 1000);
	status();
	ck_assert_uint_eq(st.received, 2);
	ck_assert_uint_eq(st.lost, 24);
	ck_assert_uint_eq(st.repeated + st.late + st.errors, 0);
}
END_TEST

/* Its clock of 16 bits turns between the two reports. */
START_TEST(a_dualshock_4)
{
	int64_t before;

	usbemu_unplug(1);
	plug(0x05c4);
	open_it("dualshock4:", 80);
	ck_assert_str_eq(usbemu_log(1), "a1 01 0302 0001\n");
	/* 62.5 dps; 8100, -7900 and 100 of 8000 */
	near(dt_got[0].gyr_radps, 1.090831, -1.090831, 0);
	near(dt_got[0].acc_mps2, 9.929233, -9.684067, 0.122583);
	ck_assert(isnan(dt_got[0].mag_ut[0]));
	ck_assert(st.rate_hz == 250);
	ck_assert(st.battery_pct == 100);
	ck_assert_uint_eq(st.n_notes, 0);
	ck_assert_str_eq(gn_source_info(dt_src)->path,
			 "dualshock4:054c:05c4:1-1");
	before = dt_got[0].t_ns;
	wait_ms(100);
	feed(105);
	ck_assert_int_eq(dt_next(1, 500), 1);
	ck_assert_int_le(llabs(dt_got[0].t_ns - before - 100000000), 1000);
	status();
	ck_assert_uint_eq(st.received, 2);
	ck_assert_uint_eq(st.lost + st.repeated + st.late + st.errors, 0);
}
END_TEST

/* Another one in its port would be taken for it. */
START_TEST(without_a_number_no_calibration_is_filed)
{
	char serial[64] = "x";

	open_it("dualsense:", 250);
	gn_cal_serial(serial, dt_src, 0);
	ck_assert_str_eq(serial, "");
}
END_TEST

START_TEST(without_a_calibration_it_is_nominal)
{
	pad->cal_n = -EPIPE;    /* refused: it is not asked again */
	open_it("dualsense:", 0);
	is_nominal();
	ck_assert_int_eq(pad->n_asked, 1);
	ck_assert_uint_eq(st.n_notes, 1);
	ck_assert_str_eq(st.note, "Wireless Controller at 1-1: no factory "
			 "calibration of its sensors; nominal scales are "
			 "used");
}
END_TEST

START_TEST(half_a_calibration_is_told)
{
	uint8_t gyr[12];

	memcpy(gyr, pad->cal + 7, sizeof(gyr));
	memset(pad->cal + 7, 0, 12);
	open_it("dualsense:", 0);
	near(dt_got[0].gyr_radps, 1.065264, -1.065264, 0);
	near(dt_got[0].acc_mps2, 9.80665, -9.80665, 0);
	ck_assert_ptr_nonnull(strstr(st.note, "of its gyroscope;"));
	gn_source_close(dt_src);
	dt_src = NULL;
	memcpy(pad->cal + 7, gyr, sizeof(gyr));
	memset(pad->cal + 23, 0, 12);
	open_it("dualsense:", 0);
	near(dt_got[0].gyr_radps, 1.047198, -1.047198, 0);
	near(dt_got[0].acc_mps2, 9.696517, -9.457097, 0.119710);
	ck_assert_ptr_nonnull(strstr(st.note, "of its accelerometer;"));
}
END_TEST

START_TEST(another_report_is_asked_over)
{
	pad->others = 2;
	open_it("dualsense:", 0);
	ck_assert_int_eq(pad->n_asked, 3);
	is_factory();
	ck_assert_uint_eq(st.n_notes, 0);
	gn_source_close(dt_src);
	dt_src = NULL;
	pad->n_asked = 0;
	pad->others = 3;        /* too many */
	open_it("dualsense:", 0);
	ck_assert_int_eq(pad->n_asked, 3);
	is_nominal();
	ck_assert_uint_eq(st.n_notes, 1);
}
END_TEST

START_TEST(what_is_none)
{
	static const uint8_t no_pad[64] = { [0] = 0x01, [31] = 0x04 };

	cannot_open("dualsense:?rate=100", GN_EINVAL, "always sends at 250 Hz");
	cannot_open("dualsense:?rate=nan", GN_EINVAL, "rate");
	cannot_open("dualsense:?mode=1", GN_EINVAL, "?rate=HZ");
	cannot_open("dualshock4:", GN_ENODEV, "054c:05c4");
	pad->cal_n = -ESHUTDOWN;
	feed(0);
	cannot_open("dualsense:", GN_ENODEV, "unplugged");
	ck_assert_int_eq(pad->n_asked, 1);
	usbemu_unplug(1);
	plug(0x05c4);
	usbemu_feed(1, no_pad, sizeof(no_pad));
	cannot_open("dualshock4:", GN_ENODEV, "sends no data of a DualShock 4");
}
END_TEST

START_TEST(other_reports)
{
	static const uint8_t other[64] = { 0x31 };
	static const uint8_t bluetooth[10] = { 0x01, 0x80, 0x80, 0x80, 0x80 };

	open_it("dualsense:?rate=250", 0);
	usbemu_feed(1, other, sizeof(other));
	usbemu_feed(1, bluetooth, sizeof(bluetooth));
	feed(1);
	ck_assert_int_eq(dt_next(64, 500), 1);
	status();
	ck_assert_uint_eq(st.errors, 1);
	ck_assert_uint_eq(st.received, 2);
	ck_assert_uint_eq(st.lost, 0);
	ck_assert(st.battery_pct == 75);
}
END_TEST

START_TEST(a_silence_keeps_its_calibration)
{
	open_it("dualsense:", 0);
	pad->cal_n = -EPIPE;
	for (int i = 0; i < 200 && st.restarts == 0; i++) {
		ck_assert_int_eq(dt_next(1, 20), 0);
		status();
	}
	ck_assert_uint_eq(st.restarts, 1);
	ck_assert_int_eq(pad->n_asked, 2);
	feed(1);
	ck_assert_int_eq(dt_next(1, 500), 1);
	is_factory();
	status();
	ck_assert_int_eq(st.state, GN_SOURCE_STREAMING);
	ck_assert_uint_eq(st.n_notes, 2);
	ck_assert_ptr_nonnull(strstr(st.note, "sends again"));
}
END_TEST

START_TEST(plugged_in_again)
{
	pad->cal_n = -EPIPE;
	open_it("dualsense:", 7);
	is_nominal();
	usbemu_unplug(1);
	for (int i = 0; i < 200 && st.state != GN_SOURCE_GONE; i++) {
		ck_assert_int_eq(dt_next(1, 20), 0);
		status();
	}
	ck_assert_int_eq(st.state, GN_SOURCE_GONE);
	plug(0x0ce6);           /* one that has a calibration */
	feed(0);
	for (int i = 0; i < 200 && !st.returns; i++) {
		int r = dt_next(1, 20);

		ck_assert_int_ge(r, 0);
		status();
		if (r > 0)
			break;
	}
	is_factory();
	ck_assert_uint_eq(st.returns, 1);
	ck_assert_uint_eq(st.lost, 0);
	/* nominal, gone, factory, back */
	ck_assert_uint_eq(st.n_notes, 4);
	ck_assert_ptr_nonnull(strstr(st.note, "again after"));
}
END_TEST

START_TEST(they_are_listed)
{
	static const struct { uint16_t pid; const char *uri; } all[] = {
		{ 0x0ce6, "dualsense:1-1" }, { 0x0df2, "dualsense:1-1" },
		{ 0x05c4, "dualshock4:1-1" }, { 0x09cc, "dualshock4:1-1" },
		{ 0x0ba0, "dualshock4:1-1" }
	};
	struct gn_device_info list[4];

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		usbemu_unplug(1);
		wait_listed(0);
		plug(all[i].pid);
		wait_listed(1);
		ck_assert_int_eq(gn_host_devices(dt_host, list, 4, &dt_why), 1);
		ck_assert_str_eq(list[0].uri, all[i].uri);
		ck_assert_str_eq(list[0].model, "Wireless Controller");
		ck_assert_str_eq(list[0].serial, "");
		ck_assert_uint_eq(list[0].maybe, 0);
	}
}
END_TEST

Suite *suite_sony(void)
{
	Suite *s = suite_create("sony");
	TCase *tc = tcase_create("sony");

	tcase_add_checked_fixture(tc, begin, dt_end);
	tcase_add_test(tc, a_dualsense);
	tcase_add_test(tc, a_dualshock_4);
	tcase_add_test(tc, without_a_number_no_calibration_is_filed);
	tcase_add_test(tc, without_a_calibration_it_is_nominal);
	tcase_add_test(tc, half_a_calibration_is_told);
	tcase_add_test(tc, another_report_is_asked_over);
	tcase_add_test(tc, what_is_none);
	tcase_add_test(tc, other_reports);
	tcase_add_test(tc, a_silence_keeps_its_calibration);
	tcase_add_test(tc, plugged_in_again);
	tcase_add_test(tc, they_are_listed);
	tcase_set_timeout(tc, 30);
	suite_add_tcase(s, tc);
	return s;
}

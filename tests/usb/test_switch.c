/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "devtest.h"
#include "procon.h"
#include "suites.h"

/* What the driver asks a Pro controller, and what becomes of what it sends. */
#define G 9.80665
#define DPS936 16.336281798666924       /* rad/s: 5.2 pi */

static void begin(void)
{
	dt_begin();
	procon_plug(1);
}

static struct gn_source_status status(void)
{
	struct gn_source_status st;

	ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
	return st;
}

static void feed_numbered(int from, int n)
{
	for (int k = from; k < from + n; k++)
		procon_feed_numbered(1, k);
}

/* What it is told, the low nibble of byte 1 counting the subcommands. */
static const uint8_t dialogue[10][20] = {
	{ 0x80, 0x02 }, { 0x80, 0x03 }, { 0x80, 0x02 }, { 0x80, 0x04 },
	{ 1, 0, 0, 1, 0x40, 0x40, 0, 1, 0x40, 0x40, 0x02 },
	{ 1, 1, 0, 1, 0x40, 0x40, 0, 1, 0x40, 0x40, 0x03, 0x30 },
	{ 1, 2, 0, 1, 0x40, 0x40, 0, 1, 0x40, 0x40,
	  0x10, 0x20, 0x60, 0, 0, 24 },
	{ 1, 3, 0, 1, 0x40, 0x40, 0, 1, 0x40, 0x40,
	  0x10, 0x26, 0x80, 0, 0, 26 },
	{ 1, 4, 0, 1, 0x40, 0x40, 0, 1, 0x40, 0x40, 0x40, 0x00 },
	{ 1, 5, 0, 1, 0x40, 0x40, 0, 1, 0x40, 0x40, 0x40, 0x01 },
};

static void check_dialogue(void)
{
	static const uint8_t nothing[44];

	ck_assert_uint_eq(procon.n_asked, 10);
	for (int i = 0; i < 10; i++) {
		ck_assert_mem_eq(procon.asked[i], dialogue[i], 20);
		ck_assert_mem_eq(procon.asked[i] + 20, nothing, 44);
	}
}

START_TEST(it_is_set_up)
{
	struct gn_source_status st;

	procon.busy = 1;        /* it was sending already */
	feed_numbered(1, 20);
	dt_open("switch-pro:");
	check_dialogue();
	st = status();
	ck_assert_str_eq(st.model, "Pro Controller");
	ck_assert_str_eq(st.serial, "7CBB8AEA3057");
	ck_assert_str_eq(st.firmware, "3.72");
	ck_assert_str_eq(st.port, "1-1");
	ck_assert(st.rate_hz == 200);
	ck_assert_uint_eq(st.received, 3);
	ck_assert_uint_eq(st.n_notes, 0);
	ck_assert(st.battery_pct == 75);
	ck_assert(isnan(st.drift_ppm));
	ck_assert_str_eq(gn_source_info(dt_src)->path,
			 "switch-pro:057e:2009:000000000001");
	ck_assert(gn_source_info(dt_src)->sensors[0].rate_hz == 200);
	ck_assert(gn_source_info(dt_src)->sensors[0].has_gyr);
	ck_assert(!gn_source_info(dt_src)->sensors[0].has_mag);
}
END_TEST

START_TEST(its_rate_stays)
{
	ck_assert_int_eq(dt_try("switch-pro:1-1?rate=50"), GN_EINVAL);
	ck_assert_ptr_nonnull(strstr(dt_why.text, "always sends at 200 Hz"));
	ck_assert_int_eq(dt_try("switch-pro:1-1?rate=200"), GN_OK);
}
END_TEST

static void near3(const float v[3], double x, double y, double z)
{
	ck_assert_double_eq_tol(v[0], x, 1e-4);
	ck_assert_double_eq_tol(v[1], y, 1e-4);
	ck_assert_double_eq_tol(v[2], z, 1e-4);
}

/* Counts chosen such that the result is round: (16384 - 118) / 2 is 2 g, and
 * 15335 less the offset of scale and sample alike is 936 deg/s. */
static const int moved[18] = {
	8133, 0, 0, 15335, -4, -32,
	0, -8365, 0, 14, 15335, -32,
	0, 0, 15638, 14, -4, 15335 };

START_TEST(values_are_calibrated)
{
	dt_open("switch-pro:");
	ck_assert_uint_eq(dt_read(3), 3);
	procon_feed(1, moved);
	ck_assert_uint_eq(dt_read(3), 3);
	near3(dt_got[0].acc_mps2, 2 * G, 0, 0);
	near3(dt_got[1].acc_mps2, 0, -2 * G, 0);
	near3(dt_got[2].acc_mps2, 0, 0, 4 * G);
	near3(dt_got[0].gyr_radps, DPS936, 0, 0);
	near3(dt_got[1].gyr_radps, 0, DPS936, 0);
	near3(dt_got[2].gyr_radps, 0, 0, DPS936);
	for (int i = 0; i < 3; i++)
		ck_assert(isnan(dt_got[i].mag_ut[0]));
	ck_assert_uint_eq(status().errors + status().clipped, 0);
}
END_TEST

START_TEST(a_right_joycon_is_turned)
{
	procon.model = PROCON_RIGHT;
	dt_open("switch-pro:");
	ck_assert_uint_eq(dt_read(3), 3);
	procon_feed(1, moved);
	ck_assert_uint_eq(dt_read(3), 3);
	near3(dt_got[0].acc_mps2, 2 * G, 0, 0);
	near3(dt_got[1].acc_mps2, 0, 2 * G, 0);
	near3(dt_got[2].gyr_radps, 0, 0, -DPS936);
}
END_TEST

START_TEST(an_empty_flash_is_told)
{
	static const int v[18] = { 4096, 0, 0, 13371, 0, 0 };

	procon.blank = 1;
	dt_open("switch-pro:");
	ck_assert_uint_eq(status().n_notes, 1);
	ck_assert_ptr_nonnull(strstr(status().note, "no calibration"));
	ck_assert_uint_eq(dt_read(3), 3);
	procon_feed(1, v);
	ck_assert_uint_eq(dt_read(3), 3);
	near3(dt_got[0].acc_mps2, G, 0, 0);
	near3(dt_got[0].gyr_radps, DPS936, 0, 0);
}
END_TEST

/* In order, none lost. All come at once, so that packets are half of 15 ms
 * apart, the least (timesync.h), and their readings a third of that. */
START_TEST(three_readings_a_packet_are_timed)
{
	dt_open("switch-pro:");
	feed_numbered(1, 199);
	ck_assert_uint_eq(dt_read(600), 600);
	for (size_t i = 0; i < 600; i++)
		ck_assert_double_eq_tol(dt_got[i].acc_mps2[2] * 15638 / 4 / G,
					(double)i + 1, 1e-2);
	for (size_t i = 1; i < 600; i++)
		ck_assert_int_gt(dt_got[i].t_ns, dt_got[i - 1].t_ns);
	for (size_t i = 300; i < 600; i++)
		ck_assert_int_le(llabs(dt_got[i].t_ns - dt_got[i - 1].t_ns -
				       2500000), 3);
	ck_assert_uint_eq(status().received, 600);
	ck_assert_uint_eq(status().lost + status().overruns, 0);
	/* the first: nothing before it */
	ck_assert_int_eq(dt_got[2].t_ns - dt_got[1].t_ns, 5000000);
	ck_assert_int_eq(dt_got[1].t_ns - dt_got[0].t_ns, 5000000);
}
END_TEST

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* It does not count; a pause tells: 50 packets less one, of 3 readings each.
 * As many are lost as there is no room for. */
START_TEST(what_is_lost_is_counted)
{
	const struct timespec pause = { .tv_nsec = 750000000 };
	double began = now_s();

	dt_open("switch-pro:");
	nanosleep(&pause, NULL);
	feed_numbered(1, 1);
	ck_assert_uint_eq(dt_read(6), 6);
	ck_assert_uint_ge(status().lost, 147);
	ck_assert_double_le((double)status().lost, 200 * (now_s() - began));
	ck_assert_uint_eq(status().lost % 3, 0);
	ck_assert_int_eq(dt_got[5].t_ns - dt_got[4].t_ns, 5000000);
	usbemu_feed(1, "\x30\x01\x7E short", 9);
	feed_numbered(2, 1);
	ck_assert_uint_eq(dt_read(3), 3);
	ck_assert_uint_eq(status().errors, 1);
}
END_TEST

START_TEST(a_lost_answer_is_asked_for_again)
{
	procon.deaf = 2;
	dt_open("switch-pro:");
	ck_assert_uint_eq(procon.n_asked, 12);
	for (int i = 0; i < 3; i++)
		ck_assert_mem_eq(procon.asked[i], dialogue[0], 20);
	ck_assert_mem_eq(procon.asked[11], dialogue[9], 20);
}
END_TEST

static void check_fails(const char *text)
{
	ck_assert_int_eq(dt_try("switch-pro:"), GN_ENODEV);
	ck_assert_msg(strstr(dt_why.text, text), "%s", dt_why.text);
	ck_assert_ptr_null(strchr(dt_why.text, '\n'));
	ck_assert_ptr_null(dt_src);
}

START_TEST(no_answer_refused_nothing_sent)
{
	procon.deaf = 1000;
	check_fails("Pro Controller at 1-1: no answer to command 80 02;");
	ck_assert_uint_eq(procon.n_asked, 3);
	procon.deaf = 0;
	procon.refused = 0x10;
	check_fails("refuses command 01 10");
	procon.refused = 0x40;
	check_fails("refuses command 01 40");
	procon.refused = 0;
	procon.model = 6;
	check_fails("neither a Pro controller nor a Joy-Con");
	procon.model = PROCON_PRO;
	procon.mute = 1;
	check_fails("sends no data");
}
END_TEST

START_TEST(it_is_waited_for)
{
	int64_t before;

	dt_open("switch-pro:");
	feed_numbered(1, 1);
	ck_assert_uint_eq(dt_read(6), 6);
	before = dt_got[5].t_ns;
	usbemu_unplug(1);
	while (status().state != GN_SOURCE_GONE)
		ck_assert_int_eq(dt_next(1, 20), 0);
	ck_assert_ptr_nonnull(strstr(status().note, "unplugged"));
	procon_plug(1);
	for (int i = 0; i < 200 && !status().returns; i++)
		ck_assert_int_ge(dt_next(1, 20), 0);
	ck_assert_uint_eq(status().returns, 1);
	ck_assert_uint_eq(procon.n_asked, 10);
	feed_numbered(2, 1);
	ck_assert_uint_ge(dt_read(6), 5);
	ck_assert_int_gt(dt_got[0].t_ns, before);
	ck_assert_uint_eq(status().lost, 0);
	ck_assert_uint_eq(status().received, 12);
}
END_TEST

/* Such as: another program has switched its sensors off. */
START_TEST(a_silence_is_ended)
{
	static const int off[18];

	dt_open("switch-pro:");
	ck_assert_uint_eq(dt_read(3), 3);
	procon_feed(1, off);
	procon.n_asked = 0;
	for (int i = 0; i < 200 && !status().restarts; i++)
		ck_assert_int_eq(dt_next(1, 20), 0);
	ck_assert_uint_eq(status().restarts, 1);
	ck_assert_uint_eq(procon.n_asked, 10);
	ck_assert_uint_eq(dt_read(3), 3);
	ck_assert_int_eq(status().state, GN_SOURCE_STREAMING);
}
END_TEST

START_TEST(they_are_listed)
{
	struct gn_device_info list[4];
	struct usbemu_model grip = *procon_model();
	int n = 1;

	ck_assert_int_eq(gn_host_devices(dt_host, list, 4, &dt_why), 1);
	ck_assert_str_eq(list[0].uri, "switch-pro:000000000001");
	ck_assert_str_eq(list[0].model, "Pro Controller");
	ck_assert_str_eq(list[0].port, "1-1");
	ck_assert_uint_eq(list[0].maybe, 0);
	grip.pid = 0x200e;
	grip.product = "Charging Grip";
	usbemu_plug(2, &grip);
	for (int i = 0; i < 1000 && n == 1; i++)
		n = gn_host_devices(dt_host, list, 4, &dt_why);
	ck_assert_int_eq(n, 2);
	ck_assert_str_eq(list[0].uri, "switch-pro:1-1");
	ck_assert_str_eq(list[1].uri, "switch-pro:1-2");
	ck_assert_str_eq(list[1].model, "Charging Grip");
}
END_TEST

Suite *suite_switch(void)
{
	Suite *s = suite_create("switch");
	TCase *tc = tcase_create("switch");

	tcase_add_checked_fixture(tc, begin, dt_end);
	tcase_add_test(tc, it_is_set_up);
	tcase_add_test(tc, its_rate_stays);
	tcase_add_test(tc, values_are_calibrated);
	tcase_add_test(tc, a_right_joycon_is_turned);
	tcase_add_test(tc, an_empty_flash_is_told);
	tcase_add_test(tc, three_readings_a_packet_are_timed);
	tcase_add_test(tc, what_is_lost_is_counted);
	tcase_add_test(tc, a_lost_answer_is_asked_for_again);
	tcase_add_test(tc, no_answer_refused_nothing_sent);
	tcase_add_test(tc, it_is_waited_for);
	tcase_add_test(tc, a_silence_is_ended);
	tcase_add_test(tc, they_are_listed);
	tcase_set_timeout(tc, 30);
	suite_add_tcase(s, tc);
	return s;
}

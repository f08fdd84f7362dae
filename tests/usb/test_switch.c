/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "devtest.h"
#include "suites.h"

/*
 * A Pro controller that answers as dekuNukem's notes say, below the real
 * libusb. Reports are built here by hand, not by the code under test.
 */
#define G 9.80665
#define DPS936 16.336281798666924       /* rad/s: 5.2 pi */
#define PRO 3
#define RIGHT 2

static uint8_t asked[32][64];   /* reports sent to it, in order */
static size_t n_asked;
static uint8_t model;
static int deaf;                /* answers to be left out */
static int mute;                /* it answers, and measures nothing */
static uint8_t refused;         /* this subcommand is; 0: none */
static int blank;               /* its flash is erased */
static int busy;                /* reports come before each answer */


/* acc 0 0 0 and 16384, gyr 0 0 0 and 15335 */
static const uint8_t factory[24] = { 0, 0, 0, 0, 0, 0,
	0x00, 0x40, 0x00, 0x40, 0x00, 0x40, 0, 0, 0, 0, 0, 0,
	0xE7, 0x3B, 0xE7, 0x3B, 0xE7, 0x3B };
/* dekuNukem, spi_flash_notes: acc 118 -346 746, gyr 14 -4 -32; 13371 */
static const uint8_t user[26] = { 0xB2, 0xA1,
	0x76, 0x00, 0xA6, 0xFE, 0xEA, 0x02, 0x00, 0x40, 0x00, 0x40, 0x00, 0x40,
	0x0E, 0x00, 0xFC, 0xFF, 0xE0, 0xFF, 0x3B, 0x34, 0x3B, 0x34, 0x3B,
	0x34 };

/* Report 30: acc x y z, gyr x y z, thrice; battery 3 of 4, charging. */
static void full(uint8_t out[64], const int v[18])
{
	memset(out, 0, 64);
	out[0] = 0x30;
	out[2] = 0x7E;
	for (int i = 0; i < 18; i++) {
		out[13 + 2 * i] = (uint8_t)v[i];
		out[14 + 2 * i] = (uint8_t)(v[i] >> 8);
	}
}

/* The k-th report: acc z counts up. */
static void numbered(uint8_t out[64], int k)
{
	int v[18] = { 0 };

	for (int i = 0; i < 3; i++)
		v[2 + 6 * i] = 3 * k + i + 1;
	full(out, v);
}

static size_t answer_usb(uint8_t code, uint8_t reply[64])
{
	if (code == 0x04)
		return 0;
	memset(reply, 0, 64);
	reply[0] = 0x81;
	reply[1] = code;
	return 64;
}

static void fill(const uint8_t *p, uint8_t reply[64])
{
	static const uint8_t info[12] = { 0x03, 0x48, 0, 0x02,
		0x7C, 0xBB, 0x8A, 0xEA, 0x30, 0x57, 0x01, 0x01 };

	if (p[10] == 0x02) {
		memcpy(reply + 15, info, 12);
		reply[17] = model;
	} else if (p[10] == 0x10) {
		memcpy(reply + 15, p + 11, 5);
		memset(reply + 20, 0xFF, 29);
		if (!blank && p[11] == 0x20 && p[12] == 0x60)
			memcpy(reply + 20, factory, 24);
		if (!blank && p[11] == 0x26 && p[12] == 0x80)
			memcpy(reply + 20, user, 26);
	}
}

static size_t answer(const uint8_t *p, size_t n, uint8_t reply[64])
{
	uint8_t report[64];

	if (n_asked < 32)
		memcpy(asked[n_asked++], p, n < 64 ? n : 64);
	numbered(report, 0);
	if (busy)
		usbemu_say(1, report, 64);
	if (deaf > 0 && deaf--)
		return 0;
	if (p[0] == 0x80)
		return answer_usb(p[1], reply);
	memset(reply, 0, 64);
	reply[0] = 0x21;
	reply[2] = 0x8E;
	reply[13] = p[10] == refused ? 0x00 : 0x80;
	reply[14] = p[10];
	fill(p, reply);
	if (p[10] != 0x40 || p[11] != 1 || mute)
		return 64;
	usbemu_say(1, reply, 64);
	memcpy(reply, report, 64);      /* the first report, after it */
	return 64;
}

static const struct usbemu_model *pad(void)
{
	static struct usbemu_model m;

	m = usbemu_hid;
	m.vid = 0x057e;
	m.pid = 0x2009;
	m.product = "Pro Controller";
	m.serial = "000000000001";
	m.out = answer;
	return &m;
}

static void begin(void)
{
	n_asked = 0;
	model = PRO;
	deaf = mute = blank = busy = 0;
	refused = 0;
	dt_begin();
	usbemu_plug(1, pad());
}

static struct gn_source_status status(void)
{
	struct gn_source_status st;

	ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
	return st;
}

static void feed(const int v[18])
{
	uint8_t report[64];

	full(report, v);
	usbemu_feed(1, report, 64);
}

static void feed_numbered(int from, int n)
{
	uint8_t report[64];

	for (int k = from; k < from + n; k++) {
		numbered(report, k);
		usbemu_feed(1, report, 64);
	}
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

	ck_assert_uint_eq(n_asked, 10);
	for (int i = 0; i < 10; i++) {
		ck_assert_mem_eq(asked[i], dialogue[i], 20);
		ck_assert_mem_eq(asked[i] + 20, nothing, 44);
	}
}

START_TEST(it_is_set_up)
{
	struct gn_source_status st;

	busy = 1;               /* it was sending already */
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
	feed(moved);
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
	model = RIGHT;
	dt_open("switch-pro:");
	ck_assert_uint_eq(dt_read(3), 3);
	feed(moved);
	ck_assert_uint_eq(dt_read(3), 3);
	near3(dt_got[0].acc_mps2, 2 * G, 0, 0);
	near3(dt_got[1].acc_mps2, 0, 2 * G, 0);
	near3(dt_got[2].gyr_radps, 0, 0, -DPS936);
}
END_TEST

START_TEST(an_empty_flash_is_told)
{
	static const int v[18] = { 4096, 0, 0, 13371, 0, 0 };

	blank = 1;
	dt_open("switch-pro:");
	ck_assert_uint_eq(status().n_notes, 1);
	ck_assert_ptr_nonnull(strstr(status().note, "no calibration"));
	ck_assert_uint_eq(dt_read(3), 3);
	feed(v);
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
	deaf = 2;
	dt_open("switch-pro:");
	ck_assert_uint_eq(n_asked, 12);
	for (int i = 0; i < 3; i++)
		ck_assert_mem_eq(asked[i], dialogue[0], 20);
	ck_assert_mem_eq(asked[11], dialogue[9], 20);
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
	deaf = 1000;
	check_fails("Pro Controller at 1-1: no answer to command 80 02;");
	ck_assert_uint_eq(n_asked, 3);
	deaf = 0;
	refused = 0x10;
	check_fails("refuses command 01 10");
	refused = 0x40;
	check_fails("refuses command 01 40");
	refused = 0;
	model = 6;
	check_fails("neither a Pro controller nor a Joy-Con");
	model = PRO;
	mute = 1;
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
	n_asked = 0;
	usbemu_plug(1, pad());
	for (int i = 0; i < 200 && !status().returns; i++)
		ck_assert_int_ge(dt_next(1, 20), 0);
	ck_assert_uint_eq(status().returns, 1);
	ck_assert_uint_eq(n_asked, 10);
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
	feed(off);
	n_asked = 0;
	for (int i = 0; i < 200 && !status().restarts; i++)
		ck_assert_int_eq(dt_next(1, 20), 0);
	ck_assert_uint_eq(status().restarts, 1);
	ck_assert_uint_eq(n_asked, 10);
	ck_assert_uint_eq(dt_read(3), 3);
	ck_assert_int_eq(status().state, GN_SOURCE_STREAMING);
}
END_TEST

START_TEST(they_are_listed)
{
	struct gn_device_info list[4];
	struct usbemu_model grip = *pad();
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

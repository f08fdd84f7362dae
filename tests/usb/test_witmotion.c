/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <string.h>

#include "devtest.h"
#include "suites.h"

/*
 * A WitMotion behind a CH341: it sends while the line's speed is its own, and
 * minds registers once they are unlocked.
 */
static uint32_t its_baud, line_baud;
static int dead;
static uint8_t asked[8][2];     /* register and low byte, keys left out */
static size_t n_asked;
static uint32_t sent;


static size_t frame(uint8_t *out, uint8_t type, int x, int y, int z)
{
	const int v[4] = { x, y, z, 0 };
	uint8_t sum = 0;

	out[0] = 0x55;
	out[1] = type;
	for (int i = 0; i < 4; i++) {
		out[2 + 2 * i] = (uint8_t)v[i];
		out[3 + 2 * i] = (uint8_t)(v[i] >> 8);
	}
	for (int i = 0; i < 10; i++)
		sum = (uint8_t)(sum + out[i]);
	out[10] = sum;
	return 11;
}

/* 1 g along z; 1000 deg/s about x, its number about y. */
static size_t cycle(uint8_t *out)
{
	size_t n = frame(out, 0x51, 0, 0, 2048);

	n += frame(out + n, 0x52, 16384, (int)sent++, 0);
	return n + frame(out + n, 0x54, 1, 2, 3);
}

/* CH341, register 0x1312: the words of the Linux driver. */
static uint32_t baud_of(uint16_t word)
{
	switch (word) {
	case 0xCC83: return 115200;
	case 0xB282: return 9600;
	case 0xE683: return 230400;
	default:     return 1;
	}
}

static void say(void)
{
	uint8_t out[64];

	if (!dead && its_baud == line_baud)
		usbemu_say(1, out, cycle(out));
}

static int control(const uint8_t *s, uint8_t *data)
{
	int len = s[6] | s[7] << 8;

	if (s[0] & 0x80) {
		data[0] = 0x31;
		return len;
	}
	if (s[1] == 0x9A && s[2] == 0x12 && s[3] == 0x13) {
		line_baud = baud_of((uint16_t)(s[4] | s[5] << 8));
		say();
	}
	return len;
}

static size_t answer(const uint8_t *p, size_t n, uint8_t reply[64])
{
	(void)reply;
	if (n != 5 || p[0] != 0xFF || p[1] != 0xAA || dead ||
	    its_baud != line_baud)
		return 0;
	if (p[2] != 0x69 && n_asked < 8) {
		asked[n_asked][0] = p[2];
		asked[n_asked++][1] = p[3];
	}
	if (p[2] == 0x04)
		its_baud = p[3] == 6 ? 115200 : 9600;
	say();
	return 0;
}

static void plug(void)
{
	static struct usbemu_model m;

	m = usbemu_ch341;
	m.control = control;
	m.out = answer;
	usbemu_plug(1, &m);
}

static void begin(void)
{
	its_baud = line_baud = 115200;
	dead = 0;
	n_asked = 0;
	sent = 0;
	dt_begin();
	plug();
}

static void feed(void)
{
	uint8_t out[64];

	usbemu_feed(1, out, cycle(out));
}

START_TEST(a_fast_line)
{
	struct gn_source_status st;
	int r, n = 0;

	dt_open("witmotion:?rate=60");
	/* contents: acc, gyr, mag; rate: 50 Hz */
	ck_assert_uint_eq(n_asked, 2);
	ck_assert_mem_eq(asked, "\x02\x16\x03\x08", 4);
	for (int i = 0; i < 10; i++)
		feed();
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
	its_baud = 9600;
	dt_open("witmotion:?rate=200");
	ck_assert_uint_eq(n_asked, 3);
	ck_assert_mem_eq(asked, "\x04\x06\x02\x16\x03\x0B", 6);
	ck_assert_uint_eq(its_baud, 115200);
	ck_assert_uint_eq(line_baud, 115200);
}
END_TEST

START_TEST(a_slow_line_may_do)
{
	its_baud = 9600;
	dt_open("witmotion:?rate=20");
	ck_assert_uint_eq(n_asked, 2);
	ck_assert_uint_eq(line_baud, 9600);
}
END_TEST

START_TEST(nobody_is_there)
{
	dead = 1;
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
	cycle(out);
	usbemu_feed(1, out, 11);                /* acc alone */
	feed();
	feed();
	while ((r = dt_next(64, 100)) > 0) n += r;
	ck_assert_int_eq(n, 2);
	ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
	ck_assert_uint_eq(st.errors, 1);
}
END_TEST

START_TEST(it_is_set_up_again)
{
	struct gn_source_status st = { .returns = 0 };

	dt_open("witmotion:");
	usbemu_unplug(1);
	while (st.state != GN_SOURCE_GONE) {
		ck_assert_int_ge(dt_next(64, 20), 0);
		ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
	}
	n_asked = 0;
	plug();
	while (st.returns == 0) {
		ck_assert_int_ge(dt_next(64, 20), 0);
		ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
	}
	ck_assert_uint_eq(n_asked, 2);
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

/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <string.h>

#include "devtest.h"
#include "suites.h"

/*
 * A MicroStrain that answers as its SDK's headers say. old: it knows neither
 * the newer rate and format commands nor reference time and overrange.
 */
static int old, deaf, mute;
static uint8_t asked[32][2];    /* set and command */
static size_t n_asked;
static uint8_t format[64];      /* data of the accepted format command */
static size_t n_format;
static uint32_t sent;


/* One packet of n bytes of fields. */
static size_t packet(uint8_t *out, uint8_t set, const uint8_t *fields,
		     uint8_t n)
{
	uint8_t a = 0, b = 0;

	out[0] = 0x75;
	out[1] = 0x65;
	out[2] = set;
	out[3] = n;
	memcpy(out + 4, fields, n);
	for (int i = 0; i < 4 + n; i++) {
		a = (uint8_t)(a + out[i]);
		b = (uint8_t)(b + a);
	}
	out[4 + n] = a;
	out[5 + n] = b;
	return 6u + n;
}

static uint8_t *be(uint8_t *p, uint64_t v, int bytes)
{
	while (bytes-- > 0)
		*p++ = (uint8_t)(v >> (8 * bytes));
	return p;
}

static uint8_t *f32(uint8_t *p, float x)
{
	uint32_t bits;

	memcpy(&bits, &x, 4);
	return be(p, bits, 4);
}

/* 100 Hz: 1 g along z, and 0.5, its number, -1 rad/s. */
static size_t measured(uint8_t *out)
{
	uint8_t f[64], *p = f;

	*p++ = 14;
	*p++ = 0x04;
	p = f32(f32(f32(p, 0), 0), 1);
	*p++ = 14;
	*p++ = 0x05;
	p = f32(f32(f32(p, 0.5F), (float)sent), -1);
	*p++ = old ? 14 : 10;
	*p++ = old ? 0x12 : 0xD5;
	if (old) {
		double tow = 1000 + 0.01 * sent;
		uint64_t bits;

		memcpy(&bits, &tow, 8);
		p = be(be(be(p, bits, 8), 2000, 2), 0, 2);
	} else {
		p = be(p, UINT64_C(10000000) * sent, 8);
	}
	sent++;
	return packet(out, 0x80, f, (uint8_t)(p - f));
}

/* Acknowledge or refuse, and answer; after "resume" the first data. */
static size_t answer(const uint8_t *p, size_t n, uint8_t reply[64])
{
	uint8_t set = p[2], desc = p[5], code = 0;
	uint8_t f[64] = { 4, 0xF1, desc };
	uint8_t len = 4;
	size_t size;

	if (n_asked < 32) {
		asked[n_asked][0] = set;
		asked[n_asked++][1] = desc;
	}
	if (deaf || n < 8)
		return 0;
	if (set == 0x0C && old && (desc == 0x0E || desc == 0x0F))
		code = 1;
	for (size_t i = 6; desc == 0x08 && old && i < n - 2; i++)
		if (p[i] == 0xD5 || p[i] == 0x18)
			code = 3;
	f[3] = code;
	if (set == 0x0C && !code && (desc == 0x08 || desc == 0x0F)) {
		n_format = (size_t)p[3] - 2;
		memcpy(format, p + 6, n_format);
	}
	if (set == 0x0C && !code && desc == 0x06) {
		memcpy(f + 4, "\x04\x83\x03\xE8", 4);           /* 1000 Hz */
		len = 8;
	} else if (set == 0x0C && !code && desc == 0x0E) {
		memcpy(f + 4, "\x05\x8E\x80\x01\xF4", 5);       /* 500 Hz */
		len = 9;
	}
	size = packet(reply, set, f, len);
	if (set == 0x01 && desc == 0x06 && !mute && size + 50 <= 64)
		size += measured(reply + size);
	return size;
}

static void plug(void)
{
	static struct usbemu_model m;

	m = usbemu_cdc;
	m.out = answer;
	usbemu_plug(1, &m);
}

static void begin(void)
{
	old = deaf = mute = 0;
	n_asked = n_format = 0;
	sent = 0;
	dt_begin();
	plug();
}

static void feed(void)
{
	uint8_t out[64];
	size_t n = measured(out);

	usbemu_feed(1, out, n);
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
	ck_assert_uint_eq(n_asked, 6);
	ck_assert_mem_eq(asked, want, sizeof(want));
	ck_assert_uint_eq(n_format, 3 + sizeof(fields));
	ck_assert_mem_eq(format, "\x01\x80\x05", 3);
	ck_assert_mem_eq(format + 3, fields, sizeof(fields));
	ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
	ck_assert(st.rate_hz == 100);
	while (sent < 20)
		feed();
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

	old = 1;
	dt_open("microstrain:");
	ck_assert_uint_eq(n_format, 2 + sizeof(fields));
	ck_assert_mem_eq(format, "\x01\x04", 2);
	ck_assert_mem_eq(format + 2, fields, sizeof(fields));
	feed();
	ck_assert_uint_eq(dt_read(2), 2);
	ck_assert(dt_got[1].gyr_radps[1] == 1);
	ck_assert_int_gt(dt_got[1].t_ns, dt_got[0].t_ns);
}
END_TEST

START_TEST(no_answer_or_no_data)
{
	deaf = 1;
	ck_assert_int_eq(dt_try("microstrain:"), GN_ENODEV);
	ck_assert_ptr_nonnull(strstr(dt_why.text,
				     "no answer to command 01 02"));
	deaf = 0;
	mute = 1;
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
	plug();
	n_asked = 0;
	ck_assert_uint_eq(sent, 1);
	while (st.returns == 0) {
		ck_assert_int_ge(dt_next(1, 20), 0);
		ck_assert_int_eq(gn_source_status(dt_src, &st), GN_OK);
	}
	ck_assert_uint_eq(n_asked, 6);
	ck_assert_uint_eq(sent, 2);
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

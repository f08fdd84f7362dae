/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <string.h>

#include "drivers/proto_ximu3.h"
#include "prototest.h"
#include "suites.h"

/* Examples of the manual, all at 1 s. */
static const uint8_t inertial[] = { 0xC9, 0x40, 0x42, 0x0F, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0x80, 0x3F, 0x0A };
static const uint8_t mag[] = { 0xCD, 0x40, 0x42, 0x0F, 0, 0, 0, 0, 0,
	0, 0, 0x80, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0, 0x0A };
static const uint8_t battery[] = { 0xC2, 0x40, 0x42, 0x0F, 0, 0, 0, 0, 0,
	0, 0, 0xC8, 0x42, 0x66, 0x66, 0x86, 0x40, 0, 0, 0, 0x40, 0x0A };
static const uint8_t note[] = { 0xCE, 0x40, 0x42, 0x0F, 0, 0, 0, 0, 0, 0x42,
	0x75, 0x74, 0x74, 0x6F, 0x6E, 0x20, 0x70, 0x72, 0x65, 0x73, 0x73,
	0x65, 0x64, 0x2E, 0x0A };
static const char text[] = "I,1000000,0.0000,0.0000,0.0000,0.0000,0.0000,"
	"1.0000\r\nN,1000000,Button pressed.\n";
static const char pong[] = "{\"ping\":{\"interface\":\"USB\",\"name\":"
	"\"x-IMU3\",\"sn\":\"01234567\"}}\n";

/* All that has to be stuffed: time 0x0A0000DB0A and DB in a number; gyr 90
 * -45 0.5 deg/s, acc 1 -2 and, of the bytes 0A DB 0A 40, about 2.169 g. */
static const uint8_t stuffed[] = { 0xC9, 0xDB, 0xDC, 0xDB, 0xDD, 0, 0,
	0xDB, 0xDC, 0, 0, 0, 0, 0, 0xB4, 0x42, 0, 0, 0x34, 0xC2,
	0, 0, 0, 0x3F, 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0,
	0xDB, 0xDC, 0xDB, 0xDD, 0xDB, 0xDC, 0x40, 0x0A };

static const uint8_t *bytes(const char *s)
{
	return (const uint8_t *)s;
}

static int frame_text(const char *s)
{
	return gn_ximu3_frame(bytes(s), strlen(s));
}

START_TEST(published_messages)
{
	struct gn_reading r;
	struct gn_ximu3_battery b;

	ck_assert_int_eq(gn_ximu3_frame(inertial, sizeof(inertial)), 34);
	ck_assert_int_eq(gn_ximu3_reading(inertial, &r), 1);
	ck_assert_uint_eq(r.has, GN_HAS_ACC | GN_HAS_GYR);
	prototest_near(r.acc_mps2, 0, 0, 9.80665);
	prototest_near(r.gyr_radps, 0, 0, 0);
	ck_assert(isnan(r.mag_ut[0]));
	ck_assert_uint_eq(r.clock, 1000000);
	ck_assert_uint_eq(r.clock_bits, 64);
	ck_assert_uint_eq(r.tick_num, 1000);
	ck_assert_uint_eq(r.tick_den, 1);
	ck_assert_uint_eq(r.counter_bits, 0);
	ck_assert_uint_eq(r.clipped, 0);

	ck_assert_int_eq(gn_ximu3_frame(mag, sizeof(mag)), 22);
	ck_assert_int_eq(gn_ximu3_reading(mag, &r), 1);
	ck_assert_uint_eq(r.has, GN_HAS_MAG);
	prototest_near(r.mag_ut, 1, 0, 0);
	ck_assert(isnan(r.acc_mps2[0]) && isnan(r.gyr_radps[2]));
	ck_assert_uint_eq(r.clock, 1000000);

	ck_assert_int_eq(gn_ximu3_frame(battery, sizeof(battery)), 22);
	ck_assert_int_eq(gn_ximu3_reading(battery, &r), 0);
	ck_assert_uint_eq(r.has, 0);
	ck_assert_int_eq(gn_ximu3_battery(battery, &b), GN_OK);
	ck_assert(b.percent == 100 && b.volt == 4.2F);
	ck_assert_int_eq(b.charging, GN_XIMU3_CHARGED);
	ck_assert_int_eq(gn_ximu3_battery(mag, &b), GN_EFORMAT);

	ck_assert_int_eq(gn_ximu3_frame(note, sizeof(note)), 25);
	ck_assert_int_eq(gn_ximu3_reading(note, &r), 0);
	ck_assert_uint_eq(r.clock_bits, 0);
}
END_TEST

START_TEST(stuffing_is_undone)
{
	struct gn_reading r;

	ck_assert_int_eq(gn_ximu3_frame(stuffed, sizeof(stuffed)),
			 sizeof(stuffed));
	ck_assert_int_eq(gn_ximu3_reading(stuffed, &r), 1);
	ck_assert_uint_eq(r.clock, UINT64_C(0x0A0000DB0A));
	prototest_near(r.gyr_radps, 1.5707963267948966, -0.7853981633974483,
		       0.008726646259971648);
	/* 40 0A DB 0A is (1 + 0x0ADB0A / 2^23) * 2 = 2.169619083404541 */
	prototest_near(r.acc_mps2, 9.80665, -19.6133,
		       9.80665 * 2.169619083404541);
}
END_TEST

START_TEST(no_number_is_refused)
{
	static const uint8_t none[2][2] = { { 0x80, 0x7F }, { 0xC0, 0xFF } };
	struct gn_reading r;
	struct gn_ximu3_battery b = { .volt = 7 };
	uint8_t m[sizeof(inertial)];

	for (size_t k = 0; k < 12; k++) {
		memcpy(m, inertial, sizeof(m));
		memcpy(m + 9 + 4 * (k / 2) + 2, none[k % 2], 2);
		ck_assert_int_eq(gn_ximu3_frame(m, sizeof(m)), 34);
		ck_assert_int_eq(gn_ximu3_reading(m, &r), GN_EFORMAT);
	}
	for (size_t k = 0; k < 6; k++) {
		memcpy(m, mag, sizeof(mag));
		memcpy(m + 9 + 4 * (k / 2) + 2, none[k % 2], 2);
		ck_assert_int_eq(gn_ximu3_reading(m, &r), GN_EFORMAT);
		m[0] = 0xC2;
		ck_assert_int_eq(gn_ximu3_battery(m, &b), GN_EFORMAT);
	}
	memcpy(m, battery, sizeof(battery));
	m[12] = 0xC2;                           /* -100 % */
	ck_assert_int_eq(gn_ximu3_battery(m, &b), GN_EFORMAT);
	m[12] = 0x42;
	m[16] = 0xC0;                           /* -4.2 V */
	ck_assert_int_eq(gn_ximu3_battery(m, &b), GN_EFORMAT);
	m[16] = 0x40;
	m[19] = 0x80;                           /* 4: no such state */
	ck_assert_int_eq(gn_ximu3_battery(m, &b), GN_EFORMAT);
	m[19] = 0x40;                           /* 3 */
	ck_assert(b.volt == 7);
	ck_assert_int_eq(gn_ximu3_battery(m, &b), GN_OK);
	ck_assert_int_eq(b.charging, GN_XIMU3_ON_HOLD);
}
END_TEST

/* Numbers of each letter, from the manual; text may have any length. */
START_TEST(length_by_letter)
{
	static const struct {
		char   letter;
		size_t numbers;
	} known[] = { { 'A', 3 }, { 'B', 3 }, { 'E', 7 }, { 'H', 3 },
		{ 'I', 6 }, { 'L', 7 }, { 'M', 3 }, { 'O', 1 }, { 'Q', 4 },
		{ 'R', 9 }, { 'T', 1 }, { 'U', 4 }, { 'W', 2 }, { 'Y', 1 } };
	uint8_t m[60] = { 0 };

	for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++) {
		size_t len = 10 + 4 * known[k].numbers;

		memset(m, 0, sizeof(m));
		m[0] = (uint8_t)(0x80 + known[k].letter);
		ck_assert_int_eq(gn_ximu3_frame(m, len - 1), GN_FRAME_MORE);
		ck_assert_int_eq(gn_ximu3_frame(m, len), GN_FRAME_NONE);
		m[len - 1] = 0x0A;
		ck_assert_int_eq(gn_ximu3_frame(m, len), (int)len);
		m[len - 2] = 0x0A;
		ck_assert_int_eq(gn_ximu3_frame(m, len), GN_FRAME_NONE);
	}
	memset(m, 0, sizeof(m));
	m[8] = 0x0A;
	m[9] = 0x0A;
	m[0] = 0x80 + 'S';
	ck_assert_int_eq(gn_ximu3_frame(m, 10), GN_FRAME_NONE);
	m[8] = 0;
	ck_assert_int_eq(gn_ximu3_frame(m, 10), 10);
	m[0] = 0x80 + 'Z';
	ck_assert_int_eq(gn_ximu3_frame(m, 10), 10);
	m[0] = 0x80 + 'Z' + 1;
	ck_assert_int_eq(gn_ximu3_frame(m, 10), GN_FRAME_NONE);
	m[0] = 0x80 + 'A' - 1;
	ck_assert_int_eq(gn_ximu3_frame(m, 10), GN_FRAME_NONE);
	m[0] = 'I';
	ck_assert_int_eq(gn_ximu3_frame(m, 10), GN_FRAME_NONE);
}
END_TEST

START_TEST(wrong_stuffing)
{
	static const uint8_t other[] = { 0, 0x0A, 0xDA, 0xDB, 0xDE };
	uint8_t m[sizeof(inertial) + 1];

	memcpy(m, inertial, sizeof(inertial));
	m[12] = 0xDB;
	for (size_t i = 0; i < sizeof(other); i++) {
		m[13] = other[i];
		ck_assert_int_eq(gn_ximu3_frame(m, 14), GN_FRAME_WRONG);
	}
	m[13] = 0xDC;
	ck_assert_int_eq(gn_ximu3_frame(m, 13), GN_FRAME_MORE);
	ck_assert_int_eq(gn_ximu3_frame(m, sizeof(inertial)), GN_FRAME_NONE);
	m[33] = 0;                      /* one byte more for the one lost */
	m[34] = 0x0A;
	ck_assert_int_eq(gn_ximu3_frame(m, 35), 35);
}
END_TEST

START_TEST(frames)
{
	static uint8_t m[2100];

	prototest_frame(gn_ximu3_frame, inertial, sizeof(inertial), 0);
	prototest_frame(gn_ximu3_frame, mag, sizeof(mag), 0);
	prototest_frame(gn_ximu3_frame, stuffed, sizeof(stuffed), 0);
	prototest_frame(gn_ximu3_frame, note, sizeof(note), 0);
	prototest_frame(gn_ximu3_frame, bytes(pong), sizeof(pong) - 1, 0);
	prototest_frame(gn_ximu3_frame, bytes("{\"a\":1}\r\n"), 9, 0);
	prototest_frame(gn_ximu3_frame, bytes("^\1{\"a\":1}\n"), 10, 0);

	/* as long as may be, and longer: text, JSON, passed on */
	for (size_t kind = 0; kind < 3; kind++) {
		memset(m, '}', sizeof(m));
		m[0] = (uint8_t[]){ 0xD3, '{', '^' }[kind];
		ck_assert_int_eq(gn_ximu3_frame(m, 2047), GN_FRAME_MORE);
		ck_assert_int_eq(gn_ximu3_frame(m, 2048), GN_FRAME_NONE);
		ck_assert_int_eq(gn_ximu3_frame(m, 2100), GN_FRAME_NONE);
		m[2048] = 0x0A;
		ck_assert_int_eq(gn_ximu3_frame(m, 2100), GN_FRAME_NONE);
		m[2047] = 0x0A;
		ck_assert_int_eq(gn_ximu3_frame(m, 2100),
				 GN_XIMU3_FRAME_MAX);
	}
	ck_assert_int_eq(frame_text("^\1\n"), GN_FRAME_NONE);
}
END_TEST

START_TEST(json_frames)
{
	ck_assert_int_eq(frame_text("{}\n"), 3);
	ck_assert_int_eq(frame_text("{}\r\n"), 4);
	ck_assert_int_eq(frame_text("{\"a\":\"\xC3\xA4\"}\n"), 11);
	ck_assert_int_eq(frame_text("{\n"), GN_FRAME_NONE);
	ck_assert_int_eq(frame_text("{} \n"), GN_FRAME_NONE);
	ck_assert_int_eq(frame_text("{\r\n"), GN_FRAME_NONE);
	ck_assert_int_eq(frame_text("{}\r\r\n"), GN_FRAME_NONE);
	ck_assert_int_eq(frame_text("{\r}\n"), GN_FRAME_NONE);
	ck_assert_int_eq(frame_text("{\t}\n"), GN_FRAME_NONE);
	ck_assert_int_eq(frame_text("{}\r"), GN_FRAME_MORE);
}
END_TEST

/* Text between binary messages and answers costs none of them. */
START_TEST(a_mixed_stream)
{
	static struct cut cut;
	uint8_t m[400];
	size_t n = 0;

	memcpy(m, inertial + 20, 14);           /* joined in the middle */
	n = 14;
	memcpy(m + n, stuffed, sizeof(stuffed));
	n += sizeof(stuffed);
	memcpy(m + n, text, sizeof(text) - 1);
	n += sizeof(text) - 1;
	memcpy(m + n, pong, sizeof(pong) - 1);
	n += sizeof(pong) - 1;
	memcpy(m + n, mag, sizeof(mag));
	n += sizeof(mag);
	prototest_cut(gn_ximu3_frame, m, n, n, &cut);
	ck_assert_uint_eq(cut.frames, 3);
	ck_assert_uint_eq(cut.wrong, 0);
	ck_assert_uint_eq(cut.skipped, 14 + sizeof(text) - 1);
	ck_assert_mem_eq(cut.bytes, stuffed, sizeof(stuffed));
	ck_assert_mem_eq(cut.bytes + sizeof(stuffed), pong, sizeof(pong) - 1);
}
END_TEST

/* An answer; its value, if it is one. */
static void answer(const char *frame, const char *key,
		   enum gn_ximu3_reply want, const char *value)
{
	const uint8_t *v = NULL;
	size_t n = 0;

	ck_assert_int_eq(frame_text(frame), (int)strlen(frame));
	ck_assert_int_eq(gn_ximu3_reply(bytes(frame), key, &v, &n), want);
	ck_assert_uint_eq(n, strlen(value));
	if (n > 0)
		ck_assert_mem_eq(v, value, n);
}

START_TEST(answers)
{
	answer("{\"ping\":null}\n", "ping", GN_XIMU3_ACK, "null");
	answer("{ \"a b\" : 8 }\r\n", "a_B", GN_XIMU3_ACK, "8");
	answer("{\"inertialMessageRateDivisor\":1}\r\n", GN_XIMU3_INERTIAL,
	       GN_XIMU3_ACK, "1");
	answer("{\"high_g2__\":\"}\"}\n", "__highG2", GN_XIMU3_ACK, "\"}\"");
	answer("{\"a\":{\"b\":1}}\n", "a", GN_XIMU3_ACK, "{\"b\":1}");
	answer("{\"a\":{\"error\":\"Read-only\"}}\n", "a", GN_XIMU3_REFUSED,
	       "{\"error\":\"Read-only\"}");
	answer("{\"a\":\"error\"}\n", "a", GN_XIMU3_ACK, "\"error\"");

	answer("{\"pin\":null}\n", "ping", GN_XIMU3_OTHER, "");
	answer("{\"ping\":null}\n", "pin", GN_XIMU3_OTHER, "");
	answer("{\"pong\":null}\n", "ping", GN_XIMU3_OTHER, "");
	answer("{\"a@\":1}\n", "a[", GN_XIMU3_ACK, "1");
	answer("{\"1\":1}\n", "2", GN_XIMU3_OTHER, "");
	answer("{}\n", "a", GN_XIMU3_OTHER, "");
	answer("{\"a\"}\n", "a", GN_XIMU3_OTHER, "");
	answer("{\"a}\n", "a", GN_XIMU3_OTHER, "");
	answer("{\"a\\\"}\n", "a", GN_XIMU3_OTHER, "");
	answer("{\"a\":}\n", "a", GN_XIMU3_OTHER, "");
	answer("{\"a\": }\n", "a", GN_XIMU3_OTHER, "");
	answer("{\"a\" 1}\n", "a", GN_XIMU3_OTHER, "");
	answer("{ba\":1}\n", "a", GN_XIMU3_OTHER, "");
	answer("^1{\"a\":1}\n", "a", GN_XIMU3_OTHER, "");
	answer("^\"a\":1}\n", "a", GN_XIMU3_OTHER, "");
}
END_TEST

/* What follows the frame is not read as a part of it. */
START_TEST(an_answer_ends_with_its_frame)
{
	static const char two[] = "{\"a}\n\":1}\n";
	const uint8_t *v;
	size_t n;

	ck_assert_int_eq(frame_text(two), 5);
	ck_assert_int_eq(gn_ximu3_reply(bytes(two), "a", &v, &n),
			 GN_XIMU3_OTHER);
}
END_TEST

START_TEST(serial_numbers)
{
	static const char *const none[] = {
		"{\"pong\":{\"sn\":\"1\"}}\n",
		"{\"ping\":null}\n",
		"{\"ping\":\"sn\"}\n",
		"{\"ping\":{\"error\":\"\",\"sn\":\"1\"}}\n",
		"{\"ping\":{\"name\":\"1\"}}\n",
		"{\"ping\":{\"sn\":1}}\n",
		"{\"ping\":{\"sn\":\"\"}}\n",
		"{\"ping\":{\"sn\":\"../1\"}}\n",
		"{\"ping\":{\"sn\":\"1}}\n",
		"{\"ping\":{\"a\":1,\"sn\":\"1\"}}\n",
		"{\"ping\":{\"sn\":\"01234567890123456789012345678901\"}}\n"
	};
	char sn[GN_XIMU3_SERIAL_MAX + 1] = "as before";

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		ck_assert_int_eq(gn_ximu3_serial(bytes(none[i]), sn),
				 GN_EFORMAT);
	ck_assert_int_eq(gn_ximu3_serial(mag, sn), GN_EFORMAT);
	ck_assert_str_eq(sn, "as before");
	ck_assert_int_eq(gn_ximu3_serial(bytes(pong), sn), GN_OK);
	ck_assert_str_eq(sn, "01234567");
	ck_assert_int_eq(gn_ximu3_serial(bytes(
		"{\"ping\":{\"name\":\"a\\\",\\\\\" , \"sn\" :"
		"\"65F1-B2aZ-0123-4567-89\"}}\r\n"), sn), GN_OK);
	ck_assert_str_eq(sn, "65F1-B2aZ-0123-4567-89");
	ck_assert_int_eq(gn_ximu3_serial(bytes(
		"{\"ping\":{\"sn\":\"0123456789012345678901234567890\"}}\n"),
		sn), GN_OK);
	ck_assert_uint_eq(strlen(sn), 31);
}
END_TEST

START_TEST(commands)
{
	static const char set[] = "{\"inertial_message_rate_divisor\":1}\r\n";
	uint8_t out[64];

	ck_assert_int_eq(gn_ximu3_command(out, sizeof(out), "ping", "null"),
			 15);
	ck_assert_mem_eq(out, "{\"ping\":null}\r\n", 15);
	ck_assert_int_eq(gn_ximu3_frame(out, 15), 15);
	ck_assert_int_eq(gn_ximu3_command(out, sizeof(set) - 1,
					  GN_XIMU3_INERTIAL, "1"),
			 sizeof(set) - 1);
	ck_assert_mem_eq(out, set, sizeof(set) - 1);
	memset(out, 7, sizeof(out));
	ck_assert_int_eq(gn_ximu3_command(out, sizeof(set) - 2,
					  GN_XIMU3_INERTIAL, "1"), GN_ENOSPC);
	ck_assert_int_eq(gn_ximu3_command(out, 64, "", "1"), GN_EINVAL);
	ck_assert_int_eq(gn_ximu3_command(out, 64, "a", ""), GN_EINVAL);
	ck_assert_int_eq(gn_ximu3_command(out, 64, "a\"", "1"), GN_EINVAL);
	ck_assert_int_eq(gn_ximu3_command(out, 64, "a", "1\n"), GN_EINVAL);
	ck_assert_uint_eq(out[0], 7);
}
END_TEST

Suite *suite_proto_ximu3(void)
{
	Suite *s = suite_create("proto_ximu3");
	TCase *tc = tcase_create("ximu3");

	tcase_add_test(tc, published_messages);
	tcase_add_test(tc, stuffing_is_undone);
	tcase_add_test(tc, no_number_is_refused);
	tcase_add_test(tc, length_by_letter);
	tcase_add_test(tc, wrong_stuffing);
	tcase_add_test(tc, frames);
	tcase_add_test(tc, json_frames);
	tcase_add_test(tc, a_mixed_stream);
	tcase_add_test(tc, answers);
	tcase_add_test(tc, an_answer_ends_with_its_frame);
	tcase_add_test(tc, serial_numbers);
	tcase_add_test(tc, commands);
	suite_add_tcase(s, tc);
	return s;
}

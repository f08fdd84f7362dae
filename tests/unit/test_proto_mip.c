/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <string.h>

#include "drivers/proto_mip.h"
#include "prototest.h"
#include "suites.h"

/* Packets of the vendor's tests and manuals, and of programs that drive a
 * GX5; all their checksums are right. */
static const uint8_t acc_123[] = { 0x75, 0x65, 0x80, 0x0E, 0x0E, 0x04,
	0x3F, 0x80, 0, 0, 0x40, 0, 0, 0, 0xC0, 0x40, 0, 0, 0x79, 0xED };
static const uint8_t acc_manual[] = { 0x75, 0x65, 0x80, 0x0E, 0x0E, 0x04,
	0x3E, 0x7A, 0x63, 0xA0, 0xBB, 0x8E, 0x3B, 0x29, 0x7F, 0xE5, 0xBF, 0x7F,
	0x84, 0xEE };
static const uint8_t ping[] = { 0x75, 0x65, 1, 2, 2, 1, 0xE0, 0xC6 };
static const uint8_t idle[] = { 0x75, 0x65, 1, 2, 2, 2, 0xE1, 0xC7 };
static const uint8_t resume[] = { 0x75, 0x65, 1, 2, 2, 6, 0xE5, 0xCB };
static const uint8_t acc_gyr_100[] = { 0x75, 0x65, 0x0C, 0x0A, 0x0A, 0x08, 1,
	2, 4, 0, 0x0A, 5, 0, 0x0A, 0x22, 0xA0 };
static const uint8_t format_ack[] = { 0x75, 0x65, 0x0C, 4, 4, 0xF1, 8, 0,
	0xE7, 0xBA };

/* Acc 0 1 -2 g, gyr 1.5 -0.75 0 rad/s, mag 0.5 -0.25 0 gauss; the times of a
 * recorded GQ7 packet: D3 says 912.617 s of week 0, D5 912617000000 ns. */
static const uint8_t all[] = {
	14, 0x04, 0, 0, 0, 0, 0x3F, 0x80, 0, 0, 0xC0, 0, 0, 0,
	10, 0xD5, 0, 0, 0, 0xD4, 0x7C, 0x36, 0x4C, 0x40,
	3, 0x99, 7,                                             /* unknown */
	14, 0x05, 0x3F, 0xC0, 0, 0, 0xBF, 0x40, 0, 0, 0, 0, 0, 0,
	14, 0xD3, 0x40, 0x8C, 0x84, 0xEF, 0x9D, 0xB2, 0x2D, 0x0F, 0, 0, 0, 0,
	14, 0x06, 0x3F, 0, 0, 0, 0xBE, 0x80, 0, 0, 0, 0, 0, 0,
	4, 0x18, 0x14, 0x21,            /* pressure, mag z, gyr y, acc x */
	2, 0x98                                                 /* empty */
};

/* The field of GX5, same time, in week 2000. */
static const uint8_t gx5_time[] = {
	14, 0x12, 0x40, 0x8C, 0x84, 0xEF, 0x9D, 0xB2, 0x2D, 0x0F, 0x07, 0xD0,
	0, 0 };

static uint8_t frame[GN_MIP_FRAME_MAX];

/* A packet of any fields in frame[]; sums over 16 bits, cut at the end. */
static int packet(uint8_t set, const uint8_t *fields, size_t n)
{
	unsigned a = 0, b = 0;

	frame[0] = 0x75;
	frame[1] = 0x65;
	frame[2] = set;
	frame[3] = (uint8_t)n;
	if (n > 0)
		memcpy(frame + 4, fields, n);
	for (size_t i = 0; i < 4 + n; i++) {
		a += frame[i];
		b += a;
	}
	frame[4 + n] = (uint8_t)(a % 256);
	frame[5 + n] = (uint8_t)(b % 256);
	ck_assert_int_eq(gn_mip_frame(frame, n + 6), (int)n + 6);
	return (int)n + 6;
}

START_TEST(published_packets)
{
	struct gn_reading r;

	ck_assert_int_eq(gn_mip_frame(acc_123, sizeof(acc_123)), 20);
	ck_assert_int_eq(gn_mip_reading(acc_123, &r), 1);
	prototest_near(r.acc_mps2, 9.80665, 19.6133, -29.41995);
	ck_assert_uint_eq(r.has, GN_HAS_ACC);
	ck_assert_uint_eq(r.clock_bits, 0);
	ck_assert_uint_eq(r.counter_bits, 0);
	ck_assert_uint_eq(r.clipped, 0);
	ck_assert(isnan(r.gyr_radps[0]) && isnan(r.mag_ut[2]));

	/* printed with two words swapped: its z is a NAN */
	ck_assert_int_eq(gn_mip_frame(acc_manual, sizeof(acc_manual)), 20);
	ck_assert_int_eq(gn_mip_reading(acc_manual, &r), 0);
	ck_assert_uint_eq(r.has, 0);
	ck_assert(isnan(r.acc_mps2[0]) && isnan(r.acc_mps2[2]));
}
END_TEST

/* One axis that is no number: all three are unknown, the rest is not. */
START_TEST(no_number)
{
	static const uint8_t word[2] = { 0x7F, 0xFF };
	struct gn_reading r;
	uint8_t data[sizeof(all)];

	for (size_t w = 0; w < 2; w++)
		for (size_t axis = 0; axis < 3; axis++) {
			uint8_t *p = data + 2 + 4 * axis;

			memcpy(data, all, sizeof(all));
			p[0] = word[w];         /* both infinities */
			p[1] = 0x80;
			p[2] = p[3] = 0;
			packet(0x80, data, sizeof(data));
			ck_assert_int_eq(gn_mip_reading(frame, &r), 1);
			ck_assert_uint_eq(r.has, GN_HAS_GYR | GN_HAS_MAG);
			ck_assert(isnan(r.acc_mps2[axis]));
			ck_assert(isnan(r.acc_mps2[(axis + 1) % 3]));
			prototest_near(r.gyr_radps, 1.5, -0.75, 0);
		}
}
END_TEST

START_TEST(every_field_is_decoded)
{
	struct gn_reading r;

	packet(0x80, all, sizeof(all));
	ck_assert_int_eq(gn_mip_reading(frame, &r), 1);
	ck_assert_uint_eq(r.has, GN_HAS_ACC | GN_HAS_GYR | GN_HAS_MAG);
	prototest_near(r.acc_mps2, 0, 9.80665, -19.6133);
	prototest_near(r.gyr_radps, 1.5, -0.75, 0);
	prototest_near(r.mag_ut, 50, -25, 0);
	ck_assert_uint_eq(r.clipped, GN_CLIP_ACC(0) | GN_CLIP_GYR(1) |
			  GN_CLIP_MAG(2));
	ck_assert_uint_eq(r.clock, UINT64_C(912617000000));
	ck_assert_uint_eq(r.clock_bits, 64);
	ck_assert_uint_eq(r.tick_num, 1);
	ck_assert_uint_eq(r.tick_den, 1);
	ck_assert_int_eq(r.offset_ns, 0);
}
END_TEST

/* Only the nine axes are handed on, each as its own bit. */
START_TEST(overrange_bits)
{
	static const int axis[16] = { 0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1,
		-1, -1, -1, -1 };
	struct gn_reading r;

	for (unsigned bit = 0; bit < 16; bit++) {
		uint8_t f[] = { 4, 0x18, (uint8_t)(1u << bit >> 8),
			(uint8_t)(1u << bit) };

		packet(0x80, f, sizeof(f));
		ck_assert_int_eq(gn_mip_reading(frame, &r), 0);
		ck_assert_uint_eq(r.clipped, axis[bit] < 0 ? 0 :
				  1u << axis[bit]);
	}
}
END_TEST

/* 2000 weeks and 912.617 s in us; the last second of the week; nonsense. */
START_TEST(time_of_the_week)
{
	static const uint8_t last[] = { 14, 0xD3, 0x41, 0x22, 0x75, 0, 0, 0, 0,
		0, 0xFF, 0xFF, 0, 3 };
	static const uint8_t bad[][8] = {
		{ 0x41, 0x22, 0x75, 0x02 },                     /* 604801 */
		{ 0xBF, 0xF0 },                                 /* -1 */
		{ 0x7F, 0xF8 }                                  /* NAN */
	};
	uint8_t fields[sizeof(gx5_time) + 10];
	struct gn_reading r;

	packet(0x80, gx5_time, sizeof(gx5_time));
	ck_assert_int_eq(gn_mip_reading(frame, &r), 0);
	ck_assert_uint_eq(r.clock, UINT64_C(1209600912617000));
	ck_assert_uint_eq(r.clock_bits, 64);
	ck_assert_uint_eq(r.tick_num, 1000);
	ck_assert_uint_eq(r.tick_den, 1);

	packet(0x80, last, sizeof(last));       /* 604800 s of week 65535 */
	ck_assert_int_eq(gn_mip_reading(frame, &r), 0);
	ck_assert_uint_eq(r.clock, UINT64_C(65536) * 604800 * 1000000);

	for (size_t i = 0; i < 3; i++) {
		memcpy(fields, gx5_time, sizeof(gx5_time));
		memcpy(fields + 2, bad[i], 8);
		packet(0x80, fields, sizeof(gx5_time));
		ck_assert_int_eq(gn_mip_reading(frame, &r), 0);
		ck_assert_uint_eq(r.clock_bits, 0);
	}
	/* D5 counts also where it comes last */
	memcpy(fields, gx5_time, sizeof(gx5_time));
	memcpy(fields + sizeof(gx5_time), all + 14, 10);
	packet(0x80, fields, sizeof(fields));
	ck_assert_int_eq(gn_mip_reading(frame, &r), 0);
	ck_assert_uint_eq(r.clock, UINT64_C(912617000000));
	ck_assert_uint_eq(r.tick_num, 1);
}
END_TEST

/* Only where a field ends may the packet end; a size must fit its kind. */
START_TEST(malformed_fields)
{
	struct gn_reading r;
	uint8_t data[sizeof(all)];
	size_t end = 0;

	for (size_t n = 0; n <= sizeof(all); n++) {
		packet(0x80, all, n);
		ck_assert_int_eq(gn_mip_reading(frame, &r),
				 n == end ? n > 0 : GN_EFORMAT);
		if (n == end && n < sizeof(all))
			end += all[n];
	}
	for (size_t at = 0; at < sizeof(all); at += all[at]) {
		size_t size = all[at];

		if (all[at + 1] == 0x99 || all[at + 1] == 0x98)
			continue;
		memcpy(data, all + at, size);
		data[0]--;
		packet(0x80, data, size - 1);
		ck_assert_int_eq(gn_mip_reading(frame, &r), GN_EFORMAT);
	}
	for (uint8_t len = 0; len < 2; len++) {
		const uint8_t less[] = { len, 2, 0x99 };

		packet(0x80, less, sizeof(less));
		ck_assert_int_eq(gn_mip_reading(frame, &r), GN_EFORMAT);
	}
}
END_TEST

START_TEST(other_sets_measure_nothing)
{
	struct gn_reading r;

	packet(0x82, all, sizeof(all));
	ck_assert_int_eq(gn_mip_reading(frame, &r), 0);
	ck_assert_uint_eq(r.has, 0);
	ck_assert_uint_eq(r.clock_bits, 0);
}
END_TEST

START_TEST(frames)
{
	static uint8_t data[255];
	int len = packet(0x80, all, sizeof(all));

	prototest_frame(gn_mip_frame, frame, (size_t)len, 1);
	prototest_frame(gn_mip_frame, ping, sizeof(ping), 1);
	prototest_frame(gn_mip_frame, acc_manual, sizeof(acc_manual), 1);
	ck_assert_int_eq(packet(0x80, NULL, 0), 6);
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 7);
	ck_assert_int_eq(packet(0x80, data, 255), GN_MIP_FRAME_MAX);
	prototest_frame(gn_mip_frame, frame, GN_MIP_FRAME_MAX, 1);
}
END_TEST

START_TEST(commands)
{
	static const uint8_t all_on[] = { 0x75, 0x65, 0x0C, 5, 5, 0x11, 1, 1,
		1, 0x04, 0x1A };
	static const uint8_t newer[] = { 0x75, 0x65, 0x0C, 8, 8, 0x0F, 1, 0x80,
		1, 0xD5, 1, 2 };
	static const struct gn_mip_output list[] = { { GN_MIP_ACC, 10 },
		{ GN_MIP_GYR, 10 } };
	static const struct gn_mip_output ref = { GN_MIP_REF_TIME, 0x102 };
	static const uint8_t data[254];
	uint8_t out[300];

	ck_assert_int_eq(gn_mip_build(out, 8, GN_MIP_BASE, GN_MIP_PING, NULL,
				      0), 8);
	ck_assert_mem_eq(out, ping, 8);
	ck_assert_int_eq(gn_mip_build(out, 8, GN_MIP_BASE, GN_MIP_IDLE, NULL,
				      0), 8);
	ck_assert_mem_eq(out, idle, 8);
	ck_assert_int_eq(gn_mip_build(out, 8, GN_MIP_BASE, GN_MIP_RESUME, NULL,
				      0), 8);
	ck_assert_mem_eq(out, resume, 8);
	ck_assert_int_eq(gn_mip_build(out, 7, 1, 2, NULL, 0), GN_ENOSPC);
	ck_assert_int_eq(gn_mip_build(out, 300, 1, 2, data, 254), GN_EINVAL);
	ck_assert_int_eq(gn_mip_build(out, 300, 1, 2, data, 253), 261);
	ck_assert_int_eq(gn_mip_frame(out, 261), 261);

	ck_assert_int_eq(gn_mip_set_format(out, 16, GN_MIP_IMU_FORMAT, list,
					   2), 16);
	ck_assert_mem_eq(out, acc_gyr_100, 16);
	ck_assert_int_eq(gn_mip_set_format(out, 15, GN_MIP_IMU_FORMAT, list,
					   2), GN_ENOSPC);
	ck_assert_int_eq(gn_mip_set_format(out, 300, GN_MIP_FORMAT, &ref, 1),
			 14);
	ck_assert_mem_eq(out, newer, sizeof(newer));
	ck_assert_int_eq(gn_mip_frame(out, 14), 14);
	ck_assert_int_eq(gn_mip_set_format(out, 300, GN_MIP_RATE, &ref, 1),
			 GN_EINVAL);
	ck_assert_int_eq(gn_mip_set_format(out, 300, GN_MIP_FORMAT, &ref, 17),
			 GN_EINVAL);
	ck_assert_int_eq(gn_mip_stream(out, 11, GN_MIP_IMU_STREAM, 2), 11);
	ck_assert_mem_eq(out, all_on, 11);
	ck_assert_int_eq(gn_mip_stream(out, 11, GN_MIP_SENSOR, 0), 11);
	ck_assert_uint_eq(out[7], 0x80);
	ck_assert_uint_eq(out[8], 0);
}
END_TEST

START_TEST(acks)
{
	static const uint8_t refused[] = { 4, 0xF1, 0x02, 3 };
	static const uint8_t cut[] = { 3, 0xF1, 0x02 };
	uint8_t code = 9;

	ck_assert_int_eq(gn_mip_frame(format_ack, 10), 10);
	ck_assert_int_eq(gn_mip_reply(format_ack, GN_MIP_3DM,
				      GN_MIP_IMU_FORMAT, &code), GN_MIP_ACK);
	ck_assert_uint_eq(code, 0);
	ck_assert_int_eq(gn_mip_reply(format_ack, GN_MIP_3DM, GN_MIP_FORMAT,
				      &code), GN_MIP_OTHER);
	ck_assert_int_eq(gn_mip_reply(format_ack, GN_MIP_BASE,
				      GN_MIP_IMU_FORMAT, &code), GN_MIP_OTHER);
	packet(1, refused, sizeof(refused));
	ck_assert_int_eq(gn_mip_reply(frame, GN_MIP_BASE, GN_MIP_IDLE, &code),
			 GN_MIP_REFUSED);
	ck_assert_uint_eq(code, 3);
	packet(1, cut, sizeof(cut));
	ck_assert_int_eq(gn_mip_reply(frame, GN_MIP_BASE, GN_MIP_IDLE, &code),
			 GN_MIP_OTHER);
	ck_assert_uint_eq(code, 0);
}
END_TEST

START_TEST(rates)
{
	static const uint8_t old[] = { 4, 0xF1, 6, 0, 4, 0x83, 0x01, 0xF4 };
	static const uint8_t newer[] = { 4, 0xF1, 14, 0, 5, 0x8E, 0x80, 3,
		0xE8 };
	static const uint8_t gnss[] = { 4, 0xF1, 14, 0, 5, 0x8E, 0x81, 0, 4 };
	uint16_t hz = 1;

	packet(0x0C, gnss, sizeof(gnss));
	ck_assert_int_eq(gn_mip_rate(frame, &hz), GN_EFORMAT);
	packet(0x0C, newer, 4);
	ck_assert_int_eq(gn_mip_rate(frame, &hz), GN_EFORMAT);
	packet(0x01, old, sizeof(old));
	ck_assert_int_eq(gn_mip_rate(frame, &hz), GN_EFORMAT);
	ck_assert_uint_eq(hz, 1);
	packet(0x0C, old, sizeof(old));
	ck_assert_int_eq(gn_mip_rate(frame, &hz), GN_OK);
	ck_assert_uint_eq(hz, 500);
	packet(0x0C, newer, sizeof(newer));
	ck_assert_int_eq(gn_mip_rate(frame, &hz), GN_OK);
	ck_assert_uint_eq(hz, 1000);
}
END_TEST

START_TEST(device_info)
{
	uint8_t f[88] = { 4, 0xF1, 3, 0, 84, 0x81, 0x04, 0x51 };
	struct gn_mip_info info = { .firmware = 7 };

	memcpy(f + 8, "      3DM-GX5-25", 16);
	memcpy(f + 24, "       6253-4220", 16);
	memcpy(f + 40, "6253.\t \xE9""1234\0 zzz", 16);
	memcpy(f + 56, "                ", 16);
	packet(1, f, 87);
	ck_assert_int_eq(gn_mip_info(frame, &info), GN_EFORMAT);
	packet(0x0C, f, sizeof(f));
	ck_assert_int_eq(gn_mip_info(frame, &info), GN_EFORMAT);
	ck_assert_uint_eq(info.firmware, 7);
	packet(1, f, sizeof(f));
	ck_assert_int_eq(gn_mip_info(frame, &info), GN_OK);
	ck_assert_uint_eq(info.firmware, 1105);
	ck_assert_str_eq(info.model, "3DM-GX5-25");
	ck_assert_str_eq(info.serial, "6253.? ?1234");
	memcpy(f + 8, "0123456789abcde ", 16);
	memcpy(f + 40, "0123456789abcdef", 16);
	packet(1, f, sizeof(f));
	ck_assert_int_eq(gn_mip_info(frame, &info), GN_OK);
	ck_assert_str_eq(info.model, "0123456789abcde");
	ck_assert_str_eq(info.serial, "0123456789abcdef");
}
END_TEST

Suite *suite_proto_mip(void)
{
	Suite *s = suite_create("proto_mip");
	TCase *tc = tcase_create("mip");

	tcase_add_test(tc, published_packets);
	tcase_add_test(tc, no_number);
	tcase_add_test(tc, every_field_is_decoded);
	tcase_add_test(tc, overrange_bits);
	tcase_add_test(tc, time_of_the_week);
	tcase_add_test(tc, malformed_fields);
	tcase_add_test(tc, other_sets_measure_nothing);
	tcase_add_test(tc, frames);
	tcase_add_test(tc, commands);
	tcase_add_test(tc, acks);
	tcase_add_test(tc, rates);
	tcase_add_test(tc, device_info);
	suite_add_tcase(s, tc);
	return s;
}

/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <string.h>

#include "drivers/bytes.h"
#include "drivers/proto_xbus.h"
#include "prototest.h"
#include "suites.h"

static uint8_t frame[GN_XBUS_FRAME_MAX];

/* An MTData2 frame in frame[]. */
static int mtdata2(const uint8_t *data, size_t n)
{
	int len = gn_xbus_build(frame, sizeof(frame), GN_XBUS_MTDATA2, data, n);

	ck_assert_int_gt(len, 0);
	ck_assert_int_eq(gn_xbus_frame(frame, (size_t)len), len);
	return len;
}

/* Counter 0x0102, time 0x80000000, acc 0 1 -2 f32, gyr 16.32, mag f64 */
static const uint8_t all[] = {
	0x10, 0x20, 2, 0x01, 0x02,
	0x10, 0x60, 4, 0x80, 0, 0, 0,
	0x99, 0x90, 1, 7,                       /* unknown */
	0x40, 0x24, 12, 0, 0, 0, 0, 0x3F, 0x80, 0, 0, 0xC0, 0, 0, 0,
	0x80, 0x22, 18, 0x80, 0, 0, 0, 0, 1, 0x40, 0, 0, 0, 0xFF, 0xFF,
		0, 0, 0, 1, 0, 0,
	0xC0, 0x2B, 24, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0,
		0xBF, 0xE0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0xE0, 0x20, 4, 0, 1, 0x09, 0xFF
};

START_TEST(every_item_is_decoded)
{
	struct gn_reading r;

	mtdata2(all, sizeof(all));
	ck_assert_int_eq(gn_xbus_reading(frame, &r), 1);
	ck_assert_uint_eq(r.counter, 0x0102);
	ck_assert_uint_eq(r.counter_bits, 16);
	ck_assert_uint_eq(r.clock, 0x80000000);
	ck_assert_uint_eq(r.clock_bits, 32);
	ck_assert_uint_eq(r.tick_num, 100000);
	ck_assert_uint_eq(r.tick_den, 1);
	ck_assert_uint_eq(r.has, GN_HAS_ACC | GN_HAS_GYR | GN_HAS_MAG);
	prototest_near(r.acc_mps2, 0, 1, -2);
	prototest_near(r.gyr_radps, 1.5, -0.75, 0);
	ck_assert(r.gyr_radps[2] == 0x1p-32F);
	prototest_near(r.mag_ut, 1, -0.5, 0);
	ck_assert_uint_eq(r.clipped, GN_CLIP_ACC(0) | GN_CLIP_GYR(0) |
			  GN_CLIP_MAG(2));
}
END_TEST

START_TEST(fixed_point_of_20_bits)
{
	static const uint8_t data[] = { 0x40, 0x21, 12, 0, 0x10, 0, 0,
		0xFF, 0xF8, 0, 0, 0, 0, 0, 1 };
	struct gn_reading r;

	mtdata2(data, sizeof(data));
	ck_assert_int_eq(gn_xbus_reading(frame, &r), 1);
	prototest_near(r.acc_mps2, 1, -0.5, 0x1p-20);
	ck_assert(r.acc_mps2[2] == 0x1p-20F);
	ck_assert(isnan(r.gyr_radps[0]) && isnan(r.mag_ut[2]));
	ck_assert_uint_eq(r.has, GN_HAS_ACC);
	ck_assert_uint_eq(r.clock_bits, 0);
	ck_assert_uint_eq(r.counter_bits, 0);
}
END_TEST

START_TEST(no_motion_is_no_reading_but_a_packet)
{
	struct gn_reading r;

	mtdata2(all, 5);
	ck_assert_int_eq(gn_xbus_reading(frame, &r), 0);
	ck_assert_uint_eq(r.counter, 0x0102);
	ck_assert_int_gt(gn_xbus_build(frame, sizeof(frame), 0x31, all,
				       sizeof(all)), 0);
	ck_assert_int_eq(gn_xbus_reading(frame, &r), 0);
}
END_TEST

/* Only where an item ends may the data end; a size must fit its kind. */
START_TEST(malformed_items)
{
	struct gn_reading r;
	uint8_t data[sizeof(all)];
	size_t end = 0;

	for (size_t n = 0; n < sizeof(all); n++) {
		mtdata2(all, n);
		if (n == end)
			end += 3 + (size_t)all[n + 2];
		else
			ck_assert_int_eq(gn_xbus_reading(frame, &r),
					 GN_EFORMAT);
	}
	for (size_t at = 0; at < sizeof(all); at += 3 + (size_t)all[at + 2]) {
		size_t size = all[at + 2];

		if (size == 1)
			continue;
		memcpy(data, all + at, 3 + size);
		data[2]--;
		mtdata2(data, 2 + size);
		ck_assert_int_eq(gn_xbus_reading(frame, &r), GN_EFORMAT);
	}
}
END_TEST

START_TEST(frames)
{
	static const uint8_t req_did[] = { 0xFA, 0xFF, 0, 0, 1 };
	static uint8_t data[2049];
	int len = mtdata2(all, sizeof(all));

	prototest_frame(gn_xbus_frame, frame, (size_t)len, 1);
	prototest_frame(gn_xbus_frame, req_did, sizeof(req_did), 1);
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 7);
	ck_assert_int_eq(mtdata2(data, 254), 259);
	ck_assert_int_eq(mtdata2(data, 255), 262);
	ck_assert_uint_eq(frame[3], 0xFF);
	ck_assert_int_eq(mtdata2(data, 2048), GN_XBUS_FRAME_MAX);
	prototest_frame(gn_xbus_frame, frame, GN_XBUS_FRAME_MAX, 1);
	ck_assert_int_eq(gn_xbus_build(frame, sizeof(frame), 1, data, 2049),
			 GN_EINVAL);
	gn_put_be16(frame + 4, 2049);
	ck_assert_int_eq(gn_xbus_frame(frame, 6), GN_FRAME_NONE);
}
END_TEST

START_TEST(commands_and_answers)
{
	static const uint8_t req_did[] = { 0xFA, 0xFF, 0, 0, 1 };
	static const uint8_t output[] = { 0xFA, 0xFF, 0xC0, 8, 0x10, 0x20,
		0xFF, 0xFF, 0x40, 0x20, 0, 0x64, 0x47 };
	static const struct gn_xbus_output list[] = {
		{ GN_XBUS_PACKET_COUNTER, GN_XBUS_EVERY_PACKET },
		{ GN_XBUS_ACC, 100 } };
	static const uint8_t id[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	uint8_t error, out[13];
	uint64_t did = 0;

	ck_assert_int_eq(gn_xbus_build(out, 5, GN_XBUS_REQ_DID, NULL, 0), 5);
	ck_assert_mem_eq(out, req_did, 5);
	ck_assert_int_eq(gn_xbus_build(out, 4, GN_XBUS_REQ_DID, NULL, 0),
			 GN_ENOSPC);
	ck_assert_int_eq(gn_xbus_set_output(out, 13, list, 2), 13);
	ck_assert_mem_eq(out, output, 13);
	ck_assert_int_eq(gn_xbus_set_output(out, 13, list, 33), GN_EINVAL);

	ck_assert_int_eq(gn_xbus_reply(out, GN_XBUS_GOTO_CONFIG, &error),
			 GN_XBUS_OTHER);
	ck_assert_int_gt(gn_xbus_build(out, 13, 0x31, NULL, 0), 0);
	ck_assert_int_eq(gn_xbus_reply(out, GN_XBUS_GOTO_CONFIG, &error),
			 GN_XBUS_ACK);
	ck_assert_int_eq(gn_xbus_device_id(out, &did), GN_EFORMAT);
	ck_assert_int_gt(gn_xbus_build(out, 13, GN_XBUS_ERROR, id, 1), 0);
	ck_assert_int_eq(gn_xbus_reply(out, GN_XBUS_GOTO_CONFIG, &error),
			 GN_XBUS_REFUSED);
	ck_assert_uint_eq(error, 1);
	ck_assert_int_gt(gn_xbus_build(out, 13, 1, id, 4), 0);
	ck_assert_int_eq(gn_xbus_device_id(out, &did), GN_OK);
	ck_assert_uint_eq(did, 0x01020304);
	ck_assert_int_gt(gn_xbus_build(out, 13, 1, id, 8), 0);
	ck_assert_int_eq(gn_xbus_device_id(out, &did), GN_OK);
	ck_assert_uint_eq(did, UINT64_C(0x0102030405060708));
	ck_assert_int_gt(gn_xbus_build(out, 13, 1, id, 5), 0);
	ck_assert_int_eq(gn_xbus_device_id(out, &did), GN_EFORMAT);
}
END_TEST

/* More is put than it holds: it says so, and nothing is lost. */
START_TEST(a_full_framer_takes_no_more)
{
	static struct gn_framer f;
	static uint8_t zeros[5000];
	const uint8_t *p;

	gn_framer_init(&f);
	ck_assert_uint_eq(gn_framer_put(&f, zeros, 5000), sizeof(f.buf));
	ck_assert_uint_eq(gn_framer_put(&f, zeros, 1), 0);
	ck_assert_uint_eq(gn_framer_next(&f, gn_xbus_frame, &p), 0);
	ck_assert_uint_eq(gn_framer_put(&f, zeros, 1), 1);
	ck_assert_uint_eq(gn_framer_put(&f, NULL, 0), 0);
	ck_assert_uint_eq(f.skipped, sizeof(f.buf));
}
END_TEST

Suite *suite_proto_xbus(void)
{
	Suite *s = suite_create("proto_xbus");
	TCase *tc = tcase_create("xbus");

	tcase_add_test(tc, every_item_is_decoded);
	tcase_add_test(tc, fixed_point_of_20_bits);
	tcase_add_test(tc, no_motion_is_no_reading_but_a_packet);
	tcase_add_test(tc, malformed_items);
	tcase_add_test(tc, frames);
	tcase_add_test(tc, commands_and_answers);
	tcase_add_test(tc, a_full_framer_takes_no_more);
	suite_add_tcase(s, tc);
	return s;
}

/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <string.h>

#include "drivers/bytes.h"
#include "drivers/proto_switch.h"
#include "prototest.h"
#include "suites.h"

/* 936 deg/s, by hand: 5.2 pi */
#define DPS936 16.336281798666924
#define G 9.80665

/* A user's calibration, mark and all, as dekuNukem's spi_flash_notes shows it
 * at 8026: acc 118 -346 746, 16384 each; gyr 14 -4 -32, 13371 each. */
static const uint8_t user[26] = { 0xB2, 0xA1,
	0x76, 0x00, 0xA6, 0xFE, 0xEA, 0x02, 0x00, 0x40, 0x00, 0x40, 0x00, 0x40,
	0x0E, 0x00, 0xFC, 0xFF, 0xE0, 0xFF, 0x3B, 0x34, 0x3B, 0x34, 0x3B, 0x34
};

/* What a pad with erased flash answered to a read of 6020, 24 bytes (SDL issue
 * 16237). */
static const uint8_t erased[44] = { 0x21, 0xF7, 0x80, 0, 0, 0, 0x00, 0x08,
	0x80, 0x00, 0x08, 0x80, 0x0C, 0x90, 0x10, 0x20, 0x60, 0, 0, 0x18,
	0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
	0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF
};

/* 24 bytes of calibration with equal axes. */
static void flash(uint8_t *p, int acc_offset, int acc_scale, int gyr_offset,
		  int gyr_scale)
{
	const int v[4] = { acc_offset, acc_scale, gyr_offset, gyr_scale };

	for (int i = 0; i < 12; i++)
		gn_put_le16(p + 2 * i, (uint16_t)v[i / 3]);
}

/* A report 30 with 18 values: acc xyz, gyr xyz, three times. */
static void full(uint8_t report[64], const int v[18])
{
	memset(report, 0, 64);
	report[0] = 0x30;
	report[1] = 0xC7;
	report[2] = 0x91;
	for (int i = 0; i < 18; i++)
		gn_put_le16(report + 13 + 2 * i, (uint16_t)v[i]);
}

START_TEST(a_report_is_three_readings)
{
	static const int v[18] = {
		4096, -8192, 0, 13371, 0, -26742,
		2048, 16384, -4096, 0, 13371, 0,
		0, 0, 1, 0, 0, 0 };
	struct gn_switch_cal cal;
	struct gn_reading r[3];
	uint8_t report[64];

	gn_switch_cal_parse(&cal, NULL, NULL);
	full(report, v);
	ck_assert_int_eq(gn_switch_readings(&cal, GN_SWITCH_PRO, report, 64,
					    r), 3);
	prototest_near(r[0].acc_mps2, G, -2 * G, 0);
	prototest_near(r[0].gyr_radps, DPS936, 0, -2 * DPS936);
	prototest_near(r[1].acc_mps2, G / 2, 4 * G, -G);
	prototest_near(r[1].gyr_radps, 0, DPS936, 0);
	prototest_near(r[2].acc_mps2, 0, 0, G / 4096);
	prototest_near(r[2].gyr_radps, 0, 0, 0);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(r[i].offset_ns, -10000000 + i * 5000000);
		ck_assert_uint_eq(r[i].has, GN_HAS_ACC | GN_HAS_GYR);
		ck_assert_uint_eq(r[i].clipped, 0);
		ck_assert_uint_eq(r[i].clock_bits, 0);
		ck_assert_uint_eq(r[i].counter_bits, 0);
		ck_assert_uint_eq(r[i].tick_den, 1);
		ck_assert(isnan(r[i].mag_ut[0]));
	}
}
END_TEST

/* Its chip lies the other way round. The offset is in the chip's axes. */
START_TEST(a_right_joycon_is_turned)
{
	static const int v[18] = { 4096, 4096, -32768, 14, 13371, -32, };
	struct gn_switch_cal cal;
	struct gn_reading left[3], right[3];
	uint8_t report[64], factory[24];

	flash(factory, 0, 16384, 10, 13381);
	gn_switch_cal_parse(&cal, factory, NULL);
	full(report, v);
	ck_assert_int_eq(gn_switch_readings(&cal, GN_SWITCH_LEFT, report, 49,
					    left), 3);
	ck_assert_int_eq(gn_switch_readings(&cal, GN_SWITCH_RIGHT, report, 49,
					    right), 3);
	prototest_near(left[0].acc_mps2, G, G, -8 * G);
	prototest_near(left[0].gyr_radps, 4 * DPS936 / 13371,
		       13361 * DPS936 / 13371, -42 * DPS936 / 13371);
	prototest_near(right[0].acc_mps2, G, -G, 8 * G);
	prototest_near(right[0].gyr_radps, 4 * DPS936 / 13371,
		       -13361 * DPS936 / 13371, 42 * DPS936 / 13371);
}
END_TEST

START_TEST(the_ends_of_the_range_are_told)
{
	static const int end[2] = { -32768, 32767 };
	static const int near[2] = { -32767, 32766 };
	struct gn_switch_cal cal;
	struct gn_reading r[3];
	uint8_t report[64];

	gn_switch_cal_parse(&cal, NULL, NULL);
	for (int i = 0; i < 36; i++) {
		int v[18] = { 0 }, at = i / 2;

		v[at] = end[i % 2];
		full(report, v);
		ck_assert_int_eq(gn_switch_readings(&cal, GN_SWITCH_PRO,
						    report, 64, r), 3);
		for (int k = 0; k < 3; k++)
			ck_assert_uint_eq(r[k].clipped,
					  k == at / 6 ? 1u << at % 6 : 0);
		v[at] = near[i % 2];
		full(report, v);
		ck_assert_int_eq(gn_switch_readings(&cal, GN_SWITCH_PRO,
						    report, 64, r), 3);
		ck_assert_uint_eq(r[at / 6].clipped, 0);
	}
}
END_TEST

START_TEST(other_reports_are_no_readings)
{
	struct gn_switch_cal cal;
	struct gn_reading r[3];
	uint8_t report[64];
	int v[18] = { 0 };

	gn_switch_cal_parse(&cal, NULL, NULL);
	full(report, v);
	ck_assert_int_eq(gn_switch_readings(&cal, GN_SWITCH_PRO, report, 64,
					    r), 0);
	v[17] = 1;
	full(report, v);
	ck_assert_int_eq(gn_switch_readings(&cal, GN_SWITCH_PRO, report, 49,
					    r), 3);
	for (size_t n = 0; n < 49; n++)
		ck_assert_int_eq(gn_switch_readings(&cal, GN_SWITCH_PRO,
						    report, n, r), GN_EFORMAT);
	report[0] = 0x21;
	ck_assert_int_eq(gn_switch_readings(&cal, GN_SWITCH_PRO, report, 64,
					    r), 0);
	ck_assert_int_eq(gn_switch_readings(&cal, GN_SWITCH_PRO, report, 1,
					    r), 0);
}
END_TEST

/* Raw values chosen so that each is a whole part of 4 g or 936 deg/s. */
START_TEST(calibration_of_a_real_unit)
{
	static const int v[18] = { 16384 - 118, 16384 + 346, -(16384 - 746) / 2,
				   13371, -4, -32 - (13371 + 32) };
	struct gn_switch_cal cal;
	struct gn_reading r[3];
	uint8_t report[64];

	for (int as_factory = 0; as_factory < 2; as_factory++) {
		gn_switch_cal_parse(&cal, as_factory ? user + 2 : NULL,
				    as_factory ? NULL : user);
		ck_assert_uint_eq(cal.nominal, 0);
		ck_assert_int_eq(cal.gyr_offset[0], 14);
		ck_assert_int_eq(cal.gyr_offset[1], -4);
		ck_assert_int_eq(cal.gyr_offset[2], -32);
		full(report, v);
		ck_assert_int_eq(gn_switch_readings(&cal, GN_SWITCH_PRO,
						    report, 64, r), 3);
		prototest_near(r[0].acc_mps2, 4 * G, 4 * G, -2 * G);
		prototest_near(r[0].gyr_radps, DPS936, 0, -DPS936);
	}
}
END_TEST

/* acc_mps2 and gyr_radps of one count, on every axis. */
static void one_count(const struct gn_switch_cal *cal, double acc, double gyr)
{
	for (int i = 0; i < 3; i++) {
		ck_assert_double_eq_tol(cal->acc_mps2[i], acc, 1e-12);
		ck_assert_double_eq_tol(cal->gyr_radps[i], gyr, 1e-12);
	}
}

START_TEST(offsets_are_the_users_scales_the_factorys)
{
	struct gn_switch_cal cal;
	uint8_t f[24], u[26] = { 0xB2, 0xA1 };

	flash(f, 100, 16000, 20, 15335);
	flash(u + 2, -200, 16384, -30, 13371);
	gn_switch_cal_parse(&cal, f, u);
	one_count(&cal, 4 * G / 16200, DPS936 / 15365);
	ck_assert_int_eq(cal.gyr_offset[2], -30);
	ck_assert_uint_eq(cal.nominal, 0);
	for (int i = 0; i < 2; i++) {
		u[i] ^= 1;
		gn_switch_cal_parse(&cal, f, u);
		one_count(&cal, 4 * G / 15900, DPS936 / 15315);
		ck_assert_int_eq(cal.gyr_offset[0], 20);
		u[i] ^= 1;
	}
	gn_switch_cal_parse(&cal, f, NULL);
	one_count(&cal, 4 * G / 15900, DPS936 / 15315);
	gn_switch_cal_parse(&cal, NULL, u);
	one_count(&cal, 4 * G / 16584, DPS936 / 13401);
	gn_switch_cal_parse(&cal, erased + 20, u);
	one_count(&cal, 4 * G / 16584, DPS936 / 13401);
	ck_assert_uint_eq(cal.nominal, 0);
	memset(u + 2, 0xFF, 24);
	gn_switch_cal_parse(&cal, f, u);
	one_count(&cal, 4 * G / 15900, DPS936 / 15315);
	ck_assert_uint_eq(cal.nominal, 0);
}
END_TEST

START_TEST(without_calibration_the_usual_one)
{
	static const uint8_t zeros[24];
	struct gn_switch_cal cal;
	uint8_t f[24];

	for (int i = 0; i < 3; i++) {
		const uint8_t *p[3] = { NULL, erased + 20, zeros };

		gn_switch_cal_parse(&cal, p[i], NULL);
		one_count(&cal, 4 * G / 16384, DPS936 / 13371);
		ck_assert_int_eq(cal.gyr_offset[1], 0);
		ck_assert_uint_eq(cal.nominal, GN_HAS_ACC | GN_HAS_GYR);
	}
	flash(f, -1, -1, 20, 15335);
	gn_switch_cal_parse(&cal, f, NULL);
	one_count(&cal, 4 * G / 16384, DPS936 / 15315);
	ck_assert_uint_eq(cal.nominal, GN_HAS_ACC);
	flash(f, 100, 16000, 15335, 15335);
	gn_switch_cal_parse(&cal, f, NULL);
	one_count(&cal, 4 * G / 15900, DPS936 / 13371);
	ck_assert_uint_eq(cal.nominal, GN_HAS_GYR);
}
END_TEST

/* On any one axis: offset, scale, and whether both can be. */
START_TEST(what_cannot_be_is_passed_over)
{
	static const struct {
		int gyr, offset, scale, good;
	} t[] = {
		{ 0, 2048, 16384, 1 }, { 0, 2049, 16384, 0 },
		{ 0, -2048, 16384, 1 }, { 0, -2049, 16384, 0 },
		{ 0, 0, 8192, 1 }, { 0, 0, 8191, 0 },
		{ 0, -1, 32767, 1 }, { 0, -2, 32767, 0 },
		{ 0, 0, -16384, 0 }, { 0, -32768, -16384, 0 },
		{ 1, 1024, 13371, 1 }, { 1, 1025, 13371, 0 },
		{ 1, -1024, 13371, 1 }, { 1, -1025, 13371, 0 },
		{ 1, 0, 6686, 1 }, { 1, 0, 6685, 0 },
		{ 1, 0, 26742, 1 }, { 1, 0, 26743, 0 } };
	struct gn_switch_cal cal;
	uint8_t f[24];

	for (int axis = 0; axis < 3; axis++) {
		uint8_t *p = f + 2 * axis + 12 * t[_i].gyr;

		flash(f, 0, 16384, 0, 13371);
		gn_put_le16(p, (uint16_t)t[_i].offset);
		gn_put_le16(p + 6, (uint16_t)t[_i].scale);
		gn_switch_cal_parse(&cal, f, NULL);
		ck_assert_uint_eq(cal.nominal, t[_i].good ? 0 :
				  t[_i].gyr ? GN_HAS_GYR : GN_HAS_ACC);
	}
}
END_TEST

START_TEST(commands)
{
	static const uint8_t usb[64] = { 0x80, 0x04 };
	static const uint8_t mode[64] = { 0x01, 0x0F, 0x00, 0x01, 0x40, 0x40,
		0x00, 0x01, 0x40, 0x40, 0x03, 0x30 };
	static const uint8_t spi[64] = { 0x01, 0x02, 0x00, 0x01, 0x40, 0x40,
		0x00, 0x01, 0x40, 0x40, 0x10, 0x26, 0x80, 0x00, 0x00, 0x1A };
	uint8_t out[64], data[39];

	memset(out, 0xAA, sizeof(out));
	gn_switch_usb(out, GN_SWITCH_NO_TIMEOUT);
	ck_assert_mem_eq(out, usb, 64);
	memset(out, 0xAA, sizeof(out));
	ck_assert_int_eq(gn_switch_subcommand(out, 31, GN_SWITCH_REPORT_MODE,
					      &(uint8_t){ 0x30 }, 1), GN_OK);
	ck_assert_mem_eq(out, mode, 64);
	ck_assert_int_eq(gn_switch_spi_read(out, 2, GN_SWITCH_CAL_USER,
					    GN_SWITCH_CAL_USER_LEN), GN_OK);
	ck_assert_mem_eq(out, spi, 64);
	ck_assert_int_eq(gn_switch_spi_read(out, 9, 0, 0), GN_EINVAL);
	ck_assert_int_eq(gn_switch_spi_read(out, 9, 0, 30), GN_EINVAL);
	ck_assert_mem_eq(out, spi, 64);
	ck_assert_int_eq(gn_switch_spi_read(out, 9, 0x12345678, 29), GN_OK);
	ck_assert_mem_eq(out + 10, "\x10\x78\x56\x34\x12\x1D", 6);

	memset(data, 0x55, sizeof(data));
	ck_assert_int_eq(gn_switch_subcommand(out, 0, GN_SWITCH_IMU_ENABLE,
					      data, 39), GN_EINVAL);
	ck_assert_int_eq(gn_switch_subcommand(out, 0, GN_SWITCH_IMU_ENABLE,
					      data, 38), GN_OK);
	ck_assert_mem_eq(out + 11, data, 38);
	ck_assert_uint_eq(out[49], 0);
	ck_assert_int_eq(gn_switch_subcommand(out, 0, GN_SWITCH_DEVICE_INFO,
					      NULL, 0), GN_OK);
	ck_assert_uint_eq(out[10], 0x02);
	ck_assert_uint_eq(out[11], 0);
}
END_TEST

START_TEST(answers_to_usb_commands)
{
	static const uint8_t answer[64] = { 0x81, 0x02 };

	ck_assert_int_eq(gn_switch_usb_reply(answer, 64, GN_SWITCH_HANDSHAKE),
			 1);
	ck_assert_int_eq(gn_switch_usb_reply(answer, 2, GN_SWITCH_HANDSHAKE),
			 1);
	ck_assert_int_eq(gn_switch_usb_reply(answer, 1, GN_SWITCH_HANDSHAKE),
			 0);
	ck_assert_int_eq(gn_switch_usb_reply(answer, 64, GN_SWITCH_BAUD_3M),
			 0);
	ck_assert_int_eq(gn_switch_usb_reply((const uint8_t[]){ 0x80, 2 }, 2,
					     GN_SWITCH_HANDSHAKE), 0);
}
END_TEST

START_TEST(answers_to_subcommands)
{
	uint8_t report[64];
	const uint8_t *data = NULL;
	size_t len = 7;

	memcpy(report, erased, sizeof(erased));
	ck_assert_int_eq(gn_switch_reply(report, 44, GN_SWITCH_SPI_READ,
					 &data, &len), GN_SWITCH_ACK);
	ck_assert_ptr_eq(data, report + 15);
	ck_assert_uint_eq(len, 29);
	ck_assert_int_eq(gn_switch_reply(report, 15, GN_SWITCH_SPI_READ,
					 &data, &len), GN_SWITCH_ACK);
	ck_assert_uint_eq(len, 0);
	for (size_t n = 0; n < 15; n++)
		ck_assert_int_eq(gn_switch_reply(report, n, GN_SWITCH_SPI_READ,
						 &data, &len),
				 GN_SWITCH_OTHER);
	len = 7;
	ck_assert_int_eq(gn_switch_reply(report, 44, GN_SWITCH_IMU_ENABLE,
					 &data, &len), GN_SWITCH_OTHER);
	ck_assert_uint_eq(len, 0);
	report[13] = 0x10;
	len = 7;
	ck_assert_int_eq(gn_switch_reply(report, 44, GN_SWITCH_SPI_READ,
					 &data, &len), GN_SWITCH_REFUSED);
	ck_assert_uint_eq(len, 0);
	report[0] = 0x30;
	ck_assert_int_eq(gn_switch_reply(report, 44, GN_SWITCH_SPI_READ,
					 &data, &len), GN_SWITCH_OTHER);
}
END_TEST

START_TEST(answers_to_reads_of_the_flash)
{
	uint8_t report[44];
	const uint8_t *data = NULL;

	memcpy(report, erased, sizeof(erased));
	ck_assert_int_eq(gn_switch_spi_reply(report, 44, 0x6020, 24, &data),
			 GN_SWITCH_ACK);
	ck_assert_ptr_eq(data, report + 20);
	for (size_t n = 0; n < 44; n++)
		ck_assert_int_eq(gn_switch_spi_reply(report, n, 0x6020, 24,
						     &data), GN_SWITCH_OTHER);
	ck_assert_int_eq(gn_switch_spi_reply(report, 44, 0x6021, 24, &data),
			 GN_SWITCH_OTHER);
	report[18] = 1;
	ck_assert_int_eq(gn_switch_spi_reply(report, 44, 0x6020, 24, &data),
			 GN_SWITCH_OTHER);
	ck_assert_int_eq(gn_switch_spi_reply(report, 44, 0x01006020, 24,
					     &data), GN_SWITCH_ACK);
	report[18] = 0;
	ck_assert_int_eq(gn_switch_spi_reply(report, 44, 0x6020, 23, &data),
			 GN_SWITCH_OTHER);
	report[13] = 0;
	ck_assert_int_eq(gn_switch_spi_reply(report, 44, 0x6020, 24, &data),
			 GN_SWITCH_REFUSED);
}
END_TEST

START_TEST(models)
{
	/* firmware 3.48, right Joy-Con */
	uint8_t info[] = { 0x03, 0x48, 0x02, 0x02 };

	ck_assert_int_eq(gn_switch_model(info, 4), GN_SWITCH_RIGHT);
	ck_assert_int_eq(gn_switch_model(info, 3), GN_SWITCH_RIGHT);
	ck_assert_int_eq(gn_switch_model(info, 2), GN_EFORMAT);
	info[2] = 1;
	ck_assert_int_eq(gn_switch_model(info, 4), GN_SWITCH_LEFT);
	info[2] = 3;
	ck_assert_int_eq(gn_switch_model(info, 4), GN_SWITCH_PRO);
	info[2] = 0;
	ck_assert_int_eq(gn_switch_model(info, 4), GN_EFORMAT);
	info[2] = 4;
	ck_assert_int_eq(gn_switch_model(info, 4), GN_EFORMAT);
}
END_TEST

START_TEST(battery)
{
	uint8_t report[3] = { 0x30, 0, 0x91 };
	int charging = -1;

	ck_assert_int_eq(gn_switch_battery(report, 3, &charging), 4);
	ck_assert_int_eq(charging, 1);
	ck_assert_int_eq(gn_switch_battery(erased, 44, &charging), 4);
	ck_assert_int_eq(charging, 0);
	report[2] = 0x2E;
	ck_assert_int_eq(gn_switch_battery(report, 3, &charging), 1);
	report[2] = 0x1E;
	ck_assert_int_eq(gn_switch_battery(report, 3, &charging), 0);
	ck_assert_int_eq(charging, 1);
	report[2] = 0xA0;
	charging = 5;
	ck_assert_int_eq(gn_switch_battery(report, 3, &charging), GN_EFORMAT);
	report[2] = 0x80;
	ck_assert_int_eq(gn_switch_battery(report, 2, &charging), GN_EFORMAT);
	report[0] = 0x81;
	ck_assert_int_eq(gn_switch_battery(report, 3, &charging), GN_EFORMAT);
	ck_assert_int_eq(charging, 5);
}
END_TEST

Suite *suite_proto_switch(void)
{
	Suite *s = suite_create("proto_switch");
	TCase *tc = tcase_create("readings");

	tcase_add_test(tc, a_report_is_three_readings);
	tcase_add_test(tc, a_right_joycon_is_turned);
	tcase_add_test(tc, the_ends_of_the_range_are_told);
	tcase_add_test(tc, other_reports_are_no_readings);
	suite_add_tcase(s, tc);

	tc = tcase_create("calibration");
	tcase_add_test(tc, calibration_of_a_real_unit);
	tcase_add_test(tc, offsets_are_the_users_scales_the_factorys);
	tcase_add_test(tc, without_calibration_the_usual_one);
	tcase_add_loop_test(tc, what_cannot_be_is_passed_over, 0, 18);
	suite_add_tcase(s, tc);

	tc = tcase_create("dialogue");
	tcase_add_test(tc, commands);
	tcase_add_test(tc, answers_to_usb_commands);
	tcase_add_test(tc, answers_to_subcommands);
	tcase_add_test(tc, answers_to_reads_of_the_flash);
	tcase_add_test(tc, models);
	tcase_add_test(tc, battery);
	suite_add_tcase(s, tc);
	return s;
}

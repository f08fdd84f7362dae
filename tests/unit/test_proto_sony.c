/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <string.h>

#include "drivers/bytes.h"
#include "drivers/proto_sony.h"
#include "prototest.h"
#include "suites.h"

/* A calibration report's numbers, from byte 1 on. */
enum {
	BIAS = 0, GYR = 3, SPEED = 9, ACC = 11, NUMBERS = 17
};

/* What a DualSense answered: 1080 dps for 17675, 17715, 17704 counts, 2 g for
 * 16389, 16393, 16399, zero at -16.5, 222.5, -25.5. */
static const int16_t dualsense[NUMBERS] = {
	-2, -4, -2, 8835, -8840, 8850, -8865, 8853, -8851, 540, 540,
	8178, -8211, 8419, -7974, 8174, -8225
};

/* And a clone of a DualShock 4, with a report that it sent lying still
 * (im-0's ds4dump); the rest of it is touch pad. */
static const int16_t clone[NUMBERS] = {
	0, 0, 0, 8829, -8740, 8829, -8740, 8829, -8740, 540, 540,
	8192, -8192, 8192, -8192, 8192, -8192
};

static const uint8_t clone_report[64] = {
	0x01, 0x80, 0x80, 0x80, 0x80, 0x08, 0x00, 0xC4, 0x00, 0x00, 0x26, 0x0C,
	0x00, 0xF0, 0xFF, 0xF9, 0xFF, 0xEE, 0xFF, 0xEA, 0x00, 0x68, 0x1F, 0x0E,
	0x05, 0x00, 0x00, 0x00, 0x00, 0x00, 0x1B
};

static uint8_t answer[64], report[65];

/* Make answer[] of numbers, and read it. */
static struct gn_sony_cal cal_of(enum gn_sony_model model,
				 const int16_t numbers[NUMBERS])
{
	size_t n = model == GN_SONY_DS4 ? 37 : 41;
	struct gn_sony_cal cal;

	memset(answer, 0, sizeof(answer));
	answer[0] = model == GN_SONY_DS4 ? 0x02 : 0x05;
	for (size_t i = 0; i < NUMBERS; i++)
		gn_put_le16(answer + 1 + 2 * i, (uint16_t)numbers[i]);
	ck_assert_int_eq(gn_sony_cal_parse(model, answer, n, &cal), GN_OK);
	return cal;
}

/* The same with one of the numbers changed. */
static struct gn_sony_cal cal_with(const int16_t numbers[NUMBERS], size_t at,
				   int16_t v)
{
	int16_t changed[NUMBERS];

	memcpy(changed, numbers, sizeof(changed));
	changed[at] = v;
	return cal_of(GN_SONY_DUALSENSE, changed);
}

/* An input report with six counts at an offset. */
static void input(size_t at, const int16_t counts[6])
{
	memset(report, 0, sizeof(report));
	report[0] = 0x01;
	for (size_t i = 0; i < 6; i++)
		gn_put_le16(report + at + 2 * i, (uint16_t)counts[i]);
}

START_TEST(dualsense_with_the_factory_calibration)
{
	static const int16_t counts[] = { 3535, -3543, 0, 8178, -7974, -25 };
	struct gn_sony_cal cal = cal_of(GN_SONY_DUALSENSE, dualsense);
	struct gn_reading r;

	ck_assert_uint_eq(cal.gyr_factory, 1);
	ck_assert_uint_eq(cal.acc_factory, 1);
	input(16, counts);
	report[7] = 0xFE;
	gn_put_le32(report + 28, 0xFEDCBA98);
	ck_assert_int_eq(gn_sony_reading(GN_SONY_DUALSENSE, &cal, report, 64,
					 &r), 1);
	/* a fifth of the span is 216 dps */
	prototest_near(r.gyr_radps, 3.769911184, -3.769911184, 0);
	prototest_near(r.acc_mps2, 9.80665, -9.80665, 0.000598003);
	ck_assert_float_le(fabsf(r.acc_mps2[2] - 0.000598003F), 1e-8F);
	ck_assert(isnan(r.mag_ut[0]));
	ck_assert_uint_eq(r.has, GN_HAS_ACC | GN_HAS_GYR);
	ck_assert_uint_eq(r.clipped, 0);
	ck_assert_uint_eq(r.counter, 0xFE);
	ck_assert_uint_eq(r.counter_bits, 8);
	ck_assert_uint_eq(r.clock, 0xFEDCBA98);
	ck_assert_uint_eq(r.clock_bits, 32);
	ck_assert_uint_eq(r.tick_num, 1000);
	ck_assert_uint_eq(r.tick_den, 3);
	ck_assert_int_eq(r.offset_ns, 0);
}
END_TEST

START_TEST(dualshock_4_as_recorded)
{
	struct gn_sony_cal cal = cal_of(GN_SONY_DS4, clone);
	struct gn_reading r;

	ck_assert_uint_eq(cal.gyr_factory, 1);
	ck_assert_uint_eq(cal.acc_factory, 1);
	ck_assert_int_eq(gn_sony_reading(GN_SONY_DS4, &cal, clone_report, 64,
					 &r), 1);
	/* counts -16, -7, -18 and 234, 8040, 1294 */
	prototest_near(r.gyr_radps, -0.017166196, -0.007510211, -0.019311970);
	prototest_near(r.acc_mps2, 0.28012159, 9.62469067, 1.54904847);
	ck_assert_uint_eq(r.has, GN_HAS_ACC | GN_HAS_GYR);
	ck_assert_uint_eq(r.counter_bits, 0);
	ck_assert_uint_eq(r.clock, 3110);
	ck_assert_uint_eq(r.clock_bits, 16);
	ck_assert_uint_eq(r.tick_num, 16000);
	ck_assert_uint_eq(r.tick_den, 3);
}
END_TEST

/* 62.5 dps and half a g; no offset. */
static void is_nominal(const struct gn_sony_cal *cal)
{
	static const int16_t counts[] = { 1024, -1024, 0, 4096, -4096, 0 };
	struct gn_reading r;

	ck_assert_uint_eq(cal->gyr_factory, 0);
	ck_assert_uint_eq(cal->acc_factory, 0);
	input(13, counts);
	ck_assert_int_eq(gn_sony_reading(GN_SONY_DS4, cal, report, 64, &r), 1);
	prototest_near(r.gyr_radps, 1.090830782, -1.090830782, 0);
	prototest_near(r.acc_mps2, 4.903325, -4.903325, 0);
}

START_TEST(a_clone_of_zeros_is_nominal)
{
	static const int16_t zeros[NUMBERS];
	struct gn_sony_cal cal = cal_of(GN_SONY_DS4, zeros);

	is_nominal(&cal);
}
END_TEST

START_TEST(no_calibration_is_nominal)
{
	struct gn_sony_cal cal;

	cal_of(GN_SONY_DUALSENSE, dualsense);
	ck_assert_int_eq(gn_sony_cal_parse(GN_SONY_DUALSENSE, NULL, 0, &cal),
			 GN_EFORMAT);
	is_nominal(&cal);
	ck_assert_int_eq(gn_sony_cal_parse(GN_SONY_DUALSENSE, answer, 40,
					   &cal), GN_EFORMAT);
	ck_assert_int_eq(gn_sony_cal_parse(GN_SONY_DUALSENSE, answer, 42,
					   &cal), GN_EFORMAT);
	ck_assert_int_eq(gn_sony_cal_parse(GN_SONY_DS4, answer, 41, &cal),
			 GN_EFORMAT);
	ck_assert_int_eq(gn_sony_cal_parse(GN_SONY_DS4, answer, 37, &cal),
			 GN_EFORMAT);
	answer[0] = 0x02;
	ck_assert_int_eq(gn_sony_cal_parse(GN_SONY_DUALSENSE, answer, 41,
					   &cal), GN_EFORMAT);
	is_nominal(&cal);
	answer[0] = 0x05;
	ck_assert_int_eq(gn_sony_cal_parse(GN_SONY_DUALSENSE, answer, 41,
					   &cal), GN_OK);
}
END_TEST

/* x+ y+ z+ x- y- z-: a tenth of each axis' span is 108 dps. */
START_TEST(gyroscope_counts_in_the_adapters_order)
{
	static const int16_t grouped[NUMBERS] = {
		5, 6, 7, 8800, 8900, 9000, -8700, -8600, -8500, 540, 540,
		8192, -8192, 8192, -8192, 8192, -8192
	};
	static const int16_t counts[] = { 1750, 1750, 1750, 0, 0, 0 };
	struct gn_sony_cal cal = cal_of(GN_SONY_DS4, grouped);
	struct gn_reading r;

	ck_assert_uint_eq(cal.gyr_factory, 1);
	input(13, counts);
	ck_assert_int_eq(gn_sony_reading(GN_SONY_DS4, &cal, report, 64, &r),
			 1);
	prototest_near(r.gyr_radps, 1.884955592, 1.884955592, 1.884955592);

	/* each axis has its own pair */
	cal = cal_with(grouped, GYR + 5, -9000);
	ck_assert_uint_eq(cal.gyr_factory, 1);
	input(16, counts);
	ck_assert_int_eq(gn_sony_reading(GN_SONY_DUALSENSE, &cal, report, 64,
					 &r), 1);
	/* 1750 * 1080 / 18000 = 105 dps */
	prototest_near(r.gyr_radps, 1.884955592, 1.884955592, 1.832595715);
}
END_TEST

/* One number that cannot be takes its group with it, but not the other. */
START_TEST(an_implausible_number_makes_its_group_nominal)
{
	static const size_t gyr[] = { GYR, GYR + 1, GYR + 2, GYR + 4, GYR + 5,
		SPEED };
	static const size_t acc[] = { ACC, ACC + 1, ACC + 2, ACC + 4, ACC + 5 };
	struct gn_sony_cal cal, none;

	ck_assert_int_eq(gn_sony_cal_parse(GN_SONY_DS4, NULL, 0, &none),
			 GN_EFORMAT);
	for (size_t i = 0; i < sizeof(gyr) / sizeof(gyr[0]); i++) {
		cal = cal_with(dualsense, gyr[i], -dualsense[gyr[i]]);
		ck_assert_uint_eq(cal.gyr_factory, 0);
		ck_assert_uint_eq(cal.acc_factory, 1);
		ck_assert_mem_eq(cal.gyr_radps, none.gyr_radps,
				 sizeof(cal.gyr_radps));
	}
	for (size_t i = 0; i < sizeof(acc) / sizeof(acc[0]); i++) {
		cal = cal_with(dualsense, acc[i], -dualsense[acc[i]]);
		ck_assert_uint_eq(cal.gyr_factory, 1);
		ck_assert_uint_eq(cal.acc_factory, 0);
		ck_assert_mem_eq(cal.acc_mps2, none.acc_mps2,
				 sizeof(cal.acc_mps2));
		ck_assert_mem_eq(cal.acc_zero, none.acc_zero,
				 sizeof(cal.acc_zero));
	}
}
END_TEST

/* Nominal are 17694.72 counts for 1080 dps and 16384 for 2 g: times and over
 * 1.5. */
START_TEST(how_far_a_calibration_may_be_off)
{
	static const struct { size_t at; int16_t ok, bad; } limits[] = {
		{ GYR, 17702, 17703 },          /* 26542.08 */
		{ GYR, 2957, 2956 },            /* 11796.48 */
		{ ACC, 2712, 2711 },            /* 10922.67 */
		{ ACC + 1, -16370, -16371 },    /* zero 4096 */
		{ ACC + 4, 16350, 16352 },      /* 24576 */
		{ BIAS, 32767, 0 }              /* not looked at */
	};

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		size_t at = limits[i].at;
		struct gn_sony_cal ok = cal_with(dualsense, at, limits[i].ok);
		struct gn_sony_cal bad = cal_with(dualsense, at,
						  limits[i].bad);

		ck_assert_uint_eq(ok.gyr_factory, 1);
		ck_assert_uint_eq(ok.acc_factory, 1);
		ck_assert_uint_eq(bad.gyr_factory, at >= ACC || at == BIAS);
		ck_assert_uint_eq(bad.acc_factory, at < ACC);
	}
}
END_TEST

/* Two wrong signs do not make it right. */
START_TEST(reversed_speeds_and_counts)
{
	static const int16_t reversed[NUMBERS] = {
		0, 0, 0, -17700, -1, -17700, -1, -17700, -1, -540, -540
	};
	struct gn_sony_cal cal = cal_of(GN_SONY_DUALSENSE, reversed);

	is_nominal(&cal);
}
END_TEST

START_TEST(ends_of_the_range_are_clipped)
{
	static const int16_t counts[] = { INT16_MIN, 32766, INT16_MAX,
		INT16_MAX, INT16_MIN, -32767 };
	struct gn_sony_cal cal;
	struct gn_reading r;

	ck_assert_int_eq(gn_sony_cal_parse(GN_SONY_DUALSENSE, NULL, 0, &cal),
			 GN_EFORMAT);
	input(16, counts);
	ck_assert_int_eq(gn_sony_reading(GN_SONY_DUALSENSE, &cal, report, 64,
					 &r), 1);
	ck_assert_uint_eq(r.clipped, GN_CLIP_GYR(0) | GN_CLIP_GYR(2) |
			  GN_CLIP_ACC(0) | GN_CLIP_ACC(1));
	prototest_near(r.gyr_radps, -34.906585040, 34.904454511,
		       34.905519775);
}
END_TEST

/* Both functions answer the same. */
static void answers(enum gn_sony_model model, size_t n, int want)
{
	struct gn_sony_cal cal;
	struct gn_sony_battery b;
	struct gn_reading r;

	ck_assert_int_eq(gn_sony_cal_parse(model, NULL, 0, &cal), GN_EFORMAT);
	memset(&r, 0x55, sizeof(r));
	ck_assert_int_eq(gn_sony_reading(model, &cal, n ? report : NULL, n,
					 &r), want);
	ck_assert_int_eq(gn_sony_battery(model, n ? report : NULL, n, &b),
			 want);
	if (want == 1)
		return;
	ck_assert_uint_eq(r.has, 0);
	ck_assert_uint_eq(r.clock_bits, 0);
	ck_assert_uint_eq(r.counter_bits, 0);
	ck_assert(isnan(r.acc_mps2[0]) && isnan(r.gyr_radps[2]));
	ck_assert(isnan(b.percent));
	ck_assert_int_eq(b.charge, GN_SONY_CHARGE_UNKNOWN);
}

START_TEST(other_reports_and_lengths)
{
	static const int16_t counts[6];

	input(13, counts);
	for (int m = GN_SONY_DUALSENSE; m <= GN_SONY_DS4; m++) {
		report[0] = 0x01;
		answers(m, 64, 1);
		for (size_t n = 0; n < 64; n++)
			answers(m, n, GN_EFORMAT);
		answers(m, 65, GN_EFORMAT);
		report[0] = 0x11;
		answers(m, 64, 0);
		answers(m, 1, 0);
		answers(m, 0, GN_EFORMAT);
	}
}
END_TEST

START_TEST(an_adapter_without_a_controller)
{
	memcpy(report, clone_report, sizeof(clone_report));
	answers(GN_SONY_DS4, 64, 1);
	report[31] = 0xFB;
	answers(GN_SONY_DS4, 64, 1);
	report[31] = 0x04;
	answers(GN_SONY_DS4, 64, 0);
	answers(GN_SONY_DUALSENSE, 64, 1);
}
END_TEST

/* What a status byte means; percent below 0: unknown. */
struct meaning {
	uint8_t status;
	float percent;
	enum gn_sony_charge charge;
};

static void batteries(enum gn_sony_model model, size_t at,
		      const struct meaning *m, size_t n)
{
	struct gn_sony_battery b;

	memset(report, 0, sizeof(report));
	report[0] = 0x01;
	for (size_t i = 0; i < n; i++) {
		report[at] = m[i].status;
		ck_assert_int_eq(gn_sony_battery(model, report, 64, &b), 1);
		ck_assert_int_eq(b.charge, m[i].charge);
		if (m[i].percent < 0)
			ck_assert(isnan(b.percent));
		else
			ck_assert_float_eq(b.percent, m[i].percent);
	}
}

START_TEST(battery_of_a_dualsense)
{
	static const struct meaning m[] = {
		{ 0x00, 5, GN_SONY_DISCHARGING },
		{ 0x09, 95, GN_SONY_DISCHARGING },
		{ 0x0A, 100, GN_SONY_DISCHARGING },
		{ 0x0B, -1, GN_SONY_DISCHARGING },
		{ 0x13, 35, GN_SONY_CHARGING },
		{ 0x1F, -1, GN_SONY_CHARGING },
		{ 0x20, 100, GN_SONY_FULL },
		{ 0x35, -1, GN_SONY_CHARGE_UNKNOWN },
		{ 0xA5, -1, GN_SONY_CHARGE_FAULT },
		{ 0xB5, -1, GN_SONY_CHARGE_FAULT },
		{ 0xC5, -1, GN_SONY_CHARGE_UNKNOWN },
		{ 0xF5, -1, GN_SONY_CHARGE_FAULT }
	};

	batteries(GN_SONY_DUALSENSE, 53, m, sizeof(m) / sizeof(m[0]));
}
END_TEST

START_TEST(battery_of_a_dualshock_4)
{
	static const struct meaning m[] = {
		{ 0x00, 5, GN_SONY_DISCHARGING },
		{ 0x6A, 100, GN_SONY_DISCHARGING },
		{ 0x0B, -1, GN_SONY_DISCHARGING },
		{ 0x10, 5, GN_SONY_CHARGING },
		{ 0x17, 75, GN_SONY_CHARGING },
		{ 0x1A, 100, GN_SONY_CHARGING },
		{ 0x1B, 100, GN_SONY_FULL },
		{ 0x1C, -1, GN_SONY_CHARGE_UNKNOWN },
		{ 0x1D, -1, GN_SONY_CHARGE_UNKNOWN },
		{ 0x1E, -1, GN_SONY_CHARGE_FAULT },
		{ 0x1F, -1, GN_SONY_CHARGE_FAULT }
	};

	batteries(GN_SONY_DS4, 30, m, sizeof(m) / sizeof(m[0]));
}
END_TEST

Suite *suite_proto_sony(void)
{
	Suite *s = suite_create("proto_sony");
	TCase *tc = tcase_create("sony");

	tcase_add_test(tc, dualsense_with_the_factory_calibration);
	tcase_add_test(tc, dualshock_4_as_recorded);
	tcase_add_test(tc, a_clone_of_zeros_is_nominal);
	tcase_add_test(tc, no_calibration_is_nominal);
	tcase_add_test(tc, gyroscope_counts_in_the_adapters_order);
	tcase_add_test(tc, an_implausible_number_makes_its_group_nominal);
	tcase_add_test(tc, how_far_a_calibration_may_be_off);
	tcase_add_test(tc, reversed_speeds_and_counts);
	tcase_add_test(tc, ends_of_the_range_are_clipped);
	tcase_add_test(tc, other_reports_and_lengths);
	tcase_add_test(tc, an_adapter_without_a_controller);
	tcase_add_test(tc, battery_of_a_dualsense);
	tcase_add_test(tc, battery_of_a_dualshock_4);
	suite_add_tcase(s, tc);
	return s;
}

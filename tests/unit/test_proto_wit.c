/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <string.h>

#include "drivers/proto_wit.h"
#include "prototest.h"
#include "suites.h"

#define ACC_GYR (GN_WIT_BIT(GN_WIT_ACC) | GN_WIT_BIT(GN_WIT_GYR))
#define ACC_GYR_MAG (ACC_GYR | GN_WIT_BIT(GN_WIT_MAG))

/* Sums by hand: 1, -1, 0 g and 25 degC; 1000, -1000, 1/16.384 deg/s;
 * 300, -300, 0 */
static const uint8_t acc[] = { 0x55, 0x51, 0x00, 0x08, 0x00, 0xF8, 0x00, 0x00,
			       0xC4, 0x09, 0x73 };
static const uint8_t gyr[] = { 0x55, 0x52, 0x00, 0x40, 0x00, 0xC0, 0x01, 0x00,
			       0x00, 0x00, 0xA8 };
static const uint8_t mag[] = { 0x55, 0x54, 0x2C, 0x01, 0xD4, 0xFE, 0x00, 0x00,
			       0x00, 0x00, 0xA8 };
/* RSW and the three registers behind it, as of a new unit */
static const uint8_t reply[] = { 0x55, 0x5F, 0x1E, 0x00, 0x06, 0x00, 0x02,
				 0x00, 0x34, 0x12, 0x20 };

/* Push a frame of three raw values. */
static int push(struct gn_wit *w, uint8_t type, int x, int y, int z,
		struct gn_reading *out)
{
	const int raw[3] = { x, y, z };
	uint8_t frame[GN_WIT_FRAME_BYTES] = { 0x55, type };

	for (int i = 0; i < 3; i++) {
		frame[2 + 2 * i] = (uint8_t)raw[i];
		frame[3 + 2 * i] = (uint8_t)((unsigned)raw[i] >> 8);
	}
	for (int i = 0; i < 10; i++)
		frame[10] = (uint8_t)(frame[10] + frame[i]);
	ck_assert_int_eq(gn_wit_frame(frame, sizeof(frame)), 11);
	return gn_wit_push(w, frame, out);
}

START_TEST(frames)
{
	uint8_t bad[11];

	prototest_frame(gn_wit_frame, acc, sizeof(acc), 1);
	prototest_frame(gn_wit_frame, gyr, sizeof(gyr), 1);
	prototest_frame(gn_wit_frame, mag, sizeof(mag), 1);
	prototest_frame(gn_wit_frame, reply, sizeof(reply), 1);
	memcpy(bad, acc, sizeof(bad));
	bad[1] = 0x61;
	ck_assert_int_eq(gn_wit_frame(bad, 2), GN_FRAME_NONE);
	bad[1] = 0x71;
	ck_assert_int_eq(gn_wit_frame(bad, 2), GN_FRAME_NONE);
	bad[1] = 0x4F;
	ck_assert_int_eq(gn_wit_frame(bad, 2), GN_FRAME_NONE);
	ck_assert_int_eq(gn_wit_frame(acc + 1, 1), GN_FRAME_NONE);
}
END_TEST

START_TEST(a_cycle_is_a_reading)
{
	struct gn_wit w;
	struct gn_reading r;

	ck_assert_int_eq(gn_wit_init(&w, ACC_GYR_MAG), GN_OK);
	r.has = 99;
	ck_assert_int_eq(gn_wit_push(&w, acc, &r), 0);
	ck_assert_int_eq(gn_wit_push(&w, gyr, &r), 0);
	ck_assert_uint_eq(r.has, 99);
	ck_assert_int_eq(gn_wit_push(&w, mag, &r), 1);
	ck_assert_uint_eq(r.has, GN_HAS_ACC | GN_HAS_GYR | GN_HAS_MAG);
	prototest_near(r.acc_mps2, 9.80665, -9.80665, 0);
	prototest_near(r.gyr_radps, 17.4532925199433, -17.4532925199433,
		       0.00106526443603169);
	prototest_near(r.mag_ut, 300, -300, 0);
	ck_assert_uint_eq(r.clipped, 0);
	ck_assert_uint_eq(r.clock_bits, 0);
	ck_assert_uint_eq(r.counter_bits, 0);
	ck_assert_uint_eq(w.broken, 0);

	ck_assert_int_eq(gn_wit_init(&w, ACC_GYR), GN_OK);
	ck_assert_int_eq(gn_wit_push(&w, acc, &r), 0);
	ck_assert_int_eq(gn_wit_push(&w, gyr, &r), 1);
	ck_assert_uint_eq(r.has, GN_HAS_ACC | GN_HAS_GYR);
	ck_assert(isnan(r.mag_ut[0]) && isnan(r.mag_ut[2]));
}
END_TEST

START_TEST(both_ends_of_the_range_are_clipped)
{
	struct gn_wit w;
	struct gn_reading r;

	ck_assert_int_eq(gn_wit_init(&w, ACC_GYR_MAG), GN_OK);
	ck_assert_int_eq(push(&w, GN_WIT_ACC, 32767, 32766, -32766, &r), 0);
	ck_assert_int_eq(push(&w, GN_WIT_GYR, 0, -32767, -32768, &r), 0);
	ck_assert_int_eq(push(&w, GN_WIT_MAG, 0, 0, 32767, &r), 1);
	ck_assert_uint_eq(r.clipped, GN_CLIP_ACC(0) | GN_CLIP_GYR(1) |
			  GN_CLIP_GYR(2) | GN_CLIP_MAG(2));
	/* 16 g, and 2000 deg/s; one step is 1/2048 g */
	prototest_near(r.acc_mps2, 156.9064 - 0.00478840332,
		       156.9064 - 0.00957680664, -156.9064 + 0.00957680664);
	ck_assert_double_eq_tol((double)r.gyr_radps[2], -34.9065850398866,
				1e-5);
	/* the next one is clean */
	ck_assert_int_eq(push(&w, GN_WIT_ACC, 0, 0, 0, &r), 0);
	ck_assert_int_eq(push(&w, GN_WIT_GYR, 0, 0, 0, &r), 0);
	ck_assert_int_eq(push(&w, GN_WIT_MAG, 0, 0, 0, &r), 1);
	ck_assert_uint_eq(r.clipped, 0);
}
END_TEST

START_TEST(scales_of_another_model)
{
	struct gn_wit w;
	struct gn_reading r;

	ck_assert_int_eq(gn_wit_init(&w, ACC_GYR), GN_OK);
	w.gyr_full_radps *= 2;
	w.acc_full_mps2 = 32.768;
	ck_assert_int_eq(push(&w, GN_WIT_ACC, 1000, 0, -1, &r), 0);
	ck_assert_int_eq(gn_wit_push(&w, gyr, &r), 1);
	prototest_near(r.acc_mps2, 1, 0, -0.001);
	prototest_near(r.gyr_radps, 34.9065850398866, -34.9065850398866,
		       0.00213052887206338);
}
END_TEST

/* Are the three parts of one cycle? Cycle k sends k+1 as all its values. */
static int cycle_of(const struct gn_reading *r)
{
	int k = (int)lrint((double)r->acc_mps2[0] * 2048 / 9.80665);

	ck_assert_int_eq((int)lrint((double)r->gyr_radps[0] * 16.384 * 180 /
				    3.14159265358979), k);
	ck_assert_int_eq((int)lrint((double)r->mag_ut[0]), k);
	return k - 1;
}

/* One frame of cycle 1, 2 or 3 of five is lost, and nothing else tells. */
START_TEST(one_lost_frame_costs_its_cycle)
{
	static const uint8_t types[] = { GN_WIT_ACC, GN_WIT_GYR, GN_WIT_MAG };

	for (int lost = 3; lost < 12; lost++) {
		struct gn_wit w;
		struct gn_reading r;
		int got[5] = { 0 };

		ck_assert_int_eq(gn_wit_init(&w, ACC_GYR_MAG), GN_OK);
		for (int i = 0; i < 15; i++) {
			int v = i / 3 + 1;

			if (i != lost &&
			    push(&w, types[i % 3], v, v, v, &r) == 1)
				got[cycle_of(&r)]++;
		}
		for (int k = 0; k < 5; k++)
			ck_assert_int_eq(got[k], k != lost / 3);
		ck_assert_uint_eq(w.broken, 1);
	}
}
END_TEST

/* Any of twelve frames is lost, and where it was the framer skipped bytes. */
START_TEST(no_loss_mixes_two_cycles)
{
	static const uint8_t types[] = { GN_WIT_ACC, GN_WIT_GYR, GN_WIT_MAG };

	for (unsigned come = 0; come < 1u << 12; come++) {
		struct gn_wit w;
		struct gn_reading r;
		uint64_t partial = 0;
		int got[4] = { 0 };

		ck_assert_int_eq(gn_wit_init(&w, ACC_GYR_MAG), GN_OK);
		for (int i = 0; i < 12; i++) {
			int v = i / 3 + 1;

			if (!(come >> i & 1))
				gn_wit_gap(&w);
			else if (push(&w, types[i % 3], v, v, v, &r) == 1)
				got[cycle_of(&r)]++;
		}
		for (int k = 0; k < 4; k++) {
			unsigned of = come >> 3 * k & 7;

			ck_assert_int_eq(got[k], of == 7);
			partial += of != 7 && of != 0;
		}
		ck_assert_uint_le(w.broken, partial);
	}
}
END_TEST

START_TEST(a_gap_ends_the_cycle_it_hits)
{
	struct gn_wit w;
	struct gn_reading r;

	/* gyr of this and acc of the next are lost: the types do not tell */
	ck_assert_int_eq(gn_wit_init(&w, ACC_GYR), GN_OK);
	gn_wit_gap(&w);
	ck_assert_uint_eq(w.broken, 0);
	ck_assert_int_eq(gn_wit_push(&w, acc, &r), 0);
	gn_wit_gap(&w);
	gn_wit_gap(&w);
	ck_assert_uint_eq(w.broken, 1);
	ck_assert_int_eq(gn_wit_push(&w, gyr, &r), 0);
	ck_assert_uint_eq(w.broken, 1);
	ck_assert_int_eq(gn_wit_push(&w, acc, &r), 0);
	ck_assert_int_eq(gn_wit_push(&w, gyr, &r), 1);
	/* between two cycles it costs nothing, but what lacks its acc counts */
	gn_wit_gap(&w);
	ck_assert_uint_eq(w.broken, 1);
	ck_assert_int_eq(gn_wit_push(&w, gyr, &r), 0);
	ck_assert_uint_eq(w.broken, 2);
	ck_assert_int_eq(gn_wit_push(&w, gyr, &r), 0);
	ck_assert_uint_eq(w.broken, 3);
}
END_TEST

START_TEST(joined_in_the_midst)
{
	struct gn_wit w;
	struct gn_reading r;

	ck_assert_int_eq(gn_wit_init(&w, ACC_GYR_MAG), GN_OK);
	ck_assert_int_eq(gn_wit_push(&w, gyr, &r), 0);
	ck_assert_int_eq(gn_wit_push(&w, mag, &r), 0);
	ck_assert_int_eq(gn_wit_push(&w, acc, &r), 0);
	ck_assert_int_eq(gn_wit_push(&w, gyr, &r), 0);
	ck_assert_int_eq(gn_wit_push(&w, mag, &r), 1);
	ck_assert_uint_eq(w.broken, 0);
}
END_TEST

START_TEST(other_types)
{
	struct gn_wit w;
	struct gn_reading r;

	/* passed over */
	ck_assert_int_eq(gn_wit_init(&w, ACC_GYR), GN_OK);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(push(&w, GN_WIT_TIME, 1, 2, 3, &r), 0);
		ck_assert_int_eq(gn_wit_push(&w, acc, &r), 0);
		ck_assert_int_eq(gn_wit_push(&w, reply, &r), 0);
		ck_assert_int_eq(push(&w, GN_WIT_ANGLE, 1, 2, 3, &r), 0);
		ck_assert_int_eq(gn_wit_push(&w, gyr, &r), 1);
		ck_assert_int_eq(gn_wit_push(&w, mag, &r), 0);
		ck_assert_int_eq(push(&w, 0x5E, 1, 2, 3, &r), 0);
	}
	ck_assert_uint_eq(w.broken, 0);

	/* of the cycle: the last one completes it */
	ck_assert_int_eq(gn_wit_init(&w, ACC_GYR | 0x201), GN_OK);
	ck_assert_int_eq(push(&w, GN_WIT_TIME, 1, 2, 3, &r), 0);
	ck_assert_int_eq(gn_wit_push(&w, acc, &r), 0);
	ck_assert_int_eq(gn_wit_push(&w, gyr, &r), 0);
	ck_assert_int_eq(push(&w, GN_WIT_QUAT, 32767, 0, 0, &r), 1);
	ck_assert_uint_eq(r.has, GN_HAS_ACC | GN_HAS_GYR);
	ck_assert_uint_eq(r.clipped, 0);
	prototest_near(r.acc_mps2, 9.80665, -9.80665, 0);
	ck_assert_int_eq(push(&w, GN_WIT_TIME, 1, 2, 3, &r), 0);
	ck_assert_int_eq(gn_wit_push(&w, gyr, &r), 0);
	ck_assert_int_eq(push(&w, GN_WIT_QUAT, 1, 2, 3, &r), 0);
	ck_assert_uint_eq(w.broken, 1);

	/* one type alone */
	ck_assert_int_eq(gn_wit_init(&w, GN_WIT_BIT(GN_WIT_ACC)), GN_OK);
	ck_assert_int_eq(gn_wit_push(&w, acc, &r), 1);
	ck_assert_int_eq(gn_wit_push(&w, acc, &r), 1);
	ck_assert_uint_eq(w.broken, 0);
}
END_TEST

START_TEST(contents_that_are_none)
{
	struct gn_wit w = { .broken = 7 };

	ck_assert_int_eq(gn_wit_init(&w, 0), GN_EINVAL);
	ck_assert_int_eq(gn_wit_init(&w, 0x009), GN_EINVAL);
	ck_assert_int_eq(gn_wit_init(&w, ACC_GYR | 0x800), GN_EINVAL);
	ck_assert_uint_eq(w.broken, 7);
	ck_assert_int_eq(gn_wit_init(&w, 0x10), GN_OK);
	ck_assert_int_eq(gn_wit_init(&w, 0x7FF), GN_OK);
	ck_assert_uint_eq(w.broken, 0);
}
END_TEST

START_TEST(commands_and_answers)
{
	static const uint8_t unlock[] = { 0xFF, 0xAA, 0x69, 0x88, 0xB5 };
	static const uint8_t save[] = { 0xFF, 0xAA, 0, 0, 0 };
	static const uint8_t rsw[] = { 0xFF, 0xAA, 0x02, 0x06, 0x02 };
	static const uint8_t read[] = { 0xFF, 0xAA, 0x27, 0x2E, 0 };
	uint8_t out[GN_WIT_COMMAND_BYTES];
	uint16_t reg[4] = { 9, 9, 9, 9 };

	ck_assert_uint_eq(sizeof(out), 5);
	gn_wit_unlock(out);
	ck_assert_mem_eq(out, unlock, 5);
	gn_wit_save(out);
	ck_assert_mem_eq(out, save, 5);
	gn_wit_write(out, GN_WIT_REG_RSW, ACC_GYR | GN_WIT_BIT(GN_WIT_QUAT));
	ck_assert_mem_eq(out, rsw, 5);
	gn_wit_read(out, GN_WIT_REG_VERSION);
	ck_assert_mem_eq(out, read, 5);

	ck_assert_int_eq(gn_wit_reply(acc, reg), 0);
	ck_assert_uint_eq(reg[0], 9);
	ck_assert_int_eq(gn_wit_reply(reply, reg), 1);
	ck_assert_uint_eq(reg[0], 0x1E);
	ck_assert_uint_eq(reg[1], 6);
	ck_assert_uint_eq(reg[2], 2);
	ck_assert_uint_eq(reg[3], 0x1234);
}
END_TEST

START_TEST(codes)
{
	static const struct {
		double hz, got;
		int    code;
	} rates[] = {
		{ 0.2, 0.2, 1 }, { 0.5, 0.5, 2 }, { 1, 1, 3 }, { 2, 2, 4 },
		{ 5, 5, 5 }, { 10, 10, 6 }, { 20, 20, 7 }, { 50, 50, 8 },
		{ 100, 100, 9 }, { 200, 200, 11 }, { 1000, 200, 11 },
		{ 199.9, 100, 9 }, { 125, 100, 9 }, { 99, 50, 8 } };
	static const uint32_t bauds[] = { 4800, 9600, 19200, 38400, 57600,
		115200, 230400, 460800, 921600 };
	double got = -1;

	ck_assert_int_eq(gn_wit_rate_code(0.19, &got), GN_EINVAL);
	ck_assert_int_eq(gn_wit_rate_code(-10, &got), GN_EINVAL);
	ck_assert_int_eq(gn_wit_rate_code((double)NAN, &got), GN_EINVAL);
	ck_assert(got == -1);
	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		ck_assert_int_eq(gn_wit_rate_code(rates[i].hz, &got),
				 rates[i].code);
		ck_assert(got == rates[i].got);
	}
	for (int i = 0; i < 9; i++)
		ck_assert_int_eq(gn_wit_baud_code(bauds[i]), i + 1);
	ck_assert_int_eq(gn_wit_baud_code(0), GN_EINVAL);
	ck_assert_int_eq(gn_wit_baud_code(115201), GN_EINVAL);
	ck_assert_int_eq(gn_wit_baud_code(1000000), GN_EINVAL);
}
END_TEST

Suite *suite_proto_wit(void)
{
	Suite *s = suite_create("proto_wit");
	TCase *tc = tcase_create("wit");

	tcase_add_test(tc, frames);
	tcase_add_test(tc, a_cycle_is_a_reading);
	tcase_add_test(tc, both_ends_of_the_range_are_clipped);
	tcase_add_test(tc, scales_of_another_model);
	tcase_add_test(tc, one_lost_frame_costs_its_cycle);
	tcase_add_test(tc, no_loss_mixes_two_cycles);
	tcase_add_test(tc, a_gap_ends_the_cycle_it_hits);
	tcase_add_test(tc, joined_in_the_midst);
	tcase_add_test(tc, other_types);
	tcase_add_test(tc, contents_that_are_none);
	tcase_add_test(tc, commands_and_answers);
	tcase_add_test(tc, codes);
	suite_add_tcase(s, tc);
	return s;
}

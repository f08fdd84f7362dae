/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "bytes.h"
#include "proto_sony.h"

#define INPUT_ID 0x01

#define GYR_NOMINAL_RADPS (2000.0 / 32768 * GN_DPS_RADPS)
#define ACC_COUNTS_PER_G 8192.0
#define ACC_NOMINAL_MPS2 (GN_G_MPS2 / ACC_COUNTS_PER_G)

/* How far a calibration may be from nominal; ours, see the header. */
#define SCALE_FACTOR_MAX 1.5
#define ACC_ZERO_MAX (ACC_COUNTS_PER_G / 2)

/* Where each model has what. */
static const struct layout {
	uint8_t cal_id, cal_size;
	uint8_t gyr, acc, battery;
} layouts[] = {
	[GN_SONY_DUALSENSE] = { GN_SONY_DUALSENSE_CAL_ID,
				GN_SONY_DUALSENSE_CAL_SIZE, 16, 22, 53 },
	[GN_SONY_DS4] = { GN_SONY_DS4_CAL_ID, GN_SONY_DS4_CAL_SIZE,
			  13, 19, 30 }
};

static void nominal(struct gn_sony_cal *cal)
{
	memset(cal, 0, sizeof(*cal));
	for (int i = 0; i < 3; i++) {
		cal->gyr_radps[i] = GYR_NOMINAL_RADPS;
		cal->acc_mps2[i] = ACC_NOMINAL_MPS2;
	}
}

/* What one count is if span counts are so much; 0: not plausible. */
static double scale_of(double much, int span, double usual)
{
	double scale;

	if (span <= 0)
		return 0;
	scale = much / span;
	if (scale > usual * SCALE_FACTOR_MAX ||
	    scale < usual / SCALE_FACTOR_MAX)
		return 0;
	return scale;
}

/* The gyroscope's part of a calibration report: all three axes or none. */
static void gyr_cal(struct gn_sony_cal *cal, const uint8_t *report)
{
	int grouped = gn_les16(report + 9) > 0;
	int dps = gn_les16(report + 19) + gn_les16(report + 21);
	double scale[3];

	for (int i = 0; i < 3; i++) {
		const uint8_t *plus = report + 7 + (grouped ? 2 : 4) * i;
		const uint8_t *minus = plus + (grouped ? 6 : 2);

		scale[i] = scale_of(dps * GN_DPS_RADPS,
				    gn_les16(plus) - gn_les16(minus),
				    GYR_NOMINAL_RADPS);
		if (scale[i] == 0)
			return;
	}
	memcpy(cal->gyr_radps, scale, sizeof(scale));
	cal->gyr_factory = 1;
}

/* And the accelerometer's. */
static void acc_cal(struct gn_sony_cal *cal, const uint8_t *report)
{
	double scale[3], zero[3];

	for (int i = 0; i < 3; i++) {
		int plus = gn_les16(report + 23 + 4 * i);
		int minus = gn_les16(report + 25 + 4 * i);

		scale[i] = scale_of(2 * GN_G_MPS2, plus - minus,
				    ACC_NOMINAL_MPS2);
		zero[i] = (plus + minus) / 2.0;
		if (scale[i] == 0 || fabs(zero[i]) > ACC_ZERO_MAX)
			return;
	}
	memcpy(cal->acc_mps2, scale, sizeof(scale));
	memcpy(cal->acc_zero, zero, sizeof(zero));
	cal->acc_factory = 1;
}

int gn_sony_cal_parse(enum gn_sony_model model, const uint8_t *report,
		      size_t n, struct gn_sony_cal *cal)
{
	const struct layout *l = &layouts[model];

	nominal(cal);
	if (n != l->cal_size || report[0] != l->cal_id)
		return GN_EFORMAT;
	gyr_cal(cal, report);
	acc_cal(cal, report);
	return GN_OK;
}

/* 1: an input report of a controller; 0 and GN_EFORMAT as in the header. */
static int is_input(enum gn_sony_model model, const uint8_t *report, size_t n)
{
	if (n < 1)
		return GN_EFORMAT;
	if (report[0] != INPUT_ID)
		return 0;
	if (n != GN_SONY_INPUT_SIZE)
		return GN_EFORMAT;
	return model != GN_SONY_DS4 || !(report[31] & 0x04);
}

static int at_end(int count)
{
	return count == INT16_MIN || count == INT16_MAX;
}

/* Clock and packet counter. */
static void when(enum gn_sony_model model, const uint8_t *report,
		 struct gn_reading *out)
{
	out->tick_den = 3;
	if (model == GN_SONY_DS4) {
		out->clock = gn_le16(report + 10);
		out->clock_bits = 16;
		out->tick_num = 16000;
	} else {
		out->clock = gn_le32(report + 28);
		out->clock_bits = 32;
		out->tick_num = 1000;
		out->counter = report[7];
		out->counter_bits = 8;
	}
}

int gn_sony_reading(enum gn_sony_model model, const struct gn_sony_cal *cal,
		    const uint8_t *report, size_t n, struct gn_reading *out)
{
	const struct layout *l = &layouts[model];
	int kind = is_input(model, report, n);
	unsigned clipped = 0;

	gn_reading_clear(out);
	if (kind != 1)
		return kind;
	when(model, report, out);
	for (int i = 0; i < 3; i++) {
		int gyr = gn_les16(report + l->gyr + 2 * i);
		int acc = gn_les16(report + l->acc + 2 * i);

		out->gyr_radps[i] = (float)(gyr * cal->gyr_radps[i]);
		out->acc_mps2[i] = (float)((acc - cal->acc_zero[i]) *
					   cal->acc_mps2[i]);
		if (at_end(gyr))
			clipped |= GN_CLIP_GYR(i);
		if (at_end(acc))
			clipped |= GN_CLIP_ACC(i);
	}
	out->clipped = (uint16_t)clipped;
	out->has = GN_HAS_ACC | GN_HAS_GYR;
	return 1;
}

/* 0..9 are a tenth each, 10 is full; the device means nothing by the rest. */
static float percent(unsigned level)
{
	if (level > 10)
		return NAN;
	return level == 10 ? 100.0F : 10.0F * (float)level + 5.0F;
}

static void dualsense_battery(uint8_t status, struct gn_sony_battery *out)
{
	switch (status >> 4) {
	case 0x0:
		out->charge = GN_SONY_DISCHARGING;
		out->percent = percent(status & 0x0F);
		break;
	case 0x1:
		out->charge = GN_SONY_CHARGING;
		out->percent = percent(status & 0x0F);
		break;
	case 0x2:
		out->charge = GN_SONY_FULL;
		out->percent = 100;
		break;
	case 0xA:               /* voltage or temperature */
	case 0xB:               /* temperature */
	case 0xF:               /* charging */
		out->charge = GN_SONY_CHARGE_FAULT;
		break;
	}
}

/* Bit 4: on the cable. There, levels above 10 say how charging goes. */
static void ds4_battery(uint8_t status, struct gn_sony_battery *out)
{
	unsigned level = status & 0x0F;

	out->percent = percent(level);
	if (!(status & 0x10)) {
		out->charge = GN_SONY_DISCHARGING;
	} else if (level <= 10) {
		out->charge = GN_SONY_CHARGING;
	} else if (level == 11) {
		out->charge = GN_SONY_FULL;
		out->percent = 100;
	} else if (level >= 14) {
		out->charge = GN_SONY_CHARGE_FAULT;
	}
}

int gn_sony_battery(enum gn_sony_model model, const uint8_t *report, size_t n,
		    struct gn_sony_battery *out)
{
	int kind = is_input(model, report, n);

	out->percent = NAN;
	out->charge = GN_SONY_CHARGE_UNKNOWN;
	if (kind != 1)
		return kind;
	if (model == GN_SONY_DS4)
		ds4_battery(report[layouts[model].battery], out);
	else
		dualsense_battery(report[layouts[model].battery], out);
	return 1;
}

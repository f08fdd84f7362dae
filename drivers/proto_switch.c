/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "proto_switch.h"

/* Reports, to the device and from it. */
#define OUT_SUBCOMMAND 0x01
#define OUT_USB 0x80
#define IN_REPLY 0x21
#define IN_FULL 0x30
#define IN_USB 0x81

#define SAMPLE_AT 13
#define SAMPLE_LEN 12
#define SAMPLE_NS INT64_C(5000000)

void gn_switch_usb(uint8_t out[GN_SWITCH_OUT], enum gn_switch_usb cmd)
{
	memset(out, 0, GN_SWITCH_OUT);
	out[0] = OUT_USB;
	out[1] = (uint8_t)cmd;
}

int gn_switch_usb_reply(const uint8_t *report, size_t n,
			enum gn_switch_usb cmd)
{
	return n >= 2 && report[0] == IN_USB && report[1] == cmd;
}

int gn_switch_subcommand(uint8_t out[GN_SWITCH_OUT], unsigned counter,
			 enum gn_switch_sub sub, const uint8_t *data, size_t n)
{
	/* 320 Hz and 160 Hz at amplitude 0, left and right */
	static const uint8_t no_rumble[8] = { 0, 1, 0x40, 0x40,
					      0, 1, 0x40, 0x40 };

	if (n > GN_SWITCH_DATA_MAX)
		return GN_EINVAL;
	memset(out, 0, GN_SWITCH_OUT);
	out[0] = OUT_SUBCOMMAND;
	out[1] = counter & 0xF;
	memcpy(out + 2, no_rumble, sizeof(no_rumble));
	out[10] = (uint8_t)sub;
	if (n > 0)
		memcpy(out + 11, data, n);
	return GN_OK;
}

enum gn_switch_reply gn_switch_reply(const uint8_t *report, size_t n,
				     enum gn_switch_sub sub,
				     const uint8_t **data, size_t *len)
{
	*len = 0;
	if (n < 15 || report[0] != IN_REPLY || report[14] != sub)
		return GN_SWITCH_OTHER;
	if (!(report[13] & 0x80))
		return GN_SWITCH_REFUSED;
	*data = report + 15;
	*len = n - 15;
	return GN_SWITCH_ACK;
}

int gn_switch_spi_read(uint8_t out[GN_SWITCH_OUT], unsigned counter,
		       uint32_t addr, uint8_t len)
{
	uint8_t data[5];

	if (len == 0 || len > GN_SWITCH_SPI_MAX)
		return GN_EINVAL;
	gn_put_le32(data, addr);
	data[4] = len;
	return gn_switch_subcommand(out, counter, GN_SWITCH_SPI_READ, data,
				    sizeof(data));
}

enum gn_switch_reply gn_switch_spi_reply(const uint8_t *report, size_t n,
					 uint32_t addr, uint8_t len,
					 const uint8_t **data)
{
	const uint8_t *p;
	size_t have;
	enum gn_switch_reply reply = gn_switch_reply(report, n,
						     GN_SWITCH_SPI_READ, &p,
						     &have);

	if (reply != GN_SWITCH_ACK)
		return reply;
	if (have < 5u + len || gn_le32(p) != addr || p[4] != len)
		return GN_SWITCH_OTHER;
	*data = p + 5;
	return GN_SWITCH_ACK;
}

int gn_switch_model(const uint8_t *data, size_t len)
{
	if (len < 3 || data[2] < GN_SWITCH_LEFT || data[2] > GN_SWITCH_PRO)
		return GN_EFORMAT;
	return data[2];
}

/* One of the two sensors as the flash holds it, in counts. */
struct sensor {
	int16_t offset[3];
	int16_t scale[3];       /* what it reads at 4 g or 936 deg/s */
};

/* What is usual, and how far off an offset may be. */
struct usual {
	int16_t scale, offset_max;
};

static const struct usual usual_acc = { 16384, 2048 };
static const struct usual usual_gyr = { 13371, 1024 };

/* 1 if the 12 bytes at p can be a calibration. */
static int sensor_read(struct sensor *s, const uint8_t *p, struct usual usual)
{
	for (int i = 0; i < 3; i++) {
		int span;

		s->offset[i] = gn_les16(p + 2 * i);
		s->scale[i] = gn_les16(p + 6 + 2 * i);
		span = s->scale[i] - s->offset[i];
		if (abs(s->offset[i]) > usual.offset_max ||
		    2 * span < usual.scale || span > 2 * usual.scale)
			return 0;
	}
	return 1;
}

/* The best that can be had of it; 0 if that is nothing but what is usual. */
static int sensor_pick(struct sensor *s, const uint8_t *factory,
		       const uint8_t *user, struct usual usual)
{
	struct sensor u;
	int found = factory && sensor_read(s, factory, usual);

	if (user && sensor_read(&u, user, usual)) {
		if (!found)
			*s = u;
		memcpy(s->offset, u.offset, sizeof(s->offset));
		return 1;
	}
	for (int i = 0; i < 3 && !found; i++) {
		s->offset[i] = 0;
		s->scale[i] = usual.scale;
	}
	return found;
}

void gn_switch_cal_parse(struct gn_switch_cal *cal, const uint8_t *factory,
			 const uint8_t *user)
{
	struct sensor acc, gyr;

	/* what follows the mark, if it is there */
	if (user)
		user = user[0] == 0xB2 && user[1] == 0xA1 ? user + 2 : NULL;
	cal->nominal = 0;
	if (!sensor_pick(&acc, factory, user, usual_acc))
		cal->nominal |= GN_HAS_ACC;
	if (!sensor_pick(&gyr, factory ? factory + 12 : NULL,
			 user ? user + 12 : NULL, usual_gyr))
		cal->nominal |= GN_HAS_GYR;
	for (int i = 0; i < 3; i++) {
		cal->acc_mps2[i] = 4 * GN_G_MPS2 /
				   (acc.scale[i] - acc.offset[i]);
		cal->gyr_radps[i] = 936 * GN_DPS_RADPS /
				    (gyr.scale[i] - gyr.offset[i]);
		cal->gyr_offset[i] = gyr.offset[i];
	}
}

static int at_an_end(int16_t raw)
{
	return raw == INT16_MIN || raw == INT16_MAX;
}

/* One sample; sign: of the axes y and z. */
static void sample(const struct gn_switch_cal *cal, int sign, const uint8_t *p,
		   struct gn_reading *out)
{
	unsigned clipped = 0;

	gn_reading_clear(out);
	out->has = GN_HAS_ACC | GN_HAS_GYR;
	for (int i = 0; i < 3; i++) {
		int16_t acc = gn_les16(p + 2 * i);
		int16_t gyr = gn_les16(p + 6 + 2 * i);
		int way = i == 0 ? 1 : sign;

		if (at_an_end(acc))
			clipped |= GN_CLIP_ACC(i);
		if (at_an_end(gyr))
			clipped |= GN_CLIP_GYR(i);
		out->acc_mps2[i] = (float)(way * acc * cal->acc_mps2[i]);
		out->gyr_radps[i] = (float)(way * (gyr - cal->gyr_offset[i]) *
					    cal->gyr_radps[i]);
	}
	out->clipped = (uint16_t)clipped;
}

int gn_switch_readings(const struct gn_switch_cal *cal,
		       enum gn_switch_model model, const uint8_t *report,
		       size_t n, struct gn_reading out[3])
{
	static const uint8_t off[3 * SAMPLE_LEN];

	if (n < 1)
		return GN_EFORMAT;
	if (report[0] != IN_FULL)
		return 0;
	if (n < SAMPLE_AT + sizeof(off))
		return GN_EFORMAT;
	if (memcmp(report + SAMPLE_AT, off, sizeof(off)) == 0)
		return 0;
	for (int i = 0; i < 3; i++) {
		sample(cal, model == GN_SWITCH_RIGHT ? -1 : 1,
		       report + SAMPLE_AT + i * SAMPLE_LEN, &out[i]);
		out[i].offset_ns = (i - 2) * SAMPLE_NS;
	}
	return 3;
}

int gn_switch_battery(const uint8_t *report, size_t n, int *charging)
{
	if (n < 3 || (report[0] != IN_FULL && report[0] != IN_REPLY) ||
	    report[2] >> 5 > 4)
		return GN_EFORMAT;
	*charging = report[2] >> 4 & 1;
	return report[2] >> 5;
}

/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "bytes.h"
#include "proto_mip.h"

#define HEAD 4                          /* 75 65 SET LEN */
#define ACK_FIELD 0xF1                  /* the command's descriptor, a code */
#define WRITE 1                         /* new settings, not saved */
#define WEEK_S 604800
#define UT_PER_GAUSS 100

/* Answers: fields beside the ack. */
#define INFO_FIELD 0x81
#define IMU_RATE_FIELD 0x83
#define RATE_FIELD 0x8E

/* The two sums over n bytes. */
static uint16_t checksum(const uint8_t *p, size_t n)
{
	uint8_t a = 0, b = 0;

	for (size_t i = 0; i < n; i++) {
		a = (uint8_t)(a + p[i]);
		b = (uint8_t)(b + a);
	}
	return (uint16_t)(a << 8 | b);
}

int gn_mip_frame(const uint8_t *p, size_t n)
{
	size_t len;

	if (n < 1)
		return GN_FRAME_MORE;
	if (p[0] != 0x75 || (n > 1 && p[1] != 0x65))
		return GN_FRAME_NONE;
	if (n < HEAD)
		return GN_FRAME_MORE;
	len = HEAD + (size_t)p[3];
	if (n < len + 2)
		return GN_FRAME_MORE;
	if (checksum(p, len) != gn_be16(p + len))
		return GN_FRAME_WRONG;
	return (int)len + 2;
}

struct field {
	uint8_t        desc;
	const uint8_t *data;
	size_t         n;
};

/* The field at *p, and on to the next: 1, 0 at the end, or GN_EFORMAT. */
static int next_field(const uint8_t **p, const uint8_t *end, struct field *f)
{
	size_t left = (size_t)(end - *p), len;

	if (left == 0)
		return 0;
	len = (*p)[0];
	if (len < 2 || len > left)
		return GN_EFORMAT;
	f->desc = (*p)[1];
	f->data = *p + 2;
	f->n = len - 2;
	*p += len;
	return 1;
}

/* What is no number was not measured, nor what came with it. */
static int vector(struct gn_reading *r, uint8_t has, float v[3],
		  const struct field *f, double scale)
{
	float x[3];

	if (f->n != 12)
		return GN_EFORMAT;
	for (size_t i = 0; i < 3; i++)
		x[i] = (float)(scale *
			       (double)gn_f32(gn_be32(f->data + 4 * i)));
	if (!isfinite(x[0]) || !isfinite(x[1]) || !isfinite(x[2]))
		return GN_OK;
	memcpy(v, x, sizeof(x));
	r->has |= has;
	return GN_OK;
}

static void clock_ns(struct gn_reading *r, uint64_t ns)
{
	r->clock = ns;
	r->clock_bits = 64;
	r->tick_num = 1;
}

/* Time of the week, which yields to a clock of 1 ns. */
static void clock_gps(struct gn_reading *r, const uint8_t *p)
{
	double s = gn_f64(gn_be64(p));

	if (r->tick_num == 1 || !(s >= 0 && s <= WEEK_S))
		return;
	r->clock = gn_be16(p + 8) * (UINT64_C(1000000) * WEEK_S) +
		   (uint64_t)(s * 1e6 + 0.5);
	r->clock_bits = 64;
	r->tick_num = 1000;
}

/* Bits 0..2 acc, 4..6 gyr, 8..10 mag. */
static uint16_t clipped(uint16_t status)
{
	return (uint16_t)((status & 7) | (status >> 4 & 7) << 3 |
			  (status >> 8 & 7) << 6);
}

/* One field of the sensor set. */
static int sensor_field(struct gn_reading *r, const struct field *f)
{
	switch (f->desc) {
	case GN_MIP_ACC:
		return vector(r, GN_HAS_ACC, r->acc_mps2, f, GN_G_MPS2);
	case GN_MIP_GYR:
		return vector(r, GN_HAS_GYR, r->gyr_radps, f, 1);
	case GN_MIP_MAG:
		return vector(r, GN_HAS_MAG, r->mag_ut, f, UT_PER_GAUSS);
	case GN_MIP_OVERRANGE:
		if (f->n != 2)
			return GN_EFORMAT;
		r->clipped = clipped(gn_be16(f->data));
		return GN_OK;
	case GN_MIP_TIME:
	case GN_MIP_GPS_TIME:
		if (f->n != 12)
			return GN_EFORMAT;
		clock_gps(r, f->data);
		return GN_OK;
	case GN_MIP_REF_TIME:
		if (f->n != 8)
			return GN_EFORMAT;
		clock_ns(r, gn_be64(f->data));
		return GN_OK;
	default:
		return GN_OK;
	}
}

int gn_mip_reading(const uint8_t *frame, struct gn_reading *out)
{
	const uint8_t *p = frame + HEAD, *end = p + frame[3];
	struct field f;
	int more, err;

	gn_reading_clear(out);
	if (frame[2] != GN_MIP_SENSOR)
		return 0;
	while ((more = next_field(&p, end, &f)) > 0) {
		err = sensor_field(out, &f);
		if (err)
			return err;
	}
	return more < 0 ? more : out->has != 0;
}

/* The first field of a kind, of n bytes, in a packet of that set. */
static const uint8_t *find(const uint8_t *frame, uint8_t set, uint8_t desc,
			   size_t n)
{
	const uint8_t *p = frame + HEAD, *end = p + frame[3];
	struct field f;

	if (frame[2] != set)
		return NULL;
	while (next_field(&p, end, &f) > 0)
		if (f.desc == desc && f.n == n)
			return f.data;
	return NULL;
}

enum gn_mip_reply gn_mip_reply(const uint8_t *frame, uint8_t set,
			       uint8_t command, uint8_t *code)
{
	const uint8_t *ack = find(frame, set, ACK_FIELD, 2);

	*code = 0;
	if (!ack || ack[0] != command)
		return GN_MIP_OTHER;
	*code = ack[1];
	return *code == 0 ? GN_MIP_ACK : GN_MIP_REFUSED;
}

int gn_mip_rate(const uint8_t *frame, uint16_t *hz)
{
	const uint8_t *p = find(frame, GN_MIP_3DM, IMU_RATE_FIELD, 2);

	if (!p) {
		p = find(frame, GN_MIP_3DM, RATE_FIELD, 3);
		if (!p || p[0] != GN_MIP_SENSOR)
			return GN_EFORMAT;
		p++;
	}
	*hz = gn_be16(p);
	return GN_OK;
}

/* 16 bytes, filled up with blanks on either side, or with 0. */
static void text(char out[17], const uint8_t *p)
{
	size_t n = 0;

	for (size_t i = 0; i < 16 && p[i] != 0; i++)
		if (n > 0 || p[i] != ' ')
			out[n++] = p[i] >= ' ' && p[i] <= '~' ? (char)p[i]
							      : '?';
	while (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
}

int gn_mip_info(const uint8_t *frame, struct gn_mip_info *out)
{
	/* firmware; name, number, serial, lot and options of 16 bytes */
	const uint8_t *p = find(frame, GN_MIP_BASE, INFO_FIELD, 2 + 5 * 16);

	if (!p)
		return GN_EFORMAT;
	out->firmware = gn_be16(p);
	text(out->model, p + 2);
	text(out->serial, p + 2 + 2 * 16);
	return GN_OK;
}

int gn_mip_build(uint8_t *out, size_t cap, uint8_t set, uint8_t desc,
		 const uint8_t *data, size_t n)
{
	size_t len = HEAD + 2 + n;

	if (n > GN_MIP_DATA_MAX)
		return GN_EINVAL;
	if (cap < len + 2)
		return GN_ENOSPC;
	out[0] = 0x75;
	out[1] = 0x65;
	out[2] = set;
	out[3] = (uint8_t)(2 + n);
	out[4] = (uint8_t)(2 + n);
	out[5] = desc;
	if (n > 0)
		memcpy(out + HEAD + 2, data, n);
	gn_put_be16(out + len, checksum(out, len));
	return (int)len + 2;
}

int gn_mip_set_format(uint8_t *out, size_t cap, enum gn_mip_3dm command,
		      const struct gn_mip_output *list, size_t n)
{
	uint8_t data[3 + 3 * GN_MIP_OUTPUTS_MAX];
	size_t at = 0;

	if ((command != GN_MIP_IMU_FORMAT && command != GN_MIP_FORMAT) ||
	    n > GN_MIP_OUTPUTS_MAX)
		return GN_EINVAL;
	data[at++] = WRITE;
	if (command == GN_MIP_FORMAT)
		data[at++] = GN_MIP_SENSOR;
	data[at++] = (uint8_t)n;
	for (size_t i = 0; i < n; i++, at += 3) {
		data[at] = list[i].field;
		gn_put_be16(data + at + 1, list[i].decimation);
	}
	return gn_mip_build(out, cap, GN_MIP_3DM, (uint8_t)command, data, at);
}

int gn_mip_stream(uint8_t *out, size_t cap, uint8_t stream, int on)
{
	const uint8_t data[] = { WRITE, stream, on != 0 };

	return gn_mip_build(out, cap, GN_MIP_3DM, GN_MIP_STREAM, data,
			    sizeof(data));
}

/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "bytes.h"
#include "proto_xbus.h"

#define DATA_MAX 2048

int gn_xbus_frame(const uint8_t *p, size_t n)
{
	size_t head = 4, len;
	uint8_t sum = 0;

	if (n < 1)
		return GN_FRAME_MORE;
	if (p[0] != 0xFA || (n > 1 && p[1] != 0xFF))
		return GN_FRAME_NONE;
	if (n < 4)
		return GN_FRAME_MORE;
	len = p[3];
	if (len == 0xFF) {
		if (n < 6)
			return GN_FRAME_MORE;
		head = 6;
		len = gn_be16(p + 4);
		if (len > DATA_MAX)
			return GN_FRAME_NONE;
	}
	if (n < head + len + 1)
		return GN_FRAME_MORE;
	for (size_t i = 1; i < head + len + 1; i++)
		sum = (uint8_t)(sum + p[i]);
	return sum == 0 ? (int)(head + len + 1) : GN_FRAME_WRONG;
}

uint8_t gn_xbus_data(const uint8_t *frame, const uint8_t **data, size_t *n)
{
	*n = frame[3] == 0xFF ? gn_be16(frame + 4) : frame[3];
	*data = frame + (frame[3] == 0xFF ? 6 : 4);
	return frame[2];
}

/* Bytes of one number, and the number, by the two bits of precision. */
static const size_t number_size[4] = { 4, 4, 6, 8 };

static double number(const uint8_t *p, unsigned precision)
{
	switch (precision) {
	case 0:
		return (double)gn_f32(gn_be32(p));
	case 1:
		return (int32_t)gn_be32(p) * 0x1p-20;
	case 2:
		return (int16_t)gn_be16(p + 4) + gn_be32(p) * 0x1p-32;
	default:
		return gn_f64(gn_be64(p));
	}
}

static int vector(float v[3], const uint8_t *p, size_t size, unsigned precision)
{
	size_t step = number_size[precision];

	if (size != 3 * step)
		return GN_EFORMAT;
	for (size_t i = 0; i < 3; i++)
		v[i] = (float)number(p + i * step, precision);
	return GN_OK;
}

/* One item of MTData2. */
static int item(struct gn_reading *r, uint16_t id, const uint8_t *p,
		size_t size)
{
	unsigned precision = id & 3;

	switch (id & 0xFFF0) {
	case GN_XBUS_PACKET_COUNTER:
		if (size != 2)
			return GN_EFORMAT;
		r->counter = gn_be16(p);
		r->counter_bits = 16;
		return GN_OK;
	case GN_XBUS_SAMPLE_TIME_FINE:
		if (size != 4)
			return GN_EFORMAT;
		r->clock = gn_be32(p);
		r->clock_bits = 32;
		r->tick_num = 100000;
		return GN_OK;
	case GN_XBUS_ACC:
		r->has |= GN_HAS_ACC;
		return vector(r->acc_mps2, p, size, precision);
	case GN_XBUS_GYR:
		r->has |= GN_HAS_GYR;
		return vector(r->gyr_radps, p, size, precision);
	case GN_XBUS_MAG:
		r->has |= GN_HAS_MAG;
		return vector(r->mag_ut, p, size, precision);
	case GN_XBUS_STATUS_WORD:
		if (size != 4)
			return GN_EFORMAT;
		r->clipped = gn_be32(p) >> 8 & 0x1FF;
		return GN_OK;
	default:
		return GN_OK;
	}
}

int gn_xbus_reading(const uint8_t *frame, struct gn_reading *out)
{
	const uint8_t *p, *end;
	size_t n;

	gn_reading_clear(out);
	if (gn_xbus_data(frame, &p, &n) != GN_XBUS_MTDATA2)
		return 0;
	for (end = p + n; p < end; p += 3 + p[2]) {
		int err;

		if (end - p < 3 || end - p < 3 + p[2])
			return GN_EFORMAT;
		err = item(out, gn_be16(p), p + 3, p[2]);
		if (err)
			return err;
	}
	return out->has != 0;
}

enum gn_xbus_reply gn_xbus_reply(const uint8_t *frame, uint8_t sent,
				 uint8_t *error)
{
	const uint8_t *data;
	size_t n;
	uint8_t mid = gn_xbus_data(frame, &data, &n);

	*error = 0;
	if (mid == sent + 1)
		return GN_XBUS_ACK;
	if (mid != GN_XBUS_ERROR)
		return GN_XBUS_OTHER;
	*error = n > 0 ? data[0] : 0;
	return GN_XBUS_REFUSED;
}

int gn_xbus_device_id(const uint8_t *frame, uint64_t *id)
{
	const uint8_t *data;
	size_t n;

	if (gn_xbus_data(frame, &data, &n) != GN_XBUS_REQ_DID + 1 ||
	    (n != 4 && n != 8))
		return GN_EFORMAT;
	*id = n == 4 ? gn_be32(data) : gn_be64(data);
	return GN_OK;
}

int gn_xbus_build(uint8_t *out, size_t cap, uint8_t mid, const uint8_t *data,
		  size_t n)
{
	size_t head = n < 0xFF ? 4 : 6;
	uint8_t sum = 0;

	if (n > DATA_MAX)
		return GN_EINVAL;
	if (cap < head + n + 1)
		return GN_ENOSPC;
	out[0] = 0xFA;
	out[1] = 0xFF;
	out[2] = mid;
	out[3] = n < 0xFF ? (uint8_t)n : 0xFF;
	if (head == 6)
		gn_put_be16(out + 4, (uint16_t)n);
	if (n > 0)
		memcpy(out + head, data, n);
	for (size_t i = 1; i < head + n; i++)
		sum = (uint8_t)(sum + out[i]);
	out[head + n] = (uint8_t)-sum;
	return (int)(head + n + 1);
}

int gn_xbus_set_output(uint8_t *out, size_t cap,
		       const struct gn_xbus_output *list, size_t n)
{
	uint8_t data[4 * GN_XBUS_OUTPUTS_MAX];

	if (n > GN_XBUS_OUTPUTS_MAX)
		return GN_EINVAL;
	for (size_t i = 0; i < n; i++) {
		gn_put_be16(data + 4 * i, list[i].id);
		gn_put_be16(data + 4 * i + 2, list[i].rate_hz);
	}
	return gn_xbus_build(out, cap, GN_XBUS_SET_OUTPUT, data, 4 * n);
}

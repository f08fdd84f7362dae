/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "bytes.h"
#include "proto_wit.h"

#define MOTION (GN_WIT_BIT(GN_WIT_ACC) | GN_WIT_BIT(GN_WIT_GYR) | \
		GN_WIT_BIT(GN_WIT_MAG))
#define KNOWN 0x7FFu                    /* bits of RSW, 0x50..0x5A */

int gn_wit_frame(const uint8_t *p, size_t n)
{
	uint8_t sum = 0;

	if (n < 1)
		return GN_FRAME_MORE;
	if (p[0] != 0x55 || (n > 1 && (p[1] & 0xF0) != 0x50))
		return GN_FRAME_NONE;
	if (n < GN_WIT_FRAME_BYTES)
		return GN_FRAME_MORE;
	for (size_t i = 0; i < GN_WIT_FRAME_BYTES - 1; i++)
		sum = (uint8_t)(sum + p[i]);
	return sum == p[GN_WIT_FRAME_BYTES - 1] ? GN_WIT_FRAME_BYTES :
						  GN_FRAME_WRONG;
}

int gn_wit_init(struct gn_wit *w, unsigned content)
{
	if (!(content & MOTION) || (content & ~KNOWN))
		return GN_EINVAL;
	memset(w, 0, sizeof(*w));
	w->acc_full_mps2 = 16 * GN_G_MPS2;
	w->gyr_full_radps = 2000 * GN_DPS_RADPS;
	w->content = (uint16_t)content;
	w->closed = 1;
	gn_reading_clear(&w->r);
	return GN_OK;
}

/* Three values, and which of them are at an end of their range. */
static unsigned vector(float v[3], const uint8_t *frame, double full)
{
	unsigned clipped = 0;

	for (int i = 0; i < 3; i++) {
		int raw = gn_les16(frame + 2 + 2 * i);

		v[i] = (float)(raw * full / 32768);
		if (raw >= INT16_MAX || raw <= -INT16_MAX)
			clipped |= 1u << i;
	}
	return clipped;
}

static void measure(struct gn_wit *w, const uint8_t *frame)
{
	struct gn_reading *r = &w->r;
	unsigned ends = 0;

	switch (frame[1]) {
	case GN_WIT_ACC:
		r->has |= GN_HAS_ACC;
		ends = vector(r->acc_mps2, frame, w->acc_full_mps2) *
		       GN_CLIP_ACC(0);
		break;
	case GN_WIT_GYR:
		r->has |= GN_HAS_GYR;
		ends = vector(r->gyr_radps, frame, w->gyr_full_radps) *
		       GN_CLIP_GYR(0);
		break;
	case GN_WIT_MAG:
		r->has |= GN_HAS_MAG;
		ends = vector(r->mag_ut, frame, 32768) * GN_CLIP_MAG(0);
		break;
	default:
		break;
	}
	r->clipped = (uint16_t)(r->clipped | ends);
}

/* Is the frame of this bit of another cycle than the one before it? */
static int begins(const struct gn_wit *w, unsigned bit)
{
	return bit <= w->last || !(w->content & (bit - 1));
}

int gn_wit_push(struct gn_wit *w, const uint8_t *frame, struct gn_reading *out)
{
	unsigned bit = GN_WIT_BIT(frame[1]) & w->content;

	if (!bit)
		return 0;
	if (begins(w, bit)) {
		gn_wit_gap(w);
		w->closed = 0;
		w->have = 0;
		gn_reading_clear(&w->r);
	}
	w->last = (uint16_t)bit;
	w->have = (uint16_t)(w->have | bit);
	measure(w, frame);
	if (w->content >= 2 * bit || w->closed)
		return 0;
	if (w->have != w->content) {
		gn_wit_gap(w);
		return 0;
	}
	w->closed = 1;
	*out = w->r;
	return 1;
}

void gn_wit_gap(struct gn_wit *w)
{
	w->broken += !w->closed;
	w->closed = 1;
}

int gn_wit_reply(const uint8_t *frame, uint16_t reg[4])
{
	if (frame[1] != GN_WIT_REPLY)
		return 0;
	for (int i = 0; i < 4; i++)
		reg[i] = gn_le16(frame + 2 + 2 * i);
	return 1;
}

void gn_wit_write(uint8_t out[GN_WIT_COMMAND_BYTES], uint8_t reg,
		  uint16_t value)
{
	out[0] = 0xFF;
	out[1] = 0xAA;
	out[2] = reg;
	gn_put_le16(out + 3, value);
}

void gn_wit_read(uint8_t out[GN_WIT_COMMAND_BYTES], uint8_t reg)
{
	gn_wit_write(out, GN_WIT_REG_READ, reg);
}

void gn_wit_unlock(uint8_t out[GN_WIT_COMMAND_BYTES])
{
	gn_wit_write(out, GN_WIT_REG_KEY, GN_WIT_KEY);
}

void gn_wit_save(uint8_t out[GN_WIT_COMMAND_BYTES])
{
	gn_wit_write(out, GN_WIT_REG_SAVE, 0);
}

int gn_wit_rate_code(double rate_hz, double *got_hz)
{
	static const struct {
		double hz;
		int    code;
	} rates[] = {
		{ 200, 0x0B }, { 100, 9 }, { 50, 8 }, { 20, 7 }, { 10, 6 },
		{ 5, 5 }, { 2, 4 }, { 1, 3 }, { 0.5, 2 }, { 0.2, 1 } };

	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		if (rate_hz >= rates[i].hz) {
			*got_hz = rates[i].hz;
			return rates[i].code;
		}
	}
	return GN_EINVAL;
}

int gn_wit_baud_code(uint32_t baud)
{
	static const uint32_t bauds[] = { 4800, 9600, 19200, 38400, 57600,
					  115200, 230400, 460800, 921600 };

	for (int i = 0; i < (int)(sizeof(bauds) / sizeof(bauds[0])); i++) {
		if (bauds[i] == baud)
			return i + 1;
	}
	return GN_EINVAL;
}

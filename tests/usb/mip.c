/* SPDX-License-Identifier: MIT */
#include "mip.h"

#include <string.h>

struct mip mip;

/* One packet of n bytes of fields. */
static size_t packet(uint8_t *out, uint8_t set, const uint8_t *fields,
		     uint8_t n)
{
	uint8_t a = 0, b = 0;

	out[0] = 0x75;
	out[1] = 0x65;
	out[2] = set;
	out[3] = n;
	memcpy(out + 4, fields, n);
	for (int i = 0; i < 4 + n; i++) {
		a = (uint8_t)(a + out[i]);
		b = (uint8_t)(b + a);
	}
	out[4 + n] = a;
	out[5 + n] = b;
	return 6u + n;
}

static uint8_t *be(uint8_t *p, uint64_t v, int bytes)
{
	while (bytes-- > 0)
		*p++ = (uint8_t)(v >> (8 * bytes));
	return p;
}

static uint8_t *f32(uint8_t *p, float x)
{
	uint32_t bits;

	memcpy(&bits, &x, 4);
	return be(p, bits, 4);
}

/* Time of week, or reference time. */
static uint8_t *clock_field(uint8_t *p)
{
	uint64_t ns = (uint64_t)mip.step_ns * mip.sent, bits;
	double tow = 1000 + 1e-9 * (double)ns;

	*p++ = mip.old ? 14 : 10;
	*p++ = mip.old ? 0x12 : 0xD5;
	if (!mip.old)
		return be(p, ns, 8);
	memcpy(&bits, &tow, 8);
	return be(be(be(p, bits, 8), 2000, 2), 0, 2);
}

static size_t measured(uint8_t *out)
{
	uint8_t f[64], *p = f;

	*p++ = 14;
	*p++ = 0x04;
	p = f32(f32(f32(p, 0), 0), 1);
	*p++ = 14;
	*p++ = 0x05;
	p = f32(f32(f32(p, 0.5F), (float)mip.sent), -1);
	p = clock_field(p);
	mip.sent++;
	return packet(out, 0x80, f, (uint8_t)(p - f));
}

/* The code that acknowledges or refuses a command of so many bytes. */
static uint8_t code_of(const uint8_t *p, size_t n)
{
	uint8_t set = p[2], desc = p[5], code = 0;

	if (set == 0x0C && mip.old && (desc == 0x0E || desc == 0x0F))
		code = 1;
	for (size_t i = 6; desc == 0x08 && mip.old && i < n - 2; i++)
		if (p[i] == 0xD5 || p[i] == 0x18)
			code = 3;
	return code;
}

/* What is told beside the code, after it; the length of all fields. */
static uint8_t tell(uint8_t set, uint8_t desc, uint8_t f[64])
{
	if (set != 0x0C || f[3])
		return 4;
	if (desc == 0x06) {
		memcpy(f + 4, "\x04\x83", 2);
		return (uint8_t)(be(f + 6, mip.base_hz, 2) - f);
	}
	if (desc == 0x0E) {
		memcpy(f + 4, "\x05\x8E\x80", 3);
		return (uint8_t)(be(f + 7, mip.base_hz, 2) - f);
	}
	return 4;
}

/* Acknowledge or refuse, and answer; after "resume" the first data. */
static size_t answer(const uint8_t *p, size_t n, uint8_t reply[64])
{
	uint8_t set = p[2], desc = p[5];
	uint8_t f[64] = { 4, 0xF1, desc };
	size_t size;

	if (mip.n_asked < 32) {
		mip.asked[mip.n_asked][0] = set;
		mip.asked[mip.n_asked++][1] = desc;
	}
	if (mip.deaf || n < 8)
		return 0;
	f[3] = code_of(p, n);
	if (set == 0x0C && !f[3] && (desc == 0x08 || desc == 0x0F)) {
		mip.n_format = (size_t)p[3] - 2;
		memcpy(mip.format, p + 6, mip.n_format);
	}
	size = packet(reply, set, f, tell(set, desc, f));
	if (set == 0x01 && desc == 0x06 && !mip.mute && size + 50 <= 64)
		size += measured(reply + size);
	return size;
}

void mip_plug(int port)
{
	static struct usbemu_model m;

	mip = (struct mip){ .base_hz = 500, .step_ns = 10000000 };
	m = usbemu_cdc;
	m.out = answer;
	usbemu_plug(port, &m);
}

void mip_feed_next(int port)
{
	uint8_t out[64];
	size_t n = measured(out);

	usbemu_feed(port, out, n);
}

/* SPDX-License-Identifier: MIT */
#include "wit.h"

struct wit wit;

static size_t frame(uint8_t *out, uint8_t type, int x, int y, int z)
{
	const int v[4] = { x, y, z, 0 };
	uint8_t sum = 0;

	out[0] = 0x55;
	out[1] = type;
	for (int i = 0; i < 4; i++) {
		out[2 + 2 * i] = (uint8_t)v[i];
		out[3 + 2 * i] = (uint8_t)(v[i] >> 8);
	}
	for (int i = 0; i < 10; i++)
		sum = (uint8_t)(sum + out[i]);
	out[10] = sum;
	return 11;
}

size_t wit_cycle(uint8_t *out)
{
	size_t n = frame(out, 0x51, 0, 0, 2048);

	n += frame(out + n, 0x52, 16384, (int)wit.sent++, 0);
	return n + frame(out + n, 0x54, 1, 2, 3);
}

/* CH341, register 0x1312: the words of the Linux driver. */
static uint32_t baud_of(uint16_t word)
{
	switch (word) {
	case 0xCC83: return 115200;
	case 0xB282: return 9600;
	case 0xE683: return 230400;
	default:     return 1;
	}
}

static void say(void)
{
	uint8_t out[64];

	if (!wit.dead && wit.its_baud == wit.line_baud)
		usbemu_say(wit.port, out, wit_cycle(out));
}

static int control(const uint8_t *s, uint8_t *data)
{
	int len = s[6] | s[7] << 8;

	if (s[0] & 0x80) {
		data[0] = 0x31;
		return len;
	}
	if (s[1] == 0x9A && s[2] == 0x12 && s[3] == 0x13) {
		wit.line_baud = baud_of((uint16_t)(s[4] | s[5] << 8));
		say();
	}
	return len;
}

static size_t answer(const uint8_t *p, size_t n, uint8_t reply[64])
{
	(void)reply;
	if (n != 5 || p[0] != 0xFF || p[1] != 0xAA || wit.dead ||
	    wit.its_baud != wit.line_baud)
		return 0;
	if (p[2] != 0x69 && wit.n_asked < 8) {
		wit.asked[wit.n_asked][0] = p[2];
		wit.asked[wit.n_asked++][1] = p[3];
	}
	if (p[2] == 0x04)
		wit.its_baud = p[3] == 6 ? 115200 : 9600;
	say();
	return 0;
}

void wit_plug(int port)
{
	static struct usbemu_model m;

	wit = (struct wit){ .port = port, .its_baud = 115200,
			    .line_baud = 115200 };
	m = usbemu_ch341;
	m.control = control;
	m.out = answer;
	usbemu_plug(port, &m);
}

void wit_feed_next(int port)
{
	uint8_t out[64];

	usbemu_feed(port, out, wit_cycle(out));
}

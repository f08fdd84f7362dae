/* SPDX-License-Identifier: MIT */
#include "procon.h"

#include <string.h>

struct procon procon;

/* acc 0 0 0 and 16384, gyr 0 0 0 and 15335 */
static const uint8_t factory[24] = { 0, 0, 0, 0, 0, 0,
	0x00, 0x40, 0x00, 0x40, 0x00, 0x40, 0, 0, 0, 0, 0, 0,
	0xE7, 0x3B, 0xE7, 0x3B, 0xE7, 0x3B };
/* dekuNukem, spi_flash_notes: acc 118 -346 746, gyr 14 -4 -32; 13371 */
static const uint8_t user[26] = { 0xB2, 0xA1,
	0x76, 0x00, 0xA6, 0xFE, 0xEA, 0x02, 0x00, 0x40, 0x00, 0x40, 0x00, 0x40,
	0x0E, 0x00, 0xFC, 0xFF, 0xE0, 0xFF, 0x3B, 0x34, 0x3B, 0x34, 0x3B,
	0x34 };

static void full(uint8_t out[64], const int v[18])
{
	memset(out, 0, 64);
	out[0] = 0x30;
	out[2] = 0x7E;
	for (int i = 0; i < 18; i++) {
		out[13 + 2 * i] = (uint8_t)v[i];
		out[14 + 2 * i] = (uint8_t)(v[i] >> 8);
	}
}

static void numbered(uint8_t out[64], int k)
{
	int v[18] = { 0 };

	for (int i = 0; i < 3; i++)
		v[2 + 6 * i] = 3 * k + i + 1;
	full(out, v);
}

static size_t answer_usb(uint8_t code, uint8_t reply[64])
{
	if (code == 0x04)
		return 0;
	memset(reply, 0, 64);
	reply[0] = 0x81;
	reply[1] = code;
	return 64;
}

static void fill(const uint8_t *p, uint8_t reply[64])
{
	static const uint8_t info[12] = { 0x03, 0x48, 0, 0x02,
		0x7C, 0xBB, 0x8A, 0xEA, 0x30, 0x57, 0x01, 0x01 };

	if (p[10] == 0x02) {
		memcpy(reply + 15, info, 12);
		reply[17] = procon.model;
	} else if (p[10] == 0x10) {
		memcpy(reply + 15, p + 11, 5);
		memset(reply + 20, 0xFF, 29);
		if (!procon.blank && p[11] == 0x20 && p[12] == 0x60)
			memcpy(reply + 20, factory, 24);
		if (!procon.blank && p[11] == 0x26 && p[12] == 0x80)
			memcpy(reply + 20, user, 26);
	}
}

static size_t answer(const uint8_t *p, size_t n, uint8_t reply[64])
{
	uint8_t report[64];

	if (procon.n_asked < 32)
		memcpy(procon.asked[procon.n_asked++], p, n < 64 ? n : 64);
	numbered(report, 0);
	if (procon.busy)
		usbemu_say(procon.port, report, 64);
	if (procon.deaf > 0 && procon.deaf--)
		return 0;
	if (p[0] == 0x80)
		return answer_usb(p[1], reply);
	memset(reply, 0, 64);
	reply[0] = 0x21;
	reply[2] = 0x8E;
	reply[13] = p[10] == procon.refused ? 0x00 : 0x80;
	reply[14] = p[10];
	fill(p, reply);
	if (p[10] != 0x40 || p[11] != 1 || procon.mute)
		return 64;
	usbemu_say(procon.port, reply, 64);
	memcpy(reply, report, 64);      /* the first report, after it */
	return 64;
}

const struct usbemu_model *procon_model(void)
{
	static struct usbemu_model m;

	m = usbemu_hid;
	m.vid = 0x057e;
	m.pid = 0x2009;
	m.product = "Pro Controller";
	m.serial = "000000000001";
	m.out = answer;
	return &m;
}

void procon_plug(int port)
{
	procon = (struct procon){ .port = port, .model = PROCON_PRO,
				  .sent = 1 };
	usbemu_plug(port, procon_model());
}

void procon_feed(int port, const int v[18])
{
	uint8_t report[64];

	full(report, v);
	usbemu_feed(port, report, 64);
}

void procon_feed_numbered(int port, int k)
{
	uint8_t report[64];

	numbered(report, k);
	usbemu_feed(port, report, 64);
}

void procon_feed_next(int port)
{
	procon_feed_numbered(port, procon.sent++);
}

/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "ximu.h"

#include <stdio.h>
#include <string.h>

struct ximu ximu;

size_t ximu_stuff(uint8_t *out, const uint8_t *p, size_t n)
{
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		if (p[i] == 0x0A || p[i] == 0xDB)
			out[len++] = 0xDB;
		out[len++] = p[i] == 0x0A ? 0xDC : p[i] == 0xDB ? 0xDD : p[i];
	}
	out[len++] = 0x0A;
	return len;
}

static size_t measured(uint8_t *out)
{
	float v[6] = { 90, (float)ximu.sent, 0, 0.25F, 0, 0 };
	uint8_t m[33] = { 0xC9 };
	uint64_t us = 5000000 + (uint64_t)ximu.step_us * ximu.sent;

	/* both are little-endian, as is every machine this runs on */
	memcpy(m + 1, &us, 8);
	memcpy(m + 9, v, 24);
	ximu.sent++;
	return ximu_stuff(out, m, sizeof(m));
}

static size_t answer(const uint8_t *p, size_t n, uint8_t reply[64])
{
	size_t len = n >= 2 ? n - 2 : 0, at = strlen(ximu.asked);

	if (at + len + 2 < sizeof(ximu.asked)) {
		memcpy(ximu.asked + at, p, len);
		memcpy(ximu.asked + at + len, " ", 2);
	}
	if (ximu.deaf || len == 0)
		return 0;
	if (ximu.refuse && memmem(p, n, "inertial", 8))
		return (size_t)snprintf((char *)reply, 64,
					"{\"inertial_message_rate_divisor\":"
					"{\"error\":\"no\"}}\n");
	if (memmem(p, n, "\"ping\"", 6))
		return (size_t)snprintf((char *)reply, 64, "{\"ping\":{\"sn\":"
					"\"00C0-FFEE\"}}\n");
	memcpy(reply, p, len);
	reply[len] = '\n';
	len++;
	if (memmem(p, n, "\"apply\"", 7) && !ximu.mute)
		len += measured(reply + len);
	return len;
}

void ximu_plug(int port)
{
	static struct usbemu_model m;

	ximu = (struct ximu){ .step_us = 10000 };
	m = usbemu_cdc;
	m.vid = 0x1234;
	m.pid = 0xabcd;
	m.out = answer;
	usbemu_plug(port, &m);
}

void ximu_feed_next(int port)
{
	uint8_t out[70];

	usbemu_feed(port, out, measured(out));
}

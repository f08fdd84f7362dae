/* SPDX-License-Identifier: MIT */
#include "mti.h"

#include <stdio.h>
#include <string.h>

struct mti mtis[MTIS + 1];

static struct usbemu_model model[MTIS + 1];
static char serial[MTIS + 1][8];

static size_t frame(uint8_t *out, uint8_t mid, const uint8_t *data, uint8_t n)
{
	uint8_t sum = 0;

	out[0] = 0xFA;
	out[1] = 0xFF;
	out[2] = mid;
	out[3] = n;
	if (n > 0)
		memcpy(out + 4, data, n);
	for (int i = 1; i < 4 + n; i++)
		sum = (uint8_t)(sum + out[i]);
	out[4 + n] = (uint8_t)-sum;
	return 5u + n;
}

static void be(uint8_t **p, uint32_t v, int bytes)
{
	while (bytes-- > 0)
		*(*p)++ = (uint8_t)(v >> (8 * bytes));
}

static void vector(uint8_t **p, uint32_t id, const float v[3])
{
	uint32_t bits;

	be(p, id << 8 | 12, 3);
	for (int i = 0; i < 3; i++) {
		memcpy(&bits, &v[i], 4);
		be(p, bits, 4);
	}
}

size_t mti_message(int port, uint8_t *out, const float acc_mps2[3],
		   const float gyr_radps[3])
{
	struct mti *m = &mtis[port];
	uint8_t data[64], *p = data;

	be(&p, 0x102002, 3);
	be(&p, m->sent & 0xFFFF, 2);
	be(&p, 0x106004, 3);
	be(&p, m->ticks * m->sent, 4);
	vector(&p, 0x4020, acc_mps2);
	vector(&p, 0x8020, gyr_radps);
	m->sent++;
	return frame(out, 0x36, data, (uint8_t)(p - data));
}

static size_t next(int port, uint8_t *out)
{
	const float acc[3] = { 0, (float)(mtis[port].sent % 7) / 64,
			       9.81F };
	const float gyr[3] = { 0.5F, (float)mtis[port].sent / 1024, -1 };

	return mti_message(port, out, acc, gyr);
}

static size_t answer(int port, const uint8_t *p, size_t n, uint8_t reply[64])
{
	const uint8_t id[4] = { 0x03, 0x80, 0x12, (uint8_t)(0x33 + port) };
	struct mti *m = &mtis[port];
	uint8_t mid = n > 2 ? p[2] : 0;
	size_t size;

	if (m->n_asked < sizeof(m->asked))
		m->asked[m->n_asked++] = mid;
	if (mid == 0xC0 && n < sizeof(m->config)) {
		memcpy(m->config, p, n);
		m->n_config = n;
	}
	if (m->deaf)
		return 0;
	if (m->error_at && mid == m->error_at)
		return frame(reply, 0x42, (const uint8_t *)"\x04", 1);
	if (mid == 0x00)
		return frame(reply, 0x01, id, 4);
	size = frame(reply, (uint8_t)(mid + 1), NULL, 0);
	/* the first message is in the same packet */
	if (mid == 0x10 && !m->mute)
		size += next(port, reply + size);
	return size;
}

/* The emulation does not say which device was sent to. */
#define ANSWER(port)                                                       \
	static size_t answer_##port(const uint8_t *p, size_t n,            \
				    uint8_t reply[64])                     \
	{                                                                  \
		return answer(port, p, n, reply);                          \
	}
ANSWER(1) ANSWER(2) ANSWER(3) ANSWER(4)
ANSWER(5) ANSWER(6) ANSWER(7) ANSWER(8)

void mti_plug(int port)
{
	static size_t (*const answers[MTIS + 1])(const uint8_t *, size_t,
						 uint8_t *) = {
		NULL, answer_1, answer_2, answer_3, answer_4, answer_5,
		answer_6, answer_7, answer_8 };

	memset(&mtis[port], 0, sizeof(mtis[port]));
	mtis[port].ticks = 100;
	snprintf(serial[port], sizeof(serial[port]), "M%d", port);
	model[port] = usbemu_bulk;
	model[port].out = answers[port];
	model[port].serial = serial[port];
	usbemu_plug(port, &model[port]);
}

void mti_feed(int port, const float acc_mps2[3], const float gyr_radps[3])
{
	uint8_t out[64];

	usbemu_feed(port, out, mti_message(port, out, acc_mps2, gyr_radps));
}

void mti_feed_next(int port)
{
	uint8_t out[64];

	usbemu_feed(port, out, next(port, out));
}

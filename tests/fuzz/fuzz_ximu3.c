/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/proto_ximu3.h"

/* What an x-IMU3 sends. Seeds: ximu3.seed */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void answers(const uint8_t *frame, size_t len)
{
	char serial[GN_XIMU3_SERIAL_MAX + 1];
	const uint8_t *value;
	size_t n;

	if (gn_ximu3_reply(frame, GN_XIMU3_PING, &value, &n) !=
	    GN_XIMU3_OTHER &&
	    (n == 0 || value < frame || value + n > frame + len))
		abort();
	if (gn_ximu3_serial(frame, serial) == GN_OK &&
	    strlen(serial) > GN_XIMU3_SERIAL_MAX)
		abort();
}

/* Exactly as large as the message: the sanitizer sees one byte too many. */
static void one(const uint8_t *p, size_t len)
{
	struct gn_reading r;
	struct gn_ximu3_battery b;
	uint8_t *frame = malloc(len);

	if (!frame)
		return;
	memcpy(frame, p, len);
	if (gn_ximu3_frame(frame, len) != (int)len ||
	    len > GN_XIMU3_FRAME_MAX)
		abort();
	if (gn_ximu3_reading(frame, &r) == 1 && !r.has)
		abort();
	if (gn_ximu3_battery(frame, &b) == GN_OK && !(b.percent >= 0))
		abort();
	answers(frame, len);
	free(frame);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct gn_framer f;
	size_t at = 0, used = 0, len;
	const uint8_t *p;

	gn_framer_init(&f);
	while (at < size) {
		size_t block = 1 + data[at] % 64u;

		if (block > size - at)
			block = size - at;
		at += gn_framer_put(&f, data + at, block);
		while ((len = gn_framer_next(&f, gn_ximu3_frame, &p)) > 0) {
			one(p, len);
			used += len;
		}
	}
	if (used + f.skipped > size)
		abort();
	return 0;
}

/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/proto_xbus.h"

/* What an Xsens MTi sends. Seeds: xbus.seed */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Exactly as large as the frame: the sanitizer sees one byte too many. */
static void one(const uint8_t *p, size_t len)
{
	struct gn_reading r;
	uint8_t error, *frame = malloc(len);
	uint64_t id;

	if (!frame)
		return;
	memcpy(frame, p, len);
	if (gn_xbus_frame(frame, len) != (int)len)
		abort();
	if (gn_xbus_reading(frame, &r) == 1 && !r.has)
		abort();
	gn_xbus_reply(frame, GN_XBUS_GOTO_CONFIG, &error);
	if (gn_xbus_device_id(frame, &id) > 0)
		abort();
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
		while ((len = gn_framer_next(&f, gn_xbus_frame, &p)) > 0) {
			one(p, len);
			used += len;
		}
	}
	if (used + f.skipped > size)
		abort();
	return 0;
}

/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/proto_mip.h"

/* What a MicroStrain sensor sends. Seeds: mip.seed */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Exactly as large as the packet: the sanitizer sees one byte too many. */
static void one(const uint8_t *p, size_t len)
{
	struct gn_reading r;
	struct gn_mip_info info;
	uint8_t code, *frame = malloc(len);
	uint16_t hz;

	if (!frame)
		return;
	memcpy(frame, p, len);
	if (gn_mip_frame(frame, len) != (int)len)
		abort();
	if (gn_mip_reading(frame, &r) == 1 && !r.has)
		abort();
	if (gn_mip_reply(frame, frame[2], GN_MIP_IDLE, &code) ==
	    GN_MIP_REFUSED && code == 0)
		abort();
	if (gn_mip_rate(frame, &hz) > 0)
		abort();
	if (gn_mip_info(frame, &info) == GN_OK &&
	    (strlen(info.model) > 16 || strlen(info.serial) > 16))
		abort();
	free(frame);
}

/* A good checksum is found by no chance: each input is a packet's content. */
static void content(const uint8_t *data, size_t size)
{
	uint8_t frame[GN_MIP_FRAME_MAX];
	int len;

	if (size < 2 || size - 2 > GN_MIP_DATA_MAX)
		return;
	len = gn_mip_build(frame, sizeof(frame), data[0], data[1], data + 2,
			   size - 2);
	if (len < 0)
		abort();
	one(frame, (size_t)len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct gn_framer f;
	size_t at = 0, used = 0, len;
	const uint8_t *p;

	content(data, size);
	gn_framer_init(&f);
	while (at < size) {
		size_t block = 1 + data[at] % 64u;

		if (block > size - at)
			block = size - at;
		at += gn_framer_put(&f, data + at, block);
		while ((len = gn_framer_next(&f, gn_mip_frame, &p)) > 0) {
			one(p, len);
			used += len;
		}
	}
	if (used + f.skipped > size)
		abort();
	return 0;
}

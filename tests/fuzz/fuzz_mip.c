/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/proto_mip.h"
#include "stream.h"

/* What a MicroStrain sensor sends. Seeds: mip.seed */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void one(struct fuzz_stream *s, const uint8_t *frame, size_t n)
{
	struct gn_reading r;
	struct gn_mip_info info;
	uint8_t code;
	uint16_t hz;

	(void)s;
	(void)n;
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
}

/* A good checksum is found by no chance: each input is a packet's content. */
static void content(struct fuzz_stream *s, const uint8_t *data, size_t size)
{
	uint8_t frame[GN_MIP_FRAME_MAX];
	int len;

	if (size < 2 || size - 2 > GN_MIP_DATA_MAX)
		return;
	len = gn_mip_build(frame, sizeof(frame), data[0], data[1], data + 2,
			   size - 2);
	if (len < 0)
		abort();
	fuzz_frame(s, frame, (size_t)len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct fuzz_stream s = { .frame = gn_mip_frame, .one = one };

	content(&s, data, size);
	fuzz_stream(&s, data, size);
	return 0;
}

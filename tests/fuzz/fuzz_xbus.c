/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "drivers/proto_xbus.h"
#include "stream.h"

/* What an Xsens MTi sends. Seeds: xbus.seed */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void one(struct fuzz_stream *s, const uint8_t *frame, size_t n)
{
	struct gn_reading r;
	uint8_t error;
	uint64_t id;

	(void)s;
	(void)n;
	if (gn_xbus_reading(frame, &r) == 1 && !r.has)
		abort();
	gn_xbus_reply(frame, GN_XBUS_GOTO_CONFIG, &error);
	if (gn_xbus_device_id(frame, &id) > 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct fuzz_stream s = { .frame = gn_xbus_frame, .one = one };

	fuzz_stream(&s, data, size);
	return 0;
}

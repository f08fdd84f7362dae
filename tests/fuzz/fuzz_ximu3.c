/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/proto_ximu3.h"
#include "stream.h"

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

static void one(struct fuzz_stream *s, const uint8_t *frame, size_t n)
{
	struct gn_reading r;
	struct gn_ximu3_battery b;

	(void)s;
	if (n > GN_XIMU3_FRAME_MAX)
		abort();
	if (gn_ximu3_reading(frame, &r) == 1 && !r.has)
		abort();
	if (gn_ximu3_battery(frame, &b) == GN_OK && !(b.percent >= 0))
		abort();
	answers(frame, n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct fuzz_stream s = { .frame = gn_ximu3_frame, .one = one };

	fuzz_stream(&s, data, size);
	return 0;
}

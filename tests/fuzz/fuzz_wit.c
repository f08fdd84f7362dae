/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/proto_wit.h"

/* What a WitMotion sensor sends, after two bytes of RSW. Seeds: wit.seed */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Exactly as large as the frame: the sanitizer sees one byte too many. */
static void one(struct gn_wit *w, const uint8_t *p, size_t len)
{
	struct gn_reading r;
	uint16_t reg[4];
	uint64_t broken = w->broken;
	uint8_t *frame = malloc(len);
	int got;

	if (!frame)
		return;
	memcpy(frame, p, len);
	if (gn_wit_frame(frame, len) != (int)len)
		abort();
	got = gn_wit_push(w, frame, &r);
	/* one frame ends at most one cycle as broken, and begins another */
	if (got < 0 || got > 1 || (got && !r.has) || w->broken - broken > 2)
		abort();
	if (gn_wit_reply(frame, reg) && got)
		abort();
	free(frame);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct gn_framer f;
	struct gn_wit w;
	size_t at = 2, used = 2, len;
	uint64_t skipped = 0;
	const uint8_t *p;

	if (size < 2 || gn_wit_init(&w, data[0] | data[1] << 8))
		return 0;
	gn_framer_init(&f);
	while (at < size) {
		size_t block = 1 + data[at] % 64u;

		if (block > size - at)
			block = size - at;
		at += gn_framer_put(&f, data + at, block);
		while ((len = gn_framer_next(&f, gn_wit_frame, &p)) > 0) {
			if (f.skipped != skipped)
				gn_wit_gap(&w);
			skipped = f.skipped;
			one(&w, p, len);
			used += len;
		}
	}
	if (used + f.skipped > size)
		abort();
	return 0;
}

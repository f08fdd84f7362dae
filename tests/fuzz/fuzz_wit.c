/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "drivers/proto_wit.h"
#include "stream.h"

/* What a WitMotion sensor sends, after two bytes of RSW. Seeds: wit.seed */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct cycles {
	struct gn_wit wit;
	uint64_t skipped;
};

static void one(struct fuzz_stream *s, const uint8_t *frame, size_t n)
{
	struct cycles *c = s->arg;
	struct gn_reading r;
	uint16_t reg[4];
	uint64_t broken;
	int got;

	(void)n;
	if (s->framer.skipped != c->skipped)
		gn_wit_gap(&c->wit);
	c->skipped = s->framer.skipped;
	broken = c->wit.broken;
	got = gn_wit_push(&c->wit, frame, &r);
	/* one frame ends at most one cycle as broken, and begins another */
	if (got < 0 || got > 1 || (got && !r.has) ||
	    c->wit.broken - broken > 2)
		abort();
	if (gn_wit_reply(frame, reg) && got)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cycles c = { .skipped = 0 };
	static struct fuzz_stream s = { .frame = gn_wit_frame, .one = one };

	if (size < 2 || gn_wit_init(&c.wit, data[0] | data[1] << 8))
		return 0;
	s.arg = &c;
	fuzz_stream(&s, data + 2, size - 2);
	return 0;
}

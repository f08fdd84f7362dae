/* SPDX-License-Identifier: MIT */
#ifndef PROTOTEST_H
#define PROTOTEST_H

#include "drivers/proto.h"

/* The frames of a stream, one after another, and what was not in one. */
struct cut {
	uint8_t  bytes[16384];
	size_t   n;
	uint64_t frames, skipped, wrong;
};

/* Cut n bytes that come in blocks of so many. */
void prototest_cut(int (*frame)(const uint8_t *, size_t), const uint8_t *p,
		   size_t n, size_t block, struct cut *out);

/*
 * What must hold for any frame function, given one good frame and whether the
 * change of any byte after the first is noticed: each beginning of it asks for
 * more; garbage before it is skipped; the cutting does not depend on blocks.
 */
void prototest_frame(int (*frame)(const uint8_t *, size_t), const uint8_t *p,
		     size_t n, int checked);

/* Three values, to single precision. */
void prototest_near(const float v[3], double x, double y, double z);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef FUZZ_STREAM_H
#define FUZZ_STREAM_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/proto.h"

/* What a fuzzer of a protocol on a line does with its frames. */
struct fuzz_stream {
	int (*frame)(const uint8_t *p, size_t n);
	void (*one)(struct fuzz_stream *s, const uint8_t *frame, size_t n);
	void *arg;
	struct gn_framer framer;
};

/* One frame, in memory of exactly its size: the sanitizer sees one byte too
 * many. */
static inline void fuzz_frame(struct fuzz_stream *s, const uint8_t *p,
			      size_t n)
{
	uint8_t *copy = malloc(n);

	if (!copy)
		return;
	memcpy(copy, p, n);
	if (s->frame(copy, n) != (int)n)
		abort();
	s->one(s, copy, n);
	free(copy);
}

/* Cut bytes into frames as a line brings them, in blocks of 1 to 64. */
static inline void fuzz_stream(struct fuzz_stream *s, const uint8_t *data,
			       size_t size)
{
	size_t at = 0, used = 0, len;
	const uint8_t *p;

	gn_framer_init(&s->framer);
	while (at < size) {
		size_t block = 1 + data[at] % 64u;

		if (block > size - at)
			block = size - at;
		at += gn_framer_put(&s->framer, data + at, block);
		while ((len = gn_framer_next(&s->framer, s->frame, &p)) > 0) {
			fuzz_frame(s, p, len);
			used += len;
		}
	}
	if (used + s->framer.skipped > size)
		abort();
}

#endif

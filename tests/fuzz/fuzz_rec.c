/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "lib/store/rec_block.h"

/* A block of a recording file: as it lies there, and what is packed in it,
 * which chance would never pack well. Seeds: rec_*.seed */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SENSORS 3

static struct gn_sample out[GN_REC_BLOCK];
static uint8_t room[GN_REC_PLAIN];

/* What is taken for a block is one: coded again it is the same bytes. */
static void decode(struct gn_rec_codec *c, const uint8_t *p, size_t len,
		   const uint8_t *plain, size_t plain_len)
{
	int n = gn_rec_decode(c, p, len, SENSORS, out);
	size_t got;

	if (n < 0)
		return;
	if (n < 1 || n > GN_REC_BLOCK)
		abort();
	for (int i = 0; i < n; i++)
		if (out[i].sensor >= SENSORS)
			abort();
	if (gn_rec_encode(c, out, (size_t)n, &p, &len))
		abort();
	got = ZSTD_decompress(room, sizeof(room), p, len);
	if (plain && (got != plain_len || memcmp(room, plain, got)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gn_rec_codec *c = NULL;
	/* as large as it is: the sanitizer sees one byte too many */
	uint8_t *copy = malloc(size + !size);
	size_t bound = ZSTD_compressBound(size), len;
	uint8_t *packed = malloc(bound);

	if (!copy || !packed || gn_rec_codec_create(&c))
		abort();
	if (size)
		memcpy(copy, data, size);
	decode(c, copy, size, NULL, 0);
	len = ZSTD_compress(packed, bound, data, size, 1);
	decode(c, packed, len, data, size);
	gn_rec_codec_free(c);
	free(packed);
	free(copy);
	return 0;
}

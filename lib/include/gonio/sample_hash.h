/* SPDX-License-Identifier: MIT */
#ifndef GN_SAMPLE_HASH_H
#define GN_SAMPLE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "gonio/types.h"

/*
 * SHA-256 of samples, 48 bytes each, little endian: t_ns (8), sensor (4), acc,
 * gyr, mag (9 times 4, IEEE 754; any NAN as 0x7fc00000). The same wherever the
 * samples come from. Plain state, memcpy-able; all members are private.
 */
struct gn_sample_hash {
	uint64_t state[16];
};

void gn_sample_hash_init(struct gn_sample_hash *h);

/* Cost: about 0.1 us a sample. */
void gn_sample_hash_push(struct gn_sample_hash *h, const struct gn_sample *in,
			 size_t n);

/* Of all samples so far, as 64 digits; more may follow. */
void gn_sample_hash_hex(const struct gn_sample_hash *h, char hex[65]);

#endif

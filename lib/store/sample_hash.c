/* SPDX-License-Identifier: MIT */
#include "gonio/sample_hash.h"

#include <math.h>
#include <nettle/sha2.h>
#include <string.h>

_Static_assert(sizeof(struct sha256_ctx) <= sizeof(struct gn_sample_hash),
	       "no room for nettle's state");

void gn_sample_hash_init(struct gn_sample_hash *h)
{
	struct sha256_ctx sha;

	memset(h, 0, sizeof(*h));
	sha256_init(&sha);
	memcpy(h->state, &sha, sizeof(sha));
}

static uint8_t *put_bytes(uint8_t *to, uint64_t v, int n)
{
	for (int i = 0; i < n; i++)
		*to++ = (uint8_t)(v >> 8 * i);
	return to;
}

static uint8_t *put_floats(uint8_t *to, const float v[3])
{
	uint32_t bits;

	for (int i = 0; i < 3; i++) {
		memcpy(&bits, &v[i], sizeof(bits));
		to = put_bytes(to, isnan(v[i]) ? 0x7fc00000 : bits, 4);
	}
	return to;
}

void gn_sample_hash_push(struct gn_sample_hash *h, const struct gn_sample *in,
			 size_t n)
{
	struct sha256_ctx sha;
	uint8_t bytes[48], *to;

	memcpy(&sha, h->state, sizeof(sha));
	for (size_t i = 0; i < n; i++) {
		to = put_bytes(bytes, (uint64_t)in[i].t_ns, 8);
		to = put_bytes(to, in[i].sensor, 4);
		to = put_floats(to, in[i].acc_mps2);
		to = put_floats(to, in[i].gyr_radps);
		put_floats(to, in[i].mag_ut);
		sha256_update(&sha, sizeof(bytes), bytes);
	}
	memcpy(h->state, &sha, sizeof(sha));
}

void gn_sample_hash_hex(const struct gn_sample_hash *h, char hex[65])
{
	static const char digits[] = "0123456789abcdef";
	uint8_t bytes[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;

	memcpy(&sha, h->state, sizeof(sha));
	sha256_digest(&sha, sizeof(bytes), bytes);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		hex[2 * i] = digits[bytes[i] >> 4];
		hex[2 * i + 1] = digits[bytes[i] & 15];
	}
	hex[64] = '\0';
}

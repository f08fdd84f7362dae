/* SPDX-License-Identifier: MIT */
#include "gonio/uuid.h"

#include <nettle/sha2.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

void gn_uuid_of(const char *text, char out[GN_UUID_TEXT])
{
	static const char *const dash[16] = { [4] = "-", [6] = "-", [8] = "-",
					      [10] = "-" };
	uint8_t b[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;

	sha256_init(&sha);
	sha256_update(&sha, strlen(text), (const uint8_t *)text);
	sha256_digest(&sha, sizeof(b), b);
	b[6] = (uint8_t)(0x80 | (b[6] & 0x0f));         /* version */
	b[8] = (uint8_t)(0x80 | (b[8] & 0x3f));         /* variant */
	for (int i = 0; i < 16; i++)
		out += snprintf(out, 4, "%s%02x", dash[i] ? dash[i] : "", b[i]);
}

/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/store/sidecar.h"

/* What a motion.json says. Seeds: *_motion.json */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gn_motion_json json;
	struct gn_diag why;
	char *text = malloc(size ? size : 1);   /* exactly as large */

	if (!text)
		return 0;
	memcpy(text, data, size);
	if (!gn_motion_json_parse(text, size, "x", &json, &why) &&
	    !(json.rate_hz > 0))
		abort();
	free(text);
	return 0;
}

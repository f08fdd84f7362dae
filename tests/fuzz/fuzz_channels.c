/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/store/sidecar.h"

/* The table of channels. Seeds: *_channels.tsv */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct gn_layout l;
	struct gn_diag why;
	/* exactly as large, and the one byte behind that may be written */
	char *text = malloc(size + 1);

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = 0;
	if (!gn_channels_parse(text, size, "x", &l, &why) &&
	    l.n_cols > GN_COLS_MAX)
		abort();
	free(text);
	return 0;
}

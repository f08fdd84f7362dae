/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/store/header.h"

/* A header line of a plain table. Seeds: *.csv */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct gn_header h;
	static struct gn_layout l;
	struct gn_diag why;
	/* exactly as large, and the one byte behind that may be written */
	char *text = malloc(size + 1);
	char delim;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = 0;
	delim = gn_header_delim(text, size);
	if (!gn_header_split(text, size, delim, &h) &&
	    !gn_header_layout(&h, "x", &l, &why) && l.n_cols != h.n)
		abort();
	free(text);
	return 0;
}

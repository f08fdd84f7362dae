/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/store/header.h"

/* A column map, used on a table of six columns. Seeds: *.map.json */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct gn_layout l;
	struct gn_header h = { .n = 0 };
	struct gn_colmap *m = NULL;
	struct gn_diag why;
	char names[] = "t;a;b;c;d;e";
	char *text = malloc(size ? size : 1);   /* exactly as large */

	if (!text)
		return 0;
	memcpy(text, data, size);
	if (gn_header_split(names, sizeof(names) - 1, 0x3b, &h))
		abort();
	if (!gn_colmap_parse(text, size, "x", &m, &why) &&
	    !gn_colmap_layout(m, &h, &l, &why) && l.n_cols != h.n)
		abort();
	gn_colmap_free(m);
	free(text);
	return 0;
}

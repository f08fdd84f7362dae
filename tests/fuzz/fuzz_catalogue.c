/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/rep/catalogue_priv.h"

/* An entry of the catalogue. Seeds: *.cfg */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * libconfig 1.5 does not free the buffer of a text that never ends, some 64
 * bytes for each such file. All else that is lost is ours.
 */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig.so\n";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct gn_exercise e;
	struct gn_diag why = { .text = "" };
	char *text = malloc(size + 1);  /* exactly as large */

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = 0;
	if (gn_entry_parse(&e, text, "x", &why)) {
		/* a reason is given, and it names the file */
		if (strncmp(why.text, "x:", 2) != 0)
			abort();
	} else if (!(e.rep_min_s < e.rep_max_s) || !e.name[0] ||
		   e.n_places > GN_EXERCISE_PLACES_MAX) {
		abort();
	}
	free(text);
	return 0;
}

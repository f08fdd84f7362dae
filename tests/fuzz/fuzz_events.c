/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/store/sidecar.h"

/* The table of events. Seeds: *_events.tsv */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gn_event *events = NULL;
	struct gn_diag why;
	size_t n = 0;
	/* exactly as large, and the one byte behind that may be written */
	char *text = malloc(size + 1);

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = 0;
	if (!gn_events_parse(text, size, "x", &events, &n, &why))
		for (size_t i = 1; i < n; i++)
			if (events[i].onset_ns < events[i - 1].onset_ns)
				abort();
	free(events);
	free(text);
	return 0;
}

/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/cal_file.h"

/* A sensor's calibration. Seeds: cal_file*.seed */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* libconfig 1.5 does not free the buffer of a text that never ends. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig.so\n";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gn_cal_file c;
	struct gn_diag why = { .text = "" };
	char *text = malloc(size + 1), *again = NULL;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = 0;
	if (gn_cal_file_parse(&c, text, "x", NULL, &why)) {
		/* a reason is given, and it names the file */
		if (strncmp(why.text, "x:", 2) != 0)
			abort();
	} else if (!c.serial[0] || (c.has_acc && !(c.acc.cal.k[0][0] > 0)) ||
		   (c.has_scale && !(c.scale.k[2][2] > 0)) ||
		   gn_cal_file_text(&c, &again)) {
		/* what can be read can be written again */
		abort();
	}
	free(again);
	free(text);
	return 0;
}

/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gonio/plan.h"

/* A prescription. Seeds: plan_*.cfg */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As in fuzz_catalogue.c: libconfig loses the text that never ends. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig.so\n";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct gn_catalogue *cat;
	static struct gn_plan p;
	struct gn_diag why = { .text = "" };
	char *text = malloc(size + 1);  /* exactly as large */

	if (!text)
		return 0;
	if (!cat && gn_catalogue_load(&cat, NULL, &why))
		abort();
	memcpy(text, data, size);
	text[size] = 0;
	if (gn_plan_parse(&p, text, "x", cat, &why)) {
		/* a reason is given, and it names the file */
		if (strncmp(why.text, "x:", 2) != 0)
			abort();
	} else if (!p.n || p.n > GN_PLAN_ITEMS_MAX || !p.patient[0]) {
		abort();
	}
	for (size_t k = 0; k < p.n && k < GN_PLAN_ITEMS_MAX; k++)
		if (!memchr(p.item[k].rom_of, 0, sizeof(p.item[k].rom_of)))
			abort();
	free(text);
	return 0;
}

/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "skip.h"
#include "suites.h"

/* All tests, or those of the suite that CK_RUN_SUITE names; list: its names */
int main(int argc, char **argv)
{
	SRunner *sr;
	int run, failed, skipped;

	if (argc > 1 && !strcmp(argv[1], "list")) {
#define X(name) puts(#name);
		SUITES(X)
#undef X
		return EXIT_SUCCESS;
	}
	sr = srunner_create(NULL);
	skip_init();
#define X(name) srunner_add_suite(sr, suite_##name());
	SUITES(X)
#undef X
	srunner_run_all(sr, CK_ENV);
	run = srunner_ntests_run(sr);
	failed = srunner_ntests_failed(sr);
	skipped = skip_count();
	srunner_free(sr);

	printf("unit: %d passed, %d failed, %d skipped\n",
	       run - failed - skipped, failed, skipped);
	return run > 0 && failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

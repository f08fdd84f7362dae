/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "suites.h"

int main(void)
{
	SRunner *sr = srunner_create(suite_usb());
	int run, failed;

	srunner_add_suite(sr, suite_usb_line());
	srunner_add_suite(sr, suite_session());
	srunner_add_suite(sr, suite_soak());
	srunner_add_suite(sr, suite_sony());
	srunner_add_suite(sr, suite_xsens());
	srunner_add_suite(sr, suite_microstrain());
	srunner_add_suite(sr, suite_ximu3());
	srunner_add_suite(sr, suite_witmotion());
	srunner_add_suite(sr, suite_switch());
	srunner_run_all(sr, CK_ENV);
	run = srunner_ntests_run(sr);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	printf("usb: %d passed, %d failed, 0 skipped\n", run - failed, failed);
	return run > 0 && failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

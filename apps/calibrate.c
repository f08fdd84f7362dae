/* SPDX-License-Identifier: MIT */
#include "calibrate.h"

#include <string.h>

#include "cli.h"

#define COMMAND "calibrate"

int cmd_calibrate(int argc, char **argv)
{
	if (argc < 2)
		return cli_usage(COMMAND, "sensor, body, or check?");
	if (!strcmp(argv[1], "sensor"))
		return gn_calibrate_sensor(argc - 1, argv + 1);
	if (!strcmp(argv[1], "body"))
		return gn_calibrate_body(argc - 1, argv + 1);
	if (!strcmp(argv[1], "check"))
		return gn_calibrate_check(argc - 1, argv + 1);
	return cli_usage(COMMAND, "'%s' is none of sensor, body and "
			 "check", argv[1]);
}

/* SPDX-License-Identifier: MIT */
#include "cli_plan.h"

#include <string.h>

int cli_plan(const char *path, const struct gn_catalogue *cat,
	     struct gn_tally *t)
{
	struct gn_diag why = { "" };

	memset(t, 0, sizeof(*t));
	if (!path || !gn_tally_load(t, path, cat, &why))
		return CLI_OK;
	cli_error("%s", why.text);
	return CLI_FAILED;
}

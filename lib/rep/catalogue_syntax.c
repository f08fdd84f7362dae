/* SPDX-License-Identifier: MIT */
#include "catalogue_priv.h"

#include <string.h>

int gn_entry_include(const char *text, unsigned *line)
{
	*line = 1;
	for (const char *p = text; *p; p++) {
		if (p == text || p[-1] == '\n')
			if (!strncmp(p + strspn(p, " \t\r\f"), "@include", 8))
				return 1;
		if (*p == '\n')
			(*line)++;
	}
	return 0;
}

int gn_entry_syntax_error(const config_t *cfg, const char *file,
			  struct gn_diag *why)
{
	const char *text = config_error_text(cfg), *hint = "";

	/* The one rule of libconfig that surprises people. */
	if (strstr(text, "mismatched element type"))
		hint = ": write [ 1.0, 6.5 ], not [ 1, 6.5 ]";
	return gn_diag_set(why, GN_EFORMAT, "%s:%d: %s%s", file,
			   config_error_line(cfg), text, hint);
}

/* SPDX-License-Identifier: MIT */
#ifndef CLI_PLAN_H
#define CLI_PLAN_H

#include "cli.h"
#include "tally.h"

/**
 * The plan that an option names.
 *
 * @param[in]  path  NULL: none, and *t is zeroed
 * @param[out] t     gn_tally_free() when done, also after an error
 * @return an exit code; the reason was printed
 */
GN_NODISCARD int cli_plan(const char *path, const struct gn_catalogue *cat,
			  struct gn_tally *t);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef CLI_BODY_H
#define CLI_BODY_H

#include "body.h"
#include "cli.h"

/* What --calibration names, several times: recordings that teach how the
 * sensors sit. All zero at first. */
#define CLI_BODY_MAX 16

struct cli_body {
	const char *path[CLI_BODY_MAX];
	size_t      n;
	struct gn_known_body known;
};

/**
 * Take one more.
 *
 * @param[in] command  for cli_usage()
 * @param[in] path     must outlive *b
 * @return an exit code; the reason was printed
 */
GN_NODISCARD int cli_body_add(const char *command, struct cli_body *b,
			      const char *path);

/* Learn from all. An exit code; the reason was printed. */
GN_NODISCARD int cli_body_learn(struct cli_body *b);

/* What was learned; NULL: no recording was named. */
const struct gn_known_body *cli_body_known(const struct cli_body *b);

#endif

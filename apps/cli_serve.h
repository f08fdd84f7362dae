/* SPDX-License-Identifier: MIT */
#ifndef CLI_SERVE_H
#define CLI_SERVE_H

#include <getopt.h>

#include "serve.h"

/* The options --serve, --serve-cert and --serve-key of the commands that show
 * a session. */
struct cli_serve {
	uint8_t     wanted;
	const char *at;         /* as it was given; NULL: the usual */
	struct gn_serve_params p;
};

#define CLI_SERVE_OPTIONS                                                  \
	{ "serve", optional_argument, NULL, 'S' },                         \
	{ "serve-cert", required_argument, NULL, 'c' },                    \
	{ "serve-key", required_argument, NULL, 'k' }

/* Take one of them: 1; or 0: c is none. */
int cli_serve_take(struct cli_serve *s, int c, const char *value);

/**
 * When all are taken: may it be served so?
 *
 * @param[in] speed  as --speed; 0: without waiting, which nobody can watch
 * @return an exit code; the reason was printed
 */
GN_NODISCARD int cli_serve_check(const char *command, struct cli_serve *s,
				 double speed);

/* For struct cli_run; NULL: in no browser. Points into *s. */
const struct gn_serve_params *cli_serve_params(const struct cli_serve *s);

#endif

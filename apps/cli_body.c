/* SPDX-License-Identifier: MIT */
#include "cli_body.h"

int cli_body_add(const char *command, struct cli_body *b, const char *path)
{
	if (b->n == CLI_BODY_MAX)
		return cli_usage(command, "more than %d times --calibration",
				 CLI_BODY_MAX);
	b->path[b->n++] = path;
	return CLI_OK;
}

int cli_body_learn(struct cli_body *b)
{
	struct gn_diag why = { "" };
	int err = gn_body_learn_all(&b->known, b->path, b->n, &why);

	if (!err)
		return CLI_OK;
	cli_error("%s", why.text[0] ? why.text : gn_strerror(err));
	return CLI_FAILED;
}

const struct gn_known_body *cli_body_known(const struct cli_body *b)
{
	return b->n ? &b->known : NULL;
}

/* SPDX-License-Identifier: MIT */
#include "cli_serve.h"

#include "cli.h"

int cli_serve_take(struct cli_serve *s, int c, const char *value)
{
	switch (c) {
	case 'S':
		s->wanted = 1;
		s->at = value;
		return 1;
	case 'c':
		s->p.cert = value;
		return 1;
	case 'k':
		s->p.key = value;
		return 1;
	default:
		return 0;
	}
}

int cli_serve_check(const char *command, struct cli_serve *s, double speed)
{
	struct gn_diag why;

	if (!s->wanted && (s->p.cert || s->p.key))
		return cli_usage(command, "--serve-cert and --serve-key are "
				 "of --serve, which is not given");
	if (!s->wanted)
		return CLI_OK;
	if (!(speed > 0))
		return cli_usage(command, "nobody can watch --speed max: give "
				 "it a number, or leave --serve out");
	if (gn_serve_addr_parse(&s->p.addr, s->at, &why) ||
	    gn_serve_allowed(&s->p.addr, s->p.cert, s->p.key, &why))
		return cli_usage(command, "%s", why.text);
	return CLI_OK;
}

const struct gn_serve_params *cli_serve_params(const struct cli_serve *s)
{
	return s->wanted ? &s->p : NULL;
}

/* SPDX-License-Identifier: MIT */
#ifndef CLI_PERSON_H
#define CLI_PERSON_H

#include "cli.h"
#include "gonio/function_test.h"

/* Who did it, as the command line says: for getopt_long(). */
enum { CLI_AGE = 0x100, CLI_SEX, CLI_HEIGHT, CLI_MASS, CLI_SEAT, CLI_ARMS };

#define CLI_PERSON_OPTIONS                                                 \
	{ "age",    required_argument, NULL, CLI_AGE },                    \
	{ "sex",    required_argument, NULL, CLI_SEX },                    \
	{ "height", required_argument, NULL, CLI_HEIGHT },                 \
	{ "mass",   required_argument, NULL, CLI_MASS },                   \
	{ "seat",   required_argument, NULL, CLI_SEAT },                   \
	{ "arms",   no_argument,       NULL, CLI_ARMS }

/* Is it one of the options above? */
static inline int cli_is_person(int c)
{
	return c >= CLI_AGE && c <= CLI_ARMS;
}

/**
 * Take one of them.
 *
 * @param[in]     command  for cli_usage()
 * @param[in,out] p        gn_person_unknown() at first
 * @param[in]     text     its value
 * @return an exit code; the reason was printed
 */
GN_NODISCARD int cli_person_add(const char *command, struct gn_person *p,
				int c, const char *text);

#endif

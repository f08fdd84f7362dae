/* SPDX-License-Identifier: MIT */
#include "cli_person.h"

#include <math.h>
#include <string.h>

#include "gonio/num.h"

/* One that is possible; cli_usage() says what the option takes. */
static int number(const char *command, const char *text, const char *takes,
		  enum gn_person_number which, struct gn_person *p)
{
	const char *end = text + strlen(text);
	double v = NAN;

	if (gn_num_parse_any(text, end, '.', &v) != end ||
	    gn_person_set(p, which, v))
		return cli_usage(command, "%s, not '%s'", takes, text);
	return CLI_OK;
}

int cli_person_add(const char *command, struct gn_person *p, int c,
		   const char *text)
{
	switch (c) {
	case CLI_AGE:
		return number(command, text, "--age takes years, 0 to 120",
			      GN_PERSON_AGE, p);
	case CLI_HEIGHT:
		return number(command, text, "--height takes metres, 0.3 to "
			      "2.5", GN_PERSON_HEIGHT, p);
	case CLI_MASS:
		return number(command, text, "--mass takes kilograms, 1 to "
			      "500", GN_PERSON_MASS, p);
	case CLI_SEAT:
		return number(command, text, "--seat takes metres, 0.1 to 1",
			      GN_PERSON_SEAT, p);
	case CLI_ARMS:
		p->arms = 1;
		return CLI_OK;
	default:
		break;
	}
	if (strcmp(text, "f") != 0 && strcmp(text, "m") != 0)
		return cli_usage(command, "--sex is f or m, not '%s'", text);
	p->sex = *text == 'f' ? GN_SEX_FEMALE : GN_SEX_MALE;
	return CLI_OK;
}

/* SPDX-License-Identifier: MIT */
#include "gonio/form_rule.h"

#include <string.h>

static const struct {
	const char *name, *text;
	int sign;
	unsigned takes;
} rules[] = {
#define X(id, name, sign, takes, text) [id] = { name, text, sign, takes },
	GN_FORM_RULES(X)
#undef X
};

const char *gn_form_name(enum gn_form_kind kind)
{
	return (unsigned)kind < GN_FORM_KINDS ? rules[kind].name : "?";
}

const char *gn_form_text(enum gn_form_kind kind, enum gn_form_against against)
{
	if (kind == GN_FORM_RANGE && against == GN_AGAINST_TARGET)
		return "range smaller than prescribed";
	return (unsigned)kind < GN_FORM_KINDS ? rules[kind].text : "?";
}

int gn_form_sign(enum gn_form_kind kind)
{
	return rules[kind].sign;
}

unsigned gn_form_takes(enum gn_form_kind kind)
{
	return rules[kind].takes;
}

int gn_form_find_rule(const char *name)
{
	for (int k = 0; k < GN_FORM_KINDS; k++)
		if (!strcmp(rules[k].name, name))
			return k;
	return -1;
}

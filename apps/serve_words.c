/* SPDX-License-Identifier: MIT */
#include "serve_words.h"

#include <string.h>

#include "gonio/num.h"
#include "gonio/told.h"
#include "programme.h"

static const struct {
	const char *text;
	enum gn_view_key key;
	double value, most;     /* most: a number follows, up to this */
} words[] = {
	{ "set begin", GN_VIEW_KEY_SET, 1, 0 },
	{ "set end", GN_VIEW_KEY_SET, 0, 0 },
	{ "mark", GN_VIEW_KEY_MARK, 0, 0 },
	{ "plus", GN_VIEW_KEY_PLUS, 0, 0 },
	{ "minus", GN_VIEW_KEY_MINUS, 0, 0 },
	{ "quit", GN_VIEW_KEY_QUIT, 0, 0 },
	{ "next ", GN_VIEW_KEY_NEXT, 0, GN_TASKS_MAX },
	{ "rate ", GN_VIEW_KEY_ENTER, 0, GN_CR10_MOST },
};

int gn_serve_command_parse(struct gn_serve_command *out, const char *text,
			   size_t n)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t len = strlen(words[i].text);
		double value = words[i].value;
		const char *end = text + n;

		if (n < len || memcmp(text, words[i].text, len) != 0)
			continue;
		if (words[i].most > 0 ?
		    gn_num_parse_any(text + len, end, '.', &value) != end ||
		    !(value >= 0 && value <= words[i].most) : n != len)
			return 0;
		out->key = words[i].key;
		out->value = value;
		return 1;
	}
	return 0;
}

void gn_serve_command_do(const struct gn_serve_command *c,
			 struct gn_view_state *v)
{
	switch (c->key) {
	case GN_VIEW_KEY_SET:
		gn_view_open_set(v, c->value > 0);
		break;
	case GN_VIEW_KEY_ENTER:
		gn_view_rate(v, c->value);
		break;
	case GN_VIEW_KEY_NEXT:
		if (c->value == v->exercise)
			gn_view_key(v, c->key);
		break;
	default:
		gn_view_key(v, c->key);
		break;
	}
}

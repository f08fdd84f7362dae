/* SPDX-License-Identifier: MIT */
#include "maker.h"

#include <string.h>

#include "bids.h"

static const struct gn_maker *const makers[] = {
	&gn_maker_dot,
	&gn_maker_mt,
	&gn_maker_shimmer,
	&gn_maker_metamotion,
	&gn_maker_phone,
	&gn_maker_wit,
	&gn_maker_ximu3,
};

#define MAKERS (sizeof(makers) / sizeof(*makers))

const struct gn_maker *gn_maker_find(const char *path, const char *head,
				     size_t len, struct gn_maker_says *says)
{
	const struct gn_maker *found = NULL;
	int best = 0;

	memset(says, 0, sizeof(*says));
	for (size_t i = 0; i < MAKERS; i++) {
		struct gn_maker_says s = { 0 };
		int sure = makers[i]->match(gn_base_name(path), head, len, &s);

		if (sure == best)
			found = NULL;
		if (sure <= best)
			continue;
		best = sure;
		found = makers[i];
		*says = s;
	}
	if (!found)
		memset(says, 0, sizeof(*says));
	return found;
}

int gn_maker_same(const char *a, const char *b)
{
	for (size_t i = 0; i < MAKERS; i++)
		if (makers[i]->same &&
		    makers[i]->same(gn_base_name(a), gn_base_name(b)))
			return 1;
	return 0;
}

const char *gn_maker_line(const char *text, size_t len, size_t i,
			  size_t *line_len)
{
	const char *end = text + len, *nl;

	for (;; i--) {
		nl = memchr(text, '\n', (size_t)(end - text));
		if (!nl)
			return NULL;
		if (!i)
			break;
		text = nl + 1;
	}
	*line_len = (size_t)(nl - text);
	if (*line_len && nl[-1] == '\r')
		--*line_len;
	return text;
}

int gn_maker_begins(const char *line, size_t len, const char *words)
{
	size_t n = strlen(words);

	return len >= n && !memcmp(line, words, n);
}

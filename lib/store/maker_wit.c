/* SPDX-License-Identifier: MIT */
/*
 * WitMotion: the text that the maker's program for PCs records, a line with
 * the time of day before it. Known from published programs that read it.
 */
#include <string.h>

#include "maker.h"

static int has(const char *line, size_t n, const char *word)
{
	size_t m = strlen(word);

	for (size_t i = 0; i + m <= n; i++)
		if (!memcmp(line + i, word, m))
			return 1;
	return 0;
}

static int wit_match(const char *file, const char *head, size_t len,
		     struct gn_maker_says *says)
{
	size_t n;
	const char *line = gn_maker_line(head, len, 0, &n);

	(void)file;
	if (!line || !gn_maker_begins(line, n, "StartTime"))
		return 0;
	line = gn_maker_line(head, len, 1, &n);
	if (!line || !has(line, n, "Time(s)") || !has(line, n, "AngleX(deg)"))
		return 0;
	says->lines = 1;
	return 80;
}

const struct gn_maker gn_maker_wit = {
	.name = "WitMotion", .match = wit_match,
};

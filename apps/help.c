/* SPDX-License-Identifier: MIT */
/*
 * Help is the manual, built in: what a command does and takes is said once.
 */
#include "help.h"

#include <stdio.h>
#include <string.h>

#include "cli.h"

extern const char cli_manual[];         /* manual_data.S */

#define TITLE "#@ "

static const char *line_end(const char *p)
{
	return p + strcspn(p, "\n");
}

static const char *next_line(const char *p)
{
	p = line_end(p);
	return *p ? p + 1 : p;
}

/* Behind the next title line from p on that begins so; NULL: there is none. */
static const char *section(const char *p, const char *title)
{
	size_t n = strlen(title);

	for (; *p; p = next_line(p)) {
		if (strncmp(p, TITLE, sizeof(TITLE) - 1) != 0)
			continue;
		p += sizeof(TITLE) - 1;
		if (!strncmp(p, title, n) && strchr(" \n", p[n]))
			return next_line(p);
	}
	return NULL;
}

static int is_title(const char *p)
{
	return !strncmp(p, TITLE, sizeof(TITLE) - 1);
}

/* The lines of a section that begin with these words, and what is further in
 * below them. */
static void put_lines(const char *title, const char *words)
{
	const char *p = section(cli_manual, title);
	size_t n = strlen(words);
	int on = 0;

	for (; p && *p && !is_title(p); p = next_line(p)) {
		const char *text = p + strspn(p, " ");

		if (text - p <= 2)
			on = !strncmp(text, words, n) && strchr(" \n", text[n]);
		if (on)
			printf("%.*s\n", (int)(line_end(p) - p), p);
	}
}

/* Whole sections, whose titles begin with these words. */
static void put_sections(const char *words)
{
	const char *p = cli_manual;

	while ((p = section(p, words)) != NULL) {
		putchar('\n');
		for (; *p && !is_title(p); p = next_line(p))
			printf("%.*s\n", (int)(line_end(p) - p), p);
	}
}

int cli_help(const char *command, const char *part)
{
	char words[64];

	snprintf(words, sizeof(words), "gonio %s %s", command,
		 part ? part : "");
	if (!part || !section(cli_manual, words))
		snprintf(words, sizeof(words), "gonio %s", command);
	printf("Usage:\n");
	put_lines("SYNOPSIS", words);
	put_sections(words);
	printf("\nExamples:\n");
	put_lines("EXAMPLES", words);
	printf("\nWords in capitals are sections of the manual: man gonio\n");
	return CLI_OK;
}

/* SPDX-License-Identifier: MIT */
#include "optical.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static FILE *open_part(const char *stem, const char *part)
{
	char path[600];
	FILE *f;

	snprintf(path, sizeof(path), "%s_%s.tsv", stem, part);
	f = fopen(path, "re");
	ck_assert_msg(f != NULL, "%s", path);
	return f;
}

void optical_open(struct optical *o, const char *stem)
{
	char line[4096];
	size_t cap = 0;
	FILE *f = open_part(stem, "channels");

	memset(o, 0, sizeof(*o));
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), f));
	while (fgets(line, sizeof(line), f)) {
		ck_assert_uint_lt(o->columns, 64);
		snprintf(o->name[o->columns++], 32, "%.*s",
			 (int)strcspn(line, "\t"), line);
	}
	fclose(f);
	f = open_part(stem, "motion");
	while (fgets(line, sizeof(line), f)) {
		char *at = line;

		if (o->n == cap) {
			cap = cap ? 2 * cap : 1024;
			o->value = realloc(o->value, cap * o->columns *
					   sizeof(*o->value));
			ck_assert_ptr_nonnull(o->value);
		}
		for (size_t c = 0; c < o->columns; c++)
			o->value[o->n * o->columns + c] = strtod(at, &at);
		o->n++;
	}
	fclose(f);
}

void optical_close(struct optical *o)
{
	free(o->value);
	memset(o, 0, sizeof(*o));
}

size_t optical_column(const struct optical *o, const char *name)
{
	size_t c = 0;

	while (c < o->columns && strcmp(o->name[c], name))
		c++;
	ck_assert_msg(c < o->columns, "no column %s", name);
	return c;
}

double optical_at(const struct optical *o, size_t row, size_t column)
{
	return o->value[row * o->columns + column];
}

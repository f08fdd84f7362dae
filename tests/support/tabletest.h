/* SPDX-License-Identifier: MIT */
#ifndef TABLETEST_H
#define TABLETEST_H

#include <jansson.h>
#include <stdio.h>

#include "gonio/err.h"

/* How a kind of table is made of its file: gn_scene_all() and such. */
typedef int tabletest_all(const char *path, unsigned jobs, FILE *to, int json,
			  int before, struct gn_diag *why);

/* A file of such a text, in the test's folder (see files.h), is refused as
 * malformed, and told why with a part. */
void tabletest_refuses(tabletest_all *all, const char *text, const char *part);

/* Its text below another table; the caller frees it. */
char *tabletest_text(tabletest_all *all, const char *path);

/* Its lines for programs; the caller frees them. */
char *tabletest_lines(tabletest_all *all, const char *path);

/* The first of them, of such a type; json_decref() when done. */
json_t *tabletest_first(const char *lines, const char *type);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef FILES_H
#define FILES_H

#include <stddef.h>

/*
 * A folder of files for one test. Made by files_open(), gone with all that is
 * in it after files_close(). Works with Check's checked fixtures, which run in
 * the test's own process.
 */
void files_open(void);
void files_close(void);

/* The path of a name in it; four results stay valid at a time. */
const char *files_path(const char *name);

/* Write a text, or bytes, or make a folder in it. */
void files_put(const char *name, const char *text);
void files_put_bytes(const char *name, const void *bytes, size_t n);
void files_mkdir(const char *name);

/* The folder of the evaluation data, or NULL (then the test was skipped). */
const char *files_data(void);

#endif

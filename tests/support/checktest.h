/* SPDX-License-Identifier: MIT */
#ifndef CHECKTEST_H
#define CHECKTEST_H

#include <stdio.h>

#include "apps/check.h"

/* Recordings for the tests of `check`, and what it says of them. */

#define CT_HZ 100

/* What ct_run() found. */
extern struct gn_check ct_check;

/* After each test; before it rt_setup(). */
void ct_teardown(void);

/*
 * Instant i of a thigh that tilts to and fro by 80 deg in 4 s, at rest in the
 * first 5 s. Every value differs from its neighbours'.
 */
struct gn_sample ct_moving(int i);

/* A table in the test's folder, row by row as the test wants it. */
FILE *ct_table(const char *name);
void ct_row(FILE *f, const struct gn_sample *s);

/* A table of 3000 instants, 30 s, without those in [from, to). */
void ct_put_without(const char *name, int from, int to);

/* Check a file of the test's folder. */
void ct_run(const char *name);

/* The note of a code; the test fails unless there is exactly one. */
const struct gn_check_note *ct_noted(const char *code);

/* The test fails unless part is in text. */
void ct_holds(const char *text, const char *part);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef SKIP_H
#define SKIP_H

/*
 * Tests that cannot run here say so and are counted, never passed over.
 *
 *	if (!data)
 *		{ skip("GONIO_DATA: no such folder"); return; }
 *
 * Works from the child processes that Check runs tests in.
 */
void skip_init(void);
void skip(const char *why);
int skip_count(void);

#endif

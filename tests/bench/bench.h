/* SPDX-License-Identifier: MIT */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>

/*
 * One measurement: work(arg) handles `samples` samples, or `bytes` bytes, or
 * both (0: does not apply). It is repeated for half a second and the fastest
 * run counts: whatever else the machine does only ever adds time. One line of
 * JSON goes to stdout:
 *
 *	{"name":"ahrs_6d","ns_per_sample":51.2,"mb_per_s":null,
 *	 "wall_s":0.00512,"peak_mb":4.1,"build":"gcc 12.2.0, -O3 -g"}
 *
 * peak_mb is the highest resident set of the program so far.
 */
void bench_run(const char *name, size_t samples, size_t bytes,
	       void (*work)(void *arg), void *arg);

/*
 * How many times smaller `bytes` became:
 *
 *	{"name":"rec_ratio","ratio":2.15,"build":"gcc 12.2.0, -O3 -g"}
 */
void bench_ratio(const char *name, size_t bytes, size_t packed);

#endif

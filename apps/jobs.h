/* SPDX-License-Identifier: MIT */
#ifndef GN_JOBS_H
#define GN_JOBS_H

#include <stddef.h>

#include "meter.h"

/* Processors that are there, at least 1. */
unsigned gn_jobs_default(void);

/**
 * Run work(ctx, i) once for each i in 0..n-1, up to `jobs` of them at the
 * same time. Returns when all are done. The order in which they run is open:
 * work writes to its own place in ctx and the caller prints afterwards.
 *
 * Where threads cannot be had the work is done all the same, more slowly.
 *
 * @param[in] jobs  > 0; 1: one after the other, in order, in this thread
 * @param[in] p     begun; is told of each that is done. NULL: none.
 */
void gn_jobs_run(size_t n, unsigned jobs, void (*work)(void *ctx, size_t i),
		 void *ctx, struct gn_meter *p);

/* The same, shown on stderr as so many of unit, "recordings". */
void gn_jobs_show(size_t n, unsigned jobs, void (*work)(void *ctx, size_t i),
		  void *ctx, const char *unit);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef RECTEST_H
#define RECTEST_H

#include "gonio/rec.h"

/* Recording files for tests: sample n is known, so any file can be checked. */

/* What rt_create() says of the session: three sensors. */
extern struct gn_rec_meta rt_meta;

/* A fresh rt_meta, and a folder as files_open() makes it. */
void rt_setup(void);

/* Any bits: the n-th sample of a stream that only looks like one. */
struct gn_sample rt_sample(size_t n);

/* Make a file in the test's folder, or fail the test. */
struct gn_rec_writer *rt_create(const char *name);

/* Write n samples from the given one on. */
int rt_put(struct gn_rec_writer *w, size_t from, size_t n);

/* A whole file of n samples, two events and two results. */
void rt_write(const char *name, size_t n);

/* Read to the end, and fail the test unless each sample is as written. */
int rt_read(struct gn_rec *r, size_t block, size_t *n);

/* Open, or fail the test; the number of samples in a whole file. */
struct gn_rec *rt_open(const char *name);
size_t rt_count(const char *name);

#endif

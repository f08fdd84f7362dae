/* SPDX-License-Identifier: MIT */
#ifndef SOURCES_H
#define SOURCES_H

#include <stddef.h>

#include "gonio/driver.h"

/* What comes out of a source, as a whole. */
#define SOURCES_CAP 32768

struct samples {
	struct gn_sample at[SOURCES_CAP];
	size_t n;
	int    end;     /* what the last read returned */
};

/* Open, or fail the test. */
struct gn_source *sources_open(const char *uri);

/* Read in blocks until it ends or fails. */
void sources_read(struct gn_source *s, size_t block, struct samples *out);

/* Open, read, close. */
void sources_all(const char *uri, size_t block, struct samples *out);

/* Fail the test unless both are equal, bit for bit. */
void sources_same(const struct samples *a, const struct samples *b);

#endif

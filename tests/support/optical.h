/* SPDX-License-Identifier: MIT */
#ifndef OPTICAL_H
#define OPTICAL_H

#include <stddef.h>

/*
 * A table of optical motion capture in BIDS form: *_channels.tsv names the
 * columns of *_motion.tsv. Small and strict: the test fails where it is not so.
 */
struct optical {
	size_t  n, columns;     /* rows */
	double *value;          /* n x columns */
	char    name[64][32];
};

/* stem: the path without "_motion.tsv". */
void optical_open(struct optical *o, const char *stem);
void optical_close(struct optical *o);

/* Number of a column. */
size_t optical_column(const struct optical *o, const char *name);

double optical_at(const struct optical *o, size_t row, size_t column);

#endif

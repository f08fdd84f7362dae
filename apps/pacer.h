/* SPDX-License-Identifier: MIT */
#ifndef GN_PACER_H
#define GN_PACER_H

#include <stdint.h>

/*
 * When stored samples are due: stream time against the monotonic clock. Each
 * is reckoned from the start, never from the one before, so nothing adds up.
 * Plain numbers: it neither reads a clock nor waits.
 */
struct gn_pacer {
	int64_t start_ns;       /* of the clock, when the stream was at 0 */
	double  speed;          /* 1: as it was; 0: without waiting */
};

/* Stream time up to which samples are due; INT64_MAX without waiting. */
int64_t gn_pacer_stream_ns(const struct gn_pacer *p, int64_t now_ns);

/* The clock when stream time t_ns is due; start_ns without waiting. */
int64_t gn_pacer_due_ns(const struct gn_pacer *p, int64_t t_ns);

#endif

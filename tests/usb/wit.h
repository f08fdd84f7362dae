/* SPDX-License-Identifier: MIT */
#ifndef WIT_H
#define WIT_H

#include "usbemu.h"

/*
 * A WitMotion behind a CH341: it sends while the line's speed is its own, and
 * minds registers once they are unlocked. There is one at a time.
 */
struct wit {
	int      port;
	uint32_t its_baud, line_baud;
	int      dead;          /* 1: it sends nothing */
	uint8_t  asked[8][2];   /* register and low byte, keys left out */
	size_t   n_asked;
	uint32_t sent;          /* cycles; the next one's number */
};

extern struct wit wit;

/* As new: 115200 baud. It is then plugged in. */
void wit_plug(int port);

/* The next cycle: acc, gyr and mag; returns its length, at most 64. 1 g along
 * z; 1000 deg/s about x, its number about y. */
size_t wit_cycle(uint8_t *out);

/* The next cycle, sent. */
void wit_feed_next(int port);

#endif

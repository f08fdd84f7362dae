/* SPDX-License-Identifier: MIT */
#ifndef PROCON_H
#define PROCON_H

#include "usbemu.h"

/*
 * A Pro controller that answers as dekuNukem's notes say. Reports are built
 * here by hand, not by the code under test. There is one at a time.
 */
#define PROCON_PRO   3
#define PROCON_RIGHT 2

struct procon {
	int      port;
	uint8_t  asked[32][64]; /* reports sent to it, in order */
	size_t   n_asked;
	uint8_t  model;         /* PROCON_PRO, or it says that it is another */
	int      deaf;          /* answers to be left out */
	int      mute;          /* 1: it answers, and measures nothing */
	uint8_t  refused;       /* this subcommand is; 0: none */
	int      blank;         /* 1: its flash is erased */
	int      busy;          /* 1: reports come before each answer */
	int      sent;          /* the number of the next report */
};

extern struct procon procon;

const struct usbemu_model *procon_model(void);

/* As new. It is then plugged in. */
void procon_plug(int port);

/* Report 30: acc x y z, gyr x y z, thrice; battery 3 of 4, charging. */
void procon_feed(int port, const int v[18]);

/* The k-th report: acc z counts up by one a reading. The 0th comes with the
 * answer to its start. Or the next. */
void procon_feed_numbered(int port, int k);
void procon_feed_next(int port);

#endif

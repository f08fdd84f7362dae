/* SPDX-License-Identifier: MIT */
#ifndef MIP_H
#define MIP_H

#include "usbemu.h"

/*
 * A MicroStrain that answers as its SDK's headers say. There is one at a time.
 */
struct mip {
	int      old;           /* 1: it knows neither the newer rate and format
	                         * commands nor reference time and overrange */
	int      deaf;          /* 1: it answers nothing */
	int      mute;          /* 1: it answers, and measures nothing */
	uint16_t base_hz;       /* the rate that is divided */
	uint8_t  asked[32][2];  /* set and command */
	size_t   n_asked;
	uint8_t  format[64];    /* data of the accepted format command */
	size_t   n_format;
	uint32_t sent;          /* packets; the next one's number */
	uint32_t step_ns;       /* of its clock from one to the next */
};

extern struct mip mip;

/* As new: a newer one, 500 Hz of which it sends 100. It is then plugged in. */
void mip_plug(int port);

/* The next packet, sent: 1 g along z, and 0.5, its number, -1 rad/s. */
void mip_feed_next(int port);

#endif
